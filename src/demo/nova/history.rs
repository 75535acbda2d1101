//! The action log, which outlives its server.
//! <https://docs.openstack.org/api-ref/compute/#servers-actions-servers-os-instance-actions>

use serde_json::{Value, json};

use super::super::clock::naive;
use super::super::http::Reply;
use super::super::world::{Action, Event, Server};
use super::{Answer, Call, build, fault};

pub(super) fn list(call: &Call<'_>, server: &Server) -> Reply {
    let actions = server.actions.iter().rev();
    let rows: Vec<Value> = actions.map(|action| body(call, server, action)).collect();
    Reply::json(200, &json!({"instanceActions": rows}))
}

pub(super) fn show(call: &Call<'_>, server: &Server, request: &str) -> Answer {
    let mut actions = server.actions.iter();
    let action = actions
        .find(|action| action.request_id == request)
        .ok_or_else(|| fault(404, &format!("Action {request} not found")))?;
    let mut body = body(call, server, action);
    // For everybody since 2.51, and for administrators always.
    if call.minor >= 51 || call.admin {
        let events = action.events.iter().rev();
        let events: Vec<Value> = events.map(|own| event(call, server, own)).collect();
        body["events"] = json!(events);
    }
    Ok(Reply::json(200, &json!({"instanceAction": body})))
}

fn body(call: &Call<'_>, server: &Server, action: &Action) -> Value {
    let mut body = json!({
        "action": action.name,
        "instance_uuid": server.id,
        "request_id": action.request_id,
        "user_id": action.user,
        "project_id": action.project,
        "start_time": naive(action.start),
        "message": action.message,
    });
    if call.minor >= 58 {
        body["updated_at"] = json!(naive(action.updated));
    }
    body
}

/// Where and why are an administrator's to know.
fn event(call: &Call<'_>, server: &Server, event: &Event) -> Value {
    let result = match (event.finished, event.failed) {
        (None, _) => Value::Null,
        (Some(_), false) => json!("Success"),
        (Some(_), true) => json!("Error"),
    };
    let mut body = json!({
        "event": event.name,
        "start_time": naive(event.start),
        "finish_time": event.finished.map(naive),
        "result": result,
    });
    if call.admin {
        body["traceback"] = Value::Null;
    }
    if call.minor >= 62 {
        let region = call.world.regions[call.region].name;
        if call.admin {
            body["host"] = json!(build::host_name(region, &server.host_id));
        }
        body["hostId"] = json!(server.host_id);
    }
    if call.minor >= 84 && call.admin {
        let fault = server.fault.as_ref().filter(|_| event.failed);
        body["details"] = json!(fault.map(|(_, message, _)| message));
    }
    body
}

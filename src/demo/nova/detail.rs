//! One server and its parts: metadata, actions, interfaces, volumes, consoles.

use serde_json::{Value, json};

use super::super::clock::naive;
use super::super::http::{Reply, python, webob};
use super::super::neutron::fixed_ips;
use super::super::world::{Action, Server, Step};
use super::{Answer, Call, action, bad_request, check_name, done, fault, invalid, no_server, view};

pub(super) fn server(call: &mut Call<'_>, id: &str) -> Answer {
    match call.request.method.as_str() {
        "GET" => {
            let server = action::own(call, id)?.clone();
            let body = if server.cell_down && call.minor >= 69 {
                view::stub(call, &server)
            } else {
                view::full(call, &server, true)
            };
            Ok(Reply::json(200, &json!({"server": body})))
        }
        "PUT" => update(call, id),
        "DELETE" => delete(call, id),
        _ => Err(webob(404, "The resource could not be found.")),
    }
}

fn update(call: &mut Call<'_>, id: &str) -> Answer {
    let body = call.body("server")?;
    let wanted = &body["server"];
    if let Some(name) = wanted.get("name") {
        check_name(name)?;
    }
    if wanted.get("description").is_some() && call.minor < 19 {
        let why = "Additional properties are not allowed ('description' was unexpected)";
        return Err(invalid("server", wanted, why));
    }
    let now = call.world.now;
    let server = action::own(call, id)?;
    if let Some(name) = wanted["name"].as_str() {
        name.clone_into(&mut server.name);
    }
    if let Some(description) = wanted.get("description") {
        server.description = description.as_str().map(str::to_owned);
    }
    server.updated = now;
    let server = server.clone();
    Ok(Reply::json(
        200,
        &json!({"server": view::full(call, &server, true)}),
    ))
}

pub(super) fn delete(call: &mut Call<'_>, id: &str) -> Answer {
    action::check_lock(call, id)?;
    if action::own(call, id)?.task == Some("deleting") {
        return Ok(done(204));
    }
    let millis = 2000 + call.world.roll(800);
    action::begin(
        call,
        id,
        "delete",
        &[("deleting", millis)],
        vec![Step::Gone],
    );
    Ok(done(204))
}

pub(super) fn part(call: &mut Call<'_>, id: &str, path: &[&str]) -> Answer {
    let server = if path[0] == "os-instance-actions" && call.minor >= 21 {
        late(call, id)?
    } else {
        action::own(call, id)?.clone()
    };
    match (call.request.method.as_str(), path) {
        ("GET", ["os-instance-actions"]) => Ok(actions(call, &server)),
        ("GET", ["os-instance-actions", request]) => one_action(call, &server, request),
        ("GET", ["os-interface"]) => Ok(interfaces(&server)),
        ("GET", ["os-volume_attachments"]) => Ok(volumes(call, &server)),
        ("GET", ["os-security-groups"]) => Ok(security_groups(call, &server)),
        ("POST", ["remote-consoles"]) => remote_console(call, &server),
        ("GET", ["tags"]) if call.minor >= 26 => {
            Ok(Reply::json(200, &json!({"tags": server.tags})))
        }
        (_, ["metadata", rest @ ..]) => metadata(call, &server, rest),
        _ => Err(webob(404, "The resource could not be found.")),
    }
}

/// The action log outlives its server.
fn late(call: &mut Call<'_>, id: &str) -> Result<Server, Reply> {
    let (project, admin) = (call.project.id, call.admin);
    call.world.regions[call.region]
        .server(id)
        .filter(|server| admin || server.project == project)
        .map(|server| server.clone())
        .ok_or_else(|| no_server(id))
}

fn metadata(call: &mut Call<'_>, server: &Server, path: &[&str]) -> Answer {
    let method = call.request.method.as_str();
    let mut entries = server.metadata.clone();
    if method == "GET" {
        return match path {
            [] => Ok(Reply::json(200, &json!({"metadata": entries}))),
            [key, ..] => match entries.get(*key) {
                Some(value) => Ok(Reply::json(200, &json!({"meta": {*key: value}}))),
                None => Err(fault(404, "Metadata item was not found")),
            },
        };
    }
    action::check_lock(call, &server.id)?;
    let states = ["active", "paused", "suspended", "stopped"];
    if !states.contains(&server.vm) {
        let verb = if method == "DELETE" {
            "delete metadata"
        } else {
            "update metadata"
        };
        return Err(fault(
            409,
            &format!(
                "Cannot '{verb}' instance {} while it is in vm_state {}",
                server.id, server.vm
            ),
        ));
    }
    let reply = match (method, path) {
        ("DELETE", [key]) => {
            if entries.remove(*key).is_none() {
                return Err(fault(404, "Metadata item was not found"));
            }
            done(204)
        }
        ("POST" | "PUT", []) => {
            if method == "PUT" {
                entries.clear();
            }
            let body = call.body("metadata")?;
            for (key, value) in body["metadata"].as_object().into_iter().flatten() {
                let value = value.as_str().ok_or_else(|| {
                    invalid(
                        key,
                        value,
                        &format!("{} is not of type 'string'", python(value)),
                    )
                })?;
                entries.insert(key.clone(), value.to_owned());
            }
            Reply::json(200, &json!({"metadata": entries}))
        }
        ("PUT", [key]) => {
            let body = call.body("meta")?;
            let value = body["meta"][*key]
                .as_str()
                .ok_or_else(|| bad_request("Request body and URI mismatch"))?;
            entries.insert((*key).to_owned(), value.to_owned());
            Reply::json(200, &json!({"meta": {*key: value}}))
        }
        _ => return Err(webob(404, "The resource could not be found.")),
    };
    let now = call.world.now;
    let server = action::own(call, &server.id)?;
    server.metadata = entries;
    server.updated = now;
    Ok(reply)
}

fn actions(call: &Call<'_>, server: &Server) -> Reply {
    let rows: Vec<Value> = server
        .actions
        .iter()
        .rev()
        .map(|action| action_body(call, server, action))
        .collect();
    Reply::json(200, &json!({"instanceActions": rows}))
}

fn one_action(call: &Call<'_>, server: &Server, request: &str) -> Answer {
    let action = server
        .actions
        .iter()
        .find(|action| action.request_id == request)
        .ok_or_else(|| fault(404, &format!("Action {request} not found")))?;
    let mut body = action_body(call, server, action);
    if call.minor >= 51 {
        let result = match (action.finished, action.failed) {
            (None, _) => Value::Null,
            (Some(_), false) => json!("Success"),
            (Some(_), true) => json!("Error"),
        };
        let mut event = json!({
            "event": action.event,
            "start_time": naive(action.start),
            "finish_time": action.finished.map(naive),
            "result": result,
        });
        if call.minor >= 62 {
            event["hostId"] = json!(server.host_id);
        }
        let events = if action.event.is_empty() {
            json!([])
        } else {
            json!([event])
        };
        body["events"] = events;
    }
    Ok(Reply::json(200, &json!({"instanceAction": body})))
}

fn action_body(call: &Call<'_>, server: &Server, action: &Action) -> Value {
    let mut body = json!({
        "action": action.name,
        "instance_uuid": server.id,
        "request_id": action.request_id,
        "user_id": action.user,
        "project_id": server.project,
        "start_time": naive(action.start),
        "message": action.message,
    });
    if call.minor >= 58 {
        body["updated_at"] = json!(naive(action.updated));
    }
    body
}

fn interfaces(server: &Server) -> Reply {
    let rows: Vec<Value> = server
        .nics
        .iter()
        .map(|nic| {
            json!({
                "net_id": nic.network,
                "port_id": nic.port,
                "mac_addr": nic.mac,
                "port_state": if server.is_plugged() { "ACTIVE" } else { "DOWN" },
                "fixed_ips": fixed_ips(nic),
                "tag": null,
            })
        })
        .collect();
    Reply::json(200, &json!({"interfaceAttachments": rows}))
}

fn security_groups(call: &Call<'_>, server: &Server) -> Reply {
    let rows: Vec<Value> = call.world.regions[call.region]
        .security_groups
        .iter()
        .filter(|group| {
            group.project == server.project
                && server.security_groups.iter().any(|name| name == group.name)
        })
        .map(|group| {
            json!({
                "id": group.id,
                "name": group.name,
                "description": group.description,
                "tenant_id": group.project,
                "rules": [],
            })
        })
        .collect();
    Reply::json(200, &json!({"security_groups": rows}))
}

fn volumes(call: &Call<'_>, server: &Server) -> Reply {
    let rows: Vec<Value> = server
        .volumes
        .iter()
        .map(|volume| {
            let mut body = json!({
                "volumeId": volume.id,
                "serverId": server.id,
                "device": volume.device,
            });
            if call.minor < 89 {
                body["id"] = json!(volume.id);
            }
            if call.minor >= 70 {
                body["tag"] = Value::Null;
            }
            if call.minor >= 79 {
                body["delete_on_termination"] = json!(volume.delete_on_termination);
            }
            if call.minor >= 89 {
                let mut known = call.world.regions[call.region].volumes.iter();
                let known = known.find(|known| known.id == volume.id);
                let holder = known.and_then(|known| known.holder.as_ref());
                body["attachment_id"] = json!(holder.map(|holder| &holder.attachment));
                // The id of a row of Nova's; nobody looks it up.
                body["bdm_uuid"] = json!(volume.id);
            }
            body
        })
        .collect();
    Reply::json(200, &json!({"volumeAttachments": rows}))
}

fn remote_console(call: &mut Call<'_>, server: &Server) -> Answer {
    const TYPES: [&str; 6] = [
        "novnc",
        "xvpvnc",
        "spice-html5",
        "serial",
        "rdp-html5",
        "webmks",
    ];
    if call.minor < 6 {
        return Err(webob(404, "The resource could not be found."));
    }
    let body = call.body("remote_console")?;
    let wanted = &body["remote_console"];
    let kind = wanted["type"].as_str().unwrap_or_default();
    if !TYPES.contains(&kind) {
        let known: Vec<String> = TYPES.iter().map(|kind| format!("'{kind}'")).collect();
        let why = format!(
            "{} is not one of [{}]",
            python(&wanted["type"]),
            known.join(", ")
        );
        return Err(invalid("type", &wanted["type"], &why));
    }
    if kind != "novnc" {
        return Err(bad_request(&format!("Unavailable console type {kind}.")));
    }
    if !server.is_hosted() {
        return Err(fault(409, &format!("Instance {} is not ready", server.id)));
    }
    let token = call.world.uuid();
    let url = format!("http://127.0.0.1:6080/vnc_lite.html?path=%3Ftoken%3D{token}");
    let console = json!({"protocol": "vnc", "type": "novnc", "url": url});
    Ok(Reply::json(200, &json!({"remote_console": console})))
}

pub(super) fn console_output(call: &mut Call<'_>, id: &str, argument: &Value) -> Answer {
    let length = match &argument["length"] {
        Value::Null => None,
        value => {
            let number = value
                .as_i64()
                .or_else(|| value.as_str().and_then(|text| text.parse().ok()))
                .ok_or_else(|| {
                    let why = format!("{} does not match '^-?[0-9]+$'", python(value));
                    invalid("length", value, &why)
                })?;
            usize::try_from(number).ok()
        }
    };
    let server = action::own(call, id)?;
    if server.vm == "building" || server.vm == "shelved_offloaded" || server.launched.is_none() {
        return Err(fault(409, &format!("Instance {id} is not ready")));
    }
    let log = super::super::seed::boot_log(server);
    let lines: Vec<&str> = log.lines().collect();
    let skip = length.map_or(0, |length| lines.len().saturating_sub(length));
    // The hypervisor takes its time over it.
    Ok(Reply::json(200, &json!({"output": lines[skip..].join("\n")})).after(1200))
}

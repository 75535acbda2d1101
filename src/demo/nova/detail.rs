//! One server and its parts.

use serde_json::json;

use super::super::http::{Reply, webob};
use super::super::world::Server;
use super::{
    Answer, Call, action, attachment, console, delete, done, fault, group, history, interface,
    label, no_server, view,
};

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
        "PUT" => label::update(call, id),
        "DELETE" => delete::server(call, id),
        _ => Err(webob(404, "The resource could not be found.")),
    }
}

pub(super) fn part(call: &mut Call<'_>, id: &str, path: &[&str]) -> Answer {
    let server = match path[0] {
        "os-instance-actions" if call.minor >= 21 => late(call, id)?,
        "tags" => action::own(call, id).map_err(|_| no_mapping(id))?.clone(),
        _ => action::own(call, id)?.clone(),
    };
    match (call.request.method.as_str(), path) {
        ("GET", ["os-instance-actions"]) => Ok(history::list(call, &server)),
        ("GET", ["os-instance-actions", request]) => history::show(call, &server, request),
        ("GET", ["os-interface"]) => Ok(interface::list(call, &server)),
        ("GET", ["os-interface", port]) => interface::show(call, &server, port),
        ("POST", ["os-interface"]) => interface::attach(call, &server),
        ("DELETE", ["os-interface", port]) => interface::detach(call, &server, port),
        (_, ["os-volume_attachments", rest @ ..]) => attachment::answer(call, &server, rest),
        ("GET", ["os-security-groups"]) => Ok(group::list(call, &server)),
        ("POST", ["remote-consoles"]) => console::remote(call, &server),
        (_, ["os-server-password"]) => password(call, &server),
        (_, ["tags", rest @ ..]) => label::tags(call, &server, rest),
        (_, ["metadata", rest @ ..]) => label::metadata(call, &server, rest),
        _ => Err(webob(404, "The resource could not be found.")),
    }
}

/// What the guest left there, which nobody but the owner of the key can read.
/// <https://docs.openstack.org/api-ref/compute/#servers-password-servers-os-server-password>
fn password(call: &mut Call<'_>, server: &Server) -> Answer {
    match call.request.method.as_str() {
        "GET" => Ok(Reply::json(200, &json!({"password": server.password}))),
        "DELETE" => {
            action::own(call, &server.id)?.password.clear();
            Ok(done(204))
        }
        _ => Err(webob(404, "The resource could not be found.")),
    }
}

/// In the words of the tags alone.
fn no_mapping(id: &str) -> Reply {
    fault(404, &format!("Instance {id} has no mapping to a cell."))
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

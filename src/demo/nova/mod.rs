//! Nova: who may ask, in which microversion, and which resource answers.

mod action;
mod attachment;
mod build;
mod catalog;
mod console;
mod create;
mod delete;
mod detail;
mod filter;
mod group;
mod history;
mod interface;
mod keypair;
mod label;
mod link;
mod list;
mod mapping;
mod migrate;
mod order;
mod pattern;
mod quota;
mod resize;
mod schema;
mod snapshot;
mod value;
mod verb;
mod view;

pub(super) use build::host_id;
pub(super) use keypair::fingerprint;
pub(super) use snapshot::volume_properties;

use serde_json::{Value, json};

use super::http::{Reply, Request, plain, reason, unauthorized, webob};
use super::keystone;
use super::world::{Project, User, World};

/// One authenticated call.
pub(super) struct Call<'a> {
    pub(super) world: &'a mut World,
    pub(super) region: usize,
    pub(super) request: &'a Request,
    /// The microversion's minor.
    pub(super) minor: u32,
    pub(super) user: &'static User,
    pub(super) project: &'static Project,
    pub(super) admin: bool,
}

type Answer = Result<Reply, Reply>;

pub(super) fn answer(world: &mut World, region: usize, request: &Request) -> Reply {
    let id = request.id.clone();
    let path: Vec<&str> = request.path.iter().map(String::as_str).collect();
    if path.is_empty() {
        return Reply::json(200, &versions(world, region, request));
    }
    if path[0] != "v2.1" {
        return webob(404, "The resource could not be found.").with("x-compute-request-id", id);
    }
    let minor = match microversion(request, world.max_minor) {
        Ok(minor) => minor,
        Err(error) => return error.with("x-compute-request-id", id),
    };
    let reply = if minor == 0 || minor > world.max_minor {
        fault(
            406,
            &format!(
                "Version 2.{minor} is not supported by the API. Minimum is 2.1 and maximum is 2.{}.",
                world.max_minor
            ),
        )
    } else if path.len() == 1 {
        let version = version(world, region, request);
        Reply::json(200, &json!({"version": version}))
    } else {
        authenticated(world, region, request, minor, &path[1..])
    };
    if reply.from_front {
        return reply.with("x-compute-request-id", id);
    }
    reply
        .with("OpenStack-API-Version", format!("compute 2.{minor}"))
        .with("X-OpenStack-Nova-API-Version", format!("2.{minor}"))
        .with("Vary", "OpenStack-API-Version")
        .with("Vary", "X-OpenStack-Nova-API-Version")
        .with("x-compute-request-id", id)
}

fn authenticated(
    world: &mut World,
    region: usize,
    request: &Request,
    minor: u32,
    path: &[&str],
) -> Reply {
    let Some((user, project)) = keystone::valid(world, request.token.as_deref())
        .and_then(|token| Some((token.user, token.project?)))
    else {
        return unauthorized(&request.base);
    };
    let mut call = Call {
        world,
        region,
        request,
        minor,
        user,
        project,
        admin: user.name == "admin",
    };
    // Some clouds keep the project in the endpoint's path.
    let path = match path {
        [first, rest @ ..] if *first == project.id => rest,
        path => path,
    };
    route(&mut call, path).unwrap_or_else(|error| error)
}

fn route(call: &mut Call<'_>, path: &[&str]) -> Answer {
    match (call.request.method.as_str(), path) {
        ("GET", ["servers"]) => list::servers(call, false),
        ("GET", ["servers", "detail"]) => list::servers(call, true),
        ("POST", ["servers"]) => create::server(call),
        (_, ["servers", id]) => detail::server(call, id),
        ("POST", ["servers", id, "action"]) => action::perform(call, id),
        (_, ["servers", id, rest @ ..]) => detail::part(call, id, rest),
        ("GET", ["flavors"]) => catalog::flavors(call, false),
        ("GET", ["flavors", "detail"]) => catalog::flavors(call, true),
        ("GET", ["flavors", id]) => catalog::flavor(call, id),
        ("GET", ["flavors", id, "os-extra_specs"]) => catalog::extra_specs(call, id),
        ("GET", ["os-availability-zone"]) => Ok(catalog::zones(call)),
        ("GET", ["os-server-groups"]) => Ok(catalog::server_groups(call)),
        ("GET", ["os-server-groups", id]) => catalog::server_group(call, id),
        ("GET", ["limits"]) => Ok(quota::limits(call)),
        ("GET", ["os-quota-sets", project]) => quota::set(call, project, false),
        ("GET", ["os-quota-sets", project, "detail"]) => quota::set(call, project, true),
        ("GET", ["os-simple-tenant-usage", project]) => quota::usage(call, project),
        ("GET", ["os-keypairs"]) => Ok(keypair::list(call)),
        ("POST", ["os-keypairs"]) => keypair::import(call),
        ("GET", ["os-keypairs", name]) => keypair::show(call, name),
        ("DELETE", ["os-keypairs", name]) => keypair::delete(call, name),
        ("GET", ["os-services"]) => Err(policy("os-services:list")),
        ("GET", ["os-hypervisors", ..]) => Err(policy("os-hypervisors:list")),
        ("GET", ["os-simple-tenant-usage"]) => Err(policy("os-simple-tenant-usage:list")),
        // The proxies of old: gone since 2.36, and the demo never had them.
        (
            _,
            [
                "images" | "os-networks" | "os-security-groups" | "os-floating-ips",
                ..,
            ],
        ) => Err(fault(404, "The resource could not be found.")),
        _ => Err(webob(404, "The resource could not be found.")),
    }
}

impl Call<'_> {
    /// The body's object under `key`, with Nova's words if it is not there.
    fn body(&self, key: &str) -> Result<Value, Reply> {
        let body = self.any_body()?;
        let inner = body
            .get(key)
            .ok_or_else(|| bad_request(&format!("'{key}' is a required property")))?;
        if !inner.is_object() {
            return Err(invalid(
                key,
                inner,
                &format!("{} is not of type 'object'", super::http::python(inner)),
            ));
        }
        Ok(body)
    }

    /// The body, which is an object.
    fn any_body(&self) -> Result<Value, Reply> {
        let kind = self.request.header("content-type").unwrap_or_default();
        // Nova takes text/plain for JSON.
        if !kind.is_empty() && !kind.contains("json") && kind != "text/plain" {
            return Err(fault(415, "Unsupported Content-Type"));
        }
        let body = self
            .request
            .json()
            .ok_or_else(|| bad_request("Malformed request body"))?;
        if !body.is_object() {
            return Err(bad_request(&format!(
                "{} is not of type 'object'",
                super::http::python(&body)
            )));
        }
        Ok(body)
    }

    /// The address of this region's compute endpoint.
    fn endpoint(&self) -> String {
        format!(
            "{}/{}/compute/v2.1",
            self.request.base, self.world.regions[self.region].name
        )
    }

    /// The same without its version, for links that bookmark a resource.
    fn bookmark(&self) -> String {
        format!(
            "{}/{}/compute",
            self.request.base, self.world.regions[self.region].name
        )
    }

    fn links(&self, kind: &str, id: &str) -> Value {
        json!([
            {"rel": "self", "href": format!("{}/{kind}/{id}", self.endpoint())},
            {"rel": "bookmark", "href": format!("{}/{kind}/{id}", self.bookmark())},
        ])
    }
}

fn microversion(request: &Request, newest: u32) -> Result<u32, Reply> {
    let text = request
        .header("openstack-api-version")
        .and_then(|value| value.strip_prefix("compute "))
        .or_else(|| request.header("x-openstack-nova-api-version"))
        .unwrap_or("2.1")
        .trim();
    if text == "latest" {
        return Ok(newest);
    }
    text.strip_prefix("2.")
        .and_then(|minor| minor.parse().ok())
        .ok_or_else(|| {
            bad_request(&format!(
                "API Version String {text} is of invalid format. Must be of format \
                 MajorNum.MinorNum."
            ))
        })
}

fn version(world: &World, region: usize, request: &Request) -> Value {
    let endpoint = format!("{}/{}/compute", request.base, world.regions[region].name);
    json!({
        "id": "v2.1",
        "status": "CURRENT",
        "version": format!("2.{}", world.max_minor),
        "min_version": "2.1",
        "updated": "2013-07-23T11:33:21Z",
        "links": [
            {"rel": "self", "href": format!("{endpoint}/v2.1/")},
            {"rel": "describedby", "type": "text/html", "href": "http://docs.openstack.org/"},
        ],
        "media-types": [{
            "base": "application/json",
            "type": "application/vnd.openstack.compute+json;version=2.1",
        }],
    })
}

fn versions(world: &World, region: usize, request: &Request) -> Value {
    let mut current = version(world, region, request);
    if let Some(map) = current.as_object_mut() {
        map.remove("media-types");
    }
    let endpoint = format!("{}/{}/compute", request.base, world.regions[region].name);
    json!({"versions": [
        {
            "id": "v2.0",
            "status": "DEPRECATED",
            "version": "",
            "min_version": "",
            "updated": "2025-07-04T12:00:00Z",
            "links": [{"rel": "self", "href": format!("{endpoint}/v2/")}],
        },
        current,
    ]})
}

/// `{"badRequest": {"code": 400, "message": …}}`
pub(super) fn fault(status: u16, message: &str) -> Reply {
    let name = match status {
        400 => "badRequest",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "itemNotFound",
        405 => "badMethod",
        409 => "conflictingRequest",
        413 | 429 => "overLimit",
        415 => "badMediaType",
        501 => "notImplemented",
        503 => "serviceUnavailable",
        _ => "computeFault",
    };
    let message = if message.is_empty() {
        reason(status)
    } else {
        message
    };
    let body = json!({name: {"code": status, "message": message}});
    Reply {
        content_type: "application/json; charset=UTF-8",
        ..Reply::json(status, &body)
    }
}

/// An empty answer, which Nova calls JSON all the same.
fn done(status: u16) -> Reply {
    Reply {
        content_type: "application/json",
        ..Reply::empty(status)
    }
}

fn bad_request(message: &str) -> Reply {
    fault(400, message)
}

fn policy(rule: &str) -> Reply {
    fault(
        403,
        &format!("Policy doesn't allow os_compute_api:{rule} to be performed."),
    )
}

/// What the schema says of a wrong value.
fn invalid(field: &str, value: &Value, why: &str) -> Reply {
    bad_request(&format!(
        "Invalid input for field/attribute {field}. Value: {}. {why}",
        plain(value)
    ))
}

fn no_server(id: &str) -> Reply {
    fault(404, &format!("Instance {id} could not be found."))
}

/// A name's rules are the same for servers and images.
fn check_name(value: &Value) -> Result<(), Reply> {
    let Some(name) = value.as_str() else {
        return Err(invalid(
            "name",
            value,
            &format!("{} is not of type 'string'", super::http::python(value)),
        ));
    };
    if name.is_empty() {
        return Err(invalid("name", value, "'' should be non-empty"));
    }
    if name.chars().count() > 255 {
        return Err(invalid("name", value, &format!("'{name}' is too long")));
    }
    if name.trim() != name || name.chars().any(char::is_control) {
        return Err(bad_request(
            "An invalid 'name' value was provided. The name must be: printable characters. Can \
             not start or end with whitespace.",
        ));
    }
    Ok(())
}

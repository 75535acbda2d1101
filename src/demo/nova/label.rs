//! What users write on their servers: name and description, metadata, tags.
//! <https://docs.openstack.org/api-ref/compute/#server-metadata-servers-metadata>,
//! <https://docs.openstack.org/api-ref/compute/#server-tags-servers-tags>

use std::net::{Ipv4Addr, Ipv6Addr};

use serde_json::{Map, Value, json};

use super::super::http::{Reply, python, webob};
use super::super::world::Server;
use super::action::{check_lock, check_vm_state, own};
use super::order::METADATA_QUOTA;
use super::value::{Check, object, one_of, parses, text, unexpected, wrong};
use super::{Answer, Call, bad_request, check_name, done, fault, schema, view};

/// Metadata and tags can be changed in these states.
const STATES: [&str; 4] = ["active", "paused", "suspended", "stopped"];

/// `PUT /servers/{id}`
pub(super) fn update(call: &mut Call<'_>, id: &str) -> Answer {
    let body = call.body("server")?;
    if let Some(why) = unexpected(&body, |known| known == "server") {
        return Err(bad_request(&why));
    }
    let wanted = &body["server"];
    let mut keys = vec!["name", "OS-DCF:diskConfig", "accessIPv4", "accessIPv6"];
    let later = [("description", 19), ("hostname", 90)];
    let later = later.iter().filter(|(_, since)| call.minor >= *since);
    keys.extend(later.map(|(key, _)| *key));
    object("server", wanted, &[], &keys)?;
    for (key, value) in wanted.as_object().into_iter().flatten() {
        property(key, value)?;
    }
    let now = call.world.now;
    let server = own(call, id)?;
    let set = |key: &str, field: &mut String| {
        if let Some(value) = wanted[key].as_str() {
            value.clone_into(field);
        }
    };
    set("name", &mut server.name);
    set("hostname", &mut server.hostname);
    set("accessIPv4", &mut server.access.0);
    set("accessIPv6", &mut server.access.1);
    if let Some(config) = wanted["OS-DCF:diskConfig"].as_str() {
        server.disk_config = if config == "AUTO" { "AUTO" } else { "MANUAL" };
    }
    if let Some(description) = wanted.get("description") {
        server.description = description.as_str().map(str::to_owned);
    }
    server.updated = now;
    let server = server.clone();
    let body = view::full(call, &server, true);
    Ok(Reply::json(200, &json!({"server": body})))
}

fn property(key: &str, value: &Value) -> Check {
    match key {
        "name" => check_name(value),
        "description" if value.is_null() => Ok(()),
        "description" => schema::description(value),
        "hostname" => hostname(value),
        "OS-DCF:diskConfig" => one_of(key, value, &["AUTO", "MANUAL"]),
        "accessIPv4" if !parses::<Ipv4Addr>(value) => wrong(key, value, "is not a 'ipv4'"),
        "accessIPv6" if !parses::<Ipv6Addr>(value) => wrong(key, value, "is not a 'ipv6'"),
        _ => Ok(()),
    }
}

fn hostname(value: &Value) -> Check {
    text("hostname", value, 2, 63)?;
    let name = value.as_str().unwrap_or_default();
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    if name.chars().all(plain) && !name.starts_with('-') && !name.ends_with('-') {
        return Ok(());
    }
    let why = "does not match '^[a-zA-Z0-9]+[a-zA-Z0-9-]*[a-zA-Z0-9]+$'";
    wrong("hostname", value, why)
}

/// `/servers/{id}/metadata` and below
pub(super) fn metadata(call: &mut Call<'_>, server: &Server, path: &[&str]) -> Answer {
    let entries = &server.metadata;
    match (call.request.method.as_str(), path) {
        ("GET", []) => Ok(Reply::json(200, &json!({"metadata": entries}))),
        ("GET", [key]) => {
            let value = entries.get(*key).ok_or_else(no_item)?;
            Ok(Reply::json(200, &json!({"meta": {*key: value}})))
        }
        ("DELETE", [key]) => {
            if !entries.contains_key(*key) {
                return Err(no_item());
            }
            check_changeable(call, server, "delete metadata")?;
            own(call, &server.id)?.metadata.remove(*key);
            // The row of the server itself is not written: it gets no newer.
            Ok(done(204))
        }
        ("POST" | "PUT", []) => {
            let wanted = wanted(call, "metadata")?;
            let replace = call.request.method == "PUT";
            let entries = write(call, server, &wanted, replace)?;
            Ok(Reply::json(200, &json!({"metadata": entries})))
        }
        ("PUT", [key]) => {
            let wanted = wanted(call, "meta")?;
            one_item(&wanted)?;
            let value = wanted.get(*key).cloned();
            let value = value.ok_or_else(|| bad_request("Request body and URI mismatch"))?;
            write(call, server, &wanted, false)?;
            Ok(Reply::json(200, &json!({"meta": {*key: value}})))
        }
        _ => Err(webob(404, "The resource could not be found.")),
    }
}

fn no_item() -> Reply {
    fault(404, "Metadata item was not found")
}

fn wanted(call: &Call<'_>, key: &str) -> Result<Map<String, Value>, Reply> {
    let body = call.body(key)?;
    if let Some(why) = unexpected(&body, |known| known == key) {
        return Err(bad_request(&why));
    }
    schema::metadata(key, &body[key])?;
    Ok(body[key].as_object().cloned().unwrap_or_default())
}

fn one_item(wanted: &Map<String, Value>) -> Check {
    let why = match wanted.len() {
        0 => "should be non-empty",
        1 => return Ok(()),
        _ => "has too many properties",
    };
    wrong("meta", &Value::Object(wanted.clone()), why)
}

fn check_changeable(call: &mut Call<'_>, server: &Server, verb: &str) -> Check {
    check_lock(call, &server.id)?;
    check_vm_state(call, &server.id, verb, &STATES)
}

fn write(
    call: &mut Call<'_>,
    server: &Server,
    wanted: &Map<String, Value>,
    replace: bool,
) -> Result<Value, Reply> {
    check_changeable(call, server, "update metadata")?;
    let mut entries = server.metadata.clone();
    if replace {
        entries.clear();
    }
    let words = wanted.iter();
    entries.extend(words.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.into()))));
    if entries.len() > METADATA_QUOTA {
        return Err(fault(
            403,
            &format!("Maximum number of metadata items exceeds {METADATA_QUOTA}"),
        ));
    }
    let now = call.world.now;
    let body = json!(entries);
    let server = own(call, &server.id)?;
    server.metadata = entries;
    server.updated = now;
    Ok(body)
}

/// `/servers/{id}/tags` and below: no lock keeps them, and no tag makes a server newer.
pub(super) fn tags(call: &mut Call<'_>, server: &Server, path: &[&str]) -> Answer {
    let id = server.id.as_str();
    if call.minor < 26 {
        return Err(fault(404, "The resource could not be found."));
    }
    let method = call.request.method.clone();
    let has = |tag: &str| server.tags.iter().any(|known| known == tag);
    match (method.as_str(), path) {
        ("GET", []) => Ok(Reply::json(200, &json!({"tags": server.tags}))),
        ("GET", [tag]) if has(tag) => Ok(done(204)),
        ("GET", [tag]) => Err(fault(404, &format!("Server {id} has no tag '{tag}'"))),
        ("PUT", []) => {
            let tags = tag_list(call)?;
            check_vm_state(call, id, "update tags", &STATES)?;
            own(call, id)?.tags.clone_from(&tags);
            Ok(Reply::json(200, &json!({"tags": tags})))
        }
        ("PUT", [tag]) => add_tag(call, server, tag),
        ("DELETE", []) => {
            check_vm_state(call, id, "delete tags", &STATES)?;
            own(call, id)?.tags.clear();
            Ok(done(204))
        }
        ("DELETE", [tag]) => {
            check_vm_state(call, id, "delete tag", &STATES)?;
            if !has(tag) {
                return Err(fault(404, &format!("Instance {id} has no tag '{tag}'")));
            }
            own(call, id)?.tags.retain(|known| known != tag);
            Ok(done(204))
        }
        _ => Err(webob(404, "The resource could not be found.")),
    }
}

fn tag_list(call: &Call<'_>) -> Result<Vec<String>, Reply> {
    let body = call.any_body()?;
    let wanted = body
        .get("tags")
        .ok_or_else(|| bad_request("'tags' is a required property"))?;
    if let Some(why) = unexpected(&body, |known| known == "tags") {
        return Err(bad_request(&why));
    }
    schema::tags(wanted)?;
    let words = wanted.as_array().into_iter().flatten();
    let mut tags: Vec<String> = words.filter_map(|tag| Some(tag.as_str()?.into())).collect();
    tags.sort_unstable();
    tags.dedup();
    Ok(tags)
}

fn add_tag(call: &mut Call<'_>, server: &Server, tag: &str) -> Answer {
    let id = server.id.as_str();
    let why = if tag.chars().count() > 60 {
        "is too long"
    } else if tag.contains(',') {
        "does not match '^[^,/]*$'"
    } else {
        ""
    };
    if !why.is_empty() {
        let tag = python(&json!(tag));
        return Err(bad_request(&format!(
            "Tag {tag} is invalid. It must be a non empty string without characters '/' and ','. \
             Validation error message: {tag} {why}"
        )));
    }
    check_vm_state(call, id, "update tag", &STATES)?;
    if server.tags.iter().any(|known| known == tag) {
        return Ok(Reply::empty(204));
    }
    if server.tags.len() >= 50 {
        return Err(bad_request(
            "The number of tags exceeded the per-server limit 50",
        ));
    }
    let tags = &mut own(call, id)?.tags;
    tags.push(tag.to_owned());
    tags.sort_unstable();
    let location = format!("{}/servers/{id}/tags/{tag}", call.endpoint());
    Ok(Reply::empty(201).with("Location", location))
}

//! What one launches a server with: flavors, availability zones, server groups.

use serde_json::{Map, Value, json};

use super::super::http::Reply;
use super::super::world::{Flavor, ServerGroup};
use super::{Answer, Call, bad_request, fault};

pub(super) fn flavors(call: &Call<'_>, detail: bool) -> Answer {
    let request = call.request;
    let number = |key: &str| -> i64 {
        request
            .param(key)
            .and_then(|text| text.parse().ok())
            .unwrap_or_default()
    };
    let mut rows: Vec<&Flavor> = call.world.regions[call.region]
        .flavors
        .iter()
        .filter(|flavor| flavor.disk >= number("minDisk") && flavor.ram >= number("minRam"))
        .collect();
    rows.sort_by(|left, right| match request.param("sort_key") {
        Some("name") => left.name.cmp(right.name),
        Some("memory_mb") => left.ram.cmp(&right.ram),
        Some("vcpus") => left.vcpus.cmp(&right.vcpus),
        Some("root_gb") => left.disk.cmp(&right.disk),
        _ => left.id.cmp(&right.id),
    });
    if request.param("sort_dir") == Some("desc") {
        rows.reverse();
    }
    if let Some(marker) = request.param("marker") {
        let index = rows
            .iter()
            .position(|flavor| flavor.id == marker)
            .ok_or_else(|| bad_request(&format!("marker [{marker}] not found")))?;
        rows.drain(..=index);
    }
    let limit = request
        .param("limit")
        .and_then(|text| text.parse().ok())
        .unwrap_or(1000_usize);
    let full_page = limit > 0 && rows.len() >= limit;
    rows.truncate(limit);
    let bodies: Vec<Value> = rows
        .iter()
        .map(|flavor| body(call, flavor, detail))
        .collect();
    let mut reply = json!({"flavors": bodies});
    if let Some(last) = rows.last().filter(|_| full_page) {
        let tail = if detail { "flavors/detail" } else { "flavors" };
        let query = request.query_from(Some(&last.id));
        let href = format!("{}/{tail}?{query}", call.endpoint());
        reply["flavors_links"] = json!([{"rel": "next", "href": href}]);
    }
    let millis = if detail { 350 } else { 0 };
    Ok(Reply::json(200, &reply).after(millis))
}

pub(super) fn flavor(call: &Call<'_>, id: &str) -> Answer {
    let flavor = find(call, id)?;
    Ok(Reply::json(
        200,
        &json!({"flavor": body(call, flavor, true)}),
    ))
}

pub(super) fn extra_specs(call: &Call<'_>, id: &str) -> Answer {
    let specs = specs(find(call, id)?);
    Ok(Reply::json(200, &json!({"extra_specs": specs})))
}

fn find<'a>(call: &'a Call<'_>, id: &str) -> Result<&'a Flavor, Reply> {
    call.world.regions[call.region]
        .flavor(id)
        .ok_or_else(|| fault(404, &format!("Flavor {id} could not be found.")))
}

fn specs(flavor: &Flavor) -> Map<String, Value> {
    flavor
        .extra_specs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), json!(value)))
        .collect()
}

fn body(call: &Call<'_>, flavor: &Flavor, detail: bool) -> Value {
    let mut body = json!({
        "id": flavor.id,
        "name": flavor.name,
        "links": call.links("flavors", &flavor.id),
    });
    if call.minor >= 55 {
        body["description"] = Value::Null;
    }
    if !detail {
        return body;
    }
    body["ram"] = json!(flavor.ram);
    body["disk"] = json!(flavor.disk);
    body["vcpus"] = json!(flavor.vcpus);
    body["swap"] = if call.minor >= 75 {
        json!(0)
    } else {
        json!("")
    };
    body["OS-FLV-EXT-DATA:ephemeral"] = json!(0);
    body["os-flavor-access:is_public"] = json!(true);
    if call.minor < 102 {
        body["OS-FLV-DISABLED:disabled"] = json!(false);
        body["rxtx_factor"] = json!(1.0);
    }
    if call.minor >= 61 {
        body["extra_specs"] = Value::Object(specs(flavor));
    }
    body
}

pub(super) fn zones(call: &Call<'_>) -> Reply {
    let zones: Vec<Value> = call.world.regions[call.region]
        .zones
        .iter()
        .map(|name| json!({"zoneName": name, "zoneState": {"available": true}, "hosts": null}))
        .collect();
    Reply::json(200, &json!({"availabilityZoneInfo": zones}))
}

pub(super) fn server_groups(call: &Call<'_>) -> Reply {
    let groups: Vec<Value> = own_groups(call)
        .map(|group| group_body(call, group))
        .collect();
    Reply::json(200, &json!({"server_groups": groups}))
}

pub(super) fn server_group(call: &Call<'_>, id: &str) -> Answer {
    own_groups(call)
        .find(|group| group.id == id)
        .map(|group| Reply::json(200, &json!({"server_group": group_body(call, group)})))
        .ok_or_else(|| fault(404, &format!("Instance group {id} could not be found.")))
}

fn own_groups<'a>(call: &'a Call<'_>) -> impl Iterator<Item = &'a ServerGroup> {
    let groups = call.world.regions[call.region].server_groups.iter();
    groups.filter(|group| group.project == call.project.id)
}

fn group_body(call: &Call<'_>, group: &ServerGroup) -> Value {
    let servers = call.world.regions[call.region].servers.iter();
    let gone: Vec<&str> = servers
        .filter(|server| server.is_gone())
        .map(|server| server.id.as_str())
        .collect();
    let members: Vec<&String> = group
        .members
        .iter()
        .filter(|id| !gone.contains(&id.as_str()))
        .collect();
    let mut body = json!({"id": group.id, "name": group.name, "members": members});
    if call.minor >= 13 {
        body["project_id"] = json!(group.project);
        body["user_id"] = json!(call.user.id);
    }
    if call.minor >= 64 {
        body["policy"] = json!(group.policy);
        body["rules"] = json!({});
    } else {
        body["policies"] = json!([group.policy]);
        body["metadata"] = json!({});
    }
    body
}

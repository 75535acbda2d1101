//! A server as JSON, the way each microversion words it.

use serde_json::{Map, Value, json};

use super::super::clock::{naive, utc};
use super::super::world::{Flavor, Nic, Server};
use super::Call;

/// An item of `GET /servers`.
pub(super) fn brief(call: &Call<'_>, server: &Server) -> Value {
    json!({
        "id": server.id,
        "name": server.name,
        "links": call.links("servers", &server.id),
    })
}

/// What 2.69 shows of a server whose cell is down.
pub(super) fn stub(call: &Call<'_>, server: &Server) -> Value {
    json!({
        "id": server.id,
        "status": "UNKNOWN",
        "tenant_id": server.project,
        "created": utc(server.created),
        "links": call.links("servers", &server.id),
    })
}

/// A whole server. `alone`: by `GET /servers/{id}`, which shows a little more.
pub(super) fn full(call: &Call<'_>, server: &Server, alone: bool) -> Value {
    let mut body = common(call, server);
    body.extend(state(server));
    if server.is_placed() && !server.is_gone() && !server.nics.is_empty() {
        let mut names: Vec<Value> = Vec::new();
        for nic in &server.nics {
            let groups = groups(call, server, nic);
            names.extend(groups.iter().map(|name| json!({"name": name})));
        }
        body.insert("security_groups".into(), json!(names));
    }
    let volumes: Vec<Value> = server
        .volumes
        .iter()
        .map(|volume| match call.minor {
            0..3 => json!({"id": volume.id}),
            _ => json!({"id": volume.id, "delete_on_termination": volume.delete_on_termination}),
        })
        .collect();
    body.insert(
        "os-extended-volumes:volumes_attached".into(),
        json!(volumes),
    );
    by_version(call, server, alone, &mut body);
    Value::Object(body)
}

/// Names of the groups of one interface; a port that was there before has its own.
fn groups<'a>(call: &'a Call<'_>, server: &'a Server, nic: &'a Nic) -> Vec<&'a str> {
    let Some(port) = &nic.lent else {
        return server.security_groups.iter().map(String::as_str).collect();
    };
    let known = call.world.regions[call.region].security_groups.iter();
    known
        .filter(|group| port.groups.contains(&group.id))
        .map(|group| group.name)
        .collect()
}

fn common(call: &Call<'_>, server: &Server) -> Map<String, Value> {
    let image = match &server.image {
        None => json!(""),
        Some(id) => {
            let href = format!("{}/images/{id}", call.bookmark());
            let mut body = json!({"id": id, "links": [{"rel": "bookmark", "href": href}]});
            if call.minor >= 98 {
                let image = call.world.regions[call.region].images.iter();
                let image = image.clone().find(|image| image.id == *id);
                body["properties"] = json!(image.map(|image| &image.properties));
            }
            body
        }
    };
    let flavor = if call.minor < 47 {
        let href = format!("{}/flavors/{}", call.bookmark(), server.flavor.id);
        json!({"id": server.flavor.id, "links": [{"rel": "bookmark", "href": href}]})
    } else {
        embedded(&server.flavor)
    };
    let body = json!({
        "accessIPv4": "",
        "accessIPv6": "",
        "addresses": addresses(server),
        "created": utc(server.created),
        "flavor": flavor,
        "hostId": if server.is_placed() { server.host_id.as_str() } else { "" },
        "id": server.id,
        "image": image,
        "links": call.links("servers", &server.id),
        "metadata": server.metadata,
        "name": server.name,
        "status": server.status(),
        "tenant_id": server.project,
        "user_id": server.user,
        "updated": utc(server.updated),
        "OS-DCF:diskConfig": server.disk_config,
        "config_drive": if server.config_drive { "True" } else { "" },
        "key_name": server.key_name,
    });
    match body {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn state(server: &Server) -> Map<String, Value> {
    let mut body = Map::new();
    let zone = if server.is_hosted() {
        server.zone.as_str()
    } else {
        ""
    };
    body.insert("OS-EXT-AZ:availability_zone".into(), json!(zone));
    body.insert("OS-EXT-STS:task_state".into(), json!(server.task));
    body.insert("OS-EXT-STS:vm_state".into(), json!(server.vm));
    body.insert("OS-EXT-STS:power_state".into(), json!(server.power));
    body.insert(
        "OS-SRV-USG:launched_at".into(),
        json!(server.launched.map(naive)),
    );
    body.insert(
        "OS-SRV-USG:terminated_at".into(),
        json!(server.terminated.map(naive)),
    );
    let status = server.status();
    if matches!(
        status,
        "ACTIVE" | "BUILD" | "REBUILD" | "RESIZE" | "VERIFY_RESIZE" | "MIGRATING"
    ) {
        body.insert("progress".into(), json!(0));
    }
    if matches!(status, "ERROR" | "DELETED")
        && let Some((code, message, created)) = &server.fault
    {
        let fault = json!({"code": code, "created": utc(*created), "message": message});
        body.insert("fault".into(), fault);
    }
    body
}

fn by_version(call: &Call<'_>, server: &Server, alone: bool, body: &mut Map<String, Value>) {
    let mut since = |minor: u32, key: &str, value: Value| {
        if call.minor >= minor {
            body.insert(key.into(), value);
        }
    };
    since(9, "locked", json!(server.locked));
    since(19, "description", json!(server.description));
    since(26, "tags", json!(server.tags));
    since(63, "trusted_image_certificates", Value::Null);
    since(73, "locked_reason", json!(server.locked_reason));
    since(90, "OS-EXT-SRV-ATTR:hostname", json!(server.hostname));
    since(96, "pinned_availability_zone", Value::Null);
    since(100, "scheduler_hints", json!({}));
    if alone {
        let groups: Vec<&str> = call.world.regions[call.region]
            .server_groups
            .iter()
            .filter(|group| group.members.contains(&server.id))
            .map(|group| group.id.as_str())
            .collect();
        since(71, "server_groups", json!(groups));
    }
}

fn embedded(flavor: &Flavor) -> Value {
    let mut body = json!({
        "vcpus": flavor.vcpus,
        "ram": flavor.ram,
        "disk": flavor.disk,
        "ephemeral": 0,
        "swap": 0,
        "original_name": flavor.name,
    });
    let extra_specs: Map<String, Value> = flavor
        .extra_specs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), json!(value)))
        .collect();
    body["extra_specs"] = Value::Object(extra_specs);
    body
}

fn addresses(server: &Server) -> Value {
    let mut networks = Map::new();
    if !server.is_plugged() {
        return Value::Object(networks);
    }
    for nic in &server.nics {
        // Networks of the same name are merged, as Nova does.
        let list = networks
            .entry(nic.network_name.to_owned())
            .or_insert_with(|| json!([]));
        if let Some(list) = list.as_array_mut() {
            list.extend(nic.addresses.iter().map(|address| {
                json!({
                    "version": address.version,
                    "addr": address.addr,
                    "OS-EXT-IPS:type": if address.floating { "floating" } else { "fixed" },
                    "OS-EXT-IPS-MAC:mac_addr": nic.mac,
                })
            }));
        }
    }
    Value::Object(networks)
}

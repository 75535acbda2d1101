//! A server as JSON, the way each microversion words it.

use serde_json::{Map, Value, json};

use super::super::clock::{naive, utc};
use super::super::world::{Flavor, Port, Server};
use super::{Call, build};

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
            let groups = groups(call, &nic.port);
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
    if call.admin {
        body.extend(placement(call, server));
    }
    Value::Object(body)
}

/// Names of the groups of one interface.
fn groups<'a>(call: &'a Call<'_>, port: &Port) -> Vec<&'a str> {
    let known = &call.world.regions[call.region].security_groups;
    let named = |id: &String| known.iter().find(|group| group.id == *id);
    let groups = port.groups.iter().filter_map(named);
    groups.map(|group| group.name).collect()
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
        "accessIPv4": server.access.0,
        "accessIPv6": server.access.1,
        "addresses": addresses(call, server),
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
    since(9, "locked", json!(server.lock.is_some()));
    since(19, "description", json!(server.description));
    since(26, "tags", json!(server.tags));
    since(63, "trusted_image_certificates", Value::Null);
    let reason = server.lock.as_ref().and_then(|lock| lock.reason.as_ref());
    since(73, "locked_reason", json!(reason));
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

/// What only administrators see. <https://docs.openstack.org/api-ref/compute/#show-server-details>
fn placement(call: &Call<'_>, server: &Server) -> Map<String, Value> {
    let region = &call.world.regions[call.region];
    let number = region
        .servers
        .iter()
        .position(|known| known.id == server.id);
    let host = build::host_name(region.name, &server.host_id);
    let host = if server.is_hosted() {
        json!(host)
    } else {
        Value::Null
    };
    let mut body = Map::new();
    let mut put = |since: u32, key: &str, value: Value| {
        if call.minor >= since {
            body.insert(key.to_owned(), value);
        }
    };
    put(1, "OS-EXT-SRV-ATTR:host", host.clone());
    put(1, "OS-EXT-SRV-ATTR:hypervisor_hostname", host.clone());
    let name = format!("instance-{:08x}", number.unwrap_or_default() + 1);
    put(1, "OS-EXT-SRV-ATTR:instance_name", json!(name));
    put(3, "OS-EXT-SRV-ATTR:hostname", json!(server.hostname));
    put(3, "OS-EXT-SRV-ATTR:kernel_id", json!(""));
    put(3, "OS-EXT-SRV-ATTR:ramdisk_id", json!(""));
    put(
        3,
        "OS-EXT-SRV-ATTR:launch_index",
        json!(server.launch_index),
    );
    put(
        3,
        "OS-EXT-SRV-ATTR:reservation_id",
        json!(server.reservation),
    );
    let root = server.is_hosted().then_some("/dev/vda");
    put(3, "OS-EXT-SRV-ATTR:root_device_name", json!(root));
    put(3, "OS-EXT-SRV-ATTR:user_data", json!(server.user_data));
    let status = if host.is_null() { "" } else { "UP" };
    put(16, "host_status", json!(status));
    body
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

fn addresses(call: &Call<'_>, server: &Server) -> Value {
    let region = &call.world.regions[call.region];
    let mut networks = Map::new();
    if !server.is_plugged() {
        return Value::Object(networks);
    }
    for nic in &server.nics {
        // Networks of the same name are merged, as Nova does.
        let list = networks
            .entry(region.network_name(&nic.port.network))
            .or_insert_with(|| json!([]));
        if let Some(list) = list.as_array_mut() {
            let row = |addr: &str, version: u8, kind: &str| {
                json!({
                    "version": version,
                    "addr": addr,
                    "OS-EXT-IPS:type": kind,
                    "OS-EXT-IPS-MAC:mac_addr": nic.port.mac,
                })
            };
            for address in &nic.port.addresses {
                list.push(row(&address.addr, address.version, "fixed"));
                let floating = region.floating_ips.iter().filter(|ip| {
                    ip.port.as_ref() == Some(&nic.port.id)
                        && ip.fixed_address.as_ref() == Some(&address.addr)
                });
                list.extend(floating.map(|ip| row(&ip.address, 4, "floating")));
            }
        }
    }
    Value::Object(networks)
}

//! A server read out of its parsed JSON, field by field: slow, and plain to see through. What is
//! read straight from the bytes has to be the same.

use std::sync::Arc;

use serde_json::Value;

use crate::openstack::compute::{
    Address, AttachedVolume, Boot, Fault, Server, ServerFlavor, ServerNetwork, ServerStatus,
};
use crate::openstack::json;

pub(super) fn server(row: &Value) -> Option<Server> {
    let id = json::text(row, "id")?;
    let name = row.get("name").and_then(Value::as_str).unwrap_or_default();
    Some(Server {
        id: id.into(),
        name: name.to_owned(),
        status: ServerStatus::parse(&json::text(row, "status").unwrap_or("UNKNOWN".into())),
        task_state: json::shared(row, "OS-EXT-STS:task_state"),
        power_state: json::int(row, "OS-EXT-STS:power_state"),
        boot: boot(row),
        flavor: row.get("flavor").map(flavor).unwrap_or_default(),
        networks: networks(row),
        key_name: json::shared(row, "key_name"),
        security_groups: security_groups(row),
        availability_zone: json::shared(row, "OS-EXT-AZ:availability_zone"),
        created: json::time(row, "created"),
        updated: json::time(row, "updated"),
        fault: row.get("fault").and_then(fault),
        locked: json::flag(row, "locked"),
        locked_reason: json::text(row, "locked_reason"),
        volumes: json::array(row, "os-extended-volumes:volumes_attached")
            .iter()
            .filter_map(volume)
            .collect(),
        metadata: json::texts(row, "metadata").into_iter().collect(),
        description: json::text(row, "description"),
        project: json::text(row, "tenant_id")
            .or_else(|| json::text(row, "project_id"))
            .map(Into::into),
        user_id: json::shared(row, "user_id"),
        tags: json::array(row, "tags")
            .iter()
            .filter_map(Value::as_str)
            .map(Arc::from)
            .collect(),
        host: json::shared(row, "OS-EXT-SRV-ATTR:host"),
        never_launched: row
            .get("OS-SRV-USG:launched_at")
            .is_some_and(Value::is_null),
    })
}

fn boot(row: &Value) -> Boot {
    match row.get("image") {
        Some(Value::String(_)) => Boot::Volume,
        Some(image) => json::text(image, "id").map_or(Boot::Unknown, |id| Boot::Image(id.into())),
        None => Boot::Unknown,
    }
}

fn flavor(flavor: &Value) -> ServerFlavor {
    ServerFlavor {
        id: json::text(flavor, "id").map(Into::into),
        name: json::shared(flavor, "original_name"),
        vcpus: json::size(flavor, "vcpus"),
        ram_mib: json::size(flavor, "ram"),
        disk_gib: json::size(flavor, "disk"),
    }
}

fn networks(row: &Value) -> Vec<ServerNetwork> {
    let addresses = row.get("addresses").and_then(Value::as_object);
    addresses
        .into_iter()
        .flatten()
        .map(|(name, list)| ServerNetwork {
            name: Arc::from(name.as_str()),
            addresses: list
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(address)
                .collect(),
        })
        .collect()
}

fn address(row: &Value) -> Option<Address> {
    let addr = json::text(row, "addr")?;
    Some(Address {
        version: if addr.contains(':') { 6 } else { 4 },
        floating: json::text_or_empty(row, "OS-EXT-IPS:type") == "floating",
        addr,
    })
}

/// Their names, once each: Nova repeats them for every port.
fn security_groups(row: &Value) -> Vec<Arc<str>> {
    let mut names = Vec::new();
    for group in json::array(row, "security_groups") {
        if let Some(name) = json::shared(group, "name")
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}

fn volume(row: &Value) -> Option<AttachedVolume> {
    Some(AttachedVolume {
        id: json::text(row, "id")?,
        delete_on_termination: row.get("delete_on_termination").and_then(Value::as_bool),
    })
}

fn fault(fault: &Value) -> Option<Fault> {
    fault.as_object()?;
    Some(Fault {
        code: json::int(fault, "code").unwrap_or_default(),
        message: json::text_or_empty(fault, "message"),
        created: json::time(fault, "created"),
    })
}

//! What terraform-provider-openstack sends for a resource, by its source:
//! `resource_openstack_compute_instance_v2.go` and gophercloud's `servers.CreateOpts`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::hcl::Body;

/// The body of `POST /servers`, its sets sorted.
pub(super) fn create(resource: &Body) -> Value {
    let said = &resource.attributes;
    let known = [
        "count",
        "name",
        "region",
        "image_id",
        "flavor_id",
        "key_pair",
        "security_groups",
        "admin_pass",
        "availability_zone",
        "config_drive",
        "network_mode",
        "tags",
        "metadata",
        "user_data",
    ];
    for name in said.keys() {
        assert!(known.contains(&name.as_str()), "no such argument: {name}");
    }
    let mut server = Map::new();
    for (name, key) in [
        ("name", "name"),
        ("image_id", "imageRef"),
        ("flavor_id", "flavorRef"),
        ("key_pair", "key_name"),
        ("admin_pass", "adminPass"),
        ("availability_zone", "availability_zone"),
        ("metadata", "metadata"),
        ("network_mode", "networks"),
    ] {
        if let Some(value) = said.get(name) {
            server.insert(key.to_owned(), value.clone());
        }
    }
    if let Some(drive) = said.get("config_drive") {
        server.insert("config_drive".to_owned(), drive.clone());
    }
    if let Some(tags) = said.get("tags") {
        server.insert("tags".to_owned(), sorted(tags));
    }
    if let Some(groups) = said.get("security_groups") {
        let groups = sorted(groups);
        let groups = groups.as_array().unwrap().iter();
        let groups = groups.map(|name| json!({"name": name})).collect();
        server.insert("security_groups".to_owned(), groups);
    }
    if let Some(data) = said.get("user_data") {
        let data = data.as_str().unwrap();
        let is_encoded = data.starts_with("the base64 of ") || STANDARD.decode(data).is_ok();
        let data = if is_encoded {
            data.to_owned()
        } else {
            STANDARD.encode(data)
        };
        server.insert("user_data".to_owned(), json!(data));
    }
    add_blocks(resource, &mut server);
    let mut body = json!({"server": server});
    if let Some(hints) = resource.block("scheduler_hints") {
        body["os:scheduler_hints"] = scheduler_hints(hints);
    }
    body
}

fn sorted(set: &Value) -> Value {
    let mut items = set.as_array().unwrap().clone();
    items.sort_by_key(ToString::to_string);
    items.dedup();
    json!(items)
}

fn add_blocks(resource: &Body, server: &mut Map<String, Value>) {
    let mut networks = Vec::new();
    for (kind, labels, body) in &resource.blocks {
        assert!(labels.is_empty() && body.blocks.is_empty());
        match kind.as_str() {
            "network" => {
                let only = body
                    .attributes
                    .keys()
                    .all(|key| key == "uuid" || key == "port");
                assert!(only && body.attributes.len() == 1);
                networks.push(json!(body.attributes));
            }
            "block_device" => {
                assert!(!server.contains_key("imageRef"));
                let disk = json!([body.attributes]);
                server.insert("block_device_mapping_v2".to_owned(), disk);
            }
            other => assert_eq!(other, "scheduler_hints"),
        }
    }
    if !networks.is_empty() {
        let before = server.insert("networks".to_owned(), json!(networks));
        assert_eq!(before, None, "network_mode conflicts with network");
    }
}

fn scheduler_hints(hints: &Body) -> Value {
    let mut all = Map::new();
    for (key, value) in &hints.attributes {
        match key.as_str() {
            "group" => drop(all.insert("group".to_owned(), value.clone())),
            "additional_properties" => all.extend(value.as_object().unwrap().clone()),
            other => panic!("{other}"),
        }
    }
    json!(all)
}

/// The sets of a body of this client's own, sorted like [`create`]'s.
pub(super) fn with_sets_sorted(mut body: Value) -> Value {
    for key in ["tags", "security_groups"] {
        if let Some(set) = body["server"].get_mut(key) {
            *set = sorted(set);
        }
    }
    body
}

//! `POST /servers`: what the schema refuses, and what is answered.

use serde_json::{Map, Value, json};

use super::super::http::{Reply, python};
use super::{Answer, Call, build, check_name, invalid, order};

/// What the body may say; since 2.75 nothing else (before, Nova's schema was as strict here).
const KNOWN: [&str; 22] = [
    "name",
    "flavorRef",
    "imageRef",
    "networks",
    "key_name",
    "availability_zone",
    "security_groups",
    "metadata",
    "user_data",
    "config_drive",
    "min_count",
    "max_count",
    "return_reservation_id",
    "block_device_mapping_v2",
    "adminPass",
    "accessIPv4",
    "accessIPv6",
    "OS-DCF:diskConfig",
    "description",
    "tags",
    "hostname",
    "trusted_image_certificates",
];

pub(super) fn server(call: &mut Call<'_>) -> Answer {
    let body = call.body("server")?;
    let wanted = &body["server"];
    schema(call, wanted)?;
    let order = order::check(call, wanted)?;
    let group = body["os:scheduler_hints"]["group"].as_str();
    let reservation = format!("r-{}", call.world.word(8));
    let mut ids = Vec::new();
    for index in 1..=order.count {
        let name = if order.count > 1 {
            format!("{}-{index}", order.name)
        } else {
            order.name.clone()
        };
        ids.push(build::server(call, wanted, &order, &name, &reservation));
    }
    if let Some(group) = group {
        let region = &mut call.world.regions[call.region];
        if let Some(group) = region
            .server_groups
            .iter_mut()
            .find(|known| known.id == group)
        {
            group.members.extend(ids.iter().cloned());
        }
    }
    if wanted["return_reservation_id"] == true {
        return Ok(Reply::json(202, &json!({"reservation_id": reservation})));
    }
    let id = ids.first().map(String::as_str).unwrap_or_default();
    let groups: Vec<Value> = match &wanted["security_groups"] {
        Value::Array(groups) => groups.clone(),
        _ => vec![json!({"name": "default"})],
    };
    let password = wanted["adminPass"]
        .as_str()
        .map_or_else(|| call.world.word(12), str::to_owned);
    let reply = json!({"server": {
        "id": id,
        "links": call.links("servers", id),
        "OS-DCF:diskConfig": wanted["OS-DCF:diskConfig"].as_str().unwrap_or("MANUAL"),
        "security_groups": groups,
        "adminPass": password,
    }});
    let location = format!("{}/servers/{id}", call.endpoint());
    Ok(Reply::json(202, &reply).with("Location", location))
}

/// What the JSON schema refuses before anything is looked up.
fn schema(call: &Call<'_>, wanted: &Value) -> Result<(), Reply> {
    properties(call, wanted)?;
    check_name(&wanted["name"])?;
    counts(wanted)?;
    types(wanted)?;
    references(call, wanted)
}

/// All that is required, and nothing unknown.
fn properties(call: &Call<'_>, wanted: &Value) -> Result<(), Reply> {
    let required = ["name", "flavorRef", "networks"];
    let required = &required[..if call.minor >= 37 { 3 } else { 2 }];
    if let Some(key) = required.iter().find(|key| wanted.get(key).is_none()) {
        let why = format!("'{key}' is a required property");
        return Err(invalid("server", wanted, &why));
    }
    let later = [
        ("description", 19),
        ("tags", 52),
        ("trusted_image_certificates", 63),
        ("hostname", 90),
    ];
    let is_known = |key: &str| {
        let minor = later.iter().find(|(later, _)| *later == key);
        KNOWN.contains(&key) && minor.is_none_or(|(_, minor)| call.minor >= *minor)
    };
    let mut keys = wanted.as_object().into_iter().flat_map(Map::keys);
    if let Some(key) = keys.find(|key| !is_known(key)) {
        let why = format!("Additional properties are not allowed ('{key}' was unexpected)");
        return Err(invalid("server", wanted, &why));
    }
    Ok(())
}

fn counts(wanted: &Value) -> Result<(), Reply> {
    for key in ["min_count", "max_count"] {
        let Some(count) = wanted.get(key) else {
            continue;
        };
        let why = match count_of(count) {
            Some(1..) => continue,
            Some(0) => "is less than the minimum of 1",
            None => "does not match '^[0-9]*$'",
        };
        return Err(invalid(key, count, &format!("{} {why}", python(count))));
    }
    Ok(())
}

fn types(wanted: &Value) -> Result<(), Reply> {
    let wrong = |key: &str, value: &Value, kind: &str| {
        let why = format!("{} is not of type '{kind}'", python(value));
        Err(invalid(key, value, &why))
    };
    let groups = &wanted["security_groups"];
    if !groups.is_null() && !groups.is_array() {
        return wrong("security_groups", groups, "array");
    }
    let metadata = &wanted["metadata"];
    if !metadata.is_null() && !metadata.is_object() {
        return wrong("metadata", metadata, "object");
    }
    let mut entries = metadata.as_object().into_iter().flatten();
    match entries.find(|(_, value)| !value.is_string()) {
        Some((key, value)) => wrong(key, value, "string"),
        None => Ok(()),
    }
}

fn references(call: &Call<'_>, wanted: &Value) -> Result<(), Reply> {
    let wrong = |key: &str, value: &Value| {
        let why = format!(
            "{} is not valid under any of the given schemas",
            python(value)
        );
        Err(invalid(key, value, &why))
    };
    if let Some(image) = wanted.get("imageRef")
        && image != ""
        && !is_uuid(image)
    {
        return wrong("imageRef", image);
    }
    let networks = &wanted["networks"];
    let valid = match networks {
        Value::Null => wanted.get("networks").is_none(),
        Value::String(word) => call.minor >= 37 && matches!(word.as_str(), "auto" | "none"),
        Value::Array(list) => list
            .iter()
            .all(|entry| entry.get("port").is_some() || is_uuid(&entry["uuid"])),
        _ => false,
    };
    if valid {
        Ok(())
    } else {
        wrong("networks", networks)
    }
}

pub(super) fn count_of(value: &Value) -> Option<u64> {
    value
        .as_u64()
        .or_else(|| value.as_str().and_then(|text| text.parse().ok()))
}

fn is_uuid(value: &Value) -> bool {
    value
        .as_str()
        .is_some_and(|text| uuid::Uuid::parse_str(text).is_ok())
}

//! What the JSON schema of `POST /servers` refuses before anything is looked up, in the words of
//! nova/api/openstack/compute/schemas/servers.py.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde_json::Value;

use super::super::http::plain;
use super::value::{
    Check, boolean, each, is_integer, is_uuid, no_schema, one_of, only, parses, positive, text,
    unexpected, wrong, wrong_type,
};
use super::{Call, bad_request, check_name, invalid};

/// Keys of a server, and the minor they came with. Nothing else is taken at any microversion.
const KEYS: [(&str, u32); 23] = [
    ("name", 1),
    ("flavorRef", 1),
    ("imageRef", 1),
    ("networks", 1),
    ("key_name", 1),
    ("availability_zone", 1),
    ("security_groups", 1),
    ("metadata", 1),
    ("user_data", 1),
    ("config_drive", 1),
    ("min_count", 1),
    ("max_count", 1),
    ("return_reservation_id", 1),
    ("block_device_mapping_v2", 1),
    ("adminPass", 1),
    ("accessIPv4", 1),
    ("accessIPv6", 1),
    ("OS-DCF:diskConfig", 1),
    ("description", 19),
    ("tags", 52),
    ("trusted_image_certificates", 63),
    ("host", 74),
    ("hostname", 90),
];

pub(super) fn check(call: &Call<'_>, body: &Value) -> Check {
    let hints = ["os:scheduler_hints", "OS-SCH-HNT:scheduler_hints"];
    let is_known = |key: &str| key == "server" || hints.contains(&key);
    if let Some(why) = unexpected(body, is_known) {
        return Err(bad_request(&why));
    }
    server(call, &body["server"])?;
    hints.iter().try_for_each(|key| scheduler_hints(key, body))
}

fn server(call: &Call<'_>, wanted: &Value) -> Check {
    let required = ["name", "flavorRef", "networks"];
    let required = &required[..if call.minor >= 37 { 3 } else { 2 }];
    if let Some(key) = required.iter().find(|key| wanted.get(key).is_none()) {
        let why = format!("'{key}' is a required property");
        return Err(invalid("server", wanted, &why));
    }
    let is_known = |key: &str| {
        let minor = KEYS.iter().find(|(known, _)| *known == key);
        minor.is_some_and(|(_, minor)| call.minor >= *minor)
    };
    if let Some(why) = unexpected(wanted, is_known) {
        return Err(invalid("server", wanted, &why));
    }
    for (key, value) in wanted.as_object().into_iter().flatten() {
        property(call, key, value)?;
    }
    Ok(())
}

fn property(call: &Call<'_>, key: &str, value: &Value) -> Check {
    match key {
        "name" => check_name(value),
        "key_name" | "availability_zone" => text(key, value, 1, 255),
        "description" if value.is_null() => Ok(()),
        "description" => description(value),
        "flavorRef" if !value.is_string() && !is_integer(value) => {
            wrong_type(key, value, "'string', 'integer'")
        }
        "flavorRef" if value == "" => wrong(key, value, "should be non-empty"),
        "imageRef" if value != "" && !is_uuid(value) => no_schema(key, value),
        "min_count" | "max_count" => positive(key, value),
        "config_drive" | "return_reservation_id" => boolean(key, value),
        "adminPass" => text(key, value, 0, usize::MAX),
        "user_data" => user_data(value),
        "OS-DCF:diskConfig" => one_of(key, value, &["AUTO", "MANUAL"]),
        "accessIPv4" if !parses::<Ipv4Addr>(value) => wrong(key, value, "is not a 'ipv4'"),
        "accessIPv6" if !parses::<Ipv6Addr>(value) => wrong(key, value, "is not a 'ipv6'"),
        "metadata" => metadata(key, value),
        "tags" => tags(value),
        "security_groups" => each(key, value, |index, group| {
            only(index, group, &["name"])?;
            group
                .get("name")
                .map_or(Ok(()), |name| text("name", name, 1, 255))
        }),
        "networks" => networks(call, value),
        "block_device_mapping_v2" => each(key, value, |index, mapping| {
            block_device(call, index, mapping)
        }),
        _ => Ok(()),
    }
}

pub(super) fn description(value: &Value) -> Check {
    let Some(text) = value.as_str() else {
        return wrong_type("description", value, "'string', 'null'");
    };
    if text.chars().count() > 255 {
        return wrong("description", value, "is too long");
    }
    if text.chars().any(char::is_control) {
        // Nova names every range of printable characters here, 10 KB of them.
        return wrong(
            "description",
            value,
            "does not match '^[ -\\\\~\u{a0}-…]*$'",
        );
    }
    Ok(())
}

fn user_data(value: &Value) -> Check {
    text("user_data", value, 0, 65_535)?;
    let data = value.as_str().unwrap_or_default();
    if decodes(data) {
        Ok(())
    } else {
        wrong("user_data", value, "is not a 'base64'")
    }
}

/// As lenient as Python's decoder, which skips what is not of the alphabet and only wants the
/// rest to be whole.
fn decodes(data: &str) -> bool {
    let letters = data.trim_end_matches('=').bytes();
    let count = letters
        .filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
        .count();
    let padding = data.bytes().filter(|byte| *byte == b'=').count();
    match count % 4 {
        0 => true,
        2 => padding >= 2,
        3 => padding >= 1,
        _ => false,
    }
}

pub(super) fn metadata(name: &str, value: &Value) -> Check {
    let Some(entries) = value.as_object() else {
        return wrong_type(name, value, "'object'");
    };
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "-_:. ".contains(letter);
    for (key, entry) in entries {
        if !(1..=255).contains(&key.chars().count()) || !key.chars().all(allowed) {
            let why =
                format!("'{key}' does not match any of the regexes: '^[a-zA-Z0-9-_:. ]{{1,255}}$'");
            return Err(invalid(name, value, &why));
        }
        text(key, entry, 0, 255)?;
    }
    Ok(())
}

pub(super) fn tags(value: &Value) -> Check {
    if value.as_array().is_some_and(|tags| tags.len() > 50) {
        return wrong("tags", value, "is too long");
    }
    each("tags", value, |index, tag| {
        text(index, tag, 1, 60)?;
        if tag.as_str().is_some_and(|tag| tag.contains([',', '/'])) {
            return wrong(index, tag, "does not match '^[^,/]*$'");
        }
        Ok(())
    })
}

fn networks(call: &Call<'_>, value: &Value) -> Check {
    // 2.33 took the tag away from volumes only; 2.37 by accident from networks too.
    let tagged = call.minor >= 42 || (32..37).contains(&call.minor);
    let keys = ["uuid", "port", "fixed_ip", "tag"];
    let keys = &keys[..if tagged { 4 } else { 3 }];
    let is_port = |port: &Value| port.is_null() || is_uuid(port);
    let is_sound = |entry: &Value| {
        unexpected(entry, |key| keys.contains(&key)).is_none()
            && entry.get("port").is_none_or(is_port)
            && entry.get("fixed_ip").is_none_or(parses::<IpAddr>)
            && entry
                .get("uuid")
                .is_none_or(|id| call.minor < 37 || is_uuid(id))
    };
    if call.minor < 37 {
        return each("networks", value, |index, entry| {
            only(index, entry, keys)?;
            if is_sound(entry) {
                Ok(())
            } else {
                no_schema(index, entry)
            }
        });
    }
    let valid = match value {
        Value::String(word) => matches!(word.as_str(), "auto" | "none"),
        Value::Array(list) => list
            .iter()
            .all(|entry| entry.is_object() && is_sound(entry)),
        _ => false,
    };
    if valid {
        Ok(())
    } else {
        no_schema("networks", value)
    }
}

fn block_device(call: &Call<'_>, index: &str, mapping: &Value) -> Check {
    let keys = [
        "source_type",
        "uuid",
        "image_id",
        "volume_id",
        "snapshot_id",
        "destination_type",
        "guest_format",
        "device_type",
        "disk_bus",
        "boot_index",
        "virtual_name",
        "volume_size",
        "device_name",
        "delete_on_termination",
        "no_device",
        "connection_info",
        "tag",
        "volume_type",
    ];
    let tagged = call.minor >= 42 || call.minor == 32;
    only(
        index,
        mapping,
        &keys[..if call.minor >= 67 {
            18
        } else {
            16 + usize::from(tagged)
        }],
    )?;
    for (key, value) in mapping.as_object().into_iter().flatten() {
        match key.as_str() {
            "source_type" => one_of(key, value, &["volume", "image", "snapshot", "blank"])?,
            "destination_type" => one_of(key, value, &["local", "volume"])?,
            "uuid" => text(key, value, 1, 255)?,
            "volume_size" => volume_size(value)?,
            "delete_on_termination" => boolean(key, value)?,
            "boot_index" => boot_index(value)?,
            "volume_type" if !value.is_null() => text(key, value, 0, 255)?,
            _ => {}
        }
    }
    Ok(())
}

fn volume_size(value: &Value) -> Check {
    if !value.is_string() && !is_integer(value) {
        return wrong_type("volume_size", value, "'integer', 'string'");
    }
    let number = plain(value);
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    if value.is_string() && !digits {
        return wrong("volume_size", value, "does not match '^[0-9]+$'");
    }
    let why = match number.parse() {
        Ok(1..=i32::MAX) => return Ok(()),
        Ok(..=0) => "is less than the minimum of 1".to_owned(),
        Err(_) => format!("is greater than the maximum of {}", i32::MAX),
    };
    Err(invalid("volume_size", value, &format!("{number} {why}")))
}

fn boot_index(value: &Value) -> Check {
    let Some(text) = value.as_str() else {
        return if value.is_null() || is_integer(value) {
            Ok(())
        } else {
            wrong_type("boot_index", value, "'integer', 'string', 'null'")
        };
    };
    let digits = text.strip_prefix('-').unwrap_or(text);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(())
    } else {
        wrong("boot_index", value, "does not match '^-?[0-9]+$'")
    }
}

fn scheduler_hints(key: &str, body: &Value) -> Check {
    let Some(hints) = body.get(key) else {
        return Ok(());
    };
    if !hints.is_object() {
        return wrong_type(key, hints, "'object'");
    }
    let valid = match hints.get("group") {
        None => true,
        Some(Value::Array(groups)) => groups.iter().all(is_uuid),
        Some(group) => is_uuid(group),
    };
    if valid {
        Ok(())
    } else {
        no_schema("group", &hints["group"])
    }
}

#[cfg(test)]
mod tests {
    use super::decodes;

    #[test]
    fn base64_is_judged_as_python_does() {
        for good in ["", "YWJj", "YQ==", "YWI=", "YWJj\nYWJj", "???"] {
            assert!(decodes(good), "{good}");
        }
        for bad in ["YQ", "YWI", "Y", "YWJjY"] {
            assert!(!decodes(bad), "{bad}");
        }
    }
}

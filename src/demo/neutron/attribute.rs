//! What Neutron says of a resource's attributes, in the words of its validators.

use serde_json::{Map, Value};

use super::super::http::{Reply, plain, python};
use super::{Call, error};

type Attributes = Map<String, Value>;

pub(super) fn bad(message: &str) -> Reply {
    error(400, "HTTPBadRequest", message)
}

fn invalid(name: &str, why: &str) -> Reply {
    bad(&format!("Invalid input for {name}. Reason: {why}."))
}

/// The object under the resource's name. `known`: attributes that can be set; `fixed`: those that
/// can only be read.
pub(super) fn read(
    call: &Call<'_>,
    name: &str,
    known: &[&str],
    fixed: &[&str],
) -> Result<Attributes, Reply> {
    let body = call.request.json().filter(Value::is_object);
    let body = body.ok_or_else(|| bad("Body contains invalid data"))?;
    let found = body.get(name).and_then(Value::as_object).cloned();
    let found = found.ok_or_else(|| bad(&format!("Unable to find '{name}' in request body")))?;
    if let Some(key) = found.keys().find(|key| fixed.contains(&key.as_str())) {
        return Err(bad(&format!("Cannot update read-only attribute {key}")));
    }
    let strange = |key: &&String| !known.contains(&key.as_str());
    let strange: Vec<&str> = found.keys().filter(strange).map(String::as_str).collect();
    if strange.is_empty() {
        return Ok(found);
    }
    Err(bad(&format!(
        "Unrecognized attribute(s) '{}'",
        strange.join(", ")
    )))
}

/// `None`: left as it is.
pub(super) fn text(of: &Attributes, name: &str) -> Result<Option<String>, Reply> {
    let Some(value) = of.get(name) else {
        return Ok(None);
    };
    let Some(text) = value.as_str() else {
        let why = format!("'{}' is not a valid string", plain(value));
        return Err(invalid(name, &why));
    };
    if text.chars().count() > 255 {
        let why = format!("'{text}' exceeds maximum length of 255");
        return Err(invalid(name, &why));
    }
    Ok(Some(text.to_owned()))
}

pub(super) fn boolean(of: &Attributes, name: &str) -> Result<Option<bool>, Reply> {
    let Some(value) = of.get(name) else {
        return Ok(None);
    };
    let word = plain(value).to_lowercase();
    match word.as_str() {
        "true" | "1" => Ok(Some(true)),
        "false" | "0" => Ok(Some(false)),
        _ => Err(error(
            400,
            "InvalidInput",
            &format!(
                "Invalid input for operation: '{}' cannot be converted to boolean.",
                plain(value)
            ),
        )),
    }
}

/// `null` is a value here.
pub(super) fn id(of: &Attributes, name: &str) -> Result<Option<String>, Reply> {
    match of.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => one_id(name, value).map(Some),
    }
}

fn one_id(name: &str, value: &Value) -> Result<String, Reply> {
    value
        .as_str()
        .filter(|text| uuid::Uuid::parse_str(text).is_ok())
        .map(str::to_owned)
        .ok_or_else(|| {
            let why = format!("'{}' is not a valid UUID", plain(value));
            invalid(name, &why)
        })
}

pub(super) fn address(of: &Attributes, name: &str) -> Result<Option<String>, Reply> {
    match of.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => {
            let text = plain(value);
            if text.parse::<std::net::IpAddr>().is_err() {
                let why = format!("'{text}' is not a valid IP address");
                return Err(invalid(name, &why));
            }
            Ok(Some(text))
        }
    }
}

pub(super) fn ids(of: &Attributes, name: &str) -> Result<Option<Vec<String>>, Reply> {
    let Some(value) = of.get(name) else {
        return Ok(None);
    };
    let Some(list) = value.as_array() else {
        let why = format!("{} is not a list", python(value));
        return Err(invalid(name, &why));
    };
    let mut ids: Vec<String> = Vec::new();
    for value in list {
        let id = one_id(name, value)?;
        if ids.contains(&id) {
            let why = format!("Duplicate items in the list: '{id}'");
            return Err(invalid(name, &why));
        }
        ids.push(id);
    }
    Ok(Some(ids))
}

pub(super) fn one_of(of: &Attributes, name: &str, words: &[&str]) -> Result<Option<String>, Reply> {
    let Some(value) = of.get(name) else {
        return Ok(None);
    };
    let word = plain(value);
    if words.contains(&word.as_str()) {
        return Ok(Some(word));
    }
    Err(invalid(name, &format!("{word} is not in valid_values")))
}

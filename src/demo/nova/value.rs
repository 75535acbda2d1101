//! What jsonschema and Nova's parameter types say of single values.

use serde_json::{Map, Value};

use super::super::http::{Reply, plain, python};
use super::invalid;

pub(super) type Check = Result<(), Reply>;

const TRUE: [&str; 9] = ["True", "TRUE", "true", "1", "ON", "On", "on", "YES", "Yes"];
const BOOLEANS: &str = "[True, 'True', 'TRUE', 'true', '1', 'ON', 'On', 'on', 'YES', 'Yes', 'yes', \
                        False, 'False', 'FALSE', 'false', '0', 'OFF', 'Off', 'off', 'NO', 'No', \
                        'no']";

pub(super) fn wrong(key: &str, value: &Value, why: &str) -> Check {
    Err(invalid(key, value, &format!("{} {why}", python(value))))
}

pub(super) fn wrong_type(key: &str, value: &Value, kinds: &str) -> Check {
    wrong(key, value, &format!("is not of type {kinds}"))
}

pub(super) fn no_schema(key: &str, value: &Value) -> Check {
    wrong(key, value, "is not valid under any of the given schemas")
}

/// What jsonschema says of keys it does not know.
pub(super) fn unexpected(value: &Value, is_known: impl Fn(&str) -> bool) -> Option<String> {
    let keys = value.as_object().into_iter().flat_map(Map::keys);
    let mut keys: Vec<String> = keys
        .filter(|key| !is_known(key))
        .map(|key| format!("'{key}'"))
        .collect();
    keys.sort_unstable();
    let were = if keys.len() == 1 { "was" } else { "were" };
    (!keys.is_empty()).then(|| {
        format!(
            "Additional properties are not allowed ({} {were} unexpected)",
            keys.join(", ")
        )
    })
}

/// Every item of an array, with its place, which is its name in a message.
pub(super) fn each(key: &str, value: &Value, check: impl Fn(&str, &Value) -> Check) -> Check {
    let Some(items) = value.as_array() else {
        return wrong_type(key, value, "'array'");
    };
    let mut items = items.iter().enumerate();
    items.try_for_each(|(index, item)| {
        let index = index.to_string();
        if !item.is_object() && key != "tags" {
            return wrong_type(&index, item, "'object'");
        }
        check(&index, item)
    })
}

pub(super) fn only(name: &str, value: &Value, keys: &[&str]) -> Check {
    match unexpected(value, |key| keys.contains(&key)) {
        Some(why) => Err(invalid(name, value, &why)),
        None => Ok(()),
    }
}

pub(super) fn text(key: &str, value: &Value, least: usize, most: usize) -> Check {
    let Some(text) = value.as_str() else {
        return wrong_type(key, value, "'string'");
    };
    match text.chars().count() {
        length if length < least => wrong(key, value, "should be non-empty"),
        length if length > most => wrong(key, value, "is too long"),
        _ => Ok(()),
    }
}

pub(super) fn one_of(key: &str, value: &Value, words: &[&str]) -> Check {
    let Some(word) = value.as_str() else {
        return wrong_type(key, value, "'string'");
    };
    if words.contains(&word) {
        return Ok(());
    }
    let words: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    wrong(key, value, &format!("is not one of [{}]", words.join(", ")))
}

pub(super) fn boolean(key: &str, value: &Value) -> Check {
    let known = match value {
        Value::Bool(_) => true,
        Value::String(word) => BOOLEANS.contains(&format!("'{word}'")),
        _ => return wrong_type(key, value, "'boolean', 'string'"),
    };
    if known {
        Ok(())
    } else {
        wrong(key, value, &format!("is not one of {BOOLEANS}"))
    }
}

/// What Nova takes for true.
pub(super) fn is_true(value: &Value) -> bool {
    *value == true
        || value
            .as_str()
            .is_some_and(|word| word == "yes" || TRUE.contains(&word))
}

pub(super) fn is_integer(value: &Value) -> bool {
    value.is_i64() || value.is_u64()
}

pub(super) fn positive(key: &str, value: &Value) -> Check {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match value {
        Value::String(text) if text.is_empty() => return wrong(key, value, "should be non-empty"),
        Value::String(text) if !digits(text) => {
            return wrong(key, value, "does not match '^[0-9]*$'");
        }
        Value::String(_) => {}
        value if is_integer(value) => {}
        _ => return wrong_type(key, value, "'integer', 'string'"),
    }
    if count_of(value).unwrap_or_default() >= 1 {
        return Ok(());
    }
    // A number even where a string was sent.
    let number = plain(value);
    Err(invalid(
        key,
        value,
        &format!("{number} is less than the minimum of 1"),
    ))
}

pub(super) fn count_of(value: &Value) -> Option<u64> {
    value
        .as_u64()
        .or_else(|| value.as_str().and_then(|text| text.parse().ok()))
}

pub(super) fn is_uuid(value: &Value) -> bool {
    value
        .as_str()
        .is_some_and(|text| uuid::Uuid::parse_str(text).is_ok())
}

pub(super) fn parses<T: std::str::FromStr>(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.parse::<T>().is_ok())
}

/// An object that has all of `required` and nothing but `known`.
pub(super) fn object(key: &str, value: &Value, required: &[&str], known: &[&str]) -> Check {
    if !value.is_object() {
        return wrong_type(key, value, "'object'");
    }
    if let Some(missing) = required.iter().find(|name| value.get(name).is_none()) {
        let why = format!("'{missing}' is a required property");
        return Err(invalid(key, value, &why));
    }
    only(key, value, known)
}

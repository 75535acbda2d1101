//! Lenient reading of replies: every field may be missing, null, or a number where a text is
//! expected. Rows are read one by one, so that an odd one cannot hide the others.
//!
//! Small replies are parsed whole and looked into with the functions here. The large lists are read
//! by [`lenient`] and [`list`] without that.

mod lenient;
mod list;
#[cfg(test)]
pub(crate) mod oddities;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::Value;

pub(crate) use lenient::{Any, Entries, Json, Lenient, Text, Whole, object, of_value};
pub(crate) use list::{Rows, next, next_at_end, rows};

/// A text that is there and not empty; a number is read as its digits.
pub(crate) fn text(row: &Value, key: &str) -> Option<String> {
    match row.get(key)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The same, shared.
pub(crate) fn shared(row: &Value, key: &str) -> Option<Arc<str>> {
    text(row, key).map(Arc::from)
}

/// A text, or the empty one.
pub(crate) fn text_or_empty(row: &Value, key: &str) -> String {
    text(row, key).unwrap_or_default()
}

pub(crate) fn int(row: &Value, key: &str) -> Option<i64> {
    match row.get(key)? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A count or size; −1 and other negatives are `None`.
pub(crate) fn size(row: &Value, key: &str) -> Option<u64> {
    match row.get(key)? {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

pub(crate) fn flag(row: &Value, key: &str) -> bool {
    match row.get(key) {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::String(word)) => word.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

/// The array at `key`, or no rows.
pub(crate) fn array<'a>(row: &'a Value, key: &str) -> &'a [Value] {
    row.get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// A mapping of texts; values of other types as JSON.
pub(crate) fn texts(row: &Value, key: &str) -> BTreeMap<String, String> {
    row.get(key)
        .and_then(Value::as_object)
        .map(|map| {
            map.iter()
                .map(|(key, value)| (key.clone(), as_text(value)))
                .collect()
        })
        .unwrap_or_default()
}

pub(crate) fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// The APIs' times: RFC 3339, or the same without a zone, which is UTC.
pub(crate) fn time(row: &Value, key: &str) -> Option<Timestamp> {
    parse_time(row.get(key)?.as_str()?)
}

pub(crate) fn parse_time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    text.parse::<Timestamp>().ok().or_else(|| {
        let naive: DateTime = text.parse().ok()?;
        Some(naive.to_zoned(TimeZone::UTC).ok()?.timestamp())
    })
}

/// JSON in which no half of a surrogate pair stands alone: each becomes U+FFFD. Python writes such
/// halves for names that were no UTF-8, and one of them would make a whole page unreadable.
pub(crate) fn without_lone_surrogates(mut body: Vec<u8>) -> Vec<u8> {
    let mut at = 0;
    while let Some(found) = escape(&body[at..]) {
        at += found;
        match surrogate(&body[at..]) {
            Some(0xd800..=0xdbff) if matches!(surrogate(&body[at + 6..]), Some(0xdc00..)) => {
                at += 12;
            }
            Some(_) => {
                body[at + 2..at + 6].copy_from_slice(b"fffd");
                at += 6;
            }
            // The escape and what it escapes: `\\ud800` is no escape of a surrogate.
            None => at = (at + 2).min(body.len()),
        }
    }
    body
}

/// Where the first escape is. Most pages have none, so they are looked through by blocks, each at
/// once.
fn escape(text: &[u8]) -> Option<usize> {
    const BLOCK: usize = 64;
    let is_escape = |byte: &u8| *byte == b'\\';
    let has_none = |block: &&[u8]| !block.iter().fold(false, |any, byte| any | is_escape(byte));
    let start = BLOCK * text.chunks(BLOCK).take_while(has_none).count();
    let found = text.get(start..)?.iter().position(is_escape)?;
    Some(start + found)
}

/// The surrogate whose escape, `\ud83d`, stands here.
fn surrogate(text: &[u8]) -> Option<u16> {
    let digits = text.strip_prefix(b"\\u")?.get(..4)?;
    let digits = std::str::from_utf8(digits).ok()?;
    let code = u16::from_str_radix(digits, 16).ok()?;
    (0xd800..=0xdfff).contains(&code).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn half_of_a_surrogate_pair_is_a_character_nobody_knows() {
        for (written, read) in [
            (r#""a\ud83d""#, "a\u{fffd}"),
            (r#""\ude00b""#, "\u{fffd}b"),
            (r#""\ud83d\ude00""#, "😀"),
            (r#""\ud83d\ud83d\uDE00""#, "\u{fffd}😀"),
            (r#""\\ud83d""#, r"\ud83d"),
            (r#""\u00e9\n""#, "é\n"),
        ] {
            let body = without_lone_surrogates(written.as_bytes().to_vec());
            let text: String = serde_json::from_slice(&body).unwrap();
            assert_eq!(text, read, "{written}");
        }
        for broken in [
            r#""\"#,
            r#""\u"#,
            r#""\ud8"#,
            r#""\ud83d\"#,
            r#""\ud83d\ude"#,
        ] {
            let _ = without_lone_surrogates(broken.as_bytes().to_vec());
        }
    }

    #[test]
    fn an_escape_is_found_wherever_it_stands() {
        for length in [0, 1, 63, 64, 65, 127, 128, 200] {
            let plain = vec![b'a'; length];
            assert_eq!(escape(&plain), None);
            for at in 0..length {
                let mut text = plain.clone();
                text[at..].fill(b'\\');
                assert_eq!(escape(&text), Some(at), "{length}");
            }
        }
    }

    #[test]
    fn times_are_read_with_and_without_a_zone() {
        let second = |text| parse_time(text).map(Timestamp::as_second);
        assert_eq!(second("2026-11-23T07:00:00Z"), Some(1_795_417_200));
        assert_eq!(second("2026-11-23T07:00:00.123456"), Some(1_795_417_200));
        assert_eq!(second("2026-11-23T08:00:00+01:00"), Some(1_795_417_200));
        assert_eq!(second("2026-11-23 07:00:00"), Some(1_795_417_200));
        assert_eq!(second("soon"), None);
    }

    #[test]
    fn numbers_and_texts_stand_for_each_other() {
        let row = json!({"a": "", "b": "12", "c": 12, "d": null, "e": -1, "f": "True"});
        assert_eq!(text(&row, "a"), None);
        assert_eq!(text(&row, "c").as_deref(), Some("12"));
        assert_eq!(size(&row, "b"), Some(12));
        assert_eq!(size(&row, "a"), None);
        assert_eq!(size(&row, "d"), None);
        assert_eq!(size(&row, "e"), None);
        assert_eq!(int(&row, "e"), Some(-1));
        assert!(flag(&row, "f"));
        assert!(!flag(&row, "missing"));
    }
}

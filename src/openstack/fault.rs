//! The words of a failed reply, out of the many shapes `OpenStack` and the proxies before it use,
//! and what they mean.

use reqwest::StatusCode;
use serde_json::Value;

use super::error::Kind;

/// Longest message kept, in characters.
const LONGEST: usize = 500;

/// What a body says went wrong: its message without markup, or the status's own phrase.
pub(crate) fn message(status: StatusCode, body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let words = match serde_json::from_slice::<Value>(body) {
        Ok(json) => of_json(&json),
        Err(_) => of_text(&text),
    };
    let words = words
        .map(|words| clean(&words))
        .filter(|words| !words.is_empty());
    words.unwrap_or_else(|| {
        status
            .canonical_reason()
            .map_or_else(|| format!("HTTP status {}", status.as_u16()), str::to_owned)
    })
}

/// Sorts a status, with the message where the status alone does not say.
pub(crate) fn kind(status: StatusCode, message: &str, retry_after_s: Option<u64>) -> Kind {
    let quota = is_quota(message);
    match status.as_u16() {
        400 => Kind::BadRequest,
        401 => Kind::Unauthorized,
        403 | 409 if quota => Kind::OverQuota,
        413 if retry_after_s.is_none() => Kind::OverQuota,
        403 => Kind::Forbidden,
        404 => Kind::NotFound,
        409 => Kind::Conflict,
        413 | 429 => Kind::TooManyRequests { retry_after_s },
        500..=599 => match retry_after_s {
            Some(retry_after_s) if status == StatusCode::SERVICE_UNAVAILABLE => {
                Kind::Unavailable { retry_after_s }
            }
            _ => Kind::Server,
        },
        _ => Kind::Status,
    }
}

/// Nova's policy refusals and its quota refusals share 403; only the words differ.
fn is_quota(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    [
        "quota exceeded",
        "quota limit exceeded",
        "exceeds quota",
        "exceeded for resources",
        "maximum number of",
        "over quota",
    ]
    .iter()
    .any(|words| message.contains(words))
}

fn of_json(json: &Value) -> Option<String> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    if let Some(words) = json.as_str() {
        return Some(words.to_owned());
    }
    let object = json.as_object()?;
    let from = |key: &str| {
        let inner = object.get(key)?;
        inner.get("message").and_then(text).or_else(|| text(inner))
    };
    let error = from("error").or_else(|| from("NeutronError"));
    let errors = || {
        let first = object.get("errors")?.get(0)?;
        first
            .get("detail")
            .and_then(text)
            .filter(|detail| !detail.is_empty())
            .or_else(|| first.get("title").and_then(text))
    };
    let only = || match object.values().collect::<Vec<_>>().as_slice() {
        [inner] => inner.get("message").and_then(text),
        _ => None,
    };
    let top = || {
        ["message", "faultstring", "detail", "description"]
            .iter()
            .find_map(|key| object.get(*key).and_then(text))
    };
    error.or_else(errors).or_else(only).or_else(top)
}

fn of_text(text: &str) -> Option<String> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return None;
    }
    if trimmed.starts_with('<') {
        return between(trimmed, "<h1", "</h1>")
            .or_else(|| between(trimmed, "<title", "</title>"))
            .or_else(|| Some(trimmed.chars().take(200).collect()));
    }
    Some(trimmed.chars().take(200).collect())
}

/// What stands in an element, looked for without regard to case.
fn between(text: &str, open: &str, close: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let start = lower.find(open)?;
    let start = start + lower.get(start..)?.find('>')? + 1;
    let end = start + lower.get(start..)?.find(close)?;
    text.get(start..end).map(str::to_owned)
}

/// One line without tags or control characters: the text ends up on a terminal.
fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(LONGEST));
    let mut rest = text;
    // What has no end is no tag; to look for one again and again would take for ever.
    let last = text.rfind('>').map_or(0, |at| text.len() - at);
    while let Some(open) = rest
        .find('<')
        .filter(|open| rest.len() - open > last && last > 0)
    {
        let tag = &rest[open..];
        let is_tag = tag[1..]
            .chars()
            .next()
            .is_some_and(|c| c.is_ascii_alphabetic() || c == '/' || c == '!');
        let close = if is_tag { tag.find('>') } else { None };
        if let Some(close) = close {
            out.push_str(&rest[..open]);
            out.push(' ');
            rest = &tag[close + 1..];
        } else {
            out.push_str(&rest[..=open]);
            rest = &tag[1..];
        }
    }
    out.push_str(rest);
    let visible: String = out
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !is_direction(*c))
        .collect();
    let mut line = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > LONGEST {
        line = line.chars().take(LONGEST - 1).chain(['…']).collect();
    }
    line
}

/// Invisible marks that reorder the text around them.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_body_gives_its_words() {
        let long = "x".repeat(900);
        let cases: &[(u16, &str, &str)] = &[
            (
                409,
                r#"{"conflictingRequest":{"code":409,"message":"Cannot 'stop' instance"}}"#,
                "Cannot 'stop' instance",
            ),
            (
                401,
                r#"{"error":{"code":401,"message":"Wrong password.","title":"Unauthorized"}}"#,
                "Wrong password.",
            ),
            (
                409,
                r#"{"NeutronError":{"type":"OverQuota","message":"Quota exceeded for resources: ['port'].","detail":""}}"#,
                "Quota exceeded for resources: ['port'].",
            ),
            (
                404,
                r#"{"NeutronError":"Network not found"}"#,
                "Network not found",
            ),
            (
                403,
                r#"{"message":"Image x is protected and cannot be deleted.<br /><br />\n\n\n","code":"403 Forbidden","title":"Forbidden"}"#,
                "Image x is protected and cannot be deleted.",
            ),
            (
                409,
                r#"{"errors":[{"status":409,"title":"Conflict","detail":"There was a conflict."}]}"#,
                "There was a conflict.",
            ),
            (
                429,
                r#"{"error":{"status":"429 Too Many Requests","message":"Too Many Requests"}}"#,
                "Too Many Requests",
            ),
            (
                503,
                "<html><head><title>x</title></head><body><H1>503 Service Unavailable</H1>\nNo server is available</body></html>",
                "503 Service Unavailable",
            ),
            (
                502,
                "<html><head><title>502 Bad Gateway</title></head></html>",
                "502 Bad Gateway",
            ),
            (
                403,
                "403 Forbidden\n\nNot yours.",
                "403 Forbidden Not yours.",
            ),
            (500, "", "Internal Server Error"),
            (404, "{}", "Not Found"),
            (
                400,
                r#"{"badRequest":{"message":"a \u001b[31mred\u001b[0m < b and c > d"}}"#,
                "a [31mred[0m < b and c > d",
            ),
            (
                400,
                r#"{"faultstring":"Invalid","debuginfo":null}"#,
                "Invalid",
            ),
        ];
        for (status, body, words) in cases {
            let status = StatusCode::from_u16(*status).unwrap();
            assert_eq!(message(status, body.as_bytes()), *words, "{body}");
        }
        let capped = message(
            StatusCode::BAD_REQUEST,
            format!(r#"{{"message":"{long}"}}"#).as_bytes(),
        );
        assert_eq!(capped.chars().count(), LONGEST);
    }

    #[test]
    fn a_full_quota_is_not_a_lack_of_rights() {
        let of =
            |status: u16, words: &str| kind(StatusCode::from_u16(status).unwrap(), words, None);
        assert_eq!(
            of(
                403,
                "Quota exceeded for cores: Requested 4, but already used 1 of 4 cores"
            ),
            Kind::OverQuota
        );
        assert_eq!(of(403, "Maximum number of ports exceeded"), Kind::OverQuota);
        assert_eq!(
            of(403, "Policy doesn't allow os_compute_api:servers:create"),
            Kind::Forbidden
        );
        assert_eq!(
            of(409, "Quota exceeded for resources: ['port']."),
            Kind::OverQuota
        );
        assert_eq!(of(409, "Instance is locked"), Kind::Conflict);
        assert_eq!(of(413, "Denying attempt to upload image"), Kind::OverQuota);
        assert_eq!(
            kind(StatusCode::PAYLOAD_TOO_LARGE, "slow down", Some(3)),
            Kind::TooManyRequests {
                retry_after_s: Some(3)
            }
        );
        assert_eq!(
            kind(StatusCode::SERVICE_UNAVAILABLE, "maintenance", Some(60)),
            Kind::Unavailable { retry_after_s: 60 }
        );
        assert_eq!(of(503, "no server is available"), Kind::Server);
    }
}

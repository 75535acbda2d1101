//! A request as the services see it, and what they answer. No service knows of axum.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderMap, Method, Uri};
use percent_encoding::percent_decode_str;
use serde::Serialize;
use serde_json::{Value, json};

pub(super) struct Request {
    pub(super) method: String,
    /// Decoded segments; a service sees those after its own prefix.
    pub(super) path: Vec<String>,
    pub(super) query: Vec<(String, String)>,
    /// As sent, for links to the next page.
    pub(super) raw_path: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// `http://127.0.0.1:PORT`
    pub(super) base: String,
    /// `req-…`, this request's name in headers and action logs.
    pub(super) id: String,
    pub(super) token: Option<String>,
}

impl Request {
    pub(super) fn new(
        method: &Method,
        uri: &Uri,
        headers: HeaderMap,
        body: Bytes,
        base: String,
    ) -> Self {
        let token = headers
            .get("x-auth-token")
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        Self {
            method: method.as_str().to_owned(),
            path: uri
                .path()
                .split('/')
                .filter(|segment| !segment.is_empty())
                .map(decode)
                .collect(),
            query: uri.query().map(parse_query).unwrap_or_default(),
            raw_path: uri.path().to_owned(),
            headers,
            body,
            base,
            id: format!("req-{}", uuid::Uuid::new_v4()),
            token,
        }
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The last value of a query parameter.
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        self.params(name).last()
    }

    pub(super) fn params<'a, 'b>(
        &'a self,
        name: &'b str,
    ) -> impl Iterator<Item = &'a str> + use<'a, 'b> {
        self.query
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    pub(super) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The query again, without `marker`, with this one instead.
    pub(super) fn query_from(&self, marker: Option<&str>) -> String {
        let mut pairs: Vec<(&str, &str)> = self
            .query
            .iter()
            .filter(|(key, _)| key != "marker")
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect();
        pairs.extend(marker.map(|marker| ("marker", marker)));
        let pairs: Vec<String> = pairs
            .iter()
            .map(|(key, value)| format!("{}={}", encode(key), encode(value)))
            .collect();
        pairs.join("&")
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn encode(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC)
        .to_string()
        .replace("%2D", "-")
        .replace("%5F", "_")
        .replace("%2E", ".")
}

fn parse_query(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (
                decode(&key.replace('+', " ")),
                decode(&value.replace('+', " ")),
            )
        })
        .collect()
}

pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) content_type: &'static str,
    pub(super) body: String,
    /// From the layers in front of a service, which know nothing of its headers.
    pub(super) from_front: bool,
    /// How long a real cloud takes over it; kept only when the clock is real.
    pub(super) delay: Duration,
}

impl Reply {
    pub(super) fn json(status: u16, body: &impl Serialize) -> Self {
        Self {
            status,
            headers: Vec::new(),
            content_type: "application/json",
            // It has string keys only, and so cannot fail.
            body: serde_json::to_string(body).unwrap_or_default(),
            from_front: false,
            delay: Duration::ZERO,
        }
    }

    pub(super) fn empty(status: u16) -> Self {
        Self {
            content_type: "text/html; charset=UTF-8",
            body: String::new(),
            ..Self::json(status, &Value::Null)
        }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(super) fn after(mut self, millis: u64) -> Self {
        self.delay = Duration::from_millis(millis);
        self
    }
}

/// The body that webob gives an error, Glance's and that of Nova's router.
pub(super) fn webob(status: u16, message: &str) -> Reply {
    webob_body(status, &format!("{message}<br /><br />\n\n\n"))
}

/// The same where webob has put more than one sentence into the template.
pub(super) fn webob_body(status: u16, message: &str) -> Reply {
    let title = reason(status);
    let body = json!({
        "message": message,
        "code": format!("{status} {title}"),
        "title": title,
    });
    Reply {
        from_front: true,
        ..Reply::json(status, &body)
    }
}

pub(super) fn reason(status: u16) -> &'static str {
    axum::http::StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or("Unknown")
}

/// What keystonemiddleware answers in front of any service.
pub(super) fn unauthorized(base: &str) -> Reply {
    let body = json!({"error": {
        "code": 401,
        "title": "Unauthorized",
        "message": "The request you have made requires authentication.",
    }});
    Reply {
        from_front: true,
        ..Reply::json(401, &body)
    }
    .with("WWW-Authenticate", challenge(base))
}

/// Where to get a token.
pub(super) fn challenge(base: &str) -> String {
    format!("Keystone uri=\"{base}/identity/v3\"")
}

/// A value as Python prints it, since the services' messages do.
pub(super) fn python(value: &Value) -> String {
    match value {
        Value::Null => "None".into(),
        Value::Bool(true) => "True".into(),
        Value::Bool(false) => "False".into(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(python).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(map) => {
            let items: Vec<String> = map
                .iter()
                .map(|(key, value)| format!("'{key}': {}", python(value)))
                .collect();
            format!("{{{}}}", items.join(", "))
        }
    }
}

/// A value as Nova puts it after "Value: ".
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => python(other),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Bytes;
    use axum::http::{HeaderMap, Method, Uri};
    use serde_json::json;

    use super::{Request, python};

    fn get(uri: &'static str) -> Request {
        Request::new(
            &Method::GET,
            &Uri::from_static(uri),
            HeaderMap::new(),
            Bytes::new(),
            String::new(),
        )
    }

    #[test]
    fn path_and_query_are_decoded() {
        let request = get("/a%2Fb/c//d?name=Rocky+Linux%209&id=1&id=2");
        assert_eq!(request.path, ["a/b", "c", "d"]);
        assert_eq!(request.param("name"), Some("Rocky Linux 9"));
        assert_eq!(request.params("id").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(request.param("nothing"), None);
    }

    #[test]
    fn the_next_page_keeps_the_filters_and_replaces_the_marker() {
        let request = get("/x?marker=old&limit=2&changes-since=2026-11-23T06:00:00Z");
        assert_eq!(
            request.query_from(Some("new")),
            "limit=2&changes-since=2026-11-23T06%3A00%3A00Z&marker=new"
        );
    }

    #[test]
    fn values_are_spelled_as_python_prints_them() {
        let value = json!({"a": [1, null, true, "it's"]});
        assert_eq!(python(&value), r"{'a': [1, None, True, 'it\'s']}");
    }
}

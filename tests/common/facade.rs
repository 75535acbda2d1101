//! A front of the imitation cloud that says things in other words: what it answers may be changed
//! on its way to the program.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use horizon_tui::demo::{self, DemoCloud};
use serde_json::Value;

use super::hostile;

type Twist = dyn Fn(&str, &mut Value) + Send + Sync;

/// A password that is taken here for the imitation cloud's own, and stands in no other text.
pub const PASSWORD: &str = "Planted-login-5f1c";

/// Serves as long as the runtime lives in which it was made.
pub struct Facade {
    address: SocketAddr,
    tokens: Arc<Mutex<Vec<String>>>,
}

impl Facade {
    /// `twist` is given the path of each request and the JSON of its answer.
    pub async fn before(
        cloud: &DemoCloud,
        twist: impl Fn(&str, &mut Value) + Send + Sync + 'static,
    ) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let tokens = Arc::default();
        let front = Arc::new(Front {
            behind: origin(&cloud.auth_url()),
            own: format!("http://{address}"),
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
            twist: Box::new(twist),
            tokens: Arc::clone(&tokens),
        });
        let app = Router::new().fallback(move |request| {
            let front = Arc::clone(&front);
            async move { front.answer(request).await }
        });
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { address, tokens }
    }

    /// Every token issued so far.
    pub fn tokens(&self) -> Vec<String> {
        self.tokens.lock().unwrap().clone()
    }

    /// The address to log in at.
    pub fn auth_url(&self, cloud: &DemoCloud) -> String {
        let behind = cloud.auth_url();
        behind.replace(&origin(&behind), &format!("http://{}", self.address))
    }
}

fn origin(url: &str) -> String {
    url.split('/').take(3).collect::<Vec<_>>().join("/")
}

struct Front {
    behind: String,
    own: String,
    client: reqwest::Client,
    twist: Box<Twist>,
    tokens: Arc<Mutex<Vec<String>>>,
}

impl Front {
    async fn answer(&self, request: Request) -> Response {
        let (parts, body) = request.into_parts();
        let path = parts.uri.path_and_query().unwrap().to_string();
        let mut asked = self
            .client
            .request(parts.method, format!("{}{path}", self.behind));
        for (name, value) in &parts.headers {
            if name != "host" && name != "accept-encoding" && name != "content-length" {
                asked = asked.header(name, value);
            }
        }
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let body = match std::str::from_utf8(&body) {
            Ok(text) => text.replace(PASSWORD, demo::PASSWORD).into(),
            Err(_) => body,
        };
        let Ok(answer) = asked.body(body).send().await else {
            let mut failed = Response::new(Body::empty());
            *failed.status_mut() = StatusCode::BAD_GATEWAY;
            return failed;
        };
        let (status, headers) = (answer.status(), answer.headers().clone());
        if let Some(token) = headers.get("x-subject-token") {
            let token = token.to_str().unwrap().to_owned();
            self.tokens.lock().unwrap().push(token);
        }
        let text = answer.text().await.unwrap_or_default();
        let text = text.replace(&self.behind, &self.own);
        let text = match serde_json::from_str(&text) {
            Ok(mut value) => {
                (self.twist)(&path, &mut value);
                value.to_string().replace(LONE, "\\ud83d")
            }
            Err(_) => text,
        };
        let mut response = Response::new(Body::from(text));
        *response.status_mut() = status;
        for (name, value) in &headers {
            if name != "content-length" && name != "transfer-encoding" && name != "location" {
                response.headers_mut().append(name, value.clone());
            }
        }
        // The bytes of C1 controls are allowed in a header.
        let id = HeaderValue::from_bytes(b"req-\xc2\x9b2J\x9b31m").unwrap();
        response.headers_mut().insert("x-compute-request-id", id);
        response
    }
}

/// Stands for one half of a surrogate pair, which JSON can hold and no text can.
const LONE: &str = "<lone surrogate>";

/// What may be called anything by whoever owns it, or by who runs the cloud.
const FREE: &[&str] = &[
    "name",
    "original_name",
    "display_name",
    "description",
    "locked_reason",
    "message",
    "details",
    "output",
    "key_name",
    "fingerprint",
    "hostname",
    "host",
    "OS-EXT-AZ:availability_zone",
    "OS-EXT-SRV-ATTR:host",
    "OS-EXT-SRV-ATTR:hypervisor_hostname",
    "zoneName",
    "traceback",
    "action",
    "event",
    "result",
    "device",
    "device_name",
    "volume_type",
    "os_distro",
    "os_admin_user",
    "hypervisor_type",
    "mac_address",
    "comment",
];

/// Gives everything that has a text one of the hostile ones: the same one for the same text.
pub fn malice() -> impl Fn(&str, &mut Value) + Send + Sync {
    let mut texts: Vec<String> = hostile::texts().into_iter().map(|(_, it)| it).collect();
    texts.push(format!("a{LONE}b"));
    move |path: &str, value: &mut Value| {
        if path.contains("/auth/tokens") {
            for name in ["/token/project/name", "/token/user/name"] {
                if let Some(name) = value.pointer_mut(name) {
                    spoil(name, &texts);
                }
            }
        } else if !is_version(value) {
            spoil_all(value, &texts);
        }
    }
}

fn is_version(value: &Value) -> bool {
    value.get("version").is_some() || value.get("versions").is_some()
}

fn spoil(value: &mut Value, texts: &[String]) {
    if let Value::String(text) = value {
        let sum: usize = text.bytes().map(usize::from).sum();
        text.clone_from(&texts[(sum + text.len()) % texts.len()]);
    }
}

fn spoil_all(value: &mut Value, texts: &[String]) {
    match value {
        Value::Array(items) => {
            for item in items {
                spoil_all(item, texts);
            }
        }
        Value::Object(fields) => {
            for (key, value) in fields.iter_mut() {
                match (key.as_str(), value) {
                    (key, value @ Value::String(_)) if FREE.contains(&key) => spoil(value, texts),
                    ("tags", Value::Array(tags)) => {
                        for tag in tags {
                            spoil(tag, texts);
                        }
                    }
                    ("metadata" | "addresses" | "extra_specs", Value::Object(pairs)) => {
                        let old = std::mem::take(pairs);
                        for (at, (_, mut value)) in old.into_iter().enumerate() {
                            spoil(&mut value, texts);
                            let key = format!("{}{at}", texts[at % texts.len()]);
                            pairs.insert(key, value);
                        }
                    }
                    (_, value) => spoil_all(value, texts),
                }
            }
        }
        _ => {}
    }
}

//! Lists over HTTP: what is asked for and when, from a cloud of a few lines.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, and its helpers bear no #[test] for clippy to see"
)]

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, Query, Request};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router, routing::any};
use horizon_tui::openstack::compute::Server;
use horizon_tui::openstack::config::{self, Source};
use horizon_tui::openstack::{Client, ConnectError, Environment};
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// What the cloud notices of its clients.
#[derive(Debug, PartialEq)]
enum Heard {
    /// For so many rows behind this one.
    Asked(u32, String),
    /// A client has gone away without its answer.
    CalledOff,
}

/// What comes behind a row: pages are named by the row they come after.
type Pages = fn(marker: &str, limit: u32) -> Option<Value>;

async fn login(auth_url: &str, compute: &str) -> Result<Client, ConnectError> {
    let vars = [
        ("OS_AUTH_URL", auth_url),
        ("OS_USERNAME", "demo"),
        ("OS_PASSWORD", "secret"),
        ("OS_PROJECT_NAME", "demo"),
        ("OS_COMPUTE_ENDPOINT_OVERRIDE", compute),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let env = Environment {
        vars: vars.into(),
        ..Environment::default()
    };
    let config = config::resolve(&env, Source::Environment, None).unwrap();
    Client::connect(&config, Arc::new(|_| {})).await
}

/// A client of a cloud with these pages; where there is none, its answer never comes.
async fn cloud(pages: Pages) -> (Client, UnboundedReceiver<Heard>) {
    let (tells, heard) = unbounded_channel();
    let answer = move |path: Path<String>, query: Query<HashMap<String, String>>| {
        answer(pages, tells.clone(), path.0, query.0)
    };
    let base = serve(Router::new().route("/{*path}", any(answer))).await;
    (login(&format!("{base}/v3"), &base).await.unwrap(), heard)
}

async fn serve(app: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    base
}

fn token() -> Response {
    let token = [(HeaderName::from_static("x-subject-token"), "t")];
    let document: Value = serde_json::from_str(include_str!("samples/token.json")).unwrap();
    (StatusCode::CREATED, token, Json(document)).into_response()
}

async fn answer(
    pages: Pages,
    tells: UnboundedSender<Heard>,
    path: String,
    query: HashMap<String, String>,
) -> Response {
    if path.ends_with("auth/tokens") {
        return token();
    }
    let marker = query.get("marker").cloned().unwrap_or_default();
    let limit = query["limit"].parse().unwrap();
    let page = pages(&marker, limit);
    tells.send(Heard::Asked(limit, marker)).unwrap();
    let Some(page) = page else {
        let _end = CallsOff(tells);
        return std::future::pending().await;
    };
    Json(page).into_response()
}

/// Tells that it was dropped.
struct CallsOff(UnboundedSender<Heard>);

impl Drop for CallsOff {
    fn drop(&mut self) {
        // Nobody listens any more when the test is over.
        let _ = self.0.send(Heard::CalledOff);
    }
}

/// A page of one server, which is long, and the way on from it.
fn page(id: &str, is_last: bool) -> Value {
    let links = if is_last {
        json!([])
    } else {
        json!([{"rel": "next", "href": format!("http://internal.invalid/?limit=1&marker={id}")}])
    };
    json!({
        "servers": [{"id": id, "name": "long".repeat(20_000)}],
        "servers_links": links,
    })
}

fn ids(rows: &[Server]) -> Vec<&str> {
    rows.iter().map(|row| row.id.as_str()).collect()
}

fn asked(limit: u32, marker: &str) -> Heard {
    Heard::Asked(limit, marker.to_owned())
}

#[tokio::test]
async fn one_page_is_asked_for_ahead_and_no_more() {
    let (client, mut heard) = cloud(|marker, _| match marker {
        "" => Some(page("a", false)),
        "a" => Some(page("b", false)),
        _ => Some(page("c", true)),
    })
    .await;
    let mut pages = client.servers(None);
    let first = pages.next().await.unwrap().unwrap();
    assert_eq!(ids(&first), ["a"]);
    // The first is small. Nobody has asked for the second yet, and it is on its way.
    assert_eq!(heard.recv().await.unwrap(), asked(100, ""));
    assert_eq!(heard.recv().await.unwrap(), asked(1000, "a"));
    assert!(heard.try_recv().is_err());
    assert_eq!(ids(&pages.next().await.unwrap().unwrap()), ["b"]);
    assert_eq!(ids(&pages.next().await.unwrap().unwrap()), ["c"]);
    assert_eq!(heard.recv().await.unwrap(), asked(1000, "b"));
    assert_eq!(pages.next().await.unwrap(), None);
    assert!(heard.try_recv().is_err());
}

#[tokio::test]
async fn a_list_nobody_wants_any_more_is_called_off_with_the_page_ahead() {
    let (client, mut heard) = cloud(|marker, _| marker.is_empty().then(|| page("a", false))).await;
    let mut pages = client.servers(None);
    pages.next().await.unwrap();
    assert_eq!(heard.recv().await.unwrap(), asked(100, ""));
    assert_eq!(heard.recv().await.unwrap(), asked(1000, "a"));
    drop(pages);
    assert_eq!(heard.recv().await, Some(Heard::CalledOff));
}

#[tokio::test]
async fn a_page_that_does_not_come_in_time_is_asked_for_with_fewer_rows() {
    let (client, mut heard) = cloud(|marker, limit| match (marker, limit) {
        ("", _) => Some(page("a", false)),
        (_, 251..) => None,
        ("a", _) => Some(page("b", false)),
        _ => Some(page("c", true)),
    })
    .await;
    let list = tokio::spawn(client.servers(None).all());
    assert_eq!(heard.recv().await.unwrap(), asked(100, ""));
    assert_eq!(heard.recv().await.unwrap(), asked(1000, "a"));
    step(61).await;
    assert_eq!(ids(&list.await.unwrap().unwrap()), ["a", "b", "c"]);
    let rest = |heard: &mut UnboundedReceiver<Heard>| -> Vec<Heard> {
        std::iter::from_fn(|| heard.try_recv().ok())
            .filter(|told| *told != Heard::CalledOff)
            .collect()
    };
    assert_eq!(rest(&mut heard), [asked(250, "a"), asked(250, "b")]);

    // The next read knows of it, and after an hour it is tried anew.
    client.servers(None).all().await.unwrap();
    let small = [asked(100, ""), asked(250, "a"), asked(250, "b")];
    assert_eq!(rest(&mut heard), small);
    step(3600).await;
    let _list = tokio::spawn(client.servers(None).all());
    assert_eq!(heard.recv().await.unwrap(), asked(100, ""));
    assert_eq!(heard.recv().await.unwrap(), asked(1000, "a"));
}

/// Moves the client's clock on without waiting.
async fn step(seconds: u64) {
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(seconds)).await;
    tokio::time::resume();
}

/// `{"servers":[{"id":"zipped"}]}`, by gzip.
const ZIPPED: [u8; 49] = [
    31, 139, 8, 0, 0, 0, 0, 0, 2, 255, 171, 86, 42, 78, 45, 42, 75, 45, 42, 86, 178, 138, 174, 86,
    202, 76, 81, 178, 82, 170, 202, 44, 40, 72, 77, 81, 170, 141, 173, 5, 0, 1, 25, 137, 72, 29, 0,
    0, 0,
];

async fn zipped(Path(path): Path<String>, request: Request) -> Response {
    if path.ends_with("auth/tokens") {
        return token();
    }
    let accepted = request.headers()[header::ACCEPT_ENCODING].to_str().unwrap();
    assert!(accepted.contains("gzip"), "{accepted}");
    ([(header::CONTENT_ENCODING, "gzip")], ZIPPED).into_response()
}

#[tokio::test]
async fn answers_may_come_compressed() {
    let base = serve(Router::new().route("/{*path}", any(zipped))).await;
    let client = login(&format!("{base}/v3"), &base).await.unwrap();
    let servers = client.servers(None).all().await.unwrap();
    assert_eq!(ids(&servers), ["zipped"]);
}

#[tokio::test]
async fn over_tls_http_2_is_offered_first() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("https://{}", listener.local_addr().unwrap());
    let hello = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        // A record of the handshake: its kind, its version, and its length.
        let mut head = [0; 5];
        socket.read_exact(&mut head).await.unwrap();
        let mut hello = vec![0; usize::from(u16::from_be_bytes([head[3], head[4]]))];
        socket.read_exact(&mut hello).await.unwrap();
        hello
    });
    assert!(
        login(&base, &base).await.is_err(),
        "nobody answers the hello"
    );
    let hello = hello.await.unwrap();
    let offer = b"\x02h2\x08http/1.1";
    assert!(hello.windows(offer.len()).any(|words| words == offer));
}

//! A page of servers from the wire to rows, by the client and by the least that could be done.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use horizon_tui::demo::{self, Clock, DemoCloud};
use horizon_tui::openstack::config::{self, Source};
use horizon_tui::openstack::{Client, Environment};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::harness::measure::{Spread, in_turns, now, time};

/// More than one page of a thousand, so that the page is full.
const SERVERS: usize = 1100;
const ROUNDS: usize = 41;
const LIST: &str = "servers/detail";

/// A cloud that answers its list with one page written beforehand.
pub struct Wire {
    runtime: Runtime,
    client: Client,
    plain: reqwest::Client,
    url: String,
    _demo: DemoCloud,
}

struct Canned {
    page: Bytes,
    demo: String,
    http: reqwest::Client,
}

impl Wire {
    pub fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let (client, plain, url, demo) = runtime.block_on(Self::start());
        Self {
            runtime,
            client,
            plain,
            url,
            _demo: demo,
        }
    }

    async fn start() -> (Client, reqwest::Client, String, DemoCloud) {
        let demo = DemoCloud::start(Clock::Stepped).await.unwrap();
        demo.fill(SERVERS);
        let plain = reqwest::Client::builder().no_proxy().build().unwrap();
        let base = demo.auth_url().replace("/identity/v3", "");
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let front = format!("http://{}", listener.local_addr().unwrap());
        let canned = Arc::new(Canned {
            page: page(&demo, &plain, &base).await,
            demo: base,
            http: plain.clone(),
        });
        let router = Router::new().fallback(answer).with_state(canned);
        tokio::spawn(async move { axum::serve(listener, router).await });
        let auth_url = format!("{front}/identity/v3");
        let vars = [
            ("OS_AUTH_URL", auth_url.as_str()),
            ("OS_USERNAME", demo::USERNAME),
            ("OS_PASSWORD", demo::PASSWORD),
            ("OS_PROJECT_NAME", demo::PROJECT),
            ("OS_REGION_NAME", demo::REGIONS[0]),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let environment = Environment {
            vars: vars.into(),
            ..Environment::default()
        };
        let config = config::resolve(&environment, Source::Environment, None).unwrap();
        let client = Client::connect(&config, Arc::new(|_| ())).await.unwrap();
        let url = format!("{front}/RegionOne/compute/v2.1/{LIST}?limit=1000");
        (client, plain, url, demo)
    }

    /// Against the same bytes in a tree of values.
    pub fn against_tree(&self) -> (Spread, Spread) {
        in_turns(
            ROUNDS,
            || self.rows(),
            || {
                self.bytes(|bytes| {
                    drop(std::hint::black_box(
                        serde_json::from_slice::<Value>(bytes).unwrap(),
                    ));
                })
            },
        )
    }

    /// Against looking at every byte once.
    pub fn against_scan(&self) -> (Spread, Spread) {
        let scan = |bytes: &[u8]| {
            std::hint::black_box(std::str::from_utf8(bytes).unwrap());
        };
        in_turns(ROUNDS, || self.rows(), || self.bytes(scan))
    }

    /// The first page as rows.
    fn rows(&self) -> Duration {
        time(|| {
            let mut pages = self.client.servers(None);
            let page = self.runtime.block_on(pages.next()).unwrap().unwrap();
            assert_eq!(page.len(), 1000);
            page
        })
    }

    fn bytes(&self, read: impl FnOnce(&[u8])) -> Duration {
        let start = now();
        self.runtime.block_on(async {
            let reply = self.plain.get(&self.url).send().await.unwrap();
            read(&reply.bytes().await.unwrap());
        });
        start.elapsed()
    }
}

/// A page of a thousand servers, without a link to another.
async fn page(demo: &DemoCloud, http: &reqwest::Client, base: &str) -> Bytes {
    let token = crate::harness::token::token(http, &demo.auth_url()).await;
    let reply = http
        .get(format!("{base}/RegionOne/compute/v2.1/{LIST}?limit=1000"))
        .header("x-auth-token", token)
        .header("openstack-api-version", "compute 2.90");
    let mut page: Value = reply.send().await.unwrap().json().await.unwrap();
    page.as_object_mut().unwrap().remove("servers_links");
    page.to_string().into()
}

/// The page, or what the imitation cloud says, which is told where it was asked.
async fn answer(State(canned): State<Arc<Canned>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().unwrap().as_str();
    if path.contains(LIST) {
        let mut response = Response::new(Body::from(canned.page.clone()));
        let json = "application/json".parse().unwrap();
        response.headers_mut().insert("content-type", json);
        return response;
    }
    let body = to_bytes(body, 1 << 20).await.unwrap();
    let url = format!("{}{path}", canned.demo);
    let request = canned.http.request(parts.method, url);
    let reply = request.headers(parts.headers).body(body).send().await;
    let reply = reply.unwrap();
    let mut response = Response::new(Body::empty());
    *response.status_mut() = reply.status();
    *response.headers_mut() = reply.headers().clone();
    response.headers_mut().remove("transfer-encoding");
    *response.body_mut() = Body::from(reply.bytes().await.unwrap());
    response
}

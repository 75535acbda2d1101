//! What may go wrong between the client and a cloud, on the imitation one: answers that do not
//! come, come late, or are not what they should be.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, and its helpers bear no #[test] for clippy to see"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Json;
use axum::http::{HeaderMap, StatusCode};

use horizon_tui::cloud::keys::{self, NewKeyPair};
use horizon_tui::cloud::message::KeyKind;
use horizon_tui::demo::{self, Clock, DemoCloud, Fault, FaultAnswer};
use horizon_tui::openstack::compute::{BootFrom, NewServer, Server};
use horizon_tui::openstack::config::{self, CloudConfig, Source};
use horizon_tui::openstack::patience::{Pause, Wait};
use horizon_tui::openstack::{Client, ConnectError, Environment, Kind, Microversion};
use serde_json::{Value, json};
use tokio::sync::Notify;

struct World {
    demo: DemoCloud,
    config: CloudConfig,
}

impl World {
    async fn new() -> Self {
        let demo = DemoCloud::start(Clock::Stepped).await.unwrap();
        let vars = [
            ("OS_AUTH_URL", demo.auth_url().as_str()),
            ("OS_USERNAME", demo::USERNAME),
            ("OS_PASSWORD", demo::PASSWORD),
            ("OS_PROJECT_NAME", demo::PROJECT),
            ("OS_REGION_NAME", demo::REGIONS[0]),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let env = Environment {
            vars: vars.into(),
            ..Environment::default()
        };
        let config = config::resolve(&env, Source::Environment, None).unwrap();
        Self { demo, config }
    }

    async fn client(&self) -> Client {
        let client = Client::connect(&self.config, Arc::new(|_| ())).await;
        client.unwrap()
    }

    fn fail(&self, method: &'static str, path: &str, times: u32, answer: FaultAnswer) {
        self.demo.fail_next(Fault {
            method,
            path: path.to_owned(),
            times,
            answer,
        });
    }

    fn logins(&self) -> usize {
        let requests = self.demo.requests();
        requests
            .iter()
            .filter(|line| line.starts_with("POST") && line.contains("/auth/tokens"))
            .count()
    }
}

fn status(status: u16, headers: &[(&str, &str)], body: &str) -> FaultAnswer {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    FaultAnswer::Status {
        status,
        headers: headers.iter().map(owned).collect(),
        body: body.to_owned(),
    }
}

const LINE: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

#[tokio::test]
async fn key_files_go_only_when_the_cloud_has_refused_the_key() {
    let world = World::new().await;
    let client = world.client().await;
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("web");
    for (answer, kept) in [
        (status(500, &[], "{}"), true),
        (status(502, &[], "<html>Bad Gateway</html>"), true),
        (status(503, &[], ""), true),
        (status(200, &[], "<html>Log in</html>"), true),
        (FaultAnswer::DropConnection, true),
        (status(400, &[], "{}"), false),
        (status(403, &[], "<html>Forbidden</html>"), false),
        (status(404, &[], "<html>Not Found</html>"), false),
    ] {
        let what = format!("{answer:?}");
        world.fail("POST", "/os-keypairs", 1, answer);
        let new = NewKeyPair {
            name: "web".into(),
            path: path.clone(),
            kind: KeyKind::Ed25519,
            passphrase: None,
        };
        let error = keys::create(&client, new).await.unwrap_err();
        assert_eq!(error.outcome_unknown(), kept, "{what}: {error:?}");
        assert_eq!(error.message.contains("its files are kept"), kept, "{what}");
        for name in ["web", "web.pub"] {
            let file = home.path().join(name);
            assert_eq!(file.exists(), kept, "{what}");
            let _ = std::fs::remove_file(file);
        }
    }
}

#[tokio::test]
async fn a_write_without_an_answer_is_known_by_the_id_it_was_sent_with() {
    let world = World::new().await;
    let client = world.client().await;
    world.fail("POST", "/os-keypairs", 1, FaultAnswer::DropConnection);
    let error = client.import_key_pair("web", LINE).await.unwrap_err();
    assert_eq!(error.kind, Kind::Lost);
    let id = error.request_id.unwrap();
    assert!(id.starts_with("req-") && id.len() == 40, "{id}");
}

#[tokio::test]
async fn a_web_page_does_not_say_that_something_is_gone() {
    let world = World::new().await;
    let client = world.client().await;
    let page = status(404, &[], "<!DOCTYPE html><h1>404 Not Found</h1>");
    world.fail("DELETE", "/servers/", 1, page);
    let error = client.delete_server(&"x".into()).await.unwrap_err();
    assert_eq!((error.kind, error.status), (Kind::Decode, Some(404)));
}

#[tokio::test]
async fn an_answer_without_end_is_not_kept() {
    let world = World::new().await;
    let client = world.client().await;
    let endless = "a".repeat((64 << 20) + 1);
    world.fail("GET", "/limits", 1, status(200, &[], &endless));
    let error = client.limits().await.unwrap_err();
    assert_eq!((error.kind, error.status), (Kind::Decode, Some(200)));
    assert!(error.message.contains("64 MiB"), "{}", error.message);
    client.limits().await.unwrap();
}

/// A page of one server that leads on to the page behind `marker`.
fn page(id: &str, marker: &str) -> FaultAnswer {
    let next = format!("http://internal.invalid/servers/detail?marker={marker}");
    let body = json!({
        "servers": [{"id": id}],
        "servers_links": [{"rel": "next", "href": next}],
    });
    status(200, &[], &body.to_string())
}

#[tokio::test]
async fn pages_that_lead_in_a_circle_end() {
    let world = World::new().await;
    let client = world.client().await;
    for (id, marker) in [("1", "a"), ("2", "b"), ("3", "a")] {
        world.fail("GET", "/servers/detail", 1, page(id, marker));
    }
    let mut pages = client.servers(None);
    let mut ids = Vec::new();
    let error = loop {
        match pages.next().await {
            Ok(Some(rows)) => ids.extend(rows.into_iter().map(|row: Server| row.id.to_string())),
            Ok(None) => panic!("it is not the end of the list"),
            Err(error) => break error,
        }
    };
    assert_eq!(ids, ["1", "2", "3"]);
    assert_eq!(error.kind, Kind::Decode);
    assert!(matches!(pages.next().await, Ok(None)));
}

/// So many servers that nothing but an id is known of, and a link to more.
fn many(count: usize, marker: &str) -> FaultAnswer {
    let servers: Vec<Value> = (0..count).map(|n| json!({"id": n.to_string()})).collect();
    let links = json!([{"rel": "next", "href": format!("?marker={marker}")}]);
    let body = json!({"servers": servers, "servers_links": links});
    status(200, &[], &body.to_string())
}

#[tokio::test]
async fn a_list_longer_than_any_is_given_up_with_the_rows_there_is_room_for() {
    for (count, last) in [(50_000, 50_000), (70_000, 60_000)] {
        let world = World::new().await;
        let client = world.client().await;
        for marker in ["a", "b", "c", "d"] {
            world.fail("GET", "/servers/detail", 1, many(count, marker));
        }
        let mut pages = client.servers(None);
        let mut rows = Vec::new();
        let error = loop {
            match pages.next().await {
                Ok(Some(page)) => rows.push(page.len()),
                Ok(None) => panic!("it is not the end of the list"),
                Err(error) => break error,
            }
        };
        assert_eq!(rows.last(), Some(&last));
        assert_eq!(rows.iter().sum::<usize>(), 200_000);
        assert_eq!(
            (error.kind, error.message.as_str()),
            (
                Kind::Decode,
                "The list of servers is longer than 200,000 rows."
            )
        );
        assert!(matches!(pages.next().await, Ok(None)));
    }
}

#[tokio::test]
async fn a_login_outlives_the_read_that_asked_for_it() {
    let world = World::new().await;
    let client = world.client().await;
    world.demo.expire_tokens();
    let made = Arc::new(Notify::new());
    let slow = FaultAnswer::Held(made.clone());
    world.fail("POST", "/auth/tokens", 1, slow);
    let first = tokio::spawn({
        let client = client.clone();
        async move { client.limits().await }
    });
    while world.logins() < 2 {
        tokio::task::yield_now().await;
    }
    let second = tokio::spawn({
        let client = client.clone();
        async move { client.flavors().await }
    });
    // It queues behind the login that the first has begun.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    first.abort();
    made.notify_one();
    second.await.unwrap().unwrap();
    assert_eq!(world.logins(), 2);
}

#[tokio::test]
async fn a_login_that_failed_has_failed_for_all_who_wanted_it() {
    let world = World::new().await;
    let client = world.client().await;
    world.demo.expire_tokens();
    world.fail("POST", "/auth/tokens", 9, status(503, &[], "{}"));
    let (one, other) = tokio::join!(client.limits(), client.flavors());
    assert_eq!(one.unwrap_err().status, Some(503));
    assert_eq!(other.unwrap_err().status, Some(503));
    // And for a while: a screen of requests does not try it one by one.
    assert_eq!(client.networks().await.unwrap_err().status, Some(503));
    assert_eq!(world.logins(), 2);
}

#[tokio::test]
async fn a_write_that_got_no_token_was_not_sent() {
    for answer in [status(503, &[], "{}"), FaultAnswer::DropBefore] {
        let world = World::new().await;
        let client = world.client().await;
        world.demo.expire_tokens();
        world.fail("POST", "/auth/tokens", 1, answer);
        let error = client.import_key_pair("web", LINE).await.unwrap_err();
        assert_eq!(error.kind, Kind::NotSent);
        assert!(!error.outcome_unknown());
        assert!(error.message.starts_with("not sent: "), "{error}");
    }
}

/// Moves the client's clock on without waiting.
async fn step(by: Duration) {
    tokio::time::pause();
    tokio::time::advance(by).await;
    tokio::time::resume();
}

#[tokio::test]
async fn a_read_tells_when_the_cloud_asks_for_patience_and_nothing_else_does() {
    let mut world = World::new().await;
    world.config.patience.pause = Pause::new(|_| std::future::ready(()));
    let told: Arc<Mutex<Vec<Option<Wait>>>> = Arc::default();
    let telling = told.clone();
    let on_wait = Arc::new(move |wait| telling.lock().unwrap().push(wait));
    let client = world.client().await.telling(on_wait);
    let answer = |status, after: &str| FaultAnswer::Status {
        status,
        headers: [("Retry-After", after)]
            .into_iter()
            .filter(|(_, after)| !after.is_empty())
            .map(|(name, after)| (name.to_owned(), after.to_owned()))
            .collect(),
        body: String::new(),
    };
    let heard = || std::mem::take(&mut *told.lock().unwrap());
    let asked = |status, seconds| {
        let time = Duration::from_secs(seconds);
        [Some(Wait { status, time }), None]
    };
    for (status, after, seconds) in [(429, "7", 7), (503, "30", 30), (429, "600", 30)] {
        world.fail("GET", "/limits", 1, answer(status, after));
        client.limits().await.unwrap();
        assert_eq!(heard(), asked(status, seconds));
    }
    // Of pauses that are ours, and of a write, nothing is told.
    for ours in [answer(502, ""), FaultAnswer::DropBefore] {
        world.fail("GET", "/limits", 1, ours);
        client.limits().await.unwrap();
    }
    world.fail("POST", "/os-keypairs", 1, answer(429, "7"));
    client.import_key_pair("web", LINE).await.unwrap_err();
    assert_eq!(heard(), []);
}

/// A login's answer, with a token that lasts so long only.
async fn short_lived(world: &World, seconds: i64) -> FaultAnswer {
    let domain = json!({"name": "Default"});
    let body = json!({"auth": {
        "identity": {"methods": ["password"], "password": {"user": {
            "name": demo::USERNAME, "domain": domain, "password": demo::PASSWORD,
        }}},
        "scope": {"project": {"name": demo::PROJECT, "domain": domain}},
    }});
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}/auth/tokens", world.demo.auth_url());
    let reply = http.post(url).json(&body).send().await.unwrap();
    let token = reply.headers()["x-subject-token"].to_str().unwrap();
    let token = [("X-Subject-Token", token)].map(|(name, value)| (name.into(), value.to_owned()));
    let mut document: Value = reply.json().await.unwrap();
    let end = world.demo.now() + jiff::SignedDuration::from_secs(seconds);
    document["token"]["issued_at"] = json!(world.demo.now().to_string());
    document["token"]["expires_at"] = json!(end.to_string());
    FaultAnswer::Status {
        status: 201,
        headers: token.into(),
        body: document.to_string(),
    }
}

#[tokio::test]
async fn a_token_that_will_end_is_used_while_a_slow_keystone_makes_the_next() {
    let world = World::new().await;
    let short = short_lived(&world, 80).await;
    world.fail("POST", "/auth/tokens", 1, short);
    let client = world.client().await;
    let before = world.logins();
    // A quarter of its life is left, and with that it is renewed.
    step(Duration::from_secs(61)).await;
    let slow = FaultAnswer::Held(Arc::default());
    world.fail("POST", "/auth/tokens", 1, slow);
    for _ in 0..2 {
        let read = tokio::time::timeout(Duration::from_secs(9), client.limits());
        read.await.unwrap().unwrap();
    }
    assert_eq!(world.logins(), before + 1);
}

#[tokio::test]
async fn a_launch_is_not_held_back_for_its_ids() {
    let world = World::new().await;
    let client = world.client().await;
    let (images, flavors) = tokio::join!(client.images().all(), client.flavors());
    let image = images
        .unwrap()
        .into_iter()
        .find(|image| image.title() == "Debian 13");
    let flavors = flavors.unwrap();
    let flavor = flavors.iter().find(|flavor| &*flavor.name == "m1.small");
    let boot = BootFrom::Image(image.unwrap().id);
    let mut new = NewServer::new("twins", boot, flavor.unwrap().id.clone());
    new.count = 2;
    let slow = FaultAnswer::Delay(Duration::from_secs(60));
    world.fail("GET", "reservation_id=", 1, slow);
    let launch = tokio::spawn(async move { client.create_servers(&new).await });
    let asked = |world: &World| {
        world
            .demo
            .requests()
            .iter()
            .any(|r| r.contains("reservation_id="))
    };
    while !asked(&world) {
        tokio::task::yield_now().await;
    }
    // The look-up hangs; its patience ends long before that of the list.
    step(Duration::from_secs(11)).await;
    let launched = launch.await.unwrap().unwrap();
    assert_eq!(launched.servers, []);
    assert!(launched.request_id.is_some());
}

/// A Nova that takes launches, of a certain age, and keeps what it was sent.
#[derive(Clone)]
struct OldNova {
    newest: Microversion,
    heard: Arc<Mutex<Vec<(Microversion, Value)>>>,
}

impl OldNova {
    /// The Nova, and the world with it in place of its own.
    async fn of(minor: u16, world: &World) -> (Self, CloudConfig) {
        let nova = Self {
            newest: Microversion(2, minor),
            heard: Arc::default(),
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let hearing = nova.clone();
        let routes = axum::Router::new().fallback(
            move |headers: HeaderMap, Json(body): Json<Value>| async move {
                hearing.answer(&headers, body)
            },
        );
        tokio::spawn(async move { axum::serve(listener, routes).await });
        let mut config = world.config.clone();
        let compute = format!("http://{address}/v2.1");
        config.endpoint_overrides.insert("compute".into(), compute);
        (nova, config)
    }

    fn answer(&self, headers: &HeaderMap, body: Value) -> (StatusCode, Json<Value>) {
        let asked = headers["x-openstack-nova-api-version"].to_str().unwrap();
        let asked = Microversion::parse(asked).unwrap();
        self.heard.lock().unwrap().push((asked, body));
        if asked > self.newest {
            let words = format!(
                "Version {asked} is not supported by the API. Minimum is 2.1 and maximum is {}.",
                self.newest
            );
            let fault = json!({"computeFault": {"code": 406, "message": words}});
            return (StatusCode::NOT_ACCEPTABLE, Json(fault));
        }
        (StatusCode::ACCEPTED, Json(json!({"server": {"id": "new"}})))
    }
}

#[tokio::test]
async fn a_launch_refused_for_its_microversion_is_said_again_in_older_words() {
    let world = World::new().await;
    let mut new = NewServer::new("web", BootFrom::Image("i".into()), "f".into());
    new.description = Some("the front door".into());
    new.tags = vec!["blue".into()];
    for (minor, keeps) in [
        (1, [false, false, false]),
        (36, [true, false, false]),
        (60, [true, true, true]),
    ] {
        let (nova, config) = OldNova::of(minor, &world).await;
        let client = Client::connect(&config, Arc::new(|_| ())).await.unwrap();
        let launched = client.create_servers(&new).await.unwrap();
        assert_eq!(launched.servers, [("new".into(), "web".to_owned())]);
        client.create_servers(&new).await.unwrap();
        let heard = nova.heard.lock().unwrap();
        let versions: Vec<_> = heard.iter().map(|(version, _)| *version).collect();
        let newest = Microversion(2, minor);
        assert_eq!(versions, [Microversion(2, 90), newest, newest]);
        assert_eq!(heard[0].1, new.body(Microversion(2, 90)));
        for (_, body) in &heard[1..] {
            assert_eq!(*body, new.body(newest));
            let kept =
                ["description", "networks", "tags"].map(|key| !body["server"][key].is_null());
            assert_eq!(kept, keeps, "2.{minor}");
        }
    }
}

#[tokio::test]
async fn a_second_factor_is_not_a_wrong_password() {
    let world = World::new().await;
    let receipt = status(401, &[("Openstack-Auth-Receipt", "r")], "{}");
    world.fail("POST", "/auth/tokens", 1, receipt);
    let refused = Client::connect(&world.config, Arc::new(|_| ())).await;
    let Err(ConnectError::Failed(error)) = refused else {
        panic!("half a login is none");
    };
    assert_eq!(error.kind, Kind::SecondFactor);
}

#[tokio::test]
async fn the_clouds_clock_is_the_one_that_deltas_are_asked_by() {
    let world = World::new().await;
    let client = world.client().await;
    world.demo.advance(Duration::from_secs(3600));
    let mut pages = client.servers(None);
    pages.next().await.unwrap();
    assert_eq!(
        pages.date().unwrap().as_second(),
        world.demo.now().as_second()
    );
}

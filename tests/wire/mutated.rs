//! Any one node of any answer, replaced by anything: what is spoilt is left out, all else is there.

use std::pin::Pin;
use std::sync::Arc;

use horizon_tui::demo::{Clock, DemoCloud};
use horizon_tui::openstack::config::{self, Source};
use horizon_tui::openstack::id::ServerId;
use horizon_tui::openstack::{Client, Environment, Error, Kind};
use proptest::prelude::*;
use serde_json::Value;
use tokio::runtime::Runtime;

use super::bench::{Bench, World};
use super::common::proxy::Proxy;
use super::common::proxy::fault::{Fault, Order, Which};
use super::common::proxy::mutate::{nodes, replace, replacements};

type Count = Pin<Box<dyn Future<Output = Result<usize, Error>> + Send>>;

/// A list the program reads: its request, where its rows are, and the reading itself.
struct List {
    path: &'static str,
    key: &'static str,
    read: fn(Client) -> Count,
}

macro_rules! lists {
    ($($path:literal $key:literal => |$client:ident| $read:expr;)*) => {
        [$(List {
            path: $path,
            key: $key,
            read: |$client| Box::pin(async move { Ok($read.await?.len()) }),
        }),*]
    };
}

const ROWS: usize = 3;

struct Cloud {
    runtime: Arc<Runtime>,
    proxy: Proxy,
    client: Client,
    _demo: DemoCloud,
}

impl Cloud {
    fn start() -> Self {
        let runtime = Arc::new(Runtime::new().unwrap());
        let demo = runtime.block_on(DemoCloud::start(Clock::Stepped)).unwrap();
        let proxy = Proxy::start(
            runtime.clone(),
            &demo.auth_url().replace("/identity/v3", ""),
        );
        let vars = [
            ("OS_AUTH_URL", format!("{}/identity/v3", proxy.base())),
            ("OS_USERNAME", "demo".to_owned()),
            ("OS_PASSWORD", "secret".to_owned()),
            ("OS_PROJECT_NAME", "demo".to_owned()),
            ("OS_REGION_NAME", "RegionOne".to_owned()),
        ];
        let env = Environment {
            vars: vars.map(|(name, value)| (name.to_owned(), value)).into(),
            ..Environment::default()
        };
        let config = config::resolve(&env, Source::Environment, None).unwrap();
        let client = runtime.block_on(Client::connect(&config, Arc::new(|_| ())));
        Self {
            client: client.unwrap(),
            runtime,
            proxy,
            _demo: demo,
        }
    }

    /// The answer as it is, with few rows.
    fn answer(&self, list: &List) -> Value {
        let kept: Arc<std::sync::Mutex<Value>> = Arc::default();
        let keep = kept.clone();
        let key = list.key;
        self.once(
            list.path,
            Fault::json(move |document| {
                if let Some(rows) = document[key].as_array_mut() {
                    rows.truncate(ROWS);
                }
                keep.lock().unwrap().clone_from(document);
            }),
        );
        self.runtime
            .block_on((list.read)(self.client.clone()))
            .unwrap();
        kept.lock().unwrap().clone()
    }

    fn once(&self, path: &'static str, fault: Fault) {
        self.proxy.mend();
        self.proxy.order(Order {
            which: Which { method: "*", path },
            after: 0,
            times: 1,
            fault,
        });
    }

    fn read(&self, list: &List, answer: &Value) -> Result<usize, Error> {
        self.once(list.path, Fault::status(200, &answer.to_string()));
        self.runtime.block_on((list.read)(self.client.clone()))
    }
}

#[test]
fn a_node_of_a_row_hides_at_most_its_row() {
    let lists = lists! {
        "/servers/detail" "servers" => |client| client.servers(None).all();
        "/v2/images?" "images" => |client| client.images().all();
        "/flavors/detail" "flavors" => |client| client.flavors();
        "/os-keypairs" "keypairs" => |client| client.key_pairs();
        "/os-server-groups" "server_groups" => |client| client.server_groups();
        "/v2.0/networks" "networks" => |client| client.networks();
        "/v2.0/security-groups" "security_groups" => |client| client.security_groups();
        "/v2.0/floatingips" "floatingips" => |client| client.floating_ips();
        "/volumes/detail" "volumes" => |client| client.all_volumes();
        "/auth/projects" "projects" => |client| client.projects();
        "/os-availability-zone" "availabilityZoneInfo" => |client| client.availability_zones();
    };
    let cloud = Cloud::start();
    for list in &lists {
        let whole = cloud.answer(list);
        let rows = cloud.read(list, &whole).unwrap();
        assert!(rows > 0, "{}: {whole}", list.path);
        for path in nodes(&whole) {
            // The first row stands for all.
            if path.get(1).is_some_and(|step| *step != first()) {
                continue;
            }
            for by in replacements() {
                let mut spoilt = whole.clone();
                replace(&mut spoilt, &path, by.clone());
                let what = format!("{}: {path:?} is {by}", list.path);
                match cloud.read(list, &spoilt) {
                    Ok(read) if path.len() > 1 => assert!(read + 1 >= rows, "{what}: {read}"),
                    // The list itself, or a link beside it.
                    Ok(_) => {}
                    Err(error) => {
                        assert!(path.len() < 2, "{what}: {error}");
                        assert_eq!(error.kind, Kind::Decode, "{what}");
                    }
                }
            }
        }
    }
}

fn first() -> super::common::proxy::mutate::Step {
    super::common::proxy::mutate::Step::Place(0)
}

#[test]
fn a_node_of_a_document_is_missed_and_no_more() {
    let documents = lists! {
        "/compute/v2.1/servers/*-*-*-" "" => |client| detail(client);
        "/limits" "" => |client| limits(client);
        "/os-instance-actions" "" => |client| actions(client);
    };
    let cloud = Cloud::start();
    for document in &documents {
        let whole = cloud.answer(document);
        for path in nodes(&whole) {
            for by in replacements() {
                let mut spoilt = whole.clone();
                replace(&mut spoilt, &path, by.clone());
                if let Err(error) = cloud.read(document, &spoilt) {
                    let what = format!("{}: {path:?} is {by}", document.path);
                    assert_eq!(error.kind, Kind::Decode, "{what}: {error}");
                    assert!(path.len() < 3, "{what}: {error}");
                }
            }
        }
    }
}

async fn any_server(client: &Client) -> ServerId {
    let first = client.servers(None).next().await.unwrap().unwrap();
    first[0].id.clone()
}

async fn detail(client: Client) -> Result<Vec<()>, Error> {
    let id = any_server(&client).await;
    client.server_detail(&id).await.map(|_| Vec::new())
}

async fn limits(client: Client) -> Result<Vec<()>, Error> {
    client.limits().await.map(|_| Vec::new())
}

async fn actions(client: Client) -> Result<Vec<()>, Error> {
    let id = any_server(&client).await;
    client.instance_actions(&id).await.map(|_| Vec::new())
}

/// A node by its number, of those of one row, and what takes its place.
fn spoilt() -> impl Strategy<Value = Vec<(usize, usize)>> {
    proptest::collection::vec((any::<usize>(), 0..replacements().len()), 8)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 4,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_spoilt_row_takes_no_other_off_the_screen(spoilt in spoilt()) {
        let mut bench = Bench::new(World::default()).opened();
        for (node, by) in spoilt {
            let list = Which { method: "GET", path: "/servers/detail" };
            bench.proxy.spoil(list, Fault::json(move |page| {
                let Some(row) = page["servers"].as_array_mut().and_then(|rows| rows.first_mut())
                else {
                    return;
                };
                let nodes = nodes(row);
                replace(row, &nodes[node % nodes.len()], replacements()[by].clone());
            }));
            bench.drive.keys("g r");
            bench.drive.idle();
            // Under another name the row is elsewhere, and the cursor went with it.
            bench.drive.keys("g");
            let screen = bench.drive.screen();
            prop_assert!(screen.contains("● live"), "{}", screen);
            prop_assert!(screen.contains("app-01"), "{}", screen);
            prop_assert!(!screen.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{}", screen);
            bench.drive.keys("Enter");
            bench.drive.idle();
            bench.drive.keys("Esc");
            bench.proxy.mend();
        }
    }
}

//! What is fed with anything at all: each takes bytes, and must come back. `fuzz_targets/` lets
//! libFuzzer look for bytes that it does not come back from; `tests/fuzz_corpus.rs` feeds each its
//! seeds, and changes of them that are always the same.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};

use horizon_tui::app::details::log;
use horizon_tui::app::filter::{Filter, Search, with_value, word_start, written};
use horizon_tui::app::launch::keep::Kept;
use horizon_tui::app::memory::Memory;
use horizon_tui::app::ssh::command;
use horizon_tui::app::{shell, wrap};
use horizon_tui::cloud::message::OpId;
use horizon_tui::cloud::{password, public_key};
use horizon_tui::config as settings;
use horizon_tui::openstack::config::{self, CloudConfig, Source};
use horizon_tui::openstack::{Client, Environment};
use horizon_tui::ui::text;
use jiff::Timestamp;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

/// Its name, which is that of the directory of its seeds too, and what is fed.
pub(crate) type Target = (&'static str, fn(&[u8]));

pub(crate) const TARGETS: [Target; 10] = [
    ("answers", answers),
    ("login", login),
    ("clouds_yaml", clouds_yaml),
    ("environment", environment),
    ("keys", keys),
    ("filter", filter),
    ("draft", draft),
    ("view", view),
    ("config", config_toml),
    ("text", any_text),
];

fn lossy(data: &[u8]) -> String {
    String::from_utf8_lossy(data).into_owned()
}

/// A cloud on this machine that says what it is told to say.
struct Puppet {
    runtime: Runtime,
    config: CloudConfig,
    lines: Arc<Mutex<Lines>>,
    client: Mutex<Option<Client>>,
}

#[derive(Default)]
struct Lines {
    token: Option<Vec<u8>>,
    version: Option<Vec<u8>>,
    /// Status and body of everything else.
    rest: (u16, Vec<u8>),
}

const VERSION: &str = r#"{"version": {"id": "v2.1", "status": "CURRENT", "version": "2.104",
    "min_version": "2.1", "links": []}}"#;

fn token(address: &str) -> String {
    let endpoint = |kind: &str, path: &str| {
        format!(
            r#"{{"type": "{kind}", "name": "{kind}", "endpoints": [{{"interface": "public",
            "region": "r", "region_id": "r", "url": "{address}{path}"}}]}}"#
        )
    };
    format!(
        r#"{{"token": {{"expires_at": "2199-01-01T00:00:00.000000Z", "user": {{"id": "u",
        "name": "u"}}, "project": {{"id": "p", "name": "p", "domain": {{"id": "d", "name": "D"}}}},
        "roles": [], "catalog": [{}, {}, {}, {}]}}}}"#,
        endpoint("compute", "/v2.1"),
        endpoint("image", ""),
        endpoint("network", ""),
        endpoint("block-storage", "/v3/p")
    )
}

impl Puppet {
    fn get() -> &'static Self {
        static PUPPET: OnceLock<Puppet> = OnceLock::new();
        PUPPET.get_or_init(Self::new)
    }

    fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let lines = Arc::new(Mutex::new(Lines::default()));
        let (said, at) = (Arc::clone(&lines), address.clone());
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&said), at.clone()));
            }
        });
        let vars = [
            ("OS_AUTH_URL", format!("{address}/v3")),
            ("OS_USERNAME", "u".into()),
            ("OS_PASSWORD", "p".into()),
            ("OS_PROJECT_NAME", "p".into()),
            ("OS_USER_DOMAIN_NAME", "D".into()),
            ("OS_PROJECT_DOMAIN_NAME", "D".into()),
            ("OS_REGION_NAME", "r".into()),
        ];
        let env = Environment {
            vars: vars.map(|(name, value)| (name.to_owned(), value)).into(),
            ..Environment::default()
        };
        Self {
            config: config::resolve(&env, Source::Environment, None).unwrap(),
            runtime,
            lines,
            client: Mutex::default(),
        }
    }

    fn connect(&self) -> Option<Client> {
        let connecting = Client::connect(&self.config, Arc::new(|_| ()));
        self.runtime.block_on(connecting).ok()
    }

    fn say(&self, lines: Lines) {
        *self.lines.lock().unwrap() = lines;
    }
}

/// One answer for each connection.
async fn serve(mut stream: TcpStream, lines: Arc<Mutex<Lines>>, address: String) {
    let mut request = Vec::new();
    let mut buffer = [0; 8192];
    while !request.windows(4).any(|part| part == b"\r\n\r\n") {
        match stream.read(&mut buffer).await {
            Ok(length @ 1..) => request.extend_from_slice(&buffer[..length]),
            _ => return,
        }
    }
    let head = lossy(&request);
    let path = head.split(' ').nth(1).unwrap_or_default();
    let (status, body) = {
        let lines = lines.lock().unwrap();
        let or = |own: &Option<Vec<u8>>, usual: String| {
            own.clone().unwrap_or_else(|| usual.into_bytes())
        };
        if path.contains("/auth/tokens") {
            (201, or(&lines.token, token(&address)))
        } else if path.trim_end_matches('/').ends_with("/v2.1") {
            (200, or(&lines.version, VERSION.into()))
        } else {
            lines.rest.clone()
        }
    };
    let head = format!(
        "HTTP/1.1 {status} Said\r\nx-subject-token: t\r\ncontent-type: application/json\r\n\
         retry-after: 99999\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.write_all(&body).await;
}

const STATUSES: [u16; 8] = [200, 200, 200, 200, 300, 404, 409, 400];

/// The answers of all services: the first byte says to which question, the second with which
/// status, the rest is the body.
pub(crate) fn answers(data: &[u8]) {
    let [which, status, body @ ..] = data else {
        return;
    };
    let status = STATUSES[usize::from(*status) % STATUSES.len()];
    let puppet = Puppet::get();
    puppet.say(Lines {
        rest: (status, body.to_vec()),
        ..Lines::default()
    });
    let mut client = puppet.client.lock().unwrap();
    let client = client.get_or_insert_with(|| puppet.connect().unwrap());
    puppet.runtime.block_on(ask(client, *which));
}

/// How many questions there are.
const QUESTIONS: u8 = 18;

async fn ask(client: &Client, which: u8) {
    let (server, image) = ("s".into(), "i".into());
    match which % QUESTIONS {
        0 => drop(client.servers(None).all().await),
        1 => drop(client.server(&server).await),
        2 => drop(client.server_detail(&server).await),
        3 => drop(client.images().all().await),
        4 => drop(client.image(&image).await),
        5 => drop(client.instance_actions(&server).await),
        6 => drop(client.console_log(&server, Some(5)).await),
        7 => drop(client.key_pairs().await),
        8 => drop(client.flavors().await),
        9 => drop(client.limits().await),
        10 => drop(client.availability_zones().await),
        11 => drop(client.server_groups().await),
        12 => drop(client.server_ports(&server).await),
        13 => drop(client.floating_ips().await),
        14 => drop(client.security_group_rules().await),
        15 => drop(client.networks().await),
        16 => drop(client.volumes().await),
        _ => drop(client.server_password(&server).await),
    }
}

/// The token and its catalog, or the document of Nova's versions: the first byte says which.
pub(crate) fn login(data: &[u8]) {
    let [which, body @ ..] = data else {
        return;
    };
    let body = Some(body.to_vec());
    let puppet = Puppet::get();
    puppet.say(if which % 2 == 0 {
        Lines {
            token: body,
            ..Lines::default()
        }
    } else {
        Lines {
            version: body,
            ..Lines::default()
        }
    });
    if let Some(client) = puppet.connect() {
        let _ = (client.regions(), client.warnings(), client.project());
        let _ = puppet.runtime.block_on(client.compute_version());
    }
}

/// A directory of this process.
fn directory() -> PathBuf {
    static DIRECTORY: OnceLock<PathBuf> = OnceLock::new();
    let make = || {
        let name = format!("horizon-tui-fuzz-{}", std::process::id());
        let directory = std::env::temp_dir().join(name);
        std::fs::create_dir_all(directory.join("openstack")).unwrap();
        directory
    };
    DIRECTORY.get_or_init(make).clone()
}

/// `clouds.yaml`, and behind lines of dashes `secure.yaml` and `clouds-public.yaml`.
pub(crate) fn clouds_yaml(data: &[u8]) {
    let text = lossy(data);
    let mut parts = text.splitn(3, "\n-----\n");
    for name in ["clouds", "secure", "clouds-public"] {
        let file = directory().join(format!("openstack/{name}.yaml"));
        std::fs::write(file, parts.next().unwrap_or_default()).unwrap();
    }
    let env = Environment {
        home: directory(),
        cwd: directory(),
        config_dirs: vec![directory()],
        ..Environment::default()
    };
    let Ok(found) = config::discover(&env, None) else {
        return;
    };
    for cloud in found.clouds {
        let _ = config::resolve(&env, Source::Named(&cloud.name), None);
    }
}

/// The variables of an openrc, a line each.
pub(crate) fn environment(data: &[u8]) {
    let text = lossy(data);
    let vars = text.lines().filter_map(|line| line.split_once('='));
    let vars: BTreeMap<_, _> = vars
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let env = Environment {
        vars,
        home: directory().join("nowhere"),
        cwd: directory().join("nowhere"),
        ..Environment::default()
    };
    let _ = config::discover(&env, None);
    let _ = config::resolve(&env, Source::Environment, None);
}

/// Public and private keys of all kinds.
pub(crate) fn keys(data: &[u8]) {
    let text = lossy(data);
    let _ = public_key::judge(&text);
    let _ = public_key::refused(&text);
    // The newer formats say themselves how long a guess at the passphrase is to take.
    let passphrase = text.contains("Proc-Type").then_some("Hunter2");
    let _ = password::unfit(&text, passphrase);
}

/// What is typed to filter a list by.
pub(crate) fn filter(data: &[u8]) {
    let text = lossy(data);
    let now = Timestamp::UNIX_EPOCH;
    let mut row = Search::new(&["name", "status", "age"], Some(now));
    row.add("name", &text);
    row.add_word("web-01");
    let filter = Filter::parse(&text, now);
    let _ = (filter.passes(&row), filter.depends_on_time());
    let _ = row.values("name").count();
    let start = word_start(&text, text.len());
    assert!(text.is_char_boundary(start));
    let again = with_value(&text, "name", &text);
    let _ = Filter::parse(&again, now);
    let _ = written("name", &text);
}

/// A draft as it was kept.
pub(crate) fn draft(data: &[u8]) {
    if let Ok(kept) = Kept::parse(&lossy(data)) {
        let _ = kept.draft(OpId(1));
        let _ = (kept.last(), kept.text());
    }
}

/// `view.json`.
pub(crate) fn view(data: &[u8]) {
    let _ = Memory::parse(&lossy(data));
}

/// `config.toml`.
pub(crate) fn config_toml(data: &[u8]) {
    let file = directory().join("config.toml");
    std::fs::write(&file, data).unwrap();
    if let Ok(read) = settings::read(Some(&file)) {
        let _ = settings::told(&read);
    }
}

/// Names, logs, and what is copied of them.
pub(crate) fn any_text(data: &[u8]) {
    let given = lossy(data);
    let lines = log::harmless(&given);
    assert!(!lines.iter().any(|line| line.chars().any(wrap::is_unsafe)));
    for width in [1, 7, 80] {
        let wrapped = wrap::wrap(&given, width);
        // A wide letter, or one under marks, is not broken.
        assert!(width == 1 || wrapped.iter().all(|line| wrap::cells(line) <= width + 4));
        assert!(wrap::cells(&text::clip(&given, width)) <= width);
        assert_eq!(wrap::cells(&text::fit(&given, width)), width);
    }
    assert!(!shell::quote(&given).chars().any(wrap::is_unsafe));
    let _ = command::words(&given);
}

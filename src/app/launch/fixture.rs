//! A small cloud to test the wizard against, and a player of keys written as text.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::Timestamp;

use super::Wizard;
use crate::app::choices::{Choices, Load, World};
use crate::app::cx::{Clipboard, Cx, Ids};
use crate::app::guard::Fingers;
use crate::app::job::{InVain, Jobs, SearchEnd};
use crate::app::notice::Notices;
use crate::app::remote::Remote;
use crate::app::time::Now;
use crate::app::{Effect, Flow};
use crate::cloud::message::{
    CloudChoice, ContextId, ContextInfo, OpId, Request, Ticket, Write, Written,
};
use crate::openstack::Error;
use crate::openstack::compute::{
    Boot, Flavor, KeyPair, Limits, Metadata, Microversion, Quota, Server, ServerFlavor,
    ServerStatus,
};
use crate::openstack::id::ImageId;
use crate::openstack::image::{Image, ImageStatus};
use crate::openstack::network::{Network, SecurityGroup, Subnet};

pub(crate) const ED25519: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

pub(crate) fn image(id: &str, name: &str, min_disk_gib: u64, min_ram_mib: u64) -> Image {
    Image {
        id: id.into(),
        name: Some(name.into()),
        status: ImageStatus::Active,
        visibility: "public".into(),
        owner: None,
        protected: false,
        size: Some(5 << 29),
        virtual_size: None,
        disk_format: Some("qcow2".into()),
        container_format: Some("bare".into()),
        min_disk_gib,
        min_ram_mib,
        created: "2026-11-20T07:00:00Z".parse().ok(),
        updated: None,
        hash: None,
        tags: Vec::new(),
        properties: BTreeMap::new(),
    }
}

pub(crate) fn snapshot(id: &str, name: &str) -> Image {
    let mut image = image(id, name, 20, 0);
    image.visibility = "private".into();
    image
        .properties
        .insert("image_type".into(), "snapshot".into());
    image
}

pub(crate) fn flavor(id: &str, name: &str, vcpus: u64, ram_mib: u64, disk_gib: u64) -> Flavor {
    Flavor {
        id: id.into(),
        name: name.into(),
        vcpus,
        ram_mib,
        disk_gib,
        ephemeral_gib: 0,
        swap_mib: 0,
        public: true,
        extra_specs: BTreeMap::new(),
    }
}

pub(crate) fn limits() -> Limits {
    let quota = |used, limit| {
        Some(Quota {
            used,
            limit: Some(limit),
        })
    };
    Limits {
        instances: quota(12, 20),
        cores: quota(31, 50),
        ram_mib: quota(61 * 1024, 96 * 1024),
        server_meta: Some(128),
    }
}

pub(crate) fn network(id: &str, cidr: &str, admin_up: bool) -> Network {
    Network {
        id: id.into(),
        name: id.into(),
        project: None,
        shared: false,
        external: id == "Ext-Net",
        admin_up,
        status: if admin_up { "ACTIVE" } else { "DOWN" }.into(),
        subnets: cidr
            .split_whitespace()
            .map(|cidr| Subnet {
                name: String::new(),
                cidr: cidr.into(),
                ip_version: if cidr.contains(':') { 6 } else { 4 },
            })
            .collect(),
    }
}

pub(crate) fn key_pair(name: &str) -> KeyPair {
    KeyPair {
        name: name.into(),
        fingerprint: "4f:9a:c2:11:8d:5c:0e:71:2b:aa:90:17:33:c8:5e:71".into(),
        public_key: ED25519.into(),
        kind: "ssh".into(),
    }
}

/// The end of a search that has found nothing.
pub(crate) fn in_vain() -> SearchEnd {
    SearchEnd::Nothing(InVain {
        seconds: 61,
        listed: true,
    })
}

pub(crate) fn server(name: &str) -> Server {
    Server {
        id: name.into(),
        name: name.into(),
        status: ServerStatus::Active,
        task_state: None,
        power_state: Some(1),
        boot: Boot::Unknown,
        flavor: ServerFlavor::default(),
        networks: Vec::new(),
        key_name: None,
        security_groups: Vec::new(),
        availability_zone: None,
        created: None,
        updated: None,
        fault: None,
        locked: false,
        locked_reason: None,
        volumes: Vec::new(),
        metadata: Metadata::default(),
        description: None,
        project: None,
        user_id: None,
        tags: Vec::new(),
        host: None,
        never_launched: false,
    }
}

pub(crate) fn loaded<T>(value: T) -> Remote<T> {
    answered(Ok(value))
}

pub(crate) fn answered<T>(result: Result<T, Error>) -> Remote<T> {
    // As in the program, no two answers share one.
    static TICKETS: AtomicU64 = AtomicU64::new(1);
    let ticket = Ticket(TICKETS.fetch_add(1, Ordering::Relaxed));
    let mut remote = Remote::default();
    remote.ask(ticket);
    remote.settle(ticket, result, at(0));
    remote
}

pub(crate) fn at(ms: u64) -> Now {
    Now {
        mono: Duration::from_millis(ms),
        wall: "2026-11-23T07:00:00Z"
            .parse()
            .unwrap_or(Timestamp::UNIX_EPOCH),
    }
}

pub(crate) struct Fixture {
    pub(crate) info: ContextInfo,
    pub(crate) images: Vec<Image>,
    pub(crate) images_loaded: bool,
    pub(crate) servers: Vec<Server>,
    pub(crate) choices: Choices,
}

impl Fixture {
    pub(crate) fn world(&self) -> World<'_> {
        World {
            info: &self.info,
            images: &self.images,
            images_revision: revision(&self.images),
            images_load: if self.images_loaded {
                Load::Ready
            } else {
                Load::Loading
            },
            servers: &self.servers,
            servers_revision: revision(&self.servers),
            choices: &self.choices,
        }
    }
}

/// Another one for other rows: here they are changed without being asked.
fn revision(rows: &impl std::fmt::Debug) -> u64 {
    let mut hasher = DefaultHasher::new();
    format!("{rows:?}").hash(&mut hasher);
    hasher.finish()
}

pub(crate) fn info() -> ContextInfo {
    ContextInfo {
        cloud: CloudChoice::Demo,
        cloud_name: "prod-eu".into(),
        region: "RegionOne".into(),
        project_id: "p".into(),
        project_name: "web-team".into(),
        user_name: "alice".into(),
        regions: vec!["RegionOne".into()],
        bound_to_project: None,
        has_compute: true,
        has_image: true,
        has_network: true,
        has_volume: true,
        is_admin: false,
        insecure: false,
        warnings: Vec::new(),
    }
}

/// The cloud of the drawn screens.
pub(crate) fn cloud() -> Fixture {
    let group = |id: &str, name: &str, description: &str| SecurityGroup {
        id: id.into(),
        name: name.into(),
        description: description.into(),
    };
    Fixture {
        info: info(),
        images: vec![
            image("i-24", "ubuntu-24.04", 10, 1024),
            image("i-22", "ubuntu-22.04-lts", 8, 512),
            snapshot("s-web", "web-02-before-upgrade"),
        ],
        images_loaded: true,
        servers: vec![server("web-1"), server("db-01")],
        choices: Choices {
            flavors: loaded(vec![
                flavor("f-nano", "m1.nano", 1, 64, 1),
                flavor("f-tiny", "m1.tiny", 1, 512, 10),
                flavor("f-small", "m1.small", 1, 2048, 20),
                flavor("f-medium", "m1.medium", 2, 4096, 40),
                flavor("f-xlarge", "m1.xlarge", 8, 16384, 160),
                flavor("f-metal", "bm.metal", 64, 256 * 1024, 900),
            ]),
            limits: loaded(limits()),
            key_pairs: loaded(vec![key_pair("alice-ed25519"), key_pair("ci-deploy")]),
            zones: loaded(vec!["nova".into(), "az2".into()]),
            networks: loaded(vec![
                network("private", "10.0.0.0/24", true),
                network("storage", "10.8.0.0/22", true),
                network("lab", "10.99.0.0/24", false),
                network("Ext-Net", "192.0.2.0/26 2001:db8:1::/64", true),
                network("provider", "", true),
            ]),
            groups: loaded(vec![
                group("g-web", "web", "http and https"),
                group("g-default", "default", "Default security group"),
            ]),
            community: loaded(Vec::new()),
            compute_version: loaded(Microversion(2, 96)),
            ..Choices::default()
        },
    }
}

/// A cloud with one of each: everything but name and flavor is chosen from the start.
pub(crate) fn small_cloud() -> Fixture {
    let mut fixture = cloud();
    fixture.choices.networks = loaded(vec![
        network("private", "10.0.0.0/24", true),
        network("lab", "10.99.0.0/24", false),
    ]);
    fixture.choices.key_pairs = loaded(vec![key_pair("alice-ed25519")]);
    fixture.choices.zones = loaded(vec!["nova".into()]);
    fixture
}

/// Plays keys on a wizard and keeps what it asked for.
pub(crate) struct Play {
    pub(crate) fixture: Fixture,
    pub(crate) wizard: Wizard,
    pub(crate) flow: Flow,
    pub(crate) now: Now,
    pub(crate) effects: Vec<Effect>,
    ids: Ids,
    jobs: Jobs,
    notices: Notices,
    fingers: Fingers,
}

impl Play {
    pub(crate) fn open(fixture: Fixture, source: Option<&str>) -> Self {
        let (mut ids, mut jobs) = (Ids::default(), Jobs::default());
        let (mut notices, mut effects) = (Notices::default(), Vec::new());
        let mut cx = Cx {
            now: at(0),
            context: ContextId(1),
            effects: &mut effects,
            ids: &mut ids,
            jobs: &mut jobs,
            notices: &mut notices,
            clipboard: Clipboard::Desktop,
        };
        let wizard = Wizard::open(source.map(ImageId::from), fixture.world(), &mut cx);
        Self {
            fixture,
            wizard,
            flow: Flow::Stay,
            now: at(0),
            effects,
            ids,
            jobs,
            notices,
            fingers: Fingers::default(),
        }
    }

    /// Does something with the wizard, its world and a context.
    pub(crate) fn with<T>(
        &mut self,
        act: impl FnOnce(&mut Wizard, World<'_>, &mut Cx<'_>) -> T,
    ) -> T {
        let mut cx = Cx {
            now: self.now,
            context: ContextId(1),
            effects: &mut self.effects,
            ids: &mut self.ids,
            jobs: &mut self.jobs,
            notices: &mut self.notices,
            clipboard: Clipboard::Desktop,
        };
        act(&mut self.wizard, self.fixture.world(), &mut cx)
    }

    pub(crate) fn key(&mut self, key: KeyEvent) {
        let touch = self.fingers.feel(key, self.now);
        self.wizard.feel(touch);
        self.flow = self.with(|wizard, world, cx| wizard.on_key(key, world, cx));
    }

    /// Keys as text: `web<Tab>3<Enter><A-n>`; after each so much time passes that no key can be
    /// taken for one held down.
    pub(crate) fn keys(&mut self, text: &str) {
        self.keys_at(text, 2200);
    }

    /// Keys as text, each that many milliseconds after the last.
    pub(crate) fn keys_at(&mut self, text: &str, ms: u64) {
        for key in parse(text) {
            self.key(key);
            self.wait(ms);
        }
    }

    pub(crate) fn paste(&mut self, text: &str) {
        self.with(|wizard, world, cx| wizard.on_paste(text, world, cx));
        self.wait(1000);
    }

    pub(crate) fn wait(&mut self, ms: u64) {
        self.now.mono += Duration::from_millis(ms);
        let due = self.wizard.deadline().is_some_and(|at| self.now.mono >= at);
        if due {
            self.flow = self.with(Wizard::on_wake);
        }
    }

    pub(crate) fn answer(&mut self, op: OpId, result: &Result<Written, Error>) {
        self.flow = self.with(|wizard, world, cx| wizard.on_written(op, result, world, cx));
    }

    pub(crate) fn world_changed(&mut self) {
        self.with(|wizard, world, _| wizard.world_changed(world));
    }

    pub(crate) fn writes(&self) -> Vec<(OpId, &Write)> {
        self.effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Cloud(Request::Write { op, write, .. }) => Some((*op, write)),
                _ => None,
            })
            .collect()
    }

    pub(crate) fn launches(&self) -> usize {
        let launch = |write: &Write| matches!(write, Write::CreateServers(_));
        self.writes().iter().filter(|(_, w)| launch(w)).count()
    }

    pub(crate) fn last_op(&self) -> OpId {
        self.writes().last().map_or(OpId(0), |(op, _)| *op)
    }

    pub(crate) fn note(&self) -> &str {
        self.wizard.note().unwrap_or("")
    }
}

pub(crate) fn parse(text: &str) -> Vec<KeyEvent> {
    let mut keys = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|r| r.split_once('>'));
        if let Some((name, after)) = named {
            keys.push(named_key(name));
            rest = after;
        } else {
            keys.push(KeyEvent::from(KeyCode::Char(c)));
            rest = &rest[c.len_utf8()..];
        }
    }
    keys
}

fn named_key(name: &str) -> KeyEvent {
    let plain = |code| KeyEvent::from(code);
    match name {
        "Enter" => plain(KeyCode::Enter),
        "Tab" => plain(KeyCode::Tab),
        "S-Tab" => plain(KeyCode::BackTab),
        "Esc" => plain(KeyCode::Esc),
        "Space" => plain(KeyCode::Char(' ')),
        "Up" => plain(KeyCode::Up),
        "Down" => plain(KeyCode::Down),
        "Left" => plain(KeyCode::Left),
        "Right" => plain(KeyCode::Right),
        "BS" => plain(KeyCode::Backspace),
        "F1" => plain(KeyCode::F(1)),
        "F5" => plain(KeyCode::F(5)),
        other => {
            let modifiers = if other.starts_with("A-") {
                KeyModifiers::ALT
            } else {
                KeyModifiers::CONTROL
            };
            let c = other.chars().last().unwrap_or(' ');
            KeyEvent::new(KeyCode::Char(c), modifiers)
        }
    }
}

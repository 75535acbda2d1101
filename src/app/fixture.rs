//! A program with an open context and no cloud behind it: keys go in, answers are put in by hand,
//! and what it asked for is kept. The lists are those of the drawn screens.

mod rows;

use std::time::Duration;

use crossterm::event::KeyEvent;
use jiff::Timestamp;

pub(crate) use self::rows::*;
use super::launch::fixture as parts;
use super::place::Place;
use super::settings::Rule;
use super::time::Now;
use super::{App, Effect, Msg, Options};
use crate::cloud::message::{
    ApiCall, CloudChoice, CloudSummary, ContextId, ContextInfo, Data, Discovery, OpId, Page,
    Project, Read, Refusal, Reply, Request, Searched, Start, Ticket, Wait, Write, Written,
};
use crate::openstack::compute::{BootFrom, Launched, Networking, NewServer, Nic, Server};
use crate::openstack::image::Image;
use crate::openstack::{Error, Kind};

/// When the program starts.
pub(crate) const START: &str = "2026-11-22T11:04:00Z";

pub(crate) fn start() -> Now {
    Now {
        mono: Duration::ZERO,
        wall: START.parse().unwrap_or(Timestamp::UNIX_EPOCH),
    }
}

/// The program, its clock, and all it has asked for.
pub(crate) struct Bench {
    pub(crate) app: App,
    pub(crate) now: Now,
    pub(crate) effects: Vec<Effect>,
}

impl Bench {
    /// Started on a cloud of the command line; the login is not answered yet.
    pub(crate) fn connecting(size: (u16, u16)) -> Self {
        Self::started(Self::options(), size)
    }

    /// The command line of a cloud, and nothing settled or remembered.
    pub(crate) fn options() -> Options {
        Options {
            cloud: Some(CloudChoice::Named("prod-eu".into())),
            ..Options::default()
        }
    }

    pub(crate) fn started(options: Options, size: (u16, u16)) -> Self {
        Self::with(options).sized(size)
    }

    /// Started without a word; the configuration is being read.
    pub(crate) fn looking(size: (u16, u16)) -> Self {
        Self::with(Options::default()).sized(size)
    }

    fn with(options: Options) -> Self {
        let (app, effects) = App::new(options, (80, 24), start());
        Self {
            app,
            now: start(),
            effects,
        }
    }

    fn sized(mut self, (columns, rows): (u16, u16)) -> Self {
        self.msg(Msg::Resize(columns, rows));
        self
    }

    /// A context is open; nothing of it has been read.
    pub(crate) fn opened(size: (u16, u16)) -> Self {
        Self::opened_on(info(), size)
    }

    pub(crate) fn opened_on(info: ContextInfo, size: (u16, u16)) -> Self {
        let mut bench = Self::connecting(size);
        bench.connected(Ok(info));
        let ticket = bench.looked();
        bench.reply(Reply::Discovered {
            ticket,
            result: Ok(discovery(Start::Pick)),
        });
        bench
    }

    /// Lists, limits and projects as on the drawn screens.
    pub(crate) fn stocked(size: (u16, u16)) -> Self {
        Self::holding(servers(), images(), size)
    }

    pub(crate) fn holding(servers: Vec<Server>, images: Vec<Image>, size: (u16, u16)) -> Self {
        let mut bench = Self::opened(size);
        bench.list(servers);
        bench.images(images);
        bench.answer(&Read::Limits, Ok(Data::Limits(parts::limits())));
        bench
    }

    /// The same in a place that is production.
    pub(crate) fn in_production(mut self) -> Self {
        self.app.options.settings.rules = vec![Rule {
            danger: true,
            ..Rule::default()
        }];
        self
    }

    pub(crate) fn msg(&mut self, msg: Msg) {
        let effects = self.app.update(msg, self.now);
        self.effects.extend(effects);
    }

    pub(crate) fn reply(&mut self, reply: Reply) {
        self.msg(Msg::Cloud(Box::new(reply)));
    }

    /// Keys as text: `j<Space>D`; 10 ms after each.
    pub(crate) fn keys(&mut self, text: &str) {
        for key in parts::parse(text) {
            self.key(key);
        }
    }

    pub(crate) fn key(&mut self, key: KeyEvent) {
        self.msg(Msg::Key(key));
        self.wait(10);
    }

    /// Time passes as the loop lets it: the core is woken at each of its deadlines.
    pub(crate) fn wait(&mut self, ms: u64) {
        let until = self.now.mono + Duration::from_millis(ms);
        while let Some(at) = self.app.deadline().filter(|at| *at < until) {
            self.tick_to(at.max(self.now.mono + Duration::from_millis(1)));
        }
        self.tick_to(until);
    }

    fn tick_to(&mut self, mono: Duration) {
        let passed = mono.saturating_sub(self.now.mono);
        self.now.mono = mono;
        self.now.wall += passed;
        self.msg(Msg::Wake);
    }

    pub(crate) fn wait_s(&mut self, seconds: u64) {
        self.wait(seconds * 1000);
    }

    /// Confirms a dialog that has just been opened: a key, pressed alone and so late that it cannot
    /// be held since then.
    pub(crate) fn confirm_with(&mut self, key: &str) {
        self.wait(if key.contains("Enter") { 2200 } else { 400 });
        self.keys(key);
        self.wait(100);
    }

    /// The reads asked for, oldest first.
    pub(crate) fn reads(&self) -> Vec<(Ticket, ContextId, &Read)> {
        self.effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Cloud(Request::Read {
                    ticket,
                    context,
                    read,
                }) => Some((*ticket, *context, read)),
                _ => None,
            })
            .collect()
    }

    /// What was asked for since `effects` was last cleared, without tickets.
    pub(crate) fn asked(&self) -> Vec<Read> {
        self.reads()
            .iter()
            .map(|(.., read)| (*read).clone())
            .collect()
    }

    pub(crate) fn writes(&self) -> Vec<(OpId, ContextId, &Write)> {
        self.effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Cloud(Request::Write { op, context, write }) => {
                    Some((*op, *context, write))
                }
                _ => None,
            })
            .collect()
    }

    pub(crate) fn quits(&self) -> bool {
        self.effects.iter().any(|e| matches!(e, Effect::Quit))
    }

    /// The newest question like this one.
    pub(crate) fn ticket(&self, wanted: &Read) -> Ticket {
        let found = self.reads().into_iter().rev();
        let mut found = found.filter(|(.., read)| read.lane() == wanted.lane());
        found
            .next()
            .unwrap_or_else(|| panic!("{wanted:?} was not asked for"))
            .0
    }

    pub(crate) fn context(&self) -> ContextId {
        self.app
            .space
            .as_ref()
            .map_or(ContextId(1), |space| space.context)
    }

    pub(crate) fn answer(&mut self, read: &Read, result: Result<Data, Error>) {
        let (ticket, context) = (self.ticket(read), self.context());
        self.reply(Reply::Read {
            ticket,
            context,
            result,
        });
    }

    /// The read waits, since the cloud asks for so many seconds; `None`: no longer.
    pub(crate) fn waits(&mut self, read: &Read, seconds: Option<u64>) {
        let (ticket, context) = (self.ticket(read), self.context());
        let wait = seconds.map(|seconds| Wait {
            status: 429,
            time: Duration::from_secs(seconds),
        });
        self.reply(Reply::Waits {
            ticket,
            context,
            wait,
        });
    }

    pub(crate) fn page(&mut self, ticket: Ticket, page: Page) {
        let context = self.context();
        self.reply(Reply::Page {
            ticket,
            context,
            page,
        });
    }

    /// Answers the newest question for instances, completely.
    pub(crate) fn list(&mut self, servers: Vec<Server>) {
        let read = Read::Servers { since: None };
        let ticket = self.ticket(&read);
        self.page(ticket, Page::Servers(servers));
        self.answer(&read, Ok(self.end()));
    }

    pub(crate) fn images(&mut self, images: Vec<Image>) {
        let ticket = self.ticket(&Read::Images);
        self.page(ticket, Page::Images(images));
        self.answer(&Read::Images, Ok(self.end()));
    }

    pub(crate) fn end(&self) -> Data {
        Data::ListEnd {
            date: Some(self.now.wall),
        }
    }

    pub(crate) fn server_read(&mut self, server: Server) {
        let read = Read::Server(server.id.clone());
        self.answer(&read, Ok(Data::Server(Box::new(server))));
    }

    pub(crate) fn image_read(&mut self, image: Image) {
        let read = Read::Image(image.id.clone());
        self.answer(&read, Ok(Data::Image(Box::new(image))));
    }

    /// Sends a write as a dialog would.
    pub(crate) fn write(&mut self, write: Write, what: &str) {
        let context = self.context();
        let mut cx = self.app.desk.cx(self.now, context);
        cx.write(write, what.into());
        self.msg(Msg::Wake);
    }

    /// Launches servers by these ids, which are their names too, and has the launch accepted.
    pub(crate) fn launch(&mut self, names: &[&str]) {
        let mut new = NewServer::new(
            "web",
            BootFrom::Image("ubuntu-24.04".into()),
            "m1.small".into(),
        );
        new.count = u32::try_from(names.len()).unwrap_or(1);
        new.networking = Networking::Nics(vec![Nic::Network("private".into())]);
        self.write(
            Write::CreateServers(Box::new(new)),
            &format!("Launch web ×{}", names.len()),
        );
        self.written(Ok(Written::Launched(Launched {
            servers: names
                .iter()
                .map(|name| ((*name).into(), (*name).into()))
                .collect(),
            request_id: Some("req-launch".into()),
        })));
    }

    /// Launches so many from the wizard, everything chosen, and leaves it open; not answered yet.
    pub(crate) fn launch_by_keys(&mut self, name: &str, count: u32) {
        self.keys("2/ubuntu<Enter>L");
        let choices = parts::small_cloud().choices;
        let chosen = [
            (
                Read::Flavors,
                choices.flavors.get().cloned().map(Data::Flavors),
            ),
            (
                Read::KeyPairs,
                choices.key_pairs.get().cloned().map(Data::KeyPairs),
            ),
            (
                Read::AvailabilityZones,
                choices.zones.get().cloned().map(Data::AvailabilityZones),
            ),
            (
                Read::Networks,
                choices.networks.get().cloned().map(Data::Networks),
            ),
            (
                Read::SecurityGroups,
                choices.groups.get().cloned().map(Data::SecurityGroups),
            ),
        ];
        for (read, data) in chosen {
            let Some(data) = data else {
                panic!("{read:?} is in the small cloud");
            };
            self.answer(&read, Ok(data));
        }
        self.keys(&format!("{name}<Tab><C-u>{count}<A-2><Space><A-5>"));
        self.confirm_with("<Enter>");
    }

    /// Answers the newest write.
    pub(crate) fn written(&mut self, result: Result<Written, Error>) {
        let Some((op, context, _)) = self.writes().last().copied() else {
            panic!("nothing was written");
        };
        self.reply(Reply::Written {
            op,
            context,
            result,
        });
    }

    /// Answers the newest login; on the disk there is nothing of that place.
    pub(crate) fn connected(&mut self, result: Result<ContextInfo, Refusal>) {
        self.effects
            .retain(|effect| !matches!(effect, Effect::RecallDraft { .. }));
        self.logged_in(result);
        if let Some(place) = self.recalls() {
            let result = Ok(None);
            self.msg(Msg::Recalled { place, result });
        }
    }

    /// Answers the newest login; what was kept of the place is not read yet.
    pub(crate) fn logged_in(&mut self, result: Result<ContextInfo, Refusal>) {
        let found = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::Cloud(Request::Connect {
                ticket, context, ..
            }) => Some((*ticket, *context)),
            _ => None,
        });
        let Some((ticket, context)) = found else {
            panic!("nothing is being opened");
        };
        self.reply(Reply::Connected {
            ticket,
            context,
            result,
        });
    }

    /// The place whose draft was asked for last.
    pub(crate) fn recalls(&self) -> Option<Place> {
        self.effects.iter().rev().find_map(|effect| match effect {
            Effect::RecallDraft { place } => Some(place.clone()),
            _ => None,
        })
    }

    /// What was to be written to the disk or removed from it, oldest first.
    pub(crate) fn kept(&self) -> Vec<Option<&str>> {
        self.effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::KeepDraft { text, .. } => Some(text.as_deref()),
                _ => None,
            })
            .collect()
    }

    fn looked(&self) -> Ticket {
        let found = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::Cloud(Request::Discover { ticket }) => Some(*ticket),
            _ => None,
        });
        found.unwrap_or_else(|| panic!("the configuration is not being read"))
    }

    pub(crate) fn discovered(&mut self, result: Result<Discovery, Refusal>) {
        let ticket = self.looked();
        self.reply(Reply::Discovered { ticket, result });
    }

    /// What the status line says.
    pub(crate) fn said(&self) -> &str {
        let notice = self.app.notices().on_status_line();
        notice.map_or("", |notice| notice.text.as_str())
    }

    /// The name of the row under the cursor.
    pub(crate) fn cursor(&self) -> &str {
        let row = self
            .app
            .space
            .as_ref()
            .and_then(|space| space.instances.table.cursor());
        row.map_or("", |server| server.name.as_str())
    }
}

pub(crate) fn info() -> ContextInfo {
    ContextInfo {
        cloud: CloudChoice::Named("prod-eu".into()),
        regions: vec!["RegionOne".into(), "RegionTwo".into()],
        ..parts::info()
    }
}

pub(crate) fn discovery(start: Start) -> Discovery {
    let cloud = |name: &str, about: &str| CloudSummary {
        choice: CloudChoice::Named(name.into()),
        name: name.into(),
        about: about.into(),
    };
    let searched = |place: &str, found: bool, outcome: &str| Searched {
        place: place.into(),
        found,
        outcome: outcome.into(),
    };
    let first_run = start == Start::FirstRun;
    Discovery {
        clouds: if first_run {
            Vec::new()
        } else {
            vec![
                cloud("prod-eu", "alice @ eu.example.org, project web-team"),
                cloud("staging", "alice @ staging.example.org, project web-team"),
                cloud("lab", "application credential @ lab.example.org"),
            ]
        },
        start,
        searched: vec![
            searched("$OS_CLIENT_CONFIG_FILE", false, "not set"),
            searched("./clouds.yaml", false, "no such file"),
            searched(
                "~/.config/openstack/clouds.yaml",
                !first_run,
                "no such file",
            ),
            searched("/etc/openstack/clouds.yaml", false, "no such file"),
        ],
        environment: "OS_AUTH_URL is set, OS_PROJECT_NAME is missing".into(),
    }
}

pub(crate) fn projects() -> Vec<Project> {
    ["web-team", "data-team", "platform"]
        .map(|name| Project {
            id: if name == "web-team" { "p" } else { name }.into(),
            name: name.into(),
        })
        .into()
}

/// An API call that was made then, and answered at once.
pub(crate) fn call(at: Timestamp) -> ApiCall {
    ApiCall {
        at,
        method: "GET".into(),
        service: "compute",
        path: "/servers".into(),
        status: Some(200),
        took: Duration::ZERO,
        request_id: None,
    }
}

pub(crate) fn error(kind: Kind, status: Option<u16>, message: &str) -> Error {
    Error {
        status,
        call: "GET /v2.1/servers/detail".into(),
        request_id: Some("req-7d1e3c58".into()),
        ..Error::new(kind, message)
    }
}

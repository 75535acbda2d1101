//! Any keys at all: nothing panics, and nothing is written that was not confirmed.
//!
//! The walk keeps a model of its own. Before each key it notes what the lists are aimed at (as long
//! as no dialog has fixed that) and what the dialog on top may be told by this key. Then it holds
//! every write against the model: it must follow the one key that confirms it, with nothing
//! pressed in between; it must name what was aimed at when its dialog opened, however the lists
//! have changed since; and a key that is held confirms nothing. At the end the cloud is asked: it
//! got no request to change anything beyond those of the confirmed writes. Console log and console
//! are read by POST, and are counted as reads.

use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, MouseEvent, MouseEventKind};
use horizon_tui::app::App;
use horizon_tui::app::details::Prompt;
use horizon_tui::app::launch::Step;
use horizon_tui::app::modal::Modal;
use horizon_tui::cloud::message::{OpId, Read, Write};
use horizon_tui::openstack::compute::ServerAct;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::common::drive::Drive;
use super::common::keys;
use super::steps::{SIZE, opened, writes};

const CASES: u32 = 24;

/// Keys that lead somewhere.
const WAYS: &str = "D D D y y y n Enter Enter Enter Esc Esc Tab S-Tab Space Space S S L L U c t \
                    e @ : ? m s f 1 2 / * u v j k Down Up G A-n A-p A-5 A-4 C-u r P P R R E E A \
                    A x x i o w a b h l p z";
const PHRASES: [&str; 6] = [
    "delete 2",
    "delete 25",
    "web",
    "Debian 13",
    "x\ny\tz",
    "\u{1b}[31m",
];
/// Ways that a random walk would not find, and the key that confirms at their end.
const ROUTES: [(&str, &str); 21] = [
    ("Esc Esc Esc 1 j D", "y"),
    ("Esc Esc Esc 1 j D Tab", "Enter"),
    ("Esc Esc Esc 1 u Space j Space D delete Space 2", "Enter"),
    ("Esc Esc Esc 2 G k D", "y"),
    ("Esc Esc Esc 1 u g j P o", "y"),
    ("Esc Esc Esc 1 u g j P r Tab", "Enter"),
    ("Esc Esc Esc 1 u * P h hard Space reboot Space 2", "Enter"),
    ("Esc Esc Esc 1 u G k P", "s"),
    ("Esc Esc Esc 1 u g j P", "l"),
    (
        "Esc Esc Esc 2 / C-u cirros Enter L n name A-n Enter Enter Enter Enter",
        "Enter",
    ),
    ("Esc Esc Esc 1 j S C-u x", "Enter"),
    ("Esc Esc Esc 1 j P o", "y"),
    ("Esc Esc Esc 1 j P h Tab", "Enter"),
    ("Esc Esc Esc 1 u Space j Space P s", "y"),
    ("Esc Esc Esc 1 j P l", "Enter"),
    ("Esc Esc Esc 1 j R r Down Tab", "Enter"),
    ("Esc Esc Esc 1 j R c", "y"),
    ("Esc Esc Esc 1 j E e C-u x", "Enter"),
    ("Esc Esc Esc 1 j E t", "Enter"),
    ("Esc Esc Esc 1 j A f", "Enter"),
    ("Esc Esc Esc 1 j x", "Enter"),
];

#[derive(Debug, Clone)]
enum Act {
    Keys(&'static str),
    /// When a dialog listens, and alone.
    Press(&'static str),
    /// One of the routes, to its end or not quite.
    Route(&'static str, Option<&'static str>),
    /// Held down, as the terminal repeats it: 30 times a second.
    Hold(&'static str),
    Any(char),
    Paste(&'static str),
    Resize(u16, u16),
    Wait(u64),
    TokensEnd,
}

fn act() -> impl Strategy<Value = Act> {
    let ways: Vec<&str> = WAYS.split_whitespace().collect();
    prop_oneof![
        12 => select(ways).prop_map(Act::Keys),
        2 => (select(&ROUTES[..]), any::<bool>())
            .prop_map(|((keys, end), whole)| Act::Route(keys, whole.then_some(end))),
        4 => select(&["y", "Enter", "Enter", "Space"][..]).prop_map(Act::Press),
        2 => select(&["y", "Enter", "D", "Space"][..]).prop_map(Act::Hold),
        1 => prop_oneof![9 => Just("U"), 1 => Just("q"), 1 => Just("C-c")].prop_map(Act::Keys),
        2 => any::<char>().prop_map(Act::Any),
        2 => select(&PHRASES[..]).prop_map(Act::Paste),
        1 => (1..130u16, 1..50u16).prop_map(|(columns, rows)| Act::Resize(columns, rows)),
        6 => select(&[30, 90, 400, 400, 9000][..]).prop_map(Act::Wait),
        1 => Just(Act::TokensEnd),
    ]
}

/// What the last key may set in motion, read off the dialog it went to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Confirmed {
    Nothing,
    /// So many at most.
    Many(usize),
    Snapshot,
    Launch,
    KeyPair,
    /// A console log to a file of this machine.
    Log,
    /// A text of this machine.
    Report,
    /// Picked from a menu, found by its name, retried or taken back: what hurts nothing is done at
    /// once, to one.
    Picked,
    /// By any other dialog that asks.
    Dialog,
}

impl Confirmed {
    fn by(app: &App, key: KeyEvent) -> Self {
        let enter = key.code == KeyCode::Enter;
        let space = key.code == KeyCode::Char(' ');
        let y = key.code == KeyCode::Char('y');
        match app.modals.last() {
            Some(Modal::Confirm(confirm)) if confirm.is_armed() => {
                let y = y && confirm.phrase().is_none();
                let left = confirm.targets.iter().filter(|it| it.off.is_none());
                if y || enter {
                    Self::Many(left.count())
                } else {
                    Self::Nothing
                }
            }
            Some(Modal::Snapshot(_)) if enter => Self::Snapshot,
            Some(Modal::Launch(wizard)) if enter || space => match wizard.step() {
                Step::Review => Self::Launch,
                Step::KeyPair => Self::KeyPair,
                _ => Self::Nothing,
            },
            None if enter && saves(app) => Self::Log,
            None if key.code == KeyCode::Char('U') => Self::Picked,
            Some(Modal::Bulk(_)) if key.code == KeyCode::Char('R') => Self::Picked,
            Some(Modal::Messages(_)) if key.code == KeyCode::Char('w') => Self::Report,
            Some(Modal::Menu(_)) => Self::Picked,
            Some(Modal::Palette(_)) if enter => Self::Picked,
            Some(dialog) if !is_told_elsewhere(dialog) && (enter || y) => Self::Dialog,
            _ => Self::Nothing,
        }
    }

    fn allows(&self, write: &Write, count: usize) -> bool {
        match write {
            Write::DeleteServer(_) | Write::DeleteImage(_) => {
                matches!(self, Self::Many(most) if count <= *most)
            }
            Write::Act { act, .. } => match self {
                Self::Many(most) => count <= *most,
                Self::Dialog => count == 1,
                Self::Picked => count == 1 && is_harmless(act),
                _ => false,
            },
            Write::CreateImage { .. } => *self == Self::Snapshot && count == 1,
            Write::CreateServers(_) => *self == Self::Launch && count == 1,
            Write::SaveText { .. } => {
                count == 1 && matches!(self, Self::Launch | Self::Report | Self::Log | Self::Dialog)
            }
            Write::CreateKeyPair { .. }
            | Write::ImportKeyPair { .. }
            | Write::ImportKeyFile { .. } => *self == Self::KeyPair && count == 1,
            _ => *self == Self::Dialog,
        }
    }
}

/// Whether the name of a file is being typed.
fn saves(app: &App) -> bool {
    let details = app.space.as_ref().and_then(|space| space.details.as_ref());
    let prompt = details.and_then(|details| details.prompt.as_ref());
    matches!(prompt, Some(Prompt::Save(_)))
}

/// Dialogs in which nothing is confirmed, or only what has a line of its own above.
fn is_told_elsewhere(dialog: &Modal) -> bool {
    matches!(
        dialog,
        Modal::Confirm(_)
            | Modal::Bulk(_)
            | Modal::Snapshot(_)
            | Modal::Launch(_)
            | Modal::Ssh(_)
            | Modal::Draft(_)
            | Modal::Switcher(_)
            | Modal::Palette(_)
            | Modal::Menu(_)
            | Modal::Jobs(_)
            | Modal::Messages(_)
            | Modal::ApiLog(_)
            | Modal::Text(_)
    )
}

/// Nothing that runs is hurt by it.
fn is_harmless(act: &ServerAct) -> bool {
    matches!(
        act,
        ServerAct::Start
            | ServerAct::Unpause
            | ServerAct::Resume
            | ServerAct::Unshelve
            | ServerAct::Unlock
            | ServerAct::Unrescue
            | ServerAct::Restore
    )
}

/// The server or image a write is aimed at.
fn target_of(write: &Write) -> Option<&str> {
    match write {
        Write::DeleteImage(id) => Some(id.as_str()),
        Write::DeleteServer(server)
        | Write::CreateImage { server, .. }
        | Write::Act { server, .. }
        | Write::UpdateServer { server, .. }
        | Write::ChangeMetadata { server, .. }
        | Write::SetTags { server, .. }
        | Write::UpdatePort { server, .. }
        | Write::AttachInterface { server, .. }
        | Write::DetachInterface { server, .. }
        | Write::AttachVolume { server, .. }
        | Write::DetachVolume { server, .. }
        | Write::CreateFloatingIp { server, .. }
        | Write::AssociateFloatingIp { server, .. }
        | Write::DisassociateFloatingIp { server, .. } => Some(server.as_str()),
        _ => None,
    }
}

/// How many requests carry a write out.
fn requests_of(write: &Write) -> usize {
    match write {
        Write::SaveText { .. } => 0,
        Write::ChangeMetadata { change, .. } => 1 + change.remove.len(),
        Write::DisassociateFloatingIp { release: true, .. } => 2,
        _ => 1,
    }
}

/// What an action would be aimed at now: of each list the marked, else the row under the cursor.
fn aim(app: &App) -> Vec<String> {
    let Some(space) = &app.space else {
        return Vec::new();
    };
    let (servers, images) = (&space.instances.table, &space.images.table);
    let marked = servers
        .rows()
        .iter()
        .filter(|row| servers.is_marked(&row.id));
    let mut aim: Vec<String> = marked.map(|row| row.id.to_string()).collect();
    if let Some(shown) = space.looked_at() {
        aim = shown.map(|row| row.id.to_string()).into_iter().collect();
    } else if aim.is_empty() {
        aim.extend(servers.cursor().map(|row| row.id.to_string()));
    }
    if images.marked_len() > 0 {
        let marked = images.rows().iter().filter(|row| images.is_marked(&row.id));
        aim.extend(marked.map(|row| row.id.to_string()));
    } else {
        aim.extend(images.cursor().map(|row| row.id.to_string()));
    }
    aim
}

pub(super) struct Watch {
    pub(super) drive: Drive,
    /// Taken back by the next key, used up by what it confirmed.
    confirmed: Confirmed,
    /// What the lists were aimed at when the dialog was opened.
    aim: Vec<String>,
    newest: OpId,
    jobs: Vec<OpId>,
    /// Whether tokens end early: then a write may be refused, and is sent once more.
    tokens_end: bool,
}

impl Watch {
    pub(super) fn over(drive: Drive, tokens_end: bool) -> Self {
        Self {
            drive,
            confirmed: Confirmed::Nothing,
            aim: Vec::new(),
            newest: OpId(0),
            jobs: Vec::new(),
            tokens_end,
        }
    }

    /// What the mouse presses is a key with the same meaning: mostly Enter.
    pub(super) fn mouse(&mut self, event: MouseEvent) {
        if self.drive.ended() {
            return;
        }
        let app = self.drive.app();
        let would = Confirmed::by(app, keys::parse("Enter")[0]);
        // Where nothing is hit nothing happens, and what was confirmed just before it is done.
        if matches!(event.kind, MouseEventKind::Down(_)) && would != Confirmed::Nothing {
            self.confirmed = would;
        }
        self.take_aim();
        self.drive.event(Event::Mouse(event));
        self.look();
    }

    /// Notes what the lists are aimed at, as long as no dialog has fixed that.
    fn take_aim(&mut self) {
        let app = self.drive.app();
        // A menu has fixed nothing yet: what is picked from it looks at the lists again.
        if matches!(
            app.modals.last(),
            None | Some(Modal::Menu(_) | Modal::Palette(_))
        ) {
            self.aim = aim(app);
        }
    }

    pub(super) fn key(&mut self, key: KeyEvent) {
        // The name of a file keeps its directory: the home that the program believes in.
        let clears = key == keys::parse("C-u")[0] && saves(self.drive.app());
        if key.kind == KeyEventKind::Release && !self.drive.ended() {
            // Nobody is told of it.
            self.drive.key(key);
        } else if !self.drive.ended() && !clears {
            self.confirmed = Confirmed::by(self.drive.app(), key);
            self.take_aim();
            self.drive.key(key);
            self.look();
        }
    }

    /// A key that is held down confirms nothing, whatever it comes upon.
    fn hold(&mut self, key: KeyEvent) {
        for _ in 0..40 {
            if self.drive.ended() {
                return;
            }
            self.key(key);
            self.confirmed = Confirmed::Nothing;
            self.drive.wait(Duration::from_millis(33));
            self.look();
        }
    }

    /// Every job that was entered since the last look must have been confirmed.
    pub(super) fn look(&mut self) {
        let jobs = self.drive.app().jobs().newest_first();
        let new: Vec<_> = jobs.take_while(|job| job.op > self.newest).collect();
        for job in &new {
            assert!(
                self.confirmed.allows(&job.write, new.len()),
                "{:?} after {:?}",
                job.write,
                self.confirmed
            );
            let target = target_of(&job.write);
            assert!(
                target.is_none_or(|target| self.aim.iter().any(|aimed| aimed == target)),
                "{:?} is not aimed at {:?}",
                job.write,
                self.aim
            );
        }
        if let Some(job) = new.first() {
            self.newest = job.op;
            self.jobs.extend(new.iter().map(|job| job.op));
            self.confirmed = Confirmed::Nothing;
        }
    }

    fn act(&mut self, act: &Act) {
        if self.drive.ended() {
            return;
        }
        match act {
            Act::Keys(keys) => keys::parse(keys).into_iter().for_each(|key| self.key(key)),
            Act::Press(key) => {
                self.act(&Act::Wait(400));
                self.act(&Act::Keys(key));
                self.act(&Act::Wait(100));
            }
            Act::Route(keys, end) => {
                self.act(&Act::Keys(keys));
                if let Some(end) = end {
                    self.act(&Act::Press(end));
                }
            }
            Act::Hold(key) => keys::parse(key).into_iter().for_each(|key| self.hold(key)),
            Act::Any(c) => self.key(keys::typed(&c.to_string())[0]),
            Act::Paste(text) => self.drive.paste(text),
            Act::Resize(columns, rows) => self.drive.resize((*columns, *rows)),
            Act::Wait(millis) => self.drive.wait(Duration::from_millis(*millis)),
            Act::TokensEnd if self.tokens_end => self.drive.cloud().expire_tokens(),
            Act::TokensEnd => {}
        }
        self.look();
        self.drive.screen();
    }

    /// What was sent is what was entered, each once, and the cloud got no more than that.
    pub(super) fn agrees_with_the_cloud(&self) {
        let sent: Vec<OpId> = self.drive.writes().iter().map(|(op, _)| *op).collect();
        for op in &sent {
            assert!(self.jobs.contains(op), "{op:?} of {sent:?}");
            assert_eq!(sent.iter().filter(|other| *other == op).count(), 1);
        }
        self.deletes_nothing_twice();
        let mut asked = writes(&self.drive, 0);
        // Nova answers a POST with the console log, and with the address of a console.
        for read in self.drive.reads() {
            match read {
                Read::ConsoleLog { .. } => asked.retain(|it| !it.ends_with("/action")),
                Read::RemoteConsole { .. } => asked.retain(|it| !it.ends_with("-consoles")),
                _ => {}
            }
        }
        let most = sent.len() * if self.tokens_end { 2 } else { 1 };
        assert!(asked.len() <= most, "{asked:#?} {sent:?}");
        let asked = writes(&self.drive, 0);
        // Nova answers a POST with the console log, and with a console's address.
        let by_post =
            |read: &&Read| matches!(read, Read::ConsoleLog { .. } | Read::RemoteConsole { .. });
        let reads = self.drive.reads().iter().filter(by_post).count();
        let sent = self.drive.writes().iter().map(|(_, write)| write);
        let sent: usize = sent.map(requests_of).sum();
        let most = (sent + reads) * if self.tokens_end { 2 } else { 1 };
        assert!(asked.len() <= most, "more than {most}: {asked:#?}");
    }
}

impl Watch {
    fn deletes_nothing_twice(&self) {
        let writes = self.drive.writes().iter();
        let deletes = writes.filter_map(|(_, write)| match write {
            Write::DeleteServer(id) => Some(id.as_str()),
            Write::DeleteImage(id) => Some(id.as_str()),
            _ => None,
        });
        let mut deletes: Vec<&str> = deletes.collect();
        let all = deletes.len();
        deletes.sort_unstable();
        deletes.dedup();
        assert_eq!(deletes.len(), all, "one of them twice: {deletes:?}");
    }
}

/// How many writes there were.
fn walk(acts: &[Act], tokens_end: bool) -> usize {
    let mut watch = Watch::over(opened(Drive::demo(SIZE)), tokens_end);
    for act in acts {
        watch.act(act);
    }
    watch.act(&Act::Wait(20_000));
    watch.agrees_with_the_cloud();
    watch.drive.writes().len()
}

/// The same cases with every run; other ones, and as many as `PROPTEST_CASES` says, where that is
/// set.
pub(super) fn runner(cases: u32) -> TestRunner {
    let wished = std::env::var("PROPTEST_CASES").ok();
    let wished = wished.and_then(|cases| cases.parse().ok());
    let config = Config {
        cases: wished.unwrap_or(cases),
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    };
    if wished.is_some() {
        return TestRunner::new(config);
    }
    let seed = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    TestRunner::new_with_rng(config, seed)
}

#[test]
fn no_sequence_of_keys_writes_without_its_confirmation() {
    let mut runner = runner(CASES);
    let acts = (proptest::collection::vec(act(), 60..120), any::<bool>());
    let written = std::cell::Cell::new(0);
    let outcome = runner.run(&acts, |(acts, tokens_end)| {
        written.set(written.get() + walk(&acts, tokens_end));
        Ok(())
    });
    assert!(outcome.is_ok(), "{}", outcome.unwrap_err());
    // Else it has shown nothing.
    assert!(written.get() >= 10, "only {} writes", written.get());
}

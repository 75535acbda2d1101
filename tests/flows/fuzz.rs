//! Any keys at all: nothing panics, and nothing is written that was not confirmed.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent};
use horizon_tui::app::App;
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
                    P P R E A o e @ : ? m s f 1 2 / * u v j k Down Up G A-n A-p A-5 A-4 C-u r";
const PHRASES: [&str; 6] = [
    "delete 2",
    "delete 25",
    "web",
    "Debian 13",
    "x\ny\tz",
    "\u{1b}[31m",
];
/// Ways that a random walk would not find, and the key that confirms at their end.
const ROUTES: [(&str, &str); 11] = [
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
];

#[derive(Debug, Clone)]
enum Act {
    Keys(&'static str),
    /// When a dialog listens, and alone.
    Press(&'static str),
    /// One of the routes, to its end or not quite.
    Route(&'static str, Option<&'static str>),
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
enum Confirmed {
    Nothing,
    /// So many at most.
    Many(usize),
    /// Picked from a menu or found by its name: what hurts nothing is done at once, to one.
    Pick,
    Snapshot,
    Launch,
    KeyPair,
}

impl Confirmed {
    fn by(app: &App, key: KeyEvent) -> Self {
        let enter = key.code == KeyCode::Enter;
        let space = key.code == KeyCode::Char(' ');
        match app.modals.last() {
            Some(Modal::Confirm(confirm)) if confirm.is_armed() => {
                let y = key.code == KeyCode::Char('y') && confirm.phrase().is_none();
                let left = confirm.targets.iter().filter(|it| it.off.is_none());
                if y || enter {
                    Self::Many(left.count())
                } else {
                    Self::Nothing
                }
            }
            Some(Modal::Menu(_)) => Self::Pick,
            Some(Modal::Palette(_)) if enter => Self::Pick,
            Some(Modal::Snapshot(_)) if enter => Self::Snapshot,
            Some(Modal::Launch(wizard)) if enter || space => match wizard.step() {
                Step::Review => Self::Launch,
                Step::KeyPair => Self::KeyPair,
                _ => Self::Nothing,
            },
            _ => Self::Nothing,
        }
    }

    fn allows(&self, write: &Write, count: usize) -> bool {
        match write {
            Write::DeleteServer(_) | Write::DeleteImage(_) => {
                matches!(self, Self::Many(most) if count <= *most)
            }
            Write::Act { act, .. } if is_harmless(act) => match self {
                Self::Many(most) => count <= *most,
                Self::Pick => count == 1,
                _ => false,
            },
            Write::Act { .. } => matches!(self, Self::Many(most) if count <= *most),
            Write::CreateImage { .. } => *self == Self::Snapshot && count == 1,
            Write::CreateServers(_) => *self == Self::Launch && count == 1,
            _ => *self == Self::KeyPair && count == 1,
        }
    }
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

struct Watch {
    drive: Drive,
    /// Taken back by the next key, used up by what it confirmed.
    confirmed: Confirmed,
    newest: OpId,
    jobs: Vec<OpId>,
    /// Whether tokens end early: then a write may be refused, and is sent once more.
    tokens_end: bool,
}

impl Watch {
    fn key(&mut self, key: KeyEvent) {
        if !self.drive.ended() {
            self.confirmed = Confirmed::by(self.drive.app(), key);
            self.drive.key(key);
            self.look();
        }
    }

    /// Every job that was entered since the last look must have been confirmed.
    fn look(&mut self) {
        let jobs = self.drive.app().jobs().newest_first();
        let new: Vec<_> = jobs.take_while(|job| job.op > self.newest).collect();
        for job in &new {
            assert!(
                self.confirmed.allows(&job.write, new.len()),
                "{:?} after {:?}",
                job.write,
                self.confirmed
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
    fn agrees_with_the_cloud(&self) {
        let sent: Vec<OpId> = self.drive.writes().iter().map(|(op, _)| *op).collect();
        for op in &sent {
            assert!(self.jobs.contains(op), "{op:?} of {sent:?}");
            assert_eq!(sent.iter().filter(|other| *other == op).count(), 1);
        }
        self.deletes_nothing_twice();
        let mut asked = writes(&self.drive, 0);
        // Nova answers a POST with the console log.
        let log = |read: &&Read| matches!(read, Read::ConsoleLog { .. });
        let logs = self.drive.reads().iter().filter(log).count();
        if logs > 0 {
            asked.retain(|request| !request.ends_with("/action"));
        }
        let most = sent.len() * if self.tokens_end { 2 } else { 1 };
        assert!(asked.len() <= most, "{asked:#?} {sent:?}");
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
    let mut watch = Watch {
        drive: opened(Drive::demo(SIZE)),
        confirmed: Confirmed::Nothing,
        newest: OpId(0),
        jobs: Vec::new(),
        tokens_end,
    };
    for act in acts {
        watch.act(act);
    }
    watch.act(&Act::Wait(20_000));
    watch.agrees_with_the_cloud();
    watch.drive.writes().len()
}

#[test]
fn no_sequence_of_keys_writes_without_its_confirmation() {
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    };
    let seed = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, seed);
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

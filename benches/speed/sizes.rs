//! What is not a list of instances, where there is much of it: the context switcher, many jobs, a
//! question about many, the wizard's choices.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use horizon_tui::app::Msg;
use horizon_tui::openstack::compute::UserData;

use super::cursors;
use super::grown::{FEW, MANY};
use super::harness::measure::{in_turns, time};
use super::harness::report::Report;
use super::script::Script;
use super::stage::{Stage, letter};

const SMALL: (u16, u16) = (80, 24);
/// There the wizard's summary stands beside it.
const LARGE: (u16, u16) = (200, 60);
const ENTER: KeyEvent = KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE);
const CLEAR: KeyEvent = KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL);

pub fn switcher(report: &mut Report) {
    let lines = ["switcher", "its filter", "under it"];
    if !lines.iter().any(|line| report.wants(line)) {
        return;
    }
    let (few, many) = (
        Script::record(super::FEW).offering(FEW),
        Script::record(super::FEW).offering(MANY),
    );
    let (mut a, mut b) = (open_switcher(&many), open_switcher(&few));
    let what = "Key to frame in the context switcher, 1,000 projects";
    if report.wants(what) {
        report.pair(what, cursors(201, &mut a, &mut b));
    }
    let what = "A letter in its filter to the frame, 1,000 projects and 60 regions";
    if report.wants(what) {
        let find = |stage: &mut Stage<'_>| {
            stage.press(&[CLEAR]);
            time(|| stage.key(letter('t')))
        };
        report.pair(what, in_turns(201, || find(&mut a), || find(&mut b)));
    }
    let what = "A page of a list under it, 1,000 projects";
    if report.wants(what) {
        let page = |stage: &mut Stage<'_>| {
            let asked = stage.awaited(true);
            time(|| stage.list_end(asked))
        };
        report.pair(what, in_turns(51, || page(&mut a), || page(&mut b)));
    }
}

fn open_switcher(script: &Script) -> Stage<'_> {
    let mut stage = Stage::full(script, SMALL);
    let right = KeyEvent::new(KeyCode::Right, KeyModifiers::NONE);
    stage.press(&[letter('c'), right]);
    stage.sees("PROJECT");
    stage
}

/// The question before all of them are deleted, the requests, and what becomes of each.
pub fn jobs(report: &mut Report, few: &Script, many: &Script) {
    let lines = ["question", "deletes", "list of jobs"];
    if !lines.iter().any(|line| report.wants(line)) {
        return;
    }
    let (mut a, mut b) = (asking(many), asking(few));
    let what = "Key to frame in the question about 10,000";
    if report.wants(what) {
        report.pair(what, cursors(101, &mut a, &mut b));
    }
    a.confirm();
    b.confirm();
    let what = "Key to frame among 10,000 deletes";
    if report.wants(what) {
        report.pair(what, cursors(101, &mut a, &mut b));
    }
    let what = "The answer to one of 10,000 deletes";
    if report.wants(what) {
        let pair = in_turns(40, || time(|| a.accept()), || time(|| b.accept()));
        report.pair(what, pair);
    }
    let what = "The answer to one of 10,000 deletes, and its frame";
    if report.wants(what) {
        let answer = |stage: &mut Stage<'_>| {
            time(|| {
                stage.accept();
                stage.program.draw().unwrap();
            })
        };
        report.pair(what, in_turns(40, || answer(&mut a), || answer(&mut b)));
    }
    let what = "Key to frame in the list of jobs, 10,000 of them";
    if report.wants(what) {
        let escape = KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE);
        for stage in [&mut a, &mut b] {
            stage.press(&[escape, letter('t')]);
            stage.sees("Jobs");
        }
        report.pair(what, cursors(101, &mut a, &mut b));
    }
}

/// All are marked, and asked about.
fn asking(script: &Script) -> Stage<'_> {
    let mut stage = Stage::full(script, SMALL);
    stage.press(&[letter('*'), letter('D')]);
    stage.sees("to go on");
    stage
}

impl Stage<'_> {
    /// Types what is asked for, and waits until the undo window is over.
    fn confirm(&mut self) {
        let screen = self.program.terminal.backend().to_string();
        // Of the cloud's servers some are locked.
        let phrase = screen.split("Type ").nth(1).unwrap();
        let phrase = phrase.split("to go on").next().unwrap().trim();
        let phrase: Vec<_> = phrase.chars().map(letter).collect();
        self.press(&phrase);
        self.press(&[ENTER]);
        for _ in 0..12 {
            self.pass(Duration::from_secs(1));
        }
        assert!(self.writes.len() > 90, "only {}", self.writes.len());
        self.program.draw().unwrap();
    }
}

/// Each step of the wizard, and what else goes on while it is open.
pub fn wizard(report: &mut Report) {
    if !report.wants("wizard's") {
        return;
    }
    let (few, many) = (
        Script::record(super::FEW).offering(FEW),
        Script::record(super::FEW).offering(MANY),
    );
    let alt = |digit| KeyEvent::new(KeyCode::Char(digit), KeyModifiers::ALT);
    let tab = KeyEvent::new(KeyCode::Tab, KeyModifiers::NONE);
    let sources = [tab; 5];
    let steps: [(&str, &[KeyEvent], &str); 6] = [
        (
            "Key to frame among the wizard's 2,000 images",
            &sources,
            "VISIBILITY",
        ),
        (
            "Key to frame among the wizard's 500 flavors",
            &[alt('2')],
            "vCPU     RAM",
        ),
        (
            "Key to frame among the wizard's 1,000 networks",
            &[alt('3')],
            "SUBNETS",
        ),
        (
            "Key to frame among the wizard's 5,000 ports",
            &[alt('3'), letter('p')],
            "ADDRESSES",
        ),
        (
            "Key to frame among the wizard's 1,000 security groups",
            &[alt('3'), tab, tab],
            "RULES",
        ),
        (
            "Key to frame among the wizard's 1,000 key pairs",
            &[alt('4')],
            "FINGERPRINT",
        ),
    ];
    for (what, keys, seen) in steps {
        if report.wants(what) {
            let (mut a, mut b) = (
                open_wizard(&many, SMALL, keys, seen),
                open_wizard(&few, SMALL, keys, seen),
            );
            report.pair(what, cursors(101, &mut a, &mut b));
        }
    }
    let what = "A frame of the wizard's review beside its summary, thousands of each";
    if report.wants(what) {
        let review = |script| open_wizard(script, LARGE, &[alt('5')], "Review");
        let (mut a, mut b) = (review(&many), review(&few));
        let draw = |stage: &mut Stage<'_>| time(|| stage.program.draw().unwrap());
        report.pair(what, in_turns(101, || draw(&mut a), || draw(&mut b)));
    }
    script_in_wizard(report, &few);
}

/// A list goes on being read under a wizard that holds a long script.
fn script_in_wizard(report: &mut Report, script: &Script) {
    let what = "A wake-up over the wizard's 16 KiB of user data";
    if !report.wants(what) {
        return;
    }
    let text = "echo horizon\n".repeat(16 * 1024 / 13);
    assert!(text.len() < UserData::MOST_BYTES);
    let holding = |text: &str| {
        let mut stage = open_wizard(script, SMALL, &[letter('w')], "Advanced");
        let tab = KeyEvent::new(KeyCode::Tab, KeyModifiers::NONE);
        let right = KeyEvent::new(KeyCode::Right, KeyModifiers::NONE);
        stage.press(&[tab; 7]);
        stage.press(&[ENTER, right, right, tab]);
        stage.deliver(Msg::Paste(text.to_owned()));
        stage.program.draw().unwrap();
        stage.sees("typed here");
        stage
    };
    let (mut a, mut b) = (holding(&text), holding("echo"));
    let wake = |stage: &mut Stage<'_>| time(|| stage.deliver(Msg::Wake));
    report.pair(what, in_turns(201, || wake(&mut a), || wake(&mut b)));
}

fn open_wizard<'a>(
    script: &'a Script,
    size: (u16, u16),
    keys: &[KeyEvent],
    seen: &str,
) -> Stage<'a> {
    let mut stage = Stage::full(script, size);
    stage.press(&[letter('L')]);
    stage.press(keys);
    stage.sees(seen);
    stage
}

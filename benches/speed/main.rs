//! How fast the parts of the program are: `cargo bench --bench speed`, with `-- --write` to put the
//! table into the README, with `-- WORD` for the lines that hold a word.

#![expect(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a bench that cannot measure has nothing to say"
)]

#[path = "../harness/mod.rs"]
mod harness;

mod decode;
mod grown;
mod script;
mod sizes;
mod stage;

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use horizon_tui::app::instances::Column;
use horizon_tui::app::{Click, Msg};
use horizon_tui::cloud::message::Page;

use self::decode::Wire;
use self::harness::lines::SPEED;
use self::harness::measure::{Spread, in_turns, time};
use self::harness::report::Report;
use self::script::Script;
use self::stage::{Stage, letter};

const FEW: usize = 100;
const MANY: usize = 10_000;
const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (200, 60);

fn main() {
    let mut report = Report::new("speed", &SPEED);
    if report.wants("page") {
        let wire = Wire::new();
        report.pair(
            "A page of 1,000 instances, fetched and decoded",
            wire.against_tree(),
        );
        report.pair("The same page", wire.against_scan());
    }
    let (few, many) = (Script::record(FEW), Script::record(MANY));
    lists(&mut report, &few, &many);
    frames(&mut report, &few, &many);
    keys(&mut report, &few, &many);
    pages(&mut report, &few, &many);
    waking(&mut report, &few, &many);
    sizes::jobs(&mut report, &few, &many);
    let few = Script::record(FEW).with_flavors(10);
    let many = Script::record(FEW).with_flavors(1000);
    wizard(&mut report, &few, &many);
    sizes::switcher(&mut report);
    sizes::wizard(&mut report);
    report.close();
}

/// What the core does to its rows, without a frame.
fn lists(report: &mut Report, few: &Script, many: &Script) {
    let what = "A delta with 10 changed of 10,000 rows";
    if report.wants(what) {
        let (mut a, mut b) = (Stage::full(many, SMALL), Stage::full(few, SMALL));
        let (mut odd, mut even) = (false, false);
        let pair = in_turns(
            101,
            || delta(&mut a, many, &mut odd),
            || delta(&mut b, few, &mut even),
        );
        report.pair(what, pair);
    }
    let what = "A refresh of 10,000 rows without change, each row";
    if report.wants(what) {
        let (mut a, mut b) = (Stage::full(many, SMALL), Stage::full(few, SMALL));
        let (a, b) = in_turns(15, || refresh(&mut a, many), || refresh(&mut b, few));
        report.pair(what, per_row(a, b));
    }
    let what = "A letter more in the filter of 10,000 rows, each row";
    if report.wants(what) {
        let (mut a, mut b) = (filtering(many), filtering(few));
        let (a, b) = in_turns(101, || letter_more(&mut a), || letter_more(&mut b));
        report.pair(what, per_row(a, b));
    }
    let what = "10,000 rows sorted by another column, each row";
    if report.wants(what) {
        let (mut a, mut b) = (Stage::full(many, SMALL), Stage::full(few, SMALL));
        let (mut odd, mut even) = (false, false);
        let (a, b) = in_turns(51, || sort(&mut a, &mut odd), || sort(&mut b, &mut even));
        report.pair(what, per_row(a, b));
    }
}

#[expect(clippy::cast_precision_loss, reason = "both are small")]
fn per_row(many: Spread, few: Spread) -> (Spread, Spread) {
    (many.per(MANY as f64), few.per(FEW as f64))
}

/// Ten servers get other names, and their own the next time.
fn delta(stage: &mut Stage<'_>, script: &Script, renamed: &mut bool) -> Duration {
    let asked = stage.awaited(true);
    *renamed = !*renamed;
    let page = if *renamed {
        script.renamed.clone()
    } else {
        script.as_before.clone()
    };
    time(|| {
        stage.page(asked, page);
        stage.list_end(asked);
    })
}

fn refresh(stage: &mut Stage<'_>, script: &Script) -> Duration {
    let asked = stage.awaited(false);
    let pages: Vec<Page> = script.pages().to_vec();
    time(|| {
        for page in pages {
            stage.page(asked, page);
        }
        stage.list_end(asked);
    })
}

fn filtering(script: &Script) -> Stage<'_> {
    let mut stage = Stage::full(script, SMALL);
    stage.press(&[letter('/')]);
    stage
}

/// The second letter; what was typed is taken away before.
fn letter_more(stage: &mut Stage<'_>) -> Duration {
    let clear = KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL);
    stage.press(&[clear, letter('w')]);
    time(|| {
        stage.deliver(Msg::Key(letter('e')));
        stage.go_on();
    })
}

fn sort(stage: &mut Stage<'_>, odd: &mut bool) -> Duration {
    *odd = !*odd;
    let column = if *odd { Column::Status } else { Column::Name };
    time(|| stage.deliver(Msg::Click(Click::SortInstances(column))))
}

fn frames(report: &mut Report, few: &Script, many: &Script) {
    for (what, size) in [
        ("A frame of 80×24, 10,000 rows", SMALL),
        ("A frame of 200×60, 10,000 rows", LARGE),
    ] {
        if report.wants(what) {
            let (mut a, mut b) = (Stage::full(many, size), Stage::full(few, size));
            let draw = |stage: &mut Stage<'_>| time(|| stage.program.draw().unwrap());
            report.pair(what, in_turns(201, || draw(&mut a), || draw(&mut b)));
        }
    }
}

/// From a key to the frame that shows what it did.
fn keys(report: &mut Report, few: &Script, many: &Script) {
    let what = "Cursor key to frame, 10,000 rows";
    if report.wants(what) {
        let (mut a, mut b) = (Stage::full(many, SMALL), Stage::full(few, SMALL));
        report.pair(what, cursors(201, &mut a, &mut b));
    }
    let what = "Filter key to frame, 10,000 rows";
    if report.wants(what) {
        let (mut a, mut b) = (filtering(many), filtering(few));
        let pair = in_turns(101, || filter_key(&mut a), || filter_key(&mut b));
        report.pair(what, pair);
    }
}

/// A key to the cursor of each in turn.
fn cursors(rounds: usize, a: &mut Stage<'_>, b: &mut Stage<'_>) -> (Spread, Spread) {
    let (mut odd, mut even) = (false, false);
    in_turns(rounds, || cursor(a, &mut odd), || cursor(b, &mut even))
}

/// Down, and up again the next time.
fn cursor(stage: &mut Stage<'_>, down: &mut bool) -> Duration {
    *down = !*down;
    let code = if *down { KeyCode::Down } else { KeyCode::Up };
    stage.pass(Duration::from_millis(40));
    let took = time(|| stage.key(KeyEvent::new(code, KeyModifiers::NONE)));
    stage.settle();
    took
}

fn filter_key(stage: &mut Stage<'_>) -> Duration {
    let clear = KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL);
    stage.press(&[clear, letter('w')]);
    time(|| stage.key(letter('e')))
}

/// A key between two parts of a page: the loop shows it before it takes in the next.
fn pages(report: &mut Report, few: &Script, many: &Script) {
    let what = "Key to frame while pages stream in, up to 10,000 rows";
    if report.wants(what) {
        let (mut a, mut b) = (Streaming::new(many), Streaming::new(few));
        report.pair(what, in_turns(100, || a.step(), || b.step()));
    }
    let what = "Key to frame while a refresh lands, 10,000 rows";
    if report.wants(what) {
        let (mut a, mut b) = (Streaming::again(many), Streaming::again(few));
        report.pair(what, in_turns(100, || a.step(), || b.step()));
    }
}

/// A list that is being read, page by page.
struct Streaming<'a> {
    script: &'a Script,
    stage: Stage<'a>,
    asked: stage::Asked,
    next: usize,
    /// A list that was complete before is read again; else a new program begins.
    again: bool,
    down: bool,
}

impl<'a> Streaming<'a> {
    fn new(script: &'a Script) -> Self {
        let (stage, asked) = Stage::empty(script, SMALL);
        Self::of(script, stage, asked, false)
    }

    fn again(script: &'a Script) -> Self {
        let mut stage = Stage::full(script, SMALL);
        let asked = stage.awaited(false);
        Self::of(script, stage, asked, true)
    }

    fn of(script: &'a Script, stage: Stage<'a>, asked: stage::Asked, again: bool) -> Self {
        Self {
            script,
            stage,
            asked,
            next: 0,
            again,
            down: false,
        }
    }

    fn step(&mut self) -> Duration {
        if self.next == self.script.pages().len() {
            self.begin();
        }
        let page = self.script.pages()[self.next].clone();
        self.next += 1;
        self.down = !self.down;
        let code = if self.down {
            KeyCode::Down
        } else {
            KeyCode::Up
        };
        self.stage.page(self.asked, page);
        let took = time(|| self.stage.key(KeyEvent::new(code, KeyModifiers::NONE)));
        self.stage.settle();
        took
    }

    fn begin(&mut self) {
        if self.again {
            self.stage.list_end(self.asked);
            self.asked = self.stage.awaited(false);
            self.stage.program.draw().unwrap();
            self.next = 0;
        } else {
            *self = Self::new(self.script);
        }
    }
}

fn wizard(report: &mut Report, few: &Script, many: &Script) {
    if !report.wants("wizard") {
        return;
    }
    let open = |script| {
        let mut stage = Stage::full(script, SMALL);
        let flavors = KeyEvent::new(KeyCode::Char('2'), KeyModifiers::ALT);
        stage.press(&[letter('L'), flavors]);
        let screen = stage.program.terminal.backend().to_string();
        assert!(screen.contains("vCPU     RAM"), "no flavors:\n{screen}");
        stage
    };
    let (mut a, mut b) = (open(many), open(few));
    let draw = |stage: &mut Stage<'_>| time(|| stage.program.draw().unwrap());
    report.pair(
        "A frame of the wizard, 1,000 flavors",
        in_turns(201, || draw(&mut a), || draw(&mut b)),
    );
    report.pair(
        "Key to frame in the wizard, 1,000 flavors",
        cursors(201, &mut a, &mut b),
    );
}

/// A deadline has come, and changed nothing.
fn waking(report: &mut Report, few: &Script, many: &Script) {
    let wake = |stage: &mut Stage<'_>| time(|| stage.deliver(Msg::Wake));
    let what = "Woken up with nothing to do, 10,000 rows";
    if report.wants(what) {
        let (mut a, mut b) = (Stage::full(many, SMALL), Stage::full(few, SMALL));
        report.pair(what, in_turns(201, || wake(&mut a), || wake(&mut b)));
    }
    let what = "Woken up for a frame, 10,000 rows";
    if report.wants(what) {
        let (mut a, mut b) = (Stage::full(many, SMALL), Stage::full(few, SMALL));
        let frame = |stage: &mut Stage<'_>| wake(stage) + time(|| stage.program.draw().unwrap());
        report.pair(what, in_turns(201, || frame(&mut a), || frame(&mut b)));
    }
}

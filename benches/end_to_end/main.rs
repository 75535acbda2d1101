//! How fast the program is as a whole: the real binary in a pseudo-terminal, against the imitation
//! cloud as far away as wanted, beside `curl`, which asks the same. `cargo bench --bench
//! end_to_end`, with `-- --write` to put the table into the README, with `-- WORD` for the lines
//! that hold a word. It takes some minutes, four of them for idling.

#![expect(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a bench that cannot measure has nothing to say"
)]

#[path = "../harness/mod.rs"]
mod harness;

mod cloud;
mod curl;
mod distance;
mod program;

use std::time::Duration;

use self::cloud::Cloud;
use self::curl::Curl;
use self::harness::lines::END_TO_END;
use self::harness::measure::{Spread, in_turns, milliseconds, now};
use self::harness::report::Report;
use self::program::{Home, Program};

const FEW: usize = 100;
const MANY: usize = 10_000;
/// There and back again.
const AWAY: [u64; 3] = [0, 20, 100];

const STARTS: usize = 11;
const LISTS: usize = 5;
const KEYS: usize = 41;
const IDLE: Duration = Duration::from_secs(60);
/// So long after the list is whole four minutes of idling begin, that its next full read falls into
/// them: it comes with a delta, and those are ten seconds apart.
const LATE: Duration = Duration::from_secs(15);

fn main() {
    let mut report = Report::new("end to end", &END_TO_END);
    let (few, many) = (Cloud::start(FEW), Cloud::start(MANY));
    for away in AWAY {
        first_rows(&mut report, &many, away);
        whole_list(&mut report, &many, away);
    }
    keys(&mut report, &few, &many);
    memory(&mut report, &few, &many);
    idle(&mut report, &many);
    report.close();
}

fn first_rows(report: &mut Report, cloud: &Cloud, away: u64) {
    let cold = format!("First rows, no token kept, {away} ms away");
    let warm = format!("First rows, token kept, {away} ms away");
    if !report.wants(&cold) && !report.wants(&warm) {
        return;
    }
    let front = cloud.at_distance(Duration::from_millis(away));
    let home = Home::new(&front.auth_url());
    // What the program asks for is what curl is to ask for.
    let asked = cloud.asked_by(|| first(&home));
    let list = asked.lists()[0].clone();
    let curl = Curl::new(&front, cloud.token());
    if report.wants(&cold) {
        let cold_start = || first(&Home::new(&front.auth_url()));
        let pair = in_turns(STARTS, cold_start, || curl.token_and(&[&list]));
        report.pair(&cold, pair);
    }
    if report.wants(&warm) {
        let again = cloud.asked_by(|| first(&home));
        if again.begins_with_login() {
            report.not(&warm, "no token is kept yet");
        } else {
            let pair = in_turns(STARTS, || first(&home), || curl.get(&[&list]));
            report.pair(&warm, pair);
        }
    }
}

/// From the start of the program to the first rows on its terminal.
fn first(home: &Home) -> Duration {
    let mut program = Program::start(home);
    let took = program.until(|screen| screen.contains("10.64."));
    program.quit();
    took
}

fn whole_list(report: &mut Report, cloud: &Cloud, away: u64) {
    let what = format!("All 10,000 rows, {away} ms away");
    if !report.wants(&what) {
        return;
    }
    let front = cloud.at_distance(Duration::from_millis(away));
    let whole = || whole(&Home::new(&front.auth_url()), cloud);
    let asked = cloud.asked_by(whole);
    let lists = asked.lists();
    let curl = Curl::new(&front, cloud.token());
    let pages: Vec<&String> = lists.iter().collect();
    let pair = in_turns(LISTS, whole, || curl.token_and(&pages));
    report.pair(&what, pair);
}

/// From the start of the program to the number of all its instances on its terminal.
fn whole(home: &Home, cloud: &Cloud) -> Duration {
    let mut program = Program::start(home);
    let took = program.until_whole(cloud.servers());
    program.quit();
    took
}

fn keys(report: &mut Report, few: &Cloud, many: &Cloud) {
    let cursor = "Cursor key to the terminal, 10,000 rows";
    let filter = "Filter key to the terminal, 10,000 rows";
    if !report.wants(cursor) && !report.wants(filter) {
        return;
    }
    let mut a = settled(many);
    let mut b = settled(few);
    if report.wants(cursor) {
        let (mut odd, mut even) = (false, false);
        let press = |program: &mut Program, down: &mut bool| {
            *down = !*down;
            program.press(if *down { "j" } else { "k" })
        };
        let pair = in_turns(
            KEYS,
            || press(&mut a, &mut odd),
            || press(&mut b, &mut even),
        );
        report.pair(cursor, pair);
    }
    if report.wants(filter) {
        let press = |program: &mut Program| {
            program.press("w");
            let took = program.press("e");
            // Ctrl+U takes away what was typed.
            program.press("\x15");
            took
        };
        a.press("/");
        b.press("/");
        report.pair(filter, in_turns(KEYS, || press(&mut a), || press(&mut b)));
    }
    a.kill();
    b.kill();
}

/// A program whose list is whole, some seconds later.
fn settled(cloud: &Cloud) -> Program {
    let front = cloud.at_distance(Duration::ZERO);
    let home = Home::new(&front.auth_url());
    let mut program = Program::start(&home);
    program.keep(home, front);
    program.until_whole(cloud.servers());
    program.watch(Duration::from_secs(3));
    program
}

fn memory(report: &mut Report, few: &Cloud, many: &Cloud) {
    if !report.wants("emory") && !report.wants("More at the most") {
        return;
    }
    let measure = |cloud: &Cloud| {
        let program = settled(cloud);
        let memory = program.memory();
        program.quit();
        memory
    };
    let mut found: [Vec<f64>; 4] = Default::default();
    for _ in 0..3 {
        let (few, many) = (measure(few), measure(many));
        let figures = [few.now, few.ever, many.now - few.now, many.ever - few.ever];
        for (all, figure) in found.iter_mut().zip(figures) {
            all.push(figure);
        }
    }
    let lines = [
        "Memory with 100 rows",
        "Most memory ever with 100 rows",
        "More memory with 10,000 rows",
        "More at the most, with 10,000 rows",
    ];
    for (line, found) in lines.iter().zip(found) {
        report.one(line, Spread::of(found));
    }
}

fn idle(report: &mut Report, cloud: &Cloud) {
    if !report.wants("idling") {
        return;
    }
    let mut program = settled(cloud);
    // What the cloud's servers were at when it began comes to its end.
    program.watch(cloud.until_calm().max(LATE));
    let before = program.processor();
    let start = now();
    let mut bytes = 0;
    let asked = cloud.asked_by(|| bytes = program.watch(IDLE));
    assert!(start.elapsed() >= IDLE);
    let processor = program.processor().saturating_sub(before);
    report.one("Bytes to the terminal in 60 s of idling", count(bytes));
    report.one(
        "Processor time in 60 s of idling",
        Spread::one(milliseconds(processor)),
    );
    // So many rows are read as a whole every four minutes, and these hold one such read.
    let again = cloud.asked_by(|| program.watch(3 * IDLE));
    let processor = program.processor().saturating_sub(before) / 4;
    assert!(!again.lists().is_empty(), "the whole list was not read");
    report.one(
        "The same, a quarter of that in four minutes with a full read",
        Spread::one(milliseconds(processor)),
    );
    report.one("Requests in 60 s of idling", count(asked.len()));
    asked.tell();
    program.quit();
}

#[expect(clippy::cast_precision_loss, reason = "it is small")]
fn count(figure: usize) -> Spread {
    Spread::one(figure as f64)
}

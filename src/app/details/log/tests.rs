//! What the Log tab shows of a log as it grows, is scrolled and searched.

use super::text::MOST;
use super::*;
use crate::app::counted::counted;
use crate::app::fixture::start;

const SIZE: (usize, usize) = (20, 3);

fn log(text: &str) -> Log {
    let mut log = Log::default();
    log.ask(Ticket(1));
    log.settle(Ticket(1), Ok(text.into()), start());
    log
}

fn shown(log: &Log) -> Vec<String> {
    let lines = log.view(SIZE).into_iter();
    lines
        .map(|line| line.parts.into_iter().map(|(_, words)| words).collect())
        .collect()
}

fn more(log: &mut Log, text: &str) {
    log.ask(Ticket(2));
    log.settle(Ticket(2), Ok(text.into()), start());
}

#[test]
fn ten_megabytes_are_cut_from_the_front_and_said_to_be() {
    let mut log = Log::default();
    let ticket = Ticket(1);
    for text in [
        "ä".repeat(5 << 20),
        "\t".repeat(10 << 20),
        "a\n".repeat(5 << 20),
    ] {
        log.ask(ticket);
        log.settle(ticket, Ok(text), start());
        assert!(log.facts().contains("the last MiB"), "{}", log.facts());
        assert!(log.lines.len() <= MOST / 2 + 1);
        assert!(!log.view((80, 24)).is_empty());
    }
    log.ask(ticket);
    log.settle(ticket, Ok("short".into()), start());
    assert!(!log.facts().contains("MiB"), "{}", log.facts());
}

#[test]
fn it_is_read_from_its_end_and_stays_there_when_more_comes() {
    let mut log = log("1\n2\n3\n4\n5");
    assert_eq!(shown(&log), ["3", "4", "5"]);
    more(&mut log, "2\n3\n4\n5\n6");
    assert_eq!(shown(&log), ["4", "5", "6"]);
}

#[test]
fn what_is_being_read_stays_in_view_when_the_log_moves_on() {
    let mut log = log("1\n2\n3\n4\n5\n6");
    log.scroll(-2, SIZE);
    assert_eq!(shown(&log), ["2", "3", "4"]);
    more(&mut log, "2\n3\n4\n5\n6\n7");
    assert_eq!(shown(&log), ["2", "3", "4"]);
    log.scroll(99, SIZE);
    more(&mut log, "3\n4\n5\n6\n7\n8");
    assert_eq!(shown(&log), ["6", "7", "8"], "at the end it follows again");
}

#[test]
fn long_lines_go_on_below_unless_they_are_cut() {
    let mut log = log("0123456789012345678901234\nb");
    assert_eq!(shown(&log), ["01234567890123456789", "01234", "b"]);
    log.wrap = false;
    assert_eq!(shown(&log), ["0123456789012345678901234", "b"]);
}

#[test]
fn a_search_goes_to_each_place_in_turn_and_round_the_end() {
    let mut log = log("Boot\na\nb\nc\nreboot\nd\ne\nf\nBOOT");
    log.scroll(-99, SIZE);
    log.look_for("boot", SIZE);
    assert!(log.facts().ends_with("“boot” 1 of 3"), "{}", log.facts());
    log.next_hit(false, SIZE);
    assert!(shown(&log).contains(&"reboot".to_owned()));
    log.next_hit(false, SIZE);
    log.next_hit(false, SIZE);
    assert!(log.facts().ends_with("1 of 3"));
    log.next_hit(true, SIZE);
    assert!(log.facts().ends_with("3 of 3"));
    log.look_for("nowhere", SIZE);
    assert!(log.facts().ends_with("no “nowhere”"));
}

#[test]
fn each_place_found_is_marked_within_its_line() {
    let mut log = log("ab AB aab");
    log.look_for("ab", SIZE);
    let line = &log.view(SIZE)[0];
    let hits = line.parts.iter().filter(|(ink, _)| *ink == Ink::Hit);
    let hits: Vec<_> = hits.map(|(_, words)| words.as_str()).collect();
    assert_eq!(hits, ["ab", "AB", "ab"]);
    assert!(found("İstanbul", "i").is_empty());
}

#[test]
fn a_failure_keeps_the_text_that_was_read_before() {
    let mut log = log("1\n2");
    log.ask(Ticket(3));
    let gone = Error::new(Kind::Timeout, "no answer");
    log.settle(Ticket(3), Err(gone), start());
    assert_eq!(shown(&log), ["1", "2"]);
    assert!(log.facts().contains("as of 11:04Z"), "{}", log.facts());
}

#[test]
fn there_is_a_shortest_length_and_a_longest() {
    let mut log = Log::default();
    while log.lengthen(-1) {}
    assert_eq!(log.facts(), "35 at most");
    while log.lengthen(1) {}
    assert_eq!(log.facts(), "all that Nova keeps");
}

#[test]
fn a_long_log_is_laid_out_and_searched_once_and_not_for_each_frame() {
    let mut log = Log::default();
    let text = (0..20_000).fold(String::new(), |text, n| text + &format!("line {n}\n"));
    log.ask(Ticket(1));
    log.settle(Ticket(1), Ok(text.clone()), start());
    log.look_for("line 7", SIZE);
    let frame = |log: &Log| counted(LAID_OUT, || drop((log.view(SIZE), log.facts())));
    log.view(SIZE);
    assert_eq!(frame(&log), 0);
    log.scroll(-3, SIZE);
    log.next_hit(false, SIZE);
    log.ask(Ticket(2));
    log.settle(Ticket(2), Ok(text), start());
    assert_eq!(frame(&log), 0, "the same text again");
    log.wrap = !log.wrap;
    assert_eq!(frame(&log), 1);
    log.ask(Ticket(3));
    log.settle(Ticket(3), Ok("line 1\n".into()), start());
    assert_eq!(frame(&log), 2, "its rows, and the hits");
}

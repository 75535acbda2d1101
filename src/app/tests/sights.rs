//! What is drawn, and what leaves the screen as it is.

use crate::app::Msg;
use crate::app::fixture::{self, Bench, error, server, servers};
use crate::app::modal::Modal;
use crate::cloud::message::{Data, Page, Read, Reply};
use crate::openstack::Kind;
use std::time::Duration;

const USUAL: (u16, u16) = (80, 24);

/// How often there was something else to see meanwhile.
fn seen(bench: &mut Bench, meanwhile: impl FnOnce(&mut Bench)) -> u64 {
    let before = bench.app.sights();
    meanwhile(bench);
    bench.app.sights() - before
}

fn call(bench: &mut Bench) {
    bench.reply(Reply::Called(fixture::call(bench.now.wall)));
}

#[test]
fn a_refresh_that_brings_the_same_rows_is_not_seen() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("r");
    let same = seen(&mut bench, |bench| {
        bench.list(servers());
        let limits = crate::app::launch::fixture::limits();
        bench.answer(&Read::Limits, Ok(Data::Limits(limits)));
        bench.msg(Msg::Focus(true));
        bench.msg(Msg::Wake);
    });
    assert_eq!(same, 0);
    bench.keys("r");
    let mut moved = servers();
    moved[0] = server("SHUTOFF", "bastion-01", "10.0.0.5", "m1.tiny", "41d");
    assert!(seen(&mut bench, |bench| bench.list(moved)) > 0);
}

#[test]
fn a_call_is_seen_where_calls_are_listed_alone() {
    let mut bench = Bench::stocked(USUAL);
    assert_eq!(seen(&mut bench, call), 0);
    bench.keys("@");
    assert_eq!(seen(&mut bench, call), 1);
}

#[test]
fn the_time_is_seen_once_a_minute_where_nothing_goes_by_seconds() {
    let mut bench = Bench::holding(servers()[..1].to_vec(), Vec::new(), USUAL);
    bench.keys("a");
    bench.wait_s(70);
    let minute = seen(&mut bench, |bench| {
        for _ in 0..60 {
            bench.wait_s(1);
            call(bench);
        }
    });
    assert_eq!(minute, 1);
}

#[test]
fn a_read_that_fails_and_one_that_works_again_turn_the_header() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("r");
    let read = Read::Servers { since: None };
    let failed = |bench: &mut Bench| bench.answer(&read, Err(error(Kind::Lost, None, "reset")));
    assert_eq!(seen(&mut bench, failed), 1);
    bench.keys("r");
    let ticket = bench.ticket(&read);
    bench.page(ticket, Page::Servers(servers()));
    let works = |bench: &mut Bench| bench.answer(&read, Ok(bench.end()));
    assert_eq!(seen(&mut bench, works), 1);
}

#[test]
fn an_age_in_seconds_goes_on_with_whatever_is_answered() {
    let mut bench = Bench::holding(servers(), Vec::new(), USUAL);
    bench.now.mono += Duration::from_secs(2);
    bench.now.wall += Duration::from_secs(2);
    assert_eq!(seen(&mut bench, call), 1, "web-03 is 40s old");
    assert_eq!(seen(&mut bench, call), 0);
}

#[test]
fn a_menu_whose_time_has_come_is_seen_though_a_call_comes_first() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("P");
    let due = bench.app.modals.last().and_then(Modal::deadline);
    bench.now.mono = due.expect("it is shown to whoever hesitates");
    assert_eq!(seen(&mut bench, call), 1);
}

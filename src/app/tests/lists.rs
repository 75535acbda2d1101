//! Lists: which answer is believed, and what a refresh leaves alone.

use crate::app::fixture::{Bench, START, error, image, images, server, servers};
use crate::app::timing::Freshness;
use crate::cloud::message::{Data, Page, Read, Reply, Write, Written};
use crate::openstack::Kind;
use crate::openstack::compute::{Server, ServerStatus};

const LIST: Read = Read::Servers { since: None };

fn two() -> Vec<Server> {
    ["a", "b"]
        .map(|name| server("ACTIVE", name, "", "m1.tiny", "1d"))
        .into()
}

fn stocked(servers: Vec<Server>) -> Bench {
    Bench::holding(servers, Vec::new(), (80, 24))
}

fn names(bench: &Bench) -> Vec<&str> {
    let space = bench.app.space.as_ref().unwrap();
    space
        .instances
        .table
        .shown_from(0)
        .map(|server| server.name.as_str())
        .collect()
}

fn status(bench: &Bench, id: &str) -> String {
    let space = bench.app.space.as_ref().unwrap();
    let server = space.instances.table.get(&id.into());
    server.map_or("gone".into(), crate::app::instances::status_words)
}

/// All that was said, oldest first.
fn told(bench: &Bench) -> Vec<&str> {
    let told = bench.app.notices().all().iter();
    told.map(|notice| notice.text.as_str()).collect()
}

#[test]
fn a_late_list_does_not_undo_a_newer_one() {
    let mut bench = stocked(two());
    bench.keys("r");
    let old = bench.ticket(&LIST);
    bench.keys("r");
    bench.list(vec![server("SHUTOFF", "a", "", "m1.tiny", "1d")]);
    bench.page(old, Page::Servers(two()));
    let context = bench.context();
    let result = Ok(bench.end());
    bench.reply(Reply::Read {
        ticket: old,
        context,
        result,
    });
    assert_eq!(names(&bench), ["a"]);
    assert_eq!(status(&bench, "a"), "SHUTOFF");
}

#[test]
fn a_row_read_before_the_list_does_not_undo_the_list() {
    let mut bench = stocked(vec![server("BUILD", "a", "", "m1.tiny", "1s")]);
    bench.wait_s(2);
    bench.keys("r");
    bench.list(two());
    bench.server_read(server("BUILD", "a", "", "m1.tiny", "1s"));
    assert_eq!(status(&bench, "a"), "ACTIVE");
}

#[test]
fn a_list_asked_for_before_a_row_does_not_undo_the_row() {
    let mut bench = stocked(vec![server("BUILD", "a", "", "m1.tiny", "1s")]);
    bench.keys("r");
    bench.wait_s(2);
    bench.server_read(server("ACTIVE", "a", "", "m1.tiny", "1s"));
    bench.list(vec![server("BUILD", "a", "", "m1.tiny", "1s")]);
    assert_eq!(status(&bench, "a"), "ACTIVE");
}

#[test]
fn a_row_found_gone_is_not_brought_back_by_a_list_asked_for_before() {
    let mut bench = stocked(vec![server("ACTIVE:deleting", "a", "", "m1.tiny", "1d")]);
    bench.keys("r");
    bench.wait_s(2);
    let gone = error(Kind::NotFound, Some(404), "Instance could not be found.");
    bench.answer(&Read::Server("a".into()), Err(gone));
    bench.list(two());
    assert_eq!(names(&bench), ["b"]);
    assert_eq!(told(&bench), ["a is gone", "b is new"]);
}

#[test]
fn what_happens_by_itself_does_not_take_an_unread_errors_place() {
    let mut bench = stocked(two());
    bench.wait_s(11);
    bench.list(vec![server("ERROR", "a", "", "m1.tiny", "1d")]);
    assert_eq!(bench.said(), "a went to ERROR: no reason given");
    bench.wait_s(11);
    bench.list(vec![server("SHUTOFF", "b", "", "m1.tiny", "1d")]);
    bench.wait_s(11);
    bench.list(vec![server("DELETED", "b", "", "m1.tiny", "1d")]);
    assert_eq!(bench.said(), "a went to ERROR: no reason given");
    let told = told(&bench);
    assert_eq!(told[told.len() - 2..], ["b: ACTIVE → SHUTOFF", "b is gone"]);
}

#[test]
fn cursor_and_marks_survive_a_refresh_that_reorders_and_removes() {
    let mut bench = Bench::stocked((80, 24));
    bench.keys("jj<Space>jjj<Space>jj");
    assert_eq!(bench.cursor(), "vpn-gw");
    let mut rows = servers();
    rows.reverse();
    rows.retain(|server| server.name != "loadgen-01");
    rows.push(server("ACTIVE", "aaa", "", "m1.tiny", "1s"));
    bench.keys("r");
    bench.list(rows);
    assert_eq!(bench.cursor(), "vpn-gw");
    let table = &bench.app.space.as_ref().unwrap().instances.table;
    assert!(table.is_marked(&"db-01".into()));
    assert_eq!(
        table.marked_len(),
        1,
        "the mark of a row that is gone went with it"
    );
}

#[test]
fn the_second_list_asks_only_for_what_changed_and_takes_away_what_was_deleted() {
    let mut bench = stocked(two());
    bench.effects.clear();
    bench.wait_s(11);
    let since = (crate::app::fixture::start().wall - std::time::Duration::from_secs(60)).into();
    assert_eq!(bench.asked()[0], Read::Servers { since });
    bench.list(vec![server("DELETED", "a", "", "m1.tiny", "1d")]);
    assert_eq!(names(&bench), ["b"], "b was not in the delta and stays");
    assert_eq!(bench.said(), "a is gone");
}

/// After how many deltas, 11 s apart, the whole list is read again.
fn deltas_before_a_whole(bench: &mut Bench) -> Option<usize> {
    (0..70).find(|_| {
        bench.effects.clear();
        bench.wait_s(11);
        bench.keys("j");
        let whole = bench.asked().contains(&LIST);
        if !whole {
            bench.list(Vec::new());
        }
        whole
    })
}

#[test]
fn after_two_minutes_of_deltas_the_whole_list_is_read_again() {
    let mut bench = stocked(two());
    assert_eq!(deltas_before_a_whole(&mut bench), Some(10));
    bench.list(Vec::new());
    assert!(
        names(&bench).is_empty(),
        "what a whole list does not hold is gone"
    );
}

#[test]
fn a_whole_list_that_takes_long_is_read_again_after_ten_times_as_long_but_within_ten_minutes() {
    let mut bench = stocked(two());
    for (takes_s, deltas) in [(20, 18), (1, 10), (90, 54)] {
        bench.keys("r");
        bench.wait_s(takes_s);
        bench.list(two());
        assert_eq!(
            deltas_before_a_whole(&mut bench),
            Some(deltas),
            "{takes_s} s"
        );
    }
}

#[test]
fn a_list_of_many_rows_is_trusted_for_longer_but_not_for_ever() {
    for (rows, deltas) in [(5_000, 10), (6_000, 13), (30_000, 54)] {
        let many = (0..rows).map(|n| server("ACTIVE", &format!("n{n}"), "", "m1.tiny", "1d"));
        let mut bench = stocked(many.collect());
        assert_eq!(deltas_before_a_whole(&mut bench), Some(deltas), "{rows}");
    }
}

#[test]
fn after_a_failure_the_cloud_is_asked_for_little_first_and_then_for_the_whole_list() {
    let mut bench = stocked(two());
    let since = |bench: &mut Bench, wait_s| {
        bench.effects.clear();
        bench.wait_s(wait_s);
        bench.asked().into_iter().find_map(|read| match read {
            Read::Servers { since } => Some(since.is_some()),
            _ => None,
        })
    };
    bench.keys("r");
    bench.answer(&LIST, Err(error(Kind::Server, Some(503), "unavailable")));
    assert_eq!(since(&mut bench, 11), Some(true));
    bench.list(Vec::new());
    assert_eq!(since(&mut bench, 11), Some(false));
    bench.list(two());
    assert_eq!(since(&mut bench, 11), Some(true));
    bench.answer(&LIST, Err(error(Kind::Server, Some(503), "unavailable")));
    assert_eq!(since(&mut bench, 11), Some(true), "it may be down still");
    let refused = error(Kind::Server, Some(400), "Invalid input for changes-since");
    bench.answer(&LIST, Err(refused));
    assert_eq!(since(&mut bench, 21), Some(false), "it will say no again");
}

#[test]
fn a_refresh_that_changed_nothing_leaves_the_lists_where_they_were() {
    let mut bench = Bench::stocked((80, 24));
    let revisions = |bench: &Bench| {
        let space = bench.app.space.as_ref().unwrap();
        (space.instances.revision(), space.images.revision())
    };
    let before = revisions(&bench);
    bench.keys("r");
    bench.list(servers());
    bench.wait_s(11);
    bench.list(Vec::new());
    bench.wait_s(60);
    bench.images(images());
    assert_eq!(revisions(&bench), before);
    bench.keys("r");
    bench.list(servers()[1..].to_vec());
    assert!(revisions(&bench).0 > before.0);
}

#[test]
fn a_failed_list_leaves_the_rows_and_says_how_old_they_are() {
    let mut bench = stocked(two());
    bench.wait_s(11);
    let failure = error(Kind::Server, Some(503), "unavailable");
    bench.answer(&LIST, Err(failure));
    assert_eq!(names(&bench), ["a", "b"]);
    let as_of = START.parse().ok();
    // It failed after 11 s, and rests for 10.
    let next = "2026-11-22T11:04:21Z".parse().ok();
    let offline = Freshness::Offline {
        as_of,
        refused: false,
        next,
    };
    assert_eq!(bench.app.freshness(), offline);
    bench.wait_s(4);
    assert_eq!(bench.app.freshness(), offline, "it does not tick");
}

#[test]
fn a_cloud_that_answers_a_write_is_asked_for_the_list_that_found_nobody() {
    let mut bench = stocked(two());
    let asked = |bench: &Bench| {
        let reads = bench.reads();
        reads
            .iter()
            .filter(|it| matches!(it.2, Read::Servers { .. }))
            .count()
    };
    bench.wait_s(11);
    let failure = error(Kind::Unreachable, None, "refused");
    bench.answer(&LIST, Err(failure));
    let before = asked(&bench);
    bench.wait_s(4);
    bench.write(Write::DeleteServer("a".into()), "Delete a");
    bench.written(Ok(Written::DeleteAccepted { request_id: None }));
    assert_eq!(asked(&bench), before + 1);
}

#[test]
fn whatever_the_cloud_answers_the_list_in_view_that_found_nobody_is_read() {
    let mut bench = stocked(two());
    let failure = || error(Kind::Unreachable, None, "refused");
    let asks = |bench: &Bench| {
        let space = bench.app.space.as_ref().unwrap();
        space.instances.is_reading()
    };
    bench.wait_s(11);
    bench.answer(&LIST, Err(failure()));
    bench.wait_s(4);
    bench.answer(&Read::Limits, Err(failure()));
    assert!(!asks(&bench), "that is no answer");
    let limits = crate::app::launch::fixture::limits();
    bench.answer(&Read::Limits, Ok(Data::Limits(limits)));
    assert!(asks(&bench));
    bench.answer(&LIST, Err(failure()));
    bench.answer(&Read::Limits, Ok(Data::Limits(limits)));
    assert!(!asks(&bench), "it has only just been tried");
    bench.keys("2");
    bench.wait_s(4);
    bench.answer(&Read::Limits, Ok(Data::Limits(limits)));
    assert!(!asks(&bench), "it is out of view, and waits for its time");
}

#[test]
fn changes_nobody_asked_for_are_told_one_by_one_or_counted() {
    let mut bench = stocked(two());
    bench.keys("r");
    bench.list(vec![
        server("SHUTOFF", "a", "", "m1.tiny", "1d"),
        two()[1].clone(),
    ]);
    assert_eq!(bench.said(), "a: ACTIVE → SHUTOFF");
    let many = |status: &str| -> Vec<Server> {
        (0..9)
            .map(|n| server(status, &format!("n{n}"), "", "m1.tiny", "1d"))
            .collect()
    };
    let mut bench = stocked(many("ACTIVE"));
    bench.keys("r");
    bench.list(many("SHUTOFF"));
    assert_eq!(bench.said(), "Instances: 9 changed");
}

#[test]
fn a_server_that_fails_by_itself_is_told_with_its_fault() {
    let mut bench = stocked(two());
    let mut failed = server("ERROR", "a", "", "m1.tiny", "1d");
    failed.fault = Some(crate::app::fixture::fault("out of disk"));
    bench.keys("r");
    bench.list(vec![failed, two()[1].clone()]);
    assert_eq!(bench.said(), "a went to ERROR: out of disk");
}

#[test]
fn names_of_images_come_from_the_one_list_of_images() {
    let mut bench = Bench::opened((80, 24));
    bench.list(servers());
    bench.images(images());
    bench.wait_s(1);
    let single = |read: &Read| matches!(read, Read::Image(id) if id.as_str() == "ubuntu-24.04");
    assert!(!bench.asked().iter().any(single));
    let lists = bench
        .asked()
        .into_iter()
        .filter(|read| *read == Read::Images)
        .count();
    assert_eq!(lists, 1);
}

#[test]
fn the_quota_is_read_again_when_a_server_came_or_went() {
    let mut bench = stocked(two());
    let limits = |bench: &Bench| bench.asked().contains(&Read::Limits);
    bench.effects.clear();
    bench.keys("r");
    bench.answer(
        &Read::Limits,
        Ok(Data::Limits(crate::app::launch::fixture::limits())),
    );
    bench.list(two());
    bench.effects.clear();
    bench.wait_s(11);
    bench.list(Vec::new());
    assert!(!limits(&bench), "nothing moved");
    bench.wait_s(11);
    bench.list(vec![server("BUILD", "c", "", "m1.tiny", "1s")]);
    assert!(limits(&bench));
}

#[test]
fn the_images_tab_is_read_with_the_first_list_and_shown_at_once() {
    let mut bench = Bench::stocked((80, 24));
    bench.effects.clear();
    bench.keys("2");
    assert!(!bench.asked().contains(&Read::Images));
    bench.keys("r");
    bench.images(vec![image("active", "only", "public", (0, 0), 1)]);
    assert_eq!(bench.app.space.as_ref().unwrap().images.table.len(), 1);
}

#[test]
fn an_unknown_status_is_kept_as_it_came() {
    let bench = stocked(vec![server("BRAND_NEW", "a", "", "m1.tiny", "1d")]);
    assert_eq!(ServerStatus::parse("BRAND_NEW").as_str(), "BRAND_NEW");
    assert_eq!(status(&bench, "a"), "BRAND_NEW");
}

//! When the cloud is asked, and when it is left in peace.

use crate::app::fixture::{Bench, error, server};
use crate::app::timing::Freshness;
use crate::cloud::message::Read;
use crate::openstack::Kind;
use crate::openstack::compute::Server;

fn building(count: usize) -> Vec<Server> {
    (0..count)
        .map(|n| server("BUILD:spawning", &format!("n{n}"), "", "m1.tiny", "1s"))
        .collect()
}

fn calm() -> Bench {
    let rows = vec![server("ACTIVE", "a", "", "m1.tiny", "1d")];
    Bench::holding(rows, Vec::new(), (80, 24))
}

/// The lists of instances read in so many seconds, each answered at once with nothing new.
fn lists_in(bench: &mut Bench, seconds: u64) -> usize {
    let reads = reads_in(bench, seconds);
    let lists = reads
        .iter()
        .filter(|read| matches!(read, Read::Servers { .. }));
    lists.count()
}

/// All reads in so many seconds.
fn reads_in(bench: &mut Bench, seconds: u64) -> Vec<Read> {
    let mut reads = Vec::new();
    for _ in 0..seconds {
        bench.effects.clear();
        bench.wait_s(1);
        let asked = bench.asked();
        for read in &asked {
            if let Read::Server(id) = read {
                bench.server_read(server("BUILD:spawning", id.as_str(), "", "m1.tiny", "1s"));
            }
        }
        if asked
            .iter()
            .any(|read| matches!(read, Read::Servers { .. }))
        {
            let space = bench.app.space.as_ref().unwrap();
            let same = space.instances.table.rows().to_vec();
            bench.list(same);
        }
        if asked.contains(&Read::Images) {
            let result = Ok(bench.end());
            bench.answer(&Read::Images, result);
        }
        reads.extend(asked);
    }
    reads
}

#[test]
fn the_list_is_read_every_ten_seconds_then_every_minute_then_not_at_all() {
    let mut bench = calm();
    bench.keys("j");
    let first = lists_in(&mut bench, 100);
    assert!((9..=10).contains(&first), "{first} in the first 100 s");
    lists_in(&mut bench, 250);
    let idle = lists_in(&mut bench, 600);
    assert!((9..=10).contains(&idle), "{idle} in ten idle minutes");
    lists_in(&mut bench, 1000);
    assert_eq!(lists_in(&mut bench, 600), 0, "after half an hour");
    assert!(matches!(bench.app.freshness(), Freshness::Asleep { .. }));
    bench.effects.clear();
    bench.keys("j");
    assert!(
        matches!(bench.asked()[..], [Read::Servers { .. }, ..]),
        "a key wakes it"
    );
}

#[test]
fn nothing_is_read_by_itself_while_paused_and_r_still_reads() {
    let mut bench = calm();
    bench.keys("a");
    assert_eq!(lists_in(&mut bench, 120), 0);
    bench.keys("r");
    assert!(bench.asked().contains(&Read::Servers { since: None }));
    bench.list(Vec::new());
    bench.keys("a");
    assert!(lists_in(&mut bench, 30) > 0);
}

#[test]
fn rows_in_transition_are_left_in_peace_while_paused_or_asleep() {
    let mut bench = Bench::holding(building(1), Vec::new(), (80, 24));
    assert!(reads_in(&mut bench, 60).contains(&Read::Server("n0".into())));
    bench.keys("a");
    assert_eq!(reads_in(&mut bench, 60), []);
    bench.keys("a");
    reads_in(&mut bench, 1800);
    assert_eq!(reads_in(&mut bench, 60), []);
    bench.keys("j");
    assert!(reads_in(&mut bench, 3).contains(&Read::Server("n0".into())));
}

#[test]
fn what_was_started_here_is_followed_even_while_paused() {
    let mut bench = calm();
    bench.keys("a");
    bench.launch(&["web-1"]);
    assert!(reads_in(&mut bench, 3).contains(&Read::Server("web-1".into())));
}

#[test]
fn a_row_in_transition_is_read_by_its_id_every_two_seconds() {
    let mut bench = Bench::holding(building(1), Vec::new(), (80, 24));
    bench.effects.clear();
    bench.wait(1001);
    assert_eq!(bench.asked(), [Read::Server("n0".into())]);
    bench.server_read(building(1)[0].clone());
    bench.effects.clear();
    bench.wait(1900);
    assert_eq!(bench.asked(), []);
    bench.wait(200);
    assert_eq!(bench.asked(), [Read::Server("n0".into())]);
    bench.server_read(server("ACTIVE", "n0", "", "m1.tiny", "5s"));
    bench.effects.clear();
    bench.wait_s(5);
    assert_eq!(bench.asked(), []);
}

#[test]
fn many_rows_in_transition_are_read_with_one_list() {
    let mut bench = Bench::holding(building(5), Vec::new(), (80, 24));
    bench.effects.clear();
    bench.wait(1001);
    assert_eq!(bench.asked().len(), 5, "one by one");
    let mut bench = Bench::holding(building(6), Vec::new(), (80, 24));
    bench.effects.clear();
    let reads = reads_in(&mut bench, 60);
    assert!(!reads.iter().any(|read| matches!(read, Read::Server(_))));
    let deltas = reads
        .iter()
        .filter(|read| matches!(read, Read::Servers { since: Some(_) }));
    let deltas = deltas.count();
    assert!((15..=20).contains(&deltas), "every 3 s: {deltas}");
}

#[test]
fn of_very_many_rows_in_transition_the_last_few_are_read_one_by_one() {
    let mut rows = building(100);
    let mut bench = Bench::holding(rows.clone(), Vec::new(), (80, 24));
    bench.wait_s(2);
    for row in &mut rows[..96] {
        *row = server("ACTIVE", &row.name, "", "m1.tiny", "5s");
    }
    bench.list(rows);
    bench.effects.clear();
    bench.wait(1100);
    let last = ["n96", "n97", "n98", "n99"].map(|id| Read::Server(id.into()));
    let asked = bench.asked();
    assert!(last.iter().all(|read| asked.contains(read)), "{asked:?}");
    assert!(asked.len() <= last.len() + 1, "{asked:?}");
}

#[test]
fn a_list_of_changes_that_took_long_is_not_asked_for_again_for_twice_as_long() {
    let mut bench = Bench::holding(building(6), Vec::new(), (80, 24));
    let lists = |bench: &mut Bench, wait_s| {
        bench.effects.clear();
        bench.wait_s(wait_s);
        bench.asked().len()
    };
    assert_eq!(lists(&mut bench, 2), 1);
    bench.wait_s(10);
    bench.list(Vec::new());
    assert_eq!(lists(&mut bench, 19), 0);
    assert_eq!(lists(&mut bench, 4), 1);
}

#[test]
fn many_rows_in_transition_do_not_wake_a_list_that_fails() {
    let mut bench = Bench::holding(building(6), Vec::new(), (80, 24));
    bench.wait_s(2);
    let failure = error(Kind::Server, Some(503), "unavailable");
    bench.answer(&Read::Servers { since: None }, Err(failure));
    bench.effects.clear();
    bench.wait_s(9);
    assert_eq!(bench.asked(), [], "the pause after a failure is 10 s");
    bench.wait_s(2);
    assert!(matches!(
        bench.asked()[..],
        [Read::Servers { since: Some(_) }]
    ));
}

#[test]
fn many_that_were_started_here_are_followed_even_while_the_list_fails_and_is_paused() {
    let mut bench = calm();
    bench.keys("a");
    let names = ["w-1", "w-2", "w-3", "w-4", "w-5", "w-6"];
    bench.launch(&names);
    bench.keys("r");
    let failure = error(Kind::Server, Some(503), "unavailable");
    bench.answer(&Read::Servers { since: None }, Err(failure));
    bench.effects.clear();
    bench.wait_s(3);
    let rows = bench.asked();
    let rows = rows.iter().filter(|read| matches!(read, Read::Server(_)));
    assert_eq!(rows.count(), names.len());
}

#[test]
fn a_cloud_that_refuses_a_row_for_now_is_not_asked_for_lists_either() {
    let mut bench = Bench::holding(building(1), Vec::new(), (80, 24));
    bench.wait(1001);
    let retry_after_s = Some(30);
    let kind = Kind::TooManyRequests { retry_after_s };
    let busy = error(kind, Some(429), "slow down");
    bench.answer(&Read::Server("n0".into()), Err(busy));
    bench.effects.clear();
    bench.wait_s(29);
    assert_eq!(bench.asked(), []);
    bench.wait_s(2);
    assert_eq!(bench.asked().len(), 2, "the row and the list");
}

#[test]
fn a_failing_list_backs_off_and_recovers() {
    let mut bench = calm();
    let mut pauses = Vec::new();
    for _ in 0..6 {
        bench.effects.clear();
        let mut waited = 0;
        while !bench
            .asked()
            .iter()
            .any(|read| matches!(read, Read::Servers { .. }))
        {
            bench.wait_s(1);
            waited += 1;
        }
        pauses.push(waited);
        let failure = error(Kind::Server, Some(503), "unavailable");
        bench.answer(&Read::Servers { since: None }, Err(failure));
    }
    assert!(pauses[1..].is_sorted(), "{pauses:?}");
    assert!(
        (9..=12).contains(&pauses[1]) && pauses[5] >= 100,
        "{pauses:?}"
    );
    bench.keys("r");
    bench.list(Vec::new());
    assert_eq!(bench.app.freshness(), Freshness::Live);
}

#[test]
fn a_cloud_that_asks_for_patience_gets_it_for_lists_and_rows() {
    let mut bench = Bench::holding(building(1), Vec::new(), (80, 24));
    bench.wait_s(11);
    let retry_after_s = Some(200);
    let kind = Kind::TooManyRequests { retry_after_s };
    let busy = error(kind, Some(429), "slow down");
    bench.answer(&Read::Servers { since: None }, Err(busy.clone()));
    bench.answer(&Read::Server("n0".into()), Err(busy));
    bench.effects.clear();
    bench.wait_s(199);
    let of_servers = |read: &Read| matches!(read, Read::Servers { .. } | Read::Server(_));
    assert!(!bench.asked().iter().any(of_servers));
    bench.wait_s(2);
    assert_eq!(bench.asked().into_iter().filter(of_servers).count(), 2);
}

#[test]
fn a_list_that_is_slow_is_asked_for_once_and_shown_as_refreshing() {
    let mut bench = calm();
    bench.effects.clear();
    bench.wait_s(11);
    bench.keys("t<Esc>");
    bench.wait_s(60);
    let lists = bench
        .asked()
        .iter()
        .filter(|read| matches!(read, Read::Servers { .. }))
        .count();
    assert_eq!(lists, 1);
    assert_eq!(bench.app.freshness(), Freshness::Refreshing);
}

#[test]
fn with_nothing_to_do_the_program_sleeps_until_something_happens() {
    let mut bench = calm();
    bench.keys("a");
    bench.wait_s(10);
    assert_eq!(
        bench.app.deadline(),
        None,
        "not even to count the age of what is shown"
    );
}

//! The progress of a launch: in the wizard after it was accepted, and in the job list.

use insta::assert_snapshot;

use super::{LARGE, SMALL, USUAL, rows, shown};
use crate::app::fixture::{Bench, error, fault, server};
use crate::cloud::message::{Data, Read, Written};
use crate::openstack::Kind;
use crate::openstack::compute::{Launched, Limits, Server};

const NAMES: [&str; 3] = ["web-1", "web-2", "web-3"];
const TASKS: [&str; 4] = [
    "scheduling",
    "networking",
    "block_device_mapping",
    "spawning",
];

fn row(status: &str, name: &str) -> Server {
    let mut row = server(status, name, "", "m1.small", "2s");
    if status == "ACTIVE" {
        row = server(status, name, "10.0.0.71 2001:db8:1::25a", "m1.small", "2s");
    }
    if status == "ERROR" {
        let fault_text = "No valid host was found. There are not enough hosts available.";
        row.fault = Some(fault(fault_text));
    }
    row
}

fn read(bench: &mut Bench, status: &str, name: &str) {
    bench.server_read(row(status, name));
}

/// Three were launched from the wizard: two are being built, one has failed.
fn building(size: (u16, u16)) -> Bench {
    let mut bench = Bench::stocked(size);
    bench.launch_by_keys("web", 3);
    bench.written(Ok(Written::Launched(Launched {
        servers: NAMES.map(|name| (name.into(), name.into())).into(),
        request_id: Some("req-launch".into()),
    })));
    bench.wait_s(1);
    read(&mut bench, "ERROR", "web-3");
    for task in TASKS {
        for name in &NAMES[..2] {
            read(&mut bench, &format!("BUILD:{task}"), name);
        }
        bench.wait_s(3);
    }
    bench
}

/// The same, some time later: all have ended.
fn ended(size: (u16, u16)) -> Bench {
    let mut bench = building(size);
    bench.wait_s(20);
    read(&mut bench, "ACTIVE", "web-1");
    bench.wait_s(4);
    read(&mut bench, "ACTIVE", "web-2");
    bench
}

#[test]
fn progress_at_80_by_24() {
    assert_snapshot!(shown(&building(USUAL)), @"
    ┌ Launch instance ───────────────────────────── prod-eu / RegionOne / web-team ┐
    │ ✓ 1 Details ── ✓ 2 Flavor ── ✓ 3 Network ── ✓ 4 Keypair ── ● 5 Review        │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ ◐ Launch web ×3   0 of 3 done, 1 failed                                      │
    │                                                                              │
    │   web-1  ◐ BUILD   spawning  sched 4s net 3s disk 3s                         │
    │   web-2  ◐ BUILD   spawning  sched 4s net 3s disk 3s                         │
    │   web-3  ✗ ERROR   No host can take it                                    1s │
    │                                                                              │
    │ web-3: No host can take it. Choose a smaller flavor, any zone, no hints or   │
    │ server group; or try again later.                                            │
    │ The cloud's words on web-3: No valid host was found. There are not enough    │
    │ hosts available.                                                             │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │ The wizard can be closed; t shows this again.                                │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │                                                                    [‹Close›] │
    └──────────────────────────────────────────────────────────────────────────────┘
    ");
    let mut bench = ended(USUAL);
    bench.keys("<Tab>");
    assert_snapshot!(shown(&bench), @"
    ┌ Launch instance ───────────────────────────── prod-eu / RegionOne / web-team ┐
    │ ✓ 1 Details ── ✓ 2 Flavor ── ✓ 3 Network ── ✓ 4 Keypair ── ● 5 Review        │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ ✗ Launch web ×3   2 of 3 ACTIVE, 1 failed                                    │
    │                                                                              │
    │   web-1  ✓ ACTIVE  10.0.0.71 +1  sched 4s net 3s disk 3s spawn 23s       33s │
    │   web-2  ✓ ACTIVE  10.0.0.71 +1  sched 4s net 3s disk 3s spawn 27s       37s │
    │   web-3  ✗ ERROR   No host can take it                                    1s │
    │                                                                              │
    │ web-3: No host can take it. Choose a smaller flavor, any zone, no hints or   │
    │ server group; or try again later.                                            │
    │ The cloud's words on web-3: No valid host was found. There are not enough    │
    │ hosts available.                                                             │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │ The wizard can be closed; t shows this again.                                │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │                                           [ Close ]  [‹Relaunch the failed›] │
    └──────────────────────────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn progress_at_120_by_40() {
    assert_snapshot!(shown(&ended(LARGE)), @"
    horizon-tui  prod-eu / RegionOne / web-team                                                               ◐ refreshing
     1 Instances 15  [2 Images 10]                                                      Inst 12/20  vCPU 31/50  RAM 61/96G
    ┌ Launch instance ─────────────────────────────────────────────────────────────────── prod-eu / RegionOne / web-team ┐─
    │ ✓ 1 Details ── ✓ 2 Flavor ── ✓ 3 Network ── ✓ 4 Keypair ── ● 5 Review                                              │
    ├────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┤
    │ ✗ Launch web ×3   2 of 3 ACTIVE, 1 failed                                                                          │
    │                                                                                                                    │
    │   web-1  ✓ ACTIVE  10.0.0.71, 2001:db8:1::25a  sched 4s net 3s disk 3s spawn 23s                               33s │
    │   web-2  ✓ ACTIVE  10.0.0.71, 2001:db8:1::25a  sched 4s net 3s disk 3s spawn 27s                               37s │
    │   web-3  ✗ ERROR   No host can take it                                                                          1s │
    │                                                                                                                    │
    │ web-3: No host can take it. Choose a smaller flavor, any zone, no hints or server group; or try again later.       │
    │ The cloud's words on web-3: No valid host was found. There are not enough hosts available.                         │
    │                                                                                                                    │
    │                                                                                                                    │
    │                                                                                                                    │
    │                                                                                                                    │
    │                                                                                                                    │
    │                                                                                                                    │
    │                                                                                                                    │
    │                                                                                                                    │
    │                                                                                                                    │
    │                                                                                                                    │
    │                                                                                                                    │
    │                                                                                                                    │
    │                                                                                                                    │
    │                                                                                                                    │
    │                                                                                                                    │
    │                                                                                                                    │
    │                                                                                                                    │
    │                                                                                                                    │
    │                                                                                                                    │
    │                                                                                                                    │
    │                                                                                                                    │
    │ The wizard can be closed; t shows this again.                                                                      │
    ├────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┤
    │                                                                                 [‹Close›]  [ Relaunch the failed ] │
    └────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘
    ✗ web-3 went to ERROR: No valid host was found. There are not enough hosts available. · e to read
    L launch D delete │ Space mark / filter s sort y copy m menu Enter open c context t jobs e msgs ? help : cmd q quit
    ");
}

#[test]
fn progress_at_60_by_16() {
    assert_snapshot!(shown(&ended(SMALL)), @"
    ┌ Launch instance ───────── prod-eu / RegionOne / web-team ┐
    │ ✓1 Details ✓2 Flavor ✓3 Network ✓4 Keypair ●5 Review     │
    ├──────────────────────────────────────────────────────────┤
    │ ✗ Launch web ×3   2 of 3 ACTIVE, 1 failed                │
    │                                                          │
    │   web-1  ✓ ACTIVE  10.0.0.71, 2001:db8:1::25a        33s │
    │   web-2  ✓ ACTIVE  10.0.0.71, 2001:db8:1::25a        37s │
    │   web-3  ✗ ERROR   No host can take it                1s │
    │                                                          │
    │ web-3: No host can take it. Choose a smaller flavor, any │
    │ zone, no hints or server group; or try again later.      │
    │ The cloud's words on web-3: No valid host was found.     │
    │ The wizard can be closed; t shows this again.            │
    ├──────────────────────────────────────────────────────────┤
    │                       [‹Close›]  [ Relaunch the failed ] │
    └──────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn where_not_all_fit_those_that_failed_come_first() {
    let mut bench = Bench::stocked(SMALL);
    bench.keys("r");
    bench.answer(&Read::Limits, Ok(Data::Limits(Limits::default())));
    bench.launch_by_keys("n", 10);
    let names: Vec<String> = (1..=10).map(|n| format!("n-{n}")).collect();
    bench.written(Ok(Written::Launched(Launched {
        servers: names
            .iter()
            .map(|name| (name.as_str().into(), name.clone()))
            .collect(),
        request_id: None,
    })));
    bench.wait_s(2);
    // So many are read with one list.
    bench.list(vec![row("ACTIVE", "n-1"), row("ERROR", "n-10")]);
    assert_snapshot!(rows(&bench, 3..14), @"
    │ ◐ Launch n ×10   1 of 10 done, 1 failed                  │
    │   n-10   ✗ ERROR   No host can take it                2s │
    │   n-2    ◐ BUILD   scheduling                            │
    │   n-3    ◐ BUILD   scheduling                            │
    │   n-4    ◐ BUILD   scheduling                            │
    │   n-5    ◐ BUILD   scheduling                            │
    │   n-6    ◐ BUILD   scheduling                            │
    │   n-7    ◐ BUILD   scheduling                            │
    │   … 3 more: t shows all                                  │
    │ The wizard can be closed; t shows this again.            │
    ├──────────────────────────────────────────────────────────┤
    ");
}

#[test]
fn the_job_list_has_the_same_rows_and_offers_what_can_be_done() {
    let mut bench = ended(USUAL);
    bench.keys("<Esc>t");
    assert_snapshot!(rows(&bench, 1..7), @"
    ┌ Jobs ───────────────────────────────────────────────────────────────────── t ┐
    │ ✗ Launch web ×3                      2 of 3 ACTIVE, 1 failed       37s  11:04│
    │     web-1  ✓ ACTIVE  10.0.0.71 +1  sched 4s net 3s disk 3s spawn 23s     33s │
    │     web-2  ✓ ACTIVE  10.0.0.71 +1  sched 4s net 3s disk 3s spawn 27s     37s │
    │     web-3  ✗ ERROR   No host can take it  Enter reads, R retries          1s │
    │                                                                              │
    ");
    assert_snapshot!(rows(&bench, 20..22), @"
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ Enter the whole story · R relaunch the failed · x clear finished · Esc close │
    ");
}

#[test]
fn the_job_list_at_120_by_40() {
    let mut bench = ended(LARGE);
    bench.keys("<Esc>t");
    assert_snapshot!(rows(&bench, 1..7), @"
     1 I┌ Jobs ─────────────────────────────────────────────────────────────────────────────────────────────────── t ┐/96G
    / ub│ ✗ Launch web ×3                      2 of 3 ACTIVE, 1 failed                                     37s  11:04│om ──
      ST│     web-1  ✓ ACTIVE  10.0.0.71, 2001:db8:1::25a  sched 4s net 3s disk 3s spawn 23s                     33s │
    ● ac│     web-2  ✓ ACTIVE  10.0.0.71, 2001:db8:1::25a  sched 4s net 3s disk 3s spawn 27s                     37s │
        │     web-3  ✗ ERROR   No host can take it  Enter reads, R retries                                        1s │
        │                                                                                                            │
    ");
}

#[test]
fn the_job_list_at_60_by_16() {
    let mut bench = ended(SMALL);
    bench.keys("<Esc>t");
    assert_snapshot!(rows(&bench, 0..6), @"
    ┌ Jobs ───────────────────────────────────────────────── t ┐
    │ ✗ Launch web ×3                 2 of 3 AC…     37s  11:04│
    │     web-1  ✓ ACTIVE  10.0.0.71, 2001:db8:1::25a      33s │
    │     web-2  ✓ ACTIVE  10.0.0.71, 2001:db8:1::25a      37s │
    │     web-3  ✗ ERROR   No host can take it              1s │
    │                                                          │
    ");
}

#[test]
fn the_story_of_a_launch_explains_its_fault_and_keeps_the_clouds_words() {
    let mut bench = ended(LARGE);
    bench.keys("<Esc>t<Enter>");
    assert_snapshot!(rows(&bench, 1..28), @"
     1 I┌ Job ───────────────────────────────────────────────────────────────────────────────────────────────────────┐/96G
    / ub│ Launch web ×3                                                                                              │om ──
      ST│                                                                                                            │
    ● ac│ State     2 of 3 ACTIVE, 1 failed                                                                          │
        │ Started   2026-11-22 11:04:02Z                                                                             │
        │ Took      37s                                                                                              │
        │ Where     prod-eu / RegionOne / web-team                                                                   │
        │ Request   req-launch                                                                                       │ ≥ 1
        │                                                                                                            │
        │ web-1  ACTIVE  10.0.0.71, 2001:db8:1::25a                                                                  │
        │   Stages  scheduling 4s · networking 3s · block_device_mapping 3s · spawning 23s · in all 33s              │
        │   ID      web-1                                                                                            │
        │                                                                                                            │
        │ web-2  ACTIVE  10.0.0.71, 2001:db8:1::25a                                                                  │
        │   Stages  scheduling 4s · networking 3s · block_device_mapping 3s · spawning 27s · in all 37s              │
        │   ID      web-2                                                                                            │
        │                                                                                                            │19,
        │ web-3  ERROR                                                                                               │,
        │   Fault   No valid host was found. There are not enough hosts available.                                   │
        │   Means   No host can take it                                                                              │
        │   Try     Choose a smaller flavor, any zone, no hints or server group; or try again later.                 │s
        │   Stages  scheduling 1s · in all 1s                                                                        │
        │   ID      web-3                                                                                            │
        │                                                                                                            │
        │                                                                                                            │
        │                                                                                                            │
        │                                                                                                            │
    ");
}

#[test]
fn a_launch_that_is_looked_for_says_so() {
    let mut bench = Bench::stocked(USUAL);
    bench.launch_by_keys("web", 3);
    bench.written(Err(error(Kind::Timeout, None, "no answer within 60 s")));
    bench.keys("<Esc>t");
    assert_snapshot!(rows(&bench, 1..4), @"
    ┌ Jobs ───────────────────────────────────────────────────────────────────── t ┐
    │ ◐ Launch web ×3                      looking for it: no answer      0s  11:04│
    │                                                                              │
    ");
    bench.keys("<Enter>");
    assert_snapshot!(rows(&bench, 1..10), @"
    ┌ Job ─────────────────────────────────────────────────────────────────────────┐
    │ Launch web ×3                                                                │
    │                                                                              │
    │ State     no answer; its instances are looked for                            │
    │ Started   2026-11-22 11:04:02Z                                               │
    │ Took      0s                                                                 │
    │ Where     prod-eu / RegionOne / web-team                                     │
    │ Call      GET /v2.1/servers/detail                                           │
    │ Fault     no answer within 60 s                                              │
    ");
}

#[test]
fn nothing_on_the_page_counts_seconds_by_itself() {
    let mut bench = building(USUAL);
    bench.wait_s(2);
    let before = shown(&bench);
    bench.wait_s(1);
    let body = |screen: &str| {
        screen
            .lines()
            .skip(1)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(body(&before), body(&shown(&bench)));
}

use std::time::Duration;

use insta::assert_snapshot;

use super::{LARGE, SMALL, USUAL, rows, shown};
use crate::app::fixture::{Bench, error, fault, image, server};
use crate::cloud::message::{ApiCall, Reply, Write, Written};
use crate::openstack::Kind;

#[test]
fn the_help_groups_actions_and_says_why_one_is_off() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("j?");
    assert_snapshot!(shown(&bench), @"
     horizon-tui  prod-eu / RegionOne / web-team                             ● live
     [1┌ Help ──────────────────────────────────────────────────────────────────┐6G
     / │ [                          ]  type to search · Enter runs · Esc closes │ ▲
       │                                                                        │GE
     ● │ CHANGE (upper case; asks before anything is changed)                   │1d
     ✗ │   L               Launch instance                                      │4m◂
     ! │   S               Create snapshot  ✗ batch-07 is ERROR: snapshots need…│0d
     ○ │   D Del F8        Delete                                               │0d
     ◌ │   U               Undo a delete  ✗ nothing is pending                  │1y
     ‖ │   P               Power …                                              │6h
     ● │   P s             Start instance  ✗ batch-07 is ERROR: starting needs …│2h
     ● │   P o             Shut off instance                                    │0d
     ● │   P r             Soft reboot instance  ✗ batch-07 is ERROR: a soft re…│2d
     ◐ │   P h             Hard reboot instance                                 │2d
     ◐ │   P p             Pause instance  ✗ batch-07 is ERROR: pausing needs A…│8s
    ── │   P u             Resume paused instance  ✗ batch-07 is ERROR: resumin…│ ──
     Fa│   P z             Suspend instance  ✗ batch-07 is ERROR: suspending ne…│
     ID│   P w             Resume suspended instance  ✗ batch-07 is ERROR: resu…│
     Im│   P v             Shelve instance  ✗ batch-07 is ERROR: shelving needs…│
     Ne│   P n             Unshelve instance  ✗ batch-07 is ERROR: unshelving n…│
     Di│   P l             Lock instance …                                      │
     Ke│   P k             Unlock instance  ✗ batch-07 is not locked            │
       └────────────────────────────────────────────────────────────────────────┘
     L launch S snapshot D delete │ Space mark / filter y copy m menu ? help q quit
    ");
}

#[test]
fn the_help_at_60_by_16() {
    let mut bench = Bench::stocked(SMALL);
    bench.keys("j?<Down><Down>");
    assert_snapshot!(shown(&bench), @"
    ┌ Help ────────────────────────────────────────────────────┐
    │ [                          ]  Enter runs · Esc closes    │
    │                                                          │
    │ CHANGE (upper case; asks before anything is changed)     │
    │   L               Launch instance                        │
    │   S               Create snapshot  ✗ batch-07 is ERROR: …│
    │   D Del F8        Delete                                 │
    │   U               Undo a delete  ✗ nothing is pending    │
    │   P               Power …                                │
    │   P s             Start instance  ✗ batch-07 is ERROR: s…│
    │   P o             Shut off instance                      │
    │   P r             Soft reboot instance  ✗ batch-07 is ER…│
    │   P h             Hard reboot instance                   │
    │   P p             Pause instance  ✗ batch-07 is ERROR: p…│
    │   P u             Resume paused instance  ✗ batch-07 is …│
    └──────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn the_palette_finds_by_letters() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys(":sn");
    assert_snapshot!(rows(&bench, 1..8), @"
    [1┌ Commands ──────────────────────────────────────────────────────────────┐6G
    / │ [sn                        ]  type to search · Enter runs · Esc closes │ ▲
      │                                                                        │GE
    ● │   S               Create snapshot                                      │1d◂
    ✗ │   L               Launch instance                                      │4m
    ! │   P s             Start instance  ✗ bastion-01 is ACTIVE: starting nee…│0d
    ○ │   P o             Shut off instance                                    │0d
    ");
    bench.keys("zzz");
    assert_snapshot!(rows(&bench, 1..6), @"
    [1┌ Commands ──────────────────────────────────────────────────────────────┐6G
    / │ [snzzz                     ]  type to search · Enter runs · Esc closes │ ▲
      │                                                                        │GE
    ● │   no action is called that                                             │1d◂
    ✗ │                                                                        │4m
    ");
}

/// A launch of three of which one failed, a snapshot, a delete that failed, one held.
fn busy(size: (u16, u16)) -> Bench {
    let mut bench = Bench::stocked(size);
    bench.write(Write::DeleteServer("db-01".into()), "Delete db-01");
    bench.written(Err(error(
        Kind::Conflict,
        Some(409),
        "Cannot delete while it is locked.",
    )));
    bench.write(
        Write::DeleteImage("cirros-0.6.2".into()),
        "Delete cirros-0.6.2",
    );
    bench.written(Ok(Written::DeleteAccepted { request_id: None }));
    bench.launch(&["web-1", "web-2", "web-3"]);
    bench.wait_s(2);
    bench.server_read(server("ACTIVE", "web-1", "10.0.0.71", "m1.small", "2s"));
    bench.server_read(server(
        "BUILD:block_device_mapping",
        "web-2",
        "",
        "m1.small",
        "2s",
    ));
    let mut failed = server("ERROR", "web-3", "", "m1.small", "2s");
    failed.fault = Some(fault(
        "No valid host was found. There are not enough hosts available.",
    ));
    bench.server_read(failed);
    let write = Write::CreateImage {
        server: "wiki".into(),
        name: "wiki-snap".into(),
    };
    bench.write(write, "Snapshot wiki-snap of wiki");
    bench.written(Ok(Written::ImageStarted {
        image: Some("wiki-snap".into()),
        request_id: None,
    }));
    bench.wait_s(40);
    bench.image_read(image("saving", "wiki-snap", "private", (0, 0), 0));
    bench.keys("jjjjjjD");
    bench.confirm_with("y");
    bench.wait_s(1);
    bench
}

#[test]
fn jobs_tell_each_server_of_a_launch_and_every_failure() {
    let mut bench = busy(USUAL);
    bench.keys("tj");
    assert_snapshot!(shown(&bench), @"
     prod-eu / RegionOne / web-team             ◐ refreshing · t 3 jobs · e 1 error
    ┌ Jobs ───────────────────────────────────────────────────────────────────── t ┐
    │ … Delete tmp-build-19                sent in 7 s · U undoes         1s  11:04│
    │ ◐ Snapshot wiki-snap of wiki         saving                        41s  11:04│
    │ ◐ Launch web ×3                      1 of 3 done, 1 failed         43s  11:04│
    │     web-1  ✓ ACTIVE  10.0.0.71  sched 2s                                  2s │
    │     web-2  ◐ BUILD   block device mapping  sched 2s                          │
    │     web-3  ✗ ERROR   No host can take it  Enter reads                     2s │
    │ ✓ Delete cirros-0.6.2                deleted                        0s  11:04│
    │ ✗ Delete db-01                       409 Cannot delete while …      0s  11:04│
    │                                                                              │
    │ Under way, but not begun in this run:                                        │
    │ ◐ web-02  ACTIVE:upload  Image Uploading                                     │
    │ ◐ web-03  BUILD:spawn  Spawning                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ Enter the whole story · x clear finished · Esc close                         │
    └──────────────────────────────────────────────────────────────────────────────┘
     L launch S snapshot D delete │ Space mark / filter y copy m menu ? help q quit
    ");
}

#[test]
fn jobs_at_60_by_16() {
    let mut bench = busy(SMALL);
    bench.keys("t");
    assert_snapshot!(shown(&bench), @"
    ┌ Jobs ───────────────────────────────────────────────── t ┐
    │ … Delete tmp-build-19           sent in 7…      1s  11:04│
    │ ◐ Snapshot wiki-snap of wiki    saving         41s  11:04│
    │ ◐ Launch web ×3                 1 of 3 do…     43s  11:04│
    │     web-1  ✓ ACTIVE  10.0.0.71  sched 2s              2s │
    │     web-2  ◐ BUILD   block device mapping                │
    │     web-3  ✗ ERROR   No host can take it              2s │
    │ ✓ Delete cirros-0.6.2           deleted         0s  11:04│
    │ ✗ Delete db-01                  409 Canno…      0s  11:04│
    │                                                          │
    │ Under way, but not begun in this run:                    │
    │ ◐ web-02  ACTIVE:upload  Image Uploading                 │
    │ ◐ web-03  BUILD:spawn  Spawning                          │
    ├──────────────────────────────────────────────────────────┤
    │ Enter the whole story · x clear finished · Esc close     │
    └──────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn the_story_of_a_job_has_all_there_is_to_quote() {
    let mut bench = busy(USUAL);
    bench.keys("tjj<Enter>");
    assert_snapshot!(shown(&bench), @"
     prod-eu / RegionOne / web-team             ◐ refreshing · t 3 jobs · e 1 error
    ┌ Job ─────────────────────────────────────────────────────────────────────────┐
    │ Launch web ×3                                                                │
    │                                                                              │
    │ State     1 of 3 done, 1 failed                                              │
    │ Started   2026-11-22 11:04:00Z                                               │
    │ Took      43s                                                                │
    │ Where     prod-eu / RegionOne / web-team                                     │
    │ Request   req-launch                                                         │
    │                                                                              │
    │ web-1  ACTIVE  10.0.0.71                                                     │
    │   Stages  scheduling 2s · in all 2s                                          │
    │   ID      web-1                                                              │
    │                                                                              │
    │ web-2  BUILD  block_device_mapping                                           │
    │   Stages  scheduling 2s                                                      │
    │   ID      web-2                                                              │
    │                                                                              │
    │ web-3  ERROR                                                                 │
    │   Fault   No valid host was found. There are not enough hosts available.     │
    │   Means   No host can take it                                                │
    │ ↑ ↓ PgUp PgDn g G scroll · y copy · Esc close                                │
    └──────────────────────────────────────────────────────────────────────────────┘
     L launch S snapshot D delete │ Space mark / filter y copy m menu ? help q quit
    ");
}

#[test]
fn no_jobs_no_messages_and_no_calls_are_said_to_be_none() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("t");
    assert_snapshot!(rows(&bench, 1..4), @"
    ┌ Jobs ───────────────────────────────────────────────────────────────────── t ┐
    │ Nothing was started in this run.                                             │
    │                                                                              │
    ");
    bench.keys("<Esc>e");
    assert_snapshot!(rows(&bench, 1..4), @"
    ┌ Messages ───────────────────────────────────────────────────────────────── e ┐
    │ Nothing was said yet.                                                        │
    │                                                                              │
    ");
    bench.keys("<Esc>@");
    assert_snapshot!(rows(&bench, 1..4), @"
    ┌ API calls ──────────────────────────────────────────────────────────────── @ ┐
    │ No call was made yet.                                                        │
    │                                                                              │
    ");
}

#[test]
fn messages_show_the_chosen_one_in_full() {
    let mut bench = busy(USUAL);
    bench.keys("eGk");
    assert_snapshot!(shown(&bench), @"
     horizon-tui  prod-eu / RegionOne / web-team            ◐ refreshing · t 3 jobs
    ┌ Messages ───────────────────────────────────────────────────────────────── e ┐
    │ 11:04:42 ! tmp-build-19: the delete waits 8 s · U undoes                     │
    │ 11:04:02 ◐ Snapshot wiki-snap of wiki started                                │
    │ 11:04:02 ✗ web-3 went to ERROR: No valid host was found. There are not enoug…│
    │ 11:04:02 ● web-1 is ACTIVE                                                   │
    │ 11:04:00 ◐ Launch web ×3 started                                             │
    │ 11:04:00 ● Delete cirros-0.6.2: deleted                                      │
    │ 11:04:00 ✗ Delete db-01 failed: 409 Cannot delete while it is locked.        │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ Delete cirros-0.6.2: deleted                                                 │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │ Enter story · y copy · f errors · w report · Esc close                       │
    └──────────────────────────────────────────────────────────────────────────────┘
     L launch S snapshot D delete │ Space mark / filter y copy m menu ? help q quit
    ");
}

#[test]
fn messages_at_60_by_16() {
    let mut bench = busy(SMALL);
    bench.keys("eG");
    assert_snapshot!(shown(&bench), @"
    ┌ Messages ───────────────────────────────────────────── e ┐
    │ 11:04:02 ◐ Snapshot wiki-snap of wiki started            │
    │ 11:04:02 ✗ web-3 went to ERROR: No valid host was found.…│
    │ 11:04:02 ● web-1 is ACTIVE                               │
    │ 11:04:00 ◐ Launch web ×3 started                         │
    │ 11:04:00 ● Delete cirros-0.6.2: deleted                  │
    │ 11:04:00 ✗ Delete db-01 failed: 409 Cannot delete while …│
    ├──────────────────────────────────────────────────────────┤
    │ Delete db-01 failed: 409 Cannot delete while it is       │
    │ locked.                                                  │
    │ Call     GET /v2.1/servers/detail                        │
    │ Request  req-7d1e3c58                                    │
    │                                                          │
    │                                                          │
    │ Enter story · y copy · f errors · w report · Esc close   │
    └──────────────────────────────────────────────────────────┘
    ");
}

fn called(bench: &mut Bench, method: &str, path: &str, status: Option<u16>, ms: u64) {
    bench.reply(Reply::Called(ApiCall {
        at: bench.now.wall,
        method: method.into(),
        service: if path.contains("image") {
            "image"
        } else {
            "compute"
        },
        path: path.into(),
        status,
        took: Duration::from_millis(ms),
        request_id: status.map(|_| "req-7d1e3c58-4b0f-4d9e-8f0a-2b6c9e51d07a".into()),
    }));
}

#[test]
fn the_api_log_shows_each_call() {
    for size in [LARGE, USUAL] {
        let mut bench = Bench::stocked(size);
        called(&mut bench, "GET", "/v2.1/servers/detail", Some(200), 87);
        let id = "/v2.1/servers/3f2a9c1e-7b4d-4f0a-9d1c-52b8e6a1c0de/action";
        called(&mut bench, "POST", id, Some(409), 1203);
        called(&mut bench, "GET", "/v2/images", None, 30_000);
        bench.keys("@");
        if size == LARGE {
            assert_snapshot!(rows(&bench, 1..6), @"
            [1 I┌ API calls: 3 calls · 2 errors · median 1203 ms ───────────────────────────────────────────────────────── @ ┐/96G
            / fi│ 11:04:00 ---  30000ms image    GET    /v2/images                                                           │om ──
              ST│ 11:04:00 409   1203ms compute  POST   /v2.1/servers/3f2a9c1e-7b4d-4f0a-9d1c-52b8e6a1c0de/action  req-7d1e3…│
            ● AC│ 11:04:00 200     87ms compute  GET    /v2.1/servers/detail  req-7d1e3c58-4b0f-4d9e-8f0a-2b6c9e51d07a       │
            ✗ ER│                                                                                                            │
            ");
        } else {
            assert_snapshot!(rows(&bench, 1..6), @"
            ┌ API calls: 3 calls · 2 errors · median 1203 ms ─────────────────────────── @ ┐
            │ 11:04:00 ---  30000ms image    GET    /v2/images                             │
            │ 11:04:00 409   1203ms compute  POST   /v2.1/servers/3f2a9c1e-7b4d-4f0a-9d1c-…│
            │ 11:04:00 200     87ms compute  GET    /v2.1/servers/detail  req-7d1e3c58-4b0…│
            │                                                                              │
            ");
        }
    }
}

#[test]
fn the_status_line_keeps_the_important_part_of_a_long_notice() {
    let mut bench = Bench::stocked(USUAL);
    bench.write(
        Write::DeleteServer("db-01".into()),
        "Delete a-very-long-instance-name-01",
    );
    let words = "Cannot 'delete' instance 5d0e7f61 while it is in vm_state building and locked";
    bench.written(Err(error(Kind::Conflict, Some(409), words)));
    assert_snapshot!(rows(&bench, 22..23), @" ✗ Delete a-very-long-instance-name-01 failed: 409 Cannot 'delete'… · e to read");
}

#[test]
fn an_error_among_the_messages_says_what_it_means() {
    let mut bench = busy(USUAL);
    bench.keys("ef");
    assert_snapshot!(rows(&bench, 1..23), @"
    ┌ Messages: errors only ──────────────────────────────────────────────────── e ┐
    │ 11:04:02 ✗ web-3 went to ERROR: No valid host was found. There are not enoug…│
    │ 11:04:00 ✗ Delete db-01 failed: 409 Cannot delete while it is locked.        │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    ├──────────────────────────────────────────────────────────────────────────────┤
    │ web-3 went to ERROR: No valid host was found. There are not enough hosts     │
    │ available.                                                                   │
    │ Means    No host can take it. Choose a smaller flavor, any zone, no hints or │
    │ server group; or try again later.                                            │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │ Enter story · y copy · f errors · w report · Esc close                       │
    └──────────────────────────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn the_api_log_sums_up_and_shows_the_failed_calls_alone() {
    for size in [USUAL, SMALL] {
        let mut bench = Bench::stocked(size);
        called(&mut bench, "GET", "/v2.1/servers/detail", Some(200), 87);
        called(&mut bench, "GET", "/v2/images", None, 30_000);
        called(&mut bench, "GET", "/v2.1/limits", Some(200), 20);
        bench.keys("@f");
        if size == USUAL {
            assert_snapshot!(rows(&bench, 1..3), @"
            ┌ API errors: 3 calls · 1 error · median 87 ms ───────────────────────────── @ ┐
            │ 11:04:00 ---  30000ms image    GET    /v2/images                             │
            ");
            assert_snapshot!(rows(&bench, 20..23), @"
            ├──────────────────────────────────────────────────────────────────────────────┤
            │ Enter call · y copy · f errors · Esc close                                   │
            └──────────────────────────────────────────────────────────────────────────────┘
            ");
        } else {
            assert_snapshot!(rows(&bench, 0..16), @"
            ┌ API errors: 3 calls · 1 error · median 87 ms ───────── @ ┐
            │ 11:04:00 ---  30000ms image    GET    /v2/images         │
            │                                                          │
            │                                                          │
            │                                                          │
            │                                                          │
            │                                                          │
            │                                                          │
            │                                                          │
            │                                                          │
            │                                                          │
            │                                                          │
            │                                                          │
            ├──────────────────────────────────────────────────────────┤
            │ Enter call · y copy · f errors · Esc close               │
            └──────────────────────────────────────────────────────────┘
            ");
        }
    }
}

#[test]
fn the_jobs_name_what_others_have_under_way() {
    let mut bench = Bench::stocked(USUAL);
    let snapshot = Write::CreateImage {
        server: "3f2a9c1e-7b4d-4f0a-9d1c-52b8e6a1c0de".into(),
        name: "snap".into(),
    };
    bench.write(snapshot, "Snapshot snap of web-02");
    bench.written(Ok(Written::ImageStarted {
        image: None,
        request_id: None,
    }));
    bench.keys("t");
    assert_snapshot!(rows(&bench, 1..7), @"
    ┌ Jobs ───────────────────────────────────────────────────────────────────── t ┐
    │ ◐ Snapshot snap of web-02            queued                         0s  11:04│
    │                                                                              │
    │ Under way, but not begun in this run:                                        │
    │ ◐ web-03  BUILD:spawn  Spawning                                              │
    │                                                                              │
    ");
}

//! What cannot be done now, and the sentence that says why.

use crate::app::action::{ACTIONS, Action, Group};
use crate::app::fixture::{Bench, image, info, odd_images, server, servers};
use crate::cloud::message::ContextInfo;
use crate::openstack::compute::Server;

fn on(row: Server) -> Bench {
    Bench::holding(vec![row], Vec::new(), (80, 24))
}

fn on_image(row: crate::openstack::image::Image) -> Bench {
    let mut bench = Bench::holding(Vec::new(), vec![row], (80, 24));
    bench.keys("2");
    bench
}

#[test]
fn a_snapshot_needs_a_quiet_instance_in_one_of_four_states() {
    for (status, off) in [
        ("ACTIVE", None),
        ("SHUTOFF", None),
        ("PAUSED", None),
        ("SUSPENDED", None),
        (
            "BUILD",
            Some("a is BUILD: snapshots need ACTIVE, SHUTOFF, PAUSED or SUSPENDED"),
        ),
        (
            "ERROR",
            Some("a is ERROR: snapshots need ACTIVE, SHUTOFF, PAUSED or SUSPENDED"),
        ),
        (
            "SHELVED",
            Some("a is SHELVED: snapshots need ACTIVE, SHUTOFF, PAUSED or SUSPENDED"),
        ),
        ("ACTIVE:image_snapshot", Some("a is busy: Snapshotting")),
        ("SHUTOFF:powering-on", Some("a is busy: Powering On")),
        ("ACTIVE:deleting", Some("a is being deleted")),
    ] {
        let bench = on(server(status, "a", "", "m1.tiny", "1d"));
        let reason = bench.app.reason_against(Action::Snapshot);
        assert_eq!(reason.as_deref(), off, "{status}");
    }
}

#[test]
fn a_long_name_leaves_room_for_the_reason() {
    let row = server(
        "ACTIVE",
        "aggregation-worker-of-the-night",
        "10.0.0.1",
        "m1.tiny",
        "1d",
    );
    assert_eq!(
        on(row).app.reason_against(Action::Start).as_deref(),
        Some("aggregation-worker-… is ACTIVE: starting needs SHUTOFF")
    );
}

#[test]
fn a_lock_does_not_stop_a_snapshot_for_nova_allows_it() {
    let mut locked = server("ACTIVE", "a", "", "m1.tiny", "1d");
    locked.locked = true;
    assert_eq!(on(locked).app.reason_against(Action::Snapshot), None);
}

#[test]
fn what_was_never_built_can_only_be_deleted_and_launched_anew() {
    let mut failed = server("ERROR", "a", "", "m1.tiny", "1d");
    let repairs = [
        Action::Stop,
        Action::RebootHard,
        Action::Rebuild,
        Action::Rescue,
    ];
    for action in repairs {
        assert_eq!(on(failed.clone()).app.reason_against(action), None);
    }
    failed.never_launched = true;
    let bench = on(failed);
    for action in repairs {
        let reason = bench.app.reason_against(action);
        let words = "a is ERROR and was never built: delete it, launch it anew";
        assert_eq!(reason.as_deref(), Some(words), "{action:?}");
    }
    for action in [Action::Delete, Action::ForceDelete, Action::Lock] {
        assert_eq!(bench.app.reason_against(action), None, "{action:?}");
    }
}

#[test]
fn a_snapshot_is_taken_of_one_instance_only() {
    let mut bench = Bench::stocked((80, 24));
    bench.keys("<Space>j<Space>");
    let reason = bench.app.reason_against(Action::Snapshot);
    let words = "2 instances are marked; a snapshot is taken of one at a time";
    assert_eq!(reason.as_deref(), Some(words));
}

#[test]
fn only_an_active_image_that_boots_can_be_launched_from() {
    let [.., kernel] = &odd_images()[..] else {
        panic!("a kernel is the last")
    };
    for (row, off) in [
        (image("active", "i", "public", (1, 1), 1), None),
        (
            image("queued", "i", "public", (1, 1), 1),
            Some("i is queued: only active images boot"),
        ),
        (
            image("killed", "i", "public", (1, 1), 1),
            Some("i is killed: only active images boot"),
        ),
        (
            kernel.clone(),
            Some("vmlinuz is a kernel or ramdisk: it cannot boot alone"),
        ),
    ] {
        let bench = on_image(row);
        assert_eq!(bench.app.reason_against(Action::Launch).as_deref(), off);
    }
}

#[test]
fn a_delete_is_refused_in_its_dialog_where_the_reason_can_be_read() {
    let mut locked = server("ACTIVE", "a", "", "m1.tiny", "1d");
    locked.locked = true;
    for (row, admin, refused) in [
        (
            locked.clone(),
            false,
            Some("is locked: unlock it first (P k)"),
        ),
        (locked, true, None),
        (
            server("ACTIVE:deleting", "a", "", "m1.tiny", "1d"),
            false,
            Some("is being deleted already"),
        ),
        (server("ERROR", "a", "", "m1.tiny", "1d"), false, None),
        (
            server("BUILD:spawning", "a", "", "m1.tiny", "1d"),
            false,
            None,
        ),
    ] {
        let mut bench = Bench::opened_on(
            ContextInfo {
                is_admin: admin,
                ..info()
            },
            (80, 24),
        );
        bench.list(vec![row]);
        bench.keys("D");
        let Some(crate::app::modal::Modal::Confirm(confirm)) = bench.app.modals.last() else {
            panic!("the question is open");
        };
        let why = confirm.refused.first().map(|refused| refused.why.as_str());
        assert_eq!(why, refused);
        assert_eq!(confirm.targets.is_empty(), refused.is_some());
    }
}

#[test]
fn an_empty_list_has_nothing_to_act_on() {
    let bench = Bench::holding(Vec::new(), Vec::new(), (80, 24));
    for action in [
        Action::Snapshot,
        Action::Delete,
        Action::Copy,
        Action::ConsoleLog,
        Action::Interfaces,
        Action::Console,
        Action::ActionLog,
    ] {
        let reason = bench.app.reason_against(action);
        assert_eq!(reason.as_deref(), Some("the list is empty"), "{action:?}");
    }
    assert_eq!(bench.app.reason_against(Action::Launch), None);
}

#[test]
fn without_a_cloud_only_the_program_itself_can_be_used() {
    let bench = Bench::connecting((80, 24));
    for spec in ACTIONS {
        let reason = bench.app.reason_against(spec.action);
        let own = spec.group == Group::App
            && !matches!(
                spec.action,
                Action::Refresh
                    | Action::Auto
                    | Action::Palette
                    | Action::ReadOnly
                    | Action::ReadWrite
            );
        assert_eq!(reason.is_none(), own, "{}", spec.label);
    }
}

#[test]
fn without_a_compute_service_nothing_is_launched() {
    let place = ContextInfo {
        has_compute: false,
        ..info()
    };
    let bench = Bench::opened_on(place, (80, 24));
    let reason = bench.app.reason_against(Action::Launch).unwrap();
    assert!(
        reason.starts_with("RegionOne has no compute service"),
        "{reason}"
    );
    assert!(
        bench
            .asked()
            .iter()
            .all(|read| !matches!(read, crate::cloud::message::Read::Servers { .. }))
    );
}

#[test]
fn an_action_that_is_off_says_why_on_the_status_line() {
    let mut bench = Bench::holding(servers(), Vec::new(), (80, 24));
    bench.keys("jS");
    assert_eq!(
        bench.said(),
        "Create snapshot: batch-07 is ERROR: snapshots need ACTIVE, SHUTOFF, PAUSED or SUSPENDED"
    );
    bench.keys("2S");
    assert_eq!(bench.said(), "Create snapshot: only in Instances");
}

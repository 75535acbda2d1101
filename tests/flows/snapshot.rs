//! Snapshots that go wrong, and those of servers with a boot volume.

use horizon_tui::demo::{Fault, FaultAnswer};
use serde_json::json;

use super::common::elsewhere::Elsewhere;
use super::steps::{asked, confirm, demo, find, line, refuse, said, seconds, until_said, writes};

#[test]
fn a_snapshot_that_dies_is_reported_with_the_reason_of_the_cloud() {
    let mut drive = demo();
    find(&mut drive, "web-01");
    drive.keys("S C-u");
    drive.text("fail-night");
    confirm(&mut drive, "Enter");
    until_said(&mut drive, "Snapshot fail-night of web-01 started");
    until_said(&mut drive, "Snapshot fail-night failed");
    until_said(
        &mut drive,
        "Snapshot fail-night failed: Nova says “Error” (request req-",
    );
    assert!(line(&mut drive, "✗").contains("fail-night"));
    seconds(&mut drive, 60);
    assert!(!said(&drive, "fail-night is ready"));
    assert_eq!(writes(&drive, 0).len(), 1);
}

#[test]
fn a_refused_snapshot_keeps_the_dialog_and_its_name() {
    let mut drive = demo();
    find(&mut drive, "web-01");
    drive.keys("S C-u");
    drive.text("before the storm");
    let message = "Cannot 'createImage' instance while it is in vm_state error";
    let body = json!({"conflictingRequest": {"code": 409, "message": message}}).to_string();
    refuse(&drive, ("POST", "/action"), 409, &body);
    confirm(&mut drive, "Enter");
    drive.until("the refusal", |screen| {
        screen.contains("409 Cannot 'createImage'")
    });
    let screen = drive.screen();
    assert!(screen.contains("before the storm"), "{screen}");
    assert!(screen.contains("req-0f0f0f0f-flow"), "{screen}");
    drive.keys("2");
    confirm(&mut drive, "Enter");
    until_said(&mut drive, "Snapshot before the storm2 is ready");
    assert_eq!(writes(&drive, 0).len(), 2);
}

#[test]
fn the_wrong_state_is_said_before_the_dialog_opens() {
    let mut drive = demo();
    for (name, why) in [
        ("ci-runner-03", "ci-runner-03 is ERROR"),
        ("legacy-erp", "legacy-erp is SHELVED_OFFLOADED"),
        ("db-02", "db-02 is busy"),
    ] {
        find(&mut drive, name);
        drive.keys("S");
        assert!(line(&mut drive, why).contains("Create snapshot"));
        drive.keys("Esc");
    }
}

#[test]
fn a_state_that_turned_wrong_meanwhile_is_refused_by_the_cloud_itself() {
    let mut drive = demo();
    find(&mut drive, "web-01");
    drive.keys("S");
    Elsewhere::at(drive.cloud()).act("web-01", &json!({"rescue": null}));
    let from = asked(&drive);
    confirm(&mut drive, "Enter");
    drive.until("the refusal", |screen| screen.contains("✗ 409"));
    assert_eq!(writes(&drive, from).len(), 1);
}

#[test]
fn the_snapshot_of_a_boot_volume_is_told_as_a_snapshot() {
    let mut drive = demo();
    find(&mut drive, "vol-01");
    drive.keys("S");
    let screen = drive.screen();
    assert!(screen.contains("volume"), "{screen}");
    drive.keys("C-u");
    drive.text("vol-flow");
    confirm(&mut drive, "Enter");
    until_said(&mut drive, "Snapshot vol-flow is ready (volume-backed");
    drive.keys("2");
    find(&mut drive, "vol-flow");
    assert!(line(&mut drive, " active ").contains("snapshot"));
}

#[test]
fn a_held_enter_makes_no_snapshot() {
    let mut drive = demo();
    find(&mut drive, "web-01");
    drive.keys("S");
    for _ in 0..60 {
        drive.keys("Enter");
        drive.wait(std::time::Duration::from_millis(33));
    }
    seconds(&mut drive, 5);
    assert_eq!(writes(&drive, 0), [""; 0]);
}

#[test]
fn a_lost_answer_to_a_snapshot_leads_to_no_second_one() {
    let mut drive = demo();
    find(&mut drive, "web-01");
    drive.keys("S C-u");
    drive.text("perhaps");
    drive.cloud().fail_next(Fault {
        method: "POST",
        path: "/action".to_owned(),
        times: 1,
        answer: FaultAnswer::DropConnection,
    });
    confirm(&mut drive, "Enter");
    until_said(&mut drive, "Snapshot perhaps of web-01: no answer");
    for _ in 0..3 {
        confirm(&mut drive, "Enter");
    }
    drive.keys("Esc Esc 2");
    find(&mut drive, "perhaps");
    drive.until("it was done after all", |screen| {
        screen.contains("● active ")
    });
    assert_eq!(writes(&drive, 0).len(), 1);
}

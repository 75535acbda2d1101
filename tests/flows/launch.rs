//! Launches that the cloud refuses, that die, whose answer is lost; and the draft.

use std::sync::Arc;

use horizon_tui::demo::{Fault, FaultAnswer};
use serde_json::json;
use tokio::sync::Notify;

use super::common::drive::Drive;
use super::steps::{
    SIZE, asked, confirm, demo, find, line, logins, opened, refuse, said, seconds, servers,
    until_said, writes,
};

/// From the list of images: a draft with everything chosen, on Review.
fn draft(drive: &mut Drive, name: &str, count: &str) {
    drive.keys("2");
    find(drive, "Debian 13");
    drive.keys("L");
    drive.idle();
    drive.text(name);
    drive.keys("Tab C-u");
    drive.text(count);
    drive.keys("A-n Enter Enter Enter Space Enter");
    drive.until("the review", |screen| screen.contains("● 5 Review"));
}

fn launches(drive: &Drive) -> usize {
    let writes = writes(drive, 0);
    let mut paths = writes.iter().map(String::as_str);
    assert!(paths.all(|write| write == "POST /RegionOne/compute/v2.1/servers"));
    writes.len()
}

/// What Review shows of the draft.
fn shown(drive: &mut Drive) -> Vec<String> {
    [
        "Name", "Source", "Flavor", "Network", "Security", "Key pair",
    ]
    .map(|label| line(drive, &format!("│ {label}")))
    .into()
}

#[test]
fn a_refused_launch_keeps_everything_typed_and_goes_through_once_corrected() {
    let quota = "Quota exceeded for instances: Requested 3, but already used 24 of 25 instances";
    for (status, key, message) in [
        (403, "forbidden", quota),
        (400, "badRequest", "Image is not active."),
        (
            409,
            "conflictingRequest",
            "Multiple possible networks found.",
        ),
    ] {
        let mut drive = demo();
        draft(&mut drive, "stubborn", "3");
        let before = shown(&mut drive);
        let body = json!({key: {"code": status, "message": message}}).to_string();
        refuse(&drive, ("POST", "/servers"), status, &body);
        confirm(&mut drive, "Enter");
        drive.until("the refusal", |screen| screen.contains("The cloud refused"));
        let screen = drive.screen();
        assert!(
            screen.contains(&format!("{status} {}", &message[..20])),
            "{screen}"
        );
        assert!(screen.contains("req-0f0f0f0f-flow"), "{screen}");
        assert_eq!(shown(&mut drive), before);
        assert_eq!(launches(&drive), 1);

        drive.keys("A-1 C-u 2 A-5");
        assert!(line(&mut drive, "│ Name").contains("stubborn-1, stubborn-2"));
        confirm(&mut drive, "Enter");
        until_said(&mut drive, "Launch stubborn ×2 started");
        until_said(&mut drive, "stubborn-2 is ACTIVE");
        assert_eq!(launches(&drive), 2);
    }
}

#[test]
fn an_instance_that_fails_to_build_is_reported_with_its_fault() {
    let mut drive = demo();
    draft(&mut drive, "fail-x", "1");
    confirm(&mut drive, "Enter");
    until_said(&mut drive, "fail-x went to ERROR: Build of instance");
    drive.keys("Esc Esc 1");
    find(&mut drive, "fail-x");
    line(&mut drive, "✗ ERROR         fail-x");
    drive.keys("Enter");
    let screen = drive.screen();
    assert!(screen.contains("the demo fails every server"), "{screen}");
}

fn lose_the_answer(drive: &mut Drive, answer: FaultAnswer) {
    drive.cloud().fail_next(Fault {
        method: "POST",
        path: "/servers".to_owned(),
        times: 1,
        answer,
    });
    confirm(drive, "Enter");
    until_said(drive, "looking whether it was carried out");
}

#[test]
fn a_launch_whose_answer_was_lost_is_found_again_and_not_sent_twice() {
    let mut drive = demo();
    draft(&mut drive, "once", "3");
    lose_the_answer(&mut drive, FaultAnswer::DropConnection);
    until_said(
        &mut drive,
        "the answer was lost, but once-1, once-2, once-3 are being built",
    );
    for keys in ["Enter", "Enter", "L", "Esc"] {
        confirm(&mut drive, keys);
    }
    for name in ["once-1", "once-2", "once-3"] {
        until_said(&mut drive, &format!("{name} is ACTIVE"));
    }
    assert_eq!(launches(&drive), 1);
}

#[test]
fn a_launch_that_never_arrived_is_looked_for_before_it_is_offered_again() {
    let mut drive = demo();
    draft(&mut drive, "once", "2");
    lose_the_answer(&mut drive, FaultAnswer::DropBefore);
    for keys in ["Enter", "Enter", "Space Space Enter", "Tab Enter", "Esc"] {
        confirm(&mut drive, keys);
        seconds(&mut drive, 1);
    }
    // The draft is taken up again, and still knows.
    drive.keys("Esc L Enter");
    drive.until("what happens", |screen| screen.contains("No answer came"));
    drive.keys("A-1 A-5");
    for _ in 0..3 {
        confirm(&mut drive, "Enter");
    }
    assert_eq!(launches(&drive), 1);
    until_said(&mut drive, "no such instance was made");
    for _ in 0..3 {
        confirm(&mut drive, "Enter");
    }
    assert_eq!(launches(&drive), 1);

    // Said to have looked, in so many words, one may.
    drive.keys("A-1 A-5");
    assert!(line(&mut drive, "I have looked").contains("▸"));
    drive.keys("Space Tab");
    confirm(&mut drive, "Enter");
    until_said(&mut drive, "once-2 is ACTIVE");
    assert_eq!(launches(&drive), 2);
    let made = servers(&drive).iter();
    let made = made.filter(|server| server.name.starts_with("once-"));
    assert_eq!(made.count(), 2);
}

#[test]
fn what_failed_of_a_launch_is_launched_again_alone() {
    let mut drive = demo();
    draft(&mut drive, "fail-x", "1");
    confirm(&mut drive, "Enter");
    until_said(&mut drive, "fail-x went to ERROR");
    let screen = drive.screen();
    assert!(screen.contains("The host gave the build up"), "{screen}");
    drive.keys("R");
    drive.until("the review", |screen| screen.contains("Launch instance›]"));
    assert!(line(&mut drive, "│ Name").contains("fail-x"));
    assert_eq!(launches(&drive), 1);
    drive.keys("A-1 C-u");
    drive.text("works");
    drive.keys("A-5");
    confirm(&mut drive, "Enter");
    until_said(&mut drive, "works is ACTIVE");
    assert_eq!(launches(&drive), 2);
}

#[test]
fn a_second_enter_while_the_launch_is_sent_sends_nothing() {
    let mut drive = demo();
    draft(&mut drive, "twice", "1");
    let answered = Arc::new(Notify::new());
    drive.cloud().fail_next(Fault {
        method: "POST",
        path: "/servers".to_owned(),
        times: 1,
        answer: FaultAnswer::Held(answered.clone()),
    });
    drive.wait(std::time::Duration::from_millis(2200));
    drive.keys("Enter");
    drive.until_that("sent", |drive| !drive.writes().is_empty());
    assert!(drive.screen().contains("Sending…"), "{}", drive.screen());
    drive.keys("Enter Enter");
    answered.notify_one();
    until_said(&mut drive, "Launch twice started");
    seconds(&mut drive, 2);
    assert_eq!(launches(&drive), 1);
}

#[test]
fn esc_keeps_the_draft_and_l_offers_it_again() {
    let mut drive = demo();
    draft(&mut drive, "kept", "2");
    let before = shown(&mut drive);
    drive.keys("Esc L");
    let screen = drive.screen();
    assert!(
        screen.contains("Enter") && screen.contains("draft"),
        "{screen}"
    );
    drive.keys("Enter A-5");
    drive.idle();
    assert_eq!(shown(&mut drive), before);

    drive.keys("Esc L Esc");
    assert!(!drive.screen().contains("Launch instance ─"));
    drive.keys("L n");
    drive.idle();
    let screen = drive.screen();
    assert!(
        screen.contains("● 1 Details") && !screen.contains("kept"),
        "{screen}"
    );
    drive.keys("Esc L");
    drive.idle();
    let screen = drive.screen();
    assert!(
        screen.contains("● 1 Details"),
        "an untouched draft is not kept: {screen}"
    );
    assert_eq!(writes(&drive, 0), [""; 0]);
}

#[test]
fn a_count_the_quota_has_no_room_for_is_stopped_before_it_is_sent() {
    let mut drive = demo();
    draft(&mut drive, "crowd", "2");
    drive.keys("A-1 C-u 16 A-5");
    let screen = drive.screen();
    assert!(
        screen.contains("count 16 is more than the 15 your instance quota has left"),
        "{screen}"
    );
    confirm(&mut drive, "Enter");
    seconds(&mut drive, 2);
    assert_eq!(launches(&drive), 0);
    let screen = drive.screen();
    assert!(
        screen.contains("● 1 Details") && screen.contains("crowd"),
        "{screen}"
    );
}

#[test]
fn in_a_region_with_one_network_and_one_key_pair_both_are_chosen() {
    let mut drive = opened(Drive::demo_in("RegionTwo", SIZE));
    drive.keys("2");
    find(&mut drive, "Debian 13");
    drive.keys("L");
    drive.idle();
    drive.text("edge-05");
    drive.keys("A-n Enter A-5");
    let review = shown(&mut drive).concat();
    assert!(
        review.contains("Ext-Net") && review.contains(" edge "),
        "{review}"
    );
    confirm(&mut drive, "Enter");
    until_said(&mut drive, "edge-05 is ACTIVE");
    drive.keys("1");
    let made = servers(&drive)
        .iter()
        .find(|server| server.name == "edge-05");
    assert_eq!(made.unwrap().key_name.as_deref(), Some("edge"));
    assert!(!said(&drive, "failed"));
}

#[test]
fn a_token_that_ends_before_the_launch_costs_a_login_and_no_second_launch() {
    let mut drive = demo();
    draft(&mut drive, "late", "2");
    let from = asked(&drive);
    drive.cloud().expire_tokens();
    confirm(&mut drive, "Enter");
    until_said(&mut drive, "late-2 is ACTIVE");
    assert_eq!(logins(&drive, from), 1);
    let made = servers(&drive)
        .iter()
        .filter(|server| server.name.starts_with("late-"));
    assert_eq!(made.count(), 2);
}

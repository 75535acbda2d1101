//! The ladder before anything is destroyed, the undo window after it, and what is refused.

use std::time::Duration;

use super::common::drive::Drive;
use super::common::elsewhere::Elsewhere;
use super::steps::{
    asked, confirm, demo, everything_said, find, has_server, line, refuse, said, seconds,
    until_said, writes,
};

/// What a keyboard sends while a key is held, about thirty times a second.
fn hold(drive: &mut Drive, key: &str) {
    for _ in 0..90 {
        drive.keys(key);
        drive.wait(Duration::from_millis(33));
    }
}

fn nothing_deleted(drive: &Drive) {
    assert_eq!(writes(drive, 0), [""; 0]);
    assert_eq!(drive.app().jobs().newest_first().count(), 0);
}

#[test]
fn enter_on_the_delete_question_keeps() {
    let mut drive = demo();
    find(&mut drive, "web-01");
    drive.keys("D");
    assert!(drive.screen().contains("Keep web-01"), "{}", drive.screen());
    confirm(&mut drive, "Enter");
    assert!(!drive.screen().contains("Keep web-01"));
    seconds(&mut drive, 12);
    nothing_deleted(&drive);
    assert!(has_server(&drive, "web-01"));
}

#[test]
fn a_held_key_deletes_nothing() {
    for key in ["Enter", "y", "D", "Space"] {
        let mut drive = demo();
        find(&mut drive, "web-01");
        drive.keys("D");
        hold(&mut drive, key);
        seconds(&mut drive, 12);
        nothing_deleted(&drive);
    }
}

#[test]
fn a_held_enter_deletes_nothing_even_on_the_delete_button() {
    let mut drive = demo();
    find(&mut drive, "web-01");
    drive.keys("D Tab");
    hold(&mut drive, "Enter");
    seconds(&mut drive, 12);
    nothing_deleted(&drive);
}

#[test]
fn y_deletes_one_after_the_undo_window() {
    let mut drive = demo();
    let from = asked(&drive);
    find(&mut drive, "web-01");
    drive.keys("D");
    confirm(&mut drive, "y");
    assert!(line(&mut drive, "U undoes").contains("web-01"));
    seconds(&mut drive, 7);
    assert_eq!(writes(&drive, from), [""; 0]);
    until_said(&mut drive, "Delete web-01: deleted");
    let deletes = writes(&drive, from);
    assert_eq!(deletes.len(), 1, "{deletes:?}");
    assert!(
        deletes[0].starts_with("DELETE /RegionOne/compute"),
        "{deletes:?}"
    );
    assert!(!has_server(&drive, "web-01"));
    assert!(has_server(&drive, "web-02"));
}

#[test]
fn tab_and_enter_delete_as_y_does() {
    let mut drive = demo();
    find(&mut drive, "web-01");
    drive.keys("D Tab");
    confirm(&mut drive, "Enter");
    until_said(&mut drive, "Delete web-01: deleted");
}

#[test]
fn u_within_eight_seconds_takes_the_delete_back() {
    let mut drive = demo();
    find(&mut drive, "web-01");
    drive.keys("D");
    confirm(&mut drive, "y");
    seconds(&mut drive, 7);
    drive.keys("U");
    assert!(
        said(&drive, "Undone: Delete web-01"),
        "{:?}",
        everything_said(&drive)
    );
    seconds(&mut drive, 30);
    assert_eq!(writes(&drive, 0), [""; 0]);
    assert!(has_server(&drive, "web-01"));
}

#[test]
fn what_is_about_to_be_deleted_is_not_asked_about_again_so_that_one_u_is_enough() {
    let mut drive = demo();
    find(&mut drive, "web-01");
    drive.keys("D");
    confirm(&mut drive, "y");
    drive.keys("D");
    let screen = drive.screen();
    assert!(
        screen.contains("web-01 is confirmed for deletion already"),
        "{screen}"
    );
    confirm(&mut drive, "y");
    drive.keys("Esc U");
    seconds(&mut drive, 30);
    assert_eq!(writes(&drive, 0), [""; 0]);
}

#[test]
fn another_key_right_after_the_confirming_one_takes_it_back() {
    for other in ["Down", "Up", "x", "Tab", "Left"] {
        let mut drive = demo();
        find(&mut drive, "web-01");
        drive.keys("D");
        drive.wait(Duration::from_millis(400));
        drive.keys("y");
        drive.wait(Duration::from_millis(20));
        drive.keys(other);
        seconds(&mut drive, 2);
        nothing_deleted(&drive);
    }
}

#[test]
fn quitting_during_the_undo_window_asks_and_deletes_nothing() {
    let mut drive = demo();
    find(&mut drive, "web-01");
    drive.keys("D");
    confirm(&mut drive, "y");
    drive.keys("q");
    assert!(!drive.ended());
    let screen = drive.screen();
    assert!(
        screen.contains("1 delete is confirmed but not sent"),
        "{screen}"
    );
    drive.keys("Enter");
    assert!(!drive.ended(), "Stay has the focus");
    drive.keys("q y");
    assert!(drive.ended());
    assert_eq!(writes(&drive, 0), [""; 0]);
}

#[test]
fn many_need_their_phrase_typed() {
    let mut drive = demo();
    find(&mut drive, "web-0");
    drive.keys("Space j Space j Space D");
    let screen = drive.screen();
    assert!(screen.contains("delete 3"), "{screen}");
    confirm(&mut drive, "y");
    confirm(&mut drive, "Enter");
    assert!(drive.screen().contains("to go on"), "{}", drive.screen());
    nothing_deleted(&drive);
    drive.keys("C-u");
    drive.text("delete 2");
    confirm(&mut drive, "Enter");
    nothing_deleted(&drive);
    drive.keys("Backspace 3");
    confirm(&mut drive, "Enter");
    assert!(said(&drive, "3 instances: the delete waits 8 s"));
    for name in ["web-01", "web-02", "web-03"] {
        until_said(&mut drive, &format!("Delete {name}: deleted"));
    }
    assert_eq!(writes(&drive, 0).len(), 3);
}

#[test]
fn what_cannot_be_deleted_says_why() {
    let mut drive = demo();
    let refused = |drive: &mut Drive, name: &str, why: &[&str]| {
        find(drive, name);
        drive.keys("D");
        let screen = drive.screen();
        for words in why {
            assert!(screen.contains(words), "{name}: {words:?}\n{screen}");
        }
        assert!(!screen.contains("Keep "), "{screen}");
        confirm(drive, "y");
        confirm(drive, "Enter");
        confirm(drive, "Esc");
    };
    let lift = ["is locked", "ask security", "openstack server unlock"];
    refused(&mut drive, "vault-01", &lift);
    drive.keys("2");
    drive.idle();
    let lift = ["is protected", "--unprotected"];
    refused(&mut drive, "golden-web-2026-11", &lift);
    refused(&mut drive, "Debian 12", &["belongs to another project"]);
    seconds(&mut drive, 12);
    nothing_deleted(&drive);
}

#[test]
fn what_is_skipped_among_many_is_named_and_the_others_go() {
    let mut drive = demo();
    find(&mut drive, "vault-01");
    drive.keys("Space");
    find(&mut drive, "web-01");
    drive.keys("Space D");
    let screen = drive.screen();
    assert!(screen.contains("Skipped, 1 of 2"), "{screen}");
    assert!(screen.contains("vault-01 is locked"), "{screen}");
    confirm(&mut drive, "y");
    until_said(&mut drive, "Delete web-01: deleted");
    assert_eq!(writes(&drive, 0).len(), 1);
}

#[test]
fn what_is_gone_already_counts_as_deleted() {
    let mut drive = demo();
    find(&mut drive, "web-01");
    drive.keys("D");
    confirm(&mut drive, "y");
    let body = r#"{"itemNotFound": {"code": 404, "message": "Instance could not be found."}}"#;
    refuse(&drive, ("DELETE", "/servers/"), 404, body);
    until_said(&mut drive, "Delete web-01: was gone already");
    assert!(!has_server(&drive, "web-01"));
}

#[test]
fn a_delete_that_fails_among_many_is_reported_by_its_name() {
    let mut drive = demo();
    let id = Elsewhere::at(drive.cloud()).server("web-02");
    find(&mut drive, "web-0");
    drive.keys("Space j Space j Space D");
    drive.text("delete 3");
    confirm(&mut drive, "Enter");
    let body = r#"{"conflictingRequest": {"code": 409, "message": "Instance is in the way."}}"#;
    refuse(&drive, ("DELETE", &id), 409, body);
    until_said(
        &mut drive,
        "Delete web-02 failed: 409 Instance is in the way.",
    );
    until_said(&mut drive, "Delete web-01: deleted");
    until_said(&mut drive, "Delete web-03: deleted");
    assert!(has_server(&drive, "web-02"));
    drive.keys("Esc e");
    assert!(
        drive.screen().contains("req-0f0f0f0f-flow"),
        "{}",
        drive.screen()
    );
}

#[test]
fn a_target_that_vanishes_while_the_question_stands_is_dropped_and_none_takes_its_place() {
    let mut drive = demo();
    find(&mut drive, "web-0");
    drive.keys("Space j Space j Space D");
    let elsewhere = Elsewhere::at(drive.cloud());
    elsewhere.delete_server("web-02");
    elsewhere.launch("web-00");
    let from = asked(&drive);
    drive.until("it is told", |screen| {
        screen
            .lines()
            .any(|line| line.contains("web-02") && line.contains("is gone already"))
    });
    let screen = drive.screen();
    assert!(
        !screen.contains("Keep web-00") && screen.contains("web-03"),
        "{screen}"
    );
    drive.text("delete 2");
    confirm(&mut drive, "Enter");
    until_said(&mut drive, "Delete web-01: deleted");
    until_said(&mut drive, "Delete web-03: deleted");
    assert_eq!(writes(&drive, from).len(), 2, "{:?}", writes(&drive, from));
    assert!(has_server(&drive, "web-00"));
}

#[test]
fn the_question_about_one_that_vanishes_deletes_nothing() {
    let mut drive = demo();
    find(&mut drive, "web-02");
    drive.keys("D");
    Elsewhere::at(drive.cloud()).delete_server("web-02");
    let from = asked(&drive);
    drive.until("it is told", |screen| screen.contains("is gone already"));
    confirm(&mut drive, "y");
    drive.keys("Tab");
    confirm(&mut drive, "Enter");
    seconds(&mut drive, 12);
    assert_eq!(writes(&drive, from), [""; 0]);
}

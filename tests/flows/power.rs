//! What needs no more than a yes: asked about as far as it goes, carried out, and followed to the
//! state Nova documents.

use std::time::Duration;

use horizon_tui::demo::{Fault, FaultAnswer};
use horizon_tui::openstack::compute::{Server, ServerStatus};

use super::common::drive::Drive;
use super::common::elsewhere::Elsewhere;
use super::steps::{
    asked, confirm, demo, everything_said, find, line, refuse, said, seconds, servers, until_said,
    writes,
};

fn row<'a>(drive: &'a Drive, name: &str) -> &'a Server {
    let found = servers(drive).iter().find(|server| server.name == name);
    found.unwrap_or_else(|| panic!("no {name}"))
}

/// Picks from a menu what is asked about, and says yes.
fn yes(drive: &mut Drive, keys: &str) {
    drive.keys(keys);
    confirm(drive, "y");
}

fn until_status(drive: &mut Drive, name: &str, status: &ServerStatus) {
    drive.until_that(name, |drive| {
        let row = row(drive, name);
        row.status == *status && row.task_state.is_none()
    });
}

#[test]
fn an_instance_is_shut_off_after_a_question_and_started_without_one() {
    let mut drive = demo();
    find(&mut drive, "web-02");
    let from = asked(&drive);
    drive.keys("P o");
    let screen = drive.screen();
    assert!(screen.contains("Shut off instance"), "{screen}");
    assert!(screen.contains("what runs in it ends"), "{screen}");
    confirm(&mut drive, "Enter");
    assert_eq!(writes(&drive, from), [""; 0], "Cancel has the focus");
    yes(&mut drive, "P o");
    until_said(&mut drive, "web-02 is shut off");
    assert_eq!(row(&drive, "web-02").status, ServerStatus::Shutoff);
    let footer = drive.screen();
    assert!(footer.contains("P s start"), "{footer}");
    drive.keys("P s");
    until_said(&mut drive, "web-02 is started");
    assert_eq!(row(&drive, "web-02").status, ServerStatus::Active);
    assert_eq!(writes(&drive, from).len(), 2);
}

#[test]
fn each_power_action_ends_in_the_state_nova_documents() {
    let mut drive = demo();
    find(&mut drive, "web-02");
    for (keys, asks, told, status) in [
        ("P r", true, "is rebooted", ServerStatus::Active),
        ("P p", true, "is paused", ServerStatus::Paused),
        ("P u", false, "is resumed", ServerStatus::Active),
        ("P z", true, "is suspended", ServerStatus::Suspended),
        ("P w", false, "is resumed", ServerStatus::Active),
        ("P v", true, "is shelved", ServerStatus::ShelvedOffloaded),
        ("P n", false, "is unshelved", ServerStatus::Active),
        ("P h", true, "is rebooted", ServerStatus::Active),
    ] {
        let before = everything_said(&drive).len();
        drive.keys(keys);
        if asks {
            confirm(&mut drive, "y");
        }
        let words = format!("web-02 {told}");
        drive.until_that(&words, |drive| {
            let told = everything_said(drive);
            told.iter().skip(before).any(|it| it.contains(&words))
        });
        until_status(&mut drive, "web-02", &status);
    }
}

#[test]
fn a_held_key_confirms_nothing_and_neither_does_enter_on_cancel() {
    for (open, held) in [
        ("P o", "y"),
        ("P o", "Enter"),
        ("P o Tab", "Enter"),
        ("P h", "h"),
        ("R c", "c"),
    ] {
        let mut drive = demo();
        find(&mut drive, "web-02");
        let from = asked(&drive);
        drive.keys(open);
        for _ in 0..60 {
            drive.keys(held);
            drive.wait(Duration::from_millis(33));
        }
        seconds(&mut drive, 3);
        assert_eq!(writes(&drive, from), [""; 0], "{open} then {held}");
    }
}

#[test]
fn a_second_action_waits_until_the_first_is_over() {
    let mut drive = demo();
    find(&mut drive, "web-02");
    yes(&mut drive, "P o");
    drive.keys("P p");
    assert!(
        said(&drive, "Powering Off") || drive.screen().contains("busy: Powering Off"),
        "{}",
        drive.screen()
    );
    drive.keys("Esc");
    until_said(&mut drive, "web-02 is shut off");
    assert_eq!(drive.writes().len(), 1);
}

#[test]
fn what_the_cloud_refuses_is_told_in_its_words() {
    let mut drive = demo();
    find(&mut drive, "web-02");
    let words = "Cannot 'stop' instance while it is in task_state migrating";
    let body = format!(r#"{{"conflictingRequest": {{"code": 409, "message": "{words}"}}}}"#);
    refuse(&drive, ("POST", "/action"), 409, &body);
    yes(&mut drive, "P o");
    until_said(&mut drive, "Shut off web-02 failed: 409 Cannot 'stop'");
    assert_eq!(row(&drive, "web-02").status, ServerStatus::Active);
}

#[test]
fn an_action_whose_answer_is_lost_is_not_sent_again() {
    let mut drive = demo();
    find(&mut drive, "web-02");
    refuse(&drive, ("POST", "/action"), 502, "Bad Gateway");
    let from = asked(&drive);
    yes(&mut drive, "P o");
    until_said(&mut drive, "looking whether it was carried out");
    seconds(&mut drive, 75);
    until_said(
        &mut drive,
        "it was not begun, Nova's action log does not name it",
    );
    assert_eq!(writes(&drive, from).len(), 1);
}

#[test]
fn an_action_that_was_carried_out_unheard_is_followed_to_its_end() {
    let mut drive = demo();
    find(&mut drive, "web-02");
    drive.cloud().fail_next(Fault {
        method: "POST",
        path: "/action".to_owned(),
        times: 1,
        answer: FaultAnswer::DropConnection,
    });
    let from = asked(&drive);
    yes(&mut drive, "P o");
    until_said(&mut drive, "Nova's action log names it: it was begun");
    until_said(&mut drive, "web-02 is shut off");
    assert_eq!(writes(&drive, from).len(), 1);
}

#[test]
fn the_question_follows_what_happens_to_its_target() {
    let mut drive = demo();
    find(&mut drive, "web-02");
    drive.keys("P o");
    Elsewhere::at(drive.cloud()).delete_server("web-02");
    drive.until("it is told", |screen| {
        screen.contains("is gone already") || screen.contains("is being deleted")
    });
    let from = asked(&drive);
    confirm(&mut drive, "y");
    seconds(&mut drive, 5);
    assert_eq!(writes(&drive, from), [""; 0]);
}

#[test]
fn a_lock_is_lifted_from_the_menu_and_then_the_rest_is_possible() {
    let mut drive = demo();
    find(&mut drive, "vault-01");
    drive.keys("P o");
    drive.wait(Duration::from_millis(400));
    let screen = drive.screen();
    assert!(
        screen.contains("Shut off instance  ✗ vault-01 is locked"),
        "{screen}"
    );
    assert!(screen.contains("first (P k)"), "{screen}");
    drive.keys("Esc");
    assert!(line(&mut drive, "P k unlock").contains("L launch"));
    drive.keys("P k");
    until_said(&mut drive, "vault-01 is unlocked");
    yes(&mut drive, "P o");
    until_said(&mut drive, "vault-01 is shut off");
}

//! Many at once: one question, one line for each with its outcome, another try for the failed.

use horizon_tui::cloud::message::Write;
use horizon_tui::openstack::compute::{ServerAct, ServerStatus};

use super::common::drive::Drive;
use super::common::elsewhere::Elsewhere;
use super::steps::{confirm, demo, find, line, refuse, said, seconds, servers, until_said, writes};

/// Marks web-01, web-02 and web-03, quiet all three.
fn three() -> Drive {
    let mut drive = demo();
    find(&mut drive, "web-0");
    drive.until_that("the snapshot of the demo is over", |drive| {
        let webs = servers(drive)
            .iter()
            .filter(|it| it.name.starts_with("web-0"));
        webs.clone().count() >= 3 && webs.clone().all(|it| it.task_state.is_none())
    });
    drive.keys("Space j Space j Space");
    drive
}

fn marked(drive: &Drive) -> usize {
    let space = drive.app().space.as_ref();
    space.map_or(0, |space| space.instances.table.marked_len())
}

#[test]
fn many_are_shut_off_after_the_phrase_and_started_after_a_button() {
    let mut drive = three();
    drive.keys("P o");
    let screen = drive.screen();
    assert!(screen.contains("Shut off 3 instances"), "{screen}");
    confirm(&mut drive, "y");
    confirm(&mut drive, "Enter");
    assert_eq!(writes(&drive, 0), [""; 0]);
    drive.keys("C-u");
    drive.text("stop 3");
    confirm(&mut drive, "Enter");
    until_said(&mut drive, "Shut off 3 instances: 3 done");
    for name in ["web-01", "web-02", "web-03"] {
        assert!(line(&mut drive, &format!("✓ {name}")).contains("is shut off"));
    }
    assert_eq!(marked(&drive), 0, "what is done is marked no more");
    drive.keys("Esc g Space j Space j Space P s");
    assert!(drive.screen().contains("Start 3 instances"));
    confirm(&mut drive, "Enter");
    until_said(&mut drive, "Start 3 instances: 3 done");
    assert_eq!(writes(&drive, 0).len(), 6);
}

#[test]
fn the_one_that_fails_keeps_its_mark_says_why_and_is_tried_again_alone() {
    let mut drive = three();
    let id = Elsewhere::at(drive.cloud()).server("web-02");
    drive.keys("P r");
    drive.text("reboot 3");
    let words = "Instance is in the way.";
    let body = format!(r#"{{"conflictingRequest": {{"code": 409, "message": "{words}"}}}}"#);
    refuse(&drive, ("POST", &id), 409, &body);
    confirm(&mut drive, "Enter");
    until_said(&mut drive, "Soft reboot 3 instances: 2 done, 1 failed");
    drive.keys("j");
    let screen = drive.screen();
    assert!(
        screen.contains("✗ web-02  409 Instance is in the way."),
        "{screen}"
    );
    assert!(screen.contains("req-0f0f0f0f-flow"), "{screen}");
    assert!(screen.contains("R retry the failed"), "{screen}");
    assert_eq!(marked(&drive), 1);
    drive.keys("R");
    let screen = drive.screen();
    assert!(screen.contains("Soft reboot web-02"), "{screen}");
    confirm(&mut drive, "y");
    until_said(&mut drive, "web-02 is rebooted");
    assert_eq!(writes(&drive, 0).len(), 4);
    assert_eq!(marked(&drive), 0);
}

#[test]
fn many_are_found_again_as_one_in_the_job_list() {
    let mut drive = three();
    drive.keys("P r");
    drive.text("reboot 3");
    confirm(&mut drive, "Enter");
    until_said(&mut drive, "Soft reboot 3 instances: 3 done");
    drive.keys("Esc t");
    assert!(line(&mut drive, "Soft reboot 3 instances").contains("3 done"));
    assert!(!drive.screen().contains("Soft reboot web-01"));
    drive.keys("Enter");
    assert!(line(&mut drive, "✓ web-01").contains("is rebooted"));
}

#[test]
fn what_cannot_be_done_to_some_of_many_is_skipped_by_name() {
    let mut drive = demo();
    find(&mut drive, "vault-01");
    drive.keys("Space");
    find(&mut drive, "web-02");
    drive.keys("Space");
    find(&mut drive, "web-03");
    drive.keys("Space P o");
    let screen = drive.screen();
    assert!(screen.contains("Skipped, 1 of 3"), "{screen}");
    assert!(screen.contains("vault-01 is locked"), "{screen}");
    assert!(
        screen.contains("2 of the 3 are hidden by the filter"),
        "{screen}"
    );
    drive.text("stop 2");
    confirm(&mut drive, "Enter");
    until_said(&mut drive, "Shut off 2 instances: 2 done");
    let stops = drive.writes().iter().filter(|(_, write)| {
        matches!(
            write,
            Write::Act {
                act: ServerAct::Stop,
                ..
            }
        )
    });
    assert_eq!(stops.count(), 2);
}

#[test]
fn many_deletes_are_taken_back_from_their_view_too() {
    let mut drive = three();
    drive.keys("D");
    drive.text("delete 3");
    confirm(&mut drive, "Enter");
    assert!(drive.screen().contains("U undo"), "{}", drive.screen());
    drive.keys("U");
    assert!(said(&drive, "Undone: Delete web-01"));
    seconds(&mut drive, 20);
    assert_eq!(writes(&drive, 0), [""; 0]);
    assert_eq!(marked(&drive), 3, "nothing of it was done");
    assert!(
        servers(&drive)
            .iter()
            .all(|it| it.status != ServerStatus::Deleted)
    );
}

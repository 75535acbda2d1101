//! The details of an instance, from the list and back.

use horizon_tui::app::details::DetailsTab;
use horizon_tui::cloud::message::{Read, Write};

use super::common::drive::Drive;
use super::common::elsewhere::Elsewhere;
use super::steps::{
    asked, confirm, demo, find, has_server, line, refuse, requests, seconds, until_said, writes,
};

fn shown(drive: &Drive) -> Option<(&str, DetailsTab)> {
    let details = drive.app().space.as_ref()?.details.as_ref()?;
    Some((details.row.name.as_str(), details.tab))
}

fn of_log(drive: &Drive) -> usize {
    let reads = drive.reads().iter();
    reads
        .filter(|read| matches!(read, Read::ConsoleLog { .. }))
        .count()
}

#[test]
fn the_console_log_is_read_searched_and_saved() {
    let mut drive = demo();
    find(&mut drive, "web-01");
    drive.keys("o");
    drive.until("the end of the log", |screen| screen.contains("login:"));
    drive.keys("/");
    drive.text("CLOUD-INIT");
    drive.keys("Enter");
    assert!(
        drive.screen().contains("“CLOUD-INIT” "),
        "{}",
        drive.screen()
    );
    drive.keys("s C-u");
    drive.text("~/web.log");
    drive.keys("Enter");
    until_said(&mut drive, "web.log written");
    let saved = std::fs::read_to_string(drive.home().join("web.log")).unwrap();
    assert!(saved.contains("login:"), "{saved}");
    assert!(!saved.contains('\u{1b}') && !saved.contains('\r'));
    // What is there is not written over.
    drive.keys("s Enter");
    until_said(&mut drive, "Save the console log of web-01 failed");
    assert!(matches!(drive.writes(), [(_, Write::SaveText { .. }), _]));
}

#[test]
fn a_log_is_followed_only_while_it_is_looked_at() {
    let mut drive = demo();
    find(&mut drive, "web-01");
    drive.keys("o f");
    seconds(&mut drive, 10);
    let followed = of_log(&drive);
    assert!((3..=5).contains(&followed), "{followed}");
    drive.keys("Tab");
    seconds(&mut drive, 10);
    assert_eq!(of_log(&drive), followed);
}

#[test]
fn a_log_that_nova_refuses_is_told_and_read_again_when_asked_for() {
    let mut drive = demo();
    find(&mut drive, "web-01");
    let body = r#"{"conflictingRequest": {"code": 409, "message": "Instance is not ready"}}"#;
    refuse(&drive, ("POST", "/action"), 409, body);
    drive.keys("o");
    drive.until("the refusal", |screen| {
        screen.contains("409 Instance is not ready")
    });
    drive.keys("r");
    drive.until("the log", |screen| screen.contains("login:"));
}

#[test]
fn the_action_log_tells_how_an_instance_was_made() {
    let mut drive = demo();
    find(&mut drive, "web-01");
    drive.keys("Enter S-Tab");
    drive.until("its actions", |screen| screen.contains("Create"));
    let created = line(&mut drive, "Create");
    assert!(created.contains("no error"), "{created}");
    assert!(created.contains("req-"), "{created}");
    drive.keys("G y");
    assert!(drive.outside().copied[0].starts_with("req-"));
}

#[test]
fn from_one_instance_to_the_next_and_back_to_the_list() {
    let mut drive = demo();
    find(&mut drive, "web-");
    drive.keys("i n n p");
    drive.idle();
    assert_eq!(shown(&drive), Some(("web-02", DetailsTab::Interfaces)));
    drive.keys("q");
    assert_eq!(shown(&drive), None);
    assert!(line(&mut drive, "◂").contains("web-02"));
}

#[test]
fn what_is_deleted_from_the_details_is_the_one_shown_and_no_marked_one() {
    let mut drive = demo();
    let from = asked(&drive);
    find(&mut drive, "web-");
    drive.keys("* Enter n D");
    confirm(&mut drive, "y");
    seconds(&mut drive, 9);
    let deletes = writes(&drive, from);
    assert_eq!(deletes.len(), 1, "{deletes:?}");
    drive.until_that("it is gone", |drive| !has_server(drive, "web-02"));
    assert!(
        drive.screen().contains("✗ gone, as of"),
        "{}",
        drive.screen()
    );
    assert!(drive.screen().contains("web-02"));
    drive.keys("S");
    until_said(&mut drive, "Create snapshot: the instance shown is gone");
}

#[test]
fn an_instance_deleted_elsewhere_is_told_without_a_key() {
    let mut drive = demo();
    let elsewhere = Elsewhere::at(drive.cloud());
    find(&mut drive, "web-01");
    drive.keys("Enter");
    drive.idle();
    let id = elsewhere.server("web-01");
    elsewhere.delete_server("web-01");
    drive.until("it is gone", |screen| screen.contains("✗ gone, as of"));
    // What was asked beside the list is answered too.
    drive.idle();
    let from = asked(&drive);
    seconds(&mut drive, 30);
    let mut asked = requests(&drive, from);
    asked.retain(|request| request.contains(&id));
    assert_eq!(asked, [""; 0], "nothing is asked of what is not there");
}

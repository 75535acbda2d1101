//! The mouse: tabs, rows, headers, steps and buttons act; nothing is deleted by a click.

use std::time::Duration;

use super::steps::{asked, demo, has_server, writes};

#[test]
fn tabs_rows_and_headers_can_be_clicked() {
    let mut drive = demo();
    drive.click("2 Images");
    assert!(drive.screen().contains("[2 Images"), "{}", drive.screen());
    drive.click("1 Instances");
    drive.click("db-01");
    assert!(drive.screen().contains("── db-01"), "{}", drive.screen());
    drive.click("STATUS");
    assert!(drive.screen().contains("sort STATUS"), "{}", drive.screen());
}

#[test]
fn the_wizards_steps_and_buttons_can_be_clicked() {
    let mut drive = demo();
    drive.keys("L");
    drive.idle();
    drive.text("web");
    drive.click("3 Network");
    assert!(
        drive.screen().contains("Pick at least one"),
        "{}",
        drive.screen()
    );
    drive.click("Back");
    assert!(drive.screen().contains("● 2 Flavor"), "{}", drive.screen());
    drive.click("Cancel");
    assert!(
        drive.screen().contains("[1 Instances"),
        "{}",
        drive.screen()
    );
    drive.keys("L");
    assert!(
        drive.screen().contains("resume  web"),
        "the draft is kept: {}",
        drive.screen()
    );
}

#[test]
fn a_click_keeps_but_never_deletes() {
    let mut drive = demo();
    let from = asked(&drive);
    drive.keys("/");
    drive.text("web-01");
    drive.keys("Enter D");
    drive.wait(Duration::from_millis(400));
    drive.click("Delete web-01");
    drive.wait(Duration::from_secs(20));
    assert!(drive.screen().contains("Keep web-01"), "{}", drive.screen());
    drive.click("Keep web-01");
    assert!(
        !drive.screen().contains("Keep web-01"),
        "{}",
        drive.screen()
    );
    assert!(writes(&drive, from).is_empty());
    assert!(has_server(&drive, "web-01"));
}

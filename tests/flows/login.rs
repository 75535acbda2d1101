//! A login that ends in the middle of work: what was typed is there after the next one.

use horizon_tui::cloud::message::Write;
use horizon_tui::demo;

use super::common::drive::{Configuration, Drive};
use super::steps::{SIZE, confirm, demo, find, opened, refuse, said, seconds, servers, until_said};

/// The password has been changed: no token is good any more, and none comes for the old one.
fn change_password(drive: &mut Drive) {
    drive.cloud().expire_tokens();
    let body = r#"{"error": {"code": 401, "message": "The request you have made requires authentication.", "title": "Unauthorized"}}"#;
    refuse(drive, ("POST", "/auth/tokens"), 401, body);
    drive.until("the news", |screen| screen.contains("has ended"));
    seconds(drive, 1);
}

fn type_password(drive: &mut Drive) {
    drive.keys("p");
    drive.text(demo::PASSWORD);
    drive.keys("Enter");
    until_said(drive, "Logged in to demo / RegionOne / demo again");
    drive.idle();
}

#[test]
fn a_dialog_survives_a_changed_password_and_is_sent_by_the_new_login() {
    let mut drive = demo();
    find(&mut drive, "cache-01");
    drive.keys("E e");
    drive.idle();
    drive.text("-kept");
    change_password(&mut drive);
    type_password(&mut drive);
    let screen = drive.screen();
    assert!(screen.contains("cache-01-kept"), "{screen}");
    drive.keys("C-s");
    confirm(&mut drive, "Enter");
    drive.until_that("the new name", |drive| {
        servers(drive).iter().any(|row| row.name == "cache-01-kept")
    });
    assert_eq!(drive.writes().len(), 1);
}

#[test]
fn the_wizard_survives_a_changed_password_with_all_its_choices() {
    let mut drive = demo();
    drive.keys("L");
    drive.idle();
    drive.text("kept");
    drive.keys("A-2");
    change_password(&mut drive);
    type_password(&mut drive);
    let screen = drive.screen();
    assert!(screen.contains("Flavor"), "{screen}");
    drive.keys("A-1");
    let screen = drive.screen();
    assert!(screen.contains("kept"), "{screen}");
}

#[test]
fn what_was_begun_in_another_region_is_followed_by_the_new_login() {
    let mut drive = demo();
    find(&mut drive, "cache-01");
    drive.keys("P o");
    confirm(&mut drive, "y");
    drive.until_that("the write", |drive| {
        drive
            .writes()
            .iter()
            .any(|(_, write)| matches!(write, Write::Act { .. }))
    });
    drive.idle();
    drive.keys("c");
    drive.text("two");
    drive.keys("Enter");
    drive.until("the other region", |screen| screen.contains("edge-01"));
    drive.idle();
    assert_eq!(drive.app().jobs().running(), 1);
    change_password(&mut drive);
    drive.keys("r");
    until_said(&mut drive, "Logged in to demo / RegionTwo / demo again");
    until_said(&mut drive, "cache-01");
    drive.until_that("the end of the job", |drive| {
        drive.app().jobs().running() == 0
    });
    assert!(
        said(&drive, "cache-01 is"),
        "{:?}",
        super::steps::everything_said(&drive)
    );
}

#[test]
fn whoever_goes_to_another_cloud_is_told_what_was_closed() {
    let entry = |name: &str, region: &str| {
        format!(
            "  {name}:\n    region_name: {region}\n    auth: {{auth_url: AUTH_URL, username: demo, \
             password: secret, project_name: demo}}\n"
        )
    };
    let file = format!(
        "clouds:\n{}{}",
        entry("one", "RegionOne"),
        entry("two", "RegionTwo")
    );
    let files = [(".config/openstack/clouds.yaml", file.as_str())];
    let configuration = Configuration {
        files: &files,
        vars: &[("OS_CLOUD", "one")],
    };
    let mut drive = opened(Drive::configured(&configuration, SIZE));
    find(&mut drive, "cache-01");
    drive.keys("E e");
    drive.idle();
    drive.text("-lost");
    change_password(&mut drive);
    drive.keys("c Down Enter");
    drive.until("the other cloud", |screen| {
        screen.contains("two / RegionTwo")
    });
    assert!(said(
        &drive,
        "Closed and not sent: Edit instance of cache-01"
    ));
}

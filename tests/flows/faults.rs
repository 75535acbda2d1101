//! What goes wrong between the program and a cloud, and how little of it the user must bear.

use horizon_tui::demo::{Fault, FaultAnswer};

use super::common::drive::Drive;
use super::steps::{
    SIZE, asked, demo, everything_said, line, logins, opened, refuse_times, seconds,
};

const LIST: (&str, &str) = ("GET", "/servers/detail");

fn stays_and_recovers(drive: &mut Drive) {
    drive.until("it is said", |screen| screen.contains("✗ offline"));
    let screen = drive.screen();
    assert!(screen.contains("bastion-01"), "{screen}");
    drive.until("it is over", |screen| screen.contains("● live"));
    assert!(drive.screen().contains("bastion-01"));
}

#[test]
fn a_list_that_fails_keeps_its_rows_says_offline_and_recovers_by_itself() {
    let mut drive = demo();
    let body = r#"{"computeFault": {"code": 503, "message": "Service is unavailable."}}"#;
    refuse_times(&drive, LIST, 6, 503, body);
    stays_and_recovers(&mut drive);
}

#[test]
fn a_connection_that_breaks_keeps_the_rows_too() {
    let mut drive = demo();
    drive.cloud().fail_next(Fault {
        method: "GET",
        path: "/servers/detail".to_owned(),
        times: 6,
        answer: FaultAnswer::DropBefore,
    });
    stays_and_recovers(&mut drive);
}

#[test]
fn an_answer_of_html_is_told_without_its_markup() {
    let drive = Drive::demo(SIZE);
    let html = "<html><head><title>502 Bad Gateway</title></head>\
                <body><center><h1>502 Bad Gateway</h1></center><hr>nginx</body></html>";
    refuse_times(&drive, LIST, 50, 502, html);
    let mut drive = drive;
    drive.until("the failure", |screen| screen.contains("502 Bad Gateway"));
    let screen = drive.screen();
    assert!(
        !screen.contains('<') && !screen.contains("502 502"),
        "{screen}"
    );
    assert!(screen.contains("r tries"), "{screen}");
}

#[test]
fn a_token_that_ends_early_is_renewed_unseen() {
    let mut drive = demo();
    let from = asked(&drive);
    let before = everything_said(&drive).len();
    drive.cloud().expire_tokens();
    seconds(&mut drive, 130);
    assert_eq!(logins(&drive, from), 1);
    let said: Vec<_> = everything_said(&drive).split_off(before);
    assert!(said.iter().all(|words| !words.contains("401")), "{said:?}");
    assert!(line(&mut drive, "demo / RegionOne").contains("● live"));
    assert!(drive.screen().contains("bastion-01"));
}

#[test]
fn a_service_missing_in_a_region_is_said_in_its_panel_and_the_other_works() {
    let drive = Drive::demo_in("RegionTwo", SIZE);
    drive.cloud().hide_service("RegionTwo", "image");
    let mut drive = opened(drive);
    assert!(drive.screen().contains("edge-01"));
    drive.keys("2");
    drive.idle();
    let screen = drive.screen();
    assert!(
        screen.contains("RegionTwo has no image service in its catalog"),
        "{screen}"
    );
    drive.keys("1");
    assert!(drive.screen().contains("edge-01"));
}

#[test]
fn without_a_compute_service_the_images_are_still_there() {
    let mut drive = Drive::demo_in("RegionTwo", SIZE);
    drive.cloud().hide_service("RegionTwo", "compute");
    drive.idle();
    let screen = drive.screen();
    assert!(
        screen.contains("RegionTwo has no compute service in its catalog"),
        "{screen}"
    );
    drive.keys("2");
    drive.until("the images", |screen| screen.contains("AlmaLinux 9"));
    drive.keys("L");
    assert!(line(&mut drive, "no compute service").contains("Launch"));
}

#[test]
fn without_a_network_service_a_launch_asks_for_no_network() {
    let drive = Drive::demo_in("RegionTwo", SIZE);
    drive.cloud().hide_service("RegionTwo", "network");
    let mut drive = opened(drive);
    drive.keys("L A-3");
    drive.idle();
    let screen = drive.screen();
    assert!(screen.contains("no network service"), "{screen}");
}

//! How little is asked of the cloud.

use horizon_tui::cloud::message::Read;

use super::common::drive::Drive;
use super::common::elsewhere::Elsewhere;
use super::steps::{SIZE, asked, opened, requests, seconds, servers};

#[test]
fn before_the_first_rows_there_is_a_login_and_one_list() {
    let mut drive = Drive::demo(SIZE);
    let list = Read::Servers { since: None };
    drive.until_that("the first rows", |drive| {
        let rows = !servers(drive).is_empty();
        if !rows {
            assert!(
                drive.reads().iter().all(|read| *read == list),
                "{:?}",
                drive.reads()
            );
            assert!(drive.reads().len() <= 1);
        }
        rows
    });
    let requests = drive.cloud().requests();
    assert_eq!(
        requests[0], "POST /identity/v3/auth/tokens",
        "{requests:#?}"
    );
    let path = "GET /RegionOne/compute/v2.1/servers/detail";
    assert!(requests[1].starts_with(path), "{requests:#?}");
}

/// What is asked in so many minutes.
fn in_minutes(drive: &mut Drive, minutes: u64) -> Vec<String> {
    let from = asked(drive);
    seconds(drive, 60 * minutes);
    requests(drive, from)
}

#[test]
fn the_longer_nobody_types_the_less_is_asked() {
    let mut drive = opened(Drive::demo_in("RegionTwo", SIZE));
    drive.keys("j");
    let first = in_minutes(&mut drive, 1);
    let of = |requests: &[String], what: &str| {
        requests
            .iter()
            .filter(|request| request.contains(what))
            .count()
    };
    assert!(
        (1..=6).contains(&of(&first, "/servers/detail")),
        "{first:#?}"
    );
    assert!(of(&first, "/images") <= 1, "{first:#?}");
    assert!(first.len() <= 7, "{first:#?}");

    seconds(&mut drive, 5 * 60);
    let later = in_minutes(&mut drive, 5);
    assert!((1..=10).contains(&later.len()), "{later:#?}");

    seconds(&mut drive, 20 * 60);
    assert_eq!(in_minutes(&mut drive, 60), [""; 0]);
    assert!(drive.screen().contains("asleep"), "{}", drive.screen());

    let from = asked(&drive);
    drive.keys("j");
    drive.idle();
    assert!(!requests(&drive, from).is_empty(), "a key wakes it");
    assert!(drive.screen().contains("● live"), "{}", drive.screen());
}

#[test]
fn rows_that_are_stuck_in_transition_do_not_keep_the_program_awake() {
    // RegionOne has an image that was queued eighty days ago.
    let mut drive = opened(Drive::demo(SIZE));
    seconds(&mut drive, 60);
    let minute = in_minutes(&mut drive, 1);
    assert!(minute.len() <= 7, "{minute:#?}");
    Elsewhere::at(drive.cloud()).act("web-01", &serde_json::json!({"reboot": {"type": "HARD"}}));
    drive.keys("j");
    seconds(&mut drive, 31 * 60);
    assert_eq!(in_minutes(&mut drive, 60), [""; 0]);
}

#[test]
fn with_auto_refresh_off_nothing_is_asked_until_r() {
    let mut drive = opened(Drive::demo_in("RegionTwo", SIZE));
    drive.keys("a");
    assert_eq!(in_minutes(&mut drive, 10), [""; 0]);
    assert!(drive.screen().contains("paused"), "{}", drive.screen());
    let from = asked(&drive);
    drive.keys("r");
    drive.idle();
    assert!(
        requests(&drive, from)
            .iter()
            .any(|request| request.contains("/servers/detail"))
    );
}

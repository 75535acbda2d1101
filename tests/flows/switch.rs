//! Switching region, project and cloud; and what an application credential cannot do.

use std::time::Duration;

use horizon_tui::demo::{Fault, FaultAnswer};

use super::common::drive::{Configuration, Drive};
use super::steps::{SIZE, asked, demo, logins, opened, requests, seconds, servers};

fn delay(drive: &Drive, path: &str) {
    drive.cloud().fail_next(Fault {
        method: "GET",
        path: path.to_owned(),
        times: 1,
        answer: FaultAnswer::Delay(Duration::from_millis(200)),
    });
}

#[test]
fn another_region_needs_no_login_and_shows_nothing_of_the_old_one() {
    let mut drive = demo();
    let from = asked(&drive);
    // The old region's list is still under way while the new one opens.
    delay(&drive, "/RegionOne/compute/v2.1/servers/detail");
    delay(&drive, "/RegionTwo/compute/v2.1/servers/detail");
    drive.keys("r c");
    drive.text("two");
    drive.keys("Enter");
    drive.until("the new region", |screen| {
        screen.contains("demo / RegionTwo / demo")
    });
    let screen = drive.screen();
    assert!(!screen.contains("bastion-01"), "{screen}");
    assert!(screen.contains("Loading instances"), "{screen}");
    drive.until("its rows", |screen| screen.contains("edge-01"));
    seconds(&mut drive, 5);
    assert!(
        servers(&drive)
            .iter()
            .all(|server| server.name.starts_with("edge-"))
    );
    assert_eq!(logins(&drive, from), 0, "{:?}", requests(&drive, from));
}

#[test]
fn another_project_is_one_login_and_shows_its_own() {
    let mut drive = demo();
    let from = asked(&drive);
    drive.keys("c");
    drive.idle();
    drive.text("demo2");
    drive.keys("Enter");
    drive.until("the new project", |screen| {
        screen.contains("demo / RegionOne / demo2")
    });
    drive.until("its rows", |screen| screen.contains("other-01"));
    drive.idle();
    assert!(!drive.screen().contains("bastion-01"));
    assert_eq!(servers(&drive).len(), 1);
    assert_eq!(logins(&drive, from), 1);
    assert!(drive.screen().contains("Inst 1/3"), "{}", drive.screen());
}

#[test]
fn esc_during_a_switch_stays_where_one_was() {
    let mut drive = demo();
    drive.keys("c");
    drive.idle();
    drive.text("demo2");
    drive.cloud().fail_next(Fault {
        method: "POST",
        path: "/auth/tokens".to_owned(),
        times: 1,
        answer: FaultAnswer::Delay(Duration::from_millis(200)),
    });
    drive.keys("Enter Esc");
    assert!(
        drive.screen().contains("demo / RegionOne / demo "),
        "{}",
        drive.screen()
    );
    seconds(&mut drive, 15);
    assert!(drive.screen().contains("bastion-01"), "{}", drive.screen());
}

#[test]
fn a_refused_switch_leaves_the_old_view_whole() {
    let mut drive = demo();
    drive.keys("c");
    drive.idle();
    drive.text("retired");
    drive.keys("Enter");
    drive.idle();
    let screen = drive.screen();
    if screen.contains("Not connected") {
        drive.keys("Esc");
    }
    seconds(&mut drive, 15);
    let screen = drive.screen();
    assert!(
        screen.contains("bastion-01") && screen.contains("● live"),
        "{screen}"
    );
}

const CREDENTIAL: &str = "
clouds:
  bound:
    auth_type: v3applicationcredential
    auth:
      auth_url: AUTH_URL
      application_credential_id: demo-appcred
      application_credential_secret: secret
    region_name: RegionOne
";

#[test]
fn an_application_credential_offers_no_other_project_and_says_why() {
    let configuration = Configuration {
        files: &[(".config/openstack/clouds.yaml", CREDENTIAL)],
        ..Configuration::default()
    };
    let mut drive = opened(Drive::configured(&configuration, SIZE));
    drive.keys("c");
    drive.idle();
    let screen = drive.screen();
    assert!(
        screen.contains("An application credential is bound to its project"),
        "{screen}"
    );
    assert!(!screen.contains("demo2"), "{screen}");
    drive.text("two");
    drive.keys("Enter");
    drive.until("the new region", |screen| {
        screen.contains("bound / RegionTwo / demo")
    });
    drive.until("its rows", |screen| screen.contains("edge-01"));
    assert_eq!(logins(&drive, 0), 1);
}

//! Switching region, project and cloud; and what an application credential cannot do.

use std::sync::Arc;

use horizon_tui::demo::{Fault, FaultAnswer};
use tokio::sync::Notify;

use super::common::drive::{Configuration, Drive};
use super::steps::{
    SIZE, asked, confirm, demo, find, logins, opened, refuse, requests, seconds, servers,
    until_said, writes,
};

/// The next such request is answered once that is told.
fn hold(drive: &Drive, method: &'static str, path: &str) -> Arc<Notify> {
    let until = Arc::new(Notify::new());
    drive.cloud().fail_next(Fault {
        method,
        path: path.to_owned(),
        times: 1,
        answer: FaultAnswer::Held(until.clone()),
    });
    until
}

#[test]
fn another_region_needs_no_login_and_shows_nothing_of_the_old_one() {
    let mut drive = demo();
    let from = asked(&drive);
    // The old region's list is still under way while the new one opens.
    let old = hold(&drive, "GET", "/RegionOne/compute/v2.1/servers/detail");
    let new = hold(&drive, "GET", "/RegionTwo/compute/v2.1/servers/detail");
    drive.keys("r c");
    drive.text("two");
    drive.keys("Enter");
    drive.until("the new region", |screen| {
        screen.contains("demo / RegionTwo / demo")
    });
    let screen = drive.screen();
    assert!(!screen.contains("bastion-01"), "{screen}");
    assert!(screen.contains("Loading instances"), "{screen}");
    old.notify_one();
    new.notify_one();
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
    let login = hold(&drive, "POST", "/auth/tokens");
    drive.keys("Enter Esc");
    login.notify_one();
    assert!(
        drive.screen().contains("demo / RegionOne / demo "),
        "{}",
        drive.screen()
    );
    seconds(&mut drive, 15);
    assert!(drive.screen().contains("bastion-01"), "{}", drive.screen());
}

#[test]
fn a_name_that_does_not_exist_switches_nothing() {
    let mut drive = demo();
    drive.keys("c");
    drive.idle();
    drive.text("retired");
    drive.keys("Enter");
    let screen = drive.screen();
    assert!(screen.contains("is called “retired”"), "{screen}");
    drive.keys("C-u");
    drive.text("two");
    assert!(!drive.screen().contains("is called"), "{}", drive.screen());
}

#[test]
fn a_refused_switch_leaves_the_old_view_whole_and_q_goes_back_to_it() {
    let mut drive = demo();
    drive.keys("c");
    drive.idle();
    drive.text("demo2");
    let body = r#"{"error": {"code": 401, "message": "no", "title": "Unauthorized"}}"#;
    refuse(&drive, ("POST", "/auth/tokens"), 401, body);
    drive.keys("Enter");
    drive.until("it is refused", |screen| screen.contains("Not connected"));
    assert!(drive.screen().contains("Esc back"), "{}", drive.screen());
    drive.keys("q");
    assert!(!drive.ended());
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

fn to_region_two(drive: &mut Drive) {
    drive.keys("c");
    drive.text("two");
    drive.keys("Enter");
    drive.until("the other region", |screen| screen.contains("edge-01"));
}

#[test]
fn what_was_begun_in_one_region_is_told_in_another() {
    let mut drive = demo();
    find(&mut drive, "web-01");
    drive.keys("S C-u");
    drive.text("left-behind");
    confirm(&mut drive, "Enter");
    until_said(&mut drive, "left-behind of web-01 started");
    to_region_two(&mut drive);
    until_said(&mut drive, "Snapshot left-behind is ready");
    assert!(drive.screen().contains("RegionTwo"));
}

#[test]
fn a_delete_confirmed_before_a_switch_goes_where_it_was_confirmed() {
    let mut drive = demo();
    find(&mut drive, "web-01");
    drive.keys("D");
    confirm(&mut drive, "y");
    let from = asked(&drive);
    to_region_two(&mut drive);
    until_said(&mut drive, "Delete web-01: deleted");
    let writes = writes(&drive, from);
    assert_eq!(writes.len(), 1);
    assert!(writes[0].starts_with("DELETE /RegionOne/"), "{writes:?}");
    assert_eq!(servers(&drive).len(), 4);
}

#[test]
fn a_draft_belongs_to_its_region() {
    let mut drive = demo();
    drive.keys("L");
    drive.text("for-region-one");
    drive.keys("Esc");
    to_region_two(&mut drive);
    drive.keys("L");
    drive.idle();
    let screen = drive.screen();
    assert!(
        screen.contains("● 1 Details") && !screen.contains("for-region-one"),
        "{screen}"
    );
    drive.keys("Esc c");
    drive.text("one");
    drive.keys("Enter");
    drive.until("back", |screen| screen.contains("bastion-01"));
    drive.keys("L Enter");
    assert!(
        drive.screen().contains("for-region-one"),
        "{}",
        drive.screen()
    );
}

//! How the lists are looked at, on a cloud that moves: filters, columns, and what changes elsewhere.

use horizon_tui::openstack::compute::ServerStatus;
use serde_json::json;

use super::common::drive::Drive;
use super::common::elsewhere::Elsewhere;
use super::steps::{asked, demo, find, line, opened, requests, said, seconds, servers};

#[test]
fn filter_columns_and_order_outlive_a_program_that_is_killed() {
    let mut drive = demo();
    drive.keys("/");
    drive.text("image:deb");
    drive.keys("Tab Tab Enter s a w G Space Esc");
    let filter = line(&mut drive, "Esc clears");
    assert!(filter.contains("image:\"debian 1"), "{filter}");
    let titles = line(&mut drive, "STATUS");
    let mut drive = opened(drive.killed());
    assert_eq!(line(&mut drive, "Esc clears"), filter);
    assert_eq!(line(&mut drive, "STATUS"), titles);
    assert!(titles.contains("AGE ▲"), "{titles}");
}

#[test]
fn what_changes_elsewhere_is_marked_and_told_without_a_key() {
    let mut drive = opened(Drive::demo((160, 24)));
    find(&mut drive, "name:web");
    Elsewhere::at(drive.cloud()).act("web-02", &json!({"pause": null}));
    Elsewhere::at(drive.cloud()).launch("web-99");
    seconds(&mut drive, 30);
    let row = line(&mut drive, "web-02");
    assert!(row.contains("‖•PAUSED"), "{row}");
    assert!(row.contains("→PAUSED "), "{row}");
    assert!(said(&drive, "web-02: ACTIVE → PAUSED"));
    assert!(said(&drive, "web-99 is new"));
    let row = line(&mut drive, "web-99");
    assert!(row.contains("•"), "{row}");
}

#[test]
fn many_rows_that_move_cost_no_more_than_one_list_every_three_seconds() {
    let mut drive = demo();
    let active: Vec<String> = servers(&drive)
        .iter()
        .filter(|server| server.status == ServerStatus::Active && server.task_state.is_none())
        .filter(|server| !server.locked)
        .map(|server| server.name.clone())
        .collect();
    let elsewhere = Elsewhere::at(drive.cloud());
    for name in &active {
        elsewhere.act(name, &json!({"reboot": {"type": "HARD"}}));
    }
    drive.keys("r");
    drive.idle();
    let from = asked(&drive);
    let mut moving = 0;
    for _ in 0..6 {
        seconds(&mut drive, 1);
        let rows = servers(&drive).iter();
        moving = moving.max(rows.filter(|server| server.in_transition()).count());
    }
    assert!(moving > 5, "{moving} of {active:?}");
    let asked = requests(&drive, from);
    let lists = asked.iter().filter(|it| it.contains("/servers/detail"));
    assert!(lists.count() <= 3, "{asked:#?}");
}

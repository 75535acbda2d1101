//! Filter, order, marks and cursor; and rows that move, come and go by themselves.

use super::common::drive::Drive;
use super::common::elsewhere::Elsewhere;
use super::steps::{demo, has_server, line, said, seconds, servers, until_said};

fn cursor(drive: &Drive) -> String {
    let space = drive.app().space.as_ref().unwrap();
    space.instances.table.cursor().unwrap().name.clone()
}

fn shown(drive: &Drive) -> Vec<String> {
    let space = drive.app().space.as_ref().unwrap();
    let rows = space.instances.table.shown_from(0);
    rows.map(|server| server.name.clone()).collect()
}

#[test]
fn the_filter_acts_with_every_letter_and_esc_clears_it() {
    let mut drive = demo();
    let all = shown(&drive).len();
    drive.keys("/ w");
    assert!(shown(&drive).len() < all);
    drive.keys("e b");
    assert_eq!(
        shown(&drive),
        ["web-01", "web-02", "web-03", "web-04", "web-05", "web-06"]
    );
    assert!(drive.screen().contains(&format!("6 of {all} instances")));
    drive.keys("Enter / C-u");
    drive.text("status:error");
    assert_eq!(shown(&drive), ["ci-runner-03", "gpu-train-01"]);
    drive.keys("C-u");
    drive.text("!status:active !batch");
    assert!(shown(&drive).contains(&"gpu-train-01".to_owned()));
    assert!(shown(&drive).iter().all(|name| !name.starts_with("batch")));
    drive.keys("C-u");
    drive.text("nothing-is-called-that");
    assert!(drive.screen().contains("None of"), "{}", drive.screen());
    drive.keys("Esc");
    assert_eq!(shown(&drive).len(), all);
    drive.keys("/");
    drive.text("web");
    drive.keys("Enter Esc Esc");
    assert_eq!(shown(&drive).len(), all);
}

#[test]
fn letters_typed_into_the_filter_are_no_commands() {
    let mut drive = demo();
    drive.keys("/");
    drive.text("qDLSUr");
    assert!(!drive.ended());
    assert!(drive.app().modals.is_empty());
    assert!(drive.screen().contains("qDLSUr"));
}

#[test]
fn the_cursor_stays_on_its_row_whatever_a_refresh_brings() {
    let mut drive = demo();
    let elsewhere = Elsewhere::at(drive.cloud());
    while cursor(&drive) != "db-01" {
        drive.keys("j");
    }
    elsewhere.launch("aaa-first");
    elsewhere.delete_server("bastion-01");
    drive.until_that("both are seen", |drive| {
        has_server(drive, "aaa-first") && !has_server(drive, "bastion-01")
    });
    assert_eq!(cursor(&drive), "db-01");
    assert!(line(&mut drive, "◂").contains("db-01"));
    // When its own row goes, the neighbour has it.
    let next = {
        let rows = shown(&drive);
        let at = rows.iter().position(|name| name == "db-01").unwrap();
        rows[at + 1].clone()
    };
    elsewhere.delete_server("db-01");
    drive.until_that("it is gone", |drive| !has_server(drive, "db-01"));
    assert_eq!(cursor(&drive), next);
}

#[test]
fn sorting_keeps_the_cursor_and_the_second_time_turns_around() {
    let mut drive = demo();
    drive.keys("j j");
    let here = cursor(&drive);
    drive.keys("s s");
    assert_eq!(cursor(&drive), here);
    let failing = ["ci-runner-03", "gpu-train-01"];
    assert_eq!(shown(&drive)[..2], failing);
    drive.keys("s s");
    let rows = shown(&drive);
    assert!(
        rows[rows.len() - 2..]
            .iter()
            .all(|name| failing.contains(&name.as_str()))
    );
}

#[test]
fn marks_that_the_filter_hides_are_said() {
    let mut drive = demo();
    drive.keys("/");
    drive.text("web");
    drive.keys("Enter *");
    assert!(drive.screen().contains("6 marked"), "{}", drive.screen());
    drive.keys("/ C-u");
    drive.text("web-01");
    drive.keys("Enter D");
    let screen = drive.screen();
    assert!(screen.contains("delete 6"), "{screen}");
    assert!(
        screen.contains("5 of the 6 are hidden by the filter"),
        "{screen}"
    );
    drive.keys("Esc u");
    assert!(!drive.screen().contains("marked"));
}

#[test]
fn a_row_in_transition_moves_to_its_end_by_itself() {
    let mut drive = demo();
    drive.until_that("staging-01 is built", |drive| {
        let found = servers(drive)
            .iter()
            .find(|server| server.name == "staging-01");
        found.unwrap().status.as_str() == "ACTIVE"
    });
    assert!(said(&drive, "staging-01: BUILD → ACTIVE"));
}

#[test]
fn what_changes_or_vanishes_elsewhere_is_told() {
    let mut drive = demo();
    seconds(&mut drive, 60);
    let elsewhere = Elsewhere::at(drive.cloud());
    elsewhere.act("web-01", &serde_json::json!({"pause": null}));
    until_said(&mut drive, "web-01: ACTIVE → PAUSED");
    elsewhere.delete_server("web-02");
    until_said(&mut drive, "web-02 is gone");
    assert!(!has_server(&drive, "web-02"));
}

#[test]
fn an_instance_launched_elsewhere_appears_without_a_key() {
    let mut drive = demo();
    let keys = drive.presses();
    Elsewhere::at(drive.cloud()).launch("aaa-elsewhere");
    drive.until("its row", |screen| screen.contains("aaa-elsewhere"));
    drive.until("its end", |screen| {
        let mut lines = screen.lines();
        lines.any(|line| line.contains("aaa-elsewhere") && line.contains("ACTIVE"))
    });
    assert_eq!(drive.presses(), keys);
}

#[test]
fn columns_that_do_not_fit_are_brought_into_view_and_come_round() {
    let mut drive = demo();
    let titles = |drive: &mut Drive| line(drive, "STATUS  ");
    let at_first = titles(&mut drive);
    assert!(!at_first.contains("IMAGE"), "{at_first}");
    drive.keys("l");
    assert!(
        titles(&mut drive).contains("IMAGE"),
        "{}",
        titles(&mut drive)
    );
    drive.keys("h");
    assert_eq!(titles(&mut drive), at_first);
    drive.keys("Right Right Right Right");
    assert!(titles(&mut drive).contains("KEY"), "{}", titles(&mut drive));
    drive.keys("l l");
    assert!(
        titles(&mut drive).contains("CHANGED"),
        "{}",
        titles(&mut drive)
    );
    drive.keys("l");
    assert_eq!(titles(&mut drive), at_first, "they come round");
}

#[test]
fn the_targets_of_a_question_are_paged_through_to_their_end() {
    let mut drive = demo();
    drive.keys("* D");
    let first = drive.screen();
    assert!(first.contains("0 above, "), "{first}");
    drive.keys("PgDn");
    let next = drive.screen();
    assert!(next.contains("8 above, "), "{next}");
    drive.keys("End");
    let last = drive.screen();
    assert!(last.contains(" 0 below"), "{last}");
    drive.keys("Home");
    assert_eq!(drive.screen(), first);
}

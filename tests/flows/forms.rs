//! The dialogs with fields, by keys: what each comes to, and what a refusal leaves.

use serde_json::json;

use super::common::drive::Drive;
use super::steps::{
    asked, confirm, demo, find, line, refuse, seconds, servers, until_said, writes,
};

/// To the button from anywhere, and presses it.
fn submit(drive: &mut Drive) {
    drive.keys("C-s");
    confirm(drive, "Enter");
}

/// Opens a dialog of an instance through its menu and waits for what it reads.
fn open(drive: &mut Drive, name: &str, keys: &str) {
    find(drive, name);
    drive.keys(keys);
    // One table may be read from several lists: what stands there early is not all of it.
    drive.idle();
}

/// Filters the table that has the focus, and chooses the row of this name as soon as it is there.
fn choose(drive: &mut Drive, text: &str) {
    drive.keys("/");
    drive.text(text);
    drive.keys("Enter");
    drive.until(text, |screen| {
        let mut lines = screen.lines();
        lines.any(|line| {
            line.split_once(") ")
                .is_some_and(|row| row.1.contains(text))
        })
    });
    drive.keys("Space");
}

/// The last parts of the paths that were written to.
fn ends(drive: &Drive, from: usize) -> Vec<String> {
    let writes = writes(drive, from).into_iter();
    let end = |request: String| {
        let method = request.split(' ').next().unwrap_or_default().to_owned();
        let last = request.rsplit('/').next().unwrap_or_default();
        let is_id = last.len() > 30;
        format!("{method} {}", if is_id { "…" } else { last })
    };
    writes.map(end).collect()
}

#[test]
fn an_instance_gets_another_name_and_keeps_its_row() {
    let mut drive = demo();
    open(&mut drive, "bastion-01", "E e");
    let from = asked(&drive);
    drive.text("-moved");
    submit(&mut drive);
    until_said(&mut drive, "Rename bastion-01 to bastion-01-moved: saved");
    drive.until("the new name", |screen| screen.contains("bastion-01-moved"));
    assert_eq!(ends(&drive, from), ["PUT …"]);
}

#[test]
fn metadata_and_tags_are_there_when_the_dialog_is_opened_again() {
    let mut drive = demo();
    open(&mut drive, "web-01", "E m");
    drive.keys("Enter");
    drive.text("flow = tested");
    submit(&mut drive);
    until_said(&mut drive, "Update metadata of web-01: saved");
    open(&mut drive, "web-01", "E t");
    drive.keys("Enter");
    drive.text("flow-tag");
    submit(&mut drive);
    until_said(&mut drive, "Set tags of web-01: saved");
    open(&mut drive, "web-01", "E m");
    drive.until("the new pair", |screen| screen.contains("flow = tested"));
    drive.keys("Esc");
    open(&mut drive, "web-01", "E t");
    drive.until("the new tag", |screen| screen.contains("flow-tag"));
}

#[test]
fn a_resize_ends_where_it_waits_to_be_confirmed() {
    let mut drive = demo();
    open(&mut drive, "web-01", "R r");
    let from = asked(&drive);
    choose(&mut drive, "m1.medium");
    assert!(line(&mut drive, "→ m1.medium").contains("vCPUs"));
    submit(&mut drive);
    drive.until_that("VERIFY_RESIZE", |drive| {
        let mut servers = servers(drive).iter();
        servers.any(|server| server.name == "web-01" && server.status.as_str() == "VERIFY_RESIZE")
    });
    assert_eq!(ends(&drive, from), ["POST action"]);
}

#[test]
fn a_volume_is_attached_and_detached_again() {
    let mut drive = demo();
    open(&mut drive, "web-01", "A v");
    choose(&mut drive, "scratch");
    submit(&mut drive);
    until_said(&mut drive, "Attach volume scratch to web-01: attached");
    seconds(&mut drive, 30);
    open(&mut drive, "web-01", "A w");
    // What was read a moment after the request may still be shown, and says that it is attaching.
    drive.until("the volume in use", |screen| {
        let mut lines = screen.lines();
        lines.any(|line| line.contains("scratch") && line.contains("in-use"))
    });
    choose(&mut drive, "scratch");
    submit(&mut drive);
    until_said(&mut drive, "Detach volume scratch from web-01: detached");
}

#[test]
fn a_floating_ip_is_taken_and_given_back() {
    let mut drive = demo();
    open(&mut drive, "analytics", "A f");
    choose(&mut drive, "a new one");
    submit(&mut drive);
    until_said(&mut drive, "Take a floating IP from Ext-Net");
    drive.until("its new address", |screen| {
        screen.contains("198.18.0.24 +1")
    });
    open(&mut drive, "analytics", "A r");
    drive.keys("Tab Space");
    submit(&mut drive);
    until_said(&mut drive, "Disassociate and release");
}

#[test]
fn an_interface_is_attached_and_detached_again() {
    let mut drive = demo();
    open(&mut drive, "web-01", "A i");
    drive.keys("Tab");
    choose(&mut drive, "backend");
    submit(&mut drive);
    until_said(&mut drive, "Attach web-01 to backend: attached");
    open(&mut drive, "web-01", "A d");
    choose(&mut drive, "backend");
    submit(&mut drive);
    until_said(&mut drive, " from web-01: accepted");
}

#[test]
fn a_refused_dialog_stays_with_what_was_typed() {
    let mut drive = demo();
    open(&mut drive, "bastion-01", "P l");
    drive.text("do not touch");
    let body = json!({"forbidden": {"code": 403, "message": "Policy says no"}}).to_string();
    refuse(&drive, ("POST", "/action"), 403, &body);
    submit(&mut drive);
    drive.until("the refusal", |screen| screen.contains("Policy says no"));
    let screen = drive.screen();
    assert!(screen.contains("do not touch"), "{screen}");
    assert!(screen.contains("req-0f0f0f0f-flow"), "{screen}");
    submit(&mut drive);
    drive.until_that("the lock", |drive| {
        let mut servers = servers(drive).iter();
        servers.any(|server| server.name == "bastion-01" && server.locked)
    });
}

#[test]
fn nothing_is_sent_by_any_key_but_the_button() {
    let mut drive = demo();
    let from = asked(&drive);
    for keys in [
        "P l", "R r", "R b", "R e", "E e", "E m", "E t", "E g", "E p", "E c", "A i", "A d", "A f",
        "A r", "A v", "A w",
    ] {
        open(&mut drive, "web-01", keys);
        drive.keys("y Space x Tab j Space Enter D Enter y Tab Y Enter j Enter Esc Esc Esc Esc");
        seconds(&mut drive, 2);
    }
    assert!(
        writes(&drive, from).is_empty(),
        "{:?}",
        writes(&drive, from)
    );
}

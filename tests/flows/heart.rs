//! Snapshot, relaunch, delete: what the program is for. With `OS_CLOUD` set, on that cloud.

use horizon_tui::app::modal::Modal;
use horizon_tui::openstack::compute::ServerStatus;
use uuid::Uuid;

use super::common::drive::Drive;
use super::common::sweep::Sweep;
use super::steps::{
    SIZE, asked, confirm, everything_said, find, images, opened, servers, until_said, writes,
};

/// So many keys at most from `S` to the launch on its way, names typed included.
const MOST_KEYS: usize = 45;

#[test]
fn a_snapshot_becomes_two_instances_and_all_is_deleted_again() {
    let drive = Drive::real(SIZE).unwrap_or_else(|| Drive::demo(SIZE));
    let mut drive = opened(drive);
    let tag = tag();
    let name = format!("ht-flow-{tag}");
    let _sweep = drive.is_real().then(|| Sweep::of(&name));
    let source = format!("{name}-s");
    launch_small(&mut drive, &source);

    find(&mut drive, &source);
    let from = if drive.is_real() { 0 } else { asked(&drive) };
    let keys = drive.presses();
    drive.keys("S C-u");
    drive.text(&name);
    confirm(&mut drive, "Enter");
    until_said(&mut drive, &format!("Snapshot {name} of {source} started"));
    drive.keys("2");
    until_said(&mut drive, &format!("Snapshot {name} is ready"));
    // The cursor has gone to it by itself.
    drive.until("the snapshot in the list", |screen| {
        let mut lines = screen.lines();
        lines.any(|line| line.contains(&name) && line.contains("active") && line.contains('◂'))
    });
    drive.keys("L");
    drive.text(&name);
    drive.keys("Tab C-u 2");
    drive.until("flavors to choose from", |screen| screen.contains("makes"));
    drive.idle();
    drive.keys("A-n Enter Enter Enter Space Enter");
    drive.until("the review", |screen| screen.contains("● 5 Review"));
    confirm(&mut drive, "Enter");
    let keys = drive.presses() - keys;
    until_said(&mut drive, &format!("Launch {name} ×2 started"));
    assert!(keys <= MOST_KEYS, "{keys} keys");
    assert!(drive.screen().contains("[‹Close›]"), "{}", drive.screen());

    drive.keys("Esc 1 /");
    drive.keys("C-u");
    drive.text(&tag);
    drive.keys("Enter g");
    let made = [format!("{name}-1"), format!("{name}-2")];
    drive.until_that("both ACTIVE", |drive| {
        let screen = drive.screen();
        made.iter().all(|made| {
            let mut lines = screen.lines();
            lines.any(|line| line.contains(made.as_str()) && line.contains("ACTIVE"))
        })
    });
    for made in &made {
        until_said(&mut drive, &format!("{made} is ACTIVE"));
    }

    drive.keys("2 D");
    asks_about(&mut drive, &[&name]);
    confirm(&mut drive, "y");
    drive.until_that("the snapshot gone", |drive| {
        images(drive).iter().all(|image| image.title() != name)
    });
    drive.keys("1 g Space j Space D");
    asks_about(&mut drive, &[&made[0], &made[1]]);
    drive.text("delete 2");
    confirm(&mut drive, "Enter");
    drive.until_that("both gone", |drive| {
        !servers(drive)
            .iter()
            .any(|server| made.contains(&server.name))
    });
    drive.keys("Esc D");
    asks_about(&mut drive, &[&source]);
    confirm(&mut drive, "y");
    drive.until_that("the source gone", |drive| {
        servers(drive).iter().all(|server| server.name != source)
    });

    tell(keys);
    if !drive.is_real() {
        only_what_was_asked(&writes(&drive, from));
    }
}

/// On a cloud that others use too, no delete is confirmed before its question was read.
fn asks_about(drive: &mut Drive, names: &[&str]) {
    let Some(Modal::Confirm(confirm)) = drive.app().modals.last() else {
        panic!("no question: {}", drive.screen());
    };
    let targets = confirm.targets.iter();
    let targets: Vec<&str> = targets.map(|target| target.name.as_str()).collect();
    assert_eq!(targets, names);
    let screen = drive.screen();
    assert!(names.iter().all(|name| screen.contains(name)), "{screen}");
}

/// Three letters that no id has in it.
fn tag() -> String {
    let bytes = *Uuid::new_v4().as_bytes();
    let letters = bytes.into_iter().take(3);
    letters.map(|byte| char::from(b'g' + byte % 20)).collect()
}

/// On the record of a run with `--nocapture`.
#[expect(clippy::print_stderr, reason = "the count is a figure to publish")]
fn tell(keys: usize) {
    eprintln!("{keys} keys from S to launched");
}

/// By keys, from the smallest image there is.
fn launch_small(drive: &mut Drive, name: &str) {
    drive.keys("2");
    drive.until_that("the images", |drive| {
        let space = drive.app().space.as_ref();
        space.is_some_and(|space| space.images.is_complete())
    });
    let smallest = images(drive)
        .iter()
        .filter(|image| image.is_bootable() && !image.is_snapshot() && image.size > Some(0))
        .min_by_key(|image| (!image.title().contains("cirros"), image.size));
    let title = smallest.unwrap().title().to_owned();
    find(drive, &title);
    drive.keys("L");
    drive.text(name);
    drive.idle();
    assert!(
        drive.screen().contains(&title),
        "not in the wizard: {}",
        drive.screen()
    );
    drive.keys("A-n Enter Enter Enter Enter");
    drive.until("the review", |screen| screen.contains("● 5 Review"));
    confirm(drive, "Enter");
    until_said(drive, &format!("Launch {name} started"));
    drive.keys("Esc / C-u Enter 1");
    drive.until_that("the source ACTIVE", |drive| {
        let built = servers(drive).iter().find(|server| server.name == name);
        assert!(
            built.is_none_or(|built| built.status != ServerStatus::Error),
            "{:?}",
            everything_said(drive)
        );
        built.is_some_and(|built| built.status == ServerStatus::Active)
    });
}

fn only_what_was_asked(writes: &[String]) {
    let shapes: Vec<&str> = writes.iter().map(|write| shape(write)).collect();
    let expected = [
        "POST action",
        "POST servers",
        "DELETE images",
        "DELETE servers",
        "DELETE servers",
        "DELETE servers",
    ];
    assert_eq!(shapes, expected, "{writes:#?}");
}

fn shape(write: &str) -> &'static str {
    let (method, path) = write.split_once(' ').unwrap();
    let path: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match (method, path.as_slice()) {
        ("POST", ["RegionOne", "compute", "v2.1", "servers", _, "action"]) => "POST action",
        ("POST", ["RegionOne", "compute", "v2.1", "servers"]) => "POST servers",
        ("DELETE", ["RegionOne", "compute", "v2.1", "servers", _]) => "DELETE servers",
        ("DELETE", ["RegionOne", "image", "v2", "images", _]) => "DELETE images",
        _ => "something else",
    }
}

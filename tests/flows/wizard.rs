//! The wizard's long way: a new volume, everything behind Advanced, a key pair with a passphrase.
//! Runs unchanged against the cloud that `OS_CLOUD` names.

use horizon_tui::openstack::compute::{Boot, Server, ServerStatus};
use uuid::Uuid;

use super::common::drive::Drive;
use super::common::sweep::Sweep;
use super::steps::{SIZE, confirm, everything_said, find, images, opened, servers, until_said};

fn name(what: &str) -> String {
    let random = Uuid::new_v4().simple().to_string();
    format!("ht-test-{what}-{}", &random[..8])
}

/// The title of the image that needs least.
fn smallest(drive: &Drive) -> String {
    let images = images(drive)
        .iter()
        .filter(|image| image.is_bootable() && !image.is_snapshot() && image.size > Some(0))
        .min_by_key(|image| (!image.title().contains("cirros"), image.size));
    images.unwrap().title().to_owned()
}

fn server<'a>(drive: &'a Drive, name: &str) -> Option<&'a Server> {
    servers(drive).iter().find(|server| server.name == name)
}

#[test]
fn a_launch_with_everything_optional_arrives_with_all_of_it() {
    let drive = Drive::real(SIZE).unwrap_or_else(|| Drive::demo(SIZE));
    let mut drive = opened(drive);
    let name = name("all");
    let _sweep = drive.is_real().then(|| Sweep::of(&name));
    drive.keys("2");
    drive.until_that("the images", |drive| {
        let space = drive.app().space.as_ref();
        space.is_some_and(|space| space.images.is_complete())
    });
    let title = smallest(&drive);
    find(&mut drive, &title);
    drive.keys("L");
    drive.idle();
    drive.text(&name);
    // Description, then past zone, boot source and list to the disks.
    drive.keys("Tab Tab");
    drive.text("made by a test");
    drive.keys("Tab Tab Tab Tab Right");
    drive.idle();
    // Size, type and deletion of the volume; then Advanced.
    drive.keys("Tab Tab Tab Space Tab Enter Left Tab");
    drive.text("#cloud-config");
    drive.keys("Tab Space Tab Tab Tab");
    drive.text("test, horizon");
    drive.keys("Tab");
    drive.text("role=test");
    drive.keys("Esc A-2 Space A-3");
    drive.idle();
    drive.keys("Space A-5");
    drive.idle();
    let screen = drive.screen();
    assert!(
        screen.contains("user data, config drive, tags (2), metadata (1)"),
        "{screen}"
    );
    assert!(screen.contains(", deleted with it"), "{screen}");
    assert!(screen.contains("Σ ready"), "{screen}");
    confirm(&mut drive, "Enter");
    until_said(&mut drive, &format!("{name} is ACTIVE"));
    drive.keys("Esc / C-u Enter 1");
    let made = server(&drive, &name).cloned();
    remove(&mut drive, &name);
    let made = made.unwrap_or_else(|| panic!("{:?}", everything_said(&drive)));
    assert_eq!(made.status, ServerStatus::Active);
    assert_eq!(made.boot, Boot::Volume);
    assert_eq!(made.description.as_deref(), Some("made by a test"));
    assert_eq!(made.metadata, [("role", "test")].into_iter().collect());
    let [volume] = made.volumes.as_slice() else {
        panic!("{:?}", made.volumes);
    };
    assert_eq!(volume.delete_on_termination, Some(true));
}

/// Deletes it by keys and waits until it is gone.
fn remove(drive: &mut Drive, name: &str) {
    find(drive, name);
    drive.keys("D");
    let screen = drive.screen();
    assert!(screen.contains(name), "{screen}");
    confirm(drive, "y");
    drive.until_that("it is gone", |drive| server(drive, name).is_none());
}

#[test]
fn a_nova_of_any_age_is_launched_on_and_what_it_does_not_know_is_said() {
    for minor in [1, 36, 60, 90, 103] {
        let drive = Drive::demo(SIZE);
        drive.cloud().set_max_microversion(minor);
        let mut drive = opened(drive);
        drive.keys("2");
        find(&mut drive, "Debian 13");
        drive.keys("L");
        drive.idle();
        drive.text("aged");
        drive.keys("Tab Tab");
        drive.text("old");
        drive.keys("A-2 Space A-3 Space A-4 Space A-5");
        drive.idle();
        let known = minor >= 19;
        let screen = drive.screen();
        assert_eq!(
            screen.contains("a description needs Nova's microversion 2.19"),
            !known,
            "2.{minor}:\n{screen}"
        );
        if !known {
            drive.keys("1 C-u A-5");
        }
        confirm(&mut drive, "Enter");
        until_said(&mut drive, "aged is ACTIVE");
        drive.keys("Esc 1");
        let made = server(&drive, "aged").and_then(|made| made.description.clone());
        assert_eq!(made.as_deref(), known.then_some("old"), "2.{minor}");
    }
}

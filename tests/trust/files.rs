//! What is saved: nothing outside its place, nothing over anything, and nothing for others to read.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::common::drive::Drive;
use super::common::elsewhere::Elsewhere;

const SIZE: (u16, u16) = (120, 40);
/// What somebody calls an instance.
const NAME: &str = "../../.bashrc";

fn opened() -> Drive {
    let mut drive = Drive::demo(SIZE);
    drive.until("the first rows", |screen| screen.contains("● live"));
    drive.idle();
    drive
}

fn confirm(drive: &mut Drive) {
    drive.wait(Duration::from_millis(400));
    drive.keys("Enter");
    drive.wait(Duration::from_millis(100));
}

fn said(drive: &Drive) -> Vec<String> {
    let notices = drive.app().notices().all().iter();
    notices.map(|notice| notice.text.clone()).collect()
}

fn until_said(drive: &mut Drive, words: &str) {
    drive.until_that(words, |drive| {
        said(drive).iter().any(|it| it.contains(words))
    });
}

/// The files at home, and beside it, that are not the program's own.
fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| !path.is_dir() || path.is_symlink());
    files.sort();
    files
}

fn mode(path: &Path) -> u32 {
    path.symlink_metadata().unwrap().permissions().mode() & 0o777
}

/// The console log of that instance, and the line that asks where to save it.
fn asked_where(drive: &mut Drive) {
    Elsewhere::at(drive.cloud()).launch(NAME);
    drive.until("the row", |screen| screen.contains(NAME));
    drive.wait(Duration::from_secs(60));
    drive.keys("/ C-u");
    drive.text(NAME);
    drive.keys("Enter g Enter l l");
    drive.until("its log", |screen| screen.contains(" login:"));
    drive.keys("s");
}

#[test]
fn a_console_log_is_saved_at_home_whatever_the_instance_is_called() {
    let mut drive = opened();
    asked_where(&mut drive);
    confirm(&mut drive);
    until_said(&mut drive, "bashrc-console-");
    let home = drive.home();
    let [saved] = files(&home).try_into().unwrap();
    let name = saved.file_name().unwrap().to_str().unwrap();
    assert!(name.starts_with("bashrc-console-"), "{name}");
    assert_eq!(mode(&saved), 0o600);
    assert!(
        fs::read_to_string(&saved)
            .unwrap()
            .contains("Linux version")
    );
}

#[test]
fn a_console_log_goes_through_no_link_and_over_no_file() {
    let mut drive = opened();
    asked_where(&mut drive);
    drive.keys("Esc");
    let home = drive.home();
    fs::write(home.join("precious"), "mine").unwrap();
    symlink(home.join("precious"), home.join("link")).unwrap();
    symlink(home.join("new"), home.join("dangling")).unwrap();
    let before = files(&home);
    for name in ["precious", "link", "dangling"] {
        drive.keys("s C-u");
        drive.text(&format!("~/{name}"));
        confirm(&mut drive);
        until_said(
            &mut drive,
            &format!("{name} exists already and is never overwritten"),
        );
        drive.keys("Esc");
    }
    assert_eq!(files(&home), before);
    assert_eq!(fs::read_to_string(home.join("precious")).unwrap(), "mine");
}

/// The wizard's page for a new key pair of this name; its path is typed if given.
fn make_key(drive: &mut Drive, name: &str, path: Option<&str>) {
    drive.keys("Esc Esc Esc 1 L N A-4 c C-u");
    drive.text(name);
    if let Some(path) = path {
        drive.keys("Tab C-u");
        drive.text(path);
        drive.keys("S-Tab");
    }
}

#[test]
fn a_new_key_goes_through_no_link_over_no_file_and_into_no_folder_its_name_leads_to() {
    let mut drive = opened();
    let home = drive.home();
    make_key(&mut drive, "../x", None);
    let screen = drive.screen();
    assert!(screen.contains("../x"), "{screen}");
    assert!(!screen.contains(".ssh/.."), "{screen}");

    fs::create_dir(home.join(".ssh")).unwrap();
    fs::set_permissions(home.join(".ssh"), fs::Permissions::from_mode(0o700)).unwrap();
    let precious = home.join(".ssh/precious");
    fs::write(&precious, "mine").unwrap();
    symlink(&precious, home.join(".ssh/link")).unwrap();
    symlink(home.join("new"), home.join(".ssh/dangling")).unwrap();
    symlink(home.join("new"), home.join(".ssh/half.pub")).unwrap();
    let before = files(&home.join(".ssh"));
    for name in ["precious", "link", "dangling", "half"] {
        make_key(&mut drive, name, None);
        drive.keys("Tab Tab Tab Tab");
        confirm(&mut drive);
        drive.until_that(name, |drive| {
            let said = said(drive);
            said.iter()
                .any(|it| it.contains(&format!("/{name}")) && it.contains("exist"))
        });
    }
    assert_eq!(files(&home.join(".ssh")), before);
    assert_eq!(fs::read_to_string(&precious).unwrap(), "mine");
    assert!(!home.join("new").exists());
    let asked = drive.cloud().requests();
    let imported = asked
        .iter()
        .any(|line| line.starts_with("POST") && line.ends_with("/os-keypairs"));
    assert!(!imported, "a key nobody has was given to the cloud");
}

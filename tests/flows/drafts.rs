//! Unfinished launches outlive the program.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use horizon_tui::demo::{Fault, FaultAnswer};

use super::common::drive::Drive;
use super::steps::{confirm, demo, find, line, opened, said, seconds, until_said, writes};

fn files(drive: &Drive) -> Vec<PathBuf> {
    let directory = drive.home().join("state/drafts");
    let entries = std::fs::read_dir(directory).into_iter().flatten();
    entries.map(|entry| entry.unwrap().path()).collect()
}

fn killed(drive: Drive) -> Drive {
    opened(drive.killed())
}

/// From the list of images, everything chosen, on Review.
fn draft(drive: &mut Drive, name: &str) {
    drive.keys("2");
    find(drive, "Debian 13");
    drive.keys("L");
    drive.idle();
    drive.text(name);
    drive.keys("A-n Space A-n Space A-n Space A-n");
    drive.until("the review", |screen| screen.contains("● 5 Review"));
}

fn review(drive: &mut Drive) -> Vec<String> {
    drive.keys("A-5");
    drive.idle();
    ["Name", "Source", "Flavor", "Network", "Key pair"]
        .map(|label| line(drive, &format!("│ {label}")))
        .into()
}

#[test]
fn a_draft_survives_a_program_that_is_killed_in_the_middle_of_it() {
    let mut drive = demo();
    draft(&mut drive, "survivor");
    let before = review(&mut drive);
    seconds(&mut drive, 2);
    let mut drive = killed(drive);
    let [file] = files(&drive).try_into().unwrap();
    let mode = file.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    drive.keys("L");
    let screen = drive.screen();
    assert!(screen.contains("Draft from "), "{screen}");
    assert!(screen.contains("survivor ×1"), "{screen}");
    drive.keys("Enter");
    assert_eq!(review(&mut drive), before);

    // It launches as it is, and then no draft is left, but what was used is.
    confirm(&mut drive, "Enter");
    until_said(&mut drive, "Launch survivor started");
    let mut drive = killed(drive);
    drive.keys("2");
    find(&mut drive, "Debian 13");
    drive.keys("L");
    drive.idle();
    drive.keys("A-3");
    assert!(line(&mut drive, "last used").contains("[ ]"));
    drive.keys("A-2");
    assert!(drive.screen().contains("last used"), "{}", drive.screen());
}

/// Launches, and the program is killed before it hears the answer.
fn killed_while_launching(answer: FaultAnswer) -> Drive {
    let mut drive = demo();
    draft(&mut drive, "once");
    drive.cloud().fail_next(Fault {
        method: "POST",
        path: "/servers".to_owned(),
        times: 1,
        answer,
    });
    drive.wait(std::time::Duration::from_millis(400));
    drive.keys("Enter");
    drive.until_asked(("POST", "/servers"));
    killed(drive)
}

#[test]
fn a_launch_whose_answer_a_killed_program_never_heard_is_found_again() {
    let mut drive = killed_while_launching(FaultAnswer::DropConnection);
    let sent = writes(&drive, 0).len();
    until_said(&mut drive, "the answer was lost, but once is being built");
    until_said(&mut drive, "once is ACTIVE");
    assert_eq!(writes(&drive, 0).len(), sent);
    // It is no draft any more, and what it used is known.
    drive.keys("L");
    drive.idle();
    assert!(drive.screen().contains("● 1 Details"), "{}", drive.screen());
    drive.keys("A-2");
    assert!(drive.screen().contains("last used"), "{}", drive.screen());
}

#[test]
fn a_launch_that_a_killed_program_never_sent_is_not_repeated_by_reflex() {
    let mut drive = killed_while_launching(FaultAnswer::DropBefore);
    let sent = writes(&drive, 0).len();
    drive.keys("L Enter");
    for keys in ["Enter", "Tab Enter", "A-1 A-5 Enter"] {
        confirm(&mut drive, keys);
        seconds(&mut drive, 1);
    }
    until_said(&mut drive, "no such instance was made");
    for keys in ["Enter", "Tab Enter", "A-1 A-5 Enter"] {
        confirm(&mut drive, keys);
        seconds(&mut drive, 1);
    }
    assert_eq!(writes(&drive, 0).len(), sent);
}

#[test]
fn a_draft_that_cannot_be_understood_is_put_aside_and_told() {
    let mut drive = demo();
    drive.keys("L");
    drive.text("web");
    drive.keys("Esc");
    drive.idle();
    let [file] = files(&drive).try_into().unwrap();
    std::fs::write(&file, "{").unwrap();
    let mut drive = killed(drive);
    assert!(said(&drive, &format!("{}", file.display())));
    let [aside] = files(&drive).try_into().unwrap();
    assert!(aside.to_string_lossy().ends_with(".json.bad"));
    drive.keys("L");
    drive.idle();
    assert!(drive.screen().contains("● 1 Details"), "{}", drive.screen());
}

#[test]
fn a_draft_that_cannot_be_written_is_told_and_asked_about_at_the_end() {
    let mut drive = demo();
    // Not a matter of permissions: these do not stop root.
    std::fs::write(drive.home().join("state"), "in the way").unwrap();
    drive.keys("L");
    drive.text("web");
    drive.keys("Esc");
    drive.idle();
    assert!(said(&drive, "The draft is not kept: "));
    drive.keys("q");
    assert!(!drive.ended());
    let screen = drive.screen();
    assert!(screen.contains("quitting drops its draft"), "{screen}");
    drive.keys("y");
    assert!(drive.ended());
}

#[test]
fn nothing_secret_reaches_the_disk() {
    let mut drive = demo();
    draft(&mut drive, "web");
    drive.keys("A-1 S-Tab S-Tab S-Tab Enter Right Right Tab");
    drive.text("password: hunter2");
    let screen = drive.screen();
    assert!(
        screen.contains("looks secret: not kept on disk"),
        "{screen}"
    );
    drive.keys("S-Tab S-Tab S-Tab");
    drive.text("hunter2hunter2");
    seconds(&mut drive, 2);
    let [file] = files(&drive).try_into().unwrap();
    let text = std::fs::read_to_string(file).unwrap();
    assert!(
        text.contains("web") && text.contains("admin password"),
        "{text}"
    );
    assert!(!text.contains("hunter2"), "{text}");
    let mut drive = killed(drive);
    drive.keys("L Enter");
    let note = "not kept on disk, to be typed again: user data, admin password";
    assert!(drive.screen().contains(note), "{}", drive.screen());
    drive.keys("A-5");
    let advice = "the admin password was not kept on disk";
    assert!(drive.screen().contains(advice), "{}", drive.screen());
}

//! Job control: stopped, continued, in the background, and where nobody controls anything.

use std::path::Path;
use std::time::Duration;

use super::common::pty::Pty;
use super::{SIZE, assert_given_back, wait_until_taken, with_demo};

/// A shell with job control around the program, as a person has one.
const JOB_CONTROL: &str = "set -m; \"$0\" --demo; echo STOPPED $?; read -r line; \
                           fg; echo AGAIN $?; read -r line; fg; echo ENDED $?";

#[test]
fn where_no_shell_waits_the_program_goes_on() {
    let mut pty = with_demo();
    pty.wait_for("a list", |screen| screen.contents().contains("cache-01"));
    for stops in 1..=2 {
        pty.signal("TSTP");
        pty.wait_for_times("\x1b[?1049h", 1 + stops);
        pty.wait_for("the warning", |screen| {
            screen.alternate_screen() && screen.contents().contains("cannot be stopped")
        });
    }
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    assert_given_back(&pty);
}

#[test]
fn a_stopped_program_comes_back() {
    let program = env!("CARGO_BIN_EXE_horizon-tui");
    let mut pty = Pty::spawn_program(
        Path::new("/bin/bash"),
        &["-c", JOB_CONTROL, program],
        &[],
        SIZE,
    );
    wait_until_taken(&mut pty);
    pty.send("\x1a");
    pty.wait_for("the shell", |screen| screen.contents().contains("STOPPED"));
    assert_given_back(&pty);
    pty.send("\n");
    wait_until_taken(&mut pty);
    // Once more, asked by somebody else.
    pty.signal_child("TSTP");
    pty.wait_for("the shell", |screen| screen.contents().contains("AGAIN"));
    assert_given_back(&pty);
    pty.send("\n");
    wait_until_taken(&mut pty);
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    assert!(pty.text().contains("ENDED 0"), "{}", pty.text());
    assert_given_back(&pty);
}

#[test]
fn a_stopped_program_that_is_continued_alone_comes_back_with_the_next_fg() {
    let program = env!("CARGO_BIN_EXE_horizon-tui");
    let script = "set -m; \"$0\" --demo; echo STOPPED; read -r line; \
                  while jobs %1 >/dev/null 2>&1; do fg; code=$?; done; echo ENDED $code";
    let mut pty = Pty::spawn_program(Path::new("/bin/bash"), &["-c", script, program], &[], SIZE);
    wait_until_taken(&mut pty);
    pty.send("\x1a");
    pty.wait_for("the shell", |screen| screen.contents().contains("STOPPED"));
    pty.signal_child("CONT");
    // The shell hears of it, and takes the job for one that runs.
    let _ = pty.bytes_within(Duration::from_millis(300));
    pty.send("\n");
    wait_until_taken(&mut pty);
    pty.send("q");
    pty.wait_for("the end", |screen| screen.contents().contains("ENDED 0"));
    assert_eq!(pty.exit_code(), 0);
    assert_given_back(&pty);
}

#[test]
fn two_stops_that_follow_each_other_closely_are_both_survived() {
    let program = env!("CARGO_BIN_EXE_horizon-tui");
    // Where the second stop comes only after it was continued, it is brought back once more.
    let script = "set -m; \"$0\" --demo; read -r line; \
                  while jobs %1 >/dev/null 2>&1; do fg; code=$?; done; echo ENDED $code";
    let mut pty = Pty::spawn_program(Path::new("/bin/bash"), &["-c", script, program], &[], SIZE);
    wait_until_taken(&mut pty);
    pty.send("\x1a");
    pty.signal_child("TSTP");
    pty.wait_for("the shell", |screen| !screen.alternate_screen());
    // Whoever was stopped once more is continued once more.
    for _ in 0..2 {
        pty.send("\n");
        pty.signal_child("CONT");
    }
    wait_until_taken(&mut pty);
    pty.send("q");
    pty.wait_for("the end", |screen| screen.contents().contains("ENDED 0"));
    assert_eq!(pty.exit_code(), 0);
    assert_given_back(&pty);
}

#[test]
fn started_in_the_background_it_waits_for_the_terminal() {
    let program = env!("CARGO_BIN_EXE_horizon-tui");
    let script = "set -m; \"$0\" --demo & echo STARTED; read -r line; fg; echo ENDED $?";
    let mut pty = Pty::spawn_program(Path::new("/bin/bash"), &["-c", script, program], &[], SIZE);
    pty.wait_for("the shell", |screen| screen.contents().contains("STARTED"));
    let _ = pty.bytes_within(Duration::from_millis(500));
    assert!(
        !pty.screen().alternate_screen(),
        "it took what was not its own"
    );
    pty.send("\n");
    wait_until_taken(&mut pty);
    pty.send("q");
    pty.wait_for("the end", |screen| screen.contents().contains("ENDED 0"));
    assert_eq!(pty.exit_code(), 0);
    assert_given_back(&pty);
}

#[test]
fn where_the_terminal_controls_nobody_it_works_all_the_same() {
    let program = env!("CARGO_BIN_EXE_horizon-tui");
    let arguments = ["--wait", program, "--demo"];
    let mut pty = Pty::spawn_program(Path::new("/usr/bin/setsid"), &arguments, &[], SIZE);
    wait_until_taken(&mut pty);
    pty.wait_for("a list", |screen| screen.contents().contains("app-01"));
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    assert_given_back(&pty);
}

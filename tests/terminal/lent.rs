//! The terminal while ssh has it.

use std::path::Path;
use std::time::Duration;

use super::common::pty::Pty;
use super::{HEARING, SIZE, assert_given_back, executable, wait_until_taken};

/// Stands in for ssh: says what it was given and how the terminal is, reads a line, and exits with
/// that.
const FAKE_SSH: &str = r#"#!/bin/sh
case $(stty -a) in *-icanon*) modes=raw;; *) modes=cooked;; esac
echo "FAKE $modes: $*"
echo READY
read -r code
case $code in
raw) stty raw -echo; kill -9 $$;;
esac
echo "got $code"
exit "$code"
"#;

/// The demo with that in place of ssh, and its dialog open for an instance that has an address.
fn asking_for_ssh(directory: &Path) -> Pty {
    let mut pty = Pty::spawn_program(
        Path::new(env!("CARGO_BIN_EXE_horizon-tui")),
        &["--demo"],
        &[("PATH", &fake_ssh(directory))],
        SIZE,
    );
    ask_for_ssh(&mut pty);
    pty
}

/// The path on which it is found.
fn fake_ssh(directory: &Path) -> String {
    executable(&directory.join("ssh"), FAKE_SSH);
    format!("{}:/usr/bin:/bin", directory.display())
}

fn ask_for_ssh(pty: &mut Pty) {
    pty.wait_for("a list", |screen| screen.contents().contains("cache-01"));
    // The account to log in to is known from the image.
    pty.wait_for("the images", |screen| {
        let text = screen.contents();
        let count = text.split_once("2 Images ").map(|(_, count)| count);
        count.is_some_and(|count| count.starts_with(|c: char| c.is_ascii_digit()))
    });
    pty.send("/cache-01\r");
    pty.wait_for("one row", |screen| !screen.contents().contains("app-01"));
    pty.send("x");
    pty.wait_for("the dialog", |screen| {
        screen.contents().contains("Log in with ssh")
    });
    // A dialog that has only just opened takes no Enter.
    let _ = pty.bytes_within(HEARING);
}

fn wait_for_fake(pty: &mut Pty) {
    pty.wait_for("the fake ssh", |screen| screen.contents().contains("READY"));
    assert_given_back(pty);
    assert!(pty.text().contains("FAKE cooked: "), "{}", pty.text());
}

#[test]
fn ssh_has_the_terminal_to_itself_and_its_end_brings_the_screen_back() {
    let directory = tempfile::tempdir().unwrap();
    let mut pty = asking_for_ssh(directory.path());
    pty.send("\r");
    wait_for_fake(&mut pty);
    assert!(pty.text().contains('@'), "{}", pty.text());
    // Every one of these keys would do something to a list.
    pty.send("2\x7f0\n");
    pty.wait_for("the list", |screen| {
        screen.alternate_screen() && screen.contents().contains("ssh to cache-01 ended")
    });
    assert!(pty.wrote("got 0"), "{}", pty.text());
    assert!(pty.screen().bracketed_paste());
    assert_ne!(
        pty.screen().mouse_protocol_mode(),
        vt100::MouseProtocolMode::None
    );
    // Keys are ours again.
    pty.send("?");
    pty.wait_for("the help", |screen| screen.contents().contains("Help"));
    pty.send("\x1bq");
    let _ = pty.bytes_within(Duration::from_millis(300));
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    assert_given_back(&pty);
}

#[test]
fn what_a_failed_ssh_said_can_be_read_before_the_screen_covers_it() {
    let directory = tempfile::tempdir().unwrap();
    let mut pty = asking_for_ssh(directory.path());
    pty.send("\r");
    wait_for_fake(&mut pty);
    pty.send("255\n");
    pty.wait_for("the words", |screen| {
        let text = screen.contents();
        text.contains("ssh ended with exit code 255. Press Enter") && text.contains("got 255")
    });
    assert_given_back(&pty);
    pty.send("\r");
    pty.wait_for("the list", |screen| {
        let told = "cache-01: ssh ended with exit code 255";
        screen.alternate_screen() && screen.contents().contains(told)
    });
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
}

#[test]
fn an_interrupt_is_for_ssh_and_a_mess_it_leaves_is_cleared_up() {
    let directory = tempfile::tempdir().unwrap();
    let mut pty = asking_for_ssh(directory.path());
    pty.send("\r");
    wait_for_fake(&mut pty);
    pty.send("\x03");
    pty.wait_for("the words", |screen| {
        screen.contents().contains("ended by signal 2. Press Enter")
    });
    pty.send("\r");
    wait_until_taken(&mut pty);
    pty.send("x");
    pty.wait_for("the dialog", |screen| {
        screen.contents().contains("Log in with ssh")
    });
    let _ = pty.bytes_within(HEARING);
    pty.send("\r");
    wait_for_fake(&mut pty);
    pty.send("raw\n");
    pty.wait_for("the words", |screen| {
        screen.contents().contains("ended by signal 9. Press Enter")
    });
    // Only a terminal with its usual modes makes a line of this.
    pty.send("\r");
    wait_until_taken(&mut pty);
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    assert_given_back(&pty);
}

#[test]
fn a_program_that_does_not_exist_is_told_and_nothing_is_lost() {
    let directory = tempfile::tempdir().unwrap();
    let mut pty = asking_for_ssh(directory.path());
    pty.send("\t\x15no-such-program cache-01");
    pty.wait_for("the command", |screen| {
        screen.contents().contains("[no-such-program cache-01")
    });
    pty.send("\r");
    pty.wait_for("the reason", |screen| {
        let told = "no-such-program cannot be started: there is no such program";
        screen.alternate_screen() && screen.contents().contains(told)
    });
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    assert_given_back(&pty);
}

#[test]
fn signals_end_the_program_and_ssh_with_it() {
    for (name, code) in [("TERM", 143), ("HUP", 129)] {
        let directory = tempfile::tempdir().unwrap();
        let mut pty = asking_for_ssh(directory.path());
        pty.send("\r");
        wait_for_fake(&mut pty);
        pty.signal(name);
        assert_eq!(pty.exit_code(), code, "{name}");
        assert_given_back(&pty);
    }
    let directory = tempfile::tempdir().unwrap();
    let mut pty = asking_for_ssh(directory.path());
    pty.send("\r");
    wait_for_fake(&mut pty);
    pty.close();
    assert_eq!(pty.exit_code(), 129, "a closed window");
}

/// A shell with job control around the program, with ssh in it.
const JOB_CONTROL_OF_SSH: &str = "set -m; \"$0\" --demo; echo STOPPED; read -r line; \
                                  fg; echo ENDED $?";

#[test]
fn a_stop_typed_at_ssh_stops_both_and_both_come_back() {
    let directory = tempfile::tempdir().unwrap();
    let program = env!("CARGO_BIN_EXE_horizon-tui");
    let mut pty = Pty::spawn_program(
        Path::new("/bin/bash"),
        &["-c", JOB_CONTROL_OF_SSH, program],
        &[("PATH", &fake_ssh(directory.path()))],
        SIZE,
    );
    ask_for_ssh(&mut pty);
    pty.send("\r");
    wait_for_fake(&mut pty);
    pty.send("\x1a");
    pty.wait_for("the shell", |screen| screen.contents().contains("STOPPED"));
    pty.send("\n");
    // Continued, the fake reads on; nothing else may take its line.
    let _ = pty.bytes_within(Duration::from_millis(500));
    pty.send("0\n");
    pty.wait_for("the list", |screen| {
        screen.alternate_screen() && screen.contents().contains("ssh to cache-01 ended")
    });
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    assert!(pty.text().contains("ENDED 0"), "{}", pty.text());
    assert_given_back(&pty);
}

//! Where the program keeps things, and disks that will not have them.

use std::path::Path;

use super::common::pty::Pty;
use super::{SIZE, assert_given_back, wait_until_taken};

#[test]
fn what_was_looked_at_is_remembered_for_the_owner_alone() {
    let mut pty = Pty::spawn(&["--demo", "--read-only"], SIZE);
    pty.wait_for("a list", |screen| screen.contents().contains("app-01"));
    assert!(pty.text().contains("[RO]"), "{}", pty.text());
    pty.send("/web\r");
    pty.wait_for("the filter", |screen| {
        screen.contents().contains("Esc clears")
    });
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    let file = pty.state().join("view.json");
    let mode = std::os::unix::fs::PermissionsExt::mode(&file.metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.contains(r#""instances": "web""#), "{text}");
}

fn started(vars: &[(&str, &str)]) -> Pty {
    let program = Path::new(env!("CARGO_BIN_EXE_horizon-tui"));
    let mut pty = Pty::spawn_program(program, &["--demo"], vars, SIZE);
    wait_until_taken(&mut pty);
    pty.wait_for("a list", |screen| screen.contents().contains("app-01"));
    pty
}

fn ends_well(mut pty: Pty) {
    pty.send("q");
    assert_eq!(pty.exit_code(), 0, "{}", pty.text());
    assert_given_back(&pty);
}

#[test]
fn a_disk_that_takes_nothing_stops_nothing() {
    // As good as full: every file may have no byte.
    let script = "trap '' XFSZ; ulimit -f 0; exec \"$0\" --demo";
    let program = env!("CARGO_BIN_EXE_horizon-tui");
    let mut pty = Pty::spawn_program(Path::new("/bin/bash"), &["-c", script, program], &[], SIZE);
    wait_until_taken(&mut pty);
    pty.wait_for("a list", |screen| screen.contents().contains("app-01"));
    let log = pty.state().join("horizon-tui.log");
    assert_eq!(log.metadata().unwrap().len(), 0, "it could be written");
    ends_well(pty);
}

#[test]
fn a_link_in_the_place_of_the_log_is_told_and_nothing_is_written_through_it() {
    let state = tempfile::tempdir().unwrap();
    let directory = state.path().join("horizon-tui");
    std::fs::create_dir(&directory).unwrap();
    let precious = state.path().join("precious");
    std::fs::write(&precious, "mine").unwrap();
    std::os::unix::fs::symlink(&precious, directory.join("horizon-tui.log")).unwrap();
    let mut pty = started(&[("XDG_STATE_HOME", state.path().to_str().unwrap())]);
    pty.send("e");
    pty.wait_for("the warning", |screen| {
        screen.contents().contains("symbolic link")
    });
    pty.send("\x1b");
    let _ = pty.bytes_within(std::time::Duration::from_millis(200));
    ends_well(pty);
    assert_eq!(std::fs::read_to_string(precious).unwrap(), "mine");
}

#[test]
fn without_a_place_to_keep_things_the_program_says_so_and_works() {
    let no_directory = ("XDG_STATE_HOME", "/dev/null/state");
    let mut pty = started(&[no_directory]);
    pty.wait_for("the warning", |screen| screen.contents().contains("log"));
    ends_well(pty);
}

#[test]
fn without_a_home_the_program_works() {
    for home in ["", "/dev/null", "/no/such/home"] {
        let vars = [
            ("HOME", home),
            ("XDG_STATE_HOME", ""),
            ("XDG_CONFIG_HOME", ""),
        ];
        ends_well(started(&vars));
    }
}

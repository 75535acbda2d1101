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
fn a_full_disk_for_the_log_stops_nothing() {
    let state = tempfile::tempdir().unwrap();
    let directory = state.path().join("horizon-tui");
    std::fs::create_dir(&directory).unwrap();
    std::os::unix::fs::symlink("/dev/full", directory.join("horizon-tui.log")).unwrap();
    ends_well(started(&[(
        "XDG_STATE_HOME",
        state.path().to_str().unwrap(),
    )]));
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

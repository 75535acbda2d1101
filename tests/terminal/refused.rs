//! What is refused before the terminal is taken, and what needs none.

use std::path::Path;
use std::process::{Command, Stdio};

use super::common::pty::Pty;
use super::{SIZE, command};

#[test]
fn the_configuration_file_is_checked_without_a_terminal() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("horizon-tui/config.toml");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    let check = |text: &str| {
        std::fs::write(&file, text).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_horizon-tui"))
            .args(["config", "check"])
            .env_clear()
            .env("HOME", home.path())
            .env("XDG_CONFIG_HOME", home.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(text).unwrap())
    };
    let (code, told) = check("undo_seconds = 20\n");
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("is in order.\nundo_seconds = 20\n"), "{told}");
    let (code, told) = check("undo_seconds = 90\n");
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("line 1: undo_seconds"), "{told}");
}

#[test]
fn help_and_version_need_no_terminal() {
    let (code, help, _) = command(&["--help"]);
    assert_eq!(code, 0);
    assert!(help.contains("--os-cloud"), "{help}");
    assert!(help.contains("Exit codes:"), "{help}");
    let (code, version, _) = command(&["--version"]);
    assert_eq!(code, 0);
    assert_eq!(
        version.trim(),
        concat!("horizon-tui ", env!("CARGO_PKG_VERSION"))
    );
    assert_eq!(command(&["--no-such-option"]).0, 2);
}

#[test]
fn a_pipe_is_refused_in_a_sentence() {
    let (code, out, error) = command(&["--demo"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(
        error.starts_with("horizon-tui needs a terminal: stdout is not one"),
        "{error}"
    );
}

#[test]
fn a_dumb_terminal_is_refused_in_a_sentence() {
    let program = Path::new(env!("CARGO_BIN_EXE_horizon-tui"));
    let mut pty = Pty::spawn_program(program, &["--demo"], &[("TERM", "dumb")], SIZE);
    assert_eq!(pty.exit_code(), 1);
    assert!(pty.text().contains("TERM=dumb"), "{}", pty.text());
    assert!(!pty.wrote("\x1b"));
}

#[test]
fn a_configuration_that_is_not_understood_stops_the_program_before_it_takes_the_terminal() {
    let home = tempfile::tempdir().unwrap();
    let directory = home.path().join("horizon-tui");
    std::fs::create_dir(&directory).unwrap();
    std::fs::write(directory.join("config.toml"), "\nread_onyl = true\n").unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_horizon-tui"));
    let config = ("XDG_CONFIG_HOME", home.path().to_str().unwrap());
    let mut pty = Pty::spawn_program(program, &["--demo"], &[config], SIZE);
    assert_eq!(pty.exit_code(), 1);
    let text = pty.text();
    assert!(text.contains("line 2: read_onyl is no setting"), "{text}");
    assert!(!pty.wrote("\x1b"));
}

/// The program below a shell that does something to it first.
fn by_shell(script: &str, vars: &[(&str, &str)]) -> Pty {
    let program = env!("CARGO_BIN_EXE_horizon-tui");
    Pty::spawn_program(Path::new("/bin/sh"), &["-c", script, program], vars, SIZE)
}

#[test]
fn what_is_no_terminal_any_more_is_refused_in_a_sentence() {
    for (script, words) in [
        (r#""$0" --demo <&-"#, "needs a terminal: stdin is not one"),
        (
            r#""$0" --demo </dev/null"#,
            "needs a terminal: stdin is not one",
        ),
        (r#""$0" --demo >&-"#, "needs a terminal: stdout is not one"),
        (
            r#""$0" --demo >/dev/full"#,
            "needs a terminal: stdout is not one",
        ),
        (r#"unset TERM; "$0" --demo"#, "TERM is not set"),
    ] {
        let mut pty = by_shell(script, &[]);
        assert_eq!(pty.exit_code(), 1, "{script}: {}", pty.text());
        let text = pty.text().replace('\n', "");
        assert!(text.contains(words), "{script}: {text}");
        assert!(!pty.wrote("\x1b"), "{script}");
        assert!(pty.has_its_modes(), "{script}");
    }
}

#[test]
fn a_text_that_cannot_be_printed_is_no_crash() {
    for script in [
        r#""$0" --help >/dev/full"#,
        r#""$0" --version >&-"#,
        r#""$0" config check >/dev/full"#,
    ] {
        let mut pty = by_shell(&format!("{script}; echo CODE $?"), &[]);
        assert_eq!(pty.exit_code(), 0);
        let text = pty.text();
        assert!(
            !text.contains("panicked") && !text.contains("CODE 101"),
            "{script}: {text}"
        );
    }
}

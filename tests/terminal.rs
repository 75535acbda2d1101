//! The real binary in a real terminal: that it takes it, gives it back, and leaves it alone.

#![expect(
    clippy::unwrap_used,
    reason = "these are tests, though the lint sees only functions marked as such"
)]

mod common;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use common::pty::Pty;
use horizon_tui::browser::Browser;
use horizon_tui::clipboard::Clipboard;
use horizon_tui::demo::{self, DemoCloud, Fault, FaultAnswer};
use horizon_tui::runtime::Clock;
use horizon_tui::term;

const SIZE: (u16, u16) = (80, 24);

/// The demo, started and drawn.
fn with_demo() -> Pty {
    let mut pty = Pty::spawn(&["--demo"], SIZE);
    wait_until_taken(&mut pty);
    pty
}

fn wait_until_taken(pty: &mut Pty) {
    // The cursor is hidden at the end of the first frame, or shown in a field.
    pty.wait_for("the first frame", |screen| {
        screen.alternate_screen() && (screen.hide_cursor() || !screen.contents().trim().is_empty())
    });
}

/// Every mode that was switched on has been switched off again, and the cursor is there.
fn assert_given_back(pty: &Pty) {
    let screen = pty.screen();
    assert!(!screen.alternate_screen(), "still on the alternate screen");
    assert!(!screen.hide_cursor(), "the cursor is hidden");
    assert!(!screen.bracketed_paste(), "bracketed paste is on");
    assert_eq!(
        screen.mouse_protocol_mode(),
        vt100::MouseProtocolMode::None,
        "the mouse is captured"
    );
    assert!(pty.wrote("\x1b[?1004l"), "focus is reported");
}

fn command(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_horizon-tui"))
        .args(arguments)
        .env_clear()
        .env("TERM", "xterm-256color")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    (code, text(output.stdout), text(output.stderr))
}

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

#[test]
fn q_ends_the_program_and_gives_the_terminal_back() {
    let mut pty = with_demo();
    assert!(pty.screen().bracketed_paste());
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    assert_given_back(&pty);
    assert_eq!(pty.text(), "");
}

#[test]
fn signals_end_the_program_with_their_code_and_give_the_terminal_back() {
    for (name, code) in [("TERM", 143), ("HUP", 129), ("INT", 130), ("QUIT", 131)] {
        let mut pty = with_demo();
        pty.signal(name);
        assert_eq!(pty.exit_code(), code, "{name}");
        assert_given_back(&pty);
    }
}

/// What is written of the draft in the program's state directory.
fn draft_of(pty: &Pty) -> String {
    let mut entries = std::fs::read_dir(pty.state().join("drafts")).unwrap();
    let path = entries.next().unwrap().unwrap().path();
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn a_terminal_that_is_killed_keeps_what_was_typed_a_moment_ago() {
    for end in ["HUP", "TERM", "a closed window"] {
        let mut pty = with_demo();
        pty.wait_for("a list", |screen| screen.contents().contains("app-01"));
        pty.send("L");
        pty.wait_for("the wizard", |screen| {
            screen.contents().contains("Launch instance")
        });
        pty.send("survivor");
        pty.wait_for("the name", |screen| screen.contents().contains("survivor"));
        if end == "a closed window" {
            pty.close();
        } else {
            pty.signal(end);
        }
        let code = pty.exit_code();
        assert!([129, 143].contains(&code), "{end}: {code}");
        let draft = draft_of(&pty);
        assert!(draft.contains("\"name\": \"survivor\""), "{end}: {draft}");
    }
}

#[test]
fn a_write_that_was_not_answered_is_told_at_the_end() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let cloud = runtime
        .block_on(DemoCloud::start(demo::Clock::Stepped))
        .unwrap();
    let auth_url = cloud.auth_url();
    let vars = [
        ("OS_AUTH_URL", auth_url.as_str()),
        ("OS_USERNAME", demo::USERNAME),
        ("OS_PASSWORD", demo::PASSWORD),
        ("OS_PROJECT_NAME", demo::PROJECT),
        ("OS_REGION_NAME", demo::REGIONS[0]),
    ];
    let program = Path::new(env!("CARGO_BIN_EXE_horizon-tui"));
    let mut pty = Pty::spawn_program(program, &[], &vars, SIZE);
    pty.wait_for("a list", |screen| screen.contents().contains("cache-01"));
    cloud.fail_next(Fault {
        method: "POST",
        path: "/action".to_owned(),
        times: 1,
        answer: FaultAnswer::Delay(Duration::from_secs(60)),
    });
    pty.send("/cache-01\r");
    pty.wait_for("one row", |screen| !screen.contents().contains("app-01"));
    pty.send("S");
    pty.wait_for("the dialog", |screen| {
        screen.contents().contains("Enter creates")
    });
    // A dialog that has only just opened takes no Enter.
    let _ = pty.bytes_within(Duration::from_secs(1));
    pty.send("\r");
    let sent = |line: &String| line.starts_with("POST") && line.ends_with("/action");
    let sent = (0..100).any(|_| {
        let _ = pty.bytes_within(Duration::from_millis(50));
        cloud.requests().iter().any(sent)
    });
    assert!(sent, "{:?}\n{}", cloud.requests(), pty.text());
    pty.signal("TERM");
    assert_eq!(pty.exit_code(), 143);
    assert_given_back(&pty);
    let text = pty.text();
    assert!(text.contains("1 under way"), "{text}");
}

#[test]
fn a_closed_window_ends_the_program() {
    let mut pty = with_demo();
    pty.close();
    assert_eq!(pty.exit_code(), 129);
}

#[test]
fn nothing_is_written_and_nothing_computed_while_nothing_happens() {
    // Without a cloud: the imitation one moves on by itself.
    let mut pty = Pty::spawn(&[], SIZE);
    wait_until_taken(&mut pty);
    // What the configuration says is drawn a moment after the first frame, and a notice may go.
    let settled = (0..20).any(|_| pty.bytes_within(Duration::from_millis(500)) == 0);
    assert!(settled, "it never stands still:\n{}", pty.text());
    let ticks = pty.ticks();
    let written = pty.bytes_within(Duration::from_secs(2));
    let used = pty.ticks().zip(ticks).map(|(now, then)| now - then);
    assert_eq!(written, 0);
    assert!(used.is_none_or(|ticks| ticks <= 1), "{used:?} ticks");
}

#[test]
fn any_size_is_survived() {
    let mut pty = with_demo();
    for size in [(1, 1), (200, 60), (2, 50), (200, 1), SIZE] {
        pty.resize(size);
        pty.send("\x0c");
        let _ = pty.bytes_within(Duration::from_millis(50));
    }
    wait_until_taken(&mut pty);
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    assert_given_back(&pty);
}

/// A shell with job control around the program, as a person has one.
const JOB_CONTROL: &str = "set -m; \"$0\" --demo; echo STOPPED $?; read -r line; \
                           fg; echo AGAIN $?; read -r line; fg; echo ENDED $?";

#[test]
fn where_no_shell_waits_the_program_goes_on() {
    let mut pty = with_demo();
    pty.wait_for("a list", |screen| screen.contents().contains("cache-01"));
    for _ in 0..2 {
        pty.signal("TSTP");
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

/// Stands in for ssh: says what it was given and how the terminal is, reads a line, and exits with
/// that.
const FAKE_SSH: &str = r#"#!/bin/sh
case $(stty -a) in *-icanon*) modes=raw;; *) modes=cooked;; esac
echo "FAKE $modes: $*"
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
    let program = directory.join("ssh");
    std::fs::write(&program, FAKE_SSH).unwrap();
    let status = Command::new("chmod").arg("+x").arg(&program).status();
    assert!(status.unwrap().success());
    format!("{}:/usr/bin:/bin", directory.display())
}

fn ask_for_ssh(pty: &mut Pty) {
    pty.wait_for("a list", |screen| screen.contents().contains("cache-01"));
    pty.send("/cache-01\r");
    pty.wait_for("one row", |screen| !screen.contents().contains("app-01"));
    pty.send("x");
    pty.wait_for("the dialog", |screen| {
        screen.contents().contains("Log in with ssh")
    });
    // A dialog that has only just opened takes no Enter.
    let _ = pty.bytes_within(Duration::from_secs(1));
}

fn wait_for_fake(pty: &mut Pty) {
    pty.wait_for("the fake ssh", |screen| screen.contents().contains("FAKE"));
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
    let _ = pty.bytes_within(Duration::from_secs(1));
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

/// Set for the process that plays the crashing program.
const CRASH: &str = "PLAY_THE_CRASHING_PROGRAM";

/// Not a test of its own: the process started by the next one crashes here.
#[test]
fn the_crashing_program() {
    let Some(directory) = std::env::var_os(CRASH) else {
        return;
    };
    term::install_panic_hook(Some(directory.into()), Clock::start(), || {
        let _ = writeln!(std::io::stderr(), "last words");
    });
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let _taken = term::Taken::take(Clipboard::default(), Browser::of(|_| None)).unwrap();
        let mut screen = term::screen().unwrap();
        screen
            .draw(|frame| frame.render_widget("all is well", frame.area()))
            .unwrap();
        // On another thread, and nobody waits for it.
        tokio::spawn(async { panic!("the cloud fell down") });
        std::future::pending::<()>().await;
    });
}

#[test]
fn a_panic_in_a_task_gives_the_terminal_back_and_leaves_a_report() {
    let directory = tempfile::tempdir().unwrap();
    let mut pty = Pty::spawn_program(
        &std::env::current_exe().unwrap(),
        &["--exact", "the_crashing_program", "--nocapture"],
        &[(CRASH, directory.path().to_str().unwrap())],
        (120, 24),
    );
    assert_eq!(pty.exit_code(), 101);
    assert_given_back(&pty);
    let text = pty.text();
    assert!(
        text.contains("horizon-tui crashed: the cloud fell down"),
        "{text}"
    );
    assert!(text.contains("A report is in"), "{text}");
    assert!(text.contains("last words"), "{text}");
    let mut reports = std::fs::read_dir(directory.path()).unwrap();
    let report = std::fs::read_to_string(reports.next().unwrap().unwrap().path()).unwrap();
    assert!(report.contains("terminal xterm-256color, size Some((120, 24))"));
    assert!(!report.contains(CRASH), "the environment is in the report");
}

//! Every way to end: asked, told, and with the terminal gone.

use std::path::Path;
use std::time::Duration;

use horizon_tui::demo::{self, DemoCloud, Fault, FaultAnswer};

use super::common::pty::Pty;
use super::{HEARING, SIZE, assert_given_back, with_demo};

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
    let _ = pty.bytes_within(HEARING);
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
fn a_terminal_that_stands_still_does_not_keep_the_program_from_ending() {
    // So large that even a few frames are more than a terminal holds for somebody who does not read:
    // a slow machine draws once for many keys.
    let mut pty = Pty::spawn(&["--demo"], (240, 90));
    pty.wait_for("a list", |screen| screen.contents().contains("app-01"));
    pty.stall(true);
    for _ in 0..60 {
        pty.send("\x0c");
        let _ = pty.bytes_within(Duration::from_millis(20));
    }
    pty.signal("TERM");
    let quick = pty.ends_within(Duration::from_secs(3));
    assert!(!quick, "it was not stuck, so nothing is shown");
    let code = pty.exit_code();
    pty.stall(false);
    pty.rest();
    assert_eq!(code, 143);
    assert_given_back(&pty);
}

#[test]
fn a_second_signal_while_it_ends_changes_nothing() {
    let mut pty = with_demo();
    // It may be gone before the last.
    let _ = pty.signals(&["TERM", "INT", "HUP"]);
    let code = pty.exit_code();
    assert!([143, 130, 129].contains(&code), "{code}");
    assert_given_back(&pty);
}

#[test]
fn a_window_closed_while_frames_are_drawn_ends_the_program() {
    let mut pty = with_demo();
    for _ in 0..50 {
        pty.send("\x0c");
    }
    pty.close();
    assert_eq!(pty.exit_code(), 129);
}

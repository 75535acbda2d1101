//! The real binary in a real terminal: that it takes it, gives it back, and leaves it alone.

#![expect(
    clippy::unwrap_used,
    reason = "these are tests, though the lint sees only functions marked as such"
)]

#[path = "../common/mod.rs"]
mod common;

mod calm;
mod crash;
mod disk;
mod ending;
mod lent;
mod refused;
mod stopped;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use common::pty::Pty;

const SIZE: (u16, u16) = (80, 24);
/// Longer than a dialog is deaf after it came: 300 ms, and what a busy machine adds.
const HEARING: Duration = Duration::from_millis(600);

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
    assert!(pty.has_its_modes(), "raw, or otherwise changed");
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

/// A script in place of a program of this machine.
fn executable(path: &Path, script: &str) {
    std::fs::write(path, script).unwrap();
    let status = Command::new("chmod").arg("+x").arg(path).status();
    assert!(status.unwrap().success());
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

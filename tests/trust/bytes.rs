//! Every byte that reaches the terminal is one of ours: text, or one of the few sequences that
//! drawing needs.

use std::time::Duration;

use horizon_tui::app::wrap::is_unsafe;
use horizon_tui::demo::{self, Clock, DemoCloud};
use tokio::runtime::Runtime;

use super::common::facade::{Facade, malice};
use super::common::pty::Pty;

/// What follows `ESC [` in our output, by its last byte: cursor to a place, colours, modes,
/// clearing.
const SEQUENCES: &str = "HmhlJ";
/// How our copies begin.
const COPY: &str = "]52;c;";

/// The first thing in the output that is none of ours.
fn foreign(output: &str) -> Option<String> {
    let mut rest = output;
    while let Some(c) = rest.chars().next() {
        let told = || Some(rest.chars().take(20).collect());
        let length = match rest.strip_prefix('\u{1b}') {
            Some(sequence) => match sequence_length(sequence) {
                Some(length) => 1 + length,
                None => return told(),
            },
            // When the terminal is given back there may be lines.
            None if is_unsafe(c) && c != '\r' && c != '\n' => return told(),
            None => c.len_utf8(),
        };
        rest = &rest[length..];
    }
    None
}

fn sequence_length(after: &str) -> Option<usize> {
    if let Some(parameters) = after.strip_prefix('[') {
        let end = parameters.find(|c: char| !c.is_ascii_digit() && c != ';' && c != '?')?;
        let last = parameters[end..].chars().next()?;
        return SEQUENCES.contains(last).then_some(end + 2);
    }
    let text = after.strip_prefix(COPY)?;
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !"+/=".contains(c))?;
    text[end..]
        .starts_with("\u{1b}\\")
        .then_some(COPY.len() + end + 2)
}

#[test]
fn the_judge_knows_ours_from_others() {
    for ours in [
        "\u{1b}[1;8Hweb-01\u{1b}[0m",
        "\u{1b}[?1049h\u{1b}[2J\u{1b}[38;5;1;49mé●",
        "\u{1b}]52;c;YQ==\u{1b}\\",
    ] {
        assert_eq!(foreign(ours), None, "{ours:?}");
    }
    for others in [
        "a\u{1b}[6n",
        "\u{1b}]0;x\u{7}",
        "\u{1b}]52;p;YQ==\u{1b}\\",
        "\u{1b}]52;c;YQ==\u{7}",
        "a\u{9b}2J",
        "a\u{202e}b",
        "a\u{7}",
        "\u{1b}P+q\u{1b}\\",
        "\u{1b}",
    ] {
        assert!(foreign(others).is_some(), "{others:?}");
    }
}

#[test]
fn a_hostile_cloud_writes_nothing_to_the_terminal() {
    let runtime = Runtime::new().unwrap();
    let (_cloud, auth_url) = runtime.block_on(async {
        let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
        let facade = Facade::before(&cloud, malice()).await;
        let auth_url = facade.auth_url(&cloud);
        (cloud, auth_url)
    });
    let vars = [
        ("OS_AUTH_URL", auth_url.as_str()),
        ("OS_USERNAME", demo::USERNAME),
        ("OS_PASSWORD", demo::PASSWORD),
        ("OS_PROJECT_NAME", demo::PROJECT),
        ("OS_REGION_NAME", demo::REGIONS[0]),
    ];
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_horizon-tui"));
    let mut pty = Pty::spawn_program(program, &[], &vars, (120, 40));
    pty.wait_for("a list", |screen| screen.contents().contains("● live"));
    let keys = [
        "G", "j", "\r", "l", "l", "l", "l", "\x1b", "D", "\x1b", "L", "\x1b2", "\x1b3", "\x1b4",
        "\x1b5", "\x1b", "m", "\x1b", "yn", "yj", "yt", "2", "G", "\r", "\x1b", "@", "\x1b", "e",
        "\x1b", "y", "n",
    ];
    for _ in 0..2 {
        for key in keys {
            pty.send(key);
            let _ = pty.bytes_within(Duration::from_millis(30));
        }
    }
    pty.send("\x1b");
    let _ = pty.bytes_within(Duration::from_millis(300));
    pty.signal("TERM");
    assert_eq!(pty.exit_code(), 143);
    let output = std::str::from_utf8(pty.raw()).unwrap();
    assert!(output.len() > 20_000, "little was drawn: {}", output.len());
    assert_eq!(foreign(output), None);
    assert!(pty.wrote("\x1b]52;c;"), "something was copied");
}

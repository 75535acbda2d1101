//! The clipboard: the desktop's own tool where there is one at hand, else the terminal's.
//!
//! Text goes to a tool on its standard input, never in its arguments, which everybody can read.

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crossterm::Command as _;
use crossterm::clipboard::CopyToClipboard;

/// What fits into the longest sequence that terminals accept (100 000 bytes), in base64.
const TERMINAL_LIMIT: usize = 74_994;
/// A tool that has not finished by now is taken not to work.
const PATIENCE: Duration = Duration::from_millis(400);

const WAYLAND: &[&[&str]] = &[&["wl-copy"]];
const X11: &[&[&str]] = &[
    &["xclip", "-selection", "clipboard", "-in"],
    &["xsel", "--clipboard", "--input"],
];
const MAC: &[&[&str]] = &[&["pbcopy"]];

/// The ways to the clipboard, in the order they are tried; the terminal comes last.
#[derive(Debug, Clone, Default)]
pub struct Clipboard {
    tools: Vec<&'static [&'static str]>,
    tmux: bool,
}

impl Clipboard {
    /// As the environment suggests. Over SSH the tools would reach the wrong machine's clipboard.
    pub fn of(var: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| var(name).is_some_and(|value| !value.is_empty());
        let mut tools = Vec::new();
        if !set("SSH_TTY") && !set("SSH_CONNECTION") {
            if set("WAYLAND_DISPLAY") {
                tools.extend(WAYLAND);
            }
            if set("DISPLAY") {
                tools.extend(X11);
            }
            if cfg!(target_os = "macos") {
                tools.extend(MAC);
            }
        }
        Self {
            tools,
            tmux: set("TMUX"),
        }
    }

    /// Whether only the terminal's clipboard can be reached.
    pub fn is_terminals(&self) -> bool {
        self.tools.is_empty()
    }

    /// Copies; `terminal` is where the terminal listens.
    pub fn copy(&self, text: &str, terminal: &mut impl Write) -> Result<(), String> {
        if self.tools.iter().any(|tool| through(tool, text)) {
            return Ok(());
        }
        let sequence = self.sequence(text)?;
        terminal
            .write_all(sequence.as_bytes())
            .and_then(|()| terminal.flush())
            .map_err(|error| format!("Not copied: the terminal cannot be written to: {error}"))
    }

    /// The sequence that asks the terminal to put text on its clipboard.
    fn sequence(&self, text: &str) -> Result<String, String> {
        if text.len() > TERMINAL_LIMIT {
            return Err(format!(
                "Not copied: {} kB is more than a terminal takes (74 kB)",
                text.len() / 1000
            ));
        }
        let mut plain = String::new();
        CopyToClipboard::to_clipboard_from(text)
            .write_ansi(&mut plain)
            .map_err(|error| format!("Not copied: {error}"))?;
        if !self.tmux {
            return Ok(plain);
        }
        // tmux heeds the plain sequence with `set-clipboard on`, and hands the wrapped one to its
        // terminal with `allow-passthrough on`; what it does not heed it drops.
        let wrapped = plain.replace('\x1b', "\x1b\x1b");
        Ok(format!("{plain}\x1bPtmux;{wrapped}\x1b\\"))
    }
}

/// Whether the tool took the text.
fn through(tool: &[&str], text: &str) -> bool {
    let Some((name, arguments)) = tool.split_first() else {
        return false;
    };
    let Ok(mut child) = Command::new(name)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
    else {
        return false;
    };
    let text = text.to_owned();
    let (done, outcome) = mpsc::channel();
    std::thread::spawn(move || {
        let written = child
            .stdin
            .take()
            .is_some_and(|mut stdin| stdin.write_all(text.as_bytes()).is_ok());
        let finished = child.wait().is_ok_and(|status| status.success());
        let _ = done.send(written && finished);
    });
    outcome.recv_timeout(PATIENCE).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clipboard(vars: &[(&str, &str)]) -> Clipboard {
        Clipboard::of(|name| {
            vars.iter()
                .find(|(var, _)| *var == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn without_a_desktop_the_terminal_is_asked() {
        let mut out = Vec::new();
        clipboard(&[]).copy("web-1", &mut out).unwrap();
        assert_eq!(out, b"\x1b]52;c;d2ViLTE=\x1b\\");
    }

    #[test]
    fn over_ssh_no_tool_of_the_far_machine_is_used() {
        let desktop = [("DISPLAY", ":0"), ("WAYLAND_DISPLAY", "wayland-0")];
        assert_eq!(clipboard(&desktop).tools.len(), 3);
        let ssh = [desktop[0], desktop[1], ("SSH_TTY", "/dev/pts/1")];
        assert!(clipboard(&ssh).is_terminals());
    }

    #[test]
    fn in_tmux_the_sequence_is_sent_plain_and_wrapped() {
        let mut out = Vec::new();
        clipboard(&[("TMUX", "/tmp/t,1,0")])
            .copy("a", &mut out)
            .unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "\x1b]52;c;YQ==\x1b\\\x1bPtmux;\x1b\x1b]52;c;YQ==\x1b\x1b\\\x1b\\"
        );
    }

    #[test]
    fn too_much_for_a_terminal_is_refused_in_words() {
        let mut out = Vec::new();
        let error = clipboard(&[])
            .copy(&"x".repeat(80_000), &mut out)
            .unwrap_err();
        assert_eq!(
            error,
            "Not copied: 80 kB is more than a terminal takes (74 kB)"
        );
        assert!(out.is_empty());
    }

    #[test]
    fn a_tool_gets_the_text_on_its_standard_input() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("got");
        let script = format!("cat > '{}'", file.display());
        assert!(through(&["sh", "-c", &script], "web-1\n"));
        assert_eq!(std::fs::read_to_string(file).unwrap(), "web-1\n");
        assert!(!through(&["sh", "-c", "cat; exit 1"], "web-1"));
        assert!(!through(&["no-such-tool-anywhere"], "web-1"));
    }
}

//! Words of a bash command.

use std::fmt::Write;

use super::is_hidden;
use crate::app::shell;

/// One argument. Newlines stay, between quotes; what is not seen becomes an escape in `$'…'`.
/// The argument holds no NUL: none can.
pub(super) fn word(argument: &str) -> String {
    if argument.chars().any(|c| c != '\n' && is_hidden(c)) {
        ansi_c(argument)
    } else {
        shell::quote(argument)
    }
}

/// `$'…'`: <https://www.gnu.org/software/bash/manual/html_node/ANSI_002dC-Quoting.html>
fn ansi_c(argument: &str) -> String {
    let mut word = String::from("$'");
    for c in argument.chars() {
        match c {
            '\n' => word.push(c),
            '\t' => word.push_str("\\t"),
            '\r' => word.push_str("\\r"),
            '\\' | '\'' => word.extend(['\\', c]),
            // An interactive shell may look these two up in its history.
            '!' | '^' => escape(&mut word, c),
            _ if is_hidden(c) => escape(&mut word, c),
            _ => word.push(c),
        }
    }
    word.push('\'');
    word
}

/// Byte by byte: `\u` depends on the locale.
fn escape(word: &mut String, c: char) {
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        // Writing to a `String` never fails.
        let _ = write!(word, "\\x{byte:02x}");
    }
}

/// A path as it was typed: `~/` has to stay outside the quotes to be the home directory.
pub(super) fn path(path: &str) -> String {
    match path.strip_prefix("~/") {
        Some("") => "~/".to_owned(),
        Some(rest) => format!("~/{}", word(rest)),
        None => word(path),
    }
}

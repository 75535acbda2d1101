//! Words of a bash command.

use super::is_hidden;
use crate::app::shell;

/// One argument. Newlines stay, between quotes; what is not seen becomes an escape in `$'…'`.
/// The argument holds no NUL: none can.
pub(super) fn word(argument: &str) -> String {
    if argument.chars().any(|c| c != '\n' && is_hidden(c)) {
        shell::ansi_c(argument)
    } else {
        shell::plain(argument)
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

//! The pieces of a details pane: labels and cleaned words.

use ratatui::text::Span;

use super::{text, theme};

/// A line of a details pane.
pub(super) type Line = Vec<Span<'static>>;

/// A label, its column `width` cells wide.
pub(super) fn label(words: &str, width: usize) -> Span<'static> {
    Span::styled(format!(" {words:<width$}"), theme::LABEL)
}

pub(super) fn plain(words: impl Into<String>) -> Span<'static> {
    Span::raw(text::clean(&words.into()).into_owned())
}

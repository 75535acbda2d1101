//! Styles by meaning. Only the terminal's own foreground and background, the named ANSI colours,
//! and bold, dim, reverse are used, so that light, dark and monochrome terminals all work.

use ratatui::style::{Color, Modifier, Style};

use crate::app::notice::Level;

/// The row or item the keys act on.
pub const SELECTED: Style = Style::new().add_modifier(Modifier::REVERSED);
/// The focused button or field.
pub const FOCUSED: Style = Style::new().add_modifier(Modifier::REVERSED);
pub const STRONG: Style = Style::new().add_modifier(Modifier::BOLD);
/// Never the only copy of a fact.
pub const MUTED: Style = Style::new().add_modifier(Modifier::DIM);
pub const GOOD: Style = Style::new().fg(Color::Green);
pub const WORKING: Style = Style::new().fg(Color::Cyan);
pub const HELD: Style = Style::new().fg(Color::Yellow);
pub const PARKED: Style = Style::new().fg(Color::Blue);
pub const ATTENTION: Style = Style::new().fg(Color::Magenta).add_modifier(Modifier::BOLD);
pub const FAILED: Style = Style::new().fg(Color::Red).add_modifier(Modifier::BOLD);
pub const GOING: Style = Style::new()
    .add_modifier(Modifier::DIM)
    .add_modifier(Modifier::CROSSED_OUT);
pub const KEY: Style = Style::new().add_modifier(Modifier::BOLD);
pub const LABEL: Style = Style::new().add_modifier(Modifier::DIM);
pub const NORMAL: Style = Style::new();

/// The sign and style of something said.
pub fn level(level: Level) -> (&'static str, Style) {
    match level {
        Level::Info => ("◐", WORKING),
        Level::Good => ("●", GOOD),
        Level::Warning => ("!", HELD),
        Level::Error => ("✗", FAILED),
    }
}

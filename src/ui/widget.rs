//! The few pieces every dialog is made of: frames, text fields, buttons, scrolled lists.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear};

use super::text;
use super::theme;
use crate::app::field::Field;

/// Draws one line of spans at a row of `area` (0 is the first), clipped to its width.
pub fn line(frame: &mut Frame, area: Rect, row: u16, spans: Vec<Span<'_>>) {
    if row < area.height {
        frame.render_widget(
            Line::from(spans),
            Rect {
                y: area.y + row,
                height: 1,
                ..area
            },
        );
    }
}

/// Draws cleaned, clipped text at a place inside `area`.
pub fn put(frame: &mut Frame, area: Rect, column: u16, row: u16, content: &str, style: Style) {
    if row < area.height && column < area.width {
        let room = usize::from(area.width - column);
        let target = Rect {
            x: area.x + column,
            y: area.y + row,
            width: area.width - column,
            height: 1,
        };
        frame.render_widget(Span::styled(text::clip(content, room), style), target);
    }
}

/// Empties `area`, draws a frame with a title (and one at the right), and gives the room inside.
pub fn dialog(frame: &mut Frame, area: Rect, title: &str, right: &str) -> Rect {
    frame.render_widget(Clear, area);
    let mut block = Block::bordered();
    if !title.is_empty() {
        block = block.title(Line::from(format!(" {} ", text::clean(title))).style(theme::STRONG));
    }
    if !right.is_empty() {
        block = block.title(Line::from(format!(" {} ", text::clean(right))).right_aligned());
    }
    let inner = block.inner(area);
    frame.render_widget(block, area);
    inner
}

/// A rule across a bordered dialog, joined to its frame. `row` counts inside.
pub fn rule(frame: &mut Frame, outer: Rect, row: u16) {
    let y = outer.y + 1 + row;
    if y + 1 < outer.bottom() {
        let rule = format!(
            "├{}┤",
            "─".repeat(usize::from(outer.width.saturating_sub(2)))
        );
        frame.render_widget(
            Line::from(rule),
            Rect {
                y,
                height: 1,
                ..outer
            },
        );
    }
}

/// `area` shrunk to at most `width` × `height`, centred.
pub fn centered(area: Rect, width: u16, height: u16) -> Rect {
    let width = width.min(area.width);
    let height = height.min(area.height);
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}

/// How a field's text is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    Plain,
    /// One `*` per character.
    Masked,
}

/// The part of `area` at a place, one row high; empty when it lies outside.
pub fn at(area: Rect, column: u16, row: u16, width: u16) -> Rect {
    let column = column.min(area.width);
    Rect {
        x: area.x + column,
        y: area.y + row.min(area.height),
        width: width.min(area.width - column),
        height: u16::from(row < area.height),
    }
}

/// `[text      ]` over the whole of `target`; the hardware cursor stands in it when focused.
pub fn field(frame: &mut Frame, target: Rect, field: &Field, focused: bool, show: Show) {
    if target.width < 3 || target.height == 0 {
        return;
    }
    let room = usize::from(target.width - 2);
    let scroll = field.scroll(room);
    let whole = match show {
        Show::Plain => text::clean(field.text()).into_owned(),
        Show::Masked => "*".repeat(field.text().chars().count()),
    };
    let visible = skip_cells(&whole, scroll);
    let style = if focused {
        theme::STRONG
    } else {
        theme::NORMAL
    };
    let body: String = take_cells(visible, room);
    let content = format!("[{}]", text::fit(&body, room));
    put(frame, target, 0, 0, &content, style);
    if focused {
        let cursor = field.visual_cursor().saturating_sub(scroll).min(room);
        let cursor = u16::try_from(cursor).unwrap_or(0);
        frame.set_cursor_position(Position {
            x: target.x + 1 + cursor,
            y: target.y,
        });
    }
}

fn skip_cells(text: &str, cells: usize) -> &str {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        if used >= cells {
            return &text[at..];
        }
        used += unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
    }
    ""
}

fn take_cells(text: &str, cells: usize) -> String {
    let mut used = 0;
    text.chars()
        .take_while(|c| {
            used += unicode_width::UnicodeWidthChar::width(*c).unwrap_or(0);
            used <= cells
        })
        .collect()
}

/// What a click somewhere stands for.
pub type Hits = Vec<(Rect, KeyEvent)>;

/// A button as it stands in a row of them.
#[derive(Debug, Clone)]
pub struct Button<'a> {
    pub label: &'a str,
    pub focused: bool,
    pub enabled: bool,
    /// The key that does the same; `None` where a click alone must not be enough.
    pub key: Option<KeyEvent>,
}

impl<'a> Button<'a> {
    /// The one that leaves a dialog as `Esc` does.
    pub fn leave(label: &'a str, focused: bool) -> Self {
        Self {
            label,
            focused,
            enabled: true,
            key: Some(KeyEvent::from(KeyCode::Esc)),
        }
    }
}

/// Draws buttons flush right on a row: `[ Cancel ]  [‹Keep›]`. The focused one is reversed and
/// carries the marks `‹ ›`, so that it is told apart without colour.
pub fn buttons(frame: &mut Frame, area: Rect, row: u16, buttons: &[Button<'_>]) -> Hits {
    let total: usize = buttons
        .iter()
        .map(|b| text::width(b.label) + 4)
        .sum::<usize>()
        + 2 * buttons.len().saturating_sub(1);
    let mut column = usize::from(area.width).saturating_sub(total + 1);
    let mut hits = Hits::new();
    for button in buttons {
        let label = if button.focused {
            format!("[‹{}›]", button.label)
        } else {
            format!("[ {} ]", button.label)
        };
        let style = match (button.focused, button.enabled) {
            (true, _) => theme::FOCUSED,
            (false, true) => theme::NORMAL,
            (false, false) => theme::MUTED,
        };
        let start = u16::try_from(column).unwrap_or(0);
        let cells = text::width(&label);
        put(frame, area, start, row, &label, style);
        if let (Some(key), true) = (button.key, button.enabled) {
            hits.push((at(area, start, row, u16::try_from(cells).unwrap_or(0)), key));
        }
        column += cells + 2;
    }
    hits
}

/// The first row to show so that `selected` of `total` is visible in `height` rows, moving `offset`
/// as little as possible.
pub fn scroll_to(offset: usize, selected: usize, height: usize, total: usize) -> usize {
    if height == 0 {
        return 0;
    }
    let offset = offset.min(total.saturating_sub(height));
    if selected < offset {
        selected
    } else if selected >= offset + height {
        selected + 1 - height
    } else {
        offset
    }
}

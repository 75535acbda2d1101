//! The dialog that offers to save what the clipboard did not take.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;

use super::dialog::{largest, place, rows};
use super::widget::{Button, Hits, Show, at, buttons, dialog, field, put};
use super::{text, theme};
use crate::app::copy::uncopied::Uncopied;

/// Where the path begins.
const PATH: u16 = 11;

pub(super) fn draw(form: &Uncopied, frame: &mut Frame<'_>, area: Rect) -> Hits {
    let room = usize::from(largest(area).width.saturating_sub(6));
    let mut lines = text::wrap(&form.why, room);
    lines.truncate(3);
    let (after, style) = match (&form.refusal, form.note) {
        _ if form.is_writing() => ("◐ being written".into(), theme::WORKING),
        (_, Some(note)) => (format!("! {note}"), theme::HELD),
        (Some(error), None) => (format!("✗ {error}"), theme::FAILED),
        (None, None) => {
            let size = form.size() / 1000;
            let words = format!("A new file of {size} kB that only you may read.");
            (words, theme::MUTED)
        }
    };
    let mut below = text::wrap(&after, room);
    below.truncate(3);
    let height = 6 + rows(lines.len() + below.len());
    let inner = dialog(frame, place(area, height), "Save to a file instead", "");
    for (row, line) in (1..).zip(&lines) {
        put(frame, inner, 2, row, line, theme::HELD);
    }
    let row = rows(lines.len()) + 2;
    put(frame, inner, 2, row, "Save to", theme::LABEL);
    let long = at(inner, PATH, row, inner.width.saturating_sub(PATH + 2));
    field(frame, long, &form.path, !form.is_writing(), Show::Plain);
    for (row, line) in (row + 1..).zip(&below) {
        put(frame, inner, 2, row, line, style);
    }
    let last = inner.height.saturating_sub(1);
    let save = Button {
        label: "Save",
        focused: !form.is_writing(),
        enabled: !form.is_writing(),
        key: Some(KeyEvent::from(KeyCode::Enter)),
    };
    put(frame, inner, 2, last, "Enter saves · Esc", theme::MUTED);
    buttons(frame, inner, last, &[Button::leave("Close", false), save])
}

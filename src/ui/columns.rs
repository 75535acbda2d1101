//! The dialog of columns: which are shown, and in which order.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::widget::{at, centered, dialog, put, rule, scroll_to};
use super::{Ui, text, theme};
use crate::app::Click;
use crate::app::columns::{Columns, Item};

/// Rows below the list: a rule, what the order means, the keys.
const BELOW: u16 = 4;

fn rows(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

pub(super) fn draw(columns: &Columns, ui: &mut Ui, frame: &mut Frame<'_>, area: Rect) {
    let height = rows(columns.items.len()).saturating_add(BELOW + 2);
    let place = if area.width < 80 {
        area
    } else {
        centered(area, 62, height)
    };
    let inner = dialog(frame, place, columns.title, "w");
    let body = inner.height.saturating_sub(BELOW);
    let first = scroll_to(0, columns.cursor, usize::from(body), columns.items.len());
    let shown = columns.items.iter().enumerate().skip(first);
    for (row, (number, item)) in (0..body).zip(shown) {
        let words = text::fit(&line(item), usize::from(inner.width.saturating_sub(2)));
        let style = match (number == columns.cursor, item.fixed) {
            (true, _) => theme::SELECTED,
            (false, true) => theme::MUTED,
            (false, false) => theme::NORMAL,
        };
        put(frame, inner, 1, row, &words, style);
        ui.clickable(at(inner, 0, row, inner.width), Click::Row(number));
    }
    rule(frame, place, body);
    let how = if columns.by_width {
        "Now: as many as the width has room for."
    } else {
        "Shown in this order as far as they fit; h l move the rest into view."
    };
    let width = usize::from(inner.width.saturating_sub(2));
    let explained = text::wrap(how, width).into_iter();
    let keys = "Space show, hide · J K move · r by width · Esc closes";
    let lines = explained.chain(text::wrap(keys, width));
    for (row, words) in (body + 1..inner.height).zip(lines) {
        put(frame, inner, 1, row, &words, theme::LABEL);
    }
}

fn line(item: &Item) -> String {
    let tick = if item.shown { "[x]" } else { "[ ]" };
    let always = if item.fixed { "  always shown" } else { "" };
    format!("{tick} {}{always}", item.label)
}

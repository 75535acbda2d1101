//! The tables of a dialog: columns as wide as what stands in them, the cursor, and why a row
//! cannot be chosen.

use super::body::Part;
use crate::app::form::{Column, Empty, Form, Offer, Pick, Row};
use crate::ui::widget::scroll_to;
use crate::ui::{text, theme};

/// Before the cells: two blanks and the mark.
const MARK: usize = 6;
/// A reason narrower than this says nothing.
const REASON: usize = 12;
/// A column is not made narrower.
const NARROWEST: usize = 6;

/// The titles, at most `shown` rows, and what is against the one under the cursor.
pub(super) fn parts(
    offer: &Offer<'_>,
    pick: &Pick,
    many: bool,
    is_focused: bool,
    width: usize,
    shown: usize,
) -> Vec<Part> {
    let rows = offer.filtered(&pick.table);
    if rows.is_empty() {
        return empty(offer, width);
    }
    let widths = widths(offer.columns, &offer.rows, width.saturating_sub(MARK + 2));
    let titles: Vec<&str> = offer.columns.iter().map(|column| column.title).collect();
    let cursor = Form::cursor(pick, &rows);
    let mut heads = cells(offer.columns, &widths, &titles);
    if rows.len() > shown {
        heads = format!("{heads}  {}/{}", cursor + 1, rows.len());
    }
    let mut parts = vec![Part::Words {
        column: 6,
        words: heads,
        style: theme::LABEL,
    }];
    let first = scroll_to(0, cursor, shown, rows.len());
    for (at, row) in rows.iter().enumerate().skip(first).take(shown) {
        let texts: Vec<&str> = row.cells.iter().map(String::as_str).collect();
        let mut words = format!(
            "{} {}",
            mark(row, pick, many),
            cells(offer.columns, &widths, &texts)
        );
        let room = width.saturating_sub(text::width(&words) + 4);
        if let Some(obstacle) = &row.obstacle
            && room >= REASON
        {
            words = format!("{words}  {}", text::clip(obstacle, room - 2));
        }
        let style = match (row.obstacle.is_some(), is_focused && at == cursor) {
            (true, true) => theme::MUTED.patch(theme::SELECTED),
            (true, false) => theme::MUTED,
            (false, true) => theme::SELECTED,
            (false, false) => theme::NORMAL,
        };
        parts.push(Part::Words {
            column: 2,
            words,
            style,
        });
    }
    if is_focused && let Some(obstacle) = rows.get(cursor).and_then(|row| row.obstacle.as_ref()) {
        let lines = text::wrap(obstacle, width.saturating_sub(MARK + 6));
        for (line, place) in lines.into_iter().zip(0..) {
            let sign = if place == 0 { "✗ " } else { "  " };
            parts.push(Part::Words {
                column: 6,
                words: format!("{sign}{line}"),
                style: theme::HELD,
            });
        }
    }
    parts
}

fn mark(row: &Row, pick: &Pick, many: bool) -> &'static str {
    let is_chosen = pick.chosen.contains(&row.id);
    match (is_chosen, many) {
        (false, _) if row.obstacle.is_some() => " ✗ ",
        (true, true) => "[x]",
        (false, true) => "[ ]",
        (true, false) => "(•)",
        (false, false) => "( )",
    }
}

/// Why there is no row: four different texts.
fn empty(offer: &Offer<'_>, width: usize) -> Vec<Part> {
    let (words, style) = match offer.empty() {
        Empty::Loading => ("Loading…".into(), theme::WORKING),
        Empty::Waits(patience) => (format!("◷ {}", patience.in_words()), theme::HELD),
        Empty::Failed(error) => (format!("✗ {error}"), theme::FAILED),
        Empty::Nothing(words) => (words.to_owned(), theme::NORMAL),
        Empty::Filtered => (
            "Nothing matches the filter. Esc clears it.".into(),
            theme::HELD,
        ),
    };
    let lines = text::wrap(&words, width.saturating_sub(MARK + 2)).into_iter();
    lines
        .map(|words| Part::Words {
            column: 6,
            words,
            style,
        })
        .collect()
}

/// As wide as the longest cell; where that is too much, the widest columns give way.
fn widths(columns: &[Column], rows: &[Row], room: usize) -> Vec<usize> {
    let widest = |at: usize| {
        let cells = rows.iter().filter_map(|row| row.cells.get(at));
        let longest = cells.map(|cell| text::width(cell)).max().unwrap_or(0);
        longest.max(text::width(columns[at].title))
    };
    let mut widths: Vec<usize> = (0..columns.len()).map(widest).collect();
    let gaps = 2 * columns.len().saturating_sub(1);
    while widths.iter().sum::<usize>() + gaps > room {
        let Some(widest) = widths.iter_mut().max().filter(|width| **width > NARROWEST) else {
            break;
        };
        *widest -= 1;
    }
    widths
}

fn cells(columns: &[Column], widths: &[usize], texts: &[&str]) -> String {
    let mut words = String::new();
    for ((column, width), content) in columns.iter().zip(widths).zip(texts) {
        if !words.is_empty() {
            words.push_str("  ");
        }
        words.push_str(&if column.right {
            text::fit_right(content, *width)
        } else {
            text::fit(content, *width)
        });
    }
    words
}

//! Text on a grid: untrusted text made harmless, widths counted in cells.

use ratatui::buffer::{Buffer, Cell};
use unicode_segmentation::UnicodeSegmentation;

use crate::app::wrap::{cells, cells_of, is_unsafe};
pub use crate::app::wrap::{clean, wrap};

/// No more bytes than this are one cell. Marks can be stacked on a letter without end, and a
/// terminal draws each of them.
const MOST_OF_A_CELL: usize = 32;

/// Width in cells of the cleaned text.
pub fn width(text: &str) -> usize {
    cells(&clean(text))
}

/// The cleaned text cut to `width` cells, with `…` where something was lost.
pub fn clip(text: &str, width: usize) -> String {
    let head = head(text, (width + 1) * MOST_OF_A_CELL);
    let whole = head.len() == text.len();
    let text = clean(head);
    if whole && cells(&text) <= width {
        return text.into_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let next = used + cells_of(grapheme);
        if next + 1 > width {
            break;
        }
        out.push_str(grapheme);
        used = next;
    }
    if width > 0 {
        out.push('…');
    }
    out
}

/// At most so many bytes of it, so that a name of 64 KiB costs no more than what is shown of it.
fn head(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// [`clip`]ped before its outcome, `Detach … from …: detached`, where that takes no more than half.
pub fn clip_before_outcome(text: &str, width: usize) -> String {
    let text = clean(text);
    if cells(&text) > width
        && let Some((what, outcome)) = text.rsplit_once(": ")
        && cells(outcome) + 2 <= width / 2
    {
        let room = width - cells(outcome) - 2;
        return format!("{}: {outcome}", clip(what, room));
    }
    clip(&text, width)
}

/// [`clip`]ped and padded with spaces to exactly `width` cells.
pub fn fit(text: &str, width: usize) -> String {
    let mut out = clip(text, width);
    let used = cells(&out);
    out.extend(std::iter::repeat_n(' ', width.saturating_sub(used)));
    out
}

/// [`fit`], flush right.
pub fn fit_right(text: &str, width: usize) -> String {
    let clipped = clip(text, width);
    let used = cells(&clipped);
    let mut out = " ".repeat(width.saturating_sub(used));
    out.push_str(&clipped);
    out
}

/// How this terminal is to be spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Off with `NO_COLOR` and on dumb terminals: attributes only.
    pub color: bool,
    /// Only ASCII.
    pub ascii: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            color: true,
            ascii: false,
        }
    }
}

/// The last gate before the terminal: no cell holds a control character, and none holds what this
/// terminal cannot show.
pub fn seal(buffer: &mut Buffer, look: Look) {
    let width = usize::from(buffer.area.width).max(1);
    for row in buffer.content.chunks_mut(width) {
        part_the_halved(row);
    }
    for cell in &mut buffer.content {
        let symbol = cell.symbol();
        if !symbol.is_ascii() || symbol.bytes().any(|b| b.is_ascii_control()) {
            if symbol.chars().any(is_unsafe) {
                let cleaned = clean(symbol).into_owned();
                cell.set_symbol(cleaned.graphemes(true).next().unwrap_or(" "));
            }
            if cell.symbol().len() > MOST_OF_A_CELL {
                let kept = head(cell.symbol(), MOST_OF_A_CELL).to_owned();
                // Never wider than what it stands for: it would cover its neighbour.
                let fits = cells(&kept) <= cells(cell.symbol());
                cell.set_symbol(if fits { &kept } else { " " });
            }
            if look.ascii {
                let plain = ascii(cell.symbol());
                cell.set_char(plain);
            }
        }
        if !look.color {
            cell.fg = ratatui::style::Color::Reset;
            cell.bg = ratatui::style::Color::Reset;
        }
    }
}

/// A wide character of which a dialog covers a part would cover the dialog's edge: it goes.
fn part_the_halved(row: &mut [Cell]) {
    for at in 0..row.len() {
        let symbol = row[at].symbol();
        if symbol.is_ascii() {
            continue;
        }
        let end = at + cells(symbol).max(1);
        let is_whole = row
            .get(at + 1..end)
            .is_some_and(|covered| covered.iter().all(|cell| cell.symbol() == " "));
        if !is_whole {
            row[at].set_char(' ');
        }
    }
}

fn ascii(symbol: &str) -> char {
    let Some(c) = symbol.chars().next() else {
        return ' ';
    };
    match c {
        c if c.is_ascii() => c,
        '●' | '█' | '┌' | '┐' | '└' | '┘' | '├' | '┤' | '┬' | '┴' | '┼' => {
            '+'
        }
        '◐' | '▒' => '~',
        '○' | '░' | '─' | '–' | '—' | '━' => '-',
        '‖' | '═' => '=',
        '◌' | '◷' => '.',
        '✗' | '×' => 'x',
        '…' | '›' | '▸' | '→' => '>',
        '‹' | '◂' | '←' => '<',
        '▲' | '↑' => '^',
        '▼' | '▾' | '↓' | '✓' => 'v',
        '•' => '*',
        '·' => ',',
        '│' | '┃' | '║' | '▏' | '▎' | '▌' => '|',
        '≥' => 'G',
        '≤' => 'L',
        'Σ' => 'S',
        _ => '?',
    }
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;

    use super::*;

    #[test]
    fn clipping_counts_cells_and_never_splits_a_wide_character() {
        assert_eq!(clip("日本語サーバ", 7), "日本語…");
        assert_eq!(fit("日本", 5), "日本 ");
        assert_eq!(clip("web-01", 6), "web-01");
        assert_eq!(clip("web-01", 5), "web-…");
        assert_eq!(clip("web-01", 0), "");
    }

    #[test]
    fn a_letter_under_a_tower_of_marks_is_one_cell_and_not_a_kilobyte() {
        let tower = format!("Z{}", "\u{301}".repeat(500));
        assert_eq!(width(&clip(&tower, 4)), 2, "and that there is more");
        let mut buffer = Buffer::with_lines([tower]);
        seal(&mut buffer, Look::default());
        let symbol = buffer.content[0].symbol();
        assert!(symbol.starts_with('Z') && symbol.len() <= MOST_OF_A_CELL);
        assert_eq!(buffer.area.width, 1);
    }

    #[test]
    fn a_wide_letter_halved_by_an_edge_leaves_the_edge_whole() {
        let mut buffer = Buffer::with_lines(["a名|", "ab名"]);
        buffer[(2, 0)].set_char('│');
        buffer[(3, 1)].set_char('名');
        seal(&mut buffer, Look::default());
        let symbols: Vec<_> = buffer.content.iter().map(Cell::symbol).collect();
        assert_eq!(symbols, ["a", " ", "│", "|", "a", "b", " ", " "]);
    }

    #[test]
    fn what_joins_in_other_scripts_is_padded_to_its_column() {
        for name in ["لا", "ｶﾞ", "🇩🇪", "👍🏽", "क्ष", "e\u{301}"] {
            assert_eq!(width(&fit(name, 9)), 9, "{name}");
            let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 1));
            let line = format!("{}|", fit(name, 9));
            buffer.set_string(0, 0, line, ratatui::style::Style::new());
            assert_eq!(buffer.content[9].symbol(), "|", "{name}");
        }
    }

    #[test]
    fn a_short_outcome_is_not_cut_off() {
        let cut = |width| clip_before_outcome("Detach data-02 from web-01: detached", width);
        assert_eq!(cut(36), "Detach data-02 from web-01: detached");
        assert_eq!(cut(30), "Detach data-02 from…: detached");
        assert_eq!(cut(12), "Detach data…", "no room for both");
        let failed = "Stop web-01 failed: 409 Cannot stop instance while in task_state rebooting";
        assert_eq!(clip_before_outcome(failed, 24), "Stop web-01 failed: 409…");
        assert_eq!(
            clip_before_outcome("a\u{1b}[31m: b", 80),
            clean("a\u{1b}[31m: b")
        );
    }
}

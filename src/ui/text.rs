//! Text on a grid: untrusted text made harmless, widths counted in cells.

use ratatui::buffer::Buffer;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::app::wrap::is_unsafe;
pub use crate::app::wrap::{clean, wrap};

/// Width in cells of the cleaned text.
pub fn width(text: &str) -> usize {
    clean(text).width()
}

/// The cleaned text cut to `width` cells, with `…` where something was lost.
pub fn clip(text: &str, width: usize) -> String {
    let text = clean(text);
    if text.width() <= width {
        return text.into_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let next = used + grapheme.width();
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

/// [`clip`]ped before its outcome, `Detach … from …: detached`, where that takes no more than half.
pub fn clip_before_outcome(text: &str, width: usize) -> String {
    let text = clean(text);
    if text.width() > width
        && let Some((what, outcome)) = text.rsplit_once(": ")
        && outcome.width() + 2 <= width / 2
    {
        let room = width - outcome.width() - 2;
        return format!("{}: {outcome}", clip(what, room));
    }
    clip(&text, width)
}

/// [`clip`]ped and padded with spaces to exactly `width` cells.
pub fn fit(text: &str, width: usize) -> String {
    let mut out = clip(text, width);
    let used = out.as_str().width();
    out.extend(std::iter::repeat_n(' ', width.saturating_sub(used)));
    out
}

/// [`fit`], flush right.
pub fn fit_right(text: &str, width: usize) -> String {
    let clipped = clip(text, width);
    let used = clipped.as_str().width();
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
    for cell in &mut buffer.content {
        let symbol = cell.symbol();
        if !symbol.is_ascii() || symbol.bytes().any(|b| b.is_ascii_control()) {
            if symbol.chars().any(is_unsafe) {
                let cleaned = clean(symbol).into_owned();
                cell.set_symbol(cleaned.graphemes(true).next().unwrap_or(" "));
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
        '◌' => '.',
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

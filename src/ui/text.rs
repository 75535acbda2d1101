//! Text on a grid: untrusted text made harmless, widths counted in cells.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// What stands for a character that must not reach the terminal.
const STAND_IN: char = '·';

/// Control characters (escape sequences begin with one) and the invisible characters that reorder
/// text or hide in it.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

/// The text with every unsafe character replaced by a visible one.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_unsafe) {
        Cow::Owned(
            text.chars()
                .map(|c| if is_unsafe(c) { STAND_IN } else { c })
                .collect(),
        )
    } else {
        Cow::Borrowed(text)
    }
}

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

/// The cleaned text in lines of at most `width` cells. Line breaks in the text are kept.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let paragraph = clean(paragraph.trim_end_matches('\r'));
        wrap_paragraph(&paragraph, width.max(1), &mut lines);
    }
    lines
}

/// Breaks at spaces; a word too long for a line at its seams (dashes, dots), else anywhere.
fn wrap_paragraph(paragraph: &str, width: usize, lines: &mut Vec<String>) {
    let mut line = String::new();
    let mut used = 0;
    let mut add = |part: &str| {
        if used + part.trim_end().width() > width && !line.is_empty() {
            lines.push(line.trim_end().to_owned());
            line.clear();
            used = 0;
        }
        line.push_str(part);
        used += part.width();
    };
    for word in paragraph.split_inclusive(' ') {
        if word.trim_end().width() <= width {
            add(word);
            continue;
        }
        for part in word.split_word_bounds() {
            if part.width() <= width {
                add(part);
            } else {
                part.graphemes(true).for_each(&mut add);
            }
        }
    }
    lines.push(line.trim_end().to_owned());
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
    fn escape_sequences_and_bidi_marks_become_dots() {
        assert_eq!(clean("\u{1b}]0;pwn\u{7}web\u{202e}10"), "·]0;pwn·web·10");
    }

    #[test]
    fn clipping_counts_cells_and_never_splits_a_wide_character() {
        assert_eq!(clip("日本語サーバ", 7), "日本語…");
        assert_eq!(fit("日本", 5), "日本 ");
        assert_eq!(clip("web-01", 6), "web-01");
        assert_eq!(clip("web-01", 5), "web-…");
        assert_eq!(clip("web-01", 0), "");
    }

    #[test]
    fn wrapping_breaks_at_words_and_cuts_what_has_none() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("a\nb", 9), ["a", "b"]);
        assert_eq!(wrap("see (note) 1", 9), ["see", "(note) 1"]);
        assert_eq!(
            wrap("an id: 3f2a-9c1e-7b4d", 10),
            ["an id:", "3f2a-9c1e-", "7b4d"]
        );
    }

    #[test]
    fn wrapping_keeps_the_indentation_of_each_line() {
        assert_eq!(wrap("at a\n  in b.rs", 20), ["at a", "  in b.rs"]);
        assert_eq!(wrap("one  two", 5), ["one", "two"]);
    }
}

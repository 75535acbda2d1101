//! The text of a console log: what of it is harmless and kept, where something occurs in it, and how
//! far it has moved up since it was read before.

use std::iter::Peekable;
use std::ops::Range;
use std::str::Chars;

use unicode_width::UnicodeWidthChar as _;

use crate::app::wrap::clean;

/// How much of a text is kept, in bytes, from its end: ten times what Nova keeps
/// (`MAX_CONSOLE_BYTES` of its libvirt driver).
pub(super) const MOST: usize = 1 << 20;

/// Columns between two tab stops.
const TAB: usize = 8;

/// The byte behind so many cells of a line; a wide character is not halved.
pub(super) fn after(line: &str, cells: usize) -> usize {
    let mut used = 0;
    for (at, c) in line.char_indices() {
        if used >= cells {
            return at;
        }
        used += c.width().unwrap_or(0);
    }
    line.len()
}

/// Where a text occurs in a line, whatever its case; never twice in one place.
pub(super) fn found(line: &str, text: &str) -> Vec<Range<usize>> {
    let wanted: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
    let mut found: Vec<Range<usize>> = Vec::new();
    if wanted.is_empty() {
        return found;
    }
    for (at, _) in line.char_indices() {
        if found.last().is_some_and(|last| at < last.end) {
            continue;
        }
        let mut rest = wanted.iter();
        for (place, c) in line[at..].char_indices() {
            if !c.to_lowercase().all(|c| rest.next() == Some(&c)) {
                break;
            }
            if rest.len() == 0 {
                found.push(at..at + place + c.len_utf8());
                break;
            }
        }
    }
    found
}

/// The last part of a text that is too long to be kept whole.
pub(super) fn end(text: &str) -> &str {
    let mut from = text.len().saturating_sub(MOST);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..]
}

/// How many lines stood before those that the newer text begins with. In one pass (Knuth, Morris
/// and Pratt's), since a guest may write the same line for ever.
pub(super) fn moved_up(older: &[String], newer: &[String]) -> usize {
    let shorter = |borders: &[usize], mut matched: usize, line: &String| {
        while matched > 0 && newer.get(matched) != Some(line) {
            matched = borders[matched - 1];
        }
        if newer.get(matched) == Some(line) {
            matched + 1
        } else {
            matched
        }
    };
    let mut borders = Vec::with_capacity(newer.len());
    for (place, line) in newer.iter().enumerate() {
        let border = match borders.last() {
            Some(&border) if place > 0 => shorter(&borders, border, line),
            _ => 0,
        };
        borders.push(border);
    }
    let same = older
        .iter()
        .fold(0, |matched, line| shorter(&borders, matched, line));
    if same == 0 { 0 } else { older.len() - same }
}

/// The text in lines, without what steers a terminal.
pub fn harmless(text: &str) -> Vec<String> {
    let text = text.trim_end_matches(['\n', '\r']);
    if text.is_empty() {
        return Vec::new();
    }
    text.split('\n').map(harmless_line).collect()
}

fn harmless_line(line: &str) -> String {
    let line = line.trim_end_matches('\r');
    let mut kept = String::new();
    let mut used = 0;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' => skip_escape(&mut chars),
            '\u{9b}' => skip_csi(&mut chars),
            // The line is written anew from its start: progress bars, boot loaders.
            '\r' => {
                kept.clear();
                used = 0;
            }
            '\t' => {
                let blanks = TAB - used % TAB;
                kept.extend(std::iter::repeat_n(' ', blanks));
                used += blanks;
            }
            c => {
                kept.push(c);
                used += c.width().unwrap_or(0);
            }
        }
    }
    clean(&kept).into_owned()
}

/// Skips what follows an escape character (ECMA-48): colours, cursor movements, titles.
fn skip_escape(chars: &mut Peekable<Chars<'_>>) {
    match chars.next() {
        Some('[') => skip_csi(chars),
        // Strings, which end with BEL or ESC \.
        Some(']' | 'P' | 'X' | '^' | '_') => {
            while let Some(c) = chars.next() {
                if c == '\u{7}' || c == '\u{9c}' {
                    break;
                }
                if c == '\u{1b}' {
                    chars.next_if_eq(&'\\');
                    break;
                }
            }
        }
        // One more byte belongs to these.
        Some(' '..='/') => {
            chars.next();
        }
        _ => {}
    }
}

fn skip_csi(chars: &mut Peekable<Chars<'_>>) {
    while let Some(c) = chars.next_if(|c| (' '..='~').contains(c)) {
        if ('@'..='~').contains(&c) {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture::HOSTILE;

    #[test]
    fn a_log_that_moves_up_is_found_again_however_alike_its_lines_are() {
        let lines = |text: &str| text.chars().map(String::from).collect::<Vec<_>>();
        for (older, newer, gone) in [
            ("abc", "abcd", 0),
            ("abc", "bcd", 1),
            ("abc", "xyz", 0),
            ("aaaa", "aab", 2),
            ("aab", "ba", 2),
            ("abab", "abc", 2),
            ("aaaa", "aa", 2),
            ("", "a", 0),
            ("a", "", 0),
        ] {
            let found = moved_up(&lines(older), &lines(newer));
            assert_eq!(found, gone, "{older} then {newer}");
        }
    }

    #[test]
    fn what_steers_a_terminal_is_taken_out_and_the_rest_is_shown() {
        let text = "\u{1b}[0;32m  OK  \u{1b}[0m] ssh\r\n\u{1b}]0;pwn\u{7}a\u{1b}(Bb\u{9b}31mc\r\n\
                    10%\r50%\r100%\n\tx\u{7}\u{202e}y\n\u{1b}";
        assert_eq!(
            harmless(text),
            ["  OK  ] ssh", "abc", "100%", "        x··y", ""]
        );
        let hostile = harmless(HOSTILE).concat();
        assert!(!hostile.chars().any(char::is_control), "{hostile:?}");
    }

    #[test]
    fn an_unfinished_sequence_swallows_no_more_than_its_line() {
        assert_eq!(harmless("a\u{1b}]0;no end\nb\u{1b}[3\nc"), ["a", "b", "c"]);
    }
}

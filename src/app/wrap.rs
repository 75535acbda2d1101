//! Untrusted text made harmless, and broken into lines of a width.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// What stands for a character that must not reach the terminal.
const STAND_IN: char = '·';

/// Control characters (escape sequences begin with one) and the invisible characters that reorder
/// text or hide in it.
pub fn is_unsafe(c: char) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_and_bidi_marks_become_dots() {
        assert_eq!(clean("\u{1b}]0;pwn\u{7}web\u{202e}10"), "·]0;pwn·web·10");
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

//! Untrusted text made harmless, and broken into lines of a width.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// What stands for a character that must not reach the terminal.
const STAND_IN: char = '·';

/// Control characters (escape sequences begin with one) and the invisible characters that reorder
/// text or hide in it: Unicode's `Default_Ignorable_Code_Point`, format characters, and what draws
/// nothing though it is a letter. Of the variation selectors the one of emoji is left: it is
/// common, and at most makes a character as wide as it is counted.
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || (!c.is_ascii()
            && matches!(c,
                '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}'
                | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
                | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0E}' | '\u{FEFF}'
                | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}'
                | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}'))
}

/// Width in cells as text is drawn: grapheme by grapheme. That of a whole text may be less, where
/// letters join (Arabic), and then the columns behind it would not stand where they should.
pub fn cells(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.graphemes(true).map(cells_of).sum()
}

/// Width in cells of one grapheme. The two sound marks of halfwidth Katakana extend a letter and
/// still take a cell of their own.
pub fn cells_of(grapheme: &str) -> usize {
    let marks = grapheme
        .chars()
        .filter(|c| matches!(c, '\u{FF9E}' | '\u{FF9F}'));
    grapheme.width() + marks.count()
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
        if used + cells(part.trim_end()) > width && !line.is_empty() {
            lines.push(line.trim_end().to_owned());
            line.clear();
            used = 0;
        }
        line.push_str(part);
        used += cells(part);
    };
    for word in paragraph.split_inclusive(' ') {
        if cells(word.trim_end()) <= width {
            add(word);
            continue;
        }
        for part in word.split_word_bounds() {
            if cells(part) <= width {
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
        assert_eq!(clean("a\u{ad}b\u{3164}c\u{e0041}d"), "a·b·c·d");
    }

    #[test]
    fn letters_that_join_are_counted_as_they_are_drawn() {
        assert_eq!(cells("لا"), 2);
        assert_eq!(cells("日本"), 4);
        assert_eq!(cells("e\u{301}"), 1);
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

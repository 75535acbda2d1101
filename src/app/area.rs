//! A text of several lines: scripts, and lists with one entry a line.
//!
//! Each line is a [`Field`], so that readline's keys mean the same in both.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::field::Field;

/// A tab as the fields hold it: they take no control character, and a tab has no width.
const TAB: &str = "␉";
/// Bytes; several times what Nova takes as user data.
const LONGEST: usize = 256 << 10;

#[derive(Debug, Clone)]
pub struct Area {
    /// Never empty.
    lines: Vec<Field>,
    row: usize,
}

impl Default for Area {
    fn default() -> Self {
        Self {
            lines: vec![Field::default()],
            row: 0,
        }
    }
}

impl Area {
    /// A text with the cursor at its end.
    pub fn with(text: &str) -> Self {
        let mut area = Self::default();
        // What it cannot take was said when it was typed.
        let _ = area.paste(text);
        area
    }

    pub fn text(&self) -> String {
        let lines: Vec<_> = self.lines.iter().map(Field::text).collect();
        lines.join("\n").replace(TAB, "\t")
    }

    pub fn is_empty(&self) -> bool {
        matches!(self.lines.as_slice(), [only] if only.is_empty())
    }

    pub fn lines(&self) -> &[Field] {
        &self.lines
    }

    /// The line the cursor is in.
    pub fn row(&self) -> usize {
        self.row
    }

    /// Takes the key if it edits the text or moves in it. The arrows are not taken where they
    /// would leave it.
    pub fn on_key(&mut self, key: KeyEvent) -> bool {
        let plain = !key
            .modifiers
            .intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        match key.code {
            KeyCode::Enter => self.split(),
            KeyCode::Up if self.row > 0 => self.go(self.row - 1),
            KeyCode::Down if self.row + 1 < self.lines.len() => self.go(self.row + 1),
            KeyCode::PageUp => self.go(self.row.saturating_sub(10)),
            KeyCode::PageDown => self.go((self.row + 10).min(self.lines.len() - 1)),
            KeyCode::Backspace if plain && self.column() == 0 && self.row > 0 => self.join(),
            KeyCode::Delete if self.is_at_line_end() && self.row + 1 < self.lines.len() => {
                self.go(self.row + 1);
                self.home();
                self.join();
            }
            _ => return self.line_mut().on_key(key),
        }
        true
    }

    /// Inserts pasted text with its line breaks and tabs.
    ///
    /// # Errors
    /// What was not taken: other control characters, or all of it when it is absurdly long.
    pub fn paste(&mut self, text: &str) -> Result<(), String> {
        if text.len() > LONGEST {
            return Err(format!(
                "the pasted text was not taken: it is longer than {} KiB",
                LONGEST >> 10
            ));
        }
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let odd = |c: char| c.is_control() && c != '\n' && c != '\t';
        for (place, line) in text.split('\n').enumerate() {
            if place > 0 {
                self.split();
            }
            self.line_mut().paste(&line.replace('\t', TAB));
        }
        if text.contains(odd) {
            return Err("control characters in the pasted text were dropped".into());
        }
        Ok(())
    }

    fn line_mut(&mut self) -> &mut Field {
        let row = self.row.min(self.lines.len() - 1);
        &mut self.lines[row]
    }

    fn column(&self) -> usize {
        self.lines[self.row].cursor()
    }

    fn is_at_line_end(&self) -> bool {
        self.column() == self.lines[self.row].text().chars().count()
    }

    fn go(&mut self, row: usize) {
        let column = self.column();
        self.row = row;
        self.home();
        for _ in 0..column {
            self.line_mut().on_key(KeyEvent::from(KeyCode::Right));
        }
    }

    fn home(&mut self) {
        self.line_mut().on_key(KeyEvent::from(KeyCode::Home));
    }

    /// What stands behind the cursor becomes the next line.
    fn split(&mut self) {
        let (text, column) = (self.lines[self.row].text().to_owned(), self.column());
        let at = text
            .char_indices()
            .nth(column)
            .map_or(text.len(), |(i, _)| i);
        let (before, behind) = text.split_at(at);
        self.lines[self.row].set(before);
        self.lines.insert(self.row + 1, Field::with(behind));
        self.row += 1;
        self.home();
    }

    /// The line is joined to the one before it.
    fn join(&mut self) {
        let line = self.lines.remove(self.row);
        self.row -= 1;
        let before = self.lines[self.row].text().to_owned();
        let column = before.chars().count();
        self.lines[self.row].set(&format!("{before}{}", line.text()));
        self.home();
        for _ in 0..column {
            self.line_mut().on_key(KeyEvent::from(KeyCode::Right));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(area: &mut Area, codes: &[KeyCode]) {
        for code in codes {
            area.on_key(KeyEvent::from(*code));
        }
    }

    #[test]
    fn enter_splits_a_line_and_backspace_joins_it_again() {
        let mut area = Area::with("#cloud-config");
        press(&mut area, &[KeyCode::Home, KeyCode::Right, KeyCode::Enter]);
        assert_eq!(area.text(), "#\ncloud-config");
        press(&mut area, &[KeyCode::Backspace, KeyCode::Char('!')]);
        assert_eq!(area.text(), "#!cloud-config");
    }

    #[test]
    fn delete_at_the_end_of_a_line_takes_the_line_break() {
        let mut area = Area::with("a\nb");
        press(&mut area, &[KeyCode::Up, KeyCode::End, KeyCode::Delete]);
        assert_eq!(area.text(), "ab");
    }

    #[test]
    fn a_pasted_script_keeps_its_lines_and_tabs_and_loses_no_more_than_it_says() {
        let mut area = Area::default();
        assert_eq!(area.paste("#!/bin/sh\r\n\techo red\r\n"), Ok(()));
        assert_eq!(area.text(), "#!/bin/sh\n\techo red\n");
        assert_eq!(area.row(), 2);
        assert!(area.paste("\u{1b}[31m").unwrap_err().contains("dropped"));
        assert!(area.paste(&"x".repeat(LONGEST + 1)).is_err());
        assert_eq!(area.text(), "#!/bin/sh\n\techo red\n[31m");
    }

    #[test]
    fn the_arrows_stay_inside_until_they_reach_the_edge() {
        let mut area = Area::with("a\nb");
        assert!(!area.on_key(KeyEvent::from(KeyCode::Down)));
        assert!(area.on_key(KeyEvent::from(KeyCode::Up)));
        assert!(!area.on_key(KeyEvent::from(KeyCode::Up)));
        assert!(!area.on_key(KeyEvent::from(KeyCode::Tab)));
    }
}

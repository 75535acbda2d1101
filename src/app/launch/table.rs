//! Where the cursor stands in a list, and what the list is filtered by.
//!
//! The cursor is held by id, so that a list read anew never moves it to another row.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::app::field::Field;

const PAGE: isize = 10;

#[derive(Debug, Clone, Default)]
pub struct Table {
    cursor: Option<String>,
    /// Where the row was when last seen: its neighbour takes over when it is gone.
    place: usize,
    filter: Field,
    typing: bool,
}

impl Table {
    pub fn filter(&self) -> &Field {
        &self.filter
    }

    pub fn filter_mut(&mut self) -> &mut Field {
        &mut self.filter
    }

    /// Whether keys go into the filter.
    pub fn is_typing(&self) -> bool {
        self.typing
    }

    pub fn start_typing(&mut self) {
        self.typing = true;
    }

    /// Back to the rows; the filter stays.
    pub fn keep_filter(&mut self) {
        self.typing = false;
    }

    pub fn clear_filter(&mut self) {
        self.typing = false;
        self.filter.set("");
    }

    pub fn is_filtered(&self) -> bool {
        !self.filter.text().trim().is_empty()
    }

    /// What is filtered for, to hold many rows against.
    pub fn sieve(&self) -> Sieve {
        Sieve(self.filter.text().trim().to_lowercase())
    }

    /// The row the cursor is on.
    pub fn index(&self, ids: &[String]) -> usize {
        let is_there = |id: &String| Some(id) == self.cursor.as_ref();
        if ids.get(self.place).is_some_and(is_there) {
            return self.place;
        }
        ids.iter()
            .position(is_there)
            .unwrap_or_else(|| self.place.min(ids.len().saturating_sub(1)))
    }

    pub fn is_pinned(&self) -> bool {
        self.cursor.is_some()
    }

    pub fn point(&mut self, ids: &[String], index: usize) {
        if let Some(id) = ids.get(index) {
            self.cursor = Some(id.clone());
            self.place = index;
        }
    }

    pub fn point_at(&mut self, id: &str) {
        self.cursor = Some(id.to_owned());
    }

    /// Moves the cursor if the key is one that does.
    pub fn on_key(&mut self, key: KeyEvent, ids: &[String]) -> bool {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let by = match key.code {
            KeyCode::Char('d') if control => PAGE / 2,
            KeyCode::Char('u') if control => -PAGE / 2,
            _ if control => return false,
            KeyCode::Down | KeyCode::Char('j') => 1,
            KeyCode::Up | KeyCode::Char('k') => -1,
            KeyCode::PageDown => PAGE,
            KeyCode::PageUp => -PAGE,
            KeyCode::Home | KeyCode::Char('g') => isize::MIN,
            KeyCode::End | KeyCode::Char('G') => isize::MAX,
            _ => return false,
        };
        let last = ids.len().saturating_sub(1);
        let target = self.index(ids).saturating_add_signed(by).min(last);
        self.point(ids, target);
        true
    }
}

/// A filter in lower case; an empty one lets everything through.
#[derive(Debug, Clone)]
pub struct Sieve(String);

impl Sieve {
    /// Whether one of the texts holds what is filtered for, whatever the case.
    pub fn lets_through(&self, texts: &[&str]) -> bool {
        let holds = |text: &&str| text.to_lowercase().contains(&self.0);
        self.0.is_empty() || texts.iter().any(holds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn the_cursor_follows_its_row_when_the_list_is_read_anew() {
        let mut table = Table::default();
        table.point(&ids("a b c"), 1);
        assert_eq!(table.index(&ids("new b a")), 1);
        assert_eq!(table.index(&ids("b a")), 0);
        assert_eq!(table.index(&ids("a c")), 1, "the neighbour takes over");
    }

    #[test]
    fn moves_stop_at_the_ends() {
        let mut table = Table::default();
        let rows = ids("a b c");
        table.on_key(KeyEvent::from(KeyCode::Char('G')), &rows);
        table.on_key(KeyEvent::from(KeyCode::Char('j')), &rows);
        assert_eq!(table.index(&rows), 2);
        table.on_key(KeyEvent::from(KeyCode::Home), &rows);
        table.on_key(KeyEvent::from(KeyCode::Up), &rows);
        assert_eq!(table.index(&rows), 0);
    }
}

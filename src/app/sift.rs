//! A filter typed over many rows: the key is shown at once, the rows follow between other messages.

use crossterm::event::KeyCode;

use super::workspace::Workspace;
use super::{App, Msg};

/// Rows looked at in one turn: less than a millisecond, for which the next key may have to wait.
const SLICE: usize = 1000;

impl App {
    /// Whether something was put off, to be gone on with by [`Msg::GoOn`] as soon as nothing else
    /// has happened.
    pub fn goes_on(&self) -> bool {
        self.space.as_ref().is_some_and(Workspace::is_sifting)
    }

    /// Puts a filter that was typed to the rows it has not been put to: to some where there is time
    /// for more, to none where the next letter makes it another one, else to all. So nothing is ever
    /// done to rows of the filter before.
    pub(super) fn filter_before(&mut self, msg: &Msg) {
        let rows = match msg {
            Msg::GoOn => SLICE,
            Msg::Key(key) if self.types_into_filter(key.code) => return,
            _ => usize::MAX,
        };
        if let Some(space) = &mut self.space {
            space.sift(rows);
        }
    }

    /// Whether this key changes the filter line, or where its cursor is, and nothing else.
    fn types_into_filter(&self, key: KeyCode) -> bool {
        let edits = matches!(
            key,
            KeyCode::Char(_)
                | KeyCode::Backspace
                | KeyCode::Delete
                | KeyCode::Left
                | KeyCode::Right
                | KeyCode::Home
                | KeyCode::End
        );
        let covered = self.quitting.is_some() || self.entry.is_some() || !self.modals.is_empty();
        edits && !covered && self.space.as_ref().is_some_and(Workspace::is_typing)
    }
}

//! A filter typed over many rows: the key is shown at once, the rows follow between other messages.

use crossterm::event::KeyCode;

use super::workspace::Workspace;
use super::{App, Msg};

/// Rows read into the index in one turn: less than half a millisecond, for which the next key may
/// have to wait.
const SLICE: usize = 250;

impl App {
    /// Whether something was put off, to be gone on with by [`Msg::GoOn`] as soon as nothing else
    /// has happened.
    pub fn goes_on(&self) -> bool {
        self.space.as_ref().is_some_and(Workspace::goes_on)
    }

    /// Puts a filter that was typed to the rows it has not been put to: where there is time for more,
    /// when the index is ready, where the next letter makes it another one, not at all, else at once.
    /// So nothing is ever done to rows of the filter before.
    pub(super) fn filter_before(&mut self, msg: &Msg) {
        let types = matches!(msg, Msg::Key(key) if self.types_into_filter(key.code));
        let Some(space) = &mut self.space else { return };
        match msg {
            Msg::GoOn => space.go_on(SLICE),
            _ if types => {}
            _ => space.settle_filter(),
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

//! What became of each of many that were confirmed together: one line each, and another try for
//! those that failed.

use crossterm::event::{KeyCode, KeyEvent};

use super::{Next, Then};
use crate::app::job::{Job, Jobs};
use crate::app::key::{Key, ch, key};
use crate::cloud::message::OpId;

/// What a key does here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BulkAction {
    Story,
    Retry,
    Undo,
    Close,
}

/// The keys of this view. Its last line is made of this, so that no hint can lie.
pub static BULK_KEYS: [(Key, BulkAction, &str); 4] = [
    (key(KeyCode::Enter), BulkAction::Story, "the whole story"),
    (ch('R'), BulkAction::Retry, "retry the failed"),
    (ch('U'), BulkAction::Undo, "undo"),
    (key(KeyCode::Esc), BulkAction::Close, "close"),
];

#[derive(Debug)]
pub struct BulkView {
    /// What they are known by together.
    pub group: OpId,
    pub cursor: usize,
}

impl BulkView {
    pub fn new(group: OpId) -> Self {
        Self { group, cursor: 0 }
    }

    /// The one under the cursor.
    pub fn current<'a>(&self, jobs: &'a Jobs) -> Option<&'a Job> {
        jobs.of_group_from(self.group, self.cursor).next()
    }

    pub fn on_key(&mut self, event: KeyEvent, jobs: &Jobs) -> Then {
        let last = jobs.group_len(self.group).saturating_sub(1);
        match event.code {
            KeyCode::Down | KeyCode::Char('j') => self.cursor = (self.cursor + 1).min(last),
            KeyCode::Up | KeyCode::Char('k') => self.cursor = self.cursor.saturating_sub(1),
            KeyCode::PageDown | KeyCode::Char(' ') => self.cursor = (self.cursor + 10).min(last),
            KeyCode::PageUp => self.cursor = self.cursor.saturating_sub(10),
            KeyCode::Home | KeyCode::Char('g') => self.cursor = 0,
            KeyCode::End | KeyCode::Char('G') => self.cursor = last,
            KeyCode::Char('q') => return Then::Close,
            _ => {}
        }
        let mut keys = BULK_KEYS.iter();
        let action = keys.find(|(bound, ..)| *bound == Key::of(event));
        match action.map(|(_, action, _)| *action) {
            Some(BulkAction::Story) => match self.current(jobs) {
                Some(job) => Then::Also(Next::Explain(job.op)),
                None => Then::Stay,
            },
            Some(BulkAction::Retry) => Then::Also(Next::Retry(self.group)),
            Some(BulkAction::Undo) => Then::Also(Next::UndoGroup(self.group)),
            Some(BulkAction::Close) => Then::Close,
            None => Then::Stay,
        }
    }
}

//! `e`: every message of this run, newest first, the one under the cursor in full.

use crossterm::event::{KeyCode, KeyEvent};

use super::view::{closes, moved};
use super::{Next, Then};
use crate::app::key::{Key, ch, key};
use crate::app::notice::{Notice, Notices};
use crate::app::record::Told;

/// What a key does in the list of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageAction {
    Story,
    Copy,
    Errors,
    Report,
    Close,
}

/// The keys of the list. Its last line is made of this, so that no hint can lie.
pub static MESSAGE_KEYS: [(Key, MessageAction, &str); 5] = [
    (key(KeyCode::Enter), MessageAction::Story, "story"),
    (ch('y'), MessageAction::Copy, "copy"),
    (ch('f'), MessageAction::Errors, "errors"),
    (ch('w'), MessageAction::Report, "report"),
    (key(KeyCode::Esc), MessageAction::Close, "close"),
];

#[derive(Debug, Default)]
pub struct MessageList {
    /// The message under the cursor; the newest when `None`.
    pub selected: Option<u64>,
    pub errors_only: bool,
}

impl MessageList {
    /// What is listed, newest first.
    pub fn shown<'a>(&self, notices: &'a Notices) -> impl Iterator<Item = &'a Notice> + use<'a> {
        let errors_only = self.errors_only;
        let newest_first = notices.all().iter().rev();
        newest_first.filter(move |notice| !errors_only || notice.is_error())
    }

    pub fn place(&self, notices: &Notices) -> usize {
        self.shown(notices)
            .position(|notice| Some(notice.id) == self.selected)
            .unwrap_or(0)
    }

    pub fn current<'a>(&self, notices: &'a Notices) -> Option<&'a Notice> {
        self.shown(notices).nth(self.place(notices))
    }

    pub fn on_key(&mut self, key: KeyEvent, notices: &Notices) -> Then {
        let mut place = self.place(notices);
        if moved(&mut place, self.shown(notices).count(), key) {
            self.selected = self.shown(notices).nth(place).map(|notice| notice.id);
            return Then::Stay;
        }
        let current = self.current(notices).map(|notice| Told::Message(notice.id));
        let mut keys = MESSAGE_KEYS.iter();
        let action = keys.find(|(bound, ..)| *bound == Key::of(key));
        match (action.map(|(_, action, _)| *action), current) {
            (Some(MessageAction::Story), Some(told)) => Then::Also(Next::Record(told)),
            (Some(MessageAction::Copy), Some(told)) => Then::Also(Next::CopyRecord(told)),
            (Some(MessageAction::Errors), _) => {
                self.errors_only = !self.errors_only;
                Then::Stay
            }
            (Some(MessageAction::Report), _) => Then::Also(Next::Report),
            (Some(MessageAction::Close), _) => Then::Close,
            _ if closes(key, 'e') => Then::Close,
            _ => Then::Stay,
        }
    }
}

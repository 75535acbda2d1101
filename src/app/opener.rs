//! Keeps the key that opened something from typing itself there, for as long as it is held.
//!
//! Whether the first one of the same key is a repeat or a letter that somebody types is not to be
//! known at once: it is held back for 100 ms. Another one in that time says that the key is held,
//! and none of them is typed. Else it is a letter, and typed late; what is typed or pasted
//! meanwhile comes after it.

use std::mem::{Discriminant, discriminant};
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::App;
use super::guard::{FIRST_REPEAT, Touch};
use super::key::Key;
use super::modal::Modal;
use super::time::Now;
use super::workspace::Workspace;

/// Repeats come every 25 to 70 ms.
const REPEAT: Duration = Duration::from_millis(100);
/// A key that did not come for so long is not held any more.
const PAUSE: Duration = Duration::from_millis(300);

#[derive(Debug)]
pub struct Opener {
    key: Key,
    /// When it came last.
    at: Duration,
    state: State,
}

#[derive(Debug)]
enum State {
    /// It has not come again.
    Alone,
    /// It came once: a repeat, or typed.
    Back(KeyEvent, Touch),
    /// It is held.
    Held,
}

/// What becomes of a key.
#[derive(Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is swallowed, or held back.
    Kept,
    /// It means what it always does, after what was held back.
    Through,
}

impl Opener {
    pub fn new(key: KeyEvent, now: Now) -> Self {
        Self {
            key: Key::of(key),
            at: now.mono,
            state: State::Alone,
        }
    }

    /// A key has come. After [`Fate::Through`] there is no opener any more.
    pub fn meet(&mut self, key: KeyEvent, touch: Touch, now: Now) -> Fate {
        let gap = now.mono.saturating_sub(self.at);
        if Key::of(key) != self.key {
            return Fate::Through;
        }
        let repeats = key.kind == KeyEventKind::Repeat;
        let state = match &self.state {
            _ if repeats => State::Held,
            State::Alone if gap < FIRST_REPEAT => State::Back(key, touch),
            State::Back(..) if gap < REPEAT => State::Held,
            State::Held if gap < PAUSE => State::Held,
            _ => return Fate::Through,
        };
        self.state = state;
        self.at = now.mono;
        Fate::Kept
    }

    /// When what is held back is typed.
    pub fn deadline(&self) -> Option<Duration> {
        matches!(self.state, State::Back(..)).then(|| self.at + REPEAT)
    }

    /// What was held back.
    pub fn back(self) -> Option<(KeyEvent, Touch)> {
        match self.state {
            State::Back(key, touch) => Some((key, touch)),
            State::Alone | State::Held => None,
        }
    }

    pub fn is(&self, key: KeyEvent) -> bool {
        Key::of(key) == self.key
    }
}

/// What takes the keys.
#[derive(PartialEq, Eq)]
struct Stage {
    modals: usize,
    top: Top,
    in_details: bool,
    in_text: bool,
}

#[derive(PartialEq, Eq)]
enum Top {
    Lists,
    /// Gives way to what is picked from it, as the palette does.
    Menu,
    Palette,
    Dialog(Discriminant<Modal>),
}

impl App {
    /// A key has come. It means what it always does, unless it has opened what takes the keys now:
    /// then it may be held, and must not type itself there.
    pub(super) fn on_touch(&mut self, key: KeyEvent) {
        if key.kind == KeyEventKind::Release {
            self.fingers.let_go(key);
            if self.opener.as_ref().is_some_and(|opener| opener.is(key)) {
                self.let_back();
            }
            return;
        }
        self.last_key = self.now.mono;
        let touch = self.fingers.feel(key, self.now);
        let kept = self
            .opener
            .as_mut()
            .is_some_and(|opener| opener.meet(key, touch, self.now) == Fate::Kept);
        if !kept {
            self.let_back();
            self.take_key(key, touch);
        }
    }

    /// What was held back is typed, and whatever comes is not held back any more.
    pub(super) fn let_back(&mut self) {
        let back = self.opener.take().and_then(Opener::back);
        if let Some((key, touch)) = back {
            self.take_key(key, touch);
        }
    }

    /// When what is held back is typed.
    pub(super) fn lets_back_at(&self) -> Option<Duration> {
        self.opener.as_ref()?.deadline()
    }

    fn take_key(&mut self, key: KeyEvent, touch: Touch) {
        let before = self.stage();
        self.feel(touch);
        self.on_key(key);
        if self.has_opened(key, &before) {
            self.opener = Some(Opener::new(key, self.now));
        }
    }

    /// Whoever gets a key: a press that has not acted yet is taken back by it.
    pub(super) fn feel(&mut self, touch: Touch) {
        if let Some(modal) = self.modals.last_mut() {
            modal.feel(touch);
        }
    }

    fn stage(&self) -> Stage {
        Stage {
            modals: self.modals.len(),
            top: match self.modals.last() {
                None => Top::Lists,
                Some(Modal::Menu(_)) => Top::Menu,
                Some(Modal::Palette(_)) => Top::Palette,
                Some(dialog) => Top::Dialog(discriminant(dialog)),
            },
            in_details: self.in_details(),
            in_text: match self.modals.last() {
                Some(Modal::Launch(wizard)) => wizard.in_text(),
                Some(Modal::Form(form)) => form.in_text(),
                Some(_) => false,
                None => self.prompting() || self.space.as_ref().is_some_and(Workspace::is_typing),
            },
        }
    }

    /// Whether this key has opened what takes the keys now: a dialog, the details, or a text by a
    /// letter.
    fn has_opened(&self, key: KeyEvent, before: &Stage) -> bool {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let now = self.stage();
        // A prefix menu is half of a sequence: its own key may well be the other half (`y y`).
        if control || key.code == KeyCode::Esc || now.top == Top::Menu {
            return false;
        }
        if now.top == Top::Lists {
            let details = now.in_details && !before.in_details;
            let line = now.in_text && !before.in_text && before.top == Top::Lists;
            return details || line;
        }
        let picked = matches!(before.top, Top::Menu | Top::Palette);
        let is_new = now.modals > before.modals
            || (now.top != before.top && (picked || now.modals == before.modals));
        let letter = matches!(key.code, KeyCode::Char(_));
        is_new || (letter && now.in_text && !before.in_text)
    }
}

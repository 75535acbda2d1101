//! What the clipboard did not take may be saved to a file instead: it lies there in full, and is not
//! to be fetched anew.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent};

use crate::app::App;
use crate::app::cx::Cx;
use crate::app::field::Field;
use crate::app::guard::{AGAIN, Guard, Touch};
use crate::app::modal::{Modal, Then};
use crate::app::time::Now;
use crate::cloud::message::{OpId, Write, Written};
use crate::openstack::Error;
use crate::openstack::secret::Secret;

/// The dialog that offers it.
#[derive(Debug)]
pub struct Uncopied {
    /// Why it was not copied.
    pub why: String,
    /// Perhaps a password or the address of a console.
    text: Secret,
    /// A leading `~/` is expanded by who writes.
    pub path: Field,
    /// Why the last try came to nothing.
    pub refusal: Option<Error>,
    pub note: Option<&'static str>,
    writing: Option<OpId>,
    guard: Guard,
}

impl Uncopied {
    pub fn new(why: String, text: Secret, now: Now) -> Self {
        let stamp = now.wall.strftime("%Y%m%d-%H%M%S");
        Self {
            why,
            text,
            path: Field::with(&format!("~/horizon-tui-copy-{stamp}.txt")),
            refusal: None,
            note: None,
            writing: None,
            guard: Guard::opened(now),
        }
    }

    /// Bytes.
    pub fn size(&self) -> usize {
        self.text.expose().len()
    }

    pub fn is_writing(&self) -> bool {
        self.writing.is_some()
    }

    pub fn on_key(&mut self, key: KeyEvent, now: Now) -> Then {
        self.note = None;
        match key.code {
            KeyCode::Esc => return Then::Close,
            _ if self.is_writing() => {}
            KeyCode::Enter if self.path.text().trim().is_empty() => {
                self.note = Some("name a file");
            }
            KeyCode::Enter => {
                let counts = self.guard.press(now);
                self.note = (!counts).then_some(AGAIN);
            }
            _ => {
                self.guard.disarm();
                self.path.on_key(key);
            }
        }
        Then::Stay
    }

    pub fn on_paste(&mut self, text: &str) {
        if !self.is_writing() {
            self.guard.disarm();
            self.path.paste(text);
        }
    }

    pub fn feel(&mut self, touch: Touch) {
        self.guard.feel(touch);
    }

    pub fn deadline(&self) -> Option<Duration> {
        self.guard.deadline()
    }

    pub fn on_wake(&mut self, cx: &mut Cx<'_>) {
        if self.guard.fired(cx.now) && !self.is_writing() {
            let path = self.path.text().trim();
            let write = Write::SaveText {
                path: path.into(),
                text: self.text.expose().to_owned(),
            };
            let what = format!("Save to {path} what was not copied");
            self.refusal = None;
            self.writing = Some(cx.write(write, what));
        }
    }

    /// Written, it closes, and the message says where; else it keeps text and path for another try.
    pub fn on_written(&mut self, op: OpId, result: &Result<Written, Error>) -> Then {
        if self.writing.take_if(|writing| *writing == op).is_none() {
            return Then::Stay;
        }
        match result {
            Ok(_) => Then::Close,
            Err(error) => {
                self.refusal = Some(error.clone());
                Then::Stay
            }
        }
    }

    pub(in crate::app) fn uncovered(&mut self, now: Now) {
        self.guard = Guard::opened(now);
    }
}

impl App {
    /// What was last said to be on its way to the clipboard is not.
    pub(in crate::app) fn not_copied(&mut self, why: String, text: Secret) {
        self.desk.notices.belie(why.clone(), self.now);
        if let Some(Modal::Launch(wizard)) = self.modals.last_mut() {
            wizard.not_copied(&why);
        }
        // One at a time: a dialog that waits for its file is not covered by another.
        let is_open = matches!(self.modals.last(), Some(Modal::Uncopied(_)));
        if self.space.is_some() && !is_open {
            let dialog = Uncopied::new(why, text, self.now);
            self.modals.push(Modal::Uncopied(Box::new(dialog)));
        }
    }
}

//! `@`: each API call, newest first. What is logged of one holds no header, no query and no body,
//! so no secret can be among it.

use std::collections::VecDeque;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent};

use super::view::{closes, moved};
use super::{Next, Then};
use crate::app::key::{Key, ch, key};
use crate::app::record::Told;
use crate::cloud::message::ApiCall;

/// What a key does in the API log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallAction {
    Whole,
    Copy,
    Errors,
    Close,
}

/// The keys of the log. Its last line is made of this, so that no hint can lie.
pub static CALL_KEYS: [(Key, CallAction, &str); 4] = [
    (key(KeyCode::Enter), CallAction::Whole, "call"),
    (ch('y'), CallAction::Copy, "copy"),
    (ch('f'), CallAction::Errors, "errors"),
    (key(KeyCode::Esc), CallAction::Close, "close"),
];

/// The calls with their numbers in this run, oldest first.
type Calls = VecDeque<(u64, ApiCall)>;

#[derive(Debug, Default)]
pub struct ApiLog {
    /// The call under the cursor; the newest when `None`.
    pub selected: Option<u64>,
    pub errors_only: bool,
}

/// What the calls come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    pub calls: usize,
    pub errors: usize,
    /// The median time; `None` without a call.
    pub median: Option<Duration>,
}

/// Whether it was refused, failed, or had no answer.
pub fn has_failed(call: &ApiCall) -> bool {
    call.status.is_none_or(|status| status >= 400)
}

pub fn totals(calls: &Calls) -> Totals {
    let mut times: Vec<_> = calls.iter().map(|(_, call)| call.took).collect();
    let middle = times.len() / 2;
    let median = (!times.is_empty()).then(|| *times.select_nth_unstable(middle).1);
    Totals {
        calls: calls.len(),
        errors: calls.iter().filter(|(_, call)| has_failed(call)).count(),
        median,
    }
}

impl ApiLog {
    /// What is listed, newest first.
    pub fn shown<'a>(
        &self,
        calls: &'a Calls,
    ) -> impl Iterator<Item = &'a (u64, ApiCall)> + use<'a> {
        let errors_only = self.errors_only;
        let newest_first = calls.iter().rev();
        newest_first.filter(move |(_, call)| !errors_only || has_failed(call))
    }

    pub fn place(&self, calls: &Calls) -> usize {
        self.shown(calls)
            .position(|(id, _)| Some(*id) == self.selected)
            .unwrap_or(0)
    }

    pub fn on_key(&mut self, key: KeyEvent, calls: &Calls) -> Then {
        let mut place = self.place(calls);
        if moved(&mut place, self.shown(calls).count(), key) {
            self.selected = self.shown(calls).nth(place).map(|(id, _)| *id);
            return Then::Stay;
        }
        let current = self.shown(calls).nth(place).map(|(id, _)| Told::Call(*id));
        let mut keys = CALL_KEYS.iter();
        let action = keys.find(|(bound, ..)| *bound == Key::of(key));
        match (action.map(|(_, action, _)| *action), current) {
            (Some(CallAction::Whole), Some(told)) => Then::Also(Next::Record(told)),
            (Some(CallAction::Copy), Some(told)) => Then::Also(Next::CopyRecord(told)),
            (Some(CallAction::Errors), _) => {
                self.errors_only = !self.errors_only;
                Then::Stay
            }
            (Some(CallAction::Close), _) => Then::Close,
            _ if closes(key, '@') => Then::Close,
            _ => Then::Stay,
        }
    }
}

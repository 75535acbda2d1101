//! From the pressed Launch button to the cloud's answer.

use super::draft::Draft;
use crate::cloud::message::{OpId, Written};
use crate::openstack::Error;

/// How the launch stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Submit {
    Editing,
    /// Sent; a second press is ignored.
    Sending(OpId),
    /// The cloud said no. The draft is whole and may be launched again.
    Refused(Error),
    /// Sent, and no answer came: it may have been carried out.
    Unknown {
        error: Error,
        /// The user says to have looked at the Instances list.
        checked: bool,
    },
    Accepted,
}

/// What an answer was to a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// To something else.
    NotMine,
    Launched,
    /// Refused, or its outcome unknown: [`Draft::submit`] tells.
    NotLaunched,
    KeyMade,
    KeyFailed,
}

impl Draft {
    /// Takes the answer to a write this draft has sent. The app calls it for a draft that is put
    /// away; an open wizard does so itself.
    pub fn on_written(&mut self, op: OpId, result: &Result<Written, Error>) -> Answer {
        if self.submit == Submit::Sending(op) {
            self.submit = match result {
                Ok(_) => Submit::Accepted,
                Err(error) if error.outcome_unknown() => Submit::Unknown {
                    error: error.clone(),
                    checked: false,
                },
                Err(error) => Submit::Refused(error.clone()),
            };
            return if result.is_ok() {
                Answer::Launched
            } else {
                Answer::NotLaunched
            };
        }
        if let Some(pending) = self.key.pending.take_if(|pending| pending.op == op) {
            return match result {
                Ok(Written::KeyPair { pair, saved }) => {
                    self.key.took(pending.mode, pair, saved.as_ref());
                    Answer::KeyMade
                }
                Ok(_) => Answer::KeyMade,
                Err(error) => {
                    self.key.failed = Some(error.clone());
                    Answer::KeyFailed
                }
            };
        }
        Answer::NotMine
    }

    pub(super) fn may_send(&self) -> bool {
        matches!(
            self.submit,
            Submit::Editing | Submit::Refused(_) | Submit::Unknown { checked: true, .. }
        )
    }
}

//! Confirmed, and not sent yet: the undo window.

use std::time::Duration;

use super::{Followed, Jobs, State};
use crate::app::time::Now;
use crate::cloud::message::{ContextId, OpId, Write};

/// So long after its time a held write is not sent any more. The loop is late by milliseconds.
const LATE: Duration = Duration::from_secs(5);

impl Jobs {
    /// How many would be lost by leaving now.
    pub fn held(&self) -> usize {
        self.by_op
            .values()
            .filter(|job| matches!(job.state, State::Held { .. }))
            .count()
    }

    /// The held delete of this server or image, if any: `(op, until)`.
    pub fn held_delete(&self, target: &Followed) -> Option<Duration> {
        self.by_op.values().find_map(|job| match job.state {
            State::Held { until } if job.aims_at(target) => Some(until),
            _ => None,
        })
    }

    /// Takes back the newest held writes, all those confirmed together.
    pub fn undo(&mut self, now: Now) -> Vec<String> {
        let newest = self.by_op.values().rev().find_map(|job| match job.state {
            State::Held { until } => Some(until),
            _ => None,
        });
        let Some(newest) = newest else {
            return Vec::new();
        };
        let mut undone = Vec::new();
        for job in self.by_op.values_mut() {
            if job.state == (State::Held { until: newest }) {
                job.finish(State::Undone, now);
                undone.push(job.what.clone());
            }
        }
        undone
    }

    /// Takes back held writes whose time is long over: the program was stopped meanwhile, and nobody
    /// could undo them.
    pub fn expire(&mut self, now: Now) -> Vec<String> {
        let mut undone = Vec::new();
        for job in self.by_op.values_mut() {
            if matches!(job.state, State::Held { until } if now.mono >= until + LATE) {
                job.finish(State::Undone, now);
                undone.push(job.what.clone());
            }
        }
        undone
    }

    /// Held writes whose time has come, now marked as sent.
    pub fn release(&mut self, now: Now) -> Vec<(OpId, ContextId, Write)> {
        let mut due = Vec::new();
        for job in self.by_op.values_mut() {
            if matches!(job.state, State::Held { until } if now.mono >= until) {
                job.state = State::Sent;
                due.push((job.op, job.context, job.write.clone()));
            }
        }
        due
    }

    /// When the next held write is due.
    pub fn deadline(&self) -> Option<Duration> {
        self.by_op
            .values()
            .filter_map(|job| match job.state {
                State::Held { until } => Some(until),
                _ => None,
            })
            .min()
    }
}

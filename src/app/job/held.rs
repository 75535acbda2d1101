//! Confirmed, and not sent yet: the undo window.

use std::time::Duration;

use super::{Followed, Job, Jobs, State};
use crate::app::time::Now;
use crate::cloud::message::{ContextId, OpId, Write};

/// So long after its time a held write is not sent any more. The loop is late by milliseconds.
const LATE: Duration = Duration::from_secs(5);

impl Jobs {
    /// How many would be lost by leaving now.
    pub fn held(&self) -> usize {
        self.index.held().len()
    }

    /// The held delete of this server or image, if any: until when.
    pub fn held_delete(&self, target: &Followed) -> Option<Duration> {
        let mut about = self.about(target).into_iter();
        about.find_map(|job| match job.state {
            State::Held { until } if job.aims_at(target) => Some(until),
            _ => None,
        })
    }

    /// Takes back the newest held writes, all those confirmed together.
    pub fn undo(&mut self, now: Now) -> Vec<String> {
        let Some((newest, _)) = self.index.held().last().copied() else {
            return Vec::new();
        };
        let held = self.index.held().iter().rev();
        let together = held.take_while(|(until, _)| *until == newest);
        let mut ops: Vec<OpId> = together.map(|(_, op)| *op).collect();
        ops.reverse();
        self.take_back(&ops, now)
    }

    /// Takes back what of a group is held.
    pub fn undo_group(&mut self, group: OpId, now: Now) -> Vec<String> {
        let held = |job: &&Job| matches!(job.state, State::Held { .. });
        let held = self.of_group(group).filter(held);
        let ops: Vec<OpId> = held.map(|job| job.op).collect();
        self.take_back(&ops, now)
    }

    fn take_back(&mut self, ops: &[OpId], now: Now) -> Vec<String> {
        let undo = |job: &mut Job| {
            job.finish(State::Undone, now);
            job.what.clone()
        };
        ops.iter().filter_map(|op| self.change(*op, undo)).collect()
    }

    /// Those held until this time or before, oldest first.
    fn held_until(&self, time: Duration) -> Vec<OpId> {
        let held = self.index.held().iter();
        let mut due: Vec<OpId> = held
            .take_while(|(until, _)| *until <= time)
            .map(|(_, op)| *op)
            .collect();
        due.sort_unstable();
        due
    }

    /// Takes back held writes whose time is long over: the program was stopped meanwhile, and nobody
    /// could undo them.
    pub fn expire(&mut self, now: Now) -> Vec<String> {
        let late = now.mono.checked_sub(LATE).map(|at| self.held_until(at));
        self.take_back(&late.unwrap_or_default(), now)
    }

    /// Held writes whose time has come, now on their way.
    pub fn release(&mut self, now: Now) -> Vec<(OpId, ContextId, Write)> {
        let due = self.held_until(now.mono).into_iter();
        due.filter_map(|op| {
            let job = self.get(op)?;
            let state = self.on_its_way(job.context, &job.write);
            self.change(op, |job| {
                job.state = state;
                (job.op, job.context, job.write.clone())
            })
        })
        .collect()
    }

    /// When the next held write is due.
    pub fn deadline(&self) -> Option<Duration> {
        self.index.held().first().map(|(until, _)| *until)
    }
}

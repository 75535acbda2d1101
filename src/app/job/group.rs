//! Jobs that were confirmed together: one answer of a person, one line in the job list, one
//! outcome in the end.

use super::{Followed, Job, Jobs, News, State};
use crate::app::notice::Level;
use crate::app::server::verb::Verb;
use crate::cloud::message::{ContextId, OpId, Write};
use crate::openstack::id::ServerId;

/// How far many are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    pub done: usize,
    pub failed: usize,
    pub undone: usize,
    pub running: usize,
}

impl Tally {
    /// `2 done, 1 failed`.
    pub fn in_words(self) -> String {
        let parts = [
            (self.done, "done"),
            (self.failed, "failed"),
            (self.undone, "undone"),
            (self.running, "under way"),
        ];
        let parts = parts.iter().filter(|(count, _)| *count > 0);
        let parts: Vec<_> = parts.map(|(n, word)| format!("{n} {word}")).collect();
        parts.join(", ")
    }
}

impl Jobs {
    /// Makes one of several; gives what they are known by together, if they are.
    pub fn group(&mut self, ops: &[OpId], verb: &'static Verb) -> Option<OpId> {
        let [first, _, ..] = ops else { return None };
        for op in ops {
            if let Some(job) = self.by_op.get_mut(op) {
                job.group = Some(*first);
                job.verb = Some(verb);
            }
        }
        Some(*first)
    }

    /// Those confirmed together, in the order in which they were named.
    pub fn of_group(&self, group: OpId) -> impl Iterator<Item = &Job> {
        let jobs = self.by_op.values();
        jobs.filter(move |job| job.group == Some(group))
    }

    /// Newest first; of those confirmed together only the first.
    pub fn listed(&self) -> impl Iterator<Item = &Job> {
        self.newest_first()
            .filter(|job| job.group.is_none_or(|group| group == job.op))
    }

    /// `Shut off 3 instances`.
    pub fn group_title(&self, group: OpId) -> Option<String> {
        let verb = self.by_op.get(&group)?.verb?;
        Some(verb.title(self.of_group(group).count()))
    }

    pub fn tally(&self, group: OpId) -> Tally {
        let mut tally = Tally::default();
        for job in self.of_group(group) {
            match job.state {
                State::Done { .. } => tally.done += 1,
                State::Failed { .. } | State::Unknown { .. } => tally.failed += 1,
                State::Undone => tally.undone += 1,
                _ => tally.running += 1,
            }
        }
        tally
    }

    /// Those of a group that failed, once all of it has ended; and what was asked of them. One
    /// whose answer was lost is not among them: it may have been carried out.
    pub fn failed_of(&self, group: OpId) -> Option<(ContextId, &'static Verb, Vec<Followed>)> {
        let first = self.by_op.get(&group)?;
        if self.of_group(group).any(Job::is_running) {
            return None;
        }
        let failed = self
            .of_group(group)
            .filter(|job| matches!(job.state, State::Failed { .. }));
        let ids: Vec<_> = failed.filter_map(Job::target).collect();
        (!ids.is_empty()).then_some((first.context, first.verb?, ids))
    }

    /// What there is to say when the last of a group has ended.
    pub fn group_over(&self, op: OpId) -> Option<News> {
        let group = self.by_op.get(&op)?.group?;
        let tally = self.tally(group);
        if tally.running > 0 {
            return None;
        }
        let level = if tally.failed > 0 {
            Level::Warning
        } else {
            Level::Good
        };
        Some(News {
            op: group,
            level,
            text: format!("{}: {}", self.group_title(group)?, tally.in_words()),
            error: None,
        })
    }

    /// What was deleted last and can be brought back: id and name. `here`: whether that was in this
    /// place.
    pub fn restorable(&self, here: impl Fn(ContextId) -> bool) -> Vec<(ServerId, String)> {
        let mut kept = self
            .newest_first()
            .filter(|job| job.kept.is_some() && here(job.context));
        let Some(newest) = kept.next() else {
            return Vec::new();
        };
        let together =
            |job: &&Job| job.op == newest.op || is_some_and_same(job.group, newest.group);
        let mut found: Vec<_> = self
            .by_op
            .values()
            .filter(together)
            .filter_map(|job| match &job.write {
                Write::DeleteServer(id) => Some((id.clone(), job.kept.clone()?)),
                _ => None,
            })
            .collect();
        found.retain(|(id, _)| !self.is_restoring(id));
        found
    }
}

fn is_some_and_same(a: Option<OpId>, b: Option<OpId>) -> bool {
    a.is_some() && a == b
}

impl Job {
    /// The name of what it is done to; of a job of its own, all of its name.
    pub fn of_what(&self) -> &str {
        let verb = self.verb.map_or("", |verb| verb.word);
        let rest = self.what.strip_prefix(verb).unwrap_or(&self.what);
        rest.trim_start()
    }
}

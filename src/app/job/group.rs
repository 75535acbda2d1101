//! Jobs that were confirmed together: one answer of a person, one line in the job list, one
//! outcome in the end.

use unicode_width::UnicodeWidthStr as _;

use super::{Followed, Job, Jobs, News, State};
use crate::app::notice::Level;
use crate::app::server::verb::Verb;
use crate::app::wrap::clean;
use crate::cloud::message::{ContextId, OpId, Write};
use crate::openstack::id::ServerId;

/// How far many are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    pub done: usize,
    pub failed: usize,
    /// The answer was lost.
    pub unknown: usize,
    pub undone: usize,
    pub held: usize,
    pub waiting: usize,
    pub under_way: usize,
}

impl Tally {
    /// How many are not finished.
    pub fn running(self) -> usize {
        self.held + self.waiting + self.under_way
    }

    /// How many were not carried out, as far as is known.
    pub fn not_done(self) -> usize {
        self.failed + self.unknown
    }

    /// `2 done, 1 failed`.
    pub fn in_words(self) -> String {
        let parts = [
            (self.done, "done"),
            (self.not_done(), "failed"),
            (self.undone, "undone"),
            (self.held + self.under_way, "under way"),
            (self.waiting, "waiting"),
        ];
        let parts = parts.iter().filter(|(count, _)| *count > 0);
        let parts: Vec<_> = parts.map(|(n, word)| format!("{n} {word}")).collect();
        parts.join(", ")
    }
}

/// What one of many counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Done,
    Failed,
    Unknown,
    Undone,
    Held,
    Waiting,
    UnderWay,
}

impl Part {
    pub(super) fn of(state: &State) -> Self {
        match state {
            State::Done { .. } => Self::Done,
            State::Failed { .. } => Self::Failed,
            State::Unknown { .. } => Self::Unknown,
            State::Undone => Self::Undone,
            State::Held { .. } => Self::Held,
            State::Waiting => Self::Waiting,
            State::Sent | State::Looking(_) | State::Working { .. } => Self::UnderWay,
        }
    }
}

/// What was confirmed together.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// In the order in which they were named.
    ops: Vec<OpId>,
    verb: Option<&'static Verb>,
    tally: Tally,
    /// Cells of the longest name.
    widest: usize,
}

impl Group {
    pub(super) fn ops(&self) -> &[OpId] {
        &self.ops
    }

    pub(super) fn tally(&self) -> Tally {
        self.tally
    }

    /// Where those of this kind are counted.
    pub(super) fn count(&mut self, part: Part) -> &mut usize {
        let tally = &mut self.tally;
        match part {
            Part::Done => &mut tally.done,
            Part::Failed => &mut tally.failed,
            Part::Unknown => &mut tally.unknown,
            Part::Undone => &mut tally.undone,
            Part::Held => &mut tally.held,
            Part::Waiting => &mut tally.waiting,
            Part::UnderWay => &mut tally.under_way,
        }
    }
}

impl Jobs {
    /// Makes one of several; gives what they are known by together, if they are.
    pub fn group(&mut self, ops: &[OpId], verb: &'static Verb) -> Option<OpId> {
        let [first, _, ..] = ops else { return None };
        let mut widest = 0;
        for op in ops {
            let Some(job) = self.by_op.get_mut(op).filter(|job| job.group.is_none()) else {
                continue;
            };
            job.group = Some(*first);
            job.verb = Some(verb);
            widest = widest.max(clean(job.of_what()).width());
            self.index.join(*op, *first, Part::of(&job.state));
        }
        self.revision += 1;
        let group = self.index.groups.entry(*first).or_default();
        group.ops = ops.to_vec();
        group.verb = Some(verb);
        group.widest = widest;
        Some(*first)
    }

    /// Those confirmed together, in the order in which they were named.
    pub fn of_group(&self, group: OpId) -> impl DoubleEndedIterator<Item = &Job> {
        self.of_group_from(group, 0)
    }

    /// The same from one of them on.
    pub fn of_group_from(
        &self,
        group: OpId,
        place: usize,
    ) -> impl DoubleEndedIterator<Item = &Job> {
        let ops = self.index.groups.get(&group).map(Group::ops);
        let ops = ops.and_then(|ops| ops.get(place..)).unwrap_or_default();
        ops.iter().filter_map(|op| self.by_op.get(op))
    }

    pub fn group_len(&self, group: OpId) -> usize {
        let group = self.index.groups.get(&group);
        group.map_or(0, |group| group.ops.len())
    }

    /// Cells of the longest name among them.
    pub fn widest_of(&self, group: OpId) -> usize {
        let group = self.index.groups.get(&group);
        group.map_or(0, |group| group.widest)
    }

    /// How many lines the list of jobs has: those of a group are one.
    pub fn listed_len(&self) -> usize {
        self.index.listed().len()
    }

    /// Newest first; of those confirmed together only the first.
    pub fn listed(&self) -> impl Iterator<Item = &Job> {
        let newest_first = self.index.listed().iter().rev();
        newest_first.filter_map(|op| self.by_op.get(op))
    }

    /// `Shut off 3 instances`.
    pub fn group_title(&self, group: OpId) -> Option<String> {
        let group = self.index.groups.get(&group)?;
        Some(group.verb?.title(group.ops.len()))
    }

    pub fn tally(&self, group: OpId) -> Tally {
        let group = self.index.groups.get(&group);
        group.map_or_else(Tally::default, Group::tally)
    }

    /// Whether there are some to be tried again: [`Jobs::failed_of`] names them.
    pub fn has_failed_of(&self, group: OpId) -> bool {
        let tally = self.tally(group);
        tally.running() == 0 && tally.failed > 0
    }

    /// Those of a group that failed, once all of it has ended; and what was asked of them. One
    /// whose answer was lost is not among them: it may have been carried out.
    pub fn failed_of(&self, group: OpId) -> Option<(ContextId, &'static Verb, Vec<Followed>)> {
        if !self.has_failed_of(group) {
            return None;
        }
        let first = self.by_op.get(&group)?;
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
        if tally.running() > 0 {
            return None;
        }
        let level = if tally.not_done() > 0 {
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
        let newest = self.newest_kept(here);
        newest.map_or_else(Vec::new, |job| self.restorable_with(job))
    }

    /// Whether there is any; [`Jobs::restorable`] names them.
    pub fn is_restorable(&self, here: impl Fn(ContextId) -> bool) -> bool {
        let newest = self.newest_kept(here);
        newest.is_some_and(|job| {
            self.together_with(job)
                .any(|job| self.kept_by(job).is_some())
        })
    }

    /// The same of those confirmed together.
    pub fn restorable_of(&self, group: OpId) -> Vec<(ServerId, String)> {
        let first = self.of_group(group).next();
        first.map_or_else(Vec::new, |job| self.restorable_with(job))
    }

    fn newest_kept(&self, here: impl Fn(ContextId) -> bool) -> Option<&Job> {
        let newest_first = self.index.kept().iter().rev();
        let mut kept = newest_first.filter_map(|op| self.get(*op));
        kept.find(|job| here(job.context))
    }

    fn restorable_with(&self, job: &Job) -> Vec<(ServerId, String)> {
        let together = self.together_with(job);
        together.filter_map(|job| self.kept_by(job)).collect()
    }

    /// A job and those confirmed with it.
    fn together_with<'a>(&'a self, job: &'a Job) -> Box<dyn Iterator<Item = &'a Job> + 'a> {
        match job.group {
            Some(group) => Box::new(self.of_group(group)),
            None => Box::new(std::iter::once(job)),
        }
    }

    /// The server a job has deleted, if it is kept and not being brought back.
    fn kept_by(&self, job: &Job) -> Option<(ServerId, String)> {
        let Write::DeleteServer(id) = &job.write else {
            return None;
        };
        let name = job.kept.clone()?;
        (!self.is_restoring(id)).then(|| (id.clone(), name))
    }
}

impl Job {
    /// The name of what it is done to; of a job of its own, all of its name.
    pub fn of_what(&self) -> &str {
        let verb = self.verb.map_or("", |verb| verb.word);
        let rest = self.what.strip_prefix(verb).unwrap_or(&self.what);
        rest.trim_start()
    }
}

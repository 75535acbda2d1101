//! Where jobs are found without looking at all of them: by what they are about, by how they stand,
//! by what they were confirmed with. One that changes costs no more among ten thousand than alone.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use super::group::{Group, Part};
use super::{Followed, Job, Sought, State, has_a_turn};
use crate::cloud::message::{ContextId, OpId, Write};
use crate::openstack::id::{ImageId, ServerId};

#[derive(Debug, Default)]
pub(super) struct Index {
    servers: HashMap<ServerId, BTreeSet<OpId>>,
    images: HashMap<ImageId, BTreeSet<OpId>>,
    running: BTreeSet<OpId>,
    /// Running, and what they make may be listed before they are answered.
    making: BTreeSet<OpId>,
    held: BTreeSet<(Duration, OpId)>,
    /// Without an answer yet, or without an outcome.
    unanswered: BTreeSet<OpId>,
    /// So many of a context are on their way to the cloud.
    sent: HashMap<ContextId, usize>,
    /// So many jobs have it read again.
    followed: BTreeMap<(ContextId, Followed), usize>,
    /// What is followed now and was not, or is no longer, since that was asked for last.
    turned: BTreeSet<(ContextId, Followed)>,
    /// Whose server was deleted and can be brought back.
    kept: BTreeSet<OpId>,
    /// Nova's words for actions that its policy has refused, and to whom.
    refused: HashMap<(ContextId, &'static str), BTreeSet<OpId>>,
    pub(super) groups: BTreeMap<OpId, Group>,
    /// Jobs of their own, and the first of each group.
    listed: BTreeSet<OpId>,
    /// Of those the ones of which nothing runs any more.
    over: BTreeSet<OpId>,
}

/// What is said of a job as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Running,
    /// Running, and what it makes may be listed before it is answered.
    Making,
    Unanswered,
    /// On its way to the cloud.
    Sent,
    /// Its server was deleted and can be brought back.
    Kept,
}

/// By what a job is found, as it stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    op: OpId,
    context: ContextId,
    servers: BTreeSet<ServerId>,
    images: BTreeSet<ImageId>,
    follows: BTreeSet<Followed>,
    stands: Vec<Standing>,
    held: Option<Duration>,
    refused: Option<&'static str>,
    group: Option<OpId>,
    part: Part,
}

impl Entry {
    pub(super) fn of(job: &Job) -> Self {
        let (mut servers, mut images) = (BTreeSet::new(), BTreeSet::new());
        servers.extend(job.server().cloned());
        servers.extend(job.servers.iter().map(|building| building.id.clone()));
        images.extend(job.image.clone());
        if let Write::DeleteImage(id) = &job.write {
            images.insert(id.clone());
        }
        let follows = match job.state {
            State::Working { .. } => job.follows().into_iter().collect(),
            State::Looking(ref search) => BTreeSet::from([match search.sought {
                Sought::Instances => Followed::Launch(job.op),
                Sought::Action => Followed::Action(job.op),
            }]),
            _ => BTreeSet::new(),
        };
        let running = job.is_running();
        let making = matches!(
            job.write,
            Write::CreateServers(_) | Write::CreateImage { .. }
        );
        let sent = job.state == State::Sent;
        let unanswered = sent || matches!(job.state, State::Waiting | State::Looking(_));
        let stands = [
            (Standing::Running, running),
            (Standing::Making, running && making),
            (Standing::Unanswered, unanswered),
            (Standing::Sent, sent && has_a_turn(&job.write)),
            (Standing::Kept, job.kept.is_some()),
        ];
        let stands = stands.into_iter().filter(|(_, is_so)| *is_so);
        Self {
            op: job.op,
            context: job.context,
            servers,
            images,
            follows,
            stands: stands.map(|(standing, _)| standing).collect(),
            held: match job.state {
                State::Held { until } => Some(until),
                _ => None,
            },
            refused: job.refused_by_policy(),
            group: job.group,
            part: Part::of(&job.state),
        }
    }
}

/// Puts it there, or takes it away.
fn turn<T: Ord>(set: &mut BTreeSet<T>, what: T, there: bool) {
    if there {
        set.insert(what);
    } else {
        set.remove(&what);
    }
}

impl Index {
    pub(super) fn insert(&mut self, entry: &Entry) {
        let op = entry.op;
        for id in &entry.servers {
            self.servers.entry(id.clone()).or_default().insert(op);
        }
        for id in &entry.images {
            self.images.entry(id.clone()).or_default().insert(op);
        }
        if let Some(act) = entry.refused {
            let same = self.refused.entry((entry.context, act)).or_default();
            same.insert(op);
        }
        self.put(entry, true);
        for what in &entry.follows {
            let what = (entry.context, what.clone());
            let count = self.followed.entry(what.clone()).or_default();
            *count += 1;
            if *count == 1 {
                self.turned.insert(what);
            }
        }
        let running = match entry.group {
            Some(group) => {
                let all = self.groups.entry(group).or_default();
                *all.count(entry.part) += 1;
                all.tally().running() > 0
            }
            None => entry.stands.contains(&Standing::Running),
        };
        let head = entry.group.unwrap_or(op);
        self.listed.insert(head);
        turn(&mut self.over, head, !running);
    }

    pub(super) fn remove(&mut self, entry: &Entry) {
        let op = entry.op;
        for id in &entry.servers {
            if let Some(ops) = self.servers.get_mut(id) {
                ops.remove(&op);
                if ops.is_empty() {
                    self.servers.remove(id);
                }
            }
        }
        for id in &entry.images {
            if let Some(ops) = self.images.get_mut(id) {
                ops.remove(&op);
                if ops.is_empty() {
                    self.images.remove(id);
                }
            }
        }
        if let Some(act) = entry.refused
            && let Some(ops) = self.refused.get_mut(&(entry.context, act))
        {
            ops.remove(&op);
        }
        self.put(entry, false);
        for what in &entry.follows {
            let what = (entry.context, what.clone());
            let count = self.followed.get_mut(&what).map_or(0, |count| {
                *count -= 1;
                *count
            });
            if count == 0 {
                self.followed.remove(&what);
                self.turned.insert(what);
            }
        }
        if let Some(group) = entry.group {
            if let Some(all) = self.groups.get_mut(&group) {
                *all.count(entry.part) -= 1;
            }
        } else {
            self.listed.remove(&op);
            self.over.remove(&op);
        }
    }

    fn put(&mut self, entry: &Entry, there: bool) {
        let op = entry.op;
        for standing in &entry.stands {
            match standing {
                Standing::Running => turn(&mut self.running, op, there),
                Standing::Making => turn(&mut self.making, op, there),
                Standing::Unanswered => turn(&mut self.unanswered, op, there),
                Standing::Kept => turn(&mut self.kept, op, there),
                Standing::Sent => {
                    let count = self.sent.entry(entry.context).or_default();
                    *count = if there { *count + 1 } else { *count - 1 };
                }
            }
        }
        if let Some(until) = entry.held {
            turn(&mut self.held, (until, op), there);
        }
    }

    /// A job of its own is one of a group from now on.
    pub(super) fn join(&mut self, op: OpId, group: OpId, part: Part) {
        self.listed.remove(&op);
        self.over.remove(&op);
        self.listed.insert(group);
        let all = self.groups.entry(group).or_default();
        *all.count(part) += 1;
        let running = all.tally().running() > 0;
        turn(&mut self.over, group, !running);
    }

    /// A group is forgotten, after its jobs.
    pub(super) fn forget_group(&mut self, group: OpId) {
        self.groups.remove(&group);
        self.listed.remove(&group);
        self.over.remove(&group);
    }

    /// Jobs about a server, oldest first.
    pub(super) fn about_server(&self, id: &ServerId) -> impl Iterator<Item = OpId> + use<'_> {
        self.servers.get(id).into_iter().flatten().copied()
    }

    /// Jobs about an image, oldest first.
    pub(super) fn about_image(&self, id: &ImageId) -> impl Iterator<Item = OpId> + use<'_> {
        self.images.get(id).into_iter().flatten().copied()
    }

    pub(super) fn running(&self) -> &BTreeSet<OpId> {
        &self.running
    }

    pub(super) fn making(&self) -> &BTreeSet<OpId> {
        &self.making
    }

    /// By the time at which they are sent.
    pub(super) fn held(&self) -> &BTreeSet<(Duration, OpId)> {
        &self.held
    }

    pub(super) fn unanswered(&self) -> &BTreeSet<OpId> {
        &self.unanswered
    }

    pub(super) fn sent(&self, context: ContextId) -> usize {
        self.sent.get(&context).copied().unwrap_or(0)
    }

    pub(super) fn is_followed(&self, what: &(ContextId, Followed)) -> bool {
        self.followed.contains_key(what)
    }

    pub(super) fn take_turned(&mut self) -> BTreeSet<(ContextId, Followed)> {
        std::mem::take(&mut self.turned)
    }

    pub(super) fn kept(&self) -> &BTreeSet<OpId> {
        &self.kept
    }

    /// The oldest job whose action the policy has refused there.
    pub(super) fn refused(&self, context: ContextId, act: &'static str) -> Option<OpId> {
        self.refused.get(&(context, act))?.first().copied()
    }

    pub(super) fn listed(&self) -> &BTreeSet<OpId> {
        &self.listed
    }

    pub(super) fn over(&self) -> &BTreeSet<OpId> {
        &self.over
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;
    use crate::app::job::Jobs;
    use crate::app::server::verb::DELETE_IMAGE;
    use crate::app::time::Now;
    use crate::cloud::message::Written;
    use crate::openstack::Kind;
    use crate::openstack::error::Error;

    const HERE: ContextId = ContextId(1);

    /// One thing of many that may happen, to the server or the job of a number.
    fn happens(jobs: &mut Jobs, what: u8, number: u64, now: Now) {
        let (op, id) = (
            OpId(now.mono.as_secs()),
            ServerId::from(format!("{}", number % 3).as_str()),
        );
        let older = OpId(number);
        match what {
            0 => jobs.begin(op, HERE, Write::DeleteServer(id), "Delete".into(), now),
            1 => {
                let until = now.mono + Duration::from_secs(3);
                jobs.hold(
                    op,
                    HERE,
                    Write::DeleteServer(id),
                    "Delete".into(),
                    until,
                    now,
                );
            }
            2 => {
                let accepted = Written::DeleteAccepted { request_id: None };
                jobs.written(older, &Ok(accepted), now);
            }
            3 => {
                let refused = Error::new(Kind::Conflict, "locked");
                jobs.written(older, &Err(refused), now);
            }
            4 => drop(jobs.server_gone(HERE, &id, now)),
            5 => drop(jobs.undo(now)),
            6 => drop(jobs.release(now)),
            7 => jobs.sent(older),
            8 => jobs.clear_finished(),
            _ => {
                let alone = jobs.newest_first().filter(|job| job.group.is_none());
                let mut ops: Vec<_> = alone.map(|job| job.op).take(2).collect();
                ops.sort_unstable();
                jobs.group(&ops, &DELETE_IMAGE);
            }
        }
    }

    /// Deletes of so many images that were confirmed together.
    fn deletes(jobs: &mut Jobs, first: u64, count: u64, now: Now) -> OpId {
        let ops: Vec<OpId> = (first..first + count).map(OpId).collect();
        for op in &ops {
            let write = Write::DeleteImage(format!("{op:?}").as_str().into());
            jobs.begin(*op, HERE, write, "Delete".into(), now);
        }
        jobs.group(&ops, &DELETE_IMAGE);
        ops[0]
    }

    #[test]
    fn of_those_confirmed_by_thousands_the_oldest_are_forgotten_once_they_are_over() {
        let now = Now {
            mono: Duration::ZERO,
            wall: Timestamp::UNIX_EPOCH,
        };
        let mut jobs = Jobs::default();
        let mut heads = Vec::new();
        for batch in 0..3 {
            heads.push(deletes(&mut jobs, batch * 12_000, 12_000, now));
            jobs.forget_oldest();
        }
        assert_eq!(jobs.running(), 36_000, "what is not over is never dropped");
        for op in 0..36_000 {
            let accepted = Written::DeleteAccepted { request_id: None };
            jobs.written(OpId(op), &Ok(accepted), now);
            jobs.forget_oldest();
        }
        let kept: Vec<OpId> = jobs.listed().map(|job| job.op).collect();
        assert_eq!(kept, [heads[2]]);
        assert_eq!(jobs.tally(heads[2]).done, 12_000);
        assert_eq!(jobs.newest_first().count(), 12_000);
    }

    /// What the index says is what a look at all jobs says.
    fn holds(jobs: &Jobs) {
        let all: Vec<&Job> = jobs.newest_first().collect();
        let count = |is: &dyn Fn(&Job) -> bool| all.iter().filter(|job| is(job)).count();
        assert_eq!(jobs.running(), count(&Job::is_running));
        assert_eq!(
            jobs.held(),
            count(&|job| matches!(job.state, State::Held { .. }))
        );
        let unanswered = |job: &Job| matches!(job.state, State::Waiting | State::Sent);
        assert_eq!(jobs.unanswered(), count(&unanswered));
        let newest = all.iter().find(|job| job.is_running());
        assert_eq!(
            jobs.newest_running().map(|job| job.op),
            newest.map(|job| job.op)
        );
        let heads = |job: &Job| job.group.is_none_or(|group| group == job.op);
        assert_eq!(jobs.listed_len(), count(&heads));
        let runs = |head: OpId| {
            let mut together = all.iter().filter(|job| job.group.unwrap_or(job.op) == head);
            together.any(|job| job.is_running())
        };
        let over = all.iter().map(|job| job.group.unwrap_or(job.op));
        let over: BTreeSet<_> = over.filter(|head| !runs(*head)).collect();
        assert_eq!(*jobs.index.over(), over);
        for job in &all {
            let Some(Followed::Server(id)) = job.target() else {
                continue;
            };
            let target = Followed::Server(id.clone());
            let works = |job: &Job| matches!(job.state, State::Working { .. });
            let works = count(&|it| works(it) && it.aims_at(&target)) > 0;
            assert_eq!(jobs.follows(HERE, target.clone()), works);
            let held = count(&|it| matches!(it.state, State::Held { .. }) && it.aims_at(&target));
            assert_eq!(jobs.held_delete(&target).is_some(), held > 0);
            if let Some(group) = job.group {
                let running = count(&|it| it.group == Some(group) && it.is_running());
                assert_eq!(jobs.tally(group).running(), running);
                let of_it = count(&|it| it.group == Some(group));
                assert_eq!(jobs.group_len(group), of_it);
            }
        }
    }

    proptest! {
        #[test]
        fn whatever_happens_jobs_are_found_as_by_a_look_at_all_of_them(
            steps in prop::collection::vec((0..10_u8, 0..40_u64), 1..40)
        ) {
            let mut jobs = Jobs::default();
            for (second, (what, number)) in (1..).zip(steps) {
                let now = Now {
                    mono: Duration::from_secs(second),
                    wall: Timestamp::UNIX_EPOCH,
                };
                happens(&mut jobs, what, number, now);
                holds(&jobs);
            }
        }
    }
}

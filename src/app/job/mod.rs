//! Everything this run has set in motion: each write from the key press to its outcome.
//!
//! A job outlives its dialog and a switch of context. It is followed until the cloud has finished,
//! not merely until the cloud has accepted.

mod act;
mod follow;
mod group;
mod held;
mod index;
mod logged;
mod one;
mod search;
mod story;
mod timeline;
mod told;
mod under_way;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use self::index::{Entry, Index};
pub use self::search::{InVain, Looked, Lost, Search, SearchEnd, Sought};
pub use self::timeline::{Building, Passed, Stage};
pub use self::told::means_gone;
use super::notice::Level;
use super::server::verb::Verb;
use super::time::Now;
use crate::cloud::message::{ContextId, OpId, WRITES_AT_ONCE, Write};
use crate::openstack::error::Error;
use crate::openstack::id::{ImageId, PortId, ServerId};

#[derive(Debug, Clone)]
pub struct Job {
    pub op: OpId,
    pub context: ContextId,
    /// `Launch web ×2`, `Snapshot web-02`, `Delete web-01`.
    pub what: String,
    pub write: Write,
    pub started: Now,
    pub finished: Option<Now>,
    pub state: State,
    pub request_id: Option<String>,
    /// The servers being built, in the order of their names.
    pub servers: Vec<Building>,
    /// Of a launch whose answer was lost: how many of its servers were looked for in vain.
    pub missing: u32,
    /// Servers that bore a name of the launch when it was sent.
    known: Vec<ServerId>,
    /// The snapshot being made.
    pub image: Option<ImageId>,
    /// What it was confirmed with: the first of them.
    pub group: Option<OpId>,
    /// What was asked about, when many were.
    verb: Option<&'static Verb>,
    /// When the cloud accepted an action of a server.
    accepted: Option<Duration>,
    /// Whether the server has shown a task since.
    moved: bool,
    /// The name of a server that was deleted and can be brought back.
    kept: Option<String>,
    /// The host a server stood on when an action of it was accepted, where that is told.
    host: Option<Arc<str>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Confirmed, not sent before then: `U` takes it back.
    Held {
        until: Duration,
    },
    /// Handed over, and not sent yet: so many of a context are under way already.
    Waiting,
    /// Sent; no answer yet.
    Sent,
    /// The answer to a launch or an action was lost: what came of it is being looked for.
    Looking(Search),
    /// Accepted; the cloud is at work. The text is its word for what it is doing.
    Working {
        stage: String,
    },
    Done {
        text: String,
    },
    Failed {
        text: String,
        error: Option<Error>,
    },
    /// Sent, and no answer came: whether it was carried out, only the cloud knows.
    Unknown {
        text: String,
        error: Error,
    },
    /// Taken back before it was sent.
    Undone,
}

/// Something worth telling the person at the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// Whose it is.
    pub op: OpId,
    pub level: Level,
    /// Object first.
    pub text: String,
    /// The cloud's refusal, when it is about one.
    pub error: Option<Error>,
}

/// What a job must read again to know how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Followed {
    Server(ServerId),
    Image(ImageId),
    /// A port of a server.
    Interface(ServerId, PortId),
    /// The servers of a launch whose answer was lost.
    Launch(OpId),
    /// An action whose answer was lost.
    Action(OpId),
}

/// So many are listed at most; what was confirmed together counts as one, and what is not over is
/// never dropped.
const KEPT: usize = 1000;
/// Of those that are over the oldest are dropped above so many, each of those confirmed together
/// counted; but never the newest.
const KEPT_IN_ALL: usize = 20_000;

#[derive(Debug, Default)]
pub struct Jobs {
    by_op: BTreeMap<OpId, Job>,
    index: Index,
    revision: u64,
}

impl Jobs {
    pub fn begin(&mut self, op: OpId, context: ContextId, write: Write, what: String, now: Now) {
        let state = self.on_its_way(context, &write);
        self.insert(op, context, write, what, now, state);
    }

    /// How a write stands that is handed over now. The cloud task takes turns.
    fn on_its_way(&self, context: ContextId, write: &Write) -> State {
        if has_a_turn(write) && self.index.sent(context) >= WRITES_AT_ONCE {
            State::Waiting
        } else {
            State::Sent
        }
    }

    /// Counts up with whatever happens to a job.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Changes a job, so that it is found as it stands then.
    fn change<T>(&mut self, op: OpId, change: impl FnOnce(&mut Job) -> T) -> Option<T> {
        let job = self.by_op.get_mut(&op)?;
        let before = Entry::of(job);
        let come_to = change(job);
        let after = Entry::of(job);
        if before != after {
            self.index.remove(&before);
            self.index.insert(&after);
        }
        self.revision += 1;
        Some(come_to)
    }

    fn drop_job(&mut self, op: OpId) {
        if let Some(job) = self.by_op.remove(&op) {
            self.index.remove(&Entry::of(&job));
            self.revision += 1;
        }
    }

    /// Drops what is listed under this, all those confirmed together.
    fn drop_listed(&mut self, op: OpId) {
        match self.index.groups.get(&op) {
            Some(group) => {
                for op in group.ops().to_vec() {
                    self.drop_job(op);
                }
                self.index.forget_group(op);
            }
            None => self.drop_job(op),
        }
    }

    /// Drops the oldest of what is over, where more is listed than is kept.
    pub fn forget_oldest(&mut self) {
        loop {
            let over = self.index.over();
            let too_many = self.by_op.len() > KEPT_IN_ALL && over.len() > 1;
            match over.first().copied() {
                Some(oldest) if too_many || self.index.listed().len() > KEPT => {
                    self.drop_listed(oldest);
                }
                _ => break,
            }
        }
    }

    /// Enters a confirmed write that is not to be sent before `until`.
    pub fn hold(
        &mut self,
        op: OpId,
        context: ContextId,
        write: Write,
        what: String,
        until: Duration,
        now: Now,
    ) {
        self.insert(op, context, write, what, now, State::Held { until });
    }

    fn insert(
        &mut self,
        op: OpId,
        context: ContextId,
        write: Write,
        what: String,
        now: Now,
        state: State,
    ) {
        let job = Job {
            op,
            context,
            what,
            write,
            started: now,
            finished: None,
            state,
            request_id: None,
            servers: Vec::new(),
            missing: 0,
            known: Vec::new(),
            image: None,
            group: None,
            verb: None,
            accepted: None,
            moved: false,
            kept: None,
            host: None,
        };
        self.index.insert(&Entry::of(&job));
        self.by_op.insert(op, job);
        self.revision += 1;
    }

    /// Its turn has come.
    pub fn sent(&mut self, op: OpId) {
        self.change(op, |job| {
            if job.state == State::Waiting {
                job.state = State::Sent;
            }
        });
    }

    /// Notes where a server stands as an action of it begins.
    pub fn stands_on(&mut self, op: OpId, host: Option<Arc<str>>) {
        if let Some(job) = self.by_op.get_mut(&op) {
            job.host = host;
        }
    }

    /// Notes which servers bore a name of this launch when it was sent: they are not its own.
    pub fn knew(&mut self, op: OpId, namesakes: Vec<ServerId>) {
        if let Some(job) = self.by_op.get_mut(&op) {
            job.known = namesakes;
        }
    }

    /// Newest first.
    pub fn newest_first(&self) -> impl Iterator<Item = &Job> {
        self.by_op.values().rev()
    }

    /// Where there are jobs, over or not.
    pub fn contexts(&self) -> BTreeSet<ContextId> {
        self.by_op.values().map(|job| job.context).collect()
    }

    pub fn get(&self, op: OpId) -> Option<&Job> {
        self.by_op.get(&op)
    }

    /// How many are not finished.
    pub fn running(&self) -> usize {
        self.index.running().len()
    }

    /// Of what is not finished, what was begun last.
    pub fn newest_running(&self) -> Option<&Job> {
        self.get(*self.index.running().last()?)
    }

    /// How many were handed over, and whether they were carried out is not known yet.
    pub fn unanswered(&self) -> usize {
        self.index.unanswered().len()
    }

    /// Whether something is being made there, and not listed yet, perhaps.
    pub fn is_making(&self, context: ContextId, what: fn(&Write) -> bool) -> bool {
        let mut making = self.index.making().iter().filter_map(|op| self.get(*op));
        making.any(|job| job.context == context && what(&job.write))
    }

    /// Forgets what is over; of what was confirmed together, when all of it is.
    pub fn clear_finished(&mut self) {
        for op in self.index.over().clone() {
            self.drop_listed(op);
        }
    }

    /// Jobs about a server, whatever has become of them, oldest first.
    fn about_server(&self, id: &ServerId) -> impl Iterator<Item = &Job> {
        let about = self.index.about_server(id);
        about.filter_map(|op| self.by_op.get(&op))
    }

    /// The same of an image.
    fn about_image(&self, id: &ImageId) -> impl Iterator<Item = &Job> {
        let about = self.index.about_image(id);
        about.filter_map(|op| self.by_op.get(&op))
    }

    /// The same of what is followed.
    fn about(&self, what: &Followed) -> Vec<&Job> {
        match what {
            Followed::Server(id) | Followed::Interface(id, _) => self.about_server(id).collect(),
            Followed::Image(id) => self.about_image(id).collect(),
            Followed::Launch(op) | Followed::Action(op) => self.get(*op).into_iter().collect(),
        }
    }

    /// Whether a delete of it was handed over and has not failed.
    pub fn is_deleting(&self, target: &Followed) -> bool {
        self.about(target).into_iter().any(|job| {
            matches!(
                job.state,
                State::Waiting | State::Sent | State::Working { .. }
            ) && job.deletes()
                && job.aims_at(target)
        })
    }

    /// Whether a job tells about this server now, so that the list need not: one that runs, or
    /// that has just ended by the same answer.
    pub fn knows_server(&self, context: ContextId, id: &ServerId, now: Now) -> bool {
        let mut about = self.about_server(id);
        about.any(|job| job.speaks(context, now) && job.makes_or_aims_at(id))
    }

    /// Whether a job that was sent is at work on this server, or makes it.
    pub fn runs_for(&self, context: ContextId, id: &ServerId) -> bool {
        let mut about = self.about_server(id);
        about.any(|job| job.runs_in(context) && job.makes_or_aims_at(id))
    }

    /// Whether a job tells about this image now.
    pub fn knows_image(&self, context: ContextId, id: &ImageId, now: Now) -> bool {
        self.about_image(id).any(|job| job.speaks(context, now))
    }

    /// Whether a job has it read again.
    pub fn follows(&self, context: ContextId, what: Followed) -> bool {
        self.index.is_followed(&(context, what))
    }

    /// What jobs have read again now and had not before (`true`), or the other way round, since
    /// this was asked for last.
    pub fn take_turned(&mut self) -> Vec<((ContextId, Followed), bool)> {
        let turned = self.index.take_turned().into_iter();
        turned
            .map(|what| {
                let follows = self.index.is_followed(&what);
                (what, follows)
            })
            .collect()
    }
}

/// Whether such writes take turns: a file of this machine waits for no cloud.
fn has_a_turn(write: &Write) -> bool {
    !matches!(write, Write::SaveText { .. })
}

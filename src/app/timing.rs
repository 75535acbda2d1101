//! What happens because time passes: polls, refreshes, the undo window, messages that leave.

use std::time::Duration;

use jiff::Timestamp;

use super::App;
use super::Effect;
use super::format;
use super::job::{Followed, News, State};
use super::modal::Modal;
use super::patience::Patience;
use super::time::Now;
use super::workspace::{Tab, Workspace};
use crate::cloud::message::{ContextId, OpId, Read, Request, Ticket};
use crate::openstack::Kind;
use crate::openstack::id::ServerId;

/// Above this many rows in transition one list says as much as the rows one by one.
const ROWS_ONE_BY_ONE: usize = 5;
/// A refresh is shown as such only when it takes longer.
const SHOW_REFRESH_AFTER: Duration = Duration::from_secs(1);
/// Rows of this age with no read to come are no longer called live.
const ASLEEP_AFTER: Duration = Duration::from_secs(121);
/// A list that found nobody there is not tried again before that, whatever else the cloud answers.
const TRIED_AGAIN_AFTER: Duration = Duration::from_secs(3);

/// How fresh what is on screen is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Freshness {
    Loading,
    Live,
    Refreshing,
    /// The cloud asks for patience before it tells.
    Waits(Patience),
    /// Not read by itself; the rows are those of then.
    Paused {
        as_of: Timestamp,
    },
    /// The last read failed; what is shown was good then. `refused`: the cloud answered, with a no.
    Offline {
        as_of: Option<Timestamp>,
        refused: bool,
        /// When it is read again by itself.
        next: Option<Timestamp>,
    },
    /// Nobody has typed for so long that nothing is read.
    Asleep {
        as_of: Timestamp,
    },
}

/// What decides which rows are polled because somebody watches.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Watched {
    /// Of the open context, while it is awake.
    rows: Option<(ContextId, (u64, u64))>,
    settling: Vec<ServerId>,
}

impl App {
    /// When to send [`super::Msg::Wake`], on the monotonic clock; `None`: sleep until something
    /// happens.
    pub fn deadline(&self) -> Option<Duration> {
        let modal = self.modals.last().and_then(Modal::deadline);
        let lists = self.space.iter().flat_map(|space| {
            [
                self.list_due(space, Tab::Instances),
                self.list_due(space, Tab::Images),
                self.refresh_shows_at(),
                self.falls_asleep_at(),
            ]
        });
        [
            modal,
            self.desk.notices.deadline(),
            self.countdown(),
            self.poller.deadline(),
            self.keeps_at(),
            self.details_due(),
            self.lets_back_at(),
        ]
        .into_iter()
        .chain(lists)
        .flatten()
        .min()
    }

    /// When the next second of a running undo window begins.
    fn countdown(&self) -> Option<Duration> {
        let until = self.desk.jobs.deadline()?;
        let left = until.saturating_sub(self.now.mono);
        let whole = Duration::from_secs(left.as_secs());
        let next = if left == whole {
            left.saturating_sub(Duration::from_secs(1))
        } else {
            whole
        };
        Some(until.saturating_sub(next).min(until))
    }

    /// When a list is due; not while the cloud asks for patience, whatever it was asked then.
    fn list_due(&self, space: &Workspace, tab: Tab) -> Option<Duration> {
        let due = space.list_due(tab, self.last_key, self.now)?;
        Some(due.max(self.poller.quiet_until()))
    }

    fn refresh_shows_at(&self) -> Option<Duration> {
        let since = self.reading_since()?;
        let at = since + SHOW_REFRESH_AFTER;
        (at > self.now.mono).then_some(at)
    }

    /// When rows that are live now no longer are, for want of a read.
    fn falls_asleep_at(&self) -> Option<Duration> {
        let since = self.fresh()?.mono;
        (self.freshness() == Freshness::Live).then(|| since + ASLEEP_AFTER)
    }

    /// When the rows in view were last known to be right.
    fn fresh(&self) -> Option<Now> {
        let space = self.space.as_ref()?;
        match space.tab {
            Tab::Instances => space.instances.fresh(),
            Tab::Images => space.images.fresh(),
        }
    }

    /// When the rows in view were last known to be right, by the calendar.
    pub fn as_of(&self) -> Option<Timestamp> {
        self.fresh().map(|at| at.wall)
    }

    fn reading_since(&self) -> Option<Duration> {
        let space = self.space.as_ref()?;
        match space.tab {
            Tab::Instances => space.instances.reading_since(),
            Tab::Images => space.images.reading_since(),
        }
    }

    pub fn freshness(&self) -> Freshness {
        let Some(space) = &self.space else {
            return Freshness::Loading;
        };
        let (problem, patience) = match space.tab {
            Tab::Instances => (space.instances.problem(), space.instances.patience()),
            Tab::Images => (space.images.problem(), space.images.patience()),
        };
        if let Some(patience) = patience {
            return Freshness::Waits(patience);
        }
        let slow = self
            .reading_since()
            .is_some_and(|since| self.now.mono >= since + SHOW_REFRESH_AFTER);
        let as_of = self.fresh();
        match (problem, as_of) {
            (Some(error), as_of) => Freshness::Offline {
                as_of: as_of.map(|at| at.wall),
                refused: error
                    .status
                    .is_some_and(|status| (400..429).contains(&status)),
                next: self.next_try(space),
            },
            (None, None) => Freshness::Loading,
            (None, Some(_)) if slow => Freshness::Refreshing,
            (None, Some(at)) if !space.auto => Freshness::Paused { as_of: at.wall },
            (None, Some(at)) if self.now.mono >= at.mono + ASLEEP_AFTER => {
                Freshness::Asleep { as_of: at.wall }
            }
            (None, Some(_)) => Freshness::Live,
        }
    }

    /// When the list in view, which could not be read, is tried again: reckoned from its failure,
    /// so that it stays the same as time passes.
    fn next_try(&self, space: &Workspace) -> Option<Timestamp> {
        let since = match space.tab {
            Tab::Instances => space.instances.problem_since(),
            Tab::Images => space.images.problem_since(),
        }?;
        let pause = self.list_due(space, space.tab)?.saturating_sub(since.mono);
        since
            .wall
            .checked_add(jiff::SignedDuration::try_from(pause).ok()?)
            .ok()
    }

    /// The cloud has answered something that one of its lists depends on, or anything at all while it
    /// is in view: a list that found nobody
    /// there is read again without waiting for its time. Not one that has only just been tried: a
    /// service may well answer one question and be deaf to the other.
    pub(super) fn cloud_answers(&mut self, context: ContextId, tab: Tab) {
        let Some(space) = self.space.as_ref().filter(|it| it.context == context) else {
            return;
        };
        let (problem, since) = match tab {
            Tab::Instances => (space.instances.problem(), space.instances.problem_since()),
            Tab::Images => (space.images.problem(), space.images.problem_since()),
        };
        let nobody = problem.is_some_and(|error| {
            matches!(error.kind, Kind::Unreachable | Kind::Timeout | Kind::Lost)
        });
        let rested = since.is_some_and(|at| self.now.mono >= at.mono + TRIED_AGAIN_AFTER);
        let comes = space.list_due(tab, self.last_key, self.now).is_some();
        if nobody && rested && comes && self.now.mono >= self.poller.quiet_until() {
            self.read_list_now(tab, false);
        }
    }

    /// Does everything that is due. Runs after every message.
    pub(super) fn on_time(&mut self) {
        let now = self.now;
        if self.lets_back_at().is_some_and(|at| now.mono >= at) {
            self.let_back();
        }
        self.desk.notices.wake(now);
        let late = self.desk.jobs.expire(now);
        if !late.is_empty() {
            let text = format!(
                "Not sent, since the program was stopped meanwhile: {}",
                format::some_of(&late)
            );
            self.desk.notices.problem(text, now);
        }
        self.desk.jobs.forget_oldest();
        for (op, context, write) in self.desk.jobs.release(now) {
            self.desk
                .effects
                .push(Effect::Cloud(Request::Write { op, context, write }));
        }
        self.wake_modal();
        self.poll_rows();
        self.poll_lists();
        self.keep_details_up();
    }

    fn poll_rows(&mut self) {
        // What was started here is followed to its end, whoever watches.
        for (what, followed) in self.desk.jobs.take_turned() {
            self.poller.follow(&what, followed, self.now);
        }
        self.watch_rows();
        let due = self.poller.due(self.now);
        let here = self.space.as_ref().map(|space| space.context);
        // A list that fails has its own pauses; rows wait for it, if it is read by itself at all.
        let space = self.space.as_ref();
        let fails = space.is_some_and(|space| space.instances.problem().is_some());
        let comes = space.is_some_and(|space| space.is_awake(self.last_key, self.now));
        let rested = space.is_none_or(|space| space.instances.rests_until() <= self.now.mono);
        let many = due
            .iter()
            .filter(|(context, what)| Some(*context) == here && matches!(what, Followed::Server(_)))
            .count()
            > ROWS_ONE_BY_ONE
            && (comes || !fails);
        for row in due {
            let by_list = many && Some(row.0) == here && matches!(row.1, Followed::Server(_));
            if by_list {
                self.poller.put_off(&row, self.now);
            } else {
                let Some(read) = self.read_of(&row.1) else {
                    continue;
                };
                let ticket = self.ask(row.0, read);
                self.poller.asked(&row, ticket, self.now);
            }
        }
        if many && !fails && rested {
            self.read_list_now(Tab::Instances, false);
        }
    }

    /// Has rows in transition polled. They are gone through only when a row has changed.
    fn watch_rows(&mut self) {
        let awake = self
            .space
            .as_ref()
            .filter(|space| space.is_awake(self.last_key, self.now));
        let looked_at = Watched {
            rows: awake.map(|space| {
                let tables = (
                    space.instances.table.rows_revision(),
                    space.images.table.rows_revision(),
                );
                (space.context, tables)
            }),
            settling: awake.map_or_else(Vec::new, |space| space.settling(self.now)),
        };
        let same = self
            .watched_rows
            .as_ref()
            .is_some_and(|(watched, until)| *watched == looked_at && self.now.mono < *until);
        if same {
            return;
        }
        let mut wanted = Vec::new();
        let mut until = Duration::MAX;
        if let Some(space) = awake {
            (wanted, until) = space.in_transition(self.now);
            let settling = looked_at.settling.iter();
            wanted.extend(settling.map(|id| (space.context, Followed::Server(id.clone()))));
        }
        self.poller.want(&wanted, self.now);
        self.watched_rows = Some((looked_at, until));
    }

    fn read_of(&self, what: &Followed) -> Option<Read> {
        match what {
            Followed::Server(id) => Some(Read::Server(id.clone())),
            Followed::Image(id) => Some(Read::Image(id.clone())),
            Followed::Interface(server, port) => Some(Read::Interface {
                server: server.clone(),
                port: port.clone(),
            }),
            Followed::Action(op) => {
                let trace = self.desk.jobs.action_trace(*op, self.now)?;
                Some(Read::LostAction { op: *op, trace })
            }
            Followed::Launch(op) => {
                let trace = self.desk.jobs.get(*op)?.trace(self.now)?;
                Some(Read::LaunchedServers { op: *op, trace })
            }
        }
    }

    fn ask(&mut self, context: ContextId, read: Read) -> Ticket {
        self.desk.cx(self.now, context).read(read)
    }

    fn poll_lists(&mut self) {
        for tab in [Tab::Instances, Tab::Images] {
            let due = self
                .space
                .as_ref()
                .and_then(|space| self.list_due(space, tab))
                .is_some_and(|at| self.now.mono >= at);
            if due {
                self.read_list_now(tab, false);
            }
        }
    }

    /// Reads a list of the open context, unless that is under way.
    pub(super) fn read_list_now(&mut self, tab: Tab, whole: bool) {
        let Some(space) = &mut self.space else { return };
        let busy = match tab {
            Tab::Instances => space.instances.is_reading(),
            Tab::Images => space.images.is_reading(),
        };
        if !busy {
            let mut cx = self.desk.cx(self.now, space.context);
            space.read_list(tab, whole, &mut cx);
        }
    }

    /// Tells what jobs have to tell, and what many confirmed together have come to. What has been
    /// carried out is marked no more.
    pub(super) fn tell(&mut self, news: impl IntoIterator<Item = News>) {
        let mut over = Vec::new();
        for item in news {
            if let Some(all) = self.desk.jobs.group_over(item.op)
                && !over.contains(&all)
            {
                over.push(all);
            }
            self.unmark_done(item.op);
            self.tell_one(item);
        }
        for all in over {
            self.tell_one(all);
        }
    }

    fn tell_one(&mut self, news: News) {
        let News {
            op,
            level,
            text,
            error,
        } = news;
        self.desk.notices.happened(level, text, error, self.now);
        self.desk.notices.is_about(op);
    }

    fn unmark_done(&mut self, op: OpId) {
        let Some(job) = self.desk.jobs.get(op) else {
            return;
        };
        let (State::Done { .. }, Some(space)) = (&job.state, &mut self.space) else {
            return;
        };
        match job.target() {
            Some(Followed::Server(id)) => space.instances.table.unmark(&id),
            Some(Followed::Image(id)) => space.images.table.unmark(&id),
            _ => {}
        }
    }
}

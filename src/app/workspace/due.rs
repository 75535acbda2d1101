//! When what is in an open context is to be read again.

use std::cell::Cell;
use std::time::Duration;

use jiff::Timestamp;

use super::{Tab, Workspace};
use crate::app::counted::{SEARCHED, count};
use crate::app::job::Followed;
use crate::app::list::List;
use crate::app::table::Row;
use crate::app::time::Now;
use crate::cloud::message::ContextId;
use crate::openstack::id::ServerId;

/// How often the list in view is read again while someone is typing now and then.
const EVERY: Duration = Duration::from_secs(10);
/// The list not in view, and everything after five minutes without a key.
const SELDOM: Duration = Duration::from_secs(60);
const IDLE_AFTER: Duration = Duration::from_secs(5 * 60);
/// After this long without a key nothing is read until one comes.
const ASLEEP_AFTER: Duration = Duration::from_secs(30 * 60);
/// A row in transition that has not changed for so long is stuck: the list is enough for it.
const STUCK_AFTER_S: u64 = 60 * 60;
/// So many rows in transition are asked for at most: more come with a list anyway, and the next when
/// these are done.
const FOLLOWED: usize = 20;
/// For so long the row of a server is read again after its interfaces, addresses, volumes or labels
/// were changed: Nova shows it late, and most of it does not move `updated`, so that no list of
/// changes tells of it.
const SETTLES_IN: Duration = Duration::from_secs(7);

impl Workspace {
    /// Whether anything is read by itself: not while paused, nor when nobody has been here for long.
    pub fn is_awake(&self, last_key: Duration, now: Now) -> bool {
        self.auto && now.mono.saturating_sub(last_key) < ASLEEP_AFTER
    }

    /// Whether nobody has typed for a while: what is live is read less often.
    pub fn is_idle(&self, last_key: Duration, now: Now) -> bool {
        now.mono.saturating_sub(last_key) >= IDLE_AFTER
    }

    /// Its row is read again for a while.
    pub fn settle(&mut self, server: ServerId, now: Now) {
        self.settling.retain(|(_, until)| *until > now.mono);
        self.settling.push((server, now.mono + SETTLES_IN));
    }

    /// Servers that were changed here and show it late.
    pub fn settling(&self, now: Now) -> Vec<ServerId> {
        let settling = self.settling.iter();
        let settling = settling.filter(|(_, until)| *until > now.mono);
        settling.map(|(id, _)| id.clone()).collect()
    }

    /// Rows in transition, which should be read again one by one; and until when they are these as
    /// long as no row changes.
    pub fn in_transition(&self, now: Now) -> (Vec<(ContextId, Followed)>, Duration) {
        count(SEARCHED);
        let until = Cell::new(Duration::MAX);
        let moves = |updated: Option<Timestamp>| {
            let still = updated.map(|at| now.seconds_since(at));
            if let Some(left) = still.and_then(|still| STUCK_AFTER_S.checked_sub(still)) {
                until.set(until.get().min(now.mono + Duration::from_secs(left)));
            }
            still.is_none_or(|still| still < STUCK_AFTER_S)
        };
        let servers = self.instances.table.in_transition();
        let servers = servers.filter(|server| moves(server.updated));
        let images = self.images.table.in_transition();
        let images = images.filter(|image| moves(image.updated));
        let servers = servers.map(|server| Followed::Server(server.id.clone()));
        let images = images.map(|image| Followed::Image(image.id.clone()));
        let rows = servers.take(FOLLOWED).chain(images.take(FOLLOWED));
        let rows = rows.map(|row| (self.context, row)).collect();
        (rows, until.get())
    }

    /// When a list is due; `None` when it is not to be read by itself.
    pub fn list_due(&self, tab: Tab, last_key: Duration, now: Now) -> Option<Duration> {
        if !self.is_awake(last_key, now) || self.missing_service(tab).is_some() {
            return None;
        }
        let idle = now.mono.saturating_sub(last_key);
        let period = if idle >= IDLE_AFTER || tab != self.tab {
            SELDOM
        } else {
            EVERY
        };
        match tab {
            Tab::Instances => due(&self.instances, period),
            Tab::Images => due(&self.images, period),
        }
    }
}

/// When a list that was good, or failed, at some time is to be read again.
fn due<R: Row>(list: &List<R>, period: Duration) -> Option<Duration> {
    if list.is_reading() {
        return None;
    }
    if let (Some(error), Some(at)) = (list.problem(), list.problem_since()) {
        let pause = error.retry_after().unwrap_or_else(|| {
            let backoff = Duration::from_secs(5) * 2u32.pow(list.failures().min(5));
            backoff.min(SELDOM * 2)
        });
        return Some(at.mono + pause);
    }
    list.fresh()
        .map(|fresh| list.rests_until().max(fresh.mono + period))
}

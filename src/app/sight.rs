//! Whether anything that can be seen has changed: what changes nothing is not drawn.
//!
//! Keys always show. Of what comes by itself only answers that repeat what is known, and the time,
//! may leave the screen as it is.

use std::time::Duration;

use super::modal::Modal;
use super::notice::Shown;
use super::timing::Freshness;
use super::{App, Msg};
use crate::cloud::message::{ContextId, Data, Reply};
use crate::openstack::compute::Limits;

/// All that answers and the time change of what is seen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Sight {
    freshness: Option<Freshness>,
    lists: Option<Lists>,
    limits: Option<Limits>,
    jobs: u64,
    notices: Shown,
    /// The newest API call, where they are listed.
    call: Option<u64>,
    dialogs: usize,
    /// Since 1970. Ages above a minute, which end at any second, may be told so much late.
    minute: i64,
    /// The same, while something is told by seconds.
    second: Option<i64>,
    /// Until then a row may be younger than a minute.
    young_until: Duration,
}

/// How long ages are counted in seconds.
const YOUNG: Duration = Duration::from_secs(60);

/// What is seen of the lists of the open context.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Lists {
    context: ContextId,
    revisions: (u64, u64),
    /// Whether they were read, and whether completely.
    known: (bool, bool),
    complete: (bool, bool),
    details: bool,
}

impl App {
    /// Counts up with every message after which there may be something else to see.
    pub fn sights(&self) -> u64 {
        self.sights
    }

    /// After a message. `shows`: what [`App::may_show`] said of it.
    pub(super) fn see(&mut self, shows: bool) {
        let sight = self.sight();
        if shows || sight != self.sight {
            self.sights += 1;
            self.sight = sight;
        }
    }

    /// Whether a message is to be drawn, whatever it comes to.
    pub(super) fn may_show(&self, msg: &Msg) -> bool {
        match msg {
            Msg::Focus(_) | Msg::GoOn | Msg::DraftKept { .. } | Msg::Wake => self.shows_time(),
            Msg::Cloud(reply) => self.shows_time() || shows_itself(reply),
            _ => true,
        }
    }

    /// Whether a countdown is seen, or something is due now in what lies on top. What is due is done
    /// after any message, not only when the time alone has passed.
    fn shows_time(&self) -> bool {
        let due = |at: Option<Duration>| at.is_some_and(|at| at <= self.now.mono);
        self.entry.is_some()
            || self.desk.jobs.held() > 0
            || due(self.modals.last().and_then(Modal::deadline))
            || due(self.details_due())
            || due(self.lets_back_at())
    }

    fn sight(&self) -> Sight {
        let space = self.space.as_ref();
        let lists = space.map(|space| {
            let (instances, images) = (&space.instances, &space.images);
            Lists {
                context: space.context,
                revisions: (instances.revision(), images.revision()),
                known: (instances.fresh().is_some(), images.fresh().is_some()),
                complete: (instances.is_complete(), images.is_complete()),
                details: space.details.is_some(),
            }
        });
        let listed = |modal: &Modal| matches!(modal, Modal::ApiLog(_));
        let calls = self.modals.iter().any(listed);
        let young_until = if lists == self.sight.lists {
            self.sight.young_until
        } else {
            self.now.mono + YOUNG
        };
        // How long it has been at work is told beside each job.
        let by_seconds = self.desk.jobs.running() > 0 || self.now.mono < young_until;
        let second = self.now.wall.as_second();
        Sight {
            freshness: space.map(|_| self.freshness()),
            lists,
            limits: space.and_then(|space| space.choices.limits.get().copied()),
            jobs: self.desk.jobs.revision(),
            notices: self.desk.notices.shown(),
            call: self
                .calls
                .back()
                .map(|(number, _)| *number)
                .filter(|_| calls),
            dialogs: self.modals.len(),
            minute: second.div_euclid(60),
            second: by_seconds.then_some(second),
            young_until,
        }
    }
}

/// Whether an answer is of a kind of which nothing is held against what was seen before.
fn shows_itself(reply: &Reply) -> bool {
    match reply {
        Reply::Called(_) | Reply::Sent { .. } | Reply::Page { .. } => false,
        Reply::Read { result, .. } => !matches!(
            result,
            Ok(Data::ListEnd { .. } | Data::Server(_) | Data::Image(_) | Data::Limits(_))
        ),
        Reply::Discovered { .. }
        | Reply::Connected { .. }
        | Reply::Written { .. }
        | Reply::Waits { .. } => true,
    }
}

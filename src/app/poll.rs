//! Which single rows are to be read again, and when: those in transition, and those a job waits for.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::job::Followed;
use super::time::Now;
use crate::cloud::message::{ContextId, Ticket};

/// How often a row in transition is read.
const EVERY: Duration = Duration::from_secs(2);
/// How often many rows are read with one list, and a launch whose answer was lost is looked for,
/// which is a list too.
const EVERY_LIST: Duration = Duration::from_secs(3);
/// How soon a row is read that has just begun to move.
const FIRST: Duration = Duration::from_secs(1);
/// The longest pause after errors.
const LONGEST: Duration = Duration::from_secs(30);

#[derive(Debug, Default)]
pub struct Poller {
    rows: BTreeMap<(ContextId, Followed), Poll>,
    /// The cloud asked for patience until then.
    quiet_until: Duration,
}

#[derive(Debug, Clone, Copy)]
struct Poll {
    next: Duration,
    pause: Duration,
    ticket: Option<Ticket>,
    /// When it was asked for last.
    asked: Duration,
}

/// What an answer was about, and when that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    pub context: ContextId,
    pub what: Followed,
    pub asked: Duration,
}

fn every(what: &Followed) -> Duration {
    match what {
        Followed::Server(_) | Followed::Image(_) => EVERY,
        Followed::Launch(_) => EVERY_LIST,
    }
}

impl Poller {
    /// Polls exactly these from now on. Rows that are new are first read a second from now, lost
    /// launches are looked for at once.
    pub fn want(&mut self, wanted: &[(ContextId, Followed)], now: Now) {
        let wanted: BTreeSet<_> = wanted.iter().collect();
        self.rows.retain(|what, _| wanted.contains(what));
        for what in wanted {
            let first = match &what.1 {
                Followed::Launch(_) => Duration::ZERO,
                Followed::Server(_) | Followed::Image(_) => FIRST,
            };
            self.rows.entry(what.clone()).or_insert(Poll {
                next: now.mono + first,
                pause: every(&what.1),
                ticket: None,
                asked: now.mono,
            });
        }
    }

    /// Reads nothing until then.
    pub fn be_quiet(&mut self, until: Duration) {
        self.quiet_until = self.quiet_until.max(until);
    }

    /// Until when the cloud asked for patience; lists heed it too.
    pub fn quiet_until(&self) -> Duration {
        self.quiet_until
    }

    /// What is due and not being read already.
    pub fn due(&self, now: Now) -> Vec<(ContextId, Followed)> {
        self.rows
            .iter()
            .filter(|(_, poll)| {
                poll.ticket.is_none() && now.mono >= poll.next.max(self.quiet_until)
            })
            .map(|(what, _)| what.clone())
            .collect()
    }

    /// A due row is being read under this ticket.
    pub fn asked(&mut self, what: &(ContextId, Followed), ticket: Ticket, now: Now) {
        if let Some(poll) = self.rows.get_mut(what) {
            poll.ticket = Some(ticket);
            poll.asked = now.mono;
        }
    }

    /// Read by other means (a list): due again one interval of a list from now.
    pub fn put_off(&mut self, what: &(ContextId, Followed), now: Now) {
        if let Some(poll) = self.rows.get_mut(what) {
            poll.next = now.mono + poll.pause.max(EVERY_LIST);
        }
    }

    /// An answer came; `None` when it is not a row's. Errors make the pause longer.
    pub fn settle(&mut self, ticket: Ticket, ok: bool, now: Now) -> Option<Settled> {
        let (what, poll) = self
            .rows
            .iter_mut()
            .find(|(_, poll)| poll.ticket == Some(ticket))?;
        poll.ticket = None;
        poll.pause = if ok {
            every(&what.1)
        } else {
            (poll.pause * 2).min(LONGEST)
        };
        poll.next = now.mono + poll.pause;
        Some(Settled {
            context: what.0,
            what: what.1.clone(),
            asked: poll.asked,
        })
    }

    pub fn deadline(&self) -> Option<Duration> {
        self.rows
            .values()
            .filter(|poll| poll.ticket.is_none())
            .map(|poll| poll.next.max(self.quiet_until))
            .min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::message::OpId;

    fn at(s: u64) -> Now {
        Now {
            mono: Duration::from_secs(s),
            wall: jiff::Timestamp::UNIX_EPOCH,
        }
    }

    fn row(id: &str) -> (ContextId, Followed) {
        (ContextId(1), Followed::Server(id.into()))
    }

    #[test]
    fn a_row_is_read_every_two_seconds_and_never_twice_at_once() {
        let mut poller = Poller::default();
        poller.want(&[row("a")], at(0));
        assert!(poller.due(at(0)).is_empty());
        assert_eq!(poller.due(at(1)), [row("a")]);
        poller.asked(&row("a"), Ticket(1), at(1));
        assert!(poller.due(at(60)).is_empty());
        let settled = poller.settle(Ticket(1), true, at(61)).unwrap();
        assert_eq!((settled.context, settled.what), row("a"));
        assert_eq!(settled.asked, Duration::from_secs(1));
        assert_eq!(poller.deadline(), Some(Duration::from_secs(63)));
    }

    #[test]
    fn errors_make_the_pause_longer_up_to_half_a_minute_and_success_ends_that() {
        let mut poller = Poller::default();
        poller.want(&[row("a")], at(0));
        let mut now = 2;
        for pause in [4, 8, 16, 30, 30] {
            poller.asked(&row("a"), Ticket(now), at(now));
            poller.settle(Ticket(now), false, at(now));
            assert_eq!(poller.deadline(), Some(Duration::from_secs(now + pause)));
            now += pause;
        }
        poller.asked(&row("a"), Ticket(now), at(now));
        poller.settle(Ticket(now), true, at(now));
        assert_eq!(poller.deadline(), Some(Duration::from_secs(now + 2)));
    }

    #[test]
    fn a_lost_launch_is_looked_for_at_once_and_then_every_three_seconds() {
        let mut poller = Poller::default();
        let launch = (ContextId(1), Followed::Launch(OpId(7)));
        poller.want(std::slice::from_ref(&launch), at(5));
        assert_eq!(poller.due(at(5)), std::slice::from_ref(&launch));
        poller.asked(&launch, Ticket(1), at(5));
        poller.settle(Ticket(1), true, at(6));
        assert_eq!(poller.deadline(), Some(Duration::from_secs(9)));
    }

    #[test]
    fn a_row_that_has_settled_is_not_read_again() {
        let mut poller = Poller::default();
        poller.want(&[row("a")], at(0));
        poller.want(&[], at(1));
        assert_eq!(poller.deadline(), None);
    }
}

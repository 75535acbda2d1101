//! Which single rows are to be read again, and when: those in transition, and those a job waits for.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use super::job::Followed;
use super::time::Now;
use crate::cloud::message::{ContextId, Ticket};

/// How often a row in transition is read.
const EVERY: Duration = Duration::from_secs(2);
/// How often many rows are read with one list, and a launch whose answer was lost is looked for,
/// which is a list too.
const EVERY_LIST: Duration = Duration::from_secs(3);
/// How often Nova's log is asked for an action whose answer was lost.
const EVERY_LOG: Duration = Duration::from_secs(5);
/// How soon a row is read that has just begun to move.
const FIRST: Duration = Duration::from_secs(1);
/// The longest pause after errors.
const LONGEST: Duration = Duration::from_secs(30);

/// A row, and where it is.
type Place = (ContextId, Followed);

#[derive(Debug, Default)]
pub struct Poller {
    rows: BTreeMap<Place, Poll>,
    /// Those that are not being read, by when they are due.
    due: BTreeSet<(Duration, Place)>,
    asked: HashMap<Ticket, Place>,
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
    /// A job waits for it.
    followed: bool,
    /// It is seen to be in transition.
    moving: bool,
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
        Followed::Server(_) | Followed::Image(_) | Followed::Interface(..) => EVERY,
        Followed::Launch(_) => EVERY_LIST,
        Followed::Action(_) => EVERY_LOG,
    }
}

impl Poller {
    /// Of the rows in transition polls exactly these from now on; beside them those that are
    /// followed. Rows that are new are first read a second from now.
    pub fn want(&mut self, wanted: &[Place], now: Now) {
        let wanted: BTreeSet<_> = wanted.iter().collect();
        let moving = self.rows.iter().filter(|(_, poll)| poll.moving);
        let settled: Vec<_> = moving
            .map(|(what, _)| what)
            .filter(|what| !wanted.contains(what))
            .cloned()
            .collect();
        for what in settled {
            self.wish(&what, now, |poll| poll.moving = false);
        }
        for what in wanted {
            self.wish(what, now, |poll| poll.moving = true);
        }
    }

    /// Polls what a job waits for from now on, or does no more for its sake. Lost launches are
    /// looked for at once.
    pub fn follow(&mut self, what: &Place, followed: bool, now: Now) {
        self.wish(what, now, |poll| poll.followed = followed);
    }

    fn wish(&mut self, what: &Place, now: Now, change: impl FnOnce(&mut Poll)) {
        let first = match &what.1 {
            Followed::Launch(_) => Duration::ZERO,
            Followed::Server(_)
            | Followed::Image(_)
            | Followed::Interface(..)
            | Followed::Action(_) => FIRST,
        };
        let known = self.rows.get(what).copied();
        let mut poll = known.unwrap_or(Poll {
            next: now.mono + first,
            pause: every(&what.1),
            ticket: None,
            asked: now.mono,
            followed: false,
            moving: false,
        });
        change(&mut poll);
        match (known.is_some(), poll.followed || poll.moving) {
            (true, true) => {
                self.rows.insert(what.clone(), poll);
            }
            (false, true) => {
                self.due.insert((poll.next, what.clone()));
                self.rows.insert(what.clone(), poll);
            }
            (_, false) => {
                self.due.remove(&(poll.next, what.clone()));
                if let Some(ticket) = poll.ticket {
                    self.asked.remove(&ticket);
                }
                self.rows.remove(what);
            }
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
    pub fn due(&self, now: Now) -> Vec<Place> {
        if now.mono < self.quiet_until {
            return Vec::new();
        }
        let due = self.due.iter().take_while(|(next, _)| *next <= now.mono);
        let mut due: Vec<_> = due.map(|(_, what)| what.clone()).collect();
        due.sort_unstable();
        due
    }

    /// A due row is being read under this ticket.
    pub fn asked(&mut self, what: &Place, ticket: Ticket, now: Now) {
        if let Some(poll) = self.rows.get_mut(what) {
            self.due.remove(&(poll.next, what.clone()));
            self.asked.insert(ticket, what.clone());
            poll.ticket = Some(ticket);
            poll.asked = now.mono;
        }
    }

    /// Read by other means (a list): due again one interval of a list from now.
    pub fn put_off(&mut self, what: &Place, now: Now) {
        if let Some(poll) = self.rows.get_mut(what) {
            let was_due = self.due.remove(&(poll.next, what.clone()));
            poll.next = now.mono + poll.pause.max(EVERY_LIST);
            if was_due {
                self.due.insert((poll.next, what.clone()));
            }
        }
    }

    /// An answer came; `None` when it is not a row's. Errors make the pause longer.
    pub fn settle(&mut self, ticket: Ticket, ok: bool, now: Now) -> Option<Settled> {
        let what = self.asked.remove(&ticket)?;
        let poll = self.rows.get_mut(&what)?;
        poll.ticket = None;
        poll.pause = if ok {
            every(&what.1)
        } else {
            (poll.pause * 2).min(LONGEST)
        };
        poll.next = now.mono + poll.pause;
        let asked = poll.asked;
        self.due.insert((poll.next, what.clone()));
        let (context, what) = what;
        Some(Settled {
            context,
            what,
            asked,
        })
    }

    pub fn deadline(&self) -> Option<Duration> {
        let (next, _) = self.due.first()?;
        Some((*next).max(self.quiet_until))
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
        poller.follow(&launch, true, at(5));
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

    #[test]
    fn a_row_that_moves_and_is_followed_is_read_until_neither_is_so() {
        let mut poller = Poller::default();
        poller.want(&[row("a")], at(0));
        poller.follow(&row("a"), true, at(0));
        poller.want(&[], at(1));
        assert_eq!(poller.deadline(), Some(Duration::from_secs(1)));
        poller.asked(&row("a"), Ticket(1), at(1));
        poller.follow(&row("a"), false, at(1));
        assert_eq!(poller.deadline(), None);
        assert_eq!(poller.settle(Ticket(1), true, at(2)), None);
    }

    #[test]
    fn of_many_rows_only_those_that_are_due_are_named() {
        let mut poller = Poller::default();
        for n in 0..1000_u64 {
            poller.follow(&row(&format!("{n:04}")), true, at(n));
        }
        assert_eq!(poller.due(at(2)), [row("0000"), row("0001")]);
        poller.put_off(&row("0000"), at(2));
        assert_eq!(poller.due(at(2)), [row("0001")]);
        assert_eq!(poller.due(at(5)).len(), 5);
    }
}

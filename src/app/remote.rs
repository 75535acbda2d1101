//! A value that lives in the cloud: the last good one, how it stands, and which answer to believe.

use super::patience::Patience;
use super::time::Now;
use crate::cloud::message::Ticket;
use crate::openstack::Error;

/// The last good value with its time, the error since, and the ticket of the answer awaited.
///
/// An answer to any other ticket is stale and dropped; an error never takes the value away.
#[derive(Debug, Clone)]
pub struct Remote<T> {
    value: Option<(T, Now)>,
    version: Version,
    problem: Option<Error>,
    awaiting: Option<Ticket>,
    /// For which the cloud asks, before it answers.
    patience: Option<Patience>,
    /// Somebody would not wait: who wants it asks again.
    hurried: bool,
}

/// Two values of one version are the same: whose answer it was, and how often it was changed here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Version {
    ticket: Option<Ticket>,
    changes: u64,
}

impl<T> Default for Remote<T> {
    fn default() -> Self {
        Self {
            value: None,
            version: Version::default(),
            problem: None,
            awaiting: None,
            patience: None,
            hurried: false,
        }
    }
}

impl<T> Remote<T> {
    /// From now on only the answer to `ticket` counts.
    pub fn ask(&mut self, ticket: Ticket) {
        self.awaiting = Some(ticket);
        self.patience = None;
        self.hurried = false;
    }

    /// The cloud asks for patience before it answers `ticket`, or no longer.
    pub fn wait(&mut self, ticket: Ticket, patience: Option<Patience>) {
        if self.awaits(ticket) {
            self.patience = patience;
        }
    }

    /// Somebody asks by hand: what waits since the cloud asks for it does not keep from asking again.
    /// Until then its answer is taken all the same.
    pub fn hurry(&mut self) {
        self.hurried = self.patience.is_some();
    }

    pub fn patience(&self) -> Option<Patience> {
        self.patience
    }

    pub fn awaits(&self, ticket: Ticket) -> bool {
        self.awaiting == Some(ticket)
    }

    /// Takes the answer; `false` when it is stale.
    pub fn settle(&mut self, ticket: Ticket, result: Result<T, Error>, now: Now) -> bool {
        if !self.awaits(ticket) {
            return false;
        }
        self.awaiting = None;
        self.patience = None;
        self.hurried = false;
        match result {
            Ok(value) => {
                self.value = Some((value, now));
                self.version.ticket = Some(ticket);
                self.problem = None;
            }
            Err(error) => self.problem = Some(error),
        }
        true
    }

    pub fn get(&self) -> Option<&T> {
        self.value.as_ref().map(|(value, _)| value)
    }

    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.version.changes += 1;
        self.value.as_mut().map(|(value, _)| value)
    }

    pub fn version(&self) -> Version {
        self.version
    }

    /// When the value on screen was good.
    pub fn as_of(&self) -> Option<Now> {
        self.value.as_ref().map(|(_, at)| *at)
    }

    /// What went wrong since the value was good.
    pub fn problem(&self) -> Option<&Error> {
        self.problem.as_ref()
    }

    /// An answer is awaited, and need not be asked for again.
    pub fn is_loading(&self) -> bool {
        self.awaiting.is_some() && !self.hurried
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openstack::Kind;

    fn now() -> Now {
        Now {
            mono: std::time::Duration::ZERO,
            wall: jiff::Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_late_answer_does_not_undo_a_newer_one() {
        let mut remote = Remote::default();
        remote.ask(Ticket(1));
        remote.ask(Ticket(2));
        assert!(remote.settle(Ticket(2), Ok("new"), now()));
        assert!(!remote.settle(Ticket(1), Ok("old"), now()));
        assert_eq!(remote.get(), Some(&"new"));
    }

    #[test]
    fn the_version_tells_another_value_and_nothing_else() {
        let mut remote = Remote::default();
        remote.ask(Ticket(1));
        let mut last = remote.version();
        let mut moved = |remote: &Remote<u8>| {
            let before = std::mem::replace(&mut last, remote.version());
            before != remote.version()
        };
        remote.settle(Ticket(1), Ok(1), now());
        assert!(moved(&remote));
        remote.ask(Ticket(2));
        remote.settle(
            Ticket(2),
            Err(Error::new(Kind::Timeout, "no answer")),
            now(),
        );
        assert!(!moved(&remote));
        remote.get_mut();
        assert!(moved(&remote));
        remote.ask(Ticket(3));
        remote.settle(Ticket(3), Ok(1), now());
        assert!(moved(&remote));
    }

    #[test]
    fn only_what_waits_can_be_hurried_and_its_answer_still_counts() {
        let mut remote: Remote<u8> = Remote::default();
        remote.ask(Ticket(1));
        remote.hurry();
        assert!(remote.is_loading(), "it is on its way already");
        let until = jiff::Timestamp::UNIX_EPOCH;
        remote.wait(Ticket(1), Some(Patience { until, status: 429 }));
        remote.hurry();
        assert!(!remote.is_loading() && remote.patience().is_some());
        assert!(remote.settle(Ticket(1), Ok(1), now()));
        remote.ask(Ticket(2));
        assert!(remote.is_loading(), "hurried once");
    }

    #[test]
    fn patience_is_asked_for_one_answer_and_ends_with_it() {
        let patience = Some(Patience {
            until: jiff::Timestamp::UNIX_EPOCH,
            status: 429,
        });
        let mut remote = Remote::default();
        remote.ask(Ticket(1));
        remote.wait(Ticket(1), patience);
        assert_eq!(remote.patience(), patience);
        remote.ask(Ticket(2));
        assert_eq!(remote.patience(), None, "asked for again by hand");
        remote.wait(Ticket(1), patience);
        assert_eq!(remote.patience(), None, "an older question's");
        remote.wait(Ticket(2), patience);
        remote.settle(Ticket(2), Ok("good"), now());
        assert_eq!(remote.patience(), None);
    }

    #[test]
    fn an_error_keeps_the_last_good_value() {
        let mut remote = Remote::default();
        remote.ask(Ticket(1));
        remote.settle(Ticket(1), Ok("good"), now());
        remote.ask(Ticket(2));
        remote.settle(
            Ticket(2),
            Err(Error::new(Kind::Timeout, "no answer")),
            now(),
        );
        assert_eq!(remote.get(), Some(&"good"));
        assert_eq!(
            remote.problem().map(|e| e.message.as_str()),
            Some("no answer")
        );
    }
}

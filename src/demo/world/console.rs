//! The serial console of a server: how long its guest has been writing to it.

use std::time::Duration;

use jiff::Timestamp;

#[derive(Debug, Clone, Default)]
pub(crate) struct Console {
    /// Of the guest's time since its last boot, what was over before it last went to sleep.
    ran: Duration,
    /// When it was last woken; `None`: it is asleep.
    since: Option<Timestamp>,
}

impl Console {
    /// The guest writes from now on.
    pub(crate) fn wake(&mut self, now: Timestamp) {
        self.since = Some(now);
    }

    /// A task ends. What starts a guest anew also starts its log anew.
    pub(crate) fn settle(&mut self, task: Option<&str>, awake: bool, now: Timestamp) {
        let boots = !matches!(task, None | Some("unpausing" | "resuming" | "migrating"));
        self.ran = if awake && boots {
            Duration::ZERO
        } else {
            self.ran(now)
        };
        self.since = awake.then_some(now);
    }

    /// For how long the guest has been writing.
    pub(crate) fn ran(&self, now: Timestamp) -> Duration {
        let awake = self
            .since
            .and_then(|since| now.duration_since(since).try_into().ok());
        self.ran.saturating_add(awake.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::Timestamp;

    use super::Console;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_guest_that_sleeps_writes_nothing_and_one_that_boots_starts_anew() {
        let mut console = Console::default();
        console.wake(at(100));
        assert_eq!(console.ran(at(130)), Duration::from_secs(30));
        console.settle(Some("pausing"), false, at(140));
        assert_eq!(console.ran(at(900)), Duration::from_secs(40));
        console.settle(Some("unpausing"), true, at(1000));
        assert_eq!(console.ran(at(1005)), Duration::from_secs(45));
        console.settle(Some("rebooting"), true, at(1010));
        assert_eq!(console.ran(at(1012)), Duration::from_secs(2));
    }
}

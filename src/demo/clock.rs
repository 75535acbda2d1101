//! The world's time. This is the only place of the demo that reads the machine's clock.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

/// How time passes in the cloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// With the machine's clock.
    Real,
    /// Only by [`advance`](super::DemoCloud::advance).
    Stepped,
}

/// The time at which a cloud starts unless it is told another.
#[expect(
    clippy::disallowed_methods,
    reason = "the demo is a server of its own and may know the time; tests use start_at"
)]
pub(super) fn machine_time() -> Timestamp {
    Timestamp::now()
}

#[derive(Debug)]
pub(super) struct WorldClock {
    start: Timestamp,
    /// Set when the clock is real.
    running_since: Option<Instant>,
    stepped: Mutex<Duration>,
}

impl WorldClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "elapsed time, so that a clock set back does not stop the world"
    )]
    pub(super) fn new(kind: Clock, start: Timestamp) -> Self {
        Self {
            // Whole seconds, as the services report them: an event and its date then agree.
            start: Timestamp::from_second(start.as_second()).unwrap_or(start),
            running_since: (kind == Clock::Real).then(Instant::now),
            stepped: Mutex::new(Duration::ZERO),
        }
    }

    pub(super) fn is_real(&self) -> bool {
        self.running_since.is_some()
    }

    pub(super) fn now(&self) -> Timestamp {
        let elapsed = match self.running_since {
            Some(start) => start.elapsed(),
            None => *self.stepped.lock().unwrap_or_else(PoisonError::into_inner),
        };
        later(self.start, elapsed)
    }

    pub(super) fn advance(&self, by: Duration) {
        let mut stepped = self.stepped.lock().unwrap_or_else(PoisonError::into_inner);
        *stepped = stepped.saturating_add(by);
    }
}

/// `time` + `by`, and `time` where that is beyond the calendar.
pub(super) fn later(time: Timestamp, by: Duration) -> Timestamp {
    SignedDuration::try_from(by)
        .ok()
        .and_then(|by| time.checked_add(by).ok())
        .unwrap_or(time)
}

/// `Mon, 23 Nov 2026 07:02:09 GMT`, a date as HTTP has it.
pub(super) fn http_date(time: Timestamp) -> String {
    time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// `2026-11-23T07:02:09Z`
pub(super) fn utc(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `2026-11-23T07:02:09.000000`, the spelling of some of Nova's fields.
pub(super) fn naive(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S.000000").to_string()
}

//! Time, as the core knows it: handed in with every message, never asked for.

use std::time::Duration;

use jiff::Timestamp;

/// One moment, on both clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Since the program started; never goes back. Deadlines are measured on it.
    pub mono: Duration,
    /// The calendar's time, for ages and default names.
    pub wall: Timestamp,
}

impl Now {
    /// Whole seconds from `then` to now; 0 when the cloud's clock is ahead of ours.
    pub fn seconds_since(&self, then: Timestamp) -> u64 {
        u64::try_from(self.wall.as_second().saturating_sub(then.as_second())).unwrap_or(0)
    }
}

//! What a read that waits because the cloud asks for it says of itself. It gives a time, which does
//! not have to tick.

use jiff::Timestamp;

use super::remote::Remote;
use super::time::Now;
use crate::cloud::message::Wait;

/// The cloud asks for patience: the read is made again then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    pub until: Timestamp,
    /// Of the answer that asked for it, 429 as a rule.
    pub status: u16,
}

impl Patience {
    pub fn of(wait: Wait, now: Now) -> Self {
        Self {
            until: now.wall.saturating_add(wait.time).unwrap_or(now.wall),
            status: wait.status,
        }
    }

    /// `11:04:31Z`, no sooner than it is.
    pub fn clock(self) -> String {
        let begun = i64::from(self.until.subsec_nanosecond() > 0);
        let second = Timestamp::from_second(self.until.as_second() + begun);
        let at = second.unwrap_or(self.until);
        at.strftime("%H:%M:%SZ").to_string()
    }

    pub fn in_words(self) -> String {
        let Self { status, .. } = self;
        let at = self.clock();
        format!("the cloud asks for patience ({status}): next try {at}")
    }

    /// For where there is little room: `waits till 11:04:31Z (429)`.
    pub fn in_brief(self) -> String {
        format!("waits till {} ({})", self.clock(), self.status)
    }
}

/// What stands beside a field until its choices are there.
pub fn loading<T>(remote: &Remote<T>) -> String {
    let patience = remote.patience();
    patience.map_or_else(|| "loading …".into(), Patience::in_brief)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_time_it_gives_is_no_sooner_than_the_question() {
        let wait = |ms| {
            let now = Now {
                mono: Duration::ZERO,
                wall: "2026-11-22T11:04:00.4Z".parse().unwrap(),
            };
            let time = Duration::from_millis(ms);
            Patience::of(Wait { status: 429, time }, now)
        };
        assert_eq!(wait(30_600).clock(), "11:04:31Z");
        assert_eq!(wait(30_601).clock(), "11:04:32Z");
        assert_eq!(
            wait(600).in_words(),
            "the cloud asks for patience (429): next try 11:04:01Z"
        );
        assert_eq!(wait(600).in_brief(), "waits till 11:04:01Z (429)");
    }
}

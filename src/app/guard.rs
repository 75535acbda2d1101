//! Keeps a held key from confirming anything.
//!
//! A dialog is deaf to confirm keys for 300 ms. Each press of the same key within 300 ms of the
//! last counts as auto-repeat and keeps it deaf. A press that counts acts 80 ms later, and only if
//! no second one followed in that time: repeats come every 30 ms or so, fingers do not.

use std::time::Duration;

use crossterm::event::KeyCode;

use super::time::Now;

const DEAF: Duration = Duration::from_millis(300);
const ALONE: Duration = Duration::from_millis(80);
const FORGOTTEN: Duration = Duration::from_secs(5);

#[derive(Debug, Clone)]
pub struct Guard {
    deaf_until: Duration,
    last: Option<(KeyCode, Duration)>,
    fires_at: Option<Duration>,
}

impl Guard {
    /// A dialog, or a dangerous button, came under the keys just now.
    pub fn opened(now: Now) -> Self {
        Self {
            deaf_until: now.mono + DEAF,
            last: None,
            fires_at: None,
        }
    }

    /// A confirm key was pressed. If it counts, [`Guard::fired`] says so 80 ms later.
    pub fn press(&mut self, key: KeyCode, now: Now) {
        let repeated = self
            .last
            .is_some_and(|(last, at)| last == key && now.mono.saturating_sub(at) < DEAF);
        self.last = Some((key, now.mono));
        let counts = !repeated && now.mono >= self.deaf_until;
        self.fires_at = counts.then_some(now.mono + ALONE);
    }

    /// Any other key takes back a press that has not acted yet.
    pub fn disarm(&mut self) {
        self.fires_at = None;
    }

    /// When to look again.
    pub fn deadline(&self) -> Option<Duration> {
        self.fires_at
    }

    /// Whether a press has stood alone long enough; true once. One that nobody looked after for
    /// long, since the program was stopped, does not act any more.
    pub fn fired(&mut self, now: Now) -> bool {
        let Some(at) = self.fires_at.filter(|at| now.mono >= *at) else {
            return false;
        };
        self.fires_at = None;
        now.mono < at + FORGOTTEN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> Now {
        Now {
            mono: Duration::from_millis(ms),
            wall: jiff::Timestamp::UNIX_EPOCH,
        }
    }

    const ENTER: KeyCode = KeyCode::Enter;

    #[test]
    fn a_single_press_acts_once() {
        let mut guard = Guard::opened(at(0));
        guard.press(ENTER, at(400));
        assert!(!guard.fired(at(420)));
        assert!(guard.fired(at(480)));
        assert!(!guard.fired(at(900)));
    }

    #[test]
    fn a_press_within_300_ms_of_opening_is_ignored() {
        let mut guard = Guard::opened(at(0));
        guard.press(ENTER, at(299));
        assert!(!guard.fired(at(2000)));
    }

    #[test]
    fn a_key_held_at_30_hz_never_acts() {
        for start in [0, 33, 250, 400, 1000] {
            let mut guard = Guard::opened(at(0));
            for repeat in 0..300 {
                let now = at(start + repeat * 33);
                guard.press(ENTER, now);
                assert!(!guard.fired(now), "held from {start} ms");
                assert!(
                    !guard.fired(at(start + repeat * 33 + 32)),
                    "held from {start} ms"
                );
            }
            assert!(
                !guard.fired(at(60_000)),
                "held from {start} ms, then let go"
            );
        }
    }
}

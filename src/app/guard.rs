//! Keeps a held key from confirming anything.
//!
//! A key that is held down repeats: for the first time after 200 ms to 2 s, as the keyboard is set,
//! and then 15 to 40 times a second. So, of the same key and nothing else in between,
//!
//! * what comes within 300 ms of the last one is a repeat, and confirms nothing;
//! * what comes within 2.1 s of it may be the first repeat, and confirms nothing either. Where no
//!   repeat follows the key was let go, so the next one is a press;
//! * what comes later, or after it was seen to be let go, is a press.
//!
//! Where the terminal tells repeats and releases (the kitty protocol, Windows) it is believed.
//!
//! A press acts 80 ms later, and only if no key followed in that time: repeats come every 30 ms or
//! so, fingers do not. A dialog that has just come, or a button that has just got the focus, is
//! deaf for 300 ms: what was pressed for the screen before it does not count.

use std::time::Duration;

use crossterm::event::{KeyEvent, KeyEventKind};

use super::key::Key;
use super::time::Now;

const DEAF: Duration = Duration::from_millis(300);
const ALONE: Duration = Duration::from_millis(80);
const FORGOTTEN: Duration = Duration::from_secs(5);
/// No keyboard waits longer before the first repeat.
pub const FIRST_REPEAT: Duration = Duration::from_millis(2100);

/// Said where a press did not count.
pub const AGAIN: &str = "a key that is held down confirms nothing: press it again";

/// What a key that came is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Touch {
    /// Somebody pressed it.
    #[default]
    Pressed,
    /// It may be the first repeat of a key that is held down.
    Doubtful,
    Repeated,
}

/// What the fingers do, by the key that came last, whoever got it.
#[derive(Debug, Default)]
pub struct Fingers {
    last: Option<(Key, Duration, Touch)>,
    /// The mouse presses keys as well. It does not repeat, but clicks come in twos.
    clicked: Option<(Key, Duration)>,
}

impl Fingers {
    /// A key has come.
    pub fn feel(&mut self, key: KeyEvent, now: Now) -> Touch {
        let name = Key::of(key);
        let before = self.last.filter(|(last, ..)| *last == name);
        let gap = |at: Duration| now.mono.saturating_sub(at);
        let touch = match before {
            _ if key.kind == KeyEventKind::Repeat => Touch::Repeated,
            Some((_, at, _)) if gap(at) < DEAF => Touch::Repeated,
            Some((_, at, Touch::Pressed)) if gap(at) < FIRST_REPEAT => Touch::Doubtful,
            _ => Touch::Pressed,
        };
        self.last = Some((name, now.mono, touch));
        touch
    }

    /// A key was seen to be let go.
    pub fn let_go(&mut self, key: KeyEvent) {
        self.last.take_if(|(last, ..)| *last == Key::of(key));
    }

    /// A key was pressed by the mouse.
    pub fn click(&mut self, key: KeyEvent, now: Now) -> Touch {
        let name = Key::of(key);
        let before = self.clicked.replace((name, now.mono));
        let again =
            before.is_some_and(|(last, at)| last == name && now.mono.saturating_sub(at) < DEAF);
        if again {
            Touch::Repeated
        } else {
            Touch::Pressed
        }
    }
}

#[derive(Debug, Clone)]
pub struct Guard {
    deaf_until: Duration,
    touch: Touch,
    fires_at: Option<Duration>,
}

impl Guard {
    /// A dialog, or a dangerous button, came under the keys just now.
    pub fn opened(now: Now) -> Self {
        Self {
            deaf_until: now.mono + DEAF,
            touch: Touch::default(),
            fires_at: None,
        }
    }

    /// A key has come, whatever it is: it takes back a press that has not acted yet.
    pub fn feel(&mut self, touch: Touch) {
        self.touch = touch;
        self.fires_at = None;
    }

    /// Whether the key that came last was pressed, and not held down.
    pub fn is_pressed(&self) -> bool {
        self.touch == Touch::Pressed
    }

    /// That key confirms. Whether that counts; then [`Guard::fired`] says so 80 ms later.
    pub fn press(&mut self, now: Now) -> bool {
        let counts = self.is_pressed() && now.mono >= self.deaf_until;
        self.fires_at = counts.then_some(now.mono + ALONE);
        counts
    }

    /// What else takes back a press that has not acted yet.
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
    use crossterm::event::{KeyCode, KeyModifiers};

    use super::*;

    fn at(ms: u64) -> Now {
        Now {
            mono: Duration::from_millis(ms),
            wall: jiff::Timestamp::UNIX_EPOCH,
        }
    }

    fn enter() -> KeyEvent {
        KeyEvent::from(KeyCode::Enter)
    }

    /// Fingers on a keyboard, and a dialog that Enter may have opened.
    struct Desk {
        fingers: Fingers,
        guard: Guard,
        fired: usize,
    }

    impl Desk {
        /// The dialog comes at once, by this key.
        fn opened_by(key: KeyEvent) -> Self {
            let mut fingers = Fingers::default();
            fingers.feel(key, at(0));
            Self {
                fingers,
                guard: Guard::opened(at(0)),
                fired: 0,
            }
        }

        /// Enter comes at these times; between them the guard is looked at when it asks for it.
        fn enter(mut self, times: &[u64]) -> usize {
            for ms in times {
                self.look(*ms);
                self.guard.feel(self.fingers.feel(enter(), at(*ms)));
                self.guard.press(at(*ms));
            }
            self.look(u64::MAX / 2_000_000);
            self.fired
        }

        fn look(&mut self, until: u64) {
            if let Some(due) = self.guard.deadline()
                && due <= at(until).mono
            {
                let now = Now { mono: due, ..at(0) };
                self.fired += usize::from(self.guard.fired(now));
            }
        }
    }

    /// When the repeats of a key come that is pressed at `from`.
    fn repeats(from: u64, delay: u64, hz: u64, count: u64) -> Vec<u64> {
        (0..count).map(|at| from + delay + at * 1000 / hz).collect()
    }

    const DELAYS: [u64; 6] = [200, 250, 500, 660, 1000, 2000];
    const RATES: [u64; 5] = [15, 20, 25, 30, 40];

    #[test]
    fn the_key_that_opened_it_confirms_nothing_however_long_it_is_held() {
        for delay in DELAYS {
            for hz in RATES {
                // Let go after the first repeat, after the second, after many.
                for count in [1, 2, 3, 10, 200] {
                    let times = repeats(0, delay, hz, count);
                    let fired = Desk::opened_by(enter()).enter(&times);
                    assert_eq!(fired, 0, "{delay} ms, {hz} Hz, {count} repeats");
                }
            }
        }
    }

    #[test]
    fn after_it_was_held_the_next_press_counts_once() {
        for delay in DELAYS {
            for count in [1, 2, 10] {
                let mut times = repeats(0, delay, 30, count);
                times.push(times[times.len() - 1] + 400);
                let fired = Desk::opened_by(enter()).enter(&times);
                assert_eq!(fired, 1, "{delay} ms, {count} repeats");
            }
        }
    }

    #[test]
    fn another_key_than_the_one_that_opened_it_acts_once() {
        let opened = || Desk::opened_by(KeyEvent::from(KeyCode::Char('S')));
        assert_eq!(opened().enter(&[400]), 1);
        assert_eq!(opened().enter(&[299]), 0, "too soon");
        for (delay, hz) in DELAYS.iter().flat_map(|d| RATES.map(|hz| (*d, hz))) {
            let mut held = vec![400];
            held.extend(repeats(400, delay, hz, 50));
            let fired = opened().enter(&held);
            assert_eq!(
                fired, 1,
                "the press of it, and no repeat: {delay} ms, {hz} Hz"
            );
            let mut early = vec![100];
            early.extend(repeats(100, delay, hz, 50));
            assert_eq!(opened().enter(&early), 0, "held before it listened");
        }
    }

    #[test]
    fn the_key_that_opened_it_confirms_when_pressed_late_or_twice() {
        assert_eq!(Desk::opened_by(enter()).enter(&[2100]), 1);
        assert_eq!(Desk::opened_by(enter()).enter(&[2099]), 0);
        assert_eq!(Desk::opened_by(enter()).enter(&[700, 1200]), 1);
        assert_eq!(Desk::opened_by(enter()).enter(&[700, 900]), 0, "too fast");
    }

    #[test]
    fn what_the_terminal_tells_of_repeats_and_releases_is_believed() {
        let kind = |kind| KeyEvent::new_with_kind(KeyCode::Enter, KeyModifiers::NONE, kind);
        let mut fingers = Fingers::default();
        let (press, repeat) = (kind(KeyEventKind::Press), kind(KeyEventKind::Repeat));
        assert_eq!(fingers.feel(press, at(0)), Touch::Pressed);
        assert_eq!(fingers.feel(repeat, at(5000)), Touch::Repeated);
        fingers.let_go(kind(KeyEventKind::Release));
        assert_eq!(fingers.feel(press, at(5010)), Touch::Pressed);
    }

    #[test]
    fn a_second_click_is_one_too_many_and_a_third_may_be_meant() {
        let mut fingers = Fingers::default();
        let touches = [0, 200, 700].map(|ms| fingers.click(enter(), at(ms)));
        assert_eq!(touches, [Touch::Pressed, Touch::Repeated, Touch::Pressed]);
    }
}

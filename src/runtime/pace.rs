//! How often frames are drawn and the core is woken up.

use std::time::Duration;

/// Frames that no key asked for come no closer together than this in the long run.
pub(super) const FRAME: Duration = Duration::from_millis(33);

/// By so much they may come early: a near cloud has been found, has let us in and has sent its first
/// rows before one such time is over, and each of that is a frame.
pub(super) const AHEAD: Duration = Duration::from_millis(4 * 33);

/// Wake-ups come no closer together than this, whatever the core asks for.
pub(super) const PULSE: Duration = Duration::from_millis(10);

/// How many frames were drawn lately, and whether one is owed.
#[derive(Default)]
pub(super) struct Pace {
    /// Every frame takes up its time, one after the other; until then it is taken.
    pub(super) taken: Duration,
    pub(super) woken: Duration,
    pub(super) owed: bool,
}

impl Pace {
    /// When to stop sleeping although nothing happens.
    pub(super) fn next(&self, deadline: Option<Duration>) -> Option<Duration> {
        let wake = deadline.map(|at| at.max(self.woken + PULSE));
        let frame = self.owed.then(|| self.free());
        wake.into_iter().chain(frame).min()
    }

    /// When the next frame may be drawn.
    pub(super) fn free(&self) -> Duration {
        self.taken.saturating_sub(AHEAD)
    }

    /// A frame was drawn. Those that keys ask for come at any time, and hold up others by no more
    /// than one.
    pub(super) fn drew(&mut self, now: Duration) {
        self.owed = false;
        self.taken = (self.taken.max(now) + FRAME).min(now + AHEAD + FRAME);
    }
}

//! What can be done to an instance: which actions exist, when each is allowed, and what it asks
//! the cloud.

use super::App;
use super::action::Action;

impl App {
    /// Asks about an action that needs nothing but a yes, or does it where none is needed.
    pub(super) fn open_verb(&mut self, action: Action) {
        let _ = action;
    }
}

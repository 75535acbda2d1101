//! The dialogs with fields: what each asks, what is wrong with what was typed, and the requests it
//! makes.

use super::App;
use super::action::Action;

impl App {
    /// Opens the dialog of an action that needs to be told more.
    pub(super) fn open_form(&mut self, action: Action) {
        let _ = action;
    }
}

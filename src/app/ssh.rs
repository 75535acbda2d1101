//! Logging in to an instance with `ssh`: the command is shown, may be edited, and runs in place of
//! the screen.

use super::App;

impl App {
    pub(super) fn open_ssh(&mut self) {}
}

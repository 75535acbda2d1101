//! Which columns a list shows, and in which order.

use super::App;

impl App {
    pub(super) fn open_columns(&mut self) {}
}

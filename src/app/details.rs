//! The details of one instance: Overview, Interfaces, Log, Console, Action Log.

use super::App;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DetailsTab {
    Overview,
    Interfaces,
    Log,
    Console,
    ActionLog,
}

impl App {
    /// Shows the details of the instance under the cursor.
    pub(super) fn open_details(&mut self, tab: DetailsTab) {
        if tab == DetailsTab::Log {
            return self.open_console();
        }
        if let Some(space) = &mut self.space {
            space.pane.zoomed = true;
            space.pane.scroll = 0;
        }
    }
}

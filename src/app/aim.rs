//! What a menu was opened for. While it is open a list may lose the row under the cursor, or a mark:
//! what is picked then is done to what the menu was opened for, or not at all.

use super::App;
use super::action::{self, Action, Scope};
use super::job::Followed;
use super::modal::{Modal, Next};
use super::workspace::Tab;

impl App {
    /// A menu is about to open: remembers for what. A menu over a menu is for the same.
    pub(super) fn take_aim(&mut self) {
        if !self.over_menu() {
            self.aim = self.aimed_rows();
        }
    }

    /// Whether the topmost dialog is a menu, or the palette, which is one.
    pub(super) fn over_menu(&self) -> bool {
        matches!(self.modals.last(), Some(Modal::Menu(_) | Modal::Palette(_)))
    }

    /// Whether what was picked would now be done to something else; says so then.
    pub(super) fn has_missed(&mut self, picked: &Next) -> bool {
        let label = match picked {
            Next::Copy(_) => "Copy",
            Next::Act(action) => match action::spec_of(*action) {
                Some(spec) if spec.scope == Scope::Instances || is_of_a_row(*action) => spec.label,
                _ => return false,
            },
            _ => return false,
        };
        if self.aim == self.aimed_rows() {
            return false;
        }
        let text = format!("{label}: nothing is done, the list has moved under the menu");
        self.desk.notices.warn(text, self.now);
        true
    }

    /// What an action in the panel in view is aimed at, by id.
    fn aimed_rows(&self) -> Vec<Followed> {
        let Some(space) = &self.space else {
            return Vec::new();
        };
        match space.tab {
            Tab::Instances => {
                let aimed = self.aimed().into_iter();
                aimed
                    .map(|server| Followed::Server(server.id.clone()))
                    .collect()
            }
            Tab::Images => {
                let aimed = space.images.table.aimed().into_iter();
                aimed
                    .map(|image| Followed::Image(image.id.clone()))
                    .collect()
            }
        }
    }
}

/// Whether an action of both panels is aimed at rows.
fn is_of_a_row(action: Action) -> bool {
    matches!(action, Action::Delete | Action::Open | Action::Copy)
}

//! Whether an action can be done now, and if not, why: one sentence, shown wherever the action is.

use super::App;
use super::action::{self, ACTIONS, Action, Group, Scope};
use super::details;
use super::workspace::Tab;
use crate::openstack::compute::{Server, ServerStatus};
use crate::openstack::image::{Image, ImageStatus};

impl App {
    /// `None`: it can be done.
    pub fn reason_against(&self, action: Action) -> Option<String> {
        let scope = ACTIONS
            .iter()
            .find(|spec| spec.action == action)
            .map(|spec| spec.scope);
        let Some(space) = &self.space else {
            let always = matches!(
                action,
                Action::Help | Action::Quit | Action::Redraw | Action::Suspend | Action::Mouse
            );
            return (!always).then(|| "no cloud is open".into());
        };
        if scope == Some(Scope::Instances) && space.tab != Tab::Instances {
            return Some("only in Instances".into());
        }
        if let Some(reason) = self.against_in_details(action, scope) {
            return Some(reason);
        }
        match action {
            Action::Undo => (self.desk.jobs.held() == 0).then(|| "nothing is pending".into()),
            Action::ReadOnly => self.against_read_only(),
            Action::ReadWrite => self.against_read_write(),
            Action::Launch => self.against_launch(),
            Action::Snapshot => self.against_snapshot(),
            Action::Ssh => self.against_ssh(),
            Action::Delete
            | Action::Copy
            | Action::ConsoleLog
            | Action::Interfaces
            | Action::Console
            | Action::ActionLog
            | Action::Open => self
                .has_row()
                .then_some(())
                .map_or_else(|| Some("the list is empty".into()), |()| None),
            _ => None,
        }
    }

    /// In the details actions are aimed at the instance shown, and lists cannot be arranged.
    fn against_in_details(&self, action: Action, scope: Option<Scope>) -> Option<String> {
        let space = self.space.as_ref()?;
        let shown = space.looked_at()?;
        if !details::serves(action) {
            return Some("only in the list: Esc leads there".into());
        }
        let of_one = scope == Some(Scope::Instances) || matches!(action, Action::Delete);
        let looks = action::spec_of(action).is_some_and(|spec| spec.group == Group::Look);
        (of_one && !looks && shown.is_none()).then(|| "the instance shown is gone".into())
    }

    fn has_row(&self) -> bool {
        self.space.as_ref().is_some_and(|space| match space.tab {
            Tab::Instances => space.instances.table.cursor().is_some(),
            Tab::Images => space.images.table.cursor().is_some(),
        })
    }

    fn against_launch(&self) -> Option<String> {
        let space = self.space.as_ref()?;
        if let Some(missing) = space.missing_service(Tab::Instances) {
            return Some(missing);
        }
        if space.tab == Tab::Images {
            return match space.images.table.cursor() {
                Some(image) => against_boot(image),
                None => Some("the list is empty".into()),
            };
        }
        None
    }

    fn against_snapshot(&self) -> Option<String> {
        let space = self.space.as_ref()?;
        if let Some(shown) = space.looked_at() {
            return shown.and_then(against_snapshot_of);
        }
        let marked = space.instances.table.marked_len();
        if marked > 1 {
            return Some(format!(
                "{marked} instances are marked; a snapshot is taken of one at a time"
            ));
        }
        match space.instances.table.target() {
            None => Some("the list is empty".into()),
            Some(server) => against_snapshot_of(server),
        }
    }
}

/// Nova takes an image of a server in these states only, and while no task runs (api-ref,
/// `createImage`; the API allows it on locked servers).
pub(super) fn against_snapshot_of(server: &Server) -> Option<String> {
    use ServerStatus::{Active, Paused, Shutoff, Suspended};
    if let Some(task) = &server.task_state {
        return Some(format!(
            "{} is busy: {}",
            server.title(),
            super::instances::task_words(task)
        ));
    }
    if matches!(server.status, Active | Shutoff | Paused | Suspended) {
        return None;
    }
    Some(format!(
        "{} is {}: snapshots need ACTIVE, SHUTOFF, PAUSED or SUSPENDED",
        server.title(),
        server.status.as_str()
    ))
}

/// Nova boots from active images only.
pub(super) fn against_boot(image: &Image) -> Option<String> {
    if image.is_bootable() {
        None
    } else if image.status == ImageStatus::Active {
        Some(format!(
            "{} is a kernel or ramdisk: it cannot boot alone",
            image.title()
        ))
    } else {
        Some(format!(
            "{} is {}: only active images boot",
            image.title(),
            image.status.as_str()
        ))
    }
}

//! Whether an action can be done now, and if not, why: one sentence, shown wherever the action is.

use super::App;
use super::action::{Action, Group, Scope, spec_of};
use super::details;
use super::modal::Modal;
use super::server::allowed::{Reason, against};
use super::server::rules::{Rule, rule_of};
use super::workspace::Tab;
use crate::openstack::compute::Server;
use crate::openstack::image::{Image, ImageStatus};

const EMPTY: &str = "the list is empty";

impl App {
    /// `None`: it can be done.
    pub fn reason_against(&self, action: Action) -> Option<String> {
        let scope = spec_of(action).map(|spec| spec.scope);
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
        if action == Action::Undo {
            return self.against_undo();
        }
        if spec_of(action).is_some_and(|spec| spec.group == Group::Change)
            && let Some(reason) = self.read_only()
        {
            return Some(reason);
        }
        if space.tab == Tab::Instances
            && let Some(rule) = rule_of(action)
        {
            return self.against_rule(rule);
        }
        match action {
            Action::ReadOnly => self.against_read_only(),
            Action::ReadWrite => self.against_read_write(),
            Action::Launch => self.against_launch(),
            Action::Ssh => self.against_ssh(),
            Action::Delete
            | Action::Copy
            | Action::ConsoleLog
            | Action::Open
            | Action::Interfaces
            | Action::ActionLog
            | Action::Power
            | Action::Rework
            | Action::Edit
            | Action::Attach => (!self.has_row()).then(|| EMPTY.into()),
            _ => None,
        }
    }

    /// [`App::reason_against`], and that a question that is open is to be answered first: help over
    /// it lists every action.
    pub(super) fn against_now(&self, action: Action) -> Option<String> {
        let reads_on = matches!(
            action,
            Action::Help
                | Action::Palette
                | Action::Jobs
                | Action::Messages
                | Action::ApiLog
                | Action::Mouse
                | Action::Redraw
                | Action::Suspend
                | Action::Quit
        );
        if !reads_on && self.modals.iter().any(Modal::asks) {
            return Some("a dialog is open: Esc closes it".into());
        }
        self.reason_against(action)
    }

    /// In the details actions are aimed at the instance shown, and lists cannot be arranged.
    fn against_in_details(&self, action: Action, scope: Option<Scope>) -> Option<String> {
        let space = self.space.as_ref()?;
        let shown = space.looked_at()?;
        if !details::serves(action) {
            return Some("only in the list: Esc leads there".into());
        }
        let of_one = scope == Some(Scope::Instances) || matches!(action, Action::Delete);
        let looks = spec_of(action).is_some_and(|spec| spec.group == Group::Look);
        (of_one && !looks && shown.is_none()).then(|| "the instance shown is gone".into())
    }

    /// Whether more than one instance is aimed at.
    pub(super) fn aims_at_many(&self) -> bool {
        self.aimed().len() > 1
    }

    /// The instances an action is aimed at, see [`super::workspace::Workspace::server_targets`].
    pub(super) fn aimed(&self) -> Vec<&Server> {
        let Some(space) = &self.space else {
            return Vec::new();
        };
        match space.looked_at() {
            Some(shown) => shown.into_iter().collect(),
            None => space.instances.table.aimed(),
        }
    }

    /// Off for many only when it is off for each of them; else its dialog names the skipped.
    fn against_rule(&self, rule: &Rule) -> Option<String> {
        let around = self.circumstances()?;
        let mut aimed = self.aimed();
        let (group, many) = (spec_of(rule.action)?.group, aimed.len());
        if many > 1 && group == Group::Look {
            aimed = self
                .space
                .as_ref()?
                .instances
                .table
                .cursor()
                .into_iter()
                .collect();
        } else if let Some(why) = rule.one.filter(|_| many > 1) {
            return Some(format!("{many} instances are marked; {why}"));
        }
        let mut first = None;
        for server in &aimed {
            match against(rule.action, server, &around)? {
                // Its dialog says why, and what would lift it.
                Reason::It(_) if rule.action == Action::Delete => return None,
                reason => first = first.or_else(|| Some(reason.of(server.title()))),
            }
        }
        first.or_else(|| aimed.is_empty().then(|| EMPTY.into()))
    }

    fn against_undo(&self) -> Option<String> {
        if self.desk.jobs.held() > 0 {
            return None;
        }
        let here = |context| self.is_of_this_place(context);
        if self.desk.jobs.restorable(here).is_empty() {
            return Some("nothing is pending".into());
        }
        self.read_only()
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
                None => Some(EMPTY.into()),
            };
        }
        None
    }
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

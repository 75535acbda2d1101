//! Whether an action can be done now, and if not, why: one sentence, shown wherever the action is.

use super::App;
use super::action::{Action, Group, Scope, spec_of};
use super::details;
use super::modal::Modal;
use super::server::allowed::{Reason, against, against_here};
use super::server::rules::{Rule, rule_of};
use super::workspace::Tab;
use crate::cloud::message::ContextId;
use crate::openstack::compute::Server;
use crate::openstack::image::{Image, ImageStatus};

const EMPTY: &str = "the list is empty";

/// What was found of the marked, as long as nothing that counts has changed.
#[derive(Debug, Default)]
pub(super) struct Judged {
    basis: Option<Basis>,
    reasons: Vec<(Action, Option<String>)>,
}

/// What a judgement of the marked rests on.
#[derive(Debug, PartialEq, Eq)]
struct Basis {
    context: ContextId,
    rows: u64,
    marks: u64,
    /// Of a range begun the other end.
    cursor: Option<usize>,
    jobs: u64,
}

impl Judged {
    /// The reason, if that was asked before.
    fn of(&self, basis: &Basis, action: Action) -> Option<&(Action, Option<String>)> {
        let mut known = self.reasons.iter();
        known
            .find(|(known, _)| *known == action)
            .filter(|_| self.basis.as_ref() == Some(basis))
    }

    fn note(&mut self, basis: Basis, action: Action, reason: Option<String>) {
        if self.basis.as_ref() != Some(&basis) {
            self.basis = Some(basis);
            self.reasons.clear();
        }
        self.reasons.push((action, reason));
    }
}

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
        self.aimed_len() > 1
    }

    fn aimed_len(&self) -> usize {
        self.space.as_ref().map_or(0, |space| {
            let shown = space.looked_at();
            shown.map_or_else(|| space.instances.table.aimed_len(), |it| it.iter().count())
        })
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
    fn against_rule(&self, rule: &'static Rule) -> Option<String> {
        let space = self.space.as_ref()?;
        let (group, many) = (spec_of(rule.action)?.group, self.aimed_len());
        if many > 1 && group != Group::Look {
            return match rule.one {
                Some(why) => Some(format!("{many} instances are marked; {why}")),
                None => self.against_many(rule),
            };
        }
        let aimed = match space.looked_at() {
            Some(shown) => shown,
            None if many > 1 => space.instances.table.cursor(),
            None => space.instances.table.target(),
        };
        let Some(server) = aimed else {
            return Some(EMPTY.into());
        };
        match against(rule.action, server, &self.circumstances()?)? {
            // Its dialog says why, and what would lift it.
            Reason::It(_) if rule.action == Action::Delete => None,
            reason => Some(reason.of(server.title())),
        }
    }

    /// The same of the marked: they are judged once, until one of them or what counts beside them
    /// changes.
    fn against_many(&self, rule: &'static Rule) -> Option<String> {
        let (space, around) = (self.space.as_ref()?, self.circumstances()?);
        if let Some(reason) = against_here(rule, &around) {
            return Some(reason);
        }
        // Its dialog says of each why not, and what would lift it.
        if rule.action == Action::Delete {
            return None;
        }
        let table = &space.instances.table;
        let basis = Basis {
            context: space.context,
            rows: table.rows_revision(),
            marks: table.marks_revision(),
            cursor: table.is_ranging().then(|| table.cursor_place()),
            jobs: self.desk.jobs.revision(),
        };
        if let Some((_, known)) = self.judged.borrow().of(&basis, rule.action) {
            return known.clone();
        }
        let may = |server: &Server| against(rule.action, server, &around).is_none();
        let reason = if table.each_aimed().any(may) {
            None
        } else {
            let aimed = table.aimed();
            let first = aimed.first()?;
            against(rule.action, first, &around).map(|reason| reason.of(first.title()))
        };
        let mut judged = self.judged.borrow_mut();
        judged.note(basis, rule.action, reason.clone());
        reason
    }

    fn against_undo(&self) -> Option<String> {
        if self.desk.jobs.held() > 0 {
            return None;
        }
        let here = |context| self.is_of_this_place(context);
        if !self.desk.jobs.is_restorable(here) {
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

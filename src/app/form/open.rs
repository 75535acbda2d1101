//! Which action opens which dialog, and what the application does for an open one.

use super::edit::Edit;
use super::floating_ip::{Associate, Disassociate};
use super::groups::Groups;
use super::interface::{AttachInterface, DetachInterface};
use super::lock::Lock;
use super::metadata::Metadata;
use super::migrate::Migrate;
use super::password::ChangePassword;
use super::port::PortForm;
use super::rebuild::Rebuild;
use super::rescue::Rescue;
use super::resize::Resize;
use super::retrieve::RetrievePassword;
use super::tags::Tags;
use super::volume::{AttachVolume, DetachVolume};
use super::{Dialog, Form, Id};
use crate::app::App;
use crate::app::action::{self, Action};
use crate::app::modal::{Modal, Then};
use crate::app::workspace::Tab;
use crate::cloud::message::{ContextId, Data, OpId, Read, Ticket, Written};
use crate::openstack::Error;

fn dialog_of(action: Action) -> Option<Box<dyn Dialog>> {
    Some(match action {
        Action::Lock => Box::new(Lock),
        Action::EditServer => Box::new(Edit),
        Action::Metadata => Box::new(Metadata),
        Action::Tags => Box::new(Tags),
        Action::SecurityGroups => Box::new(Groups),
        Action::PortSecurityGroups => Box::new(PortForm),
        Action::AttachInterface => Box::new(AttachInterface),
        Action::DetachInterface => Box::new(DetachInterface),
        Action::AssociateFloatingIp => Box::new(Associate),
        Action::DisassociateFloatingIp => Box::new(Disassociate),
        Action::AttachVolume => Box::new(AttachVolume),
        Action::DetachVolume => Box::new(DetachVolume),
        Action::Rescue => Box::new(Rescue),
        Action::Resize => Box::new(Resize),
        Action::Rebuild => Box::new(Rebuild),
        Action::ChangePassword => Box::new(ChangePassword),
        Action::RetrievePassword => Box::new(RetrievePassword),
        Action::Migrate => Box::new(Migrate { live: false }),
        Action::LiveMigrate => Box::new(Migrate { live: true }),
        _ => return None,
    })
}

impl App {
    /// Opens the dialog of an action that needs to be told more.
    pub(in crate::app) fn open_form(&mut self, action: Action) {
        let (Some(dialog), Some(space)) = (dialog_of(action), &mut self.space) else {
            return;
        };
        let danger = self.options.settings.danger(&space.info);
        let details = space.details.as_deref();
        let port = details.and_then(|details| details.port(space)).cloned();
        let aside = details.is_none() && space.instances.table.aims_aside();
        let targets = space.server_targets();
        let mut form = match targets.as_slice() {
            [] => return,
            [server] => Form::open(dialog, server, danger, self.now),
            many => {
                let label = action::spec_of(action).map_or("", |spec| spec.label);
                let text = format!("{label}: one at a time, and {} are marked", many.len());
                return self.desk.notices.warn(text, self.now);
            }
        };
        form.aside = aside;
        // The interface under the cursor is the one to be edited; which one is taken away is said in
        // the dialog only.
        if let (Action::PortSecurityGroups, Some(port)) = (action, port) {
            form.fields.propose(Id::Port, vec![port.to_string()]);
        }
        space.about.turn_to(&form.server().id);
        self.modals.push(Modal::Form(Box::new(form)));
        self.form_reads();
        self.forms_look();
    }

    /// Reads what the topmost dialog with fields asks for.
    pub(in crate::app) fn form_reads(&mut self) {
        if let Some(Modal::Form(form)) = self.modals.last_mut() {
            let (wants, at_once) = (form.wants(), form.wants_at_once());
            if at_once && let Some(space) = &mut self.space {
                space.hurry();
            }
            self.read_for_form(wants, at_once);
        }
    }

    /// The same for all that are open.
    pub(in crate::app) fn forms_read(&mut self) {
        let forms = self.modals.iter_mut().filter_map(|modal| match modal {
            Modal::Form(form) => Some(form.wants()),
            _ => None,
        });
        let wants = forms.flatten().collect();
        self.read_for_form(wants, false);
    }

    /// `at_once`: by hand, however fresh it is.
    fn read_for_form(&mut self, wants: Vec<Read>, at_once: bool) {
        let Some(space) = &mut self.space else { return };
        let mut cx = self.desk.cx(self.now, space.context);
        for read in wants {
            let of_server = matches!(
                read,
                Read::ServerDetail(_) | Read::ServerPorts(_) | Read::ServerVolumes(_)
            );
            if of_server {
                space.read_about(read, &mut cx);
            } else if matches!(read, Read::Images) {
                let is_missing = !space.images.is_complete() && !space.images.is_reading();
                if at_once || is_missing {
                    space.read_list(Tab::Images, true, &mut cx);
                }
            } else if at_once || !space.is_fresh(&read, self.now) {
                space.read_choice(read, &mut cx);
            }
        }
    }

    /// Dialogs with fields look at the lists again.
    pub(in crate::app) fn forms_look(&mut self) {
        let Some(space) = &self.space else { return };
        for modal in &mut self.modals {
            if let Modal::Form(form) = modal {
                form.world_changed(space.world(), &space.about);
            }
        }
    }

    /// The answer to a question a dialog has put; `None` when it was one.
    pub(in crate::app) fn forms_take(
        &mut self,
        ticket: Ticket,
        result: Result<Data, Error>,
    ) -> Option<Result<Data, Error>> {
        let now = self.now;
        let forms = self.modals.iter_mut().filter_map(|modal| match modal {
            Modal::Form(form) => Some(form),
            _ => None,
        });
        let mut result = Some(result);
        for form in forms {
            result = form.on_read(ticket, result?, now);
        }
        result
    }

    /// The outcome of a write a dialog may have sent. When it was, what it shows is read again.
    pub(in crate::app) fn forms_take_outcome(
        &mut self,
        op: OpId,
        context: ContextId,
        result: &Result<Written, Error>,
    ) {
        let mut wants = Vec::new();
        let mut was_sent = false;
        let now = self.now;
        self.modals.retain_mut(|modal| {
            let Modal::Form(form) = modal else {
                return true;
            };
            was_sent |= form.has_sent(op);
            let then = form.on_written(op, result, now);
            wants.extend(form.wants());
            matches!(then, Then::Stay)
        });
        let is_here = self.space.as_ref().map(|space| space.context) == Some(context);
        if was_sent && is_here {
            self.read_for_form(wants, false);
            self.read_list_now(Tab::Instances, false);
        }
    }
}

//! From an action and its targets to the question about it, or to the requests where none is
//! needed.

use std::collections::HashMap;

use super::allowed::{Circumstances, against};
use super::verb::{DELETE_IMAGE, Risk, Verb, verb_of};
use crate::app::App;
use crate::app::action::Action;
use crate::app::format;
use crate::app::job::Followed;
use crate::app::list::List;
use crate::app::modal::Modal;
use crate::app::modal::confirm::{Confirm, Refused, Seen, Target, Terms, Unseen, carry_out};
use crate::app::modal::doomed::{
    doomed_server, image_target, refuse_image, refused_server, server_target,
};
use crate::app::table::Row;
use crate::app::workspace::Workspace;
use crate::cloud::message::OpId;
use crate::openstack::compute::Boot;
use crate::openstack::id::{ImageId, ServerId};
use crate::openstack::image::Image;

impl App {
    /// What decides about actions in the open context, beside the instances themselves.
    pub(in crate::app) fn circumstances(&self) -> Option<Circumstances<'_>> {
        let space = self.space.as_ref()?;
        Some(Circumstances {
            context: space.context,
            info: &space.info,
            read_only: self.read_only(),
            jobs: &self.desk.jobs,
        })
    }

    /// How strictly a change is asked about in the open context.
    pub(in crate::app) fn terms(&self) -> Terms {
        let settings = &self.options.settings;
        let info = self.space.as_ref().map(|space| &space.info);
        Terms {
            danger: info.is_some_and(|info| settings.danger(info)),
            undo: settings.undo,
        }
    }

    /// Asks about an action that needs nothing but a yes, or does it where none is needed.
    pub(in crate::app) fn open_verb(&mut self, action: Action) {
        let (Some(verb), Some(space)) = (verb_of(action), &mut self.space) else {
            return;
        };
        let unseen = match space.details {
            Some(_) => Unseen::default(),
            None => unseen(&space.instances),
        };
        let aimed: Vec<_> = space
            .server_targets()
            .iter()
            .map(|server| Followed::Server(server.id.clone()))
            .collect();
        self.ask_about(verb, &aimed, unseen);
    }

    /// Asks before images are deleted.
    pub(in crate::app) fn delete_images(&mut self) {
        let Some(space) = &mut self.space else { return };
        let unseen = unseen(&space.images);
        let aimed: Vec<_> = space
            .images
            .table
            .targets()
            .iter()
            .map(|image| Followed::Image(image.id.clone()))
            .collect();
        self.ask_about(&DELETE_IMAGE, &aimed, unseen);
    }

    fn ask_about(&mut self, verb: &'static Verb, aimed: &[Followed], unseen: Unseen) {
        let terms = self.terms();
        let judged = self.judge(verb, aimed);
        if let ([Ok(target)], Risk::Harmless, false) = (&judged[..], verb.risk, terms.danger) {
            let asked = [(target.name.clone(), target.what.clone())];
            return self.carry_out(verb, &asked);
        }
        let confirm = Confirm::new(verb, terms, judged, unseen, self.now);
        self.modals.push(Modal::Confirm(confirm));
    }

    fn carry_out(&mut self, verb: &'static Verb, asked: &[(String, Followed)]) {
        let Some(space) = &self.space else { return };
        let mut cx = self.desk.cx(self.now, space.context);
        carry_out(verb, std::time::Duration::ZERO, asked, &mut cx);
    }

    /// What the question says of each of them, one of which may be listed no more. What is looked
    /// up in the other list is gone through once for all.
    fn judge(&self, verb: &Verb, aimed: &[Followed]) -> Vec<Result<Target, Refused>> {
        let (Some(space), Some(around)) = (&self.space, self.circumstances()) else {
            return Vec::new();
        };
        let (mut saving, mut booted) = (HashMap::new(), HashMap::new());
        match aimed.first() {
            Some(Followed::Server(_)) => saving = snapshots(space),
            Some(Followed::Image(_)) => booted = users(space),
            _ => {}
        }
        let judge = |what: &Followed| match what {
            Followed::Server(id) => Some(space.instances.table.get(id).map_or_else(
                || match verb.action {
                    // Nova does not list what it has deleted softly.
                    Action::Restore => Ok(Target::kept(id.to_string(), what.clone())),
                    _ => Err(Refused::gone(id.as_str())),
                },
                |server| match against(verb.action, server, &around) {
                    Some(reason) => Err(refused_server(server, &reason, &space.info)),
                    None if verb.risk == Risk::Destroys => {
                        let snapshot = saving.get(id).cloned();
                        Ok(doomed_server(server, snapshot, self.now))
                    }
                    None => Ok(server_target(server, self.now)),
                },
            )),
            Followed::Image(id) => Some(space.images.table.get(id).map_or_else(
                || Err(Refused::gone(id.as_str())),
                |image| {
                    let users = booted.get(id).map(Vec::as_slice);
                    self.judge_image(image, users.unwrap_or_default())
                },
            )),
            Followed::Interface(..) | Followed::Launch(_) | Followed::Action(_) => None,
        };
        aimed.iter().filter_map(judge).collect()
    }

    /// Open questions look at their targets again.
    pub(in crate::app) fn look_at_questions(&mut self) {
        let Some(space) = &self.space else { return };
        let seen = Seen {
            rows: (
                space.instances.table.rows_revision(),
                space.images.table.rows_revision(),
            ),
            jobs: self.desk.jobs.revision(),
            read_only: self.read_only().is_some(),
        };
        let mut modals = std::mem::take(&mut self.modals);
        for modal in &mut modals {
            if let Modal::Confirm(confirm) = modal {
                confirm.refresh(seen, |verb, aimed| self.judge(verb, aimed));
            }
        }
        self.modals = modals;
    }

    fn judge_image(&self, image: &Image, users: &[String]) -> Result<Target, Refused> {
        let (what, jobs) = (Followed::Image(image.id.clone()), &self.desk.jobs);
        let pending = jobs.held_delete(&what).is_some() || jobs.is_deleting(&what);
        let info = self.space.as_ref().map(|space| &space.info);
        match info.and_then(|info| refuse_image(image, info, pending)) {
            Some(refused) => Err(refused),
            None => Ok(image_target(image, users, self.now)),
        }
    }

    /// Asks again about those of many that failed; what they are by now counts.
    pub(in crate::app) fn retry(&mut self, group: OpId) {
        let Some((context, verb, failed)) = self.desk.jobs.failed_of(group) else {
            let text = "Retry the failed: none has failed, or some are still under way";
            return self.desk.notices.warn(text.into(), self.now);
        };
        if !self.is_of_this_place(context) {
            let there = self.places.get(&context);
            let there = there.map_or("another context", String::as_str);
            let text = format!("Retry the failed: they belong to {there}: c goes there");
            return self.desk.notices.warn(text, self.now);
        }
        if let Some(reason) = self.read_only() {
            let text = format!("Retry the failed: {reason}");
            return self.desk.notices.warn(text, self.now);
        }
        self.ask_about(verb, &failed, Unseen::default());
    }

    /// Brings back what was deleted last, where the cloud keeps what is deleted for a while.
    pub(in crate::app) fn restore_deleted(&mut self) {
        let here = |context| self.is_of_this_place(context);
        self.restore(self.desk.jobs.restorable(here));
    }

    /// Takes back what of a group is held; brings back what of it was deleted already.
    pub(in crate::app) fn undo_group(&mut self, group: OpId) {
        let undone = self.desk.jobs.undo_group(group, self.now);
        if !undone.is_empty() {
            let text = format!("Undone: {}", format::some_of(&undone));
            return self.desk.notices.good(text, self.now);
        }
        let first = self.desk.jobs.get(group).map(|job| job.context);
        let here = first.is_some_and(|context| self.is_of_this_place(context));
        let kept = self.desk.jobs.restorable_of(group);
        let reason = match (here, kept.is_empty()) {
            (true, false) => self.read_only(),
            _ => Some("nothing of it is pending".into()),
        };
        match reason {
            Some(reason) => {
                let text = format!("Undo: {reason}");
                self.desk.notices.warn(text, self.now);
            }
            None => self.restore(kept),
        }
    }

    fn restore(&mut self, kept: Vec<(ServerId, String)>) {
        let Some(verb) = verb_of(Action::Restore) else {
            return;
        };
        let asked: Vec<_> = kept
            .into_iter()
            .map(|(id, name)| (name, Followed::Server(id)))
            .collect();
        let terms = self.terms();
        if asked.len() == 1 && !terms.danger {
            return self.carry_out(verb, &asked);
        }
        // The list does not show them any more, so there is no more to say of them.
        let targets = asked
            .into_iter()
            .map(|(name, what)| Ok(Target::kept(name, what)));
        let unseen = Unseen::default();
        let confirm = Confirm::new(verb, terms, targets.collect(), unseen, self.now);
        self.modals.push(Modal::Confirm(confirm));
    }
}

/// What a list does not show of what an action is aimed at.
fn unseen<R: Row>(list: &List<R>) -> Unseen {
    let table = &list.table;
    Unseen {
        hidden: table.hidden_marks(),
        aside: table.aims_aside(),
        unread: !list.is_complete() && table.marked_len() > 1,
    }
}

/// Snapshots that are not complete, by what they are taken of.
fn snapshots(space: &Workspace) -> HashMap<ServerId, String> {
    let images = space.images.table.rows().iter().rev();
    let saving = images.filter(|image| image.in_transition());
    saving
        .filter_map(|image| Some((image.instance()?, image.title().to_owned())))
        .collect()
}

/// The names of the instances that were booted from each image.
fn users(space: &Workspace) -> HashMap<ImageId, Vec<String>> {
    let mut users: HashMap<ImageId, Vec<String>> = HashMap::new();
    for server in space.instances.table.rows() {
        if let Boot::Image(image) = &server.boot {
            let names = users.entry(image.clone()).or_default();
            names.push(server.title().to_owned());
        }
    }
    users
}

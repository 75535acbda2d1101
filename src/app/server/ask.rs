//! From an action and its targets to the question about it, or to the requests where none is
//! needed.

use super::allowed::{Circumstances, against};
use super::verb::{DELETE_IMAGE, Risk, Verb, verb_of};
use crate::app::App;
use crate::app::action::Action;
use crate::app::job::Followed;
use crate::app::modal::Modal;
use crate::app::modal::confirm::{Confirm, Refused, Target, Terms, carry_out};
use crate::app::modal::doomed::{
    doomed_server, image_target, refuse_image, refused_server, server_target,
};
use crate::cloud::message::OpId;
use crate::openstack::compute::{Boot, Server};
use crate::openstack::id::{ImageId, ServerId};

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
        let hidden = if space.details.is_some() {
            0
        } else {
            space.instances.table.hidden_marks()
        };
        let aimed: Vec<_> = space
            .server_targets()
            .iter()
            .map(|server| Followed::Server(server.id.clone()))
            .collect();
        self.ask_about(verb, &aimed, hidden);
    }

    /// Asks before images are deleted.
    pub(in crate::app) fn delete_images(&mut self) {
        let Some(space) = &mut self.space else { return };
        let hidden = space.images.table.hidden_marks();
        let aimed: Vec<_> = space
            .images
            .table
            .targets()
            .iter()
            .map(|image| Followed::Image(image.id.clone()))
            .collect();
        self.ask_about(&DELETE_IMAGE, &aimed, hidden);
    }

    fn ask_about(&mut self, verb: &'static Verb, aimed: &[Followed], hidden: usize) {
        let terms = self.terms();
        let judged: Vec<_> = aimed
            .iter()
            .filter_map(|what| match what {
                Followed::Server(id) => Some(self.judge(verb, id).ok_or(id.as_str())),
                Followed::Image(id) => Some(self.judge_image(id).ok_or(id.as_str())),
                Followed::Launch(_) => None,
            })
            .map(|judged| judged.unwrap_or_else(|id| Err(Refused::gone(id))))
            .collect();
        if let ([Ok(target)], Risk::Harmless, false) = (&judged[..], verb.risk, terms.danger) {
            let asked = [(target.name.clone(), target.what.clone())];
            return self.carry_out(verb, &asked);
        }
        let confirm = Confirm::new(verb, terms, judged, hidden, self.now);
        self.modals.push(Modal::Confirm(confirm));
    }

    fn carry_out(&mut self, verb: &'static Verb, asked: &[(String, Followed)]) {
        let Some(space) = &self.space else { return };
        let mut cx = self.desk.cx(self.now, space.context);
        carry_out(verb, std::time::Duration::ZERO, asked, &mut cx);
    }

    /// What the question says of one instance; `None`: it is not listed any more.
    fn judge(&self, verb: &Verb, id: &ServerId) -> Option<Result<Target, Refused>> {
        let space = self.space.as_ref()?;
        let server = space.instances.table.get(id)?;
        Some(match against(verb.action, server, &self.circumstances()?) {
            Some(reason) => Err(refused_server(server, &reason, &space.info)),
            None if verb.risk == Risk::Destroys => {
                Ok(doomed_server(server, self.snapshot_of(server), self.now))
            }
            None => Ok(server_target(server, self.now)),
        })
    }

    fn judge_image(&self, id: &ImageId) -> Option<Result<Target, Refused>> {
        let space = self.space.as_ref()?;
        let image = space.images.table.get(id)?;
        let (what, jobs) = (Followed::Image(id.clone()), &self.desk.jobs);
        let pending = jobs.held_delete(&what).is_some() || jobs.is_deleting(&what);
        if let Some(refused) = refuse_image(image, &space.info, pending) {
            return Some(Err(refused));
        }
        let servers = space.instances.table.rows().iter();
        let booted = servers.filter(|server| server.boot == Boot::Image(id.clone()));
        let users: Vec<_> = booted.map(|server| server.title().to_owned()).collect();
        Some(Ok(image_target(image, &users, self.now)))
    }

    /// A snapshot of it that is not complete.
    fn snapshot_of(&self, server: &Server) -> Option<String> {
        let images = self.space.as_ref()?.images.table.rows();
        images
            .iter()
            .find(|image| image.in_transition() && image.instance().as_ref() == Some(&server.id))
            .map(|image| image.title().to_owned())
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
        self.ask_about(verb, &failed, 0);
    }

    /// Brings back what was deleted last, where the cloud keeps what is deleted for a while.
    pub(in crate::app) fn restore_deleted(&mut self) {
        let here = |context| self.is_of_this_place(context);
        let kept = self.desk.jobs.restorable(here);
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
        let confirm = Confirm::new(verb, terms, targets.collect(), 0, self.now);
        self.modals.push(Modal::Confirm(confirm));
    }
}

//! A login that ends in the middle of work, and the one that takes its place.
//!
//! A password was changed, an application credential revoked: the cloud takes the login no more.
//! Whoever logs in again to the same place as the same user finds everything as it was. The context
//! keeps its id, so lists, dialogs, jobs and answers under way belong to it as before; only what
//! speaks to the cloud is another. Whoever goes elsewhere is told which dialogs that closed.

use std::time::Duration;

use super::App;
use super::Effect;
use super::entry::{Entry, Refused};
use super::modal::Modal;
use super::modal::switcher::new_cloud;
use super::place::Place;
use super::workspace::Tab;
use crate::cloud::message::{
    ContextId, ContextInfo, ProjectChoice, Read, Reason, Refusal, Request, Target, Ticket,
};
use crate::openstack::{Error, Kind};

/// A person in the middle of typing looks up within this time of the last key. What was typed until
/// then was meant for what the news has covered.
const LOOKS_UP: Duration = Duration::from_millis(700);

impl App {
    /// A read was answered so: the login may have ended.
    pub(super) fn read_refused(&mut self, ticket: Ticket, context: ContextId, error: &Error) {
        // What was asked by an older login says nothing of this one.
        let is_older = self.session.renewed.is_some_and(|since| ticket < since);
        if !is_older {
            self.refused(context, error);
        }
    }

    /// The cloud has refused something in a context; offers a new login over the view, which stays,
    /// when it takes ours no more.
    pub(super) fn refused(&mut self, context: ContextId, error: &Error) {
        if error.kind != Kind::Unauthorized || self.entry.is_some() {
            return;
        }
        let Some(space) = self.space.as_ref().filter(|it| it.context == context) else {
            return;
        };
        let info = &space.info;
        let target = Target {
            region: Some(info.region.clone()),
            project: Some(ProjectChoice::Id(info.project_id.clone())),
            ..new_cloud(info.cloud.clone())
        };
        // An application credential has no password to type.
        let reason = match info.bound_to_project {
            Some(_) => Reason::Other,
            None => Reason::WrongCredentials,
        };
        let refusal = Refusal {
            reason,
            message: format!(
                "The login to {} has ended, and the cloud refuses to renew it.",
                info.cloud_name
            ),
            details: vec![error.to_string()],
        };
        self.entry = Some(Entry::Refused(Refused {
            target: Some(target),
            refusal,
            cursor: 0,
        }));
        self.session.unseen_until = self.now.mono + LOOKS_UP;
    }

    /// Whether a key was typed before anybody can have seen that the login has ended.
    pub(super) fn types_unseeing(&mut self) -> bool {
        let now = self.now.mono;
        let unseen = now < self.session.unseen_until;
        if unseen {
            self.session.unseen_until = now + LOOKS_UP;
        }
        unseen
    }

    /// Whether that is the open context, logged in to anew.
    pub(super) fn is_here_again(&self, info: &ContextInfo) -> bool {
        self.space.as_ref().is_some_and(|space| {
            space.draft_place() == Place::of(info) && space.info.user_name == info.user_name
        })
    }

    /// The login of `by` takes the place of the one that has ended. Everything stays; what the old
    /// one could not read any more is read now.
    pub(super) fn renew(&mut self, by: ContextId, info: ContextInfo) {
        let Some(space) = &mut self.space else { return };
        let context = space.context;
        let renewal = Request::Renew { context, by };
        self.desk.effects.push(Effect::Cloud(renewal));
        self.session.renewed = Some(self.desk.ids.ticket());
        for warning in &info.warnings {
            if !space.info.warnings.contains(warning) {
                self.desk.notices.warn(warning.clone(), self.now);
            }
        }
        space.info = info;
        // The new login may have another role.
        self.judged.take();
        let text = format!("Logged in to {} again", space.place());
        self.desk.notices.good(text, self.now);
        self.entry = None;
        for modal in &mut self.modals {
            modal.uncovered(self.now);
        }
        self.read_after_login();
    }

    fn read_after_login(&mut self) {
        let Some(space) = &mut self.space else { return };
        if let Some(details) = &mut space.details {
            details.read_anew();
        }
        let mut cx = self.desk.cx(self.now, space.context);
        for tab in [Tab::Instances, Tab::Images] {
            let failed = match tab {
                Tab::Instances => space.instances.problem().is_some(),
                Tab::Images => space.images.problem().is_some(),
            };
            if failed || tab == space.tab {
                space.read_list(tab, true, &mut cx);
            }
        }
        space.read_limits(&mut cx);
        let asks_ssh = |modal: &Modal| matches!(modal, Modal::Ssh(_));
        if self.modals.iter().any(asks_ssh) && space.choices.key_pairs.problem().is_some() {
            space.read_choice(Read::KeyPairs, &mut cx);
        }
        self.forms_read();
        self.wizard_reads();
        self.world_changed();
    }

    /// The dialogs that close because another place is opened, for people; what stands in the
    /// wizard is kept.
    pub(super) fn closing(&self) -> Option<String> {
        let titles = self.modals.iter().filter_map(Modal::unsent);
        let titles: Vec<String> = titles.collect();
        (!titles.is_empty()).then(|| format!("Closed and not sent: {}", titles.join(", ")))
    }
}

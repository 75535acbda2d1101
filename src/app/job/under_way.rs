//! What is under way on one server, and what that keeps from being begun.

use super::act::task_of;
use super::{Followed, Job, Jobs, State};
use crate::app::action::Action;
use crate::app::modal::doomed::PENDING;
use crate::app::server::verb::verb_of;
use crate::cloud::message::{ContextId, Write};
use crate::openstack::compute::ServerAct;
use crate::openstack::id::ServerId;

impl Jobs {
    /// What is under way on it, in words that follow its name: held, not answered yet, or being
    /// deleted. Nothing else is begun meanwhile.
    pub fn unanswered_for(&self, id: &ServerId) -> Option<String> {
        let target = Followed::Server(id.clone());
        if self.held_delete(&target).is_some() {
            return Some(PENDING.into());
        }
        if self.is_deleting(&target) {
            return Some("is being deleted already".into());
        }
        let mut about = self.about_server(id);
        let unanswered = about.find(|job| {
            job.server() == Some(id) && matches!(job.state, State::Waiting | State::Sent)
        })?;
        Some(match unanswered.state {
            State::Waiting => format!("waits for its turn: {}", unanswered.what),
            _ => format!("waits for an answer: {}", unanswered.what),
        })
    }

    /// The same, and an action that runs although the list does not show it yet.
    pub fn in_the_way(&self, id: &ServerId) -> Option<String> {
        self.unanswered_for(id).or_else(|| {
            let stage = self.about_server(id).find_map(|job| match &job.state {
                State::Working { stage } if job.server() == Some(id) => {
                    job.task().is_some().then(|| stage.clone())
                }
                _ => None,
            })?;
            Some(format!("is busy: {stage}"))
        })
    }

    /// Nova's task of an action that was sent, until its end: for a row that shows none yet.
    pub fn task_on(&self, id: &ServerId) -> Option<&'static str> {
        self.about_server(id)
            .filter(|job| matches!(job.state, State::Sent | State::Working { .. }))
            .find(|job| job.server() == Some(id))
            .and_then(Job::task)
    }

    pub(super) fn is_restoring(&self, id: &ServerId) -> bool {
        self.about_server(id).any(|job| {
            let restores = matches!(&job.write, Write::Act { server, act: ServerAct::Restore } if server == id);
            restores && !matches!(job.state, State::Failed { .. })
        })
    }

    /// The cloud's policy has refused this action here before, in its own words.
    pub fn refused_by_policy(&self, context: ContextId, action: Action) -> Option<String> {
        let wanted = verb_of(action)?.act.as_ref()?.word();
        let refused = self.get(self.index.refused(context, wanted)?)?;
        let message = &refused.error()?.message;
        Some(format!("this cloud has refused it before: {message}"))
    }
}

impl Job {
    /// The server it is about, whatever is done to it.
    pub fn server(&self) -> Option<&ServerId> {
        match &self.write {
            Write::DeleteServer(server)
            | Write::CreateImage { server, .. }
            | Write::Act { server, .. }
            | Write::UpdateServer { server, .. }
            | Write::ChangeMetadata { server, .. }
            | Write::SetTags { server, .. }
            | Write::UpdatePort { server, .. }
            | Write::AttachInterface { server, .. }
            | Write::DetachInterface { server, .. }
            | Write::AttachVolume { server, .. }
            | Write::DetachVolume { server, .. }
            | Write::CreateFloatingIp { server, .. }
            | Write::AssociateFloatingIp { server, .. }
            | Write::DisassociateFloatingIp { server, .. } => Some(server),
            _ => None,
        }
    }

    /// Nova's word for its action, if the cloud's policy has refused that.
    pub(super) fn refused_by_policy(&self) -> Option<&'static str> {
        let Write::Act { act, .. } = &self.write else {
            return None;
        };
        let error = self.error()?;
        let by_policy = error.status == Some(403) && error.message.contains("olicy");
        by_policy.then(|| act.word())
    }

    /// The task Nova gives the server for it.
    fn task(&self) -> Option<&'static str> {
        match &self.write {
            Write::Act { act, .. } => task_of(act),
            _ => None,
        }
    }
}

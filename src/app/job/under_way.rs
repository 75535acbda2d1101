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
        let mut jobs = self.by_op.values();
        let sent = jobs.find(|job| job.server() == Some(id) && job.state == State::Sent)?;
        Some(format!("waits for an answer: {}", sent.what))
    }

    /// The same, and an action that runs although the list does not show it yet.
    pub fn in_the_way(&self, id: &ServerId) -> Option<String> {
        self.unanswered_for(id).or_else(|| {
            let stage = self.by_op.values().find_map(|job| match &job.state {
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
        self.by_op
            .values()
            .filter(|job| matches!(job.state, State::Sent | State::Working { .. }))
            .find(|job| job.server() == Some(id))
            .and_then(Job::task)
    }

    pub(super) fn is_restoring(&self, id: &ServerId) -> bool {
        self.by_op.values().any(|job| {
            let restores = matches!(&job.write, Write::Act { server, act: ServerAct::Restore } if server == id);
            restores && !matches!(job.state, State::Failed { .. })
        })
    }

    /// The cloud's policy has refused this action here before, in its own words.
    pub fn refused_by_policy(&self, context: ContextId, action: Action) -> Option<String> {
        let wanted = verb_of(action)?.act.as_ref()?.word();
        self.by_op.values().find_map(|job| {
            let same = matches!(&job.write, Write::Act { act, .. } if act.word() == wanted);
            let error = job.error()?;
            let by_policy = error.status == Some(403) && error.message.contains("olicy");
            (same && by_policy && job.context == context)
                .then(|| format!("this cloud has refused it before: {}", error.message))
        })
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

    /// The task Nova gives the server for it.
    fn task(&self) -> Option<&'static str> {
        match &self.write {
            Write::Act { act, .. } => task_of(act),
            _ => None,
        }
    }
}

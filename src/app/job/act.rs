//! How an accepted action of a server ends: what Nova shows while it is at it, and what then.
//! <https://docs.openstack.org/api-ref/compute/#servers-run-an-action-servers-action>

use std::sync::Arc;
use std::time::Duration;

use super::{Job, Jobs, News, State};
use crate::app::instances::task_words;
use crate::app::notice::Level;
use crate::app::time::Now;
use crate::cloud::message::{OpId, Write};
use crate::openstack::compute::{Acted, Server, ServerAct, ServerStatus};

/// How long an accepted action may show no task and no change before that is called its end.
const PATIENCE: Duration = Duration::from_secs(20);
/// The same of a confirmed resize: Nova gives it no task, and the old host first deletes the disks
/// that were left there (`confirm_resize` of `nova/compute/api.py`).
const CONFIRMS_IN: Duration = Duration::from_secs(600);

/// The way of an action from its acceptance to its end.
struct Course {
    /// Nova's task, as soon as it is accepted.
    task: &'static str,
    /// It is over when the server shows one of these and no task.
    ends: &'static [ServerStatus],
    /// What it is then: after its name.
    done: &'static str,
}

impl Course {
    fn of(act: &ServerAct) -> Self {
        use ServerStatus::{
            Active, Paused, Rescue, Shelved, ShelvedOffloaded, Shutoff, Suspended, VerifyResize,
        };
        let (task, ends, done): (_, &[ServerStatus], _) = match act {
            ServerAct::Start => ("powering-on", &[Active], "is started"),
            ServerAct::Stop => ("powering-off", &[Shutoff], "is shut off"),
            ServerAct::Reboot { hard: false } => ("rebooting", &[Active], "is rebooted"),
            ServerAct::Reboot { hard: true } => ("rebooting_hard", &[Active], "is rebooted"),
            ServerAct::Pause => ("pausing", &[Paused], "is paused"),
            ServerAct::Unpause => ("unpausing", &[Active], "is resumed"),
            ServerAct::Suspend => ("suspending", &[Suspended], "is suspended"),
            ServerAct::Resume => ("resuming", &[Active], "is resumed"),
            ServerAct::Shelve => ("shelving", &[Shelved, ShelvedOffloaded], "is shelved"),
            ServerAct::Unshelve => ("unshelving", &[Active, Shutoff], "is unshelved"),
            ServerAct::Lock { .. } => ("", &[], "is locked"),
            ServerAct::Unlock => ("", &[], "is unlocked"),
            ServerAct::Resize { .. } => (
                "resize_prep",
                &[VerifyResize],
                "is resized: confirm or revert it (R c, R v)",
            ),
            ServerAct::ConfirmResize => (
                "resize_confirming",
                &[Active, Shutoff],
                "keeps its new flavor or host",
            ),
            ServerAct::RevertResize => (
                "resize_reverting",
                &[Active, Shutoff],
                "is back on its old flavor or host",
            ),
            ServerAct::Rebuild { .. } => ("rebuilding", &[Active, Shutoff], "is rebuilt"),
            ServerAct::Rescue { .. } => ("rescuing", &[Rescue], "is in rescue"),
            ServerAct::Unrescue => ("unrescuing", &[Active, Shutoff], "is out of rescue"),
            ServerAct::ChangePassword(_) => ("updating_password", &[Active], "has a new password"),
            ServerAct::Restore => ("restoring", &[Active, Shutoff], "is restored"),
            ServerAct::ForceDelete => ("deleting", &[], "is deleted"),
            ServerAct::Migrate { .. } => (
                "resize_prep",
                &[VerifyResize],
                "is migrated: confirm or revert it (R c, R v)",
            ),
            ServerAct::LiveMigrate { .. } => ("migrating", &[Active, Paused], "is migrated"),
        };
        Self { task, ends, done }
    }

    /// How long it may show nothing.
    fn patience(act: &ServerAct) -> Duration {
        match act {
            ServerAct::ConfirmResize => CONFIRMS_IN,
            _ => PATIENCE,
        }
    }

    fn is_over(&self, act: &ServerAct, server: &Server) -> bool {
        match act {
            ServerAct::Lock { .. } => server.locked,
            ServerAct::Unlock => !server.locked,
            _ => server.task_state.is_none() && self.ends.contains(&server.status),
        }
    }
}

/// Nova's task of an action, as soon as it is accepted; none for one that only sets a mark.
pub(super) fn task_of(act: &ServerAct) -> Option<&'static str> {
    let task = Course::of(act).task;
    (!task.is_empty()).then_some(task)
}

impl Jobs {
    /// What seemed done was not: Nova's action log notes an error with it.
    pub fn belied(&mut self, op: OpId, message: &str, now: Now) -> Option<News> {
        self.change(op, |job| {
            let text = format!("{} failed: Nova's action log says “{message}”", job.what);
            job.failed(text, None, now)
        })
    }
}

impl Job {
    /// The host a live migration has not left: one that Nova gave up looks like one that is over.
    fn left_on(&self, act: &ServerAct, server: &Server) -> Option<Arc<str>> {
        let same = matches!(act, ServerAct::LiveMigrate { .. }) && self.host == server.host;
        same.then(|| self.host.clone()).flatten()
    }

    /// Whether a server looks the same after the action as before it, so that it looks the same
    /// when the action has failed, too.
    pub fn shows_in_no_status(&self) -> bool {
        let Write::Act { act, .. } = &self.write else {
            return false;
        };
        matches!(
            act,
            ServerAct::Reboot { .. }
                | ServerAct::Rebuild { .. }
                | ServerAct::ChangePassword(_)
                | ServerAct::LiveMigrate { .. }
        )
    }

    /// Nova has accepted the action: from now on the server is watched.
    pub(super) fn accepted(&mut self, acted: &Acted, now: Now) -> News {
        self.request_id.clone_from(&acted.request_id);
        self.begun(self.first_stage(), now);
        self.news(Level::Info, format!("{}: accepted", self.what))
    }

    /// What the cloud is at as soon as it has accepted.
    pub(super) fn first_stage(&self) -> String {
        match &self.write {
            Write::Act { act, .. } => task_of(act).map_or("accepted".into(), task_words),
            Write::CreateImage { .. } => "queued".into(),
            _ if self.detaches() => "detaching".into(),
            _ => "accepted".into(),
        }
    }

    /// The cloud is at it: what is read from now on tells of it.
    pub(super) fn begun(&mut self, stage: String, now: Now) {
        self.accepted = Some(now.mono);
        self.state = State::Working { stage };
    }

    /// The server an action runs on, as it stood when `asked`: at work, at the end, or stopped
    /// short of it.
    pub(super) fn saw_acted(&mut self, server: &Server, asked: Duration, now: Now) -> Option<News> {
        let Write::Act { act, .. } = &self.write else {
            return None;
        };
        let accepted = self.accepted.filter(|accepted| asked >= *accepted)?;
        let course = Course::of(act);
        if course.is_over(act, server) {
            if let Some(host) = self.left_on(act, server) {
                let text = format!("{} failed: it is still on {host}", self.what);
                return Some(self.failed(text, None, now));
            }
            return Some(self.done(format!("{} {}", server.title(), course.done), now));
        }
        if let Some(task) = &server.task_state {
            self.moved = true;
            self.state = State::Working {
                stage: task_words(task),
            };
            return None;
        }
        let fault = server
            .fault
            .as_ref()
            .filter(|_| server.status == ServerStatus::Error);
        let fresh = fault
            .and_then(|fault| fault.created)
            .is_some_and(|created| created >= self.started.wall);
        let given_up = now.mono.saturating_sub(accepted) >= Course::patience(act);
        if !(self.moved || fresh || given_up) {
            return None;
        }
        let why = match fault {
            Some(fault) => fault.message.trim().to_owned(),
            None if matches!(act, ServerAct::Lock { .. } | ServerAct::Unlock) => {
                "its lock is as it was".into()
            }
            None => format!("{} is {} again", server.title(), server.status.as_str()),
        };
        Some(self.failed(format!("{} failed: {why}", self.what), None, now))
    }
}

//! A single job: what it is aimed at, what it has read again, and how it ends.

use super::{Followed, Job, News, Search, State};
use crate::app::notice::Level;
use crate::app::time::Now;
use crate::cloud::message::{ContextId, Write};
use crate::openstack::compute::ServerAct;
use crate::openstack::error::Error;
use crate::openstack::id::ServerId;

impl Job {
    pub fn is_running(&self) -> bool {
        matches!(
            self.state,
            State::Held { .. }
                | State::Waiting
                | State::Sent
                | State::Looking(_)
                | State::Working { .. }
        )
    }

    /// Whether it tells what happens to its server or image now: it runs, or has just ended.
    pub(super) fn speaks(&self, context: ContextId, now: Now) -> bool {
        let ends_now = self.finished == Some(now) && self.state != State::Undone;
        self.runs_in(context) || (self.context == context && ends_now)
    }

    /// Whether it was sent there and is not over.
    pub(super) fn runs_in(&self, context: ContextId) -> bool {
        let held = matches!(self.state, State::Held { .. });
        self.context == context && self.is_running() && !held
    }

    pub(super) fn makes_or_aims_at(&self, id: &ServerId) -> bool {
        self.aims_at_server(id) || self.servers.iter().any(|it| it.id == *id)
    }

    /// What a delete or an action is aimed at.
    pub fn target(&self) -> Option<Followed> {
        match &self.write {
            Write::DeleteServer(id) | Write::Act { server: id, .. } => {
                Some(Followed::Server(id.clone()))
            }
            Write::DeleteImage(id) => Some(Followed::Image(id.clone())),
            _ => None,
        }
    }

    /// Whether a delete or an action is aimed at this.
    pub fn aims_at(&self, what: &Followed) -> bool {
        match what {
            Followed::Server(id) => self.aims_at_server(id),
            Followed::Image(id) => matches!(&self.write, Write::DeleteImage(its) if its == id),
            Followed::Interface(..) | Followed::Launch(_) | Followed::Action(_) => false,
        }
    }

    /// The same of a server; asked for each job and each server of a list.
    pub(super) fn aims_at_server(&self, id: &ServerId) -> bool {
        matches!(
            &self.write,
            Write::DeleteServer(its) | Write::Act { server: its, .. } if its == id
        )
    }

    /// Whether the target is to be there no more.
    pub fn deletes(&self) -> bool {
        match &self.write {
            Write::DeleteServer(_) | Write::DeleteImage(_) => true,
            Write::Act { act, .. } => *act == ServerAct::ForceDelete,
            _ => false,
        }
    }

    /// Seconds from start to end, or to now.
    pub fn took(&self, now: Now) -> u64 {
        let end = self.finished.unwrap_or(now);
        end.mono.saturating_sub(self.started.mono).as_secs()
    }

    /// What of a launch failed, once all of it has ended: the name to launch it under again, the
    /// server's own when it is one, and how many.
    pub fn failed_part(&self) -> Option<(String, u32)> {
        let Write::CreateServers(new) = &self.write else {
            return None;
        };
        if self.is_running() {
            return None;
        }
        let failed: Vec<_> = self.servers.iter().filter(|s| s.has_failed()).collect();
        let count = u32::try_from(failed.len()).ok()? + self.missing;
        let name = match (failed.as_slice(), count) {
            (_, 0) => return None,
            ([only], 1) => only.name.clone(),
            _ => new.name.clone(),
        };
        Some((name, count))
    }

    /// The cloud's refusal, or what became of the connection.
    pub fn error(&self) -> Option<&Error> {
        match &self.state {
            State::Failed { error, .. } => error.as_ref(),
            State::Unknown { error, .. } | State::Looking(Search { error, .. }) => Some(error),
            _ => None,
        }
    }

    pub(super) fn follows(&self) -> Vec<Followed> {
        let building = self
            .servers
            .iter()
            .filter(|server| !server.stage.is_final());
        let mut follows: Vec<_> = building
            .map(|server| Followed::Server(server.id.clone()))
            .collect();
        if let Write::CreateImage { server, .. } = &self.write {
            // Until the bytes flow, only the server's task says how far it is.
            follows.push(Followed::Server(server.clone()));
        }
        match &self.write {
            Write::DetachVolume { server, .. } => follows.push(Followed::Server(server.clone())),
            Write::DetachInterface { server, port } => {
                follows.push(Followed::Interface(server.clone(), port.clone()));
            }
            _ => {}
        }
        follows.extend(self.image.clone().map(Followed::Image));
        follows.extend(self.target());
        follows
    }

    pub(super) fn finish(&mut self, state: State, now: Now) {
        self.state = state;
        self.finished = Some(now);
    }

    pub(super) fn news(&self, level: Level, text: String) -> News {
        News {
            op: self.op,
            level,
            text,
            error: None,
        }
    }

    pub(super) fn done(&mut self, text: String, now: Now) -> News {
        self.finish(State::Done { text: text.clone() }, now);
        self.news(Level::Good, text)
    }

    pub(super) fn failed(&mut self, text: String, error: Option<Error>, now: Now) -> News {
        self.finish(
            State::Failed {
                text: text.clone(),
                error: error.clone(),
            },
            now,
        );
        News {
            error,
            ..self.news(Level::Error, text)
        }
    }

    /// No answer came: it may have been carried out.
    pub(super) fn lost(&mut self, text: String, error: Error, now: Now) -> News {
        self.finish(
            State::Unknown {
                text: text.clone(),
                error: error.clone(),
            },
            now,
        );
        News {
            error: Some(error),
            ..self.news(Level::Error, text)
        }
    }
}

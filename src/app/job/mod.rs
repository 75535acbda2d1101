//! Everything this run has set in motion: each write from the key press to its outcome.
//!
//! A job outlives its dialog and a switch of context. It is followed until the cloud has finished,
//! not merely until the cloud has accepted.

mod act;
mod follow;
mod group;
mod held;
mod search;
mod story;
mod timeline;
mod under_way;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

pub use self::search::{InVain, Looked, Lost, Search, SearchEnd};
pub use self::timeline::{Building, Passed, Stage};
use super::notice::Level;
use super::server::verb::Verb;
use super::time::Now;
use crate::cloud::message::{ContextId, OpId, Write, Written};
use crate::openstack::compute::{Server, ServerAct};
use crate::openstack::error::{Error, Kind};
use crate::openstack::id::{ImageId, ServerId};
use crate::openstack::image::Image;

#[derive(Debug, Clone)]
pub struct Job {
    pub op: OpId,
    pub context: ContextId,
    /// `Launch web ×2`, `Snapshot web-02`, `Delete web-01`.
    pub what: String,
    pub write: Write,
    pub started: Now,
    pub finished: Option<Now>,
    pub state: State,
    pub request_id: Option<String>,
    /// The servers being built, in the order of their names.
    pub servers: Vec<Building>,
    /// Of a launch whose answer was lost: how many of its servers were looked for in vain.
    pub missing: u32,
    /// Servers that bore a name of the launch when it was sent.
    known: Vec<ServerId>,
    /// The snapshot being made.
    pub image: Option<ImageId>,
    /// What it was confirmed with: the first of them.
    pub group: Option<OpId>,
    /// What was asked about, when many were.
    verb: Option<&'static Verb>,
    /// When the cloud accepted an action of a server.
    accepted: Option<Duration>,
    /// Whether the server has shown a task since.
    moved: bool,
    /// The name of a server that was deleted and can be brought back.
    kept: Option<String>,
    /// The host a server stood on when an action of it was accepted, where that is told.
    host: Option<Arc<str>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Confirmed, not sent before then: `U` takes it back.
    Held {
        until: Duration,
    },
    /// Sent; no answer yet.
    Sent,
    /// The answer to a launch was lost: its servers are being looked for.
    Looking(Search),
    /// Accepted; the cloud is at work. The text is its word for what it is doing.
    Working {
        stage: String,
    },
    Done {
        text: String,
    },
    Failed {
        text: String,
        error: Option<Error>,
    },
    /// Sent, and no answer came: whether it was carried out, only the cloud knows.
    Unknown {
        text: String,
        error: Error,
    },
    /// Taken back before it was sent.
    Undone,
}

/// Something worth telling the person at the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// Whose it is.
    pub op: OpId,
    pub level: Level,
    /// Object first.
    pub text: String,
    /// The cloud's refusal, when it is about one.
    pub error: Option<Error>,
}

/// What a job must read again to know how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Followed {
    Server(ServerId),
    Image(ImageId),
    /// The servers of a launch whose answer was lost.
    Launch(OpId),
}

#[derive(Debug, Default)]
pub struct Jobs {
    by_op: BTreeMap<OpId, Job>,
}

impl Jobs {
    pub fn begin(&mut self, op: OpId, context: ContextId, write: Write, what: String, now: Now) {
        self.insert(op, context, write, what, now, State::Sent);
    }

    /// Enters a confirmed write that is not to be sent before `until`.
    pub fn hold(
        &mut self,
        op: OpId,
        context: ContextId,
        write: Write,
        what: String,
        until: Duration,
        now: Now,
    ) {
        self.insert(op, context, write, what, now, State::Held { until });
    }

    fn insert(
        &mut self,
        op: OpId,
        context: ContextId,
        write: Write,
        what: String,
        now: Now,
        state: State,
    ) {
        let job = Job {
            op,
            context,
            what,
            write,
            started: now,
            finished: None,
            state,
            request_id: None,
            servers: Vec::new(),
            missing: 0,
            known: Vec::new(),
            image: None,
            group: None,
            verb: None,
            accepted: None,
            moved: false,
            kept: None,
            host: None,
        };
        self.by_op.insert(op, job);
    }

    /// Notes where a server stands as an action of it begins.
    pub fn stands_on(&mut self, op: OpId, host: Option<Arc<str>>) {
        if let Some(job) = self.by_op.get_mut(&op) {
            job.host = host;
        }
    }

    /// Notes which servers bore a name of this launch when it was sent: they are not its own.
    pub fn knew(&mut self, op: OpId, namesakes: Vec<ServerId>) {
        if let Some(job) = self.by_op.get_mut(&op) {
            job.known = namesakes;
        }
    }

    /// Newest first.
    pub fn newest_first(&self) -> impl Iterator<Item = &Job> {
        self.by_op.values().rev()
    }

    pub fn get(&self, op: OpId) -> Option<&Job> {
        self.by_op.get(&op)
    }

    /// How many are not finished.
    pub fn running(&self) -> usize {
        self.by_op.values().filter(|job| job.is_running()).count()
    }

    /// How many were sent, and whether they were carried out is not known yet.
    pub fn unanswered(&self) -> usize {
        self.by_op
            .values()
            .filter(|job| matches!(job.state, State::Sent | State::Looking(_)))
            .count()
    }

    /// Forgets what is over; of what was confirmed together, when all of it is.
    pub fn clear_finished(&mut self) {
        let running = self.by_op.values().filter(|job| job.is_running());
        let groups: Vec<_> = running.filter_map(|job| job.group).collect();
        self.by_op.retain(|_, job| {
            job.is_running() || job.group.is_some_and(|group| groups.contains(&group))
        });
    }

    /// Whether a delete of it was sent and has not failed.
    pub fn is_deleting(&self, target: &Followed) -> bool {
        self.by_op.values().any(|job| {
            matches!(job.state, State::Sent | State::Working { .. })
                && job.deletes()
                && job.aims_at(target)
        })
    }

    /// Whether a job tells about this server now, so that the list need not: one that runs, or
    /// that has just ended by the same answer.
    pub fn knows_server(&self, context: ContextId, id: &ServerId, now: Now) -> bool {
        self.speaking(context, now).any(|job| {
            job.aims_at_server(id) || job.servers.iter().any(|building| building.id == *id)
        })
    }

    /// Whether a job tells about this image now.
    pub fn knows_image(&self, context: ContextId, id: &ImageId, now: Now) -> bool {
        self.speaking(context, now)
            .any(|job| job.aims_at(&Followed::Image(id.clone())) || job.image.as_ref() == Some(id))
    }

    fn speaking(&self, context: ContextId, now: Now) -> impl Iterator<Item = &Job> {
        self.by_op.values().filter(move |job| {
            job.context == context
                && !matches!(job.state, State::Held { .. } | State::Undone)
                && (job.is_running() || job.finished == Some(now))
        })
    }

    /// What has to be read again, and where.
    pub fn followed(&self) -> Vec<(ContextId, Followed)> {
        let mut followed = Vec::new();
        for job in self.by_op.values() {
            let follows = match job.state {
                State::Working { .. } => job.follows(),
                State::Looking(_) => vec![Followed::Launch(job.op)],
                _ => continue,
            };
            followed.extend(follows.into_iter().map(|what| (job.context, what)));
        }
        followed
    }

    /// The cloud has answered a write.
    pub fn written(&mut self, op: OpId, result: &Result<Written, Error>, now: Now) -> Option<News> {
        self.by_op.get_mut(&op).map(|job| job.written(result, now))
    }

    /// Servers were read. `asked`: when they were asked for. Each is told to the jobs that are about
    /// it: neither are all jobs asked about each server, nor all servers compared with each job.
    pub fn saw_servers(
        &mut self,
        context: ContextId,
        servers: &[Server],
        asked: Duration,
        now: Now,
    ) -> Vec<News> {
        let mut about: HashMap<ServerId, Vec<OpId>> = HashMap::new();
        for job in self.working(context) {
            let building = job.servers.iter().map(|building| &building.id);
            for id in job.server().into_iter().chain(building) {
                about.entry(id.clone()).or_default().push(job.op);
            }
        }
        let mut news = Vec::new();
        for server in servers {
            for op in about.get(&server.id).into_iter().flatten() {
                // What came before in the same page may have ended it.
                let job = self.by_op.get_mut(op);
                let job = job.filter(|job| matches!(job.state, State::Working { .. }));
                news.extend(job.and_then(|job| job.saw_server(server, asked, now)));
            }
        }
        news
    }

    /// A complete list no longer has a server. Of one that something was asked of that says too
    /// little, for Nova does not list what it has deleted softly: reading it by id tells.
    pub fn server_unlisted(&mut self, context: ContextId, id: &ServerId, now: Now) -> Vec<News> {
        self.working(context)
            .filter(|job| job.target().is_none())
            .filter_map(|job| job.server_gone(id, now))
            .collect()
    }

    /// A server is not there (404). That answers for a delete whose own answer was lost.
    pub fn server_gone(&mut self, context: ContextId, id: &ServerId, now: Now) -> Vec<News> {
        self.by_op
            .values_mut()
            .filter(|job| {
                job.context == context
                    && match job.state {
                        State::Working { .. } => true,
                        State::Unknown { .. } => job.deletes(),
                        _ => false,
                    }
            })
            .filter_map(|job| job.server_gone(id, now))
            .collect()
    }

    pub fn saw_image(&mut self, context: ContextId, image: &Image, now: Now) -> Vec<News> {
        self.working(context)
            .filter_map(|job| job.saw_image(image, now))
            .collect()
    }

    pub fn image_gone(&mut self, context: ContextId, id: &ImageId, now: Now) -> Vec<News> {
        self.working(context)
            .filter_map(|job| job.image_gone(id, now))
            .collect()
    }

    fn working(&mut self, context: ContextId) -> impl Iterator<Item = &mut Job> {
        self.by_op
            .values_mut()
            .filter(move |job| job.context == context && matches!(job.state, State::Working { .. }))
    }
}

impl Job {
    pub fn is_running(&self) -> bool {
        matches!(
            self.state,
            State::Held { .. } | State::Sent | State::Looking(_) | State::Working { .. }
        )
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
            Followed::Launch(_) => false,
        }
    }

    /// The same of a server; asked for each job and each server of a list.
    fn aims_at_server(&self, id: &ServerId) -> bool {
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

    fn finish(&mut self, state: State, now: Now) {
        self.state = state;
        self.finished = Some(now);
    }

    fn news(&self, level: Level, text: String) -> News {
        News {
            op: self.op,
            level,
            text,
            error: None,
        }
    }

    fn done(&mut self, text: String, now: Now) -> News {
        self.finish(State::Done { text: text.clone() }, now);
        self.news(Level::Good, text)
    }

    fn failed(&mut self, text: String, error: Option<Error>, now: Now) -> News {
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
    fn lost(&mut self, text: String, error: Error, now: Now) -> News {
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

    fn follows(&self) -> Vec<Followed> {
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
        if let Write::DetachVolume { server, .. } = &self.write {
            follows.push(Followed::Server(server.clone()));
        }
        follows.extend(self.image.clone().map(Followed::Image));
        follows.extend(self.target());
        follows
    }
}

/// Whether an error of a read by id means that the thing is not there any more.
pub fn means_gone(error: &Error) -> bool {
    error.kind == Kind::NotFound
}

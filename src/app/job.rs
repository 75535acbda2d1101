//! Everything this run has set in motion: each write from the key press to its outcome.
//!
//! A job outlives its dialog and a switch of context. It is followed until the cloud has finished,
//! not merely until the cloud has accepted.

use std::collections::BTreeMap;
use std::time::Duration;

use super::format;
use super::time::Now;
use crate::cloud::message::{ContextId, OpId, Write, Written};
use crate::openstack::compute::{Server, ServerStatus};
use crate::openstack::error::{Error, Kind};
use crate::openstack::id::{ImageId, ServerId};
use crate::openstack::image::{Image, ImageStatus};

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
    /// The snapshot being made.
    pub image: Option<ImageId>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Confirmed, not sent before then: `U` takes it back.
    Held {
        until: Duration,
    },
    /// Sent; no answer yet.
    Sent,
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
    /// Taken back before it was sent.
    Undone,
}

/// One server of a launch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Building {
    pub id: ServerId,
    pub name: String,
    pub stage: Stage,
    /// When the last stage was reached.
    pub since: Duration,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// `scheduling`, `networking`, `spawning` …
    Building(String),
    Active {
        addresses: String,
    },
    Failed {
        fault: String,
    },
    Gone,
}

impl Stage {
    pub fn is_final(&self) -> bool {
        !matches!(self, Self::Building(_))
    }
}

/// Something worth telling the person at the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    Started(String),
    Good(String),
    Bad { text: String, error: Option<Error> },
}

/// What a job must read again to know how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Followed {
    Server(ServerId),
    Image(ImageId),
}

#[derive(Debug, Default)]
pub struct Jobs {
    by_op: BTreeMap<OpId, Job>,
}

impl Jobs {
    pub fn begin(&mut self, op: OpId, context: ContextId, write: &Write, what: String, now: Now) {
        self.insert(op, context, write.clone(), what, now, State::Sent);
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
            image: None,
        };
        self.by_op.insert(op, job);
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

    /// How many would be lost by leaving now.
    pub fn held(&self) -> usize {
        self.by_op
            .values()
            .filter(|job| matches!(job.state, State::Held { .. }))
            .count()
    }

    /// How many were sent and not answered yet.
    pub fn unanswered(&self) -> usize {
        self.by_op
            .values()
            .filter(|job| job.state == State::Sent)
            .count()
    }

    pub fn clear_finished(&mut self) {
        self.by_op.retain(|_, job| job.is_running());
    }

    /// The held delete of this server or image, if any: `(op, until)`.
    pub fn held_delete(&self, target: &Followed) -> Option<Duration> {
        self.by_op.values().find_map(|job| match job.state {
            State::Held { until } if job.target().as_ref() == Some(target) => Some(until),
            _ => None,
        })
    }

    /// Whether a delete of it was sent and has not failed.
    pub fn is_deleting(&self, target: &Followed) -> bool {
        self.by_op.values().any(|job| {
            matches!(job.state, State::Sent | State::Working { .. })
                && job.target().as_ref() == Some(target)
        })
    }

    /// Whether a job of this run tells about this server, so that the list need not.
    pub fn knows_server(&self, context: ContextId, id: &ServerId) -> bool {
        self.by_op.values().any(|job| {
            job.context == context
                && (job.target() == Some(Followed::Server(id.clone()))
                    || job.servers.iter().any(|building| building.id == *id))
        })
    }

    /// Whether a job of this run tells about this image.
    pub fn knows_image(&self, context: ContextId, id: &ImageId) -> bool {
        self.by_op.values().any(|job| {
            job.context == context
                && (job.target() == Some(Followed::Image(id.clone()))
                    || job.image.as_ref() == Some(id))
        })
    }

    /// Takes back the newest held writes, all those confirmed together.
    pub fn undo(&mut self, now: Now) -> Vec<String> {
        let newest = self.by_op.values().rev().find_map(|job| match job.state {
            State::Held { until } => Some(until),
            _ => None,
        });
        let Some(newest) = newest else {
            return Vec::new();
        };
        let mut undone = Vec::new();
        for job in self.by_op.values_mut() {
            if job.state == (State::Held { until: newest }) {
                job.finish(State::Undone, now);
                undone.push(job.what.clone());
            }
        }
        undone
    }

    /// Held writes whose time has come, now marked as sent.
    pub fn release(&mut self, now: Now) -> Vec<(OpId, ContextId, Write)> {
        let mut due = Vec::new();
        for job in self.by_op.values_mut() {
            if matches!(job.state, State::Held { until } if now.mono >= until) {
                job.state = State::Sent;
                due.push((job.op, job.context, job.write.clone()));
            }
        }
        due
    }

    /// When the next held write is due.
    pub fn deadline(&self) -> Option<Duration> {
        self.by_op
            .values()
            .filter_map(|job| match job.state {
                State::Held { until } => Some(until),
                _ => None,
            })
            .min()
    }

    /// What has to be read again, and where.
    pub fn followed(&self) -> Vec<(ContextId, Followed)> {
        let mut followed = Vec::new();
        for job in self
            .by_op
            .values()
            .filter(|job| matches!(job.state, State::Working { .. }))
        {
            followed.extend(job.follows().into_iter().map(|what| (job.context, what)));
        }
        followed
    }

    /// The cloud has answered a write.
    pub fn written(&mut self, op: OpId, result: &Result<Written, Error>, now: Now) -> Option<News> {
        self.by_op.get_mut(&op).map(|job| job.written(result, now))
    }

    /// A server was read.
    pub fn saw_server(&mut self, context: ContextId, server: &Server, now: Now) -> Vec<News> {
        self.working(context)
            .filter_map(|job| job.saw_server(server, now))
            .collect()
    }

    /// A server is not there (404, or missing from a complete list).
    pub fn server_gone(&mut self, context: ContextId, id: &ServerId, now: Now) -> Vec<News> {
        self.working(context)
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
            State::Held { .. } | State::Sent | State::Working { .. }
        )
    }

    /// What a delete is aimed at.
    pub fn target(&self) -> Option<Followed> {
        match &self.write {
            Write::DeleteServer(id) => Some(Followed::Server(id.clone())),
            Write::DeleteImage(id) => Some(Followed::Image(id.clone())),
            _ => None,
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

    fn done(&mut self, text: String, now: Now) -> News {
        self.finish(State::Done { text: text.clone() }, now);
        News::Good(text)
    }

    fn failed(&mut self, text: String, error: Option<Error>, now: Now) -> News {
        self.finish(
            State::Failed {
                text: text.clone(),
                error: error.clone(),
            },
            now,
        );
        News::Bad { text, error }
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
        follows.extend(self.image.clone().map(Followed::Image));
        follows.extend(self.target());
        follows
    }

    fn written(&mut self, result: &Result<Written, Error>, now: Now) -> News {
        match result {
            Err(error) if error.outcome_unknown() => {
                let text = format!(
                    "{}: no answer; whether it was done, the list will tell",
                    self.what
                );
                self.failed(text, Some(error.clone()), now)
            }
            Err(error) => self.failed(
                format!("{} failed: {error}", self.what),
                Some(error.clone()),
                now,
            ),
            Ok(Written::Launched(launched)) => {
                self.request_id.clone_from(&launched.request_id);
                if launched.servers.is_empty() {
                    // Accepted, but the reservation could not be read: nothing to follow by id.
                    let text = format!(
                        "{} accepted: the instances will appear in the list",
                        self.what
                    );
                    return self.done(text, now);
                }
                self.servers = launched
                    .servers
                    .iter()
                    .map(|(id, name)| Building {
                        id: id.clone(),
                        name: name.clone(),
                        stage: Stage::Building("accepted".into()),
                        since: now.mono,
                    })
                    .collect();
                self.state = State::Working {
                    stage: "accepted".into(),
                };
                News::Started(format!("{} started", self.what))
            }
            Ok(Written::ImageStarted { image, request_id }) => {
                self.request_id.clone_from(request_id);
                self.image.clone_from(image);
                self.state = State::Working {
                    stage: "queued".into(),
                };
                News::Started(format!("{} started", self.what))
            }
            Ok(Written::DeleteAccepted { request_id }) => {
                self.request_id.clone_from(request_id);
                if matches!(self.write, Write::DeleteImage(_)) {
                    return self.done(format!("{}: deleted", self.what), now);
                }
                self.state = State::Working {
                    stage: "deleting".into(),
                };
                News::Started(format!("{} started", self.what))
            }
            Ok(Written::AlreadyGone) => self.done(format!("{}: was gone already", self.what), now),
            Ok(Written::KeyPair { pair, saved }) => {
                let text = match saved {
                    Some(path) => format!("Key pair {} saved to {}", pair.name, path.display()),
                    None => format!("Key pair {} imported", pair.name),
                };
                self.done(text, now)
            }
        }
    }

    fn saw_server(&mut self, server: &Server, now: Now) -> Option<News> {
        if self.target() == Some(Followed::Server(server.id.clone())) {
            return self.saw_doomed(server, now);
        }
        if let (Write::CreateImage { server: source, .. }, Some(task)) =
            (&self.write, &server.task_state)
            && *source == server.id
            && task.starts_with("image_")
        {
            self.state = State::Working {
                stage: task.to_string(),
            };
        }
        let building = self
            .servers
            .iter_mut()
            .find(|building| building.id == server.id)?;
        if building.stage.is_final() {
            return None;
        }
        let stage = stage_of(server);
        if building.stage != stage {
            building.stage = stage.clone();
            building.since = now.mono;
        }
        if !server.name.is_empty() {
            building.name.clone_from(&server.name);
        }
        let name = building.name.clone();
        self.launch_moved(now);
        match stage {
            Stage::Active { .. } => Some(News::Good(format!("{name} is ACTIVE"))),
            Stage::Failed { fault } => Some(News::Bad {
                text: format!("{name} went to ERROR: {fault}"),
                error: None,
            }),
            Stage::Building(_) | Stage::Gone => None,
        }
    }

    /// A server under deletion is still there: it may have failed.
    fn saw_doomed(&mut self, server: &Server, now: Now) -> Option<News> {
        match server.status {
            ServerStatus::Deleted | ServerStatus::SoftDeleted => {
                Some(self.done(format!("{}: deleted", self.what), now))
            }
            ServerStatus::Error if server.task_state.is_none() && server.fault.is_some() => {
                let fault = server
                    .fault
                    .as_ref()
                    .map_or("", |fault| fault.message.as_str());
                // The fault may be an old one; only one newer than the request is this delete's.
                let fresh = server
                    .fault
                    .as_ref()
                    .and_then(|fault| fault.created)
                    .is_some_and(|created| created >= self.started.wall);
                fresh.then(|| self.failed(format!("{} failed: {fault}", self.what), None, now))
            }
            _ => None,
        }
    }

    fn server_gone(&mut self, id: &ServerId, now: Now) -> Option<News> {
        if self.target() == Some(Followed::Server(id.clone())) {
            return Some(self.done(format!("{}: deleted", self.what), now));
        }
        let building = self
            .servers
            .iter_mut()
            .find(|building| building.id == *id && !building.stage.is_final())?;
        building.stage = Stage::Gone;
        building.since = now.mono;
        let name = building.name.clone();
        self.launch_moved(now);
        Some(News::Bad {
            text: format!("{name} is gone before it was built"),
            error: None,
        })
    }

    /// A server of the launch has moved on: is that all of them?
    fn launch_moved(&mut self, now: Now) {
        let total = self.servers.len();
        let ended = self.servers.iter().filter(|s| s.stage.is_final()).count();
        let active = self
            .servers
            .iter()
            .filter(|s| matches!(s.stage, Stage::Active { .. }))
            .count();
        if ended < total {
            self.state = State::Working {
                stage: format!("{active} of {total} ACTIVE"),
            };
        } else if active == total {
            self.finish(
                State::Done {
                    text: format!("{total} of {total} ACTIVE"),
                },
                now,
            );
        } else {
            let text = format!("{active} of {total} ACTIVE, {} failed", total - active);
            self.finish(State::Failed { text, error: None }, now);
        }
    }

    fn saw_image(&mut self, image: &Image, now: Now) -> Option<News> {
        let Write::CreateImage { server, name } = &self.write else {
            return None;
        };
        if self.image.is_none()
            && image.name.as_deref() == Some(name)
            && image.instance().as_ref() == Some(server)
        {
            self.image = Some(image.id.clone());
        }
        if self.image.as_ref() != Some(&image.id) {
            return None;
        }
        match &image.status {
            ImageStatus::Active => {
                let size = match image.size {
                    Some(bytes) if bytes > 0 => format::bytes(bytes),
                    _ => "volume-backed".into(),
                };
                let text = format!(
                    "Snapshot {name} is ready ({size}, {})",
                    format::span(self.took(now))
                );
                Some(self.done(text, now))
            }
            ImageStatus::Killed | ImageStatus::Deleted | ImageStatus::PendingDelete => {
                let text = format!(
                    "Snapshot {name} failed: the image is {}",
                    image.status.as_str()
                );
                Some(self.failed(text, None, now))
            }
            other => {
                // The server's task says more than "queued" does.
                if *other != ImageStatus::Queued {
                    self.state = State::Working {
                        stage: other.as_str().to_owned(),
                    };
                }
                None
            }
        }
    }

    fn image_gone(&mut self, id: &ImageId, now: Now) -> Option<News> {
        if self.image.as_ref() != Some(id) {
            return None;
        }
        let Write::CreateImage { name, .. } = &self.write else {
            return None;
        };
        let text =
            format!("Snapshot {name} failed: the cloud removed the image before it was complete");
        Some(self.failed(text, None, now))
    }
}

fn stage_of(server: &Server) -> Stage {
    match server.status {
        ServerStatus::Active => Stage::Active {
            addresses: server
                .addresses()
                .map(|a| a.addr.as_str())
                .collect::<Vec<_>>()
                .join(", "),
        },
        ServerStatus::Error => Stage::Failed {
            fault: server.fault.as_ref().map_or_else(
                || "the cloud gave no reason".into(),
                |fault| fault.message.clone(),
            ),
        },
        ServerStatus::Deleted | ServerStatus::SoftDeleted => Stage::Gone,
        _ => Stage::Building(server.task_state.as_deref().unwrap_or("waiting").to_owned()),
    }
}

/// Whether an error of a read by id means that the thing is not there any more.
pub fn means_gone(error: &Error) -> bool {
    error.kind == Kind::NotFound
}

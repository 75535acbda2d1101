//! How a job learns of its end: from the answer to the write, then from the servers and images the
//! lists and polls bring.

use std::time::Duration;

use super::{Building, Job, News, Search, Sought, Stage, State};
use crate::app::format;
use crate::app::notice::Level;
use crate::app::time::Now;
use crate::cloud::message::{Write, Written};
use crate::openstack::compute::{Server, ServerStatus};
use crate::openstack::error::Error;
use crate::openstack::id::{ImageId, ServerId};
use crate::openstack::image::{Image, ImageStatus};

/// How long Nova asks a guest to let go of a volume or an interface: 8 times, for 20 s each
/// (`[libvirt] device_detach_attempts` and `device_detach_timeout`), and a little more.
const LETS_GO_IN: Duration = Duration::from_secs(180);

impl Job {
    pub(super) fn written(&mut self, result: &Result<Written, Error>, now: Now) -> News {
        match result {
            Err(error) if error.outcome_unknown() => {
                // A 5xx of a proxy says as little of the outcome as silence does.
                let heard = match error.status {
                    Some(_) => error.to_string().trim_end_matches('.').to_owned(),
                    None => "no answer".into(),
                };
                if let Some(sought) = self.sought() {
                    return self.look_for(sought, heard, error.clone(), now);
                }
                let text = format!(
                    "{}: {heard}; whether it was done, the list will tell",
                    self.what
                );
                self.lost(text, error.clone(), now)
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
                    .map(|(id, name)| {
                        Building::accepted(id.clone(), name.clone(), self.started.mono)
                    })
                    .collect();
                self.launch_moved(now);
                self.news(Level::Info, format!("{} started", self.what))
            }
            Ok(Written::ImageStarted { image, request_id }) => {
                self.request_id.clone_from(request_id);
                self.image.clone_from(image);
                self.state = State::Working {
                    stage: "queued".into(),
                };
                self.news(Level::Info, format!("{} started", self.what))
            }
            Ok(Written::DeleteAccepted { request_id }) => {
                self.request_id.clone_from(request_id);
                if matches!(self.write, Write::DeleteImage(_)) {
                    return self.done(format!("{}: deleted", self.what), now);
                }
                self.state = State::Working {
                    stage: "deleting".into(),
                };
                self.news(Level::Info, format!("{} started", self.what))
            }
            Ok(Written::Acted(acted)) => self.accepted(acted, now),
            Ok(Written::Changed { request_id }) => {
                self.request_id.clone_from(request_id);
                if self.detaches() {
                    // 202: whether the guest lets go of it, the row or the port will tell.
                    self.begun(self.first_stage(), now);
                    return self.news(Level::Info, format!("{}: accepted", self.what));
                }
                let came_to = came_to(&self.write);
                self.done(format!("{}: {came_to}", self.what), now)
            }
            Ok(Written::FloatingIp {
                floating_ip,
                request_id,
            }) => {
                self.request_id.clone_from(request_id);
                let address = &floating_ip.address;
                self.done(format!("{}: {address} is associated", self.what), now)
            }
            Ok(Written::AlreadyGone) => self.done(format!("{}: was gone already", self.what), now),
            Ok(Written::Saved(path)) => self.done(format!("{} written", path.display()), now),
            Ok(Written::KeyPair { pair, saved }) => {
                let text = match saved {
                    Some(path) => format!("Key pair {} saved to {}", pair.name, path.display()),
                    None => format!("Key pair {} imported", pair.name),
                };
                self.done(text, now)
            }
        }
    }

    pub(super) fn saw_server(
        &mut self,
        server: &Server,
        asked: Duration,
        now: Now,
    ) -> Option<News> {
        if self.aims_at_server(&server.id) {
            return if self.deletes() {
                self.saw_doomed(server, now)
            } else {
                self.saw_acted(server, asked, now)
            };
        }
        if let Write::DetachVolume { server: of, volume } = &self.write {
            let held = server.volumes.iter().any(|held| held.id == volume.as_str());
            return (*of == server.id)
                .then(|| self.saw_detaching(held, asked, now))
                .flatten();
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
        let stage = Stage::of(server);
        if let Some(stage) = stage.clone() {
            building.enter(stage, now);
        }
        if !server.name.is_empty() {
            building.name.clone_from(&server.name);
        }
        let name = building.name.clone();
        self.launch_moved(now);
        match stage {
            Some(Stage::Active { .. }) => Some(self.news(Level::Good, format!("{name} is ACTIVE"))),
            Some(Stage::Failed { fault }) => {
                Some(self.news(Level::Error, format!("{name} went to ERROR: {fault}")))
            }
            _ => None,
        }
    }

    /// Whether a guest is to let go of something.
    pub(super) fn detaches(&self) -> bool {
        matches!(
            self.write,
            Write::DetachVolume { .. } | Write::DetachInterface { .. }
        )
    }

    /// What is being detached is held by its server still, or no longer. Nova tells of no fault when
    /// the guest does not let go of it.
    pub(super) fn saw_detaching(&mut self, held: bool, asked: Duration, now: Now) -> Option<News> {
        let accepted = self.accepted.filter(|accepted| asked >= *accepted)?;
        if !held {
            return Some(self.done(format!("{}: detached", self.what), now));
        }
        let given_up = now.mono.saturating_sub(accepted) >= LETS_GO_IN;
        given_up.then(|| {
            let text = format!(
                "{} failed: it is attached still; the guest may be using it",
                self.what
            );
            self.failed(text, None, now)
        })
    }

    /// A server under deletion is still there: it may have failed.
    fn saw_doomed(&mut self, server: &Server, now: Now) -> Option<News> {
        match server.status {
            ServerStatus::Deleted => Some(self.done(format!("{}: deleted", self.what), now)),
            // Not what a forced delete comes to.
            ServerStatus::SoftDeleted if matches!(self.write, Write::DeleteServer(_)) => {
                self.kept = Some(server.title().to_owned());
                let text = format!("{}: deleted, kept for a while: U restores it", self.what);
                Some(self.done(text, now))
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

    pub(super) fn server_gone(&mut self, id: &ServerId, now: Now) -> Option<News> {
        if self.aims_at_server(id) {
            return Some(if self.deletes() {
                self.done(format!("{}: deleted", self.what), now)
            } else {
                self.failed(format!("{} failed: it is gone", self.what), None, now)
            });
        }
        if self.detaches() && self.server() == Some(id) {
            return Some(self.done(format!("{}: the instance is gone", self.what), now));
        }
        let building = self
            .servers
            .iter_mut()
            .find(|building| building.id == *id && !building.stage.is_final())?;
        building.enter(Stage::Gone, now);
        let name = building.name.clone();
        self.launch_moved(now);
        Some(self.news(Level::Error, format!("{name} is gone before it was built")))
    }

    /// A server of the launch has moved on: is that all of them?
    pub(super) fn launch_moved(&mut self, now: Now) {
        let missing = usize::try_from(self.missing).unwrap_or(0);
        let total = self.servers.len() + missing;
        let count = |is: fn(&Building) -> bool| self.servers.iter().filter(|s| is(s)).count();
        let active = count(|s| matches!(s.stage, Stage::Active { .. }));
        let failed = count(Building::has_failed);
        let mut text = match total - missing - active - failed {
            0 => format!("{active} of {total} ACTIVE"),
            _ => format!("{active} of {total} done"),
        };
        if failed > 0 {
            text = format!("{text}, {failed} failed");
        }
        if missing > 0 {
            text = format!("{text}, {missing} never made");
        }
        if active + failed + missing < total {
            self.state = State::Working { stage: text };
        } else if active == total {
            self.finish(State::Done { text }, now);
        } else {
            self.finish(State::Failed { text, error: None }, now);
        }
    }

    /// What tells whether it was carried out, where that is looked for. A deletion shows by itself.
    fn sought(&self) -> Option<Sought> {
        match &self.write {
            Write::CreateServers(_) => Some(Sought::Instances),
            _ if self.deletes() => None,
            _ => self.logged_as().map(|_| Sought::Action),
        }
    }

    /// Whether it was carried out is not known: finds out.
    fn look_for(&mut self, sought: Sought, heard: String, error: Error, now: Now) -> News {
        let text = format!("{}: {heard}; looking whether it was carried out", self.what);
        self.state = State::Looking(Search::begin(sought, heard, error.clone(), now));
        News {
            error: Some(error),
            ..self.news(Level::Warning, text)
        }
    }

    pub(super) fn saw_image(&mut self, image: &Image, now: Now) -> Option<News> {
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

    pub(super) fn image_gone(&mut self, id: &ImageId, now: Now) -> Option<News> {
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

/// What an answer that says no more than yes means.
fn came_to(write: &Write) -> &'static str {
    match write {
        Write::UpdateServer { .. }
        | Write::ChangeMetadata { .. }
        | Write::SetTags { .. }
        | Write::UpdatePort { .. } => "saved",
        Write::AttachInterface { .. } | Write::AttachVolume { .. } => "attached",
        Write::AssociateFloatingIp { .. } => "associated",
        Write::DisassociateFloatingIp { release: true, .. } => "disassociated and released",
        Write::DisassociateFloatingIp { .. } => "disassociated",
        _ => "done",
    }
}

//! Writes: each is carried out once, logged, and counted until it is answered.

use std::sync::Arc;

use tokio::sync::mpsc::Sender;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use super::keys::NewKeyPair;
use super::message::{ContextId, OpId, Reply, Write, Written};
use super::worker::{Shared, Turns, reply};
use super::{files, keys};
use crate::openstack::{Client, Environment, Error, Kind};

/// The writes that are still to be answered, as anybody may count them.
#[derive(Debug, Clone)]
pub struct Writes(Arc<watch::Sender<Unanswered>>);

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unanswered {
    /// Waiting for others to end.
    pub unsent: usize,
    /// Under way: they may be carried out whatever becomes of us.
    pub sent: usize,
}

impl Default for Writes {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(Unanswered::default())))
    }
}

impl Writes {
    pub fn unanswered(&self) -> Unanswered {
        *self.0.borrow()
    }

    /// Waits until every write is answered.
    pub async fn settled(&self) {
        let mut changes = self.0.subscribe();
        // The sender lives as long as `self`.
        let _ = changes.wait_for(Unanswered::is_none).await;
    }

    pub(super) fn begin(&self) -> Waiting {
        self.0.send_modify(|count| count.unsent += 1);
        Waiting {
            writes: self.clone(),
            sent: false,
        }
    }
}

impl Unanswered {
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// One write on its way; dropped when it is answered.
pub(super) struct Waiting {
    writes: Writes,
    sent: bool,
}

impl Waiting {
    fn sent(&mut self) {
        self.sent = true;
        self.writes.0.send_modify(|count| {
            count.unsent -= 1;
            count.sent += 1;
        });
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let sent = self.sent;
        self.writes.0.send_modify(|count| {
            let of_its_kind = if sent {
                &mut count.sent
            } else {
                &mut count.unsent
            };
            *of_its_kind -= 1;
        });
    }
}

/// Leave to be sent: so many of one context have it at once.
pub(super) enum Turn {
    /// A file of this machine waits for no cloud.
    Needless,
    Taken(OwnedSemaphorePermit),
    Awaited(Arc<Semaphore>),
}

impl Turn {
    /// Asked for in the order of the writes.
    pub(super) fn of(write: &Write, turns: &Turns) -> Self {
        if matches!(write, Write::SaveText { .. }) {
            return Self::Needless;
        }
        let free = turns.writes.clone().try_acquire_owned();
        free.map_or_else(|_| Self::Awaited(turns.writes.clone()), Self::Taken)
    }
}

pub(super) async fn carry_out(
    shared: Arc<Shared>,
    replies: Sender<Reply>,
    mut waiting: Waiting,
    turn: Turn,
    op: OpId,
    context: ContextId,
    write: Write,
) {
    let _turn = match turn {
        Turn::Needless => None,
        Turn::Taken(permit) => Some(permit),
        // The semaphore is never closed.
        Turn::Awaited(turns) => turns.acquire_owned().await.ok(),
    };
    waiting.sent();
    // No write waits for somebody to hear of it.
    let _ = replies.try_send(Reply::Sent { op });
    let told = told(&write);
    tracing::info!(op = op.0, context = context.0, "write: {told}");
    let result = match shared.client(context) {
        Ok(client) => written(&shared.sources.environment, &client, write).await,
        Err(error) => Err(error),
    };
    log(op, &told, &result);
    drop(waiting);
    let settled = Reply::Written {
        op,
        context,
        result,
    };
    reply(&replies, settled).await;
}

/// What is written, for the log. Keys stay unnamed.
fn told(write: &Write) -> String {
    match write {
        Write::CreateServers(new) => format!("launch {} as {:?}", new.count, new.name),
        Write::CreateImage { server, name } => format!("snapshot {name:?} of server {server}"),
        Write::DeleteServer(id) => format!("delete server {id}"),
        Write::DeleteImage(id) => format!("delete image {id}"),
        Write::CreateKeyPair { .. } => "create a key pair".into(),
        Write::ImportKeyPair { .. } | Write::ImportKeyFile { .. } => "import a public key".into(),
        Write::SaveText { .. } => "save a text".into(),
        Write::Act { server, act } => format!("{} server {server}", act.word()),
        Write::UpdateServer { server, .. } => format!("edit server {server}"),
        Write::ChangeMetadata { server, .. } => format!("change metadata of server {server}"),
        Write::SetTags { server, .. } => format!("set tags of server {server}"),
        Write::UpdatePort { server, port, .. } => format!("edit port {port} of server {server}"),
        Write::AttachInterface { server, .. } => format!("attach an interface to server {server}"),
        Write::DetachInterface { server, port } => format!("detach port {port} of server {server}"),
        Write::AttachVolume { server, volume } => format!("attach volume {volume} to {server}"),
        Write::DetachVolume { server, volume } => format!("detach volume {volume} from {server}"),
        Write::CreateFloatingIp { server, .. } => format!("take a floating IP for server {server}"),
        Write::AssociateFloatingIp {
            server,
            floating_ip,
            ..
        } => format!("associate floating IP {floating_ip} with server {server}"),
        Write::DisassociateFloatingIp {
            server,
            floating_ip,
            release,
        } => {
            let release = if *release { " and release" } else { "" };
            format!("disassociate{release} floating IP {floating_ip} of server {server}")
        }
    }
}

fn log(op: OpId, told: &str, result: &Result<Written, Error>) {
    match result {
        Ok(written) => {
            let (outcome, request_id) = match written {
                Written::Launched(launched) => {
                    let ids: Vec<_> = launched.servers.iter().map(|(id, _)| id.as_str()).collect();
                    let outcome = format!("accepted: {}", ids.join(" "));
                    (outcome, launched.request_id.as_deref())
                }
                Written::ImageStarted { image, request_id } => {
                    let id = image.as_ref().map_or("?", |image| image.as_str());
                    (format!("accepted: {id}"), request_id.as_deref())
                }
                Written::DeleteAccepted { request_id } => {
                    ("accepted".to_owned(), request_id.as_deref())
                }
                Written::Acted(acted) => ("accepted".to_owned(), acted.request_id.as_deref()),
                Written::Changed { request_id } | Written::FloatingIp { request_id, .. } => {
                    ("done".to_owned(), request_id.as_deref())
                }
                Written::AlreadyGone => ("gone already".to_owned(), None),
                Written::KeyPair { .. } | Written::Saved(_) => ("done".to_owned(), None),
            };
            tracing::info!(op = op.0, request_id, "write: {told}: {outcome}");
        }
        Err(error) => {
            let request_id = error.request_id.as_deref();
            let outcome = if error.outcome_unknown() {
                "outcome unknown"
            } else {
                "failed"
            };
            tracing::info!(
                op = op.0,
                request_id,
                call = error.call,
                "write: {told}: {outcome}: {error}"
            );
        }
    }
}

async fn written(
    environment: &Environment,
    client: &Client,
    write: Write,
) -> Result<Written, Error> {
    let expand = |path| files::expand(environment, path);
    match write {
        Write::CreateServers(new) => client.create_servers(&new).await.map(Written::Launched),
        Write::CreateImage { server, name } => {
            let started = client.create_image(&server, &name).await?;
            Ok(Written::ImageStarted {
                image: started.image,
                request_id: started.request_id,
            })
        }
        Write::DeleteServer(id) => {
            let deleted = client.delete_server(&id).await;
            gone(deleted.map(|accepted| accepted.request_id))
        }
        Write::DeleteImage(id) => gone(client.delete_image(&id).await),
        Write::CreateKeyPair {
            name,
            path,
            kind,
            passphrase,
        } => {
            let path = expand(path);
            let new = NewKeyPair {
                name,
                path,
                kind,
                passphrase,
            };
            keys::create(client, new).await
        }
        Write::SaveText { path, text } => files::save(environment, path, text).await,
        Write::ImportKeyPair { name, public_key } => keys::import(client, &name, &public_key).await,
        Write::ImportKeyFile { name, path } => {
            keys::import_file(client, &name, &expand(path)).await
        }
        write => changed(client, write).await,
    }
}

/// What changes a server that exists.
async fn changed(client: &Client, write: Write) -> Result<Written, Error> {
    let accepted = match write {
        Write::Act { server, act } => return client.act(&server, &act).await.map(Written::Acted),
        Write::UpdateServer { server, update } => client.update_server(&server, &update).await?,
        Write::ChangeMetadata { server, change } => {
            client.change_metadata(&server, &change).await?
        }
        Write::SetTags { server, tags } => client.set_tags(&server, &tags).await?,
        Write::UpdatePort { port, update, .. } => client.update_port(&port, &update).await?,
        Write::AttachInterface { server, new } => client.attach_interface(&server, &new).await?,
        Write::DetachInterface { server, port } => client.detach_interface(&server, &port).await?,
        Write::AttachVolume { server, volume } => client.attach_volume(&server, &volume).await?,
        Write::DetachVolume { server, volume } => client.detach_volume(&server, &volume).await?,
        Write::CreateFloatingIp {
            network,
            port,
            fixed_ip,
            ..
        } => {
            let (floating_ip, request_id) = client
                .create_floating_ip(&network, &port, fixed_ip.as_deref())
                .await?;
            return Ok(Written::FloatingIp {
                floating_ip,
                request_id,
            });
        }
        Write::AssociateFloatingIp {
            floating_ip,
            port,
            fixed_ip,
            ..
        } => {
            client
                .associate_floating_ip(&floating_ip, &port, fixed_ip.as_deref())
                .await?
        }
        Write::DisassociateFloatingIp {
            floating_ip,
            release: false,
            ..
        } => client.disassociate_floating_ip(&floating_ip).await?,
        Write::DisassociateFloatingIp { floating_ip, .. } => {
            let released = client.release_floating_ip(&floating_ip).await;
            return match released {
                // As with a deletion: it has reached its end.
                Err(error) if error.kind == Kind::NotFound => Ok(Written::AlreadyGone),
                released => released.map(|accepted| Written::Changed {
                    request_id: accepted.request_id,
                }),
            };
        }
        other => {
            let what = format!("{} is no change of a server.", told(&other));
            return Err(Error::new(Kind::NotAllowed, what));
        }
    };
    Ok(Written::Changed {
        request_id: accepted.request_id,
    })
}

/// A deletion of what is gone already has reached its end.
fn gone(deleted: Result<Option<String>, Error>) -> Result<Written, Error> {
    match deleted {
        Ok(request_id) => Ok(Written::DeleteAccepted { request_id }),
        Err(error) if error.kind == Kind::NotFound => Ok(Written::AlreadyGone),
        Err(error) => Err(error),
    }
}

//! The task that owns the sessions. Every request becomes a task of its own, so that a slow list
//! holds up nothing; a newer read aborts an older one of its lane, and a write is never aborted.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc::{Sender, UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::{AbortHandle, JoinError, JoinSet};

use super::connect::{self, Session};
use super::imitation::{DemoSource, Imitation};
use super::lane::Lane;
use super::message::{
    ApiCall, ContextId, Data, Discovery, OpId, Page, Read, Refusal, Reply, Request, Target, Ticket,
    Write, Written,
};
use super::{keys, message};
use crate::openstack::{ApiCallRecord, Client, Environment, Error, Kind, Observer, Pages, config};

/// Where the cloud task gets things from.
#[derive(Debug, Clone)]
pub struct Sources {
    pub environment: Environment,
    /// What `--os-cloud` names.
    pub cloud: Option<String>,
    /// `~/.ssh`
    pub ssh_dir: PathBuf,
    pub demo: DemoSource,
}

const MOST_READS: usize = 10;
const MOST_WRITES: usize = 4;

/// Serves requests until nobody can send one any more, or nobody reads the replies. Writes under
/// way are then left to finish as long as the runtime lives.
///
/// # Panics
/// When one of its tasks did, with the same payload.
pub async fn run(
    mut requests: UnboundedReceiver<Request>,
    replies: Sender<Reply>,
    sources: Sources,
) {
    let (calls, mut made) = unbounded_channel();
    let mut worker = Worker {
        shared: Arc::new(Shared::new(sources, calls)),
        replies: replies.clone(),
        reads: JoinSet::new(),
        writes: JoinSet::new(),
        lanes: HashMap::new(),
    };
    let mut open = true;
    while open || !worker.is_idle() {
        tokio::select! {
            request = requests.recv(), if open => match request {
                Some(request) => worker.accept(request),
                None => open = false,
            },
            Some(ended) = worker.reads.join_next() => resume_panic(ended),
            Some(ended) = worker.writes.join_next() => resume_panic(ended),
            Some(call) = made.recv() => {
                if replies.send(Reply::Called(api_call(call))).await.is_err() {
                    break;
                }
            }
            () = replies.closed() => break,
        }
    }
    worker.writes.detach_all();
}

/// What all tasks use.
pub(super) struct Shared {
    pub(super) sources: Sources,
    pub(super) imitation: Imitation,
    sessions: Mutex<HashMap<ContextId, Session>>,
    calls: UnboundedSender<ApiCallRecord>,
    reads: Semaphore,
    writes: Semaphore,
}

struct Worker {
    shared: Arc<Shared>,
    replies: Sender<Reply>,
    reads: JoinSet<()>,
    writes: JoinSet<()>,
    lanes: HashMap<(ContextId, Lane), AbortHandle>,
}

impl Shared {
    fn new(sources: Sources, calls: UnboundedSender<ApiCallRecord>) -> Self {
        Self {
            imitation: Imitation::new(sources.demo.clone()),
            sources,
            sessions: Mutex::default(),
            calls,
            reads: Semaphore::new(MOST_READS),
            writes: Semaphore::new(MOST_WRITES),
        }
    }

    pub(super) fn session(&self, context: ContextId) -> Option<Session> {
        self.sessions().get(&context).cloned()
    }

    pub(super) fn observer(&self) -> Observer {
        let calls = self.calls.clone();
        Arc::new(move |call| {
            // Nobody listens any more when the program ends.
            let _ = calls.send(call);
        })
    }

    fn sessions(&self) -> MutexGuard<'_, HashMap<ContextId, Session>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn client(&self, context: ContextId) -> Result<Client, Error> {
        self.session(context)
            .map(|session| session.client)
            .ok_or_else(|| Error::new(Kind::NotAllowed, "This session is not open."))
    }
}

impl Worker {
    fn is_idle(&self) -> bool {
        self.reads.is_empty() && self.writes.is_empty()
    }

    fn accept(&mut self, request: Request) {
        self.lanes.retain(|_, task| !task.is_finished());
        let shared = self.shared.clone();
        let replies = self.replies.clone();
        match request {
            Request::Discover { ticket } => {
                self.reads.spawn(discover(shared, replies, ticket));
            }
            Request::Connect {
                ticket,
                context,
                target,
            } => {
                let task = open(shared, replies, ticket, context, target);
                let task = self.reads.spawn(task);
                self.occupy(context, Lane::Connect, task);
            }
            Request::Read {
                ticket,
                context,
                read,
            } => {
                let lane = read.lane();
                let task = self
                    .reads
                    .spawn(answer(shared, replies, ticket, context, read));
                self.occupy(context, lane, task);
            }
            Request::Write { op, context, write } => {
                self.writes
                    .spawn(carry_out(shared, replies, op, context, write));
            }
        }
    }

    /// The newer task has the lane; the older one is not wanted any more.
    fn occupy(&mut self, context: ContextId, lane: Lane, task: AbortHandle) {
        if let Some(older) = self.lanes.insert((context, lane), task) {
            older.abort();
        }
    }
}

fn resume_panic(ended: Result<(), JoinError>) {
    if let Err(error) = ended
        && error.is_panic()
    {
        std::panic::resume_unwind(error.into_panic());
    }
}

/// Nobody reads replies only when the program ends, and then there is nothing left to do.
async fn reply(replies: &mpsc::Sender<Reply>, reply: Reply) {
    let _ = replies.send(reply).await;
}

async fn discover(shared: Arc<Shared>, replies: Sender<Reply>, ticket: Ticket) {
    let sources = &shared.sources;
    let result = config::discover(&sources.environment, sources.cloud.as_deref())
        .map(Discovery::from)
        .map_err(Refusal::from);
    reply(&replies, Reply::Discovered { ticket, result }).await;
}

async fn open(
    shared: Arc<Shared>,
    replies: Sender<Reply>,
    ticket: Ticket,
    context: ContextId,
    target: Target,
) {
    let result = connect::open(&shared, target).await.map(|session| {
        let info = connect::info(&session);
        shared.sessions().insert(context, session);
        info
    });
    let connected = Reply::Connected {
        ticket,
        context,
        result,
    };
    reply(&replies, connected).await;
}

async fn answer(
    shared: Arc<Shared>,
    replies: Sender<Reply>,
    ticket: Ticket,
    context: ContextId,
    read: Read,
) {
    // The semaphore is never closed.
    let _permit = shared.reads.acquire().await;
    let asked = Asked {
        shared: &shared,
        replies: &replies,
        ticket,
        context,
    };
    let result = asked.data(read).await;
    let settled = Reply::Read {
        ticket,
        context,
        result,
    };
    reply(&replies, settled).await;
}

/// One read under way.
struct Asked<'a> {
    shared: &'a Shared,
    replies: &'a Sender<Reply>,
    ticket: Ticket,
    context: ContextId,
}

impl Asked<'_> {
    async fn data(&self, read: Read) -> Result<Data, Error> {
        if read == Read::PublicKeyFiles {
            let files = keys::public_key_files(&self.shared.sources.ssh_dir);
            return Ok(Data::PublicKeyFiles(files));
        }
        let client = self.shared.client(self.context)?;
        Ok(match read {
            Read::Servers { since } => self.stream(client.servers(since), Page::Servers).await?,
            Read::Images => self.stream(client.images(), Page::Images).await?,
            Read::Server(id) => Data::Server(Box::new(client.server(&id).await?)),
            Read::Image(id) => Data::Image(Box::new(client.image(&id).await?)),
            Read::Flavors => Data::Flavors(client.flavors().await?),
            Read::Limits => Data::Limits(client.limits().await?),
            Read::KeyPairs => Data::KeyPairs(client.key_pairs().await?),
            Read::AvailabilityZones => Data::AvailabilityZones(client.availability_zones().await?),
            Read::Networks => Data::Networks(client.networks().await?),
            Read::SecurityGroups => Data::SecurityGroups(client.security_groups().await?),
            Read::Projects => Data::Projects(projects(&client).await?),
            Read::ConsoleLog { server, lines } => {
                Data::ConsoleLog(client.console_log(&server, lines).await?)
            }
            Read::InstanceActions(id) => Data::InstanceActions(client.instance_actions(&id).await?),
            Read::PublicKeyFiles => Data::PublicKeyFiles(Vec::new()),
        })
    }

    async fn stream<T>(
        &self,
        mut pages: Pages<T>,
        page: fn(Vec<T>) -> Page,
    ) -> Result<Data, Error> {
        while let Some(rows) = pages.next().await? {
            let some = Reply::Page {
                ticket: self.ticket,
                context: self.context,
                page: page(rows),
            };
            reply(self.replies, some).await;
        }
        Ok(Data::ListEnd { date: pages.date() })
    }
}

async fn projects(client: &Client) -> Result<Vec<message::Project>, Error> {
    let projects = client.projects().await?;
    Ok(projects
        .into_iter()
        .map(|project| message::Project {
            id: project.id,
            name: project.name,
        })
        .collect())
}

async fn carry_out(
    shared: Arc<Shared>,
    replies: Sender<Reply>,
    op: OpId,
    context: ContextId,
    write: Write,
) {
    // The semaphore is never closed.
    let _permit = shared.writes.acquire().await;
    let result = match shared.client(context) {
        Ok(client) => written(&shared, &client, write).await,
        Err(error) => Err(error),
    };
    let settled = Reply::Written {
        op,
        context,
        result,
    };
    reply(&replies, settled).await;
}

async fn written(shared: &Shared, client: &Client, write: Write) -> Result<Written, Error> {
    let expand = |path: PathBuf| match path.to_str() {
        Some(text) => shared.sources.environment.expand(text),
        None => path,
    };
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
        Write::CreateKeyPair { name, path } => keys::create(client, &name, &expand(path)).await,
        Write::ImportKeyPair { name, public_key } => keys::import(client, &name, &public_key).await,
        Write::ImportKeyFile { name, path } => {
            keys::import_file(client, &name, &expand(path)).await
        }
    }
}

/// A deletion of what is gone already has reached its end.
fn gone(deleted: Result<Option<String>, Error>) -> Result<Written, Error> {
    match deleted {
        Ok(request_id) => Ok(Written::DeleteAccepted { request_id }),
        Err(error) if error.kind == Kind::NotFound => Ok(Written::AlreadyGone),
        Err(error) => Err(error),
    }
}

fn api_call(call: ApiCallRecord) -> ApiCall {
    ApiCall {
        at: call.at,
        method: call.method,
        service: call.service,
        path: call.path,
        status: call.status,
        took: call.took,
        request_id: call.request_id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    #[should_panic(expected = "the task's own words")]
    async fn a_panic_of_a_task_is_not_swallowed() {
        let mut tasks = JoinSet::new();
        tasks.spawn(async { panic!("the task's own words") });
        if let Some(ended) = tasks.join_next().await {
            resume_panic(ended);
        }
    }
}

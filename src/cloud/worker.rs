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
    ApiCall, ContextId, Data, Discovery, Page, Read, Refusal, Reply, Request, Target, Ticket,
    WRITES_AT_ONCE,
};
use super::writes::{Turn, Writes, carry_out};
use super::{files, keys, password, reads};
use crate::openstack::patience::Patience;
use crate::openstack::{
    ApiCallRecord, Client, Environment, Error, Kind, Observer, Pages, TokenCache, config,
};

/// Where the cloud task gets things from.
#[derive(Debug, Clone)]
pub struct Sources {
    pub environment: Environment,
    /// What `--os-cloud` names.
    pub cloud: Option<String>,
    /// `~/.ssh`
    pub ssh_dir: PathBuf,
    /// Where tokens are kept between runs; `None`: nowhere.
    pub cache: Option<TokenCache>,
    pub demo: DemoSource,
    /// How long a cloud is waited for, where its configuration does not say.
    pub patience: Patience,
}

/// Of one session, so that a cloud that answers nothing leaves the others theirs.
const MOST_READS: usize = 10;

/// Rows of a page that are handed on together. A key waits until they are in their places, and no
/// longer.
const ROWS_AT_ONCE: usize = 100;

/// Serves requests until nobody can send one any more, or nobody reads the replies. Writes under
/// way are then left to finish as long as the runtime lives.
///
/// # Panics
/// When one of its tasks did, with the same payload.
pub async fn run(requests: UnboundedReceiver<Request>, replies: Sender<Reply>, sources: Sources) {
    serve(requests, replies, sources, Writes::default()).await;
}

/// The same for somebody who wants to know of the writes that are still to be answered.
///
/// # Panics
/// As [`run`].
pub async fn serve(
    mut requests: UnboundedReceiver<Request>,
    replies: Sender<Reply>,
    sources: Sources,
    writes: Writes,
) {
    let (asides, mut told) = unbounded_channel();
    let mut worker = Worker {
        shared: Arc::new(Shared::new(sources, asides)),
        replies: replies.clone(),
        reads: JoinSet::new(),
        writes: JoinSet::new(),
        unanswered: writes,
        lanes: HashMap::new(),
    };
    let mut open = true;
    while open || !worker.is_idle() {
        tokio::select! {
            // A write sent just before the end is begun, or at least counted.
            biased;
            request = requests.recv(), if open => match request {
                Some(request) => worker.accept(request),
                None => open = false,
            },
            Some(ended) = worker.reads.join_next() => resume_panic(ended),
            Some(ended) = worker.writes.join_next() => resume_panic(ended),
            Some(aside) = told.recv() => {
                if replies.send(aside).await.is_err() {
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
    /// What is told from where nothing can be waited for: calls, and reads that wait.
    asides: UnboundedSender<Reply>,
    turns: Mutex<HashMap<ContextId, Turns>>,
}

/// How much of one session may be under way at once.
#[derive(Clone)]
pub(super) struct Turns {
    reads: Arc<Semaphore>,
    pub(super) writes: Arc<Semaphore>,
}

impl Default for Turns {
    fn default() -> Self {
        Self {
            reads: Arc::new(Semaphore::new(MOST_READS)),
            writes: Arc::new(Semaphore::new(WRITES_AT_ONCE)),
        }
    }
}

struct Worker {
    shared: Arc<Shared>,
    replies: Sender<Reply>,
    reads: JoinSet<()>,
    writes: JoinSet<()>,
    unanswered: Writes,
    lanes: HashMap<(ContextId, Lane), AbortHandle>,
}

impl Shared {
    fn new(sources: Sources, asides: UnboundedSender<Reply>) -> Self {
        Self {
            imitation: Imitation::new(sources.demo.clone()),
            sources,
            sessions: Mutex::default(),
            asides,
            turns: Mutex::default(),
        }
    }

    pub(super) fn session(&self, context: ContextId) -> Option<Session> {
        self.sessions().get(&context).cloned()
    }

    pub(super) fn observer(&self) -> Observer {
        let asides = self.asides.clone();
        Arc::new(move |call| {
            // Nobody listens any more when the program ends.
            let _ = asides.send(Reply::Called(api_call(call)));
        })
    }

    fn sessions(&self) -> MutexGuard<'_, HashMap<ContextId, Session>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn renew(&self, context: ContextId, by: ContextId) {
        let mut sessions = self.sessions();
        let Some(new) = sessions.remove(&by) else {
            return;
        };
        if let Some(old) = sessions.insert(context, new.clone()) {
            for session in sessions.values_mut() {
                if session.client.shares_login(&old.client) {
                    session.client = session.client.with_login_of(&new.client);
                }
            }
        }
    }

    pub(super) fn turns(&self, context: ContextId) -> Turns {
        self.all_turns().entry(context).or_default().clone()
    }

    fn all_turns(&self) -> MutexGuard<'_, HashMap<ContextId, Turns>> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is under way there keeps its client and its turn.
    fn forget(&self, context: ContextId) {
        self.sessions().remove(&context);
        self.all_turns().remove(&context);
    }

    pub(super) fn client(&self, context: ContextId) -> Result<Client, Error> {
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
            Request::Renew { context, by } => {
                shared.renew(context, by);
                shared.forget(by);
            }
            Request::Close { context } => self.close(context),
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
                let waiting = self.unanswered.begin();
                let turn = Turn::of(&write, &shared.turns(context));
                let task = carry_out(shared, replies, waiting, turn, op, context, write);
                self.writes.spawn(task);
            }
        }
    }

    fn close(&mut self, context: ContextId) {
        self.lanes.retain(|(of, _), task| {
            if *of == context {
                task.abort();
            }
            *of != context
        });
        self.shared.forget(context);
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
pub(super) async fn reply(replies: &mpsc::Sender<Reply>, reply: Reply) {
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
    let turns = shared.turns(context);
    let _permit = turns.reads.acquire().await;
    let asked = Asked {
        shared: &shared,
        replies: &replies,
        ticket,
        context,
    };
    let before = shared.session(context);
    let mut result = asked.data(read.clone()).await;
    if let Err(error) = &result
        && error.kind == Kind::Unauthorized
        && let (Some(before), Some(now)) = (before, shared.session(context))
        && !now.client.shares_login(&before.client)
    {
        // The login it was asked by has ended, and another has taken its place.
        result = asked.data(read).await;
    }
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
        match read {
            Read::PublicKeyFiles => {
                let directory = self.shared.sources.ssh_dir.clone();
                let files = files::aside(move || Ok(keys::public_key_files(&directory)));
                files.await.map(Data::PublicKeyFiles)
            }
            Read::UserDataFile(path) => {
                let environment = &self.shared.sources.environment;
                files::user_data(environment, path)
                    .await
                    .map(Data::UserDataFile)
            }
            Read::ServerPassword {
                server,
                key,
                passphrase,
            } => {
                let client = self.client()?;
                let environment = &self.shared.sources.environment;
                password::read(&client, environment, &server, key, passphrase)
                    .await
                    .map(Data::ServerPassword)
            }
            Read::Servers { since } => {
                let client = self.client()?;
                self.stream(client.servers(since), Page::Servers).await
            }
            Read::Images => {
                let client = self.client()?;
                self.stream(client.images(), Page::Images).await
            }
            read => reads::whole(&self.client()?, read).await,
        }
    }

    /// The session's client, telling when this read waits.
    fn client(&self) -> Result<Client, Error> {
        let (ticket, context) = (self.ticket, self.context);
        let asides = self.shared.asides.clone();
        let on_wait = move |wait| {
            let _ = asides.send(Reply::Waits {
                ticket,
                context,
                wait,
            });
        };
        let client = self.shared.client(context)?;
        Ok(client.telling(Arc::new(on_wait)))
    }

    async fn stream<T: Send + 'static>(
        &self,
        mut pages: Pages<T>,
        page: fn(Vec<T>) -> Page,
    ) -> Result<Data, Error> {
        while let Some(rows) = pages.next().await? {
            let mut rows = rows.into_iter();
            loop {
                let some = Reply::Page {
                    ticket: self.ticket,
                    context: self.context,
                    page: page(rows.by_ref().take(ROWS_AT_ONCE).collect()),
                };
                reply(self.replies, some).await;
                if rows.len() == 0 {
                    break;
                }
            }
        }
        Ok(Data::ListEnd { date: pages.date() })
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

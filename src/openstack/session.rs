//! One login for one project: its token, renewed in time, and what the cloud was found to know.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::Url;
use tokio::sync::watch;
use tokio::time::Instant;

use super::auth::{self, Login};
use super::config::{CloudConfig, Credential, ProjectScope};
use super::error::{Error, Kind};
use super::http::{Http, Microversion};

type Renewed = Result<Arc<Login>, Error>;

/// How long a renewal that failed stands for those that come after it, so that every request of
/// a screen does not wait for a dead Keystone in turn.
const REMEMBERED: Duration = Duration::from_secs(10);

/// The renewal under way, and the last that failed.
#[derive(Default)]
struct Renewal {
    /// What its task will have come to. It outlives whoever began it: a read may be aborted, and
    /// others wait for the same token.
    under_way: Option<watch::Receiver<Option<Renewed>>>,
    failed: Option<Failed>,
    /// The newest generation whose token a service has taken.
    taken: u64,
    /// Renewed tokens that a service refused nevertheless: one more would be no better.
    in_vain: HashSet<(u64, &'static str)>,
}

struct Failed {
    generation: u64,
    error: Error,
    at: Instant,
}

impl Renewal {
    /// What was refused stays so until the user logs in anew: trying again may lock the account.
    fn failure(&self, generation: u64) -> Option<Error> {
        let failed = self.failed.as_ref()?;
        let refused = matches!(failed.error.kind, Kind::Unauthorized | Kind::SecondFactor);
        let stands =
            failed.generation == generation && (refused || failed.at.elapsed() < REMEMBERED);
        stands.then(|| failed.error.clone())
    }
}

pub(crate) struct Session {
    pub(crate) config: CloudConfig,
    pub(crate) http: Http,
    pub(crate) identity: Url,
    /// What to log in with: the configured credential and project, or those switched to.
    pub(crate) credential: Credential,
    pub(crate) project: Option<ProjectScope>,
    login: Mutex<Arc<Login>>,
    renewal: Mutex<Renewal>,
    /// The newest microversion an endpoint admitted to, learnt from 406.
    newest: Arc<Mutex<HashMap<String, Microversion>>>,
    pub(crate) warnings: Vec<String>,
}

impl Session {
    pub(crate) fn new(
        config: CloudConfig,
        http: Http,
        identity: Url,
        login: Login,
        warning: Option<String>,
    ) -> Self {
        Self {
            credential: config.credential.clone(),
            project: config.project.clone(),
            warnings: config.warnings.iter().cloned().chain(warning).collect(),
            config,
            http,
            identity,
            login: Mutex::new(Arc::new(login)),
            renewal: Mutex::default(),
            newest: Arc::default(),
        }
    }

    /// The same cloud, logged in to another project.
    pub(crate) fn for_project(
        &self,
        project: ProjectScope,
        credential: Credential,
        login: Login,
    ) -> Self {
        Self {
            config: self.config.clone(),
            http: self.http.clone(),
            identity: self.identity.clone(),
            credential,
            project: Some(project),
            login: Mutex::new(Arc::new(login)),
            renewal: Mutex::default(),
            newest: self.newest.clone(),
            warnings: self.warnings.clone(),
        }
    }

    pub(crate) fn current(&self) -> Arc<Login> {
        lock(&self.login).clone()
    }

    /// A login to use now. One that will end soon is renewed beside its use: Keystone may be
    /// slow, and a service that finds the token ended after all says so.
    pub(crate) async fn fresh(self: &Arc<Self>) -> Renewed {
        let login = self.current();
        let now = Instant::now();
        if now < login.renew_at {
            return Ok(login);
        }
        if now < login.expires {
            // A failure is remembered, and matters once the token has ended.
            let _ = self.begin(login.generation);
            return Ok(login);
        }
        self.renew(login.generation).await
    }

    /// Replaces the login of that generation; if another task already has, gives the new one.
    pub(crate) async fn renew(self: &Arc<Self>, generation: u64) -> Renewed {
        let mut under_way = match self.begin(generation)? {
            Begun::Done(login) => return Ok(login),
            Begun::UnderWay(receiver) => receiver,
        };
        let ended = under_way.wait_for(Option::is_some).await;
        let result = ended.ok().and_then(|result| result.clone());
        // Without a result its task has ended, and so has the program's runtime.
        result.unwrap_or_else(|| Err(Error::new(Kind::NotAllowed, "The login was given up.")))
    }

    /// Sees to it that a renewal of that generation is under way, if it is still wanted.
    fn begin(self: &Arc<Self>, generation: u64) -> Result<Begun, Error> {
        let mut renewal = lock(&self.renewal);
        let current = self.current();
        if current.generation != generation {
            return Ok(Begun::Done(current));
        }
        if let Some(receiver) = &renewal.under_way {
            return Ok(Begun::UnderWay(receiver.clone()));
        }
        if let Some(error) = renewal.failure(generation) {
            return Err(error);
        }
        if matches!(self.credential, Credential::Token(_)) {
            return Err(Error {
                status: Some(401),
                ..Error::new(
                    Kind::Unauthorized,
                    "The token has ended, and a token cannot renew itself: log in again.",
                )
            });
        }
        let (sender, receiver) = watch::channel(None);
        renewal.under_way = Some(receiver.clone());
        let session = self.clone();
        tokio::spawn(async move {
            let result = session.log_in(generation + 1).await.map(Arc::new);
            session.ended(generation, &result);
            sender.send_replace(Some(result));
        });
        Ok(Begun::UnderWay(receiver))
    }

    /// A service has taken the token of that generation.
    pub(crate) fn taken(&self, generation: u64) {
        let mut renewal = lock(&self.renewal);
        renewal.taken = renewal.taken.max(generation);
    }

    /// Whether a token that the service refused should be renewed: not one that was made because
    /// its predecessor was refused. A service whose middleware is broken refuses them all, and
    /// would have one made at every request.
    pub(crate) fn may_renew(&self, generation: u64, service: &'static str) -> bool {
        let renewal = lock(&self.renewal);
        let never_taken = generation > 0 && renewal.taken < generation;
        !never_taken && !renewal.in_vain.contains(&(generation, service))
    }

    /// The service refused the token of that generation right after it was made.
    pub(crate) fn in_vain(&self, generation: u64, service: &'static str) {
        lock(&self.renewal).in_vain.insert((generation, service));
    }

    async fn log_in(&self, generation: u64) -> Result<Login, Error> {
        let (credential, project) = (&self.credential, self.project.as_ref());
        auth::log_in(&self.http, &self.identity, credential, project, generation).await
    }

    fn ended(&self, generation: u64, result: &Renewed) {
        let mut renewal = lock(&self.renewal);
        renewal.under_way = None;
        renewal.failed = match result {
            Ok(login) => {
                renewal.in_vain.clear();
                *lock(&self.login) = login.clone();
                None
            }
            Err(error) => Some(Failed {
                generation,
                error: error.clone(),
                at: Instant::now(),
            }),
        };
    }

    /// Remembers the newest microversion of an endpoint.
    pub(crate) fn learn(&self, endpoint: String, newest: Microversion) {
        tracing::debug!(endpoint, %newest, "newest microversion");
        lock(&self.newest).insert(endpoint, newest);
    }

    /// What to speak to that endpoint: `cap`, unless the configuration or the cloud says less.
    pub(crate) fn microversion(&self, endpoint: &str, cap: Microversion) -> Microversion {
        let configured = self.config.compute_cap;
        let known = lock(&self.newest).get(endpoint).copied();
        [configured, known]
            .into_iter()
            .flatten()
            .fold(cap, Ord::min)
    }
}

/// What [`Session::begin`] found.
enum Begun {
    /// Somebody had renewed it already.
    Done(Arc<Login>),
    UnderWay(watch::Receiver<Option<Renewed>>),
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

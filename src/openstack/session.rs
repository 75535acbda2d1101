//! One login for one project: its token, renewed in time, and what the cloud was found to know.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::Url;
use secrecy::ExposeSecret as _;
use tokio::sync::watch;
use tokio::time::Instant;

use super::auth::{self, Login};
use super::cache::{Kept, Record, Slot, TokenCache};
use super::config::{CloudConfig, Credential, ProjectScope};
use super::error::{Error, Kind};
use super::http::{Http, Microversion};
use super::pages::SmallPages;
use super::strings::Strings;

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
    /// Where its token is kept between runs, if it is.
    slot: Option<Slot>,
    /// What rows of its lists have alike.
    pub(crate) strings: Arc<Strings>,
    /// Which of its lists are slow.
    pub(crate) small_pages: SmallPages,
    pub(crate) warnings: Vec<String>,
}

impl Session {
    pub(crate) fn new(
        config: CloudConfig,
        http: Http,
        opened: Kept,
        slot: Option<Slot>,
        warning: Option<String>,
    ) -> Self {
        let Kept {
            login,
            identity,
            newest,
        } = opened;
        Self {
            credential: config.credential.clone(),
            project: config.project.clone(),
            warnings: config.warnings.iter().cloned().chain(warning).collect(),
            config,
            http,
            identity,
            login: Mutex::new(Arc::new(login)),
            renewal: Mutex::default(),
            newest: Arc::new(Mutex::new(newest)),
            slot,
            strings: Arc::default(),
            small_pages: SmallPages::default(),
        }
    }

    /// The same cloud, logged in to another project.
    pub(crate) fn for_project(
        &self,
        project: ProjectScope,
        credential: Credential,
        opened: Kept,
        slot: Option<Slot>,
    ) -> Self {
        lock(&self.newest).extend(opened.newest);
        Self {
            config: self.config.clone(),
            http: self.http.clone(),
            identity: self.identity.clone(),
            credential,
            project: Some(project),
            login: Mutex::new(Arc::new(opened.login)),
            renewal: Mutex::default(),
            newest: self.newest.clone(),
            slot,
            strings: self.strings.clone(),
            small_pages: SmallPages::default(),
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
            let _ = self.begin(login.generation, Because::EndsSoon);
            return Ok(login);
        }
        self.renew(login.generation, Because::Ended).await
    }

    /// Replaces the login of that generation; if another task already has, gives the new one.
    pub(crate) async fn renew(self: &Arc<Self>, generation: u64, why: Because) -> Renewed {
        let mut under_way = match self.begin(generation, why)? {
            Begun::Done(login) => return Ok(login),
            Begun::UnderWay(receiver) => receiver,
        };
        let ended = under_way.wait_for(Option::is_some).await;
        let result = ended.ok().and_then(|result| result.clone());
        // Without a result its task has ended, and so has the program's runtime.
        result.unwrap_or_else(|| Err(Error::new(Kind::NotAllowed, "The login was given up.")))
    }

    /// Sees to it that a renewal of that generation is under way, if it is still wanted.
    fn begin(self: &Arc<Self>, generation: u64, why: Because) -> Result<Begun, Error> {
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
            let result = session.replace(&current, why).await.map(Arc::new);
            session.ended(generation, &result);
            if result.as_ref().is_ok_and(|login| !login.kept) {
                session.keep();
            }
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
    /// would have one made at every request. One that another process has left was not made for us.
    pub(crate) fn may_renew(&self, login: &Login, service: &'static str) -> bool {
        let generation = login.generation;
        let renewal = lock(&self.renewal);
        let never_taken = generation > 0 && renewal.taken < generation && !login.kept;
        !never_taken && !renewal.in_vain.contains(&(generation, service))
    }

    /// The service refused the token of that generation right after it was made.
    pub(crate) fn in_vain(&self, generation: u64, service: &'static str) {
        lock(&self.renewal).in_vain.insert((generation, service));
    }

    /// Another process may have renewed the token already; else this one does.
    async fn replace(&self, old: &Login, why: Because) -> Result<Login, Error> {
        let generation = old.generation + 1;
        // One that came from the disk and is refused too: whatever is there now is not trusted.
        let trusted = !(old.kept && generation > 1 && why == Because::Refused);
        if let Some(slot) = self.slot.clone() {
            let token = old.token.expose_secret().to_owned();
            let other = slot.other(token, why.is_the_end()).await;
            if let Some(other) = other.ok().flatten().filter(|_| trusted) {
                tracing::debug!("another process has renewed the token");
                return Ok(Login {
                    generation,
                    ..other.login
                });
            }
        }
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

    /// Has what is known now kept for the next run, beside the work.
    pub(crate) fn keep(self: &Arc<Self>) {
        let Some(slot) = &self.slot else { return };
        let session = self.clone();
        let who = slot.who.clone();
        slot.write(move |now| {
            let (login, newest) = (session.current(), lock(&session.newest).clone());
            Record::of(&who, &session.identity, &login, &newest, now)
        });
    }

    /// Where tokens are kept, if they are.
    pub(crate) fn cache(&self) -> Option<&TokenCache> {
        self.slot.as_ref().map(|slot| &slot.cache)
    }

    /// Remembers the newest microversion of an endpoint.
    pub(crate) fn learn(self: &Arc<Self>, endpoint: String, newest: Microversion) {
        tracing::debug!(endpoint, %newest, "newest microversion");
        let known = lock(&self.newest).insert(endpoint, newest);
        if known != Some(newest) {
            self.keep();
        }
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

/// Why a login is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Because {
    /// It is good still.
    EndsSoon,
    Ended,
    /// A service took it no more.
    Refused,
    /// It was kept from an earlier run, and where it leads nobody answers.
    LeadsNowhere,
}

impl Because {
    fn is_the_end(self) -> bool {
        matches!(self, Self::Ended | Self::Refused)
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

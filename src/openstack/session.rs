//! One login for one project: its token, renewed in time, and what the cloud was found to know.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use reqwest::Url;
use tokio::time::Instant;

use super::auth::{self, Login};
use super::config::{CloudConfig, Credential, ProjectScope};
use super::error::{Error, Kind};
use super::http::{Http, Microversion};

pub(crate) struct Session {
    pub(crate) config: CloudConfig,
    pub(crate) http: Http,
    pub(crate) identity: Url,
    /// What to log in with: the configured credential and project, or those switched to.
    pub(crate) credential: Credential,
    pub(crate) project: Option<ProjectScope>,
    login: Mutex<Arc<Login>>,
    /// Held while renewing. Remembers a refusal, so that requests queued behind it do not each
    /// try the refused password again.
    renewing: tokio::sync::Mutex<Option<(u64, Error)>>,
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
            renewing: tokio::sync::Mutex::default(),
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
            renewing: tokio::sync::Mutex::default(),
            newest: self.newest.clone(),
            warnings: self.warnings.clone(),
        }
    }

    pub(crate) fn current(&self) -> Arc<Login> {
        lock(&self.login).clone()
    }

    /// A login that will last for a while.
    pub(crate) async fn fresh(&self) -> Result<Arc<Login>, Error> {
        let login = self.current();
        if Instant::now() < login.renew_at {
            return Ok(login);
        }
        match self.renew(login.generation).await {
            // The old token still does: Keystone may be away only for a moment.
            Err(_) if Instant::now() < login.expires => Ok(login),
            outcome => outcome,
        }
    }

    /// Replaces the login of that generation; if another task already has, gives the new one.
    pub(crate) async fn renew(&self, generation: u64) -> Result<Arc<Login>, Error> {
        let mut refused = self.renewing.lock().await;
        let current = self.current();
        if current.generation != generation {
            return Ok(current);
        }
        // For good: what was refused stays so until the user logs in anew.
        if let Some((_, error)) = refused.as_ref().filter(|(of, _)| *of == generation) {
            return Err(error.clone());
        }
        let credential = match &self.credential {
            Credential::Token(_) => {
                return Err(Error {
                    status: Some(401),
                    ..Error::new(
                        Kind::Unauthorized,
                        "The token has ended, and a token cannot renew itself: log in again.",
                    )
                });
            }
            other => other,
        };
        let project = self.project.as_ref();
        let next = generation + 1;
        match auth::log_in(&self.http, &self.identity, credential, project, next).await {
            Ok(login) => {
                let login = Arc::new(login);
                *lock(&self.login) = login.clone();
                *refused = None;
                Ok(login)
            }
            Err(error) => {
                if error.kind == Kind::Unauthorized {
                    *refused = Some((generation, error.clone()));
                }
                Err(error)
            }
        }
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

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

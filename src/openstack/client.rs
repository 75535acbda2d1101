//! The client: a login, used for one region. Requests get the token, a microversion the cloud
//! knows, and one renewal when the token has ended early.

mod send;

use std::sync::Arc;

use jiff::Timestamp;
use reqwest::Url;

use super::auth::{self, Login};
use super::cache::{Kept, Looked, Slot, TokenCache, Who};
use super::catalog::Service;
use super::config::{CloudConfig, Credential, ProjectScope};
use super::error::Error;
use super::http::{Http, Observer, is_loopback};
use super::id::ProjectId;
use super::patience::OnWait;
use super::session::Session;
use super::strings::Strings;

/// One cloud, region and project. Cheap to clone; clones share the token.
#[derive(Clone)]
pub struct Client {
    session: Arc<Session>,
    region: Arc<str>,
    /// Who hears when the cloud asks for patience.
    on_wait: Option<OnWait>,
}

/// Why there is no client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConnectError {
    Failed(Error),
    /// Logged in, but the catalog has no such region; these it has.
    UnknownRegion {
        region: String,
        regions: Vec<String>,
    },
    /// Logged in, but no region is configured and the catalog has several.
    RegionNotChosen {
        regions: Vec<String>,
    },
    /// Logged in, but to no project.
    NoProject,
    /// The credential is for one project only; the sentence says why.
    BoundToProject(String),
}

impl From<Error> for ConnectError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl Client {
    /// Logs in and chooses the region: the configured one, else the only one of the catalog.
    ///
    /// # Errors
    /// As [`ConnectError`] says. Kinds of a failed login: `Unauthorized`, `Unreachable`, `Tls`,
    /// `Timeout`, `NotFound` (no Keystone there), `Decode`.
    pub async fn connect(config: &CloudConfig, observer: Observer) -> Result<Self, ConnectError> {
        Self::connect_with(config, observer, None).await
    }

    /// The same with the logins of earlier runs: with one that is good still no call is made. A
    /// new one is kept there.
    ///
    /// # Errors
    /// As [`Client::connect`].
    pub async fn connect_with(
        config: &CloudConfig,
        observer: Observer,
        cache: Option<&TokenCache>,
    ) -> Result<Self, ConnectError> {
        let auth_url = address(config)?;
        let (base, warning) = auth::base(&auth_url)?;
        let (credential, project) = (&config.credential, config.project.as_ref());
        let who = Who::of(config, &base, credential, project);
        // To look takes a moment, and so do the system's certificates: both at once.
        let looked = cache.zip(who).map(|(cache, who)| cache.look(who));
        let http = Http::new(&base, &config.tls, &config.patience, observer)?;
        let region = config.region.as_deref();
        let log_in = log_in(&http, base, config);
        let (slot, opened) = opened(looked, region, log_in).await?;
        let session = Session::new(config.clone(), http, opened, slot, warning);
        Self::of(session, region)
    }

    /// A session just opened, in that region or the only one. A new login is kept, also where the
    /// region is not known: the next attempt names another.
    fn of(session: Session, region: Option<&str>) -> Result<Self, ConnectError> {
        let session = Arc::new(session);
        let login = session.current();
        if !login.kept {
            session.keep();
        }
        Ok(Self {
            region: choose(region, &login)?.into(),
            session,
            on_wait: None,
        })
    }

    /// The same login in another region. No call is made, unless each region has its own Keystone.
    pub async fn in_region(&self, region: &str) -> Result<Self, ConnectError> {
        let session = &self.session;
        if session.config.auth_url.contains("{region_name}") {
            let config = CloudConfig {
                region: Some(region.to_owned()),
                project: session.project.clone(),
                credential: session.credential.clone(),
                ..session.config.clone()
            };
            let observer = session.http.observer();
            return Box::pin(Self::connect_with(&config, observer, session.cache())).await;
        }
        let region = choose(Some(region), &session.current())?;
        Ok(Self {
            session: session.clone(),
            region: region.into(),
            on_wait: None,
        })
    }

    /// A login for another project, in the same region: by the password when there is one, since
    /// a token made of a token keeps the old one's end.
    pub async fn in_project(&self, project: ProjectScope) -> Result<Self, ConnectError> {
        let session = &self.session;
        if let Some(reason) = self.bound_to_project() {
            return Err(ConnectError::BoundToProject(reason));
        }
        let credential = match &session.credential {
            Credential::Token(_) => Credential::Token(session.current().token.clone()),
            other => other.clone(),
        };
        let who = Who::of(
            &session.config,
            &session.identity,
            &credential,
            Some(&project),
        );
        let looked = session.cache().zip(who);
        let looked = looked.map(|(cache, who)| cache.look(who));
        let log_in = async {
            let (http, identity) = (&session.http, &session.identity);
            let login = auth::log_in(http, identity, &credential, Some(&project), 0).await?;
            Ok(Kept::new(login, identity.clone()))
        };
        let (slot, opened) = opened(looked, Some(&self.region), log_in).await?;
        let session = session.for_project(project, credential, opened, slot);
        Self::of(session, Some(&self.region))
    }

    /// Whether both use the same token, and the same renewal of it.
    pub fn shares_login(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.session, &other.session)
    }

    /// The same region by another login of the same user and project.
    #[must_use]
    pub fn with_login_of(&self, other: &Self) -> Self {
        Self {
            session: other.session.clone(),
            region: self.region.clone(),
            on_wait: None,
        }
    }

    /// The same, telling of its own reads when the cloud asks for patience.
    #[must_use]
    pub fn telling(self, on_wait: OnWait) -> Self {
        Self {
            on_wait: Some(on_wait),
            ..self
        }
    }

    /// The cloud's clock, reckoned from the token's issue; a little behind rather than ahead.
    pub fn clock(&self) -> Option<Timestamp> {
        self.session.current().clock()
    }

    pub fn config(&self) -> &CloudConfig {
        &self.session.config
    }

    /// Whether it is logged in to another project than the configured one.
    pub fn has_switched_project(&self) -> bool {
        self.session.project != self.session.config.project
    }

    pub fn region(&self) -> &str {
        &self.region
    }

    /// Regions of the catalog, sorted.
    pub fn regions(&self) -> Vec<String> {
        self.session.current().catalog.regions()
    }

    pub fn user_name(&self) -> String {
        self.session.current().user_name.clone()
    }

    /// The project's id and name.
    pub fn project(&self) -> (ProjectId, String) {
        let login = self.session.current();
        // `connect` refuses a login without a project.
        login
            .project
            .clone()
            .unwrap_or_else(|| (ProjectId::from(""), String::new()))
    }

    /// Whether the role `admin` is among the token's, by which most policies decide.
    pub fn is_admin(&self) -> bool {
        self.session
            .current()
            .roles
            .iter()
            .any(|role| role == "admin")
    }

    pub fn is_insecure(&self) -> bool {
        self.session.http.is_insecure()
    }

    /// Whether the catalog (or an override) has the service in this region.
    pub fn has(&self, service: Service) -> bool {
        self.endpoint(service, &self.session.current()).is_ok()
    }

    /// Why this credential cannot be used for another project.
    pub fn bound_to_project(&self) -> Option<String> {
        match self.session.credential {
            Credential::ApplicationCredential { .. } => {
                let (_, name) = self.project();
                Some(format!(
                    "An application credential is bound to its project ({name}); log in with a \
                     password to use another."
                ))
            }
            _ => None,
        }
    }

    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = self.session.warnings.clone();
        let login = self.session.current();
        let identity = &self.session.identity;
        if identity.scheme() == "http" && !is_loopback(identity) {
            warnings.push("auth_url is http, so password and token travel unencrypted.".into());
        }
        if identity.scheme() == "https" {
            for service in [
                Service::Compute,
                Service::Image,
                Service::Network,
                Service::Volume,
            ] {
                if let Ok(url) = self.endpoint(service, &login)
                    && url.scheme() == "http"
                {
                    warnings.push(format!(
                        "The catalog publishes the {} service without TLS ({}), so the token \
                         travels unencrypted.",
                        service.name(),
                        url.host_str().unwrap_or("?")
                    ));
                }
            }
        }
        warnings
    }

    /// The texts that rows of this cloud's lists have alike.
    pub(crate) fn strings(&self) -> &Arc<Strings> {
        &self.session.strings
    }
}

/// `auth_url` with its region filled in, where clouds have one Keystone for each.
fn address(config: &CloudConfig) -> Result<String, ConnectError> {
    if !config.auth_url.contains("{region_name}") {
        return Ok(config.auth_url.clone());
    }
    match &config.region {
        Some(region) => Ok(config.auth_url.replace("{region_name}", region)),
        None => Err(ConnectError::RegionNotChosen {
            regions: config.regions.clone(),
        }),
    }
}

fn choose(wanted: Option<&str>, login: &Login) -> Result<String, ConnectError> {
    let regions = login.catalog.regions();
    match wanted {
        Some(region) if login.catalog.knows(region) => Ok(region.to_owned()),
        Some(region) => Err(ConnectError::UnknownRegion {
            region: region.to_owned(),
            regions,
        }),
        None => match regions.as_slice() {
            [only] => Ok(only.clone()),
            _ => Err(ConnectError::RegionNotChosen { regions }),
        },
    }
}

fn is_unknown(region: &Result<String, ConnectError>) -> bool {
    matches!(region, Err(ConnectError::UnknownRegion { .. }))
}

/// What was looked for on the disk, else a new login, and its place there. The task that looks ends
/// without an answer only with the program.
async fn opened(
    looked: Option<Looked>,
    region: Option<&str>,
    log_in: impl Future<Output = Result<Kept, Error>>,
) -> Result<(Option<Slot>, Kept), ConnectError> {
    let found = match looked {
        Some(looked) => looked.await.ok().flatten(),
        None => None,
    };
    let (slot, kept) = found.map_or((None, None), |(slot, kept)| (Some(slot), kept));
    // A region that came since the token was issued is not in its catalog.
    let opened = match kept.filter(|kept| !is_unknown(&choose(region, &kept.login))) {
        Some(kept) => kept,
        None => log_in.await?,
    };
    match opened.login.project {
        Some(_) => Ok((slot, opened)),
        None => Err(ConnectError::NoProject),
    }
}

/// Logs in where Keystone is, which need not be where the configuration says.
async fn log_in(http: &Http, base: Url, config: &CloudConfig) -> Result<Kept, Error> {
    let (credential, project) = (&config.credential, config.project.as_ref());
    match auth::log_in(http, &base, credential, project, 0).await {
        // 404, or 300 with a list of versions: not where the API is.
        Err(error) if matches!(error.status, Some(300 | 404)) => {
            let Some(base) = auth::find_base(http, &base).await else {
                return Err(error);
            };
            let login = auth::log_in(http, &base, credential, project, 0).await?;
            Ok(Kept::new(login, base))
        }
        attempt => Ok(Kept::new(attempt?, base)),
    }
}

/// Tokens are secrets; a client shows where it is connected.
impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("cloud", &self.session.config.name)
            .field("region", &self.region)
            .field("project", &self.project().1)
            .finish_non_exhaustive()
    }
}

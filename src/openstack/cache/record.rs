//! What stands in a file, and what is made of it. It is read as if anybody had written it.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use reqwest::Url;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::key::Who;
use crate::openstack::auth::{Login, MARGIN};
use crate::openstack::catalog::{Catalog, Endpoint};
use crate::openstack::config::Tls;
use crate::openstack::http::Microversion;
use crate::openstack::id::ProjectId;

/// Of this shape. Another is passed over, and replaced at the next login.
const VERSION: u32 = 1;

/// No token lasts so long, and no clock can be reckoned further.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 3600);

/// A login that may be used at once, and what had been found out with it.
pub(crate) struct Kept {
    pub(crate) login: Login,
    /// Keystone's address as it was found.
    pub(crate) identity: Url,
    pub(crate) newest: HashMap<String, Microversion>,
}

impl Kept {
    /// A login made just now.
    pub(crate) fn new(login: Login, identity: Url) -> Self {
        Self {
            login,
            identity,
            newest: HashMap::new(),
        }
    }

    pub(super) fn has(&self, token: &str) -> bool {
        self.login.token.expose_secret() == token
    }
}

/// Not `Debug`: it holds the token.
#[derive(Serialize, Deserialize)]
pub(crate) struct Record {
    version: u32,
    pub(super) cloud: String,
    pub(super) identity: String,
    pub(super) tls: Security,
    /// By our own clock.
    written: Timestamp,
    /// How many seconds the token had left then.
    left: u64,
    /// The cloud's clock then.
    cloud_time: Option<Timestamp>,
    pub(super) token: String,
    pub(super) user: String,
    pub(super) project: Scope,
    roles: Vec<String>,
    catalog: Vec<Address>,
    /// The newest microversion by the address of a Nova.
    newest: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Scope {
    id: String,
    pub(super) name: String,
}

#[derive(Serialize, Deserialize)]
struct Address {
    service: String,
    interface: String,
    region: String,
    url: String,
}

/// How the cloud was spoken to: to take the token back, long after, in the same way.
#[derive(Serialize, Deserialize)]
pub(super) struct Security {
    verify: bool,
    cacert: Option<PathBuf>,
    cert: Option<PathBuf>,
    key: Option<PathBuf>,
}

impl Record {
    /// A login as it stands at `now`, by our clock.
    pub(crate) fn of(
        who: &Who,
        identity: &Url,
        login: &Login,
        newest: &HashMap<String, Microversion>,
        now: Timestamp,
    ) -> Self {
        let Tls {
            verify,
            cacert,
            cert,
            key,
        } = who.tls.clone();
        let (id, name) = login.project.clone().map_or_else(Default::default, |it| {
            let (id, name) = it;
            (id.as_str().to_owned(), name)
        });
        let address = |endpoint: &Endpoint| Address {
            service: endpoint.service.clone(),
            interface: endpoint.interface.clone(),
            region: endpoint.region.clone(),
            url: endpoint.url.clone(),
        };
        Self {
            version: VERSION,
            cloud: who.cloud.clone(),
            identity: identity.to_string(),
            tls: Security {
                verify,
                cacert,
                cert,
                key,
            },
            written: now,
            left: login
                .expires
                .saturating_duration_since(Instant::now())
                .as_secs(),
            cloud_time: login.clock(),
            token: login.token.expose_secret().to_owned(),
            user: login.user_name.clone(),
            project: Scope { id, name },
            roles: login.roles.clone(),
            catalog: login.catalog.used().map(address).collect(),
            newest: newest
                .iter()
                .map(|(endpoint, version)| (endpoint.clone(), version.to_string()))
                .collect(),
        }
    }

    pub(super) fn text(&self) -> String {
        // Nothing in it can fail to be written; an empty file would be passed over.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// `None`: it is no such file.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let record: Self = serde_json::from_str(text).ok()?;
        (record.version == VERSION).then_some(record)
    }

    /// How old it is. `None`: our clock was set back since, so nobody knows.
    fn age(&self, now: Timestamp) -> Option<Duration> {
        Duration::try_from(now.duration_since(self.written)).ok()
    }

    fn left(&self, now: Timestamp) -> Option<Duration> {
        let left = Duration::from_secs(self.left);
        let left = left.checked_sub(self.age(now)?)?;
        (left <= LONGEST).then_some(left)
    }

    pub(super) fn has_ended(&self, now: Timestamp) -> bool {
        self.left(now).is_none_or(|left| left.is_zero())
    }

    /// Until when the token holds, by our clock.
    pub(super) fn until(&self) -> Option<Timestamp> {
        let left = SignedDuration::try_from(Duration::from_secs(self.left)).ok()?;
        self.written.checked_add(left).ok()
    }

    /// The login it tells of, if it can be used at `now`. What will end in a moment is not worth
    /// beginning with. An address of Keystone on another host than the configured one is not ours.
    pub(super) fn login(self, now: Timestamp, who: &Who) -> Option<Kept> {
        let age = self.age(now)?;
        let left = self.left(now).filter(|left| *left >= MARGIN)?;
        let identity = Url::parse(&self.identity).ok()?;
        let same_place = identity.origin() == who.base.origin();
        let sendable = !self.token.is_empty() && HeaderValue::from_str(&self.token).is_ok();
        if !same_place || !sendable || self.project.id.is_empty() {
            return None;
        }
        let here = Instant::now();
        let age = SignedDuration::try_from(age).ok()?;
        let cloud_time = |then: Timestamp| then.checked_add(age).ok();
        let endpoint = |it: Address| Endpoint {
            service: it.service,
            interface: it.interface,
            region: it.region,
            url: it.url,
        };
        let login = Login {
            token: SecretString::from(self.token),
            issued: self.cloud_time.and_then(cloud_time).map(|it| (it, here)),
            expires: here + left,
            renew_at: here + left.saturating_sub(MARGIN),
            catalog: Catalog::of(self.catalog.into_iter().map(endpoint).collect()),
            user_name: self.user,
            project: Some((ProjectId::from(self.project.id), self.project.name)),
            roles: self.roles,
            generation: 0,
            kept: true,
        };
        let newest = self.newest.into_iter();
        let newest = newest
            .filter_map(|(endpoint, version)| Some((endpoint, Microversion::parse(&version)?)));
        Some(Kept {
            login,
            identity,
            newest: newest.collect(),
        })
    }
}

impl From<Security> for Tls {
    fn from(security: Security) -> Self {
        let Security {
            verify,
            cacert,
            cert,
            key,
        } = security;
        Self {
            verify,
            cacert,
            cert,
            key,
        }
    }
}

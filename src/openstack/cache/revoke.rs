//! Logging out: the tokens that are kept are taken back, and their files removed.
//! <https://docs.openstack.org/api-ref/identity/v3/#revoke-token>

use std::io;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::{Method, Url};
use secrecy::SecretString;

use super::record::Record;
use super::{SALT, TokenCache, are_ours, read_ours};
use crate::disk;
use crate::openstack::auth::tokens;
use crate::openstack::catalog::Service;
use crate::openstack::error::Error;
use crate::openstack::http::{Call, Http};
use crate::openstack::patience::Patience;

/// How long a Keystone may take. Whoever logs out of a cloud that is away is told soon.
const LIMIT: Duration = Duration::from_secs(10);

/// What became of one token that was kept. Its file is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedOut {
    /// As the configuration called it.
    pub cloud: String,
    pub user: String,
    pub project: String,
    pub outcome: Outcome,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Nobody can use it any more.
    Revoked,
    /// It had ended by itself, or somebody else had revoked it.
    Ended,
    /// The cloud did not take it back: it holds until then, by our clock.
    Stands {
        until: Option<Timestamp>,
        why: Error,
    },
}

impl TokenCache {
    /// Revokes the tokens kept for `cloud`, or all, and removes their files, and files that are
    /// none of this program with them.
    ///
    /// # Errors
    /// The directory is not ours alone, or a file in it cannot be removed.
    pub async fn log_out(&self, cloud: Option<&str>) -> io::Result<Vec<LoggedOut>> {
        if self.directory.symlink_metadata().is_err() {
            return Ok(Vec::new());
        }
        are_ours(&self.directory)?;
        let mut all = Vec::new();
        for path in self.files()? {
            let record = read_ours(&path).ok().flatten();
            let record = record.and_then(|text| Record::parse(&text));
            let wanted = match &record {
                Some(record) => cloud.is_none_or(|cloud| record.cloud == cloud),
                None => cloud.is_none(),
            };
            if !wanted {
                continue;
            }
            // Removed first: whatever becomes of the token, it is not found here again.
            disk::remove(&path)?;
            if let Some(record) = record {
                all.push(self.revoke(record).await);
            }
        }
        if cloud.is_none() {
            disk::remove(&self.directory.join(SALT))?;
        }
        Ok(all)
    }

    async fn revoke(&self, record: Record) -> LoggedOut {
        let until = record.until();
        let ended = record.has_ended((self.wall)());
        let cloud = record.cloud.clone();
        let user = record.user.clone();
        let project = record.project.name.clone();
        let outcome = if ended {
            Outcome::Ended
        } else {
            match ask(record).await {
                Ok(true) => Outcome::Revoked,
                Ok(false) => Outcome::Ended,
                Err(why) => Outcome::Stands { until, why },
            }
        };
        LoggedOut {
            cloud,
            user,
            project,
            outcome,
        }
    }
}

/// `DELETE /v3/auth/tokens`; `false`: it was worth nothing any more.
async fn ask(record: Record) -> Result<bool, Error> {
    let base = Url::parse(&record.identity).map_err(|error| {
        Error::new(
            crate::openstack::Kind::BadRequest,
            format!("Its address cannot be read: {error}."),
        )
    })?;
    let http = Http::new(
        &base,
        &record.tls.into(),
        &Patience::default(),
        Arc::new(|_| ()),
    )?;
    let call = Call {
        method: Method::DELETE,
        service: Service::Identity.name(),
        url: tokens(&base),
        body: None,
        microversion: None,
        limit: LIMIT,
        on_wait: None,
    };
    let token = SecretString::from(record.token);
    let answer = http.send(&call, Some(&token)).await?;
    // A token that is none is refused, and one that is no more is not found.
    if matches!(answer.status.as_u16(), 401 | 404) {
        return Ok(false);
    }
    answer.success().map(|_| true)
}

//! Key pairs. Nova never makes one for us: that ended with microversion 2.92.
//! <https://docs.openstack.org/api-ref/compute/#keypairs-keypairs>

use serde_json::{Value, json};

use super::KeyPair;
use crate::openstack::ask::Ask;
use crate::openstack::catalog::Service;
use crate::openstack::client::Client;
use crate::openstack::error::Error;
use crate::openstack::http::Microversion;
use crate::openstack::json;
use crate::openstack::pages::{Decode, Listing, Pages};

impl Client {
    /// `GET /os-keypairs`: the user's own, in this region.
    pub async fn key_pairs(&self) -> Result<Vec<KeyPair>, Error> {
        let listing = Listing {
            service: Service::Compute,
            path: vec!["os-keypairs".into()],
            query: Vec::new(),
            key: "keypairs",
            cap: Some(Microversion(2, 35)),
            sizes: None,
            decode: Decode::Row(key_pair),
        };
        Pages::new(self, listing).all().await
    }

    /// `POST /os-keypairs` with a public key in one line.
    ///
    /// # Errors
    /// `Conflict` when the name is taken, `BadRequest` for a name or key Nova does not take,
    /// `OverQuota`.
    pub async fn import_key_pair(&self, name: &str, public_key: &str) -> Result<KeyPair, Error> {
        let body = json!({"keypair": {"name": name, "public_key": public_key}});
        let ask = Ask::post(Service::Compute, &["os-keypairs"], body).cap(2, 92);
        let answer = self.ask(ask).await?;
        // It exists now; a reply without it is filled from what was sent.
        let json = answer.json().unwrap_or_default();
        Ok(key_pair(&json).unwrap_or_else(|| KeyPair {
            name: name.to_owned(),
            fingerprint: String::new(),
            public_key: public_key.to_owned(),
            kind: "ssh".into(),
        }))
    }

    /// `DELETE /os-keypairs/{name}`.
    ///
    /// # Errors
    /// `NotFound` when it is gone already.
    pub async fn delete_key_pair(&self, name: &str) -> Result<(), Error> {
        let path = ["os-keypairs", name];
        self.ask(Ask::delete(Service::Compute, &path).cap(2, 92))
            .await?;
        Ok(())
    }
}

/// Reads `{"keypair": {…}}`, one more mapping than other lists have.
pub(crate) fn key_pair(row: &Value) -> Option<KeyPair> {
    let pair = row.get("keypair").unwrap_or(row);
    Some(KeyPair {
        name: json::text(pair, "name")?,
        fingerprint: json::text_or_empty(pair, "fingerprint"),
        // As it was imported, often with a newline at its end.
        public_key: json::text_or_empty(pair, "public_key").trim().to_owned(),
        kind: json::shared(pair, "type").unwrap_or_else(|| "ssh".into()),
    })
}

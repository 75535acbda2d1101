//! One request by what it asks, and how long it may take.

use std::time::Duration;

use reqwest::Method;
use serde_json::Value;

use super::catalog::Service;
use super::http::Microversion;

/// One request, by what it asks rather than where.
pub(crate) struct Ask<'a> {
    pub(crate) method: Method,
    pub(crate) service: Service,
    /// Segments below the endpoint; each is encoded.
    pub(crate) path: &'a [&'a str],
    pub(crate) query: &'a [(String, String)],
    pub(crate) body: Option<Value>,
    /// The newest microversion whose reply this program reads; Nova only.
    pub(crate) cap: Option<Microversion>,
    pub(crate) limit: Duration,
}

/// Time limits of §6.3: one object, a list or an action, a creation.
pub(crate) const QUICK: Duration = Duration::from_secs(30);
pub(crate) const LONG: Duration = Duration::from_secs(60);
pub(crate) const CREATION: Duration = Duration::from_secs(120);

impl<'a> Ask<'a> {
    pub(crate) fn get(service: Service, path: &'a [&'a str]) -> Self {
        Self {
            method: Method::GET,
            service,
            path,
            query: &[],
            body: None,
            cap: None,
            limit: QUICK,
        }
    }

    pub(crate) fn post(service: Service, path: &'a [&'a str], body: Value) -> Self {
        Self {
            method: Method::POST,
            body: Some(body),
            limit: LONG,
            ..Self::get(service, path)
        }
    }

    pub(crate) fn delete(service: Service, path: &'a [&'a str]) -> Self {
        Self {
            method: Method::DELETE,
            limit: LONG,
            ..Self::get(service, path)
        }
    }

    pub(crate) fn cap(self, major: u16, minor: u16) -> Self {
        Self {
            cap: Some(Microversion(major, minor)),
            ..self
        }
    }

    pub(crate) fn within(self, limit: Duration) -> Self {
        Self { limit, ..self }
    }

    pub(crate) fn query(self, query: &'a [(String, String)]) -> Self {
        Self { query, ..self }
    }
}

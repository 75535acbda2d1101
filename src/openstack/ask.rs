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
    pub(crate) body: Option<Body<'a>>,
    /// Of the service itself rather than of a project: a project id that ends the endpoint is left
    /// out.
    pub(crate) of_version: bool,
    /// The newest microversion whose reply this program reads; Nova only.
    pub(crate) cap: Option<Microversion>,
    /// What is asked for that an older Nova has no word for.
    pub(crate) needs: Option<Need>,
    pub(crate) limit: Duration,
}

/// The oldest microversion that will do, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Need {
    pub(crate) least: Microversion,
    /// `a description`.
    pub(crate) what: &'static str,
}

/// What a request sends.
pub(crate) enum Body<'a> {
    Json(Value),
    /// Made for the microversion it is sent with.
    For(&'a (dyn Fn(Microversion) -> Value + Sync)),
}

impl Body<'_> {
    /// Without a microversion, Nova takes a request for one of 2.1.
    pub(crate) fn at(&self, version: Option<Microversion>) -> Value {
        match self {
            Self::Json(json) => json.clone(),
            Self::For(make) => make(version.unwrap_or(Microversion(2, 1))),
        }
    }
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
            of_version: false,
            cap: None,
            needs: None,
            limit: QUICK,
        }
    }

    pub(crate) fn post(service: Service, path: &'a [&'a str], body: Value) -> Self {
        Self {
            method: Method::POST,
            body: Some(Body::Json(body)),
            limit: LONG,
            ..Self::get(service, path)
        }
    }

    /// A POST of what `body` makes for the microversion it is sent with.
    pub(crate) fn post_for(
        service: Service,
        path: &'a [&'a str],
        body: &'a (dyn Fn(Microversion) -> Value + Sync),
    ) -> Self {
        Self {
            body: Some(Body::For(body)),
            ..Self::post(service, path, Value::Null)
        }
    }

    pub(crate) fn put(service: Service, path: &'a [&'a str], body: Value) -> Self {
        Self {
            method: Method::PUT,
            ..Self::post(service, path, body)
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

    /// Is sent only where `needs` is met.
    pub(crate) fn needing(self, needs: impl Into<Option<Need>>) -> Self {
        Self {
            needs: needs.into(),
            ..self
        }
    }

    pub(crate) fn of_version(self) -> Self {
        Self {
            of_version: true,
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

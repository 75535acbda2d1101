//! What can go wrong between this program and a cloud, typed until the last moment.

use std::fmt;
use std::io::{self, ErrorKind};
use std::time::Duration;

/// Why a request failed, in the terms a caller decides by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// 401 from Keystone: the credentials were refused.
    Unauthorized,
    /// 403 by policy or ownership.
    Forbidden,
    /// 403 (Nova, Neutron 409, Glance and Cinder 413) because a quota is full.
    OverQuota,
    /// 404.
    NotFound,
    /// 409: the resource is in the wrong state, locked, or in use.
    Conflict,
    /// 400.
    BadRequest,
    /// 429, or 413 with `Retry-After`.
    TooManyRequests { retry_after_s: Option<u64> },
    /// 5xx.
    Server,
    /// Any other status.
    Status,
    /// No connection: name not found, refused, no route.
    Unreachable,
    /// The certificate was not accepted.
    Tls,
    /// No answer in time. For a write the outcome is unknown.
    Timeout,
    /// The connection broke before the whole answer came. For a write the outcome is unknown.
    Lost,
    /// The answer was not what the API promises.
    Decode,
    /// The catalog has no such service in this region.
    NoEndpoint,
    /// Asked of the wrong kind of credential, or of a session that is not there.
    NotAllowed,
}

/// One failed request: what, where, the cloud's own words, and the id to quote to an operator.
///
/// Never holds a secret: paths carry no query, bodies are reduced to their message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    pub kind: Kind,
    /// HTTP status, when there was an answer.
    pub status: Option<u16>,
    /// `POST /v2.1/servers`, or empty when nothing was sent.
    pub call: String,
    /// The cloud's words (tags and control characters removed), or ours when it said nothing.
    pub message: String,
    /// `x-openstack-request-id` or `x-compute-request-id`.
    pub request_id: Option<String>,
}

impl Error {
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            status: None,
            call: String::new(),
            message: message.into(),
            request_id: None,
        }
    }

    /// How long the cloud asks to be left in peace.
    pub fn retry_after(&self) -> Option<Duration> {
        match self.kind {
            Kind::TooManyRequests { retry_after_s } => retry_after_s.map(Duration::from_secs),
            _ => None,
        }
    }

    /// Whether the request may have been carried out although no answer came.
    pub fn outcome_unknown(&self) -> bool {
        matches!(self.kind, Kind::Timeout | Kind::Lost) || self.status == Some(504)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status {
            // Proxies and Glance begin their words with the status.
            Some(status) if self.message.starts_with(&status.to_string()) => {
                f.write_str(&self.message)
            }
            Some(status) => write!(f, "{status} {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for Error {}

/// An I/O error in plain words, without Rust's `(os error 13)`.
pub(crate) fn spoken(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "no such file".into(),
        ErrorKind::PermissionDenied => "permission denied".into(),
        ErrorKind::InvalidData => "it is not UTF-8 text".into(),
        ErrorKind::IsADirectory => "it is a directory".into(),
        ErrorKind::StorageFull => "the disk is full".into(),
        _ => error.to_string(),
    }
}

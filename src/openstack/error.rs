//! What can go wrong between this program and a cloud, typed until the last moment.

use std::fmt;
use std::io::{self, ErrorKind};
use std::time::Duration;

/// The longest a cloud is left in peace for asking it.
const LONGEST_PEACE: Duration = Duration::from_secs(3600);

/// Why a request failed, in the terms a caller decides by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// 401 from Keystone, or its 404 for a token or application credential: it was refused.
    Unauthorized,
    /// 401 from Keystone, which took the password and wants a second factor as well.
    SecondFactor,
    /// 401 from a service for a token that Keystone has only just issued: the login is good, and
    /// another would be no better.
    TokenRefused,
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
    /// 503 that says when to ask again: the service is down for a while, or overloaded.
    Unavailable { retry_after_s: u64 },
    /// Any other 5xx.
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
    /// A write that was not even sent, since there was no token for it.
    NotSent,
    /// Asked for something that this cloud's Nova, or the configured microversion, is too old for.
    /// Nothing was sent.
    TooOld,
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
    /// `x-openstack-request-id` or `x-compute-request-id` of the reply; without a reply the id we
    /// gave the request, by which the services' logs name it too. `None` when it never left.
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

    /// How long the cloud asks to be left in peace; an hour at most, whatever a proxy may say.
    pub fn retry_after(&self) -> Option<Duration> {
        let seconds = match self.kind {
            Kind::TooManyRequests { retry_after_s } => retry_after_s?,
            Kind::Unavailable { retry_after_s } => retry_after_s,
            _ => return None,
        };
        Some(Duration::from_secs(seconds).min(LONGEST_PEACE))
    }

    /// Whether a write may have been carried out although no answer says so. Only 4xx is a
    /// refusal: a 5xx may come from a proxy that lost the service after handing the request on
    /// (502 and 504; `mod_wsgi` says 500), or from a service that failed half way.
    pub fn outcome_unknown(&self) -> bool {
        let refused = self
            .status
            .is_some_and(|status| (300..500).contains(&status));
        match self.kind {
            Kind::NotSent | Kind::TooOld => false,
            Kind::Timeout | Kind::Lost | Kind::Decode => !refused,
            _ => self.status.is_some_and(|status| status >= 500),
        }
    }

    /// The failure to get a token, as the failure of the write that wanted it.
    pub(crate) fn before_sending(self) -> Self {
        let message = format!("not sent: {self}");
        if self.outcome_unknown() {
            // What is unknown is what became of the login.
            return Self {
                kind: Kind::NotSent,
                status: None,
                message,
                ..self
            };
        }
        let status = match self.kind {
            // Never the 404 of a login: of a write it says that its target is gone.
            Kind::Unauthorized | Kind::SecondFactor => self.status.filter(|status| *status == 401),
            _ => None,
        };
        Self {
            status,
            message,
            ..self
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status {
            // Proxies and Glance begin their words with the status.
            Some(status) if self.message.starts_with(&status.to_string()) => {
                f.write_str(&self.message)
            }
            Some(status) if !(200..300).contains(&status) => {
                write!(f, "{status} {}", self.message)
            }
            // What is wrong with an answer is not that it is a success.
            _ => f.write_str(&self.message),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn error(kind: Kind, status: Option<u16>) -> Error {
        Error {
            status,
            ..Error::new(kind, "words")
        }
    }

    #[test]
    fn only_what_was_refused_or_never_sent_is_certain() {
        for status in [500, 502, 503, 504, 520, 524] {
            assert!(error(Kind::Server, Some(status)).outcome_unknown());
        }
        let down = Kind::Unavailable { retry_after_s: 9 };
        assert!(error(down, Some(503)).outcome_unknown());
        assert!(error(Kind::Lost, None).outcome_unknown());
        assert!(error(Kind::Lost, Some(202)).outcome_unknown());
        assert!(error(Kind::Timeout, None).outcome_unknown());
        assert!(error(Kind::Decode, Some(200)).outcome_unknown());
        let certain = [
            (Kind::Decode, Some(404)),
            (Kind::Conflict, Some(409)),
            (Kind::Status, Some(302)),
            (Kind::Unreachable, None),
            (Kind::Tls, None),
            (Kind::BadRequest, None),
            (Kind::NoEndpoint, None),
            (Kind::NotAllowed, None),
        ];
        for (kind, status) in certain {
            assert!(!error(kind.clone(), status).outcome_unknown(), "{kind:?}");
        }
    }

    #[test]
    fn no_cloud_is_left_in_peace_for_ever() {
        let asks = |kind| error(kind, None).retry_after();
        let some = Kind::Unavailable { retry_after_s: 90 };
        assert_eq!(asks(some), Some(Duration::from_secs(90)));
        let retry_after_s = u64::MAX;
        assert_eq!(
            asks(Kind::Unavailable { retry_after_s }),
            Some(LONGEST_PEACE)
        );
        let retry_after_s = Some(retry_after_s);
        assert_eq!(
            asks(Kind::TooManyRequests { retry_after_s }),
            Some(LONGEST_PEACE)
        );
    }

    #[test]
    fn without_a_token_nothing_was_sent() {
        let cases = [
            (Kind::Timeout, None, Kind::NotSent),
            (Kind::Server, Some(503), Kind::NotSent),
            (Kind::Unreachable, None, Kind::Unreachable),
            (Kind::Unauthorized, Some(401), Kind::Unauthorized),
            (Kind::Unauthorized, Some(404), Kind::Unauthorized),
        ];
        for (kind, status, expected) in cases {
            let error = error(kind, status).before_sending();
            assert_eq!(error.kind, expected);
            assert!(!error.outcome_unknown());
            assert!(error.message.starts_with("not sent: "), "{error}");
            assert_ne!(error.status, Some(404));
        }
    }
}

//! What a fault or a refusal means, and what to try.
//!
//! The texts are those of the services' own exceptions, as Nova, Neutron, Glance and Cinder said
//! them, and what Cinder and Neutron say through Nova. Nova cuts a fault at 255 characters, so
//! nothing here looks at a text's end.

mod host;
mod image;
mod network;
mod quota;
mod service;
mod state;
#[cfg(test)]
mod tests;
mod volume;

use crate::openstack::{Error, Kind};

/// A fault in plain words. The cloud's own are shown beside it, never replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explained {
    /// Short enough for a row.
    pub meaning: &'static str,
    pub advice: &'static str,
}

/// What the text of a fault, or of a refusal, means; `None` when it is not known here.
pub fn fault(text: &str) -> Option<Explained> {
    let text = text.to_lowercase();
    let known = rows().find(|(patterns, ..)| patterns.iter().any(|pattern| occurs(pattern, &text)));
    known.map(|(_, meaning, advice)| Explained { meaning, advice })
}

/// What a failed request means: by the cloud's words, else by how it failed.
pub fn error(error: &Error) -> Option<Explained> {
    fault(&error.message)
        .or_else(|| of_read(error))
        .or_else(|| by_kind(&error.kind))
}

/// Where a write may have been carried out, and a read changes nothing.
fn of_read(error: &Error) -> Option<Explained> {
    if !error.call.starts_with("GET ") {
        return None;
    }
    let advice = match error.kind {
        Kind::Timeout | Kind::Lost => "It was a question: nothing was changed. Ask again.",
        Kind::Unavailable { .. } => {
            "It was a question: nothing was changed. The lists wait as long as it asks."
        }
        Kind::Server => {
            "It was a question: nothing was changed. If it stays, tell your operator the request id."
        }
        _ => return None,
    };
    by_kind(&error.kind).map(|known| Explained { advice, ..known })
}

fn by_kind(kind: &Kind) -> Option<Explained> {
    let (meaning, advice) = match kind {
        Kind::Unauthorized | Kind::SecondFactor => (
            "The login has ended or was refused",
            "Log in again: choose the cloud anew.",
        ),
        Kind::Forbidden => (
            "Your roles do not allow it",
            "Ask an administrator to do it, or for a role in the project that allows it.",
        ),
        Kind::OverQuota => (
            "A quota of the project is used up",
            "Use less, delete what you no longer need, or ask for more quota.",
        ),
        Kind::NotFound => (
            "It is gone",
            "It was deleted, perhaps elsewhere: read the list again.",
        ),
        Kind::TooManyRequests { .. } => (
            "The cloud asks for fewer requests",
            "Wait a minute, then try again.",
        ),
        Kind::Unavailable { .. } => (
            "The service is down for a while, or overloaded",
            "A change may have been made all the same: look first. The lists wait as long as it asks.",
        ),
        Kind::Server => (
            "The service failed",
            "A change may have been made all the same: look first. If it stays, tell your operator \
             the request id.",
        ),
        Kind::Unreachable => (
            "The service cannot be reached",
            "Check your network and VPN; nothing was changed.",
        ),
        Kind::Tls => (
            "The certificate was not accepted",
            "Name the cloud's CA in clouds.yaml (cacert), and check this machine's clock.",
        ),
        Kind::Timeout => (
            "No answer came in time",
            "A change may have been made all the same: look first.",
        ),
        Kind::Lost => (
            "The connection broke before the answer",
            "A change may have been made all the same: look first.",
        ),
        Kind::NoEndpoint => (
            "The region has no such service",
            "Choose another region, or ask your operator.",
        ),
        Kind::NotSent => (
            "It was not sent",
            "Nothing was changed: log in again, then try again.",
        ),
        _ => return None,
    };
    Some(Explained { meaning, advice })
}

/// Whether the parts of a pattern, which `*` separates, stand in the text one after the other.
fn occurs(pattern: &str, text: &str) -> bool {
    let mut rest = Some(text);
    for part in pattern.split('*') {
        rest = rest.and_then(|rest| rest.split_once(part).map(|(_, after)| after));
    }
    rest.is_some()
}

/// Patterns in lower case, what they mean, what to try.
type Row = (&'static [&'static str], &'static str, &'static str);

/// The first that occurs counts: a cause stands before the wrapping Nova puts around it
/// ("aborted", "retries", "No valid host").
fn rows() -> impl Iterator<Item = &'static Row> {
    [
        quota::FAULTS,
        state::FAULTS,
        image::FAULTS,
        volume::FAULTS,
        network::FAULTS,
        host::FAULTS,
        service::FAULTS,
    ]
    .into_iter()
    .flatten()
}

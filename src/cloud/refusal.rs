//! Errors of the client, told as refusals: what happened, and what kind of way on there is.

use super::message::{CloudChoice, CloudSummary, Discovery, Reason, Refusal, Searched, Start};
use crate::openstack::config::{ConfigError, Credential, Discovered, Start as Found};
use crate::openstack::{ConnectError, Error, Kind};

impl Refusal {
    pub(super) fn new(reason: Reason, message: impl Into<String>) -> Self {
        Self {
            reason,
            message: message.into(),
            details: Vec::new(),
        }
    }
}

impl From<ConfigError> for Refusal {
    fn from(error: ConfigError) -> Self {
        let message = error.to_string();
        match error {
            ConfigError::UnknownCloud { known, .. } => Self {
                details: known,
                ..Self::new(Reason::UnknownCloud, message)
            },
            ConfigError::PasswordMissing { user, auth_url } => {
                Self::new(Reason::PasswordMissing { user, auth_url }, message)
            }
            _ => Self::new(Reason::Configuration, message),
        }
    }
}

/// What a sentence calls the cloud of the `OS_*` variables.
pub(super) const NAMELESS: &str = "the cloud of OS_AUTH_URL";

/// Says why `cloud` could not be opened.
pub(super) fn of_connect(cloud: &str, credential: &Credential, error: ConnectError) -> Refusal {
    let mut refusal = told(cloud, credential, error);
    // A sentence may begin with it; a name of the configuration stays as it is written there.
    if cloud == NAMELESS && refusal.message.starts_with(NAMELESS) {
        refusal.message.replace_range(..1, "T");
    }
    refusal
}

fn told(cloud: &str, credential: &Credential, error: ConnectError) -> Refusal {
    match error {
        ConnectError::Failed(error) => of_login(cloud, credential, &error),
        ConnectError::UnknownRegion { regions, .. } if regions.is_empty() => nowhere(cloud),
        ConnectError::UnknownRegion { region, regions } => Refusal {
            message: format!(
                "Logged in to {cloud}, but it has no region {region}; names are case-sensitive."
            ),
            details: regions.clone(),
            reason: Reason::UnknownRegion { regions },
        },
        ConnectError::RegionNotChosen { regions } if regions.is_empty() => nowhere(cloud),
        ConnectError::RegionNotChosen { regions } => Refusal {
            message: format!("{cloud} has several regions, and none is configured."),
            details: regions.clone(),
            reason: Reason::RegionNotChosen { regions },
        },
        ConnectError::NoProject => Refusal::new(
            Reason::Configuration,
            format!(
                "Logged in to {cloud}, but to no project: give project_name or project_id in the \
                 configuration."
            ),
        ),
        ConnectError::BoundToProject(why) => Refusal::new(Reason::Other, why),
    }
}

/// The catalog is empty, or its endpoints are of no region.
fn nowhere(cloud: &str) -> Refusal {
    Refusal::new(
        Reason::Configuration,
        format!(
            "Logged in to {cloud}, but its catalog names no region: the project may have no \
             services, or not yet."
        ),
    )
}

fn of_login(cloud: &str, credential: &Credential, error: &Error) -> Refusal {
    let sent = !error.call.is_empty();
    let (reason, message) = match error.kind {
        Kind::Unauthorized => match credential {
            Credential::Password { .. } => (
                Reason::WrongCredentials,
                format!("{cloud} refuses these credentials: user, password or project is wrong."),
            ),
            Credential::ApplicationCredential { .. } => (
                Reason::Other,
                format!(
                    "{cloud} refuses the application credential: its id or secret is wrong, or it \
                     has expired or was deleted."
                ),
            ),
            Credential::Token(_) => (
                Reason::Other,
                format!(
                    "{cloud} refuses the token: it has expired, was revoked, or is not of this \
                     cloud."
                ),
            ),
        },
        Kind::SecondFactor => (Reason::Other, error.message.clone()),
        Kind::Unreachable | Kind::Timeout | Kind::Lost => (
            Reason::Unreachable,
            format!("{cloud} cannot be reached. {}", error.message),
        ),
        Kind::Tls | Kind::BadRequest if !sent => (Reason::Configuration, error.message.clone()),
        Kind::Tls => (
            Reason::Unreachable,
            format!("{cloud} cannot be trusted. {}", error.message),
        ),
        Kind::NotFound | Kind::Decode => (
            Reason::Configuration,
            format!("Login to {cloud} failed. {}", error.message),
        ),
        Kind::TooManyRequests { .. } => (
            Reason::Other,
            format!("{cloud} asks for patience: too many logins. Try again in a minute."),
        ),
        _ => (Reason::Other, format!("Login to {cloud} failed: {error}")),
    };
    let mut details = Vec::new();
    if error.status.is_some() && !message.contains(&error.message) {
        details.push(format!("Keystone says: {}", error.message));
    }
    if sent {
        let status = error
            .status
            .map_or("no answer".into(), |status| status.to_string());
        details.push(format!("{}: {status}", error.call));
    }
    if let Some(id) = &error.request_id {
        details.push(format!("Request id: {id}"));
    }
    Refusal {
        reason,
        message,
        details,
    }
}

impl From<Discovered> for Discovery {
    fn from(found: Discovered) -> Self {
        let choice =
            |entry: Option<String>| entry.map_or(CloudChoice::Environment, CloudChoice::Named);
        Self {
            clouds: found
                .clouds
                .into_iter()
                .map(|cloud| CloudSummary {
                    choice: choice(cloud.entry),
                    name: cloud.name,
                    about: cloud.about,
                })
                .collect(),
            start: match found.start {
                Found::Named(name) => Start::Connect(CloudChoice::Named(name)),
                Found::Environment => Start::Connect(CloudChoice::Environment),
                Found::Pick => Start::Pick,
                Found::FirstRun => Start::FirstRun,
            },
            searched: found
                .searched
                .into_iter()
                .map(|place| Searched {
                    place: place.place,
                    found: place.found,
                    outcome: place.outcome,
                })
                .collect(),
            environment: found.environment,
        }
    }
}

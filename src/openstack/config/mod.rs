//! Configuration: `clouds.yaml` and its companions, and the `OS_*` variables, read the way
//! openstacksdk reads them (`openstack/config/loader.py`), over an injected [`Environment`].
//!
//! [`discover`] says what there is; [`resolve`] makes one [`CloudConfig`] of it. No network.

mod cloud;
mod credential;
mod files;
mod vendors;
mod yaml;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use secrecy::SecretString;
use thiserror::Error;

use super::environment::Environment;
use super::http::Microversion;
use super::id::ProjectId;
use super::patience::Patience;

use files::Files;
use yaml::{Map, Node};

/// Everything needed to log in to one cloud.
#[derive(Debug, Clone)]
pub struct CloudConfig {
    pub name: String,
    /// As configured; may hold `{region_name}`.
    pub auth_url: String,
    pub credential: Credential,
    /// `None`: the user's default project decides (and for an application credential, its own).
    pub project: Option<ProjectScope>,
    /// Where a project chosen by name alone is looked for.
    pub project_domain: Domain,
    pub region: Option<String>,
    /// The `regions` of the configuration; empty when it lists none.
    pub regions: Vec<String>,
    /// Those of `regions` with values of their own, another Keystone perhaps.
    pub particular_regions: Vec<String>,
    /// Endpoint interfaces in order of preference: `public`, `internal`, `admin`.
    pub interfaces: Vec<String>,
    /// By service, what of it is to be found by another interface or in another region.
    pub service_interfaces: BTreeMap<String, Vec<String>>,
    pub service_regions: BTreeMap<String, String>,
    pub tls: Tls,
    /// By service (`compute`, `image`, `network`, `identity`, `block-storage`): the address to use instead of the
    /// catalog's.
    pub endpoint_overrides: BTreeMap<String, String>,
    /// Never speak a newer Nova microversion than this.
    pub compute_cap: Option<Microversion>,
    pub patience: Patience,
    /// What was ignored or odd, one sentence each.
    pub warnings: Vec<String>,
}

impl CloudConfig {
    /// What says no more than who logs in where.
    pub fn of(
        name: &str,
        auth_url: String,
        credential: Credential,
        project: Option<ProjectScope>,
    ) -> Self {
        Self {
            name: name.into(),
            auth_url,
            credential,
            project,
            project_domain: Domain::Name("Default".into()),
            region: None,
            regions: Vec::new(),
            particular_regions: Vec::new(),
            interfaces: vec!["public".into()],
            service_interfaces: BTreeMap::new(),
            service_regions: BTreeMap::new(),
            tls: Tls::default(),
            endpoint_overrides: BTreeMap::new(),
            compute_cap: None,
            patience: Patience::default(),
            warnings: Vec::new(),
        }
    }
}

#[derive(Debug, Clone)]
pub enum Credential {
    Password {
        user: User,
        password: SecretString,
    },
    Token(SecretString),
    ApplicationCredential {
        which: AppCred,
        secret: SecretString,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AppCred {
    Id(String),
    /// Names are unique per user only.
    Name {
        name: String,
        user: User,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum User {
    Id(String),
    Name { name: String, domain: Domain },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProjectScope {
    Id(ProjectId),
    Name { name: String, domain: Domain },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Domain {
    Id(String),
    Name(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tls {
    pub verify: bool,
    /// A PEM bundle of more authorities.
    pub cacert: Option<PathBuf>,
    /// A client certificate (PEM), and its key when it is in another file.
    pub cert: Option<PathBuf>,
    pub key: Option<PathBuf>,
}

impl Default for Tls {
    fn default() -> Self {
        Self {
            verify: true,
            cacert: None,
            cert: None,
            key: None,
        }
    }
}

/// What somebody chose or typed; it goes before what is configured.
#[derive(Debug, Clone, Copy, Default)]
pub struct Choices<'a> {
    pub password: Option<&'a SecretString>,
    pub region: Option<&'a str>,
    pub project: Option<&'a ProjectChoice>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProjectChoice {
    Id(ProjectId),
    /// In the domain that is configured.
    Name(String),
}

/// Which configuration to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source<'a> {
    /// An entry of `clouds.yaml`.
    Named(&'a str),
    /// The `OS_*` variables as a cloud of their own.
    Environment,
}

/// Why a configuration cannot be used. Messages are whole sentences, without a secret.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ConfigError {
    #[error("{path} cannot be read: {why}.")]
    Unreadable { path: String, why: String },
    #[error("{path} is not valid YAML, line {line} column {column}: {what}")]
    Syntax {
        path: String,
        line: u64,
        column: u64,
        what: String,
    },
    #[error("{path} should hold a mapping with a `clouds:` key, and does not.")]
    NotAMapping { path: String },
    #[error("{}", unknown_cloud(.name, .known))]
    UnknownCloud { name: String, known: Vec<String> },
    #[error("{place} gives no {what}: {advice}")]
    Missing {
        /// `Cloud "demo"`, or `The environment`.
        place: String,
        what: &'static str,
        advice: String,
    },
    #[error("The password of user {user} at {auth_url} is not configured.")]
    PasswordMissing { user: String, auth_url: String },
    #[error("{place} asks for auth_type {auth_type}, which {}.", auth_type_advice(.auth_type))]
    AuthType { place: String, auth_type: String },
    #[error("{place}: {what}")]
    Invalid { place: String, what: String },
}

fn unknown_cloud(name: &str, known: &[String]) -> String {
    if known.is_empty() {
        format!("There is no cloud named \"{name}\": no clouds.yaml defines any.")
    } else {
        format!(
            "There is no cloud named \"{name}\"; clouds.yaml has {}.",
            known.join(", ")
        )
    }
}

fn auth_type_advice(auth_type: &str) -> String {
    let supported = "password, token and v3applicationcredential";
    if auth_type.starts_with("v2") {
        return format!(
            "is for the Identity API v2 that OpenStack removed in 2018; use {supported}, \
             with an auth_url that ends in /v3"
        );
    }
    format!(
        "is not supported here; supported are {supported} (a federated user can create an \
         application credential in Horizon, under Identity)"
    )
}

/// What the configuration offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovered {
    pub clouds: Vec<Summary>,
    pub start: Start,
    pub searched: Vec<Searched>,
    /// One sentence on the `OS_*` variables.
    pub environment: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    Named(String),
    Environment,
    Pick,
    FirstRun,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// `None`: the environment's.
    pub entry: Option<String>,
    pub name: String,
    pub about: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Searched {
    pub place: String,
    pub found: bool,
    pub outcome: String,
}

/// Reads the files and variables. `chosen` is what the command line named, which beats
/// `OS_CLOUD`; without either, complete `OS_*` variables win over the only cloud of the file.
pub fn discover(env: &Environment, chosen: Option<&str>) -> Result<Discovered, ConfigError> {
    let files = Files::load(env)?;
    let chosen = chosen
        .filter(|name| !name.is_empty())
        .or_else(|| env.var("OS_CLOUD"));
    let own_name = environment_name(env);
    let from_env = has_environment(env);
    let mut clouds = Vec::new();
    if from_env {
        clouds.push(Summary {
            entry: None,
            name: own_name.to_owned(),
            about: cloud::about(&environment_settings(env)),
        });
    }
    for name in files.names() {
        let about = cloud::about(&files.settings(name).unwrap_or_default());
        clouds.push(Summary {
            entry: Some(name.to_owned()),
            name: name.to_owned(),
            about,
        });
    }
    let start = match chosen {
        Some(name) if files.has(name) => Start::Named(name.to_owned()),
        Some(name) if name == own_name && from_env => Start::Environment,
        Some(name) => return Err(files.unknown(name)),
        None if from_env => Start::Environment,
        None => match clouds.as_slice() {
            [] => Start::FirstRun,
            [only] => Start::Named(only.name.clone()),
            _ => Start::Pick,
        },
    };
    Ok(Discovered {
        clouds,
        start,
        searched: files.searched,
        environment: environment_sentence(env),
    })
}

/// The cloud that `OS_CLOUD` names, if it is sure to be an entry of the file: then a login needs no
/// look around before. `None` where the name may be that of the variables themselves.
pub fn named(env: &Environment) -> Option<&str> {
    env.var("OS_CLOUD")
        .filter(|name| *name != environment_name(env))
}

/// Makes one cloud's configuration. `password` is what was typed for it, if anything.
pub fn resolve(
    env: &Environment,
    source: Source<'_>,
    password: Option<&SecretString>,
) -> Result<CloudConfig, ConfigError> {
    let choices = Choices {
        password,
        ..Choices::default()
    };
    resolve_with(env, source, choices)
}

/// The same, where more was chosen: the choices are in before anything is found missing or
/// ambiguous, so that a cloud may lack what they give.
pub fn resolve_with(
    env: &Environment,
    source: Source<'_>,
    choices: Choices<'_>,
) -> Result<CloudConfig, ConfigError> {
    match source {
        Source::Environment => {
            if !has_environment(env) {
                return Err(ConfigError::Missing {
                    place: "The environment".into(),
                    what: "OS_AUTH_URL",
                    advice: "source an openrc file first, or choose a cloud of clouds.yaml.".into(),
                });
            }
            let mut settings = environment_settings(env);
            let mut warnings = Vec::new();
            cloud::apply_profile(&mut settings, None, "The environment", &mut warnings)?;
            cloud::build(
                env,
                environment_name(env),
                "The environment",
                settings,
                choices,
                warnings,
            )
        }
        Source::Named(name) => {
            let files = Files::load(env)?;
            let mut settings = files.settings(name).ok_or_else(|| files.unknown(name))?;
            let place = format!("Cloud \"{name}\"");
            let mut warnings = files.warnings.clone();
            cloud::apply_profile(&mut settings, files.public.as_ref(), &place, &mut warnings)?;
            warnings.extend(overlay_environment(env, &mut settings));
            cloud::build(env, name, &place, settings, choices, warnings)
        }
    }
}

/// Variables that choose a cloud or a file, and so make no cloud of their own.
const SELECTORS: [&str; 5] = [
    "OS_CLOUD",
    "OS_REGION_NAME",
    "OS_CLIENT_CONFIG_FILE",
    "OS_CLIENT_SECURE_FILE",
    "OS_CLOUD_NAME",
];

/// What the environment may change about a named cloud: where and how, never who.
const HONOURED: [(&str, &str); 7] = [
    ("OS_REGION_NAME", "region_name"),
    ("OS_INTERFACE", "interface"),
    ("OS_ENDPOINT_TYPE", "interface"),
    ("OS_CACERT", "cacert"),
    ("OS_CERT", "cert"),
    ("OS_KEY", "key"),
    ("OS_INSECURE", "insecure"),
];

fn environment_name(env: &Environment) -> &str {
    env.var("OS_CLOUD_NAME").unwrap_or("envvars")
}

fn has_environment(env: &Environment) -> bool {
    env.var("OS_AUTH_URL").is_some()
}

/// Names and values of the variables that describe a cloud.
fn described(env: &Environment) -> impl Iterator<Item = (&str, &str)> {
    env.vars
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(|(name, value)| {
            !value.is_empty()
                && name.starts_with("OS_")
                && !name.starts_with("OS_TEST")
                && !name.starts_with("OS_STD")
                && !name.starts_with("OS_LOG")
        })
}

/// `OS_FOO_BAR` is the key `foo_bar`.
fn environment_settings(env: &Environment) -> Map {
    described(env)
        .filter(|(name, _)| *name == "OS_REGION_NAME" || !SELECTORS.contains(name))
        .map(|(name, value)| {
            let key = name.trim_start_matches("OS_").to_ascii_lowercase();
            (key, Node::Text(value.to_owned()))
        })
        .collect()
}

/// Applies what of the environment counts for a named cloud, and names what does not.
fn overlay_environment(env: &Environment, settings: &mut Map) -> Option<String> {
    for (variable, key) in HONOURED {
        if let Some(value) = env.var(variable) {
            settings.insert(key.to_owned(), Node::Text(value.to_owned()));
        }
    }
    let ignored: Vec<&str> = described(env)
        .map(|(name, _)| name)
        .filter(|name| !SELECTORS.contains(name))
        .filter(|name| HONOURED.iter().all(|(honoured, _)| honoured != name))
        .collect();
    (!ignored.is_empty()).then(|| {
        format!(
            "A cloud of clouds.yaml is used, so these variables are ignored: {}.",
            ignored.join(", ")
        )
    })
}

fn environment_sentence(env: &Environment) -> String {
    let set: Vec<&str> = described(env)
        .map(|(name, _)| name)
        .filter(|name| !SELECTORS.contains(name))
        .collect();
    if set.is_empty() {
        return "No OS_* variables describe a cloud (no openrc was sourced).".into();
    }
    if !has_environment(env) {
        return format!("{} set, but OS_AUTH_URL is missing.", list_is(&set));
    }
    let settings = environment_settings(env);
    match credential::missing(&settings) {
        Some(what) => format!("{} set, but {what} is missing.", list_is(&set)),
        None => format!("The OS_* variables describe {}.", cloud::about(&settings)),
    }
}

fn list_is(names: &[&str]) -> String {
    match names {
        [one] => format!("{one} is"),
        _ => format!("{} are", names.join(", ")),
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => f.write_str(id),
            Self::Name(name) => f.write_str(name),
        }
    }
}

#[cfg(test)]
mod tests;

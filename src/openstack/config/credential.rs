//! Who logs in, to which project: the `auth:` part of a cloud's settings.

use std::collections::BTreeMap;

use secrecy::SecretString;

use super::cloud::text;
use super::yaml::{Map, Node};
use super::{AppCred, ConfigError, Credential, Domain, ProjectChoice, ProjectScope, User};

/// Keys that belong below `auth:`; written beside it they win, as in the SDK.
const AUTH_KEYS: [&str; 18] = [
    "auth_url",
    "username",
    "user_id",
    "password",
    "token",
    "project_name",
    "project_id",
    "domain_id",
    "domain_name",
    "user_domain_id",
    "user_domain_name",
    "project_domain_id",
    "project_domain_name",
    "default_domain",
    "application_credential_id",
    "application_credential_name",
    "application_credential_secret",
    "system_scope",
];

/// The first thing an environment lacks to log in, for the first-run page.
pub(super) fn missing(settings: &Map) -> Option<&'static str> {
    let auth = auth_of(settings);
    let has = |key: &str| auth.contains_key(key);
    match kind(settings, &auth) {
        Some(Kind::Password) if !has("username") && !has("user_id") => Some("OS_USERNAME"),
        Some(Kind::Password) if !has("password") => Some("OS_PASSWORD"),
        Some(Kind::Password) if !has("project_name") && !has("project_id") => {
            Some("OS_PROJECT_NAME")
        }
        Some(Kind::AppCred) if !has("application_credential_secret") => {
            Some("OS_APPLICATION_CREDENTIAL_SECRET")
        }
        Some(Kind::Token) if !has("token") => Some("OS_TOKEN"),
        _ => None,
    }
}

enum Kind {
    Password,
    Token,
    AppCred,
}

fn kind(settings: &Map, auth: &BTreeMap<String, String>) -> Option<Kind> {
    let named = text(settings, "auth_type").or_else(|| text(settings, "auth_plugin"));
    match named {
        Some("password" | "v3password") => Some(Kind::Password),
        Some("token" | "v3token") => Some(Kind::Token),
        Some("v3applicationcredential") => Some(Kind::AppCred),
        Some(_) => None,
        // Not said: an application credential can be meant for nothing else.
        None if auth.contains_key("application_credential_secret")
            && !auth.contains_key("password") =>
        {
            Some(Kind::AppCred)
        }
        None => Some(Kind::Password),
    }
}

pub(super) fn credential(
    settings: &Map,
    auth: &BTreeMap<String, String>,
    place: &str,
    auth_url: &str,
    typed: Option<&SecretString>,
) -> Result<Credential, ConfigError> {
    let secret = |key: &str| auth.get(key).map(|text| SecretString::from(text.as_str()));
    let missing = |what: &'static str, advice: &str| ConfigError::Missing {
        place: place.to_owned(),
        what,
        advice: advice.to_owned(),
    };
    match kind(settings, auth) {
        None => Err(ConfigError::AuthType {
            place: place.to_owned(),
            auth_type: text(settings, "auth_type")
                .or_else(|| text(settings, "auth_plugin"))
                .unwrap_or_default()
                .to_owned(),
        }),
        Some(Kind::Password) => {
            let user = user(auth).ok_or_else(|| {
                missing("username", "who should log in? Give username or user_id.")
            })?;
            let password = typed.cloned().or_else(|| secret("password"));
            let password = password.ok_or_else(|| ConfigError::PasswordMissing {
                user: match &user {
                    User::Id(id) => id.clone(),
                    User::Name { name, .. } => name.clone(),
                },
                auth_url: auth_url.to_owned(),
            })?;
            Ok(Credential::Password { user, password })
        }
        Some(Kind::Token) => secret("token")
            .map(Credential::Token)
            .ok_or_else(|| missing("token", "auth_type token needs one.")),
        Some(Kind::AppCred) => {
            let which = match (auth.get("application_credential_id"), user(auth)) {
                (Some(id), _) => AppCred::Id(id.clone()),
                (None, Some(user)) => AppCred::Name {
                    name: auth
                        .get("application_credential_name")
                        .cloned()
                        .ok_or_else(|| {
                            missing("application_credential_id", "or a name and its user.")
                        })?,
                    user,
                },
                (None, None) => {
                    return Err(missing(
                        "application_credential_id",
                        "or application_credential_name together with its user.",
                    ));
                }
            };
            let secret = secret("application_credential_secret").ok_or_else(|| {
                missing(
                    "application_credential_secret",
                    "Keystone showed it once, when the credential was made.",
                )
            })?;
            Ok(Credential::ApplicationCredential { which, secret })
        }
    }
}

fn user(auth: &BTreeMap<String, String>) -> Option<User> {
    if let Some(id) = auth.get("user_id") {
        return Some(User::Id(id.clone()));
    }
    auth.get("username").map(|name| User::Name {
        name: name.clone(),
        domain: domain(auth, "user"),
    })
}

/// The domain of users or of projects; the generic keys serve both. A name needs some domain, so
/// without any it is the one every Keystone is installed with.
pub(super) fn domain(auth: &BTreeMap<String, String>, of: &str) -> Domain {
    let other = if of == "user" { "project" } else { "user" };
    let get = |key: String| auth.get(&key).cloned();
    get(format!("{of}_domain_id"))
        .map(Domain::Id)
        .or_else(|| get(format!("{of}_domain_name")).map(Domain::Name))
        .or_else(|| get("domain_id".into()).map(Domain::Id))
        .or_else(|| get("domain_name".into()).map(Domain::Name))
        .or_else(|| get("default_domain".into()).map(Domain::Id))
        .or_else(|| get(format!("{other}_domain_id")).map(Domain::Id))
        .or_else(|| get(format!("{other}_domain_name")).map(Domain::Name))
        .unwrap_or_else(|| Domain::Id("default".into()))
}

/// Puts the project that was chosen in the place of the configured one. An application credential
/// has its own; whether that is the chosen one is known after the login.
pub(super) fn choose_project(
    credential: &Credential,
    auth: &mut BTreeMap<String, String>,
    choice: Option<&ProjectChoice>,
) {
    let Some(choice) = choice else {
        return;
    };
    if matches!(credential, Credential::ApplicationCredential { .. }) {
        return;
    }
    auth.remove("project_id");
    auth.remove("project_name");
    match choice {
        ProjectChoice::Id(id) => auth.insert("project_id".into(), id.to_string()),
        ProjectChoice::Name(name) => auth.insert("project_name".into(), name.clone()),
    };
}

pub(super) fn project(
    credential: &Credential,
    auth: &BTreeMap<String, String>,
    place: &str,
    warnings: &mut Vec<String>,
) -> Result<Option<ProjectScope>, ConfigError> {
    // The id wins when both are given: OVHcloud's and Horizon's files give both.
    let project = auth
        .get("project_id")
        .map(|id| ProjectScope::Id(id.as_str().into()))
        .or_else(|| {
            auth.get("project_name").map(|name| ProjectScope::Name {
                name: name.clone(),
                domain: domain(auth, "project"),
            })
        });
    match credential {
        Credential::ApplicationCredential { .. } => {
            if project.is_some() {
                warnings.push(
                    "An application credential is bound to its project: the project configured \
                     beside it is ignored."
                        .into(),
                );
            }
            Ok(None)
        }
        Credential::Token(_) => Ok(project),
        Credential::Password { .. } if project.is_some() => Ok(project),
        Credential::Password { .. } => Err(ConfigError::Missing {
            place: place.to_owned(),
            what: "project",
            advice: "give project_name or project_id; the Compute panels show one project.".into(),
        }),
    }
}

/// The `auth:` mapping with what was written beside it, under today's names.
pub(super) fn auth_of(settings: &Map) -> BTreeMap<String, String> {
    let mut auth = BTreeMap::new();
    let nested = settings.get("auth").and_then(Node::map);
    let all = nested.into_iter().flatten().map(|pair| (pair, true));
    let all = all.chain(settings.iter().map(|pair| (pair, false)));
    for ((key, value), below_auth) in all {
        let (Some(value), name) = (value.text(), today(key)) else {
            continue;
        };
        if name != *key {
            auth.entry(name).or_insert_with(|| value.to_owned());
        } else if below_auth || AUTH_KEYS.contains(&key.as_str()) {
            auth.insert(name, value.to_owned());
        }
    }
    auth
}

/// Keys had other names when projects were tenants.
fn today(key: &str) -> String {
    match key {
        "user_name" => "username".into(),
        "auth_token" => "token".into(),
        "tenant_id" => "project_id".into(),
        "tenant_name" => "project_name".into(),
        _ => key.to_owned(),
    }
}

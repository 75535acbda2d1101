//! One cloud's settings made into a [`CloudConfig`]: old spellings, domains, and what is missing.

use std::collections::BTreeMap;

use secrecy::SecretString;

use super::yaml::{self, Map, Node};
use super::{
    AppCred, CloudConfig, ConfigError, Credential, Domain, Environment, ProjectScope, Tls, User,
    vendors,
};
use crate::openstack::http::Microversion;

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

/// Lays the entry over its vendor's profile.
pub(super) fn apply_profile(
    settings: &mut Map,
    public: Option<&Map>,
    place: &str,
    warnings: &mut Vec<String>,
) -> Result<(), ConfigError> {
    let Some(name) = text(settings, "profile").or_else(|| text(settings, "cloud")) else {
        return Ok(());
    };
    let local = public
        .and_then(|public| public.get(name))
        .and_then(Node::map)
        .cloned();
    let profile = local.or_else(|| vendors::profile(name));
    let Some(mut merged) = profile else {
        // An unknown profile only matters if the entry relies on it for the address.
        if find(settings, "auth_url").is_some() {
            warnings.push(format!(
                "The profile \"{name}\" is not known and was ignored."
            ));
            return Ok(());
        }
        return Err(ConfigError::Invalid {
            place: place.to_owned(),
            what: format!(
                "the profile \"{name}\" is not known (known are {}, and those of \
                 clouds-public.yaml); give an auth_url instead.",
                vendors::names().collect::<Vec<_>>().join(", ")
            ),
        });
    };
    yaml::merge(&mut merged, settings);
    *settings = merged;
    Ok(())
}

/// `demo @ 127.0.0.1:5000, project demo`.
pub(super) fn about(settings: &Map) -> String {
    let auth = auth_of(settings);
    let get = |key: &str| auth.get(key).map(String::as_str);
    let who = get("username")
        .or_else(|| get("user_id"))
        .or_else(|| get("application_credential_name"))
        .or_else(|| get("application_credential_id").map(|_| "application credential"))
        .unwrap_or("?");
    let place = get("auth_url")
        .and_then(|url| reqwest::Url::parse(url).ok())
        .and_then(|url| {
            let host = url.host_str()?.to_owned();
            Some(
                url.port()
                    .map_or(host.clone(), |port| format!("{host}:{port}")),
            )
        })
        .or_else(|| text(settings, "profile").map(str::to_owned))
        .unwrap_or_else(|| "no auth_url".into());
    let mut about = format!("{who} @ {place}");
    if let Some(project) = get("project_name").or_else(|| get("project_id")) {
        about = format!("{about}, project {project}");
    }
    about
}

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

pub(super) fn build(
    env: &Environment,
    name: &str,
    place: &str,
    mut settings: Map,
    password: Option<&SecretString>,
    mut warnings: Vec<String>,
) -> Result<CloudConfig, ConfigError> {
    let (region, regions) = choose_region(&mut settings, place, &mut warnings)?;
    let auth = auth_of(&settings);
    let auth_url = auth
        .get("auth_url")
        .cloned()
        .ok_or_else(|| ConfigError::Missing {
            place: place.to_owned(),
            what: "auth_url",
            advice: "it is the address of Keystone, such as https://cloud.example.org:5000/v3."
                .into(),
        })?;
    let credential = credential(&settings, &auth, place, &auth_url, password)?;
    let project = project(&credential, &auth, place, &mut warnings)?;
    let interfaces = ["interface", "endpoint_type"]
        .into_iter()
        .filter_map(|key| settings.get(key))
        .map(Node::texts)
        .find(|list| !list.is_empty())
        .unwrap_or_else(|| vec!["public".into()])
        .into_iter()
        .map(|interface| interface.trim_end_matches("URL").to_owned())
        .collect();
    Ok(CloudConfig {
        name: name.to_owned(),
        auth_url,
        credential,
        project,
        region,
        regions,
        interfaces,
        tls: tls(env, &settings),
        endpoint_overrides: overrides(&settings),
        compute_cap: compute_cap(&settings, place)?,
        warnings,
    })
}

/// The region asked for and the list of those configured. Values of the chosen entry of
/// `regions` are laid over the cloud's.
fn choose_region(
    settings: &mut Map,
    place: &str,
    warnings: &mut Vec<String>,
) -> Result<(Option<String>, Vec<String>), ConfigError> {
    let mut names = Vec::new();
    let mut values = BTreeMap::new();
    if let Some(Node::List(list)) = settings.get("regions") {
        for item in list {
            match item {
                Node::Text(name) => names.push(name.clone()),
                Node::Map(map) => {
                    let Some(name) = text(map, "name") else {
                        continue;
                    };
                    names.push(name.to_owned());
                    if let Some(Node::Map(more)) = map.get("values") {
                        values.insert(name.to_owned(), more.clone());
                    }
                }
                _ => {}
            }
        }
    }
    let mut asked = settings
        .get("region_name")
        .map(Node::texts)
        .unwrap_or_default();
    if asked.len() > 1 {
        warnings.push(
            "A list in region_name is an old spelling; use `regions:`. The first is used.".into(),
        );
        if names.is_empty() {
            names.clone_from(&asked);
        }
    }
    asked.truncate(1);
    let region = asked.pop();
    if let Some(region) = &region
        && !names.is_empty()
        && !names.contains(region)
    {
        return Err(ConfigError::Invalid {
            place: place.to_owned(),
            what: format!(
                "the region {region} is not among its `regions:` ({}); names are case-sensitive.",
                names.join(", ")
            ),
        });
    }
    let region = region.or_else(|| names.first().cloned());
    if let Some(more) = region.as_ref().and_then(|region| values.get(region)) {
        yaml::merge(settings, more);
    }
    Ok((region, names))
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

fn credential(
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
fn domain(auth: &BTreeMap<String, String>, of: &str) -> Domain {
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

fn project(
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

fn tls(env: &Environment, settings: &Map) -> Tls {
    let path = |key: &str| text(settings, key).map(|path| env.cwd.join(env.expand(path)));
    let insecure = text(settings, "insecure").and_then(boolean) == Some(true);
    let verify = text(settings, "verify").and_then(boolean) != Some(false);
    Tls {
        verify: verify && !insecure,
        cacert: path("cacert"),
        cert: path("cert"),
        key: path("key"),
    }
}

/// YAML 1.1's words and the digits people put into variables.
fn boolean(word: &str) -> Option<bool> {
    match word.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "y" | "1" => Some(true),
        "false" | "no" | "off" | "n" | "0" => Some(false),
        _ => None,
    }
}

fn overrides(settings: &Map) -> BTreeMap<String, String> {
    ["compute", "image", "network", "identity"]
        .into_iter()
        .filter_map(|service| {
            let url = text(settings, &format!("{service}_endpoint_override"))
                .or_else(|| text(settings, &format!("{service}_endpoint")))?;
            Some((service.to_owned(), url.to_owned()))
        })
        .collect()
}

/// `compute_api_version: 2.72` means the microversion; plain `2`, `2.0` and `2.1` say nothing.
fn compute_cap(settings: &Map, place: &str) -> Result<Option<Microversion>, ConfigError> {
    let floor = Microversion(2, 1);
    if let Some(word) = text(settings, "compute_default_microversion") {
        return Microversion::parse(word)
            .filter(|version| *version >= floor)
            .map(Some)
            .ok_or_else(|| ConfigError::Invalid {
                place: place.to_owned(),
                what: format!(
                    "compute_default_microversion should be a number such as 2.72, not \"{word}\"."
                ),
            });
    }
    Ok(text(settings, "compute_api_version")
        .and_then(Microversion::parse)
        .filter(|version| *version > floor))
}

fn text<'a>(map: &'a Map, key: &str) -> Option<&'a str> {
    map.get(key).and_then(Node::text)
}

fn find<'a>(settings: &'a Map, key: &str) -> Option<&'a str> {
    text(settings, key).or_else(|| {
        settings
            .get("auth")
            .and_then(Node::map)
            .and_then(|auth| text(auth, key))
    })
}

/// The `auth:` mapping with what was written beside it, under today's names.
fn auth_of(settings: &Map) -> BTreeMap<String, String> {
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

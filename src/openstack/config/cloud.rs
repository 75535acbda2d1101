//! One cloud's settings made into a [`CloudConfig`]: old spellings, domains, and what is missing.

use std::collections::BTreeMap;

use secrecy::SecretString;

use super::credential::{auth_of, credential, project};
use super::yaml::{self, Map, Node};
use super::{CloudConfig, ConfigError, Environment, Tls, vendors};
use crate::openstack::http::Microversion;

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

pub(super) fn text<'a>(map: &'a Map, key: &str) -> Option<&'a str> {
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

//! One cloud's settings made into a [`CloudConfig`]: old spellings, domains, and what is missing.

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::Url;

use super::credential::{auth_of, choose_project, credential, domain, project};
use super::yaml::{self, Map, Node};
use super::{Choices, CloudConfig, ConfigError, Environment, Tls, vendors};
use crate::openstack::http::Microversion;
use crate::openstack::patience::Patience;

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
        .and_then(|url| Url::parse(url).ok())
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
    choices: Choices<'_>,
    mut warnings: Vec<String>,
) -> Result<CloudConfig, ConfigError> {
    let regions = choose_region(&mut settings, place, choices.region, &mut warnings)?;
    let mut auth = auth_of(&settings);
    let auth_url = auth
        .get("auth_url")
        .cloned()
        .ok_or_else(|| ConfigError::Missing {
            place: place.to_owned(),
            what: "auth_url",
            advice: "it is the address of Keystone, such as https://cloud.example.org:5000/v3."
                .into(),
        })?;
    check_address(
        place,
        "auth_url",
        &auth_url.replace("{region_name}", "region"),
    )?;
    let credential = credential(&settings, &auth, place, &auth_url, choices.password)?;
    choose_project(&credential, &mut auth, choices.project);
    let project = project(&credential, &auth, place, &mut warnings)?;
    let interfaces = ["interface", "endpoint_type"]
        .into_iter()
        .find_map(|key| interfaces(&settings, key))
        .unwrap_or_else(|| vec!["public".into()]);
    if text(&settings, "compute_region_name")
        .is_some_and(|name| regions.chosen.as_deref() != Some(name))
    {
        warnings
            .push("compute_region_name is ignored: region_name says where the servers are.".into());
    }
    Ok(CloudConfig {
        name: name.to_owned(),
        auth_url,
        credential,
        project,
        project_domain: domain(&auth, "project"),
        region: regions.chosen,
        regions: regions.names,
        particular_regions: regions.particular,
        interfaces,
        service_interfaces: SERVICES
            .into_iter()
            .filter_map(|(service, words)| {
                let own = words
                    .iter()
                    .find_map(|word| interfaces_of(&settings, word))?;
                Some((service.to_owned(), own))
            })
            .collect(),
        service_regions: SERVICES
            .into_iter()
            .filter(|(service, _)| !matches!(*service, "compute" | "identity"))
            .filter_map(|(service, words)| {
                let keys = words.iter().map(|word| format!("{word}_region_name"));
                let region = keys.into_iter().find_map(|key| text(&settings, &key))?;
                Some((service.to_owned(), region.to_owned()))
            })
            .collect(),
        tls: tls(env, &settings),
        endpoint_overrides: overrides(&settings, place)?,
        compute_cap: compute_cap(&settings, place)?,
        patience: Patience {
            answer: api_timeout(&settings, place)?,
            ..Patience::default()
        },
        warnings,
    })
}

/// The services, and the words with which keys about them begin: the official one first.
const SERVICES: [(&str, &[&str]); 5] = [
    ("compute", &["compute"]),
    ("image", &["image"]),
    ("network", &["network"]),
    ("identity", &["identity"]),
    (
        "block-storage",
        &[
            "block_storage",
            "volumev3",
            "volumev2",
            "volume",
            "block_store",
        ],
    ),
];

fn interfaces_of(settings: &Map, service: &str) -> Option<Vec<String>> {
    interfaces(settings, &format!("{service}_interface"))
}

fn interfaces(settings: &Map, key: &str) -> Option<Vec<String>> {
    let list = settings.get(key)?.texts();
    let plain = |interface: String| interface.trim_end_matches("URL").to_owned();
    (!list.is_empty()).then(|| list.into_iter().map(plain).collect())
}

/// Said here, where the key is known, rather than by the first request.
fn check_address(place: &str, key: &str, address: &str) -> Result<(), ConfigError> {
    let url = Url::parse(address.trim());
    if url.is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host()) {
        return Ok(());
    }
    Err(ConfigError::Invalid {
        place: place.to_owned(),
        what: format!(
            "{key} \"{address}\" is not an address; it should look like \
             https://cloud.example.org:5000/v3."
        ),
    })
}

/// The `regions` of the configuration.
struct Regions {
    chosen: Option<String>,
    names: Vec<String>,
    /// Those with `values`.
    particular: Vec<String>,
}

/// The region asked for and the list of those configured. Values of the chosen entry of
/// `regions` are laid over the cloud's. A region chosen by hand need not be listed: the catalog
/// decides.
fn choose_region(
    settings: &mut Map,
    place: &str,
    by_hand: Option<&str>,
    warnings: &mut Vec<String>,
) -> Result<Regions, ConfigError> {
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
    let of_compute = || text(settings, "compute_region_name").map(str::to_owned);
    let region = by_hand.map(str::to_owned);
    let region = region.or_else(|| asked.pop()).or_else(of_compute);
    if let Some(region) = &region
        && by_hand.is_none()
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
    Ok(Regions {
        chosen: region,
        names,
        particular: values.into_keys().collect(),
    })
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

fn overrides(settings: &Map, place: &str) -> Result<BTreeMap<String, String>, ConfigError> {
    let mut overrides = BTreeMap::new();
    for (service, words) in SERVICES {
        let set = words
            .iter()
            .flat_map(|word| ["endpoint_override", "endpoint"].map(|key| format!("{word}_{key}")))
            .find_map(|key| text(settings, &key).map(|url| (key, url)));
        if let Some((key, url)) = set {
            check_address(place, &key, url)?;
            overrides.insert(service.to_owned(), url.to_owned());
        }
    }
    Ok(overrides)
}

/// `compute_api_version: 2.72` means the microversion; plain `2`, `2.0` and `2.1` say nothing.
/// Seconds; 0 is no limit of its own.
fn api_timeout(settings: &Map, place: &str) -> Result<Option<Duration>, ConfigError> {
    let Some(word) = text(settings, "api_timeout") else {
        return Ok(None);
    };
    let seconds = word.parse().ok().map(Duration::try_from_secs_f64);
    let Some(Ok(limit)) = seconds else {
        return Err(ConfigError::Invalid {
            place: place.to_owned(),
            what: format!("api_timeout should be a number of seconds, not \"{word}\"."),
        });
    };
    Ok((!limit.is_zero()).then_some(limit))
}

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

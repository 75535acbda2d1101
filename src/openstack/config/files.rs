//! The three configuration files: where they may be, and what was found there.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::yaml::{self, Map, Node};
use super::{ConfigError, Environment, Searched};
use crate::openstack::error::spoken;

/// The files of one machine, the first found of each kind.
pub(super) struct Files {
    /// `clouds:` with `secure.yaml` laid over it.
    clouds: Map,
    /// `public-clouds:` of `clouds-public.yaml`: profiles.
    pub(super) public: Option<Map>,
    pub(super) searched: Vec<Searched>,
    pub(super) warnings: Vec<String>,
}

impl Files {
    pub(super) fn load(env: &Environment) -> Result<Self, ConfigError> {
        let mut searched = Vec::new();
        let mut warnings = Vec::new();
        let mut clouds = Map::new();
        if let Some((path, map)) = find(env, "clouds", "OS_CLIENT_CONFIG_FILE", &mut searched)? {
            clouds = section(&map, "clouds");
            if let Some(last) = searched.last_mut() {
                last.outcome = count(clouds.len());
            }
            warnings.extend(exposed(env, &path, &clouds));
        }
        let mut elsewhere = Vec::new();
        if let Some((path, map)) = find(env, "secure", "OS_CLIENT_SECURE_FILE", &mut elsewhere)? {
            let secrets = section(&map, "clouds");
            warnings.extend(exposed(env, &path, &secrets));
            yaml::merge(&mut clouds, &secrets);
        }
        let public = find(env, "clouds-public", "", &mut elsewhere)?.map(|(_, map)| {
            section(&map, "public_clouds")
                .into_iter()
                .chain(section(&map, "public-clouds"))
                .collect()
        });
        Ok(Self {
            clouds,
            public,
            searched,
            warnings,
        })
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.clouds.keys().map(String::as_str)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.clouds.contains_key(name)
    }

    /// One cloud's entry as written; an entry without content is an empty one.
    pub(super) fn settings(&self, name: &str) -> Option<Map> {
        self.clouds
            .get(name)
            .map(|entry| entry.map().cloned().unwrap_or_default())
    }

    pub(super) fn unknown(&self, name: &str) -> ConfigError {
        ConfigError::UnknownCloud {
            name: name.to_owned(),
            known: self.names().map(str::to_owned).collect(),
        }
    }
}

/// The entries below `key`, each normalised; their names stay as they are.
fn section(document: &Map, key: &str) -> Map {
    document
        .get(key)
        .and_then(Node::map)
        .map(|entries| {
            entries
                .iter()
                .map(|(name, entry)| (name.clone(), entry.clone().normalised()))
                .collect()
        })
        .unwrap_or_default()
}

fn count(clouds: usize) -> String {
    match clouds {
        0 => "no `clouds:` in it".into(),
        1 => "1 cloud".into(),
        n => format!("{n} clouds"),
    }
}

/// The first file of one kind that exists; every place looked at is noted.
fn find(
    env: &Environment,
    stem: &str,
    variable: &str,
    searched: &mut Vec<Searched>,
) -> Result<Option<(PathBuf, Map)>, ConfigError> {
    match env.var(variable) {
        Some(path) => {
            let path = env.cwd.join(env.expand(path));
            let place = format!("${variable} ({})", env.shown(&path));
            if let Some(found) = read(env, path, place, searched)? {
                return Ok(Some(found));
            }
        }
        None if variable.is_empty() => {}
        None => searched.push(Searched {
            place: format!("${variable}"),
            found: false,
            outcome: "not set".into(),
        }),
    }
    for directory in directories(env) {
        for suffix in ["yaml", "yml", "json"] {
            let path = directory.join(format!("{stem}.{suffix}"));
            if suffix != "yaml" && !path.exists() {
                continue;
            }
            let place = env.shown(&path);
            if let Some(found) = read(env, path, place, searched)? {
                return Ok(Some(found));
            }
        }
    }
    Ok(None)
}

fn directories(env: &Environment) -> Vec<PathBuf> {
    let mut all = vec![env.cwd.clone()];
    for parent in &env.config_dirs {
        let directory = parent.join("openstack");
        if !all.contains(&directory) {
            all.push(directory);
        }
    }
    all
}

/// A file that exists and cannot be used is an error: to pass over it would use another cloud
/// than the user wrote.
fn read(
    env: &Environment,
    path: PathBuf,
    place: String,
    searched: &mut Vec<Searched>,
) -> Result<Option<(PathBuf, Map)>, ConfigError> {
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            searched.push(Searched {
                place,
                found: false,
                outcome: "no such file".into(),
            });
            return Ok(None);
        }
        Err(error) => {
            return Err(ConfigError::Unreadable {
                path: env.shown(&path),
                why: spoken(&error),
            });
        }
    };
    let tree = yaml::parse(&text).map_err(|error| ConfigError::Syntax {
        path: env.shown(&path),
        line: error.line,
        column: error.column,
        what: error.what,
    })?;
    let Node::Map(map) = tree else {
        return Err(ConfigError::NotAMapping {
            path: env.shown(&path),
        });
    };
    searched.push(Searched {
        place,
        found: true,
        outcome: "read".into(),
    });
    Ok(Some((path, map)))
}

/// What to do about a file of secrets that others than its owner may read.
fn exposed(env: &Environment, path: &Path, clouds: &Map) -> Option<String> {
    let secret = secret(clouds)?;
    let readers = readers(path)?;
    let file = path.file_name()?.to_string_lossy();
    Some(format!(
        "{file} is readable by {readers} and holds a {secret}: chmod 600 {}",
        env.shown(path)
    ))
}

/// What kind of secret is in there.
fn secret(clouds: &Map) -> Option<&'static str> {
    const SECRETS: [(&str, &str); 3] = [
        ("password", "password"),
        ("application_credential_secret", "secret"),
        ("token", "token"),
    ];
    let holds = |key: &str| {
        clouds.values().filter_map(Node::map).any(|entry| {
            let auth = entry.get("auth").and_then(Node::map);
            let written = |map: &Map| map.get(key).and_then(Node::text).is_some();
            written(entry) || auth.is_some_and(written)
        })
    };
    let found = SECRETS.iter().find(|(key, _)| holds(key));
    found.map(|(_, secret)| *secret)
}

/// Who besides its owner may read a file.
#[cfg(unix)]
fn readers(path: &Path) -> Option<&'static str> {
    use std::os::unix::fs::PermissionsExt;
    match std::fs::metadata(path).ok()?.permissions().mode() {
        mode if mode & 0o004 != 0 => Some("everyone"),
        mode if mode & 0o040 != 0 => Some("its group"),
        _ => None,
    }
}

#[cfg(not(unix))]
fn readers(_: &Path) -> Option<&'static str> {
    None
}

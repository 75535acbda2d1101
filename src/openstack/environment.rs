//! What the process was given: variables and directories, as plain data, so that the
//! configuration can be read in a test as if on any machine.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where configuration may come from. Nothing else of the process is looked at.
#[derive(Clone, Default)]
pub struct Environment {
    pub vars: BTreeMap<String, String>,
    pub home: PathBuf,
    pub cwd: PathBuf,
    /// The directories that hold an `openstack` directory each, in the order they are searched:
    /// the user's (`$XDG_CONFIG_HOME`, `~/.config`), then the site's (`/etc/xdg`, `/etc`).
    pub config_dirs: Vec<PathBuf>,
}

impl Environment {
    /// The process's own.
    pub fn of_process() -> Self {
        let vars: BTreeMap<String, String> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        let dirs = directories::BaseDirs::new();
        let home = dirs
            .as_ref()
            .map_or_else(PathBuf::new, |dirs| dirs.home_dir().to_path_buf());
        let cwd = std::env::current_dir().unwrap_or_default();
        let mut config_dirs = Vec::new();
        if let Some(dirs) = &dirs {
            config_dirs.push(dirs.config_dir().to_path_buf());
        }
        config_dirs.push(home.join(".config"));
        let site = vars
            .get("XDG_CONFIG_DIRS")
            .filter(|dirs| !dirs.is_empty())
            .map_or("/etc/xdg", String::as_str);
        config_dirs.extend(std::env::split_paths(site));
        if cfg!(target_os = "macos") {
            config_dirs.push("/Library/Application Support".into());
        }
        config_dirs.push("/etc".into());
        Self {
            vars,
            home,
            cwd,
            config_dirs,
        }
    }

    /// A variable's value; an empty one counts as not set, since Horizon's openrc exports such.
    pub fn var(&self, name: &str) -> Option<&str> {
        self.vars
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// `~` and `~/…` stand for the home directory.
    pub fn expand(&self, path: &str) -> PathBuf {
        match path.strip_prefix('~') {
            Some("") => self.home.clone(),
            Some(rest) if rest.starts_with('/') => self.home.join(&rest[1..]),
            _ => PathBuf::from(path),
        }
    }

    /// A path as a person would write it.
    pub fn shown(&self, path: &Path) -> String {
        match path.strip_prefix(&self.home) {
            Ok(rest) if !self.home.as_os_str().is_empty() => format!("~/{}", rest.display()),
            _ => path.display().to_string(),
        }
    }
}

/// The variables hold passwords: only their names are told.
impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Environment")
            .field("vars", &self.vars.keys())
            .field("home", &self.home)
            .field("cwd", &self.cwd)
            .field("config_dirs", &self.config_dirs)
            .finish()
    }
}

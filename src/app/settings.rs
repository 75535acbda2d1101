//! What the person has settled beforehand: the configuration file and the command line.

use std::time::Duration;

use crate::cloud::message::{CloudChoice, ContextInfo};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How long a confirmed delete waits before it is sent; zero: not at all.
    pub undo: Duration,
    /// `--read-only`: nothing can be changed, and that cannot be lifted.
    pub read_only: bool,
    /// The first rule that matches counts.
    pub rules: Vec<Rule>,
}

/// What holds in some clouds or projects.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rule {
    /// A name, or a pattern with `*`; `None` matches any.
    pub cloud: Option<String>,
    pub project: Option<String>,
    /// Production: every change that hurts is confirmed by typing.
    pub danger: bool,
    pub read_only: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            undo: Duration::from_secs(8),
            read_only: false,
            rules: Vec::new(),
        }
    }
}

impl Settings {
    pub fn rule(&self, info: &ContextInfo) -> Option<&Rule> {
        let is = |wanted: &Option<String>, name: &str| {
            wanted.as_deref().is_none_or(|wanted| wanted == name)
        };
        let demo = info.cloud == CloudChoice::Demo;
        self.rules.iter().find(|rule| {
            !demo && is(&rule.cloud, &info.cloud_name) && is(&rule.project, &info.project_name)
        })
    }

    pub fn danger(&self, info: &ContextInfo) -> bool {
        self.rule(info).is_some_and(|rule| rule.danger)
    }
}

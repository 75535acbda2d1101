//! What the person has settled beforehand: the configuration file and the command line.

use std::time::Duration;

use crate::cloud::message::{CloudChoice, ContextInfo};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How long a confirmed delete waits before it is sent; zero: not at all.
    pub undo: Duration,
    /// `--read-only`: nothing can be changed, and that cannot be lifted.
    pub read_only: bool,
    /// `read_only` at the top of the configuration file: the same, in every cloud.
    pub read_only_everywhere: bool,
    /// Whether tokens are kept on the disk between runs.
    pub keep_tokens: bool,
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
            read_only_everywhere: false,
            keep_tokens: true,
            rules: Vec::new(),
        }
    }
}

impl Settings {
    /// What holds in a context. The imitation cloud is nobody's production.
    pub fn rule(&self, info: &ContextInfo) -> Option<&Rule> {
        let is = |wanted: &Option<String>, name: &str| {
            wanted.as_deref().is_none_or(|wanted| fits(wanted, name))
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

/// Whether a name is what a pattern says; `*` stands for anything, nothing included.
fn fits(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let Some(mut name) = name.strip_prefix(start) else {
        return false;
    };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        // The first place is enough: what follows it can only be longer.
        match name.find(part) {
            Some(at) => name = &name[at + part.len()..],
            None => return false,
        }
    }
    name.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture::info;

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, name, expected) in [
            ("prod", "prod", true),
            ("prod", "prod-eu", false),
            ("prod*", "prod", true),
            ("prod*", "preprod", false),
            ("*prod*", "my-prod-eu", true),
            ("*-eu", "prod-eu", true),
            ("*-eu", "prod-eu-2", false),
            ("p*d-*u", "prod-eu", true),
            ("p*p", "p", false),
            ("*", "", true),
            ("", "prod", false),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn the_first_rule_that_matches_cloud_and_project_counts() {
        let rule = |cloud: Option<&str>, project: Option<&str>, danger| Rule {
            cloud: cloud.map(Into::into),
            project: project.map(Into::into),
            danger,
            read_only: false,
        };
        let danger = |rules: Vec<Rule>, info: &ContextInfo| {
            let settings = Settings {
                rules,
                ..Settings::default()
            };
            settings.danger(info)
        };
        let here = info();
        assert!(danger(vec![rule(Some("prod*"), None, true)], &here));
        assert!(danger(vec![rule(None, Some("web-team"), true)], &here));
        assert!(!danger(vec![rule(Some("prod*"), Some("x"), true)], &here));
        let exempt = rule(None, Some("web-*"), false);
        assert!(!danger(
            vec![exempt, rule(Some("prod*"), None, true)],
            &here
        ));
        let demo = ContextInfo {
            cloud: CloudChoice::Demo,
            ..info()
        };
        assert!(!danger(vec![rule(None, None, true)], &demo));
    }
}

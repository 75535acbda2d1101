//! The configuration file: what the person has settled beforehand. It is read once, at the start,
//! and never written.
//!
//! What it settles protects clouds. So it is taken as a whole or not at all: a word misspelt in it
//! could be `read_only`, and a program that went on without that would be less careful than it was
//! told to be.

use std::fmt::Write as _;
use std::io::ErrorKind;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::app::settings::{Rule, Settings};
use crate::openstack::error::spoken;

/// The longest window for undoing, in seconds.
const LONGEST_UNDO: u64 = 60;
/// What can stand at the top of the file.
const SETTINGS: &str = "undo_seconds, read_only, [cache] and [[place]]";
/// What can stand in a place.
const OF_A_PLACE: &str = "cloud, project, danger and read_only";

/// `$XDG_CACHE_HOME/horizon-tui`, or what stands for it on this system: where tokens are kept.
pub fn cache_directory() -> Option<PathBuf> {
    let project = directories::ProjectDirs::from("", "", "horizon-tui")?;
    Some(project.cache_dir().to_path_buf())
}

/// `$XDG_CONFIG_HOME/horizon-tui/config.toml`, or what stands for it on this system.
pub fn file() -> Option<PathBuf> {
    let project = directories::ProjectDirs::from("", "", "horizon-tui")?;
    Some(project.config_dir().join("config.toml"))
}

/// What the file settles; the defaults where there is none.
///
/// # Errors
///
/// Some lines for people: every problem with its line in the file, and what is allowed there.
pub fn read(file: Option<&Path>) -> Result<Settings, String> {
    let Some(file) = file else {
        return Ok(Settings::default());
    };
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(Settings::default());
        }
        Err(error) => {
            let why = spoken(&error);
            return Err(format!("{} cannot be read: {why}", file.display()));
        }
    };
    parse(&text).map_err(|problems| {
        let mut words = format!("{} has to be corrected:", file.display());
        for Problem { at, what } in problems {
            let line = text[..at.min(text.len())].matches('\n').count() + 1;
            let _ = write!(words, "\n  line {line}: {what}");
        }
        words
    })
}

/// What the file settles, a line each, for people.
pub fn told(settings: &Settings) -> String {
    let mut lines = String::new();
    let seconds = settings.undo.as_secs();
    let _ = writeln!(lines, "undo_seconds = {seconds}");
    let _ = writeln!(lines, "read_only = {}", settings.read_only_everywhere);
    let _ = writeln!(lines, "cache.token = {}", settings.keep_tokens);
    for rule in &settings.rules {
        let any = |pattern: &Option<String>| match pattern {
            Some(pattern) => format!("{pattern:?}"),
            None => "any".into(),
        };
        let kinds = [(rule.danger, "production"), (rule.read_only, "read-only")];
        let kinds = kinds
            .into_iter()
            .filter_map(|(holds, word)| holds.then_some(word));
        let kinds: Vec<_> = kinds.collect();
        let kinds = if kinds.is_empty() {
            "nothing special".into()
        } else {
            kinds.join(", ")
        };
        let (cloud, project) = (any(&rule.cloud), any(&rule.project));
        let _ = writeln!(lines, "cloud {cloud}, project {project}: {kinds}");
    }
    lines
}

/// What is wrong, and at which byte.
#[derive(Debug)]
struct Problem {
    at: usize,
    what: String,
}

fn parse(text: &str) -> Result<Settings, Vec<Problem>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        let problem = |error: toml::de::Error| Problem {
            at: error.span().map_or(0, |span| span.start),
            what: error.message().to_owned(),
        };
        return Err(errors.into_iter().map(problem).collect());
    }
    let mut reading = Reading::default();
    let settings = reading.settings(table.get_ref());
    if reading.problems.is_empty() {
        Ok(settings)
    } else {
        reading.problems.sort_by_key(|problem| problem.at);
        Err(reading.problems)
    }
}

#[derive(Debug, Default)]
struct Reading {
    problems: Vec<Problem>,
}

impl Reading {
    fn settings(&mut self, table: &DeTable<'_>) -> Settings {
        let mut settings = Settings::default();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "undo_seconds" => {
                    if let Some(undo) = self.undo(value) {
                        settings.undo = undo;
                    }
                }
                "read_only" => settings.read_only_everywhere = self.flag("read_only", value),
                "cache" => settings.keep_tokens = self.cache(value),
                "place" => settings.rules = self.places(value),
                other => {
                    let what = format!("{other} is no setting; there are {SETTINGS}");
                    self.wrong(key.span(), what);
                }
            }
        }
        settings
    }

    fn undo(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Duration> {
        let allowed = format!("a whole number of seconds from 0 to {LONGEST_UNDO}");
        let seconds = match value.get_ref() {
            DeValue::Integer(number) => {
                u64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok()
            }
            _ => None,
        };
        let seconds = seconds.filter(|seconds| *seconds <= LONGEST_UNDO);
        if seconds.is_none() {
            self.wrong(value.span(), format!("undo_seconds has to be {allowed}"));
        }
        seconds.map(Duration::from_secs)
    }

    /// Whether tokens are kept.
    fn cache(&mut self, value: &Spanned<DeValue<'_>>) -> bool {
        let mut keep = true;
        let DeValue::Table(table) = value.get_ref() else {
            let what = "the cache is a table: [cache], and token = false below it";
            self.wrong(value.span(), what.into());
            return keep;
        };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "token" => keep = self.flag("token", value),
                other => {
                    let what = format!("{other} is nothing of the cache; there is token");
                    self.wrong(key.span(), what);
                }
            }
        }
        keep
    }

    fn places(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<Rule> {
        let DeValue::Array(places) = value.get_ref() else {
            let what = "a place begins with [[place]], in two brackets";
            self.wrong(value.span(), what.into());
            return Vec::new();
        };
        let places = places.iter();
        places
            .filter_map(|place| {
                if let DeValue::Table(table) = place.get_ref() {
                    return Some(self.place(place.span(), table));
                }
                let what = format!("a place is a table of {OF_A_PLACE}");
                self.wrong(place.span(), what);
                None
            })
            .collect()
    }

    fn place(&mut self, span: Range<usize>, table: &DeTable<'_>) -> Rule {
        let mut rule = Rule::default();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "cloud" => rule.cloud = self.pattern("cloud", value),
                "project" => rule.project = self.pattern("project", value),
                "danger" => rule.danger = self.flag("danger", value),
                "read_only" => rule.read_only = self.flag("read_only", value),
                other => {
                    let what = format!("{other} is nothing of a place; there are {OF_A_PLACE}");
                    self.wrong(key.span(), what);
                }
            }
        }
        if !table.contains_key("cloud") && !table.contains_key("project") {
            let what = "this place names neither a cloud nor a project (cloud = \"*\" is any)";
            self.wrong(span, what.into());
        }
        rule
    }

    fn flag(&mut self, name: &str, value: &Spanned<DeValue<'_>>) -> bool {
        if let DeValue::Boolean(flag) = value.get_ref() {
            return *flag;
        }
        self.wrong(value.span(), format!("{name} has to be true or false"));
        false
    }

    fn pattern(&mut self, name: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) if !text.is_empty() => return Some(text.to_string()),
            _ => {}
        }
        let what = format!("{name} has to be a name in quotes, or a pattern with * in it");
        self.wrong(value.span(), what);
        None
    }

    fn wrong(&mut self, span: Range<usize>, what: String) {
        let at = span.start;
        self.problems.push(Problem { at, what });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("config.toml");
        std::fs::write(&file, text).unwrap();
        let told = read(Some(&file)).unwrap_err();
        told.replace(&file.display().to_string(), "FILE")
    }

    #[test]
    fn without_a_file_the_defaults_hold() {
        let home = tempfile::tempdir().unwrap();
        let absent = home.path().join("horizon-tui/config.toml");
        assert_eq!(read(Some(&absent)), Ok(Settings::default()));
        assert_eq!(read(None), Ok(Settings::default()));
    }

    #[test]
    fn everything_that_can_be_settled_is_read() {
        let text = r#"
            undo_seconds = 0
            read_only = true
            [cache]
            token = false
            [[place]]
            cloud = "prod-sandbox"
            [[place]]
            cloud = "prod*"
            project = "web"
            danger = true
            read_only = true
        "#;
        let prod = Rule {
            cloud: Some("prod*".into()),
            project: Some("web".into()),
            danger: true,
            read_only: true,
        };
        let sandbox = Rule {
            cloud: Some("prod-sandbox".into()),
            ..Rule::default()
        };
        let settings = Settings {
            undo: Duration::ZERO,
            read_only_everywhere: true,
            keep_tokens: false,
            rules: vec![sandbox, prod],
            ..Settings::default()
        };
        assert_eq!(parse(text).unwrap(), settings);
        insta::assert_snapshot!(super::told(&settings), @r#"
        undo_seconds = 0
        read_only = true
        cache.token = false
        cloud "prod-sandbox", project any: nothing special
        cloud "prod*", project "web": production, read-only
        "#);
    }

    #[test]
    fn all_that_is_wrong_is_told_with_its_line_and_what_is_allowed() {
        let text = "undo_seconds = 90\nread_onyl = true\n\n[[place]]\ncloud = 5\ndanger = 1\n\
            colour = \"red\"\n[[place]]\nread_only = true\n";
        insta::assert_snapshot!(told(text), @"
        FILE has to be corrected:
          line 1: undo_seconds has to be a whole number of seconds from 0 to 60
          line 2: read_onyl is no setting; there are undo_seconds, read_only, [cache] and [[place]]
          line 5: cloud has to be a name in quotes, or a pattern with * in it
          line 6: danger has to be true or false
          line 7: colour is nothing of a place; there are cloud, project, danger and read_only
          line 8: this place names neither a cloud nor a project (cloud = \"*\" is any)
        ");
    }

    #[test]
    fn a_place_in_single_brackets_and_numbers_that_are_none_are_refused() {
        for text in [
            "[place]\ncloud = \"a\"\n",
            "place = [1]",
            "undo_seconds = -1",
            "undo_seconds = 61",
            "undo_seconds = 1.5",
            "undo_seconds = \"8\"",
            "read_only = \"yes\"",
            "cache = false",
            "[cache]\ntoken = 0",
            "[cache]\ntokens = false",
        ] {
            assert_eq!(parse(text).unwrap_err().len(), 1, "{text}");
        }
    }

    #[test]
    fn what_is_no_toml_is_told_with_its_line() {
        let told = told("read_only = true\nundo_seconds = \n");
        assert!(told.contains("\n  line 2: "), "{told}");
        let twice = self::told("read_only = true\nread_only = false\n");
        assert!(twice.contains("\n  line 2: duplicate key"), "{twice}");
    }

    #[test]
    fn a_file_that_cannot_be_read_is_no_missing_one() {
        let home = tempfile::tempdir().unwrap();
        let told = read(Some(home.path())).unwrap_err();
        assert!(told.contains("cannot be read"), "{told}");
    }
}

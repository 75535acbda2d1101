//! `logout`: the tokens kept from earlier runs are revoked and their files removed.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use crate::openstack::TokenCache;
use crate::openstack::cache::{LoggedOut, Outcome};
use crate::ui::text::clean;

/// Does it for one cloud or for all, and tells what became of each.
///
/// # Errors
///
/// A line for people: what is kept cannot be reached.
pub fn log_out(cache: &TokenCache, cloud: Option<&str>) -> Result<Done, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let all = runtime.and_then(|runtime| runtime.block_on(cache.log_out(cloud)));
    let all = all.map_err(|why| format!("{} cannot be cleared: {why}.", cache.place()))?;
    Ok(Done::of(&all, cloud))
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    pub words: String,
    /// Whether every token is worth nothing now.
    pub complete: bool,
}

impl Done {
    fn of(all: &[LoggedOut], cloud: Option<&str>) -> Self {
        let words = match (all, cloud) {
            ([], Some(cloud)) => format!("No token of cloud \"{cloud}\" is kept.\n"),
            ([], None) => "No token is kept.\n".into(),
            (all, _) => all.iter().map(told).collect(),
        };
        let stands = |it: &LoggedOut| matches!(it.outcome, Outcome::Stands { .. });
        Self {
            words,
            complete: !all.iter().any(stands),
        }
    }

    /// # Errors
    /// Nobody listens.
    pub fn tell(&self) -> io::Result<()> {
        io::stdout().write_all(self.words.as_bytes())
    }
}

/// The names are the cloud's, and come from a file.
fn told(it: &LoggedOut) -> String {
    let (cloud, user, project) = (clean(&it.cloud), clean(&it.user), clean(&it.project));
    let mut line = format!("{cloud}: the token of {user} in project {project} ");
    match &it.outcome {
        Outcome::Revoked => line.push_str("is revoked."),
        Outcome::Ended => line.push_str("had ended already."),
        Outcome::Stands { until, why } => {
            line.push_str("is forgotten here, but was not revoked: ");
            line.push_str(&clean(&why.message));
            if let Some(until) = until {
                let _ = write!(line, " Whoever has it can use it until {until:.0}.");
            }
        }
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openstack::{Error, Kind};

    fn one(outcome: Outcome) -> LoggedOut {
        LoggedOut {
            cloud: "lab".into(),
            user: "a\u{1b}[2J".into(),
            project: "web".into(),
            outcome,
        }
    }

    #[test]
    fn each_token_has_its_line_and_one_that_stands_is_a_failure() {
        let why = Error::new(Kind::Unreachable, "There is no route to h:5000.");
        let until = Some("2026-11-23T12:00:00Z".parse().unwrap());
        let outcomes = [
            Outcome::Revoked,
            Outcome::Ended,
            Outcome::Stands { until, why },
        ];
        let done = Done::of(&outcomes.map(one), None);
        assert!(!done.complete);
        insta::assert_snapshot!(done.words, @"
        lab: the token of a·[2J in project web is revoked.
        lab: the token of a·[2J in project web had ended already.
        lab: the token of a·[2J in project web is forgotten here, but was not revoked: There is no route to h:5000. Whoever has it can use it until 2026-11-23T12:00:00Z.
        ");
    }

    #[test]
    fn nothing_to_do_is_no_failure() {
        let done = Done::of(&[], Some("lab"));
        assert!(done.complete);
        assert_eq!(done.words, "No token of cloud \"lab\" is kept.\n");
    }
}

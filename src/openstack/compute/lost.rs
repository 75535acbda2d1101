//! What came of a request whose answer was lost. The servers of a launch are found again by their
//! names and by when they were made, an action by its word and by when it was begun.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::servers::{by_number, listing};
use super::{ActionTrace, InstanceAction, LaunchTrace, Server};
use crate::openstack::client::Client;
use crate::openstack::error::Error;
use crate::openstack::http;
use crate::openstack::pages::Pages;

/// By how much two clocks of one cloud may differ.
const LEEWAY: SignedDuration = SignedDuration::from_secs(60);
/// The same of the one service that dates both its answers and its action log. What somebody else
/// did so shortly before would be taken for ours.
const STAMPED_WITHIN: Duration = Duration::from_secs(5);

impl Client {
    /// The servers a launch has made, as far as the cloud lists them by now: `GET
    /// /servers/detail?name=…`, newest first, until those are reached that were there before.
    pub async fn launched_servers(&self, trace: &LaunchTrace) -> Result<Vec<Server>, Error> {
        let query = vec![("name".to_owned(), trace.pattern())];
        let mut pages = Pages::new(self, listing(query));
        let mut found = Vec::new();
        let mut earliest = None;
        while let Some(rows) = pages.next().await? {
            let begun = *earliest.get_or_insert_with(|| {
                // The cloud's own clock, where it tells; else ours.
                trace.begun(pages.date().unwrap_or_else(|| http::now().0))
            });
            let older = |server: &Server| server.created.is_some_and(|created| created < begun);
            let is_last = rows.iter().any(older);
            found.extend(rows.into_iter().filter(|server| !older(server)));
            if is_last {
                break;
            }
        }
        Ok(trace.own(found))
    }
}

impl Client {
    /// The action that a request whose answer was lost has begun, as Nova's log names it: the first
    /// by its word since the request was sent. Nova gives it an id of its own, which was in the
    /// answer.
    pub async fn lost_action(&self, trace: &ActionTrace) -> Result<Option<InstanceAction>, Error> {
        let (actions, date) = self.dated_actions(&trace.server).await?;
        Ok(trace.own(actions, date.unwrap_or_else(|| http::now().0)))
    }
}

impl ActionTrace {
    /// `now`: by the clock that dates the actions, too.
    fn own(&self, actions: Vec<InstanceAction>, now: Timestamp) -> Option<InstanceAction> {
        let age = self.age + STAMPED_WITHIN;
        let sent = now.checked_sub(age).unwrap_or(Timestamp::MIN);
        let own = actions.into_iter().filter(|action| {
            *action.action == *self.action
                && action.started.is_some_and(|started| started >= sent)
                && !self.known.contains(&action.request_id)
        });
        own.min_by_key(|action| action.started)
    }
}

impl LaunchTrace {
    /// Whether Nova would have given this name: with a number when there are several.
    fn gave(&self, name: &str) -> bool {
        let base = self.name.trim();
        if self.count == 1 {
            return name == base;
        }
        let number = name
            .strip_prefix(base)
            .and_then(|rest| rest.strip_prefix('-'))
            .and_then(|digits| digits.parse::<u32>().ok());
        number.is_some_and(|n| (1..=self.count).contains(&n) && name == format!("{base}-{n}"))
    }

    /// The filter `name` is a regular expression, in the dialect of the database: only anchors and
    /// escapes mean the same in all. It ends before the first letter that is not ASCII, over some
    /// of which `MariaDB` fails (500). It keeps the answer small; [`Self::own`] decides.
    fn pattern(&self) -> String {
        let name = self.name.trim();
        let mut pattern = String::from("^");
        for character in name.chars().take_while(char::is_ascii) {
            if !character.is_ascii_alphanumeric() && !" -_".contains(character) {
                pattern.push('\\');
            }
            pattern.push(character);
        }
        if name.is_ascii() {
            pattern.push(if self.count == 1 { '$' } else { '-' });
        }
        pattern
    }

    /// When it was sent at the earliest, by the clock that shows `now`.
    fn begun(&self, now: Timestamp) -> Timestamp {
        now.checked_sub(self.age)
            .and_then(|sent| sent.checked_sub(LEEWAY))
            .unwrap_or(Timestamp::MIN)
    }

    /// Those of its names that were not there before, each once, by number.
    fn own(&self, mut servers: Vec<Server>) -> Vec<Server> {
        servers.retain(|server| {
            server.created.is_some() && self.gave(&server.name) && !self.known.contains(&server.id)
        });
        servers.sort_by(|a, b| by_number(&a.name, &b.name).then_with(|| a.id.cmp(&b.id)));
        servers.dedup_by(|a, b| a.id == b.id);
        servers
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openstack::compute::row::server;
    use crate::openstack::strings::Strings;
    use serde_json::json;

    fn trace(name: &str, count: u32) -> LaunchTrace {
        LaunchTrace {
            name: name.to_owned(),
            count,
            age: Duration::from_mins(5),
            known: vec!["before".into()],
        }
    }

    fn named(id: &str, name: &str) -> Server {
        let row = json!({"id": id, "name": name, "created": "2026-11-23T10:00:05Z"});
        server(&row, &Strings::default()).unwrap()
    }

    fn ids(servers: &[Server]) -> Vec<&str> {
        servers.iter().map(|server| server.id.as_str()).collect()
    }

    #[test]
    fn only_exactly_the_names_nova_would_have_given_count() {
        let one = vec![
            named("a", "web"),
            named("b", "WEB"),
            named("c", "web-1"),
            named("before", "web"),
        ];
        assert_eq!(ids(&trace(" web ", 1).own(one)), ["a"]);
        let several = vec![
            named("k", "web-10"),
            named("b", "web-2"),
            named("a", "web-1"),
            named("b", "web-2"),
            named("z", "web-0"),
            named("y", "web-11"),
            named("x", "web-02"),
            named("w", "web"),
        ];
        assert_eq!(ids(&trace("web", 10).own(several)), ["a", "b", "k"]);
        let partial = server(&json!({"id": "p", "name": "web"}), &Strings::default()).unwrap();
        assert!(trace("web", 1).own(vec![partial]).is_empty());
    }

    #[test]
    fn a_name_is_asked_for_as_an_expression_any_database_reads() {
        assert_eq!(trace("web-1", 1).pattern(), "^web-1$");
        assert_eq!(trace(" a.b (c) ", 2).pattern(), r"^a\.b \(c\)-");
        assert_eq!(trace("größe", 1).pattern(), "^gr");
        assert_eq!(trace(r"a\b", 1).pattern(), r"^a\\b$");
    }

    #[test]
    fn an_action_is_the_first_of_its_word_since_it_was_sent() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let action = |word: &str, id: &str, started: &str| InstanceAction {
            action: word.into(),
            request_id: id.to_owned(),
            started: Some(at(started)),
            updated: None,
            user_id: None,
            message: None,
        };
        let trace = ActionTrace {
            server: "s".into(),
            action: "reboot",
            age: Duration::from_secs(30),
            known: vec!["req-known".into()],
        };
        let own = |actions: &[InstanceAction]| {
            let own = trace.own(actions.to_vec(), at("2026-11-23T11:00:30Z"));
            own.map(|action| action.request_id)
        };
        let others = [
            action("reboot", "req-before", "2026-11-23T10:59:54Z"),
            action("stop", "req-stop", "2026-11-23T11:00:01Z"),
            action("reboot", "req-known", "2026-11-23T11:00:01Z"),
        ];
        assert_eq!(own(&others), None);
        let ours = action("reboot", "req-ours", "2026-11-23T10:59:56Z");
        let later = action("reboot", "req-later", "2026-11-23T11:00:20Z");
        let all = [vec![later], others.to_vec(), vec![ours]].concat();
        assert_eq!(own(&all).as_deref(), Some("req-ours"));
    }

    #[test]
    fn the_clouds_clock_says_what_came_before() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let begun = trace("web", 1).begun(at("2026-11-23T11:05:30Z"));
        assert_eq!(begun, at("2026-11-23T10:59:30Z"));
    }
}

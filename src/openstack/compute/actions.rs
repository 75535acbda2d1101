//! Requests that change a server that exists: its actions, its name, its metadata, its tags.
//! <https://docs.openstack.org/api-ref/compute/#servers-run-an-action-servers-action>

use serde_json::json;

use super::servers::without_secrets;
use super::{Accepted, Acted, MetadataChange, Microversion, ServerAct, ServerUpdate};
use crate::openstack::answer::Answer;
use crate::openstack::ask::{Ask, Need};
use crate::openstack::catalog::Service;
use crate::openstack::client::Client;
use crate::openstack::error::{Error, Kind};
use crate::openstack::id::ServerId;
use crate::openstack::json;
use crate::openstack::secret::Secret;

impl Client {
    /// `POST /servers/{id}/action`. Accepted: what it does shows in the server a while later.
    ///
    /// # Errors
    /// `Conflict` in a state that does not allow it, while another task is under way, or when it is
    /// locked; `Forbidden` by policy; `OverQuota` of a resize; [`Kind::TooOld`] as
    /// [`ServerAct`] says.
    pub async fn act(&self, id: &ServerId, act: &ServerAct) -> Result<Acted, Error> {
        let path = ["servers", id.as_str(), "action"];
        let body = |version| act.body(version);
        let Microversion(major, minor) = act.cap();
        let ask = Ask::post_for(Service::Compute, &path, &body).cap(major, minor);
        let answer = self.ask(ask.needing(act.needs())).await;
        let answer = answer.map_err(without_secrets)?;
        Ok(Acted {
            admin_password: admin_password(&answer),
            request_id: answer.request_id,
        })
    }

    /// `PUT /servers/{id}`: in any state, and done when it is answered.
    ///
    /// # Errors
    /// `BadRequest` for a name Nova does not take; [`Kind::TooOld`] for a description below
    /// microversion 2.19.
    pub async fn update_server(
        &self,
        id: &ServerId,
        update: &ServerUpdate,
    ) -> Result<Accepted, Error> {
        let path = ["servers", id.as_str()];
        let ask = Ask::put(Service::Compute, &path, update.body()).cap(2, 19);
        self.accepted(ask.needing(update.needs())).await
    }

    /// `PUT /servers/{id}/tags`: all of them, in place of those there were.
    ///
    /// # Errors
    /// `Conflict` in another state than active, paused, suspended or stopped; `BadRequest` for a
    /// tag with a comma or slash, or more than 50; [`Kind::TooOld`] below microversion 2.26.
    pub async fn set_tags(&self, id: &ServerId, tags: &[String]) -> Result<Accepted, Error> {
        let path = ["servers", id.as_str(), "tags"];
        let ask = Ask::put(Service::Compute, &path, json!({"tags": tags})).cap(2, 26);
        let need = Need {
            least: Microversion(2, 26),
            what: "a tag",
        };
        self.accepted(ask.needing(need)).await
    }

    /// `POST /servers/{id}/metadata` merges what is set; then each removed key is a `DELETE` of its
    /// own. One that is gone already is removed.
    ///
    /// # Errors
    /// Of the request that failed, and the others are not made; the message then tells what was done
    /// already and what was not. `Conflict` in another state than active, paused, suspended or
    /// stopped.
    pub async fn change_metadata(
        &self,
        id: &ServerId,
        change: &MetadataChange,
    ) -> Result<Accepted, Error> {
        let mut request_id = None;
        if !change.set.is_empty() {
            let path = ["servers", id.as_str(), "metadata"];
            let body = json!({"metadata": change.set});
            let ask = Ask::post(Service::Compute, &path, body);
            let set = self.accepted(ask).await;
            request_id = set.map_err(|error| unset(error, change))?.request_id;
        }
        for (at, key) in change.remove.iter().enumerate() {
            let removed = self.remove_metadata(id, key).await;
            let removed = removed.map_err(|error| half_way(error, change, at))?;
            request_id = removed.request_id;
        }
        Ok(Accepted { request_id })
    }

    async fn remove_metadata(&self, id: &ServerId, key: &str) -> Result<Accepted, Error> {
        let path = ["servers", id.as_str(), "metadata", key];
        match self.accepted(Ask::delete(Service::Compute, &path)).await {
            // Of a server that is gone, Nova names the id.
            Err(error) if error.kind == Kind::NotFound && !error.message.contains(id.as_str()) => {
                Ok(Accepted {
                    request_id: error.request_id,
                })
            }
            other => other,
        }
    }

    /// A write whose answer says no more than that it was taken.
    pub(in crate::openstack) async fn accepted(&self, ask: Ask<'_>) -> Result<Accepted, Error> {
        let answer = self.ask(ask).await?;
        Ok(Accepted {
            request_id: answer.request_id,
        })
    }
}

/// Of a rescue at the top, of a rebuild in its server.
fn admin_password(answer: &Answer) -> Option<Secret> {
    let json = answer.json().ok()?;
    let server = json.get("server").unwrap_or(&json);
    json::text(server, "adminPass").map(Secret::from)
}

/// The failure to set anything; a refusal needs no more words.
fn unset(error: Error, change: &MetadataChange) -> Error {
    if !error.outcome_unknown() {
        return error;
    }
    let set: Vec<_> = change.set.keys().cloned().collect();
    with(
        error,
        &[
            ("Unknown whether set", &set),
            ("Not removed", &change.remove),
        ],
    )
}

/// The failure to remove the key at `at`, with what came of the rest.
fn half_way(error: Error, change: &MetadataChange, at: usize) -> Error {
    let set: Vec<_> = change.set.keys().cloned().collect();
    let (removed, left) = change.remove.split_at(at);
    let unknown = usize::from(error.outcome_unknown());
    let (unknown, left) = left.split_at(unknown.min(left.len()));
    with(
        error,
        &[
            ("Set", &set),
            ("Removed", removed),
            ("Unknown whether removed", unknown),
            ("Not removed", left),
        ],
    )
}

/// The error with what became of which keys.
fn with(error: Error, outcomes: &[(&str, &[String])]) -> Error {
    // Nova ends only some of its sentences.
    let mut told = vec![format!("{}.", error.message.trim_end_matches('.'))];
    for (what, keys) in outcomes {
        if !keys.is_empty() {
            told.push(format!("{what}: {}.", keys.join(", ")));
        }
    }
    Error {
        message: told.join(" "),
        ..error
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change() -> MetadataChange {
        let pair = |key: &str| (key.to_owned(), "value".to_owned());
        MetadataChange {
            set: [pair("role"), pair("size")].into(),
            remove: ["old", "older", "oldest"].map(str::to_owned).into(),
        }
    }

    #[test]
    fn a_change_that_stops_half_way_says_how_far_it_came() {
        let refused = Error {
            status: Some(409),
            request_id: Some("req-1".into()),
            ..Error::new(Kind::Conflict, "Instance x is locked.")
        };
        let told = half_way(refused, &change(), 1);
        assert_eq!(
            told.to_string(),
            "409 Instance x is locked. Set: role, size. Removed: old. Not removed: older, oldest."
        );
        assert_eq!(told.request_id.as_deref(), Some("req-1"));
    }

    #[test]
    fn of_what_was_to_be_set_nothing_is_claimed_without_an_answer() {
        let refused = Error::new(Kind::NotFound, "Instance x could not be found.");
        assert_eq!(unset(refused.clone(), &change()), refused);
        let lost = Error::new(Kind::Timeout, "No answer in 60 s.");
        assert_eq!(
            unset(lost, &change()).message,
            "No answer in 60 s. Unknown whether set: role, size. Not removed: old, older, oldest."
        );
    }

    #[test]
    fn of_a_removal_without_an_answer_nothing_is_claimed() {
        let only = MetadataChange {
            set: [].into(),
            ..change()
        };
        let lost = Error::new(Kind::Lost, "The connection broke.");
        assert_eq!(
            half_way(lost, &only, 1).message,
            "The connection broke. Removed: old. Unknown whether removed: older. Not removed: \
             oldest."
        );
    }
}

//! Servers: list, show, launch, snapshot, delete, and what was done with them.
//! <https://docs.openstack.org/api-ref/compute/#servers-servers>

use std::cmp::Ordering;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::detail::{detail, events};
use super::{
    ActionEvent, InstanceAction, LAUNCHED_WITH, Launched, NewServer, Server, ServerDetail, row,
};
use crate::openstack::ask::{Ask, CREATION};
use crate::openstack::catalog::Service;
use crate::openstack::client::Client;
use crate::openstack::error::{Error, Kind};
use crate::openstack::http::Microversion;
use crate::openstack::id::{ImageId, ServerId};
use crate::openstack::json;
use crate::openstack::pages::{Decode, Listing, Pages, rows};
use crate::openstack::strings::Strings;

/// How long the servers of a launch are looked for.
const RESERVATION: Duration = Duration::from_secs(10);

/// What a write that only starts something came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    pub request_id: Option<String>,
}

/// A snapshot that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotStarted {
    /// When the cloud named it.
    pub image: Option<ImageId>,
    pub request_id: Option<String>,
}

impl Client {
    /// `GET /servers/detail`, newest first, a small page and then large ones. `since`: only what
    /// changed after that time, deleted servers included.
    pub fn servers(&self, since: Option<Timestamp>) -> Pages<Server> {
        let query = since.map(|since| ("changes-since".to_owned(), since.to_string()));
        Pages::new(self, listing(query.into_iter().collect()))
    }

    /// `GET /servers/{id}`.
    pub async fn server(&self, id: &ServerId) -> Result<Server, Error> {
        self.shown(id, row::server).await
    }

    /// `GET /servers/{id}`, with all that a row does not hold.
    pub async fn server_detail(&self, id: &ServerId) -> Result<ServerDetail, Error> {
        self.shown(id, detail).await
    }

    async fn shown<T>(
        &self,
        id: &ServerId,
        read: fn(&Value, &Strings) -> Option<T>,
    ) -> Result<T, Error> {
        let path = ["servers", id.as_str()];
        let answer = self
            .ask(Ask::get(Service::Compute, &path).cap(2, 90))
            .await?;
        let json = answer.json()?;
        json.get("server")
            .and_then(|row| read(row, self.strings()))
            .ok_or_else(|| answer.failed(Kind::Decode, "The answer holds no server."))
    }

    /// `POST /servers`. Never repeated: see [`Error::outcome_unknown`].
    ///
    /// # Errors
    /// `OverQuota`, `BadRequest` (a flavor too small, an image not active …), `Conflict`,
    /// `Forbidden`. An error after acceptance is not one of these: the launch is then reported
    /// with what is known.
    pub async fn create_servers(&self, new: &NewServer) -> Result<Launched, Error> {
        let body = |version| new.body(version);
        let ask = Ask::post_for(Service::Compute, &["servers"], &body);
        let ask = ask.cap(LAUNCHED_WITH.0, LAUNCHED_WITH.1);
        let answer = self.ask(ask.within(CREATION)).await;
        let answer = answer.map_err(without_secrets)?;
        let request_id = answer.request_id.clone();
        // Accepted. From here on an unreadable reply must not look like a refusal.
        let json = answer.json().unwrap_or_default();
        let servers = match json::text(&json, "reservation_id") {
            Some(reservation) => self.reserved(&reservation).await,
            None => json
                .get("server")
                .and_then(|server| json::text(server, "id"))
                .map(|id| vec![(ServerId::from(id), new.name.trim().to_owned())])
                .unwrap_or_default(),
        };
        Ok(Launched {
            servers,
            request_id,
        })
    }

    /// The servers of one launch, by name; only those that could be listed in a moment. The
    /// launch is under way, and its outcome is not held back for their ids.
    async fn reserved(&self, reservation: &str) -> Vec<(ServerId, String)> {
        let query = vec![("reservation_id".to_owned(), reservation.to_owned())];
        let mut pages = Pages::new(self, listing(query));
        let mut listed = Vec::new();
        let gathered = tokio::time::timeout(RESERVATION, pages.gather(&mut listed)).await;
        tracing::debug!(rows = listed.len(), ?gathered, "servers of the reservation");
        let mut servers: Vec<_> = listed
            .into_iter()
            .map(|server| (server.id, server.name))
            .collect();
        servers.sort_by(|(_, a), (_, b)| by_number(a, b));
        servers
    }

    /// `POST /servers/{id}/action` `createImage`: a snapshot named `name`.
    ///
    /// # Errors
    /// `Conflict` in a state that does not allow it, `OverQuota`, `NotFound`.
    pub async fn create_image(&self, id: &ServerId, name: &str) -> Result<SnapshotStarted, Error> {
        let path = ["servers", id.as_str(), "action"];
        let body = json!({"createImage": {"name": name, "metadata": {}}});
        let ask = Ask::post(Service::Compute, &path, body);
        let answer = self.ask(ask.cap(2, 45).within(CREATION)).await?;
        // Since 2.45 in the body; before that in a header, whose host may be an internal one.
        let named = answer
            .json()
            .ok()
            .and_then(|json| json::text(&json, "image_id"));
        let located = || {
            let location = answer.header("location")?;
            let last = location.trim_end_matches('/').rsplit('/').next()?;
            (!last.is_empty()).then(|| last.to_owned())
        };
        Ok(SnapshotStarted {
            image: named.or_else(located).map(ImageId::from),
            request_id: answer.request_id,
        })
    }

    /// `DELETE /servers/{id}`. Accepted; it goes away in a while.
    ///
    /// # Errors
    /// `NotFound` when it is gone already, `Conflict` when it is locked.
    pub async fn delete_server(&self, id: &ServerId) -> Result<Accepted, Error> {
        let path = ["servers", id.as_str()];
        let answer = self.ask(Ask::delete(Service::Compute, &path)).await?;
        Ok(Accepted {
            request_id: answer.request_id,
        })
    }

    /// `GET /servers/{id}/os-instance-actions`, newest first.
    pub async fn instance_actions(&self, id: &ServerId) -> Result<Vec<InstanceAction>, Error> {
        let (actions, _) = self.dated_actions(id).await?;
        Ok(actions)
    }

    /// The same, and the cloud's clock.
    pub(super) async fn dated_actions(
        &self,
        id: &ServerId,
    ) -> Result<(Vec<InstanceAction>, Option<Timestamp>), Error> {
        let path = ["servers", id.as_str(), "os-instance-actions"];
        let answer = self
            .ask(Ask::get(Service::Compute, &path).cap(2, 84))
            .await?;
        let json = answer.json()?;
        let mut actions: Vec<_> = rows(&answer, &json, "instanceActions")?
            .iter()
            .filter_map(action)
            .collect();
        actions.sort_by_key(|action| std::cmp::Reverse(action.started));
        Ok((actions, answer.date()))
    }

    /// `GET /servers/{id}/os-instance-actions/{request}`: the steps of one action, in order. None
    /// where policy keeps them from us: below 2.51 from all but admins.
    pub async fn action_events(
        &self,
        id: &ServerId,
        request: &str,
    ) -> Result<Vec<ActionEvent>, Error> {
        let path = ["servers", id.as_str(), "os-instance-actions", request];
        let answer = self
            .ask(Ask::get(Service::Compute, &path).cap(2, 84))
            .await?;
        let json = answer.json()?;
        let told = json.get("instanceAction");
        let told = told
            .ok_or_else(|| answer.failed(Kind::Decode, "The answer holds no instance action."))?;
        Ok(events(told))
    }
}

/// What Nova's refusals quote with a secret in it.
const QUOTED: [&str; 6] = [
    "server",
    "user_data",
    "adminPass",
    "changePassword",
    "rebuild",
    "rescue",
];

/// Nova's refusals of an odd value quote it, up to the whole server with all that is in it.
pub(super) fn without_secrets(error: Error) -> Error {
    let whole = |what: &str| {
        QUOTED
            .iter()
            .any(|name| what.ends_with(&format!("attribute {name}.")))
    };
    match error.message.split_once(" Value: ") {
        Some((what, _)) if whole(what) => Error {
            message: what.to_owned(),
            ..error
        },
        _ => error,
    }
}

/// `web-2` before `web-10`.
pub(super) fn by_number(a: &str, b: &str) -> Ordering {
    (a.len(), a).cmp(&(b.len(), b))
}

pub(super) fn listing(query: Vec<(String, String)>) -> Listing<Server> {
    Listing {
        service: Service::Compute,
        path: vec!["servers".into(), "detail".into()],
        query,
        key: "servers",
        cap: Some(Microversion(2, 90)),
        sizes: Some((100, 1000)),
        decode: Decode::Page(row::servers),
    }
}

fn action(row: &Value) -> Option<InstanceAction> {
    Some(InstanceAction {
        action: json::shared(row, "action")?,
        request_id: json::text_or_empty(row, "request_id"),
        started: json::time(row, "start_time"),
        updated: json::time(row, "updated_at"),
        user_id: json::shared(row, "user_id"),
        message: json::text(row, "message"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_that_quotes_what_is_secret_is_cut() {
        let told = |message: &str| without_secrets(Error::new(Kind::BadRequest, message)).message;
        let quoted = "Invalid input for field/attribute";
        for name in QUOTED {
            let message = format!("{quoted} {name}. Value: hunter2. 'hunter2' is too long");
            assert_eq!(told(&message), format!("{quoted} {name}."));
        }
        let metadata = format!("{quoted} metadata. Value: {{'ö': '1'}}. Additional properties");
        assert_eq!(told(&metadata), metadata);
    }
}

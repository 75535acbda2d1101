//! The screen of a server, its console's log, and the password its guest has set.
//! <https://docs.openstack.org/api-ref/compute/#server-consoles-servers-os-console-servers-remote-consoles>

use serde_json::json;

use super::{ConsoleKind, Microversion, RemoteConsole};
use crate::openstack::ask::{Ask, Need};
use crate::openstack::catalog::Service;
use crate::openstack::client::Client;
use crate::openstack::error::{Error, Kind};
use crate::openstack::id::ServerId;
use crate::openstack::json;
use crate::openstack::secret::Secret;

impl Client {
    /// `os-getConsoleOutput`: the last `lines` lines, or all that Nova keeps.
    ///
    /// # Errors
    /// `NotFound` when there is no console, `Conflict` while the server is on no host: being
    /// built, shelved, or never placed.
    pub async fn console_log(&self, id: &ServerId, lines: Option<u32>) -> Result<String, Error> {
        let path = ["servers", id.as_str(), "action"];
        let wanted = lines.map_or_else(|| json!({}), |lines| json!({"length": lines}));
        let body = json!({"os-getConsoleOutput": wanted});
        let answer = self.ask(Ask::post(Service::Compute, &path, body)).await?;
        let json = answer.json()?;
        Ok(json::text_or_empty(&json, "output"))
    }

    /// Where a console of that kind is; `None`: of the first kind there is one of. Nova makes a new
    /// token for it each time, and takes none back.
    ///
    /// # Errors
    /// `Conflict` while the server is on no host. `BadRequest` or a status of 501 where the cloud
    /// has no console of that kind; when all were tried, the message has what was said of each.
    pub async fn remote_console(
        &self,
        id: &ServerId,
        kind: Option<ConsoleKind>,
    ) -> Result<RemoteConsole, Error> {
        if let Some(kind) = kind {
            return self.console_of(id, kind).await;
        }
        let mut refusals = Vec::new();
        for kind in ConsoleKind::ALL {
            match self.console_of(id, kind).await {
                Err(error) if is_not_offered(&error) => refusals.push((kind, error)),
                other => return other,
            }
        }
        Err(none_offered(refusals))
    }

    async fn console_of(&self, id: &ServerId, kind: ConsoleKind) -> Result<RemoteConsole, Error> {
        match self.console_by_resource(id, kind).await {
            Err(error) if error.kind == Kind::TooOld => match kind.action() {
                Some(action) => self.console_by_action(id, kind, action).await,
                None => Err(error),
            },
            other => other,
        }
    }

    /// `POST /servers/{id}/remote-consoles`, from 2.6 on, and of type `mks` from 2.8.
    async fn console_by_resource(
        &self,
        id: &ServerId,
        kind: ConsoleKind,
    ) -> Result<RemoteConsole, Error> {
        let (protocol, type_) = kind.words();
        let path = ["servers", id.as_str(), "remote-consoles"];
        let body = json!({"remote_console": {"protocol": protocol, "type": type_}});
        let need = Need {
            least: match kind {
                ConsoleKind::Mks => Microversion(2, 8),
                _ => Microversion(2, 6),
            },
            what: "a console of this kind",
        };
        let ask = Ask::post(Service::Compute, &path, body).cap(2, 8);
        self.console_at(ask.needing(need), "/remote_console/url", kind)
            .await
    }

    /// `os-getVNCConsole` and its like, which ended with 2.5.
    async fn console_by_action(
        &self,
        id: &ServerId,
        kind: ConsoleKind,
        action: &str,
    ) -> Result<RemoteConsole, Error> {
        let (_, type_) = kind.words();
        let path = ["servers", id.as_str(), "action"];
        let body = json!({action: {"type": type_}});
        let ask = Ask::post(Service::Compute, &path, body);
        self.console_at(ask, "/console/url", kind).await
    }

    async fn console_at(
        &self,
        ask: Ask<'_>,
        place: &str,
        kind: ConsoleKind,
    ) -> Result<RemoteConsole, Error> {
        let answer = self.ask(ask).await?;
        let json = answer.json()?;
        let url = json.pointer(place).and_then(serde_json::Value::as_str);
        url.map(|url| RemoteConsole {
            kind,
            url: Secret::from(url),
        })
        .ok_or_else(|| answer.failed(Kind::Decode, "The answer holds no address of a console."))
    }

    /// `GET /servers/{id}/os-server-password`: as Nova keeps it, base64 of what the guest encrypted
    /// with the key pair's public half. `None` where the guest has set none, or not yet.
    pub async fn server_password(&self, id: &ServerId) -> Result<Option<String>, Error> {
        let path = ["servers", id.as_str(), "os-server-password"];
        let answer = self.ask(Ask::get(Service::Compute, &path)).await?;
        Ok(json::text(&answer.json()?, "password"))
    }
}

impl ConsoleKind {
    /// Nova's action for it below 2.6.
    fn action(self) -> Option<&'static str> {
        match self {
            Self::NoVnc => Some("os-getVNCConsole"),
            Self::SpiceHtml5 => Some("os-getSPICEConsole"),
            Self::Serial => Some("os-getSerialConsole"),
            Self::Mks => None,
        }
    }
}

/// 400: this host has none of the kind. 501: no host has. Anything else is no matter of the kind.
fn is_not_offered(error: &Error) -> bool {
    error.kind == Kind::TooOld || matches!(error.status, Some(400 | 501))
}

/// That no kind is offered, with what was said of each; the request id is that of the last.
fn none_offered(refusals: Vec<(ConsoleKind, Error)>) -> Error {
    let told: Vec<_> = refusals
        .iter()
        .filter(|(_, error)| error.kind != Kind::TooOld)
        .map(|(kind, error)| format!("{}: {}", kind.words().1, error.message))
        .collect();
    let message = format!("This cloud offers no console for it: {}", told.join(" "));
    let mut last = refusals.into_iter().map(|(_, error)| error);
    let last = last.rfind(|error| error.kind != Kind::TooOld);
    let last = last.unwrap_or_else(|| Error::new(Kind::BadRequest, ""));
    Error { message, ..last }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(status: u16, kind: Kind, message: &str, id: &str) -> Error {
        Error {
            status: Some(status),
            request_id: Some(id.to_owned()),
            ..Error::new(kind, message)
        }
    }

    #[test]
    fn that_there_is_no_console_says_what_was_tried() {
        let told = none_offered(vec![
            (
                ConsoleKind::NoVnc,
                refusal(
                    400,
                    Kind::BadRequest,
                    "Unavailable console type novnc.",
                    "a",
                ),
            ),
            (
                ConsoleKind::Serial,
                refusal(501, Kind::Server, "Not implemented.", "b"),
            ),
            (ConsoleKind::Mks, Error::new(Kind::TooOld, "Not sent.")),
        ]);
        assert_eq!(
            told.to_string(),
            "501 This cloud offers no console for it: novnc: Unavailable console type novnc. \
             serial: Not implemented."
        );
        assert_eq!(told.request_id.as_deref(), Some("b"));
    }

    #[test]
    fn only_a_kind_that_is_not_offered_is_followed_by_the_next() {
        let next = [
            refusal(400, Kind::BadRequest, "", ""),
            refusal(501, Kind::Server, "", ""),
            Error::new(Kind::TooOld, ""),
        ];
        assert!(next.iter().all(is_not_offered));
        let ends = [
            refusal(409, Kind::Conflict, "", ""),
            refusal(404, Kind::NotFound, "", ""),
            refusal(403, Kind::Forbidden, "", ""),
            refusal(500, Kind::Server, "", ""),
            Error::new(Kind::Timeout, ""),
        ];
        assert!(!ends.iter().any(is_not_offered));
    }
}

//! A reply, of any status: what it says, or what is wrong with it.

use jiff::Timestamp;
use reqwest::StatusCode;
use reqwest::header::{self, HeaderMap};
use serde_json::Value;

use super::error::{Error, Kind};
use super::fault;

/// A reply of any status. Not `Debug`: a header may hold a token.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// The reply's own.
    pub(crate) request_id: Option<String>,
    /// The one we sent.
    pub(crate) sent_id: String,
    /// `GET /v2.1/servers`.
    pub(crate) call: String,
}

impl Answer {
    /// The reply of a success; any other status as the error it is, and so is a web page: a
    /// login portal answers everything with 200, deletions too. A 404 that is one says nothing
    /// about what was asked for, unless a service made it: that gives it an id.
    pub(crate) fn success(self) -> Result<Self, Error> {
        if self.status.is_success() {
            return if self.is_web_page() {
                Err(self.no_answer())
            } else {
                Ok(self)
            };
        }
        if self.status == StatusCode::NOT_FOUND && self.is_web_page() && self.request_id.is_none() {
            return Err(self.no_answer());
        }
        let message = fault::message(self.status, &self.body);
        let kind = fault::kind(self.status, &message, self.retry_after());
        Err(self.failed(kind, message))
    }

    /// # Errors
    /// [`Kind::Decode`] when the body is not JSON: a web page of a proxy or portal, mostly.
    pub(crate) fn json(&self) -> Result<Value, Error> {
        serde_json::from_slice(&self.body).map_err(|_| self.no_answer())
    }

    fn is_web_page(&self) -> bool {
        self.body.trim_ascii_start().starts_with(b"<")
    }

    /// The error that a reply is which is no JSON.
    pub(crate) fn no_answer(&self) -> Error {
        let what = if self.is_web_page() {
            "a web page came back, so a proxy or login portal may stand in between, or the \
             endpoint is wrong"
        } else if self.body.trim_ascii().is_empty() {
            "the answer is empty"
        } else {
            "the answer is not JSON"
        };
        self.failed(
            Kind::Decode,
            format!("This is no OpenStack answer: {what}."),
        )
    }

    /// The cloud's clock.
    pub(crate) fn date(&self) -> Option<Timestamp> {
        let date = self.headers.get(header::DATE)?.to_str().ok()?;
        jiff::fmt::rfc2822::parse(date)
            .ok()
            .map(|date| date.timestamp())
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(crate) fn retry_after(&self) -> Option<u64> {
        let value = self.header("retry-after")?;
        value.trim().parse().ok().or_else(|| {
            let until = jiff::fmt::rfc2822::parse(value).ok()?.timestamp();
            let now = self.date()?;
            u64::try_from((until.as_second() - now.as_second()).max(0)).ok()
        })
    }

    pub(crate) fn failed(&self, kind: Kind, message: impl Into<String>) -> Error {
        Error {
            kind,
            status: Some(self.status.as_u16()),
            call: self.call.clone(),
            message: message.into(),
            request_id: Some(self.request_id.as_ref().unwrap_or(&self.sent_id).clone()),
        }
    }
}

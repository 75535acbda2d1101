//! One HTTP call to a cloud: headers, time limits, redirects, retries, and what an error without
//! an answer means. Every attempt is told to the observer and to `tracing`, without secrets.

#[cfg(test)]
mod tests;

use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Url, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::time::Instant;

use super::answer::Answer;
use super::catalog::Service;
use super::config::Tls;
use super::error::{Error, Kind};
use super::patience::{OnWait, Patience, Wait};
use super::{json, transport};

/// One HTTP call, as made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiCallRecord {
    pub at: Timestamp,
    pub method: String,
    /// `compute`, `image`, `network`, `identity`, `block-storage`.
    pub service: &'static str,
    pub path: String,
    /// `None`: no answer.
    pub status: Option<u16>,
    pub took: Duration,
    pub request_id: Option<String>,
}

/// Told of every call, from any task.
pub type Observer = Arc<dyn Fn(ApiCallRecord) + Send + Sync>;

/// A Nova microversion such as 2.90.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Microversion(pub u16, pub u16);

impl Microversion {
    pub fn parse(word: &str) -> Option<Self> {
        let (major, minor) = word.trim().trim_start_matches('v').split_once('.')?;
        Some(Self(major.parse().ok()?, minor.parse().ok()?))
    }
}

impl fmt::Display for Microversion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

/// A request, ready but for its token. Not `Debug`: the body may hold a password.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) service: &'static str,
    pub(crate) url: Url,
    pub(crate) body: Option<Value>,
    pub(crate) microversion: Option<Microversion>,
    /// For the whole exchange, each attempt anew.
    pub(crate) limit: Duration,
    pub(crate) on_wait: Option<OnWait>,
}

/// The connections to one cloud, by its TLS settings.
#[derive(Clone)]
pub(crate) struct Http {
    pools: Arc<Pools>,
    observer: Observer,
    patience: Patience,
    insecure: bool,
}

const MOST_REDIRECTS: usize = 3;
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// No list of a page comes near it.
const LARGEST_BODY: usize = 64 << 20;
/// Bytes made room for at most on the word of a header.
const MOST_ROOM: u64 = 8 << 20;

/// What speaks TLS, and what does not: to read the system's certificates takes longer than a near
/// cloud takes to answer, and where nothing is encrypted nobody asks for them.
struct Pools {
    connect_limit: Duration,
    direct: bool,
    tls: Tls,
    plain: OnceLock<reqwest::Client>,
    secure: OnceLock<reqwest::Client>,
}

impl Pools {
    /// Who speaks to that address, made when it is first needed.
    fn of(&self, url: &Url) -> Result<&reqwest::Client, Error> {
        let plain = url.scheme() == "http" && (self.direct || !transport::is_proxy_secure());
        let pool = if plain { &self.plain } else { &self.secure };
        if let Some(client) = pool.get() {
            return Ok(client);
        }
        let mut client = self.build()?;
        if plain {
            client = client.tls_certs_only([]);
        }
        let client = client.build().map_err(|error| {
            Error::new(
                Kind::Tls,
                format!(
                    "The TLS settings cannot be used: {}.",
                    transport::root_cause(&error)
                ),
            )
        })?;
        Ok(pool.get_or_init(|| client))
    }

    fn build(&self) -> Result<reqwest::ClientBuilder, Error> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("horizon-tui/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .referer(false)
            .connect_timeout(self.connect_limit)
            .pool_idle_timeout(Duration::from_secs(75))
            .tcp_keepalive(Duration::from_secs(30));
        if self.direct {
            builder = builder.no_proxy();
        }
        transport::with_tls(builder, &self.tls)
    }
}

impl Http {
    /// # Errors
    /// [`Kind::Tls`] when a certificate file cannot be read or used.
    pub(crate) fn new(
        auth_url: &Url,
        tls: &Tls,
        patience: &Patience,
        observer: Observer,
    ) -> Result<Self, Error> {
        let pools = Pools {
            connect_limit: patience.within(patience.connect),
            direct: is_loopback(auth_url),
            tls: tls.clone(),
            plain: OnceLock::new(),
            secure: OnceLock::new(),
        };
        pools.of(auth_url)?;
        Ok(Self {
            pools: Arc::new(pools),
            observer,
            patience: patience.clone(),
            insecure: !tls.verify,
        })
    }

    pub(crate) fn observer(&self) -> Observer {
        self.observer.clone()
    }

    pub(crate) fn is_insecure(&self) -> bool {
        self.insecure
    }

    /// Makes the call, again where that is safe and may help: only a GET, after 429, 502, 503,
    /// 504, once after 500, and once after a connection that broke. A write is sent once.
    ///
    /// # Errors
    /// Only when there is no reply; a reply of any status is an [`Answer`].
    pub(crate) async fn send(
        &self,
        call: &Call,
        token: Option<&SecretString>,
    ) -> Result<Answer, Error> {
        let may_repeat = call.method == Method::GET;
        let call = &Call {
            limit: self.patience.within(call.limit),
            ..call.clone()
        };
        let mut tries = 0_u32;
        loop {
            let result = self.follow(call, token).await;
            tries += 1;
            if !may_repeat {
                return result;
            }
            let (wait, asked) = match &result {
                Err(error) if error.kind == Kind::Lost && tries == 1 => (Duration::ZERO, None),
                Ok(answer) => match pause_after(answer, tries) {
                    Some(wait) => (wait, asked(answer, wait)),
                    None => return result,
                },
                Err(_) => return result,
            };
            tracing::debug!(call = %call.name(), tries, ?wait, "again");
            let told = call.on_wait.as_ref().filter(|_| asked.is_some());
            if let Some(tell) = told {
                tell(asked);
            }
            self.patience.pause.pass(wait).await;
            if let Some(tell) = told {
                tell(None);
            }
        }
    }

    /// One attempt, through at most three redirects. They are followed by hand, since a client
    /// library turns POST into GET and would carry the token to another host.
    async fn follow(&self, call: &Call, token: Option<&SecretString>) -> Result<Answer, Error> {
        let mut call = call.clone();
        let mut followed = 0;
        loop {
            let answer = self.attempt(&call, token).await?;
            if !matches!(answer.status.as_u16(), 301 | 302 | 307 | 308) {
                return Ok(answer);
            }
            let target = answer
                .headers
                .get(header::LOCATION)
                .and_then(|value| value.to_str().ok())
                .and_then(|location| call.url.join(location).ok());
            match target {
                Some(target) if is_same_origin(&call.url, &target) => {
                    if followed == MOST_REDIRECTS {
                        let words = "The replies redirect in a circle.";
                        return Err(answer.failed(Kind::Status, words));
                    }
                    followed += 1;
                    call.url = target;
                }
                Some(target) => {
                    return Err(answer.failed(
                        Kind::Status,
                        format!(
                            "The reply sends us to another host ({}), which is not followed with \
                             a token: correct the endpoint.",
                            target.host_str().unwrap_or("?")
                        ),
                    ));
                }
                None => return Ok(answer),
            }
        }
    }

    async fn attempt(&self, call: &Call, token: Option<&SecretString>) -> Result<Answer, Error> {
        let sent_id = format!("req-{}", uuid::Uuid::new_v4());
        let request = self
            .pools
            .of(&call.url)?
            .request(call.method.clone(), call.url.clone())
            .headers(headers(call, token, &sent_id))
            .timeout(call.limit);
        let request = match &call.body {
            Some(body) => request.json(body),
            None => request,
        };
        let (at, start) = now();
        let result = exchange(request, call, &sent_id).await;
        let took = start.elapsed();
        let (status, request_id) = match &result {
            Ok(answer) => (Some(answer.status.as_u16()), answer.request_id.clone()),
            Err(error) => (error.status, error.request_id.clone()),
        };
        tracing::debug!(
            method = %call.method,
            service = call.service,
            path = call.url.path(),
            status,
            ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            request_id,
            error = result.as_ref().err().map(|error| error.message.as_str()),
            "call"
        );
        (self.observer)(ApiCallRecord {
            at,
            method: call.method.to_string(),
            service: call.service,
            path: call.url.path().to_owned(),
            status,
            took,
            request_id,
        });
        result
    }
}

impl Call {
    fn name(&self) -> String {
        format!("{} {}", self.method, self.url.path())
    }
}

async fn exchange(
    request: reqwest::RequestBuilder,
    call: &Call,
    sent_id: &str,
) -> Result<Answer, Error> {
    let failed = |request_id: Option<&str>, error: Error| Error {
        call: call.name(),
        request_id: request_id.map(str::to_owned),
        ..error
    };
    let fail = |error: reqwest::Error| {
        // Where no connection was made no service has heard of it.
        let is_sent = !error.is_connect() && !error.is_builder();
        failed(is_sent.then_some(sent_id), transport::explain(error, call))
    };
    let mut response = request.send().await.map_err(fail)?;
    let status = response.status();
    let headers = response.headers().clone();
    let request_id = ["x-openstack-request-id", "x-compute-request-id"]
        .iter()
        .find_map(|name| headers.get(*name)?.to_str().ok())
        .map(str::to_owned);
    let announced = response.content_length().unwrap_or_default();
    let room = usize::try_from(announced.min(MOST_ROOM)).unwrap_or_default();
    let mut answer = Answer {
        status,
        headers,
        body: Vec::with_capacity(room),
        request_id,
        sent_id: sent_id.to_owned(),
        call: call.name(),
    };
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if answer.body.len() + chunk.len() > LARGEST_BODY => {
                return Err(answer.failed(
                    Kind::Decode,
                    format!("The answer is larger than {} MiB.", LARGEST_BODY >> 20),
                ));
            }
            Ok(Some(chunk)) => answer.body.extend_from_slice(&chunk),
            Ok(None) if transport::is_meant_for_tls(call, &answer) => {
                return Err(failed(Some(sent_id), transport::not_plain(call)));
            }
            Ok(None) => {
                answer.body = json::without_lone_surrogates(answer.body);
                return Ok(answer);
            }
            // A refusal is one even if its words are lost.
            Err(_) if status.is_client_error() => {
                answer.body.clear();
                return Ok(answer);
            }
            Err(error) => {
                let lost = transport::explain_half(error, call);
                return Err(answer.failed(lost.kind, lost.message));
            }
        }
    }
}

fn headers(call: &Call, token: Option<&SecretString>, sent_id: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    // Exactly this: with anything added, Glance's framework answers errors in HTML.
    headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    let mut put = |name: &'static str, value: String, secret: bool| {
        if let Ok(mut value) = HeaderValue::from_str(&value) {
            value.set_sensitive(secret);
            headers.insert(HeaderName::from_static(name), value);
        }
    };
    put("x-openstack-request-id", sent_id.to_owned(), false);
    if let Some(token) = token {
        put("x-auth-token", token.expose_secret().to_owned(), true);
        // The only thing deleted there is the token itself.
        if call.method == Method::DELETE && call.service == Service::Identity.name() {
            put("x-subject-token", token.expose_secret().to_owned(), true);
        }
    }
    if let Some(version) = call.microversion {
        put("openstack-api-version", format!("compute {version}"), false);
        put("x-openstack-nova-api-version", version.to_string(), false);
    }
    headers
}

/// How long to wait before asking again after this answer; `None`: do not.
fn pause_after(answer: &Answer, tries: u32) -> Option<Duration> {
    let doubling = |first_ms: u64| Duration::from_millis(first_ms << (tries - 1).min(6));
    match answer.status.as_u16() {
        429 if tries < 4 => {
            let asked = answer.retry_after().map(Duration::from_secs);
            Some(
                asked
                    .unwrap_or_else(|| doubling(1000) + jitter())
                    .min(LONGEST_WAIT),
            )
        }
        413 if tries < 4 => answer
            .retry_after()
            .map(|seconds| Duration::from_secs(seconds).min(LONGEST_WAIT)),
        502..=504 if tries < 3 => match answer.retry_after().map(Duration::from_secs) {
            None => Some(doubling(500) + jitter()),
            // Longer than that, the screen is better told.
            Some(asked) => (asked <= LONGEST_WAIT).then_some(asked),
        },
        500 if tries < 2 => Some(Duration::from_millis(500)),
        _ => None,
    }
}

/// What to tell of a wait after this answer: that the cloud asks for it. Of pauses of our own there
/// is nothing to tell.
fn asked(answer: &Answer, time: Duration) -> Option<Wait> {
    let status = answer.status.as_u16();
    let asks = status == 429 || answer.retry_after().is_some();
    (asks && !time.is_zero()).then_some(Wait { status, time })
}

/// Up to 250 ms, so that clients refused together do not come back together.
fn jitter() -> Duration {
    let byte = uuid::Uuid::new_v4().as_bytes()[0];
    Duration::from_millis(u64::from(byte))
}

/// Whether the token may go on to `to`: the same host and port, which may turn to TLS, also where
/// that means the usual ports. Any other port may be somebody else's.
fn is_same_origin(from: &Url, to: &Url) -> bool {
    let ports = (from.port_or_known_default(), to.port_or_known_default());
    let same_port = ports.0 == ports.1;
    let may_go = match (from.scheme(), to.scheme()) {
        ("http", "https") => same_port || ports == (Some(80), Some(443)),
        (from, to) => from == to && same_port,
    };
    from.host_str() == to.host_str() && may_go
}

pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the API log says when a call was made, and a cloud's clock is held against ours"
)]
pub(crate) fn now() -> (Timestamp, Instant) {
    (Timestamp::now(), Instant::now())
}

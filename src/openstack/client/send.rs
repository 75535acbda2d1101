//! Sending a request: where to, with which token and microversion, and once more after a renewal.

use reqwest::{Method, Url};

use super::Client;
use crate::openstack::answer::Answer;
use crate::openstack::ask::{Ask, Need};
use crate::openstack::auth::Login;
use crate::openstack::catalog::{self, Service};
use crate::openstack::error::{Error, Kind};
use crate::openstack::fault;
use crate::openstack::http::{Call, Microversion};
use crate::openstack::pages::SmallPages;
use crate::openstack::session::Because;

impl Client {
    /// Sends a request and gives the reply of a success.
    ///
    /// # Errors
    /// Every other status, and no reply at all. [`Kind::TokenRefused`] means that a fresh token was
    /// refused too. Where a write got no token it says that it was not sent. [`Kind::TooOld`] where
    /// what is needed is newer than what may be spoken here; that is not sent either.
    pub(crate) async fn ask(&self, ask: Ask<'_>) -> Result<Answer, Error> {
        let service = ask.service.name();
        let is_get = ask.method == Method::GET;
        let mut may_renew = true;
        let mut may_clamp = ask.cap.is_some();
        let no_token = |error: Error| match ask.method {
            Method::GET => error,
            _ => error.before_sending(),
        };
        loop {
            let login = self.session.fresh().await.map_err(no_token)?;
            let endpoint = self.endpoint(ask.service, &login)?;
            let key = endpoint.to_string();
            let microversion = ask.cap.map(|cap| self.session.microversion(&key, cap));
            if let Some(needs) = ask.needs {
                met(needs, microversion)?;
            }
            let base = if ask.of_version {
                catalog::of_version(endpoint)
            } else {
                endpoint
            };
            let call = Call {
                method: ask.method.clone(),
                service,
                url: extend(base, ask.path, ask.query),
                body: ask.body.as_ref().map(|body| body.at(microversion)),
                microversion,
                limit: ask.limit,
                on_wait: self.on_wait.clone(),
            };
            let answer = match self.session.http.send(&call, Some(&login.token)).await {
                Err(error) if is_get && self.has_moved(&error, &login).await => continue,
                sent => sent?,
            };
            match answer.status.as_u16() {
                401 if may_renew && self.session.may_renew(&login, service) => {
                    let renewed = self.session.renew(login.generation, Because::Refused).await;
                    // One that another process has left may be as dead as the old one.
                    may_renew = renewed.map_err(no_token)?.kept;
                }
                401 => {
                    self.session.in_vain(login.generation, service);
                    return Err(refused_anew(service, &answer));
                }
                406 if may_clamp => {
                    may_clamp = false;
                    self.session.learn(key, newest(&answer));
                }
                _ => {
                    self.session.taken(login.generation);
                    return answer.success();
                }
            }
        }
    }

    /// Whether a login kept from an earlier run led to where nobody answers, and a new one has
    /// taken its place: the service may have moved since.
    async fn has_moved(&self, error: &Error, login: &Login) -> bool {
        let nobody = matches!(error.kind, Kind::Unreachable | Kind::Tls);
        if !nobody || !login.kept || login.generation > 0 {
            return false;
        }
        let renewed = self.session.renew(login.generation, Because::LeadsNowhere);
        renewed.await.is_ok()
    }

    /// The newest microversion to speak to Nova, now that its own maximum is known. It is
    /// remembered, so that no request has to be refused first.
    pub(crate) fn settle_microversion(&self, newest: Microversion) -> Result<Microversion, Error> {
        let endpoint = self.endpoint(Service::Compute, &self.session.current())?;
        let key = endpoint.to_string();
        self.session.learn(key.clone(), newest);
        Ok(self.session.microversion(&key, newest))
    }

    pub(crate) fn small_pages(&self) -> &SmallPages {
        &self.session.small_pages
    }

    pub(super) fn endpoint(&self, service: Service, login: &Login) -> Result<Url, Error> {
        let config = &self.session.config;
        let configured = config.endpoint_overrides.get(service.name());
        if service == Service::Identity && configured.is_none() {
            // Catalogs often publish an address of Keystone that only the cloud itself reaches.
            return Ok(self.session.identity.clone());
        }
        let project = login.project.as_ref().map_or("", |(id, _)| id.as_str());
        let name = service.name();
        let own = config.service_interfaces.get(name);
        let interfaces = own.unwrap_or(&config.interfaces);
        let own = config.service_regions.get(name);
        let region = own.map_or(&*self.region, String::as_str);
        let none = |what: String| Error::new(Kind::NoEndpoint, what);
        let published = configured
            .map(String::as_str)
            .or_else(|| login.catalog.find(service, region, interfaces))
            .ok_or_else(|| {
                none(format!(
                    "The catalog has no {} {name} service in region {region}.",
                    interfaces.join(" or ")
                ))
            })?;
        catalog::normalise(service, published, project).ok_or_else(|| {
            none(format!(
                "The catalog gives \"{published}\" for the {name} service, which is no http \
                 address: {}_endpoint_override may name the right one.",
                name.replace('-', "_")
            ))
        })
    }
}

/// Of a token just made. The service's own words, which ask for a login, would mislead.
fn refused_anew(service: &str, answer: &Answer) -> Error {
    let words = fault::message(answer.status, &answer.body);
    answer.failed(
        Kind::TokenRefused,
        format!("The {service} service refuses a new token too: {words}"),
    )
}

/// The maximum a 406 names; a cloud that does not say is taken to know only 2.1.
fn newest(answer: &Answer) -> Microversion {
    let text = String::from_utf8_lossy(&answer.body);
    text.split("maximum is ")
        .nth(1)
        .and_then(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.');
            Microversion::parse(rest[..end.unwrap_or(rest.len())].trim_end_matches('.'))
        })
        .unwrap_or(Microversion(2, 1))
}

/// Without a microversion, Nova takes a request for one of 2.1.
fn met(needs: Need, spoken: Option<Microversion>) -> Result<(), Error> {
    let spoken = spoken.unwrap_or(Microversion(2, 1));
    if spoken >= needs.least {
        return Ok(());
    }
    let Need { what, least } = needs;
    Err(Error::new(
        Kind::TooOld,
        format!("Not sent: {what} needs microversion {least} of Nova, and here it is {spoken}."),
    ))
}

fn extend(mut url: Url, path: &[&str], query: &[(String, String)]) -> Url {
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(path);
    }
    if !query.is_empty() {
        url.query_pairs_mut().extend_pairs(query);
    }
    url
}

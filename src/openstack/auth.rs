//! Keystone v3: credentials into a request, the token's document out of the reply.
//! <https://docs.openstack.org/api-ref/identity/v3/#authentication-and-token-management>

use std::time::Duration;

use jiff::Timestamp;
use reqwest::{Method, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::answer::Answer;
use super::catalog::{Catalog, Service};
use super::config::{AppCred, Credential, Domain, ProjectScope, User};
use super::error::{Error, Kind};
use super::fault;
use super::http::{Call, Http};
use super::id::ProjectId;
use super::json;

/// A token and what Keystone said about it.
pub(crate) struct Login {
    pub(crate) token: SecretString,
    /// Keystone's clock when it issued the token, and ours when we had it.
    pub(crate) issued: Option<(Timestamp, Instant)>,
    /// Its end, by our own clock.
    pub(crate) expires: Instant,
    /// From then on its use has it renewed.
    pub(crate) renew_at: Instant,
    pub(crate) catalog: Catalog,
    pub(crate) user_name: String,
    /// `None`: not scoped to a project.
    pub(crate) project: Option<(ProjectId, String)>,
    pub(crate) roles: Vec<String>,
    /// Tells this login from the one that replaces it.
    pub(crate) generation: u64,
    /// It was kept on the disk, by an earlier run or another: what has happened to it since is not
    /// known.
    pub(crate) kept: bool,
}

impl Login {
    /// The cloud's clock, reckoned from the token's issue; a little behind rather than ahead.
    pub(crate) fn clock(&self) -> Option<Timestamp> {
        let (issued, at) = self.issued?;
        let since = jiff::SignedDuration::try_from(at.elapsed()).ok()?;
        issued.checked_add(since).ok()
    }
}

const LIMIT: Duration = Duration::from_secs(30);

/// A token with less than this left is renewed when it is used.
pub(crate) const MARGIN: Duration = Duration::from_secs(120);

/// The Identity API's base (`…/v3`), and a warning if the configured address needed correcting.
pub(crate) fn base(auth_url: &str) -> Result<(Url, Option<String>), Error> {
    let address = auth_url.trim().trim_end_matches('/');
    let address = address.strip_suffix("/auth/tokens").unwrap_or(address);
    let (address, warning) = match address
        .strip_suffix("/v2.0")
        .or_else(|| address.strip_suffix("/v2"))
    {
        Some(stem) => (
            format!("{stem}/v3"),
            Some("auth_url names the Identity API v2; v3 is used instead.".to_owned()),
        ),
        None if address.ends_with("/v3") => (address.to_owned(), None),
        None => (format!("{address}/v3"), None),
    };
    match Url::parse(&address) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok((url, warning)),
        _ => Err(Error::new(
            Kind::BadRequest,
            format!(
                "auth_url \"{auth_url}\" is not an address; it looks like \
                 https://cloud.example.org:5000/v3."
            ),
        )),
    }
}

/// Where tokens are made and taken back.
pub(super) fn tokens(base: &Url) -> Url {
    let mut url = base.clone();
    url.set_path(&format!(
        "{}/auth/tokens",
        base.path().trim_end_matches('/')
    ));
    url
}

/// `POST /v3/auth/tokens`. A 401 is final here: trying again may lock the account.
///
/// # Errors
/// [`Kind::Unauthorized`] when Keystone refuses the credential, [`Kind::NotFound`] when no Keystone
/// answers at that address.
pub(crate) async fn log_in(
    http: &Http,
    base: &Url,
    credential: &Credential,
    project: Option<&ProjectScope>,
    generation: u64,
) -> Result<Login, Error> {
    let call = Call {
        method: Method::POST,
        service: Service::Identity.name(),
        url: tokens(base),
        body: Some(body(credential, project)),
        microversion: None,
        limit: LIMIT,
        on_wait: None,
    };
    let sent = Instant::now();
    let answer = http.send(&call, None).await?;
    match refusal(&answer, credential) {
        Some(error) => Err(error),
        None => read(answer, sent, generation),
    }
}

/// What a 404, or a 300 with a list of versions, says. Keystone answers 404 for a token that has
/// ended or was revoked ("Failed to validate token"), for one that is none of its own ("Could not
/// recognize Fernet token") and for an application credential that is gone. Its own words tell that
/// from an address where no Keystone is.
fn refusal(answer: &Answer, credential: &Credential) -> Option<Error> {
    if !matches!(answer.status.as_u16(), 300 | 404) {
        return None;
    }
    let words = answer.json().ok().and_then(|body| {
        let error = body.get("error")?;
        error.get("code")?.as_u64()?;
        json::text(error, "message")
    });
    if words.is_none() {
        return Some(answer.failed(
            Kind::NotFound,
            "There is no Identity API v3 at this address: auth_url should be Keystone's, and \
             usually ends in /v3.",
        ));
    }
    let kind = match credential {
        Credential::Token(_) | Credential::ApplicationCredential { .. } => Kind::Unauthorized,
        Credential::Password { .. } => Kind::Status,
    };
    let words = fault::message(answer.status, &answer.body);
    Some(answer.failed(kind, words))
}

/// Where v3 really is, for an address that answered 404. Only the path of the answer is used:
/// version documents often carry an internal host.
pub(crate) async fn find_base(http: &Http, base: &Url) -> Option<Url> {
    let mut root = base.clone();
    let path = base.path().trim_end_matches('/');
    root.set_path(path.strip_suffix("/v3").unwrap_or(path));
    let call = Call {
        method: Method::GET,
        service: Service::Identity.name(),
        url: root,
        body: None,
        microversion: None,
        limit: LIMIT,
        on_wait: None,
    };
    let document = http.send(&call, None).await.ok()?.json().ok()?;
    let versions = json::array(document.get("versions")?, "values");
    let link = versions
        .iter()
        .find(|version| json::text_or_empty(version, "id").starts_with("v3"))
        .and_then(|version| json::text(json::array(version, "links").first()?, "href"))?;
    let path = base
        .join(&link)
        .ok()?
        .path()
        .trim_end_matches('/')
        .to_owned();
    let mut found = base.clone();
    found.set_path(&path);
    (found != *base).then_some(found)
}

fn body(credential: &Credential, project: Option<&ProjectScope>) -> Value {
    let identity = match credential {
        Credential::Password { user, password } => {
            let mut user = self::user(user);
            user["password"] = json!(password.expose_secret());
            json!({"methods": ["password"], "password": {"user": user}})
        }
        Credential::Token(token) => {
            json!({"methods": ["token"], "token": {"id": token.expose_secret()}})
        }
        Credential::ApplicationCredential { which, secret } => {
            let mut credential = match which {
                AppCred::Id(id) => json!({"id": id}),
                AppCred::Name { name, user } => json!({"name": name, "user": self::user(user)}),
            };
            credential["secret"] = json!(secret.expose_secret());
            json!({"methods": ["application_credential"], "application_credential": credential})
        }
    };
    let mut auth = json!({"identity": identity});
    // A scope beside an application credential is refused, whatever it says.
    let bound = matches!(credential, Credential::ApplicationCredential { .. });
    if let Some(project) = project.filter(|_| !bound) {
        auth["scope"] = match project {
            ProjectScope::Id(id) => json!({"project": {"id": id.as_str()}}),
            ProjectScope::Name { name, domain } => {
                json!({"project": {"name": name, "domain": self::domain(domain)}})
            }
        };
    }
    json!({"auth": auth})
}

fn user(user: &User) -> Value {
    match user {
        User::Id(id) => json!({"id": id}),
        User::Name { name, domain } => json!({"name": name, "domain": self::domain(domain)}),
    }
}

fn domain(domain: &Domain) -> Value {
    match domain {
        Domain::Id(id) => json!({"id": id}),
        Domain::Name(name) => json!({"name": name}),
    }
}

fn read(answer: Answer, sent: Instant, generation: u64) -> Result<Login, Error> {
    if answer.status.as_u16() == 401 && answer.header("openstack-auth-receipt").is_some() {
        return Err(answer.failed(
            Kind::SecondFactor,
            "This user needs a second factor to log in, which is not supported here: use an \
             application credential.",
        ));
    }
    let answer = answer.success()?;
    let token = answer
        .header("x-subject-token")
        .map(SecretString::from)
        .ok_or_else(|| {
            answer.failed(
                Kind::Decode,
                "Keystone's answer carries no token: is auth_url the address of Keystone?",
            )
        })?;
    let document = answer.json()?;
    let document = document.get("token").unwrap_or(&Value::Null);
    // The difference of its two times, so that the clocks need not agree.
    let issued = json::time(document, "issued_at");
    let life = json::time(document, "expires_at")
        .zip(issued)
        .and_then(|(end, start)| u64::try_from(end.as_second() - start.as_second()).ok())
        .map_or(Duration::from_secs(3600), Duration::from_secs);
    let named = |key: &str| {
        let part = document.get(key)?;
        Some((json::text(part, "id")?, json::text_or_empty(part, "name")))
    };
    Ok(Login {
        token,
        issued: issued.map(|issued| (issued, Instant::now())),
        expires: sent + life,
        renew_at: sent + life.saturating_sub(MARGIN.min(life / 4)),
        catalog: Catalog::read(json::array(document, "catalog")),
        user_name: named("user").map(|(_, name)| name).unwrap_or_default(),
        project: named("project").map(|(id, name)| (ProjectId::from(id), name)),
        roles: json::array(document, "roles")
            .iter()
            .filter_map(|role| json::text(role, "name"))
            .collect(),
        generation,
        kept: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> User {
        User::Name {
            name: name.into(),
            domain: Domain::Id("default".into()),
        }
    }

    fn scope() -> ProjectScope {
        ProjectScope::Name {
            name: "p".into(),
            domain: Domain::Name("Default".into()),
        }
    }

    #[test]
    fn a_password_is_sent_with_its_domain_and_scope() {
        let credential = Credential::Password {
            user: named("u"),
            password: "s".into(),
        };
        assert_eq!(
            body(&credential, Some(&scope())),
            json!({"auth": {
                "identity": {"methods": ["password"], "password": {"user":
                    {"name": "u", "domain": {"id": "default"}, "password": "s"}}},
                "scope": {"project": {"name": "p", "domain": {"name": "Default"}}},
            }})
        );
    }

    #[test]
    fn an_application_credential_never_asks_for_a_scope() {
        let credential = Credential::ApplicationCredential {
            which: AppCred::Id("i".into()),
            secret: "s".into(),
        };
        assert_eq!(
            body(&credential, Some(&scope())),
            json!({"auth": {"identity": {"methods": ["application_credential"],
                "application_credential": {"id": "i", "secret": "s"}}}})
        );
    }

    #[test]
    fn any_shape_of_auth_url_leads_to_v3() {
        let cases = [
            ("http://h:5000/v3", "http://h:5000/v3"),
            ("http://h:5000/v3/", "http://h:5000/v3"),
            ("http://h:5000", "http://h:5000/v3"),
            ("https://h/identity/", "https://h/identity/v3"),
            ("https://h/v3/auth/tokens", "https://h/v3"),
            ("https://h:5000/v2.0/", "https://h:5000/v3"),
        ];
        for (given, expected) in cases {
            let (url, warning) = base(given).unwrap();
            assert_eq!(url.as_str(), expected);
            assert_eq!(warning.is_some(), given.contains("v2.0"));
        }
        assert!(base("cloud.example.org:5000").is_err());
        assert!(base("").is_err());
    }
}

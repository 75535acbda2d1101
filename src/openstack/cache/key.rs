//! Whose token it is, and what its file is called.

use std::io;

use reqwest::Url;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;
use ssh_key::rand_core::{OsRng, RngCore as _};

use crate::disk::digits;
use crate::openstack::config::{AppCred, CloudConfig, Credential, Domain, ProjectScope, Tls, User};

/// Of the derivation: some milliseconds here, and so much dearer to guess a password by the name of
/// a file for somebody who has read the salt.
const ROUNDS: u32 = 10_000;

/// Everything that a login depends on. Another of any of it is another file.
#[derive(Clone)]
pub(crate) struct Who {
    /// The name in the configuration: what is kept of one cloud can be taken away by it.
    pub(crate) cloud: String,
    /// Where Keystone is expected.
    pub(crate) base: Url,
    pub(crate) tls: Tls,
    /// The rest that is no secret, in a fixed order.
    public: Vec<String>,
    secret: SecretString,
}

impl Who {
    /// `None`: what is to be logged in with is a token already, and is not ours to keep.
    pub(crate) fn of(
        config: &CloudConfig,
        base: &Url,
        credential: &Credential,
        project: Option<&ProjectScope>,
    ) -> Option<Self> {
        let mut public = Vec::new();
        let secret = match credential {
            Credential::Token(_) => return None,
            Credential::Password {
                user: who,
                password,
            } => {
                public.push("password".into());
                user(who, &mut public);
                scope(project, &mut public);
                password
            }
            Credential::ApplicationCredential { which, secret } => {
                public.push("application_credential".into());
                match which {
                    AppCred::Id(id) => public.extend(["id".into(), id.clone()]),
                    AppCred::Name { name, user: of } => {
                        public.extend(["name".into(), name.clone()]);
                        user(of, &mut public);
                    }
                }
                secret
            }
        };
        Some(Self {
            cloud: config.name.clone(),
            base: base.clone(),
            tls: config.tls.clone(),
            public,
            secret: secret.clone(),
        })
    }

    /// The name of its file, 64 digits. It is derived from the secret too, so that another password
    /// never finds the token; without the salt the name says nothing of either.
    pub(super) fn name(&self, salt: &str) -> String {
        let Self { tls, .. } = self;
        let path = |path: &Option<std::path::PathBuf>| {
            let path = path.as_ref();
            path.map_or_else(String::new, |path| path.to_string_lossy().into_owned())
        };
        let verify = if tls.verify { "verified" } else { "unverified" };
        let mut parts = vec![salt.to_owned(), self.cloud.clone(), self.base.to_string()];
        parts.extend([verify.into(), path(&tls.cacert)]);
        parts.extend([path(&tls.cert), path(&tls.key)]);
        parts.extend(self.public.iter().cloned());
        let mut name = [0; 32];
        let secret = self.secret.expose_secret().as_bytes();
        pbkdf2::pbkdf2_hmac::<Sha256>(secret, &joined(&parts), ROUNDS, &mut name);
        digits(&name)
    }
}

fn user(user: &User, parts: &mut Vec<String>) {
    match user {
        User::Id(id) => parts.extend(["id".into(), id.clone()]),
        User::Name { name, domain: of } => {
            parts.extend(["name".into(), name.clone()]);
            domain(of, parts);
        }
    }
}

fn domain(domain: &Domain, parts: &mut Vec<String>) {
    match domain {
        Domain::Id(id) => parts.extend(["id".into(), id.clone()]),
        Domain::Name(name) => parts.extend(["name".into(), name.clone()]),
    }
}

fn scope(project: Option<&ProjectScope>, parts: &mut Vec<String>) {
    match project {
        None => parts.push("default".into()),
        Some(ProjectScope::Id(id)) => parts.extend(["id".into(), id.as_str().to_owned()]),
        Some(ProjectScope::Name { name, domain: of }) => {
            parts.extend(["name".into(), name.clone()]);
            domain(of, parts);
        }
    }
}

/// Each with its length before it, so that no two lists make the same bytes.
fn joined(parts: &[String]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend((part.len() as u64).to_be_bytes());
        bytes.extend(part.as_bytes());
    }
    bytes
}

/// So many random bytes, in digits.
pub(super) fn random(length: usize) -> io::Result<String> {
    let mut bytes = vec![0; length];
    OsRng
        .try_fill_bytes(&mut bytes)
        .map_err(|error| io::Error::other(error.to_string()))?;
    Ok(digits(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn config() -> CloudConfig {
        let auth_url = "http://h:5000/v3".into();
        CloudConfig::of("lab", auth_url, password("p"), Some(project("web")))
    }

    fn named(name: &str) -> User {
        User::Name {
            name: name.into(),
            domain: Domain::Name("Default".into()),
        }
    }

    fn password(word: &str) -> Credential {
        Credential::Password {
            user: named("u"),
            password: word.into(),
        }
    }

    fn project(name: &str) -> ProjectScope {
        ProjectScope::Name {
            name: name.into(),
            domain: Domain::Name("Default".into()),
        }
    }

    fn bound(secret: &str) -> Credential {
        Credential::ApplicationCredential {
            which: AppCred::Id("u".into()),
            secret: secret.into(),
        }
    }

    fn name(config: &CloudConfig, salt: &str) -> String {
        let base = Url::parse(&config.auth_url).unwrap();
        let who = Who::of(config, &base, &config.credential, config.project.as_ref());
        who.unwrap().name(salt)
    }

    #[test]
    fn whatever_a_login_depends_on_is_in_the_name() {
        let with = |change: fn(&mut CloudConfig)| {
            let mut config = config();
            change(&mut config);
            name(&config, "salt")
        };
        let names = [
            with(|_| {}),
            with(|it| it.name = "lab2".into()),
            with(|it| it.auth_url = "http://h:5001/v3".into()),
            with(|it| it.credential = password("q")),
            with(|it| it.credential = password("")),
            with(|it| it.credential = bound("p")),
            with(|it| it.credential = bound("q")),
            with(|it| {
                it.credential = Credential::Password {
                    user: named("v"),
                    password: "p".into(),
                }
            }),
            with(|it| {
                it.credential = Credential::Password {
                    user: User::Id("u".into()),
                    password: "p".into(),
                }
            }),
            with(|it| it.project = None),
            with(|it| it.project = Some(project("db"))),
            with(|it| it.project = Some(ProjectScope::Id("web".into()))),
            with(|it| it.tls.verify = false),
            with(|it| it.tls.cacert = Some("/ca".into())),
            with(|it| it.tls.cert = Some("/ca".into())),
            name(&config(), "another salt"),
        ];
        let different: HashSet<_> = names.iter().collect();
        assert_eq!(different.len(), names.len(), "{names:#?}");
        assert_eq!(names[0], name(&config(), "salt"));
    }

    #[test]
    fn a_region_has_no_file_of_its_own_and_a_token_has_none_at_all() {
        let elsewhere = CloudConfig {
            region: Some("RegionTwo".into()),
            ..config()
        };
        assert_eq!(name(&elsewhere, "salt"), name(&config(), "salt"));
        let base = Url::parse("http://h:5000/v3").unwrap();
        let token = Credential::Token("t".into());
        assert!(Who::of(&config(), &base, &token, None).is_none());
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        let of = |parts: [&str; 2]| joined(&parts.map(str::to_owned));
        assert_ne!(of(["ab", "c"]), of(["a", "bc"]));
    }
}

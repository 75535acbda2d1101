//! The embedded imitation cloud as a cloud to log in to: a real HTTP server on this machine,
//! so that everything but the address is the same.

use std::collections::BTreeMap;

use super::message::{Reason, Refusal};
use crate::openstack::config::{CloudConfig, Credential, Domain, ProjectScope, Tls, User};

/// Where `CloudChoice::Demo` leads.
#[derive(Debug, Clone)]
pub enum DemoSource {
    /// Start it when it is first asked for.
    Start,
    /// It runs already: a test holds it.
    Running { auth_url: String },
}

/// The imitation cloud, if it was needed.
pub(super) struct Imitation {
    source: DemoSource,
}

impl Imitation {
    pub(super) fn new(source: DemoSource) -> Self {
        Self { source }
    }

    /// How to log in; starts it the first time.
    pub(super) async fn config(&self) -> Result<CloudConfig, Refusal> {
        let auth_url = match &self.source {
            DemoSource::Running { auth_url } => auth_url.clone(),
            DemoSource::Start => {
                return Err(Refusal::new(
                    Reason::Other,
                    "The imitation cloud is missing.",
                ));
            }
        };
        Ok(config(auth_url))
    }
}

fn config(auth_url: String) -> CloudConfig {
    let domain = Domain::Name("Default".into());
    CloudConfig {
        name: "demo".into(),
        auth_url,
        credential: Credential::Password {
            user: User::Name {
                name: "demo".into(),
                domain: domain.clone(),
            },
            password: "secret".into(),
        },
        project: Some(ProjectScope::Name {
            name: "demo".into(),
            domain,
        }),
        region: Some("RegionOne".into()),
        regions: Vec::new(),
        interfaces: vec!["public".into()],
        tls: Tls::default(),
        endpoint_overrides: BTreeMap::new(),
        compute_cap: None,
        warnings: Vec::new(),
    }
}

//! The embedded imitation cloud as a cloud to log in to: a real HTTP server on this machine,
//! so that everything but the address is the same.

use std::collections::BTreeMap;

use tokio::sync::OnceCell;

use super::message::{Reason, Refusal};
use crate::demo::{self, Clock, DemoCloud};
use crate::openstack::config::{CloudConfig, Credential, Domain, ProjectScope, Tls, User};
use crate::openstack::patience::Patience;

/// Where `CloudChoice::Demo` leads.
#[derive(Debug, Clone)]
pub enum DemoSource {
    /// Start it when it is first asked for, with so many servers beside the usual ones.
    Start { servers: usize },
    /// It runs already: a test holds it.
    Running { auth_url: String },
}

/// The imitation cloud, if it was needed.
pub(super) struct Imitation {
    source: DemoSource,
    started: OnceCell<DemoCloud>,
}

impl Imitation {
    pub(super) fn new(source: DemoSource) -> Self {
        Self {
            source,
            started: OnceCell::new(),
        }
    }

    /// How to log in; starts it the first time.
    pub(super) async fn config(&self) -> Result<CloudConfig, Refusal> {
        let servers = match &self.source {
            DemoSource::Running { auth_url } => return Ok(config(auth_url.clone())),
            DemoSource::Start { servers } => *servers,
        };
        let start = async || {
            let demo = DemoCloud::start(Clock::Real).await?;
            demo.fill(servers);
            Ok::<_, std::io::Error>(demo)
        };
        let demo = self.started.get_or_try_init(start).await.map_err(|error| {
            Refusal::new(
                Reason::Other,
                format!("The imitation cloud cannot be started: {error}."),
            )
        })?;
        Ok(config(demo.auth_url()))
    }
}

fn config(auth_url: String) -> CloudConfig {
    let domain = Domain::Name("Default".into());
    CloudConfig {
        name: demo::CLOUD_NAME.into(),
        auth_url,
        credential: Credential::Password {
            user: User::Name {
                name: demo::USERNAME.into(),
                domain: domain.clone(),
            },
            password: demo::PASSWORD.into(),
        },
        project: Some(ProjectScope::Name {
            name: demo::PROJECT.into(),
            domain: domain.clone(),
        }),
        project_domain: domain,
        region: Some(demo::REGIONS[0].into()),
        regions: Vec::new(),
        particular_regions: Vec::new(),
        interfaces: vec!["public".into()],
        service_interfaces: BTreeMap::new(),
        service_regions: BTreeMap::new(),
        tls: Tls::default(),
        endpoint_overrides: BTreeMap::new(),
        compute_cap: None,
        patience: Patience::default(),
        warnings: Vec::new(),
    }
}

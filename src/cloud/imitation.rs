//! The embedded imitation cloud as a cloud to log in to: a real HTTP server on this machine,
//! so that everything but the address is the same.

use tokio::sync::OnceCell;

use super::message::{Reason, Refusal};
use crate::demo::{self, Clock, DemoCloud};
use crate::openstack::config::{CloudConfig, Credential, Domain, ProjectScope, User};

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
    let credential = Credential::Password {
        user: User::Name {
            name: demo::USERNAME.into(),
            domain: domain.clone(),
        },
        password: demo::PASSWORD.into(),
    };
    let project = ProjectScope::Name {
        name: demo::PROJECT.into(),
        domain,
    };
    CloudConfig {
        region: Some(demo::REGIONS[0].into()),
        ..CloudConfig::of(demo::CLOUD_NAME, auth_url, credential, Some(project))
    }
}

//! A cloud to test on, and the smallest launch it allows.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use horizon_tui::cloud::keys::NewKeyPair;
use horizon_tui::cloud::message::KeyKind;
use horizon_tui::demo::{self, Clock, DemoCloud, Fault, FaultAnswer};
use horizon_tui::openstack::compute::{
    BootFrom, Flavor, Launched, Networking, NewServer, Nic, Server, ServerStatus,
};
use horizon_tui::openstack::config::{self, CloudConfig, Source, Start};
use horizon_tui::openstack::id::{ImageId, NetworkId, ServerId};
use horizon_tui::openstack::image::Image;
use horizon_tui::openstack::network::Network;
use horizon_tui::openstack::{ApiCallRecord, Client, ConnectError, Environment, Kind, Observer};

/// A cloud to test on, and how time passes there.
pub(crate) struct World {
    pub(crate) config: CloudConfig,
    pub(crate) demo: Option<DemoCloud>,
    pub(crate) calls: Arc<Mutex<Vec<ApiCallRecord>>>,
}

impl World {
    pub(crate) async fn open() -> Self {
        let env = Environment::of_process();
        if env.var("OS_CLOUD").is_none() {
            return Self::imitation().await;
        }
        let Start::Named(name) = config::discover(&env, None).unwrap().start else {
            panic!("OS_CLOUD names no cloud");
        };
        Self {
            config: config::resolve(&env, Source::Named(&name), None).unwrap(),
            demo: None,
            calls: Arc::default(),
        }
    }

    pub(crate) async fn imitation() -> Self {
        let demo = DemoCloud::start(Clock::Stepped).await.unwrap();
        let vars = [
            ("OS_AUTH_URL", demo.auth_url().as_str()),
            ("OS_USERNAME", demo::USERNAME),
            ("OS_PASSWORD", demo::PASSWORD),
            ("OS_PROJECT_NAME", demo::PROJECT),
            ("OS_USER_DOMAIN_NAME", "Default"),
            ("OS_REGION_NAME", demo::REGIONS[0]),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let env = Environment {
            vars: vars.into(),
            ..Environment::default()
        };
        Self {
            config: config::resolve(&env, Source::Environment, None).unwrap(),
            demo: Some(demo),
            calls: Arc::default(),
        }
    }

    pub(crate) fn demo(&self) -> &DemoCloud {
        self.demo.as_ref().expect("a test of the imitation only")
    }

    /// `METHOD status` of every call so far to the service, in order.
    pub(crate) fn made(&self, service: &str) -> Vec<String> {
        let calls = self.calls.lock().unwrap();
        let of_service = calls.iter().filter(|call| call.service == service);
        of_service
            .map(|call| match call.status {
                Some(status) => format!("{} {status}", call.method),
                None => format!("{} -", call.method),
            })
            .collect()
    }

    /// Lets the next `times` requests fail with this answer.
    pub(crate) fn fail(&self, method: &'static str, path: &str, times: u32, answer: FaultAnswer) {
        self.demo().fail_next(Fault {
            method,
            path: path.to_owned(),
            times,
            answer,
        });
    }

    pub(crate) fn observer(&self) -> Observer {
        let calls = self.calls.clone();
        Arc::new(move |call| calls.lock().unwrap().push(call))
    }

    pub(crate) async fn client(&self) -> Client {
        self.with(&self.config).await.unwrap()
    }

    pub(crate) async fn with(&self, config: &CloudConfig) -> Result<Client, ConnectError> {
        Client::connect(config, self.observer()).await
    }

    /// Lets a second pass.
    pub(crate) async fn pass(&self) {
        match &self.demo {
            Some(demo) => demo.advance(Duration::from_secs(1)),
            None => tokio::time::sleep(Duration::from_secs(1)).await,
        }
    }

    /// Asks until there is an answer.
    pub(crate) async fn until<T>(&self, what: &str, probe: impl AsyncFn() -> Option<T>) -> T {
        for _ in 0..300 {
            if let Some(found) = probe().await {
                return found;
            }
            self.pass().await;
        }
        panic!("{what}: not within 300 s");
    }

    pub(crate) async fn active(&self, client: &Client, id: &ServerId) -> Server {
        self.until("server becomes ACTIVE", async || {
            let server = client.server(id).await.unwrap();
            assert_ne!(server.status, ServerStatus::Error, "{:?}", server.fault);
            (server.status == ServerStatus::Active && server.task_state.is_none()).then_some(server)
        })
        .await
    }

    pub(crate) async fn remove(&self, client: &Client, id: &ServerId) {
        client.delete_server(id).await.unwrap();
        self.until("server goes away", async || match client.server(id).await {
            Err(error) if error.kind == Kind::NotFound => Some(()),
            _ => None,
        })
        .await;
    }
}

pub(crate) fn name(what: &str) -> String {
    let random = uuid::Uuid::new_v4().simple().to_string();
    format!("ht-test-{what}-{}", &random[..8])
}

/// The smallest launch the cloud's own lists allow.
pub(crate) async fn smallest_launch(client: &Client, name: &str) -> NewServer {
    let images = client.images().all().await.unwrap();
    let flavors = client.flavors().await.unwrap();
    let networks = client.networks().await.unwrap();
    let groups = client.security_groups().await.unwrap();
    let (image, flavor) = smallest(&images, &flavors);
    let mut new = NewServer::new(name, BootFrom::Image(image), flavor.id.clone());
    new.networking = nics(network(client, &networks));
    new.security_groups = groups
        .iter()
        .filter(|group| group.name == "default")
        .map(|group| group.id.clone())
        .collect();
    new
}

/// The same, launched.
pub(crate) async fn launch(client: &Client, name: &str, count: u32) -> (NewServer, Launched) {
    let mut new = smallest_launch(client, name).await;
    new.count = count;
    let launched = client.create_servers(&new).await.unwrap();
    (new, launched)
}

/// An ed25519 pair without a passphrase.
pub(crate) fn pair(name: &str, path: &Path) -> NewKeyPair {
    NewKeyPair {
        name: name.to_owned(),
        path: path.to_owned(),
        kind: KeyKind::Ed25519,
        passphrase: None,
    }
}

pub(crate) fn nics(network: NetworkId) -> Networking {
    Networking::Nics(vec![Nic::Network(network)])
}

pub(crate) fn smallest<'a>(images: &[Image], flavors: &'a [Flavor]) -> (ImageId, &'a Flavor) {
    let gib = |image: &Image| image.size.unwrap_or_default().div_ceil(1 << 30);
    let mut images: Vec<_> = images
        .iter()
        .filter(|image| image.is_bootable() && !image.is_snapshot() && image.size != Some(0))
        .collect();
    images.sort_by_key(|image| (image.min_disk_gib, image.min_ram_mib, image.size));
    let mut flavors: Vec<_> = flavors
        .iter()
        .filter(|flavor| flavor.disk_gib > 0)
        .collect();
    flavors.sort_by_key(|flavor| (flavor.ram_mib, flavor.disk_gib));
    images
        .iter()
        .find_map(|image| {
            let fits = |flavor: &&&Flavor| {
                flavor.disk_gib >= image.min_disk_gib.max(gib(image))
                    && flavor.ram_mib >= image.min_ram_mib
            };
            Some((image.id.clone(), *flavors.iter().find(fits)?))
        })
        .expect("an image and a flavor it fits")
}

/// One to launch on: the project's own before a shared one before an external one.
pub(crate) fn network(client: &Client, networks: &[Network]) -> NetworkId {
    let (project, _) = client.project();
    let mut usable: Vec<_> = networks
        .iter()
        .filter(|network| network.admin_up && !network.subnets.is_empty())
        .collect();
    usable.sort_by_key(|network| {
        (
            network.project.as_ref() != Some(&project),
            !network.shared,
            network.external,
        )
    });
    usable.first().expect("a network with a subnet").id.clone()
}

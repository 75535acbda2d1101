//! An imitation `OpenStack` cloud, Keystone to Cinder, behind real HTTP on loopback: what
//! `--demo` talks to, and what every test talks to. It writes its JSON by hand and must never
//! share a type with the client, or a misreading of the API would be made twice and go unseen.

mod cinder;
mod clock;
mod fault;
mod fingerprint;
mod glance;
mod http;
mod keystone;
mod neutron;
mod nova;
mod seed;
mod serve;
mod world;

use std::net::Ipv4Addr;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

pub use clock::Clock;
pub use fault::{Fault, FaultAnswer};

use serve::Shared;

/// What the command line signs in with for `--demo`.
pub const CLOUD_NAME: &str = "demo";
pub const USERNAME: &str = "demo";
pub const PASSWORD: &str = "secret";
pub const PROJECT: &str = "demo";
/// What is deleted in the second can be restored for an hour; in the first it is gone.
pub const REGIONS: [&str; 2] = ["RegionOne", "RegionTwo"];
/// The other way in; its secret is [`PASSWORD`].
pub const APPLICATION_CREDENTIAL_ID: &str = "demo-appcred";

/// A running cloud. Dropping it stops the server.
pub struct DemoCloud {
    shared: Arc<Shared>,
    /// The server runs until this end of the channel goes away.
    _running: oneshot::Sender<()>,
}

impl DemoCloud {
    /// Binds `127.0.0.1:0` and serves on the current tokio runtime.
    pub async fn start(clock: Clock) -> std::io::Result<Self> {
        Self::start_at(clock, clock::machine_time()).await
    }

    /// The same, on a date of the caller's choice: for tests that show absolute times. Mind that
    /// tokens then expire on that date as well.
    pub async fn start_at(clock: Clock, start: Timestamp) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let base = format!("http://{}", listener.local_addr()?);
        let shared = Arc::new(Shared::new(base, clock, start));
        let (running, stopped) = oneshot::channel();
        tokio::spawn(serve::serve(listener, Arc::clone(&shared), stopped));
        Ok(Self {
            shared,
            _running: running,
        })
    }

    /// `http://127.0.0.1:PORT/identity/v3`
    pub fn auth_url(&self) -> String {
        format!("{}/identity/v3", self.shared.base)
    }

    /// The world's time.
    pub fn now(&self) -> Timestamp {
        self.shared.clock.now()
    }

    /// Moves the world on; of use with [`Clock::Stepped`] only.
    pub fn advance(&self, by: Duration) {
        self.shared.clock.advance(by);
    }

    /// Adds so many servers to the first region, copies of those that are there.
    pub fn fill(&self, servers: usize) {
        seed::fill(&mut self.shared.world(), servers);
    }

    /// Lets the next matching request fail, or the next `times` of them.
    pub fn fail_next(&self, fault: Fault) {
        let mut faults = self
            .shared
            .faults
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        faults.push(fault);
    }

    /// Every token issued so far is refused from now on; new logins work.
    pub fn expire_tokens(&self) {
        let mut world = self.shared.world();
        let now = world.now;
        for token in world.tokens.values_mut() {
            token.expires = now;
        }
    }

    /// `METHOD /path?query` of every request so far, those that were failed on purpose included.
    pub fn requests(&self) -> Vec<String> {
        let log = self
            .shared
            .log
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        log.clone()
    }

    /// The guest of a server leaves a password for its owner, as `cloudbase-init` does: base64 of
    /// what it encrypted with the key pair's public half. Nothing happens without such a server.
    pub fn leave_password(&self, server: &str, encrypted: &str) {
        let mut world = self.shared.world();
        for region in &mut world.regions {
            if let Some(server) = region.server(server) {
                encrypted.clone_into(&mut server.password);
            }
        }
    }

    /// Pretends to be a Nova that knows microversions up to 2.`minor`.
    pub fn set_max_microversion(&self, minor: u32) {
        self.shared.world().max_minor = minor;
    }

    /// Leaves a service of a region out of the catalog (of tokens issued from now on).
    pub fn hide_service(&self, region: &str, service_type: &str) {
        let hidden = (region.to_owned(), service_type.to_owned());
        self.shared.world().hidden.push(hidden);
    }
}

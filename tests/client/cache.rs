//! Tokens kept between runs: when a login is saved, and when it must not be.

mod files;

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use horizon_tui::demo::{self, FaultAnswer};
use horizon_tui::openstack::cache::{LoggedOut, Outcome};
use horizon_tui::openstack::config::{AppCred, CloudConfig, Credential, ProjectScope};
use horizon_tui::openstack::{Client, ConnectError, Kind, TokenCache};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::status;
use super::world::World;

/// The imitation cloud, and a machine to keep tokens on.
struct Machine {
    world: World,
    home: tempfile::TempDir,
    /// How far the machine's clock is ahead of the cloud's.
    ahead: Arc<Mutex<SignedDuration>>,
    start: Timestamp,
    passed: Arc<Mutex<Duration>>,
}

impl Machine {
    async fn new() -> Self {
        let world = World::imitation().await;
        let start = world.demo().now();
        Self {
            world,
            home: tempfile::tempdir().unwrap(),
            ahead: Arc::default(),
            start,
            passed: Arc::default(),
        }
    }

    fn directory(&self) -> PathBuf {
        self.home.path().join("cache/horizon-tui")
    }

    /// As another run of the program finds it.
    fn cache(&self) -> TokenCache {
        let (start, ahead, passed) = (self.start, self.ahead.clone(), self.passed.clone());
        let wall = move || start + *passed.lock().unwrap() + *ahead.lock().unwrap();
        TokenCache::new(self.directory(), Arc::new(wall))
    }

    /// Time passes between two runs.
    fn pass(&self, by: Duration) {
        *self.passed.lock().unwrap() += by;
        self.world.demo().advance(by);
    }

    fn set_clock(&self, ahead: SignedDuration) {
        *self.ahead.lock().unwrap() = ahead;
    }

    /// One run: connects, reads a list, and leaves its token behind.
    async fn run(&self) -> Client {
        self.run_with(&self.world.config).await.unwrap()
    }

    async fn run_with(&self, config: &CloudConfig) -> Result<Client, ConnectError> {
        let cache = self.cache();
        let observer = self.world.observer();
        let client = Client::connect_with(config, observer, Some(&cache)).await?;
        client.servers(None).all().await.unwrap();
        cache.settled().await;
        Ok(client)
    }

    fn logins(&self) -> usize {
        self.world.made("identity").len()
    }

    fn tokens(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(self.directory()) else {
            return Vec::new();
        };
        let paths = entries.map(|entry| entry.unwrap().path());
        paths
            .filter(|path| path.extension().is_some_and(|end| end == "json"))
            .collect()
    }

    fn token(&self) -> PathBuf {
        let tokens = self.tokens();
        let [token] = tokens.as_slice() else {
            panic!("one file, not {tokens:?}");
        };
        token.clone()
    }

    /// Writes something else into the file, as a hostile or careless hand would.
    fn rewrite(&self, change: impl Fn(&mut Value)) {
        let path = self.token();
        let text = fs::read_to_string(&path).unwrap();
        let mut json = serde_json::from_str(&text).unwrap();
        change(&mut json);
        fs::write(&path, json.to_string()).unwrap();
    }
}

fn with_password(config: &CloudConfig, word: &str) -> CloudConfig {
    let mut config = config.clone();
    let Credential::Password { password, .. } = &mut config.credential else {
        panic!("the demo has a password");
    };
    *password = word.into();
    config
}

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn a_second_start_makes_no_login_and_knows_the_same() {
    let machine = Machine::new().await;
    let cold = machine.run().await;
    assert_eq!(machine.logins(), 1);
    machine.pass(Duration::from_secs(50 * 60));
    let warm = machine.run().await;
    assert_eq!(machine.logins(), 1);
    assert_eq!(warm.user_name(), cold.user_name());
    assert_eq!(warm.project(), cold.project());
    assert_eq!(warm.regions(), cold.regions());
    assert_eq!(warm.is_admin(), cold.is_admin());
    let drift = warm.clock().unwrap() - machine.world.demo().now();
    assert!(drift.abs().get_seconds() <= 2, "{drift}");
    // Everything else that is talked to is found too.
    warm.images().all().await.unwrap();
    warm.networks().await.unwrap();
    warm.volumes().await.unwrap();
    assert_eq!(warm.projects().await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_start_without_a_cache_neither_reads_nor_writes_one() {
    let machine = Machine::new().await;
    machine.run().await;
    let before = fs::read_to_string(machine.token()).unwrap();
    machine.world.client().await;
    assert_eq!(machine.logins(), 2);
    assert_eq!(fs::read_to_string(machine.token()).unwrap(), before);
}

#[tokio::test]
async fn another_password_does_not_find_the_token() {
    let machine = Machine::new().await;
    machine.run().await;
    let wrong = with_password(&machine.world.config, "not the password");
    let Err(ConnectError::Failed(error)) = machine.run_with(&wrong).await else {
        panic!("a wrong password was let in");
    };
    assert_eq!(error.kind, Kind::Unauthorized);
    assert_eq!(machine.world.made("identity"), ["POST 201", "POST 401"]);
    machine.run().await;
    assert_eq!(machine.logins(), 2, "the right one still finds it");
}

#[tokio::test]
async fn a_token_that_is_about_to_end_is_not_begun_with() {
    let machine = Machine::new().await;
    machine.run().await;
    machine.pass(Duration::from_secs(3600 - 119));
    machine.run().await;
    assert_eq!(machine.logins(), 2);
    assert_eq!(machine.tokens().len(), 1);
}

#[tokio::test]
async fn what_is_reckoned_is_how_old_it_is_and_not_whose_clock_is_right() {
    let machine = Machine::new().await;
    // A machine three hours behind its cloud, whose tokens last one.
    machine.set_clock(SignedDuration::from_hours(-3));
    machine.run().await;
    machine.pass(Duration::from_secs(30 * 60));
    machine.run().await;
    assert_eq!(machine.logins(), 1);
    // Set back, it cannot tell how old the token is.
    machine.set_clock(SignedDuration::from_hours(-9));
    machine.run().await;
    assert_eq!(machine.logins(), 2);
}

#[tokio::test]
async fn a_token_revoked_meanwhile_is_one_login_for_all_who_wait() {
    let machine = Machine::new().await;
    machine.run().await;
    let old = fs::read_to_string(machine.token()).unwrap();
    machine.world.demo().expire_tokens();
    let cache = machine.cache();
    let observer = machine.world.observer();
    let client = Client::connect_with(&machine.world.config, observer, Some(&cache));
    let client = client.await.unwrap();
    let (flavors, limits, zones, pairs, groups) = tokio::join!(
        client.flavors(),
        client.limits(),
        client.availability_zones(),
        client.key_pairs(),
        client.security_groups(),
    );
    assert!(flavors.is_ok() && limits.is_ok() && zones.is_ok() && pairs.is_ok() && groups.is_ok());
    assert_eq!(machine.world.made("identity"), ["POST 201", "POST 201"]);
    cache.settled().await;
    assert_ne!(fs::read_to_string(machine.token()).unwrap(), old);
    machine.run().await;
    assert_eq!(machine.logins(), 2, "the new one is kept");
}

#[tokio::test]
async fn a_refused_token_leaves_no_file_when_the_login_is_refused_too() {
    let machine = Machine::new().await;
    machine.run().await;
    machine.world.demo().expire_tokens();
    let login = ("POST", "/auth/tokens");
    machine
        .world
        .fail(login.0, login.1, 9, status(401, &[], ""));
    let cache = machine.cache();
    let observer = machine.world.observer();
    let client = Client::connect_with(&machine.world.config, observer, Some(&cache));
    let error = client.await.unwrap().flavors().await.unwrap_err();
    assert_eq!(error.kind, Kind::Unauthorized);
    cache.settled().await;
    assert_eq!(machine.tokens(), [""; 0].map(PathBuf::from));
}

#[tokio::test]
async fn two_processes_share_one_renewal() {
    let machine = Machine::new().await;
    machine.run().await;
    let open = async || {
        let cache = machine.cache();
        let observer = machine.world.observer();
        let client = Client::connect_with(&machine.world.config, observer, Some(&cache));
        (client.await.unwrap(), cache)
    };
    let ((one, first), (other, _)) = (open().await, open().await);
    machine.world.demo().expire_tokens();
    one.flavors().await.unwrap();
    first.settled().await;
    assert_eq!(machine.logins(), 2);
    other.flavors().await.unwrap();
    assert_eq!(machine.logins(), 2, "it takes what the first has left");
    // And does not insist on it when that has ended too.
    machine.world.demo().expire_tokens();
    machine.rewrite(|json| json["token"] = "gAAAAAB-another-dead-one".into());
    other.flavors().await.unwrap();
    assert_eq!(machine.logins(), 3);
}

#[tokio::test]
async fn what_two_processes_keep_at_once_is_whole() {
    let machine = Machine::new().await;
    let runs = (0..8).map(|_| machine.run());
    futures_util::future::join_all(runs).await;
    let text = fs::read_to_string(machine.token()).unwrap();
    assert!(serde_json::from_str::<Value>(&text).is_ok());
    let logins = machine.logins();
    machine.run().await;
    assert_eq!(machine.logins(), logins);
}

#[tokio::test]
async fn each_project_has_its_own_token_and_a_region_has_none() {
    let machine = Machine::new().await;
    let client = machine.run().await;
    let projects = client.projects().await.unwrap();
    let here = client.project().0;
    let there = projects.iter().find(|project| project.id != here).unwrap();
    let scope = || ProjectScope::Id(there.id.clone());
    let before = machine.logins();
    let cache = machine.cache();
    let observer = machine.world.observer();
    let warm = Client::connect_with(&machine.world.config, observer, Some(&cache));
    let warm = warm.await.unwrap();
    warm.in_project(scope()).await.unwrap();
    cache.settled().await;
    assert_eq!(machine.logins(), before + 1);
    assert_eq!(machine.tokens().len(), 2);
    let again = machine.run().await.in_project(scope()).await.unwrap();
    assert_eq!(again.project().0, there.id);
    again.servers(None).all().await.unwrap();
    again.in_region("RegionTwo").await.unwrap();
    assert_eq!(machine.logins(), before + 1);
    assert_eq!(machine.tokens().len(), 2);
}

#[tokio::test]
async fn an_application_credential_is_kept_and_a_token_of_somebody_elses_is_not() {
    let machine = Machine::new().await;
    let bound = CloudConfig {
        credential: Credential::ApplicationCredential {
            which: AppCred::Id(demo::APPLICATION_CREDENTIAL_ID.into()),
            secret: demo::PASSWORD.into(),
        },
        project: None,
        ..machine.world.config.clone()
    };
    machine.run_with(&bound).await.unwrap();
    let warm = machine.run_with(&bound).await.unwrap();
    assert_eq!(machine.logins(), 1);
    assert!(warm.bound_to_project().is_some());

    let text = fs::read_to_string(machine.token()).unwrap();
    let json: Value = serde_json::from_str(&text).unwrap();
    let token = CloudConfig {
        credential: Credential::Token(json["token"].as_str().unwrap().into()),
        ..bound
    };
    // The imitation, like Keystone, makes no token of such a one; that nothing is kept is the point.
    assert!(machine.run_with(&token).await.is_err());
    assert_eq!(machine.tokens().len(), 1);
}

#[tokio::test]
async fn a_microversion_once_learnt_is_not_asked_for_again() {
    let machine = Machine::new().await;
    machine.world.demo().set_max_microversion(72);
    machine.run().await;
    assert_eq!(machine.world.made("compute")[0], "GET 406");
    let before = machine.world.made("compute").len();
    machine.run().await;
    assert_eq!(machine.world.made("compute")[before..], ["GET 200"]);
}

#[tokio::test]
async fn a_service_that_has_moved_since_is_found_with_a_new_login() {
    let machine = Machine::new().await;
    machine.run().await;
    machine.rewrite(|json| {
        for endpoint in json["catalog"].as_array_mut().unwrap() {
            if endpoint["service"] == "compute" {
                endpoint["url"] = "http://127.0.0.1:1/compute/v2.1".into();
            }
        }
    });
    machine.run().await;
    assert_eq!(machine.logins(), 2);
    machine.run().await;
    assert_eq!(machine.logins(), 2, "the new address is kept");
}

#[tokio::test]
async fn a_region_that_came_since_is_found_with_a_new_login() {
    let machine = Machine::new().await;
    machine.run().await;
    machine.rewrite(|json| {
        let endpoints = json["catalog"].as_array_mut().unwrap();
        endpoints.retain(|endpoint| endpoint["region"] != "RegionTwo");
    });
    let config = CloudConfig {
        region: Some("RegionTwo".into()),
        ..machine.world.config.clone()
    };
    let client = machine.run_with(&config).await.unwrap();
    assert_eq!(client.region(), "RegionTwo");
    assert_eq!(machine.logins(), 2);
}

fn logged_out(cloud: &str, outcome: Outcome) -> LoggedOut {
    LoggedOut {
        cloud: cloud.into(),
        user: demo::USERNAME.into(),
        project: demo::PROJECT.into(),
        outcome,
    }
}

#[tokio::test]
async fn logging_out_revokes_the_token_and_leaves_nothing() {
    let machine = Machine::new().await;
    let client = machine.run().await;
    let other = CloudConfig {
        name: "another".into(),
        ..machine.world.config.clone()
    };
    machine.run_with(&other).await.unwrap();
    assert_eq!(machine.tokens().len(), 2);

    let done = machine.cache().log_out(Some("another")).await.unwrap();
    assert_eq!(done, [logged_out("another", Outcome::Revoked)]);
    assert_eq!(machine.tokens().len(), 1);
    assert_eq!(machine.cache().log_out(Some("another")).await.unwrap(), []);

    let name = &machine.world.config.name;
    let done = machine.cache().log_out(None).await.unwrap();
    assert_eq!(done, [logged_out(name, Outcome::Revoked)]);
    assert_eq!(fs::read_dir(machine.directory()).unwrap().count(), 0);
    let logins = machine.logins();
    client.flavors().await.unwrap();
    assert_eq!(
        machine.logins(),
        logins + 1,
        "the old token is worth nothing"
    );
}

#[tokio::test]
async fn a_token_that_cannot_be_revoked_is_forgotten_and_told() {
    let machine = Machine::new().await;
    machine.run().await;
    machine
        .world
        .fail("DELETE", "/auth/tokens", 1, FaultAnswer::DropBefore);
    let done = machine.cache().log_out(None).await.unwrap();
    let Outcome::Stands { until, why } = &done[0].outcome else {
        panic!("{done:?}");
    };
    let left = until.unwrap() - machine.world.demo().now();
    assert!(left.total(jiff::Unit::Second).unwrap() > 3500.0, "{left}");
    assert_eq!(why.kind, Kind::Lost);
    assert_eq!(machine.tokens(), [""; 0].map(PathBuf::from));

    machine.run().await;
    machine.world.demo().expire_tokens();
    let name = &machine.world.config.name;
    let done = machine.cache().log_out(None).await.unwrap();
    assert_eq!(done, [logged_out(name, Outcome::Ended)]);
    assert_eq!(machine.cache().log_out(None).await.unwrap(), []);
}

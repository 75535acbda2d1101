//! The client over HTTP: against the imitation cloud, or, when `OS_CLOUD` is set, unchanged
//! against a real one (`OS_CLIENT_CONFIG_FILE` may say where its clouds.yaml is). What it makes
//! there is named `ht-test-…` and removed again. At once it has up to four servers of the smallest
//! flavor; where the quota is smaller, `--test-threads=1` needs two.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, and its helpers bear no #[test] for clippy to see"
)]

mod actions;
mod attach;
mod cache;
mod edit;
mod launch;
mod prediction;
mod raw;
mod shelf;
mod states;
mod world;

use horizon_tui::cloud::keys;
use horizon_tui::demo::{self, FaultAnswer};
use horizon_tui::openstack::catalog::Service;
use horizon_tui::openstack::compute::{BootFrom, NewServer, Server};
use horizon_tui::openstack::config::{self, CloudConfig, Credential, ProjectScope};
use horizon_tui::openstack::image::ImageStatus;
use horizon_tui::openstack::{ConnectError, Kind, Microversion};

use world::{World, launch, name, network, nics, pair, smallest};

#[tokio::test]
async fn a_login_says_who_where_and_what_there_is() {
    let world = World::open().await;
    let client = world.client().await;
    assert!(!client.user_name().is_empty());
    assert!(!client.project().1.is_empty());
    assert!(
        client
            .regions()
            .iter()
            .any(|region| region == client.region())
    );
    assert!(client.has(Service::Compute) && client.has(Service::Image));
    let calls = world.calls.lock().unwrap();
    assert_eq!(calls.len(), 1, "a login is one call: {calls:?}");
    assert_eq!(calls[0].status, Some(201));
    assert_eq!(calls[0].service, "identity");
}

#[tokio::test]
async fn everything_the_panels_show_can_be_read() {
    let world = World::open().await;
    let client = world.client().await;
    let (servers, images, flavors, limits, zones, networks, groups, pairs, projects) =
        tokio::try_join!(
            client.servers(None).all(),
            client.images().all(),
            client.flavors(),
            client.limits(),
            client.availability_zones(),
            client.networks(),
            client.security_groups(),
            client.key_pairs(),
            client.projects(),
        )
        .unwrap();
    let mut ids: Vec<_> = servers.iter().map(|server| &server.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), servers.len(), "no row comes twice");
    assert!(!images.is_empty() && !flavors.is_empty());
    assert!(limits.instances.is_some() && limits.cores.is_some() && limits.ram_mib.is_some());
    assert!(!zones.is_empty());
    assert!(networks.iter().any(|network| !network.subnets.is_empty()));
    assert_eq!(
        groups
            .iter()
            .filter(|group| group.name == "default")
            .count(),
        1
    );
    assert!(pairs.iter().all(|pair| !pair.fingerprint.is_empty()));
    assert!(
        projects
            .iter()
            .any(|project| project.id == client.project().0)
    );
    assert!(
        flavors
            .iter()
            .all(|flavor| flavor.vcpus > 0 && flavor.ram_mib > 0)
    );
}

#[tokio::test]
async fn a_page_carries_the_clouds_clock() {
    let world = World::open().await;
    let client = world.client().await;
    let mut pages = client.servers(None);
    pages.next().await.unwrap();
    let date = pages.date().expect("a time");
    let since = date - jiff::SignedDuration::from_secs(60);
    client.servers(Some(since)).all().await.unwrap();
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let world = World::open().await;
    let client = world.client().await;
    let id = uuid::Uuid::new_v4().to_string();
    let server = client.server(&id.as_str().into()).await.unwrap_err();
    assert_eq!(server.kind, Kind::NotFound);
    assert_eq!(server.status, Some(404));
    assert!(server.request_id.is_some());
    assert!(server.message.contains(&id), "{}", server.message);
    let image = client.image(&id.as_str().into()).await.unwrap_err();
    assert_eq!(image.kind, Kind::NotFound);
    assert!(!image.message.contains('<'), "{}", image.message);
    let deleted = client.delete_server(&id.as_str().into()).await.unwrap_err();
    assert_eq!(deleted.kind, Kind::NotFound);
}

#[tokio::test]
async fn a_server_is_launched_snapshotted_and_deleted() {
    let world = World::open().await;
    let client = world.client().await;
    let (new, launched) = launch(&client, &name("one"), 1).await;
    let [(id, named)] = launched.servers.as_slice() else {
        panic!("one server was asked for: {launched:?}");
    };
    assert_eq!(*named, new.name);
    assert!(launched.request_id.is_some());
    let server = world.active(&client, id).await;
    assert_eq!(server.name, new.name);
    assert!(server.addresses().next().is_some());
    assert!(server.created.is_some());

    let snapshot = name("snapshot");
    let started = client.create_image(id, &snapshot).await.unwrap();
    let image = started.image.expect("the cloud names the image");
    let made = world
        .until("image becomes active", async || {
            let image = client.image(&image).await.unwrap();
            (image.status == ImageStatus::Active).then_some(image)
        })
        .await;
    assert_eq!(made.title(), snapshot);
    assert!(made.is_snapshot());
    assert_eq!(made.instance().as_ref(), Some(id));

    let actions = client.instance_actions(id).await.unwrap();
    assert!(actions.iter().any(|action| &*action.action == "create"));
    client.console_log(id, Some(20)).await.unwrap();

    client.delete_image(&image).await.unwrap();
    world.active(&client, id).await;
    world.remove(&client, id).await;
}

#[tokio::test]
async fn two_servers_of_one_launch_are_known_by_id_and_name() {
    let world = World::open().await;
    let client = world.client().await;
    let (new, launched) = launch(&client, &name("two"), 2).await;
    let names: Vec<_> = launched
        .servers
        .iter()
        .map(|(_, name)| name.clone())
        .collect();
    assert_eq!(
        names,
        [format!("{}-1", new.name), format!("{}-2", new.name)]
    );
    for (id, _) in &launched.servers {
        world.active(&client, id).await;
    }
    for (id, _) in &launched.servers {
        world.remove(&client, id).await;
    }
}

#[tokio::test]
async fn key_pairs_are_made_here_and_imported() {
    let world = World::open().await;
    let client = world.client().await;
    let home = tempfile::tempdir().unwrap();
    let key = name("key");
    let path = home.path().join(&key);
    keys::create(&client, pair(&key, &path)).await.unwrap();
    assert!(path.exists());
    let pairs = client.key_pairs().await.unwrap();
    assert!(
        pairs
            .iter()
            .any(|pair| pair.name == key && !pair.fingerprint.is_empty())
    );

    let again = home.path().join("again");
    let error = keys::create(&client, pair(&key, &again)).await.unwrap_err();
    assert_eq!(error.kind, Kind::Conflict);
    assert!(!again.exists(), "a refused key leaves no file behind");

    let line = std::fs::read_to_string(home.path().join(format!("{key}.pub"))).unwrap();
    let imported = name("imported");
    keys::import(&client, &imported, &line).await.unwrap();
    for key in [&key, &imported] {
        client.delete_key_pair(key).await.unwrap();
    }
    let error = client.delete_key_pair(&key).await.unwrap_err();
    assert_eq!(error.kind, Kind::NotFound);
}

#[tokio::test]
async fn a_refused_launch_keeps_the_clouds_words() {
    let world = World::open().await;
    let client = world.client().await;
    let networks = client.networks().await.unwrap();
    let (image, flavor) = {
        let images = client.images().all().await.unwrap();
        let flavors = client.flavors().await.unwrap();
        let (image, flavor) = smallest(&images, &flavors);
        (image, flavor.id.clone())
    };
    let mut new = NewServer::new(&name("refused"), BootFrom::Image(image), flavor);
    new.networking = nics(network(&client, &networks));
    new.key_name = Some("no such key".into());
    let error = client.create_servers(&new).await.unwrap_err();
    assert_eq!(error.kind, Kind::BadRequest);
    assert!(error.message.contains("key_name"), "{}", error.message);
    assert!(error.call.starts_with("POST /"));
}

#[tokio::test]
async fn a_wrong_password_is_tried_once() {
    let world = World::open().await;
    let mut config = world.config.clone();
    let Credential::Password { password, .. } = &mut config.credential else {
        return;
    };
    *password = "not the password".into();
    let Err(ConnectError::Failed(error)) = world.with(&config).await else {
        panic!("logged in with a wrong password");
    };
    assert_eq!(error.kind, Kind::Unauthorized);
    assert_eq!(world.calls.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn an_unknown_region_names_those_that_exist() {
    let world = World::open().await;
    let config = CloudConfig {
        region: Some("Atlantis".into()),
        ..world.config.clone()
    };
    let Err(ConnectError::UnknownRegion { regions, .. }) = world.with(&config).await else {
        panic!("there is no Atlantis");
    };
    assert!(!regions.is_empty());
    let client = world.client().await;
    assert!(client.in_region("Atlantis").await.is_err());
}

#[tokio::test]
async fn another_region_needs_no_other_login() {
    let world = World::open().await;
    let client = world.client().await;
    let here = client.region().to_owned();
    let Some(there) = client.regions().into_iter().find(|region| *region != here) else {
        return;
    };
    let other = client.in_region(&there).await.unwrap();
    assert_eq!(other.region(), there);
    other.flavors().await.unwrap();
    let logins = world.calls.lock().unwrap();
    assert_eq!(
        logins.iter().filter(|call| call.method == "POST").count(),
        1
    );
}

#[tokio::test]
async fn another_project_has_other_servers() {
    let world = World::open().await;
    let client = world.client().await;
    let here = client.project().0;
    let projects = client.projects().await.unwrap();
    let Some(there) = projects.into_iter().find(|project| project.id != here) else {
        return;
    };
    let switched = client.in_project(ProjectScope::Id(there.id.clone())).await;
    if client.bound_to_project().is_some() {
        assert!(matches!(switched, Err(ConnectError::BoundToProject(_))));
        return;
    }
    let other = switched.unwrap();
    assert_eq!(other.project().0, there.id);
    assert_eq!(client.project().0, here, "the first session is untouched");
    let mut pages = other.servers(None);
    let rows = pages.next().await.unwrap().unwrap_or_default();
    assert!(
        rows.iter()
            .all(|server| server.project.as_ref() == Some(&there.id))
    );
}

#[tokio::test]
async fn the_oldest_microversion_suffices() {
    let world = World::open().await;
    let config = CloudConfig {
        compute_cap: Some(Microversion(2, 1)),
        ..world.config.clone()
    };
    let client = world.with(&config).await.unwrap();
    let flavors = client.flavors().await.unwrap();
    let rows = client
        .servers(None)
        .next()
        .await
        .unwrap()
        .unwrap_or_default();
    for server in &rows {
        let id = server.flavor.id.as_ref();
        assert!(id.is_some() || server.flavor.name.is_none(), "{server:?}");
    }
    assert!(flavors.iter().all(|flavor| flavor.vcpus > 0));
    let (_, launched) = launch(&client, &name("floor"), 1).await;
    let (id, _) = &launched.servers[0];
    world.active(&client, id).await;
    let started = client.create_image(id, &name("floor-image")).await.unwrap();
    let image = started.image.expect("the Location header names the image");
    world
        .until("image becomes active", async || {
            let image = client.image(&image).await.unwrap();
            (image.status == ImageStatus::Active).then_some(())
        })
        .await;
    client.delete_image(&image).await.unwrap();
    world.active(&client, id).await;
    world.remove(&client, id).await;
}

fn status(status: u16, headers: &[(&str, &str)], body: &str) -> FaultAnswer {
    FaultAnswer::Status {
        status,
        headers: headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        body: body.to_owned(),
    }
}

#[tokio::test]
async fn a_token_that_ended_is_renewed_once_for_all_who_wait() {
    let world = World::imitation().await;
    let client = world.client().await;
    world.demo().expire_tokens();
    let (flavors, limits, zones, pairs, groups) = tokio::join!(
        client.flavors(),
        client.limits(),
        client.availability_zones(),
        client.key_pairs(),
        client.security_groups(),
    );
    assert!(flavors.is_ok() && limits.is_ok() && zones.is_ok() && pairs.is_ok() && groups.is_ok());
    assert_eq!(world.made("identity"), ["POST 201", "POST 201"]);
}

#[tokio::test]
async fn a_password_refused_on_renewal_is_not_tried_by_everyone() {
    let world = World::imitation().await;
    let client = world.client().await;
    world.demo().expire_tokens();
    world.fail("POST", "/auth/tokens", 9, status(401, &[], ""));
    let (a, b, c) = tokio::join!(client.flavors(), client.limits(), client.key_pairs());
    assert_eq!(a.unwrap_err().kind, Kind::Unauthorized);
    assert_eq!(b.unwrap_err().kind, Kind::Unauthorized);
    assert_eq!(c.unwrap_err().kind, Kind::Unauthorized);
    assert_eq!(world.made("identity"), ["POST 201", "POST 401"]);
}

#[tokio::test]
async fn a_fresh_token_refused_too_is_an_error_not_a_circle() {
    let world = World::imitation().await;
    let client = world.client().await;
    world.fail("GET", "/limits", 9, status(401, &[], ""));
    let error = client.limits().await.unwrap_err();
    assert_eq!(error.kind, Kind::TokenRefused);
    assert_eq!(world.made("compute"), ["GET 401", "GET 401"]);
}

#[tokio::test]
async fn an_old_nova_is_spoken_to_in_its_own_version() {
    let world = World::imitation().await;
    world.demo().set_max_microversion(72);
    let client = world.client().await;
    client.servers(None).all().await.unwrap();
    client.servers(None).all().await.unwrap();
    let made = world.made("compute");
    assert_eq!(made[..2], ["GET 406", "GET 200"]);
    assert!(
        !made[2..].contains(&"GET 406".to_owned()),
        "it is remembered: {made:?}"
    );
    let (_, launched) = launch(&client, &name("old"), 2).await;
    assert_eq!(launched.servers.len(), 2);
}

#[tokio::test]
async fn a_nova_that_knows_only_the_first_version_will_do() {
    let world = World::imitation().await;
    world.demo().set_max_microversion(1);
    let client = world.client().await;
    let rows = client.servers(None).all().await.unwrap();
    assert!(rows.iter().all(|server| server.flavor.id.is_some()));
    client.flavors().await.unwrap();
    client.key_pairs().await.unwrap();
    let (_, launched) = launch(&client, &name("first"), 1).await;
    let (id, _) = &launched.servers[0];
    world.active(&client, id).await;
    let started = client.create_image(id, "snap").await.unwrap();
    assert!(started.image.is_some());
    client.instance_actions(id).await.unwrap();
}

#[tokio::test]
async fn a_read_is_repeated_where_that_may_help() {
    let world = World::imitation().await;
    let client = world.client().await;
    world.fail(
        "GET",
        "/limits",
        1,
        status(429, &[("Retry-After", "0")], ""),
    );
    client.limits().await.unwrap();
    world.fail(
        "GET",
        "/limits",
        1,
        status(503, &[], "<html><h1>503</h1></html>"),
    );
    client.limits().await.unwrap();
    world.fail("GET", "/limits", 1, FaultAnswer::DropBefore);
    client.limits().await.unwrap();
    assert_eq!(
        world.made("compute"),
        [
            "GET 429", "GET 200", "GET 503", "GET 200", "GET -", "GET 200"
        ]
    );
}

#[tokio::test]
async fn a_write_is_sent_once_whatever_comes_back() {
    let world = World::imitation().await;
    let client = world.client().await;
    let line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
    client.key_pairs().await.unwrap();
    let before = world.made("compute").len();
    world.fail("POST", "/os-keypairs", 1, status(503, &[], ""));
    let error = client.import_key_pair("a", line).await.unwrap_err();
    assert_eq!(error.kind, Kind::Server);
    assert!(error.outcome_unknown(), "a proxy may have said it");
    world.fail("POST", "/os-keypairs", 1, FaultAnswer::DropConnection);
    let error = client.import_key_pair("b", line).await.unwrap_err();
    assert_eq!(error.kind, Kind::Lost);
    assert!(error.outcome_unknown(), "{error}");
    assert_eq!(world.made("compute")[before..], ["POST 503", "POST -"]);
    let pairs = client.key_pairs().await.unwrap();
    assert!(
        pairs.iter().any(|pair| pair.name == "b"),
        "it was carried out"
    );
}

#[tokio::test]
async fn key_files_are_kept_when_nobody_knows_whether_the_import_worked() {
    let world = World::imitation().await;
    let client = world.client().await;
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("maybe");
    world.fail("POST", "/os-keypairs", 1, FaultAnswer::DropConnection);
    let error = keys::create(&client, pair("maybe", &path))
        .await
        .unwrap_err();
    assert!(error.message.contains("kept"), "{}", error.message);
    assert!(path.exists());
}

#[tokio::test]
async fn a_web_page_is_not_taken_for_an_answer() {
    let world = World::imitation().await;
    let client = world.client().await;
    world.fail(
        "GET",
        "/limits",
        1,
        status(200, &[], "<html>Please log in</html>"),
    );
    let error = client.limits().await.unwrap_err();
    assert_eq!(error.kind, Kind::Decode);
    assert!(error.message.contains("web page"), "{}", error.message);
}

#[tokio::test]
async fn a_portals_page_does_not_pass_for_a_deletion() {
    let world = World::imitation().await;
    let client = world.client().await;
    world.fail(
        "DELETE",
        "/servers/",
        1,
        status(200, &[], "\n<html>Log in</html>"),
    );
    let error = client.delete_server(&"x".into()).await.unwrap_err();
    assert_eq!(error.kind, Kind::Decode);
}

#[tokio::test]
async fn the_next_page_is_asked_of_our_own_endpoint_and_a_lost_marker_starts_over() {
    let world = World::imitation().await;
    let client = world.client().await;
    let real: Vec<_> = client.servers(None).all().await.unwrap();
    let first_page = |marker: &str| {
        let next = format!("http://internal.invalid/x/servers/detail?limit=1&marker={marker}");
        let body = serde_json::json!({
            "servers": [{"id": "first"}],
            "servers_links": [{"rel": "next", "href": next}],
        });
        status(200, &[], &body.to_string())
    };
    let ids = |rows: &[Server]| {
        rows.iter()
            .map(|row| row.id.to_string())
            .collect::<Vec<_>>()
    };

    world.fail("GET", "/servers/detail", 1, first_page(real[2].id.as_str()));
    let rows = client.servers(None).all().await.unwrap();
    assert_eq!(ids(&rows[1..]), ids(&real[3..]));
    let asked = world.demo().requests();
    assert!(asked.last().unwrap().contains("limit=1000"), "{asked:?}");

    world.fail("GET", "/servers/detail", 1, first_page("gone"));
    let rows = client.servers(None).all().await.unwrap();
    // From the top, with no row twice.
    assert_eq!(ids(&rows), ids(&real));
}

#[tokio::test]
async fn an_unversioned_address_that_lists_versions_leads_to_keystone() {
    let world = World::imitation().await;
    let config = CloudConfig {
        auth_url: world.config.auth_url.trim_end_matches("/v3").to_owned(),
        ..world.config.clone()
    };
    world.with(&config).await.unwrap();
    world.fail("POST", "/auth/tokens", 1, status(300, &[], "{}"));
    let Err(ConnectError::Failed(error)) = world.with(&config).await else {
        panic!("a list of versions is no login");
    };
    assert!(
        error.message.contains("no Identity API v3"),
        "{}",
        error.message
    );
}

#[tokio::test]
async fn a_redirect_within_the_host_keeps_the_method_and_another_host_is_refused() {
    let world = World::imitation().await;
    let client = world.client().await;
    let line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
    client.key_pairs().await.unwrap();
    let posted = world.demo().requests();
    let path = posted.last().unwrap().split(' ').nth(1).unwrap();
    let path = path.split('?').next().unwrap().to_owned();
    world.fail(
        "POST",
        "/os-keypairs",
        1,
        status(308, &[("Location", &path)], ""),
    );
    client.import_key_pair("redirected", line).await.unwrap();
    let elsewhere = [("Location", "http://elsewhere.invalid/v2.1/limits")];
    world.fail("GET", "/limits", 1, status(302, &elsewhere, ""));
    let error = client.limits().await.unwrap_err();
    assert!(
        error.message.contains("elsewhere.invalid"),
        "{}",
        error.message
    );
}

#[tokio::test]
async fn a_service_missing_from_the_catalog_is_named() {
    let world = World::imitation().await;
    world.demo().hide_service(demo::REGIONS[0], "network");
    let client = world.client().await;
    assert!(!client.has(Service::Network));
    let error = client.networks().await.unwrap_err();
    assert_eq!(error.kind, Kind::NoEndpoint);
    assert!(error.message.contains("network") && error.message.contains(demo::REGIONS[0]));
    client.servers(None).all().await.unwrap();
}

#[tokio::test]
async fn an_application_credential_stays_in_its_project() {
    let world = World::imitation().await;
    let config = CloudConfig {
        credential: Credential::ApplicationCredential {
            which: config::AppCred::Id(demo::APPLICATION_CREDENTIAL_ID.into()),
            secret: demo::PASSWORD.into(),
        },
        project: None,
        ..world.config.clone()
    };
    let client = world.with(&config).await.unwrap();
    assert!(
        client
            .bound_to_project()
            .unwrap()
            .contains(&client.project().1)
    );
    let switched = client.in_project(ProjectScope::Id("other".into())).await;
    assert!(matches!(switched, Err(ConnectError::BoundToProject(_))));
}

#[tokio::test]
async fn nothing_listening_is_told_in_a_sentence() {
    let world = World::imitation().await;
    let config = CloudConfig {
        auth_url: "http://127.0.0.1:1/v3".into(),
        ..world.config.clone()
    };
    let Err(ConnectError::Failed(error)) = world.with(&config).await else {
        panic!("nothing listens there");
    };
    assert_eq!(error.kind, Kind::Unreachable);
    assert_eq!(
        error.message,
        "127.0.0.1:1 refuses the connection: nothing listens there."
    );
    assert_eq!(error.request_id, None, "no service has heard of it");
}

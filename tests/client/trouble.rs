//! Clouds that refuse, fail, redirect, or are older than others.

use super::*;

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

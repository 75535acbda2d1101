//! What is edited of a server, and what an older Nova cannot be told.

use std::collections::BTreeMap;

use horizon_tui::openstack::compute::{MetadataChange, ServerAct, ServerStatus, ServerUpdate};
use horizon_tui::openstack::config::CloudConfig;
use horizon_tui::openstack::{Kind, Microversion};

use crate::actions::{locked_for, rebuilt_from, refused};
use crate::world::{World, name};

pub(crate) fn pairs(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let pairs = pairs.iter();
    pairs
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

#[tokio::test]
async fn name_description_metadata_and_tags_are_edited() {
    let world = World::open().await;
    let client = world.client().await;
    let server = world.server(&client, "edit").await;
    let id = &server.id;
    let renamed = name("edited, größer");
    let update = ServerUpdate {
        name: Some(renamed.clone()),
        description: Some("the front door".into()),
    };
    client.update_server(id, &update).await.unwrap();
    let change = MetadataChange {
        set: pairs(&[("role", "web"), ("size", "größer"), ("a b", "")]),
        remove: Vec::new(),
    };
    client.change_metadata(id, &change).await.unwrap();
    let tags = ["web".to_owned(), "größer".to_owned()];
    client.set_tags(id, &tags).await.unwrap();
    let seen = client.server(id).await.unwrap();
    assert_eq!(seen.name, renamed);
    assert_eq!(seen.description.as_deref(), Some("the front door"));
    assert_eq!(seen.metadata, change.set.clone().into_iter().collect());
    let mut seen_tags = seen.tags;
    seen_tags.sort();
    assert_eq!(seen_tags, ["größer".into(), "web".into()]);

    let update = ServerUpdate {
        name: None,
        description: Some(String::new()),
    };
    client.update_server(id, &update).await.unwrap();
    let change = MetadataChange {
        set: pairs(&[("role", "db")]),
        remove: ["a b", "size", "never there"].map(str::to_owned).into(),
    };
    client.change_metadata(id, &change).await.unwrap();
    client.set_tags(id, &[]).await.unwrap();
    let seen = client.server(id).await.unwrap();
    assert_eq!((seen.name, seen.description), (renamed, None));
    assert_eq!(seen.metadata, [("role", "db")].into_iter().collect());
    assert!(seen.tags.is_empty());
    let error = client.set_tags(id, &["a,b".to_owned()]).await.unwrap_err();
    assert_eq!(error.kind, Kind::BadRequest, "{error}");
    world.remove(&client, id).await;
}

#[tokio::test]
async fn what_an_old_nova_cannot_do_is_said_and_not_sent() {
    let world = World::open().await;
    let server = world.server(&world.client().await, "old").await;
    let id = &server.id;
    let config = CloudConfig {
        compute_cap: Some(Microversion(2, 5)),
        ..world.config.clone()
    };
    let client = world.with(&config).await.unwrap();
    let before = world.made("compute").len();
    let update = ServerUpdate {
        name: Some("renamed".into()),
        description: Some("the front door".into()),
    };
    let tags = ["web".to_owned()];
    let chosen = ServerAct::Migrate {
        host: Some("elsewhere".into()),
    };
    let told = [
        client.update_server(id, &update).await.unwrap_err(),
        client.set_tags(id, &tags).await.unwrap_err(),
        refused(&client, id, &locked_for("kept")).await,
        refused(&client, id, &rebuilt_from("any".into(), Some("new"))).await,
        refused(&client, id, &chosen).await,
    ];
    for error in &told {
        assert_eq!(error.kind, Kind::TooOld, "{error}");
        assert!(!error.outcome_unknown());
    }
    assert_eq!(
        told[0].message,
        "Not sent: a description needs microversion 2.19 of Nova, and here it is 2.5."
    );
    assert_eq!(world.made("compute").len(), before, "nothing was sent");

    let update = ServerUpdate {
        description: None,
        ..update
    };
    client.update_server(id, &update).await.unwrap();
    let steps = [
        (ServerAct::Lock { reason: None }, ServerStatus::Active),
        (ServerAct::Unlock, ServerStatus::Active),
        (ServerAct::Stop, ServerStatus::Shutoff),
    ];
    world.goes_through(&client, id, steps).await;
    assert_eq!(client.server(id).await.unwrap().name, "renamed");
    world.remove(&client, id).await;
}

#[tokio::test]
async fn a_cloud_found_too_old_on_the_way_is_not_asked_for_less() {
    let world = World::imitation().await;
    world.demo().set_max_microversion(72);
    let client = world.client().await;
    let error = refused(&client, &"s".into(), &locked_for("kept")).await;
    assert_eq!(error.kind, Kind::TooOld);
    assert_eq!(
        error.message,
        "Not sent: a reason for the lock needs microversion 2.73 of Nova, and here it is 2.72."
    );
    assert_eq!(world.made("compute"), ["POST 406"]);
    refused(&client, &"s".into(), &locked_for("kept")).await;
    assert_eq!(world.made("compute"), ["POST 406"], "it is remembered");
}

#[tokio::test]
async fn a_change_of_metadata_that_stops_says_where() {
    let world = World::imitation().await;
    let client = world.client().await;
    let change = MetadataChange {
        set: pairs(&[("role", "web")]),
        remove: ["gone", "old", "older"].map(str::to_owned).into(),
    };
    let answer = |status, body: &str| crate::status(status, &[], body);
    let locked = r#"{"conflictingRequest":{"code":409,"message":"Instance s-1 is locked"}}"#;
    let missing = r#"{"itemNotFound":{"code":404,"message":"Metadata item was not found"}}"#;
    world.fail("POST", "/s-1/metadata", 1, answer(200, "{}"));
    world.fail("DELETE", "/metadata/gone", 1, answer(404, missing));
    world.fail("DELETE", "/metadata/old", 1, answer(409, locked));
    let error = client.change_metadata(&"s-1".into(), &change).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind, Kind::Conflict);
    assert_eq!(
        error.message,
        "Instance s-1 is locked. Set: role. Removed: gone. Not removed: old, older."
    );
    let deleted = r#"{"itemNotFound":{"code":404,"message":"Instance s-1 could not be found."}}"#;
    world.fail("POST", "/s-1/metadata", 1, answer(404, deleted));
    let error = client.change_metadata(&"s-1".into(), &change).await;
    assert_eq!(
        error.unwrap_err().message,
        "Instance s-1 could not be found."
    );
}

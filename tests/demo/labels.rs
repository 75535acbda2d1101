//! What users write on a server: name, description, metadata, tags.

use super::launch::{demo, message};
use super::*;

#[tokio::test]
async fn a_server_gets_another_name_and_description_and_is_newer_for_it() {
    let (cloud, session) = demo().await;
    let path = session.server("db-01").await;
    let before = session.get(&path).await.1["server"]["updated"].clone();
    cloud.advance(Duration::from_secs(1));
    let change = json!({"server": {"name": "db-99", "description": null}});
    let (status, body) = session.put(&path, &change).await;
    assert_eq!(status, 200);
    assert_eq!(body["server"]["name"], "db-99");
    let (_, body) = session.get(&path).await;
    assert_eq!(body["server"]["description"], Value::Null);
    assert_ne!(body["server"]["updated"], before);
}

#[tokio::test]
async fn names_and_descriptions_are_refused_in_novas_words() {
    let (_cloud, session) = demo().await;
    let path = session.server("db-01").await;
    for (version, change, expected) in [
        (
            "2.90",
            json!({"name": ""}),
            "Invalid input for field/attribute name. Value: . '' should be non-empty",
        ),
        (
            "2.90",
            json!({"foo": 1}),
            "Invalid input for field/attribute server. Value: {'foo': 1}. Additional properties \
             are not allowed ('foo' was unexpected)",
        ),
        (
            "2.18",
            json!({"description": "x"}),
            "Invalid input for field/attribute server. Value: {'description': 'x'}. Additional \
             properties are not allowed ('description' was unexpected)",
        ),
        (
            "2.90",
            json!({"hostname": "bad host"}),
            "Invalid input for field/attribute hostname. Value: bad host. 'bad host' does not \
             match '^[a-zA-Z0-9]+[a-zA-Z0-9-]*[a-zA-Z0-9]+$'",
        ),
        (
            "2.90",
            json!({"accessIPv4": "x"}),
            "Invalid input for field/attribute accessIPv4. Value: x. 'x' is not a 'ipv4'",
        ),
    ] {
        let body = json!({"server": change});
        let (status, body) = session.send(Method::PUT, version, &path, &body).await;
        assert_eq!((status, message(&body)), (400, expected.to_owned()));
    }
}

#[tokio::test]
async fn metadata_is_merged_replaced_and_taken_away_item_by_item() {
    let (_cloud, session) = demo().await;
    let path = format!("{}/metadata", session.server("db-02").await);
    let (status, body) = session
        .post(&path, &json!({"metadata": {"a": "1", "role": "x"}}))
        .await;
    assert_eq!(status, 200);
    assert_eq!(body, json!({"metadata": {"a": "1", "role": "x"}}));
    let (_, body) = session.put(&path, &json!({"metadata": {"b": "2"}})).await;
    assert_eq!(body, json!({"metadata": {"b": "2"}}));
    let item = format!("{path}/b");
    assert_eq!(session.get(&item).await, (200, json!({"meta": {"b": "2"}})));
    assert_eq!(session.delete(&item).await, 204);
    let gone = session.send(Method::DELETE, "2.90", &item, &Value::Null);
    let (status, body) = gone.await;
    assert_eq!(status, 404);
    assert_eq!(message(&body), "Metadata item was not found");
    for (body, expected) in [
        (json!({"foo": {}}), "'metadata' is a required property"),
        (
            json!({"metadata": {"k/": "v"}}),
            "Invalid input for field/attribute metadata. Value: {'k/': 'v'}. 'k/' does not match \
             any of the regexes: '^[a-zA-Z0-9-_:. ]{1,255}$'",
        ),
        (
            json!({"metadata": {"k": 1}}),
            "Invalid input for field/attribute k. Value: 1. 1 is not of type 'string'",
        ),
    ] {
        let (status, body) = session.post(&path, &body).await;
        assert_eq!((status, message(&body)), (400, expected.to_owned()));
    }
}

#[tokio::test]
async fn a_lock_keeps_metadata_and_does_not_keep_tags_or_the_name() {
    let (_cloud, session) = demo().await;
    let path = session.server("vault-01").await;
    let id = path.rsplit('/').next().unwrap();
    let (status, body) = session
        .post(
            &format!("{path}/metadata"),
            &json!({"metadata": {"a": "b"}}),
        )
        .await;
    assert_eq!(
        (status, message(&body)),
        (409, format!("Instance {id} is locked"))
    );
    let tags = format!("{path}/tags");
    assert_eq!(session.put(&tags, &json!({"tags": ["t"]})).await.0, 200);
    let rename = json!({"server": {"name": "vault-02"}});
    assert_eq!(session.put(&path, &rename).await.0, 200);
}

#[tokio::test]
async fn tags_are_a_set_and_wrong_ones_are_named() {
    let (_cloud, session) = demo().await;
    let path = session.server("web-01").await;
    let id = path.rsplit('/').next().unwrap();
    let tags = format!("{path}/tags");
    let (status, body) = session.put(&tags, &json!({"tags": ["b", "a", "a"]})).await;
    assert_eq!((status, body), (200, json!({"tags": ["a", "b"]})));
    let (status, body) = session.put(&tags, &json!({"tags": ["a,b"]})).await;
    assert_eq!(status, 400);
    assert_eq!(
        message(&body),
        "Invalid input for field/attribute 0. Value: a,b. 'a,b' does not match '^[^,/]*$'"
    );
    let one = format!("{tags}/new");
    assert_eq!(session.put(&one, &Value::Null).await.0, 201);
    assert_eq!(session.put(&one, &Value::Null).await.0, 204);
    assert_eq!(session.delete(&one).await, 204);
    let (status, body) = session
        .send(Method::DELETE, "2.90", &one, &Value::Null)
        .await;
    assert_eq!(status, 404);
    assert_eq!(message(&body), format!("Instance {id} has no tag 'new'"));
    let (status, body) = session.get_at("2.25", &tags).await;
    assert_eq!(status, 404);
    assert_eq!(message(&body), "The resource could not be found.");
    // A list can be asked for them.
    let (_, body) = session.get(&format!("{SERVERS}?tags=a,b")).await;
    assert_eq!(body["servers"][0]["name"], "web-01");
    assert_eq!(body["servers"].as_array().unwrap().len(), 1);
}

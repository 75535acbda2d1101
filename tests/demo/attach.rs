//! `/servers/{id}/os-volume_attachments`, and what Cinder shows of it.

use super::launch::{demo, message};
use super::*;

async fn volume(session: &Session, name: &str) -> Value {
    let path = format!("{}/volumes/detail", session.volumes().await);
    session.first(&path, "volumes", name).await
}

fn wanted(volume: &Value) -> Value {
    json!({"volumeAttachment": {"volumeId": volume["id"]}})
}

#[tokio::test]
async fn a_volume_is_reserved_attached_and_given_back() {
    let (cloud, session) = demo().await;
    let server = session.server("cache-01").await;
    let path = format!("{server}/os-volume_attachments");
    let scratch = volume(&session, "scratch").await;
    let id = scratch["id"].as_str().unwrap();
    let (status, body) = session.post(&path, &wanted(&scratch)).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(
        body["volumeAttachment"],
        json!({
            "id": id,
            "serverId": server.rsplit('/').next().unwrap(),
            "volumeId": id,
            "device": "/dev/vdb",
            "tag": null,
            "delete_on_termination": false,
        })
    );
    assert_eq!(volume(&session, "scratch").await["status"], "reserved");
    cloud.advance(Duration::from_secs(1));
    assert_eq!(volume(&session, "scratch").await["status"], "attaching");
    cloud.advance(Duration::from_secs(1));
    let now = volume(&session, "scratch").await;
    assert_eq!(now["status"], "in-use");
    assert_eq!(now["attachments"][0]["device"], "/dev/vdb");
    let (_, body) = session.get(&path).await;
    assert_eq!(body["volumeAttachments"][0]["volumeId"], id);

    let own = format!("{path}/{id}");
    assert_eq!(session.delete(&own).await, 202);
    assert_eq!(volume(&session, "scratch").await["status"], "detaching");
    let (status, body) = session
        .send(Method::DELETE, "2.90", &own, &Value::Null)
        .await;
    assert_eq!(status, 400);
    assert!(message(&body).contains("Volume status must be 'in-use'"));
    cloud.advance(Duration::from_secs(2));
    assert_eq!(volume(&session, "scratch").await["status"], "available");
    assert_eq!(session.get(&own).await.0, 404);
}

#[tokio::test]
async fn since_2_101_nova_does_not_wait_and_says_nothing() {
    let (_cloud, session) = demo().await;
    let path = format!("{}/os-volume_attachments", session.server("cache-01").await);
    let scratch = volume(&session, "scratch").await;
    let wanted = wanted(&scratch);
    let answer = session.send(Method::POST, "2.101", &path, &wanted);
    assert_eq!(answer.await, (202, Value::Null));
}

#[tokio::test]
async fn volumes_are_refused_in_novas_words() {
    let (_cloud, session) = demo().await;
    let path = format!("{}/os-volume_attachments", session.server("cache-01").await);
    let busy = volume(&session, "db-01-wal").await;
    let busy_id = busy["id"].as_str().unwrap();
    let holder = session.server("db-01").await;
    let holder = holder.rsplit('/').next().unwrap();
    for (body, expected_status, expected) in [
        (
            wanted(&busy),
            400,
            format!("Invalid volume: volume {busy_id} is already attached to instances: {holder}"),
        ),
        (
            wanted(&json!({"id": NOBODY})),
            404,
            format!("Volume {NOBODY} could not be found."),
        ),
        (
            wanted(&json!({"id": "x"})),
            400,
            "Invalid input for field/attribute volumeId. Value: x. 'x' is not a 'uuid'".to_owned(),
        ),
        (
            json!({"volumeAttachment": {"foo": 1}}),
            400,
            "Invalid input for field/attribute volumeAttachment. Value: {'foo': 1}. 'volumeId' is \
             a required property"
                .to_owned(),
        ),
    ] {
        let (status, answer) = session.post(&path, &body).await;
        let got = (status, message(&answer));
        assert_eq!(got, (expected_status, expected), "{body}");
    }
}

#[tokio::test]
async fn the_root_volume_stays_and_what_is_not_there_cannot_go() {
    let (_cloud, session) = demo().await;
    let server = session.server("vol-01").await;
    let path = format!("{server}/os-volume_attachments");
    let (_, body) = session.get(&path).await;
    let root = body["volumeAttachments"][0]["volumeId"].as_str().unwrap();
    let free = volume(&session, "scratch").await;
    let free = free["id"].as_str().unwrap();
    let id = server.rsplit('/').next().unwrap();
    for (volume, expected_status, expected) in [
        (root, 400, "Cannot detach a root device volume".to_owned()),
        (
            free,
            404,
            format!("Instance {id} is not attached to volume {free}"),
        ),
        (NOBODY, 404, format!("Volume {NOBODY} could not be found.")),
    ] {
        let path = format!("{path}/{volume}");
        let (status, body) = session
            .send(Method::DELETE, "2.90", &path, &Value::Null)
            .await;
        assert_eq!((status, message(&body)), (expected_status, expected));
    }
}

#[tokio::test]
async fn a_shared_volume_serves_one_server_more_and_stays_in_use_with_one_less() {
    let (cloud, session) = demo().await;
    let media = volume(&session, "web-media").await;
    assert_eq!(media["multiattach"], true);
    assert_eq!(media["attachments"].as_array().unwrap().len(), 2);
    let path = format!("{}/os-volume_attachments", session.server("web-03").await);
    let wanted = wanted(&media);
    let answer = session.send(Method::POST, "2.59", &path, &wanted);
    assert_eq!(
        message(&answer.await.1),
        "Multiattach volumes are only supported starting with compute API version 2.60."
    );
    assert_eq!(session.post(&path, &wanted).await.0, 200);
    cloud.advance(Duration::from_secs(2));
    let now = volume(&session, "web-media").await;
    assert_eq!(now["attachments"].as_array().unwrap().len(), 3);
    let own = format!("{path}/{}", media["id"].as_str().unwrap());
    assert_eq!(session.delete(&own).await, 202);
    cloud.advance(Duration::from_secs(2));
    let now = volume(&session, "web-media").await;
    assert_eq!(now["status"], "in-use");
    assert_eq!(now["attachments"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_volume_ordered_while_its_server_is_shelved_comes_with_the_host() {
    let (cloud, session) = demo().await;
    let server = session.server("legacy-erp").await;
    let scratch = volume(&session, "scratch").await;
    let path = format!("{server}/os-volume_attachments");
    assert_eq!(session.post(&path, &wanted(&scratch)).await.0, 200);
    cloud.advance(Duration::from_secs(9));
    assert_eq!(volume(&session, "scratch").await["status"], "reserved");
    let unshelve = json!({"unshelve": null});
    let action = format!("{server}/action");
    assert_eq!(session.post(&action, &unshelve).await.0, 202);
    cloud.advance(Duration::from_secs(9));
    assert_eq!(volume(&session, "scratch").await["status"], "in-use");
    // What kept its disk is no longer needed.
    let (_, body) = session.get("/RegionOne/image/v2/images?limit=100").await;
    let images = body["images"].as_array().unwrap();
    assert!(
        !images
            .iter()
            .any(|image| image["name"] == "legacy-erp-shelved")
    );
}

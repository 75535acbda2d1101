//! Deleting for good, and where the region keeps what was deleted for a while.

use super::launch::{demo, message};
use super::*;

const KEPT: &str = "/RegionTwo/compute/v2.1/servers";

async fn edge(session: &Session) -> String {
    let server = session.first(KEPT, "servers", "edge-01").await;
    format!("{KEPT}/{}", server["id"].as_str().unwrap())
}

#[tokio::test]
async fn the_second_region_keeps_a_deleted_server_for_an_hour() {
    let (cloud, session) = demo().await;
    let before = cloud.now();
    let path = edge(&session).await;
    assert_eq!(session.delete(&path).await, 204);
    let (_, body) = session.get(&path).await;
    assert_eq!(body["server"]["OS-EXT-STS:task_state"], "soft-deleting");
    cloud.advance(Duration::from_secs(3));
    let (_, body) = session.get(&path).await;
    assert_eq!(body["server"]["status"], "SOFT_DELETED");
    // The list hides it, whatever status is asked for; a delta does not.
    for query in ["", "?status=SOFT_DELETED"] {
        let (_, body) = session.get(&format!("{KEPT}/detail{query}")).await;
        let rows = body["servers"].as_array().unwrap();
        assert!(rows.iter().all(|row| row["name"] != "edge-01"));
    }
    let (_, body) = session
        .get(&format!("{KEPT}/detail?changes-since={before}"))
        .await;
    assert_eq!(body["servers"][0]["status"], "SOFT_DELETED");
    let (_, body) = session.get("/RegionTwo/compute/v2.1/limits").await;
    assert_eq!(body["limits"]["absolute"]["totalInstancesUsed"], 3);
    cloud.advance(Duration::from_secs(3600));
    // The token is as old.
    let session = Session::open(&cloud, "demo").await;
    assert_eq!(session.get(&path).await.0, 404);
}

#[tokio::test]
async fn a_kept_server_is_restored_or_deleted_for_good() {
    let (cloud, session) = demo().await;
    let path = edge(&session).await;
    let action = format!("{path}/action");
    assert_eq!(session.delete(&path).await, 204);
    cloud.advance(Duration::from_secs(3));
    let restore = json!({"restore": null});
    assert_eq!(session.post(&action, &restore).await.0, 202);
    cloud.advance(Duration::from_secs(3));
    assert_eq!(session.get(&path).await.1["server"]["status"], "ACTIVE");
    // What was to come an hour after the deletion no longer does.
    cloud.advance(Duration::from_secs(3500));
    cloud.advance(Duration::from_secs(200));
    let session = Session::open(&cloud, "demo").await;
    assert_eq!(session.get(&path).await.0, 200);

    assert_eq!(session.delete(&path).await, 204);
    cloud.advance(Duration::from_secs(3));
    let force = json!({"forceDelete": null});
    assert_eq!(session.post(&action, &force).await.0, 202);
    cloud.advance(Duration::from_secs(4));
    assert_eq!(session.get(&path).await.0, 404);
}

#[tokio::test]
async fn the_first_region_keeps_nothing_and_has_nothing_to_restore() {
    let (cloud, session) = demo().await;
    let path = session.server("web-01").await;
    let id = path.rsplit('/').next().unwrap();
    let action = format!("{path}/action");
    let (status, body) = session.post(&action, &json!({"restore": null})).await;
    let expected = format!("Cannot 'restore' instance {id} while it is in vm_state active");
    assert_eq!((status, message(&body)), (409, expected));
    let force = json!({"forceDelete": null});
    assert_eq!(session.post(&action, &force).await.0, 202);
    cloud.advance(Duration::from_secs(4));
    assert_eq!(session.get(&path).await.0, 404);
    // The volume it shared with another server stays with that one.
    let volumes = format!("{}/volumes/detail", session.volumes().await);
    let media = session.first(&volumes, "volumes", "web-media").await;
    assert_eq!(media["status"], "in-use");
    assert_eq!(media["attachments"].as_array().unwrap().len(), 1);
}

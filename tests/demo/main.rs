//! The demo cloud over its socket, as any client meets it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy knows test functions but not their helpers"
)]

mod act;
mod attach;
mod filters;
mod fleet;
mod floating;
mod interface;
mod labels;
mod launch;
mod network;
mod refusals;
mod removal;
mod storage;

use std::time::Duration;

use horizon_tui::demo::{Clock, DemoCloud, Fault, FaultAnswer};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

/// A client signed in to one project.
struct Session {
    client: Client,
    token: String,
    base: String,
}

impl Session {
    async fn open(cloud: &DemoCloud, project: &str) -> Self {
        Self::of("demo", cloud, project).await
    }

    async fn of(user: &str, cloud: &DemoCloud, project: &str) -> Self {
        let client = Client::builder().no_proxy().build().unwrap();
        let mut login = login("secret", project);
        login["auth"]["identity"]["password"]["user"]["name"] = json!(user);
        let reply = client
            .post(format!("{}/auth/tokens", cloud.auth_url()))
            .json(&login)
            .send()
            .await
            .unwrap();
        assert_eq!(reply.status(), StatusCode::CREATED);
        let token = reply.headers()["x-subject-token"].to_str().unwrap();
        let token = token.to_owned();
        let base = cloud.auth_url().replace("/identity/v3", "");
        Self {
            client,
            token,
            base,
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.base))
            .header("x-auth-token", &self.token)
            .header("openstack-api-version", "compute 2.90")
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        let reply = self.request(Method::GET, path).send().await.unwrap();
        (reply.status().as_u16(), reply.json().await.unwrap())
    }

    /// The same at another microversion.
    async fn get_at(&self, version: &str, path: &str) -> (u16, Value) {
        let reply = self
            .client
            .get(format!("{}{path}", self.base))
            .header("x-auth-token", &self.token)
            .header("openstack-api-version", format!("compute {version}"));
        let reply = reply.send().await.unwrap();
        (reply.status().as_u16(), reply.json().await.unwrap())
    }

    async fn post_at(&self, version: &str, path: &str, body: &Value) -> (u16, Value) {
        let reply = self
            .client
            .post(format!("{}{path}", self.base))
            .header("x-auth-token", &self.token)
            .header("openstack-api-version", format!("compute {version}"))
            .json(body);
        let reply = reply.send().await.unwrap();
        (reply.status().as_u16(), reply.json().await.unwrap())
    }

    /// Any request at any microversion; `null` where the answer has no JSON.
    async fn send(&self, method: Method, version: &str, path: &str, body: &Value) -> (u16, Value) {
        let request = self
            .client
            .request(method, format!("{}{path}", self.base))
            .header("x-auth-token", &self.token)
            .header("openstack-api-version", format!("compute {version}"));
        let request = if body.is_null() {
            request
        } else {
            request.json(body)
        };
        let reply = request.send().await.unwrap();
        let status = reply.status().as_u16();
        (status, reply.json().await.unwrap_or_default())
    }

    async fn put(&self, path: &str, body: &Value) -> (u16, Value) {
        self.send(Method::PUT, "2.90", path, body).await
    }

    /// The path of a server of the first region.
    async fn server(&self, name: &str) -> String {
        let server = self.first(SERVERS, "servers", name).await;
        format!("{SERVERS}/{}", server["id"].as_str().unwrap())
    }

    async fn delete(&self, path: &str) -> u16 {
        let reply = self.request(Method::DELETE, path).send().await.unwrap();
        reply.status().as_u16()
    }

    /// The path of block storage, with the project as the catalog has it.
    async fn volumes(&self) -> String {
        let (_, body) = self.get("/identity/v3/auth/catalog").await;
        let services = body["catalog"].as_array().unwrap();
        let service = services
            .iter()
            .find(|service| service["type"] == "block-storage")
            .unwrap();
        let url = service["endpoints"][0]["url"].as_str().unwrap();
        url.strip_prefix(&self.base).unwrap().to_owned()
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let reply = self.request(Method::POST, path).json(body);
        let reply = reply.send().await.unwrap();
        let status = reply.status().as_u16();
        (status, reply.json().await.unwrap_or_default())
    }

    async fn first(&self, path: &str, key: &str, name: &str) -> Value {
        let (_, body) = self.get(path).await;
        let rows = body[key].as_array().unwrap();
        rows.iter()
            .find(|row| row["name"] == name)
            .unwrap_or_else(|| panic!("{name} is not in {path}"))
            .clone()
    }

    /// A launch that nothing speaks against.
    async fn launch(&self, name: &str, flavor: &str) -> Value {
        let flavor = self
            .first("/RegionOne/compute/v2.1/flavors/detail", "flavors", flavor)
            .await;
        let image = self
            .first(
                "/RegionOne/image/v2/images?limit=100",
                "images",
                "Debian 13",
            )
            .await;
        let network = self
            .first("/RegionOne/network/v2.0/networks", "networks", "Ext-Net")
            .await;
        json!({"server": {
            "name": name,
            "flavorRef": flavor["id"],
            "imageRef": image["id"],
            "networks": [{"uuid": network["id"]}],
        }})
    }
}

fn login(password: &str, project: &str) -> Value {
    let domain = json!({"id": "default"});
    json!({"auth": {
        "identity": {
            "methods": ["password"],
            "password": {"user": {"name": "demo", "domain": domain, "password": password}},
        },
        "scope": {"project": {"name": project, "domain": domain}},
    }})
}

/// An id that nothing has.
const NOBODY: &str = "11111111-2222-4333-8444-555555555555";

const SERVERS: &str = "/RegionOne/compute/v2.1/servers";

#[tokio::test]
async fn a_wrong_password_is_refused_in_keystones_words() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let reply = Client::new()
        .post(format!("{}/auth/tokens", cloud.auth_url()))
        .json(&login("wrong", "demo"))
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status(), StatusCode::UNAUTHORIZED);
    let body: Value = reply.json().await.unwrap();
    assert_eq!(
        body["error"]["message"],
        "The request you have made requires authentication."
    );
}

#[tokio::test]
async fn a_server_builds_as_time_passes_and_a_snapshot_of_it_fills() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let order = session.launch("new-01", "d2-2").await;
    let (status, body) = session.post(SERVERS, &order).await;
    assert_eq!(status, 202, "{body}");
    let path = format!("{SERVERS}/{}", body["server"]["id"].as_str().unwrap());
    let (_, body) = session.get(&path).await;
    assert_eq!(body["server"]["status"], "BUILD");
    assert_eq!(body["server"]["addresses"], json!({}));

    cloud.advance(Duration::from_secs(8));
    let (_, body) = session.get(&path).await;
    assert_eq!(body["server"]["status"], "ACTIVE");
    assert_eq!(body["server"]["flavor"]["original_name"], "d2-2");
    let addresses = body["server"]["addresses"]["Ext-Net"].as_array().unwrap();
    assert_eq!(addresses.len(), 2);

    let snapshot = json!({"createImage": {"name": "new-01-snapshot"}});
    let (status, body) = session.post(&format!("{path}/action"), &snapshot).await;
    assert_eq!(status, 202);
    let image = format!(
        "/RegionOne/image/v2/images/{}",
        body["image_id"].as_str().unwrap()
    );
    let (_, body) = session.get(&image).await;
    assert_eq!(body["status"], "queued");
    let (status, body) = session.post(&format!("{path}/action"), &snapshot).await;
    assert_eq!(status, 409);
    let text = body["conflictingRequest"]["message"].as_str().unwrap();
    assert!(text.ends_with("while it is in task_state image_snapshot_pending"));
    cloud.advance(Duration::from_secs(3));
    assert_eq!(session.get(&image).await.1["status"], "saving");
    cloud.advance(Duration::from_secs(4));
    assert_eq!(session.get(&image).await.1["status"], "active");
    let (_, body) = session.get(&path).await;
    assert_eq!(body["server"]["OS-EXT-STS:task_state"], Value::Null);
}

#[tokio::test]
async fn a_snapshot_named_to_fail_vanishes_and_leaves_its_mark_in_the_action_log() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let server = session.first(SERVERS, "servers", "web-01").await;
    let path = format!("{SERVERS}/{}", server["id"].as_str().unwrap());
    let order = json!({"createImage": {"name": "fail-this"}});
    let (_, body) = session.post(&format!("{path}/action"), &order).await;
    let image = body["image_id"].as_str().unwrap().to_owned();
    cloud.advance(Duration::from_secs(10));
    let (status, _) = session
        .get(&format!("/RegionOne/image/v2/images/{image}"))
        .await;
    assert_eq!(status, 404);
    let (_, body) = session.get(&format!("{path}/os-instance-actions")).await;
    assert_eq!(body["instanceActions"][0]["action"], "createImage");
    assert_eq!(body["instanceActions"][0]["message"], "Error");
}

#[tokio::test]
async fn a_deleted_server_lingers_and_then_is_gone_but_for_a_delta() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let before = cloud.now();
    let server = session.first(SERVERS, "servers", "web-02").await;
    let path = format!("{SERVERS}/{}", server["id"].as_str().unwrap());
    let reply = session.request(Method::DELETE, &path).send().await.unwrap();
    assert_eq!(reply.status(), StatusCode::NO_CONTENT);
    let (_, body) = session.get(&path).await;
    assert_eq!(body["server"]["OS-EXT-STS:task_state"], "deleting");
    cloud.advance(Duration::from_secs(5));
    let (status, body) = session.get(&path).await;
    assert_eq!(status, 404);
    let id = server["id"].as_str().unwrap();
    assert_eq!(
        body["itemNotFound"]["message"],
        format!("Instance {id} could not be found.")
    );
    let delta = format!("{SERVERS}/detail?changes-since={before}");
    let (_, body) = session.get(&delta).await;
    let row = body["servers"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["id"] == id);
    assert_eq!(row.unwrap()["status"], "DELETED");
}

#[tokio::test]
async fn the_small_project_cannot_have_four_servers() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo2").await;
    let mut order = session.launch("many", "m1.small").await;
    order["server"]["min_count"] = json!(4);
    let (status, body) = session.post(SERVERS, &order).await;
    assert_eq!(status, 403);
    assert_eq!(
        body["forbidden"]["message"],
        "Quota exceeded for cores, instances, ram: Requested 4, 4, 8192, but already used 1, 1, \
         512 of 4, 3, 8192 cores, instances, ram"
    );
}

#[tokio::test]
async fn several_servers_are_numbered_and_found_by_their_reservation() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let mut order = session.launch("crowd", "d2-2").await;
    order["server"]["min_count"] = json!(3);
    order["server"]["return_reservation_id"] = json!(true);
    let (status, body) = session.post(SERVERS, &order).await;
    assert_eq!(status, 202);
    let reservation = body["reservation_id"].as_str().unwrap();
    let (_, body) = session
        .get(&format!("{SERVERS}?reservation_id={reservation}"))
        .await;
    let mut names: Vec<&str> = body["servers"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|row| row["name"].as_str())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["crowd-1", "crowd-2", "crowd-3"]);
}

#[tokio::test]
async fn pages_follow_each_other_until_an_empty_one_or_a_short_one() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let mut path = format!("{SERVERS}/detail?limit=5");
    let mut names = Vec::new();
    loop {
        let (status, body) = session.get(&path).await;
        assert_eq!(status, 200, "{body}");
        let rows = body["servers"].as_array().unwrap();
        names.extend(rows.iter().map(|row| row["name"].to_string()));
        let Some(next) = body["servers_links"][0]["href"].as_str() else {
            break;
        };
        path = next.strip_prefix(&session.base).unwrap().to_owned();
    }
    let unique: std::collections::BTreeSet<_> = names.iter().collect();
    assert_eq!(unique.len(), names.len());
    assert_eq!(names.len(), 25);

    let (_, body) = session.get("/RegionOne/image/v2/images").await;
    assert_eq!(body["images"].as_array().unwrap().len(), 25);
    let next = body["next"].as_str().unwrap();
    let (_, body) = session.get(&format!("/RegionOne/image{next}")).await;
    assert!(!body["images"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn a_microversion_beyond_the_newest_is_406() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    cloud.set_max_microversion(72);
    let session = Session::open(&cloud, "demo").await;
    let (status, body) = session.get(SERVERS).await;
    assert_eq!(status, 406);
    assert_eq!(
        body["computeFault"]["message"],
        "Version 2.90 is not supported by the API. Minimum is 2.1 and maximum is 2.72."
    );
}

#[tokio::test]
async fn failures_come_as_ordered_and_only_as_often() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let answer = FaultAnswer::Status {
        status: 503,
        headers: vec![("retry-after".into(), "1".into())],
        body: "<h1>503</h1>".into(),
    };
    let path = "/servers".to_owned();
    cloud.fail_next(Fault {
        method: "GET",
        path: path.clone(),
        times: 1,
        answer,
    });
    let reply = session.request(Method::GET, SERVERS).send().await.unwrap();
    assert_eq!(reply.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(reply.headers()["retry-after"], "1");
    assert_eq!(session.get(SERVERS).await.0, 200);

    let order = session.launch("lost-answer", "d2-2").await;
    for (answer, carried_out) in [
        (FaultAnswer::DropBefore, false),
        (FaultAnswer::DropConnection, true),
    ] {
        cloud.fail_next(Fault {
            method: "POST",
            path: path.clone(),
            times: 1,
            answer,
        });
        let reply = session.request(Method::POST, SERVERS).json(&order);
        assert!(reply.send().await.is_err());
        let (_, body) = session.get(&format!("{SERVERS}?name=lost-answer")).await;
        assert_eq!(body["servers"] != json!([]), carried_out);
    }
    let posts = cloud.requests();
    let posts = posts.iter().filter(|line| line.starts_with("POST /Region"));
    assert_eq!(posts.count(), 2);
}

#[tokio::test]
async fn expired_tokens_are_refused_and_a_new_login_works() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    cloud.expire_tokens();
    assert_eq!(session.get(SERVERS).await.0, 401);
    let session = Session::open(&cloud, "demo").await;
    assert_eq!(session.get(SERVERS).await.0, 200);
    cloud.advance(Duration::from_secs(3601));
    assert_eq!(session.get(SERVERS).await.0, 401);
}

#[tokio::test]
async fn a_login_by_a_token_that_has_ended_is_refused_as_keystone_does() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let said = async |token: &str| {
        let identity = json!({"methods": ["token"], "token": {"id": token}});
        let reply = Client::new()
            .post(format!("{}/auth/tokens", cloud.auth_url()))
            .json(&json!({"auth": {"identity": identity}}))
            .send()
            .await
            .unwrap();
        let status = reply.status().as_u16();
        let body: Value = reply.json().await.unwrap();
        (status, body["error"]["message"].clone())
    };
    assert_eq!(said(&session.token).await.0, 201);
    cloud.expire_tokens();
    let ended = said(&session.token).await;
    assert_eq!(ended, (404, json!("Failed to validate token")));
    let none = said("rubbish").await;
    assert_eq!(none, (404, json!("Could not recognize Fernet token")));
}

#[tokio::test]
async fn a_dropped_cloud_no_longer_answers() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let url = cloud.auth_url();
    drop(cloud);
    let silent = async {
        while Client::new().get(&url).send().await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    assert!(
        tokio::time::timeout(Duration::from_secs(5), silent)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_newcomer_finds_servers_in_every_state() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let (_, body) = session.get(&format!("{SERVERS}/detail")).await;
    let rows = body["servers"].as_array().unwrap();
    let statuses: std::collections::BTreeSet<_> = rows
        .iter()
        .filter_map(|row| row["status"].as_str())
        .collect();
    for status in [
        "ACTIVE",
        "BUILD",
        "ERROR",
        "PAUSED",
        "QUIESCED",
        "RESCUE",
        "SHELVED_OFFLOADED",
        "SHUTOFF",
        "SUSPENDED",
        "UNKNOWN",
        "VERIFY_RESIZE",
    ] {
        assert!(statuses.contains(status), "{status} in {statuses:?}");
    }
    assert!(rows.iter().any(|row| row["image"] == ""));
    assert!(rows.iter().any(|row| row["locked"] == true));
    assert!(
        rows.iter()
            .any(|row| row["OS-EXT-STS:task_state"] == "image_uploading")
    );
    // None of them is missing the image it was made from, but for what boots from a volume.
    for row in rows.iter().filter(|row| row["image"].is_object()) {
        let id = row["image"]["id"].as_str().unwrap();
        let (status, _) = session
            .get(&format!("/RegionOne/image/v2/images/{id}"))
            .await;
        assert_eq!(status, 200, "{}", row["name"]);
    }
    let (_, body) = session.get("/RegionTwo/network/v2.0/networks").await;
    assert_eq!(body["networks"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn there_is_room_for_a_few_more_servers_but_not_for_many_large_ones() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let (_, body) = session.get("/RegionOne/compute/v2.1/limits").await;
    let absolute = &body["limits"]["absolute"];
    let number = |key: &str| absolute[key].as_i64().unwrap();
    assert!(number("totalInstancesUsed") + 5 <= number("maxTotalInstances"));
    let mut order = session.launch("large", "r3-64").await;
    assert_eq!(session.post(SERVERS, &order).await.0, 403);
    order = session.launch("small", "d2-2").await;
    order["server"]["min_count"] = json!(5);
    assert_eq!(session.post(SERVERS, &order).await.0, 202);
}

#[tokio::test]
async fn an_application_credential_stays_in_its_project() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let url = format!("{}/auth/tokens", cloud.auth_url());
    let client = Client::new();
    let mut auth = json!({"auth": {"identity": {
        "methods": ["application_credential"],
        "application_credential": {"id": "demo-appcred", "secret": "secret"},
    }}});
    let reply = client.post(&url).json(&auth).send().await.unwrap();
    assert_eq!(reply.status(), StatusCode::CREATED);
    let token = reply.headers()["x-subject-token"]
        .to_str()
        .unwrap()
        .to_owned();
    let body: Value = reply.json().await.unwrap();
    assert_eq!(body["token"]["project"]["name"], "demo");

    let scope = json!({"project": {"name": "demo2", "domain": {"id": "default"}}});
    auth["auth"]["scope"] = scope.clone();
    let reply = client.post(&url).json(&auth).send().await.unwrap();
    assert_eq!(reply.status(), StatusCode::UNAUTHORIZED);
    let auth = json!({"auth": {
        "identity": {"methods": ["token"], "token": {"id": token}},
        "scope": scope,
    }});
    let reply = client.post(&url).json(&auth).send().await.unwrap();
    assert_eq!(reply.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_rescoped_token_keeps_its_expiry_and_a_disabled_project_is_refused() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let url = format!("{}/auth/tokens", cloud.auth_url());
    let expiry = |body: &Value| body["token"]["expires_at"].as_str().unwrap().to_owned();
    let reply = session.client.get(&url);
    let reply = reply
        .header("x-auth-token", &session.token)
        .header("x-subject-token", &session.token);
    let first: Value = reply.send().await.unwrap().json().await.unwrap();
    cloud.advance(Duration::from_secs(600));
    for (project, status) in [("demo2", 201), ("retired", 401)] {
        let auth = json!({"auth": {
            "identity": {"methods": ["token"], "token": {"id": session.token}},
            "scope": {"project": {"name": project, "domain": {"name": "Default"}}},
        }});
        let reply = session.client.post(&url).json(&auth).send().await.unwrap();
        assert_eq!(reply.status().as_u16(), status);
        let body: Value = reply.json().await.unwrap();
        if status == 201 {
            assert_eq!(expiry(&body), expiry(&first));
        }
    }
}

#[tokio::test]
async fn the_snapshot_of_a_server_with_a_boot_volume_is_an_empty_image() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let server = session.first(SERVERS, "servers", "vol-01").await;
    let path = format!("{SERVERS}/{}/action", server["id"].as_str().unwrap());
    let order = json!({"createImage": {"name": "vol-again"}});
    let (_, body) = session.post(&path, &order).await;
    let id = body["image_id"].as_str().unwrap();
    let (_, body) = session
        .get(&format!("/RegionOne/image/v2/images/{id}"))
        .await;
    assert_eq!(body["size"], 0);
    assert_eq!(body["status"], "active");
    assert!(body["block_device_mapping"].is_string());
    assert_eq!(body["image_type"], Value::Null);
}

#[tokio::test]
async fn a_locked_server_is_neither_stopped_nor_deleted() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let server = session.first(SERVERS, "servers", "vault-01").await;
    let id = server["id"].as_str().unwrap();
    let path = format!("{SERVERS}/{id}");
    let (status, body) = session
        .post(&format!("{path}/action"), &json!({"os-stop": null}))
        .await;
    assert_eq!(status, 409);
    let text = format!("Instance {id} is locked");
    assert_eq!(body["conflictingRequest"]["message"], text);
    let reply = session.request(Method::DELETE, &path).send().await.unwrap();
    assert_eq!(reply.status(), StatusCode::CONFLICT);
}

#[tokio::test]
async fn the_protected_image_cannot_be_deleted_until_it_is_unprotected() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let list = "/RegionOne/image/v2/images?limit=100";
    let image = session.first(list, "images", "golden-web-2026-11").await;
    let path = format!(
        "/RegionOne/image/v2/images/{}",
        image["id"].as_str().unwrap()
    );
    let delete = || session.request(Method::DELETE, &path).send();
    assert_eq!(delete().await.unwrap().status(), StatusCode::FORBIDDEN);
    let reply = session
        .request(Method::PATCH, &path)
        .header(
            "content-type",
            "application/openstack-images-v2.1-json-patch",
        )
        .body(r#"[{"op": "replace", "path": "/protected", "value": false}]"#);
    assert_eq!(reply.send().await.unwrap().status(), StatusCode::OK);
    assert_eq!(delete().await.unwrap().status(), StatusCode::NO_CONTENT);
    assert_eq!(delete().await.unwrap().status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_old_microversion_gets_the_old_shapes() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let server = session.first(SERVERS, "servers", "web-01").await;
    let path = format!("{SERVERS}/{}", server["id"].as_str().unwrap());
    let old = |method, path: &str| {
        let request = session
            .client
            .request(method, format!("{}{path}", session.base));
        request.header("x-auth-token", &session.token)
    };
    let reply = old(Method::GET, &path).send().await.unwrap();
    assert_eq!(reply.headers()["openstack-api-version"], "compute 2.1");
    let body: Value = reply.json().await.unwrap();
    assert!(body["server"]["flavor"]["id"].is_string());
    assert!(body["server"].get("locked").is_none());
    let reply = old(Method::POST, &format!("{path}/action"))
        .json(&json!({"createImage": {"name": "old-style"}}))
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status(), StatusCode::ACCEPTED);
    let location = reply.headers()["location"].to_str().unwrap().to_owned();
    assert_eq!(reply.text().await.unwrap(), "");
    let id = location.rsplit('/').next().unwrap();
    let (status, _) = session
        .get(&format!("/RegionOne/image/v2/images/{id}"))
        .await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn a_service_can_be_missing_from_one_region() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    cloud.hide_service("RegionTwo", "network");
    let session = Session::open(&cloud, "demo").await;
    let (_, body) = session.get("/identity/v3/auth/catalog").await;
    let services = body["catalog"].as_array().unwrap();
    let network = services.iter().find(|service| service["type"] == "network");
    let endpoints = network.unwrap()["endpoints"].as_array().unwrap();
    assert!(
        endpoints
            .iter()
            .all(|endpoint| endpoint["region"] == "RegionOne")
    );
}

#[tokio::test]
async fn links_lead_to_the_address_the_cloud_was_asked_at() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let path = format!("{SERVERS}?limit=1");
    let request = session.request(Method::GET, &path);
    let reply = request.header("host", "front.example:8080").send().await;
    let body: Value = reply.unwrap().json().await.unwrap();
    let next = body["servers_links"][0]["href"].as_str().unwrap();
    let front = format!("http://front.example:8080{SERVERS}?limit=1&marker=");
    assert!(next.starts_with(&front), "{next}");
}

//! `POST /servers`: what becomes of what is accepted.

use super::*;

pub(crate) async fn demo() -> (DemoCloud, Session) {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    (cloud, session)
}

/// The launch with these keys changed; `null` takes one away.
pub(crate) fn changed(launch: &Value, changes: &Value) -> Value {
    let mut launch = launch.clone();
    for (key, value) in changes.as_object().unwrap() {
        let server = launch["server"].as_object_mut().unwrap();
        if value.is_null() {
            server.remove(key);
        } else {
            server.insert(key.clone(), value.clone());
        }
    }
    launch
}

pub(crate) fn message(body: &Value) -> String {
    let fault = body.as_object().unwrap().values().next().unwrap();
    fault["message"].as_str().unwrap().to_owned()
}

pub(crate) async fn port(session: &Session, name: &str) -> Value {
    let path = "/RegionOne/network/v2.0/ports";
    session.first(path, "ports", name).await
}

#[tokio::test]
async fn a_port_is_lent_to_its_server_and_free_again_afterwards() {
    let (cloud, session) = demo().await;
    let free = port(&session, "web-vip").await;
    let networks = json!([{"port": free["id"]}]);
    let launch = session.launch("new", "d2-2").await;
    let order = changed(&launch, &json!({"networks": networks}));
    let (status, body) = session.post(SERVERS, &order).await;
    assert_eq!(status, 202, "{body}");
    let id = body["server"]["id"].as_str().unwrap().to_owned();
    let (status, _) = session.post(SERVERS, &order).await;
    assert_eq!(status, 409);
    cloud.advance(Duration::from_secs(8));

    let taken = port(&session, "web-vip").await;
    assert_eq!(taken["device_id"], id);
    assert_eq!(taken["device_owner"], "compute:nova");
    assert_eq!(taken["status"], "ACTIVE");
    let (_, body) = session.get(&format!("{SERVERS}/{id}")).await;
    let address = &body["server"]["addresses"]["private"][0]["addr"];
    assert_eq!(*address, free["fixed_ips"][0]["ip_address"]);
    // The port's own groups and not those of the request.
    assert_eq!(body["server"]["security_groups"], json!([{"name": "web"}]));

    assert_eq!(session.delete(&format!("{SERVERS}/{id}")).await, 204);
    cloud.advance(Duration::from_secs(4));
    assert_eq!(port(&session, "web-vip").await, free);
}

#[tokio::test]
async fn a_fixed_address_is_given_and_a_foreign_one_fails_the_build() {
    let (cloud, session) = demo().await;
    let networks = "/RegionOne/network/v2.0/networks";
    let private = session.first(networks, "networks", "private").await;
    let private = private["id"].as_str().unwrap();
    let launch = session.launch("new", "d2-2").await;
    let mut paths = Vec::new();
    for address in ["10.0.0.77", "10.9.0.77"] {
        let networks = json!([{"uuid": private, "fixed_ip": address}]);
        let order = changed(&launch, &json!({"networks": networks}));
        let (status, body) = session.post(SERVERS, &order).await;
        assert_eq!(status, 202, "{body}");
        paths.push(format!(
            "{SERVERS}/{}",
            body["server"]["id"].as_str().unwrap()
        ));
    }
    cloud.advance(Duration::from_secs(10));
    let (_, body) = session.get(&paths[0]).await;
    assert_eq!(
        body["server"]["addresses"]["private"][0]["addr"],
        "10.0.0.77"
    );
    let (_, body) = session.get(&paths[1]).await;
    assert_eq!(body["server"]["status"], "ERROR");
    assert_eq!(
        body["server"]["fault"]["message"],
        format!(
            "Build of instance {} aborted: Invalid input received: Fixed IP 10.9.0.77 is not a \
             valid ip address for network {private}.",
            body["server"]["id"].as_str().unwrap()
        )
    );
}

#[tokio::test]
async fn a_server_shows_what_it_was_told() {
    let (_cloud, session) = demo().await;
    let launch = session.launch("new", "d2-2").await;
    let order = changed(
        &launch,
        &json!({
            "description": "a test", "tags": ["b", "a", "a"], "metadata": {"k": "v"},
            "config_drive": "yes", "OS-DCF:diskConfig": "AUTO", "adminPass": "hunter2",
            "key_name": "laptop", "availability_zone": "gra-b", "networks": "none",
        }),
    );
    let (status, body) = session.post(SERVERS, &order).await;
    assert_eq!(status, 202, "{body}");
    assert_eq!(body["server"]["adminPass"], "hunter2");
    assert_eq!(body["server"]["OS-DCF:diskConfig"], "AUTO");
    let path = format!("{SERVERS}/{}", body["server"]["id"].as_str().unwrap());
    let (_, body) = session.get(&path).await;
    let server = &body["server"];
    assert_eq!(server["description"], "a test");
    assert_eq!(server["tags"], json!(["a", "b"]));
    assert_eq!(server["metadata"], json!({"k": "v"}));
    assert_eq!(server["config_drive"], "True");
    assert_eq!(server["OS-DCF:diskConfig"], "AUTO");
    assert_eq!(server["key_name"], "laptop");
    let (_, body) = session.get_at("2.18", &path).await;
    assert!(body["server"].get("description").is_none());
    assert!(body["server"].get("tags").is_none());

    // Before 2.19 the name became the description.
    let (_, body) = session.post_at("2.1", SERVERS, &launch).await;
    let path = format!("{SERVERS}/{}", body["server"]["id"].as_str().unwrap());
    let (_, body) = session.get(&path).await;
    assert_eq!(body["server"]["description"], "new");
}

#[tokio::test]
async fn builds_that_must_fail_end_in_error_and_say_why() {
    let (cloud, session) = demo().await;
    for (name, flavor, why) in [
        ("fail-1", "d2-2", "starts with \"fail-\""),
        ("gpu", "t2-45-gpu", "No valid host was found. "),
    ] {
        let order = session.launch(name, flavor).await;
        let (_, body) = session.post(SERVERS, &order).await;
        let path = format!("{SERVERS}/{}", body["server"]["id"].as_str().unwrap());
        cloud.advance(Duration::from_secs(8));
        let (_, body) = session.get(&path).await;
        assert_eq!(body["server"]["status"], "ERROR");
        let fault = body["server"]["fault"]["message"].as_str().unwrap();
        assert!(fault.ends_with(why), "{fault}");
    }
}

#[tokio::test]
async fn quota_names_all_that_is_exceeded_and_a_range_takes_what_fits() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo2").await;
    let launch = session.launch("many", "m1.small").await;
    let order = changed(&launch, &json!({"min_count": 3, "max_count": 9}));
    let (status, body) = session.post(SERVERS, &order).await;
    assert_eq!(status, 403);
    assert_eq!(
        message(&body),
        "Quota exceeded for cores, instances, ram: Requested 9, 3-9, 18432, but already used 1, \
         1, 512 of 4, 3, 8192 cores, instances, ram"
    );
    let range = json!({"min_count": 1, "max_count": 9, "return_reservation_id": "true"});
    let (status, body) = session.post(SERVERS, &changed(&launch, &range)).await;
    assert_eq!(status, 202, "{body}");
    let reservation = body["reservation_id"].as_str().unwrap();
    let list = format!("{SERVERS}?reservation_id={reservation}");
    let (_, body) = session.get(&list).await;
    assert_eq!(body["servers"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn an_anti_affinity_group_gives_every_member_its_own_host() {
    let (cloud, session) = demo().await;
    let groups = "/RegionOne/compute/v2.1/os-server-groups";
    let (_, body) = session.get_at("2.63", groups).await;
    let group = body["server_groups"].as_array().unwrap().iter();
    let group = group
        .clone()
        .find(|group| group["name"] == "quorum")
        .unwrap();
    assert_eq!(group["policies"], json!(["anti-affinity"]));
    let mut order = session.launch("member", "m1.tiny").await;
    order["server"]["min_count"] = json!(5);
    order["os:scheduler_hints"] = json!({"group": group["id"]});
    let (status, body) = session.post(SERVERS, &order).await;
    assert_eq!(status, 202, "{body}");
    cloud.advance(Duration::from_secs(10));
    let (_, body) = session
        .get(&format!("{SERVERS}/detail?name=^member-"))
        .await;
    let rows = body["servers"].as_array().unwrap();
    let active = rows.iter().filter(|row| row["status"] == "ACTIVE");
    let hosts: std::collections::BTreeSet<String> =
        active.map(|row| row["hostId"].to_string()).collect();
    assert_eq!(hosts.len(), 4);
    let failed = rows.iter().find(|row| row["status"] == "ERROR").unwrap();
    assert_eq!(failed["fault"]["message"], "No valid host was found. ");
    let path = format!("{groups}/{}", group["id"].as_str().unwrap());
    let (_, body) = session.get(&path).await;
    assert_eq!(body["server_group"]["policy"], "anti-affinity");
    assert_eq!(body["server_group"]["members"].as_array().unwrap().len(), 5);
}

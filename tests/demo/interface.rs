//! `/servers/{id}/os-interface`, as a real Nova answers it.

use super::launch::{demo, message, port};
use super::*;

async fn network(session: &Session, name: &str) -> String {
    let path = "/RegionOne/network/v2.0/networks";
    let network = session.first(path, "networks", name).await;
    network["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_interface_comes_at_once_and_goes_after_a_moment() {
    let (cloud, session) = demo().await;
    let server = session.server("cache-01").await;
    let path = format!("{server}/os-interface");
    let network = network(&session, "backend").await;
    let wanted = json!({"interfaceAttachment": {
        "net_id": network,
        "fixed_ips": [{"ip_address": "172.16.8.200"}],
    }});
    let (status, body) = session.post(&path, &wanted).await;
    assert_eq!(status, 200, "{body}");
    let new = &body["interfaceAttachment"];
    assert_eq!(new["port_state"], "ACTIVE");
    assert_eq!(new["fixed_ips"][0]["ip_address"], "172.16.8.200");
    let (_, body) = session.get(&server).await;
    let addresses = &body["server"]["addresses"];
    assert_eq!(addresses["backend"][0]["addr"], "172.16.8.200");

    let own = format!("{path}/{}", new["port_id"].as_str().unwrap());
    assert_eq!(session.delete(&own).await, 202);
    assert_eq!(session.get(&own).await.0, 200);
    cloud.advance(Duration::from_secs(2));
    assert_eq!(session.get(&own).await.0, 404);
    let (_, body) = session.get(&server).await;
    assert_eq!(body["server"]["addresses"]["backend"], Value::Null);
    let (_, body) = session.get(&format!("{server}/os-instance-actions")).await;
    let actions = body["instanceActions"].as_array().unwrap();
    assert_eq!(actions[0]["action"], "detach_interface");
    assert_eq!(actions[1]["action"], "attach_interface");
}

#[tokio::test]
async fn a_port_of_the_projects_own_is_lent_and_free_again() {
    let (cloud, session) = demo().await;
    let server = session.server("cache-01").await;
    let path = format!("{server}/os-interface");
    let free = port(&session, "web-vip").await;
    let wanted = json!({"interfaceAttachment": {"port_id": free["id"]}});
    assert_eq!(session.post(&path, &wanted).await.0, 200);
    let (status, body) = session.post(&path, &wanted).await;
    let id = free["id"].as_str().unwrap();
    let expected = format!("Port {id} is still in use.");
    assert_eq!((status, message(&body)), (409, expected));
    assert_eq!(
        port(&session, "web-vip").await["device_owner"],
        "compute:nova"
    );
    assert_eq!(session.delete(&format!("{path}/{id}")).await, 202);
    cloud.advance(Duration::from_secs(2));
    assert_eq!(port(&session, "web-vip").await["device_id"], "");
}

#[tokio::test]
async fn interfaces_are_refused_in_novas_words() {
    let (_cloud, session) = demo().await;
    let path = format!("{}/os-interface", session.server("cache-01").await);
    let private = network(&session, "private").await;
    let bare = network(&session, "no-subnet").await;
    for (wanted, expected_status, expected) in [
        (
            json!({"net_id": private, "fixed_ips": [{"ip_address": "10.0.0.1"}]}),
            409,
            "Fixed IP 10.0.0.1 is already in use.".to_owned(),
        ),
        (
            json!({"net_id": private, "fixed_ips": [{"ip_address": "192.168.77.5"}]}),
            500,
            "Unexpected API Error. Please contact the administrator\n<class \
             'nova.exception_Remote.InvalidInput_Remote'>"
                .to_owned(),
        ),
        (
            json!({"net_id": private, "fixed_ips": []}),
            400,
            "Invalid input for field/attribute fixed_ips. Value: []. [] should be non-empty"
                .to_owned(),
        ),
        (
            json!({"fixed_ips": [{"ip_address": "10.0.0.198"}]}),
            400,
            "Must input network_id when request IP address".to_owned(),
        ),
        (
            json!({"net_id": "x"}),
            400,
            "Invalid input for field/attribute net_id. Value: x. 'x' is not a 'uuid'".to_owned(),
        ),
        (
            json!({"port_id": NOBODY}),
            404,
            format!("Port id {NOBODY} could not be found."),
        ),
        (
            json!({"net_id": private, "port_id": NOBODY}),
            400,
            "Must not input both network_id and port_id".to_owned(),
        ),
        (
            json!({"net_id": bare}),
            400,
            "Network requires port_security_enabled and subnet associated in order to apply \
             security groups."
                .to_owned(),
        ),
        (
            json!({}),
            400,
            "Multiple possible networks found, use a Network ID to be more specific.".to_owned(),
        ),
    ] {
        let body = json!({"interfaceAttachment": wanted});
        let (status, body) = session.post(&path, &body).await;
        let got = (status, message(&body));
        assert_eq!(got, (expected_status, expected), "{wanted}");
    }
}

#[tokio::test]
async fn some_states_and_a_lock_keep_interfaces_as_they_are() {
    let (_cloud, session) = demo().await;
    let private = network(&session, "private").await;
    for (name, state) in [
        ("batch-09", "suspended"),
        ("app-01", "resized"),
        ("mail-01", "rescued"),
        ("legacy-erp", "shelved_offloaded"),
        ("staging-01", "building"),
    ] {
        let server = session.server(name).await;
        let id = server.rsplit('/').next().unwrap();
        let wanted = json!({"interfaceAttachment": {"net_id": private}});
        let path = format!("{server}/os-interface");
        let (status, body) = session.post(&path, &wanted).await;
        let expected =
            format!("Cannot 'attach_interface' instance {id} while it is in vm_state {state}");
        assert_eq!((status, message(&body)), (409, expected));
    }
    let server = session.server("vault-01").await;
    let path = format!("{server}/os-interface/{NOBODY}");
    let (status, body) = session
        .send(Method::DELETE, "2.90", &path, &Value::Null)
        .await;
    assert_eq!(status, 409);
    assert!(message(&body).ends_with(" is locked"));
}

#[tokio::test]
async fn a_project_has_no_more_ports_than_its_quota() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo2").await;
    let path = format!("{}/os-interface", session.server("other-01").await);
    let wanted = json!({"interfaceAttachment": {}});
    for _ in 0..3 {
        // The only network that the project may use is taken without being named.
        assert_eq!(session.post(&path, &wanted).await.0, 200);
    }
    let (status, body) = session.post(&path, &wanted).await;
    assert_eq!(
        (status, message(&body)),
        (403, "Maximum number of ports exceeded".to_owned())
    );
}

#[tokio::test]
async fn what_is_not_attached_is_detached_all_the_same_and_fails_out_of_sight() {
    let (_cloud, session) = demo().await;
    let server = session.server("cache-01").await;
    let path = format!("{server}/os-interface/{NOBODY}");
    assert_eq!(session.delete(&path).await, 202);
    let (_, body) = session.get(&format!("{server}/os-instance-actions")).await;
    assert_eq!(body["instanceActions"][0]["message"], "Error");
}

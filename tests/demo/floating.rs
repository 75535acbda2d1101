//! Floating IPs, and the switches of a port.

use super::launch::demo;
use super::*;

const IPS: &str = "/RegionOne/network/v2.0/floatingips";
const PORTS: &str = "/RegionOne/network/v2.0/ports";

fn error(answer: &(u16, Value)) -> (u16, &str, &str) {
    let error = &answer.1["NeutronError"];
    let text = |key: &str| error[key].as_str().unwrap();
    (answer.0, text("type"), text("message"))
}

/// The port of a server on a network.
async fn port_of(session: &Session, server: &str, network: &str) -> Value {
    let path = "/RegionOne/network/v2.0/networks";
    let network = session.first(path, "networks", network).await;
    let server = session.server(server).await;
    let id = server.rsplit('/').next().unwrap();
    let (_, body) = session.get(&format!("{PORTS}?device_id={id}")).await;
    let ports = body["ports"].as_array().unwrap();
    let port = ports
        .iter()
        .find(|port| port["network_id"] == network["id"]);
    port.unwrap().clone()
}

async fn external(session: &Session) -> Value {
    let path = "/RegionOne/network/v2.0/networks";
    session.first(path, "networks", "Ext-Net").await["id"].clone()
}

#[tokio::test]
async fn a_floating_ip_is_taken_given_and_shown_with_its_server() {
    let (_cloud, session) = demo().await;
    let port = port_of(&session, "cache-01", "private").await;
    let network = external(&session).await;
    let order = json!({"floatingip": {"floating_network_id": network, "port_id": port["id"]}});
    let (status, body) = session.post(IPS, &order).await;
    assert_eq!(status, 201, "{body}");
    let ip = &body["floatingip"];
    assert_eq!(ip["fixed_ip_address"], port["fixed_ips"][0]["ip_address"]);
    assert_eq!(ip["port_details"]["device_id"], port["device_id"]);
    assert!(ip["router_id"].is_string());
    let server = session.server("cache-01").await;
    let (_, body) = session.get(&server).await;
    let shown = &body["server"]["addresses"]["private"][1];
    assert_eq!(shown["addr"], ip["floating_ip_address"]);
    assert_eq!(shown["OS-EXT-IPS:type"], "floating");

    let path = format!("{IPS}/{}", ip["id"].as_str().unwrap());
    let (status, body) = session
        .put(&path, &json!({"floatingip": {"port_id": null}}))
        .await;
    assert_eq!(status, 200);
    assert_eq!(body["floatingip"]["fixed_ip_address"], Value::Null);
    let (_, body) = session.get(&server).await;
    let rest = body["server"]["addresses"]["private"].as_array().unwrap();
    assert_eq!(rest.len(), 1);
    assert_eq!(session.delete(&path).await, 204);
    let gone = session
        .send(Method::DELETE, "2.90", &path, &Value::Null)
        .await;
    assert_eq!(error(&gone).1, "FloatingIPNotFound");
}

#[tokio::test]
async fn a_floating_ip_outlives_the_server_that_had_it() {
    let (cloud, session) = demo().await;
    assert_eq!(
        session.delete(&session.server("monitor-01").await).await,
        204
    );
    cloud.advance(Duration::from_secs(4));
    let (_, body) = session
        .get(&format!("{IPS}?floating_ip_address=198.18.40.7"))
        .await;
    assert_eq!(body["floatingips"][0]["port_id"], Value::Null);
    assert_eq!(body["floatingips"][0]["status"], "DOWN");
}

#[tokio::test]
async fn floating_ips_are_refused_in_neutrons_words() {
    let (_cloud, session) = demo().await;
    let network = external(&session).await;
    let id = network.as_str().unwrap();
    let outside = port_of(&session, "web-01", "Ext-Net").await;
    let taken = port_of(&session, "monitor-01", "private").await;
    let private = taken["network_id"].as_str().unwrap();
    let (_, body) = session
        .get(&format!("{IPS}?floating_ip_address=198.18.40.8"))
        .await;
    let spare = &body["floatingips"][0];
    let path = format!("{IPS}/{}", spare["id"].as_str().unwrap());
    let order = json!({"floatingip": {"floating_network_id": private}});
    assert_eq!(
        error(&session.post(IPS, &order).await),
        (
            400,
            "BadRequest",
            format!("Bad floatingip request: Network {private} is not a valid external network.")
                .as_str()
        )
    );
    let give = |port: &Value| json!({"floatingip": {"port_id": port}});
    let subnet = outside["fixed_ips"][0]["subnet_id"].as_str().unwrap();
    assert_eq!(
        error(&session.put(&path, &give(&outside["id"])).await),
        (
            404,
            "ExternalGatewayForFloatingIPNotFound",
            format!(
                "External network {id} is not reachable from subnet {subnet}.  Therefore, cannot \
                 associate Port {} with a Floating IP.",
                outside["id"].as_str().unwrap()
            )
            .as_str()
        )
    );
    let answer = session.put(&path, &give(&taken["id"])).await;
    assert_eq!(error(&answer).0, 409);
    assert_eq!(error(&answer).1, "FloatingIPPortAlreadyAssociated");
    let answer = session.put(&path, &give(&json!(NOBODY))).await;
    let expected = format!("Port {NOBODY} could not be found.");
    assert_eq!(error(&answer), (404, "PortNotFound", expected.as_str()));
    let order = json!({"floatingip": {"floating_ip_address": "1.1.1.1"}});
    assert_eq!(
        error(&session.put(&path, &order).await).2,
        "Cannot update read-only attribute floating_ip_address"
    );
}

#[tokio::test]
async fn a_project_has_no_more_floating_ips_than_its_quota() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo2").await;
    let network = external(&session).await;
    let order = json!({"floatingip": {"floating_network_id": network}});
    assert_eq!(session.post(IPS, &order).await.0, 201);
    assert_eq!(
        error(&session.post(IPS, &order).await),
        (
            409,
            "OverQuota",
            "Quota exceeded for resources: ['floatingip']."
        )
    );
}

#[tokio::test]
async fn a_port_is_renamed_switched_off_and_given_other_groups() {
    let (_cloud, session) = demo().await;
    let port = port_of(&session, "cache-01", "private").await;
    let path = format!("{PORTS}/{}", port["id"].as_str().unwrap());
    let groups = "/RegionOne/network/v2.0/security-groups";
    let web = session.first(groups, "security_groups", "web").await;
    let change = json!({"port": {
        "name": "eth0",
        "admin_state_up": false,
        "security_groups": [web["id"]],
    }});
    let (status, body) = session.put(&path, &change).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(body["port"]["name"], "eth0");
    assert_eq!(body["port"]["admin_state_up"], false);
    let (_, body) = session.get(&session.server("cache-01").await).await;
    assert_eq!(body["server"]["security_groups"], json!([{"name": "web"}]));
}

#[tokio::test]
async fn port_security_goes_with_its_groups_only_and_is_the_networks_owners_to_say() {
    let (_cloud, session) = demo().await;
    let own = port_of(&session, "cache-01", "private").await;
    let path = format!("{PORTS}/{}", own["id"].as_str().unwrap());
    let off = json!({"port": {"port_security_enabled": false}});
    let answer = session.put(&path, &off).await;
    assert_eq!(
        error(&answer),
        (
            409,
            "PortSecurityPortHasSecurityGroup",
            "Port has security group associated. Cannot disable port security or IP address until \
             security group is removed."
        )
    );
    let bare = json!({"port": {"port_security_enabled": false, "security_groups": []}});
    assert_eq!(session.put(&path, &bare).await.0, 200);
    let groups = json!({"port": {"security_groups": own["security_groups"]}});
    let answer = session.put(&path, &groups).await;
    assert_eq!(
        error(&answer).1,
        "PortSecurityAndIPRequiredForSecurityGroups"
    );
    let shared = port_of(&session, "web-01", "Ext-Net").await;
    let path = format!("{PORTS}/{}", shared["id"].as_str().unwrap());
    assert_eq!(
        error(&session.put(&path, &bare).await),
        (
            403,
            "PolicyNotAuthorized",
            "(rule:update_port and rule:update_port:port_security_enabled) is disallowed by policy"
        )
    );
    let kind = json!({"port": {"binding:vnic_type": "direct"}});
    assert_eq!(error(&session.put(&path, &kind).await).1, "PortInUse");
    let learning = json!({"port": {"mac_learning_enabled": true}});
    assert_eq!(
        error(&session.put(&path, &learning).await).2,
        "Unrecognized attribute(s) 'mac_learning_enabled'"
    );
}

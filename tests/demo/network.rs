//! What the wizard asks of Neutron and Glance.

use super::*;

const NEUTRON: &str = "/RegionOne/network/v2.0";

#[tokio::test]
async fn free_ports_are_found_by_their_empty_owner() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let (_, body) = session
        .get(&format!(
            "{NEUTRON}/ports?device_owner=&fields=name&fields=device_id"
        ))
        .await;
    let mut names: Vec<&str> = body["ports"]
        .as_array()
        .unwrap()
        .iter()
        .map(|port| port["name"].as_str().unwrap())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["db-standby", "web-vip"]);
    let keys = body["ports"][0].as_object().unwrap();
    assert_eq!(keys.len(), 2);

    let port = session
        .first(&format!("{NEUTRON}/ports"), "ports", "web-vip")
        .await;
    let address = port["fixed_ips"][0]["ip_address"].as_str().unwrap();
    let (_, body) = session
        .get(&format!("{NEUTRON}/ports?fixed_ips=ip_address%3D{address}"))
        .await;
    assert_eq!(body["ports"], json!([port]));
}

#[tokio::test]
async fn one_network_is_routed_to_the_world_and_one_is_not() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let networks = format!("{NEUTRON}/networks");
    let external = session.first(&networks, "networks", "Ext-Net").await;
    let private = session.first(&networks, "networks", "private").await;
    let (_, body) = session.get(&format!("{NEUTRON}/routers")).await;
    let router = &body["routers"][0];
    assert_eq!(
        router["external_gateway_info"]["network_id"],
        external["id"]
    );
    let (_, body) = session
        .get(&format!(
            "{NEUTRON}/ports?device_owner=network:router_interface"
        ))
        .await;
    let ports = body["ports"].as_array().unwrap();
    assert_eq!(ports.len(), 1);
    assert_eq!(ports[0]["network_id"], private["id"]);
    assert_eq!(ports[0]["device_id"], router["id"]);
    assert_eq!(ports[0]["fixed_ips"][0]["ip_address"], "10.0.0.1");
    let (status, body) = session.get(&format!("{NEUTRON}/routers/none")).await;
    assert_eq!(status, 404);
    assert_eq!(body["NeutronError"]["type"], "RouterNotFound");
}

#[tokio::test]
async fn members_of_the_default_group_may_reach_each_other() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let groups = format!("{NEUTRON}/security-groups");
    let default = session.first(&groups, "security_groups", "default").await;
    let id = default["id"].as_str().unwrap();
    let (_, body) = session
        .get(&format!(
            "{NEUTRON}/security-group-rules?security_group_id={id}&fields=direction\
             &fields=remote_group_id"
        ))
        .await;
    let rules = body["security_group_rules"].as_array().unwrap();
    let count = |rule: Value| rules.iter().filter(|known| **known == rule).count();
    assert_eq!(
        count(json!({"direction": "ingress", "remote_group_id": id})),
        2
    );
    assert_eq!(
        count(json!({"direction": "egress", "remote_group_id": null})),
        2
    );
    let admin = session.first(&groups, "security_groups", "ssh-admin").await;
    let rules = admin["security_group_rules"].as_array().unwrap();
    assert!(rules.iter().any(|rule| rule["port_range_min"] == 22));
}

#[tokio::test]
async fn no_network_can_be_allocated_by_itself() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let base = session.volumes().await;
    let (_, project) = base.rsplit_once('/').unwrap();
    let path = format!("{NEUTRON}/auto-allocated-topology/{project}?fields=dry-run");
    let (status, body) = session.get(&path).await;
    assert_eq!(status, 409);
    assert_eq!(
        body["NeutronError"],
        json!({
            "type": "AutoAllocationFailure",
            "message": "Deployment error: No default router:external network.",
            "detail": "",
        })
    );
    let (_, body) = session
        .get(&format!("{NEUTRON}/quotas/{project}/details.json"))
        .await;
    assert_eq!(body["quota"]["router"]["used"], 1);
}

#[tokio::test]
async fn the_communitys_images_are_listed_on_request_only() {
    let cloud = DemoCloud::start(Clock::Stepped).await.unwrap();
    let session = Session::open(&cloud, "demo").await;
    let names = async |query: &str| {
        let (_, body) = session
            .get(&format!("/RegionOne/image/v2/images?limit=100{query}"))
            .await;
        let rows = body["images"].as_array().unwrap().clone();
        let names = rows.iter().map(|row| row["name"].to_string());
        names.collect::<Vec<_>>()
    };
    let community = "\"nixos-25.11-community\"".to_owned();
    assert!(!names("").await.contains(&community));
    assert_eq!(names("&visibility=community").await, [community]);
}

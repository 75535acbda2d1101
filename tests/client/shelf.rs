//! What a launch chooses from, read.

use horizon_tui::openstack::Microversion;
use horizon_tui::openstack::catalog::Service;
use horizon_tui::openstack::config::CloudConfig;
use horizon_tui::openstack::image::ImageStatus;

use crate::world::World;

#[tokio::test]
async fn everything_a_launch_chooses_from_can_be_read() {
    let world = World::open().await;
    let client = world.client().await;
    let (networks, groups, rules, routed, ports, server_groups, community) = tokio::try_join!(
        client.networks(),
        client.security_groups(),
        client.security_group_rules(),
        client.routed_networks(),
        client.ports(),
        client.server_groups(),
        client.community_images(),
    )
    .unwrap();
    assert!(!rules.is_empty(), "`default` alone has some");
    for rule in &rules {
        assert!(
            groups.iter().any(|group| group.id == rule.group),
            "{rule:?}"
        );
    }
    assert!(
        rules
            .iter()
            .any(|rule| !rule.ingress && rule.ip_version == 4)
    );
    // A project need have no router; the imitation's has one.
    assert!(world.demo.is_none() || !routed.is_empty());
    for network in routed.iter().chain(ports.iter().map(|port| &port.network)) {
        assert!(
            networks.iter().any(|known| known.id == *network),
            "{network}"
        );
    }
    for group in &server_groups {
        assert!(group.policy.contains("affinity"), "{group:?}");
    }
    for image in &community {
        assert_eq!(
            (&*image.visibility, &image.status),
            ("community", &ImageStatus::Active)
        );
    }
    let quota = client.port_quota().await.unwrap();
    assert!(quota.used >= ports.len() as u64);
    client.auto_topology().await.unwrap();
}

#[tokio::test]
async fn volumes_and_what_is_left_for_them_can_be_read() {
    let world = World::open().await;
    let client = world.client().await;
    if !client.has(Service::Volume) {
        return;
    }
    let (volumes, snapshots, types, limits) = tokio::try_join!(
        client.volumes(),
        client.volume_snapshots(),
        client.volume_types(),
        client.volume_limits(),
    )
    .unwrap();
    assert!(volumes.iter().all(|volume| volume.size_gib > 0));
    assert!(snapshots.iter().all(|snapshot| snapshot.size_gib > 0));
    assert!(types.iter().filter(|kind| kind.is_default).count() <= 1);
    let (count, gigabytes) = (limits.volumes.unwrap(), limits.gigabytes.unwrap());
    assert!(count.used >= volumes.len() as u64);
    assert!(gigabytes.used >= volumes.iter().map(|volume| volume.size_gib).sum());
}

#[tokio::test]
async fn the_newest_microversion_is_novas_own_or_the_configured_one() {
    let world = World::open().await;
    let client = world.client().await;
    let newest = client.compute_version().await.unwrap();
    assert!(newest > Microversion(2, 36));
    let before = world.made("compute").len();
    client.servers(None).next().await.unwrap();
    assert_eq!(
        world.made("compute")[before..],
        ["GET 200"],
        "it is remembered"
    );
    let config = CloudConfig {
        compute_cap: Some(Microversion(2, 36)),
        ..world.config.clone()
    };
    let client = world.with(&config).await.unwrap();
    assert_eq!(client.compute_version().await.unwrap(), Microversion(2, 36));
}

#[tokio::test]
async fn a_nova_that_does_not_tell_its_version_is_taken_for_the_oldest() {
    let world = World::imitation().await;
    let client = world.client().await;
    let refusal = || crate::status(403, &[], "{}");
    world.fail("GET", "/v2.1/", 1, refusal());
    assert_eq!(client.compute_version().await.unwrap(), Microversion(2, 1));
    world.fail("GET", "/v2.1/", 2, refusal());
    let error = client.compute_version().await.unwrap_err();
    assert_eq!(error.status, Some(403));
}

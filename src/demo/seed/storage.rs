//! Volumes, snapshots of them, free ports, a router, and the rules between security groups.

use super::super::world::{
    Attached, DEMO, DEMO_USER, FloatingIp, Holder, Port, Router, Rule, SecurityGroup, ServerGroup,
    Snapshot, Volume, World,
};
use super::{DAY, HOUR, ago};

/// Has dice of its own, so that nothing seeded before it looks any different.
pub(super) fn put(world: &mut World) {
    world.aside(0xB10C, |world| {
        attached(world);
        loose(world);
        ports(world);
        router(world);
        rules(world);
        let id = world.uuid();
        world.regions[0].server_groups.push(ServerGroup {
            id,
            name: "quorum",
            policy: "anti-affinity",
            project: DEMO.id,
            members: Vec::new(),
        });
        shared(world);
        spare_address(world);
    });
}

/// Volumes of more servers than one, and of servers that boot from an image.
fn shared(world: &mut World) {
    let mut log = volume(world, "db-01-wal", 80, 190 * DAY);
    log.description = Some("Write-ahead log".to_owned());
    give(world, &mut log, "db-01", "/dev/vdb", false);
    let mut media = volume(world, "web-media", 60, 88 * DAY);
    media.multiattach = true;
    give(world, &mut media, "web-01", "/dev/vdb", false);
    give(world, &mut media, "web-02", "/dev/vdb", false);
    let mut swap = volume(world, "app-01-scratch", 10, 13 * DAY);
    give(world, &mut swap, "app-01", "/dev/vdb", true);
    world.regions[0].volumes.extend([log, media, swap]);
}

fn give(
    world: &mut World,
    volume: &mut Volume,
    server: &str,
    device: &'static str,
    delete_on_termination: bool,
) {
    let attachment = world.uuid();
    let mut servers = world.regions[0].servers.iter_mut();
    let Some(server) = servers.find(|known| known.name == server) else {
        return;
    };
    volume.status = "in-use";
    volume.holders.push(Holder {
        server: server.id.clone(),
        attachment,
        device,
        delete_on_termination,
        since: volume.created,
        attached: true,
    });
    server.volumes.push(Attached {
        id: volume.id.clone(),
        device,
        delete_on_termination,
    });
}

/// One more floating IP that waits for a server.
fn spare_address(world: &mut World) {
    let created = ago(world.now, 9 * DAY);
    let id = world.uuid();
    let region = &mut world.regions[0];
    let network = region.networks[0].id.clone();
    let mut ip = FloatingIp::new(id, "198.18.40.9", &network, DEMO.id, created);
    "for the next release".clone_into(&mut ip.description);
    region.floating_ips.push(ip);
}

fn volume(world: &mut World, name: &str, size: i64, age: u64) -> Volume {
    let created = ago(world.now, age);
    let mut volume = Volume::new(world.uuid(), name, size, created);
    volume.project = DEMO.id;
    volume.user = DEMO_USER.id;
    volume
}

fn snapshot(world: &mut World, name: &str, of: &Volume, age: u64) -> Snapshot {
    Snapshot {
        id: world.uuid(),
        name: name.to_owned(),
        description: None,
        project: DEMO.id,
        volume: of.id.clone(),
        size: of.size,
        status: "available",
        created: ago(world.now, age),
    }
}

/// Cinder's side of the server that boots from a volume, and of the snapshot of it.
fn attached(world: &mut World) {
    let mut servers = world.regions[0].servers.iter();
    let Some(server) = servers.find(|server| server.name == "vol-01").cloned() else {
        return;
    };
    for (index, own) in server.volumes.iter().enumerate() {
        let (name, size) = if index == 0 {
            ("", 50)
        } else {
            ("vol-01-data", 200)
        };
        let mut volume = volume(world, name, size, 75 * DAY);
        volume.id.clone_from(&own.id);
        volume.status = "in-use";
        volume.holders.push(Holder {
            server: server.id.clone(),
            attachment: world.uuid(),
            device: own.device,
            delete_on_termination: own.delete_on_termination,
            since: volume.created,
            attached: true,
        });
        if index == 0 {
            // The volume that Nova makes has no name.
            volume.description = Some(String::new());
            fill(world, &mut volume, "Debian 13");
            let id = mapped_snapshot(world);
            let mut kept = snapshot(world, "snapshot for vol-01-snapshot", &volume, 17 * DAY);
            kept.id = id.unwrap_or(kept.id);
            world.regions[0].snapshots.push(kept);
        } else {
            "hdd".clone_into(&mut volume.kind);
        }
        world.regions[0].volumes.push(volume);
    }
}

/// The id that the image of the server names in its mapping.
fn mapped_snapshot(world: &World) -> Option<String> {
    let mut images = world.regions[0].images.iter();
    let mapping = images.find_map(|image| image.properties.get("block_device_mapping"))?;
    let mapping: serde_json::Value = serde_json::from_str(mapping).ok()?;
    mapping[0]["snapshot_id"].as_str().map(str::to_owned)
}

fn fill(world: &World, volume: &mut Volume, image: &str) {
    let mut images = world.regions[0].images.iter();
    if let Some(image) = images.find(|known| known.name.as_deref() == Some(image)) {
        volume.filled_from(image);
    }
}

/// Volumes that no server has.
fn loose(world: &mut World) {
    let mut golden = volume(world, "debian-golden", 20, 21 * DAY);
    golden.description = Some("Debian 13, hardened; boot copies of it".to_owned());
    fill(world, &mut golden, "Debian 13");
    let golden_kept = snapshot(world, "debian-golden-2026-11", &golden, 6 * DAY);

    let mut scratch = volume(world, "scratch", 100, 140 * DAY);
    "hdd".clone_into(&mut scratch.kind);
    let mut scratch_kept = snapshot(world, "scratch-before-wipe", &scratch, 2 * DAY);
    scratch_kept.description = Some("Delete after the audit".to_owned());

    let region = &mut world.regions[0];
    region.volumes.extend([golden, scratch]);
    region.snapshots.extend([golden_kept, scratch_kept]);

    let edge = volume(world, "edge-cache", 40, 9 * HOUR);
    world.regions[1].volumes.push(edge);
}

fn port(world: &mut World, name: &str, network: &str, age: u64) -> Option<Port> {
    let mut networks = world.regions[0].networks.iter();
    let network = networks.find(|known| known.name == network)?.id.clone();
    let (id, mac) = (world.uuid(), world.mac());
    let mut port = Port::new(id, &network, mac, ago(world.now, age));
    name.clone_into(&mut port.name);
    port.project = DEMO.id;
    port.addresses = world.regions[0].addresses(&network);
    port.groups = group_id(world, "web").into_iter().collect();
    Some(port)
}

fn group_id(world: &World, name: &str) -> Option<String> {
    let mut groups = world.regions[0].security_groups.iter();
    groups
        .find(|group| group.name == name && group.project == DEMO.id)
        .map(|group| group.id.clone())
}

fn ports(world: &mut World) {
    for (name, network) in [("web-vip", "private"), ("db-standby", "backend")] {
        let port = port(world, name, network, 44 * DAY);
        world.regions[0].ports.extend(port);
    }
}

/// Connects `private` to the world, and leaves `backend` alone.
fn router(world: &mut World) {
    let Some(mut interface) = port(world, "", "private", 400 * DAY) else {
        return;
    };
    interface.groups.clear();
    for address in &mut interface.addresses {
        "10.0.0.1".clone_into(&mut address.addr);
    }
    let gateway = world.regions[0].networks[0].id.clone();
    let router = Router {
        id: world.uuid(),
        name: "edge-router",
        project: DEMO.id,
        gateway_addresses: world.regions[0].addresses(&gateway),
        gateway,
        interfaces: vec![interface],
        created: ago(world.now, 400 * DAY),
    };
    world.regions[0].routers.push(router);
}

fn rules(world: &mut World) {
    for region in 0..world.regions.len() {
        for index in 0..world.regions[region].security_groups.len() {
            if world.regions[region].security_groups[index].name != "default" {
                continue;
            }
            for ethertype in ["IPv4", "IPv6"] {
                let id = world.uuid();
                let group = &mut world.regions[region].security_groups[index];
                group.rules.push(Rule {
                    id,
                    ingress: true,
                    ethertype,
                    protocol: None,
                    ports: None,
                    remote: None,
                    remote_group: Some(group.id.clone()),
                });
            }
        }
    }
    let (id, ssh) = (world.uuid(), world.uuid());
    let mut admin = SecurityGroup {
        id,
        name: "ssh-admin",
        project: DEMO.id,
        description: "SSH from the office",
        rules: Vec::new(),
        created: ago(world.now, 200 * DAY),
    };
    for ethertype in ["IPv4", "IPv6"] {
        admin.rules.push(Rule {
            id: world.uuid(),
            ingress: false,
            ethertype,
            protocol: None,
            ports: None,
            remote: None,
            remote_group: None,
        });
    }
    admin.rules.push(Rule {
        id: ssh,
        ingress: true,
        ethertype: "IPv4",
        protocol: Some("tcp"),
        ports: Some((22, 22)),
        remote: Some("203.0.113.0/24"),
        remote_group: None,
    });
    world.regions[0].security_groups.push(admin);
}

//! What sets single servers apart: faults, locks, volumes, floating IPs, and unfinished business.

use super::super::world::{
    Attached, DEMO, DEMO_USER, FloatingIp, Image, Lock, Server, Step, Subject, World,
};
use super::{DAY, MINUTE, ago};

pub(super) fn put(world: &mut World) {
    peculiarities(world);
    floating(world);
    unfinished(world);
    snapshots_origin(world);
}

fn peculiarities(world: &mut World) {
    let now = world.now;
    let disk = world.uuid();
    let data = world.uuid();
    let larger = world.regions[0]
        .flavors
        .iter()
        .find(|flavor| flavor.name == "b3-32")
        .cloned();
    for server in &mut world.regions[0].servers {
        match server.name.as_str() {
            "gpu-train-01" => {
                let message = "No valid host was found. There are not enough hosts available.";
                server.fault = Some((500, message.to_owned(), server.created));
            }
            "ci-runner-03" => {
                let message = format!(
                    "Build of instance {} aborted: Failed to allocate the network(s), not \
                     rescheduling.",
                    server.id
                );
                server.fault = Some((500, message, server.created));
            }
            "app-01" => {
                let old = server.flavor.clone();
                server.flavor = larger.clone().unwrap_or_else(|| old.clone());
                server.old_flavor = Some(old);
            }
            "vault-01" => {
                server.lock = Some(Lock {
                    reason: Some("holds the signing keys; ask security".to_owned()),
                    by_stranger: false,
                });
            }
            "vol-01" => {
                for (id, device, delete_on_termination) in
                    [(&disk, "/dev/vda", true), (&data, "/dev/vdb", false)]
                {
                    server.volumes.push(Attached {
                        id: id.clone(),
                        device,
                        delete_on_termination,
                    });
                }
            }
            "backup-01" => server.odd_status = Some("QUIESCED"),
            "edge-cell-down" => server.cell_down = true,
            "web-06" => server.updated = ago(now, MINUTE),
            _ => {}
        }
        words(server);
    }
}

/// What the owners wrote on their servers; one of them means no good to a terminal.
fn words(server: &mut Server) {
    let (description, metadata, tags): (_, &[(&str, &str)], &[&str]) = match server.name.as_str() {
        "db-01" => (
            Some("PostgreSQL 17, primary"),
            &[("role", "primary"), ("owner", "data team")],
            &["postgres", "production"],
        ),
        "db-02" => (None, &[("role", "standby")], &["postgres", "production"]),
        "bastion-01" => (Some("The way in"), &[], &["production"]),
        "cache-01" => (
            None,
            &[
                ("note", "\u{1b}]0;gotcha\u{7}\u{1b}[2J\u{1b}[31mred"),
                ("owner", "web team"),
            ],
            &[],
        ),
        "legacy-erp" => (Some("Off until the audit of 2027"), &[], &["legacy"]),
        _ => return,
    };
    server.description = description.map(str::to_owned);
    for (key, value) in metadata {
        server
            .metadata
            .insert((*key).to_owned(), (*value).to_owned());
    }
    server.tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
}

fn floating(world: &mut World) {
    let id = world.uuid();
    let spare = world.uuid();
    let created = ago(world.now, 90 * DAY);
    let region = &mut world.regions[0];
    let network = region.networks[0].id.clone();
    let found = region
        .servers
        .iter_mut()
        .find(|server| server.name == "monitor-01");
    let Some(nic) = found.and_then(|server| server.nics.first_mut()) else {
        return;
    };
    let mut taken = FloatingIp::new(id, "198.18.40.7", &network, DEMO.id, created);
    taken.fixed_address = nic.port.addresses.first().map(|own| own.addr.clone());
    taken.port = Some(nic.port.id.clone());
    let spare = FloatingIp::new(spare, "198.18.40.8", &network, DEMO.id, created);
    region.floating_ips.extend([taken, spare]);
}

/// A build that ends soon after the demo opens, and a snapshot under way.
fn unfinished(world: &mut World) {
    let find = |world: &World, name: &str| {
        let mut servers = world.regions[0].servers.iter();
        let server = servers.find(|server| server.name == name);
        server.map(|server| server.id.clone()).unwrap_or_default()
    };
    let building = Subject::Server {
        region: 0,
        id: find(world, "staging-01"),
        epoch: 0,
    };
    world.schedule(
        &building,
        [
            (4000, Step::Task("networking")),
            (4000, Step::Placed),
            (9000, Step::Task("spawning")),
            (14_000, Step::Plugged),
            (25_000, Step::Launched),
            (25_000, Step::Settle("active", 1)),
        ],
    );
    let id = find(world, "db-02");
    let uploading = Subject::Server {
        region: 0,
        id: id.clone(),
        epoch: 0,
    };
    let now = world.now;
    if let Some(server) = world.regions[0].server(&id) {
        server.task = Some("image_uploading");
        server.updated = now;
    }
    world.schedule(&uploading, [(40_000, Step::ActionEnds { well: true })]);
    let image_id = world.uuid();
    let created = ago(now, 20);
    let mut image = Image::new(image_id.clone(), "db-02-nightly", DEMO.id, created);
    image.status = "saving";
    image.disk_format = Some("qcow2");
    image.container_format = Some("bare");
    image.min_disk = 50;
    for (key, value) in [("image_type", "snapshot"), ("instance_uuid", id.as_str())] {
        image.properties.insert(key.to_owned(), value.to_owned());
    }
    world.regions[0].images.push(image);
    let subject = Subject::Image {
        region: 0,
        id: image_id,
    };
    let size = 8_590_000_000;
    let virtual_size = Some(50 << 30);
    world.schedule(&subject, [(39_500, Step::Active { size, virtual_size })]);
}

/// Ties the snapshots to the servers they were taken of.
fn snapshots_origin(world: &mut World) {
    let region = &mut world.regions[0];
    for image in &mut region.images {
        let Some(name) = image.name.clone() else {
            continue;
        };
        if image
            .properties
            .get("image_type")
            .is_none_or(|kind| kind != "snapshot")
        {
            continue;
        }
        let server = region
            .servers
            .iter()
            .find(|server| server.project == DEMO.id && name.starts_with(&server.name));
        let Some(server) = server else { continue };
        let base = server.image.clone().unwrap_or_default();
        for (key, value) in [
            ("instance_uuid", server.id.clone()),
            ("base_image_ref", base),
            ("user_id", DEMO_USER.id.to_owned()),
            ("owner_user_name", DEMO_USER.name.to_owned()),
            ("owner_project_name", DEMO.name.to_owned()),
            ("boot_roles", "member,reader".to_owned()),
        ] {
            image.properties.insert(key.to_owned(), value);
        }
    }
}

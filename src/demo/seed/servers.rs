//! Servers in every state.

use super::super::nova;
use super::super::world::{
    Action, Address, DEMO, DEMO_USER, DEMO2, FloatingIp, Nic, Server, Stage, Step, Subject, Volume,
    World,
};
use super::{DAY, HOUR, MINUTE, ago};

struct Row {
    name: &'static str,
    flavor: &'static str,
    /// Empty: it boots from a volume.
    image: &'static str,
    networks: &'static [&'static str],
    group: &'static str,
    age: u64,
    /// `vm_state`, and the task it is at.
    state: (&'static str, Option<&'static str>),
}

const fn row(
    name: &'static str,
    flavor: &'static str,
    image: &'static str,
    networks: &'static [&'static str],
    age: u64,
    vm: &'static str,
) -> Row {
    Row {
        name,
        flavor,
        image,
        networks,
        group: "default",
        age,
        state: (vm, None),
    }
}

const EXT: &[&str] = &["Ext-Net"];
const PRIVATE: &[&str] = &["private"];
const BOTH: &[&str] = &["Ext-Net", "private"];
const LONG: &str = "analytics-pipeline-nightly-aggregation-worker-with-a-name-that-nobody-should-have-given-it-2026-11-23-eu-west";

const ONE: [Row; 25] = [
    row("bastion-01", "d2-2", "Debian 13", BOTH, 371 * DAY, "active"),
    row("web-01", "d2-2", "Debian 12", EXT, 96 * DAY, "active"),
    row("web-02", "d2-2", "Debian 12", EXT, 96 * DAY, "active"),
    row("web-03", "d2-2", "Debian 12", EXT, 95 * DAY, "active"),
    row("web-04", "d2-2", "Debian 12", EXT, 30 * DAY, "stopped"),
    row(
        "web-05",
        "d2-2",
        "golden-web-2026-11",
        EXT,
        8 * DAY,
        "active",
    ),
    row(
        "web-06",
        "d2-2",
        "golden-web-2026-11",
        EXT,
        3 * MINUTE,
        "active",
    ),
    row(
        "db-01",
        "b3-8",
        "Ubuntu 24.04",
        &["private", "backend"],
        212 * DAY,
        "active",
    ),
    row(
        "db-02",
        "b3-8",
        "Ubuntu 24.04",
        &["private", "backend"],
        200 * DAY,
        "active",
    ),
    row(
        "cache-01",
        "r3-32",
        "Debian 13",
        PRIVATE,
        60 * DAY,
        "active",
    ),
    row(
        "batch-07",
        "c3-4",
        "Debian 13",
        PRIVATE,
        26 * HOUR,
        "stopped",
    ),
    row(
        "batch-08",
        "c3-4",
        "Debian 13",
        PRIVATE,
        25 * HOUR,
        "paused",
    ),
    row(
        "batch-09",
        "c3-4",
        "Debian 13",
        PRIVATE,
        24 * HOUR,
        "suspended",
    ),
    row(
        "legacy-erp",
        "b3-16",
        "Ubuntu 18.04",
        PRIVATE,
        540 * DAY,
        "shelved_offloaded",
    ),
    row(
        "gpu-train-01",
        "t2-45-gpu",
        "Ubuntu 24.04",
        PRIVATE,
        2 * DAY,
        "error",
    ),
    row(
        "ci-runner-03",
        "d2-4",
        "Ubuntu 24.04",
        PRIVATE,
        47 * MINUTE,
        "error",
    ),
    row(
        "app-01",
        "b3-16",
        "Rocky Linux 9",
        BOTH,
        14 * DAY,
        "resized",
    ),
    row("mail-01", "d2-4", "Debian 12", EXT, 310 * DAY, "rescued"),
    row(
        "staging-01",
        "m1.medium",
        "Fedora 43",
        PRIVATE,
        MINUTE / 4,
        "building",
    ),
    row(
        "monitor-01",
        "d2-4",
        "Debian 13",
        PRIVATE,
        120 * DAY,
        "active",
    ),
    row(
        "vault-01",
        "d2-4",
        "Debian 13",
        PRIVATE,
        180 * DAY,
        "active",
    ),
    row("vol-01", "d2-4", "", PRIVATE, 75 * DAY, "active"),
    row(LONG, "m1.small", "Debian 13", PRIVATE, 5 * HOUR, "active"),
    row(
        "backup-01",
        "d2-2",
        "FreeBSD 14.3",
        PRIVATE,
        33 * DAY,
        "active",
    ),
    row(
        "edge-cell-down",
        "d2-2",
        "Debian 12",
        PRIVATE,
        20 * DAY,
        "active",
    ),
];

const TWO: [Row; 4] = [
    row("edge-01", "s1-2", "AlmaLinux 9", EXT, 64 * DAY, "active"),
    row("edge-02", "b2-7", "Fedora 43", EXT, 12 * DAY, "active"),
    row("edge-03", "b2-7", "Debian 13", EXT, 5 * DAY, "stopped"),
    row("edge-lab", "s1-2", "FreeBSD 14.3", EXT, 2 * HOUR, "active"),
];

pub(super) fn put(world: &mut World) {
    for (region, rows) in [(0, &ONE[..]), (1, &TWO[..])] {
        for row in rows {
            let server = server(world, region, row);
            world.regions[region].servers.push(server);
        }
    }
    let mut other = server(
        world,
        0,
        &row(
            "other-01",
            "m1.tiny",
            "cirros-0.6.2",
            EXT,
            18 * DAY,
            "active",
        ),
    );
    other.project = DEMO2.id;
    other.key_name = None;
    world.regions[0].servers.push(other);
    particulars(world);
    floating(world);
    unfinished(world);
    snapshots_origin(world);
}

fn server(world: &mut World, region: usize, row: &Row) -> Server {
    let known = &world.regions[region];
    let flavor = known
        .flavors
        .iter()
        .find(|flavor| flavor.name == row.flavor);
    let flavor = flavor.unwrap_or(&known.flavors[0]).clone();
    let image = known
        .images
        .iter()
        .find(|image| image.name.as_deref() == Some(row.image));
    let image = image.map(|image| image.id.clone());
    let created = ago(world.now, row.age);
    let mut server = Server::new(world.uuid(), row.name, flavor, created);
    (server.vm, server.task) = row.state;
    server.project = DEMO.id;
    server.user = DEMO_USER.id;
    server.image = image;
    server.key_name = Some(if region == 0 { "laptop" } else { "edge" }.to_owned());
    let group = match row.name.split('-').next() {
        Some("web") => "web",
        Some("db") => "database",
        _ => row.group,
    };
    server.security_groups = vec![group.to_owned()];
    server.reservation = format!("r-{}", world.word(8));
    let built = !matches!(row.state.0, "building" | "error");
    if built {
        server.stage = Stage::Plugged;
    }
    server.zone = world.regions[region].zones[0].to_owned();
    if row.state.0 != "shelved_offloaded" {
        server.host_id = nova::host_id(world.roll(4));
    }
    server.power = match row.state.0 {
        "active" | "rescued" | "resized" => 1,
        "paused" => 3,
        "stopped" | "suspended" | "shelved_offloaded" => 4,
        _ => 0,
    };
    if built {
        server.launched = Some(ago(world.now, row.age.saturating_sub(31)));
    }
    server.updated = ago(world.now, if built { row.age / 3 } else { row.age });
    nics(world, region, row.networks, &mut server);
    server.actions.push(Action {
        name: "create",
        request_id: format!("req-{}", world.uuid()),
        user: DEMO_USER.id,
        start: created,
        updated: server.launched.unwrap_or(created),
        message: None,
        failed: row.state.0 == "error",
        event: "compute__do_build_and_run_instance",
        finished: server.launched,
    });
    server
}

fn nics(world: &mut World, region: usize, networks: &[&str], server: &mut Server) {
    for name in networks {
        let found = world.regions[region]
            .networks
            .iter()
            .find(|network| network.name == *name);
        let Some(id) = found.map(|network| network.id.clone()) else {
            continue;
        };
        let addresses = world.regions[region].addresses(&id);
        let network_name = world.regions[region].network_name(&id);
        server.nics.push(Nic {
            network: id,
            network_name,
            port: world.uuid(),
            mac: world.mac(),
            addresses,
        });
    }
}

/// What sets single servers apart.
fn particulars(world: &mut World) {
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
                server.locked = true;
                server.locked_reason = Some("holds the signing keys; ask security".to_owned());
            }
            "vol-01" => {
                for (id, device, delete_on_termination) in
                    [(&disk, "/dev/vda", true), (&data, "/dev/vdb", false)]
                {
                    server.volumes.push(Volume {
                        id: id.clone(),
                        device,
                        delete_on_termination,
                    });
                }
            }
            "backup-01" => server.odd_status = Some("QUIESCED"),
            "edge-cell-down" => server.cell_down = true,
            "db-01" => {
                server.description = Some("PostgreSQL 17, primary".to_owned());
                server.metadata.insert("role".into(), "primary".into());
                server.metadata.insert("owner".into(), "data team".into());
                server.tags = vec!["production".to_owned(), "postgres".to_owned()];
            }
            "web-06" => server.updated = ago(now, MINUTE),
            _ => {}
        }
    }
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
    let fixed = nic.addresses.first().map(|address| address.addr.clone());
    nic.addresses.push(Address {
        addr: "198.18.40.7".to_owned(),
        version: 4,
        subnet: String::new(),
        floating: true,
    });
    let port = Some(nic.port.clone());
    region.floating_ips.extend([
        FloatingIp {
            id,
            address: "198.18.40.7",
            fixed_address: fixed,
            port,
            network: network.clone(),
            project: DEMO.id,
            created,
        },
        FloatingIp {
            id: spare,
            address: "198.18.40.8",
            fixed_address: None,
            port: None,
            network,
            project: DEMO.id,
            created,
        },
    ]);
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
    let mut image =
        super::super::world::Image::new(image_id.clone(), "db-02-nightly", DEMO.id, created);
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

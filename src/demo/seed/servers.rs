//! Servers in every state.

use super::super::nova;
use super::super::world::{
    Action, DEMO, DEMO_USER, DEMO2, Nic, Port, Project, Server, Stage, World,
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
            let server = server(world, region, DEMO, row);
            world.regions[region].servers.push(server);
        }
    }
    let mut other = server(
        world,
        0,
        DEMO2,
        &row(
            "other-01",
            "m1.tiny",
            "cirros-0.6.2",
            EXT,
            18 * DAY,
            "active",
        ),
    );
    other.key_name = None;
    world.regions[0].servers.push(other);
}

fn server(world: &mut World, region: usize, project: &'static Project, row: &Row) -> Server {
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
    server.project = project.id;
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
    let mut create = Action::new(
        "create",
        Some("compute__do_build_and_run_instance"),
        (DEMO_USER.id, project.id),
        format!("req-{}", world.uuid()),
        created,
    );
    if row.state.0 != "building" {
        create.finish(server.launched.unwrap_or(created), row.state.0 != "error");
    }
    server.actions.push(create);
    if server.power == 1 {
        server.console.wake(world.now);
    }
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
        let (port, mac) = (world.uuid(), world.mac());
        let mut port = Port::new(port, &id, mac, server.created);
        port.project = server.project;
        port.addresses = addresses;
        port.groups = world.regions[region].group_ids(server.project, &server.security_groups);
        server.nics.push(Nic {
            port,
            lent: false,
            tag: None,
        });
    }
}

//! A server that was accepted: it enters the world, and its build the queue.

use serde_json::Value;

use super::super::world::{Action, Disk, Nic, Port, Region, Server, Source, Step, Subject};
use super::Call;
use super::link::Link;
use super::order::Order;
use super::value::is_true;

/// Puts the server into the world and its future into the queue.
pub(super) fn server(
    call: &mut Call<'_>,
    wanted: &Value,
    order: &Order,
    name: &str,
    reservation: &str,
) -> String {
    let world = &mut *call.world;
    let id = world.uuid();
    let mut server = Server::new(id.clone(), name, order.flavor.clone(), world.now);
    server.project = call.project.id;
    server.user = call.user.id;
    server.image.clone_from(&order.image);
    server.key_name.clone_from(&order.key_name);
    server.security_groups.clone_from(&order.groups);
    server.zone.clone_from(&order.zone);
    server.host_id = host_id(world.roll(4));
    reservation.clone_into(&mut server.reservation);
    describe(&mut server, call.minor, wanted);
    let host = join(call, order, &id, &server.host_id);
    let disks = disks(call, order, &id);
    connect(call, order, &mut server);
    let world = &mut *call.world;
    server.actions.push(Action::new(
        "create",
        Some("compute__do_build_and_run_instance"),
        (call.user.id, call.project.id),
        call.request.id.clone(),
        world.now,
    ));
    let jitter = world.roll(1500);
    let steps = if let Some(host) = host.filter(|_| !server.flavor.fits_nowhere()) {
        server.host_id = host;
        let flaw = flaw(&world.regions[call.region], order, &server);
        future(jitter, &disks, &call.request.id, flaw)
    } else {
        let message = "No valid host was found. ".to_owned();
        vec![(1200 + jitter / 2, Step::Failed(message))]
    };
    let subject = Subject::Server {
        region: call.region,
        id: id.clone(),
        epoch: 0,
    };
    world.regions[call.region].servers.push(server);
    world.schedule(&subject, steps);
    id
}

/// What the server is told of itself.
fn describe(server: &mut Server, minor: u32, wanted: &Value) {
    server.config_drive = is_true(&wanted["config_drive"]);
    if wanted["OS-DCF:diskConfig"] == "AUTO" {
        server.disk_config = "AUTO";
    }
    // Before descriptions could be given, the name was one.
    server.description = if minor < 19 {
        Some(server.name.clone())
    } else {
        wanted["description"].as_str().map(str::to_owned)
    };
    if let Some(hostname) = wanted["hostname"].as_str() {
        hostname.clone_into(&mut server.hostname);
    }
    for (key, field) in [
        ("accessIPv4", &mut server.access.0),
        ("accessIPv6", &mut server.access.1),
    ] {
        wanted[key].as_str().unwrap_or_default().clone_into(field);
    }
    server.user_data = wanted["user_data"].as_str().map(str::to_owned);
    server.tags = strings(&wanted["tags"]);
    server.tags.sort_unstable();
    server.tags.dedup();
    if let Some(metadata) = wanted["metadata"].as_object() {
        server.metadata = metadata
            .iter()
            .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
            .collect();
    }
}

/// Makes the server a member of its server group and finds it a host there, if the policy
/// leaves one.
fn join(call: &mut Call<'_>, order: &Order, id: &str, host: &str) -> Option<String> {
    let region = &mut call.world.regions[call.region];
    let mut groups = region.server_groups.iter_mut();
    let Some(group) = groups.find(|known| Some(&known.id) == order.group.as_ref()) else {
        return Some(host.to_owned());
    };
    let members = region
        .servers
        .iter()
        .filter(|server| !server.is_gone() && group.members.contains(&server.id));
    let mut taken = members.map(|server| server.host_id.as_str());
    let found = match group.policy {
        "affinity" => Some(taken.next().unwrap_or(host).to_owned()),
        "anti-affinity" => {
            let taken: Vec<&str> = taken.collect();
            let mut hosts = (0..4).map(host_id);
            hosts.find(|host| !taken.contains(&host.as_str()))
        }
        _ => Some(host.to_owned()),
    };
    group.members.push(id.to_owned());
    found
}

/// The volumes of one server; those that exist are reserved at once.
fn disks(call: &mut Call<'_>, order: &Order, server: &str) -> Vec<Disk> {
    let world = &mut *call.world;
    let mut disks = order.disks.clone();
    for disk in &mut disks {
        if disk.id.is_empty() {
            disk.id = world.uuid();
        }
        disk.attachment = world.uuid();
        if matches!(disk.source, Source::Volume(_)) {
            world.regions[call.region].reserve(server, disk, world.now);
        }
    }
    disks
}

fn connect(call: &mut Call<'_>, order: &Order, server: &mut Server) {
    let world = &mut *call.world;
    let groups = world.regions[call.region].group_ids(server.project, &order.groups);
    for link in &order.links {
        let region = &mut world.regions[call.region];
        let nic = match link {
            Link::Port(id) => region.lend(id),
            Link::Network(network, address) => {
                let addresses = match address {
                    Some(address) => region.address(network, address).into_iter().collect(),
                    None => region.addresses(network),
                };
                let (id, mac) = (world.uuid(), world.mac());
                let mut port = Port::new(id, network, mac, world.now);
                port.project = server.project;
                port.addresses = addresses;
                port.groups.clone_from(&groups);
                Some(Nic {
                    port,
                    lent: false,
                    tag: None,
                })
            }
        };
        server.nics.extend(nic);
    }
}

/// What will be found wrong on the compute host.
fn flaw(region: &Region, order: &Order, server: &Server) -> Option<String> {
    let id = &server.id;
    let why = if server.name.starts_with("fail-") {
        "the demo fails every server whose name starts with \"fail-\"".to_owned()
    } else {
        order.links.iter().find_map(|link| match link {
            Link::Network(network, Some(address)) if region.address(network, address).is_none() => {
                Some(format!(
                    "Invalid input received: Fixed IP {address} is not a valid ip address for \
                     network {network}."
                ))
            }
            _ => None,
        })?
    };
    Some(format!("Build of instance {id} aborted: {why}"))
}

/// How the build goes. `jitter`: no two servers take exactly as long.
fn future(jitter: u64, disks: &[Disk], request: &str, flaw: Option<String>) -> Vec<(u64, Step)> {
    let mut steps = vec![(600, Step::Task("networking")), (600, Step::Placed)];
    let mut later = 0;
    if !disks.is_empty() {
        steps.push((1200, Step::Task("block_device_mapping")));
        later = 1700;
    }
    for disk in disks {
        let disk = Box::new(disk.clone());
        steps.push((1200, Step::Fill(disk.clone(), request.to_owned())));
        steps.push((3100, Step::Attach(disk)));
    }
    steps.push((later + 1700 + jitter / 2, Step::Task("spawning")));
    if let Some(message) = flaw {
        steps.push((later + 3500 + jitter, Step::Failed(message)));
    } else {
        steps.push((later + 2500 + jitter / 2, Step::Plugged));
        steps.push((later + 4200 + jitter, Step::Launched));
        steps.push((later + 4200 + jitter, Step::Settle("active", 1)));
    }
    steps
}

const HOSTS: [&str; 4] = [
    "dac753e552df6807247e50e9f1e0fbc9067bbab7638ce7cc25cb32b0",
    "1f0b9c2dd1e64f4c8e1ba9a2f6c1c7a83f5d42e7b0a96c1d8e5f7a21",
    "7be2a4410c5d4f5e9b83c6e1d02f9a776e1c3b5a8d4f60219c7e5d38",
    "c94d8e7f3b2a41609f5e8d7c6b5a49382716f5e4d3c2b1a0f9e8d7c6",
];

/// What only administrators learn; empty without a host.
pub(super) fn host_name(region: &str, host_id: &str) -> String {
    let host = HOSTS.iter().position(|known| *known == host_id);
    host.map_or_else(String::new, |host| format!("{region}-compute-{}", host + 1))
}

pub(in super::super) fn host_id(host: u64) -> String {
    HOSTS[usize::try_from(host % 4).unwrap_or_default()].to_owned()
}

fn strings(value: &Value) -> Vec<String> {
    let words = value.as_array().into_iter().flatten();
    words
        .filter_map(|word| word.as_str().map(str::to_owned))
        .collect()
}

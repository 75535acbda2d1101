//! As many more servers as one likes, to try a panel with thousands of rows: each a copy of one
//! that stands in the first region, with a name and an address of its own.

use super::super::world::{Address, DEMO, Network, Nic, Port, Quota, Server, Subnet, World};
use super::{HOUR, ago};

const NETWORK: &str = "fleet";
/// Hosts in what looks like the last part of an address.
const HOSTS: usize = 250;

/// Adds `count` servers to the first region; nothing is scheduled to happen to them. The quota
/// grows with them, so that as many more can be launched as before.
pub(in crate::demo) fn fill(world: &mut World, count: usize) {
    let region = &world.regions[0];
    let still = |server: &&Server| server.project == DEMO.id && server.task.is_none();
    let like: Vec<Server> = region.servers.iter().filter(still).cloned().collect();
    let first = region.servers.len();
    // Addresses go on where an earlier filling ended.
    let earlier = usize::try_from(region.filled.instances).unwrap_or_default();
    if like.is_empty() || count == 0 {
        return;
    }
    let (network, subnet) = network(world);
    for (number, like) in (0..count).zip(like.iter().cycle()) {
        let created = ago(world.now, HOUR * (1 + number as u64 % 5000));
        let stem = like.name.split('-').next().unwrap_or("vm");
        let name = format!("{stem}-{:05}", first + number);
        let mut server = Server::new(world.uuid(), &name, like.flavor.clone(), created);
        let (id, hostname) = (server.id, server.hostname);
        let mut port = Port::new(world.uuid(), &network, world.mac(), created);
        port.project = DEMO.id;
        port.addresses = vec![Address {
            addr: address(earlier + number),
            version: 4,
            subnet: subnet.clone(),
        }];
        let region = &mut world.regions[0];
        port.groups = region.group_ids(DEMO.id, &like.security_groups);
        region.filled = region.filled.and(Quota {
            instances: 1,
            cores: like.flavor.vcpus,
            ram: like.flavor.ram,
            ports: 1,
            ..Quota::default()
        });
        server = Server {
            id,
            name,
            hostname,
            created,
            launched: like.launched.map(|_| created),
            updated: created,
            nics: vec![Nic {
                port,
                lent: false,
                tag: None,
            }],
            volumes: Vec::new(),
            reservation: format!("r-{}", world.word(8)),
            ..like.clone()
        };
        world.regions[0].servers.push(server);
    }
}

/// From `10.64.0.2` upwards; what ends in `.255.x` is left to those launched later.
fn address(number: usize) -> String {
    let (high, low) = (number / HOSTS, number % HOSTS);
    format!("10.{}.{}.{}", 64 + high / HOSTS, high % HOSTS, 2 + low)
}

/// A network of its own, wide enough for them; gives its id and its subnet's.
fn network(world: &mut World) -> (String, String) {
    if let Some(known) = world.regions[0]
        .networks
        .iter()
        .find(|network| network.name == NETWORK)
    {
        return (known.id.clone(), known.subnets[0].id.clone());
    }
    let (id, subnet) = (world.uuid(), world.uuid());
    world.regions[0].networks.push(Network {
        id: id.clone(),
        name: NETWORK,
        project: DEMO.id,
        shared: false,
        external: false,
        mtu: 1500,
        subnets: vec![Subnet {
            id: subnet.clone(),
            name: NETWORK.to_owned(),
            prefix: "10.64.255.",
            cidr: "10.64.0.0/10",
            gateway: "10.64.255.1",
            version: 4,
            last_host: 1,
        }],
        created: world.now,
    });
    (id, subnet)
}

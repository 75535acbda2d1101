//! Networks and security groups.

use super::super::world::{
    ADMIN_PROJECT, DEMO, DEMO2, Network, Rule, SecurityGroup, Subnet, World,
};
use super::{DAY, ago};

struct Plan {
    name: &'static str,
    project: &'static str,
    external: bool,
    /// Name, prefix of an address, CIDR, gateway, version.
    subnets: &'static [(&'static str, &'static str, &'static str, &'static str, u8)],
}

const ONE: [Plan; 4] = [
    Plan {
        name: "Ext-Net",
        project: ADMIN_PROJECT.id,
        external: true,
        subnets: &[
            ("Ext-Net-IPv4", "198.18.", "198.18.0.0/16", "198.18.0.1", 4),
            (
                "Ext-Net-IPv6",
                "2001:db8:1::",
                "2001:db8:1::/64",
                "2001:db8:1::",
                6,
            ),
        ],
    },
    Plan {
        name: "private",
        project: DEMO.id,
        external: false,
        subnets: &[("private-subnet", "10.0.0.", "10.0.0.0/24", "10.0.0.1", 4)],
    },
    Plan {
        name: "backend",
        project: DEMO.id,
        external: false,
        subnets: &[(
            "backend-subnet",
            "172.16.8.",
            "172.16.8.0/24",
            "172.16.8.1",
            4,
        )],
    },
    Plan {
        name: "no-subnet",
        project: DEMO.id,
        external: false,
        subnets: &[],
    },
];

/// A single network, which a launch then takes without being asked.
const TWO: [Plan; 1] = [Plan {
    name: "Ext-Net",
    project: ADMIN_PROJECT.id,
    external: true,
    subnets: &[
        ("Ext-Net-IPv4", "198.19.", "198.19.0.0/16", "198.19.0.1", 4),
        (
            "Ext-Net-IPv6",
            "2001:db8:2::",
            "2001:db8:2::/64",
            "2001:db8:2::",
            6,
        ),
    ],
}];

pub(super) fn put(world: &mut World, region: usize) {
    let plans: &[Plan] = if region == 0 { &ONE } else { &TWO };
    let created = ago(world.now, 400 * DAY);
    for plan in plans {
        let mut subnets = Vec::new();
        for (name, prefix, cidr, gateway, version) in plan.subnets {
            subnets.push(Subnet {
                id: world.uuid(),
                name: (*name).to_owned(),
                prefix,
                cidr,
                gateway,
                version: *version,
                last_host: 10,
            });
        }
        let network = Network {
            id: world.uuid(),
            name: plan.name,
            project: plan.project,
            shared: plan.external,
            external: plan.external,
            mtu: if plan.external { 1500 } else { 1450 },
            subnets,
            created,
        };
        world.regions[region].networks.push(network);
    }
    for project in [DEMO.id, DEMO2.id, ADMIN_PROJECT.id] {
        group(
            world,
            region,
            project,
            "default",
            "Default security group",
            &[],
        );
    }
    if region == 0 {
        group(
            world,
            region,
            DEMO.id,
            "web",
            "HTTP, HTTPS and SSH",
            &[22, 80, 443],
        );
        group(
            world,
            region,
            DEMO.id,
            "database",
            "PostgreSQL from the backend",
            &[5432],
        );
    }
}

fn group(
    world: &mut World,
    region: usize,
    project: &'static str,
    name: &'static str,
    description: &'static str,
    ports: &[u16],
) {
    let mut rules = Vec::new();
    for ethertype in ["IPv4", "IPv6"] {
        rules.push(Rule {
            id: world.uuid(),
            ingress: false,
            ethertype,
            protocol: None,
            ports: None,
            remote: None,
            remote_group: None,
        });
    }
    for port in ports {
        rules.push(Rule {
            id: world.uuid(),
            ingress: true,
            ethertype: "IPv4",
            protocol: Some("tcp"),
            ports: Some((*port, *port)),
            remote: Some(if *port == 5432 {
                "172.16.8.0/24"
            } else {
                "0.0.0.0/0"
            }),
            remote_group: None,
        });
    }
    let group = SecurityGroup {
        id: world.uuid(),
        name,
        project,
        description,
        rules,
        created: ago(world.now, 380 * DAY),
    };
    world.regions[region].security_groups.push(group);
}

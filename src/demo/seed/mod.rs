//! What a newcomer finds: two regions whose content shows every state a panel must cope with.

mod boot_log;
mod flavors;
mod fleet;
mod history;
mod images;
mod networks;
mod particulars;
mod servers;
mod storage;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

pub(super) use boot_log::serial_log;
pub(super) use fleet::fill;

use super::REGIONS;
use super::nova;
use super::world::{DEMO, DEMO_USER, Keypair, Region, ServerGroup, World};

const KEYS: [(usize, &str, &str, u64); 3] = [
    (
        0,
        "laptop",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPjcml5Nn9M9j1mSgzhf3/E+pQ2DlGhSFl4fHTYG2imL laptop@demo",
        210,
    ),
    (
        0,
        "build-server",
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQDBU+eEZICnG/QqNmcX1cTHyZd/AfiqV8JqQwnQBQ78ORLYx0A1WHnTNLM6h+duCPZNuuVkQzDB5OeuIn+zPBZKX7uZtWFRPNCOucr4DyoDry2lgaVDnUukQmvgmWgsiNEc0QivExgZUKdeHmX7qkl7XpzezH+WBnfh9X6ek/cEWqKxcAVhXl7lR6z51dtH+Wn8nO02HPRIHfeVb9IhH6BGBx1d+PJsLOkECLessf8IFyeBOZn2IJem7Ntu4Xp6WY83nP6CCNBlQt/AXgC9f8aP39qxW2WWVkt/cI1lbg+ErqlOOMPwgTdD/hGuz7JEKT0h4f6a52nRkjzV+7jOYq7MZjCDwKQ1lE9pBz4tL/etoZT+b26fYrMGm1TeucGP7BYhAiSVtW5CwcnyjPE8NmMRzIfiOqMre5se+d7Gz3WVFG/IsJG6X/oPMh311/OvXtBqNj6Nt2aOuzGplmitvCN3bDlPgiB9JNjudtVSu8ajyshKgABD3eOm+mmkR8373kc= build-server@demo",
        95,
    ),
    (
        1,
        "edge",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPjcml5Nn9M9j1mSgzhf3/E+pQ2DlGhSFl4fHTYG2imL edge@demo",
        40,
    ),
];

pub(super) fn world(now: Timestamp) -> World {
    let mut world = World::new(now);
    for name in REGIONS {
        world.regions.push(Region {
            name,
            zones: vec!["nova"],
            ..Region::default()
        });
    }
    world.regions[0].zones = vec!["nova", "gra-a", "gra-b"];
    // The second region keeps for an hour what was deleted there.
    world.regions[1].reclaim = Some(60 * MINUTE);
    for region in 0..REGIONS.len() {
        flavors::put(&mut world, region);
        networks::put(&mut world, region);
        images::put(&mut world, region);
    }
    keys(&mut world);
    servers::put(&mut world);
    particulars::put(&mut world);
    for (name, policy) in [("spread", "soft-anti-affinity"), ("together", "affinity")] {
        let id = world.uuid();
        let members = world.regions[0]
            .servers
            .iter()
            .filter(|server| name == "spread" && server.name.starts_with("web-"))
            .map(|server| server.id.clone())
            .collect();
        world.regions[0].server_groups.push(ServerGroup {
            id,
            name,
            policy,
            project: DEMO.id,
            members,
        });
    }
    storage::put(&mut world);
    history::put(&mut world);
    world
}

fn keys(world: &mut World) {
    for (id, (region, name, public_key, days)) in (1..).zip(KEYS) {
        let created = ago(world.now, days * DAY);
        world.regions[region].keypairs.push(Keypair {
            id,
            name: name.to_owned(),
            user: DEMO_USER.id,
            public_key: public_key.to_owned(),
            fingerprint: nova::fingerprint(public_key).unwrap_or_default(),
            kind: "ssh".to_owned(),
            created,
        });
    }
}

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

fn ago(now: Timestamp, seconds: u64) -> Timestamp {
    SignedDuration::try_from(Duration::from_secs(seconds))
        .ok()
        .and_then(|by| now.checked_sub(by).ok())
        .unwrap_or(now)
}

//! The state of both regions, and the queue of what is going to happen to it. There are no
//! background tasks: before a request is served, everything that is due happens, in its order and
//! at its own time.

mod console;
mod image;
mod port;
mod project;
mod server;
mod step;
mod volume;

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use jiff::Timestamp;

pub(super) use console::Console;
pub(super) use image::{Image, Visibility};
pub(super) use port::{Nic, Port, Router};
pub(super) use project::{
    ADMIN, ADMIN_PROJECT, DEMO, DEMO_USER, DEMO2, KEYPAIR_QUOTA, PROJECTS, Project, Quota, USERS,
    User,
};
pub(super) use server::{Action, Address, Attached, Event, Flavor, Lock, Server, Stage};
pub(super) use step::{Step, Subject};
pub(super) use volume::{Disk, Holder, Snapshot, Source, VOLUME_TYPES, Volume};

use super::clock::later;

pub(super) struct World {
    pub(super) now: Timestamp,
    /// Nova knows 2.1 to 2.this.
    pub(super) max_minor: u32,
    pub(super) regions: Vec<Region>,
    pub(super) tokens: HashMap<String, Token>,
    /// Region and type of the services left out of the catalog.
    pub(super) hidden: Vec<(String, String)>,
    queue: BTreeMap<(Timestamp, u64), (Subject, Step)>,
    queued: u64,
    dice: Dice,
}

#[derive(Default)]
pub(super) struct Region {
    pub(super) name: &'static str,
    pub(super) servers: Vec<Server>,
    pub(super) images: Vec<Image>,
    pub(super) flavors: Vec<Flavor>,
    pub(super) networks: Vec<Network>,
    pub(super) security_groups: Vec<SecurityGroup>,
    pub(super) floating_ips: Vec<FloatingIp>,
    pub(super) keypairs: Vec<Keypair>,
    pub(super) server_groups: Vec<ServerGroup>,
    pub(super) zones: Vec<&'static str>,
    /// Seconds for which deleted servers are kept; `None`: they are gone at once.
    pub(super) reclaim: Option<u64>,
    pub(super) ports: Vec<Port>,
    pub(super) routers: Vec<Router>,
    pub(super) volumes: Vec<Volume>,
    pub(super) snapshots: Vec<Snapshot>,
    /// What was added beside the usual servers.
    pub(super) filled: Quota,
}

pub(super) struct Network {
    pub(super) id: String,
    pub(super) name: &'static str,
    pub(super) project: &'static str,
    pub(super) shared: bool,
    pub(super) external: bool,
    pub(super) mtu: u32,
    pub(super) subnets: Vec<Subnet>,
    pub(super) created: Timestamp,
}

pub(super) struct Subnet {
    pub(super) id: String,
    pub(super) name: String,
    /// What an address starts with, `10.0.0.` or `2001:db8:1::`.
    pub(super) prefix: &'static str,
    pub(super) cidr: &'static str,
    pub(super) gateway: &'static str,
    pub(super) version: u8,
    /// The host part given out last.
    pub(super) last_host: u32,
}

pub(super) struct SecurityGroup {
    pub(super) id: String,
    pub(super) name: &'static str,
    pub(super) project: &'static str,
    pub(super) description: &'static str,
    pub(super) rules: Vec<Rule>,
    pub(super) created: Timestamp,
}

pub(super) struct Rule {
    pub(super) id: String,
    pub(super) ingress: bool,
    pub(super) ethertype: &'static str,
    pub(super) protocol: Option<&'static str>,
    /// Lowest and highest.
    pub(super) ports: Option<(u16, u16)>,
    pub(super) remote: Option<&'static str>,
    /// The id of a group, whose members may.
    pub(super) remote_group: Option<String>,
}

#[derive(Clone)]
pub(super) struct FloatingIp {
    pub(super) id: String,
    pub(super) address: String,
    pub(super) fixed_address: Option<String>,
    pub(super) port: Option<String>,
    pub(super) network: String,
    pub(super) project: &'static str,
    pub(super) description: String,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
    /// How often it was changed.
    pub(super) revision: u32,
}

pub(super) struct Keypair {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) user: &'static str,
    pub(super) public_key: String,
    pub(super) fingerprint: String,
    pub(super) kind: String,
    pub(super) created: Timestamp,
}

pub(super) struct ServerGroup {
    pub(super) id: String,
    pub(super) name: &'static str,
    pub(super) policy: &'static str,
    pub(super) project: &'static str,
    pub(super) members: Vec<String>,
}

pub(super) struct Token {
    pub(super) user: &'static User,
    pub(super) project: Option<&'static Project>,
    pub(super) methods: Vec<String>,
    pub(super) issued: Timestamp,
    pub(super) expires: Timestamp,
    pub(super) audit_ids: Vec<String>,
}

impl World {
    pub(super) fn new(now: Timestamp) -> Self {
        Self {
            now,
            max_minor: 104,
            regions: Vec::new(),
            tokens: HashMap::new(),
            hidden: Vec::new(),
            queue: BTreeMap::new(),
            queued: 0,
            dice: Dice(0x5EED),
        }
    }

    /// Lets everything happen that is due by `now`.
    pub(super) fn catch_up(&mut self, now: Timestamp) {
        while let Some(due) = self.queue.first_entry() {
            if due.key().0 > now {
                break;
            }
            let ((time, _), (subject, step)) = due.remove_entry();
            self.now = self.now.max(time);
            step::apply(self, &subject, step);
        }
        self.now = self.now.max(now);
    }

    /// `steps` are given in milliseconds from now.
    pub(super) fn schedule(
        &mut self,
        subject: &Subject,
        steps: impl IntoIterator<Item = (u64, Step)>,
    ) {
        for (millis, step) in steps {
            let due = later(self.now, Duration::from_millis(millis));
            self.queue
                .insert((due, self.queued), (subject.clone(), step));
            self.queued += 1;
        }
    }

    pub(super) fn uuid(&mut self) -> String {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.dice.roll().to_be_bytes());
        bytes[8..].copy_from_slice(&self.dice.roll().to_be_bytes());
        uuid::Builder::from_random_bytes(bytes)
            .into_uuid()
            .to_string()
    }

    /// A number below `limit`, for ids and for the small differences between servers.
    pub(super) fn roll(&mut self, limit: u64) -> u64 {
        self.dice.roll() % limit.max(1)
    }

    /// `length` lower-case letters and digits, as in `r-zd9sx904`.
    pub(super) fn word(&mut self, length: usize) -> String {
        const LETTERS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
        (0..length)
            .map(|_| {
                let index = usize::try_from(self.roll(36)).unwrap_or_default();
                char::from(LETTERS[index])
            })
            .collect()
    }

    pub(super) fn mac(&mut self) -> String {
        let bytes = self.dice.roll().to_be_bytes();
        format!(
            "fa:16:3e:{:02x}:{:02x}:{:02x}",
            bytes[0], bytes[1], bytes[2]
        )
    }

    /// Does something with dice of its own: what the world holds already, and what it will hold,
    /// keeps the ids it would have had.
    pub(super) fn aside(&mut self, seed: u64, act: impl FnOnce(&mut Self)) {
        let dice = std::mem::replace(&mut self.dice, Dice(seed));
        act(self);
        self.dice = dice;
    }

    /// What a project may have in a region. The servers it was filled with take nothing away.
    pub(super) fn quota(&self, region: usize, project: &Project) -> Quota {
        if project.id == DEMO.id {
            return project.quota.and(self.regions[region].filled);
        }
        project.quota
    }

    /// The project's servers that still count, and what they use: number, cores, MiB of memory.
    pub(super) fn usage(&self, region: usize, project: &str) -> (i64, i64, i64) {
        self.regions[region]
            .servers
            .iter()
            .filter(|server| server.project == project && !server.is_gone() && !server.is_kept())
            .fold((0, 0, 0), |(instances, cores, ram), server| {
                (
                    instances + 1,
                    cores + server.flavor.vcpus,
                    ram + server.flavor.ram,
                )
            })
    }
}

impl Region {
    pub(super) fn server(&mut self, id: &str) -> Option<&mut Server> {
        self.servers.iter_mut().find(|server| server.id == id)
    }

    pub(super) fn image(&mut self, id: &str) -> Option<&mut Image> {
        self.images.iter_mut().find(|image| image.id == id)
    }

    pub(super) fn flavor(&self, id: &str) -> Option<&Flavor> {
        self.flavors.iter().find(|flavor| flavor.id == id)
    }

    /// The next free address of each subnet of a network.
    pub(super) fn addresses(&mut self, network: &str) -> Vec<Address> {
        let taken = self.taken(network);
        let Some(network) = self.networks.iter_mut().find(|known| known.id == network) else {
            return Vec::new();
        };
        let subnets = network.subnets.iter_mut();
        subnets
            .map(|subnet| {
                let mut next = subnet.next();
                for _ in 0..taken.len() {
                    if !taken.contains(&next.addr) {
                        break;
                    }
                    next = subnet.next();
                }
                next
            })
            .collect()
    }

    /// An address of the caller's choice, if a subnet of the network has it.
    pub(super) fn address(&self, network: &str, addr: &str) -> Option<Address> {
        let network = self.networks.iter().find(|known| known.id == network)?;
        let mut subnets = network.subnets.iter();
        let subnet = subnets.find(|subnet| addr.starts_with(subnet.prefix))?;
        Some(Address {
            addr: addr.to_owned(),
            version: subnet.version,
            subnet: subnet.id.clone(),
        })
    }

    pub(super) fn network_name(&self, id: &str) -> &'static str {
        self.networks
            .iter()
            .find(|network| network.id == id)
            .map_or("", |network| network.name)
    }
}

impl FloatingIp {
    pub(super) fn new(
        id: String,
        address: &str,
        network: &str,
        project: &'static str,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            address: address.to_owned(),
            fixed_address: None,
            port: None,
            network: network.to_owned(),
            project,
            description: String::new(),
            created: now,
            updated: now,
            revision: 0,
        }
    }
}

impl Subnet {
    fn next(&mut self) -> Address {
        self.last_host += 1;
        let addr = match (self.version, self.prefix.matches('.').count()) {
            (6, _) => format!("{}{:x}", self.prefix, self.last_host),
            // A /16: two bytes of host.
            (_, 2) => format!(
                "{}{}.{}",
                self.prefix,
                self.last_host / 250,
                self.last_host % 250 + 2
            ),
            _ => format!("{}{}", self.prefix, self.last_host % 250 + 2),
        };
        Address {
            addr,
            version: self.version,
            subnet: self.id.clone(),
        }
    }
}

/// `SplitMix64`: the same ids in every run, so that screens of the demo can be compared.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

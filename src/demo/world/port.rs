//! Ports, those of servers and those that nothing uses yet, and routers.

use jiff::Timestamp;

use super::{Address, Region};

#[derive(Debug, Clone)]
pub(crate) struct Port {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) network: String,
    pub(crate) project: &'static str,
    pub(crate) mac: String,
    pub(crate) addresses: Vec<Address>,
    /// Ids of security groups.
    pub(crate) groups: Vec<String>,
    pub(crate) admin_up: bool,
    /// `port_security_enabled`.
    pub(crate) secured: bool,
    /// `binding:vnic_type`.
    pub(crate) vnic_type: String,
    pub(crate) description: String,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
    /// How often it was changed.
    pub(crate) revision: u32,
}

/// The port of a server.
#[derive(Debug, Clone)]
pub(crate) struct Nic {
    pub(crate) port: Port,
    /// It was there before the server and will be there after it.
    pub(crate) lent: bool,
    pub(crate) tag: Option<String>,
}

impl Port {
    pub(crate) fn new(id: String, network: &str, mac: String, now: Timestamp) -> Self {
        Self {
            id,
            name: String::new(),
            network: network.to_owned(),
            project: "",
            mac,
            addresses: Vec::new(),
            groups: Vec::new(),
            admin_up: true,
            secured: true,
            vnic_type: "normal".to_owned(),
            description: String::new(),
            created: now,
            updated: now,
            revision: 4,
        }
    }

    fn has(&self, network: &str, addr: &str) -> bool {
        let mut addresses = self.addresses.iter();
        self.network == network && addresses.any(|address| address.addr == addr)
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Router {
    pub(crate) id: String,
    pub(crate) name: &'static str,
    pub(crate) project: &'static str,
    /// The external network, and the addresses there.
    pub(crate) gateway: String,
    pub(crate) gateway_addresses: Vec<Address>,
    pub(crate) interfaces: Vec<Port>,
    pub(crate) created: Timestamp,
}

impl Region {
    /// A server takes over a port of its project that is still free.
    pub(crate) fn lend(&mut self, id: &str) -> Option<Nic> {
        let index = self.ports.iter().position(|port| port.id == id)?;
        let port = self.ports.remove(index);
        Some(Nic {
            port,
            lent: true,
            tag: None,
        })
    }

    /// A server loses one of its ports, or a failed attempt to give it one is undone: what was
    /// lent is free again, what was made for it is gone, and a floating IP stays behind unused.
    pub(crate) fn give_back(&mut self, nic: Nic) {
        if nic.lent {
            self.ports.push(nic.port);
            return;
        }
        for ip in &mut self.floating_ips {
            if ip.port.as_ref() == Some(&nic.port.id) {
                ip.port = None;
                ip.fixed_address = None;
            }
        }
    }

    /// What a server that is gone, or failed to build, gives back: volumes and ports.
    pub(crate) fn release(&mut self, server: &str, now: Timestamp) {
        self.release_volumes(server, now);
        let Some(server) = self.servers.iter_mut().find(|known| known.id == server) else {
            return;
        };
        for nic in std::mem::take(&mut server.nics) {
            self.give_back(nic);
        }
    }

    /// Ports of a project, its routers' included.
    pub(crate) fn port_count(&self, project: &str) -> i64 {
        let servers = self.servers.iter().filter(|server| !server.is_gone());
        let nics = servers.flat_map(|server| &server.nics).map(|nic| &nic.port);
        let routers = self.routers.iter().flat_map(|router| &router.interfaces);
        let ports = nics.chain(&self.ports).chain(routers);
        let count = ports.filter(|port| port.project == project).count();
        i64::try_from(count).unwrap_or(i64::MAX)
    }

    /// Ids of a project's security groups, by name.
    pub(crate) fn group_ids(&self, project: &str, names: &[String]) -> Vec<String> {
        let own = |name: &String| {
            let mut groups = self.security_groups.iter();
            groups.find(|group| group.project == project && group.name == name)
        };
        let groups = names.iter().filter_map(own);
        groups.map(|group| group.id.clone()).collect()
    }

    /// Addresses of a network that are in use.
    pub(super) fn taken(&self, network: &str) -> Vec<String> {
        let servers = self.servers.iter().filter(|server| !server.is_gone());
        let nics = servers
            .flat_map(|server| &server.nics)
            .filter(|nic| nic.port.network == network)
            .flat_map(|nic| &nic.port.addresses);
        let ports = self.ports.iter().filter(|port| port.network == network);
        nics.chain(ports.flat_map(|port| &port.addresses))
            .map(|address| address.addr.clone())
            .collect()
    }

    /// To which server or router an address of a network belongs; a free port has neither.
    pub(crate) fn holder_of(&self, network: &str, addr: &str) -> Option<String> {
        let servers = self.servers.iter().filter(|server| {
            let mut nics = server.nics.iter();
            !server.is_gone() && nics.any(|nic| nic.port.has(network, addr))
        });
        let routers = self.routers.iter().filter(|router| {
            let mut ports = router.interfaces.iter();
            ports.any(|port| port.has(network, addr))
        });
        let mut ports = self.ports.iter();
        servers
            .map(|server| server.id.clone())
            .chain(routers.map(|router| router.id.clone()))
            .next()
            .or_else(|| ports.any(|port| port.has(network, addr)).then(String::new))
    }
}

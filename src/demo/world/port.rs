//! Ports that belong to no server, and routers.

use jiff::Timestamp;

use super::{Address, Nic, Region};

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
    pub(crate) created: Timestamp,
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
            network: port.network.clone(),
            network_name: self.network_name(&port.network),
            port: port.id.clone(),
            mac: port.mac.clone(),
            addresses: port.addresses.clone(),
            lent: Some(port),
        })
    }

    /// What a server that is gone, or failed to build, gives back: volumes and ports.
    pub(crate) fn release(&mut self, server: &str, now: Timestamp) {
        self.release_volumes(server, now);
        let Some(server) = self.servers.iter_mut().find(|known| known.id == server) else {
            return;
        };
        let nics = std::mem::take(&mut server.nics);
        self.ports
            .extend(nics.into_iter().filter_map(|nic| nic.lent));
    }

    /// Addresses of a network that are in use.
    pub(super) fn taken(&self, network: &str) -> Vec<String> {
        let servers = self.servers.iter().filter(|server| !server.is_gone());
        let nics = servers
            .flat_map(|server| &server.nics)
            .filter(|nic| nic.network == network)
            .flat_map(|nic| &nic.addresses);
        let ports = self.ports.iter().filter(|port| port.network == network);
        nics.chain(ports.flat_map(|port| &port.addresses))
            .map(|address| address.addr.clone())
            .collect()
    }

    /// To which server or router an address of a network belongs; a free port has neither.
    pub(crate) fn holder_of(&self, network: &str, addr: &str) -> Option<String> {
        let has = |addresses: &[Address]| addresses.iter().any(|address| address.addr == addr);
        let servers = self.servers.iter().filter(|server| {
            let mut nics = server.nics.iter();
            !server.is_gone() && nics.any(|nic| nic.network == network && has(&nic.addresses))
        });
        let routers = self.routers.iter().filter(|router| {
            let mut ports = router.interfaces.iter();
            ports.any(|port| port.network == network && has(&port.addresses))
        });
        let mut ports = self.ports.iter();
        servers
            .map(|server| server.id.clone())
            .chain(routers.map(|router| router.id.clone()))
            .next()
            .or_else(|| {
                ports
                    .any(|port| port.network == network && has(&port.addresses))
                    .then(String::new)
            })
    }
}

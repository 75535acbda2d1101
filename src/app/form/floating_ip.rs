//! Associate Floating IP and Disassociate Floating IP.

use super::offer::{both, left, load_of};
use super::{Column, Dialog, Fields, Id, Input, Note, Offer, Row, View, command, option};
use crate::cloud::message::{Read, Write};
use crate::openstack::compute::Server;
use crate::openstack::id::{NetworkId, PortId};
use crate::openstack::network::{FloatingIp, ServerPort};

const IPS: &[Column] = &[left("ADDRESS"), left("FROM"), left("DESCRIPTION")];
const ADDRESSES: &[Column] = &[left("FIXED IP"), left("NETWORK")];
const ASSOCIATED: &[Column] = &[left("ADDRESS"), left("FIXED IP"), left("DESCRIPTION")];
/// Before the id of a network: the row that takes a new floating IP from it.
const NEW: &str = "new:";

#[derive(Debug)]
pub(super) struct Associate;

impl Dialog for Associate {
    fn title(&self) -> &'static str {
        "Associate floating IP"
    }

    fn verb(&self) -> &'static str {
        "Associate"
    }

    fn fields(&self, _: &Server) -> Vec<Input> {
        vec![
            Input::one(Id::FloatingIp, "Floating IP").required(),
            Input::one(Id::Address, "For").required(),
        ]
    }

    fn reads(&self, server: &Server) -> Vec<Read> {
        vec![
            Read::FloatingIps,
            Read::ServerPorts(server.id.clone()),
            Read::Networks,
            Read::RoutedNetworks,
        ]
    }

    fn arrived(&self, fields: &mut Fields, view: View<'_>) {
        let addresses = self.offer(Id::Address, fields, view);
        if let Some(first) = addresses.first() {
            fields.propose(Id::Address, vec![first.id.clone()]);
        }
        // Not before the list is there: a new one costs, a free one does not.
        let is_known = view.world.choices.floating_ips.get().is_some();
        let ips = self.offer(Id::FloatingIp, fields, view);
        if let Some(first) = ips.first().filter(|_| is_known) {
            fields.propose(Id::FloatingIp, vec![first.id.clone()]);
        }
    }

    fn offer<'a>(&self, id: Id, _: &Fields, view: View<'a>) -> Offer<'a> {
        match id {
            Id::Address => addresses(view),
            _ => ips(view),
        }
    }

    fn notes(&self, fields: &Fields, view: View<'_>) -> Vec<Note> {
        let network = new_from(fields).map(|network| view.world.choices.network_name(&network));
        let taken = network.map(|network| {
            Note::Fact(format!(
                "A new address is taken from {network}. It stays in the project, and may cost, \
                 until it is released."
            ))
        });
        taken.into_iter().collect()
    }

    fn commands(&self, fields: &Fields, view: View<'_>) -> Vec<String> {
        let Some((port, address)) = chosen_address(fields) else {
            return Vec::new();
        };
        if let Some(network) = new_from(fields) {
            let options = [
                option("port", port.as_str()),
                option("fixed-ip-address", address),
            ];
            return vec![command("floating ip create", &options, &[network.as_str()])];
        }
        let ip = fields.one(Id::FloatingIp).and_then(|id| ip_of(id, view));
        ip.map(|ip| {
            let options = [option("fixed-ip-address", address)];
            let arguments = [view.server.id.as_str(), ip.address.as_str()];
            command("server add floating ip", &options, &arguments)
        })
        .into_iter()
        .collect()
    }

    fn writes(&self, fields: &Fields, view: View<'_>) -> Vec<(Write, String)> {
        let Some((port, address)) = chosen_address(fields) else {
            return Vec::new();
        };
        let (server, fixed_ip) = (view.server.id.clone(), Some(address.to_owned()));
        let title = view.server.title();
        if let Some(network) = new_from(fields) {
            let from = view.world.choices.network_name(&network);
            let what = format!("Take a floating IP from {from} for {title}");
            let write = Write::CreateFloatingIp {
                server,
                network,
                port,
                fixed_ip,
            };
            return vec![(write, what)];
        }
        let Some(ip) = fields.one(Id::FloatingIp).and_then(|id| ip_of(id, view)) else {
            return Vec::new();
        };
        let what = format!("Associate {} with {title}", ip.address);
        let write = Write::AssociateFloatingIp {
            server,
            floating_ip: ip.id.clone(),
            port,
            fixed_ip,
        };
        vec![(write, what)]
    }
}

/// The free ones, then those that can be taken anew.
fn ips(view: View<'_>) -> Offer<'_> {
    let choices = view.world.choices;
    let load = both(choices.floating_ips.load(), &choices.networks);
    let nothing = "No floating IP is free, and no external network is in sight.";
    let mut free: Vec<&FloatingIp> = choices.floating_ips.get().into_iter().flatten().collect();
    free.retain(|ip| ip.port.is_none());
    free.sort_by(|a, b| a.address.cmp(&b.address));
    let free = free.into_iter().map(|ip| {
        let from = view.world.choices.network_name(&ip.network);
        let cells = vec![ip.address.clone(), from, ip.description.clone()];
        let obstacle = ip
            .forwards
            .then_some("it forwards ports: it cannot be associated as a whole");
        Row::new(ip.id.as_str(), cells).but(obstacle)
    });
    let networks = choices.networks.get().into_iter().flatten();
    let anew = networks.filter(|network| network.external).map(|network| {
        let cells = vec![
            "a new one".into(),
            view.world.choices.network_name(&network.id),
            String::new(),
        ];
        Row::new(format!("{NEW}{}", network.id), cells)
    });
    Offer::new(IPS, load, nothing).with(free.chain(anew))
}

/// The IPv4 addresses of its interfaces.
fn addresses(view: View<'_>) -> Offer<'_> {
    let ports = view.about().map(|about| &about.ports);
    let load = both(load_of(ports), &view.world.choices.routed);
    let ports = view.about().and_then(|about| about.ports.get());
    let pairs = ports.into_iter().flatten().flat_map(|port| {
        let addresses = port.addresses.iter();
        addresses
            .filter(|address| !address.contains(':'))
            .map(move |address| (port, address))
    });
    let offer = Offer::new(ADDRESSES, load, "It has no IPv4 address.");
    offer.with(pairs.map(|(port, address)| {
        let cells = vec![
            address.clone(),
            view.world.choices.network_name(&port.network),
        ];
        Row::new(format!("{}|{address}", port.id), cells).but(against(port, address, view))
    }))
}

/// Why an address cannot have a floating IP: Neutron wants a router to an external network, and
/// gives an address one at most.
fn against(port: &ServerPort, address: &str, view: View<'_>) -> Option<String> {
    let choices = view.world.choices;
    let has =
        choices.floating_ips.get().into_iter().flatten().find(|ip| {
            ip.port.as_ref() == Some(&port.id) && ip.fixed_ip.as_deref() == Some(address)
        });
    if let Some(ip) = has {
        return Some(format!("it has {} already", ip.address));
    }
    let routed = choices.routed.get()?;
    (!routed.contains(&port.network))
        .then(|| "its network has no router to an external network".into())
}

fn chosen_address(fields: &Fields) -> Option<(PortId, &str)> {
    let (port, address) = fields.one(Id::Address)?.split_once('|')?;
    Some((port.into(), address))
}

/// The network a new one is taken from.
fn new_from(fields: &Fields) -> Option<NetworkId> {
    let network = fields.one(Id::FloatingIp)?.strip_prefix(NEW)?;
    Some(network.into())
}

fn ip_of<'a>(id: &str, view: View<'a>) -> Option<&'a FloatingIp> {
    let ips = view.world.choices.floating_ips.get()?;
    ips.iter().find(|ip| ip.id.as_str() == id)
}

#[derive(Debug)]
pub(super) struct Disassociate;

impl Dialog for Disassociate {
    fn title(&self) -> &'static str {
        "Disassociate floating IP"
    }

    fn verb(&self) -> &'static str {
        "Disassociate"
    }

    fn fields(&self, _: &Server) -> Vec<Input> {
        vec![
            Input::one(Id::FloatingIp, "Floating IP").required(),
            Input::tick(Id::Release, "Release", "give it back to the cloud", false),
        ]
    }

    fn reads(&self, server: &Server) -> Vec<Read> {
        vec![Read::FloatingIps, Read::ServerPorts(server.id.clone())]
    }

    fn arrived(&self, fields: &mut Fields, view: View<'_>) {
        if let Some(first) = self.offer(Id::FloatingIp, fields, view).first() {
            fields.propose(Id::FloatingIp, vec![first.id.clone()]);
        }
    }

    fn offer<'a>(&self, _: Id, _: &Fields, view: View<'a>) -> Offer<'a> {
        let ports = view.about().map(|about| &about.ports);
        let ips = &view.world.choices.floating_ips;
        let offer = Offer::new(
            ASSOCIATED,
            both(load_of(ports), ips),
            "No floating IP is associated with it.",
        );
        let ports = view.about().and_then(|about| about.ports.get());
        let ports: Vec<&PortId> = ports.into_iter().flatten().map(|port| &port.id).collect();
        let ips = ips.get().into_iter().flatten();
        let its = ips.filter(move |ip| ip.port.as_ref().is_some_and(|port| ports.contains(&port)));
        offer.with(its.map(|ip| {
            let fixed = ip.fixed_ip.clone().unwrap_or_default();
            let cells = vec![ip.address.clone(), fixed, ip.description.clone()];
            Row::new(ip.id.as_str(), cells)
        }))
    }

    fn notes(&self, fields: &Fields, view: View<'_>) -> Vec<Note> {
        let Some(ip) = fields.one(Id::FloatingIp).and_then(|id| ip_of(id, view)) else {
            return Vec::new();
        };
        let address = &ip.address;
        let mut notes = vec![Note::Warning(format!(
            "Whoever reaches it by {address} no longer does."
        ))];
        notes.push(if fields.is_ticked(Id::Release) {
            let words =
                format!("{address} is released: anybody may get it, and you may not again.");
            Note::Loss(words)
        } else {
            Note::Fact(format!("{address} stays in the project."))
        });
        notes
    }

    fn writes(&self, fields: &Fields, view: View<'_>) -> Vec<(Write, String)> {
        let Some(ip) = fields.one(Id::FloatingIp).and_then(|id| ip_of(id, view)) else {
            return Vec::new();
        };
        let release = fields.is_ticked(Id::Release);
        let verb = if release {
            "Disassociate and release"
        } else {
            "Disassociate"
        };
        let what = format!("{verb} {} of {}", ip.address, view.server.title());
        let write = Write::DisassociateFloatingIp {
            server: view.server.id.clone(),
            floating_ip: ip.id.clone(),
            release,
        };
        vec![(write, what)]
    }

    fn hurts(&self) -> bool {
        true
    }
}

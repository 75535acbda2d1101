//! Attach Interface and Detach Interface.

use std::net::IpAddr;

use super::address::covers;
use super::groups::addresses;
use super::offer::{left, load_of};
use super::{Column, Dialog, Fields, Id, Input, Note, Offer, Row, View};
use crate::app::launch::problems::network_obstacle;
use crate::cloud::message::{Read, Write};
use crate::openstack::compute::{NewInterface, Server};
use crate::openstack::network::{Network, ServerPort};

const NETWORKS: &[Column] = &[left("NETWORK"), left("SUBNETS")];
const PORTS: &[Column] = &[left("PORT"), left("ADDRESS"), left("NETWORK")];
const ATTACHED: &[Column] = &[
    left("ADDRESS"),
    left("NETWORK"),
    left("MAC"),
    left("STATUS"),
];
const WAYS: &[&str] = &["by network", "by port"];
const BY_PORT: usize = 1;

#[derive(Debug)]
pub(super) struct AttachInterface;

impl Dialog for AttachInterface {
    fn title(&self) -> &'static str {
        "Attach interface"
    }

    fn verb(&self) -> &'static str {
        "Attach interface"
    }

    fn fields(&self, _: &Server) -> Vec<Input> {
        vec![
            Input::radio(Id::How, "Specify", WAYS),
            Input::one(Id::Network, "Network").required(),
            Input::line(Id::FixedIp, "Fixed IP", ""),
            Input::one(Id::FreePort, "Port").required(),
        ]
    }

    fn reads(&self, server: &Server) -> Vec<Read> {
        vec![
            Read::Networks,
            Read::Ports,
            Read::ServerPorts(server.id.clone()),
        ]
    }

    fn arrived(&self, fields: &mut Fields, view: View<'_>) {
        for id in [Id::Network, Id::FreePort] {
            if let Some(only) = self.offer(id, fields, view).only() {
                fields.propose(id, vec![only.id.clone()]);
            }
        }
    }

    fn asks(&self, id: Id, fields: &Fields, _: View<'_>) -> bool {
        let by_port = fields.radio(Id::How) == BY_PORT;
        match id {
            Id::FreePort => by_port,
            Id::Network | Id::FixedIp => !by_port,
            _ => true,
        }
    }

    fn offer<'a>(&self, id: Id, _: &Fields, view: View<'a>) -> Offer<'a> {
        let choices = view.world.choices;
        if id == Id::FreePort {
            let offer = Offer::new(
                PORTS,
                choices.ports.load(),
                "No free ports in this project.",
            );
            return offer.with(choices.ports.get().into_iter().flatten().map(|port| {
                let cells = vec![
                    port.title().to_owned(),
                    port.addresses.join(", "),
                    view.world.choices.network_name(&port.network),
                ];
                Row::new(port.id.as_str(), cells)
            }));
        }
        let mut networks: Vec<&Network> = choices.networks.get().into_iter().flatten().collect();
        networks.sort_by_key(|network| network.name.to_lowercase());
        let offer = Offer::new(NETWORKS, choices.networks.load(), "No networks available.");
        offer.with(networks.into_iter().map(|network| {
            let subnets: Vec<&str> = network.subnets.iter().map(|s| s.cidr.as_str()).collect();
            Row::new(
                network.id.as_str(),
                vec![network.name.clone(), subnets.join(", ")],
            )
            .but(network_obstacle(network))
        }))
    }

    fn problem(&self, id: Id, fields: &Fields, view: View<'_>) -> Option<String> {
        let typed = fields.text(Id::FixedIp);
        if id != Id::FixedIp || typed.is_empty() {
            return None;
        }
        let Ok(address) = typed.parse::<IpAddr>() else {
            return Some("this is no IP address".into());
        };
        let network = chosen_network(fields, view)?;
        let subnets = || network.subnets.iter().map(|subnet| subnet.cidr.as_str());
        (!subnets().any(|cidr| covers(cidr, address))).then(|| {
            let subnets: Vec<&str> = subnets().collect();
            format!("not in {} ({})", network.name, subnets.join(", "))
        })
    }

    fn notes(&self, fields: &Fields, view: View<'_>) -> Vec<Note> {
        let mut notes = Vec::new();
        let ports = view.about().and_then(|about| about.ports.get());
        let network = chosen_network(fields, view);
        let again = ports.into_iter().flatten().find(|port| {
            fields.radio(Id::How) != BY_PORT
                && network.is_some_and(|network| network.id == port.network)
        });
        if let Some(port) = again {
            notes.push(Note::Warning(format!(
                "It is in this network already, as {}.",
                addresses(port)
            )));
        }
        let words = "The guest has to be told to use the new interface.";
        notes.push(Note::Fact(words.into()));
        notes
    }

    fn writes(&self, fields: &Fields, view: View<'_>) -> Vec<(Write, String)> {
        let Some(new) = new_interface(fields) else {
            return Vec::new();
        };
        let to = match &new {
            NewInterface::Network { network, .. } => view.world.choices.network_name(network),
            NewInterface::Port(port) => {
                let mut ports = view.world.choices.ports.get().into_iter().flatten();
                let known = ports.find(|known| known.id == *port);
                format!(
                    "port {}",
                    known.map_or(port.as_str(), |known| known.title())
                )
            }
        };
        let server = view.server.id.clone();
        let what = format!("Attach {} to {to}", view.server.title());
        vec![(Write::AttachInterface { server, new }, what)]
    }
}

fn chosen_network<'a>(fields: &Fields, view: View<'a>) -> Option<&'a Network> {
    let id = fields.one(Id::Network)?;
    let networks = view.world.choices.networks.get()?;
    networks.iter().find(|network| network.id.as_str() == id)
}

fn new_interface(fields: &Fields) -> Option<NewInterface> {
    Some(if fields.radio(Id::How) == BY_PORT {
        NewInterface::Port(fields.one(Id::FreePort)?.into())
    } else {
        NewInterface::Network {
            network: fields.one(Id::Network)?.into(),
            fixed_ip: fields.given(Id::FixedIp),
        }
    })
}

#[derive(Debug)]
pub(super) struct DetachInterface;

impl Dialog for DetachInterface {
    fn title(&self) -> &'static str {
        "Detach interface"
    }

    fn verb(&self) -> &'static str {
        "Detach interface"
    }

    fn fields(&self, _: &Server) -> Vec<Input> {
        vec![Input::one(Id::Port, "Interface").required()]
    }

    fn reads(&self, server: &Server) -> Vec<Read> {
        vec![
            Read::ServerPorts(server.id.clone()),
            Read::Networks,
            Read::FloatingIps,
        ]
    }

    fn offer<'a>(&self, _: Id, _: &Fields, view: View<'a>) -> Offer<'a> {
        let ports = view.about().map(|about| &about.ports);
        let offer = Offer::new(ATTACHED, load_of(ports), "It has no interface.");
        let ports = view.about().and_then(|about| about.ports.get());
        offer.with(ports.into_iter().flatten().map(|port| {
            let cells = vec![
                addresses(port),
                view.world.choices.network_name(&port.network),
                port.mac.clone(),
                port.status.clone(),
            ];
            Row::new(port.id.as_str(), cells)
        }))
    }

    fn notes(&self, fields: &Fields, view: View<'_>) -> Vec<Note> {
        let mut notes = Vec::new();
        let ports = view.about().and_then(|about| about.ports.get());
        if ports.is_some_and(|ports| ports.len() == 1) {
            let words = "It is the last one: the instance is cut off from every network.";
            notes.push(Note::Warning(words.into()));
        }
        let Some(port) = chosen_port(fields, view) else {
            return notes;
        };
        let floating = view.world.choices.floating_ips.get();
        for ip in floating.into_iter().flatten() {
            if ip.port.as_ref() == Some(&port.id) {
                notes.push(Note::Warning(format!(
                    "Floating IP {} is disassociated; it stays in the project.",
                    ip.address
                )));
            }
        }
        notes.push(Note::Loss(format!(
            "{} is gone with the port, unless the port was there before it was attached.",
            addresses(port)
        )));
        notes
    }

    fn writes(&self, fields: &Fields, view: View<'_>) -> Vec<(Write, String)> {
        let Some(port) = chosen_port(fields, view) else {
            return Vec::new();
        };
        let what = format!("Detach {} from {}", addresses(port), view.server.title());
        let write = Write::DetachInterface {
            server: view.server.id.clone(),
            port: port.id.clone(),
        };
        vec![(write, what)]
    }

    fn hurts(&self) -> bool {
        true
    }
}

fn chosen_port<'a>(fields: &Fields, view: View<'a>) -> Option<&'a ServerPort> {
    let id = fields.one(Id::Port)?;
    let ports = view.about()?.ports.get()?;
    ports.iter().find(|port| port.id.as_str() == id)
}

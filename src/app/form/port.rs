//! Edit Port: one interface, with its name, its switches and its security groups.

use super::groups::{addresses, group_rows, groups_of, ids};
use super::offer::{left, load_of};
use super::{Column, Dialog, Fields, Id, Input, Note, Offer, Row, View, command, option, too_long};
use crate::cloud::message::{Read, Write};
use crate::openstack::compute::Server;
use crate::openstack::network::{PortUpdate, ServerPort};

const PORTS: &[Column] = &[
    left("ADDRESS"),
    left("NETWORK"),
    left("NAME"),
    left("STATUS"),
];
const GROUPS: &[Column] = &[left("NAME"), left("LETS IN")];
/// What is said of one port, and of another one not.
const OF_THE_PORT: [Id; 5] = [
    Id::Name,
    Id::AdminState,
    Id::PortSecurity,
    Id::MacLearning,
    Id::Groups,
];

#[derive(Debug)]
pub(super) struct PortForm;

impl Dialog for PortForm {
    fn title(&self) -> &'static str {
        "Edit port"
    }

    fn verb(&self) -> &'static str {
        "Update"
    }

    fn fields(&self, _: &Server) -> Vec<Input> {
        vec![
            Input::one(Id::Port, "Port").required(),
            Input::line(Id::Name, "Name", ""),
            Input::tick(Id::AdminState, "Admin state", "up", true),
            Input::tick(Id::PortSecurity, "Port security", "on", true),
            Input::tick(Id::MacLearning, "MAC learning", "on", false),
            Input::many(Id::Groups, "Groups"),
        ]
    }

    fn reads(&self, server: &Server) -> Vec<Read> {
        vec![
            Read::ServerPorts(server.id.clone()),
            Read::Networks,
            Read::SecurityGroups,
            Read::SecurityGroupRules,
        ]
    }

    fn arrived(&self, fields: &mut Fields, view: View<'_>) {
        if let Some(only) = self.offer(Id::Port, fields, view).only() {
            fields.propose(Id::Port, vec![only.id.clone()]);
        }
        let Some(port) = chosen(fields, view) else {
            return;
        };
        fields.propose_text(Id::Name, &port.name);
        fields.propose_tick(Id::AdminState, port.admin_up);
        fields.propose_tick(Id::PortSecurity, port.port_security);
        fields.propose_tick(Id::MacLearning, port.mac_learning == Some(true));
        let groups = port.security_groups.iter().map(ToString::to_string);
        fields.propose(Id::Groups, groups.collect());
    }

    fn chose(&self, id: Id, fields: &mut Fields) {
        if id == Id::Port {
            for id in OF_THE_PORT {
                fields.forget(id);
            }
        }
    }

    fn asks(&self, id: Id, fields: &Fields, view: View<'_>) -> bool {
        let port = chosen(fields, view);
        match id {
            Id::Port | Id::Typed => true,
            Id::MacLearning => port.is_some_and(|port| port.mac_learning.is_some()),
            Id::Groups => port.is_some() && fields.is_ticked(Id::PortSecurity),
            _ => port.is_some(),
        }
    }

    fn offer<'a>(&self, id: Id, fields: &Fields, view: View<'a>) -> Offer<'a> {
        if id == Id::Groups {
            let bearing: Vec<&ServerPort> = chosen(fields, view).into_iter().collect();
            let load = view.world.choices.groups.load();
            let offer = Offer::new(GROUPS, load, "No security groups found.");
            return offer.with(group_rows(view, &bearing));
        }
        let ports = view.about().map(|about| &about.ports);
        let offer = Offer::new(PORTS, load_of(ports), "It has no interface.");
        let ports = view.about().and_then(|about| about.ports.get());
        offer.with(ports.into_iter().flatten().map(|port| {
            Row::new(
                port.id.as_str(),
                vec![
                    addresses(port),
                    view.world.choices.network_name(&port.network),
                    port.name.clone(),
                    port.status.clone(),
                ],
            )
        }))
    }

    fn problem(&self, id: Id, fields: &Fields, _: View<'_>) -> Option<String> {
        too_long(fields.text(id))
    }

    fn idle(&self, fields: &Fields, view: View<'_>) -> Option<String> {
        let nothing =
            chosen(fields, view).is_none_or(|port| update(fields, port) == PortUpdate::default());
        nothing.then(|| "nothing is changed yet".into())
    }

    fn notes(&self, fields: &Fields, view: View<'_>) -> Vec<Note> {
        let Some(port) = chosen(fields, view) else {
            return Vec::new();
        };
        let update = update(fields, port);
        let mut notes = Vec::new();
        if update.admin_up == Some(false) {
            let words = "With its admin state down nothing passes through this interface.";
            notes.push(Note::Warning(words.into()));
        }
        if update.port_security == Some(false) {
            notes.push(Note::Warning(
                "Without port security everything passes, from any address: its security groups \
                 are taken away."
                    .into(),
            ));
        }
        let kind = format!("MAC {} · VNIC type {}", port.mac, port.vnic_type);
        notes.push(Note::Fact(kind));
        notes
    }

    fn commands(&self, fields: &Fields, view: View<'_>) -> Vec<String> {
        let Some(port) = chosen(fields, view) else {
            return Vec::new();
        };
        let update = update(fields, port);
        if update == PortUpdate::default() {
            return Vec::new();
        }
        vec![command("port set", &options(&update), &[port.id.as_str()])]
    }

    fn writes(&self, fields: &Fields, view: View<'_>) -> Vec<(Write, String)> {
        let Some(port) = chosen(fields, view) else {
            return Vec::new();
        };
        let write = Write::UpdatePort {
            server: view.server.id.clone(),
            port: port.id.clone(),
            update: update(fields, port),
        };
        let what = format!("Update port {} of {}", addresses(port), view.server.title());
        vec![(write, what)]
    }
}

fn chosen<'a>(fields: &Fields, view: View<'a>) -> Option<&'a ServerPort> {
    let id = fields.one(Id::Port)?;
    let ports = view.about()?.ports.get()?;
    ports.iter().find(|port| port.id.as_str() == id)
}

/// What was changed of it. Neutron turns port security off only where no group is left.
fn update(fields: &Fields, port: &ServerPort) -> PortUpdate {
    let switch = |id: Id, before: bool| {
        let on = fields.is_ticked(id);
        (on != before).then_some(on)
    };
    let name = fields.text(Id::Name);
    let groups = fields.many(Id::Groups);
    let is_secured = fields.is_ticked(Id::PortSecurity);
    let security_groups = if is_secured {
        let same = groups_of(port) == groups.iter().map(String::as_str).collect();
        (!same).then(|| ids(groups))
    } else {
        (!port.security_groups.is_empty()).then(Vec::new)
    };
    PortUpdate {
        name: (name != port.name.trim()).then(|| name.to_owned()),
        admin_up: switch(Id::AdminState, port.admin_up),
        port_security: switch(Id::PortSecurity, port.port_security),
        mac_learning: port
            .mac_learning
            .and_then(|before| switch(Id::MacLearning, before)),
        vnic_type: None,
        security_groups,
    }
}

/// As `openstack port set` has them; it knows no MAC learning.
fn options(update: &PortUpdate) -> Vec<String> {
    let mut options = Vec::new();
    options.extend(update.name.as_deref().map(|name| option("name", name)));
    let switch = |on: Option<bool>, yes: &str, no: &str| {
        on.map(|on| format!("--{}", if on { yes } else { no }))
    };
    options.extend(switch(update.admin_up, "enable", "disable"));
    if let Some(groups) = &update.security_groups {
        options.push("--no-security-group".into());
        options.extend(
            groups
                .iter()
                .map(|id| option("security-group", id.as_str())),
        );
    }
    let (yes, no) = ("enable-port-security", "disable-port-security");
    options.extend(switch(update.port_security, yes, no));
    options
}

//! Edit Security Groups: those of all interfaces at once.

use std::collections::BTreeSet;

use super::offer::{both, left, load_of};
use super::{Column, Dialog, Fields, Id, Input, Note, Offer, Row, View, command, option};
use crate::app::rules;
use crate::cloud::message::{Read, Write};
use crate::openstack::compute::Server;
use crate::openstack::id::SecurityGroupId;
use crate::openstack::network::{PortUpdate, SecurityGroup, ServerPort};

const COLUMNS: &[Column] = &[left("NAME"), left("LETS IN")];
const NOTHING: &str = "No security groups found.";

#[derive(Debug)]
pub(super) struct Groups;

impl Dialog for Groups {
    fn title(&self) -> &'static str {
        "Edit security groups"
    }

    fn verb(&self) -> &'static str {
        "Save"
    }

    fn fields(&self, _: &Server) -> Vec<Input> {
        vec![Input::many(Id::Groups, "Groups")]
    }

    fn reads(&self, server: &Server) -> Vec<Read> {
        vec![
            Read::ServerPorts(server.id.clone()),
            Read::SecurityGroups,
            Read::SecurityGroupRules,
            Read::Networks,
        ]
    }

    fn arrived(&self, fields: &mut Fields, view: View<'_>) {
        let mut all: Vec<String> = Vec::new();
        for id in secured(view).flat_map(|port| &port.security_groups) {
            if !all.iter().any(|known| known == id.as_str()) {
                all.push(id.to_string());
            }
        }
        fields.propose(Id::Groups, all);
    }

    fn offer<'a>(&self, _: Id, _: &Fields, view: View<'a>) -> Offer<'a> {
        let ports = load_of(view.about().map(|about| &about.ports));
        let load = both(ports, &view.world.choices.groups);
        let bearing: Vec<&ServerPort> = secured(view).collect();
        Offer::new(COLUMNS, load, NOTHING).with(group_rows(view, &bearing))
    }

    fn idle(&self, fields: &Fields, view: View<'_>) -> Option<String> {
        if view.about().and_then(|about| about.ports.get()).is_none() {
            return Some("its interfaces are not known yet".into());
        }
        let nothing = changed(fields, view).next().is_none();
        nothing.then(|| "nothing is changed yet".into())
    }

    fn notes(&self, fields: &Fields, view: View<'_>) -> Vec<Note> {
        let mut notes = Vec::new();
        let count = secured(view).count();
        if count > 1 {
            let words = format!("The same groups are set on all {count} interfaces.");
            notes.push(Note::Warning(words));
        }
        let first = secured(view).next().map(groups_of);
        let differs = secured(view).any(|port| Some(groups_of(port)) != first);
        if differs {
            let listed = view.world.choices.groups.get();
            let listed = listed.map_or(&[][..], Vec::as_slice);
            let each = secured(view).map(|port| {
                let groups = port.security_groups.iter();
                let names: Vec<_> = groups.map(|id| rules::name_of(id, listed)).collect();
                format!("{}: {}", addresses(port), list(&names))
            });
            let each: Vec<String> = each.collect();
            notes.push(Note::Warning(format!(
                "Its interfaces differ now: {}. All of their groups are chosen above; to keep \
                 them apart, edit a port.",
                each.join("; ")
            )));
        }
        let without = view.about().and_then(|about| about.ports.get());
        for port in without.into_iter().flatten() {
            if !port.port_security {
                notes.push(Note::Fact(format!(
                    "{} has no port security: it takes no groups and stays as it is.",
                    addresses(port)
                )));
            }
        }
        if count > 0 && fields.many(Id::Groups).is_empty() {
            let words = "Without a group nothing comes in and nothing goes out.";
            notes.push(Note::Warning(words.into()));
        }
        notes
    }

    fn commands(&self, fields: &Fields, view: View<'_>) -> Vec<String> {
        let chosen = fields.many(Id::Groups);
        changed(fields, view)
            .map(|port| port_command(chosen, port))
            .collect()
    }

    fn writes(&self, fields: &Fields, view: View<'_>) -> Vec<(Write, String)> {
        let groups: Vec<SecurityGroupId> = ids(fields.many(Id::Groups));
        let title = view.server.title();
        changed(fields, view)
            .map(|port| {
                let write = Write::UpdatePort {
                    server: view.server.id.clone(),
                    port: port.id.clone(),
                    update: PortUpdate {
                        security_groups: Some(groups.clone()),
                        ..PortUpdate::default()
                    },
                };
                let what = format!("Set security groups of {title} ({})", addresses(port));
                (write, what)
            })
            .collect()
    }
}

/// Its ports that take security groups.
fn secured(view: View<'_>) -> impl Iterator<Item = &ServerPort> {
    let ports = view.about().and_then(|about| about.ports.get());
    let ports = ports.into_iter().flatten();
    ports.filter(|port| port.port_security)
}

/// Those of its ports whose groups are others than the chosen ones.
fn changed<'a>(fields: &'a Fields, view: View<'a>) -> impl Iterator<Item = &'a ServerPort> {
    let chosen: BTreeSet<&str> = fields.many(Id::Groups).iter().map(String::as_str).collect();
    secured(view).filter(move |port| groups_of(port) != chosen)
}

pub(super) fn groups_of(port: &ServerPort) -> BTreeSet<&str> {
    let groups = port.security_groups.iter();
    groups.map(SecurityGroupId::as_str).collect()
}

pub(super) fn ids(chosen: &[String]) -> Vec<SecurityGroupId> {
    chosen.iter().map(|id| id.as_str().into()).collect()
}

/// The project's groups, and those a port bears although they are not listed.
pub(super) fn group_rows(view: View<'_>, bearing: &[&ServerPort]) -> Vec<Row> {
    let choices = view.world.choices;
    let listed = choices.groups.get().map_or(&[][..], Vec::as_slice);
    let mut groups: Vec<&SecurityGroup> = listed.iter().collect();
    groups.sort_by_key(|group| group.name.to_lowercase());
    let lets_in = |group: &SecurityGroup| match view.world.rules_of(&group.id) {
        Some(rules) => rules::inward(group, rules),
        None => group.description.clone(),
    };
    let mut rows: Vec<Row> = groups
        .into_iter()
        .map(|group| Row::new(group.id.as_str(), vec![group.name.clone(), lets_in(group)]))
        .collect();
    let borne: BTreeSet<&str> = bearing.iter().flat_map(|port| groups_of(port)).collect();
    for id in borne {
        if choices.groups.get().is_some() && rows.iter().all(|row| row.id != id) {
            rows.push(Row::new(
                id,
                vec![id.to_owned(), "of another project".into()],
            ));
        }
    }
    rows
}

fn list(names: &[String]) -> String {
    if names.is_empty() {
        "no group".into()
    } else {
        names.join(", ")
    }
}

/// What a port is called: its addresses, else its name or id.
pub(super) fn addresses(port: &ServerPort) -> String {
    if port.addresses.is_empty() {
        port.title().to_owned()
    } else {
        port.addresses.join(", ")
    }
}

fn port_command(groups: &[String], port: &ServerPort) -> String {
    let groups = groups.iter().map(|id| option("security-group", id));
    let options: Vec<String> = ["--no-security-group".to_owned()]
        .into_iter()
        .chain(groups)
        .collect();
    command("port set", &options, &[port.id.as_str()])
}

//! The Interfaces tab: the ports of an instance, the one under the cursor in full.

use super::page::{Ink, Line, Page, Sheet};
use super::rules;
use crate::app::about::About;
use crate::app::choices::Choices;
use crate::openstack::id::PortId;
use crate::openstack::network::ServerPort;

/// From this width on a row has room for the hardware address.
const WITH_MAC: usize = 76;

/// How a port stands: sign and word, as Horizon has it.
fn status(port: &ServerPort) -> (&'static str, String, Ink) {
    match port.status.as_str() {
        "ACTIVE" => ("●", "Active".into(), Ink::Good),
        "DOWN" => ("○", "Down".into(), Ink::Plain),
        "BUILD" => ("◐", "Build".into(), Ink::Working),
        "ERROR" => ("✗", "Error".into(), Ink::Failed),
        other => ("?", other.into(), Ink::Plain),
    }
}

/// The ports and the one the keys act on: the one chosen, else the first.
pub(super) fn chosen<'a>(
    about: Option<&'a About>,
    wanted: Option<&PortId>,
) -> (&'a [ServerPort], usize) {
    let ports = about.and_then(|about| about.ports.get());
    let ports = ports.map_or(&[][..], Vec::as_slice);
    let place = ports.iter().position(|port| Some(&port.id) == wanted);
    (ports, place.unwrap_or(0))
}

pub(super) fn page(
    about: Option<&About>,
    wanted: Option<&PortId>,
    has_network: bool,
    choices: &Choices,
    width: usize,
) -> Page {
    let mut sheet = Sheet::new(width);
    if !has_network {
        sheet.item(Ink::Warning, "This region has no network service.");
        return Page {
            lines: sheet.lines,
            keep: None,
        };
    }
    let loaded = sheet.of(about.map(|about| &about.ports));
    if loaded.is_some_and(Vec::is_empty) {
        sheet.item(Ink::Plain, "No interfaces. A i attaches one.");
    }
    let (ports, at) = chosen(about, wanted);
    let mut keep = None;
    for (place, port) in ports.iter().enumerate() {
        let from = sheet.lines.len();
        head(&mut sheet, port, choices, place == at);
        if place == at {
            in_full(&mut sheet, port, choices);
            keep = Some(from..sheet.lines.len());
        }
        for line in &mut sheet.lines[from..] {
            line.item = Some(place);
        }
    }
    Page {
        lines: sheet.lines,
        keep,
    }
}

/// `● Active  private  10.0.0.12  fa:16:3e:…  web-port`.
fn head(sheet: &mut Sheet, port: &ServerPort, choices: &Choices, selected: bool) {
    let (glyph, word, ink) = status(port);
    let addresses = port.addresses.join(" ");
    let mut words = format!(
        "{:<16} {addresses:<16} ",
        choices.network_name(&port.network)
    );
    if sheet.width >= WITH_MAC {
        words.push_str(&port.mac);
        words.push(' ');
    }
    words.push_str(port.title());
    sheet.lines.push(Line {
        parts: vec![(ink, format!("{glyph} {word:<7}")), (Ink::Plain, words)],
        selected,
        item: None,
    });
}

fn in_full(sheet: &mut Sheet, port: &ServerPort, choices: &Choices) {
    let on = |on: bool| if on { "on" } else { "off" };
    let mut row = |label: &str, words: &str| sheet.row(&format!("  {label}"), words);
    row("Name", &port.name);
    row("ID", port.id.as_str());
    let name = choices.network_name(&port.network);
    if name == port.network.as_str() {
        row("Network", &name);
    } else {
        row("Network", &format!("{name} ({})", port.network));
    }
    row("Fixed IPs", &port.addresses.join(", "));
    row("MAC", &port.mac);
    row("Admin", if port.admin_up { "UP" } else { "DOWN" });
    let groups = choices.groups.get().map_or(&[][..], Vec::as_slice);
    let names = port.security_groups.iter();
    let names: Vec<_> = names.map(|id| rules::name_of(id, groups)).collect();
    row("Groups", &names.join(", "));
    row("Security", on(port.port_security));
    if let Some(learning) = port.mac_learning {
        row("MAC learn", on(learning));
    }
    row("VNIC type", &port.vnic_type);
}

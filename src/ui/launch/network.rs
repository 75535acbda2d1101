//! The third step: networks in NIC order, and security groups.

use super::page::Page;
use super::table::{Row, left};
use super::words;
use crate::app::launch::rows::{Connection, NetworkRow};
use crate::app::launch::{FieldId, Step};
use crate::openstack::id::NetworkId;
use crate::ui::{text, theme};

pub(super) fn draw(page: &mut Page<'_, '_>) {
    if !page.world.info.has_network {
        page.line("This region has no network service.", theme::NORMAL);
        let text = "Nothing has to be chosen here: the cloud connects the instance as it does.";
        page.wrapped(text, theme::NORMAL, 3);
        return;
    }
    let advice = advice(page);
    if page.is_roomy() || advice.is_empty() {
        let text = if page.area.width < 70 {
            "At least one network, or a port, in NIC order."
        } else {
            "Pick at least one network, or a port. Their order is the NIC order."
        };
        page.line(text, theme::NORMAL);
    }
    let rows = |field| page.wizard.listing(field, page.world).len();
    let networks = rows(FieldId::Networks);
    let (ports, groups) = (rows(FieldId::Ports), rows(FieldId::Groups));
    let has_ports = page.wizard.has_ports(page.world);
    // Headings, the line about the focused network and the advice come off.
    let fixed = u16::try_from(advice.len()).unwrap_or(0) + if has_ports { 4 } else { 3 };
    let room = page.left().saturating_sub(fixed);
    let wanted = |rows: usize| u16::try_from(rows).unwrap_or(room).max(1);
    let lower = wanted(groups).min((room / 3).max(2));
    let middle = if has_ports {
        wanted(ports).min((room / 4).max(1))
    } else {
        0
    };
    let upper = wanted(networks)
        .min(room.saturating_sub(lower + middle))
        .max(2);
    let columns = [
        left("NAME", 16),
        left("SUBNETS", 0),
        left("SHARED", 6).optional(),
        left("ADMIN", 5).optional(),
        left("STATUS", 9).optional(),
    ];
    page.table_of(FieldId::Networks, &columns, networks, upper, |page, at| {
        let row = page.wizard.network_row(at, page.world)?;
        Some(network_row(page, &row))
    });
    focused(page);
    if has_ports {
        let columns = [
            left("PORT", 16),
            left("ADDRESSES", 0),
            left("NETWORK", 14).optional(),
        ];
        page.table_of(FieldId::Ports, &columns, ports, middle, port_row);
    }
    let columns = [left("GROUP", 16), left("RULES", 0)];
    page.table_of(FieldId::Groups, &columns, groups, lower, group_row);
    for line in &advice {
        page.line(line, theme::HELD);
    }
}

/// As many of the sentences as there is room for, each whole; Review has them all.
fn advice(page: &Page<'_, '_>) -> Vec<String> {
    let most = if page.is_roomy() { 5 } else { 2 };
    let mut lines: Vec<String> = Vec::new();
    for words in words::advice(page.wizard, page.world, Step::Network) {
        let wrapped = text::wrap(&format!("! {words}"), usize::from(page.area.width));
        if lines.len() + wrapped.len() <= most {
            lines.extend(wrapped);
        }
    }
    lines
}

fn port_row(page: &Page<'_, '_>, at: usize) -> Option<Row> {
    let row = page.wizard.port_row(at, page.world)?;
    let cells = match row.port {
        None => vec![
            row.id.to_string(),
            "✗ it is gone or in use by now".into(),
            String::new(),
        ],
        Some(port) => {
            let network = page.world.network(&port.network);
            vec![
                port.title().to_owned(),
                port.addresses.join(", "),
                network.map_or_else(|| port.network.to_string(), |network| network.name.clone()),
            ]
        }
    };
    Some(Row {
        marker: nic(row.nic),
        cells,
        dim: row.obstacle.is_some(),
    })
}

/// Its place among the NICs.
fn nic(place: Option<usize>) -> String {
    place.map_or_else(|| "[ ]".into(), |place| format!("[{place}]"))
}

fn network_row(page: &Page<'_, '_>, row: &NetworkRow<'_>) -> Row {
    let yes = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let cells = match row.connection {
        Connection::Gone => vec![row.id.to_string(), "✗ it is gone".into()],
        Connection::Auto => {
            vec![
                "(made for you)".into(),
                "Neutron makes a network and a router".into(),
            ]
        }
        Connection::Network(network) => vec![
            name(row),
            format!("{}{}", subnets(row), last_used(page, &row.id)),
            yes(network.shared),
            if network.admin_up { "up" } else { "down" }.into(),
            status(&network.status),
        ],
    };
    Row {
        marker: nic(row.nic),
        cells,
        dim: row.obstacle.is_some(),
    }
}

fn last_used(page: &Page<'_, '_>, id: &NetworkId) -> &'static str {
    if page.world.choices.last.networks.contains(id) {
        " · last used"
    } else {
        ""
    }
}

fn name(row: &NetworkRow<'_>) -> String {
    match row.connection.network() {
        Some(network) if !network.name.is_empty() => network.name.clone(),
        _ => row.id.to_string(),
    }
}

fn subnets(row: &NetworkRow<'_>) -> String {
    let Some(network) = row.connection.network() else {
        return String::new();
    };
    let cidrs: Vec<_> = network
        .subnets
        .iter()
        .map(|subnet| subnet.cidr.as_str())
        .collect();
    let cidrs = match cidrs.as_slice() {
        [] => "(no subnet you can see)".into(),
        cidrs => cidrs.join(", "),
    };
    if network.external {
        format!("external, {cidrs}")
    } else {
        cidrs
    }
}

fn status(word: &str) -> String {
    let glyph = match word {
        "ACTIVE" => '●',
        "BUILD" => '◐',
        "DOWN" | "ERROR" => '✗',
        _ => '?',
    };
    format!("{glyph} {word}")
}

/// More of the row under the cursor, whichever table it is in.
fn focused(page: &mut Page<'_, '_>) {
    let field = page.wizard.focus();
    let at = page.wizard.cursor(field, page.world);
    match field {
        FieldId::Networks => focused_network(page, at),
        FieldId::Ports => {
            let row = page.wizard.port_row(at, page.world);
            let Some((port, obstacle)) = row.and_then(|row| Some((row.port?, row.obstacle))) else {
                return page.skip();
            };
            let (content, style) = if let Some(why) = obstacle {
                (refusal(page, port.title(), why), theme::NORMAL)
            } else {
                let about = format!("id {} · {} · {}", port.id, port.vnic_type, port.status);
                (about, theme::MUTED)
            };
            page.put(0, &content, style);
        }
        FieldId::Groups => {
            let row = page.wizard.group_row(at, page.world);
            if let Some(group) = row.and_then(|row| row.group) {
                let out = words::rules_out(group, page.world).unwrap_or_default();
                let content = format!("{} · {out} · {}", group.name, group.description);
                page.put(0, &content, theme::MUTED);
            }
        }
        _ => {}
    }
    page.skip();
}

fn focused_network(page: &mut Page<'_, '_>, at: usize) {
    if let Some(row) = page.wizard.network_row(at, page.world) {
        let (content, style) = match (row.obstacle, row.connection.network()) {
            (Some(why), _) => (refusal(page, &name(&row), why), theme::NORMAL),
            (None, Some(network)) if network.external => (
                before(
                    page,
                    &name(&row),
                    " is external: the address is reachable from outside",
                ),
                theme::NORMAL,
            ),
            _ => (format!("id {}", row.id), theme::MUTED),
        };
        page.put(0, &content, style);
    }
}

fn refusal(page: &Page<'_, '_>, name: &str, why: &str) -> String {
    before(page, name, &format!(" cannot be chosen: {why}"))
}

/// A long name gives way to what is said of it.
fn before(page: &Page<'_, '_>, name: &str, said: &str) -> String {
    let room = usize::from(page.area.width).saturating_sub(text::width(said));
    format!("{}{said}", text::clip(name, room.max(8)))
}

fn group_row(page: &Page<'_, '_>, at: usize) -> Option<Row> {
    let row = page.wizard.group_row(at, page.world)?;
    Some(Row {
        marker: if row.chosen { "[x]" } else { "[ ]" }.into(),
        cells: match row.group {
            Some(group) => vec![group.name.clone(), words::rules(group, page.world)],
            None => vec![row.id.to_string(), "✗ it is gone".into()],
        },
        dim: row.group.is_none(),
    })
}

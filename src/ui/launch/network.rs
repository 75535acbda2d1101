//! The third step: networks in NIC order, and security groups.

use super::page::{Page, Row, left};
use crate::app::launch::FieldId;
use crate::app::launch::rows::NetworkRow;
use crate::ui::theme;

pub(super) fn draw(page: &mut Page<'_, '_>) {
    if !page.world.info.has_network {
        page.line("This region has no network service.", theme::NORMAL);
        let text = "Nothing has to be chosen here: the cloud connects the instance as it does.";
        page.wrapped(text, theme::NORMAL, 3);
        return;
    }
    let text = "Networks: pick at least one. The order is the NIC order; J/K move a row.";
    page.line(text, theme::NORMAL);
    let networks = network_rows(page);
    let groups = group_rows(page);
    // Two headings and the line about the focused network come off.
    let room = page.left().saturating_sub(3);
    let wanted = |rows: &[Row]| u16::try_from(rows.len()).unwrap_or(room).max(1);
    let lower = wanted(&groups).min((room / 3).max(2));
    let upper = wanted(&networks).min(room.saturating_sub(lower));
    let columns = [
        left("NAME", 16),
        left("SUBNETS", 0),
        left("SHARED", 6),
        left("ADMIN", 5),
        left("STATUS", 9),
    ];
    page.table(FieldId::Networks, &columns, &networks, upper);
    focused(page);
    let columns = [left("SECURITY GROUP", 20), left("DESCRIPTION", 0)];
    let lower = page.capped(page.left().saturating_sub(1), groups.len());
    page.table(FieldId::Groups, &columns, &groups, lower);
}

fn network_rows(page: &Page<'_, '_>) -> Vec<Row> {
    let yes = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    page.wizard
        .network_rows(page.world)
        .iter()
        .map(|row| {
            let cells = match row.network {
                None => vec![row.id.to_string(), "✗ it is gone".into()],
                Some(network) => vec![
                    name(row),
                    subnets(row),
                    yes(network.shared),
                    if network.admin_up { "up" } else { "down" }.into(),
                    status(&network.status),
                ],
            };
            Row {
                marker: match row.nic {
                    Some(nic) => format!("[{nic}]"),
                    None => "[ ]".into(),
                },
                cells,
                dim: row.obstacle.is_some(),
            }
        })
        .collect()
}

fn name(row: &NetworkRow<'_>) -> String {
    match row.network {
        Some(network) if !network.name.is_empty() => network.name.clone(),
        _ => row.id.to_string(),
    }
}

fn subnets(row: &NetworkRow<'_>) -> String {
    let Some(network) = row.network else {
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

fn focused(page: &mut Page<'_, '_>) {
    let rows = page.wizard.network_rows(page.world);
    let at = page.wizard.cursor(FieldId::Networks, page.world);
    let row = rows.get(at).filter(|_| page.has_focus(FieldId::Networks));
    if let Some(row) = row {
        let (content, style) = match (row.obstacle, row.network) {
            (Some(why), _) => (
                format!("{} cannot be chosen: {why}", name(row)),
                theme::NORMAL,
            ),
            (None, Some(network)) if network.external => (
                format!(
                    "{} is external: the address is reachable from outside",
                    name(row)
                ),
                theme::NORMAL,
            ),
            _ => (format!("id {}", row.id), theme::MUTED),
        };
        page.put(0, &content, style);
    }
    page.skip();
}

fn group_rows(page: &Page<'_, '_>) -> Vec<Row> {
    page.wizard
        .group_rows(page.world)
        .iter()
        .map(|row| Row {
            marker: if row.chosen { "[x]" } else { "[ ]" }.into(),
            cells: match row.group {
                Some(group) => vec![group.name.clone(), group.description.clone()],
                None => vec![row.id.to_string(), "✗ it is gone".into()],
            },
            dim: row.group.is_none(),
        })
        .collect()
}

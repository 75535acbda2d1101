//! The second step: flavors against the image and the quota.

use std::fmt::Write as _;

use ratatui::text::Span;

use super::page::Page;
use super::table::{Row, left, right};
use super::words::{self, Share};
use crate::app::format;
use crate::app::launch::FieldId;
use crate::app::launch::disk::RootDisk;
use crate::app::launch::rows::FlavorRow;
use crate::openstack::compute::Flavor;
use crate::openstack::id::FlavorId;
use crate::ui::{text, theme};

const BAR: u64 = 28;
/// Gauges where room is short; the other quotas are told in numbers.
const GAUGES: usize = 3;

pub(super) fn draw(page: &mut Page<'_, '_>) {
    let needs = needs(page);
    page.line(&needs, theme::NORMAL);
    quotas(page);
    if page.is_tall() {
        let legend = "          █ used  ▒ this launch  ░ free  ! over quota";
        page.line(legend, theme::MUTED);
    }
    let reasons = room_for_reasons(page);
    let flavors = page.wizard.flavors(page.world);
    let columns = [
        left("NAME", if page.area.width < 70 { 11 } else { 14 }),
        right("vCPU", 4),
        right("RAM", 6),
        right("ROOT", 6),
        left("FITS?", 0),
    ];
    let height = page.at_least(3, reasons + 1);
    let height = page.capped(height, flavors.len());
    let origin = page.wizard.draft().origin_flavor(page.world);
    let origin = origin.map(|flavor| &flavor.id);
    page.table_of(
        FieldId::Flavor,
        &columns,
        flavors.len(),
        height,
        |page, at| {
            let row = page.wizard.flavor_row(&flavors, at, page.world)?;
            Some(cells(page, &row, origin))
        },
    );
    reasons_of_focused(page);
}

/// Rows that the longest of the reasons takes, so that the table does not move with the cursor. On
/// a low page they are told below instead.
fn room_for_reasons(page: &Page<'_, '_>) -> u16 {
    if page.is_roomy() {
        let longest = page.wizard.flavors(page.world).most_reasons + 1;
        return u16::try_from(longest).unwrap_or(2).max(2);
    }
    let flavors = page.wizard.flavors(page.world);
    let at = page.wizard.cursor(FieldId::Flavor, page.world);
    let row = page.wizard.flavor_row(&flavors, at, page.world);
    if row.is_some_and(|row| row.fit.fits()) {
        2
    } else {
        0
    }
}

fn needs(page: &Page<'_, '_>) -> String {
    let draft = page.wizard.draft();
    let count = draft.count.text();
    let Some(item) = draft.source_item(page.world) else {
        return format!("No source chosen yet: only the quota is checked.  Count {count}");
    };
    let demand = draft.demand(page.world);
    let mut needs = Vec::new();
    let mut volume = String::new();
    match (demand.image, demand.root) {
        (Some(image), RootDisk::Local) if image.min_disk_gib > 0 => {
            needs.push(format!("disk ≥ {}", format::gib(image.min_disk_gib)));
        }
        (_, RootDisk::NewVolume { gib } | RootDisk::Mapped { gib: Some(gib) }) => {
            volume = format!(" on a volume of {}", format::gib(gib));
        }
        _ => {}
    }
    if demand.min_ram_mib > 0 {
        needs.push(format!("RAM ≥ {}", format::mib(demand.min_ram_mib)));
    }
    let needs = if needs.is_empty() {
        "has no minimum of its own".into()
    } else {
        format!("needs {}", needs.join(" and "))
    };
    let rest = format!("{volume} {needs}.  Count {count}");
    let room = usize::from(page.area.width).saturating_sub(text::width(&rest));
    format!("{}{rest}", text::clip(item.title(), room.max(8)))
}

/// Bars where there is room, numbers for the rest.
fn quotas(page: &mut Page<'_, '_>) {
    let shares = words::shares(page.wizard.draft(), page.world);
    let drawn = match (page.is_roomy(), page.is_tall()) {
        (false, _) => 0,
        (true, false) => GAUGES,
        (true, true) => shares.len(),
    };
    for share in shares.iter().take(drawn) {
        gauge(page, share);
    }
    let others: Vec<_> = shares
        .iter()
        .skip(drawn)
        .map(|share| format!("{} {}", share.label, share.brief()))
        .collect();
    if !others.is_empty() {
        page.line(&others.join(" · "), theme::NORMAL);
    }
}

fn gauge(page: &mut Page<'_, '_>, share: &Share) {
    let (used, added, free) = share.bar(BAR);
    let over = added.starts_with('!');
    let spans = vec![
        Span::raw(format!("{:<10}", share.label)),
        Span::raw(used),
        Span::styled(added, if over { theme::FAILED } else { theme::WORKING }),
        Span::styled(free, theme::MUTED),
        Span::raw(format!("  {}", share.numbers())),
    ];
    page.spans(spans);
}

fn cells(page: &Page<'_, '_>, row: &FlavorRow<'_>, origin: Option<&FlavorId>) -> Row {
    let mark = mark(page, row.flavor, origin);
    let fits = match (row.fit.fits(), row.fit.up_to) {
        (false, _) => format!("✗ {}", row.fit.column()),
        (true, Some(count)) => format!("✓ up to {count}{mark}"),
        (true, None) => format!("✓ no limit known{mark}"),
    };
    Row {
        marker: if row.chosen { "(•)" } else { "( )" }.into(),
        cells: vec![
            row.flavor.name.to_string(),
            row.flavor.vcpus.to_string(),
            format::mib(row.flavor.ram_mib),
            format::gib(row.flavor.disk_gib),
            fits,
        ],
        dim: !row.fit.fits(),
    }
}

/// Why one might want just this one.
fn mark(page: &Page<'_, '_>, flavor: &Flavor, origin: Option<&FlavorId>) -> &'static str {
    if origin == Some(&flavor.id) {
        " · of the snapshot's instance"
    } else if page.world.choices.last.flavor.as_ref() == Some(&flavor.id) {
        " · last used"
    } else {
        ""
    }
}

fn reasons_of_focused(page: &mut Page<'_, '_>) {
    let flavors = page.wizard.flavors(page.world);
    let at = page.wizard.cursor(FieldId::Flavor, page.world);
    let Some(row) = page.wizard.flavor_row(&flavors, at, page.world) else {
        return;
    };
    if row.fit.fits() {
        let flavor = row.flavor;
        let mut extra = format!(
            "{}: ephemeral disk {}, swap {}, {}",
            flavor.name,
            format::gib(flavor.ephemeral_gib),
            format::mib(flavor.swap_mib),
            if flavor.public { "public" } else { "private" }
        );
        for (key, value) in &flavor.extra_specs {
            let _ = write!(extra, ", {key}={value}");
        }
        page.wrapped(&extra, theme::MUTED, 4);
        return;
    }
    let name = &row.flavor.name;
    let mut lines = vec![format!("{name} does not fit:")];
    let room = usize::from(page.area.width).saturating_sub(2);
    let reasons = row.fit.long();
    let wrapped = reasons.iter().flat_map(|reason| text::wrap(reason, room));
    lines.extend(wrapped.map(|line| format!("  {line}")));
    if lines.len() > usize::from(page.left()) {
        let words = format!("✗ {name} does not fit: {}", row.fit.short());
        return page.tell(words, theme::NORMAL);
    }
    for line in lines {
        page.line(&line, theme::NORMAL);
    }
}

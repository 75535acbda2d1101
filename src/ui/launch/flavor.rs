//! The second step: flavors against the image and the quota.

use ratatui::text::Span;

use super::page::{Page, Row, left, right};
use super::words::{self, Share};
use crate::app::format;
use crate::app::launch::FieldId;
use crate::ui::{theme, widget};

const BAR: u64 = 30;

pub(super) fn draw(page: &mut Page<'_, '_>) {
    let needs = needs(page);
    page.line(&needs, theme::NORMAL);
    if page.is_roomy() {
        for share in words::shares(page.wizard.draft(), page.world) {
            gauge(page, &share);
        }
    }
    if page.is_tall() {
        let legend = "          █ used  ▒ this launch  ░ free  ! over quota";
        page.line(legend, theme::MUTED);
    }
    let reasons = if page.is_roomy() { 5 } else { 2 };
    let rows = rows(page);
    let columns = [
        left("NAME", if page.area.width < 70 { 11 } else { 16 }),
        right("vCPU", 4),
        right("RAM", 7),
        right("ROOT", 7),
        left("FITS?", 0),
    ];
    let height = page.left().saturating_sub(reasons + 1);
    let height = page.capped(height, rows.len());
    page.table(FieldId::Flavor, &columns, &rows, height);
    reasons_of_focused(page);
}

fn needs(page: &Page<'_, '_>) -> String {
    let draft = page.wizard.draft();
    let count = draft.count.text();
    let Some(image) = draft.source_image(page.world) else {
        return format!("No source chosen yet: only the quota is checked.  Count {count}");
    };
    let mut needs = Vec::new();
    if image.min_disk_gib > 0 {
        needs.push(format!("disk ≥ {}", format::gib(image.min_disk_gib)));
    }
    if image.min_ram_mib > 0 {
        needs.push(format!("RAM ≥ {}", format::mib(image.min_ram_mib)));
    }
    let needs = if needs.is_empty() {
        "has no minimum of its own".into()
    } else {
        format!("needs {}", needs.join(" and "))
    };
    format!("{} {needs}.  Count {count}", image.title())
}

fn gauge(page: &mut Page<'_, '_>, share: &Share) {
    let (used, added, free) = share.bar(BAR);
    let over = added.starts_with('!');
    let row = page.row;
    let spans = vec![
        Span::raw(format!("{:<10}", share.label)),
        Span::raw(used),
        Span::styled(added, if over { theme::FAILED } else { theme::WORKING }),
        Span::styled(free, theme::MUTED),
        Span::raw(format!("  {}", share.numbers())),
    ];
    widget::line(page.frame, page.area, row, spans);
    page.skip();
}

fn rows(page: &Page<'_, '_>) -> Vec<Row> {
    page.wizard
        .flavor_rows(page.world)
        .into_iter()
        .map(|row| {
            let fits = match (row.fit.fits(), row.fit.up_to) {
                (false, _) => format!("✗ {}", row.fit.short()),
                (true, Some(count)) => format!("✓ up to {count}"),
                (true, None) => "✓ no limit known".into(),
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
        })
        .collect()
}

fn reasons_of_focused(page: &mut Page<'_, '_>) {
    let rows = page.wizard.flavor_rows(page.world);
    let at = page.wizard.cursor(FieldId::Flavor, page.world);
    let Some(row) = rows.get(at) else { return };
    if row.fit.fits() {
        let flavor = row.flavor;
        let extra = format!(
            "{}: ephemeral disk {}, swap {}, {}",
            flavor.name,
            format::gib(flavor.ephemeral_gib),
            format::mib(flavor.swap_mib),
            if flavor.public { "public" } else { "private" }
        );
        page.line(&extra, theme::MUTED);
        return;
    }
    page.line(&format!("{} does not fit:", row.flavor.name), theme::NORMAL);
    for reason in row.fit.long() {
        page.line(&format!("  {reason}"), theme::NORMAL);
    }
}

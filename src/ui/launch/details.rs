//! The first step: name, count, availability zone, and what to boot from.

use super::page::{Hint, INDENT, Page, Row, left, right};
use crate::app::format;
use crate::app::launch::problems::instance_quota;
use crate::app::launch::{FieldId, SourceKind};
use crate::openstack::image::Image;
use crate::ui::theme;

pub(super) fn draw(page: &mut Page<'_, '_>) {
    let draft = page.wizard.draft();
    if page.is_roomy() {
        page.label("Project", false);
        let project = page.world.info.project_name.clone();
        page.put(INDENT, &project, theme::NORMAL);
        page.skip();
    }
    let many = draft.number().unwrap_or(1) > 1 && !draft.server_name().is_empty();
    let makes = if many {
        Hint::Plain(format!("makes {}", draft.made_names()))
    } else {
        Hint::None
    };
    page.field("Name", FieldId::Name, &draft.name, 0, &makes);
    if page.is_roomy() {
        if let Some(server) = draft.namesake(page.world) {
            let warning = format!(
                "! an instance named {} exists already; names may repeat",
                server.name
            );
            page.put(INDENT, &warning, theme::HELD);
        }
        page.skip();
    }
    let room = Hint::Plain(quota_words(page));
    page.field("Count", FieldId::Count, &draft.count, 7, &room);
    zone(page);
    let kinds = [SourceKind::Image, SourceKind::Snapshot];
    let kinds = kinds.map(|kind| (kind.title(), kind == draft.kind));
    page.radios("Boot source", FieldId::SourceKind, true, &kinds);
    sources(page);
}

fn quota_words(page: &Page<'_, '_>) -> String {
    let Some(quota) = instance_quota(page.world) else {
        return "instance quota unknown".into();
    };
    match (quota.limit, quota.free()) {
        (Some(limit), Some(0)) => {
            format!(
                "your instance quota is full ({} of {limit} used)",
                quota.used
            )
        }
        (Some(limit), Some(free)) => format!(
            "1–{free} fit your instance quota ({} of {limit} used)",
            quota.used
        ),
        _ => "no limit on instances".into(),
    }
}

fn zone(page: &mut Page<'_, '_>) {
    page.label("Avail. zone", false);
    let zones = page.world.choices.zones.get();
    let name = match (&page.wizard.draft().zone, zones) {
        (Some(zone), _) => zone.clone(),
        (None, Some(zones)) if zones.is_empty() => "there are no availability zones".into(),
        (None, _) => "Any availability zone".into(),
    };
    let style = if page.has_focus(FieldId::Zone) {
        theme::FOCUSED
    } else {
        theme::NORMAL
    };
    let content = format!("[ {} ▾ ]", crate::ui::text::fit(&name, 28));
    page.put(INDENT, &content, style);
    let hint = match (zones, page.world.choices.zones.problem()) {
        (Some(zones), _) if zones.len() > 1 => format!("←/→, {} zones", zones.len()),
        (Some(_), _) => String::new(),
        (None, Some(error)) => format!("zones not read: {error}"),
        (None, None) => "loading …".into(),
    };
    page.put(INDENT + 36, &hint, theme::MUTED);
    page.skip();
}

fn sources(page: &mut Page<'_, '_>) {
    let minimum = |value: u64, text: String| if value == 0 { "–".into() } else { text };
    let rows: Vec<_> = page
        .wizard
        .source_rows(page.world)
        .into_iter()
        .map(|row| {
            let image = row.image;
            let state = match &row.obstacle {
                Some(obstacle) => format!("✗ {obstacle}"),
                None => image.visibility.to_string(),
            };
            Row {
                marker: if row.chosen { "(•)" } else { "( )" }.into(),
                cells: vec![
                    image.title().to_owned(),
                    state,
                    size(image),
                    minimum(image.min_disk_gib, format::gib(image.min_disk_gib)),
                    minimum(image.min_ram_mib, format::mib(image.min_ram_mib)),
                ],
                dim: row.obstacle.is_some(),
            }
        })
        .collect();
    let columns = [
        left("NAME", 0),
        left("VISIBILITY", 10),
        right("SIZE", 8),
        right("MIN DISK", 8),
        right("MIN RAM", 7),
    ];
    let height = page.capped(page.left().saturating_sub(2), rows.len());
    page.table(FieldId::Source, &columns, &rows, height);
    focused(page);
}

fn size(image: &Image) -> String {
    match image.size {
        _ if image.is_volume_backed() => "volume".into(),
        Some(bytes) => format::bytes(bytes),
        None => "–".into(),
    }
}

/// What tells two images of one name apart.
fn focused(page: &mut Page<'_, '_>) {
    let rows = page.wizard.source_rows(page.world);
    let at = page.wizard.cursor(FieldId::Source, page.world);
    let Some(row) = rows.get(at).filter(|_| page.has_focus(FieldId::Source)) else {
        return;
    };
    let age = row.image.created.map_or_else(String::new, |created| {
        format!(" · {} old", format::age(page.now.seconds_since(created)))
    });
    let kind = row.image.disk_format.as_deref().unwrap_or("unknown format");
    let content = format!("id {} · {kind}{age}", row.image.id);
    page.line(&content, theme::MUTED);
}

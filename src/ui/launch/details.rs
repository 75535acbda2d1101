//! The first step: name, count, description, availability zone, what to boot from, and where its
//! disk is.

use super::page::{Hint, INDENT, Page};
use super::table::{Row, left, right};
use crate::app::format;
use crate::app::launch::disk::may_be_on_volume;
use crate::app::launch::problems::instance_quota;
use crate::app::launch::rows::SourceRow;
use crate::app::launch::source::SourceItem;
use crate::app::launch::{FieldId, SourceKind, Step};
use crate::app::patience::loading;
use crate::openstack::image::Image;
use crate::ui::{text, theme};

pub(super) fn draw(page: &mut Page<'_, '_>) {
    let draft = page.wizard.draft();
    if page.is_tall() {
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
    if page.is_roomy()
        && let Some(server) = draft.namesake(page.world)
    {
        let warning = format!(
            "! an instance named {} exists already; names may repeat",
            text::clip(&server.name, 18)
        );
        page.put(INDENT, &warning, theme::HELD);
        page.skip();
    }
    let room = Hint::Plain(quota_words(page));
    page.field("Count", FieldId::Count, &draft.count, 7, &room);
    let described = FieldId::Description;
    page.field("Description", described, &draft.description, 0, &Hint::None);
    zone(page);
    let kinds: Vec<_> = SourceKind::offered(page.world)
        .iter()
        .map(|kind| (kind.title(), *kind == draft.source.kind))
        .collect();
    page.radios("Boot source", FieldId::SourceKind, true, &kinds);
    sources(page);
    disks(page);
    let set = draft.advanced.summary();
    let problems = draft.problems_of(Step::Details, page.world);
    let wrong = problems.iter().find(|problem| problem.field.is_advanced());
    let (words, look) = match wrong {
        Some(problem) => (format!("✗ {}", problem.text), theme::FAILED),
        None if set.is_empty() => {
            let all = "user data, metadata, tags, config drive, hints … (none set)";
            (all.to_owned(), theme::NORMAL)
        }
        None => (set, theme::NORMAL),
    };
    let style = if page.has_focus(FieldId::Advanced) {
        theme::FOCUSED
    } else {
        theme::NORMAL
    };
    page.put(0, "Advanced ▸", style);
    let room = usize::from(page.area.width.saturating_sub(INDENT));
    if page.has_focus(FieldId::Advanced) && text::width(&words) > room {
        page.tell(words.as_str(), look);
    }
    page.put(INDENT, &words, look);
    page.skip();
}

fn quota_words(page: &Page<'_, '_>) -> String {
    if page.wizard.draft().serves_one() {
        return "a volume or a port serves one instance only".into();
    }
    let Some(quota) = instance_quota(page.world) else {
        let limits = &page.world.choices.limits;
        return match limits.patience() {
            Some(patience) => format!("instance quota {}", patience.in_brief()),
            None => "instance quota unknown".into(),
        };
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
    let zones = page.world.choices.zones.get();
    let name = match (&page.wizard.draft().zone, zones) {
        (Some(zone), _) => zone.clone(),
        (None, Some(zones)) if zones.is_empty() => "there are no availability zones".into(),
        (None, _) => "Any availability zone".into(),
    };
    let hint = match (zones, page.world.choices.zones.problem()) {
        (Some(zones), _) if zones.len() > 1 => format!("←/→, {} zones", zones.len()),
        (Some(_), _) => String::new(),
        (None, Some(error)) => format!("zones not read: {error}"),
        (None, None) => loading(&page.world.choices.zones),
    };
    page.select("Avail. zone", FieldId::Zone, &name, &hint);
}

fn sources(page: &mut Page<'_, '_>) {
    let rows = page.wizard.listing(FieldId::Source, page.world).len();
    let words = |row: SourceRow<'_>| {
        let mut cells = cells(row.item);
        if let Some(obstacle) = &row.obstacle {
            cells.truncate(1);
            cells.push(format!("✗ {obstacle}"));
        }
        Row {
            marker: if row.chosen { "(•)" } else { "( )" }.into(),
            cells,
            dim: row.obstacle.is_some(),
        }
    };
    let columns = match page.wizard.draft().source.kind {
        SourceKind::Image | SourceKind::Snapshot => vec![
            left("NAME", 0),
            left("VISIBILITY", 10).optional(),
            right("SIZE", 8).optional(),
            right("MIN DISK", 8).optional(),
            right("MIN RAM", 7).optional(),
        ],
        SourceKind::Volume => vec![
            left("NAME", 0),
            left("STATUS", 10),
            right("SIZE", 8),
            left("TYPE", 8).optional(),
            left("ZONE", 8).optional(),
        ],
        SourceKind::VolumeSnapshot => vec![
            left("NAME", 0),
            left("STATUS", 10),
            right("SIZE", 8),
            left("DESCRIPTION", 16).optional(),
        ],
    };
    // Its heading, the line about the focused row, the disks and Advanced come off.
    let disks = disk_rows(page);
    let height = page.at_least(3, 3 + disks);
    let height = page.capped(height, rows);
    page.table_of(FieldId::Source, &columns, rows, height, |page, at| {
        page.wizard.source_row(at, page.world).map(words)
    });
    focused(page);
}

fn cells(item: SourceItem<'_>) -> Vec<String> {
    let minimum = |value: u64, text: String| if value == 0 { "–".into() } else { text };
    let or_dash = |text: Option<&str>| text.unwrap_or("–").to_owned();
    match item {
        SourceItem::Image(image) => vec![
            image.title().to_owned(),
            image.visibility.to_string(),
            size(image),
            minimum(image.min_disk_gib, format::gib(image.min_disk_gib)),
            minimum(image.min_ram_mib, format::mib(image.min_ram_mib)),
        ],
        SourceItem::Volume(volume) => vec![
            volume.title().to_owned(),
            volume.status.to_string(),
            format::gib(volume.size_gib),
            or_dash(volume.kind.as_deref()),
            or_dash(volume.availability_zone.as_deref()),
        ],
        SourceItem::VolumeSnapshot(snapshot) => vec![
            snapshot.title().to_owned(),
            snapshot.status.to_string(),
            format::gib(snapshot.size_gib),
            snapshot.description.clone(),
        ],
    }
}

fn size(image: &Image) -> String {
    match image.size {
        _ if image.is_volume_backed() => "volume".into(),
        Some(bytes) => format::bytes(bytes),
        None => "–".into(),
    }
}

/// What tells two of one name apart, and what a snapshot has to offer.
fn focused(page: &mut Page<'_, '_>) {
    let draft = page.wizard.draft();
    let at = page.wizard.cursor(FieldId::Source, page.world);
    let row = page.wizard.source_row(at, page.world);
    let row = row.filter(|_| page.wizard.focus() == FieldId::Source);
    let origin = draft.origin_server(page.world);
    if let Some(row) = &row
        && let Some(obstacle) = &row.obstacle
    {
        let title = text::clip(row.item.title(), 30);
        page.tell(format!("✗ {title}: {obstacle}"), theme::NORMAL);
    }
    let content = match (row, origin) {
        (Some(row), _) if !row.chosen || origin.is_none() => about(page, row.item),
        (_, Some(server)) => format!(
            "taken of {}: o (in a text Alt+o) takes its flavor, networks, groups, key",
            server.title()
        ),
        _ => String::new(),
    };
    page.put(0, &content, theme::MUTED);
    page.skip();
}

fn about(page: &Page<'_, '_>, item: SourceItem<'_>) -> String {
    let (created, kind) = match item {
        SourceItem::Image(image) => {
            let format = image.disk_format.as_deref().unwrap_or("unknown format");
            (image.created, format.to_owned())
        }
        SourceItem::Volume(volume) => {
            let encrypted = if volume.encrypted {
                "encrypted"
            } else {
                "not encrypted"
            };
            (volume.created, encrypted.to_owned())
        }
        SourceItem::VolumeSnapshot(snapshot) => {
            (snapshot.created, format!("of volume {}", snapshot.volume))
        }
    };
    let age = created.map_or_else(String::new, |created| {
        format!(" · {} old", format::age(page.now.seconds_since(created)))
    });
    format!("id {} · {kind}{age}", item.id())
}

/// How many rows the disks take.
fn disk_rows(page: &Page<'_, '_>) -> u16 {
    let draft = page.wizard.draft();
    let asked = may_be_on_volume(&draft.source, page.world);
    match (asked, draft.disk.on_volume) {
        (true, true) => 4,
        (true, false) => 1,
        (false, _) => u16::from(!draft.source.kind.is_image()),
    }
}

fn disks(page: &mut Page<'_, '_>) {
    let draft = page.wizard.draft();
    let delete = draft.disk.deletes(draft.source.kind);
    let ask = "delete the volume when the instance is deleted";
    if may_be_on_volume(&draft.source, page.world) {
        let places = [
            ("local disk", !draft.disk.on_volume),
            ("new volume", draft.disk.on_volume),
        ];
        page.radios("Disks", FieldId::DiskPlace, false, &places);
        if draft.disk.on_volume {
            let hint = Hint::Plain("GB; not smaller than the image".into());
            let size = &draft.disk.size;
            page.field("  Size", FieldId::VolumeSize, size, 8, &hint);
            volume_type(page);
            page.tick(INDENT, FieldId::DeleteVolume, delete, ask);
            page.skip();
        }
    } else if !draft.source.kind.is_image() {
        page.label("Disks", false);
        page.tick(INDENT, FieldId::DeleteVolume, delete, ask);
        page.skip();
    }
}

fn volume_type(page: &mut Page<'_, '_>) {
    let types = page.world.choices.volume_types.get();
    let chosen = page.wizard.draft().disk.kind.clone();
    let default = types
        .into_iter()
        .flatten()
        .find(|kind| kind.is_default)
        .map(|kind| format!("default ({})", kind.name));
    let name = chosen.or(default).unwrap_or_else(|| "default".into());
    let hint = match (types, page.world.choices.volume_types.problem()) {
        (Some(types), _) => format!("←/→, of {}", types.len()),
        (None, Some(error)) => format!("types not read: {error}"),
        (None, None) => loading(&page.world.choices.volume_types),
    };
    page.select("  Type", FieldId::VolumeType, &name, &hint);
}

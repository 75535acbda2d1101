//! How an image looks: its cells in the list, its details in brief and in full.

use ratatui::text::Span;

use super::detail::{Line, label, plain};
use super::instances::{CHANGED, changed_words, held_words, section, since, style};
use super::list::{Cells, Column};
use super::text;
use crate::app::images::{Column as C, health, kind};
use crate::app::instances::Health;
use crate::app::job::Followed;
use crate::app::time::Now;
use crate::app::workspace::Workspace;
use crate::app::{App, format};
use crate::openstack::image::Image;

pub(super) fn column(id: C) -> Column<C> {
    let (title, width) = match id {
        C::Status => ("STATUS", 14),
        C::Name => ("NAME", 0),
        C::Visibility => ("VISIBLE", 9),
        C::Protected => ("P", 1),
        C::Size => ("SIZE", 8),
        C::Needs => ("MIN D/R", 8),
        C::Format => ("FORMAT", 7),
        C::Type => ("TYPE", 8),
        C::Owner => ("OWNER", 32),
        C::Tags => ("TAGS", 16),
        C::Changed => ("CHANGED", CHANGED),
        C::Id => ("ID", 36),
        C::Age => ("AGE", 4),
        C::Updated => ("UPDATED", 7),
    };
    Column {
        id,
        title,
        width,
        right: matches!(id, C::Size | C::Age | C::Updated),
    }
}

pub(super) fn cells(image: &Image, columns: &[Column<C>], space: &Workspace, app: &App) -> Cells {
    let mut health = health(image);
    let mut status = image.status.as_str().to_owned();
    if let Some(until) = app.jobs().held_delete(&Followed::Image(image.id.clone())) {
        health = Health::Going;
        status = held_words(until, app.now);
    } else if app.jobs().is_deleting(&Followed::Image(image.id.clone())) {
        health = Health::Going;
        status = "deleting".into();
    }
    let texts = columns
        .iter()
        .map(|column| match column.id {
            C::Status => status.clone(),
            C::Name => image.title().to_owned(),
            C::Visibility => image.visibility.to_string(),
            C::Protected => if image.protected { "P" } else { "" }.into(),
            C::Size => size_words(image),
            C::Needs => needs_column(image),
            C::Type => kind(image).into(),
            C::Age => since(image.created, app.now),
            C::Updated => since(image.updated, app.now),
            C::Owner => image
                .owner
                .as_ref()
                .map_or_else(|| "-".into(), ToString::to_string),
            C::Tags => match &image.tags[..] {
                [] => "-".into(),
                tags => tags.join(", "),
            },
            C::Changed => changed_words(space.images.table.change(&image.id), app.now),
            C::Id => image.id.to_string(),
            C::Format => image.disk_format.as_deref().unwrap_or("-").to_uppercase(),
        })
        .collect();
    Cells {
        glyph: health.glyph(),
        style: style(health),
        texts,
    }
}

fn size_words(image: &Image) -> String {
    match image.size {
        Some(0) if image.is_volume_backed() => "volume".into(),
        Some(bytes) if bytes > 0 => format::bytes(bytes),
        _ => "-".into(),
    }
}

/// `20G/512M`; `-` where there is no minimum.
fn needs_column(image: &Image) -> String {
    let disk = match image.min_disk_gib {
        0 => "-".into(),
        gib => format!("{gib}G"),
    };
    let ram = match image.min_ram_mib {
        0 => "-".into(),
        mib if mib >= 1024 && mib.is_multiple_of(1024) => format!("{}G", mib / 1024),
        mib => format!("{mib}M"),
    };
    format!("{disk}/{ram}")
}

fn needs_words(image: &Image) -> String {
    let disk = match image.min_disk_gib {
        0 => "root disk no minimum".into(),
        gib => format!("root disk ≥ {}", format::gib(gib)),
    };
    let ram = match image.min_ram_mib {
        0 => "RAM no minimum".into(),
        mib => format!("RAM ≥ {}", format::mib(mib)),
    };
    format!("{disk}, {ram}")
}

fn format_words(image: &Image) -> String {
    let disk = image.disk_format.as_deref().unwrap_or("-");
    let container = image.container_format.as_deref().unwrap_or("-");
    format!("{disk} / {container}")
}

fn owner_words(image: &Image, space: &Workspace) -> String {
    match &image.owner {
        None => "-".into(),
        Some(owner) if *owner == space.info.project_id => space.info.project_name.clone(),
        Some(owner) => format!("another project ({owner})"),
    }
}

/// So many instances that were booted from an image are named; a frame goes through no more.
const NAMED: usize = 100;

/// Names of the instances that were booted from it, and how many those are.
fn users(image: &Image, space: &Workspace) -> (usize, String) {
    let (count, names) = space.booted_from(&image.id, NAMED);
    let more = match count - names.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (count, format!("{}{more}", names.join(", ")))
}

/// The instance a snapshot was taken of: its name where it still exists, else its id.
fn origin(image: &Image, space: &Workspace) -> Option<String> {
    let id = image.instance()?;
    Some(match space.instances.table.get(&id) {
        Some(server) => format!("instance {}", server.title()),
        None => format!("instance {id} (not in this list)"),
    })
}

/// Cells of the label column in brief, and in full, whose longest label is longer.
const BRIEF: usize = 8;
const FULL: usize = 11;

pub(super) fn brief(image: &Image, space: &Workspace, now: Now, width: usize) -> Vec<Line> {
    let used = match users(image, space) {
        (0, _) => "no instance here was booted from it".into(),
        (n, names) => text::clip(&format!("{n}: {names}"), width.saturating_sub(9)),
    };
    let from = origin(image, space).unwrap_or_else(|| "-".into());
    let protection = if image.protected {
        "protected"
    } else {
        "not protected"
    };
    let created = image.created.map_or_else(
        || "-".into(),
        |at| {
            format!(
                "{} ({})",
                at.strftime("%Y-%m-%d %H:%MZ"),
                format::age(now.seconds_since(at))
            )
        },
    );
    vec![
        vec![
            label("ID", BRIEF),
            plain(image.id.as_str()),
            plain(format!(
                "   {}   {}",
                format_words(image),
                size_words(image)
            )),
        ],
        vec![label("From", BRIEF), plain(from)],
        vec![label("Needs", BRIEF), plain(needs_words(image))],
        vec![
            label("Owner", BRIEF),
            plain(owner_words(image, space)),
            plain(format!("   {} · {protection}", image.visibility)),
        ],
        vec![label("Used by", BRIEF), plain(used)],
        vec![label("Created", BRIEF), plain(created)],
    ]
}

pub(super) fn full(image: &Image, space: &Workspace, now: Now, width: usize) -> Vec<Line> {
    let health = health(image);
    let mut lines = vec![vec![
        label("Status", FULL),
        Span::styled(
            format!("{} {}", health.glyph(), image.status.as_str()),
            style(health),
        ),
    ]];
    let mut row = |name: &str, words: String| {
        for (place, part) in text::wrap(&words, width.saturating_sub(11))
            .into_iter()
            .enumerate()
        {
            lines.push(vec![
                label(if place == 0 { name } else { "" }, FULL),
                plain(part),
            ]);
        }
    };
    row("Type", kind(image).into());
    row("ID", image.id.to_string());
    row("Format", format_words(image));
    let virtual_size = image.virtual_size.map_or(String::new(), |bytes| {
        format!(" (virtual {})", format::bytes(bytes))
    });
    row("Size", format!("{}{virtual_size}", size_words(image)));
    row("Needs", needs_words(image));
    row("Visibility", image.visibility.to_string());
    row(
        "Protected",
        if image.protected { "yes" } else { "no" }.into(),
    );
    row("Owner", owner_words(image, space));
    for (name, at) in [("Created", image.created), ("Updated", image.updated)] {
        if let Some(at) = at {
            let ago = format::time_since(now.seconds_since(at));
            row(name, format!("{} ({ago})", at.strftime("%Y-%m-%d %H:%MZ")));
        }
    }
    if let Some((algorithm, value)) = &image.hash {
        row("Checksum", format!("{algorithm} {value}"));
    }
    if let Some(from) = origin(image, space) {
        row("From", from);
    }
    let (count, names) = users(image, space);
    if count > 0 {
        row("Used by", names);
        row(
            "",
            "deleting the image does not delete them, but a rebuild may need it".into(),
        );
    }
    let properties = image.properties.iter();
    let properties: Vec<_> = properties
        .map(|(key, value)| format!("{key} = {value}"))
        .collect();
    section(&mut lines, "Properties", &properties, width);
    lines
}

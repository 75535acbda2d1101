//! How an instance looks: its cells in the list, its details in brief and in full.

use ratatui::style::Style;
use ratatui::text::Span;

use super::detail::{Line, label, plain};
use super::list::{Cells, Column};
use super::{text, theme};
use crate::app::instances::{
    Column as C, Health, first_address, health, power_words, status_words, task_words, with_task,
};
use crate::app::job::Followed;
use crate::app::table::Change;
use crate::app::time::Now;
use crate::app::workspace::Workspace;
use crate::app::{App, format};
use crate::openstack::compute::{Boot, Server};
use crate::openstack::id::FlavorId;

/// The style of a state; the glyph and the word say the same.
pub fn style(health: Health) -> Style {
    match health {
        Health::Fine => theme::GOOD,
        Health::Working => theme::WORKING,
        Health::Off | Health::Unknown => theme::NORMAL,
        Health::Held => theme::HELD,
        Health::Parked => theme::PARKED,
        Health::Attention => theme::ATTENTION,
        Health::Failed => theme::FAILED,
        Health::Going => theme::GOING,
    }
}

/// A column as a list of this width draws it.
pub(super) fn column(id: C, width: usize) -> Column<C> {
    let (title, cells) = match id {
        C::Status => ("STATUS", 13),
        C::Name => ("NAME", 0),
        C::Image => ("IMAGE", 18),
        C::Ip => ("IP", if width >= 80 { 17 } else { 15 }),
        C::Flavor => ("FLAVOR", 11),
        C::Power => ("POWER", 9),
        C::Zone => ("AZ", 10),
        C::Key => ("KEY", 14),
        C::Task => ("TASK", 14),
        C::Locked => ("LOCKED", 6),
        C::Networks => ("NETWORKS", 16),
        C::Host => ("HOST", 14),
        C::Tags => ("TAGS", 16),
        C::Description => ("DESCRIPTION", 24),
        C::Project => ("PROJECT", 32),
        C::Changed => ("CHANGED", CHANGED),
        C::Id => ("ID", 36),
        C::Age => ("AGE", 5),
        C::Updated => ("UPDATED", 7),
    };
    Column {
        id,
        title,
        width: cells,
        right: matches!(id, C::Age | C::Updated),
    }
}

/// Cells of the column that says what changed last.
pub(super) const CHANGED: usize = 20;

/// `BUILD→ACTIVE 11:02`; where that is too long, at least what it has become: `→VERIFY_RESIZE 11:02`.
pub(super) fn changed_words(change: Option<&Change>, now: Now) -> String {
    change.map_or_else(String::new, |change| {
        let when = format::moment(change.at, now.wall);
        // Of another day the date alone has to do.
        let when = when.split(' ').next().unwrap_or_default();
        let when = when.get(5..).filter(|_| when.len() > 5).unwrap_or(when);
        let room = CHANGED - 6;
        let what = match change.what.find('→') {
            Some(arrow) if text::width(&change.what) > room => &change.what[arrow..],
            _ => &change.what,
        };
        format!("{} {when}", text::clip(what, room))
    })
}

pub(super) fn cells(server: &Server, columns: &[Column<C>], space: &Workspace, app: &App) -> Cells {
    let target = Followed::Server(server.id.clone());
    let mut health = health(server);
    let mut status = status_words(server);
    if let Some(until) = app.jobs().held_delete(&target) {
        health = Health::Going;
        status = held_words(until, app.now);
    } else if app.jobs().is_deleting(&target) {
        health = Health::Going;
        status = "deleting".into();
    } else if let (None, Some(task)) = (&server.task_state, app.jobs().task_on(&server.id)) {
        health = Health::Working;
        status = with_task(server, task);
    }
    let texts = columns
        .iter()
        .map(|column| match column.id {
            C::Status => status.clone(),
            C::Name => server.title().to_owned(),
            C::Ip => ip_words(server),
            C::Flavor => dash(server.flavor.name.as_deref()),
            C::Image => image_name(server, space),
            C::Age => since(server.created, app.now),
            C::Zone => dash(server.availability_zone.as_deref()),
            C::Key => dash(server.key_name.as_deref()),
            C::Power => power_words(server.power_state).into(),
            C::Task => dash(server.task_state.as_deref()),
            C::Locked => if server.locked { "locked" } else { "-" }.into(),
            C::Networks => networks_words(server),
            C::Host => dash(server.host.as_deref()),
            C::Tags => dash(Some(&server.tags.join(", "))),
            C::Description => dash(server.description.as_deref()),
            C::Project => server
                .project
                .as_ref()
                .map_or_else(|| "-".into(), ToString::to_string),
            C::Updated => since(server.updated, app.now),
            C::Changed => changed_words(space.instances.table.change(&server.id), app.now),
            C::Id => server.id.to_string(),
        })
        .collect();
    Cells {
        glyph: health.glyph(),
        style: style(health),
        texts,
    }
}

/// `del in 6s  U`, as long as the delete has not been sent.
pub(super) fn held_words(until: std::time::Duration, now: Now) -> String {
    let left = until.saturating_sub(now.mono);
    let seconds = left.as_secs() + u64::from(left.subsec_nanos() > 0);
    format!("del in {seconds}s  U")
}

fn dash(text: Option<&str>) -> String {
    text.filter(|text| !text.is_empty())
        .unwrap_or("-")
        .to_owned()
}

fn ip_words(server: &Server) -> String {
    match first_address(server) {
        None => "-".into(),
        Some((ip, 0)) => ip.to_owned(),
        Some((ip, more)) => format!("{ip} +{more}"),
    }
}

fn networks_words(server: &Server) -> String {
    let names: Vec<&str> = server
        .networks
        .iter()
        .map(|network| &*network.name)
        .collect();
    dash(Some(&names.join(", ")))
}

pub(super) fn since(at: Option<jiff::Timestamp>, now: Now) -> String {
    at.map_or_else(|| "-".into(), |at| format::age(now.seconds_since(at)))
}

/// From the one list of images; never asked for one by one.
fn image_name(server: &Server, space: &Workspace) -> String {
    match &server.boot {
        Boot::Volume => "(volume)".into(),
        Boot::Unknown => "-".into(),
        Boot::Image(id) => match space.images.table.get(id) {
            Some(image) => image.title().to_owned(),
            None if space.images.is_complete() => format!("(gone) {id}"),
            None => "…".into(),
        },
    }
}

/// Cells of the label column in brief, and in full, whose longest label is longer.
const BRIEF: usize = 8;
const FULL: usize = 9;

fn flavor_name(server: &Server) -> String {
    let flavor = &server.flavor;
    let id = flavor.id.as_ref().map(FlavorId::as_str);
    dash(flavor.name.as_deref().or(id))
}

/// `1 vCPU · 2 GB RAM · 20 GB`, as far as it is known.
fn flavor_size(server: &Server) -> String {
    let flavor = &server.flavor;
    let parts = [
        flavor.vcpus.map(|count| format!("{count} vCPU")),
        flavor
            .ram_mib
            .map(|mib| format!("{} RAM", format::mib(mib))),
        flavor.disk_gib.map(format::gib),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn created_words(server: &Server, now: Now, age: fn(u64) -> String) -> String {
    let words = |at: jiff::Timestamp| {
        let age = age(now.seconds_since(at));
        format!("{} ({age})", at.strftime("%Y-%m-%d %H:%MZ"))
    };
    server.created.map_or_else(|| "-".into(), words)
}

fn groups_words(server: &Server) -> String {
    let mut groups: Vec<&str> = server.security_groups.iter().map(AsRef::as_ref).collect();
    groups.dedup();
    if groups.is_empty() {
        "-".into()
    } else {
        groups.join(", ")
    }
}

fn disks(server: &Server) -> Vec<String> {
    let mut parts = Vec::new();
    if matches!(server.boot, Boot::Image(_))
        && let Some(disk) = server.flavor.disk_gib.filter(|disk| *disk > 0)
    {
        parts.push(format!(
            "{} local, dies with the instance",
            format::gib(disk)
        ));
    }
    for volume in &server.volumes {
        let fate = match volume.delete_on_termination {
            Some(true) => "dies with the instance",
            Some(false) => "kept",
            None => "fate unknown",
        };
        let short: String = volume.id.chars().take(8).collect();
        parts.push(format!("volume {short}… {fate}"));
    }
    parts
}

fn or_dash(parts: &[String], separator: &str) -> String {
    dash(Some(&parts.join(separator)))
}

fn state_words(server: &Server) -> String {
    let power = power_words(server.power_state);
    format!("{} · power {power}", server.status.as_str())
}

fn lock_words(server: &Server) -> String {
    let reason = server.locked_reason.as_deref().unwrap_or("no reason given");
    format!("yes ({reason})")
}

/// Six lines for the pane below the list.
pub(super) fn brief(server: &Server, space: &Workspace, now: Now) -> Vec<Line> {
    let addresses: Vec<String> = server
        .networks
        .iter()
        .map(|network| {
            let of: Vec<String> = network
                .addresses
                .iter()
                .map(|address| {
                    let kind = if address.floating { "floating " } else { "" };
                    format!("{kind}{}", address.addr)
                })
                .collect();
            format!("{} {}", network.name, or_dash(&of, "  "))
        })
        .collect();
    let mut lines = vec![
        vec![
            label("ID", BRIEF),
            plain(server.id.as_str()),
            plain("   "),
            plain(state_words(server)),
        ],
        vec![
            label("Image", BRIEF),
            plain(image_name(server, space)),
            Span::styled("   Flavor ", theme::LABEL),
            plain(format!("{}  {}", flavor_name(server), flavor_size(server))),
        ],
        vec![
            label("Net", BRIEF),
            plain(or_dash(&addresses, " · ")),
            Span::styled("   SG ", theme::LABEL),
            plain(groups_words(server)),
        ],
        vec![label("Disks", BRIEF), plain(or_dash(&disks(server), " · "))],
        vec![
            label("Key", BRIEF),
            plain(dash(server.key_name.as_deref())),
            Span::styled("   AZ ", theme::LABEL),
            plain(dash(server.availability_zone.as_deref())),
            Span::styled("   Created ", theme::LABEL),
            plain(created_words(server, now, format::age)),
        ],
    ];
    // What is going on comes first; what does not fit below can be scrolled to.
    if let Some(change) = space.instances.table.change(&server.id) {
        let when = format::moment(change.at, now.wall);
        let words = format!("{} at {when}", change.what);
        lines.insert(1, vec![label("Changed", BRIEF), plain(words)]);
    }
    if let Some(task) = &server.task_state {
        lines.insert(1, vec![label("Task", BRIEF), plain(task_words(task))]);
    }
    if server.locked {
        lines.insert(1, vec![label("Locked", BRIEF), plain(lock_words(server))]);
    }
    if let Some(fault) = &server.fault {
        let words = format!("{} {}", fault.code, fault.message);
        let label = Span::styled(" Fault   ", theme::FAILED);
        lines.insert(0, vec![label, plain(words)]);
    }
    lines
}

/// Everything the list knows, for the pane at the right.
pub(super) fn full(server: &Server, space: &Workspace, now: Now, width: usize) -> Vec<Line> {
    let health = health(server);
    let mut lines = vec![vec![
        label("Status", FULL),
        Span::styled(
            format!("{} {}", health.glyph(), server.status.as_str()),
            style(health),
        ),
        plain(format!("   power {}", power_words(server.power_state))),
    ]];
    let mut row = |name: &str, words: String| {
        for (place, part) in text::wrap(&words, width.saturating_sub(9))
            .into_iter()
            .enumerate()
        {
            let name = if place == 0 { name } else { "" };
            lines.push(vec![label(name, FULL), plain(part)]);
        }
    };
    if let Some(task) = &server.task_state {
        row("Task", format!("{} ({task})", task_words(task)));
    }
    if let Some(fault) = &server.fault {
        row("Fault", format!("{} {}", fault.code, fault.message));
    }
    if server.locked {
        row("Locked", lock_words(server));
    }
    row("ID", server.id.to_string());
    if let Some(about) = server.description.as_deref().filter(|t| !t.is_empty()) {
        row("About", about.to_owned());
    }
    row("AZ", dash(server.availability_zone.as_deref()));
    row("Key", dash(server.key_name.as_deref()));
    row("Created", created_words(server, now, format::time_since));
    row("Image", image_name(server, space));
    if let Boot::Image(id) = &server.boot {
        row("", id.to_string());
    }
    row("Flavor", flavor_name(server));
    row("", flavor_size(server));
    row("Security", groups_words(server));
    let mut addresses = Vec::new();
    for network in &server.networks {
        for address in &network.addresses {
            let kind = if address.floating {
                "floating"
            } else {
                "fixed"
            };
            addresses.push(format!("{}  {}  {kind}", network.name, address.addr));
        }
    }
    let metadata = server.metadata.iter();
    let metadata: Vec<_> = metadata
        .map(|(key, value)| format!("{key} = {value}"))
        .collect();
    for (title, items) in [
        ("Networks", addresses),
        ("Disks", disks(server)),
        ("Metadata", metadata),
    ] {
        section(&mut lines, title, &items, width);
    }
    lines
}

/// A title, and below it what stands there, indented.
pub(super) fn section(lines: &mut Vec<Line>, title: &str, items: &[String], width: usize) {
    if items.is_empty() {
        return;
    }
    lines.push(Vec::new());
    lines.push(vec![Span::styled(format!(" {title}"), theme::LABEL)]);
    for item in items {
        for part in text::wrap(item, width.saturating_sub(2)) {
            lines.push(vec![plain(format!("   {part}"))]);
        }
    }
}

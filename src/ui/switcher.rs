//! The context switcher: clouds, regions and projects side by side.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::widget::{Show, at, centered, dialog, field, put, scroll_to};
use super::{text, theme};
use crate::app::App;
use crate::app::modal::switcher::{Side, Switcher};

fn rows(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

pub(super) fn draw(switcher: &Switcher, app: &App, frame: &mut Frame<'_>, area: Rect) {
    let place = if area.width < 80 {
        area
    } else {
        centered(area, 76, 20)
    };
    let inner = dialog(frame, place, "Switch context", "c");
    put(frame, inner, 1, 0, "type to find:", theme::LABEL);
    field(
        frame,
        at(inner, 15, 0, 34),
        &switcher.query,
        true,
        Show::Plain,
    );
    if let Some(word) = &switcher.unmatched {
        let words = format!("✗ no cloud, region or project here is called “{word}”");
        put(frame, inner, 1, 1, &words, theme::FAILED);
    }
    let notes = notes(switcher, app, usize::from(inner.width.saturating_sub(2)));
    let below = rows(notes.len());
    let third = inner.width / 3;
    for (place, column) in columns(switcher).iter().enumerate() {
        let area = Rect {
            x: inner.x + rows(place) * third,
            y: inner.y + 2,
            width: third,
            height: inner.height.saturating_sub(3 + below),
        };
        draw_column(column, column.side == switcher.side, frame, area);
    }
    for (row, (words, style)) in (inner.height.saturating_sub(below)..).zip(&notes) {
        put(frame, inner, 1, row, words, *style);
    }
}

struct Column<'a> {
    side: Side,
    title: &'static str,
    len: usize,
    /// The name in one place, and whether that is where we are.
    name: Box<dyn Fn(usize) -> Option<(&'a str, bool)> + 'a>,
    chosen: usize,
}

fn columns(switcher: &Switcher) -> [Column<'_>; 3] {
    let info = switcher.info();
    let (clouds, regions) = (&switcher.clouds, switcher.regions());
    let projects = switcher.projects();
    [
        Column {
            side: Side::Cloud,
            title: "CLOUD",
            len: clouds.len(),
            name: Box::new(move |at| {
                let cloud = clouds.get(at)?;
                Some((&cloud.name, cloud.choice == info.cloud))
            }),
            chosen: switcher.cloud,
        },
        Column {
            side: Side::Region,
            title: "REGION",
            len: regions.len(),
            name: Box::new(move |at| {
                let region = regions.get(at)?;
                Some((region, *region == info.region))
            }),
            chosen: switcher.region,
        },
        Column {
            side: Side::Project,
            title: "PROJECT",
            len: projects.len(),
            name: Box::new(move |at| {
                let project = projects.get(at)?;
                Some((&project.name, project.id == info.project_id))
            }),
            chosen: switcher.project,
        },
    ]
}

fn draw_column(column: &Column<'_>, active: bool, frame: &mut Frame<'_>, area: Rect) {
    put(
        frame,
        area,
        1,
        0,
        column.title,
        if active { theme::STRONG } else { theme::LABEL },
    );
    if column.len == 0 {
        put(frame, area, 1, 1, "as configured", theme::MUTED);
    }
    let height = usize::from(area.height.saturating_sub(1));
    let first = scroll_to(0, column.chosen, height, column.len);
    for row in first..column.len.min(first + height) {
        let Some((name, here)) = (column.name)(row) else {
            break;
        };
        let chosen = row == column.chosen;
        let hand = if chosen { "▸" } else { " " };
        let words = format!("{hand} {name}{}", if here { "  now" } else { "" });
        let words = text::fit(&words, usize::from(area.width.saturating_sub(2)));
        let style = match (chosen, active) {
            (true, true) => theme::SELECTED,
            (true, false) => theme::STRONG,
            _ => theme::NORMAL,
        };
        put(frame, area, 1, rows(row - first + 1), &words, style);
    }
}

/// Why projects cannot be switched, what a switch keeps, and the keys.
fn notes(switcher: &Switcher, app: &App, width: usize) -> Vec<(String, Style)> {
    let mut notes = Vec::new();
    if let (true, Some(reason)) = (switcher.is_same_cloud(), &switcher.info().bound_to_project) {
        let lines = text::wrap(reason, width).into_iter().take(3);
        notes.extend(lines.map(|words| (words, theme::HELD)));
    }
    let kept = match app.jobs().running() {
        0 => String::new(),
        1 => " 1 running job stays in the job list.".to_owned(),
        n => format!(" {n} running jobs stay in the job list."),
    };
    let words = format!(
        "A failed login changes nothing; after a good one the lists are read anew, and c leads \
         back.{kept}"
    );
    notes.extend(
        text::wrap(&words, width)
            .into_iter()
            .map(|words| (words, theme::NORMAL)),
    );
    let hint = "Enter switch · ← → columns · ↑ ↓ move · Esc cancel";
    notes.push((hint.to_owned(), theme::MUTED));
    notes
}

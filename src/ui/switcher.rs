//! The context switcher: clouds, regions and projects side by side.

use ratatui::Frame;
use ratatui::layout::Rect;

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
    let info = switcher.info();
    let third = inner.width / 3;
    let mark = |here: bool, name: &str| {
        if here {
            format!("{name}  now")
        } else {
            name.to_owned()
        }
    };
    let clouds: Vec<String> = switcher
        .clouds
        .iter()
        .map(|cloud| mark(cloud.choice == info.cloud, &cloud.name))
        .collect();
    let same = switcher.is_same_cloud();
    let regions: Vec<String> = switcher
        .regions()
        .iter()
        .map(|region| mark(*region == info.region, region))
        .collect();
    let projects: Vec<String> = switcher
        .projects()
        .iter()
        .map(|project| mark(project.id == info.project_id, &project.name))
        .collect();
    let columns = [
        (Side::Cloud, "CLOUD", clouds, switcher.cloud),
        (Side::Region, "REGION", regions, switcher.region),
        (Side::Project, "PROJECT", projects, switcher.project),
    ];
    let height = inner.height.saturating_sub(6);
    for (place, (side, title, names, chosen)) in columns.into_iter().enumerate() {
        let column = rows(place) * third;
        let area = Rect {
            x: inner.x + column,
            y: inner.y + 2,
            width: third,
            height: height + 1,
        };
        let style = if side == switcher.side {
            theme::STRONG
        } else {
            theme::LABEL
        };
        put(frame, area, 1, 0, title, style);
        if names.is_empty() {
            put(frame, area, 1, 1, "as configured", theme::MUTED);
        }
        let first = scroll_to(0, chosen, usize::from(height), names.len());
        for (row, name) in names
            .iter()
            .enumerate()
            .skip(first)
            .take(usize::from(height))
        {
            let words = format!("{} {name}", if row == chosen { "▸" } else { " " });
            let words = text::fit(&words, usize::from(third.saturating_sub(2)));
            let style = match (row == chosen, side == switcher.side) {
                (true, true) => theme::SELECTED,
                (true, false) => theme::STRONG,
                _ => theme::NORMAL,
            };
            put(frame, area, 1, rows(row - first + 1), &words, style);
        }
    }
    let bottom = inner.height;
    if let (true, Some(reason)) = (same, &info.bound_to_project) {
        for (row, words) in text::wrap(reason, usize::from(inner.width - 2))
            .iter()
            .take(2)
            .enumerate()
        {
            put(
                frame,
                inner,
                1,
                bottom.saturating_sub(4) + rows(row),
                words,
                theme::HELD,
            );
        }
    }
    put(
        frame,
        inner,
        1,
        bottom.saturating_sub(2),
        "The old view stays until the new one loads. A failed login changes nothing.",
        theme::NORMAL,
    );
    let running = match app.jobs().running() {
        0 => String::new(),
        n => format!(" · {n} running jobs stay in the list"),
    };
    let hint = format!("Enter switch · ← → columns · ↑ ↓ move · Esc cancel{running}");
    put(
        frame,
        inner,
        1,
        bottom.saturating_sub(1),
        &hint,
        theme::MUTED,
    );
}

//! The wizard after its launch was accepted: how far each instance is. The job list shows the same
//! rows.
//!
//! The time of a stage that goes on is not shown: it would have to be drawn anew every second.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{context, outer, padded, step_bar};
use crate::app::choices::World;
use crate::app::job::{Building, Job, Stage, State};
use crate::app::launch::Wizard;
use crate::app::{explain, format};
use crate::ui::widget::{self, Button, Hits};
use crate::ui::{text, theme};

/// Room for the sign and the status, `✓ ACTIVE`.
const STATUS: usize = 8;
/// Room for the time in all, `12m05s`, and a gap.
const TOTAL: usize = 7;
/// Longer names are cut.
const LONGEST_NAME: usize = 24;
const GAP: &str = "  ";

/// How wide the column of names should be.
pub(in crate::ui) fn names_width(servers: &[Building]) -> usize {
    let widths = servers.iter().map(|server| text::width(&server.name));
    widths.max().unwrap_or(0).clamp(5, LONGEST_NAME)
}

/// A server of a launch in one row of `width` cells: name, status, what is to be said of it, and
/// how long it took in all. `hint` stands after a fault, where there is room.
pub(in crate::ui) fn row(
    server: &Building,
    names: usize,
    width: usize,
    hint: &str,
) -> (String, Style) {
    let names = names.min(width / 3);
    let (status, style) = match &server.stage {
        Stage::Found | Stage::Building(_) => ("◐ BUILD", theme::WORKING),
        Stage::Active { .. } => ("✓ ACTIVE", theme::GOOD),
        Stage::Failed { .. } => ("✗ ERROR", theme::FAILED),
        Stage::Gone => ("✗ gone", theme::FAILED),
    };
    let room = width.saturating_sub(names + STATUS + TOTAL + 2 * GAP.len());
    let mut said = said(server, hint);
    let fits = said.iter().position(|words| text::width(words) <= room);
    // The last says least; where even that does not fit it is cut.
    let said = said.swap_remove(fits.unwrap_or(said.len() - 1));
    let total = server.took().map_or(String::new(), format::span);
    let words = format!(
        "{}{GAP}{}{GAP}{}{}",
        text::fit(&server.name, names),
        text::fit(status, STATUS),
        text::fit(&said, room),
        text::fit_right(&total, TOTAL)
    );
    (words.trim_end().to_owned(), style)
}

/// What may be said of a server, the longest first; never empty.
fn said(server: &Building, hint: &str) -> Vec<String> {
    let stages = stages(server);
    let with = |words: &str, more: &str| match more {
        "" => words.to_owned(),
        more => format!("{words}{GAP}{more}"),
    };
    match &server.stage {
        Stage::Found => vec!["found".into()],
        Stage::Building(task) => {
            let task = task.replace('_', " ");
            vec![with(&task, &stages), task]
        }
        Stage::Active { addresses } => {
            let all = addresses.join(", ");
            let first = match addresses.as_slice() {
                [first, _, ..] => format!("{first} +{}", addresses.len() - 1),
                _ => all.clone(),
            };
            vec![with(&all, &stages), with(&first, &stages), all, first]
        }
        Stage::Failed { fault } => {
            let meaning = explain::fault(fault).map_or(fault.as_str(), |known| known.meaning);
            vec![with(meaning, hint), meaning.to_owned()]
        }
        Stage::Gone => vec!["deleted before it was built".into()],
    }
}

/// `sched 1s net 2s disk 6s spawn 29s`.
fn stages(server: &Building) -> String {
    let stages = server.passed.iter().map(|passed| {
        let name = match passed.task.as_str() {
            "scheduling" => "sched",
            "networking" => "net",
            "block_device_mapping" => "disk",
            "spawning" => "spawn",
            other => other,
        };
        format!("{name} {}", format::span(passed.seconds))
    });
    stages.collect::<Vec<_>>().join(" ")
}

/// Draws the wizard with the progress of its launch in place of Review.
pub(in crate::ui) fn draw(
    wizard: &Wizard,
    world: World<'_>,
    job: Option<&Job>,
    frame: &mut Frame<'_>,
    area: Rect,
) -> Hits {
    let around = outer(area);
    let context = context(world, false);
    let inner = widget::dialog(frame, around, "Launch instance", &context);
    if inner.height < 6 || inner.width < 20 {
        return Hits::new();
    }
    let last = inner.height - 1;
    // It shows that all was gone through; there is no way back into a launch that was sent.
    let _ = step_bar(frame, padded(inner), wizard, world);
    widget::rule(frame, around, 1);
    widget::rule(frame, around, last - 1);
    let body = Rect {
        y: inner.y + 2,
        height: inner.height - 4,
        ..padded(inner)
    };
    progress(frame, body, job);
    let retry = wizard.is_on_relaunch();
    let mut buttons = vec![Button::leave("Close", !retry)];
    if job.and_then(Job::failed_part).is_some() {
        buttons.push(Button {
            label: "Relaunch the failed",
            focused: retry,
            enabled: true,
            key: Some(KeyEvent::from(KeyCode::Char('R'))),
        });
    } else if let Some(close) = buttons.first_mut() {
        close.focused = true;
    }
    widget::buttons(frame, inner, last, &buttons)
}

/// The heading, the rows, what the fault means, and a last line. Rows come before the rest where
/// there is no room for all.
fn progress(frame: &mut Frame<'_>, body: Rect, job: Option<&Job>) {
    let (width, height) = (usize::from(body.width), usize::from(body.height));
    let mut lines: Vec<(String, Style)> = Vec::new();
    let servers = job.map_or(&[][..], |job| &job.servers);
    if let Some(job) = job {
        let (glyph, words, style) = heading(job);
        lines.push((format!("{glyph} {}   {words}", job.what), style));
    }
    let last = height.saturating_sub(1);
    let room = last.saturating_sub(lines.len());
    if servers.len() < room {
        lines.push((String::new(), theme::NORMAL));
    }
    let shown = if servers.len() > room {
        room.saturating_sub(1)
    } else {
        servers.len()
    };
    let names = names_width(servers);
    for server in worst_first(servers, shown) {
        let (words, style) = row(server, names, width.saturating_sub(2), "");
        lines.push((format!("  {words}"), style));
    }
    if servers.len() > shown {
        let more = format!("  … {} more: t shows all", servers.len() - shown);
        lines.push((more, theme::NORMAL));
    }
    lines.extend(explanation(servers, width));
    for (at, (words, style)) in (0..body.height.saturating_sub(1)).zip(&lines) {
        widget::put(frame, body, 0, at, words, *style);
    }
    let words = "The wizard can be closed; t shows this again.";
    let row = body.height.saturating_sub(1);
    widget::put(frame, body, 0, row, words, theme::MUTED);
}

fn heading(job: &Job) -> (&'static str, &str, Style) {
    match &job.state {
        State::Working { stage } => ("◐", stage, theme::WORKING),
        State::Done { text } => ("✓", text, theme::GOOD),
        State::Failed { text, .. } | State::Unknown { text, .. } => ("✗", text, theme::FAILED),
        _ => ("◐", "", theme::WORKING),
    }
}

/// What the first fault means, and what to try.
fn explanation(servers: &[Building], width: usize) -> Vec<(String, Style)> {
    let failed = servers.iter().find_map(|server| match &server.stage {
        Stage::Failed { fault } => Some((&server.name, fault)),
        _ => None,
    });
    let Some((name, fault)) = failed else {
        return Vec::new();
    };
    let meaning =
        explain::fault(fault).map(|known| format!("{name}: {}. {}", known.meaning, known.advice));
    let told: Vec<String> = meaning
        .into_iter()
        .chain([format!("The cloud's words on {name}: {fault}")])
        .collect();
    let lines = told.iter().flat_map(|words| {
        let lines = text::wrap(words, width).into_iter().take(2);
        lines.map(|line| (line, theme::NORMAL))
    });
    std::iter::once((String::new(), theme::NORMAL))
        .chain(lines)
        .collect()
}

/// So many of them; where not all are shown, those that failed and those still being built come
/// before the others.
fn worst_first(servers: &[Building], shown: usize) -> Vec<&Building> {
    let mut servers: Vec<&Building> = servers.iter().collect();
    if shown < servers.len() {
        servers.sort_by_key(|server| (!server.has_failed(), server.stage.is_final()));
    }
    servers.truncate(shown);
    servers
}

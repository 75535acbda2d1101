//! What became of each of many: one line each, with its outcome in the cloud's words; of the one
//! under the cursor all of it, and the request id.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::dialog::{largest, rows};
use super::reading::{outcome_of, stage_words};
use super::widget::{centered, dialog, put, rule, scroll_to};
use super::{text, theme};
use crate::app::App;
use crate::app::counted::{WORDED, count};
use crate::app::format;
use crate::app::job::{Job, State};
use crate::app::modal::bulk::{BULK_KEYS, BulkAction, BulkView};

/// Lines below the list: the outcome in full, and the request.
const BELOW: usize = 3;
/// Cells a name may take.
const NAME: usize = 28;

pub(super) fn draw(view: &BulkView, app: &App, frame: &mut Frame<'_>, area: Rect) {
    let (jobs, len) = (app.jobs(), app.jobs().group_len(view.group));
    let room = largest(area);
    let place = if room == area {
        area
    } else {
        let lines = rows(len + BELOW) + 4;
        centered(area, area.width.min(110), lines.min(room.height))
    };
    let title = jobs.group_title(view.group).unwrap_or_default();
    let tally = jobs.tally(view.group);
    let inner = dialog(frame, place, &title, &tally.in_words());
    let list = usize::from(inner.height).saturating_sub(BELOW + 2);
    let first = scroll_to(0, view.cursor, list, len);
    let names = jobs.widest_of(view.group).min(NAME);
    let shown = jobs.of_group_from(view.group, first).take(list);
    for (row, job) in shown.enumerate() {
        count(WORDED);
        let width = usize::from(inner.width);
        let (glyph, stage, style) = stage_words(job, app.now);
        // The name stands before it already.
        let stage = stage
            .strip_prefix(job.of_what())
            .unwrap_or(&stage)
            .trim_start();
        let took = match job.state {
            State::Held { .. } | State::Waiting | State::Undone => String::new(),
            _ => format::span(job.took(app.now)),
        };
        let what = text::fit(job.of_what(), names);
        let left = width.saturating_sub(names + text::width(&took) + 7);
        let words = format!(" {glyph} {what}  {} {took}", text::fit(stage, left));
        let style = if first + row == view.cursor {
            style.patch(theme::SELECTED)
        } else {
            style
        };
        let words = text::fit(&words, width);
        put(frame, inner, 0, rows(row), &words, style);
    }
    rule(frame, place, rows(list));
    if let Some(job) = view.current(jobs) {
        below(job, frame, inner, list + 1);
    }
    let hints = BULK_KEYS.iter().filter(|(_, action, _)| match action {
        BulkAction::Retry => jobs.has_failed_of(view.group),
        BulkAction::Undo => tally.held > 0,
        BulkAction::Story | BulkAction::Close => true,
    });
    let hints: Vec<_> = hints
        .map(|(key, _, what)| format!("{} {what}", key.name()))
        .collect();
    let row = inner.height.saturating_sub(1);
    put(frame, inner, 1, row, &hints.join(" · "), theme::MUTED);
}

/// The one under the cursor: its outcome in two lines, its request id in the third.
fn below(job: &Job, frame: &mut Frame<'_>, inner: Rect, top: usize) {
    let width = usize::from(inner.width).saturating_sub(2);
    let words = text::wrap(&outcome_of(job), width);
    for (row, words) in words.iter().take(BELOW - 1).enumerate() {
        put(frame, inner, 1, rows(top + row), words, theme::NORMAL);
    }
    let request = job
        .error()
        .map_or(&job.request_id, |error| &error.request_id)
        .as_deref()
        .unwrap_or("-");
    let words = format!("Request  {request}");
    put(frame, inner, 1, rows(top + BELOW - 1), &words, theme::MUTED);
}

//! What is there to be read: help and palette, jobs, long texts.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::launch::{names_width, progress_row};
use super::widget::{Show, at, centered, dialog, field, put, rule, scroll_to};
use super::{text, theme};
use crate::app::App;
use crate::app::counted::{WORDED, count};
use crate::app::format;
use crate::app::instances;
use crate::app::job::{Job, Jobs, State};
use crate::app::modal::palette::Palette;
use crate::app::modal::view::{JOB_KEYS, JobAction, JobList, TextView};
use crate::app::time::Now;

pub(super) fn rows(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

pub(super) fn large(area: Rect) -> Rect {
    if area.width < 80 || area.height < 24 {
        area
    } else {
        centered(area, area.width.min(110), area.height - 2)
    }
}

pub(super) fn palette(palette: &Palette, frame: &mut Frame<'_>, area: Rect) {
    let place = if area.width < 80 {
        area
    } else {
        centered(area, 74, area.height - 2)
    };
    let title = if palette.help { "Help" } else { "Commands" };
    let inner = dialog(frame, place, title, "");
    let query = at(inner, 1, 0, 28);
    field(frame, query, &palette.query, true, Show::Plain);
    let hint = if inner.width < 72 {
        "Enter runs · Esc closes"
    } else {
        "type to search · Enter runs · Esc closes"
    };
    put(frame, inner, 31, 0, hint, theme::MUTED);
    let entries = palette.entries();
    let mut lines: Vec<(String, Style)> = Vec::new();
    let mut chosen = 0;
    // Of the chosen line the reason is told in full, when it does not fit.
    let mut whole = Vec::new();
    let width = usize::from(inner.width);
    let mut group = None;
    for (place, entry) in entries.iter().enumerate() {
        // What was found stands in the order of the best match, not in groups.
        if palette.query.is_empty() && group != Some(entry.spec.group) {
            group = Some(entry.spec.group);
            lines.push((format!(" {}", entry.spec.group.title()), theme::LABEL));
        }
        let off = entry
            .off
            .map_or(String::new(), |reason| format!("  ✗ {reason}"));
        let words = format!(
            "   {}  {}{off}",
            text::fit(&entry.spec.reached_by(), 14),
            entry.spec.label
        );
        let style = if entry.off.is_some() {
            theme::MUTED
        } else {
            theme::NORMAL
        };
        let style = if place == palette.cursor {
            style.patch(theme::SELECTED)
        } else {
            style
        };
        if place == palette.cursor {
            chosen = lines.len();
            if let Some(reason) = entry.off.filter(|_| text::width(&words) > width) {
                whole = text::wrap(&format!("✗ {reason}"), width - 2);
            }
        }
        lines.push((words, style));
    }
    if entries.is_empty() {
        lines.push(("   no action is called that".into(), theme::NORMAL));
    }
    let body = Rect {
        y: inner.y + 2,
        height: inner.height.saturating_sub(2 + rows(whole.len())),
        ..inner
    };
    scrolled(frame, body, &lines, chosen);
    for (row, words) in whole.iter().enumerate() {
        put(
            frame,
            inner,
            1,
            body.height + 2 + rows(row),
            words,
            theme::HELD,
        );
    }
}

/// Draws lines of a long list so that one of them is visible; only those in view are put into words.
pub(super) fn listing<T>(
    frame: &mut Frame<'_>,
    area: Rect,
    chosen: usize,
    all: impl Iterator<Item = T>,
    words: impl Fn(T) -> Words,
) {
    let height = usize::from(area.height);
    let first = scroll_to(0, chosen, height, usize::MAX);
    for (row, item) in all.skip(first).take(height).enumerate() {
        count(WORDED);
        let (words, style) = words(item);
        let style = if first + row == chosen {
            style.patch(theme::SELECTED)
        } else {
            style
        };
        let words = text::fit(&words, usize::from(area.width));
        put(frame, area, 0, rows(row), &words, style);
    }
}

/// Draws lines so that one of them is visible.
pub(super) fn scrolled(frame: &mut Frame<'_>, area: Rect, lines: &[(String, Style)], keep: usize) {
    let height = usize::from(area.height);
    let first = scroll_to(0, keep, height, lines.len());
    for (row, (words, style)) in lines.iter().skip(first).take(height).enumerate() {
        let words = text::fit(words, usize::from(area.width));
        put(frame, area, 0, rows(row), &words, *style);
    }
}

/// How a job stands; of one that others were confirmed with, how they all do.
fn listed_words(job: &Job, jobs: &Jobs, now: Now) -> (String, (&'static str, String, Style)) {
    let Some((group, title)) = job
        .group
        .and_then(|group| Some((group, jobs.group_title(group)?)))
    else {
        return (job.what.clone(), stage_words(job, now));
    };
    if matches!(job.state, State::Held { .. }) {
        return (title, stage_words(job, now));
    }
    let tally = jobs.tally(group);
    let (glyph, style) = match (tally.running(), tally.not_done(), tally.done) {
        (1.., ..) => ("◐", theme::WORKING),
        (0, 1.., _) => ("✗", theme::FAILED),
        (0, 0, 1..) => ("✓", theme::GOOD),
        _ => ("○", theme::NORMAL),
    };
    (title, (glyph, tally.in_words(), style))
}

pub(super) fn stage_words(job: &Job, now: Now) -> (&'static str, String, Style) {
    match &job.state {
        State::Held { until } => {
            let left = until.saturating_sub(now.mono).as_secs_f32().ceil();
            ("…", format!("sent in {left:.0} s · U undoes"), theme::GOING)
        }
        State::Waiting => ("…", "waits for its turn".into(), theme::NORMAL),
        State::Sent => ("◐", "sent".into(), theme::WORKING),
        State::Looking(search) => {
            let words = format!("looking for it: {}", search.heard);
            ("◐", words, theme::WORKING)
        }
        State::Working { stage } => ("◐", stage.replace('_', " "), theme::WORKING),
        State::Done { text } => ("✓", outcome(job, text), theme::GOOD),
        State::Failed { text, .. } => ("✗", outcome(job, text), theme::FAILED),
        State::Unknown { text, .. } => ("?", outcome(job, text), theme::ATTENTION),
        State::Undone => ("○", "undone, not sent".into(), theme::NORMAL),
    }
}

/// The outcome without the words the job's name says already.
fn outcome(job: &Job, text: &str) -> String {
    let text = text.strip_prefix(&job.what).unwrap_or(text);
    let text = text.trim_start_matches([':', ' ']);
    text.strip_prefix("failed: ").unwrap_or(text).to_owned()
}

/// How a job stands, in full.
pub(super) fn outcome_of(job: &Job) -> String {
    match &job.state {
        State::Done { text } | State::Failed { text, .. } | State::Unknown { text, .. } => {
            text.clone()
        }
        _ => job.what.clone(),
    }
}

/// One line for the status line: `Snapshot x of web-02: uploading 42s`.
pub(super) fn job_line(job: &Job, jobs: &Jobs, now: Now) -> String {
    let (what, (_, stage, _)) = listed_words(job, jobs, now);
    match job.state {
        State::Held { .. } => format!("{what}: {stage}"),
        _ => format!("{what}: {stage} {}", format::span(job.took(now))),
    }
}

/// A line of text, and how it looks.
type Words = (String, Style);

/// One of the jobs that are listed, and the servers it makes below it.
fn job_lines(job: &Job, chosen: bool, app: &App, width: usize) -> Vec<Words> {
    count(WORDED);
    let (what, (glyph, stage, style)) = listed_words(job, app.jobs(), app.now);
    let took = format::span(job.took(app.now));
    let since = job.started.wall.strftime("%H:%M");
    let tail = format!("{took:>7}  {since}");
    let what = text::fit(&what, 34.min(width / 2));
    let room = width.saturating_sub(text::width(&what) + tail.len() + 5);
    let words = format!(" {glyph} {what} {} {tail}", text::fit(&stage, room));
    let style = if chosen {
        style.patch(theme::SELECTED)
    } else {
        style
    };
    let mut lines = vec![(words, style)];
    let hint = if app.may_relaunch(job.op) {
        "Enter reads, R retries"
    } else {
        "Enter reads"
    };
    let names = names_width(&job.servers);
    for server in &job.servers {
        let (words, style) = progress_row(server, names, width.saturating_sub(6), hint);
        lines.push((format!("     {words}"), style));
    }
    lines
}

pub(super) fn jobs(list: &JobList, app: &App, frame: &mut Frame<'_>, area: Rect) {
    let place = large(area);
    let inner = dialog(frame, place, "Jobs", "t");
    let width = usize::from(inner.width);
    let body = Rect {
        height: inner.height.saturating_sub(2),
        ..inner
    };
    let height = usize::from(body.height);
    let chosen = list.place(app.jobs());
    // Those above take a line each and more for their servers; only those in view are worded.
    let above = app.jobs().listed().take(chosen);
    let keep: usize = above.map(|job| 1 + job.servers.len()).sum();
    let first = scroll_to(0, keep, height, usize::MAX);
    let mut lines: Vec<Words> = Vec::new();
    let mut skipped = 0;
    for (place, job) in app.jobs().listed().enumerate() {
        let taken = 1 + job.servers.len();
        if skipped + taken <= first {
            skipped += taken;
        } else if skipped + lines.len() < first + height {
            lines.extend(job_lines(job, place == chosen, app, width));
        } else {
            break;
        }
    }
    if app.jobs().listed_len() == 0 {
        lines.push((" Nothing was started in this run.".into(), theme::NORMAL));
    }
    let shown = first - skipped;
    let room = (height + shown).saturating_sub(lines.len());
    lines.extend(not_ours(app, room));
    for (row, (words, style)) in lines.iter().skip(shown).take(height).enumerate() {
        put(frame, body, 0, rows(row), &text::fit(words, width), *style);
    }
    rule(frame, place, body.height);
    let current = app.jobs().listed().nth(chosen).map(|job| job.op);
    let relaunch = current.is_some_and(|op| app.may_relaunch(op));
    let hints = JOB_KEYS.iter();
    let hints: Vec<String> = hints
        .filter(|(_, action, _)| *action != JobAction::Relaunch || relaunch)
        .map(|(key, _, what)| format!("{} {what}", key.name()))
        .collect();
    put(
        frame,
        inner,
        1,
        inner.height.saturating_sub(1),
        &hints.join(" · "),
        theme::MUTED,
    );
}

/// What is under way in the open context and was begun before this run, or by somebody else: as
/// much of it as there are lines for.
fn not_ours(app: &App, room: usize) -> Vec<Words> {
    let rows: Vec<_> = match room.checked_sub(2) {
        Some(room) => app.under_way_elsewhere(room),
        None => Vec::new(),
    };
    if rows.is_empty() {
        return Vec::new();
    }
    let title = " Under way, but not begun in this run:".into();
    let mut lines = vec![(String::new(), theme::NORMAL), (title, theme::LABEL)];
    lines.extend(rows.into_iter().map(|server| {
        let health = instances::health(server);
        let status = instances::status_words(server);
        let task = server.task_state.as_deref().map(instances::task_words);
        let task = task.map_or_else(String::new, |task| format!("  {task}"));
        let words = format!(" {} {}  {status}{task}", health.glyph(), server.title());
        (words, super::instances::style(health))
    }));
    lines
}

pub(super) fn text_view(view: &TextView, frame: &mut Frame<'_>, area: Rect) {
    let place = large(area);
    let inner = dialog(frame, place, &view.title, "");
    let body = Rect {
        height: inner.height.saturating_sub(1),
        ..inner
    };
    let hint = "↑ ↓ PgUp PgDn g G scroll · y copy · Esc close";
    put(
        frame,
        inner,
        1,
        inner.height.saturating_sub(1),
        hint,
        theme::MUTED,
    );
    let (words, style) = match (view.text.get(), view.text.problem()) {
        (Some(text), _) if text.trim().is_empty() => ("(empty)".into(), theme::MUTED),
        (Some(text), _) => (text.clone(), theme::NORMAL),
        (None, Some(error)) => (format!("✗ {error}"), theme::FAILED),
        (None, None) => ("Loading …".into(), theme::WORKING),
    };
    let lines = text::wrap(&words, usize::from(body.width.saturating_sub(1)));
    let height = usize::from(body.height);
    let last = lines.len().saturating_sub(height);
    let first = view.scroll.unwrap_or(last).min(last);
    for (row, words) in lines.iter().skip(first).take(height).enumerate() {
        put(frame, body, 1, rows(row), words, style);
    }
}

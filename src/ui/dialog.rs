//! The short dialogs: delete, snapshot, draft, quit, and the prefix menus.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::widget::{Button, Show, at, buttons, centered, dialog, field, line, put};
use super::{Ui, text, theme};
use crate::app::Click;
use crate::app::format;
use crate::app::modal::DraftQuestion;
use crate::app::modal::confirm::{Confirm, Focus, Refused, Target, UNDO};
use crate::app::modal::menu::Menu;
use crate::app::modal::snapshot::{self, SnapshotForm};
use crate::app::modal::view::QuitQuestion;
use crate::openstack::image::Image;

/// Names listed before the rest has to be scrolled to.
const LISTED: usize = 8;
/// Skipped ones listed below them.
const SKIPPED: usize = 3;
const WIDTH: u16 = 76;

/// The largest a dialog may be: the whole screen where that is small.
fn largest(area: Rect) -> Rect {
    if area.width < 80 || area.height < 24 {
        area
    } else {
        centered(area, WIDTH, area.height - 2)
    }
}

/// Where a dialog with so many lines inside stands.
fn place(area: Rect, lines: u16) -> Rect {
    let largest = largest(area);
    if largest == area {
        area
    } else {
        centered(area, largest.width, (lines + 2).min(largest.height))
    }
}

fn rows(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

pub(super) fn confirm(confirm: &Confirm, frame: &mut Frame<'_>, area: Rect) {
    let tail = if confirm.targets.is_empty() { 3 } else { 5 };
    let room = largest(area);
    let lines = confirm_lines(
        confirm,
        usize::from(room.width.saturating_sub(4)),
        usize::from(room.height.saturating_sub(tail + 2)),
    );
    let place = place(area, rows(lines.len()) + tail);
    let title = match confirm.targets.len() {
        0 | 1 => format!("Delete {}", confirm.kind.noun(1)),
        n => format!("Delete {n} {}", confirm.kind.noun(n)),
    };
    let inner = dialog(frame, place, &title, "");
    let body = usize::from(inner.height.saturating_sub(tail));
    for (row, spans) in lines.into_iter().take(body).enumerate() {
        line(frame, inner, rows(row), spans);
    }
    let bottom = inner.height;
    if confirm.targets.is_empty() {
        let hint = if confirm.refused.iter().any(|refused| refused.lift.is_some()) {
            "y copies the command"
        } else {
            ""
        };
        put(
            frame,
            inner,
            2,
            bottom.saturating_sub(2),
            hint,
            theme::MUTED,
        );
    } else {
        confirm_question(confirm, frame, inner);
    }
    let keep = confirm.keep_label();
    let delete = confirm.delete_label();
    let room = usize::from(inner.width).saturating_sub(text::width(&keep).min(24) + 16);
    let (keep, delete) = (text::clip(&keep, 24), text::clip(&delete, room));
    let mut row = vec![Button {
        label: &keep,
        focused: match confirm.focus {
            Focus::Keep => true,
            // From the field, Enter keeps until the phrase is there.
            Focus::Field => !confirm.enter_deletes(),
            Focus::Delete => false,
        },
        enabled: true,
    }];
    if !confirm.targets.is_empty() {
        let focused = confirm.focus == Focus::Delete || confirm.enter_deletes();
        row.push(Button {
            label: &delete,
            focused,
            enabled: confirm.is_armed(),
        });
    }
    buttons(frame, inner, bottom.saturating_sub(1), &row);
}

/// What has to be typed or pressed, above the buttons.
fn confirm_question(confirm: &Confirm, frame: &mut Frame<'_>, inner: Rect) {
    let row = inner.height.saturating_sub(4);
    let undo = format!(
        "Sent {} s after you confirm; U undoes until then.",
        UNDO.as_secs()
    );
    match confirm.phrase() {
        Some(phrase) => {
            let words = format!("Type   {phrase}   to go on:");
            put(frame, inner, 2, row, &words, theme::STRONG);
            let column = rows(text::width(&words)) + 4;
            let width = rows(phrase.len()) + 8;
            field(
                frame,
                at(inner, column, row, width),
                &confirm.typed,
                confirm.focus == Focus::Field,
                Show::Plain,
            );
        }
        None => put(
            frame,
            inner,
            2,
            row,
            "y deletes it · n or Esc keeps it",
            theme::STRONG,
        ),
    }
    match &confirm.note {
        Some(note) => put(frame, inner, 2, row + 1, &format!("! {note}"), theme::HELD),
        None => put(frame, inner, 2, row + 1, &undo, theme::NORMAL),
    }
}

/// What is deleted, skipped and hidden, in at most `room` lines: names give way, counts do not.
fn confirm_lines(confirm: &Confirm, width: usize, room: usize) -> Vec<Vec<Span<'static>>> {
    let mut lines = vec![vec![]];
    let noun = confirm.kind.noun(confirm.targets.len());
    let sentence = match confirm.targets.len() {
        0 => String::new(),
        1 => format!("This deletes the {noun}. It cannot be got back afterwards."),
        n => format!("These {n} {noun} are deleted. They cannot be got back afterwards."),
    };
    if !sentence.is_empty() {
        for part in text::wrap(&sentence, width - 2) {
            lines.push(vec![Span::raw(format!("  {part}"))]);
        }
        lines.push(vec![]);
    }
    let rest = rest_lines(confirm, width);
    let room = room.saturating_sub(lines.len() + rest.len());
    match confirm.targets.as_slice() {
        [] => {}
        [one] => {
            lines.extend(target_line(one, width));
            lines.extend(fact_lines(one, width));
        }
        many => lines.extend(many_lines(many, confirm.scroll, width, room)),
    }
    lines.extend(rest);
    lines
}

/// One line each, two where there is room for what goes and what stays.
fn many_lines(
    targets: &[Target],
    scroll: usize,
    width: usize,
    room: usize,
) -> Vec<Vec<Span<'static>>> {
    let both = targets.len() * 2 <= room;
    let all = if both {
        targets.len()
    } else {
        room.saturating_sub(1).clamp(1, LISTED)
    };
    let shown = all.min(targets.len());
    let first = scroll.min(targets.len() - shown);
    let mut lines = Vec::new();
    for target in &targets[first..first + shown] {
        lines.extend(target_line(target, width).into_iter().take(1));
        if both {
            let facts = target
                .facts
                .iter()
                .map(|(label, fact)| format!("{label}: {fact}"));
            let facts = facts.collect::<Vec<_>>().join(" · ");
            let facts = text::clip(&facts, width.saturating_sub(6));
            lines.push(vec![Span::styled(format!("      {facts}"), theme::LABEL)]);
        }
    }
    let below = targets.len() - first - shown;
    if first + below > 0 {
        let words = format!("    ↑ ↓ {first} above, {below} below");
        lines.push(vec![Span::styled(words, theme::MUTED)]);
    }
    lines
}

/// What is not deleted, and what cannot be seen in the list.
fn rest_lines(confirm: &Confirm, width: usize) -> Vec<Vec<Span<'static>>> {
    let mut lines = Vec::new();
    let alone = confirm.targets.is_empty();
    let marked = confirm.refused.len() + confirm.targets.len();
    let listed = if alone { LISTED } else { SKIPPED };
    if !alone && !confirm.refused.is_empty() {
        let words = format!("  Skipped, {} of {marked}:", confirm.refused.len());
        lines.push(vec![Span::styled(words, theme::STRONG)]);
    }
    for refused in confirm.refused.iter().take(listed) {
        lines.extend(refused_lines(refused, alone, width));
    }
    let more = confirm.refused.len().saturating_sub(listed);
    if more > 0 {
        lines.push(vec![Span::raw(format!("    … and {more} more"))]);
    }
    if confirm.hidden > 0 {
        let words = format!(
            "  ! {} of the {marked} are hidden by the filter",
            confirm.hidden
        );
        lines.push(vec![Span::styled(words, theme::ATTENTION)]);
    }
    lines
}

/// The target and what it is; a second line only when the first is too short.
fn target_line(target: &Target, width: usize) -> Vec<Vec<Span<'static>>> {
    let about = if target.gone {
        "is gone already"
    } else {
        &target.about
    };
    let words = format!("{}   {about}", text::clip(&target.name, 30));
    let parts = text::wrap(&words, width.saturating_sub(6)).into_iter();
    parts
        .zip(0..)
        .map(|(part, place)| {
            let glyph = if place == 0 {
                target.health.glyph()
            } else {
                " "
            };
            vec![
                Span::raw("    "),
                Span::styled(glyph, super::instances::style(target.health)),
                Span::raw(format!(" {}", part.trim_start())),
            ]
        })
        .collect()
}

fn fact_lines(target: &Target, width: usize) -> Vec<Vec<Span<'static>>> {
    let mut lines = Vec::new();
    for (label, fact) in &target.facts {
        let parts = text::wrap(fact, width.saturating_sub(21));
        for (part, place) in parts.into_iter().take(3).zip(0..) {
            let label = if place == 0 { *label } else { "" };
            lines.push(vec![
                Span::styled(format!("    {label:<16} "), theme::LABEL),
                Span::raw(part),
            ]);
        }
    }
    lines
}

fn refused_lines(refused: &Refused, alone: bool, width: usize) -> Vec<Vec<Span<'static>>> {
    let words = format!("{} {}", refused.name, refused.why);
    let mut lines: Vec<Vec<Span<'static>>> = text::wrap(&words, width.saturating_sub(4))
        .into_iter()
        .map(|part| vec![Span::raw(format!("    {part}"))])
        .collect();
    if alone && let Some(lift) = &refused.lift {
        lines.push(vec![]);
        lines.push(vec![Span::raw(
            "  To delete it, lift that first: a separate, deliberate step.",
        )]);
        for part in text::wrap(lift, width.saturating_sub(4)) {
            lines.push(vec![Span::styled(format!("    {part}"), theme::STRONG)]);
        }
    }
    lines
}

pub(super) fn snapshot(form: &SnapshotForm, images: &[Image], frame: &mut Frame<'_>, area: Rect) {
    let room = usize::from(largest(area).width.saturating_sub(17));
    let parts = snapshot_parts(form, images, room);
    let lines: usize = parts.iter().map(|(_, lines, _)| lines.len()).sum();
    let inner = dialog(frame, place(area, rows(lines) + 6), "Create snapshot", "");
    put(frame, inner, 2, 1, "Instance", theme::LABEL);
    let style = super::instances::style(form.health);
    put(frame, inner, 13, 1, form.health.glyph(), style);
    let about = format!("{}   {}   {}", form.server_name, form.status, form.flavor);
    put(
        frame,
        inner,
        15,
        1,
        &text::clip(&about, room),
        theme::NORMAL,
    );
    put(frame, inner, 2, 2, "Name     *", theme::LABEL);
    let target = at(inner, 13, 2, inner.width.saturating_sub(15));
    let focused = form.focus == snapshot::Focus::Name;
    field(frame, target, &form.name, focused, Show::Plain);
    let last = inner.height.saturating_sub(1);
    let mut row = 3;
    for (label, lines, style) in parts {
        // Where not all fits, what can be looked up goes first: it is the last part.
        if row + rows(lines.len()) >= last {
            break;
        }
        put(frame, inner, 2, row, label, theme::LABEL);
        for words in lines {
            put(frame, inner, 13, row, &words, style);
            row += 1;
        }
    }
    let create = if form.is_sending() {
        "Sending…"
    } else {
        "Create snapshot"
    };
    let row = [
        Button {
            label: "Cancel",
            focused: form.focus == snapshot::Focus::Cancel,
            enabled: true,
        },
        Button {
            label: create,
            focused: form.focus == snapshot::Focus::Create,
            enabled: form.problem().is_none() && !form.is_sending(),
        },
    ];
    if inner.width >= WIDTH - 2 {
        put(
            frame,
            inner,
            2,
            last,
            "Enter creates · Esc cancels",
            theme::MUTED,
        );
    }
    buttons(frame, inner, last, &row);
}

/// What stands below the name: label, lines, style.
fn snapshot_parts(
    form: &SnapshotForm,
    images: &[Image],
    room: usize,
) -> Vec<(&'static str, Vec<String>, Style)> {
    let wrapped = |words: &[String]| words.iter().flat_map(|w| text::wrap(w, room)).collect();
    let (note, style) = match (form.problem(), form.name.note(), form.advice(images)) {
        (Some(problem), ..) => (format!("! {problem}"), theme::FAILED),
        (None, Some(note), _) => (format!("! {note}"), theme::HELD),
        (None, None, Some(advice)) => (format!("! {advice}"), theme::HELD),
        _ => ("✓ free".into(), theme::GOOD),
    };
    let mut parts = vec![
        ("", wrapped(&[note]), style),
        ("Makes", wrapped(&makes(form)), theme::NORMAL),
    ];
    if form.running {
        let words = "! The instance is running: the copy is what the disk holds now, as after a \
                     power cut. Stop it first for a clean copy.";
        parts.push(("", wrapped(&[words.into()]), theme::HELD));
    }
    if let Some(error) = &form.refusal {
        let id = error.request_id.as_deref();
        let id = id.map_or(String::new(), |id| format!(" ({id})"));
        parts.push((
            "Refused",
            wrapped(&[format!("✗ {error}{id}")]),
            theme::FAILED,
        ));
    }
    parts.push(("Same as", wrapped(&[form.command()]), theme::MUTED));
    parts
}

fn makes(form: &SnapshotForm) -> Vec<String> {
    if form.volume_backed {
        return vec!["an image of 0 bytes: the data stays in a volume snapshot in Cinder".into()];
    }
    let size = form.disk_gib.filter(|gib| *gib > 0);
    let size = size.map_or(String::new(), |gib| format!("{} ", format::gib(gib)));
    let mut lines = vec![format!("a private image of the {size}root disk")];
    match form.volumes {
        0 => {}
        1 => lines.push("(the attached volume is not included)".into()),
        n => lines.push(format!("({n} attached volumes are not included)")),
    }
    lines
}

pub(super) fn draft(question: &DraftQuestion, frame: &mut Frame<'_>, area: Rect) {
    let inner = dialog(frame, centered(area, 66, 8), "Launch instance", "");
    let room = usize::from(inner.width.saturating_sub(12));
    let anew = match &question.source_name {
        Some(name) => format!("begin anew from {name}; the draft is dropped"),
        None => "begin anew; the draft is dropped".into(),
    };
    let lines = [
        (
            "",
            "An unfinished launch was kept for this project.".to_owned(),
            theme::NORMAL,
        ),
        ("", String::new(), theme::NORMAL),
        (
            "Enter",
            format!("resume  {}", question.draft),
            theme::STRONG,
        ),
        ("n", anew, theme::NORMAL),
        ("Esc", "neither".into(), theme::NORMAL),
    ];
    for (row, (key, words, style)) in (1..).zip(lines) {
        let column = if key.is_empty() { 2 } else { 10 };
        put(frame, inner, 2, row, key, theme::KEY);
        put(frame, inner, column, row, &text::clip(&words, room), style);
    }
}

pub(super) fn quit(question: &QuitQuestion, frame: &mut Frame<'_>, area: Rect) {
    let inner = dialog(frame, centered(area, 70, 8), "Quit", "");
    let lost = quit_lines(question);
    for (row, words) in (1..).zip(&lost) {
        put(frame, inner, 2, row, words, theme::NORMAL);
    }
    let button = |label, focused| Button {
        label,
        focused,
        enabled: true,
    };
    let row = [
        button("Stay", !question.quit_focused),
        button("Quit", question.quit_focused),
    ];
    put(
        frame,
        inner,
        2,
        inner.height.saturating_sub(1),
        "y quits · Esc stays",
        theme::MUTED,
    );
    buttons(frame, inner, inner.height.saturating_sub(1), &row);
}

/// What leaving would lose, a sentence each.
pub(super) fn quit_lines(question: &QuitQuestion) -> Vec<String> {
    let one = |count: usize, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {many}")),
    };
    [
        one(
            question.held,
            "delete is confirmed but not sent: quitting cancels it.",
            "deletes are confirmed but not sent: quitting cancels them.",
        ),
        one(
            question.unanswered,
            "request has no answer yet: its outcome will not be told.",
            "requests have no answer yet: their outcome will not be told.",
        ),
        one(
            question.drafts,
            "launch was begun and not sent: quitting drops its draft.",
            "launches were begun and not sent: quitting drops their drafts.",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

pub(super) fn menu(menu: &Menu, ui: &mut Ui, frame: &mut Frame<'_>, area: Rect) {
    let labels = menu.items.iter().map(|item| text::width(&item.label));
    let widest = labels.chain([text::width(&menu.title)]).max().unwrap_or(0);
    let off = menu.items.iter().filter_map(|item| item.off.as_deref());
    let longest = off.map(text::width).max().unwrap_or(0);
    // Room for the longest reason, beside its label or else in full below the list.
    let width = (widest + longest + 10).min(usize::from(WIDTH)).max(24);
    let below = menu.items.iter().filter_map(|item| item.off.as_deref());
    let below = below
        .map(|reason| text::wrap(&format!("✗ {reason}"), width - 4).len())
        .max()
        .unwrap_or(0);
    let cut = longest + widest + 9 > width - 2;
    let below = if cut { below } else { 0 };
    let place = centered(area, rows(width), rows(menu.items.len() + below) + 2);
    let inner = dialog(frame, place, &menu.title, "");
    for (row, item) in menu.items.iter().enumerate() {
        let key = item.key.map_or(String::new(), |key| key.to_string());
        let (words, style) = match &item.off {
            Some(reason) => (
                format!("{key:>2}  {}  ✗ {reason}", item.label),
                theme::MUTED,
            ),
            None => (format!("{key:>2}  {}", item.label), theme::NORMAL),
        };
        let style = if row == menu.cursor {
            style.patch(theme::SELECTED)
        } else {
            style
        };
        let words = text::fit(&words, usize::from(inner.width));
        put(frame, inner, 0, rows(row), &words, style);
        ui.clickable(at(inner, 0, rows(row), inner.width), Click::Row(row));
    }
    let reason = menu
        .items
        .get(menu.cursor)
        .and_then(|item| item.off.as_deref());
    if let Some(reason) = reason.filter(|_| cut) {
        let parts = text::wrap(&format!("✗ {reason}"), width - 4);
        for (part, row) in parts.iter().zip(rows(menu.items.len())..) {
            put(frame, inner, 1, row, part, theme::HELD);
        }
    }
}

//! The short dialogs: snapshot, draft, quit, and the prefix menus.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::widget::{Button, Hits, Show, at, buttons, centered, dialog, field, put, scroll_to};
use super::{Ui, text, theme};
use crate::app::Click;
use crate::app::format;
use crate::app::modal::DraftQuestion;
use crate::app::modal::menu::Menu;
use crate::app::modal::snapshot::{self, SnapshotForm};
use crate::app::modal::view::QuitQuestion;
use crate::openstack::image::Image;

const WIDTH: u16 = 76;

/// The largest a dialog may be: the whole screen where that is small.
pub(super) fn largest(area: Rect) -> Rect {
    if area.width < 80 || area.height < 24 {
        area
    } else {
        centered(area, WIDTH, area.height - 2)
    }
}

/// Where a dialog with so many lines inside stands.
pub(super) fn place(area: Rect, lines: u16) -> Rect {
    let largest = largest(area);
    if largest == area {
        area
    } else {
        centered(area, largest.width, (lines + 2).min(largest.height))
    }
}

pub(super) fn rows(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

pub(super) fn snapshot(
    form: &SnapshotForm,
    images: &[Image],
    frame: &mut Frame<'_>,
    area: Rect,
) -> Hits {
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
    let (leave, hint) = if form.is_sending() {
        ("Close", "Esc closes; it goes on")
    } else {
        ("Cancel", "Enter creates · Esc cancels")
    };
    let row = [
        Button::leave(leave, form.focus == snapshot::Focus::Cancel),
        Button {
            label: create,
            focused: form.focus == snapshot::Focus::Create,
            enabled: form.problem().is_none() && !form.is_sending(),
            key: (form.focus != snapshot::Focus::Cancel).then(|| KeyEvent::from(KeyCode::Enter)),
        },
    ];
    if inner.width >= WIDTH - 2 {
        put(frame, inner, 2, last, hint, theme::MUTED);
    }
    buttons(frame, inner, last, &row)
}

/// What stands below the name: label, lines, style.
fn snapshot_parts(
    form: &SnapshotForm,
    images: &[Image],
    room: usize,
) -> Vec<(&'static str, Vec<String>, Style)> {
    let wrapped = |words: &[String]| words.iter().flat_map(|w| text::wrap(w, room)).collect();
    let (note, style) = match (
        form.problem(),
        form.note.or(form.name.note()),
        form.advice(images),
    ) {
        (Some(problem), ..) => (format!("! {problem}"), theme::FAILED),
        (None, Some(note), _) => (format!("! {note}"), theme::HELD),
        (None, None, Some(advice)) => (format!("! {advice}"), theme::HELD),
        _ => ("✓ free".into(), theme::GOOD),
    };
    let mut parts = vec![("", wrapped(&[note]), style)];
    if form.aside {
        let words = "! Of the marked one, not of the one under the cursor";
        parts.push(("", wrapped(&[words.into()]), theme::ATTENTION));
    }
    parts.push(("Makes", wrapped(&makes(form)), theme::NORMAL));
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
    let from = question.from.as_deref();
    let from = from.map_or_else(String::new, |at| format!(" from {at}"));
    let lines = [
        (
            "",
            format!("Draft{from} · Enter resume · N new"),
            theme::NORMAL,
        ),
        ("", String::new(), theme::NORMAL),
        (
            "Enter",
            format!("resume  {}", question.draft),
            theme::STRONG,
        ),
        ("N", anew, theme::NORMAL),
        ("Esc", "neither".into(), theme::NORMAL),
    ];
    for (row, (key, words, style)) in (1..).zip(lines) {
        let column = if key.is_empty() { 2 } else { 10 };
        put(frame, inner, 2, row, key, theme::KEY);
        put(frame, inner, column, row, &text::clip(&words, room), style);
    }
}

pub(super) fn quit(question: &QuitQuestion, frame: &mut Frame<'_>, area: Rect) -> Hits {
    let inner = dialog(frame, centered(area, 70, 8), "Quit", "");
    let lost = quit_lines(question);
    for (row, words) in (1..).zip(&lost) {
        put(frame, inner, 2, row, words, theme::NORMAL);
    }
    let button = |label, focused, key| Button {
        label,
        focused,
        enabled: true,
        key: Some(KeyEvent::from(key)),
    };
    let row = [
        button("Stay", !question.quit_focused, KeyCode::Esc),
        button("Quit", question.quit_focused, KeyCode::Char('y')),
    ];
    put(
        frame,
        inner,
        2,
        inner.height.saturating_sub(1),
        "y quits · Esc stays",
        theme::MUTED,
    );
    buttons(frame, inner, inner.height.saturating_sub(1), &row)
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
            "launch was begun and cannot be kept: quitting drops its draft.",
            "launches were begun and cannot be kept: quitting drops their drafts.",
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
    let room = usize::from(area.height).saturating_sub(2 + below);
    let shown = menu.items.len().min(room);
    let place = centered(area, rows(width), rows(shown + below) + 2);
    let first = scroll_to(0, menu.cursor, shown, menu.items.len());
    let hidden = menu.items.len() - shown;
    let more = if hidden > 0 {
        format!("↑ {first} ↓ {} more", hidden - first)
    } else {
        String::new()
    };
    let inner = dialog(frame, place, &menu.title, &more);
    let items = menu.items.iter().enumerate().skip(first).take(shown);
    for (row, (place, item)) in items.enumerate() {
        let key = item.key.map_or(String::new(), |key| key.to_string());
        let (words, style) = match &item.off {
            Some(reason) => (
                format!("{key:>2}  {}  ✗ {reason}", item.label),
                theme::MUTED,
            ),
            None => (format!("{key:>2}  {}", item.label), theme::NORMAL),
        };
        let style = if place == menu.cursor {
            style.patch(theme::SELECTED)
        } else {
            style
        };
        let words = text::fit(&words, usize::from(inner.width));
        put(frame, inner, 0, rows(row), &words, style);
        ui.clickable(at(inner, 0, rows(row), inner.width), Click::Row(place));
    }
    let reason = menu
        .items
        .get(menu.cursor)
        .and_then(|item| item.off.as_deref());
    if let Some(reason) = reason.filter(|_| cut) {
        let parts = text::wrap(&format!("✗ {reason}"), width - 4);
        for (part, row) in parts.iter().zip(rows(shown)..) {
            put(frame, inner, 1, row, part, theme::HELD);
        }
    }
}

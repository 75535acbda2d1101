//! The short dialogs: delete, snapshot, draft, quit, and the prefix menus.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Span;

use super::widget::{Button, Show, at, buttons, centered, dialog, field, line, put};
use super::{Ui, text, theme};
use crate::app::Click;
use crate::app::format;
use crate::app::modal::confirm::{Confirm, Focus, Refused, Target, UNDO};
use crate::app::modal::menu::Menu;
use crate::app::modal::snapshot::{self, SnapshotForm};
use crate::app::modal::view::QuitQuestion;
use crate::openstack::image::Image;

/// Names listed before the rest has to be scrolled to.
const LISTED: usize = 8;
const WIDTH: u16 = 76;

/// Where a dialog stands: centred, or the whole screen where that is small.
fn place(area: Rect, width: u16, height: u16) -> Rect {
    if area.width < 80 || area.height < 24 {
        area
    } else {
        centered(area, width, height.min(area.height - 2))
    }
}

fn rows(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

pub(super) fn confirm(confirm: &Confirm, frame: &mut Frame<'_>, area: Rect) {
    let tail = if confirm.targets.is_empty() { 3 } else { 5 };
    let room = place(area, WIDTH, area.height).height;
    let room = usize::from(room.saturating_sub(tail + 2));
    let lines = confirm_lines(confirm, usize::from(WIDTH) - 6, room);
    let place = place(area, WIDTH, rows(lines.len()) + tail + 2);
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
        focused: confirm.focus == Focus::Keep,
        enabled: true,
    }];
    if !confirm.targets.is_empty() {
        let focused = confirm.focus == Focus::Delete;
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
                true,
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

/// The question, what is hidden, the targets, and what is skipped: the targets give way where
/// there is not room for all, and can be scrolled.
fn confirm_lines(confirm: &Confirm, width: usize, room: usize) -> Vec<Vec<Span<'static>>> {
    let mut lines = vec![vec![]];
    match confirm.targets.len() {
        0 => {}
        1 => {
            let words = format!(
                "  This deletes the {}. It cannot be got back afterwards.",
                confirm.kind.noun(1)
            );
            lines.push(vec![Span::raw(words)]);
        }
        n => {
            let words = format!(
                "  These {n} {} are deleted. They cannot be got back afterwards.",
                confirm.kind.noun(n)
            );
            lines.push(vec![Span::raw(words)]);
        }
    }
    if confirm.hidden > 0 {
        let words = format!("  ! {} of them are hidden by the filter", confirm.hidden);
        lines.push(vec![Span::styled(words, theme::ATTENTION)]);
    }
    if !confirm.targets.is_empty() {
        lines.push(vec![]);
    }
    let left = room.saturating_sub(lines.len());
    let mut skipped = skipped_lines(confirm, width);
    if !confirm.targets.is_empty() && skipped.len() > left / 2 {
        skipped.truncate((left / 2).saturating_sub(1));
        skipped.push(vec![Span::raw("    … and more")]);
    }
    lines.extend(target_list(
        confirm,
        width,
        left.saturating_sub(skipped.len()),
    ));
    lines.extend(skipped);
    lines
}

/// Every target with what goes and stays, or names only, or as many names as there is room for.
fn target_list(confirm: &Confirm, width: usize, room: usize) -> Vec<Vec<Span<'static>>> {
    let targets = &confirm.targets;
    let alone = targets.len() == 1;
    let all: Vec<_> = targets
        .iter()
        .flat_map(|target| target_lines(target, alone, width))
        .collect();
    if alone || (targets.len() <= LISTED && all.len() <= room) {
        return all;
    }
    let fit = targets.len() <= room.min(LISTED);
    let shown = if fit {
        targets.len()
    } else {
        room.saturating_sub(1).clamp(1, LISTED).min(targets.len())
    };
    let first = confirm.scroll.min(targets.len() - shown);
    let names = targets.iter().skip(first).take(shown);
    let mut lines: Vec<_> = names
        .filter_map(|target| target_lines(target, false, width).into_iter().next())
        .collect();
    if !fit {
        let below = targets.len() - first - shown;
        let words = format!("    ↑ ↓ {first} above, {below} below");
        lines.push(vec![Span::styled(words, theme::MUTED)]);
    }
    lines
}

fn skipped_lines(confirm: &Confirm, width: usize) -> Vec<Vec<Span<'static>>> {
    let mut lines = Vec::new();
    if confirm.refused.is_empty() {
        return lines;
    }
    let marked = confirm.refused.len() + confirm.targets.len();
    if !confirm.targets.is_empty() {
        let words = format!("  Skipped, {} of {marked}:", confirm.refused.len());
        lines.push(vec![Span::styled(words, theme::STRONG)]);
    }
    for refused in confirm.refused.iter().take(LISTED) {
        lines.extend(refused_lines(refused, confirm.targets.is_empty(), width));
    }
    let more = confirm.refused.len().saturating_sub(LISTED);
    if more > 0 {
        lines.push(vec![Span::raw(format!("    … and {more} more"))]);
    }
    lines
}

fn target_lines(target: &Target, alone: bool, width: usize) -> Vec<Vec<Span<'static>>> {
    let about = if target.gone {
        "is gone already".to_owned()
    } else {
        target.about.clone()
    };
    let words = text::clip(
        &format!("{}   {about}", text::clip(&target.name, 30)),
        width,
    );
    let style = super::instances::style(target.health);
    let mut lines = vec![vec![
        Span::raw("    "),
        Span::styled(target.health.glyph(), style),
        Span::raw(format!(" {words}")),
    ]];
    if alone {
        for (label, fact) in &target.facts {
            for (place, part) in text::wrap(fact, width.saturating_sub(18))
                .into_iter()
                .take(3)
                .enumerate()
            {
                let label = if place == 0 { *label } else { "" };
                lines.push(vec![
                    Span::styled(format!("    {label:<16} "), theme::LABEL),
                    Span::raw(part),
                ]);
            }
        }
    } else if let Some((label, fact)) = target.facts.first() {
        let words = text::clip(&format!("{label}: {fact}"), width.saturating_sub(6));
        lines.push(vec![Span::styled(format!("      {words}"), theme::LABEL)]);
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
    let place = place(area, WIDTH, 15);
    let inner = dialog(frame, place, "Create snapshot", "");
    let label = |frame: &mut Frame<'_>, row, words: &str| {
        put(frame, inner, 2, row, words, theme::LABEL);
    };
    let room = usize::from(inner.width).saturating_sub(15);
    label(frame, 1, "Instance");
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
    label(frame, 2, "Name     *");
    let target = at(inner, 13, 2, inner.width.saturating_sub(15));
    field(
        frame,
        target,
        &form.name,
        form.focus == snapshot::Focus::Name,
        Show::Plain,
    );
    let (note, style) = match (form.problem(), form.name.note(), form.advice(images)) {
        (Some(problem), ..) => (format!("! {problem}"), theme::FAILED),
        (None, Some(note), _) => (format!("! {note}"), theme::HELD),
        (None, None, Some(advice)) => (format!("! {advice}"), theme::HELD),
        _ => ("✓ free".into(), theme::GOOD),
    };
    put(frame, inner, 13, 3, &note, style);
    label(frame, 4, "Makes");
    for (row, words) in (4..).zip(makes(form)) {
        put(frame, inner, 13, row, &words, theme::NORMAL);
    }
    label(frame, 8, "Same as");
    for (row, words) in (8..10).zip(text::wrap(&form.command(), room)) {
        put(frame, inner, 13, row, &words, theme::MUTED);
    }
    if let Some(error) = &form.refusal {
        let id = error
            .request_id
            .as_deref()
            .map_or(String::new(), |id| format!(" ({id})"));
        for (row, words) in (10..12).zip(text::wrap(&format!("✗ {error}{id}"), room + 10)) {
            put(frame, inner, 2, row, &words, theme::FAILED);
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
    buttons(frame, inner, inner.height.saturating_sub(1), &row);
    put(
        frame,
        inner,
        2,
        inner.height.saturating_sub(1),
        "Enter creates · Esc cancels",
        theme::MUTED,
    );
}

fn makes(form: &SnapshotForm) -> Vec<String> {
    let mut lines = Vec::new();
    if form.volume_backed {
        lines
            .push("a volume-backed snapshot: an image of 0 bytes; the data stays in Cinder".into());
    } else {
        let size = form
            .disk_gib
            .filter(|gib| *gib > 0)
            .map_or(String::new(), |gib| format!("{} ", format::gib(gib)));
        lines.push(format!("a private image of the {size}root disk"));
        if form.volumes > 0 {
            lines.push(format!(
                "({} attached volumes are not included)",
                form.volumes
            ));
        }
    }
    if form.running {
        lines.push("! The instance is running: the copy is what the disk holds now,".into());
        lines.push("  as after a power cut. Stop it first for a clean copy.".into());
    }
    lines
}

pub(super) fn draft(frame: &mut Frame<'_>, area: Rect) {
    let place = centered(area, 56, 8);
    let inner = dialog(frame, place, "Launch instance", "");
    put(
        frame,
        inner,
        2,
        1,
        "An unfinished launch was kept for this project.",
        theme::NORMAL,
    );
    put(frame, inner, 2, 3, "Enter  resume the draft", theme::STRONG);
    put(
        frame,
        inner,
        2,
        4,
        "N      begin anew (the draft is dropped)",
        theme::NORMAL,
    );
    put(frame, inner, 2, 5, "Esc    neither", theme::NORMAL);
}

pub(super) fn quit(question: &QuitQuestion, frame: &mut Frame<'_>, area: Rect) {
    let place = centered(area, 66, 7);
    let inner = dialog(frame, place, "Quit", "");
    let mut row = 1;
    if question.held > 0 {
        let what = match question.held {
            1 => "1 delete is confirmed but not sent: quitting cancels it.".into(),
            n => format!("{n} deletes are confirmed but not sent: quitting cancels them."),
        };
        put(frame, inner, 2, row, &what, theme::NORMAL);
        row += 1;
    }
    if question.unanswered > 0 {
        let what = match question.unanswered {
            1 => "1 request has no answer yet: its outcome would not be told.".into(),
            n => format!("{n} requests have no answer yet: you would not be told."),
        };
        put(frame, inner, 2, row, &what, theme::NORMAL);
    }
    let row = [
        Button {
            label: "Stay",
            focused: !question.quit_focused,
            enabled: true,
        },
        Button {
            label: "Quit",
            focused: question.quit_focused,
            enabled: true,
        },
    ];
    buttons(frame, inner, 4, &row);
}

pub(super) fn menu(menu: &Menu, ui: &mut Ui, frame: &mut Frame<'_>, area: Rect) {
    let widest = menu
        .items
        .iter()
        .map(|item| text::width(&item.label) + item.off.as_ref().map_or(0, |o| text::width(o) + 4))
        .chain([text::width(&menu.title)])
        .max()
        .unwrap_or(0);
    let width = rows(widest + 10).clamp(24, area.width);
    let place = centered(area, width, rows(menu.items.len()) + 2);
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
}

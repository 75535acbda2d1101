//! The question before something is done: to what, what goes, what stays, what is skipped, and how
//! to say yes.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Span;

use super::dialog::{largest, place, rows};
use super::widget::{Button, Hits, Show, at, buttons, dialog, field, line, put};
use super::{text, theme};
use crate::app::modal::confirm::{Confirm, Focus, Refused, Target, Unseen};
use crate::app::server::verb::Risk;

/// Names listed before the rest has to be scrolled to.
const LISTED: usize = 8;
/// Skipped ones listed below them.
const SKIPPED: usize = 3;
/// With fewer lines than these one skipped is named and the others are counted.
const TIGHT: usize = 12;

pub(super) fn draw(confirm: &Confirm, frame: &mut Frame<'_>, area: Rect) -> Hits {
    let tail = if confirm.targets.is_empty() { 3 } else { 5 };
    let room = largest(area);
    let lines = confirm_lines(
        confirm,
        usize::from(room.width.saturating_sub(4)),
        usize::from(room.height.saturating_sub(tail + 2)),
    );
    let place = place(area, rows(lines.len()) + tail);
    let inner = dialog(frame, place, &confirm.title(), "");
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
    let go = confirm.go_label();
    let room = usize::from(inner.width).saturating_sub(text::width(&keep).min(24) + 16);
    let (keep, go) = (text::clip(&keep, 24), text::clip(&go, room));
    let keeps = match confirm.focus {
        Focus::Keep => true,
        // From the field, Enter keeps until the phrase is there.
        Focus::Field => !confirm.enter_goes(),
        Focus::Go => false,
    };
    let mut row = vec![Button::leave(&keep, keeps)];
    if !confirm.targets.is_empty() {
        let focused = confirm.focus == Focus::Go || confirm.enter_goes();
        row.push(Button {
            label: &go,
            focused,
            enabled: confirm.is_armed(),
            // Nothing is done by a click alone.
            key: None,
        });
    }
    buttons(frame, inner, bottom.saturating_sub(1), &row)
}

/// What has to be typed or pressed, above the buttons.
fn confirm_question(confirm: &Confirm, frame: &mut Frame<'_>, inner: Rect) {
    let row = inner.height.saturating_sub(4);
    if confirm.left() == 0 {
        let words = "Nothing can be sent · Esc closes";
        return put(frame, inner, 2, row, words, theme::STRONG);
    }
    let undo = match confirm.held_for().as_secs() {
        0 => String::new(),
        seconds => format!("Sent {seconds} s after you confirm; U undoes until then."),
    };
    match confirm.phrase() {
        Some(phrase) => {
            let words = format!("Type   {phrase}   to go on:");
            put(frame, inner, 2, row, &words, theme::STRONG);
            let column = rows(text::width(&words) + 4);
            let width = rows(text::width(&phrase) + 8);
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
            match (confirm.verb.risk, confirm.targets.len()) {
                (Risk::Destroys, _) => "y deletes it · n or Esc keeps it",
                (Risk::Harmless, 2..) => "Enter on the button or y does it · Esc does not",
                _ => "y does it · n or Esc does not",
            },
            theme::STRONG,
        ),
    }
    match &confirm.note {
        Some(note) => put(frame, inner, 2, row + 1, &format!("! {note}"), theme::HELD),
        None => put(frame, inner, 2, row + 1, &undo, theme::NORMAL),
    }
}

/// What it is done to, skipped and hidden, in at most `room` lines: names give way, counts do not.
fn confirm_lines(confirm: &Confirm, width: usize, room: usize) -> Vec<Vec<Span<'static>>> {
    let mut lines = vec![vec![]];
    let sentence = sentence(confirm);
    if !sentence.is_empty() {
        for part in text::wrap(&sentence, width - 2) {
            lines.push(vec![Span::raw(format!("  {part}"))]);
        }
        lines.push(vec![]);
    }
    let all = room;
    let rest = rest_lines(confirm, width, all);
    let room = room.saturating_sub(lines.len() + rest.len());
    match confirm.targets.as_slice() {
        [] => {}
        [one] => {
            lines.extend(target_line(one, width));
            lines.extend(fact_lines(one, width));
        }
        many if many.len() * 2 <= room => lines.extend(both_lines(many, width)),
        many => {
            let fate = confirm.fate().words();
            let room = room.saturating_sub(usize::from(!fate.is_empty()));
            lines.extend(many_lines(many, confirm.scroll, width, room));
            if !fate.is_empty() {
                let fate = text::clip(&fate, width.saturating_sub(2));
                lines.push(vec![Span::styled(format!("  {fate}"), theme::STRONG)]);
            }
        }
    }
    lines.extend(rest);
    // Where it is tight, what is blank gives way first.
    while lines.len() > all
        && let Some(blank) = lines.iter().rposition(Vec::is_empty)
    {
        lines.remove(blank);
    }
    lines
}

/// What it does, and to how many no more.
fn sentence(confirm: &Confirm) -> String {
    match (confirm.targets.len(), confirm.left(), confirm.dropped()) {
        (0, ..) => String::new(),
        (1, 0, _) => "This cannot be done any more.".into(),
        (_, 0, _) => "This cannot be done to any of them any more.".into(),
        (_, left, 0) => confirm.verb.consequence(left),
        (_, left, dropped) => {
            let does = confirm.verb.consequence(left);
            format!("{does} {dropped} left out.")
        }
    }
}

/// Two lines each: the second says what goes and what stays.
fn both_lines(targets: &[Target], width: usize) -> Vec<Vec<Span<'static>>> {
    let mut lines = Vec::new();
    for target in targets {
        lines.extend(target_line(target, width).into_iter().take(1));
        let facts = target
            .facts
            .iter()
            .map(|(label, fact)| format!("{label}: {fact}"));
        let facts = facts.collect::<Vec<_>>().join(" · ");
        if !facts.is_empty() && target.off.is_none() {
            let facts = text::clip(&facts, width.saturating_sub(6));
            lines.push(vec![Span::styled(format!("      {facts}"), theme::LABEL)]);
        }
    }
    lines
}

/// One line each, as many as there is room for.
fn many_lines(
    targets: &[Target],
    scroll: usize,
    width: usize,
    room: usize,
) -> Vec<Vec<Span<'static>>> {
    let shown = room.saturating_sub(1).clamp(1, LISTED).min(targets.len());
    let first = scroll.min(targets.len() - shown);
    let mut lines = Vec::new();
    for target in &targets[first..first + shown] {
        lines.extend(target_line(target, width).into_iter().take(1));
    }
    let below = targets.len() - first - shown;
    if first + below > 0 {
        let pages = if targets.len() > 2 * LISTED {
            " PgUp PgDn Home End"
        } else {
            ""
        };
        let words = format!("    ↑ ↓{pages} {first} above, {below} below");
        lines.push(vec![Span::styled(words, theme::MUTED)]);
    }
    lines
}

/// What it is not done to, and what cannot be seen in the list.
fn rest_lines(confirm: &Confirm, width: usize, room: usize) -> Vec<Vec<Span<'static>>> {
    let mut lines = Vec::new();
    let alone = confirm.targets.is_empty();
    let marked = confirm.refused.len() + confirm.targets.len();
    let listed = match (alone, room < TIGHT) {
        (true, _) => LISTED,
        (false, true) => 1,
        (false, false) => SKIPPED,
    };
    if !alone && !confirm.refused.is_empty() {
        let words = format!("  Skipped, {} of {marked}:", confirm.refused.len());
        lines.push(vec![Span::styled(words, theme::STRONG)]);
    }
    let above = confirm
        .skipped
        .min(confirm.refused.len().saturating_sub(listed));
    for refused in confirm.refused.iter().skip(above).take(listed) {
        lines.extend(refused_lines(refused, alone, width));
        if let Some(lift) = refused.lift.as_ref().filter(|_| alone) {
            lines.extend(lift_lines(lift, confirm.verb.risk, width));
        }
    }
    let below = confirm.refused.len().saturating_sub(above + listed);
    let words = match (above, below) {
        (0, 0) => None,
        (0, more) => {
            // Where there are pages of targets, those come first.
            let pages = confirm.targets.len() > LISTED;
            let key = if pages { "End" } else { "PgDn" };
            Some(format!("    … and {more} more: {key}"))
        }
        _ => Some(format!("    PgUp PgDn {above} above, {below} below")),
    };
    lines.extend(words.map(|words| vec![Span::raw(words)]));
    for words in unseen_words(confirm.unseen, marked) {
        let parts = text::wrap(&words, width.saturating_sub(4));
        for (part, sign) in parts.into_iter().zip(["!"].into_iter().chain([" "; 8])) {
            let words = format!("  {sign} {part}");
            lines.push(vec![Span::styled(words, theme::ATTENTION)]);
        }
    }
    lines
}

/// What the list behind the dialog does not show of what was marked in it.
fn unseen_words(unseen: Unseen, marked: usize) -> Vec<String> {
    let mut words = Vec::new();
    if unseen.aside {
        words.push("This is the marked one, not the one under the cursor".into());
    }
    match unseen.hidden {
        0 => {}
        1 if marked == 1 => words.push("It is hidden by the filter".into()),
        hidden => words.push(format!("{hidden} of the {marked} are hidden by the filter")),
    }
    if unseen.unread {
        words.push(format!(
            "{marked} of those read so far: the list is still being read"
        ));
    }
    words
}

/// The target and what it is; a second line only when the first is too short.
fn target_line(target: &Target, width: usize) -> Vec<Vec<Span<'static>>> {
    let about = target.off.as_deref().unwrap_or(&target.about);
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
    if !alone {
        let words = text::clip(&words, width.saturating_sub(4));
        return vec![vec![Span::raw(format!("    {words}"))]];
    }
    text::wrap(&words, width.saturating_sub(4))
        .into_iter()
        .map(|part| vec![Span::raw(format!("    {part}"))])
        .collect()
}

/// The command that takes away what is in the way.
fn lift_lines(lift: &str, risk: Risk, width: usize) -> Vec<Vec<Span<'static>>> {
    let aim = match risk {
        Risk::Destroys => "To delete it",
        _ => "To do it",
    };
    let words = format!("  {aim}, lift that first: a separate, deliberate step.");
    let mut lines = vec![vec![], vec![Span::raw(words)]];
    for part in text::wrap(lift, width.saturating_sub(4)) {
        lines.push(vec![Span::styled(format!("    {part}"), theme::STRONG)]);
    }
    lines
}

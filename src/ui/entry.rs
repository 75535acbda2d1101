//! The way in: first run, picker, masked prompt, refusal.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::widget::{Show, at, centered, dialog, field, put};
use super::{text, theme};
use crate::app::App;
use crate::app::entry::{Entry, FirstRun, Picker, Prompt, Refused};
use crate::cloud::message::{Discovery, Reason};

fn rows(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

pub(super) fn draw(app: &App, entry: &Entry, frame: &mut Frame<'_>, area: Rect) {
    match entry {
        Entry::Looking => waiting("Reading clouds.yaml and OS_* …", app, frame, area),
        Entry::Connecting { name } => {
            waiting(&format!("Logging in to {name} …"), app, frame, area);
        }
        Entry::FirstRun(first) => first_run(first, app.discovery.as_ref(), frame, area),
        Entry::Picker(cursor) => picker(cursor, app.discovery.as_ref(), frame, area),
        Entry::Prompt(prompt) => self::prompt(prompt, frame, area),
        Entry::Refused(refused) => self::refused(refused, app.space.is_some(), frame, area),
    }
}

fn waiting(words: &str, app: &App, frame: &mut Frame<'_>, area: Rect) {
    let place = centered(area, rows(text::width(words) + 8), 5);
    let inner = dialog(frame, place, "horizon-tui", "");
    put(frame, inner, 2, 1, &format!("◐ {words}"), theme::WORKING);
    let hint = if app.space.is_some() {
        "Esc stays where you are"
    } else {
        "Esc stops · q quits"
    };
    put(frame, inner, 2, 2, hint, theme::MUTED);
}

fn whole(area: Rect, width: u16, height: u16) -> Rect {
    if area.width < 80 || area.height < 24 {
        area
    } else {
        centered(area, width, height)
    }
}

fn first_run(first: &FirstRun, discovery: Option<&Discovery>, frame: &mut Frame<'_>, area: Rect) {
    let inner = dialog(
        frame,
        whole(area, 80, 22),
        "Welcome to horizon-tui",
        "no cloud found",
    );
    put(
        frame,
        inner,
        2,
        1,
        "It looked for OpenStack credentials here:",
        theme::NORMAL,
    );
    let mut row = 3;
    if let Some(discovery) = discovery {
        for searched in discovery.searched.iter().take(9) {
            let glyph = if searched.found { "!" } else { "✗" };
            let room = usize::from(inner.width.saturating_sub(30)).min(42);
            let place = text::fit(&searched.place, room);
            let words = format!("{glyph} {place}  {}", searched.outcome);
            put(frame, inner, 4, row, &words, theme::NORMAL);
            row += 1;
        }
        let words = format!("OS_* variables: {}", discovery.environment);
        for part in text::wrap(&words, usize::from(inner.width.saturating_sub(6)))
            .iter()
            .take(2)
        {
            put(frame, inner, 4, row, part, theme::NORMAL);
            row += 1;
        }
    }
    row += 1;
    for (place, (words, about)) in FirstRun::CHOICES.iter().enumerate() {
        let chosen = place == first.cursor;
        let mark = if chosen { "▸" } else { " " };
        let mut words = format!("{mark} {}  {}", place + 1, text::fit(words, 20));
        if words.len() + about.len() < usize::from(inner.width) {
            words = format!("{words}   {about}");
        }
        let style = if chosen {
            theme::SELECTED
        } else {
            theme::NORMAL
        };
        put(frame, inner, 2, row, &words, style);
        row += 1;
    }
    let last = inner.height;
    let hints = [
        "What would help: a clouds.yaml in one of these places, or a sourced openrc",
        "(Horizon: Project ▸ API Access ▸ Download OpenStack RC File).",
        "Same without questions: horizon-tui --demo · horizon-tui --os-cloud NAME",
        "↑ ↓ or a number, Enter picks · q quits",
    ];
    for (place, words) in hints.iter().enumerate() {
        let at = last.saturating_sub(rows(hints.len() - place));
        if at > row {
            put(frame, inner, 2, at, words, theme::MUTED);
        }
    }
}

fn picker(cursor: &Picker, discovery: Option<&Discovery>, frame: &mut Frame<'_>, area: Rect) {
    let inner = dialog(frame, whole(area, 78, 20), "Which cloud?", "horizon-tui");
    let clouds = discovery.map_or(&[][..], |discovery| &discovery.clouds);
    let height = usize::from(inner.height.saturating_sub(4));
    let first = super::widget::scroll_to(0, cursor.cursor, height, clouds.len());
    for (row, cloud) in clouds.iter().enumerate().skip(first).take(height) {
        let chosen = row == cursor.cursor;
        let words = format!(
            "{} {}  {}",
            if chosen { "▸" } else { " " },
            text::fit(&cloud.name, 20),
            cloud.about
        );
        let words = text::fit(&words, usize::from(inner.width.saturating_sub(4)));
        let style = if chosen {
            theme::SELECTED
        } else {
            theme::NORMAL
        };
        put(frame, inner, 2, rows(row - first + 1), &words, style);
    }
    let hint = "↑ ↓ move · Enter opens · r reads the files again · q quits";
    put(
        frame,
        inner,
        2,
        inner.height.saturating_sub(2),
        hint,
        theme::MUTED,
    );
}

fn prompt(prompt: &Prompt, frame: &mut Frame<'_>, area: Rect) {
    let inner = dialog(frame, whole(area, 70, 9), "Password", "");
    let whose = if prompt.user.is_empty() {
        format!("for {}", prompt.auth_url)
    } else {
        format!("of {} at {}", prompt.user, prompt.auth_url)
    };
    put(frame, inner, 2, 1, &whose, theme::NORMAL);
    let width = inner.width.saturating_sub(4);
    field(
        frame,
        at(inner, 2, 3, width),
        &prompt.password,
        true,
        Show::Masked,
    );
    if let Some(note) = &prompt.note {
        put(frame, inner, 2, 4, &format!("! {note}"), theme::HELD);
    }
    let hint = "Enter logs in · Esc picks another cloud · kept in memory only";
    put(frame, inner, 2, 6, hint, theme::MUTED);
}

fn refused(refused: &Refused, behind: bool, frame: &mut Frame<'_>, area: Rect) {
    let width = 76.min(area.width);
    let room = usize::from(width.saturating_sub(6));
    let mut lines: Vec<(String, Style)> = vec![(String::new(), theme::NORMAL)];
    for part in text::wrap(&refused.refusal.message, room) {
        lines.push((part, theme::STRONG));
    }
    lines.push((String::new(), theme::NORMAL));
    // Where the names that exist can be chosen, or stand in the sentence, they are not said twice.
    let said = !refused.regions().is_empty() || refused.refusal.reason == Reason::UnknownCloud;
    for detail in refused.refusal.details.iter().filter(|_| !said) {
        for part in text::wrap(detail, room) {
            lines.push((part, theme::NORMAL));
        }
    }
    for (place, region) in refused.regions().iter().enumerate() {
        let chosen = place == refused.cursor;
        let words = format!("{} {region}", if chosen { "▸" } else { " " });
        lines.push((
            words,
            if chosen {
                theme::SELECTED
            } else {
                theme::NORMAL
            },
        ));
    }
    let ways: Vec<String> = refused
        .ways(behind)
        .iter()
        .map(|(key, words)| format!("{key} {words}"))
        .collect();
    let ways = text::wrap(&ways.join(" · "), room + 2);
    let place = whole(area, width, rows(lines.len() + ways.len() + 3));
    let inner = dialog(frame, place, "Not connected", "");
    let last = usize::from(inner.height).saturating_sub(ways.len());
    for (row, (words, style)) in lines.iter().take(last).enumerate() {
        put(frame, inner, 2, rows(row), words, *style);
    }
    for (row, words) in ways.iter().enumerate() {
        put(frame, inner, 2, rows(last + row), words, theme::NORMAL);
    }
}

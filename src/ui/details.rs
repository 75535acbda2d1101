//! The details of an instance: its title, its tabs, the one in view, and the keys there.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::widget::{Show, at, field, put};
use super::{Ui, instances, text, theme};
use crate::app::details::page::{Ink, Line};
use crate::app::details::{self, Details, DetailsTab, Prompt};
use crate::app::instances::{Health, health, status_words};
use crate::app::job::Followed;
use crate::app::workspace::Workspace;
use crate::app::{App, Click, layout};

pub(super) fn draw(
    app: &App,
    space: &Workspace,
    details: &Details,
    ui: &mut Ui,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    title(app, details, frame, at(area, 0, 0, area.width));
    tabs(details.tab, ui, frame, at(area, 0, 1, area.width));
    let (width, height) = layout::details(app.size);
    let view = space.details_view(app.now, (width, height));
    for (row, line) in (2..).zip(view.lines) {
        if row + 1 < area.height {
            let place = at(area, 0, row, area.width);
            one(&line, frame, place);
            if let Some(item) = line.item {
                ui.clickable(place, Click::Item(item));
            }
        }
    }
    let last = area.height.saturating_sub(1);
    bottom(details, &view.facts, frame, at(area, 0, last, area.width));
}

/// `── web-02 ─ ● ACTIVE ───────── n p next, previous · Esc back ──`.
fn title(app: &App, details: &Details, frame: &mut Frame<'_>, area: Rect) {
    let rule = "─".repeat(usize::from(area.width));
    put(frame, area, 0, 0, &rule, theme::MUTED);
    let hint = if area.width < 80 {
        " n p · Esc back "
    } else {
        " n p next, previous · Esc back "
    };
    let column = area.width.saturating_sub(cells(hint) + 2);
    put(frame, area, column, 0, hint, theme::MUTED);
    let (state, style) = state(app, details);
    let room = usize::from(column).saturating_sub(text::width(&state) + 6);
    let name = format!(" {} ", text::clip(details.row.title(), room));
    put(frame, area, 2, 0, &name, theme::STRONG);
    put(frame, area, 3 + cells(&name), 0, &state, style);
}

/// How the instance stands, as its row in the list says it, or that it is gone.
fn state(app: &App, details: &Details) -> (String, Style) {
    let row = &details.row;
    if let Some(at) = details.gone {
        let at = at.wall.strftime("%H:%M:%SZ");
        return (format!(" ✗ gone, as of {at} "), theme::FAILED);
    }
    let target = Followed::Server(row.id.clone());
    if let Some(until) = app.jobs().held_delete(&target) {
        let words = instances::held_words(until, app.now);
        return (format!(" {} {words} ", Health::Going.glyph()), theme::GOING);
    }
    let health = health(row);
    let lock = if row.locked { " · locked" } else { "" };
    let words = format!(" {} {}{lock} ", health.glyph(), status_words(row));
    (words, instances::style(health))
}

fn cells(words: &str) -> u16 {
    u16::try_from(text::width(words)).unwrap_or(u16::MAX)
}

fn tabs(shown: DetailsTab, ui: &mut Ui, frame: &mut Frame<'_>, area: Rect) {
    let mut column = 1;
    for tab in DetailsTab::ALL {
        let (words, style) = if tab == shown {
            (format!("[{}]", tab.title()), theme::STRONG)
        } else {
            (format!(" {} ", tab.title()), theme::NORMAL)
        };
        put(frame, area, column, 0, &words, style);
        let place = at(area, column, 0, cells(&words));
        ui.clickable(place, Click::Details(tab));
        column += cells(&words) + 1;
    }
}

/// The keys of the tab, or the line that is typed into.
fn bottom(details: &Details, facts: &str, frame: &mut Frame<'_>, area: Rect) {
    let (label, typed) = match &details.prompt {
        Some(Prompt::Search(typed)) => ("Search", typed),
        Some(Prompt::Save(typed)) => ("Save to", typed),
        None => return hints(details.tab, facts, frame, area),
    };
    put(frame, area, 1, 0, label, theme::LABEL);
    let room = area.width.saturating_sub(11);
    field(frame, at(area, 10, 0, room), typed, true, Show::Plain);
}

fn hints(tab: DetailsTab, facts: &str, frame: &mut Frame<'_>, area: Rect) {
    let width = usize::from(area.width.saturating_sub(2));
    let facts = text::clip(facts, width);
    let column = area.width.saturating_sub(cells(&facts) + 1);
    // What is shown is worth more than the keys, which `?` tells as well.
    let room = usize::from(column.saturating_sub(3));
    let hints = text::clip(&details::hints(tab), room);
    put(frame, area, 1, 0, &hints, theme::MUTED);
    put(frame, area, column, 0, &facts, theme::NORMAL);
}

fn one(line: &Line, frame: &mut Frame<'_>, area: Rect) {
    if line.selected {
        let blank = " ".repeat(usize::from(area.width));
        put(frame, area, 0, 0, &blank, theme::SELECTED);
    }
    let mut spans = vec![Span::raw(" ")];
    // A margin at each side.
    let mut room = usize::from(area.width).saturating_sub(2);
    spans.extend(line.parts.iter().map(|(ink, words)| {
        let words = text::clip(words, room);
        room = room.saturating_sub(text::width(&words));
        let style = style(*ink);
        let style = if line.selected {
            style.patch(theme::SELECTED)
        } else {
            style
        };
        Span::styled(words, style)
    }));
    if line.selected {
        spans[0] = Span::styled(" ", theme::SELECTED);
    }
    super::widget::line(frame, area, 0, spans);
}

fn style(ink: Ink) -> Style {
    match ink {
        Ink::Plain => theme::NORMAL,
        Ink::Label => theme::LABEL,
        Ink::Title => theme::STRONG,
        Ink::Muted => theme::MUTED,
        Ink::Good => theme::GOOD,
        Ink::Working => theme::WORKING,
        Ink::Warning => theme::HELD,
        Ink::Failed => theme::FAILED,
        Ink::Hit => theme::SELECTED,
        Ink::Health(health) => instances::style(health),
    }
}

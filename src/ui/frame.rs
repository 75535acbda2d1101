//! The main screen around the list: details, status line, footer.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Span;

use super::widget::{at, put};
use super::{Ui, header, images, instances, list, text, theme};
use crate::app::action::{ACTIONS, Action, Group, Scope, Spec, spec_of};
use crate::app::layout::{Details, Main, SMALLEST};
use crate::app::notice::Level;
use crate::app::server::allowed::next_steps;
use crate::app::timing::Freshness;
use crate::app::workspace::{Tab, Workspace};
use crate::app::{App, Click};

pub(super) fn draw(app: &App, space: &Workspace, ui: &mut Ui, frame: &mut Frame<'_>, area: Rect) {
    let main = Main::of((area.width, area.height), space.pane);
    header::line(app, space, main.compact, frame, at(area, 0, 0, area.width));
    header::tabs(space, main.compact, ui, frame, at(area, 0, 1, area.width));
    let body = Rect {
        y: area.y + 2,
        height: area.height - 4,
        ..area
    };
    match (&space.details, main.details) {
        (Some(shown), _) => super::details::draw(app, space, shown, ui, frame, body),
        (None, Details::Whole) => details(app, space, frame, body, true),
        (None, Details::None) => list::draw(app, space, ui, frame, body, main.compact),
        (None, Details::Right(width)) => {
            let left = Rect {
                width: body.width - width - 1,
                ..body
            };
            let right = Rect {
                x: left.right() + 1,
                width,
                ..body
            };
            list::draw(app, space, ui, frame, left, false);
            for row in 0..body.height {
                put(frame, body, left.width, row, "│", theme::MUTED);
            }
            details(app, space, frame, right, true);
        }
        (None, Details::Below(rows)) => {
            let upper = Rect {
                height: body.height - rows,
                ..body
            };
            let lower = Rect {
                y: upper.bottom(),
                height: rows,
                ..body
            };
            list::draw(app, space, ui, frame, upper, false);
            details(app, space, frame, lower, false);
        }
    }
    let last = area.height - 1;
    status_line(app, frame, at(area, 0, last - 1, area.width));
    footer(
        app,
        space,
        main.compact,
        ui,
        frame,
        at(area, 0, last, area.width),
    );
}

/// The row under the cursor, in brief or in full.
fn details(app: &App, space: &Workspace, frame: &mut Frame<'_>, area: Rect, full: bool) {
    let width = usize::from(area.width.saturating_sub(2));
    let (title, lines) = match space.tab {
        Tab::Instances => match space.instances.table.cursor() {
            None => (String::new(), Vec::new()),
            Some(server) => (
                server.title().to_owned(),
                if full {
                    instances::full(server, space, app.now, width)
                } else {
                    instances::brief(server, space, app.now)
                },
            ),
        },
        Tab::Images => match space.images.table.cursor() {
            None => (String::new(), Vec::new()),
            Some(image) => (
                image.title().to_owned(),
                if full {
                    images::full(image, space, app.now, width)
                } else {
                    images::brief(image, space, app.now, width)
                },
            ),
        },
    };
    let hint = if space.pane.whole_image {
        "n p next, previous · Esc back"
    } else if space.pane.focused {
        "↑ ↓ scroll · Tab back"
    } else if width < 60 {
        "d hide · z zoom"
    } else {
        "d hide · z zoom · Tab focus"
    };
    rule(frame, area, &title, hint, space.pane.focused);
    let rows = usize::from(area.height.saturating_sub(1));
    let first = space.pane.scroll.min(lines.len().saturating_sub(rows));
    for (row, spans) in lines.into_iter().skip(first).take(rows).enumerate() {
        let row = u16::try_from(row + 1).unwrap_or(u16::MAX);
        super::widget::line(frame, area, row, clipped(spans, usize::from(area.width)));
    }
}

/// What of a line fits, with `…` where something is lost: half an address reads like a whole one.
fn clipped(spans: Vec<Span<'static>>, width: usize) -> Vec<Span<'static>> {
    if spans.iter().map(Span::width).sum::<usize>() <= width {
        return spans;
    }
    let mut room = width;
    let mut shown = Vec::new();
    for span in spans {
        if span.width() < room {
            room -= span.width();
            shown.push(span);
        } else {
            let words = text::clip(&format!("{}…", span.content), room);
            shown.push(Span::styled(words, span.style));
            break;
        }
    }
    shown
}

fn rule(frame: &mut Frame<'_>, area: Rect, title: &str, hint: &str, focused: bool) {
    put(
        frame,
        area,
        0,
        0,
        &"─".repeat(usize::from(area.width)),
        theme::MUTED,
    );
    let room = usize::from(area.width).saturating_sub(text::width(hint) + 9);
    if !title.is_empty() {
        let style = if focused {
            theme::FOCUSED
        } else {
            theme::STRONG
        };
        put(
            frame,
            area,
            2,
            0,
            &format!(" {} ", text::clip(title, room)),
            style,
        );
    }
    let column = usize::from(area.width).saturating_sub(text::width(hint) + 4);
    put(
        frame,
        area,
        u16::try_from(column).unwrap_or(0),
        0,
        &format!(" {hint} "),
        theme::MUTED,
    );
}

fn status_line(app: &App, frame: &mut Frame<'_>, area: Rect) {
    if let Some(notice) = app.notices().on_status_line() {
        let (glyph, style) = theme::level(notice.level);
        let times = notice.times_words();
        let room = usize::from(area.width).saturating_sub(4 + text::width(&times));
        let cut = text::width(&notice.text) > room;
        let more = if cut || notice.level == Level::Error {
            " · e to read"
        } else {
            ""
        };
        let room = room.saturating_sub(text::width(more));
        let words = format!(
            "{}{times}{more}",
            text::clip_before_outcome(&notice.text, room)
        );
        put(frame, area, 1, 0, glyph, style);
        put(frame, area, 3, 0, &words, theme::NORMAL);
        return;
    }
    if let Freshness::Waits(patience) = app.freshness() {
        let as_of = app.as_of().map_or_else(String::new, |at| {
            format!(" · rows as of {}", at.strftime("%H:%MZ"))
        });
        let mut words = patience.in_words();
        if text::width(&words) + text::width(&as_of) + 4 <= usize::from(area.width) {
            words.push_str(&as_of);
        }
        put(frame, area, 1, 0, "◷", theme::HELD);
        put(frame, area, 3, 0, &words, theme::NORMAL);
        return;
    }
    if let Some(job) = app.jobs().newest_running() {
        let words = super::reading::job_line(job, app.jobs(), app.now);
        put(frame, area, 1, 0, "◐", theme::WORKING);
        put(
            frame,
            area,
            3,
            0,
            &format!("{words} · t jobs"),
            theme::NORMAL,
        );
    }
}

/// What is likeliest to be done next to the row under the cursor, where it can be.
fn next_hints(app: &App, space: &Workspace) -> Vec<&'static Spec> {
    let aimed = match space.tab {
        Tab::Instances => space
            .looked_at()
            .unwrap_or_else(|| space.instances.table.cursor()),
        Tab::Images => None,
    };
    let steps = aimed.map_or(&[][..], next_steps).iter();
    steps
        .filter(|action| app.reason_against(**action).is_none())
        .filter_map(|action| spec_of(*action))
        .collect()
}

/// Its key, or the two that lead to it through a menu.
fn shortest_way(spec: &Spec) -> String {
    spec.keys
        .first()
        .map_or_else(|| spec.reached_by(), |key| key.name())
}

/// Which hints go first when there is no room for all.
const DROPPED_FIRST: [Action; 14] = [
    // The menu leads to these four as well.
    Action::Attach,
    Action::Edit,
    Action::Rework,
    Action::Power,
    Action::Open,
    Action::Palette,
    Action::Messages,
    Action::Jobs,
    Action::Sort,
    Action::Context,
    Action::Copy,
    Action::Quit,
    Action::Menu,
    Action::Mark,
];

fn footer(
    app: &App,
    space: &Workspace,
    compact: bool,
    ui: &mut Ui,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    let mut hints = next_hints(app, space);
    let next = hints.len();
    hints.extend(
        ACTIONS
            .iter()
            .filter(|spec| spec.hint.is_some() && !spec.keys.is_empty())
            .filter(|spec| spec.scope != Scope::Instances || space.tab == Tab::Instances)
            .filter(|spec| space.details.is_none() || is_for_one(spec.action)),
    );
    let words = |spec: &Spec| {
        let key = shortest_way(spec);
        match spec.hint {
            Some(_) if compact && spec.group == Group::Change && spec.menu.is_none() => key,
            Some(hint) => format!("{key} {hint}"),
            None => key,
        }
    };
    let width = |hints: &[&Spec]| {
        hints
            .iter()
            .map(|spec| text::width(&words(spec)) + 1)
            .sum::<usize>()
            + 3
    };
    // Where the details have no pane of their own, the way to them is worth its room.
    for action in DROPPED_FIRST {
        if compact && action == Action::Open {
            continue;
        }
        if width(&hints) <= usize::from(area.width) {
            break;
        }
        hints.retain(|spec| spec.action != action);
    }
    for place in (0..next).rev() {
        if width(&hints) > usize::from(area.width) {
            hints.remove(place);
        }
    }
    let mut column = 1;
    let mut group = Group::Change;
    for spec in hints {
        if group == Group::Change && spec.group != Group::Change {
            put(frame, area, column, 0, "│", theme::MUTED);
            column += 2;
        }
        group = spec.group;
        let off = spec.group == Group::Change && app.reason_against(spec.action).is_some();
        let hint = words(spec);
        let key = shortest_way(spec);
        let style = if off { theme::MUTED } else { theme::NORMAL };
        put(frame, area, column, 0, &hint, style);
        if !off {
            put(frame, area, column, 0, &key, theme::KEY);
        }
        let cells = u16::try_from(text::width(&hint)).unwrap_or(0);
        ui.clickable(at(area, column, 0, cells), Click::Act(spec.action));
        column += cells + 1;
    }
}

/// Whether a hint is of use where one instance is shown.
fn is_for_one(action: Action) -> bool {
    !matches!(
        action,
        Action::Launch | Action::Mark | Action::Filter | Action::Sort | Action::Open
    )
}

pub(super) fn too_small(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let (columns, rows) = SMALLEST;
    let mut lines = vec!["Terminal too small".to_owned(), String::new()];
    if let Some(question) = &app.quitting {
        let width = usize::from(area.width).saturating_sub(2);
        for sentence in super::dialog::quit_lines(question) {
            lines.extend(text::wrap(&sentence, width));
        }
        lines.push("y quits · n stays".into());
    } else {
        lines.extend([
            format!("now {} × {}", area.width, area.height),
            format!("need {columns} × {rows}"),
            String::new(),
            "Nothing was lost: view, marks".into(),
            "and the launch draft are kept.".into(),
        ]);
        match app.jobs().running() {
            0 => {}
            1 => lines.push("1 job still running.".into()),
            n => lines.push(format!("{n} jobs still running.")),
        }
        lines.extend([String::new(), "q quit".into()]);
    }
    let top = usize::from(area.height).saturating_sub(lines.len()) / 2;
    for (row, words) in lines.iter().enumerate() {
        let column = usize::from(area.width).saturating_sub(text::width(words)) / 2;
        let row = u16::try_from(top + row).unwrap_or(0);
        put(
            frame,
            area,
            u16::try_from(column).unwrap_or(0),
            row,
            words,
            theme::NORMAL,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(width: usize) -> String {
        let spans = vec![
            Span::raw(" Net "),
            Span::raw("10.0.0.220"),
            Span::raw(" SG web"),
        ];
        let shown = clipped(spans, width);
        shown.iter().map(|span| span.content.as_ref()).collect()
    }

    #[test]
    fn a_cut_line_of_details_says_so() {
        assert_eq!(cut(22), " Net 10.0.0.220 SG web");
        assert_eq!(cut(21), " Net 10.0.0.220 SG w…");
        assert_eq!(cut(15), " Net 10.0.0.22…", "no room for what follows");
        assert_eq!(cut(13), " Net 10.0.0.…");
        assert_eq!(cut(0), "");
    }
}

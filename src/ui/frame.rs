//! The main screen around the list: header, tabs, filter line, details, status line, footer.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::widget::{at, put};
use super::{Ui, images, instances, list, text, theme};
use crate::app::action::{ACTIONS, Action, Group, Scope};
use crate::app::format;
use crate::app::layout::{Details, Main, SMALLEST};
use crate::app::modal::Modal;
use crate::app::notice::Level;
use crate::app::timing::Freshness;
use crate::app::workspace::{Tab, Workspace};
use crate::app::{App, Click};
use crate::cloud::message::CloudChoice;
use crate::openstack::compute::Quota;

pub(super) fn draw(app: &App, space: &Workspace, ui: &mut Ui, frame: &mut Frame<'_>, area: Rect) {
    let main = Main::of((area.width, area.height), space.pane);
    header(app, space, main.compact, frame, at(area, 0, 0, area.width));
    tabs(space, main.compact, ui, frame, at(area, 0, 1, area.width));
    let body = Rect {
        y: area.y + 2,
        height: area.height - 4,
        ..area
    };
    match main.details {
        Details::Whole => details(app, space, frame, body, true),
        Details::None => list::draw(app, space, ui, frame, body, main.compact),
        Details::Right(width) => {
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
        Details::Below(rows) => {
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

fn header(app: &App, space: &Workspace, compact: bool, frame: &mut Frame<'_>, area: Rect) {
    let (glyph, words, style) = freshness(&app.freshness());
    let running = app.jobs().running();
    let jobs = match running {
        0 => String::new(),
        1 => " · t 1 job".into(),
        n => format!(" · t {n} jobs"),
    };
    let room = usize::from(area.width);
    let right = text::clip(&format!("{glyph} {words}{jobs}"), room / 2);
    let info = &space.info;
    let mut badges = String::new();
    if info.cloud == CloudChoice::Demo {
        badges.push_str("  [DEMO]");
    }
    if info.insecure {
        badges.push_str("  [TLS not verified]");
    }
    let left_room = room.saturating_sub(text::width(&right) + 2);
    let name = "horizon-tui  ";
    let place = space.place();
    let with_name = !compact && name.len() + text::width(&place) + badges.len() < left_room;
    let place_room = left_room
        .saturating_sub(badges.len() + if with_name { name.len() } else { 0 })
        .max(10);
    let spans = vec![
        Span::styled(
            if with_name {
                format!(" {name}")
            } else {
                " ".into()
            },
            theme::MUTED,
        ),
        Span::styled(text::clip(&place, place_room), theme::STRONG),
        Span::styled(badges, theme::ATTENTION),
    ];
    super::widget::line(frame, area, 0, spans);
    let column = room.saturating_sub(text::width(&right) + 1);
    put(
        frame,
        area,
        u16::try_from(column).unwrap_or(0),
        0,
        &right,
        style,
    );
}

fn freshness(freshness: &Freshness) -> (&'static str, String, Style) {
    match freshness {
        Freshness::Loading => ("◐", "loading".into(), theme::WORKING),
        Freshness::Live => ("●", "live".into(), theme::GOOD),
        Freshness::Refreshing => ("◐", "refreshing".into(), theme::WORKING),
        Freshness::Paused { age_s } => (
            "‖",
            format!("paused, {} old", format::age(*age_s)),
            theme::HELD,
        ),
        Freshness::Asleep { age_s } => (
            "○",
            format!("asleep, {} old: press a key", format::age(*age_s)),
            theme::MUTED,
        ),
        Freshness::Offline {
            age_s: Some(age), ..
        } => (
            "✗",
            format!("offline, {} old", format::age(*age)),
            theme::FAILED,
        ),
        Freshness::Offline { age_s: None, .. } => ("✗", "offline".into(), theme::FAILED),
    }
}

fn tabs(space: &Workspace, compact: bool, ui: &mut Ui, frame: &mut Frame<'_>, area: Rect) {
    let count = |rows: usize, complete: bool, known: bool| match (known, complete) {
        (false, _) => String::new(),
        (true, true) => format!(" {rows}"),
        (true, false) => format!(" {rows}+"),
    };
    let (instances, images) = (&space.instances, &space.images);
    let names = if compact {
        ["Inst", "Img"]
    } else {
        ["Instances", "Images"]
    };
    let counts = [
        count(
            instances.table.len(),
            instances.is_complete(),
            instances.fresh().is_some(),
        ),
        count(
            images.table.len(),
            images.is_complete(),
            images.fresh().is_some(),
        ),
    ];
    let mut column = 1;
    for (place, tab) in [Tab::Instances, Tab::Images].into_iter().enumerate() {
        let words = format!("{} {}{}", place + 1, names[place], counts[place]);
        let (words, style) = if tab == space.tab {
            (format!("[{words}]"), theme::STRONG)
        } else {
            (format!(" {words} "), theme::NORMAL)
        };
        let width = u16::try_from(words.len()).unwrap_or(0);
        put(frame, area, column, 0, &words, style);
        let action = if tab == Tab::Instances {
            Action::Instances
        } else {
            Action::Images
        };
        ui.clickable(at(area, column, 0, width), Click::Act(action));
        column += width + 1;
    }
    if let Some(limits) = space.choices.limits.get() {
        let ram = |mib: u64| mib / 1024;
        let quota = |name: &str, quota: Option<Quota>, unit: &str, scale: &dyn Fn(u64) -> u64| {
            quota.map(|quota| match quota.limit {
                Some(limit) => format!("{name} {}/{}{unit}", scale(quota.used), scale(limit)),
                None => format!("{name} {}{unit}", scale(quota.used)),
            })
        };
        let same = |n: u64| n;
        let parts = [
            quota("Inst", limits.instances, "", &same),
            (!compact)
                .then(|| quota("vCPU", limits.cores, "", &same))
                .flatten(),
            quota("RAM", limits.ram_mib, "G", &ram),
        ];
        let words = parts.into_iter().flatten().collect::<Vec<_>>().join("  ");
        let start = usize::from(area.width).saturating_sub(words.len() + 1);
        if start > usize::from(column) {
            put(
                frame,
                area,
                u16::try_from(start).unwrap_or(0),
                0,
                &words,
                theme::NORMAL,
            );
        }
    }
}

/// The row under the cursor, in brief or in full.
fn details(app: &App, space: &Workspace, frame: &mut Frame<'_>, area: Rect, full: bool) {
    let width = usize::from(area.width.saturating_sub(2));
    let (title, lines) = match space.tab {
        Tab::Instances => match space.instances.table.cursor() {
            None => (String::new(), Vec::new()),
            Some(server) => (
                instances::name(server).to_owned(),
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
    let hint = if space.pane.zoomed {
        "n p next, previous · Esc back"
    } else if space.pane.focused {
        "↑ ↓ scroll · Tab back"
    } else {
        "d hide · z zoom · Tab focus"
    };
    rule(frame, area, &title, hint, space.pane.focused);
    let rows = usize::from(area.height.saturating_sub(1));
    let first = space.pane.scroll.min(lines.len().saturating_sub(rows));
    for (row, spans) in lines.into_iter().skip(first).take(rows).enumerate() {
        let row = u16::try_from(row + 1).unwrap_or(u16::MAX);
        super::widget::line(frame, area, row, spans);
    }
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
        let (glyph, style) = match notice.level {
            Level::Info => ("◐", theme::WORKING),
            Level::Good => ("●", theme::GOOD),
            Level::Warning => ("!", theme::HELD),
            Level::Error => ("✗", theme::FAILED),
        };
        let times = if notice.times > 1 {
            format!(" ×{}", notice.times)
        } else {
            String::new()
        };
        let more = if notice.level == Level::Error {
            " · e to read"
        } else {
            ""
        };
        let room =
            usize::from(area.width).saturating_sub(4 + text::width(&times) + text::width(more));
        let words = format!("{}{times}{more}", text::clip(&notice.text, room));
        put(frame, area, 1, 0, glyph, style);
        put(frame, area, 3, 0, &words, theme::NORMAL);
        return;
    }
    if let Some(job) = app.jobs().newest_first().find(|job| job.is_running()) {
        let words = super::reading::job_line(job, app.now);
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

/// Which hints go first when there is no room for all.
const DROPPED_FIRST: [Action; 9] = [
    Action::Palette,
    Action::Messages,
    Action::Jobs,
    Action::Sort,
    Action::Context,
    Action::Menu,
    Action::Copy,
    Action::Quit,
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
    let mut hints: Vec<_> = ACTIONS
        .iter()
        .filter(|spec| spec.hint.is_some())
        .filter(|spec| spec.scope != Scope::Instances || space.tab == Tab::Instances)
        .collect();
    let words = |spec: &crate::app::action::Spec| {
        let key = spec.keys.first().map_or(String::new(), |key| key.name());
        match spec.hint {
            Some(_) if compact && spec.group == Group::Change => key,
            Some(hint) => format!("{key} {hint}"),
            None => key,
        }
    };
    let width = |hints: &[&crate::app::action::Spec]| {
        hints
            .iter()
            .map(|spec| text::width(&words(spec)) + 1)
            .sum::<usize>()
            + 3
    };
    for action in DROPPED_FIRST {
        if width(&hints) <= usize::from(area.width) {
            break;
        }
        hints.retain(|spec| spec.action != action);
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
        let key = spec.keys.first().map_or(String::new(), |key| key.name());
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

fn deletes(count: usize) -> String {
    match count {
        1 => "1 delete is".into(),
        n => format!("{n} deletes are"),
    }
}

pub(super) fn too_small(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let (columns, rows) = SMALLEST;
    let mut lines = vec![
        "Terminal too small".to_owned(),
        String::new(),
        format!("now {} × {}", area.width, area.height),
        format!("need {columns} × {rows}"),
        String::new(),
        "Nothing was lost: view, marks".into(),
        "and the launch draft are kept.".into(),
    ];
    match app.jobs().running() {
        0 => {}
        1 => lines.push("1 job still running.".into()),
        n => lines.push(format!("{n} jobs still running.")),
    }
    lines.push(String::new());
    if let Some(Modal::Quit(question)) = app.modals.last() {
        lines.push(format!("{} not sent yet: quit?", deletes(question.held)));
        lines.push("y quits, nothing is deleted · n stays".into());
    } else {
        lines.push("q quit".into());
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

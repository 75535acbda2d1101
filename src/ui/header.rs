//! The first two lines: where one is and how fresh it is, the tabs and the quota.

use jiff::Timestamp;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use super::widget::{at, put};
use super::{Ui, text, theme};
use crate::app::action::Action;
use crate::app::timing::Freshness;
use crate::app::workspace::{Tab, Workspace};
use crate::app::{App, Click};
use crate::cloud::message::CloudChoice;
use crate::openstack::compute::Quota;

pub(super) fn line(app: &App, space: &Workspace, compact: bool, frame: &mut Frame<'_>, area: Rect) {
    let room = usize::from(area.width);
    let (glyph, words, style) = freshness(&app.freshness(), compact);
    let running = app.jobs().running();
    let jobs = match running {
        0 => String::new(),
        1 => " · t 1 job".into(),
        n => format!(" · t {n} jobs"),
    };
    let errors = match app.notices().missed() {
        0 => String::new(),
        1 => " · e 1 error".into(),
        n => format!(" · e {n} errors"),
    };
    // The time of the next try should hide no job.
    let most = if glyph == "✗" {
        room * 5 / 8
    } else {
        room / 2
    };
    let right = text::clip(&format!("{glyph} {words}{jobs}{errors}"), most);
    let info = &space.info;
    let badges: String = [
        (info.cloud == CloudChoice::Demo, "  [DEMO]"),
        (app.is_danger(), "  [PROD]"),
        (app.read_only().is_some(), "  [RO]"),
        (info.insecure, "  [TLS not verified]"),
    ]
    .into_iter()
    .filter_map(|(holds, badge)| holds.then_some(badge))
    .collect();
    let left_room = room.saturating_sub(text::width(&right) + 3);
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

fn freshness(freshness: &Freshness, compact: bool) -> (&'static str, String, Style) {
    match freshness {
        Freshness::Loading => ("◐", "loading".into(), theme::WORKING),
        Freshness::Live => ("●", "live".into(), theme::GOOD),
        Freshness::Refreshing => ("◐", "refreshing".into(), theme::WORKING),
        Freshness::Waits(patience) => (
            "◷",
            format!("waits until {}", patience.clock()),
            theme::HELD,
        ),
        Freshness::Paused { as_of } => {
            ("‖", format!("paused, as of {}", clock(*as_of)), theme::HELD)
        }
        Freshness::Asleep { as_of } => (
            "○",
            format!("asleep, as of {}: press a key", clock(*as_of)),
            theme::MUTED,
        ),
        Freshness::Offline {
            as_of,
            refused,
            next,
        } => {
            let what = if *refused { "refused" } else { "offline" };
            let of = if compact { " " } else { ", as of " };
            let when = as_of.map_or(String::new(), |at| format!("{of}{}", clock(at)));
            let next = next.map_or(String::new(), |at| {
                format!(" · next {}", at.strftime("%H:%M:%SZ"))
            });
            ("✗", format!("{what}{when}{next}"), theme::FAILED)
        }
    }
}

/// The hour and minute of the rows shown. Not their age: that would have to tick.
fn clock(at: Timestamp) -> String {
    at.strftime("%H:%MZ").to_string()
}

pub(super) fn tabs(
    space: &Workspace,
    compact: bool,
    ui: &mut Ui,
    frame: &mut Frame<'_>,
    area: Rect,
) {
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
        let ram = |mib: u64| match mib * 10 / 1024 {
            tenths if tenths.is_multiple_of(10) => (tenths / 10).to_string(),
            tenths => format!("{}.{}", tenths / 10, tenths % 10),
        };
        let quota =
            |name: &str, quota: Option<Quota>, unit: &str, scale: &dyn Fn(u64) -> String| {
                quota.map(|quota| match quota.limit {
                    Some(limit) => format!("{name} {}/{}{unit}", scale(quota.used), scale(limit)),
                    None => format!("{name} {}{unit}", scale(quota.used)),
                })
            };
        let same = |n: u64| n.to_string();
        let whole = [
            quota("Inst", limits.instances, "", &same),
            (!compact)
                .then(|| quota("vCPU", limits.cores, "", &same))
                .flatten(),
            quota("RAM", limits.ram_mib, "G", &ram),
        ];
        let brief = [
            quota("Inst", limits.instances, "", &same),
            quota("vCPU", limits.cores, "", &thousands),
            quota("RAM", limits.ram_mib, "G", &|mib| thousands(mib / 1024)),
        ];
        // As much as there is room for: first large numbers are shortened, then RAM goes, then vCPU.
        let ways = [&whole[..], &brief[..], &brief[..2], &brief[..1]];
        let ways = ways.map(|parts| {
            parts
                .iter()
                .flatten()
                .cloned()
                .collect::<Vec<_>>()
                .join("  ")
        });
        let start = |words: &String| usize::from(area.width).saturating_sub(words.len() + 1);
        let fits = |words: &&String| start(words) > usize::from(column);
        if let Some(words) = ways.iter().find(fits) {
            let start = u16::try_from(start(words)).unwrap_or(0);
            put(frame, area, start, 0, words, theme::NORMAL);
        }
    }
}

/// `20k` of 20050; exact below 10000.
fn thousands(count: u64) -> String {
    if count < 10_000 {
        count.to_string()
    } else {
        format!("{}k", count / 1000)
    }
}

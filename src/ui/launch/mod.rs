//! The launch wizard on the screen: frame, step bar, the step's body, Σ line, buttons.
//!
//! Nothing is remembered here; what scrolls is computed from the cursor at every drawing.

mod advanced;
mod details;
mod flavor;
mod keypair;
mod network;
mod page;
mod progress;
mod review;
mod summary;
mod table;
#[cfg(test)]
mod tests;
mod words;

use std::cell::{Cell, RefCell};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Span;

use super::widget::{self, Button, Hits};
use super::{text, theme};
use crate::app::choices::World;
use crate::app::launch::keypair::KeySource;
use crate::app::launch::{FieldId, Mark, Step, Submit, Wizard};
use crate::app::time::Now;
use page::{Page, Told};
pub(super) use progress::{draw as draw_progress, names_width, row as progress_row};

/// Width of the summary column with its rule.
const SUMMARY: u16 = 35;

/// Draws the wizard over `area`: a dialog with a summary where there is room, else all of it.
pub fn draw(
    wizard: &Wizard,
    world: World<'_>,
    now: Now,
    frame: &mut Frame<'_>,
    area: Rect,
) -> Hits {
    let wide = is_wide(area);
    let outer = outer(area);
    let inner = widget::dialog(frame, outer, "Launch instance", &context(world, wide));
    if inner.height < 6 || inner.width < 20 {
        return Hits::new();
    }
    let last = inner.height - 1;
    let mut hits = step_bar(frame, padded(inner), wizard, world);
    widget::rule(frame, outer, 1);
    widget::rule(frame, outer, last - 1);
    hits.extend(button_line(frame, inner, last, wizard));
    let mut body = Rect {
        y: inner.y + 2,
        height: inner.height - 4,
        ..padded(inner)
    };
    if wide {
        body.width -= SUMMARY + 1;
        let side = Rect {
            x: body.right() + 1,
            width: SUMMARY,
            ..body
        };
        summary::draw(frame, side, wizard, world);
    } else if inner.height >= 20 {
        body.height -= 1;
        let line = sigma(wizard, world);
        let below = Rect {
            y: body.bottom(),
            height: 1,
            ..body
        };
        widget::put(frame, below, 0, 0, &line, theme::STRONG);
    }
    let mut page = Page {
        frame,
        area: body,
        row: 0,
        scroll: None,
        focused_row: Cell::default(),
        told: RefCell::default(),
        wizard,
        world,
        now,
    };
    let lines = measure(&mut page, body);
    page.scroll = Some(scroll(&page));
    page.row = 0;
    step_body(&mut page);
    let below = page.area.bottom() - body.y;
    for (row, (line, style)) in (below..).zip(&lines) {
        widget::put(page.frame, body, 0, row, line, *style);
    }
    hits
}

/// Goes through the step without drawing, and leaves room for what is said below it: that follows
/// from what the step cannot say in full. More of it never makes the step say more.
fn measure(page: &mut Page<'_, '_>, body: Rect) -> Vec<Told> {
    let mut told = None;
    loop {
        let lines = message(page.wizard, page.world, told.clone(), body);
        page.area.height = body.height.saturating_sub(cells(lines.len().max(1)));
        page.row = 0;
        page.focused_row.set(None);
        step_body(page);
        let said = page.told.take();
        if told.is_some() || said.is_none() {
            return lines;
        }
        told = said;
    }
}

/// How far the sheet is moved so that the focus is to be seen, with a row below it.
fn scroll(measured: &Page<'_, '_>) -> u16 {
    let height = measured.area.height;
    let beyond = measured.row.saturating_sub(height);
    let focused = measured.focused_row.get().unwrap_or(0);
    (focused + 2).saturating_sub(height).min(beyond)
}

fn is_wide(area: Rect) -> bool {
    area.width >= 110 && area.height >= 36
}

/// Where the dialog stands.
fn outer(area: Rect) -> Rect {
    if is_wide(area) {
        Rect {
            x: area.x + 1,
            y: area.y + 2,
            width: area.width - 2,
            height: area.height - 4,
        }
    } else {
        area
    }
}

fn padded(area: Rect) -> Rect {
    Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(2),
        ..area
    }
}

fn context(world: World<'_>, wide: bool) -> String {
    let info = world.info;
    let kept = if wide { "draft kept on Esc · " } else { "" };
    format!(
        "{kept}{} / {} / {}",
        info.cloud_name, info.region, info.project_name
    )
}

fn step_body(page: &mut Page<'_, '_>) {
    match page.wizard.step() {
        Step::Details if page.wizard.is_in_advanced() => advanced::draw(page),
        Step::Details => details::draw(page),
        Step::Flavor => flavor::draw(page),
        Step::Network => network::draw(page),
        Step::KeyPair => keypair::draw(page),
        Step::Review => review::draw(page),
    }
}

fn step_bar(frame: &mut Frame<'_>, area: Rect, wizard: &Wizard, world: World<'_>) -> Hits {
    let roomy = area.width >= 72;
    let mut spans: Vec<Span<'_>> = Vec::new();
    let mut hits = Hits::new();
    for step in Step::ALL {
        let (glyph, style) = match wizard.mark(step, world) {
            Mark::Here => ("●", theme::STRONG),
            Mark::Complete => ("✓", theme::GOOD),
            Mark::Untouched => ("○", theme::NORMAL),
            Mark::Needs => ("!", theme::ATTENTION),
        };
        let (number, title) = (step.number(), step.title());
        if step != Step::Details {
            spans.push(Span::styled(if roomy { " ── " } else { " " }, theme::MUTED));
        }
        let content = if roomy {
            format!("{glyph} {number} {title}")
        } else {
            format!("{glyph}{number} {title}")
        };
        let column: usize = spans.iter().map(Span::width).sum();
        let target = widget::at(area, cells(column), 0, cells(text::width(&content)));
        let digit = char::from_digit(u32::try_from(number).unwrap_or(0), 10).unwrap_or('1');
        hits.push((target, alt(digit)));
        spans.push(Span::styled(content, style));
    }
    widget::line(frame, area, 0, spans);
    hits
}

fn alt(c: char) -> KeyEvent {
    KeyEvent::new(KeyCode::Char(c), KeyModifiers::ALT)
}

/// The last lines of the page: what the last key came to, else what is wrong where the cursor
/// stands or cannot be read whole there, else which keys do something there. Never more than half of
/// the page.
fn message(wizard: &Wizard, world: World<'_>, told: Option<Told>, body: Rect) -> Vec<Told> {
    let problem = wizard.problem_at(wizard.focus(), world);
    let (content, style) = match (wizard.note(), problem, told) {
        (Some(note), ..) => (format!("› {note}"), theme::STRONG),
        (None, Some(problem), _) => (format!("✗ {problem}"), theme::FAILED),
        (None, None, Some(told)) => told,
        (None, None, None) => (keys_here(wizard), theme::MUTED),
    };
    let most = usize::from(body.height / 2).max(2);
    let lines = text::wrap(&content, usize::from(body.width));
    let lines = lines.into_iter().take(most);
    lines.map(|line| (line, style)).collect()
}

fn cells(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

fn sigma(wizard: &Wizard, world: World<'_>) -> String {
    let draft = wizard.draft();
    if wizard.step() != Step::Review {
        return words::sigma(draft, world);
    }
    match (draft.submit(), draft.problems(world).len()) {
        (Submit::Sending(_), _) => "Σ one request is on its way".into(),
        (Submit::Unknown { looked: None, .. }, _) => {
            "Σ the answer was lost · looking for the instances".into()
        }
        (Submit::Unknown { checked: false, .. }, _) => {
            "Σ the answer was lost · look before launching again".into()
        }
        (_, 0) => "Σ ready · Launch sends one request".into(),
        (_, 1) => "Σ one thing to mend".into(),
        (_, more) => format!("Σ {more} things to mend"),
    }
}

fn button_line(frame: &mut Frame<'_>, area: Rect, row: u16, wizard: &Wizard) -> Hits {
    let focus = wizard.focus();
    let step = wizard.step();
    let cancel = focus == FieldId::Cancel;
    let (content, style) = if cancel {
        ("[‹Cancel›]", theme::FOCUSED)
    } else {
        ("[ Cancel ]", theme::NORMAL)
    };
    widget::put(frame, area, 1, row, content, style);
    let next = next_label(wizard);
    let pointed = |label: &str, focused: bool, back: bool| match (focused, back) {
        (true, _) => format!(" {label} "),
        (false, true) => format!("‹ {label}"),
        (false, false) => format!("{label} ›"),
    };
    let back_label = pointed("Back", focus == FieldId::Back, true);
    let next_label = if step == Step::Review {
        next.clone()
    } else {
        pointed(&next, focus == FieldId::Next, false)
    };
    let mut buttons = Vec::new();
    if step != Step::Details {
        buttons.push(Button {
            label: &back_label,
            focused: focus == FieldId::Back,
            enabled: true,
            key: Some(alt('p')),
        });
    }
    buttons.push(Button {
        label: &next_label,
        focused: focus == FieldId::Next,
        enabled: is_pressable(wizard),
        key: match (step, focus) {
            // Enter is the launch only while the button has the focus.
            (Step::Review, FieldId::Next) => Some(KeyEvent::from(KeyCode::Enter)),
            (Step::Review, _) => None,
            _ => Some(alt('n')),
        },
    });
    let taken: usize = buttons.iter().map(|b| text::width(b.label) + 6).sum();
    let room = usize::from(area.width).saturating_sub(taken + 15);
    let hints = whole_hints(hints(wizard), room);
    widget::put(frame, area, 13, row, hints, theme::MUTED);
    let mut pressed = widget::buttons(frame, area, row, &buttons);
    pressed.push((widget::at(area, 1, row, 10), KeyEvent::from(KeyCode::Esc)));
    pressed
}

fn next_label(wizard: &Wizard) -> String {
    let draft = wizard.draft();
    match (wizard.step().next(), draft.submit()) {
        (Some(next), _) => format!("Next: {}", next.title()),
        (None, Submit::Sending(_)) => "Sending…".into(),
        (None, Submit::Unknown { looked: None, .. }) => "Looking…".into(),
        (None, Submit::Unknown { .. }) => "Launch again…".into(),
        (None, _) => match draft.number().unwrap_or(1) {
            1 => "Launch instance".into(),
            count => format!("Launch {count} instances"),
        },
    }
}

fn is_pressable(wizard: &Wizard) -> bool {
    wizard.step() != Step::Review
        || !matches!(
            wizard.draft().submit(),
            Submit::Sending(_) | Submit::Unknown { checked: false, .. }
        )
}

/// As many of the hints as there is room for, none of them cut.
fn whole_hints(hints: &str, room: usize) -> &str {
    let ends = hints.match_indices(" · ").map(|(at, _)| at);
    let mut fitting = ends
        .chain([hints.len()])
        .map(|end| &hints[..end])
        .take_while(|part| text::width(part) <= room);
    fitting.by_ref().last().unwrap_or_default()
}

/// How to get on from where the cursor stands.
fn hints(wizard: &Wizard) -> &'static str {
    match wizard.focus() {
        _ if wizard.in_text() => "Tab field · Alt+N next · F1 keys",
        FieldId::Checked => "Space tick · Tab field",
        _ if wizard.step() == Step::Review => "1–5 jump · x y w same as · ? keys",
        _ => "Tab field · [ ] steps · ? keys",
    }
}

/// The keys that do something where the cursor stands.
fn keys_here(wizard: &Wizard) -> String {
    let focus = wizard.focus();
    let keys = match focus {
        _ if focus.is_table() && wizard.in_text() => "Enter keeps the filter · Esc clears it",
        FieldId::Flavor => {
            return format!(
                "Space choose · f fits Count · / filter · s sort: {} · h {} misfits",
                wizard.flavor_sort().title(),
                if wizard.hides_misfits() {
                    "show"
                } else {
                    "hide"
                }
            );
        }
        FieldId::Source => {
            let sort = wizard.source_sort().title();
            return format!("Space choose · / filter · s sort: {sort}");
        }
        FieldId::Networks => "Space choose · J K move in NIC order · / filter",
        FieldId::KeyPairs => "Space choose · c create · i import · y copy · / filter",
        FieldId::ImportName => match wizard.draft().key.from {
            KeySource::File => "Enter goes to the files · a key pasted here is taken as the key",
            KeySource::Paste => "a key pasted here is taken as the key",
        },
        FieldId::ImportFrom => "← → change · a key may be pasted at once",
        FieldId::ImportFiles => "Space takes one · a key may be pasted at once · / filter",
        FieldId::SameAs => "j k scroll · x other words · y copy · w write to a file",
        FieldId::SavePath => "Enter writes a new file · Esc",
        FieldId::Advanced => "Enter opens",
        _ if focus.is_tick() => "Space ticks",
        _ if focus.is_area() => "Enter new line · Tab next field",
        _ if focus.is_table() => "Space choose · / filter",
        _ if focus.is_radio() => "← → change",
        _ => "",
    };
    keys.into()
}

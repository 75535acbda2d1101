//! Dialogs with fields: the instance, the fields, what happens, the same as a command; the buttons
//! stay where they are while the rest scrolls.

mod body;
mod table;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Frame;
use ratatui::layout::Rect;

use self::body::{Body, Part};
use super::dialog::{largest, place, rows};
use super::widget::{Button, Hits, Show, at, buttons, dialog, field, put};
use super::{text, theme};
use crate::app::form::{Focus, Form, Masked, Told, Value, View};

/// Where the values of fields begin.
const VALUE: u16 = 18;
/// Above the body the instance, below it a line for what is in the way, and the buttons.
const AROUND: u16 = 5;

pub(super) fn draw(form: &Form, view: View<'_>, frame: &mut Frame<'_>, area: Rect) -> Hits {
    let most = largest(area);
    let width = usize::from(most.width.saturating_sub(2));
    let height = most.height.saturating_sub(AROUND + 2);
    let body = match &form.told {
        Some(told) => body::told(told, width),
        None => Body::of(form, view, width, usize::from(height)),
    };
    let title = if form.danger {
        format!("[PROD] {}", form.title())
    } else {
        form.title().to_owned()
    };
    let inner = dialog(
        frame,
        place(area, rows(body.parts.len()) + AROUND),
        &title,
        "",
    );
    about(form, view, frame, inner);
    let last = inner.height.saturating_sub(1);
    let room = at(inner, 0, 3, inner.width);
    let room = Rect {
        height: inner.height.saturating_sub(AROUND),
        ..room
    };
    let first = body.first_shown(form, usize::from(room.height));
    for (part, row) in body.parts.iter().skip(first).zip(0..room.height) {
        draw_part(part, form, frame, room, row);
    }
    below(form, &body, first, usize::from(room.height), frame, inner);
    if let Some(told) = &form.told {
        return told_button(told, frame, inner, last);
    }
    pressable(form, view, frame, inner, last)
}

fn about(form: &Form, view: View<'_>, frame: &mut Frame<'_>, inner: Rect) {
    let style = super::instances::style(form.health);
    put(frame, inner, 2, 1, form.health.glyph(), style);
    let server = form.server();
    let flavor = server.flavor.name.as_deref().unwrap_or("");
    let rest = if view.is_gone() {
        "   is gone".into()
    } else if form.aside {
        format!("   {}   ! marked, not under the cursor", form.status)
    } else {
        format!("   {}   {flavor}", form.status)
    };
    let room = usize::from(inner.width).saturating_sub(6 + text::width(&rest));
    let name = text::clip(server.title(), room.max(12));
    put(frame, inner, 4, 1, &name, theme::STRONG);
    put(
        frame,
        inner,
        4 + rows(text::width(&name)),
        1,
        &rest,
        theme::NORMAL,
    );
}

/// Why the last key did nothing, else that there is more to see.
fn below(form: &Form, body: &Body, first: usize, shown: usize, frame: &mut Frame<'_>, inner: Rect) {
    let row = inner.height.saturating_sub(2);
    if let Some(note) = &form.note {
        return put(frame, inner, 2, row, &format!("! {note}"), theme::HELD);
    }
    let more = body.parts.len().saturating_sub(first + shown);
    if first + more > 0 {
        let words = match form.focus {
            Focus::Input(_) => format!("{first} lines above, {more} below"),
            _ => format!("↑ ↓ {first} lines above, {more} below"),
        };
        put(frame, inner, 2, row, &words, theme::MUTED);
    }
}

fn told_button(told: &Told, frame: &mut Frame<'_>, inner: Rect, last: u16) -> Hits {
    if matches!(told, Told::Password(_)) {
        put(frame, inner, 2, last, "y copies it", theme::MUTED);
    }
    buttons(frame, inner, last, &[Button::leave("Close", true)])
}

fn pressable(form: &Form, view: View<'_>, frame: &mut Frame<'_>, inner: Rect, last: u16) -> Hits {
    let hint = match form.focus {
        Focus::Input(place) => match form.fields.0.get(place).map(|input| &input.value) {
            Some(Value::One(pick)) if !pick.table.is_typing() => "Space chooses · / filters",
            Some(Value::Many(pick)) if !pick.table.is_typing() => "Space marks · / filters",
            Some(Value::Tick(..)) => "Space ticks",
            Some(Value::Radio { .. }) => "← → changes",
            _ => "Tab goes on · Esc cancels",
        },
        _ => "Enter presses · Esc cancels",
    };
    let on_its_way = form.on_its_way();
    let hint = on_its_way.unwrap_or(hint);
    let verb = form.verb();
    if usize::from(inner.width) > text::width(hint) + text::width(verb) + 26 {
        put(frame, inner, 2, last, hint, theme::MUTED);
    }
    let row = [
        Button::leave(
            if on_its_way.is_some() {
                "Close"
            } else {
                "Cancel"
            },
            form.focus == Focus::Cancel,
        ),
        Button {
            label: verb,
            focused: form.focus == Focus::Submit,
            enabled: form.is_ready(view),
            // The first click brings the focus here: nothing that hurts is done by a click alone.
            key: (form.focus != Focus::Submit || !form.hurts())
                .then(|| KeyEvent::new(KeyCode::Char('s'), KeyModifiers::CONTROL)),
        },
    ];
    buttons(frame, inner, last, &row)
}

fn draw_part(part: &Part, form: &Form, frame: &mut Frame<'_>, room: Rect, row: u16) {
    match part {
        Part::Blank => {}
        Part::Words {
            column,
            words,
            style,
        } => put(frame, room, *column, row, words, *style),
        Part::Pair {
            label,
            words,
            style,
        } => {
            put(frame, room, 2, row, label, theme::LABEL);
            put(frame, room, VALUE, row, words, *style);
        }
        Part::Field(place) => draw_field(form, *place, frame, room, row),
        Part::Line(place, number) => {
            let Some(Value::Lines(area)) = form.fields.0.get(*place).map(|input| &input.value)
            else {
                return;
            };
            let focused = form.focus == Focus::Input(*place) && area.row() == *number;
            if let Some(content) = area.lines().get(*number) {
                let target = at(room, 2, row, room.width.saturating_sub(4));
                field(frame, target, content, focused, Show::Plain);
            }
        }
        Part::Title(place) => draw_title(form, *place, frame, room, row),
    }
}

/// A field of one line, with its label.
fn draw_field(form: &Form, place: usize, frame: &mut Frame<'_>, room: Rect, row: u16) {
    let Some(input) = form.fields.0.get(place) else {
        return;
    };
    let focused = form.focus == Focus::Input(place);
    put(frame, room, 2, row, &body::label(input), theme::LABEL);
    let target = at(room, VALUE, row, room.width.saturating_sub(VALUE + 2));
    match &input.value {
        Value::Line(content) => field(frame, target, content, focused, Show::Plain),
        Value::Secret(Masked(content)) => field(frame, target, content, focused, Show::Masked),
        Value::Tick(on, words) => {
            let mark = if *on { "[x]" } else { "[ ]" };
            let style = if focused {
                theme::SELECTED
            } else {
                theme::NORMAL
            };
            put(frame, target, 0, 0, &format!("{mark} {words}"), style);
        }
        Value::Radio {
            options,
            at: chosen,
        } => {
            let mut column = 0;
            for (number, option) in options.iter().enumerate() {
                let mark = if number == *chosen { "(•)" } else { "( )" };
                let style = if focused && number == *chosen {
                    theme::SELECTED
                } else {
                    theme::NORMAL
                };
                let words = format!("{mark} {option}");
                put(frame, target, column, 0, &words, style);
                column += rows(text::width(&words)) + 2;
            }
        }
        _ => {}
    }
}

/// The label of a table, and its filter.
fn draw_title(form: &Form, place: usize, frame: &mut Frame<'_>, room: Rect, row: u16) {
    let Some(input) = form.fields.0.get(place) else {
        return;
    };
    let focused = form.focus == Focus::Input(place);
    let style = if focused { theme::STRONG } else { theme::LABEL };
    put(frame, room, 2, row, &body::label(input), style);
    let Some(pick) = input.pick() else { return };
    if pick.table.is_typing() || pick.table.is_filtered() {
        put(frame, room, VALUE - 2, row, "/", theme::KEY);
        let target = at(room, VALUE, row, 30);
        let typing = focused && pick.table.is_typing();
        field(frame, target, pick.table.filter(), typing, Show::Plain);
    }
}

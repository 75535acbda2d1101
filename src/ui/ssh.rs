//! The dialog before `ssh`.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::dialog::{largest, place, rows};
use super::widget::{Button, Hits, Show, at, buttons, dialog, field, put};
use super::{text, theme};
use crate::app::ssh::command::PrivateKey;
use crate::app::ssh::form::{Focus, SshForm};

/// Where the values begin.
const VALUES: u16 = 12;

pub(super) fn draw(form: &SshForm, frame: &mut Frame<'_>, area: Rect) -> Hits {
    let room = usize::from(largest(area).width.saturating_sub(VALUES + 4));
    let notes = notes(form, room);
    let inner = dialog(
        frame,
        place(area, 8 + rows(notes.len())),
        "Log in with ssh",
        "",
    );
    put(frame, inner, 2, 1, "Instance", theme::LABEL);
    let style = super::instances::style(form.health);
    put(frame, inner, VALUES, 1, form.health.glyph(), style);
    let about = format!("{}   {}", form.name, form.status);
    let about = text::clip(&about, room.saturating_sub(2));
    put(frame, inner, VALUES + 2, 1, &about, theme::NORMAL);
    address(form, frame, inner);
    put(frame, inner, 2, 3, "User", theme::LABEL);
    let short = at(inner, VALUES, 3, 24);
    field(
        frame,
        short,
        &form.user,
        form.focus == Focus::User,
        Show::Plain,
    );
    let from = form.user_from.as_deref().unwrap_or_default();
    put(frame, inner, VALUES + 25, 3, from, theme::MUTED);
    put(frame, inner, 2, 4, "Key", theme::LABEL);
    put(frame, inner, VALUES, 4, &key_words(form), theme::NORMAL);
    put(frame, inner, 2, 5, "Command", theme::LABEL);
    let long = at(inner, VALUES, 5, inner.width.saturating_sub(VALUES + 2));
    let focused = form.focus == Focus::Command;
    field(frame, long, &form.command, focused, Show::Plain);
    for (row, (words, style)) in (6..).zip(&notes) {
        put(frame, inner, VALUES, row, words, *style);
    }
    let last = inner.height.saturating_sub(1);
    let hint = "Tab moves · Enter runs it here · Esc";
    if inner.width >= 70 {
        put(frame, inner, 2, last, hint, theme::MUTED);
    }
    buttons(frame, inner, last, &row_of_buttons(form))
}

fn address(form: &SshForm, frame: &mut Frame<'_>, inner: Rect) {
    put(frame, inner, 2, 2, "Address", theme::LABEL);
    let Some(way) = form.ways.get(form.chosen) else {
        return;
    };
    let focused = form.focus == Focus::Address;
    let (words, style) = if focused {
        (format!("‹{}›", way.address), theme::FOCUSED)
    } else {
        (format!(" {} ", way.address), theme::NORMAL)
    };
    put(frame, inner, VALUES - 1, 2, &words, style);
    let after = VALUES + rows(text::width(&words));
    let count = form.ways.len();
    let about = if count > 1 {
        format!("{}   {} of {count}, ← → choose", way.about, form.chosen + 1)
    } else {
        way.about.clone()
    };
    put(frame, inner, after, 2, &about, theme::MUTED);
}

fn key_words(form: &SshForm) -> String {
    let pair = form.pair.as_deref().unwrap_or_default();
    match &form.key {
        PrivateKey::NoPair => "made without a key pair: ssh uses its own keys".into(),
        PrivateKey::Looking => format!("looking for {pair} in ~/.ssh …"),
        PrivateKey::File(path) => format!("{} ({pair})", path.display()),
        PrivateKey::Foreign => format!("{pair} is no key pair of yours: ssh uses its own keys"),
        PrivateKey::NotHere => format!("{pair} was not found in ~/.ssh: ssh uses its own keys"),
    }
}

/// What stands below the command: all of it where the field shows a part, and what to know.
fn notes(form: &SshForm, room: usize) -> Vec<(String, Style)> {
    let command = form.command.text();
    let whole = if text::width(command) + 3 > room {
        text::wrap(command, room)
    } else {
        Vec::new()
    };
    let note = form.note.or(form.command.note()).or(form.user.note());
    let (words, style) = match (form.problem(), note, form.advice()) {
        (Some(problem), ..) => (format!("! {problem}"), theme::FAILED),
        (None, Some(note), _) | (None, None, Some(note)) => (format!("! {note}"), theme::HELD),
        (None, None, None) => (
            "It runs as it stands, without a shell; this screen comes back when it ends.".into(),
            theme::MUTED,
        ),
    };
    let notes = text::wrap(&words, room).into_iter();
    let whole = whole.into_iter().map(|line| (line, theme::NORMAL));
    whole.chain(notes.map(|line| (line, style))).collect()
}

fn row_of_buttons(form: &SshForm) -> [Button<'static>; 2] {
    [
        Button::leave("Cancel", form.focus == Focus::Cancel),
        Button {
            label: "Log in",
            focused: form.focus == Focus::LogIn,
            enabled: form.problem().is_none(),
            key: (form.focus != Focus::Cancel).then(|| KeyEvent::from(KeyCode::Enter)),
        },
    ]
}

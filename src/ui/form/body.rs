//! What stands between the instance and the buttons, line by line.

use std::ops::Range;

use ratatui::style::Style;

use super::table;
use crate::app::form::{Focus, Form, Id, Input, Note, Told, Value, View};
use crate::ui::widget::scroll_to;
use crate::ui::{text, theme};

/// Rows of a table or an area where there is no room for all of them.
const LEAST: usize = 3;
/// Lines of an area that is nearly empty.
const AREA: usize = 4;

/// One line.
pub(super) enum Part {
    Blank,
    Words {
        column: u16,
        words: String,
        style: Style,
    },
    Pair {
        label: &'static str,
        words: String,
        style: Style,
    },
    /// A field of one line, by its place.
    Field(usize),
    /// A line of a text, by the place of the field and its own.
    Line(usize, usize),
    /// The label of a table or a text.
    Title(usize),
}

pub(super) struct Body {
    pub(super) parts: Vec<Part>,
    /// The lines of the focused field.
    focused: Range<usize>,
}

impl Body {
    /// All of it, in lines of `width`; tables give way so that it fits `height` where it can.
    pub(super) fn of(form: &Form, view: View<'_>, width: usize, height: usize) -> Self {
        let asked = form.asked(view);
        let tall = |at: &&usize| {
            let input = &form.fields.0[**at];
            input.pick().is_some() || matches!(input.value, Value::Lines(_))
        };
        let lists = asked.iter().filter(tall).count();
        // Once with as little as may be, to see how much is left for the lists.
        let least = Self::built(form, view, &asked, width, LEAST);
        let left = height.saturating_sub(least.parts.len());
        let each = LEAST + left.checked_div(lists).unwrap_or(0);
        Self::built(form, view, &asked, width, each)
    }

    fn built(form: &Form, view: View<'_>, asked: &[usize], width: usize, each: usize) -> Self {
        let mut body = Self {
            parts: Vec::new(),
            focused: 0..0,
        };
        for at in asked.iter().copied() {
            let start = body.parts.len();
            body.field(form, view, at, width, each);
            if form.focus == Focus::Input(at) {
                body.focused = start..body.parts.len();
            }
        }
        body.notes(form, view, width);
        body.refusals(form, width);
        body.commands(form, view, width);
        body
    }

    fn field(&mut self, form: &Form, view: View<'_>, at: usize, width: usize, each: usize) {
        let input = &form.fields.0[at];
        if input.id == Id::Typed {
            let words = format!("Type   {}   to go on:", form.phrase());
            self.wrapped(2, &words, theme::STRONG, width);
        }
        match &input.value {
            Value::One(pick) | Value::Many(pick) => {
                self.parts.push(Part::Title(at));
                let offer = form.offer(input.id, view);
                let is_focused = form.focus == Focus::Input(at);
                let many = matches!(input.value, Value::Many(_));
                self.parts
                    .extend(table::parts(&offer, pick, many, is_focused, width, each));
            }
            Value::Lines(area) => {
                self.parts.push(Part::Title(at));
                let total = area.lines().len();
                let shown = total.max(AREA).min(each.max(LEAST));
                let first = scroll_to(0, area.row(), shown, total);
                for line in first..first + shown {
                    self.parts.push(if line < total {
                        Part::Line(at, line)
                    } else {
                        Part::Blank
                    });
                }
            }
            _ => self.parts.push(Part::Field(at)),
        }
        let dropped = match &input.value {
            Value::Line(field) => field.note(),
            _ => None,
        };
        let problem = form.problem(at, view).filter(|_| input.visited);
        if let Some(problem) = problem {
            self.wrapped(4, &format!("! {problem}"), theme::FAILED, width);
        } else if let Some(note) = dropped {
            self.wrapped(4, &format!("! {note}"), theme::HELD, width);
        }
    }

    fn notes(&mut self, form: &Form, view: View<'_>, width: usize) {
        let notes = form.notes(view);
        if !notes.is_empty() && !self.parts.is_empty() {
            self.parts.push(Part::Blank);
        }
        for note in notes {
            let (words, style) = match note {
                Note::Fact(words) => (format!("  {words}"), theme::NORMAL),
                Note::Warning(words) => (format!("! {words}"), theme::HELD),
                Note::Loss(words) => (format!("✗ {words}"), theme::FAILED),
            };
            self.wrapped(2, &words, style, width);
        }
    }

    fn refusals(&mut self, form: &Form, width: usize) {
        if !form.refused.is_empty() {
            self.parts.push(Part::Blank);
        }
        for refused in &form.refused {
            let id = refused.error.request_id.as_deref();
            let id = id.map_or(String::new(), |id| format!(" ({id})"));
            let words = format!("✗ {} was refused: {}{id}", refused.what, refused.error);
            self.wrapped(2, &words, theme::FAILED, width);
        }
    }

    fn commands(&mut self, form: &Form, view: View<'_>, width: usize) {
        let commands = form.commands(view);
        if !commands.is_empty() && !self.parts.is_empty() {
            self.parts.push(Part::Blank);
        }
        let mut label = "Same as";
        for command in commands {
            for words in text::wrap(&command, width.saturating_sub(20)) {
                self.parts.push(Part::Pair {
                    label,
                    words,
                    style: theme::MUTED,
                });
                label = "";
            }
        }
    }

    /// A sign and a text, the further lines below the text.
    fn wrapped(&mut self, column: u16, words: &str, style: Style, width: usize) {
        let room = width.saturating_sub(usize::from(column) + 4);
        let sign: String = words.chars().take(2).collect();
        let rest: String = words.chars().skip(2).collect();
        let has_sign = ["! ", "✗ ", "  "].contains(&sign.as_str());
        let (sign, rest) = if has_sign {
            (sign, rest)
        } else {
            (String::new(), words.to_owned())
        };
        for (place, part) in text::wrap(&rest, room).into_iter().enumerate() {
            let sign = match (place, has_sign) {
                (0, _) => sign.as_str(),
                (_, true) => "  ",
                (_, false) => "",
            };
            self.parts.push(Part::Words {
                column,
                words: format!("{sign}{part}"),
                style,
            });
        }
    }

    /// The first line that is shown: as little moved as shows the focused field whole, or the end
    /// while a button has the focus.
    pub(super) fn first_shown(&self, form: &Form, room: usize) -> usize {
        let most = self.parts.len().saturating_sub(room);
        if !matches!(form.focus, Focus::Input(_)) {
            return most.saturating_sub(form.peek);
        }
        let bottom = self.focused.end.saturating_sub(room);
        bottom.min(self.focused.start).min(most)
    }
}

/// The label of a field, with its mark when it is required.
pub(super) fn label(input: &Input) -> String {
    if input.required {
        format!("{} *", input.label)
    } else {
        input.label.to_owned()
    }
}

/// What the cloud told once.
pub(super) fn told(told: &Told, width: usize) -> Body {
    let mut body = Body {
        parts: Vec::new(),
        focused: 0..0,
    };
    match told {
        Told::Password(secret) => {
            let words = "The password of the guest's administrator. It is shown here only, and \
                         only now:";
            body.wrapped(2, words, theme::NORMAL, width);
            body.parts.push(Part::Blank);
            for part in text::wrap(secret.expose(), width.saturating_sub(8)) {
                body.parts.push(Part::Words {
                    column: 4,
                    words: part,
                    style: theme::STRONG,
                });
            }
        }
        Told::NoPassword => {
            let words = "Its password is not set, or not yet available. The guest sets it when it \
                         starts for the first time, if it can.";
            body.wrapped(2, words, theme::NORMAL, width);
        }
    }
    body
}

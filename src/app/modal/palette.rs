//! Help and palette in one: every action with its keys, found by typing, run with Enter.

use crossterm::event::{KeyCode, KeyEvent};

use super::{Next, Then};
use crate::app::action::{ACTIONS, Action, Group, Spec};
use crate::app::field::Field;

#[derive(Debug)]
pub struct Palette {
    /// Opened with `?`: grouped, and `?` closes it.
    pub help: bool,
    pub query: Field,
    pub cursor: usize,
    /// Why an action is off now, in the order of [`ACTIONS`].
    reasons: Vec<Option<String>>,
}

/// One line shown.
#[derive(Debug)]
pub struct Entry<'a> {
    pub spec: &'static Spec,
    pub off: Option<&'a str>,
}

impl Palette {
    pub fn new(help: bool, reason: impl Fn(Action) -> Option<String>) -> Self {
        Self {
            help,
            query: Field::default(),
            cursor: 0,
            reasons: ACTIONS.iter().map(|spec| reason(spec.action)).collect(),
        }
    }

    /// What matches, grouped, the groups in the order of the help.
    pub fn entries(&self) -> Vec<Entry<'_>> {
        let query = self.query.text().to_lowercase();
        let mut entries = Vec::new();
        for group in [Group::Change, Group::Look, Group::Go, Group::App] {
            for (spec, reason) in ACTIONS.iter().zip(&self.reasons) {
                if spec.group == group && matches(spec, &query) {
                    entries.push(Entry {
                        spec,
                        off: reason.as_deref(),
                    });
                }
            }
        }
        entries
    }

    pub fn on_key(&mut self, key: KeyEvent) -> Then {
        match key.code {
            KeyCode::Esc | KeyCode::F(1) => return Then::Close,
            KeyCode::Char('?' | 'q') if self.help && self.query.is_empty() => return Then::Close,
            KeyCode::Enter => {
                let entries = self.entries();
                if let Some(entry) = entries.get(self.cursor)
                    && entry.off.is_none()
                {
                    return Then::CloseAnd(Next::Act(entry.spec.action));
                }
            }
            KeyCode::Down => self.move_by(1),
            KeyCode::Up => self.move_by(-1),
            KeyCode::PageDown => self.move_by(10),
            KeyCode::PageUp => self.move_by(-10),
            _ => {
                if self.query.on_key(key) {
                    self.cursor = 0;
                }
            }
        }
        Then::Stay
    }

    fn move_by(&mut self, rows: i64) {
        let last = self.entries().len().saturating_sub(1);
        let place = i64::try_from(self.cursor).unwrap_or(0) + rows;
        self.cursor = usize::try_from(place).unwrap_or(0).min(last);
    }
}

/// The letters of the query in order, or its words anywhere in the label; or exactly a key.
fn matches(spec: &Spec, query: &str) -> bool {
    let label = spec.label.to_lowercase();
    let mut letters = label.chars();
    query
        .chars()
        .filter(|c| *c != ' ')
        .all(|wanted| letters.any(|c| c == wanted))
        || spec
            .keys
            .iter()
            .any(|key| key.name().to_lowercase() == query)
}

//! Help and palette in one: every action with its keys, found by typing, run with Enter.

use crossterm::event::{KeyCode, KeyEvent};

use super::{Next, Then};
use crate::app::action::{ACTIONS, Action, Group, Key, Spec};
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

    /// Everything, in the groups of the help; once something is typed, the best match first.
    pub fn entries(&self) -> Vec<Entry<'_>> {
        let query = self.query.text();
        let mut entries = Vec::new();
        for group in [Group::Change, Group::Look, Group::Go, Group::App] {
            for (spec, reason) in ACTIONS.iter().zip(&self.reasons) {
                let off = reason.as_deref();
                if spec.group == group
                    && let Some(rank) = rank(spec, query)
                {
                    entries.push((rank, Entry { spec, off }));
                }
            }
        }
        entries.sort_by_key(|(rank, _)| *rank);
        entries.into_iter().map(|(_, entry)| entry).collect()
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

/// How well an action matches, the best first: its key, the label's beginning, a word's, any part,
/// the letters in order.
fn rank(spec: &Spec, query: &str) -> Option<u8> {
    if query.is_empty() || spec.keys.iter().any(|key| key.name() == query) {
        return Some(0);
    }
    let query = query.to_lowercase();
    let label = spec.label.to_lowercase();
    let mut letters = label.chars();
    if label.starts_with(&query) {
        Some(1)
    } else if label.contains(&format!(" {query}")) {
        Some(2)
    } else if label.contains(&query) {
        Some(3)
    } else if query
        .chars()
        .filter(|c| *c != ' ')
        .all(|wanted| letters.any(|c| c == wanted))
    {
        Some(4)
    } else {
        let named = |key: &Key| key.name().to_lowercase() == query;
        spec.keys.iter().any(named).then_some(5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(query: &str) -> Option<Action> {
        let mut palette = Palette::new(false, |_| None);
        palette.query = Field::with(query);
        palette.entries().first().map(|entry| entry.spec.action)
    }

    #[test]
    fn the_best_match_comes_first() {
        for (query, action) in [
            ("sn", Action::Snapshot),
            ("snap", Action::Snapshot),
            ("console", Action::ConsoleLog),
            ("D", Action::Delete),
            ("d", Action::Pane),
            ("ctrl+d", Action::HalfPageDown),
            ("lnch", Action::Launch),
            ("region", Action::Context),
            ("quit", Action::Quit),
        ] {
            assert_eq!(first(query), Some(action), "{query}");
        }
        assert_eq!(first("no such thing"), None);
    }
}

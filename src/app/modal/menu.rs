//! A short list to pick one from by key, arrow or click: the prefix menus `m`, `P`, `R`,
//! `E`, `A`, `s`, `y`, `f`.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent};

use super::{Next, Then};
use crate::app::time::Now;

/// A known two-key sequence is through before the menu would show.
const SHOWN_AFTER: Duration = Duration::from_millis(300);

#[derive(Debug)]
pub struct Menu {
    pub title: String,
    pub items: Vec<Item>,
    pub cursor: usize,
    visible_from: Duration,
    pub visible: bool,
}

#[derive(Debug)]
pub struct Item {
    pub key: Option<char>,
    pub label: String,
    /// Why it cannot be picked now.
    pub off: Option<String>,
    next: Next,
    /// Opens another menu, over this one.
    leads_on: bool,
}

impl Item {
    pub fn new(key: Option<char>, label: impl Into<String>, next: Next) -> Self {
        Self {
            key,
            label: label.into(),
            off: None,
            next,
            leads_on: false,
        }
    }

    #[must_use]
    pub fn leading_on(mut self) -> Self {
        self.leads_on = true;
        self
    }

    #[must_use]
    pub fn off_because(mut self, reason: Option<String>) -> Self {
        self.off = reason;
        self
    }
}

impl Menu {
    pub fn new(title: impl Into<String>, items: Vec<Item>, now: Now) -> Self {
        Self {
            title: title.into(),
            items,
            cursor: 0,
            visible_from: now.mono + SHOWN_AFTER,
            visible: false,
        }
    }

    /// Shown without delay: over another menu that is in view.
    #[must_use]
    pub fn at_once(mut self) -> Self {
        self.visible = true;
        self
    }

    pub fn deadline(&self) -> Option<Duration> {
        (!self.visible).then_some(self.visible_from)
    }

    pub fn on_wake(&mut self, now: Now) {
        self.visible |= now.mono >= self.visible_from;
    }

    pub fn on_key(&mut self, key: KeyEvent) -> Then {
        match key.code {
            KeyCode::Esc => Then::Close,
            KeyCode::Enter => self.pick(self.cursor),
            KeyCode::Down => {
                self.cursor = (self.cursor + 1).min(self.items.len().saturating_sub(1));
                self.visible = true;
                Then::Stay
            }
            KeyCode::Up => {
                self.cursor = self.cursor.saturating_sub(1);
                self.visible = true;
                Then::Stay
            }
            KeyCode::Char(c) => match self.items.iter().position(|item| item.key == Some(c)) {
                Some(place) => self.pick(place),
                None if c == 'j' => self.on_key(KeyEvent::from(KeyCode::Down)),
                None if c == 'k' => self.on_key(KeyEvent::from(KeyCode::Up)),
                // Not in the menu: the menu goes, and nothing else happens.
                None => Then::Close,
            },
            _ => Then::Stay,
        }
    }

    /// Picks an item, unless it is off: then it stays and shows why.
    pub fn pick(&mut self, place: usize) -> Then {
        let Some(item) = self.items.get(place) else {
            return Then::Stay;
        };
        self.cursor = place;
        self.visible = true;
        if item.off.is_some() {
            return Then::Stay;
        }
        if item.leads_on {
            return Then::Also(item.next.clone());
        }
        Then::CloseAnd(item.next.clone())
    }
}

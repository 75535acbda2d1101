//! The one table of actions. Key bindings, footer, help, palette and menus all come from it, so
//! that no hint can lie.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Up,
    Down,
    Top,
    Bottom,
    PageUp,
    PageDown,
    HalfPageUp,
    HalfPageDown,
    Filter,
    Facets,
    Sort,
    Open,
    Pane,
    Zoom,
    OtherPane,
    NextItem,
    PreviousItem,
    Mark,
    Range,
    MarkAll,
    Unmark,
    Copy,
    Menu,
    ConsoleLog,
    Launch,
    Snapshot,
    Delete,
    Undo,
    Instances,
    Images,
    NextTab,
    PreviousTab,
    Context,
    Jobs,
    Messages,
    ApiLog,
    Help,
    Palette,
    Refresh,
    Auto,
    Mouse,
    Redraw,
    Suspend,
    Quit,
}

/// Where an action means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Anywhere,
    /// Instances and Images.
    Lists,
    Instances,
}

/// Which part of the help an action stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    Look,
    Change,
    Go,
    App,
}

impl Group {
    pub fn title(self) -> &'static str {
        match self {
            Self::Look => "LOOK (lower case never changes anything)",
            Self::Change => "CHANGE (upper case opens a dialog first)",
            Self::Go => "GO",
            Self::App => "APP",
        }
    }
}

/// A key as the table names it. Shift is part of the character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    pub code: KeyCode,
    pub modifiers: KeyModifiers,
}

const fn ch(c: char) -> Key {
    Key {
        code: KeyCode::Char(c),
        modifiers: KeyModifiers::NONE,
    }
}

const fn ctrl(c: char) -> Key {
    Key {
        code: KeyCode::Char(c),
        modifiers: KeyModifiers::CONTROL,
    }
}

const fn key(code: KeyCode) -> Key {
    Key {
        code,
        modifiers: KeyModifiers::NONE,
    }
}

impl Key {
    /// The key of an event, with the noise of terminals removed: shift on characters, caps lock.
    pub fn of(event: KeyEvent) -> Self {
        let mut modifiers = event.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT);
        if event.code == KeyCode::BackTab {
            modifiers = KeyModifiers::NONE;
        }
        Self {
            code: event.code,
            modifiers,
        }
    }

    /// As people write it: `L`, `Ctrl+D`, `PgUp`, `↑`.
    pub fn name(self) -> String {
        let name = match self.code {
            KeyCode::Char(' ') => "Space".into(),
            KeyCode::Char(c) if self.modifiers.contains(KeyModifiers::CONTROL) => {
                c.to_uppercase().to_string()
            }
            KeyCode::Char(c) => c.to_string(),
            KeyCode::F(n) => format!("F{n}"),
            KeyCode::Up => "↑".into(),
            KeyCode::Down => "↓".into(),
            KeyCode::Left => "←".into(),
            KeyCode::Right => "→".into(),
            KeyCode::PageUp => "PgUp".into(),
            KeyCode::PageDown => "PgDn".into(),
            KeyCode::Delete => "Del".into(),
            KeyCode::BackTab => "Shift+Tab".into(),
            other => format!("{other:?}"),
        };
        if self.modifiers.contains(KeyModifiers::CONTROL) {
            format!("Ctrl+{name}")
        } else if self.modifiers.contains(KeyModifiers::ALT) {
            format!("Alt+{name}")
        } else {
            name
        }
    }
}

/// One line of the table.
#[derive(Debug)]
pub struct Spec {
    pub action: Action,
    pub keys: &'static [Key],
    pub scope: Scope,
    pub group: Group,
    /// As help and palette say it.
    pub label: &'static str,
    /// As the footer says it, when it is there.
    pub hint: Option<&'static str>,
}

const fn spec(
    action: Action,
    keys: &'static [Key],
    scope: Scope,
    group: Group,
    label: &'static str,
    hint: Option<&'static str>,
) -> Spec {
    Spec {
        action,
        keys,
        scope,
        group,
        label,
        hint,
    }
}

use Action as A;
use Group as G;
use Scope as S;

/// In the order of the footer, the help and the palette.
pub static ACTIONS: &[Spec] = &[
    spec(
        A::Launch,
        &[ch('L')],
        S::Lists,
        G::Change,
        "Launch instance",
        Some("launch"),
    ),
    spec(
        A::Snapshot,
        &[ch('S')],
        S::Instances,
        G::Change,
        "Create snapshot",
        Some("snapshot"),
    ),
    spec(
        A::Delete,
        &[ch('D'), key(KeyCode::Delete), key(KeyCode::F(8))],
        S::Lists,
        G::Change,
        "Delete",
        Some("delete"),
    ),
    spec(
        A::Undo,
        &[ch('U')],
        S::Anywhere,
        G::Change,
        "Undo a pending delete",
        None,
    ),
    spec(A::Mark, &[ch(' ')], S::Lists, G::Look, "Mark", Some("mark")),
    spec(
        A::Range,
        &[ch('v')],
        S::Lists,
        G::Look,
        "Mark a range",
        None,
    ),
    spec(
        A::MarkAll,
        &[ch('*')],
        S::Lists,
        G::Look,
        "Mark all shown",
        None,
    ),
    spec(A::Unmark, &[ch('u')], S::Lists, G::Look, "Unmark all", None),
    spec(
        A::Filter,
        &[ch('/')],
        S::Lists,
        G::Look,
        "Filter",
        Some("filter"),
    ),
    spec(A::Facets, &[ch('f')], S::Lists, G::Look, "Facets", None),
    spec(
        A::Sort,
        &[ch('s')],
        S::Lists,
        G::Look,
        "Sort by …",
        Some("sort"),
    ),
    spec(
        A::Copy,
        &[ch('y')],
        S::Lists,
        G::Look,
        "Copy …",
        Some("copy"),
    ),
    spec(
        A::Menu,
        &[ch('m')],
        S::Lists,
        G::Look,
        "Menu of actions",
        Some("menu"),
    ),
    spec(
        A::Open,
        &[key(KeyCode::Enter)],
        S::Lists,
        G::Look,
        "Open details",
        Some("open"),
    ),
    spec(
        A::Pane,
        &[ch('d')],
        S::Lists,
        G::Look,
        "Details pane on or off",
        None,
    ),
    spec(A::Zoom, &[ch('z')], S::Lists, G::Look, "Zoom details", None),
    spec(
        A::OtherPane,
        &[key(KeyCode::Tab)],
        S::Lists,
        G::Look,
        "Other pane",
        None,
    ),
    spec(
        A::NextItem,
        &[ch('n')],
        S::Lists,
        G::Look,
        "Next item in details",
        None,
    ),
    spec(
        A::PreviousItem,
        &[ch('p')],
        S::Lists,
        G::Look,
        "Previous item in details",
        None,
    ),
    spec(
        A::ConsoleLog,
        &[ch('o')],
        S::Instances,
        G::Look,
        "Console log",
        None,
    ),
    spec(
        A::Up,
        &[ch('k'), key(KeyCode::Up)],
        S::Lists,
        G::Look,
        "Up",
        None,
    ),
    spec(
        A::Down,
        &[ch('j'), key(KeyCode::Down)],
        S::Lists,
        G::Look,
        "Down",
        None,
    ),
    spec(
        A::Top,
        &[ch('g'), key(KeyCode::Home)],
        S::Lists,
        G::Look,
        "Top",
        None,
    ),
    spec(
        A::Bottom,
        &[ch('G'), key(KeyCode::End)],
        S::Lists,
        G::Look,
        "Bottom",
        None,
    ),
    spec(
        A::PageUp,
        &[key(KeyCode::PageUp)],
        S::Lists,
        G::Look,
        "Page up",
        None,
    ),
    spec(
        A::PageDown,
        &[key(KeyCode::PageDown)],
        S::Lists,
        G::Look,
        "Page down",
        None,
    ),
    spec(
        A::HalfPageUp,
        &[ctrl('u')],
        S::Lists,
        G::Look,
        "Half a page up",
        None,
    ),
    spec(
        A::HalfPageDown,
        &[ctrl('d')],
        S::Lists,
        G::Look,
        "Half a page down",
        None,
    ),
    spec(
        A::Instances,
        &[ch('1')],
        S::Anywhere,
        G::Go,
        "Instances",
        None,
    ),
    spec(A::Images, &[ch('2')], S::Anywhere, G::Go, "Images", None),
    spec(
        A::PreviousTab,
        &[ch('[')],
        S::Anywhere,
        G::Go,
        "Previous tab",
        None,
    ),
    spec(A::NextTab, &[ch(']')], S::Anywhere, G::Go, "Next tab", None),
    spec(
        A::Context,
        &[ch('c')],
        S::Anywhere,
        G::Go,
        "Cloud, region, project",
        Some("context"),
    ),
    spec(
        A::Jobs,
        &[ch('t')],
        S::Anywhere,
        G::Go,
        "Jobs",
        Some("jobs"),
    ),
    spec(
        A::Messages,
        &[ch('e')],
        S::Anywhere,
        G::Go,
        "Messages and errors",
        Some("msgs"),
    ),
    spec(A::ApiLog, &[ch('@')], S::Anywhere, G::Go, "API log", None),
    spec(
        A::Help,
        &[ch('?'), key(KeyCode::F(1))],
        S::Anywhere,
        G::App,
        "Help",
        Some("help"),
    ),
    spec(
        A::Palette,
        &[ch(':')],
        S::Anywhere,
        G::App,
        "Command palette",
        Some("cmd"),
    ),
    spec(
        A::Refresh,
        &[ch('r'), key(KeyCode::F(5))],
        S::Anywhere,
        G::App,
        "Refresh now",
        None,
    ),
    spec(
        A::Auto,
        &[ch('a')],
        S::Anywhere,
        G::App,
        "Auto-refresh on or off",
        None,
    ),
    spec(
        A::Mouse,
        &[ch('%')],
        S::Anywhere,
        G::App,
        "Mouse capture on or off",
        None,
    ),
    spec(A::Redraw, &[ctrl('l')], S::Anywhere, G::App, "Redraw", None),
    spec(
        A::Suspend,
        &[ctrl('z')],
        S::Anywhere,
        G::App,
        "Suspend",
        None,
    ),
    spec(
        A::Quit,
        &[ch('q'), ctrl('c')],
        S::Anywhere,
        G::App,
        "Quit",
        Some("quit"),
    ),
];

/// What a key means in a list.
pub fn of_key(event: KeyEvent) -> Option<&'static Spec> {
    let key = Key::of(event);
    ACTIONS.iter().find(|spec| spec.keys.contains(&key))
}

/// The line of an action.
pub fn spec_of(action: Action) -> Option<&'static Spec> {
    ACTIONS.iter().find(|spec| spec.action == action)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things() {
        let mut seen: Vec<Key> = Vec::new();
        for spec in ACTIONS {
            for key in spec.keys {
                assert!(!seen.contains(key), "{} is bound twice", key.name());
                seen.push(*key);
            }
        }
    }

    #[test]
    fn every_action_stands_in_the_table_once_and_has_a_key() {
        for spec in ACTIONS {
            assert!(!spec.keys.is_empty(), "{}", spec.label);
            let lines = ACTIONS
                .iter()
                .filter(|other| other.action == spec.action)
                .count();
            assert_eq!(lines, 1, "{}", spec.label);
        }
    }

    #[test]
    fn upper_case_changes_and_lower_case_does_not() {
        for spec in ACTIONS {
            for key in spec.keys {
                if let KeyCode::Char(c) = key.code
                    && c.is_alphabetic()
                    && key.modifiers.is_empty()
                    && spec.action != Action::Bottom
                {
                    assert_eq!(
                        c.is_uppercase(),
                        spec.group == Group::Change,
                        "{}",
                        spec.label
                    );
                }
            }
        }
    }
}

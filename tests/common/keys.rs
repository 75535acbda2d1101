//! Keys, written as in the key table.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// `"Down L C-u A-n S-Tab web-01 Enter"`: names of keys, `C-` and `A-` and `S-` before them, and
/// anything else typed letter by letter.
pub fn parse(keys: &str) -> Vec<KeyEvent> {
    keys.split_whitespace().flat_map(word).collect()
}

/// Text typed as it is, spaces included.
pub fn typed(text: &str) -> Vec<KeyEvent> {
    text.chars().map(character).collect()
}

fn word(word: &str) -> Vec<KeyEvent> {
    let mut modifiers = KeyModifiers::NONE;
    let mut rest = word;
    while let Some((prefix, name)) = rest.split_once('-')
        && !name.is_empty()
    {
        modifiers |= match prefix {
            "C" => KeyModifiers::CONTROL,
            "A" => KeyModifiers::ALT,
            "S" => KeyModifiers::SHIFT,
            _ => break,
        };
        rest = name;
    }
    if let Some(code) = named(rest) {
        // Terminals send Shift+Tab as a key of its own.
        let code = match code {
            KeyCode::Tab if modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
            code => code,
        };
        return vec![KeyEvent::new(code, modifiers)];
    }
    let mut letters = rest.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) => {
            let mut key = character(letter);
            key.modifiers |= modifiers;
            vec![key]
        }
        _ => typed(word),
    }
}

/// As crossterm reports it: a capital comes with Shift.
fn character(c: char) -> KeyEvent {
    let modifiers = if c.is_uppercase() {
        KeyModifiers::SHIFT
    } else {
        KeyModifiers::NONE
    };
    KeyEvent::new(KeyCode::Char(c), modifiers)
}

fn named(name: &str) -> Option<KeyCode> {
    Some(match name {
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "PgUp" => KeyCode::PageUp,
        "PgDn" => KeyCode::PageDown,
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "Space" => KeyCode::Char(' '),
        "Backspace" => KeyCode::Backspace,
        "Del" => KeyCode::Delete,
        "Ins" => KeyCode::Insert,
        _ => KeyCode::F(name.strip_prefix('F')?.parse().ok()?),
    })
}

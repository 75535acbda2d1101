//! A one-line text field with readline's keys.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

/// What was typed, where the cursor is, and what was dropped on the way in.
#[derive(Debug, Clone, Default)]
pub struct Field {
    input: Input,
    /// Why something typed or pasted did not arrive; cleared by the next key.
    note: Option<&'static str>,
}

impl Field {
    /// A field that holds `text`, with the cursor behind it.
    pub fn with(text: &str) -> Self {
        Self {
            input: Input::new(text.to_owned()),
            note: None,
        }
    }

    /// The same with the cursor elsewhere, counted in characters.
    pub fn with_cursor(text: &str, cursor: usize) -> Self {
        Self {
            input: Input::new(text.to_owned()).with_cursor(cursor),
            note: None,
        }
    }

    pub fn text(&self) -> &str {
        self.input.value()
    }

    pub fn is_empty(&self) -> bool {
        self.text().is_empty()
    }

    pub fn note(&self) -> Option<&'static str> {
        self.note
    }

    /// The cursor's place, counted in characters.
    pub fn cursor(&self) -> usize {
        self.input.cursor()
    }

    /// How many columns are scrolled out to the left when `width` columns are shown.
    pub fn scroll(&self, width: usize) -> usize {
        self.input.visual_scroll(width.saturating_sub(1))
    }

    /// The cursor's column, counted in cells from the start of the text.
    pub fn visual_cursor(&self) -> usize {
        self.input.visual_cursor()
    }

    pub fn set(&mut self, text: &str) {
        *self = Self::with(text);
    }

    /// Takes the key if it edits text (readline: Ctrl+A E B F W U K, Alt+B F, arrows, Home, End).
    /// Enter, Tab, Esc and the up and down arrows are never taken.
    pub fn on_key(&mut self, key: KeyEvent) -> bool {
        self.note = None;
        if key.modifiers.contains(KeyModifiers::CONTROL) && key.code == KeyCode::Char('u') {
            self.input.reset();
            return true;
        }
        let edits = match key.code {
            KeyCode::Char(c) if key.modifiers.contains(KeyModifiers::CONTROL) => {
                "aebfwkhd".contains(c)
            }
            KeyCode::Char(c) if key.modifiers.contains(KeyModifiers::ALT) => "bfd".contains(c),
            KeyCode::Char(_)
            | KeyCode::Backspace
            | KeyCode::Delete
            | KeyCode::Left
            | KeyCode::Right
            | KeyCode::Home
            | KeyCode::End => true,
            _ => false,
        };
        if edits {
            self.input.handle_event(&Event::Key(key));
        }
        edits
    }

    /// Inserts pasted text at the cursor; line breaks and control characters are dropped, and the
    /// note says so.
    pub fn paste(&mut self, text: &str) {
        let text = text.trim_end_matches(['\r', '\n']);
        let dropped = text.chars().any(char::is_control);
        // At once: a character at a time would take time in the square of the length.
        let (value, cursor) = (self.input.value(), self.input.cursor());
        let at = value
            .char_indices()
            .nth(cursor)
            .map_or(value.len(), |(at, _)| at);
        let kept: String = text.chars().filter(|c| !c.is_control()).collect();
        let whole = format!("{}{kept}{}", &value[..at], &value[at..]);
        self.input = Input::new(whole).with_cursor(cursor + kept.chars().count());
        self.note = dropped.then_some("line breaks in the pasted text were dropped");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_u_clears_the_field_wherever_the_cursor_is() {
        let mut field = Field::with("web-01");
        field.on_key(KeyEvent::from(KeyCode::Home));
        assert!(field.on_key(KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL)));
        assert_eq!(field.text(), "");
    }

    #[test]
    fn a_pasted_line_break_is_dropped_with_a_note() {
        let mut field = Field::default();
        field.paste("web\n01\n");
        assert_eq!(field.text(), "web01");
        assert!(field.note().is_some());
    }

    #[test]
    fn tab_enter_and_escape_are_never_taken() {
        let mut field = Field::default();
        for code in [
            KeyCode::Tab,
            KeyCode::Enter,
            KeyCode::Esc,
            KeyCode::Up,
            KeyCode::BackTab,
        ] {
            assert!(!field.on_key(KeyEvent::from(code)), "{code:?}");
        }
    }
}

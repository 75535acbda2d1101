//! Drawing: `&App` in, cells out. Nothing here decides anything.

pub mod text;
pub mod theme;
pub mod widget;

use crossterm::event::MouseEvent;
use ratatui::Frame;

use self::text::Look;
use crate::app::{App, Click};

/// What drawing remembers between frames: scroll offsets, and what stands where for the mouse.
#[derive(Debug, Default)]
pub struct Ui {
    pub look: Look,
}

impl Ui {
    pub fn new(look: Look) -> Self {
        Self { look }
    }

    /// What a mouse event hit in the frame drawn last.
    pub fn hit(&self, _mouse: MouseEvent) -> Option<Click> {
        None
    }
}

/// Draws one frame.
pub fn draw(_app: &App, ui: &mut Ui, frame: &mut Frame<'_>) {
    text::seal(frame.buffer_mut(), ui.look);
}

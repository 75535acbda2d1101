//! A backend that is silent when there is nothing to say.
//!
//! ratatui resets the colors and hides or places the cursor with every frame, changed or not.
//! Over a slow line, or in a recording, a program that stands still should send nothing.

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

/// The size of a terminal that does not tell.
const USUAL: Size = Size::new(80, 24);

/// Passes on to `B` what changes something.
#[derive(Debug)]
pub struct Quiet<B> {
    inner: B,
    cursor: Cursor,
    /// Whether anything was passed on since the last flush.
    spoken: bool,
}

/// The cursor as the terminal has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cursor {
    Unknown,
    Hidden,
    /// Shown, but something was drawn since.
    Astray,
    At(Position),
}

impl<B> Quiet<B> {
    pub fn new(inner: B) -> Self {
        Self {
            inner,
            cursor: Cursor::Unknown,
            spoken: false,
        }
    }

    fn speak(&mut self) -> &mut B {
        self.spoken = true;
        &mut self.inner
    }
}

impl<B: Backend> Backend for Quiet<B> {
    type Error = B::Error;

    fn draw<'a, I>(&mut self, content: I) -> Result<(), B::Error>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut content = content.peekable();
        if content.peek().is_none() {
            return Ok(());
        }
        if matches!(self.cursor, Cursor::At(_)) {
            self.cursor = Cursor::Astray;
        }
        while content.peek().is_some() {
            let mut ended = false;
            let run = std::iter::from_fn(|| {
                let cell = if ended { None } else { content.next() };
                ended = cell.is_some_and(|(_, _, cell)| is_doubtful(cell.symbol()));
                cell
            });
            // Every call puts the cursor where its first cell is.
            self.speak().draw(run)?;
        }
        Ok(())
    }

    fn append_lines(&mut self, n: u16) -> Result<(), B::Error> {
        self.cursor = Cursor::Unknown;
        self.speak().append_lines(n)
    }

    fn hide_cursor(&mut self) -> Result<(), B::Error> {
        if self.cursor == Cursor::Hidden {
            return Ok(());
        }
        self.cursor = Cursor::Hidden;
        self.speak().hide_cursor()
    }

    fn show_cursor(&mut self) -> Result<(), B::Error> {
        if matches!(self.cursor, Cursor::Astray | Cursor::At(_)) {
            return Ok(());
        }
        self.cursor = Cursor::Astray;
        self.speak().show_cursor()
    }

    fn get_cursor_position(&mut self) -> Result<Position, B::Error> {
        self.inner.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), B::Error> {
        let position = position.into();
        match self.cursor {
            Cursor::At(here) if here == position => return Ok(()),
            Cursor::At(_) | Cursor::Astray => self.cursor = Cursor::At(position),
            Cursor::Hidden | Cursor::Unknown => {}
        }
        self.speak().set_cursor_position(position)
    }

    fn clear(&mut self) -> Result<(), B::Error> {
        self.clear_region(ClearType::All)
    }

    /// Whoever wants the screen cleared does not know its state: neither do we then.
    fn clear_region(&mut self, clear_type: ClearType) -> Result<(), B::Error> {
        self.cursor = Cursor::Unknown;
        self.speak().clear_region(clear_type)
    }

    fn size(&self) -> Result<Size, B::Error> {
        let size = self.inner.size()?;
        // A serial line or a script's pseudo-terminal does not know its size.
        Ok(if size == Size::ZERO { USUAL } else { size })
    }

    fn window_size(&mut self) -> Result<WindowSize, B::Error> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> Result<(), B::Error> {
        if std::mem::take(&mut self.spoken) {
            self.inner.flush()?;
        }
        Ok(())
    }
}

/// Whether terminals disagree on how far this moves the cursor: emoji of many parts, private use,
/// letters of scripts that join. What stands behind it must not depend on that. What is wide is
/// sure: its neighbour is skipped, and the cursor is put anew.
fn is_doubtful(symbol: &str) -> bool {
    let mut chars = symbol.chars();
    let Some(first) = chars.next() else {
        return false;
    };
    let sure = matches!(first,
        '\0'..='\u{2ff}' | '\u{370}'..='\u{52f}' | '\u{2010}'..='\u{2027}'
        | '\u{2190}'..='\u{25ff}' | '✓' | '✗' | '\u{3041}'..='\u{30ff}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}');
    !sure || chars.next().is_some()
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::io::{self, Write};
    use std::mem::ManuallyDrop;
    use std::rc::Rc;

    use ratatui::backend::CrosstermBackend;
    use ratatui::layout::Rect;
    use ratatui::{Terminal, TerminalOptions, Viewport};

    use super::*;

    /// What was written, shared with whoever writes it.
    #[derive(Clone, Default)]
    struct Written(Rc<RefCell<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    struct Line {
        terminal: ManuallyDrop<Terminal<Quiet<CrosstermBackend<Written>>>>,
        written: Written,
    }

    impl Line {
        fn new() -> Self {
            let written = Written::default();
            let backend = Quiet::new(CrosstermBackend::new(written.clone()));
            // Fixed, since there is no terminal to ask for its size.
            let viewport = Viewport::Fixed(Rect::new(0, 0, 20, 2));
            let terminal = Terminal::with_options(backend, TerminalOptions { viewport }).unwrap();
            Self {
                terminal: ManuallyDrop::new(terminal),
                written,
            }
        }

        /// What drawing this frame writes.
        fn frame(&mut self, text: &str, cursor: Option<(u16, u16)>) -> String {
            self.terminal
                .draw(|frame| {
                    frame.render_widget(text, frame.area());
                    if let Some(cursor) = cursor {
                        frame.set_cursor_position(cursor);
                    }
                })
                .unwrap();
            String::from_utf8(self.written.0.take()).unwrap()
        }
    }

    #[test]
    fn a_frame_that_changes_nothing_writes_nothing() {
        let mut line = Line::new();
        let first = line.frame("web-1", None);
        assert!(first.contains("web-1") && first.contains("\x1b[?25l"));
        assert_eq!(line.frame("web-1", None), "");
        let second = line.frame("web-2", None);
        assert!(second.contains('2') && !second.contains("\x1b[?25l"));
    }

    #[test]
    fn the_cursor_goes_where_it_belongs_and_is_left_there() {
        let mut line = Line::new();
        let first = line.frame("Name: w", Some((7, 0)));
        assert!(first.ends_with("\x1b[?25h\x1b[1;8H"), "{first:?}");
        assert_eq!(line.frame("Name: w", Some((7, 0))), "");
        assert_eq!(line.frame("Name: w", Some((6, 0))), "\x1b[1;7H");
        let drawn = line.frame("Name: x", Some((6, 0)));
        assert!(drawn.ends_with("\x1b[1;7H"), "{drawn:?}");
        assert_eq!(line.frame("Name: x", None), "\x1b[?25l");
        let shown = line.frame("Name: x", Some((6, 0)));
        assert_eq!(shown, "\x1b[?25h\x1b[1;7H");
    }

    #[test]
    fn behind_what_may_be_of_any_width_the_cursor_is_put_anew() {
        for (name, anew) in [("aé●┌✓", false), ("a\u{e000}", true), ("aل", true)] {
            let mut line = Line::new();
            let frame = line.frame(&format!("{name}|"), None);
            let column = name.chars().count() + 1;
            let place = format!("\x1b[1;{column}H|");
            assert_eq!(frame.contains(&place), anew, "{frame:?}");
        }
    }

    #[test]
    fn after_a_redraw_the_cursor_is_hidden_again() {
        let mut line = Line::new();
        let _ = line.frame("web-1", None);
        line.terminal.backend_mut().clear().unwrap();
        let again = line.frame("web-1", None);
        assert!(again.ends_with("\x1b[?25l"), "{again:?}");
    }
}

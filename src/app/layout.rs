//! The geometry of the main screen, as a pure function of the size: who gets which rows.

use super::App;
use super::workspace::{Pane, Tab};

/// Below this nothing useful fits.
pub const SMALLEST: (u16, u16) = (60, 16);

/// Lines of the details at the right are no longer than this.
const WIDEST_PANE: u16 = 60;

/// Where the details stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Details {
    /// Not shown beside the list.
    None,
    /// This many rows below the list, with its title line.
    Below(u16),
    /// A column of this width at the right.
    Right(u16),
    /// Instead of the list.
    Whole,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Main {
    /// One header line instead of two, short words.
    pub compact: bool,
    pub details: Details,
}

impl Main {
    pub fn of(size: (u16, u16), pane: Pane) -> Self {
        let (columns, rows) = size;
        let compact = columns < 80 || rows < 24;
        let details = if pane.whole_image {
            Details::Whole
        } else if pane.hidden || compact {
            Details::None
        } else if columns >= 120 && rows >= 36 {
            // The larger part of a wider screen is the list's: there its names need it.
            let more = (columns - 120) / 4;
            Details::Right((39 + more).min(WIDEST_PANE))
        } else {
            Details::Below(7)
        };
        Self { compact, details }
    }

    /// Rows of the list body on a screen of this height: without header, tabs, filter line (which
    /// the compact screen shows only with a filter or marks), column titles, details, status and footer.
    pub fn list_rows(self, rows: u16) -> u16 {
        let chrome = if self.compact { 5 } else { 6 };
        let details = match self.details {
            Details::Below(rows) => rows,
            _ => 0,
        };
        rows.saturating_sub(chrome + details)
    }
}

/// Columns and rows of a tab of the details: without header, tabs, the title, the tabs of the
/// details, the line of hints, status and footer, and a margin at each side.
pub fn details((columns, rows): (u16, u16)) -> (usize, usize) {
    (
        usize::from(columns.saturating_sub(2)).max(1),
        usize::from(rows.saturating_sub(7)).max(1),
    )
}

/// Columns and rows of text inside a reading window (console log, job, messages).
pub fn reading((columns, rows): (u16, u16)) -> (usize, usize) {
    let (columns, rows) = if columns < 80 || rows < 24 {
        (columns, rows)
    } else {
        (columns.min(110), rows - 2)
    };
    // The frame, a margin at the left, the line of keys at the bottom.
    (
        usize::from(columns.saturating_sub(3)).max(1),
        usize::from(rows.saturating_sub(3)).max(1),
    )
}

/// How far a page moves.
pub fn list_rows(app: &App) -> i64 {
    let pane = app
        .space
        .as_ref()
        .map_or_else(Pane::default, |space| space.pane);
    i64::from(Main::of(app.size, pane).list_rows(app.size.1)).max(1)
}

/// Cells a line of the list has.
pub fn list_width(app: &App) -> usize {
    let pane = app
        .space
        .as_ref()
        .map_or_else(Pane::default, |space| space.pane);
    let beside = match Main::of(app.size, pane).details {
        Details::Right(width) => width + 1,
        Details::None | Details::Below(_) | Details::Whole => 0,
    };
    usize::from(app.size.0.saturating_sub(beside))
}

/// The first line that tells the tabs apart.
pub fn title(tab: Tab) -> &'static str {
    match tab {
        Tab::Instances => "Instances",
        Tab::Images => "Images",
    }
}

//! What the tabs of the details are made of: lines of words, each with what it means.
//!
//! Laid out here and not where it is drawn, because how far one can scroll follows from it.

use std::ops::Range;

use crate::app::instances::Health;
use crate::app::patience::Patience;
use crate::app::remote::Remote;
use crate::app::wrap::{cells, clean, wrap};
use crate::openstack::{Error, Kind};

/// What a piece of a line means; drawing gives it its style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    Plain,
    Label,
    Title,
    Muted,
    Good,
    Working,
    Warning,
    Failed,
    /// Found by the search.
    Hit,
    Health(Health),
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    pub parts: Vec<(Ink, String)>,
    /// The keys act on it.
    pub selected: bool,
    /// Of a list: which item it belongs to.
    pub item: Option<usize>,
}

/// Lines of one width, laid out.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Page {
    pub lines: Vec<Line>,
    /// What must be in view: the line under the cursor, and what is unfolded below it.
    pub keep: Option<Range<usize>>,
}

/// Cells of the column of labels.
const LABEL: usize = 15;
/// From this width on two columns stand side by side.
const TWO_COLUMNS: usize = 116;

impl Page {
    /// The first line shown on so many rows, `scroll` lines below the top.
    pub fn first(&self, scroll: usize, rows: usize) -> usize {
        let last = self.lines.len().saturating_sub(rows);
        match &self.keep {
            None => scroll.min(last),
            Some(keep) => keep.end.saturating_sub(rows).min(keep.start).min(last),
        }
    }
}

/// Lines being written, one below the other.
#[derive(Debug)]
pub(super) struct Sheet {
    pub width: usize,
    pub lines: Vec<Line>,
}

impl Sheet {
    pub(super) fn new(width: usize) -> Self {
        Self {
            width: width.max(20),
            lines: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, parts: Vec<(Ink, String)>) {
        self.lines.push(Line {
            parts,
            ..Line::default()
        });
    }

    /// A title, with an empty line above it unless it is the first.
    pub(super) fn title(&mut self, words: &str) {
        if !self.lines.is_empty() {
            self.push(Vec::new());
        }
        self.push(vec![(Ink::Title, words.to_owned())]);
    }

    /// A labelled value; nothing at all is a dash.
    pub(super) fn row(&mut self, label: &str, words: &str) {
        let words = if words.trim().is_empty() { "-" } else { words };
        self.row_in(Ink::Plain, label, words);
    }

    pub(super) fn row_in(&mut self, ink: Ink, label: &str, words: &str) {
        let mut label = clip_label(label);
        for part in wrap(words, self.width - LABEL) {
            let cells = LABEL.saturating_sub(cells(&label));
            let head = format!("{label}{}", " ".repeat(cells));
            self.push(vec![(Ink::Label, head), (ink, part)]);
            label.clear();
        }
    }

    /// Words without a label, indented.
    pub(super) fn item(&mut self, ink: Ink, words: &str) {
        self.indented(ink, 2, words);
    }

    pub(super) fn indented(&mut self, ink: Ink, cells: usize, words: &str) {
        for part in wrap(words, self.width - cells) {
            self.push(vec![(Ink::Plain, " ".repeat(cells)), (ink, part)]);
        }
    }

    pub(super) fn waits(&mut self, patience: Patience) {
        self.item(Ink::Warning, &format!("◷ {}", patience.in_words()));
    }

    /// The value, if there is one; else says that it is on its way, or why it is not there. What
    /// is shown although the last read failed is dated.
    pub(super) fn of<'a, T>(&mut self, remote: Option<&'a Remote<T>>) -> Option<&'a T> {
        let Some(remote) = remote else {
            self.item(Ink::Working, "◐ loading …");
            return None;
        };
        if remote.get().is_none()
            && let Some(patience) = remote.patience()
        {
            self.waits(patience);
            return None;
        }
        match (remote.get(), remote.problem()) {
            (None, None) => self.item(Ink::Working, "◐ loading …"),
            (None, Some(error)) => self.item(Ink::Failed, &unread(error)),
            (Some(_), Some(error)) => {
                let at = remote.as_of().map_or_else(String::new, |at| {
                    format!("as of {}: ", at.wall.strftime("%H:%MZ"))
                });
                self.item(Ink::Warning, &format!("! {at}{}", unread(error)));
            }
            (Some(_), None) => {}
        }
        remote.get()
    }
}

/// A label that fits its column: an extra spec's name may be longer.
fn clip_label(label: &str) -> String {
    let label = clean(label);
    if cells(&label) < LABEL {
        return label.into_owned();
    }
    let mut cut = String::new();
    for c in label.chars() {
        if cells(&cut) + 3 > LABEL {
            break;
        }
        cut.push(c);
    }
    format!("{cut}…")
}

/// Why something could not be read, in words.
pub(super) fn unread(error: &Error) -> String {
    match error.kind {
        Kind::Forbidden => format!("✗ the cloud does not let you see this: {error}"),
        _ => format!("✗ cannot be read: {error}"),
    }
}

/// Two sheets side by side where there is room, else one below the other.
pub(super) fn beside(width: usize, write: impl Fn(&mut Sheet, Part)) -> Vec<Line> {
    if width < TWO_COLUMNS {
        let mut sheet = Sheet::new(width);
        for part in [Part::Left, Part::Right] {
            write(&mut sheet, part);
        }
        return sheet.lines;
    }
    let half = (width - 2) / 2;
    let [left, right] = [Part::Left, Part::Right].map(|part| {
        let mut sheet = Sheet::new(half);
        write(&mut sheet, part);
        sheet.lines
    });
    let rows = left.len().max(right.len());
    let (mut left, mut right) = (left.into_iter(), right.into_iter());
    (0..rows)
        .map(|_| {
            let mut line = left.next().unwrap_or_default();
            let used: usize = line
                .parts
                .iter()
                .map(|(_, words)| cells(&clean(words)))
                .sum();
            let gap = (half + 2).saturating_sub(used);
            line.parts.push((Ink::Plain, " ".repeat(gap)));
            line.parts.extend(right.next().unwrap_or_default().parts);
            line
        })
        .collect()
}

/// Which of two columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Left,
    Right,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unfolded_is_in_view_with_the_line_it_belongs_to() {
        let page = |keep: Range<usize>| Page {
            lines: vec![Line::default(); 40],
            keep: Some(keep),
        };
        assert_eq!(page(3..5).first(0, 10), 0);
        assert_eq!(page(12..20).first(0, 10), 10);
        assert_eq!(page(12..39).first(0, 10), 12, "its head before its end");
        assert_eq!(page(39..40).first(0, 10), 30);
    }

    #[test]
    fn a_page_scrolls_no_further_than_its_end() {
        let page = Page {
            lines: vec![Line::default(); 40],
            keep: None,
        };
        assert_eq!(page.first(7, 10), 7);
        assert_eq!(page.first(999, 10), 30);
        assert_eq!(page.first(999, 50), 0);
    }
}

//! The Log tab: what an instance has written to its console.
//!
//! The guest may write anything: sequences that steer a terminal are taken out, other control
//! characters become dots. What is copied or saved is that same harmless text.

#[cfg(test)]
mod tests;
mod text;

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

pub use self::text::harmless;
use self::text::{after, end, found, moved_up};
use super::page::{Ink, Line, unread};
use crate::app::counted::{LAID_OUT, count};
use crate::app::explain;
use crate::app::remote::Remote;
use crate::app::time::Now;
use crate::app::wrap::wrap;
use crate::cloud::message::{Read, Ticket};
use crate::openstack::id::ServerId;
use crate::openstack::{Error, Kind};

/// How much of the log is read, shortest first; the last is all that Nova keeps. Horizon's length
/// is the first.
const LENGTHS: [Option<u32>; 7] = [
    Some(35),
    Some(100),
    Some(500),
    Some(1000),
    Some(2500),
    Some(10_000),
    None,
];
/// Which of them is read at first.
const USUAL: usize = 2;

#[derive(Debug)]
pub struct Log {
    answer: Remote<()>,
    /// Harmless, tabs expanded.
    lines: Vec<String>,
    /// Whether more was said than is kept.
    is_cut: bool,
    length: usize,
    /// Read again every few seconds.
    pub follow: bool,
    /// Long lines go on below instead of being cut.
    pub wrap: bool,
    /// Cells left of the view, where long lines are cut.
    left: usize,
    /// Where the first row shown begins: the line, and the byte in it; `None`: the end is shown.
    top: Option<(usize, usize)>,
    search: String,
    /// The line last gone to.
    hit: Option<usize>,
    /// Where it was to be saved last, if that was typed.
    pub path: Option<String>,
    /// The rows of the whole text, and where what is looked for occurs, as long as they hold.
    laid_out: RefCell<Option<(Layout, Arc<[Row]>)>>,
    found: RefCell<Option<(String, Arc<[usize]>)>>,
}

/// What the rows depend on beside the text: their width, and whether long lines go on below.
type Layout = (usize, bool);

impl Default for Log {
    fn default() -> Self {
        Self {
            answer: Remote::default(),
            lines: Vec::new(),
            is_cut: false,
            length: USUAL,
            follow: false,
            wrap: true,
            left: 0,
            top: None,
            search: String::new(),
            hit: None,
            path: None,
            laid_out: RefCell::default(),
            found: RefCell::default(),
        }
    }
}

/// A part of a line that stands on a row of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    line: usize,
    bytes: Range<usize>,
}

impl Log {
    /// The same view of another instance's log.
    pub(super) fn afresh(&self) -> Self {
        Self {
            length: self.length,
            follow: self.follow,
            wrap: self.wrap,
            left: self.left,
            ..Self::default()
        }
    }

    pub(super) fn read(&self, server: &ServerId) -> Read {
        Read::ConsoleLog {
            server: server.clone(),
            lines: LENGTHS[self.length],
        }
    }

    pub(super) fn answer(&self) -> &Remote<()> {
        &self.answer
    }

    pub(super) fn ask(&mut self, ticket: Ticket) {
        self.answer.ask(ticket);
    }

    pub(super) fn settle(&mut self, ticket: Ticket, result: Result<String, Error>, now: Now) {
        let result = result.map(|text| {
            let end = end(&text);
            self.is_cut = end.len() < text.len();
            self.replace(harmless(end));
        });
        self.answer.settle(ticket, result, now);
    }

    /// Takes newer text. What is being read stays where it is, though the log has moved up.
    fn replace(&mut self, lines: Vec<String>) {
        if self.lines == lines {
            return;
        }
        self.laid_out.take();
        self.found.take();
        let gone = moved_up(&self.lines, &lines);
        self.top = self
            .top
            .map(|(line, byte)| (line.saturating_sub(gone), byte));
        self.hit = self.hit.and_then(|hit| hit.checked_sub(gone));
        self.lines = lines;
    }

    /// More lines, or fewer; `false` when there is no such length.
    pub(super) fn lengthen(&mut self, by: i8) -> bool {
        let next = self.length.checked_add_signed(isize::from(by));
        match next.filter(|next| *next < LENGTHS.len()) {
            Some(next) => self.length = next,
            None => return false,
        }
        true
    }

    pub(super) fn whole(&mut self) {
        self.length = LENGTHS.len() - 1;
    }

    /// `212 lines, 500 at most · following`.
    pub fn facts(&self) -> String {
        let most = match LENGTHS[self.length] {
            Some(lines) => format!("{lines} at most"),
            None => "all that Nova keeps".into(),
        };
        let mut facts = vec![match self.answer.get() {
            Some(()) => format!("{} lines, {most}", self.lines.len()),
            None => most,
        }];
        if self.is_cut {
            facts.push("the last MiB of it".into());
        }
        if self.follow {
            facts.push("following".into());
        }
        match (self.wrap, self.left) {
            (true, _) => {}
            (false, 0) => facts.push("long lines cut".into()),
            (false, left) => facts.push(format!("from column {}", left + 1)),
        }
        if let Some(at) = self
            .answer
            .as_of()
            .filter(|_| self.answer.problem().is_some())
        {
            facts.push(format!("as of {}", at.wall.strftime("%H:%MZ")));
        }
        if !self.search.is_empty() {
            facts.push(self.hits_words());
        }
        facts.join(" · ")
    }

    fn hits_words(&self) -> String {
        let hits = self.hits();
        let place = hits.iter().position(|line| Some(*line) == self.hit);
        match (hits.len(), place) {
            (0, _) => format!("no “{}”", self.search),
            (all, Some(place)) => format!("“{}” {} of {all}", self.search, place + 1),
            (all, None) => format!("“{}” in {all} lines", self.search),
        }
    }

    pub(super) fn text(&self) -> Option<String> {
        self.answer.get()?;
        let mut text = self.lines.join("\n");
        text.push('\n');
        Some(text)
    }

    fn rows(&self, width: usize) -> Arc<[Row]> {
        let layout = (width, self.wrap);
        let mut laid_out = self.laid_out.borrow_mut();
        match &*laid_out {
            Some((known, rows)) if *known == layout => rows.clone(),
            _ => {
                let rows: Arc<[Row]> = self.lay_out(width).into();
                *laid_out = Some((layout, rows.clone()));
                rows
            }
        }
    }

    fn lay_out(&self, width: usize) -> Vec<Row> {
        count(LAID_OUT);
        let mut rows = Vec::new();
        for (line, text) in self.lines.iter().enumerate() {
            let mut from = 0;
            let mut used = 0;
            for (at, c) in text.char_indices() {
                let cells = c.width().unwrap_or(0);
                if self.wrap && used + cells > width {
                    rows.push(Row {
                        line,
                        bytes: from..at,
                    });
                    (from, used) = (at, 0);
                }
                used += cells;
            }
            rows.push(Row {
                line,
                bytes: from..text.len(),
            });
        }
        rows
    }

    /// Scrolls; the end keeps the end in view when more comes.
    pub(super) fn scroll(&mut self, by: i64, (width, height): (usize, usize)) {
        let rows = self.rows(width);
        let top = i64::try_from(self.first(&rows, height)).unwrap_or(0);
        let top = usize::try_from(top.saturating_add(by)).unwrap_or(0);
        self.put_first(top, &rows, height);
    }

    /// Moves the view along lines that are cut, by half a screen. Those that are not are cut from
    /// then on.
    pub(super) fn shift(&mut self, right: bool, width: usize) {
        let by = (width / 2).max(1);
        self.wrap = false;
        self.left = if right {
            let longest = self.lines.iter().map(|line| line.width()).max();
            let last = longest.unwrap_or(0).saturating_sub(width);
            (self.left + by).min(last.max(self.left))
        } else {
            self.left.saturating_sub(by)
        };
    }

    /// The first of the rows that is shown.
    fn first(&self, rows: &[Row], height: usize) -> usize {
        let last = rows.len().saturating_sub(height);
        let Some(top) = self.top else { return last };
        let after = rows.partition_point(|row| (row.line, row.bytes.start) <= top);
        after.saturating_sub(1).min(last)
    }

    fn put_first(&mut self, top: usize, rows: &[Row], height: usize) {
        let last = rows.len().saturating_sub(height);
        let row = rows.get(top).filter(|_| top < last);
        self.top = row.map(|row| (row.line, row.bytes.start));
    }

    pub fn search(&self) -> &str {
        &self.search
    }

    fn hits(&self) -> Arc<[usize]> {
        let mut known = self.found.borrow_mut();
        if let Some((search, hits)) = &*known
            && *search == self.search
        {
            return hits.clone();
        }
        count(LAID_OUT);
        let lines = self.lines.iter().enumerate();
        let hits = lines.filter(|(_, line)| !found(line, &self.search).is_empty());
        let hits: Arc<[usize]> = hits.map(|(place, _)| place).collect();
        *known = Some((self.search.clone(), hits.clone()));
        hits
    }

    /// Looks for text, whatever its case, and goes to where it occurs first from the view on.
    pub(super) fn look_for(&mut self, text: &str, size: (usize, usize)) {
        text.clone_into(&mut self.search);
        self.hit = None;
        let rows = self.rows(size.0);
        let from = rows
            .get(self.first(&rows, size.1))
            .map_or(0, |row| row.line);
        let hits = self.hits();
        let next = hits.iter().find(|line| **line >= from).or(hits.first());
        if let Some(line) = next {
            self.go_to(*line, size);
        }
    }

    /// To the next place, or the one before; round the end.
    pub(super) fn next_hit(&mut self, back: bool, size: (usize, usize)) {
        let hits = self.hits();
        let here = self.hit;
        let next = if back {
            let before = hits
                .iter()
                .rev()
                .find(|line| here.is_some_and(|at| **line < at));
            before.or(hits.last())
        } else {
            let after = hits.iter().find(|line| here.is_none_or(|at| **line > at));
            after.or(hits.first())
        };
        if let Some(line) = next {
            self.go_to(*line, size);
        }
    }

    fn go_to(&mut self, line: usize, (width, height): (usize, usize)) {
        self.hit = Some(line);
        let rows = self.rows(width);
        let row = rows.iter().position(|row| row.line == line).unwrap_or(0);
        let top = self.first(&rows, height);
        if row < top || row >= top + height {
            self.put_first(row.saturating_sub(height / 3), &rows, height);
        }
    }

    /// What stands on a screen of this size.
    pub fn view(&self, (width, height): (usize, usize)) -> Vec<Line> {
        if let Some(lines) = self.instead(width) {
            return lines;
        }
        let rows = self.rows(width);
        let first = self.first(&rows, height);
        let shown = rows.iter().skip(first).take(height);
        shown.map(|row| self.line(row)).collect()
    }

    /// What there is to say when there is no text.
    fn instead(&self, width: usize) -> Option<Vec<Line>> {
        let say = |ink: Ink, words: &str| {
            let lines = wrap(words, width).into_iter();
            lines
                .map(|words| Line {
                    parts: vec![(ink, words)],
                    ..Line::default()
                })
                .collect::<Vec<_>>()
        };
        match (self.answer.get(), self.answer.problem()) {
            (None, None) => Some(say(Ink::Working, "◐ loading …")),
            (None, Some(error)) => {
                let mut lines = say(Ink::Failed, &unread(error));
                lines.extend(advice(error).map_or_else(Vec::new, |words| say(Ink::Plain, words)));
                Some(lines)
            }
            (Some(()), _) if self.lines.is_empty() => {
                Some(say(Ink::Muted, "The instance has written nothing yet."))
            }
            _ => None,
        }
    }

    fn line(&self, row: &Row) -> Line {
        let text = &self.lines[row.line];
        let mut parts = Vec::new();
        let mut at = if self.wrap {
            row.bytes.start
        } else {
            after(text, self.left)
        };
        for hit in found(text, &self.search) {
            let (from, to) = (hit.start.max(at), hit.end.min(row.bytes.end));
            if from < to {
                parts.push((Ink::Plain, text[at..from].to_owned()));
                parts.push((Ink::Hit, text[from..to].to_owned()));
                at = to;
            }
        }
        parts.push((Ink::Plain, text[at..row.bytes.end].to_owned()));
        Line {
            parts,
            selected: false,
            item: None,
        }
    }
}

/// What a refusal of Nova's means here (api-ref, `os-getConsoleOutput`).
fn advice(error: &Error) -> Option<&'static str> {
    match error.kind {
        Kind::NotFound => Some("Either the instance is gone, or its host keeps no console log."),
        Kind::Conflict => Some(
            "An instance that is on no host (being built, shelved) has no console. r tries again.",
        ),
        _ => explain::fault(&error.message).map(|known| known.advice),
    }
}

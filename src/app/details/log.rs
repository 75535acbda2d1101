//! The Log tab: what an instance has written to its console.
//!
//! The guest may write anything: sequences that steer a terminal are taken out, other control
//! characters become dots. What is copied or saved is that same harmless text.

use std::cell::RefCell;
use std::iter::Peekable;
use std::ops::Range;
use std::str::Chars;
use std::sync::Arc;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::page::{Ink, Line, unread};
use crate::app::counted::{LAID_OUT, count};
use crate::app::explain;
use crate::app::remote::Remote;
use crate::app::time::Now;
use crate::app::wrap::{clean, wrap};
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
/// How much of a text is kept, in bytes, from its end: ten times what Nova keeps
/// (`MAX_CONSOLE_BYTES` of its libvirt driver).
const MOST: usize = 1 << 20;
/// Columns between two tab stops.
const TAB: usize = 8;

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

/// The byte behind so many cells of a line; a wide character is not halved.
fn after(line: &str, cells: usize) -> usize {
    let mut used = 0;
    for (at, c) in line.char_indices() {
        if used >= cells {
            return at;
        }
        used += c.width().unwrap_or(0);
    }
    line.len()
}

/// Where a text occurs in a line, whatever its case; never twice in one place.
fn found(line: &str, text: &str) -> Vec<Range<usize>> {
    let wanted: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
    let mut found: Vec<Range<usize>> = Vec::new();
    if wanted.is_empty() {
        return found;
    }
    for (at, _) in line.char_indices() {
        if found.last().is_some_and(|last| at < last.end) {
            continue;
        }
        let mut rest = wanted.iter();
        for (place, c) in line[at..].char_indices() {
            if !c.to_lowercase().all(|c| rest.next() == Some(&c)) {
                break;
            }
            if rest.len() == 0 {
                found.push(at..at + place + c.len_utf8());
                break;
            }
        }
    }
    found
}

/// The last part of a text that is too long to be kept whole.
fn end(text: &str) -> &str {
    let mut from = text.len().saturating_sub(MOST);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..]
}

/// How many lines stood before those that the newer text begins with. In one pass (Knuth, Morris
/// and Pratt's), since a guest may write the same line for ever.
fn moved_up(older: &[String], newer: &[String]) -> usize {
    let shorter = |borders: &[usize], mut matched: usize, line: &String| {
        while matched > 0 && newer.get(matched) != Some(line) {
            matched = borders[matched - 1];
        }
        if newer.get(matched) == Some(line) {
            matched + 1
        } else {
            matched
        }
    };
    let mut borders = Vec::with_capacity(newer.len());
    for (place, line) in newer.iter().enumerate() {
        let border = match borders.last() {
            Some(&border) if place > 0 => shorter(&borders, border, line),
            _ => 0,
        };
        borders.push(border);
    }
    let same = older
        .iter()
        .fold(0, |matched, line| shorter(&borders, matched, line));
    if same == 0 { 0 } else { older.len() - same }
}

/// The text in lines, without what steers a terminal.
pub fn harmless(text: &str) -> Vec<String> {
    let text = text.trim_end_matches(['\n', '\r']);
    if text.is_empty() {
        return Vec::new();
    }
    text.split('\n').map(harmless_line).collect()
}

fn harmless_line(line: &str) -> String {
    let line = line.trim_end_matches('\r');
    let mut kept = String::new();
    let mut used = 0;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' => skip_escape(&mut chars),
            '\u{9b}' => skip_csi(&mut chars),
            // The line is written anew from its start: progress bars, boot loaders.
            '\r' => {
                kept.clear();
                used = 0;
            }
            '\t' => {
                let blanks = TAB - used % TAB;
                kept.extend(std::iter::repeat_n(' ', blanks));
                used += blanks;
            }
            c => {
                kept.push(c);
                used += c.width().unwrap_or(0);
            }
        }
    }
    clean(&kept).into_owned()
}

/// Skips what follows an escape character (ECMA-48): colours, cursor movements, titles.
fn skip_escape(chars: &mut Peekable<Chars<'_>>) {
    match chars.next() {
        Some('[') => skip_csi(chars),
        // Strings, which end with BEL or ESC \.
        Some(']' | 'P' | 'X' | '^' | '_') => {
            while let Some(c) = chars.next() {
                if c == '\u{7}' || c == '\u{9c}' {
                    break;
                }
                if c == '\u{1b}' {
                    chars.next_if_eq(&'\\');
                    break;
                }
            }
        }
        // One more byte belongs to these.
        Some(' '..='/') => {
            chars.next();
        }
        _ => {}
    }
}

fn skip_csi(chars: &mut Peekable<Chars<'_>>) {
    while let Some(c) = chars.next_if(|c| (' '..='~').contains(c)) {
        if ('@'..='~').contains(&c) {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::counted::counted;
    use crate::app::fixture::{HOSTILE, start};

    const SIZE: (usize, usize) = (20, 3);

    fn log(text: &str) -> Log {
        let mut log = Log::default();
        log.ask(Ticket(1));
        log.settle(Ticket(1), Ok(text.into()), start());
        log
    }

    fn shown(log: &Log) -> Vec<String> {
        let lines = log.view(SIZE).into_iter();
        lines
            .map(|line| line.parts.into_iter().map(|(_, words)| words).collect())
            .collect()
    }

    fn more(log: &mut Log, text: &str) {
        log.ask(Ticket(2));
        log.settle(Ticket(2), Ok(text.into()), start());
    }

    #[test]
    fn a_log_that_moves_up_is_found_again_however_alike_its_lines_are() {
        let lines = |text: &str| text.chars().map(String::from).collect::<Vec<_>>();
        for (older, newer, gone) in [
            ("abc", "abcd", 0),
            ("abc", "bcd", 1),
            ("abc", "xyz", 0),
            ("aaaa", "aab", 2),
            ("aab", "ba", 2),
            ("abab", "abc", 2),
            ("aaaa", "aa", 2),
            ("", "a", 0),
            ("a", "", 0),
        ] {
            let found = moved_up(&lines(older), &lines(newer));
            assert_eq!(found, gone, "{older} then {newer}");
        }
    }

    #[test]
    fn ten_megabytes_are_cut_from_the_front_and_said_to_be() {
        let mut log = Log::default();
        let ticket = Ticket(1);
        for text in [
            "ä".repeat(5 << 20),
            "\t".repeat(10 << 20),
            "a\n".repeat(5 << 20),
        ] {
            log.ask(ticket);
            log.settle(ticket, Ok(text), crate::app::fixture::start());
            assert!(log.facts().contains("the last MiB"), "{}", log.facts());
            assert!(log.lines.len() <= MOST / 2 + 1);
            assert!(!log.view((80, 24)).is_empty());
        }
        log.ask(ticket);
        log.settle(ticket, Ok("short".into()), crate::app::fixture::start());
        assert!(!log.facts().contains("MiB"), "{}", log.facts());
    }

    #[test]
    fn what_steers_a_terminal_is_taken_out_and_the_rest_is_shown() {
        let text = "\u{1b}[0;32m  OK  \u{1b}[0m] ssh\r\n\u{1b}]0;pwn\u{7}a\u{1b}(Bb\u{9b}31mc\r\n\
                    10%\r50%\r100%\n\tx\u{7}\u{202e}y\n\u{1b}";
        assert_eq!(
            harmless(text),
            ["  OK  ] ssh", "abc", "100%", "        x··y", ""]
        );
        let hostile = harmless(HOSTILE).concat();
        assert!(!hostile.chars().any(char::is_control), "{hostile:?}");
    }

    #[test]
    fn an_unfinished_sequence_swallows_no_more_than_its_line() {
        assert_eq!(harmless("a\u{1b}]0;no end\nb\u{1b}[3\nc"), ["a", "b", "c"]);
    }

    #[test]
    fn it_is_read_from_its_end_and_stays_there_when_more_comes() {
        let mut log = log("1\n2\n3\n4\n5");
        assert_eq!(shown(&log), ["3", "4", "5"]);
        more(&mut log, "2\n3\n4\n5\n6");
        assert_eq!(shown(&log), ["4", "5", "6"]);
    }

    #[test]
    fn what_is_being_read_stays_in_view_when_the_log_moves_on() {
        let mut log = log("1\n2\n3\n4\n5\n6");
        log.scroll(-2, SIZE);
        assert_eq!(shown(&log), ["2", "3", "4"]);
        more(&mut log, "2\n3\n4\n5\n6\n7");
        assert_eq!(shown(&log), ["2", "3", "4"]);
        log.scroll(99, SIZE);
        more(&mut log, "3\n4\n5\n6\n7\n8");
        assert_eq!(shown(&log), ["6", "7", "8"], "at the end it follows again");
    }

    #[test]
    fn long_lines_go_on_below_unless_they_are_cut() {
        let mut log = log("0123456789012345678901234\nb");
        assert_eq!(shown(&log), ["01234567890123456789", "01234", "b"]);
        log.wrap = false;
        assert_eq!(shown(&log), ["0123456789012345678901234", "b"]);
    }

    #[test]
    fn a_search_goes_to_each_place_in_turn_and_round_the_end() {
        let mut log = log("Boot\na\nb\nc\nreboot\nd\ne\nf\nBOOT");
        log.scroll(-99, SIZE);
        log.look_for("boot", SIZE);
        assert!(log.facts().ends_with("“boot” 1 of 3"), "{}", log.facts());
        log.next_hit(false, SIZE);
        assert!(shown(&log).contains(&"reboot".to_owned()));
        log.next_hit(false, SIZE);
        log.next_hit(false, SIZE);
        assert!(log.facts().ends_with("1 of 3"));
        log.next_hit(true, SIZE);
        assert!(log.facts().ends_with("3 of 3"));
        log.look_for("nowhere", SIZE);
        assert!(log.facts().ends_with("no “nowhere”"));
    }

    #[test]
    fn each_place_found_is_marked_within_its_line() {
        let mut log = log("ab AB aab");
        log.look_for("ab", SIZE);
        let line = &log.view(SIZE)[0];
        let hits = line.parts.iter().filter(|(ink, _)| *ink == Ink::Hit);
        let hits: Vec<_> = hits.map(|(_, words)| words.as_str()).collect();
        assert_eq!(hits, ["ab", "AB", "ab"]);
        assert!(found("İstanbul", "i").is_empty());
    }

    #[test]
    fn a_failure_keeps_the_text_that_was_read_before() {
        let mut log = log("1\n2");
        log.ask(Ticket(3));
        let gone = Error::new(Kind::Timeout, "no answer");
        log.settle(Ticket(3), Err(gone), start());
        assert_eq!(shown(&log), ["1", "2"]);
        assert!(log.facts().contains("as of 11:04Z"), "{}", log.facts());
    }

    #[test]
    fn there_is_a_shortest_length_and_a_longest() {
        let mut log = Log::default();
        while log.lengthen(-1) {}
        assert_eq!(log.facts(), "35 at most");
        while log.lengthen(1) {}
        assert_eq!(log.facts(), "all that Nova keeps");
    }

    #[test]
    fn a_long_log_is_laid_out_and_searched_once_and_not_for_each_frame() {
        let mut log = Log::default();
        let text = (0..20_000).fold(String::new(), |text, n| text + &format!("line {n}\n"));
        log.ask(Ticket(1));
        log.settle(Ticket(1), Ok(text.clone()), start());
        log.look_for("line 7", SIZE);
        let frame = |log: &Log| counted(LAID_OUT, || drop((log.view(SIZE), log.facts())));
        log.view(SIZE);
        assert_eq!(frame(&log), 0);
        log.scroll(-3, SIZE);
        log.next_hit(false, SIZE);
        log.ask(Ticket(2));
        log.settle(Ticket(2), Ok(text), start());
        assert_eq!(frame(&log), 0, "the same text again");
        log.wrap = !log.wrap;
        assert_eq!(frame(&log), 1);
        log.ask(Ticket(3));
        log.settle(Ticket(3), Ok("line 1\n".into()), start());
        assert_eq!(frame(&log), 2, "its rows, and the hits");
    }
}

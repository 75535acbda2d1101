//! Things to read: jobs and long texts; and the question before quitting.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{Next, Then};
use crate::app::cx::Cx;
use crate::app::job::Jobs;
use crate::app::key::{Key, ch, key};
use crate::app::layout;
use crate::app::remote::Remote;
use crate::cloud::message::OpId;

/// Moves a cursor in `len` rows; `false` when the key is none of moving.
pub(super) fn moved(place: &mut usize, len: usize, key: KeyEvent) -> bool {
    let last = len.saturating_sub(1);
    *place = match key.code {
        KeyCode::Down | KeyCode::Char('j') => (*place + 1).min(last),
        KeyCode::Up | KeyCode::Char('k') => place.saturating_sub(1),
        KeyCode::PageDown | KeyCode::Char(' ') => (*place + 10).min(last),
        KeyCode::PageUp => place.saturating_sub(10),
        KeyCode::Home | KeyCode::Char('g') => 0,
        KeyCode::End | KeyCode::Char('G') => last,
        _ => return false,
    };
    true
}

pub(super) fn closes(key: KeyEvent, opener: char) -> bool {
    matches!(key.code, KeyCode::Esc | KeyCode::Char('q')) || key.code == KeyCode::Char(opener)
}

/// What a key does in the job list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobAction {
    Story,
    Relaunch,
    Clear,
    Close,
}

/// The keys of the job list. Its last line is made of this, so that no hint can lie.
pub static JOB_KEYS: [(Key, JobAction, &str); 4] = [
    (key(KeyCode::Enter), JobAction::Story, "the whole story"),
    (ch('R'), JobAction::Relaunch, "relaunch the failed"),
    (ch('x'), JobAction::Clear, "clear finished"),
    (key(KeyCode::Esc), JobAction::Close, "close"),
];

/// `t`: everything in flight and done, newest first.
#[derive(Debug, Default)]
pub struct JobList {
    /// The job under the cursor; the newest when `None`.
    pub selected: Option<OpId>,
}

impl JobList {
    pub fn place(&self, jobs: &Jobs) -> usize {
        jobs.listed()
            .position(|job| Some(job.op) == self.selected)
            .unwrap_or(0)
    }

    pub fn on_key(&mut self, key: KeyEvent, jobs: &mut Jobs) -> Then {
        let mut place = self.place(jobs);
        let len = jobs.listed().count();
        if moved(&mut place, len, key) {
            self.selected = jobs.listed().nth(place).map(|job| job.op);
            return Then::Stay;
        }
        let current = jobs.listed().nth(place).map(|job| job.op);
        let mut keys = JOB_KEYS.iter();
        let action = keys.find(|(bound, ..)| *bound == Key::of(key));
        match (action.map(|(_, action, _)| *action), current) {
            (Some(JobAction::Story), Some(op)) => Then::Also(Next::Explain(op)),
            (Some(JobAction::Relaunch), Some(op)) => Then::Also(Next::Relaunch(op)),
            (Some(JobAction::Clear), _) => {
                jobs.clear_finished();
                Then::Stay
            }
            (Some(JobAction::Close), _) => Then::Close,
            _ if closes(key, 't') => Then::Close,
            _ => Then::Stay,
        }
    }
}

/// A text to read, perhaps still on its way.
#[derive(Debug)]
pub struct TextView {
    pub title: String,
    pub text: Remote<String>,
    /// Lines below the top; `None`: at the end, where a log is read.
    pub scroll: Option<usize>,
}

impl TextView {
    pub fn on_key(&mut self, key: KeyEvent, size: (u16, u16), cx: &mut Cx<'_>) -> Then {
        let last = self.last_top(size);
        let mut place = self.scroll.unwrap_or(last).min(last);
        if moved(&mut place, last + 1, key) {
            self.scroll = Some(place);
            return Then::Stay;
        }
        match key.code {
            KeyCode::Char('y') => {
                if let Some(text) = self.text.get() {
                    cx.copy(text.clone(), "The text");
                }
            }
            _ if closes(key, 'o') || key.code == KeyCode::Enter => return Then::Close,
            _ => {}
        }
        Then::Stay
    }
}

impl TextView {
    /// The first line shown when the end is in view. Wrapping is reckoned by characters here; it
    /// is exact for all but wide ones, and drawing clamps.
    fn last_top(&self, size: (u16, u16)) -> usize {
        let (width, height) = layout::reading(size);
        let lines = self.text.get().map_or(0, |text| {
            text.lines()
                .map(|line| line.chars().count().div_ceil(width).max(1))
                .sum()
        });
        lines.saturating_sub(height)
    }
}

/// Leaving would lose something: deletes that were confirmed but not sent, the answer to a request
/// that was, or a launch that was begun and cannot be kept.
#[derive(Debug)]
pub struct QuitQuestion {
    pub held: usize,
    pub unanswered: usize,
    pub drafts: usize,
    pub quit_focused: bool,
}

/// What the question came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    Undecided,
    Stay,
    Quit,
}

impl QuitQuestion {
    pub fn on_key(&mut self, key: KeyEvent) -> Leave {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Tab | KeyCode::BackTab | KeyCode::Left | KeyCode::Right => {
                self.quit_focused = !self.quit_focused;
                Leave::Undecided
            }
            KeyCode::Enter if self.quit_focused => Leave::Quit,
            KeyCode::Char('y') => Leave::Quit,
            // Asked twice for the end, it is the end.
            KeyCode::Char('c') if control => Leave::Quit,
            KeyCode::Enter | KeyCode::Esc | KeyCode::Char('n') => Leave::Stay,
            _ => Leave::Undecided,
        }
    }
}

//! The core: what the program knows and how it changes. No I/O, no clock, no terminal.

pub mod action;
pub mod choices;
pub mod cx;
pub mod field;
pub mod filter;
pub mod format;
pub mod guard;
pub mod images;
pub mod instances;
pub mod job;
pub mod list;
pub mod notice;
pub mod poll;
pub mod remote;
pub mod table;
pub mod time;

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent};

use self::time::Now;
use crate::cloud::message::{CloudChoice, Reply, Request};

/// Everything that can happen, by where it comes from.
#[derive(Debug)]
pub enum Msg {
    Key(KeyEvent),
    /// Bracketed paste.
    Paste(String),
    /// A click or a turn of the wheel, already mapped to what was drawn there.
    Click(Click),
    /// Columns and rows.
    Resize(u16, u16),
    Focus(bool),
    /// Time has passed: a deadline is due.
    Wake,
    Cloud(Reply),
    /// A process-level problem to tell (a log file that cannot be written).
    Warn(String),
}

/// What the mouse hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Click {
    /// Wheel over the list: rows down (negative: up).
    Scroll(i32),
    Nothing,
}

/// How the program was started.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// `--demo`, else what the configuration says.
    pub cloud: Option<CloudChoice>,
    pub region: Option<String>,
    pub project: Option<String>,
}

/// Intent, as data: the runtime carries it out.
#[derive(Debug)]
pub enum Effect {
    Cloud(Request),
    /// Put this on the clipboard.
    Copy(String),
    /// Draw everything anew.
    Redraw,
    /// Give the terminal back and stop (Ctrl+Z).
    Suspend,
    /// Turn mouse capture on or off.
    Mouse(bool),
    Quit,
}

/// What a dialog wants to happen to itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    Stay,
    Close,
}

/// The whole state of the program.
#[derive(Debug)]
pub struct App {
    now: Now,
}

impl App {
    /// The first state, and what to do first.
    pub fn new(_options: Options, size: (u16, u16), now: Now) -> (Self, Vec<Effect>) {
        let _ = size;
        (Self { now }, Vec::new())
    }

    /// Takes one message; gives what is to be done.
    pub fn update(&mut self, msg: Msg, now: Now) -> Vec<Effect> {
        self.now = now;
        match msg {
            Msg::Key(key) if key.code == KeyCode::Char('q') => vec![Effect::Quit],
            _ => Vec::new(),
        }
    }

    /// When to send [`Msg::Wake`], on the monotonic clock; `None`: sleep until something happens.
    pub fn deadline(&self) -> Option<Duration> {
        None
    }
}

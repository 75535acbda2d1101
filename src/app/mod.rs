//! The core: what the program knows and how it changes. No I/O, no clock, no terminal.

pub mod choices;
pub mod cx;
pub mod field;
pub mod format;
pub mod guard;
pub mod job;
pub mod launch;
pub mod notice;
pub mod remote;
pub mod time;

use crate::cloud::message::Request;

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

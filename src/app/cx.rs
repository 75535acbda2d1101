//! What a handler may do besides changing its own state: ask, write, copy, say.

use super::Effect;
use super::job::Jobs;
use super::notice::Notices;
use super::time::Now;
use crate::cloud::message::{ContextId, OpId, Read, Request, Ticket, Write};

/// The source of tickets and operation ids: one counter, never reused.
#[derive(Debug, Default)]
pub struct Ids(u64);

impl Ids {
    pub fn ticket(&mut self) -> Ticket {
        self.0 += 1;
        Ticket(self.0)
    }

    pub fn op(&mut self) -> OpId {
        self.0 += 1;
        OpId(self.0)
    }
}

/// Handed to every handler. Effects are collected, never carried out here.
#[derive(Debug)]
pub struct Cx<'a> {
    pub now: Now,
    /// Where reads and writes go.
    pub context: ContextId,
    pub effects: &'a mut Vec<Effect>,
    pub ids: &'a mut Ids,
    pub jobs: &'a mut Jobs,
    pub notices: &'a mut Notices,
    /// Whose clipboard is written to.
    pub clipboard: Clipboard,
}

/// Which clipboard the host reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Clipboard {
    /// That of this machine's desktop, by a tool of it.
    #[default]
    Desktop,
    /// The terminal's, by a sequence that it may heed or not: it answers nothing.
    Terminal,
}

impl Clipboard {
    /// `web-1 sent to the clipboard`: that it arrived nobody knows.
    pub fn sent(self, what: &str) -> String {
        let whose = match self {
            Self::Desktop => "the clipboard",
            Self::Terminal => "the terminal's clipboard",
        };
        format!("{what} sent to {whose}")
    }
}

impl Cx<'_> {
    pub fn read(&mut self, read: Read) -> Ticket {
        let ticket = self.ids.ticket();
        self.effects.push(Effect::Cloud(Request::Read {
            ticket,
            context: self.context,
            read,
        }));
        ticket
    }

    /// Sends a write and enters it in the job list. `what` names it for people:
    /// `Launch web ×2`.
    pub fn write(&mut self, write: Write, what: String) -> OpId {
        let op = self.ids.op();
        // A text is as long as a log is; its job needs no more than where it goes.
        let kept = match &write {
            Write::SaveText { path, .. } => Write::SaveText {
                path: path.clone(),
                text: String::new(),
            },
            write => write.clone(),
        };
        self.jobs.begin(op, self.context, kept, what, self.now);
        self.effects.push(Effect::Cloud(Request::Write {
            op,
            context: self.context,
            write,
        }));
        op
    }

    /// Puts text on the clipboard; `what` names it in the status line. Of control characters only
    /// line feeds and tabs: what is pasted into a terminal presses no other key.
    pub fn copy(&mut self, mut text: String, what: &str) {
        text.retain(|c| !c.is_control() || matches!(c, '\n' | '\t'));
        self.effects.push(Effect::Copy(text));
        self.notices.info(self.clipboard.sent(what), self.now);
    }
}

//! The Console tab: where the screen of an instance is.
//!
//! The address holds a token with which anybody has the keyboard of the instance. So it is asked
//! for only by a key, kept only while its tab is open, and appears in no message and no log.

use jiff::Timestamp;

use super::page::{Ink, Page, Sheet, unread};
use crate::app::remote::Remote;
use crate::app::time::Now;
use crate::cloud::message::{Read, Ticket};
use crate::openstack::compute::{ConsoleKind, RemoteConsole, Server};
use crate::openstack::secret::Secret;
use crate::openstack::{Error, Kind};

#[derive(Debug, Default)]
pub(super) struct Console {
    answer: Remote<RemoteConsole>,
}

impl Console {
    pub(super) fn read(server: &Server) -> Read {
        Read::RemoteConsole {
            server: server.id.clone(),
            kind: None,
        }
    }

    pub(super) fn ask(&mut self, ticket: Ticket) {
        // An old address is no longer shown: the new one takes its place, or the refusal.
        self.answer = Remote::default();
        self.answer.ask(ticket);
    }

    pub(super) fn awaits(&self, ticket: Ticket) -> bool {
        self.answer.awaits(ticket)
    }

    pub(super) fn is_loading(&self) -> bool {
        self.answer.is_loading()
    }

    pub(super) fn settle(
        &mut self,
        ticket: Ticket,
        result: Result<RemoteConsole, Error>,
        now: Now,
    ) {
        self.answer.settle(ticket, result, now);
    }

    pub(super) fn address(&self) -> Option<&Secret> {
        self.answer.get().map(|console| &console.url)
    }

    pub(super) fn page(&self, server: &Server, width: usize) -> Page {
        let mut sheet = Sheet::new(width);
        match (self.answer.get(), self.answer.problem()) {
            (Some(console), _) => there(&mut sheet, console, self.answer.as_of()),
            (None, Some(error)) => {
                sheet.push(vec![(Ink::Failed, "✗ There is no console".into())]);
                sheet.item(Ink::Plain, &refusal(error));
                sheet.item(Ink::Plain, "Enter asks again.");
            }
            (None, None) if self.answer.is_loading() => {
                sheet.push(vec![(Ink::Working, "◐ asking for the address …".into())]);
            }
            (None, None) => {
                let words = format!(
                    "Enter asks the cloud for the address of the console of {}. Whoever has that \
                     address has the keyboard: it is asked for only when you want it, and \
                     forgotten when you leave this tab.",
                    server.title()
                );
                sheet.item(Ink::Plain, &words);
            }
        }
        Page {
            lines: sheet.lines,
            keep: None,
        }
    }
}

fn there(sheet: &mut Sheet, console: &RemoteConsole, asked: Option<Now>) {
    let kind = match console.kind {
        ConsoleKind::NoVnc => "noVNC, in a browser",
        ConsoleKind::SpiceHtml5 => "SPICE, in a browser",
        ConsoleKind::Serial => "serial, over a WebSocket; no browser shows it by itself",
        ConsoleKind::Mks => "VMware MKS, over a WebSocket; no browser shows it by itself",
    };
    sheet.row("Type", kind);
    let at = asked.map(|now| now.wall);
    let at = at.map_or_else(String::new, |at: Timestamp| {
        at.strftime("%H:%M:%SZ").to_string()
    });
    sheet.row(
        "Valid",
        &format!(
            "to be opened soon after {at}: the cloud does not say how long; ten minutes unless \
             its operator chose otherwise"
        ),
    );
    sheet.row("Address", console.url.expose());
    sheet.push(Vec::new());
    let words = "b opens it in the browser of this machine, y copies it. It holds a token: treat \
                 it as a password. The browser is told by a file only you can read, so that no \
                 list of processes shows it.";
    sheet.item(Ink::Muted, words);
}

/// Nova's refusal, and what it means (api-ref, Server Consoles: 400, 404, 409, 501).
fn refusal(error: &Error) -> String {
    let meaning = match error.kind {
        Kind::Conflict => "It has a console only while it runs on a host.",
        Kind::NotFound => "It is gone, or on no host.",
        Kind::BadRequest => "This cloud offers no console of any type known here.",
        _ if error.status == Some(501) => "Its host offers no console.",
        _ => return unread(error),
    };
    format!("{meaning} The cloud says: {error}")
}

//! Which questions to the cloud will be answered.

use std::collections::HashMap;

use horizon_tui::cloud::Lane;
use horizon_tui::cloud::message::{ContextId, OpId, Reply, Request, Ticket};

/// The questions that will be answered. One that a newer one of its lane replaced need not be, nor
/// one of a context that was closed.
#[derive(Debug, Default)]
pub struct UnderWay {
    asked: HashMap<Ticket, Option<(ContextId, Lane)>>,
    writes: Vec<OpId>,
}

impl UnderWay {
    pub fn is_empty(&self) -> bool {
        self.asked.is_empty() && self.writes.is_empty()
    }

    pub fn asked(&mut self, request: &Request) {
        let (ticket, lane) = match request {
            Request::Write { op, .. } => return self.writes.push(*op),
            Request::Renew { .. } => return,
            Request::Close { context } => {
                let of_it = |lane: &Option<(ContextId, Lane)>| matches!(lane, Some((of, _)) if of == context);
                return self.asked.retain(|_, lane| !of_it(lane));
            }
            Request::Discover { ticket } => (*ticket, None),
            Request::Connect {
                ticket, context, ..
            } => (*ticket, Some((*context, Lane::Connect))),
            Request::Read {
                ticket,
                context,
                read,
            } => (*ticket, Some((*context, read.lane()))),
        };
        if lane.is_some() {
            self.asked.retain(|_, older| *older != lane);
        }
        self.asked.insert(ticket, lane);
    }

    pub fn answered(&mut self, reply: &Reply) {
        match reply {
            Reply::Discovered { ticket, .. }
            | Reply::Connected { ticket, .. }
            | Reply::Read { ticket, .. } => drop(self.asked.remove(ticket)),
            Reply::Written { op, .. } => self.writes.retain(|write| write != op),
            Reply::Page { .. } | Reply::Waits { .. } | Reply::Sent { .. } | Reply::Called(_) => {}
        }
    }
}

//! From the pressed button to the cloud's answer.

use super::{Form, Id};
use crate::app::DEAF;
use crate::app::about::About;
use crate::app::choices::World;
use crate::app::cx::Cx;
use crate::app::modal::Then;
use crate::app::patience::Patience;
use crate::app::time::Now;
use crate::cloud::message::{Data, OpId, Ticket, Write, Written};
use crate::openstack::Error;
use crate::openstack::compute::ServerAct;
use crate::openstack::secret::Secret;

/// A request on its way.
#[derive(Debug)]
pub(super) struct Sent {
    op: OpId,
    write: Write,
    what: String,
}

/// A request the cloud has refused.
#[derive(Debug)]
pub struct Refused {
    /// As the list of jobs calls it.
    pub what: String,
    pub error: Error,
}

/// What is told once: it stands in no message and in no log.
#[derive(Debug)]
pub enum Told {
    Password(Secret),
    /// The guest has not set one, or not yet.
    NoPassword,
}

impl Form {
    /// When the press of the button has stood alone: sends.
    pub fn on_wake(&mut self, world: World<'_>, about: &About, cx: &mut Cx<'_>) {
        if !self.guard.fired(cx.now) {
            return;
        }
        let subject = self.subject.clone();
        let view = subject.view(world, about);
        if !self.is_ready(view) {
            return;
        }
        self.refused.clear();
        if let Some(question) = self.dialog.question(&self.fields, &subject.server) {
            self.asking = Some(cx.read(question));
            return;
        }
        let writes = self.dialog.writes(&self.fields, view);
        // What another try has overwritten is no longer so.
        self.done
            .retain(|done| writes.iter().any(|(write, _)| write == done));
        self.waived = None;
        for (write, what) in writes {
            if !self.done.contains(&write) {
                let op = cx.write(write.clone(), what.clone());
                self.sent.push(Sent { op, write, what });
            }
        }
    }

    pub(super) fn has_sent(&self, op: OpId) -> bool {
        self.sent.iter().any(|sent| sent.op == op)
    }

    /// The answer to one of its requests. When all are answered: accepted closes, a refusal keeps
    /// what was typed. A lost answer closes as well, since a second press could do it twice; the
    /// message says to look.
    pub fn on_written(&mut self, op: OpId, result: &Result<Written, Error>, now: Now) -> Then {
        let Some(place) = self.sent.iter().position(|sent| sent.op == op) else {
            return Then::Stay;
        };
        let Sent { write, what, .. } = self.sent.swap_remove(place);
        match result {
            Ok(written) => {
                self.hear(written, now);
                self.done.push(write);
            }
            Err(error) if error.outcome_unknown() => self.done.push(write),
            Err(error) => self.refused.push(Refused {
                what,
                error: error.clone(),
            }),
        }
        if self.is_busy() {
            return Then::Stay;
        }
        self.wants = self.dialog.reads(&self.subject.server);
        if self.refused.is_empty() && self.told.is_none() {
            Then::Close
        } else {
            Then::Stay
        }
    }

    /// A password the cloud has made up is told once; one that was typed is known.
    fn hear(&mut self, written: &Written, now: Now) {
        if let Written::Acted(acted) = written
            && let Some(password) = &acted.admin_password
            && self.fields.get(Id::Password).is_some()
            && self.fields.secret(Id::Password).is_empty()
        {
            self.tell(Told::Password(password.clone()), now);
        }
    }

    fn tell(&mut self, told: Told, now: Now) {
        self.told = Some(told);
        self.told_until = now.mono + DEAF;
    }

    /// Whether the cloud is about to make up a password, which it tells once.
    pub(super) fn awaits_password(&self) -> bool {
        self.sent.iter().any(|sent| {
            matches!(
                &sent.write,
                Write::Act {
                    act: ServerAct::Rebuild { password: None, .. }
                        | ServerAct::Rescue { password: None, .. },
                    ..
                }
            )
        })
    }

    /// The cloud asks for patience before it answers the question, or no longer.
    pub fn on_wait(&mut self, ticket: Ticket, patience: Option<Patience>) {
        if self.asking == Some(ticket) {
            self.note = patience.map(Patience::in_words);
        }
    }

    /// The answer to its question; `None` when it was its own.
    pub fn on_read(
        &mut self,
        ticket: Ticket,
        result: Result<Data, Error>,
        now: Now,
    ) -> Option<Result<Data, Error>> {
        if self.asking != Some(ticket) {
            return Some(result);
        }
        self.asking = None;
        self.note = None;
        match result {
            Ok(Data::ServerPassword(Some(password))) => {
                self.tell(Told::Password(password), now);
            }
            Ok(_) => self.tell(Told::NoPassword, now),
            Err(error) => self.refused.push(Refused {
                what: self.dialog.title().to_owned(),
                error,
            }),
        }
        None
    }
}

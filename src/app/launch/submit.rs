//! From the pressed Launch button to the cloud's answer.

use jiff::Timestamp;

use super::Wizard;
use super::draft::Draft;
use super::keypair::{KeyMode, KeySource, Pending, Wrong};
use super::step::{FieldId, Step};
use crate::app::Flow;
use crate::app::choices::World;
use crate::app::cx::Cx;
use crate::app::guard::Guard;
use crate::app::time::Now;
use crate::cloud::message::{OpId, Read, Write, Written};
use crate::openstack::Error;

/// How the launch stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Submit {
    Editing,
    /// Sent; a second press is ignored.
    Sending(OpId),
    /// The cloud said no. The draft is whole and may be launched again.
    Refused(Error),
    /// Sent, and no answer came: it may have been carried out.
    Unknown {
        error: Error,
        /// The user says to have looked at the Instances list.
        checked: bool,
    },
    Accepted,
}

/// What was sent, to look for it when its answer is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// By this machine's clock.
    pub at: Timestamp,
    pub name: String,
    pub count: u32,
}

/// What an answer was to a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// To something else.
    NotMine,
    Launched,
    /// Refused, or its outcome unknown: [`Draft::submit`] tells.
    NotLaunched,
    KeyMade,
    KeyFailed,
}

impl Draft {
    /// Takes the answer to a write this draft has sent. The app calls it for a draft that is put
    /// away; an open wizard does so itself.
    pub fn on_written(&mut self, op: OpId, result: &Result<Written, Error>) -> Answer {
        if self.submit == Submit::Sending(op) {
            self.submit = match result {
                Ok(_) => Submit::Accepted,
                Err(error) if error.outcome_unknown() => Submit::Unknown {
                    error: error.clone(),
                    checked: false,
                },
                Err(error) => Submit::Refused(error.clone()),
            };
            return if result.is_ok() {
                Answer::Launched
            } else {
                Answer::NotLaunched
            };
        }
        if let Some(pending) = self.key.pending.take_if(|pending| pending.op == op) {
            return match result {
                Ok(Written::KeyPair { pair, saved }) => {
                    self.key.took(pending.mode, pair, saved.as_ref());
                    Answer::KeyMade
                }
                Ok(_) => Answer::KeyMade,
                Err(error) => {
                    self.key.failed = Some(error.clone());
                    Answer::KeyFailed
                }
            };
        }
        Answer::NotMine
    }

    pub(super) fn may_send(&self) -> bool {
        matches!(
            self.submit,
            Submit::Editing | Submit::Refused(_) | Submit::Unknown { checked: true, .. }
        )
    }
}

impl Wizard {
    /// The Launch press counts: sends, or goes to what is in the way.
    pub(super) fn launch(&mut self, world: World<'_>, cx: &mut Cx<'_>) {
        if let Submit::Unknown { checked: false, .. } = self.draft.submit {
            self.focus = FieldId::Checked;
            self.note = Some("first look at the Instances list, then tick this line".into());
            return;
        }
        if !self.draft.may_send() {
            return;
        }
        match self.draft.finish(world) {
            Ok(new) => {
                let what = match new.count {
                    1 => format!("Launch {}", new.name),
                    count => format!("Launch {} ×{count}", new.name),
                };
                self.draft.sent = Some(Sent {
                    at: cx.now.wall,
                    name: new.name.clone(),
                    count: new.count,
                });
                let op = cx.write(Write::CreateServers(new), what);
                self.draft.submit = Submit::Sending(op);
            }
            Err(problems) => self.go_to_problem(problems.first(), cx.now),
        }
    }

    pub(super) fn send_key(&mut self, mode: KeyMode, world: World<'_>, cx: &mut Cx<'_>) {
        if self.draft.key.pending.is_some() {
            return;
        }
        let (write, verb) = if mode == KeyMode::Create {
            (self.draft.key.create(world), "Create")
        } else {
            (self.draft.key.import(world), "Import")
        };
        match write {
            Ok(write) => {
                let name = match &write {
                    Write::CreateKeyPair { name, .. }
                    | Write::ImportKeyPair { name, .. }
                    | Write::ImportKeyFile { name, .. } => name.clone(),
                    _ => String::new(),
                };
                let op = cx.write(write, format!("{verb} key pair {name}"));
                self.draft.key.failed = None;
                self.draft.key.pending = Some(Pending { op, name, mode });
            }
            Err(wrong) => {
                self.focus = self.field_of(&wrong);
                self.left.push(self.focus);
                self.note = Some(wrong.text());
            }
        }
    }

    fn field_of(&self, wrong: &Wrong) -> FieldId {
        let key = &self.draft.key;
        match (wrong, key.mode, key.from) {
            (Wrong::Name(_), KeyMode::Create, _) => FieldId::NewName,
            (Wrong::Name(_), ..) => FieldId::ImportName,
            (Wrong::Key(_), KeyMode::Create, _) => FieldId::NewPath,
            (Wrong::Key(_), _, KeySource::File) => FieldId::ImportPath,
            (Wrong::Key(_), _, KeySource::Paste) => FieldId::ImportText,
        }
    }

    /// The cloud has answered a write; another's answer changes nothing.
    pub fn on_written(
        &mut self,
        op: OpId,
        result: &Result<Written, Error>,
        world: World<'_>,
        cx: &mut Cx<'_>,
    ) -> Flow {
        match self.draft.on_written(op, result) {
            Answer::NotMine => return Flow::Stay,
            Answer::Launched => return Flow::Close,
            Answer::NotLaunched => self.not_launched(cx.now),
            Answer::KeyMade => self.key_made(world),
            Answer::KeyFailed => self.wants.push(Read::KeyPairs),
        }
        self.guard = Guard::opened(cx.now);
        self.pin(world);
        Flow::Stay
    }

    fn not_launched(&mut self, now: Now) {
        self.wants.push(Read::Limits);
        if self.step == Step::Review {
            self.enter(Step::Review, now);
        } else {
            self.note = Some("the launch did not go through: see Review".into());
        }
    }

    fn key_made(&mut self, world: World<'_>) {
        self.wants.push(Read::KeyPairs);
        if let Some(pair) = self.draft.key.made.last() {
            let name = pair.name.clone();
            self.tables.key_pairs.clear_filter();
            self.tables.key_pairs.point_at(&name);
            self.note = Some(match &self.draft.key.saved {
                Some(path) => format!("key pair {name} made, saved to {}", path.display()),
                None => format!("key pair {name} imported"),
            });
        }
        if self.step == Step::KeyPair && !self.fields(world).contains(&self.focus) {
            self.focus = FieldId::KeyPairs;
        }
    }
}

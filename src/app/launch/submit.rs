//! From the pressed Launch button to the cloud's answer.

use jiff::Timestamp;

use super::Wizard;
use super::disk;
use super::draft::Draft;
use super::keypair::{KeyMode, KeySource, Pending, Wrong};
use super::step::{FieldId, Step};
use crate::app::Flow;
use crate::app::choices::World;
use crate::app::cx::Cx;
use crate::app::guard::Guard;
use crate::app::job::{InVain, SearchEnd};
use crate::app::time::Now;
use crate::cloud::message::{OpId, Read, Write, Written};
use crate::openstack::Error;
use crate::openstack::compute::NewServer;
use crate::openstack::id::ServerId;

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
        op: OpId,
        error: Error,
        /// How the search for the instances ended in vain; `None` while it goes on, and Launch is
        /// off.
        looked: Option<InVain>,
        /// The user says to have looked at the Instances list.
        checked: bool,
    },
    Accepted(OpId),
}

/// What was sent, to look for it when its answer is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// By this machine's clock; `None`: a file that cannot be understood does not tell.
    pub at: Option<Timestamp>,
    pub name: String,
    pub count: u32,
    /// Servers that bore such a name before.
    pub known: Vec<ServerId>,
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
                Ok(_) => Submit::Accepted(op),
                Err(error) if error.outcome_unknown() => Submit::Unknown {
                    op,
                    error: error.clone(),
                    looked: None,
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

    /// Whether it waits for the answer to this write.
    pub fn awaits(&self, op: OpId) -> bool {
        let pending = self.key.pending.as_ref();
        self.submit == Submit::Sending(op) || pending.is_some_and(|pending| pending.op == op)
    }

    /// The search for the launch of a lost answer is over; `false` when it was another's.
    pub fn on_looked(&mut self, lost: OpId, end: SearchEnd) -> bool {
        let Submit::Unknown { op, looked, .. } = &mut self.submit else {
            return false;
        };
        if *op != lost {
            return false;
        }
        match end {
            SearchEnd::Found => self.submit = Submit::Accepted(lost),
            SearchEnd::Nothing(in_vain) => *looked = Some(in_vain),
        }
        true
    }

    /// The launch this draft came to, once it was accepted.
    pub fn launched(&self) -> Option<OpId> {
        match self.submit {
            Submit::Accepted(op) => Some(op),
            _ => None,
        }
    }

    /// What was sent of it, as far as the draft tells without the cloud: enough to follow it.
    pub fn sent_launch(&self, sent: &Sent) -> NewServer {
        let boot = disk::boot_from_draft(&self.source, &self.disk);
        let flavor = self.flavor.clone().unwrap_or_else(|| "".into());
        let mut new = NewServer::new(&sent.name, boot, flavor);
        new.count = sent.count;
        new.networking = self.networking();
        new.security_groups.clone_from(&self.groups);
        new.key_name = self.key.effective().map(str::to_owned);
        new.availability_zone.clone_from(&self.zone);
        new
    }

    /// A draft of the same launch under another name and count, all of it gone through already.
    #[must_use]
    pub fn again(&self, name: &str, count: u32) -> Self {
        let mut draft = self.clone();
        draft.name.set(name);
        draft.count.set(&count.to_string());
        draft.submit = Submit::Editing;
        draft.visited.fill(true);
        draft
    }

    pub(super) fn may_send(&self) -> bool {
        matches!(
            self.submit,
            Submit::Editing
                | Submit::Refused(_)
                | Submit::Unknown {
                    looked: Some(_),
                    checked: true,
                    ..
                }
        )
    }
}

impl Wizard {
    /// The Launch press counts: sends, or goes to what is in the way.
    pub(super) fn launch(&mut self, world: World<'_>, cx: &mut Cx<'_>) {
        match self.draft.submit {
            Submit::Unknown { looked: None, .. } => {
                self.note = Some("the instances are being looked for; Launch is off".into());
                return;
            }
            Submit::Unknown { checked: false, .. } => {
                self.focus = FieldId::Checked;
                self.note = Some("first look at the Instances list, then tick this line".into());
                return;
            }
            _ => {}
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
                let namesakes = namesakes(&new.name, world);
                self.draft.sent = Some(Sent {
                    at: Some(cx.now.wall),
                    name: new.name.clone(),
                    count: new.count,
                    known: namesakes.clone(),
                });
                let op = cx.write(Write::CreateServers(Box::new(new)), what);
                cx.jobs.knew(op, namesakes);
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
        if !self.draft.awaits(op) {
            self.same_written(op, result);
            return Flow::Stay;
        }
        match self.draft.on_written(op, result) {
            Answer::NotMine => return Flow::Stay,
            Answer::Launched => self.show_progress(cx.now),
            Answer::NotLaunched => self.not_launched(cx.now),
            Answer::KeyMade => self.key_made(world),
            Answer::KeyFailed => self.wants.push(Read::KeyPairs),
        }
        self.guard = Guard::opened(cx.now);
        self.pin(world);
        Flow::Stay
    }

    /// The search for the launch of a lost answer is over.
    pub fn on_looked(&mut self, op: OpId, end: SearchEnd, now: Now) {
        if !self.draft.on_looked(op, end) {
            return;
        }
        match end {
            SearchEnd::Found => self.show_progress(now),
            SearchEnd::Nothing { .. } => self.not_launched(now),
        }
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

/// All that bear the name, or one that begins like it: they were there before the launch.
fn namesakes(name: &str, world: World<'_>) -> Vec<ServerId> {
    let servers = world.servers.iter();
    servers
        .filter(|server| server.name.starts_with(name))
        .map(|server| server.id.clone())
        .collect()
}

//! Unfinished launches and what was last used, on their way to the disk and back.
//!
//! One file for each place. After every message it is asked whether it should hold anything else:
//! by the stamp of the draft, and where that is another one by what may be kept of it. So no change
//! is forgotten, nothing is written while nothing changes, and a long script costs only who types.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use super::choices::LastUsed;
use super::job::Lost;
use super::launch::keep::{Kept, KeptDraft};
use super::launch::{Draft, Submit, Wizard};
use super::memo::Memo;
use super::modal::Modal;
use super::notice::Level;
use super::place::Place;
use super::stamped::{Stamp, Stamped};
use super::time::Now;
use super::{App, Effect, format};
use crate::cloud::message::{ContextId, ContextInfo, OpId, Write};
use crate::openstack::compute::{Networking, NewServer, Nic};

/// How long the open wizard must stand still before its draft is written.
const STILL: Duration = Duration::from_secs(1);
/// Whoever never stands still is not waited for longer.
const AT_MOST: Duration = Duration::from_secs(5);

#[derive(Debug, Default)]
pub(super) struct Keeping {
    /// Where the contexts of this run are.
    contexts: BTreeMap<ContextId, Place>,
    /// What each place's file holds, or will when the disk is done. `None`: it is still being
    /// read, and must not be written before.
    files: BTreeMap<Place, Option<Held>>,
    last: BTreeMap<Place, LastUsed>,
    /// Those that could not be written.
    failed: BTreeSet<Place>,
    /// The draft of the open wizard as it was after the last message.
    seen: Option<Arc<KeptDraft>>,
    /// And its stamp then, touched or not.
    stamp: Option<Stamp>,
    unwritten: Option<Unwritten>,
    /// What may be kept of a draft, and whether it was touched.
    kept: Memo<Stamp, KeptDraft>,
    touched: Memo<Stamp, bool>,
}

impl Keeping {
    fn kept(&self, draft: &Stamped<Draft>) -> Arc<KeptDraft> {
        self.kept.made(draft.stamp(), |_| draft.kept())
    }

    fn is_touched(&self, draft: &Stamped<Draft>) -> bool {
        *self.touched.made(draft.stamp(), |_| draft.is_touched())
    }
}

#[derive(Debug, Default)]
struct Held {
    draft: Option<Arc<KeptDraft>>,
    last: LastUsed,
    /// The stamp of the draft that it was last found to be of.
    stamp: Option<Stamp>,
}

impl Held {
    /// Whether the draft of this stamp, or none, is known to be what it says.
    fn is_of(&self, stamp: Option<Stamp>) -> bool {
        self.stamp == stamp && self.draft.is_some() == stamp.is_some()
    }

    fn says_the_same(&self, other: &Self) -> bool {
        self.draft == other.draft && self.last == other.last
    }
}

/// When the open wizard's draft was changed since it was last written.
#[derive(Debug, Clone, Copy)]
struct Unwritten {
    first: Duration,
    last: Duration,
}

impl Unwritten {
    fn due(self) -> Duration {
        (self.last + STILL).min(self.first + AT_MOST)
    }
}

impl App {
    /// A context is open: what was kept of its place is read, once in a run.
    pub(super) fn recall(&mut self, context: ContextId, info: &ContextInfo) {
        let place = Place::of(info);
        self.keeping.contexts.insert(context, place.clone());
        if !self.keeping.files.contains_key(&place) {
            self.keeping.files.insert(place.clone(), None);
            self.desk.effects.push(Effect::RecallDraft { place });
        }
    }

    /// Nobody will ask where this context is any more. What is kept of its place stays.
    pub(super) fn forget_place_of(&mut self, context: ContextId) {
        self.keeping.contexts.remove(&context);
    }

    /// A place's file has been read; an error is a sentence for people.
    pub(super) fn on_recalled(&mut self, place: Place, result: Result<Option<Kept>, String>) {
        if !matches!(self.keeping.files.get(&place), Some(None)) {
            return;
        }
        let kept = match result {
            Ok(kept) => kept.unwrap_or_default(),
            Err(why) => {
                self.say(why);
                Kept::default()
            }
        };
        let op = self.desk.ids.op();
        let draft = kept.draft(op);
        let held = Held {
            draft: draft.as_ref().map(|draft| Arc::new(draft.kept())),
            last: kept.last(),
            stamp: None,
        };
        self.keeping
            .last
            .entry(place.clone())
            .or_insert_with(|| held.last.clone());
        if let Some(draft) = draft {
            self.look_again(&place, op, &draft);
            self.put_recalled(&place, draft);
        }
        self.keeping.files.insert(place, Some(held));
        self.show_last_used();
    }

    /// A launch that was on its way when the program ended: whether it was carried out is found
    /// out before it can be offered again.
    fn look_again(&mut self, place: &Place, op: OpId, draft: &Draft) {
        let mut contexts = self.keeping.contexts.iter().rev();
        let context = contexts.find(|(_, at)| *at == place).map(|(id, _)| *id);
        let (Some(context), Some(sent), Submit::Unknown { error, .. }) =
            (context, draft.sent(), draft.submit())
        else {
            return;
        };
        let Some(at) = sent.at else { return };
        let lost = Lost {
            new: draft.sent_launch(sent),
            sent: at,
            known: sent.known.clone(),
            error: error.clone(),
        };
        let news = self.desk.jobs.look_again(op, context, lost, self.now);
        self.tell([news]);
    }

    /// A draft that comes when another was begun already gives way, but not in silence.
    fn put_recalled(&mut self, place: &Place, draft: Draft) {
        let at = draft.changed().map_or_else(String::new, |at| {
            format!(" from {}", format::moment(at, self.now.wall))
        });
        let newer = self.drafts.contains_key(place);
        let begun = self
            .wizard_at(place)
            .map(|wizard| wizard.draft().is_touched());
        if newer || begun == Some(true) {
            let name = draft.server_name();
            self.say(format!(
                "The draft{at} ({name}) was read too late: what was typed since replaces it"
            ));
            return;
        }
        self.drafts.insert(place.clone(), draft.into());
        if begun == Some(false) {
            self.ask_about_recalled();
        }
    }

    /// A wizard was opened before the disk had answered: what was kept is offered in its place.
    fn ask_about_recalled(&mut self) {
        let is_wizard = |modal: &Modal| matches!(modal, Modal::Launch(_));
        let Some(at) = self.modals.iter().rposition(is_wizard) else {
            return;
        };
        let opened = self.modals.remove(at);
        if let Modal::Launch(wizard) = opened {
            let source = wizard.draft().source.image_choice();
            self.ask_about_draft(source);
        }
    }

    fn say(&mut self, text: String) {
        let notices = &mut self.desk.notices;
        notices.happened(Level::Warning, text, None, self.now);
    }

    /// A file was written or removed again after that had failed, or has just failed.
    pub(super) fn on_draft_kept(&mut self, place: Place, result: Result<(), String>) {
        match result {
            Ok(()) => {
                self.keeping.failed.remove(&place);
            }
            Err(why) => {
                self.keeping.failed.insert(place);
                self.say(why);
            }
        }
    }

    /// The cloud has accepted a launch: that is what was last used there.
    pub(super) fn remember_launch(&mut self, op: OpId) {
        let Some(job) = self.desk.jobs.get(op) else {
            return;
        };
        let (Write::CreateServers(new), Some(place)) =
            (&job.write, self.keeping.contexts.get(&job.context))
        else {
            return;
        };
        let last = used_by(new);
        self.keeping.last.insert(place.clone(), last);
        self.show_last_used();
    }

    /// The wizard marks what was last used in the open context.
    pub(super) fn show_last_used(&mut self) {
        let Some(space) = &mut self.space else { return };
        if let Some(last) = self.keeping.last.get(&space.draft_place()) {
            space.choices.last.clone_from(last);
        }
    }

    /// Whether a context of this run, open or not, is of the place that is open.
    pub(super) fn is_of_this_place(&self, context: ContextId) -> bool {
        let here = self
            .space
            .as_ref()
            .map(super::workspace::Workspace::draft_place);
        here.is_some() && self.keeping.contexts.get(&context) == here.as_ref()
    }

    /// The open wizard, if it belongs there.
    fn wizard_at(&self, place: &Place) -> Option<&Wizard> {
        let here = self.space.as_ref()?.draft_place();
        (here == *place).then(|| self.wizard()).flatten()
    }

    pub(super) fn wizard(&self) -> Option<&Wizard> {
        self.modals.iter().rev().find_map(|modal| match modal {
            Modal::Launch(wizard) => Some(wizard.as_ref()),
            _ => None,
        })
    }

    /// The unfinished launch of a place, open or put away.
    fn draft_at(&self, place: &Place) -> Option<&Stamped<Draft>> {
        let open = self.wizard_at(place).map(Wizard::stamped);
        open.filter(|draft| self.keeping.is_touched(draft))
            .or_else(|| self.drafts.get(place))
    }

    /// Drafts that would be lost by leaving now: they could not be written.
    pub(super) fn drafts_to_lose(&self) -> usize {
        let keeping = &self.keeping;
        let places = keeping.files.iter();
        places
            .filter(|(place, held)| held.is_none() || keeping.failed.contains(place))
            .filter(|(place, _)| self.draft_at(place).is_some())
            .count()
    }

    /// When the open wizard's draft is to be written.
    pub(super) fn keeps_at(&self) -> Option<Duration> {
        let unwritten = self.keeping.unwritten?;
        let place = self.space.as_ref()?.draft_place();
        let is_read = matches!(self.keeping.files.get(&place), Some(Some(_)));
        is_read.then(|| unwritten.due())
    }

    /// The program ends: what is not written yet is to be written now.
    pub fn farewell(&mut self, now: Now) -> Vec<Effect> {
        self.now = now;
        self.let_back();
        // The disk may have room again.
        let mut untold = std::mem::take(&mut self.keeping.failed);
        // What a file holds that is still being read nobody will hear any more: what was typed since
        // replaces it, as it would have. The disk reads before it writes, so what cannot be read is
        // put aside all the same.
        let unread = self.keeping.files.iter().filter(|(_, it)| it.is_none());
        let typed = unread.filter(|(place, _)| self.draft_at(place).is_some());
        untold.extend(typed.map(|(place, _)| place.clone()).collect::<Vec<_>>());
        for place in untold {
            self.keeping.files.insert(place, Some(Held::default()));
        }
        self.keep_changed(true);
        std::mem::take(&mut self.desk.effects)
    }

    /// Has written what differs from its file: at once, but for an open wizard, which is waited
    /// for. Comes before everything else: who sends a launch waits for the disk, if not for long.
    pub(super) fn keep_changed(&mut self, mut at_once: bool) {
        self.see_change();
        let effects = &self.desk.effects;
        at_once |= effects.iter().any(|it| matches!(it, Effect::Quit));
        let places: Vec<Place> = self.keeping.files.keys().cloned().collect();
        let kept: Vec<_> = places
            .iter()
            .filter_map(|place| self.keep(place, at_once))
            .collect();
        self.desk.effects.splice(0..0, kept);
    }

    /// Notes when the draft of the open wizard was changed.
    fn see_change(&mut self) {
        let draft = self.wizard().map(Wizard::stamped);
        let stamp = draft.map(Stamped::stamp);
        if stamp == self.keeping.stamp {
            return;
        }
        let touched = draft.filter(|draft| self.keeping.is_touched(draft));
        let kept = touched.map(|draft| self.keeping.kept(draft));
        let place = self
            .space
            .as_ref()
            .map(super::workspace::Workspace::draft_place);
        let Self { keeping, now, .. } = self;
        keeping.stamp = stamp;
        if kept == keeping.seen {
            return;
        }
        let held = place.and_then(|place| keeping.files.get(&place)?.as_ref());
        let is_new = held.and_then(|held| held.draft.as_ref()) != kept.as_ref();
        keeping.seen = kept;
        if keeping.seen.is_none() || !is_new {
            keeping.unwritten = None;
            return;
        }
        let first = keeping.unwritten.map_or(now.mono, |it| it.first);
        keeping.unwritten = Some(Unwritten {
            first,
            last: now.mono,
        });
        let now = now.wall;
        for modal in &mut self.modals {
            if let Modal::Launch(wizard) = modal {
                wizard.changed(now);
            }
        }
    }

    fn keep(&mut self, place: &Place, at_once: bool) -> Option<Effect> {
        let held = self.keeping.files.get(place)?.as_ref()?;
        let draft = self.draft_at(place);
        let stamp = draft.map(Stamped::stamp);
        let last = self.keeping.last.get(place);
        if held.is_of(stamp) && held.last == *last.unwrap_or(&LastUsed::default()) {
            return None;
        }
        let new = Held {
            draft: draft.map(|draft| self.keeping.kept(draft)),
            last: last.cloned().unwrap_or_default(),
            stamp,
        };
        if held.says_the_same(&new) {
            self.keeping.files.insert(place.clone(), Some(new));
            return None;
        }
        if !at_once && self.may_wait(place, held, &new) {
            return None;
        }
        let text = Kept::new(&place.title, draft.map(|draft| &**draft), &new.last).text();
        if self.wizard_at(place).is_some() {
            self.keeping.unwritten = None;
        }
        self.keeping.files.insert(place.clone(), Some(new));
        let place = place.clone();
        Some(Effect::KeepDraft { place, text })
    }

    /// Typing may wait. What was sent, accepted, put away or dropped may not.
    fn may_wait(&self, place: &Place, held: &Held, new: &Held) -> bool {
        let launch = |held: &Held| held.draft.as_ref()?.launch.clone();
        let typed = new.draft.is_some() && launch(held) == launch(new) && held.last == new.last;
        let due = self.keeping.unwritten.map(Unwritten::due);
        typed && self.wizard_at(place).is_some() && due.is_some_and(|at| self.now.mono < at)
    }
}

fn used_by(new: &NewServer) -> LastUsed {
    let networks = match &new.networking {
        Networking::Nics(nics) => nics
            .iter()
            .filter_map(|nic| match nic {
                Nic::Network(id) => Some(id.clone()),
                Nic::Port(_) => None,
            })
            .collect(),
        Networking::Auto | Networking::None => Vec::new(),
    };
    LastUsed {
        flavor: Some(new.flavor.clone()),
        networks,
        key: new.key_name.clone(),
    }
}

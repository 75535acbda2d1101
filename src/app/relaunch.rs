//! What of a launch failed is launched again: from the draft it was made of, on Review.

use super::App;
use super::job::Job;
use super::launch::{Submit, Wizard};
use super::modal::Modal;
use crate::cloud::message::OpId;

impl App {
    /// Keeps the draft of a launch that was just sent, as it was then.
    pub(super) fn keep_launched(&mut self) {
        let Some(Modal::Launch(wizard)) = self.modals.last() else {
            return;
        };
        let Submit::Sending(op) = *wizard.draft().submit() else {
            return;
        };
        if !self.launches.contains_key(&op) {
            let jobs = &self.desk.jobs;
            self.launches.retain(|op, _| jobs.get(*op).is_some());
            self.launches.insert(op, wizard.draft().clone());
        }
    }

    /// Whether `R` on this job would do something.
    pub fn may_relaunch(&self, op: OpId) -> bool {
        self.reason_against_relaunch(op).is_none()
    }

    fn reason_against_relaunch(&self, op: OpId) -> Option<String> {
        let failed = self
            .desk
            .jobs
            .get(op)
            .filter(|job| job.failed_part().is_some());
        let Some(job) = failed else {
            return Some("nothing of it has failed, or some of it is still being built".into());
        };
        if !self.launches.contains_key(&op) {
            return Some("it was not launched from here".into());
        }
        // Titles of places repeat; places do not.
        if !self.is_of_this_place(job.context) {
            let there = self.places.get(&job.context);
            let there = there.map_or("its cloud", String::as_str);
            return Some(format!("it belongs to {there}: c goes there"));
        }
        let kept = "another launch was begun and is kept: L takes it up first";
        self.draft().is_some().then(|| kept.into())
    }

    /// Opens the wizard for what failed, in place of the page it was asked for on.
    pub(super) fn relaunch(&mut self, op: OpId) {
        if let Some(reason) = self.reason_against_relaunch(op) {
            let text = format!("Relaunch the failed: {reason}");
            return self.desk.notices.warn(text, self.now);
        }
        let part = self.desk.jobs.get(op).and_then(Job::failed_part);
        let (Some((name, count)), Some(draft)) = (part, self.launches.get(&op)) else {
            return;
        };
        let draft = draft.again(&name, count);
        let Some(space) = &self.space else { return };
        if matches!(self.modals.last(), Some(Modal::Launch(_) | Modal::Jobs(_))) {
            self.modals.pop();
        }
        let mut cx = self.desk.cx(self.now, space.context);
        let wizard = Wizard::relaunch(draft, space.world(), &mut cx);
        self.modals.push(Modal::Launch(Box::new(wizard)));
        self.wizard_reads();
    }
}

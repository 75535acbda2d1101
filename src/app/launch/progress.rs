//! The wizard after its launch was accepted: it shows how far the instances are, and has two
//! buttons.

use crossterm::event::{KeyCode, KeyEvent};

use super::Wizard;
use super::step::{FieldId, Step};
use crate::app::Flow;
use crate::app::choices::World;
use crate::app::cx::Cx;
use crate::app::job::{Job, Jobs};
use crate::app::launch::Draft;
use crate::app::time::Now;
use crate::cloud::message::OpId;

impl Wizard {
    /// A wizard on Review with a draft of what of another launch failed. Nothing is sent before
    /// Launch is pressed.
    pub fn relaunch(draft: Draft, world: World<'_>, cx: &mut Cx<'_>) -> Self {
        let mut wizard = Self::resume(draft, world, cx);
        wizard.enter(Step::Review, cx.now);
        wizard
    }

    /// The cursor goes to Close. A key that is still held must not close what nobody has read.
    pub(super) fn show_progress(&mut self, now: Now) {
        self.enter(Step::Review, now);
        self.focus = FieldId::Cancel;
        self.note = None;
    }

    /// Whether the cursor is on "Relaunch the failed".
    pub fn is_on_relaunch(&self) -> bool {
        self.focus == FieldId::Next
    }

    pub(super) fn progress_key(&mut self, op: OpId, key: KeyEvent, cx: &mut Cx<'_>) -> Flow {
        let offered = offers_relaunch(cx.jobs, op);
        match key.code {
            KeyCode::Esc | KeyCode::Char('q') => return Flow::Close,
            KeyCode::Char('R') if offered => return Flow::Relaunch(op),
            KeyCode::Tab
            | KeyCode::BackTab
            | KeyCode::Left
            | KeyCode::Right
            | KeyCode::Char('h' | 'l')
                if offered =>
            {
                self.focus = if self.is_on_relaunch() {
                    FieldId::Cancel
                } else {
                    FieldId::Next
                };
            }
            KeyCode::Enter | KeyCode::Char(' ') => self.press(cx.now),
            _ => {}
        }
        Flow::Stay
    }

    /// The button under the cursor was pressed.
    pub(super) fn press_progress(&mut self, op: OpId, jobs: &Jobs) -> Flow {
        if self.is_on_relaunch() && offers_relaunch(jobs, op) {
            Flow::Relaunch(op)
        } else {
            Flow::Close
        }
    }
}

fn offers_relaunch(jobs: &Jobs, op: OpId) -> bool {
    jobs.get(op).and_then(Job::failed_part).is_some()
}

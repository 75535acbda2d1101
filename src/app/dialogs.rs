//! The dialogs: the topmost is given its keys, and what it asks for in answer is done.

use crossterm::event::{KeyCode, KeyEvent};

use super::launch::Wants;
use super::modal::bulk::BulkView;
use super::modal::{DraftQuestion, Modal, Next, Then};
use super::{App, Flow};
use crate::cloud::message::{ContextId, OpId, Written};
use crate::openstack::Error;

impl App {
    pub(super) fn wake_modal(&mut self) {
        let Self {
            modals,
            space,
            desk,
            now,
            ..
        } = self;
        let Some(space) = space else { return };
        let mut cx = desk.cx(*now, space.context);
        let then = match modals.last_mut() {
            Some(Modal::Confirm(confirm)) => confirm.on_wake(&mut cx),
            Some(Modal::Snapshot(form)) => {
                form.on_wake(&mut cx);
                Then::Stay
            }
            Some(Modal::Ssh(form)) => form.on_wake(&mut cx),
            Some(Modal::Uncopied(form)) => {
                form.on_wake(&mut cx);
                Then::Stay
            }
            Some(Modal::Form(form)) => {
                form.on_wake(space.world(), &space.about, &mut cx);
                Then::Stay
            }
            Some(Modal::Launch(wizard)) => flow(wizard.on_wake(space.world(), &mut cx)),
            Some(Modal::Menu(menu)) => {
                menu.on_wake(*now);
                Then::Stay
            }
            _ => Then::Stay,
        };
        self.wizard_reads();
        self.then(then);
    }

    pub(super) fn on_modal_key(&mut self, key: KeyEvent) {
        let Self {
            modals,
            space,
            desk,
            now,
            calls,
            size,
            ..
        } = self;
        let context = space
            .as_ref()
            .map_or(crate::cloud::message::ContextId(0), |s| s.context);
        let mut cx = desk.cx(*now, context);
        let Some(modal) = modals.last_mut() else {
            return;
        };
        let then = match modal {
            Modal::Confirm(confirm) => confirm.on_key(key, &mut cx),
            Modal::Snapshot(form) => form.on_key(key, &mut cx),
            Modal::Ssh(form) => form.on_key(key, cx.now),
            Modal::Uncopied(form) => form.on_key(key, cx.now),
            Modal::Form(form) => match space {
                Some(space) => form.on_key(key, space.world(), &space.about, &mut cx),
                None => Then::Close,
            },
            Modal::Launch(wizard) => match space {
                Some(space) => flow(wizard.on_key(key, space.world(), &mut cx)),
                None => Then::Close,
            },
            Modal::Bulk(view) => view.on_key(key, cx.jobs),
            Modal::Draft(question) => question.on_key(key),
            Modal::Switcher(switcher) => switcher.on_key(key),
            Modal::Palette(palette) => palette.on_key(key),
            Modal::Menu(menu) => menu.on_key(key),
            Modal::Columns(columns) => columns.on_key(key),
            Modal::Jobs(list) => list.on_key(key, cx.jobs),
            Modal::Messages(list) => list.on_key(key, cx.notices),
            Modal::ApiLog(log) => log.on_key(key, calls),
            Modal::Text(view) => view.on_key(key, *size, &mut cx),
        };
        self.wizard_reads();
        self.form_reads();
        self.then(then);
    }

    /// Reads what the wizard asks for.
    pub(super) fn wizard_reads(&mut self) {
        let Self {
            modals,
            space,
            desk,
            now,
            ..
        } = self;
        let (Some(Modal::Launch(wizard)), Some(space)) = (modals.last_mut(), space) else {
            return;
        };
        let Wants {
            reads,
            anew,
            now: at_once,
        } = wizard.wants();
        if at_once {
            space.hurry();
        }
        for read in reads {
            if anew || !space.is_fresh(&read, *now) {
                space.read_choice(read, &mut desk.cx(*now, space.context));
            }
        }
        self.keep_launched();
    }

    pub(super) fn then(&mut self, then: Then) {
        match then {
            Then::Stay => {}
            Then::Close => self.close_top(),
            Then::CloseAnd(next) => {
                let picked = self.over_menu();
                self.close_top();
                // A menu over a menu: something was picked, so none is needed any more.
                while matches!(self.modals.last(), Some(Modal::Menu(_))) {
                    self.modals.pop();
                }
                if !(picked && self.has_missed(&next)) {
                    self.next(next);
                }
            }
            Then::Also(next) => self.next(next),
        }
    }

    pub(super) fn close_top(&mut self) {
        if let Some(Modal::Launch(_)) = self.modals.last() {
            self.keep_draft();
        }
        self.modals.pop();
    }

    /// The wizard is about to close: what was typed is kept for the next `L` of this place.
    pub(super) fn keep_draft(&mut self) {
        let (Some(wizard), Some(space)) = (self.wizard(), &self.space) else {
            return;
        };
        if wizard.draft().is_touched() {
            let draft = wizard.stamped().clone();
            self.drafts.insert(space.draft_place(), draft);
        }
    }

    fn next(&mut self, next: Next) {
        match next {
            Next::Act(action) => self.act(action),
            Next::Copy(what) => self.copy(what),
            Next::SortInstances(column) => {
                if let Some(space) = &mut self.space {
                    space.instances.table.sort_by(column);
                }
            }
            Next::SortImages(column) => {
                if let Some(space) = &mut self.space {
                    space.images.table.sort_by(column);
                }
            }
            Next::Filter(text) => {
                if let Some(space) = &mut self.space {
                    space.set_filter(&text, self.now);
                }
            }
            Next::FilterBy(key, value) => {
                if let Some(space) = &mut self.space {
                    space.filter_by(key, &value, self.now);
                }
            }
            Next::Type(key) => {
                if let Some(space) = &mut self.space {
                    space.start_typing_of(key);
                }
            }
            Next::Facet(key) => self.open_facet(key),
            Next::Columns(labels) => {
                if let Some(space) = &mut self.space {
                    space.choose_columns(labels.as_deref());
                }
            }
            Next::Switch(target) => self.connect(target),
            Next::Bulk(group) => {
                // The failed of it were tried again: one view of it is enough.
                if matches!(self.modals.last(), Some(Modal::Bulk(_))) {
                    self.modals.pop();
                }
                self.modals.push(Modal::Bulk(BulkView::new(group)));
            }
            Next::Retry(group) => self.retry(group),
            Next::UndoGroup(group) => self.undo_group(group),
            Next::ResumeDraft => self.open_wizard(None, true),
            Next::NewDraft(source) => self.open_wizard(source, false),
            Next::Explain(op) => self.explain(op),
            Next::Record(told) => self.read_record(told),
            Next::CopyRecord(told) => self.copy_record(told),
            Next::Report => self.save_report(),
            Next::Relaunch(op) => self.relaunch(op),
        }
    }

    pub(super) fn dialogs_take_outcome(
        &mut self,
        op: OpId,
        context: ContextId,
        result: &Result<Written, Error>,
    ) {
        // A draft that was put away while it was being sent hears of it too.
        for draft in self.drafts.values_mut().filter(|draft| draft.awaits(op)) {
            draft.on_written(op, result);
        }
        self.drafts.retain(|_, draft| !draft.is_spent());
        let Self {
            modals,
            space,
            desk,
            now,
            ..
        } = self;
        let Some(space) = space else { return };
        let mut cx = desk.cx(*now, context);
        modals.retain_mut(|modal| match modal {
            Modal::Snapshot(form) => matches!(form.on_written(op, result), Then::Stay),
            Modal::Uncopied(form) => matches!(form.on_written(op, result), Then::Stay),
            Modal::Launch(wizard) => {
                wizard.on_written(op, result, space.world(), &mut cx) == Flow::Stay
            }
            _ => true,
        });
        self.forms_take_outcome(op, context, result);
        self.wizard_reads();
    }

    /// Dialogs look at the lists again: defaults are filled in, vanished targets are marked.
    pub(super) fn world_changed(&mut self) {
        let Some(space) = &self.space else { return };
        for modal in &mut self.modals {
            match modal {
                Modal::Launch(wizard) => wizard.world_changed(space.world()),
                Modal::Switcher(switcher) => switcher.set_projects(&space.projects),
                _ => {}
            }
        }
        self.look_at_questions();
        self.ssh_world_changed();
        self.forms_look();
        self.wizard_reads();
    }
}

fn flow(flow: Flow) -> Then {
    match flow {
        Flow::Stay => Then::Stay,
        Flow::Close => Then::Close,
        Flow::Relaunch(op) => Then::Also(Next::Relaunch(op)),
    }
}

impl DraftQuestion {
    fn on_key(&mut self, key: KeyEvent) -> Then {
        match key.code {
            KeyCode::Enter => Then::CloseAnd(Next::ResumeDraft),
            KeyCode::Char('n' | 'N') => Then::CloseAnd(Next::NewDraft(self.source.clone())),
            KeyCode::Esc => Then::Close,
            _ => Then::Stay,
        }
    }
}

//! Keys, pastes and clicks: to the way in, to the topmost dialog, to the filter line, else to the
//! action they are bound to. And what a dialog asks for in answer.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::{self, Action};
use super::launch::Wants;
use super::modal::bulk::BulkView;
use super::modal::view::Leave;
use super::modal::{DraftQuestion, Modal, Next, Then};
use super::{App, Click, Effect, Flow, layout};

/// Two clicks on a row within this time open it.
const DOUBLE_CLICK: Duration = Duration::from_millis(400);

impl App {
    pub(super) fn on_key(&mut self, key: KeyEvent) {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('l') if control => return self.desk.effects.push(Effect::Redraw),
            KeyCode::Char('z') if control => return self.desk.effects.push(Effect::Suspend),
            _ if self.quitting.is_some() => return self.on_quit_question(key),
            _ if self.is_too_small() => return self.on_unseen_key(key),
            KeyCode::F(1) if self.entry.is_none() && !self.modals.is_empty() => {
                return self.help_over_dialog();
            }
            KeyCode::Char('?') if self.wizard_takes_no_text() => return self.help_over_dialog(),
            // In anything that can be closed, Ctrl+C is Esc; at the top it quits.
            KeyCode::Char('c') if control => {
                let typing = self
                    .space
                    .as_mut()
                    .is_some_and(|space| space.typing().is_some())
                    || self.prompting();
                if self.entry.is_some() {
                    return self.quit();
                } else if !self.modals.is_empty() || typing {
                    return self.on_key(KeyEvent::from(KeyCode::Esc));
                }
            }
            _ => {}
        }
        if self.entry.is_some() {
            self.on_entry_key(key);
        } else if !self.modals.is_empty() {
            self.on_modal_key(key);
        } else if self
            .space
            .as_mut()
            .is_some_and(|space| space.typing().is_some())
        {
            self.on_filter_key(key);
        } else if self.in_details() && self.on_details_key(key) {
            // A key of theirs.
        } else if key.code == KeyCode::Esc {
            self.peel();
        } else if let Some(spec) = action::of_key(key) {
            self.act(spec.action);
        }
    }

    fn on_quit_question(&mut self, key: KeyEvent) {
        match self.quitting.as_mut().map(|question| question.on_key(key)) {
            Some(Leave::Quit) => self.desk.effects.push(Effect::Quit),
            Some(Leave::Stay) => self.quitting = None,
            Some(Leave::Undecided) | None => {}
        }
    }

    /// F1 works everywhere: over the wizard it tells the wizard's keys, over another dialog those
    /// of the lists; again, it closes.
    fn help_over_dialog(&mut self) {
        match self.modals.last() {
            Some(Modal::Palette(_) | Modal::Text(_)) => self.close_top(),
            Some(Modal::Launch(_)) => self.open_wizard_keys(),
            _ => self.act(Action::Help),
        }
    }

    /// Whether the wizard is on top, and `?` is no text there.
    fn wizard_takes_no_text(&self) -> bool {
        matches!(self.modals.last(), Some(Modal::Launch(wizard)) if !wizard.in_text())
    }

    /// Whether the screen shows nothing but that it is too small.
    fn is_too_small(&self) -> bool {
        let (columns, rows) = layout::SMALLEST;
        self.size.0 < columns || self.size.1 < rows
    }

    /// No key reaches what nobody can see; only leaving is possible.
    fn on_unseen_key(&mut self, key: KeyEvent) {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('q') => self.quit(),
            KeyCode::Char('c') if control => self.quit(),
            _ => {}
        }
    }

    pub(super) fn on_paste(&mut self, text: &str) {
        if self.is_too_small() {
            return;
        }
        let Self {
            modals,
            space,
            desk,
            now,
            entry,
            ..
        } = self;
        if let Some(entry) = entry {
            if let super::entry::Entry::Prompt(prompt) = entry {
                prompt.password.paste(text);
            }
            return;
        }
        let Some(space) = space else { return };
        match modals.last_mut() {
            Some(Modal::Launch(wizard)) => {
                let mut cx = desk.cx(*now, space.context);
                wizard.on_paste(text, space.world(), &mut cx);
            }
            Some(Modal::Snapshot(form)) => form.on_paste(text),
            Some(Modal::Ssh(form)) => form.on_paste(text),
            Some(Modal::Form(form)) => form.on_paste(text, space.world(), &space.about),
            Some(Modal::Confirm(confirm)) => confirm.on_paste(text),
            Some(Modal::Palette(palette)) => palette.query.paste(text),
            Some(Modal::Switcher(switcher)) => switcher.on_paste(text),
            Some(_) => {}
            None if space.details.is_some() => self.paste_in_details(text),
            None => {
                if let Some(field) = space.typing() {
                    field.paste(text);
                    let text = field.text().to_owned();
                    space.set_filter(&text, *now);
                }
            }
        }
    }

    pub(super) fn on_click(&mut self, click: &Click) {
        if let Click::Key(key) = click {
            let touch = self.fingers.click(*key, self.now);
            self.feel(touch);
            return self.on_key(*key);
        }
        // Before a menu is shown, a row that is clicked is one of the list.
        if let (Some(Modal::Menu(menu)), Click::Row(place)) = (self.modals.last_mut(), click)
            && menu.visible
        {
            let then = menu.pick(*place);
            return self.then(then);
        }
        if let (Some(Modal::Columns(columns)), Click::Row(place)) = (self.modals.last_mut(), click)
        {
            let then = columns.pick(*place);
            return self.then(then);
        }
        if self.entry.is_some() || !self.modals.is_empty() {
            if let (Click::Scroll(rows), Some(Modal::Form(form))) = (click, self.modals.last_mut())
            {
                return form.scroll(*rows);
            }
            // Over the wizard the wheel would walk out of a field: there it does nothing.
            let wizard = matches!(self.modals.last(), Some(Modal::Launch(_)));
            if let (Click::Scroll(rows), false) = (click, wizard) {
                let code = if *rows > 0 {
                    KeyCode::Down
                } else {
                    KeyCode::Up
                };
                self.on_key(KeyEvent::from(code));
            }
            return;
        }
        let Some(space) = &mut self.space else { return };
        match *click {
            Click::Scroll(rows) if space.details.is_some() => self.scroll_details(rows),
            Click::Details(tab) => self.open_details(tab),
            Click::Item(place) => {
                self.choose_in_details(place);
                if self.is_second_click(place) {
                    self.enter_in_details();
                }
            }
            Click::Scroll(rows) => space.arrow(rows),
            Click::Row(place) => {
                space.move_to(place);
                if self.is_second_click(place) {
                    self.act(Action::Open);
                }
            }
            Click::RowMenu(place) => {
                space.move_to(place);
                self.act(Action::Menu);
            }
            Click::Act(action) => self.act(action),
            Click::Key(_) => {}
            Click::SortInstances(column) => space.instances.table.sort_by(column),
            Click::SortImages(column) => space.images.table.sort_by(column),
        }
    }

    /// Whether this click and the one before were a double click on one place.
    fn is_second_click(&mut self, place: usize) -> bool {
        let now = self.now.mono;
        let again = self
            .last_click
            .take()
            .is_some_and(|(last, at)| last == place && now.saturating_sub(at) < DOUBLE_CLICK);
        if !again {
            self.last_click = Some((place, now));
        }
        again
    }

    fn on_filter_key(&mut self, key: KeyEvent) {
        let now = self.now;
        let Some(space) = &mut self.space else { return };
        match key.code {
            KeyCode::Enter => space.end_typing(),
            KeyCode::Tab => space.complete(now),
            KeyCode::Esc => {
                space.end_typing();
                space.set_filter("", now);
            }
            KeyCode::Down => space.move_by(1),
            KeyCode::Up => space.move_by(-1),
            KeyCode::PageDown => space.move_by(10),
            KeyCode::PageUp => space.move_by(-10),
            _ => {
                if let Some(field) = space.typing()
                    && field.on_key(key)
                {
                    let text = field.text().to_owned();
                    space.type_filter(&text, now);
                }
            }
        }
    }

    /// Esc: one layer goes. It never quits.
    fn peel(&mut self) {
        let had_error = self.desk.notices.standing().is_some();
        self.desk.notices.dismiss();
        if had_error {
            return;
        }
        let now = self.now;
        let Some(space) = &mut self.space else { return };
        if space.pane.whole_image {
            space.pane.whole_image = false;
            space.pane.scroll = 0;
        } else if space.pane.focused {
            space.pane.focused = false;
        } else if !space.cancel_range() {
            space.set_filter("", now);
        }
    }

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

    fn on_modal_key(&mut self, key: KeyEvent) {
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
        let Wants { reads, anew } = wizard.wants();
        for read in reads {
            if anew || !space.is_fresh(&read, *now) {
                space.read_choice(read, &mut desk.cx(*now, space.context));
            }
        }
        self.keep_launched();
    }

    fn then(&mut self, then: Then) {
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

    fn close_top(&mut self) {
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

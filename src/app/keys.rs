//! Keys, pastes and clicks: to the way in, to the topmost dialog, to the filter line, else to the
//! action they are bound to.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::{self, Action};
use super::modal::Modal;
use super::modal::view::Leave;
use super::{App, Click, Effect, layout};

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
            Some(Modal::Uncopied(form)) => form.on_paste(text),
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
}

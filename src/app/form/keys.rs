//! What the keys mean in a dialog with fields.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{Focus, Form, Input, Masked, Pick, Row, Told, Value, View};
use crate::app::DEAF;
use crate::app::about::About;
use crate::app::choices::World;
use crate::app::cx::Cx;
use crate::app::guard::{AGAIN, Guard, Touch};
use crate::app::modal::Then;
use crate::app::time::Now;

impl Form {
    pub fn on_key(
        &mut self,
        key: KeyEvent,
        world: World<'_>,
        about: &About,
        cx: &mut Cx<'_>,
    ) -> Then {
        if self.told.is_some() {
            return self.on_told_key(key, cx);
        }
        let subject = self.subject.clone();
        let view = subject.view(world, about);
        self.note = None;
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        if !matches!(key.code, KeyCode::Enter) {
            self.guard.disarm();
        }
        match key.code {
            KeyCode::Esc if !self.leave_filter() => return self.leave(cx.now),
            KeyCode::Esc => {}
            KeyCode::Tab => self.turn(true, view, cx.now),
            KeyCode::BackTab => self.turn(false, view, cx.now),
            KeyCode::Char('s') if control => self.on_submit(view, cx.now),
            KeyCode::F(5) => self.read_again(),
            KeyCode::Char('r') if !control && !self.in_text() => self.read_again(),
            KeyCode::Enter if self.focus == Focus::Cancel => return self.leave(cx.now),
            KeyCode::Enter if self.focus == Focus::Submit => self.press(view, cx.now),
            _ => match self.focus {
                Focus::Input(at) if !self.is_busy() => self.on_input_key(at, key, view, cx.now),
                Focus::Input(_) => {}
                Focus::Cancel | Focus::Submit => self.on_button_key(key, cx.now),
            },
        }
        Then::Stay
    }

    /// Closes; while a password is on its way only when that is asked for twice.
    fn leave(&mut self, now: Now) -> Then {
        let waived = self.waived.is_some_and(|from| now.mono >= from);
        if (waived && self.guard.is_pressed()) || !self.awaits_password() {
            return Then::Close;
        }
        // Held down, it is one press.
        self.waived = Some(now.mono + DEAF);
        let words = "a password is about to be told, once: again closes without it";
        self.note = Some(words.into());
        Then::Stay
    }

    /// What was told once is on the screen: it is copied or put away.
    fn on_told_key(&mut self, key: KeyEvent, cx: &mut Cx<'_>) -> Then {
        match (key.code, &self.told) {
            (KeyCode::Esc | KeyCode::Enter, _)
                if cx.now.mono >= self.told_until && self.guard.is_pressed() =>
            {
                return Then::Close;
            }
            (KeyCode::Char('y'), Some(Told::Password(secret))) => {
                cx.copy(secret.expose().to_owned(), "The password");
            }
            _ => {}
        }
        Then::Stay
    }

    /// Back from the filter of a table to its rows; the filter goes.
    fn leave_filter(&mut self) -> bool {
        let Focus::Input(at) = self.focus else {
            return false;
        };
        let pick = self.fields.0.get_mut(at).and_then(Input::pick_mut);
        let Some(pick) = pick.filter(|pick| pick.table.is_typing() || pick.table.is_filtered())
        else {
            return false;
        };
        pick.table.clear_filter();
        true
    }

    fn on_button_key(&mut self, key: KeyEvent, now: Now) {
        match key.code {
            KeyCode::Left | KeyCode::Right => {
                let other = match self.focus {
                    Focus::Submit => Focus::Cancel,
                    _ => Focus::Submit,
                };
                self.go(other, now);
            }
            KeyCode::Up => self.scroll(-1),
            KeyCode::Down => self.scroll(1),
            _ => {}
        }
    }

    /// Moves what is shown while a button has the focus.
    pub fn scroll(&mut self, rows: i64) {
        let peek = i64::try_from(self.peek).unwrap_or(0).saturating_sub(rows);
        self.peek = usize::try_from(peek).unwrap_or(0).min(LAST_LINE);
    }

    /// To the next or the previous field or button.
    fn turn(&mut self, forward: bool, view: View<'_>, now: Now) {
        let mut ring: Vec<Focus> = self.asked(view).into_iter().map(Focus::Input).collect();
        ring.extend([Focus::Cancel, Focus::Submit]);
        let here = ring.iter().position(|focus| *focus == self.focus);
        let step = if forward { 1 } else { ring.len() - 1 };
        let next = here.map_or(0, |here| (here + step) % ring.len());
        self.go(ring[next], now);
    }

    fn go(&mut self, focus: Focus, now: Now) {
        if let Focus::Input(at) = self.focus
            && let Some(input) = self.fields.0.get_mut(at)
        {
            input.visited = true;
            input.stand();
            if let Some(pick) = input.pick_mut() {
                pick.table.keep_filter();
            }
        }
        if !matches!(focus, Focus::Input(_)) {
            self.fields.stand();
        }
        if focus == Focus::Submit {
            // A key held down all the way to here must not press it.
            self.guard = Guard::opened(now);
        }
        self.peek = 0;
        self.focus = focus;
    }

    /// The field is done with: on to the next. After the last one comes the button, or Cancel where
    /// the button hurts.
    fn go_on(&mut self, at: usize, view: View<'_>, now: Now) {
        let next = self.asked(view).into_iter().find(|next| *next > at);
        let next = match next {
            Some(next) => Focus::Input(next),
            None if self.hurts() => Focus::Cancel,
            None => Focus::Submit,
        };
        self.go(next, now);
    }

    /// From wherever: to the button; there, it presses.
    fn on_submit(&mut self, view: View<'_>, now: Now) {
        if self.focus == Focus::Submit {
            self.press(view, now);
        } else {
            self.go(Focus::Submit, now);
        }
    }

    /// The button was pressed: sends, or goes to what is wrong.
    fn press(&mut self, view: View<'_>, now: Now) {
        if self.is_busy() {
            return;
        }
        if let Some((at, problem)) = self.first_problem(view) {
            for input in &mut self.fields.0 {
                input.visited = true;
            }
            self.guard.disarm();
            self.go(Focus::Input(at), now);
            self.note = Some(problem);
        } else if let Some(idle) = self.idle(view) {
            self.note = Some(idle);
        } else {
            let counts = self.guard.press(now);
            self.note = (!counts).then(|| AGAIN.into());
        }
    }

    fn on_input_key(&mut self, at: usize, key: KeyEvent, view: View<'_>, now: Now) {
        let Some(id) = self.fields.0.get(at).map(|input| input.id) else {
            return;
        };
        let rows = match &self.fields.0[at].value {
            Value::One(_) | Value::Many(_) => self.offer(id, view).rows,
            _ => Vec::new(),
        };
        let input = &mut self.fields.0[at];
        let before = pick_of(input);
        let did = match &mut input.value {
            Value::Lines(area) => {
                if area.on_key(key) {
                    Did::Changed
                } else {
                    moved_by(key)
                }
            }
            Value::Line(field) | Value::Secret(Masked(field)) => {
                if key.code != KeyCode::Enter && field.on_key(key) {
                    Did::Changed
                } else {
                    moved_by(key)
                }
            }
            Value::Tick(on, _) if key.code == KeyCode::Char(' ') => {
                *on = !*on;
                Did::Changed
            }
            Value::Radio { options, at } => turn_radio(at, options.len(), key),
            Value::Tick(..) => moved_by(key),
            Value::One(pick) => on_table_key(pick, false, key, &rows),
            Value::Many(pick) => on_table_key(pick, true, key, &rows),
        };
        let changed = matches!(did, Did::Changed) || before != pick_of(input);
        if changed {
            input.touched = true;
            self.dialog.chose(id, &mut self.fields);
            self.dialog.arrived(&mut self.fields, view);
        }
        match did {
            Did::On => self.go_on(at, view, now),
            Did::Next => self.turn(true, view, now),
            Did::Back => self.turn(false, view, now),
            Did::No(why) => self.note = Some(why),
            Did::Changed | Did::Nothing => {}
        }
    }

    /// Whether letters are text now.
    pub fn in_text(&self) -> bool {
        match self.focus {
            Focus::Input(at) => self.fields.0.get(at).is_some_and(Input::takes_text),
            Focus::Cancel | Focus::Submit => false,
        }
    }

    pub fn on_paste(&mut self, text: &str, world: World<'_>, about: &About) {
        let Focus::Input(at) = self.focus else { return };
        if self.is_busy() || self.told.is_some() {
            return;
        }
        let Some(input) = self.fields.0.get_mut(at) else {
            return;
        };
        match &mut input.value {
            Value::Line(field) | Value::Secret(Masked(field)) => field.paste(text),
            Value::Lines(area) => self.note = area.paste(text).err(),
            Value::One(pick) | Value::Many(pick) if pick.table.is_typing() => {
                return pick.table.filter_mut().paste(text);
            }
            _ => return,
        }
        input.touched = true;
        self.world_changed(world, about);
    }

    pub fn feel(&mut self, touch: Touch) {
        self.guard.feel(touch);
    }

    pub fn deadline(&self) -> Option<std::time::Duration> {
        self.guard.deadline()
    }
}

/// No dialog is longer.
const LAST_LINE: usize = 500;

/// What a key did to a field.
enum Did {
    Nothing,
    Changed,
    /// Enter: it is done with.
    On,
    Next,
    Back,
    /// It cannot, and this is why.
    No(String),
}

fn pick_of(input: &Input) -> Option<Vec<String>> {
    input.pick().map(|pick| pick.chosen.clone())
}

/// What a key does that the field itself did not take.
fn moved_by(key: KeyEvent) -> Did {
    match key.code {
        KeyCode::Enter => Did::On,
        KeyCode::Down => Did::Next,
        KeyCode::Up => Did::Back,
        _ => Did::Nothing,
    }
}

fn turn_radio(at: &mut usize, options: usize, key: KeyEvent) -> Did {
    match key.code {
        KeyCode::Right | KeyCode::Char(' ' | 'l') => *at = (*at + 1) % options,
        KeyCode::Left | KeyCode::Char('h') => *at = (*at + options - 1) % options,
        _ => return moved_by(key),
    }
    Did::Changed
}

fn on_table_key(pick: &mut Pick, many: bool, key: KeyEvent, rows: &[Row]) -> Did {
    if pick.table.is_typing() {
        match key.code {
            KeyCode::Enter | KeyCode::Down => pick.table.keep_filter(),
            _ => {
                pick.table.filter_mut().on_key(key);
            }
        }
        return Did::Nothing;
    }
    let sieve = pick.table.sieve();
    let through = |row: &&Row| {
        let cells: Vec<&str> = row.cells.iter().map(String::as_str).collect();
        sieve.lets_through(&cells)
    };
    let rows: Vec<&Row> = rows.iter().filter(through).collect();
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    let at = Form::cursor(pick, &rows);
    pick.table.point(&ids, at);
    if pick.table.on_key(key, &ids) {
        return Did::Nothing;
    }
    let Some(row) = rows.get(at) else {
        return match key.code {
            KeyCode::Enter => Did::On,
            KeyCode::Char('/') => {
                pick.table.start_typing();
                Did::Nothing
            }
            _ => Did::Nothing,
        };
    };
    match key.code {
        KeyCode::Char('/') => {
            pick.table.start_typing();
            Did::Nothing
        }
        KeyCode::Enter if many => Did::On,
        KeyCode::Enter | KeyCode::Char(' ') => {
            let is_chosen = pick.chosen.contains(&row.id);
            if many && is_chosen {
                pick.chosen.retain(|id| *id != row.id);
                return Did::Changed;
            }
            if row.obstacle.is_some() {
                // Why stands below the table.
                return Did::No(format!("{} cannot be chosen", name_of(row)));
            }
            if !many {
                pick.chosen.clear();
            }
            pick.chosen.push(row.id.clone());
            match key.code {
                KeyCode::Enter => Did::On,
                _ => Did::Changed,
            }
        }
        _ => Did::Nothing,
    }
}

fn name_of(row: &Row) -> &str {
    row.cells.first().map_or("", String::as_str)
}

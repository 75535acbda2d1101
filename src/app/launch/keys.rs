//! What each key means, from the outside in: steps, then the filter, then the focused place.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::Wizard;
use super::keypair::KeyMode;
use super::step::{FieldId, Step};
use crate::app::Flow;
use crate::app::choices::World;
use crate::app::cx::Cx;
use crate::app::guard::{AGAIN, Guard};
use crate::app::time::Now;
use crate::cloud::message::Read;

impl Wizard {
    pub fn on_key(&mut self, key: KeyEvent, world: World<'_>, cx: &mut Cx<'_>) -> Flow {
        if key.kind == KeyEventKind::Release {
            return Flow::Stay;
        }
        self.note = None;
        self.guard.disarm();
        if let Some(op) = self.draft.launched() {
            return self.progress_key(op, key, cx);
        }
        let flow = self.route(key, world, cx);
        self.pin(world);
        flow
    }

    fn route(&mut self, key: KeyEvent, world: World<'_>, cx: &mut Cx<'_>) -> Flow {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Esc => return self.escape(),
            KeyCode::Char('c') if control => return self.escape(),
            KeyCode::F(5) => self.read_again(),
            KeyCode::Char(c)
                if key.modifiers.contains(KeyModifiers::ALT) && self.jump(c, world, cx) => {}
            KeyCode::Tab => self.tab(1, world),
            KeyCode::BackTab => self.tab(-1, world),
            _ if self.focus.is_text() => self.text_key(key, world, cx),
            _ if self.focus.is_area() => self.area_key(key, world),
            _ if self.filter_key(key, world) => {}
            _ => return self.plain_key(key, world, cx),
        }
        Flow::Stay
    }

    /// Esc peels one layer: the filter, the prompt for a file, the advanced page, the wizard. The
    /// draft is kept.
    fn escape(&mut self) -> Flow {
        let focus = self.focus;
        if focus.is_table() && self.table(focus).is_typing() {
            self.table_mut(focus).clear_filter();
        } else if self.same.saving.take().is_some() {
            self.focus = FieldId::SameAs;
        } else if self.in_advanced {
            self.close_advanced();
        } else {
            return Flow::Close;
        }
        Flow::Stay
    }

    /// Under the keys again after a new login, which has to read what the old one could not.
    pub(in crate::app) fn uncovered(&mut self, now: Now) {
        self.guard = Guard::opened(now);
        self.read_again();
    }

    fn read_again(&mut self) {
        self.wants.anew = true;
        self.wants.now = true;
        self.wants.extend(Self::reads_needed());
        self.wants_of_source();
        self.wants_of_step();
        if self.step == Step::Details && self.draft.source.kind.is_image() {
            self.wants.extend([Read::Images, Read::CommunityImages]);
        }
        if self.draft.key.mode == KeyMode::Import {
            self.wants.push(Read::PublicKeyFiles);
        }
    }

    /// Alt with n, p or a digit: works anywhere, also in a text.
    fn jump(&mut self, c: char, world: World<'_>, cx: &Cx<'_>) -> bool {
        if c == 'o' {
            self.take_origin(world);
            return true;
        }
        let target = match c.to_ascii_lowercase() {
            'n' => self.step.next().or(Some(self.step)),
            'p' => self.step.previous().or(Some(self.step)),
            digit => Step::of_digit(digit),
        };
        if let Some(step) = target.filter(|step| *step != self.step) {
            self.go(step, cx.now);
        }
        target.is_some()
    }

    pub(super) fn tab(&mut self, by: isize, world: World<'_>) {
        let fields = self.fields(world);
        let at = fields.iter().position(|field| *field == self.focus);
        let count = isize::try_from(fields.len()).unwrap_or(1).max(1);
        let at = at.and_then(|at| isize::try_from(at).ok()).unwrap_or(0);
        let to = usize::try_from((at + by).rem_euclid(count)).unwrap_or(0);
        self.leave_field();
        self.focus = fields.get(to).copied().unwrap_or(self.focus);
    }

    /// Goes on to the next field that a launch needs. The deaf time begins anew when that is a
    /// button which sends something, so that a held Enter does not run through it.
    pub(super) fn accept(&mut self, world: World<'_>, cx: &mut Cx<'_>) {
        let fields = self.fields(world);
        let at = fields.iter().position(|field| *field == self.focus);
        let behind = fields.iter().skip(at.map_or(0, |at| at + 1));
        let next = behind.copied().find(|field| !field.is_optional());
        match next {
            Some(FieldId::Cancel) | None => self.forward(world, cx),
            Some(_) if matches!(self.focus, FieldId::ImportName | FieldId::ImportFrom) => {
                self.leave_field();
                self.focus = self.after_import_name(world);
            }
            Some(FieldId::ImportFiles) if !self.draft.key.import_path.text().trim().is_empty() => {
                self.leave_field();
                self.focus = FieldId::ImportKey;
            }
            Some(next) => {
                self.leave_field();
                self.focus = next;
            }
        }
        if matches!(self.focus, FieldId::MakeKey | FieldId::ImportKey) {
            self.guard = Guard::opened(cx.now);
        }
    }

    /// The Next button: on to the next step, or to the first thing that is wrong in this one.
    fn forward(&mut self, world: World<'_>, cx: &mut Cx<'_>) {
        let problems = self.draft.problems_of(self.step, world);
        if problems.is_empty() {
            if let Some(step) = self.step.next() {
                self.go(step, cx.now);
            }
        } else {
            self.left
                .extend(problems.iter().map(|problem| problem.field));
            self.go_to_problem(problems.first(), cx.now);
        }
    }

    /// Keys while a filter is being typed; `false` when they mean what they always do.
    fn filter_key(&mut self, key: KeyEvent, world: World<'_>) -> bool {
        let focus = self.focus;
        if !focus.is_table() || !self.table(focus).is_typing() {
            return false;
        }
        match key.code {
            KeyCode::Enter => self.table_mut(focus).keep_filter(),
            KeyCode::Down | KeyCode::Up | KeyCode::PageDown | KeyCode::PageUp => {
                let ids = self.ids(focus, world);
                self.table_mut(focus).on_key(key, &ids);
            }
            _ => {
                self.table_mut(focus).filter_mut().on_key(key);
            }
        }
        true
    }

    /// Keys outside a text.
    fn plain_key(&mut self, key: KeyEvent, world: World<'_>, cx: &mut Cx<'_>) -> Flow {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('q') if !control => return Flow::Close,
            KeyCode::Char('r') if !control => self.read_again(),
            KeyCode::Char(']') => {
                if let Some(step) = self.step.next() {
                    self.go(step, cx.now);
                }
            }
            KeyCode::Char('[') => {
                if let Some(step) = self.step.previous() {
                    self.go(step, cx.now);
                }
            }
            KeyCode::Char(c) if self.step == Step::Review && c.is_ascii_digit() => {
                if let Some(step) = Step::of_digit(c) {
                    // Where something is wrong there, one comes for that.
                    match self.draft.problems_of(step, world).first() {
                        Some(problem) => self.go_to_problem(Some(problem), cx.now),
                        None => self.go(step, cx.now),
                    }
                }
            }
            KeyCode::Char('o') if !control => self.take_origin(world),
            KeyCode::Char('x') if self.step == Step::Review => self.turn_same(),
            KeyCode::Char('y') if self.step == Step::Review => self.copy_same(world, cx),
            KeyCode::Char('w') if self.step == Step::Review => self.ask_where(world),
            KeyCode::Char('y') if self.step == Step::KeyPair => self.copy_key(world, cx),
            KeyCode::Char('c') if self.step == Step::KeyPair => self.set_mode(KeyMode::Create),
            KeyCode::Char('i') if self.step == Step::KeyPair => self.set_mode(KeyMode::Import),
            _ if self.focus.is_table() => self.table_key(key, world, cx),
            _ if self.focus.is_radio() => self.radio_key(key, world, cx),
            _ if self.focus == FieldId::SameAs => self.same_key(key, world),
            _ => return self.button_key(key, world, cx),
        }
        Flow::Stay
    }

    fn table_key(&mut self, key: KeyEvent, world: World<'_>, cx: &mut Cx<'_>) {
        let focus = self.focus;
        match key.code {
            KeyCode::Char('/') => self.table_mut(focus).start_typing(),
            KeyCode::Char('s') if focus == FieldId::Flavor => {
                self.flavor_sort = self.flavor_sort.next();
            }
            KeyCode::Char('s') if focus == FieldId::Source => {
                self.source_sort = self.source_sort.next();
            }
            KeyCode::Char('h') if focus == FieldId::Flavor => {
                self.hides_misfits = !self.hides_misfits;
            }
            KeyCode::Char('f') if focus == FieldId::Flavor => self.fit_count(world),
            KeyCode::Char('p') if focus == FieldId::Networks => {
                if self.has_ports(world) {
                    self.leave_field();
                    self.focus = FieldId::Ports;
                } else {
                    self.note = Some("there is no port that no server uses".into());
                }
            }
            KeyCode::Char('J') if focus == FieldId::Networks => self.move_nic(1, world),
            KeyCode::Char('K') if focus == FieldId::Networks => self.move_nic(-1, world),
            KeyCode::Char(' ') => self.choose_focused(world),
            KeyCode::Enter => {
                if self.lacks_choice(world) {
                    self.choose_focused(world);
                }
                // A refusal to choose is not passed over.
                if self.note.is_none() {
                    self.accept(world, cx);
                }
            }
            _ => {
                let ids = self.ids(focus, world);
                self.table_mut(focus).on_key(key, &ids);
            }
        }
    }

    fn radio_key(&mut self, key: KeyEvent, world: World<'_>, cx: &mut Cx<'_>) {
        match key.code {
            KeyCode::Left | KeyCode::Char('h') => self.turn(-1, world),
            KeyCode::Right | KeyCode::Char('l' | ' ') => self.turn(1, world),
            KeyCode::Down | KeyCode::Char('j') => self.tab(1, world),
            KeyCode::Up | KeyCode::Char('k') => self.tab(-1, world),
            KeyCode::Enter => self.accept(world, cx),
            _ => {}
        }
    }

    fn button_key(&mut self, key: KeyEvent, world: World<'_>, cx: &mut Cx<'_>) -> Flow {
        let press = matches!(key.code, KeyCode::Enter | KeyCode::Char(' '));
        match (self.focus, key.code) {
            (_, KeyCode::Left | KeyCode::Up | KeyCode::Char('h' | 'k')) => self.tab(-1, world),
            (_, KeyCode::Right | KeyCode::Down | KeyCode::Char('l' | 'j')) => self.tab(1, world),
            (focus, KeyCode::Char(' ')) if focus.is_tick() => self.tick_box(),
            (focus, KeyCode::Enter) if focus.is_tick() => self.accept(world, cx),
            (FieldId::Advanced, _) if press => self.open_advanced(),
            (FieldId::AdvancedDone, _) if press => self.close_advanced(),
            (FieldId::Checked, KeyCode::Char(' ')) => self.tick(cx),
            (FieldId::Checked, KeyCode::Enter) => {
                self.note = Some("Space ticks the line once you have looked".into());
            }
            (FieldId::Cancel, KeyCode::Enter) => return Flow::Close,
            // Who ticks with Space and goes past the last table should not lose the page.
            (FieldId::Cancel, KeyCode::Char(' ')) => {
                self.note = Some("Enter closes the wizard; the draft is kept".into());
            }
            (FieldId::Back, _) if press => {
                if let Some(step) = self.step.previous() {
                    self.go(step, cx.now);
                }
            }
            (FieldId::Next, _) if press && self.step != Step::Review => self.forward(world, cx),
            (FieldId::Next | FieldId::MakeKey | FieldId::ImportKey, _) if press => {
                self.press(cx.now);
            }
            _ => {}
        }
        Flow::Stay
    }

    /// A button that does something was pressed. Says so where that does not count.
    pub(super) fn press(&mut self, now: Now) {
        if !self.guard.press(now) {
            self.note = Some(AGAIN.into());
        }
    }

    fn set_mode(&mut self, mode: KeyMode) {
        self.leave_field();
        self.choose_mode(mode);
        self.focus = match mode {
            KeyMode::Select => FieldId::KeyPairs,
            KeyMode::Create => FieldId::NewName,
            KeyMode::Import => FieldId::ImportName,
            KeyMode::None => FieldId::KeyMode,
        };
    }
}

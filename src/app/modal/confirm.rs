//! The question before something is done to instances or images. Its targets are fixed when it
//! opens. How much it takes to say yes grows with what is at stake: `y` or Tab and Enter for one,
//! a phrase for many, the name in production.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent};

pub use super::doomed::{Fate, Refused, Target};
use super::{Next, Then};
use crate::app::counted::{LOOKED_AT, count};
use crate::app::cx::Cx;
use crate::app::field::Field;
use crate::app::guard::{AGAIN, Guard, Touch};
use crate::app::job::Followed;
use crate::app::server::verb::{Risk, Verb};
use crate::app::time::Now;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// Where the phrase is typed, when one is asked for.
    Field,
    Keep,
    /// The button that does it.
    Go,
}

/// Beside the targets: what decides how it is asked.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// Production.
    pub danger: bool,
    /// How long what destroys waits before it is sent.
    pub undo: Duration,
}

/// What the list does not show of the targets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unseen {
    /// Of the targets, how many the filter hides.
    pub hidden: usize,
    /// It is the one marked, and the cursor is on another.
    pub aside: bool,
    /// Many were marked while the list was still being read: there may be more.
    pub unread: bool,
}

#[derive(Debug)]
pub struct Confirm {
    pub verb: &'static Verb,
    pub terms: Terms,
    pub targets: Vec<Target>,
    pub refused: Vec<Refused>,
    pub unseen: Unseen,
    pub focus: Focus,
    pub typed: Field,
    /// Why Enter did nothing.
    pub note: Option<String>,
    /// First target shown.
    pub scroll: usize,
    /// First shown of those it is not done to.
    pub skipped: usize,
    /// Of the targets, how many it can still be done to, and what goes with those.
    left: usize,
    fate: Fate,
    /// What the targets were last looked at by.
    seen: Option<Seen>,
    guard: Guard,
}

/// What decides whether it can still be done: by the same nothing is looked at twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Of instances and of images.
    pub rows: (u64, u64),
    pub jobs: u64,
    pub read_only: bool,
}

/// So many are gone past with a page key: no more are ever listed.
const PAGE: usize = 8;
/// So many of the skipped, below the targets.
const SKIPPED: usize = 3;
/// More than there ever are.
const TO_END: usize = usize::MAX;

impl Confirm {
    pub fn new(
        verb: &'static Verb,
        terms: Terms,
        judged: Vec<Result<Target, Refused>>,
        unseen: Unseen,
        now: Now,
    ) -> Self {
        let (mut targets, mut refused) = (Vec::new(), Vec::new());
        for one in judged {
            match one {
                Ok(target) => targets.push(target),
                Err(why) => refused.push(why),
            }
        }
        let mut confirm = Self {
            verb,
            terms,
            targets,
            refused,
            unseen,
            focus: Focus::Keep,
            typed: Field::default(),
            note: None,
            scroll: 0,
            skipped: 0,
            left: 0,
            fate: Fate::default(),
            seen: None,
            guard: Guard::opened(now),
        };
        confirm.count();
        if confirm.phrase().is_some() {
            confirm.focus = Focus::Field;
        } else if verb.risk == Risk::Harmless && !confirm.targets.is_empty() {
            confirm.focus = Focus::Go;
        }
        confirm
    }

    /// What goes with all of them together, and what stays.
    pub fn fate(&self) -> Fate {
        self.fate
    }

    /// Of the targets, how many it can still be done to.
    pub fn left(&self) -> usize {
        self.left
    }

    /// How many of them changed or went while the question stood, so that it is not done to them.
    pub fn dropped(&self) -> usize {
        self.targets.len() - self.left
    }

    fn count(&mut self) {
        let left = self.targets.iter().filter(|target| target.off.is_none());
        (self.left, self.fate) = left.fold((0, Fate::default()), |(count, all), target| {
            (count + 1, all.and(target.fate))
        });
    }

    /// What has to be typed; `None` when `y` is enough.
    pub fn phrase(&self) -> Option<String> {
        if self.verb.risk == Risk::Harmless {
            return None;
        }
        match self.targets.as_slice() {
            [one] if self.terms.danger => Some(if can_be_typed(&one.name) {
                one.name.clone()
            } else {
                format!("{} 1", self.verb.phrase)
            }),
            [] | [_] => None,
            _ => Some(format!("{} {}", self.verb.phrase, self.left())),
        }
    }

    /// Whether the button can be pressed.
    pub fn is_armed(&self) -> bool {
        self.left() > 0
            && self
                .phrase()
                .is_none_or(|phrase| self.typed.text().trim() == phrase)
    }

    /// Whether Enter does it now; else it keeps, or says what is missing.
    pub fn enter_goes(&self) -> bool {
        self.is_armed() && matches!(self.focus, Focus::Field | Focus::Go)
    }

    /// How long it will be held after it is confirmed; zero: not at all.
    pub fn held_for(&self) -> Duration {
        if self.verb.risk == Risk::Destroys {
            self.terms.undo
        } else {
            Duration::ZERO
        }
    }

    pub fn title(&self) -> String {
        let asked = self.targets.len().max(1);
        let title = self.verb.title(match self.left() {
            0 => asked,
            left => left,
        });
        if self.terms.danger {
            format!("{title} [PROD]")
        } else {
            title
        }
    }

    /// The button's words, with the verb and the name or count.
    pub fn go_label(&self) -> String {
        if let [one] = self.targets.as_slice() {
            return self.verb.of(&one.name);
        }
        let (left, noun) = (self.left(), self.verb.kind.noun(self.left()));
        format!("{} {left} {noun}", self.verb.word)
    }

    pub fn keep_label(&self) -> String {
        match self.targets.as_slice() {
            _ if self.left() == 0 => "Close".into(),
            _ if self.verb.risk != Risk::Destroys => "Cancel".into(),
            [one] => format!("Keep {}", one.name),
            _ => "Keep all".into(),
        }
    }

    pub fn on_key(&mut self, key: KeyEvent, cx: &mut Cx<'_>) -> Then {
        self.note = None;
        if !matches!(key.code, KeyCode::Enter | KeyCode::Char('y')) {
            self.guard.disarm();
        }
        let plain = key.modifiers.is_empty();
        match key.code {
            KeyCode::Esc => return Then::Close,
            KeyCode::Enter => return self.on_enter(cx.now),
            KeyCode::Tab => self.turn(true),
            KeyCode::BackTab => self.turn(false),
            KeyCode::Left | KeyCode::Right if self.focus != Focus::Field => {
                let other = self.focus == Focus::Keep && !self.targets.is_empty();
                self.guard.disarm();
                self.focus = if other { Focus::Go } else { Focus::Keep };
            }
            KeyCode::Down => self.go_down(1),
            KeyCode::Up => self.go_up(1),
            KeyCode::PageDown => self.go_down(PAGE),
            KeyCode::PageUp => self.go_up(PAGE),
            KeyCode::Home => (self.scroll, self.skipped) = (0, 0),
            KeyCode::End => self.go_down(TO_END),
            KeyCode::Char('y') if self.targets.is_empty() => {
                if let Some(lift) = self.refused.iter().find_map(|refused| refused.lift.clone()) {
                    cx.copy(lift, "The command");
                }
            }
            _ if self.phrase().is_some() => {
                self.guard.disarm();
                if self.typed.on_key(key) {
                    self.focus = Focus::Field;
                }
            }
            KeyCode::Char('y') if plain && self.left() > 0 => self.press(cx.now),
            KeyCode::Char('n') => return Then::Close,
            _ => self.guard.disarm(),
        }
        Then::Stay
    }

    /// The skipped stand after the targets: they are gone through when those are at their end.
    fn go_down(&mut self, rows: usize) {
        let last = self.targets.len().saturating_sub(1);
        if self.scroll.saturating_add(rows) < last {
            self.scroll += rows;
            return;
        }
        // A page that ends in view has nothing left for a page key to go to.
        let at_end = self.scroll == last || (rows > 1 && self.targets.len() <= self.scroll + PAGE);
        self.scroll = last;
        if at_end || rows == TO_END {
            let last = self.refused.len().saturating_sub(1);
            self.skipped = self.skipped.saturating_add(self.step(rows)).min(last);
        }
    }

    fn go_up(&mut self, rows: usize) {
        if self.skipped > 0 {
            self.skipped = self.skipped.saturating_sub(self.step(rows));
            return;
        }
        // From the end a page is the one before the last.
        let last_page = self.targets.len().saturating_sub(PAGE);
        let from = if rows == PAGE {
            self.scroll.min(last_page)
        } else {
            self.scroll
        };
        self.scroll = from.saturating_sub(rows);
    }

    /// How many of the skipped a key goes past: below the targets fewer of them are listed.
    fn step(&self, rows: usize) -> usize {
        if rows == PAGE && !self.targets.is_empty() {
            SKIPPED
        } else {
            rows
        }
    }

    fn turn(&mut self, forward: bool) {
        self.guard.disarm();
        let field = self.phrase().is_some();
        // Without a phrase to type there is no field in the ring.
        let ring: &[Focus] = match (self.targets.is_empty(), field) {
            (true, _) => &[Focus::Keep],
            (false, true) => &[Focus::Field, Focus::Keep, Focus::Go],
            (false, false) => &[Focus::Keep, Focus::Go],
        };
        let here = ring
            .iter()
            .position(|focus| *focus == self.focus)
            .unwrap_or(0);
        let step = if forward { 1 } else { ring.len() - 1 };
        self.focus = ring[(here + step) % ring.len()];
    }

    fn press(&mut self, now: Now) {
        if !self.guard.press(now) {
            self.note = Some(AGAIN.into());
        }
    }

    fn on_enter(&mut self, now: Now) -> Then {
        if self.enter_goes() {
            self.press(now);
            return Then::Stay;
        }
        let empty_field = self.focus == Focus::Field && self.typed.is_empty();
        if self.focus == Focus::Keep || empty_field {
            return Then::Close;
        }
        let off = self.targets.iter().find_map(|target| target.off.clone());
        self.note = Some(match (self.phrase(), off) {
            (Some(phrase), _) if self.left() > 0 => format!("type  {phrase}  to go on"),
            (_, off) => off.unwrap_or_default(),
        });
        Then::Stay
    }

    pub fn on_paste(&mut self, text: &str) {
        if self.phrase().is_some() {
            self.typed.paste(text);
        }
    }

    /// Looks at its targets again: they stay the same, but what is said of them follows the lists.
    /// What it cannot be done to any more is marked, and why. `judge` answers for each, in order.
    pub fn refresh<J>(&mut self, seen: Seen, judge: J)
    where
        J: FnOnce(&'static Verb, &[Followed]) -> Vec<Result<Target, Refused>>,
    {
        if self.seen.replace(seen) == Some(seen) {
            return;
        }
        let aimed: Vec<Followed> = self.targets.iter().map(|it| it.what.clone()).collect();
        for (target, judged) in self.targets.iter_mut().zip(judge(self.verb, &aimed)) {
            count(LOOKED_AT);
            target.follow(judged);
        }
        self.count();
    }

    pub(super) fn uncovered(&mut self, now: Now) {
        self.guard = Guard::opened(now);
        if self.focus == Focus::Go {
            self.focus = Focus::Keep;
        }
    }

    pub fn feel(&mut self, touch: Touch) {
        self.guard.feel(touch);
    }

    pub fn deadline(&self) -> Option<Duration> {
        self.guard.deadline()
    }

    /// When the confirming press has stood alone: sends the requests, or holds them for the undo
    /// window.
    pub fn on_wake(&mut self, cx: &mut Cx<'_>) -> Then {
        if !self.guard.fired(cx.now) || !self.is_armed() {
            return Then::Stay;
        }
        let left: Vec<&Target> = self.targets.iter().filter(|it| it.off.is_none()).collect();
        let asked: Vec<(String, Followed)> = left
            .iter()
            .map(|target| (target.name.clone(), target.what.clone()))
            .collect();
        match carry_out(self.verb, self.held_for(), &asked, cx) {
            Some(group) => Then::CloseAnd(Next::Bulk(group)),
            None => Then::Close,
        }
    }
}

/// Characters of a name that is asked for: the dialog shows it whole at every size.
const MOST_TYPED: usize = 40;

/// Whether a person can type this name as it is shown.
fn can_be_typed(name: &str) -> bool {
    name.trim() == name
        && (1..=MOST_TYPED).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_graphic() || c == ' ')
}

/// Sends one request for each, or holds them; gives what many are known by together.
pub fn carry_out(
    verb: &'static Verb,
    held_for: Duration,
    asked: &[(String, Followed)],
    cx: &mut Cx<'_>,
) -> Option<crate::cloud::message::OpId> {
    let mut ops = Vec::new();
    for (name, what) in asked {
        let Some(write) = verb.write(what) else {
            continue;
        };
        let job = verb.of(name);
        if held_for.is_zero() {
            ops.push(cx.write(write, job));
        } else {
            let (op, until) = (cx.ids.op(), cx.now.mono + held_for);
            cx.jobs.hold(op, cx.context, write, job, until, cx.now);
            ops.push(op);
        }
    }
    if !held_for.is_zero() {
        let what = match asked {
            [(name, _)] => name.clone(),
            many => format!("{} {}", many.len(), verb.kind.noun(many.len())),
        };
        let seconds = held_for.as_secs();
        cx.notices.warn(
            format!("{what}: the delete waits {seconds} s · U undoes"),
            cx.now,
        );
    }
    cx.jobs.group(&ops, verb)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_asked_for_only_where_it_can_be_seen_and_typed() {
        assert!(can_be_typed("web-01") && can_be_typed("My server (old)"));
        assert!(can_be_typed(&"x".repeat(MOST_TYPED)));
        let long = "x".repeat(64 << 10);
        for name in ["", " web", "web ", "w\u{e9}b", "a\u{1b}b", long.as_str()] {
            assert!(!can_be_typed(name), "{name:.9}");
        }
    }
}

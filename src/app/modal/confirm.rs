//! The question before anything is destroyed. Its targets are fixed when it opens; Keep has the
//! focus; one is confirmed with `y` or Tab and Enter, many by typing `delete N`.

use crossterm::event::{KeyCode, KeyEvent};

pub use super::doomed::{Refused, Target};
use super::doomed::{image_target, refuse_image, refuse_server, server_target};
use super::{Next, Then};
use crate::app::cx::Cx;
use crate::app::field::Field;
use crate::app::guard::Guard;
use crate::app::job::Followed;
use crate::app::time::Now;
use crate::cloud::message::{ContextInfo, Write};
use crate::openstack::compute::Server;
use crate::openstack::image::Image;

/// How long a confirmed delete waits before it is sent.
pub const UNDO: std::time::Duration = std::time::Duration::from_secs(8);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Instance,
    Image,
}

impl Kind {
    pub fn noun(self, count: usize) -> &'static str {
        match (self, count) {
            (Self::Instance, 1) => "instance",
            (Self::Instance, _) => "instances",
            (Self::Image, 1) => "image",
            (Self::Image, _) => "images",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// Where the phrase is typed, when one is asked for.
    Field,
    Keep,
    Delete,
}

#[derive(Debug)]
pub struct Confirm {
    pub kind: Kind,
    pub targets: Vec<Target>,
    pub refused: Vec<Refused>,
    /// Of the targets, how many the filter hides.
    pub hidden: usize,
    pub focus: Focus,
    pub typed: Field,
    /// Why Enter did nothing.
    pub note: Option<String>,
    /// First target shown.
    pub scroll: usize,
    guard: Guard,
}

impl Confirm {
    pub fn servers(
        servers: &[&Server],
        info: &ContextInfo,
        saving: impl Fn(&Server) -> Option<String>,
        pending: impl Fn(&Followed) -> bool,
        hidden: usize,
        now: Now,
    ) -> Self {
        let mut confirm = Self::empty(Kind::Instance, hidden, now);
        for server in servers {
            let held = pending(&Followed::Server(server.id.clone()));
            match refuse_server(server, info, held) {
                Some(refused) => confirm.refused.push(refused),
                None => confirm
                    .targets
                    .push(server_target(server, saving(server), now)),
            }
        }
        confirm.focused()
    }

    pub fn images(
        images: &[&Image],
        info: &ContextInfo,
        users: impl Fn(&Image) -> Vec<String>,
        pending: impl Fn(&Followed) -> bool,
        hidden: usize,
        now: Now,
    ) -> Self {
        let mut confirm = Self::empty(Kind::Image, hidden, now);
        for image in images {
            let held = pending(&Followed::Image(image.id.clone()));
            match refuse_image(image, info, held) {
                Some(refused) => confirm.refused.push(refused),
                None => confirm
                    .targets
                    .push(image_target(image, &users(image), now)),
            }
        }
        confirm.focused()
    }

    fn empty(kind: Kind, hidden: usize, now: Now) -> Self {
        Self {
            kind,
            targets: Vec::new(),
            refused: Vec::new(),
            hidden,
            focus: Focus::Keep,
            typed: Field::default(),
            note: None,
            scroll: 0,
            guard: Guard::opened(now),
        }
    }

    fn left(&self) -> usize {
        self.targets.iter().filter(|target| !target.gone).count()
    }

    /// What has to be typed; `None` when `y` is enough.
    pub fn phrase(&self) -> Option<String> {
        (self.targets.len() > 1).then(|| format!("delete {}", self.left()))
    }

    /// Whether the delete button can be pressed.
    pub fn is_armed(&self) -> bool {
        self.left() > 0
            && self
                .phrase()
                .is_none_or(|phrase| self.typed.text().trim() == phrase)
    }

    /// Whether Enter deletes now; else it keeps, or says what is missing.
    pub fn enter_deletes(&self) -> bool {
        self.is_armed() && matches!(self.focus, Focus::Field | Focus::Delete)
    }

    /// The button's words, with the verb and the name or count.
    pub fn delete_label(&self) -> String {
        match self.targets.as_slice() {
            [one] => format!("Delete {}", one.name),
            _ => format!("Delete {} {}", self.left(), self.kind.noun(self.left())),
        }
    }

    pub fn keep_label(&self) -> String {
        match self.targets.as_slice() {
            [] => "Close".into(),
            [one] => format!("Keep {}", one.name),
            _ => "Keep all".into(),
        }
    }

    /// The focus a dialog opens with: where Enter deletes nothing.
    fn focused(mut self) -> Self {
        self.focus = if self.phrase().is_some() {
            Focus::Field
        } else {
            Focus::Keep
        };
        self
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
                self.focus = if other { Focus::Delete } else { Focus::Keep };
            }
            KeyCode::Down => {
                self.scroll = (self.scroll + 1).min(self.targets.len().saturating_sub(1));
            }
            KeyCode::Up => self.scroll = self.scroll.saturating_sub(1),
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
            KeyCode::Char('y') if plain && self.left() > 0 => self.guard.press(key.code, cx.now),
            KeyCode::Char('n') => return Then::Close,
            _ => self.guard.disarm(),
        }
        Then::Stay
    }

    fn turn(&mut self, forward: bool) {
        self.guard.disarm();
        let field = self.phrase().is_some();
        // Without a phrase to type there is no field in the ring.
        let ring: &[Focus] = match (self.targets.is_empty(), field) {
            (true, _) => &[Focus::Keep],
            (false, true) => &[Focus::Field, Focus::Keep, Focus::Delete],
            (false, false) => &[Focus::Keep, Focus::Delete],
        };
        let here = ring
            .iter()
            .position(|focus| *focus == self.focus)
            .unwrap_or(0);
        let step = if forward { 1 } else { ring.len() - 1 };
        self.focus = ring[(here + step) % ring.len()];
    }

    fn on_enter(&mut self, now: Now) -> Then {
        if self.enter_deletes() {
            self.guard.press(KeyCode::Enter, now);
            return Then::Stay;
        }
        let empty_field = self.focus == Focus::Field && self.typed.is_empty();
        if self.focus == Focus::Keep || empty_field {
            return Then::Close;
        }
        self.note = Some(match self.phrase() {
            Some(phrase) => format!("type  {phrase}  to go on"),
            None => "it is gone already".into(),
        });
        Then::Stay
    }

    pub fn on_paste(&mut self, text: &str) {
        if self.phrase().is_some() {
            self.typed.paste(text);
        }
    }

    /// Marks what is not there any more; the others stay the targets.
    pub fn refresh(&mut self, exists: impl Fn(&Followed) -> bool) {
        for target in &mut self.targets {
            target.gone = !exists(&target.what);
        }
    }

    pub fn disarm(&mut self) {
        self.guard.disarm();
    }

    pub fn deadline(&self) -> Option<std::time::Duration> {
        self.guard.deadline()
    }

    /// When the confirming press has stood alone: holds the deletes for the undo window.
    pub fn on_wake(&mut self, cx: &mut Cx<'_>) -> Then {
        if !self.guard.fired(cx.now) || !self.is_armed() {
            return Then::Stay;
        }
        let until = cx.now.mono + UNDO;
        let left: Vec<&Target> = self.targets.iter().filter(|target| !target.gone).collect();
        for target in &left {
            let write = match &target.what {
                Followed::Server(id) => Write::DeleteServer(id.clone()),
                Followed::Image(id) => Write::DeleteImage(id.clone()),
                Followed::Launch(_) => continue,
            };
            let op = cx.ids.op();
            cx.jobs.hold(
                op,
                cx.context,
                write,
                format!("Delete {}", target.name),
                until,
                cx.now,
            );
        }
        let what = match left.as_slice() {
            [one] => one.name.clone(),
            many => format!("{} {}", many.len(), self.kind.noun(many.len())),
        };
        cx.notices.warn(
            format!("{what}: delete is sent in {} s · U undoes", UNDO.as_secs()),
            cx.now,
        );
        Then::CloseAnd(Next::Unmark)
    }
}

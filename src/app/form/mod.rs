//! The dialogs with fields: what each asks, what is wrong with what was typed, and the requests it
//! makes.
//!
//! [`Form`] is the same for all: fields in the order of Tab, then Cancel and one button with a
//! verb. What differs is a [`Dialog`]. The instance is fixed when the dialog opens; what the cloud
//! tells meanwhile is looked at anew with every key, and never changes what somebody has typed.

mod address;
mod edit;
#[cfg(test)]
pub(crate) mod fixture;
mod flavors;
mod floating_ip;
mod groups;
mod images;
mod input;
mod interface;
mod keys;
mod lock;
mod metadata;
mod migrate;
mod offer;
mod open;
mod password;
mod port;
mod rebuild;
mod rescue;
mod resize;
mod retrieve;
mod send;
mod tags;
mod view;
mod volume;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use self::input::{Fields, Id, Input, Masked, Pick, Value};
pub use self::offer::{Column, Empty, Offer, Row};
use self::send::Sent;
pub use self::send::{Refused, Told};
use self::view::Subject;
pub use self::view::View;
use super::about::About;
use super::choices::{Load, World};
use super::guard::Guard;
use super::instances::{self, Health};
use super::record;
use super::shell;
use super::time::Now;
use crate::cloud::message::{Read, Ticket, Write};
use crate::openstack::compute::Server;

/// One thing worth knowing before the button is pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    Fact(String),
    Warning(String),
    /// What is lost for good.
    Loss(String),
}

/// What one kind of dialog asks, says and does.
pub trait Dialog: fmt::Debug {
    fn title(&self) -> &'static str;

    /// The words on the button.
    fn verb(&self) -> &'static str;

    fn fields(&self, server: &Server) -> Vec<Input>;

    /// What has to be read for it; read again when it has changed something.
    fn reads(&self, _: &Server) -> Vec<Read> {
        Vec::new()
    }

    /// Proposes what follows from what is known by now, where nobody has typed or chosen.
    fn arrived(&self, _: &mut Fields, _: View<'_>) {}

    /// Something else was chosen in a table: what was said of the other does not hold any more.
    fn chose(&self, _: Id, _: &mut Fields) {}

    /// Whether a field is asked at all.
    fn asks(&self, _: Id, _: &Fields, _: View<'_>) -> bool {
        true
    }

    fn offer<'a>(&self, _: Id, _: &Fields, _: View<'a>) -> Offer<'a> {
        Offer::nothing()
    }

    /// What is wrong with a field, beside that it is empty.
    fn problem(&self, _: Id, _: &Fields, _: View<'_>) -> Option<String> {
        None
    }

    /// Why there is nothing to send although each field is right.
    fn idle(&self, _: &Fields, _: View<'_>) -> Option<String> {
        None
    }

    fn notes(&self, _: &Fields, _: View<'_>) -> Vec<Note> {
        Vec::new()
    }

    /// The same thing as commands; never with a secret.
    fn commands(&self, fields: &Fields, view: View<'_>) -> Vec<String> {
        let writes = self.writes(fields, view);
        let commands = writes.iter().map(|(write, _)| record::command::of(write));
        commands.flatten().collect()
    }

    /// What is sent, and what each is called in the list of jobs.
    fn writes(&self, _: &Fields, _: View<'_>) -> Vec<(Write, String)>;

    /// What is read instead, when nothing is changed.
    fn question(&self, _: &Fields, _: &Server) -> Option<Read> {
        None
    }

    /// Whether it interrupts the instance or destroys something of it.
    fn hurts(&self) -> bool {
        false
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// Of all fields, by place.
    Input(usize),
    Cancel,
    Submit,
}

/// An open dialog.
#[derive(Debug)]
pub struct Form {
    dialog: Box<dyn Dialog>,
    subject: Subject,
    pub health: Health,
    /// As it was when the dialog opened.
    pub status: String,
    /// The instance's name has to be typed.
    pub danger: bool,
    /// It is the one marked, and the cursor is on another.
    pub aside: bool,
    pub fields: Fields,
    pub focus: Focus,
    /// Why the last key did nothing.
    pub note: Option<String>,
    /// Lines scrolled up from the end, while a button has the focus.
    pub peek: usize,
    /// What of the last try the cloud refused.
    pub refused: Vec<Refused>,
    /// What the cloud told once, to be read and copied.
    pub told: Option<Told>,
    /// Until then a key does not put it away: it may have been meant for what was there before.
    told_until: Duration,
    /// Esc was pressed although something is about to be told once: from then on it closes.
    waived: Option<Duration>,
    sent: Vec<Sent>,
    /// Of what is asked for now, accepted in an earlier try: not sent again.
    done: Vec<Write>,
    asking: Option<Ticket>,
    wants: Vec<Read>,
    /// They are asked for by hand.
    at_once: bool,
    guard: Guard,
}

impl Form {
    pub fn open(dialog: Box<dyn Dialog>, server: &Server, danger: bool, now: Now) -> Self {
        let danger = danger && dialog.hurts();
        let inputs = inputs(&*dialog, server, danger);
        let focus = if inputs.is_empty() {
            Focus::Cancel
        } else {
            Focus::Input(0)
        };
        Self {
            wants: dialog.reads(server),
            dialog,
            health: instances::health(server),
            status: instances::status_words(server),
            subject: Subject::of(server, now.mono),
            danger,
            aside: false,
            fields: Fields(inputs),
            focus,
            note: None,
            peek: 0,
            refused: Vec::new(),
            told: None,
            told_until: Duration::ZERO,
            waived: None,
            sent: Vec::new(),
            done: Vec::new(),
            asking: None,
            at_once: false,
            guard: Guard::opened(now),
        }
    }

    pub fn title(&self) -> &'static str {
        self.dialog.title()
    }

    pub fn server(&self) -> &Server {
        &self.subject.server
    }

    /// The words on the button.
    pub fn verb(&self) -> &'static str {
        match (self.is_busy(), self.asking) {
            (true, Some(_)) => "Asking…",
            (true, None) => "Sending…",
            (false, _) => self.dialog.verb(),
        }
    }

    pub fn hurts(&self) -> bool {
        self.dialog.hurts()
    }

    /// Sent, and not answered yet.
    pub fn is_busy(&self) -> bool {
        !self.sent.is_empty() || self.asking.is_some()
    }

    /// What Esc does while it is sent and not answered: no write is called back.
    pub fn on_its_way(&self) -> Option<&'static str> {
        if self.asking.is_some() {
            Some("Esc closes")
        } else if self.sent.is_empty() {
            None
        } else if self.awaits_password() && self.waived.is_none() {
            Some("Esc twice closes; it goes on")
        } else {
            Some("Esc closes; it goes on")
        }
    }

    pub fn view<'a>(&'a self, world: World<'a>, about: &'a About) -> View<'a> {
        self.subject.view(world, about)
    }

    /// The fields that are asked, by place.
    pub fn asked(&self, view: View<'_>) -> Vec<usize> {
        let inputs = self.fields.0.iter().enumerate();
        inputs
            .filter(|(_, input)| self.dialog.asks(input.id, &self.fields, view))
            .map(|(at, _)| at)
            .collect()
    }

    pub fn offer<'a>(&self, id: Id, view: View<'a>) -> Offer<'a> {
        self.dialog.offer(id, &self.fields, view)
    }

    /// The row of a table its cursor is on: at first the chosen one, else the first that can be.
    pub fn cursor(pick: &Pick, rows: &[&Row]) -> usize {
        if pick.table.is_pinned() {
            let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
            return pick.table.index(&ids);
        }
        let chosen = rows.iter().position(|row| pick.chosen.contains(&row.id));
        let free = || rows.iter().position(|row| row.obstacle.is_none());
        chosen.or_else(free).unwrap_or(0)
    }

    pub fn notes(&self, view: View<'_>) -> Vec<Note> {
        self.dialog.notes(&self.fields, view)
    }

    pub fn commands(&self, view: View<'_>) -> Vec<String> {
        self.dialog.commands(&self.fields, view)
    }

    /// What has to be typed to confirm: the name, or the id where the name cannot be typed.
    pub fn phrase(&self) -> &str {
        let name = self.subject.server.title().trim();
        let is_odd = name.is_empty() || name.chars().count() > 40;
        if is_odd || name.chars().any(char::is_control) {
            self.subject.server.id.as_str()
        } else {
            name
        }
    }

    /// What is wrong with a field.
    pub fn problem(&self, at: usize, view: View<'_>) -> Option<String> {
        let input = self.fields.0.get(at)?;
        if input.id == Id::Typed {
            let phrase = self.phrase();
            return (self.fields.text(Id::Typed) != phrase)
                .then(|| format!("type  {phrase}  to go on"));
        }
        if input.required && input.is_empty() {
            return Some(match input.value {
                Value::One(_) | Value::Many(_) => "nothing is chosen yet".into(),
                _ => "this is required".into(),
            });
        }
        if let Some(problem) = self.dialog.problem(input.id, &self.fields, view) {
            return Some(problem);
        }
        let Value::One(pick) = &input.value else {
            return None;
        };
        let chosen = pick.chosen.first()?;
        let offer = self.offer(input.id, view);
        match offer.row(chosen) {
            Some(row) => row.obstacle.clone(),
            None => (offer.load == Load::Ready).then(|| "what was chosen is gone".into()),
        }
    }

    /// The first field that is wrong, and why.
    fn first_problem(&self, view: View<'_>) -> Option<(usize, String)> {
        let mut asked = self.asked(view).into_iter();
        asked.find_map(|at| Some((at, self.problem(at, view)?)))
    }

    /// Why there is nothing to send although each field is right.
    fn idle(&self, view: View<'_>) -> Option<String> {
        if view.is_gone() {
            return Some(format!("{} is gone", self.subject.server.title()));
        }
        self.dialog.idle(&self.fields, view)
    }

    /// Whether the button does anything.
    pub fn is_ready(&self, view: View<'_>) -> bool {
        !self.is_busy() && self.first_problem(view).is_none() && self.idle(view).is_none()
    }

    /// Under the keys again after a new login, which has to read what the old one could not.
    pub(in crate::app) fn uncovered(&mut self, now: Now) {
        self.guard = Guard::opened(now);
        if self.focus == Focus::Submit {
            self.focus = Focus::Cancel;
        }
        self.wants = self.dialog.reads(&self.subject.server);
    }

    /// What it wants read, once.
    pub fn wants(&mut self) -> Vec<Read> {
        std::mem::take(&mut self.wants)
    }

    /// Whether what it wants is asked for by hand: however fresh it is, and also what waits.
    pub fn wants_at_once(&mut self) -> bool {
        std::mem::take(&mut self.at_once)
    }

    fn read_again(&mut self) {
        self.wants = self.dialog.reads(&self.subject.server);
        self.at_once = true;
    }

    /// The cloud has told something: proposes what follows from it.
    pub fn world_changed(&mut self, world: World<'_>, about: &About) {
        let is_untouched = !self.is_busy() && self.fields.0.iter().all(|input| !input.touched);
        let newer = self.view(world, about).read().cloned();
        if let Some(newer) = newer.filter(|newer| is_untouched && *newer != *self.subject.server) {
            self.fields = Fields(inputs(&*self.dialog, &newer, self.danger));
            self.subject.server = Arc::new(newer);
        }
        let subject = self.subject.clone();
        let view = subject.view(world, about);
        self.dialog.arrived(&mut self.fields, view);
        if !matches!(self.focus, Focus::Input(_)) {
            self.fields.stand();
        }
    }
}

/// All fields of a dialog; in production what hurts wants the name as well.
fn inputs(dialog: &dyn Dialog, server: &Server, danger: bool) -> Vec<Input> {
    let mut inputs = dialog.fields(server);
    if danger {
        inputs.push(Input::line(Id::Typed, "Instance", "").required());
    }
    inputs
}

/// `openstack server … ID`, with every argument quoted.
fn command(verb: &str, options: &[String], arguments: &[&str]) -> String {
    let mut words = vec![format!("openstack {verb}")];
    words.extend(options.iter().cloned());
    words.extend(shell::operands(arguments.iter().copied()));
    words.join(" ")
}

/// `--name value`; in one word where the value would be read as an option.
fn option(name: &str, value: &str) -> String {
    let sign = if value.starts_with('-') { '=' } else { ' ' };
    format!("--{name}{sign}{}", shell::quote(value))
}

/// What a password stands as in a command.
const PASSWORD: &str = "--password \"$PASSWORD\"";

/// Nova's limit for most texts, in characters.
const LONGEST: usize = 255;

fn too_long(text: &str) -> Option<String> {
    let count = text.chars().count();
    (count > LONGEST).then(|| format!("at most {LONGEST} characters; these are {count}"))
}

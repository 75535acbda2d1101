//! Create Snapshot: one name, and what the copy will and will not hold.

use crossterm::event::{KeyCode, KeyEvent};

use super::Then;
use crate::app::cx::Cx;
use crate::app::field::Field;
use crate::app::guard::{AGAIN, Guard, Touch};
use crate::app::instances::Health;
use crate::app::time::Now;
use crate::app::{instances, shell};
use crate::cloud::message::{OpId, Write, Written};
use crate::openstack::Error;
use crate::openstack::compute::{Boot, Server, ServerStatus};
use crate::openstack::id::ServerId;
use crate::openstack::image::Image;

/// Nova's and Glance's limit for a name.
const LONGEST: usize = 255;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    Name,
    Cancel,
    Create,
}

#[derive(Debug)]
pub struct SnapshotForm {
    pub server: ServerId,
    pub server_name: String,
    pub health: Health,
    pub status: String,
    pub flavor: String,
    pub volume_backed: bool,
    /// GiB of the local root disk.
    pub disk_gib: Option<u64>,
    /// Volumes that will not be in the copy of a local disk.
    pub volumes: usize,
    pub running: bool,
    /// It is the one marked, and the cursor is on another.
    pub aside: bool,
    pub name: Field,
    pub focus: Focus,
    /// The cloud's refusal of the last try.
    pub refusal: Option<Error>,
    sending: Option<OpId>,
    /// Why Enter did nothing.
    pub note: Option<&'static str>,
    guard: Guard,
}

impl SnapshotForm {
    pub fn new(server: &Server, aside: bool, now: Now) -> Self {
        Self {
            server: server.id.clone(),
            server_name: server.title().to_owned(),
            health: instances::health(server),
            status: instances::status_words(server),
            flavor: server.flavor.name.as_deref().unwrap_or("").to_owned(),
            volume_backed: server.boot == Boot::Volume,
            disk_gib: server.flavor.disk_gib,
            volumes: server.volumes.len(),
            running: server.status == ServerStatus::Active,
            aside,
            name: Field::with(&default_name(server.title(), now)),
            focus: Focus::Name,
            refusal: None,
            sending: None,
            note: None,
            guard: Guard::opened(now),
        }
    }

    pub fn is_sending(&self) -> bool {
        self.sending.is_some()
    }

    /// What is wrong with the name.
    pub fn problem(&self) -> Option<&'static str> {
        let name = self.name.text().trim();
        if name.is_empty() {
            Some("a name is required")
        } else if name.chars().count() > LONGEST {
            Some("at most 255 characters")
        } else {
            None
        }
    }

    /// Worth knowing, but no obstacle.
    pub fn advice(&self, images: &[Image]) -> Option<&'static str> {
        let name = self.name.text().trim();
        images
            .iter()
            .any(|image| image.name.as_deref() == Some(name))
            .then_some("an image of that name exists; names may repeat")
    }

    /// The same thing as a command.
    pub fn command(&self) -> String {
        let name = self.name.text().trim();
        let sign = if name.starts_with('-') { '=' } else { ' ' };
        format!(
            "openstack server image create --name{sign}{} {}",
            shell::quote(name),
            shell::operands([self.server.as_str()]).join(" ")
        )
    }

    pub fn on_key(&mut self, key: KeyEvent, cx: &mut Cx<'_>) -> Then {
        self.note = None;
        match (key.code, self.focus) {
            (KeyCode::Esc, _) | (KeyCode::Enter, Focus::Cancel) => return Then::Close,
            (KeyCode::Enter, _) => {
                if self.sending.is_none() && self.problem().is_none() {
                    let counts = self.guard.press(cx.now);
                    self.note = (!counts).then_some(AGAIN);
                }
            }
            (KeyCode::Tab, _) => self.turn(true),
            (KeyCode::BackTab, _) => self.turn(false),
            (KeyCode::Left | KeyCode::Right, Focus::Cancel | Focus::Create) => {
                self.focus = if self.focus == Focus::Cancel {
                    Focus::Create
                } else {
                    Focus::Cancel
                };
            }
            (_, Focus::Name) if self.sending.is_none() => {
                self.guard.disarm();
                self.name.on_key(key);
            }
            _ => self.guard.disarm(),
        }
        Then::Stay
    }

    fn turn(&mut self, forward: bool) {
        self.guard.disarm();
        self.focus = match (self.focus, forward) {
            (Focus::Name, true) | (Focus::Create, false) => Focus::Cancel,
            (Focus::Cancel, true) | (Focus::Name, false) => Focus::Create,
            (Focus::Create, true) | (Focus::Cancel, false) => Focus::Name,
        };
    }

    pub fn on_paste(&mut self, text: &str) {
        if self.focus == Focus::Name && self.sending.is_none() {
            self.name.paste(text);
        }
    }

    pub(super) fn uncovered(&mut self, now: Now) {
        self.guard = Guard::opened(now);
        if self.focus == Focus::Create {
            self.focus = Focus::Cancel;
        }
    }

    pub fn feel(&mut self, touch: Touch) {
        self.guard.feel(touch);
    }

    pub fn deadline(&self) -> Option<std::time::Duration> {
        self.guard.deadline()
    }

    pub fn on_wake(&mut self, cx: &mut Cx<'_>) {
        if self.guard.fired(cx.now) && self.sending.is_none() && self.problem().is_none() {
            let name = self.name.text().trim().to_owned();
            let what = format!("Snapshot {name} of {}", self.server_name);
            let write = Write::CreateImage {
                server: self.server.clone(),
                name,
            };
            self.refusal = None;
            self.sending = Some(cx.write(write, what));
        }
    }

    /// The answer: accepted closes, a refusal keeps what was typed. A lost answer closes as well,
    /// since a second press could make a second snapshot; the message says to look.
    pub fn on_written(&mut self, op: OpId, result: &Result<Written, Error>) -> Then {
        if self.sending != Some(op) {
            return Then::Stay;
        }
        self.sending = None;
        match result {
            Ok(_) => Then::Close,
            Err(error) if error.outcome_unknown() => Then::Close,
            Err(error) => {
                self.refusal = Some(error.clone());
                Then::Stay
            }
        }
    }
}

/// `web-02-snap-20261122-1102`, cut so that it fits.
fn default_name(server: &str, now: Now) -> String {
    let stamp = now.wall.strftime("%Y%m%d-%H%M");
    let suffix = format!("-snap-{stamp}");
    let room = LONGEST - suffix.chars().count();
    let base: String = server
        .trim()
        .chars()
        .filter(|c| !c.is_control())
        .take(room)
        .collect();
    format!("{base}{suffix}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Now {
        Now {
            mono: std::time::Duration::ZERO,
            wall: "2026-11-22T11:02:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn the_default_name_says_what_and_when() {
        assert_eq!(default_name("web-02", now()), "web-02-snap-20261122-1102");
    }

    #[test]
    fn the_default_name_of_a_very_long_server_still_fits() {
        assert_eq!(default_name(&"x".repeat(300), now()).chars().count(), 255);
    }
}

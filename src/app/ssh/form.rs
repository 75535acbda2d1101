//! The dialog before `ssh`: where to, as whom, with which key; and the command that comes of it.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent};

use super::account::{Account, is_account};
use super::command::{self, PrivateKey};
use super::errand::Errand;
use crate::app::Effect;
use crate::app::cx::Cx;
use crate::app::field::Field;
use crate::app::guard::{AGAIN, Guard, Touch};
use crate::app::instances::{self, Health};
use crate::app::modal::Then;
use crate::app::time::Now;
use crate::openstack::compute::Server;
use crate::openstack::id::ServerId;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    Address,
    User,
    Command,
    Cancel,
    LogIn,
}

/// Where ssh may go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    pub address: String,
    /// `floating`, `IPv4`, `IPv6`, and the network it is in.
    pub about: String,
}

#[derive(Debug)]
pub struct SshForm {
    pub server: ServerId,
    pub name: String,
    pub health: Health,
    pub status: String,
    /// Never empty.
    pub ways: Vec<Way>,
    pub chosen: usize,
    pub user: Field,
    /// How the account is known; `None` once it was typed.
    pub user_from: Option<String>,
    pub pair: Option<String>,
    pub key: PrivateKey,
    pub command: Field,
    /// Edited by hand: then it stands, whatever is chosen above it.
    pub edited: bool,
    pub focus: Focus,
    /// Why Enter did nothing.
    pub note: Option<&'static str>,
    guard: Guard,
}

impl SshForm {
    pub(super) fn new(
        server: &Server,
        account: Option<Account>,
        key: PrivateKey,
        now: Now,
    ) -> Self {
        let ways: Vec<_> = command::addresses(server)
            .into_iter()
            .map(|address| Way {
                address: address.addr.clone(),
                about: about(server, address),
            })
            .collect();
        let focus = if ways.len() > 1 {
            Focus::Address
        } else {
            Focus::User
        };
        let user = account.as_ref().map_or("", |account| &account.name);
        let mut form = Self {
            server: server.id.clone(),
            name: server.title().to_owned(),
            health: instances::health(server),
            status: instances::status_words(server),
            ways,
            chosen: 0,
            user: Field::with(user),
            user_from: account.map(|account| account.source),
            pair: server.key_name.as_deref().map(str::to_owned),
            key,
            command: Field::default(),
            edited: false,
            focus,
            note: None,
            guard: Guard::opened(now),
        };
        form.remake();
        form
    }

    /// The command anew, of what is chosen.
    fn remake(&mut self) {
        let key = match &self.key {
            PrivateKey::File(path) => Some(path.as_path()),
            _ => None,
        };
        let way = self.ways.get(self.chosen);
        let address = way.map_or("", |way| way.address.as_str());
        let line = command::line(address, self.user.text().trim(), key);
        self.command = Field::with(&line);
        self.edited = false;
    }

    /// Looks at the key files again.
    pub(super) fn found(&mut self, key: PrivateKey) {
        if self.key != key {
            self.key = key;
            if !self.edited {
                self.remake();
            }
        }
    }

    /// Why nothing can be run.
    pub fn problem(&self) -> Option<&'static str> {
        let user = self.user.text().trim();
        if !self.edited && !user.is_empty() && !is_account(user) {
            return Some(
                "a user is letters, digits and _ . - and begins with none of - or a blank",
            );
        }
        command::words(self.command.text()).err()
    }

    /// Worth knowing, but no obstacle.
    pub fn advice(&self) -> Option<&'static str> {
        let words = command::words(self.command.text()).ok()?;
        if let Some(advice) = command::advice(&words) {
            return Some(advice);
        }
        self.edited.then_some(
            "edited by hand: address and user above are not used (emptied, it is made anew)",
        )
    }

    pub(in crate::app) fn on_key(&mut self, key: KeyEvent, now: Now) -> Then {
        self.note = None;
        match (key.code, self.focus) {
            (KeyCode::Esc, _) | (KeyCode::Enter, Focus::Cancel) => return Then::Close,
            (KeyCode::Enter, _) if self.problem().is_none() => {
                let counts = self.guard.press(now);
                self.note = (!counts).then_some(AGAIN);
                return Then::Stay;
            }
            (KeyCode::Down | KeyCode::Right | KeyCode::Char('j' | 'l' | ' '), Focus::Address) => {
                self.choose(1);
            }
            (KeyCode::Up | KeyCode::Left | KeyCode::Char('k' | 'h'), Focus::Address) => {
                self.choose(self.ways.len().saturating_sub(1));
            }
            (KeyCode::Left | KeyCode::Right, Focus::Cancel | Focus::LogIn) => {
                self.focus = if self.focus == Focus::Cancel {
                    Focus::LogIn
                } else {
                    Focus::Cancel
                };
            }
            (KeyCode::Tab | KeyCode::Down, _) => self.turn(true),
            (KeyCode::BackTab | KeyCode::Up, _) => self.turn(false),
            (_, Focus::User) => self.user_key(key),
            (_, Focus::Command) => {
                let before = self.command.text().to_owned();
                self.command.on_key(key);
                self.edited |= self.command.text() != before;
            }
            _ => {}
        }
        self.guard.disarm();
        Then::Stay
    }

    fn user_key(&mut self, key: KeyEvent) {
        let before = self.user.text().to_owned();
        self.user.on_key(key);
        if self.user.text() != before {
            self.user_typed();
        }
    }

    fn user_typed(&mut self) {
        self.user_from = None;
        if !self.edited {
            self.remake();
        }
    }

    /// The next of the addresses, or so many on; after the last comes the first.
    fn choose(&mut self, on: usize) {
        self.chosen = (self.chosen + on) % self.ways.len().max(1);
        if !self.edited {
            self.remake();
        }
    }

    fn turn(&mut self, forward: bool) {
        if self.focus == Focus::Command && self.command.text().trim().is_empty() {
            self.remake();
        }
        let order = [
            Focus::Address,
            Focus::User,
            Focus::Command,
            Focus::Cancel,
            Focus::LogIn,
        ];
        let place = order.iter().position(|focus| *focus == self.focus);
        let on = if forward { 1 } else { order.len() - 1 };
        let next = (place.unwrap_or(0) + on) % order.len();
        self.focus = order[next];
    }

    pub(in crate::app) fn on_paste(&mut self, text: &str) {
        self.guard.disarm();
        match self.focus {
            Focus::User => {
                self.user.paste(text);
                self.user_typed();
            }
            Focus::Command => {
                self.command.paste(text);
                self.edited = true;
            }
            Focus::Address | Focus::Cancel | Focus::LogIn => {}
        }
    }

    pub(in crate::app) fn uncovered(&mut self, now: Now) {
        self.guard = Guard::opened(now);
        if self.focus == Focus::LogIn {
            self.focus = Focus::Cancel;
        }
    }

    pub fn feel(&mut self, touch: Touch) {
        self.guard.feel(touch);
    }

    pub fn deadline(&self) -> Option<Duration> {
        self.guard.deadline()
    }

    pub(in crate::app) fn on_wake(&mut self, cx: &mut Cx<'_>) -> Then {
        if !self.guard.fired(cx.now) || self.problem().is_some() {
            return Then::Stay;
        }
        let Ok(mut words) = command::words(self.command.text()) else {
            return Then::Stay;
        };
        let program = words.remove(0);
        let name = program.rsplit('/').next().unwrap_or_default();
        cx.effects.push(Effect::Run(Errand {
            what: format!("{name} to {}", self.name),
            program,
            arguments: words,
        }));
        Then::Close
    }
}

/// `floating · private`.
fn about(server: &Server, wanted: &crate::openstack::compute::Address) -> String {
    let kind = match (wanted.floating, wanted.version) {
        (true, _) => "floating",
        (false, 6) => "IPv6",
        (false, _) => "IPv4",
    };
    let network = server
        .networks
        .iter()
        .find(|network| network.addresses.contains(wanted));
    network.map_or_else(
        || kind.to_owned(),
        |network| format!("{kind} · {}", network.name),
    )
}

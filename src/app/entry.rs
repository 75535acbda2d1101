//! The way in: looking for clouds, picking one, the masked prompt, the refusal and its way on.

use crossterm::event::{KeyCode, KeyEvent};
use secrecy::SecretString;

use super::field::Field;
use super::modal::switcher::new_cloud;
use crate::cloud::message::{CloudChoice, Discovery, Reason, Refusal, Target};

/// What stands on the screen while no context is open, or over the old one during a switch.
#[derive(Debug)]
pub enum Entry {
    /// Reading the configuration.
    Looking,
    /// Nothing configured.
    FirstRun(FirstRun),
    Picker(Picker),
    /// A login is under way.
    Connecting {
        name: String,
    },
    Prompt(Prompt),
    Refused(Refused),
}

/// What a key on one of these screens leads to.
#[derive(Debug)]
pub enum Step {
    Stay,
    /// Back to the view that is still open, if there is one.
    Back,
    Connect(Target),
    Look,
    Pick,
    Prompt,
    Quit,
}

#[derive(Debug)]
pub struct FirstRun {
    pub cursor: usize,
}

impl FirstRun {
    pub const CHOICES: [(&'static str, &'static str); 2] = [
        (
            "Try the demo cloud",
            "made-up data, no network, nothing to break",
        ),
        ("Look again", "after you have put a file in place"),
    ];

    pub fn on_key(&mut self, key: KeyEvent) -> Step {
        match key.code {
            KeyCode::Down | KeyCode::Char('j') => self.cursor = 1,
            KeyCode::Up | KeyCode::Char('k') => self.cursor = 0,
            KeyCode::Enter => return Self::run(self.cursor),
            KeyCode::Char('1') => return Self::run(0),
            KeyCode::Char('2' | 'r') => return Self::run(1),
            KeyCode::Char('q') => return Step::Quit,
            KeyCode::Esc => return Step::Back,
            _ => {}
        }
        Step::Stay
    }

    fn run(choice: usize) -> Step {
        match choice {
            0 => Step::Connect(new_cloud(CloudChoice::Demo)),
            _ => Step::Look,
        }
    }
}

#[derive(Debug, Default)]
pub struct Picker {
    pub cursor: usize,
}

impl Picker {
    pub fn on_key(&mut self, key: KeyEvent, discovery: &Discovery) -> Step {
        let last = discovery.clouds.len().saturating_sub(1);
        match key.code {
            KeyCode::Down | KeyCode::Char('j') => self.cursor = (self.cursor + 1).min(last),
            KeyCode::Up | KeyCode::Char('k') => self.cursor = self.cursor.saturating_sub(1),
            KeyCode::Home | KeyCode::Char('g') => self.cursor = 0,
            KeyCode::End | KeyCode::Char('G') => self.cursor = last,
            KeyCode::Enter => {
                if let Some(cloud) = discovery.clouds.get(self.cursor) {
                    return Step::Connect(new_cloud(cloud.choice.clone()));
                }
            }
            KeyCode::Char('r') => return Step::Look,
            KeyCode::Char('q') => return Step::Quit,
            KeyCode::Esc => return Step::Back,
            _ => {}
        }
        Step::Stay
    }
}

/// The masked prompt for what the configuration lacks.
#[derive(Debug)]
pub struct Prompt {
    pub target: Target,
    pub user: String,
    pub auth_url: String,
    pub password: Field,
    /// Said of the last try.
    pub note: Option<String>,
}

impl Prompt {
    pub fn on_key(&mut self, key: KeyEvent) -> Step {
        match key.code {
            KeyCode::Enter if self.password.is_empty() => {
                self.note = Some("type the password, then Enter".into());
            }
            KeyCode::Enter => {
                let password = SecretString::from(self.password.text().to_owned());
                return Step::Connect(Target {
                    password: Some(password),
                    ..self.target.clone()
                });
            }
            KeyCode::Esc => return Step::Pick,
            _ => {
                self.password.on_key(key);
            }
        }
        Step::Stay
    }
}

#[derive(Debug)]
pub struct Refused {
    /// What was tried; `None` when the configuration itself could not be read.
    pub target: Option<Target>,
    pub refusal: Refusal,
    /// Among the regions offered.
    pub cursor: usize,
}

impl Refused {
    /// The regions to pick one from, when that is the way on.
    pub fn regions(&self) -> &[String] {
        match &self.refusal.reason {
            Reason::UnknownRegion { regions } | Reason::RegionNotChosen { regions } => regions,
            _ => &[],
        }
    }

    /// The clouds that exist, when the one asked for does not.
    pub fn clouds(&self) -> &[String] {
        match self.refusal.reason {
            Reason::UnknownCloud => &self.refusal.details,
            _ => &[],
        }
    }

    /// The ways on, as `(key, words)`.
    ///
    /// `behind`: a view is open behind, and stays.
    pub fn ways(&self, behind: bool) -> Vec<(&'static str, &'static str)> {
        let mut ways = Vec::new();
        if self.regions().is_empty() {
            ways.push(("r", "try again"));
        } else {
            ways.push(("Enter", "open this region"));
        }
        if self.refusal.reason == Reason::WrongCredentials && self.target.is_some() {
            ways.push(("p", "type the password"));
        }
        ways.push(("c", "pick another cloud"));
        ways.push(if behind {
            ("Esc", "back")
        } else {
            ("q", "quit")
        });
        ways
    }

    pub fn on_key(&mut self, key: KeyEvent) -> Step {
        let last = self.regions().len().saturating_sub(1);
        match key.code {
            KeyCode::Down | KeyCode::Char('j') => self.cursor = (self.cursor + 1).min(last),
            KeyCode::Up | KeyCode::Char('k') => self.cursor = self.cursor.saturating_sub(1),
            KeyCode::Enter => {
                if let (Some(region), Some(target)) =
                    (self.regions().get(self.cursor), &self.target)
                {
                    let region = Some(region.clone());
                    return Step::Connect(Target {
                        region,
                        ..target.clone()
                    });
                }
                return self.again();
            }
            KeyCode::Char('r') => return self.again(),
            KeyCode::Char('p') if self.refusal.reason == Reason::WrongCredentials => {
                return Step::Prompt;
            }
            KeyCode::Char('c') => return Step::Pick,
            KeyCode::Char('q') => return Step::Quit,
            KeyCode::Esc => return Step::Back,
            _ => {}
        }
        Step::Stay
    }

    fn again(&self) -> Step {
        self.target.clone().map_or(Step::Look, Step::Connect)
    }
}

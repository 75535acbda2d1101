//! The key pair of a draft: one of the list, a new one, an imported one, or none.
//!
//! Nothing is made before its button is pressed, and what was typed outlives a refusal. Paths are
//! sent as typed: who carries the write out expands a leading `~/`.

use std::path::PathBuf;

use crate::app::choices::World;
use crate::app::field::Field;
use crate::cloud::message::{KeyFile, KeyKind, OpId, PublicKeyLine, Write};
use crate::cloud::public_key::{self, Unfit};
use crate::openstack::Error;
use crate::openstack::compute::{KeyPair, Microversion};
use crate::openstack::secret::Secret;

/// From here on Nova takes `@` and `.` in names of key pairs.
const NEWER_NAMES: Microversion = Microversion(2, 92);

fn takes_newer_names(world: World<'_>) -> bool {
    let newest = world.choices.compute_version.get();
    newest.is_some_and(|newest| *newest >= NEWER_NAMES)
}

fn is_allowed(c: char, newer: bool) -> bool {
    c.is_ascii_alphanumeric() || " _-".contains(c) || (newer && "@.".contains(c))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeyMode {
    #[default]
    Select,
    Create,
    Import,
    None,
}

impl KeyMode {
    pub const ALL: [Self; 4] = [Self::Select, Self::Create, Self::Import, Self::None];

    pub fn title(self) -> &'static str {
        match self {
            Self::Select => "Select",
            Self::Create => "Create",
            Self::Import => "Import",
            Self::None => "None",
        }
    }
}

/// Where the public key to import comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeySource {
    #[default]
    File,
    Paste,
}

#[derive(Clone, Default)]
pub struct KeyDraft {
    pub mode: KeyMode,
    pub chosen: Option<String>,
    /// Pairs made through this draft, which the list may not show yet.
    pub made: Vec<KeyPair>,
    pub new_name: Field,
    pub kind: KeyKind,
    pub new_path: Field,
    /// Empty: none. Never kept on disk.
    pub passphrase: Field,
    /// The path no longer follows the name.
    pub(super) path_edited: bool,
    pub import_name: Field,
    /// The name was proposed, not typed: the next key may propose another.
    pub(super) name_proposed: bool,
    pub from: KeySource,
    pub import_path: Field,
    pub import_text: Field,
    pub pending: Option<Pending>,
    /// Why the last attempt came to nothing.
    pub failed: Option<Error>,
    /// Where the last key made was saved.
    pub saved: Option<PathBuf>,
    /// Those whose private halves were saved on this machine.
    pub(super) here: Vec<String>,
}

/// It holds a passphrase.
impl std::fmt::Debug for KeyDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyDraft")
            .field("mode", &self.mode)
            .field("chosen", &self.chosen)
            .field("pending", &self.pending)
            .finish_non_exhaustive()
    }
}

/// A key pair on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    pub op: OpId,
    pub name: String,
    /// Create or Import: whose fields are done with once it is there.
    pub mode: KeyMode,
}

/// What stands beside a name for a new key pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameCheck {
    Empty,
    Free,
    /// The list of key pairs is not there to compare with.
    Unchecked,
    Bad(&'static str),
}

impl KeyDraft {
    pub fn is_touched(&self) -> bool {
        !(self.new_name.is_empty()
            && (self.new_path.is_empty() || !self.path_edited)
            && self.import_name.is_empty()
            && self.import_path.is_empty()
            && self.import_text.is_empty())
            || self.mode == KeyMode::None
            || !self.made.is_empty()
    }

    /// The one of this name in the list, or made here.
    pub fn pair<'a>(&'a self, name: &str, world: World<'a>) -> Option<&'a KeyPair> {
        let made = || self.made.iter().find(|pair| pair.name == name);
        world.key_pair(name).or_else(made)
    }

    pub fn was_made_here(&self, name: &str) -> bool {
        self.here.iter().any(|made| made == name)
    }

    /// The key pair the launch would name.
    pub fn effective(&self) -> Option<&str> {
        match self.mode {
            KeyMode::None => None,
            _ => self.chosen.as_deref(),
        }
    }

    /// Nova's rule for the microversion in use: `@` and `.` are allowed from 2.92 on.
    pub fn check_name(&self, name: &str, world: World<'_>) -> NameCheck {
        let newer = takes_newer_names(world);
        if name.is_empty() {
            NameCheck::Empty
        } else if name.trim() != name {
            NameCheck::Bad("no space at the start or the end")
        } else if name.chars().count() > 255 {
            NameCheck::Bad("at most 255 characters")
        } else if !name.chars().all(|c| is_allowed(c, newer)) {
            NameCheck::Bad(if newer {
                "only A–Z a–z 0–9 space _ @ . -"
            } else {
                "only A–Z a–z 0–9 space _ -"
            })
        } else if self.pair(name, world).is_some() {
            NameCheck::Bad("a key pair of that name exists")
        } else if world.choices.key_pairs.get().is_none() {
            NameCheck::Unchecked
        } else {
            NameCheck::Free
        }
    }

    /// Why the path cannot be written to, as far as its form tells.
    pub fn check_path(&self) -> Option<&'static str> {
        let path = self.new_path.text();
        match path.rsplit('/').next() {
            _ if path.trim().is_empty() => Some("say where to save the private key"),
            Some("" | "." | ".." | "~") => Some("this names a folder; a file name is needed"),
            _ => None,
        }
    }

    /// The request the Create button stands for, or what is wrong first.
    pub(super) fn create(&self, world: World<'_>) -> Result<Write, Wrong> {
        let name = self.new_name.text();
        check(&self.check_name(name, world)).map_err(Wrong::Name)?;
        if let Some(text) = self.check_path() {
            return Err(Wrong::Key(text.into()));
        }
        Ok(Write::CreateKeyPair {
            name: name.to_owned(),
            path: PathBuf::from(self.new_path.text().trim()),
            kind: self.kind,
            passphrase: match self.passphrase.text() {
                "" => None,
                text => Some(Secret::from(text)),
            },
        })
    }

    /// The request the Import button stands for, or what is wrong first.
    pub(super) fn import(&self, world: World<'_>) -> Result<Write, Wrong> {
        let name = self.import_name.text();
        let name_check = check(&self.check_name(name, world)).map_err(Wrong::Name);
        match self.from {
            KeySource::File => {
                let path = self.import_path.text().trim();
                if path.is_empty() {
                    return Err(Wrong::Key(
                        "name a .pub file, or take one of the list".into(),
                    ));
                }
                if let Some(Err(reason)) = self.listed_file(world).map(|file| &file.content) {
                    return Err(Wrong::Key(format!("{path}: {reason}")));
                }
                name_check?;
                Ok(Write::ImportKeyFile {
                    name: name.to_owned(),
                    path: PathBuf::from(path),
                })
            }
            KeySource::Paste => {
                let key = self
                    .pasted()
                    .map_err(|unfit| Wrong::Key(unfit.text().into()))?;
                name_check?;
                Ok(Write::ImportKeyPair {
                    name: name.to_owned(),
                    public_key: key.line,
                })
            }
        }
    }

    pub fn pasted(&self) -> Result<PublicKeyLine, Unfit> {
        public_key::judge(self.import_text.text())
    }

    /// The file of the list whose path was typed or taken.
    pub fn listed_file<'a>(&self, world: World<'a>) -> Option<&'a KeyFile> {
        let path = self.import_path.text().trim();
        key_files(world)
            .iter()
            .find(|file| file.path.to_string_lossy() == path)
    }

    /// Puts a name into an empty name field, or over the last proposal.
    fn propose_name(&mut self, proposal: &str, world: World<'_>) {
        let newer = takes_newer_names(world);
        if !self.import_name.is_empty() && !self.name_proposed {
            return;
        }
        let name: String = proposal
            .trim()
            .chars()
            .map(|c| match c {
                c if is_allowed(c, newer) => c,
                _ => '-',
            })
            .take(255)
            .collect();
        self.name_proposed = !name.is_empty();
        self.import_name.set(name.trim());
    }

    /// A name proposed by what is to be imported: its comment, else the file's stem.
    pub(super) fn propose(&mut self, world: World<'_>) {
        let proposal = match self.from {
            KeySource::Paste => self.pasted().ok().map(|key| key.comment),
            KeySource::File => {
                let comment = self
                    .listed_file(world)
                    .and_then(|file| file.content.as_ref().ok())
                    .map(|key| key.comment.clone())
                    .filter(|comment| !comment.is_empty());
                let path = self.import_path.text().trim();
                let file = path.rsplit('/').next().unwrap_or_default();
                comment.or_else(|| file.strip_suffix(".pub").map(str::to_owned))
            }
        };
        if let Some(proposal) = proposal.filter(|text| !text.is_empty()) {
            self.propose_name(&proposal, world);
        }
    }

    /// The pair is there: choose it, and go back to the list.
    pub(super) fn took(&mut self, mode: KeyMode, pair: &KeyPair, saved: Option<&PathBuf>) {
        match mode {
            KeyMode::Create => {
                self.new_name.set("");
                self.new_path.set("");
                self.passphrase.set("");
                self.path_edited = false;
            }
            KeyMode::Import => {
                self.import_name.set("");
                self.import_path.set("");
                self.import_text.set("");
            }
            KeyMode::Select | KeyMode::None => {}
        }
        self.chosen = Some(pair.name.clone());
        self.made.push(pair.clone());
        if self.mode == mode {
            self.mode = KeyMode::Select;
        }
        if saved.is_some() {
            self.here.push(pair.name.clone());
        }
        self.saved = saved.cloned();
        self.failed = None;
    }
}

/// What keeps a key pair from being made, and which of the form's two parts it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wrong {
    Name(String),
    /// The path or the key itself.
    Key(String),
}

impl Wrong {
    pub(super) fn text(self) -> String {
        match self {
            Self::Name(text) | Self::Key(text) => text,
        }
    }
}

fn check(name: &NameCheck) -> Result<(), String> {
    match name {
        NameCheck::Empty => Err("a name is required".into()),
        NameCheck::Bad(text) => Err((*text).into()),
        NameCheck::Free | NameCheck::Unchecked => Ok(()),
    }
}

pub fn key_files(world: World<'_>) -> &[KeyFile] {
    world.choices.key_files.get().map_or(&[][..], Vec::as_slice)
}

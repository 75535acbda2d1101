//! Review's "same thing as": the launch in other words, to be read, copied or kept.

use crossterm::event::{KeyCode, KeyEvent};

use super::Wizard;
use super::advanced::UserDataFrom;
use super::same_as::{self, Form, Known, Names, Setting};
use super::step::FieldId;
use crate::app::choices::World;
use crate::app::cx::Cx;
use crate::app::field::Field;
use crate::cloud::message::{CloudChoice, OpId, Write, Written};
use crate::openstack::Error;
use crate::openstack::compute::LAUNCHED_WITH;

/// Which words are shown, and how far they are scrolled.
#[derive(Debug, Clone, Default)]
pub struct Same {
    pub form: Form,
    pub scroll: usize,
    /// The file it is to be written to, while that is asked.
    pub saving: Option<Field>,
    /// The file being written: what became of it is told here.
    writing: Option<OpId>,
}

impl Wizard {
    /// The launch in the chosen words; `None` while something is missing.
    pub fn same_text(&self, world: World<'_>) -> Option<String> {
        let new = self.draft.finish(world).ok()?;
        let info = world.info;
        let advanced = &self.draft.advanced;
        let known = world.choices.compute_version.get();
        let setting = Setting {
            cloud: match &info.cloud {
                CloudChoice::Named(name) => Some(name),
                CloudChoice::Environment | CloudChoice::Demo => None,
            },
            region: Some(&info.region),
            version: known.map_or(LAUNCHED_WITH, |newest| LAUNCHED_WITH.min(*newest)),
            user_data: match advanced.user_data {
                UserDataFrom::File => same_as::UserDataFrom::File(advanced.path.text().trim()),
                UserDataFrom::None | UserDataFrom::Typed => same_as::UserDataFrom::Text,
            },
            names: names(world),
        };
        Some(same_as::render(self.same.form, &new, &setting))
    }

    pub(super) fn turn_same(&mut self) {
        self.same.form = self.same.form.next();
        self.same.scroll = 0;
    }

    pub(super) fn copy_same(&mut self, world: World<'_>, cx: &mut Cx<'_>) {
        match self.same_text(world) {
            Some(text) => {
                let title = self.same.form.title();
                cx.copy(text, title);
                self.note = Some(cx.clipboard.sent(title));
            }
            None => self.note = Some(INCOMPLETE.into()),
        }
    }

    /// Asks where to write it.
    pub(super) fn ask_where(&mut self, world: World<'_>) {
        if self.same_text(world).is_none() {
            self.note = Some(INCOMPLETE.into());
            return;
        }
        let name = self.same.form.file_name(self.draft.server_name());
        self.same.saving = Some(Field::with(&name));
        self.focus = FieldId::SavePath;
    }

    pub(super) fn save_same(&mut self, world: World<'_>, cx: &mut Cx<'_>) {
        let Some(field) = &self.same.saving else {
            return;
        };
        let path = field.text().trim().to_owned();
        if path.is_empty() {
            self.note = Some("name a file, or Esc".into());
            return;
        }
        if let Some(text) = self.same_text(world) {
            let what = format!("Write {path}");
            self.note = Some(format!("{path}: being written"));
            let op = cx.write(
                Write::SaveText {
                    path: path.into(),
                    text,
                },
                what,
            );
            self.same.writing = Some(op);
            self.same.saving = None;
            self.focus = FieldId::SameAs;
        }
    }

    /// The file is written, or why not.
    pub(super) fn same_written(&mut self, op: OpId, result: &Result<Written, Error>) {
        if self
            .same
            .writing
            .take_if(|writing| *writing == op)
            .is_none()
        {
            return;
        }
        self.note = Some(match result {
            Ok(Written::Saved(path)) => format!("{} is written", path.display()),
            Ok(_) => "written".into(),
            Err(error) => format!("not written: {error}"),
        });
    }

    pub(super) fn same_key(&mut self, key: KeyEvent, world: World<'_>) {
        let lines = self.same_text(world).map_or(0, |text| text.lines().count());
        // About a page stays in view.
        let last = lines.saturating_sub(8);
        let scroll = &mut self.same.scroll;
        *scroll = match key.code {
            KeyCode::Down | KeyCode::Char('j') => (*scroll + 1).min(last),
            KeyCode::Up | KeyCode::Char('k') => scroll.saturating_sub(1),
            KeyCode::PageDown => (*scroll + 5).min(last),
            KeyCode::PageUp => scroll.saturating_sub(5),
            KeyCode::Home | KeyCode::Char('g') => 0,
            KeyCode::End | KeyCode::Char('G') => last,
            _ => *scroll,
        };
        if key.code == KeyCode::Enter {
            self.focus = FieldId::Next;
        }
    }

    /// What was said to be sent to the clipboard was not.
    pub(in crate::app) fn not_copied(&mut self, why: &str) {
        self.note = Some(why.to_owned());
    }

    /// The public half of the focused key pair goes to the clipboard; a private one never does.
    pub(super) fn copy_key(&mut self, world: World<'_>, cx: &mut Cx<'_>) {
        let at = self.cursor(FieldId::KeyPairs, world);
        match self.key_row(at, world) {
            Some(pair) if !pair.public_key.is_empty() => {
                let text = pair.public_key.clone();
                let what = format!("the public key of {}", pair.name);
                cx.copy(text, &what);
                self.note = Some(cx.clipboard.sent(&what));
            }
            _ => self.note = Some("there is no public key to copy".into()),
        }
    }
}

/// All names the wizard knows.
fn names<'a>(world: World<'a>) -> Names<'a> {
    let choices = world.choices;
    let community = choices.community.get().into_iter().flatten();
    let images = world.images.iter().chain(community);
    let named: Known<'a> = images
        .map(|image| (image.id.as_str(), image.name.as_deref().unwrap_or_default()))
        .collect();
    macro_rules! known {
        ($remote:expr) => {
            $remote
                .get()
                .into_iter()
                .flatten()
                .map(|item| (item.id.as_str(), &*item.name))
                .collect()
        };
    }
    Names {
        images: named,
        flavors: known!(choices.flavors),
        networks: known!(choices.networks),
        ports: known!(choices.ports),
        security_groups: known!(choices.groups),
        volumes: known!(choices.volumes),
        volume_snapshots: known!(choices.volume_snapshots),
        server_groups: known!(choices.server_groups),
    }
}

const INCOMPLETE: &str = "something is still to be mended: Review says what";

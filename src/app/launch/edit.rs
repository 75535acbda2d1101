//! Editing: what is typed or pasted goes into the focused text, and what follows from that.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::Wizard;
use super::step::FieldId;
use crate::app::area::Area;
use crate::app::choices::World;
use crate::app::cx::Cx;
use crate::app::field::Field;
use crate::cloud::public_key;

impl Wizard {
    pub(super) fn text_key(&mut self, key: KeyEvent, world: World<'_>, cx: &mut Cx<'_>) {
        match key.code {
            KeyCode::Enter if self.focus == FieldId::SavePath => self.save_same(world, cx),
            KeyCode::Enter if self.take_key_typed_as_name(world, cx) => {}
            KeyCode::Enter => self.accept(world, cx),
            KeyCode::Down => self.tab(1, world),
            KeyCode::Up => self.tab(-1, world),
            KeyCode::Char(c) if self.focus.is_number() && types(key) => {
                if c.is_ascii_digit() {
                    self.forget_given_number();
                    self.edit(key, world);
                } else {
                    let what = number_name(self.focus);
                    self.note = Some(format!("{c:?} was not taken: {what} has only digits"));
                }
            }
            _ => self.edit(key, world),
        }
    }

    /// The first digit takes the place of a number that nobody typed.
    fn forget_given_number(&mut self) {
        let draft = &mut self.draft;
        match self.focus {
            FieldId::Count if !draft.count_typed => draft.count.set(""),
            FieldId::VolumeSize if !draft.disk.size_typed => draft.disk.size.set(""),
            _ => {}
        }
    }

    pub(super) fn area_key(&mut self, key: KeyEvent, world: World<'_>) {
        let taken = self
            .area_mut(self.focus)
            .is_some_and(|area| area.on_key(key));
        match key.code {
            KeyCode::Down if !taken => self.tab(1, world),
            KeyCode::Up if !taken => self.tab(-1, world),
            _ => {}
        }
    }

    fn area_mut(&mut self, id: FieldId) -> Option<&mut Area> {
        let advanced = &mut self.draft.advanced;
        match id {
            FieldId::Script => Some(&mut advanced.script),
            FieldId::Metadata => Some(&mut advanced.metadata),
            FieldId::Hints => Some(&mut advanced.hints),
            _ => None,
        }
    }

    fn edit(&mut self, key: KeyEvent, world: World<'_>) {
        if let Some(field) = self.field_mut(self.focus)
            && field.on_key(key)
        {
            self.edited(world);
        }
    }

    pub(super) fn field_mut(&mut self, id: FieldId) -> Option<&mut Field> {
        let draft = &mut self.draft;
        match id {
            FieldId::Name => Some(&mut draft.name),
            FieldId::Count => Some(&mut draft.count),
            FieldId::Description => Some(&mut draft.description),
            FieldId::VolumeSize => Some(&mut draft.disk.size),
            FieldId::UserDataPath => Some(&mut draft.advanced.path),
            FieldId::Tags => Some(&mut draft.advanced.tags),
            FieldId::Password => Some(&mut draft.advanced.password),
            FieldId::Passphrase => Some(&mut draft.key.passphrase),
            FieldId::SavePath => self.same.saving.as_mut(),
            FieldId::NewName => Some(&mut draft.key.new_name),
            FieldId::NewPath => Some(&mut draft.key.new_path),
            FieldId::ImportName => Some(&mut draft.key.import_name),
            FieldId::ImportPath => Some(&mut draft.key.import_path),
            FieldId::ImportText => Some(&mut draft.key.import_text),
            _ => None,
        }
    }

    /// What follows from the focused text having changed.
    fn edited(&mut self, world: World<'_>) {
        let key = &mut self.draft.key;
        match self.focus {
            FieldId::NewName if !key.path_edited => {
                let name = key.new_name.text();
                // A name with a folder in it says nothing of where a key belongs.
                let path = if name.is_empty() || name.contains('/') {
                    String::new()
                } else {
                    format!("~/.ssh/{name}")
                };
                key.new_path.set(&path);
            }
            FieldId::NewPath => key.path_edited = true,
            FieldId::Count => self.draft.count_typed = true,
            FieldId::VolumeSize => self.draft.disk.size_typed = true,
            FieldId::ImportName => key.name_proposed = false,
            FieldId::ImportPath => key.propose(world),
            FieldId::ImportText => {
                // A terminal without bracketed paste types what is pasted.
                if let Some(sentence) = public_key::refused(key.import_text.text()) {
                    key.import_text.set("");
                    self.note = Some(sentence.into());
                } else {
                    key.propose(world);
                }
            }
            _ => {}
        }
    }

    pub fn on_paste(&mut self, text: &str, world: World<'_>, cx: &mut Cx<'_>) {
        if self.draft.is_spent() {
            return;
        }
        self.note = None;
        self.guard.disarm();
        let focus = self.focus;
        // User data may well hold a certificate.
        let refused = public_key::refused(text).filter(|_| !focus.is_area());
        if let Some(sentence) = refused {
            self.note = Some(sentence.into());
        } else if focus.is_table() && self.table(focus).is_typing() {
            self.table_mut(focus).filter_mut().paste(text);
        } else if self.take_key(text, world, cx) {
        } else if focus.is_number() {
            let digits = text.trim();
            if !digits.chars().all(|c| c.is_ascii_digit()) {
                let what = number_name(focus);
                self.note = Some(format!(
                    "the pasted text was not taken: {what} has only digits"
                ));
            } else if let Some(field) = self.field_mut(focus) {
                field.paste(digits);
                self.edited(world);
            }
        } else if let Some(area) = self.area_mut(focus) {
            self.note = area.paste(text).err();
        } else if focus == FieldId::ImportText
            && let Err(public_key::Unfit::Refused(sentence)) = public_key::judge(text)
        {
            self.note = Some(sentence.into());
        } else if let Some(field) = self.field_mut(focus) {
            field.paste(text);
            self.note = field.note().map(str::to_owned);
            self.edited(world);
        } else {
            self.note = Some("nothing was pasted: the cursor is not in a text".into());
        }
        self.pin(world);
    }
}

fn number_name(field: FieldId) -> &'static str {
    match field {
        FieldId::VolumeSize => "a size",
        _ => "a count",
    }
}

/// Whether the key would put its character into a text.
fn types(key: KeyEvent) -> bool {
    !key.modifiers
        .intersects(KeyModifiers::CONTROL | KeyModifiers::ALT)
}

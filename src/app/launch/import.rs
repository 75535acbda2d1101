//! The Import form: a name, then the key. The key is a file of this machine or what is pasted, and a
//! pasted one is known wherever on this step it arrives.

use super::Wizard;
use super::keypair::{KeyMode, KeySource, NameCheck};
use super::step::{FieldId, Step};
use crate::app::choices::World;
use crate::app::cx::Cx;
use crate::app::guard::Guard;
use crate::cloud::public_key;

impl Wizard {
    /// Where Enter leads from the name and from the kind of source: to the key while there is none,
    /// else to the button.
    pub(super) fn after_import_name(&self, world: World<'_>) -> FieldId {
        let key = &self.draft.key;
        match key.from {
            KeySource::Paste if key.import_text.is_empty() => FieldId::ImportText,
            KeySource::File if key.import_path.text().trim().is_empty() => {
                if self.listing(FieldId::ImportFiles, world).is_empty() {
                    FieldId::ImportPath
                } else {
                    FieldId::ImportFiles
                }
            }
            _ => FieldId::ImportKey,
        }
    }

    /// Takes a whole public key that was not pasted into its own field; `false`: it is none.
    pub(super) fn take_key(&mut self, text: &str, world: World<'_>, cx: &Cx<'_>) -> bool {
        let has_place = self.focus == FieldId::ImportText || self.focus.is_secret();
        if self.step != Step::KeyPair || has_place || self.draft.key.pending.is_some() {
            return false;
        }
        let Ok(line) = public_key::judge(text) else {
            return false;
        };
        // What was typed there is not typed over; another key is.
        if !self.draft.key.import_text.is_empty() && self.draft.key.pasted().is_err() {
            return false;
        }
        self.leave_field();
        self.choose_mode(KeyMode::Import);
        let key = &mut self.draft.key;
        key.from = KeySource::Paste;
        key.import_text.set("");
        key.import_text.paste(text);
        key.propose(world);
        let name = key.check_name(key.import_name.text(), world);
        let is_named = matches!(name, NameCheck::Free | NameCheck::Unchecked);
        self.focus = if is_named && !key.name_proposed {
            // A key held on after the paste presses no button.
            self.guard = Guard::opened(cx.now);
            FieldId::ImportKey
        } else {
            FieldId::ImportName
        };
        self.note = Some(format!("taken as the key to import: {}", line.algorithm));
        true
    }

    /// A terminal without bracketed paste types what is pasted: a name that is a public key is none.
    pub(super) fn take_key_typed_as_name(&mut self, world: World<'_>, cx: &Cx<'_>) -> bool {
        if self.focus != FieldId::ImportName {
            return false;
        }
        let text = self.draft.key.import_name.text().to_owned();
        if public_key::judge(&text).is_err() {
            return false;
        }
        self.draft.key.import_name.set("");
        self.take_key(&text, world, cx)
    }
}

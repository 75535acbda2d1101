//! The places of each step where the cursor may stand, in Tab's order.

use super::advanced::UserDataFrom;
use super::keypair::{KeyMode, KeySource};
use super::{FieldId, Step, Submit, Wizard, disk};
use crate::app::choices::World;

impl Wizard {
    /// The places of this step in Tab's order.
    pub fn fields(&self, world: World<'_>) -> Vec<FieldId> {
        use FieldId::{Back, Cancel, Checked, Flavor, Groups, Networks, Next, Ports, SameAs};
        let mut fields = match self.step {
            Step::Details if self.in_advanced => return self.advanced_fields(),
            Step::Details => {
                let mut fields = self.details_fields(world);
                fields.extend([Cancel, Next]);
                return fields;
            }
            Step::Flavor => vec![Flavor],
            Step::Network if world.info.has_network => vec![Networks, Ports, Groups],
            Step::Network => vec![],
            Step::KeyPair => self.key_fields(),
            Step::Review => {
                let mut fields = Vec::new();
                let in_vain = |submit: &Submit| {
                    matches!(
                        submit,
                        Submit::Unknown {
                            looked: Some(_),
                            ..
                        }
                    )
                };
                if in_vain(&self.draft.submit) {
                    fields.push(Checked);
                }
                fields.extend([Next, Cancel, Back, SameAs]);
                if self.same.saving.is_some() {
                    fields.push(FieldId::SavePath);
                }
                return fields;
            }
        };
        if self.step == Step::Network && !self.has_ports(world) {
            fields.retain(|field| *field != Ports);
        }
        fields.extend([Cancel, Back, Next]);
        fields
    }

    /// Whether there are ports to speak of.
    pub fn has_ports(&self, world: World<'_>) -> bool {
        let listed = world.choices.ports.get();
        !self.draft.ports.is_empty() || listed.is_some_and(|ports| !ports.is_empty())
    }

    fn details_fields(&self, world: World<'_>) -> Vec<FieldId> {
        use FieldId::{
            Advanced, Count, DeleteVolume, Description, DiskPlace, Name, Source,
            SourceKind as Kind, VolumeSize, VolumeType, Zone,
        };
        let mut fields = vec![Name, Count, Description, Zone, Kind, Source];
        if disk::may_be_on_volume(&self.draft.source, world) {
            fields.push(DiskPlace);
            if self.draft.disk.on_volume {
                fields.extend([VolumeSize, VolumeType, DeleteVolume]);
            }
        } else if !self.draft.source.kind.is_image() {
            fields.push(DeleteVolume);
        }
        fields.push(Advanced);
        fields
    }

    fn advanced_fields(&self) -> Vec<FieldId> {
        use FieldId::{
            AdvancedDone, ConfigDrive, DiskConfig, Hints, Metadata, Password, Script, ServerGroup,
            Tags, UserDataFrom as From, UserDataPath,
        };
        let mut fields = vec![From];
        match self.draft.advanced.user_data {
            UserDataFrom::None => {}
            UserDataFrom::File => fields.push(UserDataPath),
            UserDataFrom::Typed => fields.push(Script),
        }
        fields.extend([
            ConfigDrive,
            DiskConfig,
            ServerGroup,
            Tags,
            Metadata,
            Hints,
            Password,
            AdvancedDone,
        ]);
        fields
    }

    fn key_fields(&self) -> Vec<FieldId> {
        use FieldId::{
            ImportFiles, ImportFrom, ImportKey, ImportName, ImportPath, ImportText,
            KeyKind as Kind, KeyMode as Mode, KeyPairs, MakeKey, NewName, NewPath, Passphrase,
        };
        let key = &self.draft.key;
        match (key.mode, key.from) {
            (KeyMode::Select, _) => vec![Mode, KeyPairs],
            (KeyMode::Create, _) => vec![Mode, NewName, Kind, NewPath, Passphrase, MakeKey],
            (KeyMode::Import, KeySource::File) => vec![
                Mode,
                ImportName,
                ImportFrom,
                ImportPath,
                ImportFiles,
                ImportKey,
            ],
            (KeyMode::Import, KeySource::Paste) => {
                vec![Mode, ImportName, ImportFrom, ImportText, ImportKey]
            }
            (KeyMode::None, _) => vec![Mode],
        }
    }
}

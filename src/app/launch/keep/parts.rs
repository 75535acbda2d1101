//! The parts of a draft and their words in the file, in both directions.

use super::super::advanced::{Advanced, UserDataFrom};
use super::super::draft::Given;
use super::super::keypair::{KeyDraft, KeyMode, KeySource};
use super::super::source::{Source, SourceKind};
use super::form::{KeptAdvanced, KeptError, KeptGiven, KeptKey, KeptSource};
use super::left_out::LeftOut;
use crate::app::area::Area;
use crate::app::field::Field;
use crate::cloud::message::KeyKind;
use crate::cloud::public_key;
use crate::openstack::compute::DiskConfig;
use crate::openstack::{Error, Kind};

const SOURCES: [(SourceKind, &str); 4] = [
    (SourceKind::Image, "image"),
    (SourceKind::Snapshot, "snapshot"),
    (SourceKind::Volume, "volume"),
    (SourceKind::VolumeSnapshot, "volume snapshot"),
];
const USER_DATA: [(UserDataFrom, &str); 3] = [
    (UserDataFrom::None, "none"),
    (UserDataFrom::File, "file"),
    (UserDataFrom::Typed, "typed"),
];
const DISK_CONFIGS: [(DiskConfig, &str); 2] =
    [(DiskConfig::Auto, "AUTO"), (DiskConfig::Manual, "MANUAL")];
const KEY_MODES: [(KeyMode, &str); 4] = [
    (KeyMode::Select, "select"),
    (KeyMode::Create, "create"),
    (KeyMode::Import, "import"),
    (KeyMode::None, "none"),
];
const KEY_KINDS: [(KeyKind, &str); 2] = [(KeyKind::Ed25519, "ed25519"), (KeyKind::Rsa, "rsa")];
const KEY_SOURCES: [(KeySource, &str); 2] =
    [(KeySource::File, "file"), (KeySource::Paste, "paste")];

fn word<T: PartialEq>(table: &[(T, &str)], value: &T) -> String {
    let row = table.iter().find(|(known, _)| known == value);
    row.map_or_else(String::new, |(_, word)| (*word).to_owned())
}

/// What a word stands for; a word this program does not know stands for the default.
fn meaning<T: Copy + Default>(table: &[(T, &str)], word: &str) -> T {
    let row = table.iter().find(|(_, known)| *known == word);
    row.map_or_else(T::default, |(value, _)| *value)
}

pub(super) fn words(ids: &[impl ToString]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

pub(super) fn ids<T: for<'a> From<&'a str>>(words: &[String]) -> Vec<T> {
    words.iter().map(|word| T::from(word)).collect()
}

/// Whoever wrote the file: no control character comes onto the screen.
pub(super) fn field(text: &str) -> Field {
    Field::with(&text.replace(char::is_control, ""))
}

pub(super) fn kept_source(source: &Source) -> KeptSource {
    KeptSource {
        kind: word(&SOURCES, &source.kind),
        image: source.image.as_ref().map(ToString::to_string),
        snapshot: source.snapshot.as_ref().map(ToString::to_string),
        volume: source.volume.as_ref().map(ToString::to_string),
        volume_snapshot: source.volume_snapshot.as_ref().map(ToString::to_string),
    }
}

pub(super) fn restored_source(kept: &KeptSource) -> Source {
    Source {
        kind: meaning(&SOURCES, &kept.kind),
        image: kept.image.as_deref().map(Into::into),
        snapshot: kept.snapshot.as_deref().map(Into::into),
        volume: kept.volume.as_deref().map(Into::into),
        volume_snapshot: kept.volume_snapshot.as_deref().map(Into::into),
    }
}

pub(super) fn kept_key(key: &KeyDraft) -> KeptKey {
    KeptKey {
        mode: word(&KEY_MODES, &key.mode),
        chosen: key.chosen.clone(),
        new_name: key.new_name.text().into(),
        kind: word(&KEY_KINDS, &key.kind),
        new_path: key.new_path.text().into(),
        path_edited: key.path_edited,
        import_name: key.import_name.text().into(),
        name_proposed: key.name_proposed,
        from: word(&KEY_SOURCES, &key.from),
        import_path: key.import_path.text().into(),
        import_text: public_key_text(key.import_text.text()).into(),
        saved: key.saved.as_ref().map(|it| it.to_string_lossy().into()),
        here: key.here.clone(),
    }
}

/// The text if it begins as a public key does, else nothing: a private key typed by a terminal
/// that knows no paste comes in pieces.
fn public_key_text(text: &str) -> &str {
    let begins = ["ssh-", "ecdsa-", "sk-"];
    let public = begins
        .iter()
        .any(|begin| text.trim_start().starts_with(begin));
    if public && public_key::refused(text).is_none() {
        text
    } else {
        ""
    }
}

pub(super) fn restored_key(kept: &KeptKey) -> KeyDraft {
    KeyDraft {
        mode: meaning(&KEY_MODES, &kept.mode),
        chosen: kept.chosen.clone(),
        new_name: field(&kept.new_name),
        kind: meaning(&KEY_KINDS, &kept.kind),
        new_path: field(&kept.new_path),
        path_edited: kept.path_edited,
        import_name: field(&kept.import_name),
        name_proposed: kept.name_proposed,
        from: meaning(&KEY_SOURCES, &kept.from),
        import_path: field(&kept.import_path),
        import_text: field(&kept.import_text),
        saved: kept.saved.as_ref().map(Into::into),
        here: kept.here.clone(),
        // The list is read anew, and nobody waits for an answer any more.
        made: Vec::new(),
        pending: None,
        failed: None,
        passphrase: Field::default(),
    }
}

pub(super) fn kept_advanced(advanced: &Advanced, left_out: &[LeftOut]) -> KeptAdvanced {
    let unless = |what: LeftOut, area: &Area| {
        let left_out = left_out.contains(&what);
        if left_out { String::new() } else { area.text() }
    };
    KeptAdvanced {
        user_data: word(&USER_DATA, &advanced.user_data),
        path: advanced.path.text().into(),
        script: unless(LeftOut::UserData, &advanced.script),
        config_drive: advanced.config_drive,
        disk_config: word(&DISK_CONFIGS, &advanced.disk_config),
        server_group: advanced.server_group.as_ref().map(ToString::to_string),
        tags: advanced.tags.text().into(),
        metadata: unless(LeftOut::Metadata, &advanced.metadata),
        hints: unless(LeftOut::Hints, &advanced.hints),
    }
}

pub(super) fn restored_advanced(kept: &KeptAdvanced) -> Advanced {
    Advanced {
        user_data: meaning(&USER_DATA, &kept.user_data),
        path: field(&kept.path),
        script: Area::with(&kept.script),
        config_drive: kept.config_drive,
        disk_config: meaning(&DISK_CONFIGS, &kept.disk_config),
        server_group: kept.server_group.as_deref().map(Into::into),
        tags: field(&kept.tags),
        metadata: Area::with(&kept.metadata),
        hints: Area::with(&kept.hints),
        password: Field::default(),
    }
}

pub(super) fn kept_given(given: &Given) -> KeptGiven {
    KeptGiven {
        source: kept_source(&given.source),
        zones_seen: given.zones_seen,
        zone: given.zone.clone(),
        networks: given.networks.as_deref().map(words),
        auto_network: given.auto_network,
        groups: given.groups.as_deref().map(words),
        keys_seen: given.keys_seen,
        key: given.key.clone(),
    }
}

pub(super) fn restored_given(kept: &KeptGiven) -> Given {
    Given {
        source: restored_source(&kept.source),
        zones_seen: kept.zones_seen,
        zone: kept.zone.clone(),
        networks: kept.networks.as_deref().map(ids),
        auto_network: kept.auto_network,
        groups: kept.groups.as_deref().map(ids),
        keys_seen: kept.keys_seen,
        key: kept.key.clone(),
    }
}

pub(super) fn restored_error(kept: Option<&KeptError>) -> Error {
    let Some(kept) = kept else {
        return Error::new(Kind::Lost, "horizon-tui ended before the answer came");
    };
    Error {
        status: kept.status,
        call: kept.call.clone(),
        request_id: kept.request_id.clone(),
        ..Error::new(Kind::Lost, kept.message.clone())
    }
}

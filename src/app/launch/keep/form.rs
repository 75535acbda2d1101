//! The file's own words for a draft. They change only on purpose, whatever the draft is made of.
//!
//! What a file lacks has its default, what it has beyond that is ignored: so an older program reads
//! a newer file of the same version.

use serde::{Deserialize, Serialize};

/// A draft without its secrets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeptDraft {
    pub(super) name: String,
    pub(super) count: String,
    pub(super) description: String,
    pub(super) zone: Option<String>,
    pub(super) source: KeptSource,
    pub(super) disk: KeptDisk,
    pub(super) flavor: Option<String>,
    pub(super) networks: Vec<String>,
    pub(super) ports: Vec<String>,
    pub(super) auto_network: bool,
    pub(super) groups: Vec<String>,
    pub(super) key: KeptKey,
    pub(super) advanced: KeptAdvanced,
    /// One for each step, in their order.
    pub(super) visited: [bool; 5],
    pub(super) given: KeptGiven,
    /// What was typed and is not here, by the words of [`super::LeftOut`].
    pub(super) left_out: Vec<String>,
    /// It was sent, and it is not known what became of it.
    pub launch: Option<KeptLaunch>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct KeptSource {
    pub(super) kind: String,
    pub(super) image: Option<String>,
    pub(super) snapshot: Option<String>,
    pub(super) volume: Option<String>,
    pub(super) volume_snapshot: Option<String>,
}

#[expect(clippy::struct_excessive_bools, reason = "as the draft has them")]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct KeptDisk {
    pub(super) on_volume: bool,
    /// GiB, as typed.
    pub(super) size: String,
    pub(super) size_typed: bool,
    pub(super) kind: Option<String>,
    pub(super) delete_new: bool,
    pub(super) delete_existing: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct KeptKey {
    pub(super) mode: String,
    pub(super) chosen: Option<String>,
    pub(super) new_name: String,
    pub(super) kind: String,
    pub(super) new_path: String,
    pub(super) path_edited: bool,
    pub(super) import_name: String,
    pub(super) name_proposed: bool,
    pub(super) from: String,
    pub(super) import_path: String,
    pub(super) import_text: String,
    pub(super) saved: Option<String>,
    pub(super) here: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct KeptAdvanced {
    pub(super) user_data: String,
    pub(super) path: String,
    pub(super) script: String,
    pub(super) config_drive: bool,
    pub(super) disk_config: String,
    pub(super) server_group: Option<String>,
    pub(super) tags: String,
    pub(super) metadata: String,
    pub(super) hints: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct KeptGiven {
    pub(super) source: KeptSource,
    pub(super) zones_seen: bool,
    pub(super) zone: Option<String>,
    pub(super) networks: Option<Vec<String>>,
    pub(super) auto_network: bool,
    pub(super) groups: Option<Vec<String>>,
    pub(super) keys_seen: bool,
    pub(super) key: Option<String>,
}

/// A launch whose answer has not come: enough to look for its servers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeptLaunch {
    /// When it was sent, by this machine's clock, in UTC.
    pub(super) sent: String,
    pub(super) name: String,
    pub(super) count: u32,
    /// Ids of the servers that bore such a name before.
    pub(super) known: Vec<String>,
    /// What came in place of an answer; `None` while one was waited for.
    pub(super) error: Option<KeptError>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct KeptError {
    pub(super) status: Option<u16>,
    pub(super) call: String,
    pub(super) message: String,
    pub(super) request_id: Option<String>,
}

/// What the last accepted launch was made with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct KeptLast {
    pub(super) flavor: Option<String>,
    pub(super) networks: Vec<String>,
    pub(super) key: Option<String>,
}

//! A draft as it is kept on a disk, and how it comes back from there.
//!
//! Everything that was typed and chosen is kept, but no secret: not the admin password, not the
//! passphrase of a new key, and no text that looks as if it held one. A launch whose answer had not
//! come is kept as such: it may have been carried out, so it must not be sent again by reflex.

mod form;
mod left_out;
mod parts;
mod secret;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::form::KeptDraft;
use self::form::{KeptDisk, KeptError, KeptLast, KeptLaunch};
pub use self::left_out::LeftOut;
pub(super) use self::left_out::{advice, note};
use self::parts::{
    field, ids, kept_advanced, kept_given, kept_key, kept_source, restored_advanced,
    restored_error, restored_given, restored_key, restored_source, words,
};
pub use self::secret::names_secret;
use super::disk::Disk;
use super::draft::Draft;
use super::submit::{Sent, Submit};
use crate::app::choices::LastUsed;
use crate::app::counted::{KEPT, count};
use crate::app::job::InVain;
use crate::cloud::message::OpId;

/// Raised when an older program would misread the file.
const VERSION: u32 = 1;

/// What is kept of one place: an unfinished launch, and what the last one was made with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    version: u32,
    /// `prod / RegionOne / web-team`, for whoever looks into the file.
    place: String,
    /// When the draft was last changed, in UTC.
    changed: Option<String>,
    draft: Option<KeptDraft>,
    last: KeptLast,
}

impl Kept {
    pub fn new(place: &str, draft: Option<&Draft>, last: &LastUsed) -> Self {
        Self {
            version: VERSION,
            place: place.to_owned(),
            changed: draft.and_then(Draft::changed).map(|at| at.to_string()),
            draft: draft.map(Draft::kept),
            last: KeptLast {
                flavor: last.flavor.as_ref().map(ToString::to_string),
                networks: words(&last.networks),
                key: last.key.clone(),
            },
        }
    }

    /// Reads a file's text, or says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let said = |error: serde_json::Error| error.to_string();
        let value: serde_json::Value = serde_json::from_str(text).map_err(said)?;
        if !value.is_object() {
            return Err("it is no JSON object".into());
        }
        let kept: Self = serde_json::from_value(value).map_err(said)?;
        match kept.version {
            0 => Err("it names no version".into()),
            VERSION => Ok(kept),
            newer => Err(format!(
                "it is of version {newer}, and this program knows {VERSION}"
            )),
        }
    }

    /// The file's text; `None` when there is nothing to keep.
    pub fn text(&self) -> Option<String> {
        if self.draft.is_none() && self.last == KeptLast::default() {
            return None;
        }
        // Maps with keys that are no strings could fail; there are none.
        serde_json::to_string_pretty(self).ok()
    }

    /// The draft in it. A launch that was on its way is to be looked for as `op`.
    pub fn draft(&self, op: OpId) -> Option<Draft> {
        let mut draft = Draft::restored(self.draft.as_ref()?, op);
        draft.changed = self.changed.as_ref().and_then(|at| at.parse().ok());
        Some(draft)
    }

    pub fn last(&self) -> LastUsed {
        LastUsed {
            flavor: self.last.flavor.as_deref().map(Into::into),
            networks: ids(&self.last.networks),
            key: self.last.key.clone(),
        }
    }
}

impl Draft {
    /// All that may lie on a disk.
    pub fn kept(&self) -> KeptDraft {
        count(KEPT);
        let left_out = left_out::of(self);
        KeptDraft {
            name: self.name.text().into(),
            count: self.count.text().into(),
            description: self.description.text().into(),
            zone: self.zone.clone(),
            source: kept_source(&self.source),
            disk: KeptDisk {
                on_volume: self.disk.on_volume,
                size: self.disk.size.text().into(),
                size_typed: self.disk.size_typed,
                kind: self.disk.kind.clone(),
                delete_new: self.disk.delete_new,
                delete_existing: self.disk.delete_existing,
            },
            flavor: self.flavor.as_ref().map(ToString::to_string),
            networks: words(&self.networks),
            ports: words(&self.ports),
            auto_network: self.auto_network,
            groups: words(&self.groups),
            key: kept_key(&self.key),
            advanced: kept_advanced(&self.advanced, &left_out),
            visited: self.visited,
            given: kept_given(&self.given),
            left_out: left_out.iter().map(|what| what.title().into()).collect(),
            launch: self.kept_launch(),
        }
    }

    fn kept_launch(&self) -> Option<KeptLaunch> {
        let error = match &self.submit {
            Submit::Sending(_) => None,
            Submit::Unknown { error, .. } => Some(KeptError {
                status: error.status,
                call: error.call.clone(),
                message: error.message.clone(),
                request_id: error.request_id.clone(),
            }),
            Submit::Editing | Submit::Refused(_) | Submit::Accepted(_) => return None,
        };
        let sent = self.sent.as_ref()?;
        Some(KeptLaunch {
            sent: sent.at.map_or_else(String::new, |at| at.to_string()),
            name: sent.name.clone(),
            count: sent.count,
            known: sent.known.iter().map(ToString::to_string).collect(),
            error,
        })
    }

    /// The draft as it was. What was on its way then has an unknown outcome, and is to be looked
    /// for as `op`.
    pub fn restored(kept: &KeptDraft, op: OpId) -> Self {
        let launch = kept.launch.as_ref();
        Self {
            name: field(&kept.name),
            count: field(&kept.count),
            count_typed: kept.count != "1",
            description: field(&kept.description),
            zone: kept.zone.clone(),
            source: restored_source(&kept.source),
            disk: Disk {
                on_volume: kept.disk.on_volume,
                size: field(&kept.disk.size),
                size_typed: kept.disk.size_typed,
                kind: kept.disk.kind.clone(),
                delete_new: kept.disk.delete_new,
                delete_existing: kept.disk.delete_existing,
            },
            advanced: restored_advanced(&kept.advanced),
            flavor: kept.flavor.as_deref().map(Into::into),
            networks: ids(&kept.networks),
            ports: ids(&kept.ports),
            auto_network: kept.auto_network,
            groups: ids(&kept.groups),
            key: restored_key(&kept.key),
            submit: launch.map_or(Submit::Editing, |launch| Submit::Unknown {
                op,
                // What was sent at an unknown time cannot be told from others of its name.
                looked: launch.sent.parse::<Timestamp>().is_err().then_some(InVain {
                    seconds: 0,
                    listed: false,
                }),
                error: restored_error(launch.error.as_ref()),
                checked: false,
            }),
            sent: launch.map(|launch| Sent {
                at: launch.sent.parse().ok(),
                name: launch.name.clone(),
                count: launch.count,
                known: launch.known.iter().map(|id| id.as_str().into()).collect(),
            }),
            visited: kept.visited,
            changed: None,
            left_out: left_out::named(&kept.left_out),
            given: restored_given(&kept.given),
        }
    }
}

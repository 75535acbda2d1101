//! Glance: images and snapshots. <https://docs.openstack.org/api-ref/image/v2/>

mod requests;
mod row;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::id::{ImageId, ProjectId, ServerId};
use super::status::status;

/// An image as `GET /v2/images` gives it. While queued almost everything is null.
#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    pub id: ImageId,
    /// Names are not unique and may be null.
    pub name: Option<String>,
    pub status: ImageStatus,
    /// `public`, `private`, `shared`, `community`.
    pub visibility: Arc<str>,
    pub owner: Option<ProjectId>,
    pub protected: bool,
    /// Bytes. 0 for a snapshot of a server that booted from a volume.
    pub size: Option<u64>,
    /// Bytes.
    pub virtual_size: Option<u64>,
    pub disk_format: Option<Arc<str>>,
    pub container_format: Option<Arc<str>>,
    /// GiB; 0 when there is no minimum.
    pub min_disk_gib: u64,
    /// MiB; 0 when there is no minimum.
    pub min_ram_mib: u64,
    pub created: Option<Timestamp>,
    pub updated: Option<Timestamp>,
    /// `os_hash_algo` and `os_hash_value`.
    pub hash: Option<(String, String)>,
    pub tags: Vec<String>,
    /// Every other top-level key, as text.
    pub properties: BTreeMap<String, String>,
}

status! {
    /// `status` of an image. A word this program does not know is kept and shown verbatim.
    ImageStatus {
        Queued = "queued",
        Saving = "saving",
        Uploading = "uploading",
        Importing = "importing",
        Active = "active",
        Deactivated = "deactivated",
        Killed = "killed",
        Deleted = "deleted",
        PendingDelete = "pending_delete",
    }
}

impl Image {
    /// The name to show: Horizon's rule, the id when there is none.
    pub fn title(&self) -> &str {
        self.name
            .as_deref()
            .filter(|name| !name.is_empty())
            .unwrap_or(self.id.as_str())
    }

    /// Horizon's test: Nova marks a copy of a local disk with `image_type`, and a copy of a boot
    /// volume (an image of 0 bytes) with `block_device_mapping`.
    pub fn is_snapshot(&self) -> bool {
        self.properties
            .get("image_type")
            .is_some_and(|kind| kind == "snapshot")
            || self.is_volume_backed()
    }

    /// The bytes are in Cinder, not here.
    pub fn is_volume_backed(&self) -> bool {
        self.properties.contains_key("block_device_mapping")
    }

    /// GiB of the root volume that Nova makes of a snapshot's own mapping (`block_device_mapping`,
    /// a JSON text).
    pub fn mapped_root_gib(&self) -> Option<u64> {
        let mapping = self.properties.get("block_device_mapping")?;
        let mapping: serde_json::Value = serde_json::from_str(mapping).ok()?;
        let root = mapping
            .as_array()?
            .iter()
            .find(|disk| super::json::int(disk, "boot_index") == Some(0))?;
        super::json::size(root, "volume_size")
    }

    /// The server a snapshot was taken of.
    pub fn instance(&self) -> Option<ServerId> {
        self.properties
            .get("instance_uuid")
            .map(|id| id.as_str().into())
    }

    pub fn in_transition(&self) -> bool {
        use ImageStatus::{Importing, PendingDelete, Queued, Saving, Uploading};
        matches!(
            self.status,
            Queued | Saving | Uploading | Importing | PendingDelete
        )
    }

    /// Whether Nova can boot a server from it: active, and not half of an old AMI set.
    pub fn is_bootable(&self) -> bool {
        self.status == ImageStatus::Active
            && !matches!(self.container_format.as_deref(), Some("aki" | "ari"))
    }
}

//! Cinder, as far as servers need it: volumes and volume snapshots to boot from or to attach,
//! volume types, and the quota of new volumes. <https://docs.openstack.org/api-ref/block-storage/v3/>

mod requests;

use std::sync::Arc;

use jiff::Timestamp;

use super::compute::Quota;
use super::id::{VolumeId, VolumeSnapshotId};

/// A volume, of any status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volume {
    pub id: VolumeId,
    /// Names may be empty and need not be unique.
    pub name: String,
    /// `available`, `in-use`, `creating` …
    pub status: Arc<str>,
    pub size_gib: u64,
    pub kind: Option<Arc<str>>,
    pub availability_zone: Option<Arc<str>>,
    pub description: String,
    pub encrypted: bool,
    pub bootable: bool,
    pub multiattach: bool,
    /// Of the servers it is attached to.
    pub attached_to: Vec<String>,
    /// MiB, of the image it was made from (`volume_image_metadata`); 0: no minimum.
    pub min_ram_mib: u64,
    pub created: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeSnapshot {
    pub id: VolumeSnapshotId,
    pub name: String,
    pub volume: VolumeId,
    pub status: Arc<str>,
    pub size_gib: u64,
    pub description: String,
    pub created: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeType {
    pub name: String,
    pub description: String,
    /// What Cinder takes when none is named.
    pub is_default: bool,
}

/// `GET /limits`. A field the cloud does not give is `None`: unknown, not zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VolumeLimits {
    pub volumes: Option<Quota>,
    /// GiB.
    pub gigabytes: Option<Quota>,
}

impl Volume {
    pub fn title(&self) -> &str {
        if self.name.is_empty() {
            self.id.as_str()
        } else {
            &self.name
        }
    }
}

impl VolumeSnapshot {
    pub fn title(&self) -> &str {
        if self.name.is_empty() {
            self.id.as_str()
        } else {
            &self.name
        }
    }
}

//! What is known of one server beyond its row: read when somebody looks at it.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::Server;
use crate::openstack::id::VolumeId;

/// `GET /servers/{id}`, whole.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerDetail {
    pub server: Server,
    /// `OS-SRV-USG:launched_at`.
    pub launched: Option<Timestamp>,
    /// `hostname`: for everybody from 2.90 on.
    pub hostname: Option<String>,
    /// GiB.
    pub ephemeral_gib: Option<u64>,
    /// MiB.
    pub swap_mib: Option<u64>,
    pub flavor_extra_specs: BTreeMap<String, String>,
    pub config_drive: bool,
    /// `hostId`: tells whether two servers stand on the same host.
    pub host_id: Option<String>,
    /// `fault.details`: for admins, and for everybody when the code is not 500.
    pub fault_details: Option<String>,
    /// `OS-EXT-SRV-ATTR:*`, which only admins see, by the words Horizon has for them, in its order:
    /// Host, Instance Name, Reservation ID, Launch Index, Kernel ID, Ramdisk ID, Device Name,
    /// User Data. Absent ones are left out.
    pub admin: Vec<(&'static str, String)>,
}

/// A volume a server has (`GET /servers/{id}/os-volume_attachments`), with what Cinder knows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeAttachment {
    pub volume: VolumeId,
    /// `/dev/vdb`.
    pub device: Option<String>,
    /// Known from microversion 2.79 on, else from the server.
    pub delete_on_termination: Option<bool>,
    /// `None`: Cinder could not be asked.
    pub name: Option<String>,
    pub size_gib: Option<u64>,
    pub status: Option<Arc<str>>,
    pub bootable: bool,
}

/// One step of an action (`GET /servers/{id}/os-instance-actions/{request}`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionEvent {
    /// `compute__do_build_and_run_instance` …
    pub event: Arc<str>,
    pub started: Option<Timestamp>,
    /// `None`: not finished.
    pub finished: Option<Timestamp>,
    /// `Success`, `Error`.
    pub result: Option<Arc<str>>,
    /// From 2.84 on; Nova's words when it failed.
    pub details: Option<String>,
    /// Admins only.
    pub host: Option<String>,
}

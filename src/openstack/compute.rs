//! Nova: servers, flavors, limits, key pairs, availability zones.
//! <https://docs.openstack.org/api-ref/compute/>

mod act;
mod actions;
mod attach;
mod console;
mod detail;
mod keypairs;
mod launch;
mod lost;
mod metadata;
mod row;
mod servers;
mod shelf;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

pub use super::http::Microversion;
use super::id::{FlavorId, ImageId, ProjectId, ServerGroupId, ServerId};
use super::status::status;
pub use act::{
    Acted, ConsoleKind, MetadataChange, NewInterface, RemoteConsole, ServerAct, ServerUpdate,
};
pub use detail::{ActionEvent, ServerDetail, VolumeAttachment};
pub use launch::{
    BootFrom, DiskConfig, LAUNCHED_WITH, LaunchTrace, Launched, Networking, NewServer, NewVolume,
    Nic, UserData,
};
pub use metadata::Metadata;
pub use row::decode_servers;
pub use servers::Accepted;

/// A server as `GET /servers/detail` gives it. Any field may be missing: down cells answer with
/// little more than an id (microversion 2.69).
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    pub id: ServerId,
    /// As the cloud has it: any Unicode, control characters included.
    pub name: String,
    pub status: ServerStatus,
    /// `OS-EXT-STS:task_state`; `None` when idle.
    pub task_state: Option<Arc<str>>,
    /// `OS-EXT-STS:power_state`, Nova's integer (1 running, 3 paused, 4 shut down, 6 crashed …).
    pub power_state: Option<i64>,
    pub boot: Boot,
    pub flavor: ServerFlavor,
    /// In the order of the reply. Two networks of one name are merged by Nova.
    pub networks: Vec<ServerNetwork>,
    pub key_name: Option<Arc<str>>,
    pub security_groups: Vec<Arc<str>>,
    pub availability_zone: Option<Arc<str>>,
    pub created: Option<Timestamp>,
    pub updated: Option<Timestamp>,
    pub fault: Option<Fault>,
    pub locked: bool,
    pub locked_reason: Option<String>,
    pub volumes: Vec<AttachedVolume>,
    pub metadata: Metadata,
    pub description: Option<String>,
    pub project: Option<ProjectId>,
    pub user_id: Option<Arc<str>>,
    /// From microversion 2.26 on.
    pub tags: Vec<Arc<str>>,
    /// `OS-EXT-SRV-ATTR:host`: admins only.
    pub host: Option<Arc<str>>,
    /// `OS-SRV-USG:launched_at` is `null`: it is being built, or its build failed.
    pub never_launched: bool,
}

/// What a server booted from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Boot {
    Image(ImageId),
    /// `"image": ""`: the root disk is a volume.
    Volume,
    /// The reply did not say (a partial row).
    Unknown,
}

/// The flavor inside a server: an id below microversion 2.47, a copy without id since.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServerFlavor {
    pub id: Option<FlavorId>,
    pub name: Option<Arc<str>>,
    pub vcpus: Option<u64>,
    /// MiB.
    pub ram_mib: Option<u64>,
    /// GiB.
    pub disk_gib: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerNetwork {
    pub name: Arc<str>,
    pub addresses: Vec<Address>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub addr: String,
    /// 4 or 6.
    pub version: u8,
    /// `OS-EXT-IPS:type` is `floating`.
    pub floating: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachedVolume {
    pub id: String,
    /// Known from microversion 2.3 on.
    pub delete_on_termination: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub code: i64,
    pub message: String,
    pub created: Option<Timestamp>,
}

status! {
    /// `status` of a server. A word this program does not know is kept and shown verbatim.
    ServerStatus {
        Active = "ACTIVE",
        Build = "BUILD",
        Deleted = "DELETED",
        Error = "ERROR",
        HardReboot = "HARD_REBOOT",
        Migrating = "MIGRATING",
        Password = "PASSWORD",
        Paused = "PAUSED",
        Reboot = "REBOOT",
        Rebuild = "REBUILD",
        Rescue = "RESCUE",
        Resize = "RESIZE",
        RevertResize = "REVERT_RESIZE",
        Shelved = "SHELVED",
        ShelvedOffloaded = "SHELVED_OFFLOADED",
        Shutoff = "SHUTOFF",
        SoftDeleted = "SOFT_DELETED",
        Suspended = "SUSPENDED",
        Unknown = "UNKNOWN",
        VerifyResize = "VERIFY_RESIZE",
    }
}

impl Server {
    /// Whether Nova is working on it, so that its row should be read again soon
    /// (api-ref, "Server status"; a task alone counts, since deletion keeps the old status).
    pub fn in_transition(&self) -> bool {
        use ServerStatus::{
            Build, HardReboot, Migrating, Password, Reboot, Rebuild, Resize, RevertResize,
        };
        self.task_state.is_some()
            || matches!(
                self.status,
                Build
                    | Reboot
                    | HardReboot
                    | Rebuild
                    | Resize
                    | RevertResize
                    | Migrating
                    | Password
            )
    }

    /// The name to show: the id when there is none (a partial row).
    pub fn title(&self) -> &str {
        if self.name.is_empty() {
            self.id.as_str()
        } else {
            &self.name
        }
    }

    pub fn is_deleting(&self) -> bool {
        matches!(
            self.task_state.as_deref(),
            Some("deleting" | "soft-deleting")
        )
    }

    pub fn addresses(&self) -> impl Iterator<Item = &Address> {
        self.networks.iter().flat_map(|network| &network.addresses)
    }
}

/// `GET /flavors/detail`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flavor {
    pub id: FlavorId,
    pub name: Arc<str>,
    pub vcpus: u64,
    /// MiB.
    pub ram_mib: u64,
    /// Root disk, GiB. 0 means "as large as the image", or "boot from a volume" by policy.
    pub disk_gib: u64,
    /// GiB.
    pub ephemeral_gib: u64,
    /// MiB.
    pub swap_mib: u64,
    pub public: bool,
    pub extra_specs: BTreeMap<String, String>,
}

/// How much of a resource the project uses, and how much it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    pub used: u64,
    /// `None`: no limit (Nova's −1).
    pub limit: Option<u64>,
}

impl Quota {
    /// What is left; `None` when there is no limit.
    pub fn free(self) -> Option<u64> {
        self.limit.map(|limit| limit.saturating_sub(self.used))
    }
}

/// `GET /limits` of the project. A field the cloud does not give is `None`: unknown, not zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    pub instances: Option<Quota>,
    pub cores: Option<Quota>,
    /// MiB.
    pub ram_mib: Option<Quota>,
    /// How many pairs of metadata a server may have (`maxServerMeta`).
    pub server_meta: Option<u64>,
}

/// `GET /os-keypairs`. A key pair belongs to a user in a region, not to a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPair {
    pub name: String,
    pub fingerprint: String,
    pub public_key: String,
    /// `ssh` or `x509`; always `ssh` below microversion 2.2.
    pub kind: Arc<str>,
}

/// How to recognise an action whose answer was lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionTrace {
    pub server: ServerId,
    /// Nova's word for it, as in its action log.
    pub action: &'static str,
    /// How long ago it was sent.
    pub age: Duration,
    /// Requests whose answers did come.
    pub known: Vec<String>,
}

/// `GET /servers/{id}/os-instance-actions`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstanceAction {
    /// `create`, `createImage`, `stop` …
    pub action: Arc<str>,
    pub request_id: String,
    pub started: Option<Timestamp>,
    /// When it was heard of last (2.58 on).
    pub updated: Option<Timestamp>,
    pub user_id: Option<Arc<str>>,
    /// Nova's words, usually only on failure ("Error").
    pub message: Option<String>,
}

/// `GET /os-server-groups`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerGroup {
    pub id: ServerGroupId,
    pub name: String,
    /// `affinity`, `anti-affinity`, `soft-affinity`, `soft-anti-affinity`.
    pub policy: Arc<str>,
    pub members: Vec<ServerId>,
}

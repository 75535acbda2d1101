//! What can be asked of a server that exists: the actions of `POST /servers/{id}/action`, and the
//! other changes of it. <https://docs.openstack.org/api-ref/compute/#servers-run-an-action-servers-action>

mod body;

use std::collections::BTreeMap;

use super::DiskConfig;
use crate::openstack::id::{FlavorId, ImageId, NetworkId, PortId};
use crate::openstack::secret::Secret;

/// One action of `POST /servers/{id}/action`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerAct {
    Start,
    Stop,
    Reboot {
        hard: bool,
    },
    Pause,
    Unpause,
    Suspend,
    Resume,
    Shelve,
    Unshelve,
    /// A reason needs microversion 2.73: below, nothing is locked and that is said, since a reason
    /// left out may be what others were to read. An empty one is none.
    Lock {
        reason: Option<String>,
    },
    Unlock,
    Resize {
        flavor: FlavorId,
        disk_config: Option<DiskConfig>,
    },
    ConfirmResize,
    RevertResize,
    Rebuild {
        image: ImageId,
        disk_config: Option<DiskConfig>,
        /// Needs 2.19. Empty takes it away, `None` leaves it.
        description: Option<String>,
        password: Option<Secret>,
    },
    Rescue {
        /// `None`: the image the server was made from.
        image: Option<ImageId>,
        password: Option<Secret>,
    },
    Unrescue,
    ChangePassword(Secret),
    /// Of a soft-deleted server.
    Restore,
    ForceDelete,
    /// Admin only. A `host` needs 2.56.
    Migrate {
        host: Option<String>,
    },
    /// Admin only. Whether disks are copied is left to Nova from 2.25 on; below, they are not.
    LiveMigrate {
        host: Option<String>,
    },
}

/// What the cloud answered to an accepted action.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Acted {
    pub request_id: Option<String>,
    /// Of a rescue or a rebuild: the password of the guest's administrator, told once.
    pub admin_password: Option<Secret>,
}

/// Changes of name and description (`PUT /servers/{id}`). `None`: left as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServerUpdate {
    pub name: Option<String>,
    /// Empty takes it away. Needs 2.19.
    pub description: Option<String>,
}

/// Changes of metadata: `POST …/metadata` merges `set`, then each of `remove` is deleted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MetadataChange {
    pub set: BTreeMap<String, String>,
    pub remove: Vec<String>,
}

/// A network interface to be attached (`POST /servers/{id}/os-interface`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewInterface {
    Network {
        network: NetworkId,
        fixed_ip: Option<String>,
    },
    Port(PortId),
}

/// How a screen of a server is reached (`POST /servers/{id}/remote-consoles`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsoleKind {
    NoVnc,
    SpiceHtml5,
    Serial,
    /// Of `VMware`.
    Mks,
}

impl ConsoleKind {
    /// In the order in which they are tried.
    pub const ALL: [Self; 4] = [Self::NoVnc, Self::SpiceHtml5, Self::Serial, Self::Mks];

    /// Nova's `protocol` and `type`.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::NoVnc => ("vnc", "novnc"),
            Self::SpiceHtml5 => ("spice", "spice-html5"),
            Self::Serial => ("serial", "serial"),
            Self::Mks => ("mks", "webmks"),
        }
    }
}

/// Where a console is. The address holds a token, so it is a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteConsole {
    pub kind: ConsoleKind,
    pub url: Secret,
}

impl ServerAct {
    /// Nova's word for it, as in its action log.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Stop => "stop",
            Self::Reboot { .. } => "reboot",
            Self::Pause => "pause",
            Self::Unpause => "unpause",
            Self::Suspend => "suspend",
            Self::Resume => "resume",
            Self::Shelve => "shelve",
            Self::Unshelve => "unshelve",
            Self::Lock { .. } => "lock",
            Self::Unlock => "unlock",
            Self::Resize { .. } => "resize",
            Self::ConfirmResize => "confirmResize",
            Self::RevertResize => "revertResize",
            Self::Rebuild { .. } => "rebuild",
            Self::Rescue { .. } => "rescue",
            Self::Unrescue => "unrescue",
            Self::ChangePassword(_) => "changePassword",
            Self::Restore => "restore",
            Self::ForceDelete => "forceDelete",
            Self::Migrate { .. } => "migrate",
            Self::LiveMigrate { .. } => "live-migration",
        }
    }
}

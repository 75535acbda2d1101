//! A launch: what is asked for, and the body of `POST /servers` that says so.
//! <https://docs.openstack.org/api-ref/compute/#create-server>

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::Microversion;
use crate::openstack::id::{
    FlavorId, ImageId, NetworkId, PortId, SecurityGroupId, ServerGroupId, ServerId, VolumeId,
    VolumeSnapshotId,
};
use crate::openstack::secret::Secret;

/// The newest microversion a launch is sent with.
pub const LAUNCHED_WITH: Microversion = Microversion(2, 90);

/// A launch, complete and checked: what `POST /servers` is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewServer {
    pub name: String,
    /// Known to Nova from microversion 2.19 on.
    pub description: Option<String>,
    /// At least 1. Above 1 Nova names them `name-1 … name-n`.
    pub count: u32,
    pub boot: BootFrom,
    pub flavor: FlavorId,
    pub networking: Networking,
    /// By id: names need not be unique. For the ports Nova makes, not for those chosen.
    pub security_groups: Vec<SecurityGroupId>,
    pub key_name: Option<String>,
    /// `None`: any.
    pub availability_zone: Option<String>,
    pub user_data: Option<UserData>,
    pub config_drive: bool,
    /// `OS-DCF:diskConfig`.
    pub disk_config: DiskConfig,
    pub metadata: BTreeMap<String, String>,
    /// Known to Nova from microversion 2.52 on.
    pub tags: Vec<String>,
    /// The scheduler hint `group`.
    pub server_group: Option<ServerGroupId>,
    /// Scheduler hints but `group`.
    pub hints: BTreeMap<String, String>,
    pub admin_password: Option<Secret>,
}

/// Where the root disk comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BootFrom {
    /// A disk of the flavor's size on the host. Also for the snapshot of a server that booted from
    /// a volume: Nova reads the mapping of its image.
    Image(ImageId),
    /// A new volume, filled from the image.
    ImageOnVolume { image: ImageId, volume: NewVolume },
    Volume {
        volume: VolumeId,
        delete_on_termination: bool,
    },
    /// A new volume, as large as the snapshot.
    VolumeSnapshot {
        snapshot: VolumeSnapshotId,
        delete_on_termination: bool,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVolume {
    pub size_gib: u64,
    /// `None`: the cloud's default. Known to Nova from microversion 2.67 on.
    pub kind: Option<String>,
    pub delete_on_termination: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Networking {
    /// In NIC order; not empty.
    Nics(Vec<Nic>),
    /// "Get me a network": Neutron makes what is missing. From microversion 2.37 on.
    Auto,
    /// Unconnected, as where there is no network service.
    None,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nic {
    Network(NetworkId),
    Port(PortId),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DiskConfig {
    /// One partition, made as large as the disk.
    #[default]
    Auto,
    /// The partitions of the image are left as they are.
    Manual,
}

impl DiskConfig {
    /// Nova's word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Auto => "AUTO",
            Self::Manual => "MANUAL",
        }
    }
}

/// A script or cloud-config for the guest. It may hold secrets, so it is never shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct UserData(Arc<[u8]>);

impl UserData {
    /// Nova takes 65535 characters of base64: this many bytes.
    pub const MOST_BYTES: usize = 65535 / 4 * 3;

    pub fn new(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for UserData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "UserData({} bytes)", self.0.len())
    }
}

/// What Nova answered to `POST /servers` (202: accepted, not yet built).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Launched {
    /// Every server of the request, by id. With a count above 1 they are looked up by the
    /// reservation id, since the reply names none.
    pub servers: Vec<(ServerId, String)>,
    pub request_id: Option<String>,
}

/// How to recognise the servers of a launch whose answer was lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaunchTrace {
    pub name: String,
    pub count: u32,
    /// How long ago it was sent when its servers are asked for.
    pub age: Duration,
    /// Servers that bore such a name before.
    pub known: Vec<ServerId>,
}

impl NewServer {
    /// One unconnected server with nothing that is optional.
    pub fn new(name: &str, boot: BootFrom, flavor: FlavorId) -> Self {
        Self {
            name: name.to_owned(),
            description: None,
            count: 1,
            boot,
            flavor,
            networking: Networking::None,
            security_groups: Vec::new(),
            key_name: None,
            availability_zone: None,
            user_data: None,
            config_drive: false,
            disk_config: DiskConfig::Auto,
            metadata: BTreeMap::new(),
            tags: Vec::new(),
            server_group: None,
            hints: BTreeMap::new(),
            admin_password: None,
        }
    }

    /// The networks among the NICs, in NIC order.
    pub fn networks(&self) -> Vec<&NetworkId> {
        let Networking::Nics(nics) = &self.networking else {
            return Vec::new();
        };
        nics.iter()
            .filter_map(|nic| match nic {
                Nic::Network(id) => Some(id),
                Nic::Port(_) => None,
            })
            .collect()
    }

    /// The body of `POST /servers` as a Nova of this microversion reads it: what it does not know
    /// yet is left out. With a count above 1 the minimum is the whole count, so that a quota
    /// refuses all or none, and the reply shall name the reservation.
    pub fn body(&self, version: Microversion) -> Value {
        let mut server = json!({
            "name": self.name.trim(),
            "flavorRef": self.flavor.as_str(),
            "min_count": self.count,
            "max_count": self.count,
            "OS-DCF:diskConfig": self.disk_config.word(),
        });
        self.boot.describe(&mut server, version);
        if let Some(networks) = self.networking.described(version) {
            server["networks"] = networks;
        }
        let groups = self.security_groups.iter();
        let groups: Vec<_> = groups.map(|id| json!({"name": id.as_str()})).collect();
        let tags = (version >= Microversion(2, 52)).then_some(&self.tags);
        let described = self.description.as_ref();
        let optional = [
            ("security_groups", some_list(groups)),
            ("key_name", self.key_name.as_ref().map(|key| json!(key))),
            (
                "availability_zone",
                self.availability_zone.as_ref().map(|zone| json!(zone)),
            ),
            (
                "description",
                described
                    .filter(|_| version >= Microversion(2, 19))
                    .map(|text| json!(text)),
            ),
            (
                "user_data",
                self.user_data
                    .as_ref()
                    .map(|data| json!(STANDARD.encode(data.bytes()))),
            ),
            ("config_drive", self.config_drive.then_some(json!(true))),
            (
                "metadata",
                (!self.metadata.is_empty()).then(|| json!(self.metadata)),
            ),
            (
                "tags",
                tags.filter(|tags| !tags.is_empty()).map(|tags| json!(tags)),
            ),
            (
                "adminPass",
                self.admin_password.as_ref().map(|it| json!(it.expose())),
            ),
            (
                "return_reservation_id",
                (self.count > 1).then_some(json!(true)),
            ),
        ];
        for (key, value) in optional {
            if let Some(value) = value {
                server[key] = value;
            }
        }
        let mut body = json!({"server": server});
        let hints = self.scheduler_hints();
        if !hints.is_empty() {
            body["os:scheduler_hints"] = Value::Object(hints);
        }
        body
    }

    fn scheduler_hints(&self) -> Map<String, Value> {
        let group = self.server_group.as_ref();
        group
            .map(|id| ("group".to_owned(), json!(id.as_str())))
            .into_iter()
            .chain(self.hints.iter().map(|(k, v)| (k.clone(), json!(v))))
            .collect()
    }
}

fn some_list(list: Vec<Value>) -> Option<Value> {
    (!list.is_empty()).then(|| Value::Array(list))
}

impl BootFrom {
    fn describe(&self, server: &mut Value, version: Microversion) {
        match self {
            Self::Image(image) => server["imageRef"] = json!(image.as_str()),
            Self::ImageOnVolume { image, volume } => {
                let mut disk = root_disk("image", image.as_str(), volume.delete_on_termination);
                disk["volume_size"] = json!(volume.size_gib);
                if let Some(kind) = volume.kind.as_ref()
                    && version >= Microversion(2, 67)
                {
                    disk["volume_type"] = json!(kind);
                }
                server["block_device_mapping_v2"] = json!([disk]);
            }
            Self::Volume {
                volume,
                delete_on_termination,
            } => {
                let disk = root_disk("volume", volume.as_str(), *delete_on_termination);
                server["block_device_mapping_v2"] = json!([disk]);
            }
            Self::VolumeSnapshot {
                snapshot,
                delete_on_termination,
            } => {
                let disk = root_disk("snapshot", snapshot.as_str(), *delete_on_termination);
                server["block_device_mapping_v2"] = json!([disk]);
            }
        }
    }
}

fn root_disk(source: &str, id: &str, delete_on_termination: bool) -> Value {
    json!({
        "boot_index": 0,
        "source_type": source,
        "destination_type": "volume",
        "uuid": id,
        "delete_on_termination": delete_on_termination,
    })
}

impl Networking {
    /// Before 2.37 there are no words for "auto" and "none": Nova then decides by itself.
    fn described(&self, version: Microversion) -> Option<Value> {
        let has_words = version >= Microversion(2, 37);
        match self {
            Self::Nics(nics) => Some(nics.iter().map(Nic::described).collect()),
            Self::Auto => has_words.then(|| json!("auto")),
            Self::None => has_words.then(|| json!("none")),
        }
    }
}

impl Nic {
    fn described(&self) -> Value {
        match self {
            Self::Network(id) => json!({"uuid": id.as_str()}),
            Self::Port(id) => json!({"port": id.as_str()}),
        }
    }
}

#[cfg(test)]
mod tests;

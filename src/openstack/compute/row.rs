//! One server of a list, read straight from the reply.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Timestamp;
use serde::de::MapAccess;
use serde_json::Value;

use super::{
    Address, AttachedVolume, Boot, Fault, Metadata, Server, ServerFlavor, ServerNetwork,
    ServerStatus,
};
use crate::openstack::error::{Error, Kind};
use crate::openstack::json::{self, Entries, Json, Lenient, Text, Whole, object};
use crate::openstack::strings::Strings;

/// The servers of one reply to `GET /servers/detail`, in its order.
///
/// # Errors
/// [`Kind::Decode`] when it is no JSON, or holds no list of servers.
pub fn decode_servers(body: &[u8]) -> Result<Vec<Server>, Error> {
    let none = || Error::new(Kind::Decode, "The answer holds no list of servers.");
    let read = servers(body, &Strings::default());
    read.map_err(|_| none())?.ok_or_else(none)
}

/// The same, with the texts that other pages have as well.
pub(super) fn servers(body: &[u8], strings: &Strings) -> json::Rows<Server> {
    json::rows(body, "servers", |row: Row<'_>| row.server(strings))
}

/// Reads one server; a down cell gives little more than its id.
pub(super) fn server(row: &Value, strings: &Strings) -> Option<Server> {
    json::of_value::<Row<'_>>(row).server(strings)
}

object! {
    struct Row<'a> {
        id: Text<'a> = "id",
        name: Cow<'a, str> = "name",
        status: Text<'a> = "status",
        task_state: Text<'a> = "OS-EXT-STS:task_state",
        power_state: Option<i64> = "OS-EXT-STS:power_state",
        boot: BootRow<'a> = "image",
        flavor: FlavorRow<'a> = "flavor",
        networks: Entries<'a, Vec<AddressRow<'a>>> = "addresses",
        key_name: Text<'a> = "key_name",
        security_groups: Vec<GroupRow<'a>> = "security_groups",
        availability_zone: Text<'a> = "OS-EXT-AZ:availability_zone",
        created: Option<Timestamp> = "created",
        updated: Option<Timestamp> = "updated",
        fault: Whole<FaultRow<'a>> = "fault",
        locked: bool = "locked",
        locked_reason: Text<'a> = "locked_reason",
        volumes: Vec<VolumeRow<'a>> = "os-extended-volumes:volumes_attached",
        metadata: Entries<'a, Json<'a>> = "metadata",
        description: Text<'a> = "description",
        tenant: Text<'a> = "tenant_id",
        project: Text<'a> = "project_id",
        user: Text<'a> = "user_id",
        tags: Vec<Option<Cow<'a, str>>> = "tags",
        host: Text<'a> = "OS-EXT-SRV-ATTR:host",
        launched: Launched = "OS-SRV-USG:launched_at",
    }
}

object! {
    struct FlavorRow<'a> {
        id: Text<'a> = "id",
        name: Text<'a> = "original_name",
        vcpus: Option<u64> = "vcpus",
        ram_mib: Option<u64> = "ram",
        disk_gib: Option<u64> = "disk",
    }
}

object! {
    struct AddressRow<'a> {
        addr: Text<'a> = "addr",
        kind: Text<'a> = "OS-EXT-IPS:type",
    }
}

object! {
    struct GroupRow<'a> {
        name: Text<'a> = "name",
    }
}

object! {
    struct VolumeRow<'a> {
        id: Text<'a> = "id",
        delete_on_termination: Option<bool> = "delete_on_termination",
    }
}

object! {
    struct FaultRow<'a> {
        code: Option<i64> = "code",
        message: Text<'a> = "message",
        created: Option<Timestamp> = "created",
    }
}

/// `OS-SRV-USG:launched_at`: a time, or `null` of what no host has ever run. A cloud that leaves it
/// out says nothing.
#[derive(Default)]
enum Launched {
    Never,
    #[default]
    Unsaid,
}

impl Lenient<'_> for Launched {
    fn null() -> Self {
        Self::Never
    }
}

/// `image`: an object with an id, or a text when there is none.
#[derive(Default)]
enum BootRow<'a> {
    Image(Text<'a>),
    Volume,
    #[default]
    Unknown,
}

object! {
    struct ImageRow<'a> {
        id: Text<'a> = "id",
    }
}

impl<'a> Lenient<'a> for BootRow<'a> {
    fn text(_: Cow<'a, str>) -> Self {
        Self::Volume
    }

    fn object<A: MapAccess<'a>>(object: A) -> Result<Self, A::Error> {
        ImageRow::object(object).map(|image| Self::Image(image.id))
    }
}

impl Row<'_> {
    fn server(self, strings: &Strings) -> Option<Server> {
        let id = self.id.owned()?;
        Some(Server {
            id: id.into(),
            name: self.name.into_owned(),
            status: ServerStatus::parse(self.status.as_deref().unwrap_or("UNKNOWN")),
            task_state: self.task_state.shared(strings),
            power_state: self.power_state,
            boot: self.boot.boot(strings),
            flavor: self.flavor.flavor(strings),
            networks: networks(self.networks, strings),
            key_name: self.key_name.shared(strings),
            security_groups: names(&self.security_groups, strings),
            availability_zone: self.availability_zone.shared(strings),
            created: self.created,
            updated: self.updated,
            fault: self.fault.0.map(FaultRow::fault),
            locked: self.locked,
            locked_reason: self.locked_reason.owned(),
            volumes: fitting(self.volumes.into_iter().filter_map(VolumeRow::volume)),
            metadata: metadata(&self.metadata, strings),
            description: self.description.owned(),
            project: self.tenant.or(self.project).shared(strings).map(Into::into),
            user_id: self.user.shared(strings),
            tags: fitting(self.tags.iter().flatten().map(|tag| strings.share(tag))),
            host: self.host.shared(strings),
            never_launched: matches!(self.launched, Launched::Never),
        })
    }
}

impl BootRow<'_> {
    fn boot(&self, strings: &Strings) -> Boot {
        match self {
            Self::Image(id) => id
                .shared(strings)
                .map_or(Boot::Unknown, |id| Boot::Image(id.into())),
            Self::Volume => Boot::Volume,
            Self::Unknown => Boot::Unknown,
        }
    }
}

impl FlavorRow<'_> {
    fn flavor(&self, strings: &Strings) -> ServerFlavor {
        ServerFlavor {
            id: self.id.shared(strings).map(Into::into),
            name: self.name.shared(strings),
            vcpus: self.vcpus,
            ram_mib: self.ram_mib,
            disk_gib: self.disk_gib,
        }
    }
}

impl AddressRow<'_> {
    fn address(self) -> Option<Address> {
        let floating = self.kind.as_deref() == Some("floating");
        let addr = self.addr.owned()?;
        Some(Address {
            version: if addr.contains(':') { 6 } else { 4 },
            floating,
            addr,
        })
    }
}

impl VolumeRow<'_> {
    fn volume(self) -> Option<AttachedVolume> {
        Some(AttachedVolume {
            id: self.id.owned()?,
            delete_on_termination: self.delete_on_termination,
        })
    }
}

impl FaultRow<'_> {
    fn fault(self) -> Fault {
        Fault {
            code: self.code.unwrap_or_default(),
            message: self.message.owned().unwrap_or_default(),
            created: self.created,
        }
    }
}

fn networks(networks: Entries<'_, Vec<AddressRow<'_>>>, strings: &Strings) -> Vec<ServerNetwork> {
    let networks = networks.0.into_iter();
    let networks = networks.map(|(name, addresses)| ServerNetwork {
        name: strings.share(&name),
        addresses: fitting(addresses.into_iter().filter_map(AddressRow::address)),
    });
    fitting(networks)
}

/// The names of security groups, once each: Nova repeats them for every port.
fn names(groups: &[GroupRow<'_>], strings: &Strings) -> Vec<Arc<str>> {
    let mut names: Vec<Arc<str>> = Vec::new();
    for name in groups.iter().filter_map(|group| group.name.as_deref()) {
        if !names.iter().any(|known| **known == *name) {
            names.push(strings.share(name));
        }
    }
    fitting(names.into_iter())
}

fn metadata(pairs: &Entries<'_, Json<'_>>, strings: &Strings) -> Metadata {
    let pairs = pairs.0.iter();
    let pairs = pairs.map(|(key, value)| {
        let value = value.0.as_deref().unwrap_or_default();
        (strings.share(key), strings.share(value))
    });
    pairs.collect()
}

/// In no more memory than they need: there are ten thousand rows of them.
fn fitting<T>(some: impl Iterator<Item = T>) -> Vec<T> {
    let mut all: Vec<T> = some.collect();
    all.shrink_to_fit();
    all
}

#[cfg(test)]
mod tests;

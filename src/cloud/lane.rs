//! Which reads replace each other.

use super::message::{OpId, Read};
use crate::openstack::id::{ImageId, PortId, ServerId};

/// Of two reads of one context in the same lane only the newer one is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Opening the session itself.
    Connect,
    Servers,
    Server(ServerId),
    Images,
    Image(ImageId),
    Flavors,
    Limits,
    KeyPairs,
    AvailabilityZones,
    Networks,
    SecurityGroups,
    SecurityGroupRules,
    Ports,
    RoutedNetworks,
    PortQuota,
    AutoTopology,
    ServerGroups,
    ComputeVersion,
    CommunityImages,
    Volumes,
    VolumeSnapshots,
    VolumeTypes,
    VolumeLimits,
    /// By name and time of sending: two lost launches may bear one name.
    LaunchedServers(OpId),
    LostAction(OpId),
    UserDataFile,
    Projects,
    ConsoleLog(ServerId),
    InstanceActions(ServerId),
    ActionEvents(ServerId, String),
    ServerDetail(ServerId),
    ServerPorts(ServerId),
    Interface(PortId),
    ServerVolumes(ServerId),
    RemoteConsole(ServerId),
    ServerPassword(ServerId),
    FloatingIps,
    AllVolumes,
    PublicKeyFiles,
}

impl Read {
    pub fn lane(&self) -> Lane {
        match self {
            Self::Servers { .. } => Lane::Servers,
            Self::Server(id) => Lane::Server(id.clone()),
            Self::Images => Lane::Images,
            Self::Image(id) => Lane::Image(id.clone()),
            Self::Flavors => Lane::Flavors,
            Self::Limits => Lane::Limits,
            Self::KeyPairs => Lane::KeyPairs,
            Self::AvailabilityZones => Lane::AvailabilityZones,
            Self::Networks => Lane::Networks,
            Self::SecurityGroups => Lane::SecurityGroups,
            Self::SecurityGroupRules => Lane::SecurityGroupRules,
            Self::Ports => Lane::Ports,
            Self::RoutedNetworks => Lane::RoutedNetworks,
            Self::PortQuota => Lane::PortQuota,
            Self::AutoTopology => Lane::AutoTopology,
            Self::ServerGroups => Lane::ServerGroups,
            Self::ComputeVersion => Lane::ComputeVersion,
            Self::CommunityImages => Lane::CommunityImages,
            Self::Volumes => Lane::Volumes,
            Self::VolumeSnapshots => Lane::VolumeSnapshots,
            Self::VolumeTypes => Lane::VolumeTypes,
            Self::VolumeLimits => Lane::VolumeLimits,
            Self::LaunchedServers { op, .. } => Lane::LaunchedServers(*op),
            Self::LostAction { op, .. } => Lane::LostAction(*op),
            Self::UserDataFile(_) => Lane::UserDataFile,
            Self::Projects => Lane::Projects,
            Self::ConsoleLog { server, .. } => Lane::ConsoleLog(server.clone()),
            Self::InstanceActions(id) => Lane::InstanceActions(id.clone()),
            Self::ActionEvents { server, request } => {
                Lane::ActionEvents(server.clone(), request.clone())
            }
            Self::ServerDetail(id) => Lane::ServerDetail(id.clone()),
            Self::ServerPorts(id) => Lane::ServerPorts(id.clone()),
            Self::Interface { port, .. } => Lane::Interface(port.clone()),
            Self::ServerVolumes(id) => Lane::ServerVolumes(id.clone()),
            Self::RemoteConsole { server, .. } => Lane::RemoteConsole(server.clone()),
            Self::ServerPassword { server, .. } => Lane::ServerPassword(server.clone()),
            Self::FloatingIps => Lane::FloatingIps,
            Self::AllVolumes => Lane::AllVolumes,
            Self::PublicKeyFiles => Lane::PublicKeyFiles,
        }
    }
}

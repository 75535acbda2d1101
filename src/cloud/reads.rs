//! Reads whose answer is given whole, each by the client's request for it.

use super::message::{Data, Project, Read};
use crate::openstack::{Client, Error, Kind};

pub(super) async fn whole(client: &Client, read: Read) -> Result<Data, Error> {
    Ok(match read {
        Read::Server(id) => Data::Server(Box::new(client.server(&id).await?)),
        Read::Image(id) => Data::Image(Box::new(client.image(&id).await?)),
        Read::Limits => Data::Limits(client.limits().await?),
        Read::Projects => Data::Projects(projects(client).await?),
        Read::ConsoleLog { server, lines } => {
            Data::ConsoleLog(client.console_log(&server, lines).await?)
        }
        Read::InstanceActions(id) => Data::InstanceActions(client.instance_actions(&id).await?),
        Read::ActionEvents { server, request } => {
            Data::ActionEvents(client.action_events(&server, &request).await?)
        }
        Read::ServerDetail(id) => Data::ServerDetail(Box::new(client.server_detail(&id).await?)),
        Read::ServerPorts(id) => Data::ServerPorts(client.server_ports(&id).await?),
        Read::Interface { server, port } => {
            Data::Interface(client.has_interface(&server, &port).await?)
        }
        Read::ServerVolumes(id) => Data::ServerVolumes(client.server_volumes(&id).await?),
        Read::RemoteConsole { server, kind } => {
            Data::RemoteConsole(client.remote_console(&server, kind).await?)
        }
        Read::FloatingIps => Data::FloatingIps(client.floating_ips().await?),
        Read::AllVolumes => Data::AllVolumes(client.all_volumes().await?),
        Read::LaunchedServers { trace, .. } => {
            Data::LaunchedServers(client.launched_servers(&trace).await?)
        }
        Read::LostAction { trace, .. } => {
            Data::LostAction(client.lost_action(&trace).await?.map(Box::new))
        }
        read => of_a_launch(client, read).await?,
    })
}

/// What a launch chooses from.
async fn of_a_launch(client: &Client, read: Read) -> Result<Data, Error> {
    Ok(match read {
        Read::Flavors => Data::Flavors(client.flavors().await?),
        Read::KeyPairs => Data::KeyPairs(client.key_pairs().await?),
        Read::AvailabilityZones => Data::AvailabilityZones(client.availability_zones().await?),
        Read::Networks => Data::Networks(client.networks().await?),
        Read::SecurityGroups => Data::SecurityGroups(client.security_groups().await?),
        Read::SecurityGroupRules => Data::SecurityGroupRules(client.security_group_rules().await?),
        Read::Ports => Data::Ports(client.ports().await?),
        Read::RoutedNetworks => Data::RoutedNetworks(client.routed_networks().await?),
        Read::PortQuota => Data::PortQuota(client.port_quota().await?),
        Read::AutoTopology => Data::AutoTopology(client.auto_topology().await?),
        Read::ServerGroups => Data::ServerGroups(client.server_groups().await?),
        Read::ComputeVersion => Data::ComputeVersion(client.compute_version().await?),
        Read::CommunityImages => Data::CommunityImages(client.community_images().await?),
        Read::Volumes => Data::Volumes(client.volumes().await?),
        Read::VolumeSnapshots => Data::VolumeSnapshots(client.volume_snapshots().await?),
        Read::VolumeTypes => Data::VolumeTypes(client.volume_types().await?),
        Read::VolumeLimits => Data::VolumeLimits(client.volume_limits().await?),
        // Lists that come in pages, and files: read elsewhere.
        other => {
            let what = format!("{other:?} is not read whole.");
            return Err(Error::new(Kind::NotAllowed, what));
        }
    })
}

async fn projects(client: &Client) -> Result<Vec<Project>, Error> {
    let projects = client.projects().await?;
    Ok(projects
        .into_iter()
        .map(|project| Project {
            id: project.id,
            name: project.name,
        })
        .collect())
}

//! What is read of the cloud in an open context, and where the answers go.

use std::time::Duration;

use super::{Tab, Workspace};
use crate::app::cx::Cx;
use crate::app::patience::Patience;
use crate::app::remote::Remote;
use crate::app::time::Now;
use crate::cloud::message::{Data, Read, Ticket};
use crate::openstack::error::{Error, Kind};

/// What a launch chooses from is not read again before that without being asked to.
const FRESH: Duration = Duration::from_secs(30);
/// The same of what others use up meanwhile: as old as a list may be.
const QUOTA_FRESH: Duration = Duration::from_secs(10);

/// All that is read of the cloud beside the lists, each with the kind of its answer.
macro_rules! remotes {
    ($of:ident, $then:ident) => {
        $then!(
            $of.choices.flavors => Flavors,
            $of.choices.limits => Limits,
            $of.choices.key_pairs => KeyPairs,
            $of.choices.zones => AvailabilityZones,
            $of.choices.networks => Networks,
            $of.choices.groups => SecurityGroups,
            $of.choices.rules => SecurityGroupRules,
            $of.choices.ports => Ports,
            $of.choices.port_quota => PortQuota,
            $of.choices.routed => RoutedNetworks,
            $of.choices.auto_topology => AutoTopology,
            $of.choices.server_groups => ServerGroups,
            $of.choices.compute_version => ComputeVersion,
            $of.choices.community => CommunityImages,
            $of.choices.volumes => Volumes,
            $of.choices.volume_snapshots => VolumeSnapshots,
            $of.choices.volume_types => VolumeTypes,
            $of.choices.volume_limits => VolumeLimits,
            $of.choices.user_data.content_mut() => UserDataFile,
            $of.choices.key_files => PublicKeyFiles,
            $of.choices.floating_ips => FloatingIps,
            $of.choices.all_volumes => AllVolumes,
            $of.about.detail => ServerDetail,
            $of.about.ports => ServerPorts,
            $of.about.volumes => ServerVolumes,
            $of.about.actions => InstanceActions,
            $of.projects => Projects,
        )
    };
}

/// Asks, unless that is under way.
fn ask<T>(remote: &mut Remote<T>, read: Read, cx: &mut Cx<'_>) {
    if !remote.is_loading() {
        remote.ask(cx.read(read));
    }
}

impl Workspace {
    /// Reads one list. Servers only since the last time where that is enough.
    pub fn read_list(&mut self, tab: Tab, whole: bool, cx: &mut Cx<'_>) {
        if self.missing_service(tab).is_some() {
            return;
        }
        match tab {
            Tab::Instances => {
                let since = if whole {
                    None
                } else {
                    self.instances.since(cx.now)
                };
                let ticket = cx.read(Read::Servers { since });
                self.instances.ask(ticket, since.is_some(), cx.now);
            }
            Tab::Images => {
                let ticket = cx.read(Read::Images);
                self.images.ask(ticket, false, cx.now);
            }
        }
    }

    /// What is good to know once the first rows are there: image names, the quota of the header.
    pub fn read_around(&mut self, cx: &mut Cx<'_>) {
        for tab in [Tab::Instances, Tab::Images] {
            // One that failed has its own pauses.
            let untouched = match tab {
                Tab::Instances => self.instances.is_untouched(),
                Tab::Images => self.images.is_untouched(),
            };
            if untouched {
                self.read_list(tab, true, cx);
            }
        }
        self.read_limits(cx);
    }

    pub fn read_limits(&mut self, cx: &mut Cx<'_>) {
        self.read_choice(Read::Limits, cx);
    }

    /// Whether what is asked for at every step was read a moment ago.
    pub fn is_fresh(&self, read: &Read, now: Now) -> bool {
        let choices = &self.choices;
        let (as_of, fresh) = match read {
            Read::Limits => (choices.limits.as_of(), QUOTA_FRESH),
            Read::PortQuota => (choices.port_quota.as_of(), QUOTA_FRESH),
            Read::VolumeLimits => (choices.volume_limits.as_of(), QUOTA_FRESH),
            Read::SecurityGroupRules => (choices.rules.as_of(), FRESH),
            Read::RoutedNetworks => (choices.routed.as_of(), FRESH),
            Read::Ports => (choices.ports.as_of(), FRESH),
            Read::ServerGroups => (choices.server_groups.as_of(), FRESH),
            Read::VolumeTypes => (choices.volume_types.as_of(), FRESH),
            Read::ComputeVersion => (choices.compute_version.as_of(), FRESH),
            _ => (None, FRESH),
        };
        as_of.is_some_and(|at| now.mono.saturating_sub(at.mono) < fresh)
    }

    /// Reads one of the things a launch chooses from, unless that is under way.
    pub fn read_choice(&mut self, read: Read, cx: &mut Cx<'_>) {
        let choices = &mut self.choices;
        let (compute, network) = (self.info.has_compute, self.info.has_network);
        let (image, volume) = (self.info.has_image, self.info.has_volume);
        match read {
            Read::Flavors if compute => ask(&mut choices.flavors, read, cx),
            Read::Limits if compute => ask(&mut choices.limits, read, cx),
            Read::KeyPairs if compute => ask(&mut choices.key_pairs, read, cx),
            Read::AvailabilityZones if compute => ask(&mut choices.zones, read, cx),
            Read::Networks if network => ask(&mut choices.networks, read, cx),
            Read::SecurityGroups if network => ask(&mut choices.groups, read, cx),
            Read::SecurityGroupRules if network => ask(&mut choices.rules, read, cx),
            Read::Ports if network => ask(&mut choices.ports, read, cx),
            Read::PortQuota if network => ask(&mut choices.port_quota, read, cx),
            Read::RoutedNetworks if network => ask(&mut choices.routed, read, cx),
            Read::AutoTopology if network => ask(&mut choices.auto_topology, read, cx),
            Read::ServerGroups if compute => ask(&mut choices.server_groups, read, cx),
            Read::ComputeVersion if compute => ask(&mut choices.compute_version, read, cx),
            Read::CommunityImages if image => ask(&mut choices.community, read, cx),
            Read::Volumes if volume => ask(&mut choices.volumes, read, cx),
            Read::VolumeSnapshots if volume => ask(&mut choices.volume_snapshots, read, cx),
            Read::VolumeTypes if volume => ask(&mut choices.volume_types, read, cx),
            Read::VolumeLimits if volume => ask(&mut choices.volume_limits, read, cx),
            Read::UserDataFile(path) => {
                let ticket = cx.read(Read::UserDataFile(path.clone()));
                choices.user_data.ask(path, ticket);
            }
            Read::FloatingIps if network => ask(&mut choices.floating_ips, read, cx),
            Read::AllVolumes if volume => ask(&mut choices.all_volumes, read, cx),
            Read::Images => self.read_list(Tab::Images, true, cx),
            Read::PublicKeyFiles => ask(&mut choices.key_files, read, cx),
            _ => {}
        }
    }

    /// Reads something of one instance, unless that is under way. What was read of another one is
    /// forgotten.
    pub fn read_about(&mut self, read: Read, cx: &mut Cx<'_>) {
        let (Read::ServerDetail(id)
        | Read::ServerPorts(id)
        | Read::ServerVolumes(id)
        | Read::InstanceActions(id)) = &read
        else {
            return;
        };
        let about = &mut self.about;
        about.turn_to(id);
        match read {
            Read::ServerPorts(_) if !self.info.has_network => {}
            Read::ServerDetail(_) => ask(&mut about.detail, read, cx),
            Read::ServerPorts(_) => ask(&mut about.ports, read, cx),
            Read::ServerVolumes(_) => ask(&mut about.volumes, read, cx),
            _ => ask(&mut about.actions, read, cx),
        }
    }

    /// Settles an answer to a question of the choices; gives back one that was none, or stale.
    pub fn settle_choice(
        &mut self,
        ticket: Ticket,
        result: Result<Data, Error>,
        now: Now,
    ) -> Result<(), Result<Data, Error>> {
        macro_rules! settle {
            ($($remote:expr => $kind:ident),* $(,)?) => {
                $(if $remote.awaits(ticket) {
                    let result = result.and_then(|data| match data {
                        Data::$kind(value) => Ok(value),
                        _ => Err(Error::new(Kind::Decode, "the answer to another question")),
                    });
                    $remote.settle(ticket, result, now);
                    return Ok(());
                })*
            };
        }
        remotes!(self, settle);
        Err(result)
    }

    /// Somebody asks by hand: what waits since the cloud asks for it is asked for again by whoever
    /// wants it.
    pub fn hurry(&mut self) {
        macro_rules! hurry {
            ($($remote:expr => $kind:ident),* $(,)?) => {
                $($remote.hurry();)*
            };
        }
        remotes!(self, hurry);
    }

    /// The cloud asks for patience before it answers a question of the choices, or no longer.
    pub fn wait_choice(&mut self, ticket: Ticket, patience: Option<Patience>) {
        macro_rules! wait {
            ($($remote:expr => $kind:ident),* $(,)?) => {
                $($remote.wait(ticket, patience);)*
            };
        }
        remotes!(self, wait);
    }
}

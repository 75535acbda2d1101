//! What a wizard has the app read: when it opens, by step, and as choices call for more.

use super::advanced::UserDataFrom;
use super::{Step, Wizard, problems};
use crate::app::choices::World;
use crate::cloud::message::Read;

/// What is to be read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Wants {
    pub reads: Vec<Read>,
    /// However fresh it is.
    pub anew: bool,
    /// Asked for by hand: also what waits since the cloud asks for it.
    pub now: bool,
}

impl Wants {
    pub(super) fn push(&mut self, read: Read) {
        self.reads.push(read);
    }

    pub(super) fn extend(&mut self, reads: impl IntoIterator<Item = Read>) {
        self.reads.extend(reads);
    }
}

impl Wizard {
    /// What has to be read anew whenever a wizard opens.
    pub fn reads_needed() -> [Read; 6] {
        [
            Read::Flavors,
            Read::Limits,
            Read::KeyPairs,
            Read::AvailabilityZones,
            Read::Networks,
            Read::SecurityGroups,
        ]
    }

    /// What the app should read on its behalf; to be asked after every handler.
    pub fn wants(&mut self) -> Wants {
        std::mem::take(&mut self.wants)
    }

    /// What a step needs that the others do not, and the quota, which may have moved.
    pub(super) fn wants_of_step(&mut self) {
        let on_volume = self.makes_volumes;
        match self.step {
            Step::Details => {}
            Step::Flavor => {
                self.wants.push(Read::Limits);
                if on_volume {
                    self.wants.push(Read::VolumeLimits);
                }
            }
            Step::Network => self.wants.extend([
                Read::Ports,
                Read::PortQuota,
                Read::SecurityGroupRules,
                Read::RoutedNetworks,
            ]),
            Step::KeyPair => self.wants.push(Read::PublicKeyFiles),
            Step::Review => {
                self.wants.extend([
                    Read::Limits,
                    Read::PortQuota,
                    Read::SecurityGroupRules,
                    Read::RoutedNetworks,
                    Read::PublicKeyFiles,
                ]);
                if on_volume {
                    self.wants.push(Read::VolumeLimits);
                }
                self.want_user_data();
            }
        }
    }

    pub(super) fn wants_of_advanced(&mut self) {
        if self.draft.advanced.is_touched() {
            self.wants.push(Read::ServerGroups);
            self.want_user_data();
        }
    }

    pub(super) fn want_user_data(&mut self) {
        let advanced = &self.draft.advanced;
        let path = advanced.path.text().trim();
        if advanced.user_data == UserDataFrom::File && !path.is_empty() {
            self.wants.push(Read::UserDataFile(path.into()));
        }
    }

    /// Where there is no network to choose, Neutron is asked whether it would make one: once.
    pub(super) fn ask_for_auto_network(&mut self, world: World<'_>) {
        let answer = &world.choices.auto_topology;
        let nothing = world.choices.networks.get().is_some_and(|networks| {
            networks
                .iter()
                .all(|network| problems::network_obstacle(network).is_some())
        });
        if nothing && answer.get().is_none() && answer.problem().is_none() {
            self.wants.push(Read::AutoTopology);
        }
    }

    /// Whether volumes are made; their quota is asked for once that is so.
    pub(super) fn note_volumes(&mut self, world: World<'_>) {
        let makes = self.draft.demand(world).volume_gib(None).is_some();
        if makes && !self.makes_volumes {
            self.wants.push(Read::VolumeLimits);
        }
        self.makes_volumes = makes;
    }
}

//! The rows of the wizard's tables: what is listed, in which order, and what may be chosen.
//!
//! Keys and drawing both ask here, so they never disagree about what is on the screen. A row is made
//! when it is looked at, and there may be thousands.

use std::sync::Arc;

use super::fit::{Fit, Measure};
use super::keypair::key_files;
use super::listing::{AUTO, Spot, listed};
use super::problems::{network_obstacle, source_obstacle};
use super::source::{SourceItem, SourceKind};
use super::step::FieldId;
use super::{FlavorSort, Wizard};
use crate::app::choices::World;
use crate::app::remote::Version;
use crate::cloud::message::KeyFile;
use crate::openstack::compute::{Flavor, KeyPair};
use crate::openstack::id::{FlavorId, NetworkId, PortId, SecurityGroupId};
use crate::openstack::network::{Network, Port, SecurityGroup};

pub struct SourceRow<'a> {
    pub item: SourceItem<'a>,
    pub chosen: bool,
    pub obstacle: Option<String>,
}

pub struct FlavorRow<'a> {
    pub flavor: &'a Flavor,
    pub fit: Fit,
    pub chosen: bool,
}

/// The flavors that are listed, top to bottom.
#[derive(Debug)]
pub struct Flavors {
    /// The place of each in the cloud's list, and whether it fits.
    rows: Vec<(usize, Fit)>,
    pub(super) ids: Arc<Vec<String>>,
    /// Lines of the longest list of reasons why one does not fit.
    pub most_reasons: usize,
}

impl Flavors {
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// What [`Flavors`] are made of.
#[derive(Debug, PartialEq)]
pub(super) struct FlavorsOf {
    flavors: Version,
    measure: Measure,
    filter: String,
    sort: FlavorSort,
    hides_misfits: bool,
    chosen: Option<FlavorId>,
}

/// What a row of the networks stands for.
#[derive(Debug, Clone, Copy)]
pub enum Connection<'a> {
    Network(&'a Network),
    /// Neutron makes one ("get me a network").
    Auto,
    /// Chosen, and gone since.
    Gone,
}

impl<'a> Connection<'a> {
    pub fn network(self) -> Option<&'a Network> {
        match self {
            Self::Network(network) => Some(network),
            Self::Auto | Self::Gone => None,
        }
    }
}

pub struct NetworkRow<'a> {
    pub id: NetworkId,
    pub connection: Connection<'a>,
    /// Its place among the NICs, from 1.
    pub nic: Option<usize>,
    pub obstacle: Option<&'static str>,
}

pub struct PortRow<'a> {
    pub id: PortId,
    /// `None`: chosen, and gone or in use since.
    pub port: Option<&'a Port>,
    /// Its place among the NICs, from 1.
    pub nic: Option<usize>,
    pub obstacle: Option<&'static str>,
}

pub struct GroupRow<'a> {
    pub id: SecurityGroupId,
    /// `None`: chosen, and gone since.
    pub group: Option<&'a SecurityGroup>,
    pub chosen: bool,
}

impl Wizard {
    /// One of the sources that are listed for this world.
    pub fn source_row<'a>(&self, at: usize, world: World<'a>) -> Option<SourceRow<'a>> {
        let spot = self.listing(FieldId::Source, world).spot(at)?;
        let item = item_at(self.draft.source.kind, spot, world)?;
        Some(SourceRow {
            item,
            chosen: self.draft.source.chosen() == Some(item.id()),
            obstacle: source_obstacle(item),
        })
    }

    /// Made anew only when something they are made of is different: a cloud may have thousands.
    pub fn flavors(&self, world: World<'_>) -> Arc<Flavors> {
        let demand = self.draft.demand(world);
        let table = self.table(FieldId::Flavor);
        let made_of = FlavorsOf {
            flavors: world.choices.flavors.version(),
            measure: demand.measure(),
            filter: table.filter().text().to_owned(),
            sort: self.flavor_sort,
            hides_misfits: self.hides_misfits,
            chosen: self.draft.flavor.clone(),
        };
        self.flavors.made(made_of, |of| {
            let flavors = listed(world.choices.flavors.get());
            let sieve = table.sieve();
            let mut rows: Vec<_> = flavors
                .iter()
                .enumerate()
                .filter(|(_, flavor)| {
                    let access = if flavor.public { "public" } else { "private" };
                    sieve.lets_through(&[&flavor.name, access])
                })
                .map(|(at, flavor)| (at, Fit::of(flavor, demand)))
                .filter(|(at, fit)| {
                    !of.hides_misfits || of.chosen.as_ref() == Some(&flavors[*at].id) || fit.fits()
                })
                .collect();
            rows.sort_by(|(a, _), (b, _)| of.sort.compare(&flavors[*a], &flavors[*b]));
            let ids = rows.iter().map(|(at, _)| flavors[*at].id.to_string());
            Flavors {
                ids: Arc::new(ids.collect()),
                most_reasons: rows
                    .iter()
                    .map(|(_, fit)| fit.long_len())
                    .max()
                    .unwrap_or(0),
                rows,
            }
        })
    }

    /// One of the rows that were listed for this world.
    pub fn flavor_row<'a>(
        &self,
        flavors: &Flavors,
        at: usize,
        world: World<'a>,
    ) -> Option<FlavorRow<'a>> {
        let (place, fit) = flavors.rows.get(at)?;
        let flavor = listed(world.choices.flavors.get()).get(*place)?;
        Some(FlavorRow {
            flavor,
            fit: fit.clone(),
            chosen: self.draft.flavor.as_ref() == Some(&flavor.id),
        })
    }

    pub fn flavor_rows<'a>(&self, world: World<'a>) -> Vec<FlavorRow<'a>> {
        let flavors = self.flavors(world);
        let rows = 0..flavors.len();
        rows.filter_map(|at| self.flavor_row(&flavors, at, world))
            .collect()
    }

    /// One of the networks that are listed for this world.
    pub fn network_row<'a>(&self, at: usize, world: World<'a>) -> Option<NetworkRow<'a>> {
        let chosen = &self.draft.networks;
        Some(match self.listing(FieldId::Networks, world).spot(at)? {
            Spot::Listed(place) => {
                let network = listed(world.choices.networks.get()).get(place)?;
                let nic = chosen.iter().position(|id| *id == network.id);
                NetworkRow {
                    id: network.id.clone(),
                    connection: Connection::Network(network),
                    nic: nic.map(|nic| nic + 1),
                    obstacle: network_obstacle(network),
                }
            }
            Spot::Beside(nic) => NetworkRow {
                id: chosen.get(nic)?.clone(),
                connection: Connection::Gone,
                nic: Some(nic + 1),
                obstacle: Some("it is gone"),
            },
            Spot::Auto => NetworkRow {
                id: AUTO.into(),
                connection: Connection::Auto,
                nic: self.draft.auto_network.then_some(1),
                obstacle: None,
            },
        })
    }

    pub fn network_rows<'a>(&self, world: World<'a>) -> Vec<NetworkRow<'a>> {
        let rows = 0..self.listing(FieldId::Networks, world).len();
        rows.filter_map(|at| self.network_row(at, world)).collect()
    }

    /// One of the ports that are listed for this world.
    pub fn port_row<'a>(&self, at: usize, world: World<'a>) -> Option<PortRow<'a>> {
        let chosen = &self.draft.ports;
        // The ports come after the networks.
        let nic = |place: usize| self.draft.networks.len() + place + 1;
        Some(match self.listing(FieldId::Ports, world).spot(at)? {
            Spot::Listed(place) => {
                let port = listed(world.choices.ports.get()).get(place)?;
                PortRow {
                    id: port.id.clone(),
                    port: Some(port),
                    nic: chosen.iter().position(|id| *id == port.id).map(nic),
                    obstacle: (!port.admin_up).then_some("its admin state is down"),
                }
            }
            Spot::Beside(place) => PortRow {
                id: chosen.get(place)?.clone(),
                port: None,
                nic: Some(nic(place)),
                obstacle: Some("it is gone or in use by now"),
            },
            Spot::Auto => return None,
        })
    }

    /// One of the security groups that are listed for this world.
    pub fn group_row<'a>(&self, at: usize, world: World<'a>) -> Option<GroupRow<'a>> {
        let chosen = &self.draft.groups;
        Some(match self.listing(FieldId::Groups, world).spot(at)? {
            Spot::Listed(place) => {
                let group = listed(world.choices.groups.get()).get(place)?;
                GroupRow {
                    id: group.id.clone(),
                    group: Some(group),
                    chosen: chosen.contains(&group.id),
                }
            }
            Spot::Beside(place) => GroupRow {
                id: chosen.get(place)?.clone(),
                group: None,
                chosen: true,
            },
            Spot::Auto => return None,
        })
    }

    /// One of the key pairs that are listed for this world.
    pub fn key_row<'a>(&'a self, at: usize, world: World<'a>) -> Option<&'a KeyPair> {
        match self.listing(FieldId::KeyPairs, world).spot(at)? {
            Spot::Listed(place) => listed(world.choices.key_pairs.get()).get(place),
            Spot::Beside(place) => self.draft.key.made.get(place),
            Spot::Auto => None,
        }
    }

    /// One of the files that are listed for this world.
    pub fn file_row<'a>(&self, at: usize, world: World<'a>) -> Option<&'a KeyFile> {
        match self.listing(FieldId::ImportFiles, world).spot(at)? {
            Spot::Listed(place) => key_files(world).get(place),
            Spot::Beside(_) | Spot::Auto => None,
        }
    }
}

impl FlavorSort {
    fn compare(self, a: &Flavor, b: &Flavor) -> std::cmp::Ordering {
        let size = |flavor: &Flavor| (flavor.ram_mib, flavor.vcpus, flavor.disk_gib);
        let first = match self {
            Self::Ram => std::cmp::Ordering::Equal,
            Self::Vcpus => a.vcpus.cmp(&b.vcpus),
            Self::Disk => a.disk_gib.cmp(&b.disk_gib),
            Self::Name => a.name.to_lowercase().cmp(&b.name.to_lowercase()),
        };
        first
            .then(size(a).cmp(&size(b)))
            .then_with(|| a.name.cmp(&b.name))
    }
}

fn item_at(kind: SourceKind, spot: Spot, world: World<'_>) -> Option<SourceItem<'_>> {
    let choices = world.choices;
    match (kind, spot) {
        (_, Spot::Auto) => None,
        (SourceKind::Image | SourceKind::Snapshot, Spot::Listed(at)) => {
            world.images.get(at).map(SourceItem::Image)
        }
        (SourceKind::Image | SourceKind::Snapshot, Spot::Beside(at)) => {
            let community = listed(choices.community.get());
            community.get(at).map(SourceItem::Image)
        }
        (SourceKind::Volume, Spot::Listed(at) | Spot::Beside(at)) => {
            let volumes = listed(choices.volumes.get());
            volumes.get(at).map(SourceItem::Volume)
        }
        (SourceKind::VolumeSnapshot, Spot::Listed(at) | Spot::Beside(at)) => {
            let snapshots = listed(choices.volume_snapshots.get());
            snapshots.get(at).map(SourceItem::VolumeSnapshot)
        }
    }
}

//! The rows of the wizard's tables: what is listed, in which order, and what may be chosen.
//!
//! Keys and drawing both ask here, so they never disagree about what is on the screen.

use std::sync::Arc;

use super::fit::{Fit, Measure};
use super::keypair::key_files;
use super::problems::{network_obstacle, offers_auto_network, source_obstacle};
use super::source::{SourceItem, offered};
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

/// The id of the row that stands for no network of its own, as Horizon has it.
const AUTO: &str = "auto_allocated_network";

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
    pub fn source_rows<'a>(&'a self, world: World<'a>) -> Vec<SourceRow<'a>> {
        let table = self.table(FieldId::Source);
        let kind = self.draft.source.kind;
        let mut items = offered(kind, world);
        items.retain(|item| table.lets_through(&item.words()));
        self.source_sort.arrange(&mut items);
        let chosen = self.draft.source.chosen();
        items
            .into_iter()
            .map(|item| SourceRow {
                item,
                chosen: chosen == Some(item.id()),
                obstacle: source_obstacle(item),
            })
            .collect()
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
            let mut rows: Vec<_> = flavors
                .iter()
                .enumerate()
                .filter(|(_, flavor)| {
                    let access = if flavor.public { "public" } else { "private" };
                    table.lets_through(&[&flavor.name, access])
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

    pub fn network_rows<'a>(&'a self, world: World<'a>) -> Vec<NetworkRow<'a>> {
        let table = self.table(FieldId::Networks);
        let networks = listed(world.choices.networks.get());
        let nic = |id: &NetworkId| {
            let place = self.draft.networks.iter().position(|chosen| chosen == id);
            place.map(|place| place + 1)
        };
        let mut rows: Vec<_> = networks
            .iter()
            .filter(|network| {
                let cidrs = network.subnets.iter().map(|subnet| subnet.cidr.as_str());
                let words = [network.name.as_str(), &network.status];
                let words: Vec<_> = words.into_iter().chain(cidrs).collect();
                table.lets_through(&words)
            })
            .map(|network| NetworkRow {
                id: network.id.clone(),
                connection: Connection::Network(network),
                nic: nic(&network.id),
                obstacle: network_obstacle(network),
            })
            .collect();
        if world.choices.networks.get().is_some() {
            let gone = self.draft.networks.iter().filter(|id| {
                networks.iter().all(|network| network.id != **id)
                    && table.lets_through(&[id.as_str()])
            });
            rows.extend(gone.map(|id| NetworkRow {
                id: id.clone(),
                connection: Connection::Gone,
                nic: nic(id),
                obstacle: Some("it is gone"),
            }));
        }
        if offers_auto_network(world) || self.draft.auto_network {
            rows.push(NetworkRow {
                id: AUTO.into(),
                connection: Connection::Auto,
                nic: self.draft.auto_network.then_some(1),
                obstacle: None,
            });
        }
        // The chosen stand on top in NIC order, so that J and K move what one sees.
        rows.sort_by_cached_key(|row| {
            (
                row.nic.unwrap_or(usize::MAX),
                row.connection
                    .network()
                    .map(|network| network.name.to_lowercase()),
            )
        });
        rows
    }

    pub fn port_rows<'a>(&'a self, world: World<'a>) -> Vec<PortRow<'a>> {
        let table = self.table(FieldId::Ports);
        let ports = listed(world.choices.ports.get());
        let before = self.draft.networks.len();
        let nic = |id: &PortId| {
            let place = self.draft.ports.iter().position(|chosen| chosen == id);
            place.map(|place| before + place + 1)
        };
        let matching = |port: &&Port| {
            let addresses = port.addresses.join(" ");
            table.lets_through(&[port.title(), port.id.as_str(), &addresses])
        };
        let mut rows: Vec<_> = ports
            .iter()
            .filter(matching)
            .map(|port| PortRow {
                id: port.id.clone(),
                port: Some(port),
                nic: nic(&port.id),
                obstacle: (!port.admin_up).then_some("its admin state is down"),
            })
            .collect();
        if world.choices.ports.get().is_some() {
            let chosen = self.draft.ports.iter();
            let gone = chosen.filter(|id| ports.iter().all(|port| port.id != **id));
            rows.extend(gone.map(|id| PortRow {
                id: id.clone(),
                port: None,
                nic: nic(id),
                obstacle: Some("it is gone or in use by now"),
            }));
        }
        rows.sort_by_cached_key(|row| {
            (
                row.nic.unwrap_or(usize::MAX),
                row.port.map(|port| port.title().to_lowercase()),
            )
        });
        rows
    }

    pub fn group_rows<'a>(&'a self, world: World<'a>) -> Vec<GroupRow<'a>> {
        let table = self.table(FieldId::Groups);
        let groups = listed(world.choices.groups.get());
        let mut rows: Vec<_> = groups
            .iter()
            .filter(|group| table.lets_through(&[&group.name, &group.description]))
            .map(|group| GroupRow {
                id: group.id.clone(),
                group: Some(group),
                chosen: self.draft.groups.contains(&group.id),
            })
            .collect();
        rows.sort_by_cached_key(|row| row.group.map(|group| group.name.to_lowercase()));
        if world.choices.groups.get().is_some() {
            let gone = self.draft.groups.iter().filter(|id| {
                groups.iter().all(|group| group.id != **id) && table.lets_through(&[id.as_str()])
            });
            rows.extend(gone.map(|id| GroupRow {
                id: id.clone(),
                group: None,
                chosen: true,
            }));
        }
        rows
    }

    pub fn key_rows<'a>(&'a self, world: World<'a>) -> Vec<&'a KeyPair> {
        let table = self.table(FieldId::KeyPairs);
        let mut pairs = self.draft.key.pairs(world);
        pairs.retain(|pair| table.lets_through(&[&pair.name, &pair.fingerprint, &pair.kind]));
        pairs
    }

    pub fn file_rows<'a>(&'a self, world: World<'a>) -> Vec<&'a KeyFile> {
        let table = self.table(FieldId::ImportFiles);
        key_files(world)
            .iter()
            .filter(|file| table.lets_through(&[&file.path.to_string_lossy()]))
            .collect()
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

pub(super) fn listed<T>(list: Option<&Vec<T>>) -> &[T] {
    list.map_or(&[][..], Vec::as_slice)
}

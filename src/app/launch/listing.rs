//! What the wizard's tables list, and in which order: worked out anew only when something it is made
//! of is different, for a cloud may have thousands, and each key and each frame asks for it.

use std::sync::Arc;

use super::Wizard;
use super::keypair::key_files;
use super::problems::offers_auto_network;
use super::source::{SourceItem, SourceKind, SourceSort, offered};
use super::step::FieldId;
use crate::app::choices::World;
use crate::app::counted::{LISTED, count};
use crate::app::memo::Memo;
use crate::app::remote::Version;
use crate::openstack::network::{Network, Port};

/// The id of the row that stands for no network of its own, as Horizon has it.
pub(super) const AUTO: &str = "auto_allocated_network";

/// The rows of a table, top to bottom.
#[derive(Debug, Default)]
pub struct Listing {
    spots: Vec<Spot>,
    ids: Arc<Vec<String>>,
    /// There is something to list, whatever the filter.
    pub(super) any: bool,
}

/// Where a row is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spot {
    /// In the cloud's list.
    Listed(usize),
    /// In a second list: the community's images, the key pairs made here, or what was chosen and is
    /// gone since.
    Beside(usize),
    /// Neutron makes it.
    Auto,
}

impl Listing {
    pub fn len(&self) -> usize {
        self.spots.len()
    }

    pub fn is_empty(&self) -> bool {
        self.spots.is_empty()
    }

    pub fn ids(&self) -> &Arc<Vec<String>> {
        &self.ids
    }

    pub(super) fn spot(&self, at: usize) -> Option<Spot> {
        self.spots.get(at).copied()
    }

    fn of(rows: impl IntoIterator<Item = (Spot, String)>, any: bool) -> Self {
        let (spots, ids) = rows.into_iter().unzip();
        Self {
            spots,
            ids: Arc::new(ids),
            any,
        }
    }
}

/// What a [`Listing`] is made of.
#[derive(Debug, PartialEq)]
pub(super) struct ListingOf {
    lists: [Version; 2],
    images: u64,
    kind: SourceKind,
    sort: SourceSort,
    filter: String,
    /// What stands among the rows because it was chosen or made.
    chosen: Vec<String>,
    auto: bool,
}

/// The last of each table.
#[derive(Debug, Default)]
pub(super) struct Listings {
    source: Memo<ListingOf, Listing>,
    networks: Memo<ListingOf, Listing>,
    ports: Memo<ListingOf, Listing>,
    groups: Memo<ListingOf, Listing>,
    key_pairs: Memo<ListingOf, Listing>,
    files: Memo<ListingOf, Listing>,
}

impl Wizard {
    /// What a table lists now; of the flavors see [`Wizard::flavors`].
    pub fn listing(&self, field: FieldId, world: World<'_>) -> Arc<Listing> {
        let all = &self.listings;
        let memo = match field {
            FieldId::Source => &all.source,
            FieldId::Networks => &all.networks,
            FieldId::Ports => &all.ports,
            FieldId::Groups => &all.groups,
            FieldId::KeyPairs => &all.key_pairs,
            FieldId::ImportFiles => &all.files,
            _ => return Arc::default(),
        };
        memo.made(self.made_of(field, world), |of| {
            count(LISTED);
            match field {
                FieldId::Source => self.list_sources(world),
                FieldId::Networks => self.list_networks(world, of.auto),
                FieldId::Ports => self.list_ports(world),
                FieldId::Groups => self.list_groups(world),
                FieldId::KeyPairs => self.list_key_pairs(world),
                _ => self.list_files(world),
            }
        })
    }

    fn made_of(&self, field: FieldId, world: World<'_>) -> ListingOf {
        fn ids<T: ToString>(chosen: &[T]) -> Vec<String> {
            chosen.iter().map(ToString::to_string).collect()
        }
        let (draft, choices) = (&self.draft, world.choices);
        let mut of = ListingOf {
            lists: [Version::default(); 2],
            images: 0,
            kind: draft.source.kind,
            sort: self.source_sort,
            filter: self.table(field).filter().text().to_owned(),
            chosen: Vec::new(),
            auto: false,
        };
        match (field, draft.source.kind) {
            (FieldId::Source, SourceKind::Image | SourceKind::Snapshot) => {
                of.images = world.images_revision;
                of.lists[0] = choices.community.version();
            }
            (FieldId::Source, _) => {
                of.lists = [
                    choices.volumes.version(),
                    choices.volume_snapshots.version(),
                ];
            }
            (FieldId::Networks, _) => {
                of.lists[0] = choices.networks.version();
                of.chosen = ids(&draft.networks);
                of.auto = offers_auto_network(world) || draft.auto_network;
            }
            (FieldId::Ports, _) => {
                of.lists[0] = choices.ports.version();
                of.chosen = ids(&draft.ports);
            }
            (FieldId::Groups, _) => {
                of.lists[0] = choices.groups.version();
                of.chosen = ids(&draft.groups);
            }
            (FieldId::KeyPairs, _) => {
                of.lists[0] = choices.key_pairs.version();
                let made = draft.key.made.iter();
                of.chosen = made.map(|pair| pair.name.clone()).collect();
            }
            _ => of.lists[0] = choices.key_files.version(),
        }
        of
    }

    fn list_sources(&self, world: World<'_>) -> Listing {
        let sieve = self.table(FieldId::Source).sieve();
        let mut items = offered(self.draft.source.kind, world);
        let any = !items.is_empty();
        items.retain(|(_, item)| sieve.lets_through(&item.words()));
        self.source_sort.arrange(&mut items);
        let row = |(spot, item): (Spot, SourceItem<'_>)| (spot, item.id().to_owned());
        Listing::of(items.into_iter().map(row), any)
    }

    /// The chosen stand on top in NIC order, so that J and K move what one sees.
    fn list_networks(&self, world: World<'_>, auto: bool) -> Listing {
        let sieve = self.table(FieldId::Networks).sieve();
        let networks = listed(world.choices.networks.get());
        let passes = |network: &Network| {
            let cidrs = network.subnets.iter().map(|subnet| subnet.cidr.as_str());
            let words = [network.name.as_str(), &network.status];
            let words: Vec<_> = words.into_iter().chain(cidrs).collect();
            sieve.lets_through(&words)
        };
        let chosen = &self.draft.networks;
        let mut rows = Vec::new();
        for (at, network) in networks.iter().enumerate() {
            if passes(network) {
                let nic = chosen.iter().position(|id| *id == network.id);
                let key = (nic.unwrap_or(usize::MAX), Some(network.name.to_lowercase()));
                rows.push((key, Spot::Listed(at), network.id.to_string()));
            }
        }
        if world.choices.networks.get().is_some() {
            for (nic, id) in chosen.iter().enumerate() {
                if world.network(id).is_none() && sieve.lets_through(&[id.as_str()]) {
                    rows.push(((nic, None), Spot::Beside(nic), id.to_string()));
                }
            }
        }
        if auto {
            let nic = if self.draft.auto_network {
                0
            } else {
                usize::MAX
            };
            rows.push(((nic, None), Spot::Auto, AUTO.to_owned()));
        }
        rows.sort_by(|(a, ..), (b, ..)| a.cmp(b));
        let rows = rows.into_iter().map(|(_, spot, id)| (spot, id));
        Listing::of(rows, !networks.is_empty())
    }

    fn list_ports(&self, world: World<'_>) -> Listing {
        let sieve = self.table(FieldId::Ports).sieve();
        let ports = listed(world.choices.ports.get());
        let passes = |port: &Port| {
            let addresses = port.addresses.join(" ");
            sieve.lets_through(&[port.title(), port.id.as_str(), &addresses])
        };
        let chosen = &self.draft.ports;
        let mut rows = Vec::new();
        for (at, port) in ports.iter().enumerate() {
            if passes(port) {
                let nic = chosen.iter().position(|id| *id == port.id);
                let key = (nic.unwrap_or(usize::MAX), Some(port.title().to_lowercase()));
                rows.push((key, Spot::Listed(at), port.id.to_string()));
            }
        }
        if world.choices.ports.get().is_some() {
            for (nic, id) in chosen.iter().enumerate() {
                if world.port(id).is_none() {
                    rows.push(((nic, None), Spot::Beside(nic), id.to_string()));
                }
            }
        }
        rows.sort_by(|(a, ..), (b, ..)| a.cmp(b));
        let rows = rows.into_iter().map(|(_, spot, id)| (spot, id));
        Listing::of(rows, !ports.is_empty())
    }

    fn list_groups(&self, world: World<'_>) -> Listing {
        let sieve = self.table(FieldId::Groups).sieve();
        let groups = listed(world.choices.groups.get());
        let passing = groups.iter().enumerate();
        let mut rows: Vec<_> = passing
            .filter(|(_, group)| sieve.lets_through(&[&group.name, &group.description]))
            .map(|(at, group)| (Spot::Listed(at), group))
            .collect();
        rows.sort_by_cached_key(|(_, group)| group.name.to_lowercase());
        let rows = rows.into_iter();
        let mut rows: Vec<_> = rows.map(|(spot, it)| (spot, it.id.to_string())).collect();
        if world.choices.groups.get().is_some() {
            for (at, id) in self.draft.groups.iter().enumerate() {
                if world.group(id).is_none() && sieve.lets_through(&[id.as_str()]) {
                    rows.push((Spot::Beside(at), id.to_string()));
                }
            }
        }
        Listing::of(rows, !groups.is_empty())
    }

    /// The list, and what was made here and is not in it yet.
    fn list_key_pairs(&self, world: World<'_>) -> Listing {
        let sieve = self.table(FieldId::KeyPairs).sieve();
        let pairs = listed(world.choices.key_pairs.get());
        let made = &self.draft.key.made;
        let known = pairs.iter().enumerate();
        let known = known.map(|(at, pair)| (Spot::Listed(at), pair));
        let fresh = made.iter().enumerate();
        let fresh = fresh.filter(|(_, made)| world.key_pair(&made.name).is_none());
        let fresh = fresh.map(|(at, pair)| (Spot::Beside(at), pair));
        let mut rows: Vec<_> = known
            .chain(fresh)
            .filter(|(_, it)| sieve.lets_through(&[&it.name, &it.fingerprint, &it.kind]))
            .collect();
        rows.sort_by_cached_key(|(_, pair)| pair.name.to_lowercase());
        let rows = rows.into_iter();
        let any = !(pairs.is_empty() && made.is_empty());
        Listing::of(rows.map(|(spot, pair)| (spot, pair.name.clone())), any)
    }

    fn list_files(&self, world: World<'_>) -> Listing {
        let sieve = self.table(FieldId::ImportFiles).sieve();
        let files = key_files(world);
        let rows = files.iter().enumerate().filter_map(|(at, file)| {
            let path = file.path.to_string_lossy();
            let passes = sieve.lets_through(&[&path]);
            passes.then(|| (Spot::Listed(at), path.into_owned()))
        });
        Listing::of(rows, !files.is_empty())
    }
}

pub(super) fn listed<T>(list: Option<&Vec<T>>) -> &[T] {
    list.map_or(&[][..], Vec::as_slice)
}

//! Where the cursor of a wizard's table stands among its rows, and why there are none.

use std::sync::Arc;

use super::Wizard;
use super::listing::listed;
use super::rows::{FlavorRow, NetworkRow};
use super::source::SourceKind;
use super::step::FieldId;
use crate::app::choices::{Load, World};
use crate::app::patience::Patience;
use crate::openstack::Error;
use crate::openstack::compute::Flavor;

/// Why a table shows no row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Empty<'a> {
    Loading,
    Waits(Patience),
    Failed(&'a Error),
    /// There is nothing to list.
    Nothing,
    /// There is, but the filter lets nothing through.
    Filtered,
    /// There is, but only what does not fit.
    Hidden,
}

impl Wizard {
    /// The ids of a table's rows, top to bottom.
    pub fn ids(&self, field: FieldId, world: World<'_>) -> Arc<Vec<String>> {
        match field {
            FieldId::Flavor => self.flavors(world).ids.clone(),
            _ => self.listing(field, world).ids().clone(),
        }
    }

    /// Where the cursor of a table stands.
    pub fn cursor(&self, field: FieldId, world: World<'_>) -> usize {
        self.table(field).index(&self.ids(field, world))
    }

    /// Where a table's cursor begins: on what is chosen, else on what was used last, else on what
    /// may be chosen.
    pub(super) fn first_place(&self, field: FieldId, world: World<'_>) -> usize {
        let last = &world.choices.last;
        let place = match field {
            FieldId::Source => {
                let rows = 0..self.listing(field, world).len();
                let mut rows = rows.filter_map(|at| self.source_row(at, world));
                let chosen = rows.clone().position(|row| row.chosen);
                chosen.or_else(|| rows.position(|row| row.obstacle.is_none()))
            }
            FieldId::Flavor => {
                let rows = self.flavor_rows(world);
                let chosen = rows.iter().position(|row| row.chosen);
                let last = |row: &FlavorRow<'_>| last.flavor.as_ref() == Some(&row.flavor.id);
                let fits = |row: &FlavorRow<'_>| row.fit.fits();
                chosen
                    .or_else(|| rows.iter().position(|row| last(row) && fits(row)))
                    .or_else(|| rows.iter().position(fits))
            }
            FieldId::Networks => {
                let rows = self.network_rows(world);
                // Not on an external network when another one will do.
                let usable = |external: bool| {
                    rows.iter().position(|row| {
                        let is_external = row
                            .connection
                            .network()
                            .is_some_and(|network| network.external);
                        row.obstacle.is_none() && is_external == external
                    })
                };
                let chosen = rows.iter().position(|row| row.nic.is_some());
                let last = |row: &NetworkRow<'_>| {
                    row.obstacle.is_none() && last.networks.contains(&row.id)
                };
                chosen
                    .or_else(|| rows.iter().position(last))
                    .or_else(|| usable(false))
                    .or_else(|| usable(true))
            }
            FieldId::KeyPairs => {
                let chosen = self.draft.key.chosen.as_ref().or(last.key.as_ref());
                let names = self.ids(field, world);
                names.iter().position(|name| Some(name) == chosen)
            }
            FieldId::ImportFiles => {
                let rows = 0..self.listing(field, world).len();
                let mut rows = rows.filter_map(|at| self.file_row(at, world));
                rows.position(|file| file.content.is_ok())
            }
            _ => None,
        };
        place.unwrap_or(0)
    }

    /// Why a table is empty; only asked when it is.
    pub fn emptiness<'a>(&self, field: FieldId, world: World<'a>) -> Empty<'a> {
        let choices = world.choices;
        let load = match field {
            FieldId::Source => match self.draft.source.kind {
                SourceKind::Image | SourceKind::Snapshot => world.images_load,
                SourceKind::Volume => choices.volumes.load(),
                SourceKind::VolumeSnapshot => choices.volume_snapshots.load(),
            },
            FieldId::Flavor => {
                let flavors = &choices.flavors;
                let sieve = self.table(field).sieve();
                let kept = |flavor: &Flavor| sieve.lets_through(&[&flavor.name]);
                if self.hides_misfits && listed(flavors.get()).iter().any(kept) {
                    return Empty::Hidden;
                }
                flavors.load()
            }
            FieldId::Networks => choices.networks.load(),
            FieldId::Ports => choices.ports.load(),
            FieldId::Groups => choices.groups.load(),
            FieldId::ImportFiles => choices.key_files.load(),
            _ => choices.key_pairs.load(),
        };
        let any = match field {
            FieldId::Flavor => !listed(choices.flavors.get()).is_empty(),
            _ => self.listing(field, world).any,
        };
        match load {
            _ if any => Empty::Filtered,
            Load::Loading => Empty::Loading,
            Load::Waits(patience) => Empty::Waits(patience),
            Load::Failed(error) => Empty::Failed(error),
            Load::Ready => Empty::Nothing,
        }
    }
}

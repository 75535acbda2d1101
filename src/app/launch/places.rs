//! Where the cursor of a wizard's table stands among its rows, and why there are none.

use std::sync::Arc;

use super::Wizard;
use super::rows::{FlavorRow, NetworkRow, listed};
use super::source::{SourceKind, offered};
use super::step::FieldId;
use crate::app::choices::{Load, World};
use crate::app::remote::Remote;
use crate::openstack::Error;

/// Why a table shows no row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Empty<'a> {
    Loading,
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
        Arc::new(match field {
            FieldId::Flavor => return self.flavors(world).ids.clone(),
            FieldId::Source => text_ids(&self.source_rows(world), |row| row.item.id()),
            FieldId::Networks => {
                let rows = self.network_rows(world);
                rows.iter().map(|row| row.id.to_string()).collect()
            }
            FieldId::Ports => text_ids(&self.port_rows(world), |row| row.id.as_str()),
            FieldId::Groups => {
                let rows = self.group_rows(world);
                rows.iter().map(|row| row.id.to_string()).collect()
            }
            FieldId::KeyPairs => text_ids(&self.key_rows(world), |pair| pair.name.as_str()),
            FieldId::ImportFiles => {
                let rows = self.file_rows(world);
                rows.iter()
                    .map(|file| file.path.to_string_lossy().into_owned())
                    .collect()
            }
            _ => Vec::new(),
        })
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
                let rows = self.source_rows(world);
                let chosen = rows.iter().position(|row| row.chosen);
                chosen.or_else(|| rows.iter().position(|row| row.obstacle.is_none()))
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
                let rows = self.key_rows(world);
                let chosen = self.draft.key.chosen.as_ref().or(last.key.as_ref());
                rows.iter().position(|pair| Some(&pair.name) == chosen)
            }
            FieldId::ImportFiles => {
                let rows = self.file_rows(world);
                rows.iter().position(|file| file.content.is_ok())
            }
            _ => None,
        };
        place.unwrap_or(0)
    }

    /// Why a table is empty; only asked when it is.
    pub fn emptiness<'a>(&self, field: FieldId, world: World<'a>) -> Empty<'a> {
        let choices = world.choices;
        let (load, any) = match field {
            FieldId::Source => {
                let kind = self.draft.source.kind;
                let load = match kind {
                    SourceKind::Image | SourceKind::Snapshot => world.images_load,
                    SourceKind::Volume => choices.volumes.load(),
                    SourceKind::VolumeSnapshot => choices.volume_snapshots.load(),
                };
                (load, !offered(kind, world).is_empty())
            }
            FieldId::Flavor => {
                let flavors = &choices.flavors;
                let kept = listed(flavors.get())
                    .iter()
                    .any(|flavor| self.table(field).lets_through(&[&flavor.name]));
                if self.hides_misfits && kept {
                    return Empty::Hidden;
                }
                (flavors.load(), !listed(flavors.get()).is_empty())
            }
            FieldId::Networks => state(&choices.networks),
            FieldId::Ports => state(&choices.ports),
            FieldId::Groups => state(&choices.groups),
            FieldId::ImportFiles => state(&choices.key_files),
            _ => {
                let (load, any) = state(&choices.key_pairs);
                (load, any || !self.draft.key.made.is_empty())
            }
        };
        match load {
            _ if any => Empty::Filtered,
            Load::Loading => Empty::Loading,
            Load::Failed(error) => Empty::Failed(error),
            Load::Ready => Empty::Nothing,
        }
    }
}

fn state<T>(remote: &Remote<Vec<T>>) -> (Load<'_>, bool) {
    (remote.load(), !listed(remote.get()).is_empty())
}

fn text_ids<T>(rows: &[T], id: impl Fn(&T) -> &str) -> Vec<String> {
    rows.iter().map(|row| id(row).to_owned()).collect()
}

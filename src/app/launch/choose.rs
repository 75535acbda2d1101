//! Choosing: what Space does on a row, and ← → on a row of alternatives.

use super::draft::SourceKind;
use super::keypair::{KeyMode, KeySource};
use super::step::FieldId;
use super::{Submit, Wizard};
use crate::app::choices::World;
use crate::app::cx::Cx;
use crate::app::guard::Guard;
use crate::cloud::message::Read;

impl Wizard {
    /// Whether the focused table still wants a choice that a launch cannot do without.
    pub(super) fn lacks_choice(&self, world: World<'_>) -> bool {
        let key = &self.draft.key;
        match self.focus {
            FieldId::Source => self.draft.source().is_none(),
            FieldId::Flavor => self.draft.flavor.is_none(),
            FieldId::Networks => self.draft.networks.is_empty(),
            FieldId::ImportFiles => {
                key.import_path.text().trim().is_empty() || key.listed_file(world).is_some()
            }
            _ => false,
        }
    }

    /// Chooses the focused row, or says why it cannot be chosen.
    pub(super) fn choose_focused(&mut self, world: World<'_>) {
        let at = self.cursor(self.focus, world);
        match self.focus {
            FieldId::Source => self.choose_source(at, world),
            FieldId::Flavor => self.choose_flavor(at, world),
            FieldId::Networks => self.choose_network(at, world),
            FieldId::Groups => {
                let row = self.group_rows(world).into_iter().nth(at);
                if let Some(id) = row.map(|row| row.id) {
                    toggle(&mut self.draft.groups, id);
                }
            }
            FieldId::KeyPairs => {
                let name = self.key_rows(world).get(at).map(|pair| pair.name.clone());
                if name.is_some() {
                    self.draft.key.chosen = name;
                }
            }
            FieldId::ImportFiles => self.take_file(at, world),
            _ => {}
        }
    }

    fn choose_source(&mut self, at: usize, world: World<'_>) {
        let rows = self.source_rows(world);
        let Some(row) = rows.get(at) else { return };
        if let Some(obstacle) = &row.obstacle {
            self.note = Some(format!("{}: {obstacle}", row.image.title()));
            return;
        }
        let id = Some(row.image.id.clone());
        match self.draft.kind {
            SourceKind::Image => self.draft.image = id,
            SourceKind::Snapshot => self.draft.snapshot = id,
        }
    }

    fn choose_flavor(&mut self, at: usize, world: World<'_>) {
        let rows = self.flavor_rows(world);
        let Some(row) = rows.get(at) else { return };
        if row.fit.fits() {
            self.draft.flavor = Some(row.flavor.id.clone());
        } else {
            self.note = Some(format!(
                "{} cannot be chosen: {}",
                row.flavor.name,
                row.fit.short()
            ));
        }
    }

    fn choose_network(&mut self, at: usize, world: World<'_>) {
        let rows = self.network_rows(world);
        let Some(row) = rows.get(at) else { return };
        match row.obstacle {
            // What was chosen before can always be let go.
            Some(obstacle) if row.nic.is_none() => {
                let name = row.network.map_or(row.id.as_str(), |n| n.name.as_str());
                self.note = Some(format!("{name} cannot be chosen: {obstacle}"));
            }
            _ => {
                let id = row.id.clone();
                toggle(&mut self.draft.networks, id);
            }
        }
    }

    /// Moves the focused network among the NICs.
    pub(super) fn move_nic(&mut self, by: isize, world: World<'_>) {
        let at = self.cursor(FieldId::Networks, world);
        let nic = self.network_rows(world).get(at).and_then(|row| row.nic);
        let Some(nic) = nic else {
            self.note = Some("choose the network first, then J and K move it".into());
            return;
        };
        let other = nic.saturating_add_signed(by);
        if (1..=self.draft.networks.len()).contains(&other) {
            self.draft.networks.swap(nic - 1, other - 1);
        }
    }

    fn take_file(&mut self, at: usize, world: World<'_>) {
        let rows = self.file_rows(world);
        let Some(file) = rows.get(at) else { return };
        let path = file.path.to_string_lossy().into_owned();
        if let Err(reason) = &file.content {
            self.note = Some(format!("{path}: {reason}"));
            return;
        }
        self.draft.key.import_path.set(&path);
        self.draft.key.propose(world);
    }

    /// Turns a row of alternatives by one.
    pub(super) fn turn(&mut self, by: isize, world: World<'_>) {
        match self.focus {
            FieldId::SourceKind => {
                self.draft.kind = match self.draft.kind {
                    SourceKind::Image => SourceKind::Snapshot,
                    SourceKind::Snapshot => SourceKind::Image,
                };
            }
            FieldId::Zone => self.turn_zone(by, world),
            FieldId::KeyMode => {
                let mode = turned(&KeyMode::ALL, self.draft.key.mode, by);
                self.choose_mode(mode);
            }
            FieldId::ImportFrom => {
                self.draft.key.from = match self.draft.key.from {
                    KeySource::File => KeySource::Paste,
                    KeySource::Paste => KeySource::File,
                };
            }
            _ => {}
        }
    }

    fn turn_zone(&mut self, by: isize, world: World<'_>) {
        let zones = world.choices.zones.get().map_or(&[][..], Vec::as_slice);
        let mut all = vec![None];
        all.extend(zones.iter().cloned().map(Some));
        if zones.len() == 1 {
            all.remove(0);
        }
        let now = self.draft.zone.clone();
        self.draft.zone = if all.contains(&now) {
            turned(&all, now, by)
        } else {
            all.into_iter().next().flatten()
        };
    }

    pub(super) fn choose_mode(&mut self, mode: KeyMode) {
        if mode == KeyMode::Import && self.draft.key.mode != mode {
            self.wants.push(Read::PublicKeyFiles);
        }
        self.draft.key.mode = mode;
    }

    /// "I have looked": launching may be offered again, after the deaf time.
    pub(super) fn tick(&mut self, cx: &mut Cx<'_>) {
        if let Submit::Unknown { checked, .. } = &mut self.draft.submit {
            *checked = !*checked;
            self.guard = Guard::opened(cx.now);
        }
    }
}

fn toggle<T: PartialEq>(list: &mut Vec<T>, item: T) {
    match list.iter().position(|chosen| *chosen == item) {
        Some(at) => {
            list.remove(at);
        }
        None => list.push(item),
    }
}

fn turned<T: PartialEq + Clone>(all: &[T], now: T, by: isize) -> T {
    let count = isize::try_from(all.len()).unwrap_or(1).max(1);
    let at = all.iter().position(|item| *item == now).unwrap_or(0);
    let at = isize::try_from(at).unwrap_or(0);
    let to = usize::try_from((at + by).rem_euclid(count)).unwrap_or(0);
    all.get(to).cloned().unwrap_or(now)
}

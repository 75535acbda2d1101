//! Choosing: what Space does on a row, and ← → on a row of alternatives.

use super::advanced::UserDataFrom;
use super::disk;
use super::keypair::{KeyMode, KeySource};
use super::rows::Connection;
use super::source::SourceKind;
use super::step::FieldId;
use super::{Submit, Wizard};
use crate::app::choices::World;
use crate::app::cx::Cx;
use crate::app::guard::Guard;
use crate::cloud::message::{KeyKind, Read};
use crate::openstack::compute::DiskConfig;

impl Wizard {
    /// Whether the focused table still wants a choice that a launch cannot do without.
    pub(super) fn lacks_choice(&self, world: World<'_>) -> bool {
        let key = &self.draft.key;
        match self.focus {
            FieldId::Source => self.draft.source.chosen().is_none(),
            FieldId::Flavor => self.draft.flavor.is_none(),
            FieldId::Networks => self.draft.is_unconnected(),
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
            FieldId::Ports => self.choose_port(at, world),
            FieldId::Groups => {
                if let Some(id) = self.group_row(at, world).map(|row| row.id) {
                    toggle(&mut self.draft.groups, id);
                }
            }
            FieldId::KeyPairs => {
                let name = self.key_row(at, world).map(|pair| pair.name.clone());
                if name.is_some() {
                    self.draft.key.chosen = name;
                }
            }
            FieldId::ImportFiles => self.take_file(at, world),
            _ => {}
        }
    }

    fn choose_source(&mut self, at: usize, world: World<'_>) {
        let Some(row) = self.source_row(at, world) else {
            return;
        };
        if let Some(obstacle) = &row.obstacle {
            self.note = Some(format!("{}: {obstacle}", row.item.title()));
            return;
        }
        let id = row.item.id().to_owned();
        self.draft.source.choose(&id);
        self.draft.apply_defaults(world);
    }

    fn choose_flavor(&mut self, at: usize, world: World<'_>) {
        let flavors = self.flavors(world);
        let Some(row) = self.flavor_row(&flavors, at, world) else {
            return;
        };
        if row.fit.fits() {
            self.draft.flavor = Some(row.flavor.id.clone());
            self.draft.apply_defaults(world);
        } else {
            self.note = Some(format!(
                "{} cannot be chosen: {}",
                row.flavor.name,
                row.fit.short()
            ));
        }
    }

    /// Lowers the count to what the focused flavor allows, and chooses it.
    pub(super) fn fit_count(&mut self, world: World<'_>) {
        let at = self.cursor(FieldId::Flavor, world);
        let flavors = self.flavors(world);
        let Some(row) = self.flavor_row(&flavors, at, world) else {
            return;
        };
        let name = row.flavor.name.clone();
        let id = row.flavor.id.clone();
        match row.fit.fits_instead() {
            Some(count) if count > 0 => {
                self.draft.count.set(&count.to_string());
                self.draft.count_typed = false;
                self.draft.flavor = Some(id);
                self.draft.apply_defaults(world);
                self.note = Some(format!("Count is {count} now, and {name} is chosen"));
            }
            _ if row.fit.fits() => self.note = Some(format!("{name} fits as it is")),
            _ => self.note = Some(format!("no count makes {name} fit: {}", row.fit.short())),
        }
    }

    fn choose_port(&mut self, at: usize, world: World<'_>) {
        let Some(row) = self.port_row(at, world) else {
            return;
        };
        match row.obstacle {
            Some(obstacle) if row.nic.is_none() => {
                let name = row.port.map_or(row.id.as_str(), |port| port.title());
                self.note = Some(format!("{name} cannot be chosen: {obstacle}"));
            }
            _ => {
                let id = row.id.clone();
                toggle(&mut self.draft.ports, id);
            }
        }
    }

    fn choose_network(&mut self, at: usize, world: World<'_>) {
        let Some(row) = self.network_row(at, world) else {
            return;
        };
        match row.obstacle {
            // What was chosen before can always be let go.
            Some(obstacle) if row.nic.is_none() => {
                let network = row.connection.network();
                let name = network.map_or(row.id.as_str(), |network| network.name.as_str());
                self.note = Some(format!("{name} cannot be chosen: {obstacle}"));
            }
            _ if matches!(row.connection, Connection::Auto) => {
                self.draft.auto_network = !self.draft.auto_network;
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
        let nic = self.network_row(at, world).and_then(|row| row.nic);
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
        let Some(file) = self.file_row(at, world) else {
            return;
        };
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
                let kinds = SourceKind::offered(world);
                self.draft.source.kind = turned(kinds, self.draft.source.kind, by);
                self.wants_of_source();
            }
            FieldId::DiskPlace if !disk::may_be_on_volume(&self.draft.source, world) => {
                self.note = Some("this source decides by itself where its disk is".into());
            }
            FieldId::DiskPlace => {
                self.draft.disk.on_volume = !self.draft.disk.on_volume;
                self.draft.apply_defaults(world);
                self.wants.push(Read::VolumeTypes);
            }
            FieldId::VolumeType => {
                let types = world.choices.volume_types.get();
                let names = types.into_iter().flatten().map(|kind| kind.name.clone());
                let all: Vec<_> = std::iter::once(None).chain(names.map(Some)).collect();
                self.draft.disk.kind = turned(&all, self.draft.disk.kind.clone(), by);
            }
            FieldId::ServerGroup => {
                let groups = world.choices.server_groups.get();
                let ids = groups.into_iter().flatten().map(|group| group.id.clone());
                let all: Vec<_> = std::iter::once(None).chain(ids.map(Some)).collect();
                let chosen = self.draft.advanced.server_group.clone();
                self.draft.advanced.server_group = turned(&all, chosen, by);
            }
            FieldId::UserDataFrom => {
                let from = &mut self.draft.advanced.user_data;
                *from = turned(&UserDataFrom::ALL, *from, by);
                self.want_user_data();
            }
            FieldId::DiskConfig => {
                let all = [DiskConfig::Auto, DiskConfig::Manual];
                let config = &mut self.draft.advanced.disk_config;
                *config = turned(&all, *config, by);
            }
            FieldId::KeyKind => {
                let kind = &mut self.draft.key.kind;
                *kind = turned(&[KeyKind::Ed25519, KeyKind::Rsa], *kind, by);
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

    /// Ticks or unticks the focused box.
    pub(super) fn tick_box(&mut self) {
        match self.focus {
            FieldId::DeleteVolume => {
                let kind = self.draft.source.kind;
                let disk = &mut self.draft.disk;
                let delete = match kind {
                    SourceKind::Volume => &mut disk.delete_existing,
                    _ => &mut disk.delete_new,
                };
                *delete = !*delete;
            }
            FieldId::ConfigDrive => {
                let drive = &mut self.draft.advanced.config_drive;
                *drive = !*drive;
            }
            _ => {}
        }
    }

    /// What has to be known of the kind of source in view.
    pub(super) fn wants_of_source(&mut self) {
        match self.draft.source.kind {
            SourceKind::Image | SourceKind::Snapshot => {}
            SourceKind::Volume => self.wants.push(Read::Volumes),
            SourceKind::VolumeSnapshot => {
                self.wants.extend([Read::Volumes, Read::VolumeSnapshots]);
            }
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

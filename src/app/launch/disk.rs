//! The root disk of a launch: on the host, on a new volume, or where its source has it.

use super::source::{Source, SourceItem, SourceKind};
use crate::app::choices::World;
use crate::app::field::Field;
use crate::openstack::compute::{BootFrom, Flavor, NewVolume};
use crate::openstack::id::ImageId;
use crate::openstack::image::Image;

const GIB: u64 = 1 << 30;

/// Where the root disk lies: asked for images and snapshots of a disk, given by the rest.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one answer on the form; no two exclude each other"
)]
#[derive(Debug, Clone, Default)]
pub struct Disk {
    /// A new volume instead of a disk on the host.
    pub on_volume: bool,
    /// GiB, as typed.
    pub size: Field,
    /// The size no longer follows image and flavor.
    pub size_typed: bool,
    /// `None`: the cloud's default type.
    pub kind: Option<String>,
    /// Of a volume the launch makes.
    pub delete_new: bool,
    /// Of a volume that was there before: asked apart, since it holds somebody's data.
    pub delete_existing: bool,
}

/// The root disk as the quota and the flavors are measured by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RootDisk {
    /// On the host, as large as the flavor says.
    Local,
    /// A volume that the launch makes for each instance.
    NewVolume { gib: u64 },
    /// A volume that Nova makes for each instance of a snapshot's own mapping.
    Mapped { gib: Option<u64> },
    /// A volume that is there.
    Given,
}

impl Disk {
    /// Whether the volume goes with the instance, for the kind of source in view.
    pub fn deletes(&self, kind: SourceKind) -> bool {
        match kind {
            SourceKind::Volume => self.delete_existing,
            _ => self.delete_new,
        }
    }

    pub fn gib(&self) -> Option<u64> {
        let size = self.size.text().trim().parse().ok();
        size.filter(|gib| *gib > 0)
    }

    /// The size follows what is chosen, until somebody types one.
    pub(super) fn follow(&mut self, least: u64) {
        if self.would_follow(least) {
            self.size.set(&least.to_string());
        }
    }

    /// Whether it would be another one then.
    pub(super) fn would_follow(&self, least: u64) -> bool {
        !self.size_typed && self.size.text() != least.to_string()
    }
}

/// What an image takes unpacked, in GiB: the least a volume made of it may have.
pub fn least_volume(image: &Image) -> u64 {
    let bytes = image.size.max(image.virtual_size).unwrap_or(0);
    bytes.div_ceil(GIB).max(image.min_disk_gib).max(1)
}

/// The size that is proposed for a new volume, in GiB.
pub(super) fn proposed_volume(image: Option<&Image>, flavor: Option<&Flavor>) -> u64 {
    let disk = flavor.map_or(0, |flavor| flavor.disk_gib);
    image.map_or(1, least_volume).max(disk)
}

/// Whether one may ask for a new volume: what Nova maps to volumes by itself has no choice.
pub fn may_be_on_volume(source: &Source, world: World<'_>) -> bool {
    world.info.has_volume
        && source.kind.is_image()
        && !source
            .image_item(world)
            .is_some_and(Image::is_volume_backed)
}

/// The root disk of a launch.
pub fn root_disk(source: &Source, disk: &Disk, world: World<'_>) -> RootDisk {
    match source.kind {
        SourceKind::Image | SourceKind::Snapshot if !may_be_on_volume(source, world) => {
            match source.image_item(world) {
                Some(image) if image.is_volume_backed() => RootDisk::Mapped {
                    gib: image.mapped_root_gib(),
                },
                _ => RootDisk::Local,
            }
        }
        SourceKind::Image | SourceKind::Snapshot if disk.on_volume => RootDisk::NewVolume {
            gib: disk.gib().unwrap_or(1),
        },
        SourceKind::Image | SourceKind::Snapshot => RootDisk::Local,
        SourceKind::Volume => RootDisk::Given,
        SourceKind::VolumeSnapshot => match source.item(world) {
            Some(SourceItem::VolumeSnapshot(snapshot)) => RootDisk::NewVolume {
                gib: snapshot.size_gib,
            },
            _ => RootDisk::Given,
        },
    }
}

/// What is sent; `None` where something is missing.
pub(super) fn boot_from(source: &Source, disk: &Disk, world: World<'_>) -> Option<BootFrom> {
    let on_volume = disk.on_volume && may_be_on_volume(source, world);
    boot(source, disk, on_volume)
}

/// The same of a launch that was sent: nothing is asked of the lists.
pub(super) fn boot_from_draft(source: &Source, disk: &Disk) -> BootFrom {
    let nothing = || BootFrom::Image("".into());
    boot(source, disk, disk.on_volume).unwrap_or_else(nothing)
}

fn boot(source: &Source, disk: &Disk, on_volume: bool) -> Option<BootFrom> {
    Some(match source.kind {
        SourceKind::Volume => BootFrom::Volume {
            volume: source.volume.clone()?,
            delete_on_termination: disk.delete_existing,
        },
        SourceKind::VolumeSnapshot => BootFrom::VolumeSnapshot {
            snapshot: source.volume_snapshot.clone()?,
            delete_on_termination: disk.delete_new,
        },
        SourceKind::Image | SourceKind::Snapshot => {
            let image = ImageId::from(source.chosen()?);
            if on_volume {
                let volume = NewVolume {
                    size_gib: disk.gib()?,
                    kind: disk.kind.clone(),
                    delete_on_termination: disk.delete_new,
                };
                BootFrom::ImageOnVolume { image, volume }
            } else {
                BootFrom::Image(image)
            }
        }
    })
}

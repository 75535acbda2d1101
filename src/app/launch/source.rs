//! What a launch boots from: an image, a snapshot or a volume, and the disk that is made of it.

use std::collections::HashSet;

use crate::app::choices::{Load, World};
use crate::app::field::Field;
use crate::openstack::compute::{BootFrom, Flavor, NewVolume};
use crate::openstack::id::{ImageId, VolumeId, VolumeSnapshotId};
use crate::openstack::image::{Image, ImageStatus};
use crate::openstack::volume::{Volume, VolumeSnapshot};

const GIB: u64 = 1 << 30;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SourceKind {
    #[default]
    Image,
    Snapshot,
    Volume,
    VolumeSnapshot,
}

impl SourceKind {
    pub const ALL: [Self; 4] = [
        Self::Image,
        Self::Snapshot,
        Self::Volume,
        Self::VolumeSnapshot,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Self::Image => "Image",
            Self::Snapshot => "Instance snapshot",
            Self::Volume => "Volume",
            Self::VolumeSnapshot => "Vol. snap",
        }
    }

    /// In the middle of a sentence.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Snapshot => "instance snapshot",
            Self::Volume => "volume",
            Self::VolumeSnapshot => "volume snapshot",
        }
    }

    /// Those that this region's services offer.
    pub fn offered(world: World<'_>) -> &'static [Self] {
        if world.info.has_volume {
            &Self::ALL
        } else {
            &[Self::Image, Self::Snapshot]
        }
    }

    /// Whether Glance has it.
    pub fn is_image(self) -> bool {
        matches!(self, Self::Image | Self::Snapshot)
    }
}

/// One choice for each kind, so that looking at another kind loses nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    pub kind: SourceKind,
    pub image: Option<ImageId>,
    pub snapshot: Option<ImageId>,
    pub volume: Option<VolumeId>,
    pub volume_snapshot: Option<VolumeSnapshotId>,
}

/// What can be booted from, whichever service has it.
#[derive(Debug, Clone, Copy)]
pub enum SourceItem<'a> {
    Image(&'a Image),
    Volume(&'a Volume),
    VolumeSnapshot(&'a VolumeSnapshot),
}

impl<'a> SourceItem<'a> {
    pub fn id(self) -> &'a str {
        match self {
            Self::Image(image) => image.id.as_str(),
            Self::Volume(volume) => volume.id.as_str(),
            Self::VolumeSnapshot(snapshot) => snapshot.id.as_str(),
        }
    }

    pub fn title(self) -> &'a str {
        match self {
            Self::Image(image) => image.title(),
            Self::Volume(volume) => volume.title(),
            Self::VolumeSnapshot(snapshot) => snapshot.title(),
        }
    }
}

impl Source {
    /// One of Glance's images or snapshots.
    pub fn of_image(id: Option<ImageId>, world: World<'_>) -> Self {
        let is_snapshot = id
            .as_ref()
            .and_then(|id| world.image(id))
            .is_some_and(Image::is_snapshot);
        if is_snapshot {
            Self {
                kind: SourceKind::Snapshot,
                snapshot: id,
                ..Self::default()
            }
        } else {
            Self {
                image: id,
                ..Self::default()
            }
        }
    }

    /// The id chosen among those of the kind in view.
    pub fn chosen(&self) -> Option<&str> {
        match self.kind {
            SourceKind::Image => self.image.as_ref().map(ImageId::as_str),
            SourceKind::Snapshot => self.snapshot.as_ref().map(ImageId::as_str),
            SourceKind::Volume => self.volume.as_ref().map(VolumeId::as_str),
            SourceKind::VolumeSnapshot => {
                self.volume_snapshot.as_ref().map(VolumeSnapshotId::as_str)
            }
        }
    }

    /// The image or snapshot that is chosen.
    pub fn image_choice(&self) -> Option<ImageId> {
        let chosen = self.kind.is_image().then(|| self.chosen()).flatten();
        chosen.map(Into::into)
    }

    /// Chooses one of the kind in view.
    pub fn choose(&mut self, id: &str) {
        match self.kind {
            SourceKind::Image => self.image = Some(id.into()),
            SourceKind::Snapshot => self.snapshot = Some(id.into()),
            SourceKind::Volume => self.volume = Some(id.into()),
            SourceKind::VolumeSnapshot => self.volume_snapshot = Some(id.into()),
        }
    }

    /// What is chosen, as far as the lists know it.
    pub fn item<'a>(&self, world: World<'a>) -> Option<SourceItem<'a>> {
        let id = self.chosen()?;
        match self.kind {
            SourceKind::Image | SourceKind::Snapshot => {
                world.image(&id.into()).map(SourceItem::Image)
            }
            SourceKind::Volume => {
                let volumes = world.choices.volumes.get()?.iter();
                volumes
                    .map(SourceItem::Volume)
                    .find(|volume| volume.id() == id)
            }
            SourceKind::VolumeSnapshot => {
                let snapshots = world.choices.volume_snapshots.get()?.iter();
                snapshots
                    .map(SourceItem::VolumeSnapshot)
                    .find(|snapshot| snapshot.id() == id)
            }
        }
    }

    pub fn image_item<'a>(&self, world: World<'a>) -> Option<&'a Image> {
        match self.item(world) {
            Some(SourceItem::Image(image)) => Some(image),
            _ => None,
        }
    }

    /// Whether the list is complete, so that what is missing from it is gone.
    pub(super) fn is_listed_whole(&self, world: World<'_>) -> bool {
        let load = match self.kind {
            SourceKind::Image if world.choices.community.get().is_none() => Load::Loading,
            SourceKind::Image | SourceKind::Snapshot => world.images_load,
            SourceKind::Volume => world.choices.volumes.load(),
            SourceKind::VolumeSnapshot => world.choices.volume_snapshots.load(),
        };
        load == Load::Ready
    }
}

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
        if !self.size_typed {
            self.size.set(&least.to_string());
        }
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

/// All there is of a kind; what can never be booted is left out.
pub(super) fn offered(kind: SourceKind, world: World<'_>) -> Vec<SourceItem<'_>> {
    let choices = world.choices;
    match kind {
        SourceKind::Image | SourceKind::Snapshot => {
            let snapshots = kind == SourceKind::Snapshot;
            let own = world.images.iter();
            // The community's may be in the list too, for its owner.
            let known: HashSet<_> = own.clone().map(|image| &image.id).collect();
            let community = listed(choices.community.get());
            own.chain(
                community
                    .iter()
                    .filter(move |image| !known.contains(&image.id)),
            )
            .filter(|image| image.is_snapshot() == snapshots && is_offered(image))
            .map(SourceItem::Image)
            .collect()
        }
        SourceKind::Volume => {
            let volumes = listed(choices.volumes.get()).iter();
            // One in use is no boot disk for another server.
            let free = volumes.filter(|volume| &*volume.status != "in-use");
            free.map(SourceItem::Volume).collect()
        }
        SourceKind::VolumeSnapshot => {
            // Of bootable volumes, as Horizon asks; where these are not known, all.
            let volumes = choices.volumes.get();
            let bootable: Option<HashSet<_>> =
                volumes.map(|volumes| volumes.iter().map(|volume| &volume.id).collect());
            listed(choices.volume_snapshots.get())
                .iter()
                .filter(|snapshot| {
                    let known = bootable.as_ref();
                    known.is_none_or(|bootable| bootable.contains(&snapshot.volume))
                })
                .map(SourceItem::VolumeSnapshot)
                .collect()
        }
    }
}

/// Bootable, or on the way to be; what can never be booted is not listed.
fn is_offered(image: &Image) -> bool {
    image.is_bootable() || (image.in_transition() && image.status != ImageStatus::PendingDelete)
}

fn listed<T>(list: Option<&Vec<T>>) -> &[T] {
    list.map_or(&[][..], Vec::as_slice)
}

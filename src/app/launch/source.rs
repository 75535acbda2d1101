//! What a launch boots from: an image, a snapshot or a volume, and the disk that is made of it.

use std::cmp::Reverse;
use std::collections::HashSet;

use jiff::Timestamp;

use super::listing::{Spot, listed};
use crate::app::choices::{Load, World};
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

/// What the sources are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SourceSort {
    #[default]
    Name,
    Newest,
    Size,
}

impl SourceSort {
    pub fn title(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Newest => "newest",
            Self::Size => "size",
        }
    }

    pub(super) fn next(self) -> Self {
        match self {
            Self::Name => Self::Newest,
            Self::Newest => Self::Size,
            Self::Size => Self::Name,
        }
    }

    /// By name, newest first, or smallest first; names decide between equals.
    pub(super) fn arrange(self, items: &mut [(Spot, SourceItem<'_>)]) {
        items.sort_by_cached_key(|(_, item)| {
            let newest = Reverse(item.created());
            let name = item.title().to_lowercase();
            match self {
                Self::Name => (0, Reverse(None), name, newest),
                Self::Newest => (0, newest, name, Reverse(None)),
                Self::Size => (item.size(), Reverse(None), name, newest),
            }
        });
    }
}

impl<'a> SourceItem<'a> {
    fn created(self) -> Option<Timestamp> {
        match self {
            Self::Image(image) => image.created,
            Self::Volume(volume) => volume.created,
            Self::VolumeSnapshot(snapshot) => snapshot.created,
        }
    }

    /// Bytes; 0 where they are unknown.
    fn size(self) -> u64 {
        match self {
            Self::Image(image) => image.size.unwrap_or(0),
            Self::Volume(volume) => volume.size_gib.saturating_mul(GIB),
            Self::VolumeSnapshot(snapshot) => snapshot.size_gib.saturating_mul(GIB),
        }
    }

    /// What a filter is compared with: Horizon's facets, and the id.
    pub(super) fn words(self) -> Vec<&'a str> {
        let (id, title) = (self.id(), self.title());
        let more: [Option<&'a str>; 3] = match self {
            Self::Image(image) => [
                Some(&image.visibility),
                image.disk_format.as_deref(),
                Some(image.status.as_str()),
            ],
            Self::Volume(volume) => [
                Some(&volume.status),
                volume.kind.as_deref(),
                Some(&volume.description),
            ],
            Self::VolumeSnapshot(snapshot) => {
                [Some(&snapshot.status), Some(&snapshot.description), None]
            }
        };
        [title, id]
            .into_iter()
            .chain(more.into_iter().flatten())
            .collect()
    }

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
                world.image_called(id).map(SourceItem::Image)
            }
            SourceKind::Volume => world.volume(id).map(SourceItem::Volume),
            SourceKind::VolumeSnapshot => world.volume_snapshot(id).map(SourceItem::VolumeSnapshot),
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

/// All there is of a kind; what can never be booted is left out.
pub(super) fn offered(kind: SourceKind, world: World<'_>) -> Vec<(Spot, SourceItem<'_>)> {
    let choices = world.choices;
    match kind {
        SourceKind::Image | SourceKind::Snapshot => {
            let is_of_it = |image: &Image| {
                image.is_snapshot() == (kind == SourceKind::Snapshot) && is_offered(image)
            };
            let own = world.images.iter().enumerate();
            let own = own.map(|(at, image)| (Spot::Listed(at), image));
            // The community's may be in the list too, for its owner.
            let known: HashSet<_> = world.images.iter().map(|image| &image.id).collect();
            let community = listed(choices.community.get()).iter().enumerate();
            let community = community
                .filter(|(_, image)| !known.contains(&image.id))
                .map(|(at, image)| (Spot::Beside(at), image));
            own.chain(community)
                .filter(|(_, image)| is_of_it(image))
                .map(|(spot, image)| (spot, SourceItem::Image(image)))
                .collect()
        }
        SourceKind::Volume => {
            let volumes = listed(choices.volumes.get()).iter().enumerate();
            // One in use is no boot disk for another server.
            let free = volumes.filter(|(_, volume)| &*volume.status != "in-use");
            free.map(|(at, volume)| (Spot::Listed(at), SourceItem::Volume(volume)))
                .collect()
        }
        SourceKind::VolumeSnapshot => {
            // Of bootable volumes, as Horizon asks; where these are not known, all.
            let volumes = choices.volumes.get();
            let bootable: Option<HashSet<_>> =
                volumes.map(|volumes| volumes.iter().map(|volume| &volume.id).collect());
            let known = bootable.as_ref();
            let snapshots = listed(choices.volume_snapshots.get()).iter().enumerate();
            snapshots
                .filter(|(_, it)| known.is_none_or(|bootable| bootable.contains(&it.volume)))
                .map(|(at, it)| (Spot::Listed(at), SourceItem::VolumeSnapshot(it)))
                .collect()
        }
    }
}

/// Bootable, or on the way to be; what can never be booted is not listed.
fn is_offered(image: &Image) -> bool {
    image.is_bootable() || (image.in_transition() && image.status != ImageStatus::PendingDelete)
}

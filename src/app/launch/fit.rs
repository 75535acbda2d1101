//! Whether a flavor fits the image and the quota, and if not, every reason with its numbers.
//!
//! A quota the cloud does not tell never blocks, and neither does one without a limit.

#[cfg(test)]
mod tests;

use super::disk::RootDisk;
use crate::app::format;
use crate::openstack::compute::{Flavor, Limits, Quota};
use crate::openstack::image::Image;
use crate::openstack::volume::VolumeLimits;

const GIB: u64 = 1 << 30;

/// What the flavors are measured against.
#[derive(Debug, Clone, Copy)]
pub struct Demand<'a> {
    pub image: Option<&'a Image>,
    /// Of the image, or of the one a volume was made from; 0: no minimum.
    pub min_ram_mib: u64,
    pub root: RootDisk,
    /// The new volume will be no smaller than the flavor's disk.
    pub volume_follows_flavor: bool,
    /// Whether a flavor without a disk may boot from an image.
    pub zero_disk_allowed: bool,
    /// A volume or a port serves one instance only.
    pub single: bool,
    pub count: u32,
    pub limits: Option<&'a Limits>,
    pub volume_limits: Option<&'a VolumeLimits>,
}

/// All of a demand that decides which flavors fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Measure {
    /// The image's minimum in GiB, its bytes, and the GiB of the least volume for it.
    image: Option<(u64, Option<u64>, u64)>,
    min_ram_mib: u64,
    root: RootDisk,
    volume_follows_flavor: bool,
    zero_disk_allowed: bool,
    single: bool,
    count: u32,
    limits: Option<Limits>,
    volume_limits: Option<VolumeLimits>,
}

impl Demand<'_> {
    pub(super) fn measure(&self) -> Measure {
        let least = super::disk::least_volume;
        Measure {
            image: self
                .image
                .map(|image| (image.min_disk_gib, image.size, least(image))),
            min_ram_mib: self.min_ram_mib,
            root: self.root,
            volume_follows_flavor: self.volume_follows_flavor,
            zero_disk_allowed: self.zero_disk_allowed,
            single: self.single,
            count: self.count,
            limits: self.limits.copied(),
            volume_limits: self.volume_limits.copied(),
        }
    }

    /// GiB of the volume each instance would get.
    pub fn volume_gib(&self, flavor: Option<&Flavor>) -> Option<u64> {
        match self.root {
            RootDisk::NewVolume { gib } if self.volume_follows_flavor => {
                let least = self.image.map_or(1, super::disk::least_volume);
                Some(flavor.map_or(gib, |flavor| flavor.disk_gib.max(least)))
            }
            RootDisk::NewVolume { gib } => Some(gib),
            RootDisk::Mapped { gib } => gib,
            RootDisk::Local | RootDisk::Given => None,
        }
    }
}

/// One reason why a flavor cannot be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misfit {
    /// GiB.
    MinDisk {
        has: u64,
        needs: u64,
    },
    /// The image itself is larger than the root disk.
    Size {
        disk_gib: u64,
        image_bytes: u64,
    },
    /// MiB.
    MinRam {
        has: u64,
        needs: u64,
    },
    /// It has no disk of its own, and no volume is to be made.
    ZeroDisk,
    Instances(Over),
    Cores(Over),
    /// MiB.
    Ram(Over),
    Volumes(Over),
    /// GiB of volumes.
    Gigabytes(Over),
}

/// More than the quota has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Over {
    pub needs: u64,
    pub free: u64,
    pub used: u64,
    pub limit: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    pub misfits: Vec<Misfit>,
    /// The largest count the quota allows; `None`: no limit that is known.
    pub up_to: Option<u64>,
}

impl Misfit {
    /// For a table column: `RAM 512 MB < image 1 GB`.
    pub fn short(self) -> String {
        match self {
            Self::MinDisk { has, needs } => {
                format!("disk {} < image {}", format::gib(has), format::gib(needs))
            }
            Self::Size {
                disk_gib,
                image_bytes,
            } => format!(
                "disk {} < image size {}",
                format::gib(disk_gib),
                format::bytes(image_bytes)
            ),
            Self::MinRam { has, needs } => {
                format!("RAM {} < image {}", format::mib(has), format::mib(needs))
            }
            Self::ZeroDisk => "no disk: needs a new volume".into(),
            Self::Instances(over) => format!("quota instances: {} > {}", over.needs, over.free),
            Self::Volumes(over) => format!("quota volumes: {} > {}", over.needs, over.free),
            Self::Gigabytes(over) => format!(
                "quota volume GB: {} > {}",
                format::gib(over.needs),
                format::gib(over.free)
            ),
            Self::Cores(over) => format!("quota vCPU: {} > {}", over.needs, over.free),
            Self::Ram(over) => format!(
                "quota RAM: {} > {}",
                format::mib(over.needs),
                format::mib(over.free)
            ),
        }
    }

    /// A line of its own.
    fn long(self) -> String {
        match self {
            Self::MinDisk { has, needs } => format!(
                "disk       {}, the image asks for at least {}",
                format::gib(has),
                format::gib(needs)
            ),
            Self::Size {
                disk_gib,
                image_bytes,
            } => format!(
                "disk       {}, the image itself is {}",
                format::gib(disk_gib),
                format::bytes(image_bytes)
            ),
            Self::MinRam { has, needs } => format!(
                "RAM        {}, the image asks for at least {}",
                format::mib(has),
                format::mib(needs)
            ),
            Self::ZeroDisk => {
                "disk       none of its own: choose a new volume under Details, Disks".into()
            }
            Self::Volumes(over) => format!(
                "volumes    needs {}, {} are free ({} of {} used)",
                over.needs, over.free, over.used, over.limit
            ),
            Self::Gigabytes(over) => format!(
                "volume GB  needs {}, {} is free ({} of {} used)",
                format::gib(over.needs),
                format::gib(over.free),
                format::gib(over.used),
                format::gib(over.limit)
            ),
            Self::Instances(over) => format!(
                "instances  needs {}, {} are free ({} of {} used)",
                over.needs, over.free, over.used, over.limit
            ),
            Self::Cores(over) => format!(
                "vCPUs      needs {}, {} are free ({} of {} used)",
                over.needs, over.free, over.used, over.limit
            ),
            Self::Ram(over) => format!(
                "RAM        needs {}, {} is free ({} of {} used)",
                format::mib(over.needs),
                format::mib(over.free),
                format::mib(over.used),
                format::mib(over.limit)
            ),
        }
    }

    fn is_quota(self) -> bool {
        matches!(
            self,
            Self::Instances(_)
                | Self::Cores(_)
                | Self::Ram(_)
                | Self::Volumes(_)
                | Self::Gigabytes(_)
        )
    }
}

impl Fit {
    pub fn of(flavor: &Flavor, demand: Demand<'_>) -> Self {
        let mut misfits = against_source(flavor, demand);
        misfits.extend(
            shares(flavor, demand)
                .into_iter()
                .filter_map(|(quota, each, misfit)| {
                    over(quota, each.saturating_mul(u64::from(demand.count))).map(misfit)
                }),
        );
        let room = |(quota, each, _): Share| quota.and_then(Quota::free)?.checked_div(each);
        let one = demand.single.then_some(1);
        let rooms = shares(flavor, demand).into_iter().filter_map(room);
        Self {
            misfits,
            up_to: rooms.chain(one).min(),
        }
    }

    pub fn fits(&self) -> bool {
        self.misfits.is_empty()
    }

    /// All reasons on one line, and what would fit when the quota is among them.
    pub fn short(&self) -> String {
        match self.fits_instead() {
            Some(count) => format!("{}; fits {count}", self.reasons()),
            None => self.reasons(),
        }
    }

    /// The same for a narrow column, where the end is cut off.
    pub fn column(&self) -> String {
        match self.fits_instead() {
            Some(count) => format!("fits {count}: {}", self.reasons()),
            None => self.reasons(),
        }
    }

    fn reasons(&self) -> String {
        let reasons: Vec<_> = self.misfits.iter().map(|misfit| misfit.short()).collect();
        reasons.join(", ")
    }

    /// All reasons, a line each, and what would fit.
    pub fn long(&self) -> Vec<String> {
        let mut lines: Vec<_> = self.misfits.iter().map(|misfit| misfit.long()).collect();
        match self.fits_instead() {
            Some(0) => lines.push("The quota has no room for even one of it.".into()),
            Some(count) => lines.push(format!(
                "The quota has room for {count}: f sets Count to {count} and chooses it."
            )),
            None => {}
        }
        lines
    }

    /// How many lines [`Fit::long`] has.
    pub(super) fn long_len(&self) -> usize {
        self.misfits.len() + usize::from(self.fits_instead().is_some())
    }

    /// The count that would fit, when nothing but the quota is in the way.
    pub fn fits_instead(&self) -> Option<u64> {
        let only_quota = self.misfits.iter().all(|misfit| misfit.is_quota());
        self.up_to.filter(|_| only_quota && !self.fits())
    }
}

/// What an image unpacks to, in bytes, where that is more than the flavor's disk: Nova accepts the
/// launch, and the build may fail.
pub fn unpacks_to(flavor: &Flavor, image: &Image) -> Option<u64> {
    let bytes = image.virtual_size?;
    let measured = flavor.disk_gib > 0 && !image.is_volume_backed();
    (measured && bytes > flavor.disk_gib.saturating_mul(GIB)).then_some(bytes)
}

/// The disk is measured only where the flavor's is the root disk. One of 0 GB is then as large as
/// the image, for those who may have it.
fn against_source(flavor: &Flavor, demand: Demand<'_>) -> Vec<Misfit> {
    let mut misfits = Vec::new();
    let is_local = demand.root == RootDisk::Local;
    if is_local && flavor.disk_gib == 0 && !demand.zero_disk_allowed {
        misfits.push(Misfit::ZeroDisk);
    }
    if let Some(image) = demand.image
        && is_local
        && flavor.disk_gib > 0
    {
        if image.min_disk_gib > flavor.disk_gib {
            misfits.push(Misfit::MinDisk {
                has: flavor.disk_gib,
                needs: image.min_disk_gib,
            });
        }
        // Nova compares the stored bytes (api-ref, POST /servers). What they unpack to is for the
        // hypervisor to judge: see `unpacks_to`.
        let bytes = image.size.unwrap_or(0);
        if bytes > flavor.disk_gib.saturating_mul(GIB) {
            misfits.push(Misfit::Size {
                disk_gib: flavor.disk_gib,
                image_bytes: bytes,
            });
        }
    }
    if demand.min_ram_mib > flavor.ram_mib {
        misfits.push(Misfit::MinRam {
            has: flavor.ram_mib,
            needs: demand.min_ram_mib,
        });
    }
    misfits
}

/// A quota, what one instance takes of it, and the misfit it makes.
type Share = (Option<Quota>, u64, fn(Over) -> Misfit);

fn shares(flavor: &Flavor, demand: Demand<'_>) -> Vec<Share> {
    let limits = demand.limits.copied().unwrap_or_default();
    let mut shares: Vec<Share> = vec![
        (limits.instances, 1, Misfit::Instances),
        (limits.cores, flavor.vcpus, Misfit::Cores),
        (limits.ram_mib, flavor.ram_mib, Misfit::Ram),
    ];
    if let Some(gib) = demand.volume_gib(Some(flavor)) {
        let volumes = demand.volume_limits.copied().unwrap_or_default();
        shares.push((volumes.volumes, 1, Misfit::Volumes));
        shares.push((volumes.gigabytes, gib, Misfit::Gigabytes));
    }
    shares
}

fn over(quota: Option<Quota>, needs: u64) -> Option<Over> {
    let quota = quota?;
    let (limit, free) = (quota.limit?, quota.free()?);
    (needs > free).then_some(Over {
        needs,
        free,
        used: quota.used,
        limit,
    })
}

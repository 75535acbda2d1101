//! Volumes and their snapshots, Cinder's side of a server's disks.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Image, PROJECTS, Region, Server};

const GIB: u64 = 1 << 30;

/// Id, name and description; the first is the default.
pub(crate) const VOLUME_TYPES: [(&str, &str, &str); 2] = [
    (
        "5b7c9a0e-3d41-4c6f-8f52-7a1d0e9b2c34",
        "ssd",
        "Solid state, three copies",
    ),
    (
        "c1f4e2d8-96ab-4f07-b3a5-20d8e7f61b93",
        "hdd",
        "Spinning disks for what is large and seldom read",
    ),
];

#[derive(Debug, Clone)]
pub(crate) struct Volume {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) project: &'static str,
    pub(crate) user: &'static str,
    /// GiB.
    pub(crate) size: i64,
    pub(crate) status: &'static str,
    /// The name of its type.
    pub(crate) kind: String,
    pub(crate) bootable: bool,
    /// The snapshot it was made from.
    pub(crate) snapshot: Option<String>,
    /// What Cinder keeps of the image it was filled from.
    pub(crate) image_metadata: BTreeMap<String, String>,
    /// Several servers may have it at once.
    pub(crate) multiattach: bool,
    pub(crate) holders: Vec<Holder>,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
}

/// The server that has a volume, or is about to.
#[derive(Debug, Clone)]
pub(crate) struct Holder {
    pub(crate) server: String,
    pub(crate) attachment: String,
    pub(crate) device: &'static str,
    pub(crate) delete_on_termination: bool,
    pub(crate) since: Timestamp,
    /// It has it, and is not only about to.
    pub(crate) attached: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Snapshot {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) project: &'static str,
    pub(crate) volume: String,
    /// GiB.
    pub(crate) size: i64,
    pub(crate) status: &'static str,
    pub(crate) created: Timestamp,
}

/// Where the content of a server's disk comes from; the ids are of images, snapshots, volumes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    Blank,
    Image(String),
    Snapshot(String),
    Volume(String),
}

/// A volume that a server is launched with.
#[derive(Debug, Clone)]
pub(crate) struct Disk {
    /// Of the volume; known before it exists.
    pub(crate) id: String,
    pub(crate) attachment: String,
    pub(crate) source: Source,
    /// GiB, of a volume that is yet to be made.
    pub(crate) size: i64,
    /// `None`: the default type.
    pub(crate) kind: Option<String>,
    pub(crate) device: &'static str,
    pub(crate) delete_on_termination: bool,
}

impl Volume {
    pub(crate) fn new(id: String, name: &str, size: i64, now: Timestamp) -> Self {
        Self {
            id,
            name: name.to_owned(),
            description: None,
            project: "",
            user: "",
            size,
            status: "available",
            kind: VOLUME_TYPES[0].1.to_owned(),
            bootable: false,
            snapshot: None,
            image_metadata: BTreeMap::new(),
            multiattach: false,
            holders: Vec::new(),
            created: now,
            updated: now,
        }
    }

    /// A number that Cinder keeps of the image: `min_disk` or `min_ram`.
    pub(crate) fn image_number(&self, key: &str) -> i64 {
        let number = self.image_metadata.get(key);
        number
            .and_then(|text| text.parse().ok())
            .unwrap_or_default()
    }

    /// Makes it bootable with what Cinder copies from an image.
    pub(crate) fn filled_from(&mut self, image: &Image) {
        self.bootable = true;
        self.image_metadata = image.properties.clone();
        let name = image.name.clone().unwrap_or_default();
        let facts = [
            ("image_id", image.id.clone()),
            ("image_name", name),
            ("min_disk", image.min_disk.to_string()),
            ("min_ram", image.min_ram.to_string()),
            ("size", image.size.unwrap_or_default().to_string()),
            ("disk_format", image.disk_format.unwrap_or_default().into()),
            (
                "container_format",
                image.container_format.unwrap_or_default().into(),
            ),
        ];
        for (key, value) in facts {
            self.image_metadata.insert(key.to_owned(), value);
        }
    }

    pub(crate) fn holder(&self, server: &str) -> Option<&Holder> {
        let mut holders = self.holders.iter();
        holders.find(|holder| holder.server == server)
    }

    fn held_by(&mut self, server: &str, disk: &Disk, attached: bool, now: Timestamp) {
        self.holders.retain(|holder| holder.server != server);
        self.holders.push(Holder {
            server: server.to_owned(),
            attachment: disk.attachment.clone(),
            device: disk.device,
            delete_on_termination: disk.delete_on_termination,
            since: now,
            attached,
        });
        self.updated = now;
    }

    fn let_go(&mut self, server: &str, now: Timestamp) {
        self.holders.retain(|holder| holder.server != server);
        self.status = if self.holders.is_empty() {
            "available"
        } else {
            "in-use"
        };
        self.updated = now;
    }
}

impl Region {
    pub(crate) fn volume(&mut self, id: &str) -> Option<&mut Volume> {
        self.volumes.iter_mut().find(|volume| volume.id == id)
    }

    /// The project's volumes and snapshots, and the gigabytes of both.
    pub(crate) fn storage(&self, project: &str) -> (i64, i64, i64) {
        let volumes = self.volumes.iter().filter(|row| row.project == project);
        let snapshots = self.snapshots.iter().filter(|row| row.project == project);
        let sizes = volumes.map(|volume| volume.size);
        let kept = snapshots.map(|snapshot| snapshot.size);
        let count = |rows: usize| i64::try_from(rows).unwrap_or(i64::MAX);
        (
            count(sizes.clone().count()),
            count(kept.clone().count()),
            sizes.chain(kept).sum(),
        )
    }

    /// Nova reserves a volume that exists before it answers.
    pub(crate) fn reserve(&mut self, server: &str, disk: &Disk, now: Timestamp) {
        if let Some(volume) = self.volume(&disk.id) {
            volume.status = "reserved";
            volume.held_by(server, disk, false, now);
        }
    }

    /// The compute host asks Cinder for the volume; what Cinder then refuses ends the build.
    pub(crate) fn fill(
        &mut self,
        server: &Server,
        disk: &Disk,
        request: &str,
        now: Timestamp,
    ) -> Result<(), String> {
        let mut volume = Volume::new(disk.id.clone(), "", disk.size, now);
        volume.description = Some(String::new());
        volume.status = "creating";
        (volume.project, volume.user) = (server.project, server.user);
        if let Some(kind) = &disk.kind {
            volume.kind.clone_from(kind);
        }
        match &disk.source {
            Source::Volume(_) => return Ok(()),
            Source::Blank => {}
            Source::Image(id) => {
                if let Some(image) = self.images.iter().find(|image| image.id == *id) {
                    fits(image, disk.size, request)?;
                    volume.filled_from(image);
                }
            }
            Source::Snapshot(id) => {
                let snapshots = &mut self.snapshots.iter();
                let origin = snapshots.find(|snapshot| snapshot.id == *id);
                let origin = origin.and_then(|snapshot| {
                    let mut volumes = self.volumes.iter();
                    volumes.find(|volume| volume.id == snapshot.volume)
                });
                if let Some(origin) = origin {
                    volume.kind.clone_from(&origin.kind);
                    volume.bootable = origin.bootable;
                    volume.image_metadata.clone_from(&origin.image_metadata);
                }
                volume.snapshot = Some(id.clone());
            }
        }
        self.allow(server.project, disk.size)?;
        volume.held_by(&server.id, disk, false, now);
        self.volumes.push(volume);
        Ok(())
    }

    /// In the words that reach the server's fault.
    fn allow(&self, project: &str, size: i64) -> Result<(), String> {
        let Some(project) = PROJECTS.iter().find(|known| known.id == project) else {
            return Ok(());
        };
        let quota = &project.quota;
        let (volumes, _, gigabytes) = self.storage(project.id);
        if quota.gigabytes >= 0 && gigabytes.saturating_add(size) > quota.gigabytes {
            return Err(format!(
                "VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed \
                 gigabytes quota. Requested {size}G, quota is {}G and {gigabytes}G has been \
                 consumed.",
                quota.gigabytes
            ));
        }
        if quota.volumes >= 0 && volumes >= quota.volumes {
            return Err(format!(
                "VolumeLimitExceeded: Maximum number of volumes allowed ({}) exceeded for quota \
                 'volumes'.",
                quota.volumes
            ));
        }
        Ok(())
    }

    pub(crate) fn attach(&mut self, server: &str, disk: &Disk, now: Timestamp) {
        if let Some(volume) = self.volume(&disk.id) {
            volume.status = "in-use";
            volume.held_by(server, disk, true, now);
        }
        if let Some(server) = self.server(server) {
            server.list(disk);
        }
    }

    /// What was reserved for a server that had no host: now it has one.
    pub(super) fn connect(&mut self, server: &str, now: Timestamp) {
        for volume in &mut self.volumes {
            let mut holders = volume.holders.iter_mut();
            let waits = |holder: &&mut Holder| holder.server == server && !holder.attached;
            if let Some(holder) = holders.find(waits) {
                (holder.attached, holder.since) = (true, now);
                volume.status = "in-use";
                volume.updated = now;
            }
        }
    }

    /// A server loses one of its volumes.
    pub(crate) fn detach(&mut self, server: &str, volume: &str, now: Timestamp) {
        if let Some(volume) = self.volume(volume) {
            volume.let_go(server, now);
        }
        if let Some(server) = self.server(server) {
            server.volumes.retain(|known| known.id != volume);
        }
    }

    pub(super) fn release_volumes(&mut self, server: &str, now: Timestamp) {
        self.volumes.retain(|volume| {
            let holder = volume.holder(server);
            holder.is_none_or(|holder| !holder.delete_on_termination)
        });
        for volume in &mut self.volumes {
            if volume.holder(server).is_some() {
                volume.let_go(server, now);
            }
        }
    }
}

/// Cinder's check of an image against the volume it is to fill.
fn fits(image: &Image, size: i64, request: &str) -> Result<(), String> {
    let needed = image.virtual_size.unwrap_or_default().div_ceil(GIB);
    if u64::try_from(size).unwrap_or_default() >= needed {
        return Ok(());
    }
    Err(format!(
        "Invalid input received: Image {} is unacceptable: Image virtual size is {needed}GB and \
         doesn't fit in a volume of size {size}GB. (HTTP 400) (Request-ID: {request})",
        image.id
    ))
}

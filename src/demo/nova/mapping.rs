//! `block_device_mapping_v2`: the disks a request asks for, and what Nova finds wrong with them.

use serde_json::{Value, json};

use super::super::http::{Reply, plain};
use super::super::world::{Disk, Image, Snapshot, Source, VOLUME_TYPES, Volume};
use super::value::{count_of, is_true};
use super::{Call, bad_request, fault};

/// One entry, as Nova keeps it.
#[derive(Debug, Clone)]
pub(super) struct Mapping {
    pub(super) source: Source,
    /// On the compute host, and not a volume.
    local: bool,
    boot_index: Option<i64>,
    /// GiB.
    pub(super) size: Option<i64>,
    kind: Option<String>,
    delete_on_termination: bool,
}

impl Mapping {
    fn is_root(&self) -> bool {
        self.boot_index == Some(0)
    }

    pub(super) fn is_volume(&self) -> bool {
        !self.local
    }
}

/// What the server boots from.
pub(super) fn root(mappings: &[Mapping]) -> Option<&Mapping> {
    mappings.iter().find(|mapping| mapping.is_root())
}

fn malformed(why: &str) -> Reply {
    bad_request(&format!("Block Device Mapping is Invalid: {why}"))
}

/// `nova/block_device.py`, `BlockDeviceDict.from_api`.
pub(super) fn read(wanted: &Value) -> Result<Vec<Mapping>, Reply> {
    let with_image = wanted["imageRef"].as_str().is_some_and(|id| !id.is_empty());
    let list = wanted["block_device_mapping_v2"].as_array();
    list.into_iter()
        .flatten()
        .map(|entry| one(entry, with_image))
        .collect()
}

fn one(entry: &Value, with_image: bool) -> Result<Mapping, Reply> {
    let boot_index = match &entry["boot_index"] {
        Value::String(text) => text.parse().ok(),
        number => number.as_i64(),
    };
    let destination = entry["destination_type"].as_str();
    let kind = entry["volume_type"]
        .as_str()
        .filter(|kind| !kind.is_empty());
    let id = entry["uuid"].as_str();
    let source = match (entry["source_type"].as_str(), id) {
        (Some("blank"), Some(_)) => return Err(malformed("Invalid device UUID.")),
        (Some("blank"), None) => Source::Blank,
        (Some(_), None) => return Err(malformed("Missing device UUID.")),
        (Some("image"), Some(id)) => Source::Image(id.to_owned()),
        (Some("snapshot"), Some(id)) => Source::Snapshot(id.to_owned()),
        (Some(_), Some(id)) => Source::Volume(id.to_owned()),
        // Nova stumbles over a source type that is not there.
        (None, _) => {
            let text =
                "Unexpected API Error. Please contact the administrator\n<class 'TypeError'>";
            return Err(fault(500, text));
        }
    };
    let existing = matches!(source, Source::Volume(_));
    let local = match destination {
        Some(word) => word == "local",
        None => !existing && !matches!(source, Source::Snapshot(_)),
    };
    if matches!(source, Source::Image(_)) && local && !(with_image && boot_index == Some(0)) {
        return Err(malformed("Mapping image to local is not supported."));
    }
    if local && kind.is_some() {
        return Err(malformed(
            "Specifying a volume_type with destination_type=local is not supported.",
        ));
    }
    if existing && kind.is_some() {
        return Err(malformed(
            "Specifying volume type to existing volume is not supported.",
        ));
    }
    Ok(Mapping {
        source,
        local,
        boot_index,
        size: count_of(&entry["volume_size"]).and_then(|size| i64::try_from(size).ok()),
        kind: kind.map(str::to_owned),
        delete_on_termination: is_true(&entry["delete_on_termination"]),
    })
}

/// The image of a server with a boot volume brings a mapping of its own, which is the root.
pub(super) fn merge(image: &Image, mappings: &mut Vec<Mapping>) {
    let Some(text) = image.properties.get("block_device_mapping") else {
        return;
    };
    let own: Value = serde_json::from_str(text).unwrap_or_default();
    let own = own.as_array().into_iter().flatten();
    mappings.retain(|mapping| !(mapping.is_root() && matches!(mapping.source, Source::Image(_))));
    mappings.extend(own.filter_map(|entry| {
        let id = entry["snapshot_id"].as_str()?;
        let mut entry = entry.clone();
        entry["uuid"] = json!(id);
        one(&entry, true).ok()
    }));
}

/// What can be told of the root disk's content, from an image or from what Cinder keeps of one.
#[derive(Debug, Default)]
pub(super) struct Content {
    /// For the message; Nova has lost it when the image only fills a volume.
    pub(super) id: Option<String>,
    pub(super) status: Option<&'static str>,
    /// GiB and MiB.
    pub(super) min_disk: i64,
    pub(super) min_ram: i64,
    /// Bytes.
    pub(super) size: u64,
}

impl Content {
    pub(super) fn of(image: &Image) -> Self {
        Self {
            id: Some(image.id.clone()),
            status: Some(image.status),
            min_disk: image.min_disk,
            min_ram: image.min_ram,
            size: image.size.unwrap_or_default(),
        }
    }

    fn of_volume(volume: &Volume) -> Self {
        Self {
            min_disk: volume.image_number("min_disk"),
            min_ram: volume.image_number("min_ram"),
            ..Self::default()
        }
    }
}

/// `nova/block_device.py`, `get_bdm_image_metadata`, for a request without an image.
pub(super) fn content(call: &Call<'_>, mappings: &[Mapping]) -> Result<Content, Reply> {
    let Some(root) = root(mappings) else {
        return Ok(Content::default());
    };
    let origin = match &root.source {
        Source::Blank => return Ok(Content::default()),
        Source::Image(id) => {
            let content = Content::of(image(call, id)?);
            return Ok(Content {
                id: None,
                ..content
            });
        }
        Source::Snapshot(id) => &snapshot(call, id)?.volume,
        Source::Volume(id) => id,
    };
    let volume = volume(call, origin)
        .ok_or_else(|| malformed(&format!("failed to get volume {origin}.")))?;
    if !volume.bootable {
        return Err(bad_request(&format!(
            "Block Device {origin} is not bootable."
        )));
    }
    Ok(Content::of_volume(volume))
}

pub(super) fn image<'a>(call: &'a Call<'_>, id: &str) -> Result<&'a Image, Reply> {
    let mut images = call.world.regions[call.region].images.iter();
    images
        .find(|image| image.id == id && image.is_visible_to(call.project.id, call.admin))
        .ok_or_else(|| malformed(&format!("failed to get image {id}.")))
}

fn snapshot<'a>(call: &'a Call<'_>, id: &str) -> Result<&'a Snapshot, Reply> {
    let mut snapshots = call.world.regions[call.region].snapshots.iter();
    snapshots
        .find(|snapshot| snapshot.id == id && snapshot.project == call.project.id)
        .ok_or_else(|| bad_request(&format!("Snapshot {id} could not be found.")))
}

fn volume<'a>(call: &'a Call<'_>, id: &str) -> Option<&'a Volume> {
    let mut volumes = call.world.regions[call.region].volumes.iter();
    volumes.find(|volume| volume.id == id && volume.project == call.project.id)
}

pub(super) fn check_count(mappings: &[Mapping], max: u64) -> Result<(), Reply> {
    let existing = |mapping: &Mapping| matches!(mapping.source, Source::Volume(_));
    if max > 1 && mappings.iter().any(existing) {
        return Err(bad_request(
            "Cannot attach one or more volumes to multiple instances",
        ));
    }
    Ok(())
}

/// `nova/compute/api.py`, `_validate_bdm`; the last that is looked at.
pub(super) fn check(call: &Call<'_>, mappings: &[Mapping]) -> Result<Vec<Disk>, Reply> {
    for mapping in mappings {
        if let Source::Volume(id) = &mapping.source
            && volume(call, id).is_none()
        {
            return Err(bad_request(&format!("Volume {id} could not be found.")));
        }
    }
    let indexes = mappings.iter().filter_map(|mapping| mapping.boot_index);
    let mut indexes: Vec<i64> = indexes.filter(|index| *index >= 0).collect();
    indexes.sort_unstable();
    if !mappings.is_empty() && (indexes.is_empty() || !(0..).zip(&indexes).all(|(a, b)| a == *b)) {
        return Err(malformed(
            "Boot sequence for the instance and image/block device mapping combination is not \
             valid.",
        ));
    }
    let mut mappings: Vec<&Mapping> = mappings.iter().filter(|mapping| !mapping.local).collect();
    mappings.sort_by_key(|mapping| !mapping.is_root());
    let devices = ["/dev/vda", "/dev/vdb", "/dev/vdc", "/dev/vdd", "/dev/vde"];
    mappings
        .iter()
        .zip(devices)
        .map(|(mapping, device)| disk(call, mapping, device))
        .collect()
}

fn disk(call: &Call<'_>, mapping: &Mapping, device: &'static str) -> Result<Disk, Reply> {
    if let Some(kind) = &mapping.kind {
        let mut types = VOLUME_TYPES.iter();
        types
            .find(|(id, name, _)| kind == id || kind == name)
            .ok_or_else(|| bad_request(&format!("Volume type {kind} could not be found.")))?;
    }
    let mut id = String::new();
    let size = match (&mapping.source, mapping.size) {
        (Source::Volume(volume_id), _) => {
            let status = volume(call, volume_id).map_or("deleting", |volume| volume.status);
            if !matches!(status, "available" | "downloading") {
                return Err(reserved(call, volume_id, status));
            }
            id.clone_from(volume_id);
            0
        }
        (Source::Snapshot(snapshot_id), None) => snapshot(call, snapshot_id)?.size,
        (Source::Image(image_id), size) => {
            image(call, image_id)?;
            size.ok_or_else(|| {
                bad_request(
                    "Images with destination_type 'volume' need to have a non-zero size specified",
                )
            })?
        }
        (Source::Blank, None) => {
            return Err(malformed(
                "Blank volumes (source: 'blank', dest: 'volume') need to have non-zero size",
            ));
        }
        (_, Some(size)) => size,
    };
    Ok(Disk {
        id,
        attachment: String::new(),
        source: mapping.source.clone(),
        size,
        kind: mapping.kind.as_ref().map(|kind| name_of(kind)),
        device,
        delete_on_termination: mapping.delete_on_termination,
    })
}

/// A type may be asked for by its id.
fn name_of(kind: &str) -> String {
    let found = VOLUME_TYPES.iter().find(|(id, _, _)| *id == kind);
    found.map_or(kind, |(_, name, _)| name).to_owned()
}

/// Cinder's refusal, wrapped twice.
pub(super) fn reserved(call: &Call<'_>, id: &str, status: &str) -> Reply {
    bad_request(&format!(
        "Invalid volume: Invalid input received: Invalid volume: Volume {id} status must be \
         available or downloading to reserve, but the current status is {status}. (HTTP 400) \
         (Request-ID: {})",
        plain(&json!(call.request.id))
    ))
}

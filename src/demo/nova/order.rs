//! What a request to create a server asks for, looked up in the region, in the order in which
//! Nova looks: nova/compute/api.py, `_create_instance`.

use serde_json::Value;

use super::super::http::{Reply, plain};
use super::super::world::{Disk, Flavor, Image};
use super::link::{self, Link};
use super::mapping::{self, Content, Mapping};
use super::value::count_of;
use super::{Call, bad_request, fault, policy, quota};

/// As many key-value pairs as a server may have.
pub(super) const METADATA_QUOTA: usize = 128;

/// A request that passed.
pub(super) struct Order {
    pub(super) name: String,
    pub(super) flavor: Flavor,
    /// `None`: the root disk is a volume.
    pub(super) image: Option<String>,
    pub(super) disks: Vec<Disk>,
    pub(super) links: Vec<Link>,
    pub(super) groups: Vec<String>,
    pub(super) key_name: Option<String>,
    pub(super) zone: String,
    pub(super) count: u64,
    /// The server group.
    pub(super) group: Option<String>,
}

pub(super) fn check(call: &Call<'_>, wanted: &Value, hints: &Value) -> Result<Order, Reply> {
    let min = wanted.get("min_count").and_then(count_of).unwrap_or(1);
    let max = wanted.get("max_count").and_then(count_of).unwrap_or(min);
    if min > max {
        return Err(bad_request("min_count must be <= max_count"));
    }
    let zone_wanted = zone_of(call, wanted)?;
    let mut mappings = mapping::read(wanted)?;
    let image_id = wanted["imageRef"].as_str().filter(|id| !id.is_empty());
    if image_id.is_none() && mappings.is_empty() {
        return Err(bad_request("Missing imageRef attribute"));
    }
    let links = link::read(&wanted["networks"])?;
    let flavor = flavor(call, wanted)?;
    link::check_count(&links, max)?;
    if wanted["hostname"].is_string() && max > 1 {
        return Err(bad_request(
            "Unable to allocate a single hostname to multiple instances",
        ));
    }
    let zone = zone(call, zone_wanted)?;
    let content = content(call, image_id, &mappings)?;
    let groups = groups(call, &wanted["security_groups"])?;
    let links = link::find(call, links)?;
    let key_name = key(call, &wanted["key_name"])?;
    merge(call, image_id, &mut mappings);
    mapping::check_count(&mappings, max)?;
    check_metadata(wanted)?;
    check_content(call, &flavor, &content, mapping::root(&mappings))?;
    let group = server_group(call, hints)?;
    let count = quota::allow(call, &flavor, min, max)?;
    let disks = mapping::check(call, &mappings)?;
    let from_volume = mapping::root(&mappings).is_some_and(Mapping::is_volume);
    Ok(Order {
        name: wanted["name"].as_str().unwrap_or_default().to_owned(),
        flavor,
        image: image_id.filter(|_| !from_volume).map(str::to_owned),
        disks,
        links,
        groups,
        key_name,
        zone,
        count,
        group,
    })
}

fn flavor(call: &Call<'_>, wanted: &Value) -> Result<Flavor, Reply> {
    let id = plain(&wanted["flavorRef"]);
    call.world.regions[call.region]
        .flavor(&id)
        .cloned()
        .ok_or_else(|| bad_request(&format!("Flavor {id} could not be found.")))
}

/// `zone[:host[:node]]`, of which the host is the administrator's.
fn zone_of<'a>(call: &Call<'_>, wanted: &'a Value) -> Result<Option<&'a str>, Reply> {
    let zone = wanted["availability_zone"].as_str();
    match zone.and_then(|zone| zone.split_once(':')) {
        Some(_) if !call.admin => Err(policy("servers:create:forced_host")),
        Some((zone, _)) => Ok(Some(zone)),
        None => Ok(zone),
    }
}

fn zone(call: &Call<'_>, wanted: Option<&str>) -> Result<String, Reply> {
    let zones = &call.world.regions[call.region].zones;
    match wanted {
        None => Ok(zones.first().copied().unwrap_or("nova").to_owned()),
        Some(zone) if zones.contains(&zone) => Ok(zone.to_owned()),
        Some(_) => Err(bad_request(
            "The requested availability zone is not available",
        )),
    }
}

fn content(
    call: &Call<'_>,
    image_id: Option<&str>,
    mappings: &[Mapping],
) -> Result<Content, Reply> {
    let Some(id) = image_id else {
        return mapping::content(call, mappings);
    };
    mapping::image(call, id)
        .map(Content::of)
        .map_err(|_| bad_request("Can not find requested image"))
}

/// The image named, or the one that is to fill the root volume, may bring its own mapping.
fn merge(call: &Call<'_>, image_id: Option<&str>, mappings: &mut Vec<Mapping>) {
    use super::super::world::Source;
    let of_root = mapping::root(mappings).and_then(|root| match &root.source {
        Source::Image(id) => Some(id.clone()),
        _ => None,
    });
    let id = image_id.map(str::to_owned).or(of_root);
    if let Some(image) = id.and_then(|id| mapping::image(call, &id).ok()) {
        mapping::merge(image, mappings);
    }
}

fn check_metadata(wanted: &Value) -> Result<(), Reply> {
    let count = wanted["metadata"]
        .as_object()
        .map_or(0, serde_json::Map::len);
    if count > METADATA_QUOTA {
        return Err(fault(
            403,
            &format!("Maximum number of metadata items exceeds {METADATA_QUOTA}"),
        ));
    }
    Ok(())
}

/// Memory first; then the image against the volume that it is to fill, or the flavor's disk.
fn check_content(
    call: &Call<'_>,
    flavor: &Flavor,
    content: &Content,
    root: Option<&Mapping>,
) -> Result<(), Reply> {
    if content.status.is_some_and(|status| status != "active") {
        let id = content.id.as_deref().unwrap_or("None");
        return Err(bad_request(&format!("Image {id} is not active.")));
    }
    check_memory(flavor, content.min_ram)?;
    let Some(root) = root.filter(|root| root.is_volume()) else {
        if flavor.disk == 0 && !call.admin {
            return Err(fault(
                403,
                "Only volume-backed servers are allowed for flavors with zero disk.",
            ));
        }
        return check_disk(flavor, content.size, content.min_disk);
    };
    match root.size {
        Some(size) if size < content.min_disk => Err(bad_request(&format!(
            "Volume is smaller than the minimum size specified in image metadata. Volume size is \
             {} bytes, minimum size is {} bytes.",
            size << 30,
            content.min_disk << 30
        ))),
        _ => Ok(()),
    }
}

/// Of a server that has its image on a local disk.
pub(super) fn fits(flavor: &Flavor, image: &Image) -> Result<(), Reply> {
    check_memory(flavor, image.min_ram)?;
    check_disk(flavor, image.size.unwrap_or_default(), image.min_disk)
}

fn check_memory(flavor: &Flavor, min_ram: i64) -> Result<(), Reply> {
    if flavor.ram < min_ram {
        return Err(bad_request(
            "Flavor's memory is too small for requested image.",
        ));
    }
    Ok(())
}

/// The image's size, then its wish. 0 is no limit.
fn check_disk(flavor: &Flavor, size: u64, min_disk: i64) -> Result<(), Reply> {
    let disk = flavor.disk << 30;
    if disk == 0 {
        return Ok(());
    }
    if i64::try_from(size).is_ok_and(|size| size > disk) {
        return Err(bad_request(&format!(
            "Flavor's disk is too small for requested image. Flavor disk is {disk} bytes, image \
             is {size} bytes."
        )));
    }
    if min_disk > flavor.disk {
        return Err(bad_request(&format!(
            "Flavor's disk is smaller than the minimum size specified in image metadata. Flavor \
             disk is {disk} bytes, minimum size is {} bytes.",
            min_disk << 30
        )));
    }
    Ok(())
}

pub(super) fn key(call: &Call<'_>, wanted: &Value) -> Result<Option<String>, Reply> {
    let Some(name) = wanted.as_str() else {
        return Ok(None);
    };
    call.world.regions[call.region]
        .keypairs
        .iter()
        .find(|key| key.name == name && key.user == call.user.id)
        .map(|key| Some(key.name.clone()))
        .ok_or_else(|| bad_request("Invalid key_name provided."))
}

fn groups(call: &Call<'_>, wanted: &Value) -> Result<Vec<String>, Reply> {
    let list = wanted.as_array().map(Vec::as_slice).unwrap_or_default();
    let names: Vec<&str> = list
        .iter()
        .filter_map(|entry| entry["name"].as_str())
        .collect();
    if names.is_empty() {
        return Ok(vec!["default".to_owned()]);
    }
    let known = &call.world.regions[call.region].security_groups;
    let mut groups: Vec<String> = Vec::new();
    for wanted in names {
        let group = known
            .iter()
            .filter(|group| group.project == call.project.id)
            .find(|group| group.id == wanted || group.name == wanted)
            .ok_or_else(|| {
                bad_request(&format!(
                    "Unable to find security_group with name or id '{wanted}'"
                ))
            })?;
        if !groups.iter().any(|name| name == group.name) {
            groups.push(group.name.to_owned());
        }
    }
    Ok(groups)
}

fn server_group(call: &Call<'_>, hints: &Value) -> Result<Option<String>, Reply> {
    let group = &hints["group"];
    let Some(id) = group.as_str().or_else(|| group[0].as_str()) else {
        return Ok(None);
    };
    let mut groups = call.world.regions[call.region].server_groups.iter();
    groups
        .find(|group| group.id == id && group.project == call.project.id)
        .map(|group| Some(group.id.clone()))
        .ok_or_else(|| bad_request(&format!("Instance group {id} could not be found.")))
}

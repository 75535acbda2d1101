//! What a request to create a server asks for, looked up in the region.

use serde_json::Value;

use super::super::http::{Reply, plain};
use super::super::world::{Flavor, Image};
use super::create::count_of;
use super::{Call, bad_request, fault, quota};

/// A request that passed.
pub(super) struct Order {
    pub(super) name: String,
    pub(super) flavor: Flavor,
    pub(super) image: Option<String>,
    /// Of the boot volume: an id and whether it goes with the server.
    pub(super) volume: Option<bool>,
    pub(super) networks: Vec<String>,
    pub(super) groups: Vec<String>,
    pub(super) key_name: Option<String>,
    pub(super) zone: String,
    pub(super) count: u64,
}

pub(super) fn check(call: &Call<'_>, wanted: &Value) -> Result<Order, Reply> {
    let region = &call.world.regions[call.region];
    let min = wanted.get("min_count").and_then(count_of);
    let max = wanted.get("max_count").and_then(count_of);
    let min_count = min.unwrap_or(1);
    let max_count = max.unwrap_or(min_count);
    if min_count > max_count {
        return Err(bad_request("min_count must be <= max_count"));
    }
    let flavor_id = plain(&wanted["flavorRef"]);
    let flavor = region
        .flavor(&flavor_id)
        .cloned()
        .ok_or_else(|| bad_request(&format!("Flavor {flavor_id} could not be found.")))?;
    let zone = zone(call, wanted)?;
    let (image, volume) = source(call, wanted, &flavor)?;
    let key_name = key(call, &wanted["key_name"])?;
    let networks = networks(call, &wanted["networks"])?;
    let groups = groups(call, &wanted["security_groups"])?;
    let count = quota::allow(call, &flavor, min_count, max_count)?;
    Ok(Order {
        name: wanted["name"].as_str().unwrap_or_default().to_owned(),
        flavor,
        image,
        volume,
        networks,
        groups,
        key_name,
        zone,
        count,
    })
}

fn zone(call: &Call<'_>, wanted: &Value) -> Result<String, Reply> {
    let zones = &call.world.regions[call.region].zones;
    let first = zones.first().copied().unwrap_or("nova");
    match wanted["availability_zone"].as_str() {
        None | Some("") => Ok(first.to_owned()),
        Some(zone) if zones.contains(&zone) => Ok(zone.to_owned()),
        Some(_) => Err(bad_request(
            "The requested availability zone is not available",
        )),
    }
}

/// The image, and with a boot volume whether that is deleted with the server.
fn source(
    call: &Call<'_>,
    wanted: &Value,
    flavor: &Flavor,
) -> Result<(Option<String>, Option<bool>), Reply> {
    let boot = wanted["block_device_mapping_v2"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|mapping| mapping["boot_index"] == 0 || mapping["boot_index"] == "0");
    if let Some(boot) = boot
        && boot["destination_type"] == "volume"
    {
        if boot["source_type"] == "image" {
            let id = boot["uuid"].as_str().unwrap_or_default();
            usable(call, id)?;
            if boot["volume_size"].as_i64().unwrap_or_default() < 1 {
                return Err(bad_request(
                    "Images with destination_type 'volume' need to have a non-zero size specified",
                ));
            }
        }
        return Ok((None, Some(boot["delete_on_termination"] == true)));
    }
    let Some(id) = wanted["imageRef"].as_str().filter(|id| !id.is_empty()) else {
        return Err(bad_request("Missing imageRef attribute"));
    };
    let image = usable(call, id)?;
    if image.is_volume_snapshot() {
        return Ok((None, Some(true)));
    }
    fits(flavor, image)?;
    if flavor.disk == 0 {
        return Err(fault(
            403,
            "Only volume-backed servers are allowed for flavors with zero disk.",
        ));
    }
    Ok((Some(id.to_owned()), None))
}

fn usable<'a>(call: &'a Call<'_>, id: &str) -> Result<&'a Image, Reply> {
    let image = call.world.regions[call.region]
        .images
        .iter()
        .find(|image| image.id == id && image.is_visible_to(call.project.id, call.admin))
        .ok_or_else(|| bad_request("Can not find requested image"))?;
    if image.status != "active" {
        return Err(bad_request(&format!("Image {id} is not active.")));
    }
    Ok(image)
}

/// Memory first, then the image's size, then its wish.
pub(super) fn fits(flavor: &Flavor, image: &Image) -> Result<(), Reply> {
    const GIB: i64 = 1 << 30;
    if flavor.ram < image.min_ram {
        return Err(bad_request(
            "Flavor's memory is too small for requested image.",
        ));
    }
    if flavor.disk == 0 {
        return Ok(());
    }
    let disk = flavor.disk * GIB;
    let size = image
        .size
        .and_then(|size| i64::try_from(size).ok())
        .unwrap_or_default();
    if size > disk {
        return Err(bad_request(&format!(
            "Flavor's disk is too small for requested image. Flavor disk is {disk} bytes, image \
             is {size} bytes."
        )));
    }
    if image.min_disk > flavor.disk {
        return Err(bad_request(&format!(
            "Flavor's disk is smaller than the minimum size specified in image metadata. Flavor \
             disk is {disk} bytes, minimum size is {} bytes.",
            image.min_disk * GIB
        )));
    }
    Ok(())
}

fn key(call: &Call<'_>, wanted: &Value) -> Result<Option<String>, Reply> {
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

fn networks(call: &Call<'_>, wanted: &Value) -> Result<Vec<String>, Reply> {
    let region = &call.world.regions[call.region];
    let usable: Vec<&str> = region
        .networks
        .iter()
        .filter(|network| network.shared || network.project == call.project.id)
        .map(|network| network.id.as_str())
        .collect();
    let list = match wanted {
        Value::String(word) if word == "none" => return Ok(Vec::new()),
        Value::Array(list) if !list.is_empty() => list,
        _ if usable.len() > 1 => {
            return Err(fault(
                409,
                "Multiple possible networks found, use a Network ID to be more specific.",
            ));
        }
        _ => return Ok(usable.iter().map(|id| (*id).to_owned()).collect()),
    };
    let mut ids = Vec::new();
    for entry in list {
        if let Some(port) = entry["port"].as_str() {
            return Err(bad_request(&format!("Port id {port} could not be found.")));
        }
        let id = entry["uuid"].as_str().unwrap_or_default();
        let network = region
            .networks
            .iter()
            .find(|network| network.id == id && usable.contains(&id))
            .ok_or_else(|| bad_request(&format!("Network {id} could not be found.")))?;
        if network.subnets.is_empty() {
            return Err(bad_request(&format!(
                "Network {id} requires a subnet in order to boot instances on."
            )));
        }
        ids.push(id.to_owned());
    }
    Ok(ids)
}

fn groups(call: &Call<'_>, wanted: &Value) -> Result<Vec<String>, Reply> {
    let Some(list) = wanted.as_array().filter(|list| !list.is_empty()) else {
        return Ok(vec!["default".to_owned()]);
    };
    let known = &call.world.regions[call.region].security_groups;
    list.iter()
        .map(|entry| {
            let wanted = entry["name"].as_str().unwrap_or_default();
            known
                .iter()
                .filter(|group| group.project == call.project.id)
                .find(|group| group.id == wanted || group.name == wanted)
                .map(|group| group.name.to_owned())
                .ok_or_else(|| {
                    bad_request(&format!(
                        "Unable to find security_group with name or id '{wanted}'"
                    ))
                })
        })
        .collect()
}

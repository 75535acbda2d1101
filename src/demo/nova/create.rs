//! `POST /servers`: what Nova checks, in its order and its words, and the build that follows.

use serde_json::{Value, json};

use super::super::http::{Reply, python};
use super::super::world::{Action, Flavor, Image, Nic, Server, Step, Subject, Volume};
use super::{Answer, Call, bad_request, check_name, fault, invalid, quota};

/// What the body may say; since 2.75 nothing else (before, Nova's schema was as strict here).
const KNOWN: [&str; 22] = [
    "name",
    "flavorRef",
    "imageRef",
    "networks",
    "key_name",
    "availability_zone",
    "security_groups",
    "metadata",
    "user_data",
    "config_drive",
    "min_count",
    "max_count",
    "return_reservation_id",
    "block_device_mapping_v2",
    "adminPass",
    "accessIPv4",
    "accessIPv6",
    "OS-DCF:diskConfig",
    "description",
    "tags",
    "hostname",
    "trusted_image_certificates",
];

/// A request that passed.
struct Order {
    name: String,
    flavor: Flavor,
    image: Option<String>,
    /// Of the boot volume: an id and whether it goes with the server.
    volume: Option<bool>,
    networks: Vec<String>,
    groups: Vec<String>,
    key_name: Option<String>,
    zone: String,
    count: u64,
}

pub(super) fn server(call: &mut Call<'_>) -> Answer {
    let body = call.body("server")?;
    let wanted = &body["server"];
    schema(call, wanted)?;
    let order = order(call, wanted)?;
    let group = body["os:scheduler_hints"]["group"].as_str();
    let reservation = format!("r-{}", call.world.word(8));
    let mut ids = Vec::new();
    for index in 1..=order.count {
        let name = if order.count > 1 {
            format!("{}-{index}", order.name)
        } else {
            order.name.clone()
        };
        ids.push(build(call, wanted, &order, &name, &reservation));
    }
    if let Some(group) = group {
        let region = &mut call.world.regions[call.region];
        if let Some(group) = region
            .server_groups
            .iter_mut()
            .find(|known| known.id == group)
        {
            group.members.extend(ids.iter().cloned());
        }
    }
    if wanted["return_reservation_id"] == true {
        return Ok(Reply::json(202, &json!({"reservation_id": reservation})));
    }
    let id = ids.first().map(String::as_str).unwrap_or_default();
    let groups: Vec<Value> = match &wanted["security_groups"] {
        Value::Array(groups) => groups.clone(),
        _ => vec![json!({"name": "default"})],
    };
    let password = wanted["adminPass"]
        .as_str()
        .map_or_else(|| call.world.word(12), str::to_owned);
    let reply = json!({"server": {
        "id": id,
        "links": call.links("servers", id),
        "OS-DCF:diskConfig": wanted["OS-DCF:diskConfig"].as_str().unwrap_or("MANUAL"),
        "security_groups": groups,
        "adminPass": password,
    }});
    let location = format!("{}/servers/{id}", call.endpoint());
    Ok(Reply::json(202, &reply).with("Location", location))
}

/// What the JSON schema refuses before anything is looked up.
fn schema(call: &Call<'_>, wanted: &Value) -> Result<(), Reply> {
    let mut required = vec!["name", "flavorRef"];
    if call.minor >= 37 {
        required.push("networks");
    }
    for key in required {
        if wanted.get(key).is_none() {
            let why = format!("'{key}' is a required property");
            return Err(invalid("server", wanted, &why));
        }
    }
    check_name(&wanted["name"])?;
    if let Some(map) = wanted.as_object()
        && let Some(key) = map.keys().find(|key| !KNOWN.contains(&key.as_str()))
    {
        let why = format!("Additional properties are not allowed ('{key}' was unexpected)");
        return Err(invalid("server", wanted, &why));
    }
    let later = [
        ("description", 19),
        ("tags", 52),
        ("trusted_image_certificates", 63),
        ("hostname", 90),
    ];
    if let Some((key, _)) = later
        .iter()
        .find(|(key, minor)| wanted.get(*key).is_some() && call.minor < *minor)
    {
        let why = format!("Additional properties are not allowed ('{key}' was unexpected)");
        return Err(invalid("server", wanted, &why));
    }
    for key in ["min_count", "max_count"] {
        let Some(count) = wanted.get(key) else {
            continue;
        };
        let why = match count_of(count) {
            Some(1..) => continue,
            Some(0) => "is less than the minimum of 1",
            None => "does not match '^[0-9]*$'",
        };
        return Err(invalid(key, count, &format!("{} {why}", python(count))));
    }
    for (key, kind) in [("security_groups", "array"), ("metadata", "object")] {
        let value = &wanted[key];
        let fits = value.is_null()
            || if kind == "array" {
                value.is_array()
            } else {
                value.is_object()
            };
        if !fits {
            let why = format!("{} is not of type '{kind}'", python(value));
            return Err(invalid(key, value, &why));
        }
    }
    for (key, value) in wanted["metadata"].as_object().into_iter().flatten() {
        if !value.is_string() {
            let why = format!("{} is not of type 'string'", python(value));
            return Err(invalid(key, value, &why));
        }
    }
    if let Some(image) = wanted.get("imageRef").filter(|image| !is_uuid(image))
        && *image != ""
    {
        let why = format!(
            "{} is not valid under any of the given schemas",
            python(image)
        );
        return Err(invalid("imageRef", image, &why));
    }
    let networks = &wanted["networks"];
    let valid = match networks {
        Value::Null => wanted.get("networks").is_none(),
        Value::String(word) => call.minor >= 37 && matches!(word.as_str(), "auto" | "none"),
        Value::Array(list) => list
            .iter()
            .all(|entry| entry.get("port").is_some() || is_uuid(&entry["uuid"])),
        _ => false,
    };
    if !valid {
        let why = format!(
            "{} is not valid under any of the given schemas",
            python(networks)
        );
        return Err(invalid("networks", networks, &why));
    }
    Ok(())
}

fn count_of(value: &Value) -> Option<u64> {
    value
        .as_u64()
        .or_else(|| value.as_str().and_then(|text| text.parse().ok()))
}

fn is_uuid(value: &Value) -> bool {
    value
        .as_str()
        .is_some_and(|text| uuid::Uuid::parse_str(text).is_ok())
}

fn order(call: &Call<'_>, wanted: &Value) -> Result<Order, Reply> {
    let region = &call.world.regions[call.region];
    let min = wanted.get("min_count").and_then(count_of);
    let max = wanted.get("max_count").and_then(count_of);
    let min_count = min.unwrap_or(1);
    let max_count = max.unwrap_or(min_count);
    if min_count > max_count {
        return Err(bad_request("min_count must be <= max_count"));
    }
    let flavor_id = super::super::http::plain(&wanted["flavorRef"]);
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

/// Puts the server into the world and its future into the queue.
fn build(
    call: &mut Call<'_>,
    wanted: &Value,
    order: &Order,
    name: &str,
    reservation: &str,
) -> String {
    let world = &mut *call.world;
    let id = world.uuid();
    let mut server = Server::new(id.clone(), name, order.flavor.clone(), world.now);
    server.project = call.project.id;
    server.user = call.user.id;
    server.image.clone_from(&order.image);
    server.key_name.clone_from(&order.key_name);
    server.security_groups.clone_from(&order.groups);
    server.zone.clone_from(&order.zone);
    server.host_id = host_id(world.roll(4));
    reservation.clone_into(&mut server.reservation);
    server.config_drive = wanted["config_drive"] == true;
    server.description = wanted["description"].as_str().map(str::to_owned);
    server.tags = strings(&wanted["tags"]);
    if let Some(metadata) = wanted["metadata"].as_object() {
        server.metadata = metadata
            .iter()
            .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
            .collect();
    }
    if let Some(delete_on_termination) = order.volume {
        server.volumes.push(Volume {
            id: world.uuid(),
            device: "/dev/vda",
            delete_on_termination,
        });
    }
    for network in &order.networks {
        let region = &mut world.regions[call.region];
        let addresses = region.addresses(network);
        let network_name = region.network_name(network);
        server.nics.push(Nic {
            network: network.clone(),
            network_name,
            port: world.uuid(),
            mac: world.mac(),
            addresses,
        });
    }
    server.actions.push(Action {
        name: "create",
        request_id: call.request.id.clone(),
        user: call.user.id,
        start: world.now,
        updated: world.now,
        message: None,
        failed: false,
        event: "compute__do_build_and_run_instance",
        finished: None,
    });
    let steps = future(world.roll(1500), &server);
    let subject = Subject::Server {
        region: call.region,
        id: id.clone(),
        epoch: 0,
    };
    world.regions[call.region].servers.push(server);
    world.schedule(&subject, steps);
    id
}

/// How the build goes. `jitter`: no two servers take exactly as long.
pub(in super::super) fn future(jitter: u64, server: &Server) -> Vec<(u64, Step)> {
    if server.flavor.fits_nowhere() {
        let message = "No valid host was found. There are not enough hosts available.";
        return vec![(1200 + jitter / 2, Step::Failed(message.to_owned()))];
    }
    let mut steps = vec![
        (600, Step::Task("networking")),
        (600, Step::Placed),
        (1700 + jitter / 2, Step::Task("spawning")),
    ];
    if server.name.starts_with("fail-") {
        let message = format!(
            "Build of instance {} aborted: the demo fails every server whose name starts with \
             \"fail-\"",
            server.id
        );
        steps.push((3500 + jitter, Step::Failed(message)));
    } else {
        steps.push((2500 + jitter / 2, Step::Plugged));
        steps.push((4200 + jitter, Step::Launched));
        steps.push((4200 + jitter, Step::Settle("active", 1)));
    }
    steps
}

pub(in super::super) fn host_id(host: u64) -> String {
    const HOSTS: [&str; 4] = [
        "dac753e552df6807247e50e9f1e0fbc9067bbab7638ce7cc25cb32b0",
        "1f0b9c2dd1e64f4c8e1ba9a2f6c1c7a83f5d42e7b0a96c1d8e5f7a21",
        "7be2a4410c5d4f5e9b83c6e1d02f9a776e1c3b5a8d4f60219c7e5d38",
        "c94d8e7f3b2a41609f5e8d7c6b5a49382716f5e4d3c2b1a0f9e8d7c6",
    ];
    HOSTS[usize::try_from(host % 4).unwrap_or_default()].to_owned()
}

fn strings(value: &Value) -> Vec<String> {
    let words = value.as_array().into_iter().flatten();
    words
        .filter_map(|word| word.as_str().map(str::to_owned))
        .collect()
}

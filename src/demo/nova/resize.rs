//! Resizing a server, and rebuilding it from an image.

use serde_json::{Value, json};

use super::super::http::{Reply, plain};
use super::super::world::{Flavor, Server, Step};
use super::value::{self, Check};
use super::{Answer, Call, action, bad_request, check_name, done, order, quota, schema, view};

pub(super) fn resize(call: &mut Call<'_>, id: &str, argument: &Value) -> Answer {
    value::object("resize", argument, &["flavorRef"], &RESIZE_KEYS)?;
    let wanted = &argument["flavorRef"];
    if wanted.is_string() {
        value::text("flavorRef", wanted, 1, 255)?;
    } else if !value::is_integer(wanted) {
        value::wrong_type("flavorRef", wanted, "'string', 'integer'")?;
    }
    disk_config(argument)?;
    let wanted = plain(wanted);
    action::check_lock(call, id)?;
    action::check_state(call, id, "resize", &["active", "stopped"])?;
    let flavor = call.world.regions[call.region]
        .flavor(&wanted)
        .cloned()
        .ok_or_else(|| bad_request(&format!("Flavor {wanted} could not be found.")))?;
    let server = action::own(call, id)?;
    let old = server.flavor.clone();
    if old.id == flavor.id {
        return Err(bad_request("When resizing, instances must change flavor!"));
    }
    if let Some(image) = server.image.clone() {
        if flavor.disk < old.disk {
            return Err(bad_request(&format!(
                "Flavor's disk is smaller than the minimum size specified in image metadata. \
                 Flavor disk is {} bytes, minimum size is {} bytes.",
                flavor.disk << 30,
                old.disk << 30
            )));
        }
        if let Some(image) = call.world.regions[call.region].image(&image) {
            order::fits(&flavor, image)?;
        }
    }
    quota::allow_resize(call, &old, &flavor)?;
    if let Some(config) = argument["OS-DCF:diskConfig"].as_str() {
        let server = action::own(call, id)?;
        server.disk_config = if config == "AUTO" { "AUTO" } else { "MANUAL" };
    }
    run(call, id, "resize", flavor, None);
    Ok(action::accepted())
}

const RESIZE_KEYS: [&str; 2] = ["flavorRef", "OS-DCF:diskConfig"];

fn disk_config(argument: &Value) -> Check {
    match argument.get("OS-DCF:diskConfig") {
        Some(config) => value::one_of("OS-DCF:diskConfig", config, &["AUTO", "MANUAL"]),
        None => Ok(()),
    }
}

/// The move to another flavor, another host, or both.
pub(super) fn run(
    call: &mut Call<'_>,
    id: &str,
    name: &'static str,
    flavor: Flavor,
    host: Option<String>,
) {
    let Ok(server) = action::own(call, id) else {
        return;
    };
    let (power, vm) = (server.power, server.vm);
    if flavor.fits_nowhere() {
        let last = vec![Step::ActionEnds { well: false }, Step::Settle(vm, power)];
        action::begin(call, id, name, &[("resize_prep", 1500)], last);
        return;
    }
    let mut last = vec![
        Step::Flavor(Box::new(flavor)),
        Step::Settle("resized", power),
    ];
    last.extend(host.map(Step::Hosted));
    action::begin(
        call,
        id,
        name,
        &[
            ("resize_prep", 800),
            ("resize_migrating", 1500),
            ("resize_migrated", 500),
            ("resize_finish", 1500),
        ],
        last,
    );
    let subject = action::subject(call, id);
    let events = [
        (200, Step::Event("compute_prep_resize")),
        (800, Step::Event("compute_resize_instance")),
        (2800, Step::Event("compute_finish_resize")),
    ];
    call.world.schedule(&subject, events);
}

pub(super) fn settle(call: &mut Call<'_>, id: &str, confirm: bool) -> Answer {
    let name = if confirm {
        "confirmResize"
    } else {
        "revertResize"
    };
    action::check_lock(call, id)?;
    action::check_state(call, id, name, &["resized"])?;
    let server = action::own(call, id)?;
    let power = server.power;
    let vm = if power == 4 { "stopped" } else { "active" };
    if server.old_flavor.is_none() {
        return Err(bad_request("Instance has not been resized."));
    }
    if confirm {
        // There is no task for it: the server stays as it is until the source is cleaned up.
        server.old_flavor = None;
        action::begin(call, id, name, &[], vec![]);
        let subject = action::subject(call, id);
        call.world
            .schedule(&subject, [(400, Step::Settle(vm, power))]);
        return Ok(done(204));
    }
    let mut last = Vec::new();
    if let Some(old) = server.old_flavor.clone() {
        last.push(Step::Flavor(Box::new(old)));
    }
    last.extend([Step::FlavorKept, Step::Settle(vm, power)]);
    action::begin(call, id, name, &[("resize_reverting", 2500)], last);
    let subject = action::subject(call, id);
    let event = Step::Event("compute_finish_revert_resize");
    call.world.schedule(&subject, [(1200, event)]);
    Ok(action::accepted())
}

pub(super) fn rebuild(call: &mut Call<'_>, id: &str, argument: &Value) -> Answer {
    check_rebuild(call, argument)?;
    let image = argument["imageRef"].as_str().unwrap_or_default();
    action::check_lock(call, id)?;
    action::check_state(call, id, "rebuild", &["active", "stopped", "error"])?;
    let flavor = action::own(call, id)?.flavor.clone();
    let volume_backed = action::own(call, id)?.image.is_none();
    let key = match argument.get("key_name") {
        Some(name) => Some(order::key(call, name)?),
        None => None,
    };
    let (project, admin) = (call.project.id, call.admin);
    let found = call.world.regions[call.region]
        .image(image)
        .filter(|image| image.is_visible_to(project, admin))
        .ok_or_else(|| bad_request("Cannot find image for rebuild"))?;
    if found.status != "active" {
        return Err(bad_request(&format!("Image {image} is not active.")));
    }
    order::fits(&flavor, found)?;
    if volume_backed && call.minor < 93 {
        return Err(bad_request(&format!(
            "Image {image} is unacceptable: Unable to rebuild with a different image for a \
             volume-backed server."
        )));
    }
    let server = action::own(call, id)?;
    if !volume_backed {
        server.image = Some(image.to_owned());
    }
    server.fault = None;
    if let Some(key) = key {
        server.key_name = key;
    }
    redescribe(server, argument);
    let last = if server.vm == "stopped" {
        Step::Settle("stopped", 4)
    } else {
        Step::Settle("active", 1)
    };
    action::begin(
        call,
        id,
        "rebuild",
        &[("rebuilding", 1200), ("rebuild_spawning", 2500)],
        vec![last],
    );
    let subject = action::subject(call, id);
    let event = Step::Event("compute_rebuild_instance");
    call.world.schedule(&subject, [(300, event)]);
    let server = action::own(call, id)?.clone();
    let mut body = view::full(call, &server, true);
    let password = argument["adminPass"]
        .as_str()
        .map_or_else(|| call.world.word(12), str::to_owned);
    body["adminPass"] = json!(password);
    if call.minor >= 57 {
        body["user_data"] = json!(server.user_data);
    }
    let location = format!("{}/servers/{id}", call.endpoint());
    Ok(Reply::json(202, &json!({"server": body})).with("Location", location))
}

/// Keys of a rebuild, and the minor they came with.
const REBUILD_KEYS: [(&str, u32); 12] = [
    ("imageRef", 1),
    ("name", 1),
    ("adminPass", 1),
    ("metadata", 1),
    ("preserve_ephemeral", 1),
    ("OS-DCF:diskConfig", 1),
    ("accessIPv4", 1),
    ("accessIPv6", 1),
    ("description", 19),
    ("key_name", 54),
    ("user_data", 57),
    ("hostname", 90),
];

fn check_rebuild(call: &Call<'_>, argument: &Value) -> Check {
    let known = REBUILD_KEYS
        .iter()
        .filter(|(_, since)| call.minor >= *since);
    let known: Vec<&str> = known.map(|(key, _)| *key).collect();
    value::object("rebuild", argument, &["imageRef"], &known)?;
    for (key, wanted) in argument.as_object().into_iter().flatten() {
        match key.as_str() {
            "imageRef" if !value::is_uuid(wanted) => value::wrong(key, wanted, "is not a 'uuid'")?,
            "name" => check_name(wanted)?,
            "adminPass" => value::text(key, wanted, 0, usize::MAX)?,
            "metadata" => schema::metadata(key, wanted)?,
            "preserve_ephemeral" => value::boolean(key, wanted)?,
            "description" if !wanted.is_null() => schema::description(wanted)?,
            _ => {}
        }
    }
    disk_config(argument)
}

/// What a rebuild may say anew of the server.
fn redescribe(server: &mut Server, argument: &Value) {
    for (key, field) in [
        ("name", &mut server.name),
        ("hostname", &mut server.hostname),
        ("accessIPv4", &mut server.access.0),
        ("accessIPv6", &mut server.access.1),
    ] {
        if let Some(text) = argument[key].as_str() {
            text.clone_into(field);
        }
    }
    if let Some(description) = argument.get("description") {
        server.description = description.as_str().map(str::to_owned);
    }
    if let Some(data) = argument.get("user_data") {
        server.user_data = data.as_str().map(str::to_owned);
    }
    if let Some(config) = argument["OS-DCF:diskConfig"].as_str() {
        server.disk_config = if config == "AUTO" { "AUTO" } else { "MANUAL" };
    }
    if let Some(metadata) = argument["metadata"].as_object() {
        let words = metadata.iter();
        let words = words.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.into())));
        server.metadata = words.collect();
    }
}

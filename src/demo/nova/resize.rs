//! Resizing a server, and rebuilding it from an image.

use serde_json::{Value, json};

use super::super::http::{Reply, plain, python};
use super::super::world::{Step, Subject};
use super::{Answer, Call, action, bad_request, done, invalid, order, quota, view};

pub(super) fn resize(call: &mut Call<'_>, id: &str, argument: &Value) -> Answer {
    let Some(wanted) = argument.get("flavorRef").map(plain) else {
        return Err(invalid(
            "resize",
            argument,
            "'flavorRef' is a required property",
        ));
    };
    action::check_lock(call, id)?;
    action::check_state(call, id, "resize", &["active", "stopped"])?;
    let flavor = call.world.regions[call.region]
        .flavor(&wanted)
        .cloned()
        .ok_or_else(|| bad_request(&format!("Flavor {wanted} could not be found.")))?;
    let server = action::own(call, id)?;
    let (old, from, vm) = (server.flavor.clone(), server.power, server.vm);
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
    if flavor.fits_nowhere() {
        action::begin(
            call,
            id,
            "resize",
            &[("resize_prep", 1500)],
            vec![Step::Settle(vm, from), Step::ActionEnds { well: false }],
        );
        return Ok(done(202));
    }
    action::begin(
        call,
        id,
        "resize",
        &[
            ("resize_prep", 800),
            ("resize_migrating", 1500),
            ("resize_migrated", 500),
            ("resize_finish", 1500),
        ],
        vec![
            Step::Flavor(Box::new(flavor)),
            Step::Settle("resized", from),
        ],
    );
    Ok(done(202))
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
        let subject = Subject::Server {
            region: call.region,
            id: id.to_owned(),
            epoch: action::own(call, id)?.epoch,
        };
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
    Ok(done(202))
}

pub(super) fn rebuild(call: &mut Call<'_>, id: &str, argument: &Value) -> Answer {
    let Some(wanted) = argument.get("imageRef") else {
        return Err(invalid(
            "rebuild",
            argument,
            "'imageRef' is a required property",
        ));
    };
    let Some(image) = wanted
        .as_str()
        .filter(|text| uuid::Uuid::parse_str(text).is_ok())
    else {
        return Err(invalid(
            "imageRef",
            wanted,
            &format!("{} is not a 'uuid'", python(wanted)),
        ));
    };
    action::check_lock(call, id)?;
    action::check_state(call, id, "rebuild", &["active", "stopped", "error"])?;
    let flavor = action::own(call, id)?.flavor.clone();
    let volume_backed = action::own(call, id)?.image.is_none();
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
        return Err(bad_request(
            "Unable to rebuild with a different image for a volume-backed server.",
        ));
    }
    let server = action::own(call, id)?;
    if !volume_backed {
        server.image = Some(image.to_owned());
    }
    if let Some(name) = argument["name"].as_str() {
        name.clone_into(&mut server.name);
    }
    server.fault = None;
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
    let server = action::own(call, id)?.clone();
    let mut body = view::full(call, &server, true);
    body["adminPass"] = json!(call.world.word(12));
    if call.minor >= 57 {
        body["user_data"] = Value::Null;
    }
    let location = format!("{}/servers/{id}", call.endpoint());
    Ok(Reply::json(202, &json!({"server": body})).with("Location", location))
}

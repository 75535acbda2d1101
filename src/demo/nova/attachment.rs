//! Volumes of a server. <https://docs.openstack.org/api-ref/compute/#servers-with-volume-attachments-servers-os-volume-attachments>

use serde_json::{Value, json};

use super::super::http::{Reply, webob};
use super::super::world::{Attached, Disk, Server, Source, Step};
use super::action::{accepted, check_lock, check_state, log, own};
use super::interface::part;
use super::value::{Check, boolean, is_true, is_uuid, only, text, wrong, wrong_type};
use super::{Answer, Call, bad_request, fault, invalid, mapping};

const STATES: [&str; 7] = [
    "active",
    "paused",
    "stopped",
    "resized",
    "soft-delete",
    "shelved",
    "shelved_offloaded",
];

pub(super) fn answer(call: &mut Call<'_>, server: &Server, path: &[&str]) -> Answer {
    match (call.request.method.as_str(), path) {
        ("GET", []) => {
            let volumes = server.volumes.iter();
            let rows: Vec<Value> = volumes.map(|own| body(call, server, own)).collect();
            Ok(Reply::json(200, &json!({"volumeAttachments": rows})))
        }
        ("GET", [id]) => {
            let volume = attached(server, id)?;
            let body = body(call, server, volume);
            Ok(Reply::json(200, &json!({"volumeAttachment": body})))
        }
        ("POST", []) => attach(call, server),
        ("PUT", [id]) => update(call, server, id),
        ("DELETE", [id]) => detach(call, server, id),
        _ => Err(webob(404, "The resource could not be found.")),
    }
}

fn attached<'a>(server: &'a Server, id: &str) -> Result<&'a Attached, Reply> {
    let mut volumes = server.volumes.iter();
    volumes.find(|volume| volume.id == id).ok_or_else(|| {
        let message = format!("Instance {} is not attached to volume {id}", server.id);
        fault(404, &message)
    })
}

fn body(call: &Call<'_>, server: &Server, volume: &Attached) -> Value {
    let mut body = json!({
        "volumeId": volume.id,
        "serverId": server.id,
        "device": volume.device,
    });
    if call.minor < 89 {
        body["id"] = json!(volume.id);
    }
    if call.minor >= 70 {
        body["tag"] = Value::Null;
    }
    if call.minor >= 79 {
        body["delete_on_termination"] = json!(volume.delete_on_termination);
    }
    if call.minor >= 89 {
        let mut known = call.world.regions[call.region].volumes.iter();
        let known = known.find(|known| known.id == volume.id);
        let holder = known.and_then(|known| known.holder(&server.id));
        body["attachment_id"] = json!(holder.map(|holder| &holder.attachment));
        // The id of a row of Nova's; nobody looks it up.
        body["bdm_uuid"] = json!(volume.id);
    }
    body
}

fn attach(call: &mut Call<'_>, server: &Server) -> Answer {
    let wanted = wanted(call)?;
    check_lock(call, &server.id)?;
    check_state(call, &server.id, "attach_volume", &STATES)?;
    let id = wanted["volumeId"].as_str().unwrap_or_default();
    check_volume(call, server, id)?;
    let device = device(server, wanted["device"].as_str())?;
    let disk = Disk {
        id: id.to_owned(),
        attachment: call.world.uuid(),
        source: Source::Volume(id.to_owned()),
        size: 0,
        kind: None,
        device,
        delete_on_termination: is_true(&wanted["delete_on_termination"]),
    };
    let now = call.world.now;
    let hosted = server.is_hosted();
    call.world.regions[call.region].reserve(&server.id, &disk, now);
    own(call, &server.id)?.list(&disk);
    // Without a host it stays reserved until there is one.
    if hosted {
        log(call, &server.id, "attach_volume");
        let subject = part(call, &server.id);
        let steps = [
            (400, Step::Attaching(id.to_owned())),
            (1500, Step::Attached(Box::new(disk.clone()))),
        ];
        call.world.schedule(&subject, steps);
    }
    if call.minor >= 101 {
        return Ok(Reply::empty(202));
    }
    let mut body = json!({
        "id": id,
        "serverId": server.id,
        "volumeId": id,
        "device": device,
    });
    if call.minor >= 70 {
        body["tag"] = Value::Null;
    }
    if call.minor >= 79 {
        body["delete_on_termination"] = json!(disk.delete_on_termination);
    }
    Ok(Reply::json(200, &json!({"volumeAttachment": body})))
}

fn wanted(call: &Call<'_>) -> Result<Value, Reply> {
    let body = call.body("volumeAttachment")?;
    let wanted = body["volumeAttachment"].clone();
    let Some(volume) = wanted.get("volumeId") else {
        let why = "'volumeId' is a required property";
        return Err(invalid("volumeAttachment", &wanted, why));
    };
    let keys = ["volumeId", "device", "tag", "delete_on_termination"];
    let count = match call.minor {
        79.. => 4,
        49.. => 3,
        _ => 2,
    };
    only("volumeAttachment", &wanted, &keys[..count])?;
    if !is_uuid(volume) {
        wrong("volumeId", volume, "is not a 'uuid'")?;
    }
    if let Some(keep) = wanted.get("delete_on_termination") {
        boolean("delete_on_termination", keep)?;
    }
    match wanted.get("device") {
        None | Some(Value::Null) => {}
        Some(device) if device.is_string() => text("device", device, 1, 255)?,
        Some(device) => wrong_type("device", device, "'string', 'null'")?,
    }
    Ok(wanted)
}

fn check_volume(call: &Call<'_>, server: &Server, id: &str) -> Check {
    let mut volumes = call.world.regions[call.region].volumes.iter();
    let volume = volumes
        .find(|volume| volume.id == id && volume.project == call.project.id)
        .ok_or_else(|| fault(404, &format!("Volume {id} could not be found.")))?;
    let holders: Vec<&str> = volume
        .holders
        .iter()
        .map(|own| own.server.as_str())
        .collect();
    if volume.holder(&server.id).is_some() || (!holders.is_empty() && !volume.multiattach) {
        return Err(bad_request(&format!(
            "Invalid volume: volume {id} is already attached to instances: {}",
            holders.join(", ")
        )));
    }
    if volume.multiattach && call.minor < 60 {
        return Err(bad_request(
            "Multiattach volumes are only supported starting with compute API version 2.60.",
        ));
    }
    if volume.multiattach && server.vm == "shelved_offloaded" {
        return Err(bad_request(
            "Attaching multiattach volumes is not supported for shelved-offloaded instances.",
        ));
    }
    let free = volume.status == "available" || !holders.is_empty();
    if free {
        return Ok(());
    }
    Err(mapping::reserved(call, id, volume.status))
}

/// The one asked for, or the first that is free. The root disk has the first of all.
fn device(server: &Server, wanted: Option<&str>) -> Result<&'static str, Reply> {
    const DEVICES: [&str; 25] = [
        "/dev/vdb", "/dev/vdc", "/dev/vdd", "/dev/vde", "/dev/vdf", "/dev/vdg", "/dev/vdh",
        "/dev/vdi", "/dev/vdj", "/dev/vdk", "/dev/vdl", "/dev/vdm", "/dev/vdn", "/dev/vdo",
        "/dev/vdp", "/dev/vdq", "/dev/vdr", "/dev/vds", "/dev/vdt", "/dev/vdu", "/dev/vdv",
        "/dev/vdw", "/dev/vdx", "/dev/vdy", "/dev/vdz",
    ];
    let is_free = |device: &&str| !server.volumes.iter().any(|own| own.device == *device);
    let Some(wanted) = wanted else {
        return DEVICES.into_iter().find(is_free).ok_or_else(|| {
            fault(
                403,
                "The maximum allowed number of disk devices is exceeded.",
            )
        });
    };
    // The bus is the hypervisor's to choose, the letter is not.
    let letter = wanted.chars().last().unwrap_or_default();
    DEVICES
        .into_iter()
        .find(|device| device.ends_with(letter))
        .filter(is_free)
        .ok_or_else(|| {
            fault(
                409,
                &format!("The supplied device path ({wanted}) is in use."),
            )
        })
}

/// Since 2.85 it can be said once more whether the volume dies with the server.
fn update(call: &mut Call<'_>, server: &Server, id: &str) -> Answer {
    let body = call.body("volumeAttachment")?;
    let wanted = &body["volumeAttachment"];
    if call.minor < 85 || wanted["volumeId"] != id {
        return Err(super::policy("os-volumes-attachments:swap"));
    }
    attached(server, id)?;
    let Some(dies) = wanted.get("delete_on_termination") else {
        return Ok(accepted());
    };
    boolean("delete_on_termination", dies)?;
    let dies = is_true(dies);
    for volume in &mut own(call, &server.id)?.volumes {
        if volume.id == id {
            volume.delete_on_termination = dies;
        }
    }
    if let Some(volume) = call.world.regions[call.region].volume(id) {
        for holder in &mut volume.holders {
            if holder.server == server.id {
                holder.delete_on_termination = dies;
            }
        }
    }
    Ok(accepted())
}

fn detach(call: &mut Call<'_>, server: &Server, id: &str) -> Answer {
    let request = call.request.id.clone();
    let (project, now) = (call.project.id, call.world.now);
    let region = &mut call.world.regions[call.region];
    let volume = region
        .volume(id)
        .filter(|volume| volume.project == project)
        .ok_or_else(|| fault(404, &format!("Volume {id} could not be found.")))?;
    let detaching = volume.status == "detaching";
    let own = attached(server, id)?;
    if own.device == "/dev/vda" {
        return Err(bad_request("Cannot detach a root device volume"));
    }
    check_lock(call, &server.id)?;
    check_state(call, &server.id, "detach_volume", &STATES)?;
    if detaching {
        return Err(bad_request(&format!(
            "Invalid volume: Invalid input received: Invalid volume: Unable to detach volume. \
             Volume status must be 'in-use' and attach_status must be 'attached' to detach. (HTTP \
             400) (Request-ID: {request})"
        )));
    }
    if !server.is_hosted() {
        call.world.regions[call.region].detach(&server.id, id, now);
        return Ok(accepted());
    }
    if let Some(volume) = call.world.regions[call.region].volume(id) {
        volume.status = "detaching";
        volume.updated = now;
    }
    log(call, &server.id, "detach_volume");
    let subject = part(call, &server.id);
    let step = Step::Detached(id.to_owned());
    call.world.schedule(&subject, [(1500, step)]);
    Ok(accepted())
}

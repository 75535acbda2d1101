//! `createImage`: the image Nova registers, and how it fills.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::http::Reply;
use super::super::world::{Image, Server, Snapshot, Step, Subject};
use super::{Answer, Call, action, check_name, invalid};

const STATES: [&str; 4] = ["active", "stopped", "paused", "suspended"];

pub(super) fn create(call: &mut Call<'_>, id: &str, argument: &Value) -> Answer {
    let Some(name) = argument.get("name") else {
        return Err(invalid(
            "createImage",
            argument,
            "'name' is a required property",
        ));
    };
    check_name(name)?;
    action::check_state(call, id, "createImage", &STATES)?;
    let server = action::own(call, id)?.clone();
    let name = name.as_str().unwrap_or_default();
    let mut image = if server.image.is_some() {
        of_image(call, &server, name)
    } else {
        of_volume(call, &server, name)
    };
    if let Some(metadata) = argument["metadata"].as_object() {
        image.properties.extend(
            metadata
                .iter()
                .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))),
        );
    }
    let image_id = image.id.clone();
    call.world.regions[call.region].images.push(image);
    if server.image.is_some() {
        run(call, &server, &image_id, name);
    } else {
        // Cinder does the work before Nova answers; all that is left is an entry of 0 bytes.
        action::log_done(call, id, "createImage", true);
    }
    if call.minor >= 45 {
        return Ok(Reply::json(202, &json!({"image_id": image_id})));
    }
    let region = call.world.regions[call.region].name;
    // Nova's own address of Glance; only the last segment is worth anything, and the slashes too
    // are as they come.
    let location = format!("{}/{region}/image//images/{image_id}", call.request.base);
    Ok(Reply::empty(202).with("Location", location))
}

fn run(call: &mut Call<'_>, server: &Server, image_id: &str, name: &str) {
    let fails = name.starts_with("fail-");
    let last = Step::ActionEnds { well: !fails };
    action::begin(
        call,
        &server.id,
        "createImage",
        &[
            ("image_snapshot_pending", 400),
            ("image_snapshot", 900),
            ("image_pending_upload", 1200),
            ("image_uploading", if fails { 1500 } else { 3300 }),
        ],
        vec![last],
    );
    let gib = u64::try_from(server.flavor.disk).unwrap_or_default() << 30;
    let size = gib / 12 + call.world.roll(200_000_000);
    let subject = Subject::Image {
        region: call.region,
        id: image_id.to_owned(),
    };
    let end = if fails {
        (4000, Step::ImageGone)
    } else {
        let virtual_size = Some(gib);
        (5800, Step::Active { size, virtual_size })
    };
    call.world.schedule(&subject, [(2500, Step::Saving), end]);
}

/// Shelving keeps the server's disk as an image of its own.
pub(super) fn shelved_image(call: &mut Call<'_>, id: &str) {
    let Ok(server) = action::own(call, id).map(|server| server.clone()) else {
        return;
    };
    if server.image.is_none() {
        return;
    }
    let image = of_image(call, &server, &format!("{}-shelved", server.name));
    let subject = Subject::Image {
        region: call.region,
        id: image.id.clone(),
    };
    call.world.regions[call.region].images.push(image);
    let gib = u64::try_from(server.flavor.disk).unwrap_or_default() << 30;
    let (size, virtual_size) = (gib / 14, Some(gib));
    call.world.schedule(
        &subject,
        [
            (1800, Step::Saving),
            (3700, Step::Active { size, virtual_size }),
        ],
    );
}

fn inherited(call: &mut Call<'_>, server: &Server) -> (BTreeMap<String, String>, i64, i64) {
    let base = server.image.as_deref().unwrap_or_default();
    let (mut properties, min_ram, min_disk) = call.world.regions[call.region]
        .image(base)
        .map(|image| (image.properties.clone(), image.min_ram, image.min_disk))
        .unwrap_or_default();
    for key in [
        "image_type",
        "instance_uuid",
        "block_device_mapping",
        "bdm_v2",
    ] {
        properties.remove(key);
    }
    let own = [
        ("base_image_ref", base),
        ("owner_user_name", call.user.name),
        ("owner_project_name", call.project.name),
        ("boot_roles", "member,reader"),
    ];
    properties.extend(own.map(|(key, value)| (key.to_owned(), value.to_owned())));
    (properties, min_ram, min_disk.max(server.flavor.disk))
}

fn of_image(call: &mut Call<'_>, server: &Server, name: &str) -> Image {
    let (mut properties, min_ram, min_disk) = inherited(call, server);
    let own = [
        ("instance_uuid", server.id.as_str()),
        ("user_id", call.user.id),
        ("image_type", "snapshot"),
    ];
    properties.extend(own.map(|(key, value)| (key.to_owned(), value.to_owned())));
    let mut image = Image::new(call.world.uuid(), name, server.project, call.world.now);
    image.min_ram = min_ram;
    image.min_disk = min_disk;
    image.properties = properties;
    image
}

/// 0 bytes, no `image_type`; the disk itself is a snapshot of Cinder's.
fn of_volume(call: &mut Call<'_>, server: &Server, name: &str) -> Image {
    let (mut properties, min_ram, min_disk) = inherited(call, server);
    let snapshot = of_disk(call, server, name);
    properties.extend(volume_properties(&snapshot.id, snapshot.size));
    call.world.regions[call.region].snapshots.push(snapshot);
    let mut image = Image::new(call.world.uuid(), name, server.project, call.world.now);
    image.status = "active";
    image.size = Some(0);
    image.disk_format = Some("raw");
    image.container_format = Some("bare");
    image.min_ram = min_ram;
    image.min_disk = min_disk;
    image.properties = properties;
    image
}

/// Cinder's part of it.
fn of_disk(call: &mut Call<'_>, server: &Server, name: &str) -> Snapshot {
    let id = call.world.uuid();
    let root = server.volumes.first().map(|volume| volume.id.clone());
    let volume = root.unwrap_or_default();
    let known = call.world.regions[call.region].volume(&volume);
    Snapshot {
        id,
        name: format!("snapshot for {name}"),
        description: Some(String::new()),
        project: server.project,
        size: known.map_or(server.flavor.disk.max(20), |volume| volume.size),
        volume,
        status: "available",
        created: call.world.now,
    }
}

/// What marks the image of a server with a boot volume.
pub(in super::super) fn volume_properties(
    snapshot: &str,
    size: i64,
) -> impl Iterator<Item = (String, String)> {
    let mapping = json!([{
        "volume_id": null,
        "volume_type": null,
        "no_device": null,
        "source_type": "snapshot",
        "volume_size": size,
        "device_name": "/dev/vda",
        "device_type": "disk",
        "destination_type": "volume",
        "delete_on_termination": true,
        "image_id": null,
        "snapshot_id": snapshot,
        "tag": null,
        "guest_format": null,
        "disk_bus": "virtio",
        "boot_index": 0,
    }]);
    [
        ("root_device_name".to_owned(), "/dev/vda".to_owned()),
        ("bdm_v2".to_owned(), "True".to_owned()),
        ("block_device_mapping".to_owned(), mapping.to_string()),
    ]
    .into_iter()
}

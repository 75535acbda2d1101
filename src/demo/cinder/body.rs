//! Cinder's resources as JSON, as microversion 3.0 words them.

use serde_json::{Value, json};

use super::super::clock::naive;
use super::super::world::{Snapshot, VOLUME_TYPES, Volume};
use super::Call;

/// An item of `GET /volumes`.
pub(super) fn brief(call: &Call<'_>, volume: &Volume) -> Value {
    json!({
        "id": volume.id,
        "name": volume.name,
        "links": links(call, &volume.id),
    })
}

fn links(call: &Call<'_>, id: &str) -> Value {
    let region = call.world.regions[call.region].name;
    let endpoint = format!("{}/{region}/volume", call.request.base);
    let project = call.project.id;
    json!([
        {"rel": "self", "href": format!("{endpoint}/v3/{project}/volumes/{id}")},
        {"rel": "bookmark", "href": format!("{endpoint}/{project}/volumes/{id}")},
    ])
}

pub(super) fn volume(call: &Call<'_>, volume: &Volume) -> Value {
    let mut body = json!({
        "id": volume.id,
        "status": volume.status,
        "size": volume.size,
        "availability_zone": "nova",
        "created_at": naive(volume.created),
        "updated_at": naive(volume.updated),
        "name": volume.name,
        "description": volume.description,
        "volume_type": volume.kind,
        "snapshot_id": volume.snapshot,
        "source_volid": null,
        "metadata": {},
        "links": links(call, &volume.id),
        "user_id": volume.user,
        // A string, for want of a boolean in the first version.
        "bootable": if volume.bootable { "true" } else { "false" },
        "encrypted": false,
        "replication_status": null,
        "consistencygroup_id": null,
        "multiattach": volume.multiattach,
        "attachments": attachments(volume),
        "os-vol-tenant-attr:tenant_id": volume.project,
    });
    if !volume.image_metadata.is_empty() {
        body["volume_image_metadata"] = json!(volume.image_metadata);
    }
    body
}

fn attachments(volume: &Volume) -> Value {
    let holders = volume.holders.iter().filter(|holder| holder.attached);
    let rows = holders.map(|holder| {
        json!({
            "id": volume.id,
            "attachment_id": holder.attachment,
            "volume_id": volume.id,
            "server_id": holder.server,
            "host_name": null,
            "device": holder.device,
            "attached_at": naive(holder.since),
        })
    });
    rows.collect()
}

/// An item of `GET /snapshots`; the detailed list adds to it.
pub(super) fn snapshot_brief(snapshot: &Snapshot) -> Value {
    json!({
        "id": snapshot.id,
        "created_at": naive(snapshot.created),
        "updated_at": naive(snapshot.created),
        "name": snapshot.name,
        "description": snapshot.description,
        "volume_id": snapshot.volume,
        "status": snapshot.status,
        "size": snapshot.size,
        "metadata": {},
    })
}

pub(super) fn snapshot(snapshot: &Snapshot) -> Value {
    let mut body = snapshot_brief(snapshot);
    body["os-extended-snapshot-attributes:project_id"] = json!(snapshot.project);
    body["os-extended-snapshot-attributes:progress"] = json!("100%");
    body
}

pub(super) fn volume_type(index: usize) -> Value {
    let (id, name, description) = VOLUME_TYPES[index];
    json!({
        "id": id,
        "name": name,
        "is_public": true,
        "description": description,
        "extra_specs": {},
        "os-volume-type-access:is_public": true,
    })
}

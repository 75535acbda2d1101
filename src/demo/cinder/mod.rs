//! Cinder, block storage v3: volumes, snapshots, types and limits, to read.
//! <https://docs.openstack.org/api-ref/block-storage/v3/>

mod body;
mod list;

use serde_json::{Value, json};

use super::http::{Reply, Request, unauthorized, webob};
use super::keystone;
use super::nova::fault;
use super::world::{Project, VOLUME_TYPES, World};

type Answer = Result<Reply, Reply>;

struct Call<'a> {
    world: &'a World,
    region: usize,
    request: &'a Request,
    project: &'static Project,
}

pub(super) fn answer(world: &World, region: usize, request: &Request) -> Reply {
    let path: Vec<&str> = request.path.iter().map(String::as_str).collect();
    if path.is_empty() {
        return Reply::json(300, &versions(world, region, request));
    }
    let reply = authenticated(world, region, request, &path);
    if reply.from_front {
        return reply;
    }
    let version = request
        .header("openstack-api-version")
        .filter(|version| version.starts_with("volume 3."))
        .unwrap_or("volume 3.0");
    reply
        .with("OpenStack-API-Version", version)
        .with("Vary", "OpenStack-API-Version")
        .with("x-compute-request-id", request.id.clone())
}

fn authenticated(world: &World, region: usize, request: &Request, path: &[&str]) -> Reply {
    let Some(project) =
        keystone::valid(world, request.token.as_deref()).and_then(|token| token.project)
    else {
        return unauthorized(&request.base);
    };
    let path = match path {
        ["v3"] => return Reply::json(200, &versions(world, region, request)),
        ["v3", first, rest @ ..] if *first == project.id => rest,
        ["v3", first, ..] if first.len() == 32 && is_hex(first) => {
            return fault(400, "Malformed request url");
        }
        // The project's id may be left out since 3.67.
        ["v3", rest @ ..] => rest,
        _ => return nothing(),
    };
    let call = Call {
        world,
        region,
        request,
        project,
    };
    route(&call, path).unwrap_or_else(|error| error)
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn nothing() -> Reply {
    webob(404, "The resource could not be found.")
}

fn route(call: &Call<'_>, path: &[&str]) -> Answer {
    if call.request.method != "GET" {
        return Err(nothing());
    }
    match path {
        ["volumes"] => list::volumes(call, false),
        ["volumes", "detail"] => list::volumes(call, true),
        ["volumes", id] => list::own_volumes(call)
            .find(|volume| volume.id == *id)
            .map(|volume| Reply::json(200, &json!({"volume": body::volume(call, volume)})))
            .ok_or_else(|| missing("Volume", id)),
        ["snapshots"] => list::snapshots(call, false),
        ["snapshots", "detail"] => list::snapshots(call, true),
        ["snapshots", id] => list::own_snapshots(call)
            .find(|snapshot| snapshot.id == *id)
            .map(|snapshot| Reply::json(200, &json!({"snapshot": body::snapshot(snapshot)})))
            .ok_or_else(|| missing("Snapshot", id)),
        ["types"] => {
            let rows: Vec<Value> = (0..VOLUME_TYPES.len()).map(body::volume_type).collect();
            Ok(Reply::json(200, &json!({"volume_types": rows})))
        }
        ["types", id] => {
            let index = match *id {
                "default" => Some(0),
                id => VOLUME_TYPES.iter().position(|(known, _, _)| *known == id),
            };
            let index = index.ok_or_else(|| missing("Volume type", id))?;
            let row = body::volume_type(index);
            Ok(Reply::json(200, &json!({"volume_type": row})))
        }
        ["limits"] => Ok(limits(call)),
        ["os-availability-zone"] => {
            let zone = json!({"zoneName": "nova", "zoneState": {"available": true}});
            Ok(Reply::json(200, &json!({"availabilityZoneInfo": [zone]})))
        }
        _ => Err(nothing()),
    }
}

fn missing(kind: &str, id: &str) -> Reply {
    fault(404, &format!("{kind} {id} could not be found."))
}

fn limits(call: &Call<'_>) -> Reply {
    let (volumes, snapshots, gigabytes) = call.world.regions[call.region].storage(call.project.id);
    let quota = &call.project.quota;
    let absolute = json!({
        "maxTotalVolumes": quota.volumes,
        "maxTotalSnapshots": 10,
        "maxTotalVolumeGigabytes": quota.gigabytes,
        "maxTotalBackups": 10,
        "maxTotalBackupGigabytes": 1000,
        "totalVolumesUsed": volumes,
        "totalGigabytesUsed": gigabytes,
        "totalSnapshotsUsed": snapshots,
        "totalBackupsUsed": 0,
        "totalBackupGigabytesUsed": 0,
    });
    Reply::json(200, &json!({"limits": {"rate": [], "absolute": absolute}}))
}

fn versions(world: &World, region: usize, request: &Request) -> Value {
    let endpoint = format!("{}/{}/volume", request.base, world.regions[region].name);
    json!({"versions": [{
        "id": "v3.0",
        "status": "CURRENT",
        "version": "3.71",
        "min_version": "3.0",
        "updated": "2023-08-31T00:00:00Z",
        "links": [
            {"rel": "describedby", "type": "text/html", "href": "https://docs.openstack.org/"},
            {"rel": "self", "href": format!("{endpoint}/v3/")},
        ],
        "media-types": [{
            "base": "application/json",
            "type": "application/vnd.openstack.volume+json;version=3",
        }],
    }]})
}

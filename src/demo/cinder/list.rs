//! Lists of volumes and snapshots: filters, order, pages.

use std::cmp::Ordering;

use serde_json::{Value, json};

use super::super::http::Reply;
use super::super::nova::fault;
use super::super::world::{Snapshot, Volume};
use super::{Answer, Call, body, missing};

/// Cinder's `osapi_max_limit`.
const MAX_LIMIT: usize = 1000;

pub(super) fn own_volumes<'a>(call: &'a Call<'_>) -> impl Iterator<Item = &'a Volume> {
    let volumes = call.world.regions[call.region].volumes.iter();
    volumes.filter(|volume| volume.project == call.project.id)
}

pub(super) fn own_snapshots<'a>(call: &'a Call<'_>) -> impl Iterator<Item = &'a Snapshot> {
    let snapshots = call.world.regions[call.region].snapshots.iter();
    snapshots.filter(|snapshot| snapshot.project == call.project.id)
}

pub(super) fn volumes(call: &Call<'_>, detail: bool) -> Answer {
    let equal = |key: &str, value: &str| call.request.param(key).is_none_or(|text| text == value);
    let bootable = call.request.param("bootable").map(is_true);
    let mut rows: Vec<&Volume> = own_volumes(call)
        .filter(|volume| {
            equal("status", volume.status)
                && equal("name", &volume.name)
                && equal("id", &volume.id)
                && bootable.is_none_or(|wanted| wanted == volume.bootable)
        })
        .collect();
    sort(call, &mut rows, |volume| Keys {
        id: &volume.id,
        name: &volume.name,
        status: volume.status,
        size: volume.size,
        created: volume.created,
    })?;
    let next = page(call, &mut rows, "Volume", |volume| &volume.id)?;
    let bodies: Vec<Value> = rows
        .iter()
        .map(|row| {
            if detail {
                body::volume(call, row)
            } else {
                body::brief(call, row)
            }
        })
        .collect();
    Ok(listed("volumes", &bodies, next))
}

pub(super) fn snapshots(call: &Call<'_>, detail: bool) -> Answer {
    let equal = |key: &str, value: &str| call.request.param(key).is_none_or(|text| text == value);
    let mut rows: Vec<&Snapshot> = own_snapshots(call)
        .filter(|snapshot| {
            equal("status", snapshot.status)
                && equal("name", &snapshot.name)
                && equal("volume_id", &snapshot.volume)
        })
        .collect();
    sort(call, &mut rows, |snapshot| Keys {
        id: &snapshot.id,
        name: &snapshot.name,
        status: snapshot.status,
        size: snapshot.size,
        created: snapshot.created,
    })?;
    let next = page(call, &mut rows, "Snapshot", |snapshot| &snapshot.id)?;
    let bodies: Vec<Value> = rows
        .iter()
        .map(|row| {
            if detail {
                body::snapshot(row)
            } else {
                body::snapshot_brief(row)
            }
        })
        .collect();
    Ok(listed("snapshots", &bodies, next))
}

fn is_true(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "1" | "t" | "true" | "on" | "y" | "yes"
    )
}

/// What rows are sorted by.
struct Keys<'a> {
    id: &'a str,
    name: &'a str,
    status: &'a str,
    size: i64,
    created: jiff::Timestamp,
}

impl Keys<'_> {
    fn compare(&self, other: &Self, key: &str) -> Ordering {
        match key {
            "name" | "display_name" => self.name.cmp(other.name),
            "status" => self.status.cmp(other.status),
            "size" => self.size.cmp(&other.size),
            "created_at" => self.created.cmp(&other.created),
            _ => self.id.cmp(other.id),
        }
    }
}

/// `sort=name:asc,size` or `sort_key` and `sort_dir`; the newest come first otherwise.
fn sort<T>(
    call: &Call<'_>,
    rows: &mut [&T],
    keys_of: impl for<'a> Fn(&'a T) -> Keys<'a>,
) -> Result<(), Reply> {
    const KNOWN: [&str; 6] = ["name", "display_name", "status", "size", "created_at", "id"];
    let request = call.request;
    let mut keys: Vec<(&str, bool)> = Vec::new();
    for part in request
        .param("sort")
        .into_iter()
        .flat_map(|sort| sort.split(','))
    {
        let (key, direction) = part.split_once(':').unwrap_or((part, "desc"));
        keys.push((key.trim(), direction == "asc"));
    }
    if let Some(key) = request.param("sort_key") {
        keys.push((key, request.param("sort_dir") == Some("asc")));
    }
    if !keys.iter().all(|(key, _)| KNOWN.contains(key)) {
        return Err(fault(400, "Invalid input received: Invalid sort key"));
    }
    keys.extend([("created_at", false), ("id", false)]);
    rows.sort_by(|left, right| {
        let orders = keys.iter().map(|(key, ascending)| {
            let order = keys_of(left).compare(&keys_of(right), key);
            if *ascending { order } else { order.reverse() }
        });
        orders.fold(Ordering::Equal, Ordering::then)
    });
    Ok(())
}

/// Cuts the page out; the answer is the link to the next one.
fn page<T>(
    call: &Call<'_>,
    rows: &mut Vec<&T>,
    kind: &str,
    id_of: impl Fn(&T) -> &String,
) -> Result<Option<String>, Reply> {
    let request = call.request;
    let limit: i64 = match request.param("limit") {
        None => 1000,
        Some(text) => text
            .parse()
            .map_err(|_| fault(400, "limit param must be an integer"))?,
    };
    let limit = usize::try_from(limit)
        .map_err(|_| fault(400, "limit param must be positive"))?
        .min(MAX_LIMIT);
    if let Some(marker) = request.param("marker") {
        let index = rows
            .iter()
            .position(|row| id_of(row) == marker)
            .ok_or_else(|| missing(kind, marker))?;
        rows.drain(..=index);
    }
    let full_page = limit > 0 && rows.len() >= limit;
    rows.truncate(limit);
    Ok(rows.last().filter(|_| full_page).map(|last| {
        let query = request.query_from(Some(id_of(last)));
        format!("{}{}?{query}", request.base, request.raw_path)
    }))
}

fn listed(key: &str, rows: &[Value], next: Option<String>) -> Reply {
    let mut body = json!({key: rows});
    if let Some(href) = next {
        body[format!("{key}_links")] = json!([{"rel": "next", "href": href}]);
    }
    Reply::json(200, &body)
}

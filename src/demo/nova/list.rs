//! `GET /servers` and `/servers/detail`: filters, order, pages.

use std::cmp::Ordering;

use jiff::Timestamp;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::super::http::Reply;
use super::super::world::Server;
use super::filter::{conditions, is_true};
use super::{Answer, Call, bad_request, fault, pattern, policy, view};

/// Nova's `[api] max_limit`.
const MAX_LIMIT: usize = 1000;

const SORT_KEYS: [&str; 30] = [
    "ramdisk_id",
    "updated_at",
    "locked_by",
    "config_drive",
    "terminated_at",
    "project_id",
    "hostname",
    "launched_at",
    "display_name",
    "power_state",
    "auto_disk_config",
    "kernel_id",
    "uuid",
    "instance_type_id",
    "created_at",
    "availability_zone",
    "launch_index",
    "locked",
    "task_state",
    "progress",
    "access_ip_v6",
    "key_name",
    "vm_state",
    "node",
    "image_ref",
    "user_id",
    "access_ip_v4",
    "host",
    "root_device_name",
    "display_description",
];

/// What a list may be asked besides its sort keys and pages.
const FILTERS: [&str; 26] = [
    "all_tenants",
    "changes-since",
    "changes-before",
    "deleted",
    "flavor",
    "image",
    "ip",
    "ip6",
    "limit",
    "marker",
    "name",
    "not-tags",
    "not-tags-any",
    "project_id",
    "reservation_id",
    "soft_deleted",
    "sort_dir",
    "sort_key",
    "status",
    "tags",
    "tags-any",
    "tenant_id",
    "uuid",
    "vm_state",
    "task_state",
    "key_name",
];

const STATUSES: [&str; 20] = [
    "ACTIVE",
    "BUILD",
    "DELETED",
    "ERROR",
    "HARD_REBOOT",
    "MIGRATING",
    "PASSWORD",
    "PAUSED",
    "REBOOT",
    "REBUILD",
    "RESCUE",
    "RESIZE",
    "REVERT_RESIZE",
    "SHELVED",
    "SHELVED_OFFLOADED",
    "SHUTOFF",
    "SOFT_DELETED",
    "SUSPENDED",
    "UNKNOWN",
    "VERIFY_RESIZE",
];

pub(super) fn servers(call: &Call<'_>, detail: bool) -> Answer {
    check(call, detail)?;
    let limit = limit(call)?;
    let since = since(call)?;
    let conditions = conditions(call, since);
    let mut rows: Vec<&Server> = call.world.regions[call.region]
        .servers
        .iter()
        .filter(|server| conditions.iter().all(|holds| holds(server)))
        .collect();
    let order = Order::new(call);
    if let Some(marker) = call.request.param("marker") {
        let mut marked = rows.iter().copied();
        let marked = marked
            .find(|server| server.id == marker)
            .ok_or_else(|| bad_request(&format!("marker [{marker}] not found")))?;
        rows.retain(|server| order.of(marked, server).is_lt());
    }
    let full_page = limit > 0 && rows.len() >= limit;
    if limit < rows.len() {
        // The page is put in order, not all that comes after it.
        rows.select_nth_unstable_by(limit, |left, right| order.of(left, right));
        rows.truncate(limit);
    }
    rows.sort_unstable_by(|left, right| order.of(left, right));

    let servers = rows.iter().map(|server| Row {
        call,
        server,
        detail,
    });
    let last = rows.last().filter(|_| full_page);
    let link = last.map(|last| {
        let tail = if detail { "servers/detail" } else { "servers" };
        let query = call.request.query_from(Some(&last.id));
        let href = format!("{}/{tail}?{query}", call.endpoint());
        json!([{"rel": "next", "href": href}])
    });
    Ok(Reply::json(
        200,
        &Page {
            servers: servers.collect(),
            servers_links: link,
        },
    ))
}

#[derive(Serialize)]
struct Page<'a> {
    servers: Vec<Row<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    servers_links: Option<Value>,
}

struct Row<'a> {
    call: &'a Call<'a>,
    server: &'a Server,
    detail: bool,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { call, server, .. } = *self;
        match (server.cell_down, self.detail) {
            (true, _) => view::stub(call, server).serialize(serializer),
            (_, true) => view::Full {
                call,
                server,
                alone: false,
            }
            .serialize(serializer),
            (_, false) => view::brief(call, server).serialize(serializer),
        }
    }
}

fn check(call: &Call<'_>, detail: bool) -> Result<(), Reply> {
    let request = call.request;
    if !call.admin && request.param("all_tenants").is_some_and(is_true) {
        let rule = if detail {
            "servers:detail"
        } else {
            "servers:index"
        };
        return Err(policy(&format!("{rule}:get_all_tenants")));
    }
    for status in request.params("status") {
        let status = status.to_uppercase();
        if status == "DELETED" && !call.admin {
            return Err(fault(403, "Only administrators may list deleted instances"));
        }
        if call.minor >= 38 && !STATUSES.contains(&status.as_str()) {
            return Err(bad_request("Invalid status value"));
        }
    }
    if let Some(key) = request
        .params("sort_key")
        .find(|key| !SORT_KEYS.contains(key))
    {
        let known: Vec<String> = SORT_KEYS.iter().map(|key| format!("'{key}'")).collect();
        return Err(bad_request(&format!(
            "Invalid input for query parameters sort_key. Value: {key}. '{key}' is not one of [{}]",
            known.join(", ")
        )));
    }
    if let Some((key, _)) = request.query.iter().find(|(key, _)| !is_known(key))
        && call.minor >= 75
    {
        return Err(bad_request(&format!(
            "'{key}' does not match any of the regexes: '^_'"
        )));
    }
    if let Some(name) = request
        .param("name")
        .filter(|name| !pattern::is_regex(name))
    {
        return Err(bad_request(&format!(
            "Invalid input for query parameters name. Value: {name}. '{name}' is not a 'regex'"
        )));
    }
    Ok(())
}

fn is_known(key: &str) -> bool {
    FILTERS.contains(&key) || SORT_KEYS.contains(&key) || key.starts_with('_')
}

fn limit(call: &Call<'_>) -> Result<usize, Reply> {
    let Some(text) = call.request.param("limit").filter(|text| !text.is_empty()) else {
        return Ok(MAX_LIMIT);
    };
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(bad_request(&format!(
            "Invalid input for query parameters limit. Value: {text}. '{text}' does not match \
             '^[0-9]*$'"
        )));
    }
    Ok(text.parse().unwrap_or(MAX_LIMIT).min(MAX_LIMIT))
}

fn since(call: &Call<'_>) -> Result<Option<Timestamp>, Reply> {
    let Some(text) = call.request.param("changes-since") else {
        return Ok(None);
    };
    let with_zone = if text.ends_with('Z') || text[text.len().saturating_sub(6)..].contains('+') {
        text.to_owned()
    } else {
        format!("{text}Z")
    };
    with_zone.parse().map(Some).map_err(|_| {
        bad_request(&format!(
            "Invalid input for query parameters changes-since. Value: {text}. '{text}' is not a \
             'date-time'"
        ))
    })
}

/// The order asked for; no two servers are equal in it, since the id is its last word.
struct Order(Vec<(Compare, bool)>);

type Compare = fn(&Server, &Server) -> Ordering;

impl Order {
    fn new(call: &Call<'_>) -> Self {
        let request = call.request;
        let mut keys: Vec<(&str, bool)> = Vec::new();
        let dirs: Vec<&str> = request.params("sort_dir").collect();
        for (index, key) in request.params("sort_key").enumerate() {
            keys.push((key, dirs.get(index) != Some(&"asc")));
        }
        // As Nova appends them, so that pages never overlap.
        for key in ["created_at", "id"] {
            if !keys.iter().any(|(known, _)| *known == key) {
                keys.push((key, true));
            }
        }
        let keys = keys.into_iter();
        Self(
            keys.map(|(key, descending)| (compare(key), descending))
                .collect(),
        )
    }

    fn of(&self, left: &Server, right: &Server) -> Ordering {
        self.0
            .iter()
            .map(|(compare, descending)| {
                let order = compare(left, right);
                if *descending { order.reverse() } else { order }
            })
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}

fn compare(key: &str) -> Compare {
    match key {
        "display_name" => |left, right| left.name.cmp(&right.name),
        "updated_at" => |left, right| left.updated.cmp(&right.updated),
        "launched_at" => |left, right| left.launched.cmp(&right.launched),
        "vm_state" => |left, right| left.vm.cmp(right.vm),
        "task_state" => |left, right| left.task.cmp(&right.task),
        "power_state" => |left, right| left.power.cmp(&right.power),
        "key_name" => |left, right| left.key_name.cmp(&right.key_name),
        "availability_zone" => |left, right| left.zone.cmp(&right.zone),
        "image_ref" => |left, right| left.image.cmp(&right.image),
        "locked" => |left, right| left.lock.is_some().cmp(&right.lock.is_some()),
        "created_at" => |left, right| left.created.cmp(&right.created),
        _ => |left, right| left.id.cmp(&right.id),
    }
}

//! `GET /servers` and `/servers/detail`: filters, order, pages.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::http::Reply;
use super::super::world::Server;
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
    let mut rows: Vec<&Server> = call.world.regions[call.region]
        .servers
        .iter()
        .filter(|server| matches(call, server, since))
        .collect();
    sort(call, &mut rows);
    if let Some(marker) = call.request.param("marker") {
        let index = rows
            .iter()
            .position(|server| server.id == marker)
            .ok_or_else(|| bad_request(&format!("marker [{marker}] not found")))?;
        rows.drain(..=index);
    }
    let full_page = limit > 0 && rows.len() >= limit;
    rows.truncate(limit);

    let bodies: Vec<Value> = rows
        .iter()
        .map(|server| match (server.cell_down, detail) {
            (true, _) => view::stub(call, server),
            (_, true) => view::full(call, server, false),
            (_, false) => view::brief(call, server),
        })
        .collect();
    let mut body = json!({"servers": bodies});
    if let Some(last) = rows.last().filter(|_| full_page) {
        let tail = if detail { "servers/detail" } else { "servers" };
        let query = call.request.query_from(Some(&last.id));
        let href = format!("{}/{tail}?{query}", call.endpoint());
        body["servers_links"] = json!([{"rel": "next", "href": href}]);
    }
    Ok(Reply::json(200, &body))
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

fn is_true(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "" | "1" | "true" | "yes" | "on" | "t" | "y"
    )
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

fn matches(call: &Call<'_>, server: &Server, since: Option<Timestamp>) -> bool {
    let request = call.request;
    let everyone = call.admin && request.param("all_tenants").is_some_and(is_true);
    if !everyone && server.project != call.project.id {
        return false;
    }
    // Before 2.69 such servers are left out. Nova leaves them out of pages too; here they stay,
    // or a client that always asks for pages would never meet one.
    if server.cell_down && call.minor < 69 {
        return false;
    }
    // A delta includes what is gone; nothing else does.
    let current = match since {
        Some(since) => server.updated >= since,
        None => !server.is_gone() && (!server.is_kept() || shows_kept(call)),
    };
    let statuses: Vec<String> = request.params("status").map(str::to_uppercase).collect();
    let equal = |key: &str, value: &str| request.param(key).is_none_or(|wanted| wanted == value);
    let has_address = |key: &str, version: u8| {
        request.param(key).is_none_or(|wanted| {
            server
                .nics
                .iter()
                .flat_map(|nic| &nic.port.addresses)
                .any(|address| address.version == version && address.addr.contains(wanted))
        })
    };
    current
        && (statuses.is_empty() || statuses.iter().any(|status| status == server.status()))
        && request
            .param("name")
            .is_none_or(|pattern| pattern::matches(pattern, &server.name))
        && equal("reservation_id", &server.reservation)
        && equal("image", server.image.as_deref().unwrap_or_default())
        && equal("flavor", &server.flavor.id)
        && equal("uuid", &server.id)
        && labels_match(call, server)
        && details_match(call, server)
        && has_address("ip", 4)
        && has_address("ip6", 6)
}

/// Tags are separated by commas. <https://docs.openstack.org/api-ref/compute/#list-servers>
fn labels_match(call: &Call<'_>, server: &Server) -> bool {
    let has = |tag: &str| server.tags.iter().any(|known| known == tag);
    let asked = |key: &str| {
        let tags = call.request.param(key).filter(|_| call.minor >= 26);
        tags.map(|tags| tags.split(',').collect::<Vec<_>>())
    };
    let all = |tags: &[&str]| tags.iter().all(|tag| has(tag));
    let any = |tags: &[&str]| tags.iter().any(|tag| has(tag));
    asked("tags").is_none_or(|tags| all(&tags))
        && asked("tags-any").is_none_or(|tags| any(&tags))
        && asked("not-tags").is_none_or(|tags| !all(&tags))
        && asked("not-tags-any").is_none_or(|tags| !any(&tags))
}

/// Filters that Nova does not look at unless an administrator asks, or a newer client.
fn details_match(call: &Call<'_>, server: &Server) -> bool {
    let equal = |since: u32, key: &str, value: &str| {
        let wanted = call.request.param(key);
        let wanted = wanted.filter(|_| call.admin || call.minor >= since);
        wanted.is_none_or(|wanted| wanted == value)
    };
    let locked = call.request.param("locked").filter(|_| call.minor >= 73);
    locked.is_none_or(|locked| is_true(locked) == server.lock.is_some())
        && equal(83, "vm_state", server.vm)
        && equal(83, "task_state", server.task.unwrap_or_default())
        && equal(83, "power_state", &server.power.to_string())
        && equal(
            83,
            "key_name",
            server.key_name.as_deref().unwrap_or_default(),
        )
        && equal(83, "availability_zone", &server.zone)
        && equal(83, "user_id", server.user)
}

/// What was deleted softly shows in a delta, by its own address, and in the lists that
/// administrators ask for it: nova/db/main/api.py, `instance_get_all_by_filters_sort`.
fn shows_kept(call: &Call<'_>) -> bool {
    let asked = |key: &str| call.request.param(key).is_some_and(is_true);
    call.admin && (asked("deleted") || asked("soft_deleted"))
}

fn sort(call: &Call<'_>, rows: &mut [&Server]) {
    let mut keys: Vec<(&str, bool)> = Vec::new();
    let dirs: Vec<&str> = call.request.params("sort_dir").collect();
    for (index, key) in call.request.params("sort_key").enumerate() {
        keys.push((key, dirs.get(index) != Some(&"asc")));
    }
    // As Nova appends them, so that pages never overlap.
    for key in ["created_at", "id"] {
        if !keys.iter().any(|(known, _)| *known == key) {
            keys.push((key, true));
        }
    }
    rows.sort_by(|left, right| {
        keys.iter()
            .map(|(key, descending)| {
                let order = compare(key, left, right);
                if *descending { order.reverse() } else { order }
            })
            .find(|order| order.is_ne())
            .unwrap_or(std::cmp::Ordering::Equal)
    });
}

fn compare(key: &str, left: &Server, right: &Server) -> std::cmp::Ordering {
    match key {
        "display_name" => left.name.cmp(&right.name),
        "updated_at" => left.updated.cmp(&right.updated),
        "launched_at" => left.launched.cmp(&right.launched),
        "vm_state" => left.vm.cmp(right.vm),
        "task_state" => left.task.cmp(&right.task),
        "power_state" => left.power.cmp(&right.power),
        "key_name" => left.key_name.cmp(&right.key_name),
        "availability_zone" => left.zone.cmp(&right.zone),
        "image_ref" => left.image.cmp(&right.image),
        "locked" => left.lock.is_some().cmp(&right.lock.is_some()),
        "created_at" => left.created.cmp(&right.created),
        _ => left.id.cmp(&right.id),
    }
}

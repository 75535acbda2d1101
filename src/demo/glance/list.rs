//! `GET /v2/images`: 25 at a time unless asked otherwise, and never the community's.

use std::cmp::Ordering;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::http::{Reply, webob};
use super::super::world::{Image, Visibility};
use super::{Answer, Call, body};

const DEFAULT_LIMIT: usize = 25;
const MAX_LIMIT: usize = 1000;
const SORT_KEYS: [&str; 8] = [
    "name",
    "status",
    "container_format",
    "disk_format",
    "size",
    "id",
    "created_at",
    "updated_at",
];

pub(super) fn images(call: &Call<'_>) -> Answer {
    let limit = limit(call)?;
    let keys = sort_keys(call)?;
    check(call)?;
    let mut rows: Vec<&Image> = call.world.regions[call.region]
        .images
        .iter()
        .filter(|image| is_listed(call, image) && matches(call, image))
        .collect();
    rows.sort_by(|left, right| {
        keys.iter()
            .map(|(key, ascending)| {
                let order = compare(key, left, right);
                if *ascending { order } else { order.reverse() }
            })
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    });
    if let Some(marker) = call.request.param("marker") {
        let index = rows
            .iter()
            .position(|image| image.id == marker)
            .ok_or_else(|| webob(400, &format!("No image found with ID {marker}")))?;
        rows.drain(..=index);
    }
    let full_page = limit > 0 && rows.len() >= limit;
    rows.truncate(limit);
    let bodies: Vec<Value> = rows.iter().map(|image| body(image)).collect();
    let query = call.request.query_from(None);
    let first = if query.is_empty() {
        "/v2/images".to_owned()
    } else {
        format!("/v2/images?{query}")
    };
    let mut reply = json!({"images": bodies, "first": first, "schema": "/v2/schemas/images"});
    if let Some(last) = rows.last().filter(|_| full_page) {
        let query = call.request.query_from(Some(&last.id));
        reply["next"] = json!(format!("/v2/images?{query}"));
    }
    let millis = if call.region == 1 { 600 } else { 0 };
    Ok(Reply::json(200, &reply).after(millis))
}

fn limit(call: &Call<'_>) -> Result<usize, Reply> {
    let Some(text) = call.request.param("limit") else {
        return Ok(DEFAULT_LIMIT);
    };
    let limit: i64 = text
        .parse()
        .map_err(|_| webob(400, "limit param must be an integer"))?;
    usize::try_from(limit)
        .map(|limit| limit.min(MAX_LIMIT))
        .map_err(|_| webob(400, "limit param must be positive"))
}

/// Keys and whether they ascend; `sort=name:asc,…` or `sort_key` and `sort_dir`.
fn sort_keys(call: &Call<'_>) -> Result<Vec<(String, bool)>, Reply> {
    let mut keys: Vec<(String, bool)> = Vec::new();
    if let Some(sort) = call.request.param("sort") {
        for part in sort.split(',') {
            let (key, direction) = part.split_once(':').unwrap_or((part, "desc"));
            if !matches!(direction, "asc" | "desc") {
                let message = format!("Invalid sort direction: {direction}");
                return Err(webob(400, &message));
            }
            keys.push((key.trim().to_owned(), direction == "asc"));
        }
    }
    let directions: Vec<&str> = call.request.params("sort_dir").collect();
    for (index, key) in call.request.params("sort_key").enumerate() {
        let direction = directions.get(index).or(directions.first());
        keys.push((key.to_owned(), direction == Some(&"asc")));
    }
    if let Some((key, _)) = keys
        .iter()
        .find(|(key, _)| !SORT_KEYS.contains(&key.as_str()))
    {
        return Err(webob(
            400,
            &format!(
                "Invalid sort key: {key}. It must be one of the following: {}.",
                SORT_KEYS.join(", ")
            ),
        ));
    }
    let ascending = keys.first().is_some_and(|(_, ascending)| *ascending);
    for key in ["created_at", "id"] {
        if !keys.iter().any(|(known, _)| known == key) {
            keys.push((key.to_owned(), ascending));
        }
    }
    Ok(keys)
}

fn check(call: &Call<'_>) -> Result<(), Reply> {
    if call.request.param("changes-since").is_some() {
        return Err(webob(
            400,
            "The \"changes-since\" filter is no longer available on v2.",
        ));
    }
    for key in ["created_at", "updated_at"] {
        if call
            .request
            .params(key)
            .any(|wanted| limit_of(wanted).is_none())
        {
            return Err(webob(
                400,
                &format!("Bad \"{key}\" query filter format. Use ISO 8601 DateTime notation."),
            ));
        }
    }
    match call.request.param("visibility") {
        Some(word) if word != "all" && Visibility::parse(word).is_none() => {
            Err(webob(400, &format!("Invalid visibility value: {word}")))
        }
        _ => Ok(()),
    }
}

fn is_listed(call: &Call<'_>, image: &Image) -> bool {
    let project = call.project.id;
    let wanted = call.request.param("visibility");
    let hidden = call
        .request
        .param("os_hidden")
        .is_some_and(|word| word.eq_ignore_ascii_case("true"));
    image.is_visible_to(project, call.admin)
        && image.hidden == hidden
        && match wanted {
            None => image.visibility != Visibility::Community || image.owner == project,
            Some("all") => true,
            Some(word) => image.visibility.word() == word,
        }
}

fn matches(call: &Call<'_>, image: &Image) -> bool {
    call.request
        .query
        .iter()
        .all(|(key, wanted)| match key.as_str() {
            "limit" | "marker" | "sort" | "sort_key" | "sort_dir" | "visibility" | "os_hidden"
            | "member_status" => true,
            "id" => one_of(wanted, &image.id),
            "name" => one_of(wanted, image.name.as_deref().unwrap_or_default()),
            "status" => one_of(wanted, image.status),
            "disk_format" => one_of(wanted, image.disk_format.unwrap_or_default()),
            "container_format" => one_of(wanted, image.container_format.unwrap_or_default()),
            "owner" => *wanted == image.owner,
            "protected" => wanted.eq_ignore_ascii_case("true") == image.protected,
            "tag" => image.tags.contains(wanted),
            "size_min" => wanted
                .parse()
                .is_ok_and(|size: u64| image.size >= Some(size)),
            "size_max" => wanted
                .parse()
                .is_ok_and(|size: u64| image.size <= Some(size)),
            "created_at" => in_time(wanted, image.created),
            "updated_at" => in_time(wanted, image.updated),
            property => image.properties.get(property) == Some(wanted),
        })
}

/// `value`, or `in:a,b,"c, d"`.
fn one_of(wanted: &str, value: &str) -> bool {
    let Some(list) = wanted.strip_prefix("in:") else {
        return wanted == value;
    };
    let mut quoted = false;
    list.split(|letter| {
        quoted ^= letter == '"';
        letter == ',' && !quoted
    })
    .any(|word| word.trim_matches('"') == value)
}

/// Operator and time of `gte:2026-11-23T07:00:00Z`.
fn limit_of(wanted: &str) -> Option<(&str, Timestamp)> {
    let (operator, text) = match wanted.split_once(':') {
        Some((operator, text)) if operator.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
            (operator, text)
        }
        _ => ("eq", wanted),
    };
    let zoned = if text.ends_with('Z') || text.contains('+') {
        text.to_owned()
    } else {
        format!("{text}Z")
    };
    Some((operator, zoned.parse().ok()?))
}

fn in_time(wanted: &str, time: Timestamp) -> bool {
    let Some((operator, limit)) = limit_of(wanted) else {
        return false;
    };
    // Glance keeps whole seconds.
    let order = time.as_second().cmp(&limit.as_second());
    match operator {
        "gte" => order.is_ge(),
        "gt" => order.is_gt(),
        "lte" => order.is_le(),
        "lt" => order.is_lt(),
        "neq" => order.is_ne(),
        _ => order.is_eq(),
    }
}

fn compare(key: &str, left: &Image, right: &Image) -> Ordering {
    match key {
        "name" => left.name.cmp(&right.name),
        "status" => left.status.cmp(right.status),
        "size" => left.size.cmp(&right.size),
        "created_at" => left.created.cmp(&right.created),
        "updated_at" => left.updated.cmp(&right.updated),
        "disk_format" => left.disk_format.cmp(&right.disk_format),
        "container_format" => left.container_format.cmp(&right.container_format),
        _ => left.id.cmp(&right.id),
    }
}

#[cfg(test)]
mod tests {
    use super::{in_time, limit_of, one_of};

    #[test]
    fn a_list_of_values_may_quote_a_comma() {
        assert!(one_of("a", "a"));
        assert!(one_of("in:a,b", "b"));
        assert!(one_of(r#"in:a,"b, c""#, "b, c"));
        assert!(!one_of("in:a,b", "c"));
    }

    #[test]
    fn times_are_compared_by_whole_seconds() {
        let time = "2026-11-23T07:00:00.7Z".parse().unwrap();
        assert!(in_time("gte:2026-11-23T07:00:00Z", time));
        assert!(!in_time("gt:2026-11-23T07:00:00Z", time));
        assert!(in_time("lt:2026-11-23T07:00:01", time));
        assert_eq!(limit_of("gte:junk"), None);
    }
}

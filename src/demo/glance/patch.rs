//! `PATCH /v2/images/{id}`: Glance's dialect of JSON patch.

use serde_json::Value;

use super::super::http::{Reply, webob, webob_body};
use super::super::world::{Image, Visibility};
use super::{Answer, Call, body, check_owner, find};

const MEDIA_TYPES: [&str; 2] = [
    "application/openstack-images-v2.0-json-patch",
    "application/openstack-images-v2.1-json-patch",
];

const READ_ONLY: [&str; 13] = [
    "id",
    "owner",
    "status",
    "size",
    "virtual_size",
    "checksum",
    "created_at",
    "updated_at",
    "file",
    "schema",
    "self",
    "os_hash_algo",
    "os_hash_value",
];

pub(super) fn image(call: &mut Call<'_>, id: &str) -> Answer {
    let kind = call.request.header("content-type").unwrap_or_default();
    if !MEDIA_TYPES.contains(&kind) {
        let known = MEDIA_TYPES.join(", ");
        let message = format!(
            "The request media type {kind} is not supported by this server.\n<br /><br />\nImage \
             PATCH expects Content-Type one of: {known}"
        );
        return Err(webob_body(415, &message).with("Accept-Patch", known));
    }
    let Some(Value::Array(changes)) = call.request.json() else {
        return Err(webob(400, "Malformed JSON in request body."));
    };
    check_owner(call, id, "modify_image")?;
    let (admin, now) = (call.admin, call.world.now);
    let image = find(call, id)?;
    // All of it or nothing.
    let mut patched = image.clone();
    for change in &changes {
        apply(&mut patched, change, admin)?;
    }
    patched.updated = now;
    *image = patched;
    Ok(Reply::json(200, &body(image)))
}

fn apply(image: &mut Image, change: &Value, admin: bool) -> Result<(), Reply> {
    let key = change["path"]
        .as_str()
        .map(|path| {
            path.trim_start_matches('/')
                .replace("~1", "/")
                .replace("~0", "~")
        })
        .ok_or_else(|| webob(400, "Invalid JSON pointer for this resource: 'None'"))?;
    let value = &change["value"];
    if READ_ONLY.contains(&key.as_str()) {
        return Err(webob(403, &format!("Attribute '{key}' is read-only.")));
    }
    match (change["op"].as_str().unwrap_or_default(), key.as_str()) {
        ("remove", key) => {
            if image.properties.remove(key).is_none() {
                return Err(no_property(key));
            }
        }
        ("replace" | "add", "name") => image.name = value.as_str().map(str::to_owned),
        ("replace" | "add", "protected") => {
            image.protected = value
                .as_bool()
                .ok_or_else(|| webob(400, "Provided object does not match schema 'image'"))?;
        }
        ("replace" | "add", "visibility") => {
            if value == "public" && !admin {
                return Err(webob(
                    403,
                    "You are not authorized to complete publicize_image action.",
                ));
            }
            image.visibility = value
                .as_str()
                .and_then(Visibility::parse)
                .ok_or_else(|| webob(400, "Provided object does not match schema 'image'"))?;
        }
        ("replace" | "add", "min_disk") => image.min_disk = value.as_i64().unwrap_or_default(),
        ("replace" | "add", "min_ram") => image.min_ram = value.as_i64().unwrap_or_default(),
        ("replace" | "add", "os_hidden") => image.hidden = value == true,
        ("replace" | "add", "tags") => {
            let tags = value.as_array().into_iter().flatten();
            image.tags = tags
                .filter_map(|tag| Some(tag.as_str()?.to_owned()))
                .collect();
        }
        (op @ ("replace" | "add"), key) => {
            if op == "replace" && !image.properties.contains_key(key) {
                return Err(no_property(key));
            }
            let value = value
                .as_str()
                .ok_or_else(|| webob(400, "Provided object does not match schema 'image'"))?;
            image.properties.insert(key.to_owned(), value.to_owned());
        }
        (op, _) => {
            return Err(webob(400, &format!("Operation `{op}` is not supported.")));
        }
    }
    Ok(())
}

fn no_property(key: &str) -> Reply {
    webob_body(
        409,
        &format!(
            "There was a conflict when trying to complete your request.<br /><br />\nProperty \
             {key} does not exist.\n\n"
        ),
    )
}

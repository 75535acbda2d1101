//! Glance: images of both kinds, how they are listed, changed and deleted.

mod list;
mod patch;

use serde_json::{Map, Value, json};

use super::clock::utc;
use super::http::{Reply, Request, challenge, webob};
use super::keystone;
use super::world::{Image, Project, Visibility, World};

struct Call<'a> {
    world: &'a mut World,
    region: usize,
    request: &'a Request,
    project: &'static Project,
    admin: bool,
}

const UNAUTHORIZED: &str = "This server could not verify that you are authorized to access the \
                            document you requested. Either you supplied the wrong credentials \
                            (e.g., bad password), or your browser does not understand how to \
                            supply the credentials required.";

type Answer = Result<Reply, Reply>;

pub(super) fn answer(world: &mut World, region: usize, request: &Request) -> Reply {
    let path: Vec<&str> = request.path.iter().map(String::as_str).collect();
    // Anything that is not a version lists the versions.
    if path.first() != Some(&"v2") {
        return versions(world, region, request, path != ["versions"]);
    }
    let Some((user, project)) = keystone::valid(world, request.token.as_deref())
        .and_then(|token| Some((token.user, token.project?)))
    else {
        return webob(401, UNAUTHORIZED).with("WWW-Authenticate", challenge(&request.base));
    };
    let mut call = Call {
        world,
        region,
        request,
        project,
        admin: user.name == "admin",
    };
    route(&mut call, &path).unwrap_or_else(|error| error)
}

fn versions(world: &World, region: usize, request: &Request, root: bool) -> Reply {
    let href = format!("{}/{}/image/v2/", request.base, world.regions[region].name);
    let versions: Vec<Value> = (0..=17)
        .rev()
        .filter(|minor| *minor != 14 && *minor != 16)
        .map(|minor| {
            json!({
                "id": format!("v2.{minor}"),
                "status": if minor == 17 { "CURRENT" } else { "SUPPORTED" },
                "links": [{"rel": "self", "href": href}],
            })
        })
        .collect();
    let status = if root { 300 } else { 200 };
    Reply::json(status, &json!({"versions": versions}))
}

fn route(call: &mut Call<'_>, path: &[&str]) -> Answer {
    match (call.request.method.as_str(), path) {
        ("GET", ["v2", "images"]) => list::images(call),
        ("POST", ["v2", "images"]) => create(call),
        ("GET", ["v2", "images", id]) => {
            let image = find(call, id)?;
            Ok(Reply::json(200, &body(image)))
        }
        ("DELETE", ["v2", "images", id]) => delete(call, id),
        ("PATCH", ["v2", "images", id]) => patch::image(call, id),
        ("POST", ["v2", "images", id, "actions", "deactivate"]) => switch(call, id, false),
        ("POST", ["v2", "images", id, "actions", "reactivate"]) => switch(call, id, true),
        ("PUT" | "DELETE", ["v2", "images", id, "tags", tag]) => tag_image(call, id, tag),
        _ => Err(webob(404, "The resource could not be found.")),
    }
}

fn find<'a>(call: &'a mut Call<'_>, id: &str) -> Result<&'a mut Image, Reply> {
    let (project, admin) = (call.project.id, call.admin);
    call.world.regions[call.region]
        .image(id)
        .filter(|image| image.is_visible_to(project, admin))
        .ok_or_else(|| webob(404, &format!("No image found with ID {id}")))
}

fn check_owner(call: &mut Call<'_>, id: &str, action: &str) -> Result<(), Reply> {
    let (project, admin) = (call.project.id, call.admin);
    if find(call, id)?.owner != project && !admin {
        return Err(webob(
            403,
            &format!("You are not authorized to complete {action} action."),
        ));
    }
    Ok(())
}

fn delete(call: &mut Call<'_>, id: &str) -> Answer {
    if find(call, id).is_err() {
        return Err(webob(404, &format!("Failed to find image {id} to delete")));
    }
    check_owner(call, id, "delete_image")?;
    if find(call, id)?.protected {
        return Err(webob(
            403,
            &format!("Image {id} is protected and cannot be deleted."),
        ));
    }
    call.world.regions[call.region]
        .images
        .retain(|image| image.id != id);
    Ok(Reply::empty(204))
}

fn switch(call: &mut Call<'_>, id: &str, on: bool) -> Answer {
    let action = if on { "reactivate" } else { "deactivate" };
    check_owner(call, id, action)?;
    let now = call.world.now;
    let image = find(call, id)?;
    if !matches!(image.status, "active" | "deactivated") {
        return Err(webob(
            403,
            &format!("Not allowed to {action} image in status '{}'", image.status),
        ));
    }
    image.status = if on { "active" } else { "deactivated" };
    image.updated = now;
    Ok(Reply::empty(204))
}

fn tag_image(call: &mut Call<'_>, id: &str, tag: &str) -> Answer {
    check_owner(call, id, "modify_image")?;
    let adds = call.request.method == "PUT";
    let image = find(call, id)?;
    image.tags.retain(|known| known != tag);
    if adds {
        image.tags.push(tag.to_owned());
    }
    Ok(Reply::empty(204))
}

/// An entry without data; the demo takes no uploads.
fn create(call: &mut Call<'_>) -> Answer {
    let Some(wanted) = call.request.json().filter(Value::is_object) else {
        return Err(webob(400, "Malformed JSON in request body."));
    };
    let name = wanted["name"].as_str().unwrap_or_default();
    let mut image = Image::new(call.world.uuid(), name, call.project.id, call.world.now);
    image.name = wanted["name"].as_str().map(str::to_owned);
    image.visibility = match wanted["visibility"].as_str() {
        None => Visibility::Shared,
        Some("public") if !call.admin => {
            return Err(webob(
                403,
                "You are not authorized to complete publicize_image action.",
            ));
        }
        Some(word) => Visibility::parse(word).unwrap_or(Visibility::Shared),
    };
    let reply = Reply::json(201, &body(&image)).with(
        "Location",
        format!(
            "{}/{}/image/v2/images/{}",
            call.request.base, call.world.regions[call.region].name, image.id
        ),
    );
    call.world.regions[call.region].images.push(image);
    Ok(reply)
}

fn body(image: &Image) -> Value {
    let path = format!("/v2/images/{}", image.id);
    let has_data = matches!(image.status, "active" | "deactivated");
    let (checksum, hash) = if has_data {
        let seed = image.id.replace('-', "");
        (json!(seed), json!(seed.repeat(4)))
    } else {
        (Value::Null, Value::Null)
    };
    let mut body: Map<String, Value> = image
        .properties
        .iter()
        .map(|(key, value)| (key.clone(), json!(value)))
        .collect();
    let own = json!({
        "id": image.id,
        "name": image.name,
        "status": image.status,
        "visibility": image.visibility.word(),
        "owner": image.owner,
        "protected": image.protected,
        "os_hidden": image.hidden,
        "size": image.size,
        "virtual_size": image.virtual_size,
        "min_disk": image.min_disk,
        "min_ram": image.min_ram,
        "disk_format": image.disk_format,
        "container_format": image.container_format,
        "checksum": checksum,
        "os_hash_algo": if has_data { json!("sha512") } else { Value::Null },
        "os_hash_value": hash,
        "created_at": utc(image.created),
        "updated_at": utc(image.updated),
        "tags": image.tags,
        "self": path,
        "file": format!("{path}/file"),
        "schema": "/v2/schemas/image",
    });
    if let Value::Object(own) = own {
        body.extend(own);
    }
    if has_data {
        body.insert("stores".into(), json!("file"));
    }
    Value::Object(body)
}

//! Keystone: tokens, the catalog, and the projects of a user.

mod document;

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::clock::later;
use super::http::{Reply, Request, challenge, reason};
use super::world::{ADMIN, DEMO, DEMO_USER, PROJECTS, Project, Token, USERS, User, World};
use super::{APPLICATION_CREDENTIAL_ID, PASSWORD, REGIONS};

const LIFETIME: Duration = Duration::from_secs(3600);
pub(super) fn answer(world: &mut World, request: &Request) -> Reply {
    let path: Vec<&str> = request.path.iter().map(String::as_str).collect();
    match (request.method.as_str(), path.as_slice()) {
        ("GET", []) => Reply::json(
            300,
            &json!({"versions": {"values": [version(&request.base)]}}),
        )
        .with("Location", format!("{}/identity/v3/", request.base)),
        ("GET", ["v3"]) => Reply::json(200, &json!({"version": version(&request.base)})),
        ("POST", ["v3", "auth", "tokens"]) => issue(world, request).unwrap_or_else(|error| error),
        ("GET" | "HEAD" | "DELETE", ["v3", "auth", "tokens"]) => {
            own_token(world, request).unwrap_or_else(|error| error)
        }
        ("GET", ["v3", "auth", "projects"]) => match caller(world, request) {
            Ok(token) => Reply::json(200, &document::projects(token.user, &request.base)),
            Err(error) => error,
        },
        ("GET", ["v3", "auth", "catalog"]) => match caller(world, request) {
            Ok(token) => match token.project {
                None => error(403, "You are not authorized to perform the requested action: identity:get_auth_catalog."),
                Some(project) => Reply::json(
                    200,
                    &json!({"catalog": document::catalog(world, &request.base, project), "links": {"next": null, "previous": null, "self": format!("{}/identity/v3/auth/catalog", request.base)}}),
                ),
            },
            Err(error) => error,
        },
        ("GET", ["v3", "regions"]) => {
            let regions: Vec<Value> = REGIONS
                .iter()
                .map(|name| json!({"id": name, "description": "", "parent_region_id": null}))
                .collect();
            Reply::json(200, &json!({"regions": regions}))
        }
        _ => Reply {
            content_type: "text/html; charset=utf-8",
            body: "<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.</p>\n".to_owned(),
            ..Reply::empty(404)
        },
    }
    .with("Vary", "X-Auth-Token")
}

fn version(base: &str) -> Value {
    json!({
        "id": "v3.14",
        "status": "stable",
        "updated": "2020-04-07T00:00:00Z",
        "links": [{"rel": "self", "href": format!("{base}/identity/v3/")}],
        "media-types": [{
            "base": "application/json",
            "type": "application/vnd.openstack.identity-v3+json",
        }],
    })
}

fn error(status: u16, message: &str) -> Reply {
    Reply::json(
        status,
        &json!({"error": {"code": status, "message": message, "title": reason(status)}}),
    )
}

fn denied(base: &str) -> Reply {
    error(401, "The request you have made requires authentication.")
        .with("WWW-Authenticate", challenge(base))
}

fn malformed(expected: &str) -> Reply {
    error(
        400,
        &format!(
            "Expecting to find {expected}. The server could not comply with the request since it \
             is either malformed or otherwise incorrect. The client is assumed to be in error."
        ),
    )
}

/// The token of `X-Auth-Token`, if it is still good.
pub(super) fn valid<'a>(world: &'a World, id: Option<&str>) -> Option<&'a Token> {
    world
        .tokens
        .get(id?)
        .filter(|token| token.expires > world.now)
}

/// Keystone knows its own tokens after their end, and says of any other that it is none.
fn not_valid(world: &World, id: Option<&str>) -> Reply {
    let words = match id {
        None | Some("") => "No token in the request",
        Some(id) if world.tokens.contains_key(id) => "Failed to validate token",
        Some(_) => "Could not recognize Fernet token",
    };
    error(404, words)
}

fn caller<'a>(world: &'a World, request: &Request) -> Result<&'a Token, Reply> {
    valid(world, request.token.as_deref()).ok_or_else(|| denied(&request.base))
}

/// Who asks for a token, and what that allows.
struct Claim {
    user: &'static User,
    methods: Vec<String>,
    expires: Timestamp,
    audit_ids: Vec<String>,
    /// Bound to one project, and no way out of it.
    application_credential: bool,
}

fn issue(world: &mut World, request: &Request) -> Result<Reply, Reply> {
    let body = request
        .json()
        .ok_or_else(|| malformed("valid JSON in request body"))?;
    let auth = body
        .get("auth")
        .ok_or_else(|| malformed("auth in request body"))?;
    let identity = auth
        .get("identity")
        .ok_or_else(|| malformed("identity in auth"))?;
    let claim = identify(world, identity, request)?;
    let project = scope(&claim, auth.get("scope"), request)?;

    let token = Token {
        user: claim.user,
        project,
        methods: claim.methods,
        issued: world.now,
        expires: claim.expires,
        audit_ids: claim.audit_ids,
    };
    let body = document::token(
        world,
        &token,
        &request.base,
        request.param("nocatalog").is_none(),
    );
    let id = format!(
        "gAAAAAB{}{}",
        uuid::Uuid::new_v4().simple(),
        uuid::Uuid::new_v4().simple()
    );
    world.tokens.insert(id.clone(), token);
    Ok(Reply::json(201, &body).with("X-Subject-Token", id))
}

fn identify(world: &mut World, identity: &Value, request: &Request) -> Result<Claim, Reply> {
    let method = identity["methods"][0]
        .as_str()
        .ok_or_else(|| malformed("methods in identity"))?;
    let fresh = Claim {
        user: DEMO_USER,
        methods: vec![method.to_owned()],
        expires: later(world.now, LIFETIME),
        audit_ids: vec![world.word(22)],
        application_credential: false,
    };
    match method {
        "password" => {
            let user = password(&identity["password"]["user"], request)?;
            Ok(Claim { user, ..fresh })
        }
        "application_credential" => {
            application_credential(&identity["application_credential"], request)?;
            Ok(Claim {
                application_credential: true,
                ..fresh
            })
        }
        "token" => {
            let id = identity["token"]["id"].as_str();
            let old = valid(world, id).ok_or_else(|| not_valid(world, id))?;
            if old
                .methods
                .iter()
                .any(|method| method == "application_credential")
            {
                return Err(error(
                    403,
                    "You are not authorized to perform the requested action: Using a delegated \
                     token to create another token is not allowed..",
                ));
            }
            let mut methods = old.methods.clone();
            methods.retain(|method| method != "token");
            methods.push("token".to_owned());
            Ok(Claim {
                user: old.user,
                methods,
                expires: old.expires,
                audit_ids: [fresh.audit_ids, old.audit_ids[..1].to_vec()].concat(),
                application_credential: false,
            })
        }
        _ => Err(denied(&request.base)),
    }
}

fn password(user: &Value, request: &Request) -> Result<&'static User, Reply> {
    let known = if let Some(id) = user["id"].as_str() {
        USERS.iter().find(|known| known.id == id)
    } else {
        let name = user["name"]
            .as_str()
            .ok_or_else(|| malformed("name in user"))?;
        let domain = user
            .get("domain")
            .ok_or_else(|| malformed("domain in user"))?;
        USERS
            .iter()
            .find(|known| known.name == name && is_default_domain(domain))
    };
    known
        .filter(|_| user["password"] == PASSWORD)
        .ok_or_else(|| denied(&request.base))
}

fn is_default_domain(domain: &Value) -> bool {
    domain["id"] == "default" || domain["name"] == "Default"
}

fn application_credential(credential: &Value, request: &Request) -> Result<(), Reply> {
    let known = match credential["id"].as_str() {
        Some(id) => id == APPLICATION_CREDENTIAL_ID,
        None => {
            credential["name"] == APPLICATION_CREDENTIAL_ID
                && (credential["user"]["id"] == DEMO_USER.id
                    || credential["user"]["name"] == DEMO_USER.name)
        }
    };
    if !known {
        let id = credential["id"].as_str().unwrap_or_default();
        return Err(error(
            404,
            &format!("Could not find Application Credential: {id}."),
        ));
    }
    if credential["secret"] != PASSWORD {
        return Err(denied(&request.base));
    }
    Ok(())
}

fn scope(
    claim: &Claim,
    scope: Option<&Value>,
    request: &Request,
) -> Result<Option<&'static Project>, Reply> {
    if claim.application_credential {
        return match scope {
            None => Ok(Some(DEMO)),
            Some(_) => Err(Reply::json(
                401,
                &json!({"error": {
                    "code": 401,
                    "identity": {},
                    "message": "Error authenticating with application credential: Application \
                                credentials cannot request a scope.",
                    "title": "Unauthorized",
                }}),
            )
            .with("WWW-Authenticate", challenge(&request.base))),
        };
    }
    let wanted = match scope {
        None => return Ok(by_id(claim.user.default_project)),
        Some(Value::String(word)) if word == "unscoped" => return Ok(None),
        Some(scope) => &scope["project"],
    };
    let project = match wanted["id"].as_str() {
        Some(id) => by_id(Some(id)),
        None => PROJECTS
            .iter()
            .find(|project| wanted["name"] == project.name && is_default_domain(&wanted["domain"])),
    };
    project
        .filter(|project| project.enabled && is_member(claim.user, project))
        .map(Some)
        .ok_or_else(|| denied(&request.base))
}

fn by_id(id: Option<&str>) -> Option<&'static Project> {
    PROJECTS.iter().find(|project| Some(project.id) == id)
}

/// The administrator is a member of every project, everyone else of all but the administrator's.
fn is_member(user: &User, project: &Project) -> bool {
    user.name == ADMIN.name || project.name != ADMIN.name
}

fn own_token(world: &mut World, request: &Request) -> Result<Reply, Reply> {
    caller(world, request)?;
    let id = request.header("x-subject-token").unwrap_or_default();
    let token = valid(world, Some(id)).ok_or_else(|| not_valid(world, Some(id)))?;
    if request.method == "DELETE" {
        let now = world.now;
        if let Some(token) = world.tokens.get_mut(id) {
            token.expires = now;
        }
        return Ok(Reply::empty(204));
    }
    let body = document::token(
        world,
        token,
        &request.base,
        request.param("nocatalog").is_none(),
    );
    Ok(Reply::json(200, &body).with("X-Subject-Token", id))
}

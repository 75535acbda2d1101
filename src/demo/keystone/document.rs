//! What Keystone tells: the token, its catalog, the user's projects.

use serde_json::{Value, json};

use super::super::world::{ADMIN, PROJECTS, Project, Token, User, World};
use super::super::{APPLICATION_CREDENTIAL_ID, REGIONS};
use super::is_member;

const MEMBER: &str = "9f94e8ca54ab47a2a1e2a71ce5eccd3d";

const READER: &str = "6f86bc5181154236b0becb9d7a63b02a";

const ADMIN_ROLE: &str = "2d64f3e0c5b84a0a9f1ce5bb1dc0f7a2";

pub(super) fn token(world: &World, token: &Token, base: &str, with_catalog: bool) -> Value {
    let mut body = json!({
        "methods": token.methods,
        "user": {
            "domain": {"id": "default", "name": "Default"},
            "id": token.user.id,
            "name": token.user.name,
            "password_expires_at": null,
        },
        "audit_ids": token.audit_ids,
        "expires_at": token.expires.strftime("%Y-%m-%dT%H:%M:%S.000000Z").to_string(),
        "issued_at": token.issued.strftime("%Y-%m-%dT%H:%M:%S.000000Z").to_string(),
    });
    let Some(project) = token.project else {
        return json!({"token": body});
    };
    let mut roles = vec![
        json!({"id": MEMBER, "name": "member"}),
        json!({"id": READER, "name": "reader"}),
    ];
    if token.user.name == ADMIN.name {
        roles.push(json!({"id": ADMIN_ROLE, "name": "admin"}));
    }
    body["project"] = json!({
        "domain": {"id": "default", "name": "Default"},
        "id": project.id,
        "name": project.name,
    });
    body["is_domain"] = json!(false);
    body["roles"] = json!(roles);
    if with_catalog {
        body["catalog"] = catalog(world, base, project);
    }
    if token
        .methods
        .iter()
        .any(|method| method == "application_credential")
    {
        body["application_credential"] = json!({
            "id": APPLICATION_CREDENTIAL_ID,
            "name": APPLICATION_CREDENTIAL_ID,
            "restricted": true,
        });
    }
    json!({"token": body})
}

pub(super) fn projects(user: &User, base: &str) -> Value {
    let projects: Vec<Value> = PROJECTS
        .iter()
        .filter(|project| is_member(user, project))
        .map(|project| {
            json!({
                "id": project.id,
                "name": project.name,
                "domain_id": "default",
                "description": project.description,
                "enabled": project.enabled,
                "parent_id": "default",
                "is_domain": false,
                "tags": [],
                "options": {},
                "links": {"self": format!("{base}/identity/v3/projects/{}", project.id)},
            })
        })
        .collect();
    let links = json!({
        "next": null,
        "self": format!("{base}/identity/v3/auth/projects"),
        "previous": null,
    });
    json!({"projects": projects, "links": links})
}

pub(super) fn catalog(world: &World, base: &str, project: &Project) -> Value {
    let services = [
        ("identity", "keystone", "2a8157d55412483db9c78c3c79e0e576"),
        ("image", "glance", "3b17c2a0e1f04a37b1c9e2b07d5a6f11"),
        ("compute", "nova", "4c28d3b1f2a14b48a2d0f3c18e6b7a22"),
        ("network", "neutron", "5d39e4c2a3b25c59b3e1a4d29f7c8b33"),
        // The official type, and the one that most clouds still have beside it or alone.
        (
            "block-storage",
            "cinder",
            "6e4af5d3b4c36d6ab4f2b5e3a08d9c44",
        ),
        ("volumev3", "cinderv3", "7f5ba6e4c5d47e7bc5a3c6f4b19ead55"),
    ];
    let entries: Vec<Value> = services
        .iter()
        .map(|(kind, name, id)| {
            let endpoints: Vec<Value> = REGIONS
                .iter()
                .filter(|region| {
                    !world
                        .hidden
                        .iter()
                        .any(|(hidden, service)| hidden == *region && service == kind)
                })
                .flat_map(|region| endpoints(base, kind, region, project))
                .collect();
            json!({"endpoints": endpoints, "id": id, "type": kind, "name": name})
        })
        .filter(|service| service["endpoints"] != json!([]))
        .collect();
    json!(entries)
}

fn endpoints(base: &str, kind: &str, region: &str, project: &Project) -> Vec<Value> {
    let url = match kind {
        "identity" => format!("{base}/identity/v3"),
        "compute" => format!("{base}/{region}/compute/v2.1"),
        "block-storage" | "volumev3" => format!("{base}/{region}/volume/v3/{}", project.id),
        kind => format!("{base}/{region}/{kind}"),
    };
    ["public", "internal", "admin"]
        .iter()
        .map(|interface| {
            let name = format!("{kind}/{region}/{interface}");
            let id = format!("{:032x}", fnv(&name));
            json!({
                "id": id,
                "interface": interface,
                "region_id": region,
                "url": url,
                "region": region,
            })
        })
        .collect()
}

/// Endpoint ids are opaque; they only have to differ and to stay.
fn fnv(text: &str) -> u128 {
    text.bytes()
        .fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d, |hash, byte| {
            (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
        })
}

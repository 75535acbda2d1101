//! Key pairs. They belong to a user, not to a project, and to one region.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use ssh_key::rand_core::OsRng;
use ssh_key::{Algorithm, LineEnding, PrivateKey};

use super::super::clock::naive;
use super::super::http::{Reply, python};
use super::super::world::{KEYPAIR_QUOTA, Keypair};
use super::{Answer, Call, bad_request, done, fault, invalid};

pub(super) fn list(call: &Call<'_>) -> Reply {
    let mut keys: Vec<&Keypair> = call.world.regions[call.region]
        .keypairs
        .iter()
        .filter(|key| key.user == call.user.id)
        .collect();
    keys.sort_by(|left, right| left.name.cmp(&right.name));
    let bodies: Vec<Value> = keys
        .iter()
        .map(|key| json!({"keypair": brief(call, key)}))
        .collect();
    Reply::json(200, &json!({"keypairs": bodies}))
}

fn brief(call: &Call<'_>, key: &Keypair) -> Value {
    let mut body = json!({
        "name": key.name,
        "public_key": key.public_key,
        "fingerprint": key.fingerprint,
    });
    if call.minor >= 2 {
        body["type"] = json!(key.kind);
    }
    body
}

pub(super) fn show(call: &Call<'_>, name: &str) -> Answer {
    let key = call.world.regions[call.region]
        .keypairs
        .iter()
        .find(|key| key.name == name && key.user == call.user.id)
        .ok_or_else(|| missing(call, name))?;
    let mut body = brief(call, key);
    body["user_id"] = json!(key.user);
    body["created_at"] = json!(naive(key.created));
    body["deleted"] = json!(false);
    body["deleted_at"] = Value::Null;
    body["id"] = json!(key.id);
    body["updated_at"] = Value::Null;
    Ok(Reply::json(200, &json!({"keypair": body})))
}

fn missing(call: &Call<'_>, name: &str) -> Reply {
    fault(
        404,
        &format!("Keypair {name} not found for user {}", call.user.id),
    )
}

pub(super) fn delete(call: &mut Call<'_>, name: &str) -> Answer {
    let user = call.user.id;
    let keys = &mut call.world.regions[call.region].keypairs;
    let index = keys
        .iter()
        .position(|key| key.name == name && key.user == user);
    let Some(index) = index else {
        return Err(missing(call, name));
    };
    keys.remove(index);
    Ok(done(if call.minor < 2 { 202 } else { 204 }))
}

pub(super) fn import(call: &mut Call<'_>) -> Answer {
    let body = call.body("keypair")?;
    let wanted = &body["keypair"];
    let Some(name) = wanted.get("name") else {
        return Err(invalid("keypair", wanted, "'name' is a required property"));
    };
    check_name(call, name)?;
    let name = name.as_str().unwrap_or_default().to_owned();
    if call.minor >= 92 && wanted.get("public_key").is_none() {
        return Err(invalid(
            "keypair",
            wanted,
            "'public_key' is a required property",
        ));
    }
    let mine = call.world.regions[call.region]
        .keypairs
        .iter()
        .filter(|key| key.user == call.user.id);
    if mine.clone().count() >= KEYPAIR_QUOTA {
        return Err(fault(403, "Quota exceeded, too many key pairs."));
    }
    let (public_key, private_key) = match wanted["public_key"].as_str() {
        Some(public_key) => (public_key.to_owned(), None),
        None => generate()?,
    };
    let fingerprint = fingerprint(&public_key)
        .ok_or_else(|| bad_request("Keypair data is invalid: failed to generate fingerprint"))?;
    if mine.clone().any(|key| key.name == name) {
        return Err(fault(409, &format!("Key pair '{name}' already exists.")));
    }
    let mut reply = json!({
        "name": name,
        "public_key": public_key,
        "fingerprint": fingerprint,
        "user_id": call.user.id,
    });
    if call.minor >= 2 {
        reply["type"] = json!("ssh");
    }
    if let Some(private_key) = private_key {
        reply["private_key"] = json!(private_key);
    }
    let key = Keypair {
        id: 5 + call.world.roll(1 << 20),
        name,
        user: call.user.id,
        public_key,
        fingerprint,
        kind: "ssh".to_owned(),
        created: call.world.now,
    };
    call.world.regions[call.region].keypairs.push(key);
    let status = if call.minor < 2 { 200 } else { 201 };
    Ok(Reply::json(status, &json!({"keypair": reply})))
}

fn check_name(call: &Call<'_>, value: &Value) -> Result<(), Reply> {
    super::check_name(value)?;
    let name = value.as_str().unwrap_or_default();
    let (extra, pattern) = if call.minor >= 92 {
        ("_-@. ", r"^[_\\-\\@\\. a-zA-Z0-9]+$")
    } else {
        ("_- ", r"^[_\\- a-zA-Z0-9]+$")
    };
    if name
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || extra.contains(letter))
    {
        return Ok(());
    }
    let why = format!("{} does not match '{pattern}'", python(value));
    Err(invalid("name", value, &why))
}

/// Nova makes RSA; ed25519 is as good and does not keep a test waiting.
fn generate() -> Result<(String, Option<String>), Reply> {
    let broken = |_| fault(500, "Unexpected API Error.");
    let mut key = PrivateKey::random(&mut OsRng, Algorithm::Ed25519).map_err(broken)?;
    key.set_comment("Generated-by-Nova");
    let public_key = key.public_key().to_openssh().map_err(broken)?;
    let private_key = key.to_openssh(LineEnding::LF).map_err(broken)?;
    Ok((public_key, Some(private_key.as_str().to_owned())))
}

/// Sixteen bytes of the key's blob, spelled as Nova's MD5.
pub(in super::super) fn fingerprint(public_key: &str) -> Option<String> {
    let mut words = public_key.split_whitespace();
    let kind = words.next()?;
    let blob = STANDARD.decode(words.next()?).ok()?;
    // The blob begins with its own kind, four bytes of length before it.
    let inner = blob.get(4..4 + kind.len())?;
    if inner != kind.as_bytes() || ssh_key::PublicKey::from_openssh(public_key.trim()).is_err() {
        return None;
    }
    Some(super::super::fingerprint::fingerprint(&blob))
}

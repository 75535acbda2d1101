//! A server's screen and its serial console.
//! <https://docs.openstack.org/api-ref/compute/#server-consoles>

use serde_json::{Value, json};

use super::super::http::{Reply, python};
use super::super::world::Server;
use super::action::own;
use super::value::{Check, object, one_of, wrong_type};
use super::{Answer, Call, bad_request, fault, interface, invalid};

/// Protocol, type, and the microversion each pair came with. The demo has the first alone.
const KINDS: [(&str, &str, u32); 7] = [
    ("vnc", "novnc", 6),
    ("vnc", "xvpvnc", 6),
    ("spice", "spice-html5", 6),
    ("serial", "serial", 6),
    ("rdp", "rdp-html5", 6),
    ("mks", "webmks", 8),
    ("spice", "spice-direct", 99),
];

/// The actions of before 2.6, and the types each takes.
const LEGACY: [(&str, &[&str]); 4] = [
    ("os-getVNCConsole", &["novnc", "xvpvnc"]),
    ("os-getSPICEConsole", &["spice-html5"]),
    ("os-getSerialConsole", &["serial"]),
    ("os-getRDPConsole", &["rdp-html5"]),
];

/// `POST /servers/{id}/remote-consoles`
pub(super) fn remote(call: &mut Call<'_>, server: &Server) -> Answer {
    if call.minor < 6 {
        return Err(fault(404, "The resource could not be found."));
    }
    let body = call.body("remote_console")?;
    let wanted = &body["remote_console"];
    let keys = ["protocol", "type"];
    object("remote_console", wanted, &keys, &keys)?;
    let known = || KINDS.iter().filter(|(_, _, since)| call.minor >= *since);
    let mut protocols: Vec<&str> = known().map(|(protocol, _, _)| *protocol).collect();
    // Spice came with its second type once more.
    protocols.truncate(known().count().min(6));
    protocols.dedup();
    one_of("protocol", &wanted["protocol"], &protocols)?;
    let types: Vec<&str> = known().map(|(_, kind, _)| *kind).collect();
    one_of("type", &wanted["type"], &types)?;
    let (protocol, kind) = (&wanted["protocol"], &wanted["type"]);
    let pair = known().find(|(known, word, _)| protocol == known && kind == word);
    let kind = kind.as_str().unwrap_or_default();
    if pair.is_none() || kind == "xvpvnc" {
        return Err(bad_request(&format!("Invalid console type {kind}")));
    }
    let url = address(call, server, kind)?;
    let console = json!({"protocol": "vnc", "type": "novnc", "url": url});
    Ok(Reply::json(200, &json!({"remote_console": console})))
}

fn address(call: &mut Call<'_>, server: &Server, kind: &str) -> Result<String, Reply> {
    // Gone since Nova 29.
    if kind == "rdp-html5" {
        return Err(bad_request(
            "The server could not comply with the request since it is either malformed or \
             otherwise incorrect.",
        ));
    }
    if kind != "novnc" {
        return Err(bad_request(&format!("Unavailable console type {kind}.")));
    }
    check_ready(server)?;
    let token = call.world.uuid();
    Ok(format!(
        "http://127.0.0.1:6080/vnc_lite.html?path=%3Ftoken%3D{token}"
    ))
}

pub(super) fn is_legacy(key: &str) -> bool {
    LEGACY.iter().any(|(known, _)| *known == key)
}

pub(super) fn legacy(call: &mut Call<'_>, id: &str, key: &str, argument: &Value) -> Answer {
    let known = LEGACY.iter().find(|(known, _)| *known == key);
    let Some((_, types)) = known.filter(|_| call.minor < 6) else {
        return Err(fault(404, "The resource could not be found."));
    };
    object(key, argument, &["type"], &["type"])?;
    one_of("type", &argument["type"], types)?;
    let kind = argument["type"].as_str().unwrap_or_default();
    if kind == "xvpvnc" {
        let class = "nova.exception_Remote.ConsoleTypeInvalid_Remote";
        return Err(interface::unexpected_error(class));
    }
    let server = own(call, id)?.clone();
    let url = address(call, &server, kind)?;
    let console = json!({"type": kind, "url": url});
    Ok(Reply::json(200, &json!({"console": console})))
}

/// `os-getConsoleOutput`: the last lines, or all that is kept.
pub(super) fn output(call: &mut Call<'_>, id: &str, argument: &Value) -> Answer {
    let length = length(argument)?;
    let now = call.world.now;
    let server = own(call, id)?;
    check_ready(server)?;
    let log = super::super::seed::serial_log(server, now);
    let lines: Vec<&str> = log.split('\n').collect();
    let skip = length.map_or(0, |length| lines.len().saturating_sub(length));
    // The hypervisor takes its time over it.
    Ok(Reply::json(200, &json!({"output": lines[skip..].join("\n")})).after(1200))
}

fn length(argument: &Value) -> Result<Option<usize>, Reply> {
    object("os-getConsoleOutput", argument, &[], &["length"])?;
    let value = &argument["length"];
    if value.is_null() {
        return Ok(None);
    }
    check_length(value)?;
    let number = value
        .as_i64()
        .or_else(|| value.as_str().and_then(|text| text.parse().ok()))
        .ok_or_else(|| {
            let why = format!("{} does not match '^-?[0-9]+$'", python(value));
            invalid("length", value, &why)
        })?;
    if number < -1 {
        let why = format!("{number} is less than the minimum of -1");
        return Err(invalid("length", value, &why));
    }
    // -1 is as good as nothing said.
    Ok(usize::try_from(number).ok())
}

fn check_length(value: &Value) -> Check {
    if value.is_i64() || value.is_u64() || value.is_string() {
        return Ok(());
    }
    wrong_type("length", value, "'integer', 'string', 'null'")
}

fn check_ready(server: &Server) -> Check {
    if server.is_hosted() && server.launched.is_some() {
        return Ok(());
    }
    Err(fault(409, &format!("Instance {} is not ready", server.id)))
}

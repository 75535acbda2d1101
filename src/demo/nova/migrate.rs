//! What only administrators may do with a server: move it to another host, or say what state it
//! is in. <https://docs.openstack.org/api-ref/compute/#migrate-server-migrate-action>

use serde_json::Value;

use super::super::world::Step;
use super::action::{accepted, begin, check_state, log_done, own, subject};
use super::value::{Check, object, one_of, text, wrong_type};
use super::{Answer, Call, bad_request, build, invalid, policy, resize};

/// How a move may be told to copy the disks.
const BLOCK: [&str; 21] = [
    "True", "TRUE", "true", "1", "ON", "On", "on", "YES", "Yes", "yes", "False", "FALSE", "false",
    "0", "OFF", "Off", "off", "NO", "No", "no", "auto",
];

/// To another host, as a resize to the same flavor.
pub(super) fn cold(call: &mut Call<'_>, id: &str, argument: &Value) -> Answer {
    if call.minor >= 56 && !argument.is_null() {
        object("migrate", argument, &[], &["host"])?;
    }
    if !call.admin {
        return Err(policy("os-migrate-server:migrate"));
    }
    let host = host(call, &argument["host"])?;
    check_state(call, id, "migrate", &["active", "stopped"])?;
    let flavor = own(call, id)?.flavor.clone();
    let host = host.unwrap_or_else(|| build::host_id(call.world.roll(4)));
    resize::run(call, id, "migrate", flavor, Some(host));
    Ok(accepted())
}

/// The server keeps running meanwhile.
pub(super) fn live(call: &mut Call<'_>, id: &str, argument: &Value) -> Answer {
    let known = ["host", "block_migration", "force", "disk_over_commit"];
    let required: &[&str] = if call.minor >= 25 {
        &["host", "block_migration"]
    } else {
        &["host", "block_migration", "disk_over_commit"]
    };
    object("os-migrateLive", argument, required, &known)?;
    let block = &argument["block_migration"];
    if !block.is_boolean() {
        one_of("block_migration", block, &BLOCK)?;
    }
    if !call.admin {
        return Err(policy("os-migrate-server:migrate_live"));
    }
    let host = host(call, &argument["host"])?;
    check_state(call, id, "os-migrateLive", &["active", "paused"])?;
    let server = own(call, id)?;
    let settle = Step::Settle(server.vm, server.power);
    let host = host.unwrap_or_else(|| build::host_id(call.world.roll(4)));
    begin(
        call,
        id,
        "live-migration",
        &[("migrating", 5000)],
        vec![Step::Hosted(host), settle],
    );
    let subject = subject(call, id);
    let events = [
        (400, Step::Event("compute_pre_live_migration")),
        (
            4200,
            Step::Event("compute_post_live_migration_at_destination"),
        ),
    ];
    call.world.schedule(&subject, events);
    Ok(accepted())
}

/// A host by its name.
fn host(call: &Call<'_>, wanted: &Value) -> Result<Option<String>, super::Reply> {
    if wanted.is_null() {
        return Ok(None);
    }
    text("host", wanted, 1, 255)?;
    let name = wanted.as_str().unwrap_or_default();
    let region = call.world.regions[call.region].name;
    let mut hosts = (0..4).map(build::host_id);
    hosts
        .find(|id| build::host_name(region, id) == name)
        .map(Some)
        .ok_or_else(|| bad_request(&format!("Compute host {name} could not be found.")))
}

pub(super) fn reset_state(call: &mut Call<'_>, id: &str, argument: &Value) -> Answer {
    check_reset(argument)?;
    log_done(call, id, "resetState", true);
    let now = call.world.now;
    let server = own(call, id)?;
    server.vm = if argument["state"] == "active" {
        "active"
    } else {
        "error"
    };
    server.epoch += 1;
    server.task = None;
    server.updated = now;
    Ok(accepted())
}

fn check_reset(argument: &Value) -> Check {
    if !argument.is_object() {
        return wrong_type("os-resetState", argument, "'object'");
    }
    let Some(state) = argument.get("state") else {
        let why = "'state' is a required property";
        return Err(invalid("os-resetState", argument, why));
    };
    one_of("state", state, &["active", "error"])
}

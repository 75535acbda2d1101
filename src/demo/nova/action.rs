//! `POST /servers/{id}/action`: in which states each is allowed, and what it sets going.

use serde_json::{Value, json};

use super::super::http::{Reply, plain, python};
use super::super::world::{Action, Server, Step, Subject};
use super::{
    Answer, Call, bad_request, create, done, fault, invalid, no_server, policy, quota, snapshot,
    view,
};

/// An action that changes a server's state and takes no argument that matters.
struct Verb {
    /// The body's only key.
    key: &'static str,
    /// In the action log, and in what Nova says when it refuses.
    name: &'static str,
    /// `vm_state`s it is allowed in.
    from: &'static [&'static str],
    /// Task states to pass through, and how long each lasts.
    tasks: &'static [(&'static str, u64)],
    /// `vm_state` and power state in the end.
    to: (&'static str, i64),
}

const VERBS: [Verb; 9] = [
    Verb {
        key: "os-start",
        name: "start",
        from: &["stopped"],
        tasks: &[("powering-on", 2200)],
        to: ("active", 1),
    },
    Verb {
        key: "os-stop",
        name: "stop",
        from: &["active", "error"],
        tasks: &[("powering-off", 2600)],
        to: ("stopped", 4),
    },
    Verb {
        key: "pause",
        name: "pause",
        from: &["active"],
        tasks: &[("pausing", 1200)],
        to: ("paused", 3),
    },
    Verb {
        key: "unpause",
        name: "unpause",
        from: &["paused"],
        tasks: &[("unpausing", 1200)],
        to: ("active", 1),
    },
    Verb {
        key: "suspend",
        name: "suspend",
        from: &["active"],
        tasks: &[("suspending", 2500)],
        to: ("suspended", 4),
    },
    Verb {
        key: "resume",
        name: "resume",
        from: &["suspended"],
        tasks: &[("resuming", 2000)],
        to: ("active", 1),
    },
    Verb {
        key: "unshelve",
        name: "unshelve",
        from: &["shelved", "shelved_offloaded"],
        tasks: &[("unshelving", 1500), ("spawning", 2500)],
        to: ("active", 1),
    },
    Verb {
        key: "unrescue",
        name: "unrescue",
        from: &["rescued"],
        tasks: &[("unrescuing", 2200)],
        to: ("active", 1),
    },
    Verb {
        key: "rescue",
        name: "rescue",
        from: &["active", "stopped", "error"],
        tasks: &[("rescuing", 2600)],
        to: ("rescued", 1),
    },
];

pub(super) fn perform(call: &mut Call<'_>, id: &str) -> Answer {
    let body = call
        .request
        .json()
        .filter(Value::is_object)
        .ok_or_else(|| bad_request("Malformed request body"))?;
    let (key, argument) = match body.as_object().into_iter().flatten().next() {
        Some(pair) if body.as_object().is_some_and(|map| map.len() == 1) => pair,
        _ => return Err(bad_request("Malformed request body")),
    };
    own(call, id)?;
    if let Some(verb) = VERBS.iter().find(|verb| verb.key == key.as_str()) {
        return simple(call, id, verb, argument);
    }
    match key.as_str() {
        "reboot" => reboot(call, id, argument),
        "shelve" => shelve(call, id),
        "shelveOffload" => Err(policy("os-shelve:shelve_offload")),
        "lock" if argument["locked_reason"] == "" => {
            let value = &argument["locked_reason"];
            Err(invalid("locked_reason", value, "'' should be non-empty"))
        }
        "lock" => Ok(lock(call, id, argument, true)),
        "unlock" => Ok(lock(call, id, argument, false)),
        "resize" => resize(call, id, argument),
        "confirmResize" => settle_resize(call, id, true),
        "revertResize" => settle_resize(call, id, false),
        "rebuild" => rebuild(call, id, argument),
        "createImage" => snapshot::create(call, id, argument),
        "os-getConsoleOutput" => super::detail::console_output(call, id, argument),
        "forceDelete" => super::detail::delete(call, id).map(|_| done(202)),
        "restore" => Err(cannot("restore", own(call, id)?, true)),
        "migrate" => Err(policy("os-migrate-server:migrate")),
        "os-migrateLive" => Err(policy("os-migrate-server:migrate_live")),
        "os-resetState" => Err(policy("os-admin-actions:reset_state")),
        _ => Err(bad_request(&format!("There is no such action: {key}"))),
    }
}

/// The server, if the project has it.
pub(super) fn own<'a>(call: &'a mut Call<'_>, id: &str) -> Result<&'a mut Server, Reply> {
    let (project, admin) = (call.project.id, call.admin);
    call.world.regions[call.region]
        .server(id)
        .filter(|server| !server.is_gone() && (admin || server.project == project))
        .ok_or_else(|| no_server(id))
}

pub(super) fn check_lock(call: &mut Call<'_>, id: &str) -> Result<(), Reply> {
    let admin = call.admin;
    if own(call, id)?.locked && !admin {
        return Err(fault(409, &format!("Instance {id} is locked")));
    }
    Ok(())
}

/// Refuses unless the server is in one of the states and, mostly, idle.
pub(super) fn check_state(
    call: &mut Call<'_>,
    id: &str,
    name: &str,
    from: &[&str],
) -> Result<(), Reply> {
    let server = own(call, id)?;
    if !from.contains(&server.vm) {
        return Err(cannot(name, server, true));
    }
    if server.task.is_some() {
        return Err(cannot(name, server, false));
    }
    Ok(())
}

fn cannot(name: &str, server: &Server, by_vm_state: bool) -> Reply {
    let (attribute, state) = if by_vm_state {
        ("vm_state", server.vm)
    } else {
        ("task_state", server.task.unwrap_or("None"))
    };
    fault(
        409,
        &format!(
            "Cannot '{name}' instance {} while it is in {attribute} {state}",
            server.id
        ),
    )
}

/// Sets the first task and queues the rest. The steps of any earlier task no longer count.
pub(super) fn begin(
    call: &mut Call<'_>,
    id: &str,
    name: &'static str,
    tasks: &[(&'static str, u64)],
    last: Vec<Step>,
) {
    log(call, id, name);
    let now = call.world.now;
    let Some(server) = call.world.regions[call.region].server(id) else {
        return;
    };
    server.epoch += 1;
    server.task = tasks.first().map(|(task, _)| *task);
    server.updated = now;
    let subject = Subject::Server {
        region: call.region,
        id: id.to_owned(),
        epoch: server.epoch,
    };
    let mut time = 0;
    for (index, (task, lasts)) in tasks.iter().enumerate() {
        if index > 0 {
            call.world.schedule(&subject, [(time, Step::Task(task))]);
        }
        time += lasts;
    }
    call.world
        .schedule(&subject, last.into_iter().map(|step| (time, step)));
}

/// A line in the action log.
pub(super) fn log(call: &mut Call<'_>, id: &str, name: &'static str) {
    let now = call.world.now;
    let action = Action {
        name,
        request_id: call.request.id.clone(),
        user: call.user.id,
        start: now,
        updated: now,
        message: None,
        failed: false,
        event: event(name),
        finished: None,
    };
    if let Some(server) = call.world.regions[call.region].server(id) {
        server.actions.push(action);
    }
}

fn event(action: &str) -> &'static str {
    match action {
        "start" => "compute_start_instance",
        "stop" => "compute_stop_instance",
        "reboot" => "compute_reboot_instance",
        "pause" => "compute_pause_instance",
        "unpause" => "compute_unpause_instance",
        "suspend" => "compute_suspend_instance",
        "resume" => "compute_resume_instance",
        "shelve" => "compute_shelve_instance",
        "unshelve" => "compute_unshelve_instance",
        "rescue" => "compute_rescue_instance",
        "unrescue" => "compute_unrescue_instance",
        "rebuild" => "compute_rebuild_instance",
        "resize" => "compute_prep_resize",
        "confirmResize" => "compute_confirm_resize",
        "revertResize" => "compute_revert_resize",
        "createImage" => "compute_snapshot_instance",
        "delete" => "compute_terminate_instance",
        _ => "",
    }
}

fn simple(call: &mut Call<'_>, id: &str, verb: &Verb, argument: &Value) -> Answer {
    if verb.key == "unshelve" && call.minor >= 77 && argument == &json!({}) {
        let why = "'availability_zone' is a required property";
        return Err(invalid("unshelve", argument, why));
    }
    check_lock(call, id)?;
    if matches!(verb.name, "start" | "stop") && !own(call, id)?.is_hosted() {
        return Err(fault(409, &format!("Instance {id} is not ready")));
    }
    check_state(call, id, verb.name, verb.from)?;
    let (vm, power) = verb.to;
    let mut last = vec![Step::Settle(vm, power)];
    if verb.name == "unshelve" {
        last.insert(0, Step::Hosted(create::host_id(call.world.roll(4))));
    }
    begin(call, id, verb.name, verb.tasks, last);
    if verb.key == "rescue" {
        let password = call.world.word(12);
        return Ok(Reply::json(200, &json!({"adminPass": password})));
    }
    Ok(done(202))
}

fn reboot(call: &mut Call<'_>, id: &str, argument: &Value) -> Answer {
    let Some(kind) = argument.get("type") else {
        return Err(invalid("reboot", argument, "'type' is a required property"));
    };
    let word = plain(kind);
    if !["HARD", "Hard", "hard", "SOFT", "Soft", "soft"].contains(&word.as_str()) {
        let why = format!(
            "{} is not one of ['HARD', 'Hard', 'hard', 'SOFT', 'Soft', 'soft']",
            python(kind)
        );
        return Err(invalid("type", kind, &why));
    }
    check_lock(call, id)?;
    let hard = word.eq_ignore_ascii_case("hard");
    let server = own(call, id)?;
    if hard {
        let from = ["active", "stopped", "paused", "suspended", "error"];
        if !from.contains(&server.vm) {
            return Err(cannot("reboot", server, true));
        }
        let task = server.task.unwrap_or("reboot");
        if !task.contains("reboot") && !["resuming", "unpausing", "suspending"].contains(&task) {
            return Err(cannot("reboot", server, false));
        }
        begin(
            call,
            id,
            "reboot",
            &[("rebooting_hard", 800), ("reboot_started_hard", 2200)],
            vec![Step::Settle("active", 1)],
        );
    } else {
        check_state(call, id, "reboot", &["active"])?;
        begin(
            call,
            id,
            "reboot",
            &[("rebooting", 800), ("reboot_started", 1700)],
            vec![Step::Settle("active", 1)],
        );
    }
    Ok(done(202))
}

fn shelve(call: &mut Call<'_>, id: &str) -> Answer {
    check_lock(call, id)?;
    check_state(
        call,
        id,
        "shelve",
        &["active", "stopped", "paused", "suspended"],
    )?;
    snapshot::shelved_image(call, id);
    begin(
        call,
        id,
        "shelve",
        &[
            ("shelving", 1000),
            ("shelving_image_pending_upload", 800),
            ("shelving_image_uploading", 2000),
        ],
        vec![Step::Settle("shelved", 4)],
    );
    // Offloading is an act of the compute host, soon after.
    let epoch = own(call, id)?.epoch;
    let subject = Subject::Server {
        region: call.region,
        id: id.to_owned(),
        epoch,
    };
    call.world.schedule(
        &subject,
        [
            (4300, Step::Task("shelving_offloading")),
            (5300, Step::Offloaded),
            (5300, Step::Settle("shelved_offloaded", 4)),
        ],
    );
    Ok(done(202))
}

fn lock(call: &mut Call<'_>, id: &str, argument: &Value, on: bool) -> Reply {
    log(call, id, if on { "lock" } else { "unlock" });
    let now = call.world.now;
    let reason = argument["locked_reason"].as_str().map(str::to_owned);
    if let Some(server) = call.world.regions[call.region].server(id) {
        server.locked = on;
        server.locked_reason = reason.filter(|_| on && call.minor >= 73);
        server.updated = now;
    }
    done(202)
}

fn resize(call: &mut Call<'_>, id: &str, argument: &Value) -> Answer {
    let Some(wanted) = argument.get("flavorRef").map(plain) else {
        return Err(invalid(
            "resize",
            argument,
            "'flavorRef' is a required property",
        ));
    };
    check_lock(call, id)?;
    check_state(call, id, "resize", &["active", "stopped"])?;
    let flavor = call.world.regions[call.region]
        .flavor(&wanted)
        .cloned()
        .ok_or_else(|| bad_request(&format!("Flavor {wanted} could not be found.")))?;
    let server = own(call, id)?;
    let (old, from, vm) = (server.flavor.clone(), server.power, server.vm);
    if old.id == flavor.id {
        return Err(bad_request("When resizing, instances must change flavor!"));
    }
    if let Some(image) = server.image.clone() {
        if flavor.disk < old.disk {
            return Err(bad_request(&format!(
                "Flavor's disk is smaller than the minimum size specified in image metadata. \
                 Flavor disk is {} bytes, minimum size is {} bytes.",
                flavor.disk << 30,
                old.disk << 30
            )));
        }
        if let Some(image) = call.world.regions[call.region].image(&image) {
            create::fits(&flavor, image)?;
        }
    }
    quota::allow_resize(call, &old, &flavor)?;
    if flavor.fits_nowhere() {
        begin(
            call,
            id,
            "resize",
            &[("resize_prep", 1500)],
            vec![Step::Settle(vm, from), Step::ActionEnds { well: false }],
        );
        return Ok(done(202));
    }
    begin(
        call,
        id,
        "resize",
        &[
            ("resize_prep", 800),
            ("resize_migrating", 1500),
            ("resize_migrated", 500),
            ("resize_finish", 1500),
        ],
        vec![
            Step::Flavor(Box::new(flavor)),
            Step::Settle("resized", from),
        ],
    );
    Ok(done(202))
}

fn settle_resize(call: &mut Call<'_>, id: &str, confirm: bool) -> Answer {
    let name = if confirm {
        "confirmResize"
    } else {
        "revertResize"
    };
    check_lock(call, id)?;
    check_state(call, id, name, &["resized"])?;
    let server = own(call, id)?;
    let power = server.power;
    let vm = if power == 4 { "stopped" } else { "active" };
    if server.old_flavor.is_none() {
        return Err(bad_request("Instance has not been resized."));
    }
    if confirm {
        // There is no task for it: the server stays as it is until the source is cleaned up.
        server.old_flavor = None;
        begin(call, id, name, &[], vec![]);
        let subject = Subject::Server {
            region: call.region,
            id: id.to_owned(),
            epoch: own(call, id)?.epoch,
        };
        call.world
            .schedule(&subject, [(1500, Step::Settle(vm, power))]);
        return Ok(done(204));
    }
    let mut last = Vec::new();
    if let Some(old) = server.old_flavor.clone() {
        last.push(Step::Flavor(Box::new(old)));
    }
    last.extend([Step::FlavorKept, Step::Settle(vm, power)]);
    begin(call, id, name, &[("resize_reverting", 2500)], last);
    Ok(done(202))
}

fn rebuild(call: &mut Call<'_>, id: &str, argument: &Value) -> Answer {
    let Some(wanted) = argument.get("imageRef") else {
        return Err(invalid(
            "rebuild",
            argument,
            "'imageRef' is a required property",
        ));
    };
    let Some(image) = wanted
        .as_str()
        .filter(|text| uuid::Uuid::parse_str(text).is_ok())
    else {
        return Err(invalid(
            "imageRef",
            wanted,
            &format!("{} is not a 'uuid'", python(wanted)),
        ));
    };
    check_lock(call, id)?;
    check_state(call, id, "rebuild", &["active", "stopped", "error"])?;
    let flavor = own(call, id)?.flavor.clone();
    let volume_backed = own(call, id)?.image.is_none();
    let (project, admin) = (call.project.id, call.admin);
    let found = call.world.regions[call.region]
        .image(image)
        .filter(|image| image.is_visible_to(project, admin))
        .ok_or_else(|| bad_request("Cannot find image for rebuild"))?;
    if found.status != "active" {
        return Err(bad_request(&format!("Image {image} is not active.")));
    }
    create::fits(&flavor, found)?;
    if volume_backed && call.minor < 93 {
        return Err(bad_request(
            "Unable to rebuild with a different image for a volume-backed server.",
        ));
    }
    let server = own(call, id)?;
    if !volume_backed {
        server.image = Some(image.to_owned());
    }
    if let Some(name) = argument["name"].as_str() {
        name.clone_into(&mut server.name);
    }
    server.fault = None;
    let last = if server.vm == "stopped" {
        Step::Settle("stopped", 4)
    } else {
        Step::Settle("active", 1)
    };
    begin(
        call,
        id,
        "rebuild",
        &[("rebuilding", 1200), ("rebuild_spawning", 2500)],
        vec![last],
    );
    let server = own(call, id)?.clone();
    let mut body = view::full(call, &server, true);
    body["adminPass"] = json!(call.world.word(12));
    if call.minor >= 57 {
        body["user_data"] = Value::Null;
    }
    let location = format!("{}/servers/{id}", call.endpoint());
    Ok(Reply::json(202, &json!({"server": body})).with("Location", location))
}

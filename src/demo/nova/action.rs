//! `POST /servers/{id}/action`: in which states each is allowed, and what it sets going.

use serde_json::{Value, json};

use super::super::http::{Reply, plain, python};
use super::super::world::{Action, Server, Step, Subject};
use super::{
    Answer, Call, bad_request, build, done, fault, invalid, no_server, policy, resize, snapshot,
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
        "resize" => resize::resize(call, id, argument),
        "confirmResize" => resize::settle(call, id, true),
        "revertResize" => resize::settle(call, id, false),
        "rebuild" => resize::rebuild(call, id, argument),
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
        last.insert(0, Step::Hosted(build::host_id(call.world.roll(4))));
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

//! The actions that take a server from one state to another and little else.

use serde_json::{Value, json};

use super::super::http::Reply;
use super::super::world::{Lock, Step};
use super::action::{self, accepted, begin, cannot, check_lock, check_state, own};
use super::value::{self, Check, is_uuid, one_of, text, unexpected, wrong, wrong_type};
use super::{Answer, Call, bad_request, build, fault, invalid, mapping, policy, snapshot};

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

/// `None`: the action is none of these.
pub(super) fn perform(
    call: &mut Call<'_>,
    id: &str,
    key: &str,
    argument: &Value,
) -> Option<Answer> {
    if let Some(verb) = VERBS.iter().find(|verb| verb.key == key) {
        return Some(simple(call, id, verb, argument));
    }
    Some(match key {
        "reboot" => reboot(call, id, argument),
        "shelve" => shelve(call, id),
        "shelveOffload" if call.admin => offload(call, id),
        "shelveOffload" => Err(policy("os-shelve:shelve_offload")),
        "lock" => lock(call, id, argument),
        "unlock" => unlock(call, id),
        "changePassword" => change_password(call, id, argument),
        _ => return None,
    })
}

fn simple(call: &mut Call<'_>, id: &str, verb: &Verb, argument: &Value) -> Answer {
    match verb.key {
        "unshelve" if call.minor >= 77 => check_unshelve(argument)?,
        "rescue" => check_rescue(argument)?,
        _ => {}
    }
    check_lock(call, id)?;
    if matches!(verb.name, "start" | "stop") && !own(call, id)?.is_hosted() {
        return Err(fault(409, &format!("Instance {id} is not ready")));
    }
    check_state(call, id, verb.name, verb.from)?;
    match verb.key {
        "rescue" => rescuable(call, id, argument)?,
        "unshelve" => place(call, id, argument)?,
        _ => {}
    }
    let (vm, power) = verb.to;
    let mut last = vec![Step::Settle(vm, power)];
    if verb.name == "unshelve" {
        last.insert(0, Step::Hosted(build::host_id(call.world.roll(4))));
    }
    begin(call, id, verb.name, verb.tasks, last);
    if verb.name == "unshelve" {
        let subject = action::subject(call, id);
        let event = Step::Event("compute_unshelve_instance");
        call.world.schedule(&subject, [(300, event)]);
    }
    if verb.key == "rescue" {
        let password = argument["adminPass"]
            .as_str()
            .map_or_else(|| call.world.word(12), str::to_owned);
        return Ok(Reply::json(200, &json!({"adminPass": password})));
    }
    Ok(accepted())
}

fn object_or_null(key: &str, argument: &Value, keys: &[&str]) -> Check {
    if argument.is_null() {
        return Ok(());
    }
    if !argument.is_object() {
        return wrong_type(key, argument, "'object', 'null'");
    }
    match unexpected(argument, |known| keys.contains(&known)) {
        Some(why) => Err(invalid(key, argument, &why)),
        None => Ok(()),
    }
}

fn check_unshelve(argument: &Value) -> Check {
    if argument.is_object() && argument.get("availability_zone").is_none() {
        let why = "'availability_zone' is a required property";
        return Err(invalid("unshelve", argument, why));
    }
    object_or_null("unshelve", argument, &["availability_zone", "host"])?;
    match &argument["availability_zone"] {
        Value::Null => Ok(()),
        zone => text("availability_zone", zone, 1, 255),
    }
}

fn check_rescue(argument: &Value) -> Check {
    object_or_null("rescue", argument, &["adminPass", "rescue_image_ref"])?;
    if let Some(password) = argument.get("adminPass") {
        text("adminPass", password, 0, usize::MAX)?;
    }
    match argument.get("rescue_image_ref") {
        Some(image) if !is_uuid(image) => wrong("rescue_image_ref", image, "is not a 'uuid'"),
        _ => Ok(()),
    }
}

fn rescuable(call: &mut Call<'_>, id: &str, argument: &Value) -> Check {
    if own(call, id)?.image.is_none() && call.minor < 87 {
        return Err(bad_request(&format!(
            "Instance {id} cannot be rescued: Cannot rescue a volume-backed instance"
        )));
    }
    let Some(image) = argument["rescue_image_ref"].as_str() else {
        return Ok(());
    };
    mapping::image(call, image).map(|_| ()).map_err(|_| {
        bad_request(&format!(
            "Requested rescue image '{image}' is not supported"
        ))
    })
}

/// Where it is to be unshelved, if that was said.
fn place(call: &mut Call<'_>, id: &str, argument: &Value) -> Check {
    let Some(zone) = argument["availability_zone"].as_str() else {
        return Ok(());
    };
    if !call.world.regions[call.region].zones.contains(&zone) {
        return Err(bad_request(
            "The requested availability zone is not available",
        ));
    }
    zone.clone_into(&mut own(call, id)?.zone);
    Ok(())
}

fn reboot(call: &mut Call<'_>, id: &str, argument: &Value) -> Answer {
    if !argument.is_object() {
        return wrong_type("reboot", argument, "'object'").map(|()| accepted());
    }
    let Some(kind) = argument.get("type") else {
        return Err(invalid("reboot", argument, "'type' is a required property"));
    };
    let kinds = ["HARD", "Hard", "hard", "SOFT", "Soft", "soft"];
    one_of("type", kind, &kinds)?;
    check_lock(call, id)?;
    let hard = kind
        .as_str()
        .is_some_and(|kind| kind.eq_ignore_ascii_case("hard"));
    let server = own(call, id)?;
    if hard {
        let from = ["active", "stopped", "paused", "suspended", "error"];
        if !from.contains(&server.vm) {
            return Err(cannot("reboot", server, true));
        }
        let task = server.task.unwrap_or("reboot");
        if !task.contains("reboot")
            && !["resuming", "unpausing", "pausing", "suspending"].contains(&task)
        {
            return Err(cannot("reboot", server, false));
        }
        action::check_launched(server, "reboot")?;
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
    Ok(accepted())
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
    let subject = action::subject(call, id);
    call.world.schedule(
        &subject,
        [
            (4300, Step::Task("shelving_offloading")),
            (5300, Step::Offloaded),
            (5300, Step::Settle("shelved_offloaded", 4)),
        ],
    );
    Ok(accepted())
}

fn offload(call: &mut Call<'_>, id: &str) -> Answer {
    check_state(call, id, "shelveOffload", &["shelved"])?;
    let last = vec![Step::Offloaded, Step::Settle("shelved_offloaded", 4)];
    begin(
        call,
        id,
        "shelveOffload",
        &[("shelving_offloading", 1000)],
        last,
    );
    Ok(accepted())
}

/// Whose lock it is decides who may take it off: a stranger to the project is an administrator.
fn lock(call: &mut Call<'_>, id: &str, argument: &Value) -> Answer {
    if call.minor >= 73 {
        object_or_null("lock", argument, &["locked_reason"])?;
        if let Some(reason) = argument.get("locked_reason") {
            text("locked_reason", reason, 1, 255)?;
        }
    }
    action::log_done(call, id, "lock", true);
    let (now, project) = (call.world.now, call.project.id);
    let reason = argument["locked_reason"].as_str().map(str::to_owned);
    let reason = reason.filter(|_| call.minor >= 73);
    let server = own(call, id)?;
    server.lock = Some(Lock {
        reason,
        by_stranger: server.project != project,
    });
    server.updated = now;
    Ok(accepted())
}

fn unlock(call: &mut Call<'_>, id: &str) -> Answer {
    let admin = call.admin;
    let server = own(call, id)?;
    let strange = server.lock.as_ref().is_some_and(|lock| lock.by_stranger);
    if strange && !admin {
        return Err(policy("os-lock-server:unlock:unlock_override"));
    }
    action::log_done(call, id, "unlock", true);
    let now = call.world.now;
    let server = own(call, id)?;
    server.lock = None;
    server.updated = now;
    Ok(accepted())
}

fn change_password(call: &mut Call<'_>, id: &str, argument: &Value) -> Answer {
    value::object("changePassword", argument, &["adminPass"], &["adminPass"])?;
    text("adminPass", &argument["adminPass"], 0, usize::MAX)?;
    action::check_lock_vaguely(call, id, "changePassword")?;
    check_state(call, id, "changePassword", &["active"])?;
    begin(
        call,
        id,
        "changePassword",
        &[("updating_password", 700)],
        vec![Step::ActionEnds { well: true }],
    );
    Ok(accepted())
}

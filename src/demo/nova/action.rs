//! `POST /servers/{id}/action`: which action it is, what every one of them must ask first, and how
//! it gets under way.
//! <https://docs.openstack.org/api-ref/compute/#servers-run-an-action-servers-action>

use serde_json::Value;

use super::super::http::Reply;
use super::super::world::{Action, Server, Step, Subject};
use super::{
    Answer, Call, bad_request, console, delete, done, fault, group, migrate, no_server, policy,
    resize, snapshot, verb,
};

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
    if let Some(answer) = verb::perform(call, id, key, argument) {
        return answer;
    }
    match key.as_str() {
        "resize" => resize::resize(call, id, argument),
        "confirmResize" => resize::settle(call, id, true),
        "revertResize" => resize::settle(call, id, false),
        "rebuild" => resize::rebuild(call, id, argument),
        "createImage" => snapshot::create(call, id, argument),
        "addSecurityGroup" => group::add(call, id, argument),
        "removeSecurityGroup" => group::remove(call, id, argument),
        "os-getConsoleOutput" => console::output(call, id, argument),
        "forceDelete" => delete::by_force(call, id),
        "restore" => delete::restore(call, id),
        "migrate" => migrate::cold(call, id, argument),
        "os-migrateLive" => migrate::live(call, id, argument),
        "os-resetState" if call.admin => migrate::reset_state(call, id, argument),
        "os-resetState" => Err(policy("os-admin-actions:reset_state")),
        "injectNetworkInfo" if !call.admin => Err(policy("os-admin-actions:inject_network_info")),
        "evacuate" if !call.admin => Err(policy("os-evacuate")),
        // Neutron's business since 2.44.
        "addFloatingIp" | "removeFloatingIp" | "addFixedIp" | "removeFixedIp"
            if call.minor >= 44 =>
        {
            Err(fault(404, "The resource could not be found."))
        }
        key if console::is_legacy(key) => console::legacy(call, id, key, argument),
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
    if own(call, id)?.lock.is_some() && !admin {
        return Err(fault(409, &format!("Instance {id} is locked")));
    }
    Ok(())
}

/// The same where Nova forgets to say what is wrong with the state.
pub(super) fn check_lock_vaguely(call: &mut Call<'_>, id: &str, name: &str) -> Result<(), Reply> {
    check_lock(call, id).map_err(|_| {
        let message = format!("Instance {id} is in an invalid state for '{name}'");
        fault(409, &message)
    })
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
    check_launched(server, name)
}

/// Nova asks this last, and tells no reason.
pub(super) fn check_launched(server: &Server, name: &str) -> Result<(), Reply> {
    if server.launched.is_some() {
        return Ok(());
    }
    let id = &server.id;
    let message = format!("Instance {id} is in an invalid state for '{name}'");
    Err(fault(409, &message))
}

/// The same, whatever the server is at.
pub(super) fn check_vm_state(
    call: &mut Call<'_>,
    id: &str,
    name: &str,
    from: &[&str],
) -> Result<(), Reply> {
    let server = own(call, id)?;
    if from.contains(&server.vm) {
        Ok(())
    } else {
        Err(cannot(name, server, true))
    }
}

pub(super) fn cannot(name: &str, server: &Server, by_vm_state: bool) -> Reply {
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
    let subject = subject(call, id);
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

/// The server with the task it is at now, to schedule more for it.
pub(super) fn subject(call: &mut Call<'_>, id: &str) -> Subject {
    let epoch = own(call, id).map_or(0, |server| server.epoch);
    Subject::Server {
        region: call.region,
        id: id.to_owned(),
        epoch,
    }
}

/// A line in the action log.
pub(super) fn log(call: &mut Call<'_>, id: &str, name: &'static str) {
    let by = (call.user.id, call.project.id);
    let request = call.request.id.clone();
    let action = Action::new(name, event(name), by, request, call.world.now);
    if let Some(server) = call.world.regions[call.region].server(id) {
        server.actions.push(action);
    }
}

/// The same of what is over at once.
pub(super) fn log_done(call: &mut Call<'_>, id: &str, name: &'static str, well: bool) {
    log(call, id, name);
    let now = call.world.now;
    let server = call.world.regions[call.region].server(id);
    if let Some(action) = server.and_then(|server| server.actions.last_mut()) {
        action.finish(now, well);
        action.message = (!well).then_some("Error");
    }
}

/// Its first step, as Nova's services name it.
fn event(action: &str) -> Option<&'static str> {
    Some(match action {
        "start" => "compute_start_instance",
        "stop" => "compute_stop_instance",
        "reboot" => "compute_reboot_instance",
        "pause" => "compute_pause_instance",
        "unpause" => "compute_unpause_instance",
        "suspend" => "compute_suspend_instance",
        "resume" => "compute_resume_instance",
        "shelve" => "compute_shelve_instance",
        "unshelve" => "schedule_instances",
        "rescue" => "compute_rescue_instance",
        "unrescue" => "compute_unrescue_instance",
        "rebuild" => "rebuild_server",
        "resize" | "migrate" => "cold_migrate",
        "confirmResize" => "compute_confirm_resize",
        "revertResize" => "compute_revert_resize",
        "live-migration" => "conductor_live_migrate_instance",
        "createImage" => "compute_snapshot_instance",
        "changePassword" => "compute_set_admin_password",
        "attach_interface" => "compute_attach_interface",
        "detach_interface" => "compute_detach_interface",
        "attach_volume" => "compute_attach_volume",
        "detach_volume" => "compute_detach_volume",
        "lock" => "api_lock",
        "unlock" => "api_unlock",
        "delete" => "compute_terminate_instance",
        "restore" => "compute_restore_instance",
        _ => return None,
    })
}

/// An accepted action.
pub(super) fn accepted() -> Reply {
    done(202)
}

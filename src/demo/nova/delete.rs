//! The end of a server, and the way back from it where the region keeps deleted servers for a
//! while (`[DEFAULT] reclaim_instance_interval`).
//! <https://docs.openstack.org/api-ref/compute/#restore-soft-deleted-instance-restore-action>

use super::super::world::Step;
use super::action::{self, accepted, begin, check_lock, own};
use super::{Answer, Call, done, quota};

/// `DELETE /servers/{id}`
pub(super) fn server(call: &mut Call<'_>, id: &str) -> Answer {
    check_lock(call, id)?;
    let reclaim = call.world.regions[call.region].reclaim;
    let server = own(call, id)?;
    // What never ran is not kept.
    match reclaim.filter(|_| server.launched.is_some()) {
        Some(seconds) => soft(call, id, seconds),
        None => hard(call, id),
    }?;
    Ok(done(204))
}

pub(super) fn by_force(call: &mut Call<'_>, id: &str) -> Answer {
    check_lock(call, id)?;
    hard(call, id)
}

fn hard(call: &mut Call<'_>, id: &str) -> Answer {
    if own(call, id)?.task == Some("deleting") {
        return Ok(accepted());
    }
    let millis = 2000 + call.world.roll(800);
    begin(
        call,
        id,
        "delete",
        &[("deleting", millis)],
        vec![Step::Gone],
    );
    Ok(accepted())
}

fn soft(call: &mut Call<'_>, id: &str, seconds: u64) -> Answer {
    if own(call, id)?.is_deleting() {
        return Ok(accepted());
    }
    let last = vec![Step::Settle("soft-delete", 4)];
    begin(call, id, "delete", &[("soft-deleting", 1800)], last);
    let now = call.world.now;
    let server = own(call, id)?;
    if let Some(event) = server
        .actions
        .last_mut()
        .and_then(|action| action.events.last_mut())
    {
        event.name = "compute_soft_delete_instance";
    }
    server.terminated = Some(now);
    let subject = action::subject(call, id);
    call.world
        .schedule(&subject, [(1800 + seconds * 1000, Step::Gone)]);
    Ok(accepted())
}

/// A server that is kept does not count against the quota, one that comes back does.
pub(super) fn restore(call: &mut Call<'_>, id: &str) -> Answer {
    action::check_lock_vaguely(call, id, "restore")?;
    action::check_state(call, id, "restore", &["soft-delete"])?;
    let flavor = own(call, id)?.flavor.clone();
    quota::allow(call, &flavor, 1, 1)?;
    let last = vec![Step::Settle("active", 1)];
    begin(call, id, "restore", &[("restoring", 1600)], last);
    own(call, id)?.terminated = None;
    Ok(accepted())
}

//! What happened to single servers before the demo opened: the last of it made them what they are.

use std::time::Duration;

use super::super::clock::later;
use super::super::world::{ADMIN, ADMIN_PROJECT, Action, DEMO, DEMO_USER, World};
use super::{DAY, HOUR, ago};

struct Past {
    server: &'static str,
    action: &'static str,
    /// Each step, and the seconds it took.
    events: &'static [(&'static str, u64)],
    well: bool,
}

const fn past(
    server: &'static str,
    action: &'static str,
    events: &'static [(&'static str, u64)],
) -> Past {
    Past {
        server,
        action,
        events,
        well: true,
    }
}

/// What a server's last change was: it ended when the server was last touched.
const LAST: [Past; 7] = [
    past("web-04", "stop", &[("compute_stop_instance", 4)]),
    past("batch-07", "stop", &[("compute_stop_instance", 61)]),
    past("batch-08", "pause", &[("compute_pause_instance", 1)]),
    past("batch-09", "suspend", &[("compute_suspend_instance", 9)]),
    past("legacy-erp", "shelve", &[("compute_shelve_instance", 214)]),
    past(
        "app-01",
        "resize",
        &[
            ("conductor_migrate_server", 1),
            ("cold_migrate", 2),
            ("compute_prep_resize", 2),
            ("compute_resize_instance", 47),
            ("compute_finish_resize", 11),
        ],
    ),
    past("mail-01", "rescue", &[("compute_rescue_instance", 8)]),
];

/// What came before, and how long ago.
const EARLIER: [(u64, Past); 7] = [
    (
        60 * DAY,
        past("web-01", "reboot", &[("compute_reboot_instance", 3)]),
    ),
    (
        3 * DAY + 5 * HOUR,
        past(
            "web-01",
            "createImage",
            &[("compute_snapshot_instance", 38)],
        ),
    ),
    (
        2 * DAY,
        Past {
            well: false,
            ..past(
                "web-01",
                "detach_interface",
                &[("compute_detach_interface", 12)],
            )
        },
    ),
    (
        190 * DAY,
        past("db-01", "attach_volume", &[("compute_attach_volume", 2)]),
    ),
    (
        44 * DAY,
        past(
            "db-01",
            "rebuild",
            &[("rebuild_server", 1), ("compute_rebuild_instance", 22)],
        ),
    ),
    (
        11 * DAY,
        Past {
            well: false,
            ..past(
                "db-01",
                "live-migration",
                &[("conductor_live_migrate_instance", 5)],
            )
        },
    ),
    (170 * DAY, past("vault-01", "lock", &[("api_lock", 0)])),
];

/// Has dice of its own, so that nothing seeded before it looks any different.
pub(super) fn put(world: &mut World) {
    world.aside(0x0107, |world| {
        for (age, past) in &EARLIER {
            let start = ago(world.now, *age);
            log(world, past, Some(start));
        }
        for past in &LAST {
            log(world, past, None);
        }
    });
}

fn log(world: &mut World, past: &Past, start: Option<jiff::Timestamp>) {
    let request = format!("req-{}", world.uuid());
    let mut servers = world.regions[0].servers.iter_mut();
    let Some(server) = servers.find(|server| server.name == past.server) else {
        return;
    };
    let took = past.events.iter().map(|(_, seconds)| seconds).sum();
    let mut time = start.unwrap_or_else(|| ago(server.updated, took));
    // Moving a server is an administrator's business.
    let by = if past.action == "live-migration" {
        (ADMIN.id, ADMIN_PROJECT.id)
    } else {
        (DEMO_USER.id, DEMO.id)
    };
    let mut action = Action::new(past.action, None, by, request, time);
    for (name, seconds) in past.events {
        action.next(Some(name), time);
        time = later(time, Duration::from_secs(*seconds));
    }
    action.finish(time, past.well);
    action.message = (!past.well).then_some("Error");
    server.actions.push(action);
}

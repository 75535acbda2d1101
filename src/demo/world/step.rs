//! What can happen to a server or an image in the course of time.

use jiff::Timestamp;

use super::{Action, Disk, Flavor, Region, Server, Stage, World};

/// To whom it happens.
#[derive(Debug, Clone)]
pub(crate) enum Subject {
    /// Only while this task, known by its epoch, is not superseded.
    Server {
        region: usize,
        id: String,
        epoch: u64,
    },
    /// A part of a server, whatever the server itself is at.
    Part {
        region: usize,
        server: String,
        /// The action it belongs to.
        request: String,
    },
    Image {
        region: usize,
        id: String,
    },
}

#[derive(Debug, Clone)]
pub(crate) enum Step {
    Task(&'static str),
    /// The task ends in this state and power state.
    Settle(&'static str, i64),
    Placed,
    Plugged,
    Launched,
    /// The compute host has Cinder make a volume; with the request's id.
    Fill(Box<Disk>, String),
    Attach(Box<Disk>),
    Failed(String),
    Gone,
    Flavor(Box<Flavor>),
    /// A resize is confirmed or reverted: there is no way back.
    FlavorKept,
    Offloaded,
    Hosted(String),
    /// The action under way comes to its next step.
    Event(&'static str),
    /// The last action ends without its server changing state, well or with message "Error".
    ActionEnds {
        well: bool,
    },
    /// A port or a volume leaves its server, or a volume comes to it.
    Unplug(String),
    Attaching(String),
    Attached(Box<Disk>),
    Detached(String),
    Saving,
    Active {
        size: u64,
        virtual_size: Option<u64>,
    },
    /// Nova removes the image of a snapshot that failed.
    ImageGone,
}

pub(super) fn apply(world: &mut World, subject: &Subject, step: Step) {
    match subject {
        Subject::Server { region, id, epoch } => {
            server_step(world, *region, id, *epoch, step);
        }
        Subject::Part {
            region,
            server,
            request,
        } => part_step(world, *region, server, request, step),
        Subject::Image { region, id } => image_step(world, *region, id, &step),
    }
}

fn server_step(world: &mut World, region: usize, id: &str, epoch: u64, step: Step) {
    let now = world.now;
    let Some(server) = world.regions[region].server(id) else {
        return;
    };
    if server.epoch != epoch {
        return;
    }
    match step {
        Step::Fill(..) | Step::Attach(_) | Step::Failed(_) | Step::Gone => {
            region_step(world, region, id, step);
        }
        Step::Hosted(_) => {
            own_step(server, now, step);
            let region = &mut world.regions[region];
            region.connect(id, now);
            region.forget_shelved(id);
        }
        step => own_step(server, now, step),
    }
}

fn part_step(world: &mut World, region: usize, id: &str, request: &str, step: Step) {
    let now = world.now;
    let region = &mut world.regions[region];
    let Some(server) = region.server(id).filter(|server| !server.is_gone()) else {
        return;
    };
    match step {
        Step::Unplug(port) => {
            let index = server.nics.iter().position(|nic| nic.port.id == port);
            if let Some(nic) = index.map(|index| server.nics.remove(index)) {
                region.give_back(nic);
            }
        }
        Step::Attaching(volume) => {
            if let Some(volume) = region.volume(&volume) {
                volume.status = "attaching";
            }
            return;
        }
        Step::Attached(disk) => region.attach(id, &disk, now),
        Step::Detached(volume) => region.detach(id, &volume, now),
        _ => return,
    }
    // No part of a server makes the server itself any newer.
    let actions = region.server(id).map(|server| server.actions.iter_mut());
    let mut actions = actions.into_iter().flatten();
    if let Some(action) = actions.find(|action| action.request_id == request) {
        action.finish(now, true);
    }
}

/// A step that also changes what is outside of the server.
fn region_step(world: &mut World, region: usize, id: &str, step: Step) {
    let now = world.now;
    let region = &mut world.regions[region];
    match step {
        Step::Fill(disk, request) => {
            let Some(server) = region.server(id).cloned() else {
                return;
            };
            if let Err(why) = region.fill(&server, &disk, &request, now) {
                let message = format!("Build of instance {id} aborted: {why}");
                fail(region, id, now, &message);
            }
        }
        Step::Attach(disk) => region.attach(id, &disk, now),
        Step::Failed(message) => fail(region, id, now, &message),
        _ => {
            region.release(id, now);
            if let Some(server) = region.server(id) {
                server.vm = "deleted";
                server.task = None;
                server.power = 0;
                server.stage = server.stage.min(Stage::Placed);
                server.terminated = Some(now);
                finish(server, now, true, None);
            }
        }
    }
    if let Some(server) = region.server(id) {
        server.updated = now;
    }
}

/// A build ends in ERROR, and what was still to come does not.
fn fail(region: &mut Region, id: &str, now: Timestamp, message: &str) {
    region.release(id, now);
    let Some(server) = region.server(id) else {
        return;
    };
    server.epoch += 1;
    server.vm = "error";
    server.task = None;
    server.power = 0;
    server.stage = Stage::Ordered;
    // As long as Nova's column.
    let message = message.chars().take(255).collect();
    server.fault = Some((500, message, now));
    // The log's own column stays empty: the fault says it.
    finish(server, now, false, None);
}

fn own_step(server: &mut Server, now: Timestamp, step: Step) {
    match step {
        Step::Task(task) => server.task = Some(task),
        Step::Settle(vm, power) => {
            server.console.settle(server.task, power == 1, now);
            server.vm = vm;
            server.power = power;
            server.task = None;
            finish(server, now, true, None);
        }
        Step::Placed => server.stage = Stage::Placed,
        Step::Plugged => server.stage = Stage::Plugged,
        Step::Launched => server.launched = Some(now),
        Step::Flavor(flavor) => {
            server.old_flavor = Some(std::mem::replace(&mut server.flavor, *flavor));
        }
        Step::FlavorKept => server.old_flavor = None,
        Step::Offloaded => server.host_id = String::new(),
        Step::Hosted(host_id) => server.host_id = host_id,
        Step::Event(name) => {
            if let Some(action) = running(server) {
                action.next(Some(name), now);
            }
            // The log is no part of the server, which stays as old as it was.
            return;
        }
        Step::ActionEnds { well } => {
            server.task = None;
            finish(server, now, well, (!well).then_some("Error"));
        }
        _ => return,
    }
    server.updated = now;
}

fn running(server: &mut Server) -> Option<&mut Action> {
    let mut actions = server.actions.iter_mut().rev();
    actions.find(|action| action.is_running())
}

fn finish(server: &mut Server, now: Timestamp, well: bool, message: Option<&'static str>) {
    if let Some(action) = running(server) {
        action.finish(now, well);
        action.message = message;
    }
}

fn image_step(world: &mut World, region: usize, id: &str, step: &Step) {
    let now = world.now;
    if matches!(step, Step::ImageGone) {
        world.regions[region].images.retain(|image| image.id != id);
        return;
    }
    let Some(image) = world.regions[region].image(id) else {
        return;
    };
    match step {
        Step::Saving => {
            image.status = "saving";
            image.disk_format = Some("qcow2");
            image.container_format = Some("bare");
        }
        Step::Active { size, virtual_size } => {
            image.status = "active";
            image.size = Some(*size);
            image.virtual_size = *virtual_size;
        }
        _ => return,
    }
    image.updated = now;
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::{Region, Server, World};
    use super::{Flavor, Step, Subject};
    use crate::demo::clock::later;

    fn world() -> (World, Subject) {
        let mut world = World::new("2026-11-23T07:00:00Z".parse().unwrap());
        let flavor = Flavor {
            id: "1".into(),
            name: "m1.tiny",
            vcpus: 1,
            ram: 512,
            disk: 1,
            extra_specs: &[],
        };
        let server = Server::new("s".into(), "web", flavor, world.now);
        world.regions.push(Region {
            servers: vec![server],
            ..Region::default()
        });
        let subject = Subject::Server {
            region: 0,
            id: "s".into(),
            epoch: 0,
        };
        (world, subject)
    }

    #[test]
    fn what_is_due_happens_in_its_order_and_at_its_own_time() {
        let (mut world, subject) = world();
        let start = world.now;
        world.schedule(
            &subject,
            [
                (2000, Step::Settle("active", 1)),
                (1000, Step::Task("spawning")),
            ],
        );
        world.catch_up(later(start, Duration::from_millis(1500)));
        assert_eq!(world.regions[0].servers[0].task, Some("spawning"));
        world.catch_up(later(start, Duration::from_secs(60)));
        let server = &world.regions[0].servers[0];
        assert_eq!((server.status(), server.task), ("ACTIVE", None));
        assert_eq!(server.updated, later(start, Duration::from_secs(2)));
    }

    #[test]
    fn the_steps_of_a_superseded_task_no_longer_count() {
        let (mut world, subject) = world();
        world.schedule(&subject, [(1000, Step::Settle("active", 1))]);
        world.regions[0].servers[0].epoch += 1;
        world.catch_up(later(world.now, Duration::from_secs(5)));
        assert_eq!(world.regions[0].servers[0].status(), "BUILD");
    }

    #[test]
    fn the_status_is_derived_from_both_states() {
        let (mut world, _) = world();
        let server = &mut world.regions[0].servers[0];
        for (vm, task, status) in [
            ("active", None, "ACTIVE"),
            ("active", Some("image_uploading"), "ACTIVE"),
            ("active", Some("rebooting_hard"), "HARD_REBOOT"),
            ("stopped", Some("resize_prep"), "RESIZE"),
            ("stopped", Some("powering-on"), "SHUTOFF"),
            ("resized", None, "VERIFY_RESIZE"),
            ("error", Some("deleting"), "ERROR"),
        ] {
            server.vm = vm;
            server.task = task;
            assert_eq!(server.status(), status);
        }
    }
}

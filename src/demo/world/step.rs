//! What can happen to a server or an image in the course of time.

use super::{Flavor, Stage, World};

/// To whom it happens.
#[derive(Debug, Clone)]
pub(crate) enum Subject {
    /// Only while this task, known by its epoch, is not superseded.
    Server {
        region: usize,
        id: String,
        epoch: u64,
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
    Failed(String),
    Gone,
    Flavor(Box<Flavor>),
    /// A resize is confirmed or reverted: there is no way back.
    FlavorKept,
    Offloaded,
    /// The last action ends without its server changing state, well or with message "Error".
    ActionEnds {
        well: bool,
    },
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
        Step::Task(task) => server.task = Some(task),
        Step::Settle(vm, power) => {
            server.vm = vm;
            server.power = power;
            server.task = None;
            finish(server, now, true);
        }
        Step::Placed => server.stage = Stage::Placed,
        Step::Plugged => server.stage = Stage::Plugged,
        Step::Launched => server.launched = Some(now),
        Step::Failed(message) => {
            server.vm = "error";
            server.task = None;
            server.power = 0;
            server.stage = Stage::Ordered;
            server.fault = Some((500, message, now));
            finish(server, now, false);
        }
        Step::Gone => {
            server.vm = "deleted";
            server.task = None;
            server.power = 0;
            server.stage = server.stage.min(Stage::Placed);
            server.terminated = Some(now);
            finish(server, now, true);
        }
        Step::Flavor(flavor) => {
            server.old_flavor = Some(std::mem::replace(&mut server.flavor, *flavor));
        }
        Step::FlavorKept => server.old_flavor = None,
        Step::Offloaded => server.host_id = String::new(),
        Step::ActionEnds { well } => {
            server.task = None;
            finish(server, now, well);
        }
        Step::Saving | Step::Active { .. } | Step::ImageGone => return,
    }
    server.updated = now;
}

fn finish(server: &mut super::Server, now: jiff::Timestamp, well: bool) {
    // Locking is logged too, but does nothing that could end later.
    let running = server
        .actions
        .iter_mut()
        .rev()
        .find(|action| action.finished.is_none() && !action.event.is_empty());
    if let Some(action) = running {
        action.updated = now;
        action.finished = Some(now);
        action.message = (!well).then_some("Error");
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

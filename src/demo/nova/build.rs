//! A server that was accepted: it enters the world, and its build the queue.

use serde_json::Value;

use super::super::world::{Action, Nic, Server, Step, Subject, Volume};
use super::Call;
use super::order::Order;

/// Puts the server into the world and its future into the queue.
pub(super) fn server(
    call: &mut Call<'_>,
    wanted: &Value,
    order: &Order,
    name: &str,
    reservation: &str,
) -> String {
    let world = &mut *call.world;
    let id = world.uuid();
    let mut server = Server::new(id.clone(), name, order.flavor.clone(), world.now);
    server.project = call.project.id;
    server.user = call.user.id;
    server.image.clone_from(&order.image);
    server.key_name.clone_from(&order.key_name);
    server.security_groups.clone_from(&order.groups);
    server.zone.clone_from(&order.zone);
    server.host_id = host_id(world.roll(4));
    reservation.clone_into(&mut server.reservation);
    server.config_drive = wanted["config_drive"] == true;
    server.description = wanted["description"].as_str().map(str::to_owned);
    server.tags = strings(&wanted["tags"]);
    if let Some(metadata) = wanted["metadata"].as_object() {
        server.metadata = metadata
            .iter()
            .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
            .collect();
    }
    if let Some(delete_on_termination) = order.volume {
        server.volumes.push(Volume {
            id: world.uuid(),
            device: "/dev/vda",
            delete_on_termination,
        });
    }
    for network in &order.networks {
        let region = &mut world.regions[call.region];
        let addresses = region.addresses(network);
        let network_name = region.network_name(network);
        server.nics.push(Nic {
            network: network.clone(),
            network_name,
            port: world.uuid(),
            mac: world.mac(),
            addresses,
        });
    }
    server.actions.push(Action {
        name: "create",
        request_id: call.request.id.clone(),
        user: call.user.id,
        start: world.now,
        updated: world.now,
        message: None,
        failed: false,
        event: "compute__do_build_and_run_instance",
        finished: None,
    });
    let steps = future(world.roll(1500), &server);
    let subject = Subject::Server {
        region: call.region,
        id: id.clone(),
        epoch: 0,
    };
    world.regions[call.region].servers.push(server);
    world.schedule(&subject, steps);
    id
}

/// How the build goes. `jitter`: no two servers take exactly as long.
fn future(jitter: u64, server: &Server) -> Vec<(u64, Step)> {
    if server.flavor.fits_nowhere() {
        let message = "No valid host was found. There are not enough hosts available.";
        return vec![(1200 + jitter / 2, Step::Failed(message.to_owned()))];
    }
    let mut steps = vec![
        (600, Step::Task("networking")),
        (600, Step::Placed),
        (1700 + jitter / 2, Step::Task("spawning")),
    ];
    if server.name.starts_with("fail-") {
        let message = format!(
            "Build of instance {} aborted: the demo fails every server whose name starts with \
             \"fail-\"",
            server.id
        );
        steps.push((3500 + jitter, Step::Failed(message)));
    } else {
        steps.push((2500 + jitter / 2, Step::Plugged));
        steps.push((4200 + jitter, Step::Launched));
        steps.push((4200 + jitter, Step::Settle("active", 1)));
    }
    steps
}

pub(in super::super) fn host_id(host: u64) -> String {
    const HOSTS: [&str; 4] = [
        "dac753e552df6807247e50e9f1e0fbc9067bbab7638ce7cc25cb32b0",
        "1f0b9c2dd1e64f4c8e1ba9a2f6c1c7a83f5d42e7b0a96c1d8e5f7a21",
        "7be2a4410c5d4f5e9b83c6e1d02f9a776e1c3b5a8d4f60219c7e5d38",
        "c94d8e7f3b2a41609f5e8d7c6b5a49382716f5e4d3c2b1a0f9e8d7c6",
    ];
    HOSTS[usize::try_from(host % 4).unwrap_or_default()].to_owned()
}

fn strings(value: &Value) -> Vec<String> {
    let words = value.as_array().into_iter().flatten();
    words
        .filter_map(|word| word.as_str().map(str::to_owned))
        .collect()
}

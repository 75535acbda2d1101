//! Each action in each state: done where Nova documents it, and anywhere else refused with its own
//! sentence. <https://docs.openstack.org/api-guide/compute/server_concepts.html#server-actions>

use horizon_tui::openstack::compute::{
    BootFrom, MetadataChange, NewInterface, Server, ServerAct, ServerStatus,
};
use horizon_tui::openstack::id::{FlavorId, ImageId, NetworkId};
use horizon_tui::openstack::{Client, Error, Kind};

use crate::actions::larger;
use crate::world::{World, network, smallest_launch};

/// What is tried, but for locks, deletions and migrations, which no state is against.
fn all(image: &ImageId, flavor: &FlavorId) -> Vec<ServerAct> {
    vec![
        ServerAct::Start,
        ServerAct::Stop,
        ServerAct::Reboot { hard: false },
        ServerAct::Reboot { hard: true },
        ServerAct::Pause,
        ServerAct::Unpause,
        ServerAct::Suspend,
        ServerAct::Resume,
        ServerAct::Shelve,
        ServerAct::Unshelve,
        ServerAct::Resize {
            flavor: flavor.clone(),
            disk_config: None,
        },
        ServerAct::ConfirmResize,
        ServerAct::RevertResize,
        ServerAct::Rebuild {
            image: image.clone(),
            disk_config: None,
            description: None,
            password: None,
        },
        ServerAct::Rescue {
            image: None,
            password: None,
        },
        ServerAct::Unrescue,
        ServerAct::ChangePassword("Hunter-2-hunter".into()),
        ServerAct::Restore,
    ]
}

/// Whether the action may be begun in this `vm_state`, without a task.
fn is_allowed(act: &ServerAct, vm_state: &str) -> bool {
    let states: &[&str] = match act {
        ServerAct::Start => &["stopped"],
        ServerAct::Stop
        | ServerAct::Reboot { hard: false }
        | ServerAct::Pause
        | ServerAct::Suspend
        | ServerAct::ChangePassword(_) => &["active"],
        ServerAct::Reboot { hard: true } | ServerAct::Shelve => {
            &["active", "stopped", "paused", "suspended"]
        }
        ServerAct::Resize { .. } | ServerAct::Rebuild { .. } | ServerAct::Rescue { .. } => {
            &["active", "stopped"]
        }
        ServerAct::Unpause => &["paused"],
        ServerAct::Resume => &["suspended"],
        ServerAct::Unshelve => &["shelved", "shelved_offloaded"],
        ServerAct::ConfirmResize | ServerAct::RevertResize => &["resized"],
        ServerAct::Unrescue => &["rescued"],
        _ => &[],
    };
    states.contains(&vm_state)
}

fn vm_state(status: &ServerStatus) -> &'static str {
    match status {
        ServerStatus::Active => "active",
        ServerStatus::Shutoff => "stopped",
        ServerStatus::Paused => "paused",
        ServerStatus::Suspended => "suspended",
        ServerStatus::Rescue => "rescued",
        ServerStatus::VerifyResize => "resized",
        ServerStatus::Shelved => "shelved",
        ServerStatus::ShelvedOffloaded => "shelved_offloaded",
        other => panic!("nothing leads to {other:?}"),
    }
}

fn assert_out_of_place(error: &Error, what: &str, server: &Server) {
    let (id, state) = (&server.id, vm_state(&server.status));
    assert_eq!(
        error.message,
        format!("Cannot '{what}' instance {id} while it is in vm_state {state}")
    );
    assert_eq!((&error.kind, error.status), (&Kind::Conflict, Some(409)));
    assert!(error.request_id.is_some());
}

/// Tries all that the server's state is against.
async fn try_all(client: &Client, server: &Server, acts: &[ServerAct], network: &NetworkId) {
    let state = vm_state(&server.status);
    // Of a server without a host, Nova asks for that first.
    let is_away = state == "shelved_offloaded";
    for act in acts.iter().filter(|act| !is_allowed(act, state)) {
        let refused = client.act(&server.id, act).await;
        let Err(error) = refused else {
            panic!("{act:?} was accepted while {state}");
        };
        if is_away && matches!(act, ServerAct::Start | ServerAct::Stop) {
            assert_eq!(
                error.message,
                format!("Instance {} is not ready", server.id)
            );
        } else {
            assert_out_of_place(&error, act.word(), server);
        }
    }
    let labelled = ["active", "stopped", "paused", "suspended"].contains(&state);
    if !labelled {
        let change = MetadataChange {
            set: [("role".to_owned(), "web".to_owned())].into(),
            remove: Vec::new(),
        };
        let error = client.change_metadata(&server.id, &change).await;
        assert_out_of_place(&error.unwrap_err(), "update metadata", server);
        let error = client.set_tags(&server.id, &["web".to_owned()]).await;
        assert_out_of_place(&error.unwrap_err(), "update tags", server);
    }
    if !labelled || state == "suspended" {
        let new = NewInterface::Network {
            network: network.clone(),
            fixed_ip: None,
        };
        let error = client.attach_interface(&server.id, &new).await;
        assert_out_of_place(&error.unwrap_err(), "attach_interface", server);
        let port = uuid::Uuid::new_v4().to_string();
        let error = client
            .detach_interface(&server.id, &port.as_str().into())
            .await;
        assert_out_of_place(&error.unwrap_err(), "detach_interface", server);
    }
}

#[tokio::test]
async fn each_action_is_refused_in_novas_words_wherever_it_is_out_of_place() {
    let world = World::open().await;
    let client = world.client().await;
    let flavors = client.flavors().await.unwrap();
    let networks = client.networks().await.unwrap();
    let network = network(&client, &networks);
    let BootFrom::Image(image) = smallest_launch(&client, "any").await.boot else {
        panic!("the smallest launch is from an image");
    };
    let server = world.server(&client, "states").await;
    let acts = all(&image, &larger(&flavors, &server));
    let act = |word: &str| {
        let found = acts.iter().find(|act| act.word() == word);
        found.expect(word).clone()
    };
    try_all(&client, &server, &acts, &network).await;
    for (there, status, back) in [
        ("stop", ServerStatus::Shutoff, "start"),
        ("pause", ServerStatus::Paused, "unpause"),
        ("suspend", ServerStatus::Suspended, "resume"),
        ("rescue", ServerStatus::Rescue, "unrescue"),
        ("resize", ServerStatus::VerifyResize, "revertResize"),
    ] {
        client.act(&server.id, &act(there)).await.unwrap();
        let there = world.settles(&client, &server.id, &status).await;
        try_all(&client, &there, &acts, &network).await;
        client.act(&server.id, &act(back)).await.unwrap();
        world.active(&client, &server.id).await;
    }
    client.act(&server.id, &ServerAct::Shelve).await.unwrap();
    let shelved = world.shelved(&client, &server.id).await;
    try_all(&client, &shelved, &acts, &network).await;
    world.remove(&client, &server.id).await;
}

//! Each action on a server made for it: it ends in the state Nova documents, and out of place it is
//! refused in Nova's own words.
//! <https://docs.openstack.org/api-ref/compute/#servers-run-an-action-servers-action>

use horizon_tui::demo::FaultAnswer;
use horizon_tui::openstack::compute::{
    BootFrom, Flavor, MetadataChange, Server, ServerAct, ServerStatus, ServerUpdate,
};
use horizon_tui::openstack::id::{FlavorId, ImageId, ServerId};
use horizon_tui::openstack::{Client, Error, Kind};

use crate::edit::pairs;
use crate::world::{World, launch, name, smallest_launch};

impl World {
    /// The smallest server, active.
    pub(crate) async fn server(&self, client: &Client, what: &str) -> Server {
        let (_, launched) = launch(client, &name(what), 1).await;
        let (id, _) = launched.servers.first().expect("one server");
        self.active(client, id).await
    }

    /// Waits until it is idle in that state.
    pub(crate) async fn settles(
        &self,
        client: &Client,
        id: &ServerId,
        status: &ServerStatus,
    ) -> Server {
        let what = format!("server becomes {}", status.as_str());
        self.until(&what, async || {
            let server = client.server(id).await.unwrap();
            let broken = server.status == ServerStatus::Error && server.task_state.is_none();
            assert!(!broken || *status == ServerStatus::Error, "{server:?}");
            (server.status == *status && server.task_state.is_none()).then_some(server)
        })
        .await
    }

    /// Waits until it is on the shelf, where some clouds leave it on its host.
    pub(crate) async fn shelved(&self, client: &Client, id: &ServerId) -> Server {
        self.until("server is on the shelf", async || {
            let server = client.server(id).await.unwrap();
            let shelved = [ServerStatus::Shelved, ServerStatus::ShelvedOffloaded];
            let idle = server.task_state.is_none();
            (shelved.contains(&server.status) && idle).then_some(server)
        })
        .await
    }

    /// Each action, and the state it ends in.
    pub(crate) async fn goes_through(
        &self,
        client: &Client,
        id: &ServerId,
        steps: impl IntoIterator<Item = (ServerAct, ServerStatus)>,
    ) {
        for (act, status) in steps {
            let acted = client.act(id, &act).await;
            let acted = acted.unwrap_or_else(|error| panic!("{act:?}: {error}"));
            assert!(acted.request_id.is_some());
            self.settles(client, id, &status).await;
        }
    }
}

pub(crate) async fn refused(client: &Client, id: &ServerId, act: &ServerAct) -> Error {
    match client.act(id, act).await {
        Ok(_) => panic!("{act:?} was accepted"),
        Err(error) => error,
    }
}

pub(crate) fn locked_for(reason: &str) -> ServerAct {
    ServerAct::Lock {
        reason: Some(reason.to_owned()),
    }
}

pub(crate) fn rebuilt_from(image: ImageId, description: Option<&str>) -> ServerAct {
    ServerAct::Rebuild {
        image,
        disk_config: None,
        description: description.map(str::to_owned),
        password: None,
    }
}

const RESCUE: ServerAct = ServerAct::Rescue {
    image: None,
    password: None,
};

#[tokio::test]
async fn a_server_is_shut_off_started_and_rebooted() {
    let world = World::open().await;
    let client = world.client().await;
    let server = world.server(&client, "power").await;
    let id = &server.id;
    world
        .goes_through(&client, id, [(ServerAct::Stop, ServerStatus::Shutoff)])
        .await;
    let soft = ServerAct::Reboot { hard: false };
    let hard = ServerAct::Reboot { hard: true };
    world
        .goes_through(
            &client,
            id,
            [
                (ServerAct::Start, ServerStatus::Active),
                (soft, ServerStatus::Active),
                (hard, ServerStatus::Active),
            ],
        )
        .await;
    world.remove(&client, id).await;
}

#[tokio::test]
async fn a_server_is_paused_and_suspended_and_goes_on() {
    let world = World::open().await;
    let client = world.client().await;
    let server = world.server(&client, "pause").await;
    let id = &server.id;
    let step = [(ServerAct::Pause, ServerStatus::Paused)];
    world.goes_through(&client, id, step).await;
    let steps = [
        (ServerAct::Unpause, ServerStatus::Active),
        (ServerAct::Suspend, ServerStatus::Suspended),
    ];
    world.goes_through(&client, id, steps).await;
    let step = [(ServerAct::Resume, ServerStatus::Active)];
    world.goes_through(&client, id, step).await;
    world.remove(&client, id).await;
}

#[tokio::test]
async fn a_shelved_server_comes_back() {
    let world = World::open().await;
    let client = world.client().await;
    let server = world.server(&client, "shelf").await;
    let id = &server.id;
    client.act(id, &ServerAct::Shelve).await.unwrap();
    let error = refused(&client, id, &ServerAct::Pause).await;
    assert_eq!(error.kind, Kind::Conflict, "a task is under way: {error}");
    assert!(error.message.contains(id.as_str()), "{error}");
    world.shelved(&client, id).await;
    let error = refused(&client, id, &ServerAct::Pause).await;
    assert!(error.message.contains("vm_state shelved"), "{error}");
    let step = [(ServerAct::Unshelve, ServerStatus::Active)];
    world.goes_through(&client, id, step).await;
    world.remove(&client, id).await;
}

#[tokio::test]
async fn a_lock_keeps_changes_out_and_says_why() {
    let world = World::open().await;
    let client = world.client().await;
    let server = world.server(&client, "lock").await;
    let id = &server.id;
    client
        .act(id, &locked_for("kept for the audit"))
        .await
        .unwrap();
    let locked = client.server(id).await.unwrap();
    assert!(locked.locked);
    assert_eq!(locked.locked_reason.as_deref(), Some("kept for the audit"));
    if !client.is_admin() {
        for act in [
            ServerAct::Stop,
            ServerAct::Start,
            RESCUE,
            ServerAct::ForceDelete,
        ] {
            let error = refused(&client, id, &act).await;
            assert_eq!(error.kind, Kind::Conflict);
            assert_eq!(error.message, format!("Instance {id} is locked"));
        }
        let error = client.delete_server(id).await.unwrap_err();
        assert_eq!(error.message, format!("Instance {id} is locked"));
        let change = MetadataChange {
            set: pairs(&[("role", "web")]),
            remove: Vec::new(),
        };
        let error = client.change_metadata(id, &change).await.unwrap_err();
        assert_eq!(error.message, format!("Instance {id} is locked"));
        let update = ServerUpdate {
            name: Some(name("locked")),
            description: None,
        };
        client.update_server(id, &update).await.unwrap();
        client.set_tags(id, &["web".to_owned()]).await.unwrap();
    }
    client.act(id, &ServerAct::Unlock).await.unwrap();
    let unlocked = client.server(id).await.unwrap();
    assert_eq!((unlocked.locked, unlocked.locked_reason), (false, None));
    client
        .act(id, &ServerAct::Lock { reason: None })
        .await
        .unwrap();
    let locked = client.server(id).await.unwrap();
    assert_eq!((locked.locked, locked.locked_reason), (true, None));
    client.act(id, &ServerAct::Unlock).await.unwrap();
    world.remove(&client, id).await;
}

/// The next larger flavor that has room for the server's disk.
pub(crate) fn larger(flavors: &[Flavor], server: &Server) -> FlavorId {
    let (ram, disk) = (server.flavor.ram_mib, server.flavor.disk_gib);
    let mut larger: Vec<_> = flavors
        .iter()
        .filter(|flavor| Some(flavor.ram_mib) > ram && Some(flavor.disk_gib) >= disk)
        .collect();
    larger.sort_by_key(|flavor| (flavor.ram_mib, flavor.vcpus, flavor.disk_gib));
    larger.first().expect("a larger flavor").id.clone()
}

#[tokio::test]
async fn a_resize_is_reverted_or_confirmed() {
    let world = World::open().await;
    let client = world.client().await;
    let flavors = client.flavors().await.unwrap();
    let server = world.server(&client, "resize").await;
    let id = &server.id;
    let flavor = larger(&flavors, &server);
    let resize = ServerAct::Resize {
        flavor: flavor.clone(),
        disk_config: None,
    };
    let step = [(resize.clone(), ServerStatus::VerifyResize)];
    world.goes_through(&client, id, step).await;
    let step = [(ServerAct::RevertResize, ServerStatus::Active)];
    world.goes_through(&client, id, step).await;
    let back = client.server(id).await.unwrap();
    assert_eq!(back.flavor, server.flavor);

    let steps = [
        (resize.clone(), ServerStatus::VerifyResize),
        (ServerAct::ConfirmResize, ServerStatus::Active),
    ];
    world.goes_through(&client, id, steps).await;
    let grown = client.server(id).await.unwrap();
    let named = flavors.iter().find(|known| known.id == flavor).unwrap();
    assert_eq!(grown.flavor.name.as_ref(), Some(&named.name));
    let error = refused(&client, id, &resize).await;
    assert_eq!(error.kind, Kind::BadRequest, "the same flavor: {error}");
    let nowhere = ServerAct::Resize {
        flavor: "no-such-flavor".into(),
        disk_config: None,
    };
    let error = refused(&client, id, &nowhere).await;
    assert!(error.message.contains("no-such-flavor"), "{error}");
    world.remove(&client, id).await;
}

#[tokio::test]
async fn a_rebuilt_server_keeps_its_id_and_takes_the_description() {
    let world = World::open().await;
    let client = world.client().await;
    let server = world.server(&client, "rebuild").await;
    let id = &server.id;
    let image = smallest_launch(&client, "any").await;
    let BootFrom::Image(image) = image.boot else {
        panic!("the smallest launch is from an image");
    };
    let described = rebuilt_from(image.clone(), Some("made anew, größer"));
    let step = [(described, ServerStatus::Active)];
    world.goes_through(&client, id, step).await;
    let made = client.server(id).await.unwrap();
    assert_eq!(made.description.as_deref(), Some("made anew, größer"));
    assert_eq!(made.name, server.name);
    let step = [(rebuilt_from(image, None), ServerStatus::Active)];
    world.goes_through(&client, id, step).await;
    let again = client.server(id).await.unwrap();
    assert_eq!(again.description, made.description, "it was not asked for");
    let nowhere = uuid::Uuid::new_v4().to_string();
    let gone = rebuilt_from(nowhere.as_str().into(), None);
    let error = refused(&client, id, &gone).await;
    assert_eq!(error.kind, Kind::BadRequest, "{error}");
    world.remove(&client, id).await;
}

#[tokio::test]
async fn a_rescue_gives_a_password_and_ends_where_it_began() {
    let world = World::open().await;
    let client = world.client().await;
    let server = world.server(&client, "rescue").await;
    let id = &server.id;
    let rescue = ServerAct::Rescue {
        image: None,
        password: Some("Hunter-2-hunter".into()),
    };
    let acted = client.act(id, &rescue).await.unwrap();
    // A cloud may be told not to give any.
    let given = acted.admin_password;
    assert!(given.is_none_or(|password| password.expose() == "Hunter-2-hunter"));
    world.settles(&client, id, &ServerStatus::Rescue).await;
    let step = [(ServerAct::Unrescue, ServerStatus::Active)];
    world.goes_through(&client, id, step).await;
    world.remove(&client, id).await;
}

#[tokio::test]
async fn a_new_password_is_taken_or_refused_in_the_clouds_words() {
    let world = World::open().await;
    let client = world.client().await;
    let server = world.server(&client, "password").await;
    let id = &server.id;
    let change = ServerAct::ChangePassword("Hunter-2-hunter".into());
    match client.act(id, &change).await {
        Ok(_) => {
            world.active(&client, id).await;
        }
        Err(error) => {
            assert!(matches!(error.status, Some(403 | 409 | 501)), "{error}");
            assert!(!error.message.contains("Hunter"), "{error}");
        }
    }
    // No guest has set one.
    assert_eq!(client.server_password(id).await.unwrap(), None);
    let odd = ServerAct::ChangePassword("x".repeat(70_000).into());
    if let Err(error) = client.act(id, &odd).await {
        assert!(!error.message.contains("xxx"), "{error}");
    }
    world.active(&client, id).await;
    world.remove(&client, id).await;
}

#[tokio::test]
async fn a_migration_is_for_admins() {
    let world = World::open().await;
    let client = world.client().await;
    let server = world.server(&client, "migrate").await;
    let id = &server.id;
    let cold = ServerAct::Migrate { host: None };
    let live = ServerAct::LiveMigrate { host: None };
    if client.is_admin() {
        // With one host only, a cloud may refuse to move it.
        if client.act(id, &cold).await.is_ok() {
            let step = [(ServerAct::ConfirmResize, ServerStatus::Active)];
            world
                .settles(&client, id, &ServerStatus::VerifyResize)
                .await;
            world.goes_through(&client, id, step).await;
        }
    } else {
        for act in [cold, live] {
            let error = refused(&client, id, &act).await;
            assert_eq!((&error.kind, error.status), (&Kind::Forbidden, Some(403)));
            assert!(error.message.contains("os-migrate-server"), "{error}");
        }
    }
    world.remove(&client, id).await;
}

#[tokio::test]
async fn a_forced_deletion_needs_no_grace() {
    let world = World::open().await;
    let client = world.client().await;
    let server = world.server(&client, "force").await;
    let id = &server.id;
    client.act(id, &ServerAct::ForceDelete).await.unwrap();
    world
        .until("server goes away", async || match client.server(id).await {
            Err(error) if error.kind == Kind::NotFound => Some(()),
            _ => None,
        })
        .await;
    let error = refused(&client, id, &ServerAct::Start).await;
    assert_eq!(error.kind, Kind::NotFound);
    assert!(error.message.contains(id.as_str()), "{error}");
}

#[tokio::test]
async fn an_action_is_sent_once_whatever_comes_back() {
    let world = World::imitation().await;
    let client = world.client().await;
    world.fail("POST", "/action", 1, crate::status(503, &[], ""));
    let error = refused(&client, &"s".into(), &ServerAct::Stop).await;
    assert!(error.outcome_unknown());
    world.fail("POST", "/action", 1, FaultAnswer::DropConnection);
    let error = refused(&client, &"s".into(), &ServerAct::Stop).await;
    assert!(error.outcome_unknown() && error.request_id.is_some());
    assert_eq!(world.made("compute"), ["POST 503", "POST -"]);
}

//! Every way to launch a server, on the cloud at hand: each boots, or is refused with the reason,
//! and nothing is left of it. What the imitation cloud has left goes with it.

use std::collections::BTreeMap;
use std::time::Duration;

use horizon_tui::openstack::catalog::Service;
use horizon_tui::openstack::compute::{
    Boot, BootFrom, DiskConfig, LaunchTrace, Networking, NewServer, NewVolume, Nic, Server,
    UserData,
};
use horizon_tui::openstack::config::CloudConfig;
use horizon_tui::openstack::id::{ImageId, PortId, ServerId};
use horizon_tui::openstack::network::Port;
use horizon_tui::openstack::volume::{Volume, VolumeSnapshot};
use horizon_tui::openstack::{Client, Kind, Microversion};

use crate::raw::Raw;
use crate::world::{World, name, smallest_launch};

/// The smallest launch, on a new volume as large as its image needs.
async fn on_a_volume(client: &Client, name: &str, goes: bool) -> NewServer {
    let mut new = smallest_launch(client, name).await;
    let BootFrom::Image(image) = &new.boot else {
        panic!("the smallest launch is from an image");
    };
    let about = client.image(image).await.unwrap();
    // What it unpacks to, which Cinder compares.
    let bytes = about.size.max(about.virtual_size).unwrap_or_default();
    let size = bytes.div_ceil(1 << 30);
    let types = client.volume_types().await.unwrap();
    let kind = types.into_iter().find(|kind| kind.is_default);
    new.boot = BootFrom::ImageOnVolume {
        image: image.clone(),
        volume: NewVolume {
            size_gib: size.max(about.min_disk_gib).max(1),
            kind: kind.map(|kind| kind.name),
            delete_on_termination: goes,
        },
    };
    new
}

impl World {
    /// Launches one and waits for it.
    async fn boot(&self, client: &Client, new: &NewServer) -> Server {
        let launched = client.create_servers(new).await.unwrap();
        let (id, _) = launched.servers.first().expect("one server");
        self.active(client, id).await
    }

    async fn volume(&self, client: &Client, id: &str) -> Option<Volume> {
        let volumes = client.volumes().await.unwrap();
        volumes.into_iter().find(|volume| volume.id.as_str() == id)
    }

    async fn volume_goes(&self, client: &Client, id: &str) {
        self.until("volume goes away", async || {
            self.volume(client, id).await.is_none().then_some(())
        })
        .await;
    }

    /// Takes away what outlives its server.
    pub(crate) async fn clear(&self, client: &Client, kind: &str, id: &str) {
        if self.demo.is_none() {
            let raw = Raw::open(&self.config, client).await;
            self.until("it is cleared away", async || {
                raw.is_gone(kind, id).await.then_some(())
            })
            .await;
        }
    }

    /// A port nobody uses: made, or one the imitation has.
    pub(crate) async fn free_port(&self, client: &Client, name: &str) -> Port {
        let mut made = None;
        if self.demo.is_none() {
            let networks = client.networks().await.unwrap();
            let network = crate::world::network(client, &networks);
            let raw = Raw::open(&self.config, client).await;
            made = Some(raw.make_port(&network, name).await);
        }
        let ports = client.ports().await.unwrap();
        let wanted = |port: &Port| made.as_ref().is_none_or(|id| *id == port.id);
        ports.into_iter().find(wanted).expect("a free port")
    }

    pub(crate) async fn return_port(&self, client: &Client, id: &PortId) {
        if self.demo.is_none() {
            let raw = Raw::open(&self.config, client).await;
            raw.delete_port(id).await;
        }
    }
}

#[tokio::test]
async fn a_server_boots_from_a_new_volume_that_goes_with_it() {
    let world = World::open().await;
    let client = world.client().await;
    if !client.has(Service::Volume) {
        return;
    }
    let mut new = on_a_volume(&client, &name("volume"), true).await;
    new.count = 2;
    let launched = client.create_servers(&new).await.unwrap();
    assert_eq!(launched.servers.len(), 2);
    let mut volumes = Vec::new();
    for (id, _) in &launched.servers {
        let server = world.active(&client, id).await;
        assert_eq!(server.boot, Boot::Volume);
        let [disk] = server.volumes.as_slice() else {
            panic!("one volume: {server:?}");
        };
        assert_eq!(disk.delete_on_termination, Some(true));
        let volume = world.volume(&client, &disk.id).await.unwrap();
        assert_eq!(&*volume.status, "in-use");
        volumes.push(volume.id);
        world.remove(&client, id).await;
    }
    assert_ne!(volumes[0], volumes[1]);
    for volume in volumes {
        world.volume_goes(&client, volume.as_str()).await;
    }
}

/// The snapshot of a server that booted from a volume: an image without bytes, and a snapshot of
/// the volume.
async fn snapshot_of(world: &World, client: &Client, server: &Server) -> (ImageId, VolumeSnapshot) {
    let started = client
        .create_image(&server.id, &name("copy"))
        .await
        .unwrap();
    let volume = server.volumes[0].id.as_str();
    let snapshot = world
        .until("volume snapshot is available", async || {
            let snapshots = client.volume_snapshots().await.unwrap();
            snapshots.into_iter().find(|snapshot| {
                snapshot.volume.as_str() == volume && &*snapshot.status == "available"
            })
        })
        .await;
    world.active(client, &server.id).await;
    (started.image.expect("the cloud names the image"), snapshot)
}

#[tokio::test]
async fn a_volume_its_snapshot_and_the_image_of_both_boot_servers() {
    let world = World::open().await;
    let client = world.client().await;
    if !client.has(Service::Volume) {
        return;
    }
    let new = on_a_volume(&client, &name("first"), false).await;
    let first = world.boot(&client, &new).await;
    let volume = first.volumes[0].id.clone();
    let (image, snapshot) = snapshot_of(&world, &client, &first).await;
    world.remove(&client, &first.id).await;
    let kept = world
        .until("volume is available", async || {
            let volume = world.volume(&client, &volume).await.expect("it stays");
            (&*volume.status == "available").then_some(volume)
        })
        .await;

    for boot in [
        BootFrom::VolumeSnapshot {
            snapshot: snapshot.id.clone(),
            delete_on_termination: true,
        },
        BootFrom::Image(image.clone()),
        BootFrom::Volume {
            volume: kept.id.clone(),
            delete_on_termination: false,
        },
    ] {
        let again = NewServer {
            name: name("again"),
            boot: boot.clone(),
            ..new.clone()
        };
        let server = world.boot(&client, &again).await;
        let [disk] = server.volumes.as_slice() else {
            panic!("one volume: {server:?}");
        };
        assert_eq!(disk.id == volume, matches!(boot, BootFrom::Volume { .. }));
        world.remove(&client, &server.id).await;
        match boot {
            BootFrom::VolumeSnapshot { .. } => world.volume_goes(&client, &disk.id).await,
            // Whether it stays is for the image to say.
            BootFrom::Image(_) => world.clear(&client, "volumes", &disk.id).await,
            _ => assert!(world.volume(&client, &volume).await.is_some(), "it stays"),
        }
    }
    client.delete_image(&image).await.unwrap();
    world
        .clear(&client, "snapshots", snapshot.id.as_str())
        .await;
    world.clear(&client, "volumes", &volume).await;
}

#[tokio::test]
async fn a_port_is_used_and_free_again_afterwards() {
    let world = World::open().await;
    let client = world.client().await;
    let port = world.free_port(&client, &name("port")).await;
    assert!(port.admin_up && !port.addresses.is_empty());
    let mut new = smallest_launch(&client, &name("port")).await;
    new.networking = Networking::Nics(vec![Nic::Port(port.id.clone())]);
    let server = world.boot(&client, &new).await;
    let has = |address: &String| server.addresses().any(|own| own.addr == *address);
    assert!(port.addresses.iter().all(has), "{server:?}");
    let is_free = async || {
        let ports = client.ports().await.unwrap();
        ports.iter().any(|free| free.id == port.id)
    };
    assert!(!is_free().await);

    let twice = NewServer {
        name: name("port-twice"),
        ..new.clone()
    };
    let error = client.create_servers(&twice).await.unwrap_err();
    assert_eq!(error.status, Some(409));
    assert!(error.message.contains(port.id.as_str()), "{error}");

    world.remove(&client, &server.id).await;
    world
        .until("port is free", async || is_free().await.then_some(()))
        .await;
    world.return_port(&client, &port.id).await;
}

/// Everything that is optional.
fn furnish(new: &mut NewServer) {
    new.description = Some("the front door, größer".into());
    new.user_data = Some(UserData::new("#!/bin/sh\necho é\n".as_bytes()));
    new.config_drive = true;
    new.disk_config = DiskConfig::Manual;
    new.metadata = [("role", "web"), ("size", "größer")]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into();
    new.tags = vec!["blue".into(), "web".into()];
    new.hints = BTreeMap::from([("ht_note".to_owned(), "a word no scheduler reads".to_owned())]);
    new.admin_password = Some("Hunter-2-hunter".into());
}

#[tokio::test]
async fn everything_optional_reaches_the_server() {
    let world = World::open().await;
    let client = world.client().await;
    let mut new = smallest_launch(&client, &name("full")).await;
    furnish(&mut new);
    let groups = client.server_groups().await.unwrap();
    let soft = groups
        .iter()
        .find(|group| group.policy.starts_with("soft-"));
    new.server_group = soft.map(|group| group.id.clone());
    let server = world.boot(&client, &new).await;
    assert_eq!(server.description, new.description);
    assert_eq!(server.metadata, new.metadata.clone().into_iter().collect());
    if let Some(group) = soft {
        let groups = client.server_groups().await.unwrap();
        let group = groups.iter().find(|known| known.id == group.id).unwrap();
        assert!(group.members.contains(&server.id), "{group:?}");
    }
    let raw = Raw::open(&world.config, &client).await;
    let seen = raw.server(&server.id).await;
    assert_eq!(seen["OS-DCF:diskConfig"], "MANUAL");
    assert_eq!(seen["config_drive"], "True");
    let mut tags: Vec<_> = seen["tags"].as_array().unwrap().iter().collect();
    tags.sort_by_key(ToString::to_string);
    assert_eq!(tags, ["blue", "web"]);
    world.remove(&client, &server.id).await;
}

#[tokio::test]
async fn an_older_nova_is_not_told_what_it_does_not_know() {
    let world = World::open().await;
    for minor in [1, 36, 37, 60] {
        let config = CloudConfig {
            compute_cap: Some(Microversion(2, minor)),
            ..world.config.clone()
        };
        let client = world.with(&config).await.unwrap();
        let mut new = smallest_launch(&client, &name(&format!("age-{minor}"))).await;
        furnish(&mut new);
        let launched = client.create_servers(&new).await.unwrap();
        world.remove(&client, &launched.servers[0].0).await;
    }
}

#[tokio::test]
async fn a_server_may_have_no_network() {
    let world = World::open().await;
    let client = world.client().await;
    let mut new = smallest_launch(&client, &name("alone")).await;
    new.networking = Networking::None;
    new.security_groups.clear();
    let server = world.boot(&client, &new).await;
    assert_eq!(server.addresses().count(), 0);
    world.remove(&client, &server.id).await;
}

#[tokio::test]
async fn a_network_is_made_for_a_server_only_where_the_cloud_offers_it() {
    let world = World::open().await;
    let client = world.client().await;
    if client.auto_topology().await.unwrap() {
        // What it makes cannot be taken away by us.
        return;
    }
    let mut new = smallest_launch(&client, &name("auto")).await;
    new.networking = Networking::Auto;
    // Nova takes the project's only network where there is one, and with several it is at a loss.
    match client.create_servers(&new).await {
        Ok(launched) => world.remove(&client, &launched.servers[0].0).await,
        Err(error) => {
            assert!(matches!(error.status, Some(400 | 409)), "{error}");
            assert!(error.message.contains("network"), "{error}");
        }
    }
}

#[tokio::test]
async fn what_cannot_boot_is_refused_with_the_reason() {
    let world = World::open().await;
    let client = world.client().await;
    let nowhere = uuid::Uuid::new_v4().to_string();
    let plain = smallest_launch(&client, &name("refused")).await;
    let refused = async |boot: BootFrom| {
        let new = NewServer {
            boot,
            ..plain.clone()
        };
        client.create_servers(&new).await.unwrap_err()
    };
    let error = refused(BootFrom::Image(nowhere.as_str().into())).await;
    assert_eq!(error.kind, Kind::BadRequest, "{error}");
    assert!(error.message.contains("image"), "{error}");
    if !client.has(Service::Volume) {
        return;
    }
    let boot = BootFrom::Volume {
        volume: nowhere.as_str().into(),
        delete_on_termination: false,
    };
    let error = refused(boot).await;
    assert_eq!(error.kind, Kind::BadRequest, "{error}");
    assert!(error.message.contains("volume"), "{error}");
    let boot = BootFrom::VolumeSnapshot {
        snapshot: nowhere.as_str().into(),
        delete_on_termination: false,
    };
    let error = refused(boot).await;
    assert_eq!(error.kind, Kind::BadRequest, "{error}");
    assert!(error.message.to_lowercase().contains("snapshot"), "{error}");
}

#[tokio::test]
async fn a_launch_whose_answer_was_lost_is_found_by_name_and_time() {
    let world = World::open().await;
    let client = world.client().await;
    let mut new = smallest_launch(&client, &name("lost.1 (a)")).await;
    new.count = 2;
    let launched = client.create_servers(&new).await.unwrap();
    let ids = |servers: &[Server]| -> Vec<ServerId> {
        servers.iter().map(|server| server.id.clone()).collect()
    };
    let trace = LaunchTrace {
        name: new.name.clone(),
        count: 2,
        age: Duration::from_secs(5),
        known: Vec::new(),
    };
    let found = client.launched_servers(&trace).await.unwrap();
    let expected: Vec<_> = launched.servers.iter().map(|(id, _)| id.clone()).collect();
    assert_eq!(ids(&found), expected);

    let known = LaunchTrace {
        known: vec![expected[0].clone()],
        ..trace.clone()
    };
    let found = client.launched_servers(&known).await.unwrap();
    assert_eq!(ids(&found), expected[1..]);
    let one = LaunchTrace { count: 1, ..trace };
    assert!(client.launched_servers(&one).await.unwrap().is_empty());
    let odd = LaunchTrace {
        name: "ht-test-😀 é".into(),
        ..one
    };
    assert!(client.launched_servers(&odd).await.unwrap().is_empty());
    for id in &expected {
        world.remove(&client, id).await;
    }
}

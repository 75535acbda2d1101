//! What hangs on a server and comes and goes: interfaces, floating IPs, volumes; and what can be
//! read of it: its whole description, console, log, actions.

use horizon_tui::openstack::catalog::Service;
use horizon_tui::openstack::compute::{ConsoleKind, NewInterface, Server, ServerAct, ServerStatus};
use horizon_tui::openstack::config::CloudConfig;
use horizon_tui::openstack::id::{ServerId, VolumeId};
use horizon_tui::openstack::network::{PortUpdate, ServerPort};
use horizon_tui::openstack::volume::Volume;
use horizon_tui::openstack::{Client, Kind, Microversion};

use crate::raw::Raw;
use crate::world::{World, name};

impl World {
    /// Waits until the server has that many ports.
    async fn ports(&self, client: &Client, id: &ServerId, count: usize) -> Vec<ServerPort> {
        self.until(&format!("server has {count} ports"), async || {
            let ports = client.server_ports(id).await.unwrap();
            let server = client.server(id).await.unwrap();
            (ports.len() == count && server.task_state.is_none()).then_some(ports)
        })
        .await
    }

    /// A volume nobody uses: made, or one the imitation has.
    async fn free_volume(&self, client: &Client) -> Volume {
        let mut made = None;
        if self.demo.is_none() {
            let raw = Raw::open(&self.config, client).await;
            made = Some(raw.make_volume(&name("volume")).await);
        }
        self.until("a volume is available", async || {
            let volumes = client.all_volumes().await.unwrap();
            volumes.into_iter().find(|volume| {
                &*volume.status == "available" && made.as_ref().is_none_or(|id| volume.id == *id)
            })
        })
        .await
    }

    async fn volume_becomes(&self, client: &Client, id: &VolumeId, status: &str) -> Volume {
        self.until(&format!("volume becomes {status}"), async || {
            let volume = client.volume(id).await.unwrap();
            (&*volume.status == status).then_some(volume)
        })
        .await
    }
}

fn addresses(server: &Server) -> Vec<&str> {
    server.addresses().map(|it| it.addr.as_str()).collect()
}

/// Another address of the same 256, far enough from those that are given out in a row.
fn neighbour(address: &str) -> String {
    let address: std::net::Ipv4Addr = address.parse().unwrap();
    let [a, b, c, d] = address.octets();
    format!("{a}.{b}.{c}.{}", (d ^ 0x80).clamp(10, 250))
}

#[tokio::test]
async fn an_interface_is_attached_by_network_and_by_port_and_detached() {
    let world = World::open().await;
    let client = world.client().await;
    let server = world.server(&client, "nic").await;
    let id = &server.id;
    let [first] = &*world.ports(&client, id, 1).await else {
        panic!("one port");
    };
    assert!(!first.mac.is_empty() && first.admin_up && first.port_security);
    assert!(!first.security_groups.is_empty());
    let own = first.addresses.iter().find(|it| it.contains('.'));
    let wanted = neighbour(own.expect("an IPv4 address"));
    let new = NewInterface::Network {
        network: first.network.clone(),
        fixed_ip: Some(wanted.clone()),
    };
    client.attach_interface(id, &new).await.unwrap();
    let ports = world.ports(&client, id, 2).await;
    let added = ports.iter().find(|port| port.id != first.id).unwrap();
    assert!(added.addresses.contains(&wanted), "{added:?}");
    let error = client.attach_interface(id, &new).await.unwrap_err();
    assert!(matches!(error.status, Some(400 | 409)), "{error}");
    assert!(error.message.contains(&wanted), "{error}");
    assert!(client.has_interface(id, &added.id).await.unwrap());
    client.detach_interface(id, &added.id).await.unwrap();
    world
        .until("the interface is gone", async || {
            let held = client.has_interface(id, &added.id).await.unwrap();
            (!held).then_some(())
        })
        .await;
    world.ports(&client, id, 1).await;

    let port = world.free_port(&client, &name("nic")).await;
    let new = NewInterface::Port(port.id.clone());
    client.attach_interface(id, &new).await.unwrap();
    let ports = world.ports(&client, id, 2).await;
    assert!(ports.iter().any(|it| it.id == port.id));
    client.detach_interface(id, &port.id).await.unwrap();
    world.ports(&client, id, 1).await;
    world.remove(&client, id).await;
    world.return_port(&client, &port.id).await;
}

#[tokio::test]
async fn a_port_is_edited_with_its_groups_and_its_guard() {
    let world = World::open().await;
    let client = world.client().await;
    let server = world.server(&client, "port").await;
    let id = &server.id;
    let ports = world.ports(&client, id, 1).await;
    let port = &ports[0];
    let update = PortUpdate {
        name: Some("front, größer".into()),
        admin_up: Some(false),
        security_groups: Some(Vec::new()),
        ..PortUpdate::default()
    };
    client.update_port(&port.id, &update).await.unwrap();
    let update = PortUpdate {
        port_security: Some(false),
        ..PortUpdate::default()
    };
    client.update_port(&port.id, &update).await.unwrap();
    let seen = &client.server_ports(id).await.unwrap()[0];
    assert_eq!(seen.name, "front, größer");
    assert!(!seen.admin_up && !seen.port_security && seen.security_groups.is_empty());
    let update = PortUpdate {
        name: Some(String::new()),
        admin_up: Some(true),
        port_security: Some(true),
        security_groups: Some(port.security_groups.clone()),
        ..PortUpdate::default()
    };
    client.update_port(&port.id, &update).await.unwrap();
    assert_eq!(
        ServerPort {
            status: port.status.clone(),
            ..client.server_ports(id).await.unwrap()[0].clone()
        },
        *port
    );
    let nowhere = uuid::Uuid::new_v4().to_string();
    let update = PortUpdate {
        security_groups: Some(vec![nowhere.as_str().into()]),
        ..PortUpdate::default()
    };
    let error = client.update_port(&port.id, &update).await.unwrap_err();
    assert_eq!(error.kind, Kind::NotFound, "{error}");
    assert!(error.message.contains(&nowhere), "{error}");
    world.remove(&client, id).await;
}

#[tokio::test]
async fn a_floating_ip_is_taken_moved_and_given_back() {
    let world = World::open().await;
    let client = world.client().await;
    let routed = client.routed_networks().await.unwrap();
    let server = world.server(&client, "fip").await;
    let id = &server.id;
    let ports = world.ports(&client, id, 1).await;
    let port = &ports[0];
    let networks = client.networks().await.unwrap();
    let outside = networks.iter().find(|network| network.external);
    let Some(outside) = outside.filter(|_| routed.contains(&port.network)) else {
        world.remove(&client, id).await;
        return;
    };
    let fixed = port.addresses.iter().find(|it| it.contains('.')).unwrap();
    let (taken, request_id) = client
        .create_floating_ip(&outside.id, &port.id, Some(fixed))
        .await
        .unwrap();
    assert!(request_id.is_some());
    assert_eq!(taken.port.as_ref(), Some(&port.id));
    assert_eq!(taken.fixed_ip.as_ref(), Some(fixed));
    assert_eq!(taken.network, outside.id);
    let shown = world
        .until("server shows the address", async || {
            let server = client.server(id).await.unwrap();
            addresses(&server)
                .contains(&taken.address.as_str())
                .then_some(server)
        })
        .await;
    let floating = shown.addresses().find(|it| it.addr == taken.address);
    assert!(floating.unwrap().floating);

    client.disassociate_floating_ip(&taken.id).await.unwrap();
    let list = client.floating_ips().await.unwrap();
    let free = list.iter().find(|it| it.id == taken.id).unwrap();
    assert_eq!(
        (&free.port, &free.fixed_ip, free.forwards),
        (&None, &None, false)
    );
    client
        .associate_floating_ip(&taken.id, &port.id, None)
        .await
        .unwrap();
    let list = client.floating_ips().await.unwrap();
    let back = list.iter().find(|it| it.id == taken.id).unwrap();
    assert_eq!(back.port.as_ref(), Some(&port.id));
    client.release_floating_ip(&taken.id).await.unwrap();
    let list = client.floating_ips().await.unwrap();
    assert!(!list.iter().any(|it| it.id == taken.id));
    let error = client.release_floating_ip(&taken.id).await.unwrap_err();
    assert_eq!(error.kind, Kind::NotFound);
    world.remove(&client, id).await;
}

#[tokio::test]
async fn a_volume_is_attached_shown_and_detached() {
    let world = World::open().await;
    let client = world.client().await;
    if !client.has(Service::Volume) {
        return;
    }
    let server = world.server(&client, "disk").await;
    let id = &server.id;
    let volume = world.free_volume(&client).await;
    client.attach_volume(id, &volume.id).await.unwrap();
    let used = world.volume_becomes(&client, &volume.id, "in-use").await;
    assert_eq!(used.attached_to, [id.to_string()]);
    let attached = client.server_volumes(id).await.unwrap();
    let [shown] = attached.as_slice() else {
        panic!("one volume: {attached:?}");
    };
    assert_eq!(shown.volume, volume.id);
    assert_eq!(shown.name.as_ref(), Some(&volume.name));
    assert_eq!(shown.size_gib, Some(volume.size_gib));
    assert_eq!(shown.status.as_deref(), Some("in-use"));
    assert_eq!(shown.delete_on_termination, Some(false));
    let old = CloudConfig {
        compute_cap: Some(Microversion(2, 5)),
        ..world.config.clone()
    };
    let old = world.with(&old).await.unwrap();
    assert_eq!(old.server_volumes(id).await.unwrap(), attached);

    if !volume.multiattach {
        let error = client.attach_volume(id, &volume.id).await.unwrap_err();
        assert_eq!(error.kind, Kind::BadRequest, "{error}");
        assert!(error.message.contains(volume.id.as_str()), "{error}");
    }
    client.detach_volume(id, &volume.id).await.unwrap();
    world.volume_becomes(&client, &volume.id, "available").await;
    assert!(client.server_volumes(id).await.unwrap().is_empty());
    let error = client.detach_volume(id, &volume.id).await.unwrap_err();
    assert_eq!(error.kind, Kind::NotFound, "{error}");
    world.remove(&client, id).await;
    world.clear(&client, "volumes", volume.id.as_str()).await;
}

#[tokio::test]
async fn what_cinder_does_not_tell_is_left_open() {
    let world = World::imitation().await;
    let client = world.client().await;
    let servers = client.servers(None).all().await.unwrap();
    let server = servers.iter().find(|server| !server.volumes.is_empty());
    let id = &server.expect("one with a volume").id;
    let whole = client.server_volumes(id).await.unwrap();
    assert!(whole.iter().all(|volume| volume.name.is_some()));
    world.fail("GET", "/volumes/", 9, crate::status(403, &[], "{}"));
    let open = client.server_volumes(id).await.unwrap();
    assert_eq!(open.len(), whole.len());
    assert!(open.iter().all(|volume| volume.name.is_none()));
    assert_eq!(
        open[0].delete_on_termination,
        whole[0].delete_on_termination
    );
}

#[tokio::test]
async fn a_server_is_described_whole() {
    let world = World::open().await;
    let client = world.client().await;
    let server = world.server(&client, "whole").await;
    let detail = client.server_detail(&server.id).await.unwrap();
    assert_eq!(detail.server.id, server.id);
    assert!(detail.launched.is_some() && detail.host_id.is_some());
    assert!(detail.hostname.is_some());
    assert!(detail.ephemeral_gib.is_some() && detail.swap_mib.is_some());
    assert_eq!(detail.admin.is_empty(), !client.is_admin());
    assert_eq!(detail.server.host.is_some(), client.is_admin());
    world.remove(&client, &server.id).await;
}

#[tokio::test]
async fn the_console_and_its_log_are_found() {
    let world = World::open().await;
    let client = world.client().await;
    let server = world.server(&client, "console").await;
    let id = &server.id;
    let whole = world
        .until("there is a log", async || {
            let log = client.console_log(id, None).await.unwrap();
            (log.lines().count() > 1).then_some(log)
        })
        .await;
    let last = client.console_log(id, Some(1)).await.unwrap();
    assert!(last.len() < whole.len(), "{last:?} of {whole:?}");

    let console = client.remote_console(id, None).await.unwrap();
    assert!(console.url.expose().contains("://"));
    let again = client.remote_console(id, Some(console.kind)).await.unwrap();
    assert_eq!(again.kind, console.kind);
    let old = CloudConfig {
        compute_cap: Some(Microversion(2, 5)),
        ..world.config.clone()
    };
    let old = world.with(&old).await.unwrap();
    let older = old.remote_console(id, Some(console.kind)).await.unwrap();
    assert!(older.url.expose().contains("://"));
    let error = old.remote_console(id, Some(ConsoleKind::Mks)).await;
    assert_eq!(error.unwrap_err().kind, Kind::TooOld);
    if let Err(error) = client.remote_console(id, Some(ConsoleKind::Mks)).await {
        assert!(matches!(error.status, Some(400 | 501)), "{error}");
    }
    world.remove(&client, id).await;
    let error = client.remote_console(id, None).await.unwrap_err();
    assert_eq!(error.kind, Kind::NotFound, "one try is enough: {error}");
}

#[tokio::test]
async fn every_kind_of_console_is_tried_before_there_is_none() {
    let world = World::imitation().await;
    let client = world.client().await;
    let servers = client.servers(None).all().await.unwrap();
    let active = |server: &&Server| server.status == ServerStatus::Active;
    let id = &servers.iter().find(active).unwrap().id;
    let body = r#"{"badRequest":{"code":400,"message":"Unavailable console type."}}"#;
    world.fail("POST", "/remote-consoles", 4, crate::status(400, &[], body));
    let error = client.remote_console(id, None).await.unwrap_err();
    assert_eq!(
        error.message,
        "This cloud offers no console for it: novnc: Unavailable console type. spice-html5: \
         Unavailable console type. serial: Unavailable console type. webmks: Unavailable console \
         type."
    );
    assert!(error.request_id.is_some());
}

#[tokio::test]
async fn actions_are_remembered_with_their_steps() {
    let world = World::open().await;
    let client = world.client().await;
    let server = world.server(&client, "log").await;
    let id = &server.id;
    let acted = client.act(id, &ServerAct::Pause).await.unwrap();
    let paused = world
        .until("the action has ended", async || {
            let actions = client.instance_actions(id).await.unwrap();
            let paused = actions.into_iter().find(|it| &*it.action == "pause")?;
            let events = client.action_events(id, &paused.request_id).await.unwrap();
            let over = events.iter().all(|event| event.finished.is_some());
            (over && !events.is_empty()).then_some((paused, events))
        })
        .await;
    let (action, events) = paused;
    assert_eq!(Some(action.request_id), acted.request_id);
    assert!(action.started.is_some() && action.updated.is_some() && action.user_id.is_some());
    let [event] = events.as_slice() else {
        panic!("one step: {events:?}");
    };
    assert!(event.event.contains("pause"), "{event:?}");
    assert_eq!(event.result.as_deref(), Some("Success"));
    assert!(event.started <= event.finished);
    let error = client.action_events(id, "req-none").await.unwrap_err();
    assert_eq!(error.kind, Kind::NotFound, "{error}");
    world.remove(&client, id).await;
}

#[tokio::test]
async fn the_oldest_nova_tells_less_and_is_read_all_the_same() {
    let world = World::open().await;
    let client = world.client().await;
    let server = world.server(&client, "oldest").await;
    let id = &server.id;
    let config = CloudConfig {
        compute_cap: Some(Microversion(2, 1)),
        ..world.config.clone()
    };
    let old = world.with(&config).await.unwrap();
    let detail = old.server_detail(id).await.unwrap();
    assert_eq!(detail.server.name, server.name);
    assert!(detail.server.flavor.id.is_some() && detail.server.tags.is_empty());
    assert_eq!((detail.ephemeral_gib, detail.swap_mib), (None, None));
    let actions = old.instance_actions(id).await.unwrap();
    let create = actions.iter().find(|it| &*it.action == "create").unwrap();
    let events = old.action_events(id, &create.request_id).await.unwrap();
    assert_eq!(events.is_empty(), !old.is_admin(), "{events:?}");
    assert!(old.server_volumes(id).await.unwrap().is_empty());
    assert_eq!(old.server_password(id).await.unwrap(), None);
    world.remove(&client, id).await;
}

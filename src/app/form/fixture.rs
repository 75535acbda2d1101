//! An instance with everything a dialog may be about, and the answers to what dialogs read.

use crate::app::fixture::{Bench, images, server};
use crate::app::launch::fixture as parts;
use crate::app::settings::Rule;
use crate::cloud::message::{Data, KeyFile, PublicKeyLine, Read, Reply, Write};
use crate::openstack::compute::{
    AttachedVolume, Boot, Microversion, Server, ServerDetail, VolumeAttachment,
};
use crate::openstack::network::{
    FloatingIp, Network, Port, SecurityGroup, SecurityGroupRule, ServerPort,
};
use crate::openstack::volume::Volume;

pub(crate) fn web_01() -> Server {
    let mut web = server(
        "ACTIVE",
        "web-01",
        "10.0.0.11 203.0.113.7",
        "m1.small",
        "12d",
    );
    web.description = Some("front".into());
    web.metadata = [("role", "web"), ("tier", "1")].into_iter().collect();
    web.tags = vec!["blue".into(), "eu".into()];
    web.volumes = vec![attached("v-data")];
    web
}

/// The same without a floating IP.
pub(crate) fn within() -> Server {
    let mut web = web_01();
    for network in &mut web.networks {
        network.addresses.retain(|address| !address.floating);
    }
    web
}

/// One that booted from a volume.
pub(crate) fn vol_01() -> Server {
    let mut volume = server("ACTIVE", "vol-01", "10.0.0.21", "m1.small", "12d");
    volume.boot = Boot::Volume;
    volume.volumes = vec![attached("v-root"), attached("v-data")];
    volume
}

fn attached(id: &str) -> AttachedVolume {
    AttachedVolume {
        id: id.into(),
        delete_on_termination: Some(false),
    }
}

/// Seen by an administrator.
pub(crate) fn as_admin(mut bench: Bench) -> Bench {
    if let Some(space) = &mut bench.app.space {
        space.info.is_admin = true;
    }
    bench
}

pub(crate) fn bench(server: Server, size: (u16, u16)) -> Bench {
    Bench::holding(vec![server], images(), size)
}

/// In a context that is marked as production.
pub(crate) fn in_production(mut bench: Bench) -> Bench {
    bench.app.options.settings.rules.push(Rule {
        danger: true,
        ..Rule::default()
    });
    bench
}

/// Opens a dialog and answers all it reads.
pub(crate) fn opened(server: Server, keys: &str, size: (u16, u16)) -> Bench {
    let mut bench = bench(server, size);
    open(&mut bench, keys);
    bench
}

pub(crate) fn open(bench: &mut Bench, keys: &str) {
    bench.keys(keys);
    answer_all(bench);
    bench.effects.clear();
    bench.wait(400);
}

/// To the button from anywhere, and presses it.
pub(crate) fn submit(bench: &mut Bench) {
    bench.keys("<C-s>");
    bench.confirm_with("<Enter>");
}

/// What was sent, without the ids of the jobs.
pub(crate) fn written(bench: &Bench) -> Vec<Write> {
    let writes = bench.writes().into_iter();
    writes.map(|(.., write)| write.clone()).collect()
}

/// Answers every question there was so far.
pub(crate) fn answer_all(bench: &mut Bench) {
    let reads: Vec<_> = bench
        .reads()
        .into_iter()
        .map(|(ticket, context, read)| (ticket, context, read.clone()))
        .collect();
    for (ticket, context, read) in reads {
        if let Some(data) = answer(&read) {
            let result = Ok(data);
            bench.reply(Reply::Read {
                ticket,
                context,
                result,
            });
        }
    }
}

fn answer(read: &Read) -> Option<Data> {
    let cloud = parts::cloud().choices;
    Some(match read {
        Read::ServerPorts(_) => Data::ServerPorts(ports()),
        Read::ServerVolumes(_) => Data::ServerVolumes(attachments()),
        Read::Networks => Data::Networks(networks()),
        Read::RoutedNetworks => Data::RoutedNetworks(vec!["private".into()]),
        Read::SecurityGroups => Data::SecurityGroups(groups()),
        Read::SecurityGroupRules => Data::SecurityGroupRules(rules()),
        Read::FloatingIps => Data::FloatingIps(floating_ips()),
        Read::AllVolumes => Data::AllVolumes(volumes()),
        Read::Ports => Data::Ports(vec![free_port()]),
        Read::Flavors => Data::Flavors(cloud.flavors.get()?.clone()),
        Read::Limits => Data::Limits(parts::limits()),
        Read::ComputeVersion => Data::ComputeVersion(Microversion(2, 96)),
        Read::CommunityImages => Data::CommunityImages(Vec::new()),
        Read::KeyPairs => Data::KeyPairs(cloud.key_pairs.get()?.clone()),
        Read::PublicKeyFiles => Data::PublicKeyFiles(vec![KeyFile {
            path: "/home/alice/.ssh/id_work.pub".into(),
            content: Ok(PublicKeyLine {
                algorithm: "ssh-ed25519".into(),
                line: parts::ED25519.into(),
                comment: "alice@desk".into(),
            }),
            private: true,
        }]),
        _ => return None,
    })
}

/// The answer to a look at one instance.
pub(crate) fn detail(server: Server) -> Data {
    Data::ServerDetail(Box::new(ServerDetail {
        server,
        launched: None,
        hostname: None,
        ephemeral_gib: None,
        swap_mib: None,
        flavor_extra_specs: std::collections::BTreeMap::new(),
        config_drive: false,
        host_id: None,
        fault_details: None,
        admin: Vec::new(),
    }))
}

pub(crate) fn port(id: &str, network: &str, address: &str, groups: &[&str]) -> ServerPort {
    ServerPort {
        id: id.into(),
        name: String::new(),
        network: network.into(),
        mac: "fa:16:3e:00:00:01".into(),
        addresses: vec![address.into()],
        status: "ACTIVE".into(),
        admin_up: true,
        security_groups: groups.iter().map(|id| (*id).into()).collect(),
        port_security: true,
        mac_learning: None,
        vnic_type: "normal".into(),
    }
}

/// Two interfaces of different groups.
pub(crate) fn ports() -> Vec<ServerPort> {
    vec![
        port("p-front", "private", "10.0.0.11", &["g-default", "g-web"]),
        port("p-back", "storage", "10.8.0.11", &["g-default"]),
    ]
}

fn free_port() -> Port {
    Port {
        id: "p-free".into(),
        name: "vip".into(),
        network: "private".into(),
        addresses: vec!["10.0.0.99".into()],
        admin_up: true,
        status: "DOWN".into(),
        vnic_type: "normal".into(),
        security_groups: Vec::new(),
    }
}

fn networks() -> Vec<Network> {
    parts::cloud()
        .choices
        .networks
        .get()
        .cloned()
        .unwrap_or_default()
}

fn groups() -> Vec<SecurityGroup> {
    [
        ("g-web", "web", "http and https"),
        ("g-default", "default", "Default security group"),
        ("g-ssh", "ssh", "logins"),
    ]
    .map(|(id, name, description)| SecurityGroup {
        id: id.into(),
        name: name.into(),
        description: description.into(),
    })
    .into()
}

fn rules() -> Vec<SecurityGroupRule> {
    [("g-web", 443), ("g-ssh", 22)]
        .map(|(group, port)| SecurityGroupRule {
            group: group.into(),
            ingress: true,
            ip_version: 4,
            protocol: Some("tcp".into()),
            port_min: Some(port),
            port_max: Some(port),
            remote_prefix: None,
            remote_group: None,
        })
        .into()
}

pub(crate) fn floating_ips() -> Vec<FloatingIp> {
    let ip = |address: &str, of: Option<(&str, &str)>| FloatingIp {
        id: format!("f-{address}").into(),
        address: address.into(),
        network: "Ext-Net".into(),
        port: of.map(|(port, _)| port.into()),
        fixed_ip: of.map(|(_, fixed)| fixed.into()),
        description: String::new(),
        forwards: address == "203.0.113.5",
    };
    vec![
        ip("203.0.113.9", None),
        ip("203.0.113.5", None),
        ip("203.0.113.7", Some(("p-back", "10.8.0.11"))),
        ip("203.0.113.8", Some(("p-of-another", "10.0.0.30"))),
    ]
}

fn volumes() -> Vec<Volume> {
    [
        ("data", "available", 20, false, None),
        ("shared", "in-use", 5, true, Some("db-01")),
        ("busy", "in-use", 50, false, Some("db-01")),
        ("young", "creating", 1, false, None),
        ("mine", "in-use", 1, true, Some("web-01")),
    ]
    .map(|(name, status, size_gib, multiattach, server)| Volume {
        id: format!("v-{name}").into(),
        name: name.into(),
        status: status.into(),
        size_gib,
        kind: None,
        availability_zone: None,
        description: String::new(),
        encrypted: false,
        bootable: false,
        multiattach,
        attached_to: server.into_iter().map(str::to_owned).collect(),
        min_ram_mib: 0,
        created: None,
    })
    .into()
}

pub(crate) fn attachments() -> Vec<VolumeAttachment> {
    [("root", "/dev/vda"), ("data", "/dev/vdb")]
        .map(|(name, device)| VolumeAttachment {
            volume: format!("v-{name}").into(),
            device: Some(device.into()),
            delete_on_termination: Some(false),
            name: Some(name.into()),
            size_gib: Some(20),
            status: Some("in-use".into()),
            bootable: name == "root",
        })
        .into()
}

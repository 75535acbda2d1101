//! What the cloud knows of web-02, as the details read it.

use jiff::Timestamp;

use crate::app::fixture::{Bench, HOSTILE};
use crate::cloud::message::{Data, Read};
use crate::openstack::compute::{
    ActionEvent, ConsoleKind, InstanceAction, RemoteConsole, Server, ServerDetail, VolumeAttachment,
};
use crate::openstack::network::{FloatingIp, SecurityGroup, SecurityGroupRule, ServerPort};

pub(crate) const WEB_02: &str = "3f2a9c1e-7b4d-4f0a-9d1c-52b8e6a1c0de";

pub(crate) fn at(time: &str) -> Option<Timestamp> {
    format!("2026-11-22T{time}Z").parse().ok()
}

pub(crate) fn detail(server: Server) -> ServerDetail {
    ServerDetail {
        server,
        launched: at("09:12:44"),
        hostname: Some("web-02".into()),
        ephemeral_gib: Some(0),
        swap_mib: Some(512),
        flavor_extra_specs: [("hw:cpu_policy".to_owned(), "shared".to_owned())].into(),
        config_drive: false,
        host_id: Some("7d1e3c584b0f".into()),
        fault_details: None,
        admin: Vec::new(),
    }
}

pub(crate) fn port(name: &str, addresses: &[&str]) -> ServerPort {
    ServerPort {
        id: format!("port-{name}").as_str().into(),
        name: name.into(),
        network: "net-private".into(),
        mac: "fa:16:3e:aa:bb:01".into(),
        addresses: addresses.iter().map(|it| (*it).to_owned()).collect(),
        status: "ACTIVE".into(),
        admin_up: true,
        security_groups: vec!["g-default".into(), "g-web".into()],
        port_security: true,
        mac_learning: None,
        vnic_type: "normal".into(),
    }
}

pub(crate) fn groups() -> Vec<SecurityGroup> {
    ["default", "web"]
        .map(|name| SecurityGroup {
            id: format!("g-{name}").as_str().into(),
            name: name.into(),
            description: String::new(),
        })
        .into()
}

pub(crate) fn rules() -> Vec<SecurityGroupRule> {
    let rule = |group: &str, port: Option<u16>| SecurityGroupRule {
        group: group.into(),
        ingress: port.is_some(),
        ip_version: 4,
        protocol: port.map(|_| "tcp".into()),
        port_min: port,
        port_max: port,
        remote_prefix: port.map(|_| "0.0.0.0/0".into()),
        remote_group: None,
    };
    vec![
        rule("g-default", None),
        rule("g-web", Some(22)),
        rule("g-web", Some(443)),
    ]
}

pub(crate) fn volume() -> VolumeAttachment {
    VolumeAttachment {
        volume: "5d0e7f61-data-02".into(),
        device: Some("/dev/vdb".into()),
        delete_on_termination: Some(false),
        name: Some("data-02".into()),
        size_gib: Some(100),
        status: Some("in-use".into()),
        bootable: false,
    }
}

pub(crate) fn floating() -> FloatingIp {
    FloatingIp {
        id: "fip".into(),
        address: "203.0.113.40".into(),
        network: "net-public".into(),
        port: Some("port-web".into()),
        fixed_ip: Some("10.0.0.12".into()),
        description: String::new(),
        forwards: false,
    }
}

pub(crate) fn action(name: &str, started: &str, ended: &str) -> InstanceAction {
    InstanceAction {
        action: name.into(),
        request_id: format!("req-{name}"),
        started: at(started),
        updated: at(ended),
        user_id: Some("d41d8cd98f00b204".into()),
        message: None,
    }
}

/// Newest first; the first is running, the second failed.
pub(crate) fn actions() -> Vec<InstanceAction> {
    vec![
        action("createImage", "11:03:40", "11:03:40"),
        InstanceAction {
            message: Some("Error".into()),
            ..action("resize", "10:30:00", "10:30:09")
        },
        action("create", "09:12:10", "09:12:44"),
    ]
}

pub(crate) fn event(name: &str, started: &str, ended: Option<&str>, result: &str) -> ActionEvent {
    ActionEvent {
        event: name.into(),
        started: at(started),
        finished: ended.and_then(at),
        result: (!result.is_empty()).then(|| result.into()),
        details: None,
        host: None,
    }
}

impl Bench {
    /// With the cursor on web-02.
    pub(crate) fn on_web_02(size: (u16, u16)) -> Self {
        let mut bench = Self::stocked(size);
        bench.keys("jjjjjjjjj");
        bench.effects.clear();
        bench
    }

    pub(crate) fn shown_server(&self) -> Option<Server> {
        let details = self.app.space.as_ref()?.details.as_ref()?;
        Some(details.row.clone())
    }

    /// Answers what the Overview has asked.
    pub(crate) fn overview_read(&mut self) {
        let Some(server) = self.shown_server() else {
            panic!("no details are open");
        };
        let id = server.id.clone();
        let detail = Data::ServerDetail(Box::new(detail(server)));
        self.answer(&Read::ServerDetail(id.clone()), Ok(detail));
        let ports = vec![port("web", &["10.0.0.12"])];
        self.answer(&Read::ServerPorts(id.clone()), Ok(Data::ServerPorts(ports)));
        let volumes = Data::ServerVolumes(vec![volume()]);
        self.answer(&Read::ServerVolumes(id), Ok(volumes));
        self.answer(&Read::SecurityGroups, Ok(Data::SecurityGroups(groups())));
        let rules = Data::SecurityGroupRules(rules());
        self.answer(&Read::SecurityGroupRules, Ok(rules));
        if self.asked().contains(&Read::FloatingIps) {
            let ips = Data::FloatingIps(vec![floating()]);
            self.answer(&Read::FloatingIps, Ok(ips));
        }
    }
}

impl Bench {
    /// Answers all that a tab of the details of the hostile instance asks, with hostile words.
    pub(crate) fn hostile_details(&mut self, tab: usize) {
        let id = || "hostile".into();
        let hostile = || HOSTILE.to_owned();
        match tab {
            0 => {
                let Some(server) = self.shown_server() else {
                    panic!("no details are open");
                };
                let mut detail = detail(server);
                detail.hostname = Some(hostile());
                detail.fault_details = Some(HOSTILE.repeat(30));
                detail.admin = vec![("Host", hostile()), ("User Data", HOSTILE.repeat(99))];
                detail.flavor_extra_specs = [(hostile(), hostile())].into();
                let detail = Data::ServerDetail(Box::new(detail));
                self.answer(&Read::ServerDetail(id()), Ok(detail));
                let mut volume = volume();
                volume.name = Some(hostile());
                volume.device = Some(hostile());
                volume.status = Some(HOSTILE.into());
                self.answer(
                    &Read::ServerVolumes(id()),
                    Ok(Data::ServerVolumes(vec![volume])),
                );
                let mut rules = rules();
                rules[1].protocol = Some(hostile());
                rules[2].remote_prefix = Some(hostile());
                self.answer(
                    &Read::SecurityGroupRules,
                    Ok(Data::SecurityGroupRules(rules)),
                );
                let mut groups = groups();
                groups[1].name = hostile();
                self.answer(&Read::SecurityGroups, Ok(Data::SecurityGroups(groups)));
                let ports = Data::ServerPorts(vec![port("web", &[])]);
                self.answer(&Read::ServerPorts(id()), Ok(ports));
            }
            1 => {
                let mut port = port(HOSTILE, &[HOSTILE, HOSTILE]);
                port.mac = hostile();
                port.status = hostile();
                port.vnic_type = hostile();
                port.network = HOSTILE.into();
                self.answer(&Read::ServerPorts(id()), Ok(Data::ServerPorts(vec![port])));
            }
            2 => {
                let read = Read::ConsoleLog {
                    server: id(),
                    lines: Some(500),
                };
                self.answer(&read, Ok(Data::ConsoleLog(HOSTILE.repeat(99))));
                self.keys("/z<Enter>");
            }
            3 => {
                self.wait(400);
                self.keys("<Enter>");
                let read = Read::RemoteConsole {
                    server: id(),
                    kind: None,
                };
                let console = RemoteConsole {
                    kind: ConsoleKind::Serial,
                    url: HOSTILE.repeat(9).into(),
                };
                self.answer(&read, Ok(Data::RemoteConsole(console)));
            }
            _ => {
                let mut action = action(HOSTILE, "11:00:00", "10:00:00");
                action.user_id = Some(HOSTILE.into());
                action.message = Some(HOSTILE.repeat(9));
                let actions = Data::InstanceActions(vec![action]);
                self.answer(&Read::InstanceActions(id()), Ok(actions));
                self.wait(400);
                self.keys("<Enter>");
                let read = Read::ActionEvents {
                    server: id(),
                    request: format!("req-{HOSTILE}"),
                };
                let mut event = event(HOSTILE, "11:00:00", None, HOSTILE);
                event.details = Some(HOSTILE.repeat(99));
                event.host = Some(HOSTILE.into());
                self.answer(&read, Ok(Data::ActionEvents(vec![event])));
            }
        }
    }
}

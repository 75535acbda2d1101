use super::{SIZE, commands, form, note, notes, obstacles, problem};
use crate::app::fixture::error;
use crate::app::form::Id;
use crate::app::form::fixture::{
    bench, floating_ips, open, opened, port, submit, web_01, within, written,
};
use crate::cloud::message::{Data, Read, Reply, Write, Written};
use crate::openstack::Kind;
use crate::openstack::compute::NewInterface;
use crate::openstack::network::{FloatingIp, PortUpdate};

fn groups(port: &str, groups: &[&str]) -> Write {
    Write::UpdatePort {
        server: "web-01".into(),
        port: port.into(),
        update: PortUpdate {
            security_groups: Some(groups.iter().map(|id| (*id).into()).collect()),
            ..PortUpdate::default()
        },
    }
}

#[test]
fn security_groups_are_set_on_every_interface_that_differs() {
    let mut bench = opened(web_01(), "Eg", SIZE);
    assert_eq!(form(&bench).fields.many(Id::Groups), ["g-default", "g-web"]);
    assert!(notes(&bench).contains("on all 2 interfaces"));
    assert!(notes(&bench).contains("10.0.0.11: default, web; 10.8.0.11: default"));
    submit(&mut bench);
    assert_eq!(written(&bench), [groups("p-back", &["g-default", "g-web"])]);
}

#[test]
fn of_several_interfaces_only_the_refused_one_is_tried_again() {
    let mut bench = opened(web_01(), "Eg", SIZE);
    bench.keys("j<Space>");
    submit(&mut bench);
    let wanted = ["g-default", "g-web", "g-ssh"];
    assert_eq!(
        written(&bench),
        [groups("p-front", &wanted), groups("p-back", &wanted)]
    );
    let (first, context, _) = bench.writes()[0];
    let result = Ok(Written::Changed { request_id: None });
    bench.reply(Reply::Written {
        op: first,
        context,
        result,
    });
    bench.written(Err(error(Kind::Conflict, Some(409), "quota")));
    assert_eq!(form(&bench).refused.len(), 1);
    bench.effects.clear();
    submit(&mut bench);
    assert_eq!(written(&bench), [groups("p-back", &wanted)]);
}

#[test]
fn what_was_overwritten_by_a_later_try_is_sent_again() {
    let mut bench = opened(web_01(), "Eg", SIZE);
    let all = ["g-default", "g-web", "g-ssh"];
    let fewer = ["g-default", "g-web"];
    bench.keys("j");
    for (keys, wanted) in [
        ("<Space>", &all[..]),
        ("<S-Tab><S-Tab><Space>", &fewer[..]),
        ("<S-Tab><S-Tab><Space>", &all[..]),
    ] {
        bench.keys(keys);
        bench.effects.clear();
        submit(&mut bench);
        assert_eq!(
            written(&bench),
            [groups("p-front", wanted), groups("p-back", wanted)]
        );
        let (first, context, _) = bench.writes()[0];
        let result = Ok(Written::Changed { request_id: None });
        bench.reply(Reply::Written {
            op: first,
            context,
            result,
        });
        bench.written(Err(error(Kind::Conflict, Some(409), "quota")));
        let ports = vec![
            port("p-front", "private", "10.0.0.11", wanted),
            port("p-back", "storage", "10.8.0.11", &["g-default"]),
        ];
        let read = Read::ServerPorts("web-01".into());
        bench.answer(&read, Ok(Data::ServerPorts(ports)));
    }
}

#[test]
fn an_interface_without_port_security_is_left_alone() {
    let mut bench = bench(web_01(), SIZE);
    bench.keys("Eg");
    let mut open = port("p-open", "private", "10.0.0.11", &[]);
    open.port_security = false;
    let data = Data::ServerPorts(vec![open]);
    bench.answer(&Read::ServerPorts("web-01".into()), Ok(data));
    assert!(notes(&bench).contains("no port security"));
    submit(&mut bench);
    assert!(written(&bench).is_empty());
    assert_eq!(note(&bench), "nothing is changed yet");
}

#[test]
fn of_a_port_only_what_was_changed_is_sent() {
    let mut bench = opened(web_01(), "Ep", SIZE);
    bench.keys("<Enter>front<Tab><Space>");
    assert_eq!(
        commands(&bench),
        ["openstack port set --name front --disable p-front"]
    );
    submit(&mut bench);
    assert_eq!(
        written(&bench),
        [Write::UpdatePort {
            server: "web-01".into(),
            port: "p-front".into(),
            update: PortUpdate {
                name: Some("front".into()),
                admin_up: Some(false),
                ..PortUpdate::default()
            },
        }]
    );
}

#[test]
fn another_port_is_shown_with_its_own_values() {
    let mut bench = opened(web_01(), "Ep", SIZE);
    bench.keys("<Enter>front<S-Tab>j<Space>");
    assert_eq!(form(&bench).fields.one(Id::Port), Some("p-back"));
    assert_eq!(form(&bench).fields.text(Id::Name), "");
    assert_eq!(form(&bench).fields.many(Id::Groups), ["g-default"]);
}

#[test]
fn without_port_security_a_port_has_no_groups() {
    let mut bench = opened(web_01(), "Ep", SIZE);
    bench.keys("<Enter><Tab><Tab><Space>");
    assert!(notes(&bench).contains("everything passes"));
    submit(&mut bench);
    let sent = written(&bench);
    let [Write::UpdatePort { update, .. }] = sent.as_slice() else {
        panic!("one update");
    };
    assert_eq!(update.port_security, Some(false));
    assert_eq!(update.security_groups, Some(Vec::new()));
}

#[test]
fn an_interface_is_attached_by_network_and_address() {
    let mut bench = opened(web_01(), "Ai", SIZE);
    bench.keys("<Enter>/storage<Enter><Enter>10.0.0.77");
    assert_eq!(problem(&bench, Id::FixedIp), "not in storage (10.8.0.0/22)");
    bench.keys("<C-u>10.8.3");
    assert_eq!(problem(&bench, Id::FixedIp), "this is no IP address");
    bench.keys(".77");
    assert_eq!(
        commands(&bench),
        ["openstack server add fixed ip --fixed-ip-address 10.8.3.77 web-01 storage"]
    );
    assert!(notes(&bench).contains("in this network already, as 10.8.0.11"));
    submit(&mut bench);
    assert_eq!(
        written(&bench),
        [Write::AttachInterface {
            server: "web-01".into(),
            new: NewInterface::Network {
                network: "storage".into(),
                fixed_ip: Some("10.8.3.77".into()),
            },
        }]
    );
}

#[test]
fn a_network_that_cannot_be_used_says_why() {
    let bench = opened(web_01(), "Ai", SIZE);
    let against = obstacles(&bench, Id::Network);
    let of = |id: &str| {
        let row = against.iter().find(|(row, _)| row == id).unwrap();
        row.1.as_str()
    };
    assert_eq!(of("lab"), "its admin state is down");
    assert_eq!(of("provider"), "it has no subnet you can see");
    assert_eq!(of("private"), "");
}

#[test]
fn an_interface_is_attached_by_a_free_port() {
    let mut bench = opened(web_01(), "Ai", SIZE);
    bench.keys("<Right>");
    submit(&mut bench);
    assert_eq!(
        written(&bench),
        [Write::AttachInterface {
            server: "web-01".into(),
            new: NewInterface::Port("p-free".into()),
        }]
    );
}

#[test]
fn detaching_warns_of_the_floating_ip_it_carries() {
    let mut bench = opened(web_01(), "Ad", SIZE);
    bench.keys("j<Space>");
    assert!(notes(&bench).contains("Floating IP 203.0.113.7 is disassociated"));
    submit(&mut bench);
    assert_eq!(
        written(&bench),
        [Write::DetachInterface {
            server: "web-01".into(),
            port: "p-back".into(),
        }]
    );
}

#[test]
fn an_interface_is_detached_when_the_server_no_longer_has_its_port() {
    let accepted = || {
        let mut bench = opened(web_01(), "Ad", SIZE);
        bench.keys("j<Space>");
        submit(&mut bench);
        bench.written(Ok(Written::Changed {
            request_id: Some("req-9".into()),
        }));
        bench
    };
    let read = Read::Interface {
        server: "web-01".into(),
        port: "p-back".into(),
    };
    let mut bench = accepted();
    assert!(bench.said().ends_with(": accepted"), "{}", bench.said());
    bench.wait_s(2);
    bench.answer(&read, Ok(Data::Interface(true)));
    assert_eq!(bench.app.jobs().running(), 1, "the guest holds it still");
    bench.wait_s(2);
    bench.answer(&read, Ok(Data::Interface(false)));
    assert!(bench.said().ends_with(": detached"), "{}", bench.said());
    bench.effects.clear();
    bench.wait_s(60);
    assert!(!bench.asked().contains(&read), "it is asked no more");

    let mut bench = accepted();
    bench.wait_s(181);
    bench.answer(&read, Ok(Data::Interface(true)));
    let held = "it is attached still";
    assert!(bench.said().contains(held), "{}", bench.said());
    assert_eq!(bench.app.jobs().running(), 0);
}

#[test]
fn detaching_the_last_interface_warns_of_that() {
    let mut bench = bench(web_01(), SIZE);
    bench.keys("Ad");
    let only = vec![port("p-front", "private", "10.0.0.11", &[])];
    let data = Data::ServerPorts(only);
    bench.answer(&Read::ServerPorts("web-01".into()), Ok(data));
    assert!(notes(&bench).contains("the last one"));
}

#[test]
fn the_first_free_floating_ip_and_the_first_address_it_can_have_are_proposed() {
    let mut bench = opened(within(), "Af", SIZE);
    assert_eq!(
        obstacles(&bench, Id::Address),
        [
            ("p-front|10.0.0.11".to_owned(), String::new()),
            (
                "p-back|10.8.0.11".to_owned(),
                "it has 203.0.113.7 already".to_owned()
            ),
        ]
    );
    let ips = obstacles(&bench, Id::FloatingIp);
    assert_eq!(ips.len(), 3, "{ips:?}");
    assert!(ips[0].1.contains("forwards ports"));
    submit(&mut bench);
    assert_eq!(
        written(&bench),
        [Write::AssociateFloatingIp {
            server: "web-01".into(),
            floating_ip: "f-203.0.113.9".into(),
            port: "p-front".into(),
            fixed_ip: Some("10.0.0.11".into()),
        }]
    );
}

#[test]
fn a_new_floating_ip_is_taken_and_associated_at_once() {
    let mut bench = opened(within(), "Af", SIZE);
    bench.keys("G<Space>");
    assert!(notes(&bench).contains("taken from Ext-Net"));
    submit(&mut bench);
    assert_eq!(
        written(&bench),
        [Write::CreateFloatingIp {
            server: "web-01".into(),
            network: "Ext-Net".into(),
            port: "p-front".into(),
            fixed_ip: Some("10.0.0.11".into()),
        }]
    );
}

#[test]
fn an_address_without_a_router_cannot_have_a_floating_ip() {
    let mut bench = bench(within(), SIZE);
    bench.keys("Af");
    let ports = vec![port("p-front", "private", "10.0.0.11", &[])];
    let data = Data::ServerPorts(ports);
    bench.answer(&Read::ServerPorts("web-01".into()), Ok(data));
    bench.answer(&Read::RoutedNetworks, Ok(Data::RoutedNetworks(Vec::new())));
    assert_eq!(
        obstacles(&bench, Id::Address),
        [(
            "p-front|10.0.0.11".to_owned(),
            "its network has no router to an external network".to_owned()
        )]
    );
}

#[test]
fn a_floating_ip_goes_back_to_the_project_or_to_the_cloud() {
    for (keys, release, command) in [
        (
            "",
            false,
            "openstack floating ip unset --port f-203.0.113.7",
        ),
        (
            "<Tab><Space>",
            true,
            "openstack floating ip delete f-203.0.113.7",
        ),
    ] {
        let mut bench = opened(web_01(), "Ar", SIZE);
        bench.keys(keys);
        assert_eq!(commands(&bench), [command]);
        submit(&mut bench);
        assert_eq!(
            written(&bench),
            [Write::DisassociateFloatingIp {
                server: "web-01".into(),
                floating_ip: "f-203.0.113.7".into(),
                release,
            }]
        );
    }
}

#[test]
fn the_floating_ip_that_was_proposed_stays_the_target_when_the_list_comes_in_another_order() {
    let mut bench = bench(web_01(), SIZE);
    bench.keys("<Enter>");
    open(&mut bench, "Ar");
    assert_eq!(
        form(&bench).fields.one(Id::FloatingIp),
        Some("f-203.0.113.7")
    );
    bench.keys("<C-s>");
    bench.wait_s(61);
    let mut ips = floating_ips();
    ips.insert(
        0,
        FloatingIp {
            port: Some("p-front".into()),
            ..ips[0].clone()
        },
    );
    bench.answer(&Read::FloatingIps, Ok(Data::FloatingIps(ips)));
    bench.confirm_with("<Enter>");
    assert_eq!(
        written(&bench),
        [Write::DisassociateFloatingIp {
            server: "web-01".into(),
            floating_ip: "f-203.0.113.7".into(),
            release: false,
        }]
    );
}

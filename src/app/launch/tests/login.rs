//! "You will not be able to log in."

use super::super::fixture::*;
use super::super::*;
use crate::app::launch::problems::advice;
use crate::cloud::message::{KeyFile, PublicKeyLine};
use crate::openstack::network::SecurityGroupRule;

fn rule(group: &str, ports: (u16, u16), from: Option<&str>) -> SecurityGroupRule {
    SecurityGroupRule {
        group: group.into(),
        ingress: true,
        ip_version: 4,
        protocol: Some("tcp".into()),
        port_min: Some(ports.0),
        port_max: Some(ports.1),
        remote_prefix: from.map(str::to_owned),
        remote_group: None,
    }
}

/// The cloud's words on logging in, of one step.
fn words(play: &Play, step: Step) -> Vec<String> {
    let advice = advice(play.wizard.draft(), play.fixture.world()).into_iter();
    advice
        .filter(|(of, _)| *of == step)
        .map(|(_, words)| words)
        .collect()
}

fn play(rules: Vec<SecurityGroupRule>) -> Play {
    let mut fixture = small_cloud();
    fixture.choices.rules = loaded(rules);
    Play::open(fixture, Some("i-24"))
}

#[test]
fn a_group_that_keeps_ssh_out_is_said_with_its_port() {
    let group_only = SecurityGroupRule {
        remote_group: Some("g-default".into()),
        protocol: None,
        port_min: None,
        port_max: None,
        ..rule("g-default", (0, 0), None)
    };
    let egress = SecurityGroupRule {
        ingress: false,
        ..rule("g-default", (1, 65535), None)
    };
    let shut = ["no chosen group lets tcp 22 in: you will not reach it by SSH"];
    for rules in [
        vec![],
        vec![rule("g-default", (80, 443), None)],
        vec![rule("g-web", (22, 22), None)],
        vec![group_only, egress],
    ] {
        assert_eq!(
            words(&play(rules.clone()), Step::Network),
            shut,
            "{rules:?}"
        );
    }
}

#[test]
fn a_group_that_lets_ssh_in_is_not_spoken_of() {
    let any = SecurityGroupRule {
        protocol: None,
        port_min: None,
        port_max: None,
        ..rule("g-default", (0, 0), Some("::/0"))
    };
    for rules in [
        vec![rule("g-default", (22, 22), None)],
        vec![rule("g-default", (1, 65535), Some("0.0.0.0/0"))],
        vec![any],
    ] {
        assert!(
            words(&play(rules.clone()), Step::Network).is_empty(),
            "{rules:?}"
        );
    }
    let limited = play(vec![rule("g-default", (22, 22), Some("203.0.113.0/24"))]);
    assert_eq!(
        words(&limited, Step::Network),
        ["tcp 22 (SSH) is let in only from 203.0.113.0/24"]
    );
}

#[test]
fn unknown_rules_accuse_nobody() {
    let play = Play::open(small_cloud(), Some("i-24"));
    assert!(words(&play, Step::Network).is_empty());
}

#[test]
fn windows_is_entered_by_another_door() {
    let mut play = play(vec![rule("g-default", (22, 22), None)]);
    play.fixture.images[0]
        .properties
        .insert("os_type".into(), "windows".into());
    assert_eq!(
        words(&play, Step::Network),
        ["no chosen group lets tcp 3389 in: you will not reach it by Remote Desktop"]
    );
}

#[test]
fn a_network_without_a_way_out_is_said_and_an_external_one_is_not() {
    let mut play = play(vec![rule("g-default", (22, 22), None)]);
    play.fixture.choices.routed = loaded(Vec::new());
    assert_eq!(
        words(&play, Step::Network),
        ["no address reachable from outside will exist: no router leads out of private"]
    );
    play.fixture.choices.routed = loaded(vec!["private".into()]);
    assert_eq!(
        words(&play, Step::Network),
        ["private: reachable from outside only with a floating IP, added after the launch"]
    );
    play.fixture.choices.networks = loaded(vec![network("private", "198.51.100.0/24", true)]);
    assert!(
        words(&play, Step::Network).is_empty(),
        "its addresses are public"
    );
}

#[test]
fn a_key_whose_private_half_is_elsewhere_is_said() {
    let file = |line: &str, private| KeyFile {
        path: "/home/alice/.ssh/id.pub".into(),
        content: Ok(PublicKeyLine {
            algorithm: "ssh-ed25519".into(),
            line: line.into(),
            comment: String::new(),
        }),
        private,
    };
    let mut play = play(Vec::new());
    assert!(words(&play, Step::KeyPair).is_empty(), "not looked yet");
    let missing = ["the private half of alice-ed25519 was not found in ~/.ssh of this machine"];
    for files in [
        vec![],
        vec![file(ED25519, false)],
        vec![file("ssh-ed25519 BBBB", true)],
    ] {
        play.fixture.choices.key_files = loaded(files);
        assert_eq!(words(&play, Step::KeyPair), missing);
    }
    let commented = format!("{ED25519} alice@laptop");
    play.fixture.choices.key_files = loaded(vec![file(&commented, true)]);
    assert!(words(&play, Step::KeyPair).is_empty());
}

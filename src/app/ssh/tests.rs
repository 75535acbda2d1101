//! From the key to the command that is run.

use super::errand::{End, Errand};
use super::*;
use crate::app::fixture::{Bench, server};
use crate::app::{Effect, Msg};
use crate::cloud::message::{Data, KeyFile, PublicKeyLine};
use crate::openstack::compute::KeyPair;

const PUBLIC: &str = "ssh-ed25519 AAAAC3Nz";

fn form(bench: &Bench) -> &SshForm {
    match bench.app.modals.last() {
        Some(Modal::Ssh(form)) => form,
        other => panic!("{other:?}"),
    }
}

fn command(bench: &Bench) -> &str {
    form(bench).command.text()
}

/// The dialog for one of the drawn instances.
fn asked(name: &str) -> Bench {
    let mut bench = Bench::stocked((80, 24));
    bench.keys(&format!("/{name}<Enter>x"));
    bench
}

fn key_file(name: &str, line: &str, private: bool) -> KeyFile {
    KeyFile {
        path: format!("/home/alice/.ssh/{name}.pub").into(),
        content: Ok(PublicKeyLine {
            algorithm: "ssh-ed25519".into(),
            line: format!("{line} alice@desk"),
            comment: "alice@desk".into(),
        }),
        private,
    }
}

fn with_keys(bench: &mut Bench) {
    let pair = KeyPair {
        name: "alice-ed25519".into(),
        fingerprint: "00:11".into(),
        public_key: format!("{PUBLIC} Generated-by-Nova\n"),
        kind: "ssh".into(),
    };
    bench.answer(&Read::KeyPairs, Ok(Data::KeyPairs(vec![pair])));
    let files = vec![
        key_file("other", "ssh-ed25519 BBBB", true),
        key_file("work", PUBLIC, true),
    ];
    bench.answer(&Read::PublicKeyFiles, Ok(Data::PublicKeyFiles(files)));
}

fn run(bench: &Bench) -> Option<&Errand> {
    bench.effects.iter().find_map(|effect| match effect {
        Effect::Run(errand) => Some(errand),
        _ => None,
    })
}

#[test]
fn it_goes_to_the_floating_address_as_the_user_of_the_image_with_the_key_found_by_its_public_half()
{
    let mut bench = asked("web-02");
    assert_eq!(command(&bench), "ssh ubuntu@203.0.113.40");
    with_keys(&mut bench);
    let wanted = "ssh -i /home/alice/.ssh/work ubuntu@203.0.113.40";
    assert_eq!(command(&bench), wanted);
    bench.confirm_with("<Enter>");
    let errand = Errand {
        what: "ssh to web-02".into(),
        program: "ssh".into(),
        arguments: ["-i", "/home/alice/.ssh/work", "ubuntu@203.0.113.40"]
            .map(str::to_owned)
            .into(),
    };
    assert_eq!(run(&bench), Some(&errand));
    assert!(bench.app.modals.is_empty());
    assert!(bench.writes().is_empty());
}

#[test]
fn address_and_user_are_chosen_and_the_command_follows() {
    let mut bench = asked("vpn-gw");
    bench.keys("<Down>");
    assert_eq!(command(&bench), "ssh ubuntu@10.0.0.2");
    bench.keys("<Up><Up><Tab><C-u>ops");
    assert_eq!(command(&bench), "ssh ops@10.8.0.2");
    bench.keys("<C-u>");
    assert_eq!(command(&bench), "ssh 10.8.0.2");
    bench.keys("-o");
    assert!(form(&bench).problem().is_some(), "an option is no user");
    bench.confirm_with("<Enter>");
    assert!(run(&bench).is_none());
}

#[test]
fn an_edited_command_stands_whatever_is_found_or_chosen_after() {
    let mut bench = asked("web-02");
    bench.keys("<Tab><Tab> -v");
    with_keys(&mut bench);
    assert_eq!(command(&bench), "ssh ubuntu@203.0.113.40 -v");
    bench.keys("<S-Tab><S-Tab><Down>");
    assert_eq!(command(&bench), "ssh ubuntu@203.0.113.40 -v");
    bench.keys("<Tab><Tab><C-u><Tab>");
    let anew = "ssh -i /home/alice/.ssh/work ubuntu@10.0.0.12";
    assert_eq!(command(&bench), anew, "emptied, it is made anew");
}

#[test]
fn a_held_key_runs_nothing() {
    let mut bench = asked("web-02");
    for _ in 0..100 {
        bench.keys("<Enter>");
        bench.wait(23);
    }
    bench.wait(1000);
    assert!(run(&bench).is_none());
    bench.keys("<Esc>");
    bench.keys("x");
    bench.confirm_with("<S-Tab><S-Tab><Enter>");
    assert!(run(&bench).is_none(), "Cancel cancels");
    assert!(bench.app.modals.is_empty());
}

#[test]
fn where_nothing_answers_the_reason_is_told() {
    for (status, ips, reason) in [
        ("ACTIVE", "", "web-1 has no address"),
        ("BUILD:spawning", "10.0.0.1", "web-1 is still being built"),
        ("ACTIVE:deleting", "10.0.0.1", "web-1 is being deleted"),
        (
            "SHUTOFF",
            "10.0.0.1",
            "web-1 is SHUTOFF: nothing answers there",
        ),
        (
            "PAUSED",
            "10.0.0.1",
            "web-1 is PAUSED: nothing answers there",
        ),
        ("SHELVED_OFFLOADED", "", "nothing answers there"),
    ] {
        let against = against(&server(status, "web-1", ips, "m1.small", "1d"));
        assert!(
            against.as_deref().is_some_and(|why| why.contains(reason)),
            "{status}: {against:?}"
        );
    }
    for status in [
        "ACTIVE",
        "RESCUE",
        "VERIFY_RESIZE",
        "ERROR",
        "ACTIVE:image_uploading",
    ] {
        let server = server(status, "web-1", "10.0.0.1", "m1.small", "1d");
        assert_eq!(against(&server), None, "{status}");
    }
}

#[test]
fn nobody_goes_away_while_a_delete_is_pending_nor_to_two_at_once() {
    let mut bench = Bench::stocked((80, 24));
    bench.keys("/web-01<Enter>D");
    bench.confirm_with("y");
    bench.keys("x");
    assert!(
        bench.said().contains("a delete is pending"),
        "{}",
        bench.said()
    );
    bench.keys("U<Esc> j x");
    bench.keys("<Esc><Esc>u<Space><Down><Space>x");
    assert!(
        bench.said().contains("2 instances are marked"),
        "{}",
        bench.said()
    );
    assert!(bench.app.modals.is_empty());
}

#[test]
fn how_it_ended_is_told() {
    let mut bench = Bench::stocked((80, 24));
    let errand = Errand {
        what: "ssh to web-02".into(),
        program: "ssh".into(),
        arguments: Vec::new(),
    };
    for (end, told) in [
        (End::Exit(0), "ssh to web-02 ended"),
        (
            End::Exit(255),
            "ssh to web-02: ssh ended with exit code 255",
        ),
        (
            End::NotStarted("there is no such program".into()),
            "ssh cannot be started: there is no such program",
        ),
    ] {
        let errand = errand.clone();
        bench.msg(Msg::Ran { errand, end });
        assert_eq!(bench.said(), told);
    }
}

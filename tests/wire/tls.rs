//! What goes wrong with TLS, at Keystone and at a service of its catalog: the sentence that says
//! what, where, and what to do.

use std::time::Duration;

use super::bench::{Bench, Door, World};
use super::common::proxy::fault::{Fault, Which};
use super::common::proxy::front::Paper;

/// One trouble, and what is said of it.
pub(crate) struct Case {
    pub(crate) words: &'static str,
    door: Door,
    /// What the address says is spoken there, if that is wrong.
    scheme: Option<&'static str>,
    config: &'static str,
    pub(crate) login: &'static str,
    pub(crate) service: &'static str,
}

impl Case {
    /// Where nobody says a word there is nothing to wait for.
    fn patience(&self) -> Option<Duration> {
        (self.door == Door::Silent).then_some(Duration::from_secs(1))
    }
}

const TRUSTS: &str = "cacert: ~/ca.pem";

macro_rules! cases {
    ($($words:literal, $door:expr, $scheme:expr, $config:expr, $login:literal, $service:literal;)*) => {
        pub(crate) const CASES: &[Case] = &[$(Case {
            words: $words,
            door: $door,
            scheme: $scheme,
            config: $config,
            login: $login,
            service: $service,
        },)*];
    };
}

cases! {
    "a self-signed certificate", Door::Tls(Paper::SelfSigned), None, "",
        "demo cannot be trusted. The certificate of cloud:80 is signed by an authority this machine does not know: name that authority's PEM file as `cacert:` in clouds.yaml, or trust anyone there with `verify: false`.",
        "✗ The certificate of cloud:80 is signed by an authority this machine does not know: name that authority's PEM file as `cacert:` in clouds.yaml, or trust anyone there with `verify: false`. (GET /RegionOne/compute/v2.1/servers/detail).";
    "a self-signed certificate that is its own authority", Door::Tls(Paper::OwnAuthority), None, "",
        "demo cannot be trusted. The certificate of cloud:80 is a self-signed one that is its own authority: have a proper one issued, or trust anyone there with `verify: false` in clouds.yaml.",
        "✗ The certificate of cloud:80 is a self-signed one that is its own authority: have a proper one issued, or trust anyone there with `verify: false` in clouds.yaml. (GET /RegionOne/compute/v2.1/servers/detail).";
    "an authority nobody knows", Door::Tls(Paper::Good), None, "",
        "demo cannot be trusted. The certificate of cloud:80 is signed by an authority this machine does not know: name that authority's PEM file as `cacert:` in clouds.yaml, or trust anyone there with `verify: false`.",
        "✗ The certificate of cloud:80 is signed by an authority this machine does not know: name that authority's PEM file as `cacert:` in clouds.yaml, or trust anyone there with `verify: false`. (GET /RegionOne/compute/v2.1/servers/detail).";
    "a certificate for another name", Door::Tls(Paper::OtherName), None, TRUSTS,
        "demo cannot be trusted. The certificate of cloud:80 is for elsewhere.example: use that name in auth_url.",
        "✗ The certificate of cloud:80 is for elsewhere.example: use that name in an address of your own, as `compute_endpoint_override:` in clouds.yaml. (GET /RegionOne/compute/v2.1/servers/detail).";
    "an expired certificate", Door::Tls(Paper::Expired), None, TRUSTS,
        "demo cannot be trusted. The certificate of cloud:80 has expired: tell the cloud's operator (and check this machine's clock).",
        "✗ The certificate of cloud:80 has expired: tell the cloud's operator (and check this machine's clock). (GET /RegionOne/compute/v2.1/servers/detail).";
    "a certificate that is not valid yet", Door::Tls(Paper::NotYetValid), None, TRUSTS,
        "demo cannot be trusted. The certificate of cloud:80 is not valid yet: check this machine's clock, then tell the cloud's operator.",
        "✗ The certificate of cloud:80 is not valid yet: check this machine's clock, then tell the cloud's operator. (GET /RegionOne/compute/v2.1/servers/detail).";
    "a certificate of ours is wanted", Door::Mutual, None, TRUSTS,
        "demo cannot be trusted. cloud:80 wants a certificate of yours: name its PEM files as `cert:` and `key:` in clouds.yaml.",
        "✗ cloud:80 wants a certificate of yours: name its PEM files as `cert:` and `key:` in clouds.yaml. (GET /RegionOne/compute/v2.1/servers/detail).";
    "plain HTTP at an https address", Door::Plain, Some("https"), "",
        "demo cannot be reached. cloud:80 does not speak TLS: perhaps auth_url should begin with http://.",
        "✗ cloud:80 does not speak TLS: perhaps its address in the catalog should begin with http://; `compute_endpoint_override:` in clouds.yaml replaces it. (GET /RegionOne/compute/v2.1/servers/detail).";
    "TLS at an http address", Door::Tls(Paper::Good), Some("http"), "",
        "demo cannot be reached. cloud:80 does not speak plain HTTP: perhaps auth_url should begin with https://.",
        "✗ cloud:80 does not speak plain HTTP: perhaps its address in the catalog should begin with https://; `compute_endpoint_override:` in clouds.yaml replaces it. (GET /RegionOne/compute/v2.1/servers/detail).";
    "an http address, and nginx speaks TLS there", Door::Nginx, Some("http"), "",
        "demo cannot be reached. cloud:80 does not speak plain HTTP: perhaps auth_url should begin with https://.",
        "✗ cloud:80 does not speak plain HTTP: perhaps its address in the catalog should begin with https://; `compute_endpoint_override:` in clouds.yaml replaces it. (GET /RegionOne/compute/v2.1/servers/detail).";
    "a handshake that does not end", Door::Silent, None, "",
        "demo cannot be reached. cloud:80 does not answer: no TLS connection in time. Check the address, the VPN, and what stands in between.",
        "✗ cloud:80 does not answer: no TLS connection in time. Check the address, the VPN, and what stands in between. (GET /RegionOne/compute/v2.1/servers/detail).";
    "a connection cut in the handshake", Door::Cut, None, "",
        "demo cannot be reached. cloud:80 closed the connection in the TLS handshake, so it speaks no TLS, or something in between lets none pass: perhaps auth_url should begin with http://.",
        "✗ cloud:80 closed the connection in the TLS handshake, so it speaks no TLS, or something in between lets none pass: perhaps its address in the catalog should begin with http://; `compute_endpoint_override:` in clouds.yaml replaces it. (GET /RegionOne/compute/v2.1/servers/detail).";
}

/// What is said where Keystone is not to be had so.
fn at_login(case: &Case) -> String {
    let mut bench = Bench::new(World {
        front: case.door,
        scheme: case.scheme,
        config: case.config,
        connect: case.patience(),
        ..World::default()
    });
    bench.drive.idle();
    bench.seen()
}

/// What is said where Keystone is, and Nova is not.
fn at_service(case: &Case) -> String {
    let mut bench = Bench::new(World {
        config: case.config,
        connect: case.patience(),
        ..World::default()
    });
    let second = bench.second(case.door);
    let there = match case.scheme {
        Some(scheme) => format!("{scheme}://{}", second.place()),
        None => second.base(),
    };
    move_compute(&bench, there);
    bench.drive.idle();
    bench.drive.keys("j");
    let seen = bench.seen();
    let seen = seen.replace(&second.place(), "cloud:80");
    let host = second.place();
    let seen = seen.replace(host.split(':').next().unwrap(), "cloud");
    // The others are to be had.
    bench.drive.keys("2");
    bench
        .drive
        .until("the images", |screen| screen.contains("AlmaLinux 9"));
    seen
}

/// Has the catalog name another address for Nova.
fn move_compute(bench: &Bench, there: String) {
    let login = Which {
        method: "POST",
        path: "/auth/tokens$",
    };
    let base = bench.proxy.base();
    let moved = Fault::json(move |token| {
        let services = token["token"]["catalog"].as_array_mut().unwrap();
        for service in services.iter_mut().filter(|it| it["type"] == "compute") {
            for endpoint in service["endpoints"].as_array_mut().unwrap() {
                let url = endpoint["url"].as_str().unwrap();
                endpoint["url"] = url.replace(&base, &there).into();
            }
        }
    });
    bench.proxy.spoil(login, moved);
}

#[test]
fn each_trouble_with_tls_is_told_with_what_to_do() {
    let check = |case: &Case| {
        // Some of them wait.
        let (login, service) = std::thread::scope(|scope| {
            let login = scope.spawn(|| at_login(case));
            let service = at_service(case);
            (login.join().unwrap(), service)
        });
        let told = [(login, case.login), (service, case.service)];
        let wrong = told.iter().filter(|(said, sees)| !said.contains(sees));
        let words: Vec<String> = wrong
            .map(|(said, sees)| format!("{}:\n  {sees}\nbut:\n  {said}", case.words))
            .collect();
        words.join("\n")
    };
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let cases: Vec<_> = CASES
            .iter()
            .map(|case| scope.spawn(|| check(case)))
            .collect();
        let ended = cases.into_iter().map(|case| case.join().unwrap());
        ended.filter(|wrong| !wrong.is_empty()).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_authority_that_cacert_names_is_trusted() {
    let bench = Bench::new(World {
        front: Door::Tls(Paper::Good),
        config: TRUSTS,
        ..World::default()
    });
    let mut bench = bench.opened();
    let screen = bench.drive.screen();
    assert!(screen.contains("bastion-01"), "{screen}");
    assert!(!screen.contains("TLS not verified"), "{screen}");
}

#[test]
fn verify_false_trusts_anyone_and_the_header_says_so() {
    for paper in [
        Paper::SelfSigned,
        Paper::OwnAuthority,
        Paper::Expired,
        Paper::OtherName,
    ] {
        let bench = Bench::new(World {
            front: Door::Tls(paper),
            config: "verify: false",
            ..World::default()
        });
        let mut bench = bench.opened();
        let screen = bench.drive.screen();
        assert!(screen.contains("bastion-01"), "{paper:?}: {screen}");
        assert!(screen.contains("[TLS not verified]"), "{paper:?}: {screen}");
    }
}

//! Tokens: what is refused everywhere at once, and whom they are never shown to.

use std::time::Duration;

use super::bench::{Bench, World};
use super::common::proxy::Proxy;
use super::common::proxy::fault::{Fault, Which};
use super::common::proxy::message::Answer;
use super::place::Place;
use super::rows::unauthorized;

/// All services but Keystone.
const SERVICES: Which = Which {
    method: "*",
    path: "/RegionOne/",
};
const SERVERS: Which = Which {
    method: "GET",
    path: "/servers/detail",
};

#[test]
fn a_token_that_ends_in_the_middle_of_everything_is_renewed_once() {
    let mut bench = Bench::new(World::default()).opened();
    let (logins, said) = (bench.logins(), bench.said().len());
    bench.demo.expire_tokens();
    bench.drive.keys("r 2 r 1 Enter Tab S-Tab S-Tab Esc L A-3");
    bench.drive.idle();
    bench.drive.wait(Duration::from_secs(90));
    assert_eq!(bench.logins() - logins, 1);
    let said = bench.said().split_off(said);
    let odd = said
        .iter()
        .any(|words| words.contains("401") || words.contains("could not"));
    assert!(!odd, "{said:?}");
    bench.drive.keys("Esc");
    bench.until_live();
}

#[test]
fn a_cloud_that_refuses_every_token_is_logged_in_to_once_more_and_keeps_its_rows() {
    let mut bench = Bench::new(World::default()).opened();
    let logins = bench.logins();
    bench.proxy.spoil(SERVICES, unauthorized());
    bench.drive.keys("r 2 r 1 r");
    bench.drive.wait(Duration::from_secs(300));
    assert_eq!(bench.logins() - logins, 1, "no storm");
    complains(&bench, "Instances", "compute");
    let screen = bench.drive.screen();
    assert!(screen.contains("bastion-01"), "{screen}");
    assert!(!screen.contains("has ended"), "{screen}");
    bench.proxy.mend();
    bench.until_live();
    assert_eq!(bench.logins() - logins, 1, "the token was good");
}

#[test]
fn one_service_that_refuses_every_token_covers_nothing_and_the_others_go_on() {
    let mut bench = Bench::new(World::default()).opened();
    let logins = bench.logins();
    bench.drive.keys("2");
    bench.drive.idle();
    let images = Which {
        method: "*",
        path: "/RegionOne/image/",
    };
    bench.proxy.spoil(images, unauthorized());
    for _ in 0..10 {
        bench.drive.wait(Duration::from_secs(30));
        let screen = bench.drive.screen();
        assert!(screen.contains("AlmaLinux 9"), "{screen}");
    }
    assert_eq!(bench.logins() - logins, 1);
    complains(&bench, "Images", "image");
    bench.drive.keys("1");
    bench.until_live();
    let screen = bench.drive.screen();
    assert!(screen.contains("bastion-01"), "{screen}");
    bench.proxy.mend();
    bench.drive.keys("2 r");
    bench.until_live();
    assert_eq!(bench.logins() - logins, 1, "the token was good");
}

/// Once, as of any other read that fails.
fn complains(bench: &Bench, list: &str, service: &str) {
    let words = format!(
        "{list} could not be read again: 401 The {service} service refuses a new token too: The \
         request you have made requires authentication."
    );
    let said = bench.said();
    let times = said.iter().filter(|it| **it == words).count();
    assert_eq!(times, 1, "{said:?}");
}

/// Another host, which would answer as well as the cloud does.
fn stranger(bench: &Bench) -> Proxy {
    let cloud = bench.demo.auth_url().replace("/identity/v3", "");
    Proxy::start(bench.runtime.clone(), &cloud)
}

/// Sends every such request on to the stranger.
fn send_away(bench: &Bench, which: Which, status: u16, stranger: &Proxy) {
    let base = stranger.base();
    let fault = Fault::changed(move |answer, heard| {
        let there = format!("{base}{}", heard.path);
        *answer = Answer::new(status, "").with("location", &there);
    });
    bench.proxy.spoil(which, fault);
}

#[test]
fn no_redirect_takes_a_token_or_a_password_to_another_host() {
    for status in [301, 302, 307, 308] {
        for place in [Place::Login, Place::Refresh, Place::Snapshot] {
            let mut bench = place.start("");
            let stranger = stranger(&bench);
            send_away(&bench, place.which(), status, &stranger);
            place.act(&mut bench);
            bench.drive.wait(Duration::from_secs(15));
            let told = place.words(&mut bench);
            assert!(
                told.iter()
                    .any(|words| words.contains("sends us to another host")),
                "{status} {place:?}: {told:#?}"
            );
            let heard = stranger.heard();
            assert!(heard.is_empty(), "{status} {place:?}: {heard:?}");
        }
    }
}

#[test]
fn no_link_of_a_page_takes_a_token_to_another_host() {
    let mut bench = Bench::new(World {
        servers: 120,
        ..World::default()
    });
    let stranger = stranger(&bench);
    let base = stranger.base();
    bench.proxy.spoil(
        SERVERS,
        Fault::json(move |page| {
            for link in page["servers_links"].as_array_mut().into_iter().flatten() {
                let href = link["href"].as_str().unwrap();
                let (_, query) = href.split_once('?').unwrap();
                link["href"] = format!("{base}/v2/v2/servers/detail?{query}").into();
            }
        }),
    );
    bench.until_live();
    bench.drive.idle();
    let screen = bench.drive.screen();
    assert!(screen.contains("145 instances"), "{screen}");
    assert_eq!(stranger.heard().len(), 0);
}

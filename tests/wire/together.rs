//! How few connections a session of many requests takes.

use std::time::Duration;

use super::bench::{Bench, Door, World};
use super::common::proxy::front::Paper;

const TRUSTS: &str = "cacert: ~/ca.pem";

/// A session in which most things are looked at; how many requests it made, and how many
/// connections for them.
fn session(front: Door) -> (usize, usize, Vec<String>) {
    let config = if front == Door::Plain { "" } else { TRUSTS };
    let bench = Bench::new(World {
        servers: 120,
        front,
        config,
        ..World::default()
    });
    let mut bench = bench.opened();
    for keys in [
        "2", "1", "Enter", "Tab", "Tab", "Esc", "L", "A-3", "Esc", "r", "2 r", "1 r",
    ] {
        bench.drive.keys(keys);
        bench.drive.idle();
    }
    bench.drive.wait(Duration::from_secs(120));
    bench.drive.idle();
    let said = bench.said();
    (bench.proxy.heard().len(), bench.proxy.accepted(), said)
}

fn all_well(said: &[String]) {
    let odd = said.iter().any(|words| words.contains("could not"));
    assert!(!odd, "{said:?}");
}

#[test]
fn a_pooled_connection_is_used_again() {
    for front in [Door::Plain, Door::Tls(Paper::Good)] {
        let (requests, connections, said) = session(front);
        assert!(requests >= 40, "{requests}");
        // As many as are asked at once, and no more.
        assert!(connections <= 10, "{requests} by {connections}");
        all_well(&said);
    }
}

#[test]
fn where_http_2_is_offered_one_connection_carries_all() {
    let (requests, connections, said) = session(Door::H2);
    assert!(requests >= 40, "{requests}");
    assert_eq!(connections, 1);
    all_well(&said);
}

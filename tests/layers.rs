//! The layers of the program, held to by reading its source: the core knows no screen, no network
//! and no clock; drawing knows no client; the client and the imitation cloud know nobody.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

use std::path::{Path, PathBuf};

fn sources(below: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(below).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let below = |path: PathBuf| {
        if path.is_dir() {
            sources(&path)
        } else {
            vec![path]
        }
    };
    paths.flat_map(below).collect()
}

/// Every `crate::` of a layer begins like one of `allowed`, and no line holds one of `forbidden`.
fn check(layer: &str, allowed: &[&str], forbidden: &[&str]) {
    let files = sources(
        &Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("src")
            .join(layer),
    );
    assert!(files.len() > 3, "{layer} has moved");
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for (line, place) in text.lines().zip(1..) {
            let code = line.split("//").next().unwrap_or_default();
            let at = format!("{}:{place}: {}", file.display(), code.trim());
            for path in code.split("crate::").skip(1) {
                assert!(
                    allowed.iter().any(|allowed| path.starts_with(allowed)),
                    "{at}"
                );
            }
            for name in forbidden {
                assert!(!code.contains(name), "{at}");
            }
        }
    }
}

/// What the cloud's things are, without the client that fetches them.
const DOMAIN: [&str; 12] = [
    "cloud::message",
    "cloud::public_key",
    "openstack::compute",
    "openstack::image",
    "openstack::network",
    "openstack::volume",
    "openstack::secret",
    "openstack::id",
    "openstack::error",
    "openstack::Error",
    "openstack::Kind",
    "openstack::{Error, Kind}",
];
const OUTSIDE: [&str; 6] = [
    "tokio",
    "reqwest",
    "std::fs",
    "Instant",
    "SystemTime",
    "Client",
];

#[test]
fn the_core_knows_no_screen_no_network_and_no_clock() {
    let forbidden = [&OUTSIDE[..], &["ratatui"]].concat();
    check("app", &[&DOMAIN[..], &["app"]].concat(), &forbidden);
}

#[test]
fn drawing_knows_the_core_and_what_it_draws() {
    check("ui", &[&DOMAIN[..], &["app", "ui"]].concat(), &OUTSIDE);
}

#[test]
fn the_client_and_the_imitation_cloud_know_nobody() {
    // Beside itself the client knows how to keep a file to its owner.
    check("openstack", &["openstack", "disk"], &["ratatui"]);
    check("demo", &["demo"], &["ratatui", "reqwest"]);
}

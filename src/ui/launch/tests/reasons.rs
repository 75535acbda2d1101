//! Each reason why something cannot be chosen or is wrong can be read whole, where the screen is
//! small too.

use super::*;
use crate::app::launch::fixture::{Fixture, flavor, image, network};
use crate::app::launch::{FieldId, SourceKind};
use crate::openstack::compute::Quota;
use crate::openstack::image::{Image, ImageStatus};
use crate::openstack::network::Port;

const SIZES: [(u16, u16); 3] = [(80, 24), (60, 16), (120, 40)];

/// All that is on the screen, as one line: what is wrapped is read on.
fn read(play: &Play, (width, height): (u16, u16)) -> String {
    let mut text = shown(play, width, height);
    if width >= 110 {
        // The summary beside the page is another text.
        let page = |line: &str| {
            line.rsplit_once('│')
                .and_then(|(left, _)| left.rsplit_once('│').map(|(page, _)| page.to_owned()))
        };
        text = text.lines().filter_map(page).collect::<Vec<_>>().join("\n");
    }
    let text = text.replace(['│', '┌', '┐', '└', '┘', '├', '┤', '─'], " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn find(play: &Play, reason: &str) {
    for size in SIZES {
        let text = read(play, size);
        let reason: Vec<_> = reason.split_whitespace().collect();
        let reason = reason.join(" ");
        assert!(text.contains(&reason), "{size:?}: {reason:?} in {text}");
    }
}

/// A name as long as people make them, which must not push the reason out.
const LONG: &str = "a-name-that-somebody-has-made-much-too-long-for-a-screen-of-eighty-cells";

/// A quota of which nothing is left, and flavors that nothing fits.
fn exhausted() -> Fixture {
    let mut fixture = cloud();
    let full = |limit| {
        Some(Quota {
            used: limit,
            limit: Some(limit),
        })
    };
    let mut limits = crate::app::launch::fixture::limits();
    (limits.instances, limits.cores) = (full(20), full(5000));
    limits.ram_mib = full(9600 * 1024);
    fixture.choices.limits = loaded(limits);
    let mut huge = image("i-huge", LONG, 900, 512 * 1024);
    huge.size = Some(2000 << 30);
    fixture.images.push(huge);
    fixture.choices.flavors = loaded(vec![
        flavor("f-none", "m1.none", 1, 2048, 0),
        flavor("f-large", "memory-optimized.24xlarge", 960, 256 * 1024, 500),
    ]);
    fixture
}

#[test]
fn of_a_flavor_all_reasons_are_read_with_their_numbers() {
    for fixture in [cloud(), exhausted()] {
        for source in ["i-24", "i-huge"] {
            let mut play = Play::open(fixture_of(&fixture, source), Some(source));
            play.keys("web<Tab><C-u>3<A-2>g");
            let count = play.wizard.flavors(play.fixture.world()).len();
            for _ in 0..count {
                let (short, long) = reasons(&play);
                for size in SIZES {
                    let text = read(&play, size);
                    let long = long.iter().all(|line| {
                        let words: Vec<_> = line.split_whitespace().collect();
                        text.contains(&words.join(" "))
                    });
                    assert!(long || text.contains(&short), "{size:?} {short}: {text}");
                }
                play.keys("j");
            }
        }
    }
}

/// The fixture again, with the image if it has none such.
fn fixture_of(fixture: &Fixture, source: &str) -> Fixture {
    let mut again = if fixture.images.len() > 3 {
        exhausted()
    } else {
        cloud()
    };
    if source == "i-huge" && again.images.len() == 3 {
        again.images.push(image("i-huge", LONG, 900, 512 * 1024));
    }
    again
}

/// Of the flavor under the cursor, on one line and line by line.
fn reasons(play: &Play) -> (String, Vec<String>) {
    let world = play.fixture.world();
    let flavors = play.wizard.flavors(world);
    let at = play.wizard.cursor(FieldId::Flavor, world);
    let row = play.wizard.flavor_row(&flavors, at, world).unwrap();
    (row.fit.short(), row.fit.long())
}

#[test]
fn of_an_image_it_is_read_why_it_cannot_be_booted() {
    let with = |change: fn(&mut Image)| {
        let mut image = image("i-bad", LONG, 10, 0);
        change(&mut image);
        image
    };
    let bad = [
        with(|image| image.status = ImageStatus::Saving),
        with(|image| image.status = ImageStatus::Queued),
    ];
    for image in bad {
        let mut fixture = cloud();
        fixture.images = vec![image];
        let mut play = Play::open(fixture, None);
        play.keys("<Tab><Tab><Tab><Tab><Tab>");
        assert_eq!(play.wizard.focus(), FieldId::Source);
        let world = play.fixture.world();
        let obstacle = play.wizard.source_row(0, world).unwrap().obstacle;
        let obstacle = obstacle.expect("cannot be booted");
        find(&play, &obstacle);
        play.keys("<Space>");
        find(&play, &obstacle);
        assert_eq!(play.wizard.draft().source.kind, SourceKind::Image);
    }
}

#[test]
fn of_a_network_and_of_a_port_it_is_read_why_it_cannot_be_chosen() {
    let mut fixture = cloud();
    let mut error = network("error", "10.1.0.0/24", true);
    error.status = "ERROR".into();
    let mut networks = vec![
        network("down", "10.0.0.0/24", false),
        error,
        network("bare", "", true),
    ];
    for network in &mut networks {
        network.name = format!("{}-{LONG}", network.name);
    }
    fixture.choices.networks = loaded(networks);
    fixture.choices.ports = loaded(vec![Port {
        id: "p-1".into(),
        name: LONG.into(),
        network: "down".into(),
        addresses: vec!["10.0.0.9".into()],
        admin_up: false,
        status: "DOWN".into(),
        vnic_type: "normal".into(),
        security_groups: Vec::new(),
    }]);
    let mut play = Play::open(fixture, None);
    play.keys("<A-3>g");
    for at in 0..3 {
        let world = play.fixture.world();
        let why = play.wizard.network_row(at, world).unwrap().obstacle;
        find(
            &play,
            &format!("cannot be chosen: {}", why.expect("a reason")),
        );
        play.keys("j");
    }
    play.keys("p");
    find(&play, "cannot be chosen: its admin state is down");
}

#[test]
fn of_a_key_it_is_read_what_is_wrong_with_its_name_its_place_and_itself() {
    let wrong = [
        ("cweb/1", "only A–Z a–z 0–9 space _ @ . -"),
        ("calice-ed25519", "a key pair of that name exists"),
        ("cweb ", "no space at the start or the end"),
        (
            "cweb<Enter><C-u>/tmp/",
            "this names a folder; a file name is needed",
        ),
        (
            "i<Tab><Right><Tab>ssh-rsa x",
            "the public key is not whole: its middle part is not base64",
        ),
        (
            "i<Tab><Right><Tab>hello",
            "not a public key: it begins with ssh-ed25519, ssh-rsa, ecdsa-sha2-… or sk-…",
        ),
    ];
    for (keys, reason) in wrong {
        let mut play = begun();
        play.keys(&format!("<A-4>{keys}"));
        find(&play, reason);
    }
    let mut play = begun();
    let reason = "the public key is damaged: its middle part is of another kind";
    play.fixture.choices.key_files = loaded(vec![KeyFile {
        private: false,
        path: format!("~/.ssh/{LONG}.pub").into(),
        content: Err(reason.into()),
    }]);
    play.keys("<A-4>i<Enter>");
    find(&play, reason);
    play.keys("<Space>");
    find(&play, reason);
    for secret in [
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        "---- BEGIN SSH2 PUBLIC KEY ----",
        "PuTTY-User-Key-File-3: ssh-ed25519",
    ] {
        play.paste(secret);
        let note = play.note().to_owned();
        assert!(note.starts_with("this is a"), "{note}");
        find(&play, &note);
    }
}

#[test]
fn what_next_finds_wrong_is_read_whole() {
    let mut play = Play::open(exhausted(), Some("i-huge"));
    play.keys("web<Tab><C-u>3<A-2><A-5>");
    let problems = play.wizard.draft().problems(play.fixture.world());
    assert!(problems.len() >= 3, "{problems:?}");
    for digit in ["1", "2", "3"] {
        play.keys(&format!("<A-5>{digit}"));
        let note = play.note().to_owned();
        assert!(!note.is_empty(), "{digit}");
        find(&play, &note);
    }
}

#[test]
fn why_a_table_is_empty_is_read_whole() {
    let words = "Policy doesn't allow os_compute_api:os-flavor-access to be performed by \
                 this project in this region today.";
    let mut fixture = cloud();
    fixture.choices.flavors = answered(Err(Error::new(Kind::Forbidden, words)));
    fixture.choices.networks = answered(Err(Error::new(Kind::Forbidden, words)));
    let mut play = Play::open(fixture, Some("i-24"));
    for step in ["<A-2>", "<A-3>"] {
        play.keys(step);
        find(&play, words);
    }
}

//! Launches and clouds of any kind, hostile ones first.

use proptest::prelude::*;
use proptest::sample::select;

use super::{PASSWORD, osc};
use crate::openstack::compute::{
    BootFrom, DiskConfig, Microversion, Networking, NewServer, NewVolume, Nic, UserData,
};

pub(super) fn texts() -> impl Strategy<Value = String> {
    const PIECES: [&str; 44] = [
        "web",
        "a",
        "0",
        " ",
        "-",
        "--",
        "=",
        ",",
        "'",
        "\"",
        "\\",
        "`",
        "$",
        "${",
        "$(id)",
        "$$",
        "%",
        "%{",
        "{",
        "}",
        "(",
        ")",
        "!",
        "^",
        "~",
        "~/",
        "#",
        "&",
        ";",
        "|",
        "*",
        "\n",
        "\nEOT",
        "\r",
        "\t",
        "\u{1b}[2J",
        "\u{7f}",
        "\u{85}",
        "\u{202e}",
        "\u{301}",
        "é",
        "日本",
        "🐧",
        "/",
    ];
    let piece = prop_oneof![
        8 => select(&PIECES[..]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(|c| c.to_string().replace('\0', "")),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn text() -> impl Strategy<Value = String> {
    texts().prop_filter("not empty", |text| !text.is_empty())
}

/// Few enough that some are the same.
fn id(kind: char) -> impl Strategy<Value = String> {
    (0..4u8).prop_map(move |n| format!("{:08x}-0000-4000-8000-00000000000{n}", kind as u32))
}

fn boot() -> impl Strategy<Value = BootFrom> {
    let volume = (1..9u64, prop::option::of(text()), any::<bool>()).prop_map(
        |(size_gib, kind, delete_on_termination)| NewVolume {
            size_gib,
            kind,
            delete_on_termination,
        },
    );
    prop_oneof![
        id('i').prop_map(|id| BootFrom::Image(id.into())),
        (id('i'), volume).prop_map(|(image, volume)| BootFrom::ImageOnVolume {
            image: image.into(),
            volume
        }),
        (id('v'), any::<bool>()).prop_map(|(id, deleted)| BootFrom::Volume {
            volume: id.into(),
            delete_on_termination: deleted
        }),
        (id('s'), any::<bool>()).prop_map(|(id, deleted)| BootFrom::VolumeSnapshot {
            snapshot: id.into(),
            delete_on_termination: deleted
        }),
    ]
}

fn networking() -> impl Strategy<Value = Networking> {
    let nic = prop_oneof![
        id('n').prop_map(|id| Nic::Network(id.into())),
        id('p').prop_map(|id| Nic::Port(id.into())),
    ];
    prop_oneof![
        4 => prop::collection::vec(nic, 1..4).prop_map(Networking::Nics),
        1 => Just(Networking::Auto),
        1 => Just(Networking::None),
    ]
}

pub(super) fn new_server() -> impl Strategy<Value = NewServer> {
    let name = text().prop_filter("a name", |name| !name.trim().is_empty());
    let data = prop_oneof![
        text().prop_map(String::into_bytes),
        prop::collection::vec(any::<u8>(), 1..9),
    ];
    let what = (name, boot(), 1..4u32, prop::option::of(text()), id('f'));
    let net = (
        networking(),
        prop::collection::btree_set(id('g'), 0..3),
        prop::option::of(text()),
        prop::option::of(text()),
    );
    let some = (
        prop::option::of(data),
        prop::collection::btree_map(texts(), texts(), 0..3),
        prop::collection::btree_set(texts(), 0..3),
    );
    let rest = (
        any::<(bool, bool, bool)>(),
        prop::option::of(id('r')),
        prop::collection::btree_map(prop_oneof![texts(), Just("group".into())], texts(), 0..3),
    );
    (what, net, some, rest).prop_map(|(what, net, some, rest)| NewServer {
        name: what.0,
        boot: what.1,
        count: what.2,
        description: what.3,
        flavor: what.4.into(),
        networking: net.0,
        security_groups: net.1.into_iter().map(Into::into).collect(),
        key_name: net.2,
        availability_zone: net.3,
        user_data: some.0.map(|data| UserData::new(&data)),
        metadata: some.1,
        tags: some.2.into_iter().collect(),
        config_drive: rest.0.0,
        disk_config: if rest.0.1 {
            DiskConfig::Manual
        } else {
            DiskConfig::Auto
        },
        admin_password: rest.0.2.then(|| PASSWORD.into()),
        server_group: rest.1.map(Into::into),
        hints: rest.2,
    })
}

/// Four things of each kind, some of them namesakes, or named like an id or an option.
pub(super) fn cloud() -> impl Strategy<Value = osc::Cloud<'static>> {
    const KINDS: [(&str, char); 8] = [
        ("image", 'i'),
        ("flavor", 'f'),
        ("network", 'n'),
        ("port", 'p'),
        ("group", 'g'),
        ("volume", 'v'),
        ("snapshot", 's'),
        ("server group", 'r'),
    ];
    let name = prop_oneof![
        3 => texts(),
        1 => select(&["default", "web", "-web", "", "net,tag=x"][..]).prop_map(str::to_owned),
        1 => select(&KINDS[..]).prop_flat_map(|(_, kind)| id(kind)),
    ];
    prop::collection::vec(name, 32).prop_map(|names| {
        let kinds = KINDS.iter().zip(names.chunks(4));
        let cloud = kinds.map(|((kind, letter), names)| {
            let ids =
                (0..4).map(|n| format!("{:08x}-0000-4000-8000-00000000000{n}", *letter as u32));
            (*kind, ids.zip(names.iter().cloned()).collect())
        });
        cloud.collect()
    })
}

pub(super) fn versions() -> impl Strategy<Value = Microversion> {
    select(&[1, 18, 26, 37, 52, 60, 67, 90][..]).prop_map(|minor| Microversion(2, minor))
}

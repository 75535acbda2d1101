//! The bodies of `POST /servers`, whole, as Novas of different ages get them: the oldest, one of
//! before `networks` was asked for (2.36), one of before volume types (2.60), and the newest we
//! speak (2.90).
//!
//! Horizon's body differs in four places, since the API asks for less or for more:
//! * it sends `"imageRef": ""` for a server without an image, and `"boot_index": "0"` as text:
//!   Nova wants neither;
//! * it lists the chosen networks before the chosen ports, whatever order they were chosen in;
//! * it leaves `networks` out when none is chosen, which Nova refuses since 2.37: that is `none`;
//! * it does not ask for the reservation, and so never learns which servers it made.

use super::*;

const AGES: [Microversion; 4] = [
    Microversion(2, 1),
    Microversion(2, 36),
    Microversion(2, 60),
    Microversion(2, 90),
];

fn web(boot: BootFrom) -> NewServer {
    NewServer {
        networking: Networking::Nics(vec![Nic::Network("net".into())]),
        ..NewServer::new(" web ", boot, "flavor".into())
    }
}

fn from_image() -> NewServer {
    web(BootFrom::Image("image".into()))
}

/// The body of the plainest launch, with these keys of `server` replaced; `null` takes one away.
fn plain(changes: &Value) -> Value {
    let mut server = json!({
        "name": "web",
        "flavorRef": "flavor",
        "min_count": 1,
        "max_count": 1,
        "OS-DCF:diskConfig": "AUTO",
        "imageRef": "image",
        "networks": [{"uuid": "net"}],
    });
    for (key, value) in changes.as_object().into_iter().flatten() {
        server[key] = value.clone();
    }
    let kept = server.as_object().into_iter().flatten();
    let kept = kept.filter(|(_, value)| !value.is_null());
    let server: Map<_, _> = kept
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    json!({"server": server})
}

/// In every age the same.
fn assert_body(new: &NewServer, expected: &Value) {
    for age in AGES {
        assert_eq!(new.body(age), *expected, "{age}");
    }
}

/// One body below `since`, another from there on.
fn assert_bodies(new: &NewServer, since: u16, before: &Value, after: &Value) {
    for minor in [1, 36, 60, since - 1, since, 90] {
        let expected = if minor < since { before } else { after };
        assert_eq!(new.body(Microversion(2, minor)), *expected, "2.{minor}");
    }
}

#[test]
fn an_image_is_named_and_the_disk_is_the_flavors() {
    assert_body(&from_image(), &plain(&json!({})));
}

#[test]
fn a_new_volume_is_filled_from_the_image() {
    let disk = json!({
        "boot_index": 0,
        "source_type": "image",
        "destination_type": "volume",
        "uuid": "image",
        "volume_size": 20,
        "delete_on_termination": true,
    });
    let volume = |kind: Option<&str>| {
        web(BootFrom::ImageOnVolume {
            image: "image".into(),
            volume: NewVolume {
                size_gib: 20,
                kind: kind.map(str::to_owned),
                delete_on_termination: true,
            },
        })
    };
    let untyped = plain(&json!({"imageRef": null, "block_device_mapping_v2": [disk]}));
    assert_body(&volume(None), &untyped);
    let mut typed = untyped.clone();
    typed["server"]["block_device_mapping_v2"][0]["volume_type"] = json!("fast");
    assert_bodies(&volume(Some("fast")), 67, &untyped, &typed);
}

#[test]
fn a_volume_and_a_snapshot_of_one_are_named_by_what_they_are() {
    let volume = web(BootFrom::Volume {
        volume: "v".into(),
        delete_on_termination: false,
    });
    let snapshot = web(BootFrom::VolumeSnapshot {
        snapshot: "s".into(),
        delete_on_termination: true,
    });
    for (new, source, id, goes) in [
        (volume, "volume", "v", false),
        (snapshot, "snapshot", "s", true),
    ] {
        let disk = json!({
            "boot_index": 0,
            "source_type": source,
            "destination_type": "volume",
            "uuid": id,
            "delete_on_termination": goes,
        });
        let expected = json!({"imageRef": null, "block_device_mapping_v2": [disk]});
        assert_body(&new, &plain(&expected));
    }
}

#[test]
fn networks_and_ports_keep_the_order_they_were_chosen_in() {
    let mut new = from_image();
    new.networking = Networking::Nics(vec![
        Nic::Port("port".into()),
        Nic::Network("net".into()),
        Nic::Port("other".into()),
    ]);
    new.security_groups = vec!["group".into(), "second".into()];
    let expected = json!({
        "networks": [{"port": "port"}, {"uuid": "net"}, {"port": "other"}],
        "security_groups": [{"name": "group"}, {"name": "second"}],
    });
    assert_body(&new, &plain(&expected));
}

#[test]
fn auto_and_none_are_words_that_an_old_nova_does_not_know() {
    for (networking, word) in [(Networking::Auto, "auto"), (Networking::None, "none")] {
        let new = NewServer {
            networking,
            ..from_image()
        };
        let before = plain(&json!({"networks": null}));
        let after = plain(&json!({"networks": word}));
        assert_bodies(&new, 37, &before, &after);
    }
}

#[test]
fn a_description_and_tags_are_left_out_where_nova_would_refuse_them() {
    let described = NewServer {
        description: Some("the front door".into()),
        ..from_image()
    };
    let after = plain(&json!({"description": "the front door"}));
    assert_bodies(&described, 19, &plain(&json!({})), &after);
    let tagged = NewServer {
        tags: vec!["blue".into(), "web".into()],
        ..from_image()
    };
    let after = plain(&json!({"tags": ["blue", "web"]}));
    assert_bodies(&tagged, 52, &plain(&json!({})), &after);
}

#[test]
fn all_else_is_said_in_every_age_and_only_when_it_was_asked_for() {
    let new = NewServer {
        key_name: Some("key".into()),
        availability_zone: Some("nova".into()),
        user_data: Some(UserData::new("#!/bin/sh\necho é\n".as_bytes())),
        config_drive: true,
        disk_config: DiskConfig::Manual,
        metadata: [("role".to_owned(), "web".to_owned())].into(),
        admin_password: Some("hunter2".into()),
        ..from_image()
    };
    let expected = json!({
        "key_name": "key",
        "availability_zone": "nova",
        "user_data": "IyEvYmluL3NoCmVjaG8gw6kK",
        "config_drive": true,
        "OS-DCF:diskConfig": "MANUAL",
        "metadata": {"role": "web"},
        "adminPass": "hunter2",
    });
    assert_body(&new, &plain(&expected));
}

#[test]
fn hints_stand_beside_the_server_and_the_group_is_one_of_them() {
    let new = NewServer {
        server_group: Some("g".into()),
        hints: [("same_host".to_owned(), "s".to_owned())].into(),
        ..from_image()
    };
    let mut expected = plain(&json!({}));
    expected["os:scheduler_hints"] = json!({"group": "g", "same_host": "s"});
    assert_body(&new, &expected);
}

#[test]
fn several_servers_are_all_or_none_and_known_by_their_reservation() {
    let new = NewServer {
        count: 3,
        ..from_image()
    };
    let expected = json!({"min_count": 3, "max_count": 3, "return_reservation_id": true});
    assert_body(&new, &plain(&expected));
}

#[test]
fn the_largest_user_data_is_what_nova_takes() {
    let data = UserData::new(&vec![b'a'; UserData::MOST_BYTES]);
    let new = NewServer {
        user_data: Some(data),
        ..from_image()
    };
    let body = new.body(Microversion(2, 90));
    let encoded = body["server"]["user_data"].as_str().map(str::len);
    assert!(encoded.is_some_and(|length| (65532..=65535).contains(&length)));
}

#[test]
fn what_is_secret_does_not_show() {
    let new = NewServer {
        user_data: Some(UserData::new(b"token: abc")),
        admin_password: Some("hunter2".into()),
        ..from_image()
    };
    let shown = format!("{new:?}");
    assert!(
        !shown.contains("hunter2") && !shown.contains("abc"),
        "{shown}"
    );
}

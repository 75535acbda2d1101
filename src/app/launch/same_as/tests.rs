//! Each form is read back by a reader made from the other tool's documentation and source, and
//! compared with the request itself.

mod bash;
mod hcl;
mod osc;
mod provider;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::{Form, Names, Setting, UserDataFrom, render};
use crate::openstack::compute::{
    BootFrom, DiskConfig, Microversion, Networking, NewServer, NewVolume, Nic, UserData,
};

const PASSWORD: &str = "-it's $ecret";
const UBUNTU: &str = "10a85e4c-a97d-4d91-96d0-f85fd21a3c05";
const PRIVATE: &str = "0ccb6844-acc2-4c4d-9cf7-0ae6ee6b25d9";

fn setting(version: Microversion) -> Setting<'static> {
    Setting {
        cloud: Some("demo"),
        region: None,
        version,
        user_data: UserDataFrom::Text,
        names: Names {
            images: [(UBUNTU, "Ubuntu 24.04")].into_iter().collect(),
            flavors: [("b3-8-id", "b3-8")].into_iter().collect(),
            ..Names::default()
        },
    }
}

fn web() -> NewServer {
    let nics = vec![Nic::Network(PRIVATE.into())];
    NewServer {
        networking: Networking::Nics(nics),
        ..NewServer::new("web", BootFrom::Image(UBUNTU.into()), "b3-8-id".into())
    }
}

fn texts() -> impl Strategy<Value = String> {
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

fn new_server() -> impl Strategy<Value = NewServer> {
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
fn cloud() -> impl Strategy<Value = osc::Cloud<'static>> {
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

fn names<'a>(cloud: &'a osc::Cloud<'_>) -> Names<'a> {
    let known = |kind| {
        let pairs: &'a Vec<(String, String)> = &cloud[kind];
        pairs
            .iter()
            .map(|(id, name)| (id.as_str(), name.as_str()))
            .collect()
    };
    Names {
        images: known("image"),
        flavors: known("flavor"),
        networks: known("network"),
        ports: known("port"),
        security_groups: known("group"),
        volumes: known("volume"),
        volume_snapshots: known("snapshot"),
        server_groups: known("server group"),
    }
}

fn versions() -> impl Strategy<Value = Microversion> {
    select(&[1, 18, 26, 37, 52, 60, 67, 90][..]).prop_map(|minor| Microversion(2, minor))
}

/// The request, without what no other tool says: each says so itself in a comment.
fn expected(new: &NewServer, version: Microversion) -> Value {
    let mut body = new.body(version);
    let server = body["server"].as_object_mut().unwrap();
    server.remove("OS-DCF:diskConfig").unwrap();
    server.remove("return_reservation_id");
    body
}

/// The pairs that have a key the command can take.
fn sayable(pairs: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut pairs = pairs.clone();
    pairs.retain(|key, _| !key.is_empty() && !key.contains('='));
    pairs
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_command_makes_the_same_request(
        new in new_server(), cloud in cloud(), version in versions()
    ) {
        let setting = Setting { names: names(&cloud), ..setting(version) };
        let text = render(Form::Cli, &new, &setting);
        prop_assert!(!text.contains(PASSWORD));
        let script = bash::read(&text, PASSWORD);
        let said = NewServer {
            metadata: sayable(&new.metadata),
            hints: sayable(&new.hints),
            ..new.clone()
        };
        let left_out = new.metadata.len() + new.hints.len() - said.metadata.len() - said.hints.len();
        let told = script.comments.iter().filter(|it| it.starts_with("Left out")).count();
        prop_assert_eq!(left_out, told);
        // Older clients speak 2.1 unless told, newer ones the newest.
        for default in [Microversion(2, 1), Microversion(2, 100)] {
            let sent = osc::create(&script, &cloud, default);
            prop_assert_eq!(&sent.globals["--os-cloud"], "demo");
            prop_assert_eq!(osc::as_nova_reads(sent.body), expected(&said, version), "{}", text);
        }
    }

    #[test]
    fn the_resource_makes_the_same_requests(
        new in new_server(), cloud in cloud(), version in versions()
    ) {
        let setting = Setting { names: names(&cloud), ..setting(version) };
        let text = render(Form::Terraform, &new, &setting);
        prop_assert!(!text.contains(PASSWORD));
        for index in 0..new.count {
            let file = hcl::read(&text, &hcl::Scope { index, password: PASSWORD });
            let resource = file.block("resource").unwrap();
            let count = resource.attributes.get("count").map_or(1, |it| it.as_u64().unwrap());
            prop_assert_eq!(count, u64::from(new.count));
            let mut sent = provider::create(resource);
            if let Some(groups) = sent["server"].get_mut("security_groups") {
                for group in groups.as_array_mut().unwrap() {
                    let word = group["name"].as_str().unwrap();
*group = json!({"name": osc::find(&cloud, "group", word)});
                }
            }
            let name = new.name.trim();
            let one = NewServer {
                name: if count > 1 { format!("{name}-{}", index + 1) } else { name.to_owned() },
                count: 1,
                description: None,
                ..new.clone()
            };
            let mut expected = expected(&one, version);
            for count in ["min_count", "max_count"] {
                expected["server"].as_object_mut().unwrap().remove(count);
            }
            prop_assert_eq!(
                provider::with_sets_sorted(sent),
                provider::with_sets_sorted(expected),
                "{}", text
            );
        }
    }

    #[test]
    fn the_json_is_the_request_but_for_the_password(new in new_server(), version in versions()) {
        let text = render(Form::Json, &new, &setting(version));
        prop_assert!(!text.chars().any(|c| c != '\n' && super::is_hidden(c)));
        let mut expected = new.body(version);
        if new.admin_password.is_some() {
            expected["server"]["adminPass"] = json!("$ADMIN_PASS");
        }
        prop_assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), expected);
    }

    #[test]
    fn no_form_holds_a_character_that_is_not_seen(new in new_server(), cloud in cloud()) {
        let setting = Setting { names: names(&cloud), ..setting(Microversion(2, 90)) };
        for form in Form::ALL {
            let text = render(form, &new, &setting);
            // Within a heredoc a tab is a tab.
            let shown = |c| c == '\n' || (c == '\t' && form == Form::Terraform);
            prop_assert!(text.chars().all(|c| shown(c) || !super::is_hidden(c)), "{:?}", text);
        }
    }

    #[test]
    fn a_file_name_is_a_plain_one(name in texts()) {
        let names: BTreeSet<_> = Form::ALL.map(|form| form.file_name(&name)).into();
        prop_assert_eq!(names.len(), 3);
        for name in names {
            let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
            prop_assert!(name.chars().all(plain), "{}", name);
            prop_assert!(!name.starts_with(['.', '-']) && name.len() < 70, "{}", name);
        }
    }
}

#[test]
fn the_forms_come_round() {
    let mut form = Form::default();
    for each in Form::ALL {
        assert_eq!(form, each);
        form = form.next();
    }
    assert_eq!(form, Form::Cli);
    assert_eq!(Form::Cli.file_name("web 1/2"), "web-1-2.sh");
    assert_eq!(Form::Json.file_name("../../etc"), "etc.json");
    assert_eq!(Form::Terraform.file_name("日本"), "server.tf");
}

#[test]
fn a_command_reads_as_one_would_write_it() {
    let new = NewServer {
        count: 3,
        description: Some("it's new".to_owned()),
        key_name: Some("laptop".to_owned()),
        metadata: [("role".to_owned(), "front end".to_owned())].into(),
        admin_password: Some(PASSWORD.into()),
        ..web()
    };
    let setting = Setting {
        region: Some("RegionOne"),
        ..setting(Microversion(2, 90))
    };
    assert_eq!(
        render(Form::Cli, &new, &setting),
        "# The command has no word for OS-DCF:diskConfig (AUTO here): \
         Nova takes the image's auto_disk_config, else MANUAL.\n\
         read -rsp 'Admin password: ' ADMIN_PASS && \\\n\
         openstack --os-cloud demo --os-region-name RegionOne --os-compute-api-version 2.19 \
         server create \\\n\
         \x20 --flavor b3-8 \\\n\
         \x20 --image 'Ubuntu 24.04' \\\n\
         \x20 --network 0ccb6844-acc2-4c4d-9cf7-0ae6ee6b25d9 \\\n\
         \x20 --key-name laptop \\\n\
         \x20 --password=\"$ADMIN_PASS\" \\\n\
         \x20 --description \"it's new\" \\\n\
         \x20 --property 'role=front end' \\\n\
         \x20 --min 3 \\\n\
         \x20 --max 3 \\\n\
         \x20 web\n"
    );
}

#[test]
fn a_resource_is_laid_out_as_terraform_fmt_would() {
    let new = NewServer {
        count: 2,
        user_data: Some(UserData::new(b"#!/bin/sh\necho ${HOME}\n")),
        tags: vec!["a".to_owned(), "b".to_owned()],
        metadata: [
            ("role".to_owned(), "web".to_owned()),
            ("a b".to_owned(), "c".to_owned()),
        ]
        .into(),
        boot: BootFrom::Volume {
            volume: "v1".into(),
            delete_on_termination: true,
        },
        ..web()
    };
    let text = render(Form::Terraform, &new, &setting(Microversion(2, 90)));
    let (_, resource) = text.split_once("\n\n").unwrap();
    assert_eq!(
        resource,
        r#"resource "openstack_compute_instance_v2" "web" {
  count = 2
  name  = "web-${count.index + 1}"
  # b3-8
  flavor_id = "b3-8-id"
  tags      = ["a", "b"]
  metadata = {
    "a b"  = "c"
    "role" = "web"
  }
  user_data = base64encode(<<EOT
#!/bin/sh
echo $${HOME}
EOT
  )

  block_device {
    uuid                  = "v1"
    source_type           = "volume"
    destination_type      = "volume"
    boot_index            = 0
    delete_on_termination = true
  }

  network {
    uuid = "0ccb6844-acc2-4c4d-9cf7-0ae6ee6b25d9"
  }
}
"#
    );
}

#[test]
fn a_file_of_user_data_is_named_as_it_was_typed() {
    let new = NewServer {
        user_data: Some(UserData::new(b"as it was when it was read")),
        ..web()
    };
    for (path, bash, terraform) in [
        (
            "~/my init",
            "~/'my init'",
            r#"filebase64(pathexpand("~/my init"))"#,
        ),
        ("/etc/it's", "\"/etc/it's\"", r#"filebase64("/etc/it's")"#),
        ("-x", "./-x", r#"filebase64("-x")"#),
        ("${x}", "'${x}'", r#"filebase64("$${x}")"#),
    ] {
        let setting = Setting {
            user_data: UserDataFrom::File(path),
            ..setting(Microversion(2, 90))
        };
        let command = render(Form::Cli, &new, &setting);
        assert!(
            command.contains(&format!("  --user-data {bash} \\\n")),
            "{command}"
        );
        let resource = render(Form::Terraform, &new, &setting);
        assert!(resource.contains(&format!("= {terraform}\n")), "{resource}");
    }
}

#[test]
fn what_the_client_drops_when_it_is_empty_is_told() {
    let new = NewServer {
        description: Some(String::new()),
        key_name: Some(String::new()),
        availability_zone: Some(String::new()),
        user_data: Some(UserData::new(b"")),
        ..web()
    };
    let text = render(Form::Cli, &new, &setting(Microversion(2, 90)));
    assert_eq!(text.matches("# Left out: an empty --").count(), 4, "{text}");
}

#[test]
fn what_terraform_cannot_say_is_told() {
    let new = NewServer {
        count: 2,
        description: Some("a\nb".to_owned()),
        disk_config: DiskConfig::Manual,
        security_groups: vec!["g1".into()],
        metadata: [("k".to_owned(), "e\u{301}".to_owned())].into(),
        ..web()
    };
    let text = render(Form::Terraform, &new, &setting(Microversion(2, 90)));
    let notes: Vec<_> = text
        .lines()
        .take_while(|line| line.starts_with("# "))
        .collect();
    for (note, words) in notes.iter().zip([
        "OS-DCF:diskConfig (MANUAL here)",
        "provider \"openstack\" { cloud = \"demo\" }",
        r#"the description either: "a\nb""#,
        "2 requests",
        "security group is named by id",
        "normal form C",
    ]) {
        assert!(note.contains(words), "{note}: {words}");
    }
    assert_eq!(notes.len(), 6);
}

//! Each form is read back by a reader made from the other tool's documentation and source, and
//! compared with the request itself.

mod any;
mod bash;
mod hcl;
mod osc;
mod provider;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::{Value, json};

use self::any::{cloud, new_server, texts, versions};
use super::{Form, Names, Setting, UserDataFrom, render};
use crate::openstack::compute::{
    BootFrom, DiskConfig, Microversion, Networking, NewServer, Nic, UserData,
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
        "read -rsp 'Admin password: ' ADMIN_PASS && \\\n\
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
         \x20 web\n\
         # The command has no word for OS-DCF:diskConfig (AUTO here): \
         Nova takes the image's auto_disk_config, else MANUAL.\n"
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

//! What is asked about a server that exists, and asked of it.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rsa::pkcs1::EncodeRsaPrivateKey;
use rsa::{Pkcs1v15Encrypt, RsaPrivateKey};
use ssh_key::LineEnding;
use ssh_key::rand_core::OsRng;

use super::*;
use crate::openstack::compute::{
    Acted, ActionTrace, MetadataChange, NewInterface, Server, ServerAct, ServerStatus, ServerUpdate,
};
use crate::openstack::network::PortUpdate;

fn answered(status: u16, body: &str) -> FaultAnswer {
    FaultAnswer::Status {
        status,
        headers: vec![("x-openstack-request-id".into(), "req-told".into())],
        body: body.into(),
    }
}

fn password(key: &Path) -> Read {
    Read::ServerPassword {
        server: "s".into(),
        key: key.to_owned(),
        passphrase: None,
    }
}

#[tokio::test]
async fn a_guests_password_is_opened_with_a_key_of_this_machine() {
    let mut task = Task::start().await;
    task.open().await;
    let key = RsaPrivateKey::new(&mut OsRng, 1024).unwrap();
    let sealed = key
        .to_public_key()
        .encrypt(&mut OsRng, Pkcs1v15Encrypt, b"Hunter2");
    let kept = format!(r#"{{"password": "{}"}}"#, STANDARD.encode(sealed.unwrap()));
    let place = task.home.path().join("windows.pem");
    let text = key.to_pkcs1_pem(LineEnding::LF).unwrap();
    fs::write(&place, text.as_bytes()).unwrap();

    task.fail("GET", "/os-server-password", answered(200, &kept));
    let told = task.data(password(Path::new("~/windows.pem"))).await;
    assert_eq!(told, Ok(Data::ServerPassword(Some("Hunter2".into()))));
    assert!(!format!("{told:?}").contains("Hunter2"));

    task.fail("GET", "/os-server-password", answered(200, &kept));
    let gone = task.data(password(Path::new("~/gone.pem"))).await;
    let gone = gone.unwrap_err();
    assert_eq!(gone.message, "~/gone.pem cannot be read: no such file.");

    let none = answered(200, r#"{"password": ""}"#);
    task.fail("GET", "/os-server-password", none);
    let none = task.data(password(Path::new("~/gone.pem"))).await;
    assert_eq!(none, Ok(Data::ServerPassword(None)), "no key is needed");
}

/// Each change, the request it is made by, and what that is answered.
fn changes() -> Vec<(Write, &'static str, &'static str, u16)> {
    let server = || "s".into();
    let metadata = MetadataChange {
        set: [].into(),
        remove: vec!["old".into()],
    };
    vec![
        (
            Write::UpdateServer {
                server: server(),
                update: ServerUpdate {
                    name: Some("web".into()),
                    description: None,
                },
            },
            "PUT",
            "/servers/s",
            200,
        ),
        (
            Write::ChangeMetadata {
                server: server(),
                change: metadata,
            },
            "DELETE",
            "/servers/s/metadata/old",
            204,
        ),
        (
            Write::SetTags {
                server: server(),
                tags: vec!["blue".into()],
            },
            "PUT",
            "/servers/s/tags",
            200,
        ),
        (
            Write::UpdatePort {
                server: server(),
                port: "p".into(),
                update: PortUpdate::default(),
            },
            "PUT",
            "/ports/p",
            200,
        ),
        (
            Write::AttachInterface {
                server: server(),
                new: NewInterface::Port("p".into()),
            },
            "POST",
            "/servers/s/os-interface",
            200,
        ),
        (
            Write::DetachInterface {
                server: server(),
                port: "p".into(),
            },
            "DELETE",
            "/servers/s/os-interface/p",
            202,
        ),
        (
            Write::AttachVolume {
                server: server(),
                volume: "v".into(),
            },
            "POST",
            "/servers/s/os-volume_attachments",
            202,
        ),
        (
            Write::DetachVolume {
                server: server(),
                volume: "v".into(),
            },
            "DELETE",
            "/servers/s/os-volume_attachments/v",
            202,
        ),
        (
            Write::AssociateFloatingIp {
                server: server(),
                floating_ip: "f".into(),
                port: "p".into(),
                fixed_ip: None,
            },
            "PUT",
            "/floatingips/f",
            200,
        ),
        (disassociated(false), "PUT", "/floatingips/f", 200),
        (disassociated(true), "DELETE", "/floatingips/f", 204),
    ]
}

fn disassociated(release: bool) -> Write {
    Write::DisassociateFloatingIp {
        server: "s".into(),
        floating_ip: "f".into(),
        release,
    }
}

#[tokio::test]
async fn each_change_of_a_server_is_one_request_and_told_with_its_id() {
    let mut task = Task::start().await;
    task.open().await;
    for (write, method, path, status) in changes() {
        task.fail(method, path, answered(status, "{}"));
        let told = task.write(write.clone()).await;
        let changed = Written::Changed {
            request_id: Some("req-told".into()),
        };
        assert_eq!(told, Ok(changed), "{write:?}");
    }
    let act = Write::Act {
        server: "s".into(),
        act: ServerAct::Rescue {
            image: None,
            password: None,
        },
    };
    let given = answered(200, r#"{"adminPass": "Hunter2"}"#);
    task.fail("POST", "/servers/s/action", given);
    let told = task.write(act).await;
    let acted = Acted {
        request_id: Some("req-told".into()),
        admin_password: Some("Hunter2".into()),
    };
    assert_eq!(told, Ok(Written::Acted(acted)));
    assert!(!format!("{told:?}").contains("Hunter2"));
}

#[tokio::test]
async fn giving_back_what_is_gone_is_done() {
    let mut task = Task::start().await;
    task.open().await;
    task.fail("DELETE", "/floatingips/f", answered(404, "{}"));
    let told = task.write(disassociated(true)).await;
    assert_eq!(told, Ok(Written::AlreadyGone));
    task.fail("PUT", "/floatingips/f", answered(404, "{}"));
    let told = task.write(disassociated(false)).await;
    assert_eq!(told.unwrap_err().kind, Kind::NotFound);
}

impl Task {
    /// An active server of the demo.
    async fn active_server(&mut self) -> Server {
        self.read(7, Read::Servers { since: None });
        let mut found = None;
        loop {
            match self.reply().await {
                Reply::Page {
                    page: Page::Servers(rows),
                    ..
                } => {
                    let mut rows = rows.into_iter();
                    let active = |it: &Server| it.status == ServerStatus::Active;
                    found = found.or_else(|| rows.find(active));
                }
                Reply::Read { .. } => return found.unwrap(),
                other => panic!("{other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn every_question_about_a_server_is_answered_in_its_own_kind() {
    let mut task = Task::start().await;
    task.open().await;
    let server = task.active_server().await.id;
    let actions = task.data(Read::InstanceActions(server.clone())).await;
    let Ok(Data::InstanceActions(actions)) = actions else {
        panic!("{actions:?}");
    };
    let cases: [(Read, IsItsOwn); 10] = [
        (Read::ServerDetail(server.clone()), |it| {
            matches!(it, Data::ServerDetail(_))
        }),
        (
            Read::Interface {
                server: server.clone(),
                port: "44444444-4444-4444-8444-444444444444".into(),
            },
            |it| matches!(it, Data::Interface(false)),
        ),
        (
            Read::LostAction {
                op: OpId(1),
                trace: ActionTrace {
                    server: server.clone(),
                    action: "create",
                    age: Duration::from_hours(1),
                    known: Vec::new(),
                },
            },
            |it| matches!(it, Data::LostAction(Some(_))),
        ),
        (Read::ServerPorts(server.clone()), |it| {
            matches!(it, Data::ServerPorts(_))
        }),
        (Read::ServerVolumes(server.clone()), |it| {
            matches!(it, Data::ServerVolumes(_))
        }),
        (
            Read::RemoteConsole {
                server: server.clone(),
                kind: None,
            },
            |it| matches!(it, Data::RemoteConsole(_)),
        ),
        (
            Read::ActionEvents {
                server: server.clone(),
                request: actions[0].request_id.clone(),
            },
            |it| matches!(it, Data::ActionEvents(_)),
        ),
        (
            Read::ConsoleLog {
                server,
                lines: None,
            },
            |it| matches!(it, Data::ConsoleLog(_)),
        ),
        (Read::FloatingIps, |it| matches!(it, Data::FloatingIps(_))),
        (Read::AllVolumes, |it| matches!(it, Data::AllVolumes(_))),
    ];
    for (read, is_its_own) in cases {
        let data = task.data(read.clone()).await;
        let data = data.unwrap_or_else(|error| panic!("{read:?}: {error:?}"));
        assert!(is_its_own(&data), "{read:?}: {data:?}");
    }
}

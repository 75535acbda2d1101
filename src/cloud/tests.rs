//! The cloud task as the application sees it: two channels.

mod logins;
mod servers;
mod turns;

use std::fs;
use std::time::Duration;

use tempfile::TempDir;
use tokio::sync::mpsc::{Receiver, UnboundedSender, channel, unbounded_channel};
use tokio::task::JoinHandle;

use super::message::{
    CloudChoice, ContextId, Data, KeyKind, OpId, Page, ProjectChoice, Read, Reason, Refusal, Reply,
    Request, Start, Target, Ticket, WRITES_AT_ONCE, Write, Written,
};
use super::{DemoSource, Sources, Unanswered, Writes, serve};
use crate::demo::{self, Clock, DemoCloud, Fault, FaultAnswer};
use crate::openstack::compute::LaunchTrace;
use crate::openstack::patience::Patience;
use crate::openstack::{Environment, Error, Kind};

struct Task {
    requests: UnboundedSender<Request>,
    replies: Receiver<Reply>,
    demo: DemoCloud,
    home: TempDir,
    ended: JoinHandle<()>,
    writes: Writes,
}

const HERE: ContextId = ContextId(1);
const THERE: ContextId = ContextId(2);

impl Task {
    async fn start() -> Self {
        Self::with(&[], None).await
    }

    /// With a clouds.yaml that has `demo`, `typo` (a wrong password), `ask` (none) and `bound` (an
    /// application credential), and variables.
    async fn with(vars: &[(&str, &str)], cloud: Option<&str>) -> Self {
        let demo = DemoCloud::start(Clock::Stepped).await.unwrap();
        let home = tempfile::tempdir().unwrap();
        let entry = |name: &str, rest: &str| {
            format!(
                "  {name}:\n    auth: {{auth_url: '{}', username: demo, project_name: demo{rest}}}\n",
                demo.auth_url()
            )
        };
        let text = format!(
            "clouds:\n{}{}{}{}",
            format_args!(
                "  bound:\n    auth_type: v3applicationcredential\n    region_name: {}\n    auth: \
                 {{auth_url: '{}', application_credential_id: {}, \
                 application_credential_secret: secret}}\n",
                demo::REGIONS[0],
                demo.auth_url(),
                demo::APPLICATION_CREDENTIAL_ID
            ),
            entry("demo", ", password: secret"),
            entry("typo", ", password: wrong"),
            entry("ask", "")
        );
        fs::write(home.path().join("clouds.yaml"), text).unwrap();
        let vars = vars
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()));
        let sources = Sources {
            environment: Environment {
                vars: vars.collect(),
                home: home.path().to_owned(),
                cwd: home.path().to_owned(),
                config_dirs: Vec::new(),
            },
            cloud: cloud.map(str::to_owned),
            ssh_dir: home.path().join(".ssh"),
            cache: None,
            demo: DemoSource::Running {
                auth_url: demo.auth_url(),
            },
            patience: Patience::default(),
        };
        let (requests, requested) = unbounded_channel();
        let (sender, replies) = channel(64);
        let writes = Writes::default();
        let ended = tokio::spawn(serve(requested, sender, sources, writes.clone()));
        Self {
            requests,
            replies,
            demo,
            home,
            ended,
            writes,
        }
    }

    fn ask(&self, request: Request) {
        self.requests.send(request).unwrap();
    }

    /// The next reply that is no log line and no more than a turn.
    async fn reply(&mut self) -> Reply {
        loop {
            match self.told().await {
                Reply::Sent { .. } => {}
                reply => return reply,
            }
        }
    }

    /// The next reply that is no log line.
    async fn told(&mut self) -> Reply {
        loop {
            let next = tokio::time::timeout(Duration::from_secs(20), self.replies.recv());
            match next.await.expect("a reply in time").expect("the task runs") {
                Reply::Called(_) => {}
                reply => return reply,
            }
        }
    }

    async fn connect(
        &mut self,
        context: ContextId,
        target: Target,
    ) -> Result<super::message::ContextInfo, Refusal> {
        let ticket = Ticket(1);
        self.ask(Request::Connect {
            ticket,
            context,
            target,
        });
        match self.reply().await {
            Reply::Connected { result, .. } => result,
            other => panic!("{other:?}"),
        }
    }

    async fn open(&mut self) {
        let target = Target {
            region: Some(demo::REGIONS[0].into()),
            ..target("demo")
        };
        self.connect(HERE, target).await.unwrap();
    }

    /// The other region, from here.
    async fn reach_there(&mut self) {
        let there = from(HERE, demo::REGIONS[1]);
        self.connect(THERE, there).await.unwrap();
    }

    fn read(&self, ticket: u64, read: Read) {
        self.ask(Request::Read {
            ticket: Ticket(ticket),
            context: HERE,
            read,
        });
    }

    async fn data(&mut self, read: Read) -> Result<Data, Error> {
        self.read(7, read);
        match self.reply().await {
            Reply::Read { result, .. } => result,
            other => panic!("{other:?}"),
        }
    }

    async fn write(&mut self, write: Write) -> Result<Written, Error> {
        self.ask(Request::Write {
            op: OpId(3),
            context: HERE,
            write,
        });
        match self.reply().await {
            Reply::Written { result, .. } => result,
            other => panic!("{other:?}"),
        }
    }

    fn fail(&self, method: &'static str, path: &str, answer: FaultAnswer) {
        self.demo.fail_next(Fault {
            method,
            path: path.into(),
            times: 1,
            answer,
        });
    }
}

/// Another region of the cloud that is open.
fn from(context: ContextId, region: &str) -> Target {
    Target {
        region: Some(region.into()),
        from: Some(context),
        ..target("demo")
    }
}

fn target(name: &str) -> Target {
    Target {
        cloud: CloudChoice::Named(name.into()),
        region: None,
        project: None,
        from: None,
        password: None,
    }
}

#[tokio::test]
async fn a_list_comes_in_pages_and_ends_with_the_clouds_time() {
    let mut task = Task::start().await;
    task.open().await;
    task.read(9, Read::Servers { since: None });
    let mut rows = Vec::new();
    let end = loop {
        match task.reply().await {
            Reply::Page {
                ticket: Ticket(9),
                context: HERE,
                page: Page::Servers(page),
            } => rows.extend(page),
            Reply::Read {
                ticket: Ticket(9),
                result,
                ..
            } => break result.unwrap(),
            other => panic!("{other:?}"),
        }
    };
    assert!(!rows.is_empty());
    assert!(matches!(end, Data::ListEnd { date: Some(_) }));
}

#[tokio::test]
async fn the_rows_of_a_page_come_by_the_hundred() {
    let mut task = Task::start().await;
    task.demo.fill(250);
    task.open().await;
    task.read(9, Read::Servers { since: None });
    let mut sizes = Vec::new();
    loop {
        match task.reply().await {
            Reply::Page {
                page: Page::Servers(page),
                ..
            } => sizes.push(page.len()),
            Reply::Read { .. } => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(sizes[..2], [100, 100], "{sizes:?}");
    assert!(sizes.iter().sum::<usize>() > 250, "{sizes:?}");
}

#[tokio::test]
async fn a_session_that_is_not_open_answers_so() {
    let mut task = Task::start().await;
    let error = task.data(Read::Limits).await.unwrap_err();
    assert_eq!(error.kind, Kind::NotAllowed);
    let error = task
        .write(Write::DeleteServer("x".into()))
        .await
        .unwrap_err();
    assert_eq!(error.kind, Kind::NotAllowed);
}

#[tokio::test]
async fn deleting_what_is_gone_is_done() {
    let mut task = Task::start().await;
    task.open().await;
    let gone = uuid::Uuid::new_v4().to_string();
    let server = task.write(Write::DeleteServer(gone.as_str().into())).await;
    assert_eq!(server, Ok(Written::AlreadyGone));
    let image = task.write(Write::DeleteImage(gone.as_str().into())).await;
    assert_eq!(image, Ok(Written::AlreadyGone));
}

#[tokio::test]
async fn a_key_is_made_below_the_home_directory_and_found_again() {
    let mut task = Task::start().await;
    task.open().await;
    let made = task
        .write(Write::CreateKeyPair {
            name: "workbench".into(),
            path: "~/.ssh/workbench".into(),
            kind: KeyKind::Ed25519,
            passphrase: None,
        })
        .await
        .unwrap();
    let path = task.home.path().join(".ssh/workbench");
    let Written::KeyPair { pair, saved } = made else {
        panic!("a key pair");
    };
    assert_eq!(
        (pair.name.as_str(), saved.as_ref()),
        ("workbench", Some(&path))
    );
    let Data::PublicKeyFiles(files) = task.data(Read::PublicKeyFiles).await.unwrap() else {
        panic!("files");
    };
    assert_eq!(files.len(), 1);
    let imported = task
        .write(Write::ImportKeyFile {
            name: "again".into(),
            path: files[0].path.clone(),
        })
        .await;
    assert!(imported.is_ok(), "{imported:?}");
    let error = task
        .write(Write::ImportKeyPair {
            name: "pem".into(),
            public_key: "-----BEGIN OPENSSH PRIVATE KEY-----".into(),
        })
        .await
        .unwrap_err();
    assert!(error.message.contains("private key"));
}

#[tokio::test]
async fn a_key_of_the_old_kind_is_made_with_a_passphrase() {
    let mut task = Task::start().await;
    task.open().await;
    let made = task
        .write(Write::CreateKeyPair {
            name: "old".into(),
            path: "~/old".into(),
            kind: KeyKind::Rsa,
            passphrase: Some("open sesame".into()),
        })
        .await
        .unwrap();
    let Written::KeyPair { pair, saved } = made else {
        panic!("a key pair");
    };
    assert!(pair.public_key.starts_with("ssh-rsa "), "{pair:?}");
    let key = ssh_key::PrivateKey::read_openssh_file(&saved.unwrap()).unwrap();
    assert!(key.is_encrypted());
}

#[tokio::test]
async fn a_text_that_was_saved_is_read_as_user_data() {
    let mut task = Task::start().await;
    task.open().await;
    let save = Write::SaveText {
        path: "~/first-boot.sh".into(),
        text: "#!/bin/sh".into(),
    };
    let path = task.home.path().join("first-boot.sh");
    assert_eq!(task.write(save.clone()).await, Ok(Written::Saved(path)));
    let again = task.write(save).await.unwrap_err();
    assert_eq!(again.kind, Kind::Conflict);
    let read = Read::UserDataFile("~/first-boot.sh".into());
    let Data::UserDataFile(bytes) = task.data(read).await.unwrap() else {
        panic!("a file");
    };
    assert_eq!(bytes, b"#!/bin/sh");
}

type IsItsOwn = fn(&Data) -> bool;

#[tokio::test]
async fn every_question_of_a_launch_is_answered_in_its_own_kind() {
    let mut task = Task::start().await;
    task.open().await;
    let trace = LaunchTrace {
        name: "web".into(),
        count: 1,
        age: Duration::ZERO,
        known: Vec::new(),
    };
    let cases: [(Read, IsItsOwn); 14] = [
        (Read::SecurityGroupRules, |it| {
            matches!(it, Data::SecurityGroupRules(_))
        }),
        (Read::Ports, |it| matches!(it, Data::Ports(_))),
        (Read::RoutedNetworks, |it| {
            matches!(it, Data::RoutedNetworks(_))
        }),
        (Read::PortQuota, |it| matches!(it, Data::PortQuota(_))),
        (Read::AutoTopology, |it| matches!(it, Data::AutoTopology(_))),
        (Read::ServerGroups, |it| matches!(it, Data::ServerGroups(_))),
        (Read::ComputeVersion, |it| {
            matches!(it, Data::ComputeVersion(_))
        }),
        (Read::CommunityImages, |it| {
            matches!(it, Data::CommunityImages(_))
        }),
        (Read::Volumes, |it| matches!(it, Data::Volumes(_))),
        (Read::VolumeSnapshots, |it| {
            matches!(it, Data::VolumeSnapshots(_))
        }),
        (Read::VolumeTypes, |it| matches!(it, Data::VolumeTypes(_))),
        (Read::VolumeLimits, |it| matches!(it, Data::VolumeLimits(_))),
        (Read::LaunchedServers { op: OpId(1), trace }, |it| {
            matches!(it, Data::LaunchedServers(_))
        }),
        (Read::Limits, |it| matches!(it, Data::Limits(_))),
    ];
    for (read, is_its_own) in cases {
        match task.data(read.clone()).await {
            Ok(data) => assert!(is_its_own(&data), "{read:?}: {data:?}"),
            // A service or an extension this cloud has not.
            Err(error) => assert!(
                matches!(error.kind, Kind::NoEndpoint | Kind::NotFound),
                "{read:?}: {error:?}"
            ),
        }
    }
}

#[tokio::test]
async fn the_task_ends_when_nobody_asks_any_more() {
    let task = Task::start().await;
    drop(task.requests);
    tokio::time::timeout(Duration::from_secs(5), task.ended)
        .await
        .expect("it ends")
        .unwrap();
}

#[tokio::test]
async fn the_task_ends_when_nobody_listens_any_more() {
    let task = Task::start().await;
    drop(task.replies);
    tokio::time::timeout(Duration::from_secs(5), task.ended)
        .await
        .expect("it ends")
        .unwrap();
}

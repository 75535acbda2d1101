//! The cloud task as the application sees it: two channels.

mod servers;

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
use crate::openstack::patience::Pause;
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
            pause: Pause::default(),
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
async fn the_configuration_is_discovered() {
    let mut task = Task::with(&[], Some("demo")).await;
    task.ask(Request::Discover { ticket: Ticket(5) });
    let Reply::Discovered { ticket, result } = task.reply().await else {
        panic!("a discovery");
    };
    assert_eq!(ticket, Ticket(5));
    let found = result.unwrap();
    assert_eq!(found.clouds.len(), 4);
    assert_eq!(
        found.start,
        Start::Connect(CloudChoice::Named("demo".into()))
    );

    let mut task = Task::with(&[("OS_CLOUD", "gone")], None).await;
    task.ask(Request::Discover { ticket: Ticket(5) });
    let Reply::Discovered { result, .. } = task.reply().await else {
        panic!("a discovery");
    };
    let refusal = result.unwrap_err();
    assert_eq!(refusal.reason, Reason::UnknownCloud);
    assert_eq!(refusal.details, ["ask", "bound", "demo", "typo"]);
}

#[tokio::test]
async fn a_region_is_never_guessed() {
    let mut task = Task::start().await;
    let refusal = task.connect(HERE, target("demo")).await.unwrap_err();
    let regions: Vec<String> = demo::REGIONS.map(str::to_owned).into();
    assert_eq!(
        refusal.reason,
        Reason::RegionNotChosen {
            regions: regions.clone()
        }
    );
    let unknown = Target {
        region: Some("Atlantis".into()),
        ..target("demo")
    };
    let refusal = task.connect(HERE, unknown).await.unwrap_err();
    assert_eq!(refusal.reason, Reason::UnknownRegion { regions });
}

#[tokio::test]
async fn each_refused_login_has_its_way_on() {
    let mut task = Task::start().await;
    let refusal = task.connect(HERE, target("typo")).await.unwrap_err();
    assert_eq!(refusal.reason, Reason::WrongCredentials);
    assert!(
        refusal
            .details
            .iter()
            .any(|line| line.contains("Keystone says")),
        "{refusal:?}"
    );
    let refusal = task.connect(HERE, target("ask")).await.unwrap_err();
    let auth_url = task.demo.auth_url();
    assert_eq!(
        refusal.reason,
        Reason::PasswordMissing {
            user: "demo".into(),
            auth_url
        }
    );
    let typed = Target {
        password: Some("secret".into()),
        region: Some(demo::REGIONS[1].into()),
        ..target("ask")
    };
    let info = task.connect(HERE, typed).await.unwrap();
    assert_eq!(info.region, demo::REGIONS[1]);
    assert_eq!(
        (info.user_name.as_str(), info.project_name.as_str()),
        ("demo", "demo")
    );
    assert!(info.has_compute && info.has_image && info.has_network && !info.insecure);
}

#[tokio::test]
async fn the_demo_needs_no_configuration() {
    let mut task = Task::start().await;
    let info = task
        .connect(
            HERE,
            Target {
                cloud: CloudChoice::Demo,
                ..target("")
            },
        )
        .await
        .unwrap();
    assert_eq!(info.cloud, CloudChoice::Demo);
    assert_eq!(info.cloud_name, demo::CLOUD_NAME);
    assert_eq!(info.region, demo::REGIONS[0]);
}

#[tokio::test]
async fn another_region_or_project_is_reached_from_an_open_session() {
    let mut task = Task::start().await;
    task.open().await;
    let Data::Projects(projects) = task.data(Read::Projects).await.unwrap() else {
        panic!("projects");
    };
    let there = Target {
        region: Some(demo::REGIONS[1].into()),
        from: Some(HERE),
        ..target("demo")
    };
    let info = task.connect(THERE, there).await.unwrap();
    assert_eq!(info.region, demo::REGIONS[1]);
    let logins = |task: &Task| {
        let requests = task.demo.requests();
        requests
            .iter()
            .filter(|line| line.contains("auth/tokens"))
            .count()
    };
    assert_eq!(logins(&task), 1);
    if let Some(other) = projects
        .into_iter()
        .find(|project| project.id != info.project_id)
    {
        let there = Target {
            project: Some(ProjectChoice::Name(other.name.clone())),
            from: Some(THERE),
            ..target("demo")
        };
        let info = task.connect(ContextId(3), there).await.unwrap();
        assert_eq!(
            (info.project_name, info.region.as_str()),
            (other.name, demo::REGIONS[1])
        );
        assert_eq!(logins(&task), 2);
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
async fn a_newer_read_replaces_the_older_of_its_lane() {
    let mut task = Task::start().await;
    task.open().await;
    task.fail(
        "GET",
        "/limits",
        FaultAnswer::Delay(Duration::from_secs(15)),
    );
    task.read(1, Read::Limits);
    // Only once the first is under way is the second a replacement.
    while !task
        .demo
        .requests()
        .iter()
        .any(|line| line.contains("/limits"))
    {
        tokio::task::yield_now().await;
    }
    task.read(2, Read::Limits);
    let Reply::Read { ticket, result, .. } = task.reply().await else {
        panic!("a read");
    };
    assert_eq!(ticket, Ticket(2));
    result.unwrap();
}

#[tokio::test]
async fn a_slow_read_holds_up_no_other() {
    let mut task = Task::start().await;
    task.open().await;
    task.fail(
        "GET",
        "/limits",
        FaultAnswer::Delay(Duration::from_secs(15)),
    );
    task.read(1, Read::Limits);
    task.read(2, Read::Flavors);
    let Reply::Read { ticket, .. } = task.reply().await else {
        panic!("a read");
    };
    assert_eq!(ticket, Ticket(2));
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

#[tokio::test]
async fn an_application_credential_is_for_its_own_project_only() {
    let mut task = Task::start().await;
    let asking = |project: &str, from| Target {
        project: Some(ProjectChoice::Name(project.into())),
        from,
        ..target("bound")
    };
    let refusal = task.connect(HERE, asking("other", None)).await.unwrap_err();
    assert_eq!(refusal.reason, Reason::Other);
    assert!(
        refusal.message.contains("bound to the project demo"),
        "{refusal:?}"
    );
    let info = task.connect(HERE, asking("demo", None)).await.unwrap();
    assert_eq!(info.project_name, "demo");
    let info = task.connect(THERE, asking("demo", Some(HERE))).await;
    assert_eq!(info.unwrap().project_name, "demo");
    let refusal = task.connect(THERE, asking("other", Some(HERE))).await;
    assert_eq!(refusal.unwrap_err().reason, Reason::Other);
}

#[tokio::test]
async fn a_password_is_asked_for_only_where_one_is_used() {
    let mut task = Task::start().await;
    let denied = |body: &str, headers| FaultAnswer::Status {
        status: 401,
        headers,
        body: body.into(),
    };
    task.fail("POST", "/auth/tokens", denied("{}", Vec::new()));
    let refusal = task.connect(HERE, target("bound")).await.unwrap_err();
    assert_eq!(refusal.reason, Reason::Other);
    assert!(
        refusal
            .message
            .contains("refuses the application credential")
    );
    let receipt = vec![("Openstack-Auth-Receipt".to_owned(), "r".to_owned())];
    task.fail("POST", "/auth/tokens", denied("{}", receipt));
    let refusal = task.connect(HERE, target("demo")).await.unwrap_err();
    assert_eq!(refusal.reason, Reason::Other);
    assert!(refusal.message.contains("second factor"));
}

#[tokio::test]
async fn a_typed_password_is_used_whatever_session_there_is() {
    let mut task = Task::start().await;
    task.open().await;
    let typed = Target {
        region: Some(demo::REGIONS[0].into()),
        from: Some(HERE),
        password: Some("wrong".into()),
        ..target("demo")
    };
    let refusal = task.connect(THERE, typed).await.unwrap_err();
    assert_eq!(refusal.reason, Reason::WrongCredentials);
}

#[tokio::test]
async fn a_region_with_a_keystone_of_its_own_is_logged_in_to() {
    let mut task = Task::start().await;
    let text = format!(
        "clouds:\n  wide:\n    auth: {{auth_url: 'http://127.0.0.1:1/v3', username: demo, \
         project_name: demo}}\n    regions:\n    - name: {}\n      values: {{auth: {{auth_url: \
         '{}'}}}}\n    - name: {}\n      values: {{auth: {{auth_url: '{}'}}}}\n",
        demo::REGIONS[0],
        task.demo.auth_url(),
        demo::REGIONS[1],
        task.demo.auth_url().replace("/identity/v3", "/identity"),
    );
    fs::write(task.home.path().join("clouds.yaml"), text).unwrap();
    let first = Target {
        password: Some("secret".into()),
        ..target("wide")
    };
    let info = task.connect(HERE, first).await.unwrap();
    assert_eq!(info.region, demo::REGIONS[0]);
    let next = Target {
        region: Some(demo::REGIONS[1].into()),
        from: Some(HERE),
        ..target("wide")
    };
    let info = task.connect(THERE, next).await.unwrap();
    assert_eq!(info.region, demo::REGIONS[1]);
    let requests = task.demo.requests();
    let logins = requests.iter().filter(|line| line.contains("auth/tokens"));
    assert_eq!(logins.count(), 2);
}

#[tokio::test]
async fn a_cloud_that_does_not_answer_leaves_the_next_its_reads() {
    let mut task = Task::start().await;
    task.open().await;
    let there = Target {
        region: Some(demo::REGIONS[1].into()),
        from: Some(HERE),
        ..target("demo")
    };
    task.connect(THERE, there).await.unwrap();
    for number in 0..20 {
        let slow = FaultAnswer::Delay(Duration::from_secs(30));
        task.fail("GET", "/servers/slow", slow);
        task.read(number, Read::Server(format!("slow-{number}").into()));
    }
    task.ask(Request::Read {
        ticket: Ticket(99),
        context: THERE,
        read: Read::Limits,
    });
    let Reply::Read { ticket, result, .. } = task.reply().await else {
        panic!("a read");
    };
    assert_eq!(ticket, Ticket(99));
    result.unwrap();
}

#[tokio::test]
async fn a_cloud_that_does_not_answer_leaves_the_next_its_writes_and_files_theirs() {
    let mut task = Task::start().await;
    task.open().await;
    let there = Target {
        region: Some(demo::REGIONS[1].into()),
        from: Some(HERE),
        ..target("demo")
    };
    task.connect(THERE, there).await.unwrap();
    let write = |op, context, write| Request::Write {
        op: OpId(op),
        context,
        write,
    };
    for number in 0..4 {
        let slow = FaultAnswer::Delay(Duration::from_secs(30));
        task.fail("DELETE", "/servers/slow", slow);
        task.ask(write(number, HERE, Write::DeleteServer("slow".into())));
    }
    let text = Write::SaveText {
        path: "~/report.md".into(),
        text: "done".into(),
    };
    let writes = [
        (98, THERE, Write::DeleteServer("gone".into()), false),
        (99, HERE, text, true),
    ];
    for (number, context, what, is_file) in writes {
        task.ask(write(number, context, what));
        let Reply::Written { op, result, .. } = task.reply().await else {
            panic!("a write");
        };
        assert_eq!(op, OpId(number));
        assert_eq!(matches!(result, Ok(Written::Saved(_))), is_file);
    }
}

#[tokio::test]
async fn writes_are_counted_until_they_are_answered_though_nobody_listens() {
    let mut task = Task::start().await;
    task.open().await;
    assert!(task.writes.unanswered().is_none());
    for number in 0..6 {
        let slow = FaultAnswer::Delay(Duration::from_millis(300));
        task.fail("DELETE", "/servers/", slow);
        task.ask(Request::Write {
            op: OpId(number),
            context: HERE,
            write: Write::DeleteServer("x".into()),
        });
    }
    drop(task.requests);
    drop(task.replies);
    task.ended.await.unwrap();
    let all = task.writes.unanswered();
    assert_eq!(all.sent + all.unsent, 6);
    tokio::time::timeout(Duration::from_secs(10), task.writes.settled())
        .await
        .expect("they go on");
    assert_eq!(task.writes.unanswered(), Unanswered::default());
}

/// Nothing that was issued so far is good any more, and the password neither, so many times.
fn revoke(demo: &DemoCloud, times: u32) {
    demo.expire_tokens();
    demo.fail_next(Fault {
        method: "POST",
        path: "/auth/tokens".to_owned(),
        times,
        answer: FaultAnswer::Status {
            status: 401,
            headers: Vec::new(),
            body: String::new(),
        },
    });
}

#[tokio::test]
async fn a_new_login_takes_the_place_of_the_old_one_wherever_that_was_used() {
    let mut task = Task::start().await;
    task.open().await;
    let there = Target {
        region: Some(demo::REGIONS[1].into()),
        from: Some(HERE),
        ..target("demo")
    };
    task.connect(THERE, there).await.unwrap();
    revoke(&task.demo, 1);
    let error = task.data(Read::Flavors).await.unwrap_err();
    assert_eq!(error.kind, Kind::Unauthorized);
    let again = Target {
        region: Some(demo::REGIONS[0].into()),
        ..target("demo")
    };
    let by = ContextId(3);
    task.connect(by, again).await.unwrap();
    task.ask(Request::Renew { context: HERE, by });
    task.data(Read::Flavors).await.unwrap();
    let in_other_region = |line: &String| line.contains("/RegionTwo/compute");
    assert!(!task.demo.requests().iter().any(in_other_region));
    task.ask(Request::Read {
        ticket: Ticket(8),
        context: THERE,
        read: Read::Flavors,
    });
    let Reply::Read { result, .. } = task.reply().await else {
        panic!("an answer");
    };
    result.unwrap();
    assert!(task.demo.requests().iter().any(in_other_region));
}

#[tokio::test]
async fn a_session_that_was_closed_is_forgotten_and_another_is_had_without_a_request() {
    let mut task = Task::start().await;
    task.open().await;
    let there = |region: &str, from| Target {
        region: Some(region.into()),
        from: Some(from),
        ..target("demo")
    };
    let other = there(demo::REGIONS[1], HERE);
    task.connect(THERE, other).await.unwrap();
    task.ask(Request::Close { context: HERE });
    let error = task.data(Read::Flavors).await.unwrap_err();
    assert_eq!(error.kind, Kind::NotAllowed);
    let asked = task.demo.requests().len();
    let back = there(demo::REGIONS[0], THERE);
    task.connect(HERE, back).await.unwrap();
    assert_eq!(
        task.demo.requests().len(),
        asked,
        "the token serves there too"
    );
    task.data(Read::Flavors).await.unwrap();
}

#[tokio::test]
async fn a_read_that_the_old_login_could_not_do_is_done_by_the_new_one() {
    let mut task = Task::start().await;
    task.open().await;
    revoke(&task.demo, 1);
    // On its way with the old token while the new login is made.
    task.demo.fail_next(Fault {
        method: "GET",
        path: "/flavors".to_owned(),
        times: 1,
        answer: FaultAnswer::Delay(Duration::from_millis(300)),
    });
    task.read(7, Read::Flavors);
    let error = task.data(Read::Limits).await.unwrap_err();
    assert_eq!(error.kind, Kind::Unauthorized);
    let again = Target {
        region: Some(demo::REGIONS[0].into()),
        ..target("demo")
    };
    task.connect(THERE, again).await.unwrap();
    task.ask(Request::Renew {
        context: HERE,
        by: THERE,
    });
    let Reply::Read {
        ticket: Ticket(7),
        result,
        ..
    } = task.reply().await
    else {
        panic!("the answer");
    };
    result.unwrap();
}

#[tokio::test]
async fn a_write_is_told_to_be_sent_when_its_turn_has_come() {
    let mut task = Task::start().await;
    task.open().await;
    for number in 0..=WRITES_AT_ONCE as u64 {
        task.ask(Request::Write {
            op: OpId(number),
            context: HERE,
            write: Write::DeleteServer("x".into()),
        });
    }
    let (mut sent, mut under_way) = (Vec::new(), 0);
    while sent.len() <= WRITES_AT_ONCE {
        match task.told().await {
            Reply::Sent { op } => {
                sent.push(op);
                under_way += 1;
            }
            Reply::Written { .. } => under_way -= 1,
            other => panic!("{other:?}"),
        }
        assert!(under_way <= WRITES_AT_ONCE, "{sent:?}");
    }
    assert_eq!(sent.last(), Some(&OpId(WRITES_AT_ONCE as u64)));
}

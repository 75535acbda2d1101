//! How clouds are found and logged in to, and what takes the place of a login that has ended.

use std::sync::Arc;

use tokio::sync::Notify;

use super::*;

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
    task.reach_there().await;
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
    task.reach_there().await;
    task.ask(Request::Close { context: HERE });
    let error = task.data(Read::Flavors).await.unwrap_err();
    assert_eq!(error.kind, Kind::NotAllowed);
    let asked = task.demo.requests().len();
    task.connect(HERE, from(THERE, demo::REGIONS[0]))
        .await
        .unwrap();
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
    let refused = Arc::new(Notify::new());
    task.fail("GET", "/flavors", FaultAnswer::Held(refused.clone()));
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
    refused.notify_one();
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

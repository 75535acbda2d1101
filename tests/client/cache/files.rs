//! What lies in the directory of kept tokens: who may read it, and what is passed over.

use super::*;

#[tokio::test]
async fn only_the_owner_can_read_what_is_kept_and_the_password_is_not_in_it() {
    let machine = Machine::new().await;
    machine.run().await;
    assert_eq!(mode(&machine.directory()), 0o700);
    for entry in fs::read_dir(machine.directory()).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains(demo::PASSWORD), "{}", path.display());
    }
}

#[tokio::test]
async fn a_directory_that_others_may_look_into_is_not_used() {
    let machine = Machine::new().await;
    fs::create_dir_all(machine.directory()).unwrap();
    fs::set_permissions(machine.directory(), Permissions::from_mode(0o755)).unwrap();
    machine.run().await;
    machine.run().await;
    assert_eq!(machine.logins(), 2);
    assert_eq!(fs::read_dir(machine.directory()).unwrap().count(), 0);
    assert_eq!(mode(&machine.directory()), 0o755, "it is not ours to mend");
}

#[tokio::test]
async fn a_directory_that_is_a_link_is_not_used() {
    let machine = Machine::new().await;
    let elsewhere = machine.home.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    fs::set_permissions(&elsewhere, Permissions::from_mode(0o700)).unwrap();
    fs::create_dir(machine.home.path().join("cache")).unwrap();
    symlink(&elsewhere, machine.directory()).unwrap();
    machine.run().await;
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
}

#[tokio::test]
async fn without_a_place_to_write_everything_else_works() {
    let machine = Machine::new().await;
    // Not even root can make a directory below a file.
    fs::write(machine.home.path().join("cache"), "").unwrap();
    machine.run().await;
    machine.run().await;
    assert_eq!(machine.logins(), 2);
}

#[tokio::test]
async fn a_file_that_others_may_read_or_that_is_a_link_is_passed_over_and_replaced() {
    let machine = Machine::new().await;
    machine.run().await;
    let path = machine.token();
    fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    machine.run().await;
    assert_eq!(machine.logins(), 2);
    assert_eq!(mode(&path), 0o600);

    let moved = machine.home.path().join("moved");
    fs::rename(&path, &moved).unwrap();
    symlink(&moved, &path).unwrap();
    machine.run().await;
    assert_eq!(machine.logins(), 3);
    assert!(!path.symlink_metadata().unwrap().is_symlink());
}

#[tokio::test]
async fn whatever_stands_in_a_file_it_is_passed_over_and_replaced() {
    let machine = Machine::new().await;
    machine.run().await;
    let good = fs::read_to_string(machine.token()).unwrap();
    let set = |key: &'static str, value: Value| {
        let mut json: Value = serde_json::from_str(&good).unwrap();
        assert!(json.get(key).is_some(), "{key} is no part of a file");
        json[key] = value;
        json.to_string()
    };
    let cases = [
        String::new(),
        "null".into(),
        "\u{0}\u{1b}]0;x\u{7}".into(),
        good[..good.len() / 2].to_owned(),
        "[".repeat(100_000),
        set("version", 2.into()),
        set("token", "".into()),
        set("token", "a\nX-Evil: b".into()),
        set("token", 7.into()),
        set("left", u64::MAX.into()),
        set("left", (-1).into()),
        set("written", "9999-12-30T00:00:00Z".into()),
        set("written", "-009999-01-02T01:59:59Z".into()),
        set("identity", "http://evil.example/identity/v3".into()),
        set("identity", "not an address".into()),
        set("catalog", Value::Null),
        set("project", "p".into()),
    ];
    for (logins, case) in (2..).zip(cases) {
        fs::write(machine.token(), &case).unwrap();
        let start: String = case.chars().take(300).collect();
        machine.run().await;
        assert_eq!(machine.logins(), logins, "{start}");
        assert!(
            fs::read_to_string(machine.token())
                .unwrap()
                .contains("\"version\": 1")
        );
    }
    machine.rewrite(|json| json["newest"] = serde_json::json!({"http://x": "odd"}));
    let logins = machine.logins();
    machine.run().await;
    assert_eq!(machine.logins(), logins, "what is odd in it is left out");
}

#[tokio::test]
async fn what_has_ended_does_not_stay_on_the_disk() {
    let machine = Machine::new().await;
    machine.run().await;
    machine.pass(Duration::from_secs(3 * 3600));
    let other = CloudConfig {
        name: "another".into(),
        ..machine.world.config.clone()
    };
    machine.run_with(&other).await.unwrap();
    assert_eq!(machine.tokens().len(), 1);
}

/// Leaves what a process was writing when it was killed, so long ago.
fn leave_unfinished(machine: &Machine, ago: SignedDuration) -> PathBuf {
    let path = machine.directory().join("4711.tmp");
    fs::write(&path, "{\"version\": 1, \"token\": \"gAAA").unwrap();
    let file = fs::File::options().write(true).open(&path).unwrap();
    let then = machine.world.demo().now() - ago;
    file.set_modified(then.into()).unwrap();
    path
}

#[tokio::test]
async fn what_a_process_did_not_live_to_finish_does_not_stay_on_the_disk() {
    let machine = Machine::new().await;
    machine.run().await;
    let named = |name: &str| CloudConfig {
        name: name.into(),
        ..machine.world.config.clone()
    };
    let unfinished = leave_unfinished(&machine, SignedDuration::from_secs(30));
    machine.run_with(&named("another")).await.unwrap();
    assert!(unfinished.exists(), "it may be under way still");
    leave_unfinished(&machine, SignedDuration::from_secs(90));
    machine.run_with(&named("a third")).await.unwrap();
    assert!(!unfinished.exists());
}

#[tokio::test]
async fn logging_out_leaves_nothing_of_what_was_never_finished() {
    let machine = Machine::new().await;
    machine.run().await;
    leave_unfinished(&machine, SignedDuration::ZERO);
    machine.cache().log_out(None).await.unwrap();
    assert_eq!(fs::read_dir(machine.directory()).unwrap().count(), 0);
}

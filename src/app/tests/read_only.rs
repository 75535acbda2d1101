//! Read-only: by the command line, by the configuration, and said in the run.

use std::time::Duration;

use crate::app::Options;
use crate::app::fixture::{Bench, info};
use crate::app::settings::{Rule, Settings};
use crate::cloud::message::ContextInfo;

const SIZE: (u16, u16) = (80, 24);

fn on(settings: Settings) -> Bench {
    let options = Options {
        settings,
        ..Bench::options()
    };
    let mut bench = Bench::started(options, SIZE);
    bench.connected(Ok(info()));
    bench
}

fn rule(cloud: &str) -> Settings {
    let rule = Rule {
        cloud: Some(cloud.into()),
        read_only: true,
        ..Rule::default()
    };
    Settings {
        rules: vec![rule],
        ..Settings::default()
    }
}

#[test]
fn the_command_line_the_file_and_a_rule_each_say_why() {
    let everywhere = Settings {
        read_only_everywhere: true,
        ..Settings::default()
    };
    let flag = Settings {
        read_only: true,
        ..Settings::default()
    };
    for (settings, reason) in [
        (flag, Some("read-only: started with --read-only")),
        (
            everywhere,
            Some("read-only: config.toml says so of every cloud"),
        ),
        (
            rule("prod*"),
            Some("read-only: config.toml says so of cloud prod*"),
        ),
        (rule("lab"), None),
    ] {
        let mut bench = on(settings);
        assert_eq!(bench.app.read_only().as_deref(), reason);
        if let Some(reason) = reason {
            bench.keys(":rw<Enter>");
            assert_eq!(bench.app.read_only().as_deref(), Some(reason));
        }
    }
}

#[test]
fn ro_holds_in_its_context_until_rw() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys(":ro<Enter>");
    let reason = "read-only: :ro was said here; :rw lifts it";
    assert_eq!(bench.app.read_only().as_deref(), Some(reason));
    bench.keys("c<Down><Enter>");
    bench.connected(Ok(ContextInfo {
        region: "RegionTwo".into(),
        ..info()
    }));
    assert_eq!(bench.app.read_only(), None);
    bench.keys("c<Up><Enter>");
    bench.connected(Ok(info()));
    assert_eq!(bench.app.read_only().as_deref(), Some(reason));
    bench.keys(":rw<Enter>");
    assert_eq!(bench.app.read_only(), None);
    assert!(bench.said().starts_with("Changes are allowed again"));
}

#[test]
fn ro_takes_back_what_is_confirmed_and_not_sent_yet() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("D");
    bench.confirm_with("y");
    assert_eq!(bench.app.held(), 1);
    bench.keys(":ro<Enter>");
    assert_eq!(bench.app.held(), 0);
    assert!(
        bench.said().ends_with("undone: Delete bastion-01"),
        "{}",
        bench.said()
    );
    bench.wait(Duration::from_secs(60).as_millis().try_into().unwrap());
    assert!(bench.writes().is_empty());
}

//! What happened, to read, to copy and to hand on.

use std::time::Duration;

use crate::app::fixture::{Bench, error};
use crate::app::modal::Modal;
use crate::app::{Effect, Msg};
use crate::cloud::message::{ApiCall, Reply, Write, Written};
use crate::openstack::Kind;
use crate::openstack::compute::ServerAct;

/// An action that was refused, and a snapshot that was begun.
fn worked() -> Bench {
    let mut bench = Bench::stocked((80, 24));
    let stop = Write::Act {
        server: "web-1".into(),
        act: ServerAct::Stop,
    };
    bench.write(stop, "Shut off web|1");
    let refusal = "Instance a102067b-3be7-45d1-a49f-8525522f9b42 is locked";
    bench.written(Err(error(Kind::Conflict, Some(409), refusal)));
    let snapshot = Write::CreateImage {
        server: "web-2".into(),
        name: "web 2 snap".into(),
    };
    bench.write(snapshot, "Snapshot web 2 snap of web-2");
    bench.written(Ok(Written::ImageStarted {
        image: None,
        request_id: Some("req-snap".into()),
    }));
    bench
}

fn read(bench: &Bench) -> &str {
    match bench.app.modals.last() {
        Some(Modal::Text(view)) => view.text.get().map_or("", String::as_str),
        other => panic!("{other:?}"),
    }
}

fn copied(bench: &Bench) -> Option<&str> {
    bench.effects.iter().rev().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text.as_str()),
        _ => None,
    })
}

#[test]
fn the_story_of_a_message_says_what_was_done_where_what_the_cloud_said_and_what_it_means() {
    let mut bench = worked();
    bench.keys("e<Enter>");
    let story = read(&bench);
    for part in [
        "Shut off web|1 failed",
        "When      2026-11-22 11:04:00Z",
        "Said      409 Instance a102067b",
        "Means     The instance is locked",
        "Try       Unlock it first",
        "Request   req-7d1e3c58",
        "Where     prod-eu / RegionOne / web-team",
    ] {
        assert!(story.contains(part), "{part} in\n{story}");
    }
    let story = story.to_owned();
    bench.keys("<Esc>y");
    assert_eq!(copied(&bench), Some(story.as_str()));
}

#[test]
fn only_errors_are_listed_when_wished_and_the_chosen_one_stays_chosen() {
    let mut bench = worked();
    bench.msg(Msg::Warn("the log cannot be written".into()));
    bench.keys("e");
    let shown = |bench: &Bench| match bench.app.modals.last() {
        Some(Modal::Messages(list)) => {
            let notices = bench.app.notices();
            let current = list.current(notices).map(|notice| notice.text.clone());
            (list.shown(notices).count(), current.unwrap_or_default())
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(shown(&bench).0, 3);
    bench.keys("f");
    let (count, current) = shown(&bench);
    assert_eq!(count, 1);
    assert!(current.contains("locked"), "{current}");
    bench.keys("f");
    assert_eq!(shown(&bench), (3, current));
}

#[test]
fn the_session_report_holds_each_change_its_outcome_and_its_command() {
    let mut bench = worked();
    bench.keys("ew");
    let writes = bench.writes();
    let Some((_, _, Write::SaveText { path, text })) = writes.last() else {
        panic!("{writes:?}");
    };
    let path = path.to_string_lossy();
    assert_eq!(path, "~/horizon-tui-session-20261122-110400.md");
    insta::assert_snapshot!(text, @r"
    # horizon-tui session

    Written 2026-11-22 11:04:00Z.

    | Time | Where | What | Outcome | Took | Request |
    |---|---|---|---|---|---|
    | 11:04:00Z | prod-eu / RegionOne / web-team | Shut off web\|1 | Shut off web\|1 failed: 409 Instance a102067b-3be7-45d1-a49f-8525522f9b42 is locked | 0s | req-7d1e3c58 |
    | 11:04:00Z | prod-eu / RegionOne / web-team | Snapshot web 2 snap of web-2 | queued | 0s | req-snap |

    ## The same as commands

    ```
    openstack server stop web-1
    openstack server image create --name 'web 2 snap' web-2
    ```

    ## What failed

    * Shut off web\|1: 409 Instance a102067b-3be7-45d1-a49f-8525522f9b42 is locked
      The instance is locked. Unlock it first; the reason of the lock stands in its details. What an administrator has locked only they can unlock.
    ");
}

#[test]
fn the_report_itself_is_no_change_and_without_one_nothing_is_written() {
    let mut bench = Bench::stocked((80, 24));
    bench.keys("ew");
    assert!(bench.writes().is_empty());
    assert!(
        bench.said().contains("nothing was changed"),
        "{}",
        bench.said()
    );
    let mut bench = worked();
    bench.keys("eww");
    let writes = bench.writes();
    let Some((_, _, Write::SaveText { text, .. })) = writes.last() else {
        panic!("{writes:?}");
    };
    assert!(!text.contains("Report"), "{text}");
}

fn called(bench: &mut Bench, path: &str, status: Option<u16>, ms: u64) {
    bench.reply(Reply::Called(ApiCall {
        at: bench.now.wall,
        method: "GET".into(),
        service: "compute",
        path: path.into(),
        status,
        took: Duration::from_millis(ms),
        request_id: Some("req-1".into()),
    }));
}

#[test]
fn one_call_is_shown_whole_and_copied_and_the_failed_ones_alone_when_wished() {
    let mut bench = Bench::stocked((80, 24));
    called(&mut bench, "/v2.1/servers/detail", Some(200), 87);
    called(&mut bench, "/v2.1/limits", Some(503), 12);
    called(&mut bench, "/v2.1/flavors", Some(200), 30);
    bench.keys("@f<Enter>");
    let whole = read(&bench);
    assert!(whole.starts_with("GET /v2.1/limits\n"), "{whole}");
    for part in [
        "Service   compute",
        "Answer    503",
        "Took      12 ms",
        "Request   req-1",
    ] {
        assert!(whole.contains(part), "{part} in\n{whole}");
    }
    bench.keys("<Esc>fg<Down><Down>y");
    let whole = copied(&bench).unwrap_or_default();
    assert!(whole.starts_with("GET /v2.1/servers/detail\n"), "{whole}");
}

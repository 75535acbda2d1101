//! How an action that was accepted ends, and what is told of it.

use super::*;

#[test]
fn an_action_is_followed_to_the_state_nova_documents() {
    for (from, keys, stages, end, told) in [
        (
            "ACTIVE",
            "Po",
            &["ACTIVE:powering-off"][..],
            "SHUTOFF",
            "a is shut off",
        ),
        (
            "ACTIVE",
            "Pr",
            &["REBOOT:rebooting", "REBOOT:reboot_started"],
            "ACTIVE",
            "a is rebooted",
        ),
        ("ACTIVE", "Pp", &["ACTIVE:pausing"], "PAUSED", "a is paused"),
        (
            "ACTIVE",
            "Pv",
            &["ACTIVE:shelving"],
            "SHELVED",
            "a is shelved",
        ),
        (
            "ACTIVE",
            "Pv",
            &["ACTIVE:shelving"],
            "SHELVED_OFFLOADED",
            "a is shelved",
        ),
        (
            "VERIFY_RESIZE",
            "Rc",
            &["VERIFY_RESIZE"],
            "ACTIVE",
            "a keeps its new flavor or host",
        ),
        (
            "VERIFY_RESIZE",
            "Rv",
            &["REVERT_RESIZE:resize_reverting"],
            "SHUTOFF",
            "a is back on its old flavor or host",
        ),
    ] {
        let mut bench = on(from);
        bench.keys(keys);
        bench.confirm_with("y");
        bench.written(Ok(accepted()));
        for stage in stages {
            bench.wait_s(2);
            bench.server_read(row(stage));
            assert!(newest(&bench).is_running(), "{keys} {stage}");
        }
        bench.wait_s(2);
        bench.server_read(row(end));
        assert_eq!(bench.said(), told);
        assert_eq!(bench.app.jobs().running(), 0);
        assert_eq!(newest(&bench).request_id.as_deref(), Some("req-act"));
    }
}

#[test]
fn a_lock_is_over_when_the_server_shows_it() {
    let mut locked = row("ACTIVE");
    locked.locked = true;
    let mut bench = Bench::holding(vec![locked.clone()], Vec::new(), SIZE);
    bench.keys("Pk");
    bench.written(Ok(accepted()));
    bench.wait_s(2);
    bench.server_read(locked);
    assert!(newest(&bench).is_running());
    bench.wait_s(2);
    bench.server_read(row("ACTIVE"));
    assert_eq!(bench.said(), "a is unlocked");
}

#[test]
fn what_was_asked_before_the_acceptance_says_nothing_of_its_end() {
    let mut bench = on("ACTIVE");
    bench.keys("r");
    let early = bench.ticket(&Read::Servers { since: None });
    bench.keys("Pr");
    bench.confirm_with("y");
    bench.written(Ok(accepted()));
    // The list was asked for before: it still shows what was.
    bench.page(
        early,
        crate::cloud::message::Page::Servers(vec![row("ACTIVE")]),
    );
    assert!(newest(&bench).is_running());
}

#[test]
fn a_resize_is_being_confirmed_without_a_task_for_as_long_as_the_old_host_takes() {
    let mut bench = on("VERIFY_RESIZE");
    bench.keys("Rc");
    bench.confirm_with("y");
    bench.written(Ok(accepted()));
    for _ in 0..30 {
        bench.wait_s(2);
        bench.server_read(row("VERIFY_RESIZE"));
        assert!(newest(&bench).is_running(), "{}", bench.said());
    }
    bench.wait_s(2);
    bench.server_read(row("ACTIVE"));
    assert_eq!(bench.said(), "a keeps its new flavor or host");
}

#[test]
fn one_that_stops_short_is_a_failure_and_nova_is_asked_why() {
    let mut bench = on("ACTIVE");
    bench.keys("Po");
    bench.confirm_with("y");
    bench.written(Ok(accepted()));
    bench.wait_s(2);
    bench.server_read(row("ACTIVE:powering-off"));
    bench.wait_s(2);
    bench.server_read(row("ACTIVE"));
    assert_eq!(bench.said(), "Shut off a failed: a is ACTIVE again");
    let action = |request: &str, message: &str| InstanceAction {
        updated: None,
        user_id: None,
        action: "stop".into(),
        request_id: request.into(),
        started: None,
        message: Some(message.into()),
    };
    let actions = vec![
        action("req-act", "Guest refused"),
        action("req-other", "Error"),
    ];
    let read = Read::InstanceActions("a".into());
    bench.answer(&read, Ok(Data::InstanceActions(actions)));
    assert_eq!(
        bench.said(),
        "Shut off a failed: Nova says “Guest refused” (request req-act)"
    );
}

#[test]
fn what_shows_in_no_status_is_looked_up_in_the_action_log() {
    let ends = |message: Option<&str>| {
        let mut bench = on("ACTIVE");
        bench.keys("Ph");
        bench.confirm_with("y");
        bench.written(Ok(accepted()));
        bench.wait_s(2);
        bench.server_read(row("ACTIVE"));
        let action = |request: &str, message: Option<&str>| InstanceAction {
            updated: None,
            user_id: None,
            action: "reboot".into(),
            request_id: request.into(),
            started: None,
            message: message.map(str::to_owned),
        };
        let actions = vec![
            action("req-act", message),
            action("req-other", Some("Error")),
        ];
        let read = Read::InstanceActions("a".into());
        bench.answer(&read, Ok(Data::InstanceActions(actions)));
        newest(&bench).state.clone()
    };
    assert_eq!(
        ends(None),
        State::Done {
            text: "a is rebooted".into()
        }
    );
    assert_eq!(
        ends(Some("Error")),
        State::Failed {
            text: "Hard reboot a failed: Nova's action log says “Error”".into(),
            error: None
        }
    );
}

#[test]
fn one_that_goes_to_error_tells_the_fault() {
    let mut bench = on("SHUTOFF");
    bench.keys("Ps");
    bench.written(Ok(accepted()));
    bench.wait_s(2);
    bench.server_read(row("SHUTOFF:powering-on"));
    let mut failed = row("ERROR");
    failed.fault = Some(fault("Unexpected vif_type=binding_failed"));
    bench.wait_s(2);
    bench.server_read(failed);
    let told = bench.app.notices().all().iter().map(|notice| &*notice.text);
    let told: Vec<_> = told.collect();
    assert!(
        told.contains(&"Start a failed: Unexpected vif_type=binding_failed"),
        "{told:?}"
    );
    assert!(
        !told.iter().any(|text| text.contains("went to ERROR")),
        "told once: {told:?}"
    );
}

#[test]
fn one_that_never_begins_is_given_up_after_a_while() {
    let mut bench = on("SHUTOFF");
    bench.keys("Ps");
    bench.written(Ok(accepted()));
    for _ in 0..9 {
        bench.wait_s(2);
        bench.server_read(row("SHUTOFF"));
    }
    assert!(newest(&bench).is_running());
    bench.wait_s(4);
    bench.server_read(row("SHUTOFF"));
    assert_eq!(bench.said(), "Start a failed: a is SHUTOFF again");
}

#[test]
fn a_live_migration_that_was_given_up_is_no_success() {
    for (host, told) in [
        ("compute-2", "a is migrated"),
        (
            "compute-1",
            "Live migrate a failed: it is still on compute-1",
        ),
    ] {
        let on = |host: &str| Server {
            host: Some(host.into()),
            ..row("ACTIVE")
        };
        let mut bench = Bench::holding(vec![on("compute-1")], Vec::new(), SIZE);
        let migrate = act("a", ServerAct::LiveMigrate { host: None });
        bench.write(migrate, "Live migrate a");
        bench.written(Ok(accepted()));
        bench.wait_s(2);
        bench.server_read(on(host));
        let all = bench.app.notices().all().iter();
        let all: Vec<_> = all.map(|notice| notice.text.as_str()).collect();
        assert!(all.contains(&told), "{all:?}");
    }
}

#[test]
fn after_a_lost_answer_the_row_is_read_at_once() {
    let reads_the_row_after = |refusal| {
        let mut bench = on("ACTIVE");
        bench.keys("Po");
        bench.confirm_with("y");
        bench.written(Err(refusal));
        bench.effects.clear();
        bench.wait_s(2);
        bench.asked().contains(&Read::Server("a".into()))
    };
    let lost = error(Kind::Lost, None, "the connection broke");
    assert!(reads_the_row_after(lost));
    let refused = error(Kind::Conflict, Some(409), "it is locked");
    assert!(!reads_the_row_after(refused), "a refusal says enough");
}

#[test]
fn a_delete_whose_answer_was_lost_is_done_when_its_target_is_gone() {
    let mut bench = on("ACTIVE");
    bench.keys("D");
    bench.confirm_with("y");
    bench.wait_s(9);
    bench.written(Err(error(Kind::Lost, None, "the connection broke")));
    assert!(matches!(newest(&bench).state, State::Unknown { .. }));
    bench.wait_s(2);
    let gone = error(Kind::NotFound, Some(404), "Instance a could not be found.");
    bench.answer(&Read::Server("a".into()), Err(gone));
    assert_eq!(
        newest(&bench).state,
        State::Done {
            text: "Delete a: deleted".into()
        }
    );
}

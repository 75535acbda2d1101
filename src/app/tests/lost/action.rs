//! Actions whose answers were lost: Nova's log of actions is asked for them.

use super::*;

fn stop(bench: &mut Bench) {
    let write = Write::Act {
        server: "web-01".into(),
        act: ServerAct::Stop,
    };
    bench.write(write, "Shut off web-01");
}

/// Shut off, and no answer came.
fn lost_action() -> Bench {
    let mut bench = Bench::stocked(SIZE);
    stop(&mut bench);
    forget_reads(&mut bench);
    bench.written(Err(no_answer()));
    bench
}

/// The newest question for what the log says of it, and in which context.
fn question(bench: &Bench) -> Option<(Read, ContextId)> {
    let mut reads = bench.reads().into_iter().rev();
    let found = reads.find(|(.., read)| matches!(read, Read::LostAction { .. }));
    found.map(|(_, context, read)| (read.clone(), context))
}

fn log_says(bench: &mut Bench, result: Result<Option<InstanceAction>, Error>) {
    let (read, context) = question(bench).unwrap();
    let ticket = bench.ticket(&read);
    bench.reply(Reply::Read {
        ticket,
        context,
        result: result.map(|found| Data::LostAction(found.map(Box::new))),
    });
}

fn named(action: &str, message: Option<&str>) -> InstanceAction {
    InstanceAction {
        action: action.into(),
        request_id: "req-novas-own".into(),
        started: None,
        updated: None,
        user_id: None,
        message: message.map(str::to_owned),
    }
}

#[test]
fn an_action_that_the_log_names_was_begun_and_is_followed_to_its_end() {
    let mut bench = lost_action();
    assert!(
        bench.said().ends_with("looking whether it was carried out"),
        "{}",
        bench.said()
    );
    assert_eq!(bench.app.jobs().unanswered(), 1);
    bench.wait_s(2);
    let Some((Read::LostAction { trace, .. }, _)) = question(&bench) else {
        panic!("{:?}", bench.asked());
    };
    assert_eq!((trace.action, trace.server.as_str()), ("stop", "web-01"));
    assert!(trace.age >= Duration::from_secs(1), "{:?}", trace.age);
    log_says(&mut bench, Ok(Some(named("stop", None))));
    assert!(
        bench.said().ends_with("log names it: it was begun"),
        "{}",
        bench.said()
    );
    assert_eq!(job(&bench).request_id.as_deref(), Some("req-novas-own"));
    bench.server_read(server("SHUTOFF", "web-01", "", "m1.small", "1s"));
    assert_eq!(bench.app.jobs().running(), 1, "asked for before that");
    forget_reads(&mut bench);
    bench.wait_s(3);
    assert_eq!(question(&bench), None, "it is known now");
    bench.server_read(server("SHUTOFF", "web-01", "", "m1.small", "1s"));
    assert_eq!(bench.said(), "web-01 is shut off");
    assert_eq!(bench.writes().len(), 1);
}

#[test]
fn an_action_that_the_log_never_names_was_not_begun() {
    let mut bench = lost_action();
    for _ in 0..70 {
        bench.wait_s(1);
        if question(&bench).is_some() {
            log_says(&mut bench, Ok(None));
            forget_reads(&mut bench);
        }
        if !job(&bench).is_running() {
            break;
        }
    }
    let State::Unknown { text, .. } = &job(&bench).state else {
        panic!("{:?}", job(&bench).state);
    };
    assert!(
        text.contains("looked for 6") && text.contains("it was not begun"),
        "{text}"
    );
    bench.wait_s(20);
    assert_eq!(question(&bench), None, "that was all");
    assert_eq!(bench.writes().len(), 1, "nothing is sent again");
}

#[test]
fn an_action_that_the_log_names_with_an_error_has_failed() {
    let mut bench = lost_action();
    bench.wait_s(2);
    log_says(&mut bench, Ok(Some(named("stop", Some("Error")))));
    assert!(matches!(job(&bench).state, State::Failed { .. }));
    let said = "Nova's action log says “Error” (request req-novas-own)";
    assert!(bench.said().contains(said), "{}", bench.said());
}

#[test]
fn a_log_that_may_not_be_read_leaves_it_to_the_person_and_a_server_that_is_gone_ends_it() {
    let mut bench = lost_action();
    for _ in 0..20 {
        bench.wait_s(10);
        if question(&bench).is_some() {
            log_says(&mut bench, Err(error(Kind::Forbidden, Some(403), "no")));
            forget_reads(&mut bench);
        }
    }
    assert!(matches!(job(&bench).state, State::Unknown { .. }));
    let said = "Nova's action log could not be read: 403 no";
    assert!(
        told(&bench).iter().any(|it| it.contains(said)),
        "{:?}",
        told(&bench)
    );

    let mut bench = lost_action();
    bench.wait_s(2);
    log_says(&mut bench, Err(error(Kind::NotFound, Some(404), "no")));
    assert!(
        bench.said().ends_with("the instance is gone"),
        "{}",
        bench.said()
    );
}

#[test]
fn requests_that_were_answered_are_not_taken_for_the_lost_one() {
    let mut bench = Bench::stocked(SIZE);
    stop(&mut bench);
    bench.written(Ok(Written::Acted(Acted {
        request_id: Some("req-first".into()),
        admin_password: None,
    })));
    stop(&mut bench);
    bench.written(Err(no_answer()));
    bench.wait_s(2);
    let Some((Read::LostAction { trace, .. }, _)) = question(&bench) else {
        panic!("{:?}", bench.asked());
    };
    assert_eq!(trace.known, ["req-first"]);
}

//! Writes whose answers were lost: looked for, found or not, and never sent twice by themselves.

mod action;

use std::time::Duration;

use crate::app::Effect;
use crate::app::fixture::{Bench, error, info, server, servers};
use crate::app::job::{InVain, Job, Stage, State};
use crate::app::launch::Submit;
use crate::app::modal::Modal;
use crate::app::notice::Level;
use crate::cloud::message::{
    ContextId, ContextInfo, Data, OpId, Read, Reply, Request, Write, Written,
};
use crate::openstack::compute::{
    Acted, InstanceAction, LaunchTrace, Server, ServerAct, ServerStatus,
};
use crate::openstack::{Error, Kind};

const SIZE: (u16, u16) = (80, 24);

/// What was asked for so far is not looked at again; what was written stays.
fn forget_reads(bench: &mut Bench) {
    let is_read = |effect: &Effect| matches!(effect, Effect::Cloud(Request::Read { .. }));
    bench.effects.retain(|effect| !is_read(effect));
}

fn no_answer() -> Error {
    error(Kind::Timeout, None, "no answer within 60 s")
}

/// Three were launched, and no answer came.
fn lost() -> Bench {
    let mut bench = Bench::stocked(SIZE);
    bench.launch_by_keys("web", 3);
    forget_reads(&mut bench);
    bench.written(Err(no_answer()));
    bench
}

fn job(bench: &Bench) -> &Job {
    bench.app.jobs().newest_first().next().unwrap()
}

fn submit(bench: &Bench) -> &Submit {
    let Some(Modal::Launch(wizard)) = bench.app.modals.last() else {
        panic!("the wizard is open");
    };
    wizard.draft().submit()
}

/// The newest question for the servers of the launch.
fn search(bench: &Bench) -> Option<(Read, ContextId)> {
    let mut reads = bench.reads().into_iter().rev();
    let found = reads.find(|(.., read)| matches!(read, Read::LaunchedServers { .. }));
    found.map(|(_, context, read)| (read.clone(), context))
}

/// Answers it, wherever the program is by now.
fn found(bench: &mut Bench, result: Result<Vec<Server>, Error>) {
    let (read, context) = search(bench).unwrap();
    let ticket = bench.ticket(&read);
    bench.reply(Reply::Read {
        ticket,
        context,
        result: result.map(Data::LaunchedServers),
    });
}

fn building(names: &[&str]) -> Vec<Server> {
    let row = |name: &&str| server("BUILD:spawning", name, "", "m1.small", "1s");
    names.iter().map(row).collect()
}

/// Answers every search in so many seconds like this, until there is none any more.
fn finding(bench: &mut Bench, seconds: u64, names: &[&str]) {
    for _ in 0..seconds {
        if search(bench).is_some() {
            found(bench, Ok(building(names)));
        }
        if !matches!(job(bench).state, State::Looking(_)) {
            return;
        }
        forget_reads(bench);
        bench.wait_s(1);
    }
}

fn told(bench: &Bench) -> Vec<&str> {
    let notices = bench.app.notices().all().iter();
    notices.map(|notice| notice.text.as_str()).collect()
}

fn elsewhere() -> ContextInfo {
    ContextInfo {
        region: "RegionTwo".into(),
        ..info()
    }
}

#[test]
fn it_is_looked_for_at_once_by_what_was_sent_and_what_was_there_before() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("r");
    let mut rows = servers();
    rows.push(server("ACTIVE", "web-1", "10.0.0.9", "m1.small", "9d"));
    rows.last_mut().unwrap().id = "an-older-web-1".into();
    bench.list(rows);
    bench.launch_by_keys("web-1", 1);
    bench.written(Err(no_answer()));
    let Some((Read::LaunchedServers { trace, .. }, context)) = search(&bench) else {
        panic!("it is not looked for: {:?}", bench.asked());
    };
    assert_eq!(context, bench.context());
    assert_eq!((trace.name.as_str(), trace.count), ("web-1", 1));
    assert_eq!(trace.known, ["an-older-web-1".into()]);
    assert!(trace.age < Duration::from_millis(500), "{:?}", trace.age);
    assert!(matches!(job(&bench).state, State::Looking(_)));
    assert_eq!(bench.app.jobs().running(), 1);
    let said = bench.said();
    assert!(
        said.ends_with("looking whether it was carried out"),
        "{said}"
    );
}

#[test]
fn when_all_are_found_the_job_goes_on_with_exactly_those() {
    let mut bench = lost();
    found(&mut bench, Ok(building(&["web-1", "web-3"])));
    assert!(
        matches!(job(&bench).state, State::Looking(_)),
        "two of three"
    );
    bench.wait_s(3);
    let mut rows = building(&["web-1", "web-2", "web-3"]);
    rows[1].status = ServerStatus::Active;
    rows[1].task_state = None;
    found(&mut bench, Ok(rows));
    let servers: Vec<_> = job(&bench).servers.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(servers, ["web-1", "web-2", "web-3"]);
    let lost = "Launch web ×3: the answer was lost, but web-1, web-2, web-3 are being built";
    let told = told(&bench);
    assert_eq!(told[told.len() - 2..], [lost, "web-2 is ACTIVE"]);
    assert_eq!(*submit(&bench), Submit::Accepted(job(&bench).op));
    assert_eq!(job(&bench).request_id.as_deref(), Some("req-7d1e3c58"));
    bench.effects.clear();
    bench.wait_s(2);
    let asked = bench.asked();
    assert!(asked.contains(&Read::Server("web-3".into())), "{asked:?}");
    assert!(search(&bench).is_none(), "found, and still looked for");
}

#[test]
fn servers_of_another_launch_and_those_there_before_are_not_taken() {
    let mut bench = Bench::stocked(SIZE);
    bench.launch(&["first"]);
    bench.launch_by_keys("web", 1);
    bench.written(Err(no_answer()));
    let mut foreign = building(&["web"]);
    foreign[0].id = "first".into();
    found(&mut bench, Ok(foreign.clone()));
    assert!(matches!(job(&bench).state, State::Looking(_)));
    bench.wait_s(3);
    found(&mut bench, Ok([foreign, building(&["web"])].concat()));
    let servers: Vec<_> = job(&bench).servers.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(servers, ["web"]);
}

#[test]
fn when_fewer_are_found_until_the_end_those_are_followed_and_the_rest_is_said() {
    let mut bench = lost();
    finding(&mut bench, 50, &["web-1", "web-2"]);
    assert!(matches!(job(&bench).state, State::Looking(_)));
    finding(&mut bench, 15, &["web-1", "web-2"]);
    let notice = bench.app.notices().all().last().unwrap();
    assert_eq!(notice.level, Level::Warning);
    assert!(
        notice.text.ends_with("only web-1, web-2 are being built"),
        "{}",
        notice.text
    );
    for name in ["web-1", "web-2"] {
        bench.wait_s(2);
        bench.server_read(server("ACTIVE", name, "", "m1.small", "9s"));
    }
    let text = "2 of 3 ACTIVE, 1 never made".to_owned();
    assert_eq!(job(&bench).state, State::Failed { text, error: None });
    assert_eq!(job(&bench).failed_part(), Some(("web".into(), 1)));
}

#[test]
fn when_none_is_found_that_is_said_and_launching_again_wants_the_tick() {
    let mut bench = lost();
    finding(&mut bench, 30, &[]);
    bench.confirm_with("<Enter>");
    assert_eq!(bench.writes().len(), 1, "while it is being looked for");
    finding(&mut bench, 35, &[]);
    let State::Unknown { text, .. } = &job(&bench).state else {
        panic!("{:?}", job(&bench).state);
    };
    assert!(
        text.contains("looked for 6") && text.ends_with("no such instance was made"),
        "{text}"
    );
    assert!(matches!(
        submit(&bench),
        Submit::Unknown {
            looked: Some(InVain {
                seconds: 60..,
                listed: true,
            }),
            ..
        }
    ));
    assert_eq!(bench.app.jobs().running(), 0);
    for _ in 0..3 {
        bench.confirm_with("<Enter>");
    }
    assert_eq!(bench.writes().len(), 1, "before it is ticked");
    bench.keys("<Space><Tab>");
    bench.confirm_with("<Enter>");
    assert_eq!(bench.writes().len(), 2);
    assert!(bench.now.mono > Duration::from_secs(60));
}

#[test]
fn reads_that_fail_do_not_count_as_having_looked() {
    let mut bench = lost();
    for _ in 0..20 {
        let failure = error(Kind::Server, Some(503), "unavailable");
        if search(&bench).is_some() {
            found(&mut bench, Err(failure));
        }
        forget_reads(&mut bench);
        bench.wait_s(10);
    }
    assert!(matches!(job(&bench).state, State::Looking(_)));
    while search(&bench).is_none() {
        bench.wait_s(1);
    }
    found(&mut bench, Ok(building(&["web-1", "web-2", "web-3"])));
    assert_eq!(*submit(&bench), Submit::Accepted(job(&bench).op));
}

#[test]
fn a_cloud_that_refuses_to_list_its_servers_leaves_it_to_the_person() {
    let mut bench = lost();
    for _ in 0..12 {
        if search(&bench).is_some() {
            found(&mut bench, Err(error(Kind::Forbidden, Some(403), "no")));
        }
        forget_reads(&mut bench);
        bench.wait_s(10);
    }
    assert!(matches!(job(&bench).state, State::Unknown { .. }));
    let Submit::Unknown { looked, .. } = submit(&bench) else {
        panic!("{:?}", submit(&bench));
    };
    assert!(looked.is_some_and(|in_vain| !in_vain.listed));
    assert_eq!(bench.writes().len(), 1, "before it is ticked");
}

#[test]
fn an_answer_to_a_question_asked_before_the_end_does_not_end_it() {
    let mut bench = lost();
    found(&mut bench, Ok(Vec::new()));
    bench.wait_s(4);
    // This one takes a minute and a half.
    bench.wait_s(90);
    found(&mut bench, Ok(Vec::new()));
    assert!(matches!(job(&bench).state, State::Looking(_)));
    bench.wait_s(4);
    found(&mut bench, Ok(Vec::new()));
    assert!(matches!(job(&bench).state, State::Unknown { .. }));
}

#[test]
fn it_is_looked_for_in_its_own_context_while_another_is_open() {
    let mut bench = lost();
    let there = bench.context();
    found(&mut bench, Ok(Vec::new()));
    bench.keys("<Esc>c<Down><Enter>");
    bench.connected(Ok(elsewhere()));
    bench.effects.clear();
    bench.wait_s(4);
    assert_eq!(search(&bench).unwrap().1, there);
    found(&mut bench, Ok(building(&["web-1", "web-2", "web-3"])));
    assert_eq!(job(&bench).servers.len(), 3);
    assert!(
        bench.app.drafts.is_empty(),
        "the draft put away has heard of it"
    );
}

#[test]
fn a_draft_put_away_meanwhile_knows_how_the_search_stands() {
    let mut bench = lost();
    bench.keys("<Esc>");
    finding(&mut bench, 20, &[]);
    bench.keys("L<Enter>");
    assert!(matches!(
        submit(&bench),
        Submit::Unknown { looked: None, .. }
    ));
    bench.confirm_with("<Enter>");
    bench.keys("<Esc>");
    finding(&mut bench, 50, &[]);
    bench.keys("L<Enter>");
    assert!(matches!(
        submit(&bench),
        Submit::Unknown {
            looked: Some(_),
            ..
        }
    ));
    bench.confirm_with("<Enter>");
    assert_eq!(bench.writes().len(), 1);
}

#[test]
fn two_lost_launches_of_one_name_do_not_abort_each_others_search() {
    let trace = LaunchTrace {
        name: "web".into(),
        count: 1,
        age: Duration::ZERO,
        known: Vec::new(),
    };
    let [first, second] = [OpId(1), OpId(2)].map(|op| Read::LaunchedServers {
        op,
        trace: trace.clone(),
    });
    assert_ne!(first.lane(), second.lane());
}

#[test]
fn of_a_server_found_the_stages_before_are_not_made_up() {
    let mut bench = lost();
    bench.wait_s(5);
    found(&mut bench, Ok(building(&["web-1", "web-2", "web-3"])));
    let first = &job(&bench).servers[0];
    assert_eq!(first.stage, Stage::Building("spawning".into()));
    assert!(first.passed.is_empty());
}

//! Thousands cost a key, an answer and the passing of time no more than a hundred do.

use crate::app::Msg;
use crate::app::action::Action;
use crate::app::counted::{JUDGED, KEPT, LOOKED_AT, SEARCHED, counted};
use crate::app::fixture::{Bench, error, server};
use crate::app::job::State;
use crate::app::launch::fixture::parse;
use crate::app::modal::Modal;
use crate::cloud::message::{OpId, Page, Read, Reply, WRITES_AT_ONCE, Written};
use crate::openstack::Kind;
use crate::openstack::compute::Server;

const USUAL: (u16, u16) = (80, 24);

fn servers(count: usize, status: &str) -> Vec<Server> {
    let one = |n| server(status, &format!("web-{n:05}"), "10.0.0.5", "m1.small", "3d");
    (0..count).map(one).collect()
}

/// All of so many are marked.
fn marked(count: usize, status: &str) -> Bench {
    let mut bench = Bench::holding(servers(count, status), Vec::new(), USUAL);
    bench.keys("*");
    bench
}

/// All of so many are to be deleted, and the undo window is over.
fn deleting(count: usize) -> Bench {
    let mut bench = marked(count, "ACTIVE");
    bench.keys("D");
    bench.wait(400);
    bench.keys(&format!("delete {count}"));
    bench.confirm_with("<Enter>");
    bench.effects.clear();
    bench.wait_s(9);
    assert_eq!(bench.writes().len(), count);
    bench
}

fn group(bench: &Bench) -> OpId {
    match bench.app.modals.last() {
        Some(Modal::Bulk(view)) => view.group,
        other => panic!("{other:?}"),
    }
}

#[test]
fn whether_an_action_is_off_for_the_marked_is_asked_of_as_few_as_can_say() {
    let judged = |bench: &Bench, action| counted(JUDGED, || drop(bench.app.reason_against(action)));
    for count in [100, 2_000] {
        let bench = marked(count, "ACTIVE");
        assert_eq!(judged(&bench, Action::Stop), 1, "the first may");
        assert_eq!(
            judged(&bench, Action::Delete),
            0,
            "its dialog says it of each"
        );
        assert_eq!(judged(&bench, Action::Start), count + 1, "none may");
        assert_eq!(judged(&bench, Action::Start), 0, "and that is known now");
    }
}

#[test]
fn the_marked_are_judged_again_when_one_of_them_has_changed() {
    let mut bench = marked(100, "ACTIVE");
    assert!(bench.app.reason_against(Action::Start).is_some());
    bench.keys("r");
    let mut moved = servers(100, "ACTIVE");
    moved[40] = server("SHUTOFF", "web-00040", "10.0.0.5", "m1.small", "3d");
    bench.list(moved);
    assert_eq!(bench.app.reason_against(Action::Start), None);
    bench.keys("<Down> ");
    assert_eq!(bench.app.reason_against(Action::Start), None);
    for _ in 0..39 {
        bench.keys("<Down>");
    }
    bench.keys(" ");
    assert!(bench.app.reason_against(Action::Start).is_some());
}

#[test]
fn a_question_about_many_looks_again_only_when_something_has_changed() {
    let mut bench = marked(1000, "ACTIVE");
    bench.keys("rD");
    let read = Read::Servers { since: None };
    let ticket = bench.ticket(&read);
    let mut page = |servers| counted(LOOKED_AT, || bench.page(ticket, Page::Servers(servers)));
    page(servers(1000, "ACTIVE"));
    assert_eq!(page(servers(1000, "ACTIVE")), 0);
    assert_eq!(page(servers(1, "SHUTOFF")), 1000);
}

#[test]
fn rows_are_searched_for_what_moves_only_when_one_has_changed() {
    let mut bench = marked(2_000, "BUILD:spawning");
    let calm = |bench: &mut Bench| {
        counted(SEARCHED, || {
            bench.msg(Msg::Wake);
            bench.keys("j");
        })
    };
    assert_eq!(calm(&mut bench), 0);
    bench.keys("r");
    let ticket = bench.ticket(&Read::Servers { since: None });
    let moved = servers(1, "ACTIVE");
    let page = || bench.page(ticket, Page::Servers(moved));
    assert_eq!(counted(SEARCHED, page), 1);
    assert_eq!(calm(&mut bench), 0);
}

#[test]
fn of_many_so_many_are_sent_at_once_and_the_others_wait_for_their_turn() {
    let mut bench = deleting(10);
    let group = group(&bench);
    let words = |bench: &Bench| bench.app.jobs().tally(group).in_words();
    assert_eq!(words(&bench), "4 under way, 6 waiting");
    assert_eq!(bench.app.jobs().unanswered(), 10);
    let ops: Vec<_> = bench.writes().iter().map(|(op, ..)| *op).collect();
    let state = |bench: &Bench, place: usize| {
        let job = bench.app.jobs().get(ops[place]);
        job.map(|job| job.state.clone())
    };
    assert_eq!(state(&bench, WRITES_AT_ONCE), Some(State::Waiting));
    let context = bench.context();
    bench.reply(Reply::Written {
        op: ops[0],
        context,
        result: Ok(Written::DeleteAccepted { request_id: None }),
    });
    bench.reply(Reply::Sent {
        op: ops[WRITES_AT_ONCE],
    });
    assert_eq!(state(&bench, WRITES_AT_ONCE), Some(State::Sent));
    assert_eq!(words(&bench), "5 under way, 5 waiting");
}

#[test]
fn the_last_of_thousands_tells_what_all_of_them_came_to() {
    let count = 2_000;
    let mut bench = deleting(count);
    let group = group(&bench);
    let writes: Vec<_> = bench.writes().iter().map(|(op, ..)| *op).collect();
    let context = bench.context();
    for op in writes {
        let jobs = bench.app.jobs();
        assert_eq!(jobs.tally(group).failed + jobs.running(), count);
        bench.reply(Reply::Written {
            op,
            context,
            result: Err(error(Kind::Conflict, Some(409), "locked")),
        });
    }
    assert_eq!(bench.app.jobs().tally(group).in_words(), "2000 failed");
    let all = bench.app.notices().all().iter().rev();
    let told = all.filter(|notice| notice.text == "Delete 2000 instances: 2000 failed");
    assert_eq!(told.count(), 1);
}

#[test]
fn what_is_undone_of_many_is_named_by_its_first() {
    let mut bench = marked(12, "ACTIVE");
    bench.keys("D");
    bench.wait(400);
    bench.keys("delete 12");
    bench.confirm_with("<Enter>");
    bench.keys("U");
    assert!(bench.said().starts_with("Undone: Delete web-00000, "));
    assert!(bench.said().ends_with("Delete web-00009 and 2 more"));
}

#[test]
fn the_job_list_keeps_a_thousand_that_are_over_and_all_that_are_not() {
    let mut bench = Bench::stocked(USUAL);
    let context = bench.context();
    let write = |bench: &mut Bench, n: usize| {
        let write = crate::cloud::message::Write::DeleteServer(format!("gone-{n}").as_str().into());
        bench.write(write, &format!("Delete gone-{n}"));
    };
    write(&mut bench, 0);
    let unanswered = bench.writes()[0].0;
    for n in 1..=1200 {
        bench.effects.clear();
        write(&mut bench, n);
        bench.written(Ok(Written::AlreadyGone));
    }
    assert_eq!(bench.app.jobs().listed_len(), 1000);
    assert_eq!(bench.app.jobs().newest_first().count(), 1000);
    assert!(bench.app.jobs().get(unanswered).is_some());
    bench.reply(Reply::Written {
        op: unanswered,
        context,
        result: Ok(Written::AlreadyGone),
    });
    assert_eq!(bench.said(), "Delete gone-0: was gone already");
}

/// Keys so close that nothing happens between them.
fn at_once(bench: &mut Bench, text: &str) {
    for key in parse(text) {
        bench.msg(Msg::Key(key));
    }
}

fn filtering(bench: &Bench) -> bool {
    bench.app.goes_on()
}

fn shown(bench: &Bench) -> usize {
    let space = bench.app.space.as_ref().unwrap();
    space.instances.table.shown_len()
}

#[test]
fn a_letter_typed_into_the_filter_of_thousands_waits_for_none_of_them() {
    let mut bench = Bench::holding(servers(2_500, "ACTIVE"), Vec::new(), USUAL);
    at_once(&mut bench, "/web-01");
    assert_eq!((filtering(&bench), shown(&bench)), (true, 2_500));
    let mut turns = 0;
    while filtering(&bench) {
        assert_eq!(shown(&bench), 2_500, "all at once or not yet");
        bench.msg(Msg::GoOn);
        turns += 1;
    }
    assert_eq!(shown(&bench), 1_000);
    assert!(turns > 10, "{turns} turns to read the rows");
    for (keys, left) in [("22", 10), ("5", 1), ("<BS><BS><BS>", 1_000)] {
        at_once(&mut bench, keys);
        assert_eq!((filtering(&bench), shown(&bench)), (false, left), "{keys}");
    }
}

#[test]
fn rows_are_made_ready_to_be_searched_as_soon_as_the_filter_line_is_there() {
    let mut bench = Bench::holding(servers(2_500, "ACTIVE"), Vec::new(), USUAL);
    at_once(&mut bench, "/");
    let sights = bench.app.sights();
    while filtering(&bench) {
        bench.msg(Msg::GoOn);
    }
    assert_eq!(bench.app.sights(), sights, "nothing of that is seen");
    at_once(&mut bench, "web-0122");
    assert_eq!((filtering(&bench), shown(&bench)), (false, 10));
}

#[test]
fn nothing_is_done_to_rows_of_a_filter_that_is_typed_no_more() {
    for key in ["<Enter>", "<Down>", "<Tab>"] {
        let mut bench = Bench::holding(servers(1_000, "ACTIVE"), Vec::new(), USUAL);
        at_once(&mut bench, "/web-0099");
        assert_eq!((filtering(&bench), shown(&bench)), (true, 1_000), "{key}");
        at_once(&mut bench, key);
        assert_eq!(shown(&bench), 10, "{key}");
    }
    let mut bench = Bench::holding(servers(1_000, "ACTIVE"), Vec::new(), USUAL);
    at_once(&mut bench, "/web-0099");
    bench.msg(Msg::Wake);
    assert_eq!(shown(&bench), 10);
    at_once(&mut bench, "<BS>");
    assert_eq!(shown(&bench), 10);
    at_once(&mut bench, "<Esc>");
    assert_eq!(shown(&bench), 1_000);
}

#[test]
fn what_may_be_kept_of_a_launch_is_worked_out_only_when_that_has_changed() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("Lweb<Tab><Tab><Tab><Tab><Tab><Tab><Tab><Enter><Right><Right><Tab>");
    bench.msg(Msg::Paste("echo horizon\n".repeat(1000)));
    bench.keys("<S-Tab>");
    let long = bench
        .app
        .wizard()
        .map(|it| it.draft().advanced.script.lines().len());
    assert_eq!(long, Some(1001));
    bench.wait_s(2);
    let worked_out = |bench: &mut Bench, act: fn(&mut Bench)| counted(KEPT, || act(bench));
    let nothing = worked_out(&mut bench, |bench| {
        for _ in 0..10 {
            bench.msg(Msg::Wake);
            bench.msg(Msg::Focus(true));
            bench.keys("<Tab><S-Tab>");
        }
    });
    assert_eq!(nothing, 0);
    let something = worked_out(&mut bench, |bench| bench.keys("<Left>"));
    assert_eq!(something, 1, "another kind of user data");
}

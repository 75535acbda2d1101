//! Opening contexts: the first, another, and one that cannot be opened.

use crate::app::entry::Entry;
use crate::app::fixture::{Bench, discovery, error, info, projects, server, servers};
use crate::app::modal::Modal;
use crate::app::notice::Level;
use crate::app::workspace::Tab;
use crate::app::{Effect, Msg};
use crate::cloud::message::{
    CloudChoice, ContextId, ContextInfo, Data, Page, ProjectChoice, Read, Reason, Refusal, Reply,
    Request, Start, Target, Written,
};
use crate::openstack::Kind;

const SIZE: (u16, u16) = (80, 24);

fn targets(bench: &Bench) -> Vec<&Target> {
    bench
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Cloud(Request::Connect { target, .. }) => Some(target),
            _ => None,
        })
        .collect()
}

fn elsewhere() -> ContextInfo {
    ContextInfo {
        region: "RegionTwo".into(),
        ..info()
    }
}

fn refused(reason: Reason) -> Refusal {
    Refusal {
        reason,
        message: "no".into(),
        details: Vec::new(),
    }
}

/// On the way to another region.
fn switching() -> Bench {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("c<Down><Enter>");
    bench
}

#[test]
fn a_switch_keeps_the_old_view_until_the_new_one_is_open() {
    let mut bench = switching();
    assert!(matches!(bench.app.entry, Some(Entry::Connecting { .. })));
    let target = *targets(&bench).last().unwrap();
    assert_eq!(target.region.as_deref(), Some("RegionTwo"));
    assert_eq!(target.from, Some(ContextId(1)), "the token is used again");
    assert_eq!(bench.app.space.as_ref().unwrap().instances.table.len(), 12);
    bench.connected(Ok(elsewhere()));
    let space = bench.app.space.as_ref().unwrap();
    assert!(bench.app.entry.is_none() && space.instances.table.is_empty());
    assert_eq!(bench.said(), "Switched to prod-eu / RegionTwo / web-team");
    let space = bench.app.space.as_ref().unwrap();
    let left = space.came_from.as_deref();
    assert_eq!(left, Some("prod-eu / RegionOne / web-team"), "c leads back");
    let said = bench.app.notices().on_status_line().map(|it| it.level);
    assert_eq!(said, Some(Level::Good), "it is over, not under way");
}

#[test]
fn a_switch_that_fails_changes_nothing() {
    let mut bench = switching();
    bench.connected(Err(refused(Reason::Unreachable)));
    assert!(matches!(bench.app.entry, Some(Entry::Refused(_))));
    bench.keys("<Esc>");
    let space = bench.app.space.as_ref().unwrap();
    assert_eq!(
        (space.context, space.instances.table.len()),
        (ContextId(1), 12)
    );
    assert!(bench.app.entry.is_none());
}

#[test]
fn a_switch_given_up_is_not_finished_by_its_late_answer() {
    let mut bench = switching();
    bench.keys("<Esc>");
    bench.connected(Ok(elsewhere()));
    assert_eq!(bench.app.space.as_ref().unwrap().info.region, "RegionOne");
    assert_eq!(
        closed(&bench),
        [ContextId(2)],
        "nobody will ask it anything"
    );
}

#[test]
fn a_switch_drops_late_answers_of_the_old_context() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("r");
    let old = bench.ticket(&Read::Servers { since: None });
    bench.keys("c<Down><Enter>");
    bench.connected(Ok(elsewhere()));
    bench.reply(Reply::Page {
        ticket: old,
        context: ContextId(1),
        page: Page::Servers(servers()),
    });
    let space = bench.app.space.as_ref().unwrap();
    assert!(space.instances.table.is_empty() && space.instances.is_reading());
}

#[test]
fn a_switch_keeps_jobs_and_follows_them_where_they_run() {
    let mut bench = Bench::stocked(SIZE);
    bench.launch(&["web-9"]);
    bench.keys("c<Down><Enter>");
    bench.connected(Ok(elsewhere()));
    bench.effects.clear();
    bench.wait_s(3);
    let (ticket, context, _) = *bench
        .reads()
        .iter()
        .find(|(.., read)| **read == Read::Server("web-9".into()))
        .unwrap();
    assert_eq!(context, ContextId(1), "asked where it was launched");
    let built = server("ACTIVE", "web-9", "10.0.0.9", "m1.small", "3s");
    bench.reply(Reply::Read {
        ticket,
        context,
        result: Ok(Data::Server(Box::new(built))),
    });
    assert_eq!(bench.said(), "web-9 is ACTIVE");
    assert_eq!(bench.app.jobs().running(), 0);
    assert!(bench.app.space.as_ref().unwrap().instances.table.is_empty());
}

/// The contexts closed, oldest first.
fn closed(bench: &Bench) -> Vec<ContextId> {
    let effects = bench.effects.iter();
    let closed = effects.filter_map(|effect| match effect {
        Effect::Cloud(Request::Close { context }) => Some(*context),
        _ => None,
    });
    closed.collect()
}

/// Back and forth between two regions, so many times.
fn to_and_fro(bench: &mut Bench, times: u32) {
    for _ in 0..times {
        bench.keys("c<Down><Enter>");
        bench.connected(Ok(elsewhere()));
        bench.keys("c<Up><Enter>");
        bench.connected(Ok(info()));
    }
}

#[test]
fn however_often_one_switches_only_the_open_context_is_kept() {
    let mut bench = Bench::stocked(SIZE);
    to_and_fro(&mut bench, 50);
    assert_eq!(bench.context(), ContextId(101));
    let kept: Vec<_> = bench.app.places.keys().copied().collect();
    assert_eq!(kept, [ContextId(101)]);
    let left: Vec<_> = (1..=100).map(ContextId).collect();
    assert_eq!(closed(&bench), left);
}

#[test]
fn a_context_that_a_job_tells_of_is_closed_when_the_job_is_forgotten() {
    let mut bench = Bench::stocked(SIZE);
    bench.launch(&["web-9"]);
    to_and_fro(&mut bench, 2);
    assert!(bench.app.places.contains_key(&ContextId(1)));
    assert!(!closed(&bench).contains(&ContextId(1)));
    bench.wait_s(3);
    let ticket = bench.ticket(&Read::Server("web-9".into()));
    let built = server("ACTIVE", "web-9", "10.0.0.9", "m1.small", "3s");
    bench.reply(Reply::Read {
        ticket,
        context: ContextId(1),
        result: Ok(Data::Server(Box::new(built))),
    });
    to_and_fro(&mut bench, 1);
    assert!(
        !closed(&bench).contains(&ContextId(1)),
        "it is listed still"
    );
    bench.app.desk.jobs.clear_finished();
    to_and_fro(&mut bench, 1);
    assert!(closed(&bench).contains(&ContextId(1)));
}

#[test]
fn a_held_delete_is_sent_to_the_context_it_was_confirmed_in() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("D");
    bench.confirm_with("y");
    bench.keys("c<Down><Enter>");
    bench.connected(Ok(elsewhere()));
    bench.wait_s(9);
    let contexts: Vec<_> = bench
        .writes()
        .iter()
        .map(|(_, context, _)| *context)
        .collect();
    assert_eq!(contexts, [ContextId(1)]);
    bench.written(Ok(Written::AlreadyGone));
    assert_eq!(bench.said(), "Delete bastion-01: was gone already");
}

#[test]
fn a_switch_keeps_the_tab_and_the_hidden_pane_and_puts_the_draft_away() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("Lweb<Esc>d2");
    assert!(bench.app.draft().is_some());
    bench.keys("c<Down><Enter>");
    bench.connected(Ok(elsewhere()));
    let space = bench.app.space.as_ref().unwrap();
    assert_eq!((space.tab, space.pane.hidden), (Tab::Images, true));
    assert!(bench.app.draft().is_none(), "it belongs to the other place");
}

#[test]
fn another_project_is_asked_for_by_its_id_and_another_cloud_by_its_name() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("c");
    bench.answer(&Read::Projects, Ok(Data::Projects(projects())));
    bench.keys("data<Enter>");
    let project = targets(&bench).last().unwrap().project.clone();
    assert_eq!(project, Some(ProjectChoice::Id("data-team".into())));
    bench.keys("<Esc>cstag<Enter>");
    let target = *targets(&bench).last().unwrap();
    assert_eq!(target.cloud, CloudChoice::Named("staging".into()));
    assert_eq!(target.from, None);
}

#[test]
fn the_same_place_again_opens_nothing() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("c<Enter>");
    assert_eq!(targets(&bench).len(), 1, "the first login only");
    assert!(bench.app.modals.is_empty() && bench.app.entry.is_none());
}

#[test]
fn one_cloud_is_opened_several_are_offered_and_none_is_a_welcome() {
    let mut bench = Bench::looking(SIZE);
    bench.discovered(Ok(discovery(Start::Connect(CloudChoice::Environment))));
    assert!(matches!(bench.app.entry, Some(Entry::Connecting { .. })));
    let mut bench = Bench::looking(SIZE);
    bench.discovered(Ok(discovery(Start::Pick)));
    bench.keys("j<Enter>");
    assert_eq!(
        targets(&bench)[0].cloud,
        CloudChoice::Named("staging".into())
    );
    let mut bench = Bench::looking(SIZE);
    bench.discovered(Ok(discovery(Start::FirstRun)));
    bench.keys("1");
    assert_eq!(targets(&bench)[0].cloud, CloudChoice::Demo);
}

#[test]
fn a_missing_password_is_asked_for_and_sent_with_the_next_login() {
    let mut bench = Bench::connecting(SIZE);
    let reason = Reason::PasswordMissing {
        user: "alice".into(),
        auth_url: "https://x".into(),
    };
    bench.connected(Err(refused(reason)));
    bench.keys("<Enter>");
    assert_eq!(targets(&bench).len(), 1, "an empty password is not sent");
    bench.keys("q?<Enter>");
    assert!(!bench.quits());
    assert!(targets(&bench)[1].password.is_some());
    assert!(
        !format!("{:?}", targets(&bench)[1]).contains("q?"),
        "never in a log"
    );
}

#[test]
fn a_region_that_is_not_there_can_be_chosen_from_those_that_are() {
    let mut bench = Bench::connecting(SIZE);
    let regions = vec!["RegionOne".into(), "RegionTwo".into()];
    bench.connected(Err(refused(Reason::UnknownRegion { regions })));
    bench.keys("j<Enter>");
    assert_eq!(targets(&bench)[1].region.as_deref(), Some("RegionTwo"));
}

#[test]
fn a_session_that_has_ended_is_told_and_the_rows_stay() {
    let mut bench = Bench::stocked(SIZE);
    bench.wait_s(11);
    let ended = error(Kind::Unauthorized, Some(401), "the token has expired");
    bench.answer(&Read::Servers { since: None }, Err(ended));
    assert_eq!(bench.app.space.as_ref().unwrap().instances.table.len(), 12);
}

#[test]
fn behind_a_word_that_nothing_is_called_nothing_is_looked_for() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("c");
    bench.answer(&Read::Projects, Ok(Data::Projects(projects())));
    bench.msg(Msg::Paste(format!(
        "nowhere staging {}",
        "x ".repeat(32 << 10)
    )));
    let Some(Modal::Switcher(switcher)) = bench.app.modals.last() else {
        panic!("{:?}", bench.app.modals);
    };
    assert_eq!(switcher.unmatched.as_deref(), Some("nowhere"));
    assert!(switcher.is_same_cloud());
    bench.keys("<Enter>");
    assert_eq!(targets(&bench).len(), 1, "the first login only");
}

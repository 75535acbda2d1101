//! What the details read and when, where their keys lead, and at whom actions are aimed.

mod console;

use crate::app::action::Action;
use crate::app::details::fixture::{WEB_02, actions, event, port};
use crate::app::details::{Details, DetailsTab};
use crate::app::fixture::{Bench, error, server, servers};
use crate::app::form::Id;
use crate::app::layout;
use crate::app::modal::Modal;
use crate::app::{Click, Effect, Msg};
use crate::cloud::message::{Data, Read, Write};
use crate::openstack::Kind;
use crate::openstack::compute::{ConsoleKind, RemoteConsole, Server};
use crate::openstack::id::ServerId;

const SIZE: (u16, u16) = (80, 24);

fn id() -> ServerId {
    WEB_02.into()
}

fn details(bench: &Bench) -> Option<&Details> {
    bench.app.space.as_ref()?.details.as_deref()
}

fn tab(bench: &Bench) -> Option<DetailsTab> {
    details(bench).map(|details| details.tab)
}

fn targets(bench: &mut Bench) -> Vec<String> {
    let space = bench.app.space.as_mut().unwrap();
    let targets = space.server_targets().into_iter();
    targets.map(|server| server.name.clone()).collect()
}

fn log_read(lines: Option<u32>) -> Read {
    Read::ConsoleLog {
        server: id(),
        lines,
    }
}

fn console_read() -> Read {
    Read::RemoteConsole {
        server: id(),
        kind: None,
    }
}

fn console(bench: &mut Bench) {
    bench.keys("oh<Tab><Tab>");
    assert_eq!(tab(bench), Some(DetailsTab::Console));
}

/// What was asked of one instance, without its row, in so many seconds.
fn asked_in(bench: &mut Bench, seconds: u64) -> Vec<Read> {
    bench.effects.clear();
    bench.wait_s(seconds);
    let mut asked = bench.asked();
    asked.retain(|read| !matches!(read, Read::Servers { .. } | Read::Server(_) | Read::Images));
    asked
}

fn calm() -> Bench {
    let mut rows = servers();
    rows[9].task_state = None;
    let mut bench = Bench::holding(rows, Vec::new(), SIZE);
    bench.keys("jjjjjjjjj");
    bench.effects.clear();
    bench
}

#[test]
fn each_tab_reads_what_it_shows_and_nothing_else() {
    let mut bench = Bench::on_web_02(SIZE);
    bench.keys("<Enter>");
    assert_eq!(
        bench.asked(),
        [
            Read::ServerDetail(id()),
            Read::ServerPorts(id()),
            Read::ServerVolumes(id()),
            Read::SecurityGroups,
            Read::SecurityGroupRules,
            Read::FloatingIps,
        ]
    );
    bench.overview_read();
    for (keys, expected) in [
        ("l", vec![Read::ServerPorts(id()), Read::Networks]),
        ("l", vec![log_read(Some(500))]),
        ("l", vec![]),
        ("l", vec![Read::InstanceActions(id())]),
    ] {
        bench.effects.clear();
        bench.keys(keys);
        let mut asked = bench.asked();
        // Its ports are known since the Overview.
        asked.retain(|read| !matches!(read, Read::Server(_)));
        let expected: Vec<_> = expected
            .into_iter()
            .filter(|read| *read != Read::ServerPorts(id()))
            .collect();
        assert_eq!(asked, expected, "{:?}", tab(&bench));
    }
}

#[test]
fn a_tab_that_was_read_a_moment_ago_is_not_read_again() {
    let mut bench = calm();
    bench.keys("<Enter>");
    bench.overview_read();
    bench.effects.clear();
    bench.keys("<Tab>h");
    assert_eq!(bench.asked(), [Read::Networks]);
}

#[test]
fn while_the_details_are_open_what_the_row_does_not_tell_is_read_every_minute() {
    let mut bench = calm();
    bench.keys("<Enter>");
    bench.overview_read();
    assert_eq!(asked_in(&mut bench, 58), []);
    let again = asked_in(&mut bench, 3);
    assert_eq!(
        again.len(),
        6,
        "the row tells when the rest has changed: {again:?}"
    );
}

#[test]
fn a_row_that_changes_is_read_in_full_at_once() {
    let mut bench = calm();
    bench.keys("<Enter>");
    bench.overview_read();
    bench.wait_s(10);
    let mut row = details(&bench).unwrap().row.clone();
    row.task_state = Some("powering-off".into());
    bench.server_read(row);
    assert_eq!(
        bench.asked()[bench.asked().len() - 3..],
        [
            Read::ServerDetail(id()),
            Read::ServerPorts(id()),
            Read::ServerVolumes(id())
        ]
    );
}

#[test]
fn the_row_shown_is_read_every_ten_seconds_and_every_minute_when_nobody_types() {
    let row = server("ACTIVE", "a", "", "m1.tiny", "1d");
    let mut bench = Bench::holding(vec![row.clone()], Vec::new(), SIZE);
    bench.keys("<Enter>");
    let rows_in = |bench: &mut Bench, seconds: u64| {
        let mut count = 0;
        for _ in 0..seconds {
            bench.effects.clear();
            bench.wait_s(1);
            if bench.asked().contains(&Read::Server("a".into())) {
                count += 1;
                bench.server_read(row.clone());
            }
        }
        count
    };
    assert_eq!(rows_in(&mut bench, 9), 0, "the list has just told it");
    assert_eq!(rows_in(&mut bench, 20), 2);
    rows_in(&mut bench, 300);
    assert_eq!(rows_in(&mut bench, 120), 2);
    rows_in(&mut bench, 30 * 60);
    assert_eq!(rows_in(&mut bench, 600), 0);
}

#[test]
fn nothing_is_read_again_while_paused_but_r_reads_what_is_shown() {
    let mut bench = calm();
    bench.keys("a<Enter>");
    bench.overview_read();
    assert_eq!(asked_in(&mut bench, 120), []);
    assert_eq!(bench.app.deadline(), None, "and nothing ticks");
    bench.keys("r");
    let asked = bench.asked();
    for read in [
        Read::ServerDetail(id()),
        Read::ServerPorts(id()),
        Read::SecurityGroups,
    ] {
        assert!(asked.contains(&read), "{read:?}");
    }
}

#[test]
fn what_the_cloud_refuses_is_asked_for_again_only_after_a_minute() {
    let mut bench = calm();
    bench.keys("<Enter>hl<Tab><Tab><Tab><Tab>");
    assert_eq!(tab(&bench), Some(DetailsTab::ActionLog));
    let refused = error(Kind::Forbidden, Some(403), "Policy doesn't allow it");
    let read = Read::InstanceActions(id());
    bench.answer(&read, Err(refused));
    assert_eq!(asked_in(&mut bench, 55), []);
    assert_eq!(asked_in(&mut bench, 10), [read]);
}

#[test]
fn next_and_previous_keep_the_tab_and_the_marks() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("j<Space>jvj<Enter>i");
    assert_eq!(targets(&mut bench), ["db-02-replica"]);
    bench.keys("nn");
    assert_eq!(targets(&mut bench), ["loadgen-01"]);
    bench.keys("p");
    assert_eq!(targets(&mut bench), ["legacy-app"]);
    assert_eq!(tab(&bench), Some(DetailsTab::Interfaces));
    bench.keys("q");
    assert_eq!(bench.cursor(), "legacy-app");
    let space = bench.app.space.as_ref().unwrap();
    assert!(space.instances.table.is_ranging(), "the range goes on");
    assert!(space.instances.table.is_marked(&"batch-07".into()));
}

#[test]
fn every_action_is_aimed_at_the_instance_shown() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("*<Enter>");
    assert_eq!(targets(&mut bench), ["bastion-01"]);
    bench.keys("D");
    let Some(Modal::Confirm(confirm)) = bench.app.modals.last() else {
        panic!("no delete dialog");
    };
    assert_eq!(confirm.targets.len(), 1);
    bench.keys("<Esc>yn");
    let copied = bench.effects.iter().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text.as_str()),
        _ => None,
    });
    assert_eq!(copied, Some("bastion-01"));
    bench.keys("S");
    assert!(matches!(bench.app.modals.last(), Some(Modal::Snapshot(_))));
}

#[test]
fn an_instance_that_the_filter_hides_by_now_stays_the_one_shown() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("/status:active<Enter><Enter>");
    let mut row = details(&bench).unwrap().row.clone();
    row.status = crate::openstack::compute::ServerStatus::Shutoff;
    bench.wait_s(10);
    bench.server_read(row);
    assert_ne!(bench.cursor(), "bastion-01");
    assert_eq!(targets(&mut bench), ["bastion-01"]);
}

#[test]
fn an_instance_that_vanishes_leaves_what_was_known_and_can_be_acted_on_no_more() {
    let mut bench = Bench::on_web_02(SIZE);
    bench.keys("<Enter>");
    bench.overview_read();
    bench.wait(1100);
    let read = Read::Server(id());
    bench.answer(&read, Err(error(Kind::NotFound, Some(404), "not found")));
    assert!(details(&bench).unwrap().gone.is_some());
    assert_eq!(details(&bench).unwrap().row.name, "web-02");
    assert!(targets(&mut bench).is_empty());
    for action in [Action::Delete, Action::Snapshot, Action::Start] {
        let reason = bench.app.reason_against(action);
        assert_eq!(reason.as_deref(), Some("the instance shown is gone"));
    }
    assert_eq!(asked_in(&mut bench, 60), []);
    bench.keys("n");
    assert_eq!(targets(&mut bench), ["web-03"]);
}

#[test]
fn the_tab_looked_at_last_is_the_one_opened_next() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("o<Esc>j<Enter>");
    assert_eq!(tab(&bench), Some(DetailsTab::Log));
    bench.keys("<Esc>i<Esc><Enter>");
    assert_eq!(tab(&bench), Some(DetailsTab::Interfaces));
}

#[test]
fn what_arranges_lists_is_off_in_the_details() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("<Enter><Space>v*");
    assert_eq!(
        bench.said(),
        "Mark all shown: only in the list: Esc leads there"
    );
    bench.keys("<Esc><Esc>");
    let space = bench.app.space.as_ref().unwrap();
    assert_eq!(space.instances.table.marked_len(), 0);
}

#[test]
fn the_keys_of_the_panels_leave_the_details() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("<Enter>2");
    assert!(details(&bench).is_none());
    bench.keys("1");
    assert!(details(&bench).is_none());
}

#[test]
fn an_action_unfolds_into_its_steps_which_are_read_until_they_have_ended() {
    let mut bench = calm();
    bench.keys("<Enter>h");
    bench.answer(
        &Read::InstanceActions(id()),
        Ok(Data::InstanceActions(actions())),
    );
    bench.wait(400);
    bench.effects.clear();
    bench.keys("j<Enter>");
    let read = Read::ActionEvents {
        server: id(),
        request: "req-resize".into(),
    };
    assert_eq!(bench.asked(), std::slice::from_ref(&read));
    let running = vec![event("compute_prep_resize", "10:30:00", None, "")];
    bench.answer(&read, Ok(Data::ActionEvents(running)));
    assert!(asked_in(&mut bench, 11).contains(&read));
    let ended = vec![event(
        "compute_prep_resize",
        "10:30:00",
        Some("10:30:09"),
        "Error",
    )];
    bench.answer(&read, Ok(Data::ActionEvents(ended)));
    assert!(!asked_in(&mut bench, 30).contains(&read));
    bench.keys("y");
    let copied = bench
        .effects
        .iter()
        .any(|it| matches!(it, Effect::Copy(id) if id == "req-resize"));
    assert!(copied);
    bench.keys("<Enter>");
    bench.wait(400);
    bench.keys("<Enter>");
    bench.wait(100);
    assert_eq!(
        bench.asked().last(),
        Some(&read),
        "unfolded anew, read anew"
    );
}

#[test]
fn the_interface_under_the_cursor_is_the_one_to_be_edited() {
    let mut bench = calm();
    bench.keys("i");
    let ports = vec![port("a", &["10.0.0.12"]), port("b", &["10.0.1.12"])];
    bench.answer(&Read::ServerPorts(id()), Ok(Data::ServerPorts(ports)));
    let chosen = |bench: &Bench| {
        let space = bench.app.space.as_ref().unwrap();
        let details = space.details.as_ref().unwrap();
        details.port(space).map(ToString::to_string)
    };
    assert_eq!(chosen(&bench).as_deref(), Some("port-a"));
    bench.keys("G");
    assert_eq!(chosen(&bench).as_deref(), Some("port-b"));
    bench.keys("<Enter>");
    let Some(Modal::Form(form)) = bench.app.modals.last() else {
        panic!("no dialog");
    };
    assert_eq!(form.fields.one(Id::Port), Some("port-b"));
    bench.keys("<Esc>");
    bench.keys("k");
    assert_eq!(chosen(&bench).as_deref(), Some("port-a"));
    bench.keys("l");
    assert_eq!(chosen(&bench), None, "no interface is looked at");
}

#[test]
fn scrolling_past_an_end_is_undone_by_one_key() {
    let mut bench = Bench::on_web_02((60, 16));
    bench.keys("<Enter>");
    bench.overview_read();
    let first = |bench: &Bench| {
        let space = bench.app.space.as_ref().unwrap();
        let lines = space.details_view(bench.now, (58, 9)).lines;
        lines[0]
            .parts
            .iter()
            .map(|(_, words)| words.clone())
            .collect::<String>()
    };
    bench.keys("G");
    let end = first(&bench);
    bench.keys("jjjjj");
    assert_eq!(first(&bench), end);
    bench.keys("k");
    assert_ne!(first(&bench), end);
    bench.keys("gk");
    assert_eq!(first(&bench), "Instance");
}

#[test]
fn an_answer_about_another_instance_is_not_shown_for_this_one() {
    let mut bench = calm();
    bench.keys("<Enter>h");
    let before = Read::InstanceActions(id());
    let ticket = bench.ticket(&before);
    bench.keys("p");
    let context = bench.context();
    bench.reply(crate::cloud::message::Reply::Read {
        ticket,
        context,
        result: Ok(Data::InstanceActions(actions())),
    });
    let space = bench.app.space.as_ref().unwrap();
    let row: &Server = &details(&bench).unwrap().row;
    assert!(space.about.of(&row.id).unwrap().actions.get().is_none());
}

#[test]
fn a_tab_is_shown_by_a_click_and_the_wheel_scrolls() {
    let mut bench = Bench::on_web_02((60, 16));
    bench.keys("<Enter>");
    bench.overview_read();
    bench.msg(Msg::Click(Click::Scroll(3)));
    assert_eq!(details(&bench).unwrap().scroll, 3);
    bench.msg(Msg::Click(Click::Details(DetailsTab::Interfaces)));
    assert_eq!(tab(&bench), Some(DetailsTab::Interfaces));
    assert_eq!(bench.cursor(), "web-02");
}

#[test]
fn a_held_enter_opens_the_details_and_does_nothing_in_them() {
    let mut bench = calm();
    console(&mut bench);
    bench.keys("<Esc>");
    bench.wait(1000);
    for _ in 0..50 {
        bench.keys("<Enter>");
        bench.wait(33);
    }
    assert_eq!(tab(&bench), Some(DetailsTab::Console));
    assert!(!bench.asked().contains(&console_read()));
}

#[test]
fn an_image_on_the_whole_screen_does_not_hide_the_list_of_instances() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("2z");
    assert!(bench.app.space.as_ref().unwrap().pane.whole_image);
    bench.keys("1");
    assert!(!bench.app.space.as_ref().unwrap().pane.whole_image);
    assert!(details(&bench).is_none());
}

#[test]
fn a_click_chooses_an_interface_or_an_action_and_a_second_one_enters_it() {
    let mut bench = Bench::on_web_02(SIZE);
    bench.keys("i");
    let ports = vec![port("p-one", &["10.0.0.1"]), port("p-two", &["10.0.0.2"])];
    bench.answer(&Read::ServerPorts(id()), Ok(Data::ServerPorts(ports)));
    bench.msg(Msg::Click(Click::Item(1)));
    let space = bench.app.space.as_ref().unwrap();
    let chosen = details(&bench).unwrap().port(space);
    assert_eq!(chosen, Some(&"port-p-two".into()));
    bench.wait_s(1);
    bench.keys("ll");
    bench.keys("l");
    bench.answer(
        &Read::InstanceActions(id()),
        Ok(Data::InstanceActions(actions())),
    );
    let second = actions()[1].request_id.clone();
    bench.msg(Msg::Click(Click::Item(1)));
    bench.msg(Msg::Click(Click::Item(1)));
    let server = id();
    let request = second;
    assert!(
        bench
            .asked()
            .contains(&Read::ActionEvents { server, request })
    );
}

//! What needs no more than a yes: how it is asked, what is sent, and how its end is told.

mod ends;

use std::time::Duration;

use crate::app::action::Action;
use crate::app::fixture::{Bench, error, fault, images, info, server, servers};
use crate::app::job::{Job, State};
use crate::app::modal::Modal;
use crate::app::modal::confirm::Focus;
use crate::app::modal::switcher::new_cloud;
use crate::app::server::verb::{Risk, VERBS};
use crate::app::{Click, Msg};
use crate::cloud::message::{Data, OpId, Read, Reply, Write, Written};
use crate::openstack::Kind;
use crate::openstack::compute::{Acted, InstanceAction, Server, ServerAct};

const SIZE: (u16, u16) = (80, 24);

fn row(status: &str) -> Server {
    server(status, "a", "10.0.0.1", "m1.tiny", "1d")
}

fn on(status: &str) -> Bench {
    Bench::holding(vec![row(status)], Vec::new(), SIZE)
}

fn sent(bench: &Bench) -> Vec<Write> {
    let writes = bench.writes().into_iter();
    writes.map(|(.., write)| write.clone()).collect()
}

fn act(id: &str, act: ServerAct) -> Write {
    Write::Act {
        server: id.into(),
        act,
    }
}

fn accepted() -> Written {
    Written::Acted(Acted {
        request_id: Some("req-act".into()),
        admin_password: None,
    })
}

fn newest(bench: &Bench) -> &Job {
    bench.app.jobs().newest_first().next().unwrap()
}

/// Answers a write of several by the name of its job.
fn answer(bench: &mut Bench, what: &str, result: Result<Written, crate::openstack::Error>) {
    let job = bench.app.jobs().newest_first().find(|job| job.what == what);
    let (op, context): (OpId, _) = job.map(|job| (job.op, job.context)).unwrap();
    bench.reply(Reply::Written {
        op,
        context,
        result,
    });
}

#[test]
fn what_hurts_nothing_is_done_to_one_at_once() {
    for (status, keys, wanted) in [
        ("SHUTOFF", "Ps", ServerAct::Start),
        ("PAUSED", "Pu", ServerAct::Unpause),
        ("SUSPENDED", "Pw", ServerAct::Resume),
        ("SHELVED", "Pn", ServerAct::Unshelve),
        ("RESCUE", "Ru", ServerAct::Unrescue),
        ("SOFT_DELETED", "Rt", ServerAct::Restore),
    ] {
        let mut bench = on(status);
        bench.keys(keys);
        assert_eq!(sent(&bench), [act("a", wanted)], "{keys}");
        assert!(bench.app.modals.is_empty());
    }
}

#[test]
fn what_interrupts_one_is_asked_about_and_cancel_has_the_focus() {
    for (status, keys, wanted) in [
        ("ACTIVE", "Po", ServerAct::Stop),
        ("ACTIVE", "Pr", ServerAct::Reboot { hard: false }),
        ("ACTIVE", "Ph", ServerAct::Reboot { hard: true }),
        ("ACTIVE", "Pp", ServerAct::Pause),
        ("ACTIVE", "Pz", ServerAct::Suspend),
        ("ACTIVE", "Pv", ServerAct::Shelve),
        ("VERIFY_RESIZE", "Rc", ServerAct::ConfirmResize),
        ("VERIFY_RESIZE", "Rv", ServerAct::RevertResize),
    ] {
        let mut bench = on(status);
        bench.keys(keys);
        bench.confirm_with("<Enter>");
        assert_eq!(sent(&bench), [], "{keys}");
        assert!(bench.app.modals.is_empty(), "Cancel closes");
        bench.keys(keys);
        bench.confirm_with("y");
        assert_eq!(sent(&bench), [act("a", wanted.clone())], "{keys}");
        let mut bench = on(status);
        bench.keys(keys);
        bench.keys("<Tab>");
        bench.confirm_with("<Enter>");
        assert_eq!(sent(&bench), [act("a", wanted)], "{keys} by its button");
    }
}

#[test]
fn a_delete_for_good_is_held_for_the_undo_window_too() {
    let mut bench = on("ACTIVE");
    bench.keys("Rf");
    bench.confirm_with("y");
    bench.wait_s(7);
    assert_eq!(sent(&bench), []);
    bench.wait_s(2);
    assert_eq!(sent(&bench), [act("a", ServerAct::ForceDelete)]);
}

#[test]
fn without_an_undo_window_a_delete_is_sent_when_it_is_confirmed() {
    let mut bench = on("ACTIVE");
    bench.app.options.settings.undo = Duration::ZERO;
    bench.keys("D");
    bench.confirm_with("y");
    assert_eq!(sent(&bench), [Write::DeleteServer("a".into())]);
}

#[test]
fn in_production_what_hurts_one_wants_its_name() {
    for (keys, wanted) in [
        ("Po", act("a", ServerAct::Stop)),
        ("D", Write::DeleteServer("a".into())),
    ] {
        let mut bench = on("ACTIVE").in_production();
        bench.keys(keys);
        let Some(Modal::Confirm(confirm)) = bench.app.modals.last() else {
            panic!("a question");
        };
        assert!(confirm.title().ends_with("[PROD]"), "{}", confirm.title());
        bench.confirm_with("y");
        bench.keys("<C-u>b");
        bench.confirm_with("<Enter>");
        bench.wait_s(9);
        assert_eq!(sent(&bench), []);
        bench.keys("<C-u>a");
        bench.confirm_with("<Enter>");
        bench.wait_s(9);
        assert_eq!(sent(&bench), [wanted]);
    }
}

#[test]
fn in_production_even_what_hurts_nothing_is_asked_about() {
    let mut bench = on("SHUTOFF").in_production();
    bench.keys("Ps");
    assert_eq!(sent(&bench), []);
    bench.confirm_with("y");
    assert_eq!(sent(&bench), [act("a", ServerAct::Start)]);
}

#[test]
fn many_that_are_hurt_want_the_phrase_and_many_that_are_not_a_button() {
    let quiet = |status: &str| {
        let names = ["a", "b", "c"];
        names
            .map(|name| server(status, name, "", "m1.tiny", "1d"))
            .into()
    };
    let mut bench = Bench::holding(quiet("ACTIVE"), Vec::new(), SIZE);
    bench.keys("*Po");
    bench.confirm_with("y");
    bench.confirm_with("<Enter>");
    assert_eq!(sent(&bench), []);
    bench.keys("<C-u>stop 3");
    bench.confirm_with("<Enter>");
    assert_eq!(sent(&bench).len(), 3);
    let mut bench = Bench::holding(quiet("SHUTOFF"), Vec::new(), SIZE);
    bench.keys("*Ps");
    let Some(Modal::Confirm(confirm)) = bench.app.modals.last() else {
        panic!("a question");
    };
    assert_eq!((confirm.focus, confirm.phrase()), (Focus::Go, None));
    bench.confirm_with("<Enter>");
    assert_eq!(sent(&bench).len(), 3);
}

#[test]
fn many_locks_need_no_reason_and_one_can_have_one() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("<Space>j<Space>Pl");
    bench.confirm_with("<Enter>");
    let locks = sent(&bench);
    assert_eq!(locks.len(), 2, "{locks:?}");
    assert_eq!(
        locks[0],
        act("bastion-01", ServerAct::Lock { reason: None })
    );
}

#[test]
fn nothing_is_begun_on_one_that_waits_for_an_answer() {
    let mut bench = on("ACTIVE");
    bench.keys("Po");
    bench.confirm_with("y");
    for action in [Action::Pause, Action::RebootHard, Action::EditServer] {
        let reason = bench.app.reason_against(action);
        let words = "a waits for an answer: Shut off a";
        assert_eq!(reason.as_deref(), Some(words), "{action:?}");
    }
    bench.written(Ok(accepted()));
    let reason = bench.app.reason_against(Action::Pause);
    assert_eq!(reason.as_deref(), Some("a is busy: Powering Off"));
    assert_eq!(bench.app.reason_against(Action::EditServer), None);
}

#[test]
fn what_policy_has_refused_is_off_from_then_on() {
    let mut bench = on("ACTIVE");
    bench.keys("Pp");
    bench.confirm_with("y");
    let words = "Policy doesn't allow os_compute_api:os-pause-server:pause to be performed.";
    bench.written(Err(error(Kind::NotAllowed, Some(403), words)));
    let reason = bench.app.reason_against(Action::Pause).unwrap();
    assert_eq!(reason, format!("this cloud has refused it before: {words}"));
    assert_eq!(bench.app.reason_against(Action::Stop), None);
}

#[test]
fn the_dialog_drops_what_cannot_be_done_any_more_and_says_why() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("rjjjjjjj<Space>j<Space>Po");
    let mut changed = servers();
    changed[8].status = crate::openstack::compute::ServerStatus::Shutoff;
    bench.list(changed);
    let Some(Modal::Confirm(confirm)) = bench.app.modals.last() else {
        panic!("a question");
    };
    let off: Vec<_> = confirm
        .targets
        .iter()
        .map(|it| (&*it.name, it.off.as_deref()))
        .collect();
    let now = Some("is SHUTOFF: shutting off needs ACTIVE or ERROR");
    assert_eq!(off, [("vpn-gw", None), ("web-01", now)]);
    bench.keys("stop 1");
    bench.confirm_with("<Enter>");
    assert_eq!(sent(&bench), [act("vpn-gw", ServerAct::Stop)]);
}

#[test]
fn a_lock_set_elsewhere_stops_a_delete_that_is_being_asked_about() {
    let mut bench = on("ACTIVE");
    bench.keys("rD");
    let mut locked = row("ACTIVE");
    locked.locked = true;
    bench.list(vec![locked]);
    bench.confirm_with("y");
    bench.wait_s(9);
    assert_eq!(sent(&bench), []);
    let Some(Modal::Confirm(confirm)) = bench.app.modals.last() else {
        panic!("the question stands");
    };
    let off = confirm.targets[0].off.as_deref();
    assert_eq!(off, Some("is locked: unlock it first (P k)"));
}

#[test]
fn what_goes_with_a_delete_follows_the_list_while_it_is_asked_about() {
    let mut bench = on("ACTIVE");
    bench.keys("rD");
    let mut changed = row("SHUTOFF");
    changed.name = "renamed".into();
    changed.volumes = vec![crate::openstack::compute::AttachedVolume {
        id: "vol-a".into(),
        delete_on_termination: Some(true),
    }];
    bench.list(vec![changed]);
    let Some(Modal::Confirm(confirm)) = bench.app.modals.last() else {
        panic!("a question");
    };
    let [target] = &confirm.targets[..] else {
        panic!("one target");
    };
    assert!(target.about.starts_with("SHUTOFF"), "{}", target.about);
    assert_eq!(
        target.facts,
        [(
            "deleted with it",
            "10 GB local disk · volume vol-a".to_owned()
        )]
    );
    assert_eq!(confirm.fate().volumes, 1);
    // It may have to be typed: it is what was asked about.
    assert_eq!(target.name, "a");
    bench.confirm_with("y");
    bench.wait_s(9);
    assert_eq!(sent(&bench), [Write::DeleteServer("a".into())]);
}

#[test]
fn a_lock_that_is_taken_off_again_lets_the_question_go_on() {
    let mut bench = on("ACTIVE");
    bench.keys("rD");
    let off = |bench: &Bench| match bench.app.modals.last() {
        Some(Modal::Confirm(confirm)) => (confirm.left(), confirm.targets[0].off.clone()),
        _ => panic!("a question"),
    };
    let mut locked = row("ACTIVE");
    locked.locked = true;
    bench.list(vec![locked]);
    let why = "is locked: unlock it first (P k)".to_owned();
    assert_eq!(off(&bench), (0, Some(why)));
    bench.wait_s(11);
    bench.list(vec![row("ACTIVE")]);
    assert_eq!(off(&bench), (1, None));
}

#[test]
fn clearing_the_finished_keeps_what_is_one_line_until_all_of_it_is_over() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("jjjjjjjj<Space>jjj<Space>Postop 2");
    bench.confirm_with("<Enter>");
    let refused = error(Kind::Conflict, Some(409), "Instance is in the way.");
    answer(&mut bench, "Shut off web-01", Err(refused));
    bench.keys("<Esc>tx");
    assert_eq!(bench.app.jobs().listed().count(), 1);
    assert_eq!(bench.app.jobs().newest_first().count(), 2);
}

#[test]
fn many_have_one_outcome_each_and_the_failed_are_tried_again_alone() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("jjjjjjjj<Space>jjj<Space>Po");
    bench.keys("stop 2");
    bench.confirm_with("<Enter>");
    answer(&mut bench, "Shut off web-01", Ok(accepted()));
    let refused = error(Kind::Conflict, Some(409), "Instance is in the way.");
    answer(&mut bench, "Shut off wiki", Err(refused));
    bench.wait_s(2);
    bench.server_read(server("SHUTOFF", "web-01", "", "m1.small", "12d"));
    let group = newest(&bench).group.unwrap();
    assert_eq!(bench.app.jobs().tally(group).in_words(), "1 done, 1 failed");
    let told = bench.app.notices().all().last().unwrap();
    assert_eq!(told.text, "Shut off 2 instances: 1 done, 1 failed");
    let table = &bench.app.space.as_ref().unwrap().instances.table;
    assert!(table.is_marked(&"wiki".into()) && !table.is_marked(&"web-01".into()));
    bench.keys("R");
    let Some(Modal::Confirm(confirm)) = bench.app.modals.last() else {
        panic!("it is asked about again");
    };
    assert_eq!(confirm.targets.len(), 1);
    bench.confirm_with("y");
    assert_eq!(sent(&bench).last(), Some(&act("wiki", ServerAct::Stop)));
    assert!(matches!(newest(&bench).state, State::Sent));
}

#[test]
fn what_the_cloud_keeps_after_a_delete_is_brought_back_with_u() {
    let mut bench = Bench::holding(vec![row("ACTIVE")], images(), SIZE);
    bench.app.options.settings.undo = Duration::ZERO;
    bench.keys("D");
    bench.confirm_with("y");
    let gone = Written::DeleteAccepted { request_id: None };
    bench.written(Ok(gone));
    assert_eq!(
        bench.app.reason_against(Action::Undo).as_deref(),
        Some("nothing is pending")
    );
    bench.wait_s(2);
    bench.server_read(row("SOFT_DELETED"));
    assert_eq!(
        bench.said(),
        "Delete a: deleted, kept for a while: U restores it"
    );
    bench.keys("U");
    assert_eq!(sent(&bench).last(), Some(&act("a", ServerAct::Restore)));
    assert_eq!(
        bench.app.reason_against(Action::Undo).as_deref(),
        Some("nothing is pending"),
        "once is enough"
    );
    bench.written(Ok(accepted()));
    bench.wait_s(2);
    bench.server_read(row("ACTIVE"));
    assert_eq!(bench.said(), "a is restored");
}

#[test]
fn what_was_deleted_is_brought_back_after_a_switch_there_and_back_too() {
    let mut bench = Bench::holding(vec![row("ACTIVE")], images(), SIZE);
    bench.app.options.settings.undo = Duration::ZERO;
    bench.keys("D");
    bench.confirm_with("y");
    bench.written(Ok(Written::DeleteAccepted { request_id: None }));
    bench.wait_s(2);
    bench.server_read(row("SOFT_DELETED"));
    let mut elsewhere = info();
    elsewhere.region = "elsewhere".into();
    for (place, off) in [(elsewhere, Some("nothing is pending")), (info(), None)] {
        bench.app.connect(new_cloud(place.cloud.clone()));
        bench.msg(Msg::Wake);
        bench.connected(Ok(place));
        let reason = bench.app.reason_against(Action::Undo);
        assert_eq!(reason.as_deref(), off);
    }
}

#[test]
fn every_verb_says_what_it_does_to_one_and_to_many() {
    for verb in &VERBS {
        assert!(
            verb.one.ends_with('.') && verb.many.ends_with('.'),
            "{:?}",
            verb.action
        );
        assert!(
            verb.consequence(3).starts_with("These 3 instances "),
            "{:?}",
            verb.action
        );
        let deletes = matches!(verb.act, None | Some(ServerAct::ForceDelete));
        assert_eq!(verb.risk == Risk::Destroys, deletes, "{:?}", verb.action);
    }
}

#[test]
fn what_is_picked_in_a_menu_is_done_to_what_it_was_opened_for_or_to_nothing() {
    let off = |name| server("SHUTOFF", name, "", "m1.tiny", "1d");
    for keys in ["P", "mP", ":start instance"] {
        let mut bench = Bench::holding(vec![off("a"), off("b")], Vec::new(), SIZE);
        bench.keys(keys);
        bench.wait_s(11);
        bench.list(vec![server("DELETED", "a", "", "m1.tiny", "1d")]);
        bench.keys(if keys.starts_with(':') {
            "<Enter>"
        } else {
            "s"
        });
        assert!(sent(&bench).is_empty(), "{keys}");
        assert!(bench.app.modals.is_empty(), "{keys}");
        let said = "Start instance: nothing is done, the list has moved under the menu";
        assert_eq!(bench.said(), said, "{keys}");
        bench.keys("Ps");
        assert_eq!(sent(&bench), [act("b", ServerAct::Start)], "{keys}");
    }
}

#[test]
fn help_over_a_dialog_opens_no_other_dialog() {
    let mut bench = on("ACTIVE");
    bench.keys("Po<F1>delete<Enter>");
    let [Modal::Confirm(_), Modal::Palette(palette)] = &bench.app.modals[..] else {
        panic!("{:?}", bench.app.modals);
    };
    let off = palette.entries()[0].off;
    assert_eq!(off, Some("a dialog is open: Esc closes it"));
    bench.keys("<Esc><F1>jobs<Enter>");
    assert!(matches!(bench.app.modals.last(), Some(Modal::Jobs(_))));
}

#[test]
fn what_is_no_matter_of_a_row_is_done_although_the_list_has_moved() {
    let mut bench = Bench::holding(vec![row("ACTIVE")], Vec::new(), SIZE);
    bench.keys(":jobs");
    bench.wait_s(11);
    bench.list(vec![row("DELETED")]);
    bench.keys("<Enter>");
    assert!(matches!(bench.app.modals.last(), Some(Modal::Jobs(_))));
}

#[test]
fn a_click_on_the_list_before_a_menu_is_shown_picks_nothing_in_it() {
    let mut bench = on("SHUTOFF");
    bench.keys("P");
    bench.msg(Msg::Click(Click::Row(0)));
    assert!(sent(&bench).is_empty());
    bench.wait(400);
    bench.msg(Msg::Click(Click::Row(0)));
    assert_eq!(sent(&bench), [act("a", ServerAct::Start)]);
}

#[test]
fn of_the_failed_that_are_tried_again_the_gone_are_named() {
    let off = |name| server("SHUTOFF", name, "", "m1.tiny", "1d");
    let mut bench = Bench::holding(vec![off("a"), off("b")], Vec::new(), SIZE);
    bench.keys("*Ps");
    bench.confirm_with("<Enter>");
    for what in ["Start a", "Start b"] {
        let refused = error(Kind::Conflict, Some(409), "busy");
        answer(&mut bench, what, Err(refused));
    }
    bench.wait_s(11);
    bench.list(vec![server("DELETED", "a", "", "m1.tiny", "1d")]);
    bench.effects.clear();
    bench.keys("R");
    let Some(Modal::Confirm(confirm)) = bench.app.modals.last() else {
        panic!("{:?}", bench.app.modals.last());
    };
    assert_eq!(confirm.refused[0].name, "a");
    assert_eq!(confirm.refused[0].why, "is gone already");
    assert_eq!(confirm.targets.len(), 1);
    assert!(sent(&bench).is_empty());
}

use super::{SIZE, form, is_open, note, problem};
use crate::app::Msg;
use crate::app::fixture::{Bench, error, images, server};
use crate::app::form::fixture::{answer_all, bench, open, opened, submit, web_01, written};
use crate::app::form::{Focus, Id};
use crate::app::job::Followed;
use crate::cloud::message::{Read, Write, Written};
use crate::openstack::Kind;
use crate::openstack::compute::{Acted, ServerAct, ServerStatus};

fn accepted() -> Written {
    Written::Acted(Acted::default())
}

#[test]
fn enter_goes_from_field_to_field_and_presses_nothing_on_the_way() {
    let mut bench = opened(web_01(), "Ee", SIZE);
    bench.keys("<Enter><Enter>");
    assert_eq!(form(&bench).focus, Focus::Submit);
    bench.wait(1000);
    assert!(written(&bench).is_empty());
}

#[test]
fn after_the_last_field_of_what_hurts_comes_cancel() {
    let mut bench = opened(web_01(), "Re", SIZE);
    bench.keys("<Enter><Enter>");
    assert_eq!(form(&bench).focus, Focus::Cancel);
    bench.keys("<Enter>");
    assert!(!is_open(&bench));
    assert!(written(&bench).is_empty());
}

#[test]
fn a_held_enter_sends_nothing_wherever_it_began() {
    for keys in ["Pl", "Re", "Ee", "Ad"] {
        let mut bench = opened(web_01(), keys, SIZE);
        if keys == "Ee" {
            bench.keys("x");
        }
        for _ in 0..200 {
            bench.keys("<Enter>");
            bench.wait(23);
        }
        bench.wait(2000);
        assert!(written(&bench).is_empty(), "{keys}");
    }
}

#[test]
fn a_click_on_the_button_brings_the_focus_there_and_sends_nothing() {
    let mut bench = opened(web_01(), "Re", SIZE);
    bench.keys("<C-s>");
    bench.wait(1000);
    assert_eq!(form(&bench).focus, Focus::Submit);
    assert!(written(&bench).is_empty());
}

#[test]
fn the_button_goes_to_the_first_wrong_field_and_says_why() {
    let mut bench = opened(web_01(), "Rb", SIZE);
    submit(&mut bench);
    assert!(written(&bench).is_empty());
    assert_eq!(form(&bench).focus, Focus::Input(0));
    assert_eq!(note(&bench), "nothing is chosen yet");
}

#[test]
fn a_problem_is_shown_after_leaving_the_field_and_goes_while_typing() {
    let mut bench = opened(web_01(), "Ee", SIZE);
    bench.keys("<C-u>");
    assert!(!form(&bench).fields.0[0].visited);
    bench.keys("<Tab>");
    assert!(form(&bench).fields.0[0].visited);
    assert_eq!(problem(&bench, Id::Name), "this is required");
    bench.keys("<S-Tab>w");
    assert_eq!(problem(&bench, Id::Name), "");
}

#[test]
fn the_second_press_while_it_is_being_sent_is_ignored() {
    let mut bench = opened(web_01(), "Pl", SIZE);
    submit(&mut bench);
    assert_eq!(form(&bench).verb(), "Sending…");
    bench.confirm_with("<Enter>");
    bench.keys("x");
    assert_eq!(written(&bench).len(), 1);
    bench.written(Ok(accepted()));
    assert!(!is_open(&bench));
}

#[test]
fn a_refusal_keeps_all_that_was_typed_and_can_be_sent_again() {
    let mut bench = opened(web_01(), "Pl", SIZE);
    bench.keys("do not touch");
    submit(&mut bench);
    bench.written(Err(error(Kind::Conflict, Some(409), "Instance is locked")));
    let refused = &form(&bench).refused;
    assert_eq!(refused[0].error.request_id.as_deref(), Some("req-7d1e3c58"));
    assert_eq!(form(&bench).fields.text(Id::Reason), "do not touch");
    submit(&mut bench);
    assert_eq!(written(&bench).len(), 2);
    assert!(form(&bench).refused.is_empty());
}

#[test]
fn a_lost_answer_closes_the_dialog_and_the_message_says_so() {
    let mut bench = opened(web_01(), "Pl", SIZE);
    submit(&mut bench);
    bench.written(Err(error(Kind::Timeout, None, "no answer in 60 s")));
    assert!(!is_open(&bench));
    assert!(bench.said().contains("Lock web-01"), "{}", bench.said());
}

#[test]
fn esc_closes_and_sends_nothing() {
    for keys in ["Pl", "Rr", "Em", "Eg", "Ai", "Ew"] {
        let mut bench = opened(web_01(), keys, SIZE);
        bench.keys("<Esc>");
        assert!(!is_open(&bench), "{keys}");
        assert!(written(&bench).is_empty(), "{keys}");
    }
}

#[test]
fn esc_leaves_the_filter_of_a_table_first() {
    let mut bench = opened(web_01(), "Rr", SIZE);
    bench.keys("/large<Esc>");
    assert!(is_open(&bench));
    bench.keys("<Esc>");
    assert!(!is_open(&bench));
}

#[test]
fn a_refresh_under_an_open_dialog_changes_neither_the_target_nor_what_was_typed() {
    let mut all = vec![
        web_01(),
        server("ACTIVE", "zz-99", "10.0.0.9", "m1.small", "1d"),
    ];
    let mut bench = Bench::holding(all.clone(), images(), SIZE);
    open(&mut bench, "Ee");
    bench.keys("-new");
    all.remove(0);
    all[0].name = "aa-00".into();
    bench.wait_s(11);
    bench.list(all);
    submit(&mut bench);
    let sent = written(&bench);
    let [Write::UpdateServer { server, update }] = sent.as_slice() else {
        panic!("one update");
    };
    assert_eq!(server.as_str(), "web-01");
    assert_eq!(update.name.as_deref(), Some("web-01-new"));
    assert_eq!(update.description, None);
}

#[test]
fn nothing_is_sent_to_an_instance_that_is_gone() {
    let mut bench = opened(web_01(), "Pl", SIZE);
    bench.wait_s(11);
    let mut gone = web_01();
    gone.status = ServerStatus::Deleted;
    bench.list(vec![gone]);
    submit(&mut bench);
    assert_eq!(note(&bench), "web-01 is gone");
    assert!(written(&bench).is_empty());
}

#[test]
fn several_marked_are_not_taken_for_one() {
    let other = server("ACTIVE", "zz-99", "10.0.0.9", "m1.small", "1d");
    let mut bench = Bench::holding(vec![web_01(), other], images(), SIZE);
    bench.keys("*Ee");
    assert!(!is_open(&bench));
}

#[test]
fn in_production_what_hurts_wants_the_name_of_the_instance() {
    let mut bench = crate::app::form::fixture::in_production(bench(web_01(), SIZE));
    open(&mut bench, "Re");
    submit(&mut bench);
    assert!(written(&bench).is_empty());
    assert_eq!(note(&bench), "type  web-01  to go on");
    bench.keys("web-01");
    submit(&mut bench);
    assert_eq!(
        written(&bench),
        [Write::Act {
            server: "web-01".into(),
            act: ServerAct::Rescue {
                image: None,
                password: None
            },
        }]
    );
}

#[test]
fn in_production_what_does_not_hurt_is_asked_as_ever() {
    let mut bench = crate::app::form::fixture::in_production(bench(web_01(), SIZE));
    open(&mut bench, "Pl");
    submit(&mut bench);
    assert_eq!(written(&bench).len(), 1);
}

#[test]
fn what_was_read_for_a_dialog_is_read_again_when_it_has_changed_something() {
    let mut bench = opened(web_01(), "Aw", SIZE);
    bench.keys("<Space>");
    submit(&mut bench);
    bench.effects.retain(|effect| {
        matches!(
            effect,
            crate::app::Effect::Cloud(crate::cloud::message::Request::Write { .. })
        )
    });
    bench.written(Ok(Written::Changed { request_id: None }));
    assert!(
        bench
            .asked()
            .contains(&Read::ServerVolumes("web-01".into()))
    );
    let server = Followed::Server("web-01".into());
    assert!(bench.app.jobs().held_delete(&server).is_none());
}

#[test]
fn a_late_answer_does_not_undo_what_was_chosen_meanwhile() {
    let mut bench = bench(web_01(), SIZE);
    bench.keys("Eg");
    answer_all(&mut bench);
    bench.keys("G<Space>");
    let chosen = form(&bench).fields.many(Id::Groups).to_vec();
    answer_all(&mut bench);
    bench.msg(Msg::Wake);
    assert_eq!(form(&bench).fields.many(Id::Groups), chosen);
}

//! A login that ends in the middle of work, and the one that takes its place.

use crate::app::Effect;
use crate::app::action::Action;
use crate::app::entry::Entry;
use crate::app::fixture::{Bench, error, info, server, servers};
use crate::app::form::Id;
use crate::app::form::fixture::{open, opened, submit, web_01, written};
use crate::app::modal::Modal;
use crate::app::modal::confirm::Focus;
use crate::cloud::message::{
    ContextId, ContextInfo, Page, Read, Reason, Refusal, Reply, Request, Ticket, Write,
};
use crate::openstack::{Error, Kind};

const SIZE: (u16, u16) = (80, 24);
const LIST: Read = Read::Servers { since: None };

fn ended() -> Error {
    error(Kind::Unauthorized, Some(401), "authenticate")
}

/// The next read of the list finds that the login has ended, and somebody has seen that.
fn end_login(bench: &mut Bench) {
    bench.wait_s(11);
    bench.answer(&LIST, Err(ended()));
    assert!(matches!(bench.app.entry, Some(Entry::Refused(_))));
    bench.wait_s(1);
    bench.effects.clear();
}

fn log_in_to(bench: &mut Bench, info: ContextInfo) {
    bench.keys("r");
    bench
        .effects
        .retain(|effect| matches!(effect, Effect::Cloud(Request::Connect { .. })));
    bench.connected(Ok(info));
}

fn log_in_again(bench: &mut Bench) {
    log_in_to(bench, info());
}

fn renewals(bench: &Bench) -> Vec<(ContextId, ContextId)> {
    let effects = bench.effects.iter();
    let renewals = effects.filter_map(|effect| match effect {
        Effect::Cloud(Request::Renew { context, by }) => Some((*context, *by)),
        _ => None,
    });
    renewals.collect()
}

fn typed_name(bench: &Bench) -> Option<&str> {
    match bench.app.modals.last()? {
        Modal::Form(form) => Some(form.fields.text(Id::Name)),
        _ => None,
    }
}

fn elsewhere() -> ContextInfo {
    ContextInfo {
        region: "RegionTwo".into(),
        ..info()
    }
}

#[test]
fn a_new_login_to_the_same_place_keeps_the_context_and_every_row() {
    let mut bench = Bench::stocked(SIZE);
    end_login(&mut bench);
    log_in_again(&mut bench);
    assert_eq!(renewals(&bench), [(ContextId(1), ContextId(2))]);
    let space = bench.app.space.as_ref().unwrap();
    assert_eq!(
        (space.context, space.instances.table.len()),
        (ContextId(1), 12)
    );
    assert!(bench.app.entry.is_none());
    assert_eq!(
        bench.said(),
        "Logged in to prod-eu / RegionOne / web-team again"
    );
    assert!(bench.asked().contains(&LIST), "{:?}", bench.asked());
}

#[test]
fn what_was_typed_into_a_dialog_is_sent_after_a_new_login() {
    let mut bench = opened(web_01(), "Ee", SIZE);
    bench.keys("-new");
    end_login(&mut bench);
    log_in_again(&mut bench);
    assert_eq!(typed_name(&bench), Some("web-01-new"));
    submit(&mut bench);
    let sent = bench.writes();
    let [(_, ContextId(1), Write::UpdateServer { server, update })] = sent.as_slice() else {
        panic!("{sent:?}");
    };
    assert_eq!(server.as_str(), "web-01");
    assert_eq!(update.name.as_deref(), Some("web-01-new"));
}

#[test]
fn a_dialog_reads_anew_what_the_old_login_could_not_read() {
    let mut bench = opened(web_01(), "Aw", SIZE);
    end_login(&mut bench);
    log_in_again(&mut bench);
    let asked = bench.asked();
    assert!(
        asked.contains(&Read::ServerVolumes("web-01".into())),
        "{asked:?}"
    );
}

#[test]
fn the_filter_line_the_snapshot_the_ssh_line_and_the_wizard_stay_as_typed() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("/web");
    end_login(&mut bench);
    log_in_again(&mut bench);
    bench.keys("-0<Enter>");
    let space = bench.app.space.as_ref().unwrap();
    assert_eq!(space.instances.table.filter().text(), "web-0");
    for (keys, typed) in [("S", "-kept"), ("x<Tab><Tab>", " -v"), ("L", "kept")] {
        let mut bench = crate::app::form::fixture::bench(web_01(), SIZE);
        bench.keys(keys);
        bench.keys(typed);
        end_login(&mut bench);
        log_in_again(&mut bench);
        let kept = match bench.app.modals.last() {
            Some(Modal::Snapshot(form)) => form.name.text().to_owned(),
            Some(Modal::Ssh(form)) => form.command.text().to_owned(),
            Some(Modal::Launch(wizard)) => wizard.draft().server_name().to_owned(),
            other => panic!("{keys}: {other:?}"),
        };
        assert!(kept.contains(typed), "{keys}: {kept}");
    }
}

#[test]
fn a_question_that_comes_back_after_a_login_is_not_answered_by_a_held_key() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("D<Tab>");
    end_login(&mut bench);
    log_in_again(&mut bench);
    let Some(Modal::Confirm(confirm)) = bench.app.modals.last() else {
        panic!("the question is there");
    };
    assert_eq!(confirm.focus, Focus::Keep);
    assert_eq!(confirm.targets.len(), 1);
    // The Enter of the password prompt, held; y is as good as the button.
    for _ in 0..40 {
        bench.keys("y");
        bench.wait(23);
    }
    assert_eq!(bench.app.held(), 0);
}

#[test]
fn a_late_no_to_the_old_login_does_not_end_the_new_one() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("r");
    let late = bench.ticket(&Read::Limits);
    let list = bench.ticket(&LIST);
    bench.answer(&LIST, Err(ended()));
    bench.wait_s(1);
    log_in_again(&mut bench);
    for ticket in [late, list] {
        bench.reply(Reply::Read {
            ticket,
            context: ContextId(1),
            result: Err(ended()),
        });
    }
    assert!(bench.app.entry.is_none());
    // The new one may end as well.
    bench.answer(&LIST, Err(ended()));
    assert!(matches!(bench.app.entry, Some(Entry::Refused(_))));
}

#[test]
fn a_write_that_is_refused_for_want_of_a_login_offers_one_and_is_not_sent_again() {
    let mut bench = opened(web_01(), "Ee", SIZE);
    bench.keys("-new");
    submit(&mut bench);
    bench.written(Err(ended()));
    assert!(matches!(bench.app.entry, Some(Entry::Refused(_))));
    bench.wait_s(1);
    bench.keys("r");
    bench.connected(Ok(info()));
    bench.wait_s(1);
    assert_eq!(typed_name(&bench), Some("web-01-new"));
    assert_eq!(written(&bench).len(), 1, "once, and refused");
}

#[test]
fn keys_typed_before_anybody_can_have_seen_the_news_do_nothing() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("/");
    bench.wait_s(11);
    bench.answer(&LIST, Err(ended()));
    for key in ["p", "w", "<Enter>", "c", "q", "r"] {
        bench.keys(key);
        bench.wait(250);
    }
    assert!(matches!(bench.app.entry, Some(Entry::Refused(_))));
    bench.wait_s(1);
    bench.keys("p");
    assert!(matches!(bench.app.entry, Some(Entry::Prompt(_))));
}

#[test]
fn another_place_closes_the_dialogs_and_says_which() {
    let mut bench = opened(web_01(), "Ee", SIZE);
    bench.keys("-new");
    end_login(&mut bench);
    log_in_to(&mut bench, elsewhere());
    assert!(bench.app.modals.is_empty() && renewals(&bench).is_empty());
    assert_eq!(bench.said(), "Closed and not sent: Edit instance of web-01");
}

#[test]
fn another_user_is_another_place() {
    let mut bench = Bench::stocked(SIZE);
    end_login(&mut bench);
    let user_name = "mallory".into();
    log_in_to(
        &mut bench,
        ContextInfo {
            user_name,
            ..info()
        },
    );
    assert!(renewals(&bench).is_empty());
    let space = bench.app.space.as_ref().unwrap();
    assert_eq!(
        (space.context, space.instances.table.len()),
        (ContextId(2), 0)
    );
}

#[test]
fn an_application_credential_that_was_revoked_asks_for_no_password() {
    let bound = ContextInfo {
        bound_to_project: Some("bound".into()),
        ..info()
    };
    let mut bench = Bench::opened_on(bound, SIZE);
    bench.answer(&LIST, Err(ended()));
    let Some(Entry::Refused(refused)) = &bench.app.entry else {
        panic!("it is told");
    };
    assert_eq!(refused.refusal.reason, Reason::Other);
}

#[test]
fn a_login_that_is_refused_again_leaves_the_dialog_where_it_was() {
    let mut bench = opened(web_01(), "Ee", SIZE);
    bench.keys("-new");
    end_login(&mut bench);
    bench.keys("r");
    bench.connected(Err(Refusal {
        reason: Reason::Unreachable,
        message: "no".into(),
        details: Vec::new(),
    }));
    bench.keys("<Esc>");
    assert_eq!(typed_name(&bench), Some("web-01-new"));
}

#[test]
fn rows_of_the_old_login_that_come_late_are_rows_all_the_same() {
    let mut bench = Bench::stocked(SIZE);
    end_login(&mut bench);
    log_in_again(&mut bench);
    bench.page(Ticket(1), Page::Servers(servers()));
    bench.list(servers());
    assert_eq!(bench.app.space.as_ref().unwrap().instances.table.len(), 12);
    open(&mut bench, "Ee");
    assert!(typed_name(&bench).is_some());
}

#[test]
fn what_the_new_login_may_do_is_not_what_the_old_one_was_judged_by() {
    let locked = ["web-01", "web-02"].map(|name| {
        let mut row = server("ACTIVE", name, "10.0.0.11", "m1.small", "12d");
        row.locked = true;
        row
    });
    let mut bench = Bench::holding(locked.into(), Vec::new(), SIZE);
    bench.keys("<Space>j<Space>");
    assert!(bench.app.reason_against(Action::Stop).is_some());
    end_login(&mut bench);
    let is_admin = true;
    log_in_to(&mut bench, ContextInfo { is_admin, ..info() });
    assert_eq!(bench.app.reason_against(Action::Stop), None);
}

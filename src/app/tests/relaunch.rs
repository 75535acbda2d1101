//! After Launch: the wizard shows the progress, and what failed is launched again.

use crate::app::fixture::{Bench, fault, info, server};
use crate::app::job::Job;
use crate::app::launch::{Step, Wizard};
use crate::app::modal::Modal;
use crate::cloud::message::{ContextInfo, Write, Written};
use crate::openstack::compute::{Launched, NewServer};

const SIZE: (u16, u16) = (80, 24);

fn accept(bench: &mut Bench, names: &[&str]) {
    let servers = names.iter().map(|name| ((*name).into(), (*name).into()));
    bench.written(Ok(Written::Launched(Launched {
        servers: servers.collect(),
        request_id: Some("req-launch".into()),
    })));
}

fn launched(names: &[&str]) -> Bench {
    let mut bench = Bench::stocked(SIZE);
    bench.launch_by_keys("web", u32::try_from(names.len()).unwrap());
    accept(&mut bench, names);
    bench
}

/// Reads each as it ended: those named fail, the others are built.
fn ended(bench: &mut Bench, names: &[&str], failed: &[&str]) {
    bench.wait_s(2);
    for name in names {
        let mut row = server("ACTIVE", name, "10.0.0.71", "m1.small", "2s");
        if failed.contains(name) {
            row = server("ERROR", name, "", "m1.small", "2s");
            row.fault = Some(fault("No valid host was found. "));
        }
        bench.server_read(row);
    }
}

const THREE: [&str; 3] = ["web-1", "web-2", "web-3"];

fn wizard(bench: &Bench) -> &Wizard {
    let Some(Modal::Launch(wizard)) = bench.app.modals.last() else {
        panic!("the wizard is open");
    };
    wizard
}

fn job(bench: &Bench) -> &Job {
    bench.app.jobs().newest_first().next().unwrap()
}

fn launches(bench: &Bench) -> Vec<NewServer> {
    let writes = bench.writes().into_iter();
    let launches = writes.filter_map(|(.., write)| match write {
        Write::CreateServers(new) => Some(NewServer::clone(new)),
        _ => None,
    });
    launches.collect()
}

#[test]
fn the_wizard_stays_open_and_esc_enter_or_q_closes_it_without_a_draft() {
    for close in ["<Esc>", "<Enter>", "q"] {
        let mut bench = launched(&THREE);
        assert_eq!(wizard(&bench).draft().launched(), Some(job(&bench).op));
        bench.confirm_with(close);
        assert!(bench.app.modals.is_empty(), "{close}");
        assert!(bench.app.draft().is_none(), "{close}");
    }
}

#[test]
fn an_enter_still_held_from_launch_does_not_close_what_nobody_has_read() {
    let mut bench = launched(&THREE);
    for _ in 0..20 {
        bench.keys("<Enter>");
        bench.wait(23);
    }
    bench.wait_s(1);
    assert!(wizard(&bench).draft().is_spent());
}

#[test]
fn steps_and_fields_of_a_launch_that_was_sent_cannot_be_gone_back_to() {
    let mut bench = launched(&THREE);
    bench.keys("<A-1>x[2<Tab>");
    assert_eq!(wizard(&bench).step(), Step::Review);
    assert_eq!(wizard(&bench).draft().server_name(), "web");
}

#[test]
fn one_that_failed_is_launched_again_under_its_own_name_once_launch_is_pressed() {
    let mut bench = launched(&THREE);
    ended(&mut bench, &THREE[1..], &["web-3"]);
    bench.keys("R");
    assert!(
        wizard(&bench).draft().is_spent(),
        "one is still being built"
    );
    ended(&mut bench, &THREE[..1], &[]);
    bench.keys("R");
    let wizard = wizard(&bench);
    assert_eq!(wizard.step(), Step::Review);
    let draft = wizard.draft();
    assert_eq!((draft.server_name(), draft.count.text()), ("web-3", "1"));
    bench.wait_s(2);
    assert_eq!(launches(&bench).len(), 1, "before Launch is pressed");
    bench.confirm_with("<Enter>");
    let launches = launches(&bench);
    let again = NewServer {
        name: "web-3".into(),
        count: 1,
        ..launches[0].clone()
    };
    assert_eq!(launches[1..], [again]);
}

#[test]
fn several_that_failed_are_launched_again_from_the_job_list_under_the_base_name() {
    let mut bench = launched(&THREE);
    ended(&mut bench, &THREE, &["web-1", "web-3"]);
    bench.keys("<Esc>t");
    bench.keys("R");
    let draft = wizard(&bench).draft();
    assert_eq!((draft.server_name(), draft.count.text()), ("web", "2"));
    bench.confirm_with("<Enter>");
    let launches = launches(&bench);
    assert_eq!((launches.len(), launches[1].count), (2, 2));
    assert_eq!(launches[1].networking, launches[0].networking);
}

#[test]
fn the_button_does_what_the_key_does() {
    let mut bench = launched(&THREE);
    ended(&mut bench, &THREE, &["web-2"]);
    bench.keys("<Tab>");
    bench.confirm_with("<Enter>");
    assert_eq!(wizard(&bench).draft().server_name(), "web-2");
    assert!(!wizard(&bench).draft().is_spent());
}

#[test]
fn what_was_typed_after_sending_does_not_get_into_the_relaunch() {
    let mut bench = Bench::stocked(SIZE);
    bench.launch_by_keys("web", 2);
    bench.keys("<A-1>-other");
    accept(&mut bench, &["web-1", "web-2"]);
    ended(&mut bench, &["web-1", "web-2"], &["web-1", "web-2"]);
    bench.keys("R");
    assert_eq!(wizard(&bench).draft().server_name(), "web");
}

#[test]
fn relaunch_says_why_it_cannot() {
    let mut bench = launched(&THREE);
    ended(&mut bench, &THREE, &[]);
    bench.keys("<Esc>tR");
    assert!(
        bench.said().contains("nothing of it has failed"),
        "{}",
        bench.said()
    );

    let mut bench = launched(&THREE);
    ended(&mut bench, &THREE, &["web-1"]);
    bench.keys("<Esc>L<C-u>other<Esc>tR");
    assert!(
        bench.said().contains("L takes it up first"),
        "{}",
        bench.said()
    );
    assert_eq!(bench.app.draft().unwrap().server_name(), "other");

    let mut bench = launched(&THREE);
    ended(&mut bench, &THREE, &["web-1"]);
    bench.keys("<Esc>c<Down><Enter>");
    bench.connected(Ok(ContextInfo {
        region: "RegionTwo".into(),
        ..info()
    }));
    bench.keys("tR");
    let said = bench.said();
    assert!(said.contains("prod-eu / RegionOne / web-team"), "{said}");
    assert_eq!(launches(&bench).len(), 1);
}

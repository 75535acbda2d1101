use super::{SIZE, commands, form, is_open, note, problem};
use crate::app::Effect;
use crate::app::fixture::{Bench, error};
use crate::app::form::fixture::{opened, submit, web_01, written};
use crate::app::form::{Id, Told};
use crate::cloud::message::{Data, Read, Write, Written};
use crate::openstack::Kind;
use crate::openstack::compute::{Acted, ServerAct};

#[test]
fn a_new_password_is_typed_twice() {
    let mut bench = opened(web_01(), "Ec", SIZE);
    bench.keys("hunter2<Tab>hunter");
    assert_eq!(problem(&bench, Id::Again), "the passwords do not match");
    submit(&mut bench);
    assert!(written(&bench).is_empty());
    assert_eq!(note(&bench), "the passwords do not match");
    bench.keys("2");
    submit(&mut bench);
    assert_eq!(
        written(&bench),
        [Write::Act {
            server: "web-01".into(),
            act: ServerAct::ChangePassword("hunter2".into()),
        }]
    );
}

#[test]
fn no_password_is_in_a_debug_or_in_a_command() {
    let mut bench = opened(web_01(), "Ec", SIZE);
    bench.keys("hunter2<Tab>hunter2");
    submit(&mut bench);
    let told = format!("{:?} {:?}", bench.app, bench.effects);
    assert!(!told.contains("hunter2"));
    assert_eq!(
        commands(&bench),
        ["openstack server set --password \"$PASSWORD\" web-01"]
    );
}

#[test]
fn a_password_the_cloud_made_up_is_told_once_and_copied_by_y() {
    let mut bench = opened(web_01(), "Re", SIZE);
    submit(&mut bench);
    bench.written(Ok(Written::Acted(Acted {
        request_id: None,
        admin_password: Some("aB3xZ9".into()),
    })));
    assert!(matches!(form(&bench).told, Some(Told::Password(_))));
    bench.keys("y");
    assert!(copied(&bench, "aB3xZ9"));
    assert!(!bench.said().contains("aB3xZ9"), "{}", bench.said());
    bench.confirm_with("<Esc>");
    assert!(!is_open(&bench));
    assert!(!format!("{:?}", bench.app).contains("aB3xZ9"));
}

/// A rescue was sent without a password.
fn rescuing() -> Bench {
    let mut bench = opened(web_01(), "Re", SIZE);
    submit(&mut bench);
    bench
}

fn made_up() -> Written {
    Written::Acted(Acted {
        request_id: None,
        admin_password: Some("aB3xZ9".into()),
    })
}

#[test]
fn a_key_that_was_on_its_way_when_a_password_came_does_not_put_it_away() {
    for key in ["<Enter>", "<Esc>"] {
        let mut bench = rescuing();
        bench.written(Ok(made_up()));
        for _ in 0..100 {
            bench.keys(key);
            bench.wait(20);
        }
        assert!(is_open(&bench), "{key} was held");
        bench.confirm_with(key);
        assert!(!is_open(&bench), "{key} was pressed");
    }
}

#[test]
fn a_dialog_whose_answer_may_bring_a_password_is_not_left_by_one_esc() {
    let mut bench = rescuing();
    bench.keys("<Esc>");
    assert_eq!(
        note(&bench),
        "the answer may hold a password: Esc again gives it up"
    );
    bench.written(Ok(made_up()));
    assert!(matches!(form(&bench).told, Some(Told::Password(_))));
    let mut bench = rescuing();
    bench.keys("<Esc><Esc>");
    assert!(!is_open(&bench));
}

fn copied(bench: &Bench, text: &str) -> bool {
    let mut effects = bench.effects.iter();
    effects.any(|effect| matches!(effect, Effect::Copy(copied) if copied == text))
}

#[test]
fn a_password_that_was_typed_is_not_told_back() {
    let mut bench = opened(web_01(), "Re", SIZE);
    bench.keys("<Enter>hunter2");
    submit(&mut bench);
    bench.written(Ok(Written::Acted(Acted {
        request_id: None,
        admin_password: Some("hunter2".into()),
    })));
    assert!(!is_open(&bench));
}

/// The password was asked for.
fn retrieving() -> (Bench, Read) {
    let mut bench = opened(web_01(), "Ew", SIZE);
    bench.keys("<Tab>open sesame");
    submit(&mut bench);
    let question = Read::ServerPassword {
        server: "web-01".into(),
        key: "/home/alice/.ssh/id_work".into(),
        passphrase: Some("open sesame".into()),
    };
    (bench, question)
}

#[test]
fn the_private_key_is_found_by_its_public_half() {
    let (bench, question) = retrieving();
    assert!(bench.asked().contains(&question), "{:?}", bench.asked());
    assert_eq!(form(&bench).verb(), "Asking…");
    assert!(!format!("{:?} {:?}", bench.app, bench.effects).contains("sesame"));
}

#[test]
fn a_retrieved_password_is_shown_in_the_dialog_and_nowhere_else() {
    let (mut bench, question) = retrieving();
    let data = Data::ServerPassword(Some("aB3xZ9".into()));
    bench.answer(&question, Ok(data));
    assert!(matches!(form(&bench).told, Some(Told::Password(_))));
    assert!(
        bench
            .app
            .notices()
            .all()
            .iter()
            .all(|notice| !notice.text.contains("aB3xZ9"))
    );
    bench.keys("y");
    bench.confirm_with("<Enter>");
    assert!(copied(&bench, "aB3xZ9"));
    assert!(!is_open(&bench));
}

#[test]
fn a_password_that_is_not_set_is_told_as_that() {
    let (mut bench, question) = retrieving();
    bench.answer(&question, Ok(Data::ServerPassword(None)));
    assert!(matches!(form(&bench).told, Some(Told::NoPassword)));
}

#[test]
fn a_key_that_does_not_open_it_keeps_the_dialog_and_the_path() {
    let (mut bench, question) = retrieving();
    let refusal = error(Kind::NotAllowed, None, "the passphrase is wrong");
    bench.answer(&question, Err(refusal));
    assert_eq!(form(&bench).refused.len(), 1);
    assert_eq!(
        form(&bench).fields.text(Id::KeyFile),
        "/home/alice/.ssh/id_work"
    );
}

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
    bench.wait(400);
    bench.keys("<Esc>");
    assert!(!is_open(&bench));
    assert!(!format!("{:?}", bench.app).contains("aB3xZ9"));
}

#[test]
fn a_key_that_was_meant_for_what_was_there_before_does_not_put_a_told_password_away() {
    for key in ["<Enter>", "<Esc>"] {
        let mut bench = opened(web_01(), "Re", SIZE);
        submit(&mut bench);
        bench.written(Ok(Written::Acted(Acted {
            request_id: None,
            admin_password: Some("aB3xZ9".into()),
        })));
        // Held down since before.
        for _ in 0..50 {
            bench.keys(key);
            bench.wait(23);
        }
        assert!(is_open(&bench), "{key}");
        bench.wait(400);
        bench.keys(key);
        assert!(!is_open(&bench), "{key}");
    }
}

#[test]
fn a_dialog_that_is_about_to_tell_a_password_closes_only_when_asked_twice() {
    for key in ["<Esc>", "<C-c>", "<S-Tab><Enter>"] {
        let mut bench = opened(web_01(), "Re", SIZE);
        submit(&mut bench);
        bench.keys(key);
        assert!(is_open(&bench), "{key}");
        let words = "a password is about to be told, once: again closes without it";
        assert_eq!(note(&bench), words, "{key}");
        bench.keys("<Esc><Esc>");
        assert!(is_open(&bench), "{key}: it may be held");
        bench.wait(400);
        bench.keys("<Esc>");
        assert!(!is_open(&bench), "{key}");
    }
    let mut bench = opened(web_01(), "Pl", SIZE);
    submit(&mut bench);
    bench.keys("<Esc>");
    assert!(!is_open(&bench), "nothing is told of a lock");
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
    bench.wait(400);
    bench.keys("y<Enter>");
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

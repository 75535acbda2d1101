//! Jobs: followed until the cloud has finished, and told in words that hold.

use crate::app::Msg;
use crate::app::fixture::{Bench, error, fault, image, images, server};
use crate::app::job::{Job, State};
use crate::app::modal::Modal;
use crate::app::notice::Level;
use crate::cloud::message::{Data, Read, Write, Written};
use crate::openstack::Kind;
use crate::openstack::compute::InstanceAction;

const SIZE: (u16, u16) = (80, 24);

fn newest(bench: &Bench) -> &Job {
    bench.app.jobs().newest_first().next().unwrap()
}

/// Everything said, oldest first.
fn told(bench: &Bench) -> Vec<&str> {
    bench
        .app
        .notices()
        .all()
        .iter()
        .map(|notice| notice.text.as_str())
        .collect()
}

fn snapshot_of_wiki(image: Option<&str>) -> Bench {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("GS<C-u>copy");
    bench.confirm_with("<Enter>");
    bench.written(Ok(Written::ImageStarted {
        image: image.map(Into::into),
        request_id: Some("req-1".into()),
    }));
    bench
}

fn deleting(keys: &str) -> Bench {
    let mut bench = Bench::stocked(SIZE);
    bench.keys(keys);
    bench.keys("D");
    bench.confirm_with("y");
    bench
}

#[test]
fn a_launch_of_two_is_told_server_by_server_and_ends_when_both_have() {
    let mut bench = Bench::stocked(SIZE);
    bench.launch(&["web-1", "web-2"]);
    assert_eq!(bench.said(), "Launch web ×2 started");
    bench.wait_s(2);
    bench.server_read(server("ACTIVE", "web-1", "10.0.0.71", "m1.small", "1s"));
    assert_eq!(bench.said(), "web-1 is ACTIVE");
    let stage = "1 of 2 done".to_owned();
    assert_eq!(newest(&bench).state, State::Working { stage });
    let mut failed = server("ERROR", "web-2", "", "m1.small", "1s");
    failed.fault = Some(fault("No valid host was found."));
    bench.server_read(failed);
    assert_eq!(
        bench.said(),
        "web-2 went to ERROR: No valid host was found."
    );
    let text = "1 of 2 ACTIVE, 1 failed".to_owned();
    assert_eq!(newest(&bench).state, State::Failed { text, error: None });
    bench.effects.clear();
    bench.wait_s(6);
    let single = |read: &Read| matches!(read, Read::Server(id) if id.as_str().starts_with("web-"));
    let web = bench.asked().into_iter().filter(single).collect::<Vec<_>>();
    assert!(!web.contains(&Read::Server("web-1".into())), "{web:?}");
}

#[test]
fn what_a_job_tells_the_list_does_not_tell_again() {
    let mut bench = Bench::stocked(SIZE);
    bench.launch(&["web-1"]);
    bench.wait_s(2);
    bench.server_read(server("BUILD", "web-1", "", "m1.small", "1s"));
    bench.wait_s(3);
    bench.server_read(server("ACTIVE", "web-1", "", "m1.small", "3s"));
    assert_eq!(told(&bench), ["Launch web ×1 started", "web-1 is ACTIVE"]);
}

#[test]
fn a_server_that_goes_before_it_was_built_is_a_failure() {
    let mut bench = Bench::stocked(SIZE);
    bench.launch(&["web-1"]);
    bench.wait_s(2);
    let gone = error(Kind::NotFound, Some(404), "Instance could not be found.");
    bench.answer(&Read::Server("web-1".into()), Err(gone));
    assert_eq!(bench.said(), "web-1 is gone before it was built");
    assert_eq!(bench.app.jobs().running(), 0);
}

#[test]
fn a_snapshot_is_started_then_ready_with_size_and_time() {
    let mut bench = snapshot_of_wiki(Some("copy"));
    assert_eq!(bench.said(), "Snapshot copy of wiki started");
    bench.wait_s(127);
    bench.image_read(image("saving", "copy", "private", (20, 0), 0));
    assert_eq!(
        newest(&bench).state,
        State::Working {
            stage: "saving".into()
        }
    );
    bench.wait_s(3);
    bench.image_read(image("active", "copy", "private", (20, 0), 5 << 30));
    assert_eq!(bench.said(), "Snapshot copy is ready (5 GB, 2m10s)");
}

#[test]
fn a_snapshot_the_cloud_did_not_name_is_found_by_its_name_and_instance() {
    let mut bench = snapshot_of_wiki(None);
    let mut made = image("active", "copy", "private", (20, 0), 5 << 30);
    made.properties
        .insert("instance_uuid".into(), "wiki".into());
    bench.keys("2r");
    bench.images([images(), vec![made]].concat());
    assert!(
        bench.said().starts_with("Snapshot copy is ready"),
        "{}",
        bench.said()
    );
}

#[test]
fn of_a_snapshot_that_died_nova_is_asked_why() {
    let mut bench = snapshot_of_wiki(Some("copy"));
    bench.wait_s(2);
    let gone = error(Kind::NotFound, Some(404), "No image found");
    bench.answer(&Read::Image("copy".into()), Err(gone));
    let text = "Snapshot copy failed: the cloud removed the image before it was complete";
    assert_eq!(bench.said(), text);
    let action = |action: &str, message: Option<&str>| InstanceAction {
        updated: None,
        user_id: None,
        action: action.into(),
        request_id: "req-1".into(),
        started: None,
        message: message.map(Into::into),
    };
    let actions = vec![
        action("createImage", Some("Disk full")),
        action("create", None),
    ];
    let read = Read::InstanceActions("wiki".into());
    bench.answer(&read, Ok(Data::InstanceActions(actions)));
    assert_eq!(
        bench.said(),
        "Snapshot copy failed: Nova says “Disk full” (request req-1)"
    );
}

#[test]
fn a_refused_snapshot_keeps_its_dialog_and_what_was_typed() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("GS<C-u>copy");
    bench.confirm_with("<Enter>");
    let refusal = error(Kind::Conflict, Some(409), "task_state image_snapshot");
    bench.written(Err(refusal));
    assert_eq!(bench.app.modals.len(), 1);
    assert_eq!(
        bench.said(),
        "Snapshot copy of wiki failed: 409 task_state image_snapshot"
    );
    bench.confirm_with("<Enter>");
    assert_eq!(bench.writes().len(), 2, "it can be tried again");
}

#[test]
fn a_delete_is_held_for_eight_seconds_and_then_sent_once() {
    let mut bench = deleting("");
    assert_eq!(bench.said(), "bastion-01: the delete waits 8 s · U undoes");
    bench.wait(7800);
    assert!(bench.writes().is_empty());
    bench.wait(300);
    let writes: Vec<_> = bench
        .writes()
        .iter()
        .map(|(.., write)| (*write).clone())
        .collect();
    assert_eq!(writes, [Write::DeleteServer("bastion-01".into())]);
    bench.written(Ok(Written::DeleteAccepted { request_id: None }));
    assert_eq!(bench.said(), "Delete bastion-01 started");
    bench.wait_s(2);
    let gone = error(Kind::NotFound, Some(404), "Instance could not be found.");
    bench.answer(&Read::Server("bastion-01".into()), Err(gone));
    assert_eq!(bench.said(), "Delete bastion-01: deleted");
    assert_eq!(bench.writes().len(), 1);
}

#[test]
fn a_delete_undone_is_never_sent() {
    let mut bench = deleting("");
    bench.wait_s(7);
    bench.keys("U");
    assert_eq!(bench.said(), "Undone: Delete bastion-01");
    bench.wait_s(60);
    assert!(bench.writes().is_empty());
    assert_eq!(newest(&bench).state, State::Undone);
    bench.keys("U");
    assert_eq!(bench.said(), "Undo a delete: nothing is pending");
}

#[test]
fn undo_takes_back_all_that_were_confirmed_together_and_no_more() {
    let mut bench = deleting("");
    bench.keys("jj<Space>j<Space>D");
    bench.wait(400);
    bench.keys("delete 2");
    bench.confirm_with("<Enter>");
    bench.keys("U");
    assert_eq!(
        bench.app.held(),
        1,
        "the one confirmed before is still pending"
    );
    bench.keys("U");
    assert_eq!(bench.said(), "Undo: nothing of it is pending");
    assert_eq!(bench.app.held(), 1, "it is none of those in view");
    bench.keys("<Esc>U");
    assert_eq!(bench.app.held(), 0);
}

#[test]
fn a_delete_of_what_was_gone_already_is_no_failure() {
    let mut bench = deleting("");
    bench.wait_s(9);
    bench.written(Ok(Written::AlreadyGone));
    assert_eq!(bench.said(), "Delete bastion-01: was gone already");
    assert_ne!(bench.cursor(), "bastion-01");
}

#[test]
fn a_refused_delete_names_what_it_was_and_keeps_the_clouds_words() {
    let mut bench = deleting("");
    bench.wait_s(9);
    bench.written(Err(error(Kind::Conflict, Some(409), "Instance is locked")));
    assert_eq!(
        bench.said(),
        "Delete bastion-01 failed: 409 Instance is locked"
    );
    let notice = bench.app.notices().all().last().unwrap();
    assert_eq!(notice.level, Level::Error);
    let id = notice
        .error
        .as_ref()
        .and_then(|error| error.request_id.as_deref());
    assert_eq!(id, Some("req-7d1e3c58"));
    assert_eq!(bench.cursor(), "bastion-01");
}

#[test]
fn a_write_without_an_answer_does_not_claim_to_have_failed() {
    let mut bench = deleting("");
    bench.wait_s(9);
    bench.written(Err(error(Kind::Timeout, None, "no answer within 60 s")));
    let said = bench.said();
    assert!(said.starts_with("Delete bastion-01: no answer"), "{said}");
    assert!(!said.contains("failed"), "{said}");
}

#[test]
fn a_delete_that_fails_later_is_told_with_the_new_fault_only() {
    let mut bench = deleting("");
    bench.wait_s(9);
    bench.written(Ok(Written::DeleteAccepted { request_id: None }));
    bench.wait_s(2);
    let mut failed = server("ERROR", "bastion-01", "", "m1.tiny", "41d");
    failed.fault = Some(fault("an old one"));
    bench.server_read(failed.clone());
    assert_eq!(
        bench.app.jobs().running(),
        1,
        "a fault without a time may be an old one"
    );
    failed.fault.as_mut().unwrap().created = Some(bench.now.wall);
    bench.wait_s(3);
    bench.server_read(failed);
    assert_eq!(bench.said(), "Delete bastion-01 failed: an old one");
}

#[test]
fn a_deleted_image_leaves_the_list_at_once() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("2jjD");
    bench.confirm_with("y");
    bench.wait_s(9);
    bench.written(Ok(Written::DeleteAccepted { request_id: None }));
    let space = bench.app.space.as_ref().unwrap();
    assert!(space.images.table.get(&"cirros-0.6.2".into()).is_none());
    assert_eq!(bench.said(), "Delete cirros-0.6.2: deleted");
}

#[test]
fn errors_stay_until_read_and_good_news_does_not_hide_them() {
    let mut bench = deleting("");
    bench.wait_s(9);
    bench.written(Err(error(Kind::Conflict, Some(409), "Instance is locked")));
    bench.launch(&["web-1"]);
    bench.wait_s(60);
    assert!(bench.said().contains("locked"));
    assert!(told(&bench).contains(&"Launch web ×1 started"));
    bench.keys("e");
    assert_eq!(bench.said(), "");
    bench.msg(Msg::Warn("the log cannot be written".into()));
    assert_eq!(bench.said(), "the log cannot be written");
    bench.wait_s(6);
    assert_eq!(bench.said(), "");
}

#[test]
fn the_messages_open_at_the_error_nobody_has_read() {
    let mut bench = deleting("");
    bench.wait_s(9);
    bench.written(Err(error(Kind::Conflict, Some(409), "Instance is locked")));
    bench.launch(&["web-1"]);
    bench.keys("e");
    let Some(Modal::Messages(list)) = bench.app.modals.last() else {
        panic!("the messages are open");
    };
    let current = list.current(bench.app.notices()).unwrap();
    assert!(current.text.contains("locked"), "{current:?}");
}

#[test]
fn finished_jobs_can_be_cleared_and_running_ones_cannot() {
    let mut bench = deleting("");
    bench.keys("U");
    bench.launch(&["web-1"]);
    bench.keys("tx");
    let left: Vec<_> = bench
        .app
        .jobs()
        .newest_first()
        .map(|job| job.what.as_str())
        .collect();
    assert_eq!(left, ["Launch web ×1"]);
}

#[test]
fn a_delete_whose_window_closed_while_the_program_was_stopped_is_not_sent() {
    let mut bench = deleting("");
    assert_eq!(bench.app.held(), 1);
    // As after Ctrl+Z and an hour.
    bench.now.mono += std::time::Duration::from_secs(3600);
    bench.msg(Msg::Wake);
    bench.wait_s(60);
    assert!(bench.writes().is_empty());
    assert_eq!(newest(&bench).state, State::Undone);
    let words = "Not sent, since the program was stopped meanwhile: Delete bastion-01";
    assert!(told(&bench).contains(&words), "{:?}", told(&bench));
}

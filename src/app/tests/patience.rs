//! A read that waits since the cloud asks for patience says so, with a time and no tick.

use crate::app::fixture::{Bench, servers};
use crate::app::modal::Modal;
use crate::app::patience::Patience;
use crate::app::timing::Freshness;
use crate::cloud::message::{Data, Read, Reply};

const LIST: Read = Read::Servers { since: None };

fn waits(bench: &Bench) -> Option<Patience> {
    match bench.app.freshness() {
        Freshness::Waits(patience) => Some(patience),
        _ => None,
    }
}

fn waiting() -> Bench {
    let mut bench = Bench::stocked((80, 24));
    bench.keys("r");
    bench.waits(&LIST, Some(30));
    bench
}

#[test]
fn a_list_that_waits_says_until_when_and_keeps_its_rows() {
    let bench = waiting();
    let patience = waits(&bench).unwrap();
    assert_eq!(patience.clock(), "11:04:31Z");
    assert_eq!(patience.status, 429);
    let space = bench.app.space.as_ref().unwrap();
    assert_eq!(space.instances.table.len(), servers().len());
}

#[test]
fn nothing_ticks_while_it_waits() {
    let mut bench = Bench::stocked((80, 24));
    bench.keys("r");
    bench.wait_s(2);
    let before = bench.app.deadline();
    bench.waits(&LIST, Some(30));
    assert_eq!(bench.app.deadline(), before);
}

#[test]
fn it_is_over_when_the_question_is_asked_again_or_answered() {
    let mut bench = waiting();
    bench.waits(&LIST, None);
    assert_eq!(waits(&bench), None);
    bench.waits(&LIST, Some(7));
    assert!(waits(&bench).is_some());
    bench.list(servers());
    assert_eq!(bench.app.freshness(), Freshness::Live);
}

#[test]
fn r_asks_at_once_and_what_waited_is_heard_no_more() {
    let mut bench = waiting();
    let older = bench.ticket(&LIST);
    bench.keys("r");
    assert_ne!(bench.ticket(&LIST), older, "asked again");
    assert_eq!(waits(&bench), None);
    let context = bench.context();
    bench.reply(Reply::Waits {
        ticket: older,
        context,
        wait: None,
    });
    bench.waits(&LIST, Some(5));
    assert!(waits(&bench).is_some());
}

#[test]
fn the_other_tab_and_another_context_are_not_concerned() {
    let mut bench = waiting();
    bench.keys("2");
    assert_eq!(bench.app.freshness(), Freshness::Live);
    bench.keys("1");
    assert!(waits(&bench).is_some());
}

#[test]
fn what_the_wizard_chooses_from_waits_where_it_would_load() {
    let mut bench = Bench::stocked((80, 24));
    bench.keys("L");
    bench.waits(&Read::Flavors, Some(30));
    let patience = |bench: &Bench| {
        assert!(matches!(bench.app.modals.last(), Some(Modal::Launch(_))));
        let space = bench.app.space.as_ref().unwrap();
        space.choices.flavors.patience()
    };
    assert!(patience(&bench).is_some());
    bench.answer(&Read::Flavors, Ok(Data::Flavors(Vec::new())));
    assert_eq!(patience(&bench), None);
}

#[test]
fn r_in_the_wizard_asks_again_for_what_waits_and_not_for_what_is_on_its_way() {
    let mut bench = Bench::stocked((80, 24));
    bench.keys("L");
    bench.waits(&Read::Flavors, Some(30));
    let (waiting, on_its_way) = (bench.ticket(&Read::Flavors), bench.ticket(&Read::Networks));
    bench.keys("<F5>");
    assert_ne!(bench.ticket(&Read::Flavors), waiting);
    assert_eq!(bench.ticket(&Read::Networks), on_its_way);
    let flavors = |bench: &Bench| {
        let choices = &bench.app.space.as_ref().unwrap().choices;
        choices.flavors.patience()
    };
    assert_eq!(flavors(&bench), None);
}

#[test]
fn nothing_but_a_hand_hurries_what_waits() {
    let mut bench = Bench::stocked((80, 24));
    bench.keys("L");
    bench.waits(&Read::Flavors, Some(30));
    let waiting = bench.ticket(&Read::Flavors);
    // Another step, another launch: the cloud is left in peace.
    bench.keys("<A-2><A-1><Esc>L");
    bench.wait_s(20);
    assert_eq!(bench.ticket(&Read::Flavors), waiting);
}

#[test]
fn r_on_the_images_of_the_wizard_reads_them() {
    let mut bench = Bench::stocked((80, 24));
    bench.keys("L");
    bench.effects.clear();
    bench.keys("<F5>");
    assert!(bench.asked().contains(&Read::Images), "{:?}", bench.asked());
}

#[test]
fn r_in_the_details_asks_again_for_what_waits() {
    let mut bench = Bench::stocked((80, 24));
    bench.keys("<Enter>");
    let ports = |read: &Read| matches!(read, Read::ServerPorts(_));
    let read = bench.asked().into_iter().find(ports).unwrap();
    bench.waits(&read, Some(30));
    let waiting = bench.ticket(&read);
    bench.wait_s(11);
    assert_eq!(bench.ticket(&read), waiting, "the details do not press");
    bench.keys("r");
    assert_ne!(bench.ticket(&read), waiting);
}

#[test]
fn r_on_the_table_of_a_dialog_asks_again_for_what_waits() {
    let mut bench = Bench::stocked((80, 24));
    bench.keys("Ai");
    assert!(matches!(bench.app.modals.last(), Some(Modal::Form(_))));
    bench.waits(&Read::Networks, Some(30));
    let waiting = bench.ticket(&Read::Networks);
    bench.keys("<F5>");
    assert_ne!(bench.ticket(&Read::Networks), waiting);
}

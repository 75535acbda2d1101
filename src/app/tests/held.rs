//! A key that opens something and is held down types nothing there, and confirms nothing; whoever
//! types loses no letter.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::app::Msg;
use crate::app::fixture::Bench;
use crate::app::modal::Modal;

const SIZE: (u16, u16) = (80, 24);
/// What is pressed first, and the key that opens a text.
const OPENERS: [(&str, &str); 6] = [
    ("", "S"),
    ("m", "S"),
    ("", ":"),
    ("", "/"),
    ("", "c"),
    ("L<A-4>", "c"),
];

/// The text that letters go into now.
fn typed(bench: &Bench) -> String {
    match bench.app.modals.last() {
        Some(Modal::Snapshot(form)) => form.name.text().to_owned(),
        Some(Modal::Palette(palette)) => palette.query.text().to_owned(),
        Some(Modal::Switcher(switcher)) => switcher.query.text().to_owned(),
        Some(Modal::Launch(wizard)) => wizard.draft().key.new_name.text().to_owned(),
        Some(other) => panic!("{other:?}"),
        None => {
            let space = bench.app.space.as_ref().unwrap();
            space.instances.typing.as_ref().unwrap().text().to_owned()
        }
    }
}

fn opened(before: &str, key: &str) -> (Bench, String) {
    let mut bench = Bench::stocked(SIZE);
    bench.keys(before);
    bench.wait(400);
    bench.keys(key);
    let at_first = typed(&bench);
    (bench, at_first)
}

/// The key repeats after `delay` ms, and so often.
fn hold(bench: &mut Bench, key: &str, delay: u64, hz: u64, times: u64) {
    bench.wait(delay - 10);
    for _ in 0..times {
        bench.keys(key);
        bench.wait(1000 / hz - 10);
    }
}

#[test]
fn the_key_that_opened_a_text_types_nothing_while_it_is_held() {
    for (before, key) in OPENERS {
        for (delay, hz) in [(200, 30), (500, 25), (660, 25), (1000, 40), (2000, 15)] {
            let (mut bench, at_first) = opened(before, key);
            hold(&mut bench, key, delay, hz, 40);
            bench.wait(1000);
            assert_eq!(
                typed(&bench),
                at_first,
                "{before} {key}, {delay} ms, {hz} Hz"
            );
            bench.keys("web");
            assert_eq!(typed(&bench), format!("{at_first}web"), "{before} {key}");
        }
    }
}

#[test]
fn a_name_that_begins_with_that_letter_is_typed_whole_however_fast() {
    for (before, key) in OPENERS {
        for pause in [0, 20, 90, 150, 400, 3000] {
            let (mut bench, at_first) = opened(before, key);
            for c in [key, "e", "b"] {
                bench.wait(pause);
                bench.keys(c);
            }
            let whole = format!("{at_first}{key}eb");
            assert_eq!(typed(&bench), whole, "{before} {key}, {pause} ms");
        }
    }
}

#[test]
fn one_letter_alone_is_typed_a_tenth_of_a_second_later() {
    let (mut bench, at_first) = opened("", ":");
    bench.wait(500);
    bench.keys(":");
    assert_eq!(typed(&bench), at_first);
    let sights = bench.app.sights();
    bench.wait(100);
    assert_eq!(typed(&bench), ":");
    assert!(bench.app.sights() > sights, "and drawn");
    bench.keys(":");
    assert_eq!(typed(&bench), "::", "it is not held any more");
}

#[test]
fn what_is_pasted_comes_after_what_was_typed_before() {
    let (mut bench, _) = opened("", ":");
    bench.wait(500);
    bench.keys(":");
    bench.msg(Msg::Paste("pasted".into()));
    assert_eq!(typed(&bench), ":pasted");
}

#[test]
fn a_terminal_that_tells_of_repeats_and_releases_is_believed() {
    let key = |kind| KeyEvent::new_with_kind(KeyCode::Char(':'), KeyModifiers::NONE, kind);
    let (mut bench, _) = opened("", ":");
    bench.wait(5000);
    bench.key(key(KeyEventKind::Repeat));
    bench.wait(1000);
    assert_eq!(typed(&bench), "");
    bench.key(key(KeyEventKind::Release));
    bench.key(key(KeyEventKind::Press));
    assert_eq!(typed(&bench), ":");
}

#[test]
fn a_sequence_of_the_same_key_is_still_one() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("yy");
    assert_eq!(bench.said(), "bastion-01 sent to the clipboard");
}

#[test]
fn a_key_held_through_a_menu_and_its_question_confirms_nothing() {
    // Enter picks from the menu, and the question it leads to has the focus on its button.
    for delay in [200, 500, 660, 1000, 2000] {
        for (hz, times) in [(15, 1), (15, 40), (25, 2), (40, 1), (40, 100)] {
            let mut bench = Bench::stocked(SIZE);
            bench.keys("P<Down>");
            bench.wait(400);
            bench.keys("<Enter>");
            assert_eq!(bench.app.modals.len(), 1);
            hold(&mut bench, "<Enter>", delay, hz, times);
            bench.wait_s(20);
            let writes = bench.writes();
            assert!(
                writes.is_empty(),
                "{delay} ms, {hz} Hz, {times}: {writes:?}"
            );
        }
    }
}

#[test]
fn a_press_that_does_not_count_says_so_and_the_next_one_counts() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("D<Tab>");
    bench.wait(400);
    bench.keys("<Enter>");
    bench.wait(100);
    assert_eq!(bench.app.held(), 1, "another key was pressed in between");

    let mut bench = Bench::stocked(SIZE);
    bench.keys("Dy");
    bench.wait(600);
    bench.keys("y");
    bench.wait(100);
    let Some(Modal::Confirm(confirm)) = bench.app.modals.last() else {
        panic!("still asked");
    };
    assert_eq!(confirm.note.as_deref(), Some(crate::app::guard::AGAIN));
    bench.wait(300);
    bench.keys("y");
    bench.wait(100);
    assert_eq!(bench.app.held(), 1);
}

//! Keys: one table, no hint that lies, and no key held down that destroys anything.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::app::action::{self, ACTIONS, Action};
use crate::app::fixture::{Bench, images, odd_servers, servers};
use crate::app::modal::Modal;
use crate::app::{Click, Effect, Msg};
use crate::cloud::message::Write;

const SIZE: (u16, u16) = (80, 24);

fn control(c: char) -> KeyEvent {
    KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL)
}

#[test]
fn every_action_is_found_in_the_palette_and_runs_from_there_or_says_why_not() {
    for (place, spec) in ACTIONS.iter().enumerate() {
        // What has no key of its own is reached by that of its menu.
        let opener = spec.menu.and_then(|(menu, _)| action::spec_of(menu));
        let Some(key) = spec
            .keys
            .first()
            .or(opener.and_then(|menu| menu.keys.first()))
        else {
            continue;
        };
        let mut by_key = Bench::stocked(SIZE);
        by_key.key(KeyEvent::new(key.code, key.modifiers));
        if let (Some((_, item)), true) = (spec.menu, spec.keys.is_empty()) {
            by_key.key(KeyEvent::from(KeyCode::Char(item)));
        }
        let mut by_palette = Bench::stocked(SIZE);
        by_palette.keys(":");
        for c in spec.label.chars() {
            by_palette.key(KeyEvent::from(KeyCode::Char(c)));
        }
        let Some(Modal::Palette(palette)) = by_palette.app.modals.last() else {
            panic!("the palette is open");
        };
        let entries = palette.entries();
        let found = entries
            .iter()
            .position(|entry| entry.spec.action == spec.action);
        let Some(found) = found else {
            panic!("{place}: {} is not found", spec.label)
        };
        let off = entries[found].off.map(str::to_owned);
        for _ in 0..found {
            by_palette.keys("<Down>");
        }
        by_palette.effects.clear();
        by_palette.keys("<Enter>");
        match off {
            None => assert_eq!(
                by_palette.app.modals.len(),
                by_key.app.modals.len(),
                "{}",
                spec.label
            ),
            Some(reason) => assert_eq!(by_palette.app.reason_against(spec.action), Some(reason)),
        }
    }
}

#[test]
fn every_hint_of_the_footer_does_what_its_key_does() {
    let shown = |spec: &&action::Spec| spec.hint.is_some() && !spec.keys.is_empty();
    for spec in ACTIONS.iter().filter(shown) {
        let mut clicked = Bench::stocked(SIZE);
        clicked.msg(Msg::Click(Click::Act(spec.action)));
        let mut pressed = Bench::stocked(SIZE);
        pressed.key(KeyEvent::new(spec.keys[0].code, spec.keys[0].modifiers));
        assert_eq!(
            clicked.app.modals.len(),
            pressed.app.modals.len(),
            "{}",
            spec.label
        );
        assert_eq!(clicked.quits(), pressed.quits(), "{}", spec.label);
    }
}

#[test]
fn escape_peels_one_layer_at_a_time_and_never_quits() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("/web<Enter>vj<Tab>z?");
    let state = |bench: &Bench| {
        let space = bench.app.space.as_ref().unwrap();
        (
            bench.app.modals.len(),
            space.details.is_some(),
            space.pane.focused,
            space.instances.table.is_ranging(),
            space.instances.table.filter().text() == "web",
        )
    };
    let mut seen = vec![state(&bench)];
    for _ in 0..5 {
        bench.keys("<Esc>");
        seen.push(state(&bench));
    }
    assert_eq!(
        seen,
        [
            (1, true, true, true, true),
            (0, true, true, true, true),
            (0, false, true, true, true),
            (0, false, false, true, true),
            (0, false, false, false, true),
            (0, false, false, false, false),
        ]
    );
    bench.keys("<Esc><Esc><Esc>");
    assert!(!bench.quits());
}

#[test]
fn q_closes_what_is_open_and_quits_at_the_top() {
    for open in ["?", "t", "e", "@", "o", "z"] {
        let mut bench = Bench::stocked(SIZE);
        bench.keys(open);
        bench.keys("q");
        assert!(
            !bench.quits() && bench.app.modals.is_empty(),
            "after {open}"
        );
        bench.keys("q");
        assert!(bench.quits(), "after {open}");
    }
}

#[test]
fn control_c_is_escape_in_a_dialog_or_filter_and_quits_at_the_top() {
    for open in ["D", "S", "?", "c", "/web", "L"] {
        let mut bench = Bench::stocked(SIZE);
        bench.keys(open);
        bench.key(control('c'));
        assert!(
            !bench.quits() && bench.app.modals.is_empty(),
            "after {open}"
        );
        bench.key(control('c'));
        assert!(bench.quits(), "after {open}");
    }
}

#[test]
fn quitting_asks_only_when_a_confirmed_delete_would_be_lost() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("D");
    bench.confirm_with("y");
    bench.keys("q");
    assert!(!bench.quits());
    bench.keys("<Enter>");
    assert!(
        !bench.quits() && bench.app.modals.is_empty(),
        "Stay has the focus"
    );
    bench.keys("q<Tab><Enter>");
    assert!(bench.quits());
    assert!(bench.writes().is_empty());
}

#[test]
fn a_key_held_down_deletes_nothing() {
    for (open, held) in [
        ("D", "y"),
        ("D<Tab>", "<Enter>"),
        ("D", "<Enter>"),
        ("", "D"),
    ] {
        let mut bench = Bench::stocked(SIZE);
        bench.keys(open);
        for _ in 0..100 {
            bench.keys(held);
            bench.wait(23);
        }
        bench.wait_s(20);
        assert!(bench.writes().is_empty(), "{open} then {held} held");
    }
}

#[test]
fn enter_keeps_and_only_y_or_the_delete_button_deletes() {
    let held = |keys: &str| {
        let mut bench = Bench::stocked(SIZE);
        bench.keys("D");
        bench.confirm_with(keys);
        bench.app.held()
    };
    assert_eq!(held("<Enter>"), 0);
    assert_eq!(held("n"), 0);
    assert_eq!(held("y"), 1);
    assert_eq!(held("<Tab><Enter>"), 1);
    assert_eq!(held("yj"), 0, "any other key takes the press back");
}

#[test]
fn many_are_deleted_only_when_the_words_are_typed() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("<Space>j<Space>D");
    bench.confirm_with("y<Enter>");
    assert_eq!(bench.app.held(), 0);
    bench.keys("<C-u>delete 2");
    bench.confirm_with("<Enter>");
    assert_eq!(bench.app.held(), 2);
}

#[test]
fn a_dialog_keeps_its_targets_when_the_list_moves_and_drops_what_is_gone() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("rj<Space>j<Space>j<Space>D");
    bench.list(
        servers()
            .into_iter()
            .filter(|server| server.name != "db-01")
            .collect(),
    );
    bench.wait(400);
    // The phrase is of those that are left.
    bench.keys("delete 2");
    bench.confirm_with("<Enter>");
    bench.wait_s(9);
    let writes: Vec<_> = bench
        .writes()
        .into_iter()
        .map(|(.., write)| write.clone())
        .collect();
    let delete = |id: &str| Write::DeleteServer(id.into());
    assert_eq!(writes, [delete("batch-07"), delete("db-02-replica")]);
}

#[test]
fn a_locked_instance_offers_no_delete_and_y_copies_what_would_lift_the_lock() {
    let mut bench = Bench::holding(odd_servers(), images(), SIZE);
    bench.keys("/vault<Enter>D");
    bench.confirm_with("y");
    let copied = bench.effects.iter().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text.as_str()),
        _ => None,
    });
    assert_eq!(copied, Some("openstack server unlock vault-01"));
    assert_eq!(bench.app.held(), 0);
}

#[test]
fn a_known_sequence_of_two_keys_never_shows_the_menu() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("yi");
    assert!(bench.app.modals.is_empty());
    assert_eq!(bench.said(), "10.0.0.5 sent to the clipboard");
}

#[test]
fn the_same_key_twice_is_a_sequence_too() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("yy");
    assert_eq!(bench.said(), "bastion-01 sent to the clipboard");
    bench.keys("ss");
    let table = &bench.app.space.as_ref().unwrap().instances.table;
    assert_eq!(table.sort, crate::app::instances::Column::Status);
}

#[test]
fn copying_takes_the_marked_rows_one_a_line() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("<Space>jj<Space>yn");
    let copied = bench.effects.iter().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text.as_str()),
        _ => None,
    });
    assert_eq!(copied, Some("bastion-01\ndb-01"));
}

#[test]
fn nothing_can_be_done_to_what_a_screen_too_small_does_not_show() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("D");
    bench.msg(Msg::Resize(40, 12));
    bench.confirm_with("y");
    assert_eq!(bench.app.held(), 0);
    bench.keys("q");
    assert!(bench.quits());
}

#[test]
fn a_screen_too_small_still_asks_before_a_delete_is_lost() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("D");
    bench.confirm_with("y");
    bench.msg(Msg::Resize(40, 12));
    bench.keys("q");
    assert!(!bench.quits());
    bench.keys("y");
    assert!(bench.quits());
}

#[test]
fn the_wheel_moves_rows_and_two_clicks_open_one() {
    let mut bench = Bench::stocked(SIZE);
    bench.msg(Msg::Click(Click::Scroll(3)));
    assert_eq!(bench.cursor(), "db-02-replica");
    bench.msg(Msg::Click(Click::Row(1)));
    bench.wait(500);
    bench.msg(Msg::Click(Click::Row(1)));
    assert!(
        bench.app.space.as_ref().unwrap().details.is_none(),
        "too slow for two clicks"
    );
    bench.msg(Msg::Click(Click::Row(1)));
    assert!(bench.app.space.as_ref().unwrap().details.is_some());
}

#[test]
fn control_l_draws_anew_and_control_z_suspends_wherever_one_is() {
    for open in ["", "D", "/web", "L", "?"] {
        let mut bench = Bench::stocked(SIZE);
        bench.keys(open);
        bench.key(control('l'));
        bench.key(control('z'));
        let effects = &bench.effects;
        assert!(
            effects
                .iter()
                .any(|effect| matches!(effect, Effect::Redraw)),
            "{open}"
        );
        assert!(
            effects
                .iter()
                .any(|effect| matches!(effect, Effect::Suspend)),
            "{open}"
        );
    }
}

#[test]
fn the_labels_of_actions_are_all_different() {
    let labels: std::collections::HashSet<_> = ACTIONS.iter().map(|spec| spec.label).collect();
    assert_eq!(labels.len(), ACTIONS.len());
    assert!(ACTIONS.iter().any(|spec| spec.action == Action::Quit));
}

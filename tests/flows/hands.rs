//! A cat on the keyboard, a hand on the mouse, a window that changes its size all the time: nothing
//! panics, nothing is drawn outside the screen, and nothing is written that was not confirmed. What
//! that means is told by the model of [`super::fuzz`].

use std::time::Duration;

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MediaKeyCode, ModifierKeyCode,
    MouseButton, MouseEvent, MouseEventKind,
};
use horizon_tui::app::wrap::is_unsafe;
use proptest::prelude::*;
use proptest::sample::select;

use super::common::drive::Drive;
use super::common::hostile;
use super::common::keys;
use super::fuzz::{Watch, runner};
use super::steps::{SIZE, opened};

const CASES: u32 = 24;

/// Keys that open something to be confused in.
const WAYS: [&str; 24] = [
    "Esc",
    "Esc Esc Esc 1",
    "2",
    "Enter",
    "D",
    "S",
    "L",
    "L A-2",
    "L A-4",
    "m",
    "y",
    ":",
    "@",
    "/",
    "?",
    "s",
    "f",
    "c",
    "t",
    "e",
    "E m",
    "R r",
    "A f",
    "x",
];

#[derive(Debug, Clone)]
enum Hand {
    Way(&'static str),
    Key(KeyEvent),
    Mouse(MouseEvent),
    Paste(usize),
    Focus(bool),
    Resize(u16, u16),
    /// Real time passes, or none: answers come between the keys.
    Wait(u64),
}

fn hand() -> impl Strategy<Value = Hand> {
    prop_oneof![
        6 => select(&WAYS[..]).prop_map(Hand::Way),
        12 => key().prop_map(Hand::Key),
        8 => mouse().prop_map(Hand::Mouse),
        2 => (0..hostile::texts().len()).prop_map(Hand::Paste),
        1 => any::<bool>().prop_map(Hand::Focus),
        2 => prop_oneof![
            4 => (1..90u16, 1..30u16),
            1 => (1..=500u16, 1..=200u16),
        ].prop_map(|(columns, rows)| Hand::Resize(columns, rows)),
        4 => select(&[0, 10, 400, 3000][..]).prop_map(Hand::Wait),
    ]
}

fn key() -> impl Strategy<Value = KeyEvent> {
    let code = prop_oneof![
        8 => proptest::char::range(' ', '~').prop_map(KeyCode::Char),
        2 => any::<char>().prop_map(KeyCode::Char),
        2 => (0..=255u8).prop_map(KeyCode::F),
        10 => select(vec![
            KeyCode::Backspace, KeyCode::Enter, KeyCode::Left, KeyCode::Right, KeyCode::Up,
            KeyCode::Down, KeyCode::Home, KeyCode::End, KeyCode::PageUp, KeyCode::PageDown,
            KeyCode::Tab, KeyCode::BackTab, KeyCode::Delete, KeyCode::Insert, KeyCode::Null,
            KeyCode::Esc, KeyCode::CapsLock, KeyCode::ScrollLock, KeyCode::NumLock,
            KeyCode::PrintScreen, KeyCode::Pause, KeyCode::Menu, KeyCode::KeypadBegin,
            KeyCode::Media(MediaKeyCode::Play), KeyCode::Media(MediaKeyCode::MuteVolume),
            KeyCode::Modifier(ModifierKeyCode::LeftShift),
            KeyCode::Modifier(ModifierKeyCode::IsoLevel3Shift),
        ]),
    ];
    let modifiers = prop_oneof![
        6 => Just(KeyModifiers::NONE),
        1 => Just(KeyModifiers::SHIFT),
        3 => any::<u8>().prop_map(KeyModifiers::from_bits_truncate),
    ];
    let kind = select(vec![
        KeyEventKind::Press,
        KeyEventKind::Press,
        KeyEventKind::Repeat,
        KeyEventKind::Release,
    ]);
    let ends = |code: KeyCode, modifiers: KeyModifiers| {
        // Quitting is not what is looked for here.
        code == KeyCode::Char('q')
            || (code == KeyCode::Char('c') && modifiers.contains(KeyModifiers::CONTROL))
    };
    (code, modifiers, kind)
        .prop_filter("ends it", move |(code, modifiers, _)| {
            !ends(*code, *modifiers)
        })
        .prop_map(|(code, modifiers, kind)| KeyEvent::new_with_kind(code, modifiers, kind))
}

fn mouse() -> impl Strategy<Value = MouseEvent> {
    let button = || {
        select(vec![
            MouseButton::Left,
            MouseButton::Right,
            MouseButton::Middle,
        ])
    };
    let kind = prop_oneof![
        6 => button().prop_map(MouseEventKind::Down),
        1 => button().prop_map(MouseEventKind::Up),
        1 => button().prop_map(MouseEventKind::Drag),
        2 => select(vec![
            MouseEventKind::Moved, MouseEventKind::ScrollDown, MouseEventKind::ScrollUp,
            MouseEventKind::ScrollLeft, MouseEventKind::ScrollRight,
        ]),
    ];
    let place = prop_oneof![
        9 => (0..90u16, 0..30u16),
        1 => any::<(u16, u16)>(),
    ];
    (kind, place).prop_map(|(kind, (column, row))| MouseEvent {
        kind,
        column,
        row,
        modifiers: KeyModifiers::NONE,
    })
}

fn lay(hand: &Hand, watch: &mut Watch, texts: &[(&'static str, String)]) {
    match hand {
        Hand::Way(way) => keys::parse(way).into_iter().for_each(|key| watch.key(key)),
        Hand::Key(key) => watch.key(*key),
        Hand::Mouse(event) => watch.mouse(*event),
        Hand::Paste(at) => watch.drive.paste(&texts[*at].1),
        Hand::Focus(true) => watch.drive.event(Event::FocusGained),
        Hand::Focus(false) => watch.drive.event(Event::FocusLost),
        Hand::Resize(columns, rows) => watch.drive.resize((*columns, *rows)),
        Hand::Wait(0) => watch.drive.idle(),
        Hand::Wait(millis) => watch.drive.wait(Duration::from_millis(*millis)),
    }
}

fn check(drive: &mut Drive) {
    let screen = drive.screen();
    let odd = screen.chars().find(|c| is_unsafe(*c) && *c != '\n');
    assert_eq!(odd, None, "on the screen:\n{screen}");
    let (columns, rows) = drive.app().size;
    let outside = drive
        .cursor()
        .filter(|(column, row)| *column >= columns || *row >= rows);
    assert_eq!(outside, None, "the cursor on {columns}x{rows}:\n{screen}");
    assert!(screen.lines().count() <= usize::from(rows));
}

#[test]
fn whatever_the_hands_do_nothing_panics_and_nothing_is_written_unconfirmed() {
    let texts = hostile::texts();
    let hands = (proptest::collection::vec(hand(), 60..150), any::<bool>());
    let outcome = runner(CASES).run(&hands, |(hands, tokens_end)| {
        let mut watch = Watch::over(opened(Drive::demo(SIZE)), tokens_end);
        for hand in &hands {
            if watch.drive.ended() {
                break;
            }
            lay(hand, &mut watch, &texts);
            watch.look();
            if !watch.drive.ended() {
                check(&mut watch.drive);
            }
        }
        if !watch.drive.ended() {
            watch.drive.wait(Duration::from_secs(20));
        }
        watch.agrees_with_the_cloud();
        Ok(())
    });
    assert!(outcome.is_ok(), "{}", outcome.unwrap_err());
}

//! A terminal of any size, and what is written to it while nothing happens.

use std::time::Duration;

use super::common::pty::Pty;
use super::{SIZE, assert_given_back, wait_until_taken, with_demo};

#[test]
fn nothing_is_written_and_nothing_computed_while_nothing_happens() {
    // Without a cloud: the imitation one moves on by itself.
    let mut pty = Pty::spawn(&[], SIZE);
    wait_until_taken(&mut pty);
    // When it begins to is not known: on a busy machine the start itself stands still for a while.
    let rests = pty.rests_for(Duration::from_secs(3));
    assert!(rests, "it never stands still:\n{}", pty.text());
}

#[test]
fn any_size_is_survived() {
    let mut pty = with_demo();
    for size in [(1, 1), (200, 60), (2, 50), (200, 1), SIZE] {
        pty.resize(size);
        pty.send("\x0c");
        let _ = pty.bytes_within(Duration::from_millis(50));
    }
    wait_until_taken(&mut pty);
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    assert_given_back(&pty);
}

#[test]
fn the_smallest_terminal_is_enough_to_start_in() {
    let mut pty = Pty::spawn(&["--demo"], (1, 1));
    pty.wait_for("the screen", vt100::Screen::alternate_screen);
    pty.resize(SIZE);
    pty.wait_for("a list", |screen| screen.contents().contains("app-01"));
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    assert_given_back(&pty);
}

#[test]
fn a_storm_of_resizes_ends_on_the_last_size() {
    let mut pty = with_demo();
    for round in 0_u16..60 {
        pty.resize((1 + round * 7 % 240, 1 + round * 3 % 70));
    }
    pty.resize(SIZE);
    pty.wait_for("the list", |screen| {
        let text = screen.contents();
        text.contains("app-01") && text.lines().count() == usize::from(SIZE.1)
    });
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    assert_given_back(&pty);
}

#[test]
fn a_key_that_comes_with_a_resize_is_heard_at_once() {
    let mut pty = with_demo();
    pty.wait_for("a list", |screen| screen.contents().contains("app-01"));
    for round in 0..30 {
        pty.resize((SIZE.0 + round % 2, SIZE.1));
        pty.send("?");
        pty.wait_for("the help", |screen| screen.contents().contains("Help"));
        pty.resize((SIZE.0 + 1 - round % 2, SIZE.1));
        pty.send("\x1b");
        // A resize clears the screen first: then there is neither.
        pty.wait_for("its end", |screen| {
            let text = screen.contents();
            !text.contains("Help") && text.contains("app-01")
        });
    }
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
}

#[test]
fn more_keys_than_a_buffer_holds_are_all_heard() {
    let mut pty = with_demo();
    pty.wait_for("a list", |screen| screen.contents().contains("app-01"));
    // 1024 bytes are read at once, and a terminal holds four times as many.
    pty.send("j".repeat(3000) + "?");
    pty.wait_for("the help", |screen| screen.contents().contains("Help"));
    pty.send("\x1b");
    pty.wait_for("its end", |screen| !screen.contents().contains("Help"));
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
}

#[test]
fn without_a_place_for_complaints_it_works() {
    let program = env!("CARGO_BIN_EXE_horizon-tui");
    let script = ["-c", "exec \"$0\" --demo 2>&-", program];
    let mut pty = Pty::spawn_program(std::path::Path::new("/bin/sh"), &script, &[], SIZE);
    wait_until_taken(&mut pty);
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    assert_given_back(&pty);
}

//! The same launch in other words.

use super::super::fixture::*;
use super::super::same_as::Form;
use super::super::*;
use crate::app::Effect;
use crate::cloud::message::Write;

fn complete() -> Play {
    let mut play = Play::open(small_cloud(), Some("i-24"));
    play.keys("web<A-2><Space><A-5>");
    play
}

#[test]
fn x_turns_the_words_y_copies_them_and_nothing_is_sent() {
    let mut play = complete();
    play.keys("xx");
    assert_eq!(play.wizard.same().form, Form::Terraform);
    play.keys("xy");
    let copied = play.effects.iter().rev().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text.as_str()),
        _ => None,
    });
    let shown = play.wizard.same_text(play.fixture.world());
    assert!(shown.as_deref().unwrap().contains("server create"));
    assert_eq!(copied, shown.as_deref());
    assert!(play.writes().is_empty());
}

#[test]
fn w_asks_for_a_file_and_escape_leaves_the_question_only() {
    let mut play = complete();
    play.keys("xw");
    assert_eq!(play.wizard.focus(), FieldId::SavePath);
    play.keys("<Esc>");
    assert_eq!((play.flow, play.writes().len()), (Flow::Stay, 0));
    play.keys("w<Enter>");
    let writes = play.writes();
    let [(_, Write::SaveText { path, text })] = writes.as_slice() else {
        panic!("{writes:?}");
    };
    assert_eq!(path.to_str(), Some("web.json"));
    let body: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!(body["server"]["name"], "web");
}

#[test]
fn an_incomplete_draft_has_no_other_words() {
    let mut play = Play::open(small_cloud(), Some("i-24"));
    play.keys("<A-5>yw");
    assert_eq!(play.wizard.same_text(play.fixture.world()), None);
    assert!(
        play.note().contains("still to be mended"),
        "{}",
        play.note()
    );
    assert!(play.writes().is_empty());
}

#[test]
fn the_words_scroll_under_the_focus_only() {
    let mut play = complete();
    play.keys("x<Tab><Tab><Tab>jj");
    assert_eq!(play.wizard.focus(), FieldId::SameAs);
    assert_eq!(play.wizard.same().scroll, 2);
    play.keys("<Enter>");
    assert_eq!((play.wizard.focus(), play.launches()), (FieldId::Next, 0));
}

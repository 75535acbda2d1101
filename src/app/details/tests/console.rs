//! The Log tab and the Console tab: what is read for them, saved, opened and forgotten.

use super::*;

#[test]
fn a_log_that_is_followed_is_read_every_three_seconds() {
    let mut bench = calm();
    bench.keys("o");
    bench.answer(&log_read(Some(500)), Ok(Data::ConsoleLog("1\n2".into())));
    assert_eq!(asked_in(&mut bench, 30), []);
    bench.keys("f");
    assert_eq!(bench.asked().last(), Some(&log_read(Some(500))));
    bench.answer(&log_read(Some(500)), Ok(Data::ConsoleLog("1\n2\n3".into())));
    assert_eq!(asked_in(&mut bench, 2), []);
    assert_eq!(asked_in(&mut bench, 1), [log_read(Some(500))]);
    assert_eq!(asked_in(&mut bench, 60), [], "not before the answer");
}

#[test]
fn another_length_is_read_at_once_and_an_old_answer_is_not_taken_for_it() {
    let mut bench = calm();
    bench.keys("o");
    bench.answer(&log_read(Some(500)), Ok(Data::ConsoleLog("1".into())));
    bench.effects.clear();
    bench.keys("+0");
    assert_eq!(bench.asked(), [log_read(Some(1000))]);
    bench.answer(&log_read(Some(1000)), Ok(Data::ConsoleLog("1".into())));
    assert_eq!(bench.asked().last(), Some(&log_read(None)));
}

#[test]
fn a_search_goes_along_with_what_is_typed_and_escape_ends_it_before_the_details() {
    let mut bench = calm();
    bench.keys("o");
    let text = "kernel\nq\nlogin:".to_owned();
    bench.answer(&log_read(Some(500)), Ok(Data::ConsoleLog(text)));
    bench.keys("/qLOG");
    assert_eq!(details(&bench).unwrap().log.search(), "qLOG");
    bench.keys("<C-u>login<Enter>");
    let facts = details(&bench).unwrap().log.facts();
    assert!(facts.ends_with("“login” 1 of 1"), "{facts}");
    bench.keys("<Esc>");
    assert_eq!(details(&bench).unwrap().log.search(), "");
    bench.keys("<Esc>");
    assert!(details(&bench).is_none());
}

#[test]
fn a_log_is_saved_as_it_is_shown_to_the_file_that_was_typed() {
    let mut bench = calm();
    bench.keys("o");
    let text = "\u{1b}[32mok\u{1b}[0m\r\nlogin:".to_owned();
    bench.answer(&log_read(Some(500)), Ok(Data::ConsoleLog(text)));
    bench.keys("s<C-u>/tmp/x.log<Enter>");
    let writes = bench.writes();
    let [(_, _, Write::SaveText { path, text })] = writes.as_slice() else {
        panic!("{writes:?}");
    };
    assert_eq!(path.display().to_string(), "/tmp/x.log");
    assert_eq!(text, "ok\nlogin:\n");
    let job = bench.app.jobs().newest_first().next().unwrap();
    assert!(
        matches!(&job.write, Write::SaveText { text, .. } if text.is_empty()),
        "the list of jobs does not keep logs"
    );
    bench.written(Err(error(Kind::Conflict, None, "/tmp/x.log exists.")));
    bench.keys("<Esc>s");
    let prompt = details(&bench).unwrap().prompt.as_ref().unwrap();
    assert_eq!(
        prompt.field().text(),
        "/tmp/x.log",
        "what was typed is kept"
    );
}

#[test]
fn lines_that_are_cut_are_read_along_to_their_end_and_back() {
    let mut bench = Bench::on_web_02(SIZE);
    bench.keys("o");
    let line = format!("{}the end\nshort", "0123456789".repeat(20));
    bench.answer(&log_read(Some(500)), Ok(Data::ConsoleLog(line)));
    let first = |bench: &Bench| {
        let space = bench.app.space.as_ref().unwrap();
        let view = space.details_view(bench.app.now, layout::details(SIZE));
        let words = view.lines[0].parts.iter();
        words.map(|(_, words)| words.as_str()).collect::<String>()
    };
    bench.keys(">");
    assert!(first(&bench).starts_with("9012"), "{}", first(&bench));
    bench.keys(">>>>>>");
    assert!(first(&bench).ends_with("the end"));
    assert_eq!(first(&bench).len(), layout::details(SIZE).0);
    bench.keys("<<<<<<");
    assert!(first(&bench).starts_with("0123"));
}

pub(super) fn address() -> Data {
    Data::RemoteConsole(RemoteConsole {
        kind: ConsoleKind::NoVnc,
        url: "http://console/?token=hunter2".into(),
    })
}

fn opened(bench: &Bench) -> usize {
    let effects = bench.effects.iter();
    effects
        .filter(|it| matches!(it, Effect::OpenUrl(_)))
        .count()
}

#[test]
fn the_address_of_a_console_is_asked_for_by_a_key_and_opened_by_another_press() {
    let mut bench = calm();
    console(&mut bench);
    assert!(!bench.asked().contains(&console_read()));
    bench.keys("<Enter>");
    assert_eq!(bench.asked().last(), Some(&console_read()));
    bench.answer(&console_read(), Ok(address()));
    bench.keys("<Enter><Enter><Enter>");
    assert_eq!(opened(&bench), 0, "Enter is still held");
    bench.wait(400);
    bench.keys("<Enter>");
    assert_eq!(opened(&bench), 1);
    bench.keys("b");
    assert_eq!(opened(&bench), 2);
}

#[test]
fn the_address_of_a_console_is_forgotten_with_its_tab_and_told_nowhere() {
    let mut bench = calm();
    console(&mut bench);
    bench.keys("<Enter>");
    bench.answer(&console_read(), Ok(address()));
    bench.keys("y");
    assert_eq!(bench.said(), "The address sent to the clipboard");
    assert!(!format!("{:?}", bench.app).contains("hunter2"));
    bench.keys("<Tab><S-Tab>b");
    assert_eq!(bench.said(), "there is no address yet: Enter asks for it");
    assert_eq!(opened(&bench), 0);
    // An answer that comes after its tab was left is not for anybody.
    bench.wait(400);
    bench.keys("<Enter><Tab>");
    bench.answer(&console_read(), Ok(address()));
    bench.keys("h");
    assert!(details(&bench).unwrap().console.address().is_none());
}

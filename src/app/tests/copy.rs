//! What reaches the clipboard.

use crate::app::copy::uncopied::Uncopied;
use crate::app::cx::Clipboard;
use crate::app::fixture::{Bench, error, fault, server};
use crate::app::instances::Column;
use crate::app::modal::Modal;
use crate::app::{Effect, Msg};
use crate::cloud::message::{Write, Written};
use crate::openstack::Kind;

fn bench() -> Bench {
    let mut broken = server("ERROR", "web-2", "", "m1.small", "1d");
    broken.fault = Some(fault("No valid host was found.\nTry \u{1b}[31mlater"));
    let servers = vec![
        server("ACTIVE", "web-1", "10.0.0.1 203.0.113.1", "m1.small", "1d"),
        broken,
        server("ACTIVE", "web-3", "10.0.0.3", "m1.small", "1d"),
    ];
    Bench::holding(servers, crate::app::fixture::images(), (80, 24))
}

fn copied(bench: &Bench) -> &str {
    let last = bench.effects.iter().rev().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text.as_str()),
        _ => None,
    });
    last.unwrap_or_default()
}

/// The row of this name, then these keys.
fn after(name: &str, keys: &str) -> Bench {
    let mut bench = bench();
    bench.keys(&format!("/{name}<Enter>{keys}"));
    bench
}

#[test]
fn over_ssh_it_is_said_that_the_terminal_was_asked() {
    let mut bench = bench();
    bench.app.desk.clipboard = Clipboard::Terminal;
    bench.keys("yn");
    assert_eq!(bench.said(), "web-1 sent to the terminal's clipboard");
}

#[test]
fn what_cannot_be_copied_is_not_said_to_be_sent_as_well() {
    let mut bench = bench();
    bench.keys("yn");
    bench.msg(refused());
    assert_eq!(bench.said(), "Not copied: 125 kB");
    let all = bench.app.notices().all();
    assert!(all.iter().all(|it| !it.text.contains("sent")), "{all:?}");
}

#[test]
fn addresses_are_copied_a_line_each_with_their_network() {
    let bench = after("web-1", "ya");
    assert_eq!(
        copied(&bench),
        "10.0.0.1\tprivate\n203.0.113.1\tprivate (floating)"
    );
    assert_eq!(bench.said(), "the addresses sent to the clipboard");
}

#[test]
fn the_ssh_command_is_the_one_that_the_dialog_would_run() {
    assert_eq!(copied(&after("web-1", "ys")), "ssh ubuntu@203.0.113.1");
    let bench = after("web-2", "ys");
    assert_eq!(bench.said(), "nothing to copy");
}

#[test]
fn a_fault_is_copied_as_one_line_with_whose_it_is() {
    let bench = after("web-2", "yf");
    assert_eq!(
        copied(&bench),
        "web-2 web-2: 500 No valid host was found. Try  [31mlater"
    );
    assert_eq!(copied(&after("web-1", "yf")), "", "it has none");
}

#[test]
fn of_the_marked_each_gives_a_line() {
    let mut bench = bench();
    bench.keys("*yi");
    assert_eq!(copied(&bench), "203.0.113.1\n10.0.0.3");
    bench.keys("yy");
    assert_eq!(copied(&bench).lines().count(), 3);
    bench.keys("ys");
    let commands = "ssh ubuntu@203.0.113.1\nssh ubuntu@10.0.0.3";
    assert_eq!(copied(&bench), commands);
}

#[test]
fn the_table_is_copied_with_the_columns_that_were_chosen() {
    let mut bench = bench();
    bench.keys("yt");
    assert!(copied(&bench).starts_with("STATUS\tNAME\tIP\tFLAVOR\tID\nACTIVE\tweb-1\t203.0.113.1"));
    assert_eq!(bench.said(), "the table (3 rows) sent to the clipboard");
    bench.effects.clear();
    let columns = vec![Column::Status, Column::Name, Column::Locked, Column::Age];
    bench.app.space.as_mut().unwrap().instances.columns = Some(columns);
    bench.keys("yt");
    let lines: Vec<&str> = copied(&bench).lines().collect();
    assert_eq!(lines[0], "STATUS\tNAME\tLOCKED\tAGE\tID");
    assert_eq!(lines[1], "ACTIVE\tweb-1\t-\t1d\tweb-1");
    assert_eq!(lines.len(), 4);
}

fn refused() -> Msg {
    Msg::NotCopied {
        why: "Not copied: 125 kB".into(),
        text: "all of it".into(),
    }
}

fn offered(bench: &Bench) -> Option<&Uncopied> {
    match bench.app.modals.last() {
        Some(Modal::Uncopied(form)) => Some(form),
        _ => None,
    }
}

#[test]
fn what_the_clipboard_does_not_take_is_saved_with_one_key_and_told_with_its_path() {
    let mut bench = bench();
    bench.keys("yt");
    bench.msg(refused());
    assert_eq!(offered(&bench).unwrap().why, "Not copied: 125 kB");
    bench.wait_s(3);
    bench.keys("<Enter>");
    bench.wait_s(1);
    let writes = bench.writes();
    let [(_, _, Write::SaveText { path, text })] = writes.as_slice() else {
        panic!("{writes:?}");
    };
    assert_eq!(text, "all of it");
    let path = path.clone();
    let name = path.display().to_string();
    assert!(name.starts_with("~/horizon-tui-copy-20"), "{name}");
    bench.written(Ok(Written::Saved(path)));
    assert!(offered(&bench).is_none());
    assert!(bench.said().contains(&name), "{}", bench.said());
}

#[test]
fn a_file_that_cannot_be_written_leaves_the_text_and_the_path_for_another_try() {
    let mut bench = bench();
    bench.keys("yt");
    bench.msg(refused());
    bench.wait_s(3);
    bench.keys("<C-u>/tmp/all<Enter>");
    bench.wait_s(1);
    bench.written(Err(error(Kind::Conflict, None, "/tmp/all exists already")));
    let form = offered(&bench).unwrap();
    assert!(form.refusal.is_some());
    assert_eq!(form.path.text(), "/tmp/all");
    bench.wait_s(3);
    bench.keys("2<Enter>");
    bench.wait_s(1);
    let writes = bench.writes();
    let Some((_, _, Write::SaveText { path, text })) = writes.last() else {
        panic!("{writes:?}");
    };
    assert_eq!(
        (path.to_str(), text.as_str()),
        (Some("/tmp/all2"), "all of it")
    );
}

#[test]
fn nothing_is_written_by_the_key_that_copied_nor_after_escape() {
    let mut bench = bench();
    bench.keys("yt");
    bench.msg(refused());
    bench.keys("<Enter>");
    assert_eq!(bench.writes().len(), 0, "it has just opened");
    bench.keys("<Esc>");
    assert!(offered(&bench).is_none());
    bench.wait_s(1);
    assert_eq!(bench.writes().len(), 0);
}

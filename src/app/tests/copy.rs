//! What reaches the clipboard.

use crate::app::cx::Clipboard;
use crate::app::fixture::{Bench, fault, server};
use crate::app::instances::Column;
use crate::app::{Effect, Msg};

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
    bench.msg(Msg::NotCopied("Not copied: 125 kB".into()));
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

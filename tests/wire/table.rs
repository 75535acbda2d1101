//! `docs/faults.md`, written from the rows.

use std::fmt::Write as _;

use super::place::PLACES;
use super::rows::{Row, of};
use super::tls::CASES;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/faults.md");

const HEAD: &str = "\
# What goes wrong, and what it comes to

Between the program and an imitation cloud stands a proxy that spoils one kind of request after the
other. Each row is a test that drives the whole program by keys on a screen of 80×24 and holds it to
what stands here: what is said, how often the request is made until then and after which pauses,
that good data stays and keys work meanwhile, and that all is well again once the fault is over.

`cloud:80` stands for the cloud's address. Up to a quarter of a second is added to a pause at
random, unless the cloud named it. Where an answer never comes the tests wait 3 seconds
(`api_timeout: 3`) in place of the usual 30 to 120.

This file is written by `cargo test --test wire -- --ignored write_the_table`.
";

const TLS: &str = "
## TLS

The sentence stands at the login where Keystone is not to be had, and in place of the rows where
Nova is not; the other services go on. A certificate is taken once its authority is named as
`cacert:`. `verify: false` takes any, and the header says `[TLS not verified]`.

| Trouble | What is said at the login | What is said in place of the rows |
|---|---|---|
";

fn table() -> String {
    let mut text = HEAD.to_owned();
    for (place, title) in PLACES {
        let _ = write!(text, "\n## {}\n\n{}\n\n", title, place.course());
        text.push_str("| Fault | What is said | Requests |\n|---|---|---|\n");
        for row in of(place) {
            let _ = writeln!(
                text,
                "| {} | {} | {} |",
                row.fault_words,
                said(row),
                requests(row)
            );
        }
    }
    text.push_str(TLS);
    for case in CASES {
        let _ = writeln!(
            text,
            "| {} | {} | {} |",
            case.words, case.login, case.service
        );
    }
    text
}

fn said(row: &Row) -> String {
    match row.sees {
        "" => "nothing: the row stays as it was".into(),
        words => words.replace('|', "\\|"),
    }
}

fn requests(row: &Row) -> String {
    let seconds = |pause: &u128| match pause {
        0 => "at once".to_owned(),
        ms if ms % 1000 == 0 => format!("{} s", ms / 1000),
        ms => format!("0.{} s", ms / 100),
    };
    let pauses: Vec<String> = row.pauses.iter().map(seconds).collect();
    if pauses.is_empty() {
        return row.sent.to_string();
    }
    format!("{}, after {}", row.sent, pauses.join(", "))
}

#[test]
#[ignore = "writes docs/faults.md"]
fn write_the_table() {
    std::fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/docs")).unwrap();
    std::fs::write(FILE, table()).unwrap();
}

#[test]
fn the_table_in_the_docs_is_that_of_the_tests() {
    let written = std::fs::read_to_string(FILE).unwrap();
    assert!(
        written == table(),
        "docs/faults.md is not up to date: cargo test --test wire -- --ignored write_the_table"
    );
}

//! What is copied as a command, read back by the shell it is meant for.

use std::io::Write as _;
use std::process::{Command, Stdio};

use horizon_tui::app::shell;
use proptest::prelude::*;

use super::common::hostile;

/// What bash makes of a command line: its words.
fn read_by_bash(words: &[String]) -> Vec<String> {
    let mut bash = Command::new("bash")
        .args(["--norc", "--noprofile"])
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let line = format!("printf '%s\\0' {}\n", words.join(" "));
    let mut stdin = bash.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(line.as_bytes()).unwrap());
    let output = bash.wait_with_output().unwrap();
    writer.join().unwrap();
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(error.is_empty(), "{error}");
    let text = String::from_utf8(output.stdout).unwrap();
    let mut read: Vec<String> = text.split('\0').map(str::to_owned).collect();
    assert_eq!(read.pop().as_deref(), Some(""));
    read
}

/// As an argument can hold it.
fn without_nul(text: &str) -> String {
    text.replace('\0', "")
}

fn check(texts: &[String]) {
    for quote in [shell::quote, |text: &str| shell::ansi_c(text)] {
        let quoted: Vec<String> = texts.iter().map(|text| quote(text)).collect();
        let wanted: Vec<String> = texts.iter().map(|text| without_nul(text)).collect();
        assert_eq!(read_by_bash(&quoted), wanted);
    }
}

#[test]
fn every_hostile_text_is_one_word_to_bash_and_one_harmless_line_to_a_terminal() {
    let texts: Vec<String> = hostile::texts().into_iter().map(|(_, text)| text).collect();
    check(&texts);
    for text in &texts {
        let quoted = shell::quote(text);
        assert!(
            !quoted.chars().any(horizon_tui::app::wrap::is_unsafe),
            "{quoted}"
        );
    }
}

#[test]
fn an_option_among_operands_is_none() {
    let words = shell::operands(["--os-cloud=x", "a b"]);
    assert_eq!(read_by_bash(&words), ["--", "--os-cloud=x", "a b"]);
    assert_eq!(shell::operands(["a1"]), ["a1"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_texts_are_the_same_words_to_bash(
        texts in prop::collection::vec(any::<String>(), 1..40),
        odd in prop::collection::vec("[-\\x00-\\x7f!'\"$`\\\\^~#*{},()<>|&;= ]{0,12}", 1..40),
    ) {
        check(&[texts, odd].concat());
    }
}

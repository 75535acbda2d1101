//! A cloud that says what steers a terminal where the program has to believe it: in the names of
//! its places, in the documents that tell its versions, and in the line that begins an answer.

use horizon_tui::app::wrap::{cells, is_unsafe};
use serde_json::{Value, json};

use super::bench::{Bench, World};
use super::common::hostile;
use super::common::proxy::fault::{Fault, Which};
use super::common::proxy::message::Answer;
use super::place::Place;

const LOGIN: Which = Which {
    method: "POST",
    path: "/auth/tokens$",
};
const EVERY: Which = Which {
    method: "*",
    path: "/",
};

/// A text of each kind of harm; the views have been shown all of them elsewhere.
const KINDS: [&str; 9] = [
    "clears the screen",
    "writes the clipboard",
    "8-bit CSI",
    "line breaks",
    "overrides",
    "a tower of marks",
    "a path",
    "64 KiB of wide letters",
    "64 KiB of escapes",
];

fn texts() -> Vec<(&'static str, String)> {
    let mut texts = hostile::texts();
    texts.retain(|(kind, _)| KINDS.contains(kind));
    assert_eq!(texts.len(), KINDS.len());
    texts
}

/// Nothing on the screen steers, and no line spills.
fn look(bench: &mut Bench, what: &str) {
    let screen = bench.drive.screen();
    let width = usize::from(bench.drive.app().size.0);
    for line in screen.lines() {
        let odd = line.chars().find(|c| is_unsafe(*c));
        assert_eq!(odd, None, "{what}: {line}");
        assert!(cells(line) <= width, "{what}: {line}");
    }
}

/// Views in which places, calls and errors are told.
const VIEWS: [&str; 9] = ["", "Enter", "c", "@", "@ Enter", "e", "L x", "?", ": r e g"];

fn look_around(bench: &mut Bench, what: &str) {
    for size in [(80, 24), (60, 16)] {
        bench.drive.resize(size);
        for keys in VIEWS {
            bench.drive.keys("Esc Esc Esc 1 g");
            bench.drive.keys(keys);
            bench.drive.idle();
            look(bench, &format!("{what} after {keys:?}"));
        }
    }
    bench.drive.keys("Esc Esc Esc 1 g");
}

/// Everything that can be copied of the row, and the command that a call comes to.
fn copy(bench: &mut Bench, what: &str) {
    let before = bench.drive.outside().copied.len();
    for keys in ["y i", "y n", "y j", "y c", "y t", "y s", "@ y", "e y"] {
        bench.drive.keys("Esc Esc Esc 1 g");
        bench.drive.keys(keys);
    }
    bench.drive.keys("Esc Esc Esc");
    let copied = bench.drive.outside().copied[before..].to_vec();
    assert!(copied.len() >= 5, "{what}: {copied:?}");
    for text in copied {
        let odd = text
            .chars()
            .find(|c| c.is_control() && *c != '\n' && *c != '\t');
        assert_eq!(odd, None, "{what}: {text:?}");
    }
}

/// The login is in a project of this name, and the other region is called so.
fn rename(token: &mut Value, text: &str) {
    token["token"]["project"]["name"] = json!(text);
    token["token"]["user"]["name"] = json!(text);
    for service in token["token"]["catalog"].as_array_mut().unwrap() {
        for endpoint in service["endpoints"].as_array_mut().unwrap() {
            if endpoint["region"] == "RegionTwo" {
                endpoint["region"] = json!(format!("evil{text}"));
                endpoint["region_id"] = json!(format!("evil{text}"));
            }
        }
    }
}

#[test]
fn a_place_with_a_hostile_name_is_shown_copied_and_worked_in_without_harm() {
    for (kind, text) in texts() {
        let bench = Bench::new(World::default());
        let named = text.clone();
        let fault = Fault::json(move |token| rename(token, &named));
        bench.proxy.spoil(LOGIN, fault);
        let projects = Which {
            method: "GET",
            path: "/auth/projects",
        };
        let named = text.clone();
        let fault = Fault::json(move |page| {
            for project in page["projects"].as_array_mut().unwrap() {
                let old = project["name"].as_str().unwrap();
                project["name"] = json!(format!("{old}{named}"));
            }
        });
        bench.proxy.spoil(projects, fault);
        let mut bench = bench.opened();
        look_around(&mut bench, kind);
        copy(&mut bench, kind);
        bench.drive.keys("c");
        bench.drive.idle();
        bench.drive.text("evil");
        look(&mut bench, kind);
        bench.drive.keys("Enter");
        bench.drive.until(kind, |screen| screen.contains("edge-01"));
        bench.drive.idle();
        look_around(&mut bench, kind);
        copy(&mut bench, kind);
        bench.drive.keys("L");
        bench.drive.text("kept");
        bench.drive.keys("Esc");
        bench.drive.idle();
        // A draft is kept by the name of its place, and nowhere but where drafts are.
        let drafts = bench.drive.home().join("state/drafts");
        let kept: Vec<_> = std::fs::read_dir(drafts).unwrap().collect();
        assert!(!kept.is_empty(), "{kind}");
        for file in kept {
            let name = file.unwrap().file_name().into_string().unwrap();
            let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
            assert!(name.chars().all(plain) && name.len() < 100, "{name}");
        }
    }
}

/// Every text of a document becomes this one.
fn spoil_all(value: &mut Value, text: &str) {
    match value {
        Value::String(old) => text.clone_into(old),
        Value::Array(items) => items.iter_mut().for_each(|item| spoil_all(item, text)),
        Value::Object(fields) => fields.values_mut().for_each(|it| spoil_all(it, text)),
        _ => {}
    }
}

#[test]
fn a_document_of_versions_with_hostile_texts_is_told_of_or_passed_over() {
    for (kind, text) in texts() {
        let mut bench = Bench::new(World::default());
        let fault = Fault::changed(move |answer, _| {
            let Ok(mut json) = serde_json::from_slice::<Value>(&answer.body) else {
                return;
            };
            if json.get("version").is_some() || json.get("versions").is_some() {
                spoil_all(&mut json, &text);
                answer.body = json.to_string().into_bytes();
            }
        });
        bench.proxy.spoil(EVERY, fault);
        bench.drive.idle();
        look_around(&mut bench, kind);
        let documents = bench.proxy.heard().into_iter();
        let documents = documents.filter(|heard| heard.path.ends_with("/v2.1/"));
        assert!(documents.count() > 0, "{kind}: no document was asked for");
        bench.drive.keys("2");
        bench
            .drive
            .until(kind, |screen| screen.contains("AlmaLinux 9"));
        look(&mut bench, kind);
    }
}

/// What may stand after the status (RFC 9112, 4), and what may not.
fn phrases() -> Vec<(&'static str, String)> {
    let mut phrases = texts();
    phrases.push(("an empty one", String::new()));
    phrases.push(("a long one", "No ".repeat(21 << 10)));
    phrases
}

#[test]
fn the_words_after_a_status_are_never_taken_for_more_than_that() {
    for (kind, phrase) in phrases() {
        let mut bench = Place::Refresh.start("");
        let words = phrase.clone();
        let refused = Fault::changed(move |answer, _| {
            *answer = Answer::new(503, "").saying(&words);
        });
        let servers = Place::Refresh.which();
        bench.proxy.spoil(servers, refused);
        bench.drive.keys("r");
        bench.drive.until_that(kind, |drive| {
            let mut said = drive.app().notices().all().iter();
            said.any(|notice| {
                notice
                    .text
                    .starts_with("Instances could not be read again: ")
            })
        });
        let screen = bench.drive.screen();
        assert!(screen.contains("bastion-01"), "{kind}: {screen}");
        look_around(&mut bench, kind);
        copy(&mut bench, kind);
        bench.proxy.mend();
        // The words of a good answer count for nothing.
        let good = Fault::changed(move |answer, _| *answer = answer.clone().saying("\tNo "));
        bench.proxy.spoil(servers, good);
        bench.until_live();
    }
}

//! The README says what the program does: its tables are those of the program.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

#[path = "../benches/harness/lines.rs"]
#[expect(unreachable_pub, reason = "the benches use it too")]
mod lines;

use std::fmt::Write as _;

use horizon_tui::app::action::{ACTIONS, Group, spec_of};
use horizon_tui::app::server::rules::{RULES, Rule, Task};
use horizon_tui::app::server::verb::{Risk, verb_of};
use horizon_tui::openstack::compute::ServerStatus;

use self::lines::{END_TO_END, Line, SPEED, markers};

fn key_table() -> String {
    let mut table = String::new();
    for group in [Group::Look, Group::Change, Group::Go, Group::App] {
        let heading = match group {
            Group::Look => "Look",
            Group::Change => "Change",
            Group::Go => "Go",
            Group::App => "App",
        };
        let _ = writeln!(table, "| {heading} | |\n|---|---|");
        for spec in ACTIONS.iter().filter(|spec| spec.group == group) {
            let keys = spec.keys.iter().map(|key| format!("`{}`", key.name()));
            // The menu's key, then its own.
            let menu = spec.menu.and_then(|(opener, item)| {
                let opener = spec_of(opener)?.keys.first()?.name();
                Some(format!("`{opener}` `{item}`"))
            });
            let keys: Vec<String> = keys.chain(menu).collect();
            let keys = if keys.is_empty() {
                "`:`".into()
            } else {
                keys.join(" ")
            };
            let _ = writeln!(table, "| {keys} | {} |", spec.label);
        }
        table.push('\n');
    }
    table
}

#[test]
fn the_key_table_of_the_readme_is_the_one_the_program_uses() {
    let readme = include_str!("../README.md");
    let table = key_table();
    assert!(
        readme.contains(&table),
        "README.md should hold this:\n\n{table}"
    );
}

/// What each action on an instance needs, and how it is asked about.
fn action_table() -> String {
    let mut table = "| Action | Needs | While a task runs | While locked | Asks |\n\
                     |---|---|---|---|---|\n"
        .to_owned();
    for rule in RULES {
        let label = spec_of(rule.action).map_or("", |spec| spec.label);
        let task = match rule.task {
            Task::Blocks => "no",
            Task::But(_) => "while it reboots, pauses or suspends",
            Task::Free => "yes",
        };
        let locked = if rule.lock { "no" } else { "yes" };
        let asks = match verb_of(rule.action).map(|verb| verb.risk) {
            _ if spec_of(rule.action).is_some_and(|spec| spec.group == Group::Look) => "no",
            None => "dialog",
            Some(_) if label.ends_with('…') => "dialog",
            Some(Risk::Harmless) => "no",
            Some(Risk::Interrupts) => "yes",
            Some(Risk::Destroys) => "yes, then waits",
        };
        let (label, needs) = (label.trim_end_matches(" …"), needs(rule));
        let _ = writeln!(table, "| {label} | {needs} | {task} | {locked} | {asks} |");
    }
    table
}

fn needs(rule: &Rule) -> String {
    let states: Vec<&str> = rule.needs.iter().map(ServerStatus::as_str).collect();
    let mut needs = if states.is_empty() {
        "any state".to_owned()
    } else {
        states.join(", ")
    };
    if rule.admin {
        needs.push_str("; administrators");
    }
    needs
}

#[test]
fn the_conditions_in_the_readme_are_those_the_program_judges_by() {
    let readme = include_str!("../README.md");
    let table = action_table();
    assert!(
        readme.contains(&table),
        "README.md should hold this:\n\n{table}"
    );
}

/// What each line of a table of figures is about, without the figures.
fn measured(readme: &str, table: &str) -> Vec<[String; 3]> {
    let (begin, end) = markers(table);
    let (_, rest) = readme.split_once(&begin).unwrap();
    let (text, _) = rest.split_once(end).unwrap();
    let rows = text.lines().filter(|line| line.starts_with('|')).skip(2);
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        [1, 3, 6].map(|cell| cells[cell].to_owned())
    })
    .collect()
}

#[test]
fn the_tables_of_figures_are_those_that_the_benches_write() {
    let readme = include_str!("../README.md");
    let wanted = |lines: &[Line]| -> Vec<[String; 3]> {
        let parts = |line: &Line| {
            let target = line.target.told(line.unit);
            [line.what.to_owned(), line.against.to_owned(), target]
        };
        lines.iter().map(parts).collect()
    };
    assert_eq!(measured(readme, "speed"), wanted(&SPEED));
    assert_eq!(measured(readme, "end to end"), wanted(&END_TO_END));
}

//! The README says what the program does: its key table is the table of actions.

use std::fmt::Write as _;

use horizon_tui::app::action::{ACTIONS, Group, spec_of};

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

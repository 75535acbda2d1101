//! Update Metadata: the pairs as lines, and what saving them would change.

use std::collections::BTreeMap;

use super::{Dialog, Fields, Id, Input, Note, View, command, option};
use crate::cloud::message::{Read, Write};
use crate::openstack::compute::{MetadataChange, Server};

/// Nova's limit for keys and values, in characters.
const LONGEST: usize = 255;

#[derive(Debug)]
pub(super) struct Metadata;

impl Dialog for Metadata {
    fn title(&self) -> &'static str {
        "Update instance metadata"
    }

    fn verb(&self) -> &'static str {
        "Save"
    }

    fn fields(&self, server: &Server) -> Vec<Input> {
        let pairs = server.metadata.iter();
        let lines: Vec<String> = pairs
            .filter(|(key, value)| is_a_line(key, value))
            .map(|(key, value)| format!("{key} = {value}"))
            .collect();
        vec![Input::lines(Id::Pairs, "key = value", &lines.join("\n"))]
    }

    fn reads(&self, server: &Server) -> Vec<Read> {
        vec![Read::ServerDetail(server.id.clone()), Read::Limits]
    }

    fn problem(&self, _: Id, fields: &Fields, view: View<'_>) -> Option<String> {
        let pairs = match pairs(&fields.lines(Id::Pairs)) {
            Ok(pairs) => pairs,
            Err(problem) => return Some(problem),
        };
        let kept = kept(view.server).count();
        let most = view.world.choices.limits.get()?.server_meta?;
        let count = u64::try_from(pairs.len() + kept).unwrap_or(u64::MAX);
        (count > most).then(|| format!("at most {most} pairs here; these are {count}"))
    }

    fn idle(&self, fields: &Fields, view: View<'_>) -> Option<String> {
        let change = change(fields, view).unwrap_or_default();
        (change == MetadataChange::default()).then(|| "nothing is changed yet".into())
    }

    fn notes(&self, fields: &Fields, view: View<'_>) -> Vec<Note> {
        let before = &view.server.metadata;
        let change = change(fields, view).unwrap_or_default();
        let mut notes = Vec::new();
        for (key, value) in &change.set {
            notes.push(Note::Fact(match before.get(key) {
                Some(old) => format!("changed  {key} = {value}, was {old}"),
                None => format!("new      {key} = {value}"),
            }));
        }
        for key in &change.remove {
            let old = before.get(key).unwrap_or_default();
            notes.push(Note::Warning(format!("removed  {key}, was {old}")));
        }
        for (key, _) in kept(view.server) {
            notes.push(Note::Fact(format!(
                "kept     {key}: it cannot be written as one line"
            )));
        }
        if view.is_changed(|server| &server.metadata) {
            let words = "It was changed elsewhere meanwhile. Only what is named above is sent.";
            notes.push(Note::Warning(words.into()));
        }
        notes
    }

    fn commands(&self, fields: &Fields, view: View<'_>) -> Vec<String> {
        let change = change(fields, view).unwrap_or_default();
        let id = view.server.id.as_str();
        let set = change.set.iter();
        let set: Vec<String> = set
            .map(|(key, value)| option("property", &format!("{key}={value}")))
            .collect();
        let unset = change.remove.iter();
        let unset: Vec<String> = unset.map(|key| option("property", key)).collect();
        let mut commands = Vec::new();
        if !set.is_empty() {
            commands.push(command("server set", &set, &[id]));
        }
        if !unset.is_empty() {
            commands.push(command("server unset", &unset, &[id]));
        }
        commands
    }

    fn writes(&self, fields: &Fields, view: View<'_>) -> Vec<(Write, String)> {
        let Ok(change) = change(fields, view) else {
            return Vec::new();
        };
        let server = view.server.id.clone();
        let what = format!("Update metadata of {}", view.server.title());
        vec![(Write::ChangeMetadata { server, change }, what)]
    }
}

/// Whether a pair comes back the same after it was a line.
fn is_a_line(key: &str, value: &str) -> bool {
    let plain = |text: &str| text.trim() == text && !text.chars().any(char::is_control);
    plain(key) && plain(value) && !key.is_empty() && !key.contains('=')
}

/// The pairs that are no lines: they stay as they are.
fn kept(server: &Server) -> impl Iterator<Item = (&str, &str)> {
    let pairs = server.metadata.iter();
    pairs.filter(|(key, value)| !is_a_line(key, value))
}

/// The pairs of a text, or which line is wrong.
fn pairs(text: &str) -> Result<BTreeMap<String, String>, String> {
    let mut pairs = BTreeMap::new();
    for (line, number) in text.lines().zip(1..) {
        if line.trim().is_empty() {
            continue;
        }
        let Some((key, value)) = line.split_once('=') else {
            return Err(format!("line {number} has no ="));
        };
        let (key, value) = (key.trim(), value.trim());
        if let Some(problem) = problem_of(key, value) {
            return Err(format!("line {number}: {problem}"));
        }
        if pairs.insert(key.to_owned(), value.to_owned()).is_some() {
            return Err(format!("line {number}: {key} stands there twice"));
        }
    }
    Ok(pairs)
}

/// Nova's schema (`parameter_types.metadata`).
fn problem_of(key: &str, value: &str) -> Option<String> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_:. ".contains(c);
    if key.is_empty() {
        Some("it has no key".into())
    } else if let Some(odd) = key.chars().find(|c| !allowed(*c)) {
        Some(format!(
            "{odd} cannot be in a key: letters, digits, - _ : . and blanks can"
        ))
    } else if key.chars().count() > LONGEST {
        Some(format!("a key has at most {LONGEST} characters"))
    } else if value.chars().count() > LONGEST {
        Some(format!("a value has at most {LONGEST} characters"))
    } else {
        None
    }
}

/// What differs from what it had when the dialog opened; nothing else is sent.
fn change(fields: &Fields, view: View<'_>) -> Result<MetadataChange, String> {
    let before = &view.server.metadata;
    let after = pairs(&fields.lines(Id::Pairs))?;
    let remove = before
        .iter()
        .filter(|(key, value)| is_a_line(key, value) && !after.contains_key(*key));
    let remove = remove.map(|(key, _)| key.to_owned()).collect();
    let set = after
        .into_iter()
        .filter(|(key, value)| before.get(key) != Some(value.as_str()))
        .collect();
    Ok(MetadataChange { set, remove })
}

//! Edit Tags: one a line.

use super::{Dialog, Fields, Id, Input, Note, View, command, option};
use crate::cloud::message::{Read, Write};
use crate::openstack::compute::Server;

/// Nova's limits (`nova.objects.instance.MAX_TAG_COUNT`, and the schema of a tag).
const MOST: usize = 50;
const LONGEST: usize = 60;

#[derive(Debug)]
pub(super) struct Tags;

impl Dialog for Tags {
    fn title(&self) -> &'static str {
        "Edit tags"
    }

    fn verb(&self) -> &'static str {
        "Save"
    }

    fn fields(&self, server: &Server) -> Vec<Input> {
        let lines = server.tags.join("\n");
        vec![Input::lines(Id::Tags, "One tag a line", &lines)]
    }

    fn reads(&self, server: &Server) -> Vec<Read> {
        vec![Read::ServerDetail(server.id.clone())]
    }

    fn problem(&self, _: Id, fields: &Fields, _: View<'_>) -> Option<String> {
        let tags = tags(fields);
        for (place, tag) in tags.iter().enumerate() {
            let wrong = if let Some(odd) = tag.chars().find(|c| matches!(c, '/' | ',')) {
                format!("{odd} cannot be in a tag")
            } else if tag.chars().count() > LONGEST {
                format!("a tag has at most {LONGEST} characters")
            } else if tags[..place].contains(tag) {
                "it stands there twice".into()
            } else {
                continue;
            };
            return Some(format!("{tag}: {wrong}"));
        }
        (tags.len() > MOST).then(|| format!("at most {MOST} tags; these are {}", tags.len()))
    }

    fn idle(&self, fields: &Fields, view: View<'_>) -> Option<String> {
        let (new, gone) = difference(fields, view);
        (new.is_empty() && gone.is_empty()).then(|| "nothing is changed yet".into())
    }

    fn notes(&self, fields: &Fields, view: View<'_>) -> Vec<Note> {
        let (new, gone) = difference(fields, view);
        let mut notes = Vec::new();
        if !new.is_empty() {
            notes.push(Note::Fact(format!("new      {}", new.join(", "))));
        }
        if !gone.is_empty() {
            notes.push(Note::Warning(format!("removed  {}", gone.join(", "))));
        }
        if view.is_changed(|server| &server.tags) {
            let words = "The tags were changed elsewhere meanwhile; saving replaces them all.";
            notes.push(Note::Warning(words.into()));
        }
        notes
    }

    fn commands(&self, fields: &Fields, view: View<'_>) -> Vec<String> {
        let (new, gone) = difference(fields, view);
        let id = view.server.id.as_str();
        let options = |tags: &[String]| -> Vec<String> {
            let tags = tags.iter();
            tags.map(|tag| option("tag", tag)).collect()
        };
        let mut commands = Vec::new();
        if !new.is_empty() {
            commands.push(command("server set", &options(&new), &[id]));
        }
        if !gone.is_empty() {
            commands.push(command("server unset", &options(&gone), &[id]));
        }
        commands
    }

    fn writes(&self, fields: &Fields, view: View<'_>) -> Vec<(Write, String)> {
        let server = view.server.id.clone();
        let tags = tags(fields);
        let what = format!("Set tags of {}", view.server.title());
        vec![(Write::SetTags { server, tags }, what)]
    }
}

fn tags(fields: &Fields) -> Vec<String> {
    let text = fields.lines(Id::Tags);
    let tags = text.lines().map(str::trim);
    tags.filter(|tag| !tag.is_empty())
        .map(str::to_owned)
        .collect()
}

/// What saving adds, and what it takes away.
fn difference(fields: &Fields, view: View<'_>) -> (Vec<String>, Vec<String>) {
    let after = tags(fields);
    let before: Vec<String> = view.server.tags.iter().map(ToString::to_string).collect();
    let not_in = |these: &[String], those: &[String]| -> Vec<String> {
        let these = these.iter().filter(|tag| !those.contains(tag));
        these.cloned().collect()
    };
    (not_in(&after, &before), not_in(&before, &after))
}

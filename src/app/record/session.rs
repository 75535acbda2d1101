//! The session report: what was changed in this run, as Markdown, for a hand-over or an audit.

use super::command;
use crate::app::App;
use crate::app::explain;
use crate::app::format;
use crate::app::job::{Job, State};
use crate::cloud::message::Write;

impl App {
    /// Writes the report into the home directory, readable by its owner only.
    pub(in crate::app) fn save_report(&mut self) {
        let Some(space) = &self.space else { return };
        let context = space.context;
        if self.changes().next().is_none() {
            let text = "nothing was changed in this run: no report is written";
            return self.desk.notices.warn(text.into(), self.now);
        }
        let stamp = self.now.wall.strftime("%Y%m%d-%H%M%S");
        let path = format!("~/horizon-tui-session-{stamp}.md");
        let write = Write::SaveText {
            path: path.clone().into(),
            text: self.report(),
        };
        let what = format!("Report {path}");
        self.desk.cx(self.now, context).write(write, what);
    }

    /// What was to change the cloud, oldest first.
    fn changes(&self) -> impl Iterator<Item = &Job> {
        let mut jobs: Vec<_> = self.desk.jobs.newest_first().collect();
        jobs.reverse();
        let of_this_machine = |job: &Job| matches!(job.write, Write::SaveText { .. });
        jobs.into_iter().filter(move |job| !of_this_machine(job))
    }

    fn report(&self) -> String {
        let now = self.now.wall.strftime("%Y-%m-%d %H:%M:%SZ");
        let mut lines = vec![
            "# horizon-tui session".to_owned(),
            String::new(),
            format!("Written {now}."),
            String::new(),
            "| Time | Where | What | Outcome | Took | Request |".into(),
            "|---|---|---|---|---|---|".into(),
        ];
        lines.extend(self.changes().map(|job| self.row(job)));
        let commands: Vec<_> = self.changes().filter_map(command_of).collect();
        if !commands.is_empty() {
            lines.push("\n## The same as commands\n\n```".into());
            lines.extend(commands);
            lines.push("```".into());
        }
        let failed: Vec<_> = self.changes().filter_map(failure).collect();
        if !failed.is_empty() {
            lines.push("\n## What failed\n".into());
            lines.extend(failed);
        }
        lines.push(String::new());
        lines.join("\n")
    }

    fn row(&self, job: &Job) -> String {
        let place = self.places.get(&job.context);
        let request = job
            .error()
            .map_or(&job.request_id, |error| &error.request_id);
        let cells = [
            job.started.wall.strftime("%H:%M:%SZ").to_string(),
            place.cloned().unwrap_or_default(),
            job.what.clone(),
            job.state.in_words(),
            format::span(job.took(self.now)),
            request.clone().unwrap_or_else(|| "-".into()),
        ];
        let cells: Vec<_> = cells.iter().map(|cell| cell_text(cell)).collect();
        format!("| {} |", cells.join(" | "))
    }
}

/// The command of what was sent.
fn command_of(job: &Job) -> Option<String> {
    match job.state {
        State::Held { .. } | State::Waiting | State::Undone => None,
        _ => command::of(&job.write).map(|command| one_line(&command)),
    }
}

fn failure(job: &Job) -> Option<String> {
    let error = job.error()?;
    let mut text = format!(
        "* {}: {}",
        cell_text(&job.what),
        cell_text(&error.to_string())
    );
    if let Some(known) = explain::error(error) {
        text = format!("{text}\n  {}. {}", known.meaning, known.advice);
    }
    Some(text)
}

/// What a cloud calls a thing, as text in a table: it may hold a bar, a line break, a tag.
fn cell_text(text: &str) -> String {
    let mut cell = String::new();
    for c in one_line(text).chars() {
        if "|<>`[]*_\\".contains(c) {
            cell.push('\\');
        }
        cell.push(c);
    }
    cell
}

fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

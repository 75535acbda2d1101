//! The whole story of a job, to read and to copy.

use super::{Building, Job, Sought, Stage, State};
use crate::app::explain::{self, Explained};
use crate::app::format;
use crate::app::time::Now;

impl Job {
    /// One fact a line. `place`: the context it belongs to.
    pub fn story(&self, place: Option<&str>, now: Now) -> String {
        let mut lines = vec![self.what.clone(), String::new()];
        lines.push(format!("State     {}", self.state.in_words()));
        lines.push(format!(
            "Started   {}",
            self.started.wall.strftime("%Y-%m-%d %H:%M:%SZ")
        ));
        lines.push(format!("Took      {}", format::span(self.took(now))));
        if let Some(place) = place {
            lines.push(format!("Where     {place}"));
        }
        if let Some(error) = self.error() {
            lines.push(format!("Call      {}", error.call));
            lines.push(format!("Fault     {error}"));
            explained(&mut lines, "", explain::error(error));
        }
        let request = self
            .error()
            .map_or(&self.request_id, |error| &error.request_id);
        lines.push(format!("Request   {}", request.as_deref().unwrap_or("-")));
        for server in &self.servers {
            lines.push(String::new());
            lines.extend(server.story());
        }
        if let Some(image) = &self.image {
            lines.push(format!("  image {image}"));
        }
        lines.join("\n")
    }
}

impl Building {
    fn story(&self) -> Vec<String> {
        let words = match &self.stage {
            Stage::Found => "found, being built".into(),
            Stage::Building(task) => format!("BUILD  {task}"),
            Stage::Active { addresses } => format!("ACTIVE  {}", addresses.join(", ")),
            Stage::Failed { .. } => "ERROR".into(),
            Stage::Gone => "gone before it was built".into(),
        };
        let mut lines = vec![format!("{}  {words}", self.name)];
        if let Stage::Failed { fault } = &self.stage {
            lines.push(format!("  Fault   {fault}"));
            explained(&mut lines, "  ", explain::fault(fault));
        }
        let mut stages: Vec<String> = self
            .passed
            .iter()
            .map(|passed| format!("{} {}", passed.task, format::span(passed.seconds)))
            .collect();
        if let Some(seconds) = self.took() {
            stages.push(format!("in all {}", format::span(seconds)));
        }
        if !stages.is_empty() {
            lines.push(format!("  Stages  {}", stages.join(" · ")));
        }
        lines.push(format!("  ID      {}", self.id));
        lines
    }
}

/// What the fault means and what to try, where that is known.
fn explained(lines: &mut Vec<String>, indent: &str, explained: Option<Explained>) {
    if let Some(explained) = explained {
        let width = 10 - indent.len();
        lines.push(format!("{indent}{:<width$}{}", "Means", explained.meaning));
        lines.push(format!("{indent}{:<width$}{}", "Try", explained.advice));
    }
}

impl State {
    pub(in crate::app) fn in_words(&self) -> String {
        match self {
            Self::Held { .. } => "confirmed, not sent yet: U undoes".into(),
            Self::Waiting => "waits for its turn, not sent yet".into(),
            Self::Sent => "sent, no answer yet".into(),
            Self::Looking(search) => {
                let looks = match search.sought {
                    Sought::Instances => "its instances are looked for",
                    Sought::Action => "Nova's action log is asked",
                };
                format!("{}; {looks}", search.heard)
            }
            Self::Working { stage } => stage.clone(),
            Self::Done { text } | Self::Failed { text, .. } | Self::Unknown { text, .. } => {
                text.clone()
            }
            Self::Undone => "undone before it was sent".into(),
        }
    }
}

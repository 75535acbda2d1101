//! The Action Log tab: what was done to an instance, newest first, and the steps of one action.

use jiff::Timestamp;

use super::page::{Ink, Line, Page, Sheet};
use crate::app::about::About;
use crate::app::format;
use crate::app::patience::Patience;
use crate::app::remote::Remote;
use crate::app::time::Now;
use crate::cloud::message::{Read, Ticket};
use crate::openstack::Error;
use crate::openstack::compute::{ActionEvent, InstanceAction, Server};
use crate::openstack::id::ServerId;

#[derive(Debug, Default)]
pub(super) struct ActionLog {
    /// The action under the cursor by its request id, and how many lines below its own; the newest
    /// when `None`.
    cursor: Option<(String, usize)>,
    unfolded: Option<String>,
    /// The steps of the unfolded one.
    events: Remote<Vec<ActionEvent>>,
}

impl ActionLog {
    pub(super) fn read(&self, server: &ServerId) -> Option<Read> {
        Some(Read::ActionEvents {
            server: server.clone(),
            request: self.unfolded.clone()?,
        })
    }

    pub(super) fn events(&self) -> &Remote<Vec<ActionEvent>> {
        &self.events
    }

    pub(super) fn ask(&mut self, ticket: Ticket) {
        self.events.ask(ticket);
    }

    pub(super) fn wait(&mut self, ticket: Ticket, patience: Option<Patience>) {
        self.events.wait(ticket, patience);
    }

    pub(super) fn hurry(&mut self) {
        self.events.hurry();
    }

    pub(super) fn settle(
        &mut self,
        ticket: Ticket,
        result: Result<Vec<ActionEvent>, Error>,
        now: Now,
    ) {
        self.events.settle(ticket, result, now);
    }

    /// Whether some step of what is unfolded has not ended.
    pub(super) fn is_running(&self) -> bool {
        let mut events = self.events.get().into_iter().flatten();
        events.any(|event| event.finished.is_none())
    }

    /// The action under the cursor.
    pub(super) fn current<'a>(&self, about: Option<&'a About>) -> Option<&'a InstanceAction> {
        let actions = about?.actions.get()?;
        actions.get(self.place(actions))
    }

    fn place(&self, actions: &[InstanceAction]) -> usize {
        let wanted = self.cursor.as_ref().map(|(request, _)| request);
        let place = actions.iter().position(|it| Some(&it.request_id) == wanted);
        place.unwrap_or(0)
    }

    /// Shows the steps of the action under the cursor, or hides them.
    pub(super) fn toggle(&mut self, about: Option<&About>) {
        let Some(request) = self.current(about).map(|action| action.request_id.clone()) else {
            return;
        };
        self.events = Remote::default();
        self.cursor = Some((request.clone(), 0));
        let other = self.unfolded.as_ref() != Some(&request);
        self.unfolded = other.then_some(request);
    }

    /// Puts the cursor on the head of an action, by its place.
    pub(super) fn choose(&mut self, place: usize, about: Option<&About>) {
        let actions = about.and_then(|about| about.actions.get());
        if let Some(action) = actions.and_then(|actions| actions.get(place)) {
            self.cursor = Some((action.request_id.clone(), 0));
        }
    }

    /// Moves the cursor by lines.
    pub(super) fn move_by(&mut self, rows: i64, page: &Page, about: Option<&About>) {
        let Some(actions) = about.and_then(|about| about.actions.get()) else {
            return;
        };
        let lines: Vec<(usize, usize)> = page
            .lines
            .iter()
            .enumerate()
            .filter_map(|(line, it)| Some((line, it.item?)))
            .collect();
        let at = lines
            .iter()
            .position(|(line, _)| page.lines[*line].selected)
            .unwrap_or(0);
        let to = i64::try_from(at).unwrap_or(0).saturating_add(rows);
        let to = usize::try_from(to).unwrap_or(0);
        let Some((_, item)) = lines.get(to.min(lines.len().saturating_sub(1))) else {
            return;
        };
        let to = to.min(lines.len() - 1);
        let head = lines.iter().position(|(_, other)| other == item);
        let below = to - head.unwrap_or(to);
        let request = actions.get(*item).map(|action| action.request_id.clone());
        self.cursor = request.map(|request| (request, below));
    }

    pub(super) fn page(&self, about: Option<&About>, server: &Server, width: usize) -> Page {
        let mut sheet = Sheet::new(width);
        let actions = sheet.of(about.map(|about| &about.actions));
        if actions.is_some_and(Vec::is_empty) {
            sheet.item(Ink::Plain, "Nova keeps no actions of it.");
        }
        let actions = actions.map_or(&[][..], Vec::as_slice);
        let at = self.place(actions);
        let mut keep = None;
        for (place, action) in actions.iter().enumerate() {
            let from = sheet.lines.len();
            let newest = (place == 0).then_some(server);
            head(&mut sheet, action, newest);
            if self.unfolded.as_ref() == Some(&action.request_id) {
                self.in_full(&mut sheet, action);
            }
            for line in &mut sheet.lines[from..] {
                line.item = Some(place);
            }
            if place == at {
                let below = self.cursor.as_ref().map_or(0, |(_, below)| *below);
                let cursor = (from + below).min(sheet.lines.len() - 1);
                sheet.lines[cursor].selected = true;
                // What is unfolded comes into view with its head; from there one goes through it.
                let end = if below == 0 {
                    sheet.lines.len()
                } else {
                    cursor + 1
                };
                keep = Some(cursor..end);
            }
        }
        Page {
            lines: sheet.lines,
            keep,
        }
    }

    fn in_full(&self, sheet: &mut Sheet, action: &InstanceAction) {
        let mut row = |label: &str, words: &str| sheet.row(&format!("  {label}"), words);
        row("Request", &action.request_id);
        row("User", action.user_id.as_deref().unwrap_or(""));
        if let Some(message) = &action.message {
            row("Message", message);
        }
        if let Some(events) = sheet.of(Some(&self.events)) {
            for event in events {
                step(sheet, event);
            }
            if events.is_empty() {
                sheet.item(Ink::Plain, "Nova tells no steps of it.");
            }
        }
    }
}

/// `● 2026-11-22 11:02:14 Create  34s  no error  by d41d8cd9…  req-…`.
fn head(sheet: &mut Sheet, action: &InstanceAction, newest: Option<&Server>) {
    let runs = newest.is_some_and(Server::in_transition);
    // Nova notes no error with a build that a host gave up; the instance itself tells of it.
    let broke = newest
        .and_then(|server| server.fault.as_ref())
        .is_some_and(|fault| fault.created >= action.started);
    let (glyph, ink, result) = match &action.message {
        Some(message) => ("✗", Ink::Failed, message.clone()),
        None if runs => ("◐", Ink::Working, "running".into()),
        None if broke => ("✗", Ink::Failed, "ended in ERROR".into()),
        None => ("●", Ink::Good, "no error".into()),
    };
    let took = match (action.started, action.updated) {
        (Some(from), Some(to)) if !runs => took(from, to),
        _ => String::new(),
    };
    let user: String = action
        .user_id
        .iter()
        .flat_map(|id| id.chars().take(8))
        .collect();
    let by = if user.is_empty() {
        String::new()
    } else {
        format!("by {user}…")
    };
    let words = format!(
        "{} {:<16} {took:>7}  ",
        moment(action.started),
        name(&action.action)
    );
    sheet.lines.push(Line {
        parts: vec![
            (ink, format!("{glyph} ")),
            (Ink::Plain, words),
            (ink, format!("{result:<8}")),
            (Ink::Muted, format!("  {by:<12}  {}", action.request_id)),
        ],
        ..Line::default()
    });
}

fn step(sheet: &mut Sheet, event: &ActionEvent) {
    let (glyph, ink, result) = match event.result.as_deref() {
        Some("Success") => ("●", Ink::Good, "Success".to_owned()),
        Some(result) => ("✗", Ink::Failed, result.to_owned()),
        None if event.finished.is_none() => ("◐", Ink::Working, "running".into()),
        None => ("?", Ink::Plain, "no result told".into()),
    };
    let took = match (event.started, event.finished) {
        (Some(from), Some(to)) => took(from, to),
        _ => String::new(),
    };
    let start = event
        .started
        .map_or_else(|| "-".into(), |at| at.strftime("%H:%M:%S").to_string());
    let host = event
        .host
        .as_deref()
        .map_or_else(String::new, |host| format!("  on {host}"));
    let when = format!("    {start} {took:>7}  ");
    let result = format!("{glyph} {result}");
    let what = format!("{}{host}", event.event);
    let fits = [&when, &result, &what].map(|words| words.chars().count());
    let mut parts = vec![(Ink::Plain, when), (ink, result)];
    if fits.iter().sum::<usize>() + 2 <= sheet.width {
        parts.push((Ink::Plain, format!("  {what}")));
        sheet.push(parts);
    } else {
        sheet.push(parts);
        sheet.indented(Ink::Plain, 6, &what);
    }
    if let Some(details) = event
        .details
        .as_deref()
        .filter(|words| !words.trim().is_empty())
    {
        sheet.indented(Ink::Plain, 6, details.trim_end());
    }
}

fn moment(at: Option<Timestamp>) -> String {
    at.map_or_else(
        || format!("{:<20}", "-"),
        |at| at.strftime("%Y-%m-%d %H:%M:%SZ").to_string(),
    )
}

fn took(from: Timestamp, to: Timestamp) -> String {
    let seconds = to.as_second() - from.as_second();
    format::span(u64::try_from(seconds).unwrap_or(0))
}

/// Horizon's words for an action, and words in its manner for those it has none for; what is not
/// known is shown as Nova has it.
fn name(action: &str) -> &str {
    match action {
        "create" => "Create",
        "pause" => "Pause",
        "unpause" => "Unpause",
        "rebuild" => "Rebuild",
        "resize" => "Resize",
        "confirmResize" | "confirmresize" => "Confirm Resize",
        "revertResize" => "Revert Resize",
        "suspend" => "Suspend",
        "resume" => "Resume",
        "reboot" => "Reboot",
        "stop" => "Stop",
        "start" => "Start",
        "shelve" => "Shelve",
        "unshelve" => "Unshelve",
        "migrate" => "Migrate",
        "rescue" => "Rescue",
        "unrescue" => "Unrescue",
        "lock" => "Lock",
        "unlock" => "Unlock",
        "createImage" => "Create Image",
        "attach_interface" => "Attach Interface",
        "detach_interface" => "Detach Interface",
        "attach_volume" => "Attach Volume",
        "detach_volume" => "Detach Volume",
        "changePassword" => "Change Password",
        "live-migration" => "Live Migrate",
        "evacuate" => "Evacuate",
        "delete" => "Delete",
        "restore" => "Restore",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::details::fixture::{action, at};
    use crate::app::fixture::{fault, server};

    fn head_of(newest: Option<&Server>) -> String {
        let mut sheet = Sheet::new(100);
        head(
            &mut sheet,
            &action("create", "10:00:00", "10:00:03"),
            newest,
        );
        let words = sheet.lines[0].parts.iter();
        words.map(|(_, words)| words.as_str()).collect()
    }

    #[test]
    fn a_build_that_ended_in_error_is_not_told_as_one_without() {
        let mut broken = server("ERROR", "web", "", "m1.tiny", "1d");
        broken.fault = Some(fault("No valid host was found."));
        if let Some(fault) = &mut broken.fault {
            fault.created = at("10:00:02");
        }
        assert!(head_of(Some(&broken)).contains("✗ 2026-11-22 10:00:00Z Create"));
        assert!(head_of(Some(&broken)).contains("ended in ERROR"));
        if let Some(fault) = &mut broken.fault {
            fault.created = at("09:00:00");
        }
        let before = head_of(Some(&broken));
        assert!(before.contains("no error"), "the fault is older: {before}");
        assert!(head_of(None).contains("3s  no error"), "{}", head_of(None));
    }

    #[test]
    fn a_clock_that_went_back_makes_no_huge_duration() {
        let backwards = action("stop", "10:00:09", "10:00:00");
        let mut sheet = Sheet::new(100);
        head(&mut sheet, &backwards, None);
        assert!(sheet.lines[0].parts[1].1.contains("0s"));
    }
}

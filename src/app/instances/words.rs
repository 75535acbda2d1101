//! How a server stands: the words and the glyph of its status, its task and its power state.

use crate::openstack::compute::{Server, ServerStatus};

/// How a thing stands, in the order in which it needs attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    Failed,
    Attention,
    Working,
    Held,
    Parked,
    Off,
    Fine,
    Going,
    Unknown,
}

impl Health {
    /// One cell wide; it says the same as the word and the colour.
    pub fn glyph(self) -> &'static str {
        match self {
            Self::Failed => "✗",
            Self::Attention => "!",
            Self::Working => "◐",
            Self::Held => "‖",
            Self::Parked => "◌",
            Self::Off => "○",
            Self::Fine => "●",
            Self::Going => "…",
            Self::Unknown => "?",
        }
    }
}

pub fn health(server: &Server) -> Health {
    use ServerStatus as S;
    if server.is_deleting() {
        return Health::Going;
    }
    match server.status {
        S::Error => Health::Failed,
        S::Deleted | S::SoftDeleted => Health::Going,
        _ if server.in_transition() => Health::Working,
        S::VerifyResize | S::Rescue => Health::Attention,
        _ if server.power_state == Some(6) => Health::Failed,
        _ if server.locked => Health::Attention,
        S::Active | S::Password => Health::Fine,
        S::Shutoff | S::Suspended => Health::Off,
        S::Paused => Health::Held,
        S::Shelved | S::ShelvedOffloaded => Health::Parked,
        _ => Health::Unknown,
    }
}

/// `ACTIVE`, or `ACTIVE:upload` while a task runs.
pub fn status_words(server: &Server) -> String {
    match &server.task_state {
        None => server.status.as_str().to_owned(),
        Some(_) if server.is_deleting() => "deleting".into(),
        Some(task) => with_task(server, task),
    }
}

/// The same for a task the list does not show yet.
pub fn with_task(server: &Server, task: &str) -> String {
    format!("{}:{}", server.status.as_str(), short_task(task))
}

/// A task in one word short enough for the column.
fn short_task(task: &str) -> &str {
    match task {
        "scheduling" => "sched",
        "block_device_mapping" | "rebuild_block_device_mapping" => "disk",
        "networking" => "net",
        "spawning" | "rebuild_spawning" => "spawn",
        "image_snapshot" | "image_snapshot_pending" => "snap",
        "image_pending_upload" | "image_uploading" => "upload",
        "image_backup" => "backup",
        "powering-off" => "off",
        "powering-on" => "on",
        other => other,
    }
}

/// Horizon's words for a task, for the details.
pub fn task_words(task: &str) -> String {
    match task {
        "image_snapshot" => "Snapshotting".into(),
        "unpausing" => "Resuming".into(),
        "resize_prep" => "Preparing Resize or Migrate".into(),
        "resize_migrating" => "Resizing or Migrating".into(),
        "resize_migrated" => "Resized or Migrated".into(),
        "resize_finish" => "Finishing Resize or Migrate".into(),
        "resize_reverting" => "Reverting Resize or Migrate".into(),
        "resize_confirming" => "Confirming Resize or Migrate".into(),
        "rebooting_hard" => "Hard Rebooting".into(),
        "reboot_pending_hard" => "Hard Reboot Pending".into(),
        "reboot_started_hard" => "Hard Reboot Started".into(),
        other => title_case(other),
    }
}

/// Horizon's words for Nova's power state.
pub fn power_words(state: Option<i64>) -> &'static str {
    match state {
        Some(0) => "No State",
        Some(1) => "Running",
        Some(2) => "Blocked",
        Some(3) => "Paused",
        Some(4) => "Shut Down",
        Some(5) => "Shut Off",
        Some(6) => "Crashed",
        Some(7) => "Suspended",
        Some(8) => "Failed",
        Some(9) => "Building",
        _ => "-",
    }
}

fn title_case(word: &str) -> String {
    word.split(['_', '-'])
        .map(|part| {
            let mut letters = part.chars();
            letters.next().map_or_else(String::new, |first| {
                first.to_uppercase().chain(letters).collect::<String>()
            })
        })
        .collect::<Vec<_>>()
        .join(" ")
}

//! A server as a row of Instances: how it stands, what it is searched and sorted by.

use std::cmp::Ordering;

use super::filter::Searchable;
use super::table::{Row, natural};
use crate::openstack::compute::{Server, ServerStatus};
use crate::openstack::id::ServerId;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Status,
    Name,
    Ip,
    Flavor,
    Image,
    Age,
    Zone,
    Key,
    Power,
}

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

/// The address a person would use first: floating, else IPv4, else any; and how many more.
pub fn first_address(server: &Server) -> Option<(&str, usize)> {
    let rank =
        |address: &&crate::openstack::compute::Address| (!address.floating, address.version != 4);
    let best = server.addresses().min_by_key(rank)?;
    Some((best.addr.as_str(), server.addresses().count() - 1))
}

/// What the filter looks at.
#[derive(Debug)]
pub struct Search {
    all: String,
    status: String,
    name: String,
    ip: String,
    flavor: String,
    key: String,
    zone: String,
}

impl Searchable for Search {
    fn haystack(&self) -> &str {
        &self.all
    }

    fn value(&self, key: &str) -> Option<String> {
        let value = match key {
            "status" | "task" => &self.status,
            "name" => &self.name,
            "ip" => &self.ip,
            "flavor" => &self.flavor,
            "key" => &self.key,
            "az" | "zone" => &self.zone,
            "id" => return Some(self.all.split(' ').next_back().unwrap_or("").to_owned()),
            _ => return None,
        };
        Some(value.clone())
    }
}

impl Row for Server {
    type Id = ServerId;
    type Column = Column;
    type Search = Search;

    fn id(&self) -> &ServerId {
        &self.id
    }

    fn search(&self) -> Search {
        let task = self.task_state.as_deref().unwrap_or("");
        let status = format!("{} {task}", self.status.as_str()).to_lowercase();
        let name = self.name.to_lowercase();
        let ip = self
            .addresses()
            .map(|a| a.addr.as_str())
            .collect::<Vec<_>>()
            .join(" ");
        let flavor = self.flavor.name.as_deref().unwrap_or("").to_lowercase();
        let key = self.key_name.as_deref().unwrap_or("").to_lowercase();
        let zone = self
            .availability_zone
            .as_deref()
            .unwrap_or("")
            .to_lowercase();
        let all = format!("{name} {status} {ip} {flavor} {key} {zone} {}", self.id);
        Search {
            all,
            status,
            name,
            ip,
            flavor,
            key,
            zone,
        }
    }

    fn compare(&self, other: &Self, column: Column) -> Ordering {
        // Rows without a name, of which little is known, come after those with one.
        let by_name = || {
            let nameless = self.name.is_empty().cmp(&other.name.is_empty());
            nameless.then_with(|| natural(self.title(), other.title()))
        };
        match column {
            Column::Name | Column::Image => by_name(),
            Column::Status => health(self).cmp(&health(other)).then_with(by_name),
            Column::Ip => {
                let ip = |server: &Self| {
                    first_address(server).and_then(|(ip, _)| ip.parse::<std::net::IpAddr>().ok())
                };
                ip(self).cmp(&ip(other)).then_with(by_name)
            }
            Column::Flavor => self.flavor.name.cmp(&other.flavor.name).then_with(by_name),
            // Ascending age is newest first.
            Column::Age => other.created.cmp(&self.created).then_with(by_name),
            Column::Zone => self
                .availability_zone
                .cmp(&other.availability_zone)
                .then_with(by_name),
            Column::Key => self.key_name.cmp(&other.key_name).then_with(by_name),
            Column::Power => self.power_state.cmp(&other.power_state).then_with(by_name),
        }
    }
}

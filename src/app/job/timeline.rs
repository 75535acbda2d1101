//! The build of one server, stage by stage, with how long each took.
//!
//! Times are those of this machine's polls, every two seconds: a stage that came and went between
//! two of them is not seen, and its time is that of the stage before.

use std::time::Duration;

use crate::app::time::Now;
use crate::openstack::compute::{Server, ServerStatus};
use crate::openstack::id::ServerId;

/// Nova's task state of a server from the moment it is accepted (`POST /servers` writes it so).
const FIRST: &str = "scheduling";

/// One server of a launch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Building {
    pub id: ServerId,
    pub name: String,
    pub stage: Stage,
    /// When the last stage was first seen.
    since: Duration,
    /// When the launch was sent.
    begun: Duration,
    /// The stages of the build that are over, in order.
    pub passed: Vec<Passed>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// Found after the answer was lost; what it went through before is not known.
    Found,
    /// Nova's task: `scheduling`, `networking`, `block_device_mapping`, `spawning` …
    Building(String),
    Active {
        addresses: Vec<String>,
    },
    Failed {
        fault: String,
    },
    Gone,
}

/// A stage that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    pub task: String,
    pub seconds: u64,
}

impl Stage {
    pub fn is_final(&self) -> bool {
        !matches!(self, Self::Found | Self::Building(_))
    }

    /// How far a server is; `None` when it says no more than that it is being built.
    pub(super) fn of(server: &Server) -> Option<Self> {
        match server.status {
            ServerStatus::Active => Some(Self::Active {
                addresses: server.addresses().map(|a| a.addr.clone()).collect(),
            }),
            ServerStatus::Error => Some(Self::Failed {
                fault: server.fault.as_ref().map_or_else(
                    || "the cloud gave no reason".into(),
                    |fault| fault.message.trim().to_owned(),
                ),
            }),
            ServerStatus::Deleted | ServerStatus::SoftDeleted => Some(Self::Gone),
            _ => server
                .task_state
                .as_deref()
                .map(|task| Self::Building(task.to_owned())),
        }
    }
}

impl Building {
    /// Accepted just now. `begun`: when the launch was sent.
    pub(super) fn accepted(id: ServerId, name: String, begun: Duration) -> Self {
        Self {
            id,
            name,
            stage: Stage::Building(FIRST.into()),
            since: begun,
            begun,
            passed: Vec::new(),
        }
    }

    /// Found after the answer was lost.
    pub(super) fn found(id: ServerId, name: String, begun: Duration) -> Self {
        Self {
            stage: Stage::Found,
            ..Self::accepted(id, name, begun)
        }
    }

    pub(super) fn enter(&mut self, stage: Stage, now: Now) {
        if self.stage == stage {
            return;
        }
        let left = std::mem::replace(&mut self.stage, stage);
        if let Stage::Building(task) = left {
            // Whole seconds of the total, so that the stages add up to it.
            let seconds = self.seconds_at(now.mono) - self.seconds_at(self.since);
            self.passed.push(Passed { task, seconds });
        }
        self.since = now.mono;
    }

    fn seconds_at(&self, at: Duration) -> u64 {
        at.saturating_sub(self.begun).as_secs()
    }

    /// Seconds from the launch to the end of the build; `None` while it goes on.
    pub fn took(&self) -> Option<u64> {
        self.stage.is_final().then(|| self.seconds_at(self.since))
    }

    pub fn has_failed(&self) -> bool {
        matches!(self.stage, Stage::Failed { .. } | Stage::Gone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture::{fault, server};

    fn at(ms: u64) -> Now {
        Now {
            mono: Duration::from_millis(ms),
            wall: jiff::Timestamp::UNIX_EPOCH,
        }
    }

    fn building() -> Building {
        Building::accepted("a".into(), "a".into(), Duration::from_millis(500))
    }

    fn passed(building: &Building) -> Vec<(&str, u64)> {
        let passed = building.passed.iter();
        passed.map(|it| (it.task.as_str(), it.seconds)).collect()
    }

    fn seen(building: &mut Building, status: &str, ms: u64) {
        if let Some(stage) = Stage::of(&server(status, "a", "10.0.0.1", "m1.small", "1s")) {
            building.enter(stage, at(ms));
        }
    }

    #[test]
    fn each_stage_takes_as_long_as_it_was_the_last_one_seen() {
        let mut building = building();
        seen(&mut building, "BUILD:scheduling", 1000);
        seen(&mut building, "BUILD:networking", 1900);
        seen(&mut building, "BUILD:block_device_mapping", 4100);
        seen(&mut building, "BUILD:block_device_mapping", 6100);
        seen(&mut building, "BUILD:spawning", 10_300);
        assert_eq!(building.took(), None);
        seen(&mut building, "ACTIVE", 39_200);
        let stages = [
            ("scheduling", 1),
            ("networking", 2),
            ("block_device_mapping", 6),
            ("spawning", 29),
        ];
        assert_eq!(passed(&building), stages);
        assert_eq!(building.took(), Some(38));
        assert_eq!(stages.iter().map(|(_, seconds)| seconds).sum::<u64>(), 38);
    }

    #[test]
    fn a_moment_without_a_task_is_part_of_the_stage_before() {
        let mut building = building();
        seen(&mut building, "BUILD", 2500);
        seen(&mut building, "BUILD:spawning", 4500);
        assert_eq!(passed(&building), [("scheduling", 4)]);
    }

    #[test]
    fn of_a_server_found_later_only_what_was_seen_is_told() {
        let mut found = Building::found("a".into(), "a".into(), Duration::ZERO);
        seen(&mut found, "BUILD:spawning", 14_000);
        assert_eq!(passed(&found), []);
        seen(&mut found, "ACTIVE", 20_000);
        assert_eq!(passed(&found), [("spawning", 6)]);
        assert_eq!(found.took(), Some(20));
    }

    #[test]
    fn a_failure_ends_the_stage_it_happened_in() {
        let mut building = building();
        let mut failed = server("ERROR", "a", "", "m1.small", "1s");
        failed.fault = Some(fault("No valid host was found. "));
        building.enter(Stage::of(&failed).unwrap(), at(3600));
        let fault = "No valid host was found.".to_owned();
        assert_eq!(building.stage, Stage::Failed { fault });
        assert_eq!(passed(&building), [("scheduling", 3)]);
        assert!(building.has_failed() && building.took() == Some(3));
    }
}

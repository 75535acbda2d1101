//! A server as the demo keeps it: Nova's `vm_state` and `task_state`, of which the status that a
//! client sees is derived.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Console, Disk, Nic};

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Flavor {
    pub(crate) id: String,
    pub(crate) name: &'static str,
    pub(crate) vcpus: i64,
    /// MiB.
    pub(crate) ram: i64,
    /// GiB; 0 wants a boot volume.
    pub(crate) disk: i64,
    pub(crate) extra_specs: &'static [(&'static str, &'static str)],
}

impl Flavor {
    /// No host of the demo has a GPU.
    pub(crate) fn fits_nowhere(&self) -> bool {
        self.extra_specs
            .iter()
            .any(|(key, _)| *key == "resources:VGPU")
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Address {
    pub(crate) addr: String,
    pub(crate) version: u8,
    pub(crate) subnet: String,
}

/// A volume as Nova lists it with its server.
#[derive(Debug, Clone)]
pub(crate) struct Attached {
    pub(crate) id: String,
    pub(crate) device: &'static str,
    pub(crate) delete_on_termination: bool,
}

/// A line of the action log.
#[derive(Debug, Clone)]
pub(crate) struct Action {
    pub(crate) name: &'static str,
    pub(crate) request_id: String,
    pub(crate) user: &'static str,
    /// Of who asked for it.
    pub(crate) project: &'static str,
    pub(crate) start: Timestamp,
    pub(crate) updated: Timestamp,
    /// `Error`, when it failed.
    pub(crate) message: Option<&'static str>,
    pub(crate) events: Vec<Event>,
}

/// One step of an action.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) name: &'static str,
    pub(crate) start: Timestamp,
    pub(crate) finished: Option<Timestamp>,
    pub(crate) failed: bool,
}

impl Action {
    /// Its first event, if it has one, starts with it.
    pub(crate) fn new(
        name: &'static str,
        event: Option<&'static str>,
        by: (&'static str, &'static str),
        request_id: String,
        now: Timestamp,
    ) -> Self {
        let mut action = Self {
            name,
            request_id,
            user: by.0,
            project: by.1,
            start: now,
            updated: now,
            message: None,
            events: Vec::new(),
        };
        action.next(event, now);
        action
    }

    pub(crate) fn is_running(&self) -> bool {
        self.events.iter().any(|event| event.finished.is_none())
    }

    /// What was going on is done, and the next step begins.
    pub(crate) fn next(&mut self, event: Option<&'static str>, now: Timestamp) {
        self.finish(now, true);
        self.events.extend(event.map(|name| Event {
            name,
            start: now,
            finished: None,
            failed: false,
        }));
    }

    pub(crate) fn finish(&mut self, now: Timestamp, well: bool) {
        self.updated = now;
        for event in &mut self.events {
            if event.finished.is_none() {
                event.finished = Some(now);
                event.failed = !well;
            }
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Lock {
    pub(crate) reason: Option<String>,
    /// By somebody of another project, who then is an administrator.
    pub(crate) by_stranger: bool,
}

/// How far a build got, which decides what Nova shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    Ordered,
    /// Host, zone, and security groups are known.
    Placed,
    /// So are the addresses.
    Plugged,
}

#[derive(Debug, Clone)]
pub(crate) struct Server {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) hostname: String,
    pub(crate) description: Option<String>,
    pub(crate) project: &'static str,
    pub(crate) user: &'static str,
    /// `None`: the root disk is a volume.
    pub(crate) image: Option<String>,
    pub(crate) flavor: Flavor,
    /// While a resize can still be reverted.
    pub(crate) old_flavor: Option<Flavor>,
    pub(crate) key_name: Option<String>,
    pub(crate) security_groups: Vec<String>,
    pub(crate) nics: Vec<Nic>,
    pub(crate) stage: Stage,
    pub(crate) zone: String,
    pub(crate) host_id: String,
    pub(crate) vm: &'static str,
    pub(crate) task: Option<&'static str>,
    pub(crate) power: i64,
    /// A status no derivation gives; some clouds have their own.
    pub(crate) odd_status: Option<&'static str>,
    /// The cell that knows more about it is down: microversion 2.69 shows a stub.
    pub(crate) cell_down: bool,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
    pub(crate) launched: Option<Timestamp>,
    pub(crate) terminated: Option<Timestamp>,
    pub(crate) lock: Option<Lock>,
    pub(crate) metadata: BTreeMap<String, String>,
    pub(crate) tags: Vec<String>,
    pub(crate) volumes: Vec<Attached>,
    /// Code, message, and when.
    pub(crate) fault: Option<(i64, String, Timestamp)>,
    pub(crate) reservation: String,
    /// Its place among the servers of one launch.
    pub(crate) launch_index: u64,
    /// `accessIPv4` and `accessIPv6`.
    pub(crate) access: (String, String),
    /// As it was sent.
    pub(crate) user_data: Option<String>,
    /// What the guest encrypted for its owner and gave to Nova.
    pub(crate) password: String,
    pub(crate) console: Console,
    pub(crate) config_drive: bool,
    /// `AUTO` or `MANUAL`.
    pub(crate) disk_config: &'static str,
    pub(crate) actions: Vec<Action>,
    /// Steps that were queued for an earlier task no longer apply.
    pub(crate) epoch: u64,
}

impl Server {
    pub(crate) fn new(id: String, name: &str, flavor: Flavor, now: Timestamp) -> Self {
        Self {
            id,
            name: name.to_owned(),
            hostname: hostname(name),
            description: None,
            project: "",
            user: "",
            image: None,
            flavor,
            old_flavor: None,
            key_name: None,
            security_groups: Vec::new(),
            nics: Vec::new(),
            stage: Stage::Ordered,
            zone: String::new(),
            host_id: String::new(),
            vm: "building",
            task: Some("scheduling"),
            power: 0,
            odd_status: None,
            cell_down: false,
            created: now,
            updated: now,
            launched: None,
            terminated: None,
            lock: None,
            metadata: BTreeMap::new(),
            tags: Vec::new(),
            volumes: Vec::new(),
            fault: None,
            reservation: String::new(),
            launch_index: 0,
            access: (String::new(), String::new()),
            user_data: None,
            password: String::new(),
            console: Console::default(),
            config_drive: false,
            disk_config: "MANUAL",
            actions: Vec::new(),
            epoch: 0,
        }
    }

    pub(crate) fn is_placed(&self) -> bool {
        self.stage >= Stage::Placed
    }

    pub(crate) fn is_plugged(&self) -> bool {
        self.stage == Stage::Plugged
    }

    /// There is a compute host to ask.
    pub(crate) fn is_hosted(&self) -> bool {
        self.is_placed() && !self.host_id.is_empty()
    }

    /// Nova lists a volume with its server as soon as it is ordered.
    pub(crate) fn list(&mut self, disk: &Disk) {
        self.volumes.retain(|known| known.id != disk.id);
        self.volumes.push(Attached {
            id: disk.id.clone(),
            device: disk.device,
            delete_on_termination: disk.delete_on_termination,
        });
    }

    pub(crate) fn is_deleting(&self) -> bool {
        matches!(self.task, Some("deleting" | "soft-deleting"))
    }

    /// Deleted, and kept for a while.
    pub(crate) fn is_kept(&self) -> bool {
        self.vm == "soft-delete"
    }

    pub(crate) fn is_gone(&self) -> bool {
        self.vm == "deleted"
    }

    /// nova/api/openstack/common.py, `_STATE_MAP`.
    pub(crate) fn status(&self) -> &'static str {
        if let Some(status) = self.odd_status.filter(|_| !self.is_gone()) {
            return status;
        }
        let task = self.task.unwrap_or_default();
        match (self.vm, task) {
            ("active", "rebooting" | "reboot_pending" | "reboot_started") => "REBOOT",
            ("active", "rebooting_hard" | "reboot_pending_hard" | "reboot_started_hard") => {
                "HARD_REBOOT"
            }
            ("active", "updating_password") => "PASSWORD",
            (
                "active" | "stopped" | "error",
                "rebuilding" | "rebuild_block_device_mapping" | "rebuild_spawning",
            ) => "REBUILD",
            ("active" | "paused", "migrating") => "MIGRATING",
            (
                "active" | "stopped",
                "resize_prep" | "resize_migrating" | "resize_migrated" | "resize_finish",
            ) => "RESIZE",
            ("resized", "resize_reverting") => "REVERT_RESIZE",
            ("active", _) => "ACTIVE",
            ("building", _) => "BUILD",
            ("stopped", _) => "SHUTOFF",
            ("resized", _) => "VERIFY_RESIZE",
            ("paused", _) => "PAUSED",
            ("suspended", _) => "SUSPENDED",
            ("rescued", _) => "RESCUE",
            ("error", _) => "ERROR",
            ("deleted", _) => "DELETED",
            ("soft-delete", _) => "SOFT_DELETED",
            ("shelved", _) => "SHELVED",
            ("shelved_offloaded", _) => "SHELVED_OFFLOADED",
            _ => "UNKNOWN",
        }
    }
}

/// Nova's way from a name to a hostname, near enough.
fn hostname(name: &str) -> String {
    let plain: String = name
        .chars()
        .filter_map(|letter| match letter {
            ' ' | '_' => Some('-'),
            letter if letter.is_ascii_alphanumeric() || letter == '-' => {
                Some(letter.to_ascii_lowercase())
            }
            _ => None,
        })
        .take(63)
        .collect();
    plain.trim_matches('-').to_owned()
}

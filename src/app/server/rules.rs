//! The table of conditions: in which states Nova takes what.
//!
//! Horizon's conditions (spec §1.11) are narrower than Nova's here and there, and wider elsewhere;
//! the API's count (api-ref, "Servers - run an action"; the decorators of `nova/compute/api.py`).

use crate::app::action::Action;
use crate::openstack::compute::ServerStatus::{
    self, Active, Error, HardReboot, Migrating, Password, Paused, Reboot, Rescue, Resize, Shelved,
    ShelvedOffloaded, Shutoff, SoftDeleted, Suspended, VerifyResize,
};

/// What one action needs of an instance and of the cloud.
#[derive(Debug)]
pub struct Rule {
    pub action: Action,
    /// `pausing needs`: before the states it needs.
    pub doing: &'static str,
    /// Empty: any state but deleted.
    pub needs: &'static [ServerStatus],
    /// States that pass while a task runs, of an instance that was in one of `needs` before.
    pub also: &'static [ServerStatus],
    pub task: Task,
    /// Nova refuses it to the project's own users while the instance is locked.
    pub lock: bool,
    pub service: Option<Service>,
    pub admin: bool,
    /// Said when more than one is marked; `None`: it can be done to many.
    pub one: Option<&'static str>,
}

/// What a running task means for it.
#[derive(Debug, Clone, Copy)]
pub enum Task {
    Blocks,
    /// These do not block it.
    But(&'static [&'static str]),
    Free,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    Network,
    Volume,
}

const fn rule(action: Action, doing: &'static str, needs: &'static [ServerStatus]) -> Rule {
    Rule {
        action,
        doing,
        needs,
        also: &[],
        task: Task::Blocks,
        lock: true,
        service: None,
        admin: false,
        one: None,
    }
}

impl Rule {
    const fn also(mut self, also: &'static [ServerStatus]) -> Self {
        self.also = also;
        self
    }

    const fn whatever_task(mut self) -> Self {
        self.task = Task::Free;
        self
    }

    const fn during(mut self, tasks: &'static [&'static str]) -> Self {
        self.task = Task::But(tasks);
        self
    }

    const fn though_locked(mut self) -> Self {
        self.lock = false;
        self
    }

    const fn with(mut self, service: Service) -> Self {
        self.service = Some(service);
        self
    }

    const fn admin(mut self) -> Self {
        self.admin = true;
        self
    }

    const fn one(mut self, why: &'static str) -> Self {
        self.one = Some(why);
        self
    }
}

const ONE: &str = "this is done to one at a time";
/// Nova's `ALLOW_REBOOT`.
const REBOOTABLE: &[&str] = &[
    "rebooting",
    "reboot_pending",
    "reboot_started",
    "rebooting_hard",
    "resuming",
    "unpausing",
    "pausing",
    "suspending",
];
/// What the API shows of ACTIVE, PAUSED and SHUTOFF while something is done to them.
const AT_WORK: &[ServerStatus] = &[Reboot, HardReboot, Password, Resize, Migrating];

/// In the order of the table of actions.
pub static RULES: &[Rule] = &[
    rule(
        Action::Snapshot,
        "snapshots need",
        &[Active, Shutoff, Paused, Suspended],
    )
    .though_locked()
    .one("a snapshot is taken of one at a time"),
    rule(Action::Delete, "deleting needs", &[]).whatever_task(),
    rule(Action::Start, "starting needs", &[Shutoff]),
    rule(Action::Stop, "shutting off needs", &[Active, Error]),
    rule(Action::RebootSoft, "a soft reboot needs", &[Active]),
    rule(
        Action::RebootHard,
        "a hard reboot needs",
        &[Active, Shutoff, Paused, Suspended, Error],
    )
    .also(&[Reboot, HardReboot])
    .during(REBOOTABLE),
    rule(Action::Pause, "pausing needs", &[Active]),
    rule(Action::Unpause, "resuming a pause needs", &[Paused]),
    rule(Action::SuspendServer, "suspending needs", &[Active]),
    rule(
        Action::ResumeServer,
        "resuming a suspend needs",
        &[Suspended],
    ),
    rule(
        Action::Shelve,
        "shelving needs",
        &[Active, Shutoff, Paused, Suspended],
    ),
    rule(
        Action::Unshelve,
        "unshelving needs",
        &[Shelved, ShelvedOffloaded],
    ),
    rule(Action::Lock, "locking needs", &[])
        .whatever_task()
        .though_locked(),
    rule(Action::Unlock, "unlocking needs", &[])
        .whatever_task()
        .though_locked(),
    rule(Action::Resize, "resizing needs", &[Active, Shutoff]).one(ONE),
    rule(
        Action::ConfirmResize,
        "confirming a resize needs",
        &[VerifyResize],
    ),
    rule(
        Action::RevertResize,
        "reverting a resize needs",
        &[VerifyResize],
    ),
    rule(
        Action::Rebuild,
        "rebuilding needs",
        &[Active, Shutoff, Error],
    )
    .one(ONE),
    rule(Action::Rescue, "rescuing needs", &[Active, Shutoff, Error]).one(ONE),
    rule(Action::Unrescue, "unrescuing needs", &[Rescue]),
    rule(Action::Restore, "restoring needs", &[SoftDeleted]),
    rule(Action::ForceDelete, "a forced delete needs", &[]).whatever_task(),
    rule(Action::Migrate, "migrating needs", &[Active, Shutoff])
        .admin()
        .one(ONE),
    rule(
        Action::LiveMigrate,
        "migrating live needs",
        &[Active, Paused],
    )
    .admin()
    .one(ONE),
    rule(Action::EditServer, "editing needs", &[])
        .whatever_task()
        .though_locked()
        .one(ONE),
    rule(
        Action::Metadata,
        "metadata needs",
        &[Active, Shutoff, Paused, Suspended],
    )
    .also(AT_WORK)
    .whatever_task()
    .one(ONE),
    rule(
        Action::Tags,
        "tagging needs",
        &[Active, Shutoff, Paused, Suspended],
    )
    .also(AT_WORK)
    .whatever_task()
    .though_locked()
    .one(ONE),
    // Groups are those of its ports: Neutron asks neither for state nor for locks.
    rule(Action::SecurityGroups, "editing its groups needs", &[])
        .whatever_task()
        .though_locked()
        .with(Service::Network)
        .one(ONE),
    rule(Action::PortSecurityGroups, "editing its ports needs", &[])
        .whatever_task()
        .though_locked()
        .with(Service::Network)
        .one(ONE),
    rule(
        Action::ChangePassword,
        "changing its password needs",
        &[Active],
    )
    .one(ONE),
    rule(
        Action::RetrievePassword,
        "retrieving its password needs",
        &[],
    )
    .whatever_task()
    .though_locked()
    .one(ONE),
    rule(
        Action::AttachInterface,
        "attaching an interface needs",
        &[Active, Shutoff, Paused],
    )
    .with(Service::Network)
    .one(ONE),
    rule(
        Action::DetachInterface,
        "detaching an interface needs",
        &[Active, Shutoff, Paused],
    )
    .with(Service::Network)
    .one(ONE),
    rule(
        Action::AssociateFloatingIp,
        "associating a floating IP needs",
        &[],
    )
    .whatever_task()
    .though_locked()
    .with(Service::Network)
    .one(ONE),
    rule(
        Action::DisassociateFloatingIp,
        "disassociating a floating IP needs",
        &[],
    )
    .whatever_task()
    .though_locked()
    .with(Service::Network)
    .one(ONE),
    rule(Action::AttachVolume, "attaching a volume needs", ATTACHABLE)
        .with(Service::Volume)
        .one(ONE),
    rule(Action::DetachVolume, "detaching a volume needs", ATTACHABLE)
        .with(Service::Volume)
        .one(ONE),
    rule(
        Action::Console,
        "a console needs",
        &[Active, Paused, Rescue, VerifyResize],
    )
    .also(AT_WORK)
    .whatever_task()
    .though_locked(),
];

/// Nova takes volumes of soft-deleted ones too; those are only to be restored or deleted here.
const ATTACHABLE: &[ServerStatus] = &[
    Active,
    Shutoff,
    Paused,
    VerifyResize,
    Shelved,
    ShelvedOffloaded,
];

pub fn rule_of(action: Action) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.action == action)
}

//! Whether an action on an instance can be done now, and if not, why: one sentence.

use super::rules::{Rule, Service, Task, rule_of};
use crate::app::action::Action;
use crate::app::counted::{JUDGED, count};
use crate::app::instances::task_words;
use crate::app::job::Jobs;
use crate::cloud::message::{ContextId, ContextInfo};
use crate::openstack::compute::{Address, Server, ServerStatus};

/// What counts beside the instance itself.
#[derive(Debug)]
pub struct Circumstances<'a> {
    pub context: ContextId,
    pub info: &'a ContextInfo,
    /// Why nothing can be changed in this context.
    pub read_only: Option<String>,
    pub jobs: &'a Jobs,
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Of the instance: what follows its name.
    It(String),
    /// Of the context: a sentence of its own.
    Here(String),
}

impl Reason {
    /// The words alone, where its name stands before them.
    pub fn rest(self) -> String {
        match self {
            Self::It(is) => is,
            Self::Here(sentence) => sentence,
        }
    }

    /// The sentence, about the instance of this name. A long name is cut: what matters comes after
    /// it, on a line of a menu.
    pub fn of(&self, name: &str) -> String {
        match self {
            Self::It(is) if name.chars().count() > NAMED => {
                let start: String = name.chars().take(NAMED - 1).collect();
                format!("{start}… {is}")
            }
            Self::It(is) => format!("{name} {is}"),
            Self::Here(sentence) => sentence.clone(),
        }
    }
}

/// Letters of a name that a reason begins with.
const NAMED: usize = 20;

/// Why an action cannot be done to this instance; `None`: it can, or is none of the table's.
pub fn against(action: Action, server: &Server, around: &Circumstances<'_>) -> Option<Reason> {
    let rule = rule_of(action)?;
    count(JUDGED);
    against_here(rule, around)
        .map(Reason::Here)
        .or_else(|| against_it(rule, server, around).map(Reason::It))
}

/// What no choice of another instance would change.
pub fn against_here(rule: &Rule, around: &Circumstances<'_>) -> Option<String> {
    if rule.action != Action::Console
        && let Some(reason) = &around.read_only
    {
        return Some(reason.clone());
    }
    let missing = match rule.service {
        Some(Service::Network) if !around.info.has_network => "network",
        Some(Service::Volume) if !around.info.has_volume => "block storage",
        _ if rule.admin && !around.info.is_admin => {
            return Some("only administrators may migrate".into());
        }
        _ => return around.jobs.refused_by_policy(around.context, rule.action),
    };
    Some(format!("{} has no {missing} service", around.info.region))
}

fn against_it(rule: &Rule, server: &Server, around: &Circumstances<'_>) -> Option<String> {
    let in_the_way = match rule.task {
        Task::Blocks => around.jobs.in_the_way(&server.id),
        Task::But(_) | Task::Free => around.jobs.unanswered_for(&server.id),
    };
    in_the_way
        .or_else(|| against_end(rule, server))
        .or_else(|| against_task(rule, server))
        .or_else(|| against_status(rule, server))
        .or_else(|| against_lock(rule, server, around))
        .or_else(|| against_special(rule.action, server))
}

/// What is deleted, or going to be.
fn against_end(rule: &Rule, server: &Server) -> Option<String> {
    let again = match rule.action {
        Action::ForceDelete => true,
        // A delete that ended in ERROR is tried again.
        Action::Delete => server.status == ServerStatus::Error,
        _ => false,
    };
    if server.is_deleting() && !again {
        return Some(if rule.action == Action::Delete {
            "is being deleted already".into()
        } else {
            "is being deleted".into()
        });
    }
    match server.status {
        ServerStatus::Deleted => Some("is deleted".into()),
        ServerStatus::SoftDeleted
            if !matches!(rule.action, Action::Restore | Action::ForceDelete) =>
        {
            Some("is deleted softly: it can only be restored or force deleted (R t, R f)".into())
        }
        _ => None,
    }
}

fn against_task(rule: &Rule, server: &Server) -> Option<String> {
    let task = server.task_state.as_deref()?;
    let free = match rule.task {
        Task::Blocks => false,
        Task::But(tasks) => tasks.contains(&task),
        Task::Free => true,
    };
    (!free).then(|| format!("is busy: {}", task_words(task)))
}

fn against_status(rule: &Rule, server: &Server) -> Option<String> {
    let status = &server.status;
    if rule.needs.contains(&ServerStatus::Error)
        && *status == ServerStatus::Error
        && server.never_launched
    {
        // Nova's `must_have_launched`: there is nothing to shut off, to boot or to repair.
        return Some("is ERROR and was never built: delete it, launch it anew".into());
    }
    if rule.needs.is_empty() || rule.needs.contains(status) || rule.also.contains(status) {
        return None;
    }
    Some(format!(
        "is {}: {} {}",
        status.as_str(),
        rule.doing,
        listed(rule.needs)
    ))
}

/// Nova lets administrators pass.
fn against_lock(rule: &Rule, server: &Server, around: &Circumstances<'_>) -> Option<String> {
    if !(rule.lock && server.locked) || around.info.is_admin {
        return None;
    }
    let reason = server.locked_reason.as_deref();
    let reason = reason.map_or(String::new(), |reason| format!(" ({reason})"));
    Some(format!("is locked{reason}: unlock it first (P k)"))
}

/// What no state tells.
fn against_special(action: Action, server: &Server) -> Option<String> {
    let v4 = |floating| {
        let of_kind = |it: &&Address| it.version == 4 && it.floating == floating;
        server.addresses().filter(of_kind).count()
    };
    match action {
        Action::Lock if server.locked => Some("is locked already".into()),
        Action::Unlock if !server.locked => Some("is not locked".into()),
        Action::AssociateFloatingIp if server.status == ServerStatus::Error => {
            Some("is ERROR: a floating IP needs an instance that was built".into())
        }
        Action::AssociateFloatingIp => match (v4(false), v4(true)) {
            (0, _) => Some("has no address a floating IP could lead to".into()),
            (fixed, floating) if floating >= fixed => {
                Some("has a floating IP already: disassociate it first (A r)".into())
            }
            _ => None,
        },
        Action::DisassociateFloatingIp if !server.addresses().any(|it| it.floating) => {
            Some("has no floating IP".into())
        }
        Action::DetachInterface if server.addresses().next().is_none() => {
            Some("has no interface".into())
        }
        Action::DetachVolume if server.volumes.is_empty() => Some("has no volume".into()),
        Action::RetrievePassword if server.key_name.is_none() => {
            Some("has no key pair: nothing could open its password".into())
        }
        _ => None,
    }
}

/// `ACTIVE, SHUTOFF or ERROR`.
fn listed(states: &[ServerStatus]) -> String {
    let words: Vec<&str> = states.iter().map(ServerStatus::as_str).collect();
    match words.split_last() {
        Some((last, [])) => (*last).into(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// What is most likely to be done next to an instance as it stands, the likeliest first.
pub fn next_steps(server: &Server) -> &'static [Action] {
    match server.status {
        ServerStatus::VerifyResize => &[Action::ConfirmResize, Action::RevertResize],
        ServerStatus::SoftDeleted => &[Action::Restore, Action::ForceDelete],
        ServerStatus::Rescue => &[Action::Unrescue],
        ServerStatus::Shutoff => &[Action::Start],
        ServerStatus::Paused => &[Action::Unpause],
        ServerStatus::Suspended => &[Action::ResumeServer],
        ServerStatus::Shelved | ServerStatus::ShelvedOffloaded => &[Action::Unshelve],
        _ if server.locked => &[Action::Unlock],
        _ => &[],
    }
}

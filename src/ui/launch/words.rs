//! What the draft holds, in words: for the Σ line, the summary column and Review.

use crate::app::choices::World;
use crate::app::format;
use crate::app::launch::disk::RootDisk;
use crate::app::launch::keypair::KeyMode;
use crate::app::launch::source::SourceItem;
use crate::app::launch::{Draft, Step, Wizard, problems};
use crate::app::rules;
use crate::openstack::compute::{Flavor, Quota};
use crate::openstack::id::{PortId, SecurityGroupId};
use crate::openstack::network::SecurityGroup;
use crate::ui::text;

pub(super) fn source(draft: &Draft, world: World<'_>) -> Option<String> {
    let id = draft.source.chosen()?;
    let item = draft.source_item(world);
    Some(item.map_or_else(|| id.to_owned(), |item| item.title().to_owned()))
}

/// Where the root disk will be, unless it is the flavor's own.
pub(super) fn disk(draft: &Draft, world: World<'_>) -> Option<String> {
    let kept = if draft.disk.deletes(draft.source.kind) {
        "deleted with it"
    } else {
        "kept after it"
    };
    match (draft.root_disk(world), draft.source_item(world)) {
        (RootDisk::NewVolume { gib }, _) => {
            let kind = match &draft.disk.kind {
                Some(kind) if draft.source.kind.is_image() => format!("{kind} "),
                _ => String::new(),
            };
            Some(format!("new {kind}volume {}, {kept}", format::gib(gib)))
        }
        (RootDisk::Given, Some(SourceItem::Volume(_))) => Some(kept.into()),
        (RootDisk::Mapped { gib: Some(gib) }, _) => {
            Some(format!("its own new volume {}", format::gib(gib)))
        }
        (RootDisk::Mapped { gib: None }, _) => Some("its own new volumes".into()),
        (RootDisk::Given | RootDisk::Local, _) => None,
    }
}

pub(super) fn flavor(draft: &Draft, world: World<'_>) -> Option<String> {
    let id = draft.flavor.as_ref()?;
    Some(
        draft
            .chosen_flavor(world)
            .map_or_else(|| id.to_string(), |flavor| flavor.name.to_string()),
    )
}

/// `1 vCPU · 2 GB · 20 GB`.
pub(super) fn flavor_size(flavor: &Flavor) -> String {
    format!(
        "{} vCPU · {} · {}",
        flavor.vcpus,
        format::mib(flavor.ram_mib),
        format::gib(flavor.disk_gib)
    )
}

/// What all of them take together: `3 vCPU · 6 GB`.
pub(super) fn total(draft: &Draft, flavor: &Flavor) -> String {
    let count = u64::from(draft.number().unwrap_or(1));
    format!(
        "{} vCPU · {}",
        flavor.vcpus.saturating_mul(count),
        format::mib(flavor.ram_mib.saturating_mul(count))
    )
}

/// In NIC order.
pub(super) fn networks(draft: &Draft, world: World<'_>) -> Vec<String> {
    let name = |id| world.choices.network_name(id);
    draft.networks.iter().map(name).collect()
}

pub(super) fn ports(draft: &Draft, world: World<'_>) -> Vec<String> {
    let name = |id: &PortId| {
        let port = world.port(id);
        port.map_or_else(|| id.to_string(), |port| port.title().to_owned())
    };
    draft.ports.iter().map(name).collect()
}

/// All that connects it, in NIC order; empty when nothing was chosen.
pub(super) fn connections(draft: &Draft, world: World<'_>) -> Vec<String> {
    let mut all = networks(draft, world);
    all.extend(
        ports(draft, world)
            .into_iter()
            .map(|port| format!("port {port}")),
    );
    if all.is_empty() && draft.auto_network {
        all.push("one made for it".into());
    }
    all
}

/// What is worth knowing of one step.
pub(super) fn advice(wizard: &Wizard, world: World<'_>, step: Step) -> Vec<String> {
    let all = problems::advice(wizard.draft(), world).into_iter();
    all.filter(|(of, _)| *of == step)
        .map(|(_, words)| words)
        .collect()
}

/// What a group lets in. Its description while its rules are not known.
pub(super) fn rules(group: &SecurityGroup, world: World<'_>) -> String {
    match world.rules_of(&group.id) {
        Some(rules) => rules::inward(group, rules),
        None => group.description.clone(),
    }
}

/// What a group lets out.
pub(super) fn rules_out(group: &SecurityGroup, world: World<'_>) -> Option<String> {
    let rules = world.rules_of(&group.id)?;
    Some(rules::outward(group, rules))
}

/// The groups the instance will have, whoever chose them.
pub(super) fn security(draft: &Draft, world: World<'_>) -> String {
    let chosen = groups(draft, world);
    let only_ports = draft.networks.is_empty() && !draft.auto_network && !draft.ports.is_empty();
    if only_ports {
        "those of the port".into()
    } else if chosen.is_empty() {
        "default (Nova's choice)".into()
    } else {
        chosen.join(", ")
    }
}

fn groups(draft: &Draft, world: World<'_>) -> Vec<String> {
    let name = |id: &SecurityGroupId| {
        let group = world.group(id);
        group.map_or_else(|| id.to_string(), |group| group.name.clone())
    };
    draft.groups.iter().map(name).collect()
}

pub(super) fn key(draft: &Draft) -> Option<&str> {
    match draft.key.mode {
        KeyMode::None => Some("no key pair"),
        _ => draft.key.effective(),
    }
}

pub(super) fn zone(draft: &Draft) -> &str {
    draft.zone.as_deref().unwrap_or("any")
}

pub(super) fn names(draft: &Draft) -> String {
    if draft.server_name().is_empty() {
        "not given".into()
    } else {
        draft.made_names()
    }
}

/// The line that stands for the summary where there is no room for one.
pub(super) fn sigma(draft: &Draft, world: World<'_>) -> String {
    let name = match draft.server_name() {
        "" => "name ?".into(),
        name => text::clip(name, 24),
    };
    let count = draft.count.text();
    let flavor = match (draft.chosen_flavor(world), flavor(draft, world)) {
        (Some(chosen), Some(name)) => {
            format!("{name} {}", total(draft, chosen).replace(" · ", " "))
        }
        (None, Some(name)) => name,
        (_, None) => "flavor ?".into(),
    };
    let networks = match connections(draft, world) {
        _ if !world.info.has_network => "no network service".into(),
        chosen if chosen.is_empty() => "network ?".into(),
        chosen => chosen.join(", "),
    };
    format!(
        "Σ {name} ×{count} · {} · {flavor} · {networks} · {}",
        source(draft, world).unwrap_or_else(|| "source ?".into()),
        key(draft).unwrap_or("key ?"),
    )
}

/// One kind of resource: what is used, what this launch adds, and the limit.
pub(super) struct Share {
    pub label: &'static str,
    pub added: u64,
    pub quota: Option<Quota>,
    pub unit: Unit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Pieces,
    Mib,
    Gib,
}

/// Instances, vCPUs and RAM; volumes where some are made; ports where the cloud tells.
pub(super) fn shares(draft: &Draft, world: World<'_>) -> Vec<Share> {
    let limits = world.choices.limits.get().copied().unwrap_or_default();
    let count = u64::from(draft.number().unwrap_or(1));
    let flavor = draft.chosen_flavor(world);
    let each = |size: fn(&Flavor) -> u64| flavor.map_or(0, size).saturating_mul(count);
    let share = |label, added, quota, unit| Share {
        label,
        added,
        quota,
        unit,
    };
    let mut shares = vec![
        share("Instances", count, limits.instances, Unit::Pieces),
        share("vCPUs", each(|f| f.vcpus), limits.cores, Unit::Pieces),
        share("RAM", each(|f| f.ram_mib), limits.ram_mib, Unit::Mib),
    ];
    if let Some(gib) = draft.demand(world).volume_gib(flavor) {
        let volumes = world.choices.volume_limits.get().copied();
        let volumes = volumes.unwrap_or_default();
        let gib = gib.saturating_mul(count);
        shares.push(share("Volumes", count, volumes.volumes, Unit::Pieces));
        shares.push(share("Volume GB", gib, volumes.gigabytes, Unit::Gib));
    }
    if let Some(quota) = world.choices.port_quota.get() {
        let added = problems::new_ports(draft);
        shares.push(share("Ports", added, Some(*quota), Unit::Pieces));
    }
    shares
}

impl Share {
    fn amount(&self, count: u64) -> String {
        match self.unit {
            Unit::Pieces => count.to_string(),
            Unit::Mib => format::mib(count),
            Unit::Gib => format::gib(count),
        }
    }

    /// `12 + 3 of 20, 5 left`.
    pub(super) fn numbers(&self) -> String {
        let Some(quota) = self.quota else {
            return format!("+ {}, quota unknown", self.amount(self.added));
        };
        let used = self.amount(quota.used);
        let sum = match self.added {
            0 => used,
            added => format!("{used} + {}", self.amount(added)),
        };
        let after = quota.used.saturating_add(self.added);
        match quota.limit {
            None => format!("{sum}, no limit"),
            Some(limit) if after > limit => format!(
                "{sum} of {}, ! {} over quota",
                self.amount(limit),
                self.amount(after - limit)
            ),
            Some(limit) => format!(
                "{sum} of {}, {} left",
                self.amount(limit),
                self.amount(limit - after)
            ),
        }
    }

    /// `15/20`, or `15, no limit`.
    pub(super) fn brief(&self) -> String {
        let Some(quota) = self.quota else {
            return "unknown".into();
        };
        let after = quota.used.saturating_add(self.added);
        match quota.limit {
            None => format!("{}, no limit", self.amount(after)),
            Some(limit) if after > limit => {
                format!("! {}/{}", self.amount(after), self.amount(limit))
            }
            Some(limit) => format!("{}/{}", self.amount(after), self.amount(limit)),
        }
    }

    /// Cells of a bar: used, added by this launch, free; `!` at the end when it is too much.
    pub(super) fn bar(&self, width: u64) -> (String, String, String) {
        let cells = |count: u64| usize::try_from(count).unwrap_or(0);
        let Some((quota, limit)) = self.quota.and_then(|q| q.limit.map(|limit| (q, limit))) else {
            return (String::new(), String::new(), "·".repeat(cells(width)));
        };
        let scaled = |count: u64| {
            let scaled = u128::from(count) * u128::from(width) / u128::from(limit.max(1));
            u64::try_from(scaled).unwrap_or(width).min(width)
        };
        let used = scaled(quota.used);
        let after = quota.used.saturating_add(self.added);
        if after > limit {
            let over = (width - used).max(1);
            return (
                "█".repeat(cells(width - over)),
                "!".repeat(cells(over)),
                String::new(),
            );
        }
        let least = u64::from(self.added > 0);
        let added = (scaled(after) - used).max(least).min(width - used);
        (
            "█".repeat(cells(used)),
            "▒".repeat(cells(added)),
            "░".repeat(cells(width - used - added)),
        )
    }
}

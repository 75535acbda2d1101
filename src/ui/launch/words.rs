//! What the draft holds, in words: for the Σ line, the summary column and Review.

use crate::app::choices::World;
use crate::app::format;
use crate::app::launch::keypair::KeyMode;
use crate::app::launch::{Draft, SourceKind};
use crate::openstack::compute::{Flavor, Quota};

pub(super) fn source(draft: &Draft, world: World<'_>) -> Option<String> {
    let id = draft.source()?;
    Some(
        draft
            .source_image(world)
            .map_or_else(|| id.to_string(), |image| image.title().to_owned()),
    )
}

pub(super) fn source_kind(draft: &Draft) -> &'static str {
    match draft.kind {
        SourceKind::Image => "image",
        SourceKind::Snapshot => "snapshot",
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
    let known = world.choices.networks.get().map_or(&[][..], Vec::as_slice);
    let name = |id| {
        let network = known.iter().find(|network| network.id == id);
        network
            .map(|network| network.name.clone())
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| id.to_string())
    };
    draft.networks.iter().cloned().map(name).collect()
}

pub(super) fn groups(draft: &Draft, world: World<'_>) -> Vec<String> {
    let known = world.choices.groups.get().map_or(&[][..], Vec::as_slice);
    let name = |id| {
        let group = known.iter().find(|group| group.id == id);
        group.map_or_else(|| id.to_string(), |group| group.name.clone())
    };
    draft.groups.iter().cloned().map(name).collect()
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
        "" => "name ?",
        name => name,
    };
    let count = draft.count.text();
    let flavor = match (draft.chosen_flavor(world), flavor(draft, world)) {
        (Some(chosen), Some(name)) => {
            format!("{name} {}", total(draft, chosen).replace(" · ", " "))
        }
        (None, Some(name)) => name,
        (_, None) => "flavor ?".into(),
    };
    let networks = match networks(draft, world) {
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
    pub is_ram: bool,
}

pub(super) fn shares(draft: &Draft, world: World<'_>) -> [Share; 3] {
    let limits = world.choices.limits.get().copied().unwrap_or_default();
    let count = u64::from(draft.number().unwrap_or(1));
    let flavor = draft.chosen_flavor(world);
    let each = |size: fn(&Flavor) -> u64| flavor.map_or(0, size).saturating_mul(count);
    [
        Share {
            label: "Instances",
            added: count,
            quota: limits.instances,
            is_ram: false,
        },
        Share {
            label: "vCPUs",
            added: each(|flavor| flavor.vcpus),
            quota: limits.cores,
            is_ram: false,
        },
        Share {
            label: "RAM",
            added: each(|flavor| flavor.ram_mib),
            quota: limits.ram_mib,
            is_ram: true,
        },
    ]
}

impl Share {
    fn amount(&self, count: u64) -> String {
        if self.is_ram {
            format::mib(count)
        } else {
            count.to_string()
        }
    }

    /// `12 + 3 of 20, 5 left`.
    pub(super) fn numbers(&self) -> String {
        let Some(quota) = self.quota else {
            return format!("+ {}, quota unknown", self.amount(self.added));
        };
        let mut sum = self.amount(quota.used);
        if self.added > 0 {
            sum.push_str(&format!(" + {}", self.amount(self.added)));
        }
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

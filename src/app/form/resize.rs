//! Resize Instance: another flavor, measured by the quota and by the disk it has.

use super::offer::{left, right};
use super::{Column, Dialog, Fields, Id, Input, Note, Offer, Row, View, flavors};
use crate::app::format;
use crate::app::launch::fit::{Demand, Fit};
use crate::cloud::message::{Read, Write};
use crate::openstack::compute::{Boot, DiskConfig, Flavor, Limits, Quota, Server, ServerAct};

const COLUMNS: &[Column] = &[
    left("FLAVOR"),
    right("VCPUS"),
    right("RAM"),
    right("DISK"),
    right("EPHEMERAL"),
];
/// Nova's `OS-DCF:diskConfig`.
pub(super) const PARTITION: &[&str] = &["as is", "automatic", "manual"];

pub(super) fn disk_config(fields: &Fields) -> Option<DiskConfig> {
    match fields.radio(Id::Disk) {
        1 => Some(DiskConfig::Auto),
        2 => Some(DiskConfig::Manual),
        _ => None,
    }
}

#[derive(Debug)]
pub(super) struct Resize;

impl Dialog for Resize {
    fn title(&self) -> &'static str {
        "Resize instance"
    }

    fn verb(&self) -> &'static str {
        "Resize"
    }

    fn fields(&self, _: &Server) -> Vec<Input> {
        vec![
            Input::one(Id::Flavor, "New flavor").required(),
            Input::radio(Id::Disk, "Partition", PARTITION),
        ]
    }

    fn reads(&self, _: &Server) -> Vec<Read> {
        vec![Read::Flavors, Read::Limits]
    }

    fn offer<'a>(&self, _: Id, _: &Fields, view: View<'a>) -> Offer<'a> {
        let all = &view.world.choices.flavors;
        let offer = Offer::new(COLUMNS, all.load(), "No flavors here.");
        let old = flavors::current(view);
        let mut listed: Vec<&Flavor> = all.get().into_iter().flatten().collect();
        listed.sort_by_key(|flavor| (flavor.ram_mib, flavor.vcpus, flavor.disk_gib));
        offer.with(listed.into_iter().map(|flavor| {
            let cells = vec![
                flavor.name.to_string(),
                flavor.vcpus.to_string(),
                format::mib(flavor.ram_mib),
                format::gib(flavor.disk_gib),
                format::gib(flavor.ephemeral_gib),
            ];
            Row::new(flavor.id.as_str(), cells).but(against(flavor, &old, view))
        }))
    }

    fn notes(&self, fields: &Fields, view: View<'_>) -> Vec<Note> {
        let old = flavors::current(view);
        let mut notes = Vec::new();
        if let Some(new) = chosen(fields, view) {
            notes.push(Note::Fact(difference(&old, new)));
            notes.extend(quota_after(&old, new, view).map(Note::Fact));
        } else {
            notes.push(Note::Fact(format!("It is {} now.", words(&old))));
        }
        notes.push(Note::Warning(
            "It is shut down, moved and started again. Then it waits for you: confirm keeps the \
             new flavor, revert goes back to the old one."
                .into(),
        ));
        notes
    }

    fn writes(&self, fields: &Fields, view: View<'_>) -> Vec<(Write, String)> {
        let Some(flavor) = chosen(fields, view) else {
            return Vec::new();
        };
        let what = format!("Resize {} to {}", view.server.title(), flavor.name);
        let act = ServerAct::Resize {
            flavor: flavor.id.clone(),
            disk_config: disk_config(fields),
        };
        let server = view.server.id.clone();
        vec![(Write::Act { server, act }, what)]
    }

    fn hurts(&self) -> bool {
        true
    }
}

fn chosen<'a>(fields: &Fields, view: View<'a>) -> Option<&'a Flavor> {
    let id = fields.one(Id::Flavor)?;
    let flavors = view.world.choices.flavors.get()?;
    flavors.iter().find(|flavor| flavor.id.as_str() == id)
}

/// Why it cannot be resized to a flavor: Nova refuses the one it has, and hypervisors do not make a
/// root disk smaller. What it uses now counts as free.
fn against(flavor: &Flavor, old: &Flavor, view: View<'_>) -> Option<String> {
    if flavors::is_of(view.server, flavor) {
        return Some("it has this one now".into());
    }
    let is_local = view.server.boot != Boot::Volume;
    if is_local && flavor.disk_gib < old.disk_gib {
        return Some(format!(
            "disk {} < {}: a root disk cannot be made smaller",
            format::gib(flavor.disk_gib),
            format::gib(old.disk_gib)
        ));
    }
    let image = match &view.server.boot {
        Boot::Image(id) => view.world.image(id),
        _ => None,
    };
    let limits = view.world.choices.limits.get();
    let limits = limits.map(|limits| without(limits, old));
    let demand = Demand {
        limits: limits.as_ref(),
        ..flavors::demand(view.server, image)
    };
    let fit = Fit::of(flavor, demand);
    let reasons: Vec<String> = fit.misfits.iter().map(|misfit| misfit.short()).collect();
    (!fit.fits()).then(|| reasons.join(", "))
}

/// The quota as it is without this instance.
fn without(limits: &Limits, old: &Flavor) -> Limits {
    let less = |quota: Option<Quota>, by: u64| {
        quota.map(|quota| Quota {
            used: quota.used.saturating_sub(by),
            ..quota
        })
    };
    Limits {
        instances: less(limits.instances, 1),
        cores: less(limits.cores, old.vcpus),
        ram_mib: less(limits.ram_mib, old.ram_mib),
        ..*limits
    }
}

fn words(flavor: &Flavor) -> String {
    format!(
        "{}: {} vCPU, {}, {} disk",
        flavor.name,
        flavor.vcpus,
        format::mib(flavor.ram_mib),
        format::gib(flavor.disk_gib)
    )
}

/// `m1.small → m1.large: vCPUs 1 → 4, RAM 2 GB → 8 GB, disk 20 GB`.
fn difference(old: &Flavor, new: &Flavor) -> String {
    let moved = |old: String, new: String| {
        if old == new {
            new
        } else {
            format!("{old} → {new}")
        }
    };
    format!(
        "{} → {}: vCPUs {}, RAM {}, disk {}",
        old.name,
        new.name,
        moved(old.vcpus.to_string(), new.vcpus.to_string()),
        moved(format::mib(old.ram_mib), format::mib(new.ram_mib)),
        moved(format::gib(old.disk_gib), format::gib(new.disk_gib)),
    )
}

/// `Quota after it: vCPU 34/50, RAM 67 GB/96 GB`; `None` where there is no limit that is known.
fn quota_after(old: &Flavor, new: &Flavor, view: View<'_>) -> Option<String> {
    let limits = view.world.choices.limits.get()?;
    let part =
        |name: &str, quota: Option<Quota>, (from, to): (u64, u64), say: fn(u64) -> String| {
            let quota = quota?;
            let used = (quota.used + to).saturating_sub(from);
            Some(format!("{name} {}/{}", say(used), say(quota.limit?)))
        };
    let count = |count: u64| count.to_string();
    let parts = [
        part("vCPU", limits.cores, (old.vcpus, new.vcpus), count),
        part(
            "RAM",
            limits.ram_mib,
            (old.ram_mib, new.ram_mib),
            format::mib,
        ),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("Quota after it: {}", parts.join(", ")))
}

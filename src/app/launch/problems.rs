//! What is wrong or missing in a draft, step by step, and what is merely worth knowing.
//!
//! A list that has not been read, or could not be, never makes a choice wrong.

use super::draft::{Draft, SourceKind};
use super::fit::unpacks_to;
use super::keypair::KeyMode;
use super::step::{FieldId, Problem, Step};
use crate::app::choices::{Load, World};
use crate::app::format;
use crate::openstack::compute::Quota;
use crate::openstack::image::{Image, ImageStatus};
use crate::openstack::network::Network;

/// Why a network cannot be chosen.
pub fn network_obstacle(network: &Network) -> Option<&'static str> {
    if !network.admin_up {
        Some("its admin state is down")
    } else if network.status != "ACTIVE" {
        Some("it is not ACTIVE")
    } else if network.subnets.is_empty() {
        Some("it has no subnet you can see")
    } else {
        None
    }
}

/// Why an image cannot be booted.
pub fn image_obstacle(image: &Image) -> Option<String> {
    match image.status {
        _ if image.is_bootable() => None,
        ImageStatus::Active => Some("it is a kernel or ramdisk, not a disk".into()),
        _ if image.in_transition() => Some(format!("{}: not ready yet", image.status.as_str())),
        _ => Some(format!("it is {}, not active", image.status.as_str())),
    }
}

/// The instance quota, when the cloud tells it.
pub fn instance_quota(world: World<'_>) -> Option<Quota> {
    world.choices.limits.get()?.instances
}

pub(super) fn of(draft: &Draft, step: Step, world: World<'_>) -> Vec<Problem> {
    let mut found = Found {
        step,
        problems: Vec::new(),
    };
    match step {
        Step::Details => details(draft, world, &mut found),
        Step::Flavor => flavor(draft, world, &mut found),
        Step::Network => network(draft, world, &mut found),
        Step::KeyPair => key_pair(draft, world, &mut found),
        Step::Review => {}
    }
    found.problems
}

struct Found {
    step: Step,
    problems: Vec<Problem>,
}

impl Found {
    fn add(&mut self, field: FieldId, text: impl Into<String>) {
        self.problems.push(Problem {
            step: self.step,
            field,
            text: text.into(),
        });
    }
}

fn details(draft: &Draft, world: World<'_>, found: &mut Found) {
    let name = draft.server_name();
    if name.is_empty() {
        found.add(FieldId::Name, "a name is required for your instance");
    } else if name.chars().count() > 255 {
        found.add(FieldId::Name, "the name is longer than 255 characters");
    }
    match draft.number() {
        None => found.add(
            FieldId::Count,
            "the count must be a whole number of at least 1",
        ),
        Some(count) => {
            if let Some(free) = instance_quota(world).and_then(Quota::free)
                && u64::from(count) > free
            {
                found.add(
                    FieldId::Count,
                    format!("count {count} is more than the {free} your instance quota has left"),
                );
            }
        }
    }
    if let (Some(zone), Some(zones)) = (&draft.zone, world.choices.zones.get())
        && !zones.contains(zone)
    {
        found.add(
            FieldId::Zone,
            format!("the availability zone {zone} is not offered any more"),
        );
    }
    source(draft, world, found);
}

fn source(draft: &Draft, world: World<'_>, found: &mut Found) {
    let kind = match draft.kind {
        SourceKind::Image => "image",
        SourceKind::Snapshot => "instance snapshot",
    };
    match (draft.source(), draft.source_image(world)) {
        (None, _) => found.add(FieldId::Source, format!("choose an {kind} to boot from")),
        (Some(id), None) if Draft::images_complete(world) => {
            found.add(FieldId::Source, format!("the {kind} {id} is gone"));
        }
        (Some(_), None) => {}
        (Some(_), Some(image)) => {
            if let Some(obstacle) = image_obstacle(image) {
                found.add(FieldId::Source, format!("{}: {obstacle}", image.title()));
            }
        }
    }
}

fn flavor(draft: &Draft, world: World<'_>, found: &mut Found) {
    let Some(id) = &draft.flavor else {
        return found.add(FieldId::Flavor, "choose a flavor");
    };
    match (draft.chosen_flavor(world), draft.fit(world)) {
        (Some(flavor), Some(fit)) if !fit.fits() => {
            found.add(
                FieldId::Flavor,
                format!("{} does not fit: {}", flavor.name, fit.short()),
            );
        }
        (None, _) if world.choices.flavors.load() == Load::Ready => {
            found.add(
                FieldId::Flavor,
                format!("the flavor {id} is not offered any more"),
            );
        }
        _ => {}
    }
}

fn network(draft: &Draft, world: World<'_>, found: &mut Found) {
    if !world.info.has_network {
        return;
    }
    if draft.networks.is_empty() {
        found.add(FieldId::Networks, "choose at least one network");
    }
    if let Some(networks) = world.choices.networks.get() {
        for id in &draft.networks {
            match networks.iter().find(|network| network.id == *id) {
                None => found.add(FieldId::Networks, format!("the network {id} is gone")),
                Some(network) => {
                    if let Some(obstacle) = network_obstacle(network) {
                        found.add(
                            FieldId::Networks,
                            format!("network {}: {obstacle}", network.name),
                        );
                    }
                }
            }
        }
    }
    if let Some(groups) = world.choices.groups.get() {
        for id in &draft.groups {
            if groups.iter().all(|group| group.id != *id) {
                found.add(FieldId::Groups, format!("the security group {id} is gone"));
            }
        }
    }
}

fn key_pair(draft: &Draft, world: World<'_>, found: &mut Found) {
    let key = &draft.key;
    if let Some(pending) = &key.pending {
        found.add(
            FieldId::KeyMode,
            format!("key pair {} is still on its way", pending.name),
        );
    }
    match key.mode {
        KeyMode::Create if !key.new_name.is_empty() => found.add(
            FieldId::MakeKey,
            "the new key pair is not made yet: press Create key pair, or go back to Select",
        ),
        KeyMode::Import if !(key.import_path.is_empty() && key.import_text.is_empty()) => found
            .add(
                FieldId::ImportKey,
                "the key is not imported yet: press Import key pair, or go back to Select",
            ),
        _ => {}
    }
    if let (Some(name), Load::Ready) = (key.effective(), world.choices.key_pairs.load())
        && key.pairs(world).iter().all(|pair| pair.name != name)
    {
        found.add(
            FieldId::KeyPairs,
            format!("the key pair {name} is not there any more"),
        );
    }
}

/// Worth knowing, and no reason to stop.
pub fn advice(draft: &Draft, world: World<'_>) -> Vec<(Step, String)> {
    let mut advice = Vec::new();
    if let Some(server) = draft.namesake(world) {
        advice.push((
            Step::Details,
            format!(
                "an instance named {} exists already; names may repeat",
                server.name
            ),
        ));
    }
    if let (Some(flavor), Some(image)) = (draft.chosen_flavor(world), draft.source_image(world))
        && let Some(bytes) = unpacks_to(flavor, image)
    {
        let (size, disk) = (format::bytes(bytes), format::gib(flavor.disk_gib));
        let text =
            format!("the image unpacks to {size}, more than the disk of {disk}: it may not build");
        advice.push((Step::Flavor, text));
    }
    if world.info.has_network && draft.groups.is_empty() {
        let text = "no security group chosen: the cloud then uses its default one";
        advice.push((Step::Network, text.into()));
    }
    if draft.key.effective().is_none() {
        let text = "no key pair chosen: logging in then needs an image that allows it";
        advice.push((Step::KeyPair, text.into()));
    }
    advice
}

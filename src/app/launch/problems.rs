//! What is wrong or missing in a draft, step by step, and what is merely worth knowing.
//!
//! A list that has not been read, or could not be, never makes a choice wrong.

use super::disk::{self, RootDisk};
use super::draft::Draft;
use super::fit::unpacks_to;
use super::keep;
use super::keypair::KeyMode;
use super::login;
use super::source::{SourceItem, SourceKind};
use super::step::{FieldId, Problem, Step};
use crate::app::choices::{Load, World};
use crate::app::format;
use crate::openstack::compute::{Microversion, Quota};
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
        // Nova then says "Volume is smaller than the minimum size specified in image metadata".
        _ if image.is_bootable() => {
            let volume = image.mapped_root_gib()?;
            (volume < image.min_disk_gib).then(|| {
                let (has, needs) = (format::gib(volume), format::gib(image.min_disk_gib));
                format!("its volume of {has} is smaller than its own minimum of {needs}")
            })
        }
        ImageStatus::Active => Some("it is a kernel or ramdisk, not a disk".into()),
        _ if image.in_transition() => Some(format!("{}: not ready yet", image.status.as_str())),
        _ => Some(format!("it is {}, not active", image.status.as_str())),
    }
}

/// Why a volume cannot be booted from.
pub fn volume_obstacle(status: &str) -> Option<String> {
    (status != "available").then(|| format!("it is {status}, not available"))
}

/// Whether Neutron would make a network, which is asked only where there is none to choose.
pub fn offers_auto_network(world: World<'_>) -> bool {
    let usable = |networks: &Vec<Network>| {
        networks
            .iter()
            .any(|network| network_obstacle(network).is_none())
    };
    world.choices.auto_topology.get() == Some(&true)
        && world.choices.networks.get().is_some_and(|all| !usable(all))
        && knows(world, Microversion(2, 37))
}

/// Whether this cloud's Nova has a microversion; one that has not told is believed to.
pub fn knows(world: World<'_>, wanted: Microversion) -> bool {
    let newest = world.choices.compute_version.get();
    newest.is_none_or(|newest| *newest >= wanted)
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

    /// What the cloud's Nova is too old for is said, and not left out in silence.
    fn needs(&mut self, field: FieldId, what: &str, wanted: (u16, u16), world: World<'_>) {
        let wanted = Microversion(wanted.0, wanted.1);
        if let Some(newest) = world.choices.compute_version.get()
            && *newest < wanted
        {
            self.add(
                field,
                format!(
                    "{what} needs Nova's microversion {wanted}, and this cloud has {newest}: clear it"
                ),
            );
        }
    }
}

fn details(draft: &Draft, world: World<'_>, found: &mut Found) {
    let name = draft.server_name();
    if name.is_empty() {
        found.add(FieldId::Name, "a name is required for your instance");
    } else if name.chars().count() > 255 {
        found.add(FieldId::Name, "the name is longer than 255 characters");
    }
    if let Some(problem) = count(draft, world) {
        found.add(FieldId::Count, problem);
    }
    let description = draft.description.text();
    if description.trim().chars().count() > 255 {
        found.add(
            FieldId::Description,
            "the description is longer than 255 characters",
        );
    } else if !description.trim().is_empty() {
        found.needs(FieldId::Description, "a description", (2, 19), world);
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
    disk(draft, world, found);
    advanced(draft, world, found);
}

fn count(draft: &Draft, world: World<'_>) -> Option<String> {
    let Some(count) = draft.number() else {
        return Some("the count must be a whole number of at least 1".into());
    };
    if count > 1 && draft.source.kind == SourceKind::Volume {
        return Some("a volume boots only one instance: set Count to 1".into());
    }
    if count > 1 && !draft.ports.is_empty() {
        return Some("a port connects only one instance: set Count to 1".into());
    }
    let free = instance_quota(world).and_then(Quota::free)?;
    (u64::from(count) > free)
        .then(|| format!("count {count} is more than the {free} your instance quota has left"))
}

fn source(draft: &Draft, world: World<'_>, found: &mut Found) {
    let kind = draft.source.kind.noun();
    match (draft.source.chosen(), draft.source_item(world)) {
        (None, _) => {
            let article = if kind.starts_with('v') { "a" } else { "an" };
            found.add(
                FieldId::Source,
                format!("choose {article} {kind} to boot from"),
            );
        }
        (Some(id), None) if draft.source.is_listed_whole(world) => {
            found.add(FieldId::Source, format!("the {kind} {id} is gone"));
        }
        (Some(_), None) => {}
        (Some(_), Some(item)) => {
            if let Some(obstacle) = source_obstacle(item) {
                found.add(FieldId::Source, format!("{}: {obstacle}", item.title()));
            }
        }
    }
}

/// Why something cannot be booted from.
pub fn source_obstacle(item: SourceItem<'_>) -> Option<String> {
    match item {
        SourceItem::Image(image) => image_obstacle(image),
        SourceItem::Volume(volume) => volume_obstacle(&volume.status),
        SourceItem::VolumeSnapshot(snapshot) => volume_obstacle(&snapshot.status),
    }
}

fn disk(draft: &Draft, world: World<'_>, found: &mut Found) {
    if !draft.disk.on_volume || !disk::may_be_on_volume(&draft.source, world) {
        return;
    }
    let least = draft.source_image(world).map_or(1, disk::least_volume);
    match draft.disk.gib() {
        None => found.add(
            FieldId::VolumeSize,
            "the volume's size must be a whole number of GB, at least 1",
        ),
        Some(gib) if gib < least => found.add(
            FieldId::VolumeSize,
            format!("{gib} GB is too small: the image needs at least {least} GB"),
        ),
        Some(_) => {}
    }
    if let Some(kind) = &draft.disk.kind {
        found.needs(FieldId::VolumeType, "a volume type", (2, 67), world);
        let types = world.choices.volume_types.get();
        if types.is_some_and(|types| types.iter().all(|known| known.name != *kind)) {
            found.add(
                FieldId::VolumeType,
                format!("the volume type {kind} is not offered any more"),
            );
        }
    }
}

fn advanced(draft: &Draft, world: World<'_>, found: &mut Found) {
    let advanced = &draft.advanced;
    if let Err(problem) = advanced.user_data(world) {
        found.add(FieldId::UserDataPath, problem);
    }
    if !advanced.tags().is_empty() {
        found.needs(FieldId::Tags, "tags at launch", (2, 52), world);
    }
    let texts = [
        (FieldId::Tags, advanced.tags_problem()),
        (FieldId::Metadata, advanced.metadata_problem(world)),
        (FieldId::Hints, advanced.hints_problem()),
    ];
    for (field, problem) in texts {
        if let Some(problem) = problem {
            found.add(field, problem);
        }
    }
    if let (Some(id), Some(groups)) = (&advanced.server_group, world.choices.server_groups.get())
        && groups.iter().all(|group| group.id != *id)
    {
        found.add(
            FieldId::ServerGroup,
            format!("the server group {id} is gone"),
        );
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
    if draft.is_unconnected() {
        found.add(FieldId::Networks, "choose at least one network, or a port");
    }
    if draft.auto_network && draft.networks.is_empty() && draft.ports.is_empty() {
        found.needs(FieldId::Networks, "a network made for it", (2, 37), world);
    }
    if world.choices.networks.get().is_some() {
        for id in &draft.networks {
            match world.network(id) {
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
    if let Some((needs, free)) = too_many_ports(draft, world) {
        found.add(
            FieldId::Networks,
            format!("quota ports: the launch needs {needs}, {free} are free"),
        );
    }
    if world.choices.ports.get().is_some() {
        for id in &draft.ports {
            if world.port(id).is_none() {
                found.add(
                    FieldId::Ports,
                    format!("the port {id} is gone or in use by now"),
                );
            }
        }
    }
    if world.choices.groups.get().is_some() {
        for id in &draft.groups {
            if world.group(id).is_none() {
                found.add(FieldId::Groups, format!("the security group {id} is gone"));
            }
        }
    }
}

/// Ports the launch would have made, and how many the quota has left, when that is fewer.
fn too_many_ports(draft: &Draft, world: World<'_>) -> Option<(u64, u64)> {
    let free = world.choices.port_quota.get()?.free()?;
    let needs = new_ports(draft);
    (needs > free).then_some((needs, free))
}

/// Ports that Nova makes for the launch: one for each network of each instance.
pub fn new_ports(draft: &Draft) -> u64 {
    let made = u64::from(draft.auto_network && draft.networks.is_empty());
    let each = draft.networks.len() as u64 + made;
    each.saturating_mul(u64::from(draft.number().unwrap_or(1)))
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
        _ if key.pending.is_some() => {}
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
        && key.pair(name, world).is_none()
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
        && draft.root_disk(world) == RootDisk::Local
        && let Some(bytes) = unpacks_to(flavor, image)
    {
        let (size, disk) = (format::bytes(bytes), format::gib(flavor.disk_gib));
        let text =
            format!("the image unpacks to {size}, more than the disk of {disk}: it may not build");
        advice.push((Step::Flavor, text));
    }
    if world.info.has_network && draft.groups.is_empty() && !draft.networks.is_empty() {
        let text = "no security group chosen: the cloud then uses its default one";
        advice.push((Step::Network, text.into()));
    }
    if !draft.groups.is_empty() && draft.networks.is_empty() && !draft.ports.is_empty() {
        let text = "the security groups are not used: a port brings its own";
        advice.push((Step::Network, text.into()));
    }
    advice.extend(login::advice(draft, world));
    advice.extend(keep::advice(draft));
    advice
}

//! The draft: all that was typed and chosen, and nothing of the cloud's.
//!
//! It outlives the dialog, so it also holds how the launch stands: a draft taken up again while
//! its launch is on the way, or after the answer was lost, must not launch a second time by reflex.

use super::advanced::Advanced;
use super::disk::{self, Disk, RootDisk};
use super::fit::{Demand, Fit};
use super::keep::LeftOut;
use super::keypair::KeyDraft;
use super::problems;
use super::source::{Source, SourceItem, SourceKind};
use super::step::{FieldId, Problem, Step};
use super::submit::{Sent, Submit};
use crate::app::choices::World;
use crate::app::field::Field;
use crate::openstack::compute::{Flavor, Networking, NewServer, Nic, Server};
use crate::openstack::id::{FlavorId, ImageId, NetworkId, PortId, SecurityGroupId};
use crate::openstack::image::Image;
use jiff::Timestamp;

#[derive(Debug, Clone)]
pub struct Draft {
    pub name: Field,
    pub count: Field,
    /// The count is no longer the one that was given.
    pub(super) count_typed: bool,
    pub description: Field,
    /// `None`: any.
    pub zone: Option<String>,
    pub source: Source,
    pub disk: Disk,
    pub advanced: Advanced,
    pub flavor: Option<FlavorId>,
    /// In NIC order; the ports come after them, as in Horizon.
    pub networks: Vec<NetworkId>,
    pub ports: Vec<PortId>,
    /// Neutron is to make a network.
    pub auto_network: bool,
    pub groups: Vec<SecurityGroupId>,
    pub key: KeyDraft,
    pub(super) submit: Submit,
    /// The last launch that was sent from it.
    pub(super) sent: Option<Sent>,
    pub(super) visited: [bool; 5],
    /// When it was last changed, by this machine's clock.
    pub(super) changed: Option<Timestamp>,
    /// What was typed and is not on the disk it was read from.
    pub(super) left_out: Vec<LeftOut>,
    pub(super) given: Given,
}

/// What was chosen for the user, once for each list that arrived.
#[derive(Debug, Clone, Default)]
pub(super) struct Given {
    pub(super) source: Source,
    pub(super) zones_seen: bool,
    pub(super) zone: Option<String>,
    pub(super) networks: Option<Vec<NetworkId>>,
    pub(super) auto_network: bool,
    pub(super) groups: Option<Vec<SecurityGroupId>>,
    pub(super) keys_seen: bool,
    pub(super) key: Option<String>,
}

impl Draft {
    /// An empty draft, or one that boots from an image or snapshot.
    pub fn new(source: Option<ImageId>, world: World<'_>) -> Self {
        let source = Source::of_image(source, world);
        Self {
            name: Field::default(),
            count: Field::with("1"),
            count_typed: false,
            description: Field::default(),
            zone: None,
            source: source.clone(),
            disk: Disk::default(),
            advanced: Advanced::default(),
            flavor: None,
            networks: Vec::new(),
            ports: Vec::new(),
            auto_network: false,
            groups: Vec::new(),
            key: KeyDraft::default(),
            submit: Submit::Editing,
            sent: None,
            visited: [false; 5],
            changed: None,
            left_out: Vec::new(),
            given: Given {
                source,
                ..Given::default()
            },
        }
    }

    /// Whether anything was typed or chosen beyond what was given.
    pub fn is_touched(&self) -> bool {
        if self.is_spent() {
            return false;
        }
        let given = &self.given;
        !self.name.is_empty()
            || self.count.text() != "1"
            || !self.description.is_empty()
            || self.source != given.source
            || self.disk.on_volume
            || self.disk.delete_new
            || self.disk.delete_existing
            || self.advanced.is_touched()
            || self.zone != given.zone
            || self.flavor.is_some()
            || self.networks != given.networks.clone().unwrap_or_default()
            || !self.ports.is_empty()
            || self.auto_network != given.auto_network
            || self.groups != given.groups.clone().unwrap_or_default()
            || self.key.chosen != given.key
            || self.key.is_touched()
            || self.submit != Submit::Editing
    }

    /// Whether it was launched: the cloud has accepted it.
    pub fn is_spent(&self) -> bool {
        self.launched().is_some()
    }

    pub fn submit(&self) -> &Submit {
        &self.submit
    }

    /// The last launch that was sent from it, whatever became of that.
    pub fn sent(&self) -> Option<&Sent> {
        self.sent.as_ref()
    }

    /// When it was last changed.
    pub fn changed(&self) -> Option<Timestamp> {
        self.changed
    }

    /// Whether [`Draft::apply_defaults`] would do anything.
    pub(super) fn lacks_defaults(&self, world: World<'_>) -> bool {
        let (choices, given) = (world.choices, &self.given);
        let least = disk::proposed_volume(self.source_image(world), self.chosen_flavor(world));
        self.disk.would_follow(least)
            || (choices.zones.get().is_some() && !given.zones_seen)
            || (choices.networks.get().is_some() && given.networks.is_none())
            || self.lacks_auto_network(world)
            || (choices.groups.get().is_some() && given.groups.is_none())
            || (choices.key_pairs.get().is_some() && !given.keys_seen)
    }

    fn lacks_auto_network(&self, world: World<'_>) -> bool {
        !self.given.auto_network && self.is_unconnected() && problems::offers_auto_network(world)
    }

    /// Chooses what there is only one of, once for each kind of choice.
    pub(super) fn apply_defaults(&mut self, world: World<'_>) {
        let choices = world.choices;
        let least = disk::proposed_volume(self.source_image(world), self.chosen_flavor(world));
        self.disk.follow(least);
        if let (Some(zones), false) = (choices.zones.get(), self.given.zones_seen) {
            self.given.zones_seen = true;
            if let ([zone], None) = (zones.as_slice(), &self.zone) {
                self.zone = Some(zone.clone());
                self.given.zone.clone_from(&self.zone);
            }
        }
        if let (Some(networks), None) = (choices.networks.get(), &self.given.networks) {
            let usable: Vec<_> = networks
                .iter()
                .filter(|network| problems::network_obstacle(network).is_none())
                .collect();
            let given = match usable.as_slice() {
                [only] if self.networks.is_empty() => vec![only.id.clone()],
                _ => Vec::new(),
            };
            self.networks.extend(given.iter().cloned());
            self.given.networks = Some(given);
        }
        if self.lacks_auto_network(world) {
            self.given.auto_network = true;
            self.auto_network = true;
        }
        if let (Some(groups), None) = (choices.groups.get(), &self.given.groups) {
            let given: Vec<_> = groups
                .iter()
                .find(|group| group.name == "default")
                .filter(|_| self.groups.is_empty())
                .map(|group| group.id.clone())
                .into_iter()
                .collect();
            self.groups.extend(given.iter().cloned());
            self.given.groups = Some(given);
        }
        if let (Some(pairs), false) = (choices.key_pairs.get(), self.given.keys_seen) {
            self.given.keys_seen = true;
            if let ([only], None) = (pairs.as_slice(), &self.key.chosen) {
                self.key.chosen = Some(only.name.clone());
                self.given.key.clone_from(&self.key.chosen);
            }
        }
    }

    /// Whether nothing was chosen to connect it with.
    pub fn is_unconnected(&self) -> bool {
        self.networks.is_empty() && self.ports.is_empty() && !self.auto_network
    }

    pub fn source_item<'a>(&self, world: World<'a>) -> Option<SourceItem<'a>> {
        self.source.item(world)
    }

    pub fn source_image<'a>(&self, world: World<'a>) -> Option<&'a Image> {
        self.source.image_item(world)
    }

    /// Whether what was chosen serves one instance only: a volume, a port.
    pub fn serves_one(&self) -> bool {
        self.source.kind == SourceKind::Volume || !self.ports.is_empty()
    }

    pub fn root_disk(&self, world: World<'_>) -> RootDisk {
        disk::root_disk(&self.source, &self.disk, world)
    }

    pub fn chosen_flavor<'a>(&self, world: World<'a>) -> Option<&'a Flavor> {
        world.flavor(self.flavor.as_ref()?)
    }

    /// The count as a number, when it is one.
    pub fn number(&self) -> Option<u32> {
        self.count
            .text()
            .trim()
            .parse()
            .ok()
            .filter(|count| *count > 0)
    }

    /// The name as it is sent.
    pub fn server_name(&self) -> &str {
        self.name.text().trim()
    }

    pub fn demand<'a>(&self, world: World<'a>) -> Demand<'a> {
        let item = self.source_item(world);
        let root = self.root_disk(world);
        let follows = self.disk.on_volume
            && !self.disk.size_typed
            && disk::may_be_on_volume(&self.source, world);
        Demand {
            image: self.source_image(world),
            min_ram_mib: match item {
                Some(SourceItem::Image(image)) => image.min_ram_mib,
                Some(SourceItem::Volume(volume)) => volume.min_ram_mib,
                Some(SourceItem::VolumeSnapshot(_)) | None => 0,
            },
            root,
            volume_follows_flavor: follows,
            // By default policy only admins may go without (`servers:create:zero_disk_flavor`).
            zero_disk_allowed: world.info.is_admin,
            single: self.serves_one(),
            count: self.number().unwrap_or(1),
            limits: world.choices.limits.get(),
            volume_limits: world.choices.volume_limits.get(),
        }
    }

    /// How the chosen flavor fits; `None` when none is chosen or the list is not there.
    pub fn fit(&self, world: World<'_>) -> Option<Fit> {
        self.chosen_flavor(world)
            .map(|flavor| Fit::of(flavor, self.demand(world)))
    }

    /// `web`, or `web-1, web-2, web-3`, or `web-1 … web-12`.
    pub fn made_names(&self) -> String {
        let name = self.server_name();
        match self.number().unwrap_or(1) {
            1 => name.to_owned(),
            count @ 2..=3 => (1..=count)
                .map(|n| format!("{name}-{n}"))
                .collect::<Vec<_>>()
                .join(", "),
            count => format!("{name}-1 … {name}-{count}"),
        }
    }

    /// `web ×2 from cirros`, for the question whether to take it up again.
    pub fn summary(&self, world: World<'_>) -> String {
        let name = match self.server_name() {
            "" => "(no name yet)",
            name => name,
        };
        let from = match (self.source_item(world), self.source.chosen()) {
            (Some(item), _) => item.title().to_owned(),
            // Its list is not read before the wizard is open.
            (None, Some(id)) => format!("{} {id}", self.source.kind.noun()),
            (None, None) => "(no source yet)".into(),
        };
        format!("{name} ×{} from {from}", self.number().unwrap_or(1))
    }

    /// A server that bears a name this launch would give.
    pub fn namesake<'a>(&self, world: World<'a>) -> Option<&'a Server> {
        let name = self.server_name();
        let count = self.number().unwrap_or(1);
        if name.is_empty() {
            return None;
        }
        world.namesake(name, count)
    }

    /// All that keeps the draft from being launched, in the order of the steps.
    pub fn problems(&self, world: World<'_>) -> Vec<Problem> {
        Step::ALL
            .iter()
            .flat_map(|step| self.problems_of(*step, world))
            .collect()
    }

    pub fn problems_of(&self, step: Step, world: World<'_>) -> Vec<Problem> {
        problems::of(self, step, world)
    }

    /// The launch, complete and checked: the only way to a [`NewServer`].
    pub fn finish(&self, world: World<'_>) -> Result<NewServer, Vec<Problem>> {
        let problems = self.problems(world);
        if !problems.is_empty() {
            return Err(problems);
        }
        let missing = |step, field, text: &str| {
            vec![Problem {
                step,
                field,
                text: text.into(),
            }]
        };
        let Some(count) = self.number() else {
            return Err(missing(
                Step::Details,
                FieldId::Count,
                "a count is required",
            ));
        };
        let Some(boot) = disk::boot_from(&self.source, &self.disk, world) else {
            return Err(missing(
                Step::Details,
                FieldId::Source,
                "a source is required",
            ));
        };
        let Some(flavor) = self.flavor.clone() else {
            return Err(missing(
                Step::Flavor,
                FieldId::Flavor,
                "a flavor is required",
            ));
        };
        let mut new = NewServer::new(self.server_name(), boot, flavor);
        new.count = count;
        let description = self.description.text().trim();
        new.description = (!description.is_empty()).then(|| description.to_owned());
        if world.info.has_network {
            new.networking = self.networking();
            new.security_groups.clone_from(&self.groups);
        }
        new.key_name = self.key.effective().map(str::to_owned);
        new.availability_zone.clone_from(&self.zone);
        self.advanced.apply(&mut new, world);
        Ok(new)
    }

    pub(super) fn networking(&self) -> Networking {
        let networks = self.networks.iter().cloned().map(Nic::Network);
        let ports = self.ports.iter().cloned().map(Nic::Port);
        let nics: Vec<_> = networks.chain(ports).collect();
        if nics.is_empty() && self.auto_network {
            Networking::Auto
        } else {
            Networking::Nics(nics)
        }
    }
}

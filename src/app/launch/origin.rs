//! Where a snapshot comes from: what the instance it was taken of was launched with, as far as
//! that still exists.

use super::keypair::KeyMode;
use super::problems::network_obstacle;
use super::{Draft, Wizard};
use crate::app::choices::World;
use crate::openstack::compute::{Flavor, Server};
use crate::openstack::id::{FlavorId, NetworkId, SecurityGroupId};

/// What can be taken over.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    pub server: String,
    pub flavor: Option<FlavorId>,
    pub networks: Vec<NetworkId>,
    pub groups: Vec<SecurityGroupId>,
    pub key: Option<String>,
    /// What there was and is not to be found any more, in words.
    pub missing: Vec<String>,
}

impl Draft {
    /// The instance the chosen snapshot was taken of, if it is still there.
    pub fn origin_server<'a>(&self, world: World<'a>) -> Option<&'a Server> {
        let instance = self.source_image(world)?.instance()?;
        world.server(&instance)
    }

    /// The flavor it was launched with, if that is still offered.
    pub fn origin_flavor<'a>(&self, world: World<'a>) -> Option<&'a Flavor> {
        origin_flavor(self.origin_server(world)?, world)
    }

    /// What it was launched with. A server tells names, so only what is named once is found.
    pub fn origin(&self, world: World<'_>) -> Option<Origin> {
        let server = self.origin_server(world)?;
        let mut origin = Origin {
            server: server.title().to_owned(),
            ..Origin::default()
        };
        match origin_flavor(server, world) {
            Some(flavor) => origin.flavor = Some(flavor.id.clone()),
            None => origin.missing.push("its flavor".into()),
        }
        for attached in &server.networks {
            let networks = world.choices.networks.get().into_iter().flatten();
            let named = networks.filter(|network| {
                *network.name == *attached.name && network_obstacle(network).is_none()
            });
            match only(named) {
                Some(network) => origin.networks.push(network.id.clone()),
                None => origin.missing.push(format!("network {}", attached.name)),
            }
        }
        for name in &server.security_groups {
            let groups = world.choices.groups.get().into_iter().flatten();
            match only(groups.filter(|group| group.name == **name)) {
                Some(group) => origin.groups.push(group.id.clone()),
                None => origin.missing.push(format!("security group {name}")),
            }
        }
        if let Some(name) = server.key_name.as_deref() {
            let pairs = world.choices.key_pairs.get().into_iter().flatten();
            match only(pairs.filter(|pair| pair.name == name)) {
                Some(_) => origin.key = Some(name.to_owned()),
                None => origin.missing.push(format!("key pair {name}")),
            }
        }
        Some(origin)
    }
}

fn origin_flavor<'a>(server: &Server, world: World<'a>) -> Option<&'a Flavor> {
    match (&server.flavor.id, &server.flavor.name) {
        (Some(id), _) => world.flavor(id),
        (None, Some(name)) => {
            let flavors = world.choices.flavors.get()?.iter();
            only(flavors.filter(|flavor| flavor.name == *name))
        }
        (None, None) => None,
    }
}

/// The only one of several that could be meant.
fn only<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    all.next().filter(|_| all.next().is_none())
}

impl Wizard {
    /// Takes over what the snapshot's instance was launched with; what else was chosen stays.
    pub(super) fn take_origin(&mut self, world: World<'_>) {
        let Some(origin) = self.draft.origin(world) else {
            self.note = Some(match self.draft.source_image(world) {
                Some(image) if image.instance().is_some() => {
                    "the instance this snapshot was taken of is gone".into()
                }
                _ => "only a snapshot of an instance has something to take over".into(),
            });
            return;
        };
        if origin.flavor.is_some() {
            self.draft.flavor = origin.flavor;
        }
        if !origin.networks.is_empty() {
            self.draft.networks = origin.networks;
            self.draft.auto_network = false;
        }
        if !origin.groups.is_empty() {
            self.draft.groups = origin.groups;
        }
        if origin.key.is_some() {
            self.draft.key.chosen = origin.key;
            self.draft.key.mode = KeyMode::Select;
        }
        self.draft.apply_defaults(world);
        let mut note = format!("taken over from {}", origin.server);
        if !origin.missing.is_empty() {
            note = format!("{note}; not found: {}", origin.missing.join(", "));
        }
        self.note = Some(note);
    }
}

//! What a project offers to choose from: read once per context, shared by all that need it.

use std::path::{Path, PathBuf};

use super::found::Found;
use super::patience::Patience;
use super::remote::Remote;
use crate::cloud::message::{ContextInfo, KeyFile, Ticket};
use crate::openstack::Error;
use crate::openstack::compute::{
    Flavor, KeyPair, Limits, Microversion, Quota, Server, ServerGroup,
};
use crate::openstack::id::{FlavorId, NetworkId};
use crate::openstack::image::Image;
use crate::openstack::network::{FloatingIp, Network, Port, SecurityGroup, SecurityGroupRule};
use crate::openstack::volume::{Volume, VolumeLimits, VolumeSnapshot, VolumeType};

#[derive(Debug, Default)]
pub struct Choices {
    pub flavors: Remote<Vec<Flavor>>,
    pub limits: Remote<Limits>,
    pub key_pairs: Remote<Vec<KeyPair>>,
    pub zones: Remote<Vec<String>>,
    pub networks: Remote<Vec<Network>>,
    pub groups: Remote<Vec<SecurityGroup>>,
    pub rules: Remote<Vec<SecurityGroupRule>>,
    pub ports: Remote<Vec<Port>>,
    pub port_quota: Remote<Quota>,
    /// Networks with a way to an external one.
    pub routed: Remote<Vec<NetworkId>>,
    /// Whether Neutron makes a network for a server without one.
    pub auto_topology: Remote<bool>,
    pub server_groups: Remote<Vec<ServerGroup>>,
    /// Nova's newest microversion that may be used.
    pub compute_version: Remote<Microversion>,
    pub community: Remote<Vec<Image>>,
    pub volumes: Remote<Vec<Volume>>,
    pub volume_snapshots: Remote<Vec<VolumeSnapshot>>,
    pub volume_types: Remote<Vec<VolumeType>>,
    pub volume_limits: Remote<VolumeLimits>,
    pub floating_ips: Remote<Vec<FloatingIp>>,
    /// Bootable or not.
    pub all_volumes: Remote<Vec<Volume>>,
    /// Public keys on this machine.
    pub key_files: Remote<Vec<KeyFile>>,
    pub user_data: LocalFile,
    pub last: LastUsed,
    pub(super) found: Found,
}

/// What the last launch here was made with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LastUsed {
    pub flavor: Option<FlavorId>,
    pub networks: Vec<NetworkId>,
    pub key: Option<String>,
}

/// A file of this machine, as it was when it was read.
#[derive(Debug, Default)]
pub struct LocalFile {
    path: PathBuf,
    content: Remote<Vec<u8>>,
}

impl LocalFile {
    /// From now on it is this file. What was read of another one is forgotten.
    pub fn ask(&mut self, path: PathBuf, ticket: Ticket) {
        if self.path != path {
            self.content = Remote::default();
            self.path = path;
        }
        self.content.ask(ticket);
    }

    pub fn content_mut(&mut self) -> &mut Remote<Vec<u8>> {
        &mut self.content
    }

    /// Its bytes, if it is the one at this path and they can be trusted.
    pub fn of(&self, path: &Path) -> Option<&[u8]> {
        let bytes = self.content.get().filter(|_| self.path == path)?;
        self.content.problem().is_none().then_some(bytes)
    }

    pub fn load_of(&self, path: &Path) -> Load<'_> {
        match self.content.problem() {
            _ if self.path != path => Load::Loading,
            Some(error) => Load::Failed(error),
            None => self.content.load(),
        }
    }
}

/// How a list stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Load<'a> {
    /// Never read yet.
    Loading,
    /// Neither, and the cloud asks for patience.
    Waits(Patience),
    /// Read, and believed complete.
    Ready,
    /// The last try failed.
    Failed(&'a Error),
}

impl<T> Remote<T> {
    pub fn load(&self) -> Load<'_> {
        match (self.get(), self.patience(), self.problem()) {
            (Some(_), ..) => Load::Ready,
            (None, Some(patience), _) => Load::Waits(patience),
            (None, None, Some(error)) => Load::Failed(error),
            (None, None, None) => Load::Loading,
        }
    }
}

/// A look at the current context, for dialogs: they hold a draft, never a copy of the cloud.
#[derive(Debug, Clone, Copy)]
pub struct World<'a> {
    pub info: &'a ContextInfo,
    pub images: &'a [Image],
    /// Counts up with every change of an image; [`World::servers_revision`] of a server.
    pub images_revision: u64,
    pub images_load: Load<'a>,
    pub servers: &'a [Server],
    pub servers_revision: u64,
    pub choices: &'a Choices,
}

impl Choices {
    /// A network by its name; by its id when it is not listed, or has none.
    pub fn network_name(&self, id: &NetworkId) -> String {
        let name = self.network(id).map(|network| network.name.as_str());
        let name = name.filter(|name| !name.is_empty());
        name.unwrap_or(id.as_str()).to_owned()
    }
}

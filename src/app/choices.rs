//! What a project offers to choose from: read once per context, shared by all that need it.

use super::remote::Remote;
use crate::cloud::message::{ContextInfo, KeyFile};
use crate::openstack::Error;
use crate::openstack::compute::{Flavor, KeyPair, Limits, Server};
use crate::openstack::image::Image;
use crate::openstack::network::{Network, SecurityGroup};

#[derive(Debug, Default)]
pub struct Choices {
    pub flavors: Remote<Vec<Flavor>>,
    pub limits: Remote<Limits>,
    pub key_pairs: Remote<Vec<KeyPair>>,
    pub zones: Remote<Vec<String>>,
    pub networks: Remote<Vec<Network>>,
    pub groups: Remote<Vec<SecurityGroup>>,
    /// Public keys on this machine.
    pub key_files: Remote<Vec<KeyFile>>,
}

/// How a list stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Load<'a> {
    /// Never read yet.
    Loading,
    /// Read, and believed complete.
    Ready,
    /// The last try failed.
    Failed(&'a Error),
}

impl<T> Remote<T> {
    pub fn load(&self) -> Load<'_> {
        match (self.get(), self.problem()) {
            (Some(_), _) => Load::Ready,
            (None, Some(error)) => Load::Failed(error),
            (None, None) => Load::Loading,
        }
    }
}

/// A look at the current context, for dialogs: they hold a draft, never a copy of the cloud.
#[derive(Debug, Clone, Copy)]
pub struct World<'a> {
    pub info: &'a ContextInfo,
    pub images: &'a [Image],
    pub images_load: Load<'a>,
    pub servers: &'a [Server],
    pub choices: &'a Choices,
}

//! What is known of one instance beyond its row: read when somebody looks at it, or is about to
//! change it. One instance at a time.

use super::remote::Remote;
use crate::openstack::compute::{InstanceAction, ServerDetail, VolumeAttachment};
use crate::openstack::id::ServerId;
use crate::openstack::network::ServerPort;

#[derive(Debug, Default)]
pub struct About {
    server: Option<ServerId>,
    pub detail: Remote<Box<ServerDetail>>,
    pub ports: Remote<Vec<ServerPort>>,
    pub volumes: Remote<Vec<VolumeAttachment>>,
    pub actions: Remote<Vec<InstanceAction>>,
}

impl About {
    /// What is known of this one; nothing when it is about another.
    pub fn of(&self, server: &ServerId) -> Option<&Self> {
        (self.server.as_ref() == Some(server)).then_some(self)
    }

    /// From now on it is about this one. What was read of another is forgotten.
    pub fn turn_to(&mut self, server: &ServerId) {
        if self.server.as_ref() != Some(server) {
            *self = Self {
                server: Some(server.clone()),
                ..Self::default()
            };
        }
    }
}

//! Neutron: networks, their subnets, security groups.
//! <https://docs.openstack.org/api-ref/network/v2/>

mod requests;

use super::id::{NetworkId, ProjectId, SecurityGroupId};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    pub id: NetworkId,
    pub name: String,
    pub project: Option<ProjectId>,
    pub shared: bool,
    /// `router:external`, such as `OVHcloud`'s Ext-Net.
    pub external: bool,
    pub admin_up: bool,
    /// `ACTIVE`, `DOWN`, `BUILD`, `ERROR`.
    pub status: String,
    pub subnets: Vec<Subnet>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subnet {
    pub name: String,
    pub cidr: String,
    /// 4 or 6.
    pub ip_version: u8,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityGroup {
    pub id: SecurityGroupId,
    pub name: String,
    pub description: String,
}

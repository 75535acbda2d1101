//! Neutron: networks, their subnets, ports, security groups.
//! <https://docs.openstack.org/api-ref/network/v2/>

mod attach;
mod launch;
mod requests;

use super::id::{FloatingIpId, NetworkId, PortId, ProjectId, SecurityGroupId};

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

/// A port that no server uses yet, of the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    pub id: PortId,
    /// Often empty.
    pub name: String,
    pub network: NetworkId,
    pub addresses: Vec<String>,
    pub admin_up: bool,
    /// `DOWN` until a server uses it.
    pub status: String,
    /// `binding:vnic_type`: `normal`, `direct` …
    pub vnic_type: String,
    pub security_groups: Vec<SecurityGroupId>,
}

impl Port {
    pub fn title(&self) -> &str {
        if self.name.is_empty() {
            self.id.as_str()
        } else {
            &self.name
        }
    }
}

/// One rule of a security group. `None` is any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityGroupRule {
    pub group: SecurityGroupId,
    pub ingress: bool,
    /// 4 or 6.
    pub ip_version: u8,
    /// `tcp`, `udp`, `icmp` … or a number.
    pub protocol: Option<String>,
    /// Of ICMP: the type and the code.
    pub port_min: Option<u16>,
    pub port_max: Option<u16>,
    /// Also `address group ID`, a list of prefixes kept elsewhere.
    pub remote_prefix: Option<String>,
    pub remote_group: Option<SecurityGroupId>,
}

/// A port a server has: one of its interfaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerPort {
    pub id: PortId,
    /// Often empty.
    pub name: String,
    pub network: NetworkId,
    pub mac: String,
    /// In Neutron's order.
    pub addresses: Vec<String>,
    /// `ACTIVE`, `DOWN`, `BUILD`, `ERROR`.
    pub status: String,
    pub admin_up: bool,
    pub security_groups: Vec<SecurityGroupId>,
    /// `port_security_enabled`; true where the cloud does not say.
    pub port_security: bool,
    /// `None`: the cloud has no such extension.
    pub mac_learning: Option<bool>,
    /// `binding:vnic_type`.
    pub vnic_type: String,
}

impl ServerPort {
    pub fn title(&self) -> &str {
        if self.name.is_empty() {
            self.id.as_str()
        } else {
            &self.name
        }
    }
}

/// `PUT /v2.0/ports/{id}`. `None`: left as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PortUpdate {
    pub name: Option<String>,
    pub admin_up: Option<bool>,
    pub port_security: Option<bool>,
    pub mac_learning: Option<bool>,
    pub vnic_type: Option<String>,
    pub security_groups: Option<Vec<SecurityGroupId>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FloatingIp {
    pub id: FloatingIpId,
    /// The address itself.
    pub address: String,
    /// The external network it is of.
    pub network: NetworkId,
    /// `None`: not associated.
    pub port: Option<PortId>,
    pub fixed_ip: Option<String>,
    pub description: String,
    /// It forwards ports: it cannot be associated as a whole.
    pub forwards: bool,
}

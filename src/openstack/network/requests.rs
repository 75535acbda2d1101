//! Requests to Neutron, each for the few fields that are shown.
//! <https://docs.openstack.org/api-ref/network/v2/>

use std::collections::HashMap;

use serde_json::Value;

use super::{Network, SecurityGroup, Subnet};
use crate::openstack::catalog::Service;
use crate::openstack::client::Client;
use crate::openstack::error::Error;
use crate::openstack::json;
use crate::openstack::pages::{Decode, Listing, Pages};

impl Client {
    /// `GET /v2.0/networks` and `/v2.0/subnets`, side by side: the project's own, shared and
    /// external networks.
    pub async fn networks(&self) -> Result<Vec<Network>, Error> {
        let fields = [
            "id",
            "name",
            "project_id",
            "shared",
            "router:external",
            "admin_state_up",
            "status",
        ];
        let networks = self.neutron("networks", &fields, network);
        let fields = ["network_id", "name", "cidr", "ip_version"];
        let subnets = self.neutron("subnets", &fields, subnet);
        let (networks, subnets) = tokio::try_join!(networks.all(), subnets.all())?;
        let mut by_network: HashMap<String, Vec<Subnet>> = HashMap::new();
        for (network, subnet) in subnets {
            by_network.entry(network).or_default().push(subnet);
        }
        let join = |mut network: Network| {
            network.subnets = by_network.remove(network.id.as_str()).unwrap_or_default();
            network.subnets.sort_by_key(|subnet| subnet.ip_version);
            network
        };
        Ok(networks.into_iter().map(join).collect())
    }

    /// `GET /v2.0/security-groups` of the project.
    pub async fn security_groups(&self) -> Result<Vec<SecurityGroup>, Error> {
        let mut listing = self.neutron("security-groups", &["id", "name", "description"], group);
        if self.is_admin() {
            // An admin is shown every project's `default`.
            let (project, _) = self.project();
            listing = listing.only("project_id", project.as_str());
        }
        listing.all().await
    }

    pub(super) fn neutron<T: Send + 'static>(
        &self,
        path: &'static str,
        fields: &[&str],
        decode: fn(&Value) -> Option<T>,
    ) -> Pages<T> {
        let fields = fields.iter();
        let listing = Listing {
            service: Service::Network,
            path: vec![path.into()],
            query: fields
                .map(|field| ("fields".to_owned(), (*field).to_owned()))
                .collect(),
            key: match path {
                "security-groups" => "security_groups",
                "security-group-rules" => "security_group_rules",
                path => path,
            },
            cap: None,
            sizes: None,
            decode: Decode::Row(decode),
        };
        Pages::new(self, listing)
    }
}

pub(crate) fn network(row: &Value) -> Option<Network> {
    let id = json::text(row, "id")?;
    Some(Network {
        id: id.into(),
        name: json::text_or_empty(row, "name"),
        project: json::text(row, "project_id")
            .or_else(|| json::text(row, "tenant_id"))
            .map(Into::into),
        shared: json::flag(row, "shared"),
        external: json::flag(row, "router:external"),
        admin_up: json::flag(row, "admin_state_up"),
        status: json::text_or_empty(row, "status"),
        subnets: Vec::new(),
    })
}

/// A subnet and its network's id.
pub(crate) fn subnet(row: &Value) -> Option<(String, Subnet)> {
    let cidr = json::text_or_empty(row, "cidr");
    let subnet = Subnet {
        name: json::text_or_empty(row, "name"),
        ip_version: if cidr.contains(':') { 6 } else { 4 },
        cidr,
    };
    Some((json::text(row, "network_id")?, subnet))
}

pub(crate) fn group(row: &Value) -> Option<SecurityGroup> {
    let id = json::text(row, "id")?;
    Some(SecurityGroup {
        id: id.into(),
        name: json::text_or_empty(row, "name"),
        description: json::text_or_empty(row, "description"),
    })
}

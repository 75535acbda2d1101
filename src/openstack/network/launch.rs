//! What else a launch asks Neutron: ports to use, what rules allow, where a router leads out, and
//! what the quota leaves. <https://docs.openstack.org/api-ref/network/v2/>

use std::collections::HashSet;

use serde_json::Value;

use super::{Port, SecurityGroupRule};
use crate::openstack::ask::Ask;
use crate::openstack::catalog::Service;
use crate::openstack::client::Client;
use crate::openstack::compute::Quota;
use crate::openstack::error::{Error, Kind};
use crate::openstack::id::NetworkId;
use crate::openstack::json;

/// How routers own the ports by which networks are plugged into them: plain, distributed, and
/// distributed with spares.
const ROUTER_INTERFACES: [&str; 3] = [
    "network:router_interface",
    "network:router_interface_distributed",
    "network:ha_router_replicated_interface",
];

impl Client {
    /// `GET /v2.0/ports` of the project that nothing uses yet. The empty filters keep those of
    /// servers away (extension `empty-string-filtering`); where Neutron is too old for that, they
    /// are left out here. A port below a trunk bears no device until its trunk is used, so the
    /// trunks are asked as well, where there are any.
    pub async fn ports(&self) -> Result<Vec<Port>, Error> {
        let fields = [
            "id",
            "name",
            "network_id",
            "fixed_ips",
            "admin_state_up",
            "status",
            "binding:vnic_type",
            "security_groups",
            "device_id",
            "device_owner",
        ];
        let (project, _) = self.project();
        let ports = self
            .neutron("ports", &fields, port)
            .only("project_id", project.as_str())
            .only("device_id", "")
            .only("device_owner", "");
        let mut ports = ports.all().await?;
        if !ports.is_empty() {
            let below = self.trunk_subports().await?;
            ports.retain(|port| !below.contains(port.id.as_str()));
        }
        Ok(ports)
    }

    /// `GET /v2.0/trunks`: ids of the ports below them; none where there is no such extension.
    async fn trunk_subports(&self) -> Result<HashSet<String>, Error> {
        let trunks = self.neutron("trunks", &["sub_ports"], subports).all().await;
        match trunks {
            Ok(trunks) => Ok(trunks.into_iter().flatten().collect()),
            Err(error) if matches!(error.status, Some(403 | 404)) => Ok(HashSet::new()),
            Err(error) => Err(error),
        }
    }

    /// `GET /v2.0/security-group-rules` of the project.
    pub async fn security_group_rules(&self) -> Result<Vec<SecurityGroupRule>, Error> {
        let fields = [
            "security_group_id",
            "direction",
            "ethertype",
            "protocol",
            "port_range_min",
            "port_range_max",
            "remote_ip_prefix",
            "remote_group_id",
            "remote_address_group_id",
        ];
        let mut rules = self.neutron("security-group-rules", &fields, rule);
        if self.is_admin() {
            // As with the groups: an admin is shown every project's.
            let (project, _) = self.project();
            rules = rules.only("project_id", project.as_str());
        }
        rules.all().await
    }

    /// Networks plugged into a router that has an external gateway, so that a floating address
    /// can reach their servers. `GET /v2.0/routers` and the routers' ports.
    ///
    /// # Errors
    /// `NotFound` where Neutron has no routers.
    pub async fn routed_networks(&self) -> Result<Vec<NetworkId>, Error> {
        let routers = self.neutron("routers", &["id", "external_gateway_info"], router);
        let mut interfaces = self.neutron("ports", &["network_id", "device_id"], interface);
        for owner in ROUTER_INTERFACES {
            interfaces = interfaces.only("device_owner", owner);
        }
        let (routers, interfaces) = tokio::try_join!(routers.all(), interfaces.all())?;
        let routers: HashSet<String> = routers.into_iter().collect();
        let mut networks: Vec<_> = interfaces
            .into_iter()
            .filter(|(router, _)| routers.contains(router))
            .map(|(_, network)| network)
            .collect();
        networks.sort();
        networks.dedup();
        Ok(networks)
    }

    /// `GET /v2.0/quotas/{project}/details.json`, with what is reserved counted as used.
    ///
    /// # Errors
    /// `NotFound` where Neutron has no extension `quota_details`: the plain quota says nothing of
    /// what is used.
    pub async fn port_quota(&self) -> Result<Quota, Error> {
        let (project, _) = self.project();
        let path = ["quotas", project.as_str(), "details.json"];
        let answer = self.ask(Ask::get(Service::Network, &path)).await?;
        let json = answer.json()?;
        json.pointer("/quota/port")
            .and_then(quota)
            .ok_or_else(|| answer.failed(Kind::Decode, "The answer holds no quota of ports."))
    }

    /// Whether Neutron would make a network for a server without one: `GET
    /// /v2.0/auto-allocated-topology/{project}?fields=dry-run`. It refuses where it cannot (409: no
    /// default external network or subnet pool), may not, or has no such extension.
    pub async fn auto_topology(&self) -> Result<bool, Error> {
        let (project, _) = self.project();
        let path = ["auto-allocated-topology", project.as_str()];
        let query = [("fields".to_owned(), "dry-run".to_owned())];
        let ask = Ask::get(Service::Network, &path).query(&query);
        match self.ask(ask).await {
            Ok(_) => Ok(true),
            Err(error) if matches!(error.status, Some(400 | 403 | 404 | 409)) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// `None` also for a port that is in use.
pub(crate) fn port(row: &Value) -> Option<Port> {
    let used = |key: &str| json::text(row, key).is_some();
    if used("device_id") || used("device_owner") {
        return None;
    }
    Some(Port {
        id: json::text(row, "id")?.into(),
        name: json::text_or_empty(row, "name"),
        network: json::text(row, "network_id")?.into(),
        addresses: json::array(row, "fixed_ips")
            .iter()
            .filter_map(|address| json::text(address, "ip_address"))
            .collect(),
        admin_up: json::flag(row, "admin_state_up"),
        status: json::text_or_empty(row, "status"),
        vnic_type: json::text(row, "binding:vnic_type").unwrap_or_else(|| "normal".into()),
        security_groups: json::array(row, "security_groups")
            .iter()
            .filter_map(Value::as_str)
            .map(Into::into)
            .collect(),
    })
}

/// Ids of the ports below a trunk that has some.
fn subports(trunk: &Value) -> Option<Vec<String>> {
    let ports = json::array(trunk, "sub_ports").iter();
    let ports: Vec<_> = ports
        .filter_map(|port| json::text(port, "port_id"))
        .collect();
    (!ports.is_empty()).then_some(ports)
}

pub(crate) fn rule(row: &Value) -> Option<SecurityGroupRule> {
    let port = |key: &str| json::size(row, key).and_then(|port| u16::try_from(port).ok());
    let kind = json::text_or_empty(row, "ethertype");
    let addresses = json::text(row, "remote_address_group_id");
    let addresses = addresses.map(|id| format!("address group {id}"));
    Some(SecurityGroupRule {
        group: json::text(row, "security_group_id")?.into(),
        ingress: json::text_or_empty(row, "direction") == "ingress",
        ip_version: if kind == "IPv6" { 6 } else { 4 },
        protocol: json::text(row, "protocol"),
        port_min: port("port_range_min"),
        port_max: port("port_range_max"),
        remote_prefix: json::text(row, "remote_ip_prefix").or(addresses),
        remote_group: json::text(row, "remote_group_id").map(Into::into),
    })
}

/// The id of a router that leads outside.
fn router(row: &Value) -> Option<String> {
    let gateway = row.get("external_gateway_info")?;
    json::text(gateway, "network_id")?;
    json::text(row, "id")
}

/// A router's id and the network plugged into it.
fn interface(row: &Value) -> Option<(String, NetworkId)> {
    Some((
        json::text(row, "device_id")?,
        json::text(row, "network_id")?.into(),
    ))
}

fn quota(row: &Value) -> Option<Quota> {
    let quota = Quota::read(row, "used", "limit")?;
    Some(Quota {
        used: quota.used + json::size(row, "reserved").unwrap_or_default(),
        ..quota
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_port_in_use_is_not_offered() {
        let free = json!({"id": "p", "name": "", "network_id": "n", "admin_state_up": true,
            "status": "DOWN", "device_id": "", "device_owner": "", "security_groups": ["g"],
            "fixed_ips": [{"subnet_id": "s", "ip_address": "10.0.0.5"}, {"subnet_id": "s"}]});
        let read = port(&free).unwrap();
        assert_eq!(read.title(), "p");
        assert_eq!(read.addresses, ["10.0.0.5"]);
        assert_eq!(read.vnic_type, "normal");
        assert_eq!(read.security_groups, ["g".into()]);
        for (key, value) in [("device_id", "x"), ("device_owner", "trunk:subport")] {
            let mut used = free.clone();
            used[key] = json!(value);
            assert_eq!(port(&used), None);
        }
    }

    #[test]
    fn what_a_rule_leaves_open_is_any() {
        let open = rule(&json!({"security_group_id": "g", "direction": "egress",
            "ethertype": "IPv6", "protocol": null, "port_range_min": null}));
        let open = open.unwrap();
        assert!(!open.ingress && open.ip_version == 6);
        assert_eq!((open.protocol, open.port_min), (None, None));
        assert_eq!((open.remote_prefix, open.remote_group), (None, None));
    }

    #[test]
    fn a_rule_for_a_group_of_addresses_is_not_one_for_all() {
        let rule = rule(&json!({"security_group_id": "g", "direction": "ingress",
            "ethertype": "IPv4", "protocol": 6, "port_range_min": 22, "port_range_max": "22",
            "remote_address_group_id": "a"}));
        let rule = rule.unwrap();
        assert_eq!(rule.protocol.as_deref(), Some("6"));
        assert_eq!((rule.port_min, rule.port_max), (Some(22), Some(22)));
        assert_eq!(rule.remote_prefix.as_deref(), Some("address group a"));
    }

    #[test]
    fn a_router_without_a_gateway_leads_nowhere() {
        let outside = json!({"id": "r", "external_gateway_info": {"network_id": "e"}});
        assert_eq!(router(&outside).as_deref(), Some("r"));
        assert_eq!(
            router(&json!({"id": "r", "external_gateway_info": null})),
            None
        );
        assert_eq!(
            router(&json!({"id": "r", "external_gateway_info": {}})),
            None
        );
    }

    #[test]
    fn reserved_ports_are_not_free() {
        let read = quota(&json!({"limit": 10, "used": 3, "reserved": 2}));
        assert_eq!(read.and_then(Quota::free), Some(5));
        let endless = quota(&json!({"limit": -1, "used": 3}));
        assert_eq!(endless.map(Quota::free), Some(None));
    }
}

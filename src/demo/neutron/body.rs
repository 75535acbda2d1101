//! Neutron's resources as JSON.

use serde_json::{Value, json};

use super::super::clock::utc;
use super::super::world::{
    Address, FloatingIp, Network, Port, Region, Router, Rule, SecurityGroup, Server,
};

pub(super) fn network(network: &Network) -> Value {
    let subnets: Vec<&str> = network
        .subnets
        .iter()
        .map(|subnet| subnet.id.as_str())
        .collect();
    let mut body = json!({
        "id": network.id,
        "name": network.name,
        "tenant_id": network.project,
        "project_id": network.project,
        "admin_state_up": true,
        "mtu": network.mtu,
        "status": "ACTIVE",
        "subnets": subnets,
        "shared": network.shared,
        "availability_zone_hints": [],
        "availability_zones": [],
        "ipv4_address_scope": null,
        "ipv6_address_scope": null,
        "router:external": network.external,
        "qinq": false,
        "vlan_transparent": false,
        "description": "",
        "port_security_enabled": true,
        "tags": [],
        "created_at": utc(network.created),
        "updated_at": utc(network.created),
        "revision_number": 2,
    });
    if network.external {
        body["is_default"] = json!(false);
    }
    body
}

pub(super) fn subnets(network: &Network) -> Vec<Value> {
    network
        .subnets
        .iter()
        .map(|subnet| {
            json!({
                "id": subnet.id,
                "name": subnet.name,
                "tenant_id": network.project,
                "project_id": network.project,
                "network_id": network.id,
                "ip_version": subnet.version,
                "subnetpool_id": null,
                "enable_dhcp": true,
                "ipv6_ra_mode": null,
                "ipv6_address_mode": null,
                "gateway_ip": subnet.gateway,
                "cidr": subnet.cidr,
                "allocation_pools": [],
                "host_routes": [],
                "dns_nameservers": [],
                "description": "",
                "router:external": network.external,
                "service_types": [],
                "tags": [],
                "created_at": utc(network.created),
                "updated_at": utc(network.created),
                "revision_number": 0,
            })
        })
        .collect()
}

pub(super) fn group(group: &SecurityGroup) -> Value {
    let rules: Vec<Value> = group.rules.iter().map(|own| rule(group, own)).collect();
    json!({
        "id": group.id,
        "name": group.name,
        "stateful": true,
        "tenant_id": group.project,
        "project_id": group.project,
        "description": group.description,
        "shared": false,
        "security_group_rules": rules,
        "tags": [],
        "created_at": utc(group.created),
        "updated_at": utc(group.created),
        "revision_number": 1,
    })
}

pub(super) fn rule(group: &SecurityGroup, rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "tenant_id": group.project,
        "project_id": group.project,
        "security_group_id": group.id,
        "ethertype": rule.ethertype,
        "direction": if rule.ingress { "ingress" } else { "egress" },
        "protocol": rule.protocol,
        "port_range_min": rule.ports.map(|(low, _)| low),
        "port_range_max": rule.ports.map(|(_, high)| high),
        "remote_ip_prefix": rule.remote,
        "remote_address_group_id": null,
        "normalized_cidr": rule.remote,
        "remote_group_id": rule.remote_group,
        "belongs_to_default_sg": group.name == "default",
        "description": "",
        "tags": [],
        "created_at": utc(group.created),
        "updated_at": utc(group.created),
        "revision_number": 0,
    })
}

/// The ports of a server.
pub(super) fn ports(server: &Server) -> Vec<Value> {
    let status = if server.is_plugged() {
        "ACTIVE"
    } else {
        "DOWN"
    };
    let owner = format!("compute:{}", server.zone);
    let nics = server.nics.iter();
    nics.map(|nic| port_body(&nic.port, status, &server.id, &owner))
        .collect()
}

/// A port of the project that nothing uses yet.
pub(super) fn free_port(port: &Port) -> Value {
    port_body(port, "DOWN", "", "")
}

/// The ports by which a router is connected to its subnets.
pub(super) fn interfaces(router: &Router) -> impl Iterator<Item = Value> {
    let ports = router.interfaces.iter();
    ports.map(|port| port_body(port, "ACTIVE", &router.id, "network:router_interface"))
}

fn port_body(port: &Port, status: &str, device: &str, owner: &str) -> Value {
    json!({
        "id": port.id,
        "name": port.name,
        "network_id": port.network,
        "tenant_id": port.project,
        "project_id": port.project,
        "mac_address": port.mac,
        "admin_state_up": port.admin_up,
        "status": status,
        "device_id": device,
        "device_owner": owner,
        "fixed_ips": fixed_addresses(&port.addresses),
        "allowed_address_pairs": [],
        "extra_dhcp_opts": [],
        "security_groups": port.groups,
        "description": port.description,
        "binding:vnic_type": port.vnic_type,
        "port_security_enabled": port.secured && owner != "network:router_interface",
        "tags": [],
        "created_at": utc(port.created),
        "updated_at": utc(port.updated),
        "revision_number": port.revision,
    })
}

pub(super) fn router(router: &Router) -> Value {
    json!({
        "id": router.id,
        "name": router.name,
        "tenant_id": router.project,
        "project_id": router.project,
        "admin_state_up": true,
        "status": "ACTIVE",
        "external_gateway_info": {
            "network_id": router.gateway,
            "external_fixed_ips": fixed_addresses(&router.gateway_addresses),
            "enable_snat": true,
        },
        "description": "",
        "availability_zones": [],
        "availability_zone_hints": [],
        "routes": [],
        "flavor_id": null,
        "tags": [],
        "created_at": utc(router.created),
        "updated_at": utc(router.created),
        "revision_number": 3,
    })
}

/// A port's own addresses; Nova's interface attachments give them in the same form.
pub(in super::super) fn fixed_ips(port: &Port) -> Vec<Value> {
    fixed_addresses(&port.addresses)
}

fn fixed_addresses(addresses: &[Address]) -> Vec<Value> {
    addresses
        .iter()
        .map(|address| json!({"subnet_id": address.subnet, "ip_address": address.addr}))
        .collect()
}

pub(super) fn floating_ip(region: &Region, ip: &FloatingIp) -> Value {
    let details = ip.port.as_ref().and_then(|id| port_details(region, id));
    let router = details.as_ref().and_then(|details| {
        let mut routers = region.routers.iter();
        routers.find(|router| {
            let mut ports = router.interfaces.iter();
            ports.any(|port| details["network_id"] == port.network)
        })
    });
    json!({
        "id": ip.id,
        "tenant_id": ip.project,
        "project_id": ip.project,
        "floating_ip_address": ip.address,
        "floating_network_id": ip.network,
        "router_id": router.map(|router| &router.id),
        "port_id": ip.port,
        "fixed_ip_address": ip.fixed_address,
        "status": if ip.port.is_some() { "ACTIVE" } else { "DOWN" },
        "description": ip.description,
        "dns_domain": "",
        "dns_name": "",
        "port_details": details,
        "tags": [],
        "created_at": utc(ip.created),
        "updated_at": utc(ip.updated),
        "revision_number": ip.revision,
    })
}

/// What a floating IP tells of the port it belongs to.
fn port_details(region: &Region, id: &str) -> Option<Value> {
    let servers = region.servers.iter().filter(|server| !server.is_gone());
    let ports = servers
        .flat_map(ports)
        .chain(region.ports.iter().map(free_port))
        .chain(region.routers.iter().flat_map(interfaces));
    let port = ports.into_iter().find(|port| port["id"] == id)?;
    let keys = [
        "name",
        "network_id",
        "mac_address",
        "admin_state_up",
        "status",
        "device_id",
        "device_owner",
    ];
    let details = keys.map(|key| (key.to_owned(), port[key].clone()));
    Some(Value::Object(details.into_iter().collect()))
}

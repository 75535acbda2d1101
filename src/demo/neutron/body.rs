//! Neutron's resources as JSON.

use serde_json::{Value, json};

use super::super::clock::utc;
use super::super::world::{FloatingIp, Network, Nic, Region, Rule, SecurityGroup, Server};

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
        "remote_group_id": null,
        "belongs_to_default_sg": group.name == "default",
        "description": "",
        "tags": [],
        "created_at": utc(group.created),
        "updated_at": utc(group.created),
        "revision_number": 0,
    })
}

pub(super) fn ports(region: &Region, server: &Server) -> Vec<Value> {
    let groups: Vec<&str> = region
        .security_groups
        .iter()
        .filter(|group| {
            group.project == server.project
                && server.security_groups.iter().any(|name| name == group.name)
        })
        .map(|group| group.id.as_str())
        .collect();
    server
        .nics
        .iter()
        .map(|nic| {
            json!({
                "id": nic.port,
                "name": "",
                "network_id": nic.network,
                "tenant_id": server.project,
                "project_id": server.project,
                "mac_address": nic.mac,
                "admin_state_up": true,
                "status": if server.is_plugged() { "ACTIVE" } else { "DOWN" },
                "device_id": server.id,
                "device_owner": format!("compute:{}", server.zone),
                "fixed_ips": fixed_ips(nic),
                "allowed_address_pairs": [],
                "extra_dhcp_opts": [],
                "security_groups": groups,
                "description": "",
                "binding:vnic_type": "normal",
                "port_security_enabled": true,
                "tags": [],
                "created_at": utc(server.created),
                "updated_at": utc(server.created),
                "revision_number": 4,
            })
        })
        .collect()
}

/// A port's own addresses; Nova's interface attachments give them in the same form.
pub(in super::super) fn fixed_ips(nic: &Nic) -> Vec<Value> {
    nic.addresses
        .iter()
        .filter(|address| !address.floating)
        .map(|address| json!({"subnet_id": address.subnet, "ip_address": address.addr}))
        .collect()
}

pub(super) fn floating_ip(ip: &FloatingIp) -> Value {
    json!({
        "id": ip.id,
        "tenant_id": ip.project,
        "project_id": ip.project,
        "floating_ip_address": ip.address,
        "floating_network_id": ip.network,
        "router_id": null,
        "port_id": ip.port,
        "fixed_ip_address": ip.fixed_address,
        "status": if ip.port.is_some() { "ACTIVE" } else { "DOWN" },
        "description": "",
        "dns_domain": "",
        "dns_name": "",
        "tags": [],
        "created_at": utc(ip.created),
        "updated_at": utc(ip.created),
        "revision_number": 1,
    })
}

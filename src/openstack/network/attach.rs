//! Requests about the ports and floating IPs of servers.
//! <https://docs.openstack.org/api-ref/network/v2/>

use serde_json::{Map, Value, json};

use super::{FloatingIp, PortUpdate, ServerPort};
use crate::openstack::ask::Ask;
use crate::openstack::catalog::Service;
use crate::openstack::client::Client;
use crate::openstack::compute::Accepted;
use crate::openstack::error::{Error, Kind};
use crate::openstack::id::{FloatingIpId, NetworkId, PortId, ServerId};
use crate::openstack::json;

impl Client {
    /// `GET /v2.0/ports` of one server, in Neutron's order.
    pub async fn server_ports(&self, id: &ServerId) -> Result<Vec<ServerPort>, Error> {
        let fields = [
            "id",
            "name",
            "network_id",
            "mac_address",
            "fixed_ips",
            "status",
            "admin_state_up",
            "security_groups",
            "port_security_enabled",
            "mac_learning_enabled",
            "binding:vnic_type",
        ];
        let ports = self.neutron("ports", &fields, server_port);
        ports.only("device_id", id.as_str()).all().await
    }

    /// `PUT /v2.0/ports/{id}`, with what is to change alone.
    ///
    /// # Errors
    /// `Conflict` for port security that is turned off while there are groups, or groups without
    /// it; `NotFound` for a group that is not there; `BadRequest` for what the cloud has no
    /// extension for; `Forbidden` where the port is another project's, and, for port security, where
    /// its network is.
    pub async fn update_port(&self, id: &PortId, update: &PortUpdate) -> Result<Accepted, Error> {
        let path = ["ports", id.as_str()];
        let body = json!({"port": update.body()});
        self.accepted(Ask::put(Service::Network, &path, body)).await
    }

    /// `GET /v2.0/floatingips` of the project.
    ///
    /// # Errors
    /// `NotFound` where Neutron has no routers, and so no floating IPs.
    pub async fn floating_ips(&self) -> Result<Vec<FloatingIp>, Error> {
        let fields = [
            "id",
            "floating_ip_address",
            "floating_network_id",
            "port_id",
            "fixed_ip_address",
            "description",
            "port_forwardings",
        ];
        let mut list = self.neutron("floatingips", &fields, floating_ip);
        if self.is_admin() {
            // An admin is shown every project's.
            let (project, _) = self.project();
            list = list.only("project_id", project.as_str());
        }
        list.all().await
    }

    /// `POST /v2.0/floatingips`: one of that external network, for that port; `fixed_ip` says which
    /// of the port's addresses it stands for.
    ///
    /// # Errors
    /// `OverQuota`; `Conflict` when no address is left; `NotFound` where no router leads from the
    /// port to that network.
    pub async fn create_floating_ip(
        &self,
        network: &NetworkId,
        port: &PortId,
        fixed_ip: Option<&str>,
    ) -> Result<(FloatingIp, Option<String>), Error> {
        let mut new = at_port(port, fixed_ip);
        new.insert("floating_network_id".into(), json!(network.as_str()));
        let body = json!({"floatingip": new});
        let ask = Ask::post(Service::Network, &["floatingips"], body);
        let answer = self.ask(ask).await?;
        let json = answer.json()?;
        let made = json.get("floatingip").and_then(floating_ip);
        let made =
            made.ok_or_else(|| answer.failed(Kind::Decode, "The answer holds no floating IP."))?;
        Ok((made, answer.request_id))
    }

    /// `PUT /v2.0/floatingips/{id}` with a port. One that is at another port moves.
    ///
    /// # Errors
    /// `Conflict` where the fixed address has one already; `NotFound` where no router leads from
    /// the port to the floating IP's network.
    pub async fn associate_floating_ip(
        &self,
        id: &FloatingIpId,
        port: &PortId,
        fixed_ip: Option<&str>,
    ) -> Result<Accepted, Error> {
        self.put_floating_ip(id, at_port(port, fixed_ip)).await
    }

    /// `PUT /v2.0/floatingips/{id}` without a port; the project keeps it.
    pub async fn disassociate_floating_ip(&self, id: &FloatingIpId) -> Result<Accepted, Error> {
        let nowhere = Map::from_iter([("port_id".to_owned(), Value::Null)]);
        self.put_floating_ip(id, nowhere).await
    }

    async fn put_floating_ip(
        &self,
        id: &FloatingIpId,
        change: Map<String, Value>,
    ) -> Result<Accepted, Error> {
        let path = ["floatingips", id.as_str()];
        let body = json!({"floatingip": change});
        self.accepted(Ask::put(Service::Network, &path, body)).await
    }

    /// `DELETE /v2.0/floatingips/{id}`: it goes back to the cloud, from whatever port it is at.
    ///
    /// # Errors
    /// `NotFound` when it is gone already.
    pub async fn release_floating_ip(&self, id: &FloatingIpId) -> Result<Accepted, Error> {
        let path = ["floatingips", id.as_str()];
        self.accepted(Ask::delete(Service::Network, &path)).await
    }
}

impl PortUpdate {
    fn body(&self) -> Map<String, Value> {
        let groups = self.security_groups.as_ref();
        let groups = groups.map(|ids| ids.iter().map(|id| json!(id.as_str())).collect());
        let changes = [
            ("name", self.name.as_ref().map(|name| json!(name))),
            ("admin_state_up", self.admin_up.map(Value::from)),
            ("port_security_enabled", self.port_security.map(Value::from)),
            ("mac_learning_enabled", self.mac_learning.map(Value::from)),
            (
                "binding:vnic_type",
                self.vnic_type.as_ref().map(|kind| json!(kind)),
            ),
            ("security_groups", groups),
        ];
        let changes = changes.into_iter();
        changes
            .filter_map(|(key, value)| Some((key.to_owned(), value?)))
            .collect()
    }
}

fn at_port(port: &PortId, fixed_ip: Option<&str>) -> Map<String, Value> {
    let mut place = Map::from_iter([("port_id".to_owned(), json!(port.as_str()))]);
    place.extend(fixed_ip.map(|address| ("fixed_ip_address".to_owned(), json!(address))));
    place
}

fn server_port(row: &Value) -> Option<ServerPort> {
    Some(ServerPort {
        id: json::text(row, "id")?.into(),
        name: json::text_or_empty(row, "name"),
        network: json::text(row, "network_id")?.into(),
        mac: json::text_or_empty(row, "mac_address"),
        addresses: json::array(row, "fixed_ips")
            .iter()
            .filter_map(|address| json::text(address, "ip_address"))
            .collect(),
        status: json::text_or_empty(row, "status"),
        admin_up: json::flag(row, "admin_state_up"),
        security_groups: json::array(row, "security_groups")
            .iter()
            .filter_map(Value::as_str)
            .map(Into::into)
            .collect(),
        port_security: row
            .get("port_security_enabled")
            .and_then(Value::as_bool)
            .unwrap_or(true),
        mac_learning: row.get("mac_learning_enabled").and_then(Value::as_bool),
        vnic_type: json::text(row, "binding:vnic_type").unwrap_or_else(|| "normal".into()),
    })
}

fn floating_ip(row: &Value) -> Option<FloatingIp> {
    Some(FloatingIp {
        id: json::text(row, "id")?.into(),
        address: json::text(row, "floating_ip_address")?,
        network: json::text(row, "floating_network_id")?.into(),
        port: json::text(row, "port_id").map(Into::into),
        fixed_ip: json::text(row, "fixed_ip_address"),
        description: json::text_or_empty(row, "description"),
        forwards: !json::array(row, "port_forwardings").is_empty(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changes_of_a_port_is_sent() {
        assert_eq!(Value::from(PortUpdate::default().body()), json!({}));
        let update = PortUpdate {
            name: Some(String::new()),
            port_security: Some(false),
            security_groups: Some(Vec::new()),
            ..PortUpdate::default()
        };
        assert_eq!(
            Value::from(update.body()),
            json!({"name": "", "port_security_enabled": false, "security_groups": []})
        );
        let update = PortUpdate {
            admin_up: Some(false),
            mac_learning: Some(true),
            vnic_type: Some("direct".into()),
            security_groups: Some(vec!["g".into()]),
            ..PortUpdate::default()
        };
        assert_eq!(
            Value::from(update.body()),
            json!({"admin_state_up": false, "mac_learning_enabled": true,
                "binding:vnic_type": "direct", "security_groups": ["g"]})
        );
    }

    #[test]
    fn a_port_of_a_small_cloud_has_what_every_port_has() {
        let bare = json!({"id": "p", "network_id": "n", "mac_address": "fa:16:3e:00:00:01",
            "fixed_ips": [{"ip_address": "10.0.0.5"}, {}], "admin_state_up": true});
        let port = server_port(&bare).unwrap();
        assert!(port.port_security && port.admin_up);
        assert_eq!((port.mac_learning, &*port.vnic_type), (None, "normal"));
        assert_eq!((port.title(), port.addresses.len()), ("p", 1));
        let full = json!({"id": "p", "network_id": "n", "port_security_enabled": false,
            "mac_learning_enabled": false, "binding:vnic_type": "direct"});
        let port = server_port(&full).unwrap();
        assert!(!port.port_security && !port.admin_up);
        assert_eq!(
            (port.mac_learning, &*port.vnic_type),
            (Some(false), "direct")
        );
        assert_eq!(server_port(&json!({"id": "p"})), None);
    }

    #[test]
    fn a_floating_ip_is_free_at_a_port_or_forwards() {
        let row = json!({"id": "f", "floating_ip_address": "198.51.100.7",
            "floating_network_id": "e", "port_id": null, "fixed_ip_address": null,
            "description": "", "port_forwardings": []});
        let free = floating_ip(&row).unwrap();
        assert_eq!(
            (free.port, free.fixed_ip, free.forwards),
            (None, None, false)
        );
        let row = json!({"id": "f", "floating_ip_address": "198.51.100.7",
            "floating_network_id": "e", "port_id": null,
            "port_forwardings": [{"protocol": "tcp", "external_port": 22}]});
        assert!(floating_ip(&row).unwrap().forwards);
    }

    #[test]
    fn a_fixed_address_is_named_only_when_it_was_chosen() {
        assert_eq!(
            Value::from(at_port(&"p".into(), None)),
            json!({"port_id": "p"})
        );
        assert_eq!(
            Value::from(at_port(&"p".into(), Some("10.0.0.5"))),
            json!({"port_id": "p", "fixed_ip_address": "10.0.0.5"})
        );
    }
}

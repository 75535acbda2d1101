//! A server as JSON, the way each microversion words it.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::{Map, Value, json};

use super::super::clock::{naive, utc};
use super::super::world::{Flavor, Port, Server};
use super::{Call, build};

/// An item of `GET /servers`.
pub(super) fn brief(call: &Call<'_>, server: &Server) -> Value {
    json!({
        "id": server.id,
        "name": server.name,
        "links": call.links("servers", &server.id),
    })
}

/// What 2.69 shows of a server whose cell is down.
pub(super) fn stub(call: &Call<'_>, server: &Server) -> Value {
    json!({
        "id": server.id,
        "status": "UNKNOWN",
        "tenant_id": server.project,
        "created": utc(server.created),
        "links": call.links("servers", &server.id),
    })
}

/// A whole server. `alone`: by `GET /servers/{id}`, which shows a little more.
pub(super) fn full(call: &Call<'_>, server: &Server, alone: bool) -> Value {
    let full = Full {
        call,
        server,
        alone,
    };
    json!(full)
}

/// The same, written as it goes: a page of a thousand servers is no tree of a hundred thousand
/// values first.
pub(super) struct Full<'a> {
    pub(super) call: &'a Call<'a>,
    pub(super) server: &'a Server,
    pub(super) alone: bool,
}

impl Serialize for Full<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut body = serializer.serialize_map(None)?;
        self.common(&mut body)?;
        self.state(&mut body)?;
        self.attached(&mut body)?;
        self.by_version(&mut body)?;
        if self.call.admin {
            self.placement(&mut body)?;
        }
        body.end()
    }
}

impl Full<'_> {
    fn common<M: SerializeMap>(&self, body: &mut M) -> Result<(), M::Error> {
        let (call, server) = (self.call, self.server);
        body.serialize_entry("accessIPv4", &server.access.0)?;
        body.serialize_entry("accessIPv6", &server.access.1)?;
        body.serialize_entry("addresses", &Addresses { call, server })?;
        body.serialize_entry("created", &utc(server.created))?;
        if call.minor < 47 {
            let flavor = bookmarked(call, "flavors", &server.flavor.id);
            body.serialize_entry("flavor", &flavor)?;
        } else {
            body.serialize_entry("flavor", &Embedded(&server.flavor))?;
        }
        let host_id = server.is_placed().then_some(server.host_id.as_str());
        body.serialize_entry("hostId", host_id.unwrap_or_default())?;
        body.serialize_entry("id", &server.id)?;
        match &server.image {
            None => body.serialize_entry("image", "")?,
            Some(id) => body.serialize_entry("image", &image(call, id))?,
        }
        body.serialize_entry("links", &call.links("servers", &server.id))?;
        body.serialize_entry("metadata", &server.metadata)?;
        body.serialize_entry("name", &server.name)?;
        body.serialize_entry("status", server.status())?;
        body.serialize_entry("tenant_id", server.project)?;
        body.serialize_entry("user_id", server.user)?;
        body.serialize_entry("updated", &utc(server.updated))?;
        body.serialize_entry("OS-DCF:diskConfig", server.disk_config)?;
        let drive = if server.config_drive { "True" } else { "" };
        body.serialize_entry("config_drive", drive)?;
        body.serialize_entry("key_name", &server.key_name)
    }

    fn state<M: SerializeMap>(&self, body: &mut M) -> Result<(), M::Error> {
        let server = self.server;
        let zone = server.is_hosted().then_some(server.zone.as_str());
        body.serialize_entry("OS-EXT-AZ:availability_zone", zone.unwrap_or_default())?;
        body.serialize_entry("OS-EXT-STS:task_state", &server.task)?;
        body.serialize_entry("OS-EXT-STS:vm_state", server.vm)?;
        body.serialize_entry("OS-EXT-STS:power_state", &server.power)?;
        let (launched, terminated) = (server.launched.map(naive), server.terminated.map(naive));
        body.serialize_entry("OS-SRV-USG:launched_at", &launched)?;
        body.serialize_entry("OS-SRV-USG:terminated_at", &terminated)?;
        let status = server.status();
        if matches!(
            status,
            "ACTIVE" | "BUILD" | "REBUILD" | "RESIZE" | "VERIFY_RESIZE" | "MIGRATING"
        ) {
            body.serialize_entry("progress", &0)?;
        }
        if matches!(status, "ERROR" | "DELETED")
            && let Some((code, message, created)) = &server.fault
        {
            let fault = json!({"code": code, "created": utc(*created), "message": message});
            body.serialize_entry("fault", &fault)?;
        }
        Ok(())
    }

    /// Security groups, once for each interface, and volumes.
    fn attached<M: SerializeMap>(&self, body: &mut M) -> Result<(), M::Error> {
        let (call, server) = (self.call, self.server);
        if server.is_placed() && !server.is_gone() && !server.nics.is_empty() {
            let nics = server.nics.iter();
            let names = nics.flat_map(|nic| groups(call, &nic.port));
            let names: Vec<Named<'_>> = names.map(|name| Named { name }).collect();
            body.serialize_entry("security_groups", &names)?;
        }
        let volumes = server.volumes.iter().map(|volume| match call.minor {
            0..3 => json!({"id": volume.id}),
            _ => json!({"id": volume.id, "delete_on_termination": volume.delete_on_termination}),
        });
        let volumes: Vec<Value> = volumes.collect();
        body.serialize_entry("os-extended-volumes:volumes_attached", &volumes)
    }

    fn by_version<M: SerializeMap>(&self, body: &mut M) -> Result<(), M::Error> {
        let (minor, server) = (self.call.minor, self.server);
        if minor >= 9 {
            body.serialize_entry("locked", &server.lock.is_some())?;
        }
        if minor >= 19 {
            body.serialize_entry("description", &server.description)?;
        }
        if minor >= 26 {
            body.serialize_entry("tags", &server.tags)?;
        }
        if minor >= 63 {
            body.serialize_entry("trusted_image_certificates", &())?;
        }
        if minor >= 73 {
            let reason = server.lock.as_ref().and_then(|lock| lock.reason.as_ref());
            body.serialize_entry("locked_reason", &reason)?;
        }
        if minor >= 90 {
            body.serialize_entry("OS-EXT-SRV-ATTR:hostname", &server.hostname)?;
        }
        if minor >= 96 {
            body.serialize_entry("pinned_availability_zone", &())?;
        }
        if minor >= 100 {
            body.serialize_entry("scheduler_hints", &Map::new())?;
        }
        if self.alone && minor >= 71 {
            let groups = &self.call.world.regions[self.call.region].server_groups;
            let groups = groups
                .iter()
                .filter(|group| group.members.contains(&server.id));
            let groups: Vec<&str> = groups.map(|group| group.id.as_str()).collect();
            body.serialize_entry("server_groups", &groups)?;
        }
        Ok(())
    }

    /// What only administrators see.
    /// <https://docs.openstack.org/api-ref/compute/#show-server-details>
    fn placement<M: SerializeMap>(&self, body: &mut M) -> Result<(), M::Error> {
        let (minor, server) = (self.call.minor, self.server);
        let region = &self.call.world.regions[self.call.region];
        let host = server
            .is_hosted()
            .then(|| build::host_name(region.name, &server.host_id));
        body.serialize_entry("OS-EXT-SRV-ATTR:host", &host)?;
        body.serialize_entry("OS-EXT-SRV-ATTR:hypervisor_hostname", &host)?;
        let mut servers = region.servers.iter();
        let number = servers.position(|known| known.id == server.id);
        let name = format!("instance-{:08x}", number.unwrap_or_default() + 1);
        body.serialize_entry("OS-EXT-SRV-ATTR:instance_name", &name)?;
        if minor >= 3 {
            // Everybody sees it since 2.90, and has seen it above.
            if minor < 90 {
                body.serialize_entry("OS-EXT-SRV-ATTR:hostname", &server.hostname)?;
            }
            body.serialize_entry("OS-EXT-SRV-ATTR:kernel_id", "")?;
            body.serialize_entry("OS-EXT-SRV-ATTR:ramdisk_id", "")?;
            body.serialize_entry("OS-EXT-SRV-ATTR:launch_index", &server.launch_index)?;
            body.serialize_entry("OS-EXT-SRV-ATTR:reservation_id", &server.reservation)?;
            let root = server.is_hosted().then_some("/dev/vda");
            body.serialize_entry("OS-EXT-SRV-ATTR:root_device_name", &root)?;
            body.serialize_entry("OS-EXT-SRV-ATTR:user_data", &server.user_data)?;
        }
        if minor >= 16 {
            let status = if host.is_none() { "" } else { "UP" };
            body.serialize_entry("host_status", status)?;
        }
        Ok(())
    }
}

/// Names of the groups of one interface.
fn groups(call: &Call<'_>, port: &Port) -> Vec<&'static str> {
    let known = &call.world.regions[call.region].security_groups;
    let named = |id: &String| known.iter().find(|group| group.id == *id);
    let groups = port.groups.iter().filter_map(named);
    groups.map(|group| group.name).collect()
}

fn bookmarked(call: &Call<'_>, kind: &str, id: &str) -> Value {
    let href = format!("{}/{kind}/{id}", call.bookmark());
    json!({"id": id, "links": [{"rel": "bookmark", "href": href}]})
}

fn image(call: &Call<'_>, id: &str) -> Value {
    let mut body = bookmarked(call, "images", id);
    if call.minor >= 98 {
        let mut images = call.world.regions[call.region].images.iter();
        let image = images.find(|image| image.id == id);
        body["properties"] = json!(image.map(|image| &image.properties));
    }
    body
}

#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
}

/// A flavor as it stands within its server since 2.47.
struct Embedded<'a>(&'a Flavor);

impl Serialize for Embedded<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Specs<'a>(&'a [(&'a str, &'a str)]);
        impl Serialize for Specs<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.iter().copied())
            }
        }
        let flavor = self.0;
        let mut body = serializer.serialize_map(None)?;
        body.serialize_entry("vcpus", &flavor.vcpus)?;
        body.serialize_entry("ram", &flavor.ram)?;
        body.serialize_entry("disk", &flavor.disk)?;
        body.serialize_entry("ephemeral", &0)?;
        body.serialize_entry("swap", &0)?;
        body.serialize_entry("original_name", flavor.name)?;
        body.serialize_entry("extra_specs", &Specs(flavor.extra_specs))?;
        body.end()
    }
}

/// By network.
struct Addresses<'a> {
    call: &'a Call<'a>,
    server: &'a Server,
}

#[derive(Serialize)]
struct Shown<'a> {
    version: u8,
    addr: &'a str,
    #[serde(rename = "OS-EXT-IPS:type")]
    kind: &'a str,
    #[serde(rename = "OS-EXT-IPS-MAC:mac_addr")]
    mac: &'a str,
}

impl Serialize for Addresses<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let region = &self.call.world.regions[self.call.region];
        let mut networks: Vec<(&str, Vec<Shown<'_>>)> = Vec::new();
        let nics = self.server.nics.iter();
        for nic in nics.filter(|_| self.server.is_plugged()) {
            let mac = nic.port.mac.as_str();
            let mut shown = Vec::new();
            for address in &nic.port.addresses {
                shown.push(Shown {
                    version: address.version,
                    addr: &address.addr,
                    kind: "fixed",
                    mac,
                });
                let floating = region.floating_ips.iter().filter(|ip| {
                    ip.port.as_ref() == Some(&nic.port.id)
                        && ip.fixed_address.as_ref() == Some(&address.addr)
                });
                shown.extend(floating.map(|ip| Shown {
                    version: 4,
                    addr: &ip.address,
                    kind: "floating",
                    mac,
                }));
            }
            // Networks of the same name are merged, as Nova does.
            let name = region.network_name(&nic.port.network);
            match networks.iter_mut().find(|(known, _)| *known == name) {
                Some((_, list)) => list.append(&mut shown),
                None => networks.push((name, shown)),
            }
        }
        serializer.collect_map(networks)
    }
}

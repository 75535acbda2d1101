//! What a launch chooses from: flavors, limits, availability zones, server groups; and what Nova
//! speaks.
//! <https://docs.openstack.org/api-ref/compute/#flavors>

use std::sync::Arc;

use serde_json::Value;

use super::{Flavor, Limits, Quota, ServerGroup};
use crate::openstack::ask::Ask;
use crate::openstack::catalog::Service;
use crate::openstack::client::Client;
use crate::openstack::error::{Error, Kind};
use crate::openstack::http::Microversion;
use crate::openstack::json;
use crate::openstack::pages::{Decode, Listing, Pages, rows};

impl Client {
    /// `GET /flavors/detail`: the public ones, and those granted to the project.
    pub async fn flavors(&self) -> Result<Vec<Flavor>, Error> {
        let listing = Listing {
            service: Service::Compute,
            path: vec!["flavors".into(), "detail".into()],
            query: Vec::new(),
            key: "flavors",
            cap: Some(Microversion(2, 75)),
            sizes: Some((1000, 1000)),
            decode: Decode::Row(flavor),
        };
        Pages::new(self, listing).all().await
    }

    /// `GET /limits`, with what is reserved counted as used.
    pub async fn limits(&self) -> Result<Limits, Error> {
        let ask = Ask::get(Service::Compute, &["limits"]).cap(2, 57);
        let query = [("reserved".to_owned(), "1".to_owned())];
        let answer = self.ask(ask.query(&query)).await?;
        let json = answer.json()?;
        json.pointer("/limits/absolute")
            .map(limits)
            .ok_or_else(|| answer.failed(Kind::Decode, "The answer holds no limits."))
    }

    /// `GET /os-availability-zone`: names of those that are available, sorted.
    pub async fn availability_zones(&self) -> Result<Vec<String>, Error> {
        let ask = Ask::get(Service::Compute, &["os-availability-zone"]).cap(2, 1);
        let answer = self.ask(ask).await?;
        let json = answer.json()?;
        let mut zones: Vec<_> = rows(&answer, &json, "availabilityZoneInfo")?
            .iter()
            .filter_map(zone)
            .collect();
        zones.sort();
        Ok(zones)
    }

    /// `GET /os-server-groups` of the project.
    pub async fn server_groups(&self) -> Result<Vec<ServerGroup>, Error> {
        let listing = Listing {
            service: Service::Compute,
            path: vec!["os-server-groups".into()],
            query: Vec::new(),
            key: "server_groups",
            cap: Some(Microversion(2, 64)),
            // Nova gives no link to a next page, but it gives a thousand rows at once.
            sizes: None,
            decode: Decode::Row(server_group),
        };
        Pages::new(self, listing).all().await
    }

    /// The newest microversion to speak here: Nova's own maximum (`GET /v2.1/`), or the configured
    /// one if that is less. Where that document is kept from us and the rest is not, 2.1.
    /// <https://docs.openstack.org/api-ref/compute/#show-details-of-specific-api-version>
    pub async fn compute_version(&self) -> Result<Microversion, Error> {
        // With no name behind it the path ends in a slash: without, some proxies redirect.
        let ask = Ask::get(Service::Compute, &[""]).of_version();
        let floor = Microversion(2, 1);
        let newest = match self.ask(ask).await {
            Ok(answer) => {
                let json = answer.json()?;
                let version = json.pointer("/version/version").and_then(Value::as_str);
                // Empty: the API of before microversions.
                version.and_then(Microversion::parse).unwrap_or(floor)
            }
            Err(error) if matches!(error.status, Some(403 | 404)) => {
                let one = [("limit".to_owned(), "1".to_owned())];
                let list = Ask::get(Service::Compute, &["servers"]).query(&one);
                self.ask(list).await.map_err(|_| error)?;
                return Ok(floor);
            }
            Err(error) => return Err(error),
        };
        self.settle_microversion(newest)
    }
}

pub(crate) fn flavor(row: &Value) -> Option<Flavor> {
    let id = json::text(row, "id")?;
    let public = row
        .get("os-flavor-access:is_public")
        .and_then(Value::as_bool);
    Some(Flavor {
        name: json::shared(row, "name").unwrap_or_else(|| Arc::from(id.as_str())),
        id: id.into(),
        vcpus: json::size(row, "vcpus").unwrap_or_default(),
        ram_mib: json::size(row, "ram").unwrap_or_default(),
        disk_gib: json::size(row, "disk").unwrap_or_default(),
        ephemeral_gib: json::size(row, "OS-FLV-EXT-DATA:ephemeral").unwrap_or_default(),
        // No swap is `""` below microversion 2.75.
        swap_mib: json::size(row, "swap").unwrap_or_default(),
        public: public.unwrap_or(true),
        extra_specs: json::texts(row, "extra_specs"),
    })
}

impl Quota {
    /// From the keys of what is used and of the limit; `None` when one is missing.
    pub(crate) fn read(row: &Value, used: &str, limit: &str) -> Option<Self> {
        let limit = json::int(row, limit)?;
        Some(Self {
            used: json::size(row, used)?,
            // −1 is no limit.
            limit: u64::try_from(limit).ok(),
        })
    }
}

pub(crate) fn limits(absolute: &Value) -> Limits {
    let quota = |used: &str, limit: &str| Quota::read(absolute, used, limit);
    Limits {
        instances: quota("totalInstancesUsed", "maxTotalInstances"),
        cores: quota("totalCoresUsed", "maxTotalCores"),
        ram_mib: quota("totalRAMUsed", "maxTotalRAMSize"),
        server_meta: json::size(absolute, "maxServerMeta"),
    }
}

/// Of 2.64 with its one `policy`, or of before with a list of `policies` that held one.
pub(crate) fn server_group(row: &Value) -> Option<ServerGroup> {
    let mut policies = json::array(row, "policies").iter();
    let policy = json::shared(row, "policy").or_else(|| {
        let first = policies.find_map(Value::as_str);
        first.map(Arc::from)
    });
    Some(ServerGroup {
        id: json::text(row, "id")?.into(),
        name: json::text_or_empty(row, "name"),
        policy: policy.unwrap_or_else(|| Arc::from("")),
        members: json::array(row, "members")
            .iter()
            .filter_map(Value::as_str)
            .map(Into::into)
            .collect(),
    })
}

fn zone(row: &Value) -> Option<String> {
    let available = row.pointer("/zoneState/available").and_then(Value::as_bool);
    json::text(row, "zoneName").filter(|_| available != Some(false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn no_limit_is_not_an_unknown_one() {
        let limits = limits(&json!({
            "maxTotalInstances": -1, "totalInstancesUsed": 3,
            "maxTotalCores": 20, "totalCoresUsed": 4,
            "maxTotalRAMSize": 51200,
        }));
        assert_eq!(
            limits.instances,
            Some(Quota {
                used: 3,
                limit: None
            })
        );
        assert_eq!(limits.cores.and_then(Quota::free), Some(16));
        assert_eq!(limits.ram_mib, None);
    }

    #[test]
    fn old_and_new_server_groups_are_read_alike() {
        let old = json!({"id": "g", "name": "spread", "policies": ["anti-affinity"],
            "metadata": {}, "members": ["a", null, "b"]});
        let new = json!({"id": "g", "name": "spread", "policy": "anti-affinity", "rules": {},
            "members": ["a", "b"], "project_id": "p"});
        let group = server_group(&new).unwrap();
        assert_eq!(&*group.policy, "anti-affinity");
        assert_eq!(group.members, ["a".into(), "b".into()]);
        assert_eq!(server_group(&old), Some(group));
        assert_eq!(server_group(&json!({"name": "no id"})), None);
    }

    #[test]
    fn old_and_new_flavors_are_read_alike() {
        let old = json!({"id": 1, "name": "m1", "vcpus": 1, "ram": 512, "disk": 1, "swap": ""});
        let new = json!({"id": "1", "name": "m1", "vcpus": 1, "ram": 512, "disk": 1, "swap": 0,
            "extra_specs": {}, "os-flavor-access:is_public": true});
        assert_eq!(flavor(&old), flavor(&new));
    }
}

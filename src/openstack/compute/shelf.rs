//! What a launch chooses from: flavors, limits, availability zones.
//! <https://docs.openstack.org/api-ref/compute/#flavors>

use std::sync::Arc;

use serde_json::Value;

use super::{Flavor, Limits, Quota};
use crate::openstack::ask::Ask;
use crate::openstack::catalog::Service;
use crate::openstack::client::Client;
use crate::openstack::error::{Error, Kind};
use crate::openstack::http::Microversion;
use crate::openstack::json;
use crate::openstack::pages::{Listing, Pages, rows};

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
            decode: flavor,
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

pub(crate) fn limits(absolute: &Value) -> Limits {
    // −1 is no limit; a key that is missing is unknown.
    let quota = |used: &str, limit: &str| {
        let limit = json::int(absolute, limit)?;
        Some(Quota {
            used: json::size(absolute, used)?,
            limit: u64::try_from(limit).ok(),
        })
    };
    Limits {
        instances: quota("totalInstancesUsed", "maxTotalInstances"),
        cores: quota("totalCoresUsed", "maxTotalCores"),
        ram_mib: quota("totalRAMUsed", "maxTotalRAMSize"),
        server_meta: json::size(absolute, "maxServerMeta"),
    }
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
    fn old_and_new_flavors_are_read_alike() {
        let old = json!({"id": 1, "name": "m1", "vcpus": 1, "ram": 512, "disk": 1, "swap": ""});
        let new = json!({"id": "1", "name": "m1", "vcpus": 1, "ram": 512, "disk": 1, "swap": 0,
            "extra_specs": {}, "os-flavor-access:is_public": true});
        assert_eq!(flavor(&old), flavor(&new));
    }
}

//! Requests to Cinder. <https://docs.openstack.org/api-ref/block-storage/v3/>

use std::sync::Arc;

use serde_json::Value;

use super::{Volume, VolumeLimits, VolumeSnapshot, VolumeType};
use crate::openstack::ask::Ask;
use crate::openstack::catalog::Service;
use crate::openstack::client::Client;
use crate::openstack::compute::Quota;
use crate::openstack::error::{Error, Kind};
use crate::openstack::id::VolumeId;
use crate::openstack::json;
use crate::openstack::pages::{Decode, Listing, Pages};

impl Client {
    /// `GET /volumes/detail?bootable=true`: those of any status, since snapshots of a volume in
    /// use can be booted too.
    pub async fn volumes(&self) -> Result<Vec<Volume>, Error> {
        let query = vec![("bootable".to_owned(), "true".to_owned())];
        self.cinder(&["volumes", "detail"], query, "volumes", bootable)
            .await
    }

    /// `GET /volumes/{id}`.
    pub async fn volume(&self, id: &VolumeId) -> Result<Volume, Error> {
        let path = ["volumes", id.as_str()];
        let answer = self.ask(Ask::get(Service::Volume, &path)).await?;
        let json = answer.json()?;
        json.get("volume")
            .and_then(volume)
            .ok_or_else(|| answer.failed(Kind::Decode, "The answer holds no volume."))
    }

    /// `GET /volumes/detail`: bootable or not, of any status.
    pub async fn all_volumes(&self) -> Result<Vec<Volume>, Error> {
        self.cinder(&["volumes", "detail"], Vec::new(), "volumes", volume)
            .await
    }

    /// `GET /snapshots/detail`: of all volumes, of any status.
    pub async fn volume_snapshots(&self) -> Result<Vec<VolumeSnapshot>, Error> {
        self.cinder(&["snapshots", "detail"], Vec::new(), "snapshots", snapshot)
            .await
    }

    /// `GET /types`, and `/types/default`, without which no type is marked: a cloud need not have
    /// one, nor tell.
    pub async fn volume_types(&self) -> Result<Vec<VolumeType>, Error> {
        let types = self.cinder(&["types"], Vec::new(), "volume_types", volume_type);
        let default = async { Ok(self.default_volume_type().await.ok()) };
        let (mut types, default) = tokio::try_join!(types, default)?;
        for kind in &mut types {
            kind.is_default = default.as_ref() == Some(&kind.name);
        }
        Ok(types)
    }

    async fn default_volume_type(&self) -> Result<String, Error> {
        let path = ["types", "default"];
        let answer = self.ask(Ask::get(Service::Volume, &path)).await?;
        let json = answer.json()?;
        json.get("volume_type")
            .and_then(|kind| json::text(kind, "name"))
            .ok_or_else(|| answer.failed(Kind::Decode, "The answer holds no volume type."))
    }

    /// `GET /limits`.
    pub async fn volume_limits(&self) -> Result<VolumeLimits, Error> {
        let answer = self.ask(Ask::get(Service::Volume, &["limits"])).await?;
        let json = answer.json()?;
        json.pointer("/limits/absolute")
            .map(limits)
            .ok_or_else(|| answer.failed(Kind::Decode, "The answer holds no limits."))
    }

    async fn cinder<T: Send + 'static>(
        &self,
        path: &[&'static str],
        query: Vec<(String, String)>,
        key: &'static str,
        decode: fn(&Value) -> Option<T>,
    ) -> Result<Vec<T>, Error> {
        let listing = Listing {
            service: Service::Volume,
            path: path.iter().map(|segment| (*segment).into()).collect(),
            query,
            key,
            cap: None,
            sizes: Some((1000, 1000)),
            decode: Decode::Row(decode),
        };
        Pages::new(self, listing).all().await
    }
}

/// A row of what was filtered; the filter is believed where the row does not say.
fn bootable(row: &Value) -> Option<Volume> {
    let read = volume(row)?;
    let bootable = read.bootable || row.get("bootable").is_none();
    bootable.then_some(Volume {
        bootable: true,
        ..read
    })
}

pub(crate) fn volume(row: &Value) -> Option<Volume> {
    let id = json::text(row, "id")?;
    let image = row.get("volume_image_metadata");
    let min_ram = image.and_then(|image| json::size(image, "min_ram"));
    Some(Volume {
        id: id.into(),
        name: json::text_or_empty(row, "name"),
        status: status(row),
        size_gib: json::size(row, "size").unwrap_or_default(),
        kind: json::shared(row, "volume_type"),
        availability_zone: json::shared(row, "availability_zone"),
        description: json::text_or_empty(row, "description"),
        encrypted: json::flag(row, "encrypted"),
        // A text, "true" or "false".
        bootable: json::flag(row, "bootable"),
        multiattach: json::flag(row, "multiattach"),
        attached_to: json::array(row, "attachments")
            .iter()
            .filter_map(|attachment| json::text(attachment, "server_id"))
            .collect(),
        min_ram_mib: min_ram.unwrap_or_default(),
        created: json::time(row, "created_at"),
    })
}

pub(crate) fn snapshot(row: &Value) -> Option<VolumeSnapshot> {
    Some(VolumeSnapshot {
        id: json::text(row, "id")?.into(),
        name: json::text_or_empty(row, "name"),
        volume: json::text(row, "volume_id")?.into(),
        status: status(row),
        size_gib: json::size(row, "size").unwrap_or_default(),
        description: json::text_or_empty(row, "description"),
        created: json::time(row, "created_at"),
    })
}

pub(crate) fn volume_type(row: &Value) -> Option<VolumeType> {
    Some(VolumeType {
        name: json::text(row, "name")?,
        description: json::text_or_empty(row, "description"),
        is_default: false,
    })
}

fn status(row: &Value) -> Arc<str> {
    json::shared(row, "status").unwrap_or_else(|| Arc::from("unknown"))
}

fn limits(absolute: &Value) -> VolumeLimits {
    VolumeLimits {
        volumes: Quota::read(absolute, "totalVolumesUsed", "maxTotalVolumes"),
        gigabytes: Quota::read(absolute, "totalGigabytesUsed", "maxTotalVolumeGigabytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_volume_knows_what_its_image_needs() {
        let row = json!({"id": "v", "name": "", "status": "in-use", "size": 10,
            "bootable": "true", "encrypted": false, "description": null, "volume_type": null,
            "availability_zone": "nova", "created_at": "2026-11-23T07:02:10.000000",
            "volume_image_metadata": {"min_ram": "512", "min_disk": "0"}});
        let volume = volume(&row).unwrap();
        assert_eq!(volume.title(), "v");
        assert_eq!((volume.size_gib, volume.min_ram_mib), (10, 512));
        assert_eq!((&*volume.status, volume.kind), ("in-use", None));
        assert_eq!(volume.availability_zone.as_deref(), Some("nova"));
        assert!(volume.created.is_some() && !volume.encrypted);
    }

    #[test]
    fn what_cannot_be_booted_is_left_out_and_what_is_odd_is_not() {
        assert_eq!(bootable(&json!({"id": "v", "bootable": "false"})), None);
        let bare = bootable(&json!({"id": "v"})).unwrap();
        assert_eq!((&*bare.status, bare.size_gib), ("unknown", 0));
        assert!(bare.bootable);
        assert_eq!(snapshot(&json!({"id": "s"})), None);
        let bare = snapshot(&json!({"id": "s", "volume_id": "v", "name": null})).unwrap();
        assert_eq!((bare.title(), bare.volume.as_str()), ("s", "v"));
        assert_eq!(volume_type(&json!({"id": "t"})), None);
    }

    #[test]
    fn a_volume_says_whose_it_is_and_whether_more_may_have_it() {
        let row = json!({"id": "v", "bootable": "false", "multiattach": true, "attachments": [
            {"server_id": "a", "device": "/dev/vdb"}, {"host_name": "h"}, {"server_id": "b"}]});
        let read = volume(&row).unwrap();
        assert!(!read.bootable && read.multiattach);
        assert_eq!(read.attached_to, ["a", "b"]);
    }

    #[test]
    fn no_limit_of_volumes_is_not_an_unknown_one() {
        let limits = limits(&json!({"maxTotalVolumes": -1, "totalVolumesUsed": 3,
            "maxTotalVolumeGigabytes": 1000}));
        assert_eq!(limits.volumes.map(Quota::free), Some(None));
        assert_eq!(limits.gigabytes, None);
    }
}

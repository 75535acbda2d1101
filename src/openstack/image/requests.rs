//! Requests to Glance. <https://docs.openstack.org/api-ref/image/v2/#images>

use std::sync::Arc;

use serde_json::Value;

use super::{Image, ImageStatus};
use crate::openstack::ask::Ask;
use crate::openstack::catalog::Service;
use crate::openstack::client::Client;
use crate::openstack::error::{Error, Kind};
use crate::openstack::id::ImageId;
use crate::openstack::json;
use crate::openstack::pages::{Listing, Pages};

impl Client {
    /// `GET /v2/images`: public ones, the project's own, and those shared with it.
    pub fn images(&self) -> Pages<Image> {
        let listing = Listing {
            service: Service::Image,
            path: vec!["images".into()],
            query: Vec::new(),
            key: "images",
            cap: None,
            // Without a limit the page is of 25.
            sizes: Some((1000, 1000)),
            decode: image,
        };
        Pages::new(self, listing)
    }

    /// `GET /v2/images?visibility=community&status=active`: what others offer to everyone, which
    /// the plain list leaves out.
    pub async fn community_images(&self) -> Result<Vec<Image>, Error> {
        let community = self.images().only("visibility", "community");
        community.only("status", "active").all().await
    }

    /// `GET /v2/images/{id}`; also finds what the list hides (community, `os_hidden`).
    pub async fn image(&self, id: &ImageId) -> Result<Image, Error> {
        let path = ["images", id.as_str()];
        let answer = self.ask(Ask::get(Service::Image, &path)).await?;
        image(&answer.json()?)
            .ok_or_else(|| answer.failed(Kind::Decode, "The answer holds no image."))
    }

    /// `DELETE /v2/images/{id}`.
    ///
    /// # Errors
    /// `Forbidden` when it is protected or another project's, `Conflict` when it is in use,
    /// `NotFound` when it is gone already.
    pub async fn delete_image(&self, id: &ImageId) -> Result<Option<String>, Error> {
        let path = ["images", id.as_str()];
        let answer = self.ask(Ask::delete(Service::Image, &path)).await?;
        Ok(answer.request_id)
    }
}

/// Keys that are no custom property: fields of [`Image`], and what is of no use or may leak where
/// the bytes are.
const KNOWN: [&str; 27] = [
    "id",
    "name",
    "status",
    "visibility",
    "owner",
    "protected",
    "size",
    "virtual_size",
    "disk_format",
    "container_format",
    "min_disk",
    "min_ram",
    "created_at",
    "updated_at",
    "os_hash_algo",
    "os_hash_value",
    "tags",
    "checksum",
    "os_hidden",
    "self",
    "file",
    "schema",
    "locations",
    "direct_url",
    "stores",
    "members",
    "os_glance_importing_to_stores",
];

pub(crate) fn image(row: &Value) -> Option<Image> {
    let id = json::text(row, "id")?;
    let hash = json::text(row, "os_hash_algo").zip(json::text(row, "os_hash_value"));
    let properties = row
        .as_object()?
        .iter()
        .filter(|(key, value)| !KNOWN.contains(&key.as_str()) && !value.is_null())
        .map(|(key, value)| (key.clone(), json::as_text(value)))
        .collect();
    Some(Image {
        id: id.into(),
        name: json::text(row, "name"),
        status: ImageStatus::parse(&json::text(row, "status").unwrap_or("unknown".into())),
        visibility: json::shared(row, "visibility").unwrap_or_else(|| Arc::from("")),
        owner: json::text(row, "owner").map(Into::into),
        protected: json::flag(row, "protected"),
        size: json::size(row, "size"),
        virtual_size: json::size(row, "virtual_size"),
        disk_format: json::shared(row, "disk_format"),
        container_format: json::shared(row, "container_format"),
        min_disk_gib: json::size(row, "min_disk").unwrap_or_default(),
        min_ram_mib: json::size(row, "min_ram").unwrap_or_default(),
        created: json::time(row, "created_at"),
        updated: json::time(row, "updated_at"),
        hash,
        tags: json::array(row, "tags").iter().map(json::as_text).collect(),
        properties,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_queued_image_is_mostly_null() {
        let row = json!({"id": "i", "name": null, "status": "queued", "size": null,
            "disk_format": null, "min_disk": null, "tags": [], "image_type": "snapshot",
            "instance_uuid": "s", "direct_url": "rbd://secret", "odd": null});
        let image = image(&row).unwrap();
        assert_eq!(image.title(), "i");
        assert_eq!(image.status, ImageStatus::Queued);
        assert!(image.is_snapshot());
        assert_eq!(image.instance(), Some("s".into()));
        assert_eq!(image.properties.len(), 2);
    }

    #[test]
    fn a_copy_of_a_volume_is_a_snapshot_of_no_bytes() {
        let row = json!({"id": "i", "name": "n", "status": "active", "size": 0,
            "block_device_mapping": "[{}]", "bdm_v2": "True"});
        let image = image(&row).unwrap();
        assert!(image.is_snapshot() && image.is_volume_backed());
        assert_eq!(image.size, Some(0));
    }
}

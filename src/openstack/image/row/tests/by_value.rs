//! An image read out of its parsed JSON, field by field: slow, and plain to see through. What is
//! read straight from the bytes has to be the same.

use std::sync::Arc;

use serde_json::Value;

use crate::openstack::image::{Image, ImageStatus};
use crate::openstack::json;

/// Keys that are no custom property.
pub(super) const KNOWN: [&str; 27] = [
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

pub(super) fn image(row: &Value) -> Option<Image> {
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

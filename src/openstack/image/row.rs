//! One image of a list, read straight from the reply.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::de::MapAccess;
use serde_json::Value;

use super::{Image, ImageStatus};
use crate::openstack::json::{self, Any, Json, Text, object};
use crate::openstack::strings::Strings;

/// The images of one reply to `GET /v2/images`, in its order.
///
/// # Errors
/// As [`json::rows`].
pub(super) fn images(body: &[u8], strings: &Strings) -> json::Rows<Image> {
    json::rows(body, "images", |row: Row<'_>| row.image(strings))
}

pub(super) fn image(row: &Value, strings: &Strings) -> Option<Image> {
    json::of_value::<Row<'_>>(row).image(strings)
}

object! {
    struct Row<'a> {
        id: Text<'a> = "id",
        name: Text<'a> = "name",
        status: Text<'a> = "status",
        visibility: Text<'a> = "visibility",
        owner: Text<'a> = "owner",
        protected: bool = "protected",
        size: Option<u64> = "size",
        virtual_size: Option<u64> = "virtual_size",
        disk_format: Text<'a> = "disk_format",
        container_format: Text<'a> = "container_format",
        min_disk_gib: Option<u64> = "min_disk",
        min_ram_mib: Option<u64> = "min_ram",
        created: Option<Timestamp> = "created_at",
        updated: Option<Timestamp> = "updated_at",
        hash_algo: Text<'a> = "os_hash_algo",
        hash_value: Text<'a> = "os_hash_value",
        tags: Vec<Json<'a>> = "tags",
        ..properties: BTreeMap<String, String> = property,
    }
}

/// Keys that are no custom property: what is of no use, or may leak where the bytes are.
const NO_PROPERTIES: [&str; 10] = [
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

/// Takes a custom property; `false`: it is none, and was not read.
fn property<'a, A: MapAccess<'a>>(
    properties: &mut BTreeMap<String, String>,
    key: &str,
    row: &mut A,
) -> Result<bool, A::Error> {
    if NO_PROPERTIES.contains(&key) {
        return Ok(false);
    }
    if let Some(text) = row.next_value_seed(Any::<Json<'a>>::new())?.0 {
        properties.insert(key.to_owned(), text.into_owned());
    }
    Ok(true)
}

impl Row<'_> {
    fn image(self, strings: &Strings) -> Option<Image> {
        let id = self.id.owned()?;
        let tags = self.tags.into_iter();
        let visibility = self.visibility.as_deref().unwrap_or_default();
        Some(Image {
            id: id.into(),
            name: self.name.owned(),
            status: ImageStatus::parse(self.status.as_deref().unwrap_or("unknown")),
            visibility: strings.share(visibility),
            owner: self.owner.shared(strings).map(Into::into),
            protected: self.protected,
            size: self.size,
            virtual_size: self.virtual_size,
            disk_format: self.disk_format.shared(strings),
            container_format: self.container_format.shared(strings),
            min_disk_gib: self.min_disk_gib.unwrap_or_default(),
            min_ram_mib: self.min_ram_mib.unwrap_or_default(),
            created: self.created,
            updated: self.updated,
            hash: self.hash_algo.owned().zip(self.hash_value.owned()),
            tags: tags
                .map(|tag| tag.0.unwrap_or_default().into_owned())
                .collect(),
            properties: self.properties,
        })
    }
}

#[cfg(test)]
mod tests;

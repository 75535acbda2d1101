//! An image as a row of Images: how it stands, what it is searched and sorted by.

use std::cmp::Ordering;

use super::filter::Searchable;
use super::instances::Health;
use super::table::{Row, natural};
use crate::openstack::id::ImageId;
use crate::openstack::image::{Image, ImageStatus};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Status,
    Name,
    Visibility,
    Protected,
    Size,
    Needs,
    Type,
    Age,
    Format,
}

pub fn health(image: &Image) -> Health {
    use ImageStatus as S;
    match image.status {
        S::Active => Health::Fine,
        S::Saving | S::Importing | S::Uploading => Health::Working,
        S::Deactivated => Health::Held,
        S::Queued => Health::Parked,
        S::Killed => Health::Failed,
        S::PendingDelete | S::Deleted => Health::Going,
        S::Other(_) => Health::Unknown,
    }
}

/// `snapshot` or `image`, by Horizon's test.
pub fn kind(image: &Image) -> &'static str {
    if image.is_snapshot() {
        "snapshot"
    } else {
        "image"
    }
}

#[derive(Debug)]
pub struct Search {
    all: String,
    status: String,
    name: String,
    visibility: String,
    kind: &'static str,
    protected: &'static str,
    format: String,
    id: String,
}

impl Searchable for Search {
    fn haystack(&self) -> &str {
        &self.all
    }

    fn value(&self, key: &str) -> Option<String> {
        let value = match key {
            "status" => &self.status,
            "name" => &self.name,
            "visibility" => &self.visibility,
            "type" => return Some(self.kind.into()),
            "protected" => return Some(self.protected.into()),
            "format" => &self.format,
            "id" => &self.id,
            _ => return None,
        };
        Some(value.clone())
    }
}

impl Row for Image {
    type Id = ImageId;
    type Column = Column;
    type Search = Search;

    fn id(&self) -> &ImageId {
        &self.id
    }

    fn search(&self) -> Search {
        let status = self.status.as_str().to_lowercase();
        let name = self.title().to_lowercase();
        let visibility = self.visibility.to_lowercase();
        let format = self.disk_format.as_deref().unwrap_or("").to_lowercase();
        let id = self.id.to_string();
        let kind = kind(self);
        let all = format!("{name} {status} {visibility} {format} {kind} {id}");
        let protected = if self.protected { "yes" } else { "no" };
        Search {
            all,
            status,
            name,
            visibility,
            kind,
            protected,
            format,
            id,
        }
    }

    fn compare(&self, other: &Self, column: Column) -> Ordering {
        let by_name = || natural(self.title(), other.title());
        match column {
            Column::Name => by_name(),
            Column::Status => health(self).cmp(&health(other)).then_with(by_name),
            Column::Visibility => self.visibility.cmp(&other.visibility).then_with(by_name),
            Column::Protected => other.protected.cmp(&self.protected).then_with(by_name),
            Column::Size => self.size.cmp(&other.size).then_with(by_name),
            Column::Needs => (self.min_disk_gib, self.min_ram_mib)
                .cmp(&(other.min_disk_gib, other.min_ram_mib))
                .then_with(by_name),
            Column::Type => kind(self).cmp(kind(other)).then_with(by_name),
            // Ascending age is newest first.
            Column::Age => other.created.cmp(&self.created).then_with(by_name),
            Column::Format => self.disk_format.cmp(&other.disk_format).then_with(by_name),
        }
    }
}

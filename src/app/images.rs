//! An image as a row of Images: how it stands, what it is searched and sorted by.

use std::cmp::Ordering;

use super::filter::Search;
use super::instances::Health;
use super::table::{Heading, Row, natural};
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
    Owner,
    Tags,
    Updated,
    Changed,
    Id,
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

/// What is shown while nothing is chosen, in this order: each from this width of the list on.
pub const BY_WIDTH: &[(usize, Column)] = &[
    (0, Column::Status),
    (0, Column::Name),
    (72, Column::Visibility),
    (72, Column::Protected),
    (0, Column::Size),
    (72, Column::Needs),
    (100, Column::Format),
    (0, Column::Type),
    (124, Column::Changed),
    (0, Column::Age),
];

impl Row for Image {
    type Id = ImageId;
    type Column = Column;
    type Lore = ();

    const COLUMNS: &'static [Heading<Column>] = &[
        heading('s', "Status", Column::Status),
        heading('n', "Name", Column::Name),
        heading('v', "Visibility", Column::Visibility),
        heading('p', "Protected", Column::Protected),
        heading('z', "Size", Column::Size),
        heading('m', "Minimum disk and RAM", Column::Needs),
        heading('f', "Disk format", Column::Format),
        heading('t', "Type", Column::Type),
        heading('a', "Age", Column::Age),
        heading('c', "Changed", Column::Changed),
        heading('g', "Tags", Column::Tags),
        heading('u', "Updated", Column::Updated),
        heading('o', "Owner", Column::Owner),
        heading('#', "ID", Column::Id),
    ];
    const CHANGED: Column = Column::Changed;
    const OF_LORE: Option<Column> = None;
    const KEYS: &'static [&'static str] = &[
        "status",
        "name",
        "id",
        "type",
        "visibility",
        "protected",
        "format",
        "os",
        "tag",
        "owner",
        "meta",
        "age",
    ];

    fn id(&self) -> &ImageId {
        &self.id
    }

    fn search<'a>(&'a self, (): &'a ()) -> Search<'a> {
        let mut search = Search::new(Self::KEYS, self.created);
        search.add("name", self.title());
        search.add("status", self.status.as_str());
        search.add("visibility", &self.visibility);
        search.add("type", kind(self));
        search.add("format", self.disk_format.as_deref().unwrap_or_default());
        for tag in &self.tags {
            search.add("tag", tag);
        }
        for (key, value) in &self.properties {
            search.add_pair("meta", key, value);
        }
        let os = self.properties.get("os_distro");
        search.add("os", os.map_or("", String::as_str));
        if self.protected {
            search.add_word("protected");
        }
        search.add_apart("protected", if self.protected { "yes" } else { "no" });
        let owner = self.owner.as_ref();
        search.add("owner", owner.map_or("", |owner| owner.as_str()));
        search.add("id", self.id.as_str());
        search
    }

    fn in_transition(&self) -> bool {
        Image::in_transition(self)
    }

    fn compare(&self, other: &Self, column: Column, (): &()) -> Ordering {
        let order = match column {
            Column::Name | Column::Changed => Ordering::Equal,
            Column::Status => health(self).cmp(&health(other)),
            Column::Visibility => self.visibility.cmp(&other.visibility),
            Column::Protected => other.protected.cmp(&self.protected),
            Column::Size => self.size.cmp(&other.size),
            Column::Needs => {
                (self.min_disk_gib, self.min_ram_mib).cmp(&(other.min_disk_gib, other.min_ram_mib))
            }
            Column::Type => kind(self).cmp(kind(other)),
            // Ascending age is newest first.
            Column::Age => other.created.cmp(&self.created),
            Column::Updated => other.updated.cmp(&self.updated),
            Column::Format => self.disk_format.cmp(&other.disk_format),
            Column::Owner => self.owner.cmp(&other.owner),
            // Those without come last.
            Column::Tags => {
                (self.tags.is_empty(), &self.tags).cmp(&(other.tags.is_empty(), &other.tags))
            }
            Column::Id => self.id.cmp(&other.id),
        };
        order.then_with(|| natural(self.title(), other.title()))
    }

    fn change(&self, old: &Self) -> Option<String> {
        let moved = |from: &str, to: &str| Some(format!("{from}→{to}"));
        if old.status != self.status {
            return moved(old.status.as_str(), self.status.as_str());
        }
        if old.visibility != self.visibility {
            return moved(&old.visibility, &self.visibility);
        }
        let what = if old.protected != self.protected {
            if self.protected {
                "protected"
            } else {
                "unprotected"
            }
        } else if old.name != self.name {
            "renamed"
        } else if old.tags != self.tags {
            "tags"
        } else if old.properties != self.properties {
            "properties"
        } else {
            return None;
        };
        Some(what.into())
    }
}

const fn heading(key: char, label: &'static str, column: Column) -> Heading<Column> {
    Heading { column, key, label }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::filter::Filter;
    use crate::app::fixture::image;

    #[test]
    fn images_are_found_by_what_no_column_shows() {
        let mut web = image("active", "web", "public", (0, 0), 1);
        web.tags = vec!["golden".into()];
        web.properties = [("os_distro".to_owned(), "Debian".to_owned())].into();
        web.protected = true;
        let search = web.search(&());
        let passes = |text: &str| Filter::parse(text, jiff::Timestamp::UNIX_EPOCH).passes(&search);
        for text in [
            "golden",
            "tag:golden",
            "os:debian",
            "meta:os_distro=debian",
            "protected",
            "protected:yes",
            "type:image",
            "visibility:public",
        ] {
            assert!(passes(text), "{text}");
        }
        assert!(!passes("protected:no") && !passes("os_distro"));
    }

    #[test]
    fn no_two_columns_share_a_key_or_a_name() {
        for (place, heading) in Image::COLUMNS.iter().enumerate() {
            for other in &Image::COLUMNS[..place] {
                assert_ne!(heading.key, other.key, "{}", heading.label);
                assert_ne!(heading.label, other.label);
            }
        }
    }

    #[test]
    fn a_change_is_told_in_the_few_words_of_a_column() {
        let old = image("saving", "web", "private", (0, 0), 1);
        let mut new = old.clone();
        assert_eq!(new.change(&old), None);
        new.protected = true;
        assert_eq!(new.change(&old).as_deref(), Some("protected"));
        new.visibility = "shared".into();
        assert_eq!(new.change(&old).as_deref(), Some("private→shared"));
        new.status = ImageStatus::Active;
        assert_eq!(new.change(&old).as_deref(), Some("saving→active"));
    }
}

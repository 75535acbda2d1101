//! An image as the demo keeps it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Region;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Visibility {
    Public,
    Private,
    /// With the projects it names.
    Shared,
    Community,
}

impl Visibility {
    pub(crate) const ALL: [Self; 4] = [Self::Public, Self::Private, Self::Shared, Self::Community];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
            Self::Shared => "shared",
            Self::Community => "community",
        }
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.word() == word)
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Image {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) status: &'static str,
    pub(crate) visibility: Visibility,
    pub(crate) owner: String,
    /// Projects that have accepted a shared image.
    pub(crate) members: Vec<&'static str>,
    pub(crate) protected: bool,
    pub(crate) hidden: bool,
    pub(crate) size: Option<u64>,
    pub(crate) virtual_size: Option<u64>,
    /// GiB, and MiB.
    pub(crate) min_disk: i64,
    pub(crate) min_ram: i64,
    pub(crate) disk_format: Option<&'static str>,
    pub(crate) container_format: Option<&'static str>,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
    pub(crate) tags: Vec<String>,
    /// What Glance shows as keys of their own.
    pub(crate) properties: BTreeMap<String, String>,
}

impl Region {
    /// The image that kept a server's disk while it was shelved goes when it is back.
    pub(super) fn forget_shelved(&mut self, id: &str) {
        let Some(name) = self.server(id).map(|own| format!("{}-shelved", own.name)) else {
            return;
        };
        self.images.retain(|image| {
            let of = image.properties.get("instance_uuid");
            of.is_none_or(|of| of != id) || image.name.as_ref() != Some(&name)
        });
    }
}

impl Image {
    pub(crate) fn new(id: String, name: &str, owner: &str, now: Timestamp) -> Self {
        Self {
            id,
            name: Some(name.to_owned()),
            status: "queued",
            visibility: Visibility::Private,
            owner: owner.to_owned(),
            members: Vec::new(),
            protected: false,
            hidden: false,
            size: None,
            virtual_size: None,
            min_disk: 0,
            min_ram: 0,
            disk_format: None,
            container_format: None,
            created: now,
            updated: now,
            tags: Vec::new(),
            properties: BTreeMap::new(),
        }
    }

    pub(crate) fn is_visible_to(&self, project: &str, admin: bool) -> bool {
        admin
            || self.owner == project
            || matches!(self.visibility, Visibility::Public | Visibility::Community)
            || (self.visibility == Visibility::Shared && self.members.contains(&project))
    }
}

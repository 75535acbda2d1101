//! What most launches leave alone: user data, config drive, disk partition, metadata, tags, server
//! group, scheduler hints, admin password.

use std::collections::BTreeMap;
use std::path::Path;

use crate::app::area::Area;
use crate::app::choices::{Load, World};
use crate::app::field::Field;
use crate::app::format;
use crate::openstack::compute::{DiskConfig, NewServer, UserData};
use crate::openstack::id::ServerGroupId;
use crate::openstack::secret::Secret;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UserDataFrom {
    #[default]
    None,
    File,
    Typed,
}

impl UserDataFrom {
    pub const ALL: [Self; 3] = [Self::None, Self::File, Self::Typed];

    pub fn title(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::File => "a file of this machine",
            Self::Typed => "typed here",
        }
    }
}

#[derive(Clone, Default)]
pub struct Advanced {
    pub user_data: UserDataFrom,
    pub path: Field,
    pub script: Area,
    pub config_drive: bool,
    pub disk_config: DiskConfig,
    pub server_group: Option<ServerGroupId>,
    /// Separated by commas.
    pub tags: Field,
    /// `key=value`, one a line.
    pub metadata: Area,
    pub hints: Area,
    /// Never kept on disk.
    pub password: Field,
}

/// It holds a password, and a script may hold more of them.
impl std::fmt::Debug for Advanced {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Advanced({})", self.summary())
    }
}

/// How large user data is against what Nova takes: base64 makes 3 bytes 4.
pub fn size_words(bytes: usize) -> Result<String, String> {
    let most = UserData::MOST_BYTES;
    let size = |count: usize| format::bytes(count as u64);
    if bytes > most {
        Err(format!(
            "{} ({bytes} bytes) is {} bytes too much: Nova takes {}",
            size(bytes),
            bytes - most,
            size(most)
        ))
    } else {
        Ok(format!("{} of {}", size(bytes), size(most)))
    }
}

impl Advanced {
    pub fn is_touched(&self) -> bool {
        self.summary() != Self::default().summary()
            || !self.path.is_empty()
            || !self.script.is_empty()
    }

    /// What is set, in words; empty when nothing is.
    pub fn summary(&self) -> String {
        let count = |area: &Area, what: &str| match entries(area).len() {
            0 => None,
            n => Some(format!("{what} ({n})")),
        };
        let set = [
            match self.user_data {
                UserDataFrom::None => None,
                UserDataFrom::File => Some("user data from a file".into()),
                UserDataFrom::Typed => Some("user data".into()),
            },
            self.config_drive.then(|| "config drive".into()),
            (self.disk_config == DiskConfig::Manual).then(|| "partition Manual".into()),
            self.server_group.as_ref().map(|_| "server group".into()),
            (!self.tags().is_empty()).then(|| format!("tags ({})", self.tags().len())),
            count(&self.metadata, "metadata"),
            count(&self.hints, "hints"),
            (!self.password.is_empty()).then(|| "admin password".into()),
        ];
        let set: Vec<String> = set.into_iter().flatten().collect();
        set.join(", ")
    }

    pub fn tags(&self) -> Vec<String> {
        let tags = self.tags.text().split(',').map(str::trim);
        let mut tags: Vec<String> = tags
            .filter(|tag| !tag.is_empty())
            .map(str::to_owned)
            .collect();
        let mut seen = std::collections::BTreeSet::new();
        tags.retain(|tag| seen.insert(tag.clone()));
        tags
    }

    /// Why the tags cannot be sent (api-ref, "Server tags").
    pub fn tags_problem(&self) -> Option<String> {
        let tags = self.tags();
        let odd = tags.iter().find(|tag| tag.contains('/'));
        let long = tags.iter().find(|tag| tag.chars().count() > 60);
        match (odd, long) {
            (Some(tag), _) => Some(format!("the tag {tag} holds a /, which Nova does not take")),
            (None, Some(tag)) => Some(format!("the tag {tag} is longer than 60 characters")),
            (None, None) if tags.len() > 50 => {
                Some(format!("{} tags; a server has at most 50", tags.len()))
            }
            _ => None,
        }
    }

    pub fn metadata_problem(&self, world: World<'_>) -> Option<String> {
        let most = world
            .choices
            .limits
            .get()
            .and_then(|limits| limits.server_meta);
        let pairs = match pairs(&self.metadata) {
            Ok(pairs) => pairs,
            Err(problem) => return Some(problem),
        };
        if let Some(most) = most.filter(|most| pairs.len() as u64 > *most) {
            return Some(format!(
                "{} entries; the quota allows {most} for a server",
                pairs.len()
            ));
        }
        pairs.iter().find_map(|(key, value)| {
            let long = key.chars().count() > 255 || value.chars().count() > 255;
            // Nova's pattern of a key (api-ref, "Server metadata").
            let odd = !key
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_:. ".contains(c));
            if long {
                Some(format!("{key}: key and value have at most 255 characters"))
            } else if odd {
                Some(format!(
                    "{key}: a key has only letters, digits, space and - _ : ."
                ))
            } else {
                None
            }
        })
    }

    pub fn hints_problem(&self) -> Option<String> {
        match pairs(&self.hints) {
            Err(problem) => Some(problem),
            Ok(pairs) if pairs.contains_key("group") && self.server_group.is_some() => {
                Some("the hint group and a server group are both set".into())
            }
            Ok(_) => None,
        }
    }

    /// The bytes of the user data, or what keeps them from being there.
    pub fn user_data(&self, world: World<'_>) -> Result<Option<UserData>, String> {
        let sized = |bytes: &[u8]| size_words(bytes.len()).map(|_| Some(UserData::new(bytes)));
        match self.user_data {
            UserDataFrom::None => Ok(None),
            UserDataFrom::Typed if self.script.is_empty() => Ok(None),
            UserDataFrom::Typed => sized(self.script.text().as_bytes()),
            UserDataFrom::File => {
                let path = self.path.text().trim();
                if path.is_empty() {
                    return Err("name the file of the user data".into());
                }
                let file = &world.choices.user_data;
                let at = Path::new(path);
                match (file.of(at), file.load_of(at)) {
                    (Some(bytes), _) => sized(bytes),
                    (None, Load::Failed(error)) => Err(error.message.clone()),
                    (None, _) => Err(format!("{path} is still being read")),
                }
            }
        }
    }

    /// Puts all of it into the launch. `problems` has been asked before.
    pub(super) fn apply(&self, new: &mut NewServer, world: World<'_>) {
        new.user_data = self.user_data(world).ok().flatten();
        new.config_drive = self.config_drive;
        new.disk_config = self.disk_config;
        new.server_group.clone_from(&self.server_group);
        new.tags = self.tags();
        new.metadata = pairs(&self.metadata).unwrap_or_default();
        new.hints = pairs(&self.hints).unwrap_or_default();
        let password = self.password.text();
        new.admin_password = (!password.is_empty()).then(|| Secret::from(password));
    }
}

/// The lines that hold something.
fn entries(area: &Area) -> Vec<&str> {
    let lines = area.lines().iter().map(|line| line.text().trim());
    lines.filter(|line| !line.is_empty()).collect()
}

/// `key=value`, one a line; a value may be empty and may hold further `=`.
fn pairs(area: &Area) -> Result<BTreeMap<String, String>, String> {
    let mut pairs = BTreeMap::new();
    for line in entries(area) {
        let Some((key, value)) = line.split_once('=') else {
            return Err(format!("{line}: write key=value, one a line"));
        };
        let key = key.trim();
        if key.is_empty() {
            return Err(format!("{line}: the key is missing"));
        }
        if pairs
            .insert(key.to_owned(), value.trim().to_owned())
            .is_some()
        {
            return Err(format!("{key} is there twice"));
        }
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_as_pairs_is_read_or_named_as_wrong() {
        let read = |text: &str| pairs(&Area::with(text));
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(
            read("role = web\n\nurl=a=b\nempty="),
            Ok([pair("role", "web"), pair("url", "a=b"), pair("empty", "")].into())
        );
        assert!(read("role").unwrap_err().contains("key=value"));
        assert!(read("=x").unwrap_err().contains("the key is missing"));
        assert!(read("a=1\na=2").unwrap_err().contains("twice"));
    }

    #[test]
    fn tags_are_trimmed_counted_and_held_to_novas_rules() {
        let tagged = |text: &str| Advanced {
            tags: Field::with(text),
            ..Advanced::default()
        };
        assert_eq!(tagged(" web, , prod,web ").tags(), ["web", "prod"]);
        assert_eq!(tagged("web").tags_problem(), None);
        assert!(tagged("a/b").tags_problem().is_some());
        assert!(tagged(&"x".repeat(61)).tags_problem().is_some());
        let many: Vec<_> = (0..51).map(|n| n.to_string()).collect();
        assert!(tagged(&many.join(",")).tags_problem().is_some());
    }

    #[test]
    fn the_size_of_user_data_is_told_against_what_base64_leaves_of_novas_65535() {
        assert_eq!(size_words(2048), Ok("2 KB of 48 KB".into()));
        assert!(size_words(UserData::MOST_BYTES).is_ok());
        let over = size_words(UserData::MOST_BYTES + 1).unwrap_err();
        assert!(over.contains("1 bytes too much"), "{over}");
    }

    #[test]
    fn what_is_set_is_summed_up() {
        let mut advanced = Advanced::default();
        assert_eq!(advanced.summary(), "");
        assert!(!advanced.is_touched());
        advanced.metadata = Area::with("a=1\nb=2");
        advanced.config_drive = true;
        assert_eq!(advanced.summary(), "config drive, metadata (2)");
    }
}

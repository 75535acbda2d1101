//! A server as a row of Instances: how it stands, what it is searched and sorted by.

mod words;

use std::cmp::Ordering;
use std::collections::HashMap;

pub use self::words::{Health, health, power_words, status_words, task_words, with_task};
use super::filter::Search;
use super::table::{Heading, Row, natural};
use crate::openstack::compute::{Boot, Server};
use crate::openstack::id::{ImageId, ServerId};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Status,
    Name,
    Ip,
    Flavor,
    Image,
    Age,
    Zone,
    Key,
    Power,
    Task,
    Locked,
    Networks,
    Host,
    Tags,
    Description,
    Project,
    Updated,
    Changed,
    Id,
}

/// The address a person would use first: floating, else IPv4, else any; and how many more.
pub fn first_address(server: &Server) -> Option<(&str, usize)> {
    let rank =
        |address: &&crate::openstack::compute::Address| (!address.floating, address.version != 4);
    let best = server.addresses().min_by_key(rank)?;
    Some((best.addr.as_str(), server.addresses().count() - 1))
}

/// What is shown while nothing is chosen, in this order: each from this width of the list on.
pub const BY_WIDTH: &[(usize, Column)] = &[
    (0, Column::Status),
    (0, Column::Name),
    (100, Column::Image),
    (0, Column::Ip),
    (72, Column::Flavor),
    (112, Column::Power),
    (124, Column::Zone),
    (140, Column::Key),
    (156, Column::Changed),
    (0, Column::Age),
];

/// Names of images, which a server itself does not tell.
pub type ImageNames = HashMap<ImageId, String>;

impl Row for Server {
    type Id = ServerId;
    type Column = Column;
    type Lore = ImageNames;

    const COLUMNS: &'static [Heading<Column>] = &[
        heading('s', "Status", Column::Status),
        heading('n', "Name", Column::Name),
        heading('m', "Image", Column::Image),
        heading('i', "IP", Column::Ip),
        heading('f', "Flavor", Column::Flavor),
        heading('p', "Power", Column::Power),
        heading('z', "Availability zone", Column::Zone),
        heading('y', "Key pair", Column::Key),
        heading('a', "Age", Column::Age),
        heading('c', "Changed", Column::Changed),
        heading('t', "Task", Column::Task),
        heading('l', "Locked", Column::Locked),
        heading('w', "Networks", Column::Networks),
        heading('h', "Host", Column::Host),
        heading('g', "Tags", Column::Tags),
        heading('d', "Description", Column::Description),
        heading('u', "Updated", Column::Updated),
        heading('r', "Project", Column::Project),
        heading('#', "ID", Column::Id),
    ];
    const CHANGED: Column = Column::Changed;
    const OF_LORE: Option<Column> = Some(Column::Image);
    const KEYS: &'static [&'static str] = &[
        "status", "task", "power", "name", "id", "ip", "net", "image", "flavor", "key", "az",
        "host", "sg", "tag", "meta", "locked", "desc", "age",
    ];

    fn id(&self) -> &ServerId {
        &self.id
    }

    fn search<'a>(&'a self, images: &'a ImageNames) -> Search<'a> {
        let mut search = Search::new(Self::KEYS, self.created);
        search.add("name", &self.name);
        search.add("status", self.status.as_str());
        search.add("task", self.task_state.as_deref().unwrap_or_default());
        search.add("power", power_words(self.power_state));
        for network in &self.networks {
            search.add("net", &network.name);
        }
        for address in self.addresses() {
            search.add("ip", &address.addr);
        }
        search.add("flavor", self.flavor.name.as_deref().unwrap_or_default());
        search.add("image", image_name(self, images).unwrap_or_default());
        search.add("key", self.key_name.as_deref().unwrap_or_default());
        search.add("az", self.availability_zone.as_deref().unwrap_or_default());
        search.add("host", self.host.as_deref().unwrap_or_default());
        // What no column can show: as a plain word it would find rows that do not say why.
        for group in &self.security_groups {
            search.add_apart("sg", group);
        }
        for (key, value) in self.metadata.iter() {
            search.add_pair("meta", key, value);
        }
        for tag in &self.tags {
            search.add("tag", tag);
        }
        search.add("desc", self.description.as_deref().unwrap_or_default());
        if self.locked {
            search.add_word("locked");
        }
        search.add_apart("locked", if self.locked { "yes" } else { "no" });
        search.add("id", self.id.as_str());
        search
    }

    fn in_transition(&self) -> bool {
        Server::in_transition(self)
    }

    fn compare(&self, other: &Self, column: Column, images: &ImageNames) -> Ordering {
        // Rows without a name, of which little is known, come after those with one.
        let by_name = || {
            let nameless = self.name.is_empty().cmp(&other.name.is_empty());
            nameless.then_with(|| natural(self.title(), other.title()))
        };
        let order = match column {
            Column::Name | Column::Changed => Ordering::Equal,
            Column::Image => by_text(image_name(self, images), image_name(other, images)),
            Column::Status => health(self).cmp(&health(other)),
            Column::Ip => {
                let ip = |server: &Self| {
                    first_address(server).and_then(|(ip, _)| ip.parse::<std::net::IpAddr>().ok())
                };
                ip(self).cmp(&ip(other))
            }
            Column::Flavor => by_text(self.flavor.name.as_deref(), other.flavor.name.as_deref()),
            // Ascending age is newest first.
            Column::Age => other.created.cmp(&self.created),
            Column::Updated => other.updated.cmp(&self.updated),
            Column::Zone => by_text(
                self.availability_zone.as_deref(),
                other.availability_zone.as_deref(),
            ),
            Column::Key => by_text(self.key_name.as_deref(), other.key_name.as_deref()),
            Column::Power => self.power_state.cmp(&other.power_state),
            Column::Task => by_text(self.task_state.as_deref(), other.task_state.as_deref()),
            // The locked first.
            Column::Locked => other.locked.cmp(&self.locked),
            Column::Networks => by_text(
                self.networks.first().map(|network| &*network.name),
                other.networks.first().map(|network| &*network.name),
            ),
            Column::Host => by_text(self.host.as_deref(), other.host.as_deref()),
            Column::Tags => by_text(
                self.tags.first().map(|tag| &**tag),
                other.tags.first().map(|tag| &**tag),
            ),
            Column::Description => {
                by_text(self.description.as_deref(), other.description.as_deref())
            }
            Column::Project => self.project.cmp(&other.project),
            Column::Id => self.id.cmp(&other.id),
        };
        order.then_with(by_name)
    }

    fn change(&self, old: &Self) -> Option<String> {
        let moved = |from: &str, to: &str| format!("{from}→{to}");
        if old.status != self.status {
            return Some(moved(old.status.as_str(), self.status.as_str()));
        }
        if let Some(address) = of_one_only(self, old) {
            return Some(format!("+{address}"));
        }
        if let Some(address) = of_one_only(old, self) {
            return Some(format!("-{address}"));
        }
        // While Nova works on it, all kinds of things change that nobody changed.
        if old.in_transition() || self.in_transition() {
            return None;
        }
        let what = if old.flavor.name != self.flavor.name {
            let name = |server: &Self| server.flavor.name.clone().unwrap_or_else(|| "?".into());
            return Some(moved(&name(old), &name(self)));
        } else if old.locked != self.locked {
            if self.locked { "locked" } else { "unlocked" }
        } else if old.power_state != self.power_state {
            power_words(self.power_state)
        } else if old.name != self.name {
            "renamed"
        } else if old.host != self.host {
            "moved host"
        } else if old.volumes.len() != self.volumes.len() {
            let more = self.volumes.len() > old.volumes.len();
            if more { "+volume" } else { "-volume" }
        } else if old.security_groups != self.security_groups {
            "groups"
        } else if old.tags != self.tags {
            "tags"
        } else if old.metadata != self.metadata {
            "metadata"
        } else if old.description != self.description {
            "description"
        } else {
            return None;
        };
        Some(what.into())
    }
}

const fn heading(key: char, label: &'static str, column: Column) -> Heading<Column> {
    Heading { column, key, label }
}

/// The name of the image it was booted from, as far as that is known.
fn image_name<'a>(server: &Server, images: &'a ImageNames) -> Option<&'a str> {
    match &server.boot {
        Boot::Image(id) => images.get(id).map(String::as_str),
        Boot::Volume => Some("(volume)"),
        Boot::Unknown => None,
    }
}

/// As people sort; what has none comes last.
fn by_text(a: Option<&str>, b: Option<&str>) -> Ordering {
    let (a, b) = (a.unwrap_or_default(), b.unwrap_or_default());
    a.is_empty().cmp(&b.is_empty()).then_with(|| natural(a, b))
}

/// An address that the first has and the second has not.
fn of_one_only<'a>(one: &'a Server, other: &Server) -> Option<&'a str> {
    one.addresses()
        .map(|address| address.addr.as_str())
        .find(|addr| other.addresses().all(|its| its.addr != *addr))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::filter::Filter;
    use crate::app::fixture::server;
    use crate::app::table::Table;
    use crate::openstack::compute::ServerStatus;

    fn plain(name: &str) -> Server {
        server("ACTIVE", name, "10.0.0.5", "m1.small", "1d")
    }

    /// A server of which everything is known that can be searched for.
    fn rich() -> Server {
        Server {
            locked: true,
            tags: vec!["blue".into()],
            host: Some("compute-7".into()),
            description: Some("The Front Door".into()),
            metadata: [("env", "Prod")].into_iter().collect(),
            boot: Boot::Image("i1".into()),
            power_state: Some(1),
            task_state: Some("image_uploading".into()),
            ..plain("web")
        }
    }

    #[test]
    fn every_column_and_what_no_column_shows_can_be_searched_for() {
        let images: ImageNames = [("i1".into(), "Debian 13".to_owned())].into();
        let rich = rich();
        let search = rich.search(&images);
        let passes = |text: &str| Filter::parse(text, jiff::Timestamp::UNIX_EPOCH).passes(&search);
        for text in [
            "active",
            "upload",
            "task:upload",
            "running",
            "power:running",
            "web",
            "10.0.0",
            "ip:10.",
            "private",
            "net:private",
            "debian",
            "image:\"debian 13\"",
            "small",
            "flavor:m1",
            "key:alice",
            "nova",
            "az:nova",
            "zone:nova",
            "compute-7",
            "host:compute-7",
            "sg:default",
            "tag:blue",
            "blue",
            "meta:env=prod",
            "metadata:prod",
            "front",
            "desc:door",
            "locked",
            "locked:yes",
            "id:web",
        ] {
            assert!(passes(text), "{text}");
        }
        for text in [
            "status:upload",
            "locked:no",
            "tag:debian",
            "image:ubuntu",
            "default",
        ] {
            assert!(!passes(text), "{text}");
        }
    }

    #[test]
    fn every_key_but_age_has_a_value_of_a_server_of_which_all_is_known() {
        let images: ImageNames = [("i1".into(), "Debian 13".to_owned())].into();
        let rich = rich();
        let search = rich.search(&images);
        for key in Server::KEYS.iter().filter(|key| **key != "age") {
            assert!(search.values(key).next().is_some(), "{key}");
        }
    }

    #[test]
    fn no_two_columns_share_a_key_or_a_name() {
        for (place, heading) in Server::COLUMNS.iter().enumerate() {
            for other in &Server::COLUMNS[..place] {
                assert_ne!(heading.key, other.key, "{}", heading.label);
                assert_ne!(heading.label, other.label);
            }
        }
    }

    #[test]
    fn what_has_no_value_in_a_column_comes_last() {
        let mut table = Table::new(Column::Tags);
        for server in [plain("a"), rich(), plain("b")] {
            table.put(server);
        }
        table.settle();
        let names = || table.shown_from(0).map(|server| server.name.as_str());
        assert_eq!(names().collect::<Vec<_>>(), ["web", "a", "b"]);
    }

    #[test]
    fn a_change_is_told_in_the_few_words_of_a_column() {
        let old = plain("web");
        let change = |change: &dyn Fn(&mut Server)| {
            let mut new = old.clone();
            change(&mut new);
            new.change(&old)
        };
        let told = |words: &str| Some(words.to_owned());
        assert_eq!(change(&|_| ()), None);
        assert_eq!(change(&|new| new.updated = None), None);
        assert_eq!(
            change(&|new| new.task_state = Some("spawning".into())),
            None,
            "the status column shows it"
        );
        assert_eq!(
            change(&|new| new.status = ServerStatus::Shutoff),
            told("ACTIVE→SHUTOFF")
        );
        let moved = server("ACTIVE", "web", "10.0.0.5 10.0.0.9", "m1.small", "1d");
        let building = server("BUILD", "web", "", "m1.small", "1d");
        let further = Server {
            security_groups: Vec::new(),
            ..building.clone()
        };
        assert_eq!(building.change(&further), None, "it is being made");
        assert_eq!(moved.change(&old), told("+10.0.0.9"));
        assert_eq!(old.change(&moved), told("-10.0.0.9"));
        assert_eq!(change(&|new| new.locked = true), told("locked"));
        assert_eq!(
            change(&|new| new.flavor.name = Some("m1.large".into())),
            told("m1.small→m1.large")
        );
        assert_eq!(change(&|new| new.name = "db".into()), told("renamed"));
        assert_eq!(change(&|new| new.tags = vec!["x".into()]), told("tags"));
    }
}

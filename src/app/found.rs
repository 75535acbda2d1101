//! Where in the lists of a project things were found. A dialog asks for what is chosen in it many
//! times with each key and each frame: it is searched for once.

use std::cell::RefCell;
use std::collections::HashMap;

use super::choices::{Choices, World};
use super::counted::{WALKED, count};
use super::memo::Memo;
use super::remote::Version;
use crate::openstack::compute::{Flavor, KeyPair, Server};
use crate::openstack::id::{FlavorId, ImageId, NetworkId, PortId, SecurityGroupId, ServerId};
use crate::openstack::image::Image;
use crate::openstack::network::{Network, Port, SecurityGroup, SecurityGroupRule};
use crate::openstack::volume::{Volume, VolumeSnapshot};

/// Where things of one list stood when they were last asked for.
#[derive(Debug, Default)]
struct Spots {
    known: RefCell<HashMap<Box<str>, usize>>,
}

impl Spots {
    /// The first with this id. Where it stood it is looked for first: a list read anew mostly has it
    /// there again.
    fn find<'a, T>(&self, list: &'a [T], id: &str, id_of: impl Fn(&T) -> &str) -> Option<&'a T> {
        let spot = self.known.borrow().get(id).copied();
        let there = spot.and_then(|at| list.get(at));
        if let Some(it) = there.filter(|it| id_of(it) == id) {
            return Some(it);
        }
        count(WALKED);
        let at = list.iter().position(|it| id_of(it) == id)?;
        self.known.borrow_mut().insert(id.into(), at);
        list.get(at)
    }
}

/// What was found in the lists of one context.
#[derive(Debug, Default)]
pub(super) struct Found {
    images: Spots,
    community: Spots,
    servers: Spots,
    volumes: Spots,
    volume_snapshots: Spots,
    flavors: Spots,
    networks: Spots,
    ports: Spots,
    groups: Spots,
    key_pairs: Spots,
    /// The places of the rules of each group.
    rules: Memo<Version, HashMap<SecurityGroupId, Vec<usize>>>,
    /// The place of the first server that bears one of these names: as [`World::namesake`] is asked.
    namesake: Memo<(u64, String, u32), Option<usize>>,
}

fn listed<T>(list: Option<&Vec<T>>) -> &[T] {
    list.map_or(&[][..], Vec::as_slice)
}

impl Choices {
    pub(super) fn network(&self, id: &NetworkId) -> Option<&Network> {
        let spots = &self.found.networks;
        spots.find(listed(self.networks.get()), id.as_str(), |it| {
            it.id.as_str()
        })
    }
}

impl<'a> World<'a> {
    /// An image of the list, or one of the community's.
    pub fn image(self, id: &ImageId) -> Option<&'a Image> {
        self.image_called(id.as_str())
    }

    pub(super) fn image_called(self, id: &str) -> Option<&'a Image> {
        let found = &self.choices.found;
        let own = found.images.find(self.images, id, |it| it.id.as_str());
        own.or_else(|| {
            let community = listed(self.choices.community.get());
            found.community.find(community, id, |it| it.id.as_str())
        })
    }

    pub(super) fn volume(self, id: &str) -> Option<&'a Volume> {
        let (all, spots) = (&self.choices.volumes, &self.choices.found.volumes);
        spots.find(listed(all.get()), id, |it| it.id.as_str())
    }

    pub(super) fn volume_snapshot(self, id: &str) -> Option<&'a VolumeSnapshot> {
        let all = &self.choices.volume_snapshots;
        let spots = &self.choices.found.volume_snapshots;
        spots.find(listed(all.get()), id, |it| it.id.as_str())
    }

    pub(super) fn server(self, id: &ServerId) -> Option<&'a Server> {
        let spots = &self.choices.found.servers;
        spots.find(self.servers, id.as_str(), |it| it.id.as_str())
    }

    pub(super) fn flavor(self, id: &FlavorId) -> Option<&'a Flavor> {
        let (all, spots) = (&self.choices.flavors, &self.choices.found.flavors);
        spots.find(listed(all.get()), id.as_str(), |it| it.id.as_str())
    }

    pub fn network(self, id: &NetworkId) -> Option<&'a Network> {
        self.choices.network(id)
    }

    pub fn port(self, id: &PortId) -> Option<&'a Port> {
        let (all, spots) = (&self.choices.ports, &self.choices.found.ports);
        spots.find(listed(all.get()), id.as_str(), |it| it.id.as_str())
    }

    pub fn group(self, id: &SecurityGroupId) -> Option<&'a SecurityGroup> {
        let (all, spots) = (&self.choices.groups, &self.choices.found.groups);
        spots.find(listed(all.get()), id.as_str(), |it| it.id.as_str())
    }

    pub(super) fn key_pair(self, name: &str) -> Option<&'a KeyPair> {
        let (all, spots) = (&self.choices.key_pairs, &self.choices.found.key_pairs);
        spots.find(listed(all.get()), name, |it| &it.name)
    }

    /// The rules of a group, in the order of their list; `None` where they are not known.
    pub fn rules_of(self, group: &SecurityGroupId) -> Option<Vec<&'a SecurityGroupRule>> {
        let rules = self.choices.rules.get()?;
        let version = self.choices.rules.version();
        let by_group = self.choices.found.rules.made(version, |_| {
            let mut by_group: HashMap<_, Vec<usize>> = HashMap::new();
            for (at, rule) in rules.iter().enumerate() {
                by_group.entry(rule.group.clone()).or_default().push(at);
            }
            by_group
        });
        let places = by_group.get(group).into_iter().flatten();
        Some(places.filter_map(|at| rules.get(*at)).collect())
    }

    /// The first server that bears a name which so many launched as `name` would be given.
    pub(super) fn namesake(self, name: &str, count: u32) -> Option<&'a Server> {
        let of = (self.servers_revision, name.to_owned(), count);
        let at = self.choices.found.namesake.made(of, |_| {
            let mut servers = self.servers.iter();
            servers.position(|server| is_made(&server.name, name, count))
        });
        self.servers.get((*at)?)
    }
}

/// Whether a launch of so many gives this name to one of them: `web`, or `web-1` and so on.
fn is_made(server: &str, name: &str, count: u32) -> bool {
    if count == 1 {
        return server == name;
    }
    let suffix = server.strip_prefix(name);
    let digits = suffix.and_then(|rest| rest.strip_prefix('-'));
    digits
        .and_then(|digits| digits.parse::<u32>().ok())
        .is_some_and(|n| n >= 1 && n <= count && server == format!("{name}-{n}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::counted::counted;

    #[test]
    fn what_was_found_once_is_not_searched_for_again_while_it_stands_there() {
        let spots = Spots::default();
        let find = |list: &[&str], id: &str| {
            let list: Vec<String> = list.iter().map(ToString::to_string).collect();
            let mut found = None;
            let walked = counted(WALKED, || {
                found = spots.find(&list, id, String::as_str).cloned();
            });
            (found.unwrap_or_default(), walked)
        };
        assert_eq!(find(&["a", "b", "c"], "c"), ("c".into(), 1));
        assert_eq!(find(&["a", "b", "c"], "c"), ("c".into(), 0));
        assert_eq!(find(&["a", "c"], "c"), ("c".into(), 1), "it has moved");
        assert_eq!(find(&["a", "c", "d"], "c"), ("c".into(), 0));
        assert_eq!(find(&["a"], "c"), (String::new(), 1), "it is gone");
    }

    #[test]
    fn the_names_of_many_are_told_from_those_that_only_begin_like_them() {
        assert!(is_made("web", "web", 1));
        assert!(is_made("web-3", "web", 3));
        assert!(!is_made("web", "web", 3));
        assert!(!is_made("web-4", "web", 3));
        assert!(!is_made("web-03", "web", 3));
    }
}

//! Which instances were booted from which image: gone through once for as long as none changes.

use std::collections::HashMap;

use super::Workspace;
use crate::app::memo::Memo;
use crate::openstack::compute::{Boot, Server};
use crate::openstack::id::ImageId;

/// By image, the slots of the rows of Instances.
pub(super) type Users = Memo<u64, HashMap<ImageId, Vec<usize>>>;

impl Workspace {
    /// How many instances were booted from an image, and so many of their names at most.
    pub fn booted_from(&self, image: &ImageId, names: usize) -> (usize, Vec<&str>) {
        let table = &self.instances.table;
        let users = self.users.made(table.rows_revision(), |_| {
            let mut users: HashMap<ImageId, Vec<usize>> = HashMap::new();
            for (slot, server) in table.rows().iter().enumerate() {
                if let Boot::Image(image) = &server.boot {
                    users.entry(image.clone()).or_default().push(slot);
                }
            }
            users
        });
        let slots = users.get(image).map_or(&[][..], Vec::as_slice);
        let first = slots.iter().take(names);
        let first = first.filter_map(|slot| table.rows().get(*slot));
        (slots.len(), first.map(Server::title).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixture::{Bench, server};

    fn booted(name: &str, image: &str) -> Server {
        Server {
            boot: Boot::Image(image.into()),
            ..server("ACTIVE", name, "10.0.0.5", "m1.small", "1d")
        }
    }

    #[test]
    fn the_users_of_an_image_are_those_of_the_rows_as_they_are_now() {
        let rows = ["a", "b", "c"].map(|name| booted(name, "i1")).to_vec();
        let mut bench = Bench::holding(rows, Vec::new(), (80, 24));
        let users = |bench: &Bench, image: &str, most: usize| {
            let space = bench.app.space.as_ref().unwrap();
            let (count, names) = space.booted_from(&image.into(), most);
            (count, names.join(" "))
        };
        assert_eq!(users(&bench, "i1", 9), (3, "a b c".into()));
        assert_eq!(users(&bench, "i1", 2), (3, "a b".into()), "no more names");
        let table = &mut bench.app.space.as_mut().unwrap().instances.table;
        table.put(booted("b", "i2"));
        table.remove(&"a".into());
        assert_eq!(users(&bench, "i1", 9), (1, "c".into()));
        assert_eq!(users(&bench, "i2", 9), (1, "b".into()));
        assert_eq!(users(&bench, "i3", 9), (0, String::new()));
    }
}

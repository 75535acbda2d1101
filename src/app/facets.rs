//! The menus that set the list in order: what to show only, and what to sort by.

use super::App;
use super::modal::menu::{Item, Menu};
use super::modal::{Modal, Next};
use super::table::Row;
use super::workspace::{Tab, Workspace};
use crate::openstack::compute::Server;
use crate::openstack::image::Image;

/// Values a menu has room for on the smallest screen; typing finds the others.
const VALUES: usize = 10;

/// What rows are told apart by most often: the key in the menu, and the filter's key.
const OF_INSTANCES: &[(char, &str)] = &[
    ('s', "status"),
    ('t', "task"),
    ('f', "flavor"),
    ('i', "image"),
    ('n', "net"),
    ('g', "sg"),
    ('z', "az"),
    ('y', "key"),
    ('h', "host"),
    ('a', "tag"),
    ('l', "locked"),
];
const OF_IMAGES: &[(char, &str)] = &[
    ('s', "status"),
    ('t', "type"),
    ('v', "visibility"),
    ('p', "protected"),
    ('f', "format"),
    ('o', "os"),
    ('a', "tag"),
];

impl App {
    /// What the rows can be told apart by, each with its most frequent values.
    pub(super) fn open_facets(&mut self) {
        let Some(space) = &self.space else { return };
        let facets = match space.tab {
            Tab::Instances => OF_INSTANCES,
            Tab::Images => OF_IMAGES,
        };
        space.count(&facets.iter().map(|(_, key)| *key).collect::<Vec<_>>());
        let mut items: Vec<Item> = facets
            .iter()
            .filter_map(|(letter, key)| facet(space, *letter, key))
            .collect();
        let none = Next::Filter(String::new());
        items.push(Item::new(Some('x'), "no filter", none));
        self.open_list_menu("Show only", items);
    }

    /// The values of one key, the frequent first.
    pub(super) fn open_facet(&mut self, key: &'static str) {
        let Some(space) = &self.space else { return };
        let values = space.values(key);
        let more = values.len().saturating_sub(VALUES);
        let letters = "123456789abcdefghi".chars();
        let mut items: Vec<Item> = values
            .iter()
            .take(VALUES)
            .zip(letters)
            .map(|((value, rows), letter)| {
                let label = format!("{value}  {rows}");
                Item::new(Some(letter), label, Next::FilterBy(key, value.to_string()))
            })
            .collect();
        if more > 0 {
            let label = format!("{more} more: / {key}: finds them");
            items.push(Item::new(Some('/'), label, Next::Type(key)));
        }
        self.open_list_menu(format!("Show only {key}"), items);
    }

    pub(super) fn open_sort(&mut self) {
        let Some(space) = &self.space else { return };
        let items = match space.tab {
            Tab::Instances => Server::COLUMNS
                .iter()
                .map(|its| Item::new(Some(its.key), its.label, Next::SortInstances(its.column)))
                .collect(),
            Tab::Images => Image::COLUMNS
                .iter()
                .map(|its| Item::new(Some(its.key), its.label, Next::SortImages(its.column)))
                .collect(),
        };
        self.open_list_menu("Sort by (again turns it around)", items);
    }

    fn open_list_menu(&mut self, title: impl Into<String>, items: Vec<Item>) {
        let menu = Menu::new(title, items, self.now);
        self.modals.push(Modal::Menu(menu));
    }
}

/// `status  active 9 · error 1`; nothing where no row has a value.
fn facet(space: &Workspace, letter: char, key: &'static str) -> Option<Item> {
    let values = space.values(key);
    if values.is_empty() {
        return None;
    }
    let more = if values.len() > 3 { " …" } else { "" };
    let values = values.iter().take(3);
    let values: Vec<_> = values
        .map(|(value, rows)| format!("{value} {rows}"))
        .collect();
    let label = format!("{key:<10} {}{more}", values.join(" · "));
    Some(Item::new(Some(letter), label, Next::Facet(key)))
}

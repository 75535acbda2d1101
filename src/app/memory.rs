//! How the lists are looked at: columns, order and filters, in this run and in the next.
//!
//! Columns and order belong to the panel, a filter to the context it was typed in. What is read
//! from the disk is taken as far as it means something; the rest is passed over.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::list::{FIXED_COLUMNS, List};
use super::place::Place;
use super::table::Row;
use super::time::Now;
use super::workspace::Workspace;
use super::{App, Effect, images, instances};
use crate::cloud::message::ContextId;

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Memory {
    instances: View,
    images: View,
    /// By the identity of their place.
    filters: BTreeMap<String, Filters>,
}

/// How one panel is looked at; columns by their names.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
struct View {
    columns: Option<Vec<String>>,
    sort: Option<String>,
    descending: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
struct Filters {
    /// For whoever reads the file.
    place: String,
    instances: String,
    images: String,
}

/// How the lists of a context were looked at when that was compared last. After most messages it
/// still is the same, and nothing has to be put into words.
#[derive(Debug)]
pub(super) struct Looked {
    context: ContextId,
    instances: Look<instances::Column>,
    images: Look<images::Column>,
}

#[derive(Debug)]
struct Look<C> {
    columns: Option<Vec<C>>,
    sort: C,
    descending: bool,
    filter: String,
    is_typed: bool,
}

impl Looked {
    fn at(space: &Workspace) -> Self {
        Self {
            context: space.context,
            instances: Look::at(&space.instances),
            images: Look::at(&space.images),
        }
    }

    fn is_still(&self, space: &Workspace) -> bool {
        self.context == space.context
            && self.instances.is_still(&space.instances)
            && self.images.is_still(&space.images)
    }
}

impl<C: Copy + PartialEq> Look<C> {
    fn at<R: Row<Column = C>>(list: &List<R>) -> Self {
        Self {
            columns: list.columns.clone(),
            sort: list.table.sort,
            descending: list.table.descending,
            filter: list.table.filter().text().to_owned(),
            is_typed: list.typing.is_some(),
        }
    }

    fn is_still<R: Row<Column = C>>(&self, list: &List<R>) -> bool {
        self.columns == list.columns
            && self.sort == list.table.sort
            && self.descending == list.table.descending
            && self.filter == list.table.filter().text()
            && self.is_typed == list.typing.is_some()
    }
}

impl Memory {
    /// Reads what was remembered, part by part.
    pub fn parse(text: &str) -> Self {
        fn part<T: Default + for<'a> Deserialize<'a>>(value: Option<&Value>) -> T {
            let read = value.map(|value| T::deserialize(value));
            read.and_then(Result::ok).unwrap_or_default()
        }
        let file: Value = serde_json::from_str(text).unwrap_or_default();
        let filters = file.get("filters").and_then(Value::as_object);
        let filters = filters.into_iter().flatten();
        Self {
            instances: part(file.get("instances")),
            images: part(file.get("images")),
            filters: filters
                .map(|(place, value)| (place.clone(), part(Some(value))))
                .collect(),
        }
    }

    fn text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

impl View {
    fn of<R: Row>(list: &List<R>) -> Self {
        let label = |column| {
            let mut all = R::COLUMNS.iter();
            all.find(|heading| heading.column == column)
                .map_or("", |heading| heading.label)
        };
        let columns = list.columns.as_deref().map(|columns| {
            let chosen = columns.iter().skip(FIXED_COLUMNS);
            chosen.map(|column| label(*column).to_owned()).collect()
        });
        Self {
            columns,
            sort: Some(label(list.table.sort).to_owned()),
            descending: list.table.descending,
        }
    }

    fn show<R: Row>(&self, list: &mut List<R>) {
        if let Some(labels) = &self.columns {
            list.choose_columns(labels);
        }
        let sort = self.sort.as_deref();
        let heading = R::COLUMNS
            .iter()
            .find(|heading| Some(heading.label) == sort);
        if let Some(heading) = heading {
            list.table.set_sort(heading.column, self.descending);
        }
    }
}

impl Workspace {
    /// Looks at the lists as they were looked at before.
    pub(super) fn look_as_before(&mut self, memory: &Memory, now: Now) {
        memory.instances.show(&mut self.instances);
        memory.images.show(&mut self.images);
        if let Some(filters) = memory.filters.get(&Place::of(&self.info).identity) {
            let (servers, images) = (&mut self.instances.table, &mut self.images.table);
            servers.set_filter(&filters.instances, now.wall);
            images.set_filter(&filters.images, now.wall);
        }
    }
}

impl App {
    /// Has remembered what is different now. A filter counts once it has been typed.
    pub(super) fn remember(&mut self) {
        let Some(space) = &self.space else { return };
        let looked = self.looked.as_ref();
        if looked.is_some_and(|looked| looked.is_still(space)) {
            return;
        }
        self.looked = Some(Looked::at(space));
        let memory = &mut self.memory;
        let views = (View::of(&space.instances), View::of(&space.images));
        let mut changed = false;
        if (&memory.instances, &memory.images) != (&views.0, &views.1) {
            // The order that holds anyway is nothing to remember.
            let untouched = View::default();
            let first = View {
                sort: Some("Name".into()),
                ..View::default()
            };
            let same = |old: &View, new: &View| old == new || (*old == untouched && *new == first);
            changed = !same(&memory.instances, &views.0) || !same(&memory.images, &views.1);
            (memory.instances, memory.images) = views;
        }
        if space.instances.typing.is_none() && space.images.typing.is_none() {
            let place = Place::of(&space.info);
            let filters = Filters {
                place: place.title,
                instances: space.instances.table.filter().text().trim().to_owned(),
                images: space.images.table.filter().text().trim().to_owned(),
            };
            let old = memory.filters.get(&place.identity);
            let none = filters.instances.is_empty() && filters.images.is_empty();
            if none {
                changed |= memory.filters.remove(&place.identity).is_some();
            } else if old != Some(&filters) {
                memory.filters.insert(place.identity, filters);
                changed = true;
            }
        }
        if changed {
            let text = memory.text();
            self.desk.effects.push(Effect::Remember(text));
        }
    }
}

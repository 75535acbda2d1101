//! A list that stays calm while the cloud moves: rows, cursor and marks are held by id.
//!
//! Whatever a refresh adds, changes or removes, the cursor stays on its row; when that row goes,
//! it moves to the neighbour. What is shown is derived: filtered, sorted, never stored twice.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::fmt::Debug;
use std::hash::Hash;

use super::filter::{Filter, Searchable};

/// A row as the table needs it.
pub trait Row: PartialEq {
    type Id: Clone + Eq + Hash + Ord + Debug;
    type Column: Copy + PartialEq + Debug;
    /// What the filter looks at; derived once per change.
    type Search: Searchable + Debug;

    fn id(&self) -> &Self::Id;
    fn search(&self) -> Self::Search;
    /// Ascending order by a column; ties are broken by name, then id.
    fn compare(&self, other: &Self, column: Self::Column) -> Ordering;
}

#[derive(Debug)]
pub struct Table<R: Row> {
    rows: Vec<R>,
    searches: Vec<R::Search>,
    places: HashMap<R::Id, usize>,
    /// Indices of `rows`, filtered and sorted.
    shown: Vec<usize>,
    stale: bool,
    cursor: Option<R::Id>,
    /// Where the cursor was, for when its row goes.
    cursor_place: usize,
    marks: HashSet<R::Id>,
    range_from: Option<R::Id>,
    filter: Filter,
    pub sort: R::Column,
    pub descending: bool,
}

/// What [`Table::put`] found.
#[derive(Debug, PartialEq)]
pub enum Put<R> {
    New,
    Same,
    Changed { old: R },
}

impl<R: Row> Table<R> {
    pub fn new(sort: R::Column) -> Self {
        Self {
            rows: Vec::new(),
            searches: Vec::new(),
            places: HashMap::new(),
            shown: Vec::new(),
            stale: false,
            cursor: None,
            cursor_place: 0,
            marks: HashSet::new(),
            range_from: None,
            filter: Filter::default(),
            sort,
            descending: false,
        }
    }

    /// Adds or replaces a row. Call [`Table::settle`] after the last of a batch.
    pub fn put(&mut self, row: R) -> Put<R> {
        if let Some(&place) = self.places.get(row.id()) {
            if self.rows[place] == row {
                return Put::Same;
            }
            self.searches[place] = row.search();
            self.stale = true;
            Put::Changed {
                old: std::mem::replace(&mut self.rows[place], row),
            }
        } else {
            self.places.insert(row.id().clone(), self.rows.len());
            self.searches.push(row.search());
            self.rows.push(row);
            self.stale = true;
            Put::New
        }
    }

    pub fn remove(&mut self, id: &R::Id) -> Option<R> {
        let place = self.places.remove(id)?;
        let row = self.rows.swap_remove(place);
        self.searches.swap_remove(place);
        if let Some(moved) = self.rows.get(place) {
            self.places.insert(moved.id().clone(), place);
        }
        self.marks.remove(id);
        if self.range_from.as_ref() == Some(id) {
            self.range_from = None;
        }
        self.stale = true;
        Some(row)
    }

    /// Brings what is shown up to date after changes.
    pub fn settle(&mut self) {
        if !std::mem::take(&mut self.stale) {
            return;
        }
        let Self {
            rows,
            searches,
            filter,
            sort,
            descending,
            ..
        } = self;
        let mut shown: Vec<usize> = (0..rows.len())
            .filter(|&place| filter.passes(&searches[place]))
            .collect();
        shown.sort_by(|&a, &b| {
            let (a, b) = (&rows[a], &rows[b]);
            let order = a.compare(b, *sort);
            let order = if *descending { order.reverse() } else { order };
            order.then_with(|| a.id().cmp(b.id()))
        });
        self.shown = shown;
        self.place_cursor();
    }

    fn place_cursor(&mut self) {
        let place = self.cursor.as_ref().and_then(|id| {
            self.shown
                .iter()
                .position(|&place| self.rows[place].id() == id)
        });
        match place {
            Some(place) => self.cursor_place = place,
            None => self.move_to(self.cursor_place),
        }
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// All rows, in no order.
    pub fn rows(&self) -> &[R] {
        &self.rows
    }

    pub fn get(&self, id: &R::Id) -> Option<&R> {
        self.places.get(id).map(|&place| &self.rows[place])
    }

    pub fn shown_len(&self) -> usize {
        self.shown.len()
    }

    /// What is shown, from one place on.
    pub fn shown_from(&self, first: usize) -> impl Iterator<Item = &R> {
        self.shown
            .iter()
            .skip(first)
            .map(|&place| &self.rows[place])
    }

    pub fn cursor(&self) -> Option<&R> {
        self.shown
            .get(self.cursor_place)
            .map(|&place| &self.rows[place])
    }

    /// The cursor's place among the rows shown.
    pub fn cursor_place(&self) -> usize {
        self.cursor_place
    }

    pub fn move_to(&mut self, place: usize) {
        self.cursor_place = place.min(self.shown.len().saturating_sub(1));
        self.cursor = self.cursor().map(|row| row.id().clone());
    }

    pub fn move_by(&mut self, rows: i64) {
        let place = i64::try_from(self.cursor_place)
            .unwrap_or(i64::MAX)
            .saturating_add(rows);
        self.move_to(usize::try_from(place).unwrap_or(0));
    }

    /// Puts the cursor on a row, if it is shown.
    pub fn select(&mut self, id: &R::Id) {
        if let Some(place) = self
            .shown
            .iter()
            .position(|&place| self.rows[place].id() == id)
        {
            self.move_to(place);
        }
    }

    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    pub fn set_filter(&mut self, text: &str) {
        if self.filter.text() != text {
            self.filter = Filter::parse(text);
            self.stale = true;
            self.settle();
        }
    }

    /// Sorts by a column; the same column again turns the order around.
    pub fn sort_by(&mut self, column: R::Column) {
        self.descending = self.sort == column && !self.descending;
        self.sort = column;
        self.stale = true;
        self.settle();
    }

    pub fn is_marked(&self, id: &R::Id) -> bool {
        self.marks.contains(id)
            || self.range().is_some_and(|range| {
                self.shown[range]
                    .iter()
                    .any(|&place| self.rows[place].id() == id)
            })
    }

    pub fn marked_len(&self) -> usize {
        match self.range() {
            None => self.marks.len(),
            Some(range) => {
                let added = self.shown[range]
                    .iter()
                    .filter(|&&place| !self.marks.contains(self.rows[place].id()));
                self.marks.len() + added.count()
            }
        }
    }

    /// Marked rows the filter hides.
    pub fn hidden_marks(&self) -> usize {
        let shown: HashSet<_> = self
            .shown
            .iter()
            .map(|&place| self.rows[place].id())
            .collect();
        self.marks.iter().filter(|id| !shown.contains(id)).count()
    }

    pub fn toggle_mark(&mut self) {
        let Some(id) = self.cursor.clone() else {
            return;
        };
        if !self.marks.remove(&id) {
            self.marks.insert(id);
        }
    }

    /// Starts a range at the cursor, or marks the range begun before.
    pub fn toggle_range(&mut self) {
        if self.range_from.is_some() {
            self.end_range();
        } else {
            self.range_from.clone_from(&self.cursor);
        }
    }

    pub fn is_ranging(&self) -> bool {
        self.range_from.is_some()
    }

    /// Forgets a range begun; `false` when there was none.
    pub fn cancel_range(&mut self) -> bool {
        self.range_from.take().is_some()
    }

    fn end_range(&mut self) {
        if let Some(range) = self.range() {
            for place in range {
                self.marks.insert(self.rows[self.shown[place]].id().clone());
            }
        }
        self.range_from = None;
    }

    fn range(&self) -> Option<std::ops::Range<usize>> {
        let from = self.range_from.as_ref()?;
        let from = self
            .shown
            .iter()
            .position(|&place| self.rows[place].id() == from)?;
        let to = self.cursor_place;
        Some(from.min(to)..from.max(to) + 1)
    }

    /// Marks all rows shown.
    pub fn mark_shown(&mut self) {
        for &place in &self.shown {
            self.marks.insert(self.rows[place].id().clone());
        }
    }

    /// `false` when nothing was marked.
    pub fn unmark_all(&mut self) -> bool {
        let any = !self.marks.is_empty();
        self.marks.clear();
        self.range_from.take().is_some() || any
    }

    /// What an action on a single thing acts on: the only marked row, else the one under the
    /// cursor.
    pub fn target(&self) -> Option<&R> {
        match self.marks.iter().next() {
            Some(id) if self.marked_len() == 1 => self.get(id),
            _ => self.cursor(),
        }
    }

    /// What an action would act on, as [`Table::targets`] gives it: a range begun counts, and goes
    /// on.
    pub fn aimed(&self) -> Vec<&R> {
        let range = self.range().unwrap_or_default();
        let shown = self.shown_from(0).enumerate();
        let mut aimed: Vec<&R> = shown
            .filter(|(place, row)| range.contains(place) || self.marks.contains(row.id()))
            .map(|(_, row)| row)
            .collect();
        if self.hidden_marks() > 0 {
            let known: HashSet<_> = aimed.iter().map(|row| row.id().clone()).collect();
            let hidden = self.marks.iter().filter(|id| !known.contains(*id));
            let mut hidden: Vec<&R> = hidden.filter_map(|id| self.get(id)).collect();
            hidden.sort_by(|a, b| a.id().cmp(b.id()));
            aimed.extend(hidden);
        }
        if aimed.is_empty() {
            return self.cursor().into_iter().collect();
        }
        aimed
    }

    /// Takes the mark of one row away.
    pub fn unmark(&mut self, id: &R::Id) {
        self.marks.remove(id);
    }

    /// What an action acts on: the marked rows in the order shown (the hidden ones last), or the
    /// one under the cursor.
    pub fn targets(&mut self) -> Vec<&R> {
        self.end_range();
        if self.marks.is_empty() {
            return self.cursor().into_iter().collect();
        }
        let mut targets: Vec<&R> = self
            .shown_from(0)
            .filter(|row| self.marks.contains(row.id()))
            .collect();
        let shown: HashSet<_> = targets.iter().map(|row| row.id().clone()).collect();
        let mut hidden: Vec<&R> = self
            .marks
            .iter()
            .filter(|id| !shown.contains(*id))
            .filter_map(|id| self.get(id))
            .collect();
        hidden.sort_by(|a, b| a.id().cmp(b.id()));
        targets.extend(hidden);
        targets
    }
}

/// Compares names as people do: without case, and `web-2` before `web-10`.
pub fn natural(a: &str, b: &str) -> Ordering {
    let mut a = a.chars().flat_map(char::to_lowercase).peekable();
    let mut b = b.chars().flat_map(char::to_lowercase).peekable();
    loop {
        match (a.peek().copied(), b.peek().copied()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let order = number(&mut a).cmp(&number(&mut b));
                if order != Ordering::Equal {
                    return order;
                }
            }
            (Some(x), Some(y)) => {
                if x != y {
                    return x.cmp(&y);
                }
                a.next();
                b.next();
            }
        }
    }
}

/// The digits at the front: how many without leading zeros, then which, so that any length works.
fn number(chars: &mut std::iter::Peekable<impl Iterator<Item = char>>) -> (usize, String) {
    let mut digits = String::new();
    while let Some(digit) = chars.next_if(char::is_ascii_digit) {
        if !(digits.is_empty() && digit == '0') {
            digits.push(digit);
        }
    }
    (digits.len(), digits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone, PartialEq)]
    struct Item(u8, String);

    #[derive(Debug)]
    struct Hay(String);

    impl Searchable for Hay {
        fn haystack(&self) -> &str {
            &self.0
        }
        fn value(&self, _: &str) -> Option<String> {
            None
        }
    }

    impl Row for Item {
        type Id = u8;
        type Column = ();
        type Search = Hay;
        fn id(&self) -> &u8 {
            &self.0
        }
        fn search(&self) -> Hay {
            Hay(self.1.clone())
        }
        fn compare(&self, other: &Self, (): ()) -> Ordering {
            natural(&self.1, &other.1)
        }
    }

    fn table(names: &[&str]) -> Table<Item> {
        let mut table = Table::new(());
        for (id, name) in (0..).zip(names) {
            table.put(Item(id, (*name).to_owned()));
        }
        table.settle();
        table
    }

    fn names(table: &Table<Item>) -> Vec<&str> {
        table.shown_from(0).map(|row| row.1.as_str()).collect()
    }

    #[test]
    fn names_sort_as_people_count() {
        assert_eq!(
            names(&table(&["web-10", "Web-9", "web-02", "db"])),
            ["db", "web-02", "Web-9", "web-10"]
        );
    }

    #[test]
    fn the_cursor_stays_on_its_row_when_others_come_before_it() {
        let mut table = table(&["b", "c"]);
        table.move_to(1);
        table.put(Item(9, "a".into()));
        table.settle();
        assert_eq!(table.cursor(), Some(&Item(1, "c".into())));
    }

    #[test]
    fn the_cursor_moves_to_the_neighbour_when_its_row_goes() {
        let mut table = table(&["a", "b", "c"]);
        table.move_to(1);
        table.remove(&1);
        table.settle();
        assert_eq!(table.cursor(), Some(&Item(2, "c".into())));
    }

    #[test]
    fn a_range_marks_from_its_start_to_the_cursor() {
        let mut table = table(&["a", "b", "c", "d"]);
        table.move_to(1);
        table.toggle_range();
        table.move_by(2);
        assert_eq!(table.marked_len(), 3);
        table.toggle_range();
        let targets: Vec<_> = table.targets().iter().map(|row| row.0).collect();
        assert_eq!(targets, [1, 2, 3]);
    }

    #[test]
    fn marks_hidden_by_the_filter_are_counted_and_still_targets() {
        let mut table = table(&["web", "db"]);
        table.mark_shown();
        table.set_filter("web");
        assert_eq!(table.hidden_marks(), 1);
        assert_eq!(table.targets().len(), 2);
    }

    proptest! {
        #[test]
        fn the_cursor_is_on_a_shown_row_whatever_happens(
            steps in prop::collection::vec((0u8..6, any::<u8>(), "[a-c]{1,2}"), 0..60)
        ) {
            let mut table = Table::new(());
            for (what, id, name) in steps {
                match what {
                    0 | 1 => { table.put(Item(id % 16, name)); table.settle(); }
                    2 => { table.remove(&(id % 16)); table.settle(); }
                    3 => table.set_filter(&name),
                    4 => table.move_by(i64::from(id) - 128),
                    _ => table.toggle_mark(),
                }
                prop_assert_eq!(table.cursor().is_some(), table.shown_len() > 0);
                prop_assert!(table.targets().iter().all(|row| table_has(row)));
            }
        }
    }

    fn table_has(row: &Item) -> bool {
        row.0 < 16
    }
}

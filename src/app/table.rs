//! A list that stays calm while the cloud moves: rows, cursor and marks are held by id.
//!
//! Whatever a refresh adds, changes or removes, the cursor stays on its row; when that row goes,
//! it moves to the neighbour. What is shown is derived: filtered, sorted, never stored twice.

mod marks;

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::fmt::Debug;
use std::hash::Hash;

use jiff::Timestamp;

use super::filter::{Filter, Search};

/// A row as the table needs it.
pub trait Row: PartialEq {
    type Id: Clone + Eq + Hash + Ord + Debug;
    type Column: Copy + PartialEq + Debug + 'static;
    /// What rows are searched and sorted by besides themselves.
    type Lore: Default + PartialEq + Debug;

    /// All columns there are; the first two are always shown.
    const COLUMNS: &'static [Heading<Self::Column>];
    /// The one that says what changed last.
    const CHANGED: Self::Column;
    /// What can stand before the colon in the filter line.
    const KEYS: &'static [&'static str];

    fn id(&self) -> &Self::Id;
    /// What the filter looks at; derived once per change.
    fn search(&self, lore: &Self::Lore) -> Search;
    /// Ascending order by a column; ties are broken by name, then id.
    fn compare(&self, other: &Self, column: Self::Column, lore: &Self::Lore) -> Ordering;
    /// What is different from before, in a few words, if it is worth a column.
    fn change(&self, old: &Self) -> Option<String>;
}

/// A column as people choose it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heading<C> {
    pub column: C,
    /// Its key in the menu of orders.
    pub key: char,
    /// In full; its name on the disk too.
    pub label: &'static str,
}

/// What changed last in a row while it was being watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// `BUILD→ACTIVE`, `new`.
    pub what: String,
    pub at: Timestamp,
    /// The cursor has been there since.
    pub seen: bool,
}

#[derive(Debug)]
pub struct Table<R: Row> {
    rows: Vec<R>,
    searches: Vec<Search>,
    lore: R::Lore,
    changes: HashMap<R::Id, Change>,
    places: HashMap<R::Id, usize>,
    /// Indices of `rows`, filtered and sorted.
    shown: Vec<usize>,
    stale: bool,
    revision: u64,
    marks_revision: u64,
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
            lore: R::Lore::default(),
            changes: HashMap::new(),
            places: HashMap::new(),
            shown: Vec::new(),
            stale: false,
            revision: 0,
            marks_revision: 0,
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
            self.searches[place] = row.search(&self.lore);
            self.touch();
            Put::Changed {
                old: std::mem::replace(&mut self.rows[place], row),
            }
        } else {
            self.places.insert(row.id().clone(), self.rows.len());
            self.searches.push(row.search(&self.lore));
            self.rows.push(row);
            self.touch();
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
        self.changes.remove(id);
        if self.range_from.as_ref() == Some(id) {
            self.range_from = None;
        }
        self.touch();
        Some(row)
    }

    /// A row is not what it was.
    fn touch(&mut self) {
        self.stale = true;
        self.revision += 1;
    }

    /// Counts up with every change of the rows, of what is known of them and of what is shown.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// What rows are searched and sorted by besides themselves has changed.
    pub fn learn(&mut self, lore: R::Lore) {
        if self.lore == lore {
            return;
        }
        self.lore = lore;
        let rows = self.rows.iter();
        self.searches = rows.map(|row| row.search(&self.lore)).collect();
        self.touch();
        self.settle();
    }

    /// Notes what changed in a row. Call [`Table::settle`] after the last of a batch.
    pub fn note(&mut self, id: &R::Id, what: String, at: Timestamp) {
        let seen = self.cursor.as_ref() == Some(id);
        self.changes.insert(id.clone(), Change { what, at, seen });
        self.stale |= self.sort == R::CHANGED;
        self.revision += 1;
    }

    pub fn change(&self, id: &R::Id) -> Option<&Change> {
        self.changes.get(id)
    }

    /// What changed in the row under the cursor has been seen.
    pub fn look(&mut self) {
        if let Some(id) = &self.cursor
            && let Some(change) = self.changes.get_mut(id)
        {
            change.seen = true;
        }
    }

    /// Brings what is shown up to date after changes.
    pub fn settle(&mut self) {
        if !std::mem::take(&mut self.stale) {
            return;
        }
        let Self {
            rows,
            searches,
            lore,
            changes,
            filter,
            sort,
            descending,
            ..
        } = self;
        // Ascending is the newest first, as with ages; what never changed comes last.
        let changed = |row: &R| {
            changes
                .get(row.id())
                .map(|change| std::cmp::Reverse(change.at))
        };
        let by_change = |a: &R, b: &R| match (changed(a), changed(b)) {
            (Some(a), Some(b)) => a.cmp(&b),
            (a, b) => a.is_none().cmp(&b.is_none()),
        };
        let mut shown: Vec<usize> = (0..rows.len())
            .filter(|&place| filter.passes(&searches[place]))
            .collect();
        shown.sort_by(|&a, &b| {
            let (a, b) = (&rows[a], &rows[b]);
            let mut order = a.compare(b, *sort, lore);
            if *sort == R::CHANGED {
                order = by_change(a, b).then(order);
            }
            let order = if *descending { order.reverse() } else { order };
            order.then_with(|| a.id().cmp(b.id()))
        });
        if self.shown != shown {
            self.shown = shown;
            self.revision += 1;
        }
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

    pub fn set_filter(&mut self, text: &str, now: Timestamp) {
        if self.filter.text() != text {
            self.filter = Filter::parse(text, now);
            self.stale = true;
            self.settle();
        }
    }

    /// Time has passed: ages are counted from now. Call [`Table::settle`] then.
    pub fn turn_to(&mut self, now: Timestamp) {
        if self.filter.depends_on_time() {
            self.filter = Filter::parse(self.filter.text(), now);
            self.stale = true;
        }
    }

    /// The values behind a key of the filter in all rows, with how many rows have each: the
    /// frequent first.
    pub fn values(&self, key: &str) -> Vec<(String, usize)> {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for search in &self.searches {
            let values: HashSet<&str> = search.values(key).collect();
            for value in values {
                *counts.entry(value).or_default() += 1;
            }
        }
        let mut values: Vec<_> = counts
            .into_iter()
            .map(|(value, rows)| (value.to_owned(), rows))
            .collect();
        values.sort_by(|(a, of_a), (b, of_b)| of_b.cmp(of_a).then_with(|| natural(a, b)));
        values
    }

    /// Sorts as it was sorted before.
    pub fn set_sort(&mut self, column: R::Column, descending: bool) {
        (self.sort, self.descending) = (column, descending);
        self.stale = true;
        self.settle();
    }

    /// Sorts by a column; the same column again turns the order around.
    pub fn sort_by(&mut self, column: R::Column) {
        self.descending = self.sort == column && !self.descending;
        self.sort = column;
        self.stale = true;
        self.settle();
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

    #[derive(Debug, Clone, Copy, PartialEq)]
    enum By {
        Name,
        Changed,
    }

    impl Row for Item {
        type Id = u8;
        type Column = By;
        /// What is said of all.
        type Lore = String;
        const COLUMNS: &'static [Heading<By>] = &[];
        const CHANGED: By = By::Changed;
        const KEYS: &'static [&'static str] = &["name"];
        fn id(&self) -> &u8 {
            &self.0
        }
        fn search(&self, lore: &String) -> Search {
            let mut search = Search::new(Self::KEYS, None);
            search.add("name", &self.1);
            search.add("lore", lore);
            search
        }
        fn compare(&self, other: &Self, _: By, _: &String) -> Ordering {
            natural(&self.1, &other.1)
        }
        fn change(&self, _: &Self) -> Option<String> {
            None
        }
    }

    fn table(names: &[&str]) -> Table<Item> {
        let mut table = Table::new(By::Name);
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
        table.set_filter("web", Timestamp::UNIX_EPOCH);
        assert_eq!(table.hidden_marks(), 1);
        assert_eq!(table.targets().len(), 2);
    }

    #[test]
    fn rows_are_found_by_what_is_learnt_of_them_later() {
        let mut table = table(&["a", "b"]);
        table.set_filter("debian", Timestamp::UNIX_EPOCH);
        assert_eq!(table.shown_len(), 0);
        table.learn("Debian 13".into());
        assert_eq!(table.shown_len(), 2);
    }

    #[test]
    fn by_change_the_newest_comes_first_and_what_never_changed_last() {
        let mut table = table(&["a", "b", "c"]);
        let at = |second| Timestamp::from_second(second).unwrap();
        table.note(&1, "x".into(), at(1));
        table.note(&2, "y".into(), at(2));
        table.sort_by(By::Changed);
        assert_eq!(names(&table), ["c", "b", "a"]);
        table.note(&1, "z".into(), at(3));
        table.settle();
        assert_eq!(names(&table), ["b", "c", "a"]);
    }

    #[test]
    fn a_change_is_seen_where_the_cursor_is() {
        let mut table = table(&["a", "b"]);
        for id in [0, 1] {
            table.note(&id, "x".into(), Timestamp::UNIX_EPOCH);
        }
        let seen = |table: &Table<Item>| [0, 1].map(|id| table.change(&id).unwrap().seen);
        assert_eq!(seen(&table), [true, false]);
        table.move_by(1);
        table.look();
        assert_eq!(seen(&table), [true, true]);
    }

    #[test]
    fn values_are_counted_by_rows_the_frequent_first() {
        let table = table(&["web", "db", "web"]);
        assert_eq!(table.values("name"), [("web".into(), 2), ("db".into(), 1)]);
    }

    proptest! {
        #[test]
        fn the_cursor_is_on_a_shown_row_whatever_happens(
            steps in prop::collection::vec((0u8..6, any::<u8>(), "[a-c]{1,2}"), 0..60)
        ) {
            let mut table = Table::new(By::Name);
            for (what, id, name) in steps {
                match what {
                    0 | 1 => { table.put(Item(id % 16, name)); table.settle(); }
                    2 => { table.remove(&(id % 16)); table.settle(); }
                    3 => table.set_filter(&name, Timestamp::UNIX_EPOCH),
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

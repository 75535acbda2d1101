//! A list that stays calm while the cloud moves: rows, cursor and marks are held by id.
//!
//! Whatever a refresh adds, changes or removes, the cursor stays on its row; when that row goes,
//! it moves to the neighbour. What is shown is derived: filtered, sorted, never stored twice. What
//! that costs follows from what changed, not from how many rows there are.

mod filtering;
mod marks;
mod natural;
mod order;
#[cfg(test)]
mod tests;
mod values;

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};
use std::fmt::Debug;
use std::hash::Hash;

use jiff::Timestamp;

use self::filtering::Unfiltered;
pub use self::natural::natural;
use self::order::Order;
pub use self::values::Counts;
use self::values::Values;
use super::filter::{Filter, Index, Search};

/// A row as the table needs it.
pub trait Row: PartialEq {
    type Id: Clone + Eq + Hash + Ord + Debug;
    type Column: Copy + PartialEq + Debug + 'static;
    /// What rows are searched and sorted by besides themselves.
    type Lore: Default + Debug;

    /// All columns there are; the first two are always shown.
    const COLUMNS: &'static [Heading<Self::Column>];
    /// The one that says what changed last.
    const CHANGED: Self::Column;
    /// The one that is sorted by lore.
    const OF_LORE: Option<Self::Column>;
    /// What can stand before the colon in the filter line.
    const KEYS: &'static [&'static str];

    fn id(&self) -> &Self::Id;
    /// What the filter looks at; put together whenever it looks.
    fn search<'a>(&'a self, lore: &'a Self::Lore) -> Search<'a>;
    /// Whether the cloud is at work on it, so that it will change by itself.
    fn in_transition(&self) -> bool;
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
    lore: R::Lore,
    changes: HashMap<R::Id, Change>,
    /// Indices of `rows`; elsewhere they are called slots.
    slots: HashMap<R::Id, usize>,
    order: Order,
    in_transition: BTreeSet<R::Id>,
    cursor: Option<R::Id>,
    /// Where the cursor was, for when its row goes.
    cursor_place: usize,
    range_from: Option<R::Id>,
    filter: Filter,
    /// The filter has still to be put to the rows: it was typed, or ages have grown.
    unfiltered: Option<Unfiltered>,
    index: Index,
    pub sort: R::Column,
    pub descending: bool,
    /// Which read of all rows is under way, or was last.
    census: u32,
    /// How often rows have changed, and how often the way they are looked at has.
    rows_revision: u64,
    look_revision: u64,
    marks_revision: u64,
    values: Values,
    #[cfg(test)]
    effort: tests::Effort,
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
            lore: R::Lore::default(),
            changes: HashMap::new(),
            slots: HashMap::new(),
            order: Order::default(),
            in_transition: BTreeSet::new(),
            cursor: None,
            cursor_place: 0,
            range_from: None,
            filter: Filter::default(),
            unfiltered: None,
            index: Index::default(),
            sort,
            descending: false,
            census: 0,
            rows_revision: 0,
            look_revision: 0,
            marks_revision: 0,
            values: Values::default(),
            #[cfg(test)]
            effort: tests::Effort::default(),
        }
    }

    /// Adds or replaces a row. Call [`Table::settle`] after the last of a batch.
    pub fn put(&mut self, row: R) -> Put<R> {
        let Some(&slot) = self.slots.get(row.id()) else {
            if row.in_transition() {
                self.in_transition.insert(row.id().clone());
            }
            self.slots.insert(row.id().clone(), self.rows.len());
            self.rows.push(row);
            self.order.add(self.census);
            self.rows_revision += 1;
            return Put::New;
        };
        self.order.count(slot, self.census);
        if self.rows[slot] == row {
            return Put::Same;
        }
        match (self.rows[slot].in_transition(), row.in_transition()) {
            (false, true) => {
                self.in_transition.insert(row.id().clone());
            }
            (true, false) => {
                self.in_transition.remove(row.id());
            }
            _ => {}
        }
        self.order.touch(slot);
        self.index.forget(slot);
        self.rows_revision += 1;
        Put::Changed {
            old: std::mem::replace(&mut self.rows[slot], row),
        }
    }

    /// Takes a row away. Call [`Table::settle`] after the last of a batch.
    pub fn remove(&mut self, id: &R::Id) -> Option<R> {
        let slot = self.slots.remove(id)?;
        let row = self.rows.swap_remove(slot);
        self.order.remove(slot);
        // The last one has come into its slot.
        self.index.forget(slot);
        self.index.forget(self.rows.len());
        if let Some(moved) = self.rows.get(slot)
            && let Some(its) = self.slots.get_mut(moved.id())
        {
            *its = slot;
        }
        self.changes.remove(id);
        self.in_transition.remove(id);
        if self.range_from.as_ref() == Some(id) {
            self.range_from = None;
        }
        self.rows_revision += 1;
        Some(row)
    }

    /// From now on rows that are put are counted, be they new, changed or the same.
    pub fn begin_census(&mut self) {
        self.census = self.census.wrapping_add(1);
    }

    /// Takes away the rows that were not put since the census began. Call [`Table::settle`] then.
    pub fn take_uncounted(&mut self) -> Vec<R> {
        let missed = |slot: &usize| !self.order.is_counted(*slot, self.census);
        let missed = (0..self.rows.len()).filter(missed);
        let missed: Vec<R::Id> = missed.map(|slot| self.rows[slot].id().clone()).collect();
        missed.iter().filter_map(|id| self.remove(id)).collect()
    }

    /// What rows are searched and sorted by besides themselves.
    pub fn lore(&self) -> &R::Lore {
        &self.lore
    }

    /// Changes what rows are searched and sorted by besides themselves, and which it is that this
    /// `concerns`.
    pub fn learn(&mut self, change: impl FnOnce(&mut R::Lore), concerns: impl Fn(&R) -> bool) {
        change(&mut self.lore);
        self.rows_revision += 1;
        let looked_at = !self.filter.is_empty() || R::OF_LORE == Some(self.sort);
        if looked_at || !self.index.is_empty() {
            let concerned = self.rows.iter().enumerate();
            for (slot, _) in concerned.filter(|(_, row)| concerns(row)) {
                self.index.forget(slot);
                if looked_at {
                    self.order.touch(slot);
                }
            }
            self.settle();
        }
    }

    /// Notes what changed in a row. Call [`Table::settle`] after the last of a batch.
    pub fn note(&mut self, id: &R::Id, what: String, at: Timestamp) {
        let seen = self.cursor.as_ref() == Some(id);
        self.changes.insert(id.clone(), Change { what, at, seen });
        self.rows_revision += 1;
        if self.sort == R::CHANGED
            && let Some(&slot) = self.slots.get(id)
        {
            self.order.touch(slot);
        }
    }

    pub fn change(&self, id: &R::Id) -> Option<&Change> {
        self.changes.get(id)
    }

    /// What changed in the row under the cursor has been seen.
    pub fn look(&mut self) {
        if let Some(id) = &self.cursor
            && let Some(change) = self.changes.get_mut(id)
            && !change.seen
        {
            change.seen = true;
            self.look_revision += 1;
        }
    }

    /// Brings what is shown up to date after changes.
    pub fn settle(&mut self) {
        let unfiltered = self.unfiltered.take();
        if unfiltered.is_none() && self.order.is_settled() {
            return;
        }
        if unfiltered.is_some() {
            let passing = self.passing();
            self.order.refilter(passing);
        }
        let mut order = std::mem::take(&mut self.order);
        let moved = order.settle(|slot| self.passes(slot), |a, b| self.compare(a, b));
        self.order = order;
        if moved || unfiltered == Some(Unfiltered::Typed) {
            self.look_revision += 1;
            self.place_cursor();
        }
    }

    fn compare(&self, a: usize, b: usize) -> Ordering {
        #[cfg(test)]
        self.effort.compared();
        let (a, b) = (&self.rows[a], &self.rows[b]);
        let mut order = a.compare(b, self.sort, &self.lore);
        if self.sort == R::CHANGED {
            order = self.compare_changes(a, b).then(order);
        }
        let order = if self.descending {
            order.reverse()
        } else {
            order
        };
        order.then_with(|| a.id().cmp(b.id()))
    }

    /// Ascending is the newest first, as with ages; what never changed comes last.
    fn compare_changes(&self, a: &R, b: &R) -> Ordering {
        let changed = |row: &R| self.changes.get(row.id()).map(|change| change.at);
        match (changed(a), changed(b)) {
            (Some(a), Some(b)) => b.cmp(&a),
            (a, b) => a.is_none().cmp(&b.is_none()),
        }
    }

    fn place_cursor(&mut self) {
        let place = self.cursor.as_ref().and_then(|id| self.place_of(id));
        match place {
            Some(place) => self.cursor_place = place,
            None => self.move_to(self.cursor_place),
        }
    }

    /// Where a row is among those shown.
    fn place_of(&self, id: &R::Id) -> Option<usize> {
        self.order.place_of(*self.slots.get(id)?)
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Moves on whenever anything of the table is to be drawn otherwise than before, if it is in
    /// view; stays where it is through a refresh that changed nothing.
    pub fn revision(&self) -> u64 {
        self.rows_revision + self.look_revision + self.marks_revision
    }

    /// The same of the rows themselves, whatever is shown of them and how.
    pub fn rows_revision(&self) -> u64 {
        self.rows_revision
    }

    /// All rows, in no order.
    pub fn rows(&self) -> &[R] {
        &self.rows
    }

    /// Those the cloud is at work on, in no order.
    pub fn in_transition(&self) -> impl Iterator<Item = &R> {
        self.in_transition.iter().filter_map(|id| self.get(id))
    }

    /// The same in the order of the table, shown or not.
    pub fn in_transition_sorted(&self) -> Vec<&R> {
        let slots = self.in_transition.iter();
        let mut slots: Vec<_> = slots.filter_map(|id| self.slots.get(id)).collect();
        slots.sort_unstable_by_key(|slot| self.order.rank_of(**slot));
        slots.into_iter().map(|slot| &self.rows[*slot]).collect()
    }

    pub fn get(&self, id: &R::Id) -> Option<&R> {
        self.slots.get(id).map(|&slot| &self.rows[slot])
    }

    pub fn shown_len(&self) -> usize {
        self.order.shown().len()
    }

    /// What is shown, from one place on.
    pub fn shown_from(&self, first: usize) -> impl Iterator<Item = &R> {
        let slots = self.order.shown().get(first..).unwrap_or_default();
        slots.iter().filter_map(|&slot| self.rows.get(slot))
    }

    pub fn cursor(&self) -> Option<&R> {
        let slot = *self.order.shown().get(self.cursor_place)?;
        self.rows.get(slot)
    }

    /// The cursor's place among the rows shown.
    pub fn cursor_place(&self) -> usize {
        self.cursor_place
    }

    pub fn move_to(&mut self, place: usize) {
        let place = place.min(self.shown_len().saturating_sub(1));
        self.look_revision += u64::from(self.cursor_place != place);
        self.cursor_place = place;
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
        if let Some(place) = self.place_of(id) {
            self.move_to(place);
        }
    }

    /// Sorts as it was sorted before.
    pub fn set_sort(&mut self, column: R::Column, descending: bool) {
        if (self.sort, self.descending) == (column, descending) {
            return;
        }
        (self.sort, self.descending) = (column, descending);
        self.look_revision += 1;
        self.order.unsort();
        self.settle();
    }

    /// Sorts by a column; the same column again turns the order around.
    pub fn sort_by(&mut self, column: R::Column) {
        let descending = self.sort == column && !self.descending;
        self.set_sort(column, descending);
    }
}

//! Marks of a table: single rows, a range begun, and what an action is aimed at.

use super::{Row, Table};

impl<R: Row> Table<R> {
    pub fn is_marked(&self, id: &R::Id) -> bool {
        let Some(&slot) = self.slots.get(id) else {
            return false;
        };
        let place = self.order.place_of(slot);
        self.order.is_marked(slot)
            || place.is_some_and(|place| self.range().is_some_and(|range| range.contains(&place)))
    }

    pub fn marked_len(&self) -> usize {
        self.order.marks() + self.ranged()
    }

    /// Rows of the range begun that are not marked besides.
    fn ranged(&self) -> usize {
        let range = self.range().unwrap_or_default();
        if self.order.marks() == 0 {
            return range.len();
        }
        let slots = &self.order.shown()[range];
        let unmarked = slots.iter().filter(|slot| !self.order.is_marked(**slot));
        unmarked.count()
    }

    /// Marked rows the filter hides.
    pub fn hidden_marks(&self) -> usize {
        self.order.hidden_marks()
    }

    pub fn toggle_mark(&mut self) {
        let Some(&slot) = self.cursor.as_ref().and_then(|id| self.slots.get(id)) else {
            return;
        };
        let marked = self.order.is_marked(slot);
        self.order.mark(slot, !marked);
        self.marks_revision += 1;
    }

    /// Starts a range at the cursor, or marks the range begun before.
    pub fn toggle_range(&mut self) {
        if self.range_from.is_some() {
            self.end_range();
        } else {
            self.range_from.clone_from(&self.cursor);
            self.marks_revision += 1;
        }
    }

    pub fn is_ranging(&self) -> bool {
        self.range_from.is_some()
    }

    /// Forgets a range begun; `false` when there was none.
    pub fn cancel_range(&mut self) -> bool {
        let any = self.range_from.take().is_some();
        self.marks_revision += u64::from(any);
        any
    }

    fn end_range(&mut self) {
        for place in self.range().unwrap_or_default() {
            let slot = self.order.shown()[place];
            self.order.mark(slot, true);
        }
        self.cancel_range();
    }

    /// Places of the range begun, both ends and the cursor among them.
    fn range(&self) -> Option<std::ops::Range<usize>> {
        let from = self.place_of(self.range_from.as_ref()?)?;
        let to = self.cursor_place;
        Some(from.min(to)..from.max(to) + 1)
    }

    /// Marks all rows shown.
    pub fn mark_shown(&mut self) {
        for place in 0..self.shown_len() {
            let slot = self.order.shown()[place];
            self.order.mark(slot, true);
        }
        self.marks_revision += 1;
    }

    /// `false` when nothing was marked.
    pub fn unmark_all(&mut self) -> bool {
        let marked: Vec<usize> = self.order.marked().collect();
        for slot in &marked {
            self.order.mark(*slot, false);
        }
        let any = !marked.is_empty();
        self.marks_revision += u64::from(any);
        self.cancel_range() || any
    }

    /// What an action on a single thing acts on: the only marked row, else the one under the
    /// cursor.
    pub fn target(&self) -> Option<&R> {
        match self.order.marked().next() {
            Some(slot) if self.marked_len() == 1 => self.rows.get(slot),
            _ => self.cursor(),
        }
    }

    /// Whether an action acts on a single marked row, and the cursor is on another.
    pub fn aims_aside(&self) -> bool {
        let id = |row: Option<&R>| row.map(|row| row.id().clone());
        self.marked_len() == 1 && id(self.target()) != id(self.cursor())
    }

    /// How many rows an action acts on, see [`Table::aimed`].
    pub fn aimed_len(&self) -> usize {
        match self.marked_len() {
            0 => usize::from(self.cursor().is_some()),
            many => many,
        }
    }

    /// Moves on with every change of what is marked. Of a range begun the cursor is the other end.
    pub fn marks_revision(&self) -> u64 {
        self.marks_revision
    }

    /// The same rows as of [`Table::aimed`], in no order and one after the other.
    pub fn each_aimed(&self) -> impl Iterator<Item = &R> {
        let ranged = &self.order.shown()[self.range().unwrap_or_default()];
        let ranged = ranged.iter().copied();
        let slots = self
            .order
            .marked()
            .chain(ranged.filter(|slot| !self.order.is_marked(*slot)));
        let cursor = self.cursor().filter(|_| self.marked_len() == 0);
        cursor
            .into_iter()
            .chain(slots.filter_map(|slot| self.rows.get(slot)))
    }

    /// What an action acts on: the marked rows in the order shown (the hidden ones last), or the
    /// one under the cursor. A range begun counts, and goes on.
    pub fn aimed(&self) -> Vec<&R> {
        let range = self.range().unwrap_or_default();
        let mut hidden: Vec<&R> = Vec::new();
        let mut places: Vec<usize> = range.collect();
        for slot in self.order.marked() {
            match self.order.place_of(slot) {
                Some(place) => places.push(place),
                None => hidden.push(&self.rows[slot]),
            }
        }
        if places.is_empty() && hidden.is_empty() {
            return self.cursor().into_iter().collect();
        }
        places.sort_unstable();
        places.dedup();
        hidden.sort_unstable_by(|a, b| a.id().cmp(b.id()));
        let shown = places.into_iter().map(|place| self.order.shown()[place]);
        let shown = shown.filter_map(|slot| self.rows.get(slot));
        shown.chain(hidden).collect()
    }

    /// [`Table::aimed`], and a range begun ends.
    pub fn targets(&mut self) -> Vec<&R> {
        self.end_range();
        self.aimed()
    }

    /// Takes the mark of one row away.
    pub fn unmark(&mut self, id: &R::Id) {
        if let Some(&slot) = self.slots.get(id) {
            self.marks_revision += u64::from(self.order.mark(slot, false));
        }
    }
}

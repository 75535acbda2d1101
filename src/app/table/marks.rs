//! Marks of a table: single rows, a range begun, and what an action is aimed at.

use std::collections::HashSet;

use super::{Row, Table};

impl<R: Row> Table<R> {
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
        if self.marks.is_empty() {
            return 0;
        }
        let shown: HashSet<_> = self
            .shown
            .iter()
            .map(|&place| self.rows[place].id())
            .collect();
        self.marks.iter().filter(|id| !shown.contains(id)).count()
    }

    pub fn toggle_mark(&mut self) {
        self.marks_revision += 1;
        let Some(id) = self.cursor.clone() else {
            return;
        };
        if !self.marks.remove(&id) {
            self.marks.insert(id);
        }
    }

    /// Starts a range at the cursor, or marks the range begun before.
    pub fn toggle_range(&mut self) {
        self.marks_revision += 1;
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
        self.marks_revision += 1;
        self.range_from.take().is_some()
    }

    fn end_range(&mut self) {
        self.marks_revision += 1;
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
        self.marks_revision += 1;
        for &place in &self.shown {
            self.marks.insert(self.rows[place].id().clone());
        }
    }

    /// `false` when nothing was marked.
    pub fn unmark_all(&mut self) -> bool {
        self.marks_revision += 1;
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

    /// Counts up with every change of what is marked. Of a range begun the cursor is the other end.
    pub fn marks_revision(&self) -> u64 {
        self.marks_revision
    }

    /// How many rows an action acts on: [`Table::aimed`] names them.
    pub fn aimed_len(&self) -> usize {
        match self.marked_len() {
            0 => usize::from(self.cursor().is_some()),
            marked => marked,
        }
    }

    /// The same rows in no order, one after the other.
    pub fn each_aimed(&self) -> impl Iterator<Item = &R> {
        let range = self.range().unwrap_or_default();
        let alone = range.is_empty() && self.marks.is_empty();
        let marked = self.marks.iter().filter_map(|id| self.get(id));
        let ranged = self.shown[range].iter().map(|&place| &self.rows[place]);
        let cursor = self.cursor().filter(|_| alone);
        let ranged = ranged.filter(|row| !self.marks.contains(row.id()));
        cursor.into_iter().chain(marked).chain(ranged)
    }

    /// What an action acts on: the marked rows in the order shown (the hidden ones last), or the
    /// one under the cursor. A range begun counts, and goes on.
    pub fn aimed(&self) -> Vec<&R> {
        let range = self.range().unwrap_or_default();
        if range.is_empty() && self.marks.is_empty() {
            return self.cursor().into_iter().collect();
        }
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
        aimed
    }

    /// [`Table::aimed`], and a range begun ends.
    pub fn targets(&mut self) -> Vec<&R> {
        self.end_range();
        self.aimed()
    }

    /// Takes the mark of one row away.
    pub fn unmark(&mut self, id: &R::Id) {
        self.marks_revision += 1;
        self.marks.remove(id);
    }
}

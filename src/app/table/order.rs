//! In which order rows stand, and which of them are shown, kept up to date by what changes.
//!
//! Rows are known here by their slots only. Whatever happens to one of ten thousand, no more than
//! that one is looked at again: it is put into its place by halves. Only numbers move for all.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::app::bits::Bits;

/// Instead of a slot or a place: none.
const NONE: usize = usize::MAX;

#[derive(Debug, Default)]
pub(super) struct Order {
    /// All slots, in order; [`NONE`] where a row was taken out.
    sorted: Vec<usize>,
    /// The slots of rows that pass the filter.
    passing: Bits,
    /// Those of `sorted` that pass; the same holes.
    shown: Vec<usize>,
    /// By slot.
    seats: Vec<Seat>,
    /// Slots of rows that came or changed; the seat tells whether that still holds.
    restless: Vec<usize>,
    /// The slots that are marked, and how many of them are shown.
    marks: BTreeSet<usize>,
    marks_shown: usize,
    has_holes: bool,
    /// All are to be sorted anew.
    unsorted: bool,
    /// Others pass the filter than are shown.
    refiltered: bool,
}

/// What is known of one row.
#[derive(Debug, Clone)]
struct Seat {
    /// Its places in `sorted` and in `shown`.
    sorted: usize,
    shown: usize,
    /// It came or changed and is to be looked at again.
    restless: bool,
    marked: bool,
    /// The last census it was counted in.
    census: u32,
}

impl Order {
    /// A row has come, into the slot after the last.
    pub(super) fn add(&mut self, census: u32) {
        self.restless.push(self.seats.len());
        self.seats.push(Seat {
            sorted: NONE,
            shown: NONE,
            restless: true,
            marked: false,
            census,
        });
    }

    /// A row is not what it was.
    pub(super) fn touch(&mut self, slot: usize) {
        if !std::mem::replace(&mut self.seats[slot].restless, true) {
            self.restless.push(slot);
        }
    }

    /// A row has gone, and the last one has taken its slot.
    pub(super) fn remove(&mut self, slot: usize) {
        let gone = self.seats.swap_remove(slot);
        self.put_at(&gone, NONE);
        self.has_holes |= gone.sorted != NONE;
        if gone.marked {
            self.marks.remove(&slot);
            self.marks_shown -= usize::from(gone.shown != NONE);
        }
        let last = self.passing.remove(self.seats.len());
        if let Some(moved) = self.seats.get(slot).cloned() {
            self.passing.set(slot, last);
            self.put_at(&moved, slot);
            if moved.marked {
                self.marks.remove(&self.seats.len());
                self.marks.insert(slot);
            }
            if moved.restless {
                self.restless.push(slot);
            }
        }
    }

    fn put_at(&mut self, seat: &Seat, slot: usize) {
        if let Some(place) = self.sorted.get_mut(seat.sorted) {
            *place = slot;
        }
        if let Some(place) = self.shown.get_mut(seat.shown) {
            *place = slot;
        }
    }

    pub(super) fn unsort(&mut self) {
        self.unsorted = true;
    }

    /// Another filter lets these through.
    pub(super) fn refilter(&mut self, passing: Bits) {
        self.refiltered |= self.passing != passing;
        self.passing = passing;
    }

    pub(super) fn is_settled(&self) -> bool {
        let quiet = self.restless.is_empty() && !self.has_holes;
        quiet && !self.unsorted && !self.refiltered
    }

    /// Filters and sorts what is not settled. `true`: other rows are shown, or elsewhere.
    pub(super) fn settle(
        &mut self,
        passes: impl Fn(usize) -> bool,
        compare: impl Fn(usize, usize) -> Ordering,
    ) -> bool {
        let mut moved = std::mem::take(&mut self.has_holes);
        let mut others = std::mem::take(&mut self.refiltered);
        let restless = self.take_restless();
        if std::mem::take(&mut self.unsorted) || restless.len() * 2 > self.seats.len() {
            for slot in restless {
                self.calm(slot, passes(slot));
            }
            self.sorted = (0..self.seats.len()).collect();
            self.sorted.sort_unstable_by(|&a, &b| compare(a, b));
            moved = true;
        } else {
            // Those that stay between the same neighbours need not be moved.
            let mut moving: Vec<usize> = restless
                .iter()
                .copied()
                .filter(|&slot| !self.stands_right(slot, &compare))
                .collect();
            for slot in restless {
                others |= self.calm(slot, passes(slot));
            }
            moved |= !moving.is_empty();
            if moved {
                self.take_out(&moving);
                moving.sort_unstable_by(|&a, &b| compare(a, b));
                self.put_in(moving, compare);
            }
        }
        if moved {
            self.number();
        } else if others {
            self.show();
        }
        moved || others
    }

    /// Those that came or changed, each once, whatever slots they have been given meanwhile.
    fn take_restless(&mut self) -> Vec<usize> {
        let mut restless = std::mem::take(&mut self.restless);
        restless.sort_unstable();
        restless.dedup();
        restless.retain(|&slot| self.seats.get(slot).is_some_and(|seat| seat.restless));
        restless
    }

    /// One has been looked at; `true` when it passes the filter and did not, or the reverse.
    fn calm(&mut self, slot: usize, passes: bool) -> bool {
        self.seats[slot].restless = false;
        self.passing.set(slot, passes)
    }

    /// Whether it is in order with the neighbours it had, which have not changed themselves.
    fn stands_right(&self, slot: usize, compare: impl Fn(usize, usize) -> Ordering) -> bool {
        let place = self.seats[slot].sorted;
        if place == NONE {
            return false;
        }
        let calm = |other: usize| self.seats.get(other).is_some_and(|seat| !seat.restless);
        let before = place.checked_sub(1).map(|before| self.sorted[before]);
        let after = self.sorted.get(place + 1).copied();
        before.is_none_or(|before| calm(before) && compare(before, slot).is_lt())
            && after.is_none_or(|after| calm(after) && compare(slot, after).is_lt())
    }

    fn take_out(&mut self, moving: &[usize]) {
        for &slot in moving {
            if let Some(place) = self.sorted.get_mut(self.seats[slot].sorted) {
                *place = NONE;
            }
        }
        self.sorted.retain(|slot| *slot != NONE);
    }

    /// Puts these, which are sorted, among those that are: the last first, so that each of the
    /// others is moved once at most.
    fn put_in(&mut self, mut coming: Vec<usize>, compare: impl Fn(usize, usize) -> Ordering) {
        let mut end = self.sorted.len();
        let mut hole = end + coming.len();
        self.sorted.resize(hole, NONE);
        while let Some(slot) = coming.pop() {
            let at = self.sorted[..end].partition_point(|&other| compare(other, slot).is_lt());
            hole -= end - at;
            self.sorted.copy_within(at..end, hole);
            end = at;
            hole -= 1;
            self.sorted[hole] = slot;
        }
    }

    /// Derives where each row stands, and what is shown.
    fn number(&mut self) {
        self.shown.clear();
        for (place, &slot) in self.sorted.iter().enumerate() {
            let seat = &mut self.seats[slot];
            seat.sorted = place;
            seat.shown = NONE;
        }
        self.show();
    }

    /// Derives what is shown of rows that stand where they stood.
    fn show(&mut self) {
        for &slot in &self.shown {
            self.seats[slot].shown = NONE;
        }
        self.shown.clear();
        let passing = |slot: &usize| self.passing.has(*slot);
        self.shown
            .extend(self.sorted.iter().copied().filter(passing));
        self.marks_shown = 0;
        for (place, &slot) in self.shown.iter().enumerate() {
            let seat = &mut self.seats[slot];
            seat.shown = place;
            self.marks_shown += usize::from(seat.marked);
        }
    }

    /// The slots shown, in order.
    pub(super) fn shown(&self) -> &[usize] {
        &self.shown
    }

    /// Its place among those shown.
    pub(super) fn place_of(&self, slot: usize) -> Option<usize> {
        self.seats
            .get(slot)
            .map(|seat| seat.shown)
            .filter(|place| *place != NONE)
    }

    /// Its place among all.
    pub(super) fn rank_of(&self, slot: usize) -> usize {
        self.seats[slot].sorted
    }

    pub(super) fn is_marked(&self, slot: usize) -> bool {
        self.seats.get(slot).is_some_and(|seat| seat.marked)
    }

    /// `true` when that is new.
    pub(super) fn mark(&mut self, slot: usize, marked: bool) -> bool {
        let Some(seat) = self.seats.get_mut(slot) else {
            return false;
        };
        if std::mem::replace(&mut seat.marked, marked) == marked {
            return false;
        }
        let shown = usize::from(seat.shown != NONE);
        if marked {
            self.marks.insert(slot);
            self.marks_shown += shown;
        } else {
            self.marks.remove(&slot);
            self.marks_shown -= shown;
        }
        true
    }

    pub(super) fn marks(&self) -> usize {
        self.marks.len()
    }

    pub(super) fn hidden_marks(&self) -> usize {
        self.marks.len() - self.marks_shown
    }

    /// The slots marked, in no order.
    pub(super) fn marked(&self) -> impl Iterator<Item = usize> {
        self.marks.iter().copied()
    }

    /// A row was met in this census.
    pub(super) fn count(&mut self, slot: usize, census: u32) {
        self.seats[slot].census = census;
    }

    pub(super) fn is_counted(&self, slot: usize, census: u32) -> bool {
        self.seats[slot].census == census
    }
}

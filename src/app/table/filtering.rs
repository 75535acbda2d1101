//! Which rows of a table are shown: its filter, typed letter by letter, and the index that keeps a
//! letter from going through all rows.

use jiff::Timestamp;

use super::{Row, Table};
use crate::app::bits::Bits;
use crate::app::filter::Filter;

/// So many rows that are in the index are searched in the time of one that is not.
const INDEXED: usize = 100;

/// Why what is shown is not what passes the filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfiltered {
    Typed,
    Aged,
}

impl<R: Row> Table<R> {
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    pub fn set_filter(&mut self, text: &str, now: Timestamp) {
        self.begin_filter(text, now);
        self.settle();
    }

    /// A filter that is still being typed. Where that takes longer than to search `few` rows, it is
    /// left to [`Table::go_on`]; until then those stay that the filter before let through.
    pub fn type_filter(&mut self, text: &str, now: Timestamp, few: usize) {
        if self.filter.text() == text {
            return;
        }
        self.begin_filter(text, now);
        if self.filter.is_empty() || self.unread() + self.rows.len() / INDEXED <= few {
            self.settle();
        } else {
            self.expect_filter(few);
        }
    }

    /// A filter is about to be typed: where more than `few` rows are not in the index, it is made
    /// anew by [`Table::go_on`].
    pub fn expect_filter(&mut self, few: usize) {
        if self.unread() > few && !self.index.is_under_way() {
            self.index.begin(R::KEYS);
        }
    }

    fn begin_filter(&mut self, text: &str, now: Timestamp) {
        if self.filter.text() == text {
            return;
        }
        self.filter = Filter::parse(text, now);
        self.unfiltered = Some(Unfiltered::Typed);
        self.look_revision += 1;
    }

    /// How many rows have to be searched one by one.
    fn unread(&self) -> usize {
        if self.index.is_ready() {
            self.rows.len() - self.index.known().len()
        } else {
            self.rows.len()
        }
    }

    /// The slots of all rows that pass the filter.
    pub(super) fn passing(&mut self) -> Bits {
        let slots = self.rows.len();
        if self.filter.is_empty() {
            return Bits::all(slots);
        }
        if !self.index.is_ready() {
            let mut passing = Bits::none(slots);
            for slot in (0..slots).filter(|slot| self.passes(*slot)) {
                passing.insert(slot);
            }
            return passing;
        }
        let mut passing = self.index.find(&self.filter);
        let unread = self.index.known().inverse(slots);
        for slot in unread.iter().filter(|slot| self.passes(*slot)) {
            passing.insert(slot);
        }
        passing
    }

    /// Whether the filter has still to be put to rows.
    pub fn is_filtering(&self) -> bool {
        self.unfiltered.is_some()
    }

    /// Whether there is something to be gone on with.
    pub fn goes_on(&self) -> bool {
        self.is_filtering() || self.index.is_under_way()
    }

    /// Reads so many more rows into the index, if it is being made; with the last of them the filter
    /// is put to all.
    pub fn go_on(&mut self, rows: usize) {
        if self.index.is_under_way() {
            match self.index.next().filter(|next| *next < self.rows.len()) {
                Some(next) => {
                    for row in self.rows[next..].iter().take(rows) {
                        self.index.read(&row.search(&self.lore));
                    }
                }
                None => self.index.close(),
            }
        }
        if self.is_filtering() && !self.index.is_under_way() {
            self.settle();
        }
    }

    /// Time has passed: ages are counted from now. Call [`Table::settle`] then.
    pub fn turn_to(&mut self, now: Timestamp) {
        if self.filter.depends_on_time() {
            self.filter = Filter::parse(self.filter.text(), now);
            self.unfiltered.get_or_insert(Unfiltered::Aged);
        }
    }

    pub(super) fn passes(&self, slot: usize) -> bool {
        if self.filter.is_empty() {
            return true;
        }
        #[cfg(test)]
        self.effort.searched();
        self.filter.passes(&self.rows[slot].search(&self.lore))
    }
}

//! What stands behind the keys of the filter, counted once for as long as no row changes.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::{Row, Table, natural};

/// The values behind one key, in lower case, with how many rows have each: the frequent first.
pub type Counts = Arc<Vec<(Arc<str>, usize)>>;

/// What has been counted since a row changed last. Drawing asks for it too.
#[derive(Debug, Default)]
pub(super) struct Values {
    counted: RefCell<Counted>,
}

#[derive(Debug, Default)]
struct Counted {
    /// Of the rows.
    revision: u64,
    by_key: BTreeMap<String, Counts>,
}

impl<R: Row> Table<R> {
    /// The values behind a key of the filter in all rows.
    pub fn values(&self, key: &str) -> Counts {
        self.count(&[key]);
        let counted = self.values.counted.borrow();
        counted.by_key.get(key).cloned().unwrap_or_default()
    }

    /// Counts the values behind all these keys at once, so that asking for them costs no more.
    pub fn count(&self, keys: &[&str]) {
        let mut counted = self.values.counted.borrow_mut();
        if counted.revision != self.rows_revision {
            *counted = Counted {
                revision: self.rows_revision,
                by_key: BTreeMap::new(),
            };
        }
        let unknown = keys
            .iter()
            .filter(|key| !counted.by_key.contains_key(**key));
        let mut counting: Vec<_> = unknown.map(|key| (*key, Counting::default())).collect();
        if counting.is_empty() {
            return;
        }
        for (slot, row) in self.rows.iter().enumerate() {
            let search = row.search(&self.lore);
            for (key, counting) in &mut counting {
                for value in search.values(key) {
                    counting.add(&value, slot);
                }
            }
        }
        let counts = counting.into_iter();
        let counts = counts.map(|(key, counting)| (key.to_owned(), counting.finish()));
        counted.by_key.extend(counts);
    }
}

/// Values of one key while rows are gone through, one after the other.
#[derive(Default)]
struct Counting {
    /// As the cloud writes them: most rows have one that was met before.
    written: HashMap<String, usize>,
    /// In lower case.
    lower: HashMap<Arc<str>, usize>,
    counts: Vec<Count>,
}

struct Count {
    value: Arc<str>,
    rows: usize,
    /// The row it was met in last: one that has it twice counts once.
    last: usize,
}

impl Counting {
    fn add(&mut self, written: &str, slot: usize) {
        let number = match self.written.get(written) {
            Some(number) => *number,
            None => self.meet(written),
        };
        let count = &mut self.counts[number];
        if count.rows == 0 || count.last != slot {
            count.rows += 1;
            count.last = slot;
        }
    }

    fn meet(&mut self, written: &str) -> usize {
        let value: Arc<str> = written.to_lowercase().into();
        let next = self.counts.len();
        let number = *self.lower.entry(value.clone()).or_insert(next);
        if number == next {
            self.counts.push(Count {
                value,
                rows: 0,
                last: 0,
            });
        }
        self.written.insert(written.to_owned(), number);
        number
    }

    fn finish(self) -> Counts {
        let mut counts = self.counts;
        counts.sort_unstable_by(|a, b| {
            let by_rows = b.rows.cmp(&a.rows);
            by_rows
                .then_with(|| natural(&a.value, &b.value))
                .then_with(|| a.value.cmp(&b.value))
        });
        let counts = counts.into_iter().map(|count| (count.value, count.rows));
        Arc::new(counts.collect())
    }
}

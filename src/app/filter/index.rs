//! What rows can be found by, kept so that a letter is put to ten thousand of them in less than a
//! frame takes: each different value once, in lower case and all of a key in one piece, beside the
//! rows that have it. Most values are those of many rows.

use std::collections::HashMap;

use jiff::Timestamp;
use memchr::memmem::Finder;

use super::pattern::Pattern;
use super::search::{Search, Value};
use super::{Filter, Wanted};
use crate::app::bits::Bits;

/// Rows as they were when they were read. What has changed since is said by [`Index::forget`], and
/// is for others to look at.
#[derive(Debug, Default)]
pub struct Index {
    state: State,
    /// What rows of this kind can be asked for.
    keys: &'static [&'static str],
    columns: Vec<Column>,
    /// By slot.
    created: Vec<Option<Timestamp>>,
    /// The slots whose rows are still what was read.
    read: Bits,
    /// What was found for the words of the last filter.
    last: Vec<Hit>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Empty,
    Reading,
    /// All rows are read, and so many columns are ready.
    Closing(usize),
    Ready,
}

/// All values of one kind.
#[derive(Debug)]
struct Column {
    key: Option<&'static str>,
    /// A plain word finds them.
    is_word: bool,
    /// The values, one right behind the other.
    texts: String,
    /// Where each of them ends in `texts`.
    ends: Vec<usize>,
    /// While rows are read: the number of each value, as the cloud writes it.
    numbers: HashMap<Box<str>, u32>,
    /// While rows are read: numbers of values, and slots of rows that have them.
    pairs: Vec<(u32, u32)>,
    /// Then: the slots, by value.
    slots: Vec<u32>,
    /// Where those of each value begin in `slots`, and behind the last where they end.
    starts: Vec<usize>,
}

/// The values that one word of a filter finds.
#[derive(Debug)]
struct Hit {
    /// `None`: it is a plain word.
    key: Option<String>,
    pattern: Pattern,
    found: Found,
}

/// Numbers of values, by the column.
type Found = Vec<(usize, Vec<u32>)>;

impl Index {
    /// Begins anew: rows are to be read from the first slot on.
    pub fn begin(&mut self, keys: &'static [&'static str]) {
        *self = Self {
            state: State::Reading,
            keys,
            ..Self::default()
        };
    }

    /// Whether rows are still being read.
    pub fn is_under_way(&self) -> bool {
        matches!(self.state, State::Reading | State::Closing(_))
    }

    pub fn is_empty(&self) -> bool {
        self.created.is_empty()
    }

    pub fn is_ready(&self) -> bool {
        self.state == State::Ready
    }

    /// The slot to be read next; `None` when it is too late for that.
    pub fn next(&self) -> Option<usize> {
        (self.state == State::Reading).then_some(self.created.len())
    }

    /// The row in the next slot.
    pub fn read(&mut self, row: &Search<'_>) {
        let slot = self.created.len();
        self.created.push(row.created());
        self.read.insert(slot);
        for fact in row.facts() {
            let same = |column: &Column| (column.key, column.is_word) == (fact.key, fact.is_word);
            let place = self.columns.iter().position(same);
            let place = place.unwrap_or_else(|| {
                self.columns.push(Column::new(fact.key, fact.is_word));
                self.columns.len() - 1
            });
            self.columns[place].add(&fact.value, slot);
        }
    }

    /// There are no more rows, or none that can still be read: one column more is made ready.
    pub fn close(&mut self) {
        let done = match self.state {
            State::Closing(done) => done,
            _ => 0,
        };
        self.state = match self.columns.get_mut(done) {
            Some(column) => {
                column.close();
                State::Closing(done + 1)
            }
            None => State::Ready,
        };
    }

    /// Another row is in this slot than was, or the same has changed.
    pub fn forget(&mut self, slot: usize) {
        self.read.remove(slot);
    }

    /// The slots whose rows it knows as they are.
    pub(in crate::app) fn known(&self) -> &Bits {
        &self.read
    }

    /// Those of the rows it knows that pass.
    pub(in crate::app) fn find(&mut self, filter: &Filter) -> Bits {
        let mut passing = self.read.clone();
        let mut hits = Vec::new();
        for term in &filter.terms {
            let (found, hit) = match &term.wanted {
                Wanted::Word(pattern) => self.look_up(None, pattern),
                Wanted::Value { key, value, .. } if self.keys.contains(&key.as_str()) => {
                    self.look_up(Some(key), value)
                }
                Wanted::Value { word, .. } => self.look_up(None, word),
                Wanted::Address(subnet) => {
                    let ips = self.within(Some("ip"));
                    let found =
                        ips.map(|(place, ips)| (place, ips.fitting(|ip| subnet.contains(ip))));
                    (self.with(&found.collect()), None)
                }
                Wanted::CreatedAfter(at) => (self.created(|created| created > *at), None),
                Wanted::CreatedBefore(at) => (self.created(|created| created < *at), None),
                Wanted::Wrong { .. } => return Bits::default(),
            };
            if term.negated {
                passing.drop_all(&found);
            } else {
                passing.keep(&found);
            }
            hits.extend(hit);
        }
        self.last = hits;
        passing
    }

    /// The slots of rows with a value that fits. A word typed further is looked for only where the
    /// one before was found.
    fn look_up(&self, key: Option<&str>, pattern: &Pattern) -> (Bits, Option<Hit>) {
        let mut before = self.last.iter();
        let before = before.find(|hit| hit.key.as_deref() == key && pattern.implies(&hit.pattern));
        let found: Found = if let Some(hit) = before {
            let fitting = |(place, values): &(usize, Vec<u32>)| {
                (*place, self.columns[*place].among(values, pattern))
            };
            hit.found.iter().map(fitting).collect()
        } else {
            let columns = self.within(key);
            columns
                .map(|(place, column)| (place, column.all(pattern)))
                .collect()
        };
        let slots = self.with(&found);
        let hit = Hit {
            key: key.map(str::to_owned),
            pattern: pattern.clone(),
            found,
        };
        (slots, Some(hit))
    }

    /// The columns behind a key, or those that a plain word finds.
    fn within(&self, key: Option<&str>) -> impl Iterator<Item = (usize, &Column)> {
        let columns = self.columns.iter().enumerate();
        columns.filter(move |(_, column)| match key {
            Some(_) => column.key == key,
            None => column.is_word,
        })
    }

    /// The slots of rows that have one of these values.
    fn with(&self, found: &Found) -> Bits {
        let mut slots = Bits::none(self.created.len());
        for (place, values) in found {
            let column = &self.columns[*place];
            for value in values {
                for slot in column.slots_of(*value) {
                    slots.insert(*slot as usize);
                }
            }
        }
        slots
    }

    fn created(&self, fits: impl Fn(Timestamp) -> bool) -> Bits {
        let mut slots = Bits::none(self.created.len());
        for (slot, created) in self.created.iter().enumerate() {
            if created.is_some_and(&fits) {
                slots.insert(slot);
            }
        }
        slots
    }
}

impl Column {
    fn new(key: Option<&'static str>, is_word: bool) -> Self {
        Self {
            key,
            is_word,
            texts: String::new(),
            ends: Vec::new(),
            numbers: HashMap::new(),
            pairs: Vec::new(),
            slots: Vec::new(),
            starts: Vec::new(),
        }
    }

    fn add(&mut self, value: &Value<'_>, slot: usize) {
        let written = value.text();
        let value = match self.numbers.get(&*written) {
            Some(number) => *number,
            None => self.meet(&written),
        };
        self.pairs.push((value, number(slot)));
    }

    fn meet(&mut self, written: &str) -> u32 {
        let value = number(self.ends.len());
        self.texts.push_str(&written.to_lowercase());
        self.ends.push(self.texts.len());
        self.numbers.insert(written.into(), value);
        value
    }

    /// The slots are put together by value, and what only reading needs is given back.
    fn close(&mut self) {
        let mut starts = vec![0; self.ends.len() + 1];
        for (value, _) in &self.pairs {
            starts[*value as usize + 1] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut ends = starts.clone();
        self.slots = vec![0; self.pairs.len()];
        for (value, slot) in std::mem::take(&mut self.pairs) {
            let end = &mut ends[value as usize];
            self.slots[*end] = slot;
            *end += 1;
        }
        self.starts = starts;
        self.numbers = HashMap::new();
        self.texts.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    fn slots_of(&self, value: u32) -> &[u32] {
        let value = value as usize;
        &self.slots[self.starts[value]..self.starts[value + 1]]
    }

    fn text(&self, value: usize) -> &str {
        let start = value.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.texts[start..self.ends[value]]
    }

    fn fitting(&self, fits: impl Fn(&str) -> bool) -> Vec<u32> {
        let values = (0..self.ends.len()).filter(|value| fits(self.text(*value)));
        values.map(number).collect()
    }

    /// Those of these values that fit.
    fn among(&self, values: &[u32], pattern: &Pattern) -> Vec<u32> {
        let finder = Finder::new(pattern.longest());
        let fits = |value: &u32| {
            let text = self.text(*value as usize);
            finder.find(text.as_bytes()).is_some()
                && (!pattern.is_whole() || pattern.fits_lower(text))
        };
        values.iter().copied().filter(fits).collect()
    }

    /// All values that fit. The whole text is gone through at once; what is found where one value
    /// ends and the next begins is of neither.
    fn all(&self, pattern: &Pattern) -> Vec<u32> {
        let part = pattern.longest();
        if part.is_empty() {
            return self.fitting(|text| pattern.fits_lower(text));
        }
        let finder = Finder::new(part);
        let mut fitting = Vec::new();
        let (mut value, mut from) = (0, 0);
        while let Some(at) = finder.find(&self.texts.as_bytes()[from..]) {
            let at = from + at;
            while self.ends[value] <= at {
                value += 1;
            }
            from = self.ends[value];
            let is_in = at + part.len() <= from;
            if is_in && (!pattern.is_whole() || pattern.fits_lower(self.text(value))) {
                fitting.push(number(value));
            }
        }
        fitting
    }
}

/// A list is given up long before there are as many rows.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

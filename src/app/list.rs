//! One list of the cloud: its rows, how fresh they are, and the answer awaited.

use std::collections::HashSet;
use std::time::Duration;

use jiff::Timestamp;

use super::field::Field;
use super::table::{Put, Row, Table};
use super::time::Now;
use crate::cloud::message::Ticket;
use crate::openstack::Error;

/// How long a complete list is trusted before deltas are no longer enough: at least so long, and
/// where reading it takes a while, so many times that, up to a limit.
const RECONCILE: Duration = Duration::from_secs(120);
const RECONCILE_COST: u32 = 10;
const RECONCILE_AT_LAST: Duration = Duration::from_secs(10 * 60);
/// The first columns of a list are always shown.
pub const FIXED_COLUMNS: usize = 2;
/// Deltas reach back this much further, for clocks that disagree.
const OVERLAP_S: i64 = 60;

#[derive(Debug)]
pub struct List<R: Row> {
    pub table: Table<R>,
    /// The filter line while it is being typed into.
    pub typing: Option<Field>,
    /// Those chosen, in their order; `None`: as the width has room.
    pub columns: Option<Vec<R::Column>>,
    reading: Option<Reading<R::Id>>,
    /// When the rows were last known to be right.
    fresh: Option<Now>,
    /// When the list was last read completely.
    complete: Option<Now>,
    /// How long that took.
    took: Duration,
    problem: Option<(Error, Now)>,
    /// The problem was told while there were rows to do without.
    told: bool,
    failures: u32,
    /// The cloud's clock at the last read.
    date: Option<Timestamp>,
    /// Answers to tickets up to this one are older than what is shown.
    settled: Ticket,
}

#[derive(Debug)]
struct Reading<Id> {
    ticket: Ticket,
    since: Now,
    delta: bool,
    seen: HashSet<Id>,
    /// Found gone since the question was asked: a late page must not bring them back.
    dead: HashSet<Id>,
    /// Read one by one after the question was asked: what the page says of them is older.
    newer: HashSet<Id>,
}

/// What one batch of rows changed.
#[derive(Debug)]
pub struct Changes<R: Row> {
    pub changed: Vec<(R, R::Id)>,
    pub gone: Vec<R>,
    /// Rows that were not there before (not those of the first read).
    pub new: Vec<R::Id>,
}

impl<R: Row> Default for Changes<R> {
    fn default() -> Self {
        Self {
            changed: Vec::new(),
            gone: Vec::new(),
            new: Vec::new(),
        }
    }
}

impl<R: Row> List<R> {
    pub fn new(sort: R::Column) -> Self {
        Self {
            table: Table::new(sort),
            typing: None,
            columns: None,
            reading: None,
            fresh: None,
            complete: None,
            took: Duration::ZERO,
            problem: None,
            told: false,
            failures: 0,
            date: None,
            settled: Ticket(0),
        }
    }

    /// Since when a delta has to be asked, or `None` for everything.
    pub fn since(&self, now: Now) -> Option<Timestamp> {
        let complete = self.complete?;
        let trusted = self
            .took
            .saturating_mul(RECONCILE_COST)
            .clamp(RECONCILE, RECONCILE_AT_LAST);
        if now.mono.saturating_sub(complete.mono) >= trusted || self.problem.is_some() {
            return None;
        }
        let second = self.date?.as_second() - OVERLAP_S;
        Timestamp::from_second(second).ok()
    }

    /// A read is under way; answers to others no longer count.
    pub fn ask(&mut self, ticket: Ticket, delta: bool, now: Now) {
        self.reading = Some(Reading {
            ticket,
            since: now,
            delta,
            seen: HashSet::new(),
            dead: HashSet::new(),
            newer: HashSet::new(),
        });
    }

    pub fn awaits(&self, ticket: Ticket) -> bool {
        self.reading
            .as_ref()
            .is_some_and(|reading| reading.ticket == ticket)
    }

    pub fn is_reading(&self) -> bool {
        self.reading.is_some()
    }

    /// Whether it was never read, nor is being read.
    pub fn is_untouched(&self) -> bool {
        self.reading.is_none() && self.fresh.is_none() && self.problem.is_none()
    }

    /// Since when an answer is awaited.
    pub fn reading_since(&self) -> Option<Duration> {
        self.reading.as_ref().map(|reading| reading.since.mono)
    }

    /// Takes a page of the list awaited.
    pub fn page(&mut self, rows: Vec<R>, deleted: impl Fn(&R) -> bool, now: Now) -> Changes<R> {
        let first = self.complete.is_none();
        let mut changes = Changes::default();
        for row in rows {
            let known_better = self.reading.as_ref().is_some_and(|reading| {
                reading.dead.contains(row.id()) || reading.newer.contains(row.id())
            });
            if known_better {
                continue;
            }
            if deleted(&row) {
                changes.gone.extend(self.table.remove(row.id()));
                continue;
            }
            let id = row.id().clone();
            if let Some(reading) = &mut self.reading {
                reading.seen.insert(id.clone());
            }
            match self.table.put(row) {
                Put::Changed { old } => changes.changed.push((old, id)),
                Put::New if !first => changes.new.push(id),
                Put::New | Put::Same => {}
            }
        }
        self.note(&changes, now);
        if first {
            self.fresh = Some(now);
        }
        changes
    }

    /// Keeps what changed, for the column that says so.
    fn note(&mut self, changes: &Changes<R>, now: Now) {
        for (old, id) in &changes.changed {
            if let Some(what) = self.table.get(id).and_then(|row| row.change(old)) {
                self.table.note(id, what, now.wall);
            }
        }
        for id in &changes.new {
            self.table.note(id, "new".into(), now.wall);
        }
        self.table.turn_to(now.wall);
        self.table.settle();
    }

    /// Shows these columns, whose names were remembered, in this order; those that are always shown
    /// come first. Names that are none of a column are passed over.
    pub fn choose_columns(&mut self, labels: &[impl AsRef<str>]) {
        let all = R::COLUMNS;
        let fixed = all.iter().take(FIXED_COLUMNS).map(|heading| heading.column);
        let mut columns: Vec<R::Column> = fixed.collect();
        for label in labels {
            let named = all.iter().find(|heading| heading.label == label.as_ref());
            if let Some(heading) = named
                && !columns.contains(&heading.column)
            {
                columns.push(heading.column);
            }
        }
        self.columns = Some(columns);
    }

    /// The list awaited has ended. After a complete read, rows that were not in it are gone.
    pub fn end(&mut self, result: Result<Option<Timestamp>, Error>, now: Now) -> Changes<R> {
        let mut changes = Changes::default();
        let Some(reading) = self.reading.take() else {
            return changes;
        };
        match result {
            Err(error) => {
                self.told &= self
                    .problem()
                    .is_some_and(|known| known.message == error.message);
                self.problem = Some((error, now));
                self.failures += 1;
            }
            Ok(date) => {
                if !reading.delta {
                    let gone: Vec<R::Id> = self
                        .table
                        .rows()
                        .iter()
                        .map(|row| row.id().clone())
                        .filter(|id| !reading.seen.contains(id))
                        .collect();
                    changes.gone = gone.iter().filter_map(|id| self.table.remove(id)).collect();
                    self.table.turn_to(now.wall);
                    self.table.settle();
                    self.complete = Some(now);
                    self.took = now.mono.saturating_sub(reading.since.mono);
                }
                self.date = date.or(self.date);
                self.fresh = Some(now);
                self.problem = None;
                self.told = false;
                self.failures = 0;
                self.settled = reading.ticket;
            }
        }
        changes
    }

    /// Takes a single row, unless a list asked for later has been shown already.
    pub fn row(&mut self, ticket: Ticket, row: R, now: Now) -> Changes<R> {
        let mut changes = Changes::default();
        if ticket < self.settled {
            return changes;
        }
        let id = row.id().clone();
        if let Some(reading) = &mut self.reading {
            reading.seen.insert(id.clone());
            if ticket > reading.ticket {
                reading.newer.insert(id.clone());
            }
        }
        match self.table.put(row) {
            Put::Changed { old } => changes.changed.push((old, id)),
            Put::New => changes.new.push(id),
            Put::Same => {}
        }
        self.note(&changes, now);
        changes
    }

    /// A single row is not there any more.
    pub fn gone(&mut self, id: &R::Id) -> Option<R> {
        if let Some(reading) = &mut self.reading {
            reading.dead.insert(id.clone());
        }
        let row = self.table.remove(id);
        self.table.settle();
        row
    }

    /// Whether the rows on screen are the whole list.
    pub fn is_complete(&self) -> bool {
        self.complete.is_some()
    }

    pub fn fresh(&self) -> Option<Now> {
        self.fresh
    }

    pub fn problem(&self) -> Option<&Error> {
        self.problem.as_ref().map(|(error, _)| error)
    }

    pub fn problem_since(&self) -> Option<Now> {
        self.problem.as_ref().map(|(_, at)| *at)
    }

    /// What went wrong while rows were there, once: until it is something else, or over.
    pub fn complaint(&mut self) -> Option<&Error> {
        if self.told || self.fresh.is_none() {
            return None;
        }
        self.told = self.problem.is_some();
        self.problem()
    }

    /// Failures in a row, for backing off.
    pub fn failures(&self) -> u32 {
        self.failures
    }
}

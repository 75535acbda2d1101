//! One list of the cloud: its rows, how fresh they are, and the answer awaited.

use std::collections::HashSet;
use std::time::Duration;

use jiff::Timestamp;

use super::field::Field;
use super::patience::Patience;
use super::table::{Put, Row, Table};
use super::time::Now;
use crate::cloud::message::Ticket;
use crate::openstack::Error;

/// How long a complete list is trusted before deltas are no longer enough: so many times what
/// reading it took, and no less than its rows come to, but within these bounds. Rows and time both
/// count, because a near cloud may send in a second what is still dear to take in: 10,000 rows are
/// read every four minutes, 25,000 and more every ten.
const RECONCILE_TIMES: u32 = 10;
const RECONCILE_EACH: Duration = Duration::from_millis(24);
const RECONCILE_FROM: Duration = Duration::from_secs(120);
const RECONCILE_TO: Duration = Duration::from_secs(600);
/// So many times what the last list of changes took none is asked for.
const DELTA_RESTS: u32 = 2;
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
    /// When the list was last read completely, and how long that took.
    complete: Option<(Now, Duration)>,
    /// How long the last list of changes took.
    delta_took: Duration,
    /// A read has failed since: the list is to be read completely, once a delta says that the cloud
    /// answers again.
    doubted: bool,
    /// The cloud has refused a delta: the next read is complete.
    delta_refused: bool,
    problem: Option<(Error, Now)>,
    /// The problem was told while there were rows to do without.
    told: bool,
    failures: u32,
    /// The cloud's clock at the last read.
    date: Option<Timestamp>,
    /// Answers to tickets up to this one are older than what is shown.
    settled: Ticket,
    /// How often what is known about the list has changed, beside its rows.
    revision: u64,
}

#[derive(Debug)]
struct Reading<Id> {
    ticket: Ticket,
    since: Now,
    delta: bool,
    /// For which the cloud asks, before it answers.
    patience: Option<Patience>,
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
            delta_took: Duration::ZERO,
            doubted: false,
            delta_refused: false,
            problem: None,
            told: false,
            failures: 0,
            date: None,
            settled: Ticket(0),
            revision: 0,
        }
    }

    /// Since when a delta has to be asked, or `None` for everything. After a failure that is a delta
    /// first: ten thousand rows are not asked of a cloud that may be down still.
    pub fn since(&self, now: Now) -> Option<Timestamp> {
        let (complete, took) = self.complete?;
        let rows = u32::try_from(self.table.rows().len()).unwrap_or(u32::MAX);
        let trusted = (took.saturating_mul(RECONCILE_TIMES))
            .max(RECONCILE_EACH.saturating_mul(rows))
            .clamp(RECONCILE_FROM, RECONCILE_TO);
        let old = now.mono.saturating_sub(complete.mono) >= trusted;
        let failing = self.problem.is_some();
        if self.delta_refused || ((old || self.doubted) && !failing) {
            return None;
        }
        let second = self.date?.as_second() - OVERLAP_S;
        Timestamp::from_second(second).ok()
    }

    /// A read is under way; answers to others no longer count.
    pub fn ask(&mut self, ticket: Ticket, delta: bool, now: Now) {
        self.table.begin_census();
        self.reading = Some(Reading {
            ticket,
            since: now,
            delta,
            patience: None,
            dead: HashSet::new(),
            newer: HashSet::new(),
        });
    }

    pub fn awaits(&self, ticket: Ticket) -> bool {
        self.reading
            .as_ref()
            .is_some_and(|reading| reading.ticket == ticket)
    }

    /// The cloud asks for patience before it answers what is awaited, or no longer.
    pub fn wait(&mut self, patience: Option<Patience>) {
        if let Some(reading) = &mut self.reading {
            reading.patience = patience;
        }
    }

    pub fn patience(&self) -> Option<Patience> {
        self.reading.as_ref()?.patience
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
            self.take(row, !first, &mut changes);
        }
        self.note(&changes, now);
        if first {
            self.revision += u64::from(self.fresh.is_none());
            self.fresh = Some(now);
        }
        changes
    }

    /// `is_news`: whether a row that was not there before is worth telling.
    fn take(&mut self, row: R, is_news: bool, changes: &mut Changes<R>) {
        match self.table.put(row) {
            Put::Changed { old } => {
                let id = old.id().clone();
                changes.changed.push((old, id));
            }
            Put::New if is_news => {
                let newest = self.table.rows().last();
                changes.new.extend(newest.map(|row| row.id().clone()));
            }
            Put::New | Put::Same => {}
        }
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
                self.delta_refused = reading.delta && is_refusal(&error);
                self.doubted = true;
                self.problem = Some((error, now));
                self.failures += 1;
                self.revision += 1;
            }
            Ok(date) => {
                let took = now.mono.saturating_sub(reading.since.mono);
                if reading.delta {
                    self.delta_took = took;
                } else {
                    changes.gone = self.table.take_uncounted();
                    self.table.turn_to(now.wall);
                    self.table.settle();
                    self.revision += u64::from(self.complete.is_none());
                    self.complete = Some((now, took));
                    self.doubted = false;
                }
                self.delta_refused = false;
                self.date = date.or(self.date);
                self.fresh = Some(now);
                self.revision += u64::from(self.problem.is_some());
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
        if let Some(reading) = &mut self.reading
            && ticket > reading.ticket
        {
            reading.newer.insert(row.id().clone());
        }
        self.take(row, true, &mut changes);
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

    /// Until when the cloud is left to rest from the last list of changes: where thousands of rows
    /// move, that is no small question.
    pub fn rests_until(&self) -> Duration {
        let fresh = self.fresh.map_or(Duration::ZERO, |fresh| fresh.mono);
        fresh + self.delta_took * DELTA_RESTS
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

    /// Moves on whenever its rows, or what is said about them, are to be drawn otherwise than
    /// before. It does not tell of time that passes, nor of a filter line or of columns.
    pub fn revision(&self) -> u64 {
        self.table.revision() + self.revision
    }
}

/// Whether the cloud has understood the question and says no, which it will say again. Not so where
/// it asks for a login (401), for time (408, 425) or for patience (429).
fn is_refusal(error: &Error) -> bool {
    let status = error.status.unwrap_or_default();
    (400..500).contains(&status) && !matches!(status, 401 | 408 | 425 | 429)
}

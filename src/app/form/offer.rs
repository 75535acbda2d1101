//! What a table of a dialog offers: columns, rows, and the reason why a row cannot be chosen.

use crate::app::choices::Load;
use crate::app::launch::table::Table;
use crate::app::patience::Patience;
use crate::app::remote::Remote;

#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub title: &'static str,
    pub right: bool,
}

pub(super) const fn left(title: &'static str) -> Column {
    Column {
        title,
        right: false,
    }
}

pub(super) const fn right(title: &'static str) -> Column {
    Column { title, right: true }
}

#[derive(Debug, Clone)]
pub struct Row {
    pub id: String,
    pub cells: Vec<String>,
    /// Why it cannot be chosen.
    pub obstacle: Option<String>,
}

impl Row {
    pub fn new(id: impl Into<String>, cells: Vec<String>) -> Self {
        Self {
            id: id.into(),
            cells,
            obstacle: None,
        }
    }

    #[must_use]
    pub fn but(self, obstacle: Option<impl Into<String>>) -> Self {
        Self {
            obstacle: obstacle.map(Into::into),
            ..self
        }
    }
}

/// Why a table shows no row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Empty<'a> {
    Loading,
    Waits(Patience),
    Failed(&'a crate::openstack::Error),
    /// There is nothing to list: why, and what to do.
    Nothing(&'static str),
    /// There is, but the filter lets nothing through.
    Filtered,
}

#[derive(Debug)]
pub struct Offer<'a> {
    pub columns: &'static [Column],
    pub rows: Vec<Row>,
    pub load: Load<'a>,
    /// Said when there is nothing to list.
    pub nothing: &'static str,
}

impl<'a> Offer<'a> {
    pub fn new(columns: &'static [Column], load: Load<'a>, nothing: &'static str) -> Self {
        Self {
            columns,
            rows: Vec::new(),
            load,
            nothing,
        }
    }

    #[must_use]
    pub fn with(self, rows: impl IntoIterator<Item = Row>) -> Self {
        Self {
            rows: rows.into_iter().collect(),
            ..self
        }
    }

    /// What a dialog without tables offers.
    pub fn nothing() -> Self {
        Self::new(&[], Load::Ready, "")
    }

    /// The rows the filter lets through.
    pub fn filtered(&self, table: &Table) -> Vec<&Row> {
        let sieve = table.sieve();
        let through = |row: &&Row| {
            let cells: Vec<&str> = row.cells.iter().map(String::as_str).collect();
            sieve.lets_through(&cells)
        };
        self.rows.iter().filter(through).collect()
    }

    pub fn empty(&self) -> Empty<'a> {
        match self.load {
            _ if !self.rows.is_empty() => Empty::Filtered,
            Load::Loading => Empty::Loading,
            Load::Waits(patience) => Empty::Waits(patience),
            Load::Failed(error) => Empty::Failed(error),
            Load::Ready => Empty::Nothing(self.nothing),
        }
    }

    pub fn row(&self, id: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.id == id)
    }

    /// The first that can be chosen.
    pub fn first(&self) -> Option<&Row> {
        self.rows.iter().find(|row| row.obstacle.is_none())
    }

    /// The only one that can be chosen.
    pub fn only(&self) -> Option<&Row> {
        let mut free = self.rows.iter().filter(|row| row.obstacle.is_none());
        free.next().filter(|_| free.next().is_none())
    }
}

/// How two lists stand that are both needed.
pub(super) fn both<'a, T>(one: Load<'a>, other: &'a Remote<T>) -> Load<'a> {
    match one {
        Load::Ready => other.load(),
        _ => one,
    }
}

/// How a list of one instance stands; nothing is known before it was asked for.
pub(super) fn load_of<T>(remote: Option<&Remote<T>>) -> Load<'_> {
    remote.map_or(Load::Loading, Remote::load)
}

//! One row for each fault in each place.

/// `PLACE { WORDS, FAULT, SENT, PAUSES, SEES; … }`
macro_rules! rows {
    ($($place:ident { $($words:literal, $fault:expr, $sent:literal, $pauses:expr, $sees:literal;)* })*) => {
        pub(super) const ROWS: &[Row] = &[$($(Row {
            place: Place::$place,
            fault_words: $words,
            fault: || $fault,
            sees: $sees,
            sent: $sent,
            pauses: &$pauses,
        },)*)*];
    };
}

mod answers;
mod change;
mod first;
mod images;
mod launch;
mod login;
mod part;
mod refresh;

pub(crate) use answers::{nova, unauthorized};

use super::place::Place;
use crate::common::proxy::fault::{At, Fault};

/// What one fault comes to in one place.
pub(crate) struct Row {
    pub(crate) place: Place,
    pub(crate) fault_words: &'static str,
    pub(crate) fault: fn() -> Fault,
    /// What the person reads; nothing, where good data does.
    pub(crate) sees: &'static str,
    /// How often the request is made until then.
    pub(crate) sent: usize,
    /// The pauses in between, in milliseconds, without what is added at random.
    pub(crate) pauses: &'static [u128],
}

/// All rows of a place.
pub(crate) fn of(place: Place) -> impl Iterator<Item = &'static Row> {
    [
        login::ROWS,
        first::ROWS,
        refresh::ROWS,
        images::ROWS,
        part::ROWS,
        launch::ROWS,
        change::ROWS,
    ]
    .into_iter()
    .flatten()
    .filter(move |row| row.place == place)
}

//! The whole program on a hostile wire: a proxy between it and the imitation cloud spoils one kind
//! of request after the other, and each row of [`rows`] says what a person sees then, what is
//! sent again, and how it ends. `docs/faults.md` is written from those rows.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy knows test functions but not their helpers"
)]

#[path = "../common/mod.rs"]
mod common;

mod bench;
mod hostile;
mod mutated;
mod patience;
mod place;
mod rows;
mod run;
mod storm;
mod table;
mod tls;
mod together;
mod worlds;

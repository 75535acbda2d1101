//! The whole program, driven by keys from the login to the last row, on the imitation cloud; and
//! what is marked so also on the cloud that `OS_CLOUD` names, step by step the same.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy knows test functions but not their helpers"
)]

#[path = "../common/mod.rs"]
mod common;

mod bulk;
mod crowd;
mod delete;
mod details;
mod drafts;
mod entry;
mod faults;
mod forms;
mod fuzz;
mod hands;
mod heart;
mod hostile;
mod launch;
mod login;
mod long;
mod looking;
mod mouse;
mod power;
mod quiet;
mod requests;
mod snapshot;
mod steps;
mod switch;
mod table;
mod wizard;

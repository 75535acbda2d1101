//! What must hold whatever the cloud, the machine and the person do: no byte of others reaches the
//! terminal, no secret reaches a file, an argument or the screen, and no file is anybody else's.

#![expect(
    clippy::unwrap_used,
    reason = "clippy knows test functions but not their helpers"
)]

#[path = "../common/mod.rs"]
mod common;

mod bound;
mod bytes;
mod files;
mod quoting;
mod secrets;
mod source;

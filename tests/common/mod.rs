//! Two ways to run the program in a test: the real binary in a pseudo-terminal ([`pty::Pty`]), and
//! all of it in this process with its clock in our hand ([`drive::Drive`]).

#![expect(dead_code, reason = "each test binary uses a part of this")]
#![expect(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::panic,
    reason = "these are tests, though the lints see only functions marked as such"
)]

pub mod drive;
pub mod elsewhere;
pub mod facade;
pub mod hostile;
pub mod keys;
pub mod proxy;
pub mod pty;
pub mod sweep;

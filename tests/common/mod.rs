//! Two ways to run the program in a test: the real binary in a pseudo-terminal ([`Pty`]), and all
//! of it in this process with its clock in our hand ([`Drive`]).

#![expect(dead_code, reason = "each test binary uses a part of this")]

mod pty;

pub use pty::Pty;

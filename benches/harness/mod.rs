//! What the benches share. A time alone says little, since it is the machine's as much as the
//! program's: every line is a ratio of two things measured in turns in the same run, so that what
//! else the machine does falls on both. Harnesses that compare with an earlier run, or measure one
//! function after the other, cannot say that on a busy machine, so this is a small one of our own.

#![expect(dead_code, reason = "each bench uses a part of this")]

pub mod lines;
pub mod measure;
pub mod report;
pub mod token;

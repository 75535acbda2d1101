//! The core as the loop drives it: messages in, effects and state out.

mod jobs;
mod keeping;
mod keys;
mod lists;
mod polling;
mod reasons;
mod switching;

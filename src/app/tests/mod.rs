//! The core as the loop drives it: messages in, effects and state out.

mod jobs;
mod keeping;
mod keys;
mod lists;
mod lost;
mod polling;
mod reasons;
mod relaunch;
mod rules;
mod switching;
mod verbs;

//! The core as the loop drives it: messages in, effects and state out.

mod copy;
mod forms;
mod held;
mod jobs;
mod keeping;
mod keys;
mod lists;
mod lost;
mod many;
mod patience;
mod polling;
mod read_only;
mod reasons;
mod record;
mod relaunch;
mod remembered;
mod renewed;
mod rules;
mod sights;
mod switching;
mod verbs;

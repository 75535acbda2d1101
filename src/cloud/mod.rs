//! The cloud task: takes requests from the application, asks the clouds, replies.
//!
//! [`worker::run`] is all of it; [`message`] is what crosses the channels.

mod connect;
mod files;
mod imitation;
pub mod keys;
mod lane;
pub mod message;
mod old_pem;
pub mod password;
pub mod public_key;
mod reads;
mod refusal;
#[cfg(test)]
mod tests;
pub mod worker;
mod writes;

pub use imitation::DemoSource;
pub use lane::Lane;
pub use worker::{Sources, run, serve};
pub use writes::{Unanswered, Writes};

//! What can be done to an instance: which actions exist, when each is allowed, and what it asks
//! the cloud.

pub mod allowed;
mod ask;
mod reading;
pub mod rules;
pub mod verb;

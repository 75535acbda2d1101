//! A small, honest OpenStack client. It knows nothing of the screen.

pub mod compute;
pub mod error;
pub mod id;
pub mod image;
pub mod network;

pub use error::{Error, Kind};

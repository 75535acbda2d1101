//! A small, honest `OpenStack` client. It knows nothing of the screen.
//!
//! [`config`] finds out where and who, [`Client::connect`] logs in, and each service's file adds
//! its requests to [`Client`]: `compute`, `image`, `network`, `volume`,
//! `identity`.

mod answer;
mod ask;
mod auth;
pub mod cache;
pub mod catalog;
mod client;
pub mod compute;
pub mod config;
pub mod environment;
pub mod error;
mod fault;
mod http;
pub mod id;
pub mod identity;
pub mod image;
mod json;
pub mod network;
mod pages;
pub mod patience;
pub mod secret;
mod session;
mod status;
mod strings;
mod transport;
pub mod volume;

pub use cache::TokenCache;
pub use client::{Client, ConnectError};
pub use environment::Environment;
pub use error::{Error, Kind};
pub use http::{ApiCallRecord, Microversion, Observer};
pub use pages::Pages;

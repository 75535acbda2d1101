//! `horizon-tui`: `OpenStack` Horizon's Compute panels in a terminal.

pub mod app;
pub mod cli;
pub mod clipboard;
pub mod cloud;
pub mod demo;
pub mod logging;
pub mod openstack;
pub mod quiet;
pub mod runtime;
pub mod term;
pub mod ui;

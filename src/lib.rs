//! `horizon-tui`: `OpenStack` Horizon's Compute panels in a terminal.

pub mod app;
pub mod cloud;
pub mod demo;
pub mod openstack;
pub mod ui;

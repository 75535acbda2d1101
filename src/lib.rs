//! `horizon-tui`: `OpenStack` Horizon's Compute panels in a terminal.

pub mod demo;
pub mod openstack;

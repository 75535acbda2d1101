//! The cloud task: takes requests from the application, asks the clouds, replies.

pub mod message;

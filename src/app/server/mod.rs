//! What can be done to an instance: which actions exist, when each is allowed, and what it asks
//! the cloud.

pub mod allowed;
mod ask;
mod reading;
pub mod rules;
pub mod verb;

use super::App;

impl App {
    /// Why nothing can be changed in the open context.
    pub fn read_only(&self) -> Option<String> {
        self.options
            .settings
            .read_only
            .then(|| "read-only: started with --read-only".into())
    }
}

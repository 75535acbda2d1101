//! What a dialog looks at while it is open.

use std::sync::Arc;
use std::time::Duration;

use crate::app::about::About;
use crate::app::choices::World;
use crate::openstack::compute::Server;

/// The instance a dialog is about, fixed when it opened.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    /// As the fields were filled from it.
    pub server: Arc<Server>,
    /// Its row when the dialog opened.
    row: Arc<Server>,
    /// When that was, on the monotonic clock.
    opened: Duration,
}

impl Subject {
    pub(super) fn of(server: &Server, opened: Duration) -> Self {
        let row = Arc::new(server.clone());
        Self {
            server: Arc::clone(&row),
            row,
            opened,
        }
    }

    pub(super) fn view<'a>(&'a self, world: World<'a>, about: &'a About) -> View<'a> {
        View {
            server: &self.server,
            world,
            about,
            row: &self.row,
            opened: self.opened,
        }
    }
}

/// What is known of the cloud and of the instance while a dialog is open.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// As the fields were filled from it.
    pub server: &'a Server,
    pub world: World<'a>,
    about: &'a About,
    /// Its row when the dialog opened.
    row: &'a Server,
    /// When that was, on the monotonic clock.
    opened: Duration,
}

impl<'a> View<'a> {
    /// What was read of this instance; `None` when nothing was, or of another one.
    pub fn about(&self) -> Option<&'a About> {
        self.about.of(&self.server.id)
    }

    /// The instance as it was read by itself since the dialog opened. Its row may be older: Nova
    /// does not report new tags as a change of the instance.
    pub(super) fn read(&self) -> Option<&'a Server> {
        let detail = &self.about()?.detail;
        let is_new = detail.as_of()?.mono >= self.opened;
        detail.get().filter(|_| is_new).map(|known| &known.server)
    }

    fn row_now(&self) -> Option<&'a Server> {
        let mut rows = self.world.servers.iter();
        rows.find(|row| row.id == self.row.id)
    }

    /// Whether it has left the list since the dialog opened.
    pub fn is_gone(&self) -> bool {
        self.row_now().is_none()
    }

    /// Whether something of it is not any more what the fields were filled from.
    pub fn is_changed<T: PartialEq>(&self, of: impl Fn(&'a Server) -> T) -> bool {
        let filled = of(self.server);
        let row = self.row_now().map(&of);
        // A row that lags behind is the same as when the dialog opened.
        let moved = row.is_some_and(|row| row != of(self.row) && row != filled);
        moved || self.read().is_some_and(|read| of(read) != filled)
    }
}

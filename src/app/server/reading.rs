//! Read-only, held to at the only way out: whatever was open or confirmed before, no change leaves
//! while nothing may be changed.

use crate::app::{App, Effect};
use crate::cloud::message::{Reply, Request, Write};
use crate::openstack::{Error, Kind};

impl App {
    /// Takes back the requests that would change the open context's cloud, and reports each as
    /// refused.
    pub(in crate::app) fn hold_to_reading(&mut self) {
        let (Some(reason), Some(space)) = (self.read_only(), &self.space) else {
            return;
        };
        let here = space.context;
        let changes = |effect: &Effect| match effect {
            Effect::Cloud(Request::Write { context, write, .. }) => {
                *context == here && !matches!(write, Write::SaveText { .. })
            }
            _ => false,
        };
        let (refused, kept) = std::mem::take(&mut self.desk.effects)
            .into_iter()
            .partition(changes);
        self.desk.effects = kept;
        let refused: Vec<Effect> = refused;
        for effect in refused {
            if let Effect::Cloud(Request::Write { op, context, .. }) = effect {
                self.on_reply(Reply::Written {
                    op,
                    context,
                    result: Err(Error::new(Kind::NotAllowed, reason.clone())),
                });
            }
        }
    }
}

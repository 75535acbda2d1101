//! An action whose answer was lost: Nova's log of the server's actions tells whether it was begun.
//! Nothing is sent a second time.
//! <https://docs.openstack.org/api-ref/compute/#servers-actions-servers-os-instance-actions>

use std::time::Duration;

use super::{Job, Jobs, News, State};
use crate::app::notice::Level;
use crate::app::time::Now;
use crate::cloud::message::{OpId, Write};
use crate::openstack::compute::{ActionTrace, InstanceAction};

impl Jobs {
    /// How to recognise the action of this job in the log; `None` when it has none.
    pub fn action_trace(&self, op: OpId, now: Now) -> Option<ActionTrace> {
        let job = self.get(op)?;
        let (server, action) = (job.server()?, job.logged_as()?);
        let others = self.about_server(server).filter(|other| other.op != op);
        Some(ActionTrace {
            server: server.clone(),
            action,
            age: job.age(now),
            known: others.filter_map(|it| it.request_id.clone()).collect(),
        })
    }

    /// The log was read. `found`: what it says of the job's action. `asked`: when it was asked.
    pub fn logged(
        &mut self,
        op: OpId,
        found: Option<&InstanceAction>,
        asked: Duration,
        now: Now,
    ) -> Option<News> {
        self.change(op, |job| job.logged(found, asked, now))
            .flatten()
    }

    /// The server is gone, and its log with it.
    pub fn log_gone(&mut self, op: OpId, now: Now) -> Option<News> {
        let end = |job: &mut Job| {
            let State::Looking(search) = &job.state else {
                return None;
            };
            let text = format!("{}: {}; the instance is gone", job.what, search.heard);
            let error = search.error.clone();
            Some(job.lost(text, error, now))
        };
        self.change(op, end).flatten()
    }
}

impl Job {
    /// Nova's word for what it does, as in its action log; `None` for what that does not name.
    pub(super) fn logged_as(&self) -> Option<&'static str> {
        match &self.write {
            Write::Act { act, .. } => Some(act.word()),
            Write::CreateImage { .. } => Some("createImage"),
            Write::AttachInterface { .. } => Some("attach_interface"),
            Write::DetachInterface { .. } => Some("detach_interface"),
            Write::AttachVolume { .. } => Some("attach_volume"),
            Write::DetachVolume { .. } => Some("detach_volume"),
            _ => None,
        }
    }

    fn logged(
        &mut self,
        found: Option<&InstanceAction>,
        asked: Duration,
        now: Now,
    ) -> Option<News> {
        let State::Looking(search) = &self.state else {
            return None;
        };
        let (what, heard, error) = (&self.what, &search.heard, search.error.clone());
        let Some(action) = found else {
            if asked < search.until {
                return None;
            }
            let seconds = now.mono.saturating_sub(search.since).as_secs();
            let text = format!(
                "{what}: {heard}; looked for {seconds} s: it was not begun, Nova's action log does \
                 not name it"
            );
            return Some(self.lost(text, error, now));
        };
        let request = &action.request_id;
        let begun = format!("{what}: the answer was lost, but Nova's action log names it");
        let failed = action.message.as_deref().map(|said| {
            format!(
                "{what} failed: the answer was lost, and Nova's action log says “{said}” (request \
                 {request})"
            )
        });
        self.request_id = Some(request.clone());
        if let Some(text) = failed {
            return Some(self.failed(text, None, now));
        }
        if let Write::AttachInterface { .. } | Write::AttachVolume { .. } = &self.write {
            // The answer alone would have told the end.
            let text = format!("{begun}; whether it was done, the list will tell");
            return Some(self.lost(text, error, now));
        }
        self.begun(self.first_stage(), now);
        Some(self.news(Level::Info, format!("{begun}: it was begun")))
    }
}

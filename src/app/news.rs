//! What is worth saying about an answer: rows that changed or went by themselves, and snapshots
//! that died.

use super::App;
use super::job::News;
use super::list::Changes;
use super::notice::Level;
use super::workspace::Tab;
use crate::cloud::message::{ContextId, Data, OpId, Read, Write};
use crate::openstack::Error;
use crate::openstack::compute::{Server, ServerAct, ServerStatus};
use crate::openstack::image::Image;

/// A read that asks Nova's action log why something failed, or whether it did.
#[derive(Debug)]
pub(super) struct Autopsy {
    /// The job that seems to be done, when that is the question.
    doubted: Option<OpId>,
    /// As the job is called.
    what: String,
    /// Nova's word for it.
    action: &'static str,
    /// Of its request, where that is known.
    request: Option<String>,
}

/// More changes than this in one reply are counted, not listed.
const TOLD_ONE_BY_ONE: usize = 3;

impl App {
    /// Says what changed by itself; what a job has told already is not said twice.
    pub(super) fn servers_changed(&mut self, changes: &Changes<Server>) {
        let Some(space) = &self.space else { return };
        let context = space.context;
        let mut moved = Vec::new();
        for (old, id) in &changes.changed {
            let Some(new) = space.instances.table.get(id) else {
                continue;
            };
            if old.status != new.status {
                moved.push((old.status.clone(), new.clone()));
            }
        }
        let quota_moved = !moved.is_empty() || !changes.gone.is_empty() || !changes.new.is_empty();
        let known = |server: &Server| self.desk.jobs.knows_server(context, &server.id, self.now);
        let moved: Vec<_> = moved
            .into_iter()
            .filter(|(_, server)| !known(server))
            .collect();
        let gone: Vec<_> = changes
            .gone
            .iter()
            .filter(|server| !known(server))
            .collect();
        let launching =
            self.is_under_way(context, |write| matches!(write, Write::CreateServers(_)));
        let new: Vec<String> = changes
            .new
            .iter()
            .filter_map(|id| space.instances.table.get(id))
            .filter(|server| !launching && !known(server))
            .map(|server| server.title().to_owned())
            .collect();
        let told = moved.len() + gone.len() + new.len();
        if told > TOLD_ONE_BY_ONE {
            let counts = [
                (moved.len(), "changed"),
                (gone.len(), "gone"),
                (new.len(), "new"),
            ];
            let counts = counts.into_iter().filter(|(count, _)| *count > 0);
            let parts: Vec<_> = counts
                .map(|(count, what)| format!("{count} {what}"))
                .collect();
            self.mention(format!("Instances: {}", parts.join(", ")));
        } else {
            for server in gone {
                self.mention(format!("{} is gone", server.title()));
            }
            for name in new {
                self.mention(format!("{name} is new"));
            }
        }
        for (old, server) in moved {
            if server.status == ServerStatus::Error {
                let fault = server
                    .fault
                    .as_ref()
                    .map_or("no reason given", |fault| &fault.message);
                let text = format!("{} went to ERROR: {fault}", server.title());
                self.desk.notices.problem(text, self.now);
            } else if told <= TOLD_ONE_BY_ONE {
                let (old, new) = (old.as_str(), server.status.as_str());
                self.mention(format!("{}: {old} → {new}", server.title()));
            }
        }
        if quota_moved {
            self.quota_moved();
        }
    }

    pub(super) fn images_changed(&mut self, changes: &Changes<Image>) {
        let Some(space) = &mut self.space else { return };
        space.meet_awaited_image();
        space.name_images();
        let Some(space) = &self.space else { return };
        let context = space.context;
        let mut told = Vec::new();
        for (old, id) in &changes.changed {
            let Some(new) = space.images.table.get(id) else {
                continue;
            };
            if old.status != new.status && !self.desk.jobs.knows_image(context, id, self.now) {
                let (old, status) = (old.status.as_str(), new.status.as_str());
                told.push(format!("{}: {old} → {status}", new.title()));
            }
        }
        let saving = self.is_under_way(context, |write| matches!(write, Write::CreateImage { .. }));
        for id in changes.new.iter().filter(|_| !saving) {
            if let Some(image) = space.images.table.get(id)
                && !self.desk.jobs.knows_image(context, id, self.now)
            {
                told.push(format!("{} is new", image.title()));
            }
        }
        for image in &changes.gone {
            if !self.desk.jobs.knows_image(context, &image.id, self.now) {
                told.push(format!("{} is gone", image.title()));
            }
        }
        if told.len() > TOLD_ONE_BY_ONE {
            self.mention(format!("{} images changed", told.len()));
        } else {
            for text in told {
                self.mention(text);
            }
        }
    }

    /// Whether such a write is on its way: what it makes may be listed before it is answered.
    fn is_under_way(&self, context: ContextId, what: fn(&Write) -> bool) -> bool {
        self.desk.jobs.is_making(context, what)
    }

    /// Says what happened by itself, without taking the place of an unread error or an outcome.
    pub(super) fn mention(&mut self, text: String) {
        self.desk.notices.mention(text, self.now);
    }

    /// The header's quota is out of date.
    pub(super) fn quota_moved(&mut self) {
        if let Some(space) = &mut self.space
            && space.choices.limits.get().is_some()
        {
            let mut cx = self.desk.cx(self.now, space.context);
            space.read_limits(&mut cx);
        }
    }

    /// Tells news of a snapshot; of one that died, asks Nova why.
    pub(super) fn snapshot_news(&mut self, context: ContextId, news: Vec<News>) {
        for dead in news.iter().filter(|item| item.level == Level::Error) {
            let job = self.desk.jobs.get(dead.op);
            let Some(Write::CreateImage { server, name }) = job.map(|job| job.write.clone()) else {
                continue;
            };
            let read = Read::InstanceActions(server);
            let ticket = self.desk.cx(self.now, context).read(read);
            let autopsy = Autopsy {
                doubted: None,
                what: format!("Snapshot {name}"),
                action: "createImage",
                request: None,
            };
            self.autopsies.insert(ticket, autopsy);
        }
        self.tell(news);
    }

    /// Tells news of servers; of an action that stopped short, asks Nova why, and of one that shows
    /// in no status, whether it was done. What is listed again after a restore is read.
    pub(super) fn server_news(&mut self, context: ContextId, news: Vec<News>) {
        for item in &news {
            let job = self.desk.jobs.get(item.op).map(|job| (&job.write, job));
            let Some((Write::Act { server, act }, job)) = job else {
                continue;
            };
            let failed = item.level == Level::Error && item.error.is_none();
            let doubted = item.level == Level::Good && job.shows_in_no_status();
            if failed || doubted {
                let autopsy = Autopsy {
                    doubted: doubted.then_some(item.op),
                    what: job.what.clone(),
                    action: act.word(),
                    request: job.request_id.clone(),
                };
                let read = Read::InstanceActions(server.clone());
                let ticket = self.desk.cx(self.now, context).read(read);
                self.autopsies.insert(ticket, autopsy);
            } else if item.level == Level::Good && *act == ServerAct::Restore {
                self.read_list_now(Tab::Instances, false);
            }
        }
        self.tell(news);
    }

    pub(super) fn on_autopsy(&mut self, autopsy: &Autopsy, result: Result<Data, Error>) {
        let Ok(Data::InstanceActions(actions)) = result else {
            return;
        };
        let ours = actions
            .iter()
            .find(|action| Some(&action.request_id) == autopsy.request.as_ref());
        if let Some(op) = autopsy.doubted {
            let message = ours.and_then(|action| action.message.as_deref());
            let news = message.and_then(|said| self.desk.jobs.belied(op, said, self.now));
            self.tell(news);
            return;
        }
        let newest = || {
            let same = actions.iter().filter(|it| &*it.action == autopsy.action);
            same.max_by_key(|action| action.started)
        };
        if let Some(action) = ours.or_else(newest)
            && let Some(message) = &action.message
        {
            let text = format!(
                "{} failed: Nova says “{message}” (request {})",
                autopsy.what, action.request_id
            );
            self.desk.notices.problem(text, self.now);
        }
    }
}

//! Answers of the cloud: where each belongs, what it changes, and what is worth saying about it.

use std::time::Duration;

use super::App;
use super::job::{Followed, Looked, News, SearchEnd, means_gone};
use super::list::Changes;
use super::modal::Modal;
use super::notice::Level;
use super::patience::Patience;
use super::poll::Settled;
use super::workspace::Tab;
use crate::cloud::message::{ContextId, Data, OpId, Page, Reply, Ticket, Wait, Write, Written};
use crate::openstack::compute::{Server, ServerStatus};
use crate::openstack::image::Image;
use crate::openstack::{Error, Kind};

/// How many API calls are remembered.
const CALLS_KEPT: usize = 1000;

impl App {
    pub(super) fn on_reply(&mut self, reply: Reply) {
        let answered = answered(&reply);
        self.take_reply(reply);
        // Whatever it answers, the cloud is there: the list in view need not wait to find out.
        if let Some(context) = answered
            && let Some(space) = &self.space
        {
            self.cloud_answers(context, space.tab);
        }
    }

    fn take_reply(&mut self, reply: Reply) {
        match reply {
            Reply::Discovered { ticket, result } => self.on_discovered(ticket, result),
            Reply::Connected {
                ticket,
                context,
                result,
            } => {
                self.on_connected(ticket, context, result);
            }
            Reply::Page {
                ticket,
                context,
                page,
            } => self.on_page(ticket, context, page),
            Reply::Read {
                ticket,
                context,
                result,
            } => self.on_read(ticket, context, result),
            Reply::Waits {
                ticket,
                context,
                wait,
            } => self.on_wait(ticket, context, wait),
            Reply::Sent { op } => self.desk.jobs.sent(op),
            Reply::Written {
                op,
                context,
                result,
            } => self.on_written(op, context, &result),
            Reply::Called(call) => {
                if self.calls.len() == CALLS_KEPT {
                    self.calls.pop_front();
                }
                let number = self.calls.back().map_or(0, |(number, _)| number + 1);
                self.calls.push_back((number, call));
            }
        }
    }

    fn is_here(&self, context: ContextId) -> bool {
        self.space
            .as_ref()
            .is_some_and(|space| space.context == context)
    }

    fn on_page(&mut self, ticket: Ticket, context: ContextId, page: Page) {
        let now = self.now;
        let Some(space) = self.space.as_mut().filter(|space| space.context == context) else {
            return;
        };
        match page {
            Page::Servers(servers) if space.instances.awaits(ticket) => {
                let asked = space.instances.reading_since().unwrap_or_default();
                let jobs = &mut self.desk.jobs;
                let news = jobs.saw_servers(context, &servers, asked, now);
                let changes = space.instances.page(servers, is_deleted, now);
                self.server_news(context, news);
                self.servers_changed(&changes);
            }
            Page::Images(images) if space.images.awaits(ticket) => {
                let news = images
                    .iter()
                    .flat_map(|image| self.desk.jobs.saw_image(context, image, now))
                    .collect::<Vec<_>>();
                let changes = space.images.page(images, |_| false, now);
                self.snapshot_news(context, news);
                self.images_changed(&changes);
            }
            // An older question's page.
            _ => return,
        }
        self.read_around();
        self.world_changed();
    }

    /// The first rows are there: now the rest may follow.
    fn read_around(&mut self) {
        if let Some(space) = &mut self.space
            && space.choices.limits.get().is_none()
            && space.choices.limits.problem().is_none()
        {
            let mut cx = self.desk.cx(self.now, space.context);
            space.read_around(&mut cx);
        }
    }

    fn on_read(&mut self, ticket: Ticket, context: ContextId, result: Result<Data, Error>) {
        let now = self.now;
        if let Some(pause) = result.as_ref().err().and_then(Error::retry_after) {
            self.poller.be_quiet(now.mono + pause);
        }
        if let Err(error) = &result {
            self.read_refused(ticket, context, error);
        }
        let ok = result.as_ref().map_or_else(means_gone, |_| true);
        if let Some(settled) = self.poller.settle(ticket, ok, now) {
            self.on_row(ticket, settled, result);
            self.world_changed();
            return;
        }
        if let Some(settled) = self.row_shown(ticket, &result) {
            self.on_row(ticket, settled, result);
            self.world_changed();
            return;
        }
        if let Some(what) = self.autopsies.remove(&ticket) {
            self.on_autopsy(&what, result);
            return;
        }
        let result = self.forms_take(ticket, result);
        let Some(result) = result else { return };
        let result = if self.is_here(context) {
            self.details_take(ticket, result)
        } else {
            Some(result)
        };
        let (Some(space), Some(result)) = (
            self.space.as_mut().filter(|space| space.context == context),
            result,
        ) else {
            return;
        };
        if space.instances.awaits(ticket) {
            let changes = space.instances.end(list_end(result), now);
            let gone: Vec<_> = changes
                .gone
                .iter()
                .map(|server| server.id.clone())
                .collect();
            let news: Vec<News> = gone
                .iter()
                .flat_map(|id| self.desk.jobs.server_unlisted(context, id, now))
                .collect();
            self.tell(news);
            self.servers_changed(&changes);
            self.list_ended(Tab::Instances);
            self.read_around();
        } else if space.images.awaits(ticket) {
            let changes = space.images.end(list_end(result), now);
            let news: Vec<News> = changes
                .gone
                .iter()
                .flat_map(|image| self.desk.jobs.image_gone(context, &image.id, now))
                .collect();
            self.snapshot_news(context, news);
            self.images_changed(&changes);
            self.list_ended(Tab::Images);
            self.read_around();
        } else if space.settle_choice(ticket, result, now).is_err() {
            tracing::debug!(?ticket, "dropped an answer nobody waits for any more");
        }
        self.world_changed();
    }

    /// A read waits, since the cloud asks for patience, or does no longer: whoever awaits its answer
    /// says so. Nothing else changes.
    fn on_wait(&mut self, ticket: Ticket, context: ContextId, wait: Option<Wait>) {
        let patience = wait.map(|wait| Patience::of(wait, self.now));
        for modal in &mut self.modals {
            if let Modal::Form(form) = modal {
                form.on_wait(ticket, patience);
            }
        }
        let Some(space) = self.space.as_mut().filter(|space| space.context == context) else {
            return;
        };
        if space.instances.awaits(ticket) {
            space.instances.wait(patience);
        } else if space.images.awaits(ticket) {
            space.images.wait(patience);
        } else {
            if let Some(details) = &mut space.details {
                details.wait(ticket, patience);
            }
            space.wait_choice(ticket, patience);
        }
    }

    /// A list that was on screen could not be read again. Why is said once: from then on the header
    /// tells that the rows are of then. Without rows it stands in their place.
    fn list_ended(&mut self, tab: Tab) {
        let Some(space) = &mut self.space else { return };
        let (name, complete, complaint) = match tab {
            Tab::Instances => {
                let list = &mut space.instances;
                ("Instances", list.is_complete(), list.complaint())
            }
            Tab::Images => {
                let list = &mut space.images;
                ("Images", list.is_complete(), list.complaint())
            }
        };
        // A login that ended has a screen of its own.
        if let Some(error) = complaint.filter(|error| error.kind != Kind::Unauthorized) {
            let part = if complete { "again" } else { "to the end" };
            let text = format!("{name} could not be read {part}: {error}");
            let (error, now) = (Some(error.clone()), self.now);
            self.desk.notices.happened(Level::Warning, text, error, now);
        }
    }

    /// One row was read by id, or a lost launch was looked for.
    fn on_row(&mut self, ticket: Ticket, settled: Settled, result: Result<Data, Error>) {
        let Settled {
            context,
            what,
            asked,
        } = settled;
        match (what, result) {
            (Followed::Launch(op), Ok(Data::LaunchedServers(servers))) => {
                let now = self.now;
                let looked = self.desk.jobs.looked(op, &servers, asked, now);
                self.on_looked(op, context, looked);
            }
            (Followed::Action(op), Ok(Data::LostAction(found))) => {
                let (jobs, now) = (&mut self.desk.jobs, self.now);
                let news = jobs.logged(op, found.as_deref(), asked, now);
                self.tell(news);
            }
            (Followed::Action(op), Err(error)) if means_gone(&error) => {
                let news = self.desk.jobs.log_gone(op, self.now);
                self.tell(news);
            }
            (Followed::Launch(op) | Followed::Action(op), Err(error)) => {
                let now = self.now;
                let looked = self.desk.jobs.look_refused(op, &error, asked, now);
                self.on_looked(op, context, looked);
            }
            (Followed::Interface(server, port), Ok(Data::Interface(held))) => {
                let (jobs, now) = (&mut self.desk.jobs, self.now);
                let news = jobs.saw_interface(context, (&server, &port), held, asked, now);
                if !news.is_empty()
                    && self.is_here(context)
                    && let Some(space) = &mut self.space
                {
                    // Its addresses are others now, and with them what the details read again.
                    space.settle(server, now);
                }
                self.tell(news);
            }
            (_, Ok(Data::Server(server))) => {
                self.on_server(ticket, context, asked, *server);
                self.cloud_answers(context, Tab::Instances);
            }
            (_, Ok(Data::Image(image))) => {
                self.on_image(ticket, context, *image);
                self.cloud_answers(context, Tab::Images);
            }
            (Followed::Server(id), Err(error)) if means_gone(&error) => {
                let news = self.desk.jobs.server_gone(context, &id, self.now);
                let told = !news.is_empty();
                self.tell(news);
                if self.is_here(context)
                    && let Some(space) = &mut self.space
                    && let Some(server) = space.instances.gone(&id)
                {
                    if !told {
                        self.mention(format!("{} is gone", server.title()));
                    }
                    self.quota_moved();
                }
            }
            (Followed::Image(id), Err(error)) if means_gone(&error) => {
                let news = self.desk.jobs.image_gone(context, &id, self.now);
                let told = !news.is_empty();
                self.snapshot_news(context, news);
                if self.is_here(context)
                    && let Some(space) = &mut self.space
                    && let Some(image) = space.images.gone(&id)
                    && !told
                {
                    self.mention(format!("{} is gone", image.title()));
                }
            }
            (row, Err(error)) => tracing::info!(?row, %error, "a row could not be read"),
            (row, Ok(_)) => tracing::warn!(?row, "the answer to another question"),
        }
    }

    /// A lost launch was looked for. The draft it came from learns of the end, wherever it is.
    fn on_looked(&mut self, op: OpId, context: ContextId, looked: Looked) {
        let Looked { news, end } = looked;
        self.tell(news);
        let Some(end) = end else { return };
        for draft in self.drafts.values_mut() {
            draft.on_looked(op, end);
        }
        self.drafts.retain(|_, draft| !draft.is_spent());
        for modal in &mut self.modals {
            if let Modal::Launch(wizard) = modal {
                wizard.on_looked(op, end, self.now);
            }
        }
        if end == SearchEnd::Found {
            self.remember_launch(op);
            if self.is_here(context) {
                self.quota_moved();
            }
        }
    }

    fn on_server(&mut self, ticket: Ticket, context: ContextId, asked: Duration, server: Server) {
        let (jobs, read) = (&mut self.desk.jobs, std::slice::from_ref(&server));
        let news = jobs.saw_servers(context, read, asked, self.now);
        self.server_news(context, news);
        if self.is_here(context)
            && let Some(space) = &mut self.space
        {
            let changes = if is_deleted(&server) {
                let gone = space.instances.gone(&server.id).into_iter().collect();
                Changes {
                    gone,
                    ..Changes::default()
                }
            } else {
                space.instances.row(ticket, server, self.now)
            };
            self.servers_changed(&changes);
        }
    }

    fn on_image(&mut self, ticket: Ticket, context: ContextId, image: Image) {
        let news = self.desk.jobs.saw_image(context, &image, self.now);
        self.snapshot_news(context, news);
        if self.is_here(context)
            && let Some(space) = &mut self.space
        {
            let changes = space.images.row(ticket, image, self.now);
            self.images_changed(&changes);
        }
    }

    fn on_written(&mut self, op: OpId, context: ContextId, result: &Result<Written, Error>) {
        let news = self.desk.jobs.written(op, result, self.now);
        self.tell(news);
        if let Ok(Written::Launched(_)) = result {
            self.remember_launch(op);
        }
        if self.is_here(context) {
            self.after_write(op, result);
        }
        self.dialogs_take_outcome(op, context, result);
        match result {
            Err(error) => self.refused(context, error),
            // Who asked for it wants to see it.
            Ok(Written::ImageStarted { .. }) => {
                self.cloud_answers(context, Tab::Instances);
                self.cloud_answers(context, Tab::Images);
            }
            Ok(_) => self.cloud_answers(context, self.list_of(op)),
        }
        self.world_changed();
    }

    /// The list that shows what a write was about.
    fn list_of(&self, op: OpId) -> Tab {
        match self.desk.jobs.get(op).and_then(super::job::Job::target) {
            Some(Followed::Image(_)) => Tab::Images,
            _ => Tab::Instances,
        }
    }

    /// What the lists know at once from the outcome of a write.
    fn after_write(&mut self, op: OpId, result: &Result<Written, Error>) {
        let Some(space) = &mut self.space else { return };
        let target = self.desk.jobs.get(op).and_then(super::job::Job::target);
        match (result, target) {
            (
                Ok(Written::DeleteAccepted { .. } | Written::AlreadyGone),
                Some(Followed::Image(id)),
            ) => {
                space.images.gone(&id);
            }
            (Ok(Written::AlreadyGone), Some(Followed::Server(id))) => {
                space.instances.gone(&id);
            }
            (Ok(Written::KeyPair { pair, .. }), _) => {
                if let Some(pairs) = space.choices.key_pairs.get_mut()
                    && !pairs.iter().any(|known| known.name == pair.name)
                {
                    pairs.push(pair.clone());
                }
            }
            (Ok(Written::Launched(_)), _) => self.quota_moved(),
            (Ok(Written::Acted(_)), Some(Followed::Server(id))) => {
                let server = space.instances.table.get(&id);
                let host = server.and_then(|server| server.host.clone());
                self.desk.jobs.stands_on(op, host);
            }
            (Ok(Written::Changed { .. } | Written::FloatingIp { .. }), _) => self.read_soon(op),
            (Ok(Written::ImageStarted { image, .. }), _) => space.awaited_image.clone_from(image),
            // Whether it was done nobody said: the row tells, sooner than the list comes round.
            (Err(error), _) if error.outcome_unknown() => self.read_soon(op),
            _ => {}
        }
    }

    /// What a write was about is read again: the server's row for a while, images all at once.
    fn read_soon(&mut self, op: OpId) {
        let Some(job) = self.desk.jobs.get(op) else {
            return;
        };
        if let (Some(server), Some(space)) = (job.server(), &mut self.space) {
            space.settle(server.clone(), self.now);
        }
        if matches!(job.write, Write::DeleteImage(_) | Write::CreateImage { .. }) {
            self.read_list_now(Tab::Images, false);
        }
    }
}

/// Where something was asked that the cloud has answered with what was asked for.
fn answered(reply: &Reply) -> Option<ContextId> {
    match reply {
        Reply::Page { context, .. }
        | Reply::Read {
            context,
            result: Ok(_),
            ..
        }
        | Reply::Written {
            context,
            result: Ok(_),
            ..
        } => Some(*context),
        _ => None,
    }
}

/// A row that a delta reports as deleted.
fn is_deleted(server: &Server) -> bool {
    server.status == ServerStatus::Deleted
}

fn list_end(result: Result<Data, Error>) -> Result<Option<jiff::Timestamp>, Error> {
    result.map(|data| match data {
        Data::ListEnd { date } => date,
        _ => None,
    })
}

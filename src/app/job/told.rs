//! What jobs learn from what the cloud answers: each answer is told to those that it is about.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{Job, Jobs, News, State};
use crate::app::time::Now;
use crate::cloud::message::{ContextId, OpId, Write, Written};
use crate::openstack::compute::Server;
use crate::openstack::error::{Error, Kind};
use crate::openstack::id::{ImageId, PortId, ServerId};
use crate::openstack::image::Image;

impl Jobs {
    /// The cloud has answered a write.
    pub fn written(&mut self, op: OpId, result: &Result<Written, Error>, now: Now) -> Option<News> {
        self.change(op, |job| job.written(result, now))
    }

    /// Servers were read. `asked`: when they were asked for. Each is told to the jobs that are about
    /// it: neither are all jobs asked about each server, nor all servers compared with each job.
    pub fn saw_servers(
        &mut self,
        context: ContextId,
        servers: &[Server],
        asked: Duration,
        now: Now,
    ) -> Vec<News> {
        let told = servers.iter().flat_map(|server| {
            let about = self.index.about_server(&server.id).collect();
            self.tell_working(context, &about, |job| job.saw_server(server, asked, now))
        });
        told.collect()
    }

    /// A complete list no longer has a server. Of one that something was asked of that says too
    /// little, for Nova does not list what it has deleted softly: reading it by id tells.
    pub fn server_unlisted(&mut self, context: ContextId, id: &ServerId, now: Now) -> Vec<News> {
        let about = self.index.about_server(id).collect();
        self.tell_working(context, &about, |job| {
            if job.target().is_some() {
                return None;
            }
            job.server_gone(id, now)
        })
    }

    /// A server is not there (404). That answers for a delete whose own answer was lost.
    pub fn server_gone(&mut self, context: ContextId, id: &ServerId, now: Now) -> Vec<News> {
        let about: BTreeSet<OpId> = self.index.about_server(id).collect();
        let waits = |job: &Job| match job.state {
            State::Working { .. } => true,
            State::Unknown { .. } => job.deletes(),
            _ => false,
        };
        self.tell_those(context, &about, waits, |job| job.server_gone(id, now))
    }

    /// It was asked whether a server has a port. `asked`: when that was.
    pub fn saw_interface(
        &mut self,
        context: ContextId,
        (server, port): (&ServerId, &PortId),
        held: bool,
        asked: Duration,
        now: Now,
    ) -> Vec<News> {
        let about = self.index.about_server(server).collect();
        self.tell_working(context, &about, |job| match &job.write {
            Write::DetachInterface { port: its, .. } if its == port => {
                job.saw_detaching(held, asked, now)
            }
            _ => None,
        })
    }

    pub fn saw_image(&mut self, context: ContextId, image: &Image, now: Now) -> Vec<News> {
        let mut about: BTreeSet<OpId> = self.index.about_image(&image.id).collect();
        // A snapshot whose id was not told is known by its name and its server.
        if let Some(server) = image.instance() {
            about.extend(self.index.about_server(&server));
        }
        self.tell_working(context, &about, |job| job.saw_image(image, now))
    }

    pub fn image_gone(&mut self, context: ContextId, id: &ImageId, now: Now) -> Vec<News> {
        let about = self.index.about_image(id).collect();
        self.tell_working(context, &about, |job| job.image_gone(id, now))
    }

    /// Tells some jobs, as far as they are followed.
    fn tell_working(
        &mut self,
        context: ContextId,
        ops: &BTreeSet<OpId>,
        tell: impl Fn(&mut Job) -> Option<News>,
    ) -> Vec<News> {
        let works = |job: &Job| matches!(job.state, State::Working { .. });
        self.tell_those(context, ops, works, tell)
    }

    fn tell_those(
        &mut self,
        context: ContextId,
        ops: &BTreeSet<OpId>,
        which: impl Fn(&Job) -> bool,
        tell: impl Fn(&mut Job) -> Option<News>,
    ) -> Vec<News> {
        let mut news = Vec::new();
        for op in ops {
            let job = self.by_op.get(op);
            if job.is_some_and(|job| job.context == context && which(job)) {
                news.extend(self.change(*op, &tell).flatten());
            }
        }
        news
    }
}

/// Whether an error of a read by id means that the thing is not there any more.
pub fn means_gone(error: &Error) -> bool {
    error.kind == Kind::NotFound
}

//! A launch whose answer was lost: its servers are looked for until it is known whether it was
//! carried out. Nothing is sent a second time by itself. Of an action [`super::logged`] tells.

use std::time::Duration;

use jiff::Timestamp;

use super::{Building, Job, Jobs, News, State};
use crate::app::notice::Level;
use crate::app::time::Now;
use crate::cloud::message::{ContextId, OpId, Write};
use crate::openstack::compute::{LaunchTrace, NewServer, Server};
use crate::openstack::error::Error;
use crate::openstack::id::ServerId;

/// How long a cloud may still be at a request whose answer was lost: as long as the proxies and
/// the message bus in front of Nova wait (`rpc_response_timeout` and most balancers say 60 s).
const LOOKED_FOR: Duration = Duration::from_secs(60);

/// What tells whether a write was carried out whose answer was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sought {
    /// Of a launch: its servers.
    Instances,
    /// Of an action: Nova's log.
    Action,
}

/// How the search for what a lost write came to stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    pub sought: Sought,
    /// What came in place of an answer: `no answer`, `504 Gateway Timeout`.
    pub heard: String,
    pub error: Error,
    /// When that was.
    pub since: Duration,
    /// What is asked before then may be answered with the past.
    pub until: Duration,
}

impl Search {
    pub(super) fn begin(sought: Sought, heard: String, error: Error, now: Now) -> Self {
        Self {
            sought,
            heard,
            error,
            since: now.mono,
            until: now.mono + LOOKED_FOR,
        }
    }
}

/// A launch of an earlier run, whose answer nobody heard.
#[derive(Debug)]
pub struct Lost {
    /// As far as it is known.
    pub new: NewServer,
    /// By this machine's clock.
    pub sent: Timestamp,
    /// Servers that bore such a name before.
    pub known: Vec<ServerId>,
    pub error: Error,
}

/// What a read in search of a launch came to.
#[derive(Debug, Default)]
pub struct Looked {
    pub news: Vec<News>,
    /// `None`: the search goes on.
    pub end: Option<SearchEnd>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchEnd {
    /// It was carried out, in part at least; the job follows its servers.
    Found,
    Nothing(InVain),
}

/// A search that has found nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InVain {
    pub seconds: u64,
    /// The cloud has listed its servers, and there was none; else it has refused to.
    pub listed: bool,
}

impl Jobs {
    /// Enters a launch of an earlier run and looks for what became of it.
    pub fn look_again(&mut self, op: OpId, context: ContextId, lost: Lost, now: Now) -> News {
        let what = match lost.new.count {
            1 => format!("Launch {}", lost.new.name),
            count => format!("Launch {} ×{count}", lost.new.name),
        };
        let elapsed = Duration::from_secs(now.seconds_since(lost.sent));
        let search = Search {
            sought: Sought::Instances,
            heard: "the program ended before the answer came".into(),
            error: lost.error,
            since: now.mono,
            until: now.mono + LOOKED_FOR.saturating_sub(elapsed),
        };
        let sent = Now {
            wall: lost.sent,
            ..now
        };
        let text = format!(
            "{what}: {}; looking whether it was carried out",
            search.heard
        );
        let write = Write::CreateServers(Box::new(lost.new));
        self.insert(op, context, write, what, sent, State::Looking(search));
        self.knew(op, lost.known);
        News {
            op,
            level: Level::Warning,
            text,
            error: None,
        }
    }

    /// What a lost write may have come to could not be read.
    pub fn look_refused(&mut self, op: OpId, error: &Error, asked: Duration, now: Now) -> Looked {
        let looked = self.change(op, |job| job.look_refused(error, asked, now));
        looked.unwrap_or_default()
    }

    /// Servers were read that a lost launch may have made. `asked`: when they were asked for.
    pub fn looked(&mut self, op: OpId, servers: &[Server], asked: Duration, now: Now) -> Looked {
        let Some(context) = self.get(op).map(|job| job.context) else {
            return Looked::default();
        };
        // A launch of the same name whose answer did come has its own.
        let claimed: Vec<ServerId> = self
            .by_op
            .values()
            .filter(|job| job.op != op && job.context == context)
            .flat_map(|job| job.servers.iter().map(|building| building.id.clone()))
            .collect();
        let looked = self.change(op, |job| job.looked(servers, &claimed, asked, now));
        looked.unwrap_or_default()
    }
}

impl Job {
    /// How to recognise the servers of this launch; `None` when it is none.
    pub fn trace(&self, now: Now) -> Option<LaunchTrace> {
        let Write::CreateServers(new) = &self.write else {
            return None;
        };
        Some(LaunchTrace {
            name: new.name.clone(),
            count: new.count,
            age: self.age(now),
            known: self.known.clone(),
        })
    }

    /// How long ago it was begun. Of an earlier run only the wall clock tells; in this one it may
    /// have been set meanwhile.
    pub(super) fn age(&self, now: Now) -> Duration {
        let wall = Duration::from_secs(now.seconds_since(self.started.wall));
        wall.max(now.mono.saturating_sub(self.started.mono))
    }

    fn looked(
        &mut self,
        servers: &[Server],
        claimed: &[ServerId],
        asked: Duration,
        now: Now,
    ) -> Looked {
        let (State::Looking(search), Write::CreateServers(new)) = (&self.state, &self.write) else {
            return Looked::default();
        };
        let found = candidates(servers, |id| {
            claimed.contains(id) || self.known.contains(id)
        });
        let wanted = usize::try_from(new.count).unwrap_or(usize::MAX);
        let over = asked >= search.until;
        if found.len() < wanted && !over {
            return Looked::default();
        }
        let seconds = now.mono.saturating_sub(search.since).as_secs();
        if found.is_empty() {
            let text = format!(
                "{}: {}; looked for {seconds} s: no such instance was made",
                self.what, search.heard
            );
            let error = search.error.clone();
            return Looked {
                news: vec![self.lost(text, error, now)],
                end: Some(SearchEnd::Nothing(InVain {
                    seconds,
                    listed: true,
                })),
            };
        }
        Looked {
            news: self.adopt(&found, wanted.saturating_sub(found.len()), seconds, now),
            end: Some(SearchEnd::Found),
        }
    }

    /// The cloud has refused to list its servers, or to show its log: after the time is over that is all there is to
    /// know here. No answer at all says nothing, and is waited out.
    fn look_refused(&mut self, error: &Error, asked: Duration, now: Now) -> Looked {
        let State::Looking(search) = &self.state else {
            return Looked::default();
        };
        // What a proxy or a full queue says passes.
        let final_word = |status| matches!(status, 400..=407 | 409..=428 | 430..=500);
        if !error.status.is_some_and(final_word) || asked < search.until {
            return Looked::default();
        }
        let seconds = now.mono.saturating_sub(search.since).as_secs();
        let refused = match search.sought {
            Sought::Instances => "its instances could not be listed",
            Sought::Action => "Nova's action log could not be read",
        };
        let text = format!("{}: {}; {refused}: {error}", self.what, search.heard);
        let lost = search.error.clone();
        Looked {
            news: vec![self.lost(text, lost, now)],
            end: Some(SearchEnd::Nothing(InVain {
                seconds,
                listed: false,
            })),
        }
    }

    /// Goes on as a launch that was accepted, with these servers.
    fn adopt(&mut self, found: &[&Server], missing: usize, seconds: u64, now: Now) -> Vec<News> {
        // The id we gave the request: the services' logs name it too.
        self.request_id = self.error().and_then(|error| error.request_id.clone());
        let begun = self.started.mono;
        self.servers = found
            .iter()
            .map(|server| Building::found(server.id.clone(), server.name.clone(), begun))
            .collect();
        self.missing = u32::try_from(missing).unwrap_or(u32::MAX);
        self.launch_moved(now);
        let names: Vec<&str> = found.iter().map(|server| server.name.as_str()).collect();
        let (names, verb) = match names.as_slice() {
            [name] => ((*name).to_owned(), "is"),
            names => (names.join(", "), "are"),
        };
        let told = if missing == 0 {
            let text = format!(
                "{}: the answer was lost, but {names} {verb} being built",
                self.what
            );
            self.news(Level::Info, text)
        } else {
            let text = format!(
                "{}: the answer was lost; looked for {seconds} s: only {names} {verb} being built",
                self.what
            );
            self.news(Level::Warning, text)
        };
        let mut news = vec![told];
        news.extend(
            found
                .iter()
                .filter_map(|server| self.saw_server(server, now.mono, now)),
        );
        news
    }
}

/// One server of each name, in the order of the names: the one made first, that is nearest after
/// the sending.
fn candidates(servers: &[Server], foreign: impl Fn(&ServerId) -> bool) -> Vec<&Server> {
    let mut found: Vec<_> = servers.iter().filter(|it| !foreign(&it.id)).collect();
    found.sort_by(|a, b| {
        let order = |server: &Server| (server.name.len(), server.name.clone(), server.created);
        order(a).cmp(&order(b))
    });
    found.dedup_by(|a, b| a.name == b.name);
    found
}

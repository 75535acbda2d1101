//! What the imitation cloud answers, asked once through the real client, so that the program can
//! be given it again and again without a wire between.

use std::collections::HashSet;

use horizon_tui::cloud::message::{
    CloudChoice, ContextId, ContextInfo, Data, Discovery, Page, Read, Refusal, Reply, Request,
    Target, Ticket, Write,
};
use horizon_tui::cloud::{self, DemoSource, Sources};
use horizon_tui::demo::{Clock, DemoCloud};
use horizon_tui::openstack::compute::ServerUpdate;
use horizon_tui::openstack::patience::Patience;
use horizon_tui::openstack::{Environment, Error};
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{Receiver, UnboundedSender, channel, unbounded_channel};

/// The cloud's own servers, which the others are added to.
const USUAL: usize = 25;
/// How many rows the delta changes.
pub const CHANGED: usize = 10;

const CONTEXT: ContextId = ContextId(1);

pub struct Script {
    pub discovered: Result<Discovery, Refusal>,
    pub connected: Result<ContextInfo, Refusal>,
    pub answers: Vec<Answer>,
    /// [`CHANGED`] servers with other names, and the same with those they had.
    pub renamed: Page,
    pub as_before: Page,
}

pub struct Answer {
    pub read: Read,
    pub pages: Vec<Page>,
    pub end: Result<Data, Error>,
}

/// All that the lists and the wizard ask for.
const READS: [Read; 14] = [
    Read::Servers { since: None },
    Read::Images,
    Read::Limits,
    Read::Flavors,
    Read::KeyPairs,
    Read::AvailabilityZones,
    Read::Networks,
    Read::SecurityGroups,
    Read::SecurityGroupRules,
    Read::Ports,
    Read::ServerGroups,
    Read::ComputeVersion,
    Read::Volumes,
    Read::VolumeSnapshots,
];

impl Script {
    /// Of a cloud with so many servers.
    pub fn record(servers: usize) -> Self {
        let runtime = Runtime::new().unwrap();
        let demo = runtime.block_on(DemoCloud::start(Clock::Stepped)).unwrap();
        demo.fill(servers - USUAL);
        let (requests, requested) = unbounded_channel();
        let (sender, replies) = channel(64);
        let sources = Sources {
            environment: Environment::default(),
            cloud: None,
            ssh_dir: "none".into(),
            cache: None,
            patience: Patience::default(),
            demo: DemoSource::Running {
                auth_url: demo.auth_url(),
            },
        };
        runtime.spawn(cloud::run(requested, sender, sources));
        let mut asking = Asking {
            runtime,
            requests,
            replies,
            ticket: 0,
        };
        let discovered = asking.discover();
        let connected = asking.connect();
        let answers: Vec<Answer> = READS.map(|read| asking.read(read)).into();
        let as_before = rows_of(&answers[0].pages[0], CHANGED);
        asking.rename(&as_before);
        let since = Some(demo.now());
        let delta = asking.read(Read::Servers { since });
        let renamed = only(delta.pages, &as_before);
        Self {
            discovered,
            connected,
            answers,
            renamed,
            as_before,
        }
    }

    pub fn answer(&self, read: &Read) -> Option<&Answer> {
        self.answers.iter().find(|answer| answer.read == *read)
    }

    /// The pages of the whole list.
    pub fn pages(&self) -> &[Page] {
        &self.answers[0].pages
    }

    /// The same cloud with so many flavors.
    pub fn with_flavors(mut self, count: usize) -> Self {
        for answer in &mut self.answers {
            if let Ok(Data::Flavors(flavors)) = &mut answer.end {
                let some = flavors.clone();
                let all = some.iter().cycle().take(count).enumerate();
                *flavors = all
                    .map(|(number, flavor)| {
                        let mut flavor = flavor.clone();
                        flavor.id = format!("{number}").into();
                        flavor.name = format!("{}-{number}", flavor.name).into();
                        flavor
                    })
                    .collect();
            }
        }
        self
    }
}

fn is_empty(page: &Page) -> bool {
    match page {
        Page::Servers(rows) => rows.is_empty(),
        Page::Images(rows) => rows.is_empty(),
    }
}

/// The first rows of a page of servers.
fn rows_of(page: &Page, count: usize) -> Page {
    let Page::Servers(rows) = page else {
        panic!("no servers: {page:?}")
    };
    Page::Servers(rows.iter().take(count).cloned().collect())
}

/// Of many pages of servers only those that stand in `wanted`.
fn only(pages: Vec<Page>, wanted: &Page) -> Page {
    let Page::Servers(wanted) = wanted else {
        panic!("no servers: {wanted:?}")
    };
    let ids: HashSet<_> = wanted.iter().map(|server| &server.id).collect();
    let mut kept = Vec::new();
    for page in pages {
        if let Page::Servers(rows) = page {
            kept.extend(rows.into_iter().filter(|server| ids.contains(&server.id)));
        }
    }
    assert_eq!(kept.len(), CHANGED);
    Page::Servers(kept)
}

/// The way to the cloud task, one question at a time.
struct Asking {
    runtime: Runtime,
    requests: UnboundedSender<Request>,
    replies: Receiver<Reply>,
    ticket: u64,
}

impl Asking {
    fn ticket(&mut self) -> Ticket {
        self.ticket += 1;
        Ticket(self.ticket)
    }

    fn next(&mut self) -> Reply {
        self.runtime.block_on(self.replies.recv()).unwrap()
    }

    fn discover(&mut self) -> Result<Discovery, Refusal> {
        let ticket = self.ticket();
        self.requests.send(Request::Discover { ticket }).unwrap();
        loop {
            if let Reply::Discovered { result, .. } = self.next() {
                return result;
            }
        }
    }

    fn connect(&mut self) -> Result<ContextInfo, Refusal> {
        let target = Target {
            cloud: CloudChoice::Demo,
            region: None,
            project: None,
            from: None,
            password: None,
        };
        let connect = Request::Connect {
            ticket: self.ticket(),
            context: CONTEXT,
            target,
        };
        self.requests.send(connect).unwrap();
        loop {
            if let Reply::Connected { result, .. } = self.next() {
                return result;
            }
        }
    }

    fn read(&mut self, read: Read) -> Answer {
        let request = Request::Read {
            ticket: self.ticket(),
            context: CONTEXT,
            read: read.clone(),
        };
        self.requests.send(request).unwrap();
        let mut pages = Vec::new();
        loop {
            match self.next() {
                // The last page of a list may be empty.
                Reply::Page { page, .. } if is_empty(&page) => {}
                Reply::Page { page, .. } => pages.push(page),
                Reply::Read { result: end, .. } => return Answer { read, pages, end },
                _ => {}
            }
        }
    }

    fn rename(&mut self, page: &Page) {
        let Page::Servers(rows) = page else {
            panic!("no servers: {page:?}")
        };
        for server in rows {
            let ticket = self.ticket();
            let write = Request::Write {
                op: horizon_tui::cloud::message::OpId(ticket.0),
                context: CONTEXT,
                write: Write::UpdateServer {
                    server: server.id.clone(),
                    update: ServerUpdate {
                        name: Some(format!("{}-renamed", server.name)),
                        description: None,
                    },
                },
            };
            self.requests.send(write).unwrap();
            loop {
                if let Reply::Written { result, .. } = self.next() {
                    result.unwrap();
                    break;
                }
            }
        }
    }
}

//! The imitation cloud, in this process.

use std::time::{Duration, Instant};

use horizon_tui::demo::{Clock, DemoCloud};
use tokio::runtime::Runtime;

use crate::distance::Front;
use crate::harness::measure::now;
use crate::harness::report::say;
use crate::harness::token::token;

/// The servers a member sees are fewer than there are: one's cell is down.
const USUAL: usize = 25;
/// After this nothing happens in the cloud by itself.
const CALM: Duration = Duration::from_secs(150);

pub struct Cloud {
    runtime: Runtime,
    demo: DemoCloud,
    servers: usize,
    since: Instant,
}

/// What was asked of the cloud, `METHOD /path?query` each.
pub struct Asked(Vec<String>);

impl Cloud {
    pub fn start(servers: usize) -> Self {
        let runtime = Runtime::new().unwrap();
        let demo = runtime.block_on(DemoCloud::start(Clock::Real)).unwrap();
        demo.fill(servers - USUAL);
        Self {
            runtime,
            demo,
            servers,
            since: now(),
        }
    }

    /// How many instances the program will count.
    pub fn servers(&self) -> usize {
        self.servers
    }

    /// The same cloud with so much time between it and who asks, there and back again.
    pub fn at_distance(&self, away: Duration) -> Front {
        let address = self.demo.auth_url();
        let address = address.trim_start_matches("http://");
        let (address, _) = address.split_once('/').unwrap();
        Front::start(&self.runtime, address, away)
    }

    pub fn token(&self) -> String {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let auth_url = self.demo.auth_url();
        self.runtime.block_on(token(&http, &auth_url))
    }

    pub fn asked_by<T>(&self, act: impl FnOnce() -> T) -> Asked {
        let before = self.demo.requests().len();
        act();
        Asked(self.demo.requests().split_off(before))
    }

    /// How long it is until nothing happens by itself any more.
    pub fn until_calm(&self) -> Duration {
        CALM.saturating_sub(self.since.elapsed())
    }
}

impl Asked {
    /// Paths and queries of the pages of the list, in order, each once.
    pub fn lists(&self) -> Vec<String> {
        let lists = self.0.iter().filter_map(|line| line.strip_prefix("GET "));
        let mut lists: Vec<String> = lists
            .filter(|path| path.contains("/servers/detail") && !path.contains("changes-since"))
            .map(str::to_owned)
            .collect();
        lists.dedup();
        lists
    }

    pub fn begins_with_login(&self) -> bool {
        let first = self.0.first().map(String::as_str);
        first.is_some_and(|line| line.contains("/auth/tokens"))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn tell(&self) {
        for line in &self.0 {
            say(&format!("    {line}\n"));
        }
    }
}

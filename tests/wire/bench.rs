//! The program, a proxy, and the imitation cloud behind it.

use std::fs::Permissions;
use std::net::Ipv4Addr;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use horizon_tui::app::Options;
use horizon_tui::app::time::Now;
use horizon_tui::cloud::message::CloudChoice;
use horizon_tui::cloud::{DemoSource, Sources};
use horizon_tui::demo::{Clock, DemoCloud};
use horizon_tui::openstack::Environment;
use horizon_tui::openstack::patience::{Patience, Pause};
use tokio::runtime::Runtime;
use tokio::sync::watch;

use super::common::drive::Drive;
use super::common::proxy::Proxy;
use super::common::proxy::fault::{Fault, Which};
use super::common::proxy::front::{Authority, Front, Paper};

pub(crate) const SIZE: (u16, u16) = (80, 24);

/// Dropped in this order.
pub(crate) struct Bench {
    pub(crate) drive: Drive,
    pub(crate) proxy: Proxy,
    pub(crate) demo: Arc<DemoCloud>,
    pauses: Arc<Mutex<Vec<Duration>>>,
    /// Whether they last.
    lasting: watch::Sender<bool>,
    authority: Authority,
    pub(crate) runtime: Arc<Runtime>,
}

/// How the world is made.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct World {
    /// Beside the usual ones.
    pub(crate) servers: usize,
    /// Lines of the cloud's entry in clouds.yaml.
    pub(crate) config: &'static str,
    /// What stands before Keystone and the services.
    pub(crate) front: Door,
    /// The address is given with this scheme, whatever is spoken there.
    pub(crate) scheme: Option<&'static str>,
    /// How long a connection is waited for, if not as usual.
    pub(crate) connect: Option<Duration>,
}

/// What may stand before a proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Door {
    #[default]
    Plain,
    Tls(Paper),
    /// A certificate of ours is wanted.
    Mutual,
    /// TLS, and a page for whoever speaks plain HTTP.
    Nginx,
    /// HTTP/2 is offered inside.
    H2,
    Silent,
    Cut,
}

impl Door {
    fn front(self, host: Ipv4Addr, authority: &Authority) -> Front {
        match self {
            Self::Plain => Front::Plain,
            Self::Tls(paper) => authority.tls(host, paper, &[]),
            Self::Nginx => Front::Nginx,
            Self::Mutual => authority.mutual_tls(host),
            Self::H2 => authority.tls(host, Paper::Good, &["h2", "http/1.1"]),
            Self::Silent => Front::Silent,
            Self::Cut => Front::Cut,
        }
    }
}

impl Bench {
    /// Nothing has been asked yet. Pauses between tries are noted, and take no time unless told to.
    pub(crate) fn new(world: World) -> Self {
        let runtime = Arc::new(Runtime::new().unwrap());
        let demo = runtime.block_on(DemoCloud::start(Clock::Stepped)).unwrap();
        let demo = Arc::new(demo);
        demo.fill(world.servers);
        let cloud = demo.auth_url().replace("/identity/v3", "");
        let authority = Authority::new();
        let open = |host| world.front.front(host, &authority);
        let proxy = Proxy::behind(runtime.clone(), &cloud, open);
        let pauses: Arc<Mutex<Vec<Duration>>> = Arc::default();
        let noted = pauses.clone();
        let (lasting, lasts) = watch::channel(false);
        let pause = Pause::new(move |time| {
            let mut noted = noted.lock().unwrap_or_else(PoisonError::into_inner);
            noted.push(time);
            let mut lasts = lasts.clone();
            async move {
                // Without a bench nobody waits for its end either.
                let _ = lasts.wait_for(|lasts| !lasts).await;
            }
        });
        let usual = Patience::default();
        let clouds = format!(
            "clouds:\n  demo:\n    region_name: RegionOne\n    {}\n    auth: {{auth_url: \
             '{}/identity/v3', username: demo, password: secret, project_name: demo, \
             user_domain_name: Default, project_domain_name: Default}}\n",
            world.config,
            match world.scheme {
                Some(scheme) => format!("{scheme}://{}", proxy.place()),
                None => proxy.base(),
            },
        );
        let sources = |home: &std::path::Path| {
            let file = home.join("clouds.yaml");
            std::fs::write(&file, clouds).unwrap();
            std::fs::write(home.join("ca.pem"), authority.pem()).unwrap();
            std::fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
            Sources {
                environment: Environment {
                    home: home.to_path_buf(),
                    cwd: home.to_path_buf(),
                    ..Environment::default()
                },
                cloud: Some("demo".into()),
                cache: None,
                ssh_dir: home.join(".ssh"),
                demo: DemoSource::Start { servers: 0 },
                patience: Patience {
                    connect: world.connect.unwrap_or(usual.connect),
                    pause,
                    ..usual
                },
            }
        };
        let options = Options {
            cloud: Some(CloudChoice::Named("demo".into())),
            ..Options::default()
        };
        let start = Now {
            mono: Duration::ZERO,
            wall: demo.now(),
        };
        let mut drive = Drive::with(sources, options, start, SIZE);
        let moving = demo.clone();
        drive.on_step(move |by| moving.advance(by));
        Self {
            drive,
            proxy,
            demo,
            pauses,
            lasting,
            authority,
            runtime,
        }
    }

    /// From now on pauses last until this is said again.
    pub(crate) fn pauses_last(&self, last: bool) {
        self.lasting.send_replace(last);
    }

    /// A second proxy before the same cloud.
    pub(crate) fn second(&self, door: Door) -> Proxy {
        let cloud = self.demo.auth_url().replace("/identity/v3", "");
        let open = |host| door.front(host, &self.authority);
        Proxy::behind(self.runtime.clone(), &cloud, open)
    }

    /// Waits for the first rows and whatever is read beside them.
    pub(crate) fn opened(mut self) -> Self {
        self.until_live();
        self.drive.idle();
        self
    }

    pub(crate) fn until_live(&mut self) {
        self.drive
            .until("live rows", |screen| screen.contains("● live"));
    }

    /// The screen as one line, borders left out and the proxy called `cloud`.
    pub(crate) fn seen(&mut self) -> String {
        let screen = self.drive.screen();
        self.plain(&screen.replace(['│', '─', '┌', '└', '┐', '┘', '├', '┤'], " "))
    }

    pub(crate) fn plain(&self, text: &str) -> String {
        let text = text.replace(&self.proxy.place(), "cloud:80");
        let host = self.proxy.place();
        let host = host.split(':').next().unwrap_or_default();
        let words: Vec<&str> = text.split_whitespace().collect();
        words.join(" ").replace(host, "cloud")
    }

    /// Everything the program has said, oldest first.
    pub(crate) fn said(&self) -> Vec<String> {
        let notices = self.drive.app().notices().all().iter();
        notices.map(|notice| self.plain(&notice.text)).collect()
    }

    /// Every such request made so far. With the gate shut none arrives: what the program itself
    /// notes is taken then, and it notes no query.
    pub(crate) fn sent(&self, which: Which, fault: &Fault) -> Vec<String> {
        let mut paths: Vec<(String, String)> = Vec::new();
        if matches!(fault, Fault::Refused | Fault::Jammed) {
            let calls = self.drive.app().calls.iter().map(|(_, call)| call);
            paths.extend(calls.map(|call| (call.method.clone(), call.path.clone())));
        } else {
            let heard = self.proxy.heard().into_iter();
            paths.extend(heard.map(|heard| (heard.method, heard.path)));
        }
        paths.retain(|(method, path)| which.is(method, path));
        paths.into_iter().map(|(_, path)| path).collect()
    }

    pub(crate) fn logins(&self) -> usize {
        let login = Which {
            method: "POST",
            path: "/auth/tokens$",
        };
        self.sent(login, &Fault::Short).len()
    }

    /// The pauses since last asked, in milliseconds and without what was added at random.
    pub(crate) fn take_pauses(&self) -> Vec<u128> {
        let mut pauses = self.pauses.lock().unwrap_or_else(PoisonError::into_inner);
        let whole = |pause: Duration| pause.as_millis() / 500 * 500;
        pauses.drain(..).map(whole).collect()
    }
}

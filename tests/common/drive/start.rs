//! The ways to start the program in a test.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use horizon_tui::app::Options;
use horizon_tui::app::time::Now;
use horizon_tui::cloud::message::CloudChoice;
use horizon_tui::cloud::{self, DemoSource, Sources};
use horizon_tui::demo::{Clock as DemoClock, DemoCloud};
use horizon_tui::drafts::{Drafts, recall_view};
use horizon_tui::openstack::patience::Patience;
use horizon_tui::openstack::{Environment, TokenCache};
use horizon_tui::runtime::{Clock, Loop};
use horizon_tui::ui::Ui;
use horizon_tui::ui::text::Look;
use jiff::Timestamp;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::{channel, unbounded_channel};

use super::under_way::UnderWay;
use super::{Configuration, Drive, Outside, Time, Timers};

impl Drive {
    /// On the imitation cloud, started for this test, its time moving with ours. Nothing has been
    /// answered yet; see [`Drive::idle`] and [`Drive::until`].
    pub fn demo(size: (u16, u16)) -> Self {
        Self::on_demo(None, to_demo(None), &Configuration::default(), size)
    }

    /// The same in a region of the test's choice.
    pub fn demo_in(region: &str, size: (u16, u16)) -> Self {
        let options = to_demo(Some(region));
        Self::on_demo(None, options, &Configuration::default(), size)
    }

    /// The same on a date of the test's choice, for what shows absolute times.
    pub fn demo_at(start: Timestamp, size: (u16, u16)) -> Self {
        Self::on_demo(Some(start), to_demo(None), &Configuration::default(), size)
    }

    /// On what these files and variables lead to; the imitation cloud runs for them to name.
    pub fn configured(configuration: &Configuration<'_>, size: (u16, u16)) -> Self {
        Self::on_demo(None, Options::default(), configuration, size)
    }

    /// On the imitation cloud, with the timers of the client stepped as well: tokens age, and are
    /// renewed before they end. For runs of hours.
    pub fn demo_of_days(region: &str, size: (u16, u16)) -> Self {
        let world = Runtime::new().unwrap();
        let demo = world.block_on(DemoCloud::start(DemoClock::Stepped));
        let demo = Arc::new(demo.unwrap());
        let mut still = Builder::new_current_thread();
        let runtime = still.enable_all().start_paused(true).build().unwrap();
        let (holder, held) = std::sync::mpsc::channel::<()>();
        // An idle runtime would jump to its next timer; one that waits for a thread does not.
        runtime.spawn_blocking(move || held.recv());
        let home = tempfile::tempdir().unwrap();
        let options = to_demo(Some(region));
        let mut drive = Self::at_home(runtime, home, demo, Vec::new(), options, size);
        drive.timers = Some(Timers {
            _still: holder,
            _world: world,
        });
        drive
    }

    fn on_demo(
        start: Option<Timestamp>,
        options: Options,
        configuration: &Configuration<'_>,
        size: (u16, u16),
    ) -> Self {
        let runtime = Runtime::new().unwrap();
        let demo = runtime.block_on(async {
            match start {
                Some(start) => DemoCloud::start_at(DemoClock::Stepped, start).await,
                None => DemoCloud::start(DemoClock::Stepped).await,
            }
        });
        let demo = Arc::new(demo.unwrap());
        let home = tempfile::tempdir().unwrap();
        let auth_url = demo.auth_url();
        for (path, content) in configuration.files {
            let path = home.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, content.replace("AUTH_URL", &auth_url)).unwrap();
        }
        let vars = configuration.vars.iter();
        let vars = vars.map(|(name, value)| {
            let value = value.replace("AUTH_URL", &auth_url);
            ((*name).to_owned(), value)
        });
        Self::at_home(runtime, home, demo, vars.collect(), options, size)
    }

    /// The program is killed where it stands, and started again on the same machine and cloud.
    pub fn killed(self) -> Self {
        self.again(to_demo(None))
    }

    /// The same on the cloud that the machine's configuration names.
    pub fn restarted(self) -> Self {
        self.again(Options::default())
    }

    fn again(self, options: Options) -> Self {
        self.await_disk();
        let Self {
            program,
            home,
            demo,
            runtime,
            ..
        } = self;
        let area = program.terminal.backend().buffer().area;
        let size = (area.width, area.height);
        // Not a word of farewell.
        drop(program);
        Self::at_home(runtime, home, demo.unwrap(), [].into(), options, size)
    }

    fn at_home(
        runtime: Runtime,
        home: tempfile::TempDir,
        demo: Arc<DemoCloud>,
        vars: Vec<(String, String)>,
        options: Options,
        size: (u16, u16),
    ) -> Self {
        let world = demo.clone();
        let wall = move || world.now();
        let cache = TokenCache::new(home.path().join(".cache/horizon-tui"), Arc::new(wall));
        let sources = Sources {
            environment: Environment {
                vars: vars.into_iter().collect(),
                home: home.path().to_path_buf(),
                cwd: home.path().to_path_buf(),
                config_dirs: vec![home.path().join(".config")],
            },
            cloud: None,
            ssh_dir: home.path().join(".ssh"),
            cache: Some(cache.clone()),
            demo: DemoSource::Running {
                auth_url: demo.auth_url(),
            },
            patience: Patience::default(),
        };
        let time = Time::Stepped(Now {
            mono: Duration::ZERO,
            wall: demo.now(),
        });
        let mut drive = Self::start(runtime, home, sources, options, time, size);
        let world = demo.clone();
        drive.on_step = Box::new(move |by| world.advance(by));
        drive.demo = Some(demo);
        drive.cache = Some(cache);
        drive
    }

    /// On the cloud that `OS_CLOUD` names, in real time; `None` if it is not set.
    pub fn real(size: (u16, u16)) -> Option<Self> {
        let environment = Environment::of_process();
        environment.var("OS_CLOUD")?;
        let home = tempfile::tempdir().unwrap();
        let sources = Sources {
            environment,
            cloud: None,
            ssh_dir: home.path().join(".ssh"),
            cache: None,
            demo: DemoSource::Start { servers: 0 },
            patience: Patience::default(),
        };
        let runtime = Runtime::new().unwrap();
        let time = Time::Real(Clock::start());
        let options = Options::default();
        Some(Self::start(runtime, home, sources, options, time, size))
    }

    /// On any configuration: `sources` is made for an empty home directory.
    pub fn with(
        make: impl FnOnce(&Path) -> Sources,
        options: Options,
        start: Now,
        size: (u16, u16),
    ) -> Self {
        let home = tempfile::tempdir().unwrap();
        let sources = make(home.path());
        let time = Time::Stepped(start);
        Self::start(Runtime::new().unwrap(), home, sources, options, time, size)
    }

    fn start(
        runtime: Runtime,
        home: tempfile::TempDir,
        sources: Sources,
        options: Options,
        time: Time,
        (columns, rows): (u16, u16),
    ) -> Self {
        let state = home.path().join("state");
        let options = Options {
            memory: recall_view(Some(&state)),
            ..options
        };
        let (from_core, requests) = unbounded_channel();
        let (to_cloud, requested) = unbounded_channel();
        let (sender, replies) = channel(64);
        let (drafts, told) = Drafts::start(Some(state.clone()));
        runtime.spawn(cloud::run(requested, sender, sources));
        let program = Loop::new(
            options,
            Ui::new(Look::default()),
            Terminal::new(TestBackend::new(columns, rows)).unwrap(),
            Outside::default(),
            from_core,
            drafts.clone(),
            time.now(),
        );
        Self {
            program: program.unwrap(),
            time,
            requests,
            to_cloud,
            replies,
            drafts,
            told,
            under_way: UnderWay::default(),
            on_step: Box::new(|_| ()),
            demo: None,
            cache: None,
            home,
            presses: 0,
            reads: Vec::new(),
            writes: Vec::new(),
            ended: false,
            wakes: 0,
            hasty: 0,
            timers: None,
            runtime,
        }
    }
}

fn to_demo(region: Option<&str>) -> Options {
    Options {
        cloud: Some(CloudChoice::Demo),
        region: region.map(str::to_owned),
        ..Options::default()
    }
}

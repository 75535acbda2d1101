//! The whole program in this process, on a screen of text: core, loop, cloud task, and a cloud.
//!
//! Time is stepped, never waited for: the clock moves only to the core's next deadline, and the
//! imitation cloud with it. With `OS_CLOUD` set and [`Drive::real`] both are real.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{Event, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use horizon_tui::app::time::Now;
use horizon_tui::app::{App, Msg, Options};
use horizon_tui::cloud::message::{CloudChoice, ContextId, OpId, Reply, Request, Ticket, Write};
use horizon_tui::cloud::{self, DemoSource, Lane, Sources};
use horizon_tui::demo::{Clock as DemoClock, DemoCloud};
use horizon_tui::openstack::Environment;
use horizon_tui::runtime::{Clock, Host, Loop};
use horizon_tui::ui::Ui;
use horizon_tui::ui::text::Look;
use jiff::Timestamp;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{Receiver, UnboundedReceiver, UnboundedSender, channel, unbounded_channel};
use unicode_width::UnicodeWidthStr as _;

use super::keys;

/// How long a cloud may take to answer, in real time.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long the program may take to do something, in its own time.
const LONGEST: Duration = Duration::from_secs(600);

pub struct Drive {
    program: Loop<TestBackend, Outside>,
    time: Time,
    /// From the core; handed on once they are noted.
    requests: UnboundedReceiver<Request>,
    to_cloud: UnboundedSender<Request>,
    replies: Receiver<Reply>,
    under_way: UnderWay,
    on_step: Box<dyn FnMut(Duration)>,
    demo: Option<Arc<DemoCloud>>,
    home: tempfile::TempDir,
    presses: usize,
    writes: Vec<(OpId, Write)>,
    ended: bool,
    /// Last: the tasks must outlive nothing.
    runtime: Runtime,
}

/// What the program did to the world outside, for tests to look at.
#[derive(Default)]
pub struct Outside {
    pub copied: Vec<String>,
    pub mouse: Option<bool>,
    pub suspended: usize,
}

/// What the program finds on its machine: an empty one unless told otherwise. `AUTH_URL` in it
/// stands for the imitation cloud's.
#[derive(Default)]
pub struct Configuration<'a> {
    /// Below the home directory, and what is in them.
    pub files: &'a [(&'a str, &'a str)],
    pub vars: &'a [(&'a str, &'a str)],
}

enum Time {
    Stepped(Now),
    Real(Clock),
}

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
        let sources = Sources {
            environment: Environment {
                vars: vars.collect(),
                home: home.path().to_path_buf(),
                cwd: home.path().to_path_buf(),
                config_dirs: vec![home.path().join(".config")],
            },
            cloud: None,
            ssh_dir: home.path().join(".ssh"),
            demo: DemoSource::Running { auth_url },
        };
        let time = Time::Stepped(Now {
            mono: Duration::ZERO,
            wall: demo.now(),
        });
        let mut drive = Self::start(runtime, home, sources, options, time, size);
        let world = demo.clone();
        drive.on_step = Box::new(move |by| world.advance(by));
        drive.demo = Some(demo);
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
            demo: DemoSource::Start,
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
        let (from_core, requests) = unbounded_channel();
        let (to_cloud, requested) = unbounded_channel();
        let (sender, replies) = channel(64);
        runtime.spawn(cloud::run(requested, sender, sources));
        let program = Loop::new(
            options,
            Ui::new(Look::default()),
            Terminal::new(TestBackend::new(columns, rows)).unwrap(),
            Outside::default(),
            from_core,
            time.now(),
        );
        Self {
            program: program.unwrap(),
            time,
            requests,
            to_cloud,
            replies,
            under_way: UnderWay::default(),
            on_step: Box::new(|_| ()),
            demo: None,
            home,
            presses: 0,
            writes: Vec::new(),
            ended: false,
            runtime,
        }
    }

    /// The imitation cloud, to make it fail or to ask what it was asked.
    pub fn cloud(&self) -> &DemoCloud {
        self.demo.as_ref().unwrap()
    }

    /// Called with every step of the clock, in place of what moves the imitation cloud.
    pub fn on_step(&mut self, hook: impl FnMut(Duration) + 'static) {
        self.on_step = Box::new(hook);
    }

    pub fn app(&self) -> &App {
        &self.program.app
    }

    pub fn outside(&self) -> &Outside {
        &self.program.host
    }

    /// The home directory the program believes in.
    pub fn home(&self) -> PathBuf {
        self.home.path().to_path_buf()
    }

    /// How many keys were pressed.
    pub fn presses(&self) -> usize {
        self.presses
    }

    /// Every write the core has handed on, in order.
    pub fn writes(&self) -> &[(OpId, Write)] {
        &self.writes
    }

    /// Whether it is driven on a real cloud.
    pub fn is_real(&self) -> bool {
        matches!(self.time, Time::Real(_))
    }

    /// The program's time.
    pub fn now(&self) -> Now {
        self.time.now()
    }

    /// Whether the program has ended itself.
    pub fn ended(&self) -> bool {
        self.ended
    }

    /// `"Down L C-u A-n Enter web-01"`, see [`keys::parse`].
    pub fn keys(&mut self, keys: &str) {
        for key in keys::parse(keys) {
            self.key(key);
        }
    }

    /// Types text, spaces included.
    pub fn text(&mut self, text: &str) {
        for key in keys::typed(text) {
            self.key(key);
        }
    }

    pub fn key(&mut self, key: KeyEvent) {
        self.presses += 1;
        self.event(Event::Key(key));
    }

    pub fn paste(&mut self, text: &str) {
        self.event(Event::Paste(text.to_owned()));
    }

    /// Clicks on the first place where the screen shows `text`.
    pub fn click(&mut self, text: &str) {
        let (column, row) = self.find(text);
        for kind in [MouseEventKind::Down, MouseEventKind::Up] {
            self.mouse(kind(MouseButton::Left), column, row);
        }
    }

    pub fn mouse(&mut self, kind: MouseEventKind, column: u16, row: u16) {
        self.event(Event::Mouse(MouseEvent {
            kind,
            column,
            row,
            modifiers: KeyModifiers::NONE,
        }));
    }

    pub fn resize(&mut self, (columns, rows): (u16, u16)) {
        self.program.terminal.backend_mut().resize(columns, rows);
        self.event(Event::Resize(columns, rows));
    }

    /// What comes from the terminal. Every event finds the frame that its predecessor led to.
    pub fn event(&mut self, event: Event) {
        assert!(!self.ended, "the program has ended");
        self.program.draw().unwrap();
        let msg = self.program.translate(event).unwrap();
        if let Some(msg) = msg {
            self.deliver(msg);
        }
    }

    fn deliver(&mut self, msg: Msg) {
        let step = self.program.deliver(msg, self.time.now()).unwrap();
        self.ended |= step == ControlFlow::Break(());
        self.forward();
    }

    /// Hands what the core asked on to the cloud task.
    fn forward(&mut self) {
        while let Ok(request) = self.requests.try_recv() {
            if let Request::Write { op, write, .. } = &request {
                self.writes.push((*op, write.clone()));
            }
            self.under_way.asked(&request);
            self.to_cloud.send(request).unwrap();
        }
    }

    fn answered(&mut self, reply: Reply) {
        self.under_way.answered(&reply);
        self.deliver(Msg::Cloud(Box::new(reply)));
    }

    /// Takes in whatever the cloud has answered already.
    fn catch_up(&mut self) {
        self.forward();
        while let Ok(reply) = self.replies.try_recv() {
            self.answered(reply);
        }
    }

    /// Waits until every question has its answer; the clock stands still.
    pub fn idle(&mut self) {
        self.catch_up();
        while !self.under_way.is_empty() && !self.ended {
            assert!(self.next_reply(PATIENCE), "{}", self.in_vain("answers"));
        }
    }

    /// Waits for one reply, in real time; whether there was one.
    fn next_reply(&mut self, at_most: Duration) -> bool {
        let replies = &mut self.replies;
        let next = async { tokio::time::timeout(at_most, replies.recv()).await };
        match self.runtime.block_on(next) {
            Ok(Some(reply)) => {
                self.answered(reply);
                self.catch_up();
                true
            }
            Ok(None) => panic!("the cloud task has ended"),
            Err(_) => false,
        }
    }

    /// Lets the program go on until the screen is as `wished`: answers first, and when there is
    /// nothing more to wait for, time.
    pub fn until(&mut self, what: &str, wished: impl Fn(&str) -> bool) {
        self.until_that(what, |drive| wished(&drive.screen()));
    }

    /// The same, for what the screen alone does not tell.
    pub fn until_that(&mut self, what: &str, mut wished: impl FnMut(&mut Self) -> bool) {
        let end = self.time.now().mono + LONGEST;
        loop {
            self.catch_up();
            if wished(self) {
                return;
            }
            assert!(!self.ended, "{}", self.in_vain(what));
            assert!(self.time.now().mono <= end, "{}", self.in_vain(what));
            self.go_on(what);
        }
    }

    fn go_on(&mut self, what: &str) {
        let deadline = self.program.app.deadline();
        let rest = deadline.map(|at| at.saturating_sub(self.time.now().mono));
        match (&self.time, rest) {
            (Time::Real(_), rest) => {
                let rest = rest.unwrap_or(PATIENCE);
                if !self.next_reply(rest.clamp(Duration::from_millis(1), PATIENCE)) {
                    assert!(deadline.is_some(), "{}", self.in_vain(what));
                    self.wake();
                }
            }
            (Time::Stepped(_), _) if !self.under_way.is_empty() => {
                assert!(self.next_reply(PATIENCE), "{}", self.in_vain(what));
            }
            (Time::Stepped(_), Some(rest)) => self.step(rest),
            (Time::Stepped(_), None) => panic!("{}", self.in_vain(what)),
        }
    }

    /// Lets so much time pass, deadlines and answers included.
    pub fn wait(&mut self, period: Duration) {
        let end = self.time.now().mono + period;
        loop {
            self.idle();
            let now = self.time.now().mono;
            if now >= end || self.ended {
                return;
            }
            let deadline = self.program.app.deadline();
            let next = deadline.map_or(end, |at| at.clamp(now, end));
            match self.time {
                Time::Stepped(_) => self.step(next.saturating_sub(now)),
                Time::Real(_) => {
                    let rest = next.saturating_sub(now);
                    self.next_reply(rest.max(Duration::from_millis(1)));
                    self.wake();
                }
            }
        }
    }

    /// Moves the clock, and the cloud's, and tells the core if its deadline has come.
    fn step(&mut self, by: Duration) {
        // A core that wants to be woken at once, again and again, must not stop the world.
        let by = by.max(Duration::from_millis(1));
        if let Time::Stepped(now) = &mut self.time {
            now.mono += by;
            now.wall += by;
        }
        (self.on_step)(by);
        self.wake();
    }

    fn wake(&mut self) {
        let step = self.program.wake(self.time.now()).unwrap();
        self.ended |= step == ControlFlow::Break(());
        self.forward();
    }

    /// The screen as text, trailing spaces cut.
    pub fn screen(&mut self) -> String {
        self.program.draw().unwrap();
        self.lines().join("\n")
    }

    fn lines(&self) -> Vec<String> {
        let buffer = self.program.terminal.backend().buffer();
        let width = usize::from(buffer.area.width).max(1);
        let rows = buffer.content.chunks(width);
        rows.map(|row| {
            let mut line = String::new();
            let mut covered = 0;
            for cell in row {
                // A wide character covers the cell after it.
                if covered == 0 {
                    line.push_str(cell.symbol());
                    covered = cell.symbol().width().max(1);
                }
                covered -= 1;
            }
            line.truncate(line.trim_end().len());
            line
        })
        .collect()
    }

    fn find(&mut self, text: &str) -> (u16, u16) {
        let screen = self.screen();
        for (row, line) in (0..).zip(screen.lines()) {
            if let Some(at) = line.find(text) {
                return (u16::try_from(line[..at].width()).unwrap(), row);
            }
        }
        panic!("no {text:?} on the screen:\n{screen}");
    }

    fn in_vain(&self, what: &str) -> String {
        format!(
            "waited in vain for {what:?} until {:?}; under way: {:?}; ended: {}; the screen:\n{}",
            self.time.now().mono,
            self.under_way,
            self.ended,
            self.lines().join("\n")
        )
    }
}

fn to_demo(region: Option<&str>) -> Options {
    Options {
        cloud: Some(CloudChoice::Demo),
        region: region.map(str::to_owned),
        ..Options::default()
    }
}

impl Time {
    fn now(&self) -> Now {
        match self {
            Self::Stepped(now) => *now,
            Self::Real(clock) => clock.now(),
        }
    }
}

/// The questions that will be answered. One that a newer one of its lane replaced need not be.
#[derive(Debug, Default)]
struct UnderWay {
    asked: HashMap<Ticket, Option<(ContextId, Lane)>>,
    writes: Vec<OpId>,
}

impl UnderWay {
    fn is_empty(&self) -> bool {
        self.asked.is_empty() && self.writes.is_empty()
    }

    fn asked(&mut self, request: &Request) {
        let (ticket, lane) = match request {
            Request::Write { op, .. } => return self.writes.push(*op),
            Request::Discover { ticket } => (*ticket, None),
            Request::Connect {
                ticket, context, ..
            } => (*ticket, Some((*context, Lane::Connect))),
            Request::Read {
                ticket,
                context,
                read,
            } => (*ticket, Some((*context, read.lane()))),
        };
        if lane.is_some() {
            self.asked.retain(|_, older| *older != lane);
        }
        self.asked.insert(ticket, lane);
    }

    fn answered(&mut self, reply: &Reply) {
        match reply {
            Reply::Discovered { ticket, .. }
            | Reply::Connected { ticket, .. }
            | Reply::Read { ticket, .. } => drop(self.asked.remove(ticket)),
            Reply::Written { op, .. } => self.writes.retain(|write| write != op),
            Reply::Page { .. } | Reply::Called(_) => {}
        }
    }
}

impl Host for Outside {
    fn copy(&mut self, text: &str) -> Result<(), String> {
        self.copied.push(text.to_owned());
        Ok(())
    }

    fn mouse(&mut self, on: bool) -> std::io::Result<()> {
        self.mouse = Some(on);
        Ok(())
    }

    fn suspend(&mut self) -> std::io::Result<()> {
        self.suspended += 1;
        Ok(())
    }

    fn resume(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

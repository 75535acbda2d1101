//! The whole program in this process, on a screen of text: core, loop, cloud task, and a cloud.
//!
//! Time is stepped, never waited for: the clock moves only to the core's next deadline, and the
//! imitation cloud with it. With `OS_CLOUD` set and [`Drive::real`] both are real.

mod start;
mod under_way;

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{Event, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use horizon_tui::app::ssh::errand::{End, Errand};
use horizon_tui::app::time::Now;
use horizon_tui::app::{App, Msg};
use horizon_tui::cloud::message::{OpId, Read, Reply, Request, Write};
use horizon_tui::demo::DemoCloud;
use horizon_tui::drafts::Drafts;
use horizon_tui::openstack::TokenCache;
use horizon_tui::openstack::secret::Secret;
use horizon_tui::runtime::{Clock, Host, Loop, Ran, Signal};
use ratatui::backend::TestBackend;
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{Receiver, UnboundedReceiver, UnboundedSender};
use unicode_width::UnicodeWidthStr as _;

use self::under_way::UnderWay;
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
    drafts: Drafts,
    /// From the disk.
    told: UnboundedReceiver<Msg>,
    under_way: UnderWay,
    on_step: Box<dyn FnMut(Duration)>,
    demo: Option<Arc<DemoCloud>>,
    cache: Option<TokenCache>,
    home: tempfile::TempDir,
    presses: usize,
    reads: Vec<Read>,
    writes: Vec<(OpId, Write)>,
    ended: bool,
    /// How often the core was woken by its own deadline.
    wakes: usize,
    /// Of those, how often it wanted that at once.
    hasty: usize,
    /// Where the client's own timers are stepped too.
    timers: Option<Timers>,
    /// Last: the tasks must outlive nothing.
    runtime: Runtime,
}

/// Holds the clock of the client's runtime, and runs the imitation cloud beside it.
struct Timers {
    /// While it is there, that clock moves by steps only, however idle the runtime is.
    _still: std::sync::mpsc::Sender<()>,
    _world: Runtime,
}

/// What the program did to the world outside, for tests to look at.
#[derive(Default)]
pub struct Outside {
    pub copied: Vec<String>,
    pub opened: Vec<Secret>,
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

    /// Every read the core has asked for, in order.
    pub fn reads(&self) -> &[Read] {
        &self.reads
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

    /// How often the core was woken by its own deadline, and how often of that it wanted to be at
    /// once.
    pub fn wakes(&self) -> (usize, usize) {
        (self.wakes, self.hasty)
    }

    /// The machine sleeps: the calendar and the cloud go on, what is measured since the start
    /// stands still.
    pub fn sleep(&mut self, by: Duration) {
        self.set_clock(by.try_into().unwrap());
        (self.on_step)(by);
    }

    /// Somebody sets the machine's clock.
    pub fn set_clock(&mut self, by: jiff::SignedDuration) {
        if let Time::Stepped(now) = &mut self.time {
            now.wall += by;
        }
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
            match &request {
                Request::Read { read, .. } => self.reads.push(read.clone()),
                Request::Write { op, write, .. } => self.writes.push((*op, write.clone())),
                _ => {}
            }
            self.under_way.asked(&request);
            self.to_cloud.send(request).unwrap();
        }
    }

    fn answered(&mut self, reply: Reply) {
        self.under_way.answered(&reply);
        self.deliver(Msg::Cloud(Box::new(reply)));
    }

    /// Takes in whatever the cloud has answered already, and all that the disk has to say.
    fn catch_up(&mut self) {
        self.forward();
        while let Ok(reply) = self.replies.try_recv() {
            self.answered(reply);
        }
        self.await_disk();
        while let Ok(msg) = self.told.try_recv() {
            self.deliver(msg);
        }
    }

    /// Waits until all that was to be written is.
    fn await_disk(&self) {
        // What could not be written was told already.
        let _ = self.drafts.flush(PATIENCE);
        if let Some(cache) = &self.cache {
            self.runtime.block_on(cache.settled());
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

    /// Lets time pass until something is written, and waits until the imitation cloud has been
    /// asked this. The program hears of no answer meanwhile.
    pub fn until_asked(&mut self, method_and_end: (&str, &str)) {
        let (method, end) = method_and_end;
        while self.writes.is_empty() {
            let due = self.program.app.deadline();
            let due = due.unwrap_or_else(|| panic!("{}", self.in_vain("a write")));
            self.step(due.saturating_sub(self.time.now().mono));
        }
        let asked = || {
            let requests = self.cloud().requests();
            let mut requests = requests.iter();
            requests.any(|line| line.starts_with(method) && line.ends_with(end))
        };
        let arrives = async {
            while !asked() {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        let in_time = async { tokio::time::timeout(PATIENCE, arrives).await };
        self.runtime.block_on(in_time).unwrap();
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
        self.wakes += 1;
        self.hasty += usize::from(by.is_zero());
        // A core that wants to be woken at once, again and again, must not stop the world.
        let by = by.max(Duration::from_millis(1));
        if let Time::Stepped(now) = &mut self.time {
            now.mono += by;
            now.wall += by;
        }
        (self.on_step)(by);
        if self.timers.is_some() {
            self.runtime.block_on(tokio::time::advance(by));
        }
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

    /// Where the cursor is shown.
    pub fn cursor(&self) -> Option<(u16, u16)> {
        let backend = self.program.terminal.backend();
        let at = backend.cursor_position();
        backend.cursor_visible().then_some((at.x, at.y))
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

    fn in_vain(&mut self, what: &str) -> String {
        let screen = self.screen();
        let notices = self.app().notices().all().iter();
        let said = notices.map(|notice| format!("  {}\n", notice.text));
        let requests = self.demo.as_ref().map(|demo| demo.requests());
        let posts = requests.into_iter().flatten();
        let posts = posts.filter(|line| !line.starts_with("GET"));
        format!(
            "waited in vain for {what:?} until {:?}; under way: {:?}; ended: {}; said:\n{}\
             written: {:?}; the screen:\n{screen}",
            self.time.now().mono,
            self.under_way,
            self.ended,
            said.collect::<String>(),
            posts.collect::<Vec<_>>(),
        )
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

impl Host for Outside {
    fn copy(&mut self, text: &str) -> Result<(), String> {
        self.copied.push(text.to_owned());
        Ok(())
    }

    fn open(&mut self, address: &Secret) -> Result<(), String> {
        self.opened.push(address.clone());
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

    async fn run(&mut self, _: &Errand, _: &mut Receiver<Signal>) -> std::io::Result<Ran> {
        Ok(Ran::Back(End::Exit(0)))
    }
}

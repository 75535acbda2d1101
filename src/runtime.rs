//! The loop that turns what happens into messages, carries out what the core answers, and draws.
//!
//! The only place that reads the clock. It sleeps until something happens: no tick, no polling,
//! and a frame only after a batch of messages, if they left anything else to see.

mod happened;

use std::io;
use std::mem::ManuallyDrop;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyEventKind};
use futures_util::Stream;
use jiff::Timestamp;
use ratatui::Terminal;
use ratatui::backend::Backend;
use ratatui::layout::Rect;
use tokio::sync::mpsc::{Receiver, UnboundedReceiver, UnboundedSender};
use tracing::info;

use self::happened::{Happened, Sources};
use crate::app::ssh::errand::{End, Errand};
use crate::app::time::Now;
use crate::app::{App, Effect, Msg, Options};
use crate::cloud::message::{Reply, Request, Write};
use crate::drafts::Drafts;
use crate::openstack::secret::Secret;
use crate::ui::{self, Ui};

/// Frames that no key asked for come no closer together than this in the long run.
const FRAME: Duration = Duration::from_millis(33);
/// By so much they may come early: a near cloud has been found, has let us in and has sent its first
/// rows before one such time is over, and each of that is a frame.
const AHEAD: Duration = Duration::from_millis(4 * 33);
/// Wake-ups come no closer together than this, whatever the core asks for.
const PULSE: Duration = Duration::from_millis(10);
/// How long a launch waits for its draft to be on the disk.
const DISK: Duration = Duration::from_millis(100);

/// The process's clock.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    started: Instant,
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "time enters the program here")]
    pub fn start() -> Self {
        Self {
            started: Instant::now(),
        }
    }

    #[expect(clippy::disallowed_methods, reason = "time enters the program here")]
    pub fn now(&self) -> Now {
        Now {
            mono: self.started.elapsed(),
            wall: Timestamp::now(),
        }
    }
}

/// What the system tells the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// The terminal is gone.
    Hangup,
    Interrupt,
    Quit,
    Terminate,
    /// The process is to stop, as by Ctrl+Z.
    Stop,
    /// The process runs again after it was stopped.
    Continue,
}

/// Why the loop ended.
#[derive(Debug)]
pub enum Ending {
    /// The user wished it.
    Quit,
    Signal(Signal),
    /// The terminal cannot be read from or written to any more.
    TerminalLost(String),
    /// Nobody is left to speak with the cloud.
    CloudLost,
}

/// What the loop does to the outside beside drawing.
pub trait Host {
    /// Puts text on the clipboard, or says why not.
    fn copy(&mut self, text: &str) -> Result<(), String>;
    /// Has a browser of this machine show an address, or says why not.
    fn open(&mut self, address: &Secret) -> Result<(), String>;
    fn mouse(&mut self, on: bool) -> io::Result<()>;
    /// Gives the terminal back and stops the process; returns when it runs again, with the
    /// terminal taken. Fails where it cannot be stopped; whose the terminal is then is open.
    fn suspend(&mut self) -> io::Result<()>;
    /// Takes the terminal again after somebody else had it.
    fn resume(&mut self) -> io::Result<()>;
    /// Gives the terminal to a program, in the foreground, until it ends, and takes it again. A
    /// signal that ends us ends it too; the terminal is then given back for good. Fails where the
    /// terminal cannot be taken again.
    fn run(
        &mut self,
        errand: &Errand,
        signals: &mut Receiver<Signal>,
    ) -> impl Future<Output = io::Result<Ran>>;
}

/// What became of a program that was given the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ran {
    /// It ended, or could not be started; the terminal is ours again.
    Back(End),
    /// This signal ends us, and has ended it.
    Signal(Signal),
}

/// The program, put together: core, drawing, terminal, and the way to the cloud.
pub struct Loop<B: Backend, H> {
    pub app: App,
    pub ui: Ui,
    /// Never dropped: dropping it shows the cursor, which is the host's task, and prints (panics,
    /// that is) if the terminal is gone.
    pub terminal: ManuallyDrop<Terminal<B>>,
    pub host: H,
    requests: UnboundedSender<Request>,
    drafts: Drafts,
    /// The program that is to have the terminal next.
    errand: Option<Errand>,
}

/// [`ControlFlow::Break`]: the program is to end.
pub type Step = Result<ControlFlow<()>, Lost>;

/// The terminal failed, and how.
#[derive(Debug)]
pub struct Lost(pub String);

impl<E: std::error::Error> From<E> for Lost {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

impl<B: Backend, H: Host> Loop<B, H> {
    /// The program in its first state, its first requests sent.
    pub fn new(
        options: Options,
        ui: Ui,
        terminal: Terminal<B>,
        host: H,
        requests: UnboundedSender<Request>,
        drafts: Drafts,
        now: Now,
    ) -> Result<Self, Lost> {
        let size = terminal.size()?;
        let (app, effects) = App::new(options, (size.width, size.height), now);
        let mut this = Self {
            app,
            ui,
            terminal: ManuallyDrop::new(terminal),
            host,
            requests,
            drafts,
            errand: None,
        };
        for effect in effects {
            let _ = this.carry_out(effect, now)?;
        }
        Ok(this)
    }

    /// Hands the core one message and carries out what it wants.
    pub fn deliver(&mut self, msg: Msg, now: Now) -> Step {
        for effect in self.app.update(msg, now) {
            if self.carry_out(effect, now)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// What came from the terminal, as the core is told it.
    pub fn translate(&mut self, event: Event) -> Result<Option<Msg>, Lost> {
        Ok(match event {
            Event::Key(key) if key.kind == KeyEventKind::Release => None,
            Event::Key(key) => Some(Msg::Key(key)),
            Event::Paste(text) => Some(Msg::Paste(text)),
            Event::Mouse(mouse) => self.ui.hit(mouse).map(Msg::Click),
            Event::FocusGained => Some(Msg::Focus(true)),
            Event::FocusLost => Some(Msg::Focus(false)),
            // Only the terminal's present size counts, not the one when the event was queued.
            Event::Resize(..) => Some(self.start_afresh()?),
        })
    }

    /// Hands the core the news that its deadline has come, if it has.
    pub fn wake(&mut self, now: Now) -> Step {
        if self.app.deadline().is_some_and(|at| at <= now.mono) {
            return self.deliver(Msg::Wake, now);
        }
        Ok(ControlFlow::Continue(()))
    }

    /// The program ends, for whatever reason: what was typed last is handed on to the disk.
    pub fn farewell(&mut self, now: Now) {
        for effect in self.app.farewell(now) {
            if let Effect::KeepDraft { place, text } = effect {
                self.drafts.keep(place, text);
            }
        }
    }

    pub fn draw(&mut self) -> Result<(), Lost> {
        let Self {
            app, ui, terminal, ..
        } = self;
        terminal.draw(|frame| ui::draw(app, ui, frame))?;
        Ok(())
    }

    fn carry_out(&mut self, effect: Effect, now: Now) -> Step {
        match effect {
            // Without a receiver the replies end as well, and that ends the loop.
            Effect::Cloud(request) => {
                if is_launch(&request) {
                    // What is sent should be known after a crash too; a slow disk is not waited
                    // for, and its failures are told when they come.
                    let _ = self.drafts.flush(DISK);
                }
                drop(self.requests.send(request));
            }
            Effect::Copy(text) => {
                if let Err(why) = self.host.copy(&text) {
                    return self.deliver(Msg::NotCopied(why), now);
                }
            }
            Effect::OpenUrl(address) => {
                if let Err(why) = self.host.open(&address) {
                    return self.deliver(Msg::Warn(why), now);
                }
            }
            Effect::Redraw => {
                self.start_afresh()?;
            }
            Effect::Mouse(on) => self.host.mouse(on)?,
            // Not here: its input must be let go of first.
            Effect::Run(errand) => self.errand = Some(errand),
            Effect::Suspend => return self.suspend(now),
            Effect::RecallDraft { place } => self.drafts.recall(place),
            Effect::KeepDraft { place, text } => self.drafts.keep(place, text),
            Effect::Remember(text) => self.drafts.remember(text),
            Effect::Quit => return Ok(ControlFlow::Break(())),
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Stops, and goes on with a fresh screen; says so where stopping failed.
    fn suspend(&mut self, now: Now) -> Step {
        let stopped = self.host.suspend();
        if stopped.is_err() {
            self.host.resume()?;
        }
        let resized = self.start_afresh()?;
        if self.deliver(resized, now)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
        match stopped {
            Ok(()) => Ok(ControlFlow::Continue(())),
            Err(why) => self.deliver(Msg::Warn(format!("It cannot be stopped: {why}")), now),
        }
    }

    /// Forgets what the screen shows, so that the next frame is drawn whole; gives the screen's
    /// size. `Terminal::clear` would ask the terminal where its cursor is, and wait in vain for
    /// the answer that the event stream swallows.
    fn start_afresh(&mut self) -> Result<Msg, Lost> {
        let size = self.terminal.size()?;
        self.terminal
            .resize(Rect::new(0, 0, size.width, size.height))?;
        Ok(Msg::Resize(size.width, size.height))
    }
}

fn is_launch(request: &Request) -> bool {
    matches!(
        request,
        Request::Write {
            write: Write::CreateServers(_),
            ..
        }
    )
}

/// How many frames were drawn lately, and whether one is owed.
#[derive(Default)]
struct Pace {
    /// Every frame takes up its time, one after the other; until then it is taken.
    taken: Duration,
    woken: Duration,
    owed: bool,
}

impl Pace {
    /// When to stop sleeping although nothing happens.
    fn next(&self, deadline: Option<Duration>) -> Option<Duration> {
        let wake = deadline.map(|at| at.max(self.woken + PULSE));
        let frame = self.owed.then(|| self.free());
        wake.into_iter().chain(frame).min()
    }

    /// When the next frame may be drawn.
    fn free(&self) -> Duration {
        self.taken.saturating_sub(AHEAD)
    }

    /// A frame was drawn. Those that keys ask for come at any time, and hold up others by no more
    /// than one.
    fn drew(&mut self, now: Duration) {
        self.owed = false;
        self.taken = (self.taken.max(now) + FRAME).min(now + AHEAD + FRAME);
    }
}

/// Runs the program until it ends. `listen` begins to read the terminal, anew after another program
/// had it. `signals` must not end before the program does. `told`: what the disk has to say.
pub async fn run<B, H, S>(
    mut program: Loop<B, H>,
    listen: impl Fn() -> S,
    replies: Receiver<Reply>,
    told: UnboundedReceiver<Msg>,
    signals: Receiver<Signal>,
    clock: Clock,
) -> Ending
where
    B: Backend,
    H: Host,
    S: Stream<Item = io::Result<Event>> + Unpin,
{
    let mut sources = Sources {
        events: Some(listen()),
        replies,
        told,
        signals,
    };
    let mut pace = Pace::default();
    let ending = loop {
        let mut turned = turn(&mut program, &mut sources, &mut pace, clock).await;
        if let (Ok(None), Some(errand)) = (&turned, program.errand.take()) {
            turned = away(&mut program, &mut sources, &listen, errand, clock).await;
        }
        match turned {
            Ok(None) => {}
            Ok(Some(ending)) => break ending,
            Err(Lost(why)) => break Ending::TerminalLost(why),
        }
    };
    program.farewell(clock.now());
    info!(?ending, "ending");
    ending
}

/// Draws if it is time to, sleeps until something happens, and takes in all that has.
async fn turn<B, H, S>(
    program: &mut Loop<B, H>,
    sources: &mut Sources<S>,
    pace: &mut Pace,
    clock: Clock,
) -> Result<Option<Ending>, Lost>
where
    B: Backend,
    H: Host,
    S: Stream<Item = io::Result<Event>> + Unpin,
{
    let now = clock.now();
    let rest = if program.app.goes_on() {
        Some(Duration::ZERO)
    } else {
        let next = pace.next(program.app.deadline());
        next.map(|at| at.saturating_sub(now.mono))
    };
    let first = sources.next(rest).await;
    let batch = sources.ready(first).await;

    let now = clock.now();
    let mut urgent = false;
    for happened in batch {
        // What a key has done is shown before an answer that takes time is taken in.
        if urgent && happened.takes_time() {
            program.draw()?;
            pace.drew(now.mono);
            urgent = false;
        }
        let msg = match understand(program, happened)? {
            Meaning::Nothing => continue,
            Meaning::End(ending) => return Ok(Some(ending)),
            Meaning::Msg(msg) => msg,
            Meaning::Stop => {
                urgent = true;
                if program.suspend(now)?.is_break() {
                    return Ok(Some(Ending::Quit));
                }
                continue;
            }
        };
        let (sights, waits) = (program.app.sights(), matches!(msg, Msg::Cloud(_)));
        if program.deliver(msg, now)?.is_break() {
            return Ok(Some(Ending::Quit));
        }
        let shows = program.app.sights() != sights;
        pace.owed |= shows;
        urgent |= shows && !waits;
    }
    if program.app.deadline().is_some_and(|at| at <= now.mono) && now.mono >= pace.woken + PULSE {
        pace.woken = now.mono;
        let sights = program.app.sights();
        if program.wake(now)?.is_break() {
            return Ok(Some(Ending::Quit));
        }
        pace.owed |= program.app.sights() != sights;
    }
    if urgent || (pace.owed && now.mono >= pace.free()) {
        program.draw()?;
        pace.drew(now.mono);
    }
    Ok(None)
}

/// Lets another program have the terminal. Nothing is drawn, read or sent meanwhile: replies wait
/// in their channel, and what has become due is done once, afterwards.
async fn away<B, H, S>(
    program: &mut Loop<B, H>,
    sources: &mut Sources<S>,
    listen: &impl Fn() -> S,
    errand: Errand,
    clock: Clock,
) -> Result<Option<Ending>, Lost>
where
    B: Backend,
    H: Host,
{
    sources.let_go(listen);
    let end = match program.host.run(&errand, &mut sources.signals).await? {
        Ran::Back(end) => end,
        Ran::Signal(signal) => return Ok(Some(Ending::Signal(signal))),
    };
    let now = clock.now();
    let resized = program.start_afresh()?;
    for msg in [resized, Msg::Ran { errand, end }] {
        if program.deliver(msg, now)?.is_break() {
            return Ok(Some(Ending::Quit));
        }
    }
    program.draw()?;
    Ok(None)
}

/// What something means to the program.
enum Meaning {
    Nothing,
    Msg(Msg),
    Stop,
    End(Ending),
}

fn understand<B: Backend, H: Host>(
    program: &mut Loop<B, H>,
    happened: Happened,
) -> Result<Meaning, Lost> {
    Ok(match happened {
        Happened::Time if program.app.goes_on() => Meaning::Msg(Msg::GoOn),
        Happened::Time => Meaning::Nothing,
        Happened::Signal(Some(Signal::Continue)) => {
            program.host.resume()?;
            Meaning::Msg(program.start_afresh()?)
        }
        Happened::Signal(Some(Signal::Stop)) => Meaning::Stop,
        Happened::Signal(signal) => {
            Meaning::End(Ending::Signal(signal.unwrap_or(Signal::Terminate)))
        }
        Happened::Event(Some(event)) => program
            .translate(event?)?
            .map_or(Meaning::Nothing, Meaning::Msg),
        Happened::Event(None) => return Err(Lost("its input has ended".to_owned())),
        Happened::Told(msg) => Meaning::Msg(*msg),
        Happened::Reply(Some(reply)) => Meaning::Msg(Msg::Cloud(Box::new(reply))),
        Happened::Reply(None) => Meaning::End(Ending::CloudLost),
    })
}

#[cfg(test)]
mod tests;

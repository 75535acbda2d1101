//! The loop that turns what happens into messages, carries out what the core answers, and draws.
//!
//! The only place that reads the clock. It sleeps until something happens: no tick, no polling,
//! and a frame only after a batch of messages, if they left anything else to see.

mod happened;
mod host;
mod listening;
mod pace;

use std::io;
use std::mem::ManuallyDrop;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use crossterm::event::Event;
use futures_util::Stream;
use jiff::Timestamp;
use ratatui::Terminal;
use ratatui::backend::Backend;
use ratatui::layout::Rect;
use tokio::sync::mpsc::{Receiver, UnboundedReceiver, UnboundedSender};
use tracing::info;

use self::happened::{Happened, Sources};
pub use self::host::{Host, Ran, Signal};
use self::listening::Listening;
use self::pace::{PULSE, Pace};
use crate::app::ssh::errand::Errand;
use crate::app::time::Now;
use crate::app::{App, Effect, Msg, Options};
use crate::cloud::message::{Data, Reply, Request, Write};
use crate::drafts::Drafts;
use crate::ui::{self, Ui};

/// How long a launch waits for its draft to be on the disk.
const DISK: Duration = Duration::from_millis(100);

/// So long is gone on with what was put off before it is looked whether anything else has happened: a
/// key waits no longer, and one slice of it.
const SPELL: Duration = Duration::from_micros(500);

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

/// The program, put together: core, drawing, terminal, and the way to the cloud.
pub struct Loop<B: Backend, H> {
    pub app: App,
    pub ui: Ui,
    /// Never dropped: dropping it shows the cursor, which is the host's task, and prints (panics,
    /// that is) if the terminal is gone.
    pub terminal: ManuallyDrop<Terminal<B>>,
    pub host: H,
    requests: UnboundedSender<Request>,
    /// Reads that wait until the rows that led to them are shown.
    held: Vec<Request>,
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
            held: Vec::new(),
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

    /// The same for an answer that holds rows: what is to be read after it waits in
    /// [`Loop::send_held`], since the rows do not need it and its answers are taken in beside their
    /// frame. What is sent meanwhile goes after it, so that nothing overtakes anything.
    fn take_in(&mut self, msg: Msg, now: Now) -> Step {
        for effect in self.app.update(msg, now) {
            match effect {
                Effect::Cloud(read @ Request::Read { .. }) => self.held.push(read),
                effect => {
                    if self.carry_out(effect, now)?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn send_held(&mut self) {
        for request in self.held.drain(..) {
            drop(self.requests.send(request));
        }
    }

    /// What came from the terminal, as the core is told it.
    pub fn translate(&mut self, event: Event) -> Result<Option<Msg>, Lost> {
        Ok(match event {
            Event::Key(key) => Some(Msg::Key(key)),
            Event::Paste(text) => Some(Msg::Paste(text)),
            Event::Mouse(mouse) => self.ui.hit(mouse).map(Msg::Click),
            Event::FocusGained => Some(Msg::Focus(true)),
            Event::FocusLost => Some(Msg::Focus(false)),
            // Only the terminal's present size counts, not the one when the event was queued.
            Event::Resize(..) => Some(self.start_afresh()?),
        })
    }

    /// Looks after what crossterm may have dropped beside an event. Its poll is edge-triggered, and
    /// it returns with the first event it finds: a key that comes with a resize, and what is more
    /// than its buffer of 1024 bytes, wait in the terminal until the next key; a resize that comes
    /// with a key is never told.
    fn listen_closely(&mut self, now: Now) -> Step {
        self.host.hear_out()?;
        let size = self.terminal.size()?;
        if self.app.size == (size.width, size.height) {
            return Ok(ControlFlow::Continue(()));
        }
        let resized = self.start_afresh()?;
        self.deliver(resized, now)
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
                self.send_held();
                if is_launch(&request) {
                    // What is sent should be known after a crash too; a slow disk is not waited
                    // for, and its failures are told when they come.
                    let _ = self.drafts.flush(DISK);
                }
                drop(self.requests.send(request));
            }
            Effect::Copy(text) => {
                if let Err(why) = self.host.copy(&text) {
                    return self.deliver(
                        Msg::NotCopied {
                            why,
                            text: text.into(),
                        },
                        now,
                    );
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
        events: Some(Listening::to(listen())),
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
    let heard = batch.iter().any(Happened::is_event);

    let now = clock.now();
    let mut urgent = false;
    for happened in batch {
        let has_rows = happened.takes_time();
        // What a key has done is shown before an answer that takes time is taken in.
        if urgent && has_rows {
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
        let sights = program.app.sights();
        let waits = matches!(&msg, Msg::Cloud(reply) if !ends_list(reply));
        let step = match msg {
            Msg::GoOn => go_on(program, now, clock)?,
            msg if has_rows => program.take_in(msg, now)?,
            msg => program.deliver(msg, now)?,
        };
        if step.is_break() {
            return Ok(Some(Ending::Quit));
        }
        let shows = program.app.sights() != sights;
        pace.owed |= shows;
        urgent |= shows && !waits;
    }
    if heard && program.listen_closely(now)?.is_break() {
        return Ok(Some(Ending::Quit));
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
    program.send_held();
    Ok(None)
}

/// Whether a list is whole with this answer, which is waited for and comes once: its frame is not put
/// off for those that showed the pages before.
fn ends_list(reply: &Reply) -> bool {
    let Reply::Read { result, .. } = reply else {
        return false;
    };
    matches!(result, Ok(Data::ListEnd { .. }))
}

/// Goes on with what was put off, for a while.
fn go_on<B: Backend, H: Host>(program: &mut Loop<B, H>, now: Now, clock: Clock) -> Step {
    let end = now.mono + SPELL;
    while program.app.goes_on() {
        if program.deliver(Msg::GoOn, now)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
        if clock.now().mono >= end {
            break;
        }
    }
    Ok(ControlFlow::Continue(()))
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

//! Another program in the foreground of our terminal (`ssh`), while we wait for its end.
//!
//! It stays in our process group, so that the shell we were started from stops, continues and
//! hangs up both of us together, and so that what is typed as a signal reaches it. Such a signal
//! reaches us too, and means nothing to us meanwhile.

use std::io::{self, ErrorKind, Write as _};
use std::os::fd::AsFd as _;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustix::process::{Pid, WaitOptions, WaitStatus, kill_process, waitpid};
use rustix::termios::{OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcsetattr};
use tokio::net::unix::pipe;
use tokio::signal::unix::{Signal as Signals, SignalKind, signal};
use tokio::sync::mpsc::Receiver;
use tokio::time::{sleep, timeout};

use super::stop;
use crate::app::ssh::errand::{End, Errand};
use crate::runtime::{Ran, Signal};

/// Whether another program has the terminal.
static LENT: AtomicBool = AtomicBool::new(false);
/// Which one, and the modes the terminal had before: for a panic, which takes it back by force.
static LOAN: Mutex<Option<Loan>> = Mutex::new(None);

type Loan = (Pid, Option<Termios>);

/// How long a program that is asked to end may take.
const LAST_WISH: Duration = Duration::from_secs(1);
/// A signal typed at the terminal reaches us perhaps a moment after it has ended the other program.
const ECHO: Duration = Duration::from_millis(50);

pub(super) fn is_lent() -> bool {
    LENT.load(Ordering::SeqCst)
}

/// Ends the program that has the terminal, for whoever started us is about to have it, and gives
/// the terminal its modes back. For a panic: waits, but not for long.
pub(super) fn call_in() {
    let loan = LOAN.try_lock().ok().and_then(|mut loan| loan.take());
    let Some((pid, modes)) = loan else { return };
    for signal in [rustix::process::Signal::TERM, rustix::process::Signal::CONT] {
        let _ = kill_process(pid, signal);
    }
    if !ends_in(pid, LAST_WISH) {
        let _ = kill_process(pid, rustix::process::Signal::KILL);
    }
    if let Some(modes) = modes {
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &modes);
    }
}

/// Whether a child ends within this time.
#[expect(
    clippy::disallowed_methods,
    reason = "the program has crashed: no loop is left to be blocked"
)]
fn ends_in(pid: Pid, period: Duration) -> bool {
    const LOOKS: u32 = 50;
    (0..LOOKS).any(|_| {
        let is_over = !matches!(waitpid(Some(pid), WaitOptions::NOHANG), Ok(None));
        if !is_over {
            std::thread::sleep(period / LOOKS);
        }
        is_over
    })
}

fn loan() -> MutexGuard<'static, Option<Loan>> {
    LOAN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs a program to its end. The terminal is in the state in which it was found at our start, and
/// is left so.
pub(super) async fn run(errand: &Errand, signals: &mut Receiver<Signal>) -> Ran {
    LENT.store(true, Ordering::SeqCst);
    let modes = tcgetattr(io::stdin()).ok();
    let outcome = match Child::start(errand) {
        Ok(child) => {
            *loan() = Some((child.pid, modes.clone()));
            child.attend(signals).await
        }
        Err(error) => Err(End::NotStarted(spoken(&error))),
    };
    loan().take();
    let outcome = settle(outcome, modes.as_ref(), signals).await;
    let ran = match outcome {
        Ok(signal) => Ran::Signal(signal),
        Err(end) => read_its_words(errand, end, signals).await,
    };
    LENT.store(false, Ordering::SeqCst);
    ran
}

/// What comes next: we end by a signal, or the program has ended.
type Outcome = Result<Signal, End>;

/// The terminal after the program: with the modes it had before, and without what was still typed
/// for the program, which must not act on our lists.
async fn settle(
    mut outcome: Outcome,
    modes: Option<&Termios>,
    signals: &mut Receiver<Signal>,
) -> Outcome {
    sleep(ECHO).await;
    while let Ok(signal) = signals.try_recv() {
        if let (true, Err(_)) = (ends_us(signal), &outcome) {
            outcome = Ok(signal);
        }
    }
    if let Some(modes) = modes {
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, modes);
    }
    let _ = tcflush(io::stdin(), QueueSelector::IFlush);
    outcome
}

/// Lets what a program that failed has said be read, before the screen covers it.
async fn read_its_words(errand: &Errand, end: End, signals: &mut Receiver<Signal>) -> Ran {
    let ran = Ran::Back(end.clone());
    let Some(failure) = errand.failure(&end).filter(|_| end.left_words()) else {
        return ran;
    };
    let told = writeln!(
        io::stdout(),
        "\r\n{failure}. Press Enter to go back to horizon-tui."
    );
    if told.is_err() {
        return ran;
    }
    tokio::select! {
        biased;
        signal = next_of(signals, |signal| signal != Signal::Stop && signal != Signal::Continue) => {
            if let Some(signal) = signal.filter(|signal| ends_us(*signal)) {
                return Ran::Signal(signal);
            }
        }
        _ = typed() => {}
    }
    let _ = tcflush(io::stdin(), QueueSelector::IFlush);
    ran
}

/// The next signal like this; none where nobody is left to tell.
async fn next_of(
    signals: &mut Receiver<Signal>,
    wanted: impl Fn(Signal) -> bool,
) -> Option<Signal> {
    loop {
        let signal = signals.recv().await?;
        if signal == Signal::Stop {
            let _ = stop();
        }
        if wanted(signal) {
            return Some(signal);
        }
    }
}

fn ends_us(signal: Signal) -> bool {
    matches!(signal, Signal::Hangup | Signal::Terminate)
}

/// Waits for a line, and leaves it unread: a read that nobody waits for any more could not be
/// taken back.
async fn typed() -> io::Result<()> {
    let stdin = io::stdin().as_fd().try_clone_to_owned()?;
    pipe::Receiver::from_owned_fd_unchecked(stdin)?
        .readable()
        .await
}

/// A program that was started, and the news of it.
struct Child {
    pid: Pid,
    /// That something became of a child.
    news: Signals,
}

impl Child {
    fn start(errand: &Errand) -> io::Result<Self> {
        // Listened to before the start, so that no end is missed.
        let news = signal(SignalKind::child())?;
        let child = Command::new(&errand.program)
            .args(&errand.arguments)
            .spawn()?;
        let pid = Pid::from_child(&child);
        Ok(Self { pid, news })
    }

    /// Until it has ended, or we are to end.
    async fn attend(mut self, signals: &mut Receiver<Signal>) -> Outcome {
        loop {
            let signal = tokio::select! {
                biased;
                signal = signals.recv() => match signal.unwrap_or(Signal::Terminate) {
                    Signal::Stop => self.stop(signals).await,
                    signal => Some(signal),
                },
                _ = self.news.recv() => match self.look() {
                    // ssh's own `~^Z` stops ssh alone, and nobody would ever continue it.
                    Some(status) if status.stopped() => self.stop(signals).await,
                    Some(status) => return Err(end_of(status)),
                    None => None,
                },
            };
            if let Some(signal) = signal.filter(|signal| ends_us(*signal)) {
                self.end().await;
                return Ok(signal);
            }
        }
    }

    /// What became of it, if anything did.
    fn look(&self) -> Option<WaitStatus> {
        let options = WaitOptions::NOHANG | WaitOptions::UNTRACED;
        let found = waitpid(Some(self.pid), options).ok()?;
        found.map(|(_, status)| status)
    }

    /// Stops with it; where no shell waits to continue us, it goes on. Gives the signal by which
    /// we are to end, if one came.
    ///
    /// A stop that is typed reaches us twice, as a signal and as news of the program, in either
    /// order. What is left of it when we run again would stop us once more.
    async fn stop(&self, signals: &mut Receiver<Signal>) -> Option<Signal> {
        if stop().is_err() {
            self.send(rustix::process::Signal::CONT);
        }
        sleep(ECHO).await;
        let mut left = std::iter::from_fn(|| signals.try_recv().ok());
        left.find(|signal| ends_us(*signal))
    }

    /// Asks it to end, and ends it when it does not.
    async fn end(&mut self) {
        self.send(rustix::process::Signal::TERM);
        self.send(rustix::process::Signal::CONT);
        let ended = async {
            while self.look().is_none_or(WaitStatus::stopped) {
                self.news.recv().await;
            }
        };
        if timeout(LAST_WISH, ended).await.is_err() {
            self.send(rustix::process::Signal::KILL);
        }
    }

    fn send(&self, signal: rustix::process::Signal) {
        let _ = kill_process(self.pid, signal);
    }
}

fn end_of(status: WaitStatus) -> End {
    match (status.exit_status(), status.terminating_signal()) {
        (Some(code), _) => End::Exit(code),
        (None, signal) => End::Killed(signal.unwrap_or(0)),
    }
}

/// Why it was not started, in words.
fn spoken(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such program".into(),
        ErrorKind::PermissionDenied => "it may not be run".into(),
        _ => error.to_string(),
    }
}

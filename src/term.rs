//! The terminal's modes: taken, given back, and given back whatever happens.
//!
//! Raw mode, the alternate screen, bracketed paste, focus reports and the mouse come and go
//! together. Giving back is idempotent, because an ending, a panic and a signal may all want it.

mod lend;

use std::backtrace::Backtrace;
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{self, IsTerminal as _, Write as _};
use std::os::fd::AsFd as _;
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossterm::cursor::Show;
use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableBracketedPaste,
    EnableFocusChange,
};
use crossterm::execute;
use crossterm::style::Print;
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use rustix::io::ioctl_fionread;
use rustix::process::{getpid, kill_current_process_group, kill_process};
use rustix::termios::{OptionalActions, QueueSelector, tcflush, tcgetattr, tcsetattr};
use tokio::io::Interest;
use tokio::net::unix::pipe;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::app::ssh::errand::Errand;
use crate::browser::{self, Browser};
use crate::clipboard::Clipboard;
use crate::logging::create_private;
use crate::openstack::secret::Secret;
use crate::quiet::Quiet;
use crate::runtime::{Clock, Host, Ran, Signal};

/// Whether the terminal is ours at the moment.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// Whether a panic is being reported; the first one is.
static PANICKED: AtomicBool = AtomicBool::new(false);
/// Whether we wait for the shell that stops us.
static STOPPING: AtomicBool = AtomicBool::new(false);

/// Buttons, the wheel and dragging. `EnableMouseCapture` would have every movement reported too,
/// and wake us for it.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1002h\x1b[?1006h";

/// How long an ending may take before the process is ended without ceremony. Longer than writes
/// are given to be answered.
const GRACE: Duration = Duration::from_secs(4);

/// What it may still take then, once nothing that was drawn stands in its way.
const LAST_BREATH: Duration = Duration::from_secs(2);

/// Stops the whole process group, as the terminal's own Ctrl+Z does: a script that started us
/// stops too. By TTOU, since TSTP is caught by us, and STOP would also stop what no shell could
/// ever continue; there the system ignores TTOU, and the trap is not sprung.
const STOP: &str = "trap 'exit 3' CONT; kill -TTOU 0; exit 4";
/// What `STOP` exits with once it runs again.
const CONTINUED: i32 = 3;

/// The exit code of a program that panicked.
const PANIC_EXIT: i32 = 101;

/// Frames are written in one piece.
pub type Screen = Terminal<Quiet<CrosstermBackend<io::BufWriter<io::Stdout>>>>;

/// A terminal to draw on, once [`Taken`] holds it.
pub fn screen() -> io::Result<Screen> {
    let out = io::BufWriter::with_capacity(64 * 1024, io::stdout());
    Terminal::new(Quiet::new(CrosstermBackend::new(out)))
}

/// The terminal is ours; dropping this gives it back.
pub struct Taken {
    clipboard: Clipboard,
    browser: Browser,
    mouse: bool,
}

impl Taken {
    pub fn take(clipboard: Clipboard, browser: Browser) -> io::Result<Self> {
        let taken = Self {
            clipboard,
            browser,
            mouse: true,
        };
        taken.enter()?;
        Ok(taken)
    }

    fn enter(&self) -> io::Result<()> {
        // Set first: a half-taken terminal must be given back too.
        TAKEN.store(true, Ordering::SeqCst);
        enable_raw_mode()?;
        let mut out = io::stdout().lock();
        execute!(
            out,
            EnterAlternateScreen,
            EnableBracketedPaste,
            EnableFocusChange
        )?;
        if self.mouse {
            execute!(out, Print(MOUSE_ON))?;
        }
        Ok(())
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        restore();
    }
}

impl Host for Taken {
    fn copy(&mut self, text: &str) -> Result<(), String> {
        self.clipboard.copy(text, &mut io::stdout().lock())
    }

    fn open(&mut self, address: &Secret) -> Result<(), String> {
        self.browser.open(address)
    }

    fn mouse(&mut self, on: bool) -> io::Result<()> {
        self.mouse = on;
        if on {
            execute!(io::stdout(), Print(MOUSE_ON))
        } else {
            execute!(io::stdout(), DisableMouseCapture)
        }
    }

    fn suspend(&mut self) -> io::Result<()> {
        restore();
        stop()?;
        self.enter()
    }

    fn resume(&mut self) -> io::Result<()> {
        // Whoever had the terminal may have changed its modes behind our back.
        restore();
        self.enter()
    }

    /// Setting the modes anew wakes whoever waits for input, also where he has been told of it
    /// already (`n_tty_set_termios` in Linux).
    fn hear_out(&mut self) -> io::Result<()> {
        let stdin = io::stdin();
        if ioctl_fionread(&stdin)? > 0 {
            let modes = tcgetattr(&stdin)?;
            tcsetattr(&stdin, OptionalActions::Now, &modes)?;
        }
        Ok(())
    }

    async fn run(&mut self, errand: &Errand, signals: &mut Receiver<Signal>) -> io::Result<Ran> {
        restore();
        let ran = lend::run(errand, signals).await;
        if matches!(ran, Ran::Back(_)) {
            self.enter()?;
        }
        Ok(ran)
    }
}

/// Stops the process group; returns when it runs again.
fn stop() -> io::Result<()> {
    STOPPING.store(true, Ordering::SeqCst);
    let status = Command::new("sh")
        .args(["-c", STOP])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .status();
    STOPPING.store(false, Ordering::SeqCst);
    let status = status?;
    if status.code() != Some(CONTINUED) {
        return Err(io::Error::other("no shell waits here to continue it"));
    }
    Ok(())
}

/// Somebody continued us, and perhaps nobody else: the shell that stopped us is waited for, and a
/// job that runs again is not continued once more by whoever brings it to the foreground.
fn continue_group() {
    if STOPPING.swap(false, Ordering::SeqCst) {
        let _ = kill_current_process_group(rustix::process::Signal::CONT);
    }
}

/// Gives the terminal back, as far as it can be; does nothing if it is not ours.
pub fn restore() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout().lock();
    // One failing must not keep the others from being tried.
    let _ = execute!(out, DisableMouseCapture, DisableFocusChange);
    let _ = execute!(out, DisableBracketedPaste, LeaveAlternateScreen, Show);
    let _ = disable_raw_mode();
}

/// Makes a panic anywhere, in a spawned task as well, end the program with the terminal given
/// back and a report left behind in `directory`. `last` is done before the process ends. To be
/// called before the terminal is taken.
pub fn install_panic_hook(
    directory: Option<PathBuf>,
    clock: Clock,
    last: impl Fn() + Send + Sync + 'static,
) {
    std::panic::set_hook(Box::new(move |panic| {
        if PANICKED.swap(true, Ordering::SeqCst) {
            return;
        }
        lend::call_in();
        restore();
        browser::clear_up();
        // Held to the end: whoever still draws waits here and does not draw over the message.
        let _out = io::stdout().lock();
        let report = report(panic, clock);
        tracing::error!("crashed: {}", first_line(panic));
        let mut err = io::stderr().lock();
        let _ = writeln!(err, "horizon-tui crashed: {}", first_line(panic));
        let written = directory.as_deref().map(|dir| save(dir, &report, clock));
        let _ = match written {
            Some(Ok(path)) => writeln!(err, "A report is in {}", path.display()),
            Some(Err(error)) => writeln!(err, "No report could be written: {error}\n{report}"),
            None => writeln!(err, "{report}"),
        };
        last();
        std::process::exit(PANIC_EXIT);
    }));
}

fn first_line(panic: &PanicHookInfo<'_>) -> String {
    let payload = panic.payload();
    let message = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    match panic.location() {
        Some(location) => format!("{message} ({location})"),
        None => message.to_owned(),
    }
}

/// What a report says. No environment: it holds passwords.
fn report(panic: &PanicHookInfo<'_>, clock: Clock) -> String {
    let now = clock.now();
    let mut report = String::new();
    let _ = writeln!(report, "horizon-tui {}", env!("CARGO_PKG_VERSION"));
    let _ = writeln!(report, "at {}, running for {:?}", now.wall, now.mono);
    let _ = writeln!(
        report,
        "on {} {}, terminal {}, size {:?}",
        std::env::consts::OS,
        std::env::consts::ARCH,
        std::env::var("TERM").unwrap_or_default(),
        crossterm::terminal::size().ok(),
    );
    let thread = std::thread::current();
    let _ = writeln!(
        report,
        "thread {}: {}",
        thread.name().unwrap_or("?"),
        first_line(panic)
    );
    let _ = writeln!(report, "{}", Backtrace::force_capture());
    report
}

fn save(directory: &Path, report: &str, clock: Clock) -> io::Result<PathBuf> {
    let name = format!(
        "crash-{}-{}.txt",
        clock.now().wall.strftime("%Y%m%dT%H%M%S"),
        std::process::id()
    );
    let path = directory.join(name);
    let mut file = create_private(directory, &path, OpenOptions::new().create_new(true))?;
    file.write_all(report.as_bytes())?;
    Ok(path)
}

/// Why this terminal cannot be used, before anything is done to it.
pub fn refusal(term: Option<&str>) -> Option<String> {
    let missing = if !io::stdout().is_terminal() {
        Some("stdout")
    } else if !io::stdin().is_terminal() {
        Some("stdin")
    } else {
        None
    };
    if let Some(missing) = missing {
        return Some(format!(
            "horizon-tui needs a terminal: {missing} is not one (a pipe or a file?). \
             For scripts, the openstack command fits better."
        ));
    }
    match term {
        None | Some("") => Some(
            "horizon-tui needs to know the terminal: TERM is not set. \
             Try TERM=xterm-256color horizon-tui."
                .to_owned(),
        ),
        Some("dumb") => Some(
            "horizon-tui needs a terminal that can place text on its screen; TERM=dumb says that \
             this one cannot. If it can, say which it is: TERM=xterm-256color horizon-tui."
                .to_owned(),
        ),
        Some(_) => None,
    }
}

/// Listens to the system. Must be called in the runtime.
pub fn signals() -> io::Result<Receiver<Signal>> {
    let (sender, receiver) = channel(8);
    for (kind, meaning) in [
        (SignalKind::hangup(), Signal::Hangup),
        (SignalKind::interrupt(), Signal::Interrupt),
        (SignalKind::quit(), Signal::Quit),
        (SignalKind::terminate(), Signal::Terminate),
        (SignalKind::from_raw(SIGTSTP), Signal::Stop),
        (SignalKind::from_raw(SIGCONT), Signal::Continue),
    ] {
        let mut signals = signal(kind)?;
        let sender = sender.clone();
        tokio::spawn(async move {
            while signals.recv().await.is_some() {
                if meaning == Signal::Continue {
                    continue_group();
                }
                tell(&sender, meaning).await;
            }
        });
    }
    tokio::spawn(async move {
        if hung_up().await.is_ok() {
            tell(&sender, Signal::Hangup).await;
        }
    });
    Ok(receiver)
}

/// Their numbers, which tokio does not name.
const SIGTSTP: i32 = if LINUX { 20 } else { 18 };
const SIGCONT: i32 = if LINUX { 18 } else { 19 };
const LINUX: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// Passes a signal on. One that ends the program does so even if the loop is stuck: blocked in
/// writing to a terminal that stands still, say.
async fn tell(sender: &Sender<Signal>, meaning: Signal) {
    let _ = sender.try_send(meaning);
    // What the terminal sends for a key is meant for whoever has it.
    if lend::is_lent() && matches!(meaning, Signal::Interrupt | Signal::Quit) {
        return;
    }
    if !matches!(meaning, Signal::Stop | Signal::Continue) {
        tokio::time::sleep(GRACE).await;
        make_room().await;
        let _ = disable_raw_mode();
        browser::clear_up();
        std::process::exit(exit_code(meaning).into());
    }
}

/// Where nobody reads what was drawn, throwing it away makes room for the frames under way, and for
/// the modes to be given back after all. Once that has begun, nothing is thrown away any more.
async fn make_room() {
    for _ in 0..20 {
        if TAKEN.load(Ordering::SeqCst) {
            let _ = tcflush(io::stdout(), QueueSelector::OFlush);
            // The system does not tell a thread that waits for room; a signal has it look.
            let _ = kill_process(getpid(), rustix::process::Signal::WINCH);
        }
        tokio::time::sleep(LAST_BREATH / 20).await;
    }
}

/// The exit code that says which signal ended the program.
pub fn exit_code(signal: Signal) -> u8 {
    128 + match signal {
        Signal::Hangup => 1,
        Signal::Interrupt => 2,
        Signal::Quit => 3,
        Signal::Terminate | Signal::Stop | Signal::Continue => 15,
    }
}

/// Waits until the terminal is gone. SIGHUP may be ignored (`nohup`), and the event stream never
/// ends: it would read nothing from a dead terminal again and again.
async fn hung_up() -> io::Result<()> {
    let stdin = io::stdin().as_fd().try_clone_to_owned()?;
    // Not a pipe and never read from: only what the system says about the descriptor counts.
    let stdin = pipe::Receiver::from_owned_fd_unchecked(stdin)?;
    stdin.ready(Interest::ERROR).await?;
    Ok(())
}

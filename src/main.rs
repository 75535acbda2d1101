//! The command: puts the parts together and turns an ending into an exit code.

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser as _;
use crossterm::event::EventStream;
use horizon_tui::app::{Msg, Options, cx};
use horizon_tui::browser::Browser;
use horizon_tui::cli::{Cli, Command, ConfigCommand};
use horizon_tui::clipboard::Clipboard;
use horizon_tui::cloud::{self, DemoSource, Sources, Unanswered, Writes};
use horizon_tui::drafts::{Drafts, recall_view};
use horizon_tui::openstack::patience::Patience;
use horizon_tui::openstack::{Environment, TokenCache};
use horizon_tui::runtime::{self, Clock, Ending, Loop, Lost, Signal};
use horizon_tui::ui::Ui;
use horizon_tui::{config, logging, logout, openstack, term};
use tokio::sync::mpsc;
use tracing::warn;

/// How long writes under way are waited for at the end.
const LAST_WRITES: Duration = Duration::from_secs(2);

/// How long the disk is waited for then, for drafts that are not written yet. While others write
/// much, making a directory takes a second or two.
const LAST_DRAFTS: Duration = Duration::from_secs(5);

/// Replies that wait while a frame is drawn.
const REPLIES: usize = 64;

fn main() -> ExitCode {
    let cli = Cli::parse();
    if let Some(Command::Config(ConfigCommand::Check)) = cli.command {
        return check_config();
    }
    if let Some(cloud) = cli.logged_out() {
        return log_out(cloud);
    }
    if let Some(refusal) = term::refusal(var("TERM").as_deref()) {
        return fail(&refusal);
    }
    let settings = match config::read(config::file().as_deref()) {
        Ok(settings) => settings,
        Err(why) => return fail(&format!("horizon-tui does not start: {why}")),
    };
    let clock = Clock::start();
    let keeps = settings.keep_tokens && !cli.no_cache;
    let directory = logging::state_directory();
    let (_log, warning) = match logging::start(directory.as_deref(), cli.log_level.into()) {
        Ok(guard) => (Some(guard), None),
        Err(warning) => (None, Some(warning)),
    };
    let clipboard = Clipboard::of(var);
    let environment = Environment::of_process();
    let options = Options {
        memory: recall_view(directory.as_deref()),
        clipboard: if clipboard.is_terminals() {
            cx::Clipboard::Terminal
        } else {
            cx::Clipboard::Desktop
        },
        ..cli.options(settings, openstack::config::named(&environment))
    };
    let (drafts, told) = Drafts::start(directory.clone());
    let pending = drafts.clone();
    term::install_panic_hook(directory, clock, move || drop(pending.flush(LAST_DRAFTS)));
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return fail(&format!("horizon-tui cannot start: {error}")),
    };
    let writes = Writes::default();
    let sources = sources(&cli, environment, keeps.then(|| cache(clock)).flatten());
    let ending = runtime.block_on(async {
        let disk = (drafts.clone(), told);
        let ending = run(&cli, options, sources, warning, clock, &writes, disk);
        let ending = Box::pin(ending).await;
        await_writes(&writes).await;
        ending
    });
    runtime.shutdown_timeout(Duration::from_millis(100));
    if let Err(why) = drafts.flush(LAST_DRAFTS) {
        let _ = writeln!(io::stderr(), "{why}.");
    }
    match ending {
        Ok(Ending::Quit) => ExitCode::SUCCESS,
        Ok(Ending::Signal(signal)) => term::exit_code(signal).into(),
        Ok(Ending::TerminalLost(why)) => {
            fail(&format!("horizon-tui lost its terminal: {why}"));
            term::exit_code(Signal::Hangup).into()
        }
        Ok(Ending::CloudLost) => fail("horizon-tui ended: the task that speaks with the cloud did"),
        Err(Lost(why)) => fail(&format!("horizon-tui cannot use this terminal: {why}")),
    }
}

/// `config check`: needs neither a terminal nor a cloud.
fn check_config() -> ExitCode {
    let file = config::file();
    let settled = match config::read(file.as_deref()) {
        Ok(settings) => config::told(&settings),
        Err(why) => return fail(&why),
    };
    let (place, found) = match &file {
        Some(file) if file.exists() => (file.display().to_string(), "is in order"),
        Some(file) => (
            file.display().to_string(),
            "does not exist: these are the defaults",
        ),
        None => (
            "config.toml".into(),
            "has no place without a home: these are the defaults",
        ),
    };
    let text = format!("{place} {found}.\n{settled}");
    match io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// `logout`: needs no terminal. It fails where a token stands after all.
fn log_out(cloud: Option<&str>) -> ExitCode {
    let Some(cache) = cache(Clock::start()) else {
        return fail("No token is kept: there is no home directory to keep it in.");
    };
    match logout::log_out(&cache, cloud) {
        Err(why) => fail(&why),
        Ok(done) if done.tell().is_ok() && done.complete => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
    }
}

/// Gives the writes under way a moment to be answered; the terminal is given back already. Says
/// what became of none.
async fn await_writes(writes: &Writes) {
    if tokio::time::timeout(LAST_WRITES, writes.settled())
        .await
        .is_ok()
    {
        return;
    }
    let Unanswered { unsent, sent } = writes.unanswered();
    warn!(unsent, sent, "ended before every write was answered");
    let line = match (sent, unsent) {
        (sent, 0) => format!("{sent} under way; the cloud may still do it"),
        (0, unsent) => format!("{unsent} not sent"),
        (sent, unsent) => format!("{sent} under way, {unsent} not sent"),
    };
    let _ = writeln!(
        io::stderr(),
        "horizon-tui ended before every change was answered: {line}."
    );
}

async fn run(
    cli: &Cli,
    options: Options,
    sources: Sources,
    warning: Option<String>,
    clock: Clock,
    writes: &Writes,
    (drafts, told): (Drafts, mpsc::UnboundedReceiver<Msg>),
) -> Result<Ending, Lost> {
    let (requests, requested) = mpsc::unbounded_channel();
    let (sender, replies) = mpsc::channel(REPLIES);
    let cloud = cloud::serve(requested, sender, sources, writes.clone());
    let cloud = tokio::spawn(cloud);
    let signals = term::signals()?;

    // Colors are ours to leave out; crossterm would leave out more than colors.
    crossterm::style::force_color_output(true);
    let host = term::Taken::take(Clipboard::of(var), Browser::of(var))?;
    let mut program = Loop::new(
        options,
        Ui::new(cli.look(var)),
        term::screen()?,
        host,
        requests,
        drafts,
        clock.now(),
    )?;
    if let Some(warning) = warning {
        let _ = program.deliver(Msg::Warn(warning), clock.now())?;
    }
    program.draw()?;
    let ending = runtime::run(program, EventStream::new, replies, told, signals, clock);
    let ending = Box::pin(ending).await;
    // With nobody to ask it and nobody to tell, it ends at once, and its last writes are counted.
    let _ = cloud.await;
    Ok(ending)
}

/// Where the cloud task gets its configuration and its keys from.
fn sources(cli: &Cli, environment: Environment, cache: Option<TokenCache>) -> Sources {
    Sources {
        cloud: cli.os_cloud.clone(),
        ssh_dir: environment.home.join(".ssh"),
        environment,
        cache,
        demo: DemoSource::Start {
            servers: cli.demo_servers,
        },
        patience: Patience::default(),
    }
}

/// Where tokens are kept between runs; `None` without a home.
fn cache(clock: Clock) -> Option<TokenCache> {
    let directory = config::cache_directory()?;
    let wall = move || clock.now().wall;
    Some(TokenCache::new(directory, Arc::new(wall)))
}

fn var(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// One plain line to the person, once the terminal is theirs.
fn fail(message: &str) -> ExitCode {
    let _ = writeln!(io::stderr(), "{message}");
    ExitCode::FAILURE
}

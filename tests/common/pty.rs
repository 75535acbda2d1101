//! A program in a pseudo-terminal of its own, with an environment of its own.

use std::io::{Read as _, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{
    ChildKiller, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system,
};
use tempfile::TempDir;
use vt100::Screen;

/// Longer than anything here takes on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub struct Pty {
    home: TempDir,
    master: Option<Box<dyn MasterPty + Send>>,
    keyboard: Option<Box<dyn Write + Send>>,
    output: Receiver<Vec<u8>>,
    raw: Vec<u8>,
    emulator: vt100::Parser,
    killer: Box<dyn ChildKiller + Send + Sync>,
    process: Option<u32>,
    exit: Receiver<ExitStatus>,
    /// Nobody reads what the program writes.
    stalled: Arc<AtomicBool>,
    /// The terminal's modes as the program found them.
    found: Option<String>,
}

impl Pty {
    /// The program itself, with these arguments.
    pub fn spawn(arguments: &[&str], size: (u16, u16)) -> Self {
        let program = Path::new(env!("CARGO_BIN_EXE_horizon-tui"));
        Self::spawn_program(program, arguments, &[], size)
    }

    /// Any program; `size` is columns and rows.
    pub fn spawn_program(
        program: &Path,
        arguments: &[&str],
        vars: &[(&str, &str)],
        (columns, rows): (u16, u16),
    ) -> Self {
        let home = tempfile::tempdir().unwrap();
        let pair = native_pty_system()
            .openpty(pty_size(columns, rows))
            .unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.cwd(home.path());
        command.env_clear();
        for (name, value) in [("TERM", "xterm-256color"), ("LANG", "C.UTF-8")] {
            command.env(name, value);
        }
        command.env("PATH", "/usr/bin:/bin");
        command.env("HOME", home.path());
        for (name, directory) in [
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_CONFIG_DIRS", "etc"),
        ] {
            command.env(name, home.path().join(directory));
        }
        for (name, value) in vars {
            command.env(name, value);
        }
        let found = modes_of(&*pair.master);
        let mut child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);

        let stalled = Arc::new(AtomicBool::new(false));
        let stands = stalled.clone();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 8192];
            while let Ok(length @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..length].to_vec()).is_err() {
                    break;
                }
                while stands.load(Ordering::SeqCst) {
                    pause();
                }
            }
        });
        let killer = child.clone_killer();
        let process = child.process_id();
        let (ended, exit) = channel();
        std::thread::spawn(move || ended.send(child.wait().unwrap()));
        Self {
            home,
            keyboard: Some(pair.master.take_writer().unwrap()),
            master: Some(pair.master),
            output,
            raw: Vec::new(),
            emulator: vt100::Parser::new(cells(rows), cells(columns), 0),
            killer,
            process,
            exit,
            stalled,
            found,
        }
    }

    /// From now on nobody reads what the program writes, or somebody does again.
    pub fn stall(&self, stalled: bool) {
        self.stalled.store(stalled, Ordering::SeqCst);
    }

    /// Whether the terminal's modes are those the program found.
    pub fn has_its_modes(&self) -> bool {
        let master = self.master.as_deref();
        master.is_none_or(|master| modes_of(master) == self.found)
    }

    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let keyboard = self.keyboard.as_mut().unwrap();
        keyboard.write_all(bytes.as_ref()).unwrap();
        keyboard.flush().unwrap();
    }

    /// Waits until the screen is as `wished`; panics with the screen if it never is.
    pub fn wait_for(&mut self, what: &str, wished: impl Fn(&Screen) -> bool) {
        self.wait(what, |pty| wished(pty.emulator.screen()));
    }

    /// Waits until the program has written `bytes`, be they visible or not.
    pub fn wait_for_bytes(&mut self, bytes: &str) {
        self.wait_for_times(bytes, 1);
    }

    /// Waits until it has written them so often since its start.
    pub fn wait_for_times(&mut self, bytes: &str, times: usize) {
        self.wait(bytes, |pty| {
            let windows = pty.raw.windows(bytes.len());
            windows.filter(|window| *window == bytes.as_bytes()).count() >= times
        });
    }

    /// Waits until for so long nothing is written and next to nothing computed; whether that came.
    pub fn rests_for(&mut self, period: Duration) -> bool {
        let end = now() + 3 * PATIENCE;
        while now() < end {
            let ticks = self.ticks();
            let written = self.bytes_within(period);
            let used = self.ticks().zip(ticks).map(|(now, then)| now - then);
            if written == 0 && used.is_none_or(|ticks| ticks <= 1) {
                return true;
            }
        }
        false
    }

    fn wait(&mut self, what: &str, wished: impl Fn(&Self) -> bool) {
        let end = now() + PATIENCE;
        while !wished(self) {
            let left = end.saturating_duration_since(now());
            let Ok(bytes) = self.output.recv_timeout(left) else {
                panic!("waited in vain for {what:?}; the screen:\n{}", self.text());
            };
            self.take(&bytes);
        }
    }

    /// What the program writes while nothing is done to it for so long.
    pub fn bytes_within(&mut self, period: Duration) -> usize {
        let end = now() + period;
        let before = self.raw.len();
        loop {
            let left = end.saturating_duration_since(now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Timeout) => return self.raw.len() - before,
                Err(RecvTimeoutError::Disconnected) => panic!("ended:\n{}", self.text()),
            }
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.emulator.process(bytes);
        self.raw.extend_from_slice(bytes);
    }

    pub fn screen(&self) -> &Screen {
        self.emulator.screen()
    }

    pub fn text(&self) -> String {
        self.screen().contents()
    }

    /// Every byte the program has written so far.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    pub fn wrote(&self, text: &str) -> bool {
        self.raw
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    }

    pub fn resize(&mut self, (columns, rows): (u16, u16)) {
        let screen = self.emulator.screen_mut();
        screen.set_size(cells(rows), cells(columns));
        let master = self.master.as_ref().unwrap();
        master.resize(pty_size(columns, rows)).unwrap();
    }

    /// Sends the program a signal: `"TERM"`.
    pub fn signal(&self, name: &str) {
        assert!(self.signals(&[name]));
    }

    /// Several, as quickly as can be; whether it was there for the last.
    pub fn signals(&self, names: &[&str]) -> bool {
        let process = self.process.unwrap();
        let kills = names.iter().map(|name| format!("kill -{name} {process}"));
        let command = kills.collect::<Vec<_>>().join("; ");
        let status = Command::new("sh").args(["-c", &command]).status();
        status.unwrap().success()
    }

    /// Sends the program a signal where a shell was spawned that runs it.
    pub fn signal_child(&self, name: &str) {
        let command = format!("pkill -{name} -P {}", self.process.unwrap());
        let status = Command::new("sh").args(["-c", &command]).status().unwrap();
        assert!(status.success());
    }

    /// Ticks of processor time used so far (a hundredth of a second each), where the system tells.
    pub fn ticks(&self) -> Option<u64> {
        let path = format!("/proc/{}/stat", self.process?);
        let stat = std::fs::read_to_string(path).ok()?;
        let (_, fields) = stat.rsplit_once(')')?;
        let fields = fields.split_whitespace().skip(11).take(2);
        fields.map(|ticks| ticks.parse::<u64>().ok()).sum()
    }

    /// Closes the terminal window, so to speak. Whatever is drawn next (Ctrl+L draws) is read by
    /// nobody, and with that the last end of the terminal is closed.
    pub fn close(&mut self) {
        self.output = channel().1;
        self.send("\x0c");
        self.keyboard = None;
        self.master = None;
    }

    /// Whether it ends so soon; its exit code is then lost.
    pub fn ends_within(&mut self, period: Duration) -> bool {
        self.exit.recv_timeout(period).is_ok()
    }

    /// Waits for the program to end, reads what it wrote to the last, and gives its exit code.
    pub fn exit_code(&mut self) -> u32 {
        let Ok(status) = self.exit.recv_timeout(PATIENCE) else {
            panic!("it does not end; the screen:\n{}", self.text());
        };
        self.rest();
        status.exit_code()
    }

    /// Takes in what the program wrote to the last. It ends when nobody holds the terminal any more;
    /// where somebody does, or nobody reads, when nothing has come for a while.
    pub fn rest(&mut self) {
        while let Ok(bytes) = self.output.recv_timeout(Duration::from_secs(2)) {
            self.take(&bytes);
        }
    }

    /// The program's state directory.
    pub fn state(&self) -> PathBuf {
        self.home.path().join("state/horizon-tui")
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        self.stall(false);
        let _ = self.killer.kill();
    }
}

fn modes_of(master: &dyn MasterPty) -> Option<String> {
    master.get_termios().map(|modes| format!("{modes:?}"))
}

#[expect(
    clippy::disallowed_methods,
    reason = "a thread of its own, which only reads"
)]
fn pause() {
    std::thread::sleep(Duration::from_millis(5));
}

fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap()
}

fn pty_size(cols: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols,
        pixel_width: 0,
        pixel_height: 0,
    }
}

#[expect(clippy::disallowed_methods, reason = "a real program takes real time")]
fn now() -> Instant {
    Instant::now()
}

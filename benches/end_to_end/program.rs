//! The binary in a pseudo-terminal, with a home of its own.

use std::fs::File;
use std::io::{Read as _, Write};
use std::num::NonZero;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use horizon_tui::demo;
use portable_pty::{MasterPty, PtySize, native_pty_system};
use tempfile::TempDir;

use crate::distance::Front;
use crate::harness::measure::now;

const COLUMNS: u16 = 80;
const ROWS: u16 = 24;
/// Longer than any start takes, on any machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// Longer than it takes to end.
const END: Duration = Duration::from_secs(5);
/// A frame is over when no byte of it comes for so long.
const QUIET: Duration = Duration::from_millis(40);

/// A home directory with a way to the cloud in it.
pub struct Home(TempDir);

impl Home {
    pub fn new(auth_url: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        let (user, password) = (demo::USERNAME, demo::PASSWORD);
        let (project, region) = (demo::PROJECT, demo::REGIONS[0]);
        let clouds = format!(
            "clouds:\n  bench:\n    region_name: {region}\n    auth:\n      auth_url: {auth_url}\n      \
             username: {user}\n      password: {password}\n      project_name: {project}\n      \
             user_domain_id: default\n      project_domain_id: default\n"
        );
        std::fs::write(home.path().join("clouds.yaml"), clouds).unwrap();
        Self(home)
    }

    fn path(&self) -> PathBuf {
        self.0.path().to_path_buf()
    }
}

pub struct Program {
    started: Instant,
    keyboard: Box<dyn Write + Send>,
    output: Receiver<(Instant, Vec<u8>)>,
    emulator: vt100::Parser,
    child: Child,
    _master: Box<dyn MasterPty + Send>,
    /// What must be there as long as it runs.
    kept: Option<(Home, Front)>,
}

/// MiB.
pub struct Memory {
    pub now: f64,
    pub ever: f64,
}

impl Program {
    pub fn start(home: &Home) -> Self {
        let size = PtySize {
            rows: ROWS,
            cols: COLUMNS,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_horizon-tui"));
        command.env_clear();
        for (name, value) in [
            ("TERM", "xterm-256color"),
            ("LANG", "C.UTF-8"),
            ("PATH", "/usr/bin:/bin"),
            ("OS_CLOUD", "bench"),
        ] {
            command.env(name, value);
        }
        command.env("HOME", home.path());
        command.env("OS_CLIENT_CONFIG_FILE", home.path().join("clouds.yaml"));
        command.current_dir(home.path());
        // By the means that start curl: the pseudo-terminal's own would copy this process first, with
        // the whole cloud in it, and that is milliseconds which are not the program's.
        let terminal = pair.master.tty_name().unwrap();
        let terminal = || File::options().read(true).write(true).open(&terminal);
        command.stdin(terminal().unwrap());
        command.stdout(terminal().unwrap());
        command.stderr(terminal().unwrap());
        let started = now();
        let child = command.spawn().unwrap();
        drop((command, pair.slave));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(length @ 1..) = reader.read(&mut buffer) {
                if sender.send((now(), buffer[..length].to_vec())).is_err() {
                    break;
                }
            }
        });
        let cells = |count| NonZero::new(count).unwrap();
        Self {
            started,
            keyboard: pair.master.take_writer().unwrap(),
            output,
            emulator: vt100::Parser::new(cells(ROWS), cells(COLUMNS), 0),
            child,
            _master: pair.master,
            kept: None,
        }
    }

    pub fn keep(&mut self, home: Home, front: Front) {
        self.kept = Some((home, front));
    }

    /// How long after its start the screen is as wished.
    pub fn until(&mut self, wished: impl Fn(&str) -> bool) -> Duration {
        let end = self.started + PATIENCE;
        loop {
            let left = end.saturating_duration_since(now());
            let Ok((at, bytes)) = self.output.recv_timeout(left) else {
                panic!("waited in vain; the screen:\n{}", self.screen());
            };
            self.emulator.process(&bytes);
            if wished(&self.screen()) {
                return at - self.started;
            }
        }
    }

    /// How long after its start it counts so many instances.
    pub fn until_whole(&mut self, servers: usize) -> Duration {
        let count = format!(" {servers} instances");
        self.until(|screen| screen.replace(',', "").contains(&count))
    }

    fn screen(&self) -> String {
        self.emulator.screen().contents()
    }

    /// Types, and gives the time to the last byte of the frame that follows.
    pub fn press(&mut self, keys: &str) -> Duration {
        self.watch(QUIET);
        let start = now();
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
        let Ok((mut last, bytes)) = self.output.recv_timeout(PATIENCE) else {
            panic!("no frame for {keys:?}; the screen:\n{}", self.screen());
        };
        self.emulator.process(&bytes);
        while let Ok((at, bytes)) = self.output.recv_timeout(QUIET) {
            self.emulator.process(&bytes);
            last = at;
        }
        last - start
    }

    /// Lets so much time pass, and counts the bytes that come.
    pub fn watch(&mut self, period: Duration) -> usize {
        let end = now() + period;
        let mut count = 0;
        loop {
            let left = end.saturating_duration_since(now());
            match self.output.recv_timeout(left) {
                Ok((_, bytes)) => {
                    self.emulator.process(&bytes);
                    count += bytes.len();
                }
                Err(RecvTimeoutError::Timeout) => return count,
                Err(RecvTimeoutError::Disconnected) => panic!("ended:\n{}", self.screen()),
            }
        }
    }

    /// What it holds in memory, and what it held at the most.
    pub fn memory(&self) -> Memory {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let of = |key: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(key));
            let kib = line.unwrap().trim().trim_end_matches(" kB");
            kib.parse::<f64>().unwrap() / 1024.0
        };
        Memory {
            now: of("VmRSS:"),
            ever: of("VmHWM:"),
        }
    }

    /// The processor time of its threads so far; one that has ended no longer counts.
    pub fn processor(&self) -> Duration {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.child.id())).unwrap();
        let nanoseconds = tasks.map(|task| {
            let path = task.unwrap().path().join("schedstat");
            let text = std::fs::read_to_string(path).unwrap_or_default();
            let first = text.split(' ').next().unwrap_or_default();
            first.parse::<u64>().unwrap_or_default()
        });
        Duration::from_nanos(nanoseconds.sum())
    }

    /// Ends it as a person would, and waits for that.
    pub fn quit(mut self) {
        let _ = self.keyboard.write_all(b"q");
        let _ = self.keyboard.flush();
        let end = now() + END;
        // The terminal ends with the program.
        while self
            .output
            .recv_timeout(end.saturating_duration_since(now()))
            .is_ok()
        {}
    }

    pub fn kill(self) {
        drop(self);
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

//! The log: `horizon-tui.log` in the program's state directory, readable by its owner only.
//!
//! Never a secret in it: no bodies, no headers, and libraries speak only when something is wrong.

use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use tracing::level_filters::LevelFilter;
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;

use crate::disk::make_private;

/// A log file larger than this is put aside.
const LARGEST: u64 = 2_000_000;
/// How many are kept: `horizon-tui.log.1`, the newest, to `.3`.
const KEPT: u32 = 3;
/// Lines that wait for the disk. Their places are made at the start, each of 32 bytes; those that
/// come when all are taken are lost.
const WAITING: usize = 4096;

/// `$XDG_STATE_HOME/horizon-tui`, or what stands for it on this system.
pub fn state_directory() -> Option<PathBuf> {
    let project = directories::ProjectDirs::from("", "", "horizon-tui")?;
    let directory = project
        .state_dir()
        .unwrap_or_else(|| project.data_local_dir());
    Some(directory.to_path_buf())
}

/// Opens a file that only its owner can read, making its directory if need be. Neither of them may
/// be a link: what is written would land elsewhere.
///
/// # Errors
/// Why not.
pub fn create_private(
    directory: &Path,
    file: &Path,
    options: &mut OpenOptions,
) -> io::Result<File> {
    make_private(directory)?;
    if file.is_symlink() {
        return Err(io::Error::other("it is a symbolic link"));
    }
    let file = options.append(true).mode(0o600).open(file)?;
    // One that was there already may have been made by other hands.
    file.set_permissions(Permissions::from_mode(0o600))?;
    Ok(file)
}

/// Starts the log; it is written while the guard lives.
pub fn start(directory: Option<&Path>, level: LevelFilter) -> Result<WorkerGuard, String> {
    let directory = directory.ok_or("No log is kept: there is no home directory to keep it in")?;
    let log = Log::open(directory, LARGEST).map_err(|error| {
        format!(
            "No log is kept: {} cannot be written: {error}",
            directory.join("horizon-tui.log").display()
        )
    })?;
    let (writer, guard) = NonBlockingBuilder::default()
        .buffered_lines_limit(WAITING)
        .finish(log);
    let others = level.min(LevelFilter::WARN);
    let filter = EnvFilter::new(format!("{others},horizon_tui={level}"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(writer)
        .try_init()
        .map_err(|error| format!("No log is kept: {error}"))?;
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        pid = std::process::id(),
        "horizon-tui starts"
    );
    Ok(guard)
}

/// A file that puts itself aside when it has grown too large.
struct Log {
    path: PathBuf,
    file: File,
    size: u64,
    largest: u64,
}

impl Log {
    fn open(directory: &Path, largest: u64) -> io::Result<Self> {
        let path = directory.join("horizon-tui.log");
        let file = create_private(directory, &path, OpenOptions::new().create(true))?;
        let size = file.metadata()?.len();
        Ok(Self {
            path,
            file,
            size,
            largest,
        })
    }

    fn aside(&self, number: u32) -> PathBuf {
        self.path.with_extension(format!("log.{number}"))
    }

    fn rotate(&mut self) -> io::Result<()> {
        for number in (1..KEPT).rev() {
            // A gap in the row is no reason to stop.
            let _ = std::fs::rename(self.aside(number), self.aside(number + 1));
        }
        std::fs::rename(&self.path, self.aside(1))?;
        let directory = self.path.parent().unwrap_or(Path::new("."));
        *self = Self::open(directory, self.largest)?;
        Ok(())
    }
}

impl Write for Log {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.size + line.len() as u64 > self.largest && self.size > 0 {
            // Better a large log than none.
            let _ = self.rotate();
        }
        let written = self.file.write(line)?;
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_log_is_private_and_is_put_aside_when_large() {
        let home = tempfile::tempdir().unwrap();
        let directory = home.path().join("state/horizon-tui");
        let mut log = Log::open(&directory, 10).unwrap();
        for line in ["one 1\n", "two 2\n", "three 3\n", "four 4\n", "five 5\n"] {
            log.write_all(line.as_bytes()).unwrap();
        }
        let read = |name: &str| std::fs::read_to_string(directory.join(name)).ok();
        assert_eq!(read("horizon-tui.log").as_deref(), Some("five 5\n"));
        assert_eq!(read("horizon-tui.log.1").as_deref(), Some("four 4\n"));
        assert_eq!(read("horizon-tui.log.3").as_deref(), Some("two 2\n"));
        assert_eq!(read("horizon-tui.log.4"), None);
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&directory), 0o700);
        assert_eq!(mode(&directory.join("horizon-tui.log")), 0o600);
    }

    #[test]
    fn no_log_is_written_through_a_link_and_an_old_one_is_closed_to_others() {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        std::fs::write(at("precious"), "mine").unwrap();
        std::fs::create_dir(at("linked")).unwrap();
        symlink(at("precious"), at("linked/horizon-tui.log")).unwrap();
        assert!(Log::open(&at("linked"), 10).is_err(), "a link to a file");
        std::fs::remove_file(at("linked/horizon-tui.log")).unwrap();
        symlink(at("new"), at("linked/horizon-tui.log")).unwrap();
        assert!(Log::open(&at("linked"), 10).is_err(), "a link to nothing");
        std::fs::create_dir(at("elsewhere")).unwrap();
        symlink(at("elsewhere"), at("state")).unwrap();
        assert!(
            Log::open(&at("state"), 10).is_err(),
            "a link to a directory"
        );
        assert_eq!(std::fs::read_to_string(at("precious")).unwrap(), "mine");
        assert!(!at("new").exists());
        assert_eq!(std::fs::read_dir(at("elsewhere")).unwrap().count(), 0);

        let old = at("elsewhere/horizon-tui.log");
        std::fs::write(&old, "").unwrap();
        std::fs::set_permissions(&old, Permissions::from_mode(0o644)).unwrap();
        Log::open(&at("elsewhere"), 10).unwrap();
        let mode = old.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_log_that_cannot_be_opened_is_reported_not_fatal() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let error = start(Some(&file.path().join("state")), LevelFilter::INFO).unwrap_err();
        assert!(error.starts_with("No log is kept: "), "{error}");
        assert!(start(None, LevelFilter::INFO).is_err());
    }
}

//! Tokens kept between runs, so that a start needs no login: what Keystone said of a token, the
//! addresses it leads to, and the microversions found there.
//!
//! A token is a bearer credential: whoever reads its file has it until it ends. So directory and
//! files are their owner's alone; where they are not, nothing is kept, and the log says so. Nothing
//! here ever fails a login: what cannot be read is passed over, what cannot be written is left.
//!
//! All of it waits for the disk, and deriving a name takes a moment, so it runs on tokio's threads
//! for that and never on those of the connections.

mod key;
mod record;
mod revoke;

use std::io;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tracing::{debug, warn};

use crate::disk;

pub(crate) use key::Who;
pub(crate) use record::{Kept, Record};
pub use revoke::{LoggedOut, Outcome};

/// The machine's clock. What is kept is of another run, so that only a calendar reaches it.
pub type Wall = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What names of files are derived with, beside what they are for.
const SALT: &str = "salt";
/// How files end that are being written, see [`disk::replace`].
const UNFINISHED: &str = "tmp";
/// Nobody writes one of them for so long.
const WRITTEN_IN: SignedDuration = SignedDuration::from_mins(1);
/// Of a salt, in bytes.
const SALT_LENGTH: usize = 32;

/// What was looked for: the place of a login, and what is kept there. `None`: nothing can be.
pub(crate) type Looked = JoinHandle<Option<(Slot, Option<Kept>)>>;

/// Where tokens are kept, and by which clock. Clones are the same place.
#[derive(Clone)]
pub struct TokenCache {
    directory: PathBuf,
    wall: Wall,
    /// Writes under way; one at a time is at the disk.
    pending: Arc<watch::Sender<usize>>,
    turn: Arc<Mutex<()>>,
}

impl TokenCache {
    pub fn new(directory: PathBuf, wall: Wall) -> Self {
        Self {
            directory,
            wall,
            pending: Arc::default(),
            turn: Arc::default(),
        }
    }

    /// Where it is, for people.
    pub fn place(&self) -> String {
        self.directory.display().to_string()
    }

    /// Waits until all that was to be written is.
    pub async fn settled(&self) {
        // The sender is ours, so it is there.
        let _ = self.pending.subscribe().wait_for(|left| *left == 0).await;
    }

    /// Looks for a login of `who`.
    pub(crate) fn look(&self, who: Who) -> Looked {
        let cache = self.clone();
        tokio::task::spawn_blocking(move || {
            let slot = match cache.slot(who) {
                Ok(slot) => slot,
                Err(why) => {
                    let place = cache.directory.display();
                    warn!("no token is kept: {place} cannot be used: {why}");
                    return None;
                }
            };
            let kept = slot.load();
            Some((slot, kept))
        })
    }

    fn slot(&self, who: Who) -> io::Result<Slot> {
        make_ours(&self.directory)?;
        let salt = self.salt()?;
        let path = self.directory.join(format!("{}.json", who.name(&salt)));
        let cache = self.clone();
        Ok(Slot { cache, path, who })
    }

    /// One login of this process at a time: two would make it under the same name.
    fn salt(&self) -> io::Result<String> {
        let _turn = self.turn();
        let path = self.directory.join(SALT);
        let is_whole = |salt: &String| salt.len() == 2 * SALT_LENGTH;
        let new = || key::random(SALT_LENGTH);
        match read_ours(&path) {
            Ok(Some(salt)) if is_whole(&salt) => return Ok(salt),
            Ok(None) => disk::make(&path, &new()?)?,
            // It is not whole, or not ours alone.
            _ => disk::replace(&path, &new()?)?,
        }
        // Another process may have been sooner; what is on the disk counts.
        read_ours(&path)?
            .filter(is_whole)
            .ok_or_else(|| io::Error::other("its salt cannot be read back"))
    }

    /// The files of tokens, of this program's making or not, and what is being written or was when a
    /// process was killed: a token may stand in that too.
    fn files(&self) -> io::Result<Vec<PathBuf>> {
        let entries = std::fs::read_dir(&self.directory)?;
        let mut files: Vec<_> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| {
                let end = path.extension();
                end.is_some_and(|end| end == "json" || end == UNFINISHED)
            })
            .collect();
        files.sort();
        Ok(files)
    }

    fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for TokenCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenCache")
            .field("directory", &self.directory)
            .finish_non_exhaustive()
    }
}

/// The place of one login.
#[derive(Clone)]
pub(crate) struct Slot {
    pub(crate) cache: TokenCache,
    path: PathBuf,
    pub(crate) who: Who,
}

impl Slot {
    /// What is kept, if it is of use still.
    fn load(&self) -> Option<Kept> {
        let text = match read_ours(&self.path) {
            Ok(text) => text?,
            Err(why) => {
                warn!("{} is passed over: {why}", self.path.display());
                return None;
            }
        };
        let kept = Record::parse(&text)?.login((self.cache.wall)(), &self.who);
        debug!(found = kept.is_some(), "looked for a token kept");
        kept
    }

    /// Another login than the one with this token, which another process may have left here. With
    /// `ended`, that token is worth nothing, and its file goes.
    pub(crate) fn other(self, token: String, ended: bool) -> JoinHandle<Option<Kept>> {
        tokio::task::spawn_blocking(move || {
            let _turn = self.cache.turn();
            let kept = self.load();
            if kept.as_ref().is_some_and(|kept| !kept.has(&token)) {
                return kept;
            }
            if ended {
                self.remove();
            }
            None
        })
    }

    fn remove(&self) {
        if let Err(why) = disk::remove(&self.path) {
            warn!("{} cannot be removed: {why}", self.path.display());
        }
    }

    /// Writes what `record` says when its turn has come.
    pub(crate) fn write(&self, record: impl FnOnce(Timestamp) -> Record + Send + 'static) {
        let slot = self.clone();
        self.cache.pending.send_modify(|pending| *pending += 1);
        tokio::task::spawn_blocking(move || {
            slot.store(record);
            slot.cache.pending.send_modify(|pending| *pending -= 1);
        });
    }

    fn store(&self, record: impl FnOnce(Timestamp) -> Record) {
        let _turn = self.cache.turn();
        let now = (self.cache.wall)();
        self.cache.sweep(now);
        if let Err(why) = disk::replace(&self.path, &record(now).text()) {
            warn!("a token is not kept: {}: {why}", self.path.display());
        }
    }
}

impl TokenCache {
    /// Takes away what has ended: a file of a login that is not used again would stay for ever, and
    /// so would one that nobody lived to finish.
    fn sweep(&self, now: Timestamp) {
        for path in self.files().unwrap_or_default() {
            let ended = || {
                let record = Record::parse(&read_ours(&path).ok()??)?;
                Some(record.has_ended(now))
            };
            if is_left_behind(&path, now) || ended().unwrap_or(false) {
                let _ = disk::remove(&path);
            }
        }
    }
}

/// Whether a file was being written when its process was killed.
fn is_left_behind(path: &Path, now: Timestamp) -> bool {
    let changed = path.symlink_metadata().and_then(|found| found.modified());
    let changed = changed.ok().and_then(|at| Timestamp::try_from(at).ok());
    path.extension().is_some_and(|end| end == UNFINISHED)
        && changed.is_some_and(|at| now.duration_since(at) > WRITTEN_IN)
}

/// Makes the directory if it is not there. One that others may look into is not used: somebody has
/// made it so on purpose, or somebody else has.
fn make_ours(directory: &Path) -> io::Result<()> {
    if directory.symlink_metadata().is_err() {
        disk::make_private(directory)?;
    }
    are_ours(directory)
}

/// The text of a file that is ours alone; `None` when it is not there.
fn read_ours(path: &Path) -> io::Result<Option<String>> {
    let text = disk::read(path)?;
    if text.is_some() {
        are_ours(path)?;
    }
    Ok(text)
}

fn are_ours(path: &Path) -> io::Result<()> {
    let found = path.symlink_metadata()?;
    if found.is_symlink() {
        return Err(io::Error::other("it is a symbolic link"));
    }
    if found.uid() != rustix::process::geteuid().as_raw() {
        return Err(io::Error::other("it belongs to somebody else"));
    }
    if found.permissions().mode() & 0o077 != 0 {
        return Err(io::Error::other("others may look into it"));
    }
    Ok(())
}

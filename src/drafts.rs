//! Drafts on the disk: one file for each place, in a directory that only its owner can read.
//!
//! A thread of its own reads and writes, so that a slow home directory never blocks a key. Files
//! are replaced as a whole and never written through a link. One that cannot be understood is put
//! aside under another name.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use md5::{Digest as _, Md5};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::app::Msg;
use crate::app::launch::keep::Kept;
use crate::app::place::Place;
use crate::openstack::error::spoken;

/// No draft is as large as this, in bytes.
const LARGEST: u64 = 16 * 1024 * 1024;
/// How many characters of a place's title begin its file's name.
const READABLE: usize = 60;

/// The way to the thread. It ends when nobody can ask it any more.
#[derive(Debug, Clone)]
pub struct Drafts {
    tasks: Sender<Task>,
}

#[derive(Debug)]
enum Task {
    Keep(Place, Option<String>),
    Recall(Place),
    /// Everything asked before is done: says what went wrong with what was written last.
    Flush(Sender<Option<String>>),
}

impl Drafts {
    /// Keeps drafts in this directory, which is made when it is needed; without one nothing is
    /// kept. What the thread has to say comes through the receiver.
    pub fn start(directory: Option<PathBuf>) -> (Self, UnboundedReceiver<Msg>) {
        let (tasks, asked) = channel();
        let (tell, told) = unbounded_channel();
        let shelf = Shelf {
            directory,
            untouchable: BTreeSet::new(),
            failed: BTreeMap::new(),
            tell,
        };
        // Without a thread the receiver of the tasks is gone, and whoever asks hears of it.
        let _ = std::thread::Builder::new()
            .name("drafts".into())
            .spawn(move || shelf.serve(&asked));
        (Self { tasks }, told)
    }

    /// Replaces what is kept of a place, soon; `None` removes it.
    pub fn keep(&self, place: Place, text: Option<String>) {
        // Nobody to write it: [`Drafts::flush`] says so.
        let _ = self.tasks.send(Task::Keep(place, text));
    }

    /// Reads what is kept of a place; the answer is [`Msg::Recalled`].
    pub fn recall(&self, place: Place) {
        let _ = self.tasks.send(Task::Recall(place));
    }

    /// Waits, at most so long, until everything asked for is done.
    ///
    /// # Errors
    ///
    /// One sentence: what could not be written, or that it takes too long.
    pub fn flush(&self, at_most: Duration) -> Result<(), String> {
        let (done, finished) = channel();
        let asked = self.tasks.send(Task::Flush(done)).is_ok();
        match finished.recv_timeout(at_most) {
            Ok(None) => Ok(()),
            Ok(Some(why)) => Err(why),
            Err(_) if asked => Err("Drafts are not kept: the disk takes too long".into()),
            Err(_) => Err("Drafts are not kept: nobody is there to write them".into()),
        }
    }
}

/// What the thread knows.
struct Shelf {
    directory: Option<PathBuf>,
    /// What lies there could be neither read nor put aside.
    untouchable: BTreeSet<Place>,
    /// Why the last write of a place failed, as it was told.
    failed: BTreeMap<Place, String>,
    tell: UnboundedSender<Msg>,
}

impl Shelf {
    fn serve(mut self, asked: &Receiver<Task>) {
        while let Ok(task) = asked.recv() {
            let mut tasks = vec![task];
            tasks.extend(asked.try_iter());
            self.carry_out(tasks);
        }
    }

    /// Of what is to be written to one file, only the last counts.
    fn carry_out(&mut self, tasks: Vec<Task>) {
        let mut last = BTreeMap::new();
        for (number, task) in tasks.iter().enumerate() {
            if let Task::Keep(place, _) = task {
                last.insert(place.clone(), number);
            }
        }
        for (number, task) in tasks.into_iter().enumerate() {
            match task {
                Task::Keep(place, text) if last.get(&place) == Some(&number) => {
                    self.keep(place, text.as_deref());
                }
                Task::Keep(..) => {}
                Task::Recall(place) => {
                    let result = self.recall(&place);
                    let result = result.map(|kept| kept.map(Box::new));
                    let _ = self.tell.send(Msg::Recalled { place, result });
                }
                Task::Flush(done) => {
                    let _ = done.send(self.failed.values().next().cloned());
                }
            }
        }
    }

    /// Writes, and tells what failed, once for as long as it fails in the same way.
    fn keep(&mut self, place: Place, text: Option<&str>) {
        let result = self.write(&place, text);
        if result.as_ref().err() == self.failed.get(&place) {
            return;
        }
        match &result {
            Ok(()) => drop(self.failed.remove(&place)),
            Err(why) => {
                tracing::warn!("{why}");
                self.failed.insert(place.clone(), why.clone());
            }
        }
        let _ = self.tell.send(Msg::DraftKept { place, result });
    }

    fn write(&self, place: &Place, text: Option<&str>) -> Result<(), String> {
        let Some(directory) = &self.directory else {
            return match text {
                None => Ok(()),
                Some(_) => {
                    Err("Drafts are not kept: there is no home directory to keep them in".into())
                }
            };
        };
        let path = directory.join(file_name(place));
        if self.untouchable.contains(place) {
            return Err(format!(
                "The draft is not kept: {} is in its way",
                path.display()
            ));
        }
        let written = match text {
            Some(text) => make_private(directory).and_then(|()| replace(&path, text)),
            None => remove(&path),
        };
        written.map_err(|error| {
            let why = spoken(&error);
            format!("The draft is not kept: {}: {why}", path.display())
        })
    }

    fn recall(&mut self, place: &Place) -> Result<Option<Kept>, String> {
        let Some(directory) = &self.directory else {
            return Ok(None);
        };
        let path = directory.join(file_name(place));
        let why = match read(&path) {
            Ok(None) => return Ok(None),
            Ok(Some(text)) => match Kept::parse(&text) {
                Ok(kept) => return Ok(Some(kept)),
                Err(why) => why,
            },
            Err(error) => spoken(&error),
        };
        let what = format!("The draft in {} cannot be read: {why}", path.display());
        Err(match put_aside(&path) {
            Ok(aside) => format!("{what}. It is in {} now", aside.display()),
            Err(error) => {
                self.untouchable.insert(place.clone());
                let why = spoken(&error);
                format!("{what}. It cannot be put aside either ({why}): no draft is kept")
            }
        })
    }
}

/// `prod-RegionOne-web-team-1f0c3b5a7d9e.json`: what can be read of the title, and a hash of the
/// rest, so that no two places share one.
fn file_name(place: &Place) -> String {
    let mut readable = String::new();
    for c in place.title.chars().take(READABLE) {
        if c.is_ascii_alphanumeric() || c == '_' {
            readable.push(c);
        } else if !readable.ends_with('-') {
            readable.push('-');
        }
    }
    let digest = Md5::digest(&place.identity);
    let hash = digest
        .iter()
        .take(6)
        .fold(String::new(), |hash, byte| hash + &format!("{byte:02x}"));
    format!("{}-{hash}.json", readable.trim_matches('-'))
}

fn make_private(directory: &Path) -> io::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)?;
    let found = directory.symlink_metadata()?;
    if found.is_symlink() {
        return Err(io::Error::other("its directory is a symbolic link"));
    }
    if found.permissions().mode() & 0o077 != 0 {
        std::fs::set_permissions(directory, Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Whoever reads sees the old text or the new one. A link in its place is replaced, not followed.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let new = path.with_extension(format!("{}.tmp", std::process::id()));
    remove(&new)?;
    let written = (|| {
        let mut options = OpenOptions::new();
        let mut file = options
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&new)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&new, path)
    })();
    if written.is_err() {
        let _ = remove(&new);
    }
    written
}

fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if !is_absent(&error) => Err(error),
        _ => Ok(()),
    }
}

/// Neither the file nor perhaps its directory is there.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// The text of a file that is one and no link to one; `None` when it is not there.
fn read(path: &Path) -> io::Result<Option<String>> {
    let found = match path.symlink_metadata() {
        Err(error) if is_absent(&error) => return Ok(None),
        found => found?,
    };
    if found.is_symlink() {
        return Err(io::Error::other("it is a symbolic link"));
    }
    if !found.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    if found.len() > LARGEST {
        return Err(io::Error::other("it is too large for a draft"));
    }
    let mut text = String::new();
    File::open(path)?.take(LARGEST).read_to_string(&mut text)?;
    Ok(Some(text))
}

/// Renames the file to one that is not there yet: `….bad`, `….bad2`.
fn put_aside(path: &Path) -> io::Result<PathBuf> {
    let names = std::iter::once("bad".to_owned()).chain((2..100).map(|n| format!("bad{n}")));
    for name in names {
        let aside = path.with_extension(format!("json.{name}"));
        if aside.symlink_metadata().is_err() {
            std::fs::rename(path, &aside)?;
            return Ok(aside);
        }
    }
    Err(io::Error::other("too many are aside already"))
}

#[cfg(test)]
mod tests;

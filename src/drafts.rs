//! Drafts on the disk: one file for each place, in a directory that only its owner can read. Beside
//! it one file more: how the lists were looked at.
//!
//! A thread of its own reads and writes, so that a slow home directory never blocks a key. Files
//! are replaced as a whole and never written through a link. A draft that cannot be understood is
//! put aside under another name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use md5::{Digest as _, Md5};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::app::Msg;
use crate::app::launch::keep::Kept;
use crate::app::memory::Memory;
use crate::app::place::Place;
use crate::disk::{digits, make_private, put_aside, read, remove, replace};
use crate::openstack::error::spoken;

/// In the program's state directory.
const DRAFTS: &str = "drafts";
const VIEW: &str = "view.json";
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
    /// How the lists are looked at.
    Remember(String),
    /// Everything asked before is done: says what went wrong with what was written last.
    Flush(Sender<Option<String>>),
}

impl Drafts {
    /// Keeps drafts in the program's state directory, which is made when it is needed; without one
    /// nothing is kept. What the thread has to say comes through the receiver.
    pub fn start(state: Option<PathBuf>) -> (Self, UnboundedReceiver<Msg>) {
        let (tasks, asked) = channel();
        let (tell, told) = unbounded_channel();
        let shelf = Shelf {
            directory: state.as_deref().map(|state| state.join(DRAFTS)),
            state,
            untouchable: BTreeSet::new(),
            failed: BTreeMap::new(),
            forgetful: false,
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

    /// Replaces what is remembered of how the lists are looked at, soon.
    pub fn remember(&self, text: String) {
        let _ = self.tasks.send(Task::Remember(text));
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
    state: Option<PathBuf>,
    /// Of the drafts.
    directory: Option<PathBuf>,
    /// What lies there could be neither read nor put aside.
    untouchable: BTreeSet<Place>,
    /// Why the last write of a place failed, as it was told.
    failed: BTreeMap<Place, String>,
    /// The last view could not be written, as was told.
    forgetful: bool,
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
        let mut last_view = None;
        for (number, task) in tasks.iter().enumerate() {
            match task {
                Task::Keep(place, _) => drop(last.insert(place.clone(), number)),
                Task::Remember(_) => last_view = Some(number),
                Task::Recall(_) | Task::Flush(_) => {}
            }
        }
        for (number, task) in tasks.into_iter().enumerate() {
            match task {
                Task::Keep(place, text) if last.get(&place) == Some(&number) => {
                    self.keep(place, text.as_deref());
                }
                Task::Remember(text) if last_view == Some(number) => self.remember(&text),
                Task::Keep(..) | Task::Remember(_) => {}
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

    /// Writes how the lists are looked at. It is no work of anybody's that is lost: a failure is
    /// told once.
    fn remember(&mut self, text: &str) {
        let Some(state) = &self.state else { return };
        let path = state.join(VIEW);
        let written = make_private(state).and_then(|()| replace(&path, text));
        if let Err(error) = &written {
            let why = spoken(error);
            let what = format!(
                "Columns, sorting and filters are not remembered: {}: {why}",
                path.display()
            );
            tracing::warn!("{what}");
            if !self.forgetful {
                let _ = self.tell.send(Msg::Warn(what));
            }
        }
        self.forgetful = written.is_err();
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

/// How the lists were looked at when the program ran last; as nobody has yet where that cannot be
/// read.
pub fn recall_view(state: Option<&Path>) -> Memory {
    let Some(path) = state.map(|state| state.join(VIEW)) else {
        return Memory::default();
    };
    match read(&path) {
        Ok(text) => Memory::parse(text.as_deref().unwrap_or_default()),
        Err(error) => {
            let why = spoken(&error);
            tracing::warn!("{} cannot be read: {why}", path.display());
            Memory::default()
        }
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
    let hash = digits(&digest[..6]);
    format!("{}-{hash}.json", readable.trim_matches('-'))
}

#[cfg(test)]
mod tests;

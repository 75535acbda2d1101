//! The core: what the program knows and how it changes. No I/O, no clock, no terminal.

pub mod about;
mod act;
pub mod action;
mod aim;
mod allowed;
pub mod area;
mod bits;
pub mod choices;
pub mod columns;
pub mod complete;
pub mod copy;
pub(crate) mod counted;
pub mod cx;
pub mod details;
mod dialogs;
pub mod entry;
pub mod explain;
mod facets;
pub mod field;
pub mod filter;
#[cfg(test)]
pub(crate) mod fixture;
pub mod form;
pub mod format;
mod found;
pub mod guard;
pub mod images;
pub mod instances;
pub mod job;
mod keeping;
pub mod key;
mod keys;
pub mod launch;
pub mod layout;
pub mod list;
mod memo;
pub mod memory;
pub mod modal;
mod news;
pub mod notice;
mod open;
pub mod opener;
pub mod patience;
pub mod place;
pub mod poll;
mod read_only;
mod record;
mod relaunch;
pub mod remote;
mod renew;
mod replies;
pub mod rules;
pub mod server;
mod session;
pub mod settings;
pub mod shell;
mod sift;
mod sight;
pub mod ssh;
pub mod stamped;
pub mod table;
#[cfg(test)]
mod tests;
pub mod time;
pub mod timing;
pub mod workspace;
pub mod wrap;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use crossterm::event::{KeyEvent, KeyEventKind};

use self::action::Action;
use self::allowed::Judged;
use self::cx::{Clipboard, Cx, Ids};
use self::details::DetailsTab;
use self::entry::Entry;
use self::guard::Fingers;
use self::job::{Followed, Jobs};
use self::keeping::Keeping;
use self::launch::Draft;
use self::launch::keep::Kept;
use self::memo::Memo;
use self::memory::{Looked, Memory};
use self::modal::Modal;
use self::modal::view::QuitQuestion;
use self::news::Autopsy;
use self::notice::Notices;
use self::opener::Opener;
use self::place::Place;
use self::poll::Poller;
use self::session::Session;
use self::sight::Sight;
use self::ssh::errand::{End, Errand};
use self::stamped::Stamped;
use self::time::Now;
use self::timing::Watched;
use self::workspace::Workspace;
use crate::cloud::message::{
    ApiCall, CloudChoice, ContextId, Discovery, OpId, Reply, Request, Ticket,
};
use crate::openstack::compute::Server;
use crate::openstack::id::ServerId;
use crate::openstack::secret::Secret;

/// Everything that can happen, by where it comes from.
#[derive(Debug)]
pub enum Msg {
    Key(KeyEvent),
    /// Bracketed paste.
    Paste(String),
    /// A click or a turn of the wheel, already mapped to what was drawn there.
    Click(Click),
    /// Columns and rows.
    Resize(u16, u16),
    Focus(bool),
    /// Time has passed: a deadline is due.
    Wake,
    /// Nothing else has happened: on with what was put off, see [`App::goes_on`].
    GoOn,
    Cloud(Box<Reply>),
    /// A process-level problem to tell (a log file that cannot be written).
    Warn(String),
    /// What was last said to be on its way to the clipboard is not, and why.
    NotCopied {
        why: String,
        text: Secret,
    },
    /// A program that had the terminal has ended, or never began.
    Ran {
        errand: Errand,
        end: End,
    },
    /// What was kept of a place, or why that could not be read.
    Recalled {
        place: Place,
        result: Result<Option<Box<Kept>>, String>,
    },
    /// A draft could not be written, or could again.
    DraftKept {
        place: Place,
        result: Result<(), String>,
    },
}

/// What the mouse hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Click {
    /// Wheel: rows down (negative: up).
    Scroll(i64),
    /// A row of the list (or of a menu), by its place; the second click of two opens it.
    Row(usize),
    /// The context menu of a row.
    RowMenu(usize),
    /// A tab, a hint of the footer, a header cell.
    Act(Action),
    /// A button or a step of the wizard: as if this key were pressed.
    Key(KeyEvent),
    SortInstances(instances::Column),
    SortImages(images::Column),
    /// A tab of the details.
    Details(DetailsTab),
    /// An interface or an action in a tab of the details, by its place; the second click of two
    /// enters it.
    Item(usize),
}

/// What is told once, or asked, is deaf so long to the key that led to it.
const DEAF: Duration = Duration::from_millis(300);

/// How the program was started.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// `--demo`, else what the configuration says.
    pub cloud: Option<CloudChoice>,
    pub region: Option<String>,
    pub project: Option<String>,
    pub settings: settings::Settings,
    /// How the lists were looked at in the last run.
    pub memory: Memory,
    pub clipboard: Clipboard,
}

/// Intent, as data: the runtime carries it out.
#[derive(Debug)]
pub enum Effect {
    Cloud(Request),
    /// Put this on the clipboard; [`Msg::NotCopied`] says at once when that cannot be.
    Copy(String),
    /// Draw everything anew.
    Redraw,
    /// Give the terminal back and stop (Ctrl+Z).
    Suspend,
    /// Give the terminal to another program until it ends; answered with [`Msg::Ran`].
    Run(Errand),
    /// Turn mouse capture on or off.
    Mouse(bool),
    /// Read what was kept of a place; answered with [`Msg::Recalled`].
    RecallDraft {
        place: Place,
    },
    /// Remember how the lists are looked at, in place of what was remembered.
    Remember(String),
    /// Keep this of a place, in place of what was kept; `None`: nothing. Not to be waited for.
    KeepDraft {
        place: Place,
        text: Option<String>,
    },
    /// Show this address in a browser of this machine. It holds a token.
    OpenUrl(Secret),
    Quit,
}

/// What a dialog wants to happen to itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    Stay,
    Close,
    /// What of this launch failed is to be launched again.
    Relaunch(OpId),
}

/// The whole state of the program.
#[derive(Debug)]
pub struct App {
    pub now: Now,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// The way in, while no context is open or another one is being opened.
    pub entry: Option<Entry>,
    /// The open context.
    pub space: Option<Workspace>,
    /// Topmost last.
    pub modals: Vec<Modal>,
    pub discovery: Option<Discovery>,
    /// `cloud / region / project` of the open context, and of those left that jobs tell of.
    pub places: BTreeMap<ContextId, String>,
    /// The newest API calls, oldest first.
    pub calls: VecDeque<(u64, ApiCall)>,
    /// Leaving would lose something: asked above everything else.
    pub quitting: Option<QuitQuestion>,
    pub mouse: bool,
    desk: Desk,
    options: Options,
    session: Session,
    /// Unfinished launches, by place.
    drafts: BTreeMap<Place, Stamped<Draft>>,
    /// What each launch in the job list was made of, to launch again what of it failed.
    launches: BTreeMap<OpId, Draft>,
    keeping: Keeping,
    /// How the lists are looked at, here and elsewhere.
    memory: Memory,
    looked: Option<Looked>,
    /// Where `:ro` was said in this run.
    frozen: BTreeSet<Place>,
    poller: Poller,
    /// For what rows are polled, and until when that is so without a change.
    watched_rows: Option<(Watched, Duration)>,
    /// Reads that ask why something failed.
    autopsies: BTreeMap<Ticket, Autopsy>,
    /// Rows in transition that no job of this run has set in motion, as they were found last.
    elsewhere: Memo<(ContextId, u64, u64), Vec<ServerId>>,
    /// Why the marked cannot be done to what, as far as that was asked.
    judged: RefCell<Judged>,
    /// What was to be seen last, and how often it has changed.
    sight: Sight,
    sights: u64,
    /// When a key was last pressed.
    last_key: Duration,
    fingers: Fingers,
    /// The key that opened what takes the keys now: it may be held.
    opener: Option<Opener>,
    /// What the menus that are open were opened for.
    aim: Vec<Followed>,
    /// Which row was clicked last, and when.
    last_click: Option<(usize, Duration)>,
    /// The tab of the details that was looked at last.
    details_tab: DetailsTab,
}

/// What every handler writes into.
#[derive(Debug, Default)]
struct Desk {
    effects: Vec<Effect>,
    ids: Ids,
    jobs: Jobs,
    notices: Notices,
    clipboard: Clipboard,
}

impl Desk {
    fn cx(&mut self, now: Now, context: ContextId) -> Cx<'_> {
        Cx {
            now,
            context,
            effects: &mut self.effects,
            ids: &mut self.ids,
            jobs: &mut self.jobs,
            notices: &mut self.notices,
            clipboard: self.clipboard,
        }
    }
}

impl App {
    /// The first state, and what to do first.
    pub fn new(options: Options, size: (u16, u16), now: Now) -> (Self, Vec<Effect>) {
        let mut app = Self {
            now,
            size,
            entry: None,
            space: None,
            modals: Vec::new(),
            discovery: None,
            places: BTreeMap::new(),
            calls: VecDeque::new(),
            quitting: None,
            fingers: Fingers::default(),
            opener: None,
            mouse: true,
            desk: Desk {
                clipboard: options.clipboard,
                ..Desk::default()
            },
            memory: options.memory.clone(),
            looked: None,
            options,
            session: Session::default(),
            drafts: BTreeMap::new(),
            launches: BTreeMap::new(),
            keeping: Keeping::default(),
            frozen: BTreeSet::new(),
            poller: Poller::default(),
            watched_rows: None,
            autopsies: BTreeMap::new(),
            elsewhere: Memo::default(),
            judged: RefCell::default(),
            sight: Sight::default(),
            sights: 0,
            last_key: now.mono,
            aim: Vec::new(),
            last_click: None,
            details_tab: DetailsTab::default(),
        };
        app.start();
        let effects = std::mem::take(&mut app.desk.effects);
        (app, effects)
    }

    /// Takes one message; gives what is to be done.
    pub fn update(&mut self, msg: Msg, now: Now) -> Vec<Effect> {
        self.now = now;
        let shows = self.may_show(&msg);
        self.filter_before(&msg);
        match msg {
            // Nothing is done by letting go.
            Msg::Key(key) if key.kind == KeyEventKind::Release && self.lets_back_at().is_none() => {
                self.on_touch(key);
                return Vec::new();
            }
            Msg::Key(key) => self.on_touch(key),
            Msg::Paste(text) => {
                self.let_back();
                self.on_paste(&text);
            }
            Msg::Click(click) => {
                self.last_key = now.mono;
                self.let_back();
                self.on_click(&click);
            }
            Msg::Resize(columns, rows) => self.size = (columns, rows),
            Msg::Focus(true) => self.last_key = now.mono,
            Msg::Focus(false) | Msg::Wake => {}
            // It is part of what a key has begun: nothing else can have become due.
            Msg::GoOn => {
                self.see(shows);
                return Vec::new();
            }
            Msg::Cloud(reply) => self.on_reply(*reply),
            Msg::Warn(text) => self.desk.notices.warn(text, now),
            Msg::NotCopied { why, text } => self.not_copied(why, text),
            Msg::Ran { errand, end } => self.on_ran(&errand, &end),
            Msg::Recalled { place, result } => {
                self.on_recalled(place, result.map(|kept| kept.map(|kept| *kept)));
            }
            Msg::DraftKept { place, result } => self.on_draft_kept(place, result),
        }
        self.on_time();
        self.remember();
        self.hold_to_reading();
        self.keep_changed(false);
        self.see(shows);
        std::mem::take(&mut self.desk.effects)
    }

    pub fn jobs(&self) -> &Jobs {
        &self.desk.jobs
    }

    pub fn notices(&self) -> &Notices {
        &self.desk.notices
    }

    /// So many servers of the open context, at most, that are at work on what no job of this run has
    /// set in motion. They are looked for only when a row or a job has changed.
    pub fn under_way_elsewhere(&self, most: usize) -> Vec<&Server> {
        let Some(space) = &self.space else {
            return Vec::new();
        };
        let (context, table, jobs) = (space.context, &space.instances.table, &self.desk.jobs);
        let of = (context, table.revision(), jobs.revision());
        let elsewhere = self.elsewhere.made(of, |_| {
            let rows = table.in_transition_sorted().into_iter();
            let ours = |id: &ServerId| {
                jobs.follows(context, Followed::Server(id.clone())) || jobs.runs_for(context, id)
            };
            let rows = rows.filter(|server| !ours(&server.id));
            rows.map(|server| server.id.clone()).collect()
        });
        let first = elsewhere.iter().take(most);
        first.filter_map(|id| table.get(id)).collect()
    }

    /// Deletes that would be lost by leaving now.
    pub fn held(&self) -> usize {
        self.desk.jobs.held()
    }

    /// The draft kept for the open context.
    pub fn draft(&self) -> Option<&Draft> {
        let draft = self.drafts.get(&self.space.as_ref()?.draft_place());
        draft.map(|draft| &**draft)
    }
}

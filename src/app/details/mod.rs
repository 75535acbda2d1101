//! The details of one instance, on the whole screen: Overview, Interfaces, Log, Console, Action
//! Log.

mod action_log;
mod console;
#[cfg(test)]
pub(crate) mod fixture;
mod interfaces;
mod keys;
pub mod log;
mod overview;
pub mod page;
mod reads;
mod rules;
#[cfg(test)]
mod tests;

use std::time::Duration;

use self::action_log::ActionLog;
use self::console::Console;
pub use self::keys::hints;
pub(super) use self::keys::serves;
use self::log::Log;
use self::page::{Line, Page};
use super::field::Field;
use super::layout;
use super::remote::Remote;
use super::table::Table;
use super::time::Now;
use super::workspace::Workspace;
use super::{App, Effect};
use crate::cloud::message::Read;
use crate::openstack::compute::Server;
use crate::openstack::id::PortId;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DetailsTab {
    #[default]
    Overview,
    Interfaces,
    Log,
    Console,
    ActionLog,
}

impl DetailsTab {
    pub const ALL: [Self; 5] = [
        Self::Overview,
        Self::Interfaces,
        Self::Log,
        Self::Console,
        Self::ActionLog,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Interfaces => "Interfaces",
            Self::Log => "Log",
            Self::Console => "Console",
            Self::ActionLog => "Action Log",
        }
    }

    /// The one at the right of it, or at the left; round the end.
    fn beside(self, by: usize) -> Self {
        let at = Self::ALL.iter().position(|tab| *tab == self).unwrap_or(0);
        Self::ALL[(at + by) % Self::ALL.len()]
    }
}

/// The details that are open: of which instance, and what is looked at in each tab.
#[derive(Debug)]
pub struct Details {
    pub tab: DetailsTab,
    /// As it was listed last; also after it has gone.
    pub row: Server,
    /// When it was found to be gone.
    pub gone: Option<Now>,
    /// Lines of the Overview above the view.
    scroll: usize,
    /// The interface under the cursor; the first when `None`.
    port: Option<PortId>,
    pub log: Log,
    console: Console,
    actions: ActionLog,
    /// A line being typed into.
    pub prompt: Option<Prompt>,
    /// Whether the row is being read by itself.
    row_read: Remote<()>,
    /// When its row was shown first, as the list had it.
    opened: Duration,
    /// When what was read, since the row changed last.
    asked: Vec<(Read, Duration)>,
    /// Everything is to be read, however fresh.
    anew: bool,
}

/// What is being typed.
#[derive(Debug)]
pub enum Prompt {
    /// What to look for in the log.
    Search(Field),
    /// Where to save the log.
    Save(Field),
}

impl Prompt {
    pub fn field(&self) -> &Field {
        match self {
            Self::Search(field) | Self::Save(field) => field,
        }
    }

    fn field_mut(&mut self) -> &mut Field {
        match self {
            Self::Search(field) | Self::Save(field) => field,
        }
    }
}

impl Details {
    fn new(row: Server, tab: DetailsTab, now: Now) -> Self {
        Self {
            tab,
            row,
            gone: None,
            scroll: 0,
            port: None,
            log: Log::default(),
            console: Console::default(),
            actions: ActionLog::default(),
            prompt: None,
            row_read: Remote::default(),
            opened: now.mono,
            asked: Vec::new(),
            anew: false,
        }
    }

    /// The interface the keys act on, while interfaces are looked at.
    pub fn port<'a>(&'a self, space: &'a Workspace) -> Option<&'a PortId> {
        if self.tab != DetailsTab::Interfaces {
            return None;
        }
        let about = space.about.of(&self.row.id);
        let (ports, at) = interfaces::chosen(about, self.port.as_ref());
        ports.get(at).map(|port| &port.id)
    }

    /// Another tab. The address of a console is forgotten.
    fn show(&mut self, tab: DetailsTab) {
        if self.tab != tab {
            self.tab = tab;
            self.console = Console::default();
            self.prompt = None;
        }
    }

    /// Compares with the list.
    fn see(&mut self, row: Option<&Server>, listed: bool, now: Now) {
        match row {
            Some(row) => {
                self.gone = None;
                if *row != self.row {
                    self.row.clone_from(row);
                    self.row_changed();
                }
            }
            None if listed && self.gone.is_none() => self.gone = Some(now),
            None => {}
        }
    }
}

/// What a screen shows of a tab.
#[derive(Debug, Default)]
pub struct View {
    pub lines: Vec<Line>,
    /// How much of it that is.
    pub facts: String,
}

impl Workspace {
    /// The instance an action is aimed at before all marks: the one whose details are open.
    /// `Some(None)`: it is gone.
    pub fn looked_at(&self) -> Option<Option<&Server>> {
        let details = self.details.as_ref()?;
        Some(self.instances.table.get(&details.row.id))
    }

    /// What the tab in view shows, laid out; the Log lays itself out.
    pub fn details_page(&self, now: Now, width: usize) -> Option<Page> {
        let details = self.details.as_ref()?;
        let about = self.about.of(&details.row.id);
        Some(match details.tab {
            DetailsTab::Overview => overview::page(details, self, now, width),
            DetailsTab::Interfaces => {
                let (port, has_network) = (details.port.as_ref(), self.info.has_network);
                interfaces::page(about, port, has_network, &self.choices, width)
            }
            DetailsTab::Log => return None,
            DetailsTab::Console => details.console.page(&details.row, width),
            DetailsTab::ActionLog => details.actions.page(about, &details.row, width),
        })
    }

    /// What is on a screen of this size.
    pub fn details_view(&self, now: Now, size: (usize, usize)) -> View {
        let Some(details) = &self.details else {
            return View::default();
        };
        let Some(page) = self.details_page(now, size.0) else {
            return View {
                lines: details.log.view(size),
                facts: details.log.facts(),
            };
        };
        let first = page.first(details.scroll, size.1);
        let all = page.lines.len();
        let facts = if all > size.1 {
            format!("lines {}–{} of {all}", first + 1, (first + size.1).min(all))
        } else {
            String::new()
        };
        let lines = page.lines.into_iter().skip(first).take(size.1).collect();
        View { lines, facts }
    }
}

/// What an action on instances is aimed at: the one whose details are open, else the marked, else
/// the one under the cursor.
pub(super) fn targets<'a>(
    table: &'a mut Table<Server>,
    details: Option<&Details>,
) -> Vec<&'a Server> {
    match details {
        Some(details) => table.get(&details.row.id).into_iter().collect(),
        None => table.targets(),
    }
}

impl App {
    /// Shows the details of the instance under the cursor, or another tab of those shown.
    pub(super) fn open_details(&mut self, tab: DetailsTab) {
        let Some(space) = &mut self.space else { return };
        self.details_tab = tab;
        if let Some(details) = &mut space.details {
            return details.show(tab);
        }
        let Some(row) = space.instances.table.cursor() else {
            return;
        };
        space.details = Some(Box::new(Details::new(row.clone(), tab, self.now)));
    }

    /// The tab looked at last.
    pub(super) fn open_last_details(&mut self) {
        self.open_details(self.details_tab);
    }

    /// Back to the list, on the instance that was shown.
    pub(super) fn close_details(&mut self) {
        if let Some(space) = &mut self.space
            && let Some(details) = space.details.take()
        {
            space.instances.table.select(&details.row.id);
        }
    }

    /// The instance above or below in the list, in the same tab.
    fn turn_details(&mut self, by: i64) {
        let Some(space) = &mut self.space else { return };
        let Some(details) = &mut space.details else {
            return;
        };
        let table = &mut space.instances.table;
        // Where it went, its neighbour has the cursor already.
        if table.get(&details.row.id).is_some() {
            table.select(&details.row.id);
            table.move_by(by);
        }
        let Some(row) = table.cursor().filter(|row| row.id != details.row.id) else {
            return;
        };
        let log = details.log.afresh();
        **details = Details {
            log,
            ..Details::new(row.clone(), details.tab, self.now)
        };
    }

    /// Scrolls, or moves the cursor of a tab that has one.
    pub(super) fn scroll_details(&mut self, rows: i64) {
        let size = layout::details(self.size);
        let Some(space) = &mut self.space else { return };
        let page = space.details_page(self.now, size.0);
        let Some(details) = &mut space.details else {
            return;
        };
        let about = space.about.of(&details.row.id);
        match (details.tab, page) {
            (DetailsTab::Interfaces, _) => {
                let (ports, at) = interfaces::chosen(about, details.port.as_ref());
                let to = i64::try_from(at).unwrap_or(0).saturating_add(rows);
                let to = usize::try_from(to).unwrap_or(0);
                let port = ports.get(to.min(ports.len().saturating_sub(1)));
                details.port = port.map(|port| port.id.clone());
            }
            (DetailsTab::ActionLog, Some(page)) => details.actions.move_by(rows, &page, about),
            (_, Some(page)) => {
                let first = i64::try_from(page.first(details.scroll, size.1)).unwrap_or(0);
                let to = usize::try_from(first.saturating_add(rows)).unwrap_or(0);
                details.scroll = page.first(to, size.1);
            }
            (_, None) => details.log.scroll(rows, size),
        }
    }

    /// Puts the cursor of a tab that has one on an item, by its place.
    pub(super) fn choose_in_details(&mut self, place: usize) {
        let Some(space) = &mut self.space else { return };
        let Some(details) = &mut space.details else {
            return;
        };
        let about = space.about.of(&details.row.id);
        match details.tab {
            DetailsTab::Interfaces => {
                let (ports, _) = interfaces::chosen(about, None);
                if let Some(port) = ports.get(place) {
                    details.port = Some(port.id.clone());
                }
            }
            DetailsTab::ActionLog => details.actions.choose(place, about),
            _ => {}
        }
    }

    pub(super) fn in_details(&self) -> bool {
        self.space
            .as_ref()
            .is_some_and(|space| space.details.is_some())
    }

    /// Opens the address of the console in a browser.
    fn browse(&mut self) {
        let address = self.space.as_ref().and_then(|space| {
            let details = space.details.as_ref()?;
            details.console.address().cloned()
        });
        if let Some(address) = address {
            self.desk.effects.push(Effect::OpenUrl(address));
        }
    }
}

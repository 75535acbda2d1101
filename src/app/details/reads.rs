//! What the tab in view needs to know, and when that is read again.
//!
//! Nothing is read for a tab that is not looked at. The row itself is read with the rhythm of the
//! list: Nova's list of changes does not tell of addresses, groups, volumes and tags, and the row
//! does. What else is of the instance is read again when the row has changed, and else seldom.
//! While it is in transition, the row is polled like any other.

use std::time::Duration;

use super::console::Console;
use super::{Details, DetailsTab};
use crate::app::App;
use crate::app::job::Followed;
use crate::app::patience::Patience;
use crate::app::poll::Settled;
use crate::app::remote::Remote;
use crate::app::time::Now;
use crate::app::workspace::Workspace;
use crate::cloud::message::{Data, Read, Ticket};
use crate::openstack::{Error, Kind};

/// How often what is of the instance is read while somebody types now and then.
const EVERY: Duration = Duration::from_secs(10);
/// What seldom changes; what could not be read; and everything after five minutes without a key.
const SELDOM: Duration = Duration::from_secs(60);
/// How often a log that is followed is read.
const FOLLOW: Duration = Duration::from_secs(3);

/// How often something is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rhythm {
    Once,
    Every(Duration),
}

impl Details {
    /// What the tab in view shows, and how often that is read.
    fn wants(&self, space: &Workspace) -> Vec<(Read, Rhythm)> {
        let id = || self.row.id.clone();
        let live = Rhythm::Every(EVERY);
        let calm = Rhythm::Every(SELDOM);
        let mut wants = match self.tab {
            // Most of it shows in the row too: what changes there is read again at once.
            DetailsTab::Overview => vec![
                (Read::ServerDetail(id()), calm),
                (Read::ServerPorts(id()), calm),
                (Read::ServerVolumes(id()), calm),
                (Read::SecurityGroups, calm),
                (Read::SecurityGroupRules, calm),
            ],
            DetailsTab::Interfaces => vec![
                (Read::ServerPorts(id()), live),
                (Read::Networks, calm),
                (Read::SecurityGroups, calm),
            ],
            DetailsTab::Log if self.log.follow => {
                vec![(self.log.read(&self.row.id), Rhythm::Every(FOLLOW))]
            }
            DetailsTab::Log => vec![(self.log.read(&self.row.id), Rhythm::Once)],
            // Its address is asked for by a key only.
            DetailsTab::Console => Vec::new(),
            DetailsTab::ActionLog => vec![(Read::InstanceActions(id()), live)],
        };
        let floats = self.row.addresses().any(|address| address.floating);
        if self.tab == DetailsTab::Overview && floats {
            wants.push((Read::FloatingIps, calm));
        }
        if self.tab == DetailsTab::ActionLog
            && let Some(read) = self.actions.read(&self.row.id)
        {
            let running = self.actions.is_running();
            wants.push((read, if running { live } else { Rhythm::Once }));
        }
        if !self.row.in_transition() {
            wants.push((Read::Server(id()), live));
        }
        wants.retain(|(read, _)| space.info.has_network || !is_of_network(read));
        wants
    }

    /// When this is due; `None`: it is being read, or is not to be read again by itself.
    fn due(
        &self,
        (read, rhythm): &(Read, Rhythm),
        space: &Workspace,
        last_key: Duration,
        now: Now,
    ) -> Option<Duration> {
        let standing = self.standing(read, space);
        if standing.loading {
            return None;
        }
        if standing.is_unheard() {
            return Some(now.mono);
        }
        let asked = self.asked.iter().find(|(it, _)| it == read);
        let last = match (asked, standing.as_of) {
            (Some((_, at)), _) => *at,
            // Another dialog may have read it a moment ago.
            (None, Some(at)) if is_known_by_itself(read) && !self.anew => at,
            (None, _) => return Some(now.mono),
        };
        let Rhythm::Every(period) = *rhythm else {
            return None;
        };
        if !space.is_awake(last_key, now) {
            return None;
        }
        let idle = space.is_idle(last_key, now);
        let period = match standing.patience {
            Some(patience) => period.max(patience),
            None if idle => period.max(SELDOM),
            None => period,
        };
        Some(last + period)
    }

    fn standing(&self, read: &Read, space: &Workspace) -> Standing {
        let (about, choices) = (space.about.of(&self.row.id), &space.choices);
        match read {
            Read::ServerDetail(_) => about.map(|it| Standing::of(&it.detail)),
            Read::ServerPorts(_) => about.map(|it| Standing::of(&it.ports)),
            Read::ServerVolumes(_) => about.map(|it| Standing::of(&it.volumes)),
            // It was listed a moment ago.
            Read::Server(_) => Some(Standing {
                as_of: Some(self.opened),
                ..Standing::of(&self.row_read)
            }),
            Read::InstanceActions(_) => about.map(|it| Standing::of(&it.actions)),
            Read::SecurityGroups => Some(Standing::of(&choices.groups)),
            Read::SecurityGroupRules => Some(Standing::of(&choices.rules)),
            Read::Networks => Some(Standing::of(&choices.networks)),
            Read::FloatingIps => Some(Standing::of(&choices.floating_ips)),
            Read::ConsoleLog { .. } => Some(Standing::of(self.log.answer())),
            Read::ActionEvents { .. } => Some(Standing::of(self.actions.events())),
            _ => None,
        }
        .unwrap_or_default()
    }

    /// The row is not what it was: what was read of the instance is out of date.
    pub(super) fn row_changed(&mut self) {
        // The log grows by itself, not with the row: whoever wants more of it follows it.
        let log = self.log.read(&self.row.id);
        let has_log = self.log.answer().problem().is_none();
        self.asked
            .retain(|(read, _)| is_known_by_itself(read) || (has_log && *read == log));
    }

    /// The cloud asks for patience before it answers what only the details ask, or no longer. Log and
    /// console are asked for by POST, which is not made again.
    pub(in crate::app) fn wait(&mut self, ticket: Ticket, patience: Option<Patience>) {
        self.actions.wait(ticket, patience);
        self.row_read.wait(ticket, patience);
    }

    /// All that is shown is to be read now, also what waits.
    pub(in crate::app) fn read_anew(&mut self) {
        self.actions.hurry();
        self.row_read.hurry();
        self.asked.clear();
        self.anew = true;
    }
}

/// How something that is read stands.
#[derive(Debug, Default)]
struct Standing {
    loading: bool,
    as_of: Option<Duration>,
    /// After a failure: how long it is left in peace.
    patience: Option<Duration>,
}

impl Standing {
    fn of<T>(remote: &Remote<T>) -> Self {
        let patience = |error: &Error| error.retry_after().unwrap_or(SELDOM);
        Self {
            loading: remote.is_loading(),
            as_of: remote.as_of().map(|at| at.mono),
            patience: remote.problem().map(patience),
        }
    }
}

impl Standing {
    /// Neither a value nor a refusal came yet.
    fn is_unheard(&self) -> bool {
        self.as_of.is_none() && self.patience.is_none()
    }
}

fn is_of_network(read: &Read) -> bool {
    is_of_project(read) || matches!(read, Read::ServerPorts(_))
}

/// Not for the sake of the instance's row alone.
fn is_known_by_itself(read: &Read) -> bool {
    is_of_project(read) || matches!(read, Read::Server(_))
}

/// Not of the instance alone.
fn is_of_project(read: &Read) -> bool {
    matches!(
        read,
        Read::SecurityGroups | Read::SecurityGroupRules | Read::Networks | Read::FloatingIps
    )
}

impl App {
    /// Looks at the instance's row again, and reads what is due.
    pub(in crate::app) fn keep_details_up(&mut self) {
        let (now, last_key) = (self.now, self.last_key);
        let Some(space) = &mut self.space else { return };
        let Some(mut details) = space.details.take() else {
            return;
        };
        let row = space.instances.table.get(&details.row.id);
        details.see(row, space.instances.is_complete(), now);
        let mut due = Vec::new();
        if details.gone.is_none() {
            for want in details.wants(space) {
                let at = details.due(&want, space, last_key, now);
                if at.is_some_and(|at| now.mono >= at) {
                    due.push(want.0);
                }
            }
        }
        details.anew = false;
        for read in due {
            details.asked.retain(|(it, _)| *it != read);
            details.asked.push((read.clone(), now.mono));
            let mut cx = self.desk.cx(now, space.context);
            match read {
                Read::ConsoleLog { .. } => details.log.ask(cx.read(read)),
                Read::ActionEvents { .. } => details.actions.ask(cx.read(read)),
                Read::Server(_) => details.row_read.ask(cx.read(read)),
                read if is_of_project(&read) => space.read_choice(read, &mut cx),
                read => space.read_about(read, &mut cx),
            }
        }
        space.details = Some(details);
    }

    /// What an answer is about that tells of the row shown; `None` when it is another's.
    pub(in crate::app) fn row_shown(
        &mut self,
        ticket: Ticket,
        result: &Result<Data, Error>,
    ) -> Option<Settled> {
        let now = self.now;
        let space = self.space.as_mut()?;
        let details = space.details.as_mut()?;
        let told = result.as_ref().map(|_| ()).map_err(Clone::clone);
        if !details.row_read.settle(ticket, told, now) {
            return None;
        }
        let read = Read::Server(details.row.id.clone());
        let asked = details.asked.iter().find(|(it, _)| *it == read);
        Some(Settled {
            context: space.context,
            what: Followed::Server(details.row.id.clone()),
            asked: asked.map_or(now.mono, |(_, at)| *at),
        })
    }

    /// When something of the open details is due.
    pub(in crate::app) fn details_due(&self) -> Option<Duration> {
        let space = self.space.as_ref()?;
        let details = space.details.as_ref()?;
        if details.gone.is_some() {
            return None;
        }
        let wants = details.wants(space).into_iter();
        wants
            .filter_map(|want| details.due(&want, space, self.last_key, self.now))
            .min()
    }

    /// Asks where the console is.
    pub(super) fn ask_console(&mut self) {
        let Some(space) = &mut self.space else { return };
        let Some(details) = &mut space.details else {
            return;
        };
        if !details.console.is_loading() && details.gone.is_none() {
            let read = Console::read(&details.row);
            let ticket = self.desk.cx(self.now, space.context).read(read);
            details.console.ask(ticket);
        }
    }

    /// Takes the answer to a question only the details ask; gives back any other.
    pub(in crate::app) fn details_take(
        &mut self,
        ticket: Ticket,
        result: Result<Data, Error>,
    ) -> Option<Result<Data, Error>> {
        let now = self.now;
        let Some(details) = self.space.as_mut().and_then(|space| space.details.as_mut()) else {
            return Some(result);
        };
        let odd = || Error::new(Kind::Decode, "the answer to another question");
        if details.log.answer().awaits(ticket) {
            let text = result.and_then(|data| match data {
                Data::ConsoleLog(text) => Ok(text),
                _ => Err(odd()),
            });
            details.log.settle(ticket, text, now);
        } else if details.console.awaits(ticket) {
            let console = result.and_then(|data| match data {
                Data::RemoteConsole(console) => Ok(console),
                _ => Err(odd()),
            });
            details.console.settle(ticket, console, now);
        } else if details.actions.events().awaits(ticket) {
            let events = result.and_then(|data| match data {
                Data::ActionEvents(events) => Ok(events),
                _ => Err(odd()),
            });
            details.actions.settle(ticket, events, now);
        } else {
            return Some(result);
        }
        None
    }
}

//! What is on the screen is never older than what the program knows.
//!
//! A frame is drawn only after a message that [`crate::app::App::sights`] counts. So whatever comes,
//! and whatever is open meanwhile: what is not counted must leave the drawn screen as it is.

use std::time::Duration;

use proptest::prelude::*;
use ratatui::buffer::{Buffer, Cell};

use super::{COLOR, LARGE, USUAL, drawn, lines};
use crate::app::fixture::{
    Bench, call, error, image, images, info, odd_servers, projects, server, servers,
};
use crate::app::launch::fixture as parts;
use crate::app::{Msg, details};
use crate::cloud::message::{ContextId, Data, Page, Read, Reply, Ticket, Written};
use crate::openstack::compute::{Limits, Server};
use crate::openstack::{Error, Kind};

/// One thing of many that may happen.
#[derive(Debug, Clone)]
enum Step {
    /// Some keys, by their number.
    Keys(usize),
    /// One of the questions not answered yet is, in one way of several.
    Answer(usize, usize),
    /// The same of a write.
    Outcome(usize, usize),
    /// Seconds pass.
    Pass(u64),
    /// A call was made.
    Call,
    Other(usize),
}

/// Ways to every dialog, tab and list, and about in them.
const KEYS: &str = "1 2 j k <Space> D <Enter> <Enter> <Esc> <Esc> <Tab> t e @ ? : /web<Enter> /age<Enter> \
                    /status:error<Enter> s c r a d z L S i o p m x l V U y n w g G C f P E A O W Z";

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..KEYS.split(' ').count()).prop_map(Step::Keys),
        4 => (0..8_usize, 0..8_usize).prop_map(|(which, how)| Step::Answer(which, how)),
        1 => (0..4_usize, 0..4_usize).prop_map(|(which, how)| Step::Outcome(which, how)),
        2 => (0..70_u64).prop_map(Step::Pass),
        1 => Just(Step::Call),
        1 => (0..6_usize).prop_map(Step::Other),
    ]
}

/// A program, what is on its screen, and what it waits for.
struct Watched {
    bench: Bench,
    screen: Buffer,
}

impl Watched {
    fn new(bench: Bench) -> Self {
        let screen = drawn(&bench, COLOR);
        Self { bench, screen }
    }

    /// Draws as the loop does, and sees that nothing else was to be drawn.
    fn msg(&mut self, msg: Msg) -> Result<(), TestCaseError> {
        let words = format!("{msg:?}");
        let before = self.bench.app.sights();
        self.bench.msg(msg);
        let now = drawn(&self.bench, COLOR);
        if self.bench.app.sights() == before {
            let text = |buffer: &Buffer| lines(buffer, Cell::symbol);
            prop_assert_eq!(text(&now), text(&self.screen), "after {}", words);
            prop_assert!(now == self.screen, "other colours after {}", words);
        }
        self.screen = now;
        Ok(())
    }

    /// Time passes, by whole seconds: what is due meanwhile is done late, but in its order.
    fn pass(&mut self, seconds: u64) -> Result<(), TestCaseError> {
        for _ in 0..seconds {
            self.bench.now.mono += Duration::from_secs(1);
            self.bench.now.wall += Duration::from_secs(1);
            let now = self.bench.now.mono;
            if self.bench.app.deadline().is_some_and(|at| at <= now) {
                self.msg(Msg::Wake)?;
            }
        }
        Ok(())
    }

    fn take(&mut self, step: &Step) -> Result<(), TestCaseError> {
        match *step {
            Step::Keys(which) => {
                for key in parts::parse(KEYS.split(' ').nth(which).unwrap_or_default()) {
                    self.msg(Msg::Key(key))?;
                }
                Ok(())
            }
            Step::Answer(which, how) => self.answer(which, how),
            Step::Outcome(which, how) => self.outcome(which, how),
            Step::Pass(seconds) => self.pass(seconds),
            Step::Call => self.reply(Reply::Called(call(self.bench.now.wall))),
            Step::Other(which) => self.other(which),
        }
    }

    fn other(&mut self, which: usize) -> Result<(), TestCaseError> {
        let place = crate::app::place::Place::of(&info());
        let result = match which {
            0 => Ok(()),
            _ => Err("the disk is full".to_owned()),
        };
        match which {
            0 | 1 => self.msg(Msg::DraftKept { place, result }),
            2 => self.msg(Msg::Focus(false)),
            3 => self.msg(Msg::Warn("the log cannot be written".to_owned())),
            _ => self.msg(Msg::Focus(true)),
        }
    }

    fn reply(&mut self, reply: Reply) -> Result<(), TestCaseError> {
        self.msg(Msg::Cloud(Box::new(reply)))
    }

    fn answer(&mut self, which: usize, how: usize) -> Result<(), TestCaseError> {
        let reads = self.bench.reads();
        let newest = reads.into_iter().rev().nth(which);
        let Some((ticket, context, read)) = newest else {
            return Ok(());
        };
        let read = read.clone();
        if let Some(page) = page(&read, how) {
            self.reply(Reply::Page {
                ticket,
                context,
                page,
            })?;
        }
        let result = self.result(&read, how);
        self.settled(ticket, context, result)
    }

    fn settled(
        &mut self,
        ticket: Ticket,
        context: ContextId,
        result: Result<Data, Error>,
    ) -> Result<(), TestCaseError> {
        self.reply(Reply::Read {
            ticket,
            context,
            result,
        })
    }

    fn result(&self, read: &Read, how: usize) -> Result<Data, Error> {
        let cloud = parts::small_cloud().choices;
        let kinds = [Kind::Lost, Kind::NotFound, Kind::Unauthorized];
        let refused = error(kinds[how % 3].clone(), (how != 0).then_some(404), "no");
        if how < 2 {
            return Err(refused);
        }
        let found = match read {
            Read::Servers { .. } | Read::Images => Some(self.bench.end()),
            Read::Limits => Some(Data::Limits(limits(how))),
            Read::Server(id) => Some(Data::Server(Box::new(row(id.as_str(), how)))),
            Read::Image(id) => {
                let mut image = image("active", id.as_str(), "private", (1, 0), 0);
                image.id = id.clone();
                Some(Data::Image(Box::new(image)))
            }
            Read::Flavors => cloud.flavors.get().cloned().map(Data::Flavors),
            Read::KeyPairs => cloud.key_pairs.get().cloned().map(Data::KeyPairs),
            Read::AvailabilityZones => cloud.zones.get().cloned().map(Data::AvailabilityZones),
            Read::Networks => cloud.networks.get().cloned().map(Data::Networks),
            Read::SecurityGroups => Some(Data::SecurityGroups(details::fixture::groups())),
            Read::SecurityGroupRules => Some(Data::SecurityGroupRules(details::fixture::rules())),
            Read::Projects => Some(Data::Projects(projects())),
            Read::ConsoleLog { .. } => Some(Data::ConsoleLog("login:\n".repeat(how))),
            Read::InstanceActions(_) => Some(Data::InstanceActions(details::fixture::actions())),
            Read::ServerPorts(_) => Some(Data::ServerPorts(vec![details::fixture::port(
                "web",
                &["10.0.0.12"],
            )])),
            Read::ServerVolumes(_) => Some(Data::ServerVolumes(vec![details::fixture::volume()])),
            _ => None,
        };
        found.ok_or(refused)
    }

    fn outcome(&mut self, which: usize, how: usize) -> Result<(), TestCaseError> {
        let writes = self.bench.writes();
        let newest = writes.into_iter().rev().nth(which);
        let Some((op, context, _)) = newest else {
            return Ok(());
        };
        if how == 0 {
            return self.reply(Reply::Sent { op });
        }
        let result = match how {
            1 => Ok(Written::DeleteAccepted { request_id: None }),
            2 => Ok(Written::Changed { request_id: None }),
            _ => Err(error(Kind::Conflict, Some(409), "locked")),
        };
        self.reply(Reply::Written {
            op,
            context,
            result,
        })
    }
}

/// Instances whose ages turn as the minutes of the clock do. Others may be told a minute late.
fn rows() -> Vec<Server> {
    let mut all = servers();
    all[10] = server("BUILD:spawning", "web-03", "", "m1.small", "0s");
    all
}

/// The lists of a cloud in which now this has changed, now that.
fn page(read: &Read, how: usize) -> Option<Page> {
    match (read, how) {
        (Read::Servers { .. } | Read::Images, 0) => None,
        (Read::Servers { .. }, _) => {
            let mut all = rows();
            all.swap_remove(how);
            all[how] = server("SHUTOFF", "bastion-01", "10.0.0.5", "m1.tiny", "41d");
            if how.is_multiple_of(2) {
                all.extend(odd_servers());
            }
            Some(Page::Servers(all))
        }
        (Read::Images, _) => {
            let mut all = images();
            all.swap_remove(how);
            Some(Page::Images(all))
        }
        _ => None,
    }
}

fn row(id: &str, how: usize) -> Server {
    let status = ["ACTIVE", "ERROR", "SHUTOFF", "ACTIVE:deleting", "DELETED"][how % 5];
    let mut row = server(status, id, "10.0.0.5", "m1.tiny", "0s");
    row.id = id.into();
    row
}

fn limits(how: usize) -> Limits {
    let mut limits = parts::limits();
    limits.instances = limits.cores.filter(|_| how > 4);
    limits
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_not_counted_as_a_sight_leaves_the_screen_as_it_is(
        large in any::<bool>(),
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let size = if large { LARGE } else { USUAL };
        let mut watched = Watched::new(Bench::holding(rows(), images(), size));
        for step in &steps {
            watched.take(step)?;
        }
    }
}

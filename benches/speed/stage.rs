//! The program on a screen of text, with a script in place of the cloud and its clock in our hand.

use std::collections::VecDeque;
use std::io;
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use horizon_tui::app::ssh::errand::{End, Errand};
use horizon_tui::app::time::Now;
use horizon_tui::app::{Msg, Options};
use horizon_tui::cloud::message::{
    CloudChoice, ContextId, Data, OpId, Page, Read, Reply, Request, Ticket, Written,
};
use horizon_tui::drafts::Drafts;
use horizon_tui::openstack::secret::Secret;
use horizon_tui::runtime::{Host, Loop, Ran, Signal};
use horizon_tui::ui::Ui;
use horizon_tui::ui::text::Look;
use jiff::Timestamp;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tokio::sync::mpsc::{Receiver, UnboundedReceiver, unbounded_channel};

use super::script::Script;

pub struct Stage<'a> {
    pub program: Loop<TestBackend, Nobody>,
    script: &'a Script,
    now: Now,
    requests: UnboundedReceiver<Request>,
    /// The list was asked for, and is not answered before the bench says so.
    asked: Option<Asked>,
    holds: bool,
    /// What was sent to be done, and is not answered before the bench says so.
    pub writes: VecDeque<(OpId, ContextId)>,
}

/// A question for the list of servers.
#[derive(Clone, Copy)]
pub struct Asked {
    ticket: Ticket,
    context: ContextId,
    delta: bool,
}

/// A world outside that nothing is done to.
pub struct Nobody;

impl<'a> Stage<'a> {
    /// Everything read, nothing pressed.
    pub fn full(script: &'a Script, size: (u16, u16)) -> Self {
        let mut stage = Self::new(script, size, false);
        stage.program.draw().unwrap();
        stage
    }

    /// Logged in; the list has been asked for, and nothing of it is there.
    pub fn empty(script: &'a Script, size: (u16, u16)) -> (Self, Asked) {
        let mut stage = Self::new(script, size, true);
        stage.program.draw().unwrap();
        let asked = stage.asked.take().unwrap();
        (stage, asked)
    }

    fn new(script: &'a Script, (columns, rows): (u16, u16), holds: bool) -> Self {
        let (to_cloud, requests) = unbounded_channel();
        let now = Now {
            mono: Duration::ZERO,
            wall: Timestamp::UNIX_EPOCH + Duration::from_secs(1_800_000_000),
        };
        let options = Options {
            cloud: Some(CloudChoice::Demo),
            ..Options::default()
        };
        let program = Loop::new(
            options,
            Ui::new(Look::default()),
            Terminal::new(TestBackend::new(columns, rows)).unwrap(),
            Nobody,
            to_cloud,
            Drafts::start(None).0,
            now,
        );
        let mut stage = Self {
            program: program.unwrap(),
            script,
            now,
            requests,
            asked: None,
            holds,
            writes: VecDeque::new(),
        };
        stage.settle();
        stage
    }

    pub fn deliver(&mut self, msg: Msg) {
        let _ = self.program.deliver(msg, self.now).unwrap();
    }

    fn reply(&mut self, reply: Reply) {
        self.deliver(Msg::Cloud(Box::new(reply)));
    }

    /// A key, up to the frame that shows what it did.
    pub fn key(&mut self, key: KeyEvent) {
        let msg = self.program.translate(Event::Key(key)).unwrap();
        if let Some(msg) = msg {
            self.deliver(msg);
        }
        self.program.draw().unwrap();
    }

    /// Keys that are not measured, each long after the one before.
    pub fn press(&mut self, keys: &[KeyEvent]) {
        for key in keys {
            self.pass(Duration::from_millis(400));
            self.key(*key);
            self.settle();
        }
    }

    /// Goes on with what was put off until nothing else happens, to its end.
    pub fn go_on(&mut self) {
        while self.program.app.goes_on() {
            self.deliver(Msg::GoOn);
        }
    }

    /// Answers all that was asked, but for the list where it is held back.
    pub fn settle(&mut self) {
        if self.program.app.goes_on() {
            self.go_on();
            self.program.draw().unwrap();
        }
        while let Ok(request) = self.requests.try_recv() {
            self.answer(request);
        }
    }

    fn answer(&mut self, request: Request) {
        let script = self.script;
        match request {
            Request::Discover { ticket } => self.reply(Reply::Discovered {
                ticket,
                result: script.discovered.clone(),
            }),
            Request::Connect {
                ticket, context, ..
            } => self.reply(Reply::Connected {
                ticket,
                context,
                result: script.connected.clone(),
            }),
            Request::Renew { .. } => unreachable!("no login of a script ends"),
            Request::Close { .. } => {}
            Request::Read {
                ticket,
                context,
                read: Read::Servers { since },
            } => {
                let delta = since.is_some();
                let asked = Asked {
                    ticket,
                    context,
                    delta,
                };
                if self.holds {
                    self.asked = Some(asked);
                } else {
                    self.list(asked);
                }
            }
            Request::Read {
                ticket,
                context,
                read,
            } => {
                // What is not in the script stays without an answer.
                if let Some(answer) = script.answer(&read) {
                    let asked = Asked {
                        ticket,
                        context,
                        delta: false,
                    };
                    for page in &answer.pages {
                        self.page(asked, page.clone());
                    }
                    self.end(asked, answer.end.clone());
                }
            }
            Request::Write { op, context, .. } => self.writes.push_back((op, context)),
        }
    }

    /// The oldest of the deletes that were sent is accepted.
    pub fn accept(&mut self) {
        let (op, context) = self.writes.pop_front().unwrap();
        self.reply(Reply::Written {
            op,
            context,
            result: Ok(Written::DeleteAccepted { request_id: None }),
        });
    }

    /// Fails unless this is on the screen.
    pub fn sees(&self, text: &str) {
        let screen = self.program.terminal.backend().to_string();
        assert!(screen.contains(text), "no {text:?}:\n{screen}");
    }

    /// The whole list, or no change.
    pub fn list(&mut self, asked: Asked) {
        if !asked.delta {
            for page in self.script.pages() {
                self.page(asked, page.clone());
            }
        }
        self.list_end(asked);
    }

    pub fn page(&mut self, asked: Asked, page: Page) {
        self.reply(Reply::Page {
            ticket: asked.ticket,
            context: asked.context,
            page,
        });
    }

    /// There are no more pages.
    pub fn list_end(&mut self, asked: Asked) {
        let date = Some(self.now.wall);
        self.end(asked, Ok(Data::ListEnd { date }));
    }

    fn end(&mut self, asked: Asked, result: Result<Data, horizon_tui::openstack::Error>) {
        self.reply(Reply::Read {
            ticket: asked.ticket,
            context: asked.context,
            result,
        });
    }

    /// So much time passes; the program is woken up if it wanted to be.
    pub fn pass(&mut self, period: Duration) {
        self.now.mono += period;
        self.now.wall += period;
        let _ = self.program.wake(self.now).unwrap();
        self.settle();
    }

    /// Lets time pass until the program asks for the list by itself: all of it, or what changed.
    pub fn awaited(&mut self, delta: bool) -> Asked {
        self.holds = true;
        for _ in 0..1000 {
            let rest = self.program.app.deadline();
            let rest = rest.map_or(Duration::from_secs(1), |at| {
                at.saturating_sub(self.now.mono)
            });
            self.pass(rest.max(Duration::from_millis(1)));
            match self.asked.take() {
                Some(asked) if asked.delta == delta => return asked,
                Some(asked) => self.list(asked),
                // Who does not type is asked for less and less.
                None => self.key(HOME),
            }
        }
        panic!("the program does not ask for its list");
    }
}

const HOME: KeyEvent = KeyEvent::new(KeyCode::Home, KeyModifiers::NONE);

pub fn letter(letter: char) -> KeyEvent {
    let modifiers = if letter.is_uppercase() {
        KeyModifiers::SHIFT
    } else {
        KeyModifiers::NONE
    };
    KeyEvent::new(KeyCode::Char(letter), modifiers)
}

impl Host for Nobody {
    fn copy(&mut self, _: &str) -> Result<(), String> {
        Ok(())
    }

    fn open(&mut self, _: &Secret) -> Result<(), String> {
        Ok(())
    }

    fn mouse(&mut self, _: bool) -> io::Result<()> {
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn resume(&mut self) -> io::Result<()> {
        Ok(())
    }

    async fn run(&mut self, _: &Errand, _: &mut Receiver<Signal>) -> io::Result<Ran> {
        Ok(Ran::Back(End::Exit(0)))
    }
}

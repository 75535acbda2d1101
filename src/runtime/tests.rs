use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseEvent, MouseEventKind};
use ratatui::backend::TestBackend;
use tokio::sync::mpsc::{Sender, UnboundedReceiver, channel, unbounded_channel};

use super::pace::{AHEAD, FRAME};
use super::*;
use crate::app::fixture;
use crate::app::ssh::errand::End;
use crate::cloud::Lane;
use crate::cloud::message::{ContextId, Data, OpId, Page, Read, Start, Ticket, Written};
use crate::openstack::compute::{Limits, Server};
use crate::openstack::secret::Secret;
use crate::ui::text::Look;

/// A host that only counts.
#[derive(Default)]
struct Outside {
    suspended: usize,
    /// Whether nobody could ever continue it.
    unstoppable: bool,
    resumed: usize,
    /// What had the terminal.
    ran: Vec<Errand>,
    /// The signal that ends us meanwhile.
    ended_by: Option<Signal>,
}

impl Host for Outside {
    fn copy(&mut self, _text: &str) -> Result<(), String> {
        Err("Not copied: no clipboard".to_owned())
    }

    fn open(&mut self, _address: &Secret) -> Result<(), String> {
        Err("Not opened: no browser".to_owned())
    }

    fn mouse(&mut self, _on: bool) -> io::Result<()> {
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.suspended += 1;
        if self.unstoppable {
            return Err(io::Error::other("nobody would continue it"));
        }
        Ok(())
    }

    fn resume(&mut self) -> io::Result<()> {
        self.resumed += 1;
        Ok(())
    }

    async fn run(&mut self, errand: &Errand, _: &mut Receiver<Signal>) -> io::Result<Ran> {
        self.ran.push(errand.clone());
        Ok(self.ended_by.map_or(Ran::Back(End::Exit(255)), Ran::Signal))
    }
}

type Events = std::pin::Pin<Box<dyn Stream<Item = io::Result<Event>>>>;

/// The loop with every end of it in our hand.
struct Bench {
    program: Loop<TestBackend, Outside>,
    sources: Sources<Events>,
    pace: Pace,
    clock: Clock,
    events: Option<tokio::sync::mpsc::UnboundedSender<io::Result<Event>>>,
    replies: Option<Sender<Reply>>,
    signals: Sender<Signal>,
    requested: UnboundedReceiver<Request>,
}

impl Bench {
    fn new() -> Self {
        Self::with(Options::default())
    }

    fn with(options: Options) -> Self {
        let (requests, requested) = unbounded_channel();
        let (events, mut happening) = unbounded_channel();
        let (replies, answered) = channel(4096);
        let (signals, signalled) = channel(8);
        let clock = Clock::start();
        let terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
        let ui = Ui::new(Look::default());
        let host = Outside::default();
        let (drafts, told) = Drafts::start(None);
        let program = Loop::new(options, ui, terminal, host, requests, drafts, clock.now());
        let stream = futures_util::stream::poll_fn(move |cx| happening.poll_recv(cx));
        Self {
            program: program.unwrap(),
            sources: Sources {
                events: Some(Listening::to(Box::pin(stream))),
                replies: answered,
                told,
                signals: signalled,
            },
            pace: Pace::default(),
            clock,
            events: Some(events),
            replies: Some(replies),
            signals,
            requested,
        }
    }

    fn event(&self, event: Event) {
        self.events.as_ref().unwrap().send(Ok(event)).unwrap();
    }

    fn key(&self, c: char, kind: KeyEventKind) {
        let key = KeyEvent::new_with_kind(KeyCode::Char(c), KeyModifiers::CONTROL, kind);
        self.event(Event::Key(key));
    }

    fn call(&self) {
        let call = fixture::call(self.clock.now().wall);
        let replies = self.replies.as_ref().unwrap();
        replies.try_send(Reply::Called(call)).unwrap();
    }

    async fn turn(&mut self) -> Option<Ending> {
        let Self {
            program,
            sources,
            pace,
            clock,
            ..
        } = self;
        match turn(program, sources, pace, *clock).await {
            Ok(ending) => ending,
            Err(Lost(why)) => Some(Ending::TerminalLost(why)),
        }
    }

    fn reply(&self, reply: Reply) {
        self.replies.as_ref().unwrap().try_send(reply).unwrap();
    }

    /// The cloud answers what it was asked, as on the drawn screens.
    fn answer(&mut self) {
        while let Ok(request) = self.requested.try_recv() {
            let end = || Data::ListEnd { date: None };
            let (ticket, context, page, data) = match request {
                Request::Discover { ticket } => {
                    let result = Ok(fixture::discovery(Start::Pick));
                    self.reply(Reply::Discovered { ticket, result });
                    continue;
                }
                Request::Connect {
                    ticket, context, ..
                } => {
                    self.reply(Reply::Connected {
                        ticket,
                        context,
                        result: Ok(fixture::info()),
                    });
                    continue;
                }
                Request::Read {
                    ticket,
                    context,
                    read,
                } => match read {
                    Read::Servers { .. } => {
                        let page = Page::Servers(fixture::servers());
                        (ticket, context, Some(page), end())
                    }
                    Read::Images => (ticket, context, Some(Page::Images(Vec::new())), end()),
                    Read::Limits => (ticket, context, None, Data::Limits(Limits::default())),
                    _ => continue,
                },
                Request::Write { .. } | Request::Renew { .. } | Request::Close { .. } => continue,
            };
            if let Some(page) = page {
                self.reply(Reply::Page {
                    ticket,
                    context,
                    page,
                });
            }
            self.reply(Reply::Read {
                ticket,
                context,
                result: Ok(data),
            });
        }
    }

    /// Everything that waits is taken in, and what is owed is drawn.
    async fn settle(&mut self) {
        while !self.sources.replies.is_empty() || self.pace.owed {
            assert!(self.turn().await.is_none());
        }
    }

    /// A context is open and its lists are read.
    async fn opened() -> Self {
        let mut bench = Self::with(fixture::Bench::options());
        for _ in 0..4 {
            bench.answer();
            bench.settle().await;
        }
        bench
    }

    fn minute(&self) -> i64 {
        self.program.app.now.wall.as_second() / 60
    }

    fn screen(&self) -> String {
        self.program.terminal.backend().to_string()
    }

    fn frames(&mut self) -> usize {
        self.program.terminal.get_frame().count()
    }
}

#[tokio::test]
async fn a_flood_of_replies_is_taken_in_without_a_frame_for_each() {
    let mut bench = Bench::new();
    for op in 0..2000 {
        bench.reply(Reply::Written {
            op: OpId(op),
            context: ContextId(1),
            result: Ok(Written::AlreadyGone),
        });
    }
    let start = bench.clock.now().mono;
    while !bench.sources.replies.is_empty() || bench.pace.owed {
        assert!(bench.turn().await.is_none());
    }
    let passed = bench.clock.now().mono.saturating_sub(start);
    let most = 6 + passed.as_millis() / FRAME.as_millis();
    let frames = bench.frames();
    assert!(frames >= 1, "the last reply must be seen");
    assert!(frames as u128 <= most, "{frames} frames in {passed:?}");
}

#[tokio::test]
async fn a_refresh_that_changes_nothing_draws_nothing() {
    let mut bench = Bench::opened().await;
    loop {
        bench.event(Event::Key(KeyEvent::from(KeyCode::Char('r'))));
        assert!(bench.turn().await.is_none());
        let (frames, minute) = (bench.frames(), bench.minute());
        bench.answer();
        bench.call();
        assert!(bench.sources.replies.len() >= 4, "the list and the quota");
        bench.settle().await;
        // Once a minute ages are counted anew.
        if bench.minute() == minute {
            assert_eq!(bench.frames(), frames);
            break;
        }
    }
}

#[tokio::test]
async fn a_key_waits_for_no_more_than_one_page() {
    let mut bench = Bench::opened().await;
    bench.event(Event::Key(KeyEvent::from(KeyCode::Char('r'))));
    assert!(bench.turn().await.is_none());
    for _ in 0..3 {
        let page = Page::Servers(fixture::servers());
        let (ticket, context) = (Ticket(0), ContextId(1));
        bench.reply(Reply::Page {
            ticket,
            context,
            page,
        });
    }
    assert!(bench.turn().await.is_none());
    assert_eq!(bench.sources.replies.len(), 2, "one at a time");
    let frames = bench.frames();
    bench.event(Event::Key(KeyEvent::from(KeyCode::Char('j'))));
    assert!(bench.turn().await.is_none());
    assert_eq!(bench.frames(), frames + 1, "drawn before the next page");
    assert!(!bench.sources.replies.is_empty());
}

fn named(name: &str) -> Server {
    fixture::server("ACTIVE", name, "10.0.0.5", "m1.small", "1d")
}

#[tokio::test]
async fn a_key_is_shown_before_the_page_that_came_with_it() {
    let mut bench = Bench::opened().await;
    bench.event(Event::Key(KeyEvent::from(KeyCode::Char('r'))));
    assert!(bench.turn().await.is_none());
    let mut asked = std::iter::from_fn(|| bench.requested.try_recv().ok());
    let (ticket, context) = asked
        .find_map(|request| match request {
            Request::Read {
                ticket,
                context,
                read: Read::Servers { .. },
            } => Some((ticket, context)),
            _ => None,
        })
        .unwrap();
    bench.reply(Reply::Page {
        ticket,
        context,
        page: Page::Servers(vec![named("a-new-one")]),
    });
    bench.pace.taken = Duration::from_secs(3600);
    bench.event(Event::Key(KeyEvent::from(KeyCode::Char('j'))));
    assert!(bench.turn().await.is_none());
    assert!(bench.sources.replies.is_empty(), "it is taken in");
    assert!(!bench.screen().contains("a-new-one"), "after the frame");
    bench.settle().await;
    assert!(bench.screen().contains("a-new-one"));
}

#[tokio::test]
async fn a_filter_goes_on_while_nothing_else_happens_and_is_then_drawn_at_once() {
    loop {
        let mut bench = Bench::opened().await;
        let table = &mut bench.program.app.space.as_mut().unwrap().instances.table;
        for number in 0..2500 {
            table.put(named(&format!("many-{number:04}")));
        }
        table.settle();
        for key in "/many-2499".chars() {
            bench.event(Event::Key(KeyEvent::from(KeyCode::Char(key))));
        }
        assert!(bench.turn().await.is_none());
        assert!(bench.program.app.goes_on());
        assert!(bench.screen().contains("[many-2499"), "{}", bench.screen());
        let (frames, minute) = (bench.frames(), bench.minute());
        while bench.program.app.goes_on() {
            assert!(bench.turn().await.is_none());
        }
        assert!(bench.screen().contains("1 of 25"), "{}", bench.screen());
        // Once a minute ages are counted anew.
        if bench.minute() == minute {
            assert_eq!(bench.frames(), frames + 1, "once, with all of them");
            break;
        }
    }
}

#[tokio::test]
async fn a_resize_that_is_never_told_is_noticed_with_the_next_key() {
    let mut bench = Bench::opened().await;
    bench.program.terminal.backend_mut().resize(100, 30);
    bench.event(Event::Key(KeyEvent::from(KeyCode::Char('j'))));
    assert!(bench.turn().await.is_none());
    assert_eq!(bench.program.app.size, (100, 30));
}

/// A loop whose first rows are about to come, and their page.
async fn before_its_first_rows() -> (Bench, Reply) {
    let mut bench = Bench::with(fixture::Bench::options());
    bench.answer();
    bench.settle().await;
    let asked = std::iter::from_fn(|| bench.requested.try_recv().ok());
    let page = asked.filter_map(|request| match request {
        Request::Read {
            ticket,
            context,
            read: Read::Servers { .. },
        } => Some(Reply::Page {
            ticket,
            context,
            page: Page::Servers(fixture::servers()),
        }),
        _ => None,
    });
    let page = page.last().unwrap();
    (bench, page)
}

/// What was asked of the cloud since.
fn lanes(bench: &mut Bench) -> Vec<Lane> {
    let asked = std::iter::from_fn(|| bench.requested.try_recv().ok());
    asked
        .filter_map(|request| match request {
            Request::Read { read, .. } => Some(read.lane()),
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn what_the_first_rows_lead_to_is_asked_for_in_their_turn_even_if_no_frame_is_due() {
    for taken in [Duration::ZERO, Duration::from_secs(3600)] {
        let (mut bench, page) = before_its_first_rows().await;
        bench.pace.taken = taken;
        bench.reply(page);
        assert!(bench.turn().await.is_none());
        assert_eq!(lanes(&mut bench), [Lane::Images, Lane::Limits]);
    }
}

#[tokio::test]
async fn the_end_of_a_list_is_shown_at_once_even_if_no_frame_is_due() {
    let (mut bench, page) = before_its_first_rows().await;
    bench.pace.taken = Duration::from_secs(3600);
    let frames = bench.frames();
    let Reply::Page {
        ticket, context, ..
    } = page
    else {
        panic!("a page");
    };
    bench.reply(page);
    assert!(bench.turn().await.is_none());
    assert_eq!(bench.frames(), frames, "a page waits for its turn");
    bench.reply(Reply::Read {
        ticket,
        context,
        result: Ok(Data::ListEnd { date: None }),
    });
    assert!(bench.turn().await.is_none());
    assert_eq!(bench.frames(), frames + 1);
}

#[tokio::test]
async fn what_waits_for_the_first_rows_is_overtaken_by_nothing() {
    let (mut bench, page) = before_its_first_rows().await;
    let now = bench.clock.now();
    let page = Msg::Cloud(Box::new(page));
    assert!(bench.program.take_in(page, now).unwrap().is_continue());
    assert_eq!(lanes(&mut bench), [], "the rows are shown first");
    let refresh = Msg::Key(KeyEvent::from(KeyCode::Char('r')));
    assert!(bench.program.deliver(refresh, now).unwrap().is_continue());
    let asked = lanes(&mut bench);
    assert_eq!(asked[..2], [Lane::Images, Lane::Limits]);
    assert!(asked[2..].contains(&Lane::Servers), "{asked:?}");
}

#[tokio::test]
async fn keys_pressed_at_once_share_one_frame_drawn_at_once() {
    let mut bench = Bench::new();
    bench.pace.taken = Duration::from_secs(3600);
    for _ in 0..5 {
        bench.key('x', KeyEventKind::Press);
    }
    assert!(bench.turn().await.is_none());
    assert_eq!(bench.frames(), 1);
    assert!(!bench.pace.owed);
}

#[tokio::test]
async fn what_tells_the_core_nothing_draws_nothing() {
    let mut bench = Bench::new();
    bench.key('x', KeyEventKind::Release);
    bench.event(Event::Mouse(MouseEvent {
        kind: MouseEventKind::Moved,
        column: 1,
        row: 1,
        modifiers: KeyModifiers::NONE,
    }));
    assert!(bench.turn().await.is_none());
    assert_eq!(bench.frames(), 0);
}

#[tokio::test]
async fn a_signal_to_stop_stops_and_where_that_fails_the_program_goes_on() {
    let mut bench = Bench::new();
    bench.signals.send(Signal::Stop).await.unwrap();
    assert!(bench.turn().await.is_none());
    let host = &bench.program.host;
    assert_eq!((host.suspended, host.resumed), (1, 0));
    bench.program.host.unstoppable = true;
    bench.signals.send(Signal::Stop).await.unwrap();
    assert!(bench.turn().await.is_none());
    let host = &bench.program.host;
    assert_eq!((host.suspended, host.resumed), (2, 1));
}

#[tokio::test]
async fn ctrl_z_suspends_and_a_continued_process_takes_its_terminal_again() {
    let mut bench = Bench::new();
    bench.key('z', KeyEventKind::Press);
    assert!(bench.turn().await.is_none());
    assert_eq!(bench.program.host.suspended, 1);
    bench.signals.try_send(Signal::Continue).unwrap();
    assert!(bench.turn().await.is_none());
    assert_eq!(bench.program.host.resumed, 1);
    assert_eq!(bench.frames(), 2);
}

#[tokio::test]
async fn a_signal_comes_before_everything_else() {
    let mut bench = Bench::new();
    bench.call();
    bench.key('x', KeyEventKind::Press);
    bench.signals.try_send(Signal::Terminate).unwrap();
    let ending = bench.turn().await;
    assert!(matches!(ending, Some(Ending::Signal(Signal::Terminate))));
}

#[tokio::test]
async fn an_input_that_ends_or_fails_ends_the_program() {
    let mut bench = Bench::new();
    bench.events = None;
    assert!(matches!(
        bench.turn().await,
        Some(Ending::TerminalLost(why)) if why == "its input has ended"
    ));
    let mut bench = Bench::new();
    let broken = io::Error::other("Input/output error");
    bench.events.as_ref().unwrap().send(Err(broken)).unwrap();
    assert!(matches!(
        bench.turn().await,
        Some(Ending::TerminalLost(why)) if why == "Input/output error"
    ));
}

#[tokio::test]
async fn a_cloud_task_that_ends_ends_the_program() {
    let mut bench = Bench::new();
    bench.replies = None;
    assert!(matches!(bench.turn().await, Some(Ending::CloudLost)));
}

#[test]
fn the_loop_sleeps_until_the_earliest_of_what_is_due() {
    let ms = Duration::from_millis;
    let mut pace = Pace::default();
    assert_eq!(pace.next(None), None);
    assert_eq!(pace.next(Some(ms(500))), Some(ms(500)));
    pace.taken = ms(100) + AHEAD;
    pace.owed = true;
    assert_eq!(pace.next(Some(ms(500))), Some(ms(100)));
    // A core that wants to be woken at once, for ever, gets no more than a pulse.
    pace.owed = false;
    pace.woken = ms(100);
    assert_eq!(pace.next(Some(ms(50))), Some(ms(100) + PULSE));
}

fn errand() -> Errand {
    Errand {
        what: "ssh to web-1".to_owned(),
        program: "ssh".to_owned(),
        arguments: vec!["10.0.0.1".to_owned()],
    }
}

/// Lets another program have the terminal, as the loop does between two turns.
async fn lend(bench: &mut Bench) -> Option<Ending> {
    let listen = || -> Events { Box::pin(futures_util::stream::pending()) };
    let Bench {
        program,
        sources,
        clock,
        ..
    } = bench;
    match away(program, sources, &listen, errand(), *clock).await {
        Ok(ending) => ending,
        Err(Lost(why)) => Some(Ending::TerminalLost(why)),
    }
}

#[tokio::test]
async fn after_another_program_the_screen_is_drawn_whole_and_its_end_is_told() {
    let mut bench = Bench::new();
    for _ in 0..40 {
        bench.call();
    }
    assert!(lend(&mut bench).await.is_none());
    assert_eq!(bench.program.host.ran, [errand()]);
    assert_eq!(bench.frames(), 1);
    let notices = bench.program.app.notices();
    let told = notices.on_status_line().map(|notice| notice.text.as_str());
    assert_eq!(told, Some("ssh to web-1: ssh ended with exit code 255"));
    assert_eq!(bench.program.app.calls.len(), 0, "taken in before its turn");
    assert!(bench.turn().await.is_none());
    assert_eq!(bench.program.app.calls.len(), 40);
}

#[tokio::test]
async fn a_signal_that_comes_while_another_program_runs_ends_the_program() {
    let mut bench = Bench::new();
    bench.program.host.ended_by = Some(Signal::Hangup);
    let ending = lend(&mut bench).await;
    assert!(matches!(ending, Some(Ending::Signal(Signal::Hangup))));
    assert_eq!(bench.frames(), 0, "the terminal is given back for good");
}

#[test]
fn a_few_frames_may_come_at_once_and_then_one_at_a_time() {
    let mut pace = Pace::default();
    let at = Duration::from_millis;
    let mut drawn = Vec::new();
    for now in (0..200).map(at) {
        if now >= pace.free() {
            pace.drew(now);
            drawn.push(now.as_millis());
        }
    }
    assert_eq!(drawn, [0, 1, 2, 3, 4, 33, 66, 99, 132, 165, 198]);
}

#[test]
fn frames_that_keys_asked_for_hold_up_others_by_no_more_than_one() {
    let mut pace = Pace::default();
    for _ in 0..1000 {
        pace.drew(Duration::from_secs(1));
    }
    assert_eq!(pace.free(), Duration::from_secs(1) + FRAME);
}

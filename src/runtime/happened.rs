//! What happens, and waiting for it: events of the terminal, replies of the cloud, what the disk
//! has to say, signals, and time.

use std::io;
use std::task::Poll;
use std::time::Duration;

use crossterm::event::Event;
use futures_util::{Stream, StreamExt as _};
use tokio::sync::mpsc::{Receiver, UnboundedReceiver};

use super::Signal;
use super::listening::Listening;
use crate::app::Msg;
use crate::cloud::message::Reply;

/// Messages taken of each kind before a frame is drawn.
const BATCH: usize = 256;

/// One thing that happened.
#[expect(clippy::large_enum_variant, reason = "it lives for one batch only")]
pub(super) enum Happened {
    Signal(Option<Signal>),
    Event(Option<io::Result<Event>>),
    Reply(Option<Reply>),
    /// Something of this machine has an answer.
    Told(Box<Msg>),
    /// Only time has passed.
    Time,
}

impl Happened {
    pub(super) fn is_event(&self) -> bool {
        matches!(self, Self::Event(_))
    }

    pub(super) fn takes_time(&self) -> bool {
        matches!(self, Self::Reply(Some(reply)) if takes_time(reply))
    }
}

/// Where things come from.
pub(super) struct Sources<S> {
    /// `None` only while it is exchanged.
    pub(super) events: Option<Listening<S>>,
    pub(super) replies: Receiver<Reply>,
    pub(super) told: UnboundedReceiver<Msg>,
    pub(super) signals: Receiver<Signal>,
}

impl<S> Sources<S> {
    /// Stops reading the terminal, until an event is asked for again. The old stream goes before
    /// the new one is there: crossterm has one reader, the old stream's thread holds it while it
    /// waits for input, and a new stream waits until that has let go.
    pub(super) fn let_go(&mut self, listen: impl Fn() -> S) {
        drop(self.events.take());
        self.events = Some(Listening::to(listen()));
    }
}

impl<S> Sources<S>
where
    S: Stream<Item = io::Result<Event>> + Unpin,
{
    /// Sleeps until something happens, or for `rest`.
    pub(super) async fn next(&mut self, rest: Option<Duration>) -> Happened {
        let rest_over = async {
            match rest {
                // A timer would round it up to a millisecond.
                Some(Duration::ZERO) => {}
                Some(rest) => tokio::time::sleep(rest).await,
                None => std::future::pending().await,
            }
        };
        let events = &mut self.events;
        let event = async {
            match events {
                Some(events) => events.next().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            signal = self.signals.recv() => Happened::Signal(signal),
            event = event => Happened::Event(event),
            reply = self.replies.recv() => Happened::Reply(reply),
            Some(msg) = self.told.recv() => Happened::Told(Box::new(msg)),
            () = rest_over => Happened::Time,
        }
    }

    /// What has happened already, beside `first`: what the terminal and this machine say comes
    /// before what the cloud says, and of the answers that take time no more than one is among it.
    /// So a key waits for one page at most, however many are in the channel. The stream is polled
    /// with this task's own waker: `now_or_never` would leave a dead one behind, and the next key
    /// would wake nobody.
    pub(super) async fn ready(&mut self, first: Happened) -> Vec<Happened> {
        let (mut batch, mut replies) = match first {
            Happened::Reply(reply) => (Vec::new(), vec![reply]),
            first => (vec![first], Vec::new()),
        };
        while let Ok(signal) = self.signals.try_recv() {
            batch.push(Happened::Signal(Some(signal)));
        }
        let events = &mut self.events;
        std::future::poll_fn(|cx| {
            let Some(events) = events else {
                return Poll::Ready(());
            };
            for _ in 0..BATCH {
                match events.poll_next_unpin(cx) {
                    // The end of the stream will still be there when it is waited for.
                    Poll::Ready(None) | Poll::Pending => break,
                    Poll::Ready(event) => batch.push(Happened::Event(event)),
                }
            }
            Poll::Ready(())
        })
        .await;
        while let Ok(msg) = self.told.try_recv() {
            batch.push(Happened::Told(Box::new(msg)));
        }
        let last = |replies: &[Option<Reply>]| {
            let newest = replies.last().and_then(Option::as_ref);
            replies.len() >= BATCH || newest.is_some_and(takes_time)
        };
        while !last(&replies) {
            match self.replies.try_recv() {
                Ok(reply) => replies.push(Some(reply)),
                Err(_) => break,
            }
        }
        batch.extend(replies.into_iter().map(Happened::Reply));
        batch
    }
}

/// Whether an answer may hold a thousand rows, or end a list of ten times as many.
fn takes_time(reply: &Reply) -> bool {
    matches!(reply, Reply::Page { .. } | Reply::Read { .. })
}

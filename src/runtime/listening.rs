//! The terminal's events, asked for only where there may be one.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::task::AtomicWaker;
use futures_util::{Stream, StreamExt as _};

/// A stream that is left alone until it calls. To ask crossterm's in vain is dear: while its thread
/// waits for input, whoever else asks gives up its turn on the processor several times before it
/// hears that there is nothing; and the loop asks twice for all that happens.
pub(super) struct Listening<S> {
    events: S,
    bell: Arc<Bell>,
    waker: Waker,
}

/// Rung by the stream, heard by whoever waits for it last.
struct Bell {
    rung: AtomicBool,
    waiter: AtomicWaker,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.rung.store(true, Ordering::SeqCst);
        self.waiter.wake();
    }
}

impl<S> Listening<S> {
    pub(super) fn to(events: S) -> Self {
        let bell = Arc::new(Bell {
            // Nobody has asked it yet.
            rung: AtomicBool::new(true),
            waiter: AtomicWaker::new(),
        });
        Self {
            events,
            waker: bell.clone().into(),
            bell,
        }
    }
}

impl<S: Stream + Unpin> Stream for Listening<S> {
    type Item = S::Item;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let Self {
            events,
            bell,
            waker,
        } = &mut *self;
        // First, so that no call falls between looking and waiting.
        bell.waiter.register(cx.waker());
        if !bell.rung.swap(false, Ordering::SeqCst) {
            return Poll::Pending;
        }
        let event = events.poll_next_unpin(&mut Context::from_waker(waker));
        if event.is_ready() {
            // There may be more, and of those it does not call again.
            bell.rung.store(true, Ordering::SeqCst);
        }
        event
    }
}

#[cfg(test)]
mod tests {
    use std::task::Poll;

    use super::*;

    /// A stream that counts how often it is asked.
    struct Asked {
        times: usize,
        ready: Vec<Poll<Option<char>>>,
        caller: Option<Waker>,
    }

    impl Stream for Asked {
        type Item = char;

        fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<char>> {
            self.times += 1;
            self.caller = Some(cx.waker().clone());
            self.ready.pop().unwrap_or(Poll::Pending)
        }
    }

    fn listening(ready: &[char]) -> Listening<Asked> {
        let ready = ready.iter().rev().map(|c| Poll::Ready(Some(*c)));
        Listening::to(Asked {
            times: 0,
            ready: ready.collect(),
            caller: None,
        })
    }

    /// Whoever waits, and whether it was woken.
    struct Waiter(AtomicBool);

    impl Wake for Waiter {
        fn wake(self: Arc<Self>) {
            self.0.store(true, Ordering::SeqCst);
        }
    }

    fn waiter() -> (Arc<Waiter>, Waker) {
        let waiter = Arc::new(Waiter(AtomicBool::new(false)));
        (waiter.clone(), waiter.into())
    }

    #[test]
    fn a_stream_that_has_nothing_is_not_asked_again_before_it_calls() {
        let (woken, waker) = waiter();
        let mut cx = Context::from_waker(&waker);
        let mut events = listening(&['a', 'b']);
        let mut poll = |events: &mut Listening<Asked>| events.poll_next_unpin(&mut cx);
        assert_eq!(poll(&mut events), Poll::Ready(Some('a')));
        assert_eq!(poll(&mut events), Poll::Ready(Some('b')));
        for _ in 0..3 {
            assert_eq!(poll(&mut events), Poll::Pending);
        }
        assert_eq!(events.events.times, 3, "twice for the keys, once in vain");
        assert!(!woken.0.load(Ordering::SeqCst));

        events.events.ready = vec![Poll::Ready(Some('c'))];
        events.events.caller.take().unwrap().wake();
        assert!(woken.0.load(Ordering::SeqCst));
        assert_eq!(poll(&mut events), Poll::Ready(Some('c')));
    }

    #[test]
    fn a_call_is_heard_by_whoever_asked_last() {
        let mut events = listening(&[]);
        let (first, last) = (waiter(), waiter());
        for (_, waker) in [&first, &last] {
            let mut cx = Context::from_waker(waker);
            assert_eq!(events.poll_next_unpin(&mut cx), Poll::Pending);
        }
        events.events.caller.take().unwrap().wake();
        assert!(!first.0.0.load(Ordering::SeqCst));
        assert!(last.0.0.load(Ordering::SeqCst));
    }
}

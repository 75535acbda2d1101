//! How long a cloud is waited for: for an answer, and before it is asked again.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

const CONNECT_LIMIT: Duration = Duration::from_secs(8);

type Passing = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What lets time pass before a request is made again: the clock, unless a test has its own.
#[derive(Clone)]
pub struct Pause(Arc<dyn Fn(Duration) -> Passing + Send + Sync>);

impl Pause {
    pub fn new<F>(pass: impl Fn(Duration) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        Self(Arc::new(move |time| Box::pin(pass(time))))
    }

    pub(crate) async fn pass(&self, time: Duration) {
        (self.0)(time).await;
    }
}

impl Default for Pause {
    fn default() -> Self {
        Self::new(tokio::time::sleep)
    }
}

impl fmt::Debug for Pause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pause")
    }
}

/// What a cloud asks of a read before it is made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// Of the answer that asked: 429, or 413 or 503 with `Retry-After`.
    pub status: u16,
    /// From when that came.
    pub time: Duration,
}

/// Hears that a read begins to wait because the cloud asks for it, and with `None` that it is made
/// again. Told from any task.
pub type OnWait = Arc<dyn Fn(Option<Wait>) + Send + Sync>;

/// With one cloud.
#[derive(Debug, Clone)]
pub struct Patience {
    /// No connection is waited for longer, its TLS handshake included.
    pub connect: Duration,
    /// No answer is waited for longer (`api_timeout` of clouds.yaml); `None`: as long as its kind
    /// may take.
    pub answer: Option<Duration>,
    pub pause: Pause,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: CONNECT_LIMIT,
            answer: None,
            pause: Pause::default(),
        }
    }
}

impl Patience {
    /// How long to wait for an answer that may take as long as `usual`.
    pub(crate) fn within(&self, usual: Duration) -> Duration {
        self.answer.map_or(usual, |answer| answer.min(usual))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_configured_shortens_a_wait_and_lengthens_none() {
        let patience = |answer| Patience {
            answer,
            ..Patience::default()
        };
        let (short, usual) = (Duration::from_secs(5), Duration::from_secs(30));
        assert_eq!(patience(None).within(usual), usual);
        assert_eq!(patience(Some(short)).within(usual), short);
        assert_eq!(patience(Some(usual)).within(short), short);
    }
}

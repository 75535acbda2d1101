//! What can be spoilt, and which request it hits.

use std::fmt;
use std::sync::Arc;

use super::message::{Answer, Heard};

/// How an exchange goes wrong.
#[derive(Debug, Clone)]
pub enum Fault {
    /// Nothing listens any more; no request gets as far as this.
    Refused,
    /// A connection is never taken.
    Jammed,
    /// Not handed on, and the connection is reset (`RST`).
    ResetUnheard,
    /// Handed on, and the connection is reset at that point of the answer.
    Reset(At),
    /// Handed on, and from that point of the answer on nothing comes.
    Stall(At),
    /// The body ends before its length is reached.
    Short,
    /// The body ends in the middle of its chunks.
    CutChunk,
    /// A byte at a time, each a tenth of a second after the other.
    Drip,
    /// Not handed on; this is answered.
    Instead(Answer),
    /// Handed on, and the answer is changed.
    Changed(Change),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    Start,
    Headers,
    Body,
}

/// What is done to an answer.
#[derive(Clone)]
pub struct Change(Arc<Changing>);

type Changing = dyn Fn(&mut Answer, &Heard) + Send + Sync;

impl Change {
    pub fn make(&self, answer: &mut Answer, heard: &Heard) {
        (self.0)(answer, heard);
    }
}

impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Change")
    }
}

impl Fault {
    pub fn changed(change: impl Fn(&mut Answer, &Heard) + Send + Sync + 'static) -> Self {
        Self::Changed(Change(Arc::new(change)))
    }

    /// The JSON of the answer, changed.
    pub fn json(change: impl Fn(&mut serde_json::Value) + Send + Sync + 'static) -> Self {
        Self::changed(move |answer, _| {
            let mut json = serde_json::from_slice(&answer.body).unwrap();
            change(&mut json);
            answer.body = serde_json::to_vec(&json).unwrap();
        })
    }

    pub fn status(status: u16, body: &str) -> Self {
        Self::Instead(Answer::new(status, body))
    }
}

/// Which requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Which {
    /// `*` for any.
    pub method: &'static str,
    /// Parts of the path, query included, in their order, `*` between them; `$` at its end.
    pub path: &'static str,
}

impl Which {
    pub fn is(&self, method: &str, path: &str) -> bool {
        let mut rest = path;
        let open = self.path.trim_end_matches('$');
        for part in open.split('*') {
            let Some((_, after)) = rest.split_once(part) else {
                return false;
            };
            rest = after;
        }
        (self.method == "*" || self.method == method) && (open == self.path || rest.is_empty())
    }
}

/// One order to spoil.
#[derive(Debug, Clone)]
pub struct Order {
    pub which: Which,
    /// So many of them go well before.
    pub after: usize,
    pub times: usize,
    pub fault: Fault,
}

/// The fault of the first order that hits the request.
pub fn take(orders: &mut [Order], method: &str, path: &str) -> Option<Fault> {
    let hit = orders
        .iter_mut()
        .find(|order| order.times > 0 && order.which.is(method, path))?;
    if hit.after > 0 {
        hit.after -= 1;
        return None;
    }
    hit.times -= 1;
    Some(hit.fault.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_hits_its_requests_only() {
        let row = Which {
            method: "GET",
            path: "/compute/v2.1/servers/*-$",
        };
        assert!(!row.is("GET", "/RegionOne/compute/v2.1/servers/detail"));
        let of = |method, path| Which { method, path };
        assert!(of("*", "servers/detail").is("GET", "/servers/detail?limit=100"));
        assert!(of("GET", "/servers*marker=").is("GET", "/servers/detail?limit=1&marker=x"));
        assert!(!of("GET", "/servers$").is("GET", "/servers/detail"));
        assert!(of("POST", "/servers$").is("POST", "/v2.1/servers"));
        let mut orders = [Order {
            which: of("GET", "/x"),
            after: 1,
            times: 1,
            fault: Fault::Drip,
        }];
        assert!(take(&mut orders, "GET", "/x").is_none());
        assert!(take(&mut orders, "POST", "/x").is_none());
        assert!(take(&mut orders, "GET", "/x").is_some());
        assert!(take(&mut orders, "GET", "/x").is_none());
    }
}

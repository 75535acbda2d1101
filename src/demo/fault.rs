//! Failures on order: what `DemoCloud::fail_next` takes, and which request it hits.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

/// One order to fail.
#[derive(Debug, Clone)]
pub struct Fault {
    /// `GET`, `POST` …; `*` for any.
    pub method: &'static str,
    /// A part of the path, query included.
    pub path: String,
    /// How many requests to hit.
    pub times: u32,
    pub answer: FaultAnswer,
}

/// How the request fails.
#[derive(Debug, Clone)]
pub enum FaultAnswer {
    /// Not carried out; this is answered instead.
    Status {
        status: u16,
        headers: Vec<(String, String)>,
        body: String,
    },
    /// Carried out, then the connection is closed without an answer.
    DropConnection,
    /// Not carried out; the connection is closed without an answer.
    DropBefore,
    /// Carried out, and answered after this (real) time.
    Delay(Duration),
    /// Carried out and answered once this is notified, for what must not depend on the time.
    Held(Arc<Notify>),
}

/// Takes the first order that matches off the list.
pub(super) fn take(faults: &mut Vec<Fault>, method: &str, path: &str) -> Option<FaultAnswer> {
    let index = faults.iter().position(|fault| {
        fault.times > 0
            && (fault.method == "*" || fault.method == method)
            && path.contains(&fault.path)
    })?;
    faults[index].times -= 1;
    let answer = faults[index].answer.clone();
    if faults[index].times == 0 {
        faults.remove(index);
    }
    Some(answer)
}

#[cfg(test)]
mod tests {
    use super::{Fault, FaultAnswer, take};

    #[test]
    fn an_order_hits_its_method_and_path_as_often_as_it_says() {
        let mut faults = vec![Fault {
            method: "GET",
            path: "/servers".to_owned(),
            times: 2,
            answer: FaultAnswer::DropBefore,
        }];
        assert!(take(&mut faults, "POST", "/compute/servers").is_none());
        assert!(take(&mut faults, "GET", "/image/v2/images").is_none());
        assert!(take(&mut faults, "GET", "/compute/servers/detail?limit=5").is_some());
        assert!(take(&mut faults, "GET", "/compute/servers").is_some());
        assert!(take(&mut faults, "GET", "/compute/servers").is_none());
    }
}

//! Failures on order: what `DemoCloud::fail_next` takes, and which request it hits.

use std::time::Duration;

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

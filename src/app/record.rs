//! What happened in this run, as text to read, to copy and to hand on: a message, an API call, the
//! whole session.

pub(super) mod command;
mod session;

use super::App;
use super::explain;
use super::notice::Notice;
use crate::cloud::message::ApiCall;

/// One of the things that happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// A message, by its number.
    Message(u64),
    /// An API call, by its number.
    Call(u64),
}

impl App {
    /// The title and the whole story of what was told; `None` when it is forgotten.
    fn record(&self, told: Told) -> Option<(&'static str, String)> {
        match told {
            Told::Message(id) => {
                let mut all = self.notices().all().iter();
                let notice = all.find(|notice| notice.id == id)?;
                Some(("Message", self.message(notice)))
            }
            Told::Call(id) => {
                let (_, call) = self.calls.iter().find(|(number, _)| *number == id)?;
                Some(("API call", call_in_full(call)))
            }
        }
    }

    pub(super) fn read_record(&mut self, told: Told) {
        if let Some((title, text)) = self.record(told) {
            self.show_text(title, text);
        }
    }

    pub(super) fn copy_record(&mut self, told: Told) {
        let (Some((title, text)), Some(space)) = (self.record(told), &self.space) else {
            return;
        };
        let context = space.context;
        let what = format!("The {}", title.replace("Message", "message"));
        self.desk.cx(self.now, context).copy(text, &what);
    }

    fn message(&self, notice: &Notice) -> String {
        let mut lines = vec![notice.text.clone(), String::new()];
        let at = notice.at.strftime("%Y-%m-%d %H:%M:%SZ");
        lines.push(format!("When      {at}{}", notice.times_words()));
        if let Some(error) = &notice.error {
            if !error.call.is_empty() {
                lines.push(format!("Call      {}", error.call));
            }
            lines.push(format!("Said      {error}"));
            if let Some(known) = explain::error(error) {
                lines.push(format!("Means     {}", known.meaning));
                lines.push(format!("Try       {}", known.advice));
            }
            let id = error.request_id.as_deref().unwrap_or("-");
            lines.push(format!("Request   {id}"));
        } else if let Some(known) = explain::fault(&notice.text).filter(|_| notice.is_error()) {
            lines.push(format!("Means     {}", known.meaning));
            lines.push(format!("Try       {}", known.advice));
        }
        let job = notice.op.and_then(|op| self.desk.jobs.get(op));
        if let Some(job) = job {
            let place = self.places.get(&job.context);
            lines.push(String::new());
            lines.push(job.story(place.map(String::as_str), self.now));
        }
        lines.join("\n")
    }
}

fn call_in_full(call: &ApiCall) -> String {
    let status = call.status;
    let status = status.map_or_else(|| "no answer".into(), |status| status.to_string());
    [
        format!("{} {}", call.method, call.path),
        String::new(),
        format!("When      {}", call.at.strftime("%Y-%m-%d %H:%M:%S%.3fZ")),
        format!("Service   {}", call.service),
        format!("Answer    {status}"),
        format!("Took      {} ms", call.took.as_millis()),
        format!("Request   {}", call.request_id.as_deref().unwrap_or("-")),
    ]
    .join("\n")
}

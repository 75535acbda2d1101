//! Lock: keeps others from changing the instance, with a reason they are told.

use super::{Dialog, Fields, Id, Input, Note, View, command, option, too_long};
use crate::app::launch::problems::knows;
use crate::cloud::message::{Read, Write};
use crate::openstack::compute::{Microversion, Server, ServerAct};

/// Nova keeps the reason from here on.
const WITH_REASON: Microversion = Microversion(2, 73);

#[derive(Debug)]
pub(super) struct Lock;

impl Dialog for Lock {
    fn title(&self) -> &'static str {
        "Lock instance"
    }

    fn verb(&self) -> &'static str {
        "Lock"
    }

    fn fields(&self, _: &Server) -> Vec<Input> {
        vec![Input::line(Id::Reason, "Reason", "")]
    }

    fn reads(&self, _: &Server) -> Vec<Read> {
        vec![Read::ComputeVersion]
    }

    fn asks(&self, _: Id, _: &Fields, view: View<'_>) -> bool {
        knows(view.world, WITH_REASON)
    }

    fn problem(&self, _: Id, fields: &Fields, _: View<'_>) -> Option<String> {
        too_long(fields.text(Id::Reason))
    }

    fn notes(&self, _: &Fields, view: View<'_>) -> Vec<Note> {
        let mut notes = vec![Note::Fact(
            "Until it is unlocked, the cloud refuses to stop, change or delete it, except for \
             administrators. It goes on running."
                .into(),
        )];
        if !knows(view.world, WITH_REASON) {
            let words = "This cloud keeps no reason: its Nova is older than 2.73.";
            notes.push(Note::Warning(words.into()));
        }
        notes
    }

    fn commands(&self, fields: &Fields, view: View<'_>) -> Vec<String> {
        let reason = reason(fields, view).map(|reason| option("reason", &reason));
        let options: Vec<String> = reason.into_iter().collect();
        vec![command("server lock", &options, &[view.server.id.as_str()])]
    }

    fn writes(&self, fields: &Fields, view: View<'_>) -> Vec<(Write, String)> {
        let act = ServerAct::Lock {
            reason: reason(fields, view),
        };
        let server = view.server.id.clone();
        let what = format!("Lock {}", view.server.title());
        vec![(Write::Act { server, act }, what)]
    }
}

fn reason(fields: &Fields, view: View<'_>) -> Option<String> {
    let reason = fields.given(Id::Reason)?;
    knows(view.world, WITH_REASON).then_some(reason)
}

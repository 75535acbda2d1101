//! Migrate and Live Migrate: to another host, for administrators.

use super::{Dialog, Fields, Id, Input, Note, View, command, option, too_long};
use crate::app::launch::problems::knows;
use crate::cloud::message::{Read, Write};
use crate::openstack::compute::{Microversion, Server, ServerAct};

/// Nova takes a host for a cold migration from here on.
const TO_A_HOST: Microversion = Microversion(2, 56);

#[derive(Debug)]
pub(super) struct Migrate {
    pub(super) live: bool,
}

impl Dialog for Migrate {
    fn title(&self) -> &'static str {
        if self.live {
            "Live migrate instance"
        } else {
            "Migrate instance"
        }
    }

    fn verb(&self) -> &'static str {
        if self.live { "Live migrate" } else { "Migrate" }
    }

    fn fields(&self, _: &Server) -> Vec<Input> {
        vec![Input::line(Id::Host, "Host", "")]
    }

    fn reads(&self, _: &Server) -> Vec<Read> {
        vec![Read::ComputeVersion]
    }

    fn asks(&self, id: Id, _: &Fields, view: View<'_>) -> bool {
        id != Id::Host || self.live || knows(view.world, TO_A_HOST)
    }

    fn problem(&self, _: Id, fields: &Fields, view: View<'_>) -> Option<String> {
        let host = fields.text(Id::Host);
        if view.server.host.as_deref() == Some(host) {
            return Some("it stands there now".into());
        }
        too_long(host)
    }

    fn notes(&self, fields: &Fields, view: View<'_>) -> Vec<Note> {
        let mut notes = Vec::new();
        if let Some(host) = &view.server.host {
            notes.push(Note::Fact(format!("It stands on {host}.")));
        }
        if host(fields).is_none() {
            notes.push(Note::Fact("Nova chooses the host.".into()));
        }
        notes.push(Note::Warning(if self.live {
            "It goes on running while its memory is copied; it may slow down, and stands still \
             for a moment at the end."
                .into()
        } else {
            "It is shut down, moved and started again. Then it waits for you to confirm or to \
             revert."
                .into()
        }));
        notes
    }

    fn commands(&self, fields: &Fields, view: View<'_>) -> Vec<String> {
        let live = self.live.then(|| "--live-migration".to_owned());
        let host = host(fields).map(|host| option("host", &host));
        let options: Vec<String> = live.into_iter().chain(host).collect();
        vec![command(
            "server migrate",
            &options,
            &[view.server.id.as_str()],
        )]
    }

    fn writes(&self, fields: &Fields, view: View<'_>) -> Vec<(Write, String)> {
        let host = host(fields);
        let to = host.as_deref().map(|host| format!(" to {host}"));
        let what = format!(
            "{} {}{}",
            self.verb(),
            view.server.title(),
            to.unwrap_or_default()
        );
        let act = if self.live {
            ServerAct::LiveMigrate { host }
        } else {
            ServerAct::Migrate { host }
        };
        let server = view.server.id.clone();
        vec![(Write::Act { server, act }, what)]
    }

    fn hurts(&self) -> bool {
        !self.live
    }
}

fn host(fields: &Fields) -> Option<String> {
    fields.given(Id::Host)
}

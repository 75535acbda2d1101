//! Edit Instance: name and description.

use super::{Dialog, Fields, Id, Input, View, command, option, too_long};
use crate::app::launch::problems::knows;
use crate::cloud::message::{Read, Write};
use crate::openstack::compute::{Microversion, Server, ServerUpdate};

/// Nova keeps a description from here on.
const WITH_DESCRIPTION: Microversion = Microversion(2, 19);

#[derive(Debug)]
pub(super) struct Edit;

impl Dialog for Edit {
    fn title(&self) -> &'static str {
        "Edit instance"
    }

    fn verb(&self) -> &'static str {
        "Save"
    }

    fn fields(&self, server: &Server) -> Vec<Input> {
        let description = server.description.as_deref().unwrap_or("");
        vec![
            Input::line(Id::Name, "Name", &server.name).required(),
            Input::line(Id::Description, "Description", description),
        ]
    }

    fn reads(&self, server: &Server) -> Vec<Read> {
        vec![Read::ServerDetail(server.id.clone()), Read::ComputeVersion]
    }

    fn asks(&self, id: Id, _: &Fields, view: View<'_>) -> bool {
        id != Id::Description || knows(view.world, WITH_DESCRIPTION)
    }

    fn problem(&self, id: Id, fields: &Fields, _: View<'_>) -> Option<String> {
        too_long(fields.text(id))
    }

    fn idle(&self, fields: &Fields, view: View<'_>) -> Option<String> {
        (update(fields, view) == ServerUpdate::default()).then(|| "nothing is changed yet".into())
    }

    fn commands(&self, fields: &Fields, view: View<'_>) -> Vec<String> {
        let update = update(fields, view);
        let name = update.name.map(|name| option("name", &name));
        let words = update
            .description
            .map(|words| option("description", &words));
        let options: Vec<String> = name.into_iter().chain(words).collect();
        if options.is_empty() {
            return Vec::new();
        }
        vec![command("server set", &options, &[view.server.id.as_str()])]
    }

    fn writes(&self, fields: &Fields, view: View<'_>) -> Vec<(Write, String)> {
        let update = update(fields, view);
        let what = match &update.name {
            Some(name) => format!("Rename {} to {name}", view.server.title()),
            None => format!("Describe {}", view.server.title()),
        };
        let server = view.server.id.clone();
        vec![(Write::UpdateServer { server, update }, what)]
    }
}

/// What was changed of it.
fn update(fields: &Fields, view: View<'_>) -> ServerUpdate {
    let changed = |id: Id, before: &str| {
        let text = fields.text(id);
        (fields.is_touched(id) && text != before).then(|| text.to_owned())
    };
    let before = view.server.description.as_deref().unwrap_or("");
    let described = knows(view.world, WITH_DESCRIPTION);
    ServerUpdate {
        name: changed(Id::Name, &view.server.name),
        description: changed(Id::Description, before).filter(|_| described),
    }
}

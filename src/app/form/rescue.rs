//! Rescue Instance: boots another image with the root disk beside it.

use super::offer::Row;
use super::password;
use super::{Dialog, Fields, Id, Input, Note, Offer, PASSWORD, View, command, images, option};
use crate::app::launch::problems::knows;
use crate::cloud::message::{Read, Write};
use crate::openstack::compute::{Boot, Microversion, Server, ServerAct};

/// Nova rescues an instance that booted from a volume from here on.
const OF_VOLUMES: Microversion = Microversion(2, 87);
/// The row that stands for the image the instance was made from.
const OWN: &str = "own";

#[derive(Debug)]
pub(super) struct Rescue;

impl Dialog for Rescue {
    fn title(&self) -> &'static str {
        "Rescue instance"
    }

    fn verb(&self) -> &'static str {
        "Rescue"
    }

    fn fields(&self, _: &Server) -> Vec<Input> {
        vec![
            Input::one(Id::Image, "Image").required(),
            Input::secret(Id::Password, "Password"),
        ]
    }

    fn reads(&self, _: &Server) -> Vec<Read> {
        vec![Read::Images, Read::CommunityImages, Read::ComputeVersion]
    }

    fn arrived(&self, fields: &mut Fields, view: View<'_>) {
        if matches!(view.server.boot, Boot::Image(_)) {
            fields.propose(Id::Image, vec![OWN.into()]);
        }
    }

    fn offer<'a>(&self, _: Id, _: &Fields, view: View<'a>) -> Offer<'a> {
        let mut offer = images::offer(view, |image| {
            let words = "its data is in a volume snapshot, not in the image";
            image.is_volume_backed().then(|| words.into())
        });
        if let Boot::Image(id) = &view.server.boot {
            let name = images::name_of(id, view);
            let cells = vec![format!("{name}, its own"), String::new(), String::new()];
            offer.rows.insert(0, Row::new(OWN, cells));
        }
        offer
    }

    fn problem(&self, id: Id, fields: &Fields, view: View<'_>) -> Option<String> {
        match id {
            Id::Password => password::too_long(fields.secret(id)),
            Id::Image if view.server.boot == Boot::Volume && !knows(view.world, OF_VOLUMES) => {
                Some("it booted from a volume: Nova rescues those from 2.87 on".into())
            }
            _ => None,
        }
    }

    fn notes(&self, fields: &Fields, view: View<'_>) -> Vec<Note> {
        let mut notes = vec![
            Note::Warning("For emergencies: the instance is shut down and interrupted.".into()),
            Note::Fact(
                "It boots from the image, with its own root disk as a further one, so that it can \
                 be repaired. Unrescue boots it from its own disk again."
                    .into(),
            ),
        ];
        if view.server.boot == Boot::Volume {
            let words = "It booted from a volume: the image needs the properties \
                         hw_rescue_device and hw_rescue_bus.";
            notes.push(Note::Warning(words.into()));
        }
        if fields.secret(Id::Password).is_empty() {
            let words = "Without a password the cloud makes one up, which is shown here once.";
            notes.push(Note::Fact(words.into()));
        }
        notes
    }

    fn commands(&self, fields: &Fields, view: View<'_>) -> Vec<String> {
        let image = fields.one(Id::Image).filter(|image| *image != OWN);
        let mut options: Vec<String> = image
            .map(|image| option("image", image))
            .into_iter()
            .collect();
        if !fields.secret(Id::Password).is_empty() {
            options.push(PASSWORD.into());
        }
        vec![command(
            "server rescue",
            &options,
            &[view.server.id.as_str()],
        )]
    }

    fn writes(&self, fields: &Fields, view: View<'_>) -> Vec<(Write, String)> {
        let image = fields.one(Id::Image).filter(|image| *image != OWN);
        let act = ServerAct::Rescue {
            image: image.map(Into::into),
            password: password::given(fields),
        };
        let server = view.server.id.clone();
        let what = format!("Rescue {}", view.server.title());
        vec![(Write::Act { server, act }, what)]
    }

    fn hurts(&self) -> bool {
        true
    }
}

//! Rebuild Instance: its root disk is written anew from an image, and what was on it is lost.

use super::resize::{PARTITION, disk_config};
use super::{Dialog, Fields, Id, Input, Note, Offer, PASSWORD, View, command, flavors, images};
use super::{option, password, too_long};
use crate::app::format;
use crate::app::launch::fit::Fit;
use crate::app::launch::problems::knows;
use crate::cloud::message::{Read, Write};
use crate::openstack::compute::{Boot, Microversion, Server, ServerAct};
use crate::openstack::image::Image;

/// Nova rebuilds an instance that booted from a volume from here on.
const OF_VOLUMES: Microversion = Microversion(2, 93);
/// Nova takes a description with it from here on.
const WITH_DESCRIPTION: Microversion = Microversion(2, 19);

#[derive(Debug)]
pub(super) struct Rebuild;

impl Dialog for Rebuild {
    fn title(&self) -> &'static str {
        "Rebuild instance"
    }

    fn verb(&self) -> &'static str {
        "Rebuild"
    }

    fn fields(&self, server: &Server) -> Vec<Input> {
        let description = server.description.as_deref().unwrap_or("");
        vec![
            Input::one(Id::Image, "Image").required(),
            Input::line(Id::Description, "Description", description),
            Input::secret(Id::Password, "Password"),
            Input::secret(Id::Again, "Again"),
            Input::radio(Id::Disk, "Partition", PARTITION),
        ]
    }

    fn reads(&self, server: &Server) -> Vec<Read> {
        vec![
            Read::Images,
            Read::CommunityImages,
            Read::ComputeVersion,
            Read::ServerVolumes(server.id.clone()),
        ]
    }

    fn asks(&self, id: Id, fields: &Fields, view: View<'_>) -> bool {
        match id {
            Id::Description => knows(view.world, WITH_DESCRIPTION),
            Id::Again => !fields.secret(Id::Password).is_empty(),
            _ => true,
        }
    }

    fn offer<'a>(&self, _: Id, _: &Fields, view: View<'a>) -> Offer<'a> {
        let mut offer = images::offer(view, |image| against(image, view));
        if let Boot::Image(now) = &view.server.boot
            && let Some(row) = offer.rows.iter_mut().find(|row| row.id == now.as_str())
            && let Some(name) = row.cells.first_mut()
        {
            name.push_str(", its own");
        }
        offer
    }

    fn problem(&self, id: Id, fields: &Fields, view: View<'_>) -> Option<String> {
        match id {
            Id::Image if view.server.boot == Boot::Volume && !knows(view.world, OF_VOLUMES) => {
                Some("it booted from a volume: Nova rebuilds those from 2.93 on".into())
            }
            Id::Description => too_long(fields.text(id)),
            Id::Password => password::too_long(fields.secret(id)),
            Id::Again => password::differ(fields),
            _ => None,
        }
    }

    fn notes(&self, fields: &Fields, view: View<'_>) -> Vec<Note> {
        let server = view.server;
        let disk = match (&server.boot, server.flavor.disk_gib) {
            (Boot::Volume, _) => "root volume".into(),
            (_, Some(gib)) if gib > 0 => format!("root disk ({})", format::gib(gib)),
            _ => "root disk".into(),
        };
        let mut notes = vec![
            Note::Loss(format!(
                "Everything on its {disk} is lost: it is written over with the image. A snapshot \
                 taken before is the only way back."
            )),
            Note::Fact(
                "Kept: its id, name, addresses, key pair, metadata and security groups.".into(),
            ),
        ];
        notes.extend(volumes_kept(view).map(Note::Fact));
        if fields.secret(Id::Password).is_empty() {
            let words = "Without a password the cloud makes one up, which is shown here once.";
            notes.push(Note::Fact(words.into()));
        }
        notes
    }

    fn commands(&self, fields: &Fields, view: View<'_>) -> Vec<String> {
        let Some(image) = fields.one(Id::Image) else {
            return Vec::new();
        };
        let mut options = vec![option("image", image)];
        options.extend(description(fields, view).map(|words| option("description", &words)));
        if !fields.secret(Id::Password).is_empty() {
            options.push(PASSWORD.into());
        }
        vec![command(
            "server rebuild",
            &options,
            &[view.server.id.as_str()],
        )]
    }

    fn writes(&self, fields: &Fields, view: View<'_>) -> Vec<(Write, String)> {
        let Some(image) = fields.one(Id::Image) else {
            return Vec::new();
        };
        let image = image.into();
        let from = images::name_of(&image, view);
        let what = format!("Rebuild {} from {from}", view.server.title());
        let act = ServerAct::Rebuild {
            image,
            disk_config: disk_config(fields),
            description: description(fields, view),
            password: password::given(fields),
        };
        let server = view.server.id.clone();
        vec![(Write::Act { server, act }, what)]
    }

    fn hurts(&self) -> bool {
        true
    }
}

/// The description, when it was changed.
fn description(fields: &Fields, view: View<'_>) -> Option<String> {
    let words = fields.text(Id::Description);
    let before = view.server.description.as_deref().unwrap_or("");
    let is_new = fields.is_touched(Id::Description) && words != before;
    (is_new && knows(view.world, WITH_DESCRIPTION)).then(|| words.to_owned())
}

/// Why it cannot be rebuilt from an image: that does not fit its flavor.
fn against(image: &Image, view: View<'_>) -> Option<String> {
    if image.is_volume_backed() {
        return Some("its data is in a volume snapshot, not in the image".into());
    }
    let fit = Fit::of(
        &flavors::current(view),
        flavors::demand(view.server, Some(image)),
    );
    (!fit.fits()).then(|| fit.short())
}

/// The volumes beside the root disk.
fn volumes_kept(view: View<'_>) -> Option<String> {
    let volumes = view.about()?.volumes.get()?;
    let is_root = |device: Option<&str>| {
        view.server.boot == Boot::Volume && device.is_some_and(|device| device.ends_with("da"))
    };
    let names: Vec<&str> = volumes
        .iter()
        .filter(|volume| !is_root(volume.device.as_deref()))
        .map(|volume| {
            let name = volume.name.as_deref().filter(|name| !name.is_empty());
            name.unwrap_or(volume.volume.as_str())
        })
        .collect();
    (!names.is_empty()).then(|| format!("Its volumes stay as they are: {}.", names.join(", ")))
}

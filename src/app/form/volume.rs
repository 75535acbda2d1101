//! Attach Volume and Detach Volume.

use super::offer::{left, load_of, right};
use super::{Column, Dialog, Fields, Id, Input, Note, Offer, Row, View};
use crate::app::format;
use crate::cloud::message::{Read, Write};
use crate::openstack::compute::{Boot, Server, VolumeAttachment};
use crate::openstack::id::VolumeId;
use crate::openstack::volume::Volume;

const ALL: &[Column] = &[left("VOLUME"), right("SIZE"), left("STATUS")];
const ATTACHED: &[Column] = &[
    left("VOLUME"),
    right("SIZE"),
    left("DEVICE"),
    left("STATUS"),
];

#[derive(Debug)]
pub(super) struct AttachVolume;

impl Dialog for AttachVolume {
    fn title(&self) -> &'static str {
        "Attach volume"
    }

    fn verb(&self) -> &'static str {
        "Attach volume"
    }

    fn fields(&self, _: &Server) -> Vec<Input> {
        vec![Input::one(Id::Volume, "Volume").required()]
    }

    fn reads(&self, server: &Server) -> Vec<Read> {
        vec![Read::AllVolumes, Read::ServerVolumes(server.id.clone())]
    }

    fn offer<'a>(&self, _: Id, _: &Fields, view: View<'a>) -> Offer<'a> {
        let all = &view.world.choices.all_volumes;
        let offer = Offer::new(ALL, all.load(), "No volumes in this project.");
        let mut volumes: Vec<&Volume> = all.get().into_iter().flatten().collect();
        volumes.sort_by_cached_key(|volume| {
            (
                against(volume, view).is_some(),
                volume.title().to_lowercase(),
            )
        });
        offer.with(volumes.into_iter().map(|volume| {
            let cells = vec![
                volume.title().to_owned(),
                format::gib(volume.size_gib),
                volume.status.to_string(),
            ];
            Row::new(volume.id.as_str(), cells).but(against(volume, view))
        }))
    }

    fn notes(&self, fields: &Fields, view: View<'_>) -> Vec<Note> {
        let mut notes = Vec::new();
        if let Some(volume) = chosen(fields, view)
            && !volume.attached_to.is_empty()
        {
            let words = format!(
                "It is attached to {} as well: only a cluster file system survives that.",
                users(volume, view)
            );
            notes.push(Note::Warning(words));
        }
        let words = "The cloud chooses the device. It stays when the instance is deleted.";
        notes.push(Note::Fact(words.into()));
        notes
    }

    fn writes(&self, fields: &Fields, view: View<'_>) -> Vec<(Write, String)> {
        let Some(volume) = chosen(fields, view) else {
            return Vec::new();
        };
        let what = format!(
            "Attach volume {} to {}",
            volume.title(),
            view.server.title()
        );
        let write = Write::AttachVolume {
            server: view.server.id.clone(),
            volume: volume.id.clone(),
        };
        vec![(write, what)]
    }
}

fn chosen<'a>(fields: &Fields, view: View<'a>) -> Option<&'a Volume> {
    let id = fields.one(Id::Volume)?;
    let volumes = view.world.choices.all_volumes.get()?;
    volumes.iter().find(|volume| volume.id.as_str() == id)
}

/// Why a volume cannot be attached: Cinder takes an available one, or one in use that serves many.
fn against(volume: &Volume, view: View<'_>) -> Option<String> {
    let here = view.server.id.as_str();
    if volume.attached_to.iter().any(|server| server == here) {
        return Some("it is attached to this instance already".into());
    }
    match &*volume.status {
        "available" => None,
        "in-use" if volume.multiattach => None,
        "in-use" if !volume.attached_to.is_empty() => {
            Some(format!("it is in use by {}", users(volume, view)))
        }
        status => Some(format!("it is {status}, not available")),
    }
}

/// The instances that have it, by name where that is known.
fn users(volume: &Volume, view: View<'_>) -> String {
    let name = |id: &String| {
        let mut servers = view.world.servers.iter();
        let server = servers.find(|server| server.id.as_str() == id);
        server.map_or(id.as_str(), Server::title).to_owned()
    };
    let names: Vec<String> = volume.attached_to.iter().map(name).collect();
    names.join(", ")
}

#[derive(Debug)]
pub(super) struct DetachVolume;

impl Dialog for DetachVolume {
    fn title(&self) -> &'static str {
        "Detach volume"
    }

    fn verb(&self) -> &'static str {
        "Detach volume"
    }

    fn fields(&self, _: &Server) -> Vec<Input> {
        vec![Input::one(Id::Volume, "Volume").required()]
    }

    fn reads(&self, server: &Server) -> Vec<Read> {
        vec![Read::ServerVolumes(server.id.clone())]
    }

    fn offer<'a>(&self, _: Id, _: &Fields, view: View<'a>) -> Offer<'a> {
        let volumes = view.about().map(|about| &about.volumes);
        let offer = Offer::new(ATTACHED, load_of(volumes), "No volumes attached.");
        let volumes = view.about().and_then(|about| about.volumes.get());
        offer.with(volumes.into_iter().flatten().map(|volume| {
            let cells = vec![
                title(volume).to_owned(),
                volume.size_gib.map_or("?".into(), format::gib),
                volume.device.clone().unwrap_or_default(),
                volume.status.as_deref().unwrap_or("").to_owned(),
            ];
            Row::new(volume.volume.as_str(), cells).but(against_detaching(volume, view.server))
        }))
    }

    fn notes(&self, fields: &Fields, _: View<'_>) -> Vec<Note> {
        if fields.one(Id::Volume).is_none() {
            return Vec::new();
        }
        let warning = "Unmount it in the guest first: what is not written yet may be lost.";
        let fact = "The volume and its data stay in the project.";
        vec![Note::Warning(warning.into()), Note::Fact(fact.into())]
    }

    fn writes(&self, fields: &Fields, view: View<'_>) -> Vec<(Write, String)> {
        let Some(id) = fields.one(Id::Volume) else {
            return Vec::new();
        };
        let volumes = view.about().and_then(|about| about.volumes.get());
        let mut volumes = volumes.into_iter().flatten();
        let volume = volumes.find(|volume| volume.volume.as_str() == id);
        let name = volume.map_or(id, title);
        let what = format!("Detach volume {name} from {}", view.server.title());
        let write = Write::DetachVolume {
            server: view.server.id.clone(),
            volume: VolumeId::from(id),
        };
        vec![(write, what)]
    }

    fn hurts(&self) -> bool {
        true
    }
}

fn title(volume: &VolumeAttachment) -> &str {
    let name = volume.name.as_deref().filter(|name| !name.is_empty());
    name.unwrap_or(volume.volume.as_str())
}

/// Nova refuses the root disk ("Cannot detach a root device volume"), which is the first device of
/// an instance that booted from a volume.
fn against_detaching(volume: &VolumeAttachment, server: &Server) -> Option<String> {
    let first = volume.device.as_deref().is_some_and(|device| {
        let name = device.rsplit('/').next().unwrap_or(device);
        matches!(name, "vda" | "sda" | "xvda" | "hda")
    });
    if server.boot == Boot::Volume && first {
        return Some("it is the root disk: Nova does not detach it".into());
    }
    match volume.status.as_deref() {
        None | Some("in-use") => None,
        Some(status) => Some(format!("it is {status}")),
    }
}

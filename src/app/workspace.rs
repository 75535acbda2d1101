//! One open context: its two lists, what can be chosen there, and when to read what again.

mod due;
mod reads;
mod users;
mod view;

use std::collections::HashSet;
use std::time::Duration;

use super::about::About;
use super::choices::{Choices, Load, World};
use super::details::{self, Details};
use super::list::List;
use super::place::Place;
use super::remote::Remote;
use super::{images, instances};
use crate::cloud::message::{ContextId, ContextInfo, Project};
use crate::openstack::compute::{Boot, Server};
use crate::openstack::id::{ImageId, ServerId};
use crate::openstack::image::Image;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    Instances,
    Images,
}

/// The details of the row under the cursor.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pane {
    /// Taken away with `d`.
    pub hidden: bool,
    /// In Images: fills the screen (`Enter`, `z`). An instance has its own details.
    pub whole_image: bool,
    /// Takes the arrow keys (`Tab`).
    pub focused: bool,
    /// First line shown.
    pub scroll: usize,
}

/// What the marking keys do.
#[derive(Debug, Clone, Copy)]
pub enum Marking {
    Toggle,
    Range,
    All,
    None,
}

#[derive(Debug)]
pub struct Workspace {
    pub context: ContextId,
    pub info: ContextInfo,
    pub tab: Tab,
    pub instances: List<Server>,
    pub images: List<Image>,
    pub choices: Choices,
    /// Of the instance looked at.
    pub about: About,
    /// While they are open.
    pub details: Option<Box<Details>>,
    pub projects: Remote<Vec<Project>>,
    pub pane: Pane,
    /// How far the columns that do not fit were moved into view, of Instances and of Images; they
    /// come round again.
    shifts: [i64; 2],
    /// Servers that were changed here, and until when their rows are read again.
    settling: Vec<(ServerId, Duration)>,
    /// Whether lists are read again by themselves (`a`).
    pub auto: bool,
    /// The place that was left for this one.
    pub came_from: Option<String>,
    /// A snapshot just begun: the cursor of Images goes to it as soon as it is listed, unless that
    /// cursor is moved before.
    pub awaited_image: Option<ImageId>,
    /// Up to which revision of the images instances know their names.
    named: u64,
    users: users::Users,
}

impl Workspace {
    pub fn new(context: ContextId, info: ContextInfo, tab: Tab) -> Self {
        Self {
            context,
            info,
            tab,
            instances: List::new(instances::Column::Name),
            images: List::new(images::Column::Name),
            choices: Choices::default(),
            about: About::default(),
            details: None,
            projects: Remote::default(),
            pane: Pane::default(),
            shifts: [0; 2],
            settling: Vec::new(),
            auto: true,
            came_from: None,
            awaited_image: None,
            named: 0,
            users: users::Users::default(),
        }
    }

    /// What an action on instances is aimed at: the one whose details are open, else the marked,
    /// else the one under the cursor.
    pub fn server_targets(&mut self) -> Vec<&Server> {
        details::targets(&mut self.instances.table, self.details.as_deref())
    }

    /// `demo / RegionOne / web-team`.
    pub fn place(&self) -> String {
        place(&self.info)
    }

    /// By what its draft is kept.
    pub fn draft_place(&self) -> Place {
        Place::of(&self.info)
    }

    pub fn world(&self) -> World<'_> {
        let images = &self.images;
        let images_load = match (images.is_complete(), images.patience(), images.problem()) {
            (true, ..) => Load::Ready,
            (false, Some(patience), _) => Load::Waits(patience),
            (false, None, Some(error)) => Load::Failed(error),
            (false, None, None) => Load::Loading,
        };
        World {
            info: &self.info,
            images: self.images.table.rows(),
            images_revision: self.images.table.rows_revision(),
            images_load,
            servers: self.instances.table.rows(),
            servers_revision: self.instances.table.rows_revision(),
            choices: &self.choices,
        }
    }

    /// The images are known: instances are searched and sorted by their names. Only those are looked
    /// at whose image has another name than before.
    pub fn name_images(&mut self) {
        let (images, servers) = (&self.images.table, &mut self.instances.table);
        if std::mem::replace(&mut self.named, images.rows_revision()) == images.rows_revision() {
            return;
        }
        let known = servers.lore();
        let renamed = images.rows().iter().filter(|image| {
            let name = known.get(&image.id);
            name.is_none_or(|name| name != image.title())
        });
        let renamed: Vec<_> = renamed
            .map(|image| (image.id.clone(), image.title().to_owned()))
            .collect();
        let gone = known.keys().filter(|id| images.get(id).is_none());
        let gone: Vec<ImageId> = gone.cloned().collect();
        let ids = renamed.iter().map(|(id, _)| id).chain(&gone);
        let ids: HashSet<ImageId> = ids.cloned().collect();
        if ids.is_empty() {
            return;
        }
        servers.learn(
            |names| {
                for id in &gone {
                    names.remove(id);
                }
                names.extend(renamed);
            },
            |server| matches!(&server.boot, Boot::Image(id) if ids.contains(id)),
        );
    }

    /// Why a tab cannot work here, if so.
    pub fn missing_service(&self, tab: Tab) -> Option<String> {
        let (there, name) = match tab {
            Tab::Instances => (self.info.has_compute, "compute"),
            Tab::Images => (self.info.has_image, "image"),
        };
        (!there).then(|| {
            format!(
                "{} has no {name} service in its catalog. c switches region.",
                self.info.region
            )
        })
    }
}

pub fn place(info: &ContextInfo) -> String {
    format!(
        "{} / {} / {}",
        info.cloud_name, info.region, info.project_name
    )
}

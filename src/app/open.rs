//! Opening dialogs: each takes what it needs from the lists once, and holds ids from then on.

use crossterm::event::KeyCode;

use super::action::{self, Action};
use super::job::Followed;
use super::launch::{KEYS, Wizard};
use super::modal::confirm::Confirm;
use super::modal::menu::{Item, Menu};
use super::modal::snapshot::SnapshotForm;
use super::modal::switcher::Switcher;
use super::modal::view::TextView;
use super::modal::{Copied, DraftQuestion, Modal, Next};
use super::remote::Remote;
use super::workspace::Tab;
use super::{App, details, format};
use crate::cloud::message::{OpId, Read};
use crate::openstack::compute::Boot;
use crate::openstack::id::ImageId;

impl App {
    pub(super) fn open_switcher(&mut self) {
        let Some(space) = &mut self.space else { return };
        let clouds = self
            .discovery
            .as_ref()
            .map_or(&[][..], |discovery| &discovery.clouds);
        let mut switcher = Switcher::new(space.context, &space.info, clouds);
        if let Some(projects) = space.projects.get() {
            switcher.set_projects(projects);
        }
        if space.info.bound_to_project.is_none() {
            let ticket = self.desk.cx(self.now, space.context).read(Read::Projects);
            space.projects.ask(ticket);
        }
        self.modals.push(Modal::Switcher(switcher));
    }

    pub(super) fn open_menu(&mut self) {
        let mut items = Vec::new();
        for action in [
            Action::Open,
            Action::Launch,
            Action::Snapshot,
            Action::ConsoleLog,
            Action::Copy,
            Action::Delete,
        ] {
            let Some(spec) = action::spec_of(action) else {
                continue;
            };
            let key = spec.keys.iter().find_map(|key| match key.code {
                KeyCode::Char(c) => Some(c),
                _ => None,
            });
            let item = Item::new(key, spec.label, Next::Act(action));
            items.push(item.off_because(self.reason_against(action)));
        }
        self.modals
            .push(Modal::Menu(Menu::new("Actions", items, self.now)));
    }

    /// One of the menus of changes: every action in it, with the reason against it.
    pub(super) fn open_menu_of(&mut self, opener: Action) {
        let title = action::spec_of(opener).map_or("", |spec| spec.label);
        let items = action::of_menu(opener)
            .map(|(key, spec)| {
                Item::new(Some(key), spec.label, Next::Act(spec.action))
                    .off_because(self.reason_against(spec.action))
            })
            .collect();
        self.modals
            .push(Modal::Menu(Menu::new(title, items, self.now)));
    }

    pub(super) fn open_copy(&mut self) {
        let Some(space) = &self.space else { return };
        let mut items = vec![
            Item::new(Some('y'), "ID", Next::Copy(Copied::Id)),
            Item::new(Some('n'), "Name", Next::Copy(Copied::Name)),
        ];
        if space.tab == Tab::Instances {
            items.push(Item::new(Some('i'), "IP address", Next::Copy(Copied::Ip)));
            let all = Next::Copy(Copied::Addresses);
            items.push(Item::new(Some('a'), "All addresses", all));
            items.push(Item::new(Some('s'), "ssh command", Next::Copy(Copied::Ssh)));
            let fault = Item::new(Some('f'), "Fault", Next::Copy(Copied::Fault));
            items.push(fault.off_because(self.against_copying_fault()));
        }
        items.push(Item::new(Some('j'), "JSON", Next::Copy(Copied::Json)));
        items.push(Item::new(
            Some('o'),
            "openstack command",
            Next::Copy(Copied::Command),
        ));
        items.push(Item::new(
            Some('t'),
            "Table as text",
            Next::Copy(Copied::Table),
        ));
        self.modals
            .push(Modal::Menu(Menu::new("Copy", items, self.now)));
    }

    pub(super) fn launch(&mut self) {
        let Some(space) = &self.space else { return };
        let source = match space.tab {
            Tab::Instances => None,
            Tab::Images => space.images.table.cursor().map(|image| image.id.clone()),
        };
        if self.draft().is_some() {
            self.ask_about_draft(source);
        } else {
            self.open_wizard(source, false);
        }
    }

    /// Resume what is kept, or begin anew from this source?
    pub(super) fn ask_about_draft(&mut self, source: Option<ImageId>) {
        let (Some(space), Some(draft)) = (&self.space, self.draft()) else {
            return;
        };
        let world = space.world();
        let name = |id: &ImageId| {
            world
                .images
                .iter()
                .find(|image| image.id == *id)
                .map(|image| image.title().to_owned())
        };
        let question = DraftQuestion {
            draft: draft.summary(world),
            from: draft.changed().map(|at| format::moment(at, self.now.wall)),
            source_name: source.as_ref().and_then(name),
            source,
        };
        self.modals.push(Modal::Draft(question));
    }

    pub(super) fn open_wizard(&mut self, source: Option<ImageId>, resume: bool) {
        let draft = self
            .space
            .as_ref()
            .and_then(|space| self.drafts.remove(&space.draft_place()));
        let Some(space) = &mut self.space else { return };
        let mut cx = self.desk.cx(self.now, space.context);
        if !space.images.is_complete() && !space.images.is_reading() {
            space.read_list(Tab::Images, true, &mut cx);
        }
        let mut wizard = match draft.filter(|_| resume) {
            Some(draft) => Wizard::resume(draft, space.world(), &mut cx),
            None => Wizard::open(source, space.world(), &mut cx),
        };
        wizard.world_changed(space.world());
        self.modals.push(Modal::Launch(Box::new(wizard)));
        self.wizard_reads();
    }

    pub(super) fn open_snapshot(&mut self) {
        let Some(space) = &mut self.space else { return };
        let targets = space.server_targets();
        let Some(server) = targets.first() else {
            return;
        };
        let form = SnapshotForm::new(server, self.now);
        self.modals.push(Modal::Snapshot(form));
    }

    pub(super) fn open_delete(&mut self) {
        let Some(space) = &mut self.space else { return };
        let now = self.now;
        let info = &space.info;
        let jobs = &self.desk.jobs;
        let pending = |what: &Followed| jobs.held_delete(what).is_some() || jobs.is_deleting(what);
        let confirm = match space.tab {
            Tab::Instances => {
                let details = space.details.as_deref();
                let hidden = match details {
                    Some(_) => 0,
                    None => space.instances.table.hidden_marks(),
                };
                let images = space.images.table.rows();
                let servers = details::targets(&mut space.instances.table, details);
                let saving = |server: &crate::openstack::compute::Server| {
                    images
                        .iter()
                        .find(|image| {
                            image.in_transition() && image.instance().as_ref() == Some(&server.id)
                        })
                        .map(|image| image.title().to_owned())
                };
                Confirm::servers(&servers, info, saving, pending, hidden, now)
            }
            Tab::Images => {
                let hidden = space.images.table.hidden_marks();
                let servers = space.instances.table.rows();
                let images = space.images.table.targets();
                let users = |image: &crate::openstack::image::Image| {
                    servers
                        .iter()
                        .filter(|server| server.boot == Boot::Image(image.id.clone()))
                        .map(|server| server.title().to_owned())
                        .collect()
                };
                Confirm::images(&images, info, users, pending, hidden, now)
            }
        };
        self.modals.push(Modal::Confirm(confirm));
    }

    /// The whole story of a job, to read and to copy.
    pub(super) fn explain(&mut self, op: OpId) {
        let Some(job) = self.desk.jobs.get(op) else {
            return;
        };
        let place = self.places.get(&job.context);
        let story = job.story(place.map(String::as_str), self.now);
        self.show_text("Job", story);
    }

    pub(super) fn open_wizard_keys(&mut self) {
        let lines: Vec<String> = KEYS
            .iter()
            .map(|(keys, what)| format!("{keys:<22}{what}"))
            .collect();
        self.show_text("Keys of the wizard", lines.join("\n"));
    }

    pub(super) fn show_text(&mut self, title: &str, words: String) {
        let mut text = Remote::default();
        let ticket = self.desk.ids.ticket();
        text.ask(ticket);
        text.settle(ticket, Ok(words), self.now);
        let title = title.to_owned();
        self.modals.push(Modal::Text(TextView {
            title,
            text,
            scroll: Some(0),
        }));
    }
}

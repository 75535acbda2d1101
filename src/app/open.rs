//! Opening dialogs: each takes what it needs from the lists once, and holds ids from then on.

use crossterm::event::KeyCode;

use super::action::{self, Action};
use super::launch::{KEYS, Wizard};
use super::modal::bulk::BulkView;
use super::modal::menu::{Item, Menu};
use super::modal::snapshot::SnapshotForm;
use super::modal::switcher::Switcher;
use super::modal::view::TextView;
use super::modal::{Copied, DraftQuestion, Modal, Next};
use super::remote::Remote;
use super::workspace::Tab;
use super::{App, format};
use crate::cloud::message::{OpId, Read};
use crate::openstack::id::ImageId;

/// Under `m`, what is likeliest first.
const MENU_OF_INSTANCES: [Action; 15] = [
    Action::Open,
    Action::ConsoleLog,
    Action::Interfaces,
    Action::Console,
    Action::ActionLog,
    Action::Ssh,
    Action::Copy,
    Action::Power,
    Action::Rework,
    Action::Edit,
    Action::Attach,
    Action::Snapshot,
    Action::Delete,
    Action::Undo,
    Action::Launch,
];
const MENU_OF_IMAGES: [Action; 5] = [
    Action::Open,
    Action::Copy,
    Action::Launch,
    Action::Delete,
    Action::Undo,
];

impl App {
    pub(super) fn open_switcher(&mut self) {
        let Some(space) = &mut self.space else { return };
        let clouds = self
            .discovery
            .as_ref()
            .map_or(&[][..], |discovery| &discovery.clouds);
        let mut switcher = Switcher::new(space.context, &space.info, clouds);
        switcher.set_projects(&space.projects);
        if space.info.bound_to_project.is_none() {
            let ticket = self.desk.cx(self.now, space.context).read(Read::Projects);
            space.projects.ask(ticket);
        }
        self.modals.push(Modal::Switcher(switcher));
    }

    /// What can be done here: own actions, the menus of changes, and what can be looked at.
    pub(super) fn open_menu(&mut self) {
        let Some(space) = &self.space else { return };
        let actions: &[Action] = match space.tab {
            Tab::Instances => &MENU_OF_INSTANCES,
            Tab::Images => &MENU_OF_IMAGES,
        };
        let items = actions.iter().filter_map(|action| {
            let spec = action::spec_of(*action)?;
            let key = spec.keys.iter().find_map(|key| match key.code {
                KeyCode::Char(c) => Some(c),
                _ => None,
            });
            let item = Item::new(key, spec.label, Next::Act(*action));
            let item = if action::of_menu(*action).next().is_some() {
                item.leading_on()
            } else {
                item
            };
            Some(item.off_because(self.reason_against(*action)))
        });
        let menu = Menu::new("Actions", items.collect(), self.now);
        self.take_aim();
        self.modals.push(Modal::Menu(menu));
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
        let menu = Menu::new(title, items, self.now);
        self.take_aim();
        let over_another = matches!(self.modals.last(), Some(Modal::Menu(menu)) if menu.visible);
        self.modals.push(Modal::Menu(if over_another {
            menu.at_once()
        } else {
            menu
        }));
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
        self.take_aim();
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
        let aside = space.details.is_none() && space.instances.table.aims_aside();
        let targets = space.server_targets();
        let Some(server) = targets.first() else {
            return;
        };
        let form = SnapshotForm::new(server, aside, self.now);
        self.modals.push(Modal::Snapshot(form));
    }

    pub(super) fn open_delete(&mut self) {
        match self.space.as_ref().map(|space| space.tab) {
            Some(Tab::Instances) => self.open_verb(Action::Delete),
            Some(Tab::Images) => self.delete_images(),
            None => {}
        }
    }

    /// The whole story of a job, to read and to copy.
    pub(super) fn explain(&mut self, op: OpId) {
        let Some(job) = self.desk.jobs.get(op) else {
            return;
        };
        if job.group == Some(op) && !matches!(self.modals.last(), Some(Modal::Bulk(_))) {
            return self.modals.push(Modal::Bulk(BulkView::new(op)));
        }
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

//! The launch wizard: a draft, where the cursor is in it, and what its keys mean.
//!
//! It holds no copy of the cloud: every handler is shown the [`World`] anew. Steps open in any
//! order; only Launch needs everything. The draft outlives the dialog.

pub mod advanced;
mod choose;
pub mod disk;
pub mod draft;
mod edit;
mod fields;
pub mod fit;
#[cfg(test)]
pub(crate) mod fixture;
mod import;
pub mod keep;
pub mod keypair;
mod keys;
pub mod listing;
pub mod login;
pub mod origin;
pub mod places;
pub mod problems;
pub mod progress;
pub mod rows;
pub mod same;
pub mod same_as;
pub mod source;
pub mod step;
pub mod submit;
pub mod table;
#[cfg(test)]
mod tests;
mod wants;

use std::time::Duration;

use jiff::Timestamp;

use super::Flow;
use super::choices::World;
use super::cx::Cx;
use super::guard::{Guard, Touch};
use super::memo::Memo;
use super::stamped::Stamped;
use super::time::Now;
use crate::cloud::message::Read;
use crate::openstack::id::ImageId;
pub use draft::Draft;
use keypair::KeyMode;
use listing::Listings;
use rows::{Flavors, FlavorsOf};
use same::Same;
pub use source::{SourceKind, SourceSort};
pub use step::{FieldId, Mark, Problem, Step};
pub use submit::{Answer, Submit};
use table::Table;
pub use wants::Wants;

/// The wizard's keys, as its help tells them.
pub const KEYS: &[(&str, &str)] = &[
    ("Tab, Shift+Tab", "next and previous field or button"),
    ("Enter", "accept the field and go on; on a button, press it"),
    ("Space", "choose in a table"),
    (
        "↑ ↓ j k g G",
        "move in a table (PgUp PgDn, Ctrl+U Ctrl+D by pages)",
    ),
    (
        "← →",
        "change a choice: zone, boot source, disk, key pair mode",
    ),
    (
        "[ ]  Alt+P Alt+N",
        "previous and next step (Alt also while typing)",
    ),
    ("Alt+1 … Alt+5", "jump to a step; on Review the digit alone"),
    ("/", "filter a table; Esc clears"),
    (
        "s  h",
        "sort flavors or sources; hide flavors that do not fit",
    ),
    (
        "f",
        "lower Count to what the focused flavor allows, and choose it",
    ),
    (
        "J K  p",
        "move a network in NIC order; go to the free ports",
    ),
    ("c  i  y", "create, import a key pair; copy its public half"),
    (
        "o  Alt+o",
        "take flavor, networks, groups and key of the instance a snapshot is of",
    ),
    (
        "x  y  w",
        "Review: the same as a command, as JSON, as Terraform; copy it; write it",
    ),
    ("r F5", "read the choices again"),
    ("Ctrl+U", "clear a field"),
    (
        "Esc",
        "close; the draft is kept, also when you quit: L resumes it",
    ),
];

/// What the flavors are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FlavorSort {
    #[default]
    Ram,
    Vcpus,
    Disk,
    Name,
}

impl FlavorSort {
    pub fn title(self) -> &'static str {
        match self {
            Self::Ram => "RAM",
            Self::Vcpus => "vCPU",
            Self::Disk => "disk",
            Self::Name => "name",
        }
    }

    fn next(self) -> Self {
        match self {
            Self::Ram => Self::Vcpus,
            Self::Vcpus => Self::Disk,
            Self::Disk => Self::Name,
            Self::Name => Self::Ram,
        }
    }
}

#[derive(Debug, Default)]
struct Tables {
    images: Table,
    snapshots: Table,
    volumes: Table,
    volume_snapshots: Table,
    flavors: Table,
    networks: Table,
    ports: Table,
    groups: Table,
    key_pairs: Table,
    files: Table,
}

#[derive(Debug)]
pub struct Wizard {
    draft: Stamped<Draft>,
    step: Step,
    focus: FieldId,
    /// Details shows what most launches leave alone.
    in_advanced: bool,
    /// The same launch in other words, on Review.
    same: Same,
    /// Where the cursor was in each step when it was left.
    kept_focus: [Option<FieldId>; 5],
    tables: Tables,
    flavors: Memo<FlavorsOf, Flavors>,
    listings: Listings,
    flavor_sort: FlavorSort,
    source_sort: SourceSort,
    hides_misfits: bool,
    /// Fields that were left, or asked about: what is wrong with them is shown.
    left: Vec<FieldId>,
    /// What the last key came to, when there is something to say.
    note: Option<String>,
    guard: Guard,
    wants: Wants,
    /// The launch makes volumes, so their quota counts.
    makes_volumes: bool,
}

impl Wizard {
    /// A new wizard, with the cursor in Instance Name.
    pub fn open(source: Option<ImageId>, world: World<'_>, cx: &mut Cx<'_>) -> Self {
        Self::resume(Draft::new(source, world), world, cx)
    }

    /// Takes up a draft that was put away.
    pub fn resume(draft: impl Into<Stamped<Draft>>, world: World<'_>, cx: &mut Cx<'_>) -> Self {
        let mut wizard = Self {
            draft: draft.into(),
            step: Step::Details,
            focus: FieldId::Name,
            in_advanced: false,
            same: Same::default(),
            kept_focus: [None; 5],
            tables: Tables::default(),
            flavors: Memo::default(),
            listings: Listings::default(),
            flavor_sort: FlavorSort::default(),
            source_sort: SourceSort::default(),
            hides_misfits: false,
            left: Vec::new(),
            note: None,
            guard: Guard::opened(cx.now),
            wants: Wants {
                reads: Self::reads_needed().to_vec(),
                anew: true,
                now: false,
            },
            makes_volumes: false,
        };
        wizard
            .wants
            .extend([Read::ComputeVersion, Read::CommunityImages]);
        wizard.wants_of_source();
        if wizard.draft.disk.on_volume {
            wizard.wants.extend([Read::VolumeTypes, Read::VolumeLimits]);
        }
        wizard.wants_of_advanced();
        if wizard.draft.submit != Submit::Editing {
            wizard.enter(Step::Review, cx.now);
        }
        wizard.draft.visited[wizard.step.index()] = true;
        wizard.world_changed(world);
        wizard.note = keep::note(&wizard.draft);
        wizard
    }

    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// The draft, telling whether it may have changed.
    pub fn stamped(&self) -> &Stamped<Draft> {
        &self.draft
    }

    /// The draft was changed at that time.
    pub fn changed(&mut self, at: Timestamp) {
        self.draft.unseen().changed = Some(at);
    }

    pub fn step(&self) -> Step {
        self.step
    }

    pub fn focus(&self) -> FieldId {
        self.focus
    }

    /// Whether plain characters go into a text: the app keeps its own keys to itself then.
    pub fn in_text(&self) -> bool {
        self.focus.is_text()
            || self.focus.is_area()
            || (self.focus.is_table() && self.table(self.focus).is_typing())
    }

    pub fn is_in_advanced(&self) -> bool {
        self.in_advanced
    }

    pub fn same(&self) -> &Same {
        &self.same
    }

    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    pub fn flavor_sort(&self) -> FlavorSort {
        self.flavor_sort
    }

    pub fn source_sort(&self) -> SourceSort {
        self.source_sort
    }

    pub fn hides_misfits(&self) -> bool {
        self.hides_misfits
    }

    /// The table of a field; the one of flavors for a field that has none.
    pub fn table(&self, field: FieldId) -> &Table {
        let tables = &self.tables;
        match (field, self.draft.source.kind) {
            (FieldId::Source, SourceKind::Image) => &tables.images,
            (FieldId::Source, SourceKind::Snapshot) => &tables.snapshots,
            (FieldId::Source, SourceKind::Volume) => &tables.volumes,
            (FieldId::Source, SourceKind::VolumeSnapshot) => &tables.volume_snapshots,
            (FieldId::Networks, _) => &tables.networks,
            (FieldId::Ports, _) => &tables.ports,
            (FieldId::Groups, _) => &tables.groups,
            (FieldId::KeyPairs, _) => &tables.key_pairs,
            (FieldId::ImportFiles, _) => &tables.files,
            _ => &tables.flavors,
        }
    }

    fn table_mut(&mut self, field: FieldId) -> &mut Table {
        let tables = &mut self.tables;
        match (field, self.draft.source.kind) {
            (FieldId::Source, SourceKind::Image) => &mut tables.images,
            (FieldId::Source, SourceKind::Snapshot) => &mut tables.snapshots,
            (FieldId::Source, SourceKind::Volume) => &mut tables.volumes,
            (FieldId::Source, SourceKind::VolumeSnapshot) => &mut tables.volume_snapshots,
            (FieldId::Networks, _) => &mut tables.networks,
            (FieldId::Ports, _) => &mut tables.ports,
            (FieldId::Groups, _) => &mut tables.groups,
            (FieldId::KeyPairs, _) => &mut tables.key_pairs,
            (FieldId::ImportFiles, _) => &mut tables.files,
            _ => &mut tables.flavors,
        }
    }

    /// How a step stands.
    pub fn mark(&self, step: Step, world: World<'_>) -> Mark {
        if step == self.step {
            Mark::Here
        } else if self.draft.is_spent() {
            // What the launch has used up is no fault of it.
            Mark::Complete
        } else if !self.draft.visited[step.index()] {
            Mark::Untouched
        } else if !self.draft.problems_of(step, world).is_empty() {
            Mark::Needs
        } else if step == Step::Review {
            Mark::Untouched
        } else {
            Mark::Complete
        }
    }

    /// What is wrong with a field, once it was left or asked about.
    pub fn problem_at(&self, field: FieldId, world: World<'_>) -> Option<String> {
        if !self.left.contains(&field) {
            return None;
        }
        let problems = self.draft.problems_of(self.step, world);
        problems
            .into_iter()
            .find(|problem| problem.field == field)
            .map(|problem| problem.text)
    }

    /// Choices, images or servers have arrived or were read anew; to be called each time. Nothing
    /// chosen is dropped, no cursor moves.
    pub fn world_changed(&mut self, world: World<'_>) {
        if self.draft.lacks_defaults(world) {
            self.draft.apply_defaults(world);
        }
        self.ask_for_auto_network(world);
        self.pin(world);
    }

    /// Fixes the cursors of the tables in view to the rows they stand on, and the focus to a place
    /// that is there.
    fn pin(&mut self, world: World<'_>) {
        self.note_volumes(world);
        let fields = self.fields(world);
        if !fields.contains(&self.focus) {
            let first = fields.first().copied();
            let first = first.filter(|field| *field != FieldId::Cancel);
            self.focus = first.unwrap_or(FieldId::Next);
        }
        for field in fields {
            if field.is_table() && !self.table(field).is_pinned() {
                let ids = self.ids(field, world);
                let place = self.first_place(field, world);
                self.table_mut(field).point(&ids, place);
            }
        }
    }

    pub fn feel(&mut self, touch: Touch) {
        self.guard.feel(touch);
    }

    /// When [`Wizard::on_wake`] has something to do.
    pub fn deadline(&self) -> Option<Duration> {
        self.guard.deadline()
    }

    /// A press has stood alone long enough: it counts.
    pub fn on_wake(&mut self, world: World<'_>, cx: &mut Cx<'_>) -> Flow {
        if self.guard.fired(cx.now) {
            if let Some(op) = self.draft.launched() {
                return self.press_progress(op, cx.jobs);
            }
            match self.focus {
                FieldId::Next if self.step == Step::Review => self.launch(world, cx),
                FieldId::MakeKey => self.send_key(KeyMode::Create, world, cx),
                FieldId::ImportKey => self.send_key(KeyMode::Import, world, cx),
                _ => {}
            }
            self.pin(world);
        }
        Flow::Stay
    }

    /// Moves to a step; nothing is asked and nothing is lost.
    fn go(&mut self, step: Step, now: Now) {
        self.leave_field();
        self.kept_focus[self.step.index()] = Some(self.focus);
        self.enter(step, now);
    }

    fn enter(&mut self, step: Step, now: Now) {
        self.step = step;
        self.in_advanced = false;
        self.same.saving = None;
        self.draft.visited[step.index()] = true;
        self.wants_of_step();
        let first = match step {
            Step::Details => FieldId::Name,
            Step::Flavor => FieldId::Flavor,
            Step::Network => FieldId::Networks,
            Step::KeyPair => FieldId::KeyPairs,
            Step::Review => FieldId::Next,
        };
        self.focus = self.kept_focus[step.index()].unwrap_or(first);
        if step == Step::Review {
            self.guard = Guard::opened(now);
            self.focus = match self.draft.submit {
                Submit::Unknown {
                    looked: Some(_),
                    checked: false,
                    ..
                } => FieldId::Checked,
                _ => FieldId::Next,
            };
        }
    }

    pub(super) fn open_advanced(&mut self) {
        self.leave_field();
        self.in_advanced = true;
        self.focus = FieldId::UserDataFrom;
        self.wants.push(Read::ServerGroups);
        self.want_user_data();
    }

    pub(super) fn close_advanced(&mut self) {
        self.leave_field();
        self.in_advanced = false;
        self.focus = FieldId::Advanced;
    }

    fn go_to_problem(&mut self, problem: Option<&Problem>, now: Now) {
        let Some(problem) = problem else { return };
        if problem.step != self.step {
            self.go(problem.step, now);
        }
        self.in_advanced = problem.field.is_advanced();
        self.focus = problem.field;
        self.left.push(problem.field);
        self.note = Some(problem.text.clone());
    }

    /// What is wrong with a field is shown from the time it is left.
    fn leave_field(&mut self) {
        if self.focus.is_table() {
            let focus = self.focus;
            self.table_mut(focus).keep_filter();
        }
        if self.focus == FieldId::UserDataPath {
            self.want_user_data();
        }
        if !self.left.contains(&self.focus) {
            self.left.push(self.focus);
        }
    }
}

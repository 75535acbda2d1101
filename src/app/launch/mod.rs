//! The launch wizard: a draft, where the cursor is in it, and what its keys mean.
//!
//! It holds no copy of the cloud: every handler is shown the [`World`] anew. Steps open in any
//! order; only Launch needs everything. The draft outlives the dialog.

mod choose;
pub mod draft;
pub mod fit;
#[cfg(test)]
pub(crate) mod fixture;
pub mod keypair;
mod keys;
pub mod problems;
pub mod rows;
pub mod same_as;
pub mod step;
pub mod submit;
pub mod table;
#[cfg(test)]
mod tests;

use std::time::Duration;

use super::Flow;
use super::choices::World;
use super::cx::Cx;
use super::guard::Guard;
use super::time::Now;
use crate::cloud::message::Read;
use crate::openstack::id::ImageId;
pub use draft::{Draft, SourceKind};
use keypair::{KeyMode, KeySource};
pub use step::{FieldId, Mark, Problem, Step};
pub use submit::{Answer, Submit};
use table::Table;

/// The wizard's keys, as its help tells them.
pub const KEYS: &[(&str, &str)] = &[
    ("Tab, Shift+Tab", "next and previous field or button"),
    ("Enter", "accept the field and go on; on a button, press it"),
    ("Space", "choose in a table"),
    (
        "↑ ↓ j k g G",
        "move in a table (PgUp PgDn, Ctrl+U Ctrl+D by pages)",
    ),
    ("← →", "change a choice: zone, boot source, key pair mode"),
    (
        "[ ]  Alt+P Alt+N",
        "previous and next step (Alt also while typing)",
    ),
    ("Alt+1 … Alt+5", "jump to a step; on Review the digit alone"),
    ("/", "filter a table; Esc clears"),
    ("s  h", "sort flavors; hide those that do not fit"),
    ("J K", "move a network in NIC order"),
    ("c  i", "create or import a key pair"),
    ("r F5", "read the choices again"),
    ("Ctrl+U", "clear a field"),
    ("Esc", "close; the draft is kept for the next L"),
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
    flavors: Table,
    networks: Table,
    groups: Table,
    key_pairs: Table,
    files: Table,
}

#[derive(Debug)]
pub struct Wizard {
    draft: Draft,
    step: Step,
    focus: FieldId,
    /// Where the cursor was in each step when it was left.
    kept_focus: [Option<FieldId>; 5],
    tables: Tables,
    flavor_sort: FlavorSort,
    hides_misfits: bool,
    /// Fields that were left, or asked about: what is wrong with them is shown.
    left: Vec<FieldId>,
    /// What the last key came to, when there is something to say.
    note: Option<String>,
    guard: Guard,
    wants: Vec<Read>,
}

impl Wizard {
    /// A new wizard, with the cursor in Instance Name.
    pub fn open(source: Option<ImageId>, world: World<'_>, cx: &mut Cx<'_>) -> Self {
        Self::resume(Draft::new(source, world), world, cx)
    }

    /// Takes up a draft that was put away.
    pub fn resume(draft: Draft, world: World<'_>, cx: &mut Cx<'_>) -> Self {
        let mut wizard = Self {
            draft,
            step: Step::Details,
            focus: FieldId::Name,
            kept_focus: [None; 5],
            tables: Tables::default(),
            flavor_sort: FlavorSort::default(),
            hides_misfits: false,
            left: Vec::new(),
            note: None,
            guard: Guard::opened(cx.now),
            wants: Self::reads_needed().to_vec(),
        };
        if wizard.draft.submit != Submit::Editing {
            wizard.enter(Step::Review, cx.now);
        }
        wizard.draft.visited[wizard.step.index()] = true;
        wizard.world_changed(world);
        wizard
    }

    /// What has to be read anew whenever a wizard opens.
    pub fn reads_needed() -> [Read; 6] {
        [
            Read::Flavors,
            Read::Limits,
            Read::KeyPairs,
            Read::AvailabilityZones,
            Read::Networks,
            Read::SecurityGroups,
        ]
    }

    /// What the app should read on its behalf; to be asked after every handler.
    pub fn wants(&mut self) -> Vec<Read> {
        std::mem::take(&mut self.wants)
    }

    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    pub fn step(&self) -> Step {
        self.step
    }

    pub fn focus(&self) -> FieldId {
        self.focus
    }

    /// Whether plain characters go into a text: the app keeps its own keys to itself then.
    pub fn in_text(&self) -> bool {
        self.focus.is_text() || (self.focus.is_table() && self.table(self.focus).is_typing())
    }

    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    pub fn flavor_sort(&self) -> FlavorSort {
        self.flavor_sort
    }

    pub fn hides_misfits(&self) -> bool {
        self.hides_misfits
    }

    /// The table of a field; the one of flavors for a field that has none.
    pub fn table(&self, field: FieldId) -> &Table {
        match field {
            FieldId::Source if self.draft.kind == SourceKind::Snapshot => &self.tables.snapshots,
            FieldId::Source => &self.tables.images,
            FieldId::Networks => &self.tables.networks,
            FieldId::Groups => &self.tables.groups,
            FieldId::KeyPairs => &self.tables.key_pairs,
            FieldId::ImportFiles => &self.tables.files,
            _ => &self.tables.flavors,
        }
    }

    fn table_mut(&mut self, field: FieldId) -> &mut Table {
        match field {
            FieldId::Source if self.draft.kind == SourceKind::Snapshot => {
                &mut self.tables.snapshots
            }
            FieldId::Source => &mut self.tables.images,
            FieldId::Networks => &mut self.tables.networks,
            FieldId::Groups => &mut self.tables.groups,
            FieldId::KeyPairs => &mut self.tables.key_pairs,
            FieldId::ImportFiles => &mut self.tables.files,
            _ => &mut self.tables.flavors,
        }
    }

    /// How a step stands.
    pub fn mark(&self, step: Step, world: World<'_>) -> Mark {
        if step == self.step {
            Mark::Here
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

    /// The places of this step in Tab's order.
    pub fn fields(&self, world: World<'_>) -> Vec<FieldId> {
        use FieldId::{
            Back, Cancel, Checked, Count, Flavor, Groups, ImportFiles, ImportFrom, ImportKey,
            ImportName, ImportPath, ImportText, KeyMode as Mode, KeyPairs, MakeKey, Name, Networks,
            NewName, NewPath, Next, Source, SourceKind as Kind, Zone,
        };
        let key = &self.draft.key;
        let mut fields = match self.step {
            Step::Details => vec![Name, Count, Zone, Kind, Source, Cancel, Next],
            Step::Flavor => vec![Flavor],
            Step::Network if world.info.has_network => vec![Networks, Groups],
            Step::Network => vec![],
            Step::KeyPair => match (key.mode, key.from) {
                (KeyMode::Select, _) => vec![Mode, KeyPairs],
                (KeyMode::Create, _) => vec![Mode, NewName, NewPath, MakeKey],
                (KeyMode::Import, KeySource::File) => vec![
                    Mode,
                    ImportName,
                    ImportFrom,
                    ImportPath,
                    ImportFiles,
                    ImportKey,
                ],
                (KeyMode::Import, KeySource::Paste) => {
                    vec![Mode, ImportName, ImportFrom, ImportText, ImportKey]
                }
                (KeyMode::None, _) => vec![Mode],
            },
            Step::Review if matches!(self.draft.submit, Submit::Unknown { .. }) => {
                vec![Checked, Next, Cancel, Back]
            }
            Step::Review => vec![Next, Cancel, Back],
        };
        if !matches!(self.step, Step::Details | Step::Review) {
            fields.extend([Cancel, Back, Next]);
        }
        fields
    }

    /// Choices, images or servers have arrived or were read anew; to be called each time. Nothing
    /// chosen is dropped, no cursor moves.
    pub fn world_changed(&mut self, world: World<'_>) {
        self.draft.apply_defaults(world);
        self.pin(world);
    }

    /// Fixes the cursors of the tables in view to the rows they stand on, and the focus to a place
    /// that is there.
    fn pin(&mut self, world: World<'_>) {
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

    /// When [`Wizard::on_wake`] has something to do.
    pub fn deadline(&self) -> Option<Duration> {
        self.guard.deadline()
    }

    /// A press has stood alone long enough: it counts.
    pub fn on_wake(&mut self, world: World<'_>, cx: &mut Cx<'_>) -> Flow {
        if self.guard.fired(cx.now) {
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
        self.draft.visited[step.index()] = true;
        if matches!(step, Step::Flavor | Step::Review) {
            // The quota may have moved since the wizard opened.
            self.wants.push(Read::Limits);
        }
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
                Submit::Unknown { checked: false, .. } => FieldId::Checked,
                _ => FieldId::Next,
            };
        }
    }

    fn go_to_problem(&mut self, problem: Option<&Problem>, now: Now) {
        let Some(problem) = problem else { return };
        if problem.step != self.step {
            self.go(problem.step, now);
        }
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
        if !self.left.contains(&self.focus) {
            self.left.push(self.focus);
        }
    }
}

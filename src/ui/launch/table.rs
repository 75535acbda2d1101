//! The wizard's tables: columns, rows, and why there are none.

use super::page::{Page, TALL};
use crate::app::launch::places::Empty;
use crate::app::launch::{FieldId, SourceKind};
use crate::ui::widget::{self, Show};
use crate::ui::{text, theme};

const FILTER_WIDTH: u16 = 24;
const FILTER_END: usize = 28;
/// What the flexible column of a table should have at least.
const FLEXIBLE: usize = 18;

/// A column of a table. The one of width 0 takes what is left.
pub(super) struct Column {
    pub title: &'static str,
    pub width: usize,
    pub right: bool,
    /// Left out where the flexible one would get too narrow.
    pub optional: bool,
}

impl Column {
    pub(super) fn optional(self) -> Self {
        Self {
            optional: true,
            ..self
        }
    }
}

pub(super) fn left(title: &'static str, width: usize) -> Column {
    Column {
        title,
        width,
        right: false,
        optional: false,
    }
}

pub(super) fn right(title: &'static str, width: usize) -> Column {
    Column {
        title,
        width,
        right: true,
        optional: false,
    }
}

#[derive(Clone)]
pub(super) struct Row {
    pub marker: String,
    /// Fewer than there are columns: the last takes the room of those that are missing.
    pub cells: Vec<String>,
    /// It cannot be chosen.
    pub dim: bool,
}

impl Page<'_, '_> {
    /// On a tall page a table takes no more room than its rows.
    pub(super) fn capped(&self, height: u16, rows: usize) -> u16 {
        if self.area.height < TALL {
            return height;
        }
        height.min(u16::try_from(rows).unwrap_or(height).max(3))
    }

    /// A table of so many rows under its heading, `height` of them shown; keeps exactly that room.
    /// Only those in view are made.
    pub(super) fn table_of(
        &mut self,
        id: FieldId,
        columns: &[Column],
        rows: usize,
        height: u16,
        make: impl Fn(&Self, usize) -> Option<Row>,
    ) {
        let shown = usize::from(height);
        let top = self.row + 1;
        self.heading(id, columns, rows, shown);
        if rows == 0 {
            let content = self.empty_text(id);
            let room = usize::from(self.area.width).saturating_sub(4);
            let lines = text::wrap(&content, room);
            if lines.len() > shown && self.has_focus(id) {
                self.tell(content, theme::NORMAL);
            }
            for (row, line) in (top..).zip(lines.iter().take(shown)) {
                self.row = row;
                self.put(4, line, theme::NORMAL);
            }
        }
        let cursor = self.wizard.cursor(id, self.world);
        if self.has_focus(id) {
            let below = u16::try_from(cursor.min(shown.saturating_sub(1))).unwrap_or(0);
            self.focused_row.set(Some(top + below));
        }
        let first = widget::scroll_to(0, cursor, shown, rows);
        for at in (first..rows).take(shown) {
            let Some(row) = make(self, at) else { break };
            let selected = at == cursor && self.has_focus(id);
            self.row = top + u16::try_from(at - first).unwrap_or(0);
            self.table_row(columns, &row, selected);
        }
        self.row = top + height;
    }

    /// The titles; a filter takes the place of those it covers.
    fn heading(&mut self, id: FieldId, columns: &[Column], total: usize, shown: usize) {
        let table = self.wizard.table(id);
        let is_filtered = table.is_typing() || table.is_filtered();
        let (_, flexible) = self.room(columns);
        let mut start = 6;
        let mut titles = Vec::new();
        for column in columns {
            let is_covered = is_filtered && start < FILTER_END;
            titles.push(if is_covered { "" } else { column.title }.to_owned());
            start += 2 + if column.width == 0 {
                flexible
            } else {
                column.width
            };
        }
        if total > shown && !is_filtered {
            let at = self.wizard.cursor(id, self.world) + 1;
            if let Some(first) = titles.first_mut() {
                *first = format!("{first} {at}/{total}");
            }
        }
        let content = format!("      {}", self.cells(columns, &titles));
        self.put(0, &content, theme::LABEL);
        if is_filtered {
            let typing = table.is_typing() && self.has_focus(id);
            self.put(2, "/", theme::KEY);
            self.put_field(3, FILTER_WIDTH, table.filter(), typing, Show::Plain);
        }
    }

    fn table_row(&mut self, columns: &[Column], row: &Row, selected: bool) {
        let style = match (selected, row.dim) {
            (true, _) => theme::SELECTED,
            (false, true) => theme::MUTED,
            (false, false) => theme::NORMAL,
        };
        let hand = if selected { '▸' } else { ' ' };
        let content = format!(
            "{hand} {:<3} {}",
            row.marker,
            self.cells(columns, &row.cells)
        );
        let content = text::fit(&content, usize::from(self.area.width));
        self.put(0, &content, style);
    }

    fn cells(&self, columns: &[Column], cells: &[String]) -> String {
        let (shown, flexible) = self.room(columns);
        let whole = usize::from(self.area.width).saturating_sub(6);
        let mut content = String::new();
        for (place, (column, cell)) in columns.iter().zip(cells).enumerate() {
            if place + 1 == cells.len() && cells.len() < columns.len() {
                let room = whole.saturating_sub(text::width(&content));
                content.push_str(&text::clip(cell, room));
                break;
            }
            if place >= shown && column.optional {
                continue;
            }
            let width = match column.width {
                0 => flexible,
                width => width,
            };
            if column.right {
                content.push_str(&text::fit_right(cell, width));
            } else {
                content.push_str(&text::fit(cell, width));
            }
            content.push_str("  ");
        }
        content.trim_end().to_owned()
    }

    /// From which place on optional columns are left out, and the width of the flexible one.
    fn room(&self, columns: &[Column]) -> (usize, usize) {
        let all = usize::from(self.area.width).saturating_sub(6);
        let mut shown = columns.len();
        loop {
            let fixed: usize = columns
                .iter()
                .enumerate()
                .filter(|(place, column)| *place < shown || !column.optional)
                .map(|(_, column)| column.width + 2)
                .sum();
            let flexible = (all + 2).saturating_sub(fixed);
            if flexible >= FLEXIBLE || shown == 0 {
                return (shown, flexible);
            }
            shown -= 1;
        }
    }

    /// Loading, failed, nothing, nothing that passes the filter: four different texts.
    fn empty_text(&self, id: FieldId) -> String {
        let region = &self.world.info.region;
        let (things, next) = match id {
            FieldId::Source => match self.wizard.draft().source.kind {
                SourceKind::Image => ("images", "an image has to be uploaded first"),
                SourceKind::Snapshot => ("instance snapshots", "← Image"),
                SourceKind::Volume => ("bootable volumes", "← Image"),
                SourceKind::VolumeSnapshot => ("snapshots of bootable volumes", "← Image"),
            },
            FieldId::Ports => ("free ports", "none is needed"),
            FieldId::Flavor => ("flavors", "ask your operator for one"),
            FieldId::Networks => ("networks", "create one, then press r"),
            FieldId::Groups => ("security groups", "none is needed"),
            FieldId::ImportFiles => ("*.pub files in ~/.ssh", "type a path above"),
            _ => ("key pairs", "c Create · i Import"),
        };
        match self.wizard.emptiness(id, self.world) {
            Empty::Loading => format!("Loading {things} …"),
            Empty::Waits(patience) => format!("◷ {}", patience.in_words()),
            Empty::Failed(error) => format!("Cannot read the {things}: {error}  (r tries again)"),
            Empty::Nothing if id == FieldId::ImportFiles => format!("No {things}. {next}"),
            Empty::Nothing => format!("No {things} in {region}. {next}"),
            Empty::Filtered => format!("No {things} match the filter. / changes it"),
            Empty::Hidden => format!("None of the {things} fits. h shows them with their reasons"),
        }
    }
}

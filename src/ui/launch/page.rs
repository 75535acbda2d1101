//! A sheet of rows that is filled from the top, and the pieces the steps have in common.

use std::cell::Cell;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use crate::app::area::Area;
use crate::app::choices::World;
use crate::app::field::Field;
use crate::app::launch::rows::Empty;
use crate::app::launch::{FieldId, SourceKind, Wizard};
use crate::app::time::Now;
use crate::ui::widget::{self, Show};
use crate::ui::{text, theme};

/// Where a field's text begins, behind its label.
pub(super) const INDENT: u16 = 14;
const FIELD: u16 = 34;
/// Below this height, lines that only help are left out.
const ROOMY: u16 = 14;
/// From here on tables need not fill what is left.
const TALL: u16 = 24;
const FILTER_WIDTH: u16 = 24;
const FILTER_END: usize = 28;
/// What the flexible column of a table should have at least.
const FLEXIBLE: usize = 18;

/// The sheet may be longer than the screen: it is gone through twice, first to learn where the
/// focus is, then to draw what is to be seen around it.
pub(super) struct Page<'p, 'b> {
    pub frame: &'p mut Frame<'b>,
    pub area: Rect,
    /// The next free row of the sheet.
    pub row: u16,
    /// Rows of the sheet above the screen; `None`: nothing is drawn, only measured.
    pub scroll: Option<u16>,
    /// The row the focus was met in.
    pub focused_row: Cell<Option<u16>>,
    pub wizard: &'p Wizard,
    pub world: World<'p>,
    pub now: Now,
}

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

pub(super) struct Row {
    pub marker: String,
    pub cells: Vec<String>,
    /// It cannot be chosen.
    pub dim: bool,
}

impl Page<'_, '_> {
    pub(super) fn left(&self) -> u16 {
        self.area.height.saturating_sub(self.row)
    }

    pub(super) fn is_roomy(&self) -> bool {
        self.area.height >= ROOMY
    }

    pub(super) fn has_focus(&self, field: FieldId) -> bool {
        let focused = self.wizard.focus() == field;
        if focused && !field.is_table() {
            self.focused_row.set(Some(self.row));
        }
        focused
    }

    /// Where a row of the sheet is on the screen.
    fn on_screen(&self) -> Option<u16> {
        let row = self.row.checked_sub(self.scroll?)?;
        (row < self.area.height).then_some(row)
    }

    /// On a tall page a table takes no more room than its rows.
    pub(super) fn capped(&self, height: u16, rows: usize) -> u16 {
        if self.area.height < TALL {
            return height;
        }
        height.min(u16::try_from(rows).unwrap_or(height).max(3))
    }

    pub(super) fn is_tall(&self) -> bool {
        self.area.height >= TALL
    }

    pub(super) fn skip(&mut self) {
        self.row += 1;
    }

    pub(super) fn put(&mut self, column: u16, content: &str, style: Style) {
        if let Some(row) = self.on_screen() {
            widget::put(self.frame, self.area, column, row, content, style);
        }
    }

    pub(super) fn spans(&mut self, spans: Vec<Span<'_>>) {
        if let Some(row) = self.on_screen() {
            widget::line(self.frame, self.area, row, spans);
        }
        self.row += 1;
    }

    fn put_field(&mut self, column: u16, width: u16, field: &Field, focused: bool, show: Show) {
        if let Some(row) = self.on_screen() {
            let target = widget::at(self.area, column, row, width);
            widget::field(self.frame, target, field, focused, show);
        }
    }

    /// Rows of the sheet that are left on one screen, but no fewer than `least`.
    pub(super) fn at_least(&self, least: u16, others: u16) -> u16 {
        self.left().saturating_sub(others).max(least)
    }

    pub(super) fn line(&mut self, content: &str, style: Style) {
        self.put(0, content, style);
        self.row += 1;
    }

    /// Wrapped text, at most `most` rows of it.
    pub(super) fn wrapped(&mut self, content: &str, style: Style, most: usize) {
        for line in text::wrap(content, usize::from(self.area.width))
            .iter()
            .take(most)
        {
            self.line(line, style);
        }
    }

    pub(super) fn label(&mut self, label: &str, required: bool) {
        let star = if required { '*' } else { ' ' };
        self.put(0, &format!("{label:<12}{star}"), theme::NORMAL);
    }

    /// A labelled text field with what is to be said about it.
    pub(super) fn field(
        &mut self,
        label: &str,
        id: FieldId,
        field: &Field,
        width: u16,
        hint: &Hint,
    ) {
        let required = matches!(
            id,
            FieldId::Name
                | FieldId::Count
                | FieldId::VolumeSize
                | FieldId::UserDataPath
                | FieldId::NewName
                | FieldId::NewPath
                | FieldId::ImportName
                | FieldId::ImportPath
                | FieldId::ImportText
        );
        self.label(label, required);
        let room = self.area.width.saturating_sub(INDENT);
        let width = if width == 0 { FIELD } else { width }.min(room);
        let show = if id.is_secret() {
            Show::Masked
        } else {
            Show::Plain
        };
        let focused = self.has_focus(id);
        self.put_field(INDENT, width, field, focused, show);
        let hint = match self.wizard.problem_at(id, self.world) {
            Some(problem) => Hint::Bad(problem),
            None => hint.clone(),
        };
        // Too little room for a hint: the last line of the page says what is wrong.
        if self.area.width >= INDENT + width + 12 {
            let (content, style) = hint.shown();
            self.put(INDENT + width + 2, &content, style);
        }
        self.row += 1;
    }

    /// A row of alternatives, one of them chosen; that one alone where there is no room for all.
    pub(super) fn radios(
        &mut self,
        label: &str,
        id: FieldId,
        required: bool,
        items: &[(&str, bool)],
    ) {
        let wanted: usize = items.iter().map(|(title, _)| text::width(title) + 6).sum();
        if wanted > usize::from(self.area.width.saturating_sub(INDENT)) + 2 {
            let place = items.iter().position(|(_, chosen)| *chosen).unwrap_or(0);
            let chosen = items.get(place).map_or("", |(title, _)| title);
            let hint = format!("{} of {}", place + 1, items.len());
            return self.select(label, id, chosen, &hint);
        }
        self.label(label, required);
        let mut column = INDENT;
        for (title, chosen) in items {
            let item = format!("({}) {title}", if *chosen { "•" } else { " " });
            let style = match (self.has_focus(id), chosen) {
                (true, true) => theme::FOCUSED,
                _ => theme::NORMAL,
            };
            self.put(column, &item, style);
            column += u16::try_from(text::width(&item) + 2).unwrap_or(0);
        }
        if self.has_focus(id) && column + 3 <= self.area.width {
            self.put(column, "←/→", theme::MUTED);
        }
        self.row += 1;
    }

    /// One of many, turned with ← →: `[ name ▾ ]`.
    pub(super) fn select(&mut self, label: &str, id: FieldId, chosen: &str, hint: &str) {
        self.label(label, false);
        let style = if self.has_focus(id) {
            theme::FOCUSED
        } else {
            theme::NORMAL
        };
        let content = format!("[ {} ▾ ]", text::fit(chosen, 28));
        self.put(INDENT, &content, style);
        self.put(INDENT + 36, hint, theme::MUTED);
        self.row += 1;
    }

    /// A box that Space ticks.
    pub(super) fn tick(&mut self, column: u16, id: FieldId, ticked: bool, content: &str) {
        let style = if self.has_focus(id) {
            theme::FOCUSED
        } else {
            theme::NORMAL
        };
        let mark = if ticked { "x" } else { " " };
        self.put(column, &format!("[{mark}] {content}"), style);
    }

    /// A text of several lines, `height` of them shown, with what is to be said below its label.
    pub(super) fn text_area(
        &mut self,
        label: &str,
        id: FieldId,
        area: &Area,
        height: u16,
        hint: &Hint,
    ) {
        self.label(label, false);
        let focused = self.has_focus(id);
        let lines = area.lines();
        let shown = usize::from(height);
        let first = widget::scroll_to(0, area.row(), shown, lines.len());
        let width = self.area.width.saturating_sub(INDENT).min(FIELD + 14);
        let empty = Field::default();
        for place in first..first + shown {
            let line = lines.get(place).unwrap_or(&empty);
            self.put_field(
                INDENT,
                width,
                line,
                focused && place == area.row(),
                Show::Plain,
            );
            if focused && place == area.row() {
                self.focused_row.set(Some(self.row));
            }
            self.row += 1;
        }
        let hint = match self.wizard.problem_at(id, self.world) {
            Some(problem) => Hint::Bad(problem),
            None => hint.clone(),
        };
        let (content, style) = hint.shown();
        if !content.is_empty() {
            self.put(INDENT, &content, style);
            self.row += 1;
        }
    }

    /// A button in the body of a step.
    pub(super) fn button(&mut self, label: &str, id: FieldId) {
        let focused = self.has_focus(id);
        let (content, style) = if focused {
            (format!("[‹{label}›]"), theme::FOCUSED)
        } else {
            (format!("[ {label} ]"), theme::NORMAL)
        };
        self.line(&content, style);
    }

    /// A table of at most `height` rows under its heading; keeps exactly that room.
    pub(super) fn table(&mut self, id: FieldId, columns: &[Column], rows: &[Row], height: u16) {
        let shown = usize::from(height);
        let top = self.row + 1;
        self.heading(id, columns, rows.len(), shown);
        if rows.is_empty() {
            let content = self.empty_text(id);
            self.row = top;
            self.put(4, &content, theme::NORMAL);
        }
        let cursor = self.wizard.cursor(id, self.world);
        if self.has_focus(id) {
            let below = u16::try_from(cursor.min(shown.saturating_sub(1))).unwrap_or(0);
            self.focused_row.set(Some(top + below));
        }
        let first = widget::scroll_to(0, cursor, shown, rows.len());
        for (at, row) in rows.iter().enumerate().skip(first).take(shown) {
            let selected = at == cursor && self.has_focus(id);
            self.row = top + u16::try_from(at - first).unwrap_or(0);
            self.table_row(columns, row, selected);
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
        let mut content = String::new();
        for (place, (column, cell)) in columns.iter().zip(cells).enumerate() {
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
            Empty::Failed(error) => format!("Cannot read the {things}: {error}  (r tries again)"),
            Empty::Nothing if id == FieldId::ImportFiles => format!("No {things}. {next}"),
            Empty::Nothing => format!("No {things} in {region}. {next}"),
            Empty::Filtered => format!("No {things} match the filter. / changes it"),
            Empty::Hidden => format!("None of the {things} fits. h shows them with their reasons"),
        }
    }
}

/// What stands beside a field.
#[derive(Debug, Clone)]
pub(super) enum Hint {
    None,
    Plain(String),
    Good(String),
    Bad(String),
}

impl Hint {
    pub(super) fn shown(&self) -> (String, Style) {
        match self {
            Self::None => (String::new(), theme::NORMAL),
            Self::Plain(content) => (content.clone(), theme::NORMAL),
            Self::Good(content) => (format!("✓ {content}"), theme::GOOD),
            Self::Bad(content) => (format!("✗ {content}"), theme::FAILED),
        }
    }
}

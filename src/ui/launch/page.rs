//! A sheet of rows that is filled from the top, and the pieces the steps have in common.

use std::cell::{Cell, RefCell};

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;

use crate::app::area::Area;
use crate::app::choices::World;
use crate::app::field::Field;
use crate::app::launch::{FieldId, Wizard};
use crate::app::time::Now;
use crate::ui::widget::{self, Show};
use crate::ui::{text, theme};

/// Where a field's text begins, behind its label.
pub(super) const INDENT: u16 = 14;
const FIELD: u16 = 34;
/// Below this height, lines that only help are left out.
const ROOMY: u16 = 14;
/// From here on tables need not fill what is left.
pub(super) const TALL: u16 = 24;

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
    /// What is to be said of the focused place and cannot be read whole there.
    pub told: RefCell<Option<Told>>,
    pub wizard: &'p Wizard,
    pub world: World<'p>,
    pub now: Now,
}

/// Words that the last lines of the page say, whole.
pub(super) type Told = (String, Style);

impl Page<'_, '_> {
    /// To be said whole below the page: it is about the focused place, which has no room for it.
    pub(super) fn tell(&self, words: impl Into<String>, style: Style) {
        let mut told = self.told.borrow_mut();
        told.get_or_insert_with(|| (words.into(), style));
    }

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

    pub(super) fn put_field(
        &mut self,
        column: u16,
        width: u16,
        field: &Field,
        focused: bool,
        show: Show,
    ) {
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

    /// Wrapped text of the focused place: all of it, or it is told below where it does not fit.
    pub(super) fn whole(&mut self, content: &str, style: Style) {
        let lines = text::wrap(content, usize::from(self.area.width));
        if lines.len() > usize::from(self.left()) {
            self.tell(content, style);
        }
        for line in &lines {
            self.line(line, style);
        }
    }

    /// What is to be said of a field, in the column of the fields; at most three rows of it.
    pub(super) fn below(&mut self, content: &str, style: Style) {
        let room = usize::from(self.area.width.saturating_sub(INDENT));
        for line in text::wrap(content, room).iter().take(3) {
            self.put(INDENT, line, style);
            self.row += 1;
        }
    }

    /// Words beside what has the focus or not: told below when they are cut there.
    fn beside(&mut self, column: u16, content: &str, style: Style, focused: bool) {
        let room = usize::from(self.area.width.saturating_sub(column));
        let is_whole = text::width(content) <= room;
        if focused && !is_whole {
            self.tell(content, style);
        }
        // A piece of fewer cells says nothing.
        if is_whole || room >= 10 {
            self.put(column, content, style);
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
        let (content, style) = hint.shown();
        self.beside(INDENT + width + 2, &content, style, focused);
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
        let focused = self.has_focus(id);
        self.beside(INDENT + 36, hint, theme::MUTED, focused);
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
            self.below(&content, style);
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

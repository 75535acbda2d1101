//! The list of either tab: filter line, column titles, rows; and what stands there when there are
//! none.

use std::fmt::Write as _;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::widget::{Show, at, field, put, scroll_to};
use super::{Ui, images, instances, text, theme};
use crate::app::complete::{Candidate, Completion};
use crate::app::images::BY_WIDTH as IMAGES_BY_WIDTH;
use crate::app::instances::BY_WIDTH;
use crate::app::list::{FIXED_COLUMNS, List};
use crate::app::table::Row;
use crate::app::workspace::{Tab, Workspace};
use crate::app::{App, Click};

/// One column as it is drawn.
pub(super) struct Column<C> {
    pub id: C,
    pub title: &'static str,
    /// Cells; 0 takes what is left.
    pub width: usize,
    pub right: bool,
}

/// What a row shows in its columns.
pub(super) struct Cells {
    pub glyph: &'static str,
    pub style: Style,
    pub texts: Vec<String>,
}

/// Makes the cells of a row.
type Draw<'a, R> = &'a dyn Fn(&R, &[Column<<R as Row>::Column>]) -> Cells;

/// How a tab draws its rows.
pub(super) struct Sheet<'a, R: Row> {
    pub noun: &'static str,
    pub hint: &'static str,
    pub columns: Vec<Column<R::Column>>,
    pub cells: Draw<'a, R>,
    pub click: fn(R::Column) -> Click,
}

pub(super) fn draw(
    app: &App,
    space: &Workspace,
    ui: &mut Ui,
    frame: &mut Frame<'_>,
    area: Rect,
    compact: bool,
) {
    let width = usize::from(area.width);
    match space.tab {
        Tab::Instances => {
            let cells = |server: &_, columns: &[_]| instances::cells(server, columns, space, app);
            let columns = match &space.instances.columns {
                None => by_width(BY_WIDTH, width),
                Some(chosen) => {
                    chosen_columns(chosen, |id| instances::column(id, width).width, width)
                }
            };
            let drawn = columns
                .into_iter()
                .map(|(fits, id)| (fits, instances::column(id, width)));
            let sheet = Sheet {
                noun: "instances",
                hint: "filter: name, ip, id, status:error",
                columns: fitting(drawn.collect(), width, space.column_shift()),
                cells: &cells,
                click: Click::SortInstances,
            };
            sheet.draw(space, &space.instances, ui, frame, area, compact);
        }
        Tab::Images => {
            let cells = |image: &_, columns: &[_]| images::cells(image, columns, space, app);
            let columns = match &space.images.columns {
                None => by_width(IMAGES_BY_WIDTH, width),
                Some(chosen) => chosen_columns(chosen, |id| images::column(id).width, width),
            };
            let drawn = columns
                .into_iter()
                .map(|(fits, id)| (fits, images::column(id)));
            let sheet = Sheet {
                noun: "images",
                hint: "filter: name, type:snapshot, f facets",
                columns: fitting(drawn.collect(), width, space.column_shift()),
                cells: &cells,
                click: Click::SortImages,
            };
            sheet.draw(space, &space.images, ui, frame, area, compact);
        }
    }
}

/// No screen is wide enough for more candidates.
const SHOWN: usize = 40;

/// Cells a name keeps when columns that do not fit are moved into view.
const NAME: usize = 18;

/// The columns of a list of which nothing was chosen, with whether there is room for each.
fn by_width<C: Copy>(all: &[(usize, C)], width: usize) -> Vec<(bool, C)> {
    all.iter().map(|(from, id)| (width >= *from, *id)).collect()
}

/// The columns chosen, each with whether it fits beside those before it that do.
fn chosen_columns<C: Copy>(
    chosen: &[C],
    cells: impl Fn(C) -> usize,
    width: usize,
) -> Vec<(bool, C)> {
    let mut used = 3 + NAME;
    chosen
        .iter()
        .map(|id| {
            let more = cells(*id) + 1;
            let fits = used + more <= width;
            used += if fits { more } else { 0 };
            (fits, *id)
        })
        .collect()
}

/// The columns there is room for; moved on by `shift`, those there is none for. After the last they
/// come round.
fn fitting<C>(all: Vec<(bool, Column<C>)>, width: usize, shift: i64) -> Vec<Column<C>> {
    let (mut shown, hidden): (Vec<_>, Vec<_>) = all.into_iter().partition(|(fits, _)| *fits);
    let cells = |columns: &[(bool, Column<C>)]| -> usize {
        columns.iter().map(|(_, column)| column.width + 1).sum()
    };
    let mut rest = shown.split_off(FIXED_COLUMNS.min(shown.len()));
    let used = 3 + NAME + cells(&shown);
    let at_first = rest.len();
    rest.extend(hidden);
    // So far that the last is in view.
    let last = if at_first == rest.len() {
        0
    } else {
        let whole = |from: &usize| used + cells(&rest[*from..]) <= width;
        (1..rest.len()).find(whole).unwrap_or(rest.len() - 1)
    };
    let round = i64::try_from(last).unwrap_or(0) + 1;
    let shift = usize::try_from(shift.rem_euclid(round)).unwrap_or(0);
    let count = if shift == 0 {
        at_first
    } else {
        let fit = |count: &usize| used + cells(&rest[shift..shift + *count]) <= width;
        let counts = (1..=rest.len() - shift).take_while(fit);
        counts.last().unwrap_or(0)
    };
    shown.extend(rest.into_iter().skip(shift).take(count));
    shown.into_iter().map(|(_, column)| column).collect()
}

impl<R: Row> Sheet<'_, R> {
    fn draw(
        mut self,
        space: &Workspace,
        list: &List<R>,
        ui: &mut Ui,
        frame: &mut Frame<'_>,
        area: Rect,
        compact: bool,
    ) {
        let filtering = list.typing.is_some() || !list.table.filter().text().is_empty();
        // An action is aimed at the marked ones, wherever the cursor is: their number stays in view.
        let marking = list.table.marked_len() > 0;
        let mut top = 0;
        if !compact || filtering || marking {
            self.filter_line(list, frame, at(area, 0, 0, area.width));
            top = 1;
        }
        if let Some(typing) = &list.typing {
            let mut completion = Completion::of(&list.table, typing.text(), typing.cursor());
            if let Some(note) = typing.note() {
                completion.note = Some(format!("! {note}"));
            }
            completion_line(&completion, frame, at(area, 0, top, area.width));
            top += 1;
        }
        self.share_width(usize::from(area.width));
        self.titles(list, ui, frame, at(area, 0, top, area.width));
        let body = Rect {
            y: area.y + top + 1,
            height: area.height.saturating_sub(top + 1),
            ..area
        };
        if list.table.shown_len() == 0 {
            self.empty(space, list, frame, body);
            return;
        }
        let offset = ui.offset(space.tab);
        let height = usize::from(body.height);
        *offset = scroll_to(
            *offset,
            list.table.cursor_place(),
            height,
            list.table.shown_len(),
        );
        let first = *offset;
        for (row, item) in list.table.shown_from(first).take(height).enumerate() {
            let line = at(body, 0, u16::try_from(row).unwrap_or(u16::MAX), body.width);
            let selected = first + row == list.table.cursor_place();
            self.row(list, item, selected, frame, line);
            ui.clickable(line, Click::Row(first + row));
        }
    }

    fn filter_line(&self, list: &List<R>, frame: &mut Frame<'_>, area: Rect) {
        let table = &list.table;
        let wrong = table.filter().wrong();
        let total = so_far(list);
        let mut facts = if table.filter().is_empty() {
            format!(
                "{total} {}",
                if total == "1" {
                    self.noun.trim_end_matches('s')
                } else {
                    self.noun
                }
            )
        } else {
            format!("{} of {total} {}", table.shown_len(), self.noun)
        };
        let marked = table.marked_len();
        if marked > 0 {
            let _ = write!(facts, " · {marked} marked");
        }
        let hidden = table.hidden_marks();
        if hidden > 0 {
            let _ = write!(facts, ", {hidden} hidden");
        }
        let shown = self.columns.iter().find(|column| column.id == table.sort);
        let mut all = R::COLUMNS.iter();
        let title = shown.map(|column| column.title).or_else(|| {
            let heading = all.find(|heading| heading.column == table.sort);
            heading.map(|heading| heading.label)
        });
        // What is wrong with the filter needs the room.
        if let Some(title) = title.filter(|_| wrong.is_none()) {
            let arrow = if table.descending { "▼" } else { "▲" };
            let _ = write!(facts, " · sort {title} {arrow}");
        }
        put(frame, area, 1, 0, "/", theme::KEY);
        let start = area
            .width
            .saturating_sub(u16::try_from(text::width(&facts)).unwrap_or(0) + 1);
        let room = start.saturating_sub(4);
        match &list.typing {
            Some(typing) => field(frame, at(area, 3, 0, room), typing, true, Show::Plain),
            None if table.filter().text().is_empty() => {
                put(frame, at(area, 3, 0, room), 0, 0, self.hint, theme::MUTED);
            }
            None => {
                if let Some(wrong) = wrong {
                    put(
                        frame,
                        at(area, 3, 0, room),
                        0,
                        0,
                        &format!("! {wrong}"),
                        theme::HELD,
                    );
                    put(frame, area, start, 0, &facts, theme::NORMAL);
                    return;
                }
                let words = format!("{}  (Esc clears)", table.filter().text());
                put(frame, at(area, 3, 0, room), 0, 0, &words, theme::STRONG);
            }
        }
        put(frame, area, start, 0, &facts, theme::NORMAL);
    }

    /// The columns of width 0 share what the others leave.
    fn share_width(&mut self, width: usize) {
        let fixed: usize = self.columns.iter().map(|column| column.width + 1).sum();
        let flexible = self
            .columns
            .iter()
            .filter(|column| column.width == 0)
            .count()
            .max(1);
        // Mark, glyph and a space at the left; the cursor's mark stands in the last gap.
        let left = width.saturating_sub(fixed + 3);
        for column in self.columns.iter_mut().filter(|column| column.width == 0) {
            column.width = left / flexible;
        }
    }

    fn titles(&self, list: &List<R>, ui: &mut Ui, frame: &mut Frame<'_>, area: Rect) {
        let mut column = 3;
        for spec in &self.columns {
            let arrow = match (spec.id == list.table.sort, list.table.descending) {
                (false, _) => "",
                (true, false) => " ▲",
                (true, true) => " ▼",
            };
            let title = format!("{}{arrow}", spec.title);
            let title = if spec.right {
                text::fit_right(&title, spec.width)
            } else {
                text::fit(&title, spec.width)
            };
            let width = u16::try_from(spec.width).unwrap_or(0);
            put(frame, area, column, 0, &title, theme::LABEL);
            ui.clickable(at(area, column, 0, width), (self.click)(spec.id));
            column += width + 1;
        }
    }

    fn row(&self, list: &List<R>, item: &R, selected: bool, frame: &mut Frame<'_>, area: Rect) {
        let cells = (self.cells)(item, &self.columns);
        let marked = list.table.is_marked(item.id());
        let change = list.table.change(item.id());
        if selected {
            let blank = " ".repeat(usize::from(area.width));
            put(frame, area, 0, 0, &blank, theme::SELECTED);
        }
        let on = |style: Style| {
            if selected {
                style.patch(theme::SELECTED)
            } else {
                style
            }
        };
        put(
            frame,
            area,
            0,
            0,
            if marked { "*" } else { " " },
            on(theme::STRONG),
        );
        put(frame, area, 1, 0, cells.glyph, on(cells.style));
        if !selected && change.is_some_and(|change| !change.seen) {
            put(frame, area, 2, 0, "•", on(theme::STRONG));
        }
        let mut column = 3;
        for (place, (spec, words)) in self.columns.iter().zip(&cells.texts).enumerate() {
            let words = if spec.right {
                text::fit_right(words, spec.width)
            } else {
                text::fit(words, spec.width)
            };
            let style = if place == 0 {
                cells.style
            } else {
                theme::NORMAL
            };
            put(frame, area, column, 0, &words, on(style));
            column += u16::try_from(spec.width).unwrap_or(0) + 1;
        }
        if selected {
            put(frame, area, area.width - 1, 0, "◂", on(theme::NORMAL));
        }
    }

    /// That no row passes the filter, and whether that is because of the filter or too early to say.
    fn none_matches(&self, list: &List<R>) -> String {
        let (filter, rows) = (list.table.filter(), list.table.len());
        if let Some(wrong) = filter.wrong() {
            return format!("{wrong}. So nothing matches. Esc clears.");
        }
        let typed = filter.text();
        let mut words = match (list.is_complete(), list.is_reading()) {
            (true, _) => format!("None of {rows} {} matches “{typed}”.", self.noun),
            (false, true) => {
                format!("None of the {rows} read so far matches “{typed}”; still reading.")
            }
            (false, false) => format!(
                "None of the {rows} read so far matches “{typed}”; the others were not read: r \
                 tries again."
            ),
        };
        if let Some(key) = filter.unknown_key(R::KEYS) {
            let keys = R::KEYS.join(" ");
            let _ = write!(words, " There is no key “{key}:”. Keys: {keys}.");
        }
        words + " Esc clears."
    }

    /// Loading, none, none matching, failed and not offered are five different things.
    fn empty(&self, space: &Workspace, list: &List<R>, frame: &mut Frame<'_>, area: Rect) {
        let (words, style) = if let Some(missing) = space.missing_service(space.tab) {
            (missing, theme::HELD)
        } else if list.table.is_filtering() {
            ("Filtering …".into(), theme::WORKING)
        } else if !list.table.is_empty() {
            (self.none_matches(list), theme::NORMAL)
        } else if let Some(patience) = list.patience() {
            (format!("◷ {}", patience.in_words()), theme::HELD)
        } else if let Some(error) = list.problem() {
            let call = if error.call.is_empty() {
                String::new()
            } else {
                format!(" ({})", error.call)
            };
            let back = back(space);
            (
                format!("✗ {error}{call}. r tries again.{back}"),
                theme::FAILED,
            )
        } else if list.is_complete() {
            let way = match space.tab {
                Tab::Instances => "L launches one.",
                Tab::Images => "A snapshot of an instance (S) would be here.",
            };
            (
                format!("No {} in {}. {way}", self.noun, space.place()),
                theme::NORMAL,
            )
        } else {
            let words = format!("Loading {} …{}", self.noun, back(space));
            (words, theme::WORKING)
        };
        let width = usize::from(area.width.saturating_sub(6));
        for (row, line) in text::wrap(&words, width).into_iter().enumerate() {
            let row = u16::try_from(row + 1).unwrap_or(u16::MAX);
            put(frame, area, 3, row, &line, style);
        }
    }
}

/// How many rows there are; as long as the list is not read to its end, there may be more.
fn so_far<R: Row>(list: &List<R>) -> String {
    let more = if list.is_complete() { "" } else { "+" };
    format!("{}{more}", list.table.len())
}

/// Whoever has come to a place that does not answer wants to go back.
fn back(space: &Workspace) -> String {
    let place = space.came_from.as_ref();
    place.map_or_else(String::new, |place| format!(" c leads back to {place}."))
}

/// What `Tab` can make of the word being typed, or what is wrong with it.
fn completion_line(completion: &Completion, frame: &mut Frame<'_>, area: Rect) {
    if let Some(note) = &completion.note {
        put(frame, area, 3, 0, note, theme::HELD);
        return;
    }
    let words = |candidate: &Candidate| match candidate.rows {
        Some(rows) => format!("{} {rows}", candidate.label),
        None => candidate.label.to_string(),
    };
    let candidates: Vec<_> = completion
        .candidates
        .iter()
        .take(SHOWN)
        .map(words)
        .collect();
    if !candidates.is_empty() {
        put(frame, area, 3, 0, "Tab", theme::KEY);
        put(frame, area, 7, 0, &candidates.join("  "), theme::LABEL);
    }
}

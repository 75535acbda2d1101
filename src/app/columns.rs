//! Which columns a list shows, and in which order.

use crossterm::event::{KeyCode, KeyEvent};

use super::list::{FIXED_COLUMNS, List};
use super::modal::{Modal, Next, Then};
use super::table::Row;
use super::workspace::{Tab, Workspace};
use super::{App, images, instances, layout};

/// The dialog `w` opens. What is changed in it is seen at once.
#[derive(Debug)]
pub struct Columns {
    pub title: &'static str,
    /// Those shown first, in their order.
    pub items: Vec<Item>,
    pub cursor: usize,
    /// Nothing has been chosen: what is shown depends on the width.
    pub by_width: bool,
    first: Vec<Item>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub label: &'static str,
    pub shown: bool,
    /// Always shown.
    pub fixed: bool,
}

impl Columns {
    /// `by_width`: what a list shows while nothing is chosen, each from that width on; it is `width`
    /// cells wide now.
    fn of<R: Row>(
        list: &List<R>,
        title: &'static str,
        by_width: &[(usize, R::Column)],
        width: usize,
    ) -> Self {
        let first: Vec<_> = by_width
            .iter()
            .map(|(from, column)| (*column, width >= *from))
            .collect();
        let chosen = list.columns.as_deref().map(|columns| {
            let columns = columns.iter();
            items::<R>(&columns.map(|column| (*column, true)).collect::<Vec<_>>())
        });
        Self {
            title,
            cursor: FIXED_COLUMNS,
            by_width: chosen.is_none(),
            items: chosen.unwrap_or_else(|| items::<R>(&first)),
            first: items::<R>(&first),
        }
    }

    pub fn on_key(&mut self, key: KeyEvent) -> Then {
        match key.code {
            KeyCode::Esc | KeyCode::Enter | KeyCode::Char('q' | 'w') => return Then::Close,
            KeyCode::Down | KeyCode::Char('j') => self.move_to(self.cursor + 1),
            KeyCode::Up | KeyCode::Char('k') => self.move_to(self.cursor.saturating_sub(1)),
            KeyCode::Home | KeyCode::Char('g') => self.move_to(0),
            KeyCode::End | KeyCode::Char('G') => self.move_to(self.items.len()),
            KeyCode::Char(' ') => return self.toggle(),
            KeyCode::Char('J') => return self.carry(self.cursor + 1),
            KeyCode::Char('K') => return self.carry(self.cursor.saturating_sub(1)),
            KeyCode::Char('r') => {
                self.items = self.first.clone();
                self.by_width = true;
                return Then::Also(Next::Columns(None));
            }
            _ => {}
        }
        Then::Stay
    }

    fn move_to(&mut self, place: usize) {
        self.cursor = place.min(self.items.len().saturating_sub(1));
    }

    /// A click on a column.
    pub fn pick(&mut self, place: usize) -> Then {
        self.move_to(place);
        self.toggle()
    }

    fn toggle(&mut self) -> Then {
        match self.items.get_mut(self.cursor) {
            Some(item) if !item.fixed => item.shown = !item.shown,
            _ => return Then::Stay,
        }
        self.chosen()
    }

    /// Takes the column under the cursor along.
    fn carry(&mut self, to: usize) -> Then {
        let movable = |place: usize| self.items.get(place).is_some_and(|item| !item.fixed);
        if to == self.cursor || !movable(self.cursor) || !movable(to) {
            return Then::Stay;
        }
        self.items.swap(self.cursor, to);
        self.cursor = to;
        self.chosen()
    }

    fn chosen(&mut self) -> Then {
        self.by_width = false;
        let shown = self.items.iter().filter(|item| item.shown && !item.fixed);
        let labels = shown.map(|item| item.label).collect();
        Then::Also(Next::Columns(Some(labels)))
    }
}

/// All columns: these in their order, with whether they are shown, and then the others.
fn items<R: Row>(first: &[(R::Column, bool)]) -> Vec<Item> {
    let place = |column| first.iter().position(|(its, _)| *its == column);
    let mut headings: Vec<_> = R::COLUMNS.iter().enumerate().collect();
    headings.sort_by_key(|(number, heading)| place(heading.column).unwrap_or(first.len() + number));
    let headings = headings.into_iter();
    headings
        .map(|(number, heading)| Item {
            label: heading.label,
            shown: place(heading.column).is_some_and(|place| first[place].1),
            fixed: number < FIXED_COLUMNS,
        })
        .collect()
}

impl App {
    pub(super) fn open_columns(&mut self) {
        let width = layout::list_width(self);
        let Some(space) = &self.space else { return };
        let form = match space.tab {
            Tab::Instances => {
                let title = "Columns of Instances";
                Columns::of(&space.instances, title, instances::BY_WIDTH, width)
            }
            Tab::Images => {
                let title = "Columns of Images";
                Columns::of(&space.images, title, images::BY_WIDTH, width)
            }
        };
        self.modals.push(Modal::Columns(form));
    }
}

impl Workspace {
    /// Shows these columns, by their names; `None`: as the width has room.
    pub(super) fn choose_columns(&mut self, labels: Option<&[&'static str]>) {
        self.unshift_columns();
        match (self.tab, labels) {
            (Tab::Instances, None) => self.instances.columns = None,
            (Tab::Images, None) => self.images.columns = None,
            (Tab::Instances, Some(labels)) => self.instances.choose_columns(labels),
            (Tab::Images, Some(labels)) => self.images.choose_columns(labels),
        }
    }
}

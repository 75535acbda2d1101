//! How the lists are looked at: cursor, marks, filter, columns.

use super::{Marking, Tab, Workspace};
use crate::app::complete::Completion;
use crate::app::field::Field;
use crate::app::filter::with_value;
use crate::app::table::Counts;
use crate::app::time::Now;

/// A letter more in the filter waits for so many rows to be looked at one by one, or for a hundred
/// times as many in the index. They take no longer than a frame does.
const ROWS_WITH_A_KEY: usize = 200;

/// Whatever the list in view is, the same thing happens to it.
macro_rules! in_view {
    ($space:expr, $list:ident => $what:expr) => {
        match $space.tab {
            Tab::Instances => {
                let $list = &mut $space.instances;
                $what
            }
            Tab::Images => {
                let $list = &mut $space.images;
                $what
            }
        }
    };
}

impl Workspace {
    pub fn typing(&mut self) -> Option<&mut Field> {
        in_view!(self, list => list.typing.as_mut())
    }

    pub fn is_typing(&self) -> bool {
        match self.tab {
            Tab::Instances => self.instances.typing.is_some(),
            Tab::Images => self.images.typing.is_some(),
        }
    }

    pub fn start_typing(&mut self) {
        in_view!(self, list => {
            list.typing = Some(Field::with(list.table.filter().text()));
            list.table.expect_filter(ROWS_WITH_A_KEY);
        });
    }

    /// The same with a key to be given a value.
    pub fn start_typing_of(&mut self, key: &str) {
        in_view!(self, list => {
            let text = format!("{} {key}:", list.table.filter().text());
            list.typing = Some(Field::with(text.trim_start()));
            list.table.expect_filter(ROWS_WITH_A_KEY);
        });
    }

    pub fn end_typing(&mut self) {
        in_view!(self, list => list.typing = None);
    }

    pub fn set_filter(&mut self, text: &str, now: Now) {
        in_view!(self, list => list.table.set_filter(text, now.wall));
    }

    /// The filter line was typed into: see [`App::goes_on`].
    ///
    /// [`App::goes_on`]: crate::app::App::goes_on
    pub fn type_filter(&mut self, text: &str, now: Now) {
        in_view!(self, list => list.table.type_filter(text, now.wall, ROWS_WITH_A_KEY));
    }

    /// Whether a filter that is typed has left something to be gone on with.
    pub fn goes_on(&self) -> bool {
        self.instances.table.goes_on() || self.images.table.goes_on()
    }

    /// Goes on with it, for so many rows.
    pub fn go_on(&mut self, rows: usize) {
        self.instances.table.go_on(rows);
        self.images.table.go_on(rows);
    }

    /// Puts a filter that was typed to all rows.
    pub fn settle_filter(&mut self) {
        if self.instances.table.is_filtering() {
            self.instances.table.settle();
        }
        if self.images.table.is_filtering() {
            self.images.table.settle();
        }
    }

    /// What `Tab` makes of the filter line.
    pub fn complete(&mut self, now: Now) {
        in_view!(self, list => {
            if let Some(field) = &mut list.typing
                && let Some((line, cursor)) =
                    Completion::of(&list.table, field.text(), field.cursor()).take(field.text())
            {
                *field = Field::with_cursor(&line, cursor);
                list.table.set_filter(&line, now.wall);
            }
        });
    }

    /// The filter in view with this value in place of the same key's other.
    pub fn filter_by(&mut self, key: &str, value: &str, now: Now) {
        in_view!(self, list => {
            let text = with_value(list.table.filter().text(), key, value);
            list.table.set_filter(&text, now.wall);
        });
    }

    /// The values behind a key of the filter in the list in view, and how many rows have each.
    pub fn values(&self, key: &str) -> Counts {
        match self.tab {
            Tab::Instances => self.instances.table.values(key),
            Tab::Images => self.images.table.values(key),
        }
    }

    /// Counts the values of all these keys at once, before they are asked for.
    pub fn count(&self, keys: &[&str]) {
        match self.tab {
            Tab::Instances => self.instances.table.count(keys),
            Tab::Images => self.images.table.count(keys),
        }
    }

    pub fn move_by(&mut self, rows: i64) {
        self.moving();
        in_view!(self, list => {
            list.table.look();
            list.table.move_by(rows);
            list.table.look();
        });
    }

    pub fn move_to(&mut self, place: usize) {
        self.moving();
        in_view!(self, list => {
            list.table.look();
            list.table.move_to(place);
            list.table.look();
        });
    }

    pub fn shift_columns(&mut self, by: i64) {
        let shift = &mut self.shifts[usize::from(self.tab == Tab::Images)];
        *shift = shift.saturating_add(by);
    }

    pub(in crate::app) fn unshift_columns(&mut self) {
        self.shifts[usize::from(self.tab == Tab::Images)] = 0;
    }

    pub fn column_shift(&self) -> i64 {
        self.shifts[usize::from(self.tab == Tab::Images)]
    }

    fn moving(&mut self) {
        self.pane.scroll = 0;
        if self.tab == Tab::Images {
            self.awaited_image = None;
        }
    }

    /// Puts the cursor of Images on the snapshot awaited, if it is there by now.
    pub fn meet_awaited_image(&mut self) {
        if let Some(id) = self
            .awaited_image
            .take_if(|id| self.images.table.get(id).is_some())
        {
            self.images.table.select(&id);
        }
    }

    pub fn cancel_range(&mut self) -> bool {
        in_view!(self, list => list.table.cancel_range())
    }

    pub fn on_marks(&mut self, marking: Marking) {
        in_view!(self, list => match marking {
            Marking::Toggle => list.table.toggle_mark(),
            Marking::Range => list.table.toggle_range(),
            Marking::All => list.table.mark_shown(),
            Marking::None => {
                list.table.unmark_all();
            }
        });
    }
}

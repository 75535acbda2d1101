//! Tables of small things: what they show, and what that costs.

mod plain;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::*;

/// What was done so far to keep a table in order.
#[derive(Debug, Default)]
pub(super) struct Effort {
    searched: Cell<usize>,
    compared: Cell<usize>,
}

impl Effort {
    pub(super) fn searched(&self) {
        self.searched.set(self.searched.get() + 1);
    }

    pub(super) fn compared(&self) {
        self.compared.set(self.compared.get() + 1);
    }

    /// How often a row was searched and two were compared since this was asked last.
    fn take(&self) -> (usize, usize) {
        (self.searched.take(), self.compared.take())
    }
}

#[derive(Debug, Clone, PartialEq)]
struct Item(u16, String);

#[derive(Debug, Clone, Copy, PartialEq)]
enum By {
    Name,
    Changed,
    Lore,
}

/// What is said of a name.
type Lore = BTreeMap<String, String>;

impl Item {
    fn lore<'a>(&self, lore: &'a Lore) -> &'a str {
        lore.get(&self.1).map_or("", String::as_str)
    }
}

impl Row for Item {
    type Id = u16;
    type Column = By;
    type Lore = Lore;
    const COLUMNS: &'static [Heading<By>] = &[];
    const CHANGED: By = By::Changed;
    const OF_LORE: Option<By> = Some(By::Lore);
    const KEYS: &'static [&'static str] = &["name", "lore", "ip", "meta"];
    fn id(&self) -> &u16 {
        &self.0
    }
    fn search<'a>(&'a self, lore: &'a Lore) -> Search<'a> {
        // As many minutes old at the epoch as the number says.
        let created = Timestamp::from_second(i64::from(self.0) * -60).ok();
        let mut search = Search::new(Self::KEYS, created);
        search.add("name", &self.1);
        search.add("lore", self.lore(lore));
        let ips = ["10.0.0.1", "10.0.1.1", "2001:db8::1", "none"];
        search.add_apart("ip", ips[usize::from(self.0 % 4)]);
        search.add_pair("meta", "is", &self.1);
        if self.0.is_multiple_of(3) {
            search.add_word("locked");
        }
        search
    }
    fn in_transition(&self) -> bool {
        self.1.ends_with('b')
    }
    fn compare(&self, other: &Self, by: By, lore: &Lore) -> Ordering {
        let of_lore = match by {
            By::Lore => natural(self.lore(lore), other.lore(lore)),
            By::Name | By::Changed => Ordering::Equal,
        };
        of_lore.then_with(|| natural(&self.1, &other.1))
    }
    fn change(&self, _: &Self) -> Option<String> {
        None
    }
}

fn table(names: &[&str]) -> Table<Item> {
    let mut table = Table::new(By::Name);
    for (id, name) in (0..).zip(names) {
        table.put(Item(id, (*name).to_owned()));
    }
    table.settle();
    table
}

fn names(table: &Table<Item>) -> Vec<&str> {
    table.shown_from(0).map(|row| row.1.as_str()).collect()
}

#[test]
fn names_sort_as_people_count() {
    assert_eq!(
        names(&table(&["web-10", "Web-9", "web-02", "db"])),
        ["db", "web-02", "Web-9", "web-10"]
    );
}

#[test]
fn the_cursor_stays_on_its_row_when_others_come_before_it() {
    let mut table = table(&["b", "c"]);
    table.move_to(1);
    table.put(Item(9, "a".into()));
    table.settle();
    assert_eq!(table.cursor(), Some(&Item(1, "c".into())));
}

#[test]
fn the_cursor_moves_to_the_neighbour_when_its_row_goes() {
    let mut table = table(&["a", "b", "c"]);
    table.move_to(1);
    table.remove(&1);
    table.settle();
    assert_eq!(table.cursor(), Some(&Item(2, "c".into())));
}

#[test]
fn a_range_marks_from_its_start_to_the_cursor() {
    let mut table = table(&["a", "b", "c", "d"]);
    table.move_to(1);
    table.toggle_range();
    table.move_by(2);
    assert_eq!(table.marked_len(), 3);
    table.toggle_range();
    let targets: Vec<_> = table.targets().iter().map(|row| row.0).collect();
    assert_eq!(targets, [1, 2, 3]);
}

#[test]
fn marks_hidden_by_the_filter_are_counted_and_still_targets() {
    let mut table = table(&["web", "db"]);
    table.mark_shown();
    table.set_filter("web", Timestamp::UNIX_EPOCH);
    assert_eq!(table.hidden_marks(), 1);
    assert_eq!(table.targets().len(), 2);
}

#[test]
fn rows_are_found_by_what_is_learnt_of_them_later() {
    let mut table = table(&["a", "b"]);
    table.set_filter("debian", Timestamp::UNIX_EPOCH);
    assert_eq!(table.shown_len(), 0);
    let learn = |lore: &mut Lore| {
        lore.insert("b".into(), "Debian 13".into());
    };
    table.learn(learn, |row| row.1 == "b");
    assert_eq!(names(&table), ["b"]);
}

#[test]
fn by_change_the_newest_comes_first_and_what_never_changed_last() {
    let mut table = table(&["a", "b", "c"]);
    let at = |second| Timestamp::from_second(second).unwrap();
    table.note(&1, "x".into(), at(1));
    table.note(&2, "y".into(), at(2));
    table.sort_by(By::Changed);
    assert_eq!(names(&table), ["c", "b", "a"]);
    table.note(&1, "z".into(), at(3));
    table.settle();
    assert_eq!(names(&table), ["b", "c", "a"]);
}

#[test]
fn a_change_is_seen_where_the_cursor_is() {
    let mut table = table(&["a", "b"]);
    for id in [0, 1] {
        table.note(&id, "x".into(), Timestamp::UNIX_EPOCH);
    }
    let seen = |table: &Table<Item>| [0, 1].map(|id| table.change(&id).unwrap().seen);
    assert_eq!(seen(&table), [true, false]);
    table.move_by(1);
    table.look();
    assert_eq!(seen(&table), [true, true]);
}

#[test]
fn values_are_counted_by_rows_the_frequent_first() {
    let table = table(&["web", "db", "web"]);
    assert_eq!(*table.values("name"), [("web".into(), 2), ("db".into(), 1)]);
}

/// Ten thousand, named from `web-0` on, in the order in which they come.
fn many() -> Table<Item> {
    let mut table = Table::new(By::Name);
    for id in 0..10_000 {
        table.put(Item(id, format!("web-{id}")));
    }
    table.settle();
    table.effort.take();
    table
}

#[test]
fn one_row_that_changes_among_ten_thousand_is_looked_at_alone() {
    let mut table = many();
    table.set_filter("web", Timestamp::UNIX_EPOCH);
    table.effort.take();
    table.put(Item(5000, "web-70".into()));
    table.settle();
    let (searched, compared) = table.effort.take();
    assert_eq!(searched, 1);
    assert!(compared < 30, "{compared}");
    table.put(Item(10_000, "web-5000b".into()));
    table.remove(&7);
    table.settle();
    let (searched, compared) = table.effort.take();
    assert_eq!(searched, 1);
    assert!(compared < 30, "{compared}");
}

#[test]
fn a_page_of_rows_is_put_among_those_that_are_there_by_halves() {
    let mut table = many();
    let page =
        (0..1000).map(|n| Item(10_000 + n, format!("web-{}b", u32::from(n) * 7919 % 10_007)));
    for row in page {
        table.put(row);
    }
    table.settle();
    let (_, compared) = table.effort.take();
    assert!(compared < 1000 * 30, "{compared}");
}

#[test]
fn a_refresh_that_changed_nothing_costs_nothing_and_shows() {
    let mut table = many();
    table.set_filter("web", Timestamp::UNIX_EPOCH);
    table.effort.take();
    let revision = table.revision();
    table.begin_census();
    for id in 0..10_000 {
        assert_eq!(table.put(Item(id, format!("web-{id}"))), Put::Same);
    }
    assert!(table.take_uncounted().is_empty());
    table.turn_to(Timestamp::UNIX_EPOCH);
    table.settle();
    assert_eq!(table.effort.take(), (0, 0));
    assert_eq!(table.revision(), revision);
}

/// The same, and all of them in the index.
fn many_indexed() -> Table<Item> {
    let mut table = many();
    table.expect_filter(200);
    while table.goes_on() {
        table.go_on(1000);
    }
    table
}

#[test]
fn a_filter_typed_over_rows_in_the_index_looks_at_none_of_them_and_sorts_nothing() {
    let mut table = many_indexed();
    let typed = |table: &mut Table<Item>, text: &str| {
        table.type_filter(text, Timestamp::UNIX_EPOCH, 200);
        assert!(!table.is_filtering(), "{text}");
        (table.shown_len(), table.effort.take())
    };
    for (text, shown) in [
        ("w", 10_000),
        ("web-99", 111),
        ("web-998", 11),
        ("web-99", 111),
        ("!web-99", 9889),
        ("name:web-9*8 web-99", 11),
        ("ip:10.0.0.0/8 locked", 1667),
        ("", 10_000),
    ] {
        assert_eq!(typed(&mut table, text), (shown, (0, 0)), "{text}");
    }
    table.put(Item(5000, "db".into()));
    table.remove(&17);
    table.put(Item(10_000, "db".into()));
    table.settle();
    table.effort.take();
    let (shown, (searched, compared)) = typed(&mut table, "db");
    assert_eq!((shown, compared), (2, 0));
    assert_eq!(searched, 3, "those that changed, and one that moved");
}

#[test]
fn the_index_is_made_anew_when_too_much_has_changed() {
    let mut table = many_indexed();
    for id in 0..201 {
        table.put(Item(id, format!("db-{id}")));
    }
    table.settle();
    table.type_filter("db", Timestamp::UNIX_EPOCH, 200);
    assert!(table.is_filtering() && table.goes_on());
    assert_eq!(table.shown_len(), 10_000, "all at once or not yet");
    table.effort.take();
    while table.goes_on() {
        table.go_on(1000);
    }
    assert_eq!((table.shown_len(), table.effort.take()), (201, (0, 0)));
}

#[test]
fn what_is_learnt_of_one_row_is_no_concern_of_the_others() {
    let mut table = many();
    let learn = |table: &mut Table<Item>, lore: &str| {
        let learnt = [("web-7".to_owned(), lore.to_owned())];
        table.learn(|known| known.extend(learnt), |row| row.1 == "web-7");
        table.effort.take()
    };
    assert_eq!(
        learn(&mut table, "x"),
        (0, 0),
        "it is neither filtered nor sorted by"
    );
    table.set_filter("y", Timestamp::UNIX_EPOCH);
    table.effort.take();
    let (searched, compared) = learn(&mut table, "y");
    assert_eq!((searched, names(&table)), (1, vec!["web-7"]));
    assert!(compared < 30, "{compared}");
}

#[test]
fn with_no_filter_no_row_is_searched() {
    let mut table = many();
    table.put(Item(3, "db".into()));
    table.sort_by(By::Changed);
    assert_eq!(table.effort.take().0, 0);
}

#[test]
fn whatever_is_seen_differently_moves_the_revision_on() {
    let mut table = table(&["a", "b", "c"]);
    let mut last = table.revision();
    let mut moved = |what: &str, table: &Table<Item>| {
        assert!(table.revision() > last, "{what}");
        last = table.revision();
    };
    table.move_by(1);
    moved("the cursor", &table);
    table.toggle_mark();
    moved("a mark", &table);
    table.toggle_range();
    moved("a range begun", &table);
    table.cancel_range();
    moved("a range forgotten", &table);
    table.unmark(&1);
    moved("a mark taken away", &table);
    table.set_filter("a", Timestamp::UNIX_EPOCH);
    moved("a filter", &table);
    table.sort_by(By::Name);
    moved("an order", &table);
    table.note(&0, "x".into(), Timestamp::UNIX_EPOCH);
    moved("a change", &table);
    table.remove(&2);
    moved("a row that went", &table);
    table.learn(|lore| lore.extend([("a".into(), "x".into())]), |_| true);
    moved("what is known of rows", &table);
    table.set_filter("a", Timestamp::UNIX_EPOCH);
    table.move_to(0);
    table.unmark(&1);
    table.look();
    assert_eq!(table.revision(), last, "nothing of it was new");
}

#[test]
fn what_was_not_met_while_all_were_read_is_taken_away() {
    let mut table = table(&["a", "b", "c"]);
    table.begin_census();
    table.put(Item(1, "b".into()));
    table.put(Item(3, "d".into()));
    let gone: BTreeSet<u16> = table.take_uncounted().iter().map(|row| row.0).collect();
    table.settle();
    assert_eq!(gone, [0, 2].into());
    assert_eq!(names(&table), ["b", "d"]);
}

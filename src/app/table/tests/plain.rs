//! A table kept up to date against the same one kept in the simplest way.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

/// The same table kept in the simplest way: everything is filtered and sorted whenever anything
/// has changed.
#[derive(Default)]
struct Plain {
    rows: BTreeMap<u16, String>,
    lore: Lore,
    changes: BTreeMap<u16, i64>,
    filter: String,
    by: Option<By>,
    descending: bool,
    marks: BTreeSet<u16>,
    shown: Vec<u16>,
    cursor: Option<u16>,
    place: usize,
}

impl Plain {
    fn settle(&mut self) {
        let item = |id: &u16| Item(*id, self.rows[id].clone());
        let filter = Filter::parse(&self.filter, Timestamp::UNIX_EPOCH);
        let passes = |id: &u16| filter.passes(&item(id).search(&self.lore));
        let mut shown: Vec<u16> = self.rows.keys().copied().filter(passes).collect();
        let by = self.by.unwrap_or(By::Name);
        shown.sort_by(|a, b| {
            let newest = |id| self.changes.get(id).map_or(i64::MAX, |at| -at);
            let order = match by {
                By::Changed => newest(a).cmp(&newest(b)),
                By::Name | By::Lore => Ordering::Equal,
            };
            let order = order.then_with(|| item(a).compare(&item(b), by, &self.lore));
            let order = if self.descending {
                order.reverse()
            } else {
                order
            };
            order.then(a.cmp(b))
        });
        self.shown = shown;
        match self.shown.iter().position(|id| Some(*id) == self.cursor) {
            Some(place) => self.place = place,
            None => self.move_to(self.place),
        }
    }

    fn move_to(&mut self, place: usize) {
        self.place = place.min(self.shown.len().saturating_sub(1));
        self.cursor = self.shown.get(self.place).copied();
    }
}

#[derive(Debug, Clone)]
enum Step {
    Put(u16, String),
    Remove(u16),
    Note(u16, i64),
    Settle,
    Filter(String),
    Type(String),
    Expect,
    GoOn(usize),
    Sort(By, bool),
    Learn(String, String),
    Move(usize),
    Mark,
    MarkShown,
}

/// Words, keys and negations of all kinds.
fn filter() -> impl Strategy<Value = String> {
    let term = prop_oneof![
        4 => "!?[a-cxÄB]{0,2}",
        1 => "!?[a-c*]{1,3}",
        2 => "!?(name|lore|meta|no):[a-cx*Ä=]{0,2}",
        1 => "!?ip:(10.0.0.0/24|10.0.0.0/8|2001:db8::/32|10.0)",
        1 => "!?age:[<>][0-9]m?",
        1 => "!?locked",
    ];
    prop::collection::vec(term, 0..3).prop_map(|terms| terms.join(" "))
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let id = 0u16..24;
    let step = prop_oneof![
        8 => (id.clone(), "[a-cBÄ]{1,2}[1-3]?").prop_map(|(id, name)| Step::Put(id, name)),
        3 => id.clone().prop_map(Step::Remove),
        2 => (id, 1i64..5).prop_map(|(id, at)| Step::Note(id, at)),
        5 => Just(Step::Settle),
        3 => filter().prop_map(Step::Filter),
        5 => filter().prop_map(Step::Type),
        1 => Just(Step::Expect),
        4 => (1usize..20).prop_map(Step::GoOn),
        1 => (prop_oneof![Just(By::Name), Just(By::Changed), Just(By::Lore)], any::<bool>())
            .prop_map(|(by, descending)| Step::Sort(by, descending)),
        2 => ("[a-c]{1,2}", "[xyz]").prop_map(|(name, lore)| Step::Learn(name, lore)),
        2 => (0usize..24).prop_map(Step::Move),
        1 => Just(Step::Mark),
        1 => Just(Step::MarkShown),
    ];
    prop::collection::vec(step, 0..80)
}

/// Takes a step in both.
fn take(step: Step, table: &mut Table<Item>, plain: &mut Plain) {
    match step {
        Step::Put(id, name) => {
            table.put(Item(id, name.clone()));
            plain.rows.insert(id, name);
        }
        Step::Remove(id) => {
            let gone = table.remove(&id).map(|row| row.1);
            assert_eq!(gone, plain.rows.remove(&id));
            plain.changes.remove(&id);
            plain.marks.remove(&id);
        }
        Step::Note(id, at) => {
            if plain.rows.contains_key(&id) {
                let when = Timestamp::from_second(at).unwrap_or_default();
                table.note(&id, "x".into(), when);
                plain.changes.insert(id, at);
            }
        }
        Step::Settle => {}
        Step::Filter(text) => {
            table.set_filter(&text, Timestamp::UNIX_EPOCH);
            plain.filter = text;
        }
        Step::Type(text) => {
            // The same filter again is no other.
            if table.filter().text() != text {
                table.type_filter(&text, Timestamp::UNIX_EPOCH, 3);
                plain.filter = text;
                if !table.is_filtering() {
                    plain.settle();
                }
            }
        }
        Step::Expect => table.expect_filter(3),
        Step::GoOn(times) => {
            let filtering = table.is_filtering();
            for _ in 0..times {
                table.go_on(4);
            }
            if filtering && !table.is_filtering() {
                plain.settle();
            }
        }
        Step::Sort(by, descending) => {
            table.set_sort(by, descending);
            (plain.by, plain.descending) = (Some(by), descending);
        }
        Step::Learn(name, lore) => {
            let learn = |known: &mut Lore| {
                known.insert(name.clone(), lore.clone());
            };
            learn(&mut plain.lore);
            table.learn(learn, |row| row.1 == name);
        }
        Step::Move(place) => {
            table.settle();
            plain.settle();
            table.move_to(place);
            plain.move_to(place);
        }
        Step::Mark => {
            table.settle();
            plain.settle();
            table.toggle_mark();
            if let Some(id) = plain.cursor
                && !plain.marks.remove(&id)
            {
                plain.marks.insert(id);
            }
        }
        Step::MarkShown => {
            table.settle();
            plain.settle();
            table.mark_shown();
            plain.marks.extend(&plain.shown);
        }
    }
}

proptest! {
    #[test]
    fn what_is_kept_up_to_date_is_what_would_be_made_anew(steps in steps()) {
        let (mut table, mut plain) = (Table::new(By::Name), Plain::default());
        for step in steps {
            let settles = !matches!(
                step,
                Step::Put(..) | Step::Remove(_) | Step::Note(..) | Step::Type(_) | Step::GoOn(_)
                    | Step::Expect
            );
            take(step, &mut table, &mut plain);
            prop_assert!(table.cursor().is_none_or(|row| plain.rows.contains_key(&row.0)));
            if !settles {
                continue;
            }
            table.settle();
            plain.settle();
            let shown: Vec<u16> = table.shown_from(0).map(|row| row.0).collect();
            prop_assert_eq!(&shown, &plain.shown);
            prop_assert_eq!(table.cursor_place(), plain.place);
            prop_assert_eq!(table.cursor().map(|row| row.0), plain.cursor);
            let hidden = plain.marks.iter().filter(|id| !plain.shown.contains(id));
            prop_assert_eq!(table.hidden_marks(), hidden.count());
            prop_assert_eq!(table.marked_len(), plain.marks.len());
            prop_assert_eq!(table.aimed_len(), table.aimed().len());
            for id in plain.rows.keys() {
                prop_assert_eq!(table.is_marked(id), plain.marks.contains(id));
            }
            let mut moving: Vec<u16> = table.in_transition_sorted().iter().map(|row| row.0).collect();
            moving.sort_unstable();
            let wanted = plain.rows.iter().filter(|(_, name)| name.ends_with('b'));
            prop_assert_eq!(moving, wanted.map(|(id, _)| *id).collect::<Vec<_>>());
            let counted: usize = table.values("name").iter().map(|(_, rows)| rows).sum();
            prop_assert_eq!(counted, plain.rows.len());
        }
    }

    #[test]
    fn an_action_is_aimed_at_rows_that_are_there(
        steps in steps(), from in 0usize..24, to in 0usize..24
    ) {
        let (mut table, mut plain) = (Table::new(By::Name), Plain::default());
        for step in steps {
            take(step, &mut table, &mut plain);
        }
        table.settle();
        table.move_to(from);
        table.toggle_range();
        table.move_to(to);
        let ranged = table.marked_len();
        let aimed: Vec<u16> = table.aimed().iter().map(|row| row.0).collect();
        prop_assert_eq!(aimed.len(), table.aimed_len());
        prop_assert!(aimed.iter().all(|id| plain.rows.contains_key(id)));
        let targets: Vec<u16> = table.targets().iter().map(|row| row.0).collect();
        prop_assert_eq!(targets, aimed);
        prop_assert_eq!(table.marked_len(), ranged);
    }
}

//! How the lists are looked at: columns, order and filters, kept per panel and per context.

use crate::app::fixture::{Bench, error, info, server, servers};
use crate::app::instances::Column;
use crate::app::memory::Memory;
use crate::app::modal::Modal;
use crate::app::{Click, Effect, Msg, Options};
use crate::cloud::message::{ContextInfo, Read};
use crate::openstack::Kind;

const SIZE: (u16, u16) = (80, 24);

/// What was last to be remembered.
fn remembered(bench: &Bench) -> Option<&str> {
    bench.effects.iter().rev().find_map(|effect| match effect {
        Effect::Remember(text) => Some(text.as_str()),
        _ => None,
    })
}

/// Started again with what was remembered.
fn again(text: &str) -> Bench {
    again_at(text, info())
}

fn again_at(text: &str, place: ContextInfo) -> Bench {
    let options = Options {
        memory: Memory::parse(text),
        ..Bench::options()
    };
    let mut bench = Bench::started(options, SIZE);
    bench.connected(Ok(place));
    bench.list(servers());
    bench
}

fn filter(bench: &Bench) -> &str {
    let space = bench.app.space.as_ref().unwrap();
    space.instances.table.filter().text()
}

fn columns(bench: &Bench) -> Option<&[Column]> {
    let space = bench.app.space.as_ref().unwrap();
    space.instances.columns.as_deref()
}

#[test]
fn nothing_is_remembered_as_long_as_everything_is_as_it_comes() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("jj2jk1r<Space>");
    bench.wait_s(30);
    assert_eq!(remembered(&bench), None);
}

#[test]
fn order_columns_and_filter_survive_the_program() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("sa/web<Enter>wj<Space><Esc>");
    let bench = again(remembered(&bench).unwrap());
    let table = &bench.app.space.as_ref().unwrap().instances.table;
    assert_eq!((table.sort, table.descending), (Column::Age, false));
    assert_eq!((filter(&bench), table.shown_len()), ("web", 3));
    assert!(!columns(&bench).unwrap().contains(&Column::Ip));
    assert!(remembered(&bench).is_none(), "that is known already");
}

#[test]
fn a_filter_counts_once_it_is_typed_and_is_forgotten_once_it_is_cleared() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("/web");
    assert_eq!(remembered(&bench), None);
    bench.keys("<Enter>");
    assert!(remembered(&bench).unwrap().contains("web"));
    bench.keys("<Esc>");
    assert_eq!(filter(&again(remembered(&bench).unwrap())), "");
}

#[test]
fn a_filter_belongs_to_its_context_and_comes_back_with_it() {
    let elsewhere = || ContextInfo {
        region: "RegionTwo".into(),
        ..info()
    };
    let mut bench = Bench::stocked(SIZE);
    bench.keys("/web<Enter>ssc<Down><Enter>");
    bench.connected(Ok(elsewhere()));
    assert_eq!(filter(&bench), "");
    let sort = bench.app.space.as_ref().unwrap().instances.table.sort;
    assert_eq!(sort, Column::Status, "the order belongs to the panel");
    bench.keys("/db<Enter>c<Up><Enter>");
    bench.connected(Ok(info()));
    assert_eq!(filter(&bench), "web");
    let kept = remembered(&bench).unwrap();
    assert_eq!(filter(&again_at(kept, elsewhere())), "db");
}

#[test]
fn what_cannot_be_understood_is_passed_over_and_the_rest_counts() {
    for text in [
        "",
        "no json",
        "[]",
        r#"{"instances": 7, "filters": []}"#,
        r#"{"instances": {"columns": ["Colour"], "sort": "Colour"}, "later": {}}"#,
    ] {
        let bench = again(text);
        let table = &bench.app.space.as_ref().unwrap().instances.table;
        assert_eq!(table.sort, Column::Name, "{text}");
        assert_eq!(table.shown_len(), 12, "{text}");
    }
    let odd = r#"{"instances": {"columns": ["IP", 7]}, "images": {"sort": "Size"}}"#;
    let bench = again(odd);
    let images = &bench.app.space.as_ref().unwrap().images.table;
    assert_eq!(images.sort, crate::app::images::Column::Size);
}

#[test]
fn columns_are_ticked_moved_and_reset_and_two_always_stay() {
    use Column::{Age, Flavor, Id, Image, Ip, Name, Status};
    let mut bench = Bench::stocked(SIZE);
    bench.keys("wgg<Space>j<Space>J");
    assert_eq!(columns(&bench), None, "status and name stay where they are");
    bench.keys("j<Space>");
    let seen = [Status, Name, Image, Ip, Flavor, Age];
    assert_eq!(columns(&bench), Some(&seen[..]), "one more than was seen");
    bench.keys("jJ");
    bench.keys("G<Space>");
    let moved = [Status, Name, Image, Flavor, Ip, Age, Id];
    assert_eq!(columns(&bench), Some(&moved[..]));
    bench.keys("r");
    assert_eq!(columns(&bench), None);
    bench.msg(Msg::Click(Click::Row(0)));
    assert_eq!(
        columns(&bench),
        None,
        "a click is no way around that either"
    );
    bench.msg(Msg::Click(Click::Row(2)));
    assert_eq!(columns(&bench), Some(&seen[..]));
    bench.keys("w");
    assert!(bench.app.modals.is_empty(), "what opened it closes it");
}

#[test]
fn facets_count_the_rows_and_a_pick_takes_the_place_of_the_last() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("/web<Enter>f");
    let Some(Modal::Menu(menu)) = bench.app.modals.last() else {
        panic!("no menu");
    };
    assert!(menu.items[0].label.starts_with("status     active 6"));
    bench.keys("s1");
    assert_eq!(filter(&bench), "web status:active");
    bench.keys("fs2");
    assert!(filter(&bench).starts_with("web status:"));
    assert_ne!(filter(&bench), "web status:active");
    bench.keys("fx");
    assert_eq!(filter(&bench), "");
}

#[test]
fn a_value_with_a_space_is_picked_and_found() {
    let mut rows = vec![server("ACTIVE", "a", "", "m1 tiny", "1d")];
    rows.push(server("ACTIVE", "b", "", "m1.small", "1d"));
    let mut bench = Bench::holding(rows, Vec::new(), SIZE);
    bench.keys("ff");
    bench.keys("1");
    let table = &bench.app.space.as_ref().unwrap().instances.table;
    assert_eq!(filter(&bench), "flavor:\"m1 tiny\"");
    assert_eq!(table.shown_len(), 1);
}

#[test]
fn images_are_searched_by_name_as_soon_as_they_are_known() {
    let mut bench = Bench::opened(SIZE);
    bench.list(servers());
    bench.keys("/image:ubuntu<Enter>");
    let shown = |bench: &Bench| {
        bench
            .app
            .space
            .as_ref()
            .unwrap()
            .instances
            .table
            .shown_len()
    };
    assert_eq!(shown(&bench), 0);
    bench.images(crate::app::fixture::images());
    assert_eq!(shown(&bench), 11, "one was booted from a volume");
}

#[test]
fn an_age_is_counted_from_the_last_answer() {
    let row = server("ACTIVE", "a", "", "m1.tiny", "58s");
    let mut bench = Bench::holding(vec![row], Vec::new(), SIZE);
    bench.keys("/");
    bench.msg(Msg::Paste("age:<1m".into()));
    bench.keys("<Enter>");
    let shown = |bench: &Bench| {
        bench
            .app
            .space
            .as_ref()
            .unwrap()
            .instances
            .table
            .shown_len()
    };
    assert_eq!(shown(&bench), 1);
    bench.wait_s(11);
    assert_eq!(
        shown(&bench),
        1,
        "nothing moves on screen without an answer"
    );
    bench.list(Vec::new());
    assert_eq!(shown(&bench), 0);
}

#[test]
fn what_changed_is_kept_until_it_is_seen_and_a_failed_read_changes_nothing() {
    let rows = || ["a", "b", "c"].map(|name| server("ACTIVE", name, "", "m1.tiny", "1d"));
    let mut bench = Bench::holding(rows().into(), Vec::new(), SIZE);
    let change = |bench: &Bench, id: &str| {
        let table = &bench.app.space.as_ref().unwrap().instances.table;
        table
            .change(&id.into())
            .map(|change| (change.what.clone(), change.seen))
    };
    assert_eq!(change(&bench, "a"), None, "the first read is no change");
    bench.wait_s(11);
    let refused = error(Kind::Server, Some(503), "unavailable");
    bench.answer(&Read::Servers { since: None }, Err(refused));
    assert_eq!(change(&bench, "b"), None);
    bench.keys("r");
    let mut now: Vec<_> = rows().into();
    now[1] = server("SHUTOFF", "b", "", "m1.tiny", "1d");
    now[2] = server("BUILD", "d", "", "m1.tiny", "1s");
    bench.list(now);
    assert_eq!(change(&bench, "b"), Some(("ACTIVE→SHUTOFF".into(), false)));
    assert_eq!(change(&bench, "d"), Some(("new".into(), false)));
    assert_eq!(change(&bench, "c"), None, "gone");
    bench.keys("j");
    assert_eq!(change(&bench, "b"), Some(("ACTIVE→SHUTOFF".into(), true)));
    bench.keys("a");
    bench.wait_s(20);
    assert_eq!(
        bench.app.deadline(),
        None,
        "what is shown of it never ticks"
    );
}

#[test]
fn what_appears_elsewhere_is_told_once_and_what_was_launched_here_is_not() {
    let old = || server("ACTIVE", "a", "", "m1.tiny", "1d");
    let mut bench = Bench::holding(vec![old()], Vec::new(), SIZE);
    bench.wait_s(11);
    bench.list(vec![server("ACTIVE", "b", "", "m1.tiny", "1s")]);
    assert_eq!(bench.said(), "b is new");
    let said = bench.app.notices().all().len();
    bench.wait_s(11);
    bench.list(vec![server("ACTIVE", "b", "", "m1.tiny", "1s")]);
    bench.launch(&["web-1"]);
    bench.wait_s(11);
    bench.list(vec![server("BUILD", "web-1", "", "m1.tiny", "1s")]);
    let new = bench.app.notices().all().iter().skip(said);
    let told: Vec<_> = new.filter(|it| it.text.ends_with("is new")).collect();
    assert!(told.is_empty(), "{told:?}");
}

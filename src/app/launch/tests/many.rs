//! A cloud that offers thousands costs a key no more than one that offers a few.

use super::super::fixture::*;
use crate::app::counted::{LISTED, WALKED, counted};
use crate::openstack::network::SecurityGroup;

fn crowded() -> Fixture {
    let mut fixture = cloud();
    let many = 0..1000;
    fixture.images = many
        .clone()
        .map(|n| image(&format!("i-{n}"), &format!("image-{n:04}"), 1, 1))
        .collect();
    let networks = many.clone();
    let networks = networks.map(|n| network(&format!("net-{n:04}"), "10.0.0.0/24", true));
    fixture.choices.networks = loaded(networks.collect());
    let groups = many.clone().map(|n| SecurityGroup {
        id: format!("g-{n:04}").as_str().into(),
        name: format!("group-{n:04}"),
        description: String::new(),
    });
    fixture.choices.groups = loaded(groups.collect());
    fixture.choices.key_pairs = loaded(many.map(|n| key_pair(&format!("k-{n:04}"))).collect());
    fixture
}

#[test]
fn what_a_table_lists_is_worked_out_when_it_is_filtered_and_not_with_every_key() {
    let mut play = Play::open(crowded(), None);
    for step in ["<A-1><Tab><Tab><Tab><Tab><Tab>", "<A-3>", "<A-4>"] {
        play.keys(step);
        let moving = counted(LISTED, || play.keys("jjjGkg"));
        assert_eq!(moving, 0, "{step} at {:?}", play.wizard.focus());
        let filtering = counted(LISTED, || play.keys("/9<Enter>jj<Down>"));
        assert_eq!(filtering, 1, "{step}");
        play.keys("/<Esc>");
    }
}

#[test]
fn a_table_is_listed_anew_when_its_list_or_what_is_chosen_of_it_is_another() {
    let mut play = Play::open(crowded(), None);
    play.keys("<A-3>");
    let first = |play: &Play| {
        let rows = play.wizard.network_rows(play.fixture.world());
        rows[0].id.to_string()
    };
    assert_eq!(first(&play), "net-0000");
    play.keys("jj ");
    assert_eq!(first(&play), "net-0002", "the chosen stand on top");
    play.fixture.choices.networks = loaded(vec![network("another", "10.0.0.0/24", true)]);
    play.world_changed();
    let rows = play.wizard.network_rows(play.fixture.world());
    let ids: Vec<_> = rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids, ["net-0002", "another"], "and stay when they are gone");
}

#[test]
fn what_is_chosen_is_searched_for_once() {
    let mut play = Play::open(crowded(), Some("i-999"));
    play.keys("web<A-2> <A-3>G <A-4>G <A-5>");
    let world = play.fixture.world();
    assert_eq!(play.wizard.draft().problems(world), []);
    let source = play.wizard.draft().source_image(world);
    assert_eq!(source.map(|image| image.id.as_str()), Some("i-999"));
    let again = counted(WALKED, || {
        play.keys("<A-3>jj<A-4>jj<A-5>");
        assert_eq!(play.wizard.draft().problems(play.fixture.world()), []);
    });
    assert_eq!(again, 0);
}

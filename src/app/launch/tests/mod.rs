//! The wizard driven by keys, as a user or an outside program drives it.

mod advanced;
mod any_keys;
mod keypair;
mod login;
mod many;
mod review;
mod sources;

use super::fixture::*;
use super::places::Empty;
use super::*;
use crate::app::choices::LastUsed;
use crate::app::guard::Touch;
use crate::cloud::message::{Write, Written};
use crate::openstack::compute::{BootFrom, Launched, Networking, NewServer};
use crate::openstack::{Error, Kind};

/// Enough to launch from the small cloud: a name, and the first flavor that fits.
const MINIMAL: &str = "web<Enter><Enter><Enter><Enter><Enter><Enter><Enter><Enter><Enter><Enter>";

fn launched(play: &Play) -> &NewServer {
    let writes = play.writes();
    let Some((_, Write::CreateServers(new))) = writes.last() else {
        panic!("no launch among {writes:?}");
    };
    new
}

fn lost() -> Result<Written, Error> {
    Err(Error::new(Kind::Timeout, "no answer within 60 s"))
}

fn refusal() -> Result<Written, Error> {
    let mut error = Error::new(Kind::OverQuota, "Quota exceeded for instances");
    error.status = Some(403);
    error.request_id = Some("req-1".into());
    Err(error)
}

fn accepted() -> Written {
    Written::Launched(Launched {
        servers: Vec::new(),
        request_id: None,
    })
}

#[test]
fn a_name_and_ten_enters_launch_from_a_chosen_snapshot() {
    let mut play = Play::open(small_cloud(), Some("s-web"));
    assert_eq!(play.wizard.focus(), FieldId::Name);
    play.keys(MINIMAL);
    let new = launched(&play);
    assert_eq!(new.name, "web");
    assert_eq!(new.count, 1);
    assert_eq!(new.boot, BootFrom::Image("s-web".into()));
    assert_eq!(new.flavor, "f-small".into(), "the first that fits 20 GB");
    assert_eq!(new.networks(), [&"private".into()]);
    assert_eq!(new.security_groups, ["g-default".into()]);
    assert_eq!(new.key_name.as_deref(), Some("alice-ed25519"));
    assert_eq!(new.availability_zone.as_deref(), Some("nova"));
    play.answer(play.last_op(), &Ok(accepted()));
    assert_eq!(play.flow, Flow::Stay);
    assert!(play.wizard.draft().is_spent() && !play.wizard.draft().is_touched());
    play.wait(1000);
    play.keys("<Enter>");
    assert_eq!((play.flow, play.launches()), (Flow::Close, 1));
}

#[test]
fn steps_can_be_jumped_over_and_review_names_what_is_missing() {
    let mut play = Play::open(small_cloud(), Some("s-web"));
    play.keys("web<A-5><Enter>");
    assert_eq!((play.wizard.step(), play.launches()), (Step::Flavor, 0));
    assert_eq!(play.note(), "choose a flavor");
    play.keys("<Space><A-5><Enter>");
    assert_eq!(play.launches(), 1);
}

#[test]
fn a_held_enter_never_launches() {
    // Held from the first field on, and from the press that opens Review. The first repeat comes
    // late, the others at 30 Hz.
    for start in ["web", "web<A-2><Space><A-4>"] {
        for first in [250, 500, 660] {
            let mut play = Play::open(small_cloud(), Some("s-web"));
            play.keys(start);
            play.keys_at("<Enter>", first);
            for _ in 0..60 {
                play.keys_at("<Enter>", 33);
            }
            assert_eq!(play.wizard.step(), Step::Review);
            play.wait(2000);
            assert_eq!(
                play.launches(),
                0,
                "{start} held, first repeat after {first} ms"
            );
            play.keys("<Enter>");
            assert_eq!(play.launches(), 1, "a press of its own counts");
        }
    }
}

#[test]
fn a_second_press_while_sending_is_ignored() {
    let mut play = Play::open(small_cloud(), Some("s-web"));
    play.keys(MINIMAL);
    play.keys("<Enter><Enter><Space>");
    assert_eq!(play.launches(), 1);
}

#[test]
fn keys_that_mean_something_elsewhere_are_text_in_a_name() {
    let mut play = Play::open(cloud(), None);
    play.keys("[j/]1q");
    assert_eq!(play.wizard.draft().name.text(), "[j/]1q");
    assert_eq!(play.wizard.step(), Step::Details);
    play.keys("<C-u>");
    assert!(play.wizard.draft().name.is_empty());
}

#[test]
fn escape_keeps_the_draft_and_leaves_a_filter_first() {
    let mut play = Play::open(cloud(), None);
    play.keys("web<Tab><Tab><Tab><Tab><Tab>/22");
    assert_eq!(
        *play.wizard.ids(FieldId::Source, play.fixture.world()),
        ["i-22"]
    );
    play.keys("<Esc>");
    assert_eq!(play.flow, Flow::Stay);
    play.keys("<Esc>");
    assert_eq!(play.flow, Flow::Close);
    let draft = play.wizard.draft().clone();
    assert!(draft.is_touched());
    let resumed = play.with(|_, world, cx| Wizard::resume(draft, world, cx));
    assert_eq!(resumed.draft().name.text(), "web");
}

#[test]
fn an_untouched_draft_says_so_although_things_were_chosen_for_it() {
    let play = Play::open(small_cloud(), Some("s-web"));
    assert_eq!(play.wizard.draft().networks.len(), 1);
    assert!(!play.wizard.draft().is_touched());
}

#[test]
fn a_count_takes_digits_only_and_says_why() {
    let mut play = Play::open(cloud(), None);
    play.keys("web<Tab><C-u>2x");
    assert_eq!(play.wizard.draft().count.text(), "2");
    assert!(play.note().contains("digits"), "{}", play.note());
    play.keys("0<Tab>");
    let problem = play.wizard.problem_at(FieldId::Count, play.fixture.world());
    assert_eq!(
        problem.as_deref(),
        Some("count 20 is more than the 8 your instance quota has left")
    );
    assert_eq!(play.wizard.draft().made_names(), "web-1 … web-20");
}

#[test]
fn an_existing_name_is_warned_of_and_no_obstacle() {
    let mut play = Play::open(cloud(), Some("i-24"));
    play.keys("web<Tab><C-u>3");
    let world = play.fixture.world();
    let draft = play.wizard.draft();
    assert_eq!(
        draft.namesake(world).map(|s| s.name.as_str()),
        Some("web-1")
    );
    assert!(draft.problems_of(Step::Details, world).is_empty());
}

#[test]
fn defaults_are_applied_once_when_the_list_arrives() {
    let mut play = Play::open(small_cloud(), Some("i-24"));
    play.keys("<A-3><Space><Down>");
    assert!(play.wizard.draft().networks.is_empty());
    play.world_changed();
    assert!(play.wizard.draft().networks.is_empty(), "not chosen again");

    let mut late = Play::open(small_cloud(), None);
    let networks = std::mem::take(&mut late.fixture.choices.networks);
    late.wizard = late.with(|_, world, cx| Wizard::open(None, world, cx));
    assert!(late.wizard.draft().networks.is_empty());
    late.fixture.choices.networks = networks;
    late.world_changed();
    assert_eq!(late.wizard.draft().networks, ["private".into()]);
}

#[test]
fn a_misfit_flavor_can_be_focused_and_not_chosen() {
    let mut play = Play::open(cloud(), Some("i-24"));
    play.keys("web<A-2>g<Space>");
    assert_eq!(play.wizard.draft().flavor, None);
    assert_eq!(
        play.note(),
        "m1.nano cannot be chosen: disk 1 GB < image 10 GB, disk 1 GB < image size 2.5 GB, \
         RAM 64 MB < image 1 GB"
    );
    play.keys("<Enter>");
    assert_eq!(play.wizard.step(), Step::Flavor);
    play.keys("h");
    let ids = play.wizard.ids(FieldId::Flavor, play.fixture.world());
    assert_eq!(*ids, ["f-small", "f-medium", "f-xlarge"]);
}

#[test]
fn a_flavor_that_stops_fitting_is_kept_and_named() {
    let mut play = Play::open(cloud(), Some("i-24"));
    play.keys("web<A-2>jj<Space>");
    assert_eq!(play.wizard.draft().flavor, Some("f-xlarge".into()));
    play.keys("<A-1><Tab><C-u>3<A-5>");
    let world = play.fixture.world();
    assert_eq!(play.wizard.draft().flavor, Some("f-xlarge".into()));
    assert_eq!(play.wizard.mark(Step::Flavor, world), Mark::Needs);
    let problems = play.wizard.draft().problems_of(Step::Flavor, world);
    assert!(problems[0].text.ends_with("fits 2"), "{problems:?}");
    play.keys("2");
    assert_eq!(play.wizard.step(), Step::Flavor);
}

#[test]
fn the_cursors_begin_where_the_last_launch_was_made() {
    let mut fixture = cloud();
    fixture.choices.last = LastUsed {
        flavor: Some("f-medium".into()),
        networks: vec!["storage".into()],
        key: Some("ci-deploy".into()),
    };
    let mut play = Play::open(fixture, Some("i-24"));
    assert_eq!(play.wizard.draft().flavor, None, "marked, not chosen");
    play.keys("web<A-2><Space><A-3><Space><A-4><Space><A-5><Enter>");
    let new = launched(&play);
    assert_eq!(new.flavor, "f-medium".into());
    assert_eq!(new.networks(), [&"storage".into()]);
    assert_eq!(new.key_name.as_deref(), Some("ci-deploy"));
}

#[test]
fn networks_are_sent_in_nic_order() {
    let mut play = Play::open(cloud(), Some("i-24"));
    play.keys("web<A-2><Space><A-3>");
    assert_eq!(
        play.wizard.cursor(FieldId::Networks, play.fixture.world()),
        2
    );
    play.keys("<Space>G<Space>K<A-5><Enter>");
    let names: Vec<_> = launched(&play)
        .networks()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(names, ["storage", "private"]);
}

#[test]
fn an_unusable_network_cannot_be_chosen_and_an_external_one_can() {
    let mut play = Play::open(cloud(), None);
    play.keys("<A-3>gj<Space>");
    assert_eq!(play.note(), "lab cannot be chosen: its admin state is down");
    play.keys("g<Space>");
    assert_eq!(play.wizard.draft().networks, ["Ext-Net".into()]);
}

#[test]
fn a_region_without_a_network_service_asks_for_none() {
    let mut play = Play::open(small_cloud(), Some("i-24"));
    play.fixture.info.has_network = false;
    play.keys("web<A-2><Space><A-3>");
    assert_eq!(play.wizard.focus(), FieldId::Next);
    play.keys("<Enter><A-5><Enter>");
    assert!(launched(&play).networks().is_empty());
}

#[test]
fn a_refusal_keeps_everything_and_may_be_sent_again() {
    let mut play = Play::open(small_cloud(), Some("s-web"));
    play.keys(MINIMAL);
    play.answer(play.last_op(), &refusal());
    assert_eq!(play.flow, Flow::Stay);
    assert_eq!(play.wizard.draft().name.text(), "web");
    assert!(matches!(play.wizard.draft().submit(), Submit::Refused(e) if e.request_id.is_some()));
    play.wait(1000);
    play.keys("<Enter>");
    assert_eq!(play.launches(), 2);
}

#[test]
fn a_lost_answer_wants_a_tick_before_another_launch() {
    let mut play = Play::open(small_cloud(), Some("s-web"));
    play.keys(MINIMAL);
    play.answer(play.last_op(), &lost());
    play.wait(1000);
    play.keys("<Enter><Tab><Enter><S-Tab><Enter><Space>");
    assert_eq!(play.launches(), 1, "while it is being looked for");
    let op = play.last_op();
    play.with(|wizard, _, cx| wizard.on_looked(op, in_vain(), cx.now));
    play.wait(1000);
    play.keys("<Enter><Enter><Enter><Tab><Enter>");
    assert_eq!(play.launches(), 1);
    assert_eq!(play.wizard.focus(), FieldId::Checked);
    play.keys("<Space><Tab><Enter>");
    assert_eq!(play.launches(), 2);
}

#[test]
fn a_draft_put_away_while_sending_does_not_forget_it() {
    let mut play = Play::open(small_cloud(), Some("s-web"));
    play.keys(MINIMAL);
    play.keys("<Esc>");
    let mut draft = play.wizard.draft().clone();
    let resumed = play.with(|_, world, cx| Wizard::resume(draft.clone(), world, cx));
    assert_eq!(resumed.step(), Step::Review);
    assert!(matches!(resumed.draft().submit(), Submit::Sending(_)));
    assert_eq!(
        draft.on_written(play.last_op(), &lost()),
        Answer::NotLaunched
    );
    play.wizard = play.with(|_, world, cx| Wizard::resume(draft, world, cx));
    play.keys("<Enter><Tab><Enter><Enter>");
    assert_eq!(play.launches(), 1);
}

#[test]
fn a_list_read_anew_moves_no_cursor_and_drops_no_choice() {
    let mut play = Play::open(cloud(), Some("i-24"));
    play.keys("web<A-3>G<Space>");
    let at = play.wizard.cursor(FieldId::Networks, play.fixture.world());
    let ids = play.wizard.ids(FieldId::Networks, play.fixture.world());
    assert_eq!(ids[at], "storage");
    play.fixture.choices.networks = loaded(vec![network("alpha", "10.7.0.0/24", true)]);
    play.world_changed();
    let world = play.fixture.world();
    assert_eq!(play.wizard.draft().networks, ["storage".into()]);
    let problems = play.wizard.draft().problems_of(Step::Network, world);
    assert_eq!(problems[0].text, "the network storage is gone");
    let rows = play.wizard.network_rows(world);
    assert!(
        rows.iter()
            .any(|row| row.connection.network().is_none() && row.nic == Some(1))
    );
}

#[test]
fn control_c_is_escape() {
    let mut play = Play::open(cloud(), None);
    play.keys("web<C-c>");
    assert_eq!(play.flow, Flow::Close);
    assert_eq!(play.wizard.draft().name.text(), "web");
}

#[test]
fn no_key_pair_is_allowed_and_said() {
    let mut play = Play::open(cloud(), Some("i-24"));
    play.keys("web<A-2><Space><A-3><Space><A-4><S-Tab><Left>");
    assert_eq!(play.wizard.draft().key.mode, KeyMode::None);
    play.keys("<A-5><Enter>");
    assert_eq!(launched(&play).key_name, None);
}

#[test]
fn an_empty_list_tells_loading_failed_nothing_and_filtered_apart() {
    let mut play = Play::open(cloud(), None);
    let state = |play: &Play| {
        let world = play.fixture.world();
        match play.wizard.emptiness(FieldId::KeyPairs, world) {
            Empty::Loading => "loading",
            Empty::Waits(_) => "waits",
            Empty::Failed(_) => "failed",
            Empty::Nothing => "nothing",
            Empty::Filtered => "filtered",
            Empty::Hidden => "hidden",
        }
    };
    play.fixture.choices.key_pairs = crate::app::remote::Remote::default();
    assert_eq!(state(&play), "loading");
    play.fixture.choices.key_pairs = answered(Err(Error::new(Kind::Forbidden, "no")));
    assert_eq!(state(&play), "failed");
    play.fixture.choices.key_pairs = loaded(Vec::new());
    assert_eq!(state(&play), "nothing");
    play.fixture.choices.key_pairs = loaded(vec![key_pair("a")]);
    play.keys("<A-4>/zzz");
    assert_eq!(state(&play), "filtered");
}

#[test]
fn next_stays_and_names_the_first_bad_field() {
    let mut play = Play::open(cloud(), None);
    play.keys("<S-Tab><Enter>");
    assert_eq!(play.wizard.focus(), FieldId::Name);
    assert!(play.note().contains("name is required"));
    play.keys("<A-n>]");
    assert_eq!(
        play.wizard.step(),
        Step::Network,
        "free to go on all the same"
    );
    assert_eq!(
        play.wizard.mark(Step::Details, play.fixture.world()),
        Mark::Needs
    );
}

//! Unfinished launches on their way to the disk and back.

use crate::app::choices::LastUsed;
use crate::app::fixture::*;
use crate::app::launch::fixture as parts;
use crate::app::launch::keep::Kept;
use crate::app::launch::{Draft, Submit};
use crate::app::modal::Modal;
use crate::app::place::Place;
use crate::app::{Effect, Msg};
use crate::cloud::message::OpId;
use crate::cloud::message::{CloudChoice, ContextInfo, Data, Read, Request, Write, Written};
use crate::openstack::compute::Launched;
use crate::openstack::{Error, Kind};

const SIZE: (u16, u16) = (80, 24);

/// A wizard with a name typed, not written yet.
fn typed(name: &str) -> Bench {
    let mut bench = Bench::stocked(SIZE);
    bench.keys(&format!("L{name}"));
    bench
}

/// The names of the drafts written, `-` for one removed.
fn written(bench: &Bench) -> Vec<String> {
    let kept = bench.kept().into_iter();
    kept.map(|text| text.map_or_else(|| "-".into(), name))
        .collect()
}

fn name(text: &str) -> String {
    let draft = Kept::parse(text).unwrap().draft(OpId(99));
    draft.map_or_else(|| "(none)".into(), |draft| draft.server_name().to_owned())
}

fn wizard(bench: &Bench) -> &Draft {
    match bench.app.modals.last() {
        Some(Modal::Launch(wizard)) => wizard.draft(),
        other => panic!("{other:?}"),
    }
}

/// Everything chosen and Launch pressed; not answered yet.
fn launched(name: &str) -> Bench {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("2/ubuntu<Enter>L");
    let choices = parts::small_cloud().choices;
    bench.answer(
        &Read::Flavors,
        Ok(Data::Flavors(choices.flavors.get().unwrap().clone())),
    );
    bench.answer(
        &Read::KeyPairs,
        Ok(Data::KeyPairs(choices.key_pairs.get().unwrap().clone())),
    );
    bench.answer(
        &Read::Networks,
        Ok(Data::Networks(choices.networks.get().unwrap().clone())),
    );
    bench.answer(
        &Read::SecurityGroups,
        Ok(Data::SecurityGroups(choices.groups.get().unwrap().clone())),
    );
    bench.keys(&format!("{name}<A-2><Space><A-5>"));
    bench.confirm_with("<Enter>");
    assert_eq!(bench.writes().len(), 1, "{:?}", bench.app.modals);
    bench
}

fn accepted() -> Written {
    Written::Launched(Launched {
        servers: vec![("id-1".into(), "web".into())],
        request_id: None,
    })
}

/// Started anew, with this on the disk.
fn started_with(text: Option<&str>) -> Bench {
    let mut bench = Bench::connecting(SIZE);
    bench.logged_in(Ok(info()));
    recalled(&mut bench, text);
    bench
}

fn recalled(bench: &mut Bench, text: Option<&str>) {
    let place = bench.recalls().unwrap();
    let result = Ok(text.map(|text| Box::new(Kept::parse(text).unwrap())));
    bench.msg(Msg::Recalled { place, result });
}

#[test]
fn what_is_typed_is_written_a_second_after_the_last_key_and_then_no_more() {
    let mut bench = typed("we");
    bench.wait(900);
    bench.keys("b");
    bench.wait(980);
    assert_eq!(written(&bench), [""; 0]);
    bench.wait(20);
    assert_eq!(written(&bench), ["web"]);
    bench.wait_s(60);
    assert_eq!(written(&bench), ["web"], "nothing changed");
    assert_eq!(bench.app.keeps_at(), None);
}

#[test]
fn whoever_never_stops_typing_is_kept_every_five_seconds() {
    let mut bench = typed("a");
    for _ in 0..22 {
        bench.keys("a");
        bench.wait(490);
    }
    assert_eq!(written(&bench).len(), 2, "{:?}", written(&bench));
}

#[test]
fn closing_writes_at_once_and_an_empty_draft_leaves_no_file() {
    let mut bench = typed("web");
    bench.keys("<Esc>");
    assert_eq!(written(&bench), ["web"]);
    bench.keys("L<Enter><BS><BS><BS>");
    bench.wait_s(2);
    assert_eq!(written(&bench), ["web", "-"]);
    bench.keys("<Esc>");
    assert!(bench.app.draft().is_none());
    assert_eq!(written(&bench).len(), 2);
}

#[test]
fn beginning_anew_removes_the_draft() {
    let mut bench = typed("web");
    bench.keys("<Esc>LN");
    assert_eq!(written(&bench), ["web", "-"]);
}

#[test]
fn an_untouched_wizard_never_reaches_the_disk() {
    let mut bench = Bench::stocked(SIZE);
    bench.keys("L<A-2><A-3><A-4><A-5>");
    bench.wait_s(10);
    bench.keys("<Esc>");
    assert_eq!(written(&bench), [""; 0]);
}

#[test]
fn a_launch_is_on_the_disk_before_it_is_sent_and_gone_from_it_once_accepted() {
    let mut bench = launched("web");
    let at = |wanted: fn(&Effect) -> bool| bench.effects.iter().rposition(wanted).unwrap();
    let kept = at(|effect| matches!(effect, Effect::KeepDraft { .. }));
    let sent = at(|effect| {
        matches!(
            effect,
            Effect::Cloud(Request::Write {
                write: Write::CreateServers(_),
                ..
            })
        )
    });
    assert!(kept < sent, "{kept} {sent}");
    let text = bench.kept().last().unwrap().unwrap().to_owned();
    let draft = Kept::parse(&text).unwrap().draft(OpId(99)).unwrap();
    assert!(matches!(draft.submit(), Submit::Unknown { .. }));

    bench.written(Ok(accepted()));
    let text = bench.kept().last().unwrap().unwrap();
    let kept = Kept::parse(text).unwrap();
    assert!(kept.draft(OpId(99)).is_none(), "{text}");
    assert!(bench.app.draft().is_none());
}

#[test]
fn a_refused_launch_is_an_ordinary_draft_again_on_the_disk_too() {
    let mut bench = launched("web");
    bench.written(Err(Error::new(Kind::OverQuota, "Quota exceeded")));
    let text = bench.kept().last().unwrap().unwrap();
    let draft = Kept::parse(text).unwrap().draft(OpId(99)).unwrap();
    assert_eq!(draft.submit(), &Submit::Editing);
}

#[test]
fn a_launch_put_away_while_it_is_sent_is_followed_on_the_disk() {
    let mut bench = launched("web");
    bench.keys("<Esc>");
    bench.written(Ok(accepted()));
    let text = bench.kept().last().unwrap().unwrap();
    assert!(
        Kept::parse(text).unwrap().draft(OpId(99)).is_none(),
        "{text}"
    );
}

#[test]
fn what_was_last_used_outlives_the_draft_and_the_program() {
    let mut bench = launched("web");
    bench.written(Ok(accepted()));
    let expected = LastUsed {
        flavor: Some("f-small".into()),
        networks: vec!["private".into()],
        key: Some("alice-ed25519".into()),
    };
    let last = |bench: &Bench| bench.app.space.as_ref().unwrap().choices.last.clone();
    assert_eq!(last(&bench), expected);
    let text = bench.kept().last().unwrap().unwrap().to_owned();
    let bench = started_with(Some(&text));
    assert_eq!(last(&bench), expected);
    assert!(bench.app.draft().is_none());
    assert_eq!(written(&bench), [""; 0], "it is on the disk already");
}

#[test]
fn a_draft_of_the_disk_is_offered_with_its_time_and_resumed() {
    let mut bench = typed("web<Tab><C-u>3");
    bench.keys("<Esc>");
    let text = bench.kept().last().unwrap().unwrap().to_owned();
    let mut bench = started_with(Some(&text));
    bench.wait_s(60);
    bench.keys("L");
    let Some(Modal::Draft(question)) = bench.app.modals.last() else {
        panic!("{:?}", bench.app.modals);
    };
    assert_eq!(question.from.as_deref(), Some("11:04"));
    assert!(question.draft.starts_with("web ×3"), "{}", question.draft);
    bench.keys("<Enter>");
    assert_eq!(wizard(&bench).server_name(), "web");
    assert_eq!(wizard(&bench).number(), Some(3));
    bench.wait_s(10);
    assert_eq!(written(&bench), [""; 0], "nothing was changed");
}

#[test]
fn a_launch_on_its_way_when_the_program_died_is_not_sent_again_by_reflex() {
    let bench = launched("web");
    let text = bench.kept().last().unwrap().unwrap().to_owned();
    let mut bench = started_with(Some(&text));
    bench.keys("L<Enter>");
    assert!(matches!(wizard(&bench).submit(), Submit::Unknown { .. }));
    assert_eq!(wizard(&bench).sent().map(|sent| sent.count), Some(1));
    for keys in ["<Enter>", "<Tab><Enter>", "<A-1><A-5><Enter>"] {
        bench.confirm_with(keys);
    }
    assert_eq!(bench.writes().len(), 0);
}

#[test]
fn nothing_is_written_before_the_file_was_read() {
    let mut bench = Bench::connecting(SIZE);
    bench.logged_in(Ok(info()));
    bench.keys("Lweb");
    bench.wait_s(10);
    assert_eq!(written(&bench), [""; 0]);
    assert_eq!(bench.app.keeps_at(), None, "no tick either");
    recalled(&mut bench, None);
    bench.wait_s(1);
    assert_eq!(written(&bench), ["web"]);
}

#[test]
fn a_draft_read_too_late_gives_way_to_what_was_typed_but_not_in_silence() {
    let mut bench = typed("old");
    bench.keys("<Esc>");
    let text = bench.kept().last().unwrap().unwrap().to_owned();

    let mut bench = Bench::connecting(SIZE);
    bench.logged_in(Ok(info()));
    bench.keys("Lnew");
    recalled(&mut bench, Some(&text));
    assert!(
        bench.said().contains("(old) was read too late"),
        "{}",
        bench.said()
    );
    bench.keys("<Esc>L<Enter>");
    assert_eq!(wizard(&bench).server_name(), "new");

    let mut bench = Bench::connecting(SIZE);
    bench.logged_in(Ok(info()));
    bench.keys("L");
    recalled(&mut bench, Some(&text));
    // Nothing was typed yet: the question comes in place of the wizard.
    assert!(matches!(bench.app.modals.last(), Some(Modal::Draft(_))));
    bench.keys("<Enter>");
    assert_eq!(wizard(&bench).server_name(), "old");
}

#[test]
fn a_file_that_cannot_be_read_is_told_and_the_next_draft_is_kept() {
    let mut bench = Bench::connecting(SIZE);
    bench.logged_in(Ok(info()));
    let place = bench.recalls().unwrap();
    let result = Err("The draft in x cannot be read: it is odd".into());
    bench.msg(Msg::Recalled { place, result });
    assert!(bench.said().contains("cannot be read"), "{}", bench.said());
    bench.keys("Lweb<Esc>");
    assert_eq!(written(&bench), ["web"]);
}

#[test]
fn a_place_is_read_once_and_a_switch_writes_at_once() {
    let mut bench = typed("web");
    let elsewhere = ContextInfo {
        region: "RegionTwo".into(),
        ..info()
    };
    // As after a login that had to be renewed: the wizard is open, with help over it.
    bench.keys("<F1>");
    bench
        .app
        .connect(crate::app::modal::switcher::new_cloud(info().cloud));
    bench.msg(Msg::Wake);
    bench.connected(Ok(elsewhere));
    assert_eq!(written(&bench), ["web"]);
    assert!(bench.app.draft().is_none(), "it belongs to the other place");
    bench
        .effects
        .retain(|it| !matches!(it, Effect::RecallDraft { .. }));
    bench
        .app
        .connect(crate::app::modal::switcher::new_cloud(info().cloud));
    bench.msg(Msg::Wake);
    bench.logged_in(Ok(info()));
    assert_eq!(bench.recalls(), None, "what is in memory counts");
    bench.keys("L<Enter>");
    assert_eq!(wizard(&bench).server_name(), "web");
}

#[test]
fn quitting_writes_first_and_does_not_ask() {
    let mut bench = typed("web");
    bench.keys("<Esc>");
    bench.effects.clear();
    bench.keys("L<Enter>b<Esc>q");
    assert!(bench.quits() && bench.app.quitting.is_none());
    let kept = bench
        .effects
        .iter()
        .position(|it| matches!(it, Effect::KeepDraft { .. }));
    let quit = bench
        .effects
        .iter()
        .position(|it| matches!(it, Effect::Quit));
    assert!(kept.unwrap() < quit.unwrap());
    assert_eq!(written(&bench), ["webb"]);
}

#[test]
fn an_end_from_outside_hands_on_what_was_typed_last() {
    let mut bench = typed("web");
    let effects = bench.app.farewell(bench.now);
    let [
        Effect::KeepDraft {
            text: Some(text), ..
        },
    ] = effects.as_slice()
    else {
        panic!("{effects:?}");
    };
    assert_eq!(name(text), "web");
    assert!(bench.app.farewell(bench.now).is_empty());
}

#[test]
fn an_end_before_the_file_was_read_hands_on_what_was_typed_and_nothing_else() {
    let mut bench = Bench::connecting(SIZE);
    bench.logged_in(Ok(info()));
    assert!(
        bench.app.farewell(bench.now).is_empty(),
        "nothing was typed"
    );
    bench.keys("Lweb");
    let effects = bench.app.farewell(bench.now);
    let [
        Effect::KeepDraft {
            text: Some(text), ..
        },
    ] = effects.as_slice()
    else {
        panic!("{effects:?}");
    };
    assert_eq!(name(text), "web");
    // Nor does the answer, should it still come, take it back.
    recalled(&mut bench, None);
    assert_eq!(written(&bench), [""; 0]);
}

#[test]
fn quitting_asks_for_a_draft_that_cannot_be_kept_and_tries_once_more() {
    let mut bench = typed("web");
    bench.keys("<Esc>");
    let place = Place::of(&info());
    let failed = |result| Msg::DraftKept {
        place: place.clone(),
        result,
    };
    bench.msg(failed(Err(
        "The draft is not kept: x: the disk is full".into()
    )));
    assert!(
        bench.said().contains("the disk is full"),
        "{}",
        bench.said()
    );
    bench.keys("q");
    assert!(!bench.quits());
    assert_eq!(bench.app.quitting.as_ref().map(|it| it.drafts), Some(1));
    assert_eq!(bench.app.farewell(bench.now).len(), 1);

    bench.keys("<Esc>");
    bench.msg(failed(Ok(())));
    bench.keys("q");
    assert!(bench.quits());
}

#[test]
fn the_imitation_cloud_and_a_real_one_of_its_name_keep_their_drafts_apart() {
    let demo = ContextInfo {
        cloud: CloudChoice::Demo,
        ..info()
    };
    let (real, demo) = (Place::of(&info()), Place::of(&demo));
    assert_eq!(real.title, demo.title);
    assert_ne!(real, demo);
    let other = ContextInfo {
        project_id: "q".into(),
        ..info()
    };
    assert_ne!(real, Place::of(&other), "names of projects repeat");
}

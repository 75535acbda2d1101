//! What a dialog with fields says instead of its choices, and what it never shows.

use insta::assert_snapshot;

use super::{LARGE, SMALL, USUAL, corpus, rows, shown};
use crate::app::Msg;
use crate::app::fixture::{HOSTILE, error, hostile_server};
use crate::app::form::fixture::{answer_all, bench, in_production, open, opened, submit, web_01};
use crate::app::wrap::is_unsafe;
use crate::cloud::message::{Data, Read, Written};
use crate::openstack::Kind;
use crate::openstack::compute::Acted;

#[test]
fn loading_none_none_matching_and_not_allowed_are_four_texts() {
    let volumes = || {
        let mut bench = bench(web_01(), USUAL);
        bench.keys("Av");
        bench
    };
    let mut bench = volumes();
    assert_snapshot!(rows(&bench, 6..12), @"
    ┌ Attach volume ───────────────────────────────────────────────────────────┐
    │                                                                          │
    │  ● web-01   ACTIVE   m1.small                                            │
    │                                                                          │
    │  Volume *                                                                │
    │      Loading…                                                            │
    ");
    bench.answer(&Read::AllVolumes, Ok(Data::AllVolumes(Vec::new())));
    assert_snapshot!(rows(&bench, 6..12), @"
    ┌ Attach volume ───────────────────────────────────────────────────────────┐
    │                                                                          │
    │  ● web-01   ACTIVE   m1.small                                            │
    │                                                                          │
    │  Volume *                                                                │
    │      No volumes in this project.                                         │
    ");
    let mut bench = volumes();
    answer_all(&mut bench);
    bench.keys("/zzz");
    assert_snapshot!(rows(&bench, 6..12), @"
    ┌ Attach volume ───────────────────────────────────────────────────────────┐
    │                                                                          │
    │  ● web-01   ACTIVE   m1.small                                            │
    │                                                                          │
    │  Volume *      / [zzz                         ]                          │
    │      Nothing matches the filter. Esc clears it.                          │
    ");
    let mut bench = volumes();
    let refusal = error(Kind::Forbidden, Some(403), "Policy does not allow it");
    bench.answer(&Read::AllVolumes, Err(refusal));
    assert_snapshot!(rows(&bench, 6..12), @"
    ┌ Attach volume ───────────────────────────────────────────────────────────┐
    │                                                                          │
    │  ● web-01   ACTIVE   m1.small                                            │
    │                                                                          │
    │  Volume *                                                                │
    │      ✗ 403 Policy does not allow it                                      │
    ");
}

#[test]
fn a_refusal_stands_in_the_dialog_with_the_clouds_words_and_the_request() {
    let mut bench = opened(web_01(), "Pl", USUAL);
    bench.keys("do not touch");
    submit(&mut bench);
    assert_snapshot!(rows(&bench, 5..18), @"
      ┌ Lock instance ───────────────────────────────────────────────────────────┐
      │                                                                          │
      │  ● web-01   ACTIVE   m1.small                                            │
      │                                                                          │
      │  Reason          [do not touch                                        ]  │
      │                                                                          │
      │    Until it is unlocked, the cloud refuses to stop, change or delete     │
      │    it, except for administrators. It goes on running.                    │
      │                                                                          │
      │  Same as         openstack server lock --reason 'do not touch' web-01    │
    ──│                                                                          │──
     I│  Esc closes; it goes on                          [ Close ]  [‹Sending…›] │
     I└──────────────────────────────────────────────────────────────────────────┘
    ");
    let refusal = error(Kind::Forbidden, Some(403), "Policy does not allow it");
    bench.written(Err(refusal));
    assert_snapshot!(shown(&bench), @"
     horizon-tui  prod-eu / RegionOne / web-team                             ● live
     [1 Instances 1]  2 Images 10                Inst 12/20  vCPU 31/50  RAM 61/96G
     / filter: name, ip, id, status:error                  1 instance · sort NAME ▲
       STATUS        NAME ▲                     IP                FLAVOR        AGE
     ●┌ Lock instance ───────────────────────────────────────────────────────────┐d◂
      │                                                                          │
      │  ● web-01   ACTIVE   m1.small                                            │
      │                                                                          │
      │  Reason          [do not touch                                        ]  │
      │                                                                          │
      │    Until it is unlocked, the cloud refuses to stop, change or delete     │
      │    it, except for administrators. It goes on running.                    │
      │                                                                          │
      │  ✗ Lock web-01 was refused: 403 Policy does not allow it (req-7d1e3c58)  │
      │                                                                          │
    ──│  Same as         openstack server lock --reason 'do not touch' web-01    │──
     I│                                                                          │
     I│  Enter presses · Esc cancels                        [ Cancel ]  [‹Lock›] │
     N└──────────────────────────────────────────────────────────────────────────┘
     Disks   20 GB local, dies with the instance · volume v-data… kept
     Key     alice-ed25519   AZ nova   Created 2026-11-10 11:04Z (12d)

     ✗ Lock web-01 failed: 403 Policy does not allow it · e to read
     L launch S snapshot D delete │ Space mark / filter y copy m menu ? help q quit
    ");
}

#[test]
fn a_password_is_masked_while_typed_and_told_once() {
    let mut bench = opened(web_01(), "Re", USUAL);
    bench.keys("<Tab>hunter2");
    assert!(!shown(&bench).contains("hunter2"));
    assert_snapshot!(shown(&bench), @r#"
     horizon-tui  prod-eu / RegionOne / web-team                             ● live
     [┌ Rescue instance ─────────────────────────────────────────────────────────┐G
     /│                                                                          │▲
      │  ● web-01   ACTIVE   m1.small                                            │E
     ●│                                                                          │d◂
      │  Image *                                                                 │
      │      IMAGE                    SIZE  VISIBILITY                           │
      │  (•) ubuntu-24.04, its own                                               │
      │  ( ) cirros-0.6.2            21 MB  public                               │
      │  ( ) golden-db              6.1 GB  shared                               │
      │  ( ) ubuntu-24.04           2.2 GB  public                               │
      │  ( ) web-01-snap-1101       4.8 GB  private                              │
      │  ( ) windows-2022            12 GB  community                            │
      │  Password        [*******                                             ]  │
      │                                                                          │
    ──│  ! For emergencies: the instance is shut down and interrupted.           │──
     I│    It boots from the image, with its own root disk as a further one, so  │
     I│    that it can be repaired. Unrescue boots it from its own disk again.   │
     N│                                                                          │
     D│  Same as         openstack server rescue --password "$PASSWORD" web-01   │
     K│                                                                          │
      │  Tab goes on · Esc cancels                        [ Cancel ]  [ Rescue ] │
      └──────────────────────────────────────────────────────────────────────────┘
     L launch S snapshot D delete │ Space mark / filter y copy m menu ? help q quit
    "#);
    bench.keys("<C-u>");
    submit(&mut bench);
    bench.written(Ok(Written::Acted(Acted {
        request_id: None,
        admin_password: Some("aB3xZ9".into()),
    })));
    assert_snapshot!(rows(&bench, 6..17), @"
      ┌ Rescue instance ─────────────────────────────────────────────────────────┐
      │                                                                          │
      │  ● web-01   ACTIVE   m1.small                                            │
      │                                                                          │
      │  The password of the guest's administrator. It is shown here only,       │
      │  and only now:                                                           │
      │                                                                          │
      │    aB3xZ9                                                                │
      │                                                                          │
    ──│  y copies it                                                   [‹Close›] │──
     I└──────────────────────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn nothing_hostile_gets_through_a_dialog_at_any_size() {
    let texts = corpus::texts().into_iter();
    let texts = texts.chain([("all at once", HOSTILE.to_owned())]);
    for (at, (kind, hostile)) in texts.enumerate() {
        let size = [SMALL, USUAL, LARGE][at % 3];
        for keys in [
            "Pl", "Ee", "Em", "Et", "Eg", "Ep", "Ec", "Ew", "Rr", "Rb", "Re", "Ai", "Av",
        ] {
            let mut bench = in_production(bench(hostile_server(&hostile), size));
            open(&mut bench, keys);
            bench.msg(Msg::Paste(hostile.clone()));
            bench.keys("<Tab>");
            let text = shown(&bench);
            assert!(
                !text.chars().any(|c| is_unsafe(c) && c != '\n'),
                "{kind}: {keys} at {size:?}"
            );
            assert!(
                text.contains("Cancel"),
                "{kind}: {keys} at {size:?} has buttons:\n{text}"
            );
        }
    }
}

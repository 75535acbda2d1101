use insta::assert_snapshot;

use super::{COLOR, SMALL, USUAL, drawn, mask, rows, shown};
use crate::app::fixture::Bench;

fn asked(name: &str, size: (u16, u16)) -> Bench {
    let mut bench = Bench::stocked(size);
    bench.keys(&format!("/{name}<Enter>x"));
    bench
}

#[test]
fn the_dialog_says_where_to_as_whom_and_with_which_key() {
    let bench = asked("web-02", USUAL);
    assert_snapshot!(rows(&bench, 5..20), @"

      ┌ Log in with ssh ─────────────────────────────────────────────────────────┐
      │                                                                          │
      │  Instance  ◐ web-02   ACTIVE:upload                                      │
      │  Address  ‹203.0.113.40› floating · private   1 of 2, ← → choose         │
      │  User      [ubuntu                ] usual for an image of that name      │
      │  Key       looking for alice-ed25519 in ~/.ssh …                         │
      │  Command   [ssh ubuntu@203.0.113.40                                   ]  │
      │            It runs as it stands, without a shell; this screen comes      │
      │            back when it ends.                                            │
    ──│                                                                          │──
     I│  Tab moves · Enter runs it here · Esc             [ Cancel ]  [ Log in ] │
     T└──────────────────────────────────────────────────────────────────────────┘
     Image   ubuntu-24.04   Flavor m1.small  1 vCPU · 2 GB RAM · 20 GB
     Net     private 10.0.0.12  floating 203.0.113.40   SG default, web
    ");
    assert_snapshot!(mask(&drawn(&bench, COLOR)), @"
    dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddggggggd
    dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
    dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
    dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
    dcdcccccccccccccdddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
    dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
    ddnBBBBBBBBBBBBBBBBBnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnndd
    ddn                                                                          ndd
    ddn  dddddddd  c nnnnnn   nnnnnnnnnnnnn                                      ndd
    ddn  ddddddd  RRRRRRRRRRRRRR ddddddddddddddddddddddddddddddddddddddd         ndd
    ddn  dddd      nnnnnnn                n ddddddddddddddddddddddddddddddd      ndd
    ddn  ddd       nnnnnnn nnn nnnnnnnnnnnnn nn nnnnnn n                         ndd
    ddn  ddddddd   nnnn nnnnnnnnnnnnnnnnnnn                                   n  ndd
    ddn            dddddddddddddddddddddddddddddddddddddddddddddddddddddddd      ndd
    ddn            dddddddddddddddddd                                            ndd
    ddn                                                                          ndd
    ddn  dddddddddddddddddddddddddddddddddddd             n nnnnnn n  n nnn nn n ndd
    ddnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnndd
    dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
    dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
    dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
    dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
    dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
    dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd
    ");
}

#[test]
fn an_edited_command_is_told_to_stand_alone() {
    let mut bench = asked("web-02", USUAL);
    bench.keys("<Tab><Tab> | tee log");
    assert_snapshot!(rows(&bench, 5..20), @"

      ┌ Log in with ssh ─────────────────────────────────────────────────────────┐
      │                                                                          │
      │  Instance  ◐ web-02   ACTIVE:upload                                      │
      │  Address   203.0.113.40  floating · private   1 of 2, ← → choose         │
      │  User      [ubuntu                ] usual for an image of that name      │
      │  Key       looking for alice-ed25519 in ~/.ssh …                         │
      │  Command   [ssh ubuntu@203.0.113.40 | tee log                         ]  │
      │            ! no shell reads it: ~ $ | > & ; are handed on as they are    │
      │                                                                          │
    ──│  Tab moves · Enter runs it here · Esc             [ Cancel ]  [ Log in ] │──
     I└──────────────────────────────────────────────────────────────────────────┘
     Task    Image Uploading
     Image   ubuntu-24.04   Flavor m1.small  1 vCPU · 2 GB RAM · 20 GB
     Net     private 10.0.0.12  floating 203.0.113.40   SG default, web
    ");
    bench.keys("<C-u>ssh web-02");
    assert_snapshot!(rows(&bench, 5..20), @"

      ┌ Log in with ssh ─────────────────────────────────────────────────────────┐
      │                                                                          │
      │  Instance  ◐ web-02   ACTIVE:upload                                      │
      │  Address   203.0.113.40  floating · private   1 of 2, ← → choose         │
      │  User      [ubuntu                ] usual for an image of that name      │
      │  Key       looking for alice-ed25519 in ~/.ssh …                         │
      │  Command   [ssh web-02                                                ]  │
      │            ! edited by hand: address and user above are not used         │
      │            (emptied, it is made anew)                                    │
    ──│                                                                          │──
     I│  Tab moves · Enter runs it here · Esc             [ Cancel ]  [ Log in ] │
     T└──────────────────────────────────────────────────────────────────────────┘
     Image   ubuntu-24.04   Flavor m1.small  1 vCPU · 2 GB RAM · 20 GB
     Net     private 10.0.0.12  floating 203.0.113.40   SG default, web
    ");
    bench.keys(" '");
    assert_snapshot!(rows(&bench, 5..20), @r"

      ┌ Log in with ssh ─────────────────────────────────────────────────────────┐
      │                                                                          │
      │  Instance  ◐ web-02   ACTIVE:upload                                      │
      │  Address   203.0.113.40  floating · private   1 of 2, ← → choose         │
      │  User      [ubuntu                ] usual for an image of that name      │
      │  Key       looking for alice-ed25519 in ~/.ssh …                         │
      │  Command   [ssh web-02 '                                              ]  │
      │            ! a quote is not closed, or \ stands at the end               │
      │                                                                          │
    ──│  Tab moves · Enter runs it here · Esc             [ Cancel ]  [ Log in ] │──
     I└──────────────────────────────────────────────────────────────────────────┘
     Task    Image Uploading
     Image   ubuntu-24.04   Flavor m1.small  1 vCPU · 2 GB RAM · 20 GB
     Net     private 10.0.0.12  floating 203.0.113.40   SG default, web
    ");
}

#[test]
fn a_command_longer_than_its_field_is_shown_whole_below() {
    let mut bench = asked("web-02", SMALL);
    bench.keys("<Tab><Tab> -o ServerAliveInterval=15 -L 8080:localhost:80");
    assert_snapshot!(rows(&bench, 5..13), @"
    │  Key       looking for alice-ed25519 in ~/.ssh …         │
    │  Command   [rverAliveInterval=15 -L 8080:localhost:80 ]  │
    │            ssh ubuntu@203.0.113.40 -o                    │
    │            ServerAliveInterval=15 -L 8080:localhost:80   │
    │            ! edited by hand: address and user above are  │
    │            not used (emptied, it is made anew)           │
    │                                                          │
    │                                                          │
    ");
}

#[test]
fn the_dialog_at_60_by_16() {
    assert_snapshot!(shown(&asked("web-02", SMALL)), @"
    ┌ Log in with ssh ─────────────────────────────────────────┐
    │                                                          │
    │  Instance  ◐ web-02   ACTIVE:upload                      │
    │  Address  ‹203.0.113.40› floating · private   1 of 2, ← …│
    │  User      [ubuntu                ] usual for an image o…│
    │  Key       looking for alice-ed25519 in ~/.ssh …         │
    │  Command   [ssh ubuntu@203.0.113.40                   ]  │
    │            It runs as it stands, without a shell; this   │
    │            screen comes back when it ends.               │
    │                                                          │
    │                                                          │
    │                                                          │
    │                                                          │
    │                                                          │
    │                                   [ Cancel ]  [ Log in ] │
    └──────────────────────────────────────────────────────────┘
    ");
}

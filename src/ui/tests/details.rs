use insta::assert_snapshot;

use super::{LARGE, SMALL, USUAL, rows, shown};
use crate::app::fixture::{Bench, images, odd_servers, servers};

fn on_web_02(size: (u16, u16)) -> Bench {
    let mut bench = Bench::stocked(size);
    bench.keys("jjjjjjjjj");
    bench
}

#[test]
fn the_pane_below_tells_the_most_important() {
    assert_snapshot!(rows(&on_web_02(USUAL), 15..22), @"
    ── web-02 ─────────────────────────────────────── d hide · z zoom · Tab focus ──
     ID      3f2a9c1e-7b4d-4f0a-9d1c-52b8e6a1c0de   ACTIVE · power Running
     Task    Image Uploading
     Image   ubuntu-24.04   Flavor m1.small  1 vCPU · 2 GB RAM · 20 GB
     Net     private 10.0.0.12  floating 203.0.113.40   SG default, web
     Disks   20 GB local, dies with the instance · volume 5d0e7f61… kept
     Key     alice-ed25519   AZ nova   Created 2026-11-10 11:04Z (12d)
    ");
}

#[test]
fn a_fault_comes_first() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("j");
    assert_snapshot!(rows(&bench, 15..22), @"
    ── batch-07 ───────────────────────────────────── d hide · z zoom · Tab focus ──
     Fault   500 No valid host was found. There are not enough hosts available.
     ID      batch-07   ERROR · power Shut Down
     Image   ubuntu-24.04   Flavor c1.xlarge  8 vCPU · 16 GB RAM · 160 GB
     Net     private -   SG default, web
     Disks   160 GB local, dies with the instance
     Key     alice-ed25519   AZ nova   Created 2026-11-22 11:00Z (4m)
    ");
}

#[test]
fn zoomed_details_of_an_image_fill_the_screen() {
    let mut bench = Bench::stocked(SMALL);
    bench.keys("2jjjjjjjz");
    assert_snapshot!(shown(&bench), @"
     prod-eu / RegionOne / web-team                      ● live
      1 Inst 12  [2 Img 10]              Inst 12/20  RAM 61/96G
    ── web-01-snap-1101 ─────── n p next, previous · Esc back ──
     Status     ● active
     Type       snapshot
     ID         web-01-snap-1101
     Format     qcow2 / bare
     Size       4.8 GB
     Needs      root disk ≥ 20 GB, RAM no minimum
     Visibility private
     Protected  no
     Owner      web-team
     Created    2026-11-01 11:04Z (3 weeks)
     From       instance web-01

     L D │ Space mark / filter m menu Enter open ? help q quit
    ");
}

#[test]
fn a_focused_pane_scrolls_and_says_how_to_leave() {
    let mut bench = on_web_02(USUAL);
    bench.keys("<Tab>j");
    assert_snapshot!(rows(&bench, 15..22), @"
    ── web-02 ───────────────────────────────────────────── ↑ ↓ scroll · Tab back ──
     ID      3f2a9c1e-7b4d-4f0a-9d1c-52b8e6a1c0de   ACTIVE · power Running
     Task    Image Uploading
     Image   ubuntu-24.04   Flavor m1.small  1 vCPU · 2 GB RAM · 20 GB
     Net     private 10.0.0.12  floating 203.0.113.40   SG default, web
     Disks   20 GB local, dies with the instance · volume 5d0e7f61… kept
     Key     alice-ed25519   AZ nova   Created 2026-11-10 11:04Z (12d)
    ");
}

#[test]
fn details_of_odd_rows_say_what_is_not_known() {
    let mut bench = Bench::holding(odd_servers(), images(), LARGE);
    bench.keys("/0down<Enter>");
    assert_snapshot!(rows(&bench, 2..20), @"
    / 0down  (Esc clears)                           1 of 5 instances · sort NAME ▲ │── 9c0b1f57-0000-… ─ d hide · z zoom ──
      STATUS        NAME ▲                     IP                FLAVOR        AGE │ Status   ? UNKNOWN   power -
    ? UNKNOWN       9c0b1f57-0000-4000-8000-0… -                 -               -◂│ ID       9c0b1f57-0000-4000-8000-
                                                                                   │          00000000down
                                                                                   │ AZ       -
                                                                                   │ Key      -
                                                                                   │ Created  -
                                                                                   │ Image    -
                                                                                   │ Flavor   -
                                                                                   │
                                                                                   │ Security -
                                                                                   │
                                                                                   │
                                                                                   │
                                                                                   │
                                                                                   │
                                                                                   │
                                                                                   │
    ");
}

#[test]
fn a_lock_and_its_reason_are_told() {
    let mut bench = Bench::holding(odd_servers(), images(), LARGE);
    bench.keys("/vault<Enter>");
    assert_snapshot!(rows(&bench, 2..8), @"
    / vault  (Esc clears)                           1 of 5 instances · sort NAME ▲ │── vault-01 ──────── d hide · z zoom ──
      STATUS        NAME ▲                     IP                FLAVOR        AGE │ Status   ! ACTIVE   power Running
    ! ACTIVE        vault-01                   10.0.0.8          m1.small      30d◂│ Locked   yes (ask alice)
                                                                                   │ ID       vault-01
                                                                                   │ AZ       nova
                                                                                   │ Key      alice-ed25519
    ");
}

#[test]
fn an_image_that_is_not_in_the_list_is_named_by_its_id() {
    let mut bench = Bench::holding(servers(), Vec::new(), USUAL);
    assert_snapshot!(rows(&bench, 16..18), @"
    ID      bastion-01   ACTIVE · power Running
    Image   (gone) ubuntu-24.04   Flavor m1.tiny  1 vCPU · 512 MB RAM · 10 GB
    ");
    bench.keys("jjjj");
    assert_snapshot!(rows(&bench, 16..18), @"
    ID      legacy-app   SHELVED · power Shut Down
    Image   (volume)   Flavor m1.medium  2 vCPU · 4 GB RAM · 40 GB
    ");
}

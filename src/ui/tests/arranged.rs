//! Lists as somebody wants them: filtered, sorted, counted, with other columns.

use insta::assert_snapshot;

use super::{SMALL, USUAL, at, rows, shown};
use crate::app::fixture::{Bench, servers};

#[test]
fn a_filter_counts_what_it_shows_and_a_sort_marks_its_column() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("sa/web<Enter>");
    assert_snapshot!(rows(&bench, 2..8), @"
    / web  (Esc clears)                             3 of 12 instances · sort AGE ▲
      STATUS        NAME                       IP                FLAVOR      AGE ▲
    ◐ BUILD:spawn   web-03                     -                 m1.small      38s
    ● ACTIVE        web-01                     10.0.0.11         m1.small      12d
    ◐ ACTIVE:upload web-02                     203.0.113.40 +1   m1.small      12d◂
    ");
    bench.keys("/0");
    assert_snapshot!(rows(&bench, 2..3), @" / [web0                                       ] 0 of 12 instances · sort AGE ▲");
}

#[test]
fn while_a_filter_is_typed_a_line_says_what_tab_makes_of_it() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("/sta");
    assert_snapshot!(rows(&bench, 2..5), @"
    / [sta                                       ] 0 of 12 instances · sort NAME ▲
      Tab status:
      STATUS        NAME ▲                     IP                FLAVOR        AGE
    ");
    bench.keys("<Tab>");
    assert_snapshot!(rows(&bench, 2..5), @"
    / [status:                                        ] 12 instances · sort NAME ▲
      Tab active 6  build 1  error 1  paused 1  shelved 1  shutoff 1  verify_resiz…
      STATUS        NAME ▲                     IP                FLAVOR        AGE
    ");
    bench.keys("<C-u>colour:red");
    assert_snapshot!(rows(&bench, 2..4), @"
    / [colour:red                                ] 0 of 12 instances · sort NAME ▲
      colour: is no key, but a word. Keys: status task power name id ip net image …
    ");
    bench.keys("<C-u>fl<Tab><Enter>");
    assert_snapshot!(rows(&bench, 2..4), @"
    / flavor:  (Esc clears)                             12 instances · sort NAME ▲
      STATUS        NAME ▲                     IP                FLAVOR        AGE
    ");
    let mut bench = Bench::stocked(SMALL);
    bench.keys("/status:s");
    assert_snapshot!(rows(&bench, 1..6), @"
    [1 Inst 12]  2 Img 10               Inst 12/20  RAM 61/96G
    / [status:s              ] 4 of 12 instances · sort NAME ▲
      Tab shelved 1  shutoff 1  paused 1  verify_resize 1
      STATUS        NAME ▲               IP                AGE
    ! VERIFY_RESIZE db-01                10.0.1.21         90d◂
    ");
}

#[test]
fn the_facets_count_what_is_there() {
    let mut bench = Bench::stocked(SMALL);
    bench.keys("f<Down>");
    assert_snapshot!(shown(&bench), @"
     prod-eu / RegionOne / web-team                      ● live
     [1 Inst 12]  2 Img 10               Inst 12/20  RAM 61/96G
    ┌ Show only ───────────────────────────────────────────────┐
    │ s  status     active 6 · build 1 · error 1 …             │
    │ t  task       image_uploading 1 · spawning 1             │
    │ f  flavor     m1.small 4 · m1.large 2 · m1.medium 2 …    │
    │ i  image      ubuntu-24.04 11 · (volume) 1               │
    │ n  net        private 12                                 │
    │ g  sg         default 12 · web 12                        │
    │ z  az         nova 12                                    │
    │ y  key        alice-ed25519 12                           │
    │ l  locked     no 12                                      │
    │ x  no filter                                             │
    └──────────────────────────────────────────────────────────┘

     L S D │ Space mark / filter m menu Enter open ? help
    ");
    bench.keys("s<Down>");
    assert_snapshot!(rows(&bench, 3..14), @"
    ● ACTIVE        ┌ Show only status ──────┐0.5          41d◂
    ✗ ERROR         │ 1  active  6           │              4m
    ! VERIFY_RESIZE │ 2  build  1            │1.21         90d
    ○ SHUTOFF       │ 3  error  1            │1.22         90d
    ◌ SHELVED       │ 4  paused  1           │              1y
    ‖ PAUSED        │ 5  shelved  1          │9.3           6h
    ● ACTIVE        │ 6  shutoff  1          │9.44          2h
    ● ACTIVE        │ 7  verify_resize  1    │.113.7 +2   200d
    ● ACTIVE        └────────────────────────┘0.11         12d
    ◐ ACTIVE:upload web-02               203.0.113.40 +1   12d
    ◐ BUILD:spawn   web-03               -                 38s
    ");
}

#[test]
fn columns_are_chosen_in_a_dialog_and_win_over_the_width() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("w");
    assert_snapshot!(shown(&bench), @"
     horizon-┌ Columns of Instances ─────────────────────────────────── w ┐  ● live
     [1 Insta│ [x] Status  always shown                                   │M 61/96G
     / filter│ [x] Name  always shown                                     │t NAME ▲
       STATUS│ [ ] Image                                                  │     AGE
     ● ACTIVE│ [x] IP                                                     │     41d◂
     ✗ ERROR │ [x] Flavor                                                 │      4m
     ! VERIFY│ [ ] Power                                                  │     90d
     ○ SHUTOF│ [ ] Availability zone                                      │     90d
     ◌ SHELVE│ [ ] Key pair                                               │      1y
     ‖ PAUSED│ [ ] Changed                                                │      6h
     ● ACTIVE│ [x] Age                                                    │      2h
     ● ACTIVE│ [ ] Task                                                   │    200d
     ● ACTIVE│ [ ] Locked                                                 │     12d
     ◐ ACTIVE│ [ ] Networks                                               │     12d
     ◐ BUILD:│ [ ] Host                                                   │     38s
    ── bastio│ [ ] Tags                                                   │ focus ──
     ID      │ [ ] Description                                            │
     Image   │ [ ] Updated                                                │
     Net     │ [ ] Project                                                │
     Disks   ├────────────────────────────────────────────────────────────┤
     Key     │ Now: as many as the width has room for.                    │
             │ Space show, hide · J K move · r by width · Esc closes      │
             │                                                            │
     L launch└────────────────────────────────────────────────────────────┘p q quit
    ");
    bench.keys("<Space>jJG<Space>");
    assert_snapshot!(rows(&bench, 0..24), @"
     horizon-┌ Columns of Instances ─────────────────────────────────── w ┐  ● live
     [1 Insta│ [x] Name  always shown                                     │M 61/96G
     / filter│ [x] Image                                                  │t NAME ▲
       STATUS│ [x] Flavor                                                 │     AGE
     ● ACTIVE│ [x] IP                                                     │     41d◂
     ✗ ERROR │ [ ] Power                                                  │      4m
     ! VERIFY│ [ ] Availability zone                                      │     90d
     ○ SHUTOF│ [ ] Key pair                                               │     90d
     ◌ SHELVE│ [ ] Changed                                                │      1y
     ‖ PAUSED│ [x] Age                                                    │      6h
     ● ACTIVE│ [ ] Task                                                   │      2h
     ● ACTIVE│ [ ] Locked                                                 │    200d
     ● ACTIVE│ [ ] Networks                                               │     12d
     ◐ ACTIVE│ [ ] Host                                                   │     12d
     ◐ BUILD:│ [ ] Tags                                                   │     38s
    ── bastio│ [ ] Description                                            │ focus ──
     ID      │ [ ] Updated                                                │
     Image   │ [ ] Project                                                │
     Net     │ [x] ID                                                     │
     Disks   ├────────────────────────────────────────────────────────────┤
     Key     │ Shown in this order as far as they fit; h l move the rest  │
             │ into view.                                                 │
             │ Space show, hide · J K move · r by width · Esc closes      │
     L launch└────────────────────────────────────────────────────────────┘p q quit
    ");
    bench.keys("<Esc>");
    assert_snapshot!(rows(&bench, 2..6), @"
    / filter: name, ip, id, status:error                12 instances · sort NAME ▲
      STATUS        NAME ▲                    IMAGE              FLAVOR        AGE
    ● ACTIVE        bastion-01                ubuntu-24.04       m1.tiny       41d◂
    ✗ ERROR         batch-07                  ubuntu-24.04       c1.xlarge      4m
    ");
    bench.keys("l");
    assert_snapshot!(rows(&bench, 2..6), @"
    / filter: name, ip, id, status:error                12 instances · sort NAME ▲
      STATUS        NAME ▲                     FLAVOR        AGE IP
    ● ACTIVE        bastion-01                 m1.tiny       41d 10.0.0.5         ◂
    ✗ ERROR         batch-07                   c1.xlarge      4m -
    ");
    let bench = at(bench, SMALL);
    assert_snapshot!(rows(&bench, 1..5), @"
    [1 Inst 12]  2 Img 10               Inst 12/20  RAM 61/96G
      STATUS        NAME ▲                         FLAVOR
    ● ACTIVE        bastion-01                     m1.tiny    ◂
    ✗ ERROR         batch-07                       c1.xlarge
    ");
}

#[test]
fn columns_at_60_by_16_fill_the_screen_and_scroll() {
    let mut bench = Bench::stocked(SMALL);
    bench.keys("2wG<Space>");
    assert_snapshot!(shown(&bench), @"
    ┌ Columns of Images ──────────────────────────────────── w ┐
    │ [x] Size                                                 │
    │ [ ] Minimum disk and RAM                                 │
    │ [ ] Disk format                                          │
    │ [x] Type                                                 │
    │ [ ] Changed                                              │
    │ [x] Age                                                  │
    │ [ ] Tags                                                 │
    │ [ ] Updated                                              │
    │ [ ] Owner                                                │
    │ [x] ID                                                   │
    ├──────────────────────────────────────────────────────────┤
    │ Shown in this order as far as they fit; h l move the     │
    │ rest into view.                                          │
    │ Space show, hide · J K move · r by width · Esc closes    │
    └──────────────────────────────────────────────────────────┘
    ");
}

#[test]
fn what_changed_has_a_mark_until_it_is_seen_and_a_column_where_there_is_room() {
    let mut rows_now = servers();
    let changed = |server: &&mut crate::openstack::compute::Server| server.name == "db-01";
    if let Some(server) = rows_now.iter_mut().find(changed) {
        server.status = crate::openstack::compute::ServerStatus::Active;
    }
    let mut bench = Bench::stocked((160, 30));
    bench.wait_s(61);
    bench.keys("r");
    bench.list(rows_now);
    assert_snapshot!(rows(&bench, 3..7), @"
      STATUS        NAME ▲                         IMAGE              IP                FLAVOR      POWER     AZ         KEY            CHANGED                AGE
    ● ACTIVE        bastion-01                     ubuntu-24.04       10.0.0.5          m1.tiny     Running   nova       alice-ed25519                         41d◂
    ✗ ERROR         batch-07                       ubuntu-24.04       -                 c1.xlarge   Shut Down nova       alice-ed25519                          5m
    ●•ACTIVE        db-01                          ubuntu-24.04       10.0.1.21         m1.large    Shut Down nova       alice-ed25519  →ACTIVE 11:05          90d
    ");
    let mut bench = at(bench, USUAL);
    assert_snapshot!(rows(&bench, 4..8), @"
    ● ACTIVE        bastion-01                 10.0.0.5          m1.tiny       41d◂
    ✗ ERROR         batch-07                   -                 c1.xlarge      5m
    ●•ACTIVE        db-01                      10.0.1.21         m1.large      90d
    ○ SHUTOFF       db-02-replica              10.0.1.22         m1.large      90d
    ");
    bench.keys("jj");
    assert_snapshot!(rows(&bench, 4..20), @"
     ● ACTIVE        bastion-01                 10.0.0.5          m1.tiny       41d
     ✗ ERROR         batch-07                   -                 c1.xlarge      5m
     ● ACTIVE        db-01                      10.0.1.21         m1.large      90d◂
     ○ SHUTOFF       db-02-replica              10.0.1.22         m1.large      90d
     ◌ SHELVED       legacy-app                 -                 m1.medium      1y
     ‖ PAUSED        loadgen-01                 10.0.9.3          c1.large       6h
     ● ACTIVE        tmp-build-19               10.0.9.44         m1.tiny        2h
     ● ACTIVE        vpn-gw                     203.0.113.7 +2    m1.small     200d
     ● ACTIVE        web-01                     10.0.0.11         m1.small      12d
     ◐ ACTIVE:upload web-02                     203.0.113.40 +1   m1.small      12d
     ◐ BUILD:spawn   web-03                     -                 m1.small       1m
    ── db-01 ──────────────────────────────────────── d hide · z zoom · Tab focus ──
     ID      db-01   ACTIVE · power Shut Down
     Changed VERIFY_RESIZE→ACTIVE at 11:05
     Image   ubuntu-24.04   Flavor m1.large  4 vCPU · 8 GB RAM · 80 GB
     Net     private 10.0.1.21   SG default, web
    ");
}

#[test]
fn marks_that_the_filter_hides_are_counted() {
    let mut bench = Bench::stocked(USUAL);
    bench.keys("*/web<Enter>");
    assert_snapshot!(rows(&bench, 2..3), @" / web  (Esc clears)      3 of 12 instances · 12 marked, 9 hidden · sort NAME ▲");
}
